//! One access after another: split, TLB, walk; and on a page fault the kernel's work until the retry.
//!
//! ```text
//! split ─▶ TLB ─hit──────────────────────────────────────────▶ access
//!           └miss▶ level 1 ▶ … ▶ level k ─present─▶ TLB fill ─▶ access
//!                                  └not present▶ trap ▶ locate ▶ free frame, or victim ▶ unmap ▶ write back
//!                                                ▶ read ▶ update entry ▶ retry
//! ```

use super::space::{Link, Space, Split};
use super::tlb::Tlb;
use crate::lab::Problem;
use crate::labs::memory::event::{Event, Found};
use crate::labs::memory::replace::machine::Replacing;
use crate::labs::memory::replace::pool::Page;
use crate::labs::memory::rules::{AfterFault, Decided, Rules};
use crate::labs::memory::scenario::{
    Initial, MAX_ACCESSES, MAX_FRAMES, MAX_TLB, Name, Paging, Replace, Resident, Times,
};
use crate::text;
use std::collections::VecDeque;
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

/// An access to come.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The virtual address.
    pub address: u64,
    /// `R`, `W` or `X`.
    pub op: char,
    /// Its parts.
    pub split: Split,
    /// The entry it ends at, if the tables lead to one.
    pub leaf: Option<usize>,
    /// May the program do that?
    pub allowed: bool,
}

/// Why an access ended without its data, or what it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The page was not in memory.
    Page,
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
    /// What all cost.
    pub time: u64,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Walking {
    /// What does not change.
    pub config: Arc<Config>,
    /// The entries of the last level as they are now: present frame, A, D.
    pub leaves: Vec<super::space::Leaf>,
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
        let ops: Vec<char> = paging.ops.as_deref().unwrap_or_default().to_ascii_uppercase().chars().collect();
        let plan = |(at, &address): (usize, &u64)| {
            let split = space.split(address);
            let leaf = if split.beyond { None } else { space.leaf(&split) };
            let op = ops.get(at).copied().unwrap_or('R');
            let area = leaf.and_then(|leaf| space.leaves[leaf].area).map(|area| &space.areas[area]);
            let allowed = area.is_none_or(|area| may(&area.may, op));
            Planned { address, op, split, leaf, allowed }
        };
        let accesses: Vec<Planned> = paging.addresses.iter().enumerate().map(plan).collect();
        let demand = paging.frames.is_some() || !paging.free_frames.is_empty() || !paging.areas.is_empty();
        let (frames, frame_numbers) = if demand {
            let (study, numbers) = study(paging, &space, &accesses)?;
            (Some(Replacing::start(&study)?), numbers)
        } else {
            (None, vec![])
        };
        let tlb = paging.tlb.as_ref().map(Tlb::new);
        agree(&space, tlb.as_ref(), demand)?;
        let config = Config {
            rules: paging.rules.decided(),
            times: paging.times,
            reads_per_walk: u64::from(paging.levels.max(1)),
            demand,
            frame_numbers,
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
            Phase::Ready if self.done == self.config.accesses.len() => {
                self.phase = Phase::Over;
                events.push(Event::Finished);
            }
            Phase::Ready => {
                self.outcome = Outcome { at: self.done, ..Outcome::default() };
                events.push(Event::Split);
                self.phase = if self.tlb.is_some() { Phase::Lookup } else { Phase::Walk(0, 0) };
            }
            Phase::Lookup => self.look_up(events),
            Phase::Walk(level, table) => self.walk(level, table, events),
            Phase::Violate => {
                self.refuse(Fault::Protection);
                events.push(Event::Violated);
                self.phase = Phase::Kill;
            }
            Phase::Trap { invalid } => self.trap(invalid, events),
            Phase::Kill => {
                events.push(Event::Killed);
                self.end();
            }
            Phase::Locate => {
                events.push(Event::Located { disk: self.comes_from_disk() });
                self.phase = Phase::Search;
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
                let disk = self.comes_from_disk();
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

    fn look_up(&mut self, events: &mut Vec<Event>) {
        let page = self.planned().split.page;
        self.spend(|times| times.tlb);
        let found = self.tlb.as_mut().and_then(|tlb| tlb.lookup(page));
        let again = self.outcome.fault.is_some();
        match found {
            Some(frame) => {
                if !again {
                    self.outcome.tlb_hit = true;
                    self.totals.tlb_hits += 1;
                }
                self.outcome.frame = Some(frame);
                events.push(Event::TlbHit { page, frame });
                self.phase = if self.planned().allowed { Phase::Access } else { Phase::Violate };
            }
            None => {
                self.totals.tlb_misses += 1;
                events.push(Event::TlbMissed { page });
                self.phase = Phase::Walk(0, 0);
            }
        }
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
                if self.tlb.is_some() { Phase::Fill } else { Phase::Access }
            }
            Found::Missing => Phase::Trap { invalid: self.is_unmapped() },
            Found::Invalid => Phase::Trap { invalid: true },
        };
    }

    fn read_entry(&self, table: usize, index: u64) -> Found {
        match self.config.space.tables.get(table).and_then(|table| table.entries.get(&index)) {
            Some(Link::Table(next)) => Found::Table(*next),
            Some(Link::Leaf(leaf)) => self.leaves[*leaf].frame.map_or(Found::Missing, Found::Frame),
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
                self.drive_to_fault();
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
        if let Some(leaf) = self.leaf_of(number) {
            self.leaves[leaf] =
                super::space::Leaf { frame: None, accessed: false, dirty: false, ..self.leaves[leaf] };
        }
        let flushed = self.tlb.as_mut().is_some_and(|tlb| tlb.remove(number));
        events.push(Event::Unmapped { page: held.page, flushed });
        self.phase = if held.modified { Phase::WriteBack } else { Phase::Read(slot) };
    }

    fn update(&mut self, slot: usize, events: &mut Vec<Event>) {
        self.drive(events);
        let frame = self.config.frame_numbers[slot];
        let leaf = self.planned().leaf.expect("a page that is loaded is mapped");
        self.leaves[leaf].frame = Some(frame);
        self.outcome.frame = Some(frame);
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
            (_, false) => Phase::Walk(0, 0),
        };
    }

    fn finish(&mut self, events: &mut Vec<Event>) {
        self.spend(|times| times.mem);
        let planned = self.planned().clone();
        let frame = self.outcome.frame.expect("a translated access has a frame");
        let address = frame * self.config.space.page_size + planned.split.offset;
        self.outcome.physical = Some(address);
        if let Some(leaf) = planned.leaf {
            self.leaves[leaf].accessed = true;
            self.leaves[leaf].dirty |= planned.op == 'W';
        }
        if self.config.demand && self.outcome.fault.is_none() && planned.leaf.is_some() {
            let mut quiet = vec![];
            self.frames.as_mut().expect("pages are loaded into frames").finish_reference(&mut quiet);
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
        let (page, frame) = (self.planned().split.page, self.outcome.frame?);
        self.tlb.as_mut()?.insert(page, frame).map(|gone| gone.0)
    }

    /// Lets the replacement policy make its next move.
    fn drive(&mut self, events: &mut Vec<Event>) {
        self.frames.as_mut().expect("pages are loaded into frames").micro(events);
    }

    /// The policy learns of the fault; what it says of it is told by the walk.
    fn drive_to_fault(&mut self) {
        let mut quiet = vec![];
        while !matches!(quiet.last(), Some(Event::Faulted { .. } | Event::Hit { .. } | Event::Finished)) {
            self.drive(&mut quiet);
        }
        debug_assert!(matches!(quiet.last(), Some(Event::Faulted { .. })), "frames and tables agree");
    }

    fn victim_slot(&self) -> Option<usize> {
        self.frames.as_ref().and_then(Replacing::victim)
    }

    /// Does the page under way come from disk?
    fn comes_from_disk(&self) -> bool {
        let area = self.planned().leaf.and_then(|leaf| self.leaves[leaf].area);
        area.is_none_or(|area| self.config.space.areas[area].disk)
    }

    /// The page number of a page of the policy.
    pub fn number(&self, page: Page) -> u64 {
        let frames = self.frames.as_ref().expect("pages are loaded into frames");
        match &frames.config.names[page.0 as usize] {
            Name::Number(number) => *number,
            Name::Word(word) => u64::from_str_radix(word, 16).expect("pages are named by their numbers"),
        }
    }

    fn leaf_of(&self, page: u64) -> Option<usize> {
        let space = &self.config.space;
        space.leaf(&space.split(page.saturating_mul(space.page_size)))
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
        self.leaves.len() * size_of::<super::space::Leaf>() + tlb + frames + BADGES * 200
    }
}

/// A TLB may hold only what the tables say, where pages come and go.
fn agree(space: &Space, tlb: Option<&Tlb>, demand: bool) -> Result<(), Problem> {
    let told = |page: u64| {
        let leaf = space.leaf(&space.split(page.saturating_mul(space.page_size)))?;
        space.leaves[leaf].frame
    };
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

/// May a program do this in an area with these permissions?
fn may(permissions: &str, op: char) -> bool {
    let needed = op.to_ascii_lowercase();
    !permissions.contains('k') && permissions.contains(needed)
}

/// The frames as a replacement study over the pages that will be accessed, and the frame numbers of its slots.
fn study(paging: &Paging, space: &Space, accesses: &[Planned]) -> Result<(Replace, Vec<u64>), Problem> {
    let name = |page: u64| {
        if space.hex { Name::Word(format!("{page:X}")) } else { Name::Number(page) }
    };
    let served: Vec<&Planned> =
        accesses.iter().filter(|access| access.leaf.is_some() && access.allowed).collect();
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
            let mut pages: Vec<u64> = served.iter().map(|access| access.split.page).collect();
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
        if !numbers.contains(&next) {
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
        refs: served.iter().map(|access| name(access.split.page)).collect(),
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
