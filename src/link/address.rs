//! A link as text and back.

use super::LinkError;
use super::codec::{pack, unpack};
use crate::text::Lang;
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// The most bytes of a link from its `#` on: 64 KiB.
pub const MAX_FRAGMENT: usize = 64 << 10;

/// The most fields that a link may change in a preset.
const MAX_FIELDS: usize = 100;

/// A link, taken apart. It says what to open; whether that exists is another question.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The door: `sched`.
    pub lab: String,
    /// What to run.
    pub start: Start,
    /// What to compare it with: the fields that make the second run; `None` for no comparison.
    pub compare: Option<Vec<(String, String)>>,
    /// The step, from 1; `None` = where the preset opens, or 1.
    pub step: Option<usize>,
    /// The language, if the sender chose one.
    pub lang: Option<Lang>,
    /// The view, if it is not the door's own.
    pub view: Option<String>,
}

/// What a link runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// A preset with some fields changed.
    Preset {
        /// Its id; `None` = the lab's first.
        id: Option<String>,
        /// Field and value, in the order in which they are applied; no field twice.
        fields: Vec<(String, String)>,
    },
    /// A scenario.
    Given {
        /// The version of its format, from 1.
        version: usize,
        /// It.
        scenario: Value,
    },
}

impl Link {
    /// Reads a whole address or only its fragment.
    ///
    /// Names and values are percent-decoded (`+` is a plus). Of a name given twice the last value counts.
    /// Names other than `s`, `w`, `c`, `i`, `lang` and `view` are fields of the lab.
    ///
    /// # Errors
    /// If it names no lab, is too large, or its scenario or step cannot be read.
    pub fn parse(address: &str) -> Result<Link, LinkError> {
        let fragment = address.trim().split_once('#').map_or(address.trim(), |(_, fragment)| fragment);
        if fragment.len() > MAX_FRAGMENT {
            return Err(LinkError::TooLarge);
        }
        let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let lab = decoded(path.trim_matches('/'));
        if lab.is_empty() {
            return Err(LinkError::NoLab);
        }
        let mut fields = pairs(query);
        let mut take = |name: &str| {
            let at = fields.iter().position(|(field, _)| field == name)?;
            Some(fields.remove(at).1)
        };
        let (id, packed, step) = (take("s"), take("w"), take("i"));
        let lang = take("lang").as_deref().and_then(Lang::from_code);
        let view = take("view");
        let compare = take("c").map(|second| fields_of(&second));
        let step = step.map(|digits| step_of(&digits)).transpose()?;
        let start = match packed {
            Some(packed) => given(&packed, &fields)?,
            None if fields.len() > MAX_FIELDS => return Err(LinkError::TooLarge),
            None => Start::Preset { id, fields },
        };
        Ok(Link { lab, start, compare, step, lang, view })
    }
}

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(address: &str) -> Result<Link, LinkError> {
        Link::parse(address)
    }
}

impl fmt::Display for Link {
    /// The canonical form, from `#` on: what [`Link::parse`] reads back as the same link.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.with_head(&self.head()))
    }
}

impl Link {
    /// The part of the text that says what is run, without step, language and view. Packing a large scenario takes
    /// time: whoever writes many links of one run keeps it.
    pub fn head(&self) -> String {
        let mut parts: Vec<(&str, String)> = match &self.start {
            Start::Preset { id, fields } => {
                let id = id.iter().map(|id| ("s", id.clone()));
                id.chain(fields.iter().map(|(field, value)| (field.as_str(), value.clone()))).collect()
            }
            Start::Given { version, scenario } => vec![("w", format!("{version}.{}", pack(scenario)))],
        };
        parts.extend(self.compare.iter().map(|fields| ("c", second(fields))));
        joined(format!("#/{}", encoded(&self.lab)), parts)
    }

    /// The text of the link, from its [`head`](Self::head).
    pub fn with_head(&self, head: &str) -> String {
        let step = self.step.map(|step| ("i", step.to_string()));
        let lang = self.lang.map(|lang| ("lang", lang.code().to_string()));
        let view = self.view.iter().map(|view| ("view", view.clone()));
        joined(head.to_string(), step.into_iter().chain(lang).chain(view))
    }
}

fn joined<'a>(mut text: String, parts: impl IntoIterator<Item = (&'a str, String)>) -> String {
    for (name, value) in parts {
        let mark = if text.contains('?') { '&' } else { '?' };
        text += &format!("{mark}{}={}", encoded(name), encoded(&value));
    }
    text
}

/// The names and values of a query; of a name given twice, the last.
fn pairs(query: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = decoded(name);
        pairs.retain(|(other, _)| *other != name);
        pairs.push((name, decoded(value)));
        if pairs.len() > 2 * MAX_FIELDS {
            break;
        }
    }
    pairs
}

fn step_of(digits: &str) -> Result<usize, LinkError> {
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !all {
        return Err(LinkError::Broken("i".into()));
    }
    let step: u32 = digits.parse().unwrap_or(u32::MAX);
    Ok(step as usize)
}

fn given(packed: &str, fields: &[(String, String)]) -> Result<Start, LinkError> {
    if let Some((field, _)) = fields.first() {
        let text = crate::text::Text::new(
            "a link that carries a whole scenario cannot change fields beside it; change the scenario.",
            "携带完整场景的链接不能再另外修改字段；请直接修改场景。",
        );
        return Err(LinkError::Refused { place: field.clone(), text });
    }
    let mut parts = packed.splitn(3, '.');
    let (Some(version), Some(codec), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(LinkError::Broken("w".into()));
    };
    let digits =
        !version.is_empty() && version.len() <= 6 && version.bytes().all(|byte| byte.is_ascii_digit());
    let version = if digits { version.parse().unwrap_or(0) } else { 0 };
    if version == 0 {
        return Err(LinkError::Broken("w".into()));
    }
    Ok(Start::Given { version, scenario: unpack(codec, text)? })
}

/// The fields of a second run as the value of one name: `p:rr/q:2`; slashes in a value are percent-encoded once more.
fn second(fields: &[(String, String)]) -> String {
    let one = |(field, value): &(String, String)| {
        format!("{field}:{}", value.replace('%', "%25").replace('/', "%2F"))
    };
    fields.iter().map(one).collect::<Vec<_>>().join("/")
}

fn fields_of(second: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for part in second.split('/').filter(|part| !part.is_empty()).take(MAX_FIELDS) {
        let (field, value) = part.split_once(':').unwrap_or((part, ""));
        fields.retain(|(other, _)| other != field);
        fields.push((field.into(), decoded(value)));
    }
    fields
}

/// Undoes percent-encoding; what is not validly encoded stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = |at: usize| tail.get(at).and_then(|&byte| (byte as char).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((16 * high + low) as u8);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Percent-encodes everything that is not sure to survive in a fragment.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'/' => {
                out.push(byte as char)
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn preset(id: &str, fields: &[(&str, &str)]) -> Start {
        let fields = fields.iter().map(|(field, value)| (field.to_string(), value.to_string())).collect();
        Start::Preset { id: Some(id.into()), fields }
    }

    #[test]
    fn a_whole_address_and_its_fragment_are_the_same_link() {
        let fragment = "#/sched?s=mixed&p=rr&q=2&i=10&lang=zh&view=gantt";
        let link = Link::parse(&format!("https://example.org/a/b/?x=1{fragment}")).unwrap();
        assert_eq!(link, Link::parse(fragment).unwrap());
        assert_eq!(link.start, preset("mixed", &[("p", "rr"), ("q", "2")]));
        assert_eq!((link.step, link.lang, link.view.as_deref()), (Some(10), Some(Lang::Zh), Some("gantt")));
        assert_eq!(link.to_string(), fragment);
    }

    #[test]
    fn any_scenario_is_read_back_as_it_was_written() {
        for scenario in [json!({}), json!({"a": ["汉", 1.5, null]}), json!("+/=&#?%")] {
            let start = Start::Given { version: 3, scenario };
            let link = Link { lab: "sched".into(), start, compare: None, step: None, lang: None, view: None };
            assert_eq!(Link::parse(&link.to_string()), Ok(link));
        }
    }

    #[test]
    fn odd_characters_survive_in_names_and_values() {
        let start = preset("a&b=c", &[("k %41", "1+1=2#汉"), ("e", "")]);
        let link = Link {
            lab: "l?/b".into(),
            start,
            compare: None,
            step: Some(1),
            lang: None,
            view: Some("v w".into()),
        };
        assert_eq!(Link::parse(&link.to_string()), Ok(link));
    }

    #[test]
    fn the_last_of_a_name_given_twice_counts() {
        let link = Link::parse("#/sched?q=1&p=rr&q=3&i=4&i=5").unwrap();
        let fields = vec![("p".to_string(), "rr".to_string()), ("q".to_string(), "3".to_string())];
        assert_eq!((link.start, link.step), (Start::Preset { id: None, fields }, Some(5)));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let broken = |what: &str| LinkError::Broken(what.into());
        let cases = [
            ("", LinkError::NoLab),
            ("https://example.org/#/?s=mixed", LinkError::NoLab),
            ("#/sched?i=ten", broken("i")),
            ("#/sched?w=1.z", broken("w")),
            ("#/sched?w=0.z.AAAA", broken("w")),
            ("#/sched?w=1.q.AAAA", LinkError::UnknownCodec("q".into())),
            ("#/sched?w=1.j.!", broken("base64")),
            ("#/sched?w=1.z.AAAA", broken("deflate")),
            ("#/sched?w=1.j.AAAA", broken("JSON")),
        ];
        for (address, error) in cases {
            assert_eq!(Link::parse(address), Err(error), "{address}");
        }
        assert_eq!(Link::parse(&format!("#/{}", "a".repeat(MAX_FRAGMENT))), Err(LinkError::TooLarge));
    }

    #[test]
    fn a_step_beyond_any_run_is_read_as_very_late() {
        assert_eq!(Link::parse("#/sched?i=99999999999999999999").unwrap().step, Some(u32::MAX as usize));
    }
}
