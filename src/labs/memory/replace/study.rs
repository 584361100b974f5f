//! Charts over many runs: faults against frames, where Belady's anomaly is seen, and CPU use against processes, where
//! thrashing is.

use super::check::length;
use super::generate::Generate;
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

/// The most processes that are tried, and the most references for which they are.
const PROCESSES: u32 = 16;

/// The studies of a scenario: faults against frames, if its policy keeps a fixed number of them; CPU use against
/// processes, if these are generated and wait for a disk.
pub fn studies(study: &Replace) -> Vec<Study> {
    if length(study) > REFERENCES {
        return vec![];
    }
    let Ok(machine) = Replacing::start(study) else { return vec![] };
    let mut studies = vec![];
    studies.extend(study.generate.filter(|_| study.disk > 0).map(|wish| processes(&wish)));
    if study.policy.is_fixed() {
        studies.push(frames(study, &machine));
    }
    studies
}

fn frames(study: &Replace, machine: &Replacing) -> Study {
    let most = machine.config.names.len().clamp(2, FRAMES);
    let series = policies(study).into_iter().map(|policy| Series {
        id: code(policy),
        name: policy_name(policy),
        hue: BESIDE.iter().position(|beside| *beside == policy).map_or(0, |index| index as u8 + 1),
    });
    Study {
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
    }
}

fn processes(wish: &Generate) -> Study {
    let each = wish.len() / u64::from(wish.processes.max(1));
    let most = (REFERENCES as u64 / each.max(1)).clamp(1, u64::from(PROCESSES));
    let series = |id: &str, name, hue| Series { id: id.into(), name, hue };
    Study {
        id: "processes",
        title: Text::new("CPU use against processes", "CPU 利用率随进程数的变化"),
        help: Text::new(
            "The same program, started 1, 2, 3 … times on the same frames and the same disk. More processes keep the CPU busy, until their working sets no longer fit: then the disk is busy instead. That is thrashing.",
            "同一程序在同样的页框和磁盘上同时运行 1、2、3…… 份。进程多了 CPU 更忙；到各进程的工作集放不下时，忙的就成了磁盘，这就是抖动。",
        ),
        x: "processes",
        x_name: Text::new("processes", "进程数"),
        y_name: Text::new("% busy", "利用率（%）"),
        series: vec![series("cpu", Text::same("CPU"), 1), series("disk", Text::new("disk", "磁盘"), 2)],
        points: (1..=most).map(X::whole).collect(),
        evenly: false,
        here: (wish.processes as usize).checked_sub(1).filter(|here| *here < most as usize),
    }
}

/// The values at the point of an index.
pub fn point(study: &Replace, id: &str, index: usize) -> Values {
    if id == "processes" {
        return busy(study, index as u32 + 1);
    }
    let frames = index as u32 + 1;
    let faults = |policy| faults(&Replace { policy, frames, initial: vec![], hand: 0, ..study.clone() });
    policies(study).into_iter().map(|policy| faults(policy).map(Ratio::whole)).collect()
}

/// How much of the time the CPU and the disk are busy with so many processes, in percent.
fn busy(study: &Replace, processes: u32) -> Values {
    let generate = study.generate.map(|wish| Generate { processes, ..wish });
    let Ok(mut machine) = Replacing::start(&Replace { generate, ..study.clone() }) else {
        return vec![None, None];
    };
    run(&mut machine);
    let time = machine.config.end as i64;
    let transfers = (machine.totals.faults + machine.totals.writebacks) as i64;
    let percent = |part: i64| (time > 0).then(|| Ratio::new(100 * part, time));
    vec![percent(machine.done as i64), percent(transfers * i64::from(study.disk))]
}

/// The scenario's own policy first, then those beside it.
fn policies(study: &Replace) -> Vec<Policy> {
    let beside = BESIDE.into_iter().filter(|policy| *policy != study.policy);
    std::iter::once(study.policy).chain(beside).collect()
}

/// How many faults a study has in all; `None` if it cannot be run.
fn faults(study: &Replace) -> Option<i64> {
    let mut machine = Replacing::start(study).ok()?;
    run(&mut machine);
    Some(machine.totals.faults as i64)
}

fn run(machine: &mut Replacing) {
    let mut events = vec![];
    for _ in 0..machine.config.refs.len() {
        machine.finish_reference(&mut events);
        events.clear();
    }
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
            point(&study, "frames", frames - 1)
                .into_iter()
                .map(|value| value.and_then(|v| v.floor()).expect("a count"))
                .collect()
        };
        assert_eq!([at(3), at(4)], [[9, 10, 7], [10, 8, 6]]);
    }
}
