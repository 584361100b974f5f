//! What determines a run. The JSON of a scenario file is exactly this; `model` says which kind it is.
//!
//! ```json
//! {"model": "replace", "policy": "lru", "frames": 3, "refs": [7, 0, 1, 2, 0, 3]}
//! {"model": "paging", "page_size": 4096, "page_table": [257, null, 596], "addresses": [9058, 5477]}
//! ```

use super::replace::generate::Generate;
use super::replace::trace::Trace;
use super::rules::Rules;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// The most accesses in one scenario.
pub const MAX_ACCESSES: usize = 1_000_000;
/// The most frames.
pub const MAX_FRAMES: u32 = 65_536;
/// The most entries of a page table written out.
pub const MAX_ENTRIES: usize = 65_536;
/// The most entries of a TLB.
pub const MAX_TLB: u32 = 4_096;

/// A memory scenario.
#[allow(clippy::large_enum_variant)] // there is one scenario at a time
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(tag = "model", rename_all = "snake_case")]
pub enum Scenario {
    /// A string of page references and a policy that decides which page goes.
    Replace(Replace),
    /// Addresses translated through page tables, with or without TLB and demand paging.
    Paging(Paging),
    /// Addresses translated through a segment table, with or without pages inside the segments.
    Segments(Segments),
    /// How large page tables are.
    Sizes(Sizes),
    /// The effective access time, by formula.
    Eat(Eat),
    /// The bare table of aging counters (Tanenbaum, figure 3-17).
    Counters(Counters),
}

impl<'de> Deserialize<'de> for Scenario {
    /// By way of a JSON value: serde's own tagged enums cannot hold maps with numbers as keys.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut value = serde_json::Value::deserialize(from)?;
        let model = value.as_object_mut().and_then(|fields| fields.remove("model"));
        let read = match model.as_ref().and_then(|word| word.as_str()) {
            Some("replace") => serde_json::from_value(value).map(Scenario::Replace),
            Some("paging") => serde_json::from_value(value).map(Scenario::Paging),
            Some("segments") => serde_json::from_value(value).map(Scenario::Segments),
            Some("sizes") => serde_json::from_value(value).map(Scenario::Sizes),
            Some("eat") => serde_json::from_value(value).map(Scenario::Eat),
            Some("counters") => serde_json::from_value(value).map(Scenario::Counters),
            _ => {
                let models = "\"model\" is one of replace, paging, segments, sizes, eat, counters";
                return Err(serde::de::Error::custom(models));
            }
        };
        read.map_err(serde::de::Error::custom)
    }
}

/// A policy that decides which page leaves memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The page whose next use is farthest away.
    Opt,
    /// The page loaded first.
    Fifo,
    /// The page used least recently.
    #[default]
    Lru,
    /// A hand goes round and spares every page used since it last came by.
    Clock,
    /// The same on a queue: a used page at its head goes to the tail.
    SecondChance,
    /// Clock that looks at the R and M bits together.
    EnhancedClock,
    /// Not recently used: the lowest class 2R + M.
    Nru,
    /// The page used least often.
    Lfu,
    /// The page used most often.
    Mfu,
    /// Counters shifted right at every tick, R entering at the left.
    Aging,
    /// The page used most recently.
    Mru,
    /// A random page.
    #[serde(alias = "rand")]
    Random,
    /// The page whose next use is nearest: the worst choice (OSTEP).
    Unopt,
    /// Clock with ages: a page older than the window goes.
    WsClock,
    /// The pages of the last `window` references stay; no frame limit.
    #[serde(alias = "ws_sets")]
    WorkingSet,
    /// Page-fault frequency: the set grows when faults are frequent and shrinks when they are rare.
    Pff,
}

impl Policy {
    /// Every policy, in menu order.
    pub const ALL: [Policy; 16] = [
        Policy::Opt,
        Policy::Fifo,
        Policy::Lru,
        Policy::Clock,
        Policy::EnhancedClock,
        Policy::SecondChance,
        Policy::Nru,
        Policy::Lfu,
        Policy::Mfu,
        Policy::Aging,
        Policy::Mru,
        Policy::Random,
        Policy::Unopt,
        Policy::WsClock,
        Policy::WorkingSet,
        Policy::Pff,
    ];

    /// Does it hold a fixed number of frames?
    pub fn is_fixed(self) -> bool {
        !matches!(self, Policy::WorkingSet | Policy::Pff)
    }
}

/// A name of a page: a number or a word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Name {
    /// A page number.
    Number(u64),
    /// A word of at most 12 characters. `A.3` is page 3 of process A.
    Word(String),
}

impl Name {
    /// The process whose page it is, if it says so.
    pub fn process(&self) -> Option<&str> {
        match self {
            Name::Number(_) => None,
            Name::Word(word) => word.split_once('.').map(|(process, _)| process),
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Name::Number(number) => write!(out, "{number}"),
            Name::Word(word) => out.write_str(word),
        }
    }
}

/// A replacement study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// Which page goes.
    pub policy: Policy,
    /// The references, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<Name>,
    /// Instead of `refs`: random ones, drawn from the seed before the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub random: Option<RandomRefs>,
    /// Instead of `refs`: what a program does, made from the seed before the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generate: Option<Generate>,
    /// Instead of `refs`: the accesses of a file that was opened in this program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
    /// Several processes (pages `A.3`, `B.0`): who may take whose frames. Without effect for one process.
    #[serde(default, skip_serializing_if = "Allocation::is_global")]
    pub allocation: Allocation,
    /// How long the disk takes for one page, in accesses: a process that faults waits while others run.
    /// 0: time is not modelled and the accesses come in the order written.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub disk: u32,
    /// With `disk`: accesses after which the CPU goes to the next process.
    #[serde(default = "ten", skip_serializing_if = "is_ten")]
    pub quantum: u32,
    /// One `R` or `W` per reference; absent: all reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ops: Option<String>,
    /// Frames, 1 to 65536; without effect for `working_set` and `pff`.
    #[serde(default = "three", skip_serializing_if = "is_three")]
    pub frames: u32,
    /// Pages in memory before the first reference, by frame; null for an empty frame. For `working_set`: the
    /// references just before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial: Vec<Option<Initial>>,
    /// Where the hand stands at first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hand: u32,
    /// `working_set`, `ws_clock`: the window Δ, in references.
    #[serde(default = "four", skip_serializing_if = "is_four")]
    pub window: u32,
    /// `working_set`: instants (from 1) at which the working set is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<u32>,
    /// `pff`: the gap between faults that decides.
    #[serde(default = "two", skip_serializing_if = "is_two")]
    pub threshold: u32,
    /// `pff`: when the last fault was before the first reference.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub last_fault: u32,
    /// Seed of everything random, as in OSTEP's homework (Python's generator).
    #[serde(default, skip_serializing_if = "is_zero_64")]
    pub seed: u64,
    /// Every convention on which books differ.
    #[serde(default, skip_serializing_if = "Rules::is_default")]
    pub rules: Rules,
}

impl Default for Replace {
    fn default() -> Self {
        Replace {
            policy: Policy::Fifo,
            refs: vec![],
            random: None,
            generate: None,
            trace: None,
            allocation: Allocation::Global,
            disk: 0,
            quantum: 10,
            ops: None,
            frames: 3,
            initial: vec![],
            hand: 0,
            window: 4,
            times: vec![],
            threshold: 2,
            last_fault: 0,
            seed: 0,
            rules: Rules::default(),
        }
    }
}

/// Who may take whose frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// A fault of one process may take a frame from any.
    #[default]
    Global,
    /// Each process has as many frames as any other, and replaces only its own pages.
    Equal,
    /// Each process has frames in proportion to its number of pages, and replaces only its own.
    Proportional,
}

impl Allocation {
    fn is_global(&self) -> bool {
        *self == Allocation::Global
    }
}

/// Random references.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RandomRefs {
    /// How many.
    pub count: u32,
    /// Pages lie in 0..max.
    pub max: u32,
}

/// A page that is in memory before the first reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Initial {
    /// Only its name.
    Page(Name),
    /// With its bits and history.
    Resident(Resident),
}

impl Initial {
    /// Its name.
    pub fn name(&self) -> &Name {
        match self {
            Initial::Page(name) => name,
            Initial::Resident(resident) => &resident.page,
        }
    }
}

/// Bits and history of a page in memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Resident {
    /// Its name.
    pub page: Name,
    /// Reference bit.
    #[serde(default, rename = "R", skip_serializing_if = "is_zero_8")]
    pub r: u8,
    /// Modified bit.
    #[serde(default, rename = "M", skip_serializing_if = "is_zero_8")]
    pub m: u8,
    /// When it was loaded; only the order matters. Absent: in frame order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loaded: Option<i64>,
    /// When it was used last; absent: when it was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<i64>,
    /// How often it was used; absent: once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// Address translation through page tables.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// Bytes in a page; or instead `offset_bits`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u64>,
    /// Bits of the offset: the page has 2 to that power bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_bits: Option<u32>,
    /// Bits of the index of each level, top first; empty: one level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub level_bits: Vec<u32>,
    /// Bytes of a page-table entry.
    #[serde(default = "four", skip_serializing_if = "is_four")]
    pub pte_size: u32,
    /// One level: the frame of each page, null where it is not in memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_table: Option<Vec<Option<u64>>>,
    /// One level: the same as numbers in memory, 32 bits each: the highest bit says valid, the rest is the frame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pte_words: Vec<u32>,
    /// Several levels: what is in physical memory, page by page, byte by byte. An entry is one byte: the highest
    /// bit says valid, the rest is the frame (OSTEP).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dump: Vec<Vec<u8>>,
    /// The page of `dump` that holds the top table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdbr: Option<u64>,
    /// Bytes of the virtual address space: how many entries a flat table has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_space: Option<u64>,
    /// Bytes of physical memory: frames must lie in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// Several levels: the name of the top table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// Several levels: every table by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, PageTable>,
    /// Instead of tables: the mapped areas; their pages are on disk at first. Pages outside are invalid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
    /// What a walk of a flat table costs, in table reads.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub levels: u32,
    /// Demand paging: how many frames the process has. `resident_frames` means the same.
    #[serde(default, alias = "resident_frames", skip_serializing_if = "Option::is_none")]
    pub frames: Option<u32>,
    /// Demand paging: which page goes.
    #[serde(default = "lru", skip_serializing_if = "is_lru")]
    pub policy: Policy,
    /// The pages in memory at first, least recently used first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lru_order: Vec<u64>,
    /// Frame numbers to be used for pages that are loaded, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub free_frames: Vec<u64>,
    /// The TLB; absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tlb: Option<Tlb>,
    /// What things cost; absent: nothing is timed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Times>,
    /// The virtual addresses, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<u64>,
    /// One letter per access: `R` read, `W` write, `X` execute; absent: all reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ops: Option<String>,
    /// Several processes, each with its own tables over the same areas: one letter per access, `A` to `D`;
    /// absent: one process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Bits of page-table entries that are turned over by hand: before which access (from 1), which page, which
    /// bit (`p`, `w`, `u`, `a`, `d`, `x`, `c`). `"5 404 w"`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_hand: Vec<String>,
    /// Seed of everything random.
    #[serde(default, skip_serializing_if = "is_zero_64")]
    pub seed: u64,
    /// Every convention on which books differ.
    #[serde(default, skip_serializing_if = "Rules::is_default")]
    pub rules: Rules,
}

/// A page table of several levels.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PageTable {
    /// Its physical address, if known: then the address of every entry read is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<u64>,
    /// Entries by index; absent ones are empty.
    #[serde(default)]
    pub entries: BTreeMap<u32, Entry>,
}

/// An entry: the next table, or a frame on the last level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Entry {
    /// A frame number.
    Frame(u64),
    /// The name of a table.
    Table(String),
    /// Not present.
    Empty(()),
}

/// A mapped area of pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its name: `code`, `stack`.
    pub name: String,
    /// First page.
    pub first: u64,
    /// How many pages.
    pub pages: u64,
    /// What the program may do: letters of `rwx`; with `k` only the kernel may.
    #[serde(default = "rw", skip_serializing_if = "is_rw")]
    pub may: String,
    /// Its pages come from disk; otherwise they are filled with zeros on first touch.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub disk: bool,
    /// Its pages are huge: mapped so many levels above the last. On x86-64, 1 is 2 MB and 2 is 1 GB. They are in
    /// memory from the start and stay there; `first` and `pages` still count small pages.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub huge: u32,
}

/// A TLB.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tlb {
    /// How many entries.
    pub entries: u32,
    /// Entries in a set; absent: any entry can be anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ways: Option<u32>,
    /// Which entry goes.
    #[serde(default)]
    pub policy: TlbPolicy,
    /// Several processes: entries carry the number of their process (ASID, PCID) and survive a switch; otherwise
    /// a switch drops them all.
    #[serde(default, skip_serializing_if = "is_no")]
    pub asid: bool,
    /// Entries at first, next victim first: page and frame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial: Vec<(u64, u64)>,
}

/// Which entry of a TLB goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TlbPolicy {
    /// The one used least recently.
    #[default]
    Lru,
    /// The one loaded first.
    Fifo,
}

/// What things cost, in one unit (ns).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// A TLB lookup.
    pub tlb: u64,
    /// A memory access.
    pub mem: u64,
    /// Serving a page fault.
    pub fault: u64,
    /// Writing a victim back, on top.
    #[serde(default, skip_serializing_if = "is_zero_64")]
    pub write_back: u64,
}

/// Address translation through a segment table.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Segments {
    /// Bytes of the virtual address space. Without `offset_bits`, addresses are one number: of one segment (base
    /// and limit) the offset itself; of two, the upper half of the space is segment 1 (OSTEP).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_space: Option<u64>,
    /// Bytes of physical memory: more than the space; segments must lie in it, and apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// Addresses are one number, split after so many bits of offset; absent: pairs of segment and offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_bits: Option<u32>,
    /// Pages inside the segments (segmented paging): bytes in a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u64>,
    /// Segments by number.
    pub segments: BTreeMap<u64, Segment>,
    /// The addresses, in order.
    #[serde(default)]
    pub addresses: Vec<Address>,
}

/// A segment.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Its physical address; of a segment that grows down: the first byte above it.
    #[serde(default, skip_serializing_if = "is_zero_64")]
    pub base: u64,
    /// Its length in bytes. `length` means the same.
    #[serde(alias = "length")]
    pub limit: u64,
    /// Which way it grows.
    #[serde(default, skip_serializing_if = "Grows::is_up")]
    pub grows: Grows,
    /// Segmented paging: the frame of each page, null where it is not in memory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub page_table: Vec<Option<u64>>,
}

/// Which way a segment grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grows {
    /// From its base up.
    #[default]
    Up,
    /// From its base down: a stack.
    Down,
}

impl Paging {
    /// Are missing pages loaded, under a policy?
    pub fn loads_on_demand(&self) -> bool {
        self.frames.is_some() || !self.free_frames.is_empty() || !self.areas.is_empty()
    }
}

impl Grows {
    fn is_up(&self) -> bool {
        *self == Grows::Up
    }
}

/// An address under segmentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Address {
    /// One number.
    Whole(u64),
    /// Segment and offset.
    Pair(u64, u64),
}

/// How large page tables are when each table fits one page and the top level takes the bits that remain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Bits of a virtual address.
    pub va_bits: u32,
    /// Bytes in a page, a power of two.
    pub page_size: u64,
    /// Bytes of an entry, a power of two.
    pub pte_size: u64,
}

/// An effective access time. Fractions may be written `0.98`, `"0.98"` or `"49/50"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Eat {
    /// h(t + m) + (1 − h)(t + (L + 1)m).
    Tlb {
        /// Hit ratio h.
        hit: Quantity,
        /// TLB lookup t.
        tlb: Quantity,
        /// Memory access m.
        mem: Quantity,
        /// Levels L of the page table.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        levels: u32,
    },
    /// (1 − p)m + p·f.
    Demand {
        /// Fault rate p.
        p: Quantity,
        /// Memory access m.
        mem: Quantity,
        /// Page fault f.
        fault: Quantity,
    },
    /// Look-through: hc + (1 − h)(c + m); look-aside: hc + (1 − h)m.
    Cache {
        /// Hit ratio h.
        hit: Quantity,
        /// Cache access c.
        cache: Quantity,
        /// Memory access m.
        mem: Quantity,
        /// Whether memory is asked after the cache or together with it.
        mode: CacheMode,
    },
    /// h(t + m) + (1 − h)[(1 − p)(t + 2m) + p(2t + 2m + f)].
    TlbDemand {
        /// Hit ratio h.
        hit: Quantity,
        /// TLB lookup t.
        tlb: Quantity,
        /// Memory access m.
        mem: Quantity,
        /// Fault rate p among TLB misses.
        p: Quantity,
        /// Page fault f.
        fault: Quantity,
    },
}

/// When memory is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CacheMode {
    /// After a miss in the cache.
    LookThrough,
    /// Together with the cache.
    LookAside,
}

/// The bare table of aging counters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Counters {
    /// How many pages.
    pub pages: u32,
    /// Bits of a counter.
    pub bits: u32,
    /// The R bits at each tick, page 0 first: `"101011"`.
    pub ticks: Vec<String>,
}

/// An exact non-negative number, written as a decimal or a fraction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Quantity {
    /// A whole number.
    Whole(u64),
    /// A decimal or fraction in words.
    Words(String),
    /// A JSON number, read as it is written.
    Number(serde_json::Number),
}

macro_rules! defaults {
    ($($value:ident $is:ident: $type:ty = $number:expr;)*) => {$(
        fn $value() -> $type {
            $number
        }
        fn $is(value: &$type) -> bool {
            *value == $number
        }
    )*};
}

defaults! {
    one is_one: u32 = 1;
    two is_two: u32 = 2;
    three is_three: u32 = 3;
    four is_four: u32 = 4;
    ten is_ten: u32 = 10;
    lru is_lru: Policy = Policy::Lru;
    yes is_yes: bool = true;
}

fn is_no(word: &bool) -> bool {
    !word
}

fn rw() -> String {
    "rw".into()
}

fn is_rw(may: &str) -> bool {
    may == "rw"
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_zero_8(number: &u8) -> bool {
    *number == 0
}

fn is_zero_64(number: &u64) -> bool {
    *number == 0
}
