//! Movement: nothing on its own, nothing queued, nothing at all where the reader asks for none.

use crate::harness::{Page, wait_until};
use serde_json::json;
use std::fs;
use thirtyfour::Key;

const MOVING: &str = "return document.getAnimations().length";

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn nothing_moves_until_the_reader_steps() {
    let page = Page::open("#/");
    for link in ["#/", "#/sched?s=mixed&i=10", "#/states?s=ostep-mlfq&i=9"] {
        page.goto(link);
        assert_eq!(page.js(MOVING), json!(0), "something moves on {link} when it is opened");
        let pictures = ["one", "two"].map(|name| {
            let file = std::env::temp_dir().join(format!("osviz-{}-{name}.png", std::process::id()));
            page.screenshot(&file);
            page.js_async("setTimeout(arguments[0], 1000)");
            let picture = fs::read(&file).expect("just written");
            fs::remove_file(file).expect("just written");
            picture
        });
        assert!(pictures[0] == pictures[1], "{link} looks different a second later");
    }
    page.goto("#/sched?s=mixed&i=5");
    page.press(&[Key::Right]);
    let moving = page.js("return document.getAnimations().length > 0");
    assert_eq!(moving, json!(true), "a step forward shows no movement");
    for _ in 0..6 {
        page.press(&[Key::Right]);
        let count = page.js(MOVING).as_u64().unwrap();
        assert!(count <= 4, "{count} things move at the same time after another key");
    }
    assert_eq!(page.app("step"), "12", "a key during a movement was lost or queued");
    assert!(wait_until(|| page.js(MOVING) == json!(0)), "a movement never ends");
    page.press(&[Key::Shift, Key::Left]);
    let moved = "return document.getAnimations().filter((one) =>
                     one.effect.getKeyframes().some((frame) => frame.transform || frame.offsetDistance)).length";
    assert_eq!(page.js(moved), json!(0), "going back moves things, effect before cause");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn reduced_motion_shows_stills_that_say_as_much() {
    let page = Page::open_with("#/sched?s=mixed&i=1", &["--force-prefers-reduced-motion"]);
    assert_eq!(page.app("motion"), "reduced");
    for preset in ["mixed", "ostep-mlfq", "aging"] {
        page.show(&format!("#/sched?s={preset}&i=1"));
        let steps: u32 = page.app("steps").parse().expect("a number");
        for step in 2..=steps.min(25) {
            page.press(&[Key::Right]);
            assert_eq!(page.js(MOVING), json!(0), "{preset}: something moves at step {step}");
            let trace = page.probe(
                "[all('[data-ghost]').length, all('.arrow.is-active').length,
                  all('.scene [data-kind=proc]:not([data-ghost])').map((one) => one.dataset.place + one.dataset.el).join()]",
            );
            if trace[0] != json!(0) {
                assert_eq!(
                    trace[1],
                    json!(1),
                    "{preset}, step {step}: a thing left a ghost, and no arrow says why"
                );
            }
        }
    }
    page.show("#/sched?s=mixed&i=10");
    let trace = page.probe("[all('[data-ghost]').length, all('.arrow.is-active').length]");
    assert_eq!(trace, json!([1, 1]), "a still of step 10 shows neither where P3 was nor where it went");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn playing_goes_on_until_it_is_stopped() {
    let page = Page::open("#/sched?s=mixed&i=1");
    for _ in 0..2 {
        page.type_text("+");
    }
    page.press(&[Key::Space]);
    page.wait_app("playing", "true");
    assert_eq!(page.count("button[aria-label=Pause]"), 1);
    assert!(wait_until(|| page.app("step").parse::<u32>().unwrap() >= 4), "playing does not get on");
    page.press(&[Key::Space]);
    page.wait_app("playing", "false");
    let step = page.app("step");
    page.js_async("setTimeout(arguments[0], 1500)");
    assert_eq!(page.app("step"), step, "it goes on after it was stopped");
    page.press(&[Key::Space]);
    page.wait_app("playing", "true");
    page.press(&[Key::Right]);
    page.wait_app("playing", "false");
    page.press(&[Key::Space]);
    page.type_text("?");
    page.wait_app("playing", "false");
    assert_eq!(page.count("dialog[open]"), 1, "? shows the keys");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_thousand_steps_leave_no_memory_behind() {
    let page =
        Page::open_with("#/sched?s=tanenbaum-overhead&q=1&cs=0&i=1", &["--force-prefers-reduced-motion"]);
    page.show("#/sched?s=hundred-ticks&p=rr&q=1&i=1");
    let walk = "(async () => { document.activeElement?.blur(); await press('Home');
                   for (let step = 0; step < 500; step += 1) await press(step < 250 ? 'ArrowRight' : 'ArrowLeft'); })()";
    let heap = || {
        page.devtools("HeapProfiler.collectGarbage", json!({}));
        let used = page.devtools("Runtime.getHeapUsage", json!({}));
        let nodes = page.devtools("Memory.getDOMCounters", json!({}));
        (used["usedSize"].as_f64().expect("a size") / 1e6, nodes["nodes"].as_i64().expect("a count"))
    };
    page.probe(walk);
    let (before, nodes) = heap();
    page.probe(walk);
    page.probe(walk);
    let (after, more) = heap();
    assert!(after - before < 5.0, "1,000 steps leave {:.1} MB behind", after - before);
    assert!(more - nodes < 2_000, "1,000 steps leave {} elements behind", more - nodes);
}
