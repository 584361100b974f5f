//! A lane as pixels, for runs with more bars than pixels.
//!
//! ```text
//! pixels   │    │    │    │     multiples of their length in ticks: panning moves them, and changes none
//! slices   ▇▇▇▭▭▇▇▇▇▇▇    ▇     few: looked at one by one
//! buckets  ││││││││││││││││     many: read from the pyramid of the lane
//! ```

use super::gantt::{Bar, Gantt, Lane, LaneKind, Slice};
use super::pyramid::{Cell, Pyramid};
use crate::sim::Time;

/// More slices than this per pixel are not looked at one by one.
const FEW: usize = 4;

/// How a slice looks, in one byte: [`NONE`], 1 + hue, or one of the others.
pub type Look = u8;
/// Nothing.
pub const NONE: Look = 0;
/// The CPU switches.
pub const SWITCH: Look = 10;
/// In user mode.
pub const USER: Look = 11;
/// In kernel mode.
pub const KERNEL: Look = 12;
/// The CPU copies.
pub const CPU_COPY: Look = 13;
/// A DMA engine copies.
pub const DMA_COPY: Look = 14;
/// Thin and hollow.
pub const HOLLOW: Look = 1;
/// Thin and hatched.
pub const HATCHED: Look = 2;
/// A thin dashed line.
pub const AWAY: Look = 3;

/// The pixels of a window: how many ticks each is, and the number of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Ticks per pixel.
    pub ticks: f64,
    /// The first pixel, counted from the beginning of the run.
    pub first: u64,
    /// How many.
    pub count: usize,
}

/// A lane as a row of pixels: what takes most of each. Idle time never hides a short bar.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Strip {
    /// The look of the longest thick bar in each pixel.
    pub thick: Vec<Look>,
    /// How much of the pixel thick bars take, of 255; at least 1 where there is one.
    pub share: Vec<u8>,
    /// The look of the longest thin bar in each pixel.
    pub thin: Vec<Look>,
}

impl Grid {
    /// Where a pixel begins, in ticks.
    pub fn start(&self, pixel: usize) -> f64 {
        (self.first + pixel as u64) as f64 * self.ticks
    }

    /// The pixel in which an instant is, with the part of it that is over.
    pub fn place(&self, time: Time) -> f64 {
        (time.0 as f64 / self.ticks - self.first as f64).clamp(0.0, self.count as f64)
    }
}

/// How a slice of a lane looks.
pub fn look(gantt: &Gantt, lane: &Lane, slice: &Slice) -> Look {
    match slice.bar {
        Bar::Solid if lane.kind == LaneKind::Subject => 1 + lane.hue.min(8),
        Bar::Solid => 1 + gantt.hues.get(slice.who as usize).copied().unwrap_or_default().min(8),
        Bar::Switch => SWITCH,
        Bar::User => USER,
        Bar::Kernel => KERNEL,
        Bar::CpuCopy => CPU_COPY,
        Bar::DmaCopy => DMA_COPY,
        Bar::Hollow => HOLLOW,
        Bar::Hatched => HATCHED,
        Bar::Away => AWAY,
    }
}

impl Strip {
    /// A lane in the pixels of a grid. Costs a few steps per pixel where there is a pyramid.
    pub fn new(gantt: &Gantt, lane: &Lane, pyramid: Option<&Pyramid>, grid: &Grid) -> Strip {
        let from = Time(grid.start(0) as u64);
        let to = Time(grid.start(grid.count).ceil() as u64);
        let inside = lane.within(from, to);
        let coarse = pyramid.and_then(|pyramid| pyramid.level(grid.ticks));
        match coarse {
            Some(level) if inside.len() > FEW * grid.count => Strip::read(&level, grid),
            _ => Strip::looked_at(gantt, lane, &lane.slices[inside], grid),
        }
    }

    fn empty(count: usize) -> Strip {
        Strip { thick: vec![NONE; count], share: vec![0; count], thin: vec![NONE; count] }
    }

    /// From the buckets that end in each pixel; there are one or two.
    fn read(level: &super::pyramid::Level<'_>, grid: &Grid) -> Strip {
        let mut strip = Strip::empty(grid.count);
        let mut next = (grid.start(0) / level.ticks).floor() as usize;
        for pixel in 0..grid.count {
            let to = grid.start(pixel + 1);
            // The run ends within the last bucket.
            let last = to + 0.5 >= level.end;
            let end = if last { level.cells.len() } else { (to / level.ticks).floor() as usize };
            let cells = level.cells.get(next..end).unwrap_or_default();
            let cell = cells.iter().copied().reduce(Cell::beside).unwrap_or_default();
            (strip.thick[pixel], strip.thin[pixel], strip.share[pixel]) =
                (cell.thick(), cell.thin(), cell.share);
            next = end.max(next);
        }
        strip
    }

    fn looked_at(gantt: &Gantt, lane: &Lane, slices: &[Slice], grid: &Grid) -> Strip {
        let mut strip = Strip::empty(grid.count);
        let mut best = vec![[0.0f64; 3]; grid.count];
        for slice in slices.iter().filter(|slice| slice.start < slice.end) {
            let (from, to) = (grid.place(slice.start), grid.place(slice.end));
            let look = look(gantt, lane, slice);
            let thick = slice.bar.is_thick();
            for pixel in from as usize..(to.ceil() as usize).min(grid.count) {
                let part = to.min(pixel as f64 + 1.0) - from.max(pixel as f64);
                let [most_thick, most_thin, busy] = &mut best[pixel];
                let (most, row) =
                    if thick { (most_thick, &mut strip.thick) } else { (most_thin, &mut strip.thin) };
                if row[pixel] == NONE || part > *most {
                    (*most, row[pixel]) = (part, look);
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
    pub fn cut(gantt: &Gantt, lane: &Lane, from: Time, now: Time) -> (Look, Look) {
        let first = lane.slices.partition_point(|slice| slice.end <= from);
        let (mut thick, mut thin) = ((NONE, Time::ZERO), (NONE, Time::ZERO));
        for slice in lane.slices[first..].iter().take_while(|slice| slice.start < now) {
            let part = slice.end.min(now).since(slice.start.max(from));
            let row = if slice.bar.is_thick() { &mut thick } else { &mut thin };
            if part > row.1 {
                *row = (look(gantt, lane, slice), part);
            }
        }
        (thick.0, thin.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(start: u64, end: u64, who: u32, bar: Bar) -> Slice {
        Slice { start: Time(start), end: Time(end), who, bar }
    }

    fn gantt(end: u64, slices: Vec<Slice>) -> Gantt {
        let lanes = vec![Lane { slices, ..Lane::default() }];
        Gantt { lanes, hues: (1..=8).collect(), end: Time(end), ..Gantt::default() }
    }

    /// The whole run.
    fn whole(gantt: &Gantt, count: usize) -> Grid {
        Grid { ticks: gantt.end.0 as f64 / count as f64, first: 0, count }
    }

    fn exact(gantt: &Gantt, grid: &Grid) -> Strip {
        Strip::new(gantt, &gantt.lanes[0], None, grid)
    }

    #[test]
    fn the_longest_of_a_pixel_wins() {
        let bars = vec![
            slice(0, 3, 0, Bar::Solid),
            slice(3, 8, 1, Bar::Solid),
            slice(8, 10, 2, Bar::Hollow),
            slice(10, 30, 3, Bar::Solid),
        ];
        let gantt = gantt(40, bars);
        let strip = exact(&gantt, &whole(&gantt, 4));
        assert_eq!(strip.thick, [3, 5, 5, NONE]);
        assert_eq!(strip.thin, [HOLLOW, NONE, NONE, NONE]);
        assert_eq!(strip.share, [204, 255, 255, 0]);
        let cut = |now| Strip::cut(&gantt, &gantt.lanes[0], Time(0), Time(now));
        assert_eq!(cut(2), (2, NONE), "the winner has not run yet");
        assert_eq!(cut(9), (3, HOLLOW));
    }

    #[test]
    fn a_lone_short_bar_is_not_lost() {
        let gantt = gantt(1_000_000, vec![slice(500, 501, 0, Bar::Solid)]);
        let strip = exact(&gantt, &whole(&gantt, 700));
        assert_eq!(strip.thick.iter().filter(|look| **look == 2).count(), 1);
        assert_eq!(strip.share.iter().max(), Some(&1));
    }

    /// Busy for a tenth of the time, by bars of 1 to 3 ticks.
    fn sparse(count: u64) -> Gantt {
        let one = |at: u64| slice(at * 20, at * 20 + 1 + at % 3, (at / 5_000) as u32 % 7, Bar::Solid);
        gantt(count * 20, (0..count).map(one).collect())
    }

    #[test]
    fn the_pyramid_shows_what_the_slices_show() {
        let gantt = sparse(100_000);
        let pyramid = Pyramid::new(&gantt, &gantt.lanes[0]);
        for (first, ticks) in [(0, 2_000_000.0 / 713.0), (40, 997.5), (0, 2_000.0)] {
            let grid = Grid { ticks, first, count: 700 };
            let read = Strip::new(&gantt, &gantt.lanes[0], Some(&pyramid), &grid);
            let exact = exact(&gantt, &grid);
            let ran = |strip: &Strip| strip.thick.iter().filter(|look| **look != NONE).count();
            assert_eq!(ran(&read), ran(&exact), "nothing that ran is lost");
            let alike = read.thick.iter().zip(&exact.thick).filter(|(one, other)| one == other).count();
            assert!(alike > 600, "{alike} of 700 pixels");
            let most = read.share.iter().zip(&exact.share).map(|(one, other)| one.abs_diff(*other)).max();
            assert!(most.unwrap() < 40, "{most:?}");
        }
    }

    #[test]
    fn panning_moves_pixels_and_changes_none() {
        let gantt = sparse(100_000);
        let pyramid = Pyramid::new(&gantt, &gantt.lanes[0]);
        let at = |first| {
            Strip::new(&gantt, &gantt.lanes[0], Some(&pyramid), &Grid { ticks: 1_333.25, first, count: 500 })
        };
        let (one, other) = (at(100), at(107));
        assert_eq!(one.thick[7..], other.thick[..493]);
        assert_eq!(one.share[7..], other.share[..493]);
    }

    #[test]
    fn the_last_bar_of_a_run_is_not_lost() {
        for odd in 0..40 {
            let mut bars: Vec<Slice> =
                (0..5_000).map(|at| slice(at * 2, at * 2 + 1, 0, Bar::Hollow)).collect();
            bars.push(slice(10_000 + odd, 10_001 + odd, 0, Bar::Solid));
            let gantt = gantt(10_001 + odd, bars);
            let pyramid = Pyramid::new(&gantt, &gantt.lanes[0]);
            let strip = Strip::new(&gantt, &gantt.lanes[0], Some(&pyramid), &whole(&gantt, 100));
            assert_eq!(strip.thick.iter().filter(|look| **look == 2).count(), 1, "{odd}");
        }
    }

    #[test]
    fn every_pixel_of_a_dense_lane_is_filled() {
        let bars = (0..100_000).map(|at| slice(at, at + 1, at as u32 % 7, Bar::Solid)).collect();
        let gantt = gantt(100_000, bars);
        let pyramid = Pyramid::new(&gantt, &gantt.lanes[0]);
        let strip = Strip::new(&gantt, &gantt.lanes[0], Some(&pyramid), &whole(&gantt, 713));
        assert!(
            strip.thick.iter().all(|look| *look != NONE)
                && strip.share[..712].iter().all(|share| *share > 250)
        );
    }
}
