//! Where the places are. The wide plan grows downwards with ready queues and devices:
//!
//! ```text
//! New ─▶ ready   ─▶ Running ─▶ Terminated      ready, Waiting │ Running
//!        ready:1      │                        ───────────────┼───────────   narrow
//!        Waiting ◀────┘                        Waiting        │ Terminated
//! ```

use super::{outside, several};
use crate::figure::{Rect, Slots};
use crate::lab::Look;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{BOXES, device_id, ready_id, ready_rows};
use crate::labs::sched::state::Burst;

/// The places and the size of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Composed for a narrow screen.
    pub narrow: bool,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// Every place.
    pub boxes: Vec<Spot>,
    /// How many ready queues.
    pub queues: usize,
    /// How many boxes for waiting.
    pub devices: usize,
    /// How many CPUs.
    pub cpus: usize,
}

/// A place without its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub rect: Rect,
    /// Where its things stand.
    pub slots: Slots,
}

impl Plan {
    /// The plan of a machine for a look.
    pub fn of(sched: &Sched, look: &Look) -> Plan {
        let plan = match (sched.cpus.len(), look.narrow) {
            (2.., _) => several::plan(sched, look),
            (_, true) => narrow(sched),
            _ => wide(sched, if look.view == "states" { 3 } else { 1 }),
        };
        outside::with_outside(plan, sched)
    }

    /// The rectangle of a place.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn rect(&self, id: &str) -> Rect {
        self.boxes.iter().find(|place| place.id == id).expect("the plan has every place").rect
    }
}

impl Spot {
    /// A place.
    pub fn new(id: impl Into<String>, rect: Rect, slots: Slots) -> Spot {
        Spot { id: id.into(), rect, slots }
    }
}

/// Height of a queue of a feedback policy, and the way to the next: lower when there are many.
pub fn row_height(queues: usize, narrow: bool) -> (i32, i32) {
    match (queues, narrow) {
        (0..=4, false) => (54, 62),
        (_, false) => (36, 42),
        (0..=4, true) => (44, 50),
        (_, true) => (32, 36),
    }
}

fn wide(sched: &Sched, rows: usize) -> Plan {
    let (queues, devices) = (ready_rows(sched), sched.config.devices.len().clamp(1, BOXES));
    let grown = 44 * (rows as i32 - 1);
    let mut boxes = if queues == 1 { vec![wide_queue(sched, rows)] } else { wide_queues(sched, queues) };
    let (top, bottom) = (boxes[0].rect.y, boxes.last().map_or(0, |last| last.rect.y + last.rect.h));
    let middle = (top + bottom) / 2;
    let entrance =
        Slots { columns: 1, rows: 1, first: Rect::new(42, middle - 16, 44, 38), ..Slots::default() };
    boxes.push(Spot::new("new", Rect::new(18, middle - 42, 92, 84), entrance));
    let seat = Slots { columns: 1, rows: 1, first: Rect::new(612, middle + 4, 44, 38), ..Slots::default() };
    boxes.push(Spot::new("cpu:0", Rect::new(588, middle - 58, 172, 116), seat));
    let grid = Rect::new(880, middle - 16 - grown / 2, 26, 22);
    let grid =
        Slots { first: grid, dx: 30, dy: 26, columns: 3, rows: 2 + (grown / 26) as usize, outlined: false };
    boxes.push(Spot::new("done", Rect::new(868, middle - 42 - grown / 2, 108, 84 + grown), grid));
    let first = (middle + 78).max(bottom + 20);
    for index in 0..devices {
        boxes.push(wide_device(sched, index as u32, first + 62 * index as i32));
    }
    let height = first + 62 * devices as i32 - 2;
    Plan { narrow: false, width: 994, height, boxes, queues, devices, cpus: 1 }
}

fn wide_queue(sched: &Sched, rows: usize) -> Spot {
    let slots =
        Slots { first: Rect::new(422, 108, 44, 38), dx: -56, dy: 44, columns: 5, rows, outlined: true };
    Spot::new(ready_id(sched, 0), Rect::new(176, 82, 306, 84 + 44 * (rows as i32 - 1)), slots)
}

fn wide_queues(sched: &Sched, queues: usize) -> Vec<Spot> {
    let (height, step) = row_height(queues, false);
    let queue = |level: usize| {
        let y = 66 + step * level as i32;
        let first = Rect::new(422, y + 8, 44, height - 16);
        let slots = Slots { first, dx: -56, dy: 0, columns: 3, rows: 1, outlined: true };
        Spot::new(ready_id(sched, level as u32), Rect::new(176, y, 306, height), slots)
    };
    (0..queues).map(queue).collect()
}

/// Two places in the box, or three when more processes use the device.
pub fn wide_device(sched: &Sched, device: u32, y: i32) -> Spot {
    let columns = if users(sched, device) > 2 { 3 } else { 2 };
    let x = 372 - 56 * (columns as i32 - 2);
    let slots =
        Slots { first: Rect::new(x + 12, y + 8, 44, 38), dx: 56, dy: 0, columns, rows: 1, outlined: true };
    Spot::new(device_id(sched, device), Rect::new(x, y, 622 - x, 54), slots)
}

/// How many processes use a device.
fn users(sched: &Sched, device: u32) -> usize {
    let uses = |burst: &Burst| matches!(burst, Burst::Io(own, _) if *own == device);
    sched.config.specs.iter().filter(|spec| spec.bursts.iter().any(uses)).count()
}

fn narrow(sched: &Sched) -> Plan {
    let (queues, devices) = (ready_rows(sched), sched.config.devices.len().clamp(1, BOXES));
    let mut boxes = if queues == 1 { vec![narrow_queue(sched)] } else { narrow_queues(sched, queues) };
    let bottom = boxes.last().map_or(0, |last| last.rect.y + last.rect.h);
    let seat = Slots { columns: 1, rows: 1, first: Rect::new(285, 62, 42, 36), ..Slots::default() };
    boxes.push(Spot::new("cpu:0", Rect::new(256, 34, 100, 76), seat));
    let first = bottom + 40;
    let grid = Slots {
        first: Rect::new(264, first + 26, 26, 17),
        dx: 29,
        dy: 19,
        columns: 3,
        rows: 2,
        outlined: false,
    };
    boxes.push(Spot::new("done", Rect::new(256, first, 100, 66), grid));
    for index in 0..devices {
        boxes.push(device_slots(sched, index, first + 76 * index as i32));
    }
    Plan { narrow: true, width: 366, height: first + 76 * devices as i32, boxes, queues, devices, cpus: 1 }
}

/// A device of the narrow plan.
pub fn device_slots(sched: &Sched, index: usize, y: i32) -> Spot {
    let first = Rect::new(20, y + 24, 42, 34);
    let slots = Slots { first, dx: 54, dy: 0, columns: 3, rows: 1, outlined: false };
    Spot::new(device_id(sched, index as u32), Rect::new(10, y, 214, 66), slots)
}

fn narrow_queue(sched: &Sched) -> Spot {
    let slots =
        Slots { first: Rect::new(172, 62, 42, 36), dx: -54, dy: 0, columns: 3, rows: 1, outlined: false };
    Spot::new(ready_id(sched, 0), Rect::new(10, 34, 214, 76), slots)
}

fn narrow_queues(sched: &Sched, queues: usize) -> Vec<Spot> {
    let (height, step) = row_height(queues, true);
    let queue = |level: usize| {
        let y = 34 + step * level as i32;
        let first = Rect::new(184, y + 5, 34, height - 10);
        let slots = Slots { first, dx: -40, dy: 0, columns: 3, rows: 1, outlined: false };
        Spot::new(ready_id(sched, level as u32), Rect::new(18, y, 206, height), slots)
    };
    (0..queues).map(queue).collect()
}
