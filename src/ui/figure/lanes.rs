//! What lies under the bars of a timeline, and what stands over them.

use super::Eye;
use super::bars::look;
use super::flags::{flags, mark};
use super::patterns::{baseline, hem};
use crate::figure::{Bar, FlagKind, Gantt, GanttMoment, Lane, LaneKind, Plan, Tick, Value, measure};
use crate::text::{Lang, Text};
use leptos::prelude::*;

const ON_CPU: Text = Text::new("on CPU", "占用 CPU");
const READY: Text = Text::new("ready", "就绪");
const WAITING: Text = Text::new("waiting for I/O", "等待 I/O");
const SWITCHING: Text = Text::new("switching", "切换");
const RELEASE: Text = Text::new("release", "释放");
const DEADLINE: Text = Text::new("deadline", "截止时间");
const MISS: Text = Text::new("missed", "错过");
const NOT_YET: Text = Text::new("not yet run", "尚未执行");

/// What a layer is painted from.
pub struct Scope<'a> {
    /// The lanes.
    pub gantt: &'a Gantt,
    /// Where everything is.
    pub plan: &'a Plan,
    /// The present and the numbers.
    pub moment: &'a GanttMoment,
    /// The language.
    pub lang: Lang,
    /// Does a CPU ever switch at a cost?
    pub switches: bool,
    /// What is pointed at and selected.
    pub eye: Eye,
}

/// The future, the grid and the axis.
pub fn ground(scope: &Scope<'_>) -> AnyView {
    let (plan, now) = (scope.plan, scope.moment.now);
    let (x, bottom) = (plan.x_within(now), plan.bottom);
    let size = 12.0 * plan.unit;
    let words = NOT_YET.get(scope.lang).to_string();
    let room = plan.right - x;
    let top = plan.top;
    let hidden = (room > measure::width(&words, size) + 24.0 && !plan.narrow).then(|| {
        view! {
            <text class="is-faint" x=x + room / 2.0 y=top + size * 1.5 font-size=size text-anchor="middle">{words}</text>
        }
    });
    let tick = |tick: Tick| {
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

/// What the looks of bars mean.
pub fn legend(scope: &Scope<'_>) -> AnyView {
    let plan = scope.plan;
    // Without lanes of those who use something there are no states to tell apart.
    let plain = scope.gantt.lanes.iter().all(|lane| lane.kind == LaneKind::Resource);
    if plan.narrow || plain {
        return ().into_any();
    }
    let (unit, size) = (plan.unit, 12.0 * plan.unit);
    let middle = 16.0 * unit;
    let mut entries = vec![(Bar::Solid, ON_CPU), (Bar::Hollow, READY), (Bar::Hatched, WAITING)];
    if scope.switches {
        entries.push((Bar::Switch, SWITCHING));
    }
    if !scope.gantt.legend.is_empty() {
        entries = scope.gantt.legend.clone();
    }
    let mut x = plan.left;
    let entry = |(bar, name): (Bar, Text)| {
        let words = name.get(scope.lang).to_string();
        let height = if bar.is_thick() { 12.0 } else { 6.5 } * unit;
        let left = x;
        let (width, next) = (18.0 * unit, measure::width(&words, size));
        x += width + next + 44.0 * unit;
        view! {
            <g class=format!("bar bar-{} is-sample", look(bar))>
                <rect x=left y=middle - height / 2.0 width=width height=height rx="2"/>
            </g>
            <text class="is-quiet" x=left + width + 7.0 * unit y=middle + size * 0.36 font-size=size>{words}</text>
        }
    };
    let bars = entries.into_iter().map(entry).collect_view();
    view! { {bars} {marks(scope, x)} }.into_any()
}

/// What the marks of jobs mean, if there are any; behind the bars.
fn marks(scope: &Scope<'_>, mut x: f64) -> AnyView {
    let (unit, size) = (scope.plan.unit, 12.0 * scope.plan.unit);
    let jobs = |lane: &Lane| lane.flags.iter().any(|flag| flag.kind == FlagKind::Release);
    let kinds: &[(FlagKind, Text)] = if scope.gantt.lanes.iter().any(jobs) {
        &[(FlagKind::Release, RELEASE), (FlagKind::Deadline, DEADLINE), (FlagKind::Miss, MISS)]
    } else {
        &[]
    };
    let entry = |(kind, name): &(FlagKind, Text)| {
        let words = name.get(scope.lang).to_string();
        let left = x;
        x += measure::width(&words, size) + 40.0 * unit;
        view! {
            {mark(*kind, left + 6.0 * unit, 16.0 * unit, 22.0 * unit, unit)}
            <text class="is-quiet" x=left + 17.0 * unit y=16.0 * unit + size * 0.36 font-size=size>{words}</text>
        }
    };
    kinds.iter().map(entry).collect_view().into_any()
}

/// The lanes' names, and the flags of arrivals.
pub fn names(scope: &Scope<'_>) -> AnyView {
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
    if lane.kind != LaneKind::Subject {
        let words = measure::clip(title, size, plan.left - left - 4.0);
        return view! {
            <text class="gantt-name" x=left y=y + size * 0.36 font-size=size>{words}</text>
        }
        .into_any();
    }
    let (size, words) = measure::fit(title, &[size, 12.0], plan.tag - 4.0);
    let room = plan.tag;
    let height = (plan.pitch * 0.61).clamp(15.5, 30.0 * plan.unit);
    let top = y - height / 2.0;
    let flags = flags(plan, y, &lane.flags, now);
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

/// The numbers at the row ends, and their headings.
pub fn numbers(scope: &Scope<'_>) -> AnyView {
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
        let values = scope.moment.values.get(lane).map(Vec::as_slice).unwrap_or_default();
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
pub fn frames(scope: &Scope<'_>) -> AnyView {
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

/// The present.
pub fn playhead(scope: &Scope<'_>) -> AnyView {
    let plan = scope.plan;
    if !plan.shows(scope.moment.now) {
        return ().into_any();
    }
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
