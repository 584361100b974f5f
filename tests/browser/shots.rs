//! `cargo xtask shots`: pictures of the app, to look at.

use crate::harness::{Page, project};

/// Name, width, height, and whether it is a phone.
const SCREENS: [(&str, u32, u32, bool); 3] =
    [("laptop", 1366, 768, false), ("desktop", 1920, 1080, false), ("phone", 390, 844, true)];

/// Writes target/shots/<link>-<screen>-<language>-<theme>.png for each link in OSVIZ_SHOTS, one a line.
#[test]
#[ignore = "takes pictures instead of testing: cargo xtask shots '#/…'"]
fn take() {
    let links = std::env::var("OSVIZ_SHOTS").expect("started by `cargo xtask shots`");
    let page = Page::blank(&[]);
    for link in links.lines() {
        for (screen, width, height, phone) in SCREENS {
            if phone {
                page.phone(width, height)
            } else {
                page.viewport(width, height)
            }
            for (language, theme) in [("en", "light"), ("en", "dark"), ("zh", "light"), ("zh", "dark")] {
                let file = format!("target/shots/{}-{screen}-{language}-{theme}.png", file_name(link));
                page.media(&[("prefers-color-scheme", theme)]);
                page.goto(&with_choices(link, language, theme));
                page.screenshot(&project().join(&file));
                println!("{file}");
            }
        }
    }
    for problem in page.problems() {
        println!("console: {problem}");
    }
}

fn with_choices(link: &str, language: &str, theme: &str) -> String {
    let joint = if link.contains('?') { '&' } else { '?' };
    format!("{link}{joint}lang={language}&th={theme}")
}

/// `#/sched?s=mixed&i=10` becomes `sched-s-mixed-i-10`.
fn file_name(link: &str) -> String {
    let words = link.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    if name.is_empty() { "home".into() } else { name.chars().take(80).collect() }
}
