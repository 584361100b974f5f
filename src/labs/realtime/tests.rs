//! The worked cases of `tests/cases`; beside them the presets, laws, and a second, slow machine.

mod laws;
mod presets;
mod reference;

use super::config::config;
use super::machine::Realtime;
use super::scenario::Scenario;
use crate::sim::{LIMIT, Recording};
use serde_json::Value;
use std::sync::Arc;

const CASES: [&str; 2] =
    [include_str!("../../../tests/cases/sched_edf.json"), include_str!("../../../tests/cases/sched_rm.json")];

fn run(scenario: &Scenario) -> Recording<Realtime> {
    Recording::new(Realtime::new(Arc::new(config(scenario).expect("it starts"))), LIMIT)
}

/// Only exact fractions are compared; decimals are their rounding.
fn exact(value: &Value) -> Value {
    match value {
        Value::Object(fields) => match fields.get("frac") {
            Some(exact) => exact.clone(),
            None => fields.iter().map(|(key, value)| (key.clone(), exact(value))).collect(),
        },
        other => other.clone(),
    }
}

#[test]
fn every_case_is_answered() {
    let mut checked = 0;
    for case in CASES.iter().flat_map(|file| serde_json::from_str::<Vec<Value>>(file).unwrap()) {
        let id = &case["id"];
        let mut scenario = case["input"].clone();
        scenario["policy"] = case["algorithm"].clone();
        scenario["rules"] = case["convention"].clone();
        scenario["rules"].as_object_mut().unwrap().remove("note");
        let scenario: Scenario = serde_json::from_value(scenario).unwrap();
        let report = Value::Object(super::report::report(&run(&scenario)).json());
        for (key, want) in case["expected"].as_object().unwrap() {
            assert_eq!(exact(&report[key]), exact(want), "{id} {key}");
            checked += 1;
        }
    }
    assert_eq!(checked, 12 * 7 + 14 * 9);
}
