//! Every number that a preset's one-line aha quotes, computed again from the run. The published ones are
//! those of the books (`src/labs/sched/presets.rs` names them).

use osviz::lab::Run;
use osviz::labs;
use osviz::report::{Report, Sheet};
use osviz::text::Lang;
use std::collections::BTreeSet;
use std::sync::Arc;

fn opened(id: &str, fields: &[(&str, &str)]) -> Arc<dyn Run> {
    let fields: Vec<_> = fields.iter().map(|(field, value)| (field.to_string(), value.to_string())).collect();
    let lab = labs::find("sched").expect("the lab is registered");
    (lab.preset)(id, &fields).unwrap_or_else(|error| panic!("{id}: {error:?}"))
}

/// The report of a preset with fields changed, by sheet and column.
struct Ran(Report);

fn ran(id: &str, fields: &[(&str, &str)]) -> Ran {
    Ran(opened(id, fields).report())
}

impl Ran {
    fn sheet(&self, id: &str) -> &Sheet {
        self.0.sheet(id).unwrap_or_else(|| panic!("no sheet {id}"))
    }

    fn column(&self, sheet: &str, column: &str) -> Vec<String> {
        let sheet = self.sheet(sheet);
        let index = sheet.columns.iter().position(|name| name == column);
        let index = index.unwrap_or_else(|| panic!("no column {column} in {}", sheet.id));
        sheet.rows.iter().map(|row| row[index].cell()).collect()
    }

    fn numbers(&self, column: &str) -> Vec<u64> {
        self.column("processes", column).iter().map(|cell| cell.parse().expect("a whole number")).collect()
    }

    fn finishes(&self) -> Vec<u64> {
        self.numbers("finish")
    }

    fn waits(&self) -> Vec<u64> {
        self.numbers("waiting")
    }

    fn first_run(&self, name: &str) -> u64 {
        let row = self.column("processes", "pid").iter().position(|pid| pid == name).expect("a process");
        self.numbers("start")[row]
    }

    /// A mean with the six decimals of the report.
    fn mean(&self, column: &str) -> String {
        self.column("averages", column).swap_remove(0)
    }

    fn total(&self, column: &str) -> u64 {
        self.column("totals", column)[0].parse().expect("a whole number")
    }

    /// Steps of one kind: when, and who.
    fn steps(&self, event: &str) -> Vec<(u64, String)> {
        let times = self.column("steps", "t").into_iter().zip(self.column("steps", "pid"));
        let steps = self.column("steps", "event").into_iter().zip(times);
        let kind = steps.filter(|(name, _)| name == event);
        kind.map(|(_, (time, pid))| (time.parse().expect("a whole number"), pid)).collect()
    }

    /// Who was dispatched, in order.
    fn dispatches(&self) -> Vec<String> {
        self.steps("dispatched").into_iter().map(|(_, pid)| pid).collect()
    }

    fn turns(&self, name: &str) -> usize {
        self.dispatches().iter().filter(|pid| *pid == name).count()
    }

    fn useful(&self) -> (u64, u64) {
        (self.total("busy"), self.total("makespan"))
    }
}

#[test]
fn mixed_starts_p4_at_8_under_rr_and_at_12_under_fcfs() {
    assert_eq!(ran("mixed", &[]).first_run("P4"), 8);
    assert_eq!(ran("mixed", &[("p", "fcfs")]).first_run("P4"), 12);
}

#[test]
fn convoy_waits_17_under_fcfs_and_3_under_sjf() {
    assert_eq!(ran("convoy", &[]).mean("waiting"), "17");
    assert_eq!(ran("convoy", &[("p", "sjf")]).mean("waiting"), "3");
}

/// The worked answer of the exercise: A 70, B 30, C 90 and D 90 minutes, 70 on average.
#[test]
fn the_shorter_job_is_admitted_first_though_it_comes_last() {
    let ran = ran("batch-two", &[]);
    let at = |who: &str, event: &str| ran.steps(event).into_iter().find(|(_, pid)| pid == who).unwrap().0;
    assert_eq!((at("C", "arrived"), at("D", "arrived")), (30, 50));
    assert_eq!((at("C", "admitted"), at("D", "admitted")), (70, 50));
    assert_eq!(ran.numbers("turnaround"), [70, 30, 90, 90]);
    assert_eq!(ran.mean("turnaround"), "70");
    assert_eq!(ran.numbers("pooled"), [0, 0, 40, 0]);
}

#[test]
fn five_jobs_in_memory_use_the_cpu_that_one_leaves_idle() {
    let used = |limit: &str| ran("degree", &[("mpl", limit)]).useful();
    assert_eq!((used("1"), used("5")), ((20, 80), (20, 20)));
    assert_eq!(used("0"), used("5"), "no limit is as good as five");
}

#[test]
fn swapping_a_blocked_process_out_lets_others_run() {
    let swapped = ran("swap-out", &[]);
    assert_eq!(swapped.steps("suspended"), [(4, "P2".into())]);
    assert_eq!(swapped.finishes(), [13, 15, 8, 11]);
    assert_eq!(ran("swap-out", &[("swap", "off")]).total("makespan"), 21);
    assert_eq!(swapped.numbers("suspended"), [0, 7, 0, 0]);
}

#[test]
fn a_suspended_process_is_not_ready_when_its_io_is_done() {
    let ran = ran("seven-states", &[]);
    assert!(ran.steps("woke").contains(&(10, "P2".into())));
    assert_eq!(ran.steps("suspended"), [(6, "P2".into()), (7, "P1".into())]);
    assert_eq!(ran.steps("activated"), [(9, "P1".into()), (13, "P2".into())]);
    assert_eq!(ran.numbers("suspended"), [2, 7, 0]);
}

#[test]
fn a_deadline_task_that_overruns_is_held_back() {
    let ran = ran("deadline-overrun", &[]);
    let throttled = [(3, "D".into()), (13, "D".into())];
    assert_eq!(ran.steps("throttled"), throttled);
    assert_eq!(ran.steps("blocked"), [(7, "E".into())]);
    assert_eq!(ran.finishes(), [23, 17, 27]);
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
    let off = opened("aging", &[("aging", "off")]);
    assert_eq!(off.scenario(), opened("starvation", &[]).scenario());
}

#[test]
fn sjf_makes_the_long_job_wait_12_and_hrrn_6() {
    assert_eq!(ran("sjf-starves", &[]).waits()[1], 12);
    assert_eq!(ran("hrrn-rescues", &[]).waits()[1], 6);
    let sjf = opened("hrrn-rescues", &[("p", "sjf")]);
    assert_eq!(sjf.scenario(), opened("sjf-starves", &[]).scenario());
}

#[test]
fn the_reader_s_formulas_schedule_as_hrrn_and_by_share() {
    let (own, hrrn) = (ran("own-hrrn", &[]), ran("hrrn-rescues", &[]));
    assert_eq!((own.dispatches(), own.finishes()), (hrrn.dispatches(), hrrn.finishes()));
    assert_eq!(own.waits()[1], 6);
    assert_eq!(ran("own-hrrn", &[("f", "-burst")]).dispatches(), ran("sjf-starves", &[]).dispatches());
    let shared = ran("own-share", &[]);
    assert_eq!(shared.finishes(), [18, 24], "when A has had its 12, B has had 6");
    assert_eq!(ran("own-share", &[("f", "used")]).finishes(), [24, 23], "without tickets, in equal parts");
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
    assert_eq!((srtf.finishes(), srtf.mean("waiting")), (vec![17, 5, 26, 10], "6.5".into()));
    assert_eq!(ran("silberschatz-srtf", &[("p", "sjf")]).mean("waiting"), "7.75");
}

#[test]
fn silberschatz_rr_waits_6_4_7() {
    let rr = ran("silberschatz-rr", &[]);
    assert_eq!((rr.waits(), rr.mean("waiting")), (vec![6, 4, 7], "5.666667".into()));
    assert_eq!(ran("silberschatz-rr", &[("p", "fcfs")]).waits(), [0, 24, 27]);
}

#[test]
fn silberschatz_priority_waits_8_2() {
    let run = ran("silberschatz-priority", &[]);
    assert_eq!(run.dispatches(), ["P2", "P5", "P1", "P3", "P4"]);
    assert_eq!(run.mean("waiting"), "8.2");
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
    assert!(run.steps("expired").contains(&(20, "A".into())));
    let a = run.steps("dispatched").into_iter().filter(|(_, pid)| pid == "A");
    assert_eq!(a.map(|(time, _)| time).collect::<Vec<_>>(), [0, 80]);
    assert_eq!(run.waits()[0], 60);
    assert_eq!(ran("ostep-gaming", &[("keep", "yes")]).waits()[0], 50);
    assert_eq!(ran("ostep-gaming", &[("boost", "25")]).waits()[0], 20);
}

#[test]
fn ostep_process_run_takes_31_or_21() {
    assert_eq!(ran("ostep-process-run", &[]).useful(), (21, 31));
    assert_eq!(ran("ostep-process-run", &[("iodone", "run")]).useful(), (21, 21));
}

#[test]
fn ostep_lottery_wins_16_of_20() {
    let run = ran("ostep-lottery", &[]);
    assert_eq!((run.dispatches().len(), run.turns("A"), run.turns("B")), (20, 16, 4));
}

#[test]
fn ostep_stride_gives_2_1_5_of_8() {
    let run = ran("ostep-stride", &[]);
    for eight in run.dispatches().chunks(8) {
        let turns = ["A", "B", "C"].map(|name| eight.iter().filter(|pid| *pid == name).count());
        assert_eq!(turns, [2, 1, 5]);
    }
}

#[test]
fn cfs_nice_shares_3_33_and_2_66_of_6() {
    let run = ran("cfs-nice", &[]);
    let slices = run.column("picks", "slice");
    let pids = run.column("picks", "pid");
    assert_eq!(
        (&slices[..2], &pids[..2]),
        (&["3.33".to_string(), "2.66".into()][..], &["A".to_string(), "B".into()][..])
    );
    // 1024 : 820 is 55.5 : 44.5.
    assert_eq!((1024 * 1000 / 1844, 820 * 1000 / 1844), (555, 444));
}

#[test]
fn cfs_nice_5_gets_a_quarter() {
    let run = ran("cfs-nice-5", &[]);
    let slices = run.column("picks", "slice");
    assert_eq!(slices[..2], ["4.52", "1.47"]);
    // 1024 : 335 is 75.3 : 24.7, of 6 rounded down to ticks of 0.01.
    assert_eq!((1024 * 1000 / 1359, 335 * 1000 / 1359), (753, 246));
    assert_eq!((600 * 1024 / 1359, 600 * 335 / 1359), (452, 147));
}

#[test]
fn cfs_sleeper_waits_4_and_without_preemption_7() {
    assert_eq!(ran("cfs-sleeper", &[]).waits()[2], 4);
    assert_eq!(ran("cfs-sleeper", &[("wakepre", "no")]).waits()[2], 7);
    assert!(ran("cfs-sleeper", &[]).steps("preempted").contains(&(12, "A".into())));
}

#[test]
fn eevdf_nice_0_and_5_get_18_and_6_of_24() {
    let run = ran("eevdf-nice", &[]);
    let slices = run.column("gantt", "pid").into_iter().zip(run.column("gantt", "start"));
    let ends = run.column("gantt", "end");
    let number = |cell: &String| cell.parse::<u64>().expect("a whole number");
    let of = |name: &str| -> u64 {
        let own = slices.clone().zip(&ends).filter(|((pid, _), _)| pid == name);
        own.map(|((_, start), end)| number(end).min(24).saturating_sub(number(&start))).sum()
    };
    assert_eq!((of("A"), of("B")), (18, 6));
}

#[test]
fn eevdf_serves_a_slice_of_2_at_0_and_one_of_8_at_8() {
    let run = ran("eevdf-short", &[]);
    assert_eq!((run.first_run("short"), run.first_run("long")), (0, 8));
    assert_eq!(run.column("processes", "cpu")[1..], ["8", "8"], "they need the same");
}

#[test]
fn eevdf_lets_the_napper_end_at_36_and_without_lag_at_24() {
    assert_eq!(ran("eevdf-lag", &[]).finishes()[0], 36);
    assert_eq!(ran("eevdf-lag", &[("plag", "no")]).finishes()[0], 24);
}

#[test]
fn a_fifo_loop_runs_950_of_each_1000() {
    let run = ran("rt-throttle", &[]);
    assert_eq!(run.column("gantt", "end")[..4], ["950", "1000", "1950", "2000"]);
    assert_eq!(run.column("gantt", "pid")[..4], ["loop", "shell", "loop", "shell"]);
    assert_eq!(ran("rt-throttle", &[("rtrun", "0")]).first_run("shell"), 2850);
}

#[test]
fn rr_takes_turns_among_equals_only() {
    let run = ran("rt-rr", &[]);
    assert_eq!(run.dispatches()[..4], ["A", "B", "A", "B"]);
    assert_eq!(run.first_run("C"), 400);
}

#[test]
fn deadline_takes_the_cpu_from_fifo_99() {
    let run = ran("deadline-fifo", &[]);
    assert!(run.steps("preempted").contains(&(2, "F".into())));
    assert_eq!(run.first_run("D"), 2);
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
        ["priority", "fcfs", "sjf"].map(|policy| ran("tanenbaum-five", &[("p", policy)]).mean("turnaround"));
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
        (run.mean("turnaround"), run.mean("weighted_turnaround"))
    });
    let want = [("9", "2.8"), ("8", "2.123333"), ("8.4", "2.38")];
    assert_eq!(figures, want.map(|(turnaround, weighted)| (turnaround.into(), weighted.into())));
}

#[test]
fn a_short_job_behind_a_long_one_is_weighted_100() {
    let run = ran("tang-short-long", &[]);
    assert_eq!(run.waits()[2], 99);
    assert_eq!(run.column("processes", "weighted_turnaround")[1..3], ["1", "100"]);
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
    let (cpu, io) = (run.numbers("cpu").iter().sum::<u64>(), run.numbers("io").iter().sum::<u64>());
    assert_eq!((run.total("makespan"), cpu + io), (260, 360));
}

#[test]
fn exam_2018_turns_around_in_75() {
    let run = ran("exam-2018", &[]);
    assert_eq!(run.dispatches(), ["P2", "P3", "P1"]);
    assert_eq!(run.mean("turnaround"), "75");
}

#[test]
fn exam_2022_dispatches_6_times() {
    assert_eq!(ran("exam-2022", &[]).dispatches(), ["P0", "P2", "P3", "P2", "P0", "P1"]);
}

#[test]
fn a_preset_and_fields_are_what_a_link_holds() {
    let changes = [("p", "mlfq"), ("set", "ostep"), ("lv", "10x2,20"), ("keep", "no"), ("aging", "step_2_1")];
    for preset in (labs::find("sched").expect("the lab").presets)() {
        let run = opened(preset.id, &changes);
        let fields = run.departures(preset.id).expect("fields are enough");
        let fields: Vec<_> = fields.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
        assert_eq!(opened(preset.id, &fields).scenario(), run.scenario(), "{}", preset.id);
        assert_eq!(opened(preset.id, &[]).departures(preset.id), Some(vec![]), "{}", preset.id);
    }
}

#[test]
fn presets_are_complete_and_short_enough() {
    let mut ids = BTreeSet::new();
    let presets = (labs::find("sched").expect("the lab").presets)();
    for preset in &presets {
        let id = preset.id;
        assert!(ids.insert(id), "{id} is there twice");
        assert!(
            id.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-'),
            "{id}"
        );
        let run = opened(id, &[]);
        assert!(!run.is_cut() && (1..=run.len()).contains(&preset.step), "{id} opens at a step it has");
        for (lang, most) in [(Lang::En, 90), (Lang::Zh, 45)] {
            let aha = preset.aha.get(lang);
            assert!(!aha.is_empty() && aha.chars().count() <= most, "{id}: {} {aha}", aha.chars().count());
            assert!(!preset.title.get(lang).is_empty() && !preset.group.get(lang).is_empty(), "{id}");
        }
    }
    assert_eq!(presets[0].id, "mixed", "the default");
}
