//! Every convention on which textbooks differ, as data. A named set fills them all; a single one can be flipped.
//!
//! In a file only the set and the departures from it are written: `{"set": "stallings", "rr_order": "preempted_first"}`.
//! Definitions: each field below; the books: [`RuleSet`].

use crate::sim::Decimal;
use serde::{Deserialize, Serialize};

/// Rules as written: a set and what departs from it.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// The set that fills what is not written.
    #[serde(skip_serializing_if = "RuleSet::is_default")]
    pub set: RuleSet,
    /// Who enters the ready queue first when several do at one instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rr_order: Option<RrOrder>,
    /// What one dispatch of another process costs; charged for the very first one too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub switch_cost: Option<Decimal>,
    /// How devices serve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub io: Option<IoService>,
    /// Which number is the more important priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority_order: Option<PriorityOrder>,
    /// `priority`: does a better process take the CPU at once?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preemptive: Option<bool>,
    /// `priority`: how waiting raises a priority; null for not at all.
    #[serde(skip_serializing_if = "Option::is_none", with = "crate::lab::written::some_null")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Option<Aging>"))]
    pub aging: Option<Option<Aging>>,
    /// `priority_rr`, `mlfq`: where a preempted process goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preempted_to: Option<QueueEnd>,
    /// `mlfq`: is the used part of a slice remembered when a process is preempted or blocks?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_used: Option<bool>,
    /// `mlfq`: OSTEP's `-S`: a process that blocks gets a full slice and allotment all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stay: Option<bool>,
    /// `mlfq`: the level to which a process returns from I/O.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub io_return: Option<IoReturn>,
    /// `mlfq`: OSTEP's `-I`: a process that returns from I/O goes to the head of its queue, before a running equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub io_bump: Option<bool>,
    /// `mlfq`: does a process that used up its slice move down when no other is ready?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demote_alone: Option<bool>,
    /// `mlfq`: when a process of a higher level takes the CPU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preempt: Option<Preempt>,
    /// `mlfq`: in which order a boost queues the levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boost_order: Option<BoostOrder>,
    /// `fcfs`: who is next among the ready: the one that came first, or the next in the table after the last one that ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// What the CPU does when its process starts I/O: OSTEP's `-S`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_io: Option<OnIo>,
    /// `fcfs`: what happens when I/O ends while another runs: OSTEP's `-I`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub io_done: Option<IoDone>,
    /// `stride`: from which pass a newcomer counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<Join>,
    /// `stride`: is a newcomer's first stride charged before it runs?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init: Option<Init>,
    /// `cfs`: is a slice never shorter than the granularity?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slice_floor: Option<bool>,
    /// `cfs`: does a new process start a slice behind?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_debit: Option<bool>,
    /// `cfs`: how far before the others a process wakes at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sleeper_credit: Option<SleeperCredit>,
    /// `cfs`: may a process that becomes ready take the CPU?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wakeup_preemption: Option<bool>,
    /// `eevdf`: whose rules stand where the next six are not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// `eevdf`: which requests may run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eligible: Option<Eligible>,
    /// `eevdf`: is the pick made again when somebody joins? Otherwise a request runs to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrival_preempts: Option<bool>,
    /// `eevdf`: does a process come back with the lag that it left with?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_lag: Option<bool>,
    /// `eevdf`: what its lag is on coming back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_lag: Option<JoinLag>,
    /// `eevdf`: is the lag that is kept at most what two requests are worth?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lag_clamp: Option<bool>,
    /// `eevdf`: is the first request of a new process half as long?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_half_slice: Option<bool>,
    /// Several CPUs: one ready queue for all, or one for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueFor>,
    /// A queue per CPU: to which one a process comes that arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// A queue per CPU: what an idle CPU takes from the longest queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steal: Option<Steal>,
    /// A queue per CPU: what happens each time the period `balance` has passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balancing: Option<Balancing>,
    /// From when a slice counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slices: Option<Slices>,
}

/// Whose book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleSet {
    /// Silberschatz, Galvin, Gagne: Operating System Concepts.
    #[default]
    Silberschatz,
    /// Arpaci-Dusseau: Operating Systems: Three Easy Pieces, as its homework simulators decide.
    Ostep,
    /// Stallings: Operating Systems: Internals and Design Principles.
    Stallings,
    /// Tanenbaum, Bos: Modern Operating Systems.
    Tanenbaum,
    /// 汤小丹《计算机操作系统》.
    Tang,
    /// The Chinese graduate entrance examination 408.
    #[serde(rename = "408")]
    Exam408,
}

impl RuleSet {
    fn is_default(&self) -> bool {
        *self == RuleSet::default()
    }
}

/// Who enters the ready queue first at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RrOrder {
    /// Arrivals, then returns from I/O, then the process whose slice is used up.
    NewFirst,
    /// The process whose slice is used up, then arrivals, then returns from I/O.
    PreemptedFirst,
    /// Returns from I/O, then arrivals, then the process whose slice is used up.
    IoFirst,
}

/// How devices serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IoService {
    /// Every process has its own device: I/O never queues.
    Parallel,
    /// Each named device serves one request at a time, first come, first served.
    Fcfs,
}

/// Which number is the more important.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriorityOrder {
    /// Small number = important.
    Low,
    /// Large number = important.
    High,
}

/// An end of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QueueEnd {
    /// Behind all.
    Tail,
    /// Before all.
    Head,
}

/// The level to which a process returns from I/O.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IoReturn {
    /// The one it left.
    Same,
    /// One higher.
    Up,
    /// The highest.
    Top,
}

/// When a higher level takes the CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Preempt {
    /// At once.
    Immediate,
    /// When the slice or the burst ends.
    QuantumEnd,
}

/// In which order a boost queues the levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BoostOrder {
    /// Level by level from the top.
    TopFirst,
    /// The top level stays in front; below it the lowest level comes first.
    BottomFirst,
}

/// Who is next among the ready of `fcfs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// The one that became ready first.
    First,
    /// The first ready one after the last one that ran, in table order, round and round (OSTEP process-run).
    Cyclic,
}

/// What the CPU does when its process starts I/O.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnIo {
    /// It takes the next process.
    Switch,
    /// It idles until the I/O ends.
    Wait,
}

/// What happens when I/O ends while another process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IoDone {
    /// The returning process queues.
    Queue,
    /// It takes the CPU at once; the other one queues.
    Run,
}

/// How waiting raises a priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
pub enum Aging {
    /// Better by `step` for each `interval` waited in the current stay in the ready queue.
    Step {
        /// Units of waiting for one gain, at least 1 tick.
        interval: Decimal,
        /// Levels gained.
        step: u32,
        /// Is the gain lost when the process gets the CPU? Otherwise it is kept for good.
        #[serde(default)]
        reset_on_dispatch: bool,
        /// The best number that aging can reach.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<i32>,
    },
    /// The priority starts at 0 on arrival and grows by `alpha` per unit waiting and by `beta` per unit running; larger is better.
    Rate {
        /// Growth per unit in the ready queue.
        alpha: i32,
        /// Growth per unit on the CPU.
        beta: i32,
    },
}

/// From which pass a newcomer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// The smallest pass of those that compete.
    MinPass,
    /// Zero, so that it catches up on time in which it was not there.
    Zero,
}

/// Where a newcomer's pass starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Init {
    /// At the pass at which it joins. Source: OSTEP ch. 9.
    Zero,
    /// One stride behind it. Source: Waldspurger and Weihl 1995.
    Stride,
}

/// How far before the smallest vruntime a process wakes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SleeperCredit {
    /// Half the latency: GENTLE_FAIR_SLEEPERS.
    Half,
    /// The latency.
    Full,
    /// Not at all.
    None,
}

/// Whose EEVDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// The kernel's, since 6.6.
    #[default]
    Linux,
    /// Stoica and Abdel-Wahab 1995.
    Paper,
}

/// Which requests may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Eligible {
    /// Those of processes that have had no more than their share: v <= V. Source: Linux.
    Vruntime,
    /// Those that were opened at a virtual time that has come: ve <= V. Source: the paper.
    Request,
}

/// What the lag of a process is on coming back, where W is the weight of the others and w its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum JoinLag {
    /// (W + w) / W of it, so that it has the same lag once it is counted in.
    Linux,
    /// The same; by joining it loses a part of it.
    Paper,
}

/// Whose a ready queue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QueueFor {
    /// One queue, from which every CPU takes.
    Global,
    /// One queue for each CPU.
    PerCore,
}

/// To which CPU a process comes that arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// To the one with the fewest processes that have not ended; among equals the lowest.
    LeastLoaded,
    /// To each in turn.
    RoundRobin,
    /// Those of one instant are dealt: CPU by CPU takes the first of them that it may run (OSTEP's `multi.py`).
    Deal,
}

/// What an idle CPU takes from the longest queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Steal {
    /// Nothing.
    None,
    /// The next to run.
    Head,
    /// The last to run.
    Tail,
}

/// What happens each time the period of balancing has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Balancing {
    /// Processes move from the CPU with the most to the one with the fewest until they differ by one at most.
    Even,
    /// Each CPU whose queue is empty takes the first process of the queue of one other CPU (OSTEP's `multi.py`).
    Peek,
}

/// From when a slice counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Slices {
    /// From when the process gets the CPU.
    Own,
    /// From the last multiple of the slice on the clock, so that all CPUs switch together (OSTEP's `multi.py`).
    Aligned,
}

/// Every rule, decided.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)] // the fields of `Rules`, without the question whether they are written
pub struct Decided {
    pub rr_order: RrOrder,
    pub switch_cost: Decimal,
    pub io: IoService,
    pub priority_order: PriorityOrder,
    pub preemptive: bool,
    pub aging: Option<Aging>,
    pub preempted_to: QueueEnd,
    pub keep_used: bool,
    pub stay: bool,
    pub io_return: IoReturn,
    pub io_bump: bool,
    pub demote_alone: bool,
    pub preempt: Preempt,
    pub boost_order: BoostOrder,
    pub next: Next,
    pub on_io: OnIo,
    pub io_done: IoDone,
    pub join: Join,
    pub init: Init,
    pub slice_floor: bool,
    pub start_debit: bool,
    pub sleeper_credit: SleeperCredit,
    pub wakeup_preemption: bool,
    pub profile: Profile,
    pub eligible: Eligible,
    pub arrival_preempts: bool,
    pub place_lag: bool,
    pub join_lag: JoinLag,
    pub lag_clamp: bool,
    pub initial_half_slice: bool,
    pub queue: QueueFor,
    pub placement: Placement,
    pub steal: Steal,
    pub balancing: Balancing,
    pub slices: Slices,
}

impl Rules {
    /// Is nothing written, so that the file need not mention rules?
    pub fn is_default(&self) -> bool {
        *self == Rules::default()
    }

    /// Fills what is not written from the set.
    pub fn decided(&self) -> Decided {
        let set = self.usual();
        Decided {
            rr_order: self.rr_order.unwrap_or(set.rr_order),
            switch_cost: self.switch_cost.unwrap_or(set.switch_cost),
            io: self.io.unwrap_or(set.io),
            priority_order: self.priority_order.unwrap_or(set.priority_order),
            preemptive: self.preemptive.unwrap_or(set.preemptive),
            aging: self.aging.unwrap_or(set.aging),
            preempted_to: self.preempted_to.unwrap_or(set.preempted_to),
            keep_used: self.keep_used.unwrap_or(set.keep_used),
            stay: self.stay.unwrap_or(set.stay),
            io_return: self.io_return.unwrap_or(set.io_return),
            io_bump: self.io_bump.unwrap_or(set.io_bump),
            demote_alone: self.demote_alone.unwrap_or(set.demote_alone),
            preempt: self.preempt.unwrap_or(set.preempt),
            boost_order: self.boost_order.unwrap_or(set.boost_order),
            next: self.next.unwrap_or(set.next),
            on_io: self.on_io.unwrap_or(set.on_io),
            io_done: self.io_done.unwrap_or(set.io_done),
            join: self.join.unwrap_or(set.join),
            init: self.init.unwrap_or(set.init),
            slice_floor: self.slice_floor.unwrap_or(set.slice_floor),
            start_debit: self.start_debit.unwrap_or(set.start_debit),
            sleeper_credit: self.sleeper_credit.unwrap_or(set.sleeper_credit),
            wakeup_preemption: self.wakeup_preemption.unwrap_or(set.wakeup_preemption),
            profile: set.profile,
            eligible: self.eligible.unwrap_or(set.eligible),
            arrival_preempts: self.arrival_preempts.unwrap_or(set.arrival_preempts),
            place_lag: self.place_lag.unwrap_or(set.place_lag),
            join_lag: self.join_lag.unwrap_or(set.join_lag),
            lag_clamp: self.lag_clamp.unwrap_or(set.lag_clamp),
            initial_half_slice: self.initial_half_slice.unwrap_or(set.initial_half_slice),
            queue: self.queue.unwrap_or(set.queue),
            placement: self.placement.unwrap_or(set.placement),
            steal: self.steal.unwrap_or(set.steal),
            balancing: self.balancing.unwrap_or(set.balancing),
            slices: self.slices.unwrap_or(set.slices),
        }
    }

    /// What stands where nothing else is written: the set, and the profile of `eevdf`.
    pub fn usual(&self) -> Decided {
        match self.profile.unwrap_or_default() {
            Profile::Linux => self.set.decided(),
            Profile::Paper => Decided {
                profile: Profile::Paper,
                eligible: Eligible::Request,
                place_lag: false,
                join_lag: JoinLag::Paper,
                lag_clamp: false,
                ..self.set.decided()
            },
        }
    }
}

impl RuleSet {
    /// Every set, in menu order.
    pub const ALL: [RuleSet; 6] = [
        RuleSet::Silberschatz,
        RuleSet::Ostep,
        RuleSet::Stallings,
        RuleSet::Tanenbaum,
        RuleSet::Tang,
        RuleSet::Exam408,
    ];

    /// What the book does. Where a book is silent, the choice of the others stands ([`COMMON`]).
    pub fn decided(self) -> Decided {
        match self {
            RuleSet::Silberschatz => SILBERSCHATZ,
            RuleSet::Ostep => OSTEP,
            RuleSet::Stallings => STALLINGS,
            RuleSet::Tanenbaum => TANENBAUM,
            RuleSet::Tang => TANG,
            RuleSet::Exam408 => EXAM_408,
        }
    }
}

/// What no book contradicts, or most books share.
const COMMON: Decided = Decided {
    rr_order: RrOrder::NewFirst,
    switch_cost: Decimal::whole(0),
    io: IoService::Parallel,
    priority_order: PriorityOrder::Low,
    preemptive: false,
    aging: None,
    preempted_to: QueueEnd::Tail,
    keep_used: false,
    stay: false,
    io_return: IoReturn::Same,
    io_bump: false,
    demote_alone: true,
    preempt: Preempt::Immediate,
    boost_order: BoostOrder::TopFirst,
    next: Next::First,
    on_io: OnIo::Switch,
    io_done: IoDone::Queue,
    join: Join::MinPass,
    init: Init::Zero,
    slice_floor: true,
    start_debit: false,
    sleeper_credit: SleeperCredit::Half,
    wakeup_preemption: true,
    profile: Profile::Linux,
    eligible: Eligible::Vruntime,
    arrival_preempts: false,
    place_lag: true,
    join_lag: JoinLag::Linux,
    lag_clamp: true,
    initial_half_slice: false,
    queue: QueueFor::Global,
    placement: Placement::LeastLoaded,
    steal: Steal::None,
    balancing: Balancing::Even,
    slices: Slices::Own,
};

/// Operating System Concepts, 10th edition, ch. 5. Small numbers are important (5.3.4). A process of a higher
/// feedback queue takes the CPU from one of a lower queue (5.3.6). Both kinds of priority scheduling are
/// described; the worked example has all processes at 0, where they agree. Silent: who is first at one instant
/// (its round robin examples have all processes at 0), where a preempted process goes, device queues.
const SILBERSCHATZ: Decided = COMMON;

/// The homework programs of the book: `mlfq.py` queues the process whose slice is used up before arrivals, and
/// those before returns from I/O; a preempted process stays at the head with the rest of its slice; the slice
/// survives I/O; a boost puts the lowest queue first. `process-run.py` switches on I/O and lets the returning
/// process queue, on as many devices as there are processes. `multi.py` deals the jobs to the CPUs, and a CPU whose
/// queue is empty peeks at another. Silent: priorities.
const OSTEP: Decided = Decided {
    rr_order: RrOrder::PreemptedFirst,
    preempted_to: QueueEnd::Head,
    keep_used: true,
    boost_order: BoostOrder::BottomFirst,
    placement: Placement::Deal,
    balancing: Balancing::Peek,
    ..COMMON
};

/// Table 9.5: its feedback rows come out only if a process alone is not moved down, and the row for slices of
/// 2^i only if a higher queue waits for the end of the slice; its round robin row only if newcomers are queued
/// before the process whose slice is used up. Of his two directions of priority numbers the one of his UNIX
/// examples, small = important. Silent: where a preempted process goes (there is none), boosts.
const STALLINGS: Decided = Decided { demote_alone: false, preempt: Preempt::QuantumEnd, ..COMMON };

/// Modern Operating Systems, ch. 2. In the problem of the five batch jobs 5 is the highest priority, and one
/// job runs until it finishes. In CTSS ("Multiple Queues", 2.4.3) a process whose terminal input arrives goes
/// to the highest class. Silent: who is first at one instant, where a preempted process goes, boosts.
const TANENBAUM: Decided =
    Decided { priority_order: PriorityOrder::High, io_return: IoReturn::Top, ..COMMON };

/// 汤小丹《计算机操作系统》第 3 章: a process that arrives takes the CPU from a lower feedback queue, and the
/// one it took it from goes to the tail of its queue. Either direction of priority numbers is mentioned; small
/// = important is taken, as in the other books. Silent: device queues, return from I/O, boosts.
const TANG: Decided = COMMON;

/// Papers of the examination and the answers taught for it: newcomers are queued before the process whose slice
/// is used up; a process preempted in a feedback queue goes to its tail with a fresh slice; one device serves
/// one process at a time (2012). Priority: 2018 and 2021 say large = important, 2022 says small; questions say
/// whether they preempt. Silent: boosts, aging.
const EXAM_408: Decided = Decided { priority_order: PriorityOrder::High, io: IoService::Fcfs, ..COMMON };
