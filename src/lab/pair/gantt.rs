//! The timelines of two runs below each other on one axis: the same x is the same moment.

use super::Half;
use super::figures::owned;
use crate::figure::{Flag, Gantt, Lane, LaneKind, Slice};
use crate::sim::{Scale, Time};
use crate::text::Text;

/// The lanes of the first run under its name, then those of the second.
pub fn merged(halves: &[Half; 2], names: &[Text; 2], scale: Scale) -> Gantt {
    let [one, two] = [0, 1].map(|half| halves[half].run.timeline());
    let mut gantt = Gantt {
        names: [&one.names[..], &two.names].concat(),
        hues: [&one.hues[..], &two.hues].concat(),
        words: [words(one), words(two)].concat(),
        legend: if one.legend.is_empty() { two.legend.clone() } else { one.legend.clone() },
        scale,
        ..Gantt::default()
    };
    for (half, timeline) in [one, two].into_iter().enumerate() {
        let factor = halves[half].factor;
        let later = |time: Time| Time(time.0.saturating_mul(factor));
        let shift = if half == 0 { 0 } else { one.names.len() as u32 };
        if !timeline.lanes.is_empty() {
            gantt.lanes.push(heading(half, &names[half]));
        }
        for lane in &timeline.lanes {
            let slice = |slice: &Slice| Slice {
                start: later(slice.start),
                end: later(slice.end),
                who: slice.who.saturating_add(shift),
                ..*slice
            };
            gantt.lanes.push(Lane {
                id: owned(half, &lane.id),
                slices: lane.slices.iter().map(slice).collect(),
                flags: lane
                    .flags
                    .iter()
                    .map(|flag| Flag { at: later(flag.at), known: later(flag.known), ..*flag })
                    .collect(),
                ..lane.clone()
            });
        }
        if later(timeline.end) >= gantt.end {
            (gantt.end, gantt.unit) = (later(timeline.end), timeline.unit);
        }
    }
    gantt
}

/// A lane that only bears the name of a run.
fn heading(half: usize, name: &Text) -> Lane {
    Lane { id: format!("run:{}", half + 1), title: name.clone(), kind: LaneKind::Track, ..Lane::default() }
}

/// The words of the slices, one per name: without tracks there are none.
fn words(gantt: &Gantt) -> Vec<Text> {
    let mut words = gantt.words.clone();
    words.resize(gantt.names.len(), Text::default());
    words
}
