//! Rows and columns.

use super::{Hue, Tone};
use crate::text::Text;

/// A table.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// What it shows.
    pub caption: Text,
    /// Column headings; the first column names the row.
    pub columns: Vec<Text>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Row {
    /// The thing it is about: `proc:P3`; may be empty.
    pub id: String,
    /// Its identity colour.
    pub hue: Hue,
    /// One cell per column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Cell {
    /// What it says.
    pub text: Text,
    /// Drawn as a chip of this meaning unless `Plain`.
    pub tone: Tone,
    /// This step changed it.
    pub changed: bool,
}

impl Cell {
    /// A plain cell, the same in both languages.
    pub fn plain(word: impl Into<String>) -> Self {
        Cell { text: Text::same(word), ..Cell::default() }
    }
}
