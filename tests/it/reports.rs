//! Reports stay what they were, natively; tests/web.rs asks the same of the browser.

#[path = "../shared/reports.rs"]
mod shared;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shared/reports.txt");

/// `UPDATE_REPORTS=1 cargo test` writes the file anew after a deliberate change.
#[test]
fn reports_are_the_recorded_ones() {
    let digests = shared::digests();
    if std::env::var_os("UPDATE_REPORTS").is_some() {
        std::fs::write(FILE, &digests).expect("the file can be written");
    }
    let recorded = std::fs::read_to_string(FILE).expect("the file is there");
    for (now, then) in digests.lines().zip(recorded.lines()) {
        assert_eq!(now, then, "UPDATE_REPORTS=1 cargo test, if the change is meant");
    }
    assert_eq!(digests.lines().count(), recorded.lines().count());
}
