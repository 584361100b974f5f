//! The scheduling lab against worked examples with known answers: textbooks, examinations, OSTEP's chapters.
//!
//! `tests/cases/sched_*.json`: one case per line with its source, its conventions, its input and what is expected.

use osviz::lab::{FieldKind, Lab, Run};
use osviz::labs;
use osviz::labs::sched::Sched;
use osviz::labs::sched::fair::cfs;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Opens a scenario written as JSON.
pub fn open(scenario: Value) -> Arc<dyn Run> {
    let lab = labs::find("sched").expect("the lab is registered");
    (lab.open)(1, scenario).expect("the scenario opens")
}

/// Every policy there is, as the form offers them.
pub fn policies() -> Vec<String> {
    let policy = Sched::form(&Sched::presets()[0].scenario).variant;
    let FieldKind::Choice(options) = policy.kind else { panic!("a policy is chosen") };
    options.into_iter().map(|option| option.id.to_string()).collect()
}

/// A sheet of the report as JSON.
pub fn sheet(run: &dyn Run, id: &str) -> Value {
    run.report().sheet(id).unwrap_or_else(|| panic!("a sheet {id}")).json()
}

/// The scenario of a case: the conventions are the rules, word for word.
fn scenario(case: &Value) -> Value {
    let mut scenario: Map<String, Value> = case["input"].as_object().expect("an input").clone();
    let mut rules = case["convention"].as_object().expect("conventions").clone();
    rules.remove("note");
    scenario.insert("policy".into(), case["algorithm"].clone());
    scenario.insert("rules".into(), rules.into());
    scenario.into()
}

/// Only exact fractions are compared; decimals are their rounding.
fn without_decimals(value: &Value) -> Value {
    match value {
        Value::Object(fields) => match fields.get("frac") {
            Some(exact) => exact.clone(),
            None => fields.iter().map(|(key, value)| (key.clone(), without_decimals(value))).collect(),
        },
        Value::Array(items) => items.iter().map(without_decimals).collect(),
        other => other.clone(),
    }
}

/// What the lab says, as far as `expected` asks.
fn answer(run: &dyn Run, expected: &Value) -> Value {
    let processes = sheet(run, "processes");
    let totals = &run.report().sheet("totals").expect("totals").objects()[0];
    let of_process = |(pid, wanted): (&String, &Value)| {
        let fields = wanted.as_object().expect("fields of a process").keys();
        (pid.clone(), fields.map(|field| (field.clone(), processes[pid][field].clone())).collect::<Value>())
    };
    let mut answer = Map::new();
    for (key, wanted) in expected.as_object().expect("an answer") {
        let value = match key.as_str() {
            "processes" => wanted.as_object().expect("processes").iter().map(of_process).collect(),
            "dispatches" | "makespan" | "busy" | "core_busy" => totals[key].clone(),
            _ => sheet(run, key),
        };
        answer.insert(key.clone(), value);
    }
    without_decimals(&answer.into())
}

fn check(file: &str, least: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    let text = fs::read_to_string(&path).expect("a file of cases");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("an array of cases");
    assert!(cases.len() >= least, "{file} holds {} cases", cases.len());
    for case in &cases {
        if case["algorithm"] == "cfs_params" {
            continue; // no scenario: `parameters_of_cfs` checks them
        }
        let run = open(scenario(case));
        let expected = without_decimals(&case["expected"]);
        assert_eq!(answer(&*run, &case["expected"]), expected, "{} {}", case["id"], case["source"]);
    }
}

#[test]
fn known_answers_of_fcfs() {
    check("sched_fcfs.json", 17);
}

#[test]
fn known_answers_of_sjf() {
    check("sched_sjf.json", 15);
}

#[test]
fn known_answers_of_srtf() {
    check("sched_srtn.json", 12);
}

#[test]
fn known_answers_of_rr() {
    check("sched_rr.json", 13);
}

#[test]
fn known_answers_of_priority() {
    check("sched_priority.json", 15);
}

#[test]
fn known_answers_of_hrrn() {
    check("sched_hrrn.json", 12);
}

#[test]
fn known_answers_of_mlfq() {
    check("sched_mlfq.json", 12);
}

#[test]
fn known_answers_of_lottery() {
    check("sched_lottery.json", 10);
}

#[test]
fn known_answers_of_stride() {
    check("sched_stride.json", 10);
}

#[test]
fn known_answers_of_cfs() {
    check("sched_cfs.json", 20);
}

#[test]
fn known_answers_of_eevdf() {
    check("sched_eevdf.json", 12);
}

#[test]
fn known_answers_of_several_cpus() {
    check("sched_multicore.json", 14);
}

/// Weights of nice values, and what the number of CPUs makes of the tunables.
#[test]
fn parameters_of_cfs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sched_cfs.json");
    let cases: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let cases: Vec<_> = cases.iter().filter(|case| case["algorithm"] == "cfs_params").collect();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let factor = cfs::factor(case["input"]["ncpu"].as_u64().unwrap() as u32);
        let nices =
            case["input"]["nice"].as_array().unwrap().iter().map(|nice| nice.as_i64().unwrap() as i32);
        let weights: Value = nices.map(|nice| (nice.to_string(), json!(cfs::weight(nice)))).collect();
        let tunables = json!({
            "factor": factor, "latency": 6_000_000 * factor,
            "min_granularity": 750_000 * factor, "wakeup_granularity": 1_000_000 * factor,
        });
        assert_eq!(json!({ "tunables": tunables, "weights": weights }), case["expected"], "{}", case["id"]);
    }
}

#[test]
fn a_wrong_answer_would_be_noticed() {
    let run = open(json!({ "policy": "fcfs", "processes": [{ "pid": "A", "burst": 3 }] }));
    let wrong = json!({ "makespan": 4, "gantt": [[0, 4, "A", 0]] });
    assert_ne!(answer(&*run, &wrong), wrong);
}
