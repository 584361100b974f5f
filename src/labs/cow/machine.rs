//! Processes, their page tables, and the frames behind them.
//!
//! The rules are those of Linux: the first read of a private page maps the zero page, the first write takes a
//! frame; fork copies the entries of those pieces of areas that have pages of their own; whoever writes a shared
//! frame first gets the copy, and the last owner just becomes writable; shared pages of a file on disk are
//! write-protected until they are written.
//! Simplified: a program that gets a signal goes on behind the access; no swap, no huge pages, no readahead.
//! Source: measured on Linux 6.18, x86-64.

use super::action::{Act, May, PageName, Span, read, unreadable};
use super::memory::{Back, Bytes, Frame, FrameId, Object, ObjectKind};
use super::scenario::{MAX_ACTIONS, MAX_AREA, MAX_AREAS, MAX_AROUND, MAX_PAGES, Policy, Scenario};
use super::space::{Area, Entry};
use crate::lab::Problem;
use crate::sim::{Machine, Time};
use crate::text;
use std::sync::Arc;

/// A process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its name.
    pub name: String,
    /// Has it not ended?
    pub alive: bool,
    /// Its areas.
    pub areas: Vec<Area>,
    /// Minor page faults so far: served from memory.
    pub minor: u64,
    /// Major page faults so far: the disk was read.
    pub major: u64,
    /// When it began: the number of the action.
    pub born: u64,
    /// When it ended.
    pub died: Option<u64>,
}

/// A page of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Whose.
    pub who: usize,
    /// In which area.
    pub area: usize,
    /// Which page of it.
    pub page: usize,
}

/// What a call did to pages of an area or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `mmap`.
    Mapped,
    /// `munmap`.
    Unmapped,
    /// `mprotect`.
    Protected,
    /// `madvise(MADV_DONTNEED)`.
    Advised,
    /// `msync`.
    Synced,
    /// `write(2)` into a file.
    Written,
    /// `ftruncate`.
    Truncated,
    /// `posix_fadvise(POSIX_FADV_DONTNEED)`.
    Evicted,
    /// `/proc/pid/smaps` was read.
    Measured,
}

/// Why an access ends without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not mapped, or not permitted.
    Segv,
    /// Beyond the end of the file.
    Bus,
    /// The same, when the kernel made the access: no signal, but an error.
    Efault,
}

impl Refusal {
    /// As Linux calls it.
    pub fn name(self) -> &'static str {
        match self {
            Refusal::Segv => "SIGSEGV",
            Refusal::Bus => "SIGBUS",
            Refusal::Efault => "EFAULT",
        }
    }
}

/// What can happen. One event is one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An access found its page as it needs it; whether it wrote.
    Accessed(At, bool),
    /// An access trapped into the kernel.
    Faulted {
        /// Where.
        at: At,
        /// It wants to write.
        write: bool,
        /// The disk must be read.
        major: bool,
    },
    /// An access was refused.
    Refused(At, bool, Refusal),
    /// The zero page was mapped.
    Zeroed(At),
    /// A frame was taken, filled with zeros.
    Allocated(At, FrameId),
    /// A page that is in memory for all was mapped, and so many of its neighbours.
    Joined(At, FrameId, u64),
    /// A page that is shared became writable: from now on it counts as dirty.
    Dirtied(At, FrameId),
    /// A frame was copied for its writer.
    Copied {
        /// Where.
        at: At,
        /// From.
        from: FrameId,
        /// To.
        to: FrameId,
    },
    /// The last owner became writable: nothing was copied.
    Reused(At, FrameId),
    /// A call changed so many entries.
    Changed {
        /// Who called.
        who: usize,
        /// What.
        change: Change,
        /// Entries dropped or changed.
        entries: u64,
    },
    /// A call failed.
    Failed(usize, &'static str),
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
    /// Those that read the disk.
    pub major: u64,
    /// Pages copied, by fork or on a write.
    pub copies: u64,
    /// Faults of a last owner, without a copy.
    pub reuses: u64,
    /// Entries copied by fork.
    pub entries: u64,
    /// The most frames in use at once.
    pub peak: u64,
}

/// What the action under way, or just over, returned to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The byte that was read.
    pub value: Option<u8>,
    /// The signal.
    pub signal: Option<Refusal>,
    /// The error of a call.
    pub error: Option<&'static str>,
    /// What smaps says, in bytes.
    pub smaps: Option<super::smaps::Smaps>,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Cow {
    /// The actions, read.
    pub acts: Arc<Vec<(String, Act)>>,
    /// The actions as they were written.
    pub lines: Arc<Vec<String>>,
    /// What fork does.
    pub policy: Policy,
    /// Pages that a read fault may map.
    pub around: u32,
    /// The processes, in the order of their birth.
    pub processes: Vec<Process>,
    /// Every frame that was ever used.
    pub frames: Vec<Frame>,
    /// Files, and shared anonymous memory.
    pub objects: Vec<Object>,
    /// Counts up to now.
    pub totals: Totals,
    /// What the program got.
    pub outcome: Outcome,
    /// Actions that are over.
    pub done: usize,
    pub(super) trapped: bool,
    pub(super) anonymous: usize,
    over: bool,
}

impl Cow {
    /// The machine before its first action.
    ///
    /// # Errors
    /// An action that cannot be read, or of a process, area, page or file that is not there.
    pub fn begin(scenario: &Scenario) -> Result<Self, Problem> {
        bounds(scenario)?;
        let mut machine = Cow {
            acts: Arc::default(),
            lines: Arc::new(scenario.actions.clone()),
            policy: scenario.policy,
            around: scenario.fault_around,
            processes: vec![],
            frames: vec![Frame {
                back: Back::Zero,
                count: 0,
                exclusive: false,
                dirty: false,
                bytes: Bytes::default(),
            }],
            objects: scenario.files.iter().map(Object::file).collect(),
            totals: Totals::default(),
            outcome: Outcome::default(),
            done: 0,
            trapped: false,
            anonymous: 0,
            over: false,
        };
        for (object, file) in scenario.files.iter().enumerate() {
            let cached = file.cached || machine.objects[object].kind == ObjectKind::Tmpfs;
            for index in (0..file.pages).filter(|_| cached) {
                machine.load(object, index);
            }
        }
        let mut areas = vec![];
        if scenario.pages > 0 {
            areas.push(Area::new(super::action::ANON, false, None, scenario.pages, May::Write));
        }
        if scenario.shared > 0 {
            machine.objects.push(Object::anonymous(super::action::SHARED, scenario.shared));
            let object = Some(machine.objects.len() - 1);
            areas.push(Area::new(super::action::SHARED, true, object, scenario.shared, May::Write));
        }
        machine.processes.push(Process {
            name: "P".into(),
            alive: true,
            areas,
            minor: 0,
            major: 0,
            born: 0,
            died: None,
        });
        machine.acts = Arc::new(rehearse(machine.clone(), scenario)?);
        Ok(machine)
    }

    /// The action under way or just over, from 1.
    pub fn current(&self) -> u64 {
        self.done as u64 + u64::from(self.trapped)
    }

    /// The entry of a page.
    pub fn entry(&self, at: At) -> Option<Entry> {
        self.processes.get(at.who)?.areas.get(at.area)?.pages.get(at.page)?.entry
    }

    /// The area of a page.
    pub fn area(&self, at: At) -> &Area {
        &self.processes[at.who].areas[at.area]
    }

    /// A page as it is shown: `0`, `s1`, `a2`.
    pub fn show(&self, at: At) -> String {
        super::action::show(&self.area(at).name, at.page as u32)
    }

    /// A frame by what it holds: `zero`, `f3`, `cache:F:0`, `shm:a:1`.
    pub fn label(&self, frame: FrameId) -> String {
        match self.frames[frame].back {
            Back::Zero => "zero".into(),
            Back::Anonymous(number) => format!("f{number}"),
            Back::Object(object, page) => {
                let object = &self.objects[object];
                let kind = if object.is_file() { "cache" } else { "shm" };
                format!("{kind}:{}:{page}", object.name)
            }
        }
    }

    /// Frames in use: anonymous memory, private or shared. The zero page and the page cache are not counted.
    pub fn in_use(&self) -> u64 {
        let private = |frame: &&Frame| matches!(frame.back, Back::Anonymous(_)) && frame.count > 0;
        let shared: usize = (0..self.objects.len())
            .filter(|object| !self.objects[*object].is_file() && self.is_mapped(*object))
            .map(|object| self.objects[object].frames.len())
            .sum();
        self.frames.iter().filter(private).count() as u64 + shared as u64
    }

    /// Does a living process have an area of this object?
    pub fn is_mapped(&self, object: usize) -> bool {
        let maps = |area: &Area| area.object == Some(object) && area.pages.iter().any(|page| page.mapped);
        self.processes.iter().filter(|process| process.alive).any(|process| process.areas.iter().any(maps))
    }

    /// The process of a name, if it lives.
    pub fn who(&self, name: &str) -> Option<usize> {
        self.processes.iter().position(|process| process.name == name && process.alive)
    }

    /// Where a page is.
    pub fn find(&self, who: usize, page: &PageName) -> Option<At> {
        let area = self.processes[who].areas.iter().position(|area| area.name == page.area)?;
        let at = At { who, area, page: page.index as usize };
        (at.page < self.area(at).pages.len()).then_some(at)
    }

    /// The file of a name.
    pub fn file(&self, name: &str) -> Option<usize> {
        self.objects.iter().position(|object| object.is_file() && object.name == name)
    }

    fn act(&mut self, who: usize, act: &Act) -> Event {
        if !self.trapped {
            self.outcome = Outcome::default();
        }
        let changed = |entries, change| Event::Changed { who, change, entries };
        match act {
            Act::Touch { page, write, value } => self.touch(who, page, *write, *value, None),
            Act::Sys { page, write, other } => self.touch(who, page, *write, None, Some(other)),
            Act::Map(wish) => self.map_area(who, wish),
            Act::Unmap(span) => changed(self.unmap(who, span), Change::Unmapped),
            Act::Protect(span, may) => self.protect(who, span, *may),
            Act::DontNeed(span) => changed(self.dont_need(who, span), Change::Advised),
            Act::Sync(span) => changed(self.sync(who, span), Change::Synced),
            Act::FileWrite(page, value) => {
                let value = value.unwrap_or(self.number());
                self.write_file(&page.area, page.index, page.byte, value);
                changed(0, Change::Written)
            }
            Act::Truncate(file, pages) => changed(self.truncate(file, *pages), Change::Truncated),
            Act::Evict(file) => changed(self.evict(file), Change::Evicted),
            Act::Smaps(area) => {
                self.outcome.smaps = Some(self.smaps(who, area.as_deref()));
                changed(0, Change::Measured)
            }
            Act::Fork(child) => self.fork(who, child),
            Act::Exec => self.drop_all(who, false),
            Act::Exit => self.drop_all(who, true),
        }
    }

    /// What a write writes if nothing else is said: the number of its action.
    pub(super) fn number(&self) -> u8 {
        (self.done + 1) as u8
    }

    /// Why an action cannot be: what it names is not there.
    fn objection(&self, name: &str, act: &Act) -> Option<text::Text> {
        let Some(who) = self.who(name) else {
            return Some(text!("There is no process {name} here.", "这里没有进程 {name}。"));
        };
        let no_area = |area: &str| {
            let known = self.processes[who].areas.iter().any(|known| known.name == area);
            (!known).then(|| text!("{name} has no area {area}.", "{name} 没有区域 {area}。"))
        };
        let no_page = |page: &PageName| {
            let shown = super::action::show(&page.area, page.index);
            let text = text!("There is no page {shown}.", "没有页面 {shown}。");
            self.find(who, page).is_none().then_some(text)
        };
        let no_file = |file: &str| {
            let text = text!("There is no file {file}.", "没有文件 {file}。");
            self.file(file).is_none().then_some(text)
        };
        let outside = |span: &Span| no_area(&span.area);
        match act {
            Act::Touch { page, .. } => no_page(page),
            Act::Sys { page, other, .. } => no_page(page).or_else(|| match other {
                super::action::Other::File(span) => no_file(&span.area),
                _ => None,
            }),
            Act::Unmap(span) | Act::Protect(span, _) | Act::DontNeed(span) | Act::Sync(span) => outside(span),
            Act::FileWrite(page, _) => no_file(&page.area),
            Act::Truncate(file, _) | Act::Evict(file) => no_file(file),
            Act::Smaps(area) => area.as_deref().and_then(no_area),
            Act::Map(wish) => {
                let areas = &self.processes[who].areas;
                let taken = |area: &Area| area.name == wish.name && area.pages.iter().any(|page| page.mapped);
                let most = MAX_AREAS;
                if areas.iter().any(taken) {
                    let area = &wish.name;
                    Some(text!("{name} already has an area {area}.", "{name} 已有区域 {area}。"))
                } else if areas.len() >= most {
                    Some(text!("At most {most} areas.", "最多 {most} 个区域。"))
                } else {
                    wish.file.as_deref().and_then(no_file)
                }
            }
            Act::Fork(child) if self.processes.iter().any(|process| process.name == *child) => {
                Some(text!("{child} is the name of another process.", "{child} 已是另一个进程的名字。"))
            }
            Act::Fork(_) if self.processes.len() == super::scenario::MAX_PROCESSES => {
                let most = super::scenario::MAX_PROCESSES;
                Some(text!("At most {most} processes.", "最多 {most} 个进程。"))
            }
            Act::Fork(_) | Act::Exec | Act::Exit => None,
        }
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
        let Some((name, act)) = acts.get(self.done) else {
            if !std::mem::replace(&mut self.over, true) {
                events.push(Event::Finished);
            }
            return;
        };
        let who = self.processes.iter().position(|process| process.name == *name);
        let event = self.act(who.expect("rehearsed at the start"), act);
        events.push(event);
        self.done += usize::from(!self.trapped);
        self.totals.peak = self.totals.peak.max(self.in_use());
    }

    fn bytes(&self) -> usize {
        let pages =
            |process: &Process| process.areas.iter().map(|area| area.pages.len() * 40 + 80).sum::<usize>();
        self.processes.iter().map(|process| 120 + pages(process)).sum::<usize>() + self.frames.len() * 120
    }
}

fn bounds(scenario: &Scenario) -> Result<(), Problem> {
    if scenario.pages > MAX_PAGES || scenario.shared > MAX_PAGES {
        let most = MAX_PAGES;
        let text = text!("At most {most} pages of each kind.", "每种页面最多 {most} 个。");
        return Err(Problem::at("n", text));
    }
    if scenario.actions.len() > MAX_ACTIONS {
        let most = MAX_ACTIONS;
        return Err(Problem::at("rows", text!("At most {most} actions.", "最多 {most} 个动作。")));
    }
    let around = scenario.fault_around;
    if !around.is_power_of_two() || around > MAX_AROUND {
        let text = text!("A power of two from 1 to {most}.", "1 到 {most} 的 2 的幂。", most = MAX_AROUND);
        return Err(Problem::at("fa", text));
    }
    if scenario.files.len() > MAX_AREAS {
        let most = MAX_AREAS;
        return Err(Problem::at("files", text!("At most {most} files.", "最多 {most} 个文件。")));
    }
    for (index, file) in scenario.files.iter().enumerate() {
        let name = super::action::named(&file.name).filter(|name| name.parse::<u64>().is_err());
        let twice = scenario.files[..index].iter().any(|other| other.name == file.name);
        let last = file.bytes_last.is_none_or(|bytes| (1..=super::action::PAGE).contains(&bytes));
        if name.is_none() || twice || file.pages > MAX_AREA || !last {
            let text = text!(
                "A file needs a name of its own, at most {most} pages, and 1 to 4096 bytes in the last.",
                "文件需要不重复的名字，最多 {most} 页，最后一页 1 到 4096 字节。",
                most = MAX_AREA
            );
            return Err(Problem::at("files", text));
        }
    }
    Ok(())
}

/// Reads the actions and plays them once, so that whatever they name is there when its turn comes.
fn rehearse(mut machine: Cow, scenario: &Scenario) -> Result<Vec<(String, Act)>, Problem> {
    let mut acts = vec![];
    for (row, action) in scenario.actions.iter().enumerate() {
        let wrong = |text| Problem::at(format!("rows.{row}.action"), text);
        let (name, act) = read(action).ok_or_else(|| wrong(unreadable(action)))?;
        if let Some(objection) = machine.objection(&name, &act) {
            return Err(wrong(objection));
        }
        let who = machine.who(&name).expect("no objection was made");
        machine.act(who, &act);
        if machine.trapped {
            machine.act(who, &act);
        }
        machine.done += 1;
        acts.push((name, act));
    }
    Ok(acts)
}
