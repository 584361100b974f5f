//! The timeline of a run: a lane per CPU, per process and per device.

use super::Sched;
use super::chronicle::{self, Segment, Segments};
use super::names::device_title;
use super::scenario::Scenario;
use super::state::{Event, Pid, State};
use crate::figure::{Bar, Flag, Gantt, Growing, Lane, LaneKind, Slice, hue};
use crate::lab::Watch;
use crate::sim::Recording;
use crate::text::Text;

/// The timeline of the whole run.
pub fn timeline(_: &Scenario, run: &Recording<Sched>) -> Gantt {
    let mut watching = Watching::default();
    let end = chronicle::walk(run, |_, event, machine| watching.look(event, machine));
    watching.gantt(&end)
}

/// Builds the timeline from the steps it is shown.
#[derive(Default)]
pub struct Watching {
    cpu: Segments,
    lanes: Lanes,
    /// The lane of each CPU so far.
    cpus: Vec<Vec<Slice>>,
}

impl Watching {
    fn look(&mut self, event: &Event, machine: &Sched) {
        self.cpu.see(event, machine);
        self.cpus.resize_with(machine.cpus.len(), Vec::new);
        self.cpu.over().for_each(|segment| extend(&mut self.cpus[segment.cpu as usize], segment));
        self.lanes.see(event, machine);
    }

    fn gantt(mut self, end: &Sched) -> Gantt {
        self.cpus.resize_with(end.cpus.len(), Vec::new);
        for segment in self.cpu.close(end.now) {
            extend(&mut self.cpus[segment.cpu as usize], segment);
        }
        self.lanes.gantt(end, self.cpus)
    }
}

impl Watch<Sched> for Watching {
    fn see(&mut self, now: &Sched, events: &[Event]) {
        self.look(&events[0], now);
    }
    fn timeline(self: Box<Self>, run: &Recording<Sched>) -> Gantt {
        self.gantt(&run.state(run.len()))
    }
}

/// Lanes of processes and devices while the run is walked through.
#[derive(Default)]
struct Lanes {
    processes: Vec<Growing>,
    devices: Vec<Growing>,
    /// The device each process is at.
    at: Vec<Option<u32>>,
}

impl Lanes {
    fn see(&mut self, event: &Event, machine: &Sched) {
        self.processes.resize_with(machine.processes.len(), Growing::default);
        self.devices.resize_with(machine.devices.len(), Growing::default);
        self.at.resize(machine.processes.len(), None);
        match event.who() {
            Some(who) => self.look(who, machine),
            None if *event == Event::Edited => {
                (0..machine.processes.len() as Pid).for_each(|who| self.look(who, machine));
            }
            None => {}
        }
    }

    fn look(&mut self, who: Pid, machine: &Sched) {
        let state = machine.processes[who as usize].state;
        let bar = match state {
            State::New | State::Terminated => None,
            State::Pooled | State::ReadySuspended | State::BlockedSuspended { .. } => Some(Bar::Away),
            State::Ready => Some(Bar::Hollow),
            State::Running { cpu } if machine.cpus[cpu as usize].switching_until.is_some() => {
                Some(Bar::Switch)
            }
            State::Running { .. } => Some(Bar::Solid),
            State::Waiting { .. } => Some(Bar::Hatched),
        };
        self.processes[who as usize].show(machine.now, bar.map(|bar| (who, bar)));
        let device = match state {
            State::Waiting { device } | State::BlockedSuspended { device } => Some(device),
            _ => None,
        };
        let left = std::mem::replace(&mut self.at[who as usize], device);
        for device in [left, device].into_iter().flatten() {
            let served = machine.devices[device as usize].queue.front();
            let served = served.filter(|(_, end)| end.is_some()).map(|(who, _)| (*who, Bar::Solid));
            self.devices[device as usize].show(machine.now, served);
        }
    }

    fn gantt(mut self, end: &Sched, cpus: Vec<Vec<Slice>>) -> Gantt {
        let count = end.processes.len();
        self.processes.iter_mut().chain(&mut self.devices).for_each(|lane| lane.close(end.now));
        let mut lanes: Vec<Lane> = cpus.into_iter().enumerate().map(cpu_lane).collect();
        for (index, lane) in self.processes.into_iter().enumerate() {
            let who = index as Pid;
            if !end.is_removed(who) {
                lanes.push(Lane {
                    id: format!("proc:{}", end.name(who)),
                    title: Text::same(end.name(who)),
                    hue: hue(index, count),
                    kind: LaneKind::Subject,
                    slices: lane.slices,
                    flags: vec![Flag::arrival(end.spec(who).arrival)],
                });
            }
        }
        for (name, lane) in end.config.devices.iter().zip(self.devices) {
            let (id, title) = (format!("dev:{name}"), device_title(name));
            lanes.push(Lane { id, title, slices: lane.slices, ..Lane::default() });
        }
        Gantt {
            lanes,
            names: (0..count).map(|who| end.name(who as Pid).into()).collect(),
            hues: (0..count).map(|who| hue(who, count)).collect(),
            end: end.now,
            scale: end.config.scale,
            legend: legend(end),
            ..Gantt::default()
        }
    }
}

/// What the bars mean, where there are others than usual.
fn legend(end: &Sched) -> Vec<(Bar, Text)> {
    if !end.pools() && !end.swaps() {
        return vec![];
    }
    let mut legend = vec![
        (Bar::Solid, Text::new("on CPU", "占用 CPU")),
        (Bar::Hollow, Text::new("ready", "就绪")),
        (Bar::Hatched, Text::new("waiting for I/O", "等待 I/O")),
    ];
    legend.push(match (end.pools(), end.swaps()) {
        (true, true) => (Bar::Away, Text::new("not in memory", "不在内存")),
        (true, false) => (Bar::Away, Text::new("new, not admitted", "未被接纳")),
        _ => (Bar::Away, Text::new("suspended", "挂起")),
    });
    if end.config.switch_cost > crate::sim::Time::ZERO {
        legend.push((Bar::Switch, Text::new("switching", "切换")));
    }
    legend
}

/// What a CPU did.
fn cpu_lane((index, slices): (usize, Vec<Slice>)) -> Lane {
    Lane { id: format!("cpu:{index}"), title: Text::same(format!("CPU {index}")), slices, ..Lane::default() }
}

/// Puts a segment behind the slices of its CPU, as a textbook's chart has them: touching ones of one process are one,
/// empty ones are left out. A switch belongs to the process that comes after it.
fn extend(slices: &mut Vec<Slice>, segment: Segment) {
    let Segment { start, end, who, .. } = segment;
    let bar = if who.is_some() { Bar::Solid } else { Bar::Switch };
    if start == end {
        return;
    }
    if let Some(last) = slices.last_mut() {
        let same = last.bar == bar && who.is_none_or(|who| who == last.who);
        if same && last.end == start {
            last.end = end;
            return;
        }
        if let (Bar::Switch, Some(who)) = (last.bar, who) {
            last.who = who;
        }
    }
    slices.push(Slice { start, end, who: who.unwrap_or(0), bar });
}
