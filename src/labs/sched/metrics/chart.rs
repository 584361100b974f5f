//! How many processes were ready, over time.

use crate::figure::{Bar, Chart, Gantt, LaneKind, Line};
use crate::labs::sched::machine::Sched;
use crate::sim::{Scale, Time};
use crate::text::Text;

/// The length of the ready queue up to now.
pub fn ready(sched: &Sched, timeline: &Gantt) -> Chart {
    let (now, scale) = (sched.now, timeline.scale);
    Chart {
        caption: Text::new("Length of the ready queue", "就绪队列长度"),
        x: Text::new("time", "时间"),
        y: Text::new("ready processes", "就绪进程数"),
        x_end: thousandths(now, scale),
        lines: vec![Line {
            name: Text::new("ready", "就绪"),
            hue: 0,
            points: points(sched, timeline)
                .into_iter()
                .map(|(at, n)| (thousandths(at, scale), n * 1000))
                .collect(),
        }],
        ..Chart::default()
    }
}

fn thousandths(time: Time, scale: Scale) -> i64 {
    (time.0 as i128 * 1000 / scale.per_unit() as i128) as i64
}

/// The number from each instant at which it changes, and the number now: what else happens at this very
/// instant lies ahead.
fn points(sched: &Sched, timeline: &Gantt) -> Vec<(Time, i64)> {
    let subjects = timeline.lanes.iter().filter(|lane| lane.kind == LaneKind::Subject);
    let mut changes: Vec<(Time, i64)> = Vec::new();
    for slice in subjects.flat_map(|lane| &lane.slices).filter(|slice| slice.bar == Bar::Hollow) {
        changes.extend([(slice.start, 1), (slice.end, -1)]);
    }
    changes.retain(|(at, _)| *at < sched.now);
    changes.sort_unstable();
    let (mut points, mut count) = (vec![(Time::ZERO, 0)], 0);
    let mut hold = |at: Time, count: i64| match points.last_mut() {
        Some(last) if last.0 == at => last.1 = count,
        _ => points.push((at, count)),
    };
    for (at, by) in changes {
        count += by;
        hold(at, count);
    }
    hold(sched.now, sched.rows().iter().map(|queue| queue.len() as i64).sum());
    points
}
