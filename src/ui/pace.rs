//! How fast the run plays: long enough to read each step.

use crate::text::{Lang, plain};

/// A speed, in percent of the usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed(pub u32);

impl Speed {
    /// The speeds on offer, slowest first.
    pub const ALL: [Speed; 5] = [Speed(50), Speed(100), Speed(200), Speed(400), Speed(800)];
    /// The usual one.
    pub const USUAL: Speed = Speed(100);
    /// From here on the sentences come too fast to be read out.
    pub const MUTED: Speed = Speed(200);
    /// From here on nothing moves; the trace alone carries the change.
    pub const STILL: Speed = Speed(400);
    /// From here on only events are shown.
    pub const EVENTS: Speed = Speed(800);

    /// What stands on the menu: `0.5×`.
    pub fn name(self) -> String {
        if self.0.is_multiple_of(100) {
            format!("{}×", self.0 / 100)
        } else {
            format!("{}×", self.0 as f32 / 100.)
        }
    }

    /// The next speed up, or down; the ends stay.
    pub fn change(self, up: bool) -> Speed {
        let here = Speed::ALL.iter().position(|speed| *speed == self).unwrap_or(1);
        let there = if up { here + 1 } else { here.saturating_sub(1) };
        Speed::ALL[there.min(Speed::ALL.len() - 1)]
    }

    /// Is this speed at least the other?
    pub fn reaches(self, other: Speed) -> bool {
        self.0 >= other.0
    }
}

/// The three beats of an animated step, in milliseconds: the longest way takes this long.
const BEATS: u32 = 120 + 520 + 160;

/// How long autoplay shows a step, in milliseconds: 300 and 250 for each English word or 130 for each Chinese
/// character, at least 900, after the beats if the step is animated; all of it divided by the speed.
pub fn dwell(caption: &str, lang: Lang, speed: Speed, animated: bool) -> u32 {
    let caption = plain(caption);
    let reading = match lang {
        Lang::En => 250 * caption.split_whitespace().count() as u32,
        Lang::Zh => 130 * caption.chars().filter(|c| c.is_alphanumeric()).count() as u32,
    };
    let beats = if animated { BEATS } else { 0 };
    ((300 + reading).max(900) + beats) * 100 / speed.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_stays_long_enough_to_be_read() {
        let ten = "one two three four five six seven eight nine ten";
        assert_eq!(dwell(ten, Lang::En, Speed(100), false), 2800);
        assert_eq!(dwell(ten, Lang::En, Speed(200), false), 1400);
        assert_eq!(dwell(ten, Lang::En, Speed(50), true), 2 * (2800 + BEATS));
        assert_eq!(dwell("P3 的时间片已用完。", Lang::Zh, Speed(100), false), 300 + 9 * 130);
        assert_eq!(dwell("", Lang::Zh, Speed(800), false), 112);
    }

    #[test]
    fn references_count_by_their_words() {
        assert_eq!(
            dwell("[the tail of the queue](place:ready)", Lang::En, Speed(100), false),
            dwell("the tail of the queue", Lang::En, Speed(100), false)
        );
    }

    #[test]
    fn speeds_stop_at_the_ends() {
        assert_eq!(Speed(800).change(true), Speed(800));
        assert_eq!(Speed(50).change(false), Speed(50));
        assert_eq!(Speed(100).change(true), Speed(200));
        assert_eq!(Speed::ALL.map(Speed::name), ["0.5×", "1×", "2×", "4×", "8×"]);
    }
}
