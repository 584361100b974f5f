//! The scenario as a form.

use super::Scenario;
use crate::lab::Form;

/// The scenario as a form.
pub fn form(_: &Scenario) -> Form {
    Form::default()
}
