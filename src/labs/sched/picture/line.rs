//! The ready set as a number line of virtual time: who has run least for its weight stands at the left.
//!
//! ```text
//! ┌ CPU 0               ┌P1┐           ┐
//! ├ Ready set    ┌P3┐       ┌P2┐       ┤    a thing stands at its virtual time; of equal ones, one on the other
//! ├ Deadlines           ┌P3┐     ┌P2┐  ┤    eevdf
//! └──┬──────┬──────┬──────┬──────┬────▶┘
//!    0      2      4      6      8   vruntime
//! ```

use super::virtually::{self, Stand, Virtually};
use crate::figure::{Anchor, Arrow, ArrowKind, Label, Place, Rect, Scene, Slots, Thing, hue};
use crate::lab::{Look, Moment};
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{process_id, queue_id};
use crate::labs::sched::state::Pid;
use crate::labs::sched::story::actor;
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// Queues that are drawn.
const QUEUES: usize = 4;
/// Of a queue, so many processes are drawn.
const DRAWN: usize = 24;
/// Space between the marks of the axis, at least, in parts of the line.
const MARKS: i64 = 8;

/// Height of the name of a lane.
const TITLE: i32 = 26;

/// Sizes of a drawing.
struct Size {
    width: i32,
    /// Where the line begins, and how long it is.
    left: i32,
    length: i32,
    /// A process.
    thing: (i32, i32),
    /// How many stand one on the other.
    rows: usize,
}

/// The scene of a step.
pub fn scene(moment: &Moment<'_, Sched>, look: &Look) -> Scene {
    let sched = moment.now;
    let queues = sched.queues.len().min(QUEUES);
    let rows = if queues > 1 { 1 } else { 3 };
    let size = match look.narrow {
        true => Size { width: 366, left: 34, length: 290, thing: (34, 26), rows },
        false => Size { width: 994, left: 60, length: 860, thing: (44, 32), rows },
    };
    let mut scene = Scene { width: size.width, height: 4, ..Scene::default() };
    let mut said: Vec<String> = Vec::new();
    for queue in 0..queues {
        let queue = virtually::of(sched, queue);
        said.extend(queue.stands.iter().take(DRAWN).map(|stand| spoken(sched, stand)));
        draw(moment, &queue, &size, &mut scene);
    }
    let list = said.join(", ");
    scene.label = if said.is_empty() {
        Text::new("Number line of virtual time: nobody is ready.", "虚拟时间数轴：没有就绪进程。")
    } else {
        text!("Number line of virtual time: {list}.", "虚拟时间数轴：{list}。")
    };
    scene
}

fn spoken(sched: &Sched, stand: &Stand) -> String {
    let (n, at) = (sched.name(stand.who), &stand.shown);
    match &stand.due {
        Some((_, due)) => format!("{n} {at} → {due}"),
        None => format!("{n} {at}"),
    }
}

/// What a unit of the line is, and where it begins.
struct Axis {
    from: Ratio,
    step: i64,
    marks: i64,
}

impl Axis {
    /// From the least to the greatest, in steps of 1, 2, 5, 10, …
    fn of(queue: &Virtually) -> Axis {
        let (least, most) = queue.span().unwrap_or((Ratio::whole(0), Ratio::whole(1)));
        let powers = (0..16).map(|power| 10i64.pow(power));
        let mut steps = powers.flat_map(|power| [1, 2, 5].map(|digit| digit * power));
        let fits = |step: &i64| {
            let first = (least.clone() / Ratio::whole(*step)).floor().unwrap_or(0);
            let last = (most.clone() / Ratio::whole(*step)).floor().unwrap_or(i64::MAX);
            last.saturating_sub(first) < MARKS
        };
        let step = steps.find(fits).unwrap_or(i64::MAX / 16);
        let first = (least / Ratio::whole(step)).floor().unwrap_or(0);
        let last = (most / Ratio::whole(step)).floor().unwrap_or(first);
        Axis { from: Ratio::whole(first.saturating_mul(step)), step, marks: last - first + 1 }
    }

    /// How far from the beginning of the line a value stands.
    fn place(&self, value: &Ratio, length: i32) -> i32 {
        let whole = Ratio::whole(self.step.saturating_mul(self.marks));
        let part = (value.clone() - self.from.clone()) / whole * Ratio::whole(length.into());
        part.floor().unwrap_or(0).clamp(0, length.into()) as i32
    }
}

/// Processes on one level of the drawing, each at a value.
struct Lane<'a> {
    id: String,
    title: Text,
    corner: Text,
    rows: usize,
    stands: Vec<(&'a Stand, &'a Ratio)>,
    /// What their ids begin with: each id stands once in a scene.
    prefix: &'a str,
}

fn draw(moment: &Moment<'_, Sched>, queue: &Virtually, size: &Size, scene: &mut Scene) {
    let (axis, top) = (Axis::of(queue), scene.height + 4);
    let mut y = top;
    let mut spans = Vec::new();
    for lane in lanes(moment.now, queue, size) {
        let next = put(moment, &lane, &axis, size, y, scene);
        spans.push((y + TITLE, next - 6));
        y = next;
    }
    ruler(&axis, size, y, queue, scene);
    mark(&axis, size, (spans, y), queue, scene);
    scene.height = y + 46;
}

/// Who runs, who is ready, and under EEVDF when all of them are due.
fn lanes<'a>(sched: &Sched, queue: &'a Virtually, size: &Size) -> Vec<Lane<'a>> {
    let (cpu, cfs) = (queue.queue, sched.shares_by_cfs());
    let drawn = |runs: bool| {
        let here = queue.stands.iter().filter(move |stand| stand.runs == runs);
        here.take(DRAWN).map(|stand| (stand, &stand.at)).collect()
    };
    let running = if sched.queues.len() > 1 {
        text!("CPU {cpu}: running", "CPU {cpu}：运行")
    } else {
        Text::new("Running", "运行")
    };
    let next = queue.next().map(|stand| sched.name(stand.who));
    let next = next.map_or(Text::default(), |n| text!("next: {n}", "下一个：{n}"));
    let ready = if cfs {
        Text::new("Ready set, by vruntime", "就绪集合（按 vruntime）")
    } else {
        Text::new("Ready set, by virtual time v", "就绪集合（按虚拟时间 v）")
    };
    let lane =
        |id: String, title, corner, rows, stands, prefix| Lane { id, title, corner, rows, stands, prefix };
    let mut lanes = vec![
        lane(format!("cpu:{cpu}"), running, Text::default(), 1, drawn(true), "proc"),
        lane(queue_id(sched, cpu as u32), ready, next, size.rows, drawn(false), "proc"),
    ];
    if !cfs {
        let due = |stand: &'a Stand| Some((stand, &stand.due.as_ref()?.0));
        let dues = queue.stands.iter().take(DRAWN).filter_map(due).collect();
        let title = Text::new("Virtual deadlines", "虚拟截止时间");
        lanes.push(lane(format!("dues:{cpu}"), title, Text::default(), size.rows.min(2), dues, "due"));
    }
    lanes
}

/// Draws a lane from a height on; returns where the next begins.
fn put(
    moment: &Moment<'_, Sched>,
    lane: &Lane<'_>,
    axis: &Axis,
    size: &Size,
    y: i32,
    scene: &mut Scene,
) -> i32 {
    let (wide, tall) = size.thing;
    let height = TITLE + lane.rows as i32 * (tall + 4);
    let first = Rect::new(size.left - wide / 2, y + height - tall - 4, wide, tall);
    let columns = size.length as usize + 1;
    let about = moment.events.first().and_then(actor);
    scene.things.extend(stand_apart(moment.now, about, lane, axis, size));
    scene.places.push(Place {
        id: lane.id.clone(),
        rect: Rect::new(8, y, size.width - 16, height),
        title: lane.title.clone(),
        corner: lane.corner.clone(),
        slots: Slots { first, dx: 1, dy: -(tall + 4), columns, rows: lane.rows, outlined: false },
        ..Place::default()
    });
    y + height + 6
}

/// Everybody at its value; who would cover another stands on it.
fn stand_apart(sched: &Sched, about: Option<Pid>, lane: &Lane<'_>, axis: &Axis, size: &Size) -> Vec<Thing> {
    let mut ends = vec![i32::MIN; lane.rows];
    let mut stands: Vec<(&Stand, i32)> =
        lane.stands.iter().map(|(stand, value)| (*stand, axis.place(value, size.length))).collect();
    stands.sort_by_key(|(stand, x)| (*x, stand.who));
    let thing = |(stand, x): (&Stand, i32)| {
        let row = ends.iter().position(|end| *end <= x).unwrap_or(lane.rows - 1);
        ends[row] = x + size.thing.0;
        Thing {
            id: process_id(sched, stand.who).replacen("proc", lane.prefix, 1),
            name: sched.name(stand.who).into(),
            hue: hue(stand.who as usize, sched.processes.len()),
            place: lane.id.clone(),
            slot: row * (size.length as usize + 1) + x as usize,
            changed: lane.prefix == "proc" && about == Some(stand.who),
            ..Thing::default()
        }
    };
    stands.into_iter().map(thing).collect()
}

/// The line with its marks.
fn ruler(axis: &Axis, size: &Size, y: i32, queue: &Virtually, scene: &mut Scene) {
    let (left, right) = (size.left, size.left + size.length);
    scene.arrows.push(Arrow {
        id: format!("axis:{}", queue.queue),
        points: vec![(left, y), (right + 12, y)],
        ..Arrow::default()
    });
    for mark in 0..=axis.marks {
        let value = axis.from.clone() + Ratio::whole(axis.step.saturating_mul(mark));
        scene.labels.push(Label {
            text: Text::same(value.decimal(2)),
            at: (left + axis.place(&value, size.length), y + 18),
            anchor: Anchor::Middle,
            faint: true,
        });
    }
}

/// The instant that matters: through every lane below its name, and said below the line.
fn mark(axis: &Axis, size: &Size, (spans, y): (Vec<(i32, i32)>, i32), queue: &Virtually, scene: &mut Scene) {
    let Some((at, name)) = &queue.mark else { return };
    let x = size.left + axis.place(at, size.length);
    for (index, (from, to)) in spans.into_iter().enumerate() {
        scene.arrows.push(Arrow {
            id: format!("mark:{}:{index}", queue.queue),
            points: vec![(x, from), (x, to)],
            kind: ArrowKind::Mapping,
            ..Arrow::default()
        });
    }
    let anchor = match x {
        _ if x > size.width - 100 => Anchor::End,
        _ if x < 100 => Anchor::Start,
        _ => Anchor::Middle,
    };
    scene.labels.push(Label { text: name.clone(), at: (x, y + 36), anchor, faint: false });
}
