//! All that is known of a page or a frame, and memory as a table.

use super::machine::{Memory, Replacing};
use super::picture::page_hue;
use super::pool::{Page, Pool, Slot};
use super::story::{fact, page_id};
use crate::figure::{Cell, Row, Table};
use crate::lab::Inspect;
use crate::labs::memory::scenario::Policy;
use crate::text;
use crate::text::Text;

/// A page (`page:7`) or a frame (`frame:0`); a cell of the grid stands for its page.
pub fn inspect(now: &Replacing, id: &str) -> Option<Inspect> {
    let (kind, name) = id.split_once(':')?;
    match kind {
        "page" => page(now, name),
        "frame" | "row" => frame(now, name.parse().ok()?),
        "cell" => {
            let (at, slot) = name.split_once(':')?;
            let column = now.columns.iter().find(|column| column.at.to_string() == at);
            let held = match column {
                Some(column) => *column.frames.get(slot.parse::<usize>().ok()?)?,
                None => now.pool()?.slots.get(slot.parse::<usize>().ok()?)?.map(|here| here.page),
            };
            page(now, &now.name(held?))
        }
        "out" => {
            let column = now.columns.iter().find(|column| column.at.to_string() == name)?;
            let gone = column.victim.iter().chain(&column.removed).next()?;
            page(now, &now.name(*gone))
        }
        _ => None,
    }
}

fn page(now: &Replacing, name: &str) -> Option<Inspect> {
    let index = now.config.names.iter().position(|known| known.to_string() == name)?;
    let page = Page(index as u32);
    let uses = now.config.refs[..now.current()].iter().filter(|used| **used == page).count();
    let mut rows = vec![];
    match &now.memory {
        Memory::Pool(pool) => match pool.find(page) {
            Some(slot) => {
                rows.push((Text::new("Where", "位置"), words(text!("frame {slot}", "页框 {slot}"))));
                rows.extend(bits(pool, slot));
            }
            None => rows.push((Text::new("Where", "位置"), words(Text::new("on disk", "在磁盘上")))),
        },
        Memory::Set(set) => {
            let there = if set.pages.contains(&page) {
                Text::new("in memory", "在内存中")
            } else {
                Text::new("on disk", "在磁盘上")
            };
            rows.push((Text::new("Where", "位置"), words(there)));
            let used = Cell::plain(u8::from(set.is_used(page)).to_string());
            let name = if now.config.policy == Policy::Pff {
                Text::new("Use bit", "访问位")
            } else {
                Text::new("In the window", "在窗口内")
            };
            rows.push((name, used));
        }
    }
    rows.push((Text::new("Accesses so far", "至今访问次数"), Cell::plain(uses.to_string())));
    Some(Inspect {
        id: page_id(now, page),
        name: text!("Page {name}", "页面 {name}"),
        hue: page_hue(now, page),
        rows,
    })
}

fn frame(now: &Replacing, slot: usize) -> Option<Inspect> {
    let pool = now.pool()?;
    let here = pool.slots.get(slot)?;
    let mut rows = vec![(Text::new("Page", "页面"), held(now, here.as_ref()))];
    rows.extend(bits(pool, slot));
    Some(Inspect { id: format!("frame:{slot}"), name: text!("Frame {slot}", "页框 {slot}"), hue: 0, rows })
}

fn held(now: &Replacing, here: Option<&Slot>) -> Cell {
    here.map_or(words(Text::new("empty", "空闲")), |here| Cell::plain(now.name(here.page)))
}

fn bits(pool: &Pool, slot: usize) -> Vec<(Text, Cell)> {
    let Some(here) = pool.slots[slot] else { return vec![] };
    let since = |at: i64| {
        if at < 0 {
            words(Text::new("before the run", "运行之前"))
        } else {
            words(text!("access {n}", "第 {n} 次访问", n = at + 1))
        }
    };
    let bit = |set: bool| Cell::plain(u8::from(set).to_string());
    vec![
        (Text::new("R (used)", "访问位 R"), bit(here.referenced)),
        (Text::new("M (written)", "修改位 M"), bit(here.modified)),
        (Text::new("Loaded", "装入"), since(here.loaded)),
        (Text::new("Last used", "上次使用"), since(here.last)),
        (Text::new("Uses", "使用次数"), Cell::plain(here.count.to_string())),
        (Text::new("What decides", "决定因素"), words(fact(pool, &here))),
    ]
}

fn words(text: Text) -> Cell {
    Cell { text, ..Cell::default() }
}

/// Memory as a table: a row per frame, or per page of a resident set.
pub fn table(before: &Replacing, now: &Replacing) -> Table {
    let caption = Text::new("Frames after this step", "本步之后的页框");
    match (&before.memory, &now.memory) {
        (Memory::Pool(old), Memory::Pool(pool)) => Table {
            caption,
            columns: vec![
                Text::new("Frame", "页框"),
                Text::new("Page", "页面"),
                Text::same("R"),
                Text::same("M"),
                Text::new("What decides", "决定因素"),
            ],
            rows: (0..pool.slots.len().min(64)).map(|slot| frame_row(now, old, pool, slot)).collect(),
        },
        _ => Table {
            caption: Text::new("Pages in memory after this step", "本步之后内存中的页面"),
            columns: vec![Text::new("Page", "页面"), Text::new("Use bit", "访问位")],
            rows: set_rows(before, now),
        },
    }
}

fn frame_row(now: &Replacing, old: &Pool, pool: &Pool, slot: usize) -> Row {
    let (was, here) = (old.slots[slot], pool.slots[slot]);
    let cell = |show: &dyn Fn(&Slot) -> Text| {
        let text = here.as_ref().map_or(Text::same("–"), show);
        let changed = was.as_ref().map_or(Text::same("–"), show) != text;
        Cell { text, changed, ..Cell::default() }
    };
    Row {
        id: format!("frame:{slot}"),
        hue: 0,
        cells: vec![
            Cell::plain(slot.to_string()),
            cell(&|here| Text::same(now.name(here.page))),
            cell(&|here| Text::same(u8::from(here.referenced).to_string())),
            cell(&|here| Text::same(u8::from(here.modified).to_string())),
            cell(&|here| fact(pool, here)),
        ],
    }
}

fn set_rows(before: &Replacing, now: &Replacing) -> Vec<Row> {
    let (Memory::Set(old), Memory::Set(set)) = (&before.memory, &now.memory) else { return vec![] };
    let row = |page: &Page| Row {
        id: page_id(now, *page),
        hue: page_hue(now, *page),
        cells: vec![
            Cell { changed: !old.pages.contains(page), ..Cell::plain(now.name(*page)) },
            Cell::plain(u8::from(set.is_used(*page)).to_string()),
        ],
    };
    set.pages.iter().take(64).map(row).collect()
}
