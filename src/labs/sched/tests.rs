//! What the engine does, as data: the traps on which schedulers fall, edits during a run, what is refused.

use super::burst::{Written, parse};
use super::state::State;
use super::{Scenario, Sched, generate, presets, scenario::Random};
use crate::lab::Lab;
use crate::report::Report;
use crate::sim::{LIMIT, Recording};
use serde_json::{Value, json};

fn record(scenario: Value) -> Recording<Sched> {
    let scenario: Scenario = serde_json::from_value(scenario).expect("a scenario");
    Recording::new(Sched::start(&scenario).expect("it opens"), LIMIT)
}

fn report(scenario: Value) -> Report {
    let typed: Scenario = serde_json::from_value(scenario.clone()).expect("a scenario");
    Sched::report(&typed, &record(scenario))
}

fn sheet(report: &Report, id: &str) -> Value {
    report.sheet(id).expect("a sheet").json()
}

/// `P1 0-3, P2 3-5`.
fn gantt(scenario: Value) -> String {
    let words =
        |segment: &Value| format!("{} {}-{}", segment[2].as_str().expect("a name"), segment[0], segment[1]);
    let gantt = sheet(&report(scenario), "gantt");
    gantt.as_array().expect("segments").iter().map(words).collect::<Vec<_>>().join(", ")
}

/// Processes from `name arrival bursts`, one per line.
fn table(lines: &[&str]) -> Value {
    let process = |line: &&str| {
        let mut words = line.splitn(3, ' ');
        let mut next = || words.next().expect("name, arrival, bursts");
        json!({ "pid": next(), "arrival": next(), "bursts": next() })
    };
    lines.iter().map(process).collect()
}

fn rr(quantum: u32, lines: &[&str]) -> Value {
    json!({ "policy": "rr", "quantum": quantum, "processes": table(lines) })
}

fn steps(scenario: Value) -> Vec<String> {
    let run = record(scenario);
    run.log().map(|(at, event)| format!("{} {}", at.0, event.name())).collect()
}

fn refusal(scenario: Value) -> String {
    let scenario: Scenario = serde_json::from_value(scenario).expect("a scenario");
    let problem = Sched::start(&scenario).expect_err("it is refused");
    assert!(!problem.text.en.is_empty() && !problem.text.zh.is_empty());
    problem.place
}

#[test]
fn the_mock_up_has_24_steps() {
    let scenario =
        presets::presets().into_iter().find(|preset| preset.id == "mixed").expect("mixed").scenario;
    let run = record(serde_json::to_value(scenario).unwrap());
    assert_eq!(run.len(), 24);
    let at_10 = run.state(10);
    assert_eq!((at_10.now.0, at_10.rows()), (6, vec![vec![0, 3, 2]]));
    assert_eq!(at_10.processes[1].state, State::Waiting { device: 0 });
}

#[test]
fn an_empty_table_finishes_at_once() {
    assert_eq!(steps(json!({ "policy": "fcfs" })), ["0 finished"]);
}

// The traps of many schedulers, one by one.

#[test]
fn idle_before_the_first_arrival_and_in_the_middle() {
    let scenario = rr(2, &["A 3 2", "B 9 1"]);
    assert_eq!(gantt(scenario.clone()), "A 3-5, B 9-10");
    let totals = report(scenario).sheet("totals").expect("totals").objects();
    assert_eq!((&totals[0]["idle"], &totals[0]["busy"]), (&json!(7), &json!(3)));
}

#[test]
fn rows_need_not_be_in_order_of_arrival() {
    assert_eq!(
        gantt(json!({ "policy": "fcfs", "processes": table(&["A 5 2", "B 0 9", "C 1 1"]) })),
        "B 0-9, C 9-10, A 10-12"
    );
}

#[test]
fn equal_keys_go_by_readiness_then_by_row_and_never_preempt() {
    for policy in ["sjf", "srtf", "priority", "hrrn"] {
        let scenario = json!({ "policy": policy, "processes": table(&["B 0 4", "A 0 4"]), "rules": { "preemptive": true } });
        assert_eq!(gantt(scenario), "B 0-4, A 4-8", "{policy}");
    }
    // At 2, A has 4 left and B needs 4.
    assert_eq!(gantt(json!({ "policy": "srtf", "processes": table(&["A 0 6", "B 2 4"]) })), "A 0-6, B 6-10");
}

#[test]
fn slice_end_arrival_and_io_return_at_one_instant() {
    // At 4: X's slice is used up, N arrives, R returns.
    let order = |name: &str| {
        let mut scenario = rr(2, &["R 0 2 io2 1", "X 1 4", "N 4 1"]);
        scenario["rules"] = json!({ "rr_order": name });
        gantt(scenario)
    };
    assert_eq!(order("new_first"), "R 0-2, X 2-4, N 4-5, R 5-6, X 6-8");
    assert_eq!(order("io_first"), "R 0-2, X 2-4, R 4-5, N 5-6, X 6-8");
    assert_eq!(order("preempted_first"), "R 0-2, X 2-6, N 6-7, R 7-8");
}

#[test]
fn a_burst_that_ends_with_the_slice_has_finished_not_expired() {
    let scenario = rr(3, &["A 0 3", "B 0 6"]);
    let steps = steps(scenario);
    assert_eq!(steps.iter().filter(|step| step.ends_with("expired")).count(), 1, "{steps:?}");
    assert!(steps.contains(&"3 exited".into()));
}

#[test]
fn a_lone_process_goes_on_without_a_switch() {
    let mut scenario = rr(2, &["A 0 5"]);
    scenario["rules"] = json!({ "switch_cost": 1 });
    assert_eq!(gantt(scenario.clone()), "CS 0-1, A 1-6");
    let slices = json!([[0, 1, "CS", 0, 0], [1, 3, "A", 0, 0], [3, 5, "A", 0, 0], [5, 6, "A", 0, 0]]);
    assert_eq!(sheet(&report(scenario), "slices"), slices);
}

#[test]
fn a_lone_process_moves_down_unless_told_otherwise() {
    let level = |stays: bool| {
        let rules = json!({ "demote_alone": !stays });
        let run = record(json!({ "policy": "mlfq", "processes": table(&["A 0 9"]), "rules": rules }));
        run.state(run.len()).processes[0].level
    };
    assert_eq!((level(false), level(true)), (2, 0));
}

#[test]
fn arrivals_during_a_switch_are_seen_and_do_not_stop_it() {
    let rules = json!({ "switch_cost": 2 });
    let scenario = json!({ "policy": "srtf", "processes": table(&["A 0 5", "B 1 1"]), "rules": rules });
    // B is shorter, but A is committed until 2; then it loses the CPU before it ran.
    assert_eq!(gantt(scenario.clone()), "CS 0-4, B 4-5, CS 5-7, A 7-12");
    assert_eq!(sheet(&report(scenario), "processes")["A"]["start"], 7);
}

#[test]
fn waiting_leaves_out_io_and_io_at_the_end_counts_in_the_turnaround() {
    let processes = sheet(&report(rr(9, &["A 0 2 io3 2", "B 0 4", "C 9 1 io5"])), "processes");
    let of = |pid: &str| ["turnaround", "waiting", "io"].map(|field| processes[pid][field].clone());
    assert_eq!(of("A"), [json!(8), json!(1), json!(3)]);
    assert_eq!(of("C"), [json!(6), json!(0), json!(5)]);
}

#[test]
fn fractions_of_a_unit_are_exact() {
    let scenario = json!({ "policy": "fcfs", "processes": table(&["A 8.0 1.0", "B 8.5 0.5", "C 9.0 0.2", "D 9.1 0.1"]) });
    let report = report(scenario);
    assert_eq!(sheet(&report, "averages")["turnaround"]["frac"], "17/20");
    assert_eq!(sheet(&report, "averages")["weighted_turnaround"]["frac"], "27/8");
    assert_eq!(sheet(&report, "processes")["D"]["finish"], json!(9.8));
    assert!(report.sheet("ticks").is_none(), "there are no whole units to list");
}

#[test]
fn a_burst_of_0_takes_its_turn_and_ends_in_the_same_instant() {
    let scenario = rr(2, &["A 0 3", "B 0 0", "C 0 1 io0 1"]);
    assert_eq!(gantt(scenario.clone()), "A 0-2, C 2-3, A 3-4, C 4-5");
    assert_eq!(sheet(&report(scenario), "processes")["B"]["finish"], 2);
}

#[test]
fn a_slice_longer_than_every_burst_is_fcfs_and_a_slice_of_0_is_refused() {
    assert_eq!(gantt(rr(50, &["A 0 3", "B 1 3"])), "A 0-3, B 3-6");
    assert_eq!(refusal(rr(0, &["A 0 3"])), "q");
}

#[test]
fn more_processes_than_letters() {
    let process = |index: usize| json!({ "pid": format!("P{index}"), "burst": 1 });
    let scenario = json!({ "policy": "rr", "processes": (0..2_000).map(process).collect::<Vec<_>>() });
    let run = record(scenario);
    assert_eq!(run.time(run.len()).0, 2_000);
}

#[test]
fn switches_are_no_useful_time() {
    let mut scenario = rr(4, &["A 0 4", "B 0 4", "C 0 4"]);
    scenario["rules"] = json!({ "switch_cost": 1 });
    let totals = report(scenario).sheet("totals").expect("totals").objects();
    assert_eq!((&totals[0]["busy"], &totals[0]["switching"]), (&json!(12), &json!(3)));
    assert_eq!(totals[0]["utilisation"]["frac"], "4/5");
}

#[test]
fn averages_are_not_rounded() {
    let scenario = json!({ "policy": "rr", "quantum": 4, "processes": table(&["A 0 24", "B 0 3", "C 0 3"]) });
    assert_eq!(sheet(&report(scenario), "averages")["waiting"]["frac"], "17/3");
}

// Edits during a run.

fn edited(at: u32, lines: &[&str]) -> Value {
    let mut scenario = rr(2, &["A 0 4", "B 1 2 io3 2", "C 9 5"]);
    scenario["edits"] = json!([{ "at": at, "processes": table(lines) }]);
    scenario
}

#[test]
fn an_edit_leaves_what_was_done() {
    // Step 5 is the dispatch of B at 2; A has 2 left, C has not arrived.
    let scenario = edited(5, &["A 0 7", "B 0 1", "N 0 1"]);
    let (run, plain) = (record(scenario.clone()), record(rr(2, &["A 0 4", "B 1 2 io3 2", "C 9 5"])));
    assert_eq!(
        (1..=5).map(|step| run.events(step)).collect::<Vec<_>>(),
        (1..=5).map(|step| plain.events(step)).collect::<Vec<_>>()
    );
    assert_eq!(run.events(6)[0].name(), "edited");
    // B ends after 1; C never was; N arrives at once; A goes on to 7 in all.
    assert_eq!(gantt(scenario.clone()), "A 0-2, B 2-3, A 3-5, N 5-6, A 6-9");
    assert!(sheet(&report(scenario), "processes").get("C").is_none());
}

#[test]
fn a_removed_process_ends_where_it_is() {
    for at in 1..12 {
        let run = record(edited(at, &["A 0 4"]));
        let end = run.state(run.len());
        assert_eq!(run.events(run.len())[0].name(), "finished", "after step {at}");
        assert_eq!(end.processes[0].used.0, 4, "after step {at}");
        assert!(end.processes.iter().all(|process| process.state == State::Terminated));
        assert_eq!((end.useful() + end.switching() + end.idle()).0, end.now.0);
    }
}

#[test]
fn an_edit_after_the_end_goes_on_from_there() {
    let last = record(rr(2, &["A 0 1"])).len() as u32;
    let mut scenario = rr(2, &["A 0 1"]);
    scenario["edits"] = json!([{ "at": last, "processes": table(&["A 0 1", "B 0 2"]) }]);
    assert_eq!(gantt(scenario), "A 0-1, B 1-3");
}

// What is written, and what is refused.

#[test]
fn bursts_in_words() {
    let cpu = |length: &str| Written::Cpu(length.parse().unwrap());
    let io = |device: &str, length: &str| Written::Io(device.into(), length.parse().unwrap());
    let mixed = vec![cpu("2"), io("disk", "3"), cpu("2"), io("net", "1.5")];
    for words in ["2 disk:3 2 net:1.5", "2,disk:3,2,net:1.5", "２，disk：３　2、net:1.5"] {
        assert_eq!(parse(words).unwrap(), mixed, "{words}");
    }
    assert_eq!(parse("io3 2 io1").unwrap(), [cpu("0"), io("io", "3"), cpu("2"), io("io", "1")]);
    assert_eq!(parse("1 磁盘:2 a:3").unwrap(), [cpu("1"), io("磁盘", "2"), cpu("0"), io("a", "3")]);
    for odd in ["2 3", "x", "io", ":3", "2 disk:", "-1", "1e3", "a b:3", "disk:3:4", "éé3"] {
        assert!(parse(odd).is_err(), "{odd}");
    }
}

#[test]
fn what_cannot_be_run_is_refused_at_its_place() {
    let one =
        |process: Value| json!({ "policy": "fcfs", "processes": [{ "pid": "A", "burst": 1 }, process] });
    let cases = [
        (one(json!({ "pid": "A", "burst": 1 })), "rows.1.pid"),
        (one(json!({ "pid": "", "burst": 1 })), "rows.1.pid"),
        (one(json!({ "pid": "a b", "burst": 1 })), "rows.1.pid"),
        (one(json!({ "pid": "B" })), "rows.1.bursts"),
        (one(json!({ "pid": "B", "bursts": "3 3" })), "rows.1.bursts"),
        (one(json!({ "pid": "B", "burst": 1, "bursts": [1] })), "rows.1.bursts"),
        (one(json!({ "pid": "B", "burst": "1000000000.000001" })), "rows"),
        (json!({ "policy": "mlfq", "levels": [] }), "lv"),
        (json!({ "policy": "mlfq", "boost": 0 }), "boost"),
        (
            json!({ "policy": "rr", "rules": { "switch_cost": 1_000_000_000u64, "aging": null }, "start": "0.1" }),
            "cs",
        ),
        (
            json!({ "policy": "priority", "rules": { "aging": { "mode": "step", "interval": 0, "step": 1 } } }),
            "aging",
        ),
        (
            json!({ "policy": "priority", "rules": { "aging": { "mode": "rate", "alpha": -2_000, "beta": 1 } } }),
            "aging",
        ),
        (
            json!({ "policy": "rr", "random": { "seed": 1, "count": 100_001, "arrival": 1, "burst": 1, "io": 0, "priority": 1 } }),
            "random.count",
        ),
    ];
    for (scenario, place) in cases {
        assert_eq!(refusal(scenario.clone()), place, "{scenario}");
    }
}

#[test]
fn a_seed_gives_the_same_processes_everywhere() {
    let random = Random { seed: 408, count: 3, arrival: 9, burst: 6, io: 2, priority: 5 };
    let lines = generate::processes(&random).into_iter().map(|process| {
        let words = serde_json::to_string(&process.bursts).unwrap();
        format!("{} {} {words} {}", process.pid, process.arrival, process.priority)
    });
    assert_eq!(lines.collect::<Vec<_>>(), ["P1 0 [6] 4", "P2 5 [4,4,1,6,3] 5", "P3 7 [5] 1"]);
}

#[test]
fn the_longest_times_and_the_steepest_rates_fit() {
    for (alpha, beta) in [(1_000, -1_000), (-1_000, 1_000), (1_000, 999)] {
        let process = |pid: &str| json!({ "pid": pid, "arrival": "400000000", "burst": "250000000.000001" });
        let scenario = json!({
            "policy": "priority", "start": "1000000000", "processes": [process("A"), process("B")],
            "rules": {
                "preemptive": true, "switch_cost": "999.999999",
                "aging": { "mode": "rate", "alpha": alpha, "beta": beta },
            },
        });
        let scenario: Scenario = serde_json::from_value(scenario).expect("a scenario");
        let run = Recording::new(Sched::start(&scenario).expect("it opens"), 3_000);
        assert!(run.time(run.len()).0 >= 1_000_000_000_000_000);
    }
}
