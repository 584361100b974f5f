//! All that is known of a page, a frame, a table or the TLB; and the pages as a table.

use super::form;
use super::machine::Walking;
use super::picture::page_hue;
use super::space::{Leaf, Link, letter};
use crate::figure::{Cell, Row, Table};
use crate::lab::{Deed, Edit, Inspect, Metrics, Total};
use crate::labs::memory::event::Bit;
use crate::labs::memory::replace;
use crate::labs::memory::scenario::Paging;
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// Rows of a table that are listed.
const LISTED: usize = 64;
/// From so many accesses on, none is added by a click.
const DEEDS: usize = 200;

/// A page (`page:404`), a frame (`frame:1`), a table (`table:PD`), the TLB (`tlb`).
pub fn inspect(now: &Walking, id: &str) -> Option<Inspect> {
    let (kind, name) = id.split_once(':').unwrap_or((id, ""));
    match kind {
        "page" => page(now, name),
        "access" => {
            let access = now.config.accesses.get(name.parse::<usize>().ok()?)?;
            page(now, &now.config.space.show(access.page))
        }
        "tlb" => Some(tlb(now)),
        "bit" => {
            let leaf = now.leaves.get(name.split(':').next()?.parse::<usize>().ok()?)?;
            page(now, &now.config.space.show(leaf.page))
        }
        "entry" => entry(now, name).or_else(|| table_of(now, name)),
        "table" => table_of(now, name),
        _ => replace::inspect::inspect(now.frames.as_ref()?, id),
    }
}

fn words(text: Text) -> Cell {
    Cell { text, ..Cell::default() }
}

fn page(now: &Walking, name: &str) -> Option<Inspect> {
    let space = &now.config.space;
    let Some(leaf) = now.leaves.iter().find(|leaf| space.show(leaf.page) == name) else {
        return unmapped(now, name);
    };
    let bit = |set: bool| Cell::plain(u8::from(set).to_string());
    let area = leaf.area.map(|area| &space.areas[area]);
    let mut rows = vec![
        (Text::new("P (present)", "状态位 P"), bit(leaf.is_present())),
        (Text::new("R/W (writable)", "读写位 R/W"), bit(leaf.write)),
        (Text::new("U/S (user)", "用户位 U/S"), bit(leaf.user)),
        (Text::new("A (accessed)", "访问位 A"), bit(leaf.accessed)),
        (Text::new("D (dirty)", "修改位 D"), bit(leaf.dirty)),
        (Text::new("XD (no execute)", "禁止执行位 XD"), bit(!leaf.execute)),
        (Text::new("COW (copy on write)", "写时复制位 COW"), bit(leaf.cow)),
    ];
    if leaf.huge > 0 {
        let size = size(space.bytes_of(leaf.huge));
        rows.push((Text::new("PS (huge page)", "大页位 PS"), words(text!("1: {size}", "1：{size}"))));
    }
    if let Some(area) = area {
        rows.push((Text::new("Area", "区域"), Cell::plain(area.name.clone())));
    }
    let place = match leaf.frame {
        Some(frame) => text!("frame {frame}", "页框 {frame}"),
        None if area.is_some_and(|area| !area.disk) => Text::new("nowhere yet", "尚未分配"),
        None => Text::new("on disk", "在磁盘上"),
    };
    rows.push((Text::new("Where", "位置"), words(place)));
    let cached = now.tlb.as_ref().is_some_and(|tlb| tlb.entries().any(|entry| entry.0 == leaf.page));
    rows.push((Text::new("In the TLB", "在快表中"), words(yes(cached))));
    Some(Inspect {
        id: format!("page:{name}"),
        name: text!("Page {name}", "页 {name}"),
        hue: page_hue(now, leaf.page),
        rows,
    })
}

/// The page of an entry on the present walk (`level:index`), if the entry is one of a page.
fn entry(now: &Walking, name: &str) -> Option<Inspect> {
    let space = &now.config.space;
    let (level, index) = name.split_once(':')?;
    let level: usize = level.parse().ok()?;
    let table = now.outcome.walk.iter().rfind(|read| read.0 == level + 1)?.1;
    match space.tables[table].entries.get(&index.parse().ok()?)? {
        Link::Leaf(leaf) => page(now, &space.show(now.leaves[*leaf].page)),
        Link::Table(_) => None,
    }
}

/// The edits that are offered beside a page: access it next, or turn over one of its bits.
pub fn deeds(paging: &Paging, now: &Walking, id: &str) -> Vec<Deed> {
    let space = &now.config.space;
    let page =
        id.strip_prefix("page:").and_then(|name| Some((name, now.leaves[space.leaf_of(space.read(name)?)?])));
    let Some((name, leaf)) = page else { return vec![] };
    let at = now.current() + 1;
    let mut deeds = vec![];
    if paging.addresses.len() < DEEDS {
        let first = space.number(leaf.page).saturating_mul(space.page_size);
        let who = letter(space.owner(leaf.page));
        let access = |name, help, op| Deed {
            name,
            help,
            on: None,
            edit: Edit::Set { field: "a".into(), value: form::with_access(paging, at - 1, who, op, first) },
        };
        let help = Text::new(
            "Adds an access to this page, right after the present one.",
            "在当前访问之后加一次对此页的访问。",
        );
        deeds.push(access(Text::new("Read it next", "接着读它"), help.clone(), 'R'));
        deeds.push(access(Text::new("Write it next", "接着写它"), help, 'W'));
    }
    deeds.extend(Bit::ALL.into_iter().map(|bit| {
        let (label, value) = (bit.name(), u8::from(leaf.bit(bit)));
        Deed {
            name: text!("{label} {value}", "{label} {value}"),
            help: text!(
                "Turn {label} over by hand, before access {at}.",
                "在第 {at} 次访问之前手工翻转 {label} 位。"
            ),
            on: Some(leaf.bit(bit)),
            edit: Edit::Set { field: "flip".into(), value: form::with_bit(paging, at, name, bit.letter()) },
        }
    }));
    deeds
}

/// A page that is accessed but belongs to no area.
fn unmapped(now: &Walking, name: &str) -> Option<Inspect> {
    let space = &now.config.space;
    now.config.accesses.iter().find(|access| space.show(access.page) == name)?;
    Some(Inspect {
        id: format!("page:{name}"),
        name: text!("Page {name}", "页 {name}"),
        hue: 0,
        rows: vec![(Text::new("Where", "位置"), words(Text::new("not mapped", "没有映射")))],
    })
}

fn yes(yes: bool) -> Text {
    if yes { Text::new("yes", "是") } else { Text::new("no", "否") }
}

fn tlb(now: &Walking) -> Inspect {
    let entries = now.tlb.iter().flat_map(|tlb| tlb.entries());
    let row = |(page, frame): (u64, u64)| {
        let page = now.config.space.show(page);
        (text!("page {page}", "页 {page}"), words(text!("frame {frame}", "页框 {frame}")))
    };
    Inspect {
        id: "tlb".into(),
        name: Text::new("TLB", "快表（TLB）"),
        hue: 0,
        rows: if now.tlb.as_ref().is_some_and(|tlb| tlb.entries().next().is_some()) {
            entries.take(LISTED).map(row).collect()
        } else {
            vec![(Text::new("Entries", "表项"), words(Text::new("none", "无")))]
        },
    }
}

/// A table by its name, or by an entry of it on the present walk (`level:index`).
fn table_of(now: &Walking, name: &str) -> Option<Inspect> {
    let space = &now.config.space;
    let by_name = space.tables.iter().position(|table| table.name == name);
    let by_level = || {
        let level: usize = name.split(':').next()?.parse().ok()?;
        now.outcome.walk.iter().find(|read| read.0 == level + 1).map(|read| read.1)
    };
    let table = &space.tables[by_name.or_else(by_level)?];
    let row = |(index, link): (&u64, &Link)| {
        let cell = match link {
            Link::Table(next) => {
                let name = &space.tables[*next].name;
                text!("→ {name}", "→ {name}")
            }
            Link::Leaf(leaf) => match now.leaves[*leaf].frame.filter(|_| now.leaves[*leaf].is_present()) {
                Some(frame) => text!("P 1, frame {frame}", "P 1，页框 {frame}"),
                None => Text::new("P 0", "P 0"),
            },
        };
        let index = space.show(*index);
        (text!("entry {index}", "第 {index} 项"), words(cell))
    };
    let name = &table.name;
    Some(Inspect {
        id: format!("table:{name}"),
        name: text!("Table {name}", "表 {name}"),
        hue: 0,
        rows: table.entries.iter().take(LISTED).map(row).collect(),
    })
}

/// The pages of the space as a table.
pub fn table(before: &Walking, now: &Walking) -> Table {
    let space = &now.config.space;
    let columns = ["P", "A", "D"].map(Text::same);
    let row = |(old, leaf): (&Leaf, &Leaf)| {
        let cell = |show: &dyn Fn(&Leaf) -> String| Cell {
            changed: show(old) != show(leaf),
            ..Cell::plain(show(leaf))
        };
        let bit = |set: bool| u8::from(set).to_string();
        Row {
            id: format!("page:{}", space.show(leaf.page)),
            hue: page_hue(now, leaf.page),
            cells: vec![
                Cell::plain(space.show(leaf.page)),
                cell(&|leaf| bit(leaf.is_present())),
                cell(&|leaf| bit(leaf.accessed)),
                cell(&|leaf| bit(leaf.dirty)),
                cell(&|leaf| leaf.frame.map_or("–".into(), |frame| frame.to_string())),
            ],
        }
    };
    Table {
        caption: Text::new("Page-table entries after this step", "本步之后的页表项"),
        columns: [Text::new("Page", "页")]
            .into_iter()
            .chain(columns)
            .chain([Text::new("Frame", "页框")])
            .collect(),
        rows: before.leaves.iter().zip(&now.leaves).take(LISTED).map(row).collect(),
    }
}

/// The figures up to now.
pub fn metrics(before: &Walking, now: &Walking) -> Metrics {
    let done = now.done as u64;
    let plain =
        |name, value: u64| Total { name, value: Text::same(value.to_string()), formula: Text::default() };
    let share = |name, part: u64| Total {
        name,
        value: if done == 0 {
            Text::same("–")
        } else {
            Text::same(Ratio::new(part as i64, done as i64).decimal(4))
        },
        formula: text!("{part} / {done}", "{part} / {done}"),
    };
    let mut totals = vec![plain(Text::new("Accesses done", "已完成访问"), done)];
    if now.tlb.is_some() {
        totals.push(share(Text::new("TLB hit rate", "快表命中率"), now.totals.tlb_hits));
    }
    totals.push(plain(Text::new("Page faults", "缺页次数"), now.totals.page_faults));
    if let Some(frames) = &now.frames {
        totals.push(plain(Text::new("Replacements", "置换次数"), frames.totals.replacements));
        totals.push(plain(Text::new("Write-backs", "写回次数"), frames.totals.writebacks));
    }
    if now.config.times.is_some() {
        let mut mean = share(Text::new("Mean access time", "平均访问时间"), now.totals.time);
        if done > 0 {
            let value = Ratio::new(now.totals.time as i64, done as i64).decimal(1);
            mean.value = text!("{value} ns", "{value} ns");
        }
        totals.push(mean);
    }
    totals.extend(switching(now));
    totals.extend(reach(now));
    totals.extend(table_memory(now));
    Metrics { table: table(before, now), totals, charts: vec![] }
}

/// What switches between processes cost the TLB.
fn switching(now: &Walking) -> Vec<Total> {
    let totals = now.totals;
    let Some(tlb) = now.tlb.as_ref().filter(|_| now.config.space.processes > 1) else { return vec![] };
    let plain = |name, value: u64, formula| Total { name, value: Text::same(value.to_string()), formula };
    let mut lines =
        vec![plain(Text::new("Process switches", "进程切换次数"), totals.switches, Text::default())];
    if !tlb.asid {
        let entries = totals.dropped;
        lines.push(plain(
            Text::new("Misses after a flush", "清空快表后的未命中"),
            totals.flush_misses,
            text!("{entries} entries dropped by switches", "进程切换共清掉 {entries} 项"),
        ));
    }
    lines
}

/// How much memory the entries of the TLB cover.
fn reach(now: &Walking) -> Option<Total> {
    let tlb = now.tlb.as_ref()?;
    let space = &now.config.space;
    let bytes =
        |(page, _): (u64, u64)| space.bytes_of(space.leaf_of(page).map_or(0, |leaf| space.leaves[leaf].huge));
    let entries = tlb.entries().count();
    let covered = size(tlb.entries().map(bytes).sum());
    Some(Total {
        name: Text::new("TLB reach", "快表覆盖范围"),
        value: Text::same(covered),
        formula: text!("{entries} entries now, page size each", "现有 {entries} 项，每项一页"),
    })
}

/// What the tables take, beside what a flat table of the whole space would take.
fn table_memory(now: &Walking) -> Option<Total> {
    let space = &now.config.space;
    let bits: u32 = space.level_bits.iter().sum();
    if space.level_bits.len() < 2 {
        return None;
    }
    let level_of = |index: usize| {
        let mut level = 0;
        let mut here = index;
        while here > 0 {
            let child =
                |table: &super::space::Table| table.entries.values().any(|link| *link == Link::Table(here));
            here = space.tables.iter().position(child).unwrap_or(0);
            level += 1;
        }
        level
    };
    let bytes = |index: usize| {
        (1u64 << space.level_bits[level_of(index).min(space.level_bits.len() - 1)]) * space.pte_size
    };
    let (used, flat) =
        ((0..space.tables.len().min(64)).map(bytes).sum::<u64>(), (1u64 << bits) * space.pte_size);
    let (tables, used, flat) = (space.tables.len(), size(used), size(flat));
    Some(Total {
        name: Text::new("Table memory", "页表占用内存"),
        value: text!("{used}, not {flat}", "{used}，而不是 {flat}"),
        formula: text!("{tables} tables; a flat table would need {flat}", "{tables} 张表；单级页表要 {flat}"),
    })
}

/// Bytes with a fitting unit.
pub fn size(bytes: u64) -> String {
    let units = ["B", "KB", "MB", "GB", "TB", "PB"];
    let power = (bytes.max(1).ilog2() / 10).min(5);
    format!("{} {}", Ratio::new(bytes as i64, 1i64 << (10 * power)).decimal(1), units[power as usize])
}
