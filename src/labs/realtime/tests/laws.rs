//! What theory promises, on random tasks.

use super::super::analysis::{Blocking, analysis, blocking, passes_bound, passes_one, schedulable};
use super::super::chronicle::Chronicle;
use super::super::config::config;
use super::super::machine::{Event, Realtime};
use super::super::scenario::{Policy, Protocol, Rules, Scenario};
use super::reference::{Plain, scenario, tasks};
use super::run;
use crate::figure::Bar;
use crate::lab::{Edit, Lab};
use crate::sim::{Recording, Time};
use proptest::prelude::*;

fn ended(run: &Recording<Realtime>) -> Realtime {
    run.state(run.len())
}

fn together(tasks: &[Plain]) -> Vec<Plain> {
    tasks.iter().map(|(c, t, d, _)| (*c, *t, *d, 0)).collect()
}

proptest! {
    #[test]
    fn edf_misses_nothing_up_to_full_use(tasks in tasks(false)) {
        let scenario = scenario(&tasks, Policy::Edf, Rules::default());
        let end = ended(&run(&scenario));
        if passes_one(&end.config) {
            prop_assert_eq!(end.missed(), 0);
        }
    }

    #[test]
    fn overload_is_noticed_by_any_policy(tasks in tasks(false), policy in 0usize..3) {
        let policy = [Policy::Rm, Policy::Dm, Policy::Edf][policy];
        let end = ended(&run(&scenario(&together(&tasks), policy, Rules::default())));
        prop_assert!(passes_one(&end.config) || end.missed() > 0);
    }

    #[test]
    fn analysis_tells_exactly_whether_a_deadline_is_missed(tasks in tasks(true), dm in any::<bool>()) {
        let policy = if dm { Policy::Dm } else { Policy::Rm };
        let run = run(&scenario(&together(&tasks), policy, Rules::default()));
        let end = ended(&run);
        prop_assert_eq!(schedulable(&end.config), end.missed() == 0);
        // The first jobs meet the worst case: their response times are R.
        for job in Chronicle::of(&run).0.jobs.iter().filter(|job| job.k == 0) {
            if let Some(worst) = analysis(&end.config, job.task).and_then(|found| found.response) {
                prop_assert_eq!(job.finish, Some(worst));
            }
        }
    }

    #[test]
    fn the_bound_is_on_the_safe_side(tasks in tasks(false)) {
        let config = config(&scenario(&tasks, Policy::Rm, Rules::default())).unwrap();
        prop_assert!(!passes_bound(&config) || schedulable(&config));
    }

    #[test]
    fn one_job_at_a_time_and_no_idle_cpu_beside_work(tasks in tasks(true), policy in 0usize..3, preemptive in any::<bool>()) {
        let policy = [Policy::Rm, Policy::Dm, Policy::Edf][policy];
        let run = run(&scenario(&tasks, policy, Rules { preemptive, ..Rules::default() }));
        let (told, end) = Chronicle::of(&run);
        let busy: u64 = told.cpu.slices.iter().map(|slice| (slice.end - slice.start).0).sum();
        prop_assert_eq!(busy, end.busy.0);
        prop_assert!(told.cpu.slices.windows(2).all(|pair| pair[0].end <= pair[1].start));
        let solid = |slice: &&crate::figure::Slice| slice.bar == Bar::Solid;
        let ran: u64 = told.tasks.iter().flat_map(|lane| &lane.slices).filter(solid).map(|slice| (slice.end - slice.start).0).sum();
        prop_assert_eq!(ran, busy, "lanes of tasks and of the CPU agree");
        // Where somebody is ready, the CPU works.
        for slice in told.tasks.iter().flat_map(|lane| &lane.slices) {
            for at in slice.start.0..slice.end.0 {
                prop_assert!(told.cpu.slices.iter().any(|other| (other.start.0..other.end.0).contains(&at)));
            }
        }
    }
}

/// Tasks of which each locks one or two of two resources, one after the other.
fn sharing() -> impl Strategy<Value = Vec<(Plain, Vec<(u64, usize)>)>> {
    let section = (1u64..4, 0usize..2);
    let period = prop::sample::select(vec![20u64, 30, 40, 60]);
    let task = (period, 1u64..4, 0u64..12, prop::collection::vec(section, 0..3));
    prop::collection::vec(task.prop_map(|(t, c, phase, sections)| ((c, t, t, phase), sections)), 2..6)
}

fn with_locks(tasks: &[(Plain, Vec<(u64, usize)>)], policy: Policy, protocol: Protocol) -> Scenario {
    let plain: Vec<Plain> = tasks.iter().map(|(plain, _)| *plain).collect();
    let mut scenario = scenario(&plain, policy, Rules::default());
    for (task, (plain, sections)) in scenario.tasks.iter_mut().zip(tasks) {
        let parts: Vec<String> = sections
            .iter()
            .map(|(length, resource)| format!(" lock R{resource} {length} unlock R{resource}"))
            .collect();
        (task.c, task.program) = (None, Some(format!("{}{} 1", plain.0, parts.concat())));
    }
    Scenario { protocol, ..scenario }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn protocols_bound_blocking(tasks in sharing(), which in 0usize..3) {
        let protocol = [Protocol::Inherit, Protocol::Ceiling, Protocol::Immediate][which];
        let end = ended(&run(&with_locks(&tasks, Policy::Rm, protocol)));
        for task in 0..tasks.len() {
            if let Blocking::Bound(most) = blocking(&end.config, task) {
                let waited = end.tally[task].blocked;
                prop_assert!(waited <= most, "{task}: {waited:?} > {most:?}");
            }
        }
    }

    #[test]
    fn with_blocking_the_analysis_is_on_the_safe_side(tasks in sharing(), which in 0usize..3) {
        let protocol = [Protocol::Inherit, Protocol::Ceiling, Protocol::Immediate][which];
        let end = ended(&run(&with_locks(&tasks, Policy::Rm, protocol)));
        prop_assert!(!schedulable(&end.config) || end.missed() == 0);
    }

    #[test]
    fn ceilings_wait_at_most_once_and_immediate_ones_never(tasks in sharing(), policy in any::<bool>(), immediate in any::<bool>()) {
        let policy = if policy { Policy::Rm } else { Policy::Edf };
        let protocol = if immediate { Protocol::Immediate } else { Protocol::Ceiling };
        let run = run(&with_locks(&tasks, policy, protocol));
        let mut waits = vec![0; tasks.len()];
        for (_, event) in run.log() {
            match *event {
                Event::Released { task, .. } => waits[task] = 0,
                Event::Blocked { task, .. } => {
                    waits[task] += 1;
                    prop_assert!(waits[task] <= 1 && protocol == Protocol::Ceiling && policy == Policy::Rm);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn a_resource_has_one_holder_and_comes_back(tasks in sharing(), which in 0usize..4, edf in any::<bool>()) {
        let protocol = [Protocol::None, Protocol::Inherit, Protocol::Ceiling, Protocol::Immediate][which];
        let policy = if edf { Policy::Edf } else { Policy::Dm };
        let run = run(&with_locks(&tasks, policy, protocol));
        let mut holder = [None; 2];
        for (_, event) in run.log() {
            match *event {
                Event::Locked { task, resource } => {
                    prop_assert_eq!(holder[resource].replace(task), None);
                }
                Event::Unlocked { task, resource } => prop_assert_eq!(holder[resource].take(), Some(task)),
                Event::Finished { task, .. } => prop_assert!(!holder.contains(&Some(task))),
                _ => {}
            }
        }
    }
}

#[test]
fn a_dropped_job_gives_its_lock_back() {
    let tasks = [((3, 20, 4, 0), vec![(3, 0)]), ((1, 20, 20, 1), vec![(1, 0)])];
    let mut scenario = with_locks(&tasks, Policy::Dm, Protocol::Inherit);
    scenario.rules.on_miss = super::super::scenario::OnMiss::Abort;
    let end = ended(&run(&scenario));
    assert_eq!((end.tally[0].missed, end.tally[1].finished), (1, 1));
}

#[test]
fn wrong_input_is_refused_in_words() {
    let base = Realtime::presets().remove(0).scenario;
    let cell = |column: &str, value: &str| {
        let edit = Edit::Cell { row: 0, column: column.into(), value: value.into() };
        Realtime::edit(&base, 1, &edit).and_then(|edited| Realtime::start(&edited).map(drop))
    };
    for (column, value, words) in [
        ("c", "0", "needs CPU time"),
        ("c", "2 lock S 3", "never unlocked"),
        ("c", "unlock S 1", "not locked"),
        ("c", "1 lock S 1 lock S 1 unlock S", "locked twice"),
        ("c", "1 wait", "no part of a program"),
        ("c", "1 lock", "name of a resource"),
        ("t", "0", "greater than 0"),
        ("d", "soon", "no time"),
        ("id", "T2", "there twice"),
        ("id", "", "1 to 12"),
        ("t", "0.000001", "Give an earlier end"),
    ] {
        let problem = cell(column, value).expect_err(value);
        assert!(problem.text.en.contains(words), "{column} {value}: {}", problem.text.en);
        assert!(!problem.text.zh.is_empty() && !problem.place.is_empty());
    }
    for (column, value) in [("c", "2 lock S 1 unlock S"), ("t", ""), ("phase", "1.5"), ("c", "２．５")] {
        assert!(cell(column, value).is_ok(), "{column} {value}: {:?}", cell(column, value));
    }
}

#[test]
fn tables_are_pasted_and_generated() {
    let base = Realtime::presets().remove(0).scenario;
    let edit = |edit: Edit| Realtime::edit(&base, 1, &edit).expect("it is read");
    let pasted = edit(Edit::Paste("Task\tC\tT\tD\nA\t1\t4\t3\nB\t2 lock S 1 unlock S\t10\n".into()));
    assert_eq!(pasted.tasks.len(), 2);
    assert_eq!(pasted.tasks[1].program.as_deref(), Some("2 lock S 1 unlock S"));
    assert!(Realtime::start(&pasted).is_ok());
    let random =
        |seed: &str| edit(Edit::Random(vec![("seed".into(), seed.into()), ("count".into(), "5".into())]));
    assert_eq!(random("7"), random("7"));
    assert_ne!(random("7"), random("8"));
    let end = ended(&run(&random("7")));
    assert!(end.config.horizon <= Time(120));
}
