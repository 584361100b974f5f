//! Formulas with the numbers of the scenario in them.

use super::analysis::{
    Analysis, Blocking, analysis, blocking, bound, higher, passes_bound, passes_one, periodic, schedulable,
    utilisation as sum,
};
use super::config::Config;
use super::scenario::Policy;
use crate::sim::Time;
use crate::text;
use crate::text::Text;

/// More addends or rounds than this are not written out.
const WRITTEN: usize = 6;

fn show(config: &Config, time: Time) -> String {
    config.scale.show(time)
}

/// `U = 20/50 + 35/100 = 3/4 = 0.75`, and how it stands to the bound of the policy.
pub fn utilisation(config: &Config) -> Text {
    let total = addends(config);
    let bound = match config.policy {
        Policy::Edf => "1".to_string(),
        Policy::Rm | Policy::Dm => bound(periodic(config)).to_string(),
    };
    let sign = if passes(config) { "≤" } else { ">" };
    text!("{total} {sign} {bound}", "{total} {sign} {bound}")
}

/// `U = 20/50 + 35/100 = 3/4 = 0.75`.
pub fn addends(config: &Config) -> String {
    let tasks: Vec<_> = config.tasks.iter().filter(|spec| spec.period.is_some()).collect();
    let part = |spec: &&&super::config::Spec| {
        let period = spec.period.unwrap_or_default();
        format!("{}/{}", show(config, spec.work), show(config, period))
    };
    let sum = sum(config);
    let parts: Vec<String> = tasks.iter().map(|spec| part(&spec)).collect();
    let written = if (1..=WRITTEN).contains(&parts.len()) {
        format!("{} = ", parts.join(" + "))
    } else {
        String::new()
    };
    let exact =
        if sum.is_whole() || parts.len() == 1 { String::new() } else { format!("{} = ", sum.fraction()) };
    format!("U = {written}{exact}{}", sum.decimal(6))
}

/// Does the utilisation pass the test of the policy?
pub fn passes(config: &Config) -> bool {
    if config.policy == Policy::Edf { passes_one(config) } else { passes_bound(config) }
}

/// `R = 35 + ⌈R/50⌉·20: 35 → 55 → 75 → 75 ≤ 100`; empty under EDF and for aperiodic jobs.
pub fn response(config: &Config, task: usize) -> Text {
    let Some(found) = analysis(config, task) else { return Text::default() };
    if blocking(config, task) == Blocking::Unbounded {
        return Text::new(
            "R = C + B + …: B has no bound without a protocol",
            "R = C + B + …：没有协议时 B 无上界",
        );
    }
    let (equation, rounds) = (equation(config, task), rounds(config, task, &found));
    text!("{equation}: {rounds}", "{equation}：{rounds}")
}

/// `R = 35 + ⌈R/50⌉·20`.
pub fn equation(config: &Config, task: usize) -> String {
    let spec = &config.tasks[task];
    let mut words = vec![show(config, spec.work)];
    if let Blocking::Bound(time) = blocking(config, task)
        && time > Time::ZERO
    {
        words.push(format!("B {}", show(config, time)));
    }
    let others: Vec<String> = higher(config, task)
        .map(|other| {
            let other = &config.tasks[other];
            format!("⌈R/{}⌉·{}", show(config, other.period.unwrap_or_default()), show(config, other.work))
        })
        .collect();
    if others.len() <= WRITTEN {
        words.extend(others);
    } else {
        words.push("Σ ⌈R/Tj⌉·Cj".into());
    }
    format!("R = {}", words.join(" + "))
}

/// `35 → 55 → 75 → 75 ≤ 100`.
pub fn rounds(config: &Config, task: usize, found: &Analysis) -> String {
    let deadline = config.tasks[task].deadline.unwrap_or_default();
    let shown: Vec<String> = found.rounds.iter().map(|time| show(config, *time)).collect();
    let written = if shown.len() > 2 * WRITTEN {
        format!("{} → … → {}", shown[..WRITTEN].join(" → "), shown[shown.len() - 2..].join(" → "))
    } else {
        shown.join(" → ")
    };
    let sign = if found.response.is_some() { "≤" } else { ">" };
    format!("{written} {sign} {}", show(config, deadline))
}

/// What theory says of the scenario before it is run.
pub fn verdict(config: &Config) -> Text {
    let short = config.tasks.iter().any(|spec| spec.period.is_some() && spec.deadline < spec.period);
    match config.policy {
        _ if !config.preemptive => Text::new(
            "The tests are made for preemptive scheduling; here a long job can hold up a short one.",
            "这些判据针对抢占式调度；非抢占时，长作业会推迟短作业。",
        ),
        Policy::Edf if !passes_one(config) => Text::new(
            "U > 1: no policy can meet all deadlines for ever.",
            "U > 1：没有任何算法能一直满足所有截止时间。",
        ),
        Policy::Edf if short => Text::new(
            "U ≤ 1 is necessary; with D < T it does not suffice, and the run itself has to be looked at.",
            "U ≤ 1 是必要条件；D < T 时并不充分，要看实际运行。",
        ),
        Policy::Edf => Text::new(
            "U ≤ 1: EDF meets every deadline if D = T and nobody waits for a lock.",
            "U ≤ 1：若 D = T 且不等待锁，EDF 满足全部截止时间。",
        ),
        _ if (0..config.tasks.len()).any(|task| blocking(config, task) == Blocking::Unbounded) => Text::new(
            "Without a protocol nothing bounds how long a lock keeps a job waiting, so no analysis can help.",
            "没有协议时，等锁的时间没有上界，任何分析都无济于事。",
        ),
        _ if !schedulable(config) => Text::new(
            "Response-time analysis finds a task whose worst case is beyond its deadline.",
            "响应时间分析表明：有任务的最坏响应时间超过截止时间。",
        ),
        _ if passes_bound(config) && !short => Text::new(
            "U is within the bound of Liu and Layland: all deadlines hold, whatever the phases.",
            "U 不超过 Liu–Layland 界：无论相位如何，截止时间都能满足。",
        ),
        _ => Text::new(
            "U is no proof here, but response-time analysis is: every worst case is within its deadline.",
            "仅凭 U 不能断定，但响应时间分析可以：各任务的最坏响应时间都不超过截止时间。",
        ),
    }
}
