//! Names and numbers that story, picture, inspector and metrics share.

use super::config::remaining;
use super::config::{BACKGROUND, Config};
use super::machine::{Job, Realtime};
use super::scenario::Policy;
use crate::sim::Time;
use crate::text;
use crate::text::Text;

/// A time in units: `6`, `8.5`.
pub fn show(rt: &Realtime, time: Time) -> String {
    rt.config.scale.show(time)
}

/// The name of a task.
pub fn name(rt: &Realtime, task: usize) -> &str {
    &rt.config.tasks[task].name
}

/// The id of a task on the stage.
pub fn task_id(rt: &Realtime, task: usize) -> String {
    format!("task:{}", name(rt, task))
}

/// A task as a reference in a sentence.
pub fn refer(rt: &Realtime, task: usize) -> String {
    format!("[{name}](task:{name})", name = name(rt, task))
}

/// The id of a resource on the stage.
pub fn lock_id(rt: &Realtime, resource: usize) -> String {
    format!("lock:{}", rt.config.resources[resource])
}

/// A resource as a reference in a sentence.
pub fn refer_lock(rt: &Realtime, resource: usize) -> String {
    format!("[{name}](lock:{name})", name = rt.config.resources[resource])
}

/// The task of an id `task:NAME`, or `job:NAME:k`.
pub fn task_of(rt: &Realtime, id: &str) -> Option<usize> {
    let wanted = match id.strip_prefix("job:") {
        Some(rest) => rest.rsplit_once(':')?.0,
        None => id.strip_prefix("task:")?,
    };
    (0..rt.config.tasks.len()).find(|task| name(rt, *task) == wanted)
}

/// What the policy compares, in a word: `T`, `D` or `d`.
pub fn symbol(config: &Config) -> &'static str {
    match config.policy {
        Policy::Rm => "T",
        Policy::Dm => "D",
        Policy::Edf => "d",
    }
}

/// A priority as the number that the policy compares: `50`; a dash for jobs in the background.
pub fn number(rt: &Realtime, level: u64) -> String {
    if level >= BACKGROUND - 1 {
        return "–".into();
    }
    if rt.config.policy == Policy::Edf {
        return show(rt, Time(level));
    }
    let found = rt.config.tasks.iter().find(|spec| spec.level == level);
    let time =
        found.and_then(|spec| if rt.config.policy == Policy::Dm { spec.deadline } else { spec.period });
    time.map_or("–".into(), |time| show(rt, time))
}

/// The number of a task's oldest job, by the policy alone.
pub fn own(rt: &Realtime, task: usize) -> String {
    number(rt, rt.own(task))
}

/// Does it run at another's priority now?
pub fn is_raised(rt: &Realtime, task: usize) -> bool {
    rt.level(task) < rt.own(task)
}

/// What the policy compares, as words of a sentence.
pub fn measure(config: &Config) -> Text {
    match config.policy {
        Policy::Rm => Text::new("period", "周期"),
        Policy::Dm => Text::new("relative deadline", "相对截止时间"),
        Policy::Edf => Text::new("deadline", "截止时间"),
    }
}

/// A job among candidates: `P1 T 50`, `WX T 80 as T 10`.
pub fn candidate(rt: &Realtime, task: usize) -> Text {
    let (n, symbol, own) = (name(rt, task), symbol(&rt.config), own(rt, task));
    if own == "–" {
        return text!("{n} in the background", "{n} 后台");
    }
    if is_raised(rt, task) {
        let lent = number(rt, rt.level(task));
        return text!("{n} {symbol} {own}, as {symbol} {lent}", "{n} {symbol} {own}，按 {symbol} {lent}");
    }
    text!("{n} {symbol} {own}", "{n} {symbol} {own}")
}

/// How long a task's oldest job has been there.
pub fn since_release(rt: &Realtime, task: usize) -> Time {
    rt.job(task).map_or(Time::ZERO, |job| rt.now.since(job.release))
}

/// CPU time that a task's oldest job still needs.
pub fn left(rt: &Realtime, task: usize) -> Time {
    rt.job(task).map_or(Time::ZERO, |job| needs(rt, task, job))
}

/// CPU time that a job of a task still needs.
pub fn needs(rt: &Realtime, task: usize, job: &Job) -> Time {
    remaining(&rt.config.tasks[task], job.at, job.left)
}
