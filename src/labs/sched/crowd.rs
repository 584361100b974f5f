//! Very many processes: tables show those that matter now and say how many there are.

use super::machine::Sched;
use super::state::Pid;
use super::story::actor;
use crate::lab::Moment;
use crate::text;
use crate::text::Text;
use std::collections::BTreeSet;

/// More processes than this are shown in part.
pub const SHOWN: usize = 200;
/// So many of the ready ones are shown, and so many around the one that the step is about.
const READY: usize = 60;
const AROUND: Pid = 40;

/// Who is shown in tables, in table order: everybody, or of very many those of this step: who it is about and their
/// neighbours, who runs and who is next; then the first of the table.
pub fn shown(moment: &Moment<'_, Sched>) -> Vec<Pid> {
    let now = moment.now;
    let count = now.processes.len() as Pid;
    let there = |who: &Pid| !now.is_removed(*who);
    if count as usize <= SHOWN {
        return (0..count).filter(there).collect();
    }
    let mut chosen: BTreeSet<Pid> = BTreeSet::new();
    for sched in [now, moment.before] {
        chosen.extend(sched.cpus.iter().filter_map(|cpu| cpu.running));
    }
    if let Some(who) = moment.events.first().and_then(actor) {
        chosen.extend(who.saturating_sub(AROUND)..(who + AROUND + 1).min(count));
    }
    chosen.extend(now.rows().iter().flatten().take(READY));
    let rest: Vec<Pid> = (0..count).filter(|who| !chosen.contains(who)).take(SHOWN).collect();
    let room = SHOWN.saturating_sub(chosen.len());
    chosen.extend(rest.into_iter().take(room));
    chosen.into_iter().filter(there).collect()
}

/// The caption of a table, and how much of it is shown.
pub fn caption(caption: Text, shown: usize, sched: &Sched) -> Text {
    let count = sched.processes.len();
    if count <= SHOWN {
        return caption;
    }
    let Text { en, zh } = caption;
    text!(
        "{en} ({shown} of {count}: those of this step and the first)",
        "{zh}（{count} 个中的 {shown} 个：与本步有关的，以及最前面的）"
    )
}
