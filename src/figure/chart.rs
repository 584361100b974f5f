//! Lines over an axis.

use super::{Cell, Hue, Row, Table};
use crate::text::Text;
use std::collections::BTreeSet;

/// A chart of lines over one axis.
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
    /// What lies between two points.
    pub curve: Curve,
    /// If not empty, the axis bears these names instead of numbers: the first at 0, the next at 1, …
    pub names: Vec<String>,
    /// A place on the horizontal axis that is marked: where the scenario stands.
    pub here: Option<i64>,
}

/// What lies between two points of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Curve {
    /// The value holds until the next point.
    #[default]
    Steps,
    /// The value passes from one point to the next.
    Joined,
    /// Nothing is known there: the points are drawn as dots, and joined so that the eye can follow.
    Dots,
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

impl Chart {
    /// Where the vertical axis ends, in thousandths: the least of 1, 2, 5, 10, … units that holds every value.
    pub fn top(&self) -> i64 {
        let most = self.lines.iter().flat_map(|line| &line.points).map(|point| point.1).max().unwrap_or(0);
        let powers = (0..15).map(|power| 1_000 * 10i64.pow(power));
        let mut steps = powers.flat_map(|power| [1, 2, 3, 4, 5, 8].map(|digit| digit * power));
        steps.find(|step| *step >= most).unwrap_or(most)
    }

    /// What the axis says at a place.
    pub fn name(&self, x: i64) -> String {
        let named = |index: usize| self.names.get(index).cloned();
        usize::try_from(x / 1_000).ok().and_then(named).unwrap_or_else(|| thousandths(x))
    }

    /// The corners of a line up to the end of the axis.
    pub fn corners(&self, line: &Line) -> Vec<(i64, i64)> {
        match self.curve {
            Curve::Steps => line.corners(self.x_end),
            Curve::Joined | Curve::Dots => line.points.clone(),
        }
    }

    /// The same data as a table: a row per point of the axis at which a line changes.
    pub fn table(&self) -> Table {
        let at: BTreeSet<i64> =
            self.lines.iter().flat_map(|line| &line.points).map(|point| point.0).collect();
        let row = |x: i64| {
            let value = |line: &Line| match self.curve {
                Curve::Steps => line.value(x),
                Curve::Joined | Curve::Dots => {
                    line.points.iter().find(|point| point.0 == x).map(|point| point.1)
                }
            };
            let values = self.lines.iter().map(|line| value(line).map_or("–".to_string(), thousandths));
            let cells = std::iter::once(self.name(x)).chain(values).map(Cell::plain).collect();
            Row { cells, ..Row::default() }
        };
        let names = self.lines.iter().map(|line| line.name.clone());
        Table {
            caption: self.caption.clone(),
            columns: std::iter::once(self.x.clone()).chain(names).collect(),
            rows: at.into_iter().map(row).collect(),
        }
    }
}

impl Line {
    /// The value in force at a point of the axis; `None` before the first.
    pub fn value(&self, x: i64) -> Option<i64> {
        let after = self.points.partition_point(|point| point.0 <= x);
        Some(self.points.get(after.checked_sub(1)?)?.1)
    }

    /// The corners of its staircase up to `end`.
    pub fn corners(&self, end: i64) -> Vec<(i64, i64)> {
        let mut out: Vec<(i64, i64)> = Vec::with_capacity(2 * self.points.len());
        for &(x, y) in self.points.iter().take_while(|point| point.0 <= end) {
            if let Some(&(_, held)) = out.last() {
                out.push((x, held));
            }
            out.push((x, y));
        }
        if let Some(&(_, held)) = out.last() {
            out.push((end, held));
        }
        out.dedup();
        out
    }
}

/// A number of thousandths as a decimal without trailing zeros: 8500 is `8.5`.
pub fn thousandths(value: i64) -> String {
    let sign = if value < 0 { "−" } else { "" };
    let (whole, part) = (value.unsigned_abs() / 1_000, value.unsigned_abs() % 1_000);
    let digits = format!("{part:03}");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{digits}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        let line = |points: &[(i64, i64)]| Line { points: points.to_vec(), ..Line::default() };
        let lines = vec![line(&[(0, 1_000), (2_000, 3_000)]), line(&[(1_000, 500)])];
        Chart { x_end: 4_000, lines, ..Chart::default() }
    }

    #[test]
    fn a_value_holds_until_the_next_point() {
        assert_eq!(
            chart().lines[0].corners(4_000),
            [(0, 1_000), (2_000, 1_000), (2_000, 3_000), (4_000, 3_000)]
        );
        assert_eq!(chart().lines[0].corners(1_000), [(0, 1_000), (1_000, 1_000)], "cut at the present");
    }

    #[test]
    fn the_table_has_a_row_per_change() {
        let rows = chart().table().rows;
        let words: Vec<Vec<&str>> =
            rows.iter().map(|row| row.cells.iter().map(|cell| &*cell.text.en).collect()).collect();
        assert_eq!(words, [["0", "1", "–"], ["1", "1", "0.5"], ["2", "3", "0.5"]]);
    }

    #[test]
    fn the_axis_ends_at_a_round_number() {
        assert_eq!(chart().top(), 3_000);
        assert_eq!(Chart::default().top(), 1_000);
    }

    #[test]
    fn dots_have_no_value_between_them() {
        let dots = Chart { curve: Curve::Dots, names: ["a", "b", "c"].map(String::from).into(), ..chart() };
        assert_eq!(dots.corners(&dots.lines[0]), [(0, 1_000), (2_000, 3_000)]);
        let rows = dots.table().rows;
        let words: Vec<Vec<&str>> =
            rows.iter().map(|row| row.cells.iter().map(|cell| &*cell.text.en).collect()).collect();
        assert_eq!(words, [["a", "1", "–"], ["b", "–", "0.5"], ["c", "3", "–"]]);
    }

    #[test]
    fn thousandths_read_as_decimals() {
        assert_eq!([8_500, -1_250, 0, 7].map(thousandths), ["8.5", "−1.25", "0", "0.007"]);
    }
}
