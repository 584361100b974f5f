//! What each way of access to a truncated file gives: what Linux returns, which error, which signal.
//!
//! ```text
//! mapped          |page|page|page|page|
//! left of it      |page|pa…           the rest of that page reads as zeros; behind it there is no page
//! ```
//!
//! Source: recorded on Linux 6.18.

use super::config::Config;
use crate::report::Datum;

/// Columns of the table.
pub const COLUMNS: &[&str] = &["access", "destination", "returned", "errno", "signal", "zeros"];

/// How an access ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Bytes that were dealt with.
    pub returned: u64,
    /// The error.
    pub errno: Option<&'static str>,
    /// The signal.
    pub signal: Option<&'static str>,
    /// How many of the bytes were zeros, from behind the end of the file.
    pub zeros: u64,
}

/// Every access to the bytes that the run is about, from the first to before the last.
pub fn rows(config: &Config) -> Vec<Vec<Datum>> {
    let word = |word: &str| Datum::Word(word.into());
    let row = |(access, to, outcome): (&str, &str, Outcome)| {
        let maybe = |found: Option<&str>| found.map_or(Datum::None, word);
        vec![
            word(access),
            if to.is_empty() { Datum::None } else { word(to) },
            Datum::Int(outcome.returned as i64),
            maybe(outcome.errno),
            maybe(outcome.signal),
            Datum::Int(outcome.zeros as i64),
        ]
    };
    all(config).into_iter().map(row).collect()
}

/// Every access, its destination if it has one, and how it ends.
pub fn all(config: &Config) -> Vec<(&'static str, &'static str, Outcome)> {
    let touch = touched(config);
    let short = without_mapping(config);
    let mut rows = vec![("load", "", touch), ("store", "", touch)];
    rows.extend(["pipe", "file", "unix", "tcp", "null"].map(|to| ("write", to, written(config, to))));
    rows.push(("read_into", "", filled(config)));
    rows.extend(["pread", "sendfile", "splice", "copy_file_range"].map(|name| (name, "", short)));
    rows
}

/// Bytes asked for, of them on pages that are left, of them in the file.
fn amounts(config: &Config) -> (u64, u64, u64) {
    let upto = |end: u64| end.clamp(config.start, config.size) - config.start;
    (config.size - config.start, upto(config.mapped()), upto(config.kept))
}

/// In user mode: killed at the first byte behind the last page, zeros before that.
fn touched(config: &Config) -> Outcome {
    let (asked, mapped, kept) = amounts(config);
    let signal = (mapped < asked).then_some("SIGBUS");
    Outcome { returned: mapped, errno: None, signal, zeros: mapped - kept }
}

/// write() from the mapping is never killed.
fn written(config: &Config, to: &str) -> Outcome {
    let (asked, mapped, kept) = amounts(config);
    let returned = match to {
        _ if mapped == asked => asked,
        "null" => asked,
        "pipe" => mapped / config.page * config.page,
        "file" => mapped,
        _ => 0,
    };
    let zeros = if to == "null" { 0 } else { returned.saturating_sub(kept) };
    Outcome { returned, errno: (returned == 0).then_some("EFAULT"), signal: None, zeros }
}

/// read() into the mapping fills what has pages.
fn filled(config: &Config) -> Outcome {
    let (_, mapped, _) = amounts(config);
    Outcome { returned: mapped, errno: (mapped == 0).then_some("EFAULT"), signal: None, zeros: 0 }
}

/// Calls that look at the file and not at a mapping of it: fewer bytes, no signal.
fn without_mapping(config: &Config) -> Outcome {
    let (_, _, kept) = amounts(config);
    Outcome { returned: kept, errno: None, signal: None, zeros: 0 }
}
