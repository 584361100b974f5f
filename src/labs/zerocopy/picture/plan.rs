//! Rectangles and lines: where lanes, buffers and arrows are, wide or narrow.

use super::{narrow, wide};
use crate::figure::{Anchor, Rect, Slots, Tone};
use crate::labs::zerocopy::config::Config;
use crate::labs::zerocopy::route::{route, spots};
use crate::labs::zerocopy::scenario::{Destination, Technique};
use crate::labs::zerocopy::state::{Spot, Way};

/// Where everything is.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Composed for a narrow screen.
    pub narrow: bool,
    /// Is there a pipe between the page cache and the destination?
    pub pipe: bool,
    /// Are there two?
    pub tee: bool,
    /// Does the pipe stand below the page cache on a narrow screen, and the destination's way down is free?
    pub under: bool,
    /// Does a program in user space take the bytes?
    pub local: bool,
    /// Do the bytes pass the page cache by?
    pub bypass: bool,
    /// Does anything stand in user space?
    pub user: bool,
}

/// A line, where its number is, and where its name is.
pub struct Line {
    /// Corner points, first to last.
    pub points: Vec<(i32, i32)>,
    /// The middle of the number.
    pub badge: (i32, i32),
    /// Where the name stands and which end of it; `None` if there is no room for one.
    pub name: Option<((i32, i32), Anchor)>,
}

impl Line {
    /// A line with its number at a place, without a name.
    pub fn new(points: &[(i32, i32)], badge: (i32, i32)) -> Line {
        Line { points: points.to_vec(), badge, name: None }
    }

    /// The line with its name to the right of a point.
    pub fn named(self, at: (i32, i32)) -> Line {
        Line { name: Some((at, Anchor::Start)), ..self }
    }

    /// The line with its name above or below a point.
    pub fn over(self, at: (i32, i32)) -> Line {
        Line { name: Some((at, Anchor::Middle)), ..self }
    }

    /// The line with its name to the left of a point.
    pub fn before(self, at: (i32, i32)) -> Line {
        Line { name: Some((at, Anchor::End)), ..self }
    }
}

impl Plan {
    /// The plan of a run.
    pub fn new(narrow: bool, config: &Config) -> Plan {
        let spots = spots(config);
        Plan {
            narrow,
            pipe: spots.contains(&Spot::Pipe),
            tee: config.technique == Technique::Tee,
            under: config.technique == Technique::Tee || config.to == Destination::File,
            local: config.is_local(),
            bypass: route(config).iter().any(|way| (way.from, way.to) == (Spot::Disk, Spot::User)),
            user: config.is_local() || spots.contains(&Spot::User),
        }
    }

    /// Width and height of the drawing.
    pub fn size(&self) -> (i32, i32) {
        if self.narrow { narrow::size(self) } else { wide::SIZE }
    }

    /// A lane.
    pub fn lane(&self, tone: Tone) -> Rect {
        if self.narrow { narrow::lane(self, tone) } else { wide::lane(tone) }
    }

    /// Where the CPU stands in a lane.
    pub fn cpu(&self, tone: Tone) -> Rect {
        let lane = self.lane(tone);
        if self.narrow { narrow::cpu(lane) } else { Rect::new(30, lane.y + 50, 112, 28) }
    }

    /// Where what the CPU does is written: below it, and the second line if it needs one.
    pub fn doing(&self, tone: Tone) -> [(i32, i32); 2] {
        let lane = self.lane(tone);
        if self.narrow { narrow::doing(lane) } else { [(30, lane.y + 96), (30, lane.y + 96)] }
    }

    /// The rings of `io_uring`.
    pub fn rings(&self) -> Rect {
        let lane = self.lane(Tone::User);
        if self.narrow { narrow::rings(lane) } else { Rect::new(196, 69, 176, 76) }
    }

    /// A buffer.
    pub fn spot(&self, spot: Spot) -> Rect {
        if self.narrow { narrow::spot(self, spot) } else { wide::spot(self, spot) }
    }

    /// Where the tiles of a buffer stand, at most four: smaller in a small buffer.
    pub fn slots(&self, rect: Rect, columns: usize) -> Slots {
        let (left, top, side, dx) = match rect.w {
            0..95 => (5, 26, 18, 21),
            95..110 => (5, 26, 20, 23),
            110..140 => (6, 26, 24, 25),
            _ => (13, 36, 26, 35),
        };
        let height = if self.narrow { 24 } else { side };
        let first = Rect::new(rect.x + left, rect.y + top, side, height);
        Slots { first, dx, dy: 0, columns, rows: 1, outlined: true }
    }

    /// The counters' places, in order.
    pub fn counters(&self) -> [(i32, i32); 6] {
        if self.narrow { narrow::COUNTERS } else { wide::COUNTERS }
    }

    /// The line of a way.
    pub fn line(&self, way: Way) -> Line {
        if self.narrow { narrow::line(self, way) } else { wide::line(self, way) }
    }
}
