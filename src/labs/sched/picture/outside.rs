//! What lies outside memory, where the scenario has it: the pool of new jobs, and the two suspended states below
//! the others.
//!
//! ```text
//! New  ──▶ ready ──▶ Running
//! pool     ▲  │            │
//!          │  ▼            ▼
//!          │  │          Waiting        in memory
//! ─────────┼──┼────────────┼──────────────────────
//!     ready, suspended ◀── waiting, suspended
//! ```

use super::plan::{Plan, Spot};
use super::roads::{Line, Road};
use crate::figure::{Anchor, Rect, Slots};
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{BLOCKED_OUT, READY_OUT, ready_id};
use crate::labs::sched::state::{Event, Pid, State};

/// The plan with the places outside memory.
pub fn with_outside(mut plan: Plan, sched: &Sched) -> Plan {
    if sched.pools() {
        pool(&mut plan);
    }
    if sched.swaps() {
        if plan.narrow { narrow(&mut plan) } else { wide(&mut plan) }
    }
    plan
}

/// Jobs stand in rows of two where otherwise nobody stays; a narrow plan gets the place.
fn pool(plan: &mut Plan) {
    if plan.narrow {
        let y = plan.height + 10;
        plan.boxes.push(Spot::new("new", Rect::new(10, y, 346, 64), line(22, y + 26, 6)));
        plan.height = y + 72;
        return;
    }
    let new = plan.boxes.iter_mut().find(|spot| spot.id == "new").expect("a wide plan has the entrance");
    let first = Rect::new(new.rect.x + 19, new.rect.y + 30, 26, 20);
    new.slots = Slots { first, dx: 30, dy: 25, columns: 2, rows: 2, outlined: false };
}

/// A row of small places.
fn line(x: i32, y: i32, columns: usize) -> Slots {
    Slots { first: Rect::new(x, y, 42, 30), dx: 50, dy: 0, columns, rows: 1, outlined: false }
}

fn wide(plan: &mut Plan) {
    let y = plan.height + 36;
    for (id, x) in [(READY_OUT, 66), (BLOCKED_OUT, 402)] {
        let first = Rect::new(x + 12, y + 8, 44, 38);
        let slots = Slots { first, dx: 50, dy: 0, columns: 2, rows: 1, outlined: true };
        plan.boxes.push(Spot::new(id, Rect::new(x, y, 250, 54), slots));
    }
    plan.height = y + 76;
}

fn narrow(plan: &mut Plan) {
    let y = plan.height + 10;
    for (id, x) in [(READY_OUT, 10), (BLOCKED_OUT, 188)] {
        plan.boxes.push(Spot::new(id, Rect::new(x, y, 168, 64), line(x + 12, y + 26, 3)));
    }
    plan.height = y + 72;
}

/// The way out of memory, or back.
pub fn moved(before: &Sched, now: &Sched, event: &Event) -> Option<Road> {
    let state = |sched: &Sched, who: Pid| sched.processes[who as usize].state;
    match *event {
        Event::Suspended { who, .. } => Some(match (state(before, who), state(now, who)) {
            (State::Running { cpu }, _) => Road::OutRunning(cpu as usize),
            (_, State::BlockedSuspended { .. }) => Road::OutWaiting,
            _ => Road::OutReady,
        }),
        Event::Activated { who } if state(now, who) == State::Ready => Some(Road::InReady),
        Event::Activated { .. } => Some(Road::InWaiting),
        Event::Woke { who, .. } if state(before, who).is_suspended() => Some(Road::DoneOutside),
        _ => None,
    }
}

/// The arrows that are always there, and the one that this step went along.
pub fn roads(sched: &Sched, plan: &Plan, active: Option<Road>) -> Vec<Road> {
    if !sched.swaps() || plan.narrow {
        return vec![];
    }
    let usual = [Road::OutReady, Road::InReady, Road::OutWaiting, Road::DoneOutside];
    let rare = active.filter(|road| matches!(road, Road::OutRunning(_) | Road::InWaiting));
    usual.into_iter().chain(rare).collect()
}

/// An arrow: its points, where its name stands and how.
pub fn line_of(sched: &Sched, plan: &Plan, road: Road) -> Line {
    let (ready, blocked) = (plan.rect(READY_OUT), plan.rect(BLOCKED_OUT));
    let last = plan.rect(&ready_id(sched, plan.queues as u32 - 1));
    let (queue, top) = (last.y + last.h, ready.y);
    let devices = top - 36;
    match road {
        Road::OutReady => (vec![(186, queue), (186, top - 2)], (180, top - 12), Anchor::End),
        Road::InReady => (vec![(206, top), (206, queue + 3)], (212, top - 12), Anchor::Start),
        Road::OutWaiting => (vec![(470, devices), (470, top - 2)], (478, top - 12), Anchor::Start),
        Road::InWaiting => (vec![(600, top), (600, devices + 2)], (608, top - 12), Anchor::Start),
        Road::OutRunning(cpu) => {
            let cpu = plan.rect(&format!("cpu:{cpu}"));
            let (from, under) = (cpu.y + cpu.h - 10, top + 68);
            let points = vec![(760, from), (776, from), (776, under), (186, under), (186, top + 56)];
            (points, (768, under - 8), Anchor::End)
        }
        _ => {
            let y = top + 27;
            (vec![(blocked.x, y), (ready.x + ready.w + 2, y)], (360, y - 8), Anchor::Middle)
        }
    }
}
