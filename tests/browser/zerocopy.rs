//! The zero-copy lab in the browser: its links, and its techniques by keyboard.

use crate::harness::{Page, wait_until};
use thirtyfour::Key;

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_link_to_a_step_shows_the_step_walked_to() {
    for link in
        ["#/zerocopy?t=read&i=7", "#/zerocopy?t=tee&i=6&lang=zh", "#/zerocopy?t=read&c=t:sendfile_sg&i=12"]
    {
        Page::looks_the_same_after_reloading(link);
    }
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_click_on_a_buffer_tells_all_of_it() {
    let page = Page::open("#/zerocopy?t=read&i=7&lang=en");
    let inspected = || page.js("return document.querySelector('#tab-inspect').textContent");
    for (buffer, name) in [("buf:cache", "Page cache"), ("buf:nic", "NIC"), ("tile:cache:B", "B")] {
        page.js(&format!(
            "document.querySelector('[data-el=\"{buffer}\"] rect').dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"
        ));
        page.frames(2);
        assert!(inspected().as_str().is_some_and(|words| words.ends_with(name)), "{buffer}: {}", inspected());
    }
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn the_technique_is_changed_by_keyboard() {
    let page = Page::open("#/zerocopy?t=read&i=4");
    page.tab_to(".segments-variant [role=radio]");
    page.press(&[Key::Right]);
    page.wait_app("variant", "mmap");
    page.press(&[Key::Right]);
    page.wait_app("variant", "sendfile");
    assert!(wait_until(|| page.hash().contains("t=sendfile")), "the address is {}", page.hash());
    page.reload();
    assert_eq!(page.app("variant"), "sendfile");
    assert_eq!(page.problems(), Vec::<String>::new());
}

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn a_hall_can_read_one_run_and_two() {
    let page = Page::open("#/zerocopy?t=read&i=10&v=present");
    page.viewport(1920, 1080);
    page.frames(4);
    assert_eq!(page.complaints("layout(false, 20)"), Vec::<String>::new(), "one run");
    assert!(
        page.text(".present-head").contains("read + write, Cached: no"),
        "{}",
        page.text(".present-head")
    );
    for link in [
        "#/zerocopy?t=read&c=t:sendfile_sg&i=12&v=present",
        "#/zerocopy?t=splice&c=t:direct&i=12&v=present&lang=zh",
    ] {
        page.goto(link);
        // The stage settles when the sentence has found its height.
        wait_until(|| page.complaints("layout(false, 13)").is_empty());
        assert_eq!(page.complaints("layout(false, 13)"), Vec::<String>::new(), "{link}");
        let hidden = page.js(
            "const all = document.querySelector('.stage-figures'); return all.scrollHeight - all.clientHeight",
        );
        assert!(
            hidden.as_i64().is_some_and(|pixels| pixels <= 1),
            "{link}: {hidden} px of the tracks are hidden"
        );
    }
    assert_eq!(page.problems(), Vec::<String>::new());
}
