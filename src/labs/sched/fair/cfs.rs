//! Linux's completely fair scheduler, idealised: the smallest virtual runtime runs, for its part of a period.
//!
//! ```text
//! vruntime grows by ran * 1024 / weight      nice 0: like the clock; nice 5: three times as fast
//! slice = period * weight / all weights      period: latency, or longer so that no slice is below the granularity
//! ```
//!
//! Whole ticks, rounded down once per pick. Source: kernel/sched/fair.c of Linux 2.6.23 to 6.5.
//! Simplified: no timer ticks, no groups, no buddies, one CPU.

use super::classes::FAIR;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::rules::SleeperCredit;
use crate::labs::sched::scenario::{Fair, Policy};
use crate::labs::sched::state::{Pid, State};
use crate::sim::Time;

/// The weight of nice 0; a vruntime grows by it over the weight of its process.
const UNIT: u128 = 1_024;

/// Weights of the nice values from -20 to 19. Source: sched_prio_to_weight of the Linux kernel.
const WEIGHTS: [u32; 40] = [
    88_761, 71_755, 56_483, 46_273, 36_291, 29_154, 23_254, 18_705, 14_949, 11_916, 9_548, 7_620, 6_100,
    4_904, 3_906, 3_121, 2_501, 1_991, 1_586, 1_277, 1_024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110,
    87, 70, 56, 45, 36, 29, 23, 18, 15,
];

/// The weight of a nice value from -20 to 19.
pub fn weight(nice: i32) -> u32 {
    WEIGHTS[(nice + 20) as usize]
}

/// What the parameters are multiplied by for so many CPUs: 1 + log2 of at most 8.
pub fn factor(cpus: u32) -> u32 {
    1 + cpus.clamp(1, 8).ilog2()
}

/// The parameters in ticks of the scale that vruntimes have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tunables {
    /// The period in which everybody runs once.
    pub latency: Time,
    /// The shortest slice.
    pub min_granularity: Time,
    /// How much smaller a vruntime must be to preempt on waking.
    pub wakeup_granularity: Time,
}

impl Sched {
    /// Is it CFS that shares out the CPU, or what other classes leave of it?
    pub(in crate::labs::sched) fn shares_by_cfs(&self) -> bool {
        match self.config.policy {
            Policy::Linux => self.config.real_time.fair == Fair::Cfs,
            policy => policy == Policy::Cfs,
        }
    }

    /// Does it share the CPU by its vruntime?
    pub fn runs_cfs(&self, who: Pid) -> bool {
        self.shares_by_cfs() && (self.config.policy == Policy::Cfs || self.class(who).is_fair())
    }

    fn weight(&self, who: Pid) -> u128 {
        self.weighs(who) as u128
    }

    /// Service in vruntime. Ticks that a later edit made finer count in those of the first table.
    fn virtual_time(&self, real: Time, who: Pid) -> i64 {
        (real.0 as u128 * UNIT / (self.weight(who) * self.config.grain as u128)) as i64
    }

    /// Its virtual runtime now, in ticks of [`Config::base`](crate::labs::sched::state::Config::base).
    pub fn vruntime(&self, who: Pid) -> i64 {
        self.processes[who as usize].vruntime + self.virtual_time(self.slice_used(who), who)
    }

    /// How many are ready or running, and their weights together, with somebody who joins them.
    fn runnable(&self, joiner: Pid) -> (u64, u128) {
        let home = self.home(joiner);
        let ready = &self.queues[home].ready;
        let running = self.cpus_of(home).filter_map(|cpu| self.cpus[cpu].running);
        let there = self.processes[joiner as usize].state == State::Ready && self.runs_cfs(joiner);
        let joins = Some(joiner).filter(|who| !there && running.clone().all(|other| other != *who));
        let others = running.clone().chain(joins);
        let with = |(count, sum), who| (count + 1, sum + self.weight(who));
        if self.config.policy == Policy::Cfs {
            return others.fold((ready.len() as u64, u128::from(ready.mass())), with);
        }
        // Classes change while a process is ready, and not all of them share by weight.
        let fair = ready.iter().map(|entry| entry.who).filter(|who| self.runs_cfs(*who));
        let others = others.filter(|who| *who == joiner || self.runs_cfs(*who));
        fair.chain(others).fold((0, 0), with)
    }

    /// The period, the sum of the weights, and the slice of a process among those that are runnable now.
    pub fn share(&self, who: Pid) -> (Time, u64, Time) {
        let Tunables { latency, min_granularity, .. } = self.config.tunables;
        let (count, sum) = self.runnable(who);
        let few = count <= latency.0.div_ceil(min_granularity.0);
        let period = if few { latency } else { Time(count * min_granularity.0) };
        let least = if self.config.rules.slice_floor { min_granularity.0 } else { 1 };
        let slice = (period.0 as u128 * self.weight(who) / sum) as u64;
        let grain = self.config.grain;
        (Time(period.0 * grain), sum as u64, Time(slice.max(least) * grain))
    }

    /// The slice of the running process; a process alone has none.
    pub(in crate::labs::sched) fn fair_slice(&self, who: Pid) -> Option<Time> {
        let others = self.queues[self.home(who)]
            .ready
            .iter()
            .any(|entry| entry.who != who && self.runs_cfs(entry.who));
        others.then(|| self.share(who).2)
    }

    /// What it ran since its pick becomes vruntime.
    pub(in crate::labs::sched) fn bank(&mut self, who: Pid) {
        self.bank_service(who);
        if self.runs_cfs(who) {
            self.processes[who as usize].vruntime = self.vruntime(who);
            self.processes[who as usize].slice = Time::ZERO;
        }
    }

    /// The smallest vruntime of the runnable, which never goes back.
    pub(in crate::labs::sched) fn refresh(&mut self) {
        if self.shares_by_cfs() {
            let level = if self.config.policy == Policy::Linux { FAIR } else { 0 };
            for queue in 0..self.queues.len() {
                let ready = self.queues[queue].ready.first_from(level);
                let ready = ready.filter(|entry| entry.level == level).map(|entry| entry.rank);
                let running = self.cpus_of(queue).filter_map(|cpu| self.cpus[cpu].running);
                let running = running.filter(|who| self.runs_cfs(*who));
                let running = running.map(|who| self.vruntime(who)).min();
                let least = ready.into_iter().chain(running).min().unwrap_or(0);
                let shares = &mut self.queues[queue].shares;
                shares.min_vruntime = shares.min_vruntime.max(least);
            }
        }
    }

    /// Where a process that becomes ready is placed, and whether it preempts.
    pub(super) fn place_fairly(&mut self, who: Pid) {
        let home = self.home(who);
        let floor = self.queues[home].shares.min_vruntime;
        let own = self.processes[who as usize].vruntime;
        let latency = self.config.tunables.latency.0 as i64;
        let process = &self.processes[who as usize];
        let is_new = process.burst == 0 && process.used == Time::ZERO && process.suspended == Time::ZERO;
        let placed = if is_new {
            let debit = if self.config.rules.start_debit { self.share(who).2 } else { Time::ZERO };
            floor + self.virtual_time(debit, who)
        } else {
            let credit = match self.config.rules.sleeper_credit {
                SleeperCredit::Half => latency / 2,
                SleeperCredit::Full => latency,
                SleeperCredit::None => 0,
            };
            own.max(floor - credit)
        };
        self.processes[who as usize].vruntime = placed.max(0);
        if self.config.rules.wakeup_preemption
            && let Some(running) = self.cpus[self.cpus_of(home).start].running
            && self.runs_cfs(running)
        {
            let ahead = self.vruntime(running) - placed.max(0);
            let preempts = ahead > self.wakeup_bound(who);
            self.queues[home].shares.reschedule |= preempts;
        }
    }

    /// By how much a vruntime must be smaller than that of the running process to preempt it.
    pub fn wakeup_bound(&self, who: Pid) -> i64 {
        (self.config.tunables.wakeup_granularity.0 as u128 * UNIT / self.weight(who)) as i64
    }

    /// A vruntime in units.
    pub fn show_vruntime(&self, vruntime: i64) -> String {
        self.config.base.show(Time(vruntime.max(0) as u64))
    }
}
