//! Which process stands in which place and slot; what this step moved.

use super::plan::Plan;
use crate::figure::{Thing, hue};
use crate::lab::Moment;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{device_id, process_id, ready_id};
use crate::labs::sched::state::{Pid, State};
use crate::labs::sched::story::actor;

/// Where a process stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Who.
    pub who: Pid,
    /// The id of its place.
    pub place: String,
    /// Its slot there.
    pub slot: usize,
}

/// Everybody in the system, place by place.
pub fn stands(sched: &Sched) -> Vec<Stand> {
    let mut stands: Vec<Stand> = Vec::new();
    let mut put = |who: Pid, place: String| {
        let slot = stands.iter().rev().find(|stand| stand.place == place).map_or(0, |stand| stand.slot + 1);
        stands.push(Stand { who, place, slot });
    };
    for (level, queue) in sched.rows().into_iter().enumerate() {
        for who in queue {
            put(who, ready_id(sched, level as u32));
        }
    }
    for (index, cpu) in sched.cpus.iter().enumerate() {
        if let Some(who) = cpu.running {
            put(who, format!("cpu:{index}"));
        }
    }
    for (index, device) in sched.devices.iter().enumerate() {
        for (who, _) in &device.queue {
            put(*who, device_id(sched, index as u32));
        }
    }
    for who in ended(sched) {
        put(who, "done".into());
    }
    stands
}

/// Who has ended, in the order of ending.
fn ended(sched: &Sched) -> Vec<Pid> {
    let is_over =
        |who: &Pid| sched.processes[*who as usize].state == State::Terminated && !sched.is_removed(*who);
    let mut over: Vec<Pid> = (0..sched.processes.len() as Pid).filter(is_over).collect();
    over.sort_by_key(|who| sched.processes[*who as usize].finish);
    over
}

/// All things of a step: those that stand somewhere, and the ghosts of those that moved.
pub fn things(moment: &Moment<'_, Sched>, plan: &Plan, via: Option<&str>) -> Vec<Thing> {
    let now = moment.now;
    let (here, there) = (stands(now), stands(moment.before));
    let actor = moment.events.first().and_then(actor);
    let mut ghosts: Vec<Thing> = Vec::new();
    let mut things: Vec<Thing> = Vec::new();
    let mut last: Vec<Option<&Stand>> = vec![None; now.processes.len()];
    for stand in &there {
        last[stand.who as usize] = Some(stand);
    }
    for stand in &here {
        let old = last[stand.who as usize];
        let moved = old.is_none_or(|old| old.place != stand.place);
        let changed = moved || actor == Some(stand.who);
        let road = if moved && actor == Some(stand.who) { via.map(String::from) } else { None };
        things.push(Thing { changed, via: road, ..thing(now, stand) });
        if moved {
            ghosts.extend(ghost(now, plan, stand, old, &here));
        }
    }
    ghosts.extend(things);
    ghosts
}

/// The outline where a thing was, unless another stands there now.
fn ghost(now: &Sched, plan: &Plan, stand: &Stand, old: Option<&Stand>, here: &[Stand]) -> Option<Thing> {
    let entrance = Stand { who: stand.who, place: "new".into(), slot: 0 };
    let left = old.unwrap_or(&entrance);
    let taken = here.iter().any(|other| other.place == left.place && other.slot == left.slot);
    let drawn = plan.boxes.iter().any(|place| place.id == left.place);
    (drawn && !taken).then(|| Thing { ghost: true, ..thing(now, left) })
}

fn thing(sched: &Sched, stand: &Stand) -> Thing {
    Thing {
        id: process_id(sched, stand.who),
        name: sched.name(stand.who).to_string(),
        hue: hue(stand.who as usize, sched.processes.len()),
        place: stand.place.clone(),
        slot: stand.slot,
        ..Thing::default()
    }
}
