//! On every screen: nothing sideways, nothing out of the stage, nothing too small to read or to hit.

use crate::harness::{Page, wait_until};
use osviz::lab::FieldKind;
use osviz::labs;
use serde_json::json;

/// Width, height, and whether a finger points.
const SCREENS: [(u32, u32, bool); 9] = [
    (1920, 1080, false),
    (1366, 768, false),
    (1180, 800, false),
    (768, 1024, false),
    (683, 384, false),
    (390, 844, true),
    (360, 640, true),
    (320, 640, true),
    (844, 390, true),
];

/// Queues of several levels, several devices, twelve processes, many slices, a cost of switching.
const LINKS: [&str; 7] = [
    "#/sched?s=mixed&i=10",
    "#/sched?s=ostep-mlfq&i=9",
    "#/sched?s=silberschatz-priority-rr&i=12&view=gantt",
    "#/sched?s=tanenbaum-overhead&i=14&view=states",
    "#/sched?s=exam-feedback&i=9",
    "#/sched?s=hundred-ticks&p=rr&q=1&i=99",
    TWELVE,
];

/// Twelve processes with long names on three devices.
const TWELVE: &str = concat!(
    "#/sched?w=1.j.",
    "eyJwb2xpY3kiOiJyciIsInF1YW50dW0iOjIsInByb2Nlc3NlcyI6W3sicGlkIjoicHJvY2Vzcy0xMjM0IiwiYnVyc3RzIjoiMiBkaXNrOjMgMiJ9",
    "LHsicGlkIjoiUDIiLCJidXJzdHMiOiIzIG5ldDo0IDEifSx7InBpZCI6IlAzIiwiYnVyc3RzIjoiMiB0dHk6OSAxIn0seyJwaWQiOiJQNCIsImJ1",
    "cnN0Ijo0fSx7InBpZCI6IlA1IiwiYnVyc3QiOiIyLjUifSx7InBpZCI6IlA2IiwiYnVyc3QiOjN9LHsicGlkIjoiUDciLCJidXJzdCI6M30seyJw",
    "aWQiOiJQOCIsImJ1cnN0IjozfSx7InBpZCI6IlA5IiwiYnVyc3QiOjN9LHsicGlkIjoiUDEwIiwiYnVyc3QiOjN9LHsicGlkIjoiUDExIiwiYnVy",
    "c3QiOjN9LHsicGlkIjoiUDEyIiwiYnVyc3QiOjMwfV19&i=24",
);

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn every_screen_shows_the_lab_whole() {
    let page = Page::open("#/sched");
    let mut wrong = Vec::new();
    for (width, height, phone) in SCREENS {
        if phone {
            page.phone(width, height)
        } else {
            page.viewport(width, height)
        }
        for (link, lang) in LINKS.iter().flat_map(|link| [(link, "en"), (link, "zh")]) {
            let here = format!("{link}&lang={lang}");
            page.show(&here);
            page.wait_app("lang", lang);
            page.frames(2);
            let shown: String = here.chars().take(60).collect();
            let mut say = |sentence: String| wrong.push(format!("{width} × {height}, {shown}: {sentence}"));
            page.complaints(&format!("layout({phone}, 12)")).into_iter().for_each(&mut say);
            page.complaints("transportLost()").into_iter().for_each(&mut say);
            let down = page.js("return document.documentElement.scrollHeight - innerHeight");
            if (width, height) == (1366, 768) && down.as_i64() > Some(0) {
                say(format!("a laptop scrolls down by {down} px"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(page.problems(), Vec::<String>::new());
}

/// Each technique and each preset at its step, on a phone, a laptop and a projector; two techniques side by side.
#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn zero_copy_lies_whole_on_the_stage_in_every_technique() {
    let lab = labs::find("zerocopy").expect("the lab is registered");
    let run = (lab.preset)("usual-way", &[]).expect("it opens");
    let FieldKind::Choice(techniques) = run.form().variant.kind else { panic!("the technique is chosen") };
    let of = |key: &str, id: &str, step: usize| format!("#/zerocopy?{key}={id}&i={step}");
    let mut links: Vec<String> = (lab.presets)().iter().map(|card| of("s", card.id, card.step)).collect();
    links.extend(techniques.iter().flat_map(|one| [of("t", one.id, 7), of("t", one.id, 99)]));
    links.push("#/zerocopy?t=read&c=t:sendfile_sg&i=12".into());
    links.push("#/zerocopy?t=io_uring&c=t:direct&i=12".into());
    let page = Page::open("#/zerocopy");
    let mut wrong = Vec::new();
    for (width, height, phone) in
        [(390, 844, true), (360, 640, true), (1366, 768, false), (1920, 1080, false)]
    {
        if phone {
            page.phone(width, height)
        } else {
            page.viewport(width, height)
        }
        for (link, lang) in links.iter().flat_map(|link| [(link, "en"), (link, "zh")]) {
            page.show(&format!("{link}&lang={lang}"));
            page.wait_app("lang", lang);
            page.frames(2);
            let found = page.complaints(&format!("layout({phone}, 12)"));
            wrong.extend(found.into_iter().map(|one| format!("{width} × {height}, {link}, {lang}: {one}")));
            let down = page.js("return document.documentElement.scrollHeight - innerHeight");
            if !phone && down.as_i64() > Some(0) {
                wrong.push(format!("{width} × {height}, {link}, {lang}: the page scrolls down by {down} px"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn home_tabs_panels_and_dialogs_fit_as_well() {
    let page = Page::open("#/");
    let mut wrong = Vec::new();
    for (width, height, phone) in SCREENS {
        if phone {
            page.phone(width, height)
        } else {
            page.viewport(width, height)
        }
        for lang in ["en", "zh"] {
            page.show(&format!("#/?lang={lang}"));
            page.wait_app("lang", lang);
            let mut say = |what: &str, sentences: Vec<String>| {
                wrong.extend(
                    sentences.into_iter().map(|one| format!("{width} × {height}, {lang}, {what}: {one}")),
                )
            };
            say("home", page.complaints(&format!("layout({phone}, 9)")));
            page.show(&format!("#/sched?s=ostep-mlfq&i=9&lang={lang}"));
            page.wait_app("page", "lab");
            let covered = page
                .js("return getComputedStyle(document.querySelector('.caption-panel')).display !== 'none'");
            if covered == json!(true) {
                page.js("document.querySelector('.caption-panel').click()");
            }
            for tab in ["inspect", "workload", "metrics"] {
                page.js(&format!("document.querySelector('#tab-{tab}').click()"));
                page.frames(2);
                say(tab, page.complaints(&format!("layout({phone}, 12)")));
            }
            if covered == json!(true) {
                page.js("document.querySelector('.side-close').click()");
            }
            page.js("document.querySelector('.pop-rules .pop-button').click()");
            page.frames(3);
            say("rules", page.complaints(&format!("layout({phone}, 12)")));
            page.js("document.querySelector('.pop-rules .pop-button').click()");
            page.js("document.querySelector('.pick-scenario .pick-button').click()");
            page.frames(3);
            say("scenarios", page.complaints(&format!("layout({phone}, 12)")));
            page.js("document.querySelector('.list').blur()");
            for (key, class) in [("s", "share"), ("g", "switch"), ("?", "help")] {
                page.js("document.activeElement.blur()");
                page.type_text(key);
                assert!(wait_until(|| page.count(&format!(".dialog-{class}[open]")) == 1));
                page.frames(2);
                say(class, page.complaints(&format!("layout({phone}, 9)")));
                page.js("document.querySelector('dialog[open]').close()");
                page.frames(2);
            }
        }
    }
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
}
