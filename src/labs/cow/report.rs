//! The finished run as tables.

use super::machine::{Cow, Process};
use super::space::Area;
use crate::report::{Datum, Report, Shape, Sheet};
use crate::sim::{Machine, Recording};

/// `steps`, one row per action with the page tables of all living processes after it, and the totals.
pub fn report(run: &Recording<Cow>) -> Report {
    let mut machine = run.state(0);
    let mut rows = vec![];
    let mut events = vec![];
    while machine.done < machine.acts.len() {
        let (at, before, faults) = (machine.done, machine.totals, counts(&machine));
        while machine.done == at {
            machine.step(&mut events);
        }
        let int = |number: u64| Datum::Int(number as i64);
        let word = |word: Option<&'static str>| word.map_or(Datum::None, |word| Datum::Word(word.into()));
        let (minor, major) = counts(&machine);
        let outcome = machine.outcome;
        rows.push(vec![
            int(at as u64 + 1),
            Datum::Word(machine.acts[at].0.clone()),
            Datum::Word(machine.lines[at].split_whitespace().skip(1).collect::<Vec<_>>().join(" ")),
            int(minor - faults.0),
            int(major - faults.1),
            outcome.value.map_or(Datum::None, |value| int(value.into())),
            word(outcome.signal.map(|signal| signal.name())),
            word(outcome.error),
            int(machine.totals.copies - before.copies),
            int(machine.in_use()),
            outcome.smaps.map_or(Datum::None, |smaps| {
                Datum::Named(smaps.kib().map(|(name, kib)| (name.to_string(), int(kib))).into())
            }),
            map(&machine),
        ]);
    }
    let totals = machine.totals;
    let cells = [
        ("faults", totals.faults),
        ("major", totals.major),
        ("copies", totals.copies),
        ("reuses", totals.reuses),
        ("entries", totals.entries),
        ("peak", totals.peak),
        ("in_use", machine.in_use()),
    ];
    let columns =
        ["n", "process", "action", "min", "maj", "value", "sig", "err", "copies", "in_use", "smaps", "map"];
    Report {
        sheets: vec![
            Sheet { id: "steps", shape: Shape::Rows, columns: columns.map(String::from).into(), rows },
            Sheet {
                id: "totals",
                shape: Shape::Top,
                columns: cells.iter().map(|(name, _)| name.to_string()).collect(),
                rows: vec![cells.iter().map(|(_, value)| Datum::Int(*value as i64)).collect()],
            },
        ],
    }
}

fn counts(machine: &Cow) -> (u64, u64) {
    let sum = |count: fn(&Process) -> u64| machine.processes.iter().map(count).sum();
    (sum(|process| process.minor), sum(|process| process.major))
}

/// Where every page of every living process is, by process and area: `zero`, `f1`, `cache:F:0`, `shm:a:0`, or nothing.
fn map(machine: &Cow) -> Datum {
    let living = machine.processes.iter().filter(|process| process.alive);
    let area = |area: &Area| {
        let label = |frame| Datum::Word(machine.label(frame));
        let pages = area.pages.iter().map(|page| page.entry.map_or(Datum::None, |entry| label(entry.frame)));
        (area.name.clone(), Datum::List(pages.collect()))
    };
    let process =
        |process: &Process| (process.name.clone(), Datum::Named(process.areas.iter().map(area).collect()));
    Datum::Named(living.map(process).collect())
}
