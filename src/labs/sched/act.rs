//! What happens to processes: each function makes one transition of the five-state diagram; those of the other two
//! states are in `residence.rs`.

use super::machine::{Due, Sched};
use super::queue::Entry;
use super::rules::{Aging, BoostOrder, Next, PriorityOrder, QueueEnd, Slices};
use super::scenario::Policy;
use super::state::{Burst, Cpu, Event, Pid, State};
use crate::sim::Time;

impl Sched {
    /// Does what is due.
    pub(super) fn make(&mut self, due: Due) -> Event {
        if matches!(due, Due::Dispatch(..) | Due::Preempt(..) | Due::Idle(_)) {
            self.close_balancing();
        }
        match due {
            Due::Arrive(who) => self.arrive(who),
            Due::Return(who) => self.wake(who),
            Due::Admit(who) => self.admit_job(who),
            Due::Activate(who) => self.activate(who),
            Due::Suspend { who, asked } => self.suspend(who, asked),
            Due::Order => unreachable!("an order without effect is no event"),
            Due::Switched(cpu) => self.switched(cpu),
            Due::BurstEnd(cpu) => self.end_burst(cpu),
            Due::SliceEnd(cpu) if self.cpus[cpu].running.is_some_and(|who| self.is_reserved(who)) => {
                self.throttle(cpu)
            }
            Due::SliceEnd(cpu) => self.expire(cpu),
            Due::Refill(who) => self.refill(who),
            Due::Boost => self.boost(),
            Due::Age(who) => self.age(who),
            Due::Migrate { who, to, stolen } => self.migrate(who, to, stolen),
            Due::Warm(cpu, who) => {
                self.settle(who);
                self.warm(cpu, who);
                Event::Warmed { who, cpu: cpu as u32 }
            }
            Due::Preempt(cpu, by) => self.preempt(cpu, by),
            Due::Keep(cpu) => self.keep(cpu),
            Due::Dispatch(cpu, who) => self.dispatch(cpu, who),
            Due::Idle(cpu) => {
                self.cpus[cpu].idles = true;
                Event::Idled { cpu: cpu as u32 }
            }
            Due::Finish => {
                self.finished = true;
                Event::Finished
            }
        }
    }

    /// Counts the fields of a process that grow, up to now. Before every change of its state.
    pub(super) fn settle(&mut self, who: Pid) {
        let speed = self.speed(who);
        let burst = self.burst_length(who);
        let process = &mut self.processes[who as usize];
        let span = self.now.since(process.touched);
        process.touched = self.now;
        match process.state {
            State::Ready => process.waited += span,
            State::Waiting { .. } => process.io += span,
            State::Pooled => process.pooled += span,
            State::ReadySuspended | State::BlockedSuspended { .. } => process.suspended += span,
            State::Running { cpu } => {
                let index = cpu as usize;
                let cpu = &mut self.cpus[index];
                if cpu.switching_until.is_none() {
                    let work = Time(span.0.saturating_mul(speed)).min(burst.since(process.done));
                    process.done += work;
                    process.worked += work;
                    process.used += span;
                    process.slice += span;
                    cpu.useful += span;
                    if let Some(left) = cpu.cache.warming.get_mut(&who) {
                        *left = left.since(span);
                    }
                    self.count_real_time(index, who, span);
                } else {
                    process.waited += span;
                    if !cpu.pause {
                        cpu.switching += span;
                    }
                }
            }
            State::New | State::Terminated => {}
        }
        if let (Policy::Priority, Some(Aging::Rate { .. })) = (self.config.policy, self.config.rules.aging) {
            let per_unit = self.config.scale.per_unit() as i64;
            self.processes[who as usize].priority = self.rate_value(who).div_euclid(per_unit);
        }
    }

    fn arrive(&mut self, who: Pid) -> Event {
        self.arrivals.pop();
        self.settle(who);
        self.place_at_arrival(who);
        if self.pools() {
            self.pool(who)
        } else {
            self.enter(who)
        }
        Event::Arrived { who }
    }

    /// Puts a settled process into the ready queue.
    pub(super) fn enqueue(&mut self, who: Pid, end: QueueEnd) {
        let home = self.home(who);
        let place = self.queues[home].place(end);
        self.queue_at(who, place);
    }

    fn queue_at(&mut self, who: Pid, place: i64) {
        self.processes[who as usize].state = State::Ready;
        self.processes[who as usize].queued = self.now;
        let (home, entry) = (self.home(who), self.entry(who, place));
        self.queues[home].ready.insert(entry);
        self.await_aging(who);
    }

    /// Notes when waiting will make a ready process better, if it can.
    fn await_aging(&mut self, who: Pid) {
        let Some(Aging::Step { interval, step, limit, .. }) = self.steps() else {
            return;
        };
        let process = &self.processes[who as usize];
        let at_best = limit.is_some_and(|limit| !self.is_worse(process.priority, limit as i64));
        if step > 0 && !at_best {
            let interval = interval.ticks(self.config.scale).0;
            let gains = self.now.since(process.queued).0 / interval;
            self.agings.insert((process.queued + Time((gains + 1) * interval), who));
        }
    }

    fn steps(&self) -> Option<Aging> {
        let aging = self.config.rules.aging.filter(|aging| matches!(aging, Aging::Step { .. }));
        aging.filter(|_| self.config.policy == Policy::Priority)
    }

    fn is_worse(&self, one: i64, other: i64) -> bool {
        match self.config.rules.priority_order {
            PriorityOrder::Low => one > other,
            PriorityOrder::High => one < other,
        }
    }

    fn age(&mut self, who: Pid) -> Event {
        let Some(Aging::Step { step, limit, .. }) = self.steps() else {
            unreachable!("only stepwise aging has instants of its own");
        };
        self.agings.pop_first();
        let from = self.processes[who as usize].priority;
        let old = self.entry(who, 0);
        let gained = match self.config.rules.priority_order {
            PriorityOrder::Low => from - step as i64,
            PriorityOrder::High => from + step as i64,
        };
        let limit = limit.map(i64::from).filter(|limit| self.is_worse(*limit, gained));
        let to = limit.unwrap_or(gained);
        let home = self.home(who);
        self.queues[home].ready.remove(&old);
        self.processes[who as usize].priority = to;
        let entry = self.entry(who, 0);
        self.queues[home].ready.insert(entry);
        self.await_aging(who);
        Event::Aged { who, from, to }
    }

    fn dispatch(&mut self, index: usize, who: Pid) -> Event {
        let queue = self.queue_of(index);
        self.admit(queue);
        let entry = self.best(index).filter(|best| best.who == who).unwrap_or_else(|| self.seated(who));
        self.queues[queue].ready.remove(&entry);
        self.settle(who);
        self.stop_aging(who);
        self.charge(index, who);
        self.queues[queue].bumped = None;
        self.cpus[index].claim = None;
        self.drop_claim(who);
        let other = self.cpus[index].last != Some(who);
        let moved = self.processes[who as usize].last_cpu.is_some_and(|last| last as usize != index);
        let cost = self.cost(other, moved);
        let switch = cost > Time::ZERO;
        self.migrations += moved as u32;
        self.processes[who as usize].last_cpu = Some(index as u32);
        let cpu = &mut self.cpus[index];
        // While it runs it keeps the head of its queue; only what goes to the head later stands before it.
        cpu.seat = self.queues[queue].place(QueueEnd::Head);
        cpu.idles = false;
        cpu.running = Some(who);
        cpu.last = Some(who);
        cpu.dispatched = self.now;
        cpu.switches += other as u32;
        cpu.switching_until = switch.then(|| self.now + cost);
        let cpu = index as u32;
        self.processes[who as usize].state = State::Running { cpu };
        self.enter_cache(index, who);
        if !switch {
            self.align_slice(who);
            self.processes[who as usize].first_run.get_or_insert(self.now);
            self.pause_if_empty(index, who);
        }
        Event::Dispatched { who, cpu, switch }
    }

    /// What a dispatch costs: a switch to another process than the last, and the way from another CPU.
    pub fn cost(&self, other: bool, moved: bool) -> Time {
        let part = |is: bool, cost: Time| if is { cost } else { Time::ZERO };
        part(other, self.config.switch_cost) + part(moved, self.config.migration_cost)
    }

    /// Slices that follow the clock: the part since the last multiple counts as used.
    fn align_slice(&mut self, who: Pid) {
        if self.config.policy == Policy::Rr && self.config.rules.slices == Slices::Aligned {
            self.processes[who as usize].slice = Time(self.now.0 % self.config.quantum.0);
        }
    }

    /// The entry of a ready process that is not the best: one that claims the CPU.
    pub(super) fn seated(&self, who: Pid) -> Entry {
        let found = self.queues[self.home(who)].ready.iter().find(|entry| entry.who == who);
        *found.expect("only a ready process is dispatched")
    }

    /// A program without instructions holds the CPU for one unit, unless it was picked when another gave the
    /// CPU up for I/O: then it ends at once. Source: OSTEP process-run.
    fn pause_if_empty(&mut self, cpu: usize, who: Pid) {
        let cyclic = self.config.policy == Policy::Fcfs && self.config.rules.next == Next::Cyclic;
        let empty = |burst: &Burst| *burst == Burst::Cpu(Time::ZERO);
        if cyclic && !self.cpus[cpu].gave_up && self.spec(who).bursts.iter().all(empty) {
            self.cpus[cpu].pause = true;
            self.cpus[cpu].switching_until = Some(self.now + Time(self.config.scale.per_unit()));
        }
    }

    pub(super) fn stop_aging(&mut self, who: Pid) {
        let Some(Aging::Step { interval, reset_on_dispatch, .. }) = self.steps() else {
            return;
        };
        let queued = self.processes[who as usize].queued;
        let interval = interval.ticks(self.config.scale).0;
        let gains = self.now.since(queued).0 / interval;
        self.agings.remove(&(queued + Time((gains + 1) * interval), who));
        if reset_on_dispatch {
            self.processes[who as usize].priority = self.spec(who).priority as i64;
        }
    }

    fn switched(&mut self, cpu: usize) -> Event {
        let who = self.cpus[cpu].running.expect("a switch leads to a process");
        self.settle(who);
        self.cpus[cpu].switching_until = None;
        self.align_slice(who);
        self.processes[who as usize].first_run.get_or_insert(self.now);
        Event::Switched { who, cpu: cpu as u32 }
    }

    /// Takes the running process off a CPU.
    pub(super) fn leave_cpu(&mut self, index: usize) -> Pid {
        let who = self.cpus[index].running.expect("somebody runs");
        self.settle(who);
        self.bank(who);
        let queue = self.queue_of(index);
        self.queues[queue].shares.reschedule = false;
        let cpu = &mut self.cpus[index];
        cpu.running = None;
        cpu.switching_until = None;
        cpu.pause = false;
        cpu.evict = false;
        who
    }

    fn preempt(&mut self, cpu: usize, by: Pid) -> Event {
        let linux = self.config.policy == Policy::Linux;
        let fair = self.config.policy.is_share() && !linux;
        let Cpu { evict, seat, .. } = self.cpus[cpu];
        let to_its_place = evict || linux || (!fair && self.config.rules.preempted_to == QueueEnd::Head);
        let who = self.leave_cpu(cpu);
        let keeps = match self.config.policy {
            Policy::Mlfq => self.config.rules.keep_used,
            Policy::Linux => true,
            _ => self.config.rules.preempted_to == QueueEnd::Head,
        };
        let process = &mut self.processes[who as usize];
        if !keeps {
            process.slice = Time::ZERO;
        }
        if process.first_run == Some(self.now) {
            process.first_run = None; // it lost the CPU before it executed anything
        }
        let queue = self.queue_of(cpu);
        let place = if to_its_place { seat } else { self.queues[queue].place(QueueEnd::Tail) };
        self.queue_at(who, place);
        Event::Preempted { who, by }
    }

    /// The pick is made again and falls on the one that runs: a fresh turn.
    fn keep(&mut self, cpu: usize) -> Event {
        let who = self.cpus[cpu].running.expect("somebody runs");
        self.settle(who);
        self.bank(who);
        self.charge(cpu, who);
        Event::Kept { who }
    }

    fn expire(&mut self, cpu: usize) -> Event {
        let who = self.cpus[cpu].running.expect("somebody runs");
        self.settle(who);
        self.bank(who);
        self.renew(who);
        // Every slice of proportional share is a decision, with one candidate too.
        let aligned = self.config.rules.slices == Slices::Aligned;
        let alone = match self.config.policy {
            Policy::Linux => !self.class(who).is_fair() && self.alone_in_list(who),
            policy => self.is_alone(cpu) && !policy.is_share() && !aligned,
        };
        let from = self.processes[who as usize].level;
        self.use_up_slice(who, alone);
        let to = self.processes[who as usize].level;
        // A boost at this instant queues everybody anew, the lone process too.
        let alone = alone && self.boost.is_none_or(|at| at > self.now);
        if alone {
            let queue = self.queue_of(cpu);
            self.cpus[cpu].seat = self.queues[queue].place(QueueEnd::Tail);
        } else {
            self.leave_cpu(cpu);
            self.enqueue(who, QueueEnd::Tail);
        }
        Event::Expired { who, from, to, alone }
    }

    /// Is nobody else ready for this CPU, not even somebody who arrives or comes back at this instant, and would
    /// no other CPU take its process?
    pub(super) fn is_alone(&self, cpu: usize) -> bool {
        let arrives = self.arrivals.last().is_some_and(|pid| self.spec(*pid).arrival <= self.now);
        let arrives = arrives && self.has_room();
        let back = self.returns.iter().take_while(|(at, _)| *at <= self.now);
        let returns = { back }.any(|(_, who)| self.processes[*who as usize].state.is_resident());
        let queue = self.queue_of(cpu);
        let keeps = |other: usize| other == cpu || self.cpus[other].running.is_some() && !self.expires(other);
        let taken = !self.cpus_of(queue).all(keeps);
        self.queues[queue].ready.is_empty() && !arrives && !returns && !taken
    }

    /// A slice is used up: a fresh one, one level down if it was the last of its allotment.
    pub(super) fn use_up_slice(&mut self, who: Pid, alone: bool) {
        let stays = self.config.policy != Policy::Mlfq || (alone && !self.config.rules.demote_alone);
        let process = &mut self.processes[who as usize];
        process.slice = Time::ZERO;
        if stays {
            return;
        }
        process.slices += 1;
        if process.slices == self.config.levels[process.level as usize].allotment {
            process.slices = 0;
            process.level = (process.level + 1).min(self.config.levels.len() as u32 - 1);
        }
    }

    fn end_burst(&mut self, cpu: usize) -> Event {
        let who = self.cpus[cpu].running.expect("somebody runs");
        match self.spec(who).bursts.get(self.processes[who as usize].burst as usize + 1) {
            Some(Burst::Yield) => return self.give_way(cpu),
            Some(Burst::Set(class, priority)) => {
                let (class, priority) = (*class, *priority as i64);
                return self.change_class(cpu, class, priority);
            }
            _ => {}
        }
        let who = self.leave_cpu(cpu);
        self.part(who);
        let next = self.processes[who as usize].burst + 1;
        match self.spec(who).bursts.get(next as usize).copied() {
            Some(Burst::Io(device, length)) => self.block(cpu, who, device, length),
            _ => {
                self.cpus[cpu].gave_up = false;
                self.exit(who)
            }
        }
    }

    pub(super) fn exit(&mut self, who: Pid) -> Event {
        let home = self.home(who);
        self.queues[home].load -= 1;
        self.leave_memory(who);
        let process = &mut self.processes[who as usize];
        process.state = State::Terminated;
        process.finish = Some(self.now);
        self.live -= 1;
        Event::Exited { who }
    }

    /// Everybody returns to the top with a fresh slice, queue by queue; a running process stands at the head of
    /// its level's queue.
    fn boost(&mut self) -> Event {
        self.boost = self.boost.zip(self.config.boost).map(|(at, period)| at + period);
        let lines: Vec<_> = (0..self.queues.len()).map(|queue| self.boosted_line(queue)).collect();
        for process in self.processes.iter_mut() {
            if process.state != State::Terminated {
                process.level = 0;
                process.slice = Time::ZERO;
                process.slices = 0;
            }
        }
        for (queue, line) in lines.into_iter().enumerate() {
            self.queue_anew(queue, line);
        }
        Event::Boosted
    }

    /// Everybody of a queue in the order after a boost, and the CPU of those that run. The queue is empty then.
    fn boosted_line(&mut self, queue: usize) -> Vec<(Pid, Option<usize>)> {
        let mut line: Vec<(i64, bool, i64, Pid, Option<usize>)> = Vec::new();
        for entry in self.queues[queue].ready.drain() {
            line.push((self.boost_rank(entry.level), true, entry.tie, entry.who, None));
        }
        for cpu in self.cpus_of(queue) {
            if let Some(who) = self.cpus[cpu].running {
                self.settle(who);
                line.push((self.boost_rank(self.level(who)), false, cpu as i64, who, Some(cpu)));
            }
        }
        line.sort_unstable();
        line.into_iter().map(|(_, _, _, who, cpu)| (who, cpu)).collect()
    }

    /// Queues a line; who runs but stands behind more processes than there are CPUs loses its CPU.
    fn queue_anew(&mut self, queue: usize, line: Vec<(Pid, Option<usize>)>) {
        let count = self.cpus_of(queue).len();
        for (index, (who, cpu)) in line.into_iter().enumerate() {
            let place = self.queues[queue].place(QueueEnd::Tail);
            match cpu {
                Some(cpu) => {
                    let cpu = &mut self.cpus[cpu];
                    cpu.seat = place;
                    cpu.evict = index >= count && cpu.switching_until.is_none();
                }
                None => {
                    let entry = self.entry(who, place);
                    self.queues[queue].ready.insert(entry);
                }
            }
        }
    }

    fn boost_rank(&self, level: i64) -> i64 {
        match self.config.rules.boost_order {
            BoostOrder::BottomFirst if level > 0 => 1 - level + self.config.levels.len() as i64,
            _ => level,
        }
    }
}
