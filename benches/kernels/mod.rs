//! What is measured, the same natively and in the browser; only the clock differs.
//!
//! Every figure is the median of several rounds, and what is compared is measured side by side in one run.

#[cfg(not(target_arch = "wasm32"))]
pub mod download;
pub mod frames;
pub mod large;
pub mod timeline;

use osviz::labs::sched::Sched;
use osviz::labs::sched::fair::cfs::Tunables;
use osviz::labs::sched::rules::Rules;
use osviz::labs::sched::scenario::Policy;
use osviz::labs::sched::state::{Burst, Config, LevelSpec, Spec};
use osviz::sim::{Machine, Recording, Scale, Time};
use std::hint::black_box;
use std::sync::Arc;

/// A line of the table: what, and one text per column.
pub struct Row {
    pub what: String,
    pub cells: Vec<String>,
}

/// A headed group of lines.
pub struct Group {
    pub title: &'static str,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// Seconds since some moment.
pub type Clock = dyn Fn() -> f64;

const ROUNDS: usize = 5;
const STEPS: usize = 1_000_000;
const CROWDS: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];
const POLICIES: [(&str, Policy); 11] = [
    ("FCFS", Policy::Fcfs),
    ("SJF", Policy::Sjf),
    ("SRTF", Policy::Srtf),
    ("RR", Policy::Rr),
    ("HRRN", Policy::Hrrn),
    ("Priority", Policy::Priority),
    ("Priority RR", Policy::PriorityRr),
    ("MLFQ", Policy::Mlfq),
    ("Lottery", Policy::Lottery),
    ("Stride", Policy::Stride),
    ("CFS", Policy::Cfs),
];

/// Measures something.
type Kernel = fn(&Clock) -> Group;

/// What needs no browser, by name; of all that, what is wanted.
pub fn core(clock: &Clock, wanted: &dyn Fn(&str) -> bool) -> Vec<Group> {
    let all: [(&str, Kernel); 7] = [
        ("throughput", throughput),
        ("crowds", crowds),
        ("time-travel", time_travel),
        ("frames", frames::accesses),
        ("translations", frames::translations),
        ("pixels", timeline::pixels),
        ("large", large::run),
    ];
    all.into_iter().filter(|(name, _)| wanted(name)).map(|(_, group)| group(clock)).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Median seconds of a piece of work over its rounds.
pub fn seconds<T>(clock: &Clock, mut work: impl FnMut() -> T) -> f64 {
    let round = |_| {
        let start = clock();
        black_box(work());
        clock() - start
    };
    median((0..ROUNDS).map(round).collect())
}

/// A small fixed generator: the workloads are the same on every platform.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Many processes that are all ready from the start; bursts of 1 to 20, no I/O.
fn crowd(policy: Policy, count: usize, longest: u64) -> Sched {
    let mut numbers = Numbers(count as u64);
    let mut spec = |index: usize| Spec {
        name: format!("P{index}"),
        arrival: Time(0),
        bursts: vec![Burst::Cpu(Time(1 + numbers.below(longest)))],
        priority: numbers.below(100) as i32,
        tickets: 100,
        nice: 0,
        weight: 1_024,
        slice: Time(3),
        core: None,
        affinity: 0,
        working_set: 0,
        suspended: vec![],
        class: Default::default(),
        period: Time(0),
        runtime: Time(0),
    };
    let specs = (0..count).map(&mut spec).collect();
    machine(policy, specs)
}

fn machine(policy: Policy, specs: Vec<Spec>) -> Sched {
    let level =
        |quantum| LevelSpec { quantum: Some(Time(quantum)), policy: Default::default(), allotment: 1 };
    Sched::new(Arc::new(Config {
        cpus: 1,
        per_core: false,
        balance: None,
        migration_cost: Time(0),
        cache: None,
        bound: false,
        scale: Scale::default(),
        policy,
        rules: Rules::default().decided(),
        quantum: Time(1),
        start: Time(0),
        switch_cost: Time(0),
        levels: [1, 2, 4].map(level).into(),
        boost: None,
        draws: vec![],
        draw_seed: 1,
        big: 10_000,
        custom: Default::default(),
        tunables: Tunables { latency: Time(24), min_granularity: Time(3), wakeup_granularity: Time(4) },
        eevdf: Default::default(),
        real_time: Default::default(),
        resident: None,
        admission: Default::default(),
        swapping: Default::default(),
        base: Scale::default(),
        grain: 1,
        specs,
        devices: vec![],
        forks: vec![],
    }))
}

/// Runs a machine for some steps and returns how many it made.
fn walk(mut machine: Sched, steps: usize) -> usize {
    let mut events = Vec::with_capacity(4);
    for step in 0..steps {
        events.clear();
        machine.step(&mut events);
        if events.is_empty() {
            return step;
        }
    }
    steps
}

/// The least that round robin with a log can be: a queue of remaining times, and one entry per slice.
fn plain_loop(count: usize, slices: usize) -> Vec<(u64, u32)> {
    let mut queue: std::collections::VecDeque<(u32, u64)> =
        (0..count as u32).map(|pid| (pid, 1 << 40)).collect();
    let mut log = Vec::new();
    for time in 0..slices as u64 {
        let (pid, left) = queue.pop_front().expect("the queue is never empty");
        log.push((time, pid));
        queue.push_back((pid, black_box(left - 1)));
    }
    log
}

fn throughput(clock: &Clock) -> Group {
    let long = |count| crowd(Policy::Rr, count, 1 << 40);
    let rate = |seconds: f64, steps: usize| format!("{:.1} M/s", steps as f64 / seconds / 1e6);
    let mut rows = Vec::new();
    for count in [5, 100] {
        let plain = seconds(clock, || plain_loop(count, STEPS / 2));
        let bare = seconds(clock, || walk(long(count), STEPS));
        let kept = seconds(clock, || Recording::new(long(count), STEPS));
        rows.push(Row {
            what: format!("RR, {count} processes, 10^6 steps"),
            cells: vec![
                rate(plain, STEPS),
                rate(bare, STEPS),
                rate(kept, STEPS),
                format!("{:.2}", bare / plain),
                format!("{:.2}", kept / bare),
            ],
        });
    }
    let columns = ["plain loop", "machine", "recorded", "machine / plain loop", "recorded / machine"];
    Group { title: "Steps per second", columns: columns.map(String::from).into(), rows }
}

fn crowds(clock: &Clock) -> Group {
    let mut rows = Vec::new();
    for (name, policy) in POLICIES {
        let cost = |count: &usize| {
            let steps = (4 * count).min(200_000);
            let start = crowd(policy, *count, 20);
            // The first `count` steps are the arrivals: they are not what is asked.
            let mut ready = start.clone();
            let mut events = Vec::new();
            for _ in 0..*count {
                ready.step(&mut events);
            }
            let repeat = 40_000usize.div_ceil(steps);
            let copies: Vec<Sched> = vec![ready; repeat * ROUNDS];
            let mut copies = copies.into_iter();
            let mut made = 0;
            let spent = seconds(clock, || {
                made = (0..repeat).map(|_| walk(copies.next().expect("one per round"), steps)).sum();
            });
            spent / made as f64 * 1e9
        };
        let costs: Vec<f64> = CROWDS.iter().map(cost).collect();
        let mut cells: Vec<String> = costs.iter().map(|cost| format!("{cost:.0}")).collect();
        cells.push(format!("{:.1}", costs[4] / costs[0]));
        rows.push(Row { what: name.into(), cells });
    }
    let mut columns: Vec<String> = CROWDS.iter().map(|count| format!("{count} ready")).collect();
    columns.push("last / first".into());
    Group { title: "Nanoseconds per step as the ready queue grows", columns, rows }
}

/// A run of a million steps with 100 processes.
fn long_run() -> Recording<Sched> {
    Recording::new(crowd(Policy::Rr, 100, 1 << 40), STEPS)
}

fn time_travel(clock: &Clock) -> Group {
    let run = long_run();
    let mut numbers = Numbers(7);
    let mut seeks: Vec<f64> = (0..2_000)
        .map(|_| {
            let step = numbers.below(run.len() as u64) as usize;
            let start = clock();
            black_box(run.state(step));
            clock() - start
        })
        .collect();
    seeks.sort_by(f64::total_cmp);
    let again = seconds(clock, || walk(run.state(0), STEPS));
    let (half, worst) = (seeks[1_000], seeks[1_980]);
    let cells = vec![
        format!("{:.0} µs", half * 1e6),
        format!("{:.0} µs", worst * 1e6),
        format!("{:.1} ms", again * 1e3),
        format!("1/{:.0}", again / worst.max(1e-9)),
        format!("{:.1}", run.bytes() as f64 / run.len() as f64),
    ];
    let columns = ["seek, median", "seek, p99", "run again", "p99 / run again", "bytes per step"];
    let rows = vec![Row { what: "RR, 100 processes, 10^6 steps".into(), cells }];
    Group { title: "Time travel", columns: columns.map(String::from).into(), rows }
}

/// A group as a Markdown table.
pub fn markdown(group: &Group) -> String {
    let mut out = format!("\n**{}**\n\n| |", group.title);
    for column in &group.columns {
        out += &format!(" {column} |");
    }
    out += &format!("\n|---|{}\n", "---:|".repeat(group.columns.len()));
    for row in &group.rows {
        out += &format!("| {} | {} |\n", row.what, row.cells.join(" | "));
    }
    out
}
