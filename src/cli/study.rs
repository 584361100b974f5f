//! A study as a table.

use super::failure::Failure;
use super::input::{self, Input};
use super::{Format, StudyArgs, print};
use crate::lab::{Run, Study};
use crate::text::{Lang, Text, plain};
use crate::{report, text};
use serde_json::json;

/// The table of a study, or the list of those that the scenario has.
pub fn print(mut args: StudyArgs, lang: Lang) -> Result<String, Failure> {
    if args.format == Format::Trace {
        let text = Text::new("a study has no timeline to trace", "研究没有可导出的时间线");
        return Err(Failure::usage("--format", text));
    }
    // `osviz study sched/convoy p=rr` names no study, but a field.
    if args.study.as_ref().is_some_and(|word| word.contains('=')) {
        args.fields.insert(0, args.study.take().expect("it is there"));
    }
    let input = input::read(&args.what, &args.fields, &args.lab)?;
    let studies = input.run.studies();
    let Some(id) = &args.study else {
        return Ok(list(&input, &studies, args.format, lang));
    };
    let study = studies.iter().find(|study| study.id == id).ok_or_else(|| unknown(id, &studies))?;
    Ok(table(&*input.run, study, args.format))
}

fn unknown(id: &str, studies: &[Study]) -> Failure {
    let known = studies.iter().map(|study| study.id).collect::<Vec<_>>().join(", ");
    let text = if known.is_empty() {
        text!("this scenario has no studies", "这个场景没有可做的研究")
    } else {
        text!(
            "this scenario has no study of that name; there are: {known}",
            "这个场景没有这项研究；现有：{known}"
        )
    };
    Failure::usage(id, text)
}

fn list(input: &Input, studies: &[Study], format: Format, lang: Lang) -> String {
    let row = |study: &Study| (study.id, study.points.len(), plain(study.title.get(lang)));
    let rows = studies.iter().map(row);
    match format {
        Format::Json => {
            let one = |(id, points, title)| json!({ "id": id, "points": points, "title": title });
            print::pretty(&json!({ "lab": input.entry.id, "studies": rows.map(one).collect::<Vec<_>>() }))
        }
        _ => rows.map(|(id, points, title)| format!("{id}\t{points}\t{title}\n")).collect(),
    }
}

fn table(run: &dyn Run, study: &Study, format: Format) -> String {
    let computed: Vec<_> = (0..study.points.len()).map(|index| run.point(study.id, index)).collect();
    let sheet = study.sheet(&computed);
    match format {
        Format::Csv => report::csv(&[&sheet]),
        Format::Json => print::pretty(&sheet.json()),
        Format::Text | Format::Trace => print::aligned(&sheet.columns, &sheet.rows),
    }
}
