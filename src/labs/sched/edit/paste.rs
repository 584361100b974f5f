//! Rows pasted from a spreadsheet or a paper: with or without headings, in English or Chinese, upright or
//! lying (a heading per line), numbers full-width or not, clock times or plain ones.

use super::super::compact::plain;
use super::super::scenario::{Policy, Process, hundred};
use super::cell;
use crate::lab::Problem;
use crate::sim::Decimal;
use crate::text;
use crate::text::Text;

/// What a pasted column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    Arrival,
    Bursts,
    Priority,
    Tickets,
    Nice,
    Core,
    Affinity,
    WorkingSet,
    Ignored,
}

/// A line of cells, and which line of the pasted text it is (from 1).
struct Line {
    number: usize,
    cells: Vec<String>,
}

/// The rows of a pasted text.
///
/// # Errors
/// Nothing to read, or a cell that is no number; the text names line and column.
pub fn rows(pasted: &str, policy: Policy) -> Result<Vec<Process>, Problem> {
    let mut lines = upright(lines(pasted));
    let kinds = match lines.first().map(|line| headings(&line.cells)) {
        Some(Some(kinds)) => {
            lines.remove(0);
            kinds
        }
        _ => positions(&lines, policy),
    };
    if lines.is_empty() || !kinds.contains(&Kind::Bursts) {
        return Err(Problem::at("rows", nothing()));
    }
    let clock = clocks(&lines, &kinds);
    let mut table: Vec<Process> = Vec::new();
    for line in &lines {
        let process = Reader { kinds: &kinds, line, row: table.len(), clock }.process(&table)?;
        table.push(process);
    }
    Ok(table)
}

fn nothing() -> Text {
    Text::new(
        "Nothing to read here. Give a line per process: name, arrival, bursts, priority, apart by tab or comma.",
        "没有可读的内容。请每行一个进程：进程、到达时间、服务时间、优先数，以制表符或逗号分隔。",
    )
}

fn lines(pasted: &str) -> Vec<Line> {
    let line = |(index, line): (usize, &str)| Line { number: index + 1, cells: cells(&plain(line)) };
    let lines = pasted.lines().enumerate().map(line);
    lines.filter(|line| line.cells.iter().any(|cell| !cell.is_empty())).collect()
}

/// Cells apart by tab, else semicolon, else comma, else two spaces, else one.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim_matches([' ', '|']);
    let clean = |cell: &str| cell.trim().trim_matches('"').trim().to_string();
    if let Some(sign) = ['\t', '|', ';', ','].into_iter().find(|sign| line.contains(*sign)) {
        return line.split(sign).map(clean).collect();
    }
    if line.contains("  ") {
        return line.split("  ").map(clean).filter(|cell| !cell.is_empty()).collect();
    }
    spaced(line)
}

/// Apart by single spaces, bursts may be words with spaces of their own: `P1 0 2 io3 2`.
fn spaced(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let io = words.iter().skip(2).any(|word| number(word).is_none() && cell::priority(word).is_none());
    if io && headings(&owned(&words)).is_none() {
        return vec![words[0].into(), words[1].into(), words[2..].join(" ")];
    }
    owned(&words)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_string()).collect()
}

/// A table whose lines, not columns, have headings is turned.
fn upright(lines: Vec<Line>) -> Vec<Line> {
    let first = |line: &Line| line.cells.first().map_or(Kind::Ignored, |cell| kind(cell));
    let kinds: Vec<Kind> = lines.iter().map(first).collect();
    let lies = kinds.len() > 1 && kinds.iter().all(|kind| *kind != Kind::Ignored) && kinds[0] != kinds[1];
    if !lies || lines[0].cells.get(1).is_some_and(|cell| kind(cell) != Kind::Ignored) {
        return lines;
    }
    let longest = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let cell = |line: &Line, column: usize| line.cells.get(column).cloned().unwrap_or_default();
    let turned =
        |column| Line { number: column + 1, cells: lines.iter().map(|line| cell(line, column)).collect() };
    (0..longest).map(turned).collect()
}

/// What the cells of a line say as headings; `None` if it is no line of headings.
fn headings(cells: &[String]) -> Option<Vec<Kind>> {
    let kinds: Vec<Kind> = cells.iter().map(|cell| kind(cell)).collect();
    let numbers = cells.iter().any(|cell| cell.starts_with(|sign: char| sign.is_ascii_digit()));
    let known = kinds.iter().filter(|kind| **kind != Kind::Ignored).count();
    (!numbers && known > 0 && (known > 1 || cells.len() == 1)).then_some(kinds)
}

/// What a heading means. A name such as `P1` or `job2` is no heading: headings have no digits.
fn kind(heading: &str) -> Kind {
    let words = [
        (Kind::Tickets, ["ticket", "彩票"].as_slice()),
        (Kind::Nice, &["nice"]),
        (Kind::Affinity, &["affinity", "may run", "亲和", "可用 cpu"]),
        (Kind::Core, &["core", "first cpu", "初始 cpu"]),
        (Kind::WorkingSet, &["working set", "working_set", "工作集"]),
        (Kind::Priority, &["prio", "优先"]),
        (Kind::Arrival, &["arriv", "submit", "到达", "提交", "进入", "at"]),
        (
            Kind::Bursts,
            &["burst", "service", "cpu", "run", "exec", "length", "服务", "运行", "执行", "区间", "bt"],
        ),
        (Kind::Name, &["process", "pid", "name", "job", "task", "id", "进程", "作业", "任务", "名"]),
    ];
    let heading = heading.to_lowercase();
    let says = |word: &str| if word.len() < 3 { heading == word } else { heading.contains(word) };
    if heading.contains(|sign: char| sign.is_ascii_digit()) {
        return Kind::Ignored;
    }
    words
        .iter()
        .find(|(_, words)| words.iter().any(|word| says(word)))
        .map_or(Kind::Ignored, |(kind, _)| *kind)
}

/// Without headings: name, arrival, bursts, and what the policy uses, priority or tickets; two columns of numbers are arrival and bursts, one is bursts.
fn positions(lines: &[Line], policy: Policy) -> Vec<Kind> {
    let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let numbers =
        lines.iter().all(|line| number(&line.cells[0]).is_some() || minutes(&line.cells[0]).is_some());
    match (width, numbers) {
        (1, _) => vec![Kind::Bursts],
        (2, true) => vec![Kind::Arrival, Kind::Bursts],
        (2, false) => vec![Kind::Name, Kind::Bursts],
        _ => {
            let last = match policy {
                Policy::Cfs | Policy::Eevdf | Policy::Linux => Kind::Nice,
                Policy::Lottery | Policy::Stride => Kind::Tickets,
                _ => Kind::Priority,
            };
            vec![Kind::Name, Kind::Arrival, Kind::Bursts, last]
        }
    }
}

fn number(cell: &str) -> Option<Decimal> {
    cell.parse().ok()
}

/// The minutes of a clock time: 510 of 8:30.
fn minutes(cell: &str) -> Option<u64> {
    let (hours, minutes) = cell.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let shape = (1..=2).contains(&hours.len()) && minutes.len() == 2 && digits(hours) && digits(minutes);
    let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (shape && minutes < 60).then_some(hours * 60 + minutes)
}

/// Are all arrivals clock times?
fn clocks(lines: &[Line], kinds: &[Kind]) -> bool {
    let column = kinds.iter().position(|kind| *kind == Kind::Arrival);
    let clock =
        |line: &Line, column: usize| line.cells.get(column).is_some_and(|cell| minutes(cell).is_some());
    column.is_some_and(|column| lines.iter().all(|line| clock(line, column)))
}

/// Hours as a decimal, if it is an exact one: 8.5 of 510 minutes.
fn hours(minutes: u64) -> Option<Decimal> {
    let hundredths = minutes * 100 / 60;
    let exact = (minutes * 100).is_multiple_of(60);
    exact.then(|| format!("{}.{:02}", hundredths / 100, hundredths % 100).parse().expect("two decimals"))
}

struct Reader<'a> {
    kinds: &'a [Kind],
    line: &'a Line,
    row: usize,
    clock: bool,
}

impl Reader<'_> {
    fn process(&self, above: &[Process]) -> Result<Process, Problem> {
        let names = || cell::next_name(above.iter().map(|process| process.pid.as_str()).collect());
        let name = self.cell(Kind::Name);
        let (burst, bursts) = self.bursts()?;
        let mut process = Process {
            pid: if name.is_empty() { names() } else { name.into() },
            arrival: self.arrival()?,
            burst,
            bursts,
            priority: self.priority()?,
            tickets: self.tickets()?,
            nice: self.nice()?,
            ..Process::default()
        };
        self.place(&mut process)?;
        Ok(process)
    }

    /// On which CPUs it runs, and how much of a cache it takes.
    fn place(&self, process: &mut Process) -> Result<(), Problem> {
        let columns = [(Kind::Core, "core"), (Kind::Affinity, "affinity"), (Kind::WorkingSet, "working_set")];
        for (kind, column) in columns {
            let typed = self.cell(kind);
            if !typed.is_empty() {
                let row = std::slice::from_mut(process);
                cell::put(row, 0, column, typed).map_err(|problem| self.problem(kind, problem.text))?;
            }
        }
        Ok(())
    }

    fn column(&self, kind: Kind) -> usize {
        self.kinds.iter().position(|other| *other == kind).unwrap_or(usize::MAX)
    }

    fn cell(&self, kind: Kind) -> &str {
        self.line.cells.get(self.column(kind)).map_or("", |cell| cell.as_str())
    }

    fn arrival(&self) -> Result<Decimal, Problem> {
        let cell = self.cell(Kind::Arrival);
        if self.clock {
            let exact = minutes(cell).and_then(hours);
            return exact.ok_or_else(|| self.problem(Kind::Arrival, inexact(cell)));
        }
        if cell.is_empty() {
            return Ok(Decimal::whole(0));
        }
        cell::arrival(cell).ok_or_else(|| self.problem(Kind::Arrival, no_number(cell)))
    }

    fn bursts(&self) -> Result<(Option<Decimal>, Option<super::super::scenario::Bursts>), Problem> {
        let cell = self.cell(Kind::Bursts);
        match minutes(cell) {
            Some(minutes) if self.clock => {
                let exact = hours(minutes).ok_or_else(|| self.problem(Kind::Bursts, inexact(cell)));
                exact.map(|hours| (Some(hours), None))
            }
            _ if cell.starts_with(|sign: char| sign.is_ascii_digit()) => {
                Ok(cell::bursts_of(cell).expect("it is not empty"))
            }
            _ => Err(self.problem(Kind::Bursts, no_number(cell))),
        }
    }

    fn priority(&self) -> Result<i32, Problem> {
        let cell = self.cell(Kind::Priority);
        if cell.is_empty() {
            return Ok(0);
        }
        cell::priority(cell).ok_or_else(|| self.problem(Kind::Priority, no_number(cell)))
    }

    fn nice(&self) -> Result<i32, Problem> {
        let cell = self.cell(Kind::Nice);
        if cell.is_empty() {
            return Ok(0);
        }
        cell::nice(cell).ok_or_else(|| self.problem(Kind::Nice, no_number(cell)))
    }

    fn tickets(&self) -> Result<u32, Problem> {
        let cell = self.cell(Kind::Tickets);
        if cell.is_empty() {
            return Ok(hundred());
        }
        cell::tickets(cell).ok_or_else(|| self.problem(Kind::Tickets, no_number(cell)))
    }

    fn problem(&self, kind: Kind, what: Text) -> Problem {
        let id = match kind {
            Kind::Arrival => "arrival",
            Kind::Priority => "priority",
            Kind::Tickets => "tickets",
            Kind::Nice => "nice",
            Kind::Core => "core",
            Kind::Affinity => "affinity",
            Kind::WorkingSet => "working_set",
            _ => "bursts",
        };
        let (line, column) = (self.line.number, self.column(kind) + 1);
        let Text { en, zh } = what;
        let text = text!("Line {line}, column {column}: {en}", "第 {line} 行第 {column} 列：{zh}");
        Problem::at(format!("rows.{}.{id}", self.row), text)
    }
}

fn no_number(cell: &str) -> Text {
    text!("“{cell}” is not a number.", "“{cell}”不是数。")
}

fn inexact(cell: &str) -> Text {
    text!(
        "{cell} is no exact decimal of an hour; give all times in minutes.",
        "{cell} 不能化为有限小数的小时，请把时间都写成分钟。"
    )
}
