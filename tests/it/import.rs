//! A recorded machine, replayed from the command line.

use crate::cli::osviz;
use serde_json::Value;

fn recording(name: &str) -> String {
    format!("{}/tests/traces/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_recording_becomes_a_scenario_file_that_runs() {
    for name in ["perf.txt", "ftrace.txt"] {
        let from = recording(name);
        let done = osviz(&["import", &from, "--lab", "sched", "--scenario", "p=cfs"], "");
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(done.err.contains("A unit of time is a millisecond"), "{}", done.err);
        let file: Value = serde_json::from_str(&done.out).expect("JSON");
        assert_eq!((&file["lab"], &file["scenario"]["policy"]), (&"sched".into(), &"cfs".into()));
        let run = osviz(&["run", "-", "--format", "json"], &done.out);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{name}");
        let direct = osviz(&["import", &from, "--lab", "sched", "--format", "json", "p=cfs"], "");
        assert_eq!(direct.out, run.out, "{name}: the report at once");
    }
}

#[test]
fn what_is_no_recording_is_refused_in_words() {
    for text in ["hello", "", "x [000] 1.0: sched_switch: nonsense"] {
        let done = osviz(&["import", "-", "--lab", "sched"], text);
        assert_eq!((done.code, done.out.as_str()), (1, ""), "{text}");
        assert!(done.err.contains("perf sched script"), "{}", done.err);
        let chinese = osviz(&["import", "-", "--lab", "sched", "--lang", "zh"], text);
        assert!(chinese.err.contains("perf sched script") && chinese.err != done.err, "{}", chinese.err);
    }
}
