//! The scenario as a form: the policies, the rule sets, parameters, rules, and the table of processes.

use super::crowd;
use super::fields::{Entry, Facts, entries};
use super::residence_fields::{self, has_column};
use super::scenario::{Bursts, MAX_PROCESSES, Policy, Process, Random, Scenario};
use crate::figure::hue;
use crate::lab::{Column, Field, FieldKind, Form, Rows};
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
        Policy::Linux => &["rrq", "rtrun", "bslice"],
    };
    let seed: &[&str] = if scenario.random.is_some() { &["seed"] } else { &[] };
    // The number of CPUs never moves: a count that left its place when set back to 1 would be lost.
    match own {
        [first, second, rest @ ..] => [&[*first, *second, "cpus"], rest, &["cs"], seed].concat(),
        _ => [own, &["cs", "cpus"], seed].concat(),
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

/// The last column is the one that the policy uses.
fn rows(processes: &[Process], scenario: &Scenario) -> Rows {
    let policy = scenario.policy;
    let column = |id, name, help| Column { id, name, help };
    let weight = if policy == Policy::Linux {
        column(
            "class",
            Text::new("Class", "调度类"),
            Text::new(
                "fifo:50, rr:50, other, other:5 (nice 5), batch, idle, stop, or deadline:3/10 (3 of every 10).",
                "fifo:50、rr:50、other、other:5（nice 为 5）、batch、idle、stop，或 deadline:3/10（每 10 运行 3）。",
            ),
        )
    } else if matches!(policy, Policy::Cfs | Policy::Eevdf) {
        column(
            "nice",
            Text::same("nice"),
            Text::new(
                "From -20 (most CPU) to 19 (least); a step is a factor of about 1.25.",
                "从 -20（得到 CPU 最多）到 19（最少）；每差一级约 1.25 倍。",
            ),
        )
    } else if policy.is_share() {
        column(
            "tickets",
            Text::new("Tickets", "彩票数"),
            Text::new(
                "How many it holds, 1 to 1000000: its share is its tickets by those of all.",
                "持有的彩票数，1 至 1000000；份额 = 自己的彩票数 ÷ 全部彩票数。",
            ),
        )
    } else {
        column(
            "priority",
            Text::new("Priority", "优先数"),
            Text::new(
                "A whole number; whether a small or a large one is better is a rule.",
                "整数；数小优先还是数大优先由规则决定。",
            ),
        )
    };
    let suspended = has_column(scenario).then(|| {
        column(
            "susp",
            Text::new("Suspended", "挂起"),
            Text::new(
                "When it is suspended and resumed: 3-8, or 3-8 12-15. Empty: never.",
                "何时挂起、何时激活：3-8，或 3-8 12-15。空：从不。",
            ),
        )
    });
    let with_suspended = |process: &Process| {
        let mut row = row(process, policy);
        row.extend(suspended.is_some().then(|| residence_fields::suspended(process)));
        row
    };
    let rows = processes.iter().take(crowd::SHOWN).map(with_suspended).collect();
    let mut columns = vec![
        column(
            "pid",
            Text::new("Name", "进程"),
            Text::new(
                "1 to 12 letters, digits, _ - or .; no two alike.",
                "1 至 12 个字母、数字、_、- 或 .，不可重名。",
            ),
        ),
        column(
            "arrival",
            Text::new("Arrival", "到达时间"),
            Text::new("When it enters the system: 0, 3, 8.5.", "进入系统的时刻：0、3、8.5。"),
        ),
        column(
            "bursts",
            Text::new("Bursts", "服务时间"),
            Text::new(
                "6: six units of CPU. 2 io3 2: two of CPU, three of I/O, two of CPU. 2 disk:3 2: the same on a device named disk.",
                "6：CPU 6 个单位。2 io3 2：CPU 2、I/O 3、CPU 2。2 disk:3 2：同上，设备名为 disk。",
            ),
        ),
        weight,
    ];
    columns.extend(suspended);
    Rows {
        keeps_past: true,
        columns,
        rows,
        count: processes.len(),
        hues: (0..processes.len().min(crowd::SHOWN)).map(|index| hue(index, processes.len())).collect(),
        max: MAX_PROCESSES,
    }
}

fn row(process: &Process, policy: Policy) -> Vec<String> {
    let weight = match policy {
        Policy::Linux => super::fair::linux_fields::class(process),
        Policy::Cfs | Policy::Eevdf => process.nice.to_string(),
        Policy::Lottery | Policy::Stride => process.tickets.to_string(),
        _ => process.priority.to_string(),
    };
    vec![process.pid.clone(), process.arrival.to_string(), bursts(process), weight]
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
