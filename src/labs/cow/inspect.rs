//! Tables and the inspector: all that is known of a process, an entry, or a frame.

use super::machine::Cow;
use super::memory::FrameId;
use super::picture::{drawn, frame_hue, frame_name, pages, permission};
use super::scenario::Scenario;
use crate::figure::{Cell, Row, Table};
use crate::lab::{Deed, Edit, Inspect, Metrics, Total};
use crate::text;
use crate::text::Text;

/// From so many actions on, none is added by a click.
const DEEDS: usize = 200;

/// Every entry as a table.
pub fn table(before: &Cow, now: &Cow) -> Table {
    let mut rows = vec![];
    for (who, process) in now.processes.iter().enumerate() {
        for at in drawn(process, who, None).0 {
            let page = now.area(at).pages[at.page];
            let frame = page.entry.map_or("–".to_string(), |entry| frame_name(now, entry.frame));
            let changed = before.entry(at) != page.entry;
            let cell = |text: Text| Cell { text, changed, ..Cell::default() };
            let (name, shown) = (&process.name, now.show(at));
            rows.push(Row {
                id: format!("pte:{name}:{shown}"),
                hue: 0,
                cells: vec![
                    Cell::plain(format!("{name} {shown}")),
                    cell(Text::same(frame)),
                    cell(permission(&page)),
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
    match kind {
        "proc" => inspect_process(now, id, rest),
        "pte" | "entry" => inspect_entry(now, id, rest),
        "frame" => {
            let frame = (1..now.frames.len()).find(|frame| now.label(*frame) == rest)?;
            Some(inspect_frame(now, id, frame))
        }
        "f" => {
            let frame = rest.parse().ok().filter(|frame| *frame < now.frames.len())?;
            Some(inspect_frame(now, id, frame))
        }
        _ => None,
    }
}

fn words(text: Text) -> Cell {
    Cell { text, ..Cell::default() }
}

fn inspect_process(now: &Cow, id: &str, name: &str) -> Option<Inspect> {
    let who = now.processes.iter().position(|process| process.name == name)?;
    let process = &now.processes[who];
    let mapped = pages(who, process).filter(|(_, page)| page.entry.is_some()).count();
    let state = if process.alive { Text::new("alive", "存活") } else { Text::new("ended", "已结束") };
    Some(Inspect {
        id: id.into(),
        name: text!("Process {name}", "进程 {name}"),
        hue: 0,
        rows: vec![
            (Text::new("State", "状态"), words(state)),
            (Text::new("Pages mapped", "已映射页数"), Cell::plain(mapped.to_string())),
            (Text::new("Minor faults", "次要缺页"), Cell::plain(process.minor.to_string())),
            (Text::new("Major faults", "主要缺页"), Cell::plain(process.major.to_string())),
        ],
    })
}

fn inspect_entry(now: &Cow, id: &str, rest: &str) -> Option<Inspect> {
    let (name, shown) = rest.split_once(':')?;
    let who = now.processes.iter().position(|process| process.name == name)?;
    let (at, page) = pages(who, &now.processes[who]).find(|(at, _)| now.show(*at) == shown)?;
    let bit = |set: bool| Cell::plain(u8::from(set).to_string());
    let entry = page.entry;
    let frame = entry.map_or("–".to_string(), |entry| frame_name(now, entry.frame));
    let byte = entry.map_or("–".to_string(), |entry| now.frames[entry.frame].bytes.get(0).to_string());
    let area = now.area(at);
    let kind = match (area.shared, area.object) {
        (true, _) => Text::new("shared", "共享"),
        (false, None) => Text::new("private, anonymous", "私有匿名"),
        (false, Some(_)) => Text::new("private, of a file", "私有文件"),
    };
    Some(Inspect {
        id: id.into(),
        name: text!("{name}, page {shown}", "{name} 的页 {shown}"),
        hue: 0,
        rows: vec![
            (Text::new("P (present)", "状态位 P"), bit(entry.is_some())),
            (Text::new("R/W (writable)", "读写位 R/W"), bit(entry.is_some_and(|entry| entry.writable))),
            (Text::new("D (dirty)", "修改位 D"), bit(entry.is_some_and(|entry| entry.dirty))),
            (Text::new("Frame", "页框"), Cell::plain(frame)),
            (Text::new("First byte", "第一个字节"), Cell::plain(byte)),
            (Text::new("Area", "区域"), words(kind)),
        ],
    })
}

/// The edits that are offered beside an entry: its process accesses the page next.
pub fn deeds(scenario: &Scenario, now: &Cow, id: &str) -> Vec<Deed> {
    let Some((name, page)) = id.strip_prefix("pte:").and_then(|rest| rest.split_once(':')) else {
        return vec![];
    };
    let alive = now.processes.iter().any(|process| process.name == name && process.alive);
    if !alive || scenario.actions.len() >= DEEDS {
        return vec![];
    }
    let deed = |verb: &str, words| {
        let mut actions = scenario.actions.clone();
        actions.insert((now.current() as usize).min(actions.len()), format!("{name} {verb} {page}"));
        Deed {
            name: words,
            help: Text::new("Adds an action, right after the present one.", "在当前动作之后加一个动作。"),
            on: None,
            edit: Edit::Set { field: "a".into(), value: actions.join(", ") },
        }
    };
    vec![
        deed("r", text!("{name} reads it next", "{name} 接着读它")),
        deed("w", text!("{name} writes it next", "{name} 接着写它")),
    ]
}

fn inspect_frame(now: &Cow, id: &str, frame: FrameId) -> Inspect {
    let owners: Vec<String> = now
        .processes
        .iter()
        .enumerate()
        .filter(|(who, process)| {
            pages(*who, process).any(|(_, page)| page.entry.is_some_and(|entry| entry.frame == frame))
        })
        .map(|(_, process)| process.name.clone())
        .collect();
    let (count, name) = (now.frames[frame].count, frame_name(now, frame));
    let byte = now.frames[frame].bytes.get(0);
    Inspect {
        id: id.into(),
        name: text!("Frame {name}", "页框 {name}"),
        hue: frame_hue(now, frame),
        rows: vec![
            (Text::new("Mapped by", "被映射"), Cell::plain(owners.join(" "))),
            (Text::new("Count", "引用计数"), Cell::plain(count.to_string())),
            (Text::new("First byte", "第一个字节"), Cell::plain(byte.to_string())),
        ],
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
            total(Text::new("Major faults, from disk", "主要缺页（读磁盘）"), totals.major),
            total(Text::new("Write faults without a copy", "不必复制的写异常"), totals.reuses),
            total(Text::new("Frames in use", "占用页框"), now.in_use()),
            total(Text::new("Most frames in use", "最多占用页框"), totals.peak),
        ],
        charts: vec![],
    }
}
