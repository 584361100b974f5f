//! Recording two runs, one after the other.

use super::{Fields, Pair};
use crate::lab::{Opening, Progress, Run};
use std::sync::Arc;

/// Two runs that are being recorded to be compared, and the fields that turn the first into the second.
pub fn opening(first: Box<dyn Opening>, second: Box<dyn Opening>, fields: Fields) -> Box<dyn Opening> {
    Box::new(Two { halves: [Making::Now(first), Making::Now(second)], fields })
}

/// A half that is there, or that is being recorded.
pub(super) enum Making {
    Done(Arc<dyn Run>),
    Now(Box<dyn Opening>),
}

impl Making {
    fn go(&mut self, steps: usize) -> bool {
        match self {
            Making::Done(_) => true,
            Making::Now(opening) => opening.go(steps),
        }
    }

    fn progress(&self) -> Progress {
        match self {
            Making::Done(run) => Progress { steps: run.len(), permille: Some(1000) },
            Making::Now(opening) => opening.progress(),
        }
    }

    fn finish(self) -> Arc<dyn Run> {
        match self {
            Making::Done(run) => run,
            Making::Now(opening) => opening.finish(),
        }
    }
}

pub(super) struct Two {
    pub halves: [Making; 2],
    pub fields: Fields,
}

impl Opening for Two {
    fn go(&mut self, steps: usize) -> bool {
        let [first, second] = &mut self.halves;
        first.go(steps) && second.go(steps)
    }
    fn progress(&self) -> Progress {
        let [one, two] = [0, 1].map(|half| self.halves[half].progress());
        let permille = one.permille.zip(two.permille).map(|(one, two)| (one + two) / 2);
        Progress { steps: one.steps + two.steps, permille }
    }
    fn finish(self: Box<Self>) -> Arc<dyn Run> {
        let Two { halves: [first, second], fields } = *self;
        Arc::new(Pair::new(first.finish(), second.finish(), fields))
    }
}
