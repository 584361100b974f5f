//! The replacement study as tables: `steps` (one per reference), the totals, and `sets`.

use super::machine::{Memory, Replacing};
use super::pool::{Page, Slot};
use crate::labs::memory::rules::Layout;
use crate::labs::memory::scenario::{Name, Policy, Replace};
use crate::report::{Datum, Shape, Sheet};
use crate::sim::Ratio;

/// References that are listed one by one; totals always cover all.
const LISTED: usize = 20_000;
/// Frames whose contents are listed.
const LISTED_FRAMES: usize = 256;

const COLUMNS: [&str; 17] = [
    "n",
    "page",
    "op",
    "hit",
    "victim",
    "slot",
    "writeback",
    "frames",
    "R",
    "M",
    "hand",
    "count",
    "age",
    "queue",
    "resident",
    "removed",
    "gap",
];

/// The tables of a study.
pub fn sheets(scenario: &Replace) -> Vec<Sheet> {
    let Ok(mut machine) = Replacing::start(scenario) else { return vec![] };
    let count = machine.config.refs.len();
    let mut rows = vec![];
    let mut events = vec![];
    for at in 0..count {
        machine.finish_reference(&mut events);
        events.clear();
        if at < LISTED {
            rows.push(row(&machine));
        }
    }
    let steps = Sheet { id: "steps", shape: Shape::Rows, columns: COLUMNS.map(String::from).into(), rows };
    let mut sheets = vec![steps, totals(&machine, count)];
    if !machine.config.processes.is_empty() {
        sheets.push(processes(&machine));
    }
    if !scenario.times.is_empty() {
        sheets.push(sets(scenario, &machine));
    }
    sheets
}

fn row(machine: &Replacing) -> Vec<Datum> {
    let column = machine.columns.back().expect("a reference was just finished");
    let page = |page: Page| datum(&machine.config.names[page.0 as usize]);
    let mut row = vec![
        Datum::Int(column.at as i64 + 1),
        page(column.page),
        Datum::Word(if column.write { "W" } else { "R" }.into()),
        Datum::Flag(column.hit),
        column.victim.map_or(Datum::None, page),
        column.slot.map_or(Datum::None, |slot| Datum::Int(slot as i64)),
        Datum::Flag(column.written),
    ];
    row.extend(state(machine));
    let resident = match &machine.memory {
        Memory::Pools(_) => [Datum::None, Datum::None],
        Memory::Sets(_) => [
            Datum::List(machine.resident().map(page).collect()),
            Datum::List(column.removed.iter().map(|&gone| page(gone)).collect()),
        ],
    };
    row.extend(resident);
    row.push(column.gap.map_or(Datum::None, Datum::Int));
    row
}

/// `frames`, `R`, `M`, `hand`, `count`, `age`, `queue` after the reference.
fn state(machine: &Replacing) -> [Datum; 7] {
    let Some(pool) = machine.pool().filter(|_| machine.config.frames <= LISTED_FRAMES) else {
        return [const { Datum::None }; 7];
    };
    let page = |page: Page| datum(&machine.config.names[page.0 as usize]);
    let order: Vec<Option<Slot>> = match pool.rules.layout {
        Layout::Slots => machine.slots().map(Option::<&Slot>::copied).collect(),
        Layout::List => {
            let listed = machine
                .pools()
                .iter()
                .flat_map(|pool| pool.listed().into_iter().map(|slot| pool.slots[slot]));
            listed.collect()
        }
    };
    let all = |show: &dyn Fn(&Slot) -> Datum| {
        Datum::List(order.iter().map(|slot| slot.as_ref().map_or(Datum::None, show)).collect())
    };
    let bits = pool.rules.aging_bits as usize;
    let aging = pool.policy == Policy::Aging;
    let queue = pool.order().into_iter().filter_map(|slot| pool.slots[slot]);
    [
        all(&|slot| page(slot.page)),
        all(&|slot| Datum::Int(slot.referenced.into())),
        all(&|slot| Datum::Int(slot.modified.into())),
        Datum::Int((machine.first() + pool.hand) as i64),
        all(&|slot| Datum::Int(slot.count.into())),
        if aging { all(&|slot| Datum::Word(format!("{:0bits$b}", slot.age))) } else { Datum::None },
        Datum::List(queue.map(|slot| page(slot.page)).collect()),
    ]
}

fn totals(machine: &Replacing, count: usize) -> Sheet {
    let totals = machine.totals;
    let rate = |part: u64| match count {
        0 => Datum::None,
        _ => Datum::Exact(Ratio::new(part as i64, count as i64)),
    };
    let average = if machine.pools().is_empty() { rate(totals.resident) } else { Datum::None };
    let cells = [
        ("references", Datum::Int(count as i64)),
        ("hits", Datum::Int(totals.hits as i64)),
        ("faults", Datum::Int(totals.faults as i64)),
        ("replacements", Datum::Int(totals.replacements as i64)),
        ("writebacks", Datum::Int(totals.writebacks as i64)),
        ("fault_rate", rate(totals.faults)),
        ("average_resident", average),
    ];
    let mut sheet = row_of_one("totals", cells);
    if machine.config.is_timed() {
        let time = machine.config.end as i64;
        sheet.columns.extend(["time".to_string(), "cpu_use".to_string()]);
        let used = if time > 0 { Datum::Exact(Ratio::new(count as i64, time)) } else { Datum::None };
        sheet.rows[0].extend([Datum::Int(time), used]);
    }
    sheet
}

/// A row per process: what it did, and how many frames it holds in the end.
fn processes(machine: &Replacing) -> Sheet {
    let row = |(process, name): (usize, &String)| {
        let life = machine.lives[process];
        vec![
            Datum::Word(name.clone()),
            Datum::Int(life.done as i64),
            Datum::Int(life.faults as i64),
            Datum::Int(machine.held_by(process) as i64),
        ]
    };
    Sheet {
        id: "sharers",
        shape: Shape::Rows,
        columns: ["process", "references", "faults", "held"].map(String::from).into(),
        rows: machine.config.processes.iter().enumerate().map(row).collect(),
    }
}

/// The working set at the instants asked for.
fn sets(scenario: &Replace, machine: &Replacing) -> Sheet {
    let window = scenario.window as usize;
    let refs = &machine.config.refs;
    let row = |&time: &u32| {
        let end = (time as usize).min(refs.len());
        let mut pages = refs[end.saturating_sub(window)..end].to_vec();
        pages.sort();
        pages.dedup();
        vec![
            Datum::Int(i64::from(time)),
            Datum::List(
                pages.into_iter().map(|page| datum(&machine.config.names[page.0 as usize])).collect(),
            ),
        ]
    };
    Sheet {
        id: "sets",
        shape: Shape::Rows,
        columns: vec!["t".into(), "pages".into()],
        rows: scenario.times.iter().map(row).collect(),
    }
}

/// A sheet of one row.
pub fn row_of_one<const N: usize>(id: &'static str, cells: [(&str, Datum); N]) -> Sheet {
    let (columns, row): (Vec<String>, Vec<Datum>) =
        cells.into_iter().map(|(name, datum)| (name.to_string(), datum)).unzip();
    Sheet { id, shape: Shape::Top, columns, rows: vec![row] }
}

/// A name as a number or a word.
pub fn datum(name: &Name) -> Datum {
    match name {
        Name::Number(number) => Datum::Int(*number as i64),
        Name::Word(word) => Datum::Word(word.clone()),
    }
}
