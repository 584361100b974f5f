//! From switches and wake-ups to arrivals, CPU bursts and sleeps. Times are nanoseconds.

use super::line::{Leaves, Line, Thread};
use crate::labs::sched::scenario::{MAX_BURSTS, MAX_PROCESSES};
use std::collections::BTreeMap;

/// A thread of the recording.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// Its id.
    pub pid: u32,
    /// Its command.
    pub comm: String,
    /// Its priority.
    pub prio: i32,
    /// When it was first ready, since the start of the recording.
    pub arrival: u64,
    /// CPU, sleep, CPU, … that are over.
    pub bursts: Vec<u64>,
    /// CPU time of the burst that goes on.
    ran: u64,
    /// Woken, but not seen to run since.
    waking: Option<u64>,
    now: Now,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Now {
    #[default]
    Ready,
    Running(u64),
    Asleep(u64),
    Ended,
}

/// What could not be recovered, as counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Events that the recorder lost.
    pub lost: u64,
    /// Tasks that ran or were ready when the recording began.
    pub before: usize,
    /// Tasks that ran or were ready when it ended.
    pub after: usize,
    /// Sleeps that had not ended.
    pub asleep: usize,
    /// Sleeps without a wake-up: they end where the task runs again.
    pub unwoken: usize,
    /// Switches from a task that did not run as far as is known.
    pub odd: usize,
    /// Tasks that were woken and never ran.
    pub idle: usize,
    /// Tasks, or bursts of a task, beyond the limits.
    pub beyond: usize,
}

/// The recording so far.
#[derive(Default)]
pub struct Tasks {
    known: BTreeMap<u32, Task>,
    ended: Vec<Task>,
    first: Option<u64>,
    last: u64,
    /// Switches and wake-ups taken in.
    pub events: usize,
    /// The CPUs that were seen.
    pub cpus: std::collections::BTreeSet<u32>,
    /// What could not be recovered.
    pub gaps: Gaps,
}

impl Tasks {
    /// Takes in a line.
    pub fn see(&mut self, line: &Line<'_>) {
        match *line {
            Line::Switch { at, cpu, prev, leaves, next } => {
                let now = self.clock(at);
                self.cpus.insert(cpu);
                self.leave(prev, leaves, now);
                self.enter(next, now);
            }
            Line::Wake { at, who, new, early } => {
                let now = self.clock(at);
                self.wake(who, now, new, early);
            }
            Line::Lost(count) => self.gaps.lost = self.gaps.lost.saturating_add(count),
            Line::Other | Line::Broken => {}
        }
    }

    /// The instant since the start; CPUs whose clocks differ do not let it go back.
    fn clock(&mut self, at: u64) -> u64 {
        self.events += 1;
        let first = *self.first.get_or_insert(at);
        self.last = self.last.max(at.saturating_sub(first));
        self.last
    }

    /// The task of a thread, made if need be; `None` for the idle one and beyond the limit.
    fn task(&mut self, who: Thread<'_>, fresh: Task) -> Option<&mut Task> {
        if who.pid == 0 {
            return None;
        }
        let room = self.known.len() + self.ended.len() < MAX_PROCESSES;
        if !room && !self.known.contains_key(&who.pid) {
            self.gaps.beyond += 1;
            return None;
        }
        let task = self.known.entry(who.pid).or_insert(Task { pid: who.pid, ..fresh });
        // A program names itself after its start; the last name and priority count.
        if task.comm != who.comm {
            task.comm = who.comm.into();
        }
        task.prio = who.prio;
        Some(task)
    }

    fn leave(&mut self, who: Thread<'_>, leaves: Leaves, now: u64) {
        let unknown = who.pid != 0 && !self.known.contains_key(&who.pid);
        self.gaps.before += unknown as usize;
        let Some(task) = self.task(who, Task { now: Now::Running(0), ..Task::default() }) else {
            return;
        };
        let odd = !matches!(task.now, Now::Running(_));
        if let Now::Running(since) = task.now {
            task.ran += now - since;
        }
        let mut beyond = false;
        task.now = match leaves {
            Leaves::Ready => Now::Ready,
            Leaves::Asleep => {
                beyond = task.close();
                Now::Asleep(now)
            }
            Leaves::Ended => {
                beyond = task.close();
                Now::Ended
            }
        };
        task.waking = None;
        self.gaps.odd += odd as usize;
        self.gaps.beyond += beyond as usize;
    }

    fn enter(&mut self, who: Thread<'_>, now: u64) {
        let unknown = who.pid != 0 && !self.known.contains_key(&who.pid);
        self.gaps.before += unknown as usize;
        let Some(task) = self.task(who, Task::default()) else {
            return;
        };
        let mut unwoken = false;
        if let Now::Asleep(since) = task.now {
            unwoken = task.waking.is_none();
            let woken = task.waking.unwrap_or(now);
            task.sleep(woken - since);
        }
        task.waking = None;
        task.now = Now::Running(now);
        self.gaps.unwoken += unwoken as usize;
    }

    fn wake(&mut self, who: Thread<'_>, now: u64, new: bool, early: bool) {
        let over = self.known.get(&who.pid).is_some_and(|task| task.now == Now::Ended);
        if over && let Some(old) = self.known.remove(&who.pid).filter(|_| new || !early) {
            self.ended.push(old);
        }
        let Some(task) = self.task(who, Task { arrival: now, ..Task::default() }) else {
            return;
        };
        match task.now {
            Now::Asleep(_) if early => task.waking = Some(now),
            Now::Asleep(since) => {
                task.sleep(now - since);
                task.waking = None;
                task.now = Now::Ready;
            }
            _ => {}
        }
    }

    /// All tasks in order of arrival, as far as they ran; what was under way ends with the recording.
    pub fn close(&mut self) -> Vec<Task> {
        let (last, gaps) = (self.last, &mut self.gaps);
        let known = std::mem::take(&mut self.known);
        let mut all: Vec<Task> = std::mem::take(&mut self.ended);
        for mut task in known.into_values() {
            match task.now {
                Now::Running(since) => {
                    task.ran += last - since;
                    task.close();
                    gaps.after += 1;
                }
                Now::Ready if task.ran > 0 => {
                    task.close();
                    gaps.after += 1;
                }
                Now::Ready => {
                    // It came back from a sleep and waits: the sleep is known, what follows is not.
                    gaps.after += !task.bursts.is_empty() as usize;
                    task.bursts.truncate(task.bursts.len().saturating_sub(1) | 1);
                }
                Now::Asleep(_) => gaps.asleep += 1,
                Now::Ended => {}
            }
            all.push(task);
        }
        let count = all.len();
        all.retain(|task| task.bursts.iter().step_by(2).any(|cpu| *cpu > 0));
        gaps.idle = count - all.len();
        all.sort_by_key(|task| (task.arrival, task.pid));
        all
    }

    /// The length of the recording.
    pub fn span(&self) -> u64 {
        self.last
    }
}

impl Task {
    /// The CPU burst is over; true if it is beyond the limit.
    fn close(&mut self) -> bool {
        let ran = std::mem::take(&mut self.ran);
        let room = self.bursts.len() < MAX_BURSTS;
        match self.bursts.len() % 2 {
            0 if room => self.bursts.push(ran),
            // A sleep that is not known lies between: one longer burst.
            1 => *self.bursts.last_mut().expect("there is one") += ran,
            _ => {}
        }
        !room
    }

    /// A sleep is over.
    fn sleep(&mut self, span: u64) {
        if self.bursts.len() % 2 == 1 && self.bursts.len() + 1 < MAX_BURSTS {
            self.bursts.push(span);
        }
    }
}
