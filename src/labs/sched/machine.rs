//! The scheduler as a machine. It makes one event per step and jumps from instant to instant; at one instant
//! things happen in a fixed order, which the rules choose:
//!
//! ```text
//! new_first        arrivals, I/O returns, running*, boost, aging, preemption, dispatch
//! io_first         I/O returns, arrivals, running*, boost, aging, preemption, dispatch
//! preempted_first  running*, boost, arrivals, I/O returns, aging, preemption, dispatch
//! cfs              a burst ends, arrivals, I/O returns, a slice ends, preemption, dispatch
//! next: cyclic     arrivals, running*, preemption, dispatch, I/O returns      (OSTEP process-run)
//!                  * its switch is paid, its burst ends, its slice is used up
//! ```
//!
//! Whatever is due first is done, then it is asked again, so bursts of length 0 take their turn too.

use super::fair::Shares;
use super::queue::ReadyQueue;
use super::rules::{Next, RrOrder};
use super::scenario::Policy;
use super::state::{Cpu, Device, Event, Pcb, Pid, Shared, Spec, State};
use crate::sim::{Machine, Time};
use std::collections::BTreeSet;

/// The machine: processes, one CPU, devices.
///
/// Simplified: one CPU; devices serve without moving parts; the kernel takes no time but the switch cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Sched {
    /// What does not change.
    pub config: Shared,
    /// The instant.
    pub now: Time,
    /// One per row of the table, and rows that edits added behind them.
    pub processes: Vec<Pcb>,
    /// The CPUs.
    pub cpus: Vec<Cpu>,
    /// The devices.
    pub devices: Vec<Device>,
    /// Steps made so far.
    pub step: usize,
    /// Who is ready.
    pub(super) ready: ReadyQueue,
    /// Who has not arrived, last arrival first.
    pub(super) arrivals: Vec<Pid>,
    /// I/O in service: when it ends, and whose it is.
    pub(super) returns: BTreeSet<(Time, Pid)>,
    /// When waiting makes a ready process better next.
    pub(super) agings: BTreeSet<(Time, Pid)>,
    /// The next boost.
    pub(super) boost: Option<Time>,
    /// How many have not ended.
    pub(super) live: usize,
    /// How many tables of the reader's were taken over.
    pub(super) forks: usize,
    /// The place of the running process in its queue.
    pub(super) seat: i64,
    /// The next place behind all, and before all.
    pub(super) tail: i64,
    pub(super) head: i64,
    /// A process that gets the CPU whatever the policy says (`io_done: run`, `on_io: wait`).
    pub(super) claim: Option<Pid>,
    /// A process that came back from I/O and goes before a running equal (`io_bump`).
    pub(super) bumped: Option<Pid>,
    /// A boost put others before the running process.
    pub(super) evict: bool,
    /// What looks like a switch is the one tick of a program without instructions (`next: cyclic`).
    pub(super) pause: bool,
    /// The CPU was given up for I/O at this instant (`next: cyclic`).
    pub(super) gave_up: bool,
    /// What proportional share remembers.
    pub(super) shares: Shares,
    /// The CPU idles, and it was said.
    pub(super) idle: bool,
    /// Everything has ended, and it was said.
    pub(super) finished: bool,
}

/// Something that is due now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Arrive(Pid),
    Return(Pid),
    Switched,
    BurstEnd,
    SliceEnd,
    Boost,
    Age(Pid),
    Preempt(Pid),
    Dispatch(Pid),
    Idle,
    Finish,
}

impl Sched {
    /// The machine at its beginning. The configuration is taken as sound; scenarios are checked in
    /// [`config`](super::config::config).
    pub fn new(config: Shared) -> Self {
        let count = config.specs.len();
        let device = Device::default();
        let mut machine = Sched {
            now: Time::ZERO,
            processes: vec![Pcb::default(); count],
            cpus: vec![Cpu::default()],
            devices: vec![device; config.devices.len()],
            step: 0,
            ready: ReadyQueue::default(),
            arrivals: vec![],
            returns: BTreeSet::new(),
            agings: BTreeSet::new(),
            boost: config.boost,
            live: count,
            forks: 0,
            seat: 0,
            tail: 0,
            head: 0,
            claim: None,
            bumped: None,
            evict: false,
            pause: false,
            gave_up: false,
            shares: Shares::default(),
            idle: false,
            finished: false,
            config,
        };
        for (process, spec) in machine.processes.iter_mut().zip(&machine.config.specs) {
            process.priority = spec.priority as i64;
        }
        machine.expect_arrivals();
        machine
    }

    /// Lists who has not arrived yet.
    pub(super) fn expect_arrivals(&mut self) {
        let new = |pid: &Pid| self.processes[*pid as usize].state == State::New;
        let mut arrivals: Vec<Pid> = (0..self.processes.len() as Pid).filter(new).collect();
        arrivals.sort_by_key(|pid| std::cmp::Reverse((self.spec(*pid).arrival, *pid)));
        self.arrivals = arrivals;
    }

    /// What happens next at this instant.
    fn due(&self) -> Option<Due> {
        if self.live == 0 {
            return (!self.finished).then_some(Due::Finish);
        }
        let cyclic = self.config.policy == Policy::Fcfs && self.config.rules.next == Next::Cyclic;
        if cyclic {
            let before = self.arriving().or_else(|| self.running_due()).or_else(|| self.deciding());
            return before.or_else(|| self.returning()).or_else(|| self.idling());
        }
        if self.config.policy == Policy::Cfs {
            let ends = self.running_due().filter(|due| *due != Due::SliceEnd);
            let fresh = ends.or_else(|| self.arriving()).or_else(|| self.returning());
            let slice = fresh.or_else(|| self.running_due());
            return slice.or_else(|| self.deciding()).or_else(|| self.idling());
        }
        let due = match self.config.rules.rr_order {
            RrOrder::NewFirst => {
                let fresh = self.arriving().or_else(|| self.returning());
                fresh.or_else(|| self.running_due()).or_else(|| self.boosting())
            }
            RrOrder::IoFirst => {
                let fresh = self.returning().or_else(|| self.arriving());
                fresh.or_else(|| self.running_due()).or_else(|| self.boosting())
            }
            RrOrder::PreemptedFirst => {
                let old = self.running_due().or_else(|| self.boosting());
                old.or_else(|| self.arriving()).or_else(|| self.returning())
            }
        };
        due.or_else(|| self.aging()).or_else(|| self.deciding()).or_else(|| self.idling())
    }

    fn arriving(&self) -> Option<Due> {
        let next = *self.arrivals.last()?;
        (self.spec(next).arrival <= self.now).then_some(Due::Arrive(next))
    }

    fn returning(&self) -> Option<Due> {
        let (at, who) = *self.returns.first()?;
        (at <= self.now).then_some(Due::Return(who))
    }

    fn running_due(&self) -> Option<Due> {
        let who = self.cpus[0].running?;
        if let Some(until) = self.cpus[0].switching_until {
            let over = if self.pause { Due::BurstEnd } else { Due::Switched };
            return (until <= self.now).then_some(over);
        }
        if self.burst_left(who) == Time::ZERO {
            return Some(Due::BurstEnd);
        }
        (self.slice_length(who)? <= self.slice_used(who)).then_some(Due::SliceEnd)
    }

    fn boosting(&self) -> Option<Due> {
        if self.evict
            && let Some(by) = self.preemptor()
        {
            return Some(Due::Preempt(by));
        }
        (self.boost? <= self.now).then_some(Due::Boost)
    }

    fn aging(&self) -> Option<Due> {
        let (at, who) = *self.agings.first()?;
        (at <= self.now).then_some(Due::Age(who))
    }

    fn deciding(&self) -> Option<Due> {
        let cpu = &self.cpus[0];
        if cpu.running.is_some() {
            return self.preemptor().map(Due::Preempt);
        }
        if cpu.held_by.is_some() || self.now < self.config.start {
            return None;
        }
        let next = self.claim.or_else(|| self.best().map(|entry| entry.who));
        next.map(Due::Dispatch)
    }

    fn idling(&self) -> Option<Due> {
        (self.cpus[0].running.is_none() && !self.idle).then_some(Due::Idle)
    }

    /// The next instant at which something is due.
    fn next_instant(&self) -> Time {
        let arrival = self.arrivals.last().map(|pid| self.spec(*pid).arrival);
        let back = self.returns.first().map(|(at, _)| *at);
        let aged = self.agings.first().map(|(at, _)| *at);
        let start = (self.now < self.config.start && !self.ready.is_empty()).then_some(self.config.start);
        let known = [arrival, back, aged, start, self.boost, self.running_until(), self.overtaking()];
        known.into_iter().flatten().min().expect("a process that has not ended has something to wait for")
    }

    fn running_until(&self) -> Option<Time> {
        let who = self.cpus[0].running?;
        if self.cpus[0].switching_until.is_some() {
            return self.cpus[0].switching_until;
        }
        let slice = self.slice_length(who).map_or(Time::NEVER, |length| length.since(self.slice_used(who)));
        Some(self.now + self.burst_left(who).min(slice))
    }

    fn advance(&mut self) {
        let next = self.next_instant();
        assert!(next > self.now, "time moves on: {next:?} after {:?}", self.now);
        self.now = next;
        self.refresh();
        self.gave_up = false;
        if self.cpus[0].switching_until.is_none() {
            self.bumped = None;
        }
    }
}

impl Machine for Sched {
    type Event = Event;

    fn now(&self) -> Time {
        self.now
    }

    fn step(&mut self, events: &mut Vec<Event>) {
        let event = if self.is_edited_here() {
            self.adopt()
        } else {
            loop {
                if let Some(due) = self.due() {
                    let event = self.make(due);
                    self.refresh();
                    break event;
                }
                if self.finished {
                    return;
                }
                self.advance();
            }
        };
        self.step += 1;
        events.push(event);
    }

    fn bytes(&self) -> usize {
        let calendar = (self.returns.len() + self.agings.len()) * 24;
        let waiting: usize = self.devices.iter().map(|device| device.queue.len() * 24 + 32).sum();
        let tables = self.processes.len() * size_of::<Pcb>() + self.arrivals.len() * 4;
        size_of::<Self>()
            + tables
            + self.ready.len() * 48
            + calendar
            + waiting
            + self.shares.joiners.len() * 4
    }
}

/// What can be asked of the machine at any step.
impl Sched {
    /// The row of the table.
    pub fn spec(&self, who: Pid) -> &Spec {
        &self.config.specs[who as usize]
    }

    /// Its name.
    pub fn name(&self, who: Pid) -> &str {
        &self.spec(who).name
    }

    /// Was it taken out of the table before it arrived? Then it never was.
    pub fn is_removed(&self, who: Pid) -> bool {
        let process = &self.processes[who as usize];
        process.state == State::Terminated && process.finish.is_none()
    }

    /// The ready queues, next to run first: one per level under `mlfq`, otherwise one.
    pub fn queues(&self) -> Vec<Vec<Pid>> {
        let mut entries: Vec<_> = self.ready.iter().copied().collect();
        match self.config.policy {
            Policy::Mlfq => {
                let mut levels = vec![vec![]; self.config.levels.len()];
                for entry in entries {
                    levels[entry.level as usize].push(entry.who);
                }
                return levels;
            }
            Policy::Hrrn => entries.sort_by(|a, b| {
                if self.responds_better(a, b) {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                }
            }),
            Policy::Fcfs if self.config.rules.next == Next::Cyclic => {
                let next = self.cpus[0].last.map_or(0, |last| last + 1);
                let first = entries.partition_point(|entry| entry.who < next);
                entries.rotate_left(first);
            }
            _ => {}
        }
        vec![entries.into_iter().map(|entry| entry.who).collect()]
    }

    /// Time since its fields were counted, if that is time in the state asked for.
    fn pending(&self, who: Pid, is: fn(State) -> bool) -> Time {
        let process = &self.processes[who as usize];
        if is(process.state) { self.now.since(process.touched) } else { Time::ZERO }
    }

    fn executes(&self, who: Pid) -> bool {
        self.cpus[0].running == Some(who) && self.cpus[0].switching_until.is_none()
    }

    /// Time on the CPU since its fields were counted.
    fn executed(&self, who: Pid) -> Time {
        if self.executes(who) { self.pending(who, |_| true) } else { Time::ZERO }
    }

    /// Time ready or being switched to, up to now.
    pub fn waited(&self, who: Pid) -> Time {
        let process = &self.processes[who as usize];
        let switched = matches!(process.state, State::Running { .. }) && !self.executes(who);
        let more = if switched { self.now.since(process.touched) } else { self.pending(who, is_ready) };
        process.waited + more
    }

    /// Time waiting for devices and served by them, up to now.
    pub fn io(&self, who: Pid) -> Time {
        self.processes[who as usize].io + self.pending(who, |state| matches!(state, State::Waiting { .. }))
    }

    /// CPU time used, up to now.
    pub fn used(&self, who: Pid) -> Time {
        self.processes[who as usize].used + self.executed(who)
    }

    /// What is left of its current CPU burst (0 if it is in none).
    pub fn burst_left(&self, who: Pid) -> Time {
        if matches!(self.processes[who as usize].state, State::Waiting { .. }) {
            return Time::ZERO;
        }
        self.burst_length(who).since(self.processes[who as usize].done + self.executed(who))
    }

    /// What is left of all its CPU bursts.
    pub fn cpu_left(&self, who: Pid) -> Time {
        self.spec(who).cpu().since(self.used(who))
    }

    /// The used part of its slice.
    pub fn slice_used(&self, who: Pid) -> Time {
        self.processes[who as usize].slice + self.executed(who)
    }

    /// CPU time of all processes, up to now.
    pub fn useful(&self) -> Time {
        let running = self.cpus[0].running.map_or(Time::ZERO, |who| self.executed(who));
        self.cpus[0].useful + running
    }

    /// Time spent on switches, up to now.
    pub fn switching(&self) -> Time {
        let cpu = &self.cpus[0];
        match cpu.running {
            Some(who) if cpu.switching_until.is_some() && !self.pause => {
                cpu.switching + self.now.since(self.processes[who as usize].touched)
            }
            _ => cpu.switching,
        }
    }

    /// Time in which the CPU did nothing, up to now.
    pub fn idle(&self) -> Time {
        self.now.since(self.useful() + self.switching())
    }
}

fn is_ready(state: State) -> bool {
    state == State::Ready
}
