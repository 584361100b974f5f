//! Feedback queues against a second implementation, written from the definitions and nothing else: unit by unit, a
//! list per level. The whole trace must come out the same, in thousands of small random scenarios.
//!
//! At each instant: arrivals and returns from I/O, the process whose slice is used up, the boost (in the order of
//! `rr_order`); preemption by a higher level; dispatch of the first of the highest level; one unit passes.

use crate::sched_cases::{open, sheet};
use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Clone, Debug)]
struct Level {
    quantum: Option<u64>,
    policy: &'static str,
}

#[derive(Clone, Debug)]
struct Input {
    /// Arrival and bursts.
    jobs: Vec<(u64, Vec<u64>)>,
    levels: Vec<Level>,
    boost: Option<u64>,
    order: &'static str,
    demote_alone: bool,
    immediate: bool,
    to_head: bool,
    keep_used: bool,
    io_return: &'static str,
    bottom_first: bool,
}

fn scenario(input: &Input) -> Value {
    let process = |(index, (arrival, bursts)): (usize, &(u64, Vec<u64>))| json!({ "pid": format!("P{index}"), "arrival": arrival, "bursts": bursts });
    let level = |level: &Level| json!({ "quantum": level.quantum, "policy": level.policy });
    json!({
        "policy": "mlfq", "boost": input.boost,
        "levels": input.levels.iter().map(level).collect::<Vec<_>>(),
        "processes": input.jobs.iter().enumerate().map(process).collect::<Vec<_>>(),
        "rules": {
            "rr_order": input.order, "demote_alone": input.demote_alone,
            "preempt": if input.immediate { "immediate" } else { "quantum_end" },
            "preempted_to": if input.to_head { "head" } else { "tail" },
            "keep_used": input.keep_used, "io_return": input.io_return,
            "boost_order": if input.bottom_first { "bottom_first" } else { "top_first" },
        },
    })
}

#[derive(Clone, Debug, Default)]
struct Process {
    burst: usize,
    left: u64,
    level: usize,
    used: u64,
    io_ends: Option<u64>,
    finish: Option<u64>,
    waited: u64,
}

struct Reference<'a> {
    input: &'a Input,
    processes: Vec<Process>,
    queues: Vec<Vec<usize>>,
    running: Option<usize>,
    trace: Vec<Value>,
}

impl Reference<'_> {
    fn note(&mut self, t: u64, who: usize, what: &str) {
        self.trace.push(json!([t, format!("P{who}"), what, self.processes[who].level]));
    }

    fn quantum(&self, who: usize) -> Option<u64> {
        self.input.levels[self.processes[who].level].quantum
    }

    fn alone_at(&self, t: u64) -> bool {
        let comes = self.input.jobs.iter().any(|(arrival, _)| *arrival == t)
            || self.processes.iter().any(|process| process.io_ends == Some(t));
        !comes && self.queues.iter().all(Vec::is_empty)
    }

    fn demote(&mut self, who: usize, t: u64) {
        let spared = !self.input.demote_alone && self.alone_at(t);
        let last = self.input.levels.len() - 1;
        let process = &mut self.processes[who];
        process.used = 0;
        if !spared {
            process.level = (process.level + 1).min(last);
        }
    }

    fn end_burst(&mut self, t: u64) {
        let Some(who) = self.running.filter(|who| self.processes[*who].left == 0) else {
            return;
        };
        self.running = None;
        let bursts = &self.input.jobs[who].1;
        if self.processes[who].burst + 1 == bursts.len() {
            self.processes[who].finish = Some(t);
            return;
        }
        self.processes[who].burst += 1;
        let io = bursts[self.processes[who].burst];
        if !self.input.keep_used {
            self.processes[who].used = 0;
        } else if self.quantum(who) == Some(self.processes[who].used) {
            self.demote(who, t);
        }
        self.processes[who].io_ends = Some(t + io);
    }

    fn fresh(&mut self, t: u64) {
        let arrivals = |this: &mut Self| {
            for who in 0..this.input.jobs.len() {
                if this.input.jobs[who].0 == t {
                    this.queues[0].push(who);
                    this.note(t, who, "arrive");
                }
            }
        };
        let returns = |this: &mut Self| {
            for who in 0..this.input.jobs.len() {
                if this.processes[who].io_ends == Some(t) {
                    this.come_back(who);
                    this.note(t, who, "io_done");
                }
            }
        };
        if self.input.order == "io_first" {
            returns(self);
            arrivals(self);
        } else {
            arrivals(self);
            returns(self);
        }
    }

    fn come_back(&mut self, who: usize) {
        let process = &mut self.processes[who];
        process.io_ends = None;
        process.burst += 1;
        process.left = self.input.jobs[who].1[process.burst];
        let level = match self.input.io_return {
            "up" => process.level.saturating_sub(1),
            "top" => 0,
            _ => process.level,
        };
        if level != process.level {
            process.used = 0;
        }
        process.level = level;
        self.queues[level].push(who);
    }

    fn expire(&mut self, t: u64) {
        let Some(who) = self.running.filter(|who| self.quantum(*who) == Some(self.processes[*who].used))
        else {
            return;
        };
        self.running = None;
        let before = self.processes[who].level;
        self.demote(who, t);
        let level = self.processes[who].level;
        if level != before {
            self.note(t, who, "demote");
        }
        self.queues[level].push(who);
    }

    fn boost(&mut self, t: u64) {
        if !self.input.boost.is_some_and(|period| t > 0 && t.is_multiple_of(period)) {
            return;
        }
        self.trace.push(json!([t, null, "boost", 0]));
        let count = self.queues.len();
        let mut order: Vec<usize> = (0..count).collect();
        if self.input.bottom_first {
            order = [0].into_iter().chain((1..count).rev()).collect();
        }
        let mut line = vec![];
        for level in order {
            line.extend(self.running.filter(|who| self.processes[*who].level == level));
            line.append(&mut self.queues[level]);
        }
        for process in &mut self.processes {
            process.level = 0;
            process.used = 0;
        }
        if let Some(who) = self.running {
            if line.first() == Some(&who) {
                line.remove(0);
            } else {
                self.running = None;
                self.note(t, who, "preempt");
            }
        }
        self.queues[0] = line;
    }

    fn decide(&mut self, t: u64) {
        let top = self.queues.iter().position(|queue| !queue.is_empty());
        if let (Some(who), Some(top)) = (self.running, top)
            && self.input.immediate
            && top < self.processes[who].level
        {
            self.running = None;
            let level = self.processes[who].level;
            if !self.input.keep_used {
                self.processes[who].used = 0;
            }
            let place = if self.input.to_head { 0 } else { self.queues[level].len() };
            self.queues[level].insert(place, who);
            self.note(t, who, "preempt");
        }
        let (None, Some(top)) = (self.running, top) else {
            return;
        };
        let queue = &self.queues[top];
        let place = match self.input.levels[top].policy {
            "sjf" => (0..queue.len()).min_by_key(|place| self.processes[queue[*place]].left).unwrap(),
            _ => 0,
        };
        let who = self.queues[top].remove(place);
        self.running = Some(who);
        self.note(t, who, "run");
    }

    fn run(input: &Input) -> Value {
        let process = |job: &(u64, Vec<u64>)| Process { left: job.1[0], ..Process::default() };
        let mut reference = Reference {
            input,
            processes: input.jobs.iter().map(process).collect(),
            queues: vec![vec![]; input.levels.len()],
            running: None,
            trace: vec![],
        };
        for t in 0.. {
            reference.end_burst(t);
            if reference.processes.iter().all(|process| process.finish.is_some()) {
                break;
            }
            if input.order == "preempted_first" {
                reference.expire(t);
                reference.boost(t);
                reference.fresh(t);
            } else {
                reference.fresh(t);
                reference.expire(t);
                reference.boost(t);
            }
            reference.decide(t);
            for who in reference.queues.concat() {
                reference.processes[who].waited += 1;
            }
            if let Some(who) = reference.running {
                reference.processes[who].left -= 1;
                reference.processes[who].used += 1;
            }
        }
        let processes = reference.processes.iter().map(|process| json!([process.finish, process.waited]));
        json!([reference.trace, processes.collect::<Value>()])
    }
}

fn lab(input: &Input) -> Value {
    let run = open(scenario(input));
    let processes = sheet(&*run, "processes");
    let row = |index: usize| {
        let process = &processes[format!("P{index}")];
        json!([process["finish"], process["waiting"]])
    };
    json!([sheet(&*run, "trace"), (0..input.jobs.len()).map(row).collect::<Value>()])
}

fn job() -> impl Strategy<Value = (u64, Vec<u64>)> {
    let bursts = (1..9u64, prop::collection::vec((1..6u64, 1..6u64), 0..4));
    (0..12u64, bursts).prop_map(|(arrival, (first, pairs))| {
        (arrival, [first].into_iter().chain(pairs.into_iter().flat_map(|(io, cpu)| [io, cpu])).collect())
    })
}

fn level() -> impl Strategy<Value = Level> {
    let policy = prop_oneof![4 => Just("rr"), 1 => Just("fcfs"), 2 => Just("sjf")];
    (prop_oneof![5 => (1..6u64).prop_map(Some), 1 => Just(None)], policy)
        .prop_map(|(quantum, policy)| Level { quantum, policy })
}

fn input() -> impl Strategy<Value = Input> {
    let shape = (
        prop::collection::vec(job(), 1..6),
        prop::collection::vec(level(), 1..5),
        prop::option::of(3..15u64),
    );
    let flags = prop::array::uniform5(any::<bool>());
    let orders = prop::sample::select(&["new_first", "preempted_first", "io_first"][..]);
    let backs = prop::sample::select(&["same", "up", "top"][..]);
    (shape, orders, flags, backs).prop_map(|((jobs, levels, boost), order, flags, io_return)| Input {
        jobs,
        levels,
        boost,
        order,
        demote_alone: flags[0],
        immediate: flags[1],
        to_head: flags[2],
        keep_used: flags[3],
        bottom_first: flags[4],
        io_return,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_of_the_trace_is_that_of_the_unit_stepped_definition(input in input()) {
        prop_assert_eq!(lab(&input), Reference::run(&input), "{}", scenario(&input));
    }
}
