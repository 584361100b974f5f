//! What runs as WebAssembly in a browser, without a page: `cargo xtask test wasm`.
#![cfg(target_arch = "wasm32")]

use osviz::labs::LABS;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_preset_can_be_looked_at_from_its_first_step_to_its_last() {
    for lab in LABS {
        for card in (lab.presets)() {
            let run = (lab.preset)(card.id, &[]).expect("a preset opens");
            assert!((1..=run.len()).contains(&card.step), "{} opens at step {}", card.id, card.step);
            for step in 1..=run.len() {
                let frame = run.frame(step, &Default::default());
                assert_eq!(frame.step, step, "{}", card.id);
            }
        }
    }
}

#[path = "shared/reports.rs"]
mod reports;

#[wasm_bindgen_test]
fn reports_are_byte_for_byte_those_of_a_native_run() {
    let native = include_str!("shared/reports.txt");
    let here = reports::digests();
    for (here, native) in here.lines().zip(native.lines()) {
        assert_eq!(here, native);
    }
    assert_eq!(here.lines().count(), native.lines().count());
}

#[wasm_bindgen_test]
fn a_run_leaves_as_a_chrome_trace() {
    let run = (LABS[0].preset)("mixed", &[]).expect("a preset opens");
    let mut text = String::new();
    osviz::lab::trace::chrome(&*run, LABS[0].id, &mut |piece| text += piece);
    let trace: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let events = trace["traceEvents"].as_array().expect("events");
    let bars = events.iter().filter(|event| event["ph"] == "X").count();
    assert_eq!(bars, run.timeline().lanes.iter().map(|lane| lane.slices.len()).sum::<usize>());
}
