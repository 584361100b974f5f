//! Marks on the lanes of a timeline: arrivals, releases, deadlines, misses.

use crate::figure::{Flag, FlagKind, Plan};
use crate::sim::Time;
use leptos::prelude::*;

/// Marks of one kind closer than this are drawn once.
const APART: f64 = 3.0;

/// The marks of a lane that are known by now.
pub fn flags(plan: &Plan, y: f64, flags: &[Flag], now: Time) -> AnyView {
    let known = flags.iter().filter(|flag| flag.known <= now && plan.shows(flag.at));
    let mut last = [f64::NEG_INFINITY; 4];
    let clear = |flag: &&Flag| {
        let (x, last) = (plan.x(flag.at), &mut last[flag.kind as usize]);
        let apart = x - *last >= APART;
        if apart {
            *last = x;
        }
        apart
    };
    // Misses stand over the arrows.
    let (misses, others): (Vec<&Flag>, Vec<&Flag>) =
        known.filter(clear).partition(|flag| flag.kind == FlagKind::Miss);
    let one = |flag: &Flag| mark(flag.kind, plan.x(flag.at), y, plan.pitch, plan.unit);
    view! { {others.into_iter().map(one).collect_view()} {misses.into_iter().map(one).collect_view()} }
        .into_any()
}

/// One mark in the middle of a row of a height.
pub fn mark(kind: FlagKind, x: f64, y: f64, pitch: f64, unit: f64) -> AnyView {
    let half = (pitch * 0.28).min(13.0 * unit);
    let tall = (pitch * 0.4).min(17.0 * unit);
    let head = 4.2 * unit;
    let name = match kind {
        FlagKind::Arrival => "arrival",
        FlagKind::Release => "release",
        FlagKind::Deadline => "deadline",
        FlagKind::Miss => return miss(x, y, pitch, unit),
    };
    let line = match kind {
        FlagKind::Release => {
            let (foot, top) = (y + tall, y - tall);
            format!("M{x} {foot}V{}M{x} {top}l{} {}h{}z", top + head, head * 0.8, head * 1.3, head * -1.6)
        }
        FlagKind::Deadline => {
            let (foot, top) = (y + tall, y - tall);
            format!("M{x} {top}V{}M{x} {foot}l{} {}h{}z", foot - head, head * 0.8, head * -1.3, head * -1.6)
        }
        FlagKind::Arrival | FlagKind::Miss => format!(
            "M{x} {}V{}l{} {}-{} {}",
            y + half,
            y - half,
            half * 0.8,
            half * 0.45,
            half * 0.8,
            half * 0.45
        ),
    };
    view! { <path class=format!("gantt-flag flag-{name}") data-flag=name d=line/> }.into_any()
}

fn miss(x: f64, y: f64, pitch: f64, unit: f64) -> AnyView {
    let side = (pitch * 0.5).clamp(13.0, 16.0 * unit);
    let size = side * 0.8;
    view! {
        <g class="flag-miss" data-flag="miss">
            <rect x=x - side / 2.0 y=y - side / 2.0 width=side height=side rx="2"/>
            <text x=x y=y + size * 0.36 font-size=size text-anchor="middle">"M"</text>
        </g>
    }
    .into_any()
}
