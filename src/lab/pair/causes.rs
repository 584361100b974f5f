//! Which rules make the first difference: each rule in which the two scenarios differ is flipped alone, and it is seen
//! whether that changes the same instant.

use super::Pair;
use super::names::brief;
use crate::lab::{Edit, Form, scalars};
use crate::text::Text;

/// Runs longer than this are not made again for every rule.
const MOST_STEPS: usize = 20_000;

/// A rule that makes the first difference by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The field's id.
    pub id: &'static str,
    /// Its name.
    pub rule: Text,
    /// Its value in the first run and in the second.
    pub values: [Text; 2],
}

impl Pair {
    /// The rules that make the first difference, each by itself; empty if only several together do, or if the two runs
    /// never differ. `None` if the runs are too long to be made again for every rule, or the variants differ.
    pub fn causes(&self) -> Option<&[Cause]> {
        self.causes.get_or_init(|| self.found()).as_deref()
    }

    fn found(&self) -> Option<Vec<Cause>> {
        let [first, second] = self.runs();
        let (here, there) = (first.form(), second.form());
        let long = first.len().max(second.len()) > MOST_STEPS;
        if long || here.variant.value != there.variant.value {
            return None;
        }
        if self.first_difference().is_none() {
            return Some(vec![]);
        }
        let differing = differing(&here, &there);
        let makes = |cause: &Cause, value: &str| {
            let edit = Edit::Set { field: cause.id.into(), value: value.into() };
            first.edit(1, &edit).is_ok_and(|alone| first.common(&*alone) == self.common)
        };
        Some(
            differing
                .into_iter()
                .filter(|(cause, value)| makes(cause, value))
                .map(|(cause, _)| cause)
                .collect(),
        )
    }
}

/// The rules and parameters in which two forms differ, with the second's value.
fn differing(here: &Form, there: &Form) -> Vec<(Cause, String)> {
    let set = here.set.as_ref().map(|set| set.id);
    let fields = scalars(here).into_iter().filter(|field| Some(field.id) != set);
    let others = scalars(there);
    let pair = |field: crate::lab::Field| {
        let other = others.iter().find(|other| other.id == field.id && other.value != field.value)?;
        let cause = Cause { id: field.id, rule: field.name.clone(), values: [brief(&field), brief(other)] };
        Some((cause, other.value.clone()))
    };
    fields.filter_map(pair).collect()
}
