//! The stage: the five states as places, and the timeline with its numbers.
//!
//! ```text
//! picture.rs   which figures a view has; the numbers of the timeline; the stage as a table
//! people.rs    which process stands in which place and slot, and what moved
//! plan.rs      rectangles: where the places are, wide or narrow
//! roads.rs     arrows between them
//! several.rs   both for several CPUs
//! outside.rs   both for what is not in memory
//! virtually.rs what the fair schedulers order by; line.rs draws it as a number line, tree.rs as a red-black tree
//! scene.rs     all of it put together
//! ```

mod line;
mod outside;
mod people;
mod plan;
mod roads;
mod scene;
mod several;
mod table;
#[cfg(test)]
mod tests;
mod tree;
pub mod virtually;

use super::crowd;
use super::machine::Sched;
use super::names::{process_id, show};
use super::state::{Pid, State};
use super::story::actor;
use crate::figure::{Figure, GanttMoment, Lane, Value};
use crate::lab::{Look, Moment};
use crate::text;
use crate::text::Text;

pub use table::table;

/// The pictures of a step.
pub fn stage(moment: &Moment<'_, Sched>, look: &Look) -> Vec<Figure> {
    let scene = || Figure::Scene(scene::scene(moment, look));
    let gantt = || Figure::Gantt(gantt(moment));
    match look.view.as_str() {
        "states" => vec![scene()],
        "gantt" => vec![gantt()],
        "line" if virtually::has(moment.now.config.policy) => {
            vec![Figure::Scene(line::scene(moment, look)), gantt()]
        }
        "tree" if virtually::has(moment.now.config.policy) => {
            vec![Figure::Scene(tree::scene(moment, look)), gantt()]
        }
        _ => vec![scene(), gantt()],
    }
}

fn gantt(moment: &Moment<'_, Sched>) -> GanttMoment {
    let sched = moment.now;
    let (now, lanes) = (show(sched, sched.now), &moment.timeline.lanes);
    let about = moment.events.first().and_then(actor);
    GanttMoment {
        label: text!(
            "Timeline of CPUs, processes and devices up to t = {now}.",
            "CPU、进程和设备的时间线，到 t = {now} 为止。"
        ),
        now: sched.now,
        columns: vec![
            Text::new("Waited", "已等待"),
            Text::new("CPU left", "剩余 CPU"),
            Text::new("Turnaround", "周转时间"),
        ],
        values: numbered(sched, lanes, about).map(|(lane, who)| (lane, values(moment, who))).collect(),
        lane: about.map(|who| process_id(sched, who)),
    }
}

/// The lanes with numbers, and whose they are: of very many processes the first, and those around the one that the step
/// is about.
fn numbered(sched: &Sched, lanes: &[Lane], about: Option<Pid>) -> impl Iterator<Item = (usize, Pid)> {
    let (count, most) = (sched.processes.len() as Pid, crowd::SHOWN as Pid);
    let around =
        about.map_or(0..0, |about| about.saturating_sub(most - 1).max(most)..about.saturating_add(most));
    let all = (0..most).chain(around).take_while(move |who| *who < count);
    all.filter_map(move |who| Some((lane_of(sched, lanes, who)?, who)))
}

/// The lane of a process. They stand in the order of the table, behind those of the CPUs, without who was removed.
fn lane_of(sched: &Sched, lanes: &[Lane], who: Pid) -> Option<usize> {
    let id = process_id(sched, who);
    let last = (sched.cpus.len() + who as usize + 1).min(lanes.len());
    lanes[..last].iter().rposition(|lane| lane.id == id)
}

/// The numbers at the end of a lane.
fn values(moment: &Moment<'_, Sched>, who: Pid) -> Vec<Value> {
    let (now, before) = (numbers(moment.now, who), numbers(moment.before, who));
    now.into_iter().zip(before).map(|(text, old)| Value { changed: text != old, text }).collect()
}

/// The process of an id `proc:NAME`.
pub fn process_of(sched: &Sched, id: &str) -> Option<Pid> {
    let name = id.strip_prefix("proc:")?;
    (0..sched.processes.len() as Pid).find(|who| sched.name(*who) == name)
}

/// Waited, CPU left, turnaround; a dash for what is not known yet.
fn numbers(sched: &Sched, who: Pid) -> [String; 3] {
    let dash = || "–".to_string();
    let Some(pcb) = sched.processes.get(who as usize) else {
        return [dash(), dash(), dash()];
    };
    if pcb.state == State::New {
        return [dash(), dash(), dash()];
    }
    let turnaround = pcb.finish.map(|end| show(sched, end.since(sched.spec(who).arrival)));
    [show(sched, sched.waited(who)), show(sched, sched.cpu_left(who)), turnaround.unwrap_or_else(dash)]
}
