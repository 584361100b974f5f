//! What `/proc/pid/smaps` adds up for areas.

use super::action::PAGE;
use super::machine::Cow;
use super::memory::{Back, ZERO};

/// Sums over areas, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Smaps {
    /// Present, the zero page left out.
    pub rss: u64,
    /// Every page divided by the number of entries that map it.
    pub pss: u64,
    /// Mapped more than once, clean.
    pub shared_clean: u64,
    /// Mapped more than once, dirty.
    pub shared_dirty: u64,
    /// Mapped once, clean.
    pub private_clean: u64,
    /// Mapped once, dirty.
    pub private_dirty: u64,
    /// Anonymous.
    pub anonymous: u64,
}

impl Smaps {
    /// Names and sums in KiB, in the order of the file.
    pub fn kib(&self) -> [(&'static str, u64); 7] {
        [
            ("rss", self.rss),
            ("pss", self.pss),
            ("shared_clean", self.shared_clean),
            ("shared_dirty", self.shared_dirty),
            ("private_clean", self.private_clean),
            ("private_dirty", self.private_dirty),
            ("anonymous", self.anonymous),
        ]
        .map(|(name, bytes)| (name, bytes / 1024))
    }
}

impl Cow {
    /// The sums of one area of a process, or of all.
    pub(super) fn smaps(&self, who: usize, name: Option<&str>) -> Smaps {
        let page = u64::from(PAGE);
        let mut sums = Smaps::default();
        let areas = self.processes[who].areas.iter().filter(|area| name.is_none_or(|name| area.name == name));
        for entry in areas.flat_map(|area| &area.pages).filter_map(|page| page.entry) {
            if entry.frame == ZERO {
                continue;
            }
            let frame = &self.frames[entry.frame];
            sums.rss += page;
            sums.pss += page / u64::from(frame.count.max(1));
            let sum = match (frame.count > 1, entry.dirty || frame.dirty) {
                (true, false) => &mut sums.shared_clean,
                (true, true) => &mut sums.shared_dirty,
                (false, false) => &mut sums.private_clean,
                (false, true) => &mut sums.private_dirty,
            };
            *sum += page;
            sums.anonymous += page * u64::from(matches!(frame.back, Back::Anonymous(_)));
        }
        sums
    }
}
