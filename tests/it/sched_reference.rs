//! The scheduling lab against a second scheduler, written from the definitions and nothing else: it moves unit by
//! unit, keeps plain lists and searches them. Thousands of small random scenarios must come out the same.
//!
//! At each instant t: (1) who arrives or returns at t, and who used up its slice at t, enter the ready list in the
//! order that `rr_order` says; (2) a strictly better ready process takes the CPU; (3) a free CPU takes the best;
//! (4) one unit of time passes. Between equals: earlier arrival or return, then lower index.

use crate::sched_cases::{open, sheet};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::cmp::Reverse;

const POLICIES: [&str; 8] = ["fcfs", "sjf", "srtf", "rr", "hrrn", "priority", "priority", "priority_rr"];
const ORDERS: [&str; 3] = ["new_first", "preempted_first", "io_first"];

#[derive(Clone, Debug)]
struct Job {
    arrival: u64,
    /// CPU, I/O, CPU, …; all at least 1.
    bursts: Vec<u64>,
    priority: i64,
}

#[derive(Clone, Copy, Debug)]
enum Aging {
    Off,
    Step { interval: u64, step: i64, reset: bool, limit: Option<i64> },
    Rate { alpha: i64, beta: i64 },
}

#[derive(Clone, Debug)]
struct Input {
    jobs: Vec<Job>,
    policy: &'static str,
    order: &'static str,
    quantum: u64,
    start: u64,
    switch_cost: u64,
    one_device: bool,
    high: bool,
    preemptive: bool,
    to_head: bool,
    aging: Aging,
}

fn scenario(input: &Input) -> Value {
    let aging = match input.aging {
        Aging::Off => Value::Null,
        Aging::Step { interval, step, reset, limit: None } => {
            json!({ "mode": "step", "interval": interval, "step": step, "reset_on_dispatch": reset })
        }
        Aging::Step { interval, step, reset, limit: Some(limit) } => {
            json!({ "mode": "step", "interval": interval, "step": step, "reset_on_dispatch": reset, "limit": limit })
        }
        Aging::Rate { alpha, beta } => json!({ "mode": "rate", "alpha": alpha, "beta": beta }),
    };
    let process = |(index, job): (usize, &Job)| json!({ "pid": format!("P{index}"), "arrival": job.arrival, "bursts": job.bursts, "priority": job.priority });
    json!({
        "policy": input.policy, "quantum": input.quantum, "start": input.start,
        "processes": input.jobs.iter().enumerate().map(process).collect::<Vec<_>>(),
        "rules": {
            "rr_order": input.order, "switch_cost": input.switch_cost, "aging": aging,
            "io": if input.one_device { "fcfs" } else { "parallel" },
            "priority_order": if input.high { "high" } else { "low" },
            "preemptive": input.preemptive, "preempted_to": if input.to_head { "head" } else { "tail" },
        },
    })
}

#[derive(Clone, Debug, Default)]
struct Process {
    /// Which burst, and how much of it is left.
    burst: usize,
    left: u64,
    since: u64,
    /// Units in the present stay in the ready list.
    stay: u64,
    kept_gain: i64,
    value: i64,
    slice: u64,
    waited: u64,
    start: Option<u64>,
    finish: Option<u64>,
    io_ends: Option<u64>,
}

struct Reference<'a> {
    input: &'a Input,
    processes: Vec<Process>,
    /// Ready, in queue order.
    ready: Vec<usize>,
    /// Waiting for the one device: since when, who.
    device: Vec<(u64, usize)>,
    running: Option<usize>,
    last: Option<usize>,
    switch_left: u64,
    gantt: Vec<(u64, u64, String)>,
}

impl Reference<'_> {
    fn priority(&self, who: usize) -> i64 {
        let (job, process) = (&self.input.jobs[who], &self.processes[who]);
        match self.input.aging {
            Aging::Off => job.priority,
            Aging::Rate { .. } => process.value,
            Aging::Step { interval, step, limit, .. } => {
                let gain = process.kept_gain + step * (process.stay / interval) as i64;
                let sign = if self.input.high { 1 } else { -1 };
                let raised = job.priority + sign * gain;
                match limit {
                    Some(limit) if self.input.high => raised.min(limit.max(job.priority)),
                    Some(limit) => raised.max(limit.min(job.priority)),
                    None => raised,
                }
            }
        }
    }

    /// Smaller is better.
    fn rank(&self, who: usize) -> i64 {
        let process = &self.processes[who];
        match self.input.policy {
            "sjf" => self.input.jobs[who].bursts[process.burst] as i64,
            "srtf" => process.left as i64,
            "priority" => {
                let larger = self.input.high || matches!(self.input.aging, Aging::Rate { .. });
                if larger { -self.priority(who) } else { self.priority(who) }
            }
            "priority_rr" => {
                let priority = self.input.jobs[who].priority;
                if self.input.high { -priority } else { priority }
            }
            _ => 0,
        }
    }

    fn best(&self) -> Option<usize> {
        let ready = self.ready.iter().copied();
        match self.input.policy {
            "rr" => ready.into_iter().next(),
            "priority_rr" => {
                let top = self.ready.iter().map(|who| self.rank(*who)).min()?;
                self.ready.iter().copied().find(|who| self.rank(*who) == top)
            }
            "hrrn" => {
                let ratio = |who: usize| {
                    let service = self.input.jobs[who].bursts[self.processes[who].burst];
                    // a common denominator for all services up to 12
                    (self.processes[who].stay + service) * 27_720 / service
                };
                ready.min_by_key(|who| (Reverse(ratio(*who)), self.processes[*who].since, *who))
            }
            _ => ready.min_by_key(|who| (self.rank(*who), self.processes[*who].since, *who)),
        }
    }

    fn is_preempted(&self, who: usize, by: usize) -> bool {
        let preemptive = match self.input.policy {
            "srtf" | "priority_rr" => true,
            "priority" => self.input.preemptive,
            _ => false,
        };
        preemptive && self.rank(by) < self.rank(who)
    }

    fn enter(&mut self, who: usize, t: u64, fresh: bool) {
        self.processes[who].stay = 0;
        if fresh {
            self.processes[who].since = t;
            self.processes[who].slice = 0;
        }
        self.ready.push(who);
    }

    fn leave_if_done(&mut self, t: u64) {
        let Some(who) = self.running.filter(|who| self.processes[*who].left == 0) else {
            return;
        };
        self.running = None;
        let bursts = &self.input.jobs[who].bursts;
        let process = &mut self.processes[who];
        if process.burst + 1 == bursts.len() {
            process.finish = Some(t);
            return;
        }
        process.burst += 1;
        if self.input.one_device {
            self.device.push((t, who));
        } else {
            process.io_ends = Some(t + bursts[process.burst]);
        }
    }

    fn serve_device(&mut self, t: u64) {
        let busy = self.processes.iter().any(|process| process.io_ends.is_some_and(|end| end > t));
        self.device.sort();
        if self.input.one_device && !busy && !self.device.is_empty() {
            let (_, who) = self.device.remove(0);
            let length = self.input.jobs[who].bursts[self.processes[who].burst];
            self.processes[who].io_ends = Some(t + length);
        }
    }

    fn admit(&mut self, t: u64) {
        let jobs = &self.input.jobs;
        let arrivals = (0..jobs.len()).filter(|who| jobs[*who].arrival == t).collect::<Vec<_>>();
        let returns: Vec<usize> =
            (0..jobs.len()).filter(|who| self.processes[*who].io_ends == Some(t)).collect();
        for who in &returns {
            let process = &mut self.processes[*who];
            process.io_ends = None;
            process.burst += 1;
            process.left = jobs[*who].bursts[process.burst];
        }
        let sliced = ["rr", "priority_rr"].contains(&self.input.policy);
        let used_up = |who: &usize| sliced && self.processes[*who].slice == self.input.quantum;
        let expired = self.running.filter(used_up);
        let fresh = match self.input.order {
            "io_first" => [returns, arrivals].concat(),
            _ => [arrivals, returns].concat(),
        };
        if expired.is_some() {
            self.running = None;
        }
        let first = expired.filter(|_| self.input.order == "preempted_first");
        if let Some(who) = first {
            self.enter(who, t, false);
        }
        for who in fresh {
            self.enter(who, t, true);
        }
        if let Some(who) = expired.filter(|_| first.is_none()) {
            self.enter(who, t, false);
        }
        if let Some(who) = expired {
            self.processes[who].slice = 0;
        }
    }

    fn decide(&mut self, t: u64) {
        if self.switch_left > 0 {
            return;
        }
        if let (Some(who), Some(by)) = (self.running, self.best())
            && self.is_preempted(who, by)
        {
            self.running = None;
            self.processes[who].stay = 0;
            if self.input.policy == "priority_rr" && self.input.to_head {
                self.ready.insert(0, who);
            } else {
                self.processes[who].slice = 0;
                self.ready.push(who);
            }
        }
        if self.running.is_some() || t < self.input.start {
            return;
        }
        let Some(who) = self.best() else {
            return;
        };
        self.ready.retain(|other| *other != who);
        if let Aging::Step { interval, step, reset, .. } = self.input.aging {
            let gain = step * (self.processes[who].stay / interval) as i64;
            self.processes[who].kept_gain += if reset { 0 } else { gain };
            self.processes[who].stay = 0;
        }
        self.running = Some(who);
        if self.last != Some(who) {
            self.switch_left = self.input.switch_cost;
        }
        self.last = Some(who);
    }

    fn pass_unit(&mut self, t: u64) {
        let (alpha, beta) = match self.input.aging {
            Aging::Rate { alpha, beta } => (alpha, beta),
            _ => (0, 0),
        };
        for who in &self.ready {
            self.processes[*who].stay += 1;
            self.processes[*who].waited += 1;
            self.processes[*who].value += alpha;
        }
        let Some(who) = self.running else {
            return;
        };
        let process = &mut self.processes[who];
        let name = if self.switch_left > 0 {
            self.switch_left -= 1;
            process.waited += 1;
            process.value += alpha;
            "CS".to_string()
        } else {
            process.start.get_or_insert(t);
            process.left -= 1;
            process.slice += 1;
            process.value += beta;
            format!("P{who}")
        };
        match self.gantt.last_mut() {
            Some((_, end, shown)) if *end == t && *shown == name => *end += 1,
            _ => self.gantt.push((t, t + 1, name)),
        }
    }

    /// `None` if nobody gets anywhere: with a switch cost, aging that is lost on dispatch may change its mind at
    /// the end of every switch, for ever.
    fn run(input: &Input) -> Option<Value> {
        let process = |job: &Job| Process { left: job.bursts[0], ..Process::default() };
        let mut reference = Reference {
            input,
            processes: input.jobs.iter().map(process).collect(),
            ready: vec![],
            device: vec![],
            running: None,
            last: None,
            switch_left: 0,
            gantt: vec![],
        };
        let mut t = 0;
        while reference.processes.iter().any(|process| process.finish.is_none()) {
            reference.leave_if_done(t);
            reference.serve_device(t);
            reference.admit(t);
            reference.decide(t);
            reference.pass_unit(t);
            t += 1;
            if t == 2_000 {
                return None;
            }
        }
        let gantt = reference.gantt.iter().map(|(start, end, who)| json!([start, end, who, 0]));
        let processes = reference.processes.iter().map(|p| json!([p.start, p.finish, p.waited]));
        Some(json!([gantt.collect::<Value>(), processes.collect::<Value>()]))
    }
}

fn lab(input: &Input) -> Value {
    let run = open(scenario(input));
    let processes = sheet(&*run, "processes");
    let row = |index: usize| {
        let process = &processes[format!("P{index}")];
        json!([process["start"], process["finish"], process["waiting"]])
    };
    json!([sheet(&*run, "gantt"), (0..input.jobs.len()).map(row).collect::<Value>()])
}

fn job() -> impl Strategy<Value = Job> {
    let bursts = prop::collection::vec(1..7u64, 0..3).prop_map(|pairs| {
        let mut bursts = vec![1 + pairs.iter().sum::<u64>() % 9];
        for length in pairs {
            bursts.extend([length, 1 + length * 5 % 7]);
        }
        bursts
    });
    (0..14u64, bursts, 0..5i64).prop_map(|(arrival, bursts, priority)| Job { arrival, bursts, priority })
}

fn aging() -> impl Strategy<Value = Aging> {
    let limit = prop::option::of(0..4i64);
    let step = (1..5u64, 1..3i64, any::<bool>(), limit);
    prop_oneof![
        2 => Just(Aging::Off),
        2 => step.prop_map(|(interval, step, reset, limit)| Aging::Step { interval, step, reset, limit }),
        1 => (-3..4i64, -3..4i64).prop_map(|(alpha, beta)| Aging::Rate { alpha, beta }),
    ]
}

fn input() -> impl Strategy<Value = Input> {
    let times = (1..6u64, 0..9u64, prop_oneof![2 => Just(0), 1 => 1..3u64]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let words = (prop::sample::select(&POLICIES[..]), prop::sample::select(&ORDERS[..]));
    (prop::collection::vec(job(), 1..7), words, times, flags, aging()).prop_map(
        |(jobs, (policy, order), (quantum, start, switch_cost), flags, aging)| Input {
            jobs,
            policy,
            order,
            quantum,
            start: start.saturating_sub(5),
            switch_cost,
            one_device: flags.0,
            high: flags.1,
            preemptive: flags.2,
            to_head: flags.3,
            aging,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_decision_is_that_of_the_unit_stepped_definition(input in input()) {
        let expected = Reference::run(&input);
        prop_assume!(expected.is_some());
        prop_assert_eq!(lab(&input), expected.unwrap(), "{}", scenario(&input));
    }
}
