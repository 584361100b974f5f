//! Lottery scheduling: the tickets of the ready stand in table order, and a number picks one of them.
//!
//! ```text
//! tickets   A: 0 … 74        B: 75 … 99        draw 85 mod 100 = 85: B
//! ```
//!
//! Source: Waldspurger and Weihl 1994; OSTEP ch. 9.

use crate::labs::sched::machine::Sched;
use crate::labs::sched::queue::Entry;
use crate::labs::sched::state::Pid;
use rand_core::{RngCore, SeedableRng};
use rand_pcg::Pcg32;

/// Numbers from the seed lie below this, as those of OSTEP's simulator do.
const DRAWS_BELOW: u64 = 1_000_001;

/// A draw and what it meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// The number drawn.
    pub number: u64,
    /// Tickets of all candidates.
    pub total: u64,
    /// The ticket that wins: number mod total.
    pub ticket: u64,
}

impl Sched {
    /// The number of a decision, counted from 0: as written, else from the seed.
    pub fn number(&self, decision: usize) -> u64 {
        self.config.draws.get(decision).copied().unwrap_or_else(|| {
            let mut source = Pcg32::seed_from_u64(self.config.draw_seed);
            source.advance(decision as u64);
            (source.next_u32() as u64 * DRAWS_BELOW) >> 32
        })
    }

    /// The draw among candidates with so many tickets.
    pub fn draw(&self, decision: usize, total: u64) -> Draw {
        let number = self.number(decision);
        Draw { number, total, ticket: number % total }
    }

    /// Tickets of all that are ready in a queue.
    pub fn tickets_ready(&self, queue: usize) -> u64 {
        self.queues[queue].ready.mass()
    }

    /// The first and the last ticket of everybody that is ready in a queue, in table order.
    pub fn ticket_ranges(&self, queue: usize) -> Vec<(Pid, u64, u64)> {
        let mut before = 0;
        let range = |entry: &Entry| {
            let first = before;
            before += self.spec(entry.who).tickets as u64;
            (entry.who, first, before - 1)
        };
        self.queues[queue].ready.iter().map(range).collect()
    }

    /// Who holds the winning ticket of the next draw.
    pub(in crate::labs::sched) fn winner(&self, queue: usize) -> Option<Entry> {
        let ready = &self.queues[queue].ready;
        if ready.is_empty() {
            return None;
        }
        let draw = self.draw(self.decisions, ready.mass());
        ready.holder(draw.ticket).map(|who| self.entry(who, 0))
    }
}
