//! A second machine, written apart from the first and as plainly as can be: it goes from unit to unit and keeps all
//! jobs in one list. Without locks both must do the same.

use super::super::chronicle::Chronicle;
use super::super::scenario::{OnMiss, Policy, Protocol, Rules, Scenario, Task, Tie};
use super::run;
use crate::sim::Decimal;
use proptest::prelude::*;

/// C, T, D and phase of a task.
pub type Plain = (u64, u64, u64, u64);

/// A scenario of plain tasks.
pub fn scenario(tasks: &[Plain], policy: Policy, rules: Rules) -> Scenario {
    let task = |(index, (c, t, d, phase)): (usize, &Plain)| Task {
        id: format!("T{index}"),
        c: Some(Decimal::whole(*c)),
        t: Some(Decimal::whole(*t)),
        d: Some(Decimal::whole(*d)),
        phase: Decimal::whole(*phase),
        program: None,
    };
    let tasks = tasks.iter().enumerate().map(task).collect();
    Scenario { tasks, policy, horizon: None, protocol: Protocol::None, rules }
}

#[derive(Clone)]
struct Job {
    task: usize,
    k: u64,
    release: u64,
    deadline: u64,
    left: u64,
    finish: Option<u64>,
    missed: bool,
    dropped: bool,
}

/// Who ran in each unit, and every job as `(task, k, finish, missed)`.
type Outcome = (Vec<Option<usize>>, Vec<(usize, u64, Option<u64>, bool)>);

fn stepped(tasks: &[Plain], policy: Policy, rules: Rules, horizon: u64) -> Outcome {
    let mut jobs: Vec<Job> = vec![];
    let (mut units, mut last): (Vec<Option<usize>>, Option<usize>) = (vec![], None);
    for t in 0..=horizon {
        for job in jobs.iter_mut().filter(|job| job.deadline == t && job.finish.is_none() && !job.dropped) {
            job.missed = true;
            job.dropped = rules.on_miss == OnMiss::Abort;
        }
        if t == horizon {
            break;
        }
        for (task, (c, period, d, phase)) in tasks.iter().enumerate() {
            if t >= *phase && (t - phase) % period == 0 {
                let k = (t - phase) / period;
                let (deadline, left) = (t + d, *c);
                let (finish, missed, dropped) = (None, false, false);
                jobs.push(Job { task, k, release: t, deadline, left, finish, missed, dropped });
            }
        }
        let open = |job: &Job| job.finish.is_none() && !job.dropped;
        let going = last.filter(|at| open(&jobs[*at]));
        let rank = |at: usize| {
            let job = &jobs[at];
            let (_, period, d, _) = tasks[job.task];
            let runs = going != Some(at);
            match (policy, rules.edf_tie) {
                (Policy::Rm, _) => (period, false, job.task as u64, job.release),
                (Policy::Dm, _) => (d, false, job.task as u64, job.release),
                (Policy::Edf, Tie::Running) => (job.deadline, runs, job.release, job.task as u64),
                (Policy::Edf, Tie::Index) => (job.deadline, false, job.task as u64, job.release),
            }
        };
        let best = (0..jobs.len()).filter(|at| open(&jobs[*at])).min_by_key(|at| rank(*at));
        let chosen = if rules.preemptive { best } else { going.or(best) };
        units.push(chosen.map(|at| jobs[at].task));
        if let Some(at) = chosen {
            let job = &mut jobs[at];
            job.left -= 1;
            job.finish = (job.left == 0).then_some(t + 1);
        }
        last = chosen;
    }
    (units, jobs.into_iter().map(|job| (job.task, job.k, job.finish, job.missed)).collect())
}

/// The same of the lab's machine.
fn told(scenario: &Scenario) -> (Outcome, u64) {
    let (told, end) = Chronicle::of(&run(scenario));
    let mut units = vec![None; end.config.horizon.0 as usize];
    for slice in &told.cpu.slices {
        units[slice.start.0 as usize..slice.end.0 as usize].fill(Some(slice.who as usize));
    }
    let jobs = told.jobs.iter();
    let jobs = jobs.map(|job| (job.task, job.k, job.finish.map(|time| time.0), job.missed)).collect();
    ((units, jobs), end.config.horizon.0)
}

/// Tasks whose periods repeat together soon.
pub fn tasks(short: bool) -> impl Strategy<Value = Vec<Plain>> {
    let period = prop::sample::select(vec![3u64, 4, 5, 6, 8, 10, 12, 15, 20]);
    let task = (period, 1u64..100, 1u64..100, 0u64..4).prop_map(move |(t, c, d, phase)| {
        let c = 1 + c * t / 250;
        let d = if short { (c + d * (t - c.min(t)) / 99).max(1) } else { t };
        (c, t, d, phase)
    });
    prop::collection::vec(task, 1..6)
}

proptest! {
    #[test]
    fn both_machines_do_the_same(
        tasks in tasks(true), policy in 0usize..3, abort in any::<bool>(), preemptive in any::<bool>(), index in any::<bool>(),
    ) {
        let policy = [Policy::Rm, Policy::Dm, Policy::Edf][policy];
        let on_miss = if abort { OnMiss::Abort } else { OnMiss::Continue };
        let edf_tie = if index { Tie::Index } else { Tie::Running };
        let rules = Rules { preemptive, on_miss, edf_tie };
        let (mine, horizon) = told(&scenario(&tasks, policy, rules));
        prop_assert_eq!(mine, stepped(&tasks, policy, rules, horizon));
    }
}
