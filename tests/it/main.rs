//! What holds across modules and labs, in one binary.

mod cases;
mod cli;
mod compare;
mod contrast;
mod fields;
mod import;
mod labs;
mod links;
mod memory_laws;
mod memory_presets;
mod memory_sharing;
mod presets;
mod reports;
mod sched_cases;
mod sched_custom;
mod sched_feedback;
mod sched_laws;
mod sched_linux;
mod sched_ostep;
mod sched_reference;
mod sched_several;
mod sched_shares;
mod stories;
mod tidy;
mod trace;
