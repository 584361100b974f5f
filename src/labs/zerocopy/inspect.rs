//! All that is known of one part: a buffer, a tile, the CPU, a track.

use super::machine::Zerocopy;
use super::names::{clock, size, spot_id, spot_name, tiles};
use super::picture::{lane_in, lane_name, what};
use super::route::spots;
use super::state::{Hold, SPOTS, Spot};
use crate::figure::{Cell, Tone};
use crate::lab::{Inspect, Moment};
use crate::sim::Time;
use crate::text::Text;

/// All that is known of a part; `None` if there is no such part.
pub fn inspect(moment: &Moment<'_, Zerocopy>, id: &str) -> Option<Inspect> {
    let (kind, rest) = id.split_once(':')?;
    let (name, now, before) = match kind {
        "buf" => {
            let spot = spots(&moment.now.config).into_iter().find(|spot| spot_id(*spot) == id)?;
            let name = spot_name(spot, &moment.now.config);
            (name, buffer(moment.now, spot), buffer(moment.before, spot))
        }
        "ring" if rest == "io" => {
            (Text::new("Shared rings", "共享的环"), rings(moment.now), rings(moment.before))
        }
        "tile" => tile(moment, rest)?,
        "cpu" | "track" if ["0", "cpu", "process"].contains(&rest) => {
            (Text::same("CPU"), cpu(moment.now), cpu(moment.before))
        }
        "track" if rest == "disk" => return inspect(moment, "buf:disk"),
        "track" if rest == "nic" => return inspect(moment, "buf:nic"),
        _ => return None,
    };
    let mark = |(index, (field, cell)): (usize, Field)| {
        let changed = before.get(index).is_none_or(|(_, old)| old.text != cell.text);
        (field, Cell { changed, ..cell })
    };
    Some(Inspect { id: id.into(), name, hue: 0, rows: now.into_iter().enumerate().map(mark).collect() })
}

type Field = (Text, Cell);

fn row(name: Text, value: impl Into<String>) -> Field {
    (name, Cell::plain(value))
}

fn words(name: Text, text: Text) -> Field {
    (name, Cell { text, ..Cell::default() })
}

fn buffer(machine: &Zerocopy, spot: Spot) -> Vec<Field> {
    let hold = machine.hold(spot);
    let range = hold.range();
    let tone = lane_in(spot, &machine.config);
    let page = machine.config.page;
    let mut rows = vec![
        (Text::new("Where", "位置"), Cell { text: lane_name(tone), tone, changed: false }),
        words(Text::new("Holds", "内容"), what(hold)),
        row(Text::new("How much", "大小"), size(range.len())),
        row(Text::new("Pages", "页数"), range.len().div_ceil(page).to_string()),
    ];
    if !range.is_empty() {
        rows.push(row(
            Text::new("Bytes of the file", "文件中的字节"),
            format!("{} … {}", range.from, range.to - 1),
        ));
    }
    if spot == Spot::User && matches!(hold, Hold::Refs(_)) {
        let mapped = range.len().next_multiple_of(page);
        rows.push(row(Text::new("Mapped", "已映射"), size(mapped)));
        rows.push(row(Text::new("Unused behind the end", "末尾未使用"), size(mapped - range.len())));
    }
    if spot == Spot::Cache && machine.config.hot > 0 {
        rows.push(row(Text::new("Other files evicted", "被挤出的其他文件"), size(machine.evicted())));
    }
    if machine.config.alter {
        let word = if machine.has_new(spot) {
            Text::new("the new one", "新内容")
        } else {
            Text::new("the old one", "旧内容")
        };
        rows.push(words(Text::new("First page", "首页"), word));
    }
    let busy = match spot {
        Spot::Disk => Some(machine.is_loading()),
        Spot::Nic => Some(machine.is_sending()),
        _ => None,
    };
    if let Some(busy) = busy {
        let word = if busy { Text::new("at work", "工作中") } else { Text::new("idle", "空闲") };
        rows.push(words(Text::new("DMA engine", "DMA"), word));
    }
    rows
}

fn rings(machine: &Zerocopy) -> Vec<Field> {
    let (sq, cq) = machine.rings;
    vec![
        row(Text::new("Submission ring (SQ)", "提交环（SQ）"), sq.to_string()),
        row(Text::new("Completion ring (CQ)", "完成环（CQ）"), cq.to_string()),
        row(Text::new("Rounds per enter", "每次提交的轮数"), machine.config.depth.to_string()),
    ]
}

fn tile(moment: &Moment<'_, Zerocopy>, rest: &str) -> Option<(Text, Vec<Field>, Vec<Field>)> {
    let (place, letter) = rest.split_once(':')?;
    SPOTS.into_iter().find(|spot| spot_id(*spot).trim_start_matches("buf:") == place)?;
    let tiles = tiles(&moment.now.config);
    let (name, range) = tiles.into_iter().find(|(name, _)| letter.chars().eq([*name]))?;
    let rows = |machine: &Zerocopy| {
        let holds = |wanted: fn(Hold) -> bool| {
            let here = |spot: &Spot| machine.hold(*spot).range().meets(range) && wanted(machine.hold(*spot));
            let names: Vec<Text> = spots(&machine.config)
                .into_iter()
                .filter(here)
                .map(|spot| spot_name(spot, &machine.config))
                .collect();
            let list =
                |pick: fn(&Text) -> &str, comma| names.iter().map(pick).collect::<Vec<_>>().join(comma);
            let none = |list: String| if list.is_empty() { "–".to_string() } else { list };
            Text { en: none(list(|t| &t.en, ", ")).into(), zh: none(list(|t| &t.zh, "、")).into() }
        };
        vec![
            row(Text::new("Bytes of the file", "文件中的字节"), format!("{} … {}", range.from, range.to - 1)),
            row(Text::new("How much", "大小"), size(range.len())),
            words(Text::new("Copies of it in", "副本位于"), holds(|hold| matches!(hold, Hold::Bytes(_)))),
            words(Text::new("Referred to by", "被引用于"), holds(|hold| matches!(hold, Hold::Refs(_)))),
        ]
    };
    Some((Text::same(name), rows(moment.now), rows(moment.before)))
}

fn cpu(machine: &Zerocopy) -> Vec<Field> {
    let kernel = machine.in_kernel && !machine.asleep;
    let (mode, tone) = if kernel {
        (Text::new("kernel mode", "内核态"), Tone::Kernel)
    } else {
        (Text::new("user mode", "用户态"), Tone::User)
    };
    let process = if machine.asleep {
        Text::new("another one", "其他进程")
    } else {
        Text::new("the sender", "发送程序")
    };
    let call = machine.call.map_or(Text::same("–"), |call| Text::same(call.name()));
    let counts = machine.counts;
    vec![
        (Text::new("Mode", "模式"), Cell { text: mode, tone, changed: false }),
        words(Text::new("Process", "进程"), process),
        words(Text::new("System call", "系统调用"), call),
        row(Text::new("Mode switches", "模式切换"), counts.mode_switches.to_string()),
        row(Text::new("Context switches", "上下文切换"), counts.context_switches.to_string()),
        row(Text::new("Interrupts", "中断"), counts.interrupts.to_string()),
        row(Text::new("Busy", "忙碌时间"), clock(Time(counts.busy))),
        row(Text::new("Of this copying", "其中复制"), clock(Time(counts.copying))),
    ]
}
