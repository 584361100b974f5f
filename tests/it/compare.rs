//! Comparisons of known runs.

use osviz::figure::{Figure, LaneKind, Scene};
use osviz::lab::pair::{Pair, beside};
use osviz::lab::{Edit, Field, FieldKind, LabEntry, Look, Run, Weight, scalars};
use osviz::labs::LABS;
use osviz::link::Link;
use osviz::open::open;
use osviz::sim::{Scale, Time};
use std::collections::BTreeSet;
use std::sync::Arc;

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(id, value)| (id.to_string(), value.to_string())).collect()
}

fn run(lab: &LabEntry, id: &str) -> Arc<dyn Run> {
    (lab.preset)(id, &[]).unwrap_or_else(|error| panic!("{error:?}"))
}

/// What a link of the preset `mixed` opens: `p=fcfs&c=p:rr`.
fn compared(rest: &str) -> Arc<dyn Run> {
    let link = Link::parse(&format!("#/sched?s=mixed&{rest}")).expect("a link");
    open(&link).unwrap_or_else(|error| panic!("{}", error.text().en)).run
}

fn pair(run: &Arc<dyn Run>) -> &Pair {
    run.pair().expect("a comparison")
}

/// The comparison of the mock-up.
fn mixed() -> Arc<dyn Run> {
    compared("p=fcfs&c=p:rr")
}

fn look() -> Look {
    Look { view: "both".into(), narrow: false }
}

#[test]
fn a_run_beside_itself_is_the_run() {
    let (alone, both) = (run(&LABS[0], "mixed"), compared("c="));
    assert_eq!(both.len(), alone.len());
    for step in 1..=alone.len() {
        let caption = |run: &Arc<dyn Run>| run.story(step).caption;
        assert_eq!((both.time(step), caption(&both)), (alone.time(step), caption(&alone)));
        assert_eq!(pair(&both).difference(step), None);
    }
    assert_eq!((pair(&both).first_difference(), pair(&both).next_difference(1)), (None, None));
    assert!(both.story(3).why.en.contains("do the same from beginning to end"));
}

/// The caption of `f-compare.png`: RR starts P4 at 8, FCFS has still not started it at 11.
#[test]
fn the_caption_names_the_difference() {
    let both = mixed();
    assert_eq!(pair(&both).names().clone().map(|name| name.en), ["FCFS", "RR"]);
    let at = (1..=both.len()).find(|step| both.time(*step) == Time(11)).expect("something happens at 11");
    let said = both.story(at).caption;
    assert_eq!(
        said.en,
        "Under RR, [P4](proc:P4) **started at t = 8**. Under FCFS it still waits for its first turn."
    );
    assert_eq!(said.zh, "RR：[P4](proc:P4) **已于 t = 8 首次运行**；FCFS：仍在等待首次运行。");
}

#[test]
fn metrics_stand_side_by_side_with_their_change() {
    let both = mixed();
    let end = both.metrics(both.len());
    let rows: Vec<Vec<&str>> =
        end.table.rows.iter().map(|row| row.cells.iter().map(|cell| &*cell.text.en).collect()).collect();
    assert_eq!(rows[0], ["Mean waiting time", "5.75", "8", "+2.25"]);
    assert_eq!(rows[3], ["Mean response time", "4.75", "1.75", "−3"]);
    assert_eq!(rows[7], ["CPU idle", "0 %", "0 %", "same"]);
}

#[test]
fn next_difference_lands_where_the_runs_differ_in_something_else() {
    let both = mixed();
    let (mut step, mut stops) = (1, vec![]);
    while let Some(next) = pair(&both).next_difference(step) {
        let (here, there) = (pair(&both).difference(step), pair(&both).difference(next));
        assert!(next > step && there.is_some() && there != here);
        stops.push(both.time(next).0);
        step = next;
    }
    assert_eq!(stops[..4], [2, 4, 6, 8]);
}

#[test]
fn a_half_with_nothing_to_do_stays_still() {
    let both = mixed();
    for step in 2..=both.len() {
        let [before, now] = [step - 1, step].map(|step| pair(&both).steps(step));
        assert_ne!(now, before, "step {step} does nothing");
        let frame = both.frame(step, &look());
        let scenes: Vec<&Scene> = frame.figures.iter().filter_map(scene).collect();
        for half in [0, 1] {
            assert!(now[half] == before[half] || now[half] == before[half] + 1);
            let traces = scenes[half].things.iter().any(|thing| thing.ghost || thing.changed);
            assert!(now[half] > before[half] || !traces, "step {step}: the half that stays shows a trace");
        }
    }
    assert_eq!(pair(&both).steps(both.len()), pair(&both).runs().map(|run| run.len()));
}

fn scene(figure: &Figure) -> Option<&Scene> {
    match figure {
        Figure::Scene(scene) => Some(scene),
        _ => None,
    }
}

#[test]
fn things_of_both_halves_are_kept_apart_and_can_be_inspected() {
    let both = mixed();
    let frame = both.frame(17, &look());
    let mut ids = BTreeSet::new();
    for scene in frame.figures.iter().filter_map(scene) {
        for thing in scene.things.iter().filter(|thing| !thing.ghost) {
            assert!(ids.insert(thing.id.clone()), "{} stands in both", thing.id);
            assert!(both.inspect(17, &thing.id).is_some(), "{}", thing.id);
            assert!(scene.place(&thing.place).is_some(), "{} stands nowhere", thing.id);
        }
    }
    assert_eq!(ids.len(), 8);
    let name = |id: &str| both.inspect(17, id).expect("it is there").name.en.to_string();
    assert_eq!([name("proc:P4"), name("proc:P4@2")], ["P4 · FCFS", "P4 · RR"]);
}

/// The half that stays has run on: under FCFS P3 has the CPU from 8, so at 11 it needs one unit less than at 10.
#[test]
fn a_half_that_stays_runs_on() {
    let both = mixed();
    let left = |step: usize| {
        let row = both.table(step).rows.into_iter().find(|row| row.id == "proc:P3").expect("a row");
        row.cells[4].text.en.to_string()
    };
    let at = |t: u64| (1..=both.len()).rfind(|step| both.time(*step) == Time(t)).expect("an instant");
    assert_eq!([left(at(10)), left(at(11))], ["2", "1"]);
}

#[test]
fn both_timelines_share_one_axis_whatever_their_ticks_are() {
    let both = compared("p=rr&c=q:2.5");
    let gantt = both.timeline();
    assert_eq!((gantt.scale.decimals, gantt.end), (1, Time(170)));
    for half in [0, 1] {
        let own = pair(&both).runs()[half].timeline();
        let lane = gantt.lanes.iter().find(|lane| lane.id == ["cpu:0", "cpu:0@2"][half]).expect("a lane");
        let own_lane = own.lanes.iter().find(|lane| lane.id == "cpu:0").expect("a lane");
        for (slice, original) in lane.slices.iter().zip(&own_lane.slices) {
            let units = |time: Time, scale: Scale| scale.ratio(time);
            assert_eq!(units(slice.end, gantt.scale), units(original.end, own.scale));
            assert_eq!(gantt.names[slice.who as usize], own.names[original.who as usize]);
        }
    }
    assert_eq!(gantt.lanes.iter().filter(|lane| lane.kind == LaneKind::Track).count(), 2, "two headings");
}

#[test]
fn the_common_clock_has_the_unit_of_the_lab() {
    let link = Link::parse("#/zerocopy?t=read&c=t:sendfile_sg").expect("a link");
    let both = open(&link).unwrap_or_else(|error| panic!("{}", error.text().en)).run;
    let last = both.len();
    assert_eq!(both.frame(last, &look()).clock, "104.3 µs");
    assert_eq!(both.metrics(last).table.columns[0].en, "At t = 104.3 µs");
    assert_eq!(both.timeline().unit.map(|unit| unit.name), Some("µs"));
}

/// The processes of the mixed preset under the 408 rules and OSTEP's: at 2, P1's slice ends and P3 arrives.
#[test]
fn the_rule_that_makes_the_difference_is_named() {
    let both = compared("c=set:ostep");
    let first = pair(&both).first_difference().expect("they differ");
    assert_eq!(both.time(first), Time(2));
    let causes: Vec<&str> = pair(&both).causes().expect("a short run").iter().map(|cause| cause.id).collect();
    assert_eq!(causes, ["order"]);
    let why = both.story(first).why;
    assert!(why.en.contains("Who queues first at one instant: Newcomers first"), "{}", why.en);
    assert!(why.zh.contains("同一时刻谁先入队"), "{}", why.zh);
    assert_eq!(both.weights()[first - 1], Weight::Key);
}

#[test]
fn swapping_twice_changes_nothing() {
    let both = mixed();
    let once = pair(&both).swapped();
    let swapped = pair(&once);
    assert_eq!(swapped.names().clone().map(|name| name.en), ["RR", "FCFS"]);
    assert_eq!(swapped.fields(), owned(&[("p", "fcfs")]));
    let twice = swapped.swapped();
    assert_eq!((twice.scenario(), twice.len()), (both.scenario(), both.len()));
}

#[test]
fn an_edit_of_the_workload_changes_both_and_one_of_the_variant_only_one() {
    let both = mixed();
    let cell = Edit::Cell { row: 0, column: "bursts".into(), value: "9".into() };
    let edited = both.edit(5, &cell).expect("a burst of 9");
    let scenarios = pair(&edited).runs().map(|run| run.scenario());
    assert_eq!(scenarios[0]["processes"], scenarios[1]["processes"]);
    assert_eq!(pair(&edited).fields(), owned(&[("p", "rr")]));
    let set = Edit::Set { field: "p".into(), value: "sjf".into() };
    let edited = both.edit(5, &set).expect("SJF");
    let variants = pair(&edited).names().clone();
    assert_eq!(variants.map(|name| name.en), ["SJF", "RR"]);
    let second = pair(&both).begin_second("q", "4").expect("a quantum of 4").finish();
    assert_eq!(pair(&second).fields(), owned(&[("p", "rr"), ("q", "4")]));
}

/// The presets of every lab have a usual rival, and can be looked at beside it. A few short ones of each lab: what is
/// not the lab's own is the same code for all.
#[test]
fn presets_of_every_lab_can_be_compared() {
    for lab in LABS {
        for card in (lab.presets)().into_iter().take(3) {
            let first = run(lab, card.id);
            if first.len() > 300 {
                continue;
            }
            let Some((field, value)) = first.rival() else {
                let other = |field: &Field| match &field.kind {
                    FieldKind::Choice(choices) => choices.len() > 1,
                    FieldKind::Number { min, max } => min < max,
                    FieldKind::Words => false,
                };
                let fields = scalars(&first.form());
                assert!(!fields.iter().any(|field| field.relevant && other(field)), "{}", card.id);
                continue;
            };
            let both = beside(first, &field, &value).expect("the lab takes its own choice").finish();
            let view = (lab.views)()[0].id;
            let look = Look { view: view.into(), narrow: false };
            for step in [1, both.len() / 2, both.len()] {
                let frame = both.frame(step, &look);
                assert!(
                    !frame.story.caption.is_empty() && !frame.figures.is_empty(),
                    "{}/{}",
                    lab.id,
                    card.id
                );
                both.table(step);
                both.metrics(step);
            }
        }
    }
}
