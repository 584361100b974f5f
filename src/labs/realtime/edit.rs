//! Edits: a field, or the table of tasks. Each makes a new run from its beginning.

use super::form::{form, set};
use super::generate;
use super::scenario::{MAX_TASKS, Scenario, Task};
use crate::lab::written::plain;
use crate::lab::{Edit, FieldKind, Problem, scalars};
use crate::sim::Decimal;
use crate::text;
use crate::text::Text;

/// The scenario after an edit. Whether the result can run is for `Lab::start` to say.
///
/// # Errors
/// The field, row or column is unknown, or the value is none that it takes.
pub fn edit(scenario: &Scenario, edit: &Edit) -> Result<Scenario, Problem> {
    let mut next = scenario.clone();
    match edit {
        Edit::Set { field, value } => {
            set(&mut next, field, value).ok_or_else(|| refused(scenario, field, value))?;
        }
        Edit::Cell { row, column, value } => {
            there(scenario, *row)?;
            cell(&mut next.tasks[*row], column, value)
                .map_err(|text| Problem::at(format!("rows.{row}.{column}"), text))?;
        }
        Edit::Add => {
            room(scenario.tasks.len() + 1)?;
            next.tasks.push(fresh(&scenario.tasks));
        }
        Edit::Remove(row) => {
            there(scenario, *row)?;
            next.tasks.remove(*row);
        }
        Edit::Move { from, to } => {
            there(scenario, *from)?;
            there(scenario, *to)?;
            let task = next.tasks.remove(*from);
            next.tasks.insert(*to, task);
        }
        Edit::Paste(words) => {
            next.tasks = pasted(words)?;
            room(next.tasks.len())?;
            next.horizon = None;
        }
        Edit::Random(values) => {
            next.tasks = generate::tasks(values)?;
            next.horizon = None;
        }
    }
    Ok(next)
}

fn refused(scenario: &Scenario, id: &str, value: &str) -> Problem {
    let fields = scalars(&form(scenario));
    let Some(field) = fields.iter().find(|field| field.id == id) else {
        let ids = fields.iter().map(|field| field.id).collect::<Vec<_>>().join(", ");
        return Problem::at(
            id,
            text!(
                "There is no field “{id}” here; there are: {ids}.",
                "这里没有字段“{id}”；可用的字段：{ids}。"
            ),
        );
    };
    let (en, zh) = (&field.name.en, &field.name.zh);
    let text = match &field.kind {
        FieldKind::Choice(options) => {
            let ids = options.iter().map(|option| option.id).collect::<Vec<_>>().join(", ");
            text!("{en} cannot be “{value}”; choose one of: {ids}.", "{zh}：不能是“{value}”；可选：{ids}。")
        }
        _ => {
            let (help_en, help_zh) = (&field.help.en, &field.help.zh);
            text!("{en} cannot be “{value}”. {help_en}", "{zh}：不能是“{value}”。{help_zh}")
        }
    };
    Problem::at(id, text)
}

fn there(scenario: &Scenario, row: usize) -> Result<(), Problem> {
    let (shown, count) = (row + 1, scenario.tasks.len());
    if row < count {
        return Ok(());
    }
    Err(Problem::at(
        format!("rows.{row}"),
        text!("There is no row {shown}; the table has {count}.", "没有第 {shown} 行；表中共 {count} 行。"),
    ))
}

fn room(count: usize) -> Result<(), Problem> {
    if count <= MAX_TASKS {
        return Ok(());
    }
    Err(Problem::at(
        "rows",
        text!(
            "A scenario has at most {MAX_TASKS} tasks; this would be {count}.",
            "一个场景最多 {MAX_TASKS} 个任务，这里有 {count} 个。"
        ),
    ))
}

fn cell(task: &mut Task, column: &str, typed: &str) -> Result<(), Text> {
    let typed = plain(typed);
    let typed = typed.trim();
    let optional = || if typed.is_empty() || typed == "-" { Ok(None) } else { number(typed).map(Some) };
    match column {
        "id" => task.id = typed.into(),
        "c" => match typed.parse::<Decimal>() {
            Ok(c) => (task.c, task.program) = (Some(c), None),
            Err(()) if typed.is_empty() => return Err(no_work()),
            Err(()) => (task.c, task.program) = (None, Some(tidy(typed))),
        },
        "t" => task.t = optional()?,
        "d" => task.d = optional()?,
        "phase" => task.phase = optional()?.unwrap_or_default(),
        _ => {
            return Err(text!(
                "There is no column “{column}”; there are: id, c, t, d, phase.",
                "没有“{column}”这一列；可用：id、c、t、d、phase。"
            ));
        }
    }
    Ok(())
}

fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn number(typed: &str) -> Result<Decimal, Text> {
    typed.parse().map_err(|()| {
        text!(
            "“{typed}” is no time; write a number with at most 6 decimals, as 3 or 8.5.",
            "“{typed}”不是时间；请填数，至多 6 位小数，如 3 或 8.5。"
        )
    })
}

fn no_work() -> Text {
    Text::new(
        "A job needs CPU time: 5, or a program such as 2 lock S 3 unlock S 1.",
        "作业需要 CPU 时间：5，或程序，如 2 lock S 3 unlock S 1。",
    )
}

/// A new row: the next free name, one unit of CPU in the period of the last row.
fn fresh(tasks: &[Task]) -> Task {
    let free = |name: &String| tasks.iter().all(|task| task.id != *name);
    Task {
        id: (tasks.len() + 1..).map(|n| format!("T{n}")).find(free).expect("numbers do not run out"),
        c: Some(Decimal::whole(1)),
        t: Some(tasks.last().and_then(|task| task.t).unwrap_or(Decimal::whole(10))),
        d: None,
        phase: Decimal::whole(0),
        program: None,
    }
}

/// Lines of a spreadsheet: name, C, T, and D and the phase if there are five columns. A line of headings is skipped.
fn pasted(words: &str) -> Result<Vec<Task>, Problem> {
    let mut tasks = vec![];
    for (line, words) in plain(words).lines().enumerate().filter(|(_, words)| !words.trim().is_empty()) {
        let sign = ['\t', ';', ','].into_iter().find(|sign| words.contains(*sign)).unwrap_or(' ');
        let cells: Vec<&str> = words.split(sign).map(str::trim).collect();
        let is_heading = !cells.iter().any(|cell| cell.starts_with(|sign: char| sign.is_ascii_digit()));
        if line == 0 && is_heading {
            continue;
        }
        let mut task = Task { id: cells[0].into(), t: None, c: None, ..fresh(&tasks) };
        for (column, value) in ["c", "t", "d", "phase"].into_iter().zip(&cells[1..]) {
            let row = tasks.len();
            cell(&mut task, column, value)
                .map_err(|text| Problem::at(format!("rows.{row}.{column}"), text))?;
        }
        tasks.push(task);
    }
    if tasks.is_empty() {
        return Err(Problem::at(
            "rows",
            Text::new(
                "Nothing to read here. Give a line per task: name, C, T, D, phase, apart by tab or comma.",
                "没有可读的内容。请每行一个任务：任务、C、T、D、相位，以制表符或逗号分隔。",
            ),
        ));
    }
    Ok(tasks)
}
