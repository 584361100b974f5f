//! A chart over many runs: faults against frames, where Belady's anomaly is seen.

use super::machine::Replacing;
use crate::lab::written::code;
use crate::lab::{Series, Study, Values, X};
use crate::labs::memory::scenario::{Policy, Replace};
use crate::labs::memory::words::policy_name;
use crate::sim::Ratio;
use crate::text::Text;

/// The most frames that are tried, and the most references for which they are.
const FRAMES: usize = 24;
const REFERENCES: usize = 20_000;

/// The policies that stand beside the scenario's own.
const BESIDE: [Policy; 3] = [Policy::Fifo, Policy::Lru, Policy::Opt];

/// The studies of a scenario: faults against frames, if its policy keeps a fixed number of them.
pub fn studies(study: &Replace) -> Vec<Study> {
    let Some(machine) = Replacing::start(study).ok().filter(|_| study.policy.is_fixed()) else {
        return vec![];
    };
    if machine.config.refs.len() > REFERENCES {
        return vec![];
    }
    let most = machine.config.names.len().clamp(2, FRAMES);
    let series = policies(study).into_iter().map(|policy| Series {
        id: code(policy),
        name: policy_name(policy),
        hue: BESIDE.iter().position(|beside| *beside == policy).map_or(0, |index| index as u8 + 1),
    });
    vec![Study {
        id: "frames",
        title: Text::new("Faults against frames", "缺页次数随页框数的变化"),
        help: Text::new(
            "The same references from empty memory, once for each number of frames. More frames usually mean fewer faults; where a line rises, that is Belady's anomaly.",
            "访问串不变，内存从空开始，对每个页框数各运行一次。页框越多，缺页通常越少；曲线上升处就是 Belady 异常。",
        ),
        x: "frames",
        x_name: Text::new("frames", "页框数"),
        y_name: Text::new("faults", "缺页次数"),
        series: series.collect(),
        points: (1..=most as u64).map(X::whole).collect(),
        evenly: false,
        here: (study.frames as usize).checked_sub(1).filter(|here| *here < most),
    }]
}

/// The faults of each policy at the point of an index: that many frames and one.
pub fn point(study: &Replace, index: usize) -> Values {
    let frames = index as u32 + 1;
    let faults = |policy| faults(&Replace { policy, frames, initial: vec![], hand: 0, ..study.clone() });
    policies(study).into_iter().map(|policy| faults(policy).map(Ratio::whole)).collect()
}

/// The scenario's own policy first, then those beside it.
fn policies(study: &Replace) -> Vec<Policy> {
    let beside = BESIDE.into_iter().filter(|policy| *policy != study.policy);
    std::iter::once(study.policy).chain(beside).collect()
}

/// How many faults a study has in all; `None` if it cannot be run.
fn faults(study: &Replace) -> Option<i64> {
    let mut machine = Replacing::start(study).ok()?;
    let mut events = vec![];
    for _ in 0..machine.config.refs.len() {
        machine.finish_reference(&mut events);
        events.clear();
    }
    Some(machine.totals.faults as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::memory::scenario::Name;

    /// Belady, Nelson, Shedler 1969: FIFO on this string has 9 faults with 3 frames and 10 with 4.
    #[test]
    fn fifo_rises_where_belady_saw_it_rise() {
        let refs = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5].map(Name::Number).into();
        let study = Replace { refs, policy: Policy::Fifo, frames: 3, ..Replace::default() };
        let found = &studies(&study)[0];
        assert_eq!((found.points.len(), found.here), (5, Some(2)));
        let ids: Vec<&str> = found.series.iter().map(|series| series.id.as_str()).collect();
        assert_eq!(ids, ["fifo", "lru", "opt"]);
        let at = |frames: usize| -> Vec<i64> {
            point(&study, frames - 1)
                .into_iter()
                .map(|value| value.and_then(|v| v.floor()).expect("a count"))
                .collect()
        };
        assert_eq!([at(3), at(4)], [[9, 10, 7], [10, 8, 6]]);
    }
}
