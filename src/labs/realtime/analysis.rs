//! What can be said before the run: utilisation, the bound of Liu and Layland, response-time analysis.
//!
//! Sources: Liu & Layland 1973 (bound, EDF); Joseph & Pandya 1986, Audsley et al. 1993 (response times);
//! Sha, Rajkumar, Lehoczky 1990 (blocking).

use super::config::{Config, Part};
use super::scenario::{Policy, Protocol};
use crate::sim::{Decimal, Ratio, Time};
use num_bigint::BigUint;

/// A response-time analysis is broken off after so many rounds.
const ROUNDS: usize = 200;

/// C / T of a periodic task.
pub fn share(config: &Config, task: usize) -> Option<Ratio> {
    let spec = &config.tasks[task];
    Some(config.scale.ratio(spec.work) / config.scale.ratio(spec.period?))
}

/// The sum of C / T over the periodic tasks.
pub fn utilisation(config: &Config) -> Ratio {
    (0..config.tasks.len()).filter_map(|task| share(config, task)).sum()
}

/// How many periodic tasks there are.
pub fn periodic(config: &Config) -> usize {
    config.tasks.iter().filter(|task| task.period.is_some()).count()
}

/// n(2^(1/n) − 1), rounded to 6 decimals; 0 for no task. By integers alone: an n-th root of 2 · 10^(18n).
pub fn bound(n: usize) -> Decimal {
    let places = BigUint::from(10u8).pow(18);
    let root = (places.pow(n as u32) * 2u8).nth_root(n.max(1) as u32);
    let millionths = (if n == 0 { BigUint::ZERO } else { root - &places }) * n as u64;
    let step = BigUint::from(10u8).pow(12);
    let rounded = (millionths + &step / 2u8) / step;
    let rounded: u64 = rounded.try_into().expect("at most 1");
    format!("{}.{:06}", rounded / 1_000_000, rounded % 1_000_000).parse().expect("a decimal")
}

/// Is U at most n(2^(1/n) − 1)? Exactly: (U/n + 1)^n ≤ 2.
pub fn passes_bound(config: &Config) -> bool {
    let n = periodic(config);
    if n == 0 {
        return true;
    }
    let base = utilisation(config) / Ratio::whole(n as i64) + Ratio::whole(1);
    let power = (1..n).fold(base.clone(), |power, _| power * base.clone());
    power <= Ratio::whole(2)
}

/// Is U at most 1?
pub fn passes_one(config: &Config) -> bool {
    utilisation(config) <= Ratio::whole(1)
}

/// How long jobs of lower priority can hold a job up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocking {
    /// At most so long.
    Bound(Time),
    /// Nothing bounds it: jobs in between may run as long as they like.
    Unbounded,
}

/// How long lower priorities can block a task with a fixed priority.
///
/// Inheritance: once per resource, the longest section of each. Ceilings: once in all. Exact bounds for sections
/// that do not lie in one another. Without a protocol only who uses a resource is blocked, but without a bound.
pub fn blocking(config: &Config, task: usize) -> Blocking {
    let level = config.tasks[task].level;
    let lower = |other: &usize| config.tasks[*other].level > level;
    let mut longest = vec![];
    for resource in 0..config.resources.len() {
        let sections =
            config.users(resource).filter(lower).map(|other| section(config, other, resource)).max();
        let reached = match config.protocol {
            Protocol::None => config.users(resource).any(|user| user == task),
            Protocol::Inherit | Protocol::Ceiling | Protocol::Immediate => config.ceiling(resource) <= level,
        };
        longest.extend(sections.filter(|_| reached));
    }
    match config.protocol {
        _ if longest.is_empty() => Blocking::Bound(Time::ZERO),
        Protocol::None => Blocking::Unbounded,
        Protocol::Inherit => Blocking::Bound(longest.into_iter().fold(Time::ZERO, |sum, one| sum + one)),
        Protocol::Ceiling | Protocol::Immediate => {
            Blocking::Bound(longest.into_iter().max().unwrap_or_default())
        }
    }
}

/// The longest time for which a job of a task holds a resource, if nobody disturbs it.
pub fn section(config: &Config, task: usize, resource: usize) -> Time {
    let (mut longest, mut held): (Time, Option<Time>) = (Time::ZERO, None);
    for part in &config.tasks[task].parts {
        match part {
            Part::Lock(other) if *other == resource => held = Some(Time::ZERO),
            Part::Unlock(other) if *other == resource => {
                longest = longest.max(held.take().unwrap_or_default())
            }
            Part::Run(length) => held = held.map(|sum| sum + *length),
            _ => {}
        }
    }
    longest
}

/// The response-time analysis of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// C + B, then each round; the last two are equal if it came to rest.
    pub rounds: Vec<Time>,
    /// The worst response time; `None` if it is beyond the deadline, or nothing bounds it.
    pub response: Option<Time>,
}

/// R = C + B + Σ ⌈R / Tj⌉ Cj over the tasks of higher priority, from R = C + B. Phases play no part.
/// `None` for aperiodic jobs and under EDF.
pub fn analysis(config: &Config, task: usize) -> Option<Analysis> {
    let spec = &config.tasks[task];
    let deadline = spec.deadline.filter(|_| spec.period.is_some() && config.policy != Policy::Edf)?;
    let Blocking::Bound(blocked) = blocking(config, task) else {
        return Some(Analysis { rounds: vec![], response: None });
    };
    let mut rounds = vec![spec.work + blocked];
    while rounds.len() < ROUNDS {
        let last = *rounds.last().expect("there is a first");
        if last > deadline {
            break;
        }
        let next = higher(config, task).fold(spec.work + blocked, |sum, other| {
            let other = &config.tasks[other];
            let period = other.period.expect("higher priorities are periodic");
            sum + Time(other.work.0.saturating_mul(last.0.div_ceil(period.0)))
        });
        rounds.push(next);
        if next == last {
            return Some(Analysis { rounds, response: Some(last) });
        }
    }
    Some(Analysis { rounds, response: None })
}

/// Tasks of higher fixed priority, best first.
pub fn higher(config: &Config, task: usize) -> impl Iterator<Item = usize> {
    let level = config.tasks[task].level;
    config.by_level().into_iter().filter(move |other| config.tasks[*other].level < level)
}

/// Do the deadlines of all periodic tasks hold by response-time analysis?
pub fn schedulable(config: &Config) -> bool {
    let of = |task| analysis(config, task);
    (0..config.tasks.len()).filter_map(of).all(|analysis| analysis.response.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_exact_to_six_decimals() {
        let bounds: Vec<String> = [1, 2, 3, 4, 5, 10, 32].map(|n| bound(n).to_string()).into();
        assert_eq!(bounds, ["1", "0.828427", "0.779763", "0.756828", "0.743492", "0.717735", "0.700709"]);
        assert_eq!(bound(0).to_string(), "0");
    }
}
