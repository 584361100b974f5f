//! A formula that says what a policy compares schedules as that policy does.

use osviz::lab::{Edit, Lab};
use osviz::labs::sched::{Scenario, Sched};
use osviz::sim::{LIMIT, Recording};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A policy with its rules, and the same as a formula: which value is best, and whether it preempts.
struct Pair {
    policy: &'static str,
    rules: Value,
    formula: &'static str,
    best: &'static str,
    preemptive: bool,
    /// Compared by the clock too.
    every: Option<u32>,
    /// Does it hold with I/O, and where a switch costs something?
    io: bool,
    cost: bool,
}

const NO_IO: bool = false;

fn pairs() -> Vec<Pair> {
    let pair = |policy, rules, formula, best, preemptive, io| Pair {
        policy,
        rules,
        formula,
        best,
        preemptive,
        every: None,
        io,
        cost: true,
    };
    let (low, high) = (json!({"priority_order": "low"}), json!({"priority_order": "high"}));
    let takes = |order| json!({"priority_order": order, "preemptive": true});
    let rate = |alpha, beta| json!({"aging": {"mode": "rate", "alpha": alpha, "beta": beta}, "preemptive": true, "priority_order": "low"});
    vec![
        pair("fcfs", json!({}), "0 - arrival", "largest", false, NO_IO),
        pair("fcfs", json!({}), "since", "smallest", false, true),
        pair("sjf", json!({}), "0 - burst", "largest", false, true),
        pair("sjf", json!({}), "burst", "smallest", false, true),
        pair("srtf", json!({}), "-remaining", "largest", true, true),
        pair("hrrn", json!({}), "1 + wait / burst", "largest", false, true),
        pair("hrrn", json!({}), "(wait + burst) / burst", "largest", false, true),
        pair("priority", low, "priority", "smallest", false, true),
        pair("priority", high, "priority", "largest", false, true),
        pair("priority", takes("low"), "-priority", "largest", true, true),
        pair("priority", takes("high"), "100 - priority", "smallest", true, true),
        Pair {
            every: Some(1),
            cost: false,
            ..pair("priority", rate(2, 1), "2 * waited + used", "largest", true, true)
        },
        Pair {
            every: Some(1),
            cost: false,
            ..pair("priority", rate(1, 3), "waited + 3 * used", "largest", true, true)
        },
    ]
}

fn record(scenario: Value) -> Recording<Sched> {
    let scenario: Scenario = serde_json::from_value(scenario).expect("a scenario");
    Recording::new(Sched::start(&scenario).unwrap_or_else(|problem| panic!("{problem:?}")), LIMIT)
}

/// Arrival, first burst, pairs of I/O and CPU, priority.
type Job = (u32, u32, Vec<(u32, u32)>, i32);

fn workload() -> impl Strategy<Value = Vec<Job>> {
    let bursts = prop::collection::vec((1..6u32, 1..8u32), 0..3);
    prop::collection::vec((0..15u32, 1..9u32, bursts, -3..4i32), 1..9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_formula_of_what_a_policy_compares_is_that_policy(
        jobs in workload(), cpus in 1..4u32, apart in any::<bool>(), cost in 0..3u32,
    ) {
        for pair in pairs() {
            let process = |(index, (arrival, first, rest, priority)): (usize, &Job)| {
                let more = rest.iter().filter(|_| pair.io).map(|(io, cpu)| format!(" io{io} {cpu}"));
                let words = first.to_string() + &more.collect::<String>();
                json!({ "pid": format!("P{index}"), "arrival": arrival, "bursts": words, "priority": priority })
            };
            let processes: Vec<Value> = jobs.iter().enumerate().map(process).collect();
            let mut rules = pair.rules.clone();
            rules["switch_cost"] = json!(if pair.cost { cost } else { 0 });
            rules["queue"] = json!(if apart { "per_core" } else { "global" });
            let built_in = json!({ "policy": pair.policy, "cpus": cpus, "processes": processes, "rules": rules });
            rules["preemptive"] = json!(pair.preemptive);
            rules["aging"] = Value::Null;
            let custom = json!({
                "policy": "custom", "cpus": cpus, "processes": processes, "rules": rules,
                "custom": { "formula": pair.formula, "best": pair.best, "every": pair.every },
            });
            let (one, other) = (record(built_in), record(custom));
            let events = |run: &Recording<Sched>| run.log().map(|(at, event)| (at, event.clone())).collect::<Vec<_>>();
            prop_assert_eq!(events(&one), events(&other), "{} is {}", pair.policy, pair.formula);
        }
    }
}

#[test]
fn a_formula_that_grows_with_waiting_shares_the_cpu_without_slices() {
    let run = record(json!({
        "policy": "custom", "rules": {"preemptive": true, "switch_cost": 1}, "custom": {"formula": "wait", "every": 2},
        "processes": [{"pid": "A", "burst": 6}, {"pid": "B", "burst": 6}],
    }));
    assert!(!run.is_cut(), "whoever gets the CPU executes before it loses it again");
    let preempted = run.log().filter(|(_, event)| event.name() == "preempted").count();
    assert!(preempted >= 2, "{preempted} preemptions");
}

fn put(scenario: &Scenario, field: &str, value: &str) -> Result<Scenario, String> {
    let edit = Edit::Set { field: field.into(), value: value.into() };
    let next = Sched::edit(scenario, 1, &edit)
        .map_err(|problem| format!("{}: {}", problem.place, problem.text.en))?;
    Sched::start(&next).map_err(|problem| format!("{}: {}", problem.place, problem.text.en))?;
    Ok(next)
}

#[test]
fn a_wrong_formula_is_refused_where_it_was_typed() {
    let mixed = put(&Sched::presets()[0].scenario, "p", "custom").expect("a usual formula is there");
    assert_eq!(mixed.custom.formula, "1 + wait / burst");
    let problem = put(&mixed, "f", "1 + wiat / burst").expect_err("no such field");
    assert!(problem.starts_with("f: Character 5: there is no field “wiat”"), "{problem}");
    let good = put(&mixed, "f", " （wait ＋ burst） ÷ burst ").expect("full-width signs are meant");
    assert_eq!(good.custom.formula, "(wait + burst) / burst");
}

#[test]
fn too_many_values_are_refused_in_words() {
    let many = json!({
        "policy": "custom", "random": {"seed": 1, "count": 3000, "arrival": 10, "burst": 5, "io": 0, "priority": 3},
    });
    let scenario: Scenario = serde_json::from_value(many).unwrap();
    assert!(Sched::start(&scenario).unwrap_err().text.en.starts_with("A formula orders at most 2000"));
    let often = json!({
        "policy": "custom", "custom": {"formula": "wait", "every": "0.000001"}, "processes": [{"pid": "A", "burst": 90000}],
    });
    let scenario: Scenario = serde_json::from_value(often).unwrap();
    assert!(Sched::start(&scenario).unwrap_err().text.en.starts_with("That is too often"));
}
