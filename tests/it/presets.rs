//! Every number that a preset's one-line aha quotes, computed again from the run. The published ones are
//! those of the books (`src/labs/sched/presets.rs` names them).

use osviz::lab::{Edit, Lab};
use osviz::labs::sched::state::Event;
use osviz::labs::sched::{Scenario, Sched};
use osviz::sim::{Machine, Ratio, Recording};
use osviz::text::Lang;
use std::collections::BTreeSet;

/// A preset with fields changed, run to its end.
struct Ran {
    run: Recording<Sched>,
    end: Sched,
}

fn scenario(id: &str, fields: &[(&str, &str)]) -> Scenario {
    let preset = Sched::presets().into_iter().find(|preset| preset.id == id);
    let mut scenario = preset.unwrap_or_else(|| panic!("no preset {id}")).scenario;
    for (field, value) in fields {
        let edit = Edit::Set { field: field.to_string(), value: value.to_string() };
        scenario = Sched::edit(&scenario, 1, &edit).unwrap_or_else(|problem| panic!("{problem:?}"));
    }
    scenario
}

fn ran(id: &str, fields: &[(&str, &str)]) -> Ran {
    let run = Recording::new(Sched::start(&scenario(id, fields)).expect("a preset starts"), 1_000);
    Ran { end: run.state(run.len()), run }
}

impl Ran {
    fn pid(&self, name: &str) -> usize {
        (0..self.end.processes.len()).find(|pid| self.end.name(*pid as u32) == name).expect("a process")
    }

    fn finishes(&self) -> Vec<u64> {
        self.end.processes.iter().map(|process| process.finish.expect("it ended").0).collect()
    }

    fn waits(&self) -> Vec<u64> {
        self.end.processes.iter().map(|process| process.waited.0).collect()
    }

    fn first_run(&self, name: &str) -> u64 {
        self.end.processes[self.pid(name)].first_run.expect("it ran").0
    }

    fn turnaround(&self, pid: usize) -> i64 {
        (self.finishes()[pid] - self.end.spec(pid as u32).arrival.0) as i64
    }

    fn mean_waiting(&self) -> String {
        mean(self.waits().into_iter().map(|wait| Ratio::whole(wait as i64)))
    }

    fn mean_turnaround(&self) -> String {
        mean((0..self.end.processes.len()).map(|pid| Ratio::whole(self.turnaround(pid))))
    }

    fn mean_weighted(&self) -> String {
        let weighted = |pid: usize| Ratio::new(self.turnaround(pid), self.end.processes[pid].used.0 as i64);
        mean((0..self.end.processes.len()).map(weighted))
    }

    /// Who was dispatched, in order.
    fn dispatches(&self) -> Vec<&str> {
        let who = self.run.log().filter_map(|(_, event)| match event {
            Event::Dispatched { who, .. } => Some(self.end.name(*who)),
            _ => None,
        });
        who.collect()
    }

    fn turns(&self, name: &str) -> usize {
        self.dispatches().iter().filter(|who| **who == name).count()
    }

    fn useful(&self) -> (u64, u64) {
        (self.end.useful().0, self.end.now().0)
    }
}

fn mean(values: impl Iterator<Item = Ratio>) -> String {
    Ratio::mean(values).expect("there are processes").decimal(2)
}

#[test]
fn mixed_starts_p4_at_8_under_rr_and_at_12_under_fcfs() {
    assert_eq!(ran("mixed", &[]).first_run("P4"), 8);
    assert_eq!(ran("mixed", &[("p", "fcfs")]).first_run("P4"), 12);
}

#[test]
fn convoy_waits_17_under_fcfs_and_3_under_sjf() {
    assert_eq!(ran("convoy", &[]).mean_waiting(), "17");
    assert_eq!(ran("convoy", &[("p", "sjf")]).mean_waiting(), "3");
}

#[test]
fn short_slices_cost_half_the_cpu_and_long_ones_are_fcfs() {
    assert_eq!(ran("slice-length", &[]).useful(), (18, 36));
    let (long, fcfs) = (ran("slice-length", &[("q", "8")]), ran("slice-length", &[("p", "fcfs")]));
    assert_eq!(long.dispatches(), fcfs.dispatches());
    assert_eq!(long.finishes(), fcfs.finishes());
    assert_eq!(ran("slice-length", &[("q", "4")]).useful(), (18, 24), "q = 4 is not FCFS yet");
}

#[test]
fn a_hundred_ticks_take_7_turns_with_feedback_and_100_with_rr() {
    assert_eq!(ran("hundred-ticks", &[]).turns("P1"), 7);
    assert_eq!(ran("hundred-ticks", &[("p", "rr")]).turns("P1"), 100);
}

#[test]
fn low_priority_starves_until_aging_helps() {
    let (starved, aged) = (ran("starvation", &[]), ran("aging", &[]));
    assert_eq!((starved.waits()[0], starved.first_run("P1")), (16, 16));
    assert_eq!(aged.first_run("P1"), 8);
    assert_eq!(scenario("aging", &[("aging", "off")]), scenario("starvation", &[]));
}

#[test]
fn sjf_makes_the_long_job_wait_12_and_hrrn_6() {
    assert_eq!(ran("sjf-starves", &[]).waits()[1], 12);
    assert_eq!(ran("hrrn-rescues", &[]).waits()[1], 6);
    assert_eq!(scenario("hrrn-rescues", &[("p", "sjf")]), scenario("sjf-starves", &[]));
}

#[test]
fn random_processes_follow_the_seed() {
    let names = |seed| ran("random", &[("seed", seed)]).finishes();
    assert_eq!(names("1"), ran("random", &[]).finishes());
    assert_ne!(names("2"), names("1"));
}

#[test]
fn silberschatz_srtf_waits_6_5_and_sjf_7_75() {
    let srtf = ran("silberschatz-srtf", &[]);
    assert_eq!((srtf.finishes(), srtf.mean_waiting()), (vec![17, 5, 26, 10], "6.5".into()));
    assert_eq!(ran("silberschatz-srtf", &[("p", "sjf")]).mean_waiting(), "7.75");
}

#[test]
fn silberschatz_rr_waits_6_4_7() {
    let rr = ran("silberschatz-rr", &[]);
    assert_eq!((rr.waits(), rr.mean_waiting()), (vec![6, 4, 7], "5.67".into()));
    assert_eq!(ran("silberschatz-rr", &[("p", "fcfs")]).waits(), [0, 24, 27]);
}

#[test]
fn silberschatz_priority_waits_8_2() {
    let run = ran("silberschatz-priority", &[]);
    assert_eq!(run.dispatches(), ["P2", "P5", "P1", "P3", "P4"]);
    assert_eq!(run.mean_waiting(), "8.2");
}

#[test]
fn silberschatz_priority_rr_shares_inside_a_level() {
    let run = ran("silberschatz-priority-rr", &[]);
    let mut order = run.dispatches();
    order.dedup();
    assert_eq!(order, ["P4", "P2", "P3", "P2", "P3", "P2", "P3", "P1", "P5", "P1", "P5"]);
    assert_eq!(run.finishes(), [26, 16, 20, 7, 27]);
}

#[test]
fn ostep_short_job_is_done_at_120() {
    let run = ran("ostep-mlfq", &[]);
    assert_eq!(run.finishes(), [200, 120]);
}

#[test]
fn ostep_gaming_starves_a_from_20_to_80() {
    let run = ran("ostep-gaming", &[]);
    let gap: Vec<u64> = run
        .run
        .log()
        .filter(|(_, event)| {
            matches!(event, Event::Expired { who: 0, to: 2, .. } | Event::Dispatched { who: 0, .. })
        })
        .map(|(at, _)| at.0)
        .collect();
    assert_eq!(gap[1..3], [20, 80]);
    assert_eq!(run.waits()[0], 60);
    assert_eq!(ran("ostep-gaming", &[("keep", "yes")]).waits()[0], 50);
    assert_eq!(ran("ostep-gaming", &[("boost", "25")]).waits()[0], 20);
}

#[test]
fn ostep_process_run_takes_31_or_21() {
    assert_eq!(ran("ostep-process-run", &[]).useful(), (21, 31));
    assert_eq!(ran("ostep-process-run", &[("iodone", "run")]).useful(), (21, 21));
}

/// Stallings, table 9.5.
#[test]
fn stallings_table_comes_out() {
    assert_eq!(ran("stallings-rr", &[]).finishes(), [4, 18, 17, 20, 15]);
    assert_ne!(ran("stallings-rr", &[("order", "preempted_first")]).finishes(), [4, 18, 17, 20, 15]);
    assert_eq!(ran("stallings-rr", &[("q", "4")]).finishes(), [3, 17, 11, 20, 19]);
    assert_eq!(ran("stallings-feedback", &[]).finishes(), [4, 17, 18, 20, 14]);
    assert_ne!(ran("stallings-feedback", &[("alone", "yes")]).finishes(), [4, 17, 18, 20, 14]);
    let one = ran("stallings-feedback", &[("lv", "1,1,1,1,1,1")]);
    assert_eq!(one.finishes(), [4, 20, 16, 19, 11]);
}

#[test]
fn tanenbaum_five_turn_around_in_20_19_2_and_14() {
    let means =
        ["priority", "fcfs", "sjf"].map(|policy| ran("tanenbaum-five", &[("p", policy)]).mean_turnaround());
    assert_eq!(means, ["20", "19.2", "14"]);
}

#[test]
fn tanenbaum_overhead_loses_a_fifth() {
    assert_eq!(ran("tanenbaum-overhead", &[]).useful(), (24, 30));
}

#[test]
fn textbook_five_turn_around_in_9_8_and_8_4() {
    let figures = ["fcfs", "sjf", "hrrn"].map(|policy| {
        let run = ran("textbook-five", &[("p", policy)]);
        (run.mean_turnaround(), run.mean_weighted())
    });
    let want = [("9", "2.8"), ("8", "2.12"), ("8.4", "2.38")];
    assert_eq!(figures, want.map(|(turnaround, weighted)| (turnaround.into(), weighted.into())));
}

#[test]
fn a_short_job_behind_a_long_one_is_weighted_100() {
    let run = ran("tang-short-long", &[]);
    assert_eq!((run.waits()[2], run.turnaround(2), run.end.processes[2].used.0), (99, 100, 1));
    assert_eq!((run.turnaround(1), run.end.processes[1].used.0), (100, 100));
}

#[test]
fn exam_rr_lets_p1_end_at_12() {
    assert_eq!(ran("exam-rr", &[]).finishes(), [12, 9, 7, 16]);
    assert_ne!(ran("exam-rr", &[("order", "preempted_first")]).finishes(), [12, 9, 7, 16]);
}

#[test]
fn exam_feedback_gives_a_fresh_slice() {
    assert_eq!(ran("exam-feedback", &[]).dispatches(), ["P1", "P2", "P1", "P2", "P3", "P2", "P1"]);
    assert_eq!(ran("exam-feedback", &[]).finishes(), [13, 8, 6]);
    let kept = ran("exam-feedback", &[("keep", "yes")]);
    assert_eq!(kept.dispatches(), ["P1", "P2", "P1", "P2", "P3", "P2", "P1", "P2", "P1"]);
}

#[test]
fn exam_2012_is_done_at_260_of_360() {
    let run = ran("exam-2012", &[]);
    let io: u64 = run.end.processes.iter().map(|process| process.io.0).sum();
    assert_eq!((run.end.now().0, run.useful().0 + io), (260, 360));
}

#[test]
fn exam_2018_turns_around_in_75() {
    let run = ran("exam-2018", &[]);
    assert_eq!(run.dispatches(), ["P2", "P3", "P1"]);
    assert_eq!(run.mean_turnaround(), "75");
}

#[test]
fn exam_2022_dispatches_6_times() {
    assert_eq!(ran("exam-2022", &[]).dispatches(), ["P0", "P2", "P3", "P2", "P0", "P1"]);
}

#[test]
fn presets_are_complete_and_short_enough() {
    let mut ids = BTreeSet::new();
    for preset in Sched::presets() {
        let id = preset.id;
        assert!(ids.insert(id), "{id} is there twice");
        assert!(
            id.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-'),
            "{id}"
        );
        let run = Recording::new(Sched::start(&preset.scenario).expect("a preset starts"), 1_000);
        assert!(!run.is_cut() && (1..=run.len()).contains(&preset.step), "{id} opens at a step it has");
        for (lang, most) in [(Lang::En, 90), (Lang::Zh, 45)] {
            let aha = preset.aha.get(lang);
            assert!(!aha.is_empty() && aha.chars().count() <= most, "{id}: {} {aha}", aha.chars().count());
            assert!(!preset.title.get(lang).is_empty() && !preset.group.get(lang).is_empty(), "{id}");
        }
    }
    assert_eq!(Sched::presets()[0].id, "mixed", "the default");
}
