//! Prepared scenarios: our own, and a worked example of each textbook. Every number in an aha is computed
//! again by `tests/it/presets.rs`.

mod books;
mod levels;
mod ours;

use super::compact::levels_of;
use super::fair::linux_fields::put_class;
use super::rules::{RuleSet, Rules};
use super::scenario::{
    Admission, Best, Bursts, Custom, Params, Policy, Process, Scenario, Swapping, ten_thousand,
};
use crate::lab::Preset;
use crate::sim::Decimal;

/// Every preset, the default one first.
pub fn presets() -> Vec<Preset<Scenario>> {
    let mut presets = ours::ours();
    presets.extend(levels::levels());
    presets.extend(books::books());
    presets
}

/// Name, arrival, bursts in words, priority.
type Job = (&'static str, u64, &'static str, i32);

fn process((pid, arrival, words, priority): &Job) -> Process {
    let burst = words.parse().ok();
    let bursts = if burst.is_some() { None } else { Some(Bursts::Words((*words).into())) };
    Process {
        pid: (*pid).into(),
        arrival: Decimal::whole(*arrival),
        burst,
        bursts,
        priority: *priority,
        ..Process::default()
    }
}

fn scenario(set: RuleSet, policy: Policy, jobs: &[Job]) -> Scenario {
    Scenario {
        processes: jobs.iter().map(process).collect(),
        random: None,
        policy,
        quantum: Decimal::whole(2),
        start: Decimal::whole(0),
        levels: levels_of("1,2,4").expect("three levels"),
        boost: None,
        cpus: 1,
        balance: None,
        migration_cost: Decimal::whole(0),
        cache: None,
        draws: vec![],
        draw_seed: 1,
        big: ten_thousand(),
        multiprogramming: None,
        admission: Admission::Fcfs,
        swapping: Swapping::Off,
        custom: Custom::default(),
        params: Params::default(),
        rules: Rules { set, ..Rules::default() },
        edits: vec![],
    }
}

impl Scenario {
    fn slice(mut self, quantum: u64) -> Self {
        self.quantum = Decimal::whole(quantum);
        self
    }

    /// Tickets of the processes, row by row.
    fn tickets(mut self, tickets: &[u32]) -> Self {
        for (process, tickets) in self.processes.iter_mut().zip(tickets) {
            process.tickets = *tickets;
        }
        self
    }

    /// Nice values of the processes, row by row.
    fn nice(mut self, nice: &[i32]) -> Self {
        for (process, nice) in self.processes.iter_mut().zip(nice) {
            process.nice = *nice;
        }
        self
    }

    /// Lengths of the requests of the processes, row by row.
    fn slices(mut self, slices: &[u64]) -> Self {
        for (process, slice) in self.processes.iter_mut().zip(slices) {
            process.slice = Some(Decimal::whole(*slice));
        }
        self
    }

    /// Classes of the processes, row by row, as in the table.
    fn classes(mut self, classes: &[&str]) -> Self {
        for (process, class) in self.processes.iter_mut().zip(classes) {
            put_class(process, class).expect("a class");
        }
        self
    }

    /// A formula, which value is best, and how often values are compared.
    fn formula(mut self, formula: &str, best: Best, every: u64) -> Self {
        self.custom = Custom { formula: formula.into(), best, every: Some(Decimal::whole(every)) };
        self
    }

    fn draws(mut self, draws: &[u64]) -> Self {
        self.draws = draws.into();
        self
    }

    fn levels(mut self, words: &str) -> Self {
        self.levels = levels_of(words).expect("levels in words");
        self
    }

    fn rules(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(&mut self.rules);
        self
    }

    /// So many CPUs; rows may say on which one they start.
    fn cpus(mut self, cpus: u32, cores: &[u32]) -> Self {
        self.cpus = cpus;
        for (process, core) in self.processes.iter_mut().zip(cores) {
            process.core = Some(*core);
        }
        self
    }

    fn migration_cost(mut self, cost: u64) -> Self {
        self.migration_cost = Decimal::whole(cost);
        self
    }

    fn switch_cost(self, cost: u64) -> Self {
        self.rules(|rules| rules.switch_cost = Some(Decimal::whole(cost)))
    }
}

const FIVE: [Job; 5] =
    [("A", 0, "4", 0), ("B", 1, "3", 0), ("C", 2, "5", 0), ("D", 3, "2", 0), ("E", 4, "4", 0)];
const CONVOY: [Job; 3] = [("P1", 0, "24", 0), ("P2", 0, "3", 0), ("P3", 0, "3", 0)];
