//! What the fair schedulers order by, whichever it is: where every process stands in virtual time, queue by queue.

use crate::labs::sched::fair::{cfs_story, eevdf_story};
use crate::labs::sched::machine::Sched;
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::Pid;
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// A process that competes for its share.
#[derive(Clone, Debug, PartialEq)]
pub struct Stand {
    /// Who.
    pub who: Pid,
    /// Its virtual time, in units.
    pub at: Ratio,
    /// The same as it is shown.
    pub shown: String,
    /// `eevdf`: its virtual deadline.
    pub due: Option<(Ratio, String)>,
    /// May it be picked?
    pub eligible: bool,
    /// It is on a CPU, so it is not in the ready set.
    pub runs: bool,
}

/// A ready queue in virtual time.
#[derive(Clone, Debug, PartialEq)]
pub struct Virtually {
    /// Which one.
    pub queue: usize,
    /// Who competes there, in order of the ready set, then those that run.
    pub stands: Vec<Stand>,
    /// An instant that matters, and its name: the least vruntime so far, or V.
    pub mark: Option<(Ratio, Text)>,
}

/// Has this policy virtual time?
pub fn has(policy: Policy) -> bool {
    matches!(policy, Policy::Cfs | Policy::Eevdf | Policy::Linux)
}

/// A ready queue.
pub fn of(sched: &Sched, queue: usize) -> Virtually {
    let running = sched.cpus_of(queue).filter_map(|cpu| sched.cpus[cpu].running);
    let ready = sched.line(queue).concat();
    let all: Vec<(Pid, bool)> =
        ready.into_iter().map(|who| (who, false)).chain(running.map(|who| (who, true))).collect();
    let competes = |(who, _): &(Pid, bool)| sched.runs_cfs(*who) || sched.competes(*who);
    let stands: Vec<Stand> =
        all.into_iter().filter(competes).map(|(who, runs)| stand(sched, who, runs)).collect();
    let mark = mark(sched, queue, stands.first().map(|stand| stand.who));
    Virtually { queue, stands, mark }
}

fn stand(sched: &Sched, who: Pid, runs: bool) -> Stand {
    if sched.shares_by_cfs() {
        let at = Ratio::new(sched.vruntime(who), sched.config.base.per_unit() as i64);
        return Stand { who, at, shown: cfs_story::shown(sched, who), due: None, eligible: true, runs };
    }
    let due = &sched.client(who).deadline;
    Stand {
        who,
        at: units(sched, &sched.position(who)),
        shown: eevdf_story::position(sched, who),
        due: Some((units(sched, due), eevdf_story::deadline(sched, who))),
        eligible: sched.is_eligible(who),
        runs,
    }
}

fn units(sched: &Sched, ticks: &Ratio) -> Ratio {
    ticks.clone() / Ratio::whole(sched.config.scale.per_unit() as i64)
}

fn mark(sched: &Sched, queue: usize, one: Option<Pid>) -> Option<(Ratio, Text)> {
    if sched.shares_by_cfs() {
        let least = sched.queues[queue].shares.min_vruntime;
        let shown = sched.show_vruntime(least);
        let at = Ratio::new(least, sched.config.base.per_unit() as i64);
        return one.map(|_| (at, Text::same(format!("min_vruntime = {shown}"))));
    }
    let v = sched.virtual_now(one?);
    let shown = eevdf_story::shown(sched, &v);
    Some((units(sched, &v), text!("← eligible, V = {shown}", "← 符合条件，V = {shown}")))
}

impl Virtually {
    /// Who of the ready set is next.
    pub fn next(&self) -> Option<&Stand> {
        let ready = || self.stands.iter().filter(|stand| !stand.runs);
        ready().find(|stand| stand.eligible)
    }

    /// Where it begins and ends: everything that is drawn lies between.
    pub fn span(&self) -> Option<(Ratio, Ratio)> {
        let dues = self.stands.iter().filter_map(|stand| stand.due.as_ref()).map(|(due, _)| due);
        let all: Vec<&Ratio> = self
            .stands
            .iter()
            .map(|stand| &stand.at)
            .chain(dues)
            .chain(self.mark.iter().map(|(at, _)| at))
            .collect();
        Some(((*all.iter().min()?).clone(), (*all.iter().max()?).clone()))
    }
}
