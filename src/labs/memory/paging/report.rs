//! Translations as tables: `results` (one per access), `walk` (one per entry read), the totals.

use super::machine::{Fault, Outcome, Walking};
use super::space::letter;
use crate::labs::memory::event::Found;
use crate::labs::memory::replace::report::row_of_one;
use crate::labs::memory::scenario::Paging;
use crate::report::{Datum, Shape, Sheet};

/// Accesses that are listed one by one; totals always cover all.
const LISTED: usize = 20_000;

const COLUMNS: [&str; 18] = [
    "va",
    "op",
    "vpn",
    "offset",
    "indices",
    "tlb_hit",
    "fault",
    "fault_level",
    "victim",
    "writeback",
    "frame",
    "pa",
    "value",
    "walk_reads",
    "memory_accesses",
    "time",
    "tlb",
    "walk",
];

/// The tables of a run.
pub fn sheets(paging: &Paging) -> Vec<Sheet> {
    let Ok(mut machine) = Walking::start(paging) else { return vec![] };
    let (mut rows, mut reads, mut events) = (vec![], vec![], vec![]);
    for at in 0..machine.config.accesses.len() {
        machine.finish_access(&mut events);
        events.clear();
        if at < LISTED {
            rows.push(row(&machine));
            reads.extend(walked(&machine));
        }
    }
    let sheet = |id, columns: &[&str], rows| Sheet {
        id,
        shape: Shape::Rows,
        columns: columns.iter().map(ToString::to_string).collect(),
        rows,
    };
    let several = machine.config.space.processes > 1;
    let columns: Vec<&str> = COLUMNS.into_iter().chain(several.then_some("process")).collect();
    let totals = machine.totals;
    let frames = machine.frames.as_ref().map(|frames| frames.totals);
    let count = |number: Option<u64>| number.map_or(Datum::None, |number| Datum::Int(number as i64));
    vec![
        sheet("results", &columns, rows),
        sheet("reads", &["n", "level", "table", "index", "value", "pte_address", "pte"], reads),
        row_of_one(
            "totals",
            [
                ("tlb_hits", Datum::Int(totals.tlb_hits as i64)),
                ("page_faults", Datum::Int(totals.page_faults as i64)),
                ("total_time", count(machine.config.times.map(|_| totals.time))),
                ("replacements", count(frames.map(|totals| totals.replacements))),
                ("writebacks", count(frames.map(|totals| totals.writebacks))),
            ],
        ),
    ]
}

fn row(machine: &Walking) -> Vec<Datum> {
    let outcome = machine.badges.back().expect("an access was just finished");
    let planned = &machine.config.accesses[outcome.at];
    let int = |number: u64| Datum::Int(number as i64);
    let maybe = |number: Option<u64>| number.map_or(Datum::None, int);
    let list = |numbers: &[u64]| Datum::List(numbers.iter().map(|&number| int(number)).collect());
    let fault = match outcome.fault {
        None => Datum::None,
        Some(Fault::Page) => Datum::Word("page_fault".into()),
        Some(Fault::Cow) => Datum::Word("copy_on_write".into()),
        Some(Fault::Invalid) => Datum::Word("invalid".into()),
        Some(Fault::Protection) => Datum::Word("protection".into()),
    };
    let sets = machine.tlb.iter().flat_map(|tlb| &tlb.sets);
    let sets = sets.map(|set| Datum::List(set.iter().map(|&(page, frame)| list(&[page, frame])).collect()));
    let accesses = outcome.reads + u64::from(outcome.physical.is_some());
    let mut row = vec![
        int(planned.address),
        Datum::Word(planned.op.into()),
        int(planned.split.page),
        int(planned.split.offset),
        list(&planned.split.indices),
        Datum::Flag(outcome.tlb_hit),
        fault,
        outcome.fault.and(outcome.fault_level).map_or(Datum::None, |level| Datum::Int(level as i64)),
        maybe(outcome.victim),
        Datum::Flag(outcome.written),
        maybe(outcome.frame),
        maybe(outcome.physical),
        maybe(outcome.physical.and_then(|address| machine.config.byte(address)).map(u64::from)),
        int(outcome.reads),
        int(accesses),
        if machine.config.times.is_some() { int(outcome.time) } else { Datum::None },
        if machine.tlb.is_some() { Datum::List(sets.collect()) } else { Datum::None },
        Datum::List(walked(machine).into_iter().map(|row| Datum::List(row[1..6].to_vec())).collect()),
    ];
    if machine.config.space.processes > 1 {
        row.push(Datum::Word(letter(planned.process).into()));
    }
    row
}

/// A row per entry that the access read.
fn walked(machine: &Walking) -> Vec<Vec<Datum>> {
    let outcome: &Outcome = machine.badges.back().expect("an access was just finished");
    let space = &machine.config.space;
    let row = |&(level, table, index, found): &(usize, usize, u64, Found)| {
        let raw = machine.config.raw(table, index);
        let table = &space.tables[table];
        let address = table.base.map(|base| base + index * space.pte_size);
        let value = match found {
            Found::Table(next) => Datum::Word(space.tables[next].name.clone()),
            Found::Frame(frame) => Datum::Int(frame as i64),
            Found::Missing | Found::Invalid => Datum::None,
        };
        vec![
            Datum::Int(outcome.at as i64 + 1),
            Datum::Int(level as i64),
            Datum::Word(table.name.clone()),
            Datum::Int(index as i64),
            value,
            address.map_or(Datum::None, |address| Datum::Int(address as i64)),
            raw.map_or(Datum::None, |raw| Datum::Int(raw as i64)),
        ]
    };
    outcome.walk.iter().map(row).collect()
}
