//! Worked examples with known answers, as books and examinations have them: an algorithm, its conventions, an input.
//!
//! ```json
//! {"id": "…", "algorithm": "rm", "convention": {"preemptive": true}, "input": {"tasks": […]}, "expected": {…}}
//! ```
//!
//! A case names no lab: each lab says which algorithms it answers.

use serde_json::{Map, Value};

/// A worked example.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Whose rules are in question: `rm`.
    pub algorithm: String,
    /// The conventions in force, without prose.
    pub convention: Map<String, Value>,
    /// What is given.
    pub input: Map<String, Value>,
}

impl Case {
    /// Reads a case; `None` if it is none. What else it says, such as its source, is passed over.
    pub fn read(value: &Value) -> Option<Case> {
        let mut convention = match value.get("convention") {
            Some(convention) => convention.as_object()?.clone(),
            None => Map::new(),
        };
        convention.remove("note");
        let algorithm = value.get("algorithm")?.as_str()?.to_string();
        Some(Case { algorithm, convention, input: value.get("input")?.as_object()?.clone() })
    }

    /// The usual scenario of a case: the input, with the algorithm as `policy` and the conventions as `rules`.
    pub fn scenario(&self) -> Value {
        let mut scenario = self.input.clone();
        scenario.insert("policy".into(), self.algorithm.clone().into());
        scenario.insert("rules".into(), self.convention.clone().into());
        scenario.into()
    }
}
