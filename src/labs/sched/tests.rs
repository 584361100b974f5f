//! What the engine does, as data.

use super::{Scenario, Sched, presets};
use crate::lab::Lab;
use crate::sim::{LIMIT, Recording};
use serde_json::{Value, json};

fn steps(scenario: Value) -> Vec<String> {
    let scenario: Scenario = serde_json::from_value(scenario).expect("a scenario");
    let run = Recording::new(Sched::start(&scenario).expect("it opens"), LIMIT);
    run.log().map(|(at, event)| format!("{} {event:?}", at.0)).collect()
}

#[test]
fn the_mock_up_has_24_steps() {
    let scenario = presets::presets().remove(0).scenario;
    let steps = steps(serde_json::to_value(scenario).unwrap());
    assert_eq!(steps.len(), 24, "{steps:#?}");
    assert_eq!(steps[9], "6 Expired { who: 2, from: 0, to: 0, alone: false }");
    assert_eq!(steps[11], "7 Woke { who: 1, device: 0 }");
    assert_eq!(steps[23], "17 Finished");
}

#[test]
fn an_empty_table_finishes_at_once() {
    assert_eq!(steps(json!({ "policy": "fcfs" })), ["0 Finished"]);
}
