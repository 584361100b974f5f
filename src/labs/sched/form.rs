//! The scenario as a form: the policies, the rule sets, parameters, rules, and the table of processes.

use super::fields::{Entry, Facts, entries};
use super::scenario::{Bursts, MAX_PROCESSES, Policy, Process, Random, Scenario};
use super::{columns, crowd};
use crate::figure::hue;
use crate::lab::{Field, FieldKind, Form, Rows};
use crate::text::Text;

/// The form of a scenario.
pub fn form(scenario: &Scenario) -> Form {
    let facts = Facts::of(scenario);
    let bar = bar(scenario);
    let (mut params, mut rules) = (Vec::new(), Vec::new());
    let mut fields = entries().into_iter().map(|entry| field(entry, scenario, &facts));
    let (variant, set) = (fields.next().expect("the policy comes first"), fields.next());
    for field in fields {
        let list = if bar.contains(&field.id) { &mut params } else { &mut rules };
        list.push(field);
    }
    params.sort_by_key(|field| bar.iter().position(|id| *id == field.id));
    if scenario.random.is_none() {
        rules.retain(|field| field.id != "seed");
    }
    Form { variant, set, params, rules, rows: rows(&table(scenario), scenario), random: random(scenario) }
}

/// The processes in force: the last table that was edited in, else the table, else the random ones.
pub fn table(scenario: &Scenario) -> Vec<Process> {
    match (scenario.edits.last(), scenario.random) {
        (Some(fork), _) => fork.processes.clone(),
        (None, Some(random)) => super::generate::processes(&random),
        (None, None) => scenario.processes.clone(),
    }
}

/// The bursts of a process as they are typed: `6`, `2 io3 2`.
pub fn bursts(process: &Process) -> String {
    match (&process.burst, &process.bursts) {
        (_, Some(Bursts::Words(words))) => words.clone(),
        (_, Some(Bursts::List(list))) => {
            let word =
                |(index, length)| if index % 2 == 1 { format!("io{length}") } else { format!("{length}") };
            list.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
        }
        (_, Some(Bursts::Program(_))) => match super::burst::bursts(process) {
            Ok(list) => super::burst::words(&list),
            Err(_) => String::new(),
        },
        (Some(burst), None) => burst.to_string(),
        (None, None) => String::new(),
    }
}

/// The fields that stand in the bar, in their order there; all the others stand among the rules.
fn bar(scenario: &Scenario) -> Vec<&'static str> {
    let own: &[&str] = match scenario.policy {
        Policy::Fcfs | Policy::Sjf | Policy::Srtf | Policy::Hrrn => &[],
        Policy::Rr => &["q"],
        Policy::Priority => &["prio", "pre"],
        Policy::PriorityRr => &["q"],
        Policy::Mlfq => &["lv", "boost"],
        Policy::Lottery => &["q", "dseed"],
        Policy::Stride => &["q", "big"],
        Policy::Cfs => &["lat", "gran", "wake"],
        Policy::Eevdf => &["prof", "bslice", "tick"],
        Policy::Linux => &["fair", "rrq", "rtrun"],
        Policy::Custom => &["f", "pre", "best", "every"],
    };
    let seed: &[&str] = if scenario.random.is_some() { &["seed"] } else { &[] };
    // Where there is room for it beside them, the limit of memory too.
    let limit: &[&str] = if own.is_empty() && scenario.multiprogramming.is_some() { &["mpl"] } else { &[] };
    // The number of CPUs never moves: a count that left its place when set back to 1 would be lost.
    match own {
        [first, second, rest @ ..] => [&[*first, *second, "cpus"], rest, &["cs"], seed].concat(),
        _ => [own, &["cs", "cpus"], limit, seed].concat(),
    }
}

fn field(entry: Entry, scenario: &Scenario, facts: &Facts) -> Field {
    Field {
        id: entry.id,
        value: (entry.read)(scenario),
        relevant: (entry.matters)(scenario, facts),
        differs: entry.differs(scenario),
        help: help(&entry),
        name: entry.name,
        kind: entry.kind,
    }
}

/// What a rule means, and each of its options: who decides between books must see what all of them do.
fn help(entry: &Entry) -> Text {
    let (FieldKind::Choice(options), false) = (&entry.kind, ["p", "set"].contains(&entry.id)) else {
        return entry.help.clone();
    };
    let Text { mut en, mut zh } = entry.help.clone();
    for option in options {
        let (name, help) = (&option.name, &option.help);
        en = format!("{en} {}: {}", name.en, help.en).into();
        zh = format!("{zh}{}：{}", name.zh, help.zh).into();
    }
    Text { en, zh }
}

fn rows(processes: &[Process], scenario: &Scenario) -> Rows {
    let columns = columns::columns(scenario);
    let row = |process: &Process| columns.iter().map(|column| columns::cell(process, column.id)).collect();
    Rows {
        keeps_past: true,
        rows: processes.iter().take(crowd::SHOWN).map(row).collect(),
        count: processes.len(),
        hues: (0..processes.len().min(crowd::SHOWN)).map(|index| hue(index, processes.len())).collect(),
        max: MAX_PROCESSES,
        columns,
    }
}

/// What the generator makes unless the reader says otherwise.
pub const RANDOM: Random = Random { seed: 1, count: 5, arrival: 8, burst: 6, io: 0, priority: 4 };

fn random(scenario: &Scenario) -> Vec<Field> {
    let values = scenario.random.unwrap_or(RANDOM);
    let number = |id, name, help, min, max, value: u64| Field {
        id,
        name,
        help,
        kind: FieldKind::Number { min, max },
        value: value.to_string(),
        relevant: true,
        differs: false,
    };
    vec![
        number(
            "seed",
            Text::new("Seed", "种子"),
            Text::new("The same seed gives the same processes everywhere.", "同一种子处处得到同样的进程。"),
            0,
            u32::MAX.into(),
            values.seed,
        ),
        number(
            "count",
            Text::new("Processes", "进程数"),
            Text::new("How many processes.", "生成多少个进程。"),
            1,
            MAX_PROCESSES as u64,
            values.count.into(),
        ),
        number(
            "arrival",
            Text::new("Latest arrival", "最晚到达"),
            Text::new("They arrive from 0 to this instant.", "到达时间在 0 到此值之间。"),
            0,
            1_000_000,
            values.arrival.into(),
        ),
        number(
            "burst",
            Text::new("Longest burst", "最长服务时间"),
            Text::new("CPU bursts last from 1 to this.", "每段 CPU 时间在 1 到此值之间。"),
            1,
            1_000_000,
            values.burst.into(),
        ),
        number(
            "io",
            Text::new("I/O bursts", "I/O 次数"),
            Text::new("How often each process does I/O.", "每个进程做几次 I/O。"),
            0,
            8,
            values.io.into(),
        ),
        number(
            "priority",
            Text::new("Largest priority", "最大优先数"),
            Text::new("Priorities are from 1 to this.", "优先数在 1 到此值之间。"),
            1,
            1_000_000,
            values.priority.into(),
        ),
    ]
}
