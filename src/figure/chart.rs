//! Lines over an axis.

use super::Hue;
use crate::text::Text;

/// A chart of step lines: a value holds until the next point.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Chart {
    /// What it shows.
    pub caption: Text,
    /// Name and unit of the horizontal axis.
    pub x: Text,
    /// Name and unit of the vertical axis.
    pub y: Text,
    /// Right end of the horizontal axis, in thousandths of its unit; the left end is 0.
    pub x_end: i64,
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Line {
    /// Its name.
    pub name: Text,
    /// Its colour; 0 = ink.
    pub hue: Hue,
    /// Points in thousandths of the units, x rising.
    pub points: Vec<(i64, i64)>,
}
