//! A lane at every zoom: buckets of 2^k ticks, each level half as many as the one below. A picture reads one or two
//! buckets per pixel, however much ran.
//!
//! ```text
//! level 2  ▕      P2       ▏      –        ▏
//! level 1  ▕  P1   ▏  P2   ▏  P3   ▏   –   ▏
//! level 0  ▕P1 ▏P1 ▏P2 ▏P2 ▏ – ▏P3 ▏ – ▏ – ▏     buckets about as long as a slice is on average
//! ```

use super::gantt::{Gantt, Lane};
use super::strip::{Look, NONE, look};
use std::sync::OnceLock;

/// Lanes with fewer slices are quickly looked through.
const SHORT: usize = 4_096;

/// What takes most of a bucket. Three bytes; a lane has about two buckets per slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Cell {
    /// The look of the longest thick bar in the low half, of the longest thin one in the high half.
    looks: u8,
    /// How much of the bucket the winner among the thick takes, of 255.
    lead: u8,
    /// How much of it all thick bars take, of 255; at least 1 where there is one.
    pub share: u8,
}

impl Cell {
    /// The look of the thick bar that takes most.
    pub fn thick(self) -> Look {
        self.looks & 15
    }

    /// The look of a thin bar.
    pub fn thin(self) -> Look {
        self.looks >> 4
    }

    /// Two neighbours as one bucket of twice the length. Idle never wins while anything ran.
    pub fn beside(self, next: Cell) -> Cell {
        let half = |one: u8, other: u8| (u16::from(one) + u16::from(other)).div_ceil(2) as u8;
        let winner = if next.lead > self.lead { next } else { self };
        let same = self.thick() == next.thick();
        let lead = if same { half(self.lead, next.lead) } else { winner.lead.div_ceil(2) };
        let thin = if self.thin() == NONE { next.thin() } else { self.thin() };
        Cell { looks: winner.thick() | thin << 4, lead, share: half(self.share, next.share) }
    }
}

/// All levels of a lane.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Pyramid {
    /// The shortest buckets first.
    levels: Vec<Vec<Cell>>,
    /// The shortest are 2^bits ticks.
    bits: u32,
    end: u64,
}

/// One level: its buckets, and how long each is.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    /// From the beginning of the run.
    pub cells: &'a [Cell],
    /// Ticks per bucket.
    pub ticks: f64,
    /// When the run ends, in ticks; within the last bucket.
    pub end: f64,
}

impl Pyramid {
    /// Builds the levels of a lane in one pass over its slices.
    pub fn new(gantt: &Gantt, lane: &Lane) -> Pyramid {
        let (end, slices) = (gantt.end.0.max(1), lane.slices.len().max(1) as u64);
        let bits = (end / slices).max(1).ilog2();
        let mut levels = vec![base(gantt, lane, bits)];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let pair = |pair: &[Cell]| pair[0].beside(pair.get(1).copied().unwrap_or_default());
            levels.push(below.chunks(2).map(pair).collect());
        }
        Pyramid { levels, bits, end }
    }

    /// The level with the longest buckets that are no longer than a pixel; `None` if all are.
    pub fn level(&self, ticks: f64) -> Option<Level<'_>> {
        let wanted = ticks.max(1.0).log2().floor() as usize;
        let index = wanted.checked_sub(self.bits as usize)?.min(self.levels.len() - 1);
        let length = 1u64 << (self.bits as usize + index);
        Some(Level { cells: &self.levels[index], ticks: length as f64, end: self.end as f64 })
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.len() * size_of::<Cell>()).sum()
    }
}

/// The pyramids of the long lanes of a timeline, each built when it is first asked for.
#[derive(Debug, Default)]
pub struct Pyramids {
    lanes: Vec<(usize, OnceLock<Pyramid>)>,
}

impl Pyramids {
    /// None is built yet.
    pub fn new(gantt: &Gantt) -> Pyramids {
        let long = gantt.lanes.iter().enumerate().filter(|(_, lane)| lane.slices.len() > SHORT);
        Pyramids { lanes: long.map(|(index, _)| (index, OnceLock::new())).collect() }
    }

    /// That of a lane; `None` if the lane is short.
    pub fn of(&self, gantt: &Gantt, lane: usize) -> Option<&Pyramid> {
        let place = self.lanes.binary_search_by_key(&lane, |(index, _)| *index).ok()?;
        Some(self.lanes[place].1.get_or_init(|| Pyramid::new(gantt, &gantt.lanes[lane])))
    }
}

fn base(gantt: &Gantt, lane: &Lane, bits: u32) -> Vec<Cell> {
    let length = 1u64 << bits;
    let part = |ticks: u64| (ticks as u128 * 255).div_ceil(u128::from(length)) as u8;
    let mut cells = vec![Cell::default(); (gantt.end.0 >> bits) as usize + 1];
    // Ticks that the bars of the bucket under way take: the longest thick one, the longest thin one, all thick ones.
    let mut at = usize::MAX;
    let mut most = [0u64; 3];
    for slice in lane.slices.iter().filter(|slice| slice.start < slice.end) {
        let look = look(gantt, lane, slice);
        for bucket in slice.start.0 >> bits..=(slice.end.0 - 1) >> bits {
            let begin = bucket << bits;
            let ticks = slice.end.0.min(begin + length) - slice.start.0.max(begin);
            if bucket as usize != at {
                (at, most) = (bucket as usize, [0; 3]);
            }
            let cell = &mut cells[at];
            if slice.bar.is_thick() {
                most[2] += ticks;
                cell.share = part(most[2]);
                if ticks > most[0] {
                    most[0] = ticks;
                    cell.lead = part(ticks);
                    cell.looks = cell.looks & 0xf0 | look;
                }
            } else if ticks > most[1] {
                most[1] = ticks;
                cell.looks = cell.looks & 15 | look << 4;
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Bar, Slice};
    use crate::sim::Time;

    fn random(count: u64) -> Gantt {
        let mut at = 0;
        let slice = |index: u64| {
            let start = Time(at);
            at += 1 + index * 7_919 % 9;
            Slice { start, end: Time(at), who: (index * 31 % 8) as u32, bar: Bar::Solid }
        };
        let slices = (0..count).map(slice).collect();
        Gantt {
            lanes: vec![Lane { slices, ..Lane::default() }],
            hues: (1..=8).collect(),
            end: Time(at),
            ..Gantt::default()
        }
    }

    #[test]
    fn it_takes_few_bytes_per_slice() {
        let gantt = random(50_000);
        let pyramid = Pyramid::new(&gantt, &gantt.lanes[0]);
        assert!(pyramid.bytes() <= 50_000 * 8, "{}", pyramid.bytes() / 50_000);
    }

    #[test]
    fn idle_never_wins_at_any_level() {
        let slices = vec![Slice { start: Time(77_777), end: Time(77_778), who: 2, bar: Bar::Solid }];
        let mut gantt = random(0);
        (gantt.end, gantt.lanes[0].slices) = (Time(1 << 20), slices);
        let mut level = base(&gantt, &gantt.lanes[0], 0);
        while level.len() > 1 {
            assert_eq!(level.iter().filter(|cell| cell.thick() == 4 && cell.share > 0).count(), 1);
            level = level
                .chunks(2)
                .map(|pair| pair[0].beside(pair.get(1).copied().unwrap_or_default()))
                .collect();
        }
        assert_eq!((level[0].thick(), level[0].share), (4, 1));
    }

    #[test]
    fn the_longer_neighbour_wins() {
        let cell = |look, lead| Cell { looks: look, lead, share: lead };
        assert_eq!(cell(3, 100).beside(cell(5, 200)), Cell { looks: 5, lead: 100, share: 150 });
        assert_eq!(cell(3, 200).beside(cell(3, 100)), Cell { looks: 3, lead: 150, share: 150 });
    }

    #[test]
    fn an_empty_lane_has_a_pyramid() {
        let gantt = Gantt { lanes: vec![Lane::default()], ..Gantt::default() };
        assert!(Pyramid::new(&gantt, &gantt.lanes[0]).level(5.0).is_some());
    }
}
