//! Arrows between the places, and the one that this step went along.
//!
//! Several ready queues leave room at their left for two ways in: from above for a process that lost the
//! CPU, from below for one that comes back from I/O.

use super::plan::Plan;
use super::{outside, several};
use crate::figure::{Anchor, Arrow, ArrowKind, Rect};
use crate::lab::Moment;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{BOXES, ROWS, device_id, ready_id};
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::{Event, Pid, State};
use crate::labs::sched::story::{preempts, smp};
use crate::text;
use crate::text::Text;

/// A way between two places. Rows are drawn ready queues, boxes drawn devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    /// New to a ready queue.
    Admit(usize),
    /// From a ready queue to a CPU.
    Dispatch(usize, usize),
    /// From a CPU out.
    Exit(usize),
    /// From a CPU to a device: the device first.
    Asks(usize, usize),
    /// From a device to a ready queue.
    Done(usize, usize),
    /// From a CPU back to a ready queue: the queue first.
    Preempt(usize, usize),
    /// From the queue of one CPU to that of another.
    Move(usize, usize),
    /// Suspended out of a ready queue, off a CPU, off a device.
    OutReady,
    /// The same of the one that ran on a CPU.
    OutRunning(usize),
    /// The same of one that waits.
    OutWaiting,
    /// Back into a ready queue.
    InReady,
    /// Back to its device.
    InWaiting,
    /// Its I/O is done while it is suspended.
    DoneOutside,
}

impl Road {
    /// Does it lead out of memory, or back?
    fn is_outside(self) -> bool {
        use Road::*;
        matches!(self, OutReady | OutRunning(_) | OutWaiting | InReady | InWaiting | DoneOutside)
    }

    /// The id of its arrow: what there are several of is numbered.
    pub fn id(self, plan: &Plan) -> String {
        let numbered = |name: &str, index: usize| match index {
            0 => name.to_string(),
            _ => format!("{name}:{index}"),
        };
        match self {
            Road::Admit(_) => "admit".into(),
            Road::Dispatch(row, cpu) => {
                numbered("dispatch", if plan.queues >= plan.cpus { row } else { cpu })
            }
            Road::Exit(cpu) => numbered("exit", cpu),
            Road::Asks(device, _) => numbered("asks", device),
            Road::Done(device, _) => numbered("io-done", device),
            Road::Preempt(_, cpu) => numbered("preempt", cpu),
            Road::Move(..) => "move".into(),
            Road::OutReady => "suspend-ready".into(),
            Road::OutRunning(_) => "suspend-running".into(),
            Road::OutWaiting => "suspend-waiting".into(),
            Road::InReady => "activate-ready".into(),
            Road::InWaiting => "activate-waiting".into(),
            Road::DoneOutside => "io-done-outside".into(),
        }
    }
}

/// The way that this step went along.
pub fn taken(moment: &Moment<'_, Sched>) -> Option<Road> {
    let (before, sched) = (moment.before, moment.now);
    let boxed = |device: u32| (device as usize).min(BOXES - 1);
    let cpu = smp::cpu(moment).unwrap_or(0);
    let event = moment.events.first()?;
    if let Some(road) = outside::moved(before, sched, event) {
        return Some(road);
    }
    match *event {
        Event::Arrived { .. } if sched.pools() => None,
        Event::Suspended { .. } | Event::Activated { .. } => None,
        Event::Admitted { who } | Event::Arrived { who } => Some(Road::Admit(row(sched, who))),
        Event::Woke { who, device } => Some(Road::Done(boxed(device), row(sched, who))),
        Event::Expired { alone: true, .. } | Event::Kept { .. } | Event::Changed { .. } => None,
        Event::Replenished { .. } => None,
        Event::Yielded { who } | Event::Throttled { who } => Some(Road::Preempt(row(sched, who), cpu)),
        Event::Expired { who, .. } | Event::Preempted { who, .. } => {
            Some(Road::Preempt(row(sched, who), cpu))
        }
        Event::Dispatched { who, .. } => Some(Road::Dispatch(row(sched, who), cpu)),
        Event::Blocked { device, .. } => Some(Road::Asks(boxed(device), cpu)),
        Event::Exited { who } if ran(before, who) => Some(Road::Exit(cpu)),
        Event::Migrated { from, to, .. } => Some(Road::Move(from as usize, to as usize)),
        Event::Exited { .. }
        | Event::Switched { .. }
        | Event::Warmed { .. }
        | Event::Aged { .. }
        | Event::Boosted
        | Event::Idled { .. }
        | Event::Edited
        | Event::Finished => None,
    }
}

/// Had it the CPU? A process whose last burst is I/O ends without it.
pub fn ran(before: &Sched, who: Pid) -> bool {
    matches!(before.processes[who as usize].state, State::Running { .. })
}

/// The ready queue in which a process is drawn.
fn row(sched: &Sched, who: Pid) -> usize {
    match sched.config.policy {
        _ if sched.config.per_core => sched.processes[who as usize].home as usize,
        Policy::Mlfq => (sched.processes[who as usize].level as usize).min(ROWS - 1),
        _ => 0,
    }
}

/// Does the CPU ever go back to the ready queue under this policy?
fn returns(sched: &Sched) -> bool {
    preempts(sched)
        || matches!(sched.config.policy, Policy::Rr | Policy::Mlfq)
        || sched.config.policy.is_share()
}

/// Every arrow of the drawing.
pub fn arrows(moment: &Moment<'_, Sched>, plan: &Plan) -> Vec<Arrow> {
    let (sched, event, active) = (moment.now, moment.events.first(), taken(moment));
    let mut roads = if plan.cpus > 1 { several::roads(sched, plan) } else { usual(plan) };
    let back = active.filter(|road| matches!(road, Road::Preempt(..)));
    if plan.cpus > 1 {
        if returns(sched) || back.is_some() {
            roads.extend((0..plan.cpus).map(|cpu| Road::Preempt(cpu.min(plan.queues - 1), cpu)));
        }
        roads.extend(active.filter(|road| matches!(road, Road::Move(..))));
    } else if returns(sched) || back.is_some() {
        roads.push(Road::Preempt(0, 0));
    }
    roads.extend(outside::roads(sched, plan, active));
    let draw = |road: Road| match active.filter(|active| active.id(plan) == road.id(plan)) {
        Some(active) => draw(sched, plan, active, event, true),
        None => draw(sched, plan, road, event, false),
    };
    roads.into_iter().map(draw).collect()
}

/// The arrows of one CPU that are always there.
fn usual(plan: &Plan) -> Vec<Road> {
    let mut roads = if plan.narrow { vec![Road::Exit(0)] } else { vec![Road::Admit(0), Road::Exit(0)] };
    roads.extend((0..plan.queues).map(|row| Road::Dispatch(row, 0)));
    roads.extend((0..plan.devices).map(|device| Road::Asks(device, 0)));
    roads.extend((0..plan.devices).map(|index| Road::Done(index, 0)));
    roads
}

fn draw(sched: &Sched, plan: &Plan, road: Road, event: Option<&Event>, active: bool) -> Arrow {
    let (points, at, anchor) = match plan.cpus {
        _ if road.is_outside() => outside::line_of(sched, plan, road),
        1 => {
            let ends = Ends::of(sched, plan, road);
            if plan.narrow { narrow(plan, road, &ends) } else { wide(plan, road, &ends) }
        }
        _ => several::line(sched, plan, road, active),
    };
    let id = road.id(plan);
    let named = active || !id.contains(':') && (plan.cpus == 1 || !matches!(road, Road::Preempt(..)));
    let label = match road {
        _ if !named || (plan.narrow && matches!(road, Road::Dispatch(..))) => Text::default(),
        Road::Admit(_) => Text::new("admit", "许可"),
        Road::Dispatch(..) => Text::new("dispatch", "调度"),
        Road::Exit(_) => Text::new("exit", "退出"),
        Road::Asks(..) => Text::new("asks for I/O", "请求 I/O"),
        Road::Done(..) | Road::DoneOutside => Text::new("I/O done", "I/O 完成"),
        Road::OutReady | Road::OutRunning(_) | Road::OutWaiting => Text::new("suspend", "挂起"),
        Road::InReady | Road::InWaiting => Text::new("activate", "激活"),
        Road::Preempt(..) => reason(sched, event.filter(|_| active)),
        Road::Move(from, to) => match event {
            Some(Event::Migrated { stolen: true, .. }) => {
                text!("CPU {to} steals from CPU {from}", "CPU {to} 从 CPU {from} 窃取")
            }
            _ => text!("balancing: CPU {from} → CPU {to}", "均衡：CPU {from} → CPU {to}"),
        },
    };
    Arrow { id, points, label, at, anchor, kind: ArrowKind::Transition, active, ..Arrow::default() }
}

/// Why the CPU goes back: the reason of this step, else the usual one of the policy.
fn reason(sched: &Sched, event: Option<&Event>) -> Text {
    let policy = sched.config.policy;
    let slice = Text::new("time slice used up", "时间片用完");
    match (event, policy) {
        (Some(Event::Preempted { .. }), Policy::Srtf) => {
            Text::new("preempted: shorter job", "抢占：更短作业")
        }
        (Some(Event::Preempted { .. }), Policy::Cfs) => {
            Text::new("preempted: smaller vruntime", "抢占：vruntime 更小")
        }
        (Some(Event::Preempted { .. }), Policy::Linux) => {
            Text::new("preempted: higher class", "抢占：更高的类")
        }
        (Some(Event::Preempted { .. }), Policy::Eevdf) => {
            Text::new("preempted: due sooner", "抢占：截止更早")
        }
        (Some(Event::Preempted { .. }), Policy::Custom) => {
            Text::new("preempted: better value", "抢占：值更优")
        }
        (Some(Event::Preempted { .. }), Policy::Mlfq) => {
            Text::new("preempted: higher queue", "抢占：更高级队列")
        }
        (Some(Event::Preempted { .. }), Policy::Priority | Policy::PriorityRr) => {
            Text::new("preempted: higher priority", "抢占：更高优先级")
        }
        (Some(Event::Preempted { .. }), _) => Text::new("preempted: I/O done", "抢占：I/O 完成"),
        (Some(Event::Throttled { .. }), _) => Text::new("budget used up", "预算用完"),
        (_, Policy::Eevdf) => Text::new("request done", "请求完成"),
        (
            _,
            Policy::Rr | Policy::PriorityRr | Policy::Mlfq | Policy::Lottery | Policy::Stride | Policy::Cfs,
        ) => slice,
        _ => Text::new("preempted", "被抢占"),
    }
}

/// The rectangles a road has to do with.
struct Ends {
    cpu: Rect,
    done: Rect,
    queue: Rect,
    device: Rect,
}

impl Ends {
    fn of(sched: &Sched, plan: &Plan, road: Road) -> Ends {
        let (row, device) = match road {
            Road::Dispatch(row, _) | Road::Preempt(row, _) => (row, 0),
            Road::Done(index, row) => (row, index),
            Road::Asks(index, _) => (0, index),
            _ => (0, 0),
        };
        Ends {
            cpu: plan.rect("cpu:0"),
            done: plan.rect("done"),
            queue: plan.rect(&ready_id(sched, row as u32)),
            device: plan.rect(&device_id(sched, device as u32)),
        }
    }
}

/// Points, where the name stands, and which end of it is there.
pub type Line = (Vec<(i32, i32)>, (i32, i32), Anchor);

fn wide(plan: &Plan, road: Road, ends: &Ends) -> Line {
    let Ends { cpu, done, queue, device } = ends;
    let (middle, row) = (cpu.y + 58, queue.y + queue.h / 2);
    let many = plan.queues > 1;
    let port = device.y + 25;
    match road {
        Road::Admit(_) => admit(plan, queue),
        Road::Dispatch(..) if row == middle => {
            (vec![(482, middle), (586, middle)], (534, middle - 8), Anchor::Middle)
        }
        Road::Dispatch(..) => {
            (vec![(482, row), (506, row), (506, middle), (586, middle)], (546, middle - 8), Anchor::Middle)
        }
        Road::Exit(_) => (vec![(760, middle), (done.x - 2, middle)], (813, middle - 8), Anchor::Middle),
        Road::Asks(..) => {
            (vec![(674, cpu.y + cpu.h), (674, port), (626, port)], (686, port - 11), Anchor::Start)
        }
        Road::Done(..) if many => (
            vec![(device.x, port), (164, port), (164, row + 8), (174, row + 8)],
            ((164 + device.x) / 2, port - 8),
            Anchor::Middle,
        ),
        Road::Done(..) => (
            vec![(device.x, port), (229, port), (229, queue.y + queue.h + 4)],
            ((229 + device.x) / 2 - 8, port - 8),
            Anchor::Middle,
        ),
        Road::Preempt(..) if many => {
            (vec![(674, cpu.y), (674, 28), (150, 28), (150, row), (174, row)], (440, 21), Anchor::Middle)
        }
        Road::Preempt(..) => {
            (vec![(674, cpu.y), (674, 28), (210, 28), (210, queue.y - 4)], (440, 21), Anchor::Middle)
        }
        _ => unreachable!("drawn elsewhere"),
    }
}

/// Straight on, or up and over when the first queue lies above the entrance.
fn admit(plan: &Plan, queue: &Rect) -> Line {
    let entrance = plan.rect("new");
    let (straight, over) = (entrance.y + 42, queue.y + queue.h / 2 - 8);
    if plan.queues == 1 {
        return (vec![(110, straight), (174, straight)], (142, straight - 8), Anchor::Middle);
    }
    let low = entrance.y + 10;
    if low < queue.y + queue.h {
        return (vec![(110, low), (174, low)], (130, low - 8), Anchor::Middle);
    }
    (vec![(64, entrance.y), (64, over), (174, over)], (106, over - 8), Anchor::Middle)
}

fn narrow(plan: &Plan, road: Road, ends: &Ends) -> Line {
    let Ends { cpu, done, queue, device } = ends;
    let (row, gate, port) = (queue.y + queue.h / 2, done.y - 20, device.y + 33);
    let bottom = queue.y + queue.h;
    let last = bottom + 40 == done.y;
    match road {
        Road::Exit(_) => (vec![(306, cpu.y + cpu.h), (306, done.y - 2)], (314, done.y - 16), Anchor::Start),
        Road::Dispatch(..) if plan.queues == 1 => (vec![(224, 72), (254, 72)], (239, 64), Anchor::Middle),
        Road::Dispatch(..) => (vec![(224, row), (240, row), (240, 72), (254, 72)], (239, 64), Anchor::Middle),
        Road::Asks(0, _) => (
            vec![(272, cpu.y + cpu.h), (272, gate), (198, gate), (198, device.y - 2)],
            (190, gate + 5),
            Anchor::End,
        ),
        Road::Asks(..) => (
            vec![(272, cpu.y + cpu.h), (272, gate), (240, gate), (240, port), (226, port)],
            (190, gate + 5),
            Anchor::End,
        ),
        Road::Done(0, _) if last => (vec![(34, device.y), (34, bottom + 3)], (42, gate + 5), Anchor::Start),
        Road::Done(..) => {
            (vec![(10, port), (6, port), (6, row + 6), (queue.x - 2, row + 6)], (42, gate + 5), Anchor::Start)
        }
        Road::Preempt(0, _) => {
            (vec![(306, cpu.y), (306, 16), (32, 16), (32, queue.y - 4)], (170, 21), Anchor::Middle)
        }
        Road::Preempt(..) => {
            (vec![(306, cpu.y), (306, 16), (6, 16), (6, row), (queue.x - 2, row)], (170, 21), Anchor::Middle)
        }
        _ => unreachable!("a narrow plan has no such arrow"),
    }
}
