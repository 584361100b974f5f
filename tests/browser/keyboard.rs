//! Everything without a mouse, with the focus always somewhere that can be seen.

use crate::harness::{Page, wait_until};
use serde_json::json;
use thirtyfour::Key;

/// The stops of Tab in their order: a part of the page, and what it is.
const STOPS: [(&str, &str); 10] = [
    (".top-crumb", "the lab switcher"),
    (".pick-scenario .pick-button", "the scenario"),
    (".pop-more .pop-button", "the menu"),
    (".segments-variant [role=radio]", "the policies"),
    (".variant-bar .stepper input", "the parameters"),
    (".caption-views [role=radio]", "the views"),
    ("[role=tab]", "the tabs"),
    (".transport-play", "Play"),
    ("[role=slider]", "the timeline"),
    (".pick-speed .pick-button", "the speed"),
];

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn tab_goes_through_the_page_in_its_order_and_is_seen() {
    let page = Page::open("#/sched?s=mixed&i=10");
    page.js("document.body.focus()");
    let mut stops = Vec::new();
    for _ in 0..70 {
        page.press(&[Key::Tab]);
        let found = STOPS.iter().position(|(selector, _)| {
            page.js(&format!("return document.activeElement.matches({})", json!(selector))) == json!(true)
        });
        let focus = page.probe("focus()");
        if focus["body"] == json!(true) {
            break;
        }
        assert!(focus["ring"].as_f64().unwrap() >= 2.0, "the focus is not seen on {}", focus["what"]);
        stops.extend(found);
        stops.dedup();
    }
    let names = |stops: &[usize]| stops.iter().map(|at| STOPS[*at].1).collect::<Vec<_>>();
    let once: Vec<usize> = (0..STOPS.len()).collect();
    assert_eq!(names(&stops), names(&once), "stops of the Tab key");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_lesson_can_be_given_with_keys_alone() {
    let page = Page::open("#/");
    page.press(&[Key::Control]);
    page.tab_to("a[href='#/sched']");
    page.press(&[Key::Enter]);
    page.wait_app("page", "lab");

    page.tab_to(".pick-scenario .pick-button");
    page.press(&[Key::Enter]);
    page.press(&[Key::Down]);
    page.press(&[Key::Enter]);
    page.wait_app("preset", "convoy");
    focused(&page, ".pick-scenario .pick-button", "after choosing a scenario");
    page.press(&[Key::Down]);
    page.press(&[Key::End]);
    page.press(&[Key::Escape]);
    page.wait_app("preset", "convoy");
    focused(&page, ".pick-scenario .pick-button", "after Esc in the list of scenarios");

    page.tab_to(".segments-variant [role=radio]");
    page.press(&[Key::Right]);
    page.wait_app("variant", "sjf");
    focused(&page, ".segments-variant [aria-checked=true]", "after the next policy");
    page.press(&[Key::Home]);
    page.wait_app("variant", "fcfs");
    page.press(&[Key::End]);
    page.press(&[Key::Home]);

    page.tab_to(".pop-rules .pop-button");
    page.press(&[Key::Space]);
    page.tab_to(".pop-panel select");
    page.press(&[Key::Escape]);
    assert_eq!(page.count(".pop-panel"), 0, "Esc does not close the rules");
    focused(&page, ".pop-rules .pop-button", "after Esc in the rules");

    page.type_text("e");
    focused(&page, "#tab-workload", "after the key of the workload");
    page.tab_to(".sheet tbody tr:nth-child(2) td:nth-child(3) input");
    page.chord(&[Key::Control], 'a');
    page.type_text("5");
    page.press(&[Key::Enter]);
    assert!(
        page.text(".sheet, .scene").len() > 1 && page.hash().contains("w=1."),
        "the edit: {}",
        page.hash()
    );
    focused(&page, ".sheet tbody tr:nth-child(2) td:nth-child(3) input", "after an edit");
    page.press(&[Key::Tab]);

    page.tab_to("[role=slider]");
    page.press(&[Key::Home]);
    page.press(&[Key::Right]);
    page.press(&[Key::Right]);
    assert_eq!(page.app("step"), "3", "two steps on the slider");
    page.tab_to(".pick-speed .pick-button");
    page.press(&[Key::Down]);
    page.press(&[Key::Down]);
    page.press(&[Key::Enter]);
    assert!(page.text(".pick-speed").contains('2'), "the speed is {}", page.text(".pick-speed"));

    for (key, dialog) in [("s", ".dialog-share"), ("?", ".dialog-help"), ("g", ".dialog-switch")] {
        page.tab_to(".transport-play");
        page.type_text(key);
        assert!(wait_until(|| page.count(&format!("{dialog}[open]")) == 1), "{key} opens no {dialog}");
        page.press(&[Key::Tab]);
        let inside = format!("return document.querySelector('{dialog}').contains(document.activeElement)");
        for _ in 0..12 {
            let at = page.probe("focus()");
            let free = page.js(&inside) == json!(true) || at["body"] == json!(true);
            assert!(free, "Tab leaves {dialog} for {}", at["what"]);
            page.press(&[Key::Tab]);
        }
        page.press(&[Key::Escape]);
        assert_eq!(page.count("dialog[open]"), 0, "Esc does not close {dialog}");
        focused(&page, ".transport-play", &format!("after {dialog}"));
    }
    page.type_text("s");
    page.tab_to(".share-link .button");
    page.press(&[Key::Enter]);
    let link = page.js("return document.querySelector('#share-link').value");
    let link = link.as_str().expect("a link").to_string();
    let state = page.state();
    let copied = page.text(".share-link .button");
    assert!(["Copied", "Press Ctrl C to copy"].contains(&copied.as_str()), "the button says {copied}");
    page.press(&[Key::Escape]);
    let hash = link.split_once('#').expect("a link has a fragment").1;
    page.goto(&format!("#{hash}"));
    page.click("#tab-workload");
    assert_eq!(page.state(), state, "the shared link shows something else");
    assert_eq!(page.problems(), Vec::<String>::new());
}

fn focused(page: &Page, selector: &str, when: &str) {
    page.frames(2);
    let there = page.js(&format!("return document.activeElement.matches({})", json!(selector)));
    assert_eq!(there, json!(true), "{when} the focus is on {}", page.probe("focus().what"));
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn search_finds_in_both_languages_and_keys_can_be_turned_off() {
    let page = Page::open("#/sched?s=mixed&i=10");
    for (query, preset) in [("护航", "convoy"), ("aging", "aging"), ("starves the long", "sjf-starves")] {
        page.js("document.activeElement.blur()");
        page.chord(&[Key::Control], 'k');
        page.type_text(query);
        assert!(wait_until(|| page.count(".search-found a") > 0), "nothing is found for {query}");
        page.press(&[Key::Enter]);
        page.wait_app("preset", preset);
        assert_eq!(page.count("dialog[open]"), 0);
    }
    page.goto("#/sched?s=mixed&i=10");
    page.type_text("?");
    page.click(".dialog-help input[type=checkbox]");
    page.press(&[Key::Escape]);
    page.js("document.activeElement.blur()");
    let before = page.state();
    for letter in ["k", "s", "g", "l", "e", "f", "1", "?", ".", "/", "+"] {
        page.type_text(letter);
        assert_eq!(page.count("dialog[open]"), 0, "{letter} still opens something");
    }
    let after = (page.state(), page.app("playing"), page.app("lang"), page.app("variant"));
    assert_eq!(after, (before, "false".into(), "en".into(), "rr".into()), "single keys still act");
    page.reload();
    page.type_text("l");
    assert_eq!(page.app("lang"), "en", "the choice is forgotten");
    page.press(&[Key::Right]);
    assert_eq!(page.app("step"), "11", "arrows are no characters");
    page.click(".pop-more .pop-button");
    let help = "all('.pop-more .menu-entry').find((entry) => words(entry).includes('Keyboard')).click()";
    page.probe(help);
    assert!(wait_until(|| page.count(".dialog-help[open]") == 1), "the menu does not lead to the keys");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_remote_control_drives_the_presenter_view() {
    let page = Page::open("#/sched?s=mixed&i=10");
    page.viewport(1920, 1080);
    page.type_text("f");
    assert!(wait_until(|| page.count(".is-presenting") == 1), "F does not enter the presenter view");
    assert_eq!(page.app("step"), "10", "entering moves the step");
    page.frames(4);
    assert_eq!(page.complaints("layout(false, 20)"), Vec::<String>::new(), "in the presenter view");
    page.press(&[Key::PageDown]);
    assert_eq!(page.app("step"), "11");
    page.press(&[Key::PageUp]);
    page.type_text(".");
    page.wait_app("playing", "true");
    page.type_text(".");
    page.wait_app("playing", "false");
    let step = page.app("step");
    page.press(&[Key::Escape]);
    assert!(wait_until(|| page.count(".is-presenting") == 0), "Esc does not leave the presenter view");
    assert_eq!(page.app("step"), step, "leaving moves the step");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_link_can_open_the_presenter_view() {
    let page = Page::open("#/sched?s=mixed&i=10&v=present");
    assert!(wait_until(|| page.count(".is-presenting") == 1), "the link does not open the presenter view");
    assert_eq!(page.app("step"), "10");
    page.press(&[Key::Escape]);
    assert!(wait_until(|| page.count(".is-presenting") == 0), "Esc does not leave the presenter view");
}
