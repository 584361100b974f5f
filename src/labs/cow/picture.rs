//! Page tables of the processes side by side, and the frames with their counts.

use super::machine::{Cow, Entry, Event, FrameId, Process, ZERO};
use super::scenario::PageName;
use super::story::process_id;
use crate::figure::{
    Anchor, Bar, Cell, Gantt, Hue, Label, Lane, LaneKind, Place, Rect, Row, Scene, Slice, Slots, Table,
    Thing, Tone, hue,
};
use crate::lab::{Inspect, Metrics, Total};
use crate::sim::{Scale, Time};
use crate::text;
use crate::text::Text;

/// Processes and frames that are drawn.
const COLUMNS: usize = 3;
const FRAMES: usize = 14;
const LINE: i32 = 32;

/// The picture of a step.
pub fn scene(now: &Cow, events: &[Event], narrow: bool) -> Scene {
    let (width, columns) = if narrow { (384, 2) } else { (960, COLUMNS) };
    let frames_width = if narrow { 352 } else { 250 };
    let mut scene = Scene { width, label: describe(now), ..Scene::default() };
    let room = if narrow { 352 } else { width - 32 - frames_width - 24 };
    let step = (room + 12) / columns as i32;
    // The youngest processes are drawn, and those that ended only while there is room.
    let mut drawn: Vec<usize> = (0..now.processes.len()).filter(|who| now.processes[*who].alive).collect();
    if drawn.len() < columns {
        drawn = (0..now.processes.len()).collect();
    }
    let first = drawn.len().saturating_sub(columns);
    let mut bottom = 0;
    for (column, who) in drawn[first..].iter().enumerate() {
        let left = 16 + column as i32 * step;
        bottom = bottom.max(process(&mut scene, now, events, *who, Rect::new(left, 12, step - 12, 0)));
    }
    let (x, y) = if narrow { (16, bottom + 12) } else { (width - 16 - frames_width, 12) };
    let end = frames(&mut scene, now, events, Rect::new(x, y, frames_width, 0), if narrow { 2 } else { 1 });
    scene.height = bottom.max(end) + 12;
    scene
}

fn describe(now: &Cow) -> Text {
    let (frames, copies) = (now.in_use(), now.totals.copies);
    let count = now.processes.iter().filter(|process| process.alive).count();
    text!(
        "Processes: {count}; frames in use: {frames}; pages copied: {copies}.",
        "进程 {count} 个，占用页框 {frames} 个，复制页面 {copies} 个。"
    )
}

fn frame_hue(now: &Cow, frame: FrameId) -> Hue {
    if frame == ZERO { 0 } else { hue(frame - 1, now.frames.len() - 1) }
}

fn frame_name(frame: FrameId) -> String {
    if frame == ZERO { "0".into() } else { format!("f{frame}") }
}

/// The pages of a process with their entries.
fn pages(process: &Process) -> impl Iterator<Item = (PageName, Option<Entry>)> {
    let named = |shared| move |(index, entry): (usize, &Option<Entry>)| (PageName { shared, index }, *entry);
    process
        .private
        .iter()
        .enumerate()
        .map(named(false))
        .chain(process.shared.iter().enumerate().map(named(true)))
}

fn process(scene: &mut Scene, now: &Cow, events: &[Event], who: usize, rect: Rect) -> i32 {
    let process = &now.processes[who];
    let rows = process.private.len() + process.shared.len();
    let (name, faults) = (&process.name, process.faults);
    let height = 36 + rows as i32 * LINE + 6;
    scene.places.push(Place {
        tone: Tone::User,
        dashed: !process.alive,
        corner: if process.alive {
            text!("faults {faults}", "缺页 {faults}")
        } else {
            Text::new("ended", "已结束")
        },
        active: about(events).is_some_and(|(actor, _)| actor == who),
        ..titled(
            process_id(now, who),
            Rect::new(rect.x, rect.y, rect.w, height),
            text!("Process {name}", "进程 {name}"),
        )
    });
    for (line, (page, entry)) in pages(process).enumerate() {
        let y = rect.y + 32 + line as i32 * LINE;
        let here = about(events) == Some((who, Some(page)));
        let faulted = here && matches!(events.first(), Some(Event::Faulted { .. }));
        let slot = Rect::new(rect.x + rect.w / 2 - 38, y + 3, 48, LINE - 8);
        let shown = page.show();
        scene.places.push(Place {
            slots: Slots { first: slot, dx: 0, dy: 0, columns: 1, rows: 1, outlined: true },
            active: here,
            tone: if faulted { Tone::Fault } else { Tone::Plain },
            corner: entry.map_or(Text::new("not present", "不在"), permission),
            ..titled(
                format!("entry:{name}:{shown}"),
                Rect::new(rect.x + 8, y, rect.w - 16, LINE - 2),
                Text::same(shown),
            )
        });
        if let Some(entry) = entry {
            scene.things.push(Thing {
                id: format!("pte:{name}:{}", page.show()),
                name: frame_name(entry.frame),
                hue: frame_hue(now, entry.frame),
                place: format!("entry:{name}:{}", page.show()),
                changed: here && !faulted,
                ..Thing::default()
            });
        }
    }
    rect.y + height
}

fn permission(entry: Entry) -> Text {
    if entry.writable { Text::new("read, write", "可读写") } else { Text::new("read only", "只读") }
}

fn titled(id: impl Into<String>, rect: Rect, title: Text) -> Place {
    Place { id: id.into(), rect, title, ..Place::default() }
}

/// Who a step is about, and which page.
fn about(events: &[Event]) -> Option<(usize, Option<PageName>)> {
    match events.first()? {
        Event::Accessed { who, page, .. }
        | Event::Faulted { who, page, .. }
        | Event::Zeroed { who, page }
        | Event::Allocated { who, page, .. }
        | Event::Joined { who, page, .. }
        | Event::Copied { who, page, .. }
        | Event::Reused { who, page, .. } => Some((*who, Some(*page))),
        Event::Forked { child, .. } => Some((*child, None)),
        Event::Dropped { who, .. } => Some((*who, None)),
        Event::Finished => None,
    }
}

/// The frames in use, with how many entries map each.
fn frames(scene: &mut Scene, now: &Cow, events: &[Event], rect: Rect, columns: usize) -> i32 {
    let words = |text, y| Label { text, at: (rect.x, y), anchor: Anchor::Start, faint: false };
    scene.labels.push(words(Text::new("Physical frames", "物理内存的页框"), rect.y + 16));
    let used: Vec<FrameId> = (1..now.frames.len())
        .filter(|frame| now.frames[*frame] > 0 || now.area.contains(&Some(*frame)))
        .collect();
    let hidden = used.len().saturating_sub(FRAMES);
    let touched = |frame: FrameId| {
        matches!(events.first(), Some(
            Event::Allocated { frame: at, .. } | Event::Joined { frame: at, .. } | Event::Reused { frame: at, .. }
        ) if *at == frame)
            || matches!(events.first(), Some(Event::Copied { from, to, .. }) if *from == frame || *to == frame)
    };
    let width = (rect.w + 8) / columns as i32;
    let mut y = rect.y + 26;
    for (index, frame) in used.iter().take(FRAMES).enumerate() {
        let (column, line) = ((index % columns) as i32, (index / columns) as i32);
        let (left, top) = (rect.x + column * width, rect.y + 26 + line * LINE);
        let count = now.frames[*frame];
        let place = format!("frame:f{frame}");
        scene.places.push(Place {
            slots: Slots {
                first: Rect::new(left + 8, top + 3, 56, LINE - 8),
                dx: 0,
                dy: 0,
                columns: 1,
                rows: 1,
                outlined: false,
            },
            active: touched(*frame),
            corner: text!("mapped {count}×", "引用计数 {count}"),
            ..titled(place.clone(), Rect::new(left, top, width - 8, LINE - 2), Text::default())
        });
        let copied = matches!(events.first(), Some(Event::Copied { to, .. }) if to == frame);
        scene.things.push(Thing {
            id: format!("f:{frame}"),
            name: frame_name(*frame),
            hue: frame_hue(now, *frame),
            place,
            changed: copied,
            ..Thing::default()
        });
        y = top + LINE;
    }
    if hidden > 0 {
        scene
            .labels
            .push(Label { faint: true, ..words(text!("{hidden} more", "另有 {hidden} 个"), y + 14) });
        y += 20;
    }
    let (in_use, copies) = (now.in_use(), now.totals.copies);
    scene.labels.push(words(
        text!("Frames in use {in_use} · pages copied {copies}", "占用页框 {in_use} · 复制页面 {copies}"),
        y + 22,
    ));
    y + 30
}

/// Every entry as a table.
pub fn table(before: &Cow, now: &Cow) -> Table {
    let mut rows = vec![];
    for (who, process) in now.processes.iter().enumerate() {
        let old = before.processes.get(who);
        for (at, (page, entry)) in pages(process).enumerate() {
            let was = old.and_then(|old| pages(old).nth(at)).and_then(|(_, entry)| entry);
            let frame = entry.map_or("–".to_string(), |entry| frame_name(entry.frame));
            let cell = |text: Text| Cell { text, changed: was != entry, ..Cell::default() };
            let (name, shown) = (&process.name, page.show());
            rows.push(Row {
                id: format!("pte:{name}:{shown}"),
                hue: 0,
                cells: vec![
                    Cell::plain(format!("{name} {shown}")),
                    cell(Text::same(frame)),
                    cell(entry.map_or(Text::new("not present", "不在"), permission)),
                ],
            });
        }
    }
    Table {
        caption: Text::new("Page-table entries after this step", "本步之后的页表项"),
        columns: vec![
            Text::new("Process and page", "进程与页"),
            Text::new("Frame", "页框"),
            Text::new("Permission", "权限"),
        ],
        rows,
    }
}

/// A process, an entry, or a frame.
pub fn inspect(now: &Cow, id: &str) -> Option<Inspect> {
    let (kind, rest) = id.split_once(':')?;
    let words = |text| Cell { text, ..Cell::default() };
    match kind {
        "proc" => {
            let process = now.processes.iter().find(|process| process.name == rest)?;
            let mapped = pages(process).filter(|(_, entry)| entry.is_some()).count();
            let state =
                if process.alive { Text::new("alive", "存活") } else { Text::new("ended", "已结束") };
            Some(Inspect {
                id: id.into(),
                name: text!("Process {rest}", "进程 {rest}"),
                hue: 0,
                rows: vec![
                    (Text::new("State", "状态"), words(state)),
                    (Text::new("Pages mapped", "已映射页数"), Cell::plain(mapped.to_string())),
                    (Text::new("Page faults", "缺页次数"), Cell::plain(process.faults.to_string())),
                ],
            })
        }
        "pte" | "entry" => {
            let (name, shown) = rest.split_once(':')?;
            let process = now.processes.iter().find(|process| process.name == name)?;
            let (_, entry) = pages(process).find(|(page, _)| page.show() == shown)?;
            let bit = |set: bool| Cell::plain(u8::from(set).to_string());
            let frame = entry.map_or("–".to_string(), |entry| frame_name(entry.frame));
            Some(Inspect {
                id: id.into(),
                name: text!("{name}, page {shown}", "{name} 的页 {shown}"),
                hue: 0,
                rows: vec![
                    (Text::new("P (present)", "状态位 P"), bit(entry.is_some())),
                    (
                        Text::new("R/W (writable)", "读写位 R/W"),
                        bit(entry.is_some_and(|entry| entry.writable)),
                    ),
                    (Text::new("Frame", "页框"), Cell::plain(frame)),
                ],
            })
        }
        "frame" | "f" => {
            let frame: FrameId = rest.trim_start_matches('f').parse().ok()?;
            let count = *now.frames.get(frame)?;
            let owners: Vec<String> = now
                .processes
                .iter()
                .filter(|process| {
                    pages(process).any(|(_, entry)| entry.is_some_and(|entry| entry.frame == frame))
                })
                .map(|process| process.name.clone())
                .collect();
            Some(Inspect {
                id: id.into(),
                name: text!("Frame f{frame}", "页框 f{frame}"),
                hue: frame_hue(now, frame),
                rows: vec![
                    (Text::new("Mapped by", "被映射"), Cell::plain(owners.join(" "))),
                    (Text::new("Count", "引用计数"), Cell::plain(count.to_string())),
                ],
            })
        }
        _ => None,
    }
}

/// The figures up to now.
pub fn metrics(before: &Cow, now: &Cow) -> Metrics {
    let totals = now.totals;
    let total =
        |name, value: u64| Total { name, value: Text::same(value.to_string()), formula: Text::default() };
    Metrics {
        table: table(before, now),
        totals: vec![
            total(Text::new("Pages copied", "复制的页面"), totals.copies),
            total(Text::new("Entries copied by fork", "fork 复制的页表项"), totals.entries),
            total(Text::new("Page faults", "缺页次数"), totals.faults),
            total(Text::new("Write faults without a copy", "不必复制的写异常"), totals.reuses),
            total(Text::new("Frames in use", "占用页框"), now.in_use()),
            total(Text::new("Most frames in use", "最多占用页框"), totals.peak),
        ],
        charts: vec![],
    }
}

/// When each process lived.
pub fn timeline(end: &Cow) -> Gantt {
    let last = Time(end.acts.len() as u64);
    let lane = |(who, process): (usize, &Process)| Lane {
        id: process_id(end, who),
        title: Text::same(process.name.clone()),
        hue: hue(who, end.processes.len()),
        kind: LaneKind::Resource,
        slices: vec![Slice {
            start: Time(process.born),
            end: process.died.map_or(last, Time),
            who: who as u32,
            bar: Bar::Solid,
        }]
        .into_iter()
        .filter(|slice| slice.start < slice.end)
        .collect(),
        flags: vec![],
    };
    Gantt {
        lanes: end.processes.iter().enumerate().map(lane).collect(),
        names: end.processes.iter().map(|process| process.name.clone()).collect(),
        hues: (0..end.processes.len()).map(|who| hue(who, end.processes.len())).collect(),
        end: last,
        scale: Scale::default(),
        ..Gantt::default()
    }
}
