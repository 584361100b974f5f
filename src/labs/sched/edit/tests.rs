//! Edits of the default preset: P1 (0, 6), P2 (1, 2 disk:3 2), P3 (2, 4), P4 (4, 3); round robin, q = 2.

use super::super::scenario::Policy;
use super::super::{Scenario, Sched};
use super::{edit, forks, paste};
use crate::lab::{Edit, Lab, Problem};
use crate::sim::{LIMIT, Recording};

fn mixed() -> Scenario {
    Sched::presets().swap_remove(0).scenario
}

fn cell(row: usize, column: &str, value: &str) -> Edit {
    Edit::Cell { row, column: column.into(), value: value.into() }
}

/// The table as text: name, arrival, bursts, priority.
fn rows(scenario: &Scenario) -> Vec<String> {
    Sched::form(scenario).rows.rows.iter().map(|row| row.join(" | ")).collect()
}

fn run(scenario: &Scenario) -> Recording<Sched> {
    Recording::new(Sched::start(scenario).expect("it starts"), LIMIT)
}

/// Everything but what the table is: an edit changes the configuration.
fn past(run: &Recording<Sched>, step: usize) -> String {
    let state = run.state(step);
    format!("{:?} {:?} {:?} {:?}", state.processes, state.cpus, state.devices, state.rows())
}

fn refused(scenario: &Scenario, step: usize, change: &Edit, place: &str, said: &str) {
    let problem = edit(scenario, step, change).expect_err("it is refused");
    assert_eq!(problem.place, place, "{problem:?}");
    assert!(problem.text.en.contains(said), "{problem:?}");
    assert!(!problem.text.zh.is_empty());
}

#[test]
fn cells_change_the_table_at_step_1() {
    let mut scenario = mixed();
    for change in [
        cell(0, "bursts", "５ io2 1"),
        cell(1, "arrival", "8.50"),
        cell(2, "priority", "-3"),
        cell(3, "pid", " Z "),
        cell(2, "bursts", "7"),
    ] {
        scenario = edit(&scenario, 1, &change).unwrap();
    }
    let want = ["P1 | 0 | 5 io2 1 | 0", "P2 | 8.5 | 2 disk:3 2 | 0", "P3 | 2 | 7 | -3", "Z | 4 | 3 | 0"];
    assert_eq!(rows(&scenario), want);
    assert!(forks(&scenario).is_empty());
}

#[test]
fn rows_are_added_moved_and_removed() {
    let mut scenario = mixed();
    for change in [Edit::Add, Edit::Move { from: 4, to: 0 }, Edit::Remove(1), Edit::Add] {
        scenario = edit(&scenario, 1, &change).unwrap();
    }
    let want =
        ["P5 | 4 | 3 | 0", "P2 | 1 | 2 disk:3 2 | 0", "P3 | 2 | 4 | 0", "P4 | 4 | 3 | 0", "P6 | 4 | 3 | 0"];
    assert_eq!(rows(&scenario), want);
}

#[test]
fn a_new_row_gets_the_next_free_name() {
    let names = |names: &[&str]| super::cell::next_name(names.to_vec());
    assert_eq!(names(&["P1", "P2"]), "P3");
    assert_eq!(names(&["P0", "P1"]), "P2");
    assert_eq!(names(&["A", "B", "D"]), "C");
    assert_eq!(names(&["J1", "J2"]), "J3");
    assert_eq!(names(&[]), "A");
    assert_eq!(names(&["shell"]), "shell1");
    assert_eq!(names(&["long-name-of-1"]), "P1");
}

#[test]
fn what_is_wrong_is_said_at_its_cell() {
    let scenario = mixed();
    refused(&scenario, 1, &cell(1, "arrival", "8,5"), "rows.1.arrival", "3 or 8.5");
    refused(&scenario, 1, &cell(1, "arrival", "-1"), "rows.1.arrival", "from 0");
    refused(&scenario, 1, &cell(0, "bursts", " "), "rows.0.bursts", "at least one burst");
    refused(&scenario, 1, &cell(0, "priority", "high"), "rows.0.priority", "whole number");
    refused(&scenario, 1, &cell(9, "pid", "X"), "rows.9", "no row 10");
    refused(&scenario, 1, &cell(0, "colour", "1"), "rows.0.colour", "pid, arrival, bursts, priority");
    refused(&scenario, 1, &Edit::Remove(4), "rows.4", "the table has 4");
    let twice = edit(&scenario, 1, &cell(1, "pid", "P1")).unwrap();
    assert_eq!(Sched::start(&twice).unwrap_err().place, "rows.1.pid");
}

#[test]
fn an_edit_during_the_run_keeps_all_steps_before() {
    let before = run(&mixed());
    let edits = [
        cell(2, "bursts", "9"),
        cell(0, "priority", "7"),
        cell(1, "bursts", "2 disk:3 5"),
        Edit::Add,
        Edit::Remove(0),
        Edit::Move { from: 0, to: 3 },
    ];
    let mut kept = 0;
    for change in edits {
        for step in [2, 10, 11, 16] {
            let Ok(scenario) = edit(&mixed(), step, &change) else { continue };
            kept += 1;
            let after = run(&scenario);
            assert_eq!(forks(&scenario), [step]);
            for earlier in 1..=step {
                assert_eq!(after.events(earlier), before.events(earlier), "{change:?} at {step}");
                assert_eq!(past(&after, earlier), past(&before, earlier), "{change:?} at {step}");
            }
        }
    }
    assert_eq!(kept, 24, "all of them are possible");
    let longer = edit(&mixed(), 10, &cell(2, "bursts", "9")).unwrap();
    assert_eq!(run(&longer).state(10).now, before.state(10).now);
    assert!(run(&longer).len() > before.len(), "P3 needs more now");
}

#[test]
fn the_past_cannot_be_edited() {
    let scenario = mixed();
    let (start, late) = ("Go to step 1", "has already arrived");
    refused(&scenario, 10, &cell(0, "arrival", "3"), "rows.0.arrival", late);
    refused(&scenario, 10, &cell(0, "pid", "X"), "rows.0.pid", "cannot be renamed");
    refused(&scenario, 10, &cell(2, "bursts", "2"), "rows.2.bursts", "has used 2");
    refused(&scenario, 10, &cell(1, "bursts", "1 disk:3 2"), "rows.1.bursts", "has done");
    refused(&scenario, 10, &cell(1, "bursts", "2 disk:9 2"), "rows.1.bursts", "doing this I/O now");
    refused(&scenario, 18, &cell(2, "bursts", "9"), "rows.2.bursts", "has already ended");
    refused(&scenario, 18, &cell(2, "priority", "9"), "rows.2.priority", start);
    refused(&scenario, 18, &Edit::Remove(2), "rows.2.pid", start);
    refused(&scenario, 3, &cell(3, "arrival", "0"), "rows.3.arrival", "t = 1");
    refused(&scenario, 3, &Edit::Random(vec![]), "random", start);
    refused(&scenario, 10, &Edit::Paste("A,0,3".into()), "rows.0.pid", start);
}

#[test]
fn a_process_that_has_not_arrived_is_free() {
    let scenario = edit(&mixed(), 3, &cell(3, "arrival", "2.5")).unwrap();
    let scenario = edit(&scenario, 3, &cell(3, "pid", "X")).unwrap();
    let scenario = edit(&scenario, 3, &Edit::Remove(2)).unwrap();
    assert_eq!(rows(&scenario), ["P1 | 0 | 6 | 0", "P2 | 1 | 2 disk:3 2 | 0", "X | 2.5 | 3 | 0"]);
    assert_eq!(forks(&scenario), [3]);
    run(&scenario);
}

#[test]
fn a_later_edit_adds_a_fork_and_an_earlier_one_replaces_those_behind() {
    let one = edit(&mixed(), 5, &cell(3, "bursts", "4")).unwrap();
    let two = edit(&one, 9, &cell(3, "bursts", "5")).unwrap();
    assert_eq!(forks(&two), [5, 9]);
    assert_eq!(forks(&edit(&two, 9, &cell(3, "bursts", "6")).unwrap()), [5, 9]);
    assert_eq!(forks(&edit(&two, 7, &cell(3, "bursts", "6")).unwrap()), [5, 7]);
    assert!(forks(&edit(&two, 1, &cell(3, "bursts", "6")).unwrap()).is_empty());
    let set = Edit::Set { field: "q".into(), value: "3".into() };
    assert!(forks(&edit(&two, 9, &set).unwrap()).is_empty());
}

#[test]
fn an_edit_that_changes_nothing_changes_nothing() {
    for step in [1, 10] {
        assert_eq!(edit(&mixed(), step, &cell(1, "bursts", "2 disk:3 2")).unwrap(), mixed());
        assert_eq!(edit(&mixed(), step, &cell(0, "bursts", "6")).unwrap(), mixed());
    }
}

#[test]
fn a_new_row_during_the_run_arrives_now_at_the_earliest() {
    let scenario = edit(&mixed(), 20, &Edit::Add).unwrap();
    assert_eq!(rows(&scenario)[4], "P5 | 14 | 3 | 0");
    let ended = run(&scenario);
    let last = ended.state(ended.len());
    assert_eq!(last.name(4), "P5");
    assert!(last.processes[4].finish.is_some());
    let after_the_end = edit(&mixed(), 24, &Edit::Add).unwrap();
    assert!(run(&after_the_end).len() > 24, "the run goes on");
}

#[test]
fn random_processes_become_a_table_when_edited() {
    let seeded = |seed: &str| edit(&mixed(), 1, &Edit::Random(vec![("seed".into(), seed.into())])).unwrap();
    let random = seeded("7");
    assert!(random.random.is_some() && random.processes.is_empty());
    assert_ne!(rows(&random), rows(&seeded("8")));
    let table = edit(&random, 1, &cell(0, "pid", "X")).unwrap();
    assert_eq!(table.random, None);
    assert_eq!(rows(&table)[1..], rows(&random)[1..]);
    let forked = edit(&random, 2, &Edit::Add).unwrap();
    assert!(forked.random.is_some() && forked.processes.is_empty());
    let bad = [("count", "0"), ("io", "9"), ("seed", "-1"), ("cpus", "2")];
    for (id, value) in bad {
        let change = Edit::Random(vec![(id.into(), value.into())]);
        assert_eq!(edit(&mixed(), 1, &change).unwrap_err().place, format!("random.{id}"));
    }
}

fn pasted(lines: &str) -> Vec<String> {
    let scenario =
        edit(&mixed(), 1, &Edit::Paste(lines.into())).unwrap_or_else(|problem| panic!("{problem:?}"));
    run(&scenario);
    rows(&scenario)
}

#[test]
fn pasted_rows_are_read_as_people_write_them() {
    let five = ["A | 0 | 4 | 0", "B | 1 | 3 | 0"];
    for lines in [
        "A\t0\t4\nB\t1\t3\n",
        "A,0,4\r\nB,1,3",
        "A; 0; 4\nB; 1; 3",
        "A  0   4\nB  1   3",
        "A 0 4\nB 1 3",
        "Process,Arrival time,Burst\nA,0,4\nB,1,3",
        "进程\t到达时间\t服务时间\nA\t0\t4\nB\t1\t3",
        "进程名，提交时间，运行时间（小时）\nＡ，０，４\nＢ，１，３",
        "服务时间\t进程\t到达时间\n4\tA\t0\n3\tB\t1",
        "进程\tA\tB\n到达时间\t0\t1\n服务时间\t4\t3",
        "| A | 0 | 4 |\n\n| B | 1 | 3 |",
        "\"A\",\"0\",\"4\"\n\"B\",\"1\",\"3\"",
    ] {
        assert_eq!(pasted(lines), five, "{lines}");
    }
}

#[test]
fn pasted_rows_may_lack_columns_and_have_io() {
    assert_eq!(pasted("0,4\n1,3"), ["A | 0 | 4 | 0", "B | 1 | 3 | 0"]);
    assert_eq!(pasted("4\n3"), ["A | 0 | 4 | 0", "B | 0 | 3 | 0"]);
    assert_eq!(pasted("P1,0,2 io3 2,5"), ["P1 | 0 | 2 io3 2 | 5"]);
    assert_eq!(pasted("P1 0 2 io3 2"), ["P1 | 0 | 2 io3 2 | 0"]);
    assert_eq!(pasted("作业\t优先数\t到达\t服务\n作业1\t3\t0.5\t2"), ["作业1 | 0.5 | 2 | 3"]);
}

#[test]
fn pasted_clock_times_are_hours() {
    let rows = pasted("作业 提交时间 运行时间\n1 8:00 1.0\n2 8:30 0.5\n3 9:03 0:12");
    assert_eq!(rows, ["1 | 8 | 1 | 0", "2 | 8.5 | 0.5 | 0", "3 | 9.05 | 0.2 | 0"]);
}

#[test]
fn a_pasted_mistake_names_line_and_column() {
    let said = |lines: &str| -> Problem { paste::rows(lines, Policy::Rr).expect_err("it is refused") };
    let cases = [
        ("A,0,4\nB,one,3", "rows.1.arrival", "Line 2, column 2"),
        ("name,arrival,burst\nA,0,x", "rows.0.bursts", "Line 2, column 3"),
        ("A,0,4,high", "rows.0.priority", "Line 1, column 4"),
        ("A,8:20,1\nB,9:00,1", "rows.0.arrival", "in minutes"),
        ("A,8:30,1\nB,9,1", "rows.0.arrival", "“8:30” is not a number"),
        ("", "rows", "Nothing to read"),
        ("name,arrival", "rows", "Nothing to read"),
    ];
    for (lines, place, text) in cases {
        let problem = said(lines);
        assert_eq!(problem.place, place, "{problem:?}");
        assert!(problem.text.en.contains(text), "{problem:?}");
    }
}

#[test]
fn several_cpus_have_columns_of_their_own() {
    let set = |scenario: &Scenario, field: &str, value: &str| {
        edit(scenario, 1, &Edit::Set { field: field.into(), value: value.into() }).expect("it is taken")
    };
    let ids = |scenario: &Scenario| {
        let rows = Sched::form(scenario).rows;
        assert!(rows.rows.iter().all(|row| row.len() == rows.columns.len()));
        rows.columns.iter().map(|column| column.id).collect::<Vec<_>>().join(" ")
    };
    let one = mixed();
    assert_eq!(ids(&one), "pid arrival bursts priority");
    let two = set(&one, "cpus", "2");
    assert_eq!(ids(&two), "pid arrival bursts priority affinity");
    let apart = set(&set(&two, "queue", "per_core"), "cache", "100_10_2");
    assert_eq!(ids(&apart), "pid arrival bursts priority core affinity working_set");
    assert_eq!(ids(&set(&one, "p", "eevdf")), "pid arrival bursts nice slice");
    let own = set(&set(&one, "p", "custom"), "f", "nice - tickets");
    assert_eq!(ids(&own), "pid arrival bursts nice tickets");

    let mut scenario = apart;
    for (column, value) in [("core", "1"), ("affinity", "１"), ("working_set", "60")] {
        scenario = edit(&scenario, 1, &cell(0, column, value)).unwrap();
    }
    let first = &scenario.processes[0];
    assert_eq!((first.core, &first.affinity[..], first.working_set), (Some(1), &[1][..], 60));
    scenario = edit(&scenario, 1, &cell(0, "affinity", "0-1")).unwrap();
    assert_eq!(scenario.processes[0].affinity, [0, 1]);
    scenario = edit(&scenario, 1, &cell(0, "core", "")).unwrap();
    assert_eq!(scenario.processes[0].core, None);
    refused(&scenario, 1, &cell(0, "core", "x"), "rows.0.core", "is no CPU");
    refused(&scenario, 1, &cell(0, "affinity", "1,9"), "rows.0.affinity", "is no list of CPUs");
    refused(&scenario, 1, &cell(0, "working_set", "-1"), "rows.0.working_set", "is no size");
    refused(&scenario, 3, &cell(0, "affinity", "0"), "rows.0.affinity", "settled when it arrived");
    let absent = edit(&scenario, 1, &cell(0, "core", "5")).unwrap();
    assert_eq!(Sched::start(&absent).unwrap_err().place, "rows.0.core");
}
