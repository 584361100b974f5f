//! The walk: from left to right the way of one access.
//!
//! ```text
//!  accesses   R 404 (F)  W 402 (H)  …
//!  address    | index 1 | index 2 | offset |
//!  TLB         table        table             frames
//!  401 → 1     1 → PT1 ──▶  4  404  P 1 ──▶   frame 2 [404] R D
//!  cost  ▇▇▇▇▇▇▇▇┊            1 ns … 10 ms, each mark ten times the last
//! ```

use super::inspect::size;
use super::machine::{BADGES, Fault, Outcome, Walking};
use super::space::{Link, Space, letter as process_letter};
use super::story::{level_name, mode};
use crate::figure::{Anchor, Arrow, Hue, Place, Rect, Scene, Thing, Tone, hue};
use crate::labs::memory::event::{Bit, Event, Found};
use crate::labs::memory::sketch::{badge, faint, label, place, row, titled};
use crate::text;
use crate::text::Text;

/// Height of a line of a table.
const LINE: i32 = 29;
/// Lines of a table around the entry that is read.
const LINES: usize = 5;
/// From this width on, a line of a table has room for page and frame.
const ROOMY: i32 = 150;
/// From this width on, a column has room for a title in words.
const TITLED: i32 = 140;
/// Frames that are drawn.
const FRAMES: usize = 8;

/// The picture of a step.
pub fn scene(before: &Walking, now: &Walking, events: &[Event], narrow: bool) -> Scene {
    let width = if narrow { 384 } else { 960 };
    let mut scene = Scene { width, label: describe(now), ..Scene::default() };
    accesses(&mut scene, now, width);
    let fields = address(&mut scene, now, events, narrow);
    let top = if narrow { 148 } else { 158 };
    let bottom = if narrow {
        columns_narrow(&mut scene, before, now, events, top)
    } else {
        columns(&mut scene, before, now, events, (top, &fields))
    };
    scene.height = cost(&mut scene, now, width, bottom + 12);
    scene
}

fn describe(now: &Walking) -> Text {
    let Some(access) = now.access() else {
        return Text::new("No access yet.", "还没有访问。");
    };
    let page = now.config.space.show(access.page);
    let frame = now.outcome.frame.map_or("–".to_string(), |frame| frame.to_string());
    let reads = now.outcome.reads;
    text!(
        "Access to page {page}: frame {frame}, {reads} table reads so far.",
        "访问页 {page}：页框 {frame}，已读页表项 {reads} 次。"
    )
}

/// The hue of a page: the same in every view.
pub fn page_hue(now: &Walking, page: u64) -> Hue {
    let Some(frames) = &now.frames else { return 0 };
    let shown = now.config.space.show(page);
    let index = frames.config.names.iter().position(|name| name.to_string() == shown);
    index.map_or(8, |index| hue(index, frames.config.names.len()))
}

/// The strip of accesses with a badge for each that is over.
pub fn accesses(scene: &mut Scene, now: &Walking, width: i32) {
    let longest = now.config.accesses.iter().take(200).map(|access| now.config.space.show(access.page).len());
    let (left, step) = (if width > 400 { 96 } else { 16 }, 62 + 9 * longest.max().unwrap_or(1).min(9) as i32);
    let room = ((width - left - 12) / step) as usize;
    let total = now.config.accesses.len();
    let current = now.current().saturating_sub(1);
    let first = (current + 1).saturating_sub(room * 2 / 3).min(total.saturating_sub(room));
    if width > 400 {
        scene.labels.push(faint(Text::new("Accesses", "访问"), 16, 36, Anchor::Start));
    }
    for at in first..total.min(first + room.min(BADGES)) {
        let access = &now.config.accesses[at];
        let x = left + (at - first) as i32 * step;
        let space = &now.config.space;
        let name = format!("{} {}", access.op, space.show(space.page_of(access.process, access.split.page)));
        let here = at + 1 == now.current();
        let rect = Rect::new(x, 14, step - 10, 32);
        let seen = at < now.current();
        scene.places.push(Place { active: here, dashed: !seen, ..place(format!("access:{at}"), rect) });
        let words = Text::same(name);
        let (start, line) = (x + 9, 35);
        scene.labels.push(if seen {
            label(words, start, line, Anchor::Start)
        } else {
            faint(words, start, line, Anchor::Start)
        });
        if let Some(outcome) = now.badges.iter().find(|outcome| outcome.at == at) {
            let (letter, tone) = letter(now, outcome);
            badge(scene, format!("badge:{at}"), x + step - 24, 20, letter, tone);
        }
    }
}

fn letter(now: &Walking, outcome: &Outcome) -> (&'static str, Tone) {
    match (outcome.fault, outcome.tlb_hit, now.tlb.is_some()) {
        (Some(Fault::Page | Fault::Cow), ..) => ("F", Tone::Fault),
        (Some(_), ..) => ("!", Tone::Fault),
        (None, true, _) | (None, false, false) => ("H", Tone::Hit),
        (None, false, true) => ("M", Tone::Miss),
    }
}

/// The address cut into its fields; returns the bottom middle of each field.
fn address(scene: &mut Scene, now: &Walking, events: &[Event], narrow: bool) -> Vec<(i32, i32)> {
    let Some(access) = now.access() else { return vec![] };
    let space = &now.config.space;
    let (left, top) = if narrow { (16, 98) } else { (190, 86) };
    let shown = space.show(access.address);
    scene.labels.push(faint(
        Text::new("Virtual address", "逻辑地址"),
        16,
        if narrow { 68 } else { 78 },
        Anchor::Start,
    ));
    let (x, y) = if narrow { (130, 68) } else { (16, 106) };
    scene.labels.push(label(Text::same(shown), x, y, Anchor::Start));
    let mut fields: Vec<(Text, String, i32)> = vec![];
    let many = access.split.indices.len() > 2 || narrow;
    // Only the entry says that a page is huge: until it is read, every index counts.
    let merged = if now.outcome.frame.is_some() { access.huge as usize } else { 0 };
    let kept = access.split.indices.len() - merged;
    for (index, value) in access.split.indices.iter().take(kept).enumerate() {
        let shown = space.show(*value);
        let name = match (space.level_bits.is_empty(), access.split.indices.len()) {
            (true, _) | (false, 1) => text!("page number {shown}", "页号 {shown}"),
            (_, 2) if index == 0 => text!("directory {shown}", "页目录 {shown}"),
            (_, 2) => text!("table {shown}", "页表 {shown}"),
            _ => text!("level {n}: {shown}", "第 {n} 级：{shown}", n = index + 1),
        };
        let bits = space.level_bits.get(index).copied();
        let (words, width) = field(*value, bits, many);
        // Four fields of nine digits have no room on a phone.
        let (words, width) =
            if narrow && access.split.indices.len() > 2 { (space.show(*value), 72) } else { (words, width) };
        fields.push((name, words, width));
    }
    let inside = if merged > 0 { access.offset } else { access.split.offset };
    let below: u32 = space.level_bits[space.level_bits.len() - merged..].iter().sum();
    let (offset, width) = field(inside, space.offset_bits().map(|bits| bits + below), many);
    let width = if merged > 0 { width + 80 * merged as i32 } else { width };
    let shown = space.show(inside);
    fields.push((text!("offset {shown}", "页内偏移 {shown}"), offset, width));
    let level = events.iter().find_map(|event| match event {
        Event::Walked { level, .. } => Some(level - 1),
        _ => None,
    });
    let mut x = left;
    let mut ends = vec![];
    let total: i32 = fields.iter().map(|field| field.2 + 8).sum();
    let squeeze = ((scene.width - left - 16) * 100 / total.max(1)).min(100);
    for (index, (name, words, width)) in fields.into_iter().enumerate() {
        let width = width * squeeze / 100;
        let active = level == Some(index);
        let rect = Rect::new(x, top, width, 30);
        scene.places.push(Place {
            active,
            tone: if active { Tone::Miss } else { Tone::Plain },
            ..place(format!("field:{index}"), rect)
        });
        scene.labels.push(faint(name, x + width / 2, top - 8, Anchor::Middle));
        scene.labels.push(label(Text::same(words), x + width / 2, top + 20, Anchor::Middle));
        ends.push((x + width / 2, top + 30));
        x += width + 8;
    }
    let (kernel, waits) = mode(now);
    if !narrow {
        let (words, tone) = match (kernel, waits) {
            _ if space.processes > 1 && !kernel => {
                let process = process_letter(now.process.unwrap_or(0));
                (text!("process {process} · user mode", "进程 {process} · 用户态"), Tone::User)
            }
            (_, true) => (Text::new("kernel mode · process waits", "内核态 · 进程阻塞"), Tone::Kernel),
            (true, false) => (Text::new("kernel mode", "内核态"), Tone::Kernel),
            _ => (Text::new("user mode", "用户态"), Tone::User),
        };
        let rect = Rect::new(scene.width - 216, 122, 200, 26);
        scene.places.push(Place { tone, ..place("mode", rect) });
        scene.labels.push(label(words, scene.width - 116, 140, Anchor::Middle));
    }
    ends
}

/// What stands in a field, and its width.
fn field(value: u64, bits: Option<u32>, tight: bool) -> (String, i32) {
    match bits {
        Some(bits) if bits <= 12 && !tight => {
            (format!("{value:0w$b}", w = bits as usize), 14 * bits as i32 + 20)
        }
        Some(bits) if bits <= 9 => (format!("{value:0w$b}", w = bits as usize), 10 * bits as i32 + 26),
        Some(bits) => (format!("{value:0w$X}", w = bits.div_ceil(4) as usize), 110),
        None => (value.to_string(), 110),
    }
}

/// TLB, tables and frames side by side.
fn columns(
    scene: &mut Scene,
    before: &Walking,
    now: &Walking,
    events: &[Event],
    (top, fields): (i32, &[(i32, i32)]),
) -> i32 {
    let levels = now.config.space.levels() as i32;
    let tlb = now.tlb.is_some();
    let (frame_width, gap) = (216, 20);
    let room = scene.width - 32 - frame_width - gap;
    let count = levels + i32::from(tlb);
    let width = ((room - gap * (count - 1)) / count).min(240);
    let mut x = 16;
    let mut bottom = top;
    if tlb {
        bottom = bottom.max(tlb_column(scene, now, events, Rect::new(x, top, width, 0)));
        x += width + gap;
    }
    let mut reached: Option<(i32, i32)> = None;
    for level in 0..levels as usize {
        let rect = Rect::new(x, top, width, 0);
        let (end, hit) = table_column(scene, now, events, level, rect);
        bottom = bottom.max(end);
        if let Some(y) = hit {
            let active = events
                .iter()
                .any(|event| matches!(event, Event::Walked { level: at, .. } if at - 1 == level));
            if let Some(&(fx, fy)) = fields.get(level).filter(|_| active) {
                let turn = fy + 10 + 6 * level as i32;
                let points = vec![(fx, fy), (fx, turn), (x - 10, turn), (x - 10, y), (x, y)];
                scene.arrows.push(Arrow {
                    id: format!("index:{level}"),
                    points,
                    active: true,
                    ..Arrow::default()
                });
            }
            if let Some((from, at)) = reached {
                let points = vec![(from, at), (x - 4, at)];
                if !active {
                    scene.arrows.push(Arrow { id: format!("down:{level}"), points, ..Arrow::default() });
                }
            }
            reached = Some((x + width, y));
        }
        x += width + gap;
    }
    let rect = Rect::new(scene.width - 16 - frame_width, top, frame_width, 0);
    bottom.max(frames_column(scene, before, now, rect, reached))
}

fn columns_narrow(scene: &mut Scene, before: &Walking, now: &Walking, events: &[Event], top: i32) -> i32 {
    let width = 168;
    let mut bottom = top;
    let mut x = 16;
    if now.tlb.is_some() {
        bottom = tlb_column(scene, now, events, Rect::new(x, top, width, 0));
        x += width + 16;
    }
    let last = now.outcome.walk.last().map_or(0, |read| read.0 - 1);
    bottom = bottom.max(table_column(scene, now, events, last, Rect::new(x, top, width, 0)).0);
    frames_column(scene, before, now, Rect::new(16, bottom + 12, 352, 0), None)
}

fn tlb_column(scene: &mut Scene, now: &Walking, events: &[Event], rect: Rect) -> i32 {
    let Some(tlb) = &now.tlb else { return rect.y };
    let space = &now.config.space;
    let Some(access) = now.access() else { return rect.y };
    let page = access.page;
    scene.labels.push(label(Text::new("TLB", "快表（TLB）"), rect.x, rect.y + 14, Anchor::Start));
    let set = tlb.set_of(access.index);
    let note = if tlb.sets.len() == 1 && rect.w < TITLED {
        Text::new("all at once", "同时比较")
    } else if tlb.sets.len() > 1 {
        text!("set {set}, compared at once", "第 {set} 组，同时比较")
    } else {
        Text::new("compared all at once", "全部同时比较")
    };
    scene.labels.push(faint(note, rect.x, rect.y + 32, Anchor::Start));
    let entries = tlb.sets[set].iter().rev().take(LINES);
    let looked = events.iter().any(|event| matches!(event, Event::TlbHit { .. } | Event::Filled { .. }));
    let mut y = rect.y + 42;
    for (slot, &(other, frame)) in entries.enumerate() {
        let is_hit = other == page && looked;
        scene.places.push(Place {
            active: is_hit,
            tone: if is_hit { Tone::Hit } else { Tone::Plain },
            corner: if rect.w < ROOMY {
                text!("→ {frame}", "→ {frame}")
            } else {
                text!("→ frame {frame}", "→ 页框 {frame}")
            },
            ..titled(
                format!("tlb:{slot}"),
                Rect::new(rect.x, y, rect.w, LINE - 1),
                Text::same(space.show(other)),
            )
        });
        y += LINE;
    }
    if tlb.sets[set].is_empty() {
        scene.places.push(Place {
            dashed: true,
            ..titled("tlb:0", Rect::new(rect.x, y, rect.w, LINE - 1), Text::new("empty", "空"))
        });
        y += LINE;
    }
    let missed = events.iter().any(|event| matches!(event, Event::TlbMissed { .. }));
    if missed {
        let shown = space.show(page);
        scene.places.push(Place {
            tone: Tone::Miss,
            ..titled(
                "tlb:miss",
                Rect::new(rect.x, y + 4, rect.w, LINE - 1),
                text!("◇ TLB miss: {shown}", "◇ 快表未命中：{shown}"),
            )
        });
        y += LINE + 4;
    }
    y
}

/// One level; returns where it ends, and where the entry that was read stands.
fn table_column(
    scene: &mut Scene,
    now: &Walking,
    events: &[Event],
    level: usize,
    rect: Rect,
) -> (i32, Option<i32>) {
    let read = now.outcome.walk.iter().rfind(|read| read.0 == level + 1).copied();
    let name = level_name(now, level + 1);
    let title = match read {
        Some((_, table, ..)) if level > 0 && rect.w < TITLED => {
            Text::same(now.config.space.tables[table].name.to_string())
        }
        Some((_, table, ..)) if level > 0 => {
            let id = &now.config.space.tables[table].name;
            let (en, zh) = (capital(&name.en), &name.zh);
            text!("{en} {id}", "{zh} {id}")
        }
        _ => {
            let en = capital(&name.en);
            let zh = name.zh.clone();
            Text { en: en.into(), zh }
        }
    };
    scene.labels.push(label(title, rect.x, rect.y + 14, Anchor::Start));
    let cut =
        now.outcome.walk.last().is_some_and(|last| matches!(last.3, Found::Frame(_)) && last.0 < level + 1);
    if read.is_none() && cut {
        let words = Text::new("not needed: PS = 1", "不用查：PS = 1");
        scene.labels.push(faint(words, rect.x, rect.y + 32, Anchor::Start));
        return (rect.y + 42, None);
    }
    let Some((_, table, index, found)) = read else {
        scene.places.push(Place {
            dashed: true,
            ..titled(
                format!("table:{level}"),
                Rect::new(rect.x, rect.y + 42, rect.w, LINE - 1),
                Text::new("not read yet", "还没有读"),
            )
        });
        return (rect.y + 42 + LINE, None);
    };
    let note = if level == 0 {
        Text::new("from CR3", "由页表基址寄存器指出")
    } else if rect.w < TITLED {
        text!("level {n}", "第 {n} 级", n = level + 1)
    } else {
        Text::new("from the level above", "由上一级指出")
    };
    scene.labels.push(faint(note, rect.x, rect.y + 32, Anchor::Start));
    let fresh =
        events.iter().any(|event| matches!(event, Event::Walked { level: at, .. } if at - 1 == level));
    let mended = found == Found::Missing && now.outcome.frame.is_some();
    let found = if mended { Found::Frame(0) } else { found };
    let (mut y, mut hit) = (rect.y + 42, None);
    for other in around(&now.config.space, table, index) {
        let here = other == index;
        let (title, corner) = entry(now, table, other, rect.w >= ROOMY);
        let tone = match found {
            Found::Missing | Found::Invalid if here => Tone::Fault,
            _ if here => Tone::Hit,
            _ => Tone::Plain,
        };
        scene.places.push(Place {
            active: here && fresh,
            tone,
            corner,
            ..titled(format!("entry:{level}:{other}"), Rect::new(rect.x, y, rect.w, LINE - 1), title)
        });
        if here {
            hit = Some(y + LINE / 2);
        }
        y += LINE;
    }
    if matches!(found, Found::Missing | Found::Invalid) {
        let words = match rect.w < ROOMY {
            true => Text::new("▲ Page fault", "▲ 缺页"),
            false => Text::new("▲ Page fault → kernel", "▲ 缺页 → 内核"),
        };
        let rect = Rect::new(rect.x, y + 4, rect.w, LINE - 1);
        scene.places.push(Place { tone: Tone::Fault, ..titled(format!("fault:{level}"), rect, words) });
        y += LINE + 4;
    } else if let Some(Link::Leaf(leaf)) = now.config.space.tables[table].entries.get(&index)
        && rect.w >= ROOMY
    {
        y = bits(scene, now, *leaf, Rect { y, ..rect });
    }
    (y, hit)
}

/// The bits of the entry that was read; each is a thing that can be clicked.
fn bits(scene: &mut Scene, now: &Walking, leaf: usize, rect: Rect) -> i32 {
    let step = rect.w / Bit::ALL.len() as i32;
    for (index, bit) in Bit::ALL.into_iter().enumerate() {
        let x = rect.x + index as i32 * step;
        let on = now.leaves[leaf].bit(bit);
        let cell = Rect::new(x, rect.y + 22, step - 3, 22);
        scene.labels.push(faint(Text::same(bit.name()), x + step / 2 - 1, rect.y + 16, Anchor::Middle));
        scene.places.push(Place { dashed: !on, ..place(format!("bit:{leaf}:{}", bit.letter()), cell) });
        let value = Text::same(u8::from(on).to_string());
        scene.labels.push(label(value, x + step / 2 - 1, rect.y + 38, Anchor::Middle));
    }
    rect.y + 48
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The entries next to one, itself included, at most [`LINES`], in order.
fn around(space: &Space, table: usize, index: u64) -> Vec<u64> {
    let entries = &space.tables[table].entries;
    let below: Vec<u64> = entries.range(..index).rev().take(LINES - 1).map(|(key, _)| *key).collect();
    let above: Vec<u64> = entries.range(index + 1..).take(LINES - 1).map(|(key, _)| *key).collect();
    let half = LINES / 2;
    let lower = below.len().min(half.max(LINES - 1 - above.len().min(LINES - 1)));
    let mut keys: Vec<u64> = below[..lower].iter().rev().copied().collect();
    keys.push(index);
    keys.extend(&above[..above.len().min(LINES - 1 - lower)]);
    keys
}

/// An entry as a line: index and page, and what it says.
fn entry(now: &Walking, table: usize, index: u64, roomy: bool) -> (Text, Text) {
    let space = &now.config.space;
    let shown = space.show(index);
    match space.tables[table].entries.get(&index) {
        Some(Link::Table(next)) => {
            let name = &space.tables[*next].name;
            (Text::same(shown), text!("→ {name}", "→ {name}"))
        }
        Some(Link::Leaf(leaf)) => {
            let leaf = now.leaves[*leaf];
            let title = if space.levels() > 1 && roomy {
                format!("{shown}: {}", space.show(leaf.page))
            } else {
                shown
            };
            let corner = match leaf.frame {
                Some(frame) if leaf.is_present() && !roomy => {
                    let bit = if leaf.huge > 0 { "PS" } else { "P1" };
                    text!("{bit} → {frame}", "{bit} → {frame}")
                }
                Some(frame) if leaf.is_present() && leaf.huge > 0 => {
                    text!("PS1 frame {frame}", "PS1 页框 {frame}")
                }
                Some(frame) if leaf.is_present() => text!("P1 frame {frame}", "P1 页框 {frame}"),
                _ => Text::new("P0", "P0"),
            };
            (Text::same(title), corner)
        }
        None => (Text::same(shown), Text::new("not present", "不存在")),
    }
}

/// Frames and disk, with the pages in them.
fn frames_column(
    scene: &mut Scene,
    before: &Walking,
    now: &Walking,
    rect: Rect,
    from: Option<(i32, i32)>,
) -> i32 {
    scene.labels.push(label(
        Text::new("Physical frames", "物理内存的页框"),
        rect.x,
        rect.y + 14,
        Anchor::Start,
    ));
    let mut y = rect.y + 24;
    let Some(pool) = now.frames.as_ref().and_then(|frames| frames.pool()) else {
        return plain_frame(scene, now, Rect { y, ..rect }, from);
    };
    let target = now.outcome.frame.filter(|_| now.outcome.physical.is_some());
    if let Some(frame) = now.outcome.frame.filter(|_| now.access().is_some_and(|access| access.huge > 0)) {
        y = huge_frame(scene, now, frame, Rect { y, ..rect }, from);
    }
    let victim = now.frames.as_ref().and_then(|frames| frames.victim());
    let height = 38;
    for (slot, held) in pool.slots.iter().enumerate().take(FRAMES) {
        let number = now.config.frame_numbers[slot];
        let line = Rect::new(rect.x, y, rect.w, height - 4);
        let active = target == Some(number) || victim == Some(slot);
        let bits = held.map(|held| {
            let (r, d) = (u8::from(held.referenced), u8::from(held.modified));
            text!("R {r} D {d}", "R {r} D {d}")
        });
        scene.places.push(Place {
            slots: row(Rect::new(rect.x + 78, y + 4, 66, height - 12), 0, 1, true),
            tone: if victim == Some(slot) { Tone::Evict } else { Tone::Plain },
            active,
            corner: bits.unwrap_or_default(),
            ..titled(format!("frame:{slot}"), line, text!("{number}", "{number}"))
        });
        if let Some(held) = held {
            scene.things.push(thing(now, now.number(held.page), &format!("frame:{slot}"), 0));
        }
        if let Some((x, at)) = from.filter(|_| target == Some(number)) {
            let points =
                vec![(x, at), (rect.x - 10, at), (rect.x - 10, y + height / 2), (rect.x, y + height / 2)];
            scene.arrows.push(Arrow { id: "data".into(), points, active: true, ..Arrow::default() });
        }
        y += height;
    }
    let hidden = pool.slots.len().saturating_sub(FRAMES);
    if hidden > 0 {
        scene.labels.push(faint(
            text!("{hidden} more frames", "另有 {hidden} 个页框"),
            rect.x,
            y + 12,
            Anchor::Start,
        ));
        y += 20;
    }
    let disk = Rect::new(rect.x, y + 6, rect.w, 62);
    scene.places.push(Place {
        slots: row(Rect::new(rect.x + 70, y + 26, 62, 30), 68, 2, false),
        tone: Tone::Hardware,
        ..titled("disk", disk, Text::new("Disk", "磁盘"))
    });
    on_disk(scene, before, now);
    y + 76
}

/// The frames of a huge page: one block, of which the offset picks a byte.
fn huge_frame(scene: &mut Scene, now: &Walking, frame: u64, rect: Rect, from: Option<(i32, i32)>) -> i32 {
    let Some(access) = now.access() else { return rect.y };
    let last = frame + now.config.space.pages_in(access.huge) - 1;
    let bytes = size(now.config.space.bytes_of(access.huge));
    let active = now.outcome.physical.is_some();
    let block = Rect::new(rect.x, rect.y, rect.w, 48);
    scene.places.push(Place {
        active,
        tone: if active { Tone::Hit } else { Tone::Plain },
        corner: Text::same(bytes),
        ..titled("frame:huge", block, text!("Huge page", "大页"))
    });
    scene.labels.push(faint(
        text!("frames {frame} to {last}", "页框 {frame} 到 {last}"),
        rect.x + 10,
        rect.y + 38,
        Anchor::Start,
    ));
    if let Some((x, at)) = from.filter(|_| active) {
        let points = vec![(x, at), (rect.x - 10, at), (rect.x - 10, rect.y + 24), (rect.x, rect.y + 24)];
        scene.arrows.push(Arrow { id: "data".into(), points, active: true, ..Arrow::default() });
    }
    rect.y + 56
}

/// The page that is asked for while it is not there, and the one that just left.
fn on_disk(scene: &mut Scene, before: &Walking, now: &Walking) {
    let there = |machine: &Walking| -> Vec<u64> {
        let pool = machine.frames.as_ref().and_then(|frames| frames.pool());
        pool.iter().flat_map(|pool| &pool.slots).flatten().map(|held| machine.number(held.page)).collect()
    };
    let (was, is) = (there(before), there(now));
    let asked = now.access().map(|access| access.page).filter(|page| !is.contains(page));
    let faulted = now.outcome.fault == Some(Fault::Page);
    if let Some(page) = asked.filter(|_| faulted) {
        scene.things.push(thing(now, page, "disk", 0));
    }
    for page in was.iter().filter(|page| !is.contains(page)) {
        scene.things.push(Thing { changed: true, ..thing(now, *page, "disk", 1) });
    }
    for fresh in scene.things.iter_mut().filter(|thing| thing.place.starts_with("frame:")) {
        let page = is.iter().find(|page| format!("page:{}", now.config.space.show(**page)) == fresh.id);
        fresh.changed |= page.is_some_and(|page| !was.contains(page));
    }
}

fn thing(now: &Walking, page: u64, place: &str, slot: usize) -> Thing {
    let name = now.config.space.show(page);
    Thing {
        id: format!("page:{name}"),
        name,
        hue: page_hue(now, page),
        place: place.into(),
        slot,
        ..Thing::default()
    }
}

/// Without demand paging only the frame that is found is drawn.
fn plain_frame(scene: &mut Scene, now: &Walking, rect: Rect, from: Option<(i32, i32)>) -> i32 {
    let y = rect.y + 18;
    let found = now.outcome.frame;
    let title = found.map_or(Text::new("frame not known yet", "页框还未知"), |frame| {
        text!("Frame {frame}", "页框 {frame}")
    });
    let active = now.outcome.physical.is_some();
    let line = Rect::new(rect.x, y, rect.w, 40);
    scene.places.push(Place {
        dashed: found.is_none(),
        active,
        tone: if active { Tone::Hit } else { Tone::Plain },
        ..titled("frame", line, title)
    });
    if let (Some(address), Some(access)) = (now.outcome.physical, now.access()) {
        let (shown, offset) = (now.config.space.show(address), now.config.space.show(access.offset));
        scene.labels.push(label(
            text!("Physical address {shown}", "物理地址 {shown}"),
            rect.x,
            y + 62,
            Anchor::Start,
        ));
        scene.labels.push(faint(
            text!("offset {offset} is unchanged", "页内偏移 {offset} 不变"),
            rect.x,
            y + 80,
            Anchor::Start,
        ));
        if let Some((x, at)) = from {
            let points = vec![(x, at), (rect.x - 10, at), (rect.x - 10, y + 20), (rect.x, y + 20)];
            scene.arrows.push(Arrow { id: "data".into(), points, active: true, ..Arrow::default() });
        }
    }
    y + 92
}

/// The cost of this access on a logarithmic scale; returns the height of the picture.
fn cost(scene: &mut Scene, now: &Walking, width: i32, top: i32) -> i32 {
    if now.config.times.is_none() {
        return top;
    }
    let time = now.outcome.time;
    let (left, decades) = (if width > 400 { 190 } else { 16 }, 8);
    let step = (width - left - 24) / decades;
    let y = if width > 400 { top + 8 } else { top + 24 };
    scene.labels.push(label(Text::new("Cost of this access", "这次访问的代价"), 16, top + 16, Anchor::Start));
    if width > 400 {
        scene.labels.push(faint(Text::new("logarithmic scale", "对数刻度"), 16, top + 34, Anchor::Start));
    }
    for (mark, name) in ["1 ns", "", "100 ns", "", "10 µs", "", "1 ms", "", "100 ms"].iter().enumerate() {
        let x = left + mark as i32 * step;
        let anchor = if mark == 0 { Anchor::Start } else { Anchor::Middle };
        scene.labels.push(faint(Text::same(*name), x, y + 44, anchor));
    }
    if time > 0 {
        let tone = if now.outcome.fault == Some(Fault::Page) { Tone::Fault } else { Tone::Miss };
        let length = (i64::from(step) * logarithm(time) / 1000).clamp(12, i64::from(step * decades)) as i32;
        scene.places.push(Place { tone, ..place("cost", Rect::new(left, y, length, 24)) });
        let words = duration(time);
        let inside = length > 90;
        let x = if inside { left + length / 2 } else { left + length + 8 };
        let anchor = if inside { Anchor::Middle } else { Anchor::Start };
        scene.labels.push(label(Text::same(words), x, y + 17, anchor));
    }
    y + 54
}

/// The decimal logarithm in thousandths, for drawing.
fn logarithm(number: u64) -> i64 {
    const TENTHS: [i64; 10] = [0, 41, 79, 114, 146, 176, 204, 230, 255, 279];
    const WHOLE: [i64; 9] = [0, 301, 477, 602, 699, 778, 845, 903, 954];
    let digits = number.max(1).ilog10();
    let lead = (number.max(1) * 10 / 10u64.pow(digits)) as usize;
    let fine = if lead < 20 { TENTHS[lead - 10] } else { WHOLE[lead / 10 - 1] };
    i64::from(digits) * 1000 + fine
}

/// A time in ns with a fitting unit.
fn duration(time: u64) -> String {
    let (per, unit) = match time {
        0..10_000 => (1, "ns"),
        10_000..1_000_000 => (1_000, "µs"),
        _ => (1_000_000, "ms"),
    };
    format!("{} {unit}", crate::sim::Ratio::new(time as i64, per).decimal(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_near_enough_to_draw() {
        assert_eq!([1, 10, 100, 200, 10_000_000].map(logarithm), [0, 1000, 2000, 2301, 7000]);
        assert!((logarithm(150) - 2176).abs() < 2);
    }
}
