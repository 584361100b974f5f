//! The numbers that the presets promise.

use super::super::analysis::{bound, passes_bound, utilisation};
use super::super::config::config;
use super::super::machine::Realtime;
use super::super::scenario::Scenario;
use super::run;
use crate::lab::{Edit, Lab, Moment, Preset};
use crate::report::Report;
use crate::sim::Machine;

fn preset(id: &str) -> Preset<Scenario> {
    Realtime::presets().into_iter().find(|preset| preset.id == id).unwrap_or_else(|| panic!("a preset {id}"))
}

fn scenario(id: &str, fields: &[(&str, &str)]) -> Scenario {
    fields.iter().fold(preset(id).scenario, |scenario, (field, value)| {
        let edit = Edit::Set { field: field.to_string(), value: value.to_string() };
        Realtime::edit(&scenario, 1, &edit).expect("the field takes the value")
    })
}

fn end(id: &str, fields: &[(&str, &str)]) -> Realtime {
    let run = run(&scenario(id, fields));
    run.state(run.len())
}

fn report(id: &str, fields: &[(&str, &str)]) -> Report {
    super::super::report::report(&run(&scenario(id, fields)))
}

/// Task and instant of each step of one kind.
fn steps(id: &str, fields: &[(&str, &str)], event: &str) -> Vec<(String, String)> {
    let report = report(id, fields);
    let rows = &report.sheet("steps").expect("steps").rows;
    let named = rows.iter().filter(|row| row[2].cell() == event);
    named.map(|row| (row[3].cell(), row[1].cell())).collect()
}

fn misses(id: &str, fields: &[(&str, &str)]) -> Vec<u64> {
    end(id, fields).tally.iter().map(|tally| tally.missed).collect()
}

fn pair(task: &str, at: &str) -> (String, String) {
    (task.into(), at.into())
}

#[test]
fn rm_misses_at_7_and_edf_never() {
    assert_eq!(steps("rm-misses", &[], "missed")[0], pair("T2", "7"));
    assert_eq!(misses("rm-misses", &[("p", "edf")]), [0, 0]);
    let config = config(&scenario("rm-misses", &[])).unwrap();
    assert_eq!(utilisation(&config).decimal(2), "0.97");
}

#[test]
fn just_at_the_bound_no_more_fits() {
    let mut scenario = scenario("at-the-bound", &[]);
    let config = config(&scenario).unwrap();
    assert_eq!((&*utilisation(&config).decimal(4), &*bound(2).to_string()), ("0.8286", "0.828427"));
    assert!(!passes_bound(&config));
    assert_eq!(misses("at-the-bound", &[]), [0, 0]);
    let idle = steps("at-the-bound", &[], "idled");
    assert_eq!(idle[0].1, "12", "the CPU is never idle before t = 7");
    scenario.tasks[1].c = "3.1".parse().ok();
    let run = run(&scenario);
    assert_eq!(run.state(run.len()).tally[1].missed, 1);
}

#[test]
fn harmonic_periods_fill_the_cpu() {
    let end = end("harmonic", &[]);
    assert_eq!((end.busy, end.missed()), (end.config.horizon, 0));
}

#[test]
fn dm_meets_the_short_deadline() {
    assert_eq!(steps("short-deadline", &[], "missed")[0], pair("T2", "3"));
    assert_eq!(misses("short-deadline", &[("p", "dm")]), [0, 0]);
}

#[test]
fn overload_falls_on_everybody_under_edf_alone() {
    assert_eq!(misses("domino", &[]), [11, 8]);
    assert_eq!(misses("domino", &[("p", "rm")]), [0, 10]);
    assert_eq!(misses("dropped", &[]).iter().sum::<u64>(), 8);
    assert_eq!(misses("dropped", &[("miss", "continue")]), [11, 8]);
    let config = config(&scenario("domino", &[])).unwrap();
    assert_eq!(utilisation(&config).decimal(2), "1.17");
}

#[test]
fn a_hard_miss_stops_the_run() {
    let run = run(&scenario("hard-miss", &[]));
    let end = run.state(run.len());
    assert!(end.failed() && end.is_over());
    assert_eq!((end.now.0, end.missed(), run.len()), (7, 1, 11));
}

#[test]
fn a_long_job_holds_a_short_one_up() {
    assert_eq!(steps("no-preemption", &[], "missed"), [pair("T1", "8")]);
    assert_eq!(misses("no-preemption", &[("pre", "yes")]), [0, 0]);
    let config = config(&scenario("no-preemption", &[])).unwrap();
    assert_eq!(utilisation(&config).decimal(2), "0.92");
}

#[test]
fn the_background_job_is_done_at_15() {
    assert!(steps("background", &[], "finished").contains(&pair("J", "15")));
    assert_eq!(misses("background", &[]), [0, 0, 0]);
}

#[test]
fn pathfinder_resets_without_inheritance() {
    let end_of = |protocol| end("pathfinder", &[("proto", protocol)]);
    assert_eq!(steps("pathfinder", &[], "missed"), [pair("BUS", "13")]);
    assert!(end_of("none").failed());
    for protocol in ["inherit", "ceiling", "immediate"] {
        assert_eq!(end_of(protocol).missed(), 0, "{protocol}");
    }
    assert_eq!(steps("pathfinder", &[("proto", "inherit")], "finished")[0], pair("BUS", "8"));
    // COMM is to blame: without it there is no miss.
    let mut alone = scenario("pathfinder", &[]);
    alone.tasks.retain(|task| task.id != "COMM");
    let run = run(&alone);
    assert_eq!(run.state(run.len()).missed(), 0);
}

#[test]
fn inheritance_blocks_twice_and_a_ceiling_once() {
    let of_h = |protocol: &str| {
        let blocked = steps("chain", &[("proto", protocol)], "blocked");
        let times = blocked.iter().filter(|(task, _)| task == "H").count();
        (times, end("chain", &[("proto", protocol)]).tally[0].blocked.0)
    };
    assert_eq!(of_h("inherit"), (2, 5));
    assert_eq!(of_h("ceiling"), (1, 2));
}

#[test]
fn crossed_locks_end_in_deadlock_unless_there_are_ceilings() {
    for protocol in ["none", "inherit"] {
        let done: u64 =
            end("crossed-locks", &[("proto", protocol)]).tally.iter().map(|tally| tally.finished).sum();
        assert_eq!(done, 0, "{protocol}");
        assert_eq!(steps("crossed-locks", &[("proto", protocol)], "idled")[0].1, "5", "{protocol}");
    }
    for protocol in ["ceiling", "immediate"] {
        let end = end("crossed-locks", &[("proto", protocol)]);
        assert!(end.tally.iter().all(|tally| tally.finished == 1), "{protocol}");
    }
}

/// Silberschatz, Galvin, Gagne: Operating System Concepts, the section on real-time scheduling.
#[test]
fn silberschatz_comes_out() {
    assert_eq!(steps("silberschatz-rm", &[], "preempted"), [pair("P2", "50")]);
    assert_eq!(misses("silberschatz-rm", &[]), [0, 0]);
    assert_eq!(steps("silberschatz-rm-miss", &[], "missed"), [pair("P2", "80")]);
    assert!(steps("silberschatz-rm-miss", &[], "finished").contains(&pair("P2", "85")));
    assert_eq!(misses("silberschatz-edf", &[]), [0, 0]);
    assert!(!steps("silberschatz-edf", &[], "preempted").contains(&pair("P2", "50")));
}

/// Tanenbaum, Bos: Modern Operating Systems, the section on real-time scheduling of multimedia.
#[test]
fn tanenbaum_comes_out() {
    assert_eq!(misses("tanenbaum-rms", &[]), [0, 0, 0]);
    let config = config(&scenario("tanenbaum-rms", &[])).unwrap();
    assert_eq!(utilisation(&config).decimal(3), "0.808");
    assert!(!passes_bound(&config));
    assert_eq!(steps("tanenbaum-rms-fails", &[], "missed")[0], pair("C", "50"));
    assert_eq!(misses("tanenbaum-rms-fails", &[("p", "edf")]), [0, 0, 0]);
    assert!(!steps("tanenbaum-edf", &[], "preempted").contains(&pair("B", "90")));
    assert!(steps("tanenbaum-edf", &[("tie", "index")], "preempted").contains(&pair("B", "90")));
}

/// Each preset opens at the moment that it is about.
#[test]
fn presets_open_at_their_moment() {
    let moments = [
        ("rm-misses", "misses its deadline"),
        ("short-deadline", "misses its deadline"),
        ("domino", "misses its deadline"),
        ("dropped", "misses its deadline"),
        ("hard-miss", "**hard** deadline"),
        ("no-preemption", "misses its deadline"),
        ("pathfinder", "misses its deadline"),
        ("crossed-locks", "deadlock"),
        ("chain", "it waits"),
        ("silberschatz-rm", "preempts"),
        ("silberschatz-rm-miss", "misses its deadline"),
        ("tanenbaum-rms-fails", "misses its deadline"),
    ];
    for (id, words) in moments {
        let preset = preset(id);
        let run = run(&preset.scenario);
        let before = run.state(preset.step - 1);
        let (mut now, mut events) = (before.clone(), vec![]);
        now.step(&mut events);
        let timeline = Realtime::timeline(&preset.scenario, &run);
        let moment = Moment {
            step: preset.step,
            scenario: &preset.scenario,
            before: &before,
            now: &now,
            events: &events,
            timeline: &timeline,
        };
        let caption = Realtime::story(&moment).caption.en;
        assert!(caption.contains(words), "{id}: {caption}");
    }
}
