//! The timeline of a run: a lane per CPU, per process and per device.

use super::Sched;
use super::scenario::Scenario;
use super::state::{Device, Pid, State};
use crate::figure::{Bar, Flag, Gantt, Lane, LaneKind, Slice, hue};
use crate::sim::{Machine, Recording, Time};
use crate::text::Text;

/// The timeline of the whole run.
pub fn timeline(_: &Scenario, run: &Recording<Sched>) -> Gantt {
    let mut machine = run.state(0);
    let mut events = Vec::new();
    let mut lanes = Lanes::default();
    lanes.look(&machine, Time::ZERO);
    for _ in 0..run.len() {
        let before = machine.now;
        machine.step(&mut events);
        events.clear();
        if machine.now > before {
            lanes.extend(machine.now);
        }
        lanes.look(&machine, machine.now);
    }
    lanes.gantt(&machine)
}

/// Per lane: its slices so far and what it shows since when.
#[derive(Default)]
struct Lanes {
    cpu: Growing,
    processes: Vec<Growing>,
    devices: Vec<Growing>,
}

#[derive(Default)]
struct Growing {
    slices: Vec<Slice>,
    open: Option<(Time, u32, Bar)>,
}

impl Growing {
    fn show(&mut self, now: Time, what: Option<(u32, Bar)>) {
        if self.open.map(|(_, who, bar)| (who, bar)) == what {
            return;
        }
        self.close(now);
        self.open = what.map(|(who, bar)| (now, who, bar));
    }

    fn close(&mut self, now: Time) {
        if let Some((start, who, bar)) = self.open.take() {
            self.push(Slice { start, end: now, who, bar });
        }
    }

    /// Adds a slice; one that goes on with the last is merged into it, an empty one is dropped.
    fn push(&mut self, slice: Slice) {
        if slice.end <= slice.start {
            return;
        }
        match self.slices.last_mut() {
            Some(last) if (last.end, last.who, last.bar) == (slice.start, slice.who, slice.bar) => {
                last.end = slice.end;
            }
            _ => self.slices.push(slice),
        }
    }
}

impl Lanes {
    fn extend(&mut self, _: Time) {}

    fn look(&mut self, machine: &Sched, now: Time) {
        self.processes.resize_with(machine.processes.len(), Growing::default);
        self.devices.resize_with(machine.devices.len(), Growing::default);
        let switching = machine.cpus[0].switching_until.is_some();
        let bar = if switching { Bar::Switch } else { Bar::Solid };
        self.cpu.show(now, machine.cpus[0].running.map(|who| (who, bar)));
        for (who, lane) in self.processes.iter_mut().enumerate() {
            let bar = match machine.processes[who].state {
                State::New | State::Terminated => None,
                State::Ready => Some(Bar::Hollow),
                State::Running { .. } => Some(bar),
                State::Waiting { .. } => Some(Bar::Hatched),
            };
            lane.show(now, bar.map(|bar| (who as u32, bar)));
        }
        for (device, lane) in machine.devices.iter().zip(&mut self.devices) {
            lane.show(now, served(device).map(|who| (who, Bar::Solid)));
        }
    }

    fn gantt(mut self, machine: &Sched) -> Gantt {
        let count = machine.processes.len();
        let all = std::iter::once(&mut self.cpu).chain(&mut self.processes).chain(&mut self.devices);
        all.for_each(|lane| lane.close(machine.now));
        let mut lanes = vec![Lane {
            id: "cpu:0".into(),
            title: Text::same("CPU 0"),
            slices: self.cpu.slices,
            ..Lane::default()
        }];
        for (index, lane) in self.processes.into_iter().enumerate() {
            if machine.is_removed(index as Pid) {
                continue;
            }
            lanes.push(Lane {
                id: format!("proc:{}", machine.name(index as Pid)),
                title: Text::same(machine.name(index as Pid)),
                hue: hue(index, count),
                kind: LaneKind::Subject,
                slices: lane.slices,
                flags: vec![Flag { at: machine.spec(index as Pid).arrival }],
            });
        }
        for (name, lane) in machine.config.devices.iter().zip(self.devices) {
            lanes.push(Lane {
                id: format!("dev:{name}"),
                title: Text::same(name),
                slices: lane.slices,
                ..Lane::default()
            });
        }
        Gantt {
            lanes,
            names: (0..count).map(|pid| machine.name(pid as Pid).into()).collect(),
            hues: (0..count).map(|pid| hue(pid, count)).collect(),
            end: machine.now,
            scale: machine.config.scale,
        }
    }
}

fn served(device: &Device) -> Option<Pid> {
    device.queue.front().filter(|(_, end)| end.is_some()).map(|(who, _)| *who)
}
