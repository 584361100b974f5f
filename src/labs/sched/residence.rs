//! Who is in memory: long-term scheduling (admission) and medium-term scheduling (suspension).
//!
//! ```text
//!                 admit            dispatch
//! new, in the pool ───▶ ready     ─────────▶ running ───▶ terminated
//!                       ▲ │ suspend           │
//!              activate │ ▼                   ▼
//!              ready suspended            waiting        in memory: ready, running, waiting
//!                       ▲                     │ ▲
//!                       │ I/O done    suspend ▼ │ activate
//!                       └───────── blocked suspended
//! ```
//!
//! At most the degree of multiprogramming many are in memory. With such a limit an arriving process joins the pool
//! of jobs; whenever there is room, a suspended one that may come back goes first, the one that waits longest, then
//! the pool gives the job that the rule of admission puts first. Room is looked for after the arrivals and the I/O
//! returns of an instant and again after every event that makes room.
//!
//! The table may say when a process is suspended and resumed; that is done after what it did until then, and has no
//! effect on who is not in memory. Besides, if somebody outside wants in and memory is full, a blocked process makes
//! room: by `idle` only when nobody in memory is ready or running, by `blocked` at once. The one that blocked last
//! goes. Its device goes on; when it is done the process is ready suspended. A resumed process comes in as soon as
//! there is room, one that made room when its I/O is done and there is room. It goes to the tail, as from I/O.
//!
//! Sources: Stallings ch. 3.2 (seven states, swapping out when none is ready, suspended ones before new ones);
//! 汤小丹 ch. 2, 3 (jobs are admitted by FCFS, SJF, priority or response ratio). Ours, where they leave it open: the
//! victim, and the order of who comes back. Simplified: swapping takes no time; all processes are of one size.

use super::machine::{Due, Sched};
use super::queue::{Entry, ReadyQueue};
use super::rules::QueueEnd;
use super::scenario::{Admission, Policy, Swapping};
use super::state::{Event, Pid, State};
use crate::sim::{Chunked, Sorted, Time};

/// Who is in memory, and who wants in.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Residence {
    /// How many are in memory.
    pub inside: u32,
    /// The pool of jobs.
    pub jobs: ReadyQueue,
    /// Suspended and to come back as soon as there is room: since when, and who.
    pub outside: Sorted<(Time, Pid)>,
    /// Blocked in memory: since when, and who.
    blocked: Sorted<(Time, Pid)>,
    /// When the table suspends (or else resumes) whom, the last first.
    orders: Chunked<(Time, Pid, bool)>,
}

impl Residence {
    /// Bytes of the whole, and of that what no other copy shares.
    pub fn bytes(&self) -> [(usize, usize); 4] {
        [self.jobs.bytes(), self.outside.bytes(), self.blocked.bytes(), self.orders.bytes()]
    }
}

/// What is due.
impl Sched {
    /// Is there a limit, so that new processes wait for room?
    pub fn pools(&self) -> bool {
        self.config.resident.is_some()
    }

    /// Are there suspended states?
    pub fn swaps(&self) -> bool {
        self.config.swapping != Swapping::Off
    }

    /// Is there a place in memory?
    pub fn has_room(&self) -> bool {
        self.config.resident.is_none_or(|limit| self.residence.inside < limit)
    }

    /// Somebody comes into memory.
    pub(super) fn admitting(&self) -> Option<Due> {
        if !self.has_room() {
            return None;
        }
        let back = self.residence.outside.first().map(|(_, who)| Due::Activate(*who));
        back.or_else(|| self.next_job().map(Due::Admit))
    }

    /// The job that is admitted next.
    pub fn next_job(&self) -> Option<Pid> {
        let jobs = &self.residence.jobs;
        let best = match self.config.admission {
            Admission::Hrrn => jobs
                .first_of_each_rank()
                .reduce(|best, other| if self.responds_better(&other, &best) { other } else { best }),
            _ => jobs.first(),
        };
        best.map(|entry| entry.who)
    }

    /// The pool of jobs, next to be admitted first as far as that does not change with time.
    pub fn jobs(&self) -> Vec<Pid> {
        let mut jobs: Vec<Entry> = self.residence.jobs.iter().copied().collect();
        if self.config.admission == Admission::Hrrn {
            let better = |a: &Entry, b: &Entry| match self.responds_better(a, b) {
                true => std::cmp::Ordering::Less,
                false => std::cmp::Ordering::Greater,
            };
            jobs.sort_by(better);
        }
        jobs.into_iter().map(|entry| entry.who).collect()
    }

    /// The table suspends or resumes somebody.
    pub(super) fn ordered(&self) -> Option<Due> {
        let (at, who, out) = *self.residence.orders.last()?;
        if at > self.now {
            return None;
        }
        let effective = out && self.processes[who as usize].state.is_resident();
        Some(if effective { Due::Suspend { who, asked: true } } else { Due::Order })
    }

    /// A blocked process makes room for one that wants in.
    pub(super) fn swapping(&self) -> Option<Due> {
        let idle = || self.cpus.iter().all(|cpu| cpu.running.is_none()) && self.queues.iter().all(is_empty);
        let now = match self.config.swapping {
            Swapping::Off | Swapping::Asked => false,
            Swapping::Idle => idle(),
            Swapping::Blocked => true,
        };
        let wanted = !self.residence.outside.is_empty() || !self.residence.jobs.is_empty();
        let victim = self.residence.blocked.last().filter(|_| now && wanted && !self.has_room())?;
        Some(Due::Suspend { who: victim.1, asked: false })
    }

    /// When the table suspends or resumes somebody next.
    pub(super) fn next_order(&self) -> Option<Time> {
        self.residence.orders.last().map(|(at, _, _)| *at)
    }
}

fn is_empty(queue: &super::queue::RunQueue) -> bool {
    queue.ready.is_empty()
}

/// What is done.
impl Sched {
    /// Lists what the table orders from now on. What of this instant is done already has no effect again.
    pub(super) fn expect_orders(&mut self) {
        let mut orders: Vec<(Time, Pid, bool)> = Vec::new();
        for who in 0..self.processes.len() as Pid {
            let instants = self.spec(who).suspended.iter().enumerate();
            let coming = instants.filter(|(_, at)| **at >= self.now);
            let coming: Vec<_> = coming.map(|(index, at)| (*at, who, index % 2 == 0)).collect();
            if self.processes[who as usize].kept_out && coming.iter().all(|(_, _, out)| *out) {
                orders.push((self.now, who, false));
            }
            orders.extend(coming);
        }
        orders.sort_unstable_by_key(|order| std::cmp::Reverse(*order));
        self.residence.orders = orders.into_iter().collect();
    }

    /// An order that is no event: somebody may come back, or it concerns nobody in memory.
    pub(super) fn obey(&mut self) {
        let (_, who, out) = self.residence.orders.pop().expect("an order is due");
        if !out && self.processes[who as usize].kept_out {
            self.processes[who as usize].kept_out = false;
            self.await_room(who);
        }
    }

    /// A suspended process comes back as soon as there is room.
    fn await_room(&mut self, who: Pid) {
        self.processes[who as usize].returning = Some(self.now);
        self.residence.outside.insert((self.now, who));
    }

    /// A process that arrived joins the pool of jobs.
    pub(super) fn pool(&mut self, who: Pid) {
        let process = &mut self.processes[who as usize];
        process.state = State::Pooled;
        process.queued = self.now;
        self.stand_in_pool(who);
    }

    /// After an edit, which may have changed what jobs are compared by.
    pub(super) fn sort_pool(&mut self) {
        for entry in self.residence.jobs.drain() {
            self.stand_in_pool(entry.who);
        }
    }

    fn stand_in_pool(&mut self, who: Pid) {
        self.residence.jobs.insert(self.job(who));
    }

    /// Where a job stands in the pool.
    fn job(&self, who: Pid) -> Entry {
        let rank = match self.config.admission {
            Admission::Fcfs => 0,
            Admission::Sjf | Admission::Hrrn => self.spec(who).cpu().0 as i64,
            Admission::Priority => self.signed(self.processes[who as usize].priority),
        };
        let tie = self.processes[who as usize].queued.0 as i64;
        Entry { level: 0, rank, tie, who, mass: 0 }
    }

    /// Takes a job out of the pool.
    pub(super) fn unpool(&mut self, who: Pid) {
        let job = self.job(who);
        assert!(self.residence.jobs.remove(&job), "it stands in the pool");
    }

    pub(super) fn admit_job(&mut self, who: Pid) -> Event {
        self.unpool(who);
        self.settle(who);
        self.enter(who);
        Event::Admitted { who }
    }

    /// A process comes into memory for the first time, and is ready.
    pub(super) fn enter(&mut self, who: Pid) {
        self.residence.inside += 1;
        self.processes[who as usize].since = self.now;
        self.join(who);
        self.enqueue(who, QueueEnd::Tail);
    }

    /// It blocks: it may have to make room later.
    pub(super) fn note_blocked(&mut self, who: Pid) {
        if matches!(self.config.swapping, Swapping::Idle | Swapping::Blocked) {
            self.residence.blocked.insert((self.processes[who as usize].queued, who));
        }
    }

    /// It is not blocked in memory any more.
    pub(super) fn forget_blocked(&mut self, who: Pid) {
        let since = self.processes[who as usize].queued;
        self.residence.blocked.remove(&(since, who));
    }

    /// Out of memory.
    pub(super) fn suspend(&mut self, who: Pid, asked: bool) -> Event {
        match self.processes[who as usize].state {
            State::Running { cpu } => {
                self.leave_cpu(cpu as usize);
                self.part(who);
                self.cpus[cpu as usize].gave_up = false;
                self.processes[who as usize].state = State::ReadySuspended;
            }
            State::Waiting { device } => {
                self.forget_blocked(who);
                self.settle(who);
                self.processes[who as usize].state = State::BlockedSuspended { device };
                for cpu in self.cpus.iter_mut().filter(|cpu| cpu.held_by == Some(who)) {
                    cpu.held_by = None;
                }
            }
            _ => self.unqueue(who),
        }
        self.residence.inside -= 1;
        let keeps = match self.config.policy {
            Policy::Mlfq => self.config.rules.keep_used,
            policy => policy == Policy::Linux,
        };
        let process = &mut self.processes[who as usize];
        if !keeps {
            process.slice = Time::ZERO;
        }
        if process.first_run == Some(self.now) {
            process.first_run = None; // it lost the CPU before it executed anything
        }
        process.kept_out = asked;
        if asked {
            self.residence.orders.pop();
        }
        Event::Suspended { who, asked }
    }

    /// Out of its ready queue.
    fn unqueue(&mut self, who: Pid) {
        self.stop_aging(who);
        let (home, entry) = (self.home(who), self.seated(who));
        self.queues[home].ready.remove(&entry);
        self.settle(who);
        self.part(who);
        self.forget(who);
        self.drop_claim(who);
        self.release_budget(who);
        self.drop_wakeup(home);
        if self.queues[home].bumped == Some(who) {
            self.queues[home].bumped = None;
        }
        self.processes[who as usize].state = State::ReadySuspended;
    }

    /// CFS: who woke to preempt may have been suspended at the same instant; then nobody preempts.
    fn drop_wakeup(&mut self, home: usize) {
        if !self.shares_by_cfs() {
            return;
        }
        let running = self.cpus[self.cpus_of(home).start].running.filter(|who| self.runs_cfs(*who));
        let ahead = |who: Pid| running.map_or(0, |running| self.vruntime(running) - self.vruntime(who));
        let fair = self.queues[home].ready.iter().filter(|entry| self.runs_cfs(entry.who));
        let preempts = { fair }.any(|entry| ahead(entry.who) > self.wakeup_bound(entry.who));
        self.queues[home].shares.reschedule &= preempts;
    }

    /// The I/O of a suspended process is done.
    pub(super) fn wake_outside(&mut self, who: Pid) {
        let process = &mut self.processes[who as usize];
        process.state = State::ReadySuspended;
        if !process.kept_out && process.returning.is_none() {
            self.await_room(who);
        }
    }

    /// Back into memory.
    pub(super) fn activate(&mut self, who: Pid) -> Event {
        self.settle(who);
        self.leave_outside(who);
        self.residence.inside += 1;
        match self.processes[who as usize].state {
            State::BlockedSuspended { device } => {
                self.processes[who as usize].state = State::Waiting { device };
                self.note_blocked(who);
            }
            _ => {
                self.processes[who as usize].since = self.now;
                self.join(who);
                self.enqueue(who, QueueEnd::Tail);
            }
        }
        Event::Activated { who }
    }

    /// It does not want in any more.
    pub(super) fn leave_outside(&mut self, who: Pid) {
        if let Some(since) = self.processes[who as usize].returning.take() {
            self.residence.outside.remove(&(since, who));
        }
    }

    /// It leaves the system: its place in memory is free.
    pub(super) fn leave_memory(&mut self, who: Pid) {
        self.residence.inside -= self.processes[who as usize].state.is_resident() as u32;
        self.processes[who as usize].kept_out = false;
        self.leave_outside(who);
    }
}

/// What can be asked of the machine at any step.
impl Sched {
    /// Who is suspended and ready, or suspended and blocked: in the order of the table.
    pub fn suspended(&self, blocked: bool) -> Vec<Pid> {
        if !self.swaps() {
            return vec![];
        }
        let is = |state: State| matches!(state, State::BlockedSuspended { .. }) == blocked;
        let there = |state: State| state.is_suspended() && is(state);
        let all = 0..self.processes.len() as Pid;
        all.filter(|who| there(self.processes[*who as usize].state)).collect()
    }

    /// Time in the pool of jobs, up to now.
    pub fn pooled(&self, who: Pid) -> Time {
        self.processes[who as usize].pooled + self.pending(who, |state| state == State::Pooled)
    }

    /// Time suspended, up to now.
    pub fn suspended_for(&self, who: Pid) -> Time {
        self.processes[who as usize].suspended + self.pending(who, State::is_suspended)
    }
}
