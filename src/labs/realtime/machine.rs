//! Jobs, their deadlines, and the locks they wait for, on one CPU.
//!
//! At one instant things happen in this order: the running job ends or gives a lock back; deadlines pass; jobs are
//! released; the CPU changes hands; the running job takes a lock. Then time goes on to the next of these.
//! Jobs of one task run one after the other, so at most the oldest of each is a candidate.
//!
//! Source: conventions of Liu & Layland 1973; Sha, Rajkumar, Lehoczky 1990; Baker 1991 (stack resource policy).
//! Simplified: no switch cost, no interrupts, one CPU.

use super::config::{BACKGROUND, Config, Part};
use super::scenario::{OnMiss, Policy, Protocol, Tie};
use crate::sim::{Machine, Time};
use std::collections::VecDeque;
use std::sync::Arc;

/// A job that is released and not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Which of its task, from 0.
    pub k: u64,
    /// When it was released.
    pub release: Time,
    /// When it must be done; `None` for an aperiodic job without one.
    pub deadline: Option<Time>,
    /// The part of the program it is at.
    pub at: usize,
    /// What is left of that part, if it runs.
    pub left: Time,
    /// The lock it waits for.
    pub waits: Option<Wait>,
    /// Its deadline has passed.
    pub missed: bool,
    /// Has it run, or tried to?
    pub started: bool,
    /// How long it was ready or waiting while a job of lower priority had the CPU, or nobody.
    pub blocked: Time,
}

/// What a job waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The resource it wants.
    pub wants: usize,
    /// The held resource that keeps it from it: the same, or another with a high ceiling.
    pub on: usize,
}

/// What can happen. One event is one step. Tasks and resources by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A job was released.
    Released {
        /// Its task.
        task: usize,
        /// Which.
        k: u64,
    },
    /// The oldest job of a task got the CPU.
    Dispatched {
        /// Its task.
        task: usize,
    },
    /// It lost the CPU to a better one.
    Preempted {
        /// Its task.
        task: usize,
        /// The task of the better job.
        by: usize,
    },
    /// It took a lock.
    Locked {
        /// Its task.
        task: usize,
        /// The resource.
        resource: usize,
    },
    /// It could not take a lock.
    Blocked {
        /// Its task.
        task: usize,
        /// What it waits for.
        wait: Wait,
        /// Who holds that.
        holder: usize,
    },
    /// Whoever blocks it runs at its priority from now on.
    Inherited {
        /// The task that inherits.
        task: usize,
        /// The task whose priority it is.
        from: usize,
    },
    /// A lock was given back.
    Unlocked {
        /// Its task.
        task: usize,
        /// The resource.
        resource: usize,
    },
    /// A job is done.
    Finished {
        /// Its task.
        task: usize,
        /// Which.
        k: u64,
    },
    /// A deadline passed before the job was done; the job goes on.
    Missed {
        /// Its task.
        task: usize,
        /// Which.
        k: u64,
    },
    /// The same, and the job is dropped.
    Aborted {
        /// Its task.
        task: usize,
        /// Which.
        k: u64,
    },
    /// Nobody can run.
    Idled,
    /// The run is over.
    Ended {
        /// A hard deadline was missed.
        hard: bool,
    },
}

/// What became of the jobs of one task so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    /// Jobs released.
    pub released: u64,
    /// Jobs done, in time or late.
    pub finished: u64,
    /// Deadlines missed.
    pub missed: u64,
    /// The longest response time of a job that is done.
    pub worst: Option<Time>,
    /// The longest time that a job was blocked.
    pub blocked: Time,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Realtime {
    /// What determines the run.
    pub config: Arc<Config>,
    /// The present.
    pub now: Time,
    /// The jobs of each task, the oldest first.
    pub queues: Vec<VecDeque<Job>>,
    /// The task whose oldest job has the CPU.
    pub running: Option<usize>,
    /// Who holds each resource.
    pub holders: Vec<Option<usize>>,
    /// What became of the jobs of each task.
    pub tally: Vec<Tally>,
    /// How long the CPU worked.
    pub busy: Time,
    /// The job that was dropped last, as it was then.
    pub dropped: Option<Job>,
    /// How often a job lost the CPU.
    pub preemptions: u64,
    news: VecDeque<Event>,
    idle: bool,
    failed: bool,
    over: bool,
}

impl Realtime {
    /// The machine before its first step.
    pub fn new(config: Arc<Config>) -> Self {
        let (tasks, resources) = (config.tasks.len(), config.resources.len());
        Realtime {
            now: Time::ZERO,
            queues: vec![VecDeque::new(); tasks],
            running: None,
            holders: vec![None; resources],
            tally: vec![Tally::default(); tasks],
            busy: Time::ZERO,
            dropped: None,
            preemptions: 0,
            news: VecDeque::new(),
            idle: false,
            failed: false,
            over: false,
            config,
        }
    }

    /// The oldest job of a task.
    pub fn job(&self, task: usize) -> Option<&Job> {
        self.queues[task].front()
    }

    /// The priority of a task's oldest job by the policy alone, small is high: fixed, or the deadline under EDF.
    pub fn own(&self, task: usize) -> u64 {
        let spec = &self.config.tasks[task];
        match (self.config.policy, self.job(task).and_then(|job| job.deadline)) {
            (Policy::Edf, Some(deadline)) if spec.period.is_some() => deadline.0,
            (Policy::Edf, None) if spec.period.is_some() => BACKGROUND - 1,
            _ => spec.level,
        }
    }

    /// Its priority with what it inherits, or with the ceilings of what it holds.
    pub fn level(&self, task: usize) -> u64 {
        self.raised(task, 1 << task)
    }

    fn raised(&self, task: usize, seen: u32) -> u64 {
        let mut level = self.own(task);
        if self.job(task).is_none() {
            return level;
        }
        for resource in self.held(task) {
            if self.config.protocol == Protocol::Immediate && self.config.policy != Policy::Edf {
                level = level.min(self.config.ceiling(resource));
            }
            if self.inherits() {
                let waiting = (0..self.queues.len()).filter(|other| self.waits_on(*other) == Some(resource));
                for other in waiting.filter(|other| seen & (1 << other) == 0) {
                    level = level.min(self.raised(other, seen | 1 << other));
                }
            }
        }
        level
    }

    fn inherits(&self) -> bool {
        matches!(self.config.protocol, Protocol::Inherit | Protocol::Ceiling)
    }

    /// The resources a task holds.
    pub fn held(&self, task: usize) -> impl Iterator<Item = usize> {
        (0..self.holders.len()).filter(move |resource| self.holders[*resource] == Some(task))
    }

    fn waits_on(&self, task: usize) -> Option<usize> {
        Some(self.job(task)?.waits?.on)
    }

    /// Is the stack resource policy in force?
    pub fn stacks(&self) -> bool {
        self.config.policy == Policy::Edf
            && matches!(self.config.protocol, Protocol::Ceiling | Protocol::Immediate)
    }

    /// Under the stack resource policy: a resource that keeps a job from starting, as some job with a deadline as
    /// short, or shorter, may need it.
    pub fn kept_back(&self, task: usize) -> Option<usize> {
        let job = self.job(task).filter(|job| self.stacks() && !job.started)?;
        debug_assert!(job.waits.is_none());
        let relative = |task: usize| self.config.tasks[task].deadline.unwrap_or(Time::NEVER);
        let ceiling = |resource: usize| self.config.users(resource).map(relative).min();
        let taken = (0..self.holders.len()).filter(|resource| self.holders[*resource].is_some());
        taken.min_by_key(|resource| ceiling(*resource)).filter(|held| Some(relative(task)) >= ceiling(*held))
    }

    /// Jobs that could run, best first, the running one among them.
    pub fn candidates(&self) -> Vec<usize> {
        let able = |task: &usize| {
            self.job(*task).is_some_and(|job| job.waits.is_none()) && self.kept_back(*task).is_none()
        };
        let mut tasks: Vec<usize> = (0..self.queues.len()).filter(able).collect();
        tasks.sort_by_cached_key(|task| self.key(*task));
        tasks
    }

    /// The order of the ready queue: priority, then who had it lent, then the tie of the policy.
    fn key(&self, task: usize) -> (u64, bool, bool, Time, usize) {
        let level = self.level(task);
        let earlier = self.config.tie == Tie::Running || self.config.policy != Policy::Edf;
        let runs = earlier && self.running == Some(task);
        let release = self.job(task).filter(|_| earlier).map_or(Time::ZERO, |job| job.release);
        (level, level == self.own(task), !runs, release, task)
    }

    /// When the next job of a task is released; `None` after the last.
    pub fn next_release(&self, task: usize) -> Option<Time> {
        let (spec, released) = (&self.config.tasks[task], self.tally[task].released);
        let at = match spec.period {
            Some(period) => spec.phase + Time(period.0.saturating_mul(released)),
            None if released == 0 => spec.phase,
            None => return None,
        };
        (at < self.config.horizon).then_some(at)
    }

    /// Was the run stopped by a missed deadline?
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Is the run over?
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Deadlines missed by all tasks so far.
    pub fn missed(&self) -> u64 {
        self.tally.iter().map(|tally| tally.missed).sum()
    }

    fn act(&mut self) -> Option<Event> {
        self.complete()
            .or_else(|| self.miss())
            .or_else(|| self.end())
            .or_else(|| self.release())
            .or_else(|| self.decide())
            .or_else(|| self.lock())
            .or_else(|| self.idle())
    }

    /// The part of its program that a task's oldest job is at; a run that is over is behind it.
    fn part(&mut self, task: usize) -> Option<Part<Time>> {
        let config = self.config.clone();
        let parts = &config.tasks[task].parts;
        let job = self.queues[task].front_mut()?;
        while matches!(parts.get(job.at), Some(Part::Run(_))) && job.left == Time::ZERO {
            job.at += 1;
            if let Some(Part::Run(length)) = parts.get(job.at) {
                job.left = *length;
            }
        }
        parts.get(job.at).copied()
    }

    /// Goes past a lock or an unlock.
    fn pass(&mut self, task: usize) {
        let config = self.config.clone();
        let job = self.queues[task].front_mut().expect("it runs");
        job.at += 1;
        if let Some(Part::Run(length)) = config.tasks[task].parts.get(job.at) {
            job.left = *length;
        }
    }

    fn complete(&mut self) -> Option<Event> {
        let task = self.running?;
        match self.part(task) {
            Some(Part::Unlock(resource)) => {
                self.pass(task);
                self.give_back(resource);
                Some(Event::Unlocked { task, resource })
            }
            None => Some(self.finish(task)),
            Some(Part::Run(_) | Part::Lock(_)) => None,
        }
    }

    fn finish(&mut self, task: usize) -> Event {
        let job = self.queues[task].pop_front().expect("it runs");
        let tally = &mut self.tally[task];
        tally.finished += 1;
        tally.worst = tally.worst.max(Some(self.now.since(job.release)));
        tally.blocked = tally.blocked.max(job.blocked);
        self.running = None;
        Event::Finished { task, k: job.k }
    }

    /// Frees a resource; who waited because of it tries again when it gets the CPU.
    fn give_back(&mut self, resource: usize) {
        self.holders[resource] = None;
        for job in self.queues.iter_mut().filter_map(VecDeque::front_mut) {
            if job.waits.is_some_and(|wait| wait.on == resource) {
                job.waits = None;
            }
        }
    }

    /// The first job, by index of its task, whose deadline is now.
    fn miss(&mut self) -> Option<Event> {
        let now = self.now;
        let due = |job: &&Job| !job.missed && job.deadline.is_some_and(|deadline| deadline <= now);
        let (task, place) = (0..self.queues.len()).find_map(|task| {
            let first = self.queues[task].partition_point(|job| job.missed);
            self.queues[task].get(first).filter(due).map(|_| (task, first))
        })?;
        let job = &mut self.queues[task][place];
        job.missed = true;
        let k = job.k;
        let tally = &mut self.tally[task];
        tally.missed += 1;
        match self.config.on_miss {
            OnMiss::Continue => Some(Event::Missed { task, k }),
            OnMiss::Hard => {
                self.failed = true;
                self.over = true;
                self.news.push_back(Event::Ended { hard: true });
                Some(Event::Missed { task, k })
            }
            OnMiss::Abort => {
                tally.blocked = tally.blocked.max(self.queues[task][place].blocked);
                for resource in self.held(task).collect::<Vec<_>>() {
                    self.give_back(resource);
                }
                self.dropped = self.queues[task].remove(place);
                if self.running == Some(task) {
                    self.running = None;
                }
                Some(Event::Aborted { task, k })
            }
        }
    }

    fn end(&mut self) -> Option<Event> {
        let ends = self.now >= self.config.horizon;
        self.over |= ends;
        ends.then_some(Event::Ended { hard: false })
    }

    fn release(&mut self) -> Option<Event> {
        let task = (0..self.queues.len()).find(|task| self.next_release(*task) == Some(self.now))?;
        let (spec, k) = (&self.config.tasks[task], self.tally[task].released);
        let left = if let Some(Part::Run(length)) = spec.parts.first() { *length } else { Time::ZERO };
        self.queues[task].push_back(Job {
            k,
            release: self.now,
            deadline: spec.deadline.map(|deadline| self.now + deadline),
            at: 0,
            left,
            waits: None,
            missed: false,
            started: false,
            blocked: Time::ZERO,
        });
        self.tally[task].released += 1;
        Some(Event::Released { task, k })
    }

    fn decide(&mut self) -> Option<Event> {
        if self.running.is_some() && !self.config.preemptive {
            return None;
        }
        let best = self.candidates().first().copied()?;
        match self.running {
            Some(task) if task == best => None,
            Some(task) => {
                self.running = None;
                self.preemptions += 1;
                Some(Event::Preempted { task, by: best })
            }
            None => {
                self.running = Some(best);
                self.idle = false;
                self.queues[best].front_mut().expect("a candidate").started = true;
                Some(Event::Dispatched { task: best })
            }
        }
    }

    fn lock(&mut self) -> Option<Event> {
        let task = self.running?;
        let Some(Part::Lock(resource)) = self.part(task) else { return None };
        let Some(on) = self.obstacle(task, resource) else {
            self.holders[resource] = Some(task);
            self.pass(task);
            return Some(Event::Locked { task, resource });
        };
        let holder = self.holders[on].expect("it is held");
        let before: Vec<u64> = (0..self.queues.len()).map(|other| self.level(other)).collect();
        let wait = Wait { wants: resource, on };
        self.queues[task].front_mut().expect("it runs").waits = Some(wait);
        self.running = None;
        let raised = (0..self.queues.len()).filter(|other| self.level(*other) < before[*other]);
        let news: Vec<Event> = raised.map(|other| Event::Inherited { task: other, from: task }).collect();
        self.news.extend(news);
        Some(Event::Blocked { task, wait, holder })
    }

    /// The held resource that keeps a job from locking another; `None` if it may.
    fn obstacle(&self, task: usize, resource: usize) -> Option<usize> {
        if self.holders[resource].is_some() {
            return Some(resource);
        }
        if self.config.protocol != Protocol::Ceiling || self.config.policy == Policy::Edf {
            return None;
        }
        let others =
            (0..self.holders.len()).filter(|other| self.holders[*other].is_some_and(|holder| holder != task));
        let highest = others.min_by_key(|other| self.config.ceiling(*other))?;
        (self.config.ceiling(highest) <= self.level(task)).then_some(highest)
    }

    fn idle(&mut self) -> Option<Event> {
        let tell = self.running.is_none() && !self.idle;
        self.idle |= tell;
        tell.then_some(Event::Idled)
    }

    /// Goes on to the next instant at which something happens.
    fn advance(&mut self) {
        let tasks = 0..self.queues.len();
        let releases = tasks.clone().filter_map(|task| self.next_release(task));
        let deadlines = tasks.filter_map(|task| {
            let first = self.queues[task].partition_point(|job| job.missed);
            self.queues[task].get(first)?.deadline
        });
        let end = self.running.and_then(|task| Some(self.now + self.job(task)?.left));
        let next = releases.chain(deadlines).chain(end).fold(self.config.horizon, Time::min);
        let span = next.since(self.now);
        self.work(span);
        self.now = next;
    }

    fn work(&mut self, span: Time) {
        let lowest = self.running.map_or(u64::MAX, |task| self.own(task));
        for task in 0..self.queues.len() {
            let kept = self.running != Some(task) && self.own(task) < lowest;
            if let Some(job) = self.queues[task].front_mut().filter(|_| kept) {
                job.blocked += span;
            }
        }
        if let Some(task) = self.running {
            let job = self.queues[task].front_mut().expect("it runs");
            job.left = job.left - span;
            self.busy += span;
        }
    }
}

impl Machine for Realtime {
    type Event = Event;

    fn now(&self) -> Time {
        self.now
    }

    fn step(&mut self, events: &mut Vec<Event>) {
        if let Some(event) = self.news.pop_front() {
            events.push(event);
            return;
        }
        while !self.over {
            if let Some(event) = self.act() {
                events.push(event);
                return;
            }
            self.advance();
        }
    }

    fn bytes(&self) -> usize {
        let jobs: usize = self.queues.iter().map(VecDeque::len).sum();
        size_of::<Self>() + jobs * size_of::<Job>() + self.queues.len() * 120
    }
}
