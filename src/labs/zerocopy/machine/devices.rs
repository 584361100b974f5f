//! What the devices do beside the CPU: the disk, and whoever takes the bytes off the destination.

use super::{Zerocopy, pieces};
use crate::figure::Bar;
use crate::labs::zerocopy::config::Config;
use crate::labs::zerocopy::scenario::{Destination, Technique};
use crate::labs::zerocopy::state::{Event, Hold, Job, Mover, Op, Piece, Range, Span, Spot, Track, Way};
use crate::sim::Time;

/// The most interrupts that are shown one by one.
const INTERRUPTS: u64 = 8;

impl Zerocopy {
    /// Tells the disk what to do.
    pub(super) fn load(&mut self, to: Spot, range: Range) {
        if self.config.technique == Technique::Interrupt {
            return self.load_by_interrupts(to, range);
        }
        let config = self.config.clone();
        let mut start = self.disk.back().map_or(self.now, |job| job.end.max(self.now));
        let parts: Vec<_> =
            if config.micro { pieces(&config, range).collect() } else { vec![(range, Piece::WHOLE)] };
        for (part, piece) in parts {
            let end = start + Time(Config::copy_time(part.until(self.length).len(), config.dma));
            let (by, bytes) = (Mover::Dma, part.until(self.length).len());
            self.disk.push_back(Job { start, end, from: to, by, range: part, bytes, times: 1, piece });
            start = end;
        }
    }

    /// Without DMA: for each unit the disk gets it ready, interrupts, and the CPU fetches it.
    fn load_by_interrupts(&mut self, to: Spot, range: Range) {
        let unit = self.config.unit;
        let count = range.len().div_ceil(unit);
        let mut start = self.now;
        let mut index = 0;
        while index < count {
            let times = if count > INTERRUPTS && index == 3 { count - 4 } else { 1 };
            let from = range.from + index * unit;
            let part = Range { from, to: (from + times * unit).min(range.to) };
            let ready = Config::copy_time(unit.min(part.len()), self.config.dma);
            let end = start + Time(times * ready + self.fetching(part, times));
            let piece = Piece { first: index == 0, last: index + times == count };
            let (by, bytes) = (Mover::Cpu, part.len());
            self.disk.push_back(Job { start, end, from: to, by, range: part, bytes, times, piece });
            start = end;
            index += times;
        }
    }

    /// How long the CPU handles so many interrupts and fetches their bytes.
    fn fetching(&self, range: Range, times: u64) -> u64 {
        let each = range.len().min(self.config.unit);
        times * (self.config.interrupt + Config::copy_time(each, self.config.cpu))
    }

    /// The disk is done with a job: its bytes are there, and its interrupt wakes the process.
    pub(super) fn arrive(&mut self) -> Event {
        let job = self.disk.pop_front().expect("somebody waits for it");
        self.now = job.end.max(self.free);
        let way = Way { from: Spot::Disk, to: job.from, kind: job.by };
        if job.by == Mover::Cpu {
            return self.interrupted(job, way);
        }
        self.span(Track::DiskDma, job.start, job.end, Bar::DmaCopy);
        self.move_bytes(way, job.range, job.piece);
        let counts = &mut self.counts;
        counts.load_bytes += job.bytes;
        counts.loads += u64::from(job.piece.last);
        counts.interrupts += u64::from(job.piece.last);
        if self.ops.front() == Some(&Op::Spin) {
            self.spin();
        } else {
            self.span(Track::Cpu, self.free, self.now, Bar::Hollow);
            self.wake();
        }
        self.free = self.now;
        Event::Arrived(job.from, job.range, job.piece)
    }

    fn interrupted(&mut self, job: Job, way: Way) -> Event {
        let busy = self.fetching(job.range, job.times);
        let begin = job.end.since(Time(busy));
        self.span(Track::Cpu, self.free, if job.times > 1 { job.start } else { begin }, Bar::Hollow);
        let bar = if job.times > 1 { Bar::Hatched } else { Bar::CpuCopy };
        let start = if job.times > 1 { job.start } else { begin };
        self.draw(Span { track: Track::Cpu, start, end: job.end, bar, alike: job.times > 1 });
        self.move_bytes(way, job.range, job.piece);
        let counts = &mut self.counts;
        counts.busy += busy;
        counts.copying += busy - job.times * self.config.interrupt;
        counts.interrupts += job.times;
        counts.cpu_bytes += job.bytes;
        counts.cpu_copies += u64::from(job.piece.last);
        self.wake();
        self.free = self.now;
        Event::Interrupted(job.from, job.range, job.times)
    }

    /// The program spun until now, and goes on if nothing is left to wait for.
    fn spin(&mut self) {
        self.counts.busy += self.now.since(self.free).0;
        self.span(Track::Cpu, self.free, self.now, Bar::Switch);
        self.span(Track::Process, self.free, self.now, Bar::User);
        self.free = self.free.max(self.now);
        if self.disk.is_empty() && self.taker.is_empty() {
            self.ops.pop_front();
        }
    }

    fn wake(&mut self) {
        if self.disk.is_empty() {
            self.ops.push_front(Op::Wake);
        }
    }

    /// Whoever takes the bytes is done with one job.
    pub(super) fn sent(&mut self) -> Event {
        let job = self.taker.pop_front().expect("it has a job");
        self.now = job.end.max(self.now);
        let bar = if job.by == Mover::Cpu { Bar::CpuCopy } else { Bar::DmaCopy };
        self.draw(Span { track: Track::NicDma, start: job.start, end: job.end, bar, alike: job.times > 1 });
        self.take(Way { from: job.from, to: Spot::Nic, kind: job.by });
        if job.range.from <= self.config.start {
            let old = self.config.technique == Technique::Cow;
            self.altered[Spot::Nic as usize] = self.altered[job.from as usize] && !old;
        }
        self.put(Spot::Nic, job.range, job.piece);
        let bytes = job.bytes;
        let counts = &mut self.counts;
        counts.sent += bytes;
        if job.by == Mover::Dma {
            let copies = if job.piece.last { job.times } else { 0 };
            counts.sends += copies;
            counts.send_bytes += bytes;
            counts.interrupts += copies;
        }
        if self.taker.is_empty() {
            if self.config.to != Destination::File {
                self.set(Spot::Socket, Hold::Nothing);
            }
            if self.ops.front() == Some(&Op::Spin) {
                self.spin();
            }
            if self.asleep && self.disk.is_empty() && self.ops.front() != Some(&Op::Wake) {
                self.ops.push_front(Op::Wake);
                self.span(Track::Cpu, self.free, self.now, Bar::Hollow);
                self.free = self.now;
            }
        }
        Event::Sent(job)
    }
}
