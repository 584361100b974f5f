//! What the CPU did, segment by segment: the run walked through once more.

use super::Sched;
use super::state::{Event, Pid};
use crate::sim::{Machine, Recording, Time};

/// A span of the CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// From.
    pub start: Time,
    /// To, exclusive; equal to `start` for a burst of length 0.
    pub end: Time,
    /// Who executed; `None` for a switch.
    pub who: Option<Pid>,
    /// Its feedback level at the start.
    pub level: u32,
}

/// Walks through a run: `visit` sees every step, numbered from 1, with the state after it.
/// Returns the state at the end.
pub fn walk(run: &Recording<Sched>, mut visit: impl FnMut(usize, &Event, &Sched)) -> Sched {
    let mut machine = run.state(0);
    let mut events = Vec::new();
    for step in 1..=run.len() {
        events.clear();
        machine.step(&mut events);
        visit(step, &events[0], &machine);
    }
    machine
}

/// Collects segments, cut wherever a slice ends. Show it every step, then [`close`](Self::close) it.
#[derive(Default)]
pub struct Segments {
    done: Vec<Segment>,
    open: Option<Segment>,
}

impl Segments {
    /// Takes in the step that led to this state.
    pub fn see(&mut self, event: &Event, machine: &Sched) {
        let shown = shown(machine);
        let renewed = matches!(event, Event::Expired { alone: true, .. } | Event::Dispatched { .. });
        if !renewed && self.open.map(|segment| segment.who) == shown {
            return;
        }
        self.end(machine.now);
        let level = |who: Option<Pid>| who.map_or(0, |who| machine.processes[who as usize].level);
        self.open = shown.map(|who| Segment { start: machine.now, end: machine.now, who, level: level(who) });
    }

    fn end(&mut self, now: Time) {
        self.done.extend(self.open.take().map(|segment| Segment { end: now, ..segment }));
    }

    /// All segments, in order.
    pub fn close(mut self, now: Time) -> Vec<Segment> {
        self.end(now);
        self.done
    }
}

/// What the CPU does: nothing, a switch (`Some(None)`), or executing somebody.
fn shown(machine: &Sched) -> Option<Option<Pid>> {
    let cpu = &machine.cpus[0];
    let who = cpu.running.filter(|_| !machine.pause)?;
    Some(cpu.switching_until.is_none().then_some(who))
}

/// The segments of a textbook's Gantt chart: touching ones of one process merged, empty ones left out.
pub fn merged(segments: &[Segment]) -> Vec<Segment> {
    let mut merged: Vec<Segment> = Vec::new();
    for segment in segments.iter().filter(|segment| segment.end > segment.start) {
        match merged.last_mut() {
            Some(last) if last.end == segment.start && last.who == segment.who => last.end = segment.end,
            _ => merged.push(*segment),
        }
    }
    merged
}
