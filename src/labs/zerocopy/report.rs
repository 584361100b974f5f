//! The finished run as tables. Names and order of sheets and columns are a documented format.
//!
//! | sheet | rows |
//! |---|---|
//! | `totals` | one: what was counted, and how it ended |
//! | `syscalls` | one per name: how many calls |
//! | `copies` | one per copy of bytes: when it ended, by whom, from, to, bytes, how many alike |
//! | `calls` | one per system call that is shown as a step of its own: when it was made, its name, how it ended |
//! | `truncated` | one per way of access to a truncated file; only if somebody truncates it |
//! | `steps` | every step |

use super::access;
use super::machine::Zerocopy;
use super::names::{SCALE, spot_word};
use super::scenario::{Destination, Scenario};
use super::state::{Call, Event, Hold, Mover, Spot, Way};
use crate::lab::written::code;
use crate::report::{Datum, Report, Shape, Sheet};
use crate::sim::{Recording, Time};

/// The finished run as tables.
pub fn report(_: &Scenario, run: &Recording<Zerocopy>) -> Report {
    let (mut copies, mut calls, mut steps) = (vec![], vec![], vec![]);
    for (index, (at, event)) in run.log().enumerate() {
        steps.push(vec![number(index as u64 + 1), time(at), word(event.name())]);
        match event {
            Event::Called(call) => calls.push(vec![time(at), word(call.word()), Datum::None, Datum::None]),
            Event::Returned(_, bytes) => answer(&mut calls, 2, number(*bytes)),
            Event::Failed(_, errno) => answer(&mut calls, 3, word(errno.name())),
            _ => copies.extend(copied(event).map(|(way, bytes, times)| {
                let by = if way.kind == Mover::Cpu { "cpu" } else { "dma" };
                let (from, to) = (word(spot_word(way.from)), word(spot_word(way.to)));
                vec![time(at), word(by), from, to, number(bytes), number(times)]
            })),
        }
    }
    let end = run.state(run.len());
    let mut sheets = vec![
        sheet("totals", Shape::Top, TOTALS, vec![totals(&end, run)]),
        sheet("syscalls", Shape::Keyed, &["call", "count"], by_name(&end)),
        sheet("copies", Shape::Rows, COPIES, copies),
        sheet("calls", Shape::Rows, &["t", "call", "returned", "errno"], calls),
        sheet("steps", Shape::Rows, &["step", "t", "event"], steps),
    ];
    if end.config.kept < end.config.size {
        sheets.insert(4, sheet("truncated", Shape::Rows, access::COLUMNS, access::rows(&end.config)));
    }
    Report { sheets }
}

const COPIES: &[&str] = &["end", "by", "from", "to", "bytes", "times"];

const TOTALS: &[&str] = &[
    "technique",
    "destination",
    "cpu_copies",
    "dma_copies",
    "calls",
    "mode_switches",
    "context_switches",
    "interrupts",
    "faults",
    "cpu_bytes",
    "dma_bytes",
    "sent_bytes",
    "busy",
    "copying",
    "end",
    "peak_bytes",
    "alias",
    "received",
    "notice",
    "errno",
    "signal",
    "cached_bytes",
    "evicted_bytes",
    "copy_cached_bytes",
];

/// Says of the last call how it ended.
fn answer(calls: &mut [Vec<Datum>], column: usize, datum: Datum) {
    if let Some(last) = calls.last_mut() {
        last[column] = datum;
    }
}

/// The way, the bytes and the number of copies of a step that moves bytes.
fn copied(event: &Event) -> Option<(Way, u64, u64)> {
    let (bytes, times) = match event {
        Event::Arrived(_, range, _) | Event::Copied(_, _, range, _) => (range.len(), 1),
        Event::Interrupted(_, range, times) => (range.len(), *times),
        Event::Sent(job) => (job.bytes, job.times),
        _ => return None,
    };
    Some((event.way()?, bytes, times))
}

/// Counts by name: splice is one name, whichever way it goes.
fn by_name(end: &Zerocopy) -> Vec<Vec<Datum>> {
    let mut rows: Vec<(&str, u64)> = Vec::new();
    for call in Call::ALL {
        let count = end.counts.by_call[call as usize];
        match rows.iter_mut().find(|(name, _)| *name == call.word()) {
            Some(row) => row.1 += count,
            None => rows.push((call.word(), count)),
        }
    }
    rows.retain(|(_, count)| *count > 0);
    rows.into_iter().map(|(name, count)| vec![word(name), number(count)]).collect()
}

fn totals(end: &Zerocopy, run: &Recording<Zerocopy>) -> Vec<Datum> {
    let counts = end.counts;
    let config = &end.config;
    let maybe = |found: Option<&str>| found.map_or(Datum::None, word);
    let mut errno = run.log().filter_map(|(_, event)| match event {
        Event::Failed(_, errno) => Some(errno.name()),
        _ => None,
    });
    let died = run.log().any(|(_, event)| *event == Event::Died);
    let notice = run.log().find_map(|(_, event)| match event {
        Event::Noticed(copied) => Some(if *copied { "copied" } else { "referenced" }),
        _ => None,
    });
    let received = match (config.alter, end.has_new(Spot::Nic)) {
        _ if counts.sent == 0 => None,
        (false, _) => None,
        (true, true) => Some("new"),
        (true, false) => Some("old"),
    };
    let cached = match end.hold(Spot::Cache) {
        Hold::Bytes(range) => range.len(),
        _ => 0,
    };
    vec![
        word(&code(config.technique)),
        word(&code(config.to)),
        number(counts.cpu_copies),
        number(counts.dma_copies()),
        number(counts.calls()),
        number(counts.mode_switches),
        number(counts.context_switches),
        number(counts.interrupts),
        number(counts.faults),
        number(counts.cpu_bytes),
        number(counts.dma_bytes()),
        number(counts.sent),
        time(Time(counts.busy)),
        time(Time(counts.copying)),
        time(run.time(run.len())),
        number(counts.peak),
        maybe(alias(end, run)),
        maybe(received),
        maybe(notice),
        maybe(errno.next()),
        if died { word("SIGBUS") } else { Datum::None },
        number(cached),
        number(end.evicted()),
        number(if config.to == Destination::File { end.hold(Spot::Socket).bytes() } else { 0 }),
    ]
}

/// Were the bytes copied when they were handed over, or only referred to? None if nothing was handed over.
fn alias(end: &Zerocopy, run: &Recording<Zerocopy>) -> Option<&'static str> {
    run.log().find_map(|(_, event)| match event {
        Event::Copied(_, Spot::Socket, ..) => Some("copied"),
        Event::Referred(_, Spot::Socket, _) | Event::Shared(_) => Some("referenced"),
        Event::Queued(Spot::User, _) if end.config.to == Destination::Nic => Some("referenced"),
        Event::Queued(Spot::User, _) => Some("copied"),
        _ => None,
    })
}

fn number(number: u64) -> Datum {
    Datum::Int(number as i64)
}

fn sheet(id: &'static str, shape: Shape, columns: &[&str], rows: Vec<Vec<Datum>>) -> Sheet {
    Sheet { id, shape, columns: columns.iter().map(|column| column.to_string()).collect(), rows }
}

fn word(word: &str) -> Datum {
    Datum::Word(word.into())
}

fn time(time: Time) -> Datum {
    Datum::Time(time, SCALE)
}
