//! The scenario as a form, and its edits.

use super::action::{examples, read};
use super::scenario::{File, Fs, MAX_PAGES, Open, Policy, Scenario};
use crate::lab::{Choice, Column, Edit, Field, FieldKind, Form, Problem, Rows};
use crate::text;
use crate::text::Text;

/// Actions that are listed as rows.
const ROWS: usize = 200;

/// The form of a scenario.
pub fn form(scenario: &Scenario) -> Form {
    let choice = |id, name, help| Choice { id, name, help };
    let field =
        |id, name, help, kind, value| Field { id, name, help, kind, value, relevant: true, differs: false };
    let count = FieldKind::Number { min: 0, max: u64::from(MAX_PAGES) };
    Form {
        variant: field(
            "p",
            Text::new("Fork", "fork 的方式"),
            Text::new("What fork does with private pages.", "fork 如何处理私有页面。"),
            FieldKind::Choice(vec![
                choice(
                    "cow",
                    Text::new("Copy on write", "写时复制"),
                    Text::new(
                        "Entries are copied, pages shared until somebody writes.",
                        "复制页表项，页面共享，直到有人写。",
                    ),
                ),
                choice(
                    "copy",
                    Text::new("Copy at once", "立即复制"),
                    Text::new("Every page is copied, as early Unix did.", "像早期 Unix 那样复制每一页。"),
                ),
            ]),
            policy_id(scenario.policy).into(),
        ),
        params: vec![
            field(
                "n",
                Text::new("Private pages", "私有页数"),
                Text::new("Pages 0, 1, … of the first process.", "第一个进程的页 0、1……"),
                count.clone(),
                scenario.pages.to_string(),
            ),
            field(
                "m",
                Text::new("Shared pages", "共享页数"),
                Text::new("Pages s0, s1, … that stay shared after fork.", "页 s0、s1……fork 之后仍然共享。"),
                count,
                scenario.shared.to_string(),
            ),
            field(
                "a",
                Text::new("Actions", "动作"),
                examples(),
                FieldKind::Words,
                scenario.actions.join(", "),
            ),
        ],
        rules: vec![
            field(
                "f",
                Text::new("Files", "文件"),
                Text::new(
                    "Name, pages, then tmpfs, uncached, r (opened to read) or the bytes of the last page: F 4, T 2 tmpfs",
                    "名字、页数，然后可写 tmpfs、uncached、r（只读打开）或最后一页的字节数：F 4, T 2 tmpfs",
                ),
                FieldKind::Words,
                scenario.files.iter().map(file_words).collect::<Vec<_>>().join(", "),
            ),
            field(
                "fa",
                Text::new("Fault-around", "连带映射"),
                Text::new(
                    "How many pages in memory one read fault may map: 1, or 16 as on Linux.",
                    "一次读缺页最多连带映射多少个已在内存的页：1，或像 Linux 那样 16。",
                ),
                FieldKind::Choice(vec![
                    choice("1", Text::same("1"), Text::default()),
                    choice("16", Text::same("16"), Text::default()),
                ]),
                scenario.fault_around.to_string(),
            ),
        ],
        rows: rows(scenario),
        ..Form::default()
    }
}

fn policy_id(policy: Policy) -> &'static str {
    match policy {
        Policy::Cow => "cow",
        Policy::Copy => "copy",
    }
}

fn rows(scenario: &Scenario) -> Rows {
    let columns = vec![Column { id: "action", name: Text::new("Action", "动作"), help: examples() }];
    if scenario.actions.len() > ROWS {
        return Rows { columns, max: ROWS, ..Rows::default() };
    }
    Rows {
        columns,
        rows: scenario.actions.iter().map(|action| vec![action.clone()]).collect(),
        hues: vec![0; scenario.actions.len()],
        max: ROWS,
        ..Rows::default()
    }
}

/// The scenario after an edit.
///
/// # Errors
/// The field is unknown, or the value is none that it takes.
pub fn edit(scenario: &Scenario, edit: &Edit) -> Result<Scenario, Problem> {
    let mut edited = scenario.clone();
    let refused = |place: String, value: &str| {
        Problem::at(place, text!("“{value}” does not fit here.", "“{value}”不适合填在这里。"))
    };
    let there = |row: usize| {
        if row < scenario.actions.len() {
            Ok(row)
        } else {
            Err(Problem::at("rows", text!("There is no such row.", "没有这一行。")))
        }
    };
    match edit {
        Edit::Set { field, value } => {
            set(&mut edited, field, value).ok_or_else(|| refused(field.clone(), value))?
        }
        Edit::Paste(words) => set(&mut edited, "a", words).ok_or_else(|| refused("a".into(), words))?,
        Edit::Cell { row, value, .. } => {
            let row = there(*row)?;
            let action = tidy(value).ok_or_else(|| refused(format!("rows.{row}.action"), value))?;
            edited.actions[row] = action;
        }
        Edit::Add => edited.actions.push("P exec".into()),
        Edit::Remove(row) => {
            edited.actions.remove(there(*row)?);
        }
        Edit::Move { from, to } => {
            let action = edited.actions.remove(there(*from)?);
            edited.actions.insert(there(*to)?, action);
        }
        Edit::Random(_) => return Err(refused("rows".into(), "random")),
    }
    Ok(edited)
}

fn set(scenario: &mut Scenario, field: &str, value: &str) -> Option<()> {
    let count = || value.trim().parse().ok().filter(|count| *count <= MAX_PAGES);
    match field {
        "p" => {
            scenario.policy = match value {
                "cow" => Policy::Cow,
                "copy" => Policy::Copy,
                _ => return None,
            }
        }
        "n" => {
            scenario.pages = count()?;
            scenario.keep_valid();
        }
        "m" => {
            scenario.shared = count()?;
            scenario.keep_valid();
        }
        "a" => {
            let parts = value.split([',', ';', '，', '；', '\n']).filter(|part| !part.trim().is_empty());
            scenario.actions = parts.map(tidy).collect::<Option<Vec<_>>>()?;
        }
        "f" => {
            let parts = value.split([',', ';', '，', '；', '\n']).filter(|part| !part.trim().is_empty());
            scenario.files = parts.map(file).collect::<Option<Vec<_>>>()?;
        }
        "fa" => scenario.fault_around = value.parse().ok().filter(|window| [1, 16].contains(window))?,
        _ => return None,
    }
    Some(())
}

/// An action with single spaces, if it is one.
fn tidy(action: &str) -> Option<String> {
    read(action)?;
    Some(action.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A file in words: `F 4`, `T 2 tmpfs`.
fn file_words(file: &File) -> String {
    let mut words = format!("{} {}", file.name, file.pages);
    let mut also = |word: &str, is: bool| {
        if is {
            words += " ";
            words += word;
        }
    };
    also("tmpfs", file.fs == Fs::Tmpfs);
    also("uncached", !file.cached);
    also("r", file.open == Open::Read);
    also(&file.bytes_last.unwrap_or(0).to_string(), file.bytes_last.is_some());
    words
}

fn file(words: &str) -> Option<File> {
    let mut words = words.split_whitespace();
    let (name, pages) = (words.next()?.to_string(), words.next()?.parse().ok()?);
    let mut file = File { name, fs: Fs::Ext4, pages, cached: true, bytes_last: None, open: Open::Both };
    for word in words {
        match word {
            "tmpfs" => file.fs = Fs::Tmpfs,
            "uncached" => file.cached = false,
            "r" => file.open = Open::Read,
            bytes => file.bytes_last = Some(bytes.parse().ok()?),
        }
    }
    Some(file)
}
