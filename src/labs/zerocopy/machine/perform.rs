//! What the CPU does: how long each operation takes, and what follows from it.

use super::{WORK, Zerocopy, pieces};
use crate::figure::Bar;
use crate::labs::zerocopy::config::Config;
use crate::labs::zerocopy::program;
use crate::labs::zerocopy::scenario::Technique;
use crate::labs::zerocopy::state::{Call, Event, Hold, Job, Mover, Op, Piece, Range, Spot, Track, Way};
use crate::sim::Time;

impl Zerocopy {
    /// How long the CPU works on an operation, in nanoseconds.
    pub(super) fn cost(&self, op: Op) -> u64 {
        let config = &self.config;
        match op {
            Op::Call(_) => WORK + config.mode,
            Op::Return(..) | Op::Fail(..) | Op::Resume => config.mode,
            Op::Fault(_) if !self.in_kernel => WORK + config.mode,
            Op::Sleep | Op::Wake => config.context,
            Op::Copy(Spot::Disk, _, range, _) | Op::Copy(_, Spot::Nic, range, _) => {
                Config::copy_time(range.len(), config.dma.min(config.cpu))
            }
            Op::Copy(from, _, range, _) => Config::copy_time(self.bytes_in(from, range.len()), config.cpu),
            Op::Change(_, range, _) => Config::copy_time(range.len(), config.cpu),
            Op::Alter(_) => match config.technique {
                Technique::Cow => {
                    2 * config.mode + WORK + Config::copy_time(self.first_page().len(), config.cpu)
                }
                Technique::Fbufs => 2 * config.mode + WORK,
                _ => 0,
            },
            Op::Lookup(_)
            | Op::Fault(_)
            | Op::Load(..)
            | Op::Refer(..)
            | Op::Send(..)
            | Op::Drop(..)
            | Op::Share(_)
            | Op::Submit(_)
            | Op::Poll
            | Op::Reap(_)
            | Op::Die => WORK,
            Op::GiveUp
            | Op::Accept
            | Op::Truncate(_)
            | Op::Warn
            | Op::Spin
            | Op::Notice
            | Op::Stop
            | Op::End => 0,
            Op::Repeat(count) => count * self.period(),
            Op::Serve(count) => count * self.service(),
        }
    }

    /// The first page that is sent.
    fn first_page(&self) -> Range {
        let config = &self.config;
        Range {
            from: config.start,
            to: (config.start / config.page * config.page + config.page).min(config.size),
        }
    }

    /// The CPU finishes the operation it began at `start`.
    pub(super) fn finish_op(&mut self, op: Op, start: Time, end: Time) -> Event {
        self.now = end;
        if let Op::Repeat(count) = op {
            self.ops.pop_front();
            return self.repeat(count, start, end);
        }
        if let Op::Serve(count) = op {
            self.ops.pop_front();
            return self.serve(count, start, end);
        }
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

    /// The CPU is done with an operation: what follows from it.
    fn perform(&mut self, op: Op) -> Event {
        match op {
            Op::GiveUp => Event::GaveUp,
            Op::Accept => {
                self.set(Spot::Nic, Hold::Nothing);
                self.mark_client();
                Event::Accepted(self.client)
            }
            Op::Call(call) => {
                self.enter();
                self.counts.by_call[call as usize] += 1;
                self.call = Some(call);
                Event::Called(call)
            }
            Op::Return(call, bytes) => {
                if call == Call::Enter {
                    self.rings = (0, bytes);
                }
                self.leave();
                Event::Returned(call, bytes)
            }
            Op::Fail(call, errno) => {
                self.leave();
                Event::Failed(call, errno)
            }
            Op::Stop => {
                self.stopped = true;
                Event::Stopped
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
                self.load(to, range);
                if self.config.technique != Technique::IoUring {
                    self.ops.insert(1, Op::Sleep);
                }
                Event::Programmed(to, range)
            }
            Op::Sleep => {
                self.counts.context_switches += 1;
                self.asleep = true;
                if self.disk.is_empty() && self.taker.is_empty() {
                    self.ops.insert(1, Op::Wake);
                }
                Event::Slept
            }
            Op::Wake => {
                self.counts.context_switches += 1;
                self.asleep = false;
                Event::Woken
            }
            Op::Copy(from, to, range, piece) => self.copy(from, to, range, piece),
            Op::Refer(from, to, range) => {
                self.take(Way { from, to, kind: Mover::Nobody });
                self.set(to, Hold::Refs(range));
                if matches!(from, Spot::Pipe | Spot::Twin) && to != Spot::Twin {
                    self.set(from, Hold::Nothing);
                }
                Event::Referred(from, to, range)
            }
            Op::Change(from, range, piece) => {
                if from != Spot::User {
                    self.put(Spot::User, range, piece);
                }
                Event::Changed(from, range, piece)
            }
            Op::Send(from, range) => {
                self.queue(from, range);
                Event::Queued(from, range)
            }
            Op::Drop(from, range) => {
                if from == Spot::Pipe {
                    self.set(Spot::Pipe, Hold::Nothing);
                }
                self.counts.sent += self.bytes_in(Spot::Socket, range.len());
                Event::Dropped(from, range)
            }
            Op::Share(range) => {
                self.take(Way { from: Spot::Disk, to: Spot::Nic, kind: Mover::Nobody });
                let held = self.hold(Spot::Nic).range();
                let from = if held.is_empty() { range.from } else { held.from };
                self.set(Spot::Nic, Hold::Refs(Range { from, ..range }));
                self.counts.sent += range.len();
                Event::Shared(range)
            }
            Op::Die => {
                self.counts.mode_switches += u64::from(self.in_kernel);
                (self.in_kernel, self.call) = (false, None);
                self.ops.truncate(1);
                self.stopped = true;
                self.alive = false;
                Event::Died
            }
            Op::Truncate(length) => self.truncate(length),
            Op::Warn => Event::Warned,
            Op::Alter(spot) => self.alter(spot),
            Op::Notice => Event::Noticed(self.config.is_local() && !self.config.book),
            Op::Submit(count) => {
                self.rings = (count, 0);
                // Other bytes come into the buffers; before the sends of changed bytes none do.
                if self.ops.iter().any(|op| matches!(op, Op::Load(..))) {
                    self.set(Spot::User, Hold::Nothing);
                }
                Event::Submitted(count)
            }
            Op::Poll => Event::Polled,
            Op::Reap(count) => {
                self.rings = (0, 0);
                Event::Reaped(count)
            }
            Op::End => {
                self.over = true;
                Event::Finished
            }
            Op::Spin | Op::Repeat(_) | Op::Serve(_) => unreachable!("they end elsewhere"),
        }
    }

    fn copy(&mut self, from: Spot, to: Spot, range: Range, piece: Piece) -> Event {
        let bytes = self.bytes_in(from, range.len());
        self.move_bytes(Way { from, to, kind: Mover::Cpu }, range, piece);
        self.counts.cpu_copies += u64::from(piece.last);
        self.counts.cpu_bytes += bytes;
        if to == Spot::Socket && piece.last {
            self.set(Spot::Pipe, Hold::Nothing);
        }
        if to == Spot::Nic {
            self.set(Spot::Socket, Hold::Nothing);
            self.counts.sent += bytes;
            if !piece.last {
                self.set(Spot::Socket, Hold::Bytes(Range { from: range.to, to: self.done }));
            }
        }
        Event::Copied(from, to, range, piece)
    }

    fn truncate(&mut self, length: u64) -> Event {
        self.length = length;
        let kept = Range { from: 0, to: length };
        self.set(Spot::Disk, Hold::Bytes(kept));
        if let Hold::Bytes(range) = self.hold(Spot::Cache) {
            // The rest of the last page stays, filled with zeros.
            self.set(Spot::Cache, Hold::Bytes(range.until(self.config.mapped())));
        }
        Event::Truncated(length)
    }

    fn alter(&mut self, spot: Spot) -> Event {
        let page = self.first_page();
        if matches!(self.config.technique, Technique::Cow | Technique::Fbufs) {
            self.counts.mode_switches += 2;
            self.counts.faults += 1;
        }
        match self.config.technique {
            Technique::Fbufs => return Event::Denied,
            Technique::Cow => {
                self.counts.cpu_copies += 1;
                self.counts.cpu_bytes += page.len();
                self.altered[spot as usize] = true;
                return Event::Parted(page);
            }
            _ => {}
        }
        // Another process writes to the file: its page is in the page cache now, if it was not.
        if spot == Spot::Cache && !self.hold(Spot::Cache).range().meets(page) {
            self.put(Spot::Cache, page, Piece::WHOLE);
        }
        self.altered[spot as usize] = true;
        Event::Altered(spot)
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
        let there = range.until(self.length);
        let hit = matches!(self.hold(Spot::Cache), Hold::Bytes(held) if held.covers(there));
        if !hit && self.config.technique == Technique::Pio {
            let copy = |(part, piece)| Op::Copy(Spot::Disk, Spot::Cache, part, piece);
            let all: Vec<Op> = if self.config.micro {
                pieces(&self.config, range).map(copy).collect()
            } else {
                vec![copy((range, Piece::WHOLE))]
            };
            for op in all.into_iter().rev() {
                self.ops.insert(1, op);
            }
        } else if !hit {
            self.ops.insert(1, Op::Load(Spot::Cache, range));
        }
        hit
    }

    pub(super) fn take(&mut self, way: Way) {
        if !self.taken.contains(&way) {
            self.taken.push(way);
        }
    }

    /// Moves bytes from where they are.
    pub(super) fn move_bytes(&mut self, way: Way, range: Range, piece: Piece) {
        let there = if way.from == Spot::Disk { range.until(self.length) } else { range };
        let holds = matches!(self.hold(way.from), Hold::Bytes(held) if held.covers(there));
        let zeros = self.length < self.config.size && range.to > self.length;
        assert!(holds || zeros, "bytes come from where they are: {way:?} {range:?}");
        self.take(way);
        self.put(way.to, range, piece);
        if range.from <= self.config.start {
            self.altered[way.to as usize] = self.has_new(way.from);
        }
    }

    /// Gives a job to whoever takes the bytes off the destination.
    fn queue(&mut self, from: Spot, range: Range) {
        let config = self.config.clone();
        let last = self.taker.back().map_or(self.now, |job| job.end.max(self.now));
        // The change of the first page is meant to come before it is sent: the card is still busy with others.
        let late =
            if config.alter && self.round == 1 && self.client == 0 { 2 * config.mode + WORK } else { 0 };
        let mut start = last + Time(late);
        let parts: Vec<_> =
            if config.micro { pieces(&config, range).collect() } else { vec![(range, Piece::WHOLE)] };
        for (part, piece) in parts {
            let job = self.job(from, part, piece, start);
            start = job.end;
            self.taker.push_back(job);
        }
    }

    /// A job of whoever takes the bytes.
    pub(super) fn job(&self, from: Spot, range: Range, piece: Piece, start: Time) -> Job {
        let by = program::taker(&self.config);
        let rate = if by == Mover::Cpu { self.config.cpu } else { self.config.dma };
        let bytes = self.bytes_in(Spot::Socket, range.len());
        let end = start + Time(Config::copy_time(bytes, rate));
        Job { start, end, from, by, range, bytes, times: 1, piece }
    }
}
