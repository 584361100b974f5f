//! What does not change during a study: its pages, its accesses in order, its processes and their frames.

use super::machine::{Memory, Replacing, Totals};
use super::pool::{NEVER, Page, Pool, Slot};
use super::resident::Resident;
use super::trace::{self, Trace};
use super::{check, turns};
use crate::lab::Problem;
use crate::labs::memory::mersenne::Mersenne;
use crate::labs::memory::scenario::{Allocation, Initial, Name, Policy, Replace};
use std::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;

/// Above so many references, or frames, one step is a whole reference.
const FINE_REFERENCES: usize = 2_000;
const FINE_FRAMES: usize = 64;
/// The most steps of a run that is not fine: in longer ones a step takes several references.
const STEPS: usize = 500_000;

/// What does not change during a run.
#[derive(Debug, Default)]
pub struct Config {
    /// Names of the pages, in their order.
    pub names: Arc<Vec<Name>>,
    /// The references, in the order in which they are made.
    pub refs: Arc<Vec<Page>>,
    /// Which of them write.
    pub writes: Arc<Vec<bool>>,
    /// Whether reads and writes are told apart.
    pub has_ops: bool,
    /// Where the same page is used next: which reference, or with a disk which of its process's own. Empty for
    /// policies that do not look ahead.
    pub next: Vec<u64>,
    /// Who goes.
    pub policy: Policy,
    /// How many frames; 0 without a limit.
    pub frames: usize,
    /// A step is less than a reference.
    pub fine: bool,
    /// How many references a step takes, where it is not fine.
    pub stride: usize,
    /// The file that the references are in, if it has not been opened.
    pub missing: Option<String>,
    /// Names of the processes; empty if there is only one.
    pub processes: Vec<String>,
    /// The process of each page; empty if there is only one.
    pub owners: Vec<u8>,
    /// The first frame of each pool: one pool for all, or one for each process.
    pub starts: Vec<usize>,
    /// With a disk: when each reference is made.
    pub beats: Vec<turns::Beat>,
    /// With a disk: which references each process makes.
    pub own: Vec<Vec<u32>>,
    /// With a disk: when everything is over.
    pub end: u64,
}

impl Config {
    /// The process of a page; 0 if there is only one.
    pub fn owner(&self, page: Page) -> usize {
        self.owners.get(page.0 as usize).map_or(0, |owner| usize::from(*owner))
    }

    /// The page of a name.
    pub fn page(&self, name: &Name) -> Option<Page> {
        index(&self.names, name)
    }

    /// Do processes wait for the disk while others run?
    pub fn is_timed(&self) -> bool {
        !self.own.is_empty()
    }

    /// Has each process frames of its own?
    pub fn is_local(&self) -> bool {
        self.starts.len() > 1
    }
}

/// The machine before its first reference.
///
/// # Errors
/// A count out of its bounds, or a page twice in memory.
pub fn start(scenario: &Replace) -> Result<Replacing, Problem> {
    check::check(scenario)?;
    let mut random = Mersenne::new(scenario.seed);
    let mut config = match &scenario.trace {
        Some(trace) => from_file(trace),
        None => from_string(scenario, &mut random),
    };
    config.policy = scenario.policy;
    let initial: Vec<Option<(Page, &Initial)>> = scenario
        .initial
        .iter()
        .map(|entry| entry.as_ref().and_then(|entry| Some((index(&config.names, entry.name())?, entry))))
        .collect();
    (config.processes, config.owners) = owners(&config.names);
    let timed = scenario.disk > 0 && !config.refs.is_empty() && scenario.trace.is_none();
    let mut first_use = vec![];
    if matches!(scenario.policy, Policy::Opt | Policy::Unopt) {
        let places = if timed { turns::places(&config) } else { (0..config.refs.len() as u64).collect() };
        (config.next, first_use) = next_uses(&config.refs, config.names.len(), &places);
    }
    let shares = shares(scenario, &config);
    config.frames = shares.iter().sum();
    config.starts = shares.iter().scan(0, |sum, share| Some(std::mem::replace(sum, *sum + share))).collect();
    config.stride = config.refs.len().div_ceil(STEPS).max(1);
    config.fine = config.refs.len() <= FINE_REFERENCES && config.frames <= FINE_FRAMES;
    check::initial(&config, &initial)?;
    let memory = if scenario.policy.is_fixed() {
        pools(scenario, &config, &shares, &initial, &first_use, random)
    } else {
        sets(scenario, &config, &initial)
    };
    let machine = Replacing {
        lives: vec![Default::default(); config.processes.len().max(1)],
        config: Arc::new(config),
        done: 0,
        memory,
        totals: Totals::default(),
        columns: VecDeque::new(),
        phase: Default::default(),
    };
    Ok(if timed { turns::played(machine, scenario) } else { machine })
}

/// The references of a file: none if it has not been opened.
fn from_file(trace: &Trace) -> Config {
    let Some(cut) = trace::cut(trace) else {
        return Config { missing: Some(trace.file.clone()), ..Config::default() };
    };
    Config {
        has_ops: cut.writes.contains(&true),
        names: Arc::clone(&cut.names),
        refs: Arc::clone(&cut.refs),
        writes: Arc::clone(&cut.writes),
        ..Config::default()
    }
}

fn from_string(scenario: &Replace, random: &mut Mersenne) -> Config {
    let (refs, writes) = string(scenario, random);
    let names = distinct(&refs, &scenario.initial);
    let index = |name| index(&names, name).expect("every name is listed");
    Config {
        has_ops: scenario.ops.is_some() || scenario.generate.is_some_and(|wish| wish.writes > 0),
        refs: Arc::new(refs.iter().map(index).collect()),
        writes: Arc::new(writes),
        names: Arc::new(names),
        ..Config::default()
    }
}

fn index(names: &[Name], name: &Name) -> Option<Page> {
    names.binary_search_by(|known| order(known, name)).ok().map(|index| Page(index as u32))
}

/// The accesses by name, and which of them write.
pub fn string(scenario: &Replace, random: &mut Mersenne) -> (Vec<Name>, Vec<bool>) {
    if let Some(wish) = scenario.generate {
        return wish.string(random);
    }
    let names: Vec<Name> = match scenario.random {
        Some(wish) => (0..wish.count).map(|_| Name::Number(u64::from(random.below(wish.max)))).collect(),
        None => scenario.refs.clone(),
    };
    let ops = scenario.ops.as_deref().unwrap_or_default();
    let mut writes: Vec<bool> = ops.bytes().map(|op| op.eq_ignore_ascii_case(&b'W')).collect();
    writes.resize(names.len(), false);
    (names, writes)
}

/// Numbers by value, then words by their process, then by their page.
fn order(a: &Name, b: &Name) -> Ordering {
    match (a, b) {
        (Name::Word(a), Name::Word(b)) => parts(a).cmp(&parts(b)),
        _ => a.cmp(b),
    }
}

fn parts(word: &str) -> (&str, u64, &str) {
    let (process, page) = word.split_once('.').unwrap_or(("", word));
    (process, page.parse().unwrap_or(u64::MAX), page)
}

fn distinct(refs: &[Name], initial: &[Option<Initial>]) -> Vec<Name> {
    let mut names: Vec<Name> = refs.to_vec();
    names.extend(initial.iter().flatten().map(|entry| entry.name().clone()));
    names.sort_unstable_by(order);
    names.dedup();
    names
}

/// The processes, and which of them each page belongs to; nothing for a single one.
fn owners(names: &[Name]) -> (Vec<String>, Vec<u8>) {
    let mut processes: Vec<String> =
        names.iter().filter_map(|name| name.process().map(String::from)).collect();
    processes.dedup();
    if processes.len() < 2 {
        return (vec![], vec![]);
    }
    let owner = |name: &Name| processes.iter().position(|known| Some(known.as_str()) == name.process());
    let owners = names.iter().map(|name| owner(name).unwrap_or(0) as u8).collect();
    (processes, owners)
}

/// How many frames each pool has; 0 where nothing limits them. Every process has at least one.
/// What cannot be divided stays unused (Silberschatz 10.5.2).
fn shares(scenario: &Replace, config: &Config) -> Vec<usize> {
    let count = config.processes.len();
    if !scenario.policy.is_fixed() {
        return vec![0; count.max(1)];
    }
    let frames = scenario.frames as usize;
    if count == 0 || scenario.allocation == Allocation::Global {
        return vec![frames];
    }
    let pages = |process| config.owners.iter().filter(|owner| usize::from(**owner) == process).count();
    let share = |process| match scenario.allocation {
        Allocation::Proportional => frames * pages(process) / config.names.len(),
        _ => frames / count,
    };
    let mut shares: Vec<usize> = (0..count).map(|process| share(process).max(1)).collect();
    while shares.iter().sum::<usize>() > frames.max(count) {
        *shares.iter_mut().max().expect("there are processes") -= 1;
    }
    shares
}

fn pools(
    scenario: &Replace,
    config: &Config,
    shares: &[usize],
    initial: &[Option<(Page, &Initial)>],
    first_use: &[u64],
    random: Mersenne,
) -> Memory {
    let residents = residents(initial, config.frames, first_use);
    let pool = |(&start, &share): (&usize, &usize)| {
        let rules = scenario.rules.decided();
        let mut pool = Pool::new(scenario.policy, rules, share, config.names.len(), random.clone());
        pool.window = scenario.window;
        pool.fill(residents.get(start..residents.len().min(start + share)).unwrap_or_default());
        pool.hand = if shares.len() == 1 { scenario.hand as usize } else { 0 };
        pool
    };
    Memory::Pools(config.starts.iter().zip(shares).map(pool).collect())
}

fn sets(scenario: &Replace, config: &Config, initial: &[Option<(Page, &Initial)>]) -> Memory {
    let limit = if scenario.policy == Policy::Pff { scenario.threshold } else { scenario.window };
    let set = |process: usize| {
        let pages: Vec<Page> = initial
            .iter()
            .flatten()
            .map(|(page, _)| *page)
            .filter(|page| config.owner(*page) == process)
            .collect();
        let rules = scenario.rules.decided();
        Resident::new(scenario.policy, rules, limit, config.names.len(), &pages, scenario.last_fault)
    };
    Memory::Sets((0..config.starts.len()).map(set).collect())
}

/// Where the page of each reference is used next, and where each page is used first; `places` are the places of
/// the references.
pub fn next_uses(refs: &[Page], pages: usize, places: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let mut coming = vec![NEVER; pages];
    let mut next = vec![NEVER; refs.len()];
    for (at, page) in refs.iter().enumerate().rev() {
        next[at] = std::mem::replace(&mut coming[page.0 as usize], places[at]);
    }
    (next, coming)
}

fn residents(initial: &[Option<(Page, &Initial)>], frames: usize, first_use: &[u64]) -> Vec<Option<Slot>> {
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
            next: first_use.get(page.0 as usize).copied().unwrap_or(NEVER),
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
