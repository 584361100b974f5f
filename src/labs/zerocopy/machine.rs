//! The machine: a CPU with its mode and current process, buffers, two DMA engines, and a program of system calls.
//!
//! ```text
//! ops ─▶ the CPU works until `ends` ─┐
//! disk DMA done at …                 ├─▶ whichever comes first is the next step
//! network card's DMA done at …       ─┘
//! ```

use super::config::Config;
use super::program;
use super::scenario::Technique;
use super::state::{Call, Counts, Event, Hold, Mover, Op, Range, Span, Spot, Track, Way};
use crate::figure::Bar;
use crate::sim::{Machine, Time};
use std::collections::VecDeque;
use std::sync::Arc;

/// Small work of kernel or program between two switches, in nanoseconds: a lookup, programming a device.
const WORK: u64 = 500;

/// A file on its way from a disk to a network card.
#[derive(Clone, Debug)]
pub struct Zerocopy {
    /// What is asked for.
    pub config: Arc<Config>,
    /// The present.
    pub now: Time,
    /// The client that is served, from 0.
    pub client: u64,
    /// Bytes of the file that the program is done with, for this client.
    pub done: u64,
    /// The file's length now.
    pub length: u64,
    /// What each spot holds.
    holds: [Hold; 6],
    /// Is the CPU in kernel mode?
    pub in_kernel: bool,
    /// Does another process have the CPU?
    pub asleep: bool,
    /// The call that is being served.
    pub call: Option<Call>,
    /// What was counted.
    pub counts: Counts,
    /// Ways that something has taken.
    pub taken: Vec<Way>,
    /// Is everything over?
    pub over: bool,
    ops: VecDeque<Op>,
    /// When the CPU is done with the first of `ops`; `None` if it has not begun.
    ends: Option<Time>,
    /// Until when the CPU is taken by what came before.
    free: Time,
    disk: Option<(Time, Spot, Range)>,
    nic: VecDeque<(Time, Time, Spot, Range)>,
    /// Since when the process waits.
    waiting: Option<Time>,
    /// What took time and ended in the last step.
    pub spans: Vec<Span>,
}

impl Zerocopy {
    /// The machine before its first step.
    pub fn new(config: Arc<Config>) -> Self {
        let mut holds = [Hold::Nothing; 6];
        let whole = Range { from: 0, to: config.size };
        holds[Spot::Disk as usize] = Hold::Bytes(whole);
        if config.cached {
            holds[Spot::Cache as usize] = Hold::Bytes(whole);
        }
        let ops = program::opening(&config, 0).into();
        let counts = Counts { peak: holds[Spot::Cache as usize].bytes(), ..Counts::default() };
        Zerocopy {
            length: config.size,
            config,
            now: Time::ZERO,
            client: 0,
            done: 0,
            holds,
            in_kernel: false,
            asleep: false,
            call: None,
            counts,
            taken: vec![],
            over: false,
            ops,
            ends: None,
            free: Time::ZERO,
            disk: None,
            nic: VecDeque::new(),
            waiting: None,
            spans: vec![],
        }
    }

    /// What a spot holds.
    pub fn hold(&self, spot: Spot) -> Hold {
        self.holds[spot as usize]
    }

    /// How many buffers in memory hold bytes of the file.
    pub fn copies(&self) -> usize {
        MEMORY.into_iter().filter(|spot| self.hold(*spot).bytes() > 0).count()
    }

    /// Bytes of memory that copies of the file take.
    pub fn held(&self) -> u64 {
        MEMORY.into_iter().map(|spot| self.hold(spot).bytes()).sum()
    }

    /// Has the network card something to send?
    pub fn is_sending(&self) -> bool {
        !self.nic.is_empty()
    }

    /// Is the disk at work?
    pub fn is_loading(&self) -> bool {
        self.disk.is_some()
    }

    fn set(&mut self, spot: Spot, hold: Hold) {
        self.holds[spot as usize] = hold;
        self.counts.peak = self.counts.peak.max(self.held());
    }

    /// Puts bytes into a spot. The page cache and the network card add them to what they have.
    fn put(&mut self, spot: Spot, range: Range) {
        let held = self.hold(spot).range();
        let joins = matches!(spot, Spot::Cache | Spot::Nic) && !held.is_empty();
        let range =
            if joins { Range { from: held.from.min(range.from), to: held.to.max(range.to) } } else { range };
        self.set(spot, Hold::Bytes(range));
    }

    fn span(&mut self, track: Track, start: Time, end: Time, bar: Bar) {
        if start < end {
            self.spans.push(Span { track, start, end, bar });
        }
    }

    /// Fills `ops` with the next round, the next client, or the end.
    fn refill(&mut self) {
        if !self.ops.is_empty() {
            return;
        }
        if self.done < self.length {
            let want = Range { from: self.done, to: (self.done + self.config.chunk).min(self.config.size) };
            let there = Range { to: want.to.min(self.length), ..want };
            self.ops = program::round(&self.config, want, there).into();
            self.done = want.to;
            return;
        }
        self.client += 1;
        if self.client < self.config.clients {
            self.done = 0;
            self.ops = program::opening(&self.config, self.client).into();
        } else {
            self.client -= 1;
            self.ops.push_back(Op::End);
        }
    }

    /// How long the CPU works on an operation, in nanoseconds.
    fn cost(&self, op: Op) -> u64 {
        let config = &self.config;
        match op {
            Op::Call(_) => WORK + config.mode,
            Op::Return(_) | Op::Fail(_) | Op::Resume => config.mode,
            Op::Fault(_) if !self.in_kernel => WORK + config.mode,
            Op::Sleep | Op::Wake => config.context,
            Op::Copy(Spot::Disk, _, range) | Op::Copy(_, Spot::Nic, range) => {
                Config::copy_time(range.len(), config.dma.min(config.cpu))
            }
            Op::Copy(_, _, range) | Op::Encrypt(_, range) => Config::copy_time(range.len(), config.cpu),
            Op::Lookup(_) | Op::Fault(_) | Op::Load(..) | Op::Refer(..) | Op::Send(..) | Op::Die => WORK,
            Op::GiveUp | Op::Accept | Op::Truncate(_) | Op::End => 0,
        }
    }

    /// The CPU is done with an operation: what follows from it.
    fn perform(&mut self, op: Op) -> Event {
        match op {
            Op::GiveUp => Event::GaveUp,
            Op::Accept => {
                self.set(Spot::Nic, Hold::Nothing);
                Event::Accepted(self.client)
            }
            Op::Call(call) => {
                self.enter();
                self.counts.calls += 1;
                self.call = Some(call);
                Event::Called(call)
            }
            Op::Return(call) => {
                self.leave();
                Event::Returned(call)
            }
            Op::Fail(call) => {
                self.leave();
                self.ops.clear();
                self.done = self.length;
                Event::Failed(call)
            }
            Op::Resume => {
                self.leave();
                Event::Resumed
            }
            Op::Lookup(range) => Event::Found { hit: self.look(range), range },
            Op::Fault(range) => {
                let user = !self.in_kernel;
                if user {
                    self.enter();
                    self.counts.faults += 1;
                }
                Event::Faulted { hit: self.look(range), user, range }
            }
            Op::Load(to, range) => {
                let end = self.now + Time(Config::copy_time(range.len(), self.config.dma));
                self.disk = Some((end, to, range));
                self.ops.insert(1, Op::Sleep);
                Event::Programmed(to, range)
            }
            Op::Sleep => {
                self.counts.context_switches += 1;
                self.asleep = true;
                Event::Slept
            }
            Op::Wake => {
                self.counts.context_switches += 1;
                self.asleep = false;
                Event::Woken
            }
            Op::Copy(from, to, range) => {
                self.move_bytes(Way { from, to, kind: Mover::Cpu }, range);
                if to == Spot::Nic {
                    self.set(Spot::Socket, Hold::Nothing);
                    self.counts.sent += range.len();
                }
                Event::Copied(from, to, range)
            }
            Op::Refer(from, to, range) => {
                self.take(Way { from, to, kind: Mover::Nobody });
                self.set(to, Hold::Refs(range));
                if from == Spot::Pipe {
                    self.set(Spot::Pipe, Hold::Nothing);
                }
                Event::Referred(from, to, range)
            }
            Op::Encrypt(from, range) => {
                self.put(Spot::User, range);
                Event::Encrypted(from, range)
            }
            Op::Send(from, range) => {
                let start = self.nic.back().map_or(self.now, |job| job.1.max(self.now));
                let end = start + Time(Config::copy_time(range.len(), self.config.dma));
                self.nic.push_back((start, end, from, range));
                Event::Queued(from, range)
            }
            Op::Die => {
                self.ops.truncate(1);
                self.done = self.length;
                self.client = self.config.clients - 1;
                Event::Died
            }
            Op::Truncate(length) => {
                self.length = length;
                let kept = Range { from: 0, to: length };
                self.set(Spot::Disk, Hold::Bytes(kept));
                if let Hold::Bytes(range) = self.hold(Spot::Cache) {
                    self.set(Spot::Cache, Hold::Bytes(Range { to: range.to.min(length), ..range }));
                }
                Event::Truncated(length)
            }
            Op::End => {
                self.over = true;
                Event::Finished
            }
        }
    }

    fn enter(&mut self) {
        self.counts.mode_switches += 1;
        self.in_kernel = true;
    }

    fn leave(&mut self) {
        self.counts.mode_switches += 1;
        self.in_kernel = false;
        self.call = None;
    }

    /// Looks a range up in the page cache. What is missing is loaded next.
    fn look(&mut self, range: Range) -> bool {
        let hit = matches!(self.hold(Spot::Cache), Hold::Bytes(held) if held.covers(range));
        if !hit {
            let load = if self.config.technique == Technique::Pio {
                Op::Copy(Spot::Disk, Spot::Cache, range)
            } else {
                Op::Load(Spot::Cache, range)
            };
            self.ops.insert(1, load);
        }
        hit
    }

    fn take(&mut self, way: Way) {
        if !self.taken.contains(&way) {
            self.taken.push(way);
        }
    }

    fn move_bytes(&mut self, way: Way, range: Range) {
        assert!(
            matches!(self.hold(way.from), Hold::Bytes(held) if held.covers(range)),
            "bytes come from where they are"
        );
        self.take(way);
        self.put(way.to, range);
        let counts = &mut self.counts;
        match way.kind {
            Mover::Cpu => {
                counts.cpu_copies += 1;
                counts.cpu_bytes += range.len();
            }
            Mover::Dma => {
                counts.dma_copies += 1;
                counts.dma_bytes += range.len();
            }
            Mover::Nobody => {}
        }
    }

    /// The CPU finishes the operation it began at `start`.
    fn finish_op(&mut self, op: Op, start: Time, end: Time) -> Event {
        self.now = end;
        let (was_kernel, was_asleep) = (self.in_kernel, self.asleep);
        let event = self.perform(op);
        self.ops.pop_front();
        let copy = matches!(op, Op::Copy(..));
        let took = end.since(start).0;
        self.counts.busy += took;
        self.counts.copying += if copy { took } else { 0 };
        self.span(Track::Cpu, start, end, if copy { Bar::CpuCopy } else { Bar::Switch });
        match op {
            Op::Sleep => {
                self.span(Track::Process, start, end, Bar::Kernel);
                self.waiting = Some(end);
            }
            _ if was_asleep => {
                let from = self.waiting.take().unwrap_or(start);
                self.span(Track::Process, from, end, Bar::Hatched);
            }
            Op::Call(_) | Op::Fault(_) if !was_kernel => {
                let middle = end.since(Time(self.config.mode));
                self.span(Track::Process, start, middle, Bar::User);
                self.span(Track::Process, middle, end, Bar::Kernel);
            }
            _ => self.span(Track::Process, start, end, if was_kernel { Bar::Kernel } else { Bar::User }),
        }
        self.free = end;
        self.ends = None;
        event
    }

    /// The disk's DMA engine is done: its bytes are there, and its interrupt wakes the process.
    fn arrive(&mut self, (end, to, range): (Time, Spot, Range)) -> Event {
        self.disk = None;
        self.now = end.max(self.free);
        let start = Time(end.0 - Config::copy_time(range.len(), self.config.dma));
        self.span(Track::DiskDma, start, end, Bar::DmaCopy);
        self.span(Track::Cpu, self.free, self.now, Bar::Hollow);
        self.free = self.now;
        self.move_bytes(Way { from: Spot::Disk, to, kind: Mover::Dma }, range);
        self.ops.push_front(Op::Wake);
        Event::Arrived(to, range)
    }

    /// The network card's DMA engine is done with one job.
    fn sent(&mut self) -> Event {
        let (start, end, from, range) = self.nic.pop_front().expect("it has a job");
        self.now = end.max(self.now);
        self.span(Track::NicDma, start, end, Bar::DmaCopy);
        self.take(Way { from, to: Spot::Nic, kind: Mover::Dma });
        self.put(Spot::Nic, range);
        self.counts.dma_copies += 1;
        self.counts.dma_bytes += range.len();
        self.counts.sent += range.len();
        if self.nic.is_empty() {
            self.set(Spot::Socket, Hold::Nothing);
        }
        Event::Sent(from, range)
    }

    fn next(&mut self) -> Event {
        self.refill();
        let nic = self.nic.front().map(|job| job.1);
        if let Some(job) = self.disk.filter(|_| self.asleep) {
            let due = job.0.max(self.free);
            return if nic.is_some_and(|at| at <= due) { self.sent() } else { self.arrive(job) };
        }
        let op = self.ops[0];
        let waits = matches!(op, Op::End | Op::Accept);
        if waits && self.is_sending() {
            return self.sent();
        }
        let start = if waits { self.free.max(self.now) } else { self.free };
        self.span(Track::Cpu, self.free, start, Bar::Hollow);
        let end = *self.ends.get_or_insert(start + Time(self.cost(op)));
        if nic.is_some_and(|at| at <= end) {
            return self.sent();
        }
        self.finish_op(op, start, end)
    }
}

const MEMORY: [Spot; 4] = [Spot::Cache, Spot::User, Spot::Pipe, Spot::Socket];

impl Machine for Zerocopy {
    type Event = Event;

    fn now(&self) -> Time {
        self.now
    }

    fn step(&mut self, events: &mut Vec<Event>) {
        if !self.over {
            self.spans.clear();
            let event = self.next();
            events.push(event);
        }
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + 64 * self.nic.len() + 512
    }
}
