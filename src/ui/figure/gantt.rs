//! Paints the timeline in three layers: the ground (future, grid, axis), the bars (SVG, or a canvas when there
//! are very many), and what stands over them (names, flags, numbers, the playhead).

use super::animate::Moving;
use super::bars::bars;
use super::gestures::Gestures;
use super::lanes::{Scope, frames, ground, legend, names, numbers, playhead};
use super::palette::Palette;
use super::zoom::{strip, tools, wanted};
use super::{Eye, canvas, size};
use crate::figure::{GanttMoment, Plan, View, beats, page};
use crate::lab::Run;
use crate::sim::Time;
use crate::text::{Lang, Text, plain};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use std::sync::Arc;

/// More bars than this are painted as pixels.
const FEW: usize = 400;

const EARLIER: Text = Text::new("Rows above", "上方各行");
const LATER: Text = Text::new("Rows below", "下方各行");

/// A timeline, following its figure.
pub fn view(moment: Memo<GanttMoment>, eye: Eye) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let size = size::of(node);
    let first = RwSignal::new(0);
    let columns = Memo::new(move |_| moment.read().columns.clone());
    let laid_out = move |first: usize| {
        let (width, height) = size.get();
        let view = View { width, height, first };
        Plan::new(eye.run.read().timeline(), &columns.read(), eye.lang.get(), view)
    };
    let layout = Memo::new(move |_| laid_out(first.get()));
    let plan = Memo::new(move |_| layout.read().through(eye.zoom.get()));
    attend(moment, Memo::new(move |_| laid_out(0)), first, eye);
    let now = Memo::new(move |_| moment.read().now);
    follow(now, eye);
    let switches = Memo::new(move |_| eye.run.read().timeline().switches());
    let dense = Memo::new(move |_| plan.read().count(eye.run.read().timeline(), now.get()) > FEW);
    let painted = canvas::view(Lanes { eye, plan, now, dense, palette: Palette::followed() });
    let with = move |paint: fn(&Scope<'_>) -> AnyView| {
        move || {
            let (run, plan, moment) = (eye.run.get(), plan.read(), moment.read());
            let scope = Scope {
                gantt: run.timeline(),
                plan: &plan,
                moment: &moment,
                lang: eye.lang.get(),
                switches: switches.get(),
                eye,
            };
            (plan.width > 0.0).then(|| paint(&scope))
        }
    };
    let hint = Memo::new(move |_| Plan::heights(eye.run.read().timeline(), size.get().0.max(360.0)));
    let label = move || plain(moment.read().label.get(eye.lang.get()));
    let buttons = wanted(plan, now, eye);
    // Without numbers there is no room below them.
    let high = Memo::new(move |_| layout.with(|plan| plan.columns.is_empty() && !plan.narrow));
    let low = move || buttons.get() && layout.read().narrow;
    let hands = Gestures::new(eye, plan, now);
    animate(plan, now, node, eye);
    view! {
        <div
            class="gantt"
            class:has-tools=low
            class:is-zoomed=move || !plan.read().is_whole()
            style:height=move || format!("{}px", hint.get().0)
            style:flex-basis=move || format!("{}px", hint.get().0)
            style:min-height=move || format!("{}px", hint.get().1)
            on:mousemove=move |event| hands.hover(&event)
            on:mouseleave=move |_| eye.hovered.leave()
            on:click=move |event| hands.click(&event)
            on:dblclick=move |event| hands.double_click(&event)
            on:pointerdown=move |event| hands.down(&event)
            on:pointermove=move |event| hands.moved(&event)
            on:pointerup=move |event| hands.up(&event)
            on:pointercancel=move |event| hands.up(&event)
            on:wheel=move |event| hands.wheel(&event, |down| turn(first, plan, down))
        >
            <div class="gantt-box" node_ref=node role="img" aria-label=label>
                <svg class="gantt-layer" aria-hidden="true">{with(ground)}</svg>
                <div class="gantt-layer gantt-bars">
                    {painted}
                    <svg class="gantt-layer" aria-hidden="true">{bars(plan, now, dense, eye)}</svg>
                </div>
                <svg class="gantt-layer is-over" aria-hidden="true">
                    {with(legend)} {with(names)} {with(numbers)} {with(frames)} {with(playhead)} {with(strip)}
                </svg>
            </div>
            <div class="gantt-buttons" class:is-high=move || high.get()>
                {move || more(layout, first, eye.lang.get())} {tools(plan, now, buttons, eye)}
            </div>
        </div>
    }
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

/// Moves the window of rows to the lane that the step is about; `top` is the layout with the window at the first row. The
/// effect must not read the layout that it changes: one that wakes itself sleeps through the next step.
fn attend(moment: Memo<GanttMoment>, top: Memo<Plan>, first: RwSignal<usize>, eye: Eye) {
    Effect::new(move |_| {
        let about = moment.read().lane.clone();
        let (run, plan) = (eye.run.get(), top.read());
        if plan.above + plan.below > 0 {
            let place = about.and_then(|id| plan.place(run.timeline(), &id));
            first.set(page(plan.page, place.unwrap_or(0)));
        }
    });
}

/// The window follows the present when that moves.
fn follow(now: Memo<Time>, eye: Eye) {
    Effect::new(move |_| {
        let now = now.get();
        let end = eye.run.get_untracked().timeline().end;
        let Some(window) = eye.zoom.get_untracked() else { return };
        let followed = window.following(now, end);
        if followed != window {
            eye.zoom.set(Some(followed));
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
            let (old, new) = (plan.x_within(from), plan.x_within(to));
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
