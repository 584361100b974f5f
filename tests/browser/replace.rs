//! Page replacement in the browser: its grid, its links, edits of the string, the generator, a file.

use crate::harness::{Page, wait_until};
use serde_json::{Value, json};
use thirtyfour::Key;

/// What stands in a column of the grid, by frame, with who left.
fn column(page: &Page, at: usize) -> Value {
    page.js(&format!(
        "return [...document.querySelectorAll('[data-el^=\"cell:{at}:\"], [data-el=\"out:{at}\"]')]
            .map((cell) => cell.dataset.place + ' ' + cell.textContent).sort()"
    ))
}

fn type_into(page: &Page, selector: &str, text: &str) {
    page.click(selector);
    page.js("document.activeElement.select()");
    page.type_text(text);
    page.press(&[Key::Enter]);
    page.frames(2);
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_grid_grows_by_a_column_per_access() {
    let page = Page::open("#/replace?s=exam-string&i=1");
    // FIFO, LRU and OPT of the exam string end with these pages in memory.
    for (policy, want) in [("lru", "1 0 7"), ("fifo", "7 0 1"), ("opt", "7 0 1")] {
        page.show(&format!("#/replace?s=exam-string&p={policy}&i=999"));
        let cells = column(&page, 19);
        let words: Vec<&str> = cells.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let mut frames: Vec<&str> = words
            .iter()
            .filter(|word| word.starts_with("row"))
            .filter_map(|word| word.split(' ').nth(1))
            .collect();
        frames.sort_unstable();
        let mut want: Vec<&str> = want.split(' ').collect();
        want.sort_unstable();
        assert_eq!(frames, want, "{policy}");
    }
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_link_to_a_step_looks_as_the_step_walked_to() {
    for link in [
        "#/replace?s=exam-string&p=clock&n=4&i=30",
        "#/replace?s=thrashing&i=120",
        "#/replace?s=local-global&alloc=equal&i=30&lang=zh",
        "#/replace?s=working-set&i=12",
    ] {
        Page::looks_the_same_after_reloading(link);
    }
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_string_is_edited_by_keyboard_and_stands_in_the_link() {
    let page = Page::open("#/replace?s=belady&i=5");
    page.click("#tab-workload");
    let page_of = |row: u32| format!(".sheet tbody tr:nth-child({row}) td:nth-child(1) input");
    type_into(&page, &page_of(1), "9");
    let first = || page.js("return document.querySelector('.sheet tbody tr input').value");
    assert!(wait_until(|| first() == json!("9")), "the first access is {}", first());
    let hash = page.hash();
    page.reload();
    page.click("#tab-workload");
    assert_eq!(first(), json!("9"), "{hash} lost the edit");
    type_into(&page, &page_of(2), "no page!");
    assert!(page.text(".wrong").contains("is no page"), "{}", page.text(".wrong"));
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_generated_program_travels_in_the_link() {
    let page = Page::open("#/replace?s=belady");
    page.click("#tab-workload");
    page.js("const kind = document.querySelector('.random select'); kind.value = 'columns';
         kind.dispatchEvent(new Event('change', { bubbles: true }))");
    assert!(wait_until(|| page.app("steps").parse::<usize>().unwrap_or(0) > 64), "an 8 × 8 array");
    let steps = page.app("steps");
    page.reload();
    assert_eq!(page.app("steps"), steps, "the link gives another run");
    assert_eq!(page.problems(), Vec::<String>::new());
}

/// A file of several pieces: read with the page answering, scrubbed to its end; its link says what it lacks.
#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_trace_of_a_real_program_is_read_and_scrubbed() {
    let page = Page::open("#/replace?s=exam-string&p=clock");
    page.click("#tab-workload");
    page.js(
        "let lines = '==1== Lackey\\n';
         for (let at = 0; at < 300000; at++) lines += ' L ' + (0x4000000 + at * 977 % 90 * 4096).toString(16) + ',8\\n';
         const box = new DataTransfer();
         box.items.add(new File([lines + 'nonsense\\n'], 'program.trace'));
         const input = document.querySelector('.open-file input[type=file]');
         input.files = box.files;
         input.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    assert!(wait_until(|| page.count(".open-file-said") == 1), "nothing was said of the file");
    let said = page.text(".open-file-said");
    assert!(said.contains("300000 accesses read") && said.contains("Line 300002"), "{said}");
    assert_eq!(page.app("steps"), "300001");
    // The accesses are still there when the same link is followed.
    page.follow(&format!("{}&i=300001", page.hash()));
    assert!(
        wait_until(|| page.app("step") == "300001"),
        "step {} of {}",
        page.app("step"),
        page.app("steps")
    );
    assert_eq!(page.app("variant"), "clock", "policy and frames stay");
    let hash = page.hash();
    assert!(hash.len() < 400, "the accesses stand in the link: {} characters", hash.len());
    // Another reader has the link, but not the file.
    let other = Page::open(&hash);
    assert!(other.text("[data-caption]").contains("program.trace"), "{}", other.text("[data-caption]"));
    assert_eq!(other.app("variant"), "clock");
}
