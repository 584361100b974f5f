//! The stage on a laptop or in a hall: the lanes are wide, the buffers stand from left to right.

use super::plan::{Line, Plan};
use crate::figure::{Rect, Tone};
use crate::labs::zerocopy::state::{Mover, Spot, Way};

/// Width and height of the drawing.
pub const SIZE: (i32, i32) = (994, 396);

/// The counters' places, in order.
pub const COUNTERS: [(i32, i32); 6] = [(16, 32), (160, 32), (304, 32), (450, 32), (604, 32), (780, 32)];

/// A lane.
pub fn lane(tone: Tone) -> Rect {
    match tone {
        Tone::User => Rect::new(16, 54, 962, 106),
        Tone::Kernel => Rect::new(16, 166, 962, 112),
        _ => Rect::new(16, 284, 962, 106),
    }
}

/// A buffer.
pub fn spot(plan: &Plan, spot: Spot) -> Rect {
    match (spot, plan.tee) {
        (Spot::Nic, _) if plan.local => Rect::new(816, 69, 158, 76),
        (Spot::Disk, true) => Rect::new(176, 300, 150, 76),
        (Spot::Cache, true) => Rect::new(176, 184, 150, 76),
        (Spot::Pipe, true) => Rect::new(372, 184, 150, 76),
        (Spot::Twin, _) => Rect::new(568, 184, 150, 76),
        (Spot::Socket, true) => Rect::new(764, 184, 206, 76),
        (Spot::Nic, true) => Rect::new(810, 300, 158, 76),
        (Spot::Disk, _) => Rect::new(196, 300, 158, 76),
        (Spot::Cache, _) => Rect::new(196, 184, 176, 76),
        (Spot::User, _) => Rect::new(440, 69, 158, 76),
        (Spot::Pipe, _) => Rect::new(440, 184, 158, 76),
        (Spot::Socket, _) => Rect::new(686, 184, 200, 76),
        (Spot::Nic, _) => Rect::new(686, 300, 158, 76),
    }
}

/// The line of a way.
pub fn line(plan: &Plan, way: Way) -> Line {
    if plan.local && way.to == Spot::Nic {
        to_receiver(plan, way)
    } else if plan.tee {
        tee(way)
    } else {
        plain(plan, way)
    }
}

/// To a receiver in user space.
fn to_receiver(plan: &Plan, way: Way) -> Line {
    match way.from {
        Spot::User => Line::new(&[(599, 86), (812, 86)], (700, 86)).named((718, 80)),
        Spot::Cache if plan.tee => {
            Line::new(&[(251, 183), (251, 107), (812, 107)], (500, 107)).named((520, 97))
        }
        Spot::Cache => Line::new(&[(373, 248), (404, 248), (404, 270), (918, 270), (918, 149)], (640, 270))
            .named((926, 240)),
        _ => Line::new(&[(887, 222), (918, 222), (918, 149)], (918, 192)).named((926, 240)),
    }
}

fn plain(plan: &Plan, way: Way) -> Line {
    use Spot::{Cache, Disk, Nic, Pipe, Socket, User};
    match (way.from, way.to) {
        (Disk, Cache) => Line::new(&[(275, 299), (275, 265)], (299, 281)).named((318, 286)),
        (Disk, User) => Line::new(&[(355, 338), (519, 338), (519, 149)], (519, 222)).named((538, 227)),
        (Disk, Nic) => Line::new(&[(355, 338), (682, 338)], (520, 338)).over((520, 328)),
        // Above what is written from the mapping.
        (Cache, User) if way.kind == Mover::Nobody => {
            Line::new(&[(373, 204), (424, 204), (446, 149)], (424, 204)).named((452, 184))
        }
        (Cache, User) if plan.pipe => {
            Line::new(&[(373, 214), (406, 214), (406, 128), (436, 128)], (406, 172)).named((416, 156))
        }
        (Cache, User) => Line::new(&[(373, 222), (424, 222), (446, 149)], (424, 214)).named((453, 226)),
        // Under the pipe, whose slots are emptied.
        (Cache, Socket) if plan.pipe => {
            Line::new(&[(373, 248), (404, 248), (404, 271), (720, 271), (720, 264)], (560, 271))
                .named((640, 266))
        }
        (Cache, Socket) => Line::new(&[(373, 222), (682, 222)], (500, 222)).named((520, 212)),
        (Cache, Pipe) => Line::new(&[(373, 222), (436, 222)], (405, 222)).over((405, 212)),
        (Cache, Nic) => {
            Line::new(&[(373, 248), (404, 248), (404, 338), (682, 338)], (504, 338)).named((524, 328))
        }
        (User, Pipe) => Line::new(&[(500, 146), (500, 181)], (500, 164)).named((510, 176)),
        (User, Socket) => Line::new(&[(599, 107), (750, 107), (758, 180)], (640, 107)).named((766, 112)),
        (User, Nic) => {
            Line::new(&[(599, 128), (650, 128), (650, 338), (682, 338)], (650, 290)).before((640, 360))
        }
        (Pipe, Socket) => Line::new(&[(599, 222), (682, 222)], (622, 222)).over((623, 212)),
        _ => Line::new(&[(765, 261), (765, 296)], (789, 281)).named((808, 286)),
    }
}

fn tee(way: Way) -> Line {
    use Spot::{Cache, Disk, Pipe, Socket, Twin};
    match (way.from, way.to) {
        (Disk, Cache) => Line::new(&[(251, 299), (251, 265)], (275, 281)).named((294, 286)),
        (Cache, Pipe) => Line::new(&[(327, 222), (369, 222)], (348, 222)).over((348, 212)),
        (Pipe, Twin) => Line::new(&[(523, 222), (565, 222)], (544, 222)).over((544, 212)),
        (Twin, Socket) => Line::new(&[(719, 222), (761, 222)], (740, 222)).over((740, 212)),
        (Pipe, Socket) => {
            Line::new(&[(447, 261), (447, 272), (850, 272), (850, 264)], (640, 272)).over((741, 266))
        }
        _ => Line::new(&[(327, 248), (348, 248), (348, 338), (806, 338)], (560, 338)).named((580, 328)),
    }
}
