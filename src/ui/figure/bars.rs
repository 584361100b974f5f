//! Bars as SVG: all if they are few, else those wide enough for a name, over the canvas.

use super::Eye;
use super::patterns::{baseline, hem};
use crate::figure::{Bar, Hue, LaneKind, Mark, Plan, measure};
use crate::lab::Run;
use crate::sim::Time;
use crate::text::Text;
use leptos::prelude::*;
use std::sync::Arc;

/// The bars of the window, up to the present.
pub fn bars(plan: Memo<Plan>, now: Memo<Time>, dense: Memo<bool>, eye: Eye) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let (run, plan, now) = (eye.run.get(), plan.read(), now.get());
        if plan.width == 0.0 {
            return Vec::new();
        }
        let gantt = run.timeline();
        let few = !dense.get();
        let found = if few { plan.bars(gantt, now) } else { plan.wide(gantt, now) };
        // Slices of another run are other bars.
        let run = Arc::as_ptr(&run).addr();
        found.into_iter().map(|(row, slice)| (run, plan.rows[row], slice)).collect()
    });
    let child = move |(_, lane, slice): (usize, usize, usize)| bar((lane, slice), plan, now, eye);
    view! { <For each=move || shown.get() key=|shown| *shown children=child/> }
}

/// A bar follows the layout and the present by itself, so that panning moves elements and makes none.
fn bar((lane, slice): (usize, usize), plan: Memo<Plan>, now: Memo<Time>, eye: Eye) -> impl IntoView {
    let run = eye.run.get_untracked();
    let looks = Looks::new(&*run, lane, slice);
    let mark = Memo::new(move |last: Option<&Mark>| {
        let (plan, now) = (plan.read(), now.get());
        // A lane that has left the window takes its bars along soon.
        let row = plan.rows.iter().position(|other| *other == lane);
        row.map_or_else(
            || last.copied().unwrap_or_default(),
            |row| plan.mark(run.timeline(), row, slice, now),
        )
    });
    let size =
        Memo::new(move |_| mark.with(|mark| [mark.w, mark.h].map(|side| (side * 100.0).round() / 100.0)));
    let Looks { bar, hue, id, name, start, end } = looks;
    let inset = if bar == Bar::Solid { 0.0 } else { 0.5 };
    let radius = move || if size.get()[1] < 10.0 { 2.0 } else { 3.0 };
    let foot = move || {
        let [w, h] = size.get();
        (bar == Bar::Solid && w >= 8.0).then(|| hem(hue, w, h, 3.0))
    };
    let named = name.map(|name| {
        move || {
            let ([w, h], size) = (size.get(), plan.with(Plan::text));
            let name = name.get(eye.lang.get()).to_string();
            let fits = !name.is_empty() && measure::width(&name, size) * measure::BOLD + 4.0 <= w;
            fits.then(|| {
                let y = baseline(h, size);
                view! { <text x=w / 2.0 y=y font-size=size text-anchor="middle">{name}</text> }
            })
        }
    });
    let kind = look(bar);
    let ring = StoredValue::new(id.clone());
    view! {
        <g
            class=format!("bar bar-{kind} hue-{hue}")
            class:is-ringed=move || ring.with_value(|id| eye.hovered.is(id))
            data-el=id
            data-kind="bar"
            data-bar=kind
            data-start=start.0.to_string()
            // The page holds nothing of what is yet to come.
            data-end=move || end.min(now.get()).0.to_string()
            transform=move || mark.with(|mark| format!("translate({:.2} {:.2})", mark.x, mark.y))
        >
            <rect
                x=inset
                y=inset
                width=move || (size.get()[0] - 2.0 * inset).max(0.6)
                height=move || (size.get()[1] - 2.0 * inset).max(0.6)
                rx=radius
            />
            {foot}
            {named}
        </g>
    }
}

/// What stays of a bar, wherever it is drawn.
struct Looks {
    bar: Bar,
    hue: Hue,
    id: String,
    name: Option<Text>,
    start: Time,
    end: Time,
}

impl Looks {
    fn new(run: &dyn Run, lane: usize, slice: usize) -> Looks {
        let gantt = run.timeline();
        let lane = &gantt.lanes[lane];
        let slice = &lane.slices[slice];
        let resource = lane.kind == LaneKind::Resource;
        let who = slice.who as usize;
        let hue = if resource { gantt.hues.get(who).copied().unwrap_or_default() } else { lane.hue };
        let id = if resource { gantt.id(slice.who).unwrap_or_default() } else { &lane.id };
        let name = match lane.kind {
            LaneKind::Resource if slice.bar == Bar::Solid => gantt.names.get(who).map(Text::same),
            LaneKind::Track => gantt.words.get(who).cloned(),
            LaneKind::Resource | LaneKind::Subject => None,
        };
        Looks { bar: slice.bar, hue, id: id.to_string(), name, start: slice.start, end: slice.end }
    }
}

/// The word for a bar in class names.
pub fn look(bar: Bar) -> &'static str {
    match bar {
        Bar::Solid => "solid",
        Bar::Hollow => "hollow",
        Bar::Hatched => "hatched",
        Bar::Away => "away",
        Bar::Switch => "switch",
        Bar::User => "user",
        Bar::Kernel => "kernel",
        Bar::CpuCopy => "cpu-copy",
        Bar::DmaCopy => "dma-copy",
    }
}
