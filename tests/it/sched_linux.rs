//! Linux's scheduling classes: the rules measured on a real kernel, shares by weight, throttling, admission.

use crate::sched_cases::{open, sheet};
use osviz::lab::Lab;
use osviz::labs;
use osviz::labs::sched::fair::cfs;
use osviz::labs::sched::{Scenario, Sched};
use osviz::sim::{LIMIT, Machine, Recording};
use proptest::prelude::*;
use serde_json::{Value, json};

fn events(tasks: Value) -> String {
    let run = open(json!({ "policy": "linux", "tasks": tasks }));
    let events = sheet(&*run, "events");
    let word = |event: &Value| format!("{} {}", event[0].as_str().unwrap(), event[1].as_str().unwrap());
    events.as_array().unwrap().iter().map(word).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_preempted_task_goes_to_the_head_and_one_that_yields_to_the_tail() {
    let tasks = json!([
        { "name": "A", "policy": "fifo", "prio": 10, "release_ms": 0, "program": [["run", 10], ["yield"], ["run", 5]] },
        { "name": "B", "policy": "fifo", "prio": 10, "release_ms": 0, "program": [["run", 10]] },
        { "name": "C", "policy": "fifo", "prio": 20, "release_ms": 5, "program": [["run", 5]] },
    ]);
    assert_eq!(events(tasks), "A run, C run, C done, A run, A yield, B run, B done, A run, A done");
}

#[test]
fn a_woken_task_goes_to_the_tail() {
    let tasks = json!([
        { "name": "A", "policy": "fifo", "prio": 10, "program": [["run", 5], ["sleep", 5], ["run", 5]] },
        { "name": "B", "policy": "fifo", "prio": 10, "program": [["run", 20]] },
        { "name": "C", "policy": "fifo", "prio": 10, "release_ms": 8, "program": [["run", 5]] },
    ]);
    assert_eq!(events(tasks), "A run, A sleep, B run, B done, C run, C done, A run, A done");
}

/// 50 of A's quantum are gone when C comes; A keeps the other 50, and B gets its 100 after them.
#[test]
fn a_preempted_round_robin_task_keeps_the_rest_of_its_quantum() {
    let run = open(json!({ "policy": "linux", "tasks": [
        { "name": "A", "policy": "rr", "prio": 10, "program": [["run", 150]] },
        { "name": "B", "policy": "rr", "prio": 10, "program": [["run", 150]] },
        { "name": "C", "policy": "fifo", "prio": 20, "release_ms": 50, "program": [["run", 5]] },
    ]}));
    let want = json!([
        [0, 50, "A", 0],
        [50, 55, "C", 0],
        [55, 105, "A", 0],
        [105, 205, "B", 0],
        [205, 255, "A", 0],
        [255, 305, "B", 0]
    ]);
    assert_eq!(sheet(&*run, "gantt"), want);
}

#[test]
fn who_lowers_its_own_priority_goes_to_the_head_of_the_new_list() {
    let tasks = |priority: u32| {
        json!([
            { "name": "A", "policy": "SCHED_FIFO", "prio": 30, "program": [["run", 5], ["setpolicy", "SCHED_FIFO", priority], ["run", 5]] },
            { "name": "B", "policy": "SCHED_FIFO", "prio": 20, "program": [["run", 5]] },
        ])
    };
    assert_eq!(events(tasks(20)), "A run, A setpolicy, A run, A done, B run, B done");
    assert_eq!(events(tasks(10)), "A run, A setpolicy, B run, B done, A run, A done");
}

#[test]
fn runs_of_one_task_are_merged_and_sleeping_first_runs_nothing() {
    let tasks = json!([
        { "name": "A", "policy": "rr", "prio": 5, "program": [["run", 60], ["run", 60], ["run", 60]] },
        { "name": "B", "policy": "fifo", "prio": 9, "program": [["sleep", 30], ["yield"], ["yield"]] },
    ]);
    assert_eq!(events(tasks), "B sleep, A run, B yield, B yield, B done, A run, A done");
}

/// Source: measured on Linux 6.18, a FIFO loop beside an ordinary process gets 0.951.
#[test]
fn a_fifo_loop_leaves_5_percent_of_each_second() {
    let scenario = |runtime: Value| {
        json!({ "policy": "linux", "params": { "rt_runtime": runtime }, "processes": [
            { "pid": "loop", "class": "fifo", "priority": 50, "burst": 9_500 }, { "pid": "other", "burst": 1_000 },
        ]})
    };
    let ran = |run: Value, before: u64| -> u64 {
        let own = |slice: &&Value| slice[2] == "loop";
        let slices =
            run.as_array().unwrap().iter().filter(own).map(|slice| {
                slice[1].as_u64().unwrap().min(before).saturating_sub(slice[0].as_u64().unwrap())
            });
        slices.sum()
    };
    assert_eq!(ran(sheet(&*open(scenario(json!(950))), "gantt"), 10_000), 9_500);
    assert_eq!(ran(sheet(&*open(scenario(Value::Null)), "gantt"), 9_500), 9_500);
}

#[test]
fn fair_processes_share_by_weight_within_a_percent() {
    let tasks = [("A", "other", 0), ("B", "other", 5), ("C", "batch", -5), ("D", "idle", 0)];
    let process = |(pid, class, nice): &(&str, &str, i32)| json!({ "pid": pid, "class": class, "nice": nice, "burst": 30_000 });
    let processes: Value = tasks.iter().map(process).collect();
    let run = open(json!({ "policy": "linux", "processes": processes }));
    let weight = |class: &str, nice: i32| if class == "idle" { 3 } else { cfs::weight(nice) as u64 };
    let sum: u64 = tasks.iter().map(|(_, class, nice)| weight(class, *nice)).sum();
    for (pid, class, nice) in tasks {
        let gantt = sheet(&*run, "gantt");
        let own = gantt.as_array().unwrap().iter().filter(|slice| slice[2] == pid);
        let ran: u64 = own
            .map(|slice| slice[1].as_u64().unwrap().min(30_000).saturating_sub(slice[0].as_u64().unwrap()))
            .sum();
        let due = 30_000 * weight(class, nice) / sum;
        assert!(ran.abs_diff(due) <= 300, "{pid} ran {ran} of {due}");
    }
}

#[test]
fn reservations_beyond_95_percent_and_odd_priorities_are_refused() {
    let refused = |processes: Value| {
        let lab = labs::find("sched").expect("the lab is registered");
        (lab.open)(1, json!({ "policy": "linux", "processes": processes })).is_err()
    };
    let deadline = |runtime: u32| json!({ "pid": format!("D{runtime}"), "class": "deadline", "runtime": runtime, "period": 100, "burst": 1 });
    assert!(!refused(json!([deadline(45), deadline(50)])));
    assert!(refused(json!([deadline(46), deadline(50)])));
    assert!(refused(json!([{ "pid": "F", "class": "fifo", "priority": 100, "burst": 1 }])));
    assert!(refused(json!([{ "pid": "F", "class": "deadline", "burst": 1 }])));
    assert!(refused(json!([{ "pid": "F", "bursts": "1 set:rr:0 1" }])));
    assert!(!refused(json!([{ "pid": "F", "bursts": "1 set:rr:1 1 yield" }])));
}

fn task() -> impl Strategy<Value = Value> {
    let class = prop::sample::select(&["fifo", "rr", "other", "idle", "stop"][..]);
    let step = prop_oneof![
        4 => (0u32..90).prop_map(|length| json!(["run", length])),
        2 => (1u32..60).prop_map(|length| json!(["sleep", length])),
        1 => Just(json!(["yield"])),
        1 => (1u32..5).prop_map(|priority| json!(["setpolicy", "rr", priority])),
        1 => Just(json!(["setpolicy", "other", 0])),
    ];
    (class, 1u32..5, 0u32..100, prop::collection::vec(step, 1..7)).prop_map(|(class, priority, release, program)| {
        json!({ "policy": class, "prio": priority, "release_ms": release, "program": program })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the programs do: when time passes nobody of a higher class or priority waits, and all work is done.
    #[test]
    fn no_better_one_waits(tasks in prop::collection::vec(task(), 1..6), throttled in any::<bool>()) {
        let named = |(index, mut task): (usize, Value)| {
            task["name"] = format!("T{index}").into();
            task
        };
        let tasks: Value = tasks.into_iter().enumerate().map(named).collect();
        let runtime = if throttled { json!(40) } else { Value::Null };
        let params = json!({ "rt_runtime": runtime, "rt_period": 50 });
        let scenario: Scenario = serde_json::from_value(json!({ "policy": "linux", "params": params, "tasks": tasks })).unwrap();
        let run = Recording::new(Sched::start(&scenario).unwrap(), LIMIT);
        prop_assert!(!run.is_cut());
        let mut machine = run.state(0);
        let mut events = vec![];
        for step in 1..=run.len() {
            if let Some(running) = machine.cpus[0].running
                && run.time(step) > machine.now && !throttled
            {
                for ready in machine.rows().concat() {
                    prop_assert!(machine.class_level(running) <= machine.class_level(ready), "step {step}");
                }
            }
            events.clear();
            machine.step(&mut events);
        }
        for who in 0..machine.processes.len() as u32 {
            prop_assert_eq!(machine.used(who), machine.spec(who).cpu());
        }
        let parts = machine.useful() + machine.idle();
        prop_assert_eq!(parts, machine.now);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Who always wants more gets its whole budget in every period and not a unit beyond, whatever the others ask:
    /// EDF serves every reservation as long as they add up to no more than the admission test lets in.
    #[test]
    fn every_period_has_its_budget_and_no_more(
        asked in prop::collection::vec((1u64..6, prop::sample::select(&[10u64, 12, 15, 20, 30][..])), 1..6),
        fair in prop::sample::select(&["eevdf", "cfs"][..]),
    ) {
        let mut sum = 0.0;
        let fits = |(runtime, period): &&(u64, u64)| {
            sum += *runtime as f64 / *period as f64;
            sum <= 0.95
        };
        let tasks: Vec<(u64, u64)> = asked.iter().take_while(fits).copied().collect();
        let row = |(index, (runtime, period)): (usize, &(u64, u64))| {
            json!({ "pid": format!("D{index}"), "class": "deadline", "runtime": runtime, "period": period, "burst": 100 * runtime })
        };
        let mut processes: Vec<Value> = tasks.iter().enumerate().map(row).collect();
        processes.push(json!({ "pid": "F", "burst": 1_000 }));
        let run = open(json!({ "policy": "linux", "params": { "fair": fair }, "processes": processes }));
        let gantt = sheet(&*run, "gantt");
        for (index, (runtime, period)) in tasks.iter().enumerate() {
            let name = format!("D{index}");
            let own: Vec<(u64, u64)> = gantt.as_array().unwrap().iter().filter(|slice| slice[2] == name.as_str())
                .map(|slice| (slice[0].as_u64().unwrap(), slice[1].as_u64().unwrap())).collect();
            for k in 0..100 {
                let (from, to) = (k * period, (k + 1) * period);
                let ran: u64 = own.iter().map(|(a, b)| (*b).min(to).saturating_sub((*a).max(from))).sum();
                prop_assert_eq!(ran, *runtime, "{} from {} to {}", name, from, to);
            }
        }
    }

    /// Alone, the fair class shares as the policy of its name does.
    #[test]
    fn the_fair_class_is_the_policy_of_its_name(
        rows in prop::collection::vec((0u64..12, 1u64..20, -5i32..6), 1..6), name in prop::sample::select(&["eevdf", "cfs"][..]),
    ) {
        let row = |(index, (arrival, burst, nice)): (usize, &(u64, u64, i32))| json!({ "pid": format!("P{index}"), "arrival": arrival, "burst": burst, "nice": nice });
        let processes: Value = rows.iter().enumerate().map(row).collect();
        let params = json!({ "fair": name, "latency": 6, "min_granularity": 1, "wakeup_granularity": 1 });
        let gantt = |policy: &str| sheet(&*open(json!({ "policy": policy, "params": params, "processes": processes })), "gantt");
        prop_assert_eq!(gantt("linux"), gantt(name));
    }
}
