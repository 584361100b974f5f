//! Random processes: the same seed gives the same processes on every platform.

use super::scenario::{Bursts, Process, Random};
use crate::sim::Decimal;
use rand_core::{RngCore, SeedableRng};
use rand_pcg::Pcg32;

/// The processes that a seed stands for, named P1, P2, … in order of arrival.
pub fn processes(random: &Random) -> Vec<Process> {
    let mut source = Pcg32::seed_from_u64(random.seed);
    let mut arrivals: Vec<u64> = (0..random.count).map(|_| below(&mut source, random.arrival + 1)).collect();
    arrivals.sort_unstable();
    let named = |(index, arrival): (usize, u64)| Process {
        pid: format!("P{}", index + 1),
        arrival: Decimal::whole(arrival),
        burst: None,
        bursts: Some(bursts(&mut source, random)),
        priority: 1 + below(&mut source, random.priority.max(1)) as i32,
        ..Process::default()
    };
    arrivals.into_iter().enumerate().map(named).collect()
}

/// CPU and I/O in turn; as many I/O bursts as the draw of 0 to `io` says.
fn bursts(source: &mut Pcg32, random: &Random) -> Bursts {
    let count = 1 + 2 * below(source, random.io + 1);
    let length = |_| Decimal::whole(1 + below(source, random.burst.max(1)));
    Bursts::List((0..count).map(length).collect())
}

/// A number from 0 to `count - 1`: the high half of a 32 by 32 bit product, the same on every platform. Its bias
/// is below `count` in 2^32.
fn below(source: &mut Pcg32, count: u32) -> u64 {
    (source.next_u32() as u64 * count as u64) >> 32
}
