//! The lab's machine: whichever model the scenario asks for.

use super::event::Event;
use super::paging::machine::Walking;
use super::replace::machine::Replacing;
use super::scenario::Scenario;
use super::segments::Segmenting;
use super::sums;
use crate::lab::Problem;
use crate::sim::{Machine, Time};

/// A machine of the memory lab.
#[derive(Clone, Debug)]
pub enum Memory {
    /// A replacement study.
    Replace(Box<Replacing>),
    /// Translation through page tables.
    Paging(Box<Walking>),
    /// Translation through a segment table.
    Segments(Segmenting),
    /// A formula, worked out in one step or not yet.
    Sum(bool),
}

impl Memory {
    /// The machine at its beginning.
    ///
    /// # Errors
    /// A count out of its bounds, or parts that do not fit together.
    pub fn begin(scenario: &Scenario) -> Result<Self, Problem> {
        match scenario {
            Scenario::Replace(study) => {
                Replacing::start(study).map(|machine| Memory::Replace(Box::new(machine)))
            }
            Scenario::Paging(paging) => {
                Walking::start(paging).map(|machine| Memory::Paging(Box::new(machine)))
            }
            Scenario::Segments(segments) => Segmenting::start(segments).map(Memory::Segments),
            Scenario::Sizes(wish) => sums::sizes(wish).map(|_| Memory::Sum(false)),
            Scenario::Eat(wish) => sums::eat(wish).map(|_| Memory::Sum(false)),
            Scenario::Counters(wish) => sums::counters(wish).map(|_| Memory::Sum(false)),
        }
    }

    /// The frames under a replacement policy, if the model has them.
    pub fn frames(&self) -> Option<&Replacing> {
        match self {
            Memory::Replace(machine) => Some(machine),
            Memory::Paging(machine) => machine.frames.as_ref(),
            Memory::Segments(_) | Memory::Sum(_) => None,
        }
    }
}

impl Machine for Memory {
    type Event = Event;

    /// The number of the access under way: time is counted in accesses, or where a disk takes time, in units of
    /// CPU time.
    fn now(&self) -> Time {
        match self {
            Memory::Replace(machine) => machine.now(),
            Memory::Paging(machine) => Time(machine.current() as u64),
            Memory::Segments(machine) => Time(machine.current() as u64),
            Memory::Sum(_) => Time::ZERO,
        }
    }

    fn step(&mut self, events: &mut Vec<Event>) {
        match self {
            Memory::Replace(machine) => machine.step(events),
            Memory::Paging(machine) => machine.step(events),
            Memory::Segments(machine) => machine.step(events),
            Memory::Sum(done) => {
                if !std::mem::replace(done, true) {
                    events.push(Event::Computed);
                }
            }
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Memory::Replace(machine) => machine.bytes(),
            Memory::Paging(machine) => machine.bytes(),
            Memory::Segments(_) | Memory::Sum(_) => size_of::<Self>(),
        }
    }
}
