//! The machine: a CPU with its mode and current process, buffers, two DMA engines, and a program of system calls.
//!
//! ```text
//! ops ─▶ the CPU works until `ends` ─┐
//! disk done at …                     ├─▶ whichever comes first is the next step
//! network card done at …             ─┘
//! ```

mod alike;
mod devices;
mod perform;

use super::config::Config;
use super::program;
use super::scenario::{Destination, Technique};
use super::state::{Call, Counts, Event, Hold, Job, Op, Piece, Range, Span, Spot, Track, Way};
use crate::figure::Bar;
use crate::sim::{Machine, Time};
use alike::Mark;
use std::collections::VecDeque;
use std::sync::Arc;

/// Small work of kernel or program between two switches, in nanoseconds: a lookup, programming a device.
const WORK: u64 = 500;

/// A file on its way from a disk to its destination.
#[derive(Clone, Debug)]
pub struct Zerocopy {
    /// What is asked for.
    pub config: Arc<Config>,
    /// The present.
    pub now: Time,
    /// The client that is served, from 0.
    pub client: u64,
    /// The first byte of the file that the program has not asked for yet, for this client.
    pub done: u64,
    /// The file's length now.
    pub length: u64,
    /// What each spot holds.
    holds: [Hold; 7],
    /// Which spots have the changed first page.
    altered: [bool; 7],
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
    /// Requests in the submission ring, and results in the completion ring.
    pub rings: (u64, u64),
    /// Is everything over?
    pub over: bool,
    ops: VecDeque<Op>,
    /// When the CPU is done with the first of `ops`; `None` if it has not begun.
    ends: Option<Time>,
    /// Until when the CPU is taken by what came before.
    free: Time,
    disk: VecDeque<Job>,
    taker: VecDeque<Job>,
    /// Since when the process waits.
    waiting: Option<Time>,
    /// Rounds begun, for this client.
    round: u64,
    /// The last count was short, or nothing more is sent: the program stops.
    stopped: bool,
    /// It was not killed.
    alive: bool,
    /// What there was when the last rounds, and the last clients, began.
    marks: Vec<Mark>,
    served: Vec<Mark>,
    /// Until when each track is drawn.
    drawn: [Time; 4],
    /// What took time and ended in the last step.
    pub spans: Vec<Span>,
}

impl Zerocopy {
    /// The machine before its first step.
    pub fn new(config: Arc<Config>) -> Self {
        let mut holds = [Hold::Nothing; 7];
        let whole = Range { from: 0, to: config.size };
        holds[Spot::Disk as usize] = Hold::Bytes(whole);
        if config.cached {
            let from = config.size.saturating_sub(config.ram);
            holds[Spot::Cache as usize] = Hold::Bytes(Range { from, ..whole });
        }
        let ops = program::opening(&config, 0).into();
        let counts = Counts { peak: holds[Spot::Cache as usize].bytes(), ..Counts::default() };
        Zerocopy {
            length: config.size,
            done: config.start,
            config,
            now: Time::ZERO,
            client: 0,
            holds,
            altered: [false; 7],
            in_kernel: false,
            asleep: false,
            call: None,
            counts,
            taken: vec![],
            rings: (0, 0),
            over: false,
            ops,
            ends: None,
            free: Time::ZERO,
            disk: VecDeque::new(),
            taker: VecDeque::new(),
            waiting: None,
            round: 0,
            stopped: false,
            alive: true,
            marks: vec![],
            served: vec![],
            drawn: [Time::ZERO; 4],
            spans: vec![],
        }
    }

    /// What a spot holds.
    pub fn hold(&self, spot: Spot) -> Hold {
        self.holds[spot as usize]
    }

    /// Has a spot the changed first page?
    pub fn has_new(&self, spot: Spot) -> bool {
        let refers = matches!(self.hold(spot), Hold::Refs(_));
        let bytes = if refers { program::handed_over(self.config.technique) } else { spot };
        self.altered[bytes as usize] && !(refers && self.config.technique == Technique::Cow)
    }

    /// How many buffers in memory hold bytes of the file.
    pub fn copies(&self) -> usize {
        MEMORY.into_iter().filter(|spot| self.hold(*spot).bytes() > 0).count()
    }

    /// Bytes of memory that copies of the file take.
    pub fn held(&self) -> u64 {
        MEMORY.into_iter().map(|spot| self.bytes_in(spot, self.hold(spot).bytes())).sum()
    }

    /// Bytes of other files that had to leave the page cache.
    pub fn evicted(&self) -> u64 {
        let room = self.config.ram.saturating_sub(self.hold(Spot::Cache).bytes());
        self.config.hot.saturating_sub(room)
    }

    /// Has the network card, or the receiver, something to do?
    pub fn is_sending(&self) -> bool {
        !self.taker.is_empty()
    }

    /// Is the disk at work?
    pub fn is_loading(&self) -> bool {
        !self.disk.is_empty()
    }

    /// How many bytes so many bytes of the file are, once they may be compressed.
    pub fn bytes_in(&self, spot: Spot, bytes: u64) -> u64 {
        let behind = matches!(spot, Spot::User | Spot::Socket | Spot::Nic);
        let half = behind && self.config.change == super::scenario::Change::Compress;
        if half { bytes.div_ceil(2) } else { bytes }
    }

    fn set(&mut self, spot: Spot, hold: Hold) {
        self.holds[spot as usize] = hold;
        self.counts.peak = self.counts.peak.max(self.held());
    }

    /// Puts bytes into a spot. What keeps its bytes adds them to what it has, as does the rest of a copy.
    fn put(&mut self, spot: Spot, range: Range, piece: Piece) {
        let held = self.hold(spot).range();
        let file = self.config.to == Destination::File && spot == Spot::Socket;
        let rings = self.config.technique == Technique::IoUring && spot == Spot::User;
        let joins = matches!(spot, Spot::Cache | Spot::Nic) || file || rings || !piece.first;
        let touches = held.from <= range.to && range.from <= held.to && !held.is_empty();
        let mut range = if joins && touches {
            Range { from: held.from.min(range.from), to: held.to.max(range.to) }
        } else {
            range
        };
        if spot == Spot::Cache {
            range.from = range.from.max(range.to.saturating_sub(self.config.ram));
        }
        self.set(spot, Hold::Bytes(range));
    }

    fn span(&mut self, track: Track, start: Time, end: Time, bar: Bar) {
        self.draw(Span { track, start, end, bar, alike: false });
    }

    /// Draws a span, or what of it is not drawn over yet.
    fn draw(&mut self, span: Span) {
        let drawn = &mut self.drawn[span.track as usize];
        let start = span.start.max(*drawn);
        if start < span.end {
            *drawn = span.end;
            self.spans.push(Span { start, ..span });
        }
    }

    /// Fills `ops` with the next round, the next client, or the end.
    fn refill(&mut self) {
        if !self.ops.is_empty() {
            return;
        }
        if self.goes_on() {
            let ops = match self.rounds_alike() {
                0 => self.next_round(),
                count => vec![Op::Repeat(count)],
            };
            self.ops = ops.into();
            return;
        }
        if !self.alive || self.client + 1 == self.config.clients {
            self.ops = program::closing(&self.config, self.alive).into();
            return;
        }
        self.ops = match self.clients_alike() {
            0 => self.next_client().into(),
            count => vec![Op::Serve(count)].into(),
        };
    }

    /// Has the program something else to ask for?
    fn goes_on(&self) -> bool {
        let config = &self.config;
        let mapped = config.technique == Technique::Mmap;
        let more = if mapped { self.done < config.size } else { self.done < self.length.min(config.size) };
        // A call that returns 0 tells the program that there is nothing left.
        let asks = !mapped && (config.zero || self.done < config.size);
        !self.stopped && (more || asks)
    }

    fn next_round(&mut self) -> Vec<Op> {
        let config = self.config.clone();
        self.round += 1;
        let end =
            if config.technique == Technique::Mmap { config.mapped().max(self.length) } else { self.length };
        let want = Range { from: self.done, to: (self.done + config.round(self.done)).min(config.size) };
        if want.is_empty() || (want.from >= self.length && config.technique != Technique::Mmap) {
            self.stopped = true;
            return program::nothing_left(&config);
        }
        let there = want.until(end);
        let ops = program::round(&config, want, there);
        let short = there.len() < want.len();
        let returned = ops.iter().rev().find_map(|op| match op {
            Op::Return(Call::Write, bytes) if config.technique == Technique::Mmap => Some(*bytes),
            _ => None,
        });
        self.done = if short { want.from + returned.unwrap_or(there.len()) } else { want.to };
        self.stopped = short && !config.zero && config.technique != Technique::Mmap;
        let ops =
            if self.round == 1 && self.client == 0 && config.alter { altered(ops, &config) } else { ops };
        if config.micro { self.in_pieces(ops) } else { ops }
    }

    fn next_client(&mut self) -> Vec<Op> {
        self.client += 1;
        self.done = self.config.start;
        self.round = 0;
        self.stopped = false;
        self.marks.clear();
        program::opening(&self.config, self.client)
    }

    /// Copies by the CPU, one step for each tile.
    fn in_pieces(&self, ops: Vec<Op>) -> Vec<Op> {
        let split = |op: Op| match op {
            Op::Copy(from, to, range, _) => {
                pieces(&self.config, range).map(|(part, piece)| Op::Copy(from, to, part, piece)).collect()
            }
            Op::Change(from, range, _) => {
                pieces(&self.config, range).map(|(part, piece)| Op::Change(from, part, piece)).collect()
            }
            op => vec![op],
        };
        ops.into_iter().flat_map(split).collect()
    }

    fn next(&mut self) -> Event {
        self.refill();
        let taker = self.taker.front().map(|job| job.end);
        if self.asleep && self.ops.front() != Some(&Op::Wake) {
            let disk = self.disk.front().map(|job| job.end.max(self.free));
            return match (disk, taker) {
                (Some(due), Some(at)) if at <= due => self.sent(),
                (Some(_), _) => self.arrive(),
                (None, _) => self.sent(),
            };
        }
        let op = self.ops[0];
        if op == Op::Spin {
            return match (self.disk.is_empty(), self.taker.is_empty()) {
                (false, _) => self.arrive(),
                (true, false) => self.sent(),
                (true, true) => {
                    self.ops.pop_front();
                    self.next()
                }
            };
        }
        let waits = matches!(op, Op::End | Op::Accept | Op::Notice | Op::Serve(_) | Op::Reap(_));
        if waits && self.is_sending() {
            return self.sent();
        }
        let start = if waits { self.free.max(self.now) } else { self.free };
        self.span(Track::Cpu, self.free, start, Bar::Hollow);
        let end = *self.ends.get_or_insert(start + Time(self.cost(op)));
        if taker.is_some_and(|at| at <= end) && !matches!(op, Op::Repeat(_)) {
            return self.sent();
        }
        self.finish_op(op, start, end)
    }
}

/// The ops of a round in which the first page is changed once it was handed over.
fn altered(mut ops: Vec<Op>, config: &Config) -> Vec<Op> {
    let gives = |op: &Op| match op {
        Op::Send(..) | Op::Drop(..) | Op::Share(_) => true,
        Op::Copy(_, to, ..) => matches!(to, Spot::Socket | Spot::Nic),
        _ => false,
    };
    if let Some(last) = ops.iter().rposition(gives) {
        let back = ops[last..].iter().position(|op| matches!(op, Op::Return(..)));
        ops.insert(last + back.unwrap_or(0) + 1, Op::Alter(program::handed_over(config.technique)));
    }
    ops
}

/// A range in the tiles that it touches, with what part of it each is.
pub fn pieces(config: &Config, range: Range) -> impl Iterator<Item = (Range, Piece)> {
    let cut = |tile: Range| Range { from: tile.from.max(range.from), to: tile.to.min(range.to) };
    let all: Vec<Range> = super::names::tiles(config)
        .into_iter()
        .map(|(_, tile)| tile)
        .filter(|tile| tile.meets(range))
        .map(cut)
        .collect();
    let all = if all.is_empty() { vec![range] } else { all };
    let count = all.len();
    all.into_iter()
        .enumerate()
        .map(move |(index, part)| (part, Piece { first: index == 0, last: index + 1 == count }))
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
        size_of::<Self>() + 96 * (self.taker.len() + self.disk.len()) + 1024
    }
}
