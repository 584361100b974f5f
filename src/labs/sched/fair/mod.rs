//! Proportional share: policies that give every process its part of the CPU instead of a turn.
//!
//! ```text
//! lottery   a draw among the tickets of the ready
//! stride    the smallest pass; a pick costs big / tickets
//! cfs       the smallest virtual runtime, for a part of the period by weight
//! eevdf     the earliest virtual deadline among those that have had no more than their share
//! ```

pub mod cfs;
mod cfs_fields;
pub mod cfs_story;
pub mod classes;
pub mod eevdf;
mod eevdf_fields;
pub mod eevdf_story;
pub mod fields;
pub mod inspect;
pub mod notes;
pub mod report;
pub mod story;

pub mod linux_fields;
pub mod linux_story;

mod lottery;
pub mod rbtree;
pub mod reserve;
mod stride;

use super::machine::Sched;
use super::scenario::Policy;
use super::state::Pid;

/// What proportional share remembers of a ready queue beside the fields of the processes.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Shares {
    /// The pass of the last pick, before its stride was charged.
    pub last_pass: i64,
    /// Who became ready since the last decision, in order.
    pub joiners: Vec<Pid>,
    /// `cfs`: the smallest vruntime of the runnable so far.
    pub min_vruntime: i64,
    /// `cfs`: somebody woke who takes the CPU; `eevdf`: somebody joined, and the pick is made again.
    pub reschedule: bool,
    /// `eevdf`: all that compete.
    pub field: eevdf::Field,
}

impl Policy {
    /// Does every slice end in a decision of its own kind?
    pub fn is_share(self) -> bool {
        matches!(self, Policy::Lottery | Policy::Stride | Policy::Cfs | Policy::Eevdf | Policy::Linux)
    }
}

impl Sched {
    /// A process becomes ready from outside: by arriving or after I/O.
    pub(super) fn join(&mut self, who: Pid) {
        match self.config.policy {
            Policy::Stride => {
                self.processes[who as usize].joins = true;
                let home = self.home(who);
                self.queues[home].shares.joiners.push(who);
            }
            Policy::Cfs | Policy::Linux if self.runs_cfs(who) => self.place_fairly(who),
            Policy::Linux if self.is_reserved(who) => self.reserve(who),
            Policy::Eevdf | Policy::Linux if self.competes(who) => self.place_by_lag(who),
            _ => {}
        }
    }

    /// A ready process moves to another queue: it stands to the others there as it stood to those here.
    pub(super) fn leave_shares(&mut self, who: Pid, from: usize, to: usize) {
        let (old, new) = (&self.queues[from].shares, &self.queues[to].shares);
        match self.config.policy {
            Policy::Cfs => {
                let ahead = self.processes[who as usize].vruntime - old.min_vruntime;
                self.processes[who as usize].vruntime = (new.min_vruntime + ahead).max(0);
            }
            Policy::Stride if self.processes[who as usize].joins => {
                self.queues[from].shares.joiners.retain(|pid| *pid != who);
                self.queues[to].shares.joiners.push(who);
            }
            Policy::Stride => {
                let ahead = self.processes[who as usize].pass - self.base(from);
                self.processes[who as usize].pass = self.base(to) + ahead.max(0);
            }
            _ => {}
        }
    }

    /// A decision counts: a lottery has used a draw, a stride is charged.
    pub(super) fn charge(&mut self, cpu: usize, who: Pid) {
        match self.config.policy {
            Policy::Lottery if self.cpus[cpu].claim.is_none() => self.decisions += 1,
            Policy::Stride => self.charge_stride(who),
            Policy::Linux if !self.class(who).is_fair() => {}
            Policy::Cfs | Policy::Eevdf | Policy::Linux => {
                let queue = self.queue_of(cpu);
                self.queues[queue].shares.reschedule = false;
                self.processes[who as usize].slice = crate::sim::Time::ZERO;
                if self.competes(who) {
                    self.begin_turn(who);
                }
            }
            _ => {}
        }
    }
}
