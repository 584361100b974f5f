//! For everybody: the rules of axe-core, names for all controls, the stage in words, forced colours.

use crate::harness::{Page, wait_until};
use serde_json::json;
use thirtyfour::Key;

/// What axe-core and the probes complain about, with where they do.
fn complain(page: &Page, place: &str, all: &mut Vec<String>) {
    let mut say = |sentence: String| all.push(format!("{place}: {sentence}"));
    page.accessibility_findings().into_iter().for_each(&mut say);
    page.complaints("unnamed()").into_iter().for_each(&mut say);
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn no_serious_finding_in_any_language_theme_or_view() {
    let page = Page::blank(&["--force-prefers-reduced-motion"]);
    let mut all = Vec::new();
    for (theme, lang) in [("light", "en"), ("dark", "zh"), ("dark", "en"), ("light", "zh")] {
        let choices = format!("lang={lang}&th={theme}");
        let place = |what: &str| format!("{what}, {lang}, {theme}");
        page.viewport(1366, 768);
        page.goto(&format!("#/?{choices}"));
        complain(&page, &place("home"), &mut all);
        for view in ["both", "states", "gantt"] {
            page.goto(&format!("#/sched?s=ostep-mlfq&i=9&view={view}&{choices}"));
            complain(&page, &place(view), &mut all);
        }
        for tab in ["workload", "metrics"] {
            page.click(&format!("#tab-{tab}"));
            complain(&page, &place(tab), &mut all);
        }
        page.goto(&format!("#/sched?s=mixed&i=10&{choices}"));
        assert_eq!(page.app("theme"), theme);
        page.click(".caption-views .button-icon");
        complain(&page, &place("table"), &mut all);
        for panel in [".pop-rules .pop-button", ".pop-more .pop-button", ".pick-scenario .pick-button"] {
            page.click(panel);
            page.frames(2);
            complain(&page, &place(panel), &mut all);
            page.press(&[Key::Escape]);
        }
        for (key, dialog) in [("s", "share"), ("?", "help"), ("g", "switch")] {
            page.js("document.activeElement.blur()");
            page.type_text(key);
            assert!(wait_until(|| page.count(&format!(".dialog-{dialog}[open]")) == 1), "{key}: no {dialog}");
            complain(&page, &place(dialog), &mut all);
            page.press(&[Key::Escape]);
        }
        page.js("document.querySelector('#tab-workload').click()");
        page.click(".sheet tbody td:nth-child(3) input");
        page.type_text("x");
        page.press(&[Key::Enter]);
        complain(&page, &place("a refused edit"), &mut all);
        page.phone(390, 844);
        page.goto(&format!("#/sched?s=mixed&i=10&{choices}"));
        complain(&page, &place("phone"), &mut all);
        page.goto(&format!("#/?{choices}"));
        complain(&page, &place("home on a phone"), &mut all);
    }
    assert!(all.is_empty(), "{} findings:\n{}", all.len(), all.join("\n"));
    assert_eq!(page.problems(), Vec::<String>::new());
    assert_eq!(page.foreign_requests(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_page_has_its_parts_and_says_the_stage_in_words() {
    let page = Page::open("#/");
    assert_eq!(
        page.js(
            "return [...document.querySelectorAll('.map h2')].map((one) => one.firstChild.textContent.trim())"
        ),
        json!(["User space", "Kernel", "Hardware"])
    );
    let doors = page.probe("all('main a[href^=\"#/\"]').map((door) => door.getAttribute('href'))");
    for door in doors.as_array().expect("a list") {
        let door = door.as_str().expect("a link");
        page.goto(door);
        assert_eq!((page.app("page"), page.app("playing")), ("lab".into(), "false".into()), "{door}");
        for part in
            ["header[role=banner]", "main", "aside", "[data-caption]", "[role=slider][aria-label]", "h1"]
        {
            assert_eq!(page.count(part), 1, "{door} has {} of {part}", page.count(part));
        }
        for name in ["First step", "Previous event", "Step back", "Play", "Step forward", "Next event"] {
            assert_eq!(page.count(&format!("button[aria-label='{name}']")), 1, "{door}: {name}");
        }
    }
    page.goto("#/sched?s=mixed&i=10");
    assert_eq!(page.attribute("[data-caption]", "aria-live"), "polite");
    assert_eq!(page.attribute("[data-caption]", "aria-atomic"), "true");
    let label = page.attribute(".scene svg", "aria-label");
    assert!(label.contains("P1, P4, P3"), "the stage is described as “{label}”");
    let spoken = page.attribute("[role=slider]", "aria-valuetext");
    assert!(
        spoken.starts_with(&format!("Step 10 of {}, t = 6:", page.app("steps"))),
        "the slider says “{spoken}”"
    );
    let row = |name: &str| {
        let cells = format!("all('.stage tr[data-row=\"proc:{name}\"] > *').map(words)");
        page.probe(&cells)
    };
    assert_eq!(row("P3")[1], json!("Ready"));
    assert_eq!(row("P3")[2], json!("3"), "the place of P3 in the queue, from 1");
    let marked = "all('.stage tr[data-row=\"proc:P3\"] [data-changed]').length > 0";
    assert_eq!(page.probe(marked), json!(true), "the table does not mark what changed");
    page.click(".caption-views .button-icon");
    assert!(page.text(".stage-table").contains("Ready"), "“Show as table” shows no table");
    page.press(&[Key::Right]);
    assert_eq!(page.app("step"), "11", "the arrow keys do not step while the table is shown");

    page.click(".caption-views .button-icon");
    page.media(&[("forced-colors", "active")]);
    page.frames(2);
    let lost = "all('.scene .thing:not(.is-ghost)').filter((thing) => {
        const [box, text] = [thing.querySelector('.thing-box'), thing.querySelector('text')].map((one) => getComputedStyle(one));
        return box.stroke === 'none' || text.fill === box.fill || text.fill === 'none'; }).map(say)";
    assert_eq!(page.complaints(lost), Vec::<String>::new(), "lost in forced colours");
    let arrow = "getComputedStyle(document.querySelector('.arrow.is-active path')).stroke !==
                 getComputedStyle(document.body).backgroundColor";
    page.press(&[Key::Left]);
    assert_eq!(page.probe(arrow), json!(true), "the arrow of the step is not seen in forced colours");
}
