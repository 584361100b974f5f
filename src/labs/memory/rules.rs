//! Every convention on which books differ, as data. A named set fills them all; a single one can be flipped.
//!
//! In a file only the set and the departures from it are written: `{"set": "stallings", "opt_tie": "slot"}`.

use serde::{Deserialize, Serialize};

/// Rules as written: a set and what departs from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// The set that fills what is not written.
    #[serde(skip_serializing_if = "RuleSet::is_default")]
    pub set: RuleSet,
    /// `opt`: which of several pages that are never used again goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_tie: Option<Tie>,
    /// `lfu`, `mfu`, `aging`: which of several pages of equal rank goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tie: Option<Tie>,
    /// `clock`, `second_chance`, `enhanced_clock`: the R bit of a page just loaded, 0 or 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load_bit: Option<u8>,
    /// `clock`: a hand that goes round, or OSTEP's random probing of use counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockKind>,
    /// `clock` with random probing: the greatest use count (OSTEP's `-b`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_max: Option<u32>,
    /// `nru`: which page of the lowest class goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nru_pick: Option<NruPick>,
    /// `nru`, `aging`: R bits are cleared before every so manieth access; null for never.
    #[serde(skip_serializing_if = "Option::is_none", with = "crate::lab::written::some_null")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Option<u32>"))]
    pub reset_interval: Option<Option<u32>>,
    /// `lfu`, `mfu`: does a page's count go on after it was evicted?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lfu_history: Option<History>,
    /// `aging`: bits of a counter, 1 to 32.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aging_bits: Option<u32>,
    /// `aging`: the counter of a page just loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aging_load: Option<AgingLoad>,
    /// `pff`: does a gap equal to the threshold shrink the resident set?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pff_shrink_when: Option<ShrinkWhen>,
    /// `pff`: when use bits are cleared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pff_reset: Option<PffReset>,
    /// Frames keep their places, or the list of pages closes up and new pages stand at its right end (OSTEP).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// What happens after the kernel has served a page fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_fault: Option<AfterFault>,
}

/// Whose book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleSet {
    /// Silberschatz, Galvin, Gagne: Operating System Concepts.
    #[default]
    Silberschatz,
    /// Arpaci-Dusseau: Operating Systems: Three Easy Pieces, as its homework simulators decide.
    Ostep,
    /// Stallings: Operating Systems: Internals and Design Principles.
    Stallings,
    /// Tanenbaum, Bos: Modern Operating Systems.
    Tanenbaum,
    /// 汤小丹《计算机操作系统》.
    Tang,
    /// The Chinese graduate entrance examination 408.
    #[serde(rename = "408")]
    Exam408,
    /// A Linux machine with an x86-64 processor, where hardware walks the tables again after a fault.
    Linux,
}

/// Who goes among equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// The one loaded first.
    Fifo,
    /// The one used least recently.
    Lru,
    /// The one in the lowest frame.
    Slot,
    /// The one loaded last (OSTEP).
    Lifo,
}

/// What `clock` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// A hand goes round the frames.
    Hand,
    /// Random frames are probed and their use counts lowered (OSTEP's simulator).
    Random,
}

/// Which page of the lowest class goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NruPick {
    /// The one in the lowest frame.
    Slot,
    /// The one loaded first.
    Fifo,
    /// The first one from the hand, which stands behind the frame filled last.
    Hand,
    /// A random one.
    Random,
}

/// What happens to a count when its page is evicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// It starts at 1 again.
    Reset,
    /// It goes on.
    Keep,
}

/// The aging counter of a page just loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AgingLoad {
    /// 0.
    Zero,
    /// Only the highest bit set.
    Msb,
}

/// When page-fault frequency shrinks the resident set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub enum ShrinkWhen {
    /// Gap ≥ threshold (Stallings).
    #[serde(rename = ">=")]
    AtLeast,
    /// Gap > threshold (Maekawa; Tsinghua).
    #[serde(rename = ">")]
    MoreThan,
}

/// When page-fault frequency clears use bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PffReset {
    /// At every fault.
    EveryFault,
    /// Only when the set shrinks (Stallings).
    OnShrink,
}

/// How frames are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Frames 0 to n − 1; a page takes the place of its victim.
    Slots,
    /// A list in order of insertion (OSTEP).
    List,
}

/// What happens after a page fault was served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AfterFault {
    /// The handler loads the TLB too: the retried access hits (408, 2009).
    RetryHit,
    /// The retried access misses in the TLB and walks the tables again.
    RetryMiss,
    /// The access goes straight to memory.
    Direct,
}

/// Every rule, decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the fields of `Rules`, without the question whether they are written
pub struct Decided {
    pub opt_tie: Tie,
    pub tie: Tie,
    pub load_bit: bool,
    pub clock: ClockKind,
    pub clock_max: u32,
    pub nru_pick: NruPick,
    pub reset_interval: Option<u32>,
    pub lfu_history: History,
    pub aging_bits: u32,
    pub aging_load: AgingLoad,
    pub pff_shrink_when: ShrinkWhen,
    pub pff_reset: PffReset,
    pub layout: Layout,
    pub after_fault: AfterFault,
}

impl Rules {
    /// Is nothing written, so that the file need not mention rules?
    pub fn is_default(&self) -> bool {
        *self == Rules::default()
    }

    /// Fills what is not written from the set.
    pub fn decided(&self) -> Decided {
        let set = self.set.decided();
        Decided {
            opt_tie: self.opt_tie.unwrap_or(set.opt_tie),
            tie: self.tie.unwrap_or(set.tie),
            load_bit: self.load_bit.map_or(set.load_bit, |bit| bit > 0),
            clock: self.clock.unwrap_or(set.clock),
            clock_max: self.clock_max.unwrap_or(set.clock_max),
            nru_pick: self.nru_pick.unwrap_or(set.nru_pick),
            reset_interval: self.reset_interval.unwrap_or(set.reset_interval).filter(|&every| every > 0),
            lfu_history: self.lfu_history.unwrap_or(set.lfu_history),
            aging_bits: self.aging_bits.unwrap_or(set.aging_bits),
            aging_load: self.aging_load.unwrap_or(set.aging_load),
            pff_shrink_when: self.pff_shrink_when.unwrap_or(set.pff_shrink_when),
            pff_reset: self.pff_reset.unwrap_or(set.pff_reset),
            layout: self.layout.unwrap_or(set.layout),
            after_fault: self.after_fault.unwrap_or(set.after_fault),
        }
    }
}

impl RuleSet {
    /// Every set, in menu order.
    pub const ALL: [RuleSet; 7] = [
        RuleSet::Silberschatz,
        RuleSet::Ostep,
        RuleSet::Stallings,
        RuleSet::Tanenbaum,
        RuleSet::Tang,
        RuleSet::Exam408,
        RuleSet::Linux,
    ];

    fn is_default(&self) -> bool {
        *self == RuleSet::default()
    }

    /// What the book does. Where a book is silent, the choice of the others stands.
    pub fn decided(self) -> Decided {
        let common = Decided {
            opt_tie: Tie::Fifo,
            tie: Tie::Fifo,
            load_bit: true,
            clock: ClockKind::Hand,
            clock_max: 2,
            nru_pick: NruPick::Slot,
            reset_interval: Some(4),
            lfu_history: History::Reset,
            aging_bits: 8,
            aging_load: AgingLoad::Zero,
            pff_shrink_when: ShrinkWhen::AtLeast,
            pff_reset: PffReset::EveryFault,
            layout: Layout::Slots,
            after_fault: AfterFault::RetryHit,
        };
        match self {
            RuleSet::Silberschatz => Decided { nru_pick: NruPick::Hand, ..common },
            RuleSet::Ostep => Decided {
                opt_tie: Tie::Lifo,
                clock: ClockKind::Random,
                layout: Layout::List,
                after_fault: AfterFault::RetryMiss,
                ..common
            },
            RuleSet::Stallings => Decided { pff_reset: PffReset::OnShrink, ..common },
            RuleSet::Tanenbaum => Decided { nru_pick: NruPick::Random, ..common },
            RuleSet::Tang | RuleSet::Exam408 => common,
            RuleSet::Linux => Decided { after_fault: AfterFault::RetryMiss, ..common },
        }
    }
}
