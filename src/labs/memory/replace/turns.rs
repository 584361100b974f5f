//! Processes that wait for the disk while others run: who makes which access when.
//!
//! ```text
//! CPU   A A A ✕ B B ✕ C C C C ✕ · · A A …      ✕ page fault, · idle: everybody waits
//! disk        [ A   ][ B   ][ C   ]            one transfer at a time, in the order of asking
//! ```
//!
//! An access takes one unit of CPU. The page of a fault takes its frame at once; its process waits until the disk
//! has written back the victim, if it must, and read the page. The CPU goes round robin.

use super::config::Config;
use super::machine::Replacing;
use crate::labs::memory::scenario::Replace;
use std::collections::VecDeque;
use std::sync::Arc;

/// When a reference is made, in accesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// The unit of CPU time that it takes begins here.
    pub start: u64,
    /// After a fault: when the disk has brought the page; otherwise the end of the unit.
    pub back: u64,
}

/// Which of its process's own references each reference is.
pub fn places(config: &Config) -> Vec<u64> {
    let mut made = vec![0; config.processes.len().max(1)];
    let place = |page| {
        let made = &mut made[config.owner(page)];
        *made += 1;
        *made - 1
    };
    config.refs.iter().copied().map(place).collect()
}

/// The machine with its references in the order in which the processes make them: found by running it once.
pub fn played(mut machine: Replacing, scenario: &Replace) -> Replacing {
    let start = machine.clone();
    let written = Arc::clone(&start.config);
    let count = machine.lives.len();
    let mut left: Vec<VecDeque<usize>> = vec![VecDeque::new(); count];
    for (at, page) in written.refs.iter().enumerate() {
        left[written.owner(*page)].push_back(at);
    }
    machine.config = Arc::new(Config { own: vec![vec![]; count], stride: 1, ..copy(&written) });
    let disk = u64::from(scenario.disk);
    let mut clock = Clock { ready: (0..count).collect(), ..Clock::default() };
    let mut events = vec![];
    while let Some(process) = clock.next(&left) {
        let at = left[process].pop_front().expect("a ready process has something to do");
        let config = Arc::get_mut(&mut machine.config).expect("nobody else looks at it");
        config.own[process].push(config.refs.len() as u32);
        Arc::make_mut(&mut config.refs).push(written.refs[at]);
        Arc::make_mut(&mut config.writes).push(written.writes[at]);
        config.next.extend(written.next.get(at));
        let before = machine.totals;
        events.clear();
        // Its own beat must be there while it is made.
        let config = Arc::get_mut(&mut machine.config).expect("nobody else looks at it");
        config.beats.push(Beat { start: clock.now, back: clock.now + 1 });
        machine.finish_reference(&mut events);
        let after = machine.totals;
        let transfers = (after.faults - before.faults) + (after.writebacks - before.writebacks);
        let back = clock.pass(process, transfers * disk, u64::from(scenario.quantum.max(1)));
        let config = Arc::get_mut(&mut machine.config).expect("nobody else looks at it");
        config.beats.last_mut().expect("just pushed").back = back;
        config.end = config.end.max(back);
    }
    let mut config = Arc::into_inner(machine.config).expect("nobody else looks at it");
    (config.fine, config.stride) = (written.fine, written.stride);
    Replacing { config: Arc::new(config), ..start }
}

fn copy(config: &Config) -> Config {
    Config {
        names: Arc::clone(&config.names),
        has_ops: config.has_ops,
        policy: config.policy,
        frames: config.frames,
        processes: config.processes.clone(),
        owners: config.owners.clone(),
        starts: config.starts.clone(),
        ..Config::default()
    }
}

/// The CPU, its ready queue and the disk.
#[derive(Default)]
struct Clock {
    now: u64,
    running: Option<usize>,
    used: u64,
    ready: VecDeque<usize>,
    /// Processes that wait for the disk, with the time at which it is done for them: rising.
    waiting: VecDeque<(u64, usize)>,
}

impl Clock {
    /// Who makes the next access; the time moves on if everybody waits.
    fn next(&mut self, left: &[VecDeque<usize>]) -> Option<usize> {
        loop {
            self.wake();
            self.running = self.running.take().or_else(|| self.ready.pop_front());
            match self.running.filter(|process| !left[*process].is_empty()) {
                Some(process) => return Some(process),
                None if self.running.take().is_some() => self.used = 0,
                None => self.now = self.waiting.front()?.0,
            }
        }
    }

    /// One access was made, and the disk has so much to do for it. Returns when the process can go on.
    fn pass(&mut self, process: usize, transfer: u64, quantum: u64) -> u64 {
        self.now += 1;
        self.used += 1;
        if transfer > 0 {
            let free = self.waiting.back().map_or(0, |last| last.0).max(self.now);
            self.waiting.push_back((free + transfer, process));
            (self.running, self.used) = (None, 0);
            return free + transfer;
        }
        if self.used >= quantum {
            self.wake();
            self.ready.push_back(process);
            (self.running, self.used) = (None, 0);
        }
        self.now
    }

    fn wake(&mut self) {
        while let Some((_, process)) = self.waiting.front().filter(|first| first.0 <= self.now) {
            self.ready.push_back(*process);
            self.waiting.pop_front();
        }
    }
}
