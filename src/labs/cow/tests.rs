//! The rules of copy-on-write, and the numbers of the presets.

use super::machine::{Cow, Totals};
use super::scenario::{Policy, Scenario};
use crate::lab::Lab;
use crate::sim::{LIMIT, Recording};
use proptest::prelude::*;

fn ended(scenario: &Scenario) -> Cow {
    let run = Recording::new(Cow::start(scenario).expect("it starts"), LIMIT);
    run.state(run.len())
}

fn preset(id: &str) -> (Totals, u64) {
    let found = Cow::presets().into_iter().find(|preset| preset.id == id).expect("a preset");
    let end = ended(&found.scenario);
    (end.totals, end.in_use())
}

fn faults(actions: &str) -> Vec<u64> {
    let list: Vec<String> = actions.split(", ").map(String::from).collect();
    let after = |count: usize| {
        let actions = list[..count].to_vec();
        ended(&Scenario { policy: Policy::Cow, pages: 2, shared: 1, actions }).totals.faults
    };
    (1..=list.len()).map(|count| after(count) - if count > 1 { after(count - 1) } else { 0 }).collect()
}

#[test]
fn presets_keep_their_numbers() {
    assert_eq!(preset("child-writes").0.copies, 1);
    assert_eq!(preset("fork-exec").0.copies, 0);
    let (parent, _) = preset("parent-writes");
    assert_eq!((parent.copies, parent.reuses), (2, 2));
    let (last, _) = preset("last-owner");
    assert_eq!((last.copies, last.reuses), (0, 1));
    assert_eq!((preset("snapshot").0.peak, preset("snapshot").0.copies), (10, 4));
    assert_eq!(preset("read-then-write").0.faults, 3);
    assert_eq!(preset("shared").0.copies, 1);
    assert_eq!(preset("eager").0.copies, 8);
}

/// Faults per action, as Linux 6.18 counts them for anonymous memory.
#[test]
fn faults_are_those_of_linux() {
    assert_eq!(faults("P r 0, P w 0, P w 0, P w 1, P r 1"), [1, 1, 0, 1, 0]);
    assert_eq!(faults("P w 0, P fork C, C r 0, C w 0, P w 0, P w 0"), [1, 0, 0, 1, 1, 0]);
    assert_eq!(faults("P w 0, P fork C, C exit, P w 0"), [1, 0, 0, 1]);
    assert_eq!(faults("P r s0, P w s0, P fork C, C r s0, C w s0"), [1, 0, 0, 1, 0]);
    assert_eq!(faults("P r 0, P fork C, C r 0"), [1, 0, 1], "an area of zero pages alone is not copied");
    assert_eq!(faults("P w 1, P r 0, P fork C, C r 0"), [1, 1, 0, 0], "beside a page of its own it is");
}

#[test]
fn of_n_sharers_all_but_the_last_copy() {
    let actions = "P w 0, P fork A, P fork B, A w 0, P w 0, B w 0".split(", ").map(String::from).collect();
    let end = ended(&Scenario { policy: Policy::Cow, pages: 1, shared: 0, actions });
    assert_eq!((end.totals.copies, end.totals.reuses), (2, 1));
}

proptest! {
    #[test]
    fn counts_are_the_entries_and_only_sole_owners_write(
        acts in prop::collection::vec((0usize..4, 0usize..8, 0usize..4), 0..60), eager in any::<bool>(),
    ) {
        let mut names = vec!["P".to_string()];
        let mut actions = vec![];
        for (who, what, page) in acts {
            let name = names[who % names.len()].clone();
            match what {
                0 if names.len() < 6 => {
                    let child = format!("C{}", actions.len());
                    actions.push(format!("{name} fork {child}"));
                    names.push(child);
                }
                1 => actions.push(format!("{name} exec")),
                2 | 3 => actions.push(format!("{name} r {page}")),
                4 => actions.push(format!("{name} w s{page}")),
                _ => actions.push(format!("{name} w {page}")),
            }
        }
        let policy = if eager { Policy::Copy } else { Policy::Cow };
        let scenario = Scenario { policy, pages: 4, shared: 4, actions };
        let Ok(start) = Cow::start(&scenario) else { return Ok(()) };
        let run = Recording::new(start, LIMIT);
        for step in 1..=run.len() {
            let now = run.state(step);
            let entries: Vec<_> = now.processes.iter().flat_map(|process| process.private.iter().flatten()).collect();
            let shared: Vec<_> = now.processes.iter().flat_map(|process| process.shared.iter().flatten()).collect();
            for frame in 1..now.frames.len() {
                let count = entries.iter().chain(&shared).filter(|entry| entry.frame == frame).count();
                prop_assert_eq!(count, now.frames[frame] as usize);
            }
            for entry in entries.iter().filter(|entry| entry.writable) {
                prop_assert_eq!(now.frames[entry.frame], 1, "a writable private frame has one owner");
            }
        }
    }
}
