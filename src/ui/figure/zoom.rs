//! Buttons to zoom the timeline, and the strip that says which part of the run is shown.

use super::Eye;
use super::lanes::Scope;
use crate::figure::{Plan, Window};
use crate::sim::Time;
use crate::text::Text;
use crate::ui::icons::{Draw, WHOLE};
use leptos::prelude::*;

/// How far from the strip it can be grasped, in pixels; it is thinner.
pub const STRIP: f64 = 9.;

/// A narrow chart has buttons once its bars are thinner than this.
const THIN: f64 = 6.;

const GROUP: Text = Text::new("Zoom of the timeline", "时间轴缩放");
const IN: Text = Text::new("Zoom in (Shift ↑, Ctrl wheel)", "放大（Shift ↑，Ctrl 滚轮）");
const OUT: Text = Text::new("Zoom out (Shift ↓, Ctrl wheel)", "缩小（Shift ↓，Ctrl 滚轮）");
const ALL: Text = Text::new("Whole run (0)", "整个运行（0）");

/// Are there buttons? On a phone only where bars are hard to tell apart: two fingers do the same.
pub fn wanted(plan: Memo<Plan>, now: Memo<Time>, eye: Eye) -> Memo<bool> {
    Memo::new(move |_| {
        let plan = plan.read();
        let lanes = plan.rows.len().max(1) as f64;
        let bars = plan.count(eye.run.read().timeline(), now.get()).max(1) as f64;
        let thin = (plan.right - plan.left) * lanes / bars < THIN;
        plan.width > 0. && (!plan.narrow || !plan.is_whole() || thin)
    })
}

/// The buttons.
pub fn tools(plan: Memo<Plan>, now: Memo<Time>, wanted: Memo<bool>, eye: Eye) -> impl IntoView {
    let whole = Memo::new(move |_| plan.read().is_whole());
    let button = move |name: Text, sign: AnyView, factor: Option<f64>| {
        let label = move || name.get(eye.lang.get()).to_string();
        let act = move |event: leptos::ev::MouseEvent| {
            event.stop_propagation();
            let end = eye.run.get_untracked().timeline().end;
            let window = plan.with_untracked(|plan| plan.window);
            eye.zoom.set(factor.and_then(|factor| window.closer(factor, now.get_untracked(), end)));
        };
        let off = move || factor != Some(2.) && whole.get();
        view! {
            <button type="button" aria-label=label.clone() title=label disabled=off on:click=act>{sign}</button>
        }
    };
    view! {
        <Show when=move || wanted.get()>
            <div
                class="gantt-tools"
                role="group"
                aria-label=move || GROUP.get(eye.lang.get()).to_string()
                on:dblclick=|event| event.stop_propagation()
            >
                {button(OUT, "−".into_any(), Some(0.5))}
                {button(IN, "+".into_any(), Some(2.))}
                {button(ALL, view! { <Draw icon=WHOLE/> }.into_any(), None)}
            </div>
        </Show>
    }
}

/// The whole run as a thin line, the part that is shown, and the present.
pub fn strip(scope: &Scope<'_>) -> AnyView {
    let plan = scope.plan;
    if plan.is_whole() {
        return ().into_any();
    }
    let end = Window::whole(scope.gantt.end).span;
    let wide = plan.right - plan.left;
    let x = |ticks: f64| plan.left + wide * (ticks / end).clamp(0., 1.);
    let width = (wide * plan.window.span / end).max(10.);
    let left = x(plan.window.from).min(plan.right - width);
    let (top, now) = (plan.strip() - 1.5, x(scope.moment.now.0 as f64));
    view! {
        <rect class="gantt-track" x=plan.left y=top width=wide height="3" rx="1.5"/>
        <rect class="gantt-thumb" x=left y=top - 1.5 width=width height="6" rx="3"/>
        <path class="gantt-head" d=format!("M{now} {}v9", top - 3.)/>
    }
    .into_any()
}
