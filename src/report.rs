//! A finished run as plain tables of named columns: what CSV, JSON, the metrics tab and the command line print.

use crate::sim::{Ratio, Scale, Time};
use serde_json::{Value, json};

/// Tables by name.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Report {
    /// In the order in which they are printed.
    pub sheets: Vec<Sheet>,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its name: `processes`, `gantt`.
    pub id: &'static str,
    /// Column names.
    pub columns: Vec<String>,
    /// Rows of one datum per column.
    pub rows: Vec<Vec<Datum>>,
}

/// One value of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Not known or not there.
    None,
    /// A whole number.
    Int(i64),
    /// A yes or no.
    Flag(bool),
    /// A time, exact.
    Time(Time, Scale),
    /// A fraction, exact.
    Exact(Ratio),
    /// Words or a name.
    Word(String),
}

impl Datum {
    /// As JSON: times as numbers, fractions as `{"frac": "23/4", "dec": 5.75}` (six decimals).
    pub fn json(&self) -> Value {
        match self {
            Datum::None => Value::Null,
            Datum::Int(number) => json!(number),
            Datum::Flag(flag) => json!(flag),
            Datum::Time(time, scale) => number(&scale.show(*time)),
            Datum::Exact(ratio) => json!({ "frac": ratio.fraction(), "dec": number(&ratio.decimal(6)) }),
            Datum::Word(word) => json!(word),
        }
    }

    /// As a cell of CSV or text: fractions rounded to six decimals.
    pub fn cell(&self) -> String {
        match self {
            Datum::None => String::new(),
            Datum::Int(number) => number.to_string(),
            Datum::Flag(flag) => flag.to_string(),
            Datum::Time(time, scale) => scale.show(*time),
            Datum::Exact(ratio) => ratio.decimal(6),
            Datum::Word(word) => word.clone(),
        }
    }
}

fn number(shown: &str) -> Value {
    serde_json::from_str(shown).expect("a decimal is a JSON number")
}

impl Report {
    /// The table of a name.
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.id == id)
    }
}
