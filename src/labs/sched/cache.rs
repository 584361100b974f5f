//! The caches of CPUs: a process that has run long enough on one is warm there and does more work in the same time.
//!
//! ```text
//! cold ──runs for warm_up──▶ warm, first in line ──others push it out──▶ cold again
//! ```
//!
//! Who became warm first is pushed out first; processes that have ended keep their place; one that is larger than the
//! cache pushes out all others and then itself. Source: OSTEP ch. 10, `multi.py`.

use super::machine::Sched;
use super::state::{Cache, CacheSpec, Pid};
use crate::sim::Time;

impl Sched {
    /// Work per tick of a process: more than 1 while it executes on a CPU whose cache is warm for it.
    pub fn speed(&self, who: Pid) -> u64 {
        let Some(cache) = self.config.cache else {
            return 1;
        };
        if self.is_warm(who) { cache.warm_rate } else { 1 }
    }

    /// Is the cache of the CPU on which it runs warm for it?
    pub fn is_warm(&self, who: Pid) -> bool {
        self.cpu_of(who).is_some_and(|cpu| self.cpus[cpu].cache.warm.contains(&who))
    }

    /// How much longer a running process must run to be warm.
    pub fn warms_in(&self, who: Pid) -> Option<Time> {
        self.config.cache?;
        let left = self.cpus[self.cpu_of(who)?].cache.warming.get(&who)?;
        Some(left.since(self.executed(who)))
    }

    /// A process gets a CPU: its working set begins to come into the cache, unless it is there or on its way.
    pub(super) fn enter_cache(&mut self, cpu: usize, who: Pid) {
        let Some(spec) = self.config.cache else {
            return;
        };
        let cache = &self.cpus[cpu].cache;
        if cache.warm.contains(&who) || cache.warming.contains_key(&who) {
            return;
        }
        if spec.warm_up == Time::ZERO {
            self.cpus[cpu].cache = self.cache_with(cpu, who, spec);
        } else {
            self.cpus[cpu].cache.warming.insert(who, spec.warm_up);
        }
    }

    /// It has run long enough to be warm.
    pub(super) fn warm(&mut self, cpu: usize, who: Pid) {
        if let Some(spec) = self.config.cache {
            self.cpus[cpu].cache = self.cache_with(cpu, who, spec);
        }
    }

    /// The cache of a CPU when a process becomes warm there, others pushed out.
    fn cache_with(&self, cpu: usize, who: Pid, spec: CacheSpec) -> Cache {
        let mut cache = self.cpus[cpu].cache.clone();
        cache.warming.remove(&who);
        cache.warm.insert(0, who);
        let set = |who: &Pid| self.spec(*who).working_set as u64;
        let mut used: u64 = cache.warm.iter().map(set).sum();
        while used > spec.size
            && let Some(gone) = cache.warm.pop()
        {
            used -= set(&gone);
            // Even without a time to warm up it runs cold for a unit.
            let unit = Time(self.config.scale.per_unit());
            cache.warming.insert(gone, spec.warm_up.max(unit));
        }
        cache
    }

    /// Who is warm on a CPU at a later instant, if nothing else happens before.
    pub fn warm_at(&self, cpu: usize, at: Time) -> Vec<Pid> {
        let cache = &self.cpus[cpu].cache;
        let (Some(spec), Some(who)) = (self.config.cache, self.cpus[cpu].running) else {
            return cache.warm.clone();
        };
        match self.warms_in(who) {
            Some(left) if self.executes(who) && left <= at.since(self.now) => {
                self.cache_with(cpu, who, spec).warm
            }
            _ => cache.warm.clone(),
        }
    }
}
