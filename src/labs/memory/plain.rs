//! The face of segmentation and of what is worked out by formula: story, picture, table, inspector.

use super::event::{Event, Found, Refusal};
use super::scenario::{Eat, Grows, Scenario, Segment};
use super::segments::{Segmenting, Worked, below};
use super::sketch::{faint, label, place};
use super::sums;
use super::weights::weights;
use crate::figure::{Anchor, Cell, Place, Rect, Row, Scene, Table};
use crate::lab::{Inspect, Story};
use crate::report::{Datum, Report};
use crate::text;
use crate::text::Text;

/// What a step of segmentation says.
pub fn segment_story(now: &Segmenting, events: &[Event]) -> Story {
    let Some(event) = events.last() else { return Story::default() };
    let n = now.current();
    let kicker = text!("access {n}", "第 {n} 次访问");
    let Some(Worked { segment, offset, page, .. }) = now.worked().filter(|_| *event != Event::Finished)
    else {
        let count = now.scenario.addresses.len();
        return Story {
            kicker: Text::new("end of the run", "运行结束"),
            caption: text!("All {count} addresses are worked out.", "{count} 个地址全部算完。"),
            title: Text::new("Finished", "结束"),
            why: Text::new("The report lists every result.", "报告中列出了每个结果。"),
            ..Story::default()
        };
    };
    let limit = now.scenario.segments.get(&segment).map_or(0, |segment| segment.limit);
    let subject = Some(format!("segment:{segment}"));
    let told = match event {
        Event::Split => Story {
            caption: text!(
                "The address names segment [{segment}](segment:{segment}) and offset {offset}.",
                "地址给出段号 [{segment}](segment:{segment}) 和段内地址 {offset}。"
            ),
            title: text!("Segment {segment}, offset {offset}", "段 {segment}，段内地址 {offset}"),
            why: Text::new(
                "A segment is a whole of the program: its code, its stack. It can have any length, so the offset must be checked.",
                "段是程序的一个完整部分，如代码、栈。段长可变，所以必须检查段内地址。",
            ),
            ..Story::default()
        },
        Event::Checked { fault: None, .. } => Story {
            caption: text!(
                "Offset {offset} is within the limit {limit} of segment [{segment}](segment:{segment}).",
                "段内地址 {offset} 没有超过段 [{segment}](segment:{segment}) 的段长 {limit}。"
            ),
            title: text!("Segment {segment}: within the limit", "段 {segment}：未越界"),
            why: Text::new("One memory access for the segment table.", "查段表访问内存一次。"),
            ..Story::default()
        },
        Event::Checked { fault: Some(Refusal::InvalidSegment), .. } => Story {
            caption: text!(
                "There is no segment {segment}: the address is refused.",
                "没有段 {segment}，地址非法。"
            ),
            title: text!("Segment {segment} does not exist", "段 {segment} 不存在"),
            why: Text::new("The segment number is beyond the segment table.", "段号超出段表长度。"),
            ..Story::default()
        },
        Event::Checked { .. } => Story {
            caption: text!(
                "Offset {offset} is beyond the limit {limit}: the processor traps.",
                "段内地址 {offset} 超过段长 {limit}：越界中断。"
            ),
            title: text!("Segment {segment}: beyond the limit", "段 {segment}：越界"),
            why: Text::new(
                "Valid offsets go from 0 to the limit minus 1. Of a segment that grows down, the last bytes below the top are valid.",
                "合法的段内地址从 0 到段长减 1；向下增长的段则是最高处往下的若干字节。",
            ),
            ..Story::default()
        },
        Event::Walked { index, found, .. } => match found {
            Found::Frame(frame) => Story {
                caption: text!(
                    "Page {index} of segment [{segment}](segment:{segment}) is in frame {frame}.",
                    "段 [{segment}](segment:{segment}) 的第 {index} 页在页框 {frame}。"
                ),
                title: text!("Page {index}: frame {frame}", "第 {index} 页：页框 {frame}"),
                why: Text::new(
                    "Segmented paging: each segment has a page table of its own. Without a TLB that makes three memory accesses.",
                    "段页式：每段有自己的页表。没有快表时共需三次访问内存。",
                ),
                ..Story::default()
            },
            _ => Story {
                caption: text!(
                    "Page {index} of segment [{segment}](segment:{segment}) is not in memory: page fault.",
                    "段 [{segment}](segment:{segment}) 的第 {index} 页不在内存：缺页。"
                ),
                title: text!("Page {index}: page fault", "第 {index} 页：缺页"),
                why: Text::new(
                    "The segment is in order; only the page is missing.",
                    "段没有问题，只是缺这一页。",
                ),
                ..Story::default()
            },
        },
        Event::Accessed { address } => Story {
            caption: text!("The physical address is **{address}**.", "物理地址是 **{address}**。"),
            title: text!("Physical address {address}", "物理地址 {address}"),
            why: Text::new("The data are accessed there.", "在那里访问数据。"),
            formula: formula(now, segment, offset, page),
            ..Story::default()
        },
        _ => Story::default(),
    };
    Story { kicker, subject, code: segment_code(now), line: segment_line(event), ..told }
}

fn formula(now: &Segmenting, number: u64, offset: u64, page: Option<(u64, u64)>) -> Text {
    let Some(segment) = now.scenario.segments.get(&number) else { return Text::default() };
    let base = segment.base;
    match (page, now.scenario.page_size, segment.grows, now.scenario.offset_bits) {
        (Some((page, rest)), Some(size), ..) => {
            let frame = segment.page_table.get(page as usize).copied().flatten().unwrap_or(0);
            let sum = frame * size + rest;
            text!("{frame} × {size} + {rest} = {sum}", "{frame} × {size} + {rest} = {sum}")
        }
        (_, _, Grows::Down, _) => {
            let below = below(&now.scenario, offset).unwrap_or(0);
            let size = below + offset;
            let sum = base as i64 - below as i64;
            text!("{base} − ({size} − {offset}) = {sum}", "{base} − ({size} − {offset}) = {sum}")
        }
        _ => {
            let sum = base + offset;
            text!("{base} + {offset} = {sum}", "{base} + {offset} = {sum}")
        }
    }
}

fn segment_code(now: &Segmenting) -> Vec<Text> {
    let paged = now.scenario.page_size.is_some();
    let last = if paged {
        Text::new("physical = frame × page size + rest", "物理地址 = 页框号 × 页大小 + 余数")
    } else {
        Text::new("physical = base + offset", "物理地址 = 段基址 + 段内地址")
    };
    vec![
        Text::new("split into segment and offset", "分成段号和段内地址"),
        Text::new("offset beyond the limit: trap", "段内地址越界：中断"),
        Text::new("paged: read the entry of the page", "段页式：读页表项"),
        last,
    ]
}

fn segment_line(event: &Event) -> Option<usize> {
    match event {
        Event::Split => Some(0),
        Event::Checked { .. } => Some(1),
        Event::Walked { .. } => Some(2),
        Event::Accessed { .. } => Some(3),
        _ => None,
    }
}

/// The segment table as a table.
pub fn segment_table(now: &Segmenting) -> Table {
    let row = |(number, segment): (&u64, &Segment)| Row {
        id: format!("segment:{number}"),
        hue: 0,
        cells: [*number, segment.base, segment.limit].map(|value| Cell::plain(value.to_string())).into(),
    };
    Table {
        caption: Text::new("Segment table", "段表"),
        columns: vec![Text::new("Segment", "段号"), Text::new("Base", "基址"), Text::new("Limit", "段长")],
        rows: now.scenario.segments.iter().take(64).map(row).collect(),
    }
}

/// A segment.
pub fn inspect_segment(now: &Segmenting, id: &str) -> Option<Inspect> {
    let number: u64 = id.strip_prefix("segment:")?.parse().ok()?;
    let segment = now.scenario.segments.get(&number)?;
    let mut rows = vec![
        (Text::new("Base", "基址"), Cell::plain(segment.base.to_string())),
        (Text::new("Limit", "段长"), Cell::plain(segment.limit.to_string())),
    ];
    for (page, frame) in segment.page_table.iter().enumerate().take(32) {
        let frame = frame
            .map_or(Text::new("not present", "不在内存"), |frame| text!("frame {frame}", "页框 {frame}"));
        rows.push((text!("Page {page}", "第 {page} 页"), Cell { text: frame, ..Cell::default() }));
    }
    Some(Inspect { id: id.into(), name: text!("Segment {number}", "段 {number}"), hue: 0, rows })
}

/// The formula of an effective access time, with its numbers.
fn eat_formula(wish: &Eat) -> Text {
    let show = |quantity| sums::ratio(quantity).map(|ratio| ratio.decimal(6)).unwrap_or_default();
    let time = sums::eat(wish).map(|time| time.decimal(6)).unwrap_or_default();
    match wish {
        Eat::Tlb { hit, tlb, mem, levels } => {
            let (h, t, m, reads) = (show(hit), show(tlb), show(mem), levels + 1);
            text!(
                "{h} × ({t} + {m}) + (1 − {h}) × ({t} + {reads} × {m}) = {time}",
                "{h} × ({t} + {m}) + (1 − {h}) × ({t} + {reads} × {m}) = {time}"
            )
        }
        Eat::Demand { p, mem, fault } => {
            let (p, m, f) = (show(p), show(mem), show(fault));
            text!("(1 − {p}) × {m} + {p} × {f} = {time}", "(1 − {p}) × {m} + {p} × {f} = {time}")
        }
        Eat::Cache { hit, cache, mem, mode } => {
            let (h, c, m) = (show(hit), show(cache), show(mem));
            match mode {
                super::scenario::CacheMode::LookThrough => {
                    text!(
                        "{h} × {c} + (1 − {h}) × ({c} + {m}) = {time}",
                        "{h} × {c} + (1 − {h}) × ({c} + {m}) = {time}"
                    )
                }
                super::scenario::CacheMode::LookAside => {
                    text!("{h} × {c} + (1 − {h}) × {m} = {time}", "{h} × {c} + (1 − {h}) × {m} = {time}")
                }
            }
        }
        Eat::TlbDemand { hit, tlb, mem, p, fault } => {
            let (h, t, m, p, f) = (show(hit), show(tlb), show(mem), show(p), show(fault));
            text!(
                "{h}({t} + {m}) + (1 − {h})[(1 − {p})({t} + 2 × {m}) + {p}(2 × {t} + 2 × {m} + {f})] = {time}",
                "{h}({t} + {m}) + (1 − {h})[(1 − {p})({t} + 2 × {m}) + {p}(2 × {t} + 2 × {m} + {f})] = {time}"
            )
        }
    }
}

/// What a formula says.
pub fn sum_story(scenario: &Scenario) -> Story {
    let (title, why, formula) = match scenario {
        Scenario::Eat(wish) => (
            Text::new("Effective access time", "有效访问时间"),
            Text::new(
                "Each way an access can go, weighted by how often it goes that way. A small share of slow accesses weighs much.",
                "每种情况的时间按其出现的比例加权。少量的慢访问影响很大。",
            ),
            eat_formula(wish),
        ),
        Scenario::Sizes(wish) => {
            let levels = sums::sizes(wish).map(|sizes| sizes.level_bits.len()).unwrap_or(0);
            let bits = sums::sizes(wish).map(|sizes| sizes.level_bits).unwrap_or_default();
            let bits: Vec<String> = bits.iter().map(ToString::to_string).collect();
            let (joined, offset) = (bits.join(" | "), wish.page_size.trailing_zeros());
            (
                text!("{levels} levels of tables", "{levels} 级页表"),
                Text::new(
                    "Each table fits one page, so an index has as many bits as a page has entries; the top level takes what remains.",
                    "每张表占一页，因此下标的位数由一页能放多少表项决定；最高一级取剩下的位。",
                ),
                text!("address = {joined} | {offset}", "地址 = {joined} | {offset}"),
            )
        }
        _ => (
            Text::new("Aging counters", "老化计数器"),
            Text::new(
                "At each tick a counter moves one bit to the right and R enters at the left. The smallest counter goes.",
                "每个时钟周期计数器右移一位，访问位移入最高位。计数器最小者被淘汰。",
            ),
            Text::default(),
        ),
    };
    Story {
        kicker: Text::new("worked out", "计算"),
        caption: title.clone(),
        title,
        why,
        formula,
        ..Story::default()
    }
}

/// A report as a picture: names and values.
pub fn sum_scene(scenario: &Scenario, report: &Report, narrow: bool) -> Scene {
    let width = if narrow { 384 } else { 960 };
    let mut scene = Scene { width, ..Scene::default() };
    let story = sum_story(scenario);
    scene.labels.push(label(story.title.clone(), 16, 30, Anchor::Start));
    scene.label = story.title;
    if !narrow {
        scene.labels.push(faint(story.formula, 16, 56, Anchor::Start));
    }
    let mut y = 76;
    if let Scenario::Eat(wish) = scenario {
        y = weights(&mut scene, wish, if narrow { 54 } else { 88 });
    }
    for (index, (name, value)) in lines(report).into_iter().enumerate() {
        let rect = Rect::new(16, y, if narrow { 352 } else { 620 }, 30);
        scene.places.push(Place { corner: Text::same(value), ..place(format!("value:{index}"), rect) });
        scene.labels.push(label(name, 28, y + 20, Anchor::Start));
        y += 34;
    }
    scene.height = y + 8;
    scene
}

/// The values of a report, line by line.
fn lines(report: &Report) -> Vec<(Text, String)> {
    let shown = |datum: &Datum| match datum {
        Datum::Exact(ratio) if !ratio.is_whole() => format!("{} = {}", ratio.fraction(), ratio.decimal(6)),
        other => other.cell(),
    };
    let mut lines = vec![];
    for sheet in &report.sheets {
        for row in sheet.rows.iter().take(16) {
            if sheet.rows.len() == 1 {
                lines.extend(
                    sheet.columns.iter().zip(row).map(|(name, datum)| (value_name(name), shown(datum))),
                );
            } else {
                let tick = row[0].cell();
                lines.push((
                    text!("tick {tick}", "第 {tick} 个周期"),
                    row[1..].iter().map(shown).collect::<Vec<_>>().join("  "),
                ));
            }
        }
    }
    lines.truncate(18);
    lines
}

fn value_name(column: &str) -> Text {
    match column {
        "eat" => Text::new("Effective access time", "有效访问时间"),
        "offset_bits" => Text::new("Bits of the offset", "页内偏移位数"),
        "vpn_bits" => Text::new("Bits of the page number", "页号位数"),
        "entries" => Text::new("Pages in the space", "地址空间页数"),
        "flat_table_bytes" => Text::new("A flat table, bytes", "单级页表字节数"),
        "entries_per_page" => Text::new("Entries in one page", "一页能放的表项数"),
        "levels" => Text::new("Levels", "级数"),
        "level_bits" => Text::new("Bits of each index", "各级下标位数"),
        "top_entries" => Text::new("Entries of the top table", "最高级表项数"),
        "tables_per_level" => Text::new("Tables on each level", "各级页表数"),
        "all_tables" => Text::new("Tables in all", "页表总数"),
        "victim" => Text::new("Page to go", "淘汰的页面"),
        other => Text::same(other),
    }
}

/// A report as a table.
pub fn sum_table(report: &Report) -> Table {
    let row = |(index, (name, value)): (usize, (Text, String))| Row {
        id: format!("value:{index}"),
        cells: vec![Cell { text: name, ..Cell::default() }, Cell::plain(value)],
        ..Row::default()
    };
    Table {
        caption: Text::new("Results", "结果"),
        columns: vec![Text::new("What", "项目"), Text::new("Value", "值")],
        rows: lines(report).into_iter().enumerate().map(row).collect(),
    }
}

/// A value of a report.
pub fn inspect_sum(report: &Report, id: &str) -> Option<Inspect> {
    let index: usize = id.strip_prefix("value:")?.parse().ok()?;
    let (name, value) = lines(report).into_iter().nth(index)?;
    let rows = vec![(Text::new("Value", "值"), Cell::plain(value))];
    Some(Inspect { id: id.into(), name, hue: 0, rows })
}
