//! Links: what they open, what stands in the address bar, and what a bad one says.

use crate::harness::{Page, wait_until};
use osviz::labs;
use osviz::report::csv;
use serde_json::{Value, json};
use thirtyfour::Key;

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_link_opens_its_step_on_any_machine() {
    let page = Page::open("#/sched?s=mixed&p=rr&q=2&i=10");
    assert_eq!((page.app("step"), page.app("playing"), page.app("variant")), three("10", "false", "rr"));
    assert_eq!(page.attribute("[data-el='proc:P3']", "data-place"), "ready");
    assert_eq!(page.attribute("[data-el='proc:P3']", "data-index"), "2");
    let queue = "return [...document.querySelectorAll('[data-place=ready]:not([data-ghost])')]
                     .sort((one, other) => one.dataset.index - other.dataset.index)
                     .map((thing) => thing.dataset.el).join(' ')";
    assert_eq!(page.js(queue), json!("proc:P1 proc:P4 proc:P3"), "the ready queue at step 10");
    assert!(page.text("[data-caption]").contains("P3"), "{}", page.text("[data-caption]"));

    for link in [
        "#/sched?s=mixed&p=rr&q=2&i=10",
        "#/sched?s=ostep-mlfq&i=9",
        "#/sched?s=convoy&i=4&view=gantt",
        "#/states?s=tanenbaum-overhead&i=20",
        "#/sched?s=random&seed=7&i=15",
        "#/sched?s=silberschatz-priority-rr&i=12&lang=zh",
    ] {
        page.show(link);
        page.press(&[Key::Right]);
        page.press(&[Key::Right]);
        let step = page.app("step");
        assert!(
            wait_until(|| page.hash().contains(&format!("i={step}"))),
            "{link}: at step {step} the address is {}",
            page.hash()
        );
        let (hash, walked) = (page.hash(), page.state());
        page.reload();
        assert_eq!(page.hash(), hash, "reloading changes the address");
        let reloaded = page.state();
        assert_eq!(reloaded, walked, "{hash} looks different after reloading");
        assert_eq!(page.app("playing"), "false");
    }
    assert_eq!(page.problems(), Vec::<String>::new());
}

fn three(one: &str, two: &str, three: &str) -> (String, String, String) {
    (one.into(), two.into(), three.into())
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn back_returns_to_the_situation_before() {
    let page = Page::open("#/sched?s=mixed&i=3");
    page.press(&[Key::Right]);
    page.press(&[Key::Right]);
    assert!(wait_until(|| page.hash().contains("i=5")), "the address is {}", page.hash());
    page.click(".pick-scenario .pick-button");
    page.type_text("c");
    page.press(&[Key::Enter]);
    page.wait_app("preset", "convoy");
    page.press(&[Key::Right]);
    page.type_text("1");
    page.js("history.back()");
    page.wait_app("preset", "mixed");
    page.wait_app("step", "5");
    page.js("history.forward()");
    page.wait_app("preset", "convoy");
}

/// Link, what the English and the Chinese sentence hold.
const BAD: [(&str, &str, &str); 12] = [
    ("#/sched?s=no-such-preset", "that this version does not know", "在这个版本中不存在"),
    ("#/sched?s=<img src=x onerror=window.injected=1>", "that this version does not know", "不存在"),
    ("#/sched?s=%3Cscript%3Ewindow.injected%3D1%3C/script%3E", "does not know", "不存在"),
    ("#/nowhere?s=mixed", "has no lab", "没有名为"),
    ("#/sched?i=ten", "damaged", "已损坏"),
    ("#/sched?w=1.z.AAAA", "damaged", "已损坏"),
    ("#/sched?w=1.j.eyJ", "damaged", "已损坏"),
    ("#/sched?w=1.quantum.AAAA", "packed in a way", "编码方式"),
    ("#/sched?w=999.j.e30", "newer version", "更新的版本"),
    ("#/sched?w=1.j.e30", "no scenario", "不是本实验的场景"),
    ("#/sched?s=mixed&q=banana", "q", "q"),
    ("#/sched?s=mixed&p=astrology", "p", "p"),
];

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_link_that_cannot_be_opened_says_why_and_shows_the_default() {
    let page = Page::open("#/sched?s=convoy");
    for (chinese, usual) in [(false, "Showing the default"), (true, "已改为显示默认场景")] {
        if chinese {
            page.show("#/sched?s=convoy");
            page.type_text("l");
            page.wait_app("lang", "zh");
        }
        let huge = (format!("#/sched?w=1.j.{}", "A".repeat(70_000)), "too large", "太大");
        let bad = BAD.iter().map(|(link, en, zh)| (link.to_string(), *en, *zh)).chain([huge]);
        for (link, en, zh) in bad {
            let shown: String = link.chars().take(60).collect();
            page.show("#/sched?s=convoy&i=2");
            page.show(&link);
            let sentence = page.text(".caption-trouble");
            let expected = if chinese { zh } else { en };
            assert!(sentence.contains(expected) && sentence.contains(usual), "{shown} says “{sentence}”");
            assert_eq!(page.app("preset"), "mixed", "{shown} does not show the default preset");
            assert!(page.count(".stage [data-el]") > 5, "{shown} leaves the stage empty");
            assert_eq!(page.count("img, .caption-trouble script"), 0, "{shown} puts elements into the page");
        }
    }
    assert_eq!(page.js("return window.injected === undefined"), json!(true), "a link ran its own script");
    page.show("#/sched?s=convoy");
    assert_eq!(page.text(".caption-trouble"), "", "the sentence stays after a good link");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_language_changes_nothing_but_the_words() {
    let page = Page::open("#/sched?s=mixed&i=10");
    page.click(".scene [data-el='proc:P4']:not([data-ghost])");
    let places = "[...document.querySelectorAll('.stage [data-el]')].map((thing) =>
                      [thing.dataset.el, thing.dataset.place, thing.dataset.index, thing.dataset.changed,
                       thing.classList.contains('is-selected')].join(' ')).join('|')";
    let (english, en) = (page.probe(places), page.text("[data-caption]"));
    assert_eq!(page.attribute("html", "lang"), "en");
    page.type_text("l");
    page.wait_app("lang", "zh");
    assert_eq!(page.attribute("html", "lang"), "zh-CN");
    assert_eq!((page.app("lab"), page.app("preset"), page.app("step")), three("sched", "mixed", "10"));
    assert_eq!(page.probe(places), english, "the language moves things on the stage");
    let zh = page.text("[data-caption]");
    assert!(zh != en && zh.contains("P3") && zh.ends_with('。'), "the Chinese caption is “{zh}”");
    let selected = page.text("#tab-inspect");
    assert!(selected.contains("P4"), "P4 was selected, the tab now says {selected}");
    let untranslated = "[...document.querySelectorAll('button, [role=tab], h2, h3, dt, th')]
        .filter((one) => shown(one) && /^[A-Z]?[a-z]{3,}( [a-z]+)*$/.test(words(one))).map(say)";
    assert_eq!(page.complaints(untranslated), Vec::<String>::new(), "still English on the Chinese page");
    assert!(!page.hash().contains("lang="), "the link forces the sender's language: {}", page.hash());
    page.reload();
    assert_eq!((page.app("lang"), page.text("[data-caption]")), ("zh".into(), zh), "after reloading");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn what_is_saved_is_what_the_command_line_prints() {
    let page = Page::open("#/sched?s=silberschatz-rr&i=5");
    page.js(
        "window.saved = []; const make = URL.createObjectURL;
         URL.createObjectURL = (blob) => { window.saved.push(blob); return make.call(URL, blob); };
         document.addEventListener('click', (event) => event.target.closest('a[download]') && event.preventDefault(), true)",
    );
    let saved = |press: &str| {
        page.click(press);
        page.probe("saved[saved.length - 1].text()").as_str().expect("text").to_string()
    };
    let lab = labs::find("sched").expect("the lab is registered");
    let run = (lab.preset)("silberschatz-rr", &[]).expect("a preset opens");
    let report = run.report();
    page.click("#tab-metrics");
    assert_eq!(saved(".metrics-save .button:nth-of-type(1)"), csv(&[&report.sheets[0]]), "Download CSV");
    let json: Value = serde_json::from_str(&saved(".metrics-save .button:nth-of-type(2)")).expect("JSON");
    assert_eq!(json, Value::Object(report.json()), "Download JSON");

    page.js("document.activeElement.blur()");
    page.type_text("s");
    let file = saved(".share-file .button");
    let scenario: Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(scenario["scenario"], run.scenario(), "Download .json");
    page.press(&[Key::Escape]);
    page.show("#/sched?s=convoy");
    for (text, place) in
        [(file.as_str(), "its file"), ("https://example.org/x/#/sched?s=silberschatz-rr", "its link")]
    {
        page.js("document.activeElement.blur()");
        page.chord(&[Key::Control], 'o');
        page.js(&format!("document.querySelector('#open-text').value = {}", json!(text)));
        page.click(".open-form [type=submit]");
        assert_eq!(
            page.count("dialog[open]"),
            0,
            "{place} is not opened: {}",
            page.text(".open-form .wrong")
        );
        assert_eq!(page.app("steps"), run.len().to_string(), "{place} opens another run");
    }
    page.chord(&[Key::Control], 'o');
    page.js("document.querySelector('#open-text').value = '{}'");
    page.click(".open-form [type=submit]");
    assert!(page.text(".open-form .wrong").len() > 10, "nothing is said about a file without a scenario");
    assert_eq!(page.problems(), Vec::<String>::new());
}
