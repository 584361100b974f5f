//! The plan and the arrows of several CPUs: a slot for each at the right of the ready queues, row beside row.
//!
//! ```text
//!        queue of CPU 0 ─▶ CPU 0             ready queue ─▶ CPU 0
//! New ─▶ queue of CPU 1 ─▶ CPU 1 ─▶ done                 ─▶ CPU 1
//!        Waiting ◀───────────┘               Waiting ◀──────┘
//! ```

use super::plan::{Plan, Spot, device_slots, row_height, wide_device};
use super::roads::{Line, Road};
use crate::figure::{Anchor, Rect, Slots};
use crate::lab::Look;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{BOXES, device_id, ready_id, ready_rows};
use crate::labs::sched::scenario::Policy;

/// Where the first row begins.
const TOP: (i32, i32) = (48, 34);
/// Where the name of the arrow taken stands, wide and narrow.
const NAME: ((i32, i32), (i32, i32)) = ((534, 20), (170, 21));

/// The plan for several CPUs.
pub fn plan(sched: &Sched, look: &Look) -> Plan {
    if look.narrow { narrow(sched) } else { wide(sched) }
}

/// Height of a CPU, and the way to the next.
fn cpu_height(cpus: usize, narrow: bool) -> (i32, i32) {
    match (cpus, narrow) {
        (..=2, false) => (64, 74),
        (_, false) => row_height(cpus, false),
        (_, true) => row_height(cpus, true),
    }
}

/// Heights of rows: those of queues that belong to CPUs are theirs.
fn queue_height(sched: &Sched, queues: usize, narrow: bool) -> (i32, i32) {
    if sched.config.per_core { cpu_height(sched.cpus.len(), narrow) } else { row_height(queues, narrow) }
}

fn wide(sched: &Sched) -> Plan {
    let (queues, devices) = (ready_rows(sched), sched.config.devices.len().clamp(1, BOXES));
    let cpus = sched.cpus.len();
    let (height, step) = cpu_height(cpus, false);
    let column = step * (cpus as i32 - 1) + height;
    let mut boxes = Vec::new();
    if queues == 1 {
        let rows = ((column - 24) / 44).max(1) as usize;
        let first = Rect::new(422, TOP.0 + 26, 44, 34);
        let slots = Slots { first, dx: -56, dy: 44, columns: 5, rows, outlined: true };
        boxes.push(Spot::new(ready_id(sched, 0), Rect::new(176, TOP.0, 306, column), slots));
    }
    let (row, next) = queue_height(sched, queues, false);
    for queue in (0..queues as i32).filter(|_| queues > 1) {
        let y = TOP.0 + next * queue;
        let slot = (row - 16).min(38);
        let first = Rect::new(422, y + (row - slot) / 2, 44, slot);
        let slots = Slots { first, dx: -56, dy: 0, columns: 3, rows: 1, outlined: true };
        boxes.push(Spot::new(ready_id(sched, queue as u32), Rect::new(176, y, 306, row), slots));
    }
    let bottom = TOP.0 + column.max(next * (queues as i32 - 1) + row);
    let middle = (TOP.0 + bottom) / 2;
    let entrance =
        Slots { columns: 1, rows: 1, first: Rect::new(42, middle - 16, 44, 38), ..Slots::default() };
    boxes.push(Spot::new("new", Rect::new(18, middle - 42, 92, 84), entrance));
    for cpu in 0..cpus as i32 {
        let y = TOP.0 + step * cpu;
        let seat = (height - 8).min(38);
        let first = Rect::new(700, y + (height - seat) / 2, 44, seat);
        let slots = Slots { columns: 1, rows: 1, first, outlined: true, ..Slots::default() };
        boxes.push(Spot::new(format!("cpu:{cpu}"), Rect::new(588, y, 172, height), slots));
    }
    let rows = if cpus > 2 { 4 } else { 2 };
    let tall = 32 + 26 * rows;
    let first = Rect::new(880, middle - tall / 2 + 26, 26, 22);
    let grid = Slots { first, dx: 30, dy: 26, columns: 3, rows: rows as usize, outlined: false };
    boxes.push(Spot::new("done", Rect::new(868, middle - tall / 2, 108, tall), grid));
    let first = (middle + 78).max(bottom + 20);
    for index in 0..devices {
        boxes.push(wide_device(sched, index as u32, first + 62 * index as i32));
    }
    let height = first + 62 * devices as i32 - 2;
    Plan { narrow: false, width: 994, height, boxes, queues, devices, cpus }
}

fn narrow(sched: &Sched) -> Plan {
    let (queues, devices) = (ready_rows(sched), sched.config.devices.len().clamp(1, BOXES));
    let cpus = sched.cpus.len();
    let (height, step) = cpu_height(cpus, true);
    let column = step * (cpus as i32 - 1) + height;
    let mut boxes = Vec::new();
    if queues == 1 {
        let rows = ((column - 24) / 40).max(1) as usize;
        let first = Rect::new(172, TOP.1 + 26, 42, 34);
        let slots = Slots { first, dx: -54, dy: 40, columns: 3, rows, outlined: false };
        boxes.push(Spot::new(ready_id(sched, 0), Rect::new(18, TOP.1, 206, column), slots));
    }
    let (row, next) = queue_height(sched, queues, true);
    for queue in (0..queues as i32).filter(|_| queues > 1) {
        let y = TOP.1 + next * queue;
        let first = Rect::new(184, y + 5, 34, row - 10);
        let slots = Slots { first, dx: -40, dy: 0, columns: 3, rows: 1, outlined: false };
        boxes.push(Spot::new(ready_id(sched, queue as u32), Rect::new(18, y, 206, row), slots));
    }
    let bottom = TOP.1 + column.max(next * (queues as i32 - 1) + row);
    for cpu in 0..cpus as i32 {
        let y = TOP.1 + step * cpu;
        let first = Rect::new(312, y + 5, 34, height - 10);
        let slots = Slots { columns: 1, rows: 1, first, ..Slots::default() };
        boxes.push(Spot::new(format!("cpu:{cpu}"), Rect::new(256, y, 96, height), slots));
    }
    let first = bottom + 40;
    let grid = Rect::new(262, first + 26, 26, 17);
    let grid = Slots { first: grid, dx: 29, dy: 19, columns: 3, rows: 2, outlined: false };
    boxes.push(Spot::new("done", Rect::new(256, first, 96, 66), grid));
    for index in 0..devices {
        boxes.push(device_slots(sched, index, first + 76 * index as i32));
    }
    Plan { narrow: true, width: 366, height: first + 76 * devices as i32, boxes, queues, devices, cpus }
}

/// The levels at which arrows meet a queue and a CPU.
struct Levels {
    queue: i32,
    cpu: i32,
}

impl Levels {
    fn of(plan: &Plan, sched: &Sched, row: usize, cpu: usize) -> Levels {
        let middle = |rect: Rect| rect.y + rect.h / 2;
        let cpu = middle(plan.rect(&format!("cpu:{cpu}")));
        let queue = if plan.queues == 1 { cpu } else { middle(plan.rect(&ready_id(sched, row as u32))) };
        Levels { queue, cpu }
    }
}

/// An arrow: its points, where its name stands and how.
pub fn line(sched: &Sched, plan: &Plan, road: Road, active: bool) -> Line {
    let named = |points: Vec<(i32, i32)>, at: (i32, i32), anchor: Anchor| (points, at, anchor);
    let top = if plan.narrow { NAME.1 } else { NAME.0 };
    // x of: queue's right edge, CPU's left edge, and two tracks between them
    let (right, left, there, back) = if plan.narrow { (224, 256, 236, 244) } else { (482, 588, 520, 540) };
    match road {
        Road::Dispatch(row, cpu) => {
            let Levels { queue, cpu } = Levels::of(plan, sched, row, cpu);
            let mut points = vec![(right, queue - 6)];
            if queue != cpu {
                points.extend([(there, queue - 6), (there, cpu - 6)]);
            }
            points.push((left - 2, cpu - 6));
            named(points, if active { top } else { (534, cpu - 14) }, Anchor::Middle)
        }
        Road::Preempt(row, cpu) => {
            let Levels { queue, cpu } = Levels::of(plan, sched, row, cpu);
            let mut points = vec![(left, cpu + 7)];
            if queue != cpu {
                points.extend([(back, cpu + 7), (back, queue + 7)]);
            }
            points.push((right + 2, queue + 7));
            named(points, top, Anchor::Middle)
        }
        Road::Move(from, to) => {
            let from = Levels::of(plan, sched, from, from).queue;
            let to = Levels::of(plan, sched, to, to).queue;
            let (edge, track) = if plan.narrow { (18, 7) } else { (482, 504) };
            let end = if plan.narrow { edge - 2 } else { edge + 2 };
            named(vec![(edge, from), (track, from), (track, to), (end, to)], top, Anchor::Middle)
        }
        _ => around(sched, plan, road),
    }
}

/// The arrows of the outside: in, out, to the devices and back.
fn around(sched: &Sched, plan: &Plan, road: Road) -> Line {
    let done = plan.rect("done");
    let device = |index: usize| plan.rect(&device_id(sched, index as u32));
    let queue = |row: usize| plan.rect(&ready_id(sched, if plan.queues == 1 { 0 } else { row as u32 }));
    let level = |cpu: usize| Levels::of(plan, sched, 0, cpu).cpu;
    match (road, plan.narrow) {
        (Road::Admit(row), _) => {
            let (queue, entrance) = (queue(row), plan.rect("new"));
            let (from, to) = (entrance.y + 42, queue.y + queue.h / 2 - 8);
            let to = if plan.queues == 1 { from } else { to };
            let name = if plan.queues == 1 { (142, from - 8) } else { (124, entrance.y - 8) };
            (vec![(110, from), (136, from), (136, to), (174, to)], name, Anchor::Middle)
        }
        (Road::Exit(cpu), false) => {
            let middle = done.y + done.h / 2;
            let points = vec![(760, level(cpu)), (806, level(cpu)), (806, middle), (866, middle)];
            (points, (838, middle - 8), Anchor::Middle)
        }
        (Road::Exit(cpu), true) => {
            let to = done.y + 33;
            (vec![(352, level(cpu)), (360, level(cpu)), (360, to), (354, to)], (340, done.y - 8), Anchor::End)
        }
        (Road::Asks(index, cpu), false) => {
            let (port, from) = (device(index).y + 25, level(cpu) + 10);
            (vec![(760, from), (784, from), (784, port), (626, port)], (700, port - 8), Anchor::Middle)
        }
        (Road::Asks(index, cpu), true) => {
            let (device, gate) = (device(index), done.y - 20);
            let end = if index == 0 { (198, device.y - 2) } else { (226, device.y + 33) };
            let turn = if index == 0 { (198, gate) } else { (248, device.y + 33) };
            (
                vec![(256, level(cpu) + 12), (248, level(cpu) + 12), (248, gate), turn, end],
                (190, gate + 5),
                Anchor::End,
            )
        }
        (Road::Done(index, row), narrow) => {
            let (device, queue) = (device(index), queue(row));
            let (port, to) = (device.y + 25, queue.y + queue.h / 2 + 6);
            if narrow {
                let points = vec![(device.x, port), (5, port), (5, to), (queue.x - 2, to)];
                return (points, (42, done.y - 15), Anchor::Start);
            }
            let points = vec![(device.x, port), (160, port), (160, to), (174, to)];
            (points, ((164 + device.x) / 2, port - 8), Anchor::Middle)
        }
        _ => unreachable!("drawn before"),
    }
}

/// The arrows that are always there.
pub fn roads(sched: &Sched, plan: &Plan) -> Vec<Road> {
    let (cpus, rows) = (plan.cpus, plan.queues);
    let mut roads = if plan.narrow { vec![] } else { vec![Road::Admit(0)] };
    roads.extend((0..cpus).map(Road::Exit));
    let pairs = (0..cpus.max(rows)).map(|index| (index.min(rows - 1), index.min(cpus - 1)));
    roads.extend(pairs.map(|(row, cpu)| Road::Dispatch(row, cpu)));
    roads.extend((0..plan.devices).map(|device| Road::Asks(device, cpus - 1)));
    let last = if sched.config.policy == Policy::Mlfq && !sched.config.per_core { 0 } else { rows - 1 };
    roads.extend((0..plan.devices).map(|device| Road::Done(device, last)));
    roads
}
