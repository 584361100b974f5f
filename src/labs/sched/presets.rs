//! Prepared scenarios.

use super::Scenario;
use crate::lab::Preset;
use crate::text::Text;
use serde_json::json;

/// Prepared scenarios; the first is the default.
pub fn presets() -> Vec<Preset<Scenario>> {
    let scenario = json!({
        "policy": "rr", "quantum": 2, "rules": { "set": "408" },
        "processes": [
            { "pid": "P1", "arrival": 0, "burst": 6 },
            { "pid": "P2", "arrival": 1, "bursts": "2 disk:3 2" },
            { "pid": "P3", "arrival": 2, "burst": 4 },
            { "pid": "P4", "arrival": 4, "burst": 3 },
        ],
    });
    vec![Preset {
        id: "mixed",
        title: Text::new("I/O-bound meets CPU-bound", "I/O 密集遇上 CPU 密集"),
        aha: Text::default(),
        group: Text::default(),
        step: 10,
        scenario: serde_json::from_value(scenario).expect("a preset is a scenario"),
    }]
}
