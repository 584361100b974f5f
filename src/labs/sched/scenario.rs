//! What determines a run: processes, policy, rules. The JSON of a scenario file is exactly this.

use super::rules::Rules;
use crate::sim::Decimal;
use serde::{Deserialize, Serialize};

/// The most processes in one scenario.
pub const MAX_PROCESSES: usize = 100_000;
/// The most bursts of one process.
pub const MAX_BURSTS: usize = 100_000;
/// The most draws that a scenario writes down.
pub const MAX_DRAWS: usize = 10_000;
/// The most tickets of one process.
pub const MAX_TICKETS: u32 = 1_000_000;
/// The most CPUs.
pub const MAX_CPUS: u32 = 8;
/// The most work that a warm process does in a unit.
pub const MAX_WARM_RATE: u32 = 1_000;
/// The most processes that may be in memory, as far as there is a limit.
pub const MAX_RESIDENT: u32 = 1_000;
/// The most instants at which one process is suspended and resumed.
pub const MAX_SUSPENSIONS: usize = 64;
/// The most levels of a feedback queue.
pub const MAX_LEVELS: usize = 32;

/// A scheduling scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The processes, in index order: the order of the table breaks the last ties.
    #[serde(default, alias = "tasks", skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<Process>,
    /// Random processes instead of a table; the same seed always gives the same processes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub random: Option<Random>,
    /// Who is next.
    pub policy: Policy,
    /// How many CPUs, 1 to 8. `cores` means the same.
    #[serde(default = "one", alias = "cores", skip_serializing_if = "is_one")]
    pub cpus: u32,
    /// A queue per CPU: how often queues are balanced; absent or null for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Decimal>,
    /// What a process that ran on another CPU before costs the new one before it executes.
    #[serde(default, skip_serializing_if = "Decimal::is_zero_ref")]
    pub migration_cost: Decimal,
    /// The caches of the CPUs; absent or null if they are not modelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<Cache>,
    /// The time slice of `rr`, `priority_rr`, `lottery` and `stride`.
    #[serde(default = "two", skip_serializing_if = "is_two")]
    pub quantum: Decimal,
    /// Nothing is dispatched before this instant.
    #[serde(default, skip_serializing_if = "Decimal::is_zero_ref")]
    pub start: Decimal,
    /// The queues of `mlfq`, highest first.
    #[serde(default = "three_levels", skip_serializing_if = "is_three_levels")]
    pub levels: Vec<Level>,
    /// `mlfq`: every process returns to the top each time this span has passed; absent or null for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boost: Option<Decimal>,
    /// `lottery`: the numbers drawn, one per decision; when they are used up, the seed draws. Of those that peek at
    /// queues (`balancing`) each takes the number of its instant and CPU: instant by instant, CPU by CPU.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draws: Vec<u64>,
    /// `lottery`: what the numbers come from that are not written down.
    #[serde(default = "one_seed", skip_serializing_if = "is_one_seed")]
    pub draw_seed: u64,
    /// `stride`: the number that is divided by the tickets.
    #[serde(default = "ten_thousand", skip_serializing_if = "is_ten_thousand")]
    pub big: u32,
    /// The degree of multiprogramming: how many processes may be in memory; absent or null for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiprogramming: Option<u32>,
    /// Which new process is admitted first when there is room in memory.
    #[serde(default, skip_serializing_if = "Admission::is_fcfs")]
    pub admission: Admission,
    /// When processes are suspended: swapped out of memory.
    #[serde(default, skip_serializing_if = "Swapping::is_off")]
    pub swapping: Swapping,
    /// The reader's own policy.
    #[serde(default, skip_serializing_if = "Custom::is_default")]
    pub custom: Custom,
    /// Parameters of Linux's fair schedulers.
    #[serde(default, skip_serializing_if = "Params::is_default")]
    pub params: Params,
    /// Every convention on which books differ.
    #[serde(default, skip_serializing_if = "Rules::is_default")]
    pub rules: Rules,
    /// Changes that the reader made while the run was at some step; the steps before are kept as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Fork>,
}

/// A policy. With `multi_` before it, as cases for several CPUs write it, a name means the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// First come, first served. `fifo` means the same.
    #[serde(alias = "fifo", alias = "multi_fcfs", alias = "multi_fifo")]
    Fcfs,
    /// Shortest job first, by the length of the current CPU burst; non-preemptive. `spf`, `spn` mean the same.
    #[serde(alias = "spf", alias = "spn", alias = "sjn", alias = "multi_sjf")]
    Sjf,
    /// Shortest remaining time first; preemptive. `srtn`, `stcf` mean the same.
    #[serde(alias = "srtn", alias = "stcf", alias = "srt", alias = "multi_srtn", alias = "multi_srtf")]
    Srtf,
    /// Round robin.
    #[serde(alias = "multi_rr")]
    Rr,
    /// Highest response ratio next; non-preemptive.
    #[serde(alias = "multi_hrrn")]
    Hrrn,
    /// Priority; preemptive or not, either number direction, with or without aging.
    #[serde(alias = "multi_priority")]
    Priority,
    /// Preemptive priority, round robin inside a level.
    #[serde(alias = "multi_priority_rr")]
    PriorityRr,
    /// Multilevel feedback queue.
    #[serde(alias = "multi_mlfq")]
    Mlfq,
    /// Lottery: a draw among the tickets of the ready decides.
    Lottery,
    /// Stride: the smallest pass runs, and its pass grows by its stride.
    Stride,
    /// Linux's completely fair scheduler.
    Cfs,
    /// Earliest eligible virtual deadline first: Linux's fair scheduler since 6.6.
    Eevdf,
    /// Linux's scheduling classes: stop, deadline, fifo and rr, then EEVDF for the others.
    Linux,
    /// The best value of a formula that the reader writes; preemptive or not.
    Custom,
}

/// A policy of the reader's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Custom {
    /// The value of a process, `1 + wait / burst`. Fields: wait, waited, burst, remaining, used, total, arrival, since,
    /// priority, nice, tickets, now. Times are in units.
    pub formula: String,
    /// Which value is best.
    pub best: Best,
    /// Preemptive: values are compared when something happens, and at the multiples of this span; null for only then.
    pub every: Option<Decimal>,
}

/// Which value of a formula is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Best {
    /// The largest.
    #[default]
    Largest,
    /// The smallest.
    Smallest,
}

impl Default for Custom {
    fn default() -> Self {
        Custom { formula: "1 + wait / burst".into(), best: Best::Largest, every: None }
    }
}

impl Custom {
    fn is_default(&self) -> bool {
        *self == Custom::default()
    }
}

/// Long-term scheduling: which new process is admitted first. Source: 汤小丹 ch. 3 (作业调度).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// The first that arrived.
    #[default]
    Fcfs,
    /// The one that needs the least CPU time in all.
    Sjf,
    /// The best priority number.
    Priority,
    /// The highest response ratio: (waited since its arrival + CPU time) / CPU time.
    Hrrn,
}

impl Admission {
    fn is_fcfs(&self) -> bool {
        *self == Admission::Fcfs
    }
}

/// Medium-term scheduling: when processes are suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Swapping {
    /// Never: five states.
    #[default]
    Off,
    /// When the table says so.
    Asked,
    /// Also: when all that are in memory are blocked and another one could come in. Source: Stallings ch. 3.
    Idle,
    /// Also: as soon as one in memory is blocked and another one could come in.
    Blocked,
}

impl Swapping {
    fn is_off(&self) -> bool {
        *self == Swapping::Off
    }
}

/// A process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Its name: 1 to 12 characters, letters, digits, `_`, `-` or `.`, unique.
    #[serde(alias = "name")]
    pub pid: String,
    /// When it enters the system.
    #[serde(default, alias = "release_ms", skip_serializing_if = "Decimal::is_zero_ref")]
    pub arrival: Decimal,
    /// Its one CPU burst, or instead `bursts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<Decimal>,
    /// Its bursts in order.
    #[serde(default, alias = "program", skip_serializing_if = "Option::is_none")]
    pub bursts: Option<Bursts>,
    /// Its priority number.
    #[serde(default, alias = "prio", skip_serializing_if = "is_zero")]
    pub priority: i32,
    /// `lottery`, `stride`: how many tickets it holds, 1 to 1,000,000.
    #[serde(default = "hundred", skip_serializing_if = "is_hundred")]
    pub tickets: u32,
    /// `cfs`, `eevdf`: its nice value, -20 to 19.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub nice: i32,
    /// `cfs`, `eevdf`: its weight instead of the one of its nice value, 1 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
    /// `eevdf`: the length of its requests instead of the base slice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slice: Option<Decimal>,
    /// A queue per CPU: the CPU to which it comes when it arrives, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub core: Option<u32>,
    /// The CPUs on which it may run; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affinity: Vec<u32>,
    /// How much of a cache its data take.
    #[serde(default, skip_serializing_if = "is_none_used")]
    pub working_set: u32,
    /// `swapping`: the instants at which it is suspended and resumed in turn, each later than the one before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspended: Vec<Decimal>,
    /// `linux`: its scheduling class.
    #[serde(default, alias = "policy", skip_serializing_if = "Class::is_other")]
    pub class: Class,
    /// `linux`: what a deadline process may run in each period, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<Decimal>,
    /// `linux`: the period of a deadline process, in which it must have run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Decimal>,
}

impl Default for Process {
    fn default() -> Self {
        Process {
            pid: String::new(),
            arrival: Decimal::whole(0),
            burst: None,
            bursts: None,
            priority: 0,
            tickets: hundred(),
            nice: 0,
            weight: None,
            slice: None,
            core: None,
            affinity: vec![],
            working_set: 0,
            suspended: vec![],
            class: Class::Other,
            runtime: None,
            period: None,
        }
    }
}

/// The cache of each CPU. A process that ran long enough on a CPU is warm there and runs faster, until others push
/// its data out. Source: OSTEP ch. 10, `multi.py`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Cache {
    /// How much it holds: working sets of warm processes together.
    pub size: u32,
    /// How long a process runs cold before it is warm.
    pub warm_up: Decimal,
    /// How much work a warm process does in a unit; a cold one does 1.
    pub warm_rate: u32,
}

impl Default for Cache {
    fn default() -> Self {
        Cache { size: 100, warm_up: Decimal::whole(10), warm_rate: 2 }
    }
}

/// A scheduling class of Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Before everything: the kernel's own migration threads.
    #[serde(alias = "STOP")]
    Stop,
    /// SCHED_DEADLINE: earliest deadline first.
    #[serde(alias = "SCHED_DEADLINE", alias = "DEADLINE")]
    Deadline,
    /// SCHED_FIFO: by priority 1 to 99, until it blocks.
    #[serde(alias = "SCHED_FIFO", alias = "FIFO")]
    Fifo,
    /// SCHED_RR: by priority, in turns among equals.
    #[serde(alias = "SCHED_RR", alias = "RR")]
    Rr,
    /// SCHED_OTHER: a share by nice value.
    #[default]
    #[serde(
        alias = "SCHED_OTHER",
        alias = "OTHER",
        alias = "SCHED_NORMAL",
        alias = "NORMAL",
        alias = "normal"
    )]
    Other,
    /// SCHED_BATCH: the same.
    #[serde(alias = "SCHED_BATCH", alias = "BATCH")]
    Batch,
    /// SCHED_IDLE: the same with weight 3.
    #[serde(alias = "SCHED_IDLE", alias = "IDLE")]
    Idle,
}

impl Class {
    fn is_other(&self) -> bool {
        *self == Class::Other
    }
}

/// Bursts of a process: `[6, 3, 2]` alternates CPU and I/O; `"2 io3 2 net:1 4"` says it in words
/// (`io3` = I/O of 3 on the device named `io`, `net:1` = 1 on the device `net`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Bursts {
    /// CPU, I/O, CPU, …; the I/O is on the device `io`.
    List(Vec<Decimal>),
    /// In words.
    Words(String),
    /// A program: `[["run", 5], ["sleep", 3], ["yield"], ["setpolicy", "fifo", 30]]`.
    Program(Vec<Vec<Part>>),
}

/// A part of a step of a program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Part {
    /// A length or a priority.
    Number(Decimal),
    /// What to do, or a class.
    Word(String),
}

/// A level of a feedback queue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The time slice; null = until the burst ends.
    #[serde(default)]
    pub quantum: Option<Decimal>,
    /// How the queue is served.
    #[serde(default, skip_serializing_if = "LevelPolicy::is_rr")]
    pub policy: LevelPolicy,
    /// How many slices a process may use here before it moves down; 1 in every book but OSTEP's simulator.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub allotment: u32,
}

/// How one level is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LevelPolicy {
    /// First in, first out; an expired process goes to a tail.
    #[default]
    Rr,
    /// The same order; in the books without a slice (`quantum` is null).
    Fcfs,
    /// Least remaining time of the current burst, then queue position.
    Sjf,
}

/// Random processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Random {
    /// The seed.
    pub seed: u64,
    /// How many, 1 to 100,000.
    pub count: u32,
    /// Arrivals lie in 0..=arrival.
    pub arrival: u32,
    /// CPU bursts lie in 1..=burst.
    pub burst: u32,
    /// I/O bursts between CPU bursts, 0 to 8 for each process.
    pub io: u32,
    /// Priorities lie in 1..=priority.
    pub priority: u32,
}

/// Parameters of Linux's fair schedulers; the usual ones are those of one CPU in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// `cfs`: the period in which everybody runs once.
    pub latency: Decimal,
    /// `cfs`: the shortest slice.
    pub min_granularity: Decimal,
    /// `cfs`: how much less a process must have run, virtually, to preempt when it wakes.
    pub wakeup_granularity: Decimal,
    /// `eevdf`: the length of a request of a process that has no slice of its own.
    pub base_slice: Decimal,
    /// `eevdf`: after so much of a request the pick is made again, as in the paper; null for never.
    pub quantum: Option<Decimal>,
    /// `eevdf`: the weight that makes virtual time run like the clock: 1024, or 1 for the weights of the paper.
    pub scale: u32,
    /// `linux`: the quantum of SCHED_RR.
    pub rr_quantum: Decimal,
    /// `linux`: what real-time processes may run in each period; null for all of it.
    pub rt_runtime: Option<Decimal>,
    /// `linux`: that period.
    pub rt_period: Decimal,
    /// `linux`: who shares out what the other classes leave.
    #[serde(skip_serializing_if = "Fair::is_eevdf")]
    pub fair: Fair,
}

/// The fair class of Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fair {
    /// Since Linux 6.6.
    #[default]
    Eevdf,
    /// From Linux 2.6.23 to 6.5.
    Cfs,
}

impl Fair {
    fn is_eevdf(&self) -> bool {
        *self == Fair::Eevdf
    }
}

impl Default for Params {
    fn default() -> Self {
        Params {
            latency: Decimal::whole(6),
            min_granularity: "0.75".parse().expect("a decimal"),
            wakeup_granularity: Decimal::whole(1),
            base_slice: Decimal::whole(3),
            quantum: None,
            scale: 1_024,
            rr_quantum: Decimal::whole(100),
            rt_runtime: Some(Decimal::whole(950)),
            rt_period: Decimal::whole(1_000),
            fair: Fair::Eevdf,
        }
    }
}

impl Params {
    fn is_default(&self) -> bool {
        *self == Params::default()
    }
}

/// A change made while the run was at a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fork {
    /// The last step that is kept, from 1.
    pub at: u32,
    /// The table from then on. What a process has already done stays done.
    pub processes: Vec<Process>,
}

fn two() -> Decimal {
    Decimal::whole(2)
}

fn is_two(number: &Decimal) -> bool {
    *number == two()
}

fn one() -> u32 {
    1
}

fn is_one(number: &u32) -> bool {
    *number == 1
}

/// Tickets of a process that says nothing of them.
pub fn hundred() -> u32 {
    100
}

fn is_hundred(number: &u32) -> bool {
    *number == hundred()
}

/// The number that strides divide unless the scenario says otherwise. Source: OSTEP ch. 9.
pub fn ten_thousand() -> u32 {
    10_000
}

fn is_ten_thousand(number: &u32) -> bool {
    *number == ten_thousand()
}

fn one_seed() -> u64 {
    1
}

fn is_one_seed(number: &u64) -> bool {
    *number == 1
}

fn is_none_used(number: &u32) -> bool {
    *number == 0
}

fn is_zero(number: &i32) -> bool {
    *number == 0
}

fn three_levels() -> Vec<Level> {
    let level =
        |quantum| Level { quantum: Some(Decimal::whole(quantum)), policy: LevelPolicy::Rr, allotment: 1 };
    [1, 2, 4].map(level).into()
}

fn is_three_levels(levels: &Vec<Level>) -> bool {
    *levels == three_levels()
}

impl LevelPolicy {
    fn is_rr(&self) -> bool {
        *self == LevelPolicy::Rr
    }
}
