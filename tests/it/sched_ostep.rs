//! The rule set `ostep` against the three homework simulators of "Operating Systems: Three Easy Pieces" that it
//! stands for, each written again from a description of what it decides, tick by tick.

use crate::sched_cases::{open, sheet};
use proptest::prelude::*;
use serde_json::{Value, json};

mod process_run {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    pub enum Op {
        Cpu,
        Io,
        IoDone,
    }

    #[derive(Clone, Debug)]
    pub struct Input {
        /// Per process: how many CPU instructions before, and between, and after its I/O.
        pub programs: Vec<Vec<u64>>,
        pub length: u64,
        pub wait: bool,
        pub immediate: bool,
    }

    impl Input {
        fn ops(&self, who: usize) -> Vec<Op> {
            let mut ops = vec![];
            for (index, count) in self.programs[who].iter().enumerate() {
                if index > 0 {
                    ops.extend([Op::Io, Op::IoDone]);
                }
                ops.extend((0..*count).map(|_| Op::Cpu));
            }
            ops
        }

        /// Asking for I/O is the last unit of a burst, taking note of its end the first of the next.
        pub fn scenario(&self) -> Value {
            let process = |(index, counts): (usize, &Vec<u64>)| {
                let last = counts.len() - 1;
                let mut bursts = vec![];
                for (part, count) in counts.iter().enumerate() {
                    if part > 0 {
                        bursts.push(self.length);
                    }
                    bursts.push(count + (part > 0) as u64 + (part < last) as u64);
                }
                json!({ "pid": format!("P{index}"), "bursts": bursts })
            };
            json!({
                "policy": "fcfs",
                "processes": self.programs.iter().enumerate().map(process).collect::<Vec<_>>(),
                "rules": {
                    "set": "ostep", "next": "cyclic",
                    "on_io": if self.wait { "wait" } else { "switch" },
                    "io_done": if self.immediate { "run" } else { "queue" },
                },
            })
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum State {
        Ready,
        Running,
        Blocked,
        Done,
    }

    fn pick_next(current: &mut usize, states: &mut [State]) {
        let count = states.len();
        let round = (*current + 1..count).chain(0..=*current);
        if let Some(next) = round.into_iter().find(|who| states[*who] == State::Ready) {
            *current = next;
            states[next] = State::Running;
        }
    }

    /// Rows as the sheet `ticks` has them: done, the states, cpu, ios.
    pub fn reference(input: &Input) -> Value {
        let count = input.programs.len();
        let mut programs: Vec<Vec<Op>> = (0..count).map(|who| input.ops(who)).collect();
        let mut states = vec![State::Ready; count];
        let mut due: Vec<Option<u64>> = vec![None; count];
        let mut current = 0;
        states[0] = State::Running;
        let mut rows = vec![];
        let mut tick = 0;
        while states.iter().any(|state| *state != State::Done) {
            tick += 1;
            let mut done = false;
            for who in 0..count {
                if due[who] != Some(tick) {
                    continue;
                }
                done = true;
                due[who] = None;
                states[who] = State::Ready;
                let busy = states[current] == State::Running;
                if input.immediate && busy {
                    states[current] = State::Ready;
                }
                if input.immediate || !busy {
                    current = who;
                    states[who] = State::Running;
                }
            }
            let runs = states[current] == State::Running && !programs[current].is_empty();
            let op = runs.then(|| programs[current].remove(0));
            let shown = |who: usize| match (states[who], op) {
                (State::Running, Some(Op::Cpu)) => "RUN:cpu",
                (State::Running, Some(Op::Io)) => "RUN:io",
                (State::Running, Some(Op::IoDone)) => "RUN:io_done",
                (State::Running, None) => "RUNNING",
                (State::Ready, _) => "READY",
                (State::Blocked, _) => "BLOCKED",
                (State::Done, _) => "DONE",
            };
            let in_flight = due.iter().flatten().filter(|at| **at > tick).count();
            let words: Vec<&str> = (0..count).map(shown).collect();
            rows.push(json!([done, words, runs as u8, in_flight]));
            if op == Some(Op::Io) {
                states[current] = State::Blocked;
                due[current] = Some(tick + input.length + 1);
                if !input.wait {
                    pick_next(&mut current, &mut states);
                }
            }
            if states[current] == State::Running && programs[current].is_empty() {
                states[current] = State::Done;
                pick_next(&mut current, &mut states);
            }
        }
        rows.into()
    }

    pub fn lab(input: &Input) -> Value {
        let run = open(input.scenario());
        let rows = sheet(&*run, "ticks");
        let row = |row: &Value| {
            let states = (0..input.programs.len()).map(|who| row[format!("proc:P{who}")].clone());
            json!([row["done"], states.collect::<Vec<_>>(), row["cpu"], row["ios"]])
        };
        rows.as_array().expect("rows").iter().map(row).collect()
    }
}

mod mlfq {
    use super::*;

    #[derive(Clone, Debug)]
    pub struct Input {
        /// Start, run time, I/O after every so many units (0 = never).
        pub jobs: Vec<(u64, u64, u64)>,
        /// Slice and allotment, highest level first.
        pub levels: Vec<(u64, u32)>,
        pub boost: Option<u64>,
        pub io: u64,
        pub stay: bool,
        pub bump: bool,
    }

    impl Input {
        pub fn scenario(&self) -> Value {
            let process = |(index, (start, run, every)): (usize, &(u64, u64, u64))| {
                let mut bursts = vec![];
                let mut left = *run;
                while *every > 0 && left > *every {
                    bursts.extend([*every, self.io]);
                    left -= every;
                }
                bursts.push(left);
                json!({ "pid": format!("P{index}"), "arrival": start, "bursts": bursts })
            };
            let level =
                |(quantum, allotment): &(u64, u32)| json!({ "quantum": quantum, "allotment": allotment });
            json!({
                "policy": "mlfq", "boost": self.boost,
                "levels": self.levels.iter().map(level).collect::<Vec<_>>(),
                "processes": self.jobs.iter().enumerate().map(process).collect::<Vec<_>>(),
                "rules": { "set": "ostep", "stay": self.stay, "io_bump": self.bump },
            })
        }
    }

    #[derive(Clone, Debug)]
    struct Job {
        level: usize,
        ticks: u64,
        allotment: i64,
        left: u64,
    }

    /// Rows as the sheet `ticks` has them: who runs, level, slice left after, allotment before, time left after.
    pub fn reference(input: &Input) -> Value {
        let lowest = input.levels.len() - 1;
        let fresh = |level: usize| (input.levels[level].0, input.levels[level].1 as i64);
        let start = |job: &(u64, u64, u64)| {
            let (ticks, allotment) = fresh(0);
            Job { level: 0, ticks, allotment, left: job.1 }
        };
        let mut jobs: Vec<Job> = input.jobs.iter().map(start).collect();
        let mut queues: Vec<Vec<usize>> = vec![vec![]; lowest + 1];
        let mut returns: Vec<(u64, usize)> = vec![];
        let mut rows = vec![];
        let mut t = 0u64;
        while jobs.iter().any(|job| job.left > 0) {
            if input.boost.is_some_and(|period| t > 0 && t.is_multiple_of(period)) {
                for level in (1..=lowest).rev() {
                    let moved = std::mem::take(&mut queues[level]);
                    queues[0].extend(moved);
                }
                for job in jobs.iter_mut().filter(|job| job.left > 0) {
                    let (ticks, allotment) = fresh(0);
                    *job = Job { level: 0, ticks, allotment, left: job.left };
                }
            }
            for (who, job) in input.jobs.iter().enumerate() {
                if job.0 == t {
                    queues[jobs[who].level].push(who);
                }
            }
            for (_, who) in returns.extract_if(.., |(at, _)| *at == t) {
                let queue = &mut queues[jobs[who].level];
                let place = if input.bump { 0 } else { queue.len() };
                queue.insert(place, who);
            }
            let Some(level) = queues.iter().position(|queue| !queue.is_empty()) else {
                rows.push(json!([null, null, null, null, null]));
                t += 1;
                continue;
            };
            let who = queues[level][0];
            let job = &mut jobs[who];
            job.left -= 1;
            job.ticks -= 1;
            rows.push(json!([format!("P{who}"), level, job.ticks, job.allotment, job.left]));
            t += 1;
            if job.left == 0 {
                queues[level].remove(0);
                continue;
            }
            let used_up = job.ticks == 0;
            let every = input.jobs[who].2;
            let asks = every > 0 && (input.jobs[who].1 - job.left).is_multiple_of(every);
            if asks {
                queues[level].remove(0);
                if input.stay {
                    (job.ticks, job.allotment) = fresh(level);
                }
                returns.push((t + input.io, who));
            }
            if used_up {
                if !asks {
                    queues[level].remove(0);
                }
                job.allotment -= 1;
                if job.allotment == 0 {
                    job.level = (level + 1).min(lowest);
                    (job.ticks, job.allotment) = fresh(job.level);
                } else {
                    job.ticks = fresh(level).0;
                }
                if !asks {
                    queues[job.level].push(who);
                }
            }
        }
        rows.into()
    }

    pub fn lab(input: &Input) -> Value {
        let run = open(input.scenario());
        let fields = ["running", "level", "slice_left", "allotment", "time_left"];
        let row = |row: &Value| fields.iter().map(|field| row[*field].clone()).collect::<Value>();
        sheet(&*run, "ticks").as_array().expect("rows").iter().map(row).collect()
    }
}

/// FIFO, SJF and RR of jobs that all arrive at 0: name, start, length of every slice, in tenths of a unit.
fn slices_of_scheduler(policy: &str, lengths: &[u64], quantum: u64) -> Vec<(usize, u64, u64)> {
    let mut queue: Vec<(usize, u64)> = lengths.iter().copied().enumerate().collect();
    if policy == "sjf" {
        queue.sort_by_key(|(_, length)| *length);
    }
    let (mut now, mut slices) = (0, vec![]);
    while !queue.is_empty() {
        let (who, left) = queue.remove(0);
        let ran = if policy == "rr" { left.min(quantum) } else { left };
        slices.push((who, now, ran));
        now += ran;
        if left > ran {
            queue.push((who, left - ran));
        }
    }
    slices
}

fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

fn program() -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        1 => Just(vec![0]),
        6 => prop::collection::vec(0..5u64, 1..4),
    ]
}

fn job() -> impl Strategy<Value = (u64, u64, u64)> {
    (0..20u64, 1..30u64, 0..9u64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn process_run_is_the_same_tick_by_tick(
        programs in prop::collection::vec(program(), 1..5),
        length in 0..6u64,
        wait: bool,
        immediate: bool,
    ) {
        let input = process_run::Input { programs, length, wait, immediate };
        prop_assert_eq!(process_run::lab(&input), process_run::reference(&input), "{}", input.scenario());
    }

    #[test]
    fn mlfq_is_the_same_tick_by_tick(
        jobs in prop::collection::vec(job(), 1..5),
        levels in prop::collection::vec((1..6u64, 1..4u32), 1..4),
        lowest in 0..3u32,
        boost in prop::option::of(1..25u64),
        io in 0..7u64,
        stay: bool,
        bump: bool,
    ) {
        let mut levels = levels;
        levels.last_mut().unwrap().1 = lowest;
        let input = mlfq::Input { jobs, levels, boost, io, stay, bump };
        prop_assert_eq!(mlfq::lab(&input), mlfq::reference(&input), "{}", input.scenario());
    }

    #[test]
    fn scheduler_prints_the_same_slices(
        lengths in prop::collection::vec(0..60u64, 1..7),
        policy in prop::sample::select(&["fcfs", "sjf", "rr"][..]),
        quantum in 1..4u64,
    ) {
        let process = |(index, length): (usize, &u64)| json!({ "pid": format!("P{index}"), "burst": tenths(*length) });
        let scenario = json!({
            "policy": policy, "quantum": quantum, "rules": { "set": "ostep" },
            "processes": lengths.iter().enumerate().map(process).collect::<Vec<_>>(),
        });
        let run = open(scenario);
        let slice = |(who, start, ran): (usize, u64, u64)| {
            let number = |tenths: u64| -> Value {
                if tenths.is_multiple_of(10) { json!(tenths / 10) } else { json!(tenths as f64 / 10.0) }
            };
            json!([number(start), number(start + ran), format!("P{who}"), 0, 0])
        };
        let expected = slices_of_scheduler(policy, &lengths, quantum * 10);
        let expected: Value = expected.into_iter().map(slice).collect();
        prop_assert_eq!(sheet(&*run, "slices"), expected);
    }
}
