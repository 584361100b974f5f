//! Steps: every one is the same whichever way it is reached, and tells what the core tells.

use crate::harness::Page;
use osviz::lab::{LabEntry, Look, Run, Story, Weight};
use osviz::labs;
use osviz::text::{Lang, Text, plain};
use serde_json::{Value, json};
use std::ops::RangeInclusive;
use std::sync::Arc;
use thirtyfour::Key;

fn presets_of(lab: &LabEntry) -> Vec<(&'static str, Arc<dyn Run>)> {
    let ids = (lab.presets)().into_iter().map(|card| card.id);
    ids.map(|id| (id, (lab.preset)(id, &[]).unwrap_or_else(|error| panic!("{id}: {error:?}")))).collect()
}

fn presets() -> Vec<(&'static str, Arc<dyn Run>)> {
    presets_of(labs::find("sched").expect("the lab is registered"))
}

/// What the core tells of a step in English.
fn tell(run: &dyn Run, step: usize, view: &str) -> Value {
    let spaced = |text: &Text| plain(text.get(Lang::En)).split_whitespace().collect::<Vec<_>>().join(" ");
    let frame = run.frame(step, &Look { view: view.into(), narrow: false });
    let Story { caption, title, why, .. } = &frame.story;
    json!({ "t": frame.time, "caption": spaced(caption), "title": spaced(title), "why": spaced(why) })
}

/// The steps to walk in a run of this length: all, and of a long run the first and the last, as many as
/// fit into the time that a script has.
fn walks(len: usize) -> Vec<RangeInclusive<usize>> {
    const MOST: usize = 150;
    match len {
        0..=MOST => vec![1..=len],
        _ => vec![1..=MOST, (len - MOST + 1).max(MOST)..=len],
    }
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_steps_of_every_preset_are_the_same_forth_and_back() {
    let page = Page::open_with("#/sched", &["--force-prefers-reduced-motion"]);
    for lab in labs::LABS {
        let door = &(lab.doors)()[0];
        for (id, run) in presets_of(lab) {
            for walk in walks(run.len()) {
                page.show(&format!("#/{}?s={id}&i={}", door.slug, walk.start()));
                page.wait_app("preset", id);
                assert_eq!(page.app("steps"), run.len().to_string(), "{id}");
                let walked = page.probe(&format!("walk({})", walk.end()));
                assert_eq!(walked["problems"], json!([]), "{id}");
                let told = walked["told"].as_array().unwrap();
                assert_eq!(told.len(), walk.clone().count(), "{id}");
                for ((step, shown), end) in walk.zip(told).zip(walked["furthest"].as_array().unwrap()) {
                    let meant = tell(&*run, step, door.view);
                    assert_eq!(*shown, meant, "{id}: step {step} on the page, and in the core");
                    let early = end.as_f64().unwrap() <= run.time(step).0 as f64;
                    assert!(early, "{id}: a bar at step {step} shows what is yet to come");
                }
            }
        }
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

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn words_and_shapes_belong_together() {
    let page = Page::open("#/sched?s=mixed&i=10");
    let ringed = "all('.scene .thing.is-ringed').map((thing) => thing.dataset.el)";
    assert_eq!(page.probe(ringed), json!([]), "something is ringed and nothing pointed at");
    page.tab_to("[data-caption] [data-ref]");
    let named = page.js("return document.activeElement.dataset.ref");
    assert_eq!(page.probe(ringed), json!([named]), "the word in the caption and the ring on the stage");
    page.press(&[Key::Enter]);
    let name = named.as_str().unwrap().trim_start_matches("proc:").to_string();
    assert!(page.text("#tab-inspect").contains(&name), "the tab says {}", page.text("#tab-inspect"));
    assert_eq!(page.count(&format!(".scene .thing.is-selected[data-el='proc:{name}']")), 1);
    page.click(".scene [data-el='proc:P2']:not([data-ghost])");
    assert!(page.text("#tab-inspect").contains("P2"), "a click on P2 shows {}", page.text("#tab-inspect"));

    page.click("[role=slider]");
    let (step, steps): (f64, f64) =
        (page.app("step").parse().expect("a number"), page.app("steps").parse().expect("a number"));
    assert!((step - steps / 2.0).abs() <= 1.5, "a press in the middle leads to step {step} of {steps}");

    page.phone(390, 844);
    page.goto("#/sched?s=mixed&i=10");
    let swipe = "const caption = document.querySelector('.caption'), box = caption.getBoundingClientRect();
                 const touch = (x) => new Touch({identifier: 1, target: caption, clientX: x, clientY: box.top + 9});
                 caption.dispatchEvent(new TouchEvent('touchstart', {touches: [touch(300)], bubbles: true}));
                 caption.dispatchEvent(new TouchEvent('touchend', {changedTouches: [touch(TO)], bubbles: true}))";
    for (to, step) in [("100", "11"), ("290", "11"), ("390", "10")] {
        page.js(&swipe.replace("TO", to));
        page.frames(2);
        assert_eq!(page.app("step"), step, "a finger goes from 300 to {to} on the caption");
    }
}
