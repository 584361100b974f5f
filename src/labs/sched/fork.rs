//! Tables that the reader edited in during the run. Everything done stays done:
//!
//! ```text
//! process in the old table   in the new one     becomes
//! not arrived                yes                 the new row, arriving now at the earliest
//! not arrived                no                  never was
//! in the pool of jobs        yes                 the new row, arrived as before
//! in the system              yes                 new priority and bursts; the current burst is at least as long
//!                                                as what is done of it, I/O under way goes on as it was
//! in the system              no                  terminated now
//! terminated                 yes or no           stays as it was
//! (none)                     yes                 a new process behind all others, arriving now at the earliest
//! ```

use super::machine::Sched;
use super::state::{Burst, Config, Event, Pcb, Pid, Spec, State};
use std::sync::Arc;

impl Sched {
    /// Was the table edited after the step made last?
    pub(super) fn is_edited_here(&self) -> bool {
        self.config.forks.get(self.forks).is_some_and(|(at, _)| *at as usize <= self.step)
    }

    /// Takes over the next edited table. One step, at the instant of the step before.
    pub(super) fn adopt(&mut self) -> Event {
        let old = self.config.clone();
        let (_, table) = &old.forks[self.forks];
        self.forks += 1;
        let mut config: Config = (*old).clone();
        for who in 0..self.processes.len() as Pid {
            let row = table.iter().find(|row| row.name == config.specs[who as usize].name);
            self.adopt_row(who, row, &mut config);
        }
        for row in table {
            if config.specs.iter().all(|spec| spec.name != row.name) {
                config.specs.push(self.clamped(row));
                self.processes.push(Pcb {
                    priority: row.priority as i64,
                    class: row.class,
                    ..Pcb::default()
                });
                self.live += 1;
            }
        }
        self.config = Arc::new(config);
        self.expect_arrivals();
        self.expect_orders();
        self.sort_pool();
        for queue in 0..self.queues.len() {
            for entry in self.queues[queue].ready.drain() {
                let place = self.entry(entry.who, entry.tie);
                self.queues[queue].ready.insert(place);
            }
        }
        self.finished = false;
        self.cpus.iter_mut().for_each(|cpu| cpu.idles = false);
        Event::Edited
    }

    fn clamped(&self, row: &Spec) -> Spec {
        Spec { arrival: row.arrival.max(self.now), ..row.clone() }
    }

    fn adopt_row(&mut self, who: Pid, row: Option<&Spec>, config: &mut Config) {
        let spec = &mut config.specs[who as usize];
        let never_was = self.is_removed(who);
        match (self.processes[who as usize].state, row) {
            (State::New, Some(row)) => {
                *spec = self.clamped(row);
                self.processes[who as usize].priority = row.priority as i64;
                self.processes[who as usize].class = row.class;
            }
            (State::New, None) => {
                self.processes[who as usize].state = State::Terminated;
                self.live -= 1;
            }
            (State::Terminated, Some(row)) if never_was => {
                *spec = self.clamped(row);
                self.processes[who as usize] =
                    Pcb { priority: row.priority as i64, class: row.class, ..Pcb::default() };
                self.live += 1;
            }
            (State::Terminated, _) => {}
            (State::Pooled, Some(row)) => {
                *spec = Spec { arrival: spec.arrival, ..row.clone() };
                self.processes[who as usize].priority = row.priority as i64;
                self.processes[who as usize].class = row.class;
            }
            (_, Some(row)) => {
                self.settle(who);
                self.bank(who);
                let process = &mut self.processes[who as usize];
                process.priority += row.priority as i64 - spec.priority as i64;
                spec.priority = row.priority;
                spec.tickets = row.tickets;
                let weights = (spec.weight, row.weight);
                (spec.nice, spec.weight, spec.slice) = (row.nice, row.weight, row.slice);
                (spec.runtime, spec.period) = (row.runtime, row.period);
                spec.suspended = row.suspended.clone();
                spec.bursts = spliced(&spec.bursts, &row.bursts, process);
                self.reweigh(who, weights);
            }
            (_, None) => self.expel(who),
        }
    }

    fn expel(&mut self, who: Pid) {
        match self.processes[who as usize].state {
            State::Running { cpu } => {
                self.leave_cpu(cpu as usize);
                self.part(who);
            }
            State::Pooled => {
                self.settle(who);
                self.unpool(who);
            }
            State::ReadySuspended => self.settle(who),
            State::Waiting { device } | State::BlockedSuspended { device } => {
                self.forget_blocked(who);
                self.settle(who);
                self.release(who, device);
                for cpu in self.cpus.iter_mut().filter(|cpu| cpu.held_by == Some(who)) {
                    cpu.held_by = None;
                }
            }
            _ => {
                self.settle(who);
                self.part(who);
                let ready = &mut self.queues[self.processes[who as usize].home as usize].ready;
                let left = ready.drain().into_iter().filter(|entry| entry.who != who);
                left.for_each(|entry| ready.insert(entry));
                self.agings.retain(|(_, pid)| *pid != who);
                self.forget(who);
                self.release_budget(who);
                self.drop_claim(who);
            }
        }
        self.exit(who);
    }
}

/// The bursts done, the current one, and what the new row has behind it.
fn spliced(old: &[Burst], new: &[Burst], process: &Pcb) -> Vec<Burst> {
    let at = process.burst as usize;
    let current = match (old[at], new.get(at)) {
        (Burst::Cpu(_), Some(Burst::Cpu(length))) => Burst::Cpu((*length).max(process.done)),
        (Burst::Cpu(_), _) => Burst::Cpu(process.done),
        (io, _) => io,
    };
    let behind = new.get(at + 1..).unwrap_or_default();
    old[..at].iter().copied().chain([current]).chain(behind.iter().copied()).collect()
}
