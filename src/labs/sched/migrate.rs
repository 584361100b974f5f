//! A ready queue per CPU: where processes come that arrive, and how they move from one queue to another.
//!
//! ```text
//! placement   at arrival                              least loaded, in turn, dealt, or as the table says
//! steal       an idle CPU and its queue is empty      takes one from the longest queue
//! balance     each time a period has passed           even: until loads differ by one at most
//!                                                     peek: an empty queue takes from one other (OSTEP's multi.py)
//! ```
//!
//! Affinity holds everywhere but for one test of `multi.py` (see [`Sched::peek_takes`]).

use super::machine::{Due, Sched};
use super::rules::{Balancing, Placement, QueueEnd, Steal};
use super::scenario::Policy;
use super::state::{Event, Pid, State};
use crate::sim::Time;

impl Sched {
    /// May it run on this CPU?
    pub fn may_run(&self, who: Pid, cpu: usize) -> bool {
        !self.config.bound || self.spec(who).may_run_on(cpu)
    }

    /// Gives a process that arrives its home.
    pub(super) fn place_at_arrival(&mut self, who: Pid) {
        if self.config.per_core {
            let home = self.spec(who).core.map_or_else(|| self.placed(who), |core| core as usize);
            self.processes[who as usize].home = home as u32;
            self.arrived += 1;
        }
        let home = self.home(who);
        self.queues[home].load += 1;
    }

    fn placed(&mut self, who: Pid) -> usize {
        let count = self.cpus.len();
        let allowed = (0..count).filter(|cpu| self.may_run(who, *cpu));
        let home = match self.config.rules.placement {
            Placement::LeastLoaded => allowed.min_by_key(|cpu| self.queues[*cpu].load),
            Placement::RoundRobin => {
                let turn = self.arrived as usize % count;
                allowed.min_by_key(|cpu| (cpu + count - turn) % count)
            }
            Placement::Deal => {
                self.deal();
                Some(self.home(who))
            }
        };
        home.expect("a process may run somewhere")
    }

    /// CPU by CPU takes the first that it may run of the processes that arrive now.
    fn deal(&mut self) {
        if self.dealt == Some(self.now) {
            return;
        }
        self.dealt = Some(self.now);
        let new = |who: &Pid| self.processes[*who as usize].state == State::New;
        let arrives = |who: &Pid| new(who) && self.spec(*who).arrival == self.now;
        let hand: Vec<Pid> = (0..self.processes.len() as Pid).filter(arrives).collect();
        let mut taken = vec![false; hand.len()];
        let mut next = vec![0; self.cpus.len()];
        while next.iter().any(|next| *next < hand.len()) {
            for (cpu, next) in next.iter_mut().enumerate() {
                let fits = |place: &usize| !taken[*place] && self.may_run(hand[*place], cpu);
                *next = (*next..hand.len()).find(fits).unwrap_or(hand.len());
                if let Some(who) = hand.get(*next) {
                    self.processes[*who as usize].home = cpu as u32;
                    taken[*next] = true;
                }
            }
        }
    }

    /// Moves a ready process to another CPU's queue.
    pub(super) fn migrate(&mut self, who: Pid, to: usize, stolen: bool) -> Event {
        let from = self.home(who);
        let entry = self.seated(who);
        self.drop_claim(who);
        self.queues[from].ready.remove(&entry);
        self.leave_shares(who, from, to);
        self.processes[who as usize].home = to as u32;
        self.queues[from].load -= 1;
        self.queues[to].load += 1;
        let place = self.queues[to].place(QueueEnd::Tail);
        let entry = self.entry(who, place);
        self.queues[to].ready.insert(entry);
        if !stolen && self.config.rules.balancing == Balancing::Peek {
            self.balanced = Some((self.now, to + 1));
        }
        Event::Migrated { who, from: from as u32, to: to as u32, stolen }
    }

    /// The queues count as balanced at this instant: what happens from here on does not unbalance them.
    pub(super) fn close_balancing(&mut self) {
        if self.config.balance.is_some() {
            self.balanced = Some((self.now, self.cpus.len()));
        }
    }

    /// An idle CPU with an empty queue takes a process.
    pub(super) fn stealing(&self) -> Option<Due> {
        let end = self.config.rules.steal;
        if !self.config.per_core || end == Steal::None || self.now < self.config.start {
            return None;
        }
        let idle = |cpu: &usize| self.is_free(*cpu) && self.queues[*cpu].ready.is_empty();
        let mut thieves = (0..self.cpus.len()).filter(idle);
        thieves.find_map(|cpu| self.loot(cpu, end).map(|who| Due::Migrate { who, to: cpu, stolen: true }))
    }

    /// What a CPU would steal: from the longest queue that has something for it.
    fn loot(&self, cpu: usize, end: Steal) -> Option<Pid> {
        let mut victims: Vec<usize> = (0..self.queues.len()).filter(|queue| *queue != cpu).collect();
        victims.sort_by_key(|queue| std::cmp::Reverse(self.queues[*queue].ready.len()));
        victims.into_iter().find_map(|queue| self.movable(queue, cpu, end))
    }

    /// The first process at an end of a queue that may run on a CPU.
    fn movable(&self, queue: usize, cpu: usize, end: Steal) -> Option<Pid> {
        if matches!(self.config.policy, Policy::Hrrn | Policy::Custom) {
            let line = self.line(queue).concat();
            let mut able = line.into_iter().filter(|who| self.may_run(*who, cpu));
            return if end == Steal::Tail { able.next_back() } else { able.next() };
        }
        let mut able = self.queues[queue].ready.iter().filter(|entry| self.may_run(entry.who, cpu));
        let found = if end == Steal::Tail { able.last() } else { able.next() };
        found.map(|entry| entry.who)
    }

    /// The next move of periodic balancing, if this is its instant.
    pub(super) fn balancing(&self) -> Option<Due> {
        let period = self.config.balance?;
        let done = self.balanced.is_some_and(|(at, next)| at == self.now && next >= self.cpus.len());
        if self.now == Time::ZERO || !self.now.0.is_multiple_of(period.0) || done {
            return None;
        }
        match self.config.rules.balancing {
            Balancing::Even => self.evening(),
            Balancing::Peek => self.peeking(),
        }
    }

    /// Processes of a CPU that are ready or running.
    fn busy_with(&self, cpu: usize) -> usize {
        self.queues[cpu].ready.len() + self.cpus[cpu].running.is_some() as usize
    }

    fn evening(&self) -> Option<Due> {
        let mut order: Vec<usize> = (0..self.cpus.len()).collect();
        order.sort_by_key(|cpu| self.busy_with(*cpu));
        let pairs = order.iter().flat_map(|to| order.iter().rev().map(move |from| (*from, *to)));
        let uneven = pairs.filter(|(from, to)| self.busy_with(*from) >= self.busy_with(*to) + 2);
        let mut moves = uneven.filter_map(|(from, to)| Some((self.movable(from, to, Steal::Tail)?, to)));
        moves.next().map(|(who, to)| Due::Migrate { who, to, stolen: false })
    }

    fn peeking(&self) -> Option<Due> {
        let first = self.balanced.filter(|(at, _)| *at == self.now).map_or(0, |(_, next)| next);
        let mut empty = (first..self.cpus.len()).filter(|cpu| self.queues[*cpu].ready.is_empty());
        empty.find_map(|cpu| {
            let who = self.peeked(cpu, self.peeked_at(cpu)?)?;
            Some(Due::Migrate { who, to: cpu, stolen: false })
        })
    }

    /// At which other CPU a CPU peeks now: the only one, else by the number of this instant and CPU.
    fn peeked_at(&self, cpu: usize) -> Option<usize> {
        let others = self.cpus.len() - 1;
        let choice = match others {
            0 => return None,
            1 => 0,
            _ => {
                let peek = self.now.0 / self.config.balance?.0 - 1;
                let number = self.number(peek as usize * self.cpus.len() + cpu);
                number as usize % others
            }
        };
        Some(if choice < cpu { choice } else { choice + 1 })
    }

    fn peeked(&self, cpu: usize, queue: usize) -> Option<Pid> {
        let mut ready = self.queues[queue].ready.iter();
        ready.find(|entry| self.peek_takes(entry.who, cpu)).map(|entry| entry.who)
    }

    /// Does a peeking CPU take this process? Without a list of CPUs, yes. With one, `multi.py` compares the number of
    /// the CPU with the run time and the working set, not with the list; so does this.
    fn peek_takes(&self, who: Pid, cpu: usize) -> bool {
        let spec = self.spec(who);
        let number = cpu as u64;
        let run_time = Time(number * self.config.scale.per_unit());
        spec.affinity == 0 || spec.cpu() == run_time || spec.working_set as u64 == number
    }

    /// The next instant at which balancing could move somebody, as the queues stand.
    pub(super) fn next_balance(&self) -> Option<Time> {
        let period = self.config.balance?;
        let possible = match self.config.rules.balancing {
            Balancing::Even => self.evening().is_some(),
            Balancing::Peek => (0..self.cpus.len()).any(|cpu| {
                let others = || (0..self.queues.len()).filter(|queue| *queue != cpu);
                self.queues[cpu].ready.is_empty() && others().any(|other| self.peeked(cpu, other).is_some())
            }),
        };
        possible.then(|| Time((self.now.0 / period.0 + 1).saturating_mul(period.0)))
    }
}
