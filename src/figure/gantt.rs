//! The timeline: lanes and slices. Made once per run; a frame only says how far it is shown.

use super::Hue;
use crate::sim::{Scale, Time};
use crate::text::Text;
use std::collections::BTreeMap;
use std::ops::Range;

/// Everything that ran, lane by lane.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Gantt {
    /// Lanes from top to bottom.
    pub lanes: Vec<Lane>,
    /// Names that slices point to.
    pub names: Vec<String>,
    /// Hues of those names.
    pub hues: Vec<Hue>,
    /// What slices of tracks say, by the same index as the names; empty without tracks.
    pub words: Vec<Text>,
    /// What its looks mean, above the lanes; empty for the states of processes.
    pub legend: Vec<(Bar, Text)>,
    /// The end of the run.
    pub end: Time,
    /// How ticks become units.
    pub scale: Scale,
    /// In which unit the axis counts, if time has one.
    pub unit: Option<Unit>,
}

/// A unit of time on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its name: `µs`.
    pub name: &'static str,
    /// How many decimals of it one tick is.
    pub scale: Scale,
}

/// A row of the timeline.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Lane {
    /// The thing it is about: `cpu:0`, `proc:P3`, `dev:disk`.
    pub id: String,
    /// What stands at its left; for a subject, the name on its block.
    pub title: Text,
    /// Its identity, 0 for none.
    pub hue: Hue,
    /// What kind of row.
    pub kind: LaneKind,
    /// Slices in order; they never overlap.
    pub slices: Vec<Slice>,
    /// Marks: arrivals.
    pub flags: Vec<Flag>,
}

/// What a lane is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LaneKind {
    /// Something that is used: a CPU, a device. Its slices carry names.
    #[default]
    Resource,
    /// Something that uses: a process. Its slices show its states.
    Subject,
    /// One part of a machine: what it does is written in its slices, in the reader's language.
    Track,
}

/// A mark on a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// When.
    pub at: Time,
    /// From when on it is shown: a deadline is known at the release, before its time.
    pub known: Time,
    /// What happens then.
    pub kind: FlagKind,
}

/// What a mark on a lane says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum FlagKind {
    /// A process enters the system: a flag.
    #[default]
    Arrival,
    /// A job is released: an arrow up.
    Release,
    /// A job must be done by then: an arrow down.
    Deadline,
    /// It was not: a block with an M.
    Miss,
}

impl Flag {
    /// The mark of an arrival.
    pub fn arrival(at: Time) -> Flag {
        Flag { at, known: at, kind: FlagKind::Arrival }
    }
}

/// A lane that grows: its slices so far, and what it shows since when.
#[derive(Clone, Debug, Default)]
pub struct Growing {
    /// Slices that are over.
    pub slices: Vec<Slice>,
    open: Option<Slice>,
}

impl Growing {
    /// Shows something from now on; nothing changes if it was shown already.
    pub fn show(&mut self, now: Time, what: Option<(u32, Bar)>) {
        if self.open.map(|slice| (slice.who, slice.bar)) != what {
            self.close(now);
            self.open = what.map(|(who, bar)| Slice { start: now, end: now, who, bar });
        }
    }

    /// Ends what is shown. A slice that goes on with the last one is merged into it, an empty one dropped.
    pub fn close(&mut self, now: Time) {
        let Some(slice) = self.open.take().filter(|slice| slice.start < now) else {
            return;
        };
        match self.slices.last_mut() {
            Some(last) if (last.end, last.who, last.bar) == (slice.start, slice.who, slice.bar) => {
                last.end = now;
            }
            _ => self.slices.push(Slice { end: now, ..slice }),
        }
    }
}

/// A span of one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// From.
    pub start: Time,
    /// To, exclusive.
    pub end: Time,
    /// Who: index into [`Gantt::names`].
    pub who: u32,
    /// How it looks, which is what it means.
    pub bar: Bar,
}

/// What a slice means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Bar {
    /// On the CPU, or served by the device: thick, in the identity's colour.
    #[default]
    Solid,
    /// Ready: thin and hollow.
    Hollow,
    /// Waiting for I/O: thin and hatched.
    Hatched,
    /// Not in memory: a thin dashed line.
    Away,
    /// The CPU switches: grey, no work done.
    Switch,
    /// In user mode.
    User,
    /// In kernel mode.
    Kernel,
    /// The CPU copies bytes.
    CpuCopy,
    /// A DMA engine copies bytes.
    DmaCopy,
}

/// How much of the timeline is shown now, and the numbers at the ends of the rows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GanttMoment {
    /// What it shows, in one sentence.
    pub label: Text,
    /// Up to here it is drawn; what comes later is hidden.
    pub now: Time,
    /// Headings of the numbers.
    pub columns: Vec<Text>,
    /// Numbers by the index of their lane; of very many lanes only some have theirs.
    pub values: BTreeMap<usize, Vec<Value>>,
    /// The lane that this step is about.
    pub lane: Option<String>,
}

/// A number at the end of a row.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Value {
    /// What it says.
    pub text: String,
    /// This step changed it.
    pub changed: bool,
}

impl Gantt {
    /// Does a CPU ever switch at a cost? Looks at every slice of a run without.
    pub fn switches(&self) -> bool {
        self.lanes.iter().any(|lane| lane.slices.iter().any(|slice| slice.bar == Bar::Switch))
    }

    /// The identity colour of a thing, by its lane; 0 if it has none.
    pub fn hue(&self, id: &str) -> Hue {
        self.lanes.iter().find(|lane| lane.id == id).map_or(0, |lane| lane.hue)
    }

    /// The id of the thing that slices call `who`: that of the subject's lane of this name.
    pub fn id(&self, who: u32) -> Option<&str> {
        let name = self.names.get(who as usize)?;
        let named = |lane: &&Lane| lane.kind == LaneKind::Subject && lane.title.en == name.as_str();
        // Lanes of subjects usually stand in the order of the names.
        let first = self.lanes.iter().position(|lane| lane.kind == LaneKind::Subject)?;
        let usual = self.lanes.get(first + who as usize).filter(named);
        usual.or_else(|| self.lanes.iter().find(named)).map(|lane| lane.id.as_str())
    }
}

impl Bar {
    /// Is it drawn as high as the lane allows?
    pub fn is_thick(self) -> bool {
        !matches!(self, Bar::Hollow | Bar::Hatched | Bar::Away)
    }
}

impl Lane {
    /// The slice at an instant, by binary search.
    pub fn at(&self, time: Time) -> Option<&Slice> {
        Some(&self.slices[self.index_at(time)?])
    }

    /// The index of the slice at an instant, by binary search.
    pub fn index_at(&self, time: Time) -> Option<usize> {
        let index = self.slices.partition_point(|slice| slice.end <= time);
        self.slices.get(index).filter(|slice| slice.start <= time).map(|_| index)
    }

    /// The indices of the slices that show something between two instants, by binary search.
    pub fn within(&self, from: Time, to: Time) -> Range<usize> {
        let first = self.slices.partition_point(|slice| slice.end <= from);
        let count = self.slices[first..].partition_point(|slice| slice.start < to);
        first..first + count
    }
}
