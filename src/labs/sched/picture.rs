//! The stage: the five states as places, and as a table.

use super::Sched;
use crate::figure::{Cell, Figure, GanttMoment, Row, Table, hue};
use crate::lab::{Look, Moment};
use crate::text::Text;

/// The pictures of this step.
pub fn stage(moment: &Moment<'_, Sched>, _: &Look) -> Vec<Figure> {
    vec![Figure::Gantt(GanttMoment { now: moment.now.now, ..GanttMoment::default() })]
}

/// The stage as a table: a row per process.
pub fn table(moment: &Moment<'_, Sched>) -> Table {
    let now = moment.now;
    let count = now.processes.len();
    let row = |(index, process): (usize, &super::state::Pcb)| {
        let name = now.name(index as u32);
        let cells = vec![Cell::plain(name), Cell::plain(format!("{:?}", process.state))];
        Row { id: format!("proc:{name}"), hue: hue(index, count), cells }
    };
    Table {
        caption: Text::new("Processes", "进程"),
        columns: vec![Text::new("Process", "进程"), Text::new("State", "状态")],
        rows: now.processes.iter().enumerate().map(row).collect(),
    }
}
