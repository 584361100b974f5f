//! Sleeping tasks, the ready queue in its order, the CPU and the locks as one drawing.

use super::jobs::{ready, things, way};
use super::plan::{Plan, Spot, lock_words};
use crate::figure::{Anchor, Arrow, ArrowKind, Counter, Gauge, Label, Place, Rect, Scene, Tone};
use crate::lab::Moment;
use crate::labs::realtime::machine::{Event, Realtime};
use crate::labs::realtime::names::{is_raised, left, name, number, own, show, symbol};
use crate::text;
use crate::text::Text;

/// The scene of a step.
pub fn scene(moment: &Moment<'_, Realtime>, narrow: bool) -> Scene {
    let rt = moment.now;
    let plan = Plan::of(rt, narrow);
    let mut scene = Scene {
        label: sentence(rt),
        width: plan.width,
        height: plan.height,
        places: plan.spots.iter().map(|spot| place(moment, &plan, spot)).collect(),
        things: things(moment, &plan),
        arrows: arrows(moment, &plan),
        ..Scene::default()
    };
    // Who has no box is not drawn: there are more locks than boxes.
    scene.things.retain(|thing| plan.spots.iter().any(|spot| spot.id == thing.place));
    scene.labels = numbers(rt, &scene);
    if !narrow {
        scene.labels.extend(lock_labels(rt, &plan));
        scene.gauges = gauge(rt, &plan).into_iter().collect();
        scene.counters = counters(moment);
    }
    scene
}

fn sentence(rt: &Realtime) -> Text {
    let names = |tasks: &[usize]| tasks.iter().map(|task| name(rt, *task)).collect::<Vec<_>>().join(", ");
    let running = rt.running.map_or("–", |task| name(rt, task));
    let ready = ready(rt);
    let ready = if ready.is_empty() { "–".into() } else { names(&ready) };
    let missed = rt.missed();
    text!(
        "Running: {running}. Ready, best first: {ready}. Deadlines missed: {missed}.",
        "运行：{running}。就绪，优先者在前：{ready}。错过截止时间：{missed} 次。"
    )
}

fn place(moment: &Moment<'_, Realtime>, plan: &Plan, spot: &Spot) -> Place {
    let rt = moment.now;
    let resource = (0..rt.config.resources.len())
        .find(|resource| crate::labs::realtime::names::lock_id(rt, *resource) == spot.id);
    let (title, corner) = match (spot.id.as_str(), resource) {
        ("ready", _) => {
            let by = symbol(&rt.config);
            (text!("Ready queue, by {by}", "就绪队列，按 {by}"), Text::new("head", "队首"))
        }
        ("asleep", _) => (Text::new("Asleep", "休眠"), Text::default()),
        ("cpu", _) => (Text::new("Running", "运行"), running_corner(rt, plan.narrow)),
        (_, Some(resource)) if plan.narrow => lock_words(rt, resource),
        _ => (Text::default(), Text::default()),
    };
    Place {
        id: spot.id.clone(),
        rect: spot.rect,
        title,
        corner,
        strip: (spot.id == "cpu" && !plan.narrow).then(|| strip(rt)),
        dashed: spot.id == "asleep",
        active: target(moment).as_deref() == Some(&spot.id),
        slots: spot.slots,
        ..Place::default()
    }
}

fn running_corner(rt: &Realtime, narrow: bool) -> Text {
    match rt.running {
        Some(task) if !narrow => Text::same(rank(rt, task)),
        _ => Text::default(),
    }
}

/// The number that the policy compares: `T 50`; with what it counts as now: `T 80 → 10`.
fn rank(rt: &Realtime, task: usize) -> String {
    let own = own(rt, task);
    if own == "–" {
        return "–".into();
    }
    let lent =
        if is_raised(rt, task) { format!(" → {}", number(rt, rt.level(task))) } else { String::new() };
    format!("{} {own}{lent}", symbol(&rt.config))
}

/// What runs, and what it holds.
fn strip(rt: &Realtime) -> (Text, Tone) {
    let Some(task) = rt.running else {
        return if ready(rt).is_empty() {
            (Text::new("idle", "空闲"), Tone::Plain)
        } else {
            (Text::new("kernel: scheduler", "内核态：调度程序"), Tone::Kernel)
        };
    };
    let n = name(rt, task);
    let held: Vec<&str> = rt.held(task).map(|resource| rt.config.resources[resource].as_str()).collect();
    if held.is_empty() {
        return (text!("job of {n}", "{n} 的作业"), Tone::User);
    }
    let held = held.join(", ");
    (text!("{n} holds {held}", "{n} 持有 {held}"), Tone::Kernel)
}

/// The place to which this step led.
fn target(moment: &Moment<'_, Realtime>) -> Option<String> {
    let rt = moment.now;
    let lock = |resource: usize| crate::labs::realtime::names::lock_id(rt, resource);
    Some(match *moment.events.first()? {
        Event::Released { .. } | Event::Preempted { .. } => "ready".into(),
        Event::Dispatched { .. } | Event::Idled => "cpu".into(),
        Event::Finished { .. } => "asleep".into(),
        Event::Locked { resource, .. } | Event::Unlocked { resource, .. } => lock(resource),
        Event::Blocked { wait, .. } => lock(wait.on),
        Event::Inherited { .. } | Event::Missed { .. } | Event::Aborted { .. } | Event::Ended { .. } => {
            return None;
        }
    })
}

fn arrows(moment: &Moment<'_, Realtime>, plan: &Plan) -> Vec<Arrow> {
    let taken = way(moment);
    let arrow = |way: &super::plan::Way| Arrow {
        id: way.id.clone(),
        points: way.points.clone(),
        label: way.label.clone(),
        at: way.at,
        anchor: way.anchor,
        kind: ArrowKind::Transition,
        active: taken.as_ref() == Some(&way.id),
        ..Arrow::default()
    };
    plan.ways.iter().map(arrow).collect()
}

/// Under every block of the ready queue, the number by which it stands there.
fn numbers(rt: &Realtime, scene: &Scene) -> Vec<Label> {
    let oldest = ready(rt);
    let label = |spot: crate::figure::Spot<'_>| {
        let task = *oldest.get(spot.thing.slot)?;
        let own = spot.thing.place == "ready" && !spot.thing.ghost;
        let Rect { x, y, w, h } = spot.rect;
        own.then(|| Label {
            text: Text::same(rank(rt, task)),
            at: (x + w / 2, y + h + 19),
            anchor: Anchor::Middle,
            faint: false,
        })
    };
    scene.spots().into_iter().filter_map(label).collect()
}

fn lock_labels(rt: &Realtime, plan: &Plan) -> Vec<Label> {
    let boxes = plan.spots.iter().filter(|spot| spot.id.starts_with("lock:")).enumerate();
    let words = |(resource, spot): (usize, &Spot)| {
        let (title, held) = lock_words(rt, resource);
        let x = spot.rect.x + spot.rect.w - 12;
        let label =
            |text, y: i32, faint| Label { text, at: (x, spot.rect.y + y), anchor: Anchor::End, faint };
        [label(title, 24, false), label(held, 42, true)]
    };
    boxes.flat_map(words).collect()
}

/// How much of its job is done.
fn gauge(rt: &Realtime, plan: &Plan) -> Option<Gauge> {
    let task = rt.running?;
    let (all, left) = (rt.config.tasks[task].work, left(rt, task));
    let done = all.since(left);
    let cpu = plan.spots.iter().find(|spot| spot.id == "cpu")?.rect;
    let (shown, whole) = (show(rt, done), show(rt, all));
    Some(Gauge {
        id: "work".into(),
        text: text!("done {shown}/{whole}", "已做 {shown}/{whole}"),
        rect: Rect::new(cpu.x + 82, cpu.y + 80, 76, 8),
        permille: (u128::from(done.0) * 1000 / u128::from(all.0.max(1))) as u32,
        blocks: 1,
    })
}

fn counters(moment: &Moment<'_, Realtime>) -> Vec<Counter> {
    let sums = |rt: &Realtime| [rt.tally.iter().map(|tally| tally.finished).sum::<u64>(), rt.missed()];
    let (now, before) = (sums(moment.now), sums(moment.before));
    let counter = |index: usize, id: &str, name: Text| Counter {
        id: id.into(),
        name,
        value: now[index].to_string(),
        kind: ArrowKind::Transition,
        at: (806, 104 + 40 * index as i32),
        changed: now[index] != before[index],
    };
    vec![
        counter(0, "jobs-done", Text::new("done", "完成")),
        counter(1, "missed", Text::new("missed", "超时")),
    ]
}
