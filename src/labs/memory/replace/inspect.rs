//! All that is known of a page or a frame, and memory as a table.

use super::machine::{Memory, Replacing};
use super::picture::page_hue;
use super::pool::{Page, Slot};
use super::processes;
use super::story::{fact, page_id};
use crate::figure::{Cell, Row, Table};
use crate::lab::{Deed, Edit, Inspect};
use crate::labs::memory::scenario::{Policy, Replace};
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
                None => now.slot(slot.parse().ok()?).map(|here| here.page),
            };
            page(now, &now.name(held?))
        }
        "out" => {
            let column = now.columns.iter().find(|column| column.at.to_string() == name)?;
            let gone = column.victim.iter().chain(&column.removed).next()?;
            page(now, &now.name(*gone))
        }
        "proc" => processes::inspect(now, name),
        _ => None,
    }
}

fn page(now: &Replacing, name: &str) -> Option<Inspect> {
    let page = now.named(name)?;
    let uses = now.config.refs[..now.current()].iter().filter(|used| **used == page).count();
    let mut rows = vec![];
    match &now.memory {
        Memory::Pools(_) => match now.find(page) {
            Some(frame) => {
                rows.push((Text::new("Where", "位置"), words(text!("frame {frame}", "页框 {frame}"))));
                rows.extend(bits(now, frame));
            }
            None => rows.push((Text::new("Where", "位置"), words(Text::new("on disk", "在磁盘上")))),
        },
        Memory::Sets(_) => {
            let there = if now.resident().any(|held| held == page) {
                Text::new("in memory", "在内存中")
            } else {
                Text::new("on disk", "在磁盘上")
            };
            rows.push((Text::new("Where", "位置"), words(there)));
            let used = Cell::plain(u8::from(now.is_used(page)).to_string());
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

/// The edits that are offered beside a page: access it next.
pub fn deeds(study: &Replace, now: &Replacing, id: &str) -> Vec<Deed> {
    let Some(page) = id.strip_prefix("page:").and_then(|name| now.named(name)) else { return vec![] };
    let deed = |(name, write)| {
        let value = super::form::with_access(study, now.current(), now.name(page), write)?;
        Some(Deed {
            name,
            help: Text::new(
                "Adds an access to this page, right after the present one.",
                "在当前访问之后加一次对此页的访问。",
            ),
            on: None,
            edit: Edit::Set { field: "a".into(), value },
        })
    };
    let both =
        [(Text::new("Read it next", "接着读它"), false), (Text::new("Write it next", "接着写它"), true)];
    both.into_iter().filter_map(deed).collect()
}

fn frame(now: &Replacing, slot: usize) -> Option<Inspect> {
    now.within(slot)?;
    let here = now.slot(slot);
    let mut rows = vec![(Text::new("Page", "页面"), held(now, here.as_ref()))];
    rows.extend(bits(now, slot));
    Some(Inspect { id: format!("frame:{slot}"), name: text!("Frame {slot}", "页框 {slot}"), hue: 0, rows })
}

fn held(now: &Replacing, here: Option<&Slot>) -> Cell {
    here.map_or(words(Text::new("empty", "空闲")), |here| Cell::plain(now.name(here.page)))
}

fn bits(now: &Replacing, frame: usize) -> Vec<(Text, Cell)> {
    let Some((pool, slot)) = now.within(frame) else { return vec![] };
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
        (Text::new("What decides", "决定因素"), words(fact(now, &here))),
    ]
}

fn words(text: Text) -> Cell {
    Cell { text, ..Cell::default() }
}

/// Memory as a table: a row per frame, or per page of a resident set.
pub fn table(before: &Replacing, now: &Replacing) -> Table {
    let caption = Text::new("Frames after this step", "本步之后的页框");
    match &now.memory {
        Memory::Pools(_) => Table {
            caption,
            columns: vec![
                Text::new("Frame", "页框"),
                Text::new("Page", "页面"),
                Text::same("R"),
                Text::same("M"),
                Text::new("What decides", "决定因素"),
            ],
            rows: (0..now.config.frames.min(64)).map(|frame| frame_row(before, now, frame)).collect(),
        },
        Memory::Sets(_) => Table {
            caption: Text::new("Pages in memory after this step", "本步之后内存中的页面"),
            columns: vec![Text::new("Page", "页面"), Text::new("Use bit", "访问位")],
            rows: set_rows(before, now),
        },
    }
}

fn frame_row(before: &Replacing, now: &Replacing, frame: usize) -> Row {
    let (was, here) = (before.slot(frame), now.slot(frame));
    let cell = |show: &dyn Fn(&Slot) -> Text| {
        let text = here.as_ref().map_or(Text::same("–"), show);
        let changed = was.as_ref().map_or(Text::same("–"), show) != text;
        Cell { text, changed, ..Cell::default() }
    };
    Row {
        id: format!("frame:{frame}"),
        hue: 0,
        cells: vec![
            Cell::plain(frame.to_string()),
            cell(&|here| Text::same(now.name(here.page))),
            cell(&|here| Text::same(u8::from(here.referenced).to_string())),
            cell(&|here| Text::same(u8::from(here.modified).to_string())),
            cell(&|here| fact(now, here)),
        ],
    }
}

fn set_rows(before: &Replacing, now: &Replacing) -> Vec<Row> {
    let row = |page: Page| Row {
        id: page_id(now, page),
        hue: page_hue(now, page),
        cells: vec![
            Cell { changed: before.resident().all(|held| held != page), ..Cell::plain(now.name(page)) },
            Cell::plain(u8::from(now.is_used(page)).to_string()),
        ],
    };
    now.resident().take(64).map(row).collect()
}
