//! SCHED_DEADLINE: earliest deadline first, with a budget that keeps who overruns from hurting others (a constant
//! bandwidth server).
//!
//! ```text
//! becomes ready   old deadline passed, or budget left / time to it > runtime / period:
//!                                           deadline = now + period, budget = runtime
//!                 else                      deadline and budget go on
//!                 budget used up before it slept: held back until the deadline
//! runs            budget -= ran
//! budget used up  held back (throttled) until its deadline, whoever else is ready
//! then            deadline += period, budget = runtime
//! yields          the rest of its budget is gone: held back in the same way
//! ```
//!
//! Source: kernel/sched/deadline.c of Linux 6.18 (`update_dl_entity`, `replenish_dl_entity`, `yield_task_dl`),
//! Documentation/scheduler/sched-deadline.rst; Abeni and Buttazzo 1998. Simplified: the deadline is the end of the
//! period; no bandwidth is reclaimed (SCHED_FLAG_RECLAIM) or inherited; budgets end exactly, not at a tick.

use crate::labs::sched::machine::{Due, Sched};
use crate::labs::sched::rules::QueueEnd;
use crate::labs::sched::scenario::{Class, Policy};
use crate::labs::sched::state::{Event, Pid};
use crate::sim::Time;

/// The level of those that are held back: behind everybody, and never picked.
pub const HELD_BACK: i64 = 300;

impl Sched {
    /// Is it scheduled by a reservation?
    pub fn is_reserved(&self, who: Pid) -> bool {
        self.config.policy == Policy::Linux && self.class(who) == Class::Deadline
    }

    /// Until when it is held back because its budget is used up.
    pub fn held_back(&self, who: Pid) -> Option<Time> {
        self.processes[who as usize].held_back
    }

    /// The instant by which it is to have had its runtime.
    pub fn deadline(&self, who: Pid) -> Option<Time> {
        self.processes[who as usize].deadline
    }

    /// It becomes ready: which deadline and budget it has.
    pub(super) fn reserve(&mut self, who: Pid) {
        let (now, runtime, period) = (self.now, self.spec(who).runtime, self.spec(who).period);
        let process = &mut self.processes[who as usize];
        let left = runtime.since(process.slice);
        if let Some(deadline) = process.deadline.filter(|deadline| *deadline > now) {
            if left == Time::ZERO {
                return self.hold_back(who);
            }
            let room = deadline.since(now);
            if left.0 as u128 * period.0 as u128 <= room.0 as u128 * runtime.0 as u128 {
                return;
            }
        }
        process.deadline = Some(now + period);
        process.slice = Time::ZERO;
    }

    /// Until its deadline it does not run.
    fn hold_back(&mut self, who: Pid) {
        let until = self.processes[who as usize].deadline.unwrap_or(self.now);
        self.processes[who as usize].held_back = Some(until);
        self.refills.insert((until, who));
    }

    /// It gives up the rest of its budget.
    pub(super) fn give_up_budget(&mut self, who: Pid) {
        self.processes[who as usize].slice = self.spec(who).runtime;
        self.hold_back(who);
    }

    /// The budget of the running process is used up.
    pub(in crate::labs::sched) fn throttle(&mut self, cpu: usize) -> Event {
        let who = self.leave_cpu(cpu);
        self.hold_back(who);
        self.enqueue(who, QueueEnd::Tail);
        Event::Throttled { who }
    }

    /// Somebody gets a new budget now.
    pub(in crate::labs::sched) fn refilling(&self) -> Option<Due> {
        let (at, who) = *self.refills.first()?;
        (at <= self.now).then_some(Due::Refill(who))
    }

    /// A new period: a full budget and the next deadline.
    pub(in crate::labs::sched) fn refill(&mut self, who: Pid) -> Event {
        let (home, entry) = (self.home(who), self.seated(who));
        self.queues[home].ready.remove(&entry);
        self.settle(who);
        self.release_budget(who);
        let (now, period) = (self.now, self.spec(who).period);
        let process = &mut self.processes[who as usize];
        let next = process.deadline.map_or(now + period, |deadline| deadline + period);
        process.deadline = Some(if next < now { now + period } else { next });
        process.slice = Time::ZERO;
        self.enqueue(who, QueueEnd::Tail);
        Event::Replenished { who }
    }

    /// It is not held back any more.
    pub(in crate::labs::sched) fn release_budget(&mut self, who: Pid) {
        if let Some(until) = self.processes[who as usize].held_back.take() {
            self.refills.remove(&(until, who));
        }
    }
}
