//! Edits of a scenario.

use super::Scenario;
use crate::lab::{Edit, Problem};
use crate::text::Text;

/// The scenario after an edit made while a step is shown.
pub fn edit(_: &Scenario, _: usize, _: &Edit) -> Result<Scenario, Problem> {
    Err(Problem::at("", Text::new("This cannot be edited yet.", "暂时不能修改。")))
}

/// Steps at which an edit was made.
pub fn forks(scenario: &Scenario) -> Vec<usize> {
    scenario.edits.iter().map(|fork| fork.at as usize).collect()
}
