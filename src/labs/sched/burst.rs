//! Bursts as readers write them: `6`, `2 io3 2`, `2 disk:3 2 net:1`.
//!
//! ```text
//! words  = word { (blank | comma) word }
//! word   = number                  CPU
//!        | "io" number             I/O on the device "io"
//!        | device ":" number       I/O on a named device
//! ```

use super::scenario::{Bursts, MAX_BURSTS, Process};
use crate::lab::written::narrow;
use crate::sim::Decimal;
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
}

/// The bursts of a process, CPU and I/O in turn, beginning with CPU: where two I/O bursts follow each other, or
/// the first burst is I/O, there is a CPU burst of length 0. What is refused says what would be right.
pub fn bursts(process: &Process) -> Result<Vec<Written>, Text> {
    let list = match (&process.burst, &process.bursts) {
        (Some(burst), None) => vec![Written::Cpu(*burst)],
        (None, Some(Bursts::List(list))) => list.iter().enumerate().map(in_turn).collect(),
        (None, Some(Bursts::Words(words))) => parse(words)?,
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
        match (list.last(), &burst) {
            (Some(Written::Cpu(_)), Written::Cpu(_)) => {
                return Err(text!(
                    "Two CPU bursts in a row; write I/O as io3: 2 io3 2.",
                    "两段 CPU 执行相连；I/O 要写成 io3，例如 2 io3 2。"
                ));
            }
            (None | Some(Written::Io(..)), Written::Io(..)) => list.push(Written::Cpu(Decimal::whole(0))),
            _ => {}
        }
        list.push(burst);
    }
    Ok(list)
}

fn parse_word(word: &str) -> Option<Written> {
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
