//! Rectangles and lines: where lanes, buffers and arrows are, wide or narrow.

use crate::figure::{Anchor, Rect, Tone};
use crate::labs::zerocopy::config::Config;
use crate::labs::zerocopy::scenario::Technique;
use crate::labs::zerocopy::state::{Mover, Spot, Way};

/// Where everything is.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Composed for a narrow screen.
    pub narrow: bool,
    /// Is there a pipe between the page cache and the destination?
    pub pipe: bool,
    /// Are there two?
    pub tee: bool,
    /// Does a program in user space take the bytes?
    pub local: bool,
    /// Width of the drawing.
    pub width: i32,
    /// Height of the drawing.
    pub height: i32,
}

/// A line, where its number is, where its name is and how it is anchored.
pub type Line = (Vec<(i32, i32)>, (i32, i32), (i32, i32), Anchor);

impl Plan {
    /// The plan of a run.
    pub fn new(narrow: bool, config: &Config) -> Plan {
        let tee = config.technique == Technique::Tee;
        let pipe = super::super::route::spots(config).contains(&Spot::Pipe);
        let (width, height) = if narrow { (366, if pipe { 532 } else { 436 }) } else { (994, 396) };
        Plan { narrow, pipe, tee, local: config.is_local(), width, height }
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

    /// The rings of `io_uring`.
    pub fn rings(&self) -> Rect {
        if self.narrow { Rect::new(12, 104, 108, 70) } else { Rect::new(196, 69, 176, 76) }
    }

    /// A buffer.
    pub fn spot(&self, spot: Spot) -> Rect {
        if self.narrow { self.narrow_spot(spot) } else { self.wide_spot(spot) }
    }

    fn wide_spot(&self, spot: Spot) -> Rect {
        match (spot, self.tee) {
            (Spot::Nic, _) if self.local => Rect::new(816, 69, 158, 76),
            (Spot::Disk, true) => Rect::new(180, 300, 158, 76),
            (Spot::Cache, true) => Rect::new(180, 184, 158, 76),
            (Spot::Pipe, true) => Rect::new(388, 184, 158, 76),
            (Spot::Twin, _) => Rect::new(596, 184, 158, 76),
            (Spot::Socket, true) => Rect::new(810, 184, 158, 76),
            (Spot::Nic, true) => Rect::new(810, 300, 158, 76),
            (Spot::Disk, _) => Rect::new(196, 300, 158, 76),
            (Spot::Cache, _) => Rect::new(196, 184, 176, 76),
            (Spot::User, _) => Rect::new(440, 69, 158, 76),
            (Spot::Pipe, _) => Rect::new(440, 184, 158, 76),
            (Spot::Socket, _) => Rect::new(686, 184, 176, 76),
            (Spot::Nic, _) => Rect::new(686, 300, 158, 76),
        }
    }

    fn narrow_spot(&self, spot: Spot) -> Rect {
        let low = self.lane(Tone::Hardware).y + 32;
        match (spot, self.tee) {
            (Spot::Nic, _) if self.local => Rect::new(200, 100, 152, 76),
            (Spot::User, _) if self.local => Rect::new(14, 100, 152, 76),
            (Spot::Disk, _) => Rect::new(14, low, 152, 76),
            (Spot::Cache, _) => Rect::new(14, 222, 152, 76),
            (Spot::User, _) => Rect::new(130, 100, 152, 76),
            (Spot::Pipe, true) => Rect::new(44, 320, 142, 76),
            (Spot::Pipe, false) => Rect::new(150, 320, 152, 76),
            (Spot::Twin, _) => Rect::new(212, 320, 142, 76),
            (Spot::Socket, _) => Rect::new(200, 222, 152, 76),
            (Spot::Nic, _) => Rect::new(200, low, 152, 76),
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
        match (self.narrow, self.local && way.to == Spot::Nic) {
            (true, true) => self.narrow_local(way),
            (true, false) => self.narrow_line(way),
            (false, true) => self.wide_local(way),
            (false, false) if self.tee => wide_tee(way),
            // Under the pipe, whose slots are emptied.
            (false, false) if self.pipe && (way.from, way.to) == (Spot::Cache, Spot::Socket) => (
                vec![(373, 248), (404, 248), (404, 271), (720, 271), (720, 264)],
                (560, 271),
                (640, 267),
                Anchor::Start,
            ),
            (false, false) if self.pipe && (way.from, way.to) == (Spot::Cache, Spot::User) => {
                (vec![(373, 214), (406, 214), (406, 128), (436, 128)], (406, 170), (414, 152), Anchor::Start)
            }
            (false, false) => wide_line(way),
        }
    }

    /// To a receiver in user space.
    fn wide_local(&self, way: Way) -> Line {
        let start = Anchor::Start;
        match way.from {
            Spot::User => (vec![(599, 86), (812, 86)], (700, 86), (716, 80), start),
            Spot::Cache if self.tee => {
                (vec![(259, 183), (259, 107), (812, 107)], (500, 107), (520, 97), start)
            }
            Spot::Cache => (
                vec![(373, 248), (404, 248), (404, 270), (900, 270), (900, 149)],
                (640, 270),
                (908, 240),
                start,
            ),
            _ => (vec![(863, 222), (900, 222), (900, 149)], (900, 192), (908, 240), start),
        }
    }

    fn narrow_local(&self, way: Way) -> Line {
        let start = Anchor::Start;
        match way.from {
            Spot::User => (vec![(167, 138), (197, 138)], (182, 120), (182, 160), Anchor::Middle),
            Spot::Cache if self.pipe => {
                (vec![(100, 221), (100, 206), (240, 206), (240, 180)], (170, 206), (252, 202), start)
            }
            Spot::Cache => {
                (vec![(150, 221), (150, 206), (240, 206), (240, 180)], (190, 206), (252, 202), start)
            }
            _ => (vec![(276, 221), (276, 180)], (276, 200), (292, 204), start),
        }
    }

    fn narrow_line(&self, way: Way) -> Line {
        use Spot::{Cache, Disk, Nic, Pipe, Socket, Twin, User};
        let start = Anchor::Start;
        let (cache, disk, nic) = (self.spot(Cache), self.spot(Disk), self.spot(Nic));
        let bottom = cache.y + cache.h;
        let user = self.spot(User);
        match (way.from, way.to) {
            // Between the pipes and the title of the hardware; the line to the card turns above it.
            (Disk, Cache) if self.tee => (
                vec![(104, disk.y - 1), (104, 410), (22, 410), (22, bottom + 4)],
                (22, bottom + 50),
                (116, disk.y - 8),
                start,
            ),
            (Cache, Pipe) if self.tee => (vec![(100, 299), (100, 317)], (100, 308), (108, 313), start),
            (Pipe, Twin) => (vec![(187, 358), (209, 358)], (198, 340), (199, 390), Anchor::Middle),
            (Pipe, Socket) if self.tee => {
                (vec![(170, 319), (170, 309), (230, 309), (230, 302)], (200, 309), (182, 316), start)
            }
            (Twin, Socket) => (vec![(300, 319), (300, 302)], (300, 310), (308, 314), start),
            (Cache, Nic) if self.tee => (
                vec![(36, 299), (36, 401), (276, 401), (276, nic.y - 3)],
                (276, nic.y - 24),
                (292, nic.y - 8),
                start,
            ),
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
            (Disk, Nic) => (
                vec![(167, disk.y + 56), (197, disk.y + 56)],
                (182, disk.y + 56),
                (183, disk.y - 8),
                Anchor::Middle,
            ),
            (Cache, User) if self.local => {
                (vec![(114, 221), (114, 180)], (114, 200), (100, 219), Anchor::End)
            }
            (Cache, User) if way.kind == Mover::Nobody => {
                (vec![(104, 221), (104, 140), (127, 140)], (104, 184), (110, 190), start)
            }
            (Cache, User) => (vec![(104, 221), (104, 140), (126, 140)], (104, 184), (120, 190), start),
            (User, Pipe) if self.local => {
                (vec![(130, 177), (130, 188), (183, 188), (183, 317)], (183, 240), (183, 312), Anchor::Middle)
            }
            (User, Pipe) => (vec![(183, 177), (183, 317)], (183, 240), (190, 213), start),
            (User, Socket) if self.local => {
                (vec![(146, 177), (146, 200), (230, 200), (230, 218)], (180, 200), (240, 212), start)
            }
            (User, Socket) if way.kind == Mover::Nobody => {
                (vec![(250, 177), (250, 218)], (250, 197), (242, 213), Anchor::End)
            }
            (User, Socket) => (vec![(283, 140), (316, 140), (316, 218)], (316, 184), (300, 190), Anchor::End),
            (User, Nic) => (
                vec![(283, 140), (357, 140), (357, nic.y - 16), (330, nic.y - 16), (330, nic.y - 3)],
                (357, 184),
                (320, nic.y - 8),
                Anchor::End,
            ),
            (Disk, User) => (
                vec![
                    (94, disk.y - 1),
                    (94, bottom + 12),
                    (9, bottom + 12),
                    (9, user.y + 84),
                    (150, user.y + 84),
                    (150, user.y + 80),
                ],
                (80, user.y + 84),
                (108, disk.y - 8),
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
        (User, Pipe) => (vec![(540, 146), (540, 181)], (540, 164), (550, 176), start),
        (User, Socket) => (vec![(599, 107), (750, 107), (758, 180)], (640, 107), (766, 112), start),
        (User, Nic) => {
            (vec![(599, 128), (650, 128), (650, 338), (682, 338)], (650, 290), (640, 360), Anchor::End)
        }
        (Cache, Socket) => (vec![(373, 222), (682, 222)], (500, 222), (520, 212), start),
        (Cache, Pipe) => (vec![(373, 222), (436, 222)], (405, 222), (405, 246), Anchor::Middle),
        (Pipe, Socket) => (vec![(599, 222), (682, 222)], (640, 222), (640, 246), Anchor::Middle),
        (Disk, User) => (vec![(355, 338), (519, 338), (519, 149)], (519, 222), (538, 227), start),
        (Disk, Nic) => (vec![(355, 338), (682, 338)], (520, 338), (520, 328), Anchor::Middle),
        (Cache, Nic) => (vec![(373, 248), (404, 248), (404, 338), (682, 338)], (520, 338), (540, 328), start),
        _ => (vec![(765, 261), (765, 296)], (789, 281), (808, 286), start),
    }
}

fn wide_tee(way: Way) -> Line {
    use Spot::{Cache, Disk, Pipe, Socket, Twin};
    match (way.from, way.to) {
        (Disk, Cache) => (vec![(259, 299), (259, 265)], (283, 281), (302, 286), Anchor::Start),
        (Cache, Pipe) => (vec![(339, 222), (385, 222)], (362, 222), (362, 212), Anchor::Middle),
        (Pipe, Twin) => (vec![(547, 222), (593, 222)], (570, 222), (570, 212), Anchor::Middle),
        (Twin, Socket) => (vec![(755, 222), (807, 222)], (781, 222), (781, 212), Anchor::Middle),
        (Pipe, Socket) => {
            (vec![(467, 261), (467, 272), (850, 272), (850, 264)], (640, 272), (781, 266), Anchor::Middle)
        }
        _ => (vec![(339, 248), (362, 248), (362, 338), (806, 338)], (560, 338), (580, 328), Anchor::Start),
    }
}
