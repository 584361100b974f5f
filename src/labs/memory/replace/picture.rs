//! The textbook grid, one column per reference, and below it the mechanism of the policy.
//!
//! ```text
//!            7   0   1   2   0   3 …        references; those to come are faint
//!            F   F   F   F   H   F          hit or fault
//! Frame 0    7   7   7   2   2   2
//! Frame 1        0   0   0   0   0
//! Frame 2            1   1   1   3
//! Out                    7       1          who left
//! ┌ FIFO queue ───────── head ┐  ┌ Disk ┐
//! ```

use super::machine::{COLUMNS, Column, Memory, ROWS, Replacing};
use super::pool::{Page, Pool};
use super::story::{fact, page_id};
use crate::figure::{Anchor, Arrow, Hue, Place, Rect, Scene, Slots, Thing, Tone, hue};
use crate::labs::memory::event::Event;
use crate::labs::memory::rules::Layout;
use crate::labs::memory::scenario::Policy;
use crate::labs::memory::sketch::{badge, faint, label, on_ellipse, place, row, titled};
use crate::text;
use crate::text::Text;
use std::sync::Arc;

/// Width of a column of the grid.
const STEP: i32 = 42;
/// Height of a row of the grid.
const PITCH: i32 = 32;
/// Where the first row begins.
const TOP: i32 = 62;

/// Where things are, wide or narrow.
struct Plan {
    width: i32,
    left: i32,
    columns: usize,
    ring: usize,
    cards: usize,
}

const WIDE: Plan = Plan { width: 960, left: 108, columns: 20, ring: 8, cards: 6 };
const NARROW: Plan = Plan { width: 384, left: 84, columns: 7, ring: 0, cards: 3 };

/// The hue of a page.
pub fn page_hue(machine: &Replacing, page: Page) -> Hue {
    hue(page.0 as usize, machine.config.names.len())
}

/// The picture of a step.
pub fn scene(before: &Replacing, now: &Replacing, events: &[Event], narrow: bool) -> Scene {
    let plan = if narrow { NARROW } else { WIDE };
    let mut scene = Scene { width: plan.width, ..Scene::default() };
    let bottom = grid(&mut scene, &plan, now, events);
    let height = mechanism(&mut scene, &plan, before, now, events, bottom + 14);
    scene.height = height;
    scene.label = describe(now);
    scene
}

/// Only the policy's own view of the pages, below another picture; returns where it ends.
pub fn below(
    scene: &mut Scene,
    before: &Replacing,
    now: &Replacing,
    events: &[Event],
    top: i32,
    narrow: bool,
) -> i32 {
    let plan = if narrow { NARROW } else { WIDE };
    mechanism(scene, &plan, before, now, events, top)
}

fn describe(now: &Replacing) -> Text {
    let pages: Vec<String> = match &now.memory {
        Memory::Pool(pool) => {
            pool.slots.iter().map(|slot| slot.map_or("–".into(), |here| now.name(here.page))).collect()
        }
        Memory::Set(set) => set.pages.iter().map(|page| now.name(*page)).collect(),
    };
    let shown = pages.iter().take(ROWS).cloned().collect::<Vec<_>>();
    let (en, zh) = (shown.join(", "), shown.join("、"));
    let (faults, replacements) = (now.totals.faults, now.totals.replacements);
    text!(
        "In memory: {en}. Faults {faults}, replacements {replacements}.",
        "内存中：{zh}。缺页 {faults} 次，置换 {replacements} 次。"
    )
}

/// Draws the grid and returns where it ends.
fn grid(scene: &mut Scene, plan: &Plan, now: &Replacing, events: &[Event]) -> i32 {
    let total = now.config.refs.len();
    let current = now.current().saturating_sub(1);
    let first = (current + 1).saturating_sub(plan.columns * 2 / 3).min(total.saturating_sub(plan.columns));
    let rows = shown_rows(now);
    let bottom = TOP + (rows as i32 + 1) * PITCH;
    let middle = |at: usize| plan.left + (at - first) as i32 * STEP + STEP / 2;
    if now.current() > 0 && current < first + plan.columns {
        let rect = Rect::new(middle(current) - STEP / 2 - 1, 4, STEP + 2, TOP - 6);
        scene.places.push(Place { active: true, ..place("now", rect) });
    }
    scene.labels.push(faint(Text::new("Access", "访问"), 28, 24, Anchor::Start));
    frame_rows(scene, plan, now, rows);
    for at in first..total.min(first + plan.columns) {
        let name = header(now, at);
        let seen = at < now.current();
        let x = middle(at);
        scene.labels.push(if seen {
            label(name, x, 24, Anchor::Middle)
        } else {
            faint(name, x, 24, Anchor::Middle)
        });
    }
    let done = now.columns.iter().filter(|column| (first..first + plan.columns).contains(&column.at));
    let done: Vec<Arc<Column>> = done.cloned().collect();
    for column in &done {
        let (letter, tone) = if column.hit { ("H", Tone::Hit) } else { ("F", Tone::Fault) };
        badge(scene, format!("badge:{}", column.at), middle(column.at), 34, letter, tone);
        let fresh = !now.is_busy() && column.at == current;
        past_column(scene, now, column, column.at - first, fresh);
    }
    if now.is_busy() && events.iter().any(|event| !matches!(event, Event::Ticked)) {
        badge(scene, format!("badge:{current}"), middle(current), 34, "F", Tone::Fault);
        open_column(scene, now, current, current - first);
    }
    bottom
}

/// How many frames the grid has rows for.
fn shown_rows(now: &Replacing) -> usize {
    match &now.memory {
        Memory::Pool(pool) => pool.slots.len().min(ROWS),
        Memory::Set(_) => now.config.names.len().clamp(3, 8),
    }
}

fn frame_rows(scene: &mut Scene, plan: &Plan, now: &Replacing, rows: usize) {
    let width = plan.columns as i32 * STEP + plan.left - 16;
    let slots = |y: i32| row(Rect::new(plan.left + 3, y + 3, STEP - 6, PITCH - 6), STEP, plan.columns, false);
    for index in 0..rows {
        let y = TOP + index as i32 * PITCH;
        let title = match &now.memory {
            Memory::Pool(_) => text!("Frame {index}", "页框 {index}"),
            Memory::Set(_) if index == 0 => Text::new("In memory", "驻留集"),
            Memory::Set(_) => Text::default(),
        };
        scene.places.push(Place {
            slots: slots(y),
            ..titled(format!("row:{index}"), Rect::new(16, y, width, PITCH), title)
        });
    }
    let y = TOP + rows as i32 * PITCH;
    scene.places.push(Place {
        slots: slots(y),
        dashed: true,
        ..titled("out", Rect::new(16, y, width, PITCH), Text::new("Out", "移出"))
    });
}

fn header(now: &Replacing, at: usize) -> Text {
    let name = now.page(at).map(|page| now.name(page)).unwrap_or_default();
    let op = if now.config.writes[at] { "W " } else { "" };
    Text::same(format!("{op}{name}"))
}

fn past_column(scene: &mut Scene, now: &Replacing, column: &Column, slot: usize, fresh: bool) {
    for (index, page) in column.frames.iter().enumerate() {
        let Some(page) = page else { continue };
        let changed = fresh && !column.hit && (column.slot == Some(index) || *page == column.page);
        scene.things.push(Thing { changed, ..cell(now, *page, column.at, index, slot) });
    }
    let gone = column.victim.iter().chain(&column.removed).next();
    if let Some(page) = gone {
        scene.things.push(Thing {
            id: format!("out:{}", column.at),
            place: "out".into(),
            ..cell(now, *page, column.at, 0, slot)
        });
    }
}

/// The column of a reference that is under way: the frames as they are now.
fn open_column(scene: &mut Scene, now: &Replacing, at: usize, slot: usize) {
    let pages: Vec<Option<Page>> = match &now.memory {
        Memory::Pool(pool) => pool.slots.iter().take(ROWS).map(|slot| slot.map(|here| here.page)).collect(),
        Memory::Set(set) => set.pages.iter().take(ROWS).map(|page| Some(*page)).collect(),
    };
    for (index, page) in pages.into_iter().enumerate() {
        let Some(page) = page else { continue };
        let changed = now.victim() == Some(index);
        scene.things.push(Thing { changed, ..cell(now, page, at, index, slot) });
    }
}

fn cell(now: &Replacing, page: Page, at: usize, index: usize, slot: usize) -> Thing {
    Thing {
        id: format!("cell:{at}:{index}"),
        name: now.name(page),
        hue: page_hue(now, page),
        place: format!("row:{index}"),
        slot,
        ..Thing::default()
    }
}

/// Draws the policy's own view of the pages and returns where it ends.
fn mechanism(
    scene: &mut Scene,
    plan: &Plan,
    before: &Replacing,
    now: &Replacing,
    events: &[Event],
    top: i32,
) -> i32 {
    match &now.memory {
        Memory::Set(_) => queue(scene, plan, before, now, top),
        Memory::Pool(pool) if is_queue(pool) => queue(scene, plan, before, now, top),
        Memory::Pool(pool) => cards(scene, plan, (before, now), pool, events, top),
    }
}

fn is_queue(pool: &Pool) -> bool {
    matches!(pool.policy, Policy::Fifo | Policy::SecondChance | Policy::Lru | Policy::Mru)
}

/// Pages in the order in which the policy keeps them, the next to go at the right.
fn queue(scene: &mut Scene, plan: &Plan, before: &Replacing, now: &Replacing, top: i32) -> i32 {
    let disk_left = if plan.width == WIDE.width { 790 } else { 270 };
    let width = disk_left - 60 - 16;
    let rect = Rect::new(16, top, width, 92);
    let room = ((width - 16) / 58) as usize;
    let wanted = now.pool().map_or(room, |pool| pool.slots.len());
    let slots = row(Rect::new(16 + width - 62, top + 34, 46, 36), -58, room.min(wanted), true);
    let (title, corner) = queue_words(now);
    scene.places.push(Place { corner, slots, ..titled("queue", rect, title) });
    disk(scene, Rect::new(disk_left, top, plan.width - 16 - disk_left, 92));
    let order = ordered(now);
    let used: Vec<Thing> =
        order.iter().enumerate().map(|(slot, page)| standing(now, *page, "queue", slot)).collect();
    move_in(scene, before, now, used, &ordered(before), "queue");
    if now.config.policy == Policy::SecondChance {
        for (slot, page) in order.iter().enumerate().take(room) {
            let pool = now.pool().expect("second chance has frames");
            let r = pool.find(*page).and_then(|slot| pool.slots[slot]).map(|here| u8::from(here.referenced));
            let x = 16 + width - 62 + 23 - 58 * slot as i32;
            scene.labels.push(faint(
                text!("R = {r}", "R = {r}", r = r.unwrap_or(0)),
                x,
                top + 85,
                Anchor::Middle,
            ));
        }
    }
    let y = top + 52;
    arrows(
        scene,
        before,
        now,
        [
            vec![(16 + width, y), (disk_left, y)],
            vec![(disk_left + 40, top + 92), (disk_left + 40, top + 112), (40, top + 112), (40, top + 92)],
        ],
    );
    totals(scene, plan, now, top + 132);
    top + 146
}

fn queue_words(now: &Replacing) -> (Text, Text) {
    let next = Text::new("head: goes next", "队首：下一个淘汰");
    match now.config.policy {
        Policy::Lru => (Text::new("LRU order", "LRU 次序"), Text::new("used longest ago", "最久未用")),
        Policy::Mru => (Text::new("MRU order", "MRU 次序"), Text::new("used last", "最近刚用")),
        Policy::SecondChance => (Text::new("Second-chance queue", "二次机会队列"), next),
        Policy::WorkingSet => (Text::new("Working set", "工作集"), Text::default()),
        Policy::Pff => (Text::new("Resident set", "驻留集"), Text::default()),
        _ => (Text::new("FIFO queue", "先进先出队列"), next),
    }
}

/// Pages, the next to go first.
fn ordered(now: &Replacing) -> Vec<Page> {
    match &now.memory {
        Memory::Set(set) => set.pages.iter().copied().collect(),
        Memory::Pool(pool) => {
            let slots = pool.order().into_iter().filter_map(|slot| pool.slots[slot]);
            let mut pages: Vec<Page> = slots.map(|here| here.page).collect();
            if pool.policy == Policy::Mru {
                pages.reverse();
            }
            pages
        }
    }
}

fn standing(now: &Replacing, page: Page, place: &str, slot: usize) -> Thing {
    Thing {
        id: page_id(now, page),
        name: now.name(page),
        hue: page_hue(now, page),
        place: place.into(),
        slot,
        ..Thing::default()
    }
}

/// Places the pages in memory, the one that is asked for and the one that just left, and marks what moved.
fn move_in(
    scene: &mut Scene,
    before: &Replacing,
    now: &Replacing,
    mut things: Vec<Thing>,
    was: &[Page],
    home: &str,
) {
    let is_old = |thing: &Thing| was.iter().any(|page| page_id(now, *page) == thing.id);
    let victim = now.victim().and_then(|slot| now.pool()?.slots[slot]).map(|here| page_id(now, here.page));
    for thing in &mut things {
        if !is_old(thing) {
            thing.via = Some("in".into());
            thing.changed = true;
        }
        thing.changed |= victim.as_ref() == Some(&thing.id);
    }
    let ids: Vec<String> = things.iter().map(|thing| thing.id.clone()).collect();
    let asked = if now.is_busy() { now.page(now.current() - 1) } else { None };
    if let Some(page) = asked.filter(|page| !ids.contains(&page_id(now, *page))) {
        things.push(Thing { changed: before.current() < now.current(), ..standing(now, page, "disk", 0) });
    }
    for (slot, page) in was.iter().enumerate() {
        if ids.contains(&page_id(now, *page)) {
            continue;
        }
        let gone = standing(now, *page, "disk", 1);
        things.push(Thing { via: Some("out".into()), changed: true, ..gone.clone() });
        if home == "queue" {
            things.push(Thing { ghost: true, place: home.into(), slot, ..gone });
        }
    }
    scene.things.append(&mut things);
}

fn disk(scene: &mut Scene, rect: Rect) {
    let slots = row(Rect::new(rect.x + 12, rect.y + 34, 40, 36), 46, (rect.w as usize - 16) / 46, false);
    scene.places.push(Place {
        slots,
        tone: Tone::Hardware,
        ..titled("disk", rect, Text::new("Disk", "磁盘"))
    });
}

/// The ways between memory and disk; `ways` are out and in.
fn arrows(scene: &mut Scene, before: &Replacing, now: &Replacing, ways: [Vec<(i32, i32)>; 2]) {
    let loaded = now.done > before.done && now.totals.faults > before.totals.faults;
    let left = now.totals.replacements > before.totals.replacements;
    let [out, inward] = ways;
    let name_at = |way: &[(i32, i32)]| match way {
        [first, second] => ((first.0 + second.0) / 2, first.1 - 8),
        way => ((way[1].0 + way[2].0) / 2, way[1].1 - 5),
    };
    scene.arrows.push(Arrow {
        id: "out".into(),
        label: Text::new("out", "移出"),
        at: name_at(&out),
        points: out,
        active: left,
        ..Arrow::default()
    });
    scene.arrows.push(Arrow {
        id: "in".into(),
        label: Text::new("read in", "读入"),
        at: name_at(&inward),
        points: inward,
        active: loaded,
        ..Arrow::default()
    });
}

/// Frames as cards with what the policy knows of each; under a clock, in a ring with its hand.
fn cards(
    scene: &mut Scene,
    plan: &Plan,
    (before, now): (&Replacing, &Replacing),
    pool: &Pool,
    events: &[Event],
    top: i32,
) -> i32 {
    let count = pool.slots.len().min(ROWS);
    let ring = pool.pointer().is_some() && count <= plan.ring;
    let disk_left = if plan.width == WIDE.width { 790 } else { plan.width };
    let (size, height) = if ring { ((146, 48), 206) } else { card_size(plan, count) };
    let center = (disk_left / 2 - 20, top + 103);
    let listed: Vec<usize> = match pool.rules.layout {
        Layout::Slots => (0..count).collect(),
        Layout::List => pool.listed().take(count).collect(),
    };
    let corner_of = |index: usize| {
        if ring {
            let (x, y) = on_ellipse(center, (250, 76), index, count);
            return (x - size.0 / 2, y - size.1 / 2);
        }
        let (column, line) = ((index % plan.cards) as i32, (index / plan.cards) as i32);
        (16 + column * (size.0 + 10), top + line * (size.1 + 10))
    };
    let mut things = vec![];
    for (index, slot) in listed.into_iter().enumerate() {
        let (x, y) = corner_of(index);
        let rect = Rect::new(x, y, size.0, size.1);
        card(scene, now, pool, slot, rect, events);
        if let Some(here) = pool.slots[slot] {
            things.push(standing(now, here.page, &format!("frame:{slot}"), 0));
        }
    }
    if ring {
        hand(scene, pool, center, count);
    }
    let was: Vec<Page> =
        before.pool().iter().flat_map(|pool| &pool.slots).flatten().map(|here| here.page).collect();
    let bottom = top + height;
    if plan.width == WIDE.width {
        disk(scene, Rect::new(disk_left, top, plan.width - 16 - disk_left, 92));
        let (from, y) = (disk_left - 62, top + 34);
        arrows(
            scene,
            before,
            now,
            [vec![(from, y), (disk_left, y)], vec![(disk_left, y + 40), (from, y + 40)]],
        );
        move_in(scene, before, now, things, &was, "frames");
        totals(scene, plan, now, bottom + 16);
        return bottom + 30;
    }
    disk(scene, Rect::new(16, bottom + 8, plan.width - 32, 80));
    move_in(scene, before, now, things, &was, "frames");
    totals(scene, plan, now, bottom + 112);
    bottom + 124
}

fn card_size(plan: &Plan, count: usize) -> ((i32, i32), i32) {
    let lines = count.div_ceil(plan.cards) as i32;
    ((112, 84), lines * 94 - 10)
}

fn card(scene: &mut Scene, now: &Replacing, pool: &Pool, slot: usize, rect: Rect, events: &[Event]) {
    let here = pool.slots[slot];
    let flat = rect.h < 60;
    let is_victim = now.victim() == Some(slot);
    let touched = events.iter().any(|event| matches!(event,
        Event::Spared { slot: at, .. } | Event::Loaded { slot: at, .. } | Event::Chosen { slot: at, .. } if *at == slot));
    let block = if flat {
        Rect::new(rect.x + rect.w - 68, rect.y + 8, 60, 32)
    } else {
        Rect::new(rect.x + rect.w / 2 - 30, rect.y + 27, 60, 32)
    };
    let slots = Slots { first: block, dx: 0, dy: 0, columns: 1, rows: 1, outlined: true };
    let title = if !flat && pool.pointer() == Some(slot) {
        text!("{slot} ◂ hand", "{slot} ◂ 指针")
    } else {
        text!("Frame {slot}", "页框 {slot}")
    };
    let dirty = here.is_some_and(|here| here.modified) && now.config.has_ops;
    scene.places.push(Place {
        slots,
        corner: if dirty && !flat { Text::same("M = 1") } else { Text::default() },
        tone: if is_victim { Tone::Evict } else { Tone::Plain },
        active: touched,
        ..titled(format!("frame:{slot}"), rect, title)
    });
    let Some(here) = here else { return };
    let fact = match pool.policy {
        Policy::Clock if now.config.has_ops && flat => {
            let (r, m) = (u8::from(here.referenced), u8::from(here.modified));
            text!("R {r}  M {m}", "R {r}  M {m}")
        }
        Policy::EnhancedClock | Policy::WsClock if flat => {
            let (r, m) = (u8::from(here.referenced), u8::from(here.modified));
            text!("R {r}  M {m}", "R {r}  M {m}")
        }
        _ => fact(pool, &here),
    };
    scene.labels.push(if flat {
        label(fact, rect.x + 12, rect.y + 39, Anchor::Start)
    } else {
        faint(fact, rect.x + rect.w / 2, rect.y + rect.h - 9, Anchor::Middle)
    });
}

fn hand(scene: &mut Scene, pool: &Pool, center: (i32, i32), count: usize) {
    let at = pool.pointer().unwrap_or(0);
    let (x, y) = on_ellipse(center, (180, 48), at, count);
    scene.arrows.push(Arrow {
        id: "hand".into(),
        points: vec![center, (x, y)],
        label: Text::new("hand", "指针"),
        at: (center.0, center.1 + if y >= center.1 { -8 } else { 18 }),
        active: true,
        ..Arrow::default()
    });
}

fn totals(scene: &mut Scene, plan: &Plan, now: &Replacing, y: i32) {
    let (hits, faults, replacements) = (now.totals.hits, now.totals.faults, now.totals.replacements);
    let words = text!(
        "Hits {hits} · faults {faults} · replacements {replacements}",
        "命中 {hits} · 缺页 {faults} · 置换 {replacements}"
    );
    let hidden = now.pool().map_or(0, |pool| pool.slots.len().saturating_sub(ROWS));
    scene.labels.push(label(words, 16, y, Anchor::Start));
    if hidden > 0 {
        let words = text!("{hidden} more frames are not drawn", "另有 {hidden} 个页框未画出");
        scene.labels.push(faint(words, plan.width - 16, y, Anchor::End));
    }
}

const _: () = assert!(COLUMNS >= WIDE.columns, "the machine remembers every column that is drawn");
