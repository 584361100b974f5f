//! The five states as one drawing.

use super::people;
use super::plan::{Plan, Spot};
use super::roads;
use crate::figure::{Anchor, Gauge, Label, Place, Rect, Scene, Tone};
use crate::lab::{Look, Moment};
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{
    BLOCKED_OUT, BOXES, READY_OUT, ROWS, device_id, device_name, ready_id, ready_of, show,
};
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::{Event, Pid, State};
use crate::labs::sched::story::actor;
use crate::sim::Time;
use crate::text;
use crate::text::Text;

/// Slices of at most this many units are drawn unit by unit.
const MOST_BLOCKS: u64 = 8;

/// Numbers of a slice with more characters than this leave no room for its name.
const MOST_DIGITS: usize = 6;

/// At most so many names are listed in a sentence.
const NAMED: usize = 8;

/// The scene of a step.
pub fn scene(moment: &Moment<'_, Sched>, look: &Look) -> Scene {
    let (sched, event) = (moment.now, moment.events.first());
    let plan = Plan::of(sched, look);
    let target = event.and_then(|event| target(sched, event));
    let via = roads::taken(moment).map(|road| road.id(&plan));
    let arrows = roads::arrows(moment, &plan);
    let via = via.filter(|id| arrows.iter().any(|arrow| arrow.id == *id));
    Scene {
        label: sentence(sched),
        width: plan.width,
        height: plan.height,
        places: plan.boxes.iter().map(|spot| place(moment, &plan, spot, target.as_deref())).collect(),
        things: people::things(moment, &plan, via.as_deref()),
        arrows,
        labels: if plan.narrow { vec![] } else { labels(sched, &plan) },
        gauges: if plan.narrow || plan.cpus > 1 {
            vec![]
        } else {
            gauge(moment, &plan).into_iter().collect()
        },
        ..Scene::default()
    }
}

/// The place to which this step led.
fn target(sched: &Sched, event: &Event) -> Option<String> {
    if *event == Event::Boosted {
        return Some(ready_id(sched, 0));
    }
    if let Event::Idled { cpu } = event {
        return Some(format!("cpu:{cpu}"));
    }
    let who = actor(event)?;
    let pcb = sched.processes.get(who as usize)?;
    Some(match pcb.state {
        State::New | State::Pooled => "new".into(),
        State::ReadySuspended => READY_OUT.into(),
        State::BlockedSuspended { .. } => BLOCKED_OUT.into(),
        State::Ready => ready_of(sched, who),
        State::Running { cpu } => format!("cpu:{cpu}"),
        State::Waiting { device } => device_id(sched, device),
        State::Terminated => "done".into(),
    })
}

fn place(moment: &Moment<'_, Sched>, plan: &Plan, spot: &Spot, target: Option<&str>) -> Place {
    let sched = moment.now;
    let wide_device = !plan.narrow && spot.id.starts_with("dev:") || spot.id == "waiting";
    let outside = spot.id == "new" || spot.id.starts_with("suspended:");
    let wide_device = wide_device || !plan.narrow && outside && spot.id != "new";
    let running = spot.id == "cpu:0" && !plan.narrow && plan.cpus == 1;
    Place {
        id: spot.id.clone(),
        rect: spot.rect,
        title: if wide_device && !plan.narrow {
            Text::default()
        } else {
            title(sched, &spot.id, plan.narrow)
        },
        corner: corner(plan, &spot.id),
        strip: running.then(|| strip(moment)),
        dashed: outside,
        active: target == Some(&spot.id),
        slots: spot.slots,
        ..Place::default()
    }
}

fn title(sched: &Sched, id: &str, narrow: bool) -> Text {
    match id {
        "new" if sched.pools() => Text::new("New: jobs", "创建：后备"),
        "new" => Text::new("New", "创建"),
        READY_OUT => Text::new("Ready, suspended", "就绪挂起"),
        BLOCKED_OUT => Text::new("Waiting, suspended", "阻塞挂起"),
        "ready" => Text::new("Ready queue", "就绪队列"),
        "done" => Text::new("Terminated", "终止"),
        "waiting" => Text::new("Waiting", "阻塞"),
        "cpu:0" if sched.cpus.len() == 1 => Text::new("Running", "运行"),
        _ if id.starts_with("cpu:") => Text::same(id.replace("cpu:", "CPU ")),
        _ => match id.strip_prefix("ready:").and_then(|level| level.parse().ok()) {
            Some(cpu) if sched.config.per_core && narrow => text!("queue {cpu}", "队列 {cpu}"),
            Some(cpu) if sched.config.per_core => text!("Queue of CPU {cpu}", "CPU {cpu} 的队列"),
            Some(level) => level_title(sched, level, narrow),
            None => waiting_title(sched, id),
        },
    }
}

fn level_title(sched: &Sched, level: usize, narrow: bool) -> Text {
    let last = sched.config.levels.len() - 1;
    if level == ROWS - 1 && last > level {
        return text!("Q{level} to Q{last}", "Q{level} 至 Q{last}");
    }
    match sched.config.levels[level].quantum {
        Some(length) => {
            let q = show(sched, length);
            if narrow {
                return text!("Q{level}, q = {q}", "Q{level}，q = {q}");
            }
            text!("Q{level}, slice {q}", "Q{level}，时间片 {q}")
        }
        None => text!("Q{level}, no slice", "Q{level}，无时间片"),
    }
}

fn waiting_title(sched: &Sched, id: &str) -> Text {
    let count = sched.config.devices.len();
    let index = (0..count as u32).find(|device| device_id(sched, *device) == id).unwrap_or_default();
    if index as usize == BOXES - 1 && count > BOXES {
        return Text::new("Waiting: others", "阻塞：其他设备");
    }
    let name = device_name(sched, index);
    let (en, zh) = (&name.en, &name.zh);
    text!("Waiting: {en}", "阻塞：{zh}")
}

fn corner(plan: &Plan, id: &str) -> Text {
    match id {
        "ready" => Text::new("head", "队首"),
        "cpu:0" if !plan.narrow && plan.cpus == 1 => Text::same("CPU 0"),
        _ => Text::default(),
    }
}

/// Which code the CPU runs, and in which mode.
fn strip(moment: &Moment<'_, Sched>) -> (Text, Tone) {
    let sched = moment.now;
    let kernel = |words| (words, Tone::Kernel);
    let cpu = &sched.cpus[0];
    if cpu.switching_until.is_some() && !cpu.pause {
        return kernel(Text::new("kernel: switching", "内核态：上下文切换"));
    }
    match moment.events.first() {
        Some(Event::Throttled { .. } | Event::Replenished { .. }) => {
            kernel(Text::new("kernel: scheduler", "内核态：调度程序"))
        }
        Some(Event::Expired { .. } | Event::Preempted { .. } | Event::Aged { .. } | Event::Boosted) => {
            kernel(Text::new("kernel: scheduler", "内核态：调度程序"))
        }
        Some(Event::Admitted { .. }) => kernel(Text::new("kernel: admission", "内核态：作业调度")),
        Some(Event::Suspended { .. } | Event::Activated { .. }) => {
            kernel(Text::new("kernel: swapper", "内核态：对换"))
        }
        Some(Event::Woke { .. }) => kernel(Text::new("kernel: I/O interrupt", "内核态：中断处理")),
        Some(Event::Blocked { .. } | Event::Exited { .. }) => {
            kernel(Text::new("kernel: system call", "内核态：系统调用"))
        }
        _ => match cpu.running {
            Some(who) => {
                let n = sched.name(who);
                (text!("user: {n}", "用户态：{n}"), Tone::User)
            }
            None => (Text::new("idle", "空闲"), Tone::Plain),
        },
    }
}

/// Names of the devices, and head and tail of the queues.
fn labels(sched: &Sched, plan: &Plan) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for spot in &plan.boxes {
        if ["dev:", "waiting", "suspended:"].iter().any(|kind| spot.id.starts_with(kind)) {
            let at = (spot.rect.x + spot.rect.w - 12, spot.rect.y + 31);
            labels.push(Label {
                text: title(sched, &spot.id, plan.narrow),
                at,
                anchor: Anchor::End,
                faint: false,
            });
        }
    }
    let top = plan.rect(&ready_id(sched, 0));
    if plan.queues > 1 {
        let head = Text::new("head", "队首");
        labels.push(Label { text: head, at: (470, top.y - 8), anchor: Anchor::End, faint: true });
        let name = Text::new("Ready queues", "就绪队列");
        labels.push(Label { text: name, at: (188, top.y - 8), anchor: Anchor::Start, faint: false });
    } else if let Some(x) = tail(sched) {
        let at = (x, top.y + 19);
        labels.push(Label { text: Text::new("tail", "队尾"), at, anchor: Anchor::Middle, faint: true });
    }
    if plan.cpus > 1 {
        labels.extend(on_cpus(sched, plan));
    }
    labels
}

/// The name of the column of CPUs, and what each does: its slice, a switch, nothing.
fn on_cpus(sched: &Sched, plan: &Plan) -> Vec<Label> {
    let first = plan.rect("cpu:0");
    let label = |text, at, faint| Label { text, at, anchor: Anchor::Start, faint };
    let mut labels = vec![label(Text::new("Running", "运行"), (600, first.y - 8), false)];
    for cpu in (0..plan.cpus).filter(|_| first.h >= 54) {
        let rect = plan.rect(&format!("cpu:{cpu}"));
        labels.push(label(doing(sched, cpu), (rect.x + 12, rect.y + 38), true));
    }
    labels
}

fn doing(sched: &Sched, cpu: usize) -> Text {
    let cpu = &sched.cpus[cpu];
    let Some(who) = cpu.running else {
        return Text::new("idle", "空闲");
    };
    if cpu.switching_until.is_some() {
        return Text::new("switching", "切换中");
    }
    match sched.slice_length(who) {
        Some(length) => slice(sched, sched.slice_used(who), length),
        None => {
            let left = show(sched, sched.burst_left(who));
            text!("left {left}", "剩余 {left}")
        }
    }
}

/// How much of a slice is used; long numbers stand alone, or they would leave the box.
fn slice(sched: &Sched, used: Time, length: Time) -> Text {
    let (a, b) = (show(sched, used), show(sched, length));
    if a.len() + b.len() > MOST_DIGITS {
        return text!("{a}/{b}", "{a}/{b}");
    }
    text!("slice {a}/{b}", "时间片 {a}/{b}")
}

/// Above which slot the word "tail" stands: the last one taken, if there is room beside title and head.
fn tail(sched: &Sched) -> Option<i32> {
    let count = sched.queues.iter().map(|queue| queue.ready.len()).sum::<usize>();
    (2..=4).contains(&count).then(|| 459 - 56 * (count as i32 - 1))
}

/// How much of the slice the process on the CPU, or the one that just left it, has used.
fn gauge(moment: &Moment<'_, Sched>, plan: &Plan) -> Option<Gauge> {
    let (who, used, length) = on_cpu(moment).or_else(|| left_cpu(moment))?;
    let sched = moment.now;
    let used = used.min(length);
    let per = sched.config.scale.per_unit();
    let whole = length.0.is_multiple_of(per) && (1..=MOST_BLOCKS).contains(&(length.0 / per));
    let blocks = if whole { (length.0 / per) as u32 } else { 1 };
    let width = if blocks == 1 { 76 } else { (26 * blocks as i32 - 4).min(76) };
    let cpu = plan.rect("cpu:0");
    Some(Gauge {
        id: format!("slice:{}", sched.name(who)),
        text: slice(sched, used, length),
        rect: Rect::new(672, cpu.y + 84, width, 8),
        permille: (used.0 * 1000 / length.0.max(1)) as u32,
        blocks,
    })
}

fn on_cpu(moment: &Moment<'_, Sched>) -> Option<(Pid, Time, Time)> {
    let who = moment.now.cpus[0].running?;
    Some((who, moment.now.slice_used(who), moment.now.slice_length(who)?))
}

/// At the step at which a process leaves the CPU, its slice as it was at that instant.
fn left_cpu(moment: &Moment<'_, Sched>) -> Option<(Pid, Time, Time)> {
    let (before, who) = (moment.before, moment.before.cpus[0].running?);
    let length = before.slice_length(who)?;
    let executing = before.cpus[0].switching_until.is_none();
    let more = if executing { moment.now.now.since(before.now) } else { Time::ZERO };
    Some((who, before.slice_used(who) + more, length))
}

/// The state in one sentence.
fn sentence(sched: &Sched) -> Text {
    let names = |all: Vec<Pid>| list(sched, &all);
    let running = names(sched.cpus.iter().filter_map(|cpu| cpu.running).collect());
    let all = sched.devices.iter().flat_map(|device| device.queue.iter().map(|(who, _)| *who));
    let waiting = names(all.filter(|who| sched.processes[*who as usize].state.is_resident()).collect());
    let ready = match sched.config.policy {
        _ if sched.config.per_core => queues(sched, names, "CPU "),
        Policy::Mlfq => queues(sched, names, "Q"),
        _ => names(sched.rows().concat()),
    };
    let (run, wait) = ((&running.en, &running.zh), (&waiting.en, &waiting.zh));
    let (a, b, c) = (run.0, &ready.en, wait.0);
    let (x, y, z) = (run.1, &ready.zh, wait.1);
    let mut en = format!("Running: {a}. Ready, head first: {b}. Waiting: {c}.");
    let mut zh = format!("运行：{x}。就绪（队首在前）：{y}。阻塞：{z}。");
    if sched.pools() {
        let jobs = names(sched.jobs());
        en = format!("{en} New: {}.", jobs.en);
        zh = format!("{zh}创建：{}。", jobs.zh);
    }
    if sched.swaps() {
        let (ready, waiting) = (names(sched.suspended(false)), names(sched.suspended(true)));
        en = format!("{en} Suspended, ready: {}; waiting: {}.", ready.en, waiting.en);
        zh = format!("{zh}就绪挂起：{}；阻塞挂起：{}。", ready.zh, waiting.zh);
    }
    Text { en: en.into(), zh: zh.into() }
}

/// Names in a row; of many only the first.
fn list(sched: &Sched, all: &[Pid]) -> Text {
    let names: Vec<&str> = all.iter().take(NAMED).map(|who| sched.name(*who)).collect();
    let (en, zh) = (names.join(", "), names.join("、"));
    match all.len() {
        0 => Text::new("none", "无"),
        count if count > NAMED => text!("{en} and others, {count} in all", "{zh} 等共 {count} 个"),
        _ => Text { en: en.into(), zh: zh.into() },
    }
}

/// Queue by queue, each with its name.
fn queues(sched: &Sched, names: impl Fn(Vec<Pid>) -> Text, name: &str) -> Text {
    let used: Vec<(usize, Text)> = sched
        .rows()
        .into_iter()
        .enumerate()
        .filter(|(_, queue)| !queue.is_empty())
        .map(|(level, queue)| (level, names(queue)))
        .collect();
    if used.is_empty() {
        return names(vec![]);
    }
    let en: Vec<String> = used.iter().map(|(level, who)| format!("{name}{level} {}", who.en)).collect();
    let zh: Vec<String> = used.iter().map(|(level, who)| format!("{name}{level} {}", who.zh)).collect();
    Text { en: en.join("; ").into(), zh: zh.join("；").into() }
}
