//! The contract of a simulation: a machine steps, a recording remembers, any step can be looked up again.
//! Knows nothing of labs, pictures or the browser.

mod decimal;
mod machine;
mod ratio;
mod recording;
mod shared;
mod sums;
mod time;

pub use decimal::Decimal;
pub use machine::Machine;
pub use ratio::Ratio;
pub use recording::{LIMIT, Recorder, Recording};
pub use shared::{Chunked, Sorted};
pub use sums::Sums;
pub use time::{Scale, Time};
