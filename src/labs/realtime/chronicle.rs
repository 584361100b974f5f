//! A run as spans: who had the CPU, what every task did, who held which resource. Timeline and report read it.

use super::machine::{Event, Realtime};
use crate::figure::{Bar, Growing};
use crate::sim::{Machine, Recording, Time};

/// A job of a finished run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// Its task.
    pub task: usize,
    /// Which, from 0.
    pub k: u64,
    /// When it was released.
    pub release: Time,
    /// When it had to be done.
    pub deadline: Option<Time>,
    /// When it was done.
    pub finish: Option<Time>,
    /// Was it late?
    pub missed: bool,
}

/// Everything that happened.
#[derive(Default)]
pub struct Chronicle {
    /// Every job, in the order of release, then of the table.
    pub jobs: Vec<Past>,
    /// Who had the CPU.
    pub cpu: Growing,
    /// What each task did.
    pub tasks: Vec<Growing>,
    /// Who held each resource.
    pub resources: Vec<Growing>,
    /// Where the jobs of each task stand among all.
    places: Vec<Vec<usize>>,
}

impl Chronicle {
    /// Reads a run from its beginning; also gives its end.
    pub fn of(run: &Recording<Realtime>) -> (Chronicle, Realtime) {
        let mut machine = run.state(0);
        let count = machine.config.tasks.len();
        let mut told = Chronicle {
            tasks: (0..count).map(|_| Growing::default()).collect(),
            resources: machine.config.resources.iter().map(|_| Growing::default()).collect(),
            places: vec![vec![]; count],
            ..Chronicle::default()
        };
        let mut events = vec![];
        for _ in 0..run.len() {
            machine.step(&mut events);
            events.drain(..).for_each(|event| told.note(event, &machine));
            told.look(&machine);
        }
        let lanes = std::iter::once(&mut told.cpu).chain(&mut told.tasks).chain(&mut told.resources);
        lanes.for_each(|lane| lane.close(machine.now));
        (told, machine)
    }

    fn note(&mut self, event: Event, machine: &Realtime) {
        let now = machine.now;
        match event {
            Event::Released { task, k } => {
                let deadline = machine.config.tasks[task].deadline.map(|deadline| now + deadline);
                self.places[task].push(self.jobs.len());
                self.jobs.push(Past { task, k, release: now, deadline, finish: None, missed: false });
            }
            Event::Finished { task, k } => self.job(task, k).finish = Some(now),
            Event::Missed { task, k } | Event::Aborted { task, k } => self.job(task, k).missed = true,
            _ => {}
        }
    }

    fn job(&mut self, task: usize, k: u64) -> &mut Past {
        let place = self.places[task][k as usize];
        &mut self.jobs[place]
    }

    fn look(&mut self, machine: &Realtime) {
        let (now, solid) = (machine.now, |task: usize| (task as u32, Bar::Solid));
        self.cpu.show(now, machine.running.map(solid));
        for (resource, lane) in self.resources.iter_mut().enumerate() {
            lane.show(now, machine.holders[resource].map(solid));
        }
        for (task, lane) in self.tasks.iter_mut().enumerate() {
            let bar = machine.job(task).map(|job| match job.waits {
                Some(_) => Bar::Hatched,
                None if machine.running == Some(task) => Bar::Solid,
                None => Bar::Hollow,
            });
            lane.show(now, bar.map(|bar| (task as u32, bar)));
        }
    }
}
