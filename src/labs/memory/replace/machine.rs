//! The replacement study: one reference after another, and a policy that decides which page goes.
//!
//! ```text
//! reference ─▶ (tick) ─▶ hit
//!                   └──▶ fault ─▶ empty frame ─────────────────────────▶ load
//!                              └▶ look … look ─▶ victim ─▶ (write back) ─▶ load
//! ```

use super::pool::{Access, Look, NEVER, Page, Pool, Slot};
use super::resident::{Outcome, Resident};
use crate::lab::Problem;
use crate::labs::memory::event::Event;
use crate::labs::memory::mersenne::Mersenne;
use crate::labs::memory::scenario::{Initial, MAX_ACCESSES, MAX_FRAMES, Name, Policy, Replace};
use crate::text;
use std::collections::VecDeque;
use std::sync::Arc;

/// Above so many references, or frames, one step is a whole reference.
const FINE_REFERENCES: usize = 2_000;
const FINE_FRAMES: usize = 64;
/// References that the grid looks back at.
pub const COLUMNS: usize = 24;
/// Frames that the grid shows.
pub const ROWS: usize = 12;

/// What does not change during a run.
#[derive(Debug)]
pub struct Config {
    /// Names of the pages, in their order.
    pub names: Vec<Name>,
    /// The references.
    pub refs: Vec<Page>,
    /// Which of them write.
    pub writes: Vec<bool>,
    /// Whether reads and writes are told apart.
    pub has_ops: bool,
    /// Which reference uses the same page next.
    pub next: Vec<u64>,
    /// Who goes.
    pub policy: Policy,
    /// How many frames; 0 without a limit.
    pub frames: usize,
    /// A step is less than a reference.
    pub fine: bool,
}

/// A reference that is over, as the grid shows it.
#[derive(Clone, Debug, PartialEq)]
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
    /// A fixed number of frames.
    Pool(Box<Pool>),
    /// A set that grows and shrinks.
    Set(Box<Resident>),
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
    phase: Phase,
}

#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Ready,
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
        check(scenario)?;
        let mut random = Mersenne::new(scenario.seed);
        let drawn = scenario.random.map(|wish| {
            (0..wish.count).map(|_| Name::Number(u64::from(random.below(wish.max)))).collect::<Vec<_>>()
        });
        let refs = drawn.as_ref().unwrap_or(&scenario.refs);
        let names = names(refs, &scenario.initial);
        let index = |name: &Name| Page(names.binary_search(name).expect("every name is listed") as u32);
        let refs: Vec<Page> = refs.iter().map(index).collect();
        let initial: Vec<Option<(Page, &Initial)>> = scenario
            .initial
            .iter()
            .map(|entry| entry.as_ref().map(|entry| (index(entry.name()), entry)))
            .collect();
        let ops = scenario.ops.as_deref().unwrap_or_default();
        let mut writes: Vec<bool> = ops.bytes().map(|op| op.eq_ignore_ascii_case(&b'W')).collect();
        writes.resize(refs.len(), false);
        let fixed = scenario.policy.is_fixed();
        let frames = if fixed { scenario.frames as usize } else { 0 };
        let config = Config {
            next: next_uses(&refs, names.len()),
            has_ops: scenario.ops.is_some(),
            policy: scenario.policy,
            fine: refs.len() <= FINE_REFERENCES && frames <= FINE_FRAMES,
            frames,
            names,
            refs,
            writes,
        };
        let rules = scenario.rules.decided();
        let memory = if fixed {
            let mut pool = Pool::new(scenario.policy, rules, frames, config.names.len(), random);
            pool.window = scenario.window;
            pool.fill(&residents(&initial, frames, &config));
            pool.hand = scenario.hand as usize;
            Memory::Pool(Box::new(pool))
        } else {
            let pages: Vec<Page> = initial.iter().flatten().map(|(page, _)| *page).collect();
            let limit = if scenario.policy == Policy::Pff { scenario.threshold } else { scenario.window };
            let set =
                Resident::new(scenario.policy, rules, limit, config.names.len(), &pages, scenario.last_fault);
            Memory::Set(Box::new(set))
        };
        Ok(Replacing {
            config: Arc::new(config),
            done: 0,
            memory,
            totals: Totals::default(),
            columns: VecDeque::new(),
            phase: Phase::Ready,
        })
    }

    /// The reference under way or just over, from 1; 0 before the first.
    pub fn current(&self) -> usize {
        match self.phase {
            Phase::Ready | Phase::Over => self.done,
            _ => self.done + 1,
        }
    }

    /// Is a reference under way?
    pub fn is_busy(&self) -> bool {
        !matches!(self.phase, Phase::Ready | Phase::Over)
    }

    /// The frame whose page was chosen to go, until it is replaced.
    pub fn victim(&self) -> Option<usize> {
        match (&self.phase, &self.memory) {
            (Phase::Found(slot), _) => Some(*slot),
            (Phase::Loading(slot), Memory::Pool(pool)) => pool.slots[*slot].map(|_| *slot),
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

    /// The frames, if their number is fixed.
    pub fn pool(&self) -> Option<&Pool> {
        match &self.memory {
            Memory::Pool(pool) => Some(pool),
            Memory::Set(_) => None,
        }
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

    /// Moves to the end of the present reference; for reports.
    pub fn finish_reference(&mut self, events: &mut Vec<Event>) {
        let done = self.done;
        while self.done == done && self.phase != Phase::Over {
            self.micro(events);
        }
    }

    /// Moves by one event, or by none if all is over.
    pub fn micro(&mut self, events: &mut Vec<Event>) {
        match std::mem::replace(&mut self.phase, Phase::Ready) {
            Phase::Over => self.phase = Phase::Over,
            Phase::Ready if self.done == self.config.refs.len() => {
                self.phase = Phase::Over;
                events.push(Event::Finished);
            }
            Phase::Ready => self.begin(events, true),
            Phase::Ticked => self.begin(events, false),
            Phase::Searching => self.look(events),
            Phase::Found(slot) => {
                self.totals.writebacks += 1;
                events.push(Event::WrittenBack { slot, page: self.held(slot).page });
                self.phase = Phase::Loading(slot);
            }
            Phase::Loading(slot) => self.load(slot, events),
            Phase::Growing(outcome) => {
                let page = self.config.refs[self.done];
                let Memory::Set(set) = &mut self.memory else { unreachable!("only a set grows") };
                set.insert(page);
                events.push(Event::Joined { page });
                self.shrink_next(outcome);
            }
            Phase::Shrinking(outcome) => {
                let Memory::Set(set) = &mut self.memory else { unreachable!("only a set shrinks") };
                outcome.removed.iter().for_each(|&page| set.remove(page));
                events.push(Event::Shrunk { removed: outcome.removed.clone() });
                self.settle(outcome);
            }
        }
    }

    fn begin(&mut self, events: &mut Vec<Event>, may_tick: bool) {
        let (at, page) = (self.done as i64, self.config.refs[self.done]);
        let access = self.access();
        let pool = match &mut self.memory {
            Memory::Pool(pool) => pool,
            Memory::Set(set) => {
                let outcome = set.refer(page, at + 1);
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
        if may_tick && pool.tick_due(at) {
            pool.tick();
            events.push(Event::Ticked);
            self.phase = Phase::Ticked;
        } else if let Some(slot) = pool.find(page) {
            pool.touch(slot, access);
            events.push(Event::Hit { page, slot: Some(slot) });
            self.record(true, Some(slot), None);
        } else {
            events.push(Event::Faulted { page, gap: None });
            self.phase = pool.empty().map_or(Phase::Searching, Phase::Loading);
        }
    }

    fn look(&mut self, events: &mut Vec<Event>) {
        let Memory::Pool(pool) = &mut self.memory else { unreachable!("only a pool is searched") };
        match pool.look() {
            Look::Spared { slot, cleared } => {
                let page = pool.slots[slot].expect("a spared frame holds a page").page;
                events.push(Event::Spared { slot, page, cleared });
                self.phase = Phase::Searching;
            }
            Look::Victim { slot } => {
                let Slot { page, modified, .. } = self.held(slot);
                events.push(Event::Chosen { slot, page, modified });
                self.phase = if modified { Phase::Found(slot) } else { Phase::Loading(slot) };
            }
        }
    }

    fn load(&mut self, slot: usize, events: &mut Vec<Event>) {
        let (page, access) = (self.config.refs[self.done], self.access());
        let Memory::Pool(pool) = &mut self.memory else { unreachable!("only a pool is loaded") };
        let victim = pool.load(slot, page, access);
        events.push(Event::Loaded { slot, page, victim: victim.map(|gone| gone.page) });
        self.record(false, Some(slot), victim);
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
        let frames: Vec<Option<Page>> = match &self.memory {
            Memory::Pool(pool) => {
                pool.slots.iter().take(ROWS).map(|slot| slot.map(|here| here.page)).collect()
            }
            Memory::Set(set) => set.pages.iter().take(ROWS).map(|&page| Some(page)).collect(),
        };
        self.totals.resident += match &self.memory {
            Memory::Pool(_) => 0,
            Memory::Set(set) => set.pages.len() as u64,
        };
        let column = Column {
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
        if self.columns.len() == COLUMNS {
            self.columns.pop_front();
        }
        self.columns.push_back(Arc::new(column));
        self.done += 1;
        self.phase = Phase::Ready;
    }

    fn access(&self) -> Access {
        let at = self.done;
        Access { at: at as i64, write: self.config.writes[at], next: self.config.next[at] }
    }

    fn held(&self, slot: usize) -> Slot {
        self.pool().and_then(|pool| pool.slots[slot]).expect("a chosen frame holds a page")
    }

    /// Bytes that a copy takes, about.
    pub fn bytes(&self) -> usize {
        let memory = match &self.memory {
            Memory::Pool(pool) => pool.bytes(),
            Memory::Set(set) => set.bytes(),
        };
        memory + COLUMNS * 16
    }
}

/// Which access uses the same page next, for each access.
pub fn next_uses(refs: &[Page], pages: usize) -> Vec<u64> {
    let mut coming = vec![NEVER; pages];
    let mut next = vec![NEVER; refs.len()];
    for (at, page) in refs.iter().enumerate().rev() {
        next[at] = std::mem::replace(&mut coming[page.0 as usize], at as u64);
    }
    next
}

fn names(refs: &[Name], initial: &[Option<Initial>]) -> Vec<Name> {
    let mut names: Vec<Name> = refs.to_vec();
    names.extend(initial.iter().flatten().map(|entry| entry.name().clone()));
    names.sort();
    names.dedup();
    names
}

fn residents(initial: &[Option<(Page, &Initial)>], frames: usize, config: &Config) -> Vec<Option<Slot>> {
    let mut first_use = vec![NEVER; config.names.len()];
    for (at, page) in config.refs.iter().enumerate().rev() {
        first_use[page.0 as usize] = at as u64;
    }
    let resident = |(index, entry): (usize, &Option<(Page, &Initial)>)| {
        let (page, entry) = (*entry)?;
        let loaded = index as i64 - frames as i64;
        let slot = Slot {
            page,
            referenced: false,
            modified: false,
            loaded,
            last: loaded,
            count: 1,
            age: 0,
            next: first_use[page.0 as usize],
        };
        let Initial::Resident(known) = entry else { return Some(slot) };
        let loaded = known.loaded.unwrap_or(loaded);
        Some(Slot {
            referenced: known.r > 0,
            modified: known.m > 0,
            loaded,
            last: known.last.unwrap_or(loaded),
            count: known.count.unwrap_or(1),
            ..slot
        })
    };
    initial.iter().enumerate().map(resident).collect()
}

fn check(scenario: &Replace) -> Result<(), Problem> {
    let count = scenario.random.map_or(scenario.refs.len(), |wish| wish.count as usize);
    if count > MAX_ACCESSES {
        let most = MAX_ACCESSES;
        let text = text!(
            "{count} references are too many: at most {most}.",
            "共 {count} 次访问，太多了：最多 {most} 次。"
        );
        return Err(Problem::at("rows", text));
    }
    if scenario.random.is_some_and(|wish| wish.max == 0) {
        return Err(Problem::at("max", text!("At least one page is needed.", "至少要有一个页面。")));
    }
    if scenario.policy.is_fixed() && !(1..=MAX_FRAMES).contains(&scenario.frames) {
        let most = MAX_FRAMES;
        return Err(Problem::at("frames", text!("Frames: 1 to {most}.", "页框数应为 1 到 {most}。")));
    }
    if scenario.policy.is_fixed() && scenario.initial.len() > scenario.frames as usize {
        let text =
            text!("More pages are in memory at first than there are frames.", "初始页面数多于页框数。");
        return Err(Problem::at("initial", text));
    }
    if scenario.policy.is_fixed() && scenario.hand >= scenario.frames {
        return Err(Problem::at("hand", text!("The hand must stand at a frame.", "指针必须指向某个页框。")));
    }
    let mut there: Vec<&Name> = scenario.initial.iter().flatten().map(Initial::name).collect();
    there.sort();
    if scenario.policy != Policy::WorkingSet && there.windows(2).any(|pair| pair[0] == pair[1]) {
        let text = text!("A page is in memory twice.", "有页面在内存中出现了两次。");
        return Err(Problem::at("initial", text));
    }
    let odd = |name: &&Name| {
        matches!(name, Name::Word(word)
            if word.is_empty() || word.chars().count() > 12 || !word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-'))
    };
    if let Some(name) = scenario.refs.iter().chain(there).find(odd) {
        let text = text!(
            "“{name}” is no page: a number, or 1 to 12 letters and digits.",
            "“{name}”不是页面名：应为数字，或 1 到 12 个字母、数字。"
        );
        return Err(Problem::at("rows", text));
    }
    let ops = scenario.ops.as_deref().unwrap_or_default();
    if scenario.ops.is_some() && (ops.len() != count || !ops.bytes().all(|op| b"RWrw".contains(&op))) {
        let text = text!(
            "One R or W per reference is needed: {count} of them.",
            "每次访问需要一个 R 或 W，共 {count} 个。"
        );
        return Err(Problem::at("ops", text));
    }
    if scenario.window == 0 || scenario.rules.aging_bits.is_some_and(|bits| !(1..=32).contains(&bits)) {
        let text = text!(
            "The window is at least 1; counters have 1 to 32 bits.",
            "窗口至少为 1；计数器为 1 到 32 位。"
        );
        return Err(Problem::at("window", text));
    }
    Ok(())
}
