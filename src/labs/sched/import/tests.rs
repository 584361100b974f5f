//! What is recovered from small recordings, and what is said of what is not.

use super::*;
use crate::lab::Lab;
use crate::labs::sched::Sched;
use crate::sim::{LIMIT, Recording};

const PERF: &str = include_str!("../../../../tests/traces/perf.txt");
const FTRACE: &str = include_str!("../../../../tests/traces/ftrace.txt");

fn import(text: &str) -> Result<Imported, Problem> {
    pieces(text.as_bytes(), 1 << 20)
}

fn pieces(bytes: &[u8], size: usize) -> Result<Imported, Problem> {
    let usual = Sched::presets().remove(0).scenario;
    let mut reader = Box::new(Recorded::new(&usual));
    bytes.chunks(size.max(1)).for_each(|piece| reader.feed(piece));
    reader.finish()
}

fn said(imported: &Imported, words: &str) -> bool {
    imported.said.en.contains(words)
}

#[test]
fn bursts_and_sleeps_of_two_cpus_are_recovered() {
    let imported = import(PERF).unwrap();
    let want = json!([
        { "pid": "bash", "bursts": [3, 4, 2] },
        { "pid": "crunch-4300", "arrival": 1, "burst": 7, "nice": 5, "priority": 125 },
        { "pid": "crunch-4301", "arrival": 2, "burst": 5 },
        { "pid": "net-daemon-0", "arrival": "5.5", "bursts": ["0.5", "3.25", "0.5"] },
    ]);
    assert_eq!(imported.scenario["processes"], want);
    assert_eq!(imported.scenario["cpus"], 2, "as many as the recording names");
    assert!(said(&imported, "on 2 CPUs") && said(&imported, "in 10 ms"), "{:?}", imported.said);
    assert!(said(&imported, "2 tasks already ran"), "init and the shell: {:?}", imported.said);
    assert!(said(&imported, "3 sleeps had not ended"), "{:?}", imported.said);
    assert!(said(&imported, "1 tasks still ran"), "the shell: {:?}", imported.said);
    assert!(said(&imported, "1 tasks were seen and never ran"), "init: {:?}", imported.said);
    assert!(!said(&imported, "lost") && !said(&imported, "could not be read"), "{:?}", imported.said);
}

#[test]
fn lost_events_and_a_cut_line_are_said() {
    let imported = import(FTRACE).unwrap();
    let want = json!([
        { "pid": "idler", "burst": 2, "nice": 19, "priority": 139 },
        { "pid": "reader", "bursts": ["0.5", 1, "0.3"] },
    ]);
    let mut found = imported.scenario["processes"].clone();
    found.as_array_mut().unwrap().sort_by_key(|row| row["pid"].to_string());
    assert_eq!(found, want, "the line of idler's end is cut: it ran until the last one that can be read");
    assert!(said(&imported, "lost 12 events") && said(&imported, "1 lines could not be read"));
    assert!(imported.said.zh.contains("丢失了 12 个事件"));
}

#[test]
fn pieces_of_any_size_give_the_same() {
    for size in [1, 7, 64, 1_000] {
        assert_eq!(pieces(PERF.as_bytes(), size), import(PERF), "pieces of {size} bytes");
    }
}

#[test]
fn what_is_recovered_runs_under_other_policies() {
    for text in [PERF, FTRACE] {
        for policy in ["fcfs", "srtf", "cfs", "rr"] {
            let mut scenario = import(text).unwrap().scenario;
            scenario["policy"] = json!(policy);
            let start = Sched::start(&serde_json::from_value(scenario).unwrap()).expect("it is a scenario");
            let run = Recording::new(start, LIMIT);
            assert!(!run.is_cut() && run.len() > 8);
        }
    }
}

#[test]
fn the_short_form_and_numbers_for_states_are_read() {
    let text = "
        a-5 [000] 1.000000: sched_switch: a:5 [120] S ==> b c:6 [110]
        b c-6 [000] 1.001000: sched_wakeup: a:5 [120] success=1 CPU:000
        b c-6 [000] 1.002500: sched_switch: prev_comm=b c prev_pid=6 prev_prio=110 prev_state=2 ==> next_comm=a next_pid=5 next_prio=120
        a-5 [000] 1.003000: sched_switch: prev_comm=a prev_pid=5 prev_prio=120 prev_state=64 ==> next_comm=swapper next_pid=0 next_prio=120
    ";
    let rows = import(text).unwrap().scenario["processes"].clone();
    assert_eq!(rows[0], json!({ "pid": "a", "bursts": [0, 1, "0.5"] }));
    assert_eq!(rows[1], json!({ "pid": "b-c", "burst": "2.5", "nice": -10, "priority": 110 }));
}

#[test]
fn garbage_is_refused_in_words() {
    for text in [
        "",
        "\n\n",
        "hello",
        "{}",
        "sched_switch:",
        &"x".repeat(200_000),
        "a [000] 1.0: sched_wakeup: comm=x pid=4 prio=1",
    ] {
        let refusal = import(text).unwrap_err();
        assert!(refusal.text.en.len() > 30 && refusal.text.zh.len() > 30, "{text:.20}");
    }
    let noise: Vec<u8> = (0..60_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert!(pieces(&noise, 100).is_err());
    for end in 0..PERF.len() {
        let _ = import(&PERF[..end]);
    }
}

#[test]
fn huge_numbers_stay_within_the_limits() {
    let text = "
        a-5 [000] 1.000000: sched_switch: prev_comm=a prev_pid=5 prev_prio=120 prev_state=S ==> next_comm=b next_pid=6 next_prio=120
        b-6 [999] 999999999.999999999: sched_switch: prev_comm=b prev_pid=6 prev_prio=-1 prev_state=S ==> next_comm=a next_pid=5 next_prio=99999999
        c-7 [000] 99999999999999999999.0: sched_switch: prev_comm=b prev_pid=6 prev_prio=0 prev_state=S ==> next_comm=a next_pid=99999999999 next_prio=0
        CPU:1 [LOST 99999999999999999999999 EVENTS]
    ";
    let imported = import(text).unwrap();
    assert!(said(&imported, "rounded down") && said(&imported, "1 lines could not be read"));
    Sched::start(&serde_json::from_value(imported.scenario).unwrap()).expect("it can be run");
}

#[test]
fn names_are_unique_and_fit() {
    let task = |pid, comm: &str| {
        let mut task = Task::default();
        (task.pid, task.comm) = (pid, comm.into());
        task
    };
    let tasks = [
        task(1, "kworker/u16:2-events"),
        task(2, "kworker/u16:2-flush"),
        task(3, ""),
        task(4, "进程"),
        task(4_194_304, "a"),
        task(5, "a"),
        task(5, "a"),
    ];
    let names = names(&tasks);
    assert!(names.iter().all(|name| is_name(name)), "{names:?}");
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    assert_eq!((names[3].as_str(), names[4].as_str()), ("进程", "a-4194304"));
}
