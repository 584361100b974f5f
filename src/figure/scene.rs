//! The main figure: places in logical coordinates, things that stand in them, arrows between them.
//!
//! ```text
//! ┌ Ready queue  tail   head ┐ dispatch ┌ Running ┐
//! │     [P3] [P4] [P1]       │ ───────▶ │  ┊P3┊   │    ┊P3┊ = ghost: where P3 was before this step
//! └──────────────────────────┘          └─────────┘
//! ```

use super::{Hue, Tone, measure};
use crate::text::{Lang, Text};
use std::fmt::Write;

/// A picture of places and things. Coordinates are logical pixels; the painter scales them as one.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Scene {
    /// What stands above it, where several stand side by side; mostly empty.
    pub title: Text,
    /// One sentence that says the state, for readers who do not see it.
    pub label: Text,
    /// Width of the drawing.
    pub width: i32,
    /// Height of the drawing.
    pub height: i32,
    /// Boxes, queues, lanes. Drawn first, in order.
    pub places: Vec<Place>,
    /// What stands in the places, ghosts included.
    pub things: Vec<Thing>,
    /// Ways between places.
    pub arrows: Vec<Arrow>,
    /// Words that belong to no place.
    pub labels: Vec<Label>,
    /// Amounts drawn as blocks: the time slice used.
    pub gauges: Vec<Gauge>,
    /// What was counted so far, in large digits.
    pub counters: Vec<Counter>,
}

/// A rectangle in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rect {
    /// Left.
    pub x: i32,
    /// Top.
    pub y: i32,
    /// Width.
    pub w: i32,
    /// Height.
    pub h: i32,
}

impl Rect {
    /// A rectangle from its left, top, width and height.
    pub const fn new(x: i32, y: i32, w: i32, h: i32) -> Self {
        Rect { x, y, w, h }
    }
}

/// A box that holds things.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Place {
    /// Stable id: `ready`, `cpu:0`, `dev:disk`.
    pub id: String,
    /// Where it is.
    pub rect: Rect,
    /// Its name, top left.
    pub title: Text,
    /// A small word at the top right: `CPU 0`, `head`.
    pub corner: Text,
    /// A strip below the title: which code runs here, and in which mode.
    pub strip: Option<(Text, Tone)>,
    /// The tint of the whole box; `Plain` for most.
    pub tone: Tone,
    /// Drawn dashed: not there yet, or outside.
    pub dashed: bool,
    /// Drawn bold: this step changed it.
    pub active: bool,
    /// A lane of the ground on which other places stand.
    pub lane: bool,
    /// Where its things stand.
    pub slots: Slots,
}

/// Positions for things: slot `i` is `first` moved by `dx` times its column and `dy` times its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Slots {
    /// Slot 0: the head of a queue.
    pub first: Rect,
    /// Step from one slot to the next; negative for a queue whose head is at the right.
    pub dx: i32,
    /// Step from one row to the next.
    pub dy: i32,
    /// Slots in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// Draw the empty ones dashed.
    pub outlined: bool,
}

impl Rect {
    /// The middle, horizontally.
    pub fn middle(&self) -> f64 {
        self.x as f64 + self.w as f64 / 2.0
    }

    /// Larger by `by` on every side.
    pub fn grown(&self, by: i32) -> Rect {
        Rect { x: self.x - by, y: self.y - by, w: self.w + 2 * by, h: self.h + 2 * by }
    }
}

impl Arrow {
    /// Its line as an SVG path, corners rounded.
    pub fn path(&self) -> String {
        rounded(&self.points, 15.0)
    }

    /// The area to clear behind the name if it lies on the line, as left, top, width and height.
    pub fn backing(&self, lang: Lang, size: f64) -> Option<(f64, f64, f64, f64)> {
        let bold = if self.active { measure::BOLD } else { 1.0 };
        let width = measure::width(self.label.get(lang), size) * bold + 8.0;
        let (x, y) = (self.at.0 as f64, self.at.1 as f64);
        let left = match self.anchor {
            Anchor::Start => x - 4.0,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width + 4.0,
        };
        let crosses = |pair: &[(i32, i32)]| {
            let (low, high) = (pair[0].0.min(pair[1].0) as f64, pair[0].0.max(pair[1].0) as f64);
            let level = (pair[0].1.min(pair[1].1) as f64, pair[0].1.max(pair[1].1) as f64);
            low < left + width && high > left && level.0 < y && level.1 > y - size
        };
        let lies = !self.label.is_empty() && self.points.windows(2).any(crosses);
        lies.then_some((left, y - size, width, size * 1.3))
    }
}

/// A line through points as an SVG path. Corners get the radius, or less where a leg is short.
pub fn rounded(points: &[(i32, i32)], radius: f64) -> String {
    let mut path = String::new();
    for (index, &(x, y)) in points.iter().enumerate() {
        let around = index.checked_sub(1).and_then(|last| Some((points[last], *points.get(index + 1)?)));
        let Some((before, after)) = around else {
            write!(path, "{}{x} {y}", if index == 0 { "M" } else { "L" }).expect("a string takes all");
            continue;
        };
        let (enter, leave) = (toward((x, y), before, radius), toward((x, y), after, radius));
        write!(path, "L{} {}Q{x} {y} {} {}", enter.0, enter.1, leave.0, leave.1).expect("a string takes all");
    }
    path
}

/// The point at a distance from a corner toward its neighbour; halfway if the leg is short.
fn toward(corner: (i32, i32), neighbour: (i32, i32), distance: f64) -> (f64, f64) {
    let (dx, dy) = ((neighbour.0 - corner.0) as f64, (neighbour.1 - corner.1) as f64);
    let leg = dx.hypot(dy);
    let part = if leg == 0.0 { 0.0 } else { distance.min(leg / 2.0) / leg };
    let at = |from: i32, step: f64| ((from as f64 + step * part) * 10.0).round() / 10.0;
    (at(corner.0, dx), at(corner.1, dy))
}

impl Slots {
    /// How many fit.
    pub fn capacity(&self) -> usize {
        self.columns * self.rows
    }

    /// Where slot `index` is; `None` if it does not fit.
    pub fn rect(&self, index: usize) -> Option<Rect> {
        if index >= self.capacity() {
            return None;
        }
        let (column, row) = ((index % self.columns) as i32, (index / self.columns) as i32);
        Some(Rect { x: self.first.x + column * self.dx, y: self.first.y + row * self.dy, ..self.first })
    }
}

/// A block that stands in a place and keeps its identity from step to step.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Thing {
    /// Stable id: `proc:P3`.
    pub id: String,
    /// What is written on it.
    pub name: String,
    /// Its identity colour and pattern.
    pub hue: Hue,
    /// The place it stands in.
    pub place: String,
    /// Its slot there, 0 = head.
    pub slot: usize,
    /// Only the dashed outline of where it was before this step.
    pub ghost: bool,
    /// This step moved or changed it: drawn with a ring.
    pub changed: bool,
    /// The arrow it came along in this step, if any.
    pub via: Option<String>,
    /// The thing it was copied from in this step: new, it sets out from there.
    pub copy_of: Option<String>,
}

/// A way between places.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Arrow {
    /// Stable id: `dispatch`.
    pub id: String,
    /// Corner points, first to last; corners are rounded by the painter.
    pub points: Vec<(i32, i32)>,
    /// Its name in words.
    pub label: Text,
    /// Where the name stands (baseline), and which end of it is there.
    pub at: (i32, i32),
    /// Which part of the name stands at `at`.
    pub anchor: Anchor,
    /// What moves along it.
    pub kind: ArrowKind,
    /// This step went along it: drawn bold until the next step.
    pub active: bool,
    /// An earlier step went along it; copies and mappings that nothing has used yet are faint.
    pub taken: bool,
    /// Its number in the order of copies, and where the middle of the number is.
    pub badge: Option<(u32, (i32, i32))>,
}

/// Which part of a word stands at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    #[default]
    Middle,
    /// Its end.
    End,
}

/// What moves along an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ArrowKind {
    /// A change of state: thin grey, bold when active.
    #[default]
    Transition,
    /// Bytes, copied by the CPU: solid.
    CpuCopy,
    /// Bytes, copied by a DMA engine: dashed.
    DmaCopy,
    /// No bytes: a mapping, a descriptor, a reference. Dotted.
    Mapping,
}

impl ArrowKind {
    /// The name of its token, `cpu-copy` for `--cpu-copy`; empty for a transition.
    pub fn token(self) -> &'static str {
        match self {
            ArrowKind::Transition => "",
            ArrowKind::CpuCopy => "cpu-copy",
            ArrowKind::DmaCopy => "dma-copy",
            ArrowKind::Mapping => "mapping",
        }
    }
}

/// A number with its name behind it, underlined in the look of what it counts.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Counter {
    /// Stable id: `cpu-copies`.
    pub id: String,
    /// What is counted.
    pub name: Text,
    /// How many.
    pub value: String,
    /// The arrows it counts.
    pub kind: ArrowKind,
    /// Baseline of the number's left end.
    pub at: (i32, i32),
    /// This step changed it.
    pub changed: bool,
}

/// Words that stand by themselves.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Label {
    /// The words.
    pub text: Text,
    /// Baseline point.
    pub at: (i32, i32),
    /// Which part stands there.
    pub anchor: Anchor,
    /// Quieter than the rest.
    pub faint: bool,
}

/// An amount as a row of blocks, with words above it: `slice 2/2`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Gauge {
    /// Stable id.
    pub id: String,
    /// The words.
    pub text: Text,
    /// Where the blocks are; the words stand above.
    pub rect: Rect,
    /// Filled part of a thousand.
    pub permille: u32,
    /// Number of blocks; 1 for a plain bar.
    pub blocks: u32,
}

/// Where a thing is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot<'a> {
    /// The thing.
    pub thing: &'a Thing,
    /// Its rectangle.
    pub rect: Rect,
}

impl Scene {
    /// The place of an id.
    pub fn place(&self, id: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    /// Where every thing that fits is drawn. When a place holds more than it has room for,
    /// its last slot is kept free for "+n" (see [`crowd`](Self::crowd)).
    pub fn spots(&self) -> Vec<Spot<'_>> {
        self.things.iter().filter_map(|thing| self.spot(thing)).collect()
    }

    /// Slots of a place that are drawn empty: outlined, with nothing in them.
    pub fn vacant(&self, place: &Place) -> Vec<Rect> {
        if !place.slots.outlined {
            return Vec::new();
        }
        let taken = |slot| self.things.iter().any(|thing| thing.place == place.id && thing.slot == slot);
        (0..place.slots.capacity())
            .filter(|slot| !taken(*slot))
            .filter_map(|slot| place.slots.rect(slot))
            .collect()
    }

    fn spot<'a>(&'a self, thing: &'a Thing) -> Option<Spot<'a>> {
        let place = self.place(&thing.place)?;
        let crowded = self.crowd(place).is_some();
        let last = place.slots.capacity().checked_sub(1)?;
        if crowded && thing.slot >= last {
            return None;
        }
        Some(Spot { thing, rect: place.slots.rect(thing.slot)? })
    }

    /// How many things of a place are not drawn, and where to say so.
    pub fn crowd(&self, place: &Place) -> Option<(usize, Rect)> {
        let here = self.things.iter().filter(|thing| thing.place == place.id && !thing.ghost);
        let count = here.map(|thing| thing.slot + 1).max().unwrap_or(0);
        let room = place.slots.capacity();
        if count <= room || room == 0 {
            return None;
        }
        Some((count - (room - 1), place.slots.rect(room - 1)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(things: usize) -> Scene {
        let slots =
            Slots { first: Rect::new(100, 0, 44, 38), dx: -56, dy: 0, columns: 3, rows: 1, outlined: true };
        let thing =
            |slot| Thing { id: format!("proc:P{slot}"), place: "ready".into(), slot, ..Thing::default() };
        Scene {
            places: vec![Place { id: "ready".into(), slots, ..Place::default() }],
            things: (0..things).map(thing).collect(),
            ..Scene::default()
        }
    }

    #[test]
    fn a_queue_that_fits_shows_everyone() {
        let scene = queue(3);
        assert_eq!(scene.spots().iter().map(|spot| spot.rect.x).collect::<Vec<_>>(), [100, 44, -12]);
        assert_eq!(scene.crowd(&scene.places[0]), None);
    }

    #[test]
    fn empty_slots_are_outlined() {
        let scene = queue(2);
        assert_eq!(scene.vacant(&scene.places[0]), [Rect::new(-12, 0, 44, 38)]);
    }

    #[test]
    fn a_name_on_its_line_gets_a_ground() {
        let arrow = |y| Arrow {
            points: vec![(300, 60), (300, 16), (30, 16), (30, 60)],
            label: Text::same("time slice used up"),
            at: (170, y),
            ..Arrow::default()
        };
        assert_eq!(arrow(12).backing(Lang::En, 13.0), None, "above the line");
        let (left, top, width, height) = arrow(21).backing(Lang::En, 13.0).unwrap();
        assert!(left > 90.0 && left + width < 250.0 && top < 16.0 && top + height > 16.0);
    }

    #[test]
    fn corners_are_rounded_and_short_legs_less() {
        assert_eq!(rounded(&[(0, 0), (50, 0)], 15.0), "M0 0L50 0");
        assert_eq!(rounded(&[(0, 0), (50, 0), (50, 40)], 15.0), "M0 0L35 0Q50 0 50 15L50 40");
        assert_eq!(rounded(&[(0, 0), (50, 0), (50, 20)], 15.0), "M0 0L35 0Q50 0 50 10L50 20");
    }

    #[test]
    fn a_crowded_queue_counts_the_rest() {
        let scene = queue(7);
        assert_eq!(scene.spots().len(), 2);
        assert_eq!(scene.crowd(&scene.places[0]).unwrap().0, 5);
    }
}
