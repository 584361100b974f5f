//! A policy of the reader's own: the ready process with the best value of a formula is next.
//!
//! ```text
//! scenario.custom ─▶ parse ─▶ Formula ─▶ value of each ready process at the instant of a decision
//! ```
//!
//! A formula may grow with time (`wait`, `now`), so nothing is kept in order: every decision works all values out
//! anew. Number of processes and length of the formula are bounded for that.

pub mod fields;
pub mod formula;
pub mod parse;
mod story;
#[cfg(test)]
mod tests;
pub mod value;

pub(super) use story::{at_decision, candidate, chosen, filled, ousted, ousted_why, shown};

use super::machine::{Due, Sched};
use super::queue::Entry;
use super::scenario::{Best, Policy, Scenario};
use super::state::{Pid, State};
use crate::lab::Problem;
use crate::sim::{Scale, Time};
use crate::text;
use formula::{Formula, Name};
use std::cmp::Ordering;
use value::Value;

/// The most processes that a formula orders.
const MAX_PROCESSES: usize = 2_000;
/// How many values may be worked out by the clock in the whole run, at most.
const MAX_VALUES: u128 = 1_000_000;

/// The formula of a scenario, ready to be worked out.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Custom {
    /// The formula; empty under other policies.
    pub formula: Formula,
    /// Is the smallest value the best?
    pub smallest: bool,
    /// If it is preemptive: how often values are compared though nothing happens.
    pub every: Option<Time>,
}

/// The formula, checked. `ticks` is what all times of the table add up to.
///
/// # Errors
/// The formula cannot be read, or there are too many processes or comparisons.
pub fn custom(scenario: &Scenario, scale: Scale, processes: usize, ticks: u128) -> Result<Custom, Problem> {
    if scenario.policy != Policy::Custom {
        return Ok(Custom::default());
    }
    let formula = parse::formula(&scenario.custom.formula).map_err(|text| Problem::at("f", text))?;
    if processes > MAX_PROCESSES {
        let text = text!(
            "A formula orders at most {MAX_PROCESSES} processes; here there are {processes}.",
            "自定义公式至多用于 {MAX_PROCESSES} 个进程，这里有 {processes} 个。"
        );
        return Err(Problem::at("rows", text));
    }
    let every =
        scenario.custom.every.map(|every| super::config::positive("every", every, scale)).transpose()?;
    if let Some(every) = every
        && ticks / every.0 as u128 * processes as u128 > MAX_VALUES
    {
        let text = text!(
            "That is too often for this run: {MAX_VALUES} values in all may be compared by the clock.",
            "对这次运行来说太频繁：按时钟比较的值总共不能超过 {MAX_VALUES} 个。"
        );
        return Err(Problem::at("every", text));
    }
    Ok(Custom { formula, smallest: scenario.custom.best == Best::Smallest, every })
}

impl Sched {
    /// The value of the formula for a process now.
    pub fn value(&self, who: Pid) -> Value {
        self.config.custom.formula.value(|name| self.formula_field(who, name))
    }

    /// A field of a process, in units.
    pub(super) fn formula_field(&self, who: Pid, name: Name) -> Value {
        let (pcb, spec) = (&self.processes[who as usize], self.spec(who));
        let time = |time: Time| Value::Small(time.0.into(), self.config.scale.per_unit().into());
        match name {
            Name::Wait if pcb.state == State::Ready => time(self.now.since(pcb.queued)),
            Name::Wait => Value::whole(0),
            Name::Waited => time(self.waited(who)),
            Name::Burst => time(self.burst_length(who)),
            Name::Remaining => time(self.burst_left(who)),
            Name::Used => time(self.used(who)),
            Name::Total => time(spec.cpu()),
            Name::Arrival => time(spec.arrival),
            Name::Since => time(pcb.since),
            Name::Priority => Value::whole(spec.priority.into()),
            Name::Nice => Value::whole(spec.nice.into()),
            Name::Tickets => Value::whole(spec.tickets.into()),
            Name::Now => time(self.now),
        }
    }

    /// What is before what: less is better.
    fn by_merit(&self, one: &Value, other: &Value) -> Ordering {
        let order = one.compare(other);
        if self.config.custom.smallest { order } else { order.reverse() }
    }

    /// Is the value of `one` better than that of `other` now?
    pub fn is_better(&self, one: Pid, other: Pid) -> bool {
        self.by_merit(&self.value(one), &self.value(other)).is_lt()
    }

    /// The ready processes of a queue with their values, best first; between equals the one that was ready first.
    pub(super) fn by_value(&self, queue: usize) -> Vec<(Entry, Value)> {
        let entries = self.queues[queue].ready.iter();
        let mut line: Vec<_> = entries.map(|entry| (*entry, self.value(entry.who))).collect();
        line.sort_by(|(a, one), (b, other)| self.by_merit(one, other).then(a.cmp(b)));
        line
    }

    /// The ready process that a CPU takes next.
    pub(super) fn of_best_value(&self, cpu: usize) -> Option<Entry> {
        let entries = self.queues[self.queue_of(cpu)].ready.iter();
        let able = entries.filter(|entry| self.may_run(entry.who, cpu));
        let best = able.map(|entry| (*entry, self.value(entry.who))).reduce(|best, other| {
            let order = self.by_merit(&other.1, &best.1).then(other.0.cmp(&best.0));
            if order.is_lt() { other } else { best }
        });
        best.map(|(entry, _)| entry)
    }

    /// The next preemption on the CPUs of a queue: the best ready process that no free CPU will take, on the CPU
    /// whose process has the worst value.
    pub(super) fn outdoing(&self, queue: usize) -> Option<Due> {
        let cpus = self.cpus_of(queue);
        let worth = |cpu: usize| Some((cpu, self.value(self.executing(cpu)?)));
        let running: Vec<_> = cpus.clone().filter_map(worth).collect();
        if !self.config.rules.preemptive || running.is_empty() {
            return None;
        }
        let mut free: Vec<usize> = cpus.filter(|cpu| self.is_free(*cpu)).collect();
        for (by, value) in self.by_value(queue) {
            if let Some(place) = free.iter().position(|cpu| self.may_run(by.who, *cpu)) {
                free.remove(place);
                continue;
            }
            let able = running.iter().filter(|(cpu, _)| self.may_take(by.who, *cpu));
            let worst = able.max_by(|(a, one), (b, other)| {
                self.by_merit(one, other).then(self.standing(*a).cmp(&self.standing(*b)))
            });
            if let Some((cpu, _)) = worst.filter(|(_, own)| self.by_merit(&value, own).is_lt()) {
                return Some(Due::Preempt(*cpu, by.who));
            }
        }
        None
    }

    /// May it take a CPU? Before the process there has executed anything only one may that came later: values that
    /// change with getting the CPU would hand it round for ever.
    fn may_take(&self, by: Pid, cpu: usize) -> bool {
        let executes = self.executing(cpu).is_some_and(|who| self.executed(who) > Time::ZERO);
        let came_later = self.processes[by as usize].queued > self.cpus[cpu].dispatched;
        self.may_run(by, cpu) && (executes || came_later)
    }

    /// When values are compared next though nothing happens.
    pub(super) fn next_comparison(&self, cpu: usize) -> Option<Time> {
        let every = self.config.custom.every.filter(|_| self.config.rules.preemptive)?;
        self.executing(cpu)?;
        let waits = !self.queues[self.queue_of(cpu)].ready.is_empty();
        waits.then(|| Time((self.now.0 / every.0 + 1).saturating_mul(every.0)))
    }
}
