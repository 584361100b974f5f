//! The ways that bytes and references take under each technique, in order, and the numbers of the copies.

use super::config::Config;
use super::scenario::Technique;
use super::state::{Mover, Spot, Way};

/// Every way of the technique in force, in the order in which it is taken first.
pub fn route(config: &Config) -> Vec<Way> {
    use Mover::{Cpu, Dma, Nobody};
    use Spot::{Cache, Disk, Nic, Pipe, Socket, User};
    let ways: &[(Spot, Spot, Mover)] = match config.technique {
        Technique::Read => &[(Disk, Cache, Dma), (Cache, User, Cpu), (User, Socket, Cpu), (Socket, Nic, Dma)],
        Technique::Mmap if config.changes => {
            &[(Cache, User, Nobody), (Disk, Cache, Dma), (User, Socket, Cpu), (Socket, Nic, Dma)]
        }
        Technique::Mmap => {
            &[(Cache, User, Nobody), (Disk, Cache, Dma), (Cache, Socket, Cpu), (Socket, Nic, Dma)]
        }
        Technique::Sendfile => &[(Disk, Cache, Dma), (Cache, Socket, Cpu), (Socket, Nic, Dma)],
        Technique::SendfileSg => &[(Disk, Cache, Dma), (Cache, Socket, Nobody), (Cache, Nic, Dma)],
        Technique::Splice => {
            &[(Disk, Cache, Dma), (Cache, Pipe, Nobody), (Pipe, Socket, Nobody), (Cache, Nic, Dma)]
        }
        Technique::Direct => &[(Disk, User, Dma), (User, Socket, Cpu), (Socket, Nic, Dma)],
        Technique::Pio => &[(Disk, Cache, Cpu), (Cache, User, Cpu), (User, Socket, Cpu), (Socket, Nic, Cpu)],
    };
    ways.iter().map(|&(from, to, kind)| Way { from, to, kind }).collect()
}

/// The number of a copy among those of its technique, from 1; `None` if no byte moves.
pub fn number(config: &Config, way: Way) -> Option<u32> {
    let copies = route(config).into_iter().filter(|way| way.kind != Mover::Nobody);
    copies.zip(1..).find(|(other, _)| *other == way).map(|(_, number)| number)
}

/// The spots that the technique uses, and those that stand there unused.
pub fn spots(config: &Config) -> Vec<Spot> {
    let mut spots = vec![Spot::Disk, Spot::Cache, Spot::Socket, Spot::Nic];
    spots.extend(route(config).iter().flat_map(|way| [way.from, way.to]));
    spots.sort_unstable();
    spots.dedup();
    spots
}
