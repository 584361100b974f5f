//! All of the stage put together.

use super::lane_name;
use super::plan::Line;
use super::plan::Plan;
use crate::figure::{Anchor, Arrow, ArrowKind, Counter, Label, Place, Scene, Slots, Thing, Tone, measure};
use crate::lab::{Look, Moment};
use crate::labs::zerocopy::config::Config;
use crate::labs::zerocopy::machine::Zerocopy;
use crate::labs::zerocopy::names::{short_name, size, spot_id, spot_name, spot_word, tiles};
use crate::labs::zerocopy::route::{number, route, spots};
use crate::labs::zerocopy::scenario::{Destination, Technique};
use crate::labs::zerocopy::state::{Event, Hold, Mover, Spot, Way};
use crate::text;
use crate::text::Text;

/// The stage of a step.
pub fn scene(moment: &Moment<'_, Zerocopy>, look: &Look) -> Scene {
    let plan = Plan::new(look.narrow, &moment.now.config);
    let step = moment.events.first().and_then(Event::way);
    let mut places: Vec<Place> =
        [Tone::User, Tone::Kernel, Tone::Hardware].into_iter().map(|tone| ground(&plan, tone)).collect();
    places.extend(spots(&moment.now.config).into_iter().map(|spot| buffer(moment, &plan, spot)));
    places.extend(rings(moment, &plan));
    let mut things = vec![cpu(moment.now)];
    things.extend(spots(&moment.now.config).into_iter().flat_map(|spot| blocks(moment, spot, step)));
    let arrow = |way: &Way| arrow(moment, &plan, *way, step);
    let (width, height) = plan.size();
    Scene {
        title: Text::default(),
        label: label(moment.now),
        width,
        height,
        places,
        things,
        arrows: route(&moment.now.config).iter().map(arrow).collect(),
        labels: doing(moment.now, &plan)
            .into_iter()
            .chain(burden(&plan, step))
            .chain(others(moment.now, &plan))
            .collect(),
        gauges: vec![],
        counters: counters(moment, &plan),
    }
}

fn lane_id(tone: Tone) -> String {
    format!("lane:{}", tone.token())
}

fn ground(plan: &Plan, tone: Tone) -> Place {
    let ring = match tone {
        Tone::User => Text::new("ring 3", "用户态"),
        Tone::Kernel => Text::new("ring 0", "内核态"),
        _ => Text::default(),
    };
    let name = lane_name(tone);
    let title = if plan.narrow || ring.is_empty() {
        name
    } else {
        let (a, b, c, d) = (name.en, ring.en, name.zh, ring.zh);
        text!("{a} · {b}", "{c} · {d}")
    };
    Place {
        id: lane_id(tone),
        rect: plan.lane(tone),
        title,
        tone,
        lane: true,
        slots: Slots { first: plan.cpu(tone), columns: 1, rows: 1, ..Slots::default() },
        ..Place::default()
    }
}

fn buffer(moment: &Moment<'_, Zerocopy>, plan: &Plan, spot: Spot) -> Place {
    let config = &moment.now.config;
    let rect = plan.spot(spot);
    let used = route(config).iter().any(|way| way.from == spot || way.to == spot);
    let mapping = spot == Spot::User && config.technique == Technique::Mmap && !config.changes;
    let title = if plan.narrow { short_name(spot, config) } else { spot_name(spot, config) };
    Place {
        id: spot_id(spot).into(),
        rect,
        corner: beside(&title, corner(moment.now, spot), rect.w),
        title,
        dashed: !used || mapping,
        active: moment.now.hold(spot) != moment.before.hold(spot),
        slots: plan.slots(rect, tiles(&moment.now.config).len()),
        ..Place::default()
    }
}

/// What is written at the right of a title, where there is room for it.
fn beside(title: &Text, corner: Text, width: i32) -> Text {
    let fits = |title: &str, corner: &str| measure::heading(title, corner) <= width;
    let en = if fits(&title.en, &corner.en) { corner.en } else { "".into() };
    let zh = if fits(&title.zh, &corner.zh) { corner.zh } else { "".into() };
    Text { en, zh }
}

fn corner(now: &Zerocopy, spot: Spot) -> Text {
    let held = now.hold(spot);
    let config = &now.config;
    let slots = config.slots;
    match (spot, held) {
        (Spot::Socket, Hold::Refs(_)) if config.to == Destination::Pipe => Text::new("references", "引用"),
        (Spot::Socket, Hold::Refs(_)) => Text::new("descriptors", "描述符"),
        (Spot::Pipe | Spot::Twin, _) => text!("{slots} slots", "{slots} 个槽"),
        (Spot::User, Hold::Refs(_)) => Text::same(size(held.range().len().next_multiple_of(config.page))),
        (_, Hold::Bytes(range)) => Text::same(size(now.bytes_in(spot, range.len()))),
        _ => Text::default(),
    }
}

/// The rings that program and kernel share, with how many entries are in them.
fn rings(moment: &Moment<'_, Zerocopy>, plan: &Plan) -> Option<Place> {
    let now = moment.now;
    let (sq, cq) = now.rings;
    (now.config.technique == Technique::IoUring).then(|| Place {
        id: "ring:io".into(),
        rect: plan.rings(),
        title: Text::new("Shared rings", "共享的环"),
        strip: Some((Text::same(format!("SQ {sq} · CQ {cq}")), Tone::Plain)),
        active: now.rings != moment.before.rings,
        ..Place::default()
    })
}

/// What others had in the page cache, and what of it had to leave.
fn others(now: &Zerocopy, plan: &Plan) -> Vec<Label> {
    let hot = now.config.hot;
    if hot == 0 || plan.narrow {
        return vec![];
    }
    let (left, gone) = (size(hot - now.evicted()), size(now.evicted()));
    let at = |y, text, faint| Label { text, at: (894, y), anchor: Anchor::Start, faint };
    vec![
        at(212, text!("others: {left}", "他人：{left}"), false),
        at(232, text!("evicted: {gone}", "被挤出：{gone}"), now.evicted() == 0),
    ]
}

/// Where the CPU is: in the lane of its mode. While the process sleeps, another program has it.
fn cpu(now: &Zerocopy) -> Thing {
    Thing { id: "cpu:0".into(), name: "CPU".into(), place: lane_id(cpu_lane(now)), ..Thing::default() }
}

fn cpu_lane(now: &Zerocopy) -> Tone {
    if now.in_kernel && !now.asleep { Tone::Kernel } else { Tone::User }
}

/// What the CPU does, in two lines if one is too long.
fn doing(now: &Zerocopy, plan: &Plan) -> Vec<Label> {
    let [first, second] = plan.doing(cpu_lane(now));
    let label = |text, at| Label { text, at, anchor: Anchor::Start, faint: true };
    let text = match now.call {
        _ if now.over => Text::new("done", "已完成"),
        _ if now.asleep && plan.narrow => Text::new("others run", "运行其他进程"),
        _ if now.asleep => Text::new("another process", "运行其他进程"),
        Some(call) if plan.narrow => {
            let name = call.name();
            let end = name.rfind('_').filter(|_| name.len() > 12).map_or(name.len(), |last| last + 1);
            let (one, two) = name.split_at(end);
            let both = [label(Text::same(one), first), label(Text::same(two), second)];
            return both.into_iter().filter(|label| !label.text.is_empty()).collect();
        }
        Some(call) => {
            let name = call.name();
            text!("in {name}", "在 {name} 中")
        }
        None if now.in_kernel => Text::new("page fault", "缺页异常"),
        None => Text::new("the program", "运行程序"),
    };
    vec![label(text, first)]
}

/// What a copy by the CPU means for everybody else, beside the long arrow out of the user buffer.
fn burden(plan: &Plan, step: Option<Way>) -> Option<Label> {
    let free = !plan.narrow && !plan.local;
    let way = step.filter(|way| free && way.kind == Mover::Cpu && way.from == Spot::User)?;
    let ((x, y), anchor) = plan.line(way).name?;
    let text = Text::new("this core can do nothing else", "该核此时不能做别的事");
    Some(Label { text, at: (x, y + 19), anchor, faint: true })
}

/// The tiles of a spot. References are outlines. What a copy brought sets out from where it was copied.
fn blocks(moment: &Moment<'_, Zerocopy>, spot: Spot, step: Option<Way>) -> Vec<Thing> {
    let (now, before) = (moment.now, moment.before);
    let held = now.hold(spot);
    let new = now.has_new(spot);
    let came = step.filter(|way| way.to == spot && way.kind != Mover::Nobody);
    let tile = |(slot, (letter, range)): (usize, (char, _))| {
        let id = |spot: Spot| format!("tile:{}:{letter}", spot_word(spot));
        let here = |hold: Hold| hold.range().meets(range);
        let fresh = came.filter(|_| !matches!(before.hold(spot), Hold::Bytes(old) if old.meets(range)));
        here(held).then(|| Thing {
            id: id(spot),
            name: if new && slot == 0 { format!("{letter}′") } else { letter.into() },
            place: spot_id(spot).into(),
            slot,
            ghost: matches!(held, Hold::Refs(_)),
            via: fresh.map(way_id),
            copy_of: fresh.map(|way| id(way.from)),
            ..Thing::default()
        })
    };
    tiles(&now.config).into_iter().enumerate().filter_map(tile).collect()
}

fn way_id(way: Way) -> String {
    format!("{}-{}", spot_word(way.from), spot_word(way.to))
}

fn arrow(moment: &Moment<'_, Zerocopy>, plan: &Plan, way: Way, step: Option<Way>) -> Arrow {
    let Line { points, badge, name } = plan.line(way);
    let config = &moment.now.config;
    let label = match way.kind {
        _ if name.is_none() => Text::default(),
        _ if config.is_local() && way.to == Spot::Nic => Text::same("read()"),
        Mover::Cpu if step == Some(way) && way.from == Spot::User && !plan.narrow && !plan.local => {
            Text::new("CPU copy", "CPU 复制")
        }
        Mover::Cpu => Text::same("CPU"),
        Mover::Dma if matches!(way.from, Spot::Cache | Spot::User) && !plan.narrow => {
            Text::new("DMA gathers the pages", "DMA 收集各页")
        }
        Mover::Dma => Text::same("DMA"),
        Mover::Nobody => reference(config, plan, way),
    };
    let (at, anchor) = name.unwrap_or_default();
    Arrow {
        id: way_id(way),
        points,
        label,
        at,
        anchor,
        kind: way.kind.arrow(),
        active: step == Some(way),
        taken: moment.now.taken.contains(&way),
        badge: number(config, way).map(|number| (number, badge)),
    }
}

/// What a line along which no byte moves is called.
fn reference(config: &Config, plan: &Plan, way: Way) -> Text {
    let piped = [way.from, way.to].iter().any(|spot| matches!(spot, Spot::Pipe | Spot::Twin));
    match (way.from, way.to) {
        (Spot::Disk, _) => Text::new("blocks are shared", "共享磁盘块"),
        (Spot::Pipe, Spot::Twin) => Text::same("tee"),
        (_, Spot::User) => Text::new("mapped", "映射"),
        (Spot::Cache, Spot::Socket) if plan.narrow => Text::default(),
        (_, Spot::Socket) if config.to == Destination::Null => Text::new("not read", "不读取"),
        _ if piped => Text::new("refer", "引用"),
        (Spot::User, _) if plan.narrow => Text::new("pinned", "固定"),
        (Spot::User, _) => Text::new("pages pinned", "固定的页"),
        _ => Text::new("descriptors only", "仅描述符"),
    }
}

fn counters(moment: &Moment<'_, Zerocopy>, plan: &Plan) -> Vec<Counter> {
    let values = |machine: &Zerocopy| {
        let counts = machine.counts;
        let numbers = [counts.cpu_copies, counts.dma_copies(), counts.calls(), counts.mode_switches];
        let [a, b, c, d] = numbers;
        [a, b, c, d, counts.context_switches, machine.copies() as u64]
    };
    let names = if plan.narrow {
        [
            Text::new("CPU copies", "CPU 复制"),
            Text::new("DMA copies", "DMA 复制"),
            Text::new("calls", "系统调用"),
            Text::new("mode sw.", "模式切换"),
            Text::new("ctx. sw.", "上下文切换"),
            Text::new("in memory", "内存副本"),
        ]
    } else {
        [
            Text::new("CPU copies", "CPU 复制"),
            Text::new("DMA copies", "DMA 复制"),
            Text::new("System calls", "系统调用"),
            Text::new("Mode switches", "模式切换"),
            Text::new("Context switches", "上下文切换"),
            Text::new("Copies in memory", "内存中的副本"),
        ]
    };
    let ids = ["cpu-copies", "dma-copies", "calls", "mode-switches", "context-switches", "memory"];
    let (now, before) = (values(moment.now), values(moment.before));
    let one = |(index, name): (usize, Text)| Counter {
        id: ids[index].into(),
        name,
        value: now[index].to_string(),
        kind: [ArrowKind::CpuCopy, ArrowKind::DmaCopy].get(index).copied().unwrap_or_default(),
        at: plan.counters()[index],
        changed: now[index] != before[index],
    };
    names.into_iter().enumerate().map(one).collect()
}

fn label(now: &Zerocopy) -> Text {
    let holding = spots(&now.config).into_iter().filter(|spot| now.hold(*spot) != Hold::Nothing);
    let names: Vec<Text> = holding.map(|spot| spot_name(spot, &now.config)).collect();
    let en = names.iter().map(|name| name.en.as_ref()).collect::<Vec<_>>().join(", ");
    let zh = names.iter().map(|name| name.zh.as_ref()).collect::<Vec<_>>().join("、");
    let kernel = now.in_kernel && !now.asleep;
    let (mode_en, mode_zh) = if kernel { ("kernel", "内核态") } else { ("user", "用户态") };
    text!("CPU in {mode_en} mode. The file is in: {en}.", "CPU 处于{mode_zh}。持有文件的部件：{zh}。")
}
