//! The finished run as tables. Names and order of sheets and columns are a documented format.
//!
//! | sheet | rows |
//! |---|---|
//! | `totals` | one: what was counted |
//! | `copies` | one per copy of bytes: when it ended, by whom, from, to, bytes |
//! | `calls` | one per system call: when it was made, its name |
//! | `steps` | every step |

use super::machine::Zerocopy;
use super::names::{SCALE, spot_id};
use super::scenario::Scenario;
use super::state::{Event, Mover, Spot};
use crate::report::{Datum, Report, Shape, Sheet};
use crate::sim::{Recording, Time};

/// The finished run as tables.
pub fn report(_: &Scenario, run: &Recording<Zerocopy>) -> Report {
    let (mut copies, mut calls, mut steps) = (vec![], vec![], vec![]);
    for (index, (at, event)) in run.log().enumerate() {
        steps.push(vec![Datum::Int(index as i64 + 1), time(at), word(event.name())]);
        match event {
            Event::Called(call) => calls.push(vec![time(at), word(call.name().trim_end_matches("()"))]),
            Event::Arrived(_, range) | Event::Copied(_, _, range) | Event::Sent(_, range) => {
                let way = event.way().expect("bytes moved");
                let by = if way.kind == Mover::Cpu { "cpu" } else { "dma" };
                let bytes = Datum::Int(range.len() as i64);
                copies.push(vec![time(at), word(by), spot(way.from), spot(way.to), bytes]);
            }
            _ => {}
        }
    }
    let end = run.state(run.len());
    Report {
        sheets: vec![
            sheet("totals", Shape::Top, TOTALS, vec![totals(&end, run)]),
            sheet("copies", Shape::Rows, &["end", "by", "from", "to", "bytes"], copies),
            sheet("calls", Shape::Rows, &["t", "call"], calls),
            sheet("steps", Shape::Rows, &["step", "t", "event"], steps),
        ],
    }
}

const TOTALS: &[&str] = &[
    "technique",
    "cpu_copies",
    "dma_copies",
    "calls",
    "mode_switches",
    "context_switches",
    "faults",
    "cpu_bytes",
    "dma_bytes",
    "sent_bytes",
    "busy",
    "copying",
    "end",
    "peak_bytes",
];

fn totals(end: &Zerocopy, run: &Recording<Zerocopy>) -> Vec<Datum> {
    let counts = end.counts;
    let technique = serde_json::to_value(end.config.technique).expect("a word");
    let number = |number: u64| Datum::Int(number as i64);
    vec![
        word(technique.as_str().expect("a word")),
        number(counts.cpu_copies),
        number(counts.dma_copies),
        number(counts.calls),
        number(counts.mode_switches),
        number(counts.context_switches),
        number(counts.faults),
        number(counts.cpu_bytes),
        number(counts.dma_bytes),
        number(counts.sent),
        time(Time(counts.busy)),
        time(Time(counts.copying)),
        time(run.time(run.len())),
        number(counts.peak),
    ]
}

fn sheet(id: &'static str, shape: Shape, columns: &[&str], rows: Vec<Vec<Datum>>) -> Sheet {
    Sheet { id, shape, columns: columns.iter().map(|column| column.to_string()).collect(), rows }
}

fn word(word: &str) -> Datum {
    Datum::Word(word.into())
}

fn spot(spot: Spot) -> Datum {
    word(spot_id(spot).trim_start_matches("buf:"))
}

fn time(time: Time) -> Datum {
    Datum::Time(time, SCALE)
}
