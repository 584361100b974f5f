//! What holds across modules and labs, in one binary.

mod contrast;
mod fields;
mod presets;
mod sched_cases;
mod sched_reference;
mod stories;
mod tidy;
