//! Links: a scenario, a step and a way to look, as the fragment of an address.
//!
//! ```text
//! #/sched?s=mixed&p=rr&q=2&i=10          a preset, the fields that differ from it, the step
//! #/sched?w=1.z.<data>&i=10&lang=zh      a scenario: version 1, codec z, data
//! ```
//!
//! A link comes from anywhere: everything in it is bounded, nothing in it is trusted. What it means for a
//! lab (does the preset exist? do the rules allow it?) is decided by [`crate::open`].

mod address;
mod codec;
mod error;

pub use address::{Link, MAX_FRAGMENT, Start};
pub use codec::MAX_UNPACKED;
pub use error::LinkError;

use serde_json::Value;

/// Turns a scenario of one version into the next.
pub type Upgrade = fn(Value) -> Result<Value, String>;
