//! Mouse, fingers and wheel on the timeline.
//!
//! ```text
//! Ctrl or ⌘ with the wheel, two fingers    zoom at the place pointed at
//! Shift with the wheel, sideways, drag     pan
//! wheel                                    turn the rows, if not all are shown
//! click on a bar                           its end; twice: the bar fills the lanes
//! strip below the axis                     the part of the run that is shown
//! ```

use super::Eye;
use super::zoom::STRIP;
use crate::figure::{Hit, LaneKind, Plan, Window};
use crate::sim::Time;
use leptos::ev::{MouseEvent, PointerEvent, WheelEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A pointer that has moved less than this means a click, in pixels.
const STILL: f64 = 5.;

/// What happens on the timeline. A handle.
#[derive(Clone, Copy)]
pub struct Gestures {
    /// The run, and what can be changed.
    pub eye: Eye,
    /// The layout.
    pub plan: Memo<Plan>,
    /// The present.
    pub now: Memo<Time>,
    held: StoredValue<Held>,
}

/// The pointers that are down.
#[derive(Clone, Default)]
struct Held {
    pointers: Vec<(i32, f64)>,
    start: f64,
    moved: bool,
    strip: bool,
}

impl Gestures {
    /// Nothing is held.
    pub fn new(eye: Eye, plan: Memo<Plan>, now: Memo<Time>) -> Self {
        Gestures { eye, plan, now, held: StoredValue::new(Held::default()) }
    }

    /// Is something being dragged?
    fn drags(self) -> bool {
        self.held.with_value(|held| !held.pointers.is_empty() && held.moved)
    }

    fn change(self, change: impl FnOnce(Window, Time) -> Option<Window>) {
        let end = self.eye.run.get_untracked().timeline().end;
        let window = self.plan.with_untracked(|plan| plan.window);
        let changed = change(window, end);
        if changed != self.eye.zoom.get_untracked() {
            self.eye.zoom.set(changed);
        }
    }

    /// A number of pixels as ticks.
    fn ticks(self, pixels: f64) -> f64 {
        self.plan.with_untracked(|plan| pixels * plan.window.span / (plan.right - plan.left).max(1.))
    }

    /// A pointer goes down.
    pub fn down(self, event: &PointerEvent) {
        let (x, y) = place(event);
        let strip = self.plan.with_untracked(|plan| {
            !plan.is_whole() && (y - plan.strip()).abs() < STRIP && x > plan.left - 8. && x < plan.right + 8.
        });
        if event.button() != 0 {
            return;
        }
        self.held.update_value(|held| {
            if held.pointers.is_empty() {
                (held.start, held.moved, held.strip) = (x, strip, strip);
            }
            held.pointers.push((event.pointer_id(), x));
        });
        if strip {
            capture(event);
            self.to_strip(x);
        }
    }

    /// It moves: one pans, two zoom.
    pub fn moved(self, event: &PointerEvent) {
        let x = place(event).0;
        let Some(before) = self.held.try_update_value(|held| {
            let before = held.clone();
            let pointer = held.pointers.iter_mut().find(|(id, _)| *id == event.pointer_id())?;
            if !held.moved && before.pointers.len() == 1 && (x - held.start).abs() < STILL {
                return None;
            }
            pointer.1 = x;
            held.moved = true;
            Some(before)
        }) else {
            return;
        };
        let Some(before) = before else { return };
        if !before.moved {
            capture(event);
        }
        if before.strip {
            return self.to_strip(x);
        }
        let last = before.pointers.iter().find(|(id, _)| *id == event.pointer_id()).map_or(x, |(_, x)| *x);
        let other = before.pointers.iter().find(|(id, _)| *id != event.pointer_id());
        let dragged = self.ticks(last - x);
        match other {
            None => self.change(|window, end| window.moved(dragged, end)),
            Some((_, other)) => {
                let factor = (x - other).abs().max(8.) / (last - other).abs().max(8.);
                let at = self.plan.with_untracked(|plan| plan.ticks_at((last + other) / 2.));
                self.change(|window, end| {
                    let window = window.zoomed(factor, at, end)?;
                    window.moved(dragged / 2. / factor, end)
                });
            }
        }
    }

    /// It goes up, or is taken away.
    pub fn up(self, event: &PointerEvent) {
        self.held.update_value(|held| held.pointers.retain(|(id, _)| *id != event.pointer_id()));
    }

    /// The window goes to a place of the strip that shows the whole run.
    fn to_strip(self, x: f64) {
        self.plan.with_untracked(|plan| {
            let part = (x - plan.left) / (plan.right - plan.left).max(1.);
            self.change(|window, end| {
                let from = part * end.0 as f64 - window.span / 2.;
                Window { from, ..window }.within(end)
            });
        });
    }

    /// The wheel turns. `rows` turns the rows: down if true.
    pub fn wheel(self, event: &WheelEvent, rows: impl FnOnce(bool)) {
        let line = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1. } else { 24. };
        let (across, along) = (event.delta_x() * line, event.delta_y() * line);
        let (whole, hidden) = self.plan.with_untracked(|plan| (plan.is_whole(), plan.above + plan.below > 0));
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            let at = self.plan.with_untracked(|plan| plan.ticks_at(place(event).0));
            let factor = (-along * 0.01).exp().clamp(0.5, 2.);
            self.change(|window, end| window.zoomed(factor, at, end));
        } else if event.shift_key() || across.abs() > along.abs() {
            if !whole {
                event.prevent_default();
                let ticks = self.ticks(if across == 0. { along } else { across });
                self.change(|window, end| window.moved(ticks, end));
            }
        } else if hidden {
            event.prevent_default();
            rows(along > 0.);
        }
    }

    /// What the pointer is over rings, here and in the words.
    pub fn hover(self, event: &MouseEvent) {
        if self.drags() {
            return;
        }
        match self.thing(event) {
            Some(id) if !self.eye.hovered.is(&id) => self.eye.hovered.enter(&id),
            Some(_) => {}
            None => self.eye.hovered.leave(),
        }
    }

    /// A click selects what is there, and goes to the end of a bar.
    pub fn click(self, event: &MouseEvent) {
        if self.held.try_update_value(|held| std::mem::take(&mut held.moved)).unwrap_or(false) {
            return;
        }
        if let Some(id) = self.thing(event) {
            self.eye.selected.set(Some(id));
        }
        if let Some((_, end)) = self.span(event).filter(|(_, end)| *end < self.now.get_untracked()) {
            self.eye.seek.run(end);
        }
    }

    /// Two clicks show the bar as large as it can be; beside bars, the whole run.
    pub fn double_click(self, event: &MouseEvent) {
        let span = self.span(event);
        self.change(|_, end| span.and_then(|(start, to)| Window::around(start, to, end)));
    }

    fn hit(self, event: &MouseEvent) -> Option<Hit> {
        let (x, y) = place(event);
        let run = self.eye.run.get_untracked();
        self.plan.with_untracked(|plan| plan.hit(run.timeline(), self.now.get_untracked(), x, y))
    }

    /// The bar under the pointer, as far as it has run.
    fn span(self, event: &MouseEvent) -> Option<(Time, Time)> {
        let hit = self.hit(event)?;
        let run = self.eye.run.get_untracked();
        let slice = run.timeline().lanes[hit.lane].slices.get(hit.slice?)?;
        Some((slice.start, slice.end.min(self.now.get_untracked())))
    }

    /// What the bar or lane under the pointer stands for.
    fn thing(self, event: &MouseEvent) -> Option<String> {
        let hit = self.hit(event)?;
        let run = self.eye.run.get_untracked();
        let gantt = run.timeline();
        let lane = &gantt.lanes[hit.lane];
        let named = hit.slice.and_then(|slice| gantt.id(lane.slices[slice].who));
        let id = match lane.kind {
            LaneKind::Resource => named?,
            LaneKind::Subject | LaneKind::Track => &lane.id,
        };
        (!id.is_empty()).then(|| id.to_string())
    }
}

/// Where an event is on the timeline, in pixels.
fn place(event: &MouseEvent) -> (f64, f64) {
    let element = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(rect) = element.map(|element| element.get_bounding_client_rect()) else { return (-1., -1.) };
    (f64::from(event.client_x()) - rect.left(), f64::from(event.client_y()) - rect.top())
}

/// The timeline keeps the pointer while it drags.
fn capture(event: &PointerEvent) {
    if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        element.set_pointer_capture(event.pointer_id()).ok();
    }
}
