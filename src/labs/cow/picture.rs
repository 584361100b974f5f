//! Page tables of the processes side by side, and memory: the page cache, and frames with their counts.

use super::action::show;
use super::machine::{At, Cow, Event, Process};
use super::memory::{Back, FrameId, Object, ZERO};
use super::space::{Entry, Page};
use super::story::process_id;
use crate::figure::{
    Anchor, Bar, Gantt, Hue, Label, Lane, LaneKind, Place, Rect, Scene, Slice, Slots, Thing, Tone, hue,
};
use crate::sim::{Scale, Time};
use crate::text;
use crate::text::Text;

/// Processes, pages of a process, and frames that are drawn.
const COLUMNS: usize = 3;
const PAGES: usize = 12;
const FRAMES: usize = 14;
const LINE: i32 = 32;

/// The picture of a step.
pub fn scene(now: &Cow, events: &[Event], narrow: bool) -> Scene {
    let (width, columns) = if narrow { (364, 2) } else { (960, COLUMNS) };
    let frames_width = if narrow { 332 } else { 250 };
    let mut scene = Scene { width, label: describe(now), ..Scene::default() };
    let room = if narrow { 332 } else { width - 32 - frames_width - 24 };
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
    let columns = if narrow { 2 } else { 1 };
    let mut end = y;
    let cached = held(now, Object::is_file);
    if !cached.is_empty() {
        let title = Text::new("Page cache", "页缓存");
        end =
            frames(&mut scene, now, events, (Rect::new(x, y, frames_width, 0), columns), title, &cached) + 6;
    }
    let mut own = held(now, |object| !object.is_file());
    own.extend((1..now.frames.len()).filter(|frame| {
        matches!(now.frames[*frame].back, Back::Anonymous(_)) && now.frames[*frame].count > 0
    }));
    own.sort_unstable();
    let title = Text::new("Physical frames", "物理内存的页框");
    end = frames(&mut scene, now, events, (Rect::new(x, end, frames_width, 0), columns), title, &own);
    let (in_use, copies) = (now.in_use(), now.totals.copies);
    let sum =
        text!("Frames in use {in_use} · pages copied {copies}", "占用页框 {in_use} · 复制页面 {copies}");
    scene.labels.push(Label { text: sum, at: (x, end + 22), anchor: Anchor::Start, faint: false });
    scene.height = bottom.max(end + 30) + 12;
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

/// The frames of the objects of a kind that are in memory.
fn held(now: &Cow, kind: fn(&Object) -> bool) -> Vec<FrameId> {
    let objects = now.objects.iter().enumerate();
    let here = objects.filter(|(index, object)| kind(object) && (object.is_file() || now.is_mapped(*index)));
    here.flat_map(|(_, object)| object.frames.values().copied()).collect()
}

/// The colour of a frame.
pub fn frame_hue(now: &Cow, frame: FrameId) -> Hue {
    if frame == ZERO { 0 } else { hue(frame - 1, now.frames.len() - 1) }
}

/// A frame as it is written on its block: `0` for the zero page, `f3`, `F0` for page 0 of file F.
pub fn frame_name(now: &Cow, frame: FrameId) -> String {
    match now.frames[frame].back {
        Back::Zero => "0".into(),
        Back::Anonymous(number) => format!("f{number}"),
        Back::Object(object, page) => {
            let object = &now.objects[object];
            let name: String = object.name.chars().take(if object.is_file() { 3 } else { 1 }).collect();
            format!("{name}{page}")
        }
    }
}

/// The pages of a process, by area.
pub fn pages(who: usize, process: &Process) -> impl Iterator<Item = (At, &Page)> {
    process.areas.iter().enumerate().flat_map(move |(area, its)| {
        its.pages.iter().enumerate().map(move |(page, state)| (At { who, area, page }, state))
    })
}

/// The pages of a process that are drawn, and how many are not: those with an entry come first.
pub fn drawn(process: &Process, who: usize, about: Option<At>) -> (Vec<At>, usize) {
    let all: Vec<(At, &Page)> = pages(who, process).collect();
    let keep = |(at, page): &(At, &Page)| page.entry.is_some() || Some(*at) == about;
    let mut chosen: Vec<At> = all.iter().filter(|page| keep(page)).take(PAGES).map(|(at, _)| *at).collect();
    let rest = all.iter().filter(|page| !keep(page)).map(|(at, _)| *at);
    chosen.extend(rest.take(PAGES - chosen.len()));
    chosen.sort_unstable_by_key(|at| (at.area, at.page));
    let hidden = all.len() - chosen.len();
    (chosen, hidden)
}

fn process(scene: &mut Scene, now: &Cow, events: &[Event], who: usize, rect: Rect) -> i32 {
    let process = &now.processes[who];
    let (rows, hidden) = drawn(process, who, about(events).and_then(|(_, at)| at));
    let (name, minor, major) = (&process.name, process.minor, process.major);
    let height = 36 + (rows.len() as i32 + i32::from(hidden > 0)) * LINE + 6;
    scene.places.push(Place {
        tone: Tone::User,
        dashed: !process.alive,
        corner: if !process.alive {
            Text::new("ended", "已结束")
        } else if major > 0 {
            text!("faults {minor} + {major}", "缺页 {minor} + {major}")
        } else {
            text!("faults {minor}", "缺页 {minor}")
        },
        active: about(events).is_some_and(|(actor, _)| actor == who),
        ..titled(
            process_id(now, who),
            Rect::new(rect.x, rect.y, rect.w, height),
            text!("Process {name}", "进程 {name}"),
        )
    });
    for (line, at) in rows.iter().enumerate() {
        let y = rect.y + 32 + line as i32 * LINE;
        entry_row(scene, now, events, *at, Rect::new(rect.x + 8, y, rect.w - 16, LINE - 2));
    }
    if hidden > 0 {
        let at = (rect.x + 16, rect.y + 32 + rows.len() as i32 * LINE + 20);
        let text = text!("{hidden} more pages", "另有 {hidden} 页");
        scene.labels.push(Label { text, at, anchor: Anchor::Start, faint: true });
    }
    rect.y + height
}

/// A page-table entry as a row: the page, its frame, its permission.
fn entry_row(scene: &mut Scene, now: &Cow, events: &[Event], at: At, rect: Rect) {
    let (area, name) = (now.area(at), &now.processes[at.who].name);
    let page = area.pages[at.page];
    let here = about(events) == Some((at.who, Some(at)));
    let faulted = here && matches!(events.first(), Some(Event::Faulted { .. } | Event::Refused(..)));
    let shown = now.show(at);
    let short = match area.name.chars().count() {
        0..=6 => shown.clone(),
        _ => show(&area.name.chars().take(5).chain(['…']).collect::<String>(), at.page as u32),
    };
    let tight = rect.w < 170;
    let slot = Rect::new(rect.x + rect.w / 2 - if tight { 38 } else { 30 }, rect.y + 3, 48, LINE - 8);
    let place = format!("entry:{name}:{shown}");
    scene.places.push(Place {
        slots: Slots { first: slot, dx: 0, dy: 0, columns: 1, rows: 1, outlined: true },
        active: here,
        tone: if faulted { Tone::Fault } else { Tone::Plain },
        dashed: !page.mapped,
        corner: if tight { bits(&page) } else { permission(&page) },
        ..titled(place.clone(), rect, Text::same(short))
    });
    if let Some(entry) = page.entry {
        scene.things.push(Thing {
            id: format!("pte:{name}:{shown}"),
            name: frame_name(now, entry.frame),
            hue: frame_hue(now, entry.frame),
            place,
            changed: here && !faulted,
            ..Thing::default()
        });
    }
}

/// The same where there is little room: the bit that decides.
fn bits(page: &Page) -> Text {
    match page.entry {
        _ if !page.mapped => Text::new("none", "未映射"),
        None => Text::new("P 0", "不在"),
        Some(Entry { writable: true, .. }) => Text::new("R/W 1", "可读写"),
        Some(_) => Text::new("R/W 0", "只读"),
    }
}

/// The permission of a page in words.
pub fn permission(page: &Page) -> Text {
    match page.entry {
        _ if !page.mapped => Text::new("unmapped", "未映射"),
        None => Text::new("not present", "不在"),
        Some(Entry { writable: true, .. }) => Text::new("read, write", "可读写"),
        Some(_) => Text::new("read only", "只读"),
    }
}

fn titled(id: impl Into<String>, rect: Rect, title: Text) -> Place {
    Place { id: id.into(), rect, title, ..Place::default() }
}

/// Who a step is about, and which page.
fn about(events: &[Event]) -> Option<(usize, Option<At>)> {
    match events.first()? {
        Event::Accessed(at, _)
        | Event::Faulted { at, .. }
        | Event::Refused(at, ..)
        | Event::Zeroed(at)
        | Event::Allocated(at, _)
        | Event::Joined(at, ..)
        | Event::Dirtied(at, _)
        | Event::Copied { at, .. }
        | Event::Reused(at, _) => Some((at.who, Some(*at))),
        Event::Forked { child, .. } => Some((*child, None)),
        Event::Dropped { who, .. } | Event::Changed { who, .. } | Event::Failed(who, _) => Some((*who, None)),
        Event::Finished => None,
    }
}

fn is_touched(events: &[Event], frame: FrameId) -> bool {
    match events.first() {
        Some(
            Event::Allocated(_, at) | Event::Joined(_, at, _) | Event::Dirtied(_, at) | Event::Reused(_, at),
        ) => *at == frame,
        Some(Event::Copied { from, to, .. }) => *from == frame || *to == frame,
        _ => false,
    }
}

/// Frames under a title, with how many entries map each; where they end.
fn frames(
    scene: &mut Scene,
    now: &Cow,
    events: &[Event],
    (rect, columns): (Rect, usize),
    title: Text,
    used: &[FrameId],
) -> i32 {
    let words = |text, y| Label { text, at: (rect.x, y), anchor: Anchor::Start, faint: false };
    scene.labels.push(words(title, rect.y + 16));
    let width = (rect.w + 8) / columns as i32;
    // What this step is about is drawn even if there are too many.
    let (mut drawn, rest) = used.split_at(used.len().min(FRAMES));
    let mut moved = vec![];
    if let Some(touched) = rest.iter().find(|frame| is_touched(events, **frame)) {
        moved.extend_from_slice(&drawn[..FRAMES - 1]);
        moved.push(*touched);
        drawn = &moved;
    }
    let mut y = rect.y + 26;
    for (index, frame) in drawn.iter().enumerate() {
        let (column, line) = ((index % columns) as i32, (index / columns) as i32);
        let (left, top) = (rect.x + column * width, rect.y + 26 + line * LINE);
        let count = now.frames[*frame].count;
        let place = format!("frame:{}", now.label(*frame));
        scene.places.push(Place {
            slots: Slots {
                first: Rect::new(left + 8, top + 3, 56, LINE - 8),
                dx: 0,
                dy: 0,
                columns: 1,
                rows: 1,
                outlined: false,
            },
            active: is_touched(events, *frame),
            corner: text!("mapped {count}×", "引用计数 {count}"),
            ..titled(place.clone(), Rect::new(left, top, width - 8, LINE - 2), Text::default())
        });
        let copied = matches!(events.first(), Some(Event::Copied { to, .. }) if to == frame);
        scene.things.push(Thing {
            id: format!("f:{frame}"),
            name: frame_name(now, *frame),
            hue: frame_hue(now, *frame),
            place,
            changed: copied,
            ..Thing::default()
        });
        y = top + LINE;
    }
    let hidden = used.len() - drawn.len();
    if hidden > 0 {
        scene
            .labels
            .push(Label { faint: true, ..words(text!("{hidden} more", "另有 {hidden} 个"), y + 14) });
        y += 20;
    }
    y
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
