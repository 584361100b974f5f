//! A scenario as a form, and how it is changed.

use crate::text::Text;

/// An option with its words.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Choice {
    /// In links and files.
    pub id: &'static str,
    /// Its name.
    pub name: Text,
    /// What it means; may be empty.
    pub help: Text,
}

/// A scenario as a form.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Form {
    /// The field behind the segmented control: policy, technique.
    pub variant: Field,
    /// Named sets of rules; picking one fills all rules. `None` if the lab has none.
    pub set: Option<Field>,
    /// Parameters of the variant, in the bar.
    pub params: Vec<Field>,
    /// Every rule; those that cannot matter now are not `relevant`.
    pub rules: Vec<Field>,
    /// The workload as rows.
    pub rows: Rows,
    /// Fields of the random generator; empty if there is none.
    pub random: Vec<Field>,
}

/// A field of a form. Its id is also its key in links.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Field {
    /// In links: `q`.
    pub id: &'static str,
    /// Its name.
    pub name: Text,
    /// What it means.
    pub help: Text,
    /// What it takes.
    pub kind: FieldKind,
    /// Its value as written in links.
    pub value: String,
    /// Can it matter with the other choices made?
    pub relevant: bool,
    /// It departs from the named set in force.
    pub differs: bool,
}

impl Rows {
    /// How many rows there are, those that are not in `rows` included.
    pub fn len(&self) -> usize {
        self.count.max(self.rows.len())
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum FieldKind {
    /// Words.
    #[default]
    Words,
    /// A number with a stepper; decimals allowed.
    Number {
        /// Least.
        min: u64,
        /// Greatest.
        max: u64,
    },
    /// One of some options.
    Choice(Vec<Choice>),
}

/// The workload as a small table.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Rows {
    /// Columns; `id` names the column in an [`Edit`].
    pub columns: Vec<Column>,
    /// One text per column and row; of very many rows only the first.
    pub rows: Vec<Vec<String>>,
    /// How many rows there are; 0 if all are in `rows`.
    pub count: usize,
    /// Identity colours of the rows.
    pub hues: Vec<u8>,
    /// The most rows.
    pub max: usize,
    /// Rows changed while step k is shown leave steps 1 to k as they are.
    pub keeps_past: bool,
}

/// A column of the workload.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Column {
    /// Its name in edits.
    pub id: &'static str,
    /// Its heading.
    pub name: Text,
    /// How to fill it in, with an example.
    pub help: Text,
}

/// A change of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A field (variant, set, parameter, rule) gets a value.
    Set {
        /// The field's id.
        field: String,
        /// The value as written in links.
        value: String,
    },
    /// A cell of the workload gets a value.
    Cell {
        /// From 0.
        row: usize,
        /// The column's id.
        column: String,
        /// What the reader typed.
        value: String,
    },
    /// A row is added at the end.
    Add,
    /// A row is removed.
    Remove(usize),
    /// A row is moved.
    Move {
        /// From 0.
        from: usize,
        /// To, from 0.
        to: usize,
    },
    /// The rows are replaced by what was pasted from a spreadsheet: lines, columns apart by tab or comma.
    Paste(String),
    /// The rows are replaced by random ones; the values are those of [`Form::random`] by id.
    Random(Vec<(String, String)>),
}

/// An edit that is offered beside a thing: a button in its Inspect.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// What stands on it.
    pub name: Text,
    /// What it does.
    pub help: Text,
    /// What it turns over, as it is now; `None` if it turns nothing over.
    pub on: Option<bool>,
    /// The edit.
    pub edit: Edit,
}

/// Why a scenario or an edit is refused, in words the reader can act on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Problem {
    /// Which field: a field's id, or `rows.2.bursts`; empty for the whole.
    pub place: String,
    /// What is wrong and what would be right.
    pub text: Text,
}

impl Problem {
    /// A problem at a place.
    pub fn at(place: impl Into<String>, text: Text) -> Self {
        Problem { place: place.into(), text }
    }
}

/// The fields of a form that have one value each, in the order in which a link applies them.
pub fn scalars(form: &Form) -> Vec<Field> {
    let mut fields = vec![form.variant.clone()];
    fields.extend(form.set.clone());
    fields.extend(form.params.iter().cloned());
    fields.extend(form.rules.iter().cloned());
    fields
}
