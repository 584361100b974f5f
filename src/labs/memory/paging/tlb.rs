//! A translation lookaside buffer: sets of entries, each set listed with its next victim first.

use crate::labs::memory::scenario::{Tlb as Wish, TlbPolicy};
use std::collections::VecDeque;

/// A TLB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tlb {
    /// The sets: pages and frames, next victim first.
    pub sets: Vec<VecDeque<(u64, u64)>>,
    /// Entries in a set.
    pub ways: usize,
    /// Entries carry the number of their process, so a switch need not drop them.
    pub asid: bool,
    policy: TlbPolicy,
}

impl Tlb {
    /// A TLB as wished, with its first entries. The wish has been checked.
    pub fn new(wish: &Wish) -> Self {
        let ways = wish.ways.unwrap_or(wish.entries).max(1) as usize;
        let sets = (wish.entries as usize / ways).max(1);
        let mut tlb = Tlb { sets: vec![VecDeque::new(); sets], ways, asid: wish.asid, policy: wish.policy };
        for &(page, frame) in &wish.initial {
            tlb.insert(page, tlb.set_of(page), frame);
        }
        tlb
    }

    /// The set a page number belongs to; of a huge page, its number counted in huge pages.
    pub fn set_of(&self, number: u64) -> usize {
        (number % self.sets.len() as u64) as usize
    }

    /// The frame of a page, if it is in its set; using it makes it most recent under LRU.
    pub fn lookup(&mut self, page: u64, set: usize) -> Option<u64> {
        let index = self.sets[set].iter().position(|entry| entry.0 == page)?;
        let entry = self.sets[set][index];
        if self.policy == TlbPolicy::Lru {
            self.sets[set].remove(index);
            self.sets[set].push_back(entry);
        }
        Some(entry.1)
    }

    /// Puts an entry into a set; returns the one that it pushed out.
    pub fn insert(&mut self, page: u64, set: usize, frame: u64) -> Option<(u64, u64)> {
        self.remove(page, set);
        let entries = &mut self.sets[set];
        let gone = if entries.len() == self.ways { entries.pop_front() } else { None };
        entries.push_back((page, frame));
        gone
    }

    /// Drops the entry of a page from its set; says whether there was one.
    pub fn remove(&mut self, page: u64, set: usize) -> bool {
        let before = self.sets[set].len();
        self.sets[set].retain(|entry| entry.0 != page);
        self.sets[set].len() < before
    }

    /// Drops everything; returns the pages that were there.
    pub fn flush(&mut self) -> Vec<u64> {
        self.sets.iter_mut().flat_map(|set| set.drain(..)).map(|entry| entry.0).collect()
    }

    /// Every entry, set by set.
    pub fn entries(&self) -> impl Iterator<Item = (u64, u64)> {
        self.sets.iter().flatten().copied()
    }
}
