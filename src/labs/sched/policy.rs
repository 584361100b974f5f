//! Who is better than whom: the whole of what makes one policy differ from another.

use super::machine::{Due, Sched};
use super::queue::Entry;
use super::rules::{Aging, Next, Preempt, PriorityOrder};
use super::scenario::{LevelPolicy, Policy};
use super::state::{Burst, Pid};
use crate::sim::{Ratio, Time};

impl Sched {
    /// Where a process that becomes ready now stands; `place` is its place in a queue, where the policy has one.
    pub(super) fn entry(&self, who: Pid, place: i64) -> Entry {
        let (level, rank, tie) = (self.level(who), self.rank(who), self.tie(who, place));
        Entry { level, rank, tie, who, mass: self.mass(who) }
    }

    /// What the part of the CPU is measured by that a process is to get.
    fn mass(&self, who: Pid) -> u32 {
        match self.config.policy {
            Policy::Lottery => self.spec(who).tickets,
            Policy::Cfs => self.spec(who).weight,
            _ => 0,
        }
    }

    /// What queues are apart by.
    pub(super) fn level(&self, who: Pid) -> i64 {
        match self.config.policy {
            Policy::PriorityRr => self.signed(self.processes[who as usize].priority),
            Policy::Mlfq => self.processes[who as usize].level as i64,
            Policy::Linux => self.class_level(who),
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
            Policy::Eevdf => self.deadline_rank(who),
            Policy::Linux => self.class_rank(who),
            Policy::Fcfs | Policy::Rr | Policy::PriorityRr | Policy::Lottery | Policy::Custom => 0,
        }
    }

    fn tie(&self, who: Pid, place: i64) -> i64 {
        match self.config.policy {
            Policy::Rr | Policy::PriorityRr | Policy::Mlfq | Policy::Cfs => place,
            Policy::Lottery | Policy::Stride | Policy::Eevdf => who as i64,
            Policy::Linux => {
                if self.competes(who) {
                    who as i64
                } else {
                    place
                }
            }
            Policy::Fcfs if self.config.rules.next == Next::Cyclic => who as i64,
            _ => self.processes[who as usize].since.0 as i64,
        }
    }

    pub(super) fn signed(&self, priority: i64) -> i64 {
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

    /// The ready process that is next, if this CPU were free now.
    pub(super) fn best(&self, cpu: usize) -> Option<Entry> {
        let queue = self.queue_of(cpu);
        let ready = &self.queues[queue].ready;
        match self.config.policy {
            Policy::Fcfs if self.config.rules.next == Next::Cyclic && self.config.bound => {
                let able = ready.iter().filter(|entry| self.may_run(entry.who, cpu)).copied();
                able.min_by_key(|entry| (Some(entry.who) <= self.cpus[cpu].last, entry.who))
            }
            Policy::Fcfs if self.config.rules.next == Next::Cyclic => ready.after(self.cpus[cpu].last),
            Policy::Hrrn if self.config.bound => self.best_ratio(ready.iter().copied(), cpu),
            Policy::Hrrn => self.best_ratio(ready.first_of_each_rank(), cpu),
            Policy::Lottery => self.winner(queue),
            Policy::Stride => self.smallest_pass(queue),
            Policy::Eevdf => self.earliest(queue),
            Policy::Linux => self.of_highest_class(cpu),
            Policy::Custom => self.of_best_value(cpu),
            _ => self.first_for(cpu),
        }
    }

    fn best_ratio(&self, entries: impl Iterator<Item = Entry>, cpu: usize) -> Option<Entry> {
        let able = entries.filter(|entry| self.may_run(entry.who, cpu));
        able.reduce(|best, other| if self.responds_better(&other, &best) { other } else { best })
    }

    /// The first in order that may run on a CPU.
    fn first_for(&self, cpu: usize) -> Option<Entry> {
        let ready = &self.queues[self.queue_of(cpu)].ready;
        ready.iter().find(|entry| self.may_run(entry.who, cpu)).copied()
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

    /// Who takes which CPU of a queue from whom now: only a strictly better one, when no CPU is free for it.
    pub(super) fn preempting(&self, queue: usize) -> Option<Due> {
        let cpus = self.cpus_of(queue);
        if cpus.len() == 1 {
            return self.preemptor(cpus.start).map(|by| Due::Preempt(cpus.start, by));
        }
        if self.config.policy == Policy::Custom {
            return self.outdoing(queue);
        }
        let mut free: Vec<usize> = cpus.clone().filter(|cpu| self.is_free(*cpu)).collect();
        for by in self.queues[queue].ready.iter() {
            let may = |cpu: &usize| self.may_run(by.who, *cpu);
            if let Some(place) = free.iter().position(may) {
                free.remove(place);
                continue;
            }
            let running = cpus.clone().filter(|cpu| self.executing(*cpu).is_some());
            let worst = running.filter(may).max_by_key(|cpu| self.standing(*cpu));
            if let Some(worst) = worst.filter(|worst| self.beats(*by, *worst)) {
                return Some(Due::Preempt(worst, by.who));
            }
            if !self.config.bound {
                return None;
            }
        }
        None
    }

    /// Who executes on a CPU, the switch paid.
    pub(super) fn executing(&self, cpu: usize) -> Option<Pid> {
        self.cpus[cpu].running.filter(|_| self.cpus[cpu].switching_until.is_none())
    }

    /// What running processes are compared by: the last loses its CPU first.
    pub(super) fn standing(&self, cpu: usize) -> Option<(i64, i64, Time, Pid)> {
        let who = self.executing(cpu)?;
        Some((self.level(who), self.rank(who), self.processes[who as usize].since, who))
    }

    /// Who takes this CPU from its process, if all that are ready compete for it.
    pub(super) fn preemptor(&self, index: usize) -> Option<Pid> {
        let cpu = &self.cpus[index];
        cpu.running?;
        if cpu.switching_until.is_some() && !cpu.pause {
            return None;
        }
        if cpu.claim.is_some() {
            return cpu.claim;
        }
        let queue = &self.queues[self.queue_of(index)];
        if self.config.policy == Policy::Eevdf {
            return cpu.running.filter(|_| queue.shares.reschedule).and_then(|who| self.sooner_than(who));
        }
        if self.config.policy == Policy::Linux {
            return self.class_preemptor(index);
        }
        if self.config.policy == Policy::Custom {
            return match self.outdoing(self.queue_of(index))? {
                Due::Preempt(cpu, by) if cpu == index => Some(by),
                _ => None,
            };
        }
        let best = self.first_for(index)?;
        self.beats(best, index).then_some(best.who)
    }

    /// Is a ready process so much better than the running one that it takes the CPU?
    fn beats(&self, best: Entry, index: usize) -> bool {
        let (cpu, queue) = (&self.cpus[index], &self.queues[self.queue_of(index)]);
        let Some(who) = cpu.running else {
            return false;
        };
        match self.config.policy {
            Policy::Srtf => best.rank < self.rank(who),
            Policy::Cfs => queue.shares.reschedule,
            // The gain that aging loses on dispatch must not turn the dispatch round: it runs for a tick.
            Policy::Priority => {
                self.config.rules.preemptive && cpu.dispatched < self.now && best.rank < self.rank(who)
            }
            Policy::PriorityRr => best.level < self.level(who),
            Policy::Mlfq => {
                let above = best.level < self.level(who);
                let bumped = queue.bumped == Some(best.who) && best.level == self.level(who);
                cpu.evict || (self.config.rules.preempt == Preempt::Immediate && (above || bumped))
            }
            Policy::Fcfs | Policy::Sjf | Policy::Rr | Policy::Hrrn => false,
            Policy::Lottery | Policy::Stride | Policy::Eevdf | Policy::Custom => false,
            Policy::Linux => best.level < self.level(who),
        }
    }

    /// When a ready process will be better than the running one though nobody enters the ready queue: it rises
    /// faster, or the running one lost the gain of its aging.
    pub(super) fn overtaking(&self, index: usize) -> Option<Time> {
        let preemptive = self.config.policy == Policy::Priority && self.config.rules.preemptive;
        let aging = self.config.rules.aging.filter(|_| preemptive)?;
        let cpu = &self.cpus[index];
        let (who, best) = (cpu.running?, self.first_for(index)?);
        if cpu.switching_until.is_some() {
            return None;
        }
        let behind = best.rank - self.rank(who);
        let gain = match aging {
            Aging::Rate { alpha, beta } => alpha as i64 - beta as i64,
            Aging::Step { .. } => 0,
        };
        match (behind, gain) {
            (..0, _) if cpu.dispatched == self.now => Some(self.now + Time(1)),
            (0.., 1..) => Some(self.now + Time((behind / gain + 1) as u64)),
            _ => None,
        }
    }

    /// The slice that a process gets; `None` = until its burst ends.
    pub fn slice_length(&self, who: Pid) -> Option<Time> {
        match self.config.policy {
            Policy::Rr | Policy::PriorityRr | Policy::Lottery | Policy::Stride => Some(self.config.quantum),
            Policy::Mlfq => self.config.levels[self.processes[who as usize].level as usize].quantum,
            Policy::Cfs => self.fair_slice(who),
            Policy::Eevdf => Some(self.turn(who)),
            Policy::Linux => self.class_slice(who),
            _ => None,
        }
    }

    /// Length of the current burst.
    pub fn burst_length(&self, who: Pid) -> Time {
        match self.spec(who).bursts.get(self.processes[who as usize].burst as usize) {
            Some(Burst::Cpu(length) | Burst::Io(_, length)) => *length,
            Some(Burst::Yield | Burst::Set(..)) | None => Time::ZERO,
        }
    }
}
