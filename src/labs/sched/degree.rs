//! Charts over many runs: what the degree of multiprogramming does.

use super::config;
use super::machine::Sched;
use super::metrics::{Figures, everybody};
use super::scenario::Scenario;
use super::study::{ended, last};
use crate::lab::{Series, Study, Values, X};
use crate::sim::{Ratio, Time};
use crate::text::Text;

/// The most degrees that are tried.
const DEGREES: usize = 16;

/// The studies of a scenario whose memory is limited.
pub fn studies(scenario: &Scenario) -> Vec<Study> {
    let Some(limit) = scenario.multiprogramming else { return vec![] };
    let count = degrees(scenario);
    let study = |id, title, help, y_name, series: &[(&'static str, Text, u8)]| Study {
        id,
        title,
        help,
        x: "degree",
        x_name: Text::new("processes in memory", "道数"),
        y_name,
        series: series
            .iter()
            .map(|(id, name, hue)| Series { id: id.to_string(), name: name.clone(), hue: *hue })
            .collect(),
        points: (1..=count as i64).map(|n| X { value: Ratio::whole(n), name: n.to_string() }).collect(),
        evenly: false,
        here: (limit as usize <= count).then(|| limit as usize - 1),
    };
    vec![
        study(
            "degree",
            Text::new("CPU utilisation against the degree of multiprogramming", "CPU 利用率随道数的变化"),
            Text::new(
                "The same processes and rules, run to the end once for each number of processes in memory. While one waits for I/O, another can use the CPU, if it is in memory.",
                "进程和规则不变，对每种道数各运行到底。一个进程等待 I/O 时，只有内存中的其他进程能使用 CPU。",
            ),
            Text::new("% of the time", "占时间的 %"),
            &[("useful", Text::new("useful", "有用"), 1), ("idle", Text::new("idle", "空闲"), 8)],
        ),
        study(
            "degree-times",
            Text::new("Mean times against the degree of multiprogramming", "平均时间随道数的变化"),
            Text::new(
                "More in memory: less time before admission, more time in the ready queue.",
                "道数越多，等待接纳的时间越短，在就绪队列中的时间越长。",
            ),
            Text::new("mean time", "平均时间"),
            &[
                ("turnaround", Text::new("turnaround", "周转"), 1),
                ("waiting", Text::new("ready", "就绪等待"), 2),
                ("pooled", Text::new("before admission", "等待接纳"), 3),
            ],
        ),
    ]
}

/// As many degrees as there are processes, within reason.
fn degrees(scenario: &Scenario) -> usize {
    config::config(&last(scenario)).map_or(1, |config| config.specs.len().clamp(1, DEGREES))
}

/// The point of a study at an index.
pub fn point(scenario: &Scenario, study: &str, index: usize) -> Values {
    let changed = Scenario { multiprogramming: Some(index as u32 + 1), ..last(scenario) };
    let end = ended(&changed);
    match study {
        "degree" => end.map_or(vec![None; 2], |end| shares(&end)),
        _ => end.map_or(vec![None; 3], |end| means(&end)),
    }
}

fn shares(end: &Sched) -> Values {
    let whole = Time(end.now.0 * end.cpus.len() as u64);
    let share = |part: Time| {
        let percent = || Ratio::whole(100) * end.config.scale.ratio(part) / end.config.scale.ratio(whole);
        (whole > Time::ZERO).then(percent)
    };
    [end.useful(), end.idle()].map(share).into()
}

fn means(end: &Sched) -> Values {
    let all = everybody(end);
    let mean = |pick: &dyn Fn(&Figures) -> Time| {
        Ratio::mean(all.iter().map(|own| end.config.scale.ratio(pick(own))))
    };
    vec![mean(&|own| own.turnaround), mean(&|own| own.waiting), mean(&|own| end.pooled(own.who))]
}
