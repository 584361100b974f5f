//! What the CPUs did, segment by segment: the run walked through once more.

use super::Sched;
use super::state::{Event, Pid, State};
use crate::sim::{Machine, Recording, Time};

/// A span of a CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// From.
    pub start: Time,
    /// To, exclusive; equal to `start` for a burst of length 0.
    pub end: Time,
    /// Which CPU.
    pub cpu: u32,
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
    open: Vec<Option<Segment>>,
}

impl Segments {
    /// Takes in the step that led to this state.
    pub fn see(&mut self, event: &Event, machine: &Sched) {
        self.open.resize(machine.cpus.len(), None);
        for cpu in 0..machine.cpus.len() as u32 {
            self.look(cpu, renews(event, cpu, machine), machine);
        }
    }

    fn look(&mut self, cpu: u32, renewed: bool, machine: &Sched) {
        let shown = shown(machine, cpu);
        if !renewed && self.open[cpu as usize].map(|segment| segment.who) == shown {
            return;
        }
        self.end(cpu, machine.now);
        let level = |who: Option<Pid>| who.map_or(0, |who| machine.processes[who as usize].level);
        let (start, end) = (machine.now, machine.now);
        self.open[cpu as usize] = shown.map(|who| Segment { start, end, cpu, who, level: level(who) });
    }

    fn end(&mut self, cpu: u32, now: Time) {
        let open = self.open[cpu as usize].take();
        self.done.extend(open.map(|segment| Segment { end: now, ..segment }));
    }

    /// Takes out the segments that are over; those of a CPU come in order.
    pub fn over(&mut self) -> impl Iterator<Item = Segment> {
        self.done.drain(..)
    }

    /// All segments, by start, then by CPU.
    pub fn close(mut self, now: Time) -> Vec<Segment> {
        (0..self.open.len() as u32).for_each(|cpu| self.end(cpu, now));
        self.done.sort_by_key(|segment| (segment.start, segment.cpu));
        self.done
    }
}

/// Does a new slice begin on this CPU?
fn renews(event: &Event, cpu: u32, machine: &Sched) -> bool {
    match *event {
        Event::Dispatched { cpu: other, .. } => other == cpu,
        Event::Expired { who, alone: true, .. } => {
            machine.processes[who as usize].state == State::Running { cpu }
        }
        _ => false,
    }
}

/// What a CPU does: nothing, a switch (`Some(None)`), or executing somebody.
fn shown(machine: &Sched, cpu: u32) -> Option<Option<Pid>> {
    let cpu = &machine.cpus[cpu as usize];
    let who = cpu.running.filter(|_| !cpu.pause)?;
    Some(cpu.switching_until.is_none().then_some(who))
}

/// The segments of a textbook's Gantt chart: touching ones of one process on one CPU merged, empty ones left out.
pub fn merged(segments: &[Segment]) -> Vec<Segment> {
    let mut merged: Vec<Segment> = Vec::new();
    let mut last: Vec<usize> = Vec::new(); // of each CPU, in `merged`
    for segment in segments.iter().filter(|segment| segment.end > segment.start) {
        let cpu = segment.cpu as usize;
        last.resize(last.len().max(cpu + 1), usize::MAX);
        match merged.get_mut(last[cpu]) {
            Some(last) if last.end == segment.start && last.who == segment.who => last.end = segment.end,
            _ => {
                last[cpu] = merged.len();
                merged.push(*segment);
            }
        }
    }
    merged
}
