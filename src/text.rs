//! Words in both languages, side by side, so that a missing one does not compile.
//!
//! Text may carry references to things on the stage, `[P3](proc:P3)`, and emphasis, `**2 more**`;
//! [`spans`] takes them apart.

use std::borrow::Cow;
use std::fmt;

/// A language the app speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// The code used in links and preferences: `en` or `zh`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// The language of a code; `zh-CN`, `zh-Hans` and the like count as Chinese.
    pub fn from_code(code: &str) -> Option<Lang> {
        match code.get(..2)? {
            "en" => Some(Lang::En),
            "zh" => Some(Lang::Zh),
            _ => None,
        }
    }
}

/// One thing said in English and in Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Text {
    /// English.
    pub en: Cow<'static, str>,
    /// Simplified Chinese.
    pub zh: Cow<'static, str>,
}

impl Text {
    /// A text known at compile time.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Text { en: Cow::Borrowed(en), zh: Cow::Borrowed(zh) }
    }

    /// A text that is the same in both languages: a name, a number.
    pub fn same(word: impl Into<String>) -> Self {
        let word = word.into();
        Text { en: Cow::Owned(word.clone()), zh: Cow::Owned(word) }
    }

    /// Both languages with their slots filled. Never inlined: there are hundreds of texts, and a reader downloads them.
    #[inline(never)]
    pub fn filled(en: fmt::Arguments<'_>, zh: fmt::Arguments<'_>) -> Self {
        Text { en: Cow::Owned(fmt::format(en)), zh: Cow::Owned(fmt::format(zh)) }
    }

    /// The words in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// Nothing to say in either language.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.zh.is_empty()
    }
}

/// Formats both languages from the variables in scope: `text!("Task {task} ran.", "任务 {task} 已运行。")`.
#[macro_export]
macro_rules! text {
    ($en:literal, $zh:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text::Text::filled(format_args!($en $(, $name = $value)*), format_args!($zh $(, $name = $value)*))
    };
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    /// Plain words.
    Words(&'a str),
    /// Words that matter most.
    Strong(&'a str),
    /// Words that stand for a thing on the stage, and its id (`proc:P3`).
    Refer(&'a str, &'a str),
}

/// Takes a text apart into words, emphasis and references. Anything malformed stays plain words.
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['[', '*']) {
        let (before, tail) = rest.split_at(start);
        let Some((span, after)) = reference(tail).or_else(|| strong(tail)) else {
            let next = start + 1;
            out.push(Span::Words(&rest[..next]));
            rest = &rest[next..];
            continue;
        };
        if !before.is_empty() {
            out.push(Span::Words(before));
        }
        out.push(span);
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Span::Words(rest));
    }
    out
}

/// The words of a text without its marks, for titles and screen readers.
pub fn plain(text: &str) -> String {
    spans(text)
        .iter()
        .map(|span| match span {
            Span::Words(words) | Span::Strong(words) | Span::Refer(words, _) => *words,
        })
        .collect()
}

fn reference(tail: &str) -> Option<(Span<'_>, &str)> {
    let (words, after) = tail.strip_prefix('[')?.split_once("](")?;
    let (id, rest) = after.split_once(')')?;
    let plain = !words.contains('[') && !id.contains(['(', '[']);
    plain.then_some((Span::Refer(words, id), rest))
}

fn strong(tail: &str) -> Option<(Span<'_>, &str)> {
    let (words, rest) = tail.strip_prefix("**")?.split_once("**")?;
    (!words.is_empty()).then_some((Span::Strong(words), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_emphasis_are_taken_apart() {
        let got = spans("[P3](proc:P3) needs **2 more** than [P1](proc:P1).");
        let want = [
            Span::Refer("P3", "proc:P3"),
            Span::Words(" needs "),
            Span::Strong("2 more"),
            Span::Words(" than "),
            Span::Refer("P1", "proc:P1"),
            Span::Words("."),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn half_a_mark_stays_plain() {
        for odd in ["a [b", "2 * 3", "[x](y", "**", "[a]b(c)"] {
            assert_eq!(plain(odd), odd);
        }
    }
}
