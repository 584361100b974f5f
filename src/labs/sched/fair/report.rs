//! The tables of proportional share: every decision, and the strides.
//!
//! | sheet | rows |
//! |---|---|
//! | `decisions` | one per decision of `lottery` (`draw`, `total`, `winner`) or `stride` (`passes` of the competing) |
//! | `strides` | one: the stride of every process |

use super::super::machine::Sched;
use super::super::scenario::Policy;
use super::super::state::{Event, Pid};
use crate::report::{Datum, Shape, Sheet};

/// Collects the decisions of a run.
#[derive(Default)]
pub struct Decisions {
    rows: Vec<Vec<Datum>>,
    drawn: usize,
}

impl Decisions {
    /// Takes in the step that led to this state.
    pub fn see(&mut self, event: &Event, machine: &Sched) {
        let Event::Dispatched { who, .. } = *event else {
            return;
        };
        let at = Datum::Time(machine.now, machine.config.scale);
        let name = Datum::Word(machine.name(who).into());
        match machine.config.policy {
            Policy::Lottery if machine.shares.decisions > self.drawn => {
                self.drawn = machine.shares.decisions;
                let total = machine.tickets_ready() + machine.spec(who).tickets as u64;
                let draw = machine.draw(self.drawn - 1, total);
                let int = |number: u64| Datum::Int(number as i64);
                self.rows.push(vec![at, int(draw.number), int(total), int(draw.ticket), name]);
            }
            Policy::Stride => self.rows.push(vec![at, passes(machine, who), name]),
            _ => {}
        }
    }

    /// The sheets, with the state at the end.
    pub fn sheets(self, end: &Sched) -> Vec<Sheet> {
        let decisions = |columns: &[&str], rows| Sheet {
            id: "decisions",
            shape: Shape::Rows,
            columns: columns.iter().map(|column| column.to_string()).collect(),
            rows,
        };
        match end.config.policy {
            Policy::Lottery => vec![decisions(&["t", "draw", "total", "winner", "pid"], self.rows)],
            Policy::Stride => vec![decisions(&["t", "passes", "pid"], self.rows), strides(end)],
            _ => vec![],
        }
    }
}

/// The passes of all that competed, as they were at the decision.
fn passes(machine: &Sched, winner: Pid) -> Datum {
    let mut all: Vec<Pid> = machine.ready.iter().map(|entry| entry.who).chain([winner]).collect();
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
