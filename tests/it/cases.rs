//! Worked examples as their files have them, word for word, through the command line's reader.

use crate::cli::osviz;
use osviz::lab::Case;
use osviz::labs::{self, LABS};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Cases that are no runs: a table of parameters.
const NO_RUNS: [&str; 1] = ["cfs_params"];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases"))
}

#[test]
fn no_algorithm_is_answered_by_two_labs() {
    let all: Vec<&str> = LABS.iter().flat_map(|lab| lab.algorithms).copied().collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

#[test]
fn every_case_is_a_scenario_of_the_lab_that_answers_it() {
    let mut opened = 0;
    for file in fs::read_dir(folder()).expect("a folder of cases") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a file of cases");
        for value in serde_json::from_str::<Vec<Value>>(&text).expect("an array of cases") {
            let case = Case::read(&value).unwrap_or_else(|| panic!("{} is a case", value["id"]));
            if NO_RUNS.contains(&&*case.algorithm) {
                continue;
            }
            let lab =
                labs::answering(&case.algorithm).unwrap_or_else(|| panic!("{} has a lab", case.algorithm));
            let run = (lab.open)(lab.version, (lab.case)(&case));
            assert!(run.is_ok(), "{}: {:?}", value["id"], run.err());
            opened += 1;
        }
    }
    assert!(opened > 300, "{opened} cases");
}

#[test]
fn the_text_of_a_case_runs_word_for_word() {
    for (file, lab, sheet) in [("sched_rm.json", "realtime", "jobs"), ("sched_rr.json", "sched", "gantt")] {
        let text = fs::read_to_string(folder().join(file)).expect("a file of cases");
        let line = text.lines().find(|line| line.starts_with('{')).expect("one case per line");
        let line = line.trim_end_matches(',');
        let done = osviz(&["run", "-", "--format", "json"], line);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{file}");
        let (said, case): (Value, Value) =
            (serde_json::from_str(&done.out).unwrap(), serde_json::from_str(line).unwrap());
        assert_eq!(said["lab"], lab);
        assert_eq!(said[sheet], case["expected"][sheet], "{file}");
    }
}

#[test]
fn an_algorithm_that_nobody_answers_is_refused_in_words() {
    let done = osviz(&["run", "-"], r#"{"algorithm": "oracle", "input": {}}"#);
    assert_eq!(done.code, 1);
    assert!(
        done.err.starts_with("osviz: -: no lab answers the algorithm oracle; there are: fcfs"),
        "{}",
        done.err
    );
}
