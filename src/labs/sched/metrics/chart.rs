//! Charts of the run so far: how many processes were ready, and how the CPU was shared.

use crate::figure::{Bar, Chart, Curve, Gantt, Hue, Lane, LaneKind, Line, Slice};
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

/// Lines of the chart of shares: so many processes with colours of their own, then all others together.
const LINES: usize = 7;
/// Instants at which the shares are taken.
const INSTANTS: usize = 120;

/// The share of each process in the CPU time given out so far, over time: what proportional share promises, and
/// how fast it keeps its word.
pub fn shares(sched: &Sched, timeline: &Gantt) -> Chart {
    let (now, scale) = (sched.now, timeline.scale);
    let subjects: Vec<&Lane> = timeline.lanes.iter().filter(|lane| lane.kind == LaneKind::Subject).collect();
    let own = if subjects.len() <= LINES + 1 { subjects.len() } else { LINES };
    let mut sources: Vec<(Text, Hue, &[&Lane])> = (0..own)
        .map(|index| (subjects[index].title.clone(), subjects[index].hue, &subjects[index..=index]))
        .collect();
    if own < subjects.len() {
        sources.push((Text::new("others", "其余"), 8, &subjects[own..]));
    }
    let instants = instants(&subjects, now);
    let used: Vec<Vec<u64>> = sources.iter().map(|(_, _, lanes)| used(lanes, &instants)).collect();
    let line = |(index, (name, hue, _)): (usize, &(Text, Hue, &[&Lane]))| Line {
        name: name.clone(),
        hue: *hue,
        points: instants
            .iter()
            .enumerate()
            .filter_map(|(at, instant)| {
                let all: u64 = used.iter().map(|used| used[at]).sum();
                let permille = (used[index][at] as u128 * 100_000).checked_div(all as u128)?;
                Some((thousandths(*instant, scale), permille as i64))
            })
            .collect(),
    };
    Chart {
        caption: Text::new("Share of the CPU time so far", "各进程在已用 CPU 时间中的份额"),
        x: Text::new("time", "时间"),
        y: Text::new("% of the time used", "占已用时间的 %"),
        x_end: thousandths(now, scale),
        lines: sources.iter().enumerate().map(line).collect(),
        curve: Curve::Joined,
        ..Chart::default()
    }
}

/// The ends of slices up to now and now itself; of many, evenly spread ones.
fn instants(subjects: &[&Lane], now: Time) -> Vec<Time> {
    let over = |lane: &&Lane| lane.slices.partition_point(|slice| slice.end <= now);
    let count: usize = subjects.iter().map(over).sum();
    let mut instants: Vec<Time> = if count <= INSTANTS {
        let ran = |slice: &&Slice| slice.bar == Bar::Solid && slice.end <= now;
        subjects.iter().flat_map(|lane| lane.slices.iter().filter(ran)).map(|slice| slice.end).collect()
    } else {
        let part = |step: usize| Time((now.0 as u128 * step as u128 / INSTANTS as u128) as u64);
        (1..=INSTANTS).map(part).collect()
    };
    instants.push(now);
    instants.sort_unstable();
    instants.dedup();
    instants
}

/// How long some processes ran, together, up to each instant.
fn used(lanes: &[&Lane], instants: &[Time]) -> Vec<u64> {
    let mut used = vec![0; instants.len()];
    for lane in lanes {
        let (mut slices, mut done) =
            (lane.slices.iter().filter(|slice| slice.bar == Bar::Solid).peekable(), 0);
        for (at, instant) in instants.iter().enumerate() {
            while let Some(slice) = slices.next_if(|slice| slice.end <= *instant) {
                done += slice.end.since(slice.start).0;
            }
            let running = slices.peek().map_or(0, |slice| instant.since(slice.start).0);
            used[at] += done + running;
        }
    }
    used
}
