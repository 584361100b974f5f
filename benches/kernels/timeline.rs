//! Timelines to paint, and what it costs to make them ready for painting.

use super::{Clock, Group, Numbers, Row, seconds};
use osviz::figure::{Bar, Gantt, Grid, Lane, LaneKind, Pyramids, Slice, Strip};
use osviz::sim::{Scale, Time};

/// A timeline of about `slices` slices in all, of random lengths.
pub fn timeline(slices: usize) -> Gantt {
    let lanes = 16;
    let mut numbers = Numbers(slices as u64);
    let mut end = Time(0);
    let mut lane = |index: usize| {
        let mut at = 0;
        let slice = |_| {
            let start = Time(at);
            at += 1 + numbers.below(9);
            Slice { start, end: Time(at), who: numbers.below(8) as u32, bar: Bar::Solid }
        };
        let slices: Vec<Slice> = (0..slices / lanes).map(slice).collect();
        end = end.max(Time(at));
        Lane { id: format!("cpu:{index}"), kind: LaneKind::Resource, slices, ..Lane::default() }
    };
    let lanes = (0..lanes).map(&mut lane).collect();
    let names = (1..=8).map(|index| format!("P{index}")).collect();
    Gantt { lanes, names, hues: (1..=8).collect(), end, scale: Scale::default(), ..Gantt::default() }
}

/// The pixels of all lanes, from the index and by a plain loop over all slices; and what the index takes.
pub fn pixels(clock: &Clock) -> Group {
    let mut rows = Vec::new();
    for exponent in 4..=6 {
        let gantt = timeline(10usize.pow(exponent));
        let slices = gantt.lanes.iter().map(|lane| lane.slices.len()).sum::<usize>() as f64;
        let build = || {
            let pyramids = Pyramids::new(&gantt);
            let bytes = |lane| pyramids.of(&gantt, lane).map_or(0, |pyramid| pyramid.bytes());
            let bytes = (0..gantt.lanes.len()).map(bytes).sum::<usize>();
            (pyramids, bytes)
        };
        let spent = seconds(clock, build);
        let (pyramids, bytes) = build();
        let grid = Grid { ticks: gantt.end.0 as f64 / 1920.0, first: 0, count: 1920 };
        let strips = |pyramids: Option<&Pyramids>| {
            let lane = |lane: usize| {
                let pyramid = pyramids.and_then(|pyramids| pyramids.of(&gantt, lane));
                Strip::new(&gantt, &gantt.lanes[lane], pyramid, &grid)
            };
            (0..gantt.lanes.len()).map(lane).collect::<Vec<_>>()
        };
        let read = seconds(clock, || strips(Some(&pyramids)));
        let plain = seconds(clock, || strips(None));
        rows.push(Row {
            what: format!("10^{exponent} slices"),
            cells: vec![
                format!("{:.1}", bytes as f64 / slices),
                format!("{:.0}", spent / slices * 1e9),
                format!("{:.2} ms", read * 1e3),
                format!("{:.2} ms", plain * 1e3),
                format!("1/{:.1}", plain / read.max(1e-9)),
            ],
        });
    }
    let columns =
        ["index, bytes per slice", "index, ns per slice", "pixels", "plain loop", "pixels / plain loop"];
    Group {
        title: "Pixels of a timeline, 16 lanes, 1920 each",
        columns: columns.map(String::from).into(),
        rows,
    }
}
