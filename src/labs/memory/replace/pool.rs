//! The frames of a replacement policy: what is in them, and which page goes next.
//!
//! A search for a victim is made of looks, one per call, so that a hand can be watched; most policies decide at
//! the first look. Cost of an access, whatever the number of frames: constant for fifo, lru, mru, random, and
//! clock and second chance on the average; logarithmic for opt, unopt, lfu, mfu; the rest look at every frame.
//!
//! Rules: Silberschatz ch. 10; Tanenbaum 3.4; Stallings 8.2; OSTEP ch. 22. Where they differ: [`Decided`].

use crate::labs::memory::mersenne::Mersenne;
use crate::labs::memory::rules::{AgingLoad, ClockKind, Decided, History, Layout, NruPick, Tie};
use crate::labs::memory::scenario::Policy;
use std::collections::BTreeSet;

/// A page: an index into the names of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Page(pub u32);

/// A frame and the page in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The page.
    pub page: Page,
    /// R: used since the bit was last cleared.
    pub referenced: bool,
    /// M: written since it was loaded.
    pub modified: bool,
    /// When it was loaded.
    pub loaded: i64,
    /// When it was used last.
    pub last: i64,
    /// How often it was used since it was loaded.
    pub count: u32,
    /// The aging counter.
    pub age: u32,
    /// Which access uses it next; [`NEVER`] for none.
    pub next: u64,
}

/// No use to come.
pub const NEVER: u64 = u64::MAX;

/// One access to a page.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// When: the index of the access.
    pub at: i64,
    /// It writes.
    pub write: bool,
    /// Which access uses the same page next.
    pub next: u64,
}

/// What one look of the search for a victim found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// This frame's page stays; the search goes on.
    Spared {
        /// The frame.
        slot: usize,
        /// Its R bit (or use count) was lowered.
        cleared: bool,
    },
    /// This frame's page goes.
    Victim {
        /// The frame.
        slot: usize,
    },
}

/// Frames under a policy.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Which page goes.
    pub policy: Policy,
    /// Conventions.
    pub rules: Decided,
    /// Window of `ws_clock`.
    pub window: u32,
    /// The frames.
    pub slots: Vec<Option<Slot>>,
    /// Where the hand stands.
    pub hand: usize,
    /// How many frames the running search has looked at.
    pub looked: usize,
    now: i64,
    place: Vec<u32>,
    filled: usize,
    chain: Chain,
    ranked: BTreeSet<(u64, i64, u32)>,
    list: Vec<u32>,
    counts: Vec<u32>,
    random: Mersenne,
}

const NOWHERE: u32 = u32::MAX;

impl Pool {
    /// Empty frames for so many different pages.
    pub fn new(policy: Policy, rules: Decided, frames: usize, pages: usize, random: Mersenne) -> Self {
        Pool {
            policy,
            rules,
            window: 0,
            slots: vec![None; frames],
            hand: 0,
            looked: 0,
            now: 0,
            place: vec![NOWHERE; pages],
            filled: 0,
            chain: Chain::new(frames),
            ranked: BTreeSet::new(),
            list: vec![],
            counts: vec![0; if rules.lfu_history == History::Keep { pages } else { 0 }],
            random,
        }
    }

    /// Puts pages in before the run. Call once, on an empty pool, with at most one slot per frame.
    pub fn fill(&mut self, residents: &[Option<Slot>]) {
        for (slot, resident) in residents.iter().enumerate() {
            let Some(resident) = resident else { continue };
            self.slots[slot] = Some(*resident);
            self.place[resident.page.0 as usize] = slot as u32;
            if let Some(count) = self.counts.get_mut(resident.page.0 as usize) {
                *count = resident.count;
            }
            self.rank(slot);
        }
        let mut order: Vec<usize> =
            (0..self.slots.len()).filter(|&slot| self.slots[slot].is_some()).collect();
        let by_use = matches!(self.policy, Policy::Lru | Policy::Mru);
        order.sort_by_key(|&slot| {
            let here = self.slots[slot].expect("only filled frames are listed");
            if by_use { here.last } else { here.loaded }
        });
        for slot in order {
            self.chain.push(slot as u32);
            self.list.push(slot as u32);
        }
        self.skip_filled();
    }

    /// The frame a page is in.
    pub fn find(&self, page: Page) -> Option<usize> {
        self.place.get(page.0 as usize).filter(|&&slot| slot != NOWHERE).map(|&slot| slot as usize)
    }

    /// The lowest empty frame.
    pub fn empty(&self) -> Option<usize> {
        (self.filled < self.slots.len()).then_some(self.filled)
    }

    /// Is a clock tick due before access `at`? Then R bits are cleared (`nru`) or shifted in (`aging`).
    pub fn tick_due(&self, at: i64) -> bool {
        let ticking = matches!(self.policy, Policy::Nru | Policy::Aging);
        let every = self.rules.reset_interval.map_or(0, i64::from);
        ticking && every > 0 && at > 0 && at % every == 0
    }

    /// Clears every R bit; under aging, shifts it into the counter first.
    pub fn tick(&mut self) {
        let top = self.rules.aging_bits - 1;
        for slot in self.slots.iter_mut().flatten() {
            slot.age = (slot.age >> 1) | (u32::from(slot.referenced) << top);
            slot.referenced = false;
        }
    }

    /// Sets R or M of a page from outside, if it is here. No policy ranks pages by them.
    pub fn mark(&mut self, page: Page, referenced: Option<bool>, modified: Option<bool>) {
        let Some(here) = self.find(page).and_then(|slot| self.slots[slot].as_mut()) else { return };
        here.referenced = referenced.unwrap_or(here.referenced);
        here.modified = modified.unwrap_or(here.modified);
    }

    /// A page in a frame is used.
    pub fn touch(&mut self, slot: usize, access: Access) {
        self.unrank(slot);
        self.now = access.at;
        let clock_max = self.is_probing().then_some(self.rules.clock_max);
        let here = self.slots[slot].as_mut().expect("a used frame holds a page");
        here.referenced = true;
        here.modified |= access.write;
        here.last = access.at;
        here.count = clock_max.map_or(here.count + 1, |max| (here.count + 1).min(max));
        here.next = access.next;
        if let Some(count) = self.counts.get_mut(here.page.0 as usize) {
            *count = here.count;
        }
        self.rank(slot);
        if matches!(self.policy, Policy::Lru | Policy::Mru) {
            self.chain.remove(slot as u32);
            self.chain.push(slot as u32);
            self.relist(slot);
        }
    }

    /// A page is loaded into a frame; returns the page that was there.
    pub fn load(&mut self, slot: usize, page: Page, access: Access) -> Option<Slot> {
        let victim = self.slots[slot];
        if let Some(victim) = victim {
            self.unrank(slot);
            self.chain.remove(slot as u32);
            self.place[victim.page.0 as usize] = NOWHERE;
        }
        self.slots[slot] = Some(self.fresh(page, access));
        self.place[page.0 as usize] = slot as u32;
        self.chain.push(slot as u32);
        match victim {
            Some(_) => self.relist(slot),
            None => self.list.push(slot as u32),
        }
        self.rank(slot);
        self.now = access.at;
        if !self.is_probing() {
            self.hand = (slot + 1) % self.slots.len();
        }
        self.looked = 0;
        self.skip_filled();
        victim
    }

    /// One look of the search for a victim. Only when no frame is empty.
    pub fn look(&mut self) -> Look {
        let look = match self.policy {
            Policy::Clock if self.is_probing() => self.probe(),
            Policy::Clock => self.look_clock(),
            Policy::SecondChance => self.look_queue(),
            Policy::EnhancedClock => self.look_enhanced(),
            Policy::WsClock => self.look_aged(),
            Policy::Mru => victim(self.chain.tail),
            Policy::Random => victim(self.list[self.random.below(self.list.len() as u32) as usize]),
            Policy::Opt | Policy::Unopt | Policy::Lfu | Policy::Mfu => {
                victim(self.ranked.first().expect("a full pool ranks its frames").2)
            }
            Policy::Nru => victim(self.lowest_class()),
            Policy::Aging => victim(self.lowest_age()),
            Policy::Fifo | Policy::Lru | Policy::WorkingSet | Policy::Pff => victim(self.chain.head),
        };
        self.looked += 1;
        look
    }

    /// Frames in the order in which the policy keeps them: a FIFO queue head first, LRU from least to most
    /// recent, OSTEP's list left to right.
    pub fn order(&self) -> Vec<usize> {
        self.chain.iter().map(|slot| slot as usize).collect()
    }

    /// Does the policy keep its frames by rank?
    pub fn is_ranked(&self) -> bool {
        matches!(self.policy, Policy::Opt | Policy::Unopt | Policy::Lfu | Policy::Mfu)
    }

    /// Frames by rank, the next to go first.
    pub fn ranked(&self) -> impl Iterator<Item = usize> {
        self.ranked.iter().map(|rank| rank.2 as usize)
    }

    /// Frames in the order of OSTEP's list.
    pub fn listed(&self) -> Vec<usize> {
        if self.rules.layout == Layout::List && !self.keeps_list() {
            return self.order();
        }
        self.list.iter().map(|&slot| slot as usize).collect()
    }

    /// The frame that the next look looks at, where a search goes frame by frame.
    pub fn pointer(&self) -> Option<usize> {
        match self.policy {
            Policy::Clock if !self.is_probing() => Some(self.hand),
            Policy::EnhancedClock | Policy::WsClock => Some((self.hand + self.looked) % self.slots.len()),
            Policy::Nru if self.rules.nru_pick == NruPick::Hand => Some(self.hand),
            _ => None,
        }
    }

    /// Bytes that a copy takes, about.
    pub fn bytes(&self) -> usize {
        self.slots.len() * (size_of::<Slot>() + 24) + (self.place.len() + self.counts.len()) * 4 + 2_600
    }

    fn is_probing(&self) -> bool {
        self.policy == Policy::Clock && self.rules.clock == ClockKind::Random
    }

    fn skip_filled(&mut self) {
        while self.filled < self.slots.len() && self.slots[self.filled].is_some() {
            self.filled += 1;
        }
    }

    fn fresh(&mut self, page: Page, access: Access) -> Slot {
        let clocked = matches!(self.policy, Policy::Clock | Policy::SecondChance | Policy::EnhancedClock);
        let msb = self.policy == Policy::Aging && self.rules.aging_load == AgingLoad::Msb;
        let count = match self.counts.get_mut(page.0 as usize) {
            Some(count) => {
                *count += 1;
                *count
            }
            None => 1,
        };
        Slot {
            page,
            referenced: !clocked || self.rules.load_bit,
            modified: access.write,
            loaded: access.at,
            last: access.at,
            count,
            age: if msb { 1 << (self.rules.aging_bits - 1) } else { 0 },
            next: access.next,
        }
    }

    /// Is OSTEP's list needed beside the chain? It is where places in it are drawn, or where the chain is turned
    /// without a page being loaded. Keeping it takes time in proportion to the frames.
    fn keeps_list(&self) -> bool {
        self.is_probing() || matches!(self.policy, Policy::Random | Policy::SecondChance)
    }

    /// Moves a frame to the right end of OSTEP's list, where that list is kept.
    fn relist(&mut self, slot: usize) {
        if self.rules.layout == Layout::List && self.keeps_list() {
            self.list.retain(|&other| other != slot as u32);
            self.list.push(slot as u32);
        }
    }

    fn key(&self, slot: usize) -> Option<(u64, i64, u32)> {
        let here = self.slots[slot]?;
        let (key, tie) = match self.policy {
            Policy::Opt => (u64::MAX - here.next, self.rules.opt_tie),
            Policy::Unopt => (here.next, Tie::Fifo),
            Policy::Lfu => (u64::from(here.count), self.rules.tie),
            Policy::Mfu => (u64::MAX - u64::from(here.count), self.rules.tie),
            _ => return None,
        };
        Some((key, tied(&here, tie), slot as u32))
    }

    fn rank(&mut self, slot: usize) {
        self.ranked.extend(self.key(slot));
    }

    fn unrank(&mut self, slot: usize) {
        if let Some(key) = self.key(slot) {
            self.ranked.remove(&key);
        }
    }

    fn look_clock(&mut self) -> Look {
        let slot = self.hand;
        let here = self.slots[slot].as_mut().expect("a search begins when all frames are full");
        if !here.referenced {
            return Look::Victim { slot };
        }
        here.referenced = false;
        self.hand = (slot + 1) % self.slots.len();
        Look::Spared { slot, cleared: true }
    }

    fn look_queue(&mut self) -> Look {
        let head = self.chain.head;
        let here = self.slots[head as usize].as_mut().expect("a queued frame holds a page");
        if !here.referenced {
            return victim(head);
        }
        here.referenced = false;
        self.chain.remove(head);
        self.chain.push(head);
        Look::Spared { slot: head as usize, cleared: true }
    }

    /// Round 1 looks for (0,0); round 2 for (0,1) and clears R on its way; rounds 3 and 4 do the same again.
    fn look_enhanced(&mut self) -> Look {
        let frames = self.slots.len();
        let (round, slot) = (self.looked / frames, (self.hand + self.looked) % frames);
        let here = self.slots[slot].as_mut().expect("a search begins when all frames are full");
        let second = round % 2 == 1;
        if !here.referenced && here.modified == second {
            return Look::Victim { slot };
        }
        let cleared = second && here.referenced;
        if second {
            here.referenced = false;
        }
        Look::Spared { slot, cleared }
    }

    /// WSClock: a used page is spared and its bit cleared; an old clean one goes; after two rounds without one
    /// the first old page goes, dirty or not, or else the one under the hand.
    /// Simplified: writing back is not overlapped with the search. Source: Carr, Hennessy 1981; Tanenbaum 3.4.9.
    fn look_aged(&mut self) -> Look {
        let frames = self.slots.len();
        let (round, slot) = (self.looked / frames, (self.hand + self.looked) % frames);
        let (now, window) = (self.now + 1, i64::from(self.window));
        let here = self.slots[slot].as_mut().expect("a search begins when all frames are full");
        let old = now - here.last > window;
        let goes = match round {
            0 | 1 => old && !here.modified,
            2 => old,
            _ => true,
        };
        if !here.referenced && goes {
            return Look::Victim { slot };
        }
        let cleared = here.referenced;
        here.referenced = false;
        Look::Spared { slot, cleared }
    }

    fn probe(&mut self) -> Look {
        let slot = self.list[self.random.below(self.list.len() as u32) as usize] as usize;
        let here = self.slots[slot].as_mut().expect("a listed frame holds a page");
        if here.count == 0 {
            return Look::Victim { slot };
        }
        here.count -= 1;
        Look::Spared { slot, cleared: true }
    }

    fn lowest_class(&mut self) -> u32 {
        let frames = self.slots.len();
        let class = |slot: usize| {
            let here = self.slots[slot].expect("a search begins when all frames are full");
            2 * u8::from(here.referenced) + u8::from(here.modified)
        };
        let lowest = (0..frames).map(class).min().expect("a pool has frames");
        let mut same = (0..frames).filter(|&slot| class(slot) == lowest);
        let slot = match self.rules.nru_pick {
            NruPick::Slot => same.next(),
            NruPick::Fifo => same.min_by_key(|&slot| self.slots[slot].map(|here| here.loaded)),
            NruPick::Hand => same.min_by_key(|&slot| (slot + frames - self.hand) % frames),
            NruPick::Random => {
                let all: Vec<usize> = same.collect();
                Some(all[self.random.below(all.len() as u32) as usize])
            }
        };
        slot.expect("some frame has the lowest class") as u32
    }

    fn lowest_age(&self) -> u32 {
        let rank = |slot: &usize| {
            let here = self.slots[*slot].expect("a search begins when all frames are full");
            (here.age, tied(&here, self.rules.tie), *slot)
        };
        (0..self.slots.len()).min_by_key(rank).expect("a pool has frames") as u32
    }
}

fn victim(slot: u32) -> Look {
    Look::Victim { slot: slot as usize }
}

fn tied(here: &Slot, tie: Tie) -> i64 {
    match tie {
        Tie::Fifo => here.loaded,
        Tie::Lru => here.last,
        Tie::Slot => 0,
        Tie::Lifo => -here.loaded,
    }
}

/// A doubly linked list over frame numbers: any frame leaves, and any joins at the tail, in constant time.
#[derive(Clone, Debug)]
struct Chain {
    head: u32,
    tail: u32,
    next: Vec<u32>,
    last: Vec<u32>,
}

impl Chain {
    fn new(frames: usize) -> Self {
        Chain { head: NOWHERE, tail: NOWHERE, next: vec![NOWHERE; frames], last: vec![NOWHERE; frames] }
    }

    fn push(&mut self, slot: u32) {
        self.next[slot as usize] = NOWHERE;
        self.last[slot as usize] = self.tail;
        match self.tail {
            NOWHERE => self.head = slot,
            tail => self.next[tail as usize] = slot,
        }
        self.tail = slot;
    }

    fn remove(&mut self, slot: u32) {
        let (before, after) = (self.last[slot as usize], self.next[slot as usize]);
        match before {
            NOWHERE => self.head = after,
            before => self.next[before as usize] = after,
        }
        match after {
            NOWHERE => self.tail = before,
            after => self.last[after as usize] = before,
        }
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        let step = |slot: u32| (slot != NOWHERE).then_some(slot);
        std::iter::successors(step(self.head), move |&slot| step(self.next[slot as usize]))
    }
}
