//! Bursts as readers write them: `6`, `2 io3 2`, `2 disk:3 2 net:1`.
//!
//! ```text
//! words  = word { (blank | comma) word }
//! word   = number                  CPU
//!        | "io" number             I/O on the device "io"
//!        | device ":" number       I/O on a named device
//!        | "yield"                 to the tail of its list (linux)
//!        | "set:" class [":" priority]   another class from now on (linux)
//! ```

use super::fields::{code, decode};
use super::scenario::{Bursts, Class, MAX_BURSTS, Part, Process};
use crate::lab::written::narrow;
use crate::sim::{Decimal, Scale, Time};
use crate::text;
use crate::text::Text;

/// The device of I/O that names none.
pub const DEVICE: &str = "io";

/// A burst as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// On the CPU.
    Cpu(Decimal),
    /// On a device.
    Io(String, Decimal),
    /// To the tail of its list.
    Yield,
    /// Another class and priority from now on.
    Set(Class, i32),
}

/// The bursts of a process, CPU and I/O in turn, beginning with CPU: where two I/O bursts follow each other, or
/// the first burst is I/O, there is a CPU burst of length 0. What is refused says what would be right.
pub fn bursts(process: &Process) -> Result<Vec<Written>, Text> {
    let list = match (&process.burst, &process.bursts) {
        (Some(burst), None) => vec![Written::Cpu(*burst)],
        (None, Some(Bursts::List(list))) => list.iter().enumerate().map(in_turn).collect(),
        (None, Some(Bursts::Words(words))) => parse(words)?,
        (None, Some(Bursts::Program(steps))) => apart(program(steps)?)?,
        (Some(_), Some(_)) => {
            return Err(Text::new(
                "Give either burst or bursts, not both.",
                "burst 与 bursts 只能给出一个。",
            ));
        }
        (None, None) => vec![],
    };
    if list.is_empty() {
        return Err(Text::new(
            "A process needs at least one CPU burst, for example 6.",
            "进程至少要有一次 CPU 执行，例如 6。",
        ));
    }
    if list.len() > MAX_BURSTS {
        return Err(text!(
            "At most {MAX_BURSTS} bursts fit one process.",
            "一个进程最多 {MAX_BURSTS} 段执行与 I/O。"
        ));
    }
    Ok(list)
}

fn in_turn((index, length): (usize, &Decimal)) -> Written {
    if index % 2 == 0 { Written::Cpu(*length) } else { Written::Io(DEVICE.into(), *length) }
}

/// Takes words apart. Full-width digits, letters, colons and commas count as the plain ones.
pub fn parse(words: &str) -> Result<Vec<Written>, Text> {
    let plain: String = words.chars().map(narrow).collect();
    let mut list = Vec::new();
    for word in plain.split([' ', ',', '\t', '、', '+']).filter(|word| !word.is_empty()) {
        let burst = parse_word(word).ok_or_else(|| {
            text!(
                "“{word}” is no burst: write 6 for CPU, io3 or disk:3 for I/O.",
                "“{word}”不是一段执行：CPU 写作 6，I/O 写作 io3 或 disk:3。"
            )
        })?;
        list.push(burst);
    }
    apart(list)
}

/// A CPU burst, of length 0 if none is written, between any two others and behind a last yield or change.
fn apart(written: Vec<Written>) -> Result<Vec<Written>, Text> {
    let mut list: Vec<Written> = Vec::new();
    let nothing = || Written::Cpu(Decimal::whole(0));
    for burst in written {
        match (list.last(), &burst) {
            (Some(Written::Cpu(_)), Written::Cpu(_)) => {
                return Err(text!(
                    "Two CPU bursts in a row; write I/O as io3: 2 io3 2.",
                    "两段 CPU 执行相连；I/O 要写成 io3，例如 2 io3 2。"
                ));
            }
            (Some(Written::Cpu(_)), _) | (Some(_), Written::Cpu(_)) | (None, Written::Cpu(_)) => {}
            _ => list.push(nothing()),
        }
        list.push(burst);
    }
    if matches!(list.last(), Some(Written::Yield | Written::Set(..))) {
        list.push(nothing());
    }
    Ok(list)
}

/// The steps of a program; runs that follow each other are one.
fn program(steps: &[Vec<Part>]) -> Result<Vec<Written>, Text> {
    let mut list = Vec::new();
    for step in steps {
        let word = |index: usize| match step.get(index) {
            Some(Part::Word(word)) => Some(word.as_str()),
            _ => None,
        };
        let number = |index: usize| match step.get(index) {
            Some(Part::Number(number)) => Some(*number),
            _ => None,
        };
        let burst = match (word(0), number(1), step.len()) {
            (Some("run"), Some(length), 2) => Some(Written::Cpu(length)),
            (Some("sleep"), Some(length), 2) => Some(Written::Io("sleep".into(), length)),
            (Some("yield"), None, 1) => Some(Written::Yield),
            (Some("setpolicy"), None, 2 | 3) => {
                let priority = number(2).map_or(Some(0), |number| number.to_string().parse().ok());
                word(1).and_then(decode).zip(priority).map(|(class, priority)| Written::Set(class, priority))
            }
            _ => None,
        };
        let burst = burst.ok_or_else(|| {
            Text::new(
                "A step of a program is [\"run\", 5], [\"sleep\", 5], [\"yield\"] or [\"setpolicy\", \"fifo\", 30].",
                "程序的一步写作 [\"run\", 5]、[\"sleep\", 5]、[\"yield\"] 或 [\"setpolicy\", \"fifo\", 30]。",
            )
        })?;
        match (list.last_mut(), &burst) {
            (Some(Written::Cpu(sum)), Written::Cpu(more)) => *sum = added(*sum, *more),
            _ => list.push(burst),
        }
    }
    Ok(list)
}

fn added(one: Decimal, other: Decimal) -> Decimal {
    let scale = Scale { decimals: one.decimals().max(other.decimals()) };
    let sum = Time(one.ticks(scale).0.saturating_add(other.ticks(scale).0));
    scale.show(sum).parse().unwrap_or(one)
}

fn parse_word(word: &str) -> Option<Written> {
    if word.eq_ignore_ascii_case("yield") {
        return Some(Written::Yield);
    }
    if let Some(rest) = word.strip_prefix("set:") {
        let (class, priority) = rest.split_once(':').unwrap_or((rest, "0"));
        return Some(Written::Set(decode(class)?, priority.parse().ok()?));
    }
    if let Ok(length) = word.parse() {
        return Some(Written::Cpu(length));
    }
    if let Some((device, length)) = word.split_once(':') {
        let length = length.parse().ok()?;
        return is_name(device).then(|| Written::Io(device.into(), length));
    }
    let head = word.get(..2).filter(|head| head.eq_ignore_ascii_case(DEVICE))?;
    let length = word[head.len()..].parse().ok()?;
    Some(Written::Io(DEVICE.into(), length))
}

/// Is it fit for a process or a device: 1 to 12 letters (of any script), digits, `_`, `-`, `.`?
pub fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    (1..=12).contains(&name.chars().count()) && name.chars().all(fits)
}

/// Bursts as words: the inverse of [`parse`].
pub fn words(list: &[Written]) -> String {
    let word = |burst: &Written| match burst {
        Written::Cpu(length) => length.to_string(),
        Written::Io(device, length) => format!("{device}:{length}"),
        Written::Yield => "yield".into(),
        Written::Set(class, priority) => format!("set:{}:{priority}", code(*class)),
    };
    list.iter().map(word).collect::<Vec<_>>().join(" ")
}
