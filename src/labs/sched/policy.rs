//! Who is better than whom: the whole of what makes one policy differ from another.

use super::machine::Sched;
use super::queue::Entry;
use super::rules::{Aging, Next, Preempt, PriorityOrder};
use super::scenario::{LevelPolicy, Policy};
use super::state::{Burst, Pid};
use crate::sim::{Ratio, Time};

impl Sched {
    /// Where a process that becomes ready now stands; `place` is its place in a queue, where the policy has one.
    pub(super) fn entry(&self, who: Pid, place: i64) -> Entry {
        Entry { level: self.level(who), rank: self.rank(who), tie: self.tie(who, place), who }
    }

    /// What queues are apart by.
    pub(super) fn level(&self, who: Pid) -> i64 {
        match self.config.policy {
            Policy::PriorityRr => self.signed(self.processes[who as usize].priority),
            Policy::Mlfq => self.processes[who as usize].level as i64,
            _ => 0,
        }
    }

    /// What the policy compares; smaller is better.
    pub(super) fn rank(&self, who: Pid) -> i64 {
        match self.config.policy {
            Policy::Sjf | Policy::Hrrn => self.burst_length(who).0 as i64,
            Policy::Srtf => self.burst_left(who).0 as i64,
            Policy::Priority => match self.config.rules.aging {
                // All that wait rise alike, so `alpha * now - value` keeps their order without being touched.
                Some(Aging::Rate { alpha, .. }) => alpha as i64 * self.now.0 as i64 - self.rate_value(who),
                _ => self.signed(self.processes[who as usize].priority),
            },
            Policy::Mlfq => match self.config.levels[self.processes[who as usize].level as usize].policy {
                LevelPolicy::Sjf => self.burst_left(who).0 as i64,
                _ => 0,
            },
            Policy::Stride => self.stride_rank(who),
            Policy::Cfs => self.vruntime(who),
            Policy::Fcfs | Policy::Rr | Policy::PriorityRr | Policy::Lottery => 0,
        }
    }

    fn tie(&self, who: Pid, place: i64) -> i64 {
        match self.config.policy {
            Policy::Rr | Policy::PriorityRr | Policy::Mlfq | Policy::Cfs => place,
            Policy::Lottery | Policy::Stride => who as i64,
            Policy::Fcfs if self.config.rules.next == Next::Cyclic => who as i64,
            _ => self.processes[who as usize].since.0 as i64,
        }
    }

    fn signed(&self, priority: i64) -> i64 {
        match self.config.rules.priority_order {
            PriorityOrder::Low => priority,
            PriorityOrder::High => -priority,
        }
    }

    /// The value of a process whose priority grows at a rate, in ticks times the rate; larger is better.
    pub(super) fn rate_value(&self, who: Pid) -> i64 {
        let Some(Aging::Rate { alpha, beta }) = self.config.rules.aging else {
            return 0;
        };
        alpha as i64 * self.waited(who).0 as i64 + beta as i64 * self.used(who).0 as i64
    }

    /// The ready process that is next, if the CPU were free now.
    pub(super) fn best(&self) -> Option<Entry> {
        match self.config.policy {
            Policy::Fcfs if self.config.rules.next == Next::Cyclic => self.ready.after(self.cpus[0].last),
            Policy::Hrrn => self
                .ready
                .first_of_each_rank()
                .reduce(|best, other| if self.responds_better(&other, &best) { other } else { best }),
            Policy::Lottery => self.winner(),
            Policy::Stride => self.smallest_pass(),
            _ => self.ready.first(),
        }
    }

    /// Is the response ratio of `one` higher than that of `other`, or equal and it is before it?
    pub(super) fn responds_better(&self, one: &Entry, other: &Entry) -> bool {
        // (w + s) / s > (w' + s') / s'  <=>  w s' > w' s
        let cross = |a: &Entry, b: &Entry| {
            let waited = self.now.since(self.processes[a.who as usize].queued);
            waited.0 as u128 * b.rank.max(1) as u128
        };
        let (left, right) = (cross(one, other), cross(other, one));
        left > right || (left == right && (one.tie, one.who) < (other.tie, other.who))
    }

    /// (waited + burst) / burst in the present stay in the ready queue; a burst of length 0 counts as one tick.
    pub fn response_ratio(&self, who: Pid) -> Ratio {
        let waited = self.now.since(self.processes[who as usize].queued).0 as i64;
        let service = self.burst_length(who).0.max(1) as i64;
        Ratio::new(waited + service, service)
    }

    /// Who takes the CPU from the running process now: only a strictly better one.
    pub(super) fn preemptor(&self) -> Option<Pid> {
        let cpu = &self.cpus[0];
        let who = cpu.running?;
        if cpu.switching_until.is_some() && !self.pause {
            return None;
        }
        if self.claim.is_some() {
            return self.claim;
        }
        let best = self.ready.first()?;
        let better = match self.config.policy {
            Policy::Srtf => best.rank < self.rank(who),
            Policy::Cfs => self.shares.reschedule,
            // The gain that aging loses on dispatch must not turn the dispatch round: it runs for a tick.
            Policy::Priority => {
                self.config.rules.preemptive && cpu.dispatched < self.now && best.rank < self.rank(who)
            }
            Policy::PriorityRr => best.level < self.level(who),
            Policy::Mlfq => {
                let above = best.level < self.level(who);
                let bumped = self.bumped == Some(best.who) && best.level == self.level(who);
                self.evict || (self.config.rules.preempt == Preempt::Immediate && (above || bumped))
            }
            Policy::Fcfs | Policy::Sjf | Policy::Rr | Policy::Hrrn | Policy::Lottery | Policy::Stride => {
                false
            }
        };
        better.then_some(best.who)
    }

    /// When a ready process will be better than the running one though nobody enters the ready queue: it rises
    /// faster, or the running one lost the gain of its aging.
    pub(super) fn overtaking(&self) -> Option<Time> {
        let preemptive = self.config.policy == Policy::Priority && self.config.rules.preemptive;
        let aging = self.config.rules.aging.filter(|_| preemptive)?;
        let (who, best) = (self.cpus[0].running?, self.ready.first()?);
        if self.cpus[0].switching_until.is_some() {
            return None;
        }
        let behind = best.rank - self.rank(who);
        let gain = match aging {
            Aging::Rate { alpha, beta } => alpha as i64 - beta as i64,
            Aging::Step { .. } => 0,
        };
        match (behind, gain) {
            (..0, _) => Some(self.now + Time(1)),
            (_, 1..) => Some(self.now + Time((behind / gain + 1) as u64)),
            _ => None,
        }
    }

    /// The slice that a process gets; `None` = until its burst ends.
    pub fn slice_length(&self, who: Pid) -> Option<Time> {
        match self.config.policy {
            Policy::Rr | Policy::PriorityRr | Policy::Lottery | Policy::Stride => Some(self.config.quantum),
            Policy::Mlfq => self.config.levels[self.processes[who as usize].level as usize].quantum,
            Policy::Cfs => self.fair_slice(who),
            _ => None,
        }
    }

    /// Length of the current burst.
    pub fn burst_length(&self, who: Pid) -> Time {
        match self.spec(who).bursts.get(self.processes[who as usize].burst as usize) {
            Some(Burst::Cpu(length) | Burst::Io(_, length)) => *length,
            None => Time::ZERO,
        }
    }
}
