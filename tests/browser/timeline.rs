//! The timeline: from the whole run to a single bar and back, by wheel, keys, buttons and fingers; a lane per CPU.

use crate::harness::{Key, Page, wait_until};
use serde_json::{Value, json};

/// The bars in a lane of CPU 0 that are drawn: who, start, end, left edge and width.
const BARS: &str = "return [...document.querySelectorAll('.gantt [data-bar=solid]')].map((bar) => {
    const box = bar.getBoundingClientRect();
    return [bar.dataset.el, Number(bar.dataset.start), Number(bar.dataset.end), box.left, box.width, box.top];
})";

fn bars(page: &Page) -> Vec<Value> {
    page.js(BARS).as_array().expect("a list").clone()
}

fn wheel(page: &Page, [x, y]: [f64; 2], across: f64, along: f64, held: u32) {
    let event = json!({
        "type": "mouseWheel", "x": x, "y": y, "deltaX": across, "deltaY": along, "modifiers": held,
    });
    page.devtools("Input.dispatchMouseEvent", event);
    page.frames(2);
}

/// The middle of a bar of a process on CPU 0.
fn middle(page: &Page, who: &str) -> [f64; 2] {
    let all = bars(page);
    let bar = all.iter().find(|bar| bar[0] == who).expect("a bar of the process");
    [bar[3].as_f64().unwrap() + bar[4].as_f64().unwrap() / 2.0, bar[5].as_f64().unwrap() + 6.0]
}

const CTRL: u32 = 2;
const SHIFT: u32 = 8;

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn wheel_and_keys_zoom_to_a_single_bar_and_back() {
    let page = Page::open("#/sched?s=mixed&i=24&view=gantt");
    let whole = page.state();
    let at = middle(&page, "proc:P3");
    for _ in 0..6 {
        wheel(&page, at, 0.0, -100.0, CTRL);
    }
    let close = bars(&page);
    let first = |bars: &[Value]| bars.first().map(|bar| (bar[0].clone(), bar[1].clone())).expect("a bar");
    assert_eq!(close.iter().filter(|bar| bar[5] == close[0][5]).count(), 1, "one bar on CPU 0: {close:?}");
    assert_eq!(first(&close).0, "proc:P3", "the bar pointed at stays under the pointer");
    assert!(close[0][4].as_f64().unwrap() > 500.0, "it fills the lane: {close:?}");
    wheel(&page, at, 1200.0, 0.0, 0);
    wheel(&page, at, 0.0, 1200.0, SHIFT);
    assert_ne!(first(&bars(&page)).1, first(&close).1, "the wheel pans sideways");
    page.type_text("0");
    assert_eq!(page.state(), whole, "0 shows the whole run again");

    for _ in 0..4 {
        page.press(&[Key::Shift, Key::Up]);
    }
    let keyed = bars(&page);
    assert!(keyed.len() < 6, "Shift ↑ zooms in: {keyed:?}");
    page.type_text("<");
    assert_ne!(bars(&page), keyed, "< moves to an earlier part");
    for _ in 0..4 {
        page.press(&[Key::Shift, Key::Down]);
    }
    assert_eq!(page.state(), whole, "Shift ↓ zooms out to the whole run");
    assert!(!page.hash().contains("zoom"), "the window is not in the link");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_window_follows_the_present_and_a_click_goes_to_a_bar() {
    let page = Page::open("#/sched?s=mixed&i=4&view=gantt");
    for _ in 0..3 {
        page.click(".gantt-tools button:nth-child(2)");
    }
    let shown = || page.count(".gantt-playhead") == 1;
    assert!(shown(), "the buttons zoom at the present");
    for step in 5..=24 {
        page.press(&[Key::Right]);
        page.wait_app("step", &step.to_string());
        assert!(wait_until(shown), "the present has left the window at step {step}");
    }
    page.click(".gantt-tools button:nth-child(3)");
    let [x, y] = middle(&page, "proc:P1");
    for kind in ["mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
        page.devtools("Input.dispatchMouseEvent", event);
    }
    assert!(wait_until(|| page.app("step") != "24"), "a click on a bar goes there");
    let first = bars(&page).into_iter().find(|bar| bar[0] == "proc:P1").expect("it is still drawn");
    assert_eq!(Some(page.app("t")), first[2].as_u64().map(|end| end.to_string()), "to the end of the bar");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn two_fingers_zoom_and_one_pans_on_a_phone() {
    let page = Page::blank(&[]);
    page.phone(390, 844);
    page.goto("#/sched?s=mixed&i=24&view=gantt");
    page.js("document.querySelector('.gantt').scrollIntoView({ block: 'center' })");
    let [_, y] = middle(&page, "proc:P1");
    let touch = |kind: &str, places: &[f64]| {
        let points: Vec<Value> =
            places.iter().enumerate().map(|(id, x)| json!({ "x": x, "y": y, "id": id })).collect();
        page.devtools("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }));
        page.frames(1);
    };
    let before = bars(&page);
    touch("touchStart", &[180.0]);
    touch("touchStart", &[180.0, 220.0]);
    (1..=8).for_each(|move_| {
        touch("touchMove", &[180.0 - 10.0 * f64::from(move_), 220.0 + 10.0 * f64::from(move_)])
    });
    touch("touchEnd", &[]);
    let zoomed = bars(&page);
    assert!(zoomed.len() < before.len(), "two fingers zoom");
    touch("touchStart", &[150.0]);
    (1..=8).for_each(|move_| touch("touchMove", &[150.0 + 12.0 * f64::from(move_)]));
    touch("touchEnd", &[]);
    assert_ne!(bars(&page), zoomed, "one finger pans");
    assert_eq!((page.app("step").as_str(), page.overflow()), ("24", 0), "no step was made, nothing is wider");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn two_cpus_have_a_lane_each_and_a_migration_is_drawn() {
    let page = Page::open("#/sched?s=ostep-mqms&steal=head&i=2");
    let names = "return [...document.querySelectorAll('.gantt .gantt-name')].map((name) => name.textContent)";
    assert_eq!(page.js(names), json!(["CPU 0", "CPU 1"]), "a lane per CPU");
    let drawn = || page.count(".scene [data-el='arrow:move'][data-changed]") == 1;
    let steps = page.app("steps").parse::<usize>().unwrap();
    while !drawn() {
        let step = page.app("step").parse::<usize>().unwrap();
        assert!(step < steps, "nobody moves to another CPU");
        page.press(&[Key::Right]);
        page.wait_app("step", &(step + 1).to_string());
    }
    let moved = page.attribute(".scene [data-kind=proc][data-changed]", "data-el");
    page.press(&[Key::End]);
    page.press(&[Key::Shift, Key::End]);
    let tops = |who: &str| {
        let mut tops: Vec<i64> = bars(&page)
            .iter()
            .filter(|bar| bar[0] == who)
            .map(|bar| bar[5].as_f64().unwrap().round() as i64)
            .collect();
        tops.sort_unstable();
        tops.dedup();
        tops
    };
    assert_eq!(tops(&moved).len(), 3, "{moved} ran in both CPUs' lanes, and has its own");
    assert_eq!(tops("proc:A").len(), 2, "A stays on its CPU");
}
