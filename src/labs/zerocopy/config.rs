//! A scenario, checked, in bytes and nanoseconds.

use super::scenario::{Change, MAX_CLIENTS, MAX_ROUNDS, MAX_SIZE, Scenario, Technique};
use crate::lab::Problem;
use crate::text;

/// What a run needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The technique asked for.
    pub asked: Technique,
    /// The technique in force: bytes that change need one that sees them.
    pub technique: Technique,
    /// The file in bytes.
    pub size: u64,
    /// The file as it is once it was cut, in bytes; `size` if nobody cuts it.
    pub kept: u64,
    /// Bytes of a round.
    pub chunk: u64,
    /// A page in bytes.
    pub page: u64,
    /// Is the file in the page cache at the start?
    pub cached: bool,
    /// Does the program change the bytes?
    pub changes: bool,
    /// Number of clients.
    pub clients: u64,
    /// Bytes per nanosecond.
    pub cpu: u64,
    /// Bytes per nanosecond.
    pub dma: u64,
    /// Nanoseconds.
    pub mode: u64,
    /// Nanoseconds.
    pub context: u64,
}

/// Slots of a pipe; each refers to one page.
pub const PIPE_SLOTS: u64 = 16;

/// The scenario in bytes and nanoseconds.
///
/// # Errors
/// A number is outside its bounds.
pub fn config(scenario: &Scenario) -> Result<Config, Problem> {
    let bounds = [
        ("size", scenario.size, 1, MAX_SIZE),
        ("chunk", scenario.chunk, 0, MAX_SIZE),
        ("clients", scenario.clients, 1, MAX_CLIENTS),
        ("cpu", scenario.cpu, 1, 1000),
        ("dma", scenario.dma, 1, 1000),
        ("mode", scenario.mode, 0, 1_000_000),
        ("context", scenario.context, 0, 1_000_000),
    ];
    for (id, value, min, max) in bounds {
        if !(min..=max).contains(&value) {
            return Err(Problem::at(
                id,
                text!(
                    "{id} is {value}; it must be from {min} to {max}.",
                    "{id} 为 {value}，应在 {min} 到 {max} 之间。"
                ),
            ));
        }
    }
    if ![4, 16, 64].contains(&scenario.page) {
        let page = scenario.page;
        return Err(Problem::at(
            "page",
            text!("A page of {page} KB; choose 4, 16 or 64.", "页大小为 {page} KB，可选：4、16、64。"),
        ));
    }
    let (size, page) = (scenario.size << 10, scenario.page << 10);
    let changes = scenario.change != Change::Nothing;
    let technique = if changes { seeing(scenario.technique) } else { scenario.technique };
    let half = (size / 2).next_multiple_of(page).min(size);
    Ok(Config {
        asked: scenario.technique,
        technique,
        size,
        kept: if scenario.truncate { half } else { size },
        chunk: chunk(scenario, technique, size, page),
        page,
        cached: scenario.cached,
        changes,
        clients: scenario.clients,
        cpu: scenario.cpu,
        dma: scenario.dma,
        mode: scenario.mode,
        context: scenario.context,
    })
}

/// The technique that shows the program the bytes: without one, read and write.
fn seeing(technique: Technique) -> Technique {
    match technique {
        Technique::Sendfile | Technique::SendfileSg | Technique::Splice => Technique::Read,
        other => other,
    }
}

/// Bytes per round: what was asked for, what a pipe holds, and never so few that a run has too many rounds.
fn chunk(scenario: &Scenario, technique: Technique, size: u64, page: u64) -> u64 {
    let asked = if scenario.chunk == 0 { size } else { scenario.chunk << 10 };
    let pipe = if technique == Technique::Splice { PIPE_SLOTS * page } else { u64::MAX };
    let least = (size * scenario.clients).div_ceil(MAX_ROUNDS).next_multiple_of(page);
    asked.min(pipe).max(if size <= MAX_ROUNDS * 1024 { 1 } else { least }).min(size)
}

impl Config {
    /// How many pages the file takes.
    pub fn pages(&self) -> u64 {
        self.size.div_ceil(self.page)
    }

    /// Nanoseconds for copying so many bytes at a rate, rounded up.
    pub fn copy_time(bytes: u64, rate: u64) -> u64 {
        bytes.div_ceil(rate)
    }
}
