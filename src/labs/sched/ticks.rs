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
//! | `cpu:I`, `left:I`, `cache:I` | with several CPUs or caches, instead of `running`: who executes on CPU I, what is left of its CPU time after this unit, who is warm there after it (last first) |
//! | `queue`, or `queue:I` | the ready, next to run first |
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
    let cells = units.saturating_mul(names.len() as u64 + 4 + 4 * machine.cpus.len() as u64);
    if machine.config.scale.decimals > 0 || units > MAX_UNITS || cells > MAX_CELLS {
        return None;
    }
    let smp = machine.cpus.len() > 1 || machine.config.cache.is_some();
    let feedback = machine.config.policy == Policy::Mlfq && !smp;
    let mut rows = Vec::new();
    let mut events = Vec::new();
    let mut woken_at = None;
    for step in 1..=run.len() {
        for unit in machine.now.0..run.time(step).0 {
            let done = woken_at == Some(Time(unit));
            let mut row = row(&machine, Time(unit), done, names.len());
            match smp {
                true => row.extend(on_cpus(&machine, Time(unit))),
                false => row.extend(on_cpu(&machine, Time(unit), feedback)),
            }
            rows.push(row);
        }
        let waited: Vec<Pid> = machine.returns.iter().map(|(_, who)| *who).collect();
        events.clear();
        machine.step(&mut events);
        let returned = match events[0] {
            Event::Woke { .. } => true,
            Event::Exited { who } => waited.contains(&who), // its last burst was I/O
            _ => false,
        };
        if returned {
            woken_at = Some(machine.now);
        }
    }
    let mut columns = vec!["t".into(), "done".into()];
    columns.extend(names.iter().map(|name| format!("proc:{name}")));
    columns.extend(["cpu", "ios"].map(String::from));
    if smp {
        columns.extend(
            (0..machine.cpus.len())
                .flat_map(|cpu| ["cpu", "left", "cache"].map(|name| format!("{name}:{cpu}"))),
        );
        columns.extend(match machine.queues.len() {
            1 => vec!["queue".into()],
            count => (0..count).map(|queue| format!("queue:{queue}")).collect(),
        });
    } else {
        columns.push("running".into());
        let of_feedback = ["level", "slice_left", "allotment", "time_left"].map(String::from);
        columns.extend(of_feedback.into_iter().filter(|_| feedback));
    }
    Some(Sheet { id: "ticks", shape: Shape::Rows, columns, rows })
}

/// What everybody does, how many CPUs execute, how many requests are served.
fn row(machine: &Sched, unit: Time, done: bool, count: usize) -> Vec<Datum> {
    let mut row = vec![Datum::Time(unit, machine.config.scale), Datum::Flag(done)];
    for who in 0..count as Pid {
        let known = (who as usize) < machine.processes.len();
        row.push(Datum::Word(if known { state(machine, who, unit) } else { "NEW" }.into()));
    }
    let executing = (0..machine.cpus.len()).filter(|cpu| executes(machine, *cpu).is_some()).count();
    row.push(Datum::Int(executing as i64));
    row.push(Datum::Int(machine.returns.len() as i64));
    row
}

fn executes(machine: &Sched, cpu: usize) -> Option<Pid> {
    machine.cpus[cpu].running.filter(|_| machine.cpus[cpu].switching_until.is_none())
}

/// Who executes on the one CPU.
fn on_cpu(machine: &Sched, unit: Time, feedback: bool) -> Vec<Datum> {
    let executes = executes(machine, 0);
    let mut row = vec![executes.map_or(Datum::None, |who| name(machine, who))];
    if feedback {
        row.extend(executes.map_or(vec![Datum::None; 4], |who| slice(machine, who, unit)));
    }
    row
}

fn name(machine: &Sched, who: Pid) -> Datum {
    Datum::Word(machine.name(who).into())
}

/// Who executes on every CPU, and the queues.
fn on_cpus(machine: &Sched, unit: Time) -> Vec<Datum> {
    let list = |all: Vec<Pid>| Datum::List(all.into_iter().map(|who| name(machine, who)).collect());
    let after = unit + Time(1);
    let mut row = Vec::new();
    for cpu in 0..machine.cpus.len() {
        let who = executes(machine, cpu);
        let left = who.map(|who| Datum::Time(machine.cpu_left_at(who, after), machine.config.scale));
        row.push(who.map_or(Datum::None, |who| name(machine, who)));
        row.push(left.unwrap_or(Datum::None));
        row.push(list(machine.warm_at(cpu, after)));
    }
    row.extend((0..machine.queues.len()).map(|queue| list(machine.line(queue).concat())));
    row
}

fn state(machine: &Sched, who: Pid, unit: Time) -> &'static str {
    let cyclic = machine.config.policy == Policy::Fcfs && machine.config.rules.next == Next::Cyclic;
    match machine.processes[who as usize].state {
        State::New | State::Pooled => "NEW",
        State::ReadySuspended => "READY_SUSPENDED",
        State::BlockedSuspended { .. } => "BLOCKED_SUSPENDED",
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
