//! Figures of known runs, at the end and on the way.

use crate::figure::{Bar, Lane, LaneKind, Slice};
use crate::lab::{Metrics, Run};
use crate::labs::LABS;
use crate::sim::{Ratio, Time};
use serde_json::json;
use std::sync::Arc;

fn mixed() -> Arc<dyn Run> {
    (LABS[0].preset)("mixed", &[]).unwrap_or_else(|error| panic!("{error:?}"))
}

fn total<'a>(metrics: &'a Metrics, name: &str) -> (&'a str, &'a str) {
    let total = metrics.totals.iter().find(|total| total.name.en == name);
    let total = total.unwrap_or_else(|| panic!("there is a total {name}"));
    (&total.value.en, &total.formula.en)
}

fn row(metrics: &Metrics, index: usize) -> Vec<&str> {
    metrics.table.rows[index].cells.iter().map(|cell| cell.text.en.as_ref()).collect()
}

#[test]
fn the_end_has_every_figure_with_its_formula() {
    let run = mixed();
    let end = run.metrics(run.len());
    assert_eq!(row(&end, 0), ["P1", "0", "16", "0", "10", "16", "2.67"]);
    assert_eq!(row(&end, 1), ["P2", "2", "14", "1", "6", "13", "3.25"]);
    assert_eq!(total(&end, "Mean waiting time"), ("8", "(10 + 6 + 6 + 10) / 4 = 8"));
    assert_eq!(total(&end, "Mean turnaround time"), ("13", "(16 + 13 + 10 + 13) / 4 = 13"));
    assert_eq!(total(&end, "Mean response time"), ("1.75", "(0 + 1 + 2 + 4) / 4 = 7/4 = 1.75"));
    assert_eq!(total(&end, "Longest response time"), ("4", "P4: first run 8 − arrival 4 = 4"));
    assert_eq!(total(&end, "CPU utilisation"), ("100 %", "17 / 17 = 100 %"));
    assert_eq!(total(&end, "Throughput"), ("0.24 per unit of time", "4 ended / t 17 = 0.24"));
}

#[test]
fn on_the_way_there_are_bounds() {
    let at_six = mixed().metrics(10);
    assert_eq!(row(&at_six, 2), ["P3", "4", "–", "2", "≥ 2", "≥ 4", "≥ 1"]);
    assert_eq!(row(&at_six, 3), ["P4", "–", "–", "≥ 2", "≥ 2", "≥ 2", "≥ 0.67"]);
    assert_eq!(total(&at_six, "Mean waiting time"), ("≥ 2.25", "(4 + 1 + 2 + 2) / 4 = 9/4 = 2.25"));
    assert_eq!(total(&at_six, "Longest response time"), ("≥ 2", "P3: first run 4 − arrival 2 = 2"));
}

#[test]
fn the_chart_ends_now_and_counts_who_is_ready() {
    let run = mixed();
    let chart = &run.metrics(10).charts[0];
    let want = [(0, 0), (1, 1), (2, 2), (4, 2), (6, 3)].map(|(t, n)| (t * 1000, n * 1000));
    assert_eq!(chart.x_end, 6_000);
    assert_eq!(chart.lines[0].points, want);
}

fn crowd() -> Arc<dyn Run> {
    let random = json!({ "seed": 3, "count": 2_000, "arrival": 9_000, "burst": 12, "io": 0, "priority": 1 });
    let scenario = json!({ "policy": "rr", "quantum": 1, "random": random });
    (LABS[0].open)(1, scenario).unwrap_or_else(|error| panic!("{error:?}"))
}

/// Lanes of processes.
fn subjects(run: &dyn Run) -> impl Iterator<Item = &Lane> {
    run.timeline().lanes.iter().filter(|lane| lane.kind == LaneKind::Subject)
}

#[test]
fn of_very_many_changes_the_chart_takes_some_and_they_are_right() {
    let run = crowd();
    let line = &run.metrics(run.len() * 9 / 10).charts[0].lines[0];
    let (now, before) = line.points.split_last().expect("it ends now");
    assert!((900..=1_001).contains(&before.len()), "{} points", before.len());
    let ready = |at: Time| {
        let here = |slice: &&Slice| slice.bar == Bar::Hollow && slice.start <= at && at < slice.end;
        subjects(&*run).flat_map(|lane| &lane.slices).filter(here).count() as i64
    };
    for (at, count) in before.iter().step_by(50) {
        assert_eq!(ready(Time(*at as u64 / 1_000)) * 1_000, *count, "at {at}");
    }
    assert_eq!(now.0, run.time(run.len() * 9 / 10).0 as i64 * 1_000);
}

#[test]
fn the_shares_of_very_many_are_what_they_ran() {
    let run = crowd();
    let chart = &run.metrics(run.len() / 2).charts[1];
    let ran = |lane: &Lane, at: u64| -> u64 {
        let part = |slice: &Slice| slice.end.0.min(at).saturating_sub(slice.start.0);
        lane.slices.iter().filter(|slice| slice.bar == Bar::Solid).map(part).sum()
    };
    for index in 0..7 {
        let lane = subjects(&*run).nth(index).expect("it is there");
        for (at, share) in chart.lines[index].points.iter().step_by(30) {
            let at = *at as u64 / 1_000;
            let all: u64 = subjects(&*run).map(|lane| ran(lane, at)).sum();
            assert_eq!((ran(lane, at) * 100_000 / all) as i64, *share, "line {index} at {at}");
        }
    }
}

#[test]
fn means_of_very_many_are_those_of_each() {
    let run = crowd();
    let end = run.metrics(run.len());
    let each = |lane: &Lane, is: Bar| -> u64 {
        lane.slices.iter().filter(|slice| slice.bar == is).map(|slice| slice.end.0 - slice.start.0).sum()
    };
    let waited: u64 = subjects(&*run).map(|lane| each(lane, Bar::Hollow)).sum();
    let exact = Ratio::new(waited as i64, 2_000);
    assert_eq!(total(&end, "Mean waiting time").0, exact.decimal(2));
    let weighted = |lane: &Lane| {
        let (ran, waited) = (each(lane, Bar::Solid) as i64, each(lane, Bar::Hollow) as i64);
        Ratio::new(ran + waited, ran)
    };
    let exact = Ratio::mean(subjects(&*run).map(weighted)).expect("there are some");
    assert_eq!(total(&end, "Mean weighted turnaround").0, exact.decimal(2));
    assert!(total(&end, "Mean weighted turnaround").1.contains(&exact.fraction()));
}

#[test]
fn the_shares_are_of_what_was_given_out_so_far() {
    let run = mixed();
    let now = &run.metrics(10).charts[1];
    assert_eq!(
        now.lines[0].points,
        [(2_000, 100_000), (4_000, 50_000), (6_000, 33_333)],
        "P1 ran from 0 to 2"
    );
    let end = &run.metrics(run.len()).charts[1];
    let last = |line: &crate::figure::Line| line.points.last().expect("a point").1;
    assert_eq!(end.lines.iter().map(last).collect::<Vec<_>>(), [35_294, 23_529, 23_529, 17_647]);
}

#[test]
fn a_costly_switch_shows_in_the_shares() {
    let jobs = json!([
        { "pid": "A", "arrival": 0, "burst": 4 }, { "pid": "B", "arrival": 1, "burst": 3 },
        { "pid": "C", "arrival": 2, "burst": 5 }, { "pid": "D", "arrival": 3, "burst": 2 },
        { "pid": "E", "arrival": 4, "burst": 4 },
    ]);
    let scenario = json!({ "policy": "rr", "quantum": 1, "rules": { "switch_cost": 1 }, "processes": jobs });
    let run = (LABS[0].open)(1, scenario).unwrap_or_else(|error| panic!("{error:?}"));
    let end = run.metrics(run.len());
    assert_eq!(total(&end, "CPU utilisation"), ("50 %", "18 / 36 = 50 %"));
    assert_eq!(total(&end, "Switches to another process").0, "18");
}
