//! The sheet `ticks`: what everybody does in each unit of time, as a simulator that prints a line per tick has it.
//!
//! | column | meaning |
//! |---|---|
//! | `t` | the unit from `t` to `t + 1` |
//! | `done` | an I/O ended at `t` |
//! | `proc:NAME` | `NEW`, `READY`, `RUN`, `SWITCH`, `BLOCKED`, `DONE`; with `next: cyclic` `RUN:cpu`, `RUN:io`, `RUN:io_done`, and `RUNNING` for a program without instructions |
//! | `cpu` | 1 if the CPU executes |
//! | `ios` | requests in service |
//! | `running` | who executes |
//! | `level`, `slice_left`, `allotment`, `time_left` | under `mlfq`, of who executes: its level, what is left of its slice after this unit, slices left at this level before it ends, CPU time left after this unit |

use super::Sched;
use super::rules::Next;
use super::scenario::Policy;
use super::state::{Burst, Event, Pid, State};
use crate::report::{Datum, Shape, Sheet};
use crate::sim::{Machine, Recording, Time};

/// The most units of time, and the most cells, that the sheet is made for.
const MAX_UNITS: u64 = 100_000;
const MAX_CELLS: u64 = 2_000_000;

/// The sheet; `None` if times have decimals or the run is too long for it.
pub fn ticks(run: &Recording<Sched>) -> Option<Sheet> {
    let mut machine = run.state(0);
    let units = run.time(run.len()).0;
    // Edits may add processes later: their columns are there from the start.
    let names = run.state(run.len()).config.specs.iter().map(|spec| spec.name.clone()).collect::<Vec<_>>();
    let cells = units.saturating_mul(names.len() as u64 + 4);
    if machine.config.scale.decimals > 0 || units > MAX_UNITS || cells > MAX_CELLS {
        return None;
    }
    let feedback = machine.config.policy == Policy::Mlfq;
    let mut rows = Vec::new();
    let mut events = Vec::new();
    let mut woken_at = None;
    for step in 1..=run.len() {
        for unit in machine.now.0..run.time(step).0 {
            let done = woken_at == Some(Time(unit));
            rows.push(row(&machine, Time(unit), done, names.len(), feedback));
        }
        let ran = machine.cpus[0].running;
        events.clear();
        machine.step(&mut events);
        let returned = match events[0] {
            Event::Woke { .. } => true,
            Event::Exited { who } => ran != Some(who), // its last burst was I/O
            _ => false,
        };
        if returned {
            woken_at = Some(machine.now);
        }
    }
    let fixed = ["cpu", "ios", "running"].map(String::from);
    let of_feedback = ["level", "slice_left", "allotment", "time_left"].map(String::from);
    let mut columns = vec!["t".into(), "done".into()];
    columns.extend(names.iter().map(|name| format!("proc:{name}")));
    columns.extend(fixed);
    columns.extend(of_feedback.into_iter().filter(|_| feedback));
    Some(Sheet { id: "ticks", shape: Shape::Rows, columns, rows })
}

fn row(machine: &Sched, unit: Time, done: bool, count: usize, feedback: bool) -> Vec<Datum> {
    let cpu = &machine.cpus[0];
    let executes = cpu.running.filter(|_| cpu.switching_until.is_none());
    let mut row = vec![Datum::Time(unit, machine.config.scale), Datum::Flag(done)];
    for who in 0..count as Pid {
        let known = (who as usize) < machine.processes.len();
        row.push(Datum::Word(if known { state(machine, who, unit) } else { "NEW" }.into()));
    }
    row.push(Datum::Int(executes.is_some() as i64));
    row.push(Datum::Int(machine.returns.len() as i64));
    row.push(executes.map_or(Datum::None, |who| Datum::Word(machine.name(who).into())));
    if feedback {
        row.extend(executes.map_or(vec![Datum::None; 4], |who| slice(machine, who, unit)));
    }
    row
}

fn state(machine: &Sched, who: Pid, unit: Time) -> &'static str {
    let cyclic = machine.config.policy == Policy::Fcfs && machine.config.rules.next == Next::Cyclic;
    match machine.processes[who as usize].state {
        State::New => "NEW",
        State::Ready => "READY",
        State::Waiting { .. } => "BLOCKED",
        State::Terminated => "DONE",
        State::Running { cpu } if machine.cpus[cpu as usize].pause => "RUNNING",
        State::Running { cpu } if machine.cpus[cpu as usize].switching_until.is_some() => "SWITCH",
        State::Running { .. } if cyclic => instruction(machine, who, unit),
        State::Running { .. } => "RUN",
    }
}

/// OSTEP counts asking for I/O as the last instruction of a burst and taking note of its end as the first of
/// the next.
fn instruction(machine: &Sched, who: Pid, unit: Time) -> &'static str {
    let process = &machine.processes[who as usize];
    let done = process.done + unit.since(process.touched);
    let left = machine.burst_length(who).since(done);
    let next = machine.spec(who).bursts.get(process.burst as usize + 1);
    if process.burst > 0 && done == Time::ZERO {
        "RUN:io_done"
    } else if left == Time(1) && matches!(next, Some(Burst::Io(..))) {
        "RUN:io"
    } else {
        "RUN:cpu"
    }
}

fn slice(machine: &Sched, who: Pid, unit: Time) -> Vec<Datum> {
    let process = &machine.processes[who as usize];
    let ran = unit.since(process.touched) + Time(1);
    let number = |time: Time| Datum::Time(time, machine.config.scale);
    let slice_left = machine.slice_length(who).map(|length| number(length.since(process.slice + ran)));
    let allotment = machine.config.levels[process.level as usize].allotment as i64 - process.slices as i64;
    vec![
        Datum::Int(process.level as i64),
        slice_left.unwrap_or(Datum::None),
        Datum::Int(allotment),
        number(machine.spec(who).cpu().since(process.used + ran)),
    ]
}
