//! A lane as pixels, for runs with more bars than pixels.

use super::gantt::Lane;
use crate::sim::Time;

/// A lane as a row of pixels: what takes most of each. Idle time never hides a short bar.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Strip {
    /// The longest thick bar in each pixel, as 1 + index of the slice; 0 for none.
    pub thick: Vec<u32>,
    /// How much of the pixel thick bars take, of 255; at least 1 where there is one.
    pub share: Vec<u8>,
    /// The longest thin bar in each pixel, as 1 + index of the slice; 0 for none.
    pub thin: Vec<u32>,
}

impl Strip {
    /// A lane of a run that ends at `end`, in `pixels` pixels. One pass over the slices.
    pub fn new(lane: &Lane, end: Time, pixels: usize) -> Strip {
        let mut strip = Strip { thick: vec![0; pixels], share: vec![0; pixels], thin: vec![0; pixels] };
        let mut best = vec![[0.0f64; 3]; pixels];
        let per = pixels as f64 / end.0.max(1) as f64;
        for (index, slice) in lane.slices.iter().enumerate().filter(|(_, slice)| slice.start < slice.end) {
            let (from, to) = (slice.start.0 as f64 * per, slice.end.0 as f64 * per);
            let thick = slice.bar.is_thick();
            for pixel in from as usize..(to.ceil() as usize).min(pixels) {
                let part = to.min(pixel as f64 + 1.0) - from.max(pixel as f64);
                let [most_thick, most_thin, busy] = &mut best[pixel];
                let (most, row) =
                    if thick { (most_thick, &mut strip.thick) } else { (most_thin, &mut strip.thin) };
                if row[pixel] == 0 || part > *most {
                    (*most, row[pixel]) = (part, index as u32 + 1);
                }
                if thick {
                    *busy += part;
                    strip.share[pixel] = (*busy * 255.0).clamp(1.0, 255.0) as u8;
                }
            }
        }
        strip
    }

    /// What one pixel shows when the lane has run only up to `now`: the rest of the pixel is still hidden.
    pub fn cut(lane: &Lane, from: Time, now: Time) -> (u32, u32) {
        let first = lane.slices.partition_point(|slice| slice.end <= from);
        let (mut thick, mut thin) = ((0, Time::ZERO), (0, Time::ZERO));
        for (index, slice) in lane.slices.iter().enumerate().skip(first).take_while(|(_, s)| s.start < now) {
            let part = slice.end.min(now).since(slice.start.max(from));
            let row = if slice.bar.is_thick() { &mut thick } else { &mut thin };
            if part > row.1 {
                *row = (index as u32 + 1, part);
            }
        }
        (thick.0, thin.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Bar, Slice};

    fn slice(start: u64, end: u64, who: u32, bar: Bar) -> Slice {
        Slice { start: Time(start), end: Time(end), who, bar }
    }

    fn lane(slices: Vec<Slice>) -> Lane {
        Lane { slices, ..Lane::default() }
    }

    #[test]
    fn the_longest_of_a_pixel_wins() {
        let bars = vec![
            slice(0, 3, 0, Bar::Solid),
            slice(3, 8, 1, Bar::Solid),
            slice(8, 10, 2, Bar::Hollow),
            slice(10, 30, 3, Bar::Solid),
        ];
        let lane = lane(bars);
        let strip = Strip::new(&lane, Time(40), 4);
        assert_eq!(strip.thick, [2, 4, 4, 0]);
        assert_eq!(strip.thin, [3, 0, 0, 0]);
        assert_eq!(strip.share, [204, 255, 255, 0]);
        assert_eq!(Strip::cut(&lane, Time(0), Time(2)), (1, 0), "the winner has not run yet");
        assert_eq!(Strip::cut(&lane, Time(0), Time(9)), (2, 3));
    }

    #[test]
    fn every_pixel_of_a_dense_lane_is_filled() {
        let bars = (0..100_000).map(|at| slice(at, at + 1, at as u32 % 7, Bar::Solid)).collect();
        let strip = Strip::new(&lane(bars), Time(100_000), 713);
        assert!(strip.thick.iter().all(|cell| *cell > 0));
    }

    #[test]
    fn a_lone_short_bar_is_not_lost() {
        let strip = Strip::new(&lane(vec![slice(500, 501, 0, Bar::Solid)]), Time(1_000_000), 700);
        assert_eq!(strip.thick.iter().filter(|cell| **cell == 1).count(), 1);
        assert_eq!(strip.share.iter().max(), Some(&1));
    }
}
