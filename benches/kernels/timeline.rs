//! Timelines to paint.

use super::Numbers;
use osviz::figure::{Bar, Gantt, Lane, LaneKind, Slice};
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
