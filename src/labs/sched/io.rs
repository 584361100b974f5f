//! I/O: asking for it, waiting for a device, coming back.

use super::machine::Sched;
use super::rules::{IoDone, IoReturn, IoService, OnIo, QueueEnd};
use super::scenario::Policy;
use super::state::{Event, Pid, State};
use crate::sim::Time;

impl Sched {
    /// The running process asks for I/O.
    pub(super) fn block(&mut self, cpu: usize, who: Pid, device: u32, length: Time) -> Event {
        let from = self.processes[who as usize].level;
        self.settle_slice_at_io(cpu, who);
        let process = &mut self.processes[who as usize];
        let to = process.level;
        process.state = State::Waiting { device };
        process.burst += 1;
        process.done = Time::ZERO;
        process.queued = self.now;
        self.request(who, device, length);
        self.note_blocked(who);
        self.cpus[cpu].gave_up = true;
        if self.config.rules.on_io == OnIo::Wait {
            self.cpus[cpu].held_by = Some(who);
        }
        Event::Blocked { who, device, from, to }
    }

    /// What asking for I/O does to the slice and to the level.
    fn settle_slice_at_io(&mut self, cpu: usize, who: Pid) {
        let rules = &self.config.rules;
        let (keep, stay) = (rules.keep_used, rules.stay);
        let used_up = self.slice_length(who).is_some_and(|length| self.slice_used(who) >= length);
        let alone = self.is_alone(cpu);
        let process = &mut self.processes[who as usize];
        if stay {
            process.slices = 0;
        }
        if !matches!(self.config.policy, Policy::Mlfq | Policy::Linux)
            || (self.config.policy == Policy::Mlfq && (!keep || stay))
        {
            process.slice = Time::ZERO;
        }
        if self.config.policy == Policy::Mlfq && keep && used_up {
            self.use_up_slice(who, alone);
        }
    }

    fn request(&mut self, who: Pid, device: u32, length: Time) {
        let now = self.now;
        let fcfs = self.config.rules.io == IoService::Fcfs;
        let queue = &mut self.devices[device as usize].queue;
        if fcfs && !queue.is_empty() {
            // By the instant at which the burst ended, then by index.
            let key = |(pid, _): &(Pid, Option<Time>)| (self.processes[*pid as usize].queued, *pid);
            let place = 1 + queue.range(1..).take_while(|waiting| key(waiting) < (now, who)).count();
            queue.insert(place, (who, None));
            return;
        }
        let end = now + length;
        let place = queue.partition_point(|(pid, at)| (*at, *pid) < (Some(end), who));
        queue.insert(place, (who, Some(end)));
        self.returns.insert((end, who));
    }

    /// Takes a request off its device; the next one in line is served.
    pub(super) fn release(&mut self, who: Pid, device: u32) {
        let queue = &mut self.devices[device as usize].queue;
        let place = queue.iter().position(|(pid, _)| *pid == who).expect("it waits here");
        if let (_, Some(end)) = queue.remove(place).expect("the place exists") {
            self.returns.remove(&(end, who));
        }
        let Some((next, None)) = self.devices[device as usize].queue.front().copied() else {
            return;
        };
        let end = self.now + self.burst_length(next);
        self.devices[device as usize].queue[0].1 = Some(end);
        self.returns.insert((end, next));
    }

    /// I/O ended.
    pub(super) fn wake(&mut self, who: Pid) -> Event {
        let (State::Waiting { device } | State::BlockedSuspended { device }) =
            self.processes[who as usize].state
        else {
            unreachable!("only I/O returns");
        };
        self.forget_blocked(who);
        self.settle(who);
        self.release(who, device);
        let holder = self.cpus.iter_mut().find(|cpu| cpu.held_by == Some(who));
        if let Some(cpu) = holder {
            cpu.held_by = None;
            cpu.claim = Some(who);
        }
        let process = &mut self.processes[who as usize];
        process.burst += 1;
        process.done = Time::ZERO;
        process.since = self.now;
        if process.burst as usize >= self.config.specs[who as usize].bursts.len() {
            self.drop_claim(who);
            return self.exit(who);
        }
        self.rise_after_io(who);
        if !self.processes[who as usize].state.is_resident() {
            self.wake_outside(who);
            return Event::Woke { who, device };
        }
        self.join(who);
        let end = if self.bumps() { QueueEnd::Head } else { QueueEnd::Tail };
        self.enqueue(who, end);
        if self.bumps() {
            let home = self.home(who);
            self.queues[home].bumped = Some(who);
        }
        if self.config.policy == Policy::Fcfs && self.config.rules.io_done == IoDone::Run {
            let last = self.processes[who as usize].last_cpu.unwrap_or(0);
            self.cpus[last as usize].claim = Some(who);
        }
        Event::Woke { who, device }
    }

    /// It claims no CPU any more.
    pub(super) fn drop_claim(&mut self, who: Pid) {
        for cpu in self.cpus.iter_mut().filter(|cpu| cpu.claim == Some(who)) {
            cpu.claim = None;
        }
    }

    fn bumps(&self) -> bool {
        self.config.policy == Policy::Mlfq && self.config.rules.io_bump
    }

    /// The level to which it comes back; a new level means a fresh slice and allotment.
    fn rise_after_io(&mut self, who: Pid) {
        let process = &mut self.processes[who as usize];
        let level = match self.config.rules.io_return {
            IoReturn::Same => process.level,
            IoReturn::Up => process.level.saturating_sub(1),
            IoReturn::Top => 0,
        };
        if level != process.level {
            process.level = level;
            process.slice = Time::ZERO;
            process.slices = 0;
        }
    }
}
