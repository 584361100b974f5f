//! Small helpers with which the pictures of this lab are put together.

use crate::figure::{Anchor, Label, Place, Rect, Scene, Slots, Tone};
use crate::text::Text;

/// An empty box.
pub fn place(id: impl Into<String>, rect: Rect) -> Place {
    Place { id: id.into(), rect, ..Place::default() }
}

/// A box with a name.
pub fn titled(id: impl Into<String>, rect: Rect, title: Text) -> Place {
    Place { title, ..place(id, rect) }
}

/// One row of equal slots.
pub fn row(first: Rect, dx: i32, columns: usize, outlined: bool) -> Slots {
    Slots { first, dx, dy: 0, columns, rows: 1, outlined }
}

/// Words around a point.
pub fn label(text: Text, x: i32, y: i32, anchor: Anchor) -> Label {
    Label { text, at: (x, y), anchor, faint: false }
}

/// Quiet words around a point.
pub fn faint(text: Text, x: i32, y: i32, anchor: Anchor) -> Label {
    Label { faint: true, ..label(text, x, y, anchor) }
}

/// A letter in a tinted box: H, M, F.
pub fn badge(scene: &mut Scene, id: String, middle: i32, top: i32, letter: &str, tone: Tone) {
    scene.places.push(Place { tone, ..place(id, Rect::new(middle - 11, top, 22, 20)) });
    scene.labels.push(label(Text::same(letter), middle, top + 15, Anchor::Middle));
}

/// A point on an ellipse: `index` of `count`, clockwise from the top. In whole pixels.
pub fn on_ellipse(center: (i32, i32), radius: (i32, i32), index: usize, count: usize) -> (i32, i32) {
    let tenths = (3600 * index as i64 / count.max(1) as i64) % 3600;
    let x = i64::from(radius.0) * sine(tenths) / 10_000;
    let y = i64::from(radius.1) * sine(tenths + 900) / 10_000;
    (center.0 + x as i32, center.1 - y as i32)
}

/// The sine of an angle in tenths of a degree, in ten-thousandths (Bhaskara's approximation).
fn sine(tenths: i64) -> i64 {
    let angle = tenths.rem_euclid(3600);
    let (half, sign) = if angle < 1800 { (angle, 1) } else { (angle - 1800, -1) };
    let product = half * (1800 - half);
    sign * 10_000 * 4 * product / (4_050_000 - product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_points_stand_at_top_right_bottom_left() {
        let at = |index| on_ellipse((100, 100), (50, 20), index, 4);
        assert_eq!([0, 1, 2, 3].map(at), [(100, 80), (150, 100), (100, 120), (50, 100)]);
    }
}
