//! The stage: three lanes with buffers, tiles and arrows; below them the tracks of the timeline.

mod narrow;
mod plan;
mod scene;
#[cfg(test)]
mod tests;
mod wide;

use super::config::Config;
use super::machine::Zerocopy;
use super::names::{clock, size, spot_id, spot_name};
use super::route::spots;
use super::state::{Hold, Spot};
use crate::figure::{Cell, Figure, GanttMoment, Row, Table, Tone};
use crate::lab::{Look, Moment};
use crate::text;
use crate::text::Text;

/// The pictures of a step.
pub fn stage(moment: &Moment<'_, Zerocopy>, look: &Look) -> Vec<Figure> {
    let scene = || Figure::Scene(scene::scene(moment, look));
    let gantt = || Figure::Gantt(gantt(moment));
    match look.view.as_str() {
        "copies" => vec![scene()],
        "tracks" => vec![gantt()],
        _ => vec![scene(), gantt()],
    }
}

fn gantt(moment: &Moment<'_, Zerocopy>) -> GanttMoment {
    let now = clock(moment.now.now);
    GanttMoment {
        label: text!(
            "What process, CPU and DMA engines did up to t = {now}.",
            "进程、CPU 和 DMA 到 t = {now} 为止的活动。"
        ),
        now: moment.now.now,
        ..GanttMoment::default()
    }
}

/// What every part holds, as a table.
pub fn table(moment: &Moment<'_, Zerocopy>) -> Table {
    let config = &moment.now.config;
    let row = |spot: Spot| {
        let (now, old) = (moment.now.hold(spot), moment.before.hold(spot));
        let changed = now != old;
        let cell = |text: Text| Cell { text, tone: Tone::Plain, changed };
        Row {
            id: spot_id(spot).into(),
            hue: 0,
            cells: vec![
                Cell { text: spot_name(spot, config), ..Cell::default() },
                lane_cell(spot, config),
                cell(what(now)),
                cell(Text::same(size(now.range().len()))),
            ],
        }
    };
    Table {
        caption: Text::new("What every part holds of the file", "各部件中文件的内容"),
        columns: vec![
            Text::new("Part", "部件"),
            Text::new("Where", "位置"),
            Text::new("Holds", "内容"),
            Text::new("How much", "大小"),
        ],
        rows: spots(config).into_iter().map(row).collect(),
    }
}

fn lane_cell(spot: Spot, config: &Config) -> Cell {
    let tone = lane_in(spot, config);
    Cell { text: lane_name(tone), tone, changed: false }
}

/// The lane of a spot in a run: a receiver is a program.
pub fn lane_in(spot: Spot, config: &Config) -> Tone {
    if spot == Spot::Nic && config.is_local() { Tone::User } else { lane(spot) }
}

/// The lane of a spot.
fn lane(spot: Spot) -> Tone {
    match spot {
        Spot::User => Tone::User,
        Spot::Cache | Spot::Pipe | Spot::Twin | Spot::Socket => Tone::Kernel,
        Spot::Disk | Spot::Nic => Tone::Hardware,
    }
}

/// The name of a lane.
pub fn lane_name(tone: Tone) -> Text {
    match tone {
        Tone::User => Text::new("User space", "用户空间"),
        Tone::Kernel => Text::new("Kernel space", "内核空间"),
        _ => Text::new("Hardware", "硬件"),
    }
}

/// What kind of thing is held.
pub fn what(hold: Hold) -> Text {
    match hold {
        Hold::Nothing => Text::new("nothing", "空"),
        Hold::Bytes(_) => Text::new("bytes", "数据"),
        Hold::Refs(_) => Text::new("references", "引用"),
    }
}
