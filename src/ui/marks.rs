//! The marks above the timeline: one for each step while they fit, the weightiest of each spot when they do not.

use crate::lab::Weight;

/// A mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// The step, from 1.
    pub step: usize,
    /// Where it stands, in pixels from the left.
    pub x: f64,
    /// How it is drawn.
    pub weight: Weight,
}

/// The timeline in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Track {
    /// Its width.
    pub width: f64,
    /// Number of steps.
    pub steps: usize,
}

/// Free at both ends, so that the thumb stays inside.
const MARGIN: f64 = 10.;
/// Two ticks need this much between them, two diamonds that.
const TICK: f64 = 5.;
const DIAMOND: f64 = 11.;

impl Track {
    /// Where a step stands.
    pub fn x(self, step: usize) -> f64 {
        let along = if self.steps < 2 { 0. } else { (step - 1) as f64 / (self.steps - 1) as f64 };
        MARGIN + along * (self.width - 2. * MARGIN).max(0.)
    }

    /// The step nearest to a point.
    pub fn step(self, x: f64) -> usize {
        let length = (self.width - 2. * MARGIN).max(1.);
        let along = ((x - MARGIN) / length).clamp(0., 1.);
        1 + (along * self.steps.saturating_sub(1) as f64).round() as usize
    }
}

/// The marks that fit: `weights[i]` is that of step `i + 1`; `key` is the step that the preset exists for.
pub fn marks(track: Track, weights: &[Weight], key: Option<usize>) -> Vec<Mark> {
    let mut kept: Vec<Mark> = Vec::new();
    for (index, weight) in weights.iter().enumerate() {
        let step = index + 1;
        let weight = if key == Some(step) { Weight::Key } else { *weight };
        let mark = Mark { step, x: track.x(step), weight };
        let clash = kept.last().is_some_and(|last| mark.x - last.x < room(last.weight, weight));
        match kept.last_mut() {
            Some(last) if clash && weight > last.weight => *last = mark,
            _ if clash => {}
            _ => kept.push(mark),
        }
    }
    kept
}

fn room(left: Weight, right: Weight) -> f64 {
    match (left, right) {
        (Weight::Minor, Weight::Minor) => TICK,
        (Weight::Minor, _) | (_, Weight::Minor) => (TICK + DIAMOND) / 2.,
        _ => DIAMOND,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Weight::{Event, Key, Minor};

    #[test]
    fn a_short_run_has_a_mark_for_each_step() {
        let track = Track { width: 500., steps: 24 };
        let weights = [Minor; 24];
        let marks = marks(track, &weights, Some(10));
        assert_eq!(marks.len(), 24);
        assert_eq!(marks[9].weight, Key);
        assert_eq!((marks[0].x, marks[23].x), (10., 490.));
    }

    #[test]
    fn a_long_run_keeps_what_matters() {
        let mut weights = vec![Minor; 100_000];
        weights[50_000] = Event;
        let marks = marks(Track { width: 300., steps: 100_000 }, &weights, Some(70_001));
        assert!(marks.len() < 70);
        assert!(marks.iter().any(|mark| mark.step == 50_001 && mark.weight == Event));
        assert!(marks.iter().any(|mark| mark.step == 70_001 && mark.weight == Key));
    }

    #[test]
    fn a_point_finds_its_step() {
        let track = Track { width: 500., steps: 24 };
        for step in 1..=24 {
            assert_eq!(track.step(track.x(step)), step);
        }
        assert_eq!((track.step(-50.), track.step(9000.)), (1, 24));
        assert_eq!(Track { width: 0., steps: 1 }.step(5.), 1);
    }
}
