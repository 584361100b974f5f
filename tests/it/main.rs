//! What holds across modules and labs, in one binary.

mod contrast;
mod sched_cases;
mod stories;
mod tidy;
