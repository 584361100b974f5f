//! Paints the timeline in three layers: the ground (future, grid, axis), the bars (SVG, or a canvas when there
//! are very many), and what stands over them (names, flags, numbers, the playhead).

use super::animate::Moving;
use super::palette::Palette;
use super::patterns::{baseline, hem};
use super::{Eye, canvas, size};
use crate::figure::{
    Bar, Gantt, GanttMoment, Hue, Lane, LaneKind, Mark, Plan, Value, View, beats, follow, measure,
};
use crate::lab::Run;
use crate::sim::Time;
use crate::text::{Lang, Text, plain};
use leptos::ev::{MouseEvent, WheelEvent};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use std::sync::Arc;

/// More bars than this are painted as pixels.
const FEW: usize = 400;

const ON_CPU: Text = Text::new("on CPU", "占用 CPU");
const READY: Text = Text::new("ready", "就绪");
const WAITING: Text = Text::new("waiting for I/O", "等待 I/O");
const SWITCHING: Text = Text::new("switching", "切换");
const NOT_YET: Text = Text::new("not yet run", "尚未执行");
const EARLIER: Text = Text::new("Rows above", "上方各行");
const LATER: Text = Text::new("Rows below", "下方各行");

/// A timeline, following its figure.
pub fn view(moment: Memo<GanttMoment>, eye: Eye) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let size = size::of(node);
    let first = RwSignal::new(0);
    let columns = Memo::new(move |_| moment.read().columns.clone());
    let plan = Memo::new(move |_| {
        let (width, height) = size.get();
        let view = View { width, height, first: first.get() };
        Plan::new(eye.run.read().timeline(), &columns.read(), eye.lang.get(), view)
    });
    attend(moment, plan, first, eye);
    let now = Memo::new(move |_| moment.read().now);
    let dense = Memo::new(move |_| plan.read().count(eye.run.read().timeline(), now.get()) > FEW);
    let painted = canvas::view(Lanes { eye, plan, now, dense, palette: Palette::followed() });
    let with = move |paint: fn(&Scope<'_>) -> AnyView| {
        move || {
            let (run, plan, moment) = (eye.run.get(), plan.read(), moment.read());
            let scope =
                Scope { gantt: run.timeline(), plan: &plan, moment: &moment, lang: eye.lang.get(), eye };
            (plan.width > 0.0).then(|| paint(&scope))
        }
    };
    let hint = Memo::new(move |_| Plan::heights(eye.run.read().timeline(), size.get().0.max(360.0)));
    let label = move || plain(moment.read().label.get(eye.lang.get()));
    let hit = move |event: &MouseEvent| {
        let run = eye.run.get_untracked();
        let under = find(&plan.read_untracked(), run.timeline(), now.get_untracked(), event);
        under.filter(|id| !id.is_empty())
    };
    let hover = move |event: MouseEvent| match hit(&event) {
        Some(id) if !eye.hovered.is(&id) => eye.hovered.enter(&id),
        Some(_) => {}
        None => eye.hovered.leave(),
    };
    let choose = move |event: MouseEvent| {
        if let Some(id) = hit(&event) {
            eye.selected.set(Some(id));
        }
    };
    let scroll = move |event: WheelEvent| {
        let hidden = plan.with_untracked(|plan| plan.above + plan.below);
        if hidden > 0 {
            event.prevent_default();
            turn(first, plan, event.delta_y() > 0.0);
        }
    };
    animate(plan, now, node, eye);
    view! {
        <div
            class="gantt"
            style:height=move || format!("{}px", hint.get().0)
            style:flex-basis=move || format!("{}px", hint.get().0)
            style:min-height=move || format!("{}px", hint.get().1)
            on:mousemove=hover
            on:mouseleave=move |_| eye.hovered.leave()
            on:click=choose
            on:wheel=scroll
        >
            <div class="gantt-box" node_ref=node role="img" aria-label=label>
                <svg class="gantt-layer" aria-hidden="true">{with(ground)}</svg>
                <div class="gantt-layer gantt-bars">
                    {painted}
                    <svg class="gantt-layer" aria-hidden="true">{bars(plan, now, dense, eye)}</svg>
                </div>
                <svg class="gantt-layer" aria-hidden="true">
                    {with(legend)} {with(names)} {with(numbers)} {with(frames)} {with(playhead)}
                </svg>
            </div>
            {move || more(plan, first, eye.lang.get())}
        </div>
    }
}

/// What a layer is painted from.
struct Scope<'a> {
    gantt: &'a Gantt,
    plan: &'a Plan,
    moment: &'a GanttMoment,
    lang: Lang,
    eye: Eye,
}

/// What the canvas is painted from.
#[derive(Clone, Copy)]
pub struct Lanes {
    /// The run and the language.
    pub eye: Eye,
    /// The layout.
    pub plan: Memo<Plan>,
    /// The present.
    pub now: Memo<Time>,
    /// Are there too many bars for SVG?
    pub dense: Memo<bool>,
    /// Colours.
    pub palette: Memo<Palette>,
}

/// Moves the window of rows to the lane that the step is about.
fn attend(moment: Memo<GanttMoment>, plan: Memo<Plan>, first: RwSignal<usize>, eye: Eye) {
    let room = Memo::new(move |_| plan.read().rows.len());
    Effect::new(move |_| {
        room.track();
        let about = moment.read().lane.clone();
        let (run, plan) = (eye.run.get(), plan.read_untracked());
        let lanes = &run.timeline().lanes;
        let subject = |lane: &&Lane| lane.kind == LaneKind::Subject;
        let shown = plan.rows.iter().filter(|lane| subject(&&lanes[**lane])).count();
        let place = about.and_then(|id| lanes.iter().filter(subject).position(|lane| lane.id == id));
        if let Some(place) = place.filter(|_| plan.above + plan.below > 0) {
            let next = follow(plan.above, shown, place);
            if next != plan.above {
                first.set(next);
            }
        }
    });
}

fn turn(first: RwSignal<usize>, plan: Memo<Plan>, down: bool) {
    let (above, below) = plan.with_untracked(|plan| (plan.above, plan.below));
    if down && below > 0 {
        first.set(above + 1);
    } else if !down && above > 0 {
        first.set(above - 1);
    }
}

/// Buttons for the rows that are out of sight.
fn more(plan: Memo<Plan>, first: RwSignal<usize>, lang: Lang) -> impl IntoView {
    let (above, below) = plan.with(|plan| (plan.above, plan.below));
    let button = |count: usize, name: &Text, down: bool| {
        let sign = if down { "▼" } else { "▲" };
        let label = format!("{}: {count}", name.get(lang));
        view! {
            <button type="button" aria-label=label disabled=count == 0 on:click=move |event| {
                event.stop_propagation();
                turn(first, plan, down);
            }>{sign} " " {count}</button>
        }
    };
    (above + below > 0).then(|| {
        view! { <div class="gantt-more">{button(above, &EARLIER, false)} {button(below, &LATER, true)}</div> }
    })
}

fn find(plan: &Plan, gantt: &Gantt, now: Time, event: &MouseEvent) -> Option<String> {
    use wasm_bindgen::JsCast;
    let element: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let rect = element.get_bounding_client_rect();
    let (x, y) = (event.client_x() as f64 - rect.left(), event.client_y() as f64 - rect.top());
    let hit = plan.hit(gantt, now, x, y)?;
    let lane = &gantt.lanes[hit.lane];
    let named = hit.slice.and_then(|slice| gantt.id(lane.slices[slice].who));
    match (lane.kind, named) {
        (LaneKind::Resource, Some(id)) => Some(id.to_string()),
        (LaneKind::Resource, None) => None,
        (LaneKind::Subject, _) => Some(lane.id.clone()),
    }
}

fn ground(scope: &Scope<'_>) -> AnyView {
    let (plan, now) = (scope.plan, scope.moment.now);
    let (x, bottom) = (plan.x(now), plan.bottom);
    let size = 12.0 * plan.unit;
    let words = NOT_YET.get(scope.lang).to_string();
    let room = plan.right - x;
    let top = plan.top;
    let hidden = (room > measure::width(&words, size) + 24.0 && !plan.narrow).then(|| {
        view! {
            <text class="is-faint" x=x + room / 2.0 y=top + size * 1.5 font-size=size text-anchor="middle">{words}</text>
        }
    });
    let tick = |tick: crate::figure::Tick| {
        let line =
            tick.line.then(|| view! { <path class="gantt-grid" d=format!("M{} {top}V{bottom}", tick.x)/> });
        let look = if tick.now { "gantt-now" } else { "is-faint" };
        let label = tick.label.map(|label| {
            view! { <text class=look x=tick.x y=bottom + size * 1.25 font-size=size text-anchor="middle">{label}</text> }
        });
        view! { {line} {label} }
    };
    view! {
        <rect class="gantt-future" x=x y=top width=room.max(0.0) height=bottom - top/>
        {plan.ticks(now).into_iter().map(tick).collect_view()}
        {hidden}
    }
    .into_any()
}

/// The bars as SVG: all if they are few, else those wide enough for a name, over the canvas.
fn bars(plan: Memo<Plan>, now: Memo<Time>, dense: Memo<bool>, eye: Eye) -> impl IntoView {
    let wide = Memo::new(move |_| plan.read().wide(eye.run.read().timeline()));
    let marks = move || {
        let (run, plan, now) = (eye.run.get(), plan.read(), now.get());
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
        marks.into_iter().map(|mark| Shown::new(mark, gantt, plan.text())).collect()
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
    fn new(mark: Mark, gantt: &Gantt, size: f64) -> Shown {
        let lane = &gantt.lanes[mark.lane];
        let slice = &lane.slices[mark.slice];
        let resource = lane.kind == LaneKind::Resource;
        let who = mark.who as usize;
        let hue = if resource { gantt.hues.get(who).copied().unwrap_or_default() } else { lane.hue };
        let id = if resource { gantt.id(mark.who).unwrap_or_default() } else { &lane.id };
        let name = gantt.names.get(who).filter(|name| {
            resource && mark.bar == Bar::Solid && measure::width(name, size) * measure::BOLD + 4.0 <= mark.w
        });
        let span = (slice.start.0, slice.end.0);
        Shown { mark, hue, id: id.to_string(), name: name.cloned(), span, size }
    }

    fn key(&self) -> (usize, usize, [u64; 4], String, Hue) {
        let Mark { lane, slice, x, y, w, h, .. } = self.mark;
        (lane, slice, [x, y, w, h].map(f64::to_bits), self.id.clone(), self.hue)
    }
}

fn bar(shown: Shown, eye: Eye) -> impl IntoView {
    let Shown { mark, hue, id, name, span, size } = shown;
    let Mark { x, y, w, h, bar, .. } = mark;
    let kind = match bar {
        Bar::Solid => "solid",
        Bar::Hollow => "hollow",
        Bar::Hatched => "hatched",
        Bar::Switch => "switch",
    };
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

fn legend(scope: &Scope<'_>) -> AnyView {
    let plan = scope.plan;
    if plan.narrow {
        return ().into_any();
    }
    let (unit, size) = (plan.unit, 12.0 * plan.unit);
    let middle = 16.0 * unit;
    let mut entries = vec![("solid", ON_CPU), ("hollow", READY), ("hatched", WAITING)];
    if plan.switches {
        entries.push(("switch", SWITCHING));
    }
    let mut x = plan.left;
    let entry = |(kind, name): (&'static str, Text)| {
        let words = name.get(scope.lang).to_string();
        let height = if matches!(kind, "solid" | "switch") { 12.0 } else { 6.5 } * unit;
        let left = x;
        let (width, next) = (18.0 * unit, measure::width(&words, size));
        x += width + next + 44.0 * unit;
        view! {
            <g class=format!("bar bar-{kind} is-sample")>
                <rect x=left y=middle - height / 2.0 width=width height=height rx="2"/>
            </g>
            <text class="is-quiet" x=left + width + 7.0 * unit y=middle + size * 0.36 font-size=size>{words}</text>
        }
    };
    entries.into_iter().map(entry).collect_view().into_any()
}

fn names(scope: &Scope<'_>) -> AnyView {
    let (plan, gantt) = (scope.plan, scope.gantt);
    let one = |(row, index): (usize, &usize)| name(scope, row, &gantt.lanes[*index]);
    plan.rows.iter().enumerate().map(one).collect_view().into_any()
}

fn name(scope: &Scope<'_>, row: usize, lane: &Lane) -> AnyView {
    let plan = scope.plan;
    let (y, size) = (plan.y(row), plan.text());
    let left = plan.margin;
    let title = lane.title.get(scope.lang);
    let now = scope.moment.now;
    if lane.kind == LaneKind::Resource {
        let words = measure::clip(title, size, plan.left - left - 4.0);
        return view! {
            <text class="gantt-name" x=left y=y + size * 0.36 font-size=size>{words}</text>
        }
        .into_any();
    }
    let (size, words) = measure::fit(title, &[size, 12.0], plan.tag - 4.0);
    let room = plan.tag;
    let height = (plan.pitch * 0.61).max(15.5);
    let top = y - height / 2.0;
    let flag = |at: Time| {
        let (x, half) = (plan.x(at), plan.pitch * 0.28);
        let line = format!(
            "M{x} {}V{}l{} {}-{} {}",
            y + half,
            y - half,
            half * 0.8,
            half * 0.45,
            half * 0.8,
            half * 0.45
        );
        view! { <path class="gantt-flag" d=line/> }
    };
    let flags = lane.flags.iter().filter(|flag| flag.at <= now).map(|one| flag(one.at)).collect_view();
    let id = StoredValue::new(lane.id.clone());
    let eye = scope.eye;
    view! {
        <g
            class=format!("gantt-tag thing hue-{}", lane.hue)
            class:is-ringed=move || id.with_value(|id| eye.hovered.is(id))
            data-lane=lane.id.clone()
            transform=format!("translate({left} {top})")
        >
            <rect class="ring" x="-3" y="-3" width=room + 6.0 height=height + 6.0 rx="8"/>
            <rect class="thing-box" width=room height=height rx="5"/>
            {hem(lane.hue, room, height, 5.0)}
            <text x=room / 2.0 y=baseline(height, size) font-size=size text-anchor="middle">{words}</text>
        </g>
        {flags}
    }
    .into_any()
}

fn numbers(scope: &Scope<'_>) -> AnyView {
    let plan = scope.plan;
    let (small, size) = (12.0 * plan.unit, (plan.text() + 1.0).max(12.0));
    let head = |(heading, x): (&Text, &f64)| {
        let words = heading.get(scope.lang).to_string();
        view! {
            <text class="is-quiet" x=*x y=20.0 * plan.unit font-size=small text-anchor="end">{words}</text>
        }
    };
    let number = |y: f64, (value, x): (&Value, &f64)| {
        view! {
            <text
                class="gantt-number"
                class:is-changed=value.changed
                data-changed=value.changed.then_some("true")
                x=*x
                y=y + size * 0.36
                font-size=size
                text-anchor="end"
            >
                {value.text.clone()}
            </text>
        }
    };
    let row = |(row, lane): (usize, &usize)| {
        let values = scope.moment.values.get(*lane).map(Vec::as_slice).unwrap_or_default();
        let y = plan.y(row);
        values.iter().zip(&plan.columns).map(|pair| number(y, pair)).collect_view()
    };
    view! {
        {scope.moment.columns.iter().zip(&plan.columns).map(head).collect_view()}
        {plan.rows.iter().enumerate().map(row).collect_view()}
    }
    .into_any()
}

/// A frame around the lane this step is about, and another around the one selected.
fn frames(scope: &Scope<'_>) -> AnyView {
    let (plan, gantt, eye) = (scope.plan, scope.gantt, scope.eye);
    let frame = |(row, index): (usize, &usize)| {
        let id = gantt.lanes[*index].id.clone();
        let (about, y) = (scope.moment.lane.as_ref() == Some(&id), plan.y(row));
        let height = plan.pitch * 0.82;
        let wide = plan.width - 8.0;
        let chosen = move || eye.is_selected(&id);
        view! {
            {about.then(|| view! {
                <rect class="gantt-about" x="4" y=y - height / 2.0 width=wide height=height rx="5"/>
            })}
            {move || chosen().then(|| view! {
                <rect class="gantt-chosen" x="1.5" y=y - height / 2.0 - 2.5 width=wide + 5.0 height=height + 5.0 rx="7"/>
            })}
        }
    };
    plan.rows.iter().enumerate().map(frame).collect_view().into_any()
}

fn playhead(scope: &Scope<'_>) -> AnyView {
    let plan = scope.plan;
    let (x, top, bottom) = (plan.x(scope.moment.now), plan.top, plan.bottom);
    let mark = (!plan.narrow).then(|| {
        let half = 6.0 * plan.unit;
        let line = format!("M{} {}h{}l-{half} {}z", x - half, top - half * 1.33, half * 2.0, half * 1.33);
        view! { <path class="gantt-pointer" d=line/> }
    });
    let top = if plan.narrow { top - 5.0 } else { top - 4.0 };
    view! {
        <g class="gantt-playhead">
            <path class="gantt-present" d=format!("M{x} {top}V{}", bottom + 1.0)/>
            {mark}
        </g>
    }
    .into_any()
}

/// Settle: the bars and the playhead grow to the present after the things have moved.
fn animate(plan: Memo<Plan>, now: Memo<Time>, node: NodeRef<Div>, eye: Eye) {
    Effect::new(move |before: Option<(Arc<dyn Run>, Time)>| {
        let (run, to) = (eye.run.get(), now.get());
        let kept = (run.clone(), to);
        let Some((last, from)) = before.filter(|_| eye.animator.may_move()) else { return kept };
        if !Arc::ptr_eq(&last, &run) || from >= to {
            return kept;
        }
        spawn_local(async move {
            tick().await;
            let Some(root) = node.try_get_untracked().flatten() else { return };
            let Some(plan) = plan.try_get_untracked().filter(|plan| plan.width > 0.0) else { return };
            let (old, new) = (plan.x(from), plan.x(to));
            let inset = |x: f64| format!("inset(0 {}px 0 0)", (plan.width - x).max(0.0));
            let shift = |x: f64| format!("translateX({}px)", x - new);
            let grown = [
                (".gantt-bars", "clipPath", inset(old), inset(new)),
                (".gantt-playhead", "transform", shift(old), shift(new)),
            ];
            let delay = eye.animator.after(beats::CAUSE);
            for (name, property, start, end) in grown {
                let Ok(Some(element)) = root.query_selector(name) else { continue };
                let frames = vec![(0.0, start), (1.0, end)];
                let moving = Moving { property, frames, delay, duration: beats::SETTLE, easing: "ease-out" };
                eye.animator.start(&element, &moving);
            }
        });
        kept
    });
}
