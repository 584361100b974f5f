//! A scenario, checked and in ticks.

use super::scenario::{MAX_JOBS, MAX_PARTS, MAX_TASKS, OnMiss, Policy, Protocol, Scenario, Task, Tie};
use crate::lab::Problem;
use crate::sim::{Decimal, Scale, Time};
use crate::text;
use crate::text::Text;
use std::collections::BTreeSet;

/// Aperiodic jobs stand behind every period and every deadline.
pub const BACKGROUND: u64 = 1 << 62;
/// No run is longer, in ticks.
const LONGEST: u128 = 1_000_000_000_000_000_000;

/// A part of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<T> {
    /// CPU time.
    Run(T),
    /// Takes a resource, by index.
    Lock(usize),
    /// Gives it back.
    Unlock(usize),
}

/// A task in ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Its name.
    pub name: String,
    /// Its period; `None` for an aperiodic job.
    pub period: Option<Time>,
    /// Its deadline after the release.
    pub deadline: Option<Time>,
    /// Its first release.
    pub phase: Time,
    /// What a job does.
    pub parts: Vec<Part<Time>>,
    /// CPU time of a job: the sum of its runs.
    pub work: Time,
    /// Its fixed priority, 0 = highest; [`BACKGROUND`] and more for aperiodic jobs. Under EDF of no use.
    pub level: u64,
}

/// Everything a run depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Ticks of a unit.
    pub scale: Scale,
    /// Who is next.
    pub policy: Policy,
    /// Against priority inversion.
    pub protocol: Protocol,
    /// Does a better job take the CPU at once?
    pub preemptive: bool,
    /// At a missed deadline.
    pub on_miss: OnMiss,
    /// Equal deadlines under EDF.
    pub tie: Tie,
    /// When the run ends.
    pub horizon: Time,
    /// Least common multiple of the periods; `None` without periodic tasks, or if it is beyond all bounds.
    pub hyperperiod: Option<Time>,
    /// The tasks.
    pub tasks: Vec<Spec>,
    /// Names of the resources, in the order in which programs name them.
    pub resources: Vec<String>,
}

impl Config {
    /// Tasks that use a resource.
    pub fn users(&self, resource: usize) -> impl Iterator<Item = usize> {
        let uses = move |spec: &Spec| spec.parts.contains(&Part::Lock(resource));
        self.tasks.iter().enumerate().filter(move |(_, spec)| uses(spec)).map(|(task, _)| task)
    }

    /// The priority ceiling of a resource: the best fixed priority of its users.
    pub fn ceiling(&self, resource: usize) -> u64 {
        self.users(resource).map(|task| self.tasks[task].level).min().unwrap_or(u64::MAX)
    }

    /// The tasks by fixed priority, best first; aperiodic ones last.
    pub fn by_level(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.tasks.len()).collect();
        order.sort_by_key(|task| self.tasks[*task].level);
        order
    }

    /// Are there locks to wait for?
    pub fn locks(&self) -> bool {
        !self.resources.is_empty()
    }
}

/// CPU time that is left from a part of a program on, of which `left` is not done.
pub fn remaining(spec: &Spec, at: usize, left: Time) -> Time {
    let later = spec.parts.iter().skip(at + 1);
    let runs = later.map(|part| if let Part::Run(time) = part { *time } else { Time::ZERO });
    runs.fold(left, |sum, time| sum + time)
}

/// The configuration of a scenario.
///
/// # Errors
/// A name, a time or a program that cannot be, or more tasks or jobs than are allowed.
pub fn config(scenario: &Scenario) -> Result<Config, Problem> {
    if scenario.tasks.len() > MAX_TASKS {
        return Err(Problem::at("rows", text!("At most {MAX_TASKS} tasks.", "最多 {MAX_TASKS} 个任务。")));
    }
    let mut resources = vec![];
    let mut names = BTreeSet::new();
    let mut programs = vec![];
    for (row, task) in scenario.tasks.iter().enumerate() {
        let place = |column: &str| format!("rows.{row}.{column}");
        name(&task.id, &mut names).map_err(|text| Problem::at(place("id"), text))?;
        let parts = program(task, &mut resources).map_err(|text| Problem::at(place("c"), text))?;
        positive(task.t).map_err(|text| Problem::at(place("t"), text))?;
        positive(task.d).map_err(|text| Problem::at(place("d"), text))?;
        programs.push(parts);
    }
    let scale = Scale { decimals: decimals(scenario, &programs) };
    let mut tasks: Vec<Spec> =
        scenario.tasks.iter().zip(programs).map(|(task, parts)| spec(task, parts, scale)).collect();
    rank(&mut tasks, scenario.policy);
    let hyperperiod = tasks.iter().filter_map(|task| task.period).try_fold(1, lcm);
    let periodic = tasks.iter().any(|task| task.period.is_some());
    let hyperperiod = hyperperiod.filter(|_| periodic).map(Time);
    let horizon = horizon(scenario, &tasks, hyperperiod, scale)?;
    few_jobs(&tasks, horizon)?;
    Ok(Config {
        scale,
        policy: scenario.policy,
        protocol: scenario.protocol,
        preemptive: scenario.rules.preemptive,
        on_miss: scenario.rules.on_miss,
        tie: scenario.rules.edf_tie,
        horizon,
        hyperperiod,
        tasks,
        resources,
    })
}

fn is_name(word: &str) -> bool {
    let sign = |sign: char| sign.is_alphanumeric() || "_-.".contains(sign);
    (1..=12).contains(&word.chars().count()) && word.chars().all(sign)
}

fn name(id: &str, names: &mut BTreeSet<String>) -> Result<(), Text> {
    if !is_name(id) {
        return Err(Text::new(
            "A name has 1 to 12 letters, digits, _, - or .",
            "名称由 1 到 12 个字母、汉字、数字、_、- 或 . 组成。",
        ));
    }
    if !names.insert(id.into()) {
        return Err(text!("{id} is there twice; names must differ.", "{id} 出现了两次，名称不能相同。"));
    }
    Ok(())
}

fn positive(time: Option<Decimal>) -> Result<(), Text> {
    if time.is_some_and(|time| time.is_zero_ref()) {
        return Err(Text::new("This time must be greater than 0.", "这个时间必须大于 0。"));
    }
    Ok(())
}

type Written = Vec<Part<Decimal>>;

/// The parts of a task's job: its program, or all of C at a stretch.
fn program(task: &Task, resources: &mut Vec<String>) -> Result<Written, Text> {
    let parts = match (&task.program, task.c) {
        (Some(words), _) => read(words, resources)?,
        (None, Some(c)) => vec![Part::Run(c)],
        (None, None) => vec![],
    };
    let runs: Vec<Decimal> =
        parts.iter().filter_map(|part| if let Part::Run(time) = part { Some(*time) } else { None }).collect();
    if runs.is_empty() || runs.iter().any(Decimal::is_zero_ref) {
        return Err(Text::new(
            "A job needs CPU time: a number greater than 0, or a program such as 2 lock S 3 unlock S 1.",
            "作业需要 CPU 时间：大于 0 的数，或程序，如 2 lock S 3 unlock S 1。",
        ));
    }
    let scale = Scale { decimals: Decimal::MAX_DECIMALS };
    let sum: u128 = runs.iter().map(|time| time.ticks_wide(scale)).sum();
    if let (Some(_), Some(c)) = (&task.program, task.c)
        && c.ticks_wide(scale) != sum
    {
        return Err(text!(
            "C is {c}, but the program runs for another time.",
            "C 为 {c}，与程序的运行时间不符。"
        ));
    }
    Ok(parts)
}

/// The parts of a program in words. Every lock is given back, and none is taken twice.
fn read(words: &str, resources: &mut Vec<String>) -> Result<Written, Text> {
    let mut words = words.split_whitespace();
    let (mut parts, mut held): (Written, Vec<usize>) = (vec![], vec![]);
    while let Some(word) = words.next() {
        if parts.len() >= MAX_PARTS {
            return Err(text!(
                "A program has at most {MAX_PARTS} parts.",
                "程序最多由 {MAX_PARTS} 部分组成。"
            ));
        }
        let part = match word {
            "lock" | "unlock" => {
                let resource = words.next().and_then(|name| resource(name, resources)).ok_or_else(|| {
                    text!(
                        "After {word} comes the name of a resource, 1 to 12 letters or digits: {word} S.",
                        "{word} 之后应为资源名，1 到 12 个字母或数字：{word} S。"
                    )
                })?;
                let name = &resources[resource];
                let has = held.contains(&resource);
                if word == "lock" && has {
                    return Err(text!("{name} is locked twice.", "{name} 被重复加锁。"));
                }
                if word == "unlock" && !has {
                    return Err(text!("{name} is unlocked but not locked.", "{name} 未加锁就解锁。"));
                }
                if word == "lock" {
                    held.push(resource);
                    Part::Lock(resource)
                } else {
                    held.retain(|other| *other != resource);
                    Part::Unlock(resource)
                }
            }
            _ => Part::Run(word.parse().map_err(|()| {
                text!(
                    "“{word}” is no part of a program; write CPU times, lock S and unlock S.",
                    "“{word}”不是程序的一部分；可写 CPU 时间、lock S 和 unlock S。"
                )
            })?),
        };
        parts.push(part);
    }
    if let Some(resource) = held.first() {
        let name = &resources[*resource];
        return Err(text!("{name} is locked and never unlocked.", "{name} 加锁后没有解锁。"));
    }
    Ok(parts)
}

fn resource(name: &str, resources: &mut Vec<String>) -> Option<usize> {
    let known = resources.iter().position(|other| other == name);
    known.or_else(|| {
        is_name(name).then(|| {
            resources.push(name.into());
            resources.len() - 1
        })
    })
}

fn decimals(scenario: &Scenario, programs: &[Written]) -> u8 {
    let runs = programs.iter().flatten().filter_map(|part| match part {
        Part::Run(time) => Some(*time),
        _ => None,
    });
    let times = scenario.tasks.iter().flat_map(|task| [task.t, task.d, Some(task.phase)]).flatten();
    runs.chain(times).chain(scenario.horizon).map(Decimal::decimals).max().unwrap_or(0)
}

fn spec(task: &Task, parts: Written, scale: Scale) -> Spec {
    let ticks = |time: Decimal| time.ticks(scale);
    let parts: Vec<Part<Time>> = parts
        .into_iter()
        .map(|part| match part {
            Part::Run(time) => Part::Run(ticks(time)),
            Part::Lock(resource) => Part::Lock(resource),
            Part::Unlock(resource) => Part::Unlock(resource),
        })
        .collect();
    let run = |part: &Part<Time>| if let Part::Run(time) = part { *time } else { Time::ZERO };
    Spec {
        name: task.id.clone(),
        period: task.t.map(ticks),
        deadline: task.d.or(task.t).map(ticks),
        phase: ticks(task.phase),
        work: parts.iter().map(run).fold(Time::ZERO, |sum, time| sum + time),
        parts,
        level: 0,
    }
}

/// Gives every task its fixed priority: by period or relative deadline, then by index; aperiodic ones behind,
/// first come, first served.
fn rank(tasks: &mut [Spec], policy: Policy) {
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|task| {
        let spec = &tasks[*task];
        match (spec.period, policy) {
            (None, _) => (1, spec.phase),
            (Some(period), Policy::Rm | Policy::Edf) => (0, period),
            (Some(period), Policy::Dm) => (0, spec.deadline.unwrap_or(period)),
        }
    });
    for (place, task) in order.into_iter().enumerate() {
        let behind = if tasks[task].period.is_none() { BACKGROUND } else { 0 };
        tasks[task].level = behind + place as u64;
    }
}

fn lcm(one: u64, other: Time) -> Option<u64> {
    let (mut a, mut b) = (one, other.0);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (one / a).checked_mul(other.0).filter(|sum| u128::from(*sum) < LONGEST)
}

fn horizon(
    scenario: &Scenario,
    tasks: &[Spec],
    hyperperiod: Option<Time>,
    scale: Scale,
) -> Result<Time, Problem> {
    let too_long = || {
        Problem::at(
            "h",
            Text::new(
                "The periods repeat together too late, or the end is too far; give an earlier end.",
                "周期的最小公倍数过大，或结束时间过远；请给出更早的结束时间。",
            ),
        )
    };
    if let Some(end) = scenario.horizon {
        let ticks = end.ticks_wide(scale);
        return if ticks < LONGEST { Ok(Time(ticks as u64)) } else { Err(too_long()) };
    }
    let latest = tasks.iter().map(|task| task.phase).max().unwrap_or_default();
    let periodic = tasks.iter().any(|task| task.period.is_some());
    let length = match hyperperiod {
        Some(length) => length,
        None if periodic => return Err(too_long()),
        None => tasks.iter().fold(Time::ZERO, |sum, task| sum + task.work),
    };
    Ok(length + latest)
}

fn few_jobs(tasks: &[Spec], horizon: Time) -> Result<(), Problem> {
    let jobs = |task: &Spec| match task.period {
        Some(period) => horizon.since(task.phase).0.div_ceil(period.0),
        None => 1,
    };
    let count: u64 = tasks.iter().map(jobs).fold(0, u64::saturating_add);
    if count <= MAX_JOBS {
        return Ok(());
    }
    Err(Problem::at(
        "h",
        text!(
            "Until then {count} jobs would be released; at most {MAX_JOBS} are. Give an earlier end.",
            "到那时将释放 {count} 个作业，最多允许 {MAX_JOBS} 个；请给出更早的结束时间。"
        ),
    ))
}
