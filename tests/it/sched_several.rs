//! Several CPUs: against a loop that goes unit by unit and knows nothing of the engine, against OSTEP's `multi.py` as
//! its text describes it, and what must hold for every policy.

use crate::sched_cases::{self, open, sheet};
use osviz::lab::Lab;
use osviz::labs::sched::state::{Event, State};
use osviz::labs::sched::{Scenario, Sched};
use osviz::sim::{LIMIT, Machine, Ratio, Recording, Time};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A process of the reference: arrival, burst, priority, and the core where the table puts it.
type Row = (u32, u32, i32, Option<usize>);

/// Who runs on each core, unit by unit.
type Units = Vec<Vec<Option<usize>>>;
/// When, who, how and to which core.
type Placed = (u32, usize, &'static str, usize);

struct Model {
    rows: Vec<Row>,
    policy: &'static str,
    cores: usize,
    quantum: u32,
    per_core: bool,
    in_turn: bool,
    steal: &'static str,
    new_first: bool,
}

impl Model {
    fn preemptive(&self) -> bool {
        matches!(self.policy, "srtn" | "preemptive")
    }

    fn key(&self, who: usize, left: &[u32]) -> (i64, u32, usize) {
        let (arrival, burst, priority, _) = self.rows[who];
        let rank = match self.policy {
            "sjf" => burst as i64,
            "srtn" => left[who] as i64,
            "priority" | "preemptive" => priority as i64,
            _ => 0,
        };
        (rank, arrival, who)
    }

    fn sort(&self, queue: &mut [usize], left: &[u32]) {
        if self.policy != "rr" {
            queue.sort_by_key(|who| self.key(*who, left));
        }
    }

    /// Who runs where in each unit, and where processes came and moved.
    fn run(&self) -> (Units, Vec<Placed>) {
        let count = self.rows.len();
        let mut left: Vec<u32> = self.rows.iter().map(|row| row.1).collect();
        let mut home = vec![usize::MAX; count];
        let mut queues = vec![Vec::<usize>::new(); if self.per_core { self.cores } else { 1 }];
        let mut on: Vec<Option<(usize, u32)>> = vec![None; self.cores];
        let (mut units, mut log, mut placed) = (Vec::new(), Vec::new(), 0);
        for now in 0.. {
            if left.iter().all(|left| *left == 0) {
                break;
            }
            let mut expired = Vec::new();
            for slot in &mut on {
                if let Some((who, ran)) = *slot
                    && self.policy == "rr"
                    && ran == self.quantum
                {
                    expired.push(who);
                    *slot = None;
                }
            }
            let mut come: Vec<usize> = (0..count).filter(|who| self.rows[*who].0 == now).collect();
            for who in &come {
                let load = |core: &usize| (0..count).filter(|w| home[*w] == *core && left[*w] > 0).count();
                let core = match self.rows[*who].3 {
                    _ if !self.per_core => 0,
                    Some(core) => core,
                    None if self.in_turn => placed % self.cores,
                    None => (0..self.cores).min_by_key(load).unwrap(),
                };
                placed += 1;
                home[*who] = core;
                log.push((now, *who, "place", core));
            }
            if self.new_first {
                come.extend(expired);
            } else {
                expired.append(&mut come);
                come = expired;
            }
            for who in come {
                queues[home[who]].push(who);
            }
            for (index, queue) in queues.iter_mut().enumerate() {
                let cores = if self.per_core { index..index + 1 } else { 0..self.cores };
                if self.preemptive() {
                    let mut all: Vec<_> = queue.iter().map(|who| (self.key(*who, &left), true)).collect();
                    all.extend(
                        cores.clone().filter_map(|core| on[core]).map(|(w, _)| (self.key(w, &left), false)),
                    );
                    all.sort_by_key(|((rank, arrival, who), waits)| (*rank, *waits, *arrival, *who));
                    let best: Vec<usize> = all.iter().take(cores.len()).map(|(key, _)| key.2).collect();
                    for core in cores.clone() {
                        if let Some((who, _)) = on[core].filter(|(who, _)| !best.contains(who)) {
                            queue.push(who);
                            on[core] = None;
                        }
                    }
                }
                self.sort(queue, &left);
                for core in cores {
                    if on[core].is_none() && !queue.is_empty() {
                        on[core] = Some((queue.remove(0), 0));
                    }
                }
            }
            for core in (0..self.cores).filter(|_| self.per_core && self.steal != "none") {
                if on[core].is_some() || !queues[core].is_empty() {
                    continue;
                }
                let longest = (0..self.cores).rev().max_by_key(|queue| queues[*queue].len()).unwrap();
                if queues[longest].is_empty() {
                    continue;
                }
                let end = if self.steal == "head" { 0 } else { queues[longest].len() - 1 };
                let who = queues[longest].remove(end);
                home[who] = core;
                log.push((now, who, "steal", core));
                on[core] = Some((who, 0));
            }
            units.push(on.iter().map(|slot| slot.map(|(who, _)| who)).collect());
            for slot in &mut on {
                if let Some((who, ran)) = slot {
                    *ran += 1;
                    left[*who] -= 1;
                    if left[*who] == 0 {
                        *slot = None;
                    }
                }
            }
        }
        (units, log)
    }

    fn scenario(&self) -> Value {
        let row = |(index, (arrival, burst, priority, core)): (usize, &Row)| json!({ "pid": format!("P{index}"), "arrival": arrival, "burst": burst, "priority": priority, "core": core });
        let policy = if self.policy == "preemptive" { "priority" } else { self.policy };
        json!({
            "policy": format!("multi_{policy}"), "cores": self.cores, "quantum": self.quantum,
            "processes": self.rows.iter().enumerate().map(row).collect::<Value>(),
            "rules": {
                "queue": if self.per_core { "per_core" } else { "global" },
                "placement": if self.in_turn { "round_robin" } else { "least_loaded" },
                "steal": self.steal, "preemptive": self.policy == "preemptive",
                "rr_order": if self.new_first { "new_first" } else { "preempted_first" },
            },
        })
    }
}

/// The Gantt chart of the engine, unit by unit.
fn unit_by_unit(run: &dyn osviz::lab::Run, cores: usize) -> Vec<Vec<Option<usize>>> {
    let gantt = sheet(run, "gantt");
    let segments = gantt.as_array().unwrap();
    let number = |value: &Value| value.as_u64().unwrap() as usize;
    let end = segments.iter().map(|segment| number(&segment[1])).max().unwrap_or(0);
    let mut units = vec![vec![None; cores]; end];
    for segment in segments {
        let who = segment[2].as_str().unwrap()[1..].parse().unwrap();
        for unit in &mut units[number(&segment[0])..number(&segment[1])] {
            assert_eq!(unit[number(&segment[3])].replace(who), None, "two on one core");
        }
    }
    units
}

proptest! {
    #[test]
    fn every_unit_is_as_the_plain_loop_has_it(
        rows in prop::collection::vec((0..9u32, 1..7u32, 0..3i32, prop::option::weighted(0.3, 0..8usize)), 1..10),
        policy in prop::sample::select(&["fcfs", "sjf", "srtn", "rr", "priority", "preemptive"][..]),
        cores in 1..=8usize, quantum in 1..4u32, per_core in any::<bool>(), in_turn in any::<bool>(),
        steal in prop::sample::select(&["none", "head", "tail"][..]), new_first in any::<bool>(),
    ) {
        let rows = rows.into_iter().map(|(a, b, p, core)| (a, b, p, core.map(|core| core % cores))).collect();
        // With one core there is one queue, whatever is asked.
        let per_core = per_core && cores > 1;
        let model = Model { rows, policy, cores, quantum, per_core, in_turn, steal, new_first };
        let (units, log) = model.run();
        let run = open(model.scenario());
        prop_assert_eq!(unit_by_unit(&*run, cores), units);
        if per_core {
            let log: Value =
                log.iter().map(|(now, who, what, core)| json!([now, format!("P{who}"), what, core])).collect();
            prop_assert_eq!(sheet(&*run, "placements"), log);
        }
    }
}

/// A job of `multi.py`: run time, working set, the CPUs it may use.
type Job = (u32, u32, Vec<usize>);

struct Multi {
    jobs: Vec<Job>,
    cpus: usize,
    quantum: u32,
    apart: bool,
    peek: u32,
    warm_up: u32,
    rate: u32,
    size: u32,
}

impl Multi {
    /// Per unit and CPU: the job, what is left of it, who is warm; then the queues.
    fn trace(&self) -> Vec<Value> {
        let name = |job: usize| format!("j{job}");
        let names = |all: &[usize]| all.iter().map(|job| name(*job)).collect::<Value>();
        let may = |job: usize, cpu: usize| self.jobs[job].2.is_empty() || self.jobs[job].2.contains(&cpu);
        let mut left: Vec<u32> = self.jobs.iter().map(|job| job.0).collect();
        let mut done = vec![false; left.len()];
        let mut queues = vec![Vec::new(); if self.apart { self.cpus } else { 1 }];
        let mut dealt = vec![!self.apart; left.len()];
        if !self.apart {
            queues[0] = (0..left.len()).collect();
        }
        while dealt.contains(&false) {
            for (cpu, queue) in queues.iter_mut().enumerate() {
                if let Some(job) = (0..left.len()).find(|job| !dealt[*job] && may(*job, cpu)) {
                    dealt[job] = true;
                    queue.push(job);
                }
            }
        }
        let mut on: Vec<Option<usize>> = vec![None; self.cpus];
        let mut warm = vec![Vec::<usize>::new(); self.cpus];
        let mut warming = vec![BTreeMap::<usize, i64>::new(); self.cpus];
        let mut trace = Vec::new();
        let own = |cpu: usize| if self.apart { cpu } else { 0 };
        for now in 0u32.. {
            if done.iter().all(|done| *done) {
                break;
            }
            if now > 0 && now % self.quantum == 0 {
                for cpu in 0..self.cpus {
                    queues[own(cpu)].extend(on[cpu].take());
                }
            }
            if self.apart && self.cpus == 2 && self.peek > 0 && now > 0 && now % self.peek == 0 {
                for cpu in 0..2 {
                    let takes = |job: &usize| {
                        let (time, set, list) = &self.jobs[*job];
                        list.is_empty() || *time == cpu as u32 || *set == cpu as u32
                    };
                    if queues[cpu].is_empty()
                        && let Some(place) = queues[1 - cpu].iter().position(takes)
                    {
                        let job = queues[1 - cpu].remove(place);
                        queues[cpu].push(job);
                    }
                }
            }
            for cpu in 0..self.cpus {
                let queue = &mut queues[own(cpu)];
                if on[cpu].is_none()
                    && let Some(place) = queue.iter().position(|job| may(*job, cpu))
                {
                    let job = queue.remove(place);
                    on[cpu] = Some(job);
                    if !warm[cpu].contains(&job) && !warming[cpu].contains_key(&job) {
                        if self.warm_up == 0 {
                            warm[cpu].insert(0, job);
                            self.evict(&mut warm[cpu], &mut warming[cpu]);
                        } else {
                            warming[cpu].insert(job, self.warm_up as i64);
                        }
                    }
                }
            }
            let mut line = serde_json::Map::new();
            for cpu in 0..self.cpus {
                let job = on[cpu];
                if let Some(job) = job {
                    let speed = if warm[cpu].contains(&job) { self.rate } else { 1 };
                    left[job] = left[job].saturating_sub(speed);
                    if let Some(more) = warming[cpu].get_mut(&job) {
                        *more -= 1;
                        if *more <= 0 {
                            warming[cpu].remove(&job);
                            warm[cpu].insert(0, job);
                            self.evict(&mut warm[cpu], &mut warming[cpu]);
                        }
                    }
                    if left[job] == 0 {
                        done[job] = true;
                        on[cpu] = None;
                    }
                }
                line.insert(format!("cpu:{cpu}"), job.map_or(Value::Null, |job| name(job).into()));
                line.insert(format!("left:{cpu}"), job.map_or(Value::Null, |job| left[job].into()));
                line.insert(format!("cache:{cpu}"), names(&warm[cpu]));
            }
            for (index, queue) in queues.iter().enumerate() {
                let one = queues.len() == 1;
                line.insert(if one { "queue".into() } else { format!("queue:{index}") }, names(queue));
            }
            trace.push(line.into());
        }
        trace
    }

    fn evict(&self, warm: &mut Vec<usize>, warming: &mut BTreeMap<usize, i64>) {
        while warm.iter().map(|job| self.jobs[*job].1).sum::<u32>() > self.size {
            let gone = warm.pop().unwrap();
            warming.insert(gone, self.warm_up as i64);
        }
    }

    fn scenario(&self) -> Value {
        let row = |(index, (time, set, list)): (usize, &Job)| json!({ "pid": format!("j{index}"), "burst": time, "working_set": set, "affinity": list });
        let period = (self.apart && self.peek > 0).then_some(self.peek);
        json!({
            "policy": "rr", "cpus": self.cpus, "quantum": self.quantum, "balance": period,
            "cache": { "size": self.size, "warm_up": self.warm_up, "warm_rate": self.rate },
            "rules": { "set": "ostep", "slices": "aligned", "queue": if self.apart { "per_core" } else { "global" } },
            "processes": self.jobs.iter().enumerate().map(row).collect::<Value>(),
        })
    }
}

proptest! {
    #[test]
    fn every_unit_is_as_multi_py_has_it(
        jobs in prop::collection::vec((0..40u32, 0..12u32, prop::collection::btree_set(0..4usize, 0..3)), 1..7),
        cpus in 1..=4usize, quantum in 1..12u32, apart in any::<bool>(), peek in 0..9u32,
        warm_up in 0..8u32, rate in 1..4u32, size in 0..30u32,
    ) {
        let apart = apart && cpus == 2;
        let job = |(index, (time, set, list)): (usize, (u32, u32, std::collections::BTreeSet<usize>))| {
            // What multi.py compares with the number of a CPU is kept away from it: such jobs can strand.
            let list: Vec<usize> = list.into_iter().filter(|cpu| *cpu < cpus).collect();
            let shift = if list.is_empty() || index == 0 { 0 } else { 5 };
            (time + shift + 2 * (!list.is_empty()) as u32, 5 * set + 2 * (!list.is_empty()) as u32, list)
        };
        let jobs: Vec<Job> = jobs.into_iter().enumerate().map(job).collect();
        let model = Multi { jobs, cpus, quantum, apart, peek, warm_up, rate, size: 5 * size };
        let run = open(model.scenario());
        let ticks = sheet(&*run, "ticks");
        let wanted = model.trace();
        prop_assert_eq!(ticks.as_array().unwrap().len(), wanted.len());
        for (tick, wanted) in ticks.as_array().unwrap().iter().zip(&wanted) {
            for (column, value) in wanted.as_object().unwrap() {
                prop_assert_eq!(&tick[column], value, "{} at {}", column, tick["t"]);
            }
        }
    }
}

/// `multi.py` compares the number of a CPU with run time and working set. A job stranded that way ends the run.
#[test]
fn a_stranded_job_ends_the_run_and_it_is_said() {
    let run = open(json!({
        "policy": "rr", "cpus": 2, "quantum": 3, "balance": 2, "cache": {},
        "rules": { "set": "ostep", "slices": "aligned", "queue": "per_core" },
        "processes": [
            { "pid": "a", "burst": 9, "affinity": [0] }, { "pid": "b", "burst": 9, "affinity": [0], "working_set": 1 },
        ],
    }));
    let finish = |pid: &str| sheet(&*run, "processes")[pid]["finish"].clone();
    assert_eq!((finish("a").is_null(), finish("b").is_null()), (false, true));
    let look = osviz::lab::Look { view: "both".into(), narrow: false };
    let said = run.frame(run.len(), &look).story;
    assert_eq!(said.title.en, "Waiting for ever");
    assert!(said.caption.en.contains(": b."), "{}", said.caption.en);
}

/// What a preset ends with after changing fields: when, how often processes changed their CPU, when CPUs worked.
fn ran(preset: &str, fields: &[(&str, &str)]) -> (u64, u64, Value) {
    let lab = osviz::labs::find("sched").expect("the lab is registered");
    let fields: Vec<(String, String)> = fields.iter().map(|(f, v)| (f.to_string(), v.to_string())).collect();
    let run = (lab.preset)(preset, &fields).unwrap_or_else(|problem| panic!("{problem:?}"));
    let totals = run.report().sheet("totals").expect("totals").objects()[0].clone();
    let number = |name: &str| totals[name].as_u64().expect("a number");
    (number("makespan"), number("migrations"), totals["core_busy"].clone())
}

#[test]
fn presets_of_several_cpus_say_what_happens() {
    assert_eq!(ran("two-cpus", &[]), (13, 6, json!([10, 8])));
    assert_eq!(ran("two-cpus", &[("queue", "per_core")]), (12, 0, json!([12, 6])));
    assert_eq!(ran("ostep-sqms", &[]), (5, 15, json!([5, 5, 5, 5])));
    assert_eq!(ran("ostep-sqms", &[("queue", "per_core"), ("place", "least_loaded")]).0, 8);
    assert_eq!(ran("ostep-sqms", &[("queue", "per_core")]), (8, 0, json!([8, 4, 4, 4])));
    assert_eq!(ran("ostep-mqms", &[]), (24, 0, json!([12, 24])));
    assert_eq!(ran("ostep-mqms", &[("steal", "tail")]), (18, 1, json!([18, 18])));
}

/// All but `linux`, which is modelled on one CPU, and `custom`, whose values may turn round faster than a switch takes:
/// then two processes take a CPU from each other for ever.
fn policies() -> Vec<String> {
    sched_cases::policies().into_iter().filter(|policy| policy != "linux" && policy != "custom").collect()
}

/// Arrival, burst, I/O and the burst after it, priority, and the CPUs allowed as bits.
type Drawn = (u32, u32, Option<(u32, u32)>, i32, u32);

prop_compose! {
    fn scenario()(
        rows in prop::collection::vec((0..12u32, 1..7u32, prop::option::of((0..5u32, 0..5u32)), -2..3i32, 0..256u32), 1..9),
        policy in prop::sample::select(policies()), cpus in 1..=8u32, quantum in 1..4u32,
        queue in prop::sample::select(&["global", "per_core"][..]),
        placement in prop::sample::select(&["least_loaded", "round_robin", "deal"][..]),
        steal in prop::sample::select(&["none", "head", "tail"][..]),
        balance in prop::option::of(1..6u32), even in any::<bool>(), costs in (0..3u32, 0..3u32),
        set in prop::sample::select(&["silberschatz", "ostep", "stallings", "408"][..]),
        boost in prop::option::of(3..9u32), flags in prop::array::uniform4(any::<bool>()),
        memory in (prop::option::of(1..6u32), prop::sample::select(&["off", "asked", "idle", "blocked"][..])),
    ) -> Value {
        let bound = flags[0] && !matches!(&policy[..], "lottery" | "stride");
        // Peeking may strand what is bound (see above).
        let even = even || bound;
        let row = |(index, (arrival, burst, io, priority, mask)): (usize, Drawn)| {
            let bursts = io.map_or(format!("{burst}"), |(io, cpu)| format!("{burst} io{io} {cpu}"));
            let list: Vec<u32> = (0..cpus).filter(|cpu| bound && mask >> cpu & 1 == 1).collect();
            json!({ "pid": format!("P{index}"), "arrival": arrival, "bursts": bursts, "priority": priority, "affinity": list, "suspended": [arrival + burst, arrival + 9] })
        };
        let mut rules = json!({
            "set": set, "placement": placement, "steal": steal, "balancing": if even { "even" } else { "peek" },
            "switch_cost": costs.0, "preemptive": flags[1], "on_io": if flags[2] { "wait" } else { "switch" },
            "io_done": if flags[3] { "run" } else { "queue" },
        });
        if !matches!(&policy[..], "cfs" | "eevdf") {
            rules["queue"] = queue.into();
        }
        json!({
            "policy": policy, "cpus": cpus, "quantum": quantum, "balance": balance, "migration_cost": costs.1,
            "boost": boost, "rules": rules, "multiprogramming": memory.0, "swapping": memory.1,
            "processes": rows.into_iter().enumerate().map(row).collect::<Value>(),
        })
    }
}

proptest! {
    #[test]
    fn cpus_share_the_work_and_none_idles_beside_it(scenario in scenario()) {
        let scenario: Scenario = serde_json::from_value(scenario).unwrap();
        let start = Sched::start(&scenario).unwrap_or_else(|problem| panic!("{problem:?}"));
        let run = Recording::new(start, LIMIT);
        prop_assert!(!run.is_cut());
        let mut machine = run.state(0);
        let mut events = Vec::new();
        for step in 1..=run.len() {
            events.clear();
            machine.step(&mut events);
            let running: Vec<u32> = machine.cpus.iter().filter_map(|cpu| cpu.running).collect();
            let mut apart = running.clone();
            apart.sort_unstable();
            apart.dedup();
            prop_assert_eq!(apart.len(), running.len(), "nobody is on two CPUs");
            for (who, process) in machine.processes.iter().enumerate() {
                let arrival = machine.spec(who as u32).arrival;
                prop_assert!(machine.now >= arrival || process.state == State::New);
                if let State::Running { cpu } = process.state {
                    prop_assert_eq!(machine.cpus[cpu as usize].running, Some(who as u32));
                    prop_assert!(machine.may_run(who as u32, cpu as usize), "affinity holds");
                }
            }
            let instant_over = step == run.len() || run.time(step + 1) > machine.now;
            let idle = |cpu: &usize| machine.cpus[*cpu].running.is_none() && machine.cpus[*cpu].held_by.is_none();
            for cpu in (0..machine.cpus.len()).filter(|cpu| instant_over && idle(cpu)) {
                let line = machine.line(if machine.config.per_core { cpu } else { 0 }).concat();
                prop_assert!(!line.iter().any(|who| machine.may_run(*who, cpu)), "CPU {} idles beside work", cpu);
            }
        }
        let mut total = Time::ZERO;
        for who in 0..machine.processes.len() as u32 {
            let (process, spec) = (&machine.processes[who as usize], machine.spec(who));
            let turnaround = process.finish.expect("it ends").since(spec.arrival);
            prop_assert_eq!(machine.used(who), spec.cpu(), "its work is done");
            let outside = machine.pooled(who) + machine.suspended_for(who);
            prop_assert_eq!(machine.used(who) + machine.waited(who) + machine.io(who) + outside, turnaround);
            total += spec.cpu();
        }
        prop_assert_eq!(machine.useful(), total, "work is neither lost nor made");
        let all = Time(machine.now.0 * machine.cpus.len() as u64);
        prop_assert_eq!(machine.useful() + machine.switching() + machine.idle(), all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// With a queue per CPU the bounds of one CPU hold on each, until somebody ends: passes part by no more than the
    /// largest stride, vruntimes by no more than a slice is worth, lags by no more than a request.
    /// Sources: Waldspurger and Weihl 1995; Stoica and Abdel-Wahab 1995.
    #[test]
    fn shares_stay_fair_on_every_cpu(
        nices in prop::collection::vec(-10i32..11, 2..8), cpus in 2u32..5,
        policy in prop::sample::select(&["stride", "cfs", "eevdf"][..]), quantum in 1u32..4,
    ) {
        let row = |(index, nice): (usize, &i32)| json!({ "pid": format!("P{index}"), "burst": 1_500, "nice": nice, "tickets": 11 + nice });
        let scenario: Scenario = serde_json::from_value(json!({
            "policy": policy, "cpus": cpus, "quantum": quantum,
            "params": { "latency": 600, "min_granularity": 75, "base_slice": 30, "quantum": 10 * quantum },
            "rules": { "queue": "per_core", "placement": "round_robin", "steal": "none", "profile": "paper" },
            "processes": nices.iter().enumerate().map(row).collect::<Value>(),
        })).unwrap();
        let run = Recording::new(Sched::start(&scenario).unwrap(), LIMIT);
        let mut machine = run.state(0);
        let mut worth = vec![0; cpus as usize];
        let mut decisions = 0;
        loop {
            let mut events = Vec::new();
            machine.step(&mut events);
            if let [Event::Exited { .. } | Event::Finished] = events[..] {
                break;
            }
            let [Event::Dispatched { who, cpu, .. }] = events[..] else { continue };
            decisions += 1;
            let members: Vec<u32> = machine.line(cpu as usize).concat().into_iter().chain([who]).collect();
            let spread = |value: &dyn Fn(u32) -> i64| {
                let all: Vec<i64> = members.iter().map(|who| value(*who)).collect();
                all.iter().max().unwrap() - all.iter().min().unwrap()
            };
            match policy {
                "stride" => {
                    let largest = members.iter().map(|who| machine.stride(*who)).max().unwrap();
                    prop_assert!(spread(&|who| machine.pass(who).unwrap()) <= largest);
                }
                "cfs" => {
                    prop_assert!(spread(&|who| machine.vruntime(who)) <= worth[cpu as usize], "CPU {}", cpu);
                    let slice = machine.share(who).2.0 as i64 * 1024 / i64::from(machine.weighs(who));
                    worth[cpu as usize] = worth[cpu as usize].max(slice);
                }
                _ => for who in members {
                    let (lag, most) = (machine.lag(who), Ratio::whole(30.max(10 * i64::from(quantum))));
                    prop_assert!(lag < most && lag > Ratio::whole(-30), "{} {}", who, lag.decimal(3));
                },
            }
        }
        prop_assert!(decisions >= nices.len(), "every process was picked");
    }
}
