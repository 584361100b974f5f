//! The numbers of the copies, and the parts that a technique uses.

use super::config::Config;
use super::program;
use super::scenario::{Destination, Technique};
use super::state::{Mover, Spot, Way};

/// Every way of the technique in force, in the order in which it is taken first.
pub fn route(config: &Config) -> Vec<Way> {
    program::ways(config)
}

/// The number of a copy among those of its technique, from 1; `None` if no byte moves.
pub fn number(config: &Config, way: Way) -> Option<u32> {
    let copies = route(config).into_iter().filter(|way| way.kind != Mover::Nobody);
    copies.zip(1..).find(|(other, _)| *other == way).map(|(_, number)| number)
}

/// The spots that the technique uses, and those that stand there unused.
pub fn spots(config: &Config) -> Vec<Spot> {
    let mut spots = vec![Spot::Disk, Spot::Cache, Spot::Socket, Spot::Nic];
    if config.to == Destination::Null {
        spots.pop();
    }
    if config.technique == Technique::Rdma || (config.technique == Technique::CopyFileRange && config.reflink)
    {
        spots.retain(|spot| *spot != Spot::Socket);
    }
    spots.extend(route(config).iter().flat_map(|way| [way.from, way.to]));
    spots.sort_unstable();
    spots.dedup();
    spots
}
