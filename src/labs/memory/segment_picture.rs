//! The picture of segmentation: the address cut in two, the segment table, the limit check, and memory as a bar.
//!
//! ```text
//!  address    | segment 1 | offset 53 |
//!  table      0  base …  limit …           ┌ 53 < 14? ┐         memory
//!             1  base …  limit …  ───────▶ │   no     │ ──▶  ▐ 2 ▌ ▐ 0 ▌ ▐ 1 ▌
//! ```

use super::event::{Event, Refusal};
use super::scenario::{Grows, Segment, Segments};
use super::segments::{Segmenting, Worked, below};
use super::sketch::{faint, label, row, titled};
use crate::figure::{Anchor, Arrow, Place, Rect, Scene, Thing, Tone, hue};
use crate::text;
use crate::text::Text;

/// Segments, and entries of a page table, that are drawn.
const DRAWN: usize = 8;
/// Height of a line of a table.
const LINE: i32 = 30;
/// Height of the memory bar where there is room.
const BAR: i32 = 300;

/// The picture of a step.
pub fn scene(now: &Segmenting, events: &[Event], narrow: bool) -> Scene {
    let width = if narrow { 364 } else { 960 };
    let n = now.current();
    let mut scene = Scene {
        width,
        label: text!("Segment table and memory; access {n}.", "段表与内存；第 {n} 次访问。"),
        ..Scene::default()
    };
    let worked = now.worked();
    address(&mut scene, now, worked.as_ref(), events, narrow);
    let (table, bottom) = table(&mut scene, now, worked.as_ref(), events, narrow);
    let middle = if narrow { Rect::new(16, bottom + 10, 332, 0) } else { Rect::new(432, 116, 236, 0) };
    let (check, end) = check(&mut scene, now, worked.as_ref(), events, middle);
    let bar = if narrow { Rect::new(84, end + 34, 264, 240) } else { Rect::new(754, 116, 190, BAR) };
    let (target, end) = memory(&mut scene, now, worked.as_ref(), events, bar);
    if !narrow {
        arrows(&mut scene, now, events, [table, check], target);
    }
    scene.height = bottom.max(end) + 14;
    scene
}

/// Base and limit registers instead of a table.
fn is_single(now: &Segmenting) -> bool {
    now.scenario.segments.len() == 1 && now.scenario.page_size.is_none()
}

fn is_over(events: &[Event]) -> bool {
    matches!(events.last(), Some(Event::Accessed { .. }))
}

/// Is the limit known to hold or not?
fn is_checked(events: &[Event]) -> bool {
    matches!(events.last(), Some(Event::Checked { .. } | Event::Walked { .. } | Event::Accessed { .. }))
}

/// The address under way, cut into its fields.
fn address(scene: &mut Scene, now: &Segmenting, worked: Option<&Worked>, events: &[Event], narrow: bool) {
    let title =
        if narrow { Text::new("Address", "地址") } else { Text::new("Logical address", "逻辑地址") };
    scene.labels.push(faint(title, 16, 30, Anchor::Start));
    let Some(worked) = worked else { return };
    let shown = match now.current().checked_sub(1).and_then(|at| now.scenario.addresses.get(at)) {
        Some(super::scenario::Address::Whole(address)) => address.to_string(),
        _ => format!("({}, {})", worked.segment, worked.offset),
    };
    scene.labels.push(label(Text::same(shown), 16, 58, Anchor::Start));
    let mut fields = vec![];
    if !is_single(now) {
        fields.push(("segment", text!("segment {n}", "段号 {n}", n = worked.segment), worked.segment));
    }
    match worked.page {
        Some((page, rest)) => {
            fields.push(("page", text!("page {page}", "页号 {page}"), page));
            fields.push(("offset", text!("offset {rest}", "页内偏移 {rest}"), rest));
        }
        None => {
            let offset = worked.offset;
            fields.push(("offset", text!("offset {offset}", "段内地址 {offset}"), offset));
        }
    }
    let (mut x, gap) = if narrow { (96, 6) } else { (160, 10) };
    for (id, name, value) in fields {
        let bits = match (id, now.scenario.offset_bits) {
            ("segment", Some(_)) => Some(2),
            ("offset", Some(bits)) if worked.page.is_none() && bits <= 16 => Some(bits as usize),
            _ => None,
        };
        let words = bits.map_or(value.to_string(), |bits| format!("{value:0bits$b}"));
        let wide = (words.chars().count() as i32 * 9 + 24).max(if narrow { 80 } else { 110 });
        scene.labels.push(faint(name, x, 30, Anchor::Start));
        scene.places.push(Place {
            active: matches!(events.last(), Some(Event::Split)),
            ..super::sketch::place(format!("field:{id}"), Rect::new(x, 40, wide, 28))
        });
        scene.labels.push(label(Text::same(words), x + wide / 2, 59, Anchor::Middle));
        x += wide + gap;
    }
}

/// The segment table; the right end of the row in force, and where the table ends.
fn table(
    scene: &mut Scene,
    now: &Segmenting,
    worked: Option<&Worked>,
    events: &[Event],
    narrow: bool,
) -> ((i32, i32), i32) {
    let width = if narrow { 332 } else { 376 };
    let title = if is_single(now) {
        Text::new("Base and limit registers", "基址寄存器与界限寄存器")
    } else {
        Text::new("Segment table", "段表")
    };
    scene.labels.push(label(title, 16, 104, Anchor::Start));
    let (mut y, mut at) = (116, (16 + width, 130));
    let paged = now.scenario.page_size.is_some();
    for (index, (number, segment)) in now.scenario.segments.iter().take(DRAWN).enumerate() {
        let here = worked.is_some_and(|worked| worked.segment == *number);
        let refused = worked.is_some_and(|worked| worked.fault.is_some());
        let place = format!("segment:{number}");
        scene.places.push(Place {
            active: here,
            tone: match (here && is_checked(events), refused) {
                (true, true) => Tone::Fault,
                (true, false) => Tone::Hit,
                _ => Tone::Plain,
            },
            corner: line(segment, paged),
            slots: row(Rect::new(22, y + 3, 40, LINE - 8), 0, 1, false),
            ..titled(place.clone(), Rect::new(16, y, width, LINE - 2), Text::default())
        });
        scene.things.push(Thing {
            id: format!("row:{number}"),
            name: number.to_string(),
            hue: hue(index, now.scenario.segments.len()),
            place,
            ..Thing::default()
        });
        if here {
            at = (16 + width, y + LINE / 2 - 1);
        }
        y += LINE;
    }
    let hidden = now.scenario.segments.len().saturating_sub(DRAWN);
    if hidden > 0 {
        scene.labels.push(faint(text!("{hidden} more", "另有 {hidden} 个"), 16, y + 14, Anchor::Start));
        y += 20;
    }
    (at, y)
}

fn line(segment: &Segment, paged: bool) -> Text {
    let (base, limit) = (segment.base, segment.limit);
    match (paged, segment.grows) {
        (true, _) => {
            let pages = segment.page_table.len();
            text!("length {limit}, {pages} pages", "段长 {limit}，共 {pages} 页")
        }
        (_, Grows::Down) => {
            text!("base {base}, limit {limit}, grows down", "基址 {base}，段长 {limit}，向下增长")
        }
        _ => text!("base {base}, limit {limit}", "基址 {base}，段长 {limit}"),
    }
}

/// The limit check, and under it the page table of the segment; the middle of its right side, and where it ends.
fn check(
    scene: &mut Scene,
    now: &Segmenting,
    worked: Option<&Worked>,
    events: &[Event],
    rect: Rect,
) -> ((i32, i32), i32) {
    scene.labels.push(label(
        Text::new("Limit check", "越界检查"),
        rect.x,
        rect.y + if rect.y > 120 { 12 } else { -12 },
        Anchor::Start,
    ));
    let top = if rect.y > 120 { rect.y + 22 } else { rect.y };
    let (question, answer) = worked.map_or((Text::default(), None), |worked| question(&now.scenario, worked));
    let known = is_checked(events);
    let place = Rect::new(rect.x, top, rect.w, 58);
    scene.places.push(Place {
        active: matches!(events.last(), Some(Event::Checked { .. })),
        tone: match (known, answer) {
            (true, Some(true)) => Tone::Hit,
            (true, _) => Tone::Fault,
            _ => Tone::Plain,
        },
        ..titled("check", place, Text::default())
    });
    scene.labels.push(label(question, rect.x + rect.w / 2, top + 24, Anchor::Middle));
    let verdict = match (known, answer) {
        (false, _) => Text::new("not compared yet", "还未比较"),
        (true, Some(true)) => Text::new("yes: allowed", "是：允许"),
        (true, Some(false)) => Text::new("no: trap into the kernel", "否：越界中断"),
        (true, None) => Text::new("no such segment: trap", "没有这个段：中断"),
    };
    scene.labels.push(label(verdict, rect.x + rect.w / 2, top + 45, Anchor::Middle));
    let mut end = top + 58;
    if let Some(segment) = worked.and_then(|worked| now.scenario.segments.get(&worked.segment))
        && now.scenario.page_size.is_some()
    {
        end = page_table(scene, segment, worked, events, Rect::new(rect.x, end + 30, rect.w, 0));
    }
    ((rect.x + rect.w, top + 29), end)
}

/// What is compared, in numbers; none if there is no such segment.
fn question(scenario: &Segments, worked: &Worked) -> (Text, Option<bool>) {
    let (number, offset) = (worked.segment, worked.offset);
    let Some(segment) = scenario.segments.get(&number) else {
        return (text!("segment {number}?", "段 {number}？"), None);
    };
    let limit = segment.limit;
    let fits = !matches!(worked.fault, Some(Refusal::Limit | Refusal::InvalidSegment));
    match below(scenario, offset).filter(|_| segment.grows == Grows::Down) {
        Some(below) => {
            (text!("{below} below the end ≤ limit {limit}?", "距末尾 {below} ≤ 段长 {limit}？"), Some(fits))
        }
        None => (text!("offset {offset} < limit {limit}?", "{offset} < 段长 {limit}？"), Some(fits)),
    }
}

fn page_table(
    scene: &mut Scene,
    segment: &Segment,
    worked: Option<&Worked>,
    events: &[Event],
    rect: Rect,
) -> i32 {
    scene.labels.push(label(Text::new("Its page table", "该段的页表"), rect.x, rect.y - 8, Anchor::Start));
    let page = worked.and_then(|worked| worked.page).map(|(page, _)| page as usize);
    let mut y = rect.y;
    for (index, frame) in segment.page_table.iter().enumerate().take(DRAWN) {
        let read = matches!(events.last(), Some(Event::Walked { .. } | Event::Accessed { .. }));
        let here = page == Some(index) && read;
        scene.places.push(Place {
            active: here,
            tone: match (here, frame) {
                (true, None) => Tone::Fault,
                (true, Some(_)) => Tone::Hit,
                _ => Tone::Plain,
            },
            corner: frame.map_or(Text::new("not present", "不在内存"), |frame| {
                text!("frame {frame}", "页框 {frame}")
            }),
            ..titled(
                format!("page:{index}"),
                Rect::new(rect.x, y, rect.w, LINE - 2),
                text!("page {index}", "第 {index} 页"),
            )
        });
        y += LINE;
    }
    y
}

/// What lies in memory: first byte, length, segment, and its place in the list of segments.
fn blocks(scenario: &Segments) -> Vec<(i64, i64, u64, usize)> {
    let mut blocks = vec![];
    for (index, (number, segment)) in scenario.segments.iter().enumerate().take(DRAWN) {
        let (base, limit) = (segment.base as i64, segment.limit as i64);
        match (scenario.page_size, segment.grows) {
            (Some(size), _) => {
                let frames = segment.page_table.iter().flatten();
                blocks.extend(frames.map(|frame| ((frame * size) as i64, size as i64, *number, index)));
            }
            (None, Grows::Up) => blocks.push((base, limit, *number, index)),
            (None, Grows::Down) => blocks.push((base - limit, limit, *number, index)),
        }
    }
    blocks.sort_unstable();
    blocks.truncate(DRAWN);
    blocks
}

/// Physical memory, the low end on top; where the address lies on its left side, and where the bar ends.
fn memory(
    scene: &mut Scene,
    now: &Segmenting,
    worked: Option<&Worked>,
    events: &[Event],
    rect: Rect,
) -> (Option<(i32, i32)>, i32) {
    const LEAST: i32 = 27;
    let blocks = blocks(&now.scenario);
    let end = blocks.iter().map(|(start, length, ..)| start + length).max().unwrap_or(1).max(1);
    let size = now.scenario.memory.map_or(end + end / 10, |memory| memory as i64).max(end);
    let y_of =
        |address: i64| rect.y + (i128::from(address.max(0)) * i128::from(rect.h) / i128::from(size)) as i32;
    scene.labels.push(label(Text::new("Physical memory", "物理内存"), rect.x, rect.y - 12, Anchor::Start));
    let physical = worked.and_then(|worked| worked.physical).filter(|_| is_over(events));
    let (mut bottom, mut target) = (rect.y, None);
    let ground = scene.places.len();
    for (at, (start, length, number, index)) in blocks.into_iter().enumerate() {
        // Small segments are drawn larger than they are, so that their names fit; the order stays.
        let top = y_of(start).max(bottom + 2);
        let height = (y_of(start + length) - y_of(start)).max(LEAST);
        let here = physical.is_some_and(|address| address >= start && address < start + length);
        let place = format!("memory:{at}");
        let last = start + length;
        scene.places.push(Place {
            active: here,
            tone: if here { Tone::Hit } else { Tone::Hardware },
            slots: row(Rect::new(rect.x + 8, top + 3, 40, 21), 0, 1, false),
            corner: text!("to {last}", "至 {last}", last = last - 1),
            ..titled(place.clone(), Rect::new(rect.x, top, rect.w, height), Text::default())
        });
        scene.things.push(Thing {
            id: format!("block:{at}"),
            name: number.to_string(),
            hue: hue(index, now.scenario.segments.len()),
            place,
            ..Thing::default()
        });
        scene.labels.push(faint(Text::same(start.to_string()), rect.x - 8, top + 12, Anchor::End));
        if let Some(address) = physical.filter(|_| here) {
            let part = i128::from(address - start) * i128::from(height) / i128::from(length.max(1));
            target = Some((rect.x, top + part as i32));
        }
        bottom = top + height;
    }
    let bottom = bottom.max(rect.y + rect.h);
    let frame = Rect::new(rect.x - 4, rect.y - 4, rect.w + 8, bottom - rect.y + 8);
    scene.places.insert(ground, Place { lane: true, ..titled("memory", frame, Text::default()) });
    let stacked = rect.x < 400;
    if let Some(address) = physical.filter(|_| stacked) {
        let text = text!("address {address}", "物理地址 {address}");
        scene.labels.push(label(text, rect.x + rect.w, rect.y - 12, Anchor::End));
    } else if let (Some(address), None) = (physical, target) {
        // An address below 0, as OSTEP's simulator allows, lies outside of the bar.
        scene.labels.push(label(Text::same(address.to_string()), rect.x, bottom + 18, Anchor::Start));
    }
    (target, bottom + 6)
}

/// The way of the address from the table through the check into memory.
fn arrows(
    scene: &mut Scene,
    now: &Segmenting,
    events: &[Event],
    ends: [(i32, i32); 2],
    target: Option<(i32, i32)>,
) {
    let [(x, y), check] = ends;
    let left = 432;
    if now.current() == 0 {
        return;
    }
    // Straight across where the row stands beside the box.
    let to = y.clamp(128, 160);
    let mut points = vec![(x, y), ((x + left) / 2, y), ((x + left) / 2, to), (left, to)];
    if to == y {
        points = vec![(x, y), (left, y)];
    }
    scene.arrows.push(Arrow {
        id: "limit".into(),
        points,
        active: matches!(events.last(), Some(Event::Checked { .. })),
        ..Arrow::default()
    });
    let Some(target) = target else { return };
    let physical = now.worked().and_then(|worked| worked.physical).unwrap_or(0);
    let turn = check.0 + 14;
    scene.arrows.push(Arrow {
        id: "data".into(),
        points: vec![check, (turn, check.1), (turn, target.1), target],
        label: text!("address {physical}", "物理地址 {physical}"),
        at: (check.0 - 118, check.1 + 56),
        anchor: Anchor::Middle,
        active: true,
        ..Arrow::default()
    });
}
