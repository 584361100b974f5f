//! What is shown and said at one step.

use crate::figure::{Cell, Chart, Figure, Table};
use crate::text::Text;

/// How much a step matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Weight {
    /// Shown, without a mark.
    #[default]
    Minor,
    /// A mark on the timeline; "next event" stops here.
    Event,
    /// The moment that the preset exists for.
    Key,
}

/// How the stage is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Look {
    /// The id of the view.
    pub view: String,
    /// A narrow screen: the stage is composed anew, not shrunk.
    pub narrow: bool,
}

/// What a step says. Limits of length: `ux.md` 4.1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Story {
    /// What kind of moment it is: "timer interrupt".
    pub kicker: Text,
    /// One sentence: who, what happened, why.
    pub caption: Text,
    /// A heading.
    pub title: Text,
    /// The reason.
    pub why: Text,
    /// A misconception that is near, put right. Empty if none.
    pub note: Text,
    /// A formula with its numbers. Empty if nothing was computed.
    pub formula: Text,
    /// The candidates of a decision, winner first. Empty if there was none.
    pub candidates: Text,
    /// The thing it is about: `proc:P3`.
    pub subject: Option<String>,
    /// Pseudocode of the mechanism.
    pub code: Vec<Text>,
    /// The line in force, from 0.
    pub line: Option<usize>,
}

/// Everything shown at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The step, from 1.
    pub step: usize,
    /// The instant, with its scale applied: `6`, `8.5`.
    pub time: String,
    /// The same as readers see it, with its unit if it has one: `71.04 µs`.
    pub clock: String,
    /// What it says.
    pub story: Story,
    /// The pictures.
    pub figures: Vec<Figure>,
}

/// All that is known of one thing.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Inspect {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its identity colour.
    pub hue: u8,
    /// Field and value.
    pub rows: Vec<(Text, Cell)>,
}

/// The figures of a run so far.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Metrics {
    /// A row per thing.
    pub table: Table,
    /// Totals and means: name, value, formula filled in.
    pub totals: Vec<Total>,
    /// Charts.
    pub charts: Vec<Chart>,
}

/// A total with its formula.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Total {
    /// Its name.
    pub name: Text,
    /// Its value; a bound while the run is not over: `≥ 4.5`.
    pub value: Text,
    /// The formula with the run's numbers in it.
    pub formula: Text,
}
