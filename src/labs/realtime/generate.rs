//! Random tasks: the same seed gives the same tasks on every platform.

use super::scenario::Task;
use crate::lab::Problem;
use crate::sim::Decimal;
use crate::text;
use rand_core::{RngCore, SeedableRng};
use rand_pcg::Pcg32;

/// Periods that repeat together after at most 120.
const PERIODS: [u64; 12] = [4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 40, 60];

/// The tasks of a seed: `count` of them, that need about `u` percent of the CPU together.
///
/// # Errors
/// A value is no number within its bounds.
pub fn tasks(values: &[(String, String)]) -> Result<Vec<Task>, Problem> {
    let value = |id: &str, usual: u64, min: u64, max: u64| match values.iter().find(|(key, _)| key == id) {
        None => Ok(usual),
        Some((_, word)) => {
            word.trim().parse().ok().filter(|number| (min..=max).contains(number)).ok_or_else(|| {
                Problem::at(
                    format!("random.{id}"),
                    text!(
                        "“{word}” is not a whole number from {min} to {max}.",
                        "“{word}”不是 {min} 至 {max} 的整数。"
                    ),
                )
            })
        }
    };
    let (seed, count, percent) =
        (value("seed", 1, 0, u64::MAX)?, value("count", 3, 1, 8)?, value("u", 85, 1, 200)?);
    let mut source = Pcg32::seed_from_u64(seed);
    let shares: Vec<u64> = (0..count).map(|_| 1 + below(&mut source, 100)).collect();
    let sum: u64 = shares.iter().sum();
    let mut tasks: Vec<(u64, u64)> = shares
        .into_iter()
        .map(|share| {
            let period = PERIODS[below(&mut source, PERIODS.len() as u64) as usize];
            let exact = period * percent * share;
            (period, ((exact + 50 * sum) / (100 * sum)).max(1))
        })
        .collect();
    tasks.sort_unstable();
    let named = |(index, (period, work)): (usize, (u64, u64))| Task {
        id: format!("T{}", index + 1),
        c: Some(Decimal::whole(work)),
        t: Some(Decimal::whole(period)),
        d: None,
        phase: Decimal::whole(0),
        program: None,
    };
    Ok(tasks.into_iter().enumerate().map(named).collect())
}

/// A number from 0 to `count - 1`: the high half of a product, the same on every platform.
fn below(source: &mut Pcg32, count: u64) -> u64 {
    (source.next_u32() as u64 * count) >> 32
}
