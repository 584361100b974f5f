//! What the model simplifies, and where books differ.

use super::Scenario;
use crate::text::Text;

/// What the model simplifies, and where books differ.
pub fn notes(_: &Scenario) -> Vec<Text> {
    vec![]
}
