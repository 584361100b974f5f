//! What can happen in the memory lab. One event is one step, except in long runs, where a step is an access.

use super::replace::pool::Page;
use crate::lab::Weight;

/// A fact about the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A clock tick: R bits were cleared, or shifted into counters.
    Ticked,
    /// The page is in memory.
    Hit {
        /// It.
        page: Page,
        /// Its frame, if frames are fixed.
        slot: Option<usize>,
    },
    /// The page is not in memory.
    Faulted {
        /// It.
        page: Page,
        /// Page-fault frequency: references since the last fault.
        gap: Option<i64>,
    },
    /// The search for a victim passes this page by.
    Spared {
        /// Its frame.
        slot: usize,
        /// It.
        page: Page,
        /// Its R bit was cleared, or its use count lowered.
        cleared: bool,
    },
    /// This page must go.
    Chosen {
        /// Its frame.
        slot: usize,
        /// It.
        page: Page,
        /// It was written since it was loaded.
        modified: bool,
    },
    /// The victim is on disk again.
    WrittenBack {
        /// Its frame.
        slot: usize,
        /// It.
        page: Page,
    },
    /// The page is in memory now.
    Loaded {
        /// The frame.
        slot: usize,
        /// The page.
        page: Page,
        /// The page that was there.
        victim: Option<Page>,
    },
    /// A page joins a resident set.
    Joined {
        /// It.
        page: Page,
    },
    /// Pages leave a resident set.
    Shrunk {
        /// They.
        removed: Vec<Page>,
    },
    /// An address is split into page number and offset.
    Split,
    /// The TLB has the page.
    TlbHit {
        /// The page number.
        page: u64,
        /// Its frame.
        frame: u64,
    },
    /// The TLB does not have the page.
    TlbMissed {
        /// The page number.
        page: u64,
    },
    /// A page-table entry is read.
    Walked {
        /// The level, from 1.
        level: usize,
        /// The table.
        table: usize,
        /// The index in it.
        index: u64,
        /// What the entry says.
        found: Found,
    },
    /// The access is not allowed.
    Violated,
    /// The processor traps into the kernel: the page is not there, or not mapped at all.
    Trapped {
        /// There is no such page.
        invalid: bool,
    },
    /// The kernel ends the process, or signals it: there is no such page, or it may not do that.
    Killed,
    /// The kernel found where the page comes from.
    Located {
        /// Where.
        source: Source,
    },
    /// The page was in its frame all the time: its entry says so again.
    Remapped,
    /// A page marked copy-on-write has only this owner: it is made writable, and nothing is copied.
    Owned,
    /// The CPU goes to another process.
    Switched {
        /// From which.
        from: usize,
        /// To which.
        to: usize,
        /// How many TLB entries this drops; `None` if entries carry the number of their process.
        dropped: Option<usize>,
    },
    /// A bit of an entry was turned over by hand.
    Toggled {
        /// The page.
        page: u64,
        /// The bit.
        bit: Bit,
        /// What it is now.
        on: bool,
        /// It did change: what is not in memory has no P, A or D to set.
        changed: bool,
    },
    /// A frame is free.
    Freed {
        /// It.
        slot: usize,
    },
    /// The victim's entry says "not present" now, and the TLB has forgotten it.
    Unmapped {
        /// The victim.
        page: Page,
        /// The TLB had an entry for it.
        flushed: bool,
    },
    /// The page was read into the frame, or the frame was filled with zeros.
    Read {
        /// The frame.
        slot: usize,
        /// From disk.
        disk: bool,
    },
    /// The instruction runs again.
    Retried,
    /// The TLB takes the translation.
    Filled {
        /// The page that it pushed out.
        victim: Option<u64>,
    },
    /// The data are accessed.
    Accessed {
        /// The physical address.
        address: u64,
    },
    /// A segment-table entry is read and the offset compared with its limit.
    Checked {
        /// The segment.
        segment: u64,
        /// What came of it.
        fault: Option<Refusal>,
    },
    /// A formula was worked out.
    Computed,
    /// Several accesses went by in one step of a long run.
    Passed {
        /// How many.
        accesses: u32,
        /// How many of them faulted.
        faults: u32,
    },
    /// Everybody waited for the disk: the CPU was idle.
    Idled {
        /// For so long.
        units: u64,
    },
    /// The CPU went to another process.
    Dispatched {
        /// Its index.
        process: u8,
    },
    /// Nothing is left to do.
    Finished,
}

/// Where a missing page comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From disk.
    Disk,
    /// From nowhere: it is filled with zeros.
    Zeros,
    /// It is in its frame; only P said otherwise.
    Memory,
}

/// A bit of a page-table entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bit {
    /// P.
    Present,
    /// R/W.
    Write,
    /// U/S.
    User,
    /// A.
    Accessed,
    /// D.
    Dirty,
    /// XD.
    NoExecute,
    /// COW, one of the bits that hardware leaves to the kernel.
    Cow,
}

impl Bit {
    /// All, as they are listed.
    pub const ALL: [Bit; 7] =
        [Bit::Present, Bit::Write, Bit::User, Bit::Accessed, Bit::Dirty, Bit::NoExecute, Bit::Cow];

    /// Its letter in scenarios and links.
    pub fn letter(self) -> char {
        match self {
            Bit::Present => 'p',
            Bit::Write => 'w',
            Bit::User => 'u',
            Bit::Accessed => 'a',
            Bit::Dirty => 'd',
            Bit::NoExecute => 'x',
            Bit::Cow => 'c',
        }
    }

    /// Its name in an entry: `R/W`.
    pub fn name(self) -> &'static str {
        match self {
            Bit::Present => "P",
            Bit::Write => "R/W",
            Bit::User => "U/S",
            Bit::Accessed => "A",
            Bit::Dirty => "D",
            Bit::NoExecute => "XD",
            Bit::Cow => "COW",
        }
    }
}

/// What a page-table entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The next table.
    Table(usize),
    /// A frame.
    Frame(u64),
    /// Not present.
    Missing,
    /// There is no such entry.
    Invalid,
}

/// Why an address under segmentation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such segment.
    InvalidSegment,
    /// The offset is beyond the limit.
    Limit,
    /// The page is not in memory.
    PageFault,
}

impl Event {
    /// How much it matters on the timeline.
    pub fn weight(&self) -> Weight {
        match self {
            Event::Hit { .. } | Event::Ticked | Event::Spared { .. } | Event::WrittenBack { .. } => {
                Weight::Minor
            }
            Event::Loaded { .. } | Event::Joined { .. } | Event::Split | Event::TlbHit { .. } => {
                Weight::Minor
            }
            Event::Walked { .. } | Event::Located { .. } | Event::Freed { .. } | Event::Unmapped { .. } => {
                Weight::Minor
            }
            Event::Remapped | Event::Owned => Weight::Minor,
            Event::Switched { .. } | Event::Toggled { .. } => Weight::Event,
            Event::Read { .. } | Event::Retried | Event::Filled { .. } | Event::Accessed { .. } => {
                Weight::Minor
            }
            Event::Checked { fault: None, .. } | Event::Idled { .. } | Event::Dispatched { .. } => {
                Weight::Minor
            }
            Event::Faulted { .. } | Event::Chosen { .. } | Event::Shrunk { .. } | Event::Finished => {
                Weight::Event
            }
            Event::TlbMissed { .. } | Event::Violated | Event::Trapped { .. } | Event::Killed => {
                Weight::Event
            }
            Event::Passed { faults: 0, .. } => Weight::Minor,
            Event::Passed { .. } => Weight::Event,
            Event::Checked { .. } | Event::Computed => Weight::Event,
        }
    }
}
