//! What Linux's fair schedulers know of a process, as rows of the inspector.

use super::super::machine::Sched;
use super::super::names::show;
use super::super::state::{Pid, State};
use super::cfs_story;
use super::eevdf_story as eevdf;
use super::linux_story;
use crate::figure::Cell;
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// The rows of `eevdf`.
pub fn rows(sched: &Sched, who: Pid) -> Vec<(Text, Cell)> {
    let spec = sched.spec(who);
    let plain = |name: Text, value: String| (name, Cell::plain(value));
    let mut rows = vec![
        plain(Text::same("nice"), spec.nice.to_string()),
        plain(
            Text::new("Weight w", "权重 w"),
            Ratio::new(spec.weight as i64, sched.config.eevdf.scale.max(1) as i64).decimal(3),
        ),
    ];
    if !matches!(sched.processes[who as usize].state, State::Ready | State::Running { .. }) {
        return rows;
    }
    let client = sched.client(who);
    let shown = |ticks: &Ratio| eevdf::shown(sched, ticks);
    let eligible =
        if sched.is_eligible(who) { Text::new("yes", "是") } else { Text::new("not yet", "尚未") };
    rows.extend([
        plain(Text::new("Virtual time V", "虚拟时间 V"), shown(&sched.virtual_now(who))),
        plain(Text::new("Its v", "自己的 v"), shown(&sched.position(who))),
        plain(Text::new("Lag w × (V − v)", "滞后量 w ×（V − v）"), shown(&sched.lag(who))),
        (Text::new("Eligible", "符合条件"), Cell { text: eligible, ..Cell::default() }),
        plain(Text::new("Virtual deadline d", "虚拟截止时间 d"), shown(&client.deadline)),
    ]);
    rows
}

/// The rows of `linux`.
pub fn class(sched: &Sched, who: Pid) -> Vec<(Text, Cell)> {
    let own = (Text::new("Class", "调度类"), Cell::plain(linux_story::standing(sched, who)));
    let budget = if sched.is_reserved(who) { reservation(sched, who) } else { vec![] };
    let fair = match () {
        _ if sched.competes(who) => rows(sched, who),
        _ if sched.runs_cfs(who) => vec![
            (Text::same("nice"), Cell::plain(sched.spec(who).nice.to_string())),
            (Text::new("Weight", "权重"), Cell::plain(sched.weighs(who).to_string())),
            (Text::same("vruntime"), Cell::plain(cfs_story::shown(sched, who))),
        ],
        _ => vec![],
    };
    [own].into_iter().chain(budget).chain(fair).collect()
}

/// What is left of a budget, and the instant that counts.
fn reservation(sched: &Sched, who: Pid) -> Vec<(Text, Cell)> {
    let runtime = sched.spec(who).runtime;
    let (left, all) = (show(sched, runtime.since(sched.slice_used(who))), show(sched, runtime));
    let at = |time| Cell::plain(format!("t = {}", show(sched, time)));
    let budget = Cell { text: text!("{left} of {all}", "{left} / {all}"), ..Cell::default() };
    let mut rows = vec![(Text::new("Budget left", "剩余预算"), budget)];
    rows.extend(sched.deadline(who).map(|time| (Text::new("Deadline", "截止时间"), at(time))));
    rows.extend(sched.held_back(who).map(|time| (Text::new("Held back until", "限流至"), at(time))));
    rows
}
