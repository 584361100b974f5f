//! Which job stands in which place and slot; what this step moved.

use super::plan::Plan;
use crate::figure::{Thing, hue};
use crate::lab::Moment;
use crate::labs::realtime::machine::{Event, Realtime};
use crate::labs::realtime::names::{lock_id, name, task_id};
use crate::labs::realtime::report::named;

/// Where a job, or a task between two jobs, stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Its id on the stage: `task:P1`, and `job:P1:3` of a job behind the oldest of its task.
    pub id: String,
    /// Its task.
    pub task: usize,
    /// The id of its place.
    pub place: String,
    /// Its slot there.
    pub slot: usize,
}

/// The order of the ready queue: candidates, then those kept back by a ceiling.
pub fn ready(rt: &Realtime) -> Vec<usize> {
    let mut queue = rt.candidates();
    queue.retain(|task| rt.running != Some(*task));
    queue.extend((0..rt.queues.len()).filter(|task| rt.kept_back(*task).is_some()));
    queue
}

/// Everybody on the stage, place by place.
pub fn stands(rt: &Realtime) -> Vec<Stand> {
    let mut stands: Vec<Stand> = vec![];
    let mut put = |id: String, task: usize, place: String| {
        let slot = stands.iter().filter(|stand| stand.place == place).count();
        stands.push(Stand { id, task, place, slot });
    };
    for task in 0..rt.queues.len() {
        if rt.job(task).is_none() && rt.next_release(task).is_some() {
            put(task_id(rt, task), task, "asleep".into());
        }
    }
    for task in ready(rt) {
        put(task_id(rt, task), task, "ready".into());
    }
    for (task, queue) in rt.queues.iter().enumerate() {
        for job in queue.iter().skip(1) {
            put(format!("job:{}:{}", name(rt, task), job.k + 1), task, "ready".into());
        }
        if let Some(wait) = queue.front().and_then(|job| job.waits) {
            put(task_id(rt, task), task, lock_id(rt, wait.on));
        }
    }
    if let Some(task) = rt.running {
        put(task_id(rt, task), task, "cpu".into());
    }
    stands
}

/// The way that this step went, if it moved somebody.
pub fn way(moment: &Moment<'_, Realtime>) -> Option<String> {
    let now = moment.now;
    Some(match *moment.events.first()? {
        Event::Released { .. } => "release".into(),
        Event::Dispatched { .. } => "dispatch".into(),
        Event::Preempted { .. } => "preempt".into(),
        Event::Finished { .. } => "done".into(),
        Event::Blocked { wait, .. } => format!("wait:{}", now.config.resources[wait.on]),
        Event::Unlocked { resource, .. } => {
            let waited = |task: usize| moment.before.job(task)?.waits.filter(|wait| wait.on == resource);
            (0..now.queues.len()).find_map(waited)?;
            format!("wake:{}", now.config.resources[resource])
        }
        _ => return None,
    })
}

/// All things of a step: those that stand somewhere, and the ghosts of those that moved.
pub fn things(moment: &Moment<'_, Realtime>, plan: &Plan) -> Vec<Thing> {
    let now = moment.now;
    let (here, there) = (stands(now), stands(moment.before));
    let via = way(moment).filter(|way| plan.ways.iter().any(|known| known.id == *way));
    let actor = moment.events.first().and_then(|event| named(event).1);
    let (mut ghosts, mut things) = (vec![], vec![]);
    for stand in &here {
        let old = there.iter().find(|old| old.id == stand.id);
        let moved = old.is_none_or(|old| old.place != stand.place);
        let changed = moved || actor == Some(stand.task);
        let via = via.clone().filter(|_| moved);
        things.push(Thing { changed, via, ..thing(now, stand) });
        let left = old.filter(|old| {
            moved && !here.iter().any(|other| other.place == old.place && other.slot == old.slot)
        });
        ghosts.extend(left.map(|old| Thing { ghost: true, ..thing(now, old) }));
    }
    ghosts.extend(things);
    ghosts
}

fn thing(rt: &Realtime, stand: &Stand) -> Thing {
    Thing {
        id: stand.id.clone(),
        name: name(rt, stand.task).to_string(),
        hue: hue(stand.task, rt.queues.len()),
        place: stand.place.clone(),
        slot: stand.slot,
        ..Thing::default()
    }
}
