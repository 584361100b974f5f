//! The scheduler as a machine. It makes one event per step and jumps from instant to instant; at one instant
//! things happen in a fixed order, which the rules choose:
//!
//! ```text
//! new_first        arrivals, I/O returns, running*, boost, aging, preemption, dispatch
//! io_first         I/O returns, arrivals, running*, boost, aging, preemption, dispatch
//! preempted_first  running*, boost, arrivals, I/O returns, aging, preemption, dispatch
//! cfs              a burst ends, arrivals, I/O returns, a slice ends, preemption, dispatch
//! eevdf, linux     running*, arrivals, I/O returns, new budgets, preemption, dispatch   (linux with cfs: as cfs)
//! next: cyclic     arrivals, running*, preemption, dispatch, I/O returns      (OSTEP process-run)
//!                  * its switch is paid, its burst ends, its slice is used up
//! ```
//!
//! Where memory is limited, admission comes after arrivals and I/O returns, suspension before aging
//! ([`residence`](super::residence)).
//!
//! Whatever is due first is done, then it is asked again, so bursts of length 0 take their turn too. With several
//! CPUs bursts end before everything else; of equal things the lowest CPU comes first.

use super::queue::RunQueue;
use super::residence::Residence;
use super::rules::{Next, RrOrder};
use super::scenario::Policy;
use super::state::{Cpu, Device, Event, Pcb, Pid, Shared, Spec, State};
use crate::sim::{Chunked, Machine, Sorted, Time};
use std::ops::Range;

/// After so many instants at which nobody ran and nobody was to come, nobody ever will.
const MAX_STALLED: u32 = 64;

/// The machine: processes, CPUs, devices.
///
/// Simplified: devices serve without moving parts; the kernel takes no time but the switch cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Sched {
    /// What does not change.
    pub config: Shared,
    /// The instant.
    pub now: Time,
    /// One per row of the table, and rows that edits added behind them.
    pub processes: Chunked<Pcb>,
    /// The CPUs.
    pub cpus: Vec<Cpu>,
    /// The devices.
    pub devices: Vec<Device>,
    /// Steps made so far.
    pub step: usize,
    /// The ready queues: one of all CPUs, or one of each.
    pub(super) queues: Vec<RunQueue>,
    /// Who has not arrived, last arrival first.
    pub(super) arrivals: Chunked<Pid>,
    /// I/O in service: when it ends, and whose it is.
    pub(super) returns: Sorted<(Time, Pid)>,
    /// When waiting makes a ready process better next.
    pub(super) agings: Sorted<(Time, Pid)>,
    /// Who is in memory.
    pub(super) residence: Residence,
    /// When deadline processes get a new budget, and whose it is.
    pub(super) refills: Sorted<(Time, Pid)>,
    /// The next boost.
    pub(super) boost: Option<Time>,
    /// How many have not ended.
    pub(super) live: usize,
    /// How many tables of the reader's were taken over.
    pub(super) forks: usize,
    /// How many decisions a lottery has made.
    pub(super) decisions: usize,
    /// How many processes have been placed on CPUs, and the instant at which they were dealt last.
    pub(super) arrived: u32,
    pub(super) dealt: Option<Time>,
    /// When the queues were balanced last, and the next CPU to look after.
    pub(super) balanced: Option<(Time, usize)>,
    /// How often a process got another CPU than the last time.
    pub(super) migrations: u32,
    /// Instants in a row at which nobody ran and nobody was to come.
    pub(super) stalled: u32,
    /// Everything has ended, and it was said.
    pub(super) finished: bool,
}

/// Something that is due now, of a CPU or of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Arrive(Pid),
    Return(Pid),
    Admit(Pid),
    Activate(Pid),
    Suspend { who: Pid, asked: bool },
    Order,
    Refill(Pid),
    Switched(usize),
    BurstEnd(usize),
    SliceEnd(usize),
    Boost,
    Age(Pid),
    Migrate { who: Pid, to: usize, stolen: bool },
    Warm(usize, Pid),
    Preempt(usize, Pid),
    Keep(usize),
    Dispatch(usize, Pid),
    Idle(usize),
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
            processes: std::iter::repeat_n(Pcb::default(), count).collect(),
            cpus: vec![Cpu::default(); config.cpus],
            devices: vec![device; config.devices.len()],
            step: 0,
            queues: vec![RunQueue::default(); if config.per_core { config.cpus } else { 1 }],
            arrivals: Chunked::default(),
            returns: Sorted::default(),
            agings: Sorted::default(),
            residence: Residence::default(),
            refills: Sorted::default(),
            boost: config.boost,
            live: count,
            forks: 0,
            decisions: 0,
            arrived: 0,
            dealt: None,
            balanced: None,
            migrations: 0,
            stalled: 0,
            finished: false,
            config,
        };
        for (process, spec) in machine.processes.iter_mut().zip(&machine.config.specs) {
            process.priority = spec.priority as i64;
            process.class = spec.class;
        }
        machine.expect_arrivals();
        machine.expect_orders();
        machine
    }

    /// Lists who has not arrived yet.
    pub(super) fn expect_arrivals(&mut self) {
        let new = |pid: &Pid| self.processes[*pid as usize].state == State::New;
        let mut arrivals: Vec<Pid> = (0..self.processes.len() as Pid).filter(new).collect();
        arrivals.sort_by_key(|pid| std::cmp::Reverse((self.spec(*pid).arrival, *pid)));
        self.arrivals = arrivals.into_iter().collect();
    }

    /// The ready queue that a CPU takes from.
    pub(super) fn queue_of(&self, cpu: usize) -> usize {
        if self.config.per_core { cpu } else { 0 }
    }

    /// The CPUs that take from a ready queue.
    pub(super) fn cpus_of(&self, queue: usize) -> Range<usize> {
        if self.config.per_core { queue..queue + 1 } else { 0..self.cpus.len() }
    }

    /// How many processes that have not ended belong to the queue of a CPU.
    pub fn load(&self, cpu: usize) -> u32 {
        self.queues[self.queue_of(cpu)].load
    }

    /// The ready queue to which a process belongs.
    pub(super) fn home(&self, who: Pid) -> usize {
        self.processes[who as usize].home as usize
    }

    /// What happens next at this instant.
    fn due(&self) -> Option<Due> {
        if self.live == 0 || self.stalled > MAX_STALLED {
            return (!self.finished).then_some(Due::Finish);
        }
        let cyclic = self.config.policy == Policy::Fcfs && self.config.rules.next == Next::Cyclic;
        if cyclic {
            let fresh = self.arriving().or_else(|| self.admitting());
            let before = fresh.or_else(|| self.running_due()).or_else(|| self.ordered());
            let before = before.or_else(|| self.deciding()).or_else(|| self.returning());
            return before.or_else(|| self.swapping()).or_else(|| self.idling());
        }
        if self.shares_by_cfs() {
            let fresh = self.ending().or_else(|| self.arriving()).or_else(|| self.returning());
            let fresh = fresh.or_else(|| self.refilling());
            let slice = fresh.or_else(|| self.admitting()).or_else(|| self.expiring());
            let slice = slice.or_else(|| self.ordered()).or_else(|| self.swapping());
            let slice = slice.or_else(|| self.balancing());
            return slice.or_else(|| self.deciding()).or_else(|| self.idling());
        }
        let several = self.cpus.len() > 1;
        let ended = if several { self.ending() } else { None };
        let order = match self.config.policy {
            Policy::Eevdf | Policy::Linux => RrOrder::PreemptedFirst,
            _ => self.config.rules.rr_order,
        };
        let due = ended.or_else(|| match order {
            RrOrder::NewFirst => {
                let fresh = self.arriving().or_else(|| self.returning()).or_else(|| self.admitting());
                fresh.or_else(|| self.running_due()).or_else(|| self.boosting())
            }
            RrOrder::IoFirst => {
                let fresh = self.returning().or_else(|| self.arriving()).or_else(|| self.admitting());
                fresh.or_else(|| self.running_due()).or_else(|| self.boosting())
            }
            RrOrder::PreemptedFirst => {
                let old = self.running_due().or_else(|| self.boosting());
                let fresh = old.or_else(|| self.arriving()).or_else(|| self.returning());
                fresh.or_else(|| self.refilling()).or_else(|| self.admitting())
            }
        });
        let due = due.or_else(|| self.ordered()).or_else(|| self.swapping());
        let due = due.or_else(|| self.balancing());
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
        self.ending().or_else(|| self.expiring())
    }

    /// A switch is paid, or a burst ends.
    fn ending(&self) -> Option<Due> {
        (0..self.cpus.len()).find_map(|cpu| {
            let who = self.cpus[cpu].running?;
            if let Some(until) = self.cpus[cpu].switching_until {
                let over = if self.cpus[cpu].pause { Due::BurstEnd(cpu) } else { Due::Switched(cpu) };
                return (until <= self.now).then_some(over);
            }
            if self.warms_in(who) == Some(Time::ZERO) {
                return Some(Due::Warm(cpu, who));
            }
            // With caches the least is a unit, as in a simulator that goes tick by tick.
            let at_once = self.config.cache.is_none() || self.cpus[cpu].dispatched < self.now;
            (self.burst_left(who) == Time::ZERO && at_once).then_some(Due::BurstEnd(cpu))
        })
    }

    fn expiring(&self) -> Option<Due> {
        (0..self.cpus.len()).find(|cpu| self.expires(*cpu)).map(Due::SliceEnd)
    }

    /// Is the slice of its process used up?
    pub(super) fn expires(&self, cpu: usize) -> bool {
        let executing = self.cpus[cpu].running.filter(|_| self.cpus[cpu].switching_until.is_none());
        executing
            .is_some_and(|who| self.slice_length(who).is_some_and(|length| length <= self.slice_used(who)))
    }

    fn boosting(&self) -> Option<Due> {
        let mut evicted = (0..self.cpus.len()).filter(|cpu| self.cpus[*cpu].evict);
        let preempted = evicted.find_map(|cpu| Some(Due::Preempt(cpu, self.preemptor(cpu)?)));
        preempted.or_else(|| (self.boost? <= self.now).then_some(Due::Boost))
    }

    fn aging(&self) -> Option<Due> {
        let (at, who) = *self.agings.first()?;
        (at <= self.now).then_some(Due::Age(who))
    }

    /// Somebody loses a CPU, or a free one is given away.
    fn deciding(&self) -> Option<Due> {
        let claiming = || (0..self.cpus.len()).find_map(|cpu| self.claiming(cpu));
        let preempting = (0..self.queues.len()).find_map(|queue| self.preempting(queue));
        let preempting = if self.cpus.len() > 1 { claiming().or(preempting) } else { preempting };
        let dispatching = || (0..self.cpus.len()).find_map(|cpu| self.dispatching(cpu));
        preempting.or_else(|| self.keeping()).or_else(dispatching).or_else(|| self.stealing())
    }

    /// Of several CPUs those go first on which a process has a claim.
    fn claiming(&self, cpu: usize) -> Option<Due> {
        let by = self.cpus[cpu].claim?;
        match self.cpus[cpu].running {
            Some(_) => self.preemptor(cpu).map(|by| Due::Preempt(cpu, by)),
            None => (self.now >= self.config.start).then_some(Due::Dispatch(cpu, by)),
        }
    }

    fn dispatching(&self, index: usize) -> Option<Due> {
        let cpu = &self.cpus[index];
        if !self.is_free(index) || self.now < self.config.start {
            return None;
        }
        let next = cpu.claim.or_else(|| self.best(index).map(|entry| entry.who));
        next.map(|who| Due::Dispatch(index, who))
    }

    /// Could it take a process now?
    pub(super) fn is_free(&self, cpu: usize) -> bool {
        self.cpus[cpu].running.is_none() && self.cpus[cpu].held_by.is_none()
    }

    /// The pick is made again and falls on the one that runs.
    fn keeping(&self) -> Option<Due> {
        let again = |cpu: &usize| self.queues[self.queue_of(*cpu)].shares.reschedule;
        let executes =
            |cpu: &usize| self.cpus[*cpu].running.is_some() && self.cpus[*cpu].switching_until.is_none();
        let picks = |cpu: &usize| self.cpus[*cpu].running.is_some_and(|who| self.competes(who));
        let mut cpus = (0..self.cpus.len()).filter(picks);
        cpus.find(|cpu| again(cpu) && executes(cpu)).map(Due::Keep)
    }

    fn idling(&self) -> Option<Due> {
        let idles = |cpu: &usize| self.cpus[*cpu].running.is_none() && !self.cpus[*cpu].idles;
        (0..self.cpus.len()).find(idles).map(Due::Idle)
    }

    /// The next instant at which something is due; `None` if nobody can ever go on.
    fn next_instant(&self) -> Option<Time> {
        let arrival = self.arrivals.last().map(|pid| self.spec(*pid).arrival);
        let back = self.returns.first().map(|(at, _)| *at);
        let aged = self.agings.first().map(|(at, _)| *at);
        let waits = self.queues.iter().any(|queue| !queue.ready.is_empty());
        let start = (self.now < self.config.start && waits).then_some(self.config.start);
        let refill = self.refills.first().map(|(at, _)| *at);
        let known = [arrival, back, aged, start, refill, self.boost].into_iter().flatten();
        let cpus = (0..self.cpus.len()).flat_map(|cpu| {
            [self.running_until(cpu), self.overtaking(cpu), self.throttling(cpu), self.next_comparison(cpu)]
        });
        known.chain(cpus.flatten()).chain(self.next_balance()).chain(self.next_order()).min()
    }

    fn running_until(&self, cpu: usize) -> Option<Time> {
        let who = self.cpus[cpu].running?;
        if self.cpus[cpu].switching_until.is_some() {
            return self.cpus[cpu].switching_until;
        }
        let slice = self.slice_length(who).map_or(Time::NEVER, |length| length.since(self.slice_used(who)));
        let mut burst = Time(self.burst_left(who).0.div_ceil(self.speed(who)));
        if self.config.cache.is_some() && burst == Time::ZERO {
            burst = Time(self.config.scale.per_unit());
        }
        let warm = self.warms_in(who).unwrap_or(Time::NEVER);
        Some(self.now + burst.min(slice).min(warm))
    }

    /// Time goes on to the next instant. A process that peeking brought where it may not run waits for ever.
    fn advance(&mut self) {
        let runs = self.cpus.iter().any(|cpu| cpu.running.is_some());
        let comes = !self.arrivals.is_empty() || !self.returns.is_empty() || self.next_order().is_some();
        let comes = comes || !self.refills.is_empty() || self.now < self.config.start;
        self.stalled = if runs || comes { 0 } else { self.stalled + 1 };
        let Some(next) = self.next_instant() else {
            assert!(self.config.bound, "a process that has not ended has something to wait for");
            self.stalled = MAX_STALLED + 1;
            return;
        };
        assert!(next > self.now, "time moves on: {next:?} after {:?}", self.now);
        self.now = next;
        self.refresh();
        for cpu in 0..self.cpus.len() {
            self.cpus[cpu].gave_up = false;
        }
        for queue in 0..self.queues.len() {
            // A switch keeps the place that a process got by coming back from I/O.
            if self.cpus_of(queue).all(|cpu| self.cpus[cpu].switching_until.is_none()) {
                self.queues[queue].bumped = None;
            }
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
                let due = self.due();
                if due == Some(Due::Order) {
                    self.obey();
                    continue;
                }
                if let Some(due) = due {
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
        self.held().0
    }
    fn fresh(&self) -> usize {
        self.held().1
    }
}

impl Sched {
    /// Bytes of the whole, and of that what no other copy shares.
    fn held(&self) -> (usize, usize) {
        let waiting: usize = self.devices.iter().map(|device| device.queue.len() * 24 + 32).sum();
        let joiners: usize = self.queues.iter().map(queue_bytes).sum();
        let plain = size_of::<Self>() + self.cpus.iter().map(cpu_bytes).sum::<usize>() + waiting + joiners;
        let shared = [
            self.processes.bytes(),
            self.arrivals.bytes(),
            self.returns.bytes(),
            self.agings.bytes(),
            self.refills.bytes(),
        ];
        let ready = self.queues.iter().map(|queue| queue.ready.bytes());
        let add = |(all, own), (more, fresh)| (all + more, own + fresh);
        shared.into_iter().chain(self.residence.bytes()).chain(ready).fold((plain, plain), add)
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

    /// The rows in which the ready stand, next to run first: one per CPU if each has its queue, else one per level
    /// under `mlfq`, otherwise one.
    pub fn rows(&self) -> Vec<Vec<Pid>> {
        if self.config.per_core {
            return (0..self.queues.len()).map(|queue| self.line(queue).concat()).collect();
        }
        self.line(0)
    }

    /// A ready queue, next to run first: level by level.
    pub fn line(&self, queue: usize) -> Vec<Vec<Pid>> {
        let mut entries: Vec<_> = self.queues[queue].ready.iter().copied().collect();
        match self.config.policy {
            Policy::Eevdf => entries = self.by_deadline(queue),
            Policy::Custom => entries = self.by_value(queue).into_iter().map(|(entry, _)| entry).collect(),
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
    pub(super) fn pending(&self, who: Pid, is: fn(State) -> bool) -> Time {
        let process = &self.processes[who as usize];
        if is(process.state) { self.now.since(process.touched) } else { Time::ZERO }
    }

    /// How often a process got another CPU than the last time.
    pub fn migrations(&self) -> u32 {
        self.migrations
    }

    /// The CPU that it has.
    pub fn cpu_of(&self, who: Pid) -> Option<usize> {
        match self.processes[who as usize].state {
            State::Running { cpu } => Some(cpu as usize),
            _ => None,
        }
    }

    /// Did processes that have not ended wait for ever at the end?
    pub fn is_stuck(&self) -> bool {
        self.finished && self.live > 0
    }

    /// Is it on a CPU, the switch to it paid?
    pub fn executes(&self, who: Pid) -> bool {
        match self.processes[who as usize].state {
            State::Running { cpu } => self.cpus[cpu as usize].switching_until.is_none(),
            _ => false,
        }
    }

    /// Time on the CPU since its fields were counted.
    pub(super) fn executed(&self, who: Pid) -> Time {
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
        if matches!(
            self.processes[who as usize].state,
            State::Waiting { .. } | State::BlockedSuspended { .. }
        ) {
            return Time::ZERO;
        }
        let done = Time(self.executed(who).0.saturating_mul(self.speed(who)));
        self.burst_length(who).since(self.processes[who as usize].done + done)
    }

    /// What is left of all its CPU bursts.
    pub fn cpu_left(&self, who: Pid) -> Time {
        self.cpu_left_at(who, self.now)
    }

    /// What will be left at a later instant, if it goes on as now until then.
    pub fn cpu_left_at(&self, who: Pid, at: Time) -> Time {
        let process = &self.processes[who as usize];
        let burst = self.burst_length(who).since(process.done);
        let executed = if self.executes(who) { at.since(process.touched) } else { Time::ZERO };
        let done = Time(executed.0.saturating_mul(self.speed(who))).min(burst);
        self.spec(who).cpu().since(process.worked + done)
    }

    /// The used part of its slice.
    pub fn slice_used(&self, who: Pid) -> Time {
        self.processes[who as usize].slice + self.executed(who)
    }

    /// CPU time of all processes, up to now.
    pub fn useful(&self) -> Time {
        (0..self.cpus.len()).map(|cpu| self.useful_on(cpu)).fold(Time::ZERO, |sum, time| sum + time)
    }

    /// Time in which a CPU executed processes, up to now.
    pub fn useful_on(&self, cpu: usize) -> Time {
        let running = self.cpus[cpu].running.map_or(Time::ZERO, |who| self.executed(who));
        self.cpus[cpu].useful + running
    }

    /// Time spent on switches, up to now.
    pub fn switching(&self) -> Time {
        (0..self.cpus.len()).map(|cpu| self.switching_on(cpu)).fold(Time::ZERO, |sum, time| sum + time)
    }

    /// Time that a CPU spent on switches, up to now.
    pub fn switching_on(&self, cpu: usize) -> Time {
        let cpu = &self.cpus[cpu];
        match cpu.running {
            Some(who) if cpu.switching_until.is_some() && !cpu.pause => {
                cpu.switching + self.now.since(self.processes[who as usize].touched)
            }
            _ => cpu.switching,
        }
    }

    /// Time in which CPUs did nothing, up to now.
    pub fn idle(&self) -> Time {
        (0..self.cpus.len()).map(|cpu| self.idle_on(cpu)).fold(Time::ZERO, |sum, time| sum + time)
    }

    /// Time in which a CPU did nothing, up to now.
    pub fn idle_on(&self, cpu: usize) -> Time {
        self.now.since(self.useful_on(cpu) + self.switching_on(cpu))
    }
}

fn is_ready(state: State) -> bool {
    state == State::Ready
}

fn cpu_bytes(cpu: &Cpu) -> usize {
    size_of::<Cpu>() + cpu.cache.warm.len() * 4 + cpu.cache.warming.len() * 24
}

fn queue_bytes(queue: &RunQueue) -> usize {
    size_of::<RunQueue>() + queue.shares.joiners.len() * 4 + queue.shares.field.clients.len() * 512
}
