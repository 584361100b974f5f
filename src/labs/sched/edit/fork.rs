//! Tables that hold from a step on: what has happened by then stays as it is.

use super::super::Sched;
use super::super::form::table;
use super::super::scenario::{Fork, Process, Random, Scenario};
use super::super::state::{Burst, Spec, State};
use crate::lab::{Lab, Problem};
use crate::sim::{Decimal, Machine, Time};
use crate::text;
use crate::text::Text;

/// Steps at which the table was edited, in order.
pub fn forks(scenario: &Scenario) -> Vec<usize> {
    scenario.edits.iter().map(|fork| fork.at as usize).collect()
}

/// The table from `step` on. Edits made at that step or later are dropped.
pub fn put(scenario: &Scenario, step: usize, processes: Vec<Process>) -> Result<Scenario, Problem> {
    if processes == table(scenario) {
        return Ok(scenario.clone());
    }
    if step <= 1 {
        return Ok(Scenario { processes, random: None, edits: vec![], ..scenario.clone() });
    }
    let mut next = scenario.clone();
    next.edits.retain(|fork| (fork.at as usize) < step);
    next.edits.push(Fork { at: step as u32, processes });
    let machine = at(&next, step)?;
    let (_, specs) = machine.config.forks.last().expect("a fork was added");
    keeps(&machine, specs)?;
    Ok(next)
}

/// Random processes from `step` on: only at step 1, for they replace every row.
pub fn reseed(scenario: &Scenario, step: usize, random: Random) -> Result<Scenario, Problem> {
    if step <= 1 {
        return Ok(Scenario { processes: vec![], random: Some(random), edits: vec![], ..scenario.clone() });
    }
    Err(Problem::at(
        "random",
        Text::new(
            "Random processes replace the whole table, and this run is under way. Go to step 1 first.",
            "随机进程会替换整张表，而运行已经开始。请先回到第 1 步。",
        ),
    ))
}

/// The instant of a step; 0 for step 1, where everything is still open.
pub fn now(scenario: &Scenario, step: usize) -> Result<Decimal, Problem> {
    if step <= 1 {
        return Ok(Decimal::whole(0));
    }
    let machine = at(scenario, step)?;
    let shown = machine.config.scale.show(machine.now());
    Ok(shown.parse().expect("an instant is a decimal"))
}

fn at(scenario: &Scenario, step: usize) -> Result<Sched, Problem> {
    let mut machine = Sched::start(scenario)?;
    let mut events = Vec::new();
    for _ in 0..step {
        machine.step(&mut events);
        events.clear();
    }
    Ok(machine)
}

/// Does the table leave alone what has happened? A process that is gone from it ends at this step.
fn keeps(machine: &Sched, specs: &[Spec]) -> Result<(), Problem> {
    for who in (0..machine.processes.len()).filter(|who| arrived(machine, *who)) {
        let spec = machine.spec(who as u32);
        match specs.iter().position(|wanted| wanted.name == spec.name) {
            Some(row) => keeps_past(machine, who, row, &specs[row])?,
            None => ends(machine, who, specs)?,
        }
    }
    let known = |name: &str| (0..machine.processes.len()).find(|who| machine.name(*who as u32) == name);
    let open = |spec: &Spec| known(&spec.name).is_none_or(|who| !arrived(machine, who));
    match specs.iter().position(|spec| open(spec) && spec.arrival < machine.now()) {
        Some(row) => Err(too_early(machine, row)),
        None => Ok(()),
    }
}

/// A process that was taken out of the table before it arrived may still come.
fn arrived(machine: &Sched, who: usize) -> bool {
    machine.processes[who].state != State::New && !machine.is_removed(who as u32)
}

fn ends(machine: &Sched, who: usize, specs: &[Spec]) -> Result<(), Problem> {
    let name = machine.name(who as u32);
    let known = |spec: &Spec| (0..machine.processes.len()).any(|who| machine.name(who as u32) == spec.name);
    if let Some(row) = specs.iter().position(|spec| !known(spec)) {
        let text = text!(
            "{name} has arrived: it cannot be renamed or replaced.",
            "{name} 已经到达，不能改名或替换。"
        );
        return Err(past(row, "pid", text));
    }
    if machine.processes[who].state == State::Terminated {
        return Err(past(who, "pid", text!("{name} has already ended.", "{name} 已经终止。")));
    }
    Ok(())
}

fn keeps_past(machine: &Sched, who: usize, row: usize, wanted: &Spec) -> Result<(), Problem> {
    let (name, spec, pcb) = (machine.name(who as u32), machine.spec(who as u32), &machine.processes[who]);
    if wanted.arrival != spec.arrival {
        return Err(past(row, "arrival", text!("{name} has already arrived.", "{name} 已经到达。")));
    }
    if pcb.state == State::Terminated {
        let column = match () {
            _ if wanted.bursts != spec.bursts => "bursts",
            _ if wanted.priority != spec.priority => "priority",
            _ if wanted.tickets != spec.tickets => "tickets",
            _ if wanted.slice != spec.slice => "slice",
            _ => settled(spec, wanted).unwrap_or("nice"),
        };
        let same = wanted == spec;
        let ended = || past(row, column, text!("{name} has already ended.", "{name} 已经终止。"));
        return if same { Ok(()) } else { Err(ended()) };
    }
    if let Some(column) = settled(spec, wanted) {
        let text = text!(
            "On which CPU {name} runs was settled when it arrived.",
            "{name} 在哪个 CPU 上运行，到达时就已确定。"
        );
        return Err(past(row, column, text));
    }
    let current = pcb.burst as usize;
    if wanted.bursts.get(..current) != Some(&spec.bursts[..current]) {
        let text = text!("Bursts that {name} has done cannot change.", "{name} 已完成的各段不能修改。");
        return Err(past(row, "bursts", text));
    }
    keeps_burst(machine, who, row, wanted.bursts.get(current))
}

/// The column that differs of those that hold from the arrival to the end.
fn settled(spec: &Spec, wanted: &Spec) -> Option<&'static str> {
    match () {
        _ if wanted.core != spec.core => Some("core"),
        _ if wanted.affinity != spec.affinity => Some("affinity"),
        _ if wanted.working_set != spec.working_set => Some("working_set"),
        _ => None,
    }
}

/// The burst in progress: CPU time may change as long as some is left, I/O under way may not.
fn keeps_burst(machine: &Sched, who: usize, row: usize, wanted: Option<&Burst>) -> Result<(), Problem> {
    let (name, who) = (machine.name(who as u32), who as u32);
    match (machine.spec(who).bursts[machine.processes[who as usize].burst as usize], wanted) {
        (burst, Some(wanted)) if burst == *wanted => Ok(()),
        (Burst::Cpu(length), wanted) => {
            let done = length.since(machine.burst_left(who));
            if matches!(wanted, Some(Burst::Cpu(wanted)) if *wanted > done) {
                return Ok(());
            }
            Err(past(row, "bursts", used(name, machine, done)))
        }
        (Burst::Yield | Burst::Set(..), _) => unreachable!("such a burst takes no time"),
        (Burst::Io(..), _) => {
            let text = text!("{name} is doing this I/O now.", "{name} 正在进行这段 I/O。");
            Err(past(row, "bursts", text))
        }
    }
}

fn used(name: &str, machine: &Sched, done: Time) -> Text {
    let done = machine.config.scale.show(done);
    text!(
        "{name} has used {done} of this CPU burst; it must be longer.",
        "{name} 本段已用 CPU {done}，必须比它长。"
    )
}

fn too_early(machine: &Sched, row: usize) -> Problem {
    let now = machine.config.scale.show(machine.now());
    let text = text!(
        "It is t = {now}: give an arrival of {now} or later.",
        "现在是 t = {now}：到达时间须不早于 {now}。"
    );
    past(row, "arrival", text)
}

/// What cannot be changed any more, and what to do about it.
fn past(row: usize, column: &str, what: Text) -> Problem {
    let Text { en, zh } = what;
    let text = text!("{en} Go to step 1 to change it from the start.", "{zh}回到第 1 步可从头修改。");
    Problem::at(format!("rows.{row}.{column}"), text)
}
