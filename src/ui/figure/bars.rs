//! Bars as SVG: all if they are few, else those wide enough for a name, over the canvas.

use super::Eye;
use super::patterns::{baseline, hem};
use crate::figure::{Bar, Gantt, Hue, LaneKind, Mark, Plan, measure};
use crate::sim::Time;
use crate::text::Lang;
use leptos::prelude::*;

/// The bars up to the present.
pub fn bars(plan: Memo<Plan>, now: Memo<Time>, dense: Memo<bool>, eye: Eye) -> impl IntoView {
    let wide = Memo::new(move |_| plan.read().wide(eye.run.read().timeline()));
    let marks = move || {
        let (run, plan, now, lang) = (eye.run.get(), plan.read(), now.get(), eye.lang.get());
        let gantt = run.timeline();
        if plan.width == 0.0 {
            return Vec::new();
        }
        let marks = if dense.get() {
            let begun =
                |&(row, slice): &(usize, usize)| gantt.lanes[plan.rows[row]].slices[slice].start < now;
            let wide = wide.read();
            wide.iter().copied().filter(begun).map(|(row, slice)| plan.mark(gantt, row, slice, now)).collect()
        } else {
            plan.marks(gantt, now)
        };
        marks.into_iter().map(|mark| Shown::new(mark, gantt, (lang, plan.text()), now)).collect()
    };
    view! { <For each=marks key=Shown::key children=move |shown| bar(shown, eye)/> }
}

/// A bar with its identity and name. Its key says all of it, so that a bar that stays as it is keeps its element.
#[derive(Clone)]
struct Shown {
    mark: Mark,
    hue: Hue,
    id: String,
    name: Option<String>,
    span: (u64, u64),
    size: f64,
}

impl Shown {
    fn new(mark: Mark, gantt: &Gantt, (lang, size): (Lang, f64), now: Time) -> Shown {
        let lane = &gantt.lanes[mark.lane];
        let slice = &lane.slices[mark.slice];
        let resource = lane.kind == LaneKind::Resource;
        let who = mark.who as usize;
        let hue = if resource { gantt.hues.get(who).copied().unwrap_or_default() } else { lane.hue };
        let id = if resource { gantt.id(mark.who).unwrap_or_default() } else { &lane.id };
        let fits = |name: &&str| measure::width(name, size) * measure::BOLD + 4.0 <= mark.w;
        let name = match lane.kind {
            LaneKind::Resource if mark.bar == Bar::Solid => gantt.names.get(who).map(String::as_str),
            LaneKind::Track => gantt.words.get(who).map(|words| words.get(lang)),
            LaneKind::Resource | LaneKind::Subject => None,
        };
        let name = name.filter(fits).filter(|name| !name.is_empty()).map(String::from);
        // The page holds nothing of what is yet to come.
        let span = (slice.start.0, slice.end.min(now).0);
        Shown { mark, hue, id: id.to_string(), name, span, size }
    }

    fn key(&self) -> (usize, usize, [u64; 4], u64, String, Hue, Option<String>) {
        let Mark { lane, slice, x, y, w, h, .. } = self.mark;
        (
            lane,
            slice,
            [x, y, w, h].map(f64::to_bits),
            self.span.1,
            self.id.clone(),
            self.hue,
            self.name.clone(),
        )
    }
}

fn bar(shown: Shown, eye: Eye) -> impl IntoView {
    let Shown { mark, hue, id, name, span, size } = shown;
    let Mark { x, y, w, h, bar, .. } = mark;
    let kind = look(bar);
    let round = if h < 10.0 { 2.0 } else { 3.0 };
    let (inset, radius) = if bar == Bar::Solid { (0.0, round) } else { (0.5, round) };
    let foot = (bar == Bar::Solid && w >= 8.0).then(|| hem(hue, w, h, 3.0));
    let named = name.map(|name| {
        let y = baseline(h, size);
        view! { <text x=w / 2.0 y=y font-size=size text-anchor="middle">{name}</text> }
    });
    let id = StoredValue::new(id);
    view! {
        <g
            class=format!("bar bar-{kind} hue-{hue}")
            class:is-ringed=move || id.with_value(|id| eye.hovered.is(id))
            data-el=id.get_value()
            data-kind="bar"
            data-bar=kind
            data-start=span.0.to_string()
            data-end=span.1.to_string()
            transform=format!("translate({x} {y})")
        >
            <rect x=inset y=inset width=(w - 2.0 * inset).max(0.6) height=h - 2.0 * inset rx=radius/>
            {foot}
            {named}
        </g>
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
