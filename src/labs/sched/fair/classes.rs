//! Linux's scheduling classes on one queue: a higher class always goes first.
//!
//! ```text
//! stop      0          nothing goes before it
//! deadline  1          earliest deadline first
//! fifo, rr  101 − p    priority p from 99 down to 1, a list each; rr has a quantum
//! fair      200        other, batch, idle: EEVDF, or CFS as before Linux 6.6
//! ```
//!
//! A preempted real-time process stays at the head of its list with the rest of its quantum; one that wakes,
//! yields or used up its quantum goes to the tail. Lowering its own priority puts it at the head of the new list,
//! raising it at the tail. Real-time processes leave 5 % of every period to the fair ones, if any are ready.
//! Deadline processes have a budget ([`reserve`](super::reserve)).
//! Source: kernel/sched/{core,rt,deadline,fair}.c of Linux 6.18, measured. Simplified: no timer ticks; SCHED_IDLE is a
//! fair process of weight 3.

use super::reserve::HELD_BACK;
use crate::lab::Problem;
use crate::labs::sched::burst::Written;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::queue::Entry;
use crate::labs::sched::rules::QueueEnd;
use crate::labs::sched::scenario::{Class, Fair, Policy, Process, Scenario};
use crate::labs::sched::state::{Event, Pid};
use crate::sim::{Decimal, Ratio, Scale, Time};
use crate::text;
use crate::text::Text;

/// The level of the fair class.
pub const FAIR: i64 = 200;
/// The weight of SCHED_IDLE. Source: WEIGHT_IDLEPRIO of the kernel.
pub const IDLE_WEIGHT: u32 = 3;

/// What real-time processes may use of each period, and the quantum of `rr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct RealTime {
    /// The quantum of `rr`.
    pub quantum: Time,
    /// The period of the throttling.
    pub period: Time,
    /// What they may run in it; `None` for all of it.
    pub runtime: Option<Time>,
    /// Who shares out what they leave.
    pub fair: Fair,
}

/// CPU time of real-time processes in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Used {
    /// Which period, from 0.
    period: u64,
    /// How much.
    time: Time,
}

/// Are class, priority and program of a process sound?
pub fn check(policy: Policy, process: &Process, bursts: &[Written]) -> Result<(), Text> {
    let odd = bursts.iter().any(|burst| matches!(burst, Written::Yield | Written::Set(..)));
    if policy != Policy::Linux {
        return match odd {
            true => Err(Text::new(
                "yield and set: belong to the policy linux.",
                "yield 与 set: 只用于 linux 调度类。",
            )),
            false => Ok(()),
        };
    }
    let set = bursts.iter().filter_map(|burst| match burst {
        Written::Set(class, priority) => Some((*class, *priority)),
        _ => None,
    });
    for (class, priority) in set.chain([(process.class, process.priority)]) {
        if class.is_real_time() && !(1..=99).contains(&priority) {
            return Err(text!(
                "A real-time priority lies from 1 to 99, not {priority}.",
                "实时优先级应在 1 到 99 之间，不能是 {priority}。"
            ));
        }
    }
    let reserved = process.runtime.is_some_and(|runtime| !runtime.is_zero_ref())
        && process.period.is_some_and(|period| !period.is_zero_ref());
    if process.class == Class::Deadline && !reserved {
        return Err(Text::new(
            "A deadline process needs a runtime and a period, as 3 of 10.",
            "deadline 类的进程需要给出运行时间与周期，例如 10 中的 3。",
        ));
    }
    let to_deadline = |burst: &Written| matches!(burst, Written::Set(Class::Deadline, _));
    if bursts.iter().any(to_deadline) && process.class != Class::Deadline {
        return Err(Text::new(
            "Only a process with a reservation can be of class deadline.",
            "只有做了预留的进程才能属于 deadline 类。",
        ));
    }
    Ok(())
}

/// The admission test of SCHED_DEADLINE: all reservations together take at most 95 % of the CPUs.
/// Source: Documentation/scheduler/sched-deadline.rst of Linux.
pub fn admit(scenario: &Scenario) -> Result<(), Problem> {
    if scenario.policy != Policy::Linux {
        return Ok(());
    }
    let wide = Scale { decimals: 6 };
    let part = |process: &Process| {
        let ticks = |number: Option<Decimal>| wide.ratio(number.unwrap_or_default().ticks(wide));
        ticks(process.runtime) / ticks(process.period)
    };
    let deadline = scenario.processes.iter().filter(|process| process.class == Class::Deadline);
    let sum: Ratio = deadline.map(part).sum();
    let most = Ratio::new(95, 100) * Ratio::whole(1);
    if sum <= most {
        return Ok(());
    }
    let (sum, most) = (sum.decimal(3), most.decimal(2));
    let text = text!(
        "The admission test refuses these reservations: runtime / period adds up to {sum}, more than {most}.",
        "准入测试不通过：各进程运行时间 ÷ 周期之和为 {sum}，超过 {most}。"
    );
    Err(Problem::at("rows", text))
}

impl Class {
    /// Is it SCHED_FIFO or SCHED_RR?
    pub fn is_real_time(self) -> bool {
        matches!(self, Class::Fifo | Class::Rr)
    }

    /// Does it share the CPU by weight?
    pub fn is_fair(self) -> bool {
        matches!(self, Class::Other | Class::Batch | Class::Idle)
    }
}

impl Sched {
    fn is_linux(&self) -> bool {
        self.config.policy == Policy::Linux
    }

    /// Its class now.
    pub fn class(&self, who: Pid) -> Class {
        self.processes[who as usize].class
    }

    /// The list in which it stands.
    pub fn class_level(&self, who: Pid) -> i64 {
        let process = &self.processes[who as usize];
        match process.class {
            Class::Stop => 0,
            Class::Deadline if process.held_back.is_some() => HELD_BACK,
            Class::Deadline => 1,
            Class::Fifo | Class::Rr => 101 - process.priority,
            Class::Other | Class::Batch | Class::Idle => FAIR,
        }
    }

    /// What is compared inside a list.
    pub(in crate::labs::sched) fn class_rank(&self, who: Pid) -> i64 {
        match self.class(who) {
            class if class.is_fair() && self.runs_cfs(who) => self.vruntime(who),
            class if class.is_fair() => self.deadline_rank(who),
            Class::Deadline => {
                let process = &self.processes[who as usize];
                process.held_back.or(process.deadline).map_or(i64::MAX, |at| at.0 as i64)
            }
            _ => 0,
        }
    }

    /// Which period it is, from 0.
    fn period(&self) -> u64 {
        self.now.0 / self.config.real_time.period.0.max(1)
    }

    /// Counts what a real-time process ran; all of `span` ended just now.
    pub(in crate::labs::sched) fn count_real_time(&mut self, cpu: usize, who: Pid, span: Time) {
        if self.is_linux() && self.class(who).is_real_time() {
            let used = self.real_time_used(cpu, span);
            self.cpus[cpu].real_time = Used { period: self.period(), time: used };
        }
    }

    /// What real-time processes ran in this period, with `span` that ended just now.
    fn real_time_used(&self, cpu: usize, span: Time) -> Time {
        let (period, last) = (self.period(), self.cpus[cpu].real_time);
        let before = if last.period == period { last.time } else { Time::ZERO };
        let begun = Time(period * self.config.real_time.period.0);
        before + span.min(self.now.since(begun))
    }

    /// The same up to now, with what is running.
    fn used_now(&self, cpu: usize) -> Time {
        let running = self.cpus[cpu].running.filter(|who| self.class(*who).is_real_time());
        self.real_time_used(cpu, running.map_or(Time::ZERO, |who| self.executed(who)))
    }

    fn fair_waits(&self, cpu: usize) -> bool {
        let ready = &self.queues[self.queue_of(cpu)].ready;
        ready.first_from(FAIR).is_some_and(|entry| entry.level == FAIR)
    }

    fn fair_there(&self, cpu: usize) -> bool {
        self.fair_waits(cpu) || self.cpus[cpu].running.is_some_and(|who| self.class(who).is_fair())
    }

    /// Have the real-time processes had all of their part of this period, and is there a fair one?
    pub fn is_throttled(&self, cpu: usize) -> bool {
        let spent = |runtime| self.used_now(cpu) >= runtime;
        self.is_linux() && self.config.real_time.runtime.is_some_and(spent) && self.fair_there(cpu)
    }

    /// Smaller goes first: the level, but for real-time lists that are throttled.
    fn urgency(&self, cpu: usize, level: i64) -> i64 {
        if (2..FAIR).contains(&level) && self.is_throttled(cpu) { FAIR + level } else { level }
    }

    /// Who is next on a CPU.
    pub(in crate::labs::sched) fn of_highest_class(&self, cpu: usize) -> Option<Entry> {
        let queue = self.queue_of(cpu);
        let ready = &self.queues[queue].ready;
        let mut first = ready.first().filter(|first| first.level != HELD_BACK)?;
        if (2..FAIR).contains(&first.level) && self.is_throttled(cpu) && self.fair_waits(cpu) {
            first = ready.first_from(FAIR)?;
        }
        let exact = first.level == FAIR && self.competes(first.who);
        if exact { self.earliest(queue) } else { Some(first) }
    }

    /// Who takes the CPU from the one that runs.
    pub(in crate::labs::sched) fn class_preemptor(&self, cpu: usize) -> Option<Pid> {
        let running = self.cpus[cpu].running?;
        let best = self.of_highest_class(cpu)?;
        let (own, other) = (self.class_level(running), best.level);
        if own == FAIR && other == FAIR {
            let again = self.queues[self.queue_of(cpu)].shares.reschedule;
            if self.runs_cfs(running) {
                return again.then_some(best.who);
            }
            return if again { self.sooner_than(running) } else { None };
        }
        if own == other {
            return (own == 1 && best.rank < self.class_rank(running)).then_some(best.who);
        }
        (self.urgency(cpu, other) < self.urgency(cpu, own)).then_some(best.who)
    }

    /// When throttling begins or ends next, if that can matter.
    pub(in crate::labs::sched) fn throttling(&self, cpu: usize) -> Option<Time> {
        let runtime = self.config.real_time.runtime.filter(|_| self.is_linux())?;
        let running = self.cpus[cpu].running?;
        let end = Time((self.period() + 1) * self.config.real_time.period.0);
        if self.class(running).is_real_time() && self.fair_waits(cpu) {
            let used = self.used_now(cpu);
            let left = runtime.since(used);
            return (left > Time::ZERO).then(|| end.min(self.now + left));
        }
        (self.class(running).is_fair() && self.is_throttled(cpu)).then_some(end)
    }

    /// The quantum of its class.
    pub(in crate::labs::sched) fn class_slice(&self, who: Pid) -> Option<Time> {
        match self.class(who) {
            Class::Rr => Some(self.config.real_time.quantum),
            Class::Deadline => Some(self.spec(who).runtime),
            class if class.is_fair() && self.runs_cfs(who) => self.fair_slice(who),
            class if class.is_fair() => Some(self.turn(who)),
            _ => None,
        }
    }

    /// Is nobody else in its list?
    pub(in crate::labs::sched) fn alone_in_list(&self, who: Pid) -> bool {
        let level = self.class_level(who);
        !self.queues[self.home(who)].ready.iter().any(|entry| entry.level == level)
    }

    /// sched_yield: to the tail of its list; a fair one gives up the rest of its request.
    pub(in crate::labs::sched) fn give_way(&mut self, cpu: usize) -> Event {
        let who = self.leave_cpu(cpu);
        self.next_part(who);
        self.forfeit(who);
        if self.is_reserved(who) {
            self.give_up_budget(who);
        }
        self.enqueue(who, QueueEnd::Tail);
        Event::Yielded { who }
    }

    /// sched_setscheduler on itself: it goes on if nobody is better now.
    pub(in crate::labs::sched) fn change_class(&mut self, cpu: usize, class: Class, priority: i64) -> Event {
        let who = self.cpus[cpu].running.expect("somebody runs");
        self.settle(who);
        self.bank(who);
        self.next_part(who);
        let old = self.class(who);
        let level = self.class_level(who);
        let moves = old.is_fair() != class.is_fair() || old == Class::Idle || class == Class::Idle;
        if old.is_fair() && moves {
            self.part(who);
        }
        let process = &mut self.processes[who as usize];
        (process.class, process.priority) = (class, priority);
        if old != Class::Rr || class != Class::Rr {
            process.slice = Time::ZERO;
        }
        if class == Class::Deadline {
            self.reserve(who);
        }
        if class.is_fair() && moves {
            self.join(who);
            if self.competes(who) {
                self.begin_turn(who);
            }
        }
        let end = if self.class_level(who) > level { QueueEnd::Head } else { QueueEnd::Tail };
        let queue = self.queue_of(cpu);
        self.cpus[cpu].seat = self.queues[queue].place(end);
        Event::Changed { who, class, priority }
    }

    /// On to the burst after a yield or a change.
    fn next_part(&mut self, who: Pid) {
        let process = &mut self.processes[who as usize];
        process.burst += 2;
        process.done = Time::ZERO;
    }
}
