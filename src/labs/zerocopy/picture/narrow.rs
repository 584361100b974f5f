//! The stage on a phone, and side by side with another: as low as can be, so that the sentence below is in sight.
//!
//! ```text
//! 2 CPU copies   2 DMA copies   2 calls
//! User space ┌ A ──────┐ ┌ B ──────┐   title, CPU and what it does at the left,
//! [CPU]      │ buffer  │ │         │   lines between the rows
//! write()    └─────────┘ └─────────┘
//! Kernel space  …
//! ```

use super::plan::{Line, Plan};
use crate::figure::{Rect, Tone};
use crate::labs::zerocopy::state::{Mover, Spot, Way};

/// The counters' places, in order.
pub const COUNTERS: [(i32, i32); 6] = [(8, 27), (126, 27), (244, 27), (8, 55), (126, 55), (244, 55)];

const TOP: i32 = 63;
const LANE: i32 = 81;
const GAP: i32 = 3;
/// From the top of a lane to its row of buffers.
const HEAD: i32 = 26;
/// From a row of buffers to the next in the same lane.
const ROW: i32 = 80;
/// A lane in which only the CPU can be.
const EMPTY: i32 = 28;
/// The edges of the columns.
const A: i32 = 104;
const B: i32 = 250;
const WIDTH: i32 = 112;
const HEIGHT: i32 = 54;

/// Width and height of the drawing.
pub fn size(plan: &Plan) -> (i32, i32) {
    let last = lane(plan, Tone::Hardware);
    (366, last.y + last.h + 2)
}

/// A lane. The one of user space is low if a pipe needs the room and nothing stands in it.
pub fn lane(plan: &Plan, tone: Tone) -> Rect {
    let user = if plan.pipe && !plan.user { EMPTY } else { LANE };
    let kernel = if plan.pipe { LANE + ROW } else { LANE };
    let (y, height) = match tone {
        Tone::User => (TOP, user),
        Tone::Kernel => (TOP + user + GAP, kernel),
        _ => (TOP + user + kernel + 2 * GAP, LANE),
    };
    Rect::new(2, y, 362, height)
}

/// The CPU in a lane: below its title, or beside it.
pub fn cpu(lane: Rect) -> Rect {
    if lane.h == EMPTY { Rect::new(118, lane.y + 3, 48, 22) } else { Rect::new(14, lane.y + 29, 48, 22) }
}

/// Two lines below the CPU, or one beside it.
pub fn doing(lane: Rect) -> [(i32, i32); 2] {
    if lane.h == EMPTY {
        [(174, lane.y + 19), (174, lane.y + 19)]
    } else {
        [(14, lane.y + 64), (14, lane.y + 77)]
    }
}

/// The rings of `io_uring`; below them the pages of the buffer are handed over.
pub fn rings(lane: Rect) -> Rect {
    Rect::new(B, lane.y + 3, WIDTH, 52)
}

/// A buffer.
pub fn spot(plan: &Plan, spot: Spot) -> Rect {
    let row = |tone, row| lane(plan, tone).y + HEAD + row * ROW;
    let rect = |x, y| Rect::new(x, y, WIDTH, HEIGHT);
    let kernel = |x, index| rect(x, row(Tone::Kernel, index));
    match spot {
        Spot::Disk => rect(A, row(Tone::Hardware, 0)),
        Spot::Nic if plan.local => rect(B, row(Tone::User, 0)),
        Spot::Nic => rect(B, row(Tone::Hardware, 0)),
        Spot::User => rect(A, row(Tone::User, 0)),
        // Beside the line that passes it by.
        Spot::Cache if plan.bypass => Rect { x: A + 19, w: WIDTH - 19, ..kernel(A, 0) },
        Spot::Cache => kernel(A, 0),
        Spot::Socket => kernel(B, 0),
        // Beside the lines from the disk and to the card.
        Spot::Pipe if plan.under => Rect { x: A + 14, w: WIDTH - 14, ..kernel(A, 1) },
        Spot::Pipe | Spot::Twin => kernel(B, 1),
    }
}

/// The line of a way.
pub fn line(plan: &Plan, way: Way) -> Line {
    if plan.local && (way.to == Spot::Nic || (way.from, way.to) == (Spot::User, Spot::Socket)) {
        return local(plan, way);
    }
    use Spot::{Cache, Disk, Nic, Pipe, Socket, User};
    let [u, k, h] = heads(plan);
    match (way.from, way.to) {
        (Disk, Cache) if plan.pipe && plan.under => Line::new(
            &[(132, h + 25), (132, h + 17), (90, h + 17), (90, k + 66), (100, k + 66)],
            (90, k + 133),
        )
        .before((74, k + 138)),
        _ if plan.tee => tee(plan, way),
        (Disk, Cache) if plan.pipe => {
            Line::new(&[(128, h + 25), (128, k + 84)], (128, k + 133)).before((112, k + 138))
        }
        (Disk, Cache) => Line::new(&[(128, h + 25), (128, k + 84)], (148, h + 11)).named((164, h + 17)),
        (Disk, User) => Line::new(&[(112, h + 25), (112, u + 84)], (112, k + 46)).named((122, h + 17)),
        (Disk, Nic) => Line::new(&[(217, h + 53), (246, h + 53)], (233, h + 38)),
        (Cache, User) if way.kind == Mover::Nobody => {
            Line::new(&[(128, k + 25), (128, u + 84)], (128, k + 11)).named((138, k + 16))
        }
        (Cache, User) => Line::new(&[(128, k + 25), (128, u + 84)], (148, k + 11)).named((164, k + 17)),
        (Cache, Pipe) if plan.under => below_cache(k),
        (Cache, Pipe) => {
            Line::new(&[(204, k + 81), (204, k + 133), (246, k + 133)], (204, k + 93)).named((212, k + 98))
        }
        (Cache, Socket) => Line::new(&[(217, k + 61), (246, k + 61)], (233, k + 36)).over((233, k + 18)),
        (Cache, Nic) => {
            let x = if plan.pipe { 176 } else { 196 };
            Line::new(&[(x, k + 81), (x, h + 8), (296, h + 8), (296, h + 23)], (246, h + 8))
                .named((308, h + 17))
        }
        (User, Pipe) if plan.under => Line::new(
            &[(217, u + 72), (238, u + 72), (238, k + 93), (180, k + 93), (180, k + 102)],
            (238, k + 12),
        )
        .named((246, k + 17)),
        (User, Pipe) => Line::new(
            &[(217, u + 72), (238, u + 72), (238, k + 93), (270, k + 93), (270, k + 102)],
            (238, k + 12),
        )
        .named((246, k + 17)),
        (User, Socket) => {
            Line::new(&[(217, u + 63), (306, u + 63), (306, k + 22)], (262, u + 63)).named((316, k + 16))
        }
        (User, Nic) => Line::new(
            &[(217, u + 74), (228, u + 74), (228, h + 8), (296, h + 8), (296, h + 23)],
            (262, h + 8),
        )
        .named((308, h + 17)),
        (Pipe, Socket) => Line::new(&[(306, k + 105), (306, k + 84)], (306, k + 93)).named((316, k + 98)),
        _ => Line::new(&[(306, k + 81), (306, h + 22)], (286, h + 11)).named((316, h + 17)),
    }
}

/// Tops of the three lanes.
fn heads(plan: &Plan) -> [i32; 3] {
    [Tone::User, Tone::Kernel, Tone::Hardware].map(|tone| lane(plan, tone).y)
}

/// To a receiver in user space, above the destination.
fn local(plan: &Plan, way: Way) -> Line {
    let [u, k, _] = heads(plan);
    match (way.from, way.to) {
        (Spot::User, Spot::Socket) => {
            Line::new(&[(200, u + 81), (200, k + 11), (266, k + 11), (266, k + 22)], (230, k + 11))
        }
        (Spot::User, _) => Line::new(&[(217, u + 58), (246, u + 58)], (233, u + 38)).over((233, u + 19)),
        (Spot::Cache, _) => {
            Line::new(&[(196, k + 25), (196, k + 11), (306, k + 11), (306, u + 84)], (250, k + 11))
                .named((316, k + 17))
        }
        _ => Line::new(&[(306, k + 25), (306, u + 84)], (288, k + 11)).named((316, k + 17)),
    }
}

/// From the page cache down to the pipe.
fn below_cache(k: i32) -> Line {
    Line::new(&[(150, k + 81), (150, k + 102)], (150, k + 93)).named((158, k + 98))
}

/// Past the first pipe, which stands below the page cache.
fn tee(plan: &Plan, way: Way) -> Line {
    use Spot::{Cache, Pipe, Socket, Twin};
    let [_, k, h] = heads(plan);
    match (way.from, way.to) {
        (Cache, Pipe) => below_cache(k),
        (Pipe, Twin) => Line::new(&[(217, k + 140), (246, k + 140)], (233, k + 140)).over((233, k + 128)),
        (Twin, Socket) => Line::new(&[(322, k + 105), (322, k + 84)], (322, k + 93)).named((330, k + 98)),
        (Pipe, Socket) => {
            Line::new(&[(208, k + 105), (208, k + 93), (282, k + 93), (282, k + 84)], (233, k + 93))
        }
        _ => Line::new(
            &[(122, k + 81), (122, k + 93), (108, k + 93), (108, h + 7), (296, h + 7), (296, h + 23)],
            (250, h + 7),
        )
        .named((308, h + 17)),
    }
}
