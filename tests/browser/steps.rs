//! Steps: every one is the same whichever way it is reached, and tells what the core tells.

use crate::harness::Page;
use osviz::lab::{Look, Run, Weight};
use osviz::labs;
use osviz::text::{Lang, plain};
use serde_json::{Value, json};
use std::sync::Arc;
use thirtyfour::Key;

fn presets() -> Vec<(&'static str, Arc<dyn Run>)> {
    let lab = labs::find("sched").expect("the lab is registered");
    let ids = (lab.presets)().into_iter().map(|card| card.id);
    ids.map(|id| (id, (lab.preset)(id, &[]).unwrap_or_else(|error| panic!("{id}: {error:?}")))).collect()
}

fn told(run: &dyn Run, lang: Lang) -> Vec<Value> {
    let look = Look { view: "both".into(), narrow: false };
    let spaced = |text: &str| plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let tell = |step| {
        let frame = run.frame(step, &look);
        let [caption, title, why] =
            [&frame.story.caption, &frame.story.title, &frame.story.why].map(|text| spaced(text.get(lang)));
        json!({ "t": frame.time, "caption": caption, "title": title, "why": why })
    };
    (1..=run.len()).map(tell).collect()
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn every_step_of_every_preset_is_the_same_forth_and_back() {
    let page = Page::open_with("#/sched", &["--force-prefers-reduced-motion"]);
    for (id, run) in presets() {
        page.show(&format!("#/sched?s={id}&i=1"));
        page.wait_app("preset", id);
        let walked = page.probe("walk()");
        assert_eq!(walked["problems"], json!([]), "{id}");
        let expected = told(&*run, Lang::En);
        for (step, (shown, meant)) in walked["told"].as_array().unwrap().iter().zip(&expected).enumerate() {
            assert_eq!(shown, meant, "{id}: step {} on the page, and in the core", step + 1);
        }
        assert_eq!(page.app("steps"), expected.len().to_string(), "{id}");
    }
    assert_eq!(page.problems(), Vec::<String>::new());
    assert_eq!(page.foreign_requests(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn keys_and_slider_go_where_they_say() {
    let page = Page::open_with("#/sched", &["--force-prefers-reduced-motion"]);
    for (id, run) in presets().into_iter().filter(|(id, _)| ["mixed", "aging", "ostep-mlfq"].contains(id)) {
        page.show(&format!("#/sched?s={id}&i=1"));
        let weights = run.weights();
        let events = (2..=run.len()).filter(|step| weights[step - 1] >= Weight::Event || *step == run.len());
        assert_eq!(page.probe("events()"), json!(events.collect::<Vec<_>>()), "{id}: stops of Shift →");
        page.press(&[Key::Home]);
        assert_eq!(page.app("step"), "1");
        page.press(&[Key::End]);
        assert_eq!(page.app("step"), run.len().to_string(), "{id}: End goes to the furthest step visited");
    }
    page.show("#/sched?s=mixed&i=4");
    page.press(&[Key::Right]);
    page.press(&[Key::Home]);
    page.press(&[Key::End]);
    assert_eq!(page.app("step"), "5", "End reveals steps that were never visited");
    page.press(&[Key::Shift, Key::End]);
    assert_eq!(page.app("step"), page.app("steps"));

    page.js("document.querySelector('[role=slider]').focus()");
    page.press(&[Key::Home]);
    page.press(&[Key::Up]);
    page.press(&[Key::Right]);
    page.press(&[Key::Left]);
    assert_eq!(page.app("step"), "2", "arrows on the slider are one step each");
    page.press(&[Key::PageUp]);
    assert_eq!(
        page.app("step"),
        page.probe("events().then((stops) => stops.find((stop) => stop > 2))").to_string()
    );
    for (button, step) in [("First step", "1"), ("Step forward", "2"), ("Step back", "1")] {
        page.click(&format!("button[aria-label='{button}']"));
        assert_eq!(page.app("step"), step, "{button}");
    }
}

/// Column of the page, column of the report.
const FIGURES: [(usize, &str); 5] =
    [(1, "start"), (2, "finish"), (3, "response"), (4, "waiting"), (5, "turnaround")];

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_figures_at_the_end_are_those_of_the_report() {
    let page = Page::open("#/sched");
    page.click("#tab-metrics");
    for (id, run) in presets() {
        page.show(&format!("#/sched?s={id}&i={}", run.len()));
        let report = run.report();
        let sheet = report.sheet("processes").expect("every report has it");
        let rows = page.probe(
            "[...document.querySelectorAll('.metrics .scroll-x tbody tr')].map((row) => [...row.cells].map(words))",
        );
        assert_eq!(rows.as_array().unwrap().len(), sheet.rows.len(), "{id}: rows of the tab");
        for (shown, meant) in rows.as_array().unwrap().iter().zip(&sheet.rows) {
            for (at, name) in FIGURES {
                let column = sheet.columns.iter().position(|column| column == name).expect(name);
                let meant = meant[column].cell();
                let meant = if meant.is_empty() { "–" } else { &meant };
                assert_eq!(shown[at], json!(meant), "{id}: {name} of {}", shown[0]);
            }
        }
    }
    page.show("#/sched?s=mixed&i=2");
    let early = page.text(".metrics .scroll-x tbody");
    assert!(early.contains('≥'), "unfinished figures must be bounds: {early}");
}
