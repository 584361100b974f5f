//! What Linux's fair schedulers know of a process, as rows of the inspector.

use super::super::machine::Sched;
use super::super::state::{Pid, State};
use super::eevdf_story as eevdf;
use super::linux_story;
use crate::figure::Cell;
use crate::sim::Ratio;
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
    let fair = if sched.competes(who) { rows(sched, who) } else { vec![] };
    [own].into_iter().chain(fair).collect()
}
