//! Rectangles and lines: where lanes, buffers and arrows are, wide or narrow.

use crate::figure::{Anchor, Rect, Tone};
use crate::labs::zerocopy::scenario::Technique;
use crate::labs::zerocopy::state::{Mover, Spot, Way};

/// Where everything is.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Composed for a narrow screen.
    pub narrow: bool,
    /// Is there a pipe?
    pub pipe: bool,
    /// Width of the drawing.
    pub width: i32,
    /// Height of the drawing.
    pub height: i32,
}

/// A line, where its number is, where its name is and how it is anchored.
pub type Line = (Vec<(i32, i32)>, (i32, i32), (i32, i32), Anchor);

impl Plan {
    /// The plan of a technique.
    pub fn new(narrow: bool, technique: Technique) -> Plan {
        let pipe = technique == Technique::Splice;
        let (width, height) = if narrow { (366, if pipe { 532 } else { 436 }) } else { (994, 396) };
        Plan { narrow, pipe, width, height }
    }

    /// A lane.
    pub fn lane(&self, tone: Tone) -> Rect {
        if !self.narrow {
            return match tone {
                Tone::User => Rect::new(16, 54, 962, 106),
                Tone::Kernel => Rect::new(16, 166, 962, 112),
                _ => Rect::new(16, 284, 962, 106),
            };
        }
        let more = if self.pipe { 96 } else { 0 };
        match tone {
            Tone::User => Rect::new(4, 74, 358, 108),
            Tone::Kernel => Rect::new(4, 190, 358, 116 + more),
            _ => Rect::new(4, 314 + more, 358, 118),
        }
    }

    /// Where the CPU stands in a lane.
    pub fn cpu(&self, tone: Tone) -> Rect {
        let lane = self.lane(tone);
        if self.narrow { Rect::new(146, lane.y + 5, 50, 22) } else { Rect::new(30, lane.y + 50, 112, 28) }
    }

    /// Where what the CPU does is written: under it, or left of it.
    pub fn doing(&self, tone: Tone) -> ((i32, i32), Anchor) {
        let lane = self.lane(tone);
        if self.narrow { ((202, lane.y + 20), Anchor::Start) } else { ((30, lane.y + 96), Anchor::Start) }
    }

    /// A buffer.
    pub fn spot(&self, spot: Spot) -> Rect {
        if !self.narrow {
            return match spot {
                Spot::Disk => Rect::new(196, 300, 158, 76),
                Spot::Cache => Rect::new(196, 184, 176, 76),
                Spot::User => Rect::new(440, 69, 158, 76),
                Spot::Pipe => Rect::new(440, 184, 158, 76),
                Spot::Socket => Rect::new(686, 184, 158, 76),
                Spot::Nic => Rect::new(686, 300, 158, 76),
            };
        }
        let low = self.lane(Tone::Hardware).y + 32;
        match spot {
            Spot::Disk => Rect::new(14, low, 152, 76),
            Spot::Cache => Rect::new(14, 222, 152, 76),
            Spot::User => Rect::new(130, 100, 152, 76),
            Spot::Pipe => Rect::new(150, 320, 152, 76),
            Spot::Socket => Rect::new(200, 222, 152, 76),
            Spot::Nic => Rect::new(200, low, 152, 76),
        }
    }

    /// The counters' places, in order.
    pub fn counters(&self) -> [(i32, i32); 6] {
        if self.narrow {
            [(8, 24), (126, 24), (244, 24), (8, 58), (126, 58), (244, 58)]
        } else {
            [(16, 32), (160, 32), (304, 32), (450, 32), (604, 32), (780, 32)]
        }
    }

    /// The line of a way.
    pub fn line(&self, way: Way) -> Line {
        if self.narrow { self.narrow_line(way) } else { wide_line(way) }
    }

    fn narrow_line(&self, way: Way) -> Line {
        use Spot::{Cache, Disk, Nic, Pipe, Socket, User};
        let start = Anchor::Start;
        let (cache, disk, nic) = (self.spot(Cache), self.spot(Disk), self.spot(Nic));
        let bottom = cache.y + cache.h;
        match (way.from, way.to) {
            // Past the pipe, at the left.
            (Disk, Cache) if self.pipe => (
                vec![(98, disk.y - 1), (98, bottom + 4)],
                (98, (disk.y + bottom) / 2),
                (80, (disk.y + bottom) / 2 + 5),
                Anchor::End,
            ),
            (Cache, Nic) if self.pipe => (
                vec![(130, 299), (130, nic.y - 18), (276, nic.y - 18), (276, nic.y - 3)],
                (200, nic.y - 18),
                (288, nic.y - 8),
                start,
            ),
            (Disk, Cache) => (
                vec![(104, disk.y - 1), (104, bottom + 4)],
                (104, (disk.y + bottom) / 2),
                (120, disk.y - 8),
                start,
            ),
            (Cache, User) if way.kind == Mover::Nobody => {
                (vec![(104, 221), (104, 140), (127, 140)], (104, 184), (110, 190), start)
            }
            (Cache, User) => (vec![(104, 221), (104, 140), (126, 140)], (104, 184), (120, 190), start),
            (User, Socket) => (vec![(283, 140), (316, 140), (316, 218)], (316, 184), (300, 190), Anchor::End),
            (Disk, User) => (
                vec![(30, disk.y - 1), (30, bottom + 12), (9, bottom + 12), (9, 140), (126, 140)],
                (52, 140),
                (70, 132),
                start,
            ),
            (Cache, Socket) => (vec![(167, 260), (197, 260)], (183, 236), (183, 286), Anchor::Middle),
            (Cache, Pipe) => (vec![(148, 299), (176, 299), (176, 317)], (176, 308), (184, 313), start),
            (Pipe, Socket) => (vec![(280, 319), (280, 302)], (280, 310), (288, 314), start),
            (Cache, Nic) => (
                vec![(148, 299), (148, nic.y - 18), (240, nic.y - 18), (240, nic.y - 3)],
                (194, nic.y - 18),
                (260, nic.y - 8),
                start,
            ),
            _ => {
                (vec![(306, 299), (306, nic.y - 4)], (306, (nic.y + 299) / 2), (288, nic.y - 8), Anchor::End)
            }
        }
    }
}

fn wide_line(way: Way) -> Line {
    use Spot::{Cache, Disk, Nic, Pipe, Socket, User};
    let start = Anchor::Start;
    match (way.from, way.to) {
        (Disk, Cache) => (vec![(275, 299), (275, 265)], (299, 281), (318, 286), start),
        (Cache, User) => (vec![(373, 222), (424, 222), (446, 149)], (424, 214), (453, 226), start),
        (User, Socket) => (vec![(599, 107), (750, 107), (758, 180)], (640, 107), (766, 112), start),
        (Cache, Socket) => (vec![(373, 222), (682, 222)], (500, 222), (520, 212), start),
        (Cache, Pipe) => (vec![(373, 222), (436, 222)], (405, 222), (405, 246), Anchor::Middle),
        (Pipe, Socket) => (vec![(599, 222), (682, 222)], (640, 222), (640, 246), Anchor::Middle),
        (Disk, User) => (vec![(355, 338), (519, 338), (519, 149)], (519, 222), (538, 227), start),
        (Cache, Nic) => (vec![(373, 248), (404, 248), (404, 338), (682, 338)], (520, 338), (540, 328), start),
        _ => (vec![(765, 261), (765, 296)], (789, 281), (808, 286), start),
    }
}
