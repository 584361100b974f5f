//! The replacement study: one reference after another, and a policy that decides which page goes.
//!
//! ```text
//! reference ─▶ (tick) ─▶ hit
//!                   └──▶ fault ─▶ empty frame ─────────────────────────▶ load
//!                              └▶ look … look ─▶ victim ─▶ (write back) ─▶ load
//! ```
//!
//! Several processes share one pool of frames (global replacement) or have one each (local). With a disk, a
//! reference is preceded by idle time and a switch to its process, where there are any.

pub use super::config::Config;
use super::pool::{Access, Look, NEVER, Page, Pool, Slot};
use super::resident::{Outcome, Resident};
use crate::lab::Problem;
use crate::labs::memory::event::Event;
use crate::labs::memory::scenario::{Name, Replace};
use crate::sim::Time;
use std::collections::VecDeque;
use std::sync::Arc;

/// References that the grid looks back at.
pub const COLUMNS: usize = 24;
/// Frames that the grid shows.
pub const ROWS: usize = 12;

/// A reference that is over, as the grid shows it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Column {
    /// Which reference, from 0.
    pub at: usize,
    /// Its page.
    pub page: Page,
    /// It writes.
    pub write: bool,
    /// The page was in memory.
    pub hit: bool,
    /// The frame used.
    pub slot: Option<usize>,
    /// The page that went.
    pub victim: Option<Page>,
    /// The victim was written back.
    pub written: bool,
    /// Pages that left a resident set.
    pub removed: Vec<Page>,
    /// The gap since the last fault (page-fault frequency).
    pub gap: Option<i64>,
    /// The first [`ROWS`] frames after the reference.
    pub frames: Vec<Option<Page>>,
}

/// Counts up to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Totals {
    /// References found in memory.
    pub hits: u64,
    /// References not found, first loads included.
    pub faults: u64,
    /// Faults for which a page had to go.
    pub replacements: u64,
    /// Victims written back.
    pub writebacks: u64,
    /// Sum of the sizes of the resident set after every reference.
    pub resident: u64,
}

/// What is in memory.
#[derive(Clone, Debug)]
pub enum Memory {
    /// A fixed number of frames: one pool for all, or one for each process.
    Pools(Vec<Pool>),
    /// A set that grows and shrinks, for each process.
    Sets(Vec<Resident>),
}

/// A process up to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Life {
    /// References that are over.
    pub done: u64,
    /// Those of them that faulted.
    pub faults: u64,
    /// With a disk: when it has, or had, its page.
    pub back: u64,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Replacing {
    /// What does not change.
    pub config: Arc<Config>,
    /// References that are over.
    pub done: usize,
    /// What is in memory.
    pub memory: Memory,
    /// Counts up to now.
    pub totals: Totals,
    /// The latest references, oldest first.
    pub columns: VecDeque<Arc<Column>>,
    /// The processes, or the only one.
    pub lives: Vec<Life>,
    pub(super) phase: Phase,
}

#[derive(Clone, Debug, PartialEq, Default)]
pub(super) enum Phase {
    #[default]
    Ready,
    /// The CPU was idle until the next reference, or until the end.
    Idled,
    /// The CPU has gone to another process.
    Switched,
    Ticked,
    Searching,
    Found(usize),
    Loading(usize),
    Growing(Outcome),
    Shrinking(Outcome),
    Over,
}

impl Replacing {
    /// The machine before its first reference.
    ///
    /// # Errors
    /// A count out of its bounds, or a page twice in memory.
    pub fn start(scenario: &Replace) -> Result<Self, Problem> {
        super::config::start(scenario)
    }

    /// The reference under way or just over, from 1; 0 before the first.
    pub fn current(&self) -> usize {
        self.done + usize::from(self.is_busy())
    }

    /// Is a reference under way?
    pub fn is_busy(&self) -> bool {
        !matches!(self.phase, Phase::Ready | Phase::Idled | Phase::Switched | Phase::Over)
    }

    /// The instant: with a disk in units of CPU time, otherwise the reference under way.
    pub fn now(&self) -> Time {
        let beats = &self.config.beats;
        let ended = || self.done.checked_sub(1).map_or(0, |last| beats[last].start + 1);
        Time(match self.phase {
            _ if !self.config.is_timed() => self.current() as u64,
            Phase::Over => self.config.end,
            Phase::Ready => ended(),
            Phase::Idled | Phase::Switched => self.next_start(),
            _ => beats[self.done].start + 1,
        })
    }

    /// With a disk: when the next reference begins, or everything is over.
    fn next_start(&self) -> u64 {
        self.config.beats.get(self.done).map_or(self.config.end, |beat| beat.start)
    }

    /// The frame whose page was chosen to go, until it is replaced.
    pub fn victim(&self) -> Option<usize> {
        match self.phase {
            Phase::Found(slot) => Some(slot),
            Phase::Loading(slot) => self.slot(slot).map(|_| slot),
            _ => None,
        }
    }

    /// The page of a reference, from 0.
    pub fn page(&self, at: usize) -> Option<Page> {
        self.config.refs.get(at).copied()
    }

    /// The name of a page.
    pub fn name(&self, page: Page) -> String {
        self.config.names[page.0 as usize].to_string()
    }

    /// The page of a name.
    pub fn named(&self, name: &str) -> Option<Page> {
        let number = name.parse().ok().and_then(|number| self.config.page(&Name::Number(number)));
        number.or_else(|| self.config.page(&Name::Word(name.into())))
    }

    /// The process of the reference under way or just over.
    pub fn process(&self) -> usize {
        let latest = self.current().saturating_sub(1);
        self.page(latest).map_or(0, |page| self.config.owner(page))
    }

    /// The frames, if their number is fixed: those of the process under way, where each has its own.
    pub fn pool(&self) -> Option<&Pool> {
        let pools = self.pools();
        pools.get(if pools.len() > 1 { self.process() } else { 0 })
    }

    /// Every pool of frames.
    pub fn pools(&self) -> &[Pool] {
        match &self.memory {
            Memory::Pools(pools) => pools,
            Memory::Sets(_) => &[],
        }
    }

    /// Every resident set.
    pub fn sets(&self) -> &[Resident] {
        match &self.memory {
            Memory::Pools(_) => &[],
            Memory::Sets(sets) => sets,
        }
    }

    /// The number of the first frame of [`pool`](Self::pool).
    pub fn first(&self) -> usize {
        if self.config.is_local() { self.config.starts[self.process()] } else { 0 }
    }

    /// The pool of a frame, and the frame's number in it.
    pub fn within(&self, frame: usize) -> Option<(&Pool, usize)> {
        let part = self.config.starts.partition_point(|start| *start <= frame).checked_sub(1)?;
        let pool = self.pools().get(part)?;
        let slot = frame - self.config.starts[part];
        (slot < pool.slots.len()).then_some((pool, slot))
    }

    /// What is in a frame.
    pub fn slot(&self, frame: usize) -> Option<Slot> {
        self.within(frame).and_then(|(pool, slot)| pool.slots[slot])
    }

    /// What is in the frames, in their order.
    pub fn slots(&self) -> impl Iterator<Item = Option<&Slot>> {
        self.pools().iter().flat_map(|pool| &pool.slots).map(Option::as_ref)
    }

    /// The frame a page is in.
    pub fn find(&self, page: Page) -> Option<usize> {
        let part = self.part(page);
        Some(self.config.starts[part] + self.pools().get(part)?.find(page)?)
    }

    /// The pages of the resident sets.
    pub fn resident(&self) -> impl Iterator<Item = Page> {
        self.sets().iter().flat_map(|set| set.pages.iter().copied())
    }

    /// In a resident set: has the page been used lately, as the policy sees it?
    pub fn is_used(&self, page: Page) -> bool {
        self.sets().get(self.part(page)).is_some_and(|set| set.is_used(page))
    }

    /// How many frames a process holds.
    pub fn held_by(&self, process: usize) -> usize {
        let owned = |page: &Page| self.config.owner(*page) == process;
        self.slots().flatten().map(|slot| slot.page).filter(owned).count()
            + self.resident().filter(owned).count()
    }

    /// Which pool or set a page belongs to.
    fn part(&self, page: Page) -> usize {
        if self.config.is_local() { self.config.owner(page) } else { 0 }
    }

    /// Moves one step.
    pub fn step(&mut self, events: &mut Vec<Event>) {
        if self.config.stride > 1 && self.done < self.config.refs.len() {
            return self.pass(events);
        }
        let done = self.done;
        loop {
            self.micro(events);
            if self.config.fine || self.done > done || self.phase == Phase::Over {
                return;
            }
        }
    }

    /// Passes several references at once.
    fn pass(&mut self, events: &mut Vec<Event>) {
        let (done, faults) = (self.done, self.totals.faults);
        let end = (done + self.config.stride).min(self.config.refs.len());
        let mut quiet = vec![];
        while self.done < end {
            quiet.clear();
            self.micro(&mut quiet);
        }
        let faults = (self.totals.faults - faults) as u32;
        events.push(Event::Passed { accesses: (end - done) as u32, faults });
    }

    /// Moves to the end of the present reference; for reports.
    pub fn finish_reference(&mut self, events: &mut Vec<Event>) {
        let done = self.done;
        while self.done == done && self.phase != Phase::Over {
            self.micro(events);
        }
    }

    /// Moves by one event, or by none if all is over.
    pub fn micro(&mut self, events: &mut Vec<Event>) {
        match std::mem::take(&mut self.phase) {
            Phase::Over => self.phase = Phase::Over,
            Phase::Ready if self.next_start() > self.now().0 && self.config.is_timed() => {
                events.push(Event::Idled { units: self.next_start() - self.now().0 });
                self.phase = Phase::Idled;
            }
            Phase::Ready | Phase::Idled if self.done == self.config.refs.len() => {
                self.phase = Phase::Over;
                events.push(Event::Finished);
            }
            Phase::Ready | Phase::Idled if self.switches() => {
                let process = self.config.owner(self.config.refs[self.done]);
                events.push(Event::Dispatched { process: process as u8 });
                self.phase = Phase::Switched;
            }
            Phase::Ready | Phase::Idled | Phase::Switched => self.begin(events, true),
            Phase::Ticked => self.begin(events, false),
            Phase::Searching => self.look(events),
            Phase::Found(frame) => {
                self.totals.writebacks += 1;
                events.push(Event::WrittenBack { slot: frame, page: self.held(frame).page });
                self.phase = Phase::Loading(frame);
            }
            Phase::Loading(frame) => self.load(frame, events),
            Phase::Growing(outcome) => {
                let page = self.config.refs[self.done];
                self.set(page).insert(page);
                events.push(Event::Joined { page });
                self.shrink_next(outcome);
            }
            Phase::Shrinking(outcome) => {
                let set = self.set(self.config.refs[self.done]);
                outcome.removed.iter().for_each(|&page| set.remove(page));
                events.push(Event::Shrunk { removed: outcome.removed.clone() });
                self.settle(outcome);
            }
        }
    }

    /// With a disk: does the next reference belong to another process than the last?
    fn switches(&self) -> bool {
        let owner = |at: usize| self.config.owner(self.config.refs[at]);
        self.config.is_timed()
            && !self.config.processes.is_empty()
            && self.done.checked_sub(1).is_none_or(|last| owner(last) != owner(self.done))
    }

    fn set(&mut self, page: Page) -> &mut Resident {
        let part = self.part(page);
        let Memory::Sets(sets) = &mut self.memory else { unreachable!("only a set grows and shrinks") };
        &mut sets[part]
    }

    fn begin(&mut self, events: &mut Vec<Event>, may_tick: bool) {
        let (at, page) = (self.done as i64, self.config.refs[self.done]);
        let (access, part) = (self.access(), self.part(page));
        let first = self.config.starts[part];
        // A process counts its own references.
        let own = self.lives[self.config.owner(page)].done as i64;
        let pools = match &mut self.memory {
            Memory::Pools(pools) => pools,
            Memory::Sets(sets) => {
                let outcome = sets[part].refer(page, own + 1);
                if outcome.hit {
                    events.push(Event::Hit { page, slot: None });
                    self.shrink_next(outcome);
                } else {
                    events.push(Event::Faulted { page, gap: outcome.gap });
                    self.phase = Phase::Growing(outcome);
                }
                return;
            }
        };
        let pool = &mut pools[part];
        if may_tick && pool.tick_due(at) {
            pools.iter_mut().for_each(Pool::tick);
            events.push(Event::Ticked);
            self.phase = Phase::Ticked;
        } else if let Some(slot) = pool.find(page) {
            pool.touch(slot, access);
            events.push(Event::Hit { page, slot: Some(first + slot) });
            self.record(true, Some(first + slot), None);
        } else {
            events.push(Event::Faulted { page, gap: None });
            self.phase = pool.empty().map_or(Phase::Searching, |slot| Phase::Loading(first + slot));
        }
    }

    /// The pool in which the reference under way finds its frame, and the number of that pool's first frame.
    fn searched(&mut self) -> (&mut Pool, usize) {
        let part = self.part(self.config.refs[self.done]);
        let first = self.config.starts[part];
        let Memory::Pools(pools) = &mut self.memory else { unreachable!("only a pool is searched") };
        (&mut pools[part], first)
    }

    fn look(&mut self, events: &mut Vec<Event>) {
        let (pool, first) = self.searched();
        match pool.look() {
            Look::Spared { slot, cleared } => {
                let page = pool.slots[slot].expect("a spared frame holds a page").page;
                events.push(Event::Spared { slot: first + slot, page, cleared });
                self.phase = Phase::Searching;
            }
            Look::Victim { slot } => {
                let Slot { page, modified, .. } = pool.slots[slot].expect("a chosen frame holds a page");
                let slot = first + slot;
                events.push(Event::Chosen { slot, page, modified });
                self.phase = if modified { Phase::Found(slot) } else { Phase::Loading(slot) };
            }
        }
    }

    fn load(&mut self, frame: usize, events: &mut Vec<Event>) {
        let (page, access) = (self.config.refs[self.done], self.access());
        let (pool, first) = self.searched();
        let victim = pool.load(frame - first, page, access);
        events.push(Event::Loaded { slot: frame, page, victim: victim.map(|gone| gone.page) });
        self.record(false, Some(frame), victim);
    }

    fn shrink_next(&mut self, outcome: Outcome) {
        if outcome.removed.is_empty() {
            self.settle(outcome);
        } else {
            self.phase = Phase::Shrinking(outcome);
        }
    }

    fn settle(&mut self, outcome: Outcome) {
        self.record(outcome.hit, None, None);
        let Some(column) = self.columns.back_mut().map(Arc::make_mut) else { return };
        column.removed = outcome.removed;
        column.gap = outcome.gap;
    }

    /// Ends the present reference.
    fn record(&mut self, hit: bool, slot: Option<usize>, victim: Option<Slot>) {
        let at = self.done;
        self.totals.hits += u64::from(hit);
        self.totals.faults += u64::from(!hit);
        self.totals.replacements += u64::from(victim.is_some());
        let life = &mut self.lives[self.config.owner(self.config.refs[at])];
        life.done += 1;
        life.faults += u64::from(!hit);
        life.back = self.config.beats.get(at).map_or(0, |beat| beat.back);
        self.totals.resident += self.sets().iter().map(|set| set.pages.len() as u64).sum::<u64>();
        // The oldest column makes room, and its list of frames is used again.
        let mut column =
            (self.columns.len() == COLUMNS).then(|| self.columns.pop_front()).flatten().unwrap_or_default();
        let place = Arc::make_mut(&mut column);
        let mut frames = std::mem::take(&mut place.frames);
        frames.clear();
        match &self.memory {
            Memory::Pools(_) => frames.extend(self.slots().take(ROWS).map(|slot| slot.map(|here| here.page))),
            Memory::Sets(_) => frames.extend(self.resident().take(ROWS).map(Some)),
        }
        *place = Column {
            at,
            page: self.config.refs[at],
            write: self.config.writes[at],
            hit,
            slot,
            victim: victim.map(|gone| gone.page),
            written: victim.is_some_and(|gone| gone.modified),
            removed: vec![],
            gap: None,
            frames,
        };
        self.columns.push_back(column);
        self.done += 1;
        self.phase = Phase::Ready;
    }

    fn access(&self) -> Access {
        let at = self.done;
        Access {
            at: at as i64,
            write: self.config.writes[at],
            next: self.config.next.get(at).copied().unwrap_or(NEVER),
        }
    }

    fn held(&self, frame: usize) -> Slot {
        self.slot(frame).expect("a chosen frame holds a page")
    }

    /// The access, from 1, that uses a page next. With a disk a policy knows only which of its process's own that is.
    pub fn next_access(&self, here: &Slot) -> u64 {
        let own = self.config.own.get(self.config.owner(here.page));
        let at = own.and_then(|own| own.get(here.next as usize)).map_or(here.next, |at| u64::from(*at));
        at.saturating_add(1)
    }

    /// Sets R or M of a page in memory from outside.
    pub fn mark(&mut self, page: Page, referenced: Option<bool>, modified: Option<bool>) {
        let part = self.part(page);
        let Memory::Pools(pools) = &mut self.memory else { return };
        pools[part].mark(page, referenced, modified);
    }

    /// Bytes that a copy takes, about.
    pub fn bytes(&self) -> usize {
        let memory: usize = match &self.memory {
            Memory::Pools(pools) => pools.iter().map(Pool::bytes).sum(),
            Memory::Sets(sets) => sets.iter().map(Resident::bytes).sum(),
        };
        memory + COLUMNS * 16 + self.lives.len() * size_of::<Life>()
    }
}
