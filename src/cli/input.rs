//! From a word on the command line to an opened run.

use super::failure::Failure;
use crate::lab::{Case, LabEntry, Run};
use crate::labs::LABS;
use crate::link::{Link, LinkError, Start};
use crate::open::{self, open};
use crate::text;
use crate::text::Text;
use crate::{lab, labs};
use serde_json::Value;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// An opened run and where it came from.
pub struct Input {
    /// The lab.
    pub entry: &'static LabEntry,
    /// The door, for links.
    pub slug: String,
    /// The preset that it is, or departs from.
    pub preset: Option<String>,
    /// The run.
    pub run: Arc<dyn Run>,
}

/// Opens a file, standard input (`-`), a preset or a link. An existing file wins over a preset of its name.
pub fn read(what: &str, fields: &[String], lab: &str) -> Result<Input, Failure> {
    let fields = fields.iter().map(|field| pair(field)).collect::<Result<Vec<_>, _>>()?;
    let link = what.contains('#').then(|| Link::parse(what));
    if let Some(link) = link {
        return from_link(what, link.map_err(|error| refused(what, error))?, &fields);
    }
    if what != "-" && !Path::new(what).is_file() {
        let (lab, preset) = what.split_once('/').unwrap_or((lab, what));
        if let Some(entry) = labs::find(lab).filter(|_| !what.ends_with(".json")) {
            return from_preset(what, entry, lab, preset, fields);
        }
    }
    if let Some((field, _)) = fields.first() {
        let text = Text::new(
            "fields can change a preset; change the file instead",
            "字段只能用来修改预设；请直接修改文件",
        );
        return Err(Failure::usage(field, text));
    }
    let mut json = String::new();
    let read = match what {
        "-" => std::io::stdin().read_to_string(&mut json),
        path => std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut json)),
    };
    read.map_err(|error| Failure::io(what, &error))?;
    from_json(what, &json, lab)
}

/// Makes a scenario of a file that is none, and what is said of that. Fields are applied in the order given.
pub fn import(what: &str, fields: &[String], lab: &str) -> Result<(Input, Text), Failure> {
    let fields = fields.iter().map(|field| pair(field)).collect::<Result<Vec<_>, _>>()?;
    let entry = labs::find(lab).ok_or_else(|| refused(what, LinkError::UnknownLab(lab.into())))?;
    let usual = (entry.presets)().into_iter().find_map(|card| (entry.preset)(card.id, &[]).ok());
    let name = Path::new(what).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut import = usual.and_then(|run| run.import(&name)).ok_or_else(|| {
        Failure::usage(lab, Text::new("this lab reads no such files", "这个实验不能读入这类文件"))
    })?;
    let mut source: Box<dyn Read> = match what {
        "-" => Box::new(std::io::stdin().lock()),
        path => Box::new(std::fs::File::open(path).map_err(|error| Failure::io(what, &error))?),
    };
    let mut piece = vec![0; 1 << 16];
    loop {
        match source.read(&mut piece).map_err(|error| Failure::io(what, &error))? {
            0 => break,
            size => import.feed(&piece[..size]),
        }
    }
    let imported = import.finish().map_err(|problem| Failure::refused(what, problem.text))?;
    let mut run =
        (entry.open)(entry.version, imported.scenario).map_err(|error| refused(what, open::error(error)))?;
    for (field, value) in fields {
        run = run
            .edit(1, &lab::Edit::Set { field: field.clone(), value })
            .map_err(|problem| Failure::usage(&field, problem.text))?;
    }
    Ok((Input { entry, slug: lab.into(), preset: None, run }, imported.said))
}

fn pair(field: &str) -> Result<(String, String), Failure> {
    let (name, value) = field.split_once('=').ok_or_else(|| {
        Failure::usage(field, Text::new("write a field as NAME=VALUE", "字段应写作 名称=值"))
    })?;
    Ok((name.into(), value.into()))
}

fn from_preset(
    what: &str,
    entry: &'static LabEntry,
    slug: &str,
    preset: &str,
    fields: Vec<(String, String)>,
) -> Result<Input, Failure> {
    if (entry.presets)().iter().all(|card| card.id != preset) {
        let text = text!(
            "neither a file nor a preset; `osviz list` prints the presets",
            "既不是文件，也不是预设；`osviz list` 会列出所有预设"
        );
        return Err(Failure::missing(what, text));
    }
    let start = Start::Preset { id: Some(preset.into()), fields };
    from_link(what, Link { lab: slug.into(), start, compare: None, step: None, lang: None, view: None }, &[])
}

fn from_link(what: &str, mut link: Link, more: &[(String, String)]) -> Result<Input, Failure> {
    match &mut link.start {
        Start::Preset { fields, .. } => {
            fields.retain(|(field, _)| more.iter().all(|(other, _)| other != field));
            fields.extend(more.iter().cloned());
        }
        Start::Given { .. } if more.is_empty() => {}
        Start::Given { .. } => {
            let text = Text::new(
                "this link carries a whole scenario; fields can only change a preset",
                "这个链接携带完整场景；字段只能用来修改预设",
            );
            return Err(Failure::usage(&more[0].0, text));
        }
    }
    let slug = link.lab.clone();
    let opened = open(&link).map_err(|error| refused(what, error))?;
    Ok(Input { entry: opened.entry, slug, preset: opened.preset, run: opened.run })
}

/// As [`from_json`], from bytes that may not be text.
pub fn from_bytes(place: &str, json: Vec<u8>, lab: &str) -> Result<Input, Failure> {
    let json = String::from_utf8(json)
        .map_err(|_| Failure::refused(place, Text::new("not UTF-8", "不是 UTF-8 文本")))?;
    from_json(place, &json, lab)
}

/// Opens a scenario written as JSON, after a byte order mark or none: the scenario itself, `{"lab", "version", "scenario"}`, or a worked example with its `algorithm`.
pub fn from_json(place: &str, json: &str, lab: &str) -> Result<Input, Failure> {
    let malformed = |text: Text| Failure::refused(place, text);
    let value: Value = serde_json::from_str(json.trim_start_matches('\u{feff}'))
        .map_err(|error| malformed(text!("not JSON: {error}", "不是 JSON：{error}")))?;
    let Written { entry, slug, version, scenario } = written(place, value, lab)?;
    let run = (entry.open)(version, scenario).map_err(|error| match error {
        lab::OpenError::Malformed(why) => malformed(Text::same(why)),
        lab::OpenError::TooNew { version, newest } => malformed(text!(
            "version {version}; this program knows versions up to {newest}",
            "版本 {version}；本程序只认识到 {newest}"
        )),
        other => refused(place, open::error(other)),
    })?;
    Ok(Input { entry, slug, preset: None, run })
}

/// What a file says: a scenario and the lab and version it is written for.
struct Written {
    entry: &'static LabEntry,
    slug: String,
    version: usize,
    scenario: Value,
}

/// A file may name its lab beside the scenario, be a worked example, which its algorithm gives to a lab, or be the
/// bare scenario of `lab`.
fn written(place: &str, value: Value, lab: &str) -> Result<Written, Failure> {
    let find =
        |lab: &str| labs::find(lab).ok_or_else(|| refused(place, LinkError::UnknownLab(lab.to_string())));
    if let Some(scenario) = value.get("scenario") {
        let lab = value.get("lab").map_or(lab, |lab| lab.as_str().unwrap_or_default());
        let entry = find(lab)?;
        let version =
            value.get("version").map_or(entry.version, |version| version.as_u64().unwrap_or(0) as usize);
        return Ok(Written { entry, slug: lab.into(), version, scenario: scenario.clone() });
    }
    if let Some(case) = Case::read(&value) {
        let entry = labs::answering(&case.algorithm).ok_or_else(|| unanswered(place, &case))?;
        return Ok(Written {
            entry,
            slug: entry.id.into(),
            version: entry.version,
            scenario: (entry.case)(&case),
        });
    }
    let entry = find(lab)?;
    Ok(Written { entry, slug: lab.into(), version: entry.version, scenario: value })
}

fn unanswered(place: &str, case: &Case) -> Failure {
    let algorithm = &case.algorithm;
    let known = LABS.iter().flat_map(|lab| lab.algorithms).copied().collect::<Vec<_>>().join(", ");
    let text = text!(
        "no lab answers the algorithm {algorithm}; there are: {known}",
        "没有实验回答算法 {algorithm}；现有：{known}"
    );
    Failure::refused(place, text)
}

fn refused(place: &str, error: LinkError) -> Failure {
    let place = if place.len() > 60 { "link" } else { place };
    Failure::refused(place, error.text())
}
