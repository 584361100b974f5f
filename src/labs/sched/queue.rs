//! The ready queue of every policy: one ordered set. What differs is only what stands in [`Entry`].
//! All CPUs share one [`RunQueue`], or each has its own.
//!
//! ```text
//! policy        level           rank                 tie
//! rr            0               0                    place in the queue
//! fcfs          0               0                    since           (cyclic: the index)
//! sjf           0               length of the burst  since
//! srtf          0               what is left of it   since
//! hrrn          0               length of the burst  since           (head: best response ratio)
//! priority      0               priority             since
//! priority_rr   priority        0                    place in the queue
//! mlfq          level           0, or what is left   place in the queue
//! lottery       0               0                    the index       (head: the draw decides)
//! stride        0               pass                 the index
//! cfs           0               vruntime             place in the queue
//! linux         class           deadline, whole      place in the list
//! custom        0               0                    since           (head: the best value)
//! eevdf         0               deadline, whole      the index       (head: the earliest that is eligible)
//! ```

use super::fair::Shares;
use super::rules::QueueEnd;
use super::state::Pid;
use crate::sim::{Sorted, Sums};

/// A ready process. Smaller is better: level, then rank, then tie, then index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// What queues are apart by.
    pub level: i64,
    /// What the policy compares.
    pub rank: i64,
    /// What decides between equals: the instant of becoming ready, or the place in the queue.
    pub tie: i64,
    /// Who.
    pub who: Pid,
    /// What its part of the CPU is measured by: tickets (`lottery`), weight (`cfs`), else 0. It decides no order.
    pub mass: u32,
}

/// A ready queue and what belongs to it: of all CPUs, or of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunQueue {
    /// Who is ready.
    pub ready: ReadyQueue,
    /// What proportional share remembers.
    pub shares: Shares,
    /// A process that came back from I/O and goes before a running equal (`io_bump`).
    pub bumped: Option<Pid>,
    /// Processes that have not ended and have their home here.
    pub load: u32,
    /// The last place behind all, and before all.
    tail: i64,
    head: i64,
}

impl RunQueue {
    /// The next place at an end.
    pub fn place(&mut self, end: QueueEnd) -> i64 {
        match end {
            QueueEnd::Tail => {
                self.tail += 1;
                self.tail
            }
            QueueEnd::Head => {
                self.head -= 1;
                self.head
            }
        }
    }
}

/// Ready processes, best first. Every operation takes O(log n).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadyQueue {
    order: Sorted<Entry>,
    /// The masses by index of the process.
    masses: Sums,
}

impl ReadyQueue {
    /// A process enters.
    pub fn insert(&mut self, entry: Entry) {
        if self.order.insert(entry) && entry.mass > 0 {
            self.masses.add(entry.who as usize, u64::from(entry.mass));
        }
    }

    /// A process leaves. False if it was not there.
    pub fn remove(&mut self, entry: &Entry) -> bool {
        let there = self.order.remove(entry);
        if there && entry.mass > 0 {
            self.masses.subtract(entry.who as usize, u64::from(entry.mass));
        }
        there
    }

    /// The masses of all that are ready.
    pub fn mass(&self) -> u64 {
        self.masses.total()
    }

    /// Who holds the `target`-th unit of mass when all stand in table order.
    pub fn holder(&self, target: u64) -> Option<Pid> {
        self.masses.find(target).map(|who| who as Pid)
    }

    /// Is nobody ready?
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Bytes of the whole, and of that what no other copy shares.
    pub fn bytes(&self) -> (usize, usize) {
        let ((all, own), (more, fresh)) = (self.order.bytes(), self.masses.bytes());
        (all + more, own + fresh)
    }

    /// How many are ready.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Everybody, best first.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.order.iter()
    }

    /// The best.
    pub fn first(&self) -> Option<Entry> {
        self.order.first().copied()
    }

    /// The next in table order after `last`, round and round. Entries must be tied by index.
    pub fn after(&self, last: Option<Pid>) -> Option<Entry> {
        let next = last.and_then(|last| {
            let here = Entry { level: 0, rank: 0, tie: last as i64, who: last, mass: 0 };
            self.order.after(&here).copied()
        });
        next.or(self.first())
    }

    /// The best of each rank. O(k log n) for k different ranks.
    pub fn first_of_each_rank(&self) -> impl Iterator<Item = Entry> {
        let next_rank = |entry: &Entry| {
            let end = Entry { tie: i64::MAX, who: Pid::MAX, mass: u32::MAX, ..*entry };
            self.order.after(&end).copied()
        };
        std::iter::successors(self.first(), next_rank)
    }

    /// The worst.
    pub fn last(&self) -> Option<Entry> {
        self.order.last().copied()
    }

    /// The best at a level, or else behind it.
    pub fn first_from(&self, level: i64) -> Option<Entry> {
        let before = Entry { level: level - 1, rank: i64::MAX, tie: i64::MAX, who: Pid::MAX, mass: u32::MAX };
        self.order.after(&before).copied()
    }

    /// Takes everybody out, best first.
    pub fn drain(&mut self) -> Vec<Entry> {
        std::mem::take(self).order.iter().copied().collect()
    }
}
