//! What a scenario says of several CPUs and their caches, checked.

use super::config::positive;
use super::rules::{Decided, QueueFor, Slices};
use super::scenario::{MAX_CPUS, MAX_WARM_RATE, Policy, Process, Scenario};
use super::state::CacheSpec;
use crate::lab::Problem;
use crate::sim::{Decimal, Scale, Time};
use crate::text;
use crate::text::Text;

/// Can these be had together?
pub fn check(scenario: &Scenario, rules: &Decided) -> Result<(), Problem> {
    if !(1..=MAX_CPUS).contains(&scenario.cpus) {
        return Err(Problem::at(
            "cpus",
            text!("There must be 1 to {MAX_CPUS} CPUs.", "CPU 数应在 1 到 {MAX_CPUS} 之间。"),
        ));
    }
    if scenario.cpus == 1 {
        return Ok(());
    }
    if always_apart(scenario.policy) && scenario.rules.queue == Some(QueueFor::Global) {
        let text = Text::new(
            "CFS and EEVDF keep a queue per CPU; with several CPUs queue must be per_core.",
            "CFS 和 EEVDF 每个 CPU 各有一个队列；多个 CPU 时 queue 必须为 per_core。",
        );
        return Err(Problem::at("queue", text));
    }
    let drawn = matches!(scenario.policy, Policy::Lottery | Policy::Stride);
    let bound = |process: &Process| !process.affinity.is_empty();
    if drawn && rules.queue == QueueFor::Global && scenario.processes.iter().any(bound) {
        let text = Text::new(
            "Lottery and stride know affinity only with a queue per CPU (queue: per_core).",
            "彩票调度和步长调度只有在每个 CPU 各有一个队列（queue: per_core）时才支持 CPU 亲和性。",
        );
        return Err(Problem::at("queue", text));
    }
    Ok(())
}

/// Has each CPU its own queue under this policy, whatever the rules say?
pub fn always_apart(policy: Policy) -> bool {
    matches!(policy, Policy::Cfs | Policy::Eevdf)
}

/// Are the CPUs that rows name there?
pub fn check_rows(table: &[Process], cpus: u32) -> Result<(), Problem> {
    for (index, process) in table.iter().enumerate() {
        let named = process.core.iter().chain(&process.affinity);
        let last = cpus.max(1) - 1;
        if named.copied().any(|cpu| cpu > last) {
            let text = text!(
                "There are {cpus} CPUs, numbered from 0 to {last}.",
                "共有 {cpus} 个 CPU，编号从 0 到 {last}。"
            );
            let column = if process.core.is_some_and(|core| core > last) { "core" } else { "affinity" };
            return Err(Problem::at(format!("rows.{index}.{column}"), text));
        }
        let elsewhere = |core: u32| !process.affinity.is_empty() && !process.affinity.contains(&core);
        if process.core.is_some_and(elsewhere) {
            let text = Text::new(
                "A process cannot start on a CPU on which it may not run.",
                "进程不能从不允许它运行的 CPU 开始。",
            );
            return Err(Problem::at(format!("rows.{index}.affinity"), text));
        }
    }
    Ok(())
}

/// Only queues of several CPUs are balanced, whatever a file says.
fn balances(scenario: &Scenario, rules: &Decided) -> Option<Decimal> {
    scenario.balance.filter(|_| rules.queue == QueueFor::PerCore && scenario.policy != Policy::Eevdf)
}

/// The period of balancing.
pub fn balance(scenario: &Scenario, rules: &Decided, scale: Scale) -> Result<Option<Time>, Problem> {
    balances(scenario, rules).map(|period| positive("bal", period, scale)).transpose()
}

/// What coming from another CPU costs, if there is another.
pub fn migration_cost(scenario: &Scenario) -> Decimal {
    if scenario.cpus > 1 { scenario.migration_cost } else { Decimal::whole(0) }
}

/// Do slices follow the clock? Only those of `rr`, and only where CPUs or caches are compared.
pub fn aligned(scenario: &Scenario) -> bool {
    let asked = scenario.rules.decided().slices == Slices::Aligned;
    asked && scenario.policy == Policy::Rr && (scenario.cpus > 1 || scenario.cache.is_some())
}

/// Can caches matter? With one CPU only if working sets are given, or in a simulation by the clock (OSTEP's).
pub fn caches_matter(scenario: &Scenario) -> bool {
    let sets = scenario.processes.iter().any(|process| process.working_set > 0);
    let clock = scenario.policy == Policy::Rr && scenario.rules.decided().slices == Slices::Aligned;
    scenario.cpus > 1 || sets || clock
}

/// The caches.
pub fn cache(scenario: &Scenario, scale: Scale) -> Result<Option<CacheSpec>, Problem> {
    let Some(cache) = scenario.cache.filter(|_| caches_matter(scenario)) else {
        return Ok(None);
    };
    if !(1..=MAX_WARM_RATE).contains(&cache.warm_rate) {
        let text = text!(
            "A warm process does 1 to {MAX_WARM_RATE} times the work of a cold one.",
            "缓存已热的进程每单位完成的工作应为 1 到 {MAX_WARM_RATE}。"
        );
        return Err(Problem::at("cache", text));
    }
    Ok(Some(CacheSpec {
        size: cache.size.into(),
        warm_up: cache.warm_up.ticks(scale),
        warm_rate: cache.warm_rate.into(),
    }))
}

/// Times that the run depends on.
pub fn times(scenario: &Scenario, rules: &Decided) -> Vec<Decimal> {
    let cache = scenario.cache.filter(|_| caches_matter(scenario)).map(|cache| cache.warm_up);
    let balance = balances(scenario, rules);
    [balance, cache, Some(migration_cost(scenario))].into_iter().flatten().collect()
}
