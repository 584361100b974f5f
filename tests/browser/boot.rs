//! The app starts, from its own files alone, and says so when it cannot.

use crate::harness::{Page, wait_until};
use serde_json::json;

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_page_starts_without_complaints_or_foreign_requests() {
    let page = Page::open("#/");
    assert_eq!(page.problems(), Vec::<String>::new());
    assert_eq!(page.foreign_requests(), Vec::<String>::new());
    assert_eq!(page.count("#boot-problem:not([hidden])"), 0);
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_module_that_does_not_load_is_explained_in_both_languages() {
    let page = Page::blank(&[]);
    page.devtools("Network.enable", json!({}));
    page.devtools("Network.setBlockedURLs", json!({"urls": ["*.wasm"]}));
    page.load("#/");
    assert!(wait_until(|| page.count("#boot-problem:not([hidden])") == 1));
    let sentence = page.text("#boot-problem");
    assert!(sentence.contains("could not start") && sentence.contains("未能启动"), "{sentence}");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn an_injected_inline_script_does_not_run() {
    let page = Page::open("#/");
    page.js("const script = document.createElement('script'); script.text = 'window.injected = true'; document.body.append(script)");
    assert_eq!(page.js("return window.injected === undefined"), json!(true));
    let complaint = page.problems().join(" ");
    assert!(complaint.contains("Content Security Policy"), "{complaint}");
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn after_one_visit_a_lab_opens_without_a_network() {
    let page = Page::open("#/sched?s=mixed&i=10");
    let built = page.count("meta[name=osviz-build]") == 1;
    assert!(built, "only a finished build works offline: cargo xtask build");
    let kept = "const done = arguments[0]; navigator.serviceWorker.ready.then(() => done(true))";
    assert_eq!(page.js_async(kept), json!(true));
    assert!(wait_until(|| page.js("return navigator.serviceWorker.controller !== null") == json!(true)));
    page.site.stop();
    for link in ["#/sched?s=mixed&i=10", "#/states?s=ostep-mlfq&i=9"] {
        page.goto(link);
        assert!(page.count(".stage [data-el]") > 5, "{link} without a network shows an empty stage");
    }
}
