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

/// More changes than this are not drawn one by one.
const CHANGES: usize = 20_000;
/// Of so many, the number is taken at these instants, evenly spread.
const SAMPLES: u64 = 1_000;

/// The number from each instant at which it changes, and the number now: what else happens at this very
/// instant lies ahead.
fn points(sched: &Sched, timeline: &Gantt) -> Vec<(Time, i64)> {
    let subjects = timeline.lanes.iter().filter(|lane| lane.kind == LaneKind::Subject);
    let begun = |lane: &Lane| lane.slices.partition_point(|slice| slice.start < sched.now);
    let slices =
        subjects.flat_map(|lane| &lane.slices[..begun(lane)]).filter(|slice| slice.bar == Bar::Hollow);
    let ready = sched.queues.iter().map(|queue| queue.ready.len() as i64).sum();
    let (mut points, mut count) = (vec![(Time::ZERO, 0)], 0);
    let mut hold = |at: Time, count: i64| match points.last_mut() {
        Some(last) if last.0 == at => last.1 = count,
        _ => points.push((at, count)),
    };
    let changes =
        slices.flat_map(|slice| [(slice.start, 1), (slice.end, -1)]).filter(|(at, _)| *at < sched.now);
    let mut some: Vec<(Time, i64)> = changes.clone().take(CHANGES + 1).collect();
    if some.len() <= CHANGES {
        some.sort_unstable();
    } else {
        some = sampled(changes, sched.now);
    }
    for (at, by) in some {
        count += by;
        hold(at, count);
    }
    hold(sched.now, ready);
    points
}

/// What changed between one of evenly spread instants and the next, at the latter; all lie before `now`.
fn sampled(changes: impl Iterator<Item = (Time, i64)>, now: Time) -> Vec<(Time, i64)> {
    let step = now.0.div_ceil(SAMPLES);
    let mut sums = vec![0; SAMPLES as usize + 1];
    changes.for_each(|(at, by)| sums[at.0.div_ceil(step) as usize] += by);
    let instant = |index: usize| Time(index as u64 * step);
    sums.into_iter().enumerate().map(|(index, by)| (instant(index), by)).filter(|(at, _)| *at < now).collect()
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

/// How long some processes ran, together, up to each instant; these rise.
fn used(lanes: &[&Lane], instants: &[Time]) -> Vec<u64> {
    // What is over before an instant counts from there on; what runs at it, for the part.
    let (mut over, mut running) = (vec![0; instants.len() + 1], vec![0; instants.len()]);
    for slice in lanes.iter().flat_map(|lane| &lane.slices).filter(|slice| slice.bar == Bar::Solid) {
        let first = instants.partition_point(|instant| *instant <= slice.start);
        let inside = instants[first..].iter().take_while(|instant| **instant < slice.end).count();
        for at in first..first + inside {
            running[at] += instants[at].since(slice.start).0;
        }
        over[first + inside] += slice.end.since(slice.start).0;
    }
    let mut sum = 0;
    let up_to = |(over, running): (u64, u64)| {
        sum += over;
        sum + running
    };
    over.into_iter().zip(running).map(up_to).collect()
}
