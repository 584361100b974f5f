//! A finished run as plain tables of named columns: what CSV, JSON, the metrics tab and the command line print.

use crate::sim::{Decimal, Ratio, Scale, Time};
use serde_json::{Map, Value, json};

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
    /// What it looks like in JSON.
    pub shape: Shape,
    /// Column names.
    pub columns: Vec<String>,
    /// Rows of one datum per column.
    pub rows: Vec<Vec<Datum>>,
}

/// What a table looks like in JSON, under its name unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Shape {
    /// An object per row: `[{"pid": "P1", "finish": 16}, …]`.
    #[default]
    Rows,
    /// An object keyed by the first column: `{"P1": {"finish": 16}, …}`.
    Keyed,
    /// An array per row: `[[0, 2, "P1", 0], …]`.
    Tuples,
    /// One row, as an object: `{"turnaround": …, "waiting": …}`.
    Single,
    /// One row, its columns beside the other tables instead of under a name: `"makespan": 17`.
    Top,
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
    /// A number rounded to some decimals, where no fraction is exact.
    Decimal(Decimal),
    /// A fraction, exact.
    Exact(Ratio),
    /// Words or a name.
    Word(String),
    /// Several values in order: the pages in the frames.
    List(Vec<Datum>),
    /// Several values by name: the pass of every process.
    Named(Vec<(String, Datum)>),
}

impl Datum {
    /// As JSON: times as numbers, fractions as `{"frac": "23/4", "dec": 5.75}` (six decimals).
    pub fn json(&self) -> Value {
        match self {
            Datum::None => Value::Null,
            Datum::Int(number) => json!(number),
            Datum::Flag(flag) => json!(flag),
            Datum::Time(time, scale) => number(&scale.show(*time)),
            Datum::Decimal(decimal) => number(&decimal.to_string()),
            Datum::Exact(ratio) => json!({ "frac": ratio.fraction(), "dec": number(&ratio.decimal(6)) }),
            Datum::Word(word) => json!(word),
            Datum::List(list) => list.iter().map(Datum::json).collect(),
            Datum::Named(pairs) => pairs.iter().map(|(name, datum)| (name.clone(), datum.json())).collect(),
        }
    }

    /// As a cell of CSV or text: fractions rounded to six decimals, lists apart by spaces, `-` for nothing,
    /// names as `A=3`.
    pub fn cell(&self) -> String {
        match self {
            Datum::None => String::new(),
            Datum::Int(number) => number.to_string(),
            Datum::Flag(flag) => flag.to_string(),
            Datum::Time(time, scale) => scale.show(*time),
            Datum::Decimal(decimal) => decimal.to_string(),
            Datum::Exact(ratio) => ratio.decimal(6),
            Datum::Word(word) => word.clone(),
            Datum::List(list) => list.iter().map(Datum::listed).collect::<Vec<_>>().join(" "),
            Datum::Named(pairs) => {
                let pair = |(name, datum): &(String, Datum)| format!("{name}={}", datum.listed());
                pairs.iter().map(pair).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

impl Datum {
    fn listed(&self) -> String {
        match self {
            Datum::None => "-".into(),
            Datum::List(_) | Datum::Named(_) => format!("({})", self.cell()),
            other => other.cell(),
        }
    }
}

fn number(shown: &str) -> Value {
    serde_json::from_str(shown).expect("a decimal is a JSON number")
}

impl Sheet {
    /// A row as an object by column, leaving out the first `skip` columns.
    fn object(&self, row: &[Datum], skip: usize) -> Value {
        let pairs = self.columns.iter().zip(row).skip(skip);
        Value::Object(pairs.map(|(column, datum)| (column.clone(), datum.json())).collect())
    }

    /// The rows as objects by column, whatever the shape.
    pub fn objects(&self) -> Value {
        self.rows.iter().map(|row| self.object(row, 0)).collect()
    }

    /// The table in its shape, without its name.
    pub fn json(&self) -> Value {
        match self.shape {
            Shape::Rows => self.objects(),
            Shape::Keyed => {
                let keyed = self.rows.iter().map(|row| (row[0].cell(), self.object(row, 1)));
                Value::Object(keyed.collect())
            }
            Shape::Tuples => {
                self.rows.iter().map(|row| row.iter().map(Datum::json).collect::<Value>()).collect()
            }
            Shape::Single | Shape::Top => self.rows.first().map_or(Value::Null, |row| self.object(row, 0)),
        }
    }
}

impl Report {
    /// Every table in its shape, by name.
    pub fn json(&self) -> Map<String, Value> {
        let mut out = Map::new();
        for sheet in &self.sheets {
            match (sheet.shape, sheet.json()) {
                (Shape::Top, Value::Object(columns)) => out.extend(columns),
                (_, json) => {
                    out.insert(sheet.id.into(), json);
                }
            }
        }
        out
    }

    /// The table of a name.
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.id == id)
    }
}

/// Tables as CSV (RFC 4180, but with plain newlines). Several tables are headed by their names, `# gantt`.
pub fn csv(sheets: &[&Sheet]) -> String {
    let mut out = String::new();
    for (index, sheet) in sheets.iter().enumerate() {
        if sheets.len() > 1 {
            out += &format!("{}# {}\n", if index > 0 { "\n" } else { "" }, sheet.id);
        }
        let heads = sheet.columns.iter().map(|column| field(column)).collect::<Vec<_>>();
        out += &format!("{}\n", heads.join(","));
        for row in &sheet.rows {
            let cells = row.iter().map(|datum| field(&datum.cell())).collect::<Vec<_>>();
            out += &format!("{}\n", cells.join(","));
        }
    }
    out
}

fn field(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_its_json() {
        let sheet = |id, shape| {
            let columns = vec!["pid".to_string(), "finish".to_string()];
            let row = vec![Datum::Word("P1".into()), Datum::Time(Time(85), Scale { decimals: 1 })];
            Sheet { id, shape, columns, rows: vec![row] }
        };
        let shapes = [
            ("a", Shape::Rows),
            ("b", Shape::Keyed),
            ("c", Shape::Tuples),
            ("d", Shape::Single),
            ("e", Shape::Top),
        ];
        let report = Report { sheets: shapes.map(|(id, shape)| sheet(id, shape)).into() };
        let want = json!({
            "a": [{"pid": "P1", "finish": 8.5}],
            "b": {"P1": {"finish": 8.5}},
            "c": [["P1", 8.5]],
            "d": {"pid": "P1", "finish": 8.5},
            "pid": "P1",
            "finish": 8.5,
        });
        assert_eq!(Value::Object(report.json()), want);
    }

    #[test]
    fn commas_and_quotes_are_quoted() {
        assert_eq!(["a", "a,b", "a\"b"].map(field), ["a", "\"a,b\"", "\"a\"\"b\""]);
    }
}
