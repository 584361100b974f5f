//! The pictures of both runs, their things kept apart: those of the second bear a mark in their ids.

use super::Pair;
use crate::figure::{Figure, GanttMoment, Scene};
use crate::lab::{Look, Run};
use crate::text;
use crate::text::{Text, plain};
use std::collections::BTreeMap;

/// What ids of the second run end in.
const MARK: &str = "@2";

/// The id of a half's thing in the comparison.
pub fn owned(half: usize, id: &str) -> String {
    if half == 0 || id.is_empty() { id.to_string() } else { format!("{id}{MARK}") }
}

/// The half that a thing belongs to, and its id there.
pub fn owner(id: &str) -> (usize, &str) {
    match id.strip_suffix(MARK) {
        Some(own) => (1, own),
        None => (0, id),
    }
}

/// The figures of both halves in turn; the timelines become one. A half that stays still shows no trace.
pub fn figures(pair: &Pair, step: usize, look: &Look) -> Vec<Figure> {
    let (clock, moved) = (pair.time(step), pair.moved(step));
    // Half of a stage is as narrow as a phone, so each half is composed for one.
    let look = Look { narrow: true, ..look.clone() };
    let [one, two] = [0, 1].map(|half| {
        let (at, moment) = pair.halves[half].place(pair.steps[step - 1][half], clock);
        let frame = pair.halves[half].run.frame_at(at, moment, &look);
        let shown = frame.figures.into_iter().map(|figure| if moved[half] { figure } else { still(figure) });
        shown.collect::<Vec<_>>()
    });
    let mut out = Vec::new();
    for (first, second) in one.into_iter().zip(two) {
        match (first, second) {
            (Figure::Gantt(first), Figure::Gantt(second)) => out.push(gantt(pair, step, first, second)),
            (Figure::Scene(first), Figure::Scene(second)) => {
                out.push(Figure::Scene(titled(pair, 0, first)));
                out.push(Figure::Scene(titled(pair, 1, second)));
            }
            (first, second) => out.extend([first, second]),
        }
    }
    out
}

/// Without what the last step left: it was not now.
fn still(figure: Figure) -> Figure {
    match figure {
        Figure::Scene(mut scene) => {
            scene.things.retain(|thing| !thing.ghost);
            scene.things.iter_mut().for_each(|thing| thing.changed = false);
            scene.places.iter_mut().for_each(|place| place.active = false);
            scene.arrows.iter_mut().for_each(|arrow| arrow.active = false);
            scene.counters.iter_mut().for_each(|counter| counter.changed = false);
            Figure::Scene(scene)
        }
        Figure::Gantt(mut moment) => {
            moment.values.values_mut().flatten().for_each(|value| value.changed = false);
            moment.lane = None;
            Figure::Gantt(moment)
        }
        Figure::Table(mut table) => {
            table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| cell.changed = false);
            Figure::Table(table)
        }
        chart => chart,
    }
}

/// The scene of a half under its name, with ids of its own.
fn titled(pair: &Pair, half: usize, mut scene: Scene) -> Scene {
    let (name, label) = (&pair.names[half], &scene.label);
    let (a, b, x, y) = (plain(&name.en), plain(&name.zh), &label.en, &label.zh);
    scene.label = text!("{a}: {x}", "{b}：{y}");
    scene.title = name.clone();
    let mark = |id: &mut String| *id = owned(half, id);
    let mark_some = |id: &mut Option<String>| {
        if let Some(id) = id {
            *id = owned(half, id);
        }
    };
    scene.places.iter_mut().for_each(|place| mark(&mut place.id));
    scene.arrows.iter_mut().for_each(|arrow| mark(&mut arrow.id));
    scene.gauges.iter_mut().for_each(|gauge| mark(&mut gauge.id));
    scene.counters.iter_mut().for_each(|counter| mark(&mut counter.id));
    for thing in &mut scene.things {
        mark(&mut thing.id);
        mark(&mut thing.place);
        mark_some(&mut thing.via);
        mark_some(&mut thing.copy_of);
    }
    scene
}

/// Both moments on the merged timeline: a heading, the lanes of the first, a heading, those of the second.
fn gantt(pair: &Pair, step: usize, one: GanttMoment, two: GanttMoment) -> Figure {
    let mut values = BTreeMap::new();
    let mut first = 0;
    let columns = if one.columns.is_empty() { two.columns.clone() } else { one.columns.clone() };
    let mut lane = None;
    for (half, moment) in [one, two].into_iter().enumerate() {
        let lanes = pair.halves[half].run.timeline().lanes.len();
        first += usize::from(lanes > 0);
        values.extend(moment.values.into_iter().map(|(lane, own)| (first + lane, own)));
        first += lanes;
        lane = moment.lane.map(|id| owned(half, &id)).or(lane);
    }
    let now = pair.time(step);
    let t = pair.clock(now);
    let [a, b] = &pair.names;
    let (p, q, r, s) = (plain(&a.en), plain(&b.en), plain(&a.zh), plain(&b.zh));
    let label: Text = text!(
        "Timelines of {p} and {q} on one axis up to t = {t}.",
        "{r}与{s}在同一时间轴上的时间线，到 t = {t} 为止。"
    );
    Figure::Gantt(GanttMoment { label, now, columns, values, lane })
}
