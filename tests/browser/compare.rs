//! Two runs on one clock, charts over many runs, and runs so long that recording them takes a while.

use crate::harness::{Page, wait_until};
use serde_json::json;
use thirtyfour::Key;

/// What stands on each half of the stage: things of the second run bear a mark behind their id.
fn halves(page: &Page) -> [u64; 2] {
    ["proc:P1", "proc:P1@2"].map(|id| page.count(&format!(".scene .thing[data-el='{id}']:not([data-ghost])")))
}

fn names(page: &Page) -> serde_json::Value {
    page.probe("all('.compare-bar select').map((one) => one.value)")
}

/// The address is written without haste.
fn wait_hash(page: &Page, part: &str) {
    assert!(wait_until(|| page.hash().contains(part)), "the address is {}, without {part}", page.hash());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn two_runs_stand_side_by_side_on_one_clock() {
    let page = Page::open_with("#/sched?s=mixed&p=fcfs&i=3", &["--force-prefers-reduced-motion"]);
    assert_eq!((page.app("compare"), page.count(".compare-bar")), (String::new(), 0));
    page.type_text("c");
    page.wait_app("compare", "yes");
    let both = names(&page);
    assert_eq!(both[0], "fcfs");
    assert_ne!(both[1], both[0], "a run is compared with itself");
    assert_eq!(halves(&page), [1, 1], "P1 stands in each half");
    wait_hash(&page, "&c=");

    let (step, moved) = (page.app("step"), page.state());
    page.press(&[Key::Right]);
    assert_ne!(page.app("step"), step);
    assert_ne!(page.state(), moved, "a step shows nothing new");

    page.type_text("d");
    let (first, there) = (page.app("step"), page.text("[data-caption]"));
    page.type_text("d");
    let later = |from: &str| page.app("step").parse::<usize>().unwrap() > from.parse::<usize>().unwrap();
    assert!(later(&first), "D stays at step {first}");
    assert_ne!(page.text("[data-caption]"), there, "the next difference is said as the one before");

    let at = page.app("t");
    page.type_text("x");
    assert_eq!(names(&page), json!([both[1], both[0]]), "X swaps");
    assert_eq!(page.app("t"), at, "at the same instant");
    assert_eq!(page.app("variant"), both[1].as_str().unwrap());

    wait_hash(&page, &format!("i={}", page.app("step")));
    let (hash, shown) = (page.hash(), page.state());
    page.reload();
    assert_eq!(page.hash(), hash, "reloading changes the address");
    assert_eq!(page.state(), shown, "{hash} looks different after reloading");
    assert_eq!(names(&page), json!([both[1], both[0]]));

    page.type_text("c");
    page.wait_app("compare", "");
    assert_eq!(halves(&page), [1, 0], "the second half stays");
    assert!(!page.hash().contains("&c="), "{}", page.hash());
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn every_lab_compares_and_its_link_says_with_what() {
    let page = Page::open_with("#/sched", &["--force-prefers-reduced-motion"]);
    for (link, second) in [
        ("#/sched?s=mixed&p=fcfs&c=p:rr&i=9", "rr"),
        ("#/replace?s=exam-string&p=fifo&c=p:lru&i=30", "lru"),
        ("#/zerocopy?c=t:sendfile&i=6", "sendfile"),
    ] {
        page.show(link);
        page.wait_app("compare", "yes");
        assert_eq!(names(&page)[1], second, "{link}");
        assert_eq!(page.overflow(), 0, "{link} scrolls sideways");
        let here = page.app("step");
        page.js("document.activeElement.blur()"); // arrows on a tab go to the next tab
        page.press(&[Key::Right]);
        assert_ne!(page.app("step"), here, "{link}");
        page.click("#tab-metrics");
        assert!(page.count(".metrics.is-compared .scroll-x tbody tr") > 2, "{link} compares no figures");
    }
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_chart_over_many_runs_is_drawn_and_has_its_table() {
    let page = Page::open("#/sched?s=mixed&p=rr&q=2");
    page.click("#tab-metrics");
    let study = page.attribute(".study", "data-study");
    assert_eq!(page.attribute(".study", "data-points"), "0", "a closed chart computes nothing");
    page.click(".study-open");
    assert!(wait_until(|| page.count(".study-foot button") == 1), "{study} is never done");
    let points: u64 = page.attribute(".study", "data-points").parse().expect("a count");
    assert!(points > 3, "{study} has {points} points");
    let painted = "(() => { const canvas = document.querySelector('.study canvas');
        const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return new Set(new Uint32Array(dots.buffer)).size; })()";
    assert!(page.probe(painted).as_u64() > Some(8), "{study} is a blank canvas");
    page.click(".study .chart-table summary");
    assert_eq!(page.count(".study .chart-table tbody tr"), points, "a row for each point");
    // Another scenario makes other points.
    let before = page.text(".study .chart-table tbody");
    page.show("#/sched?s=convoy&p=rr&q=2");
    page.wait_app("preset", "convoy");
    let anew = || page.count(".study-foot button") == 1 && page.text(".study .chart-table tbody") != before;
    assert!(wait_until(anew), "{study} still shows the scenario before");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_long_recording_shows_its_progress_and_can_be_cancelled() {
    let page = Page::open("#/sched?s=mixed&p=rr&q=1&i=5");
    let (hash, steps, shown) = (page.hash(), page.app("steps"), page.probe("situation()"));
    page.click("#tab-workload");
    for (name, value) in [("Processes", "100000"), ("Longest burst", "1000")] {
        page.js(&format!(
            "[...document.querySelectorAll('.random-field')].find((one) => one.textContent.trim() === '{name}')
                .querySelector('input').id = 'wish'"
        ));
        page.click("#wish");
        page.js("document.activeElement.select()");
        page.type_text(value);
        page.press(&[Key::Tab]);
        page.js("document.querySelector('#wish')?.removeAttribute('id')");
    }
    page.click(".random:not(.open-file) > button");
    assert!(wait_until(|| page.count(".tape progress") == 1), "no progress is shown");
    let said = page.text(".tape-words");
    assert!(wait_until(|| page.text(".tape-words") != said), "the progress stands still: {said}");
    // Meanwhile the page answers.
    page.js("document.activeElement.blur()");
    page.press(&[Key::Right]);
    assert_eq!(page.app("step"), "6", "the page does not answer while it records");
    page.press(&[Key::Left]);
    page.click(".tape-cancel");
    assert_eq!(page.count(".tape"), 0);
    page.frames(20);
    assert_eq!((page.app("steps"), page.app("preset")), (steps, "mixed".into()), "cancelled, and yet opened");
    assert_eq!(page.probe("situation()"), shown, "what was shown before is not there any more");
    assert!(wait_until(|| page.hash() == hash), "the address is {}", page.hash());
    assert_eq!(page.problems(), Vec::<String>::new());
}
