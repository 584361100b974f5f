//! The mechanism of a policy: a queue with the next to go at its head, a ring with a hand, or a card per frame.

use super::machine::{Memory, ROWS, Replacing};
use super::picture::{Plan, page_hue};
use super::pool::{NEVER, Page, Pool, Slot};
use super::story::{fact, page_id};
use crate::figure::{Anchor, Arrow, Place, Rect, Scene, Slots, Thing, Tone};
use crate::labs::memory::event::Event;
use crate::labs::memory::rules::Layout;
use crate::labs::memory::scenario::Policy;
use crate::labs::memory::sketch::{faint, label, on_ellipse, row, titled};
use crate::text;
use crate::text::Text;

/// Draws the policy's own view of the pages and returns where it ends.
pub fn mechanism(
    scene: &mut Scene,
    plan: &Plan,
    before: &Replacing,
    now: &Replacing,
    events: &[Event],
    top: i32,
) -> i32 {
    match &now.memory {
        Memory::Sets(_) => queue(scene, plan, before, now, top),
        Memory::Pools(_) => match now.pool() {
            Some(pool) if !is_queue(pool) => cards(scene, plan, (before, now), pool, events, top),
            _ => queue(scene, plan, before, now, top),
        },
    }
}

fn is_queue(pool: &Pool) -> bool {
    pool.is_ranked() || matches!(pool.policy, Policy::Fifo | Policy::SecondChance | Policy::Lru | Policy::Mru)
}

/// Pages in the order in which the policy keeps them, the next to go at the right.
fn queue(scene: &mut Scene, plan: &Plan, before: &Replacing, now: &Replacing, top: i32) -> i32 {
    let disk_left = if plan.is_wide() { 790 } else { 270 };
    let width = disk_left - 60 - 16;
    let rect = Rect::new(16, top, width, 92);
    let step = block(now) + 12;
    let room = ((width - 16) / step) as usize;
    let wanted = now.pool().map_or(room, |pool| pool.slots.len());
    let slots = row(Rect::new(16 + width - step - 4, top + 34, step - 12, 36), -step, room.min(wanted), true);
    let (title, corner) = queue_words(now);
    scene.places.push(Place { corner, slots, ..titled("queue", rect, title) });
    disk(scene, block(now), Rect::new(disk_left, top, plan.width - 16 - disk_left, 92));
    let order = ordered(now);
    let used: Vec<Thing> =
        order.iter().enumerate().map(|(slot, page)| standing(now, *page, "queue", slot)).collect();
    let was: Vec<Page> = match now.pool() {
        // In the order of before, if it was the same process's.
        Some(_) if !now.config.is_local() || before.process() == now.process() => ordered(before),
        Some(_) => kept(before, now).collect(),
        None => ordered(before),
    };
    move_in(scene, before, now, used, &was, "queue");
    // The last place says how many more there are.
    let told = if order.len() > room { room.saturating_sub(1) } else { room };
    for (slot, page) in order.iter().enumerate().take(told) {
        let here = now.find(*page).and_then(|frame| now.slot(frame));
        let Some(words) = here.and_then(|here| short(now, &here)) else { continue };
        let x = 16 + width - 4 - step / 2 - 6 - step * slot as i32;
        scene.labels.push(faint(words, x, top + 85, Anchor::Middle));
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

/// The width of a block in a queue: of most names, or of the hexadecimal numbers of 32-bit pages.
fn block(now: &Replacing) -> i32 {
    let is_long = now.config.names.iter().take(500).any(|name| name.to_string().len() > 5);
    if is_long { 72 } else { 46 }
}

fn queue_words(now: &Replacing) -> (Text, Text) {
    let next = Text::new("head: goes next", "队首：下一个淘汰");
    match now.config.policy {
        Policy::Lru => (Text::new("LRU order", "LRU 次序"), Text::new("used longest ago", "最久未用")),
        Policy::Mru => (Text::new("MRU order", "MRU 次序"), Text::new("used last", "最近刚用")),
        Policy::SecondChance => (Text::new("Second-chance queue", "二次机会队列"), next),
        Policy::Opt => (Text::new("Looking ahead", "向后看"), Text::new("needed last", "最晚使用")),
        Policy::Unopt => (Text::new("Looking ahead", "向后看"), Text::new("needed soonest", "最快要用")),
        Policy::Lfu => (Text::new("By number of uses", "按使用次数"), Text::new("used least", "使用最少")),
        Policy::Mfu => (Text::new("By number of uses", "按使用次数"), Text::new("used most", "使用最多")),
        Policy::WorkingSet => (Text::new("Working set", "工作集"), Text::default()),
        Policy::Pff => (Text::new("Resident set", "驻留集"), Text::default()),
        _ => (Text::new("FIFO queue", "先进先出队列"), next),
    }
}

/// What decides about a page, short enough to stand below it.
fn short(now: &Replacing, here: &Slot) -> Option<Text> {
    let words = match now.config.policy {
        Policy::Opt | Policy::Unopt if here.next == NEVER => Text::new("never", "不再用"),
        Policy::Opt | Policy::Unopt => {
            let ahead = now.next_access(here).saturating_sub(now.current() as u64);
            text!("in {ahead}", "{ahead} 次后")
        }
        Policy::SecondChance => {
            let r = u8::from(here.referenced);
            text!("R = {r}", "R = {r}")
        }
        Policy::Lru | Policy::Mru if here.last >= 0 => {
            let ago = now.current() as i64 - 1 - here.last;
            if ago == 0 { Text::new("now", "刚用") } else { text!("{ago} ago", "{ago} 次前") }
        }
        Policy::Lfu | Policy::Mfu => text!("{n}×", "{n} 次", n = here.count),
        Policy::Fifo if here.loaded >= 0 => text!("at {n}", "第 {n} 次", n = here.loaded + 1),
        _ => return None,
    };
    Some(words)
}

/// Pages, the next to go first.
fn ordered(now: &Replacing) -> Vec<Page> {
    let Some(pool) = now.pool() else { return now.resident().collect() };
    let order: Vec<usize> = if pool.is_ranked() { pool.ranked().collect() } else { pool.order() };
    let mut pages: Vec<Page> =
        order.into_iter().filter_map(|slot| pool.slots[slot]).map(|here| here.page).collect();
    if pool.policy == Policy::Mru {
        pages.reverse();
    }
    pages
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
    let victim = now.victim().and_then(|frame| now.slot(frame)).map(|here| page_id(now, here.page));
    for thing in &mut things {
        if !is_old(thing) {
            thing.via = Some("in".into());
            thing.changed = true;
        }
        thing.changed |= victim.as_ref() == Some(&thing.id);
    }
    let inside = things.len();
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
        // Nobody else stands there by now.
        if home == "queue" && slot >= inside {
            things.push(Thing { ghost: true, place: home.into(), slot, ..gone });
        }
    }
    scene.things.append(&mut things);
}

fn disk(scene: &mut Scene, block: i32, rect: Rect) {
    let (block, room) = (block.min((rect.w - 24) / 2).max(40), rect.w - 20);
    let columns = (room / (block + 4)).max(1) as usize;
    // Where it is flat, what stands in it stands beside its name.
    let first = if rect.h < 60 { (rect.x + 70, rect.y + 8) } else { (rect.x + 10, rect.y + 34) };
    let slots = row(Rect::new(first.0, first.1, block, 36), block + 4, columns, false);
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
    let disk_left = if plan.is_wide() { 790 } else { plan.width };
    let (size, height) =
        if ring { (FLAT, if plan.is_wide() { 206 } else { 178 }) } else { card_size(plan, count) };
    let middle = if plan.is_wide() { disk_left / 2 - 20 } else { disk_left / 2 };
    let center = (middle, top + height / 2);
    let radius = if plan.is_wide() { (250, 76) } else { (112, 64) };
    let listed: Vec<usize> = match pool.rules.layout {
        Layout::Slots => (0..count).collect(),
        Layout::List => pool.listed().into_iter().take(count).collect(),
    };
    let corner_of = |index: usize| {
        if ring {
            let (x, y) = on_ellipse(center, radius, index, count);
            return (x - size.0 / 2, y - size.1 / 2);
        }
        let (column, line) = ((index % plan.cards) as i32, (index / plan.cards) as i32);
        (16 + column * (size.0 + 10), top + line * (size.1 + 10))
    };
    let mut things = vec![];
    let boxes: Vec<Rect> = (0..count).map(corner_of).map(|(x, y)| Rect::new(x, y, size.0, size.1)).collect();
    for (rect, &slot) in boxes.iter().zip(&listed) {
        let rect = *rect;
        card(scene, now, pool, slot, rect, events);
        if let Some(here) = pool.slots[slot] {
            things.push(standing(now, here.page, &format!("frame:{}", now.first() + slot), 0));
        }
    }
    if ring {
        round(scene, center, radius, &boxes);
        let at = listed.iter().position(|slot| Some(*slot) == pool.pointer()).unwrap_or(0);
        hand(scene, center, (radius.0 - 76, radius.1 - 30), (at, count));
    }
    let was: Vec<Page> = kept(before, now).collect();
    let bottom = top + height;
    if plan.is_wide() {
        disk(scene, block(now), Rect::new(disk_left, top, plan.width - 16 - disk_left, 92));
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
    disk(scene, block(now), Rect::new(16, bottom + 8, plan.width - 32, 52));
    move_in(scene, before, now, things, &was, "frames");
    totals(scene, plan, now, bottom + 84);
    bottom + 96
}

/// The pages that were in the pool drawn now.
fn kept<'a>(before: &'a Replacing, now: &Replacing) -> impl Iterator<Item = Page> + 'a {
    let part = if now.config.is_local() { now.process() } else { 0 };
    before.pools().get(part).into_iter().flat_map(|pool| &pool.slots).flatten().map(|here| here.page)
}

/// A card of the ring.
const FLAT: (i32, i32) = (152, 48);

fn card_size(plan: &Plan, count: usize) -> ((i32, i32), i32) {
    let lines = count.div_ceil(plan.cards) as i32;
    ((112, 84), lines * 94 - 10)
}

fn card(scene: &mut Scene, now: &Replacing, pool: &Pool, slot: usize, rect: Rect, events: &[Event]) {
    let here = pool.slots[slot];
    let flat = rect.h < 60;
    let under_hand = pool.pointer() == Some(slot);
    let slot = now.first() + slot;
    let is_victim = now.victim() == Some(slot);
    let touched = events.iter().any(|event| matches!(event,
        Event::Spared { slot: at, .. } | Event::Loaded { slot: at, .. } | Event::Chosen { slot: at, .. } if *at == slot));
    let block = if flat {
        Rect::new(rect.x + rect.w - 84, rect.y + 8, 76, 32)
    } else {
        Rect::new(rect.x + rect.w / 2 - 38, rect.y + 27, 76, 32)
    };
    let slots = Slots { first: block, dx: 0, dy: 0, columns: 1, rows: 1, outlined: true };
    let title = if !flat && under_hand {
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
        _ => fact(now, &here),
    };
    scene.labels.push(if flat {
        label(fact, rect.x + 12, rect.y + 39, Anchor::Start)
    } else {
        faint(fact, rect.x + rect.w / 2, rect.y + rect.h - 9, Anchor::Middle)
    });
}

/// The way of the hand from frame to frame, clockwise: pieces of the ring that no card covers.
fn round(scene: &mut Scene, center: (i32, i32), radius: (i32, i32), cards: &[Rect]) {
    const POINTS: usize = 90;
    if cards.len() < 2 {
        return;
    }
    let covered = |(x, y): (i32, i32)| {
        let holds =
            |rect: Rect| (rect.x..=rect.x + rect.w).contains(&x) && (rect.y..=rect.y + rect.h).contains(&y);
        cards.iter().any(|card| holds(card.grown(4)))
    };
    let points: Vec<(i32, i32)> = (0..=POINTS).map(|at| on_ellipse(center, radius, at, POINTS)).collect();
    // The first card stands over the first and the last point.
    let pieces = points.split(|point| covered(*point)).filter(|piece| piece.len() > 1);
    for (index, piece) in pieces.enumerate() {
        scene.arrows.push(Arrow { id: format!("round:{index}"), points: piece.to_vec(), ..Arrow::default() });
    }
}

fn hand(scene: &mut Scene, center: (i32, i32), reach: (i32, i32), (at, count): (usize, usize)) {
    let (x, y) = on_ellipse(center, reach, at, count);
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
    scene.labels.push(label(words, 16, y, Anchor::Start));
    let hidden = now.config.frames.saturating_sub(ROWS);
    if hidden > 0 {
        let words = text!("{hidden} more frames are not drawn", "另有 {hidden} 个页框未画出");
        scene.labels.push(faint(words, plan.width - 16, y, Anchor::End));
    }
}
