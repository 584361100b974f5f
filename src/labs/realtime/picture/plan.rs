//! Where the places are, and the ways between them.
//!
//! ```text
//! asleep ─▶ ready ─▶ running          ready   │ running
//!   ▲        Lock S ◀── │             ────────┼─────────    narrow
//!   └─────── done ──────┘             Lock S  │ asleep
//! ```

use crate::figure::{Anchor, Rect, Slots};
use crate::labs::realtime::machine::Realtime;
use crate::labs::realtime::names::lock_id;
use crate::text;
use crate::text::Text;

/// The most locks that have a box of their own.
const BOXES: usize = 3;

/// The places and the size of the drawing.
pub struct Plan {
    /// Composed for a narrow screen.
    pub narrow: bool,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// Every place.
    pub spots: Vec<Spot>,
    /// Every way.
    pub ways: Vec<Way>,
}

/// A place without its words.
pub struct Spot {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub rect: Rect,
    /// Where its things stand.
    pub slots: Slots,
}

/// A way between places.
pub struct Way {
    /// Its id.
    pub id: String,
    /// Its corners.
    pub points: Vec<(i32, i32)>,
    /// Its name.
    pub label: Text,
    /// Where the name stands.
    pub at: (i32, i32),
    /// Which end of it.
    pub anchor: Anchor,
}

impl Plan {
    /// The plan of a machine.
    pub fn of(rt: &Realtime, narrow: bool) -> Plan {
        if narrow { narrow_plan(rt) } else { wide_plan(rt) }
    }
}

fn spot(id: impl Into<String>, rect: Rect, slots: Slots) -> Spot {
    Spot { id: id.into(), rect, slots }
}

fn way(id: impl Into<String>, points: &[(i32, i32)], label: Text, at: (i32, i32), anchor: Anchor) -> Way {
    Way { id: id.into(), points: points.to_vec(), label, at, anchor }
}

fn slots(first: Rect, dx: i32, dy: i32, columns: usize, rows: usize) -> Slots {
    Slots { first, dx, dy, columns, rows, outlined: false }
}

/// The locks that are drawn, by index.
fn locks(rt: &Realtime) -> impl Iterator<Item = (usize, String)> {
    let count = rt.config.resources.len().min(BOXES);
    (0..count).map(|resource| (resource, lock_id(rt, resource)))
}

const RELEASE: Text = Text::new("release", "释放");
const DISPATCH: Text = Text::new("dispatch", "调度");
const PREEMPT: Text = Text::new("preempted", "被抢占");
const DONE: Text = Text::new("job done", "作业完成");
const WAIT: Text = Text::new("lock is held", "锁被占用");
const WAKE: Text = Text::new("unlocked", "解锁");

fn wide_plan(rt: &Realtime) -> Plan {
    let queue = Slots { outlined: true, ..slots(Rect::new(438, 96, 44, 38), -56, 0, 5, 1) };
    let mut spots = vec![
        spot("ready", Rect::new(192, 68, 306, 98), queue),
        spot("asleep", Rect::new(18, 68, 120, 98), slots(Rect::new(26, 96, 32, 27), 36, 32, 3, 2)),
        spot("cpu", Rect::new(604, 60, 172, 114), slots(Rect::new(624, 116, 44, 38), 0, 0, 1, 1)),
    ];
    let mut ways = vec![
        way("release", &[(138, 117), (190, 117)], RELEASE, (164, 109), Anchor::Middle),
        way("dispatch", &[(498, 117), (602, 117)], DISPATCH, (550, 109), Anchor::Middle),
        way("preempt", &[(690, 60), (690, 28), (226, 28), (226, 66)], PREEMPT, (458, 21), Anchor::Middle),
    ];
    let mut bottom = 176;
    for (index, id) in locks(rt) {
        let y = 192 + 62 * index as i32;
        let (port, name) = (y + 25, &rt.config.resources[index]);
        let seats = Slots { outlined: true, ..slots(Rect::new(332, y + 8, 44, 38), 56, 0, 3, 1) };
        spots.push(spot(id, Rect::new(320, y, 302, 54), seats));
        let (lock, wake) = if index == 0 { (WAIT, WAKE) } else { (Text::default(), Text::default()) };
        let down = [(664, 174), (664, port), (626, port)];
        ways.push(way(format!("wait:{name}"), &down, lock, (674, port - 11), Anchor::Start));
        let up = [(320, port), (249, port), (249, 170)];
        ways.push(way(format!("wake:{name}"), &up, wake, (256, port - 8), Anchor::Start));
        bottom = y + 54;
    }
    let line = bottom + 26;
    let round = [(760, 174), (760, line), (78, line), (78, 168)];
    ways.push(way("done", &round, DONE, (164, line - 7), Anchor::Middle));
    Plan { narrow: false, width: 994, height: line + 12, spots, ways }
}

fn narrow_plan(rt: &Realtime) -> Plan {
    let (bottom, first) = (124, 164);
    let locks: Vec<(usize, String)> = locks(rt).collect();
    let mut spots = vec![
        spot("ready", Rect::new(10, 34, 214, 90), slots(Rect::new(172, 60, 42, 36), -54, 0, 3, 1)),
        spot("cpu", Rect::new(256, 34, 100, 90), slots(Rect::new(285, 60, 42, 36), 0, 0, 1, 1)),
    ];
    let mut ways = vec![
        way("dispatch", &[(224, 78), (254, 78)], Text::default(), (239, 70), Anchor::Middle),
        way("preempt", &[(306, 34), (306, 16), (32, 16), (32, 30)], PREEMPT, (170, 21), Anchor::Middle),
    ];
    let done = |label| way("done", &[(318, bottom), (318, first - 2)], label, (310, first - 14), Anchor::End);
    let mut height = first + 66;
    if locks.is_empty() {
        spots.push(spot(
            "asleep",
            Rect::new(10, first, 346, 66),
            slots(Rect::new(20, first + 26, 40, 32), 54, 0, 6, 1),
        ));
        ways.push(done(DONE));
        ways.push(way("release", &[(32, first), (32, bottom + 4)], RELEASE, (40, first - 14), Anchor::Start));
    } else {
        let seats = slots(Rect::new(264, first + 25, 26, 17), 29, 19, 3, 2);
        spots.push(spot("asleep", Rect::new(256, first, 100, 66), seats));
        // Its name would lie across the way to the lock.
        ways.push(done(Text::default()));
        let back = [(256, first + 30), (240, first + 30), (240, 108), (228, 108)];
        ways.push(way("release", &back, Text::default(), (240, 140), Anchor::Middle));
    }
    for (index, id) in locks {
        let (y, name) = (first + 76 * index as i32, &rt.config.resources[index]);
        spots.push(spot(id, Rect::new(10, y, 214, 66), slots(Rect::new(20, y + 29, 42, 30), 54, 0, 3, 1)));
        let gate = first - 20;
        let down = if index == 0 {
            vec![(284, bottom), (284, gate), (190, gate), (190, y - 2)]
        } else {
            vec![(284, bottom), (284, gate), (232, gate), (232, y + 33), (226, y + 33)]
        };
        ways.push(way(format!("wait:{name}"), &down, Text::default(), (190, gate), Anchor::End));
        let up = if index == 0 {
            vec![(34, y), (34, bottom + 4)]
        } else {
            vec![(10, y + 33), (5, y + 33), (5, 100), (8, 100)]
        };
        let label = if index == 0 { WAKE } else { Text::default() };
        ways.push(way(format!("wake:{name}"), &up, label, (42, first - 14), Anchor::Start));
        height = y + 66;
    }
    Plan { narrow: true, width: 366, height: height + 4, spots, ways }
}

/// What a box for a lock is called, and who holds it.
pub fn lock_words(rt: &Realtime, resource: usize) -> (Text, Text) {
    let name = &rt.config.resources[resource];
    let title = text!("Waiting for {name}", "等待 {name}");
    let held = match rt.holders[resource] {
        Some(task) => {
            let holder = &rt.config.tasks[task].name;
            text!("held by {holder}", "{holder} 持有")
        }
        None => Text::new("free", "空闲"),
    };
    (title, held)
}
