//! The tables of proportional share: every decision, and the strides.
//!
//! | sheet | rows |
//! |---|---|
//! | `decisions` | one per decision of `lottery` (`draw`, `total`, `winner`) or `stride` (`passes` of the competing) |
//! | `picks` | one per decision of `cfs`: the `slice`, `min_vruntime`, `vruntime` of the runnable |
//! | `picks` | one per decision of `eevdf`: virtual time `V`, and of all that compete `v`, deadline `d`, `lag`, `eligible` |
//! | `events` | under `linux`: `task`, `event` (`run`, `yield`, `sleep`, `setpolicy`, `done`); runs of one task that follow each other are one |
//! | `final_vruntime` | one: the vruntime of every process at the end |
//! | `strides` | one: the stride of every process |

use super::super::machine::Sched;
use super::super::scenario::Policy;
use super::super::state::{Cpu, Event, Pid};
use crate::report::{Datum, Shape, Sheet};
use crate::sim::{Ratio, Time};

/// Collects the decisions of a run.
#[derive(Default)]
pub struct Decisions {
    rows: Vec<Vec<Datum>>,
    drawn: usize,
    /// `linux`: what every process does, in order.
    done: Vec<Vec<Datum>>,
    at: crate::sim::Time,
    runs: Vec<Option<Pid>>,
}

impl Decisions {
    /// Takes in the step that led to this state.
    pub fn see(&mut self, event: &Event, machine: &Sched) {
        if machine.config.policy == Policy::Linux {
            self.log(event, machine);
        }
        let (Event::Dispatched { who, .. } | Event::Kept { who }) = *event else {
            return;
        };
        let at = Datum::Time(machine.now, machine.config.scale);
        let name = Datum::Word(machine.name(who).into());
        match machine.config.policy {
            Policy::Lottery if machine.decisions > self.drawn => {
                self.drawn = machine.decisions;
                let total = machine.tickets_ready(machine.home(who)) + machine.spec(who).tickets as u64;
                let draw = machine.draw(self.drawn - 1, total);
                let int = |number: u64| Datum::Int(number as i64);
                self.rows.push(vec![at, int(draw.number), int(total), int(draw.ticket), name]);
            }
            Policy::Stride => self.rows.push(vec![at, passes(machine, who), name]),
            Policy::Cfs => {
                let slice = Datum::Time(machine.share(who).2, machine.config.scale);
                let least = vruntime(machine, machine.queues[machine.home(who)].shares.min_vruntime);
                self.rows.push(vec![at, name, slice, least, vruntimes(machine, who)]);
            }
            Policy::Eevdf => {
                let now = virtual_time(machine, machine.virtual_now(who));
                self.rows.push(vec![at, name, now, field(machine, who)]);
            }
            _ => {}
        }
    }

    /// What a program sees of itself: that it runs, yields, sleeps, changes its policy, is done.
    fn log(&mut self, event: &Event, machine: &Sched) {
        let line =
            |who: Pid, what: &str| vec![Datum::Word(machine.name(who).into()), Datum::Word(what.into())];
        if machine.now > self.at {
            for who in self.runs.iter().flatten() {
                let run = line(*who, "run");
                if self.done.last() != Some(&run) {
                    self.done.push(run);
                }
            }
        }
        self.at = machine.now;
        let executing = |cpu: &Cpu| cpu.running.filter(|_| cpu.switching_until.is_none());
        self.runs = machine.cpus.iter().map(executing).collect();
        match event {
            Event::Blocked { who, .. } => self.done.push(line(*who, "sleep")),
            Event::Yielded { who } => self.done.push(line(*who, "yield")),
            Event::Changed { who, .. } => self.done.push(line(*who, "setpolicy")),
            Event::Exited { who } => self.done.push(line(*who, "done")),
            _ => {}
        }
    }

    /// The sheets, with the state at the end.
    pub fn sheets(self, end: &Sched) -> Vec<Sheet> {
        let rows_of = |id, columns: &[&str], rows| Sheet {
            id,
            shape: Shape::Rows,
            columns: columns.iter().map(|column| column.to_string()).collect(),
            rows,
        };
        match end.config.policy {
            Policy::Linux => {
                vec![Sheet { shape: Shape::Tuples, ..rows_of("events", &["task", "event"], self.done) }]
            }
            Policy::Lottery => {
                vec![rows_of("decisions", &["t", "draw", "total", "winner", "pid"], self.rows)]
            }
            Policy::Stride => vec![rows_of("decisions", &["t", "passes", "pid"], self.rows), strides(end)],
            Policy::Eevdf => vec![rows_of("picks", &["t", "pid", "V", "state"], self.rows)],
            Policy::Cfs => {
                let columns = ["t", "pid", "slice", "min_vruntime", "vruntime"];
                vec![rows_of("picks", &columns, self.rows), final_vruntime(end)]
            }
            _ => vec![],
        }
    }
}

/// A virtual time, or a service, in units.
fn virtual_time(machine: &Sched, ticks: Ratio) -> Datum {
    Datum::Exact(ticks / Ratio::whole(machine.config.scale.per_unit() as i64))
}

/// Where all that compete stand.
fn field(machine: &Sched, running: Pid) -> Datum {
    let mut all: Vec<Pid> =
        machine.queues[machine.home(running)].ready.iter().map(|entry| entry.who).chain([running]).collect();
    all.sort_unstable();
    let client = |who: Pid| {
        let own = |name: &str, ticks| (name.to_string(), virtual_time(machine, ticks));
        let deadline = machine.client(who).deadline.clone();
        let flag = ("eligible".to_string(), Datum::Flag(machine.is_eligible(who)));
        let values =
            vec![own("v", machine.position(who)), own("d", deadline), own("lag", machine.lag(who)), flag];
        (machine.name(who).to_string(), Datum::Named(values))
    };
    Datum::Named(all.into_iter().map(client).collect())
}

fn vruntime(machine: &Sched, vruntime: i64) -> Datum {
    Datum::Time(Time(vruntime as u64), machine.config.base)
}

/// The vruntimes of all that are runnable.
fn vruntimes(machine: &Sched, running: Pid) -> Datum {
    let ready = &machine.queues[machine.home(running)].ready;
    let mut all: Vec<Pid> = ready.iter().map(|entry| entry.who).chain([running]).collect();
    all.sort_unstable();
    let own = |who: Pid| (machine.name(who).to_string(), vruntime(machine, machine.vruntime(who)));
    Datum::Named(all.into_iter().map(own).collect())
}

fn final_vruntime(end: &Sched) -> Sheet {
    let all = 0..end.processes.len() as Pid;
    Sheet {
        id: "final_vruntime",
        shape: Shape::Single,
        columns: all.clone().map(|who| end.name(who).to_string()).collect(),
        rows: vec![all.map(|who| vruntime(end, end.vruntime(who))).collect()],
    }
}

/// The passes of all that competed, as they were at the decision.
fn passes(machine: &Sched, winner: Pid) -> Datum {
    let ready = &machine.queues[machine.home(winner)].ready;
    let mut all: Vec<Pid> = ready.iter().map(|entry| entry.who).chain([winner]).collect();
    all.sort_unstable();
    let pass = |who: Pid| {
        let charged = if who == winner { machine.stride(who) } else { 0 };
        let pass = machine.processes[who as usize].pass - charged;
        (machine.name(who).to_string(), Datum::Int(pass))
    };
    Datum::Named(all.into_iter().map(pass).collect())
}

fn strides(end: &Sched) -> Sheet {
    let all = 0..end.processes.len() as Pid;
    Sheet {
        id: "strides",
        shape: Shape::Single,
        columns: all.clone().map(|who| end.name(who).to_string()).collect(),
        rows: vec![all.map(|who| Datum::Int(end.stride(who))).collect()],
    }
}
