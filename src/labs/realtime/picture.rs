//! The stage: where the jobs are, and the timeline with its numbers.
//!
//! ```text
//! picture.rs   which figures a view has; the numbers of the timeline; the stage as a table
//! jobs.rs      which job stands in which place and slot, and what moved
//! plan.rs      rectangles and ways, wide or narrow
//! scene.rs     all of it put together
//! ```

mod jobs;
mod plan;
mod scene;

use super::machine::Realtime;
use super::names::{left, name, own, show, task_id};
use super::report::named;
use crate::figure::{Cell, Figure, GanttMoment, Row, Table, Tone, Value, hue};
use crate::lab::{Look, Moment};
use crate::text;
use crate::text::Text;

/// The pictures of a step.
pub fn stage(moment: &Moment<'_, Realtime>, look: &Look) -> Vec<Figure> {
    let scene = || Figure::Scene(scene::scene(moment, look.narrow));
    let gantt = || Figure::Gantt(gantt(moment));
    match look.view.as_str() {
        "states" => vec![scene()],
        "gantt" => vec![gantt()],
        _ => vec![scene(), gantt()],
    }
}

fn gantt(moment: &Moment<'_, Realtime>) -> GanttMoment {
    let (rt, lanes) = (moment.now, &moment.timeline.lanes);
    let now = show(rt, rt.now);
    let task = |id: &str| (0..rt.config.tasks.len()).find(|task| task_id(rt, *task) == id);
    GanttMoment {
        label: text!(
            "Timeline of the CPU, tasks and locks up to t = {now}, with releases, deadlines and misses.",
            "CPU、任务和锁到 t = {now} 为止的时间线，标出释放、截止时间和超时。"
        ),
        now: rt.now,
        columns: vec![
            Text::new("CPU left", "剩余 CPU"),
            Text::new("Deadline", "截止时间"),
            Text::new("Missed", "超时"),
        ],
        values: lanes.iter().map(|lane| values(moment, task(&lane.id))).enumerate().collect(),
        lane: moment.events.first().and_then(|event| named(event).1).map(|task| task_id(rt, task)),
    }
}

/// The numbers at the end of a lane; none for the CPU and locks.
fn values(moment: &Moment<'_, Realtime>, task: Option<usize>) -> Vec<Value> {
    let Some(task) = task else { return vec![] };
    let (now, before) = (numbers(moment.now, task), numbers(moment.before, task));
    now.into_iter().zip(before).map(|(text, old)| Value { changed: text != old, text }).collect()
}

/// CPU left and deadline of the oldest job, deadlines missed; a dash for what there is not.
fn numbers(rt: &Realtime, task: usize) -> [String; 3] {
    let missed = rt.tally[task].missed.to_string();
    let dash = || "–".to_string();
    match rt.job(task) {
        None => [dash(), dash(), missed],
        Some(job) => [show(rt, left(rt, task)), job.deadline.map_or_else(dash, |at| show(rt, at)), missed],
    }
}

/// The state of a task, and its colour.
pub fn state(rt: &Realtime, task: usize) -> (Text, Tone) {
    match rt.job(task) {
        None if rt.next_release(task).is_none() => (Text::new("Done", "结束"), Tone::Done),
        None => (Text::new("Asleep", "休眠"), Tone::New),
        Some(job) if job.waits.is_some() => (Text::new("Waiting", "阻塞"), Tone::Waiting),
        Some(_) if rt.running == Some(task) => (Text::new("Running", "运行"), Tone::Running),
        Some(_) => (Text::new("Ready", "就绪"), Tone::Ready),
    }
}

/// The stage as a table.
pub fn table(moment: &Moment<'_, Realtime>) -> Table {
    let rt = moment.now;
    let cells = |rt: &Realtime, task: usize| {
        let (text, tone) = state(rt, task);
        let mut cells = vec![Cell::plain(name(rt, task)), Cell { text, tone, changed: false }];
        let rank = if rt.job(task).is_some() { own(rt, task) } else { "–".into() };
        cells.push(Cell::plain(rank));
        cells.extend(numbers(rt, task).map(Cell::plain));
        cells
    };
    let row = |task: usize| {
        let old = cells(moment.before, task);
        let mark = |(cell, old): (Cell, Cell)| Cell { changed: cell.text != old.text, ..cell };
        Row {
            id: task_id(rt, task),
            hue: hue(task, rt.config.tasks.len()),
            cells: cells(rt, task).into_iter().zip(old).map(mark).collect(),
        }
    };
    Table {
        caption: Text::new("Tasks after this step", "本步之后的任务"),
        columns: vec![
            Text::new("Task", "任务"),
            Text::new("State", "状态"),
            Text::same(super::names::symbol(&rt.config)),
            Text::new("CPU left", "剩余 CPU"),
            Text::new("Deadline", "截止时间"),
            Text::new("Missed", "超时"),
        ],
        rows: (0..rt.config.tasks.len()).map(row).collect(),
    }
}
