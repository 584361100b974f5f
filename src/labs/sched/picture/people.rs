//! Which process stands in which place and slot; what this step moved.

use super::plan::Plan;
use crate::figure::{Thing, hue};
use crate::lab::Moment;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{BLOCKED_OUT, READY_OUT, device_id, process_id, ready_id};
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
    for (level, queue) in sched.rows().into_iter().enumerate() {
        put(&mut stands, &queue, &ready_id(sched, level as u32));
    }
    for (index, cpu) in sched.cpus.iter().enumerate() {
        let running: Vec<Pid> = cpu.running.into_iter().collect();
        put(&mut stands, &running, &format!("cpu:{index}"));
    }
    for (index, device) in sched.devices.iter().enumerate() {
        let here = |who: &Pid| sched.processes[*who as usize].state.is_resident();
        let queue: Vec<Pid> = device.queue.iter().map(|(who, _)| *who).filter(here).collect();
        put(&mut stands, &queue, &device_id(sched, index as u32));
    }
    put(&mut stands, &ended(sched), "done");
    put(&mut stands, &sched.jobs(), "new");
    put(&mut stands, &sched.suspended(false), READY_OUT);
    put(&mut stands, &sched.suspended(true), BLOCKED_OUT);
    stands
}

/// So many of a place are told apart; no place has room to draw more.
const TOLD: usize = 64;

/// Puts a queue behind who stands at a place already. Of a crowd, the first and the last, who says how many they are.
fn put(stands: &mut Vec<Stand>, queue: &[Pid], place: &str) {
    let before = stands.iter().rev().find(|stand| stand.place == place).map_or(0, |stand| stand.slot + 1);
    let last = queue.len().saturating_sub(1);
    for (index, who) in queue.iter().enumerate().filter(|(index, _)| *index < TOLD || *index == last) {
        stands.push(Stand { who: *who, place: place.into(), slot: before + index });
    }
}

/// Who has ended, in the order of ending.
fn ended(sched: &Sched) -> Vec<Pid> {
    let is_over =
        |who: &Pid| sched.processes[*who as usize].state == State::Terminated && !sched.is_removed(*who);
    let mut over: Vec<Pid> = (0..sched.processes.len() as Pid).filter(is_over).collect();
    let key = |who: &Pid| (sched.processes[*who as usize].finish, *who);
    if over.len() > TOLD {
        over.select_nth_unstable_by_key(TOLD, key);
        over[..TOLD].sort_by_key(key);
    } else {
        over.sort_by_key(key);
    }
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
        let was = moment.before.processes.get(stand.who as usize);
        let outside = was.is_none_or(|pcb| pcb.state == State::New) || moment.before.is_removed(stand.who);
        let moved = old.map_or(outside, |old| old.place != stand.place);
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
