//! The Chrome trace of every preset: what Perfetto and Firefox Profiler need, and the numbers of the report.

use crate::cli::osviz;
use osviz::lab::{LabEntry, Run, trace};
use osviz::labs::LABS;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn trace_of(lab: &LabEntry, run: &dyn Run) -> Value {
    let mut text = String::new();
    trace::chrome(run, lab.id, &mut |piece| text += piece);
    serde_json::from_str(&text).expect("a trace is JSON")
}

/// Events of a phase.
fn events<'a>(trace: &'a Value, phase: &str) -> Vec<&'a Value> {
    let all = trace["traceEvents"].as_array().expect("an array of events");
    all.iter().filter(|event| event["ph"] == phase).collect()
}

fn track(event: &Value) -> (u64, u64) {
    (event["pid"].as_u64().expect("a pid"), event["tid"].as_u64().expect("a tid"))
}

fn microseconds(value: &Value) -> i128 {
    // Exact: at most three decimals, nanoseconds.
    let shown = value.to_string();
    let (whole, part) = shown.split_once('.').unwrap_or((&shown, ""));
    assert!(part.len() <= 3, "{shown} is finer than a nanosecond");
    format!("{whole}{part:0<3}").parse().expect("a number of nanoseconds")
}

/// Names of the tracks of a group.
fn names(trace: &Value, pid: u64) -> Vec<String> {
    let heads = events(trace, "M").into_iter();
    let named = heads.filter(|head| head["name"] == "thread_name" && head["pid"] == pid);
    named.map(|head| head["args"]["name"].as_str().expect("a name").to_string()).collect()
}

#[test]
fn every_preset_is_a_sound_trace() {
    for lab in LABS {
        for card in (lab.presets)() {
            let run = (lab.preset)(card.id, &[]).expect("a preset opens");
            let trace = trace_of(lab, &*run);
            let place = format!("{}/{}", lab.id, card.id);
            let tracks: Vec<_> = events(&trace, "M")
                .into_iter()
                .filter(|head| head["name"] == "thread_name")
                .map(track)
                .collect();
            assert_eq!(tracks.len(), run.timeline().lanes.len() + 1, "{place}");
            let mut ends: BTreeMap<(u64, u64), i128> = BTreeMap::new();
            for bar in events(&trace, "X") {
                let (at, span) = (microseconds(&bar["ts"]), microseconds(&bar["dur"]));
                assert!(tracks.contains(&track(bar)), "{place}: {bar} is on no named track");
                let end = ends.entry(track(bar)).or_insert(0);
                assert!(at >= *end && span > 0, "{place}: {bar} overlaps the one before");
                *end = at + span;
            }
            let steps = events(&trace, "i").into_iter().filter(|event| event["pid"] == 4).count();
            assert_eq!(steps, run.len(), "{place}: an instant per step");
            assert_eq!(trace["otherData"]["unit_us"], 1000);
        }
    }
}

#[test]
fn bars_of_a_process_add_up_to_its_row_of_the_report() {
    let lab = &LABS[0];
    for card in (lab.presets)() {
        let run = (lab.preset)(card.id, &[]).expect("a preset opens");
        let (trace, report) = (trace_of(lab, &*run), Value::Object(run.report().json()));
        let lanes = &run.timeline().lanes;
        for (pid, row) in report["processes"].as_object().expect("rows by name") {
            let lane = lanes.iter().position(|lane| lane.id == format!("proc:{pid}")).expect("a lane");
            let spent = |what: &[&str]| -> i128 {
                let own = events(&trace, "X")
                    .into_iter()
                    .filter(|bar| bar["tid"] == 10 + lane && what.iter().any(|what| bar["cat"] == *what));
                own.map(|bar| microseconds(&bar["dur"])).sum()
            };
            let units = |value: &Value| 1_000 * microseconds(value);
            assert_eq!(spent(&["running"]), units(&row["cpu"]), "{}: CPU time of {pid}", card.id);
            assert_eq!(spent(&["waiting"]), units(&row["io"]), "{}: I/O of {pid}", card.id);
            if card.id != "ostep-process-run" {
                let waited = spent(&["ready", "switching"]);
                assert_eq!(waited, units(&row["waiting"]), "{}: waiting of {pid}", card.id);
            }
        }
        let busy: i128 = events(&trace, "X")
            .into_iter()
            .filter(|bar| lanes[bar["tid"].as_u64().unwrap() as usize - 10].id.starts_with("cpu:"))
            .filter(|bar| bar["cat"] == "running")
            .map(|bar| microseconds(&bar["dur"]))
            .sum();
        assert_eq!(busy, 1_000 * microseconds(&report["busy"]), "{}: busy", card.id);
    }
}

#[test]
fn the_command_line_prints_a_track_per_cpu_and_process() {
    let done = osviz(&["run", "sched/mixed", "--format", "trace"], "");
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let trace: Value = serde_json::from_str(&done.out).expect("JSON");
    assert_eq!(names(&trace, 1), ["CPU 0", "Disk"]);
    assert_eq!(names(&trace, 2), ["P1", "P2", "P3", "P4"]);
    assert_eq!(names(&trace, 4), ["Steps"]);
    let first = events(&trace, "X")[0].clone();
    assert_eq!(first["name"], "P1");
    assert_eq!((&first["ts"], &first["dur"]), (&json!(0), &json!(2000)), "two units are two milliseconds");
}

#[test]
fn every_lab_prints_a_row_per_step_as_csv() {
    for lab in LABS {
        let preset = (lab.presets)()[0].id;
        let run = (lab.preset)(preset, &[]).expect("a preset opens");
        let what = format!("{}/{preset}", lab.id);
        let done = osviz(&["run", &what, "--format", "csv", "--sheet", "story"], "");
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{what}");
        assert_eq!(done.out.lines().count(), run.len() + 1, "{what}: a heading and a row per step");
    }
}
