//! Processes, their page tables, and the frames behind them.
//!
//! The rules are those of Linux for anonymous memory: the first read of a private page maps the zero page, the
//! first write takes a frame; fork copies entries only where the parent has pages of its own; whoever writes a
//! shared frame first gets the copy, and the last owner just becomes writable.
//! Simplified: one area of each kind, no files, no swap, no huge pages.

use super::scenario::{Act, MAX_ACTIONS, MAX_PAGES, MAX_PROCESSES, PageName, Policy, Scenario, read};
use crate::lab::Problem;
use crate::sim::{Machine, Time};
use crate::text;
use std::sync::Arc;

/// A frame; 0 is the zero page.
pub type FrameId = usize;

/// The page of zeros that all share.
pub const ZERO: FrameId = 0;

/// A page-table entry that is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The frame.
    pub frame: FrameId,
    /// R/W.
    pub writable: bool,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its name.
    pub name: String,
    /// Has it not ended?
    pub alive: bool,
    /// Its private pages.
    pub private: Vec<Option<Entry>>,
    /// Its shared pages.
    pub shared: Vec<Option<Entry>>,
    /// Page faults so far, all minor.
    pub faults: u64,
    /// When it began: the number of the action.
    pub born: u64,
    /// When it ended.
    pub died: Option<u64>,
}

/// What can happen. One event is one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An access found its page as it needs it.
    Accessed {
        /// Who.
        who: usize,
        /// Which page.
        page: PageName,
        /// It wrote.
        write: bool,
    },
    /// An access trapped into the kernel.
    Faulted {
        /// Who.
        who: usize,
        /// Which page.
        page: PageName,
        /// It wants to write.
        write: bool,
    },
    /// The zero page was mapped.
    Zeroed {
        /// Who.
        who: usize,
        /// Which page.
        page: PageName,
    },
    /// A frame was taken, filled with zeros.
    Allocated {
        /// Who.
        who: usize,
        /// Which page.
        page: PageName,
        /// The frame.
        frame: FrameId,
    },
    /// A shared page that another process had touched was mapped.
    Joined {
        /// Who.
        who: usize,
        /// Which page.
        page: PageName,
        /// The frame.
        frame: FrameId,
    },
    /// A frame was copied for its writer.
    Copied {
        /// Who.
        who: usize,
        /// Which page.
        page: PageName,
        /// From.
        from: FrameId,
        /// To.
        to: FrameId,
    },
    /// The last owner became writable: nothing was copied.
    Reused {
        /// Who.
        who: usize,
        /// Which page.
        page: PageName,
        /// The frame.
        frame: FrameId,
    },
    /// A child was made.
    Forked {
        /// The parent.
        who: usize,
        /// The child.
        child: usize,
        /// Entries copied.
        entries: u64,
        /// Pages copied.
        copied: u64,
    },
    /// A process ran another program, or ended: its entries are gone.
    Dropped {
        /// Who.
        who: usize,
        /// It ended.
        exit: bool,
        /// Frames that nobody maps any more.
        freed: u64,
    },
    /// Nothing is left to do.
    Finished,
}

/// Counts up to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Totals {
    /// Page faults.
    pub faults: u64,
    /// Pages copied, by fork or on a write.
    pub copies: u64,
    /// Faults of a last owner, without a copy.
    pub reuses: u64,
    /// Entries copied by fork.
    pub entries: u64,
    /// The most frames in use at once.
    pub peak: u64,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Cow {
    /// The actions, read.
    pub acts: Arc<Vec<(usize, Act)>>,
    /// What fork does.
    pub policy: Policy,
    /// The processes, in the order of their birth.
    pub processes: Vec<Process>,
    /// How many entries map each frame; 0 for a frame that is free. Frame 0 is the zero page.
    pub frames: Vec<u32>,
    /// The frames of the shared area.
    pub area: Vec<Option<FrameId>>,
    /// Counts up to now.
    pub totals: Totals,
    /// Actions that are over.
    pub done: usize,
    trapped: bool,
    over: bool,
}

impl Cow {
    /// The machine before its first action.
    ///
    /// # Errors
    /// An action that cannot be read, or of a process or page that is not there.
    pub fn begin(scenario: &Scenario) -> Result<Self, Problem> {
        if scenario.pages > MAX_PAGES || scenario.shared > MAX_PAGES {
            let most = MAX_PAGES;
            return Err(Problem::at(
                "n",
                text!("At most {most} pages of each kind.", "每种页面最多 {most} 个。"),
            ));
        }
        if scenario.actions.len() > MAX_ACTIONS {
            let most = MAX_ACTIONS;
            return Err(Problem::at("rows", text!("At most {most} actions.", "最多 {most} 个动作。")));
        }
        let first = Process {
            name: "P".into(),
            alive: true,
            private: vec![None; scenario.pages as usize],
            shared: vec![None; scenario.shared as usize],
            faults: 0,
            born: 0,
            died: None,
        };
        let acts = plan(scenario)?;
        Ok(Cow {
            acts: Arc::new(acts),
            policy: scenario.policy,
            processes: vec![first],
            frames: vec![0],
            area: vec![None; scenario.shared as usize],
            totals: Totals::default(),
            done: 0,
            trapped: false,
            over: false,
        })
    }

    /// The action under way or just over, from 1.
    pub fn current(&self) -> u64 {
        self.done as u64 + u64::from(self.trapped)
    }

    /// The entry of a page.
    pub fn entry(&self, who: usize, page: PageName) -> Option<Entry> {
        let process = &self.processes[who];
        if page.shared { process.shared[page.index] } else { process.private[page.index] }
    }

    /// Frames in use, the zero page aside.
    pub fn in_use(&self) -> u64 {
        self.frames[1..].iter().filter(|count| **count > 0).count() as u64 + self.kept()
    }

    /// Shared frames that nobody maps just now stay in memory.
    fn kept(&self) -> u64 {
        self.area.iter().flatten().filter(|frame| self.frames[**frame] == 0).count() as u64
    }

    fn touch(&mut self, who: usize, page: PageName, write: bool) -> Event {
        let entry = self.entry(who, page);
        let fits = entry.is_some_and(|entry| !write || entry.writable);
        if !self.trapped && fits {
            return Event::Accessed { who, page, write };
        }
        if !self.trapped {
            self.trapped = true;
            self.totals.faults += 1;
            self.processes[who].faults += 1;
            return Event::Faulted { who, page, write };
        }
        self.trapped = false;
        self.serve(who, page, write, entry)
    }

    fn serve(&mut self, who: usize, page: PageName, write: bool, entry: Option<Entry>) -> Event {
        if page.shared {
            let (frame, fresh) = match self.area[page.index] {
                Some(frame) => (frame, false),
                None => (self.take(), true),
            };
            self.area[page.index] = Some(frame);
            self.map(who, page, frame, true);
            return if fresh {
                Event::Allocated { who, page, frame }
            } else {
                Event::Joined { who, page, frame }
            };
        }
        match entry {
            None if !write => {
                self.map(who, page, ZERO, false);
                Event::Zeroed { who, page }
            }
            Some(Entry { frame, .. }) if frame != ZERO && self.frames[frame] == 1 => {
                self.processes[who].private[page.index] = Some(Entry { frame, writable: true });
                self.totals.reuses += 1;
                Event::Reused { who, page, frame }
            }
            Some(Entry { frame: from, .. }) if from != ZERO => {
                self.frames[from] -= 1;
                let to = self.take();
                self.map(who, page, to, true);
                self.totals.copies += 1;
                Event::Copied { who, page, from, to }
            }
            _ => {
                let frame = self.take();
                self.map(who, page, frame, true);
                Event::Allocated { who, page, frame }
            }
        }
    }

    /// A free frame, new if there is none; it is not mapped yet.
    fn take(&mut self) -> FrameId {
        self.frames.push(0);
        self.frames.len() - 1
    }

    fn map(&mut self, who: usize, page: PageName, frame: FrameId, writable: bool) {
        if frame != ZERO {
            self.frames[frame] += 1;
        }
        let process = &mut self.processes[who];
        let table = if page.shared { &mut process.shared } else { &mut process.private };
        table[page.index] = Some(Entry { frame, writable });
        self.totals.peak = self.totals.peak.max(self.in_use());
    }

    fn fork(&mut self, who: usize, name: &str) -> Event {
        let child = self.processes.len();
        let parent = self.processes[who].clone();
        let owns = parent.private.iter().flatten().any(|entry| entry.frame != ZERO);
        let count = parent.private.len();
        self.processes.push(Process {
            name: name.into(),
            alive: true,
            private: vec![None; count],
            shared: vec![None; parent.shared.len()],
            faults: 0,
            born: self.done as u64,
            died: None,
        });
        let (mut entries, mut copied) = (0, 0);
        for (index, entry) in parent.private.iter().enumerate().filter(|_| owns) {
            let Some(entry) = entry else { continue };
            let page = PageName { shared: false, index };
            entries += 1;
            if entry.frame == ZERO {
                self.map(child, page, ZERO, false);
            } else if self.policy == Policy::Copy {
                let to = self.take();
                self.map(child, page, to, true);
                copied += 1;
            } else {
                self.map(child, page, entry.frame, false);
                self.processes[who].private[index] = Some(Entry { writable: false, ..*entry });
            }
        }
        self.totals.entries += entries;
        self.totals.copies += copied;
        Event::Forked { who, child, entries, copied }
    }

    fn drop_all(&mut self, who: usize, exit: bool) -> Event {
        let before = self.in_use();
        let process = &mut self.processes[who];
        let gone: Vec<Entry> =
            process.private.iter_mut().chain(&mut process.shared).filter_map(Option::take).collect();
        if exit {
            process.alive = false;
            process.died = Some(self.done as u64 + 1);
        }
        for entry in gone.iter().filter(|entry| entry.frame != ZERO) {
            self.frames[entry.frame] -= 1;
        }
        Event::Dropped { who, exit, freed: before - self.in_use() }
    }
}

impl Machine for Cow {
    type Event = Event;

    /// The number of the action under way.
    fn now(&self) -> Time {
        Time(self.current())
    }

    fn step(&mut self, events: &mut Vec<Event>) {
        let acts = Arc::clone(&self.acts);
        let Some((who, act)) = acts.get(self.done) else {
            if !std::mem::replace(&mut self.over, true) {
                events.push(Event::Finished);
            }
            return;
        };
        let event = match act {
            Act::Touch(page, write) => self.touch(*who, *page, *write),
            Act::Fork(name) => self.fork(*who, name),
            Act::Exec => self.drop_all(*who, false),
            Act::Exit => self.drop_all(*who, true),
        };
        events.push(event);
        self.done += usize::from(!self.trapped);
    }

    fn bytes(&self) -> usize {
        self.processes.len() * 800 + self.frames.len() * 4
    }
}

/// The actions with their processes found.
fn plan(scenario: &Scenario) -> Result<Vec<(usize, Act)>, Problem> {
    let mut names: Vec<(String, bool)> = vec![("P".into(), true)];
    let mut acts = vec![];
    for (row, action) in scenario.actions.iter().enumerate() {
        let wrong = |text| Problem::at(format!("rows.{row}.action"), text);
        let Some((name, act)) = read(action) else {
            return Err(wrong(text!(
                "“{action}” is no action: P r 0, P w s1, P fork C, C exec, C exit.",
                "“{action}”不是动作：P r 0、P w s1、P fork C、C exec、C exit。"
            )));
        };
        let Some(who) = names.iter().position(|(known, alive)| *known == name && *alive) else {
            return Err(wrong(text!("There is no process {name} here.", "这里没有进程 {name}。")));
        };
        match &act {
            Act::Touch(page, _) => {
                let count = if page.shared { scenario.shared } else { scenario.pages };
                if page.index >= count as usize {
                    let page = page.show();
                    return Err(wrong(text!("There is no page {page}.", "没有页面 {page}。")));
                }
            }
            Act::Fork(child) if names.iter().any(|(known, _)| known == child) => {
                return Err(wrong(text!(
                    "{child} is the name of another process.",
                    "{child} 已是另一个进程的名字。"
                )));
            }
            Act::Fork(_) if names.len() == MAX_PROCESSES => {
                let most = MAX_PROCESSES;
                return Err(wrong(text!("At most {most} processes.", "最多 {most} 个进程。")));
            }
            Act::Fork(child) => names.push((child.clone(), true)),
            Act::Exit => names[who].1 = false,
            Act::Exec => {}
        }
        acts.push((who, act));
    }
    Ok(acts)
}
