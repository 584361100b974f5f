//! What the machine is made of. Times are ticks of the scenario's scale.

use super::custom::Custom;
use super::fair::cfs::Tunables;
use super::fair::classes::{RealTime, Used};
use super::fair::eevdf::Parameters;
use super::rules::Decided;
use super::scenario::{Admission, Class, LevelPolicy, Policy, Swapping};
use crate::sim::{Scale, Time};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Index of a process in the table; the last tie-breaker everywhere.
pub type Pid = u32;

/// What does not change while the machine runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Ticks of a unit.
    pub scale: Scale,
    /// Who is next.
    pub policy: Policy,
    /// How many CPUs, 1 to 8.
    pub cpus: usize,
    /// Has each CPU a ready queue of its own?
    pub per_core: bool,
    /// Period of balancing the queues.
    pub balance: Option<Time>,
    /// What it costs a process to come from another CPU.
    pub migration_cost: Time,
    /// The caches, if they are modelled.
    pub cache: Option<CacheSpec>,
    /// May some process not run everywhere?
    pub bound: bool,
    /// Every rule.
    pub rules: Decided,
    /// The slice of `rr`, `priority_rr`, `lottery` and `stride`.
    pub quantum: Time,
    /// Nothing is dispatched before.
    pub start: Time,
    /// Cost of a switch.
    pub switch_cost: Time,
    /// The queues of `mlfq`, highest first.
    pub levels: Vec<LevelSpec>,
    /// Period of the boost.
    pub boost: Option<Time>,
    /// The table.
    pub specs: Vec<Spec>,
    /// Names of the devices, in order of first use.
    pub devices: Vec<String>,
    /// The numbers that a lottery draws first.
    pub draws: Vec<u64>,
    /// What the other numbers come from.
    pub draw_seed: u64,
    /// What is divided by the tickets to make a stride.
    pub big: u32,
    /// How many processes may be in memory.
    pub resident: Option<u32>,
    /// Which new process is admitted first.
    pub admission: Admission,
    /// When processes are suspended.
    pub swapping: Swapping,
    /// The formula of `custom`.
    pub custom: Custom,
    /// Parameters of `cfs`, in ticks of `base`.
    pub tunables: Tunables,
    /// Parameters of `eevdf`.
    pub eevdf: Parameters,
    /// Parameters of the real-time classes of `linux`.
    pub real_time: RealTime,
    /// The scale of vruntimes: that of the scenario without edits.
    pub base: Scale,
    /// Ticks of a tick of `base`.
    pub grain: u64,
    /// Tables that the reader edited in during the run: the last step kept, and the table from then on.
    pub forks: Vec<(u32, Vec<Spec>)>,
}

/// A level of a feedback queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelSpec {
    /// The slice; `None` = until the burst ends.
    pub quantum: Option<Time>,
    /// How it is served.
    pub policy: LevelPolicy,
    /// Slices before a process moves down.
    pub allotment: u32,
}

/// The cache of each CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheSpec {
    /// What the working sets of warm processes add up to at most.
    pub size: u64,
    /// How long a process runs cold before it is warm.
    pub warm_up: Time,
    /// Work of a warm process per tick.
    pub warm_rate: u64,
}

/// A process as the table has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Its name.
    pub name: String,
    /// When it arrives.
    pub arrival: Time,
    /// CPU and I/O, alternating, beginning with CPU (a length may be 0).
    pub bursts: Vec<Burst>,
    /// Its priority number.
    pub priority: i32,
    /// Its tickets, at least 1.
    pub tickets: u32,
    /// `cfs`, `eevdf`: its nice value.
    pub nice: i32,
    /// `cfs`, `eevdf`: its weight, at least 1.
    pub weight: u32,
    /// `eevdf`: the length of its requests, at least 1.
    pub slice: Time,
    /// The CPU to which it comes when it arrives.
    pub core: Option<u32>,
    /// The CPUs on which it may run, a bit for each; 0 = all.
    pub affinity: u8,
    /// How much of a cache its data take.
    pub working_set: u32,
    /// When it is suspended and resumed in turn.
    pub suspended: Vec<Time>,
    /// `linux`: its class.
    pub class: Class,
    /// `linux`: of a deadline process, the time from becoming ready to its deadline.
    pub period: Time,
    /// `linux`: of a deadline process, its budget in each period.
    pub runtime: Time,
}

impl Spec {
    /// May it run on this CPU?
    pub fn may_run_on(&self, cpu: usize) -> bool {
        self.affinity == 0 || self.affinity >> cpu & 1 == 1
    }

    /// CPU time in all.
    pub fn cpu(&self) -> Time {
        let cpu = |burst: &Burst| if let Burst::Cpu(length) = burst { length.0 } else { 0 };
        Time(self.bursts.iter().map(cpu).sum())
    }
}

/// A burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Burst {
    /// On the CPU.
    Cpu(Time),
    /// On a device (index into [`Config::devices`]).
    Io(u32, Time),
    /// `linux`: it gives the CPU to its equals.
    Yield,
    /// `linux`: it changes its own class and priority.
    Set(Class, i32),
}

/// Where a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum State {
    /// Not arrived yet.
    #[default]
    New,
    /// Arrived, and not admitted yet: it stands in the pool of jobs, outside memory.
    Pooled,
    /// Lacks only the CPU.
    Ready,
    /// Has a CPU (or is being switched to).
    Running {
        /// Which CPU.
        cpu: u32,
    },
    /// Waits for a device, or is being served by it.
    Waiting {
        /// Which device.
        device: u32,
    },
    /// Suspended: it lacks the memory, and nothing else but the CPU.
    ReadySuspended,
    /// Suspended, and its device is not done either.
    BlockedSuspended {
        /// Which device.
        device: u32,
    },
    /// All done.
    Terminated,
}

impl State {
    /// Does it take a place in memory?
    pub fn is_resident(self) -> bool {
        matches!(self, State::Ready | State::Running { .. } | State::Waiting { .. })
    }

    /// Is it swapped out?
    pub fn is_suspended(self) -> bool {
        matches!(self, State::ReadySuspended | State::BlockedSuspended { .. })
    }
}

/// A process control block. Fields that grow with time are as of [`Pcb::touched`];
/// ask the machine (`waited`, `cpu_left`, `slice_used`) for their value now.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Pcb {
    /// Where it is.
    pub state: State,
    /// The ready queue to which it belongs.
    pub home: u32,
    /// Which burst it is in.
    pub burst: u32,
    /// How much of that burst is done.
    pub done: Time,
    /// CPU time used in all.
    pub used: Time,
    /// Work done in all: CPU time, more where its cache was warm.
    pub worked: Time,
    /// The CPU on which it ran last.
    pub last_cpu: Option<u32>,
    /// Time ready or being switched to, in all.
    pub waited: Time,
    /// Time waiting for and served by devices, in all.
    pub io: Time,
    /// Time in the pool of jobs, in all.
    pub pooled: Time,
    /// Time suspended, in all.
    pub suspended: Time,
    /// The table keeps it out of memory: it was suspended and not yet resumed.
    pub kept_out: bool,
    /// Suspended and to come back as soon as there is room: since when.
    pub returning: Option<Time>,
    /// Used part of its time slice.
    pub slice: Time,
    /// Slices used up at its level.
    pub slices: u32,
    /// Feedback level, 0 = highest.
    pub level: u32,
    /// Its priority number now, aging included.
    pub priority: i64,
    /// Arrival or last return from I/O: the tie-breaker; preemption does not change it.
    pub since: Time,
    /// When it entered the queue in which it stands: of the ready, of a device, of jobs.
    pub queued: Time,
    /// First time on a CPU.
    pub first_run: Option<Time>,
    /// When it ended.
    pub finish: Option<Time>,
    /// Until when the fields that grow are counted.
    pub touched: Time,
    /// `stride`: its pass.
    pub pass: i64,
    /// `stride`: it became ready, and the next decision says from which pass it counts.
    pub joins: bool,
    /// `cfs`: its virtual runtime at its last pick, in ticks of the base scale.
    pub vruntime: i64,
    /// `linux`: its class now.
    pub class: Class,
    /// `linux`, class deadline: by when it is to have had its runtime.
    pub deadline: Option<Time>,
    /// The same: its budget is used up, and it does not run before.
    pub held_back: Option<Time>,
}

/// A CPU.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Cpu {
    /// Who has it.
    pub running: Option<Pid>,
    /// Who ran last; dispatching another costs a switch.
    pub last: Option<Pid>,
    /// The switch to `running` goes on until here.
    pub switching_until: Option<Time>,
    /// When `running` was dispatched.
    pub dispatched: Time,
    /// Kept idle for a process that does I/O (`on_io: wait`).
    pub held_by: Option<Pid>,
    /// Useful time so far, as of the last event.
    pub useful: Time,
    /// Time spent switching.
    pub switching: Time,
    /// Number of switches.
    pub switches: u32,
    /// The place of the running process in its queue.
    pub seat: i64,
    /// A process that gets the CPU whatever the policy says (`io_done: run`, `on_io: wait`).
    pub claim: Option<Pid>,
    /// A boost put others before the running process.
    pub evict: bool,
    /// What looks like a switch is the one tick of a program without instructions (`next: cyclic`).
    pub pause: bool,
    /// It was given up for I/O at this instant (`next: cyclic`).
    pub gave_up: bool,
    /// It idles, and it was said.
    pub idles: bool,
    /// What its cache holds.
    pub cache: Cache,
    /// `linux`: what real-time processes ran in the present period.
    pub real_time: Used,
}

/// What the cache of a CPU holds.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Cache {
    /// Warm processes, the last that became warm first.
    pub warm: Vec<Pid>,
    /// How much longer the others must run here to be warm.
    pub warming: BTreeMap<Pid, Time>,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Device {
    /// Requests, the served ones first: who, and when it ends (`None` = still queued).
    pub queue: VecDeque<(Pid, Option<Time>)>,
}

/// A fact about the past. One event is one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A process entered the system: new → ready, or into the pool of jobs if memory has a limit.
    Arrived {
        /// Who.
        who: Pid,
    },
    /// There is room in memory: new → ready.
    Admitted {
        /// Who.
        who: Pid,
    },
    /// Swapped out: ready or running → ready suspended, or waiting → blocked suspended.
    Suspended {
        /// Who.
        who: Pid,
        /// The table says so; otherwise it makes room.
        asked: bool,
    },
    /// Swapped in: ready suspended → ready, or blocked suspended → waiting.
    Activated {
        /// Who.
        who: Pid,
    },
    /// Its I/O ended: waiting → ready.
    Woke {
        /// Who.
        who: Pid,
        /// From which device.
        device: u32,
    },
    /// Its slice was used up: running → ready. With `alone`, no other process was ready and it goes on at once.
    Expired {
        /// Who.
        who: Pid,
        /// Level before and after (both 0 outside `mlfq`).
        from: u32,
        /// Level after.
        to: u32,
        /// Nobody else was ready.
        alone: bool,
    },
    /// `eevdf`: somebody joined, the pick was made again, and it fell on the one that runs.
    Kept {
        /// Who.
        who: Pid,
    },
    /// `linux`: it gave the CPU to its equals: running → ready.
    Yielded {
        /// Who.
        who: Pid,
    },
    /// `linux`: it changed its own class and priority, and runs on.
    Changed {
        /// Who.
        who: Pid,
        /// Its class now.
        class: Class,
        /// Its priority now.
        priority: i64,
    },
    /// `linux`: a deadline process has used up its budget: running → ready, but held back until its deadline.
    Throttled {
        /// Who.
        who: Pid,
    },
    /// `linux`: a deadline process gets a new budget and a later deadline.
    Replenished {
        /// Who.
        who: Pid,
    },
    /// A better process took the CPU: running → ready.
    Preempted {
        /// Who lost the CPU.
        who: Pid,
        /// Who takes it.
        by: Pid,
    },
    /// It got the CPU: ready → running.
    Dispatched {
        /// Who.
        who: Pid,
        /// Which CPU.
        cpu: u32,
        /// A switch is paid first.
        switch: bool,
    },
    /// The switch is paid; it executes from now on.
    Switched {
        /// Who.
        who: Pid,
        /// Which CPU.
        cpu: u32,
    },
    /// It asked for I/O: running → waiting. `from` and `to` differ if its slice was also used up.
    Blocked {
        /// Who.
        who: Pid,
        /// Which device.
        device: u32,
        /// Level before.
        from: u32,
        /// Level after.
        to: u32,
    },
    /// It ended: running → terminated.
    Exited {
        /// Who.
        who: Pid,
    },
    /// Waiting made its priority better.
    Aged {
        /// Who.
        who: Pid,
        /// Priority number before.
        from: i64,
        /// Priority number after.
        to: i64,
    },
    /// It moved from the ready queue of one CPU to that of another.
    Migrated {
        /// Who.
        who: Pid,
        /// From which CPU.
        from: u32,
        /// To which CPU.
        to: u32,
        /// An idle CPU took it; otherwise the queues were balanced.
        stolen: bool,
    },
    /// Its working set is in the cache of its CPU: it runs faster from now on.
    Warmed {
        /// Who.
        who: Pid,
        /// Which CPU.
        cpu: u32,
    },
    /// All processes return to the top level.
    Boosted,
    /// Nothing to run: the CPU idles.
    Idled {
        /// Which CPU.
        cpu: u32,
    },
    /// The reader changed the table here.
    Edited,
    /// Every process has ended.
    Finished,
}

impl Event {
    /// Whom it is about.
    pub fn who(&self) -> Option<Pid> {
        match self {
            Event::Arrived { who }
            | Event::Admitted { who }
            | Event::Suspended { who, .. }
            | Event::Activated { who }
            | Event::Woke { who, .. }
            | Event::Expired { who, .. }
            | Event::Kept { who }
            | Event::Yielded { who }
            | Event::Changed { who, .. }
            | Event::Throttled { who }
            | Event::Replenished { who }
            | Event::Preempted { who, .. }
            | Event::Dispatched { who, .. }
            | Event::Switched { who, .. }
            | Event::Blocked { who, .. }
            | Event::Exited { who }
            | Event::Migrated { who, .. }
            | Event::Warmed { who, .. }
            | Event::Aged { who, .. } => Some(*who),
            Event::Boosted | Event::Idled { .. } | Event::Edited | Event::Finished => None,
        }
    }

    /// Its name in files.
    pub fn name(&self) -> &'static str {
        match self {
            Event::Arrived { .. } => "arrived",
            Event::Admitted { .. } => "admitted",
            Event::Suspended { .. } => "suspended",
            Event::Activated { .. } => "activated",
            Event::Woke { .. } => "woke",
            Event::Expired { .. } => "expired",
            Event::Kept { .. } => "kept",
            Event::Yielded { .. } => "yielded",
            Event::Changed { .. } => "changed",
            Event::Throttled { .. } => "throttled",
            Event::Replenished { .. } => "replenished",
            Event::Preempted { .. } => "preempted",
            Event::Dispatched { .. } => "dispatched",
            Event::Switched { .. } => "switched",
            Event::Blocked { .. } => "blocked",
            Event::Exited { .. } => "exited",
            Event::Aged { .. } => "aged",
            Event::Migrated { stolen: true, .. } => "stolen",
            Event::Migrated { stolen: false, .. } => "balanced",
            Event::Warmed { .. } => "warmed",
            Event::Boosted => "boosted",
            Event::Idled { .. } => "idled",
            Event::Edited => "edited",
            Event::Finished => "finished",
        }
    }
}

/// The configuration is shared by all copies of a machine.
pub type Shared = Arc<Config>;
