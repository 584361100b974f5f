//! axe-core finds nothing serious, in both languages and themes.

use crate::harness::Page;

#[test]
#[ignore = "needs a browser: cargo xtask test browser"]
fn home_and_lab_are_accessible_in_both_languages_and_themes() {
    let page = Page::blank(&[]);
    let mut findings = Vec::new();
    for theme in ["light", "dark"] {
        page.media(&[("prefers-color-scheme", theme)]);
        for lang in ["en", "zh"] {
            for link in ["#/?", "#/sched?s=mixed&i=10&"] {
                page.goto(&format!("{link}lang={lang}"));
                page.wait_app("theme", theme);
                page.wait_app("lang", lang);
                let found = page.accessibility_findings();
                findings.extend(found.into_iter().map(|finding| format!("{theme} {lang} {link} {finding}")));
            }
        }
    }
    assert_eq!(findings, Vec::<String>::new());
}
