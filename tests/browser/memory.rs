//! Walk, fault, copy-on-write and segments in the browser: their links, edits by click, both languages.

use crate::harness::{Page, wait_until};
use serde_json::json;
use thirtyfour::Key;

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_link_to_a_step_of_a_walk_looks_as_the_step_walked_to() {
    for link in [
        "#/memory?s=tlb-switch&asid=keep&i=40",
        "#/fault?s=clock-keeps&i=79&lang=zh",
        "#/memory?s=huge-pages&i=4",
        "#/cow?s=child-writes&i=3&lang=zh",
        "#/segments?i=3",
    ] {
        Page::looks_the_same_after_reloading(link);
    }
}

/// Step, step back, share: what is said goes with the step, in both languages.
#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn stepping_back_takes_the_words_back_in_both_languages() {
    for (link, words) in [
        ("#/memory?s=protection&i=18", "Page"),
        ("#/memory?s=protection&i=18&lang=zh", "页"),
        ("#/fault?s=first-touch&i=5&lang=zh", "页"),
        ("#/cow?s=child-writes&i=4", "page"),
        ("#/segments?i=4&lang=zh", "段"),
    ] {
        let page = Page::open(link);
        let (before, step) = (page.state(), page.app("step"));
        assert!(page.text("#side-body, .side").contains(words), "{link}: {}", page.text(".side"));
        page.press(&[Key::Right]);
        assert!(page.state() != before, "{link}: the next step looks the same");
        page.press(&[Key::Left]);
        page.wait_app("step", &step);
        assert!(page.state() == before, "{link}: back is not where it was");
        assert_eq!(page.overflow(), 0, "{link}");
        assert_eq!(page.problems(), Vec::<String>::new(), "{link}");
    }
}

/// R/W of a page is turned over by a click: the next write is refused, and the link says so.
#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_bit_is_turned_over_by_a_click_and_stands_in_the_link() {
    let page = Page::open("#/memory?s=clock-keeps&i=34");
    let deed = |word: &str| {
        page.js(&format!(
            "[...document.querySelectorAll('.deed')].find((deed) => deed.innerText.startsWith({})).click()",
            json!(word)
        ));
        page.frames(2);
    };
    assert!(page.count(".deed") > 7, "no bits beside {}", page.text(".side"));
    deed("R/W");
    assert!(wait_until(|| page.hash().contains("flip=")), "the address is {}", page.hash());
    assert!(page.text("[data-caption]").contains("R/W"), "{}", page.text("[data-caption]"));
    deed("Write it next");
    assert!(wait_until(|| page.hash().contains("a=")), "the address is {}", page.hash());
    let refused = || {
        page.press(&[Key::Right]);
        page.text(".side").contains("protection fault")
    };
    assert!(wait_until(refused), "the write is not refused: {}", page.text("[data-caption]"));
    page.stays_when_reloaded();
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn actions_of_a_fork_are_edited_and_travel_in_the_link() {
    let page = Page::open("#/cow?s=child-writes");
    page.click("#tab-workload");
    let rows = page.count(".sheet tbody tr");
    page.click(".workload-foot .button");
    assert!(wait_until(|| page.count(".sheet tbody tr") == rows + 1), "no action was added");
    page.click("[data-el='pte:P:1']");
    page.click(".deed:last-child");
    page.click("#tab-workload");
    assert!(wait_until(|| page.count(".sheet tbody tr") == rows + 2), "no write was added");
    let steps = page.app("steps");
    page.reload();
    assert_eq!(page.app("steps"), steps, "the link gives another run");
    assert_eq!(page.problems(), Vec::<String>::new());
}
