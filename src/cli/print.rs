//! Reports as text, JSON and CSV.

use super::failure::Failure;
use super::input::Input;
pub use crate::report::csv;
use crate::report::{Datum, Report, Sheet};
use crate::text;
use crate::text::Lang;
use serde_json::{Value, json};

/// In text, a table of more rows is cut here unless it is asked for by name.
const ROWS: usize = 40;

/// JSON for people: indented, with a newline at the end.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// The whole report as one object: what ran, every table in its shape, and all tables as rows under `sheets`.
pub fn json(input: &Input, report: &Report) -> Value {
    let Input { entry, run, .. } = input;
    let mut out = serde_json::Map::new();
    out.insert("lab".into(), json!(entry.id));
    out.insert("version".into(), json!(entry.version));
    out.insert("scenario".into(), run.scenario());
    out.extend(report.json());
    out.insert("sheets".into(), sheets(&report.sheets.iter().collect::<Vec<_>>()));
    Value::Object(out)
}

/// Tables as rows by name: `{"processes": [{"pid": "P1", …}, …]}`.
pub fn sheets(sheets: &[&Sheet]) -> Value {
    Value::Object(sheets.iter().map(|sheet| (sheet.id.to_string(), sheet.objects())).collect())
}

/// The tables of a name, or all; without a name, `usual` (or the first, if there is none of that name).
pub fn chosen<'a>(report: &'a Report, name: Option<&str>, usual: &str) -> Result<Vec<&'a Sheet>, Failure> {
    match name.unwrap_or(usual) {
        "all" => Ok(report.sheets.iter().collect()),
        id => {
            let fallback = if name.is_none() { report.sheets.first() } else { None };
            report.sheet(id).or(fallback).map(|sheet| vec![sheet]).ok_or_else(|| {
                let known = report.sheets.iter().map(|sheet| sheet.id).collect::<Vec<_>>().join(", ");
                Failure::usage(
                    "--sheet",
                    text!(
                        "there is no table {id}; there are: {known}, all",
                        "没有表 {id}；现有：{known}, all"
                    ),
                )
            })
        }
    }
}

/// The report for people: what runs, then the tables, aligned.
pub fn text(input: &Input, report: &Report, name: Option<&str>, lang: Lang) -> Result<String, Failure> {
    let mut out = String::new();
    if name.is_none() {
        let title = input.preset.as_deref().and_then(|id| {
            let card = (input.entry.presets)().into_iter().find(|card| card.id == id)?;
            Some(card.title.get(lang).to_string())
        });
        let what = [Some(input.entry.id.to_string()), input.preset.clone(), title];
        out += &format!("{}\n", what.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    }
    for sheet in chosen(report, name, "all")? {
        let most = if name.is_none() { ROWS } else { usize::MAX };
        if !out.is_empty() {
            out += "\n";
        }
        out +=
            &format!("{}\n{}", sheet.id, aligned(&sheet.columns, &sheet.rows[..sheet.rows.len().min(most)]));
        if sheet.rows.len() > most {
            let (rest, id) = (sheet.rows.len() - most, sheet.id);
            let more = text!("  … {rest} more rows: --sheet {id}", "  ……还有 {rest} 行：--sheet {id}");
            out += &format!("{}\n", more.get(lang));
        }
    }
    Ok(out)
}

/// Columns side by side: words to the left, numbers to the right.
pub fn aligned(heads: &[String], rows: &[Vec<Datum>]) -> String {
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(Datum::cell).collect()).collect();
    let wordy = |at: usize| rows.iter().any(|row| matches!(row[at], Datum::Word(_) | Datum::Flag(_)));
    let lefts: Vec<bool> = (0..heads.len()).map(wordy).collect();
    let widest = |at: usize| {
        let body = cells.iter().map(|row| width(&row[at])).max().unwrap_or(0);
        body.max(width(&heads[at]))
    };
    let widths: Vec<usize> = (0..heads.len()).map(widest).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().enumerate().map(|(at, cell)| {
            let blank = " ".repeat(widths[at] - width(cell));
            if lefts[at] { format!("{cell}{blank}") } else { format!("{blank}{cell}") }
        });
        format!("  {}", padded.collect::<Vec<_>>().join("  ")).trim_end().to_string() + "\n"
    };
    let mut out = line(heads);
    for row in &cells {
        out += &line(row);
    }
    out
}

/// How many columns of a terminal a word takes: Chinese characters take two.
pub fn width(word: &str) -> usize {
    let wide = |c: char| {
        matches!(c as u32,
            0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
            | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd)
    };
    word.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_stays_aligned() {
        let rows = vec![
            vec![Datum::Word("进程".into()), Datum::Int(7)],
            vec![Datum::Word("P1".into()), Datum::Int(12)],
        ];
        let table = aligned(&["pid".into(), "n".into()], &rows);
        assert_eq!(table, "  pid    n\n  进程   7\n  P1    12\n");
    }
}
