//! Edits: at once, from the step that is shown, taken back, refused in words.

use crate::harness::{Page, wait_until};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The field of a row and a column of the workload, both from 1.
fn cell(row: u32, column: u32) -> String {
    format!(".sheet tbody tr:nth-child({row}) td:nth-child({column}) input")
}

fn type_into(page: &Page, selector: &str, text: &str) {
    page.click(selector);
    page.js("document.activeElement.select()");
    page.type_text(text);
    page.press(&[Key::Enter]);
    page.frames(2);
}

fn rows(page: &Page) -> Value {
    page.probe("all('.sheet tbody tr').map((row) => all('input', row).map((field) => field.value).join(' '))")
}

fn undo(page: &Page) {
    page.js("document.activeElement.blur()");
    page.chord(&[Key::Control], 'z');
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn an_invalid_edit_says_what_is_wrong_and_keeps_the_run() {
    let page = Page::open("#/sched?s=mixed&i=10");
    page.click("#tab-workload");
    let (before, hash, steps) = (page.state(), page.hash(), page.app("steps"));
    let bad = [
        (2, "-1", "rows-0-arrival"),
        (2, "soon", "rows-0-arrival"),
        (3, "", "rows-0-bursts"),
        (3, "6 io", "rows-0-bursts"),
        (3, "6 3", "rows-0-bursts"),
        (3, "99999999999999999999", "rows-0-bursts"),
        (3, "<b>6</b>", "rows-0-bursts"),
        (1, "P2", "rows-0-pid"),
        (4, "1.5", "rows-0-priority"),
    ];
    for (column, typed, place) in bad {
        let field = cell(1, column);
        page.click(&field);
        page.js("document.activeElement.select()");
        if typed.is_empty() {
            page.press(&[Key::Delete]);
        } else {
            page.type_text(typed);
        }
        page.press(&[Key::Enter]);
        let sentence = page.text(&format!("#wrong-{place}"));
        assert!(sentence.ends_with("Not applied."), "“{typed}” says “{sentence}” beside the field");
        assert!(sentence.len() > "Not applied.".len() + 15, "“{typed}” does not say what would be right");
        assert_eq!(page.attribute(&field, "aria-invalid"), "true");
        let described = page.attribute(&field, "aria-describedby");
        assert_eq!(described, format!("wrong-{place}"), "a screen reader does not connect them");
        let kept = page.js("return document.activeElement.value");
        assert_eq!(kept, json!(typed), "what was typed is lost");
        assert_eq!(
            (page.state(), page.app("steps")),
            (before.clone(), steps.clone()),
            "“{typed}” changed the run"
        );
        page.press(&[Key::Escape]);
        assert_eq!(page.count(".wrong"), 0, "Esc does not take back “{typed}”");
        assert_eq!(page.attribute(&field, "aria-invalid"), "");
    }
    assert_eq!(page.hash(), hash);
    type_into(&page, ".variant-bar .stepper input", "0");
    let sentence = page.text("#wrong-q");
    assert!(sentence.ends_with("Not applied."), "a slice of 0 says “{sentence}”");
    assert_eq!(page.app("steps"), steps);
    page.press(&[Key::Escape]);
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn an_edit_keeps_what_has_happened_and_can_be_taken_back() {
    let page = Page::open_with("#/sched?s=mixed&i=10", &["--force-prefers-reduced-motion"]);
    let past = page.probe("situations(10)");
    page.click("#tab-workload");
    assert!(wait_until(|| page.hash().contains("i=10")), "the address is {}", page.hash());
    let (state, hash, steps) = (page.state(), page.hash(), page.app("steps"));
    type_into(&page, &cell(1, 3), "20");
    assert_ne!(page.app("steps"), steps, "P1 now needs 20, and the run is as long as before");
    assert_eq!(page.app("step"), "10", "the edit moves to another step");
    assert!(!page.attribute(".timeline-fork", "d").is_empty(), "no mark on the timeline says “edited here”");
    assert_eq!(page.probe("situations(10)"), past, "the edit at step 10 rewrote steps 1 to 10");
    assert!(page.hash().contains("w=1."), "the edit is not in the link: {}", page.hash());
    let edited = page.state();
    assert!(wait_until(|| page.hash().contains("i=10")));
    page.reload();
    assert_eq!(page.state(), edited, "an edited run looks different when its link is opened");

    page.goto(&hash);
    page.click("#tab-workload");
    type_into(&page, &cell(1, 3), "20");
    undo(&page);
    assert!(wait_until(|| page.hash() == hash), "Ctrl Z leaves the address {}", page.hash());
    assert_eq!(page.state(), state, "Ctrl Z does not restore what was shown");
    page.chord(&[Key::Control, Key::Shift], 'z');
    assert_eq!(page.state(), edited, "Ctrl Shift Z does not make the edit again");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn rows_and_rules_change_and_return() {
    let page = Page::open("#/sched?s=mixed&i=1");
    page.click("#tab-workload");
    let original = rows(&page);
    page.click(".workload-foot .button");
    assert_eq!(rows(&page).as_array().unwrap().len(), 5, "a row is added");
    page.click("button[aria-label='Move up: P2']");
    assert!(rows(&page)[0].as_str().unwrap().starts_with("P2"), "P2 is moved up: {}", rows(&page));
    page.click("button[aria-label='Remove: P2']");
    assert!(!rows(&page).to_string().contains("P2"), "P2 is removed: {}", rows(&page));
    let pasted =
        "const data = new DataTransfer(); data.setData('text/plain', 'A\\t0\\t3\\nB\\t1.5\\t2 disk:3 2\\n');
                  document.querySelector('.sheet input').dispatchEvent(
                      new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))";
    page.js(pasted);
    page.frames(2);
    let sheet = rows(&page);
    assert_eq!(sheet.as_array().unwrap().len(), 2, "two rows were pasted: {sheet}");
    assert!(sheet[1].as_str().unwrap().starts_with("B 1.5 2 disk:3 2"), "{sheet}");
    page.click(".random .button");
    let random = rows(&page);
    assert_ne!(random, sheet, "Generate gives the same rows");
    let link = page.hash();
    page.goto(&link);
    page.click("#tab-workload");
    assert_eq!(rows(&page), random, "the seed in the link gives other rows");

    page.goto("#/sched?s=mixed&i=1");
    page.click("#tab-workload");
    page.click("button[aria-label='Remove: P3']");
    undo(&page);
    assert_eq!(rows(&page), original, "Ctrl Z does not bring P3 back");

    page.click(".pop-rules .pop-button");
    let rule = "const rule = [...document.querySelectorAll('.pop-rules .rule')].find((rule) => \
                    rule.innerText.startsWith('Who queues first')).querySelector('select'); \
                rule.value = [...rule.options].find((option) => !option.selected).value; \
                rule.dispatchEvent(new Event('change', {bubbles: true}))";
    page.js(rule);
    page.frames(2);
    assert_eq!(page.count(".rule.is-different"), 1, "the changed rule is not marked");
    assert!(
        page.text(".pop-rules .pop-button").contains("1 changed"),
        "{}",
        page.text(".pop-rules .pop-button")
    );
    let changed = page.hash();
    page.click(".rules-set .button");
    assert_eq!(page.count(".rule.is-different"), 0, "“As in the book” leaves a rule changed");
    assert_ne!(page.hash(), changed, "rules are part of the link");
    page.press(&[Key::Escape]);
    assert_eq!(page.count(".pop-panel"), 0);
    for (digit, variant) in [("1", "fcfs"), ("2", "sjf"), ("4", "rr"), ("7", "mlfq")] {
        page.js("document.activeElement.blur()");
        page.type_text(digit);
        page.wait_app("variant", variant);
    }
    assert_eq!(page.problems(), Vec::<String>::new());
}
