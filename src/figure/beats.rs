//! How a step passes: cause, move, settle. Times in milliseconds, distances in pixels (`ux.md` 3.4).

use super::scene::{Arrow, Rect, Scene};

/// The first beat: the rule and the arrow appear.
pub const CAUSE: f64 = 120.0;
/// The last beat: values settle.
pub const SETTLE: f64 = 160.0;
/// The most things that move at once.
pub const MOVERS: usize = 4;

/// How long a thing travels over a distance.
pub fn travel(distance: f64) -> f64 {
    (260.0 + 0.25 * distance).min(520.0)
}

/// A thing that moves, and the corners of its way (of its top left corner), first to last.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The thing's id.
    pub id: String,
    /// At least two points.
    pub way: Vec<(f64, f64)>,
}

impl Move {
    /// The length of the way.
    pub fn distance(&self) -> f64 {
        self.way.windows(2).map(|pair| gap(pair[0], pair[1])).sum()
    }

    /// The corners, each with the part of the way that lies behind it: 0 at the first, 1 at the last.
    pub fn keyframes(&self) -> Vec<(f64, (f64, f64))> {
        let whole = self.distance().max(f64::MIN_POSITIVE);
        let mut gone = 0.0;
        let mut from = self.way[0];
        let mut frames = Vec::with_capacity(self.way.len());
        for &point in &self.way {
            gone += gap(from, point);
            from = point;
            frames.push((gone / whole, point));
        }
        frames
    }
}

/// What moves from one picture to the next: the things this step is about first. More than [`MOVERS`] would be
/// more than an eye can follow, so that then only the things that came along an arrow move.
/// A picture of another size is another composition, into which nothing moves.
pub fn moves(before: &Scene, now: &Scene) -> Vec<Move> {
    if (before.width, before.height) != (now.width, now.height) {
        return Vec::new();
    }
    let old = before.spots();
    let mut found = Vec::new();
    for spot in now.spots().iter().filter(|spot| !spot.thing.ghost) {
        let origin = spot.thing.copy_of.as_ref().unwrap_or(&spot.thing.id);
        let was = old.iter().find(|old| old.thing.id == *origin && !old.thing.ghost);
        let Some(was) = was.filter(|was| was.rect != spot.rect) else { continue };
        let via = spot.thing.via.as_ref();
        let arrow = via.and_then(|id| now.arrows.iter().find(|arrow| arrow.id == *id));
        let one = Move { id: spot.thing.id.clone(), way: way(was.rect, spot.rect, arrow) };
        found.push((arrow.is_some(), one));
    }
    found.sort_by_key(|(along, _)| !along);
    if found.len() > MOVERS {
        found.retain(|(along, _)| *along);
        found.truncate(MOVERS);
    }
    found.into_iter().map(|(_, one)| one).collect()
}

/// From one place to another, along an arrow if there is one.
fn way(from: Rect, to: Rect, arrow: Option<&Arrow>) -> Vec<(f64, f64)> {
    let mut way = vec![(from.x as f64, from.y as f64)];
    let (half_w, half_h) = (to.w as f64 / 2.0, to.h as f64 / 2.0);
    let points = arrow.map(|arrow| arrow.points.as_slice()).unwrap_or_default();
    way.extend(points.iter().map(|&(x, y)| (x as f64 - half_w, y as f64 - half_h)));
    way.push((to.x as f64, to.y as f64));
    way
}

fn gap(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Place, Slots, Thing};

    fn scene(slots: &[usize], via: Option<&str>) -> Scene {
        let slot = |first| Slots { first, dx: 50, dy: 0, columns: 9, rows: 1, outlined: false };
        let thing = |(index, slot): (usize, &usize)| Thing {
            id: format!("proc:P{index}"),
            place: "ready".into(),
            slot: *slot,
            via: via.filter(|_| index == 0).map(Into::into),
            ..Thing::default()
        };
        Scene {
            places: vec![Place {
                id: "ready".into(),
                slots: slot(Rect::new(0, 0, 40, 30)),
                ..Place::default()
            }],
            arrows: vec![Arrow {
                id: "back".into(),
                points: vec![(20, 115), (220, 115)],
                ..Arrow::default()
            }],
            things: slots.iter().enumerate().map(thing).collect(),
            ..Scene::default()
        }
    }

    #[test]
    fn travel_grows_with_the_distance_up_to_a_bound() {
        assert_eq!([0.0, 100.0, 1040.0, 5000.0].map(travel), [260.0, 285.0, 520.0, 520.0]);
    }

    #[test]
    fn a_thing_moves_along_its_arrow() {
        let moves = moves(&scene(&[0], None), &scene(&[4], Some("back")));
        assert_eq!(moves[0].way, [(0.0, 0.0), (0.0, 100.0), (200.0, 100.0), (200.0, 0.0)]);
        let offsets: Vec<f64> = moves[0].keyframes().iter().map(|frame| frame.0).collect();
        assert_eq!(offsets, [0.0, 0.25, 0.75, 1.0]);
    }

    #[test]
    fn what_stays_does_not_move_and_what_is_new_does_not_either() {
        assert_eq!(moves(&scene(&[0, 1], None), &scene(&[0, 1, 2], None)), []);
    }

    #[test]
    fn a_copy_sets_out_from_what_it_is_a_copy_of() {
        let mut now = scene(&[0, 3], Some("back"));
        now.things[1].copy_of = Some("proc:P0".into());
        let moves = moves(&scene(&[0], None), &now);
        assert_eq!(moves.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["proc:P1"]);
        assert_eq!(moves[0].way, [(0.0, 0.0), (150.0, 0.0)]);
    }

    #[test]
    fn nothing_moves_into_another_composition() {
        let narrow = Scene { width: 366, ..scene(&[4], Some("back")) };
        assert_eq!(moves(&scene(&[0], None), &narrow), []);
    }

    #[test]
    fn of_many_only_the_subject_moves() {
        let moves = moves(&scene(&[5, 0, 1, 2, 3], None), &scene(&[4, 1, 2, 3, 5], Some("back")));
        assert_eq!(moves.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["proc:P0"]);
    }
}
