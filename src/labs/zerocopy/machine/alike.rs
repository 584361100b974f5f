//! Rounds and clients that are all alike: one step stands for many, and its totals are exact.
//!
//! ```text
//! round 1   round 2   round 3   … n rounds alike …   last full round   the rest
//!                    └ period ┘ n times: counts, CPU time, bytes
//! ```
//!
//! A round takes the CPU the same time whenever it begins, because nothing in it waits for whoever takes the
//! bytes. That device gets the same work each time: if it keeps up, what is left for it at the end of each
//! round is the same; if not, it is never idle, and the rest becomes one job that stands for many.

use super::Zerocopy;
use crate::figure::Bar;
use crate::labs::zerocopy::program;
use crate::labs::zerocopy::scenario::{Destination, Technique};
use crate::labs::zerocopy::state::{Counts, Event, Hold, Job, Mover, Op, Piece, Range, Span, Spot, Track};
use crate::sim::Time;

/// What there was when a round or a client began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    at: Time,
    counts: Counts,
    done: u64,
    /// Work that is left for whoever takes the bytes, in nanoseconds.
    lag: Time,
    /// Bytes of the file in the page cache.
    cached: u64,
}

impl Zerocopy {
    fn mark(&self) -> Mark {
        let lag = self.taker.back().map_or(Time::ZERO, |job| job.end.since(self.free));
        let cached = self.hold(Spot::Cache).bytes();
        Mark { at: self.free, counts: self.counts, done: self.done, lag, cached }
    }

    /// A client, or its first round, begins, and everything of the one before is sent.
    pub(super) fn mark_client(&mut self) {
        let mark = Mark { at: self.now, ..self.mark() };
        self.served = vec![mark];
    }

    /// How many of the next rounds are like the last one; 0 if they are to be shown.
    pub(super) fn rounds_alike(&mut self) -> u64 {
        let mark = self.mark();
        self.marks.push(mark);
        let [.., before, last] = self.marks[..] else { return 0 };
        let config = &self.config;
        let step = last.done - before.done;
        let end = self.length.min(config.size);
        let ahead = end.saturating_sub(self.done) / step.max(1);
        let all = (end - config.start.min(end)).div_ceil(step.max(1));
        let steady = self.marks.len() >= 3
            && step > 0
            && config.round(self.done) == step
            && config.round(before.done) == step
            && last.lag >= before.lag
            && (step.is_multiple_of(config.page) || self.never_loses(step));
        if !steady || all <= config.shown.0 || ahead < 3 {
            self.marks.drain(..self.marks.len().saturating_sub(3));
            return 0;
        }
        ahead - 1
    }

    /// A splice that begins inside a page moves as much as one that begins at its start.
    fn never_loses(&self, step: u64) -> bool {
        let config = &self.config;
        let piped = matches!(config.technique, Technique::Splice | Technique::Tee) && !config.book;
        !piped || step + config.page <= config.slots * config.page + 1
    }

    /// How long a round takes the CPU, in nanoseconds.
    pub(super) fn period(&self) -> u64 {
        let [.., before, last] = self.marks[..] else { return 0 };
        last.at.since(before.at).0
    }

    /// So many rounds pass at once.
    pub(super) fn repeat(&mut self, count: u64, start: Time, end: Time) -> Event {
        let [.., before, last] = self.marks[..] else { unreachable!("two rounds went before") };
        let (period, step) = (self.period(), last.done - before.done);
        let then = self.counts;
        self.counts.grow(before.counts, last.counts, count);
        let most = self.config.ram.saturating_add(last.counts.peak - last.cached.min(last.counts.peak));
        self.counts.peak = self.counts.peak.min(most).max(then.peak);
        if !self.sends_itself() {
            // What was sent follows from the jobs, not from the last round alone.
            let counts = &mut self.counts;
            (counts.sends, counts.send_bytes, counts.sent) = (then.sends, then.send_bytes, then.sent);
            counts.interrupts -= count * (last.counts.sends - before.counts.sends);
        }
        self.catch_up(count, period, step, start, end);
        self.done += count * step;
        self.round += count;
        for spot in [Spot::User, Spot::Pipe, Spot::Twin, Spot::Socket] {
            self.shift(spot, count * step);
        }
        if let Hold::Bytes(range) = self.hold(Spot::Cache) {
            let to = range.to.max(self.done.min(self.length));
            let from = range.from.max(to.saturating_sub(self.config.ram));
            self.holds[Spot::Cache as usize] = Hold::Bytes(Range { from, to });
        }
        for track in [Track::Process, Track::Cpu, Track::DiskDma] {
            let idle = track == Track::DiskDma && before.counts.loads == last.counts.loads;
            if !idle {
                self.draw(Span { track, start, end, bar: Bar::Hatched, alike: true });
            }
        }
        self.marks.clear();
        self.free = end;
        self.ends = None;
        Event::Repeated(count)
    }

    /// Does the program, not a device, bring the bytes to where they go?
    fn sends_itself(&self) -> bool {
        matches!(self.config.technique, Technique::Pio | Technique::Interrupt)
            || self.config.to == Destination::Null
            || (self.config.technique == Technique::CopyFileRange && self.config.reflink)
    }

    /// A window over the file moves on.
    fn shift(&mut self, spot: Spot, by: u64) {
        let hold = match self.hold(spot) {
            Hold::Refs(range) if self.config.technique == Technique::Mmap => Hold::Refs(range),
            Hold::Refs(range) => Hold::Refs(range.moved(by)),
            Hold::Bytes(range) if self.config.to == Destination::File && spot == Spot::Socket => {
                Hold::Bytes(Range { to: range.to.max(self.done), ..range })
            }
            Hold::Bytes(range) => Hold::Bytes(range.moved(by)),
            Hold::Nothing => Hold::Nothing,
        };
        self.holds[spot as usize] = hold;
    }

    /// What the device that takes the bytes did in the meantime, and what it still has to do.
    fn catch_up(&mut self, count: u64, period: u64, step: u64, start: Time, end: Time) {
        if self.sends_itself() {
            self.reach(count * step);
            return;
        }
        let per_round = self.jobs_per_round(step);
        let Some(&model) = per_round.last() else { return };
        let work: u64 = per_round.iter().map(|job| job.end.since(job.start).0).sum();
        let jobs = count * per_round.len() as u64;
        if work <= period {
            for job in &mut self.taker {
                (job.start, job.end) = (job.start + Time(count * period), job.end + Time(count * period));
                job.range = job.range.moved(count * step);
            }
            let waits = self.taker.front().map_or(end, |job| job.start.min(end));
            self.draw(Span { track: Track::NicDma, start, end: waits, bar: Bar::Hatched, alike: true });
            self.account(jobs, jobs * model.bytes, model.by);
            self.reach(count * step);
            return;
        }
        // Never idle: first what it had, then the new jobs, one after the other.
        let last = self.taker.back().expect("it cannot keep up").end;
        let (each, further) = (model.end.since(model.start).0, step / per_round.len() as u64);
        while let Some(job) = self.taker.front().filter(|job| job.end <= end).copied() {
            self.taker.pop_front();
            let Job { start, end, .. } = job;
            self.draw(Span { track: Track::NicDma, start, end, bar: Bar::DmaCopy, alike: false });
            self.account(job.times, job.bytes, job.by);
            self.reach(job.range.len());
        }
        let done = jobs.min(end.since(last).0 / each);
        let begin = last + Time(done * each);
        self.draw(Span { track: Track::NicDma, start: last, end: begin, bar: Bar::Hatched, alike: true });
        self.account(done, done * model.bytes, model.by);
        self.reach(done * further);
        if jobs > done {
            let times = jobs - done;
            let before = self.taker.back().map_or(self.hold(Spot::Nic).range(), |job| job.range);
            let range = Range { from: before.to, to: before.to + times * further };
            let end = begin + Time(times * each);
            self.taker.push_back(Job {
                start: begin,
                end,
                range,
                bytes: times * model.bytes,
                times,
                ..model
            });
        }
    }

    /// The jobs that a round makes, each with its length and duration.
    fn jobs_per_round(&self, step: u64) -> Vec<Job> {
        let want = Range { from: self.done - step, to: self.done };
        let job = |op: Op| match op {
            Op::Send(from, range) => Some(self.job(from, range, Piece::WHOLE, Time::ZERO)),
            _ => None,
        };
        program::round(&self.config, want, want).into_iter().filter_map(job).collect()
    }

    /// Counts jobs of the device that takes the bytes.
    fn account(&mut self, jobs: u64, bytes: u64, by: Mover) {
        self.counts.sent += bytes;
        if by == Mover::Dma {
            self.counts.sends += jobs;
            self.counts.send_bytes += bytes;
            self.counts.interrupts += jobs;
        }
    }

    /// So many bytes further have arrived.
    fn reach(&mut self, by: u64) {
        let held = self.hold(Spot::Nic);
        let range = held.range();
        let from = if range.is_empty() { self.config.start } else { range.from };
        let range = Range { from, to: range.to.max(from) + by };
        let refs = matches!(held, Hold::Refs(_));
        if self.config.to != Destination::Null {
            self.holds[Spot::Nic as usize] = if refs { Hold::Refs(range) } else { Hold::Bytes(range) };
        }
    }

    /// How many clients are like the last one; 0 if the next is to be shown.
    pub(super) fn clients_alike(&self) -> u64 {
        let left = self.config.clients - self.client - 1;
        if self.config.clients <= self.config.shown.1 || self.client != 1 || left < 2 { 0 } else { left - 1 }
    }

    /// How long a client takes, once everything is sent.
    pub(super) fn service(&self) -> u64 {
        let ends = self.free.max(self.now);
        self.served.last().map_or(0, |began| ends.since(began.at).0)
    }

    /// So many clients pass at once.
    pub(super) fn serve(&mut self, count: u64, start: Time, end: Time) -> Event {
        let [.., began] = self.served[..] else { unreachable!("a client went before") };
        let now = self.counts;
        self.counts.grow(began.counts, now, count);
        self.counts.peak = now.peak;
        self.client += count;
        for track in [Track::Process, Track::Cpu, Track::DiskDma, Track::NicDma] {
            self.draw(Span { track, start, end, bar: Bar::Hatched, alike: true });
        }
        self.free = end;
        self.ends = None;
        Event::Served(count)
    }
}
