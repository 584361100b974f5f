//! The grid of the textbooks: a column per reference, a row per frame, and who left.

use super::machine::{COLUMNS, Column, Memory, ROWS, Replacing};
use super::picture::{Plan, page_hue};
use super::pool::Page;
use crate::figure::{Anchor, Place, Rect, Scene, Thing, Tone, measure};
use crate::labs::memory::event::Event;
use crate::labs::memory::sketch::{badge, faint, label, place, row, titled};
use crate::text;
use crate::text::Text;
use std::sync::Arc;

/// Width of a column, unless its names are longer.
const STEP: i32 = 42;
/// Height of a row where there are few, and where there are many.
const PITCH: (i32, i32) = (32, 24);
/// More rows than these stand closer.
const FEW: usize = 7;

/// What of the references is seen, and how large.
struct Window {
    first: usize,
    columns: usize,
    step: i32,
    left: i32,
    /// Where the first row begins.
    top: i32,
    pitch: i32,
    rows: usize,
}

impl Window {
    fn new(plan: &Plan, now: &Replacing) -> Self {
        let total = now.config.refs.len();
        let room = plan.width - plan.left - 6;
        let current = now.current().saturating_sub(1);
        let seen =
            |columns: usize| (current + 1).saturating_sub(columns * 2 / 3).min(total.saturating_sub(columns));
        // The longest name near the present decides how wide a column is.
        let most = (room / STEP) as usize;
        let from = seen(most);
        let longest = (from..total.min(from + most))
            .map(|at| measure::width(&header(now, at), 14.0) as i32)
            .max()
            .unwrap_or(0);
        let step = (longest + 12).max(STEP);
        let columns = ((room / step) as usize).clamp(1, COLUMNS);
        let rows = shown_rows(now);
        let pitch = if rows > FEW { PITCH.1 } else { PITCH.0 };
        let top = if now.config.has_ops { 80 } else { 62 };
        Window { first: seen(columns), columns, step, left: plan.left, top, pitch, rows }
    }

    fn middle(&self, at: usize) -> i32 {
        self.left + (at - self.first) as i32 * self.step + self.step / 2
    }

    fn holds(&self, at: usize) -> bool {
        (self.first..self.first + self.columns).contains(&at)
    }
}

/// Draws the grid and returns where it ends.
pub fn grid(scene: &mut Scene, plan: &Plan, now: &Replacing, events: &[Event]) -> i32 {
    let window = Window::new(plan, now);
    let current = now.current().saturating_sub(1);
    if now.current() > 0 && window.holds(current) {
        let (x, half) = (window.middle(current), window.step / 2);
        let rect = Rect::new(x - half - 1, 4, window.step + 2, window.top - 6);
        scene.places.push(Place { active: true, ..place("now", rect) });
    }
    headers(scene, &window, now);
    frame_rows(scene, &window, now);
    let mark = window.top - 28;
    let done: Vec<Arc<Column>> =
        now.columns.iter().filter(|column| window.holds(column.at)).cloned().collect();
    for column in &done {
        let (letter, tone) = if column.hit { ("H", Tone::Hit) } else { ("F", Tone::Fault) };
        badge(scene, format!("badge:{}", column.at), window.middle(column.at), mark, letter, tone);
        let fresh = !now.is_busy() && column.at == current;
        past_column(scene, now, column, column.at - window.first, fresh);
    }
    if now.is_busy() && events.iter().any(|event| !matches!(event, Event::Ticked)) {
        badge(scene, format!("badge:{current}"), window.middle(current), mark, "F", Tone::Fault);
        open_column(scene, now, current, current - window.first);
    }
    window.top + (window.rows as i32 + 1) * window.pitch
}

fn headers(scene: &mut Scene, window: &Window, now: &Replacing) {
    let total = now.config.refs.len();
    let name = if window.left < 100 { 16 } else { 28 };
    scene.labels.push(faint(Text::new("Access", "访问"), name, 24, Anchor::Start));
    if now.config.has_ops {
        scene.labels.push(faint(Text::new("Write", "写"), name, 43, Anchor::Start));
    }
    for at in window.first..total.min(window.first + window.columns) {
        let (x, name) = (window.middle(at), Text::same(header(now, at)));
        let put = if at < now.current() { label } else { faint };
        scene.labels.push(put(name, x, 24, Anchor::Middle));
        if now.config.writes[at] {
            scene.labels.push(put(Text::same("W"), x, 43, Anchor::Middle));
        }
    }
    if window.first > 0 {
        scene.labels.push(faint(Text::same("…"), window.left - 2, 24, Anchor::End));
    }
}

fn header(now: &Replacing, at: usize) -> String {
    now.page(at).map(|page| now.name(page)).unwrap_or_default()
}

/// How many frames the grid has rows for.
fn shown_rows(now: &Replacing) -> usize {
    match &now.memory {
        Memory::Pools(_) => now.config.frames.min(ROWS),
        Memory::Sets(sets) => now.config.names.len().clamp(3, if sets.len() > 1 { ROWS } else { 8 }),
    }
}

fn frame_rows(scene: &mut Scene, window: &Window, now: &Replacing) {
    let width = window.columns as i32 * window.step + window.left - 16;
    let (step, pitch) = (window.step, window.pitch);
    let slots =
        |y: i32| row(Rect::new(window.left + 3, y + 3, step - 6, pitch - 6), step, window.columns, false);
    for index in 0..window.rows {
        let y = window.top + index as i32 * pitch;
        scene.places.push(Place {
            slots: slots(y),
            ..titled(format!("row:{index}"), Rect::new(16, y, width, pitch), row_title(now, index))
        });
    }
    let y = window.top + window.rows as i32 * pitch;
    scene.places.push(Place {
        slots: slots(y),
        dashed: true,
        ..titled("out", Rect::new(16, y, width, pitch), Text::new("Out", "移出"))
    });
}

fn row_title(now: &Replacing, index: usize) -> Text {
    match &now.memory {
        Memory::Pools(_) if now.config.is_local() => {
            let process = now.config.starts.partition_point(|start| *start <= index) - 1;
            let name = &now.config.processes[process];
            text!("Frame {index} · {name}", "页框 {index} · {name}")
        }
        Memory::Pools(_) => text!("Frame {index}", "页框 {index}"),
        Memory::Sets(_) if index == 0 => Text::new("Resident", "驻留集"),
        Memory::Sets(_) => Text::default(),
    }
}

fn past_column(scene: &mut Scene, now: &Replacing, column: &Column, slot: usize, fresh: bool) {
    for (index, page) in column.frames.iter().enumerate() {
        let Some(page) = page else { continue };
        let changed = fresh && !column.hit && (column.slot == Some(index) || *page == column.page);
        scene.things.push(Thing { changed, ..cell(now, *page, column.at, index, slot) });
    }
    let gone = column.victim.iter().chain(&column.removed).next();
    if let Some(page) = gone {
        scene.things.push(Thing {
            id: format!("out:{}", column.at),
            place: "out".into(),
            ..cell(now, *page, column.at, 0, slot)
        });
    }
}

/// The column of a reference that is under way: the frames as they are now.
fn open_column(scene: &mut Scene, now: &Replacing, at: usize, slot: usize) {
    let pages: Vec<Option<Page>> = match &now.memory {
        Memory::Pools(_) => now.slots().take(ROWS).map(|slot| slot.map(|here| here.page)).collect(),
        Memory::Sets(_) => now.resident().take(ROWS).map(Some).collect(),
    };
    for (index, page) in pages.into_iter().enumerate() {
        let Some(page) = page else { continue };
        let changed = now.victim() == Some(index);
        scene.things.push(Thing { changed, ..cell(now, page, at, index, slot) });
    }
}

fn cell(now: &Replacing, page: Page, at: usize, index: usize, slot: usize) -> Thing {
    Thing {
        id: format!("cell:{at}:{index}"),
        name: now.name(page),
        hue: page_hue(now, page),
        place: format!("row:{index}"),
        slot,
        ..Thing::default()
    }
}
