//! Stride scheduling: the smallest pass runs, and its pass grows by its stride, big / tickets.
//!
//! Who becomes ready counts from the next decision on: at its pass at least the smallest pass of those that compete,
//! so that it does not catch up on time in which it was not there. Source: Waldspurger and Weihl 1995; OSTEP ch. 9.

use crate::labs::sched::machine::Sched;
use crate::labs::sched::queue::{Entry, RunQueue};
use crate::labs::sched::rules::{Init, Join};
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::Pid;

/// The rank of a process that has no pass yet: behind all that have one.
const LATER: i64 = i64::MAX;

impl Sched {
    /// How much a pick costs: `big` / tickets rounded down, at least 1.
    pub fn stride(&self, who: Pid) -> i64 {
        (self.config.big / self.spec(who).tickets).max(1) as i64
    }

    /// Its pass, if the next decision does not set it anew.
    pub fn pass(&self, who: Pid) -> Option<i64> {
        let process = &self.processes[who as usize];
        (!process.joins).then_some(process.pass)
    }

    pub(in crate::labs::sched) fn stride_rank(&self, who: Pid) -> i64 {
        self.pass(who).unwrap_or(LATER)
    }

    /// From where a newcomer counts now.
    pub(super) fn base(&self, queue: usize) -> i64 {
        match self.config.rules.join {
            Join::Zero => 0,
            Join::MinPass => {
                let RunQueue { ready, shares, .. } = &self.queues[queue];
                let least = ready.first().map(|entry| entry.rank).filter(|rank| *rank != LATER);
                let running = self.cpus_of(queue).filter_map(|cpu| self.pass(self.cpus[cpu].running?));
                least.into_iter().chain(running).min().unwrap_or(shares.last_pass)
            }
        }
    }

    /// The pass with which a newcomer competes at a decision now.
    fn joining_pass(&self, who: Pid) -> i64 {
        let process = &self.processes[who as usize];
        let is_new = process.burst == 0;
        let first = if is_new && self.config.rules.init == Init::Stride { self.stride(who) } else { 0 };
        self.base(self.home(who)).max(process.pass) + first
    }

    /// The next by pass, newcomers included.
    pub(in crate::labs::sched) fn smallest_pass(&self, queue: usize) -> Option<Entry> {
        let RunQueue { ready, shares, .. } = &self.queues[queue];
        let known = ready.first().filter(|entry| entry.rank != LATER);
        let joiner = |who: &Pid| (self.joining_pass(*who), *who);
        let best = shares.joiners.iter().map(joiner).min();
        match (known, best) {
            (Some(known), Some((pass, who))) if (pass, who) < (known.rank, known.who) => {
                Some(self.entry(who, 0))
            }
            (None, Some((_, who))) => Some(self.entry(who, 0)),
            _ => known,
        }
    }

    /// At a decision: newcomers get their pass, all from one base.
    pub(in crate::labs::sched) fn admit(&mut self, queue: usize) {
        let joiners = std::mem::take(&mut self.queues[queue].shares.joiners);
        let passes: Vec<_> = joiners.into_iter().map(|who| (who, self.joining_pass(who))).collect();
        for (who, pass) in passes {
            let old = self.entry(who, 0);
            self.queues[queue].ready.remove(&old);
            let process = &mut self.processes[who as usize];
            process.joins = false;
            process.pass = pass;
            let entry = self.entry(who, 0);
            self.queues[queue].ready.insert(entry);
        }
    }

    /// A pick costs a whole stride, however early it ends.
    pub(super) fn charge_stride(&mut self, who: Pid) {
        let home = self.home(who);
        self.queues[home].shares.last_pass = self.processes[who as usize].pass;
        self.processes[who as usize].pass += self.stride(who);
    }

    /// A process leaves the table: it joins no more.
    pub(in crate::labs::sched) fn forget(&mut self, who: Pid) {
        if self.config.policy == Policy::Stride {
            let home = self.home(who);
            self.queues[home].shares.joiners.retain(|pid| *pid != who);
            self.processes[who as usize].joins = false;
        }
    }
}
