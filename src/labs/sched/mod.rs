//! CPU scheduling and process states: one engine, three views.
//!
//! ```text
//! scenario ─▶ machine (policy, queue) ─▶ events ─▶ story, picture, report
//! ```

pub mod rules;
pub mod scenario;
pub mod state;
