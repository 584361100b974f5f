//! What can be stepped.

use super::Time;
use std::fmt::Debug;

/// A mechanism that moves one narratable step at a time.
///
/// Deterministic: the same value stepped twice gives the same events. Everything it needs, its random
/// generator included, is inside it and is cloned with it.
pub trait Machine: Clone + Send + Sync + 'static {
    /// A fact about the past.
    type Event: Clone + Debug + PartialEq + Send + Sync + 'static;

    /// The instant the machine stands at.
    fn now(&self) -> Time;

    /// Moves one step and pushes what happened. Pushing nothing means that the machine has halted.
    fn step(&mut self, events: &mut Vec<Self::Event>);

    /// About how many bytes a copy of the machine takes; bounds the memory of saved states.
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }

    /// The part of [`bytes`](Self::bytes) that it shares with no other copy, for machines that share what did not
    /// change.
    fn fresh(&self) -> usize {
        self.bytes()
    }
}
