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
