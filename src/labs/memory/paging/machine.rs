//! One access after another: split, TLB, walk; and on a page fault the kernel's work until the retry.
//!
//! ```text
//! (bits by hand) ─▶ (switch to the process) ─▶
//! split ─▶ TLB ─hit──────────────────────────────────────────▶ access
//!           └miss▶ level 1 ▶ … ▶ level k ─present─▶ TLB fill ─▶ access
//!                                  └not present▶ trap ▶ locate ▶ free frame, or victim ▶ unmap ▶ write back
//!                                                ▶ read ▶ update entry ▶ retry
//! ```

use super::plan::{Hand, Planned, hands, plan};
use super::space::{Leaf, Link, Space};
use super::tlb::Tlb;
use crate::lab::Problem;
use crate::labs::memory::event::{Bit, Event, Found, Source};
use crate::labs::memory::replace::machine::Replacing;
use crate::labs::memory::replace::pool::Page;
use crate::labs::memory::rules::{AfterFault, Decided, Rules};
use crate::labs::memory::scenario::{
    Initial, MAX_ACCESSES, MAX_FRAMES, MAX_TLB, Name, Paging, Replace, Resident, Times,
};
use crate::text;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// Above so many accesses, one step is a whole access.
const FINE_ACCESSES: usize = 2_000;
/// Accesses that the strip at the top looks back at.
pub const BADGES: usize = 16;

/// What does not change during a run.
#[derive(Debug)]
pub struct Config {
    /// The space as it was at first.
    pub space: Space,
    /// The accesses, split.
    pub accesses: Vec<Planned>,
    /// Rules, decided.
    pub rules: Decided,
    /// What things cost.
    pub times: Option<Times>,
    /// Table reads that a walk of a flat table stands for.
    pub reads_per_walk: u64,
    /// Missing pages are loaded.
    pub demand: bool,
    /// Frame numbers by slot of the frames under the policy.
    pub frame_numbers: Vec<u64>,
    /// The numbers of the pages that the policy knows.
    pub pages: Vec<u64>,
    /// The bits that are turned over by hand, in order.
    pub hands: Vec<Hand>,
    /// A step is less than an access.
    pub fine: bool,
    /// What is in physical memory, if the scenario says.
    pub dump: Vec<Vec<u8>>,
    /// Entries of a flat table as numbers, if the scenario says.
    pub words: Vec<u32>,
}

impl Config {
    /// The byte at a physical address, if the scenario says what is in memory.
    pub fn byte(&self, address: u64) -> Option<u8> {
        let (page, offset) = (address / self.space.page_size, address % self.space.page_size);
        self.dump.get(page as usize)?.get(offset as usize).copied()
    }

    /// The entry of a table as the number in memory, if the scenario says.
    pub fn raw(&self, table: usize, index: u64) -> Option<u64> {
        let base = self.space.tables.get(table)?.base;
        match base.filter(|_| !self.dump.is_empty()) {
            Some(base) => self.byte(base + index).map(u64::from),
            None => self.words.get(index as usize).map(|word| u64::from(*word)),
        }
    }
}

/// Why an access ended without its data, or what it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The page was not in memory, or its entry said so.
    Page,
    /// A write to a page marked copy-on-write.
    Cow,
    /// There is no such page.
    Invalid,
    /// The program may not do that.
    Protection,
}

/// An access so far, or when it is over.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Which access, from 0.
    pub at: usize,
    /// Its first TLB lookup hit.
    pub tlb_hit: bool,
    /// It missed, and the TLB had known the page until a switch dropped it.
    pub flushed: bool,
    /// The page was brought into memory.
    pub loaded: bool,
    /// What went wrong on the way.
    pub fault: Option<Fault>,
    /// On which level, from 1.
    pub fault_level: Option<usize>,
    /// The page that had to go.
    pub victim: Option<u64>,
    /// The victim was written back.
    pub written: bool,
    /// The frame.
    pub frame: Option<u64>,
    /// The physical address.
    pub physical: Option<u64>,
    /// Page-table entries read.
    pub reads: u64,
    /// The entries read: level, table, index, what they said.
    pub walk: Vec<(usize, usize, u64, Found)>,
    /// What it cost.
    pub time: u64,
}

/// Counts up to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Totals {
    /// First lookups that hit.
    pub tlb_hits: u64,
    /// Lookups that missed.
    pub tlb_misses: u64,
    /// Page faults.
    pub page_faults: u64,
    /// Accesses refused.
    pub refused: u64,
    /// The CPU went to another process.
    pub switches: u64,
    /// TLB entries dropped by that.
    pub dropped: u64,
    /// First lookups that missed what a switch had dropped.
    pub flush_misses: u64,
    /// What all cost.
    pub time: u64,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Walking {
    /// What does not change.
    pub config: Arc<Config>,
    /// The entries of the last level as they are now: present frame, A, D.
    pub leaves: Vec<Leaf>,
    /// The TLB.
    pub tlb: Option<Tlb>,
    /// The frames under the replacement policy, if missing pages are loaded.
    pub frames: Option<Replacing>,
    /// Accesses that are over.
    pub done: usize,
    /// The access under way, or the last one.
    pub outcome: Outcome,
    /// The latest accesses that are over, oldest first.
    pub badges: VecDeque<Outcome>,
    /// Counts up to now.
    pub totals: Totals,
    /// What comes next.
    pub phase: Phase,
    /// Whose tables the processor uses; `None` before the first access.
    pub process: Option<usize>,
    /// Pages whose TLB entries a switch dropped, and that have not come back.
    pub flushed: BTreeSet<u64>,
    /// How many bits were turned over by hand.
    pub handled: usize,
}

/// Where an access stands: what the next step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Begin an access.
    Ready,
    /// Look into the TLB.
    Lookup,
    /// Read the entry of a level, from 0, in a table.
    Walk(usize, usize),
    /// The access is not allowed.
    Violate,
    /// Make a copy-on-write page writable.
    Own,
    /// The page is in its frame: say so.
    Remap,
    /// Enter the kernel.
    Trap {
        /// There is no such page.
        invalid: bool,
    },
    /// Give up.
    Kill,
    /// Find where the page comes from.
    Locate,
    /// Find a frame.
    Search,
    /// Take the victim's page out of the tables.
    Unmap,
    /// Save the victim.
    WriteBack,
    /// Read the page.
    Read(usize),
    /// Enter the page into the tables.
    Update(usize),
    /// Run the instruction again.
    Retry,
    /// Put the translation into the TLB.
    Fill,
    /// Access the data.
    Access,
    /// Nothing is left to do.
    Over,
}

impl Phase {
    /// Does the kernel run, after the step that led here?
    pub fn is_kernel(self) -> bool {
        matches!(
            self,
            Phase::Locate
                | Phase::Search
                | Phase::Unmap
                | Phase::WriteBack
                | Phase::Read(_)
                | Phase::Update(_)
                | Phase::Retry
                | Phase::Kill
                | Phase::Own
                | Phase::Remap
        )
    }
}

impl Walking {
    /// The machine before its first access.
    ///
    /// # Errors
    /// A count out of its bounds, or parts that do not fit together.
    pub fn start(paging: &Paging) -> Result<Self, Problem> {
        check(paging)?;
        let space = Space::of(paging)?;
        let hands = hands(paging, &space)?;
        let mut accesses = plan(paging, &space, &hands);
        let demand = paging.loads_on_demand();
        let (frames, frame_numbers) = if demand {
            let (study, numbers) = study(paging, &space, &accesses)?;
            (Some(Replacing::start(&study)?), numbers)
        } else {
            (None, vec![])
        };
        let pages: Vec<u64> = frames
            .iter()
            .flat_map(|frames| &*frames.config.names)
            .map(|name| numbered(&space, name))
            .collect();
        if let Some(frames) = &frames {
            for access in accesses.iter_mut().filter(|access| access.is_served(&space)) {
                access.known = frames.config.page(&named(&space, access.page));
            }
        }
        let tlb = paging.tlb.as_ref().map(Tlb::new);
        agree(&space, tlb.as_ref(), demand)?;
        let config = Config {
            rules: paging.rules.decided(),
            times: paging.times,
            reads_per_walk: u64::from(paging.levels.max(1)),
            demand,
            frame_numbers,
            pages,
            hands,
            fine: accesses.len() <= FINE_ACCESSES && frames.as_ref().is_none_or(|frames| frames.config.fine),
            accesses,
            space,
            dump: paging.dump.clone(),
            words: paging.pte_words.clone(),
        };
        Ok(Walking {
            leaves: config.space.leaves.clone(),
            config: Arc::new(config),
            tlb,
            frames,
            done: 0,
            outcome: Outcome::default(),
            badges: VecDeque::new(),
            totals: Totals::default(),
            phase: Phase::Ready,
            process: None,
            flushed: BTreeSet::new(),
            handled: 0,
        })
    }

    /// The access under way or just over, from 1; 0 before the first.
    pub fn current(&self) -> usize {
        match self.phase {
            Phase::Ready | Phase::Over => self.done,
            _ => self.done + 1,
        }
    }

    /// The access under way or just over.
    pub fn access(&self) -> Option<&Planned> {
        self.config.accesses.get(self.current().checked_sub(1)?)
    }

    /// Moves one step.
    pub fn step(&mut self, events: &mut Vec<Event>) {
        let done = self.done;
        loop {
            self.micro(events);
            if self.config.fine || self.done > done || self.phase == Phase::Over {
                return;
            }
        }
    }

    /// Moves to the end of the present access; for reports.
    pub fn finish_access(&mut self, events: &mut Vec<Event>) {
        let done = self.done;
        while self.done == done && self.phase != Phase::Over {
            self.micro(events);
        }
    }

    fn micro(&mut self, events: &mut Vec<Event>) {
        match self.phase {
            Phase::Over => {}
            Phase::Ready if self.hand().is_some() => self.toggle(events),
            Phase::Ready if self.done == self.config.accesses.len() => {
                self.phase = Phase::Over;
                events.push(Event::Finished);
            }
            Phase::Ready if self.process.is_some_and(|process| process != self.planned().process) => {
                self.switch(events);
            }
            Phase::Ready => {
                self.process = Some(self.planned().process);
                self.outcome = Outcome { at: self.done, ..Outcome::default() };
                events.push(Event::Split);
                self.phase =
                    if self.tlb.is_some() { Phase::Lookup } else { Phase::Walk(0, self.planned().process) };
            }
            Phase::Lookup => self.look_up(events),
            Phase::Walk(level, table) => self.walk(level, table, events),
            Phase::Violate => {
                events.push(Event::Violated);
                self.phase = if self.planned().cow {
                    self.outcome.fault.get_or_insert(Fault::Cow);
                    Phase::Own
                } else {
                    self.refuse(Fault::Protection);
                    Phase::Kill
                };
            }
            Phase::Own => {
                let leaf = self.planned().leaf.expect("what is shared is mapped");
                (self.leaves[leaf].write, self.leaves[leaf].cow) = (true, false);
                self.forget(self.leaves[leaf]);
                events.push(Event::Owned);
                self.phase = Phase::Retry;
            }
            Phase::Remap => {
                let leaf = self.planned().leaf.expect("what is in a frame is mapped");
                self.leaves[leaf].hidden = false;
                self.outcome.frame = self.leaves[leaf].frame;
                events.push(Event::Remapped);
                self.phase = Phase::Retry;
            }
            Phase::Trap { invalid } => self.trap(invalid, events),
            Phase::Kill => {
                events.push(Event::Killed);
                self.end();
            }
            Phase::Locate => {
                let source = self.source();
                events.push(Event::Located { source });
                self.phase = if source == Source::Memory { Phase::Remap } else { Phase::Search };
            }
            Phase::Search => self.search(events),
            Phase::Unmap => self.unmap(events),
            Phase::WriteBack => {
                self.outcome.written = true;
                self.spend(|times| times.write_back);
                self.drive(events);
                self.phase = self.victim_slot().map_or(Phase::Search, Phase::Read);
            }
            Phase::Read(slot) => {
                let disk = self.source() == Source::Disk;
                self.spend(if disk { |times| times.fault } else { |times| times.mem });
                events.push(Event::Read { slot, disk });
                self.phase = Phase::Update(slot);
            }
            Phase::Update(slot) => self.update(slot, events),
            Phase::Retry => self.retry(events),
            Phase::Fill => {
                let victim = self.fill();
                events.push(Event::Filled { victim });
                self.phase = Phase::Access;
            }
            Phase::Access => self.finish(events),
        }
    }

    /// The next bit to be turned over by hand, if its time has come.
    fn hand(&self) -> Option<&Hand> {
        self.config.hands.get(self.handled).filter(|hand| hand.access <= self.done + 1)
    }

    fn toggle(&mut self, events: &mut Vec<Event>) {
        let Hand { leaf, bit, .. } = *self.hand().expect("its time has come");
        self.handled += 1;
        let changed = self.leaves[leaf].toggle(bit);
        let (page, on) = (self.leaves[leaf].page, self.leaves[leaf].bit(bit));
        if let (true, Some(frames)) = (changed, &mut self.frames) {
            // The policy looks at the same bits.
            let known = self.config.pages.iter().position(|known| *known == page);
            let known = known.map(|index| Page(index as u32));
            match bit {
                Bit::Accessed => known.into_iter().for_each(|known| frames.mark(known, Some(on), None)),
                Bit::Dirty => known.into_iter().for_each(|known| frames.mark(known, None, Some(on))),
                _ => {}
            }
        }
        self.forget(self.leaves[leaf]);
        events.push(Event::Toggled { page, bit, on, changed });
    }

    fn switch(&mut self, events: &mut Vec<Event>) {
        let (from, to) = (self.process.expect("somebody ran before"), self.planned().process);
        let dropped = match &mut self.tlb {
            Some(tlb) if !tlb.asid => {
                let gone = tlb.flush();
                self.flushed.extend(&gone);
                Some(gone.len())
            }
            Some(_) => None,
            None => Some(0),
        };
        self.totals.switches += 1;
        self.totals.dropped += dropped.unwrap_or(0) as u64;
        self.process = Some(to);
        events.push(Event::Switched { from, to, dropped });
    }

    /// Drops the TLB's entry of a page whose own entry has changed; says whether there was one.
    fn forget(&mut self, leaf: Leaf) -> bool {
        let space = &self.config.space;
        let number = space.number(leaf.page) / space.pages_in(leaf.huge);
        self.flushed.remove(&leaf.page);
        self.tlb.as_mut().is_some_and(|tlb| {
            let set = tlb.set_of(number);
            tlb.remove(leaf.page, set)
        })
    }

    fn look_up(&mut self, events: &mut Vec<Event>) {
        let (page, index) = (self.planned().page, self.planned().index);
        self.spend(|times| times.tlb);
        let found = self.tlb.as_mut().and_then(|tlb| tlb.lookup(page, tlb.set_of(index)));
        let again = self.outcome.fault.is_some();
        match found {
            Some(frame) => {
                if !again {
                    self.outcome.tlb_hit = true;
                    self.totals.tlb_hits += 1;
                }
                self.outcome.frame = Some(frame);
                events.push(Event::TlbHit { page, frame });
                self.phase = if self.may_go_on() { Phase::Access } else { Phase::Violate };
            }
            None => {
                self.totals.tlb_misses += 1;
                self.outcome.flushed |= !again && self.flushed.contains(&page);
                self.totals.flush_misses += u64::from(self.outcome.flushed && !again);
                events.push(Event::TlbMissed { page });
                self.phase = Phase::Walk(0, self.planned().process);
            }
        }
    }

    /// Does the entry allow the access? A page marked copy-on-write does not allow a write yet.
    fn may_go_on(&self) -> bool {
        let planned = self.planned();
        let shared = || planned.leaf.is_some_and(|leaf| self.leaves[leaf].cow);
        planned.allowed && !(planned.cow && shared())
    }

    fn walk(&mut self, level: usize, table: usize, events: &mut Vec<Event>) {
        let split = self.planned().split.clone();
        let index = split.indices[level];
        let found = if split.beyond && level == 0 { Found::Invalid } else { self.read_entry(table, index) };
        if found != Found::Invalid || self.config.space.flat.is_none() {
            let reads = if self.config.space.flat.is_some() { self.config.reads_per_walk } else { 1 };
            self.outcome.reads += reads;
            (0..reads).for_each(|_| self.spend(|times| times.mem));
        }
        self.outcome.walk.push((level + 1, table, index, found));
        events.push(Event::Walked { level: level + 1, table, index, found });
        self.phase = match found {
            Found::Table(next) => Phase::Walk(level + 1, next),
            Found::Frame(_) if !self.planned().allowed => Phase::Violate,
            Found::Frame(frame) => {
                self.outcome.frame = Some(frame);
                if !self.may_go_on() {
                    Phase::Violate
                } else if self.tlb.is_some() {
                    Phase::Fill
                } else {
                    Phase::Access
                }
            }
            Found::Missing => Phase::Trap { invalid: self.is_unmapped() },
            Found::Invalid => Phase::Trap { invalid: true },
        };
    }

    fn read_entry(&self, table: usize, index: u64) -> Found {
        match self.config.space.tables.get(table).and_then(|table| table.entries.get(&index)) {
            Some(Link::Table(next)) => Found::Table(*next),
            Some(Link::Leaf(leaf)) => self.leaves[*leaf]
                .frame
                .filter(|_| self.leaves[*leaf].is_present())
                .map_or(Found::Missing, Found::Frame),
            None => Found::Missing,
        }
    }

    /// Under areas, a page outside of all of them does not exist; a page that the program may not touch is not loaded.
    fn is_unmapped(&self) -> bool {
        self.config.demand && self.planned().leaf.is_none()
    }

    fn trap(&mut self, invalid: bool, events: &mut Vec<Event>) {
        self.outcome.fault_level = self.outcome.walk.last().map(|read| read.0);
        events.push(Event::Trapped { invalid });
        if invalid {
            self.refuse(Fault::Invalid);
            self.phase = Phase::Kill;
        } else if !self.planned().allowed {
            self.phase = Phase::Violate;
        } else {
            self.outcome.fault = Some(Fault::Page);
            self.totals.page_faults += 1;
            if self.config.demand {
                if self.source() != Source::Memory {
                    self.drive_to_fault();
                }
                self.phase = Phase::Locate;
            } else {
                self.phase = Phase::Kill;
            }
        }
        if !self.config.space.hex && self.phase == Phase::Kill {
            // Exercises ask only what happens to the address: nothing is killed.
            self.end();
        }
    }

    fn search(&mut self, events: &mut Vec<Event>) {
        let frames = self.frames.as_ref().expect("pages are loaded into frames");
        if let Some(slot) = frames.pool().and_then(|pool| pool.empty()) {
            events.push(Event::Freed { slot });
            self.phase = Phase::Read(slot);
            return;
        }
        self.drive(events);
        if let Some(Event::Chosen { page, .. }) = events.last() {
            self.outcome.victim = Some(self.number(*page));
            self.phase = Phase::Unmap;
        }
    }

    fn unmap(&mut self, events: &mut Vec<Event>) {
        let slot = self.victim_slot().expect("a victim was chosen");
        let held =
            self.frames.as_ref().and_then(|frames| frames.pool()?.slots[slot]).expect("it holds a page");
        let number = self.number(held.page);
        let leaf = self.config.space.leaf_of(number).expect("a page in a frame is mapped");
        self.leaves[leaf] =
            Leaf { frame: None, hidden: false, accessed: false, dirty: false, ..self.leaves[leaf] };
        let flushed = self.forget(self.leaves[leaf]);
        events.push(Event::Unmapped { page: held.page, flushed });
        self.phase = if held.modified { Phase::WriteBack } else { Phase::Read(slot) };
    }

    fn update(&mut self, slot: usize, events: &mut Vec<Event>) {
        self.drive(events);
        let frame = self.config.frame_numbers[slot];
        let leaf = self.planned().leaf.expect("a page that is loaded is mapped");
        self.leaves[leaf].frame = Some(frame);
        self.outcome.frame = Some(frame);
        self.outcome.loaded = true;
        self.phase = Phase::Retry;
    }

    fn retry(&mut self, events: &mut Vec<Event>) {
        events.push(Event::Retried);
        let after = self.config.rules.after_fault;
        self.phase = match (after, self.tlb.is_some()) {
            (AfterFault::RetryHit, true) => {
                self.fill();
                Phase::Lookup
            }
            (AfterFault::RetryMiss, true) => Phase::Lookup,
            (AfterFault::Direct, true) => {
                self.fill();
                Phase::Access
            }
            (AfterFault::Direct, false) => Phase::Access,
            (_, false) => Phase::Walk(0, self.planned().process),
        };
    }

    fn finish(&mut self, events: &mut Vec<Event>) {
        self.spend(|times| times.mem);
        let Planned { leaf, known, op, offset, .. } = *self.planned();
        let frame = self.outcome.frame.expect("a translated access has a frame");
        let address = frame * self.config.space.page_size + offset;
        self.outcome.physical = Some(address);
        match (known, &mut self.frames) {
            (Some(page), Some(frames)) => {
                if !self.outcome.loaded {
                    let mut quiet = vec![];
                    frames.finish_reference(&mut quiet);
                    self.follow(&quiet);
                }
                self.copy_bits(page);
            }
            _ => {
                if let Some(leaf) = leaf {
                    self.leaves[leaf].accessed = true;
                    self.leaves[leaf].dirty |= op == 'W';
                }
            }
        }
        events.push(Event::Accessed { address });
        self.end();
    }

    fn end(&mut self) {
        self.totals.time += self.outcome.time;
        if self.badges.len() == BADGES {
            self.badges.pop_front();
        }
        self.badges.push_back(self.outcome.clone());
        self.done += 1;
        self.phase = Phase::Ready;
    }

    fn refuse(&mut self, fault: Fault) {
        self.outcome.fault = Some(fault);
        self.totals.refused += 1;
    }

    fn fill(&mut self) -> Option<u64> {
        let Planned { page, index, .. } = *self.planned();
        let frame = self.outcome.frame?;
        self.flushed.remove(&page);
        let tlb = self.tlb.as_mut()?;
        tlb.insert(page, tlb.set_of(index), frame).map(|gone| gone.0)
    }

    /// Lets the replacement policy make its next move.
    fn drive(&mut self, events: &mut Vec<Event>) {
        let from = events.len();
        self.frames.as_mut().expect("pages are loaded into frames").micro(events);
        self.follow(&events[from..]);
    }

    /// The policy learns of the fault; what it says of it is told by the walk.
    fn drive_to_fault(&mut self) {
        let mut quiet = vec![];
        while !matches!(quiet.last(), Some(Event::Faulted { .. } | Event::Hit { .. } | Event::Finished)) {
            self.drive(&mut quiet);
        }
        debug_assert!(matches!(quiet.last(), Some(Event::Faulted { .. })), "frames and tables agree");
    }

    /// Where the policy cleared R, the entry says so too: it is the same bit.
    fn follow(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Spared { page, cleared: true, .. } => self.copy_bits(*page),
                Event::Ticked => {
                    let held = self.frames.iter().flat_map(|frames| frames.slots().flatten());
                    let held: Vec<Page> = held.map(|slot| slot.page).collect();
                    held.into_iter().for_each(|page| self.copy_bits(page));
                }
                _ => {}
            }
        }
    }

    /// A and D of a page as the policy has them.
    fn copy_bits(&mut self, page: Page) {
        let Some(frames) = &self.frames else { return };
        let Some(slot) = frames.find(page).and_then(|slot| frames.slot(slot)) else { return };
        if let Some(leaf) = self.config.space.leaf_of(self.number(page)) {
            (self.leaves[leaf].accessed, self.leaves[leaf].dirty) = (slot.referenced, slot.modified);
        }
    }

    fn victim_slot(&self) -> Option<usize> {
        self.frames.as_ref().and_then(Replacing::victim)
    }

    /// Where the page under way comes from.
    fn source(&self) -> Source {
        let Some(leaf) = self.planned().leaf.map(|leaf| self.leaves[leaf]) else { return Source::Disk };
        match leaf.area {
            _ if leaf.frame.is_some() => Source::Memory,
            Some(area) if !self.config.space.areas[area].disk => Source::Zeros,
            _ => Source::Disk,
        }
    }

    /// The page number of a page of the policy.
    pub fn number(&self, page: Page) -> u64 {
        self.config.pages[page.0 as usize]
    }

    fn planned(&self) -> &Planned {
        &self.config.accesses[self.done]
    }

    fn spend(&mut self, cost: fn(&Times) -> u64) {
        self.outcome.time += self.config.times.as_ref().map_or(0, cost);
    }

    /// Bytes that a copy takes, about.
    pub fn bytes(&self) -> usize {
        let tlb: usize = self.tlb.iter().flat_map(|tlb| &tlb.sets).map(|set| set.len() * 16 + 32).sum();
        let frames = self.frames.as_ref().map_or(0, Replacing::bytes);
        self.leaves.len() * size_of::<Leaf>() + self.flushed.len() * 16 + tlb + frames + BADGES * 200
    }
}

/// A TLB may hold only what the tables say, where pages come and go.
fn agree(space: &Space, tlb: Option<&Tlb>, demand: bool) -> Result<(), Problem> {
    let told = |page: u64| space.leaves[space.leaf_of(page)?].frame;
    let wrong = tlb.into_iter().flat_map(Tlb::entries).find(|(page, frame)| told(*page) != Some(*frame));
    match wrong.filter(|_| demand) {
        Some((page, frame)) => {
            let text = text!(
                "The TLB says page {page} is in frame {frame}; the page table does not.",
                "快表说页 {page} 在页框 {frame}，页表却不是这样。"
            );
            Err(Problem::at("tlb", text))
        }
        None => Ok(()),
    }
}

/// The name under which the policy knows a page.
fn named(space: &Space, page: u64) -> Name {
    if space.hex { Name::Word(space.show(page)) } else { Name::Number(page) }
}

/// The page of such a name.
fn numbered(space: &Space, name: &Name) -> u64 {
    match name {
        Name::Number(number) => *number,
        Name::Word(word) => space.read(word).expect("pages are named by their numbers"),
    }
}

/// The frames as a replacement study over the pages that will be accessed, and the frame numbers of its slots.
fn study(paging: &Paging, space: &Space, accesses: &[Planned]) -> Result<(Replace, Vec<u64>), Problem> {
    let name = |page: u64| named(space, page);
    let served: Vec<&Planned> = accesses.iter().filter(|access| access.is_served(space)).collect();
    let mut residents: Vec<(u64, u64)> = space
        .leaves
        .iter()
        .filter(|leaf| leaf.area.is_none())
        .filter_map(|leaf| Some((leaf.page, leaf.frame?)))
        .collect();
    residents.sort_by_key(|(page, _)| *page);
    let wished = match paging.frames {
        Some(frames) => frames as usize,
        None if paging.free_frames.is_empty() => {
            let mut pages: Vec<u64> = served.iter().map(|access| access.page).collect();
            pages.sort_unstable();
            pages.dedup();
            pages.len().max(1)
        }
        None => residents.len() + paging.free_frames.len(),
    };
    let frames = wished.max(residents.len()).max(1);
    let mut numbers: Vec<u64> = residents.iter().map(|(_, frame)| *frame).collect();
    numbers.extend(&paging.free_frames);
    let mut next = 0;
    while numbers.len() < frames {
        if !numbers.contains(&next) && !space.is_huge_frame(next) {
            numbers.push(next);
        }
        next += 1;
    }
    let age = |page: u64| {
        let order = paging.lru_order.iter().position(|other| *other == page);
        order.map_or(-(frames as i64) * 2, |index| index as i64 - paging.lru_order.len() as i64)
    };
    let resident = |(page, _): &(u64, u64)| {
        Some(Initial::Resident(Resident {
            page: name(*page),
            r: 0,
            m: 0,
            loaded: Some(age(*page)),
            last: Some(age(*page)),
            count: None,
        }))
    };
    let ops: String = served.iter().map(|access| if access.op == 'W' { 'W' } else { 'R' }).collect();
    let study = Replace {
        policy: paging.policy,
        frames: frames as u32,
        refs: served.iter().map(|access| name(access.page)).collect(),
        ops: ops.contains('W').then_some(ops),
        initial: residents.iter().map(resident).collect(),
        window: 4,
        seed: paging.seed,
        rules: Rules { ..paging.rules },
        ..Replace::default()
    };
    Ok((study, numbers))
}

fn check(paging: &Paging) -> Result<(), Problem> {
    let count = paging.addresses.len();
    if count > MAX_ACCESSES {
        let most = MAX_ACCESSES;
        return Err(Problem::at("a", text!("At most {most} accesses.", "最多 {most} 次访问。")));
    }
    if !paging.policy.is_fixed() {
        let text = text!(
            "Working set and PFF have no fixed frames; choose another policy here.",
            "工作集和缺页率算法没有固定页框数，这里请换一种算法。"
        );
        return Err(Problem::at("p", text));
    }
    if paging.frames.is_some_and(|frames| !(1..=MAX_FRAMES).contains(&frames))
        || paging.free_frames.len() > 65_536
    {
        let most = MAX_FRAMES;
        return Err(Problem::at("n", text!("Frames: 1 to {most}.", "页框数应为 1 到 {most}。")));
    }
    let ops = paging.ops.as_deref().unwrap_or_default();
    if paging.ops.is_some() && (ops.len() != count || !ops.bytes().all(|op| b"RWXrwx".contains(&op))) {
        let text = text!(
            "One R, W or X per access is needed: {count}.",
            "每次访问需要一个 R、W 或 X，共 {count} 个。"
        );
        return Err(Problem::at("ops", text));
    }
    let Some(tlb) = &paging.tlb else { return Ok(()) };
    let ways = tlb.ways.unwrap_or(tlb.entries);
    if !(1..=MAX_TLB).contains(&tlb.entries) || ways == 0 || tlb.entries % ways != 0 {
        let most = MAX_TLB;
        let text = text!(
            "A TLB has 1 to {most} entries, a whole number of sets of equal size.",
            "快表有 1 到 {most} 项，并能平均分成若干组。"
        );
        return Err(Problem::at("tlb", text));
    }
    let most_times = 1 << 50;
    let dear = |times: &Times| {
        [times.tlb, times.mem, times.fault, times.write_back].iter().any(|cost| *cost > most_times)
    };
    if paging.times.as_ref().is_some_and(dear) || paging.levels > 6 {
        return Err(Problem::at("times", text!("That is too large.", "数值太大。")));
    }
    Ok(())
}
