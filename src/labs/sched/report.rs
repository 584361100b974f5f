//! The finished run as tables. Names and order of sheets and columns are a documented format.
//!
//! | sheet | rows |
//! |---|---|
//! | `processes` | one per process |
//! | `averages` | one: the means over the processes, `null` until all have ended |
//! | `totals` | one: the run as a whole |
//! | `gantt` | CPU segments, touching ones of one process merged; `CS` is a switch |
//! | `slices` | the same, cut at the end of every slice, bursts of length 0 included |
//! | `trace` | what a feedback queue decides: arrive, io_done, run, demote, preempt, boost |
//! | `placements` | with a queue per CPU, where processes came and moved: place, steal, balance |
//! | `steps` | every step |
//! | `decisions`, `strides` | of proportional share, see [`fair::report`](super::fair::report) |
//! | `ticks` | one per unit of time, see [`ticks`](super::ticks) |

use super::Sched;
use super::chronicle::{self, Segment, Segments, merged};
use super::fair::report::Decisions;
use super::scenario::Scenario;
use super::state::{Event, Pid};
use super::ticks;
use crate::report::{Datum, Report, Shape, Sheet};
use crate::sim::{Ratio, Recording, Time};

/// The finished run as tables.
pub fn report(_: &Scenario, run: &Recording<Sched>) -> Report {
    let mut segments = Segments::default();
    let mut trace = Vec::new();
    let mut placements = Vec::new();
    let mut steps = Vec::new();
    let mut decisions = Decisions::default();
    let end = chronicle::walk(run, |step, event, machine| {
        segments.see(event, machine);
        decisions.see(event, machine);
        trace.extend(traced(event, machine));
        placements.extend(placed(event, machine));
        let who = event.who().map_or(Datum::None, |who| Datum::Word(machine.name(who).into()));
        steps.push(vec![Datum::Int(step as i64), time(machine, machine.now), word(event.name()), who]);
    });
    let segments = segments.close(end.now);
    let gantt = merged(&segments);
    let sheets = vec![
        sheet(
            "processes",
            Shape::Keyed,
            &processes_of(&end),
            present(&end).map(|who| process(&end, who)).collect(),
        ),
        sheet("averages", Shape::Single, AVERAGES, vec![averages(&end)]),
        sheet("totals", Shape::Top, &totals_of(&end), vec![totals(&end, &gantt, run)]),
        sheet("gantt", Shape::Tuples, &SLICES[..4], gantt.iter().map(|s| row(&end, s, false)).collect()),
        sheet("slices", Shape::Tuples, SLICES, segments.iter().map(|s| row(&end, s, true)).collect()),
        sheet("trace", Shape::Tuples, &["t", "pid", "event", "level"], trace),
        sheet("steps", Shape::Rows, &["step", "t", "event", "pid"], steps),
    ];
    let placements = sheet("placements", Shape::Tuples, &["t", "pid", "event", "core"], placements);
    let own = end.config.per_core.then_some(placements);
    let sheets = sheets.into_iter().chain(own).chain(decisions.sheets(&end)).chain(ticks::ticks(run));
    Report { sheets: sheets.collect() }
}

const PROCESSES: &[&str] = &[
    "pid",
    "arrival",
    "cpu",
    "start",
    "finish",
    "turnaround",
    "waiting",
    "response",
    "io",
    "weighted_turnaround",
];
const AVERAGES: &[&str] = &["turnaround", "waiting", "response", "weighted_turnaround"];
const TOTALS: &[&str] = &[
    "makespan",
    "busy",
    "switching",
    "idle",
    "dispatches",
    "switches",
    "utilisation",
    "throughput",
    "step_count",
    "cut",
];
const SLICES: &[&str] = &["start", "end", "pid", "core", "level"];

fn sheet(id: &'static str, shape: Shape, columns: &[&str], rows: Vec<Vec<Datum>>) -> Sheet {
    Sheet { id, shape, columns: columns.iter().map(|column| column.to_string()).collect(), rows }
}

fn word(word: &str) -> Datum {
    Datum::Word(word.into())
}

fn time(machine: &Sched, time: Time) -> Datum {
    Datum::Time(time, machine.config.scale)
}

fn exact(value: Option<Ratio>) -> Datum {
    value.map_or(Datum::None, Datum::Exact)
}

fn present(end: &Sched) -> impl Iterator<Item = Pid> {
    (0..end.processes.len() as Pid).filter(|who| !end.is_removed(*who))
}

fn process(end: &Sched, who: Pid) -> Vec<Datum> {
    let known = |value: Option<Time>| value.map_or(Datum::None, |value| time(end, value));
    let (pcb, spec) = (&end.processes[who as usize], end.spec(who));
    let finished = |value: Time| pcb.finish.map(|_| value);
    let mut row = vec![
        word(&spec.name),
        time(end, spec.arrival),
        time(end, spec.cpu()),
        known(pcb.first_run),
        known(pcb.finish),
        known(turnaround(end, who)),
        known(finished(pcb.waited)),
        known(response(end, who)),
        known(finished(pcb.io)),
        exact(weighted(end, who)),
    ];
    row.extend(end.pools().then(|| known(finished(pcb.pooled))));
    row.extend(end.swaps().then(|| known(finished(pcb.suspended))));
    row
}

/// The columns there are: with admission the time as a new job, with swapping the time suspended.
fn processes_of(end: &Sched) -> Vec<&'static str> {
    let pooled: &[&str] = if end.pools() { &["pooled"] } else { &[] };
    let suspended: &[&str] = if end.swaps() { &["suspended"] } else { &[] };
    [PROCESSES, pooled, suspended].concat()
}

fn turnaround(end: &Sched, who: Pid) -> Option<Time> {
    Some(end.processes[who as usize].finish?.since(end.spec(who).arrival))
}

fn response(end: &Sched, who: Pid) -> Option<Time> {
    Some(end.processes[who as usize].first_run?.since(end.spec(who).arrival))
}

/// Turnaround by CPU time; of nothing for a process without CPU time.
fn weighted(end: &Sched, who: Pid) -> Option<Ratio> {
    let cpu = end.spec(who).cpu();
    (cpu > Time::ZERO).then_some(Ratio::new(turnaround(end, who)?.0 as i64, cpu.0.max(1) as i64))
}

/// Means over the processes for which the value is defined.
fn averages(end: &Sched) -> Vec<Datum> {
    if end.live > 0 {
        return vec![Datum::None; AVERAGES.len()];
    }
    let scale = end.config.scale;
    let mean = |value: &dyn Fn(Pid) -> Option<Time>| {
        exact(Ratio::mean(present(end).filter_map(value).map(|value| scale.ratio(value))))
    };
    vec![
        mean(&|who| turnaround(end, who)),
        mean(&|who| end.processes[who as usize].finish.map(|_| end.waited(who))),
        mean(&|who| response(end, who)),
        exact(Ratio::mean(present(end).filter_map(|who| weighted(end, who)))),
    ]
}

fn totals(end: &Sched, gantt: &[Segment], run: &Recording<Sched>) -> Vec<Datum> {
    let scale = end.config.scale;
    let finished = present(end).filter(|who| end.processes[*who as usize].finish.is_some()).count();
    let per_makespan = |amount: Ratio| (end.now > Time::ZERO).then(|| amount / scale.ratio(end.now));
    let mut totals = vec![
        time(end, end.now),
        time(end, end.useful()),
        time(end, end.switching()),
        time(end, end.idle()),
        Datum::Int(gantt.iter().filter(|segment| segment.who.is_some()).count() as i64),
        Datum::Int(end.cpus.iter().map(|cpu| cpu.switches as i64).sum()),
        exact(per_makespan(scale.ratio(end.useful()) / Ratio::whole(end.cpus.len() as i64))),
        exact(per_makespan(Ratio::whole(finished as i64))),
        Datum::Int(run.len() as i64),
        Datum::Flag(run.is_cut()),
    ];
    if end.cpus.len() > 1 {
        let busy = (0..end.cpus.len()).map(|cpu| time(end, end.useful_on(cpu)));
        totals.extend([Datum::List(busy.collect()), Datum::Int(end.migrations().into())]);
    }
    totals
}

/// The totals there are: several CPUs have some more.
fn totals_of(end: &Sched) -> Vec<&'static str> {
    let several: &[&str] = if end.cpus.len() > 1 { &["core_busy", "migrations"] } else { &[] };
    [TOTALS, several].concat()
}

/// Where a process came, and how it moved, if each CPU has its queue.
fn placed(event: &Event, machine: &Sched) -> Option<Vec<Datum>> {
    let (who, what, cpu) = match *event {
        Event::Arrived { who } => (who, "place", machine.processes[who as usize].home),
        Event::Migrated { who, to, stolen: true, .. } => (who, "steal", to),
        Event::Migrated { who, to, stolen: false, .. } => (who, "balance", to),
        _ => return None,
    };
    let name = word(machine.name(who));
    Some(vec![time(machine, machine.now), name, word(what), Datum::Int(cpu.into())])
}

fn row(end: &Sched, segment: &Segment, with_level: bool) -> Vec<Datum> {
    let who = segment.who.map_or("CS", |who| end.name(who));
    let mut row =
        vec![time(end, segment.start), time(end, segment.end), word(who), Datum::Int(segment.cpu.into())];
    if with_level {
        row.push(Datum::Int(segment.level as i64));
    }
    row
}

/// The lines of the trace that a step stands for.
fn traced(event: &Event, machine: &Sched) -> Vec<Vec<Datum>> {
    let line = |who: Option<Pid>, what: &str| {
        let level = who.map_or(0, |who| machine.processes[who as usize].level);
        let pid = who.map_or(Datum::None, |who| word(machine.name(who)));
        vec![time(machine, machine.now), pid, word(what), Datum::Int(level as i64)]
    };
    let lines: &[&str] = match event {
        Event::Arrived { .. } => &["arrive"],
        Event::Admitted { .. } => &["admit"],
        Event::Suspended { .. } => &["suspend"],
        Event::Activated { .. } => &["activate"],
        Event::Woke { .. } => &["io_done"],
        Event::Dispatched { .. } => &["run"],
        Event::Preempted { .. } => &["preempt"],
        Event::Boosted => &["boost"],
        Event::Expired { from, to, alone: false, .. } if from != to => &["demote"],
        Event::Expired { from, to, alone: true, .. } if from != to => &["demote", "run"],
        Event::Expired { alone: true, .. } => &["run"],
        _ => &[],
    };
    lines.iter().map(|what| line(event.who(), what)).collect()
}
