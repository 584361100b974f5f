//! Every lab.

pub mod cow;
pub mod memory;
pub mod realtime;
pub mod sched;
pub mod zerocopy;

use crate::lab::LabEntry;

/// Every lab, in the order in which the home page shows them.
pub static LABS: &[LabEntry] = &[
    LabEntry::of::<sched::Sched>(),
    LabEntry::of::<realtime::Realtime>(),
    LabEntry::of::<memory::Memory>(),
    LabEntry::of::<cow::Cow>(),
    LabEntry::of::<zerocopy::Zerocopy>(),
];

/// The lab of an id, or of one of its doors.
pub fn find(slug: &str) -> Option<&'static LabEntry> {
    LABS.iter().find(|lab| lab.id == slug || (lab.doors)().iter().any(|door| door.slug == slug))
}

/// The lab that answers the worked examples of an algorithm.
#[cfg(not(target_arch = "wasm32"))]
pub fn answering(algorithm: &str) -> Option<&'static LabEntry> {
    LABS.iter().find(|lab| lab.algorithms.contains(&algorithm))
}
