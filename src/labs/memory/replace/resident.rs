//! Resident sets without a frame limit: working set and page-fault frequency.
//!
//! Source: Denning 1968; Chu, Opderbeck 1976; Stallings 8.2.

use super::pool::Page;
use crate::labs::memory::rules::{Decided, PffReset, ShrinkWhen};
use crate::labs::memory::scenario::Policy;
use std::collections::{BTreeSet, VecDeque};

/// The pages in memory.
#[derive(Clone, Debug)]
pub struct Resident {
    /// Them, in the order of their names.
    pub pages: BTreeSet<Page>,
    /// Working set: the last references, oldest first, at most a window of them.
    pub recent: VecDeque<Page>,
    policy: Policy,
    rules: Decided,
    /// Window or threshold.
    limit: i64,
    uses: Vec<u32>,
    last_fault: i64,
}

/// What a reference does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The page was there.
    pub hit: bool,
    /// Pages that leave.
    pub removed: Vec<Page>,
    /// Page-fault frequency: references since the last fault.
    pub gap: Option<i64>,
}

impl Resident {
    /// The set before the first reference. `limit` is the window or the threshold.
    pub fn new(
        policy: Policy,
        rules: Decided,
        limit: u32,
        pages: usize,
        initial: &[Page],
        last_fault: u32,
    ) -> Self {
        let mut set = Resident {
            pages: BTreeSet::new(),
            recent: VecDeque::new(),
            policy,
            rules,
            limit: i64::from(limit),
            uses: vec![0; pages],
            last_fault: i64::from(last_fault),
        };
        if policy == Policy::Pff {
            set.pages.extend(initial);
            return set;
        }
        for page in initial {
            set.pages.insert(*page);
            if let Some(gone) = set.enter(*page) {
                set.pages.remove(&gone);
            }
        }
        set
    }

    /// A reference at time `at`, from 1. The page itself is inserted by [`insert`](Self::insert), those that
    /// leave go with [`remove`](Self::remove), so that both can be watched.
    pub fn refer(&mut self, page: Page, at: i64) -> Outcome {
        let hit = self.pages.contains(&page);
        if self.policy == Policy::WorkingSet {
            let removed = self.enter(page).into_iter().collect();
            return Outcome { hit, removed, gap: None };
        }
        if hit {
            self.uses[page.0 as usize] = 1;
            return Outcome { hit, removed: vec![], gap: None };
        }
        let gap = at - self.last_fault;
        self.last_fault = at;
        let shrinks = match self.rules.pff_shrink_when {
            ShrinkWhen::AtLeast => gap >= self.limit,
            ShrinkWhen::MoreThan => gap > self.limit,
        };
        let unused = |page: &&Page| shrinks && self.uses[page.0 as usize] == 0;
        let removed = self.pages.iter().filter(unused).copied().collect();
        if shrinks || self.rules.pff_reset == PffReset::EveryFault {
            self.uses.fill(0);
        }
        self.uses[page.0 as usize] = 1;
        Outcome { hit, removed, gap: Some(gap) }
    }

    /// The page comes into memory.
    pub fn insert(&mut self, page: Page) {
        self.pages.insert(page);
    }

    /// A page leaves memory.
    pub fn remove(&mut self, page: Page) {
        self.pages.remove(&page);
    }

    /// Has the page been used since the bits were cleared (page-fault frequency), or does the window hold it?
    pub fn is_used(&self, page: Page) -> bool {
        self.uses[page.0 as usize] > 0
    }

    /// Bytes that a copy takes, about.
    pub fn bytes(&self) -> usize {
        self.uses.len() * 4 + self.pages.len() * 16 + self.recent.len() * 4
    }

    /// The window moves on; returns the page that it holds no longer.
    fn enter(&mut self, page: Page) -> Option<Page> {
        self.recent.push_back(page);
        self.uses[page.0 as usize] += 1;
        if self.recent.len() as i64 <= self.limit {
            return None;
        }
        let gone = self.recent.pop_front()?;
        let uses = &mut self.uses[gone.0 as usize];
        *uses -= 1;
        (*uses == 0).then_some(gone)
    }
}
