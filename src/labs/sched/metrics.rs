//! The figures of a run up to a step, each with its formula filled in. What is not over yet is a bound: `≥ 4`.

mod chart;
#[cfg(test)]
mod tests;
mod totals;

use super::crowd;
use super::machine::Sched;
use super::names::{process_id, show};
use super::state::{Pid, State};
use crate::figure::{Cell, Row, Table, hue};
use crate::lab::{Metrics, Moment};
use crate::sim::{Ratio, Time};
use crate::text::Text;

/// The figures of one process up to now.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Who.
    pub who: Pid,
    /// When it ran first.
    pub first_run: Option<Time>,
    /// When it ended.
    pub finish: Option<Time>,
    /// First run − arrival; until then the time since the arrival.
    pub response: Time,
    /// Time in the ready queue.
    pub waiting: Time,
    /// End − arrival; until then the time since the arrival.
    pub turnaround: Time,
    /// CPU time needed in all.
    pub service: Time,
}

impl Figures {
    /// The figures of a process.
    pub fn of(sched: &Sched, who: Pid) -> Figures {
        let pcb = &sched.processes[who as usize];
        let spec = sched.spec(who);
        let until = |end: Option<Time>| end.unwrap_or(sched.now).since(spec.arrival);
        Figures {
            who,
            first_run: pcb.first_run,
            finish: pcb.finish,
            response: until(pcb.first_run.or(pcb.finish)),
            waiting: sched.waited(who),
            turnaround: until(pcb.finish),
            service: spec.cpu(),
        }
    }

    /// Turnaround ÷ service time; `None` for a process that needs no CPU.
    pub fn weighted(&self) -> Option<Ratio> {
        (self.service > Time::ZERO).then(|| Ratio::wide(self.turnaround.0.into(), self.service.0.into()))
    }

    fn has_run(&self) -> bool {
        self.first_run.or(self.finish).is_some()
    }
}

/// The figures of everybody in the table.
pub fn everybody(sched: &Sched) -> Vec<Figures> {
    let there = |who: &Pid| !sched.is_removed(*who);
    (0..sched.processes.len() as Pid).filter(there).map(|who| Figures::of(sched, who)).collect()
}

/// The figures of the run up to this step.
pub fn metrics(moment: &Moment<'_, Sched>) -> Metrics {
    let now = moment.now;
    let all = everybody(now);
    Metrics {
        table: table(moment),
        totals: totals::totals(now, &all),
        charts: vec![chart::ready(now, moment.timeline), chart::shares(now, moment.timeline)],
    }
}

/// `≥ ` before a value that may still grow.
fn bound(is_final: bool, value: String) -> String {
    if is_final { value } else { format!("≥ {value}") }
}

fn table(moment: &Moment<'_, Sched>) -> Table {
    let now = moment.now;
    let all: Vec<Figures> = crowd::shown(moment).into_iter().map(|who| Figures::of(now, who)).collect();
    let row = |own: &Figures| {
        let old = moment
            .before
            .processes
            .get(own.who as usize)
            .map(|_| cells(moment.before, &Figures::of(moment.before, own.who)));
        let mark = |(index, text): (usize, String)| Cell {
            changed: old.as_ref().is_none_or(|old| old[index] != text),
            ..Cell::plain(text)
        };
        Row {
            id: process_id(now, own.who),
            hue: hue(own.who as usize, now.processes.len()),
            cells: cells(now, own).into_iter().enumerate().map(mark).collect(),
        }
    };
    Table {
        caption: crowd::caption(
            Text::new("Times of every process up to now", "各进程到目前为止的时间"),
            all.len(),
            now,
        ),
        columns: vec![
            Text::new("Process", "进程"),
            Text::new("First run", "首次运行"),
            Text::new("Finish", "完成时间"),
            // Seven columns fit the side panel only if long words may break.
            Text::new("Re\u{ad}sponse", "响应时间"),
            Text::new("Waiting", "等待时间"),
            Text::new("Turn\u{ad}around", "周转时间"),
            Text::new("Weighted turn\u{ad}around", "带权周转时间"),
        ]
        .into_iter()
        .chain(now.pools().then(|| Text::new("Before ad\u{ad}mission", "等待接纳")))
        .chain(now.swaps().then(|| Text::new("Sus\u{ad}pended", "挂起时间")))
        .collect(),
        rows: all.iter().map(row).collect(),
    }
}

fn cells(sched: &Sched, own: &Figures) -> Vec<String> {
    let dash = || "–".to_string();
    let at = |time: Option<Time>| time.map_or_else(dash, |time| show(sched, time));
    let mut cells = vec![sched.name(own.who).to_string(), at(own.first_run), at(own.finish)];
    if sched.processes[own.who as usize].state == State::New {
        let more = sched.pools() as usize + sched.swaps() as usize;
        cells.extend(std::iter::repeat_n(dash(), 4 + more));
        return cells;
    }
    let over = own.finish.is_some();
    cells.push(bound(own.has_run(), show(sched, own.response)));
    cells.push(bound(over, show(sched, own.waiting)));
    cells.push(bound(over, show(sched, own.turnaround)));
    cells.push(own.weighted().map_or_else(dash, |ratio| bound(over, ratio.decimal(2))));
    let admitted = sched.processes[own.who as usize].state != State::Pooled;
    cells.extend(sched.pools().then(|| bound(admitted, show(sched, sched.pooled(own.who)))));
    cells.extend(sched.swaps().then(|| bound(over, show(sched, sched.suspended_for(own.who)))));
    cells
}
