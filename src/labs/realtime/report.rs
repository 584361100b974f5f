//! The finished run as tables. Names and order of sheets and columns are a documented format.
//!
//! | sheet | rows |
//! |---|---|
//! | `jobs` | one per job, in the order of release |
//! | `gantt` | who had the CPU, touching segments of one task merged |
//! | `totals` | one: the run as a whole, and what utilisation says |
//! | `response_time_analysis` | one, a column per periodic task: its worst response time; not under `edf` |
//! | `tasks` | one per task: what became of its jobs |
//! | `steps` | every step |

use super::analysis::{Analysis, Blocking, analysis, blocking, bound, passes_bound, passes_one, utilisation};
use super::chronicle::{Chronicle, Past};
use super::config::Config;
use super::machine::{Event, Realtime};
use super::scenario::Policy;
use crate::report::{Datum, Report, Shape, Sheet};
use crate::sim::{Recording, Time};

/// The finished run as tables.
pub fn report(run: &Recording<Realtime>) -> Report {
    let (told, end) = Chronicle::of(run);
    let config = &*end.config;
    let mut sheets = vec![
        sheet(
            "jobs",
            Shape::Rows,
            &["task", "k", "release", "deadline", "finish", "missed"],
            told.jobs.iter().map(|job| past(config, job)).collect(),
        ),
        sheet("gantt", Shape::Tuples, &["start", "end", "pid", "core"], gantt(config, &told)),
        totals(&end, &told.jobs, run.is_cut()),
    ];
    if config.policy != Policy::Edf {
        sheets.push(analyses(config));
    }
    sheets.push(tasks(&end));
    sheets.push(steps(config, run));
    Report { sheets }
}

fn sheet(id: &'static str, shape: Shape, columns: &[&str], rows: Vec<Vec<Datum>>) -> Sheet {
    Sheet { id, shape, columns: columns.iter().map(|column| column.to_string()).collect(), rows }
}

fn word(word: &str) -> Datum {
    Datum::Word(word.into())
}

fn known(config: &Config, time: Option<Time>) -> Datum {
    time.map_or(Datum::None, |time| Datum::Time(time, config.scale))
}

fn past(config: &Config, job: &Past) -> Vec<Datum> {
    vec![
        word(&config.tasks[job.task].name),
        Datum::Int(job.k as i64),
        known(config, Some(job.release)),
        known(config, job.deadline),
        known(config, job.finish),
        Datum::Flag(job.missed),
    ]
}

fn gantt(config: &Config, told: &Chronicle) -> Vec<Vec<Datum>> {
    let row = |slice: &crate::figure::Slice| {
        let name = word(&config.tasks[slice.who as usize].name);
        vec![known(config, Some(slice.start)), known(config, Some(slice.end)), name, Datum::Int(0)]
    };
    told.cpu.slices.iter().map(row).collect()
}

fn totals(end: &Realtime, jobs: &[Past], cut: bool) -> Sheet {
    let config = &*end.config;
    let mut cells = vec![
        ("horizon", known(config, Some(config.horizon))),
        ("hyperperiod", known(config, config.hyperperiod)),
        ("first_miss", first_miss(config, jobs)),
        ("utilization", Datum::Exact(utilisation(config))),
    ];
    match config.policy {
        Policy::Edf => cells.push(("utilization_test", Datum::Flag(passes_one(config)))),
        Policy::Rm | Policy::Dm => {
            cells.push(("ll_bound", Datum::Decimal(bound(super::analysis::periodic(config)))));
            cells.push(("ll_test", Datum::Flag(passes_bound(config))));
        }
    }
    cells.extend([
        ("missed", Datum::Int(end.missed() as i64)),
        ("busy", known(config, Some(end.busy))),
        ("preemptions", Datum::Int(end.preemptions as i64)),
        ("stopped", Datum::Flag(end.failed())),
        ("cut", Datum::Flag(cut)),
    ]);
    let columns: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
    sheet("totals", Shape::Top, &columns, vec![cells.iter().map(|(_, value)| value.clone()).collect()])
}

/// The smallest deadline that was missed, then the first name: `[deadline, task, k]`.
fn first_miss(config: &Config, jobs: &[Past]) -> Datum {
    let name = |job: &Past| &config.tasks[job.task].name;
    let missed = jobs.iter().filter(|job| job.missed);
    let first = missed.min_by(|a, b| (a.deadline, name(a), a.k).cmp(&(b.deadline, name(b), b.k)));
    first.map_or(Datum::None, |job| {
        Datum::List(vec![known(config, job.deadline), word(name(job)), Datum::Int(job.k as i64)])
    })
}

fn analyses(config: &Config) -> Sheet {
    let of = |task: usize| Some((config.tasks[task].name.as_str(), analysis(config, task)?));
    let found: Vec<(&str, Analysis)> = config.by_level().into_iter().filter_map(of).collect();
    let columns: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    let row = found.iter().map(|(_, analysis)| known(config, analysis.response)).collect();
    sheet("response_time_analysis", Shape::Single, &columns, vec![row])
}

fn tasks(end: &Realtime) -> Sheet {
    let config = &*end.config;
    let row = |task: usize| {
        let (spec, tally) = (&config.tasks[task], end.tally[task]);
        let response = analysis(config, task).and_then(|analysis| analysis.response);
        let bound = match blocking(config, task) {
            Blocking::Bound(time) if config.policy != Policy::Edf => Some(time),
            _ => None,
        };
        vec![
            word(&spec.name),
            known(config, Some(spec.work)),
            known(config, spec.period),
            known(config, spec.deadline),
            known(config, Some(spec.phase)),
            Datum::Int(tally.released as i64),
            Datum::Int(tally.finished as i64),
            Datum::Int(tally.missed as i64),
            known(config, tally.worst),
            known(config, Some(tally.blocked)),
            known(config, bound),
            known(config, response),
        ]
    };
    sheet(
        "tasks",
        Shape::Rows,
        &["task", "C", "T", "D", "phase", "released", "finished", "missed", "worst", "blocked", "B", "R"],
        (0..config.tasks.len()).map(row).collect(),
    )
}

fn steps(config: &Config, run: &Recording<Realtime>) -> Sheet {
    let row = |(index, (at, event)): (usize, (Time, &Event))| {
        let (name, task) = named(event);
        let task = task.map_or(Datum::None, |task| word(&config.tasks[task].name));
        vec![Datum::Int(index as i64 + 1), known(config, Some(at)), word(name), task]
    };
    sheet("steps", Shape::Rows, &["step", "t", "event", "task"], run.log().enumerate().map(row).collect())
}

/// The name of an event, and the task it is about.
pub fn named(event: &Event) -> (&'static str, Option<usize>) {
    match *event {
        Event::Released { task, .. } => ("released", Some(task)),
        Event::Dispatched { task } => ("dispatched", Some(task)),
        Event::Preempted { task, .. } => ("preempted", Some(task)),
        Event::Locked { task, .. } => ("locked", Some(task)),
        Event::Blocked { task, .. } => ("blocked", Some(task)),
        Event::Inherited { task, .. } => ("inherited", Some(task)),
        Event::Unlocked { task, .. } => ("unlocked", Some(task)),
        Event::Finished { task, .. } => ("finished", Some(task)),
        Event::Missed { task, .. } => ("missed", Some(task)),
        Event::Aborted { task, .. } => ("aborted", Some(task)),
        Event::Idled => ("idled", None),
        Event::Ended { .. } => ("ended", None),
    }
}
