//! Decisions: who gets the CPU, against whom and by which value.

use super::{Now, notes, smp};
use crate::lab::Story;
use crate::labs::sched::custom;
use crate::labs::sched::fair::story as share;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{paragraph, ready_of, refer, show};
use crate::labs::sched::rules::Next;
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::{Event, Pcb, Pid};
use crate::sim::{Ratio, Time};
use crate::text;
use crate::text::Text;

/// How many candidates are listed by name.
const LISTED: usize = 5;

/// A process got the CPU, or is being switched to.
pub fn dispatched(moment: &Now<'_>, who: Pid, switch: bool) -> Story {
    let now = moment.now;
    let n = now.name(who);
    let others = rivals(moment, who);
    let formula = match now.config.policy {
        Policy::Hrrn => ratio_formula(moment, who),
        Policy::Custom => custom::filled(moment, who),
        Policy::Lottery | Policy::Stride | Policy::Cfs | Policy::Eevdf | Policy::Linux => {
            share::formula(moment, who)
        }
        _ => response_formula(moment, who),
    };
    Story {
        kicker: Text::new("scheduling decision", "进程调度"),
        caption: chosen(moment, who, &others),
        title: text!("{n}: Ready → Running", "{n}：就绪态 → 运行态"),
        why: paragraph(&[reason(moment, who, &others), term(moment, who, switch)]),
        note: notes::on_dispatch(moment, who, switch, others.len()),
        formula,
        candidates: if others.is_empty() { Text::default() } else { ranking(moment, who, &others) },
        ..Story::default()
    }
}

/// The other processes that were ready, in the order in which the policy would take them.
fn rivals(moment: &Now<'_>, winner: Pid) -> Vec<Pid> {
    // A stride's newcomers get their pass at the decision itself.
    let home = moment.now.home(winner);
    if moment.now.config.policy == Policy::Custom {
        let line = custom::at_decision(moment).line(home).concat();
        return line.into_iter().filter(|who| *who != winner).collect();
    }
    let seen = if moment.now.config.policy == Policy::Stride { moment.now } else { moment.before };
    let competes = |who: &Pid| *who != winner && seen.held_back(*who).is_none();
    seen.line(home).into_iter().flatten().filter(competes).collect()
}

pub fn pcb(sched: &Sched, who: Pid) -> &Pcb {
    &sched.processes[who as usize]
}

/// How long it has waited in this stay in the ready queue.
pub fn stay(moment: &Now<'_>, who: Pid) -> Time {
    moment.now.now.since(pcb(moment.before, who).queued)
}

/// When it arrived or came back from I/O.
fn since(moment: &Now<'_>, who: Pid) -> Time {
    pcb(moment.before, who).since
}

/// Its priority number now.
pub fn priority(sched: &Sched, who: Pid) -> i64 {
    pcb(sched, who).priority
}

/// Its response ratio at this decision.
fn ratio(moment: &Now<'_>, who: Pid) -> Ratio {
    let scale = moment.now.config.scale;
    let need = scale.ratio(moment.before.burst_left(who));
    if need.is_zero() {
        return Ratio::whole(1);
    }
    (scale.ratio(stay(moment, who)) + need.clone()) / need
}

/// The value by which the policy compares; `None` if it compares no value but an order.
fn compared(moment: &Now<'_>, who: Pid) -> Option<String> {
    let before = moment.before;
    match before.config.policy {
        Policy::Fcfs
        | Policy::Rr
        | Policy::Lottery
        | Policy::Stride
        | Policy::Cfs
        | Policy::Eevdf
        | Policy::Custom
        | Policy::Linux => None,
        Policy::Sjf | Policy::Srtf => Some(show(before, before.burst_left(who))),
        Policy::Hrrn => Some(ratio(moment, who).decimal(2)),
        Policy::Priority | Policy::PriorityRr => Some(priority(before, who).to_string()),
        Policy::Mlfq => Some(format!("Q{}", pcb(before, who).level)),
    }
}

/// The caption of a decision.
fn chosen(moment: &Now<'_>, who: Pid, others: &[Pid]) -> Text {
    let (before, now) = (moment.before, moment.now);
    let p = refer(now, who);
    if before.cpus.iter().any(|cpu| cpu.held_by == Some(who)) {
        return text!(
            "{p} gets the CPU back: it was kept idle for its I/O.",
            "{p} 重新获得 CPU：其 I/O 期间 CPU 一直为它保留。"
        );
    }
    let (home, ready) = (now.home(who), ready_of(before, who));
    let Some(next) = others.first() else {
        if now.config.per_core {
            return text!(
                "{p} is alone in the [queue of CPU {home}]({ready}), so it gets the CPU.",
                "{p} 是 [CPU {home} 的队列]({ready})中唯一的进程，获得 CPU。"
            );
        }
        return text!(
            "{p} is the only ready process, so it gets the CPU.",
            "{p} 是唯一的就绪进程，获得 CPU。"
        );
    };
    if now.config.policy.is_share() {
        return share::chosen(moment, who, *next);
    }
    if now.config.policy == Policy::Custom {
        return custom::chosen(moment, who, *next);
    }
    let q = refer(now, *next);
    let Some(value) = compared(moment, who) else {
        return first_in_line(moment, &p, &ready, home);
    };
    let tied = match now.config.policy {
        Policy::Hrrn => ratio(moment, who) == ratio(moment, *next),
        _ => compared(moment, *next).as_ref() == Some(&value),
    };
    match now.config.policy {
        Policy::Mlfq => text!(
            "{p} is at the head of the highest queue in use, [{value}]({ready}), so it gets the CPU.",
            "{p} 位于最高非空队列 [{value}]({ready}) 的队首，获得 CPU。"
        ),
        Policy::PriorityRr if tied => text!(
            "{p} is at the head of the highest priority level ({value}), so it gets the CPU.",
            "{p} 位于最高优先级（{value}）的队首，获得 CPU。"
        ),
        _ if tied => tie(moment, who, *next, &value),
        Policy::Sjf => text!(
            "{p} has the shortest next burst, {value}, so it gets the CPU.",
            "{p} 的服务时间最短（{value}），获得 CPU。"
        ),
        Policy::Srtf => text!(
            "{p} has the least time left, {value}, so it gets the CPU.",
            "{p} 的剩余时间最短（{value}），获得 CPU。"
        ),
        Policy::Hrrn => text!(
            "{p} has the highest response ratio, {value}, so it gets the CPU.",
            "{p} 的响应比最高（{value}），获得 CPU。"
        ),
        _ => text!(
            "{p} has a higher priority ({value}) than {q}, so it gets the CPU.",
            "{p} 的优先级（{value}）高于 {q}，获得 CPU。"
        ),
    }
}

fn first_in_line(moment: &Now<'_>, p: &str, ready: &str, home: usize) -> Text {
    if moment.now.config.per_core {
        return text!(
            "{p} is at the head of the [queue of CPU {home}]({ready}), so it gets the CPU.",
            "{p} 位于 [CPU {home} 的队列]({ready})队首，获得 CPU。"
        );
    }
    if moment.now.config.policy == Policy::Fcfs && moment.now.config.rules.next == Next::Cyclic {
        return text!(
            "{p} is the next ready one in the table, so it gets the CPU.",
            "{p} 是表中下一个就绪进程，获得 CPU。"
        );
    }
    text!(
        "{p} is at the [head of the ready queue]({ready}), so it gets the CPU.",
        "{p} 位于[就绪队列队首]({ready})，获得 CPU。"
    )
}

fn tie(moment: &Now<'_>, who: Pid, next: Pid, value: &str) -> Text {
    let (p, q, measure) =
        (refer(moment.now, who), refer(moment.now, next), measure(moment.now.config.policy));
    let (en, zh) = (&measure.en, &measure.zh);
    if since(moment, who) < since(moment, next) {
        return text!(
            "{p} and {q} have the same {en}, {value}; {p} was ready first and gets the CPU.",
            "{p} 与 {q} 的{zh}相同（{value}），{p} 先就绪，获得 CPU。"
        );
    }
    text!(
        "{p} and {q} have the same {en}, {value}; {p} is first in the table and gets the CPU.",
        "{p} 与 {q} 的{zh}相同（{value}），{p} 在表中靠前，获得 CPU。"
    )
}

/// What a policy compares.
fn measure(policy: Policy) -> Text {
    match policy {
        Policy::Sjf => Text::new("next burst", "服务时间"),
        Policy::Srtf => Text::new("time left", "剩余时间"),
        Policy::Hrrn => Text::new("response ratio", "响应比"),
        Policy::Priority | Policy::PriorityRr => Text::new("priority", "优先级"),
        _ => Text::new("place", "次序"),
    }
}

/// Why the policy takes this one, and how long it has waited.
fn reason(moment: &Now<'_>, who: Pid, others: &[Pid]) -> Text {
    let (now, n) = (moment.now, moment.now.name(who));
    let rule = if others.is_empty() { smp::alone(moment, who) } else { rule(moment, who, others[0]) };
    let wait = stay(moment, who);
    if wait == Time::ZERO {
        return rule;
    }
    let waited = show(now, wait);
    paragraph(&[rule, text!("{n} has waited {waited}.", "{n} 已等待 {waited}。")])
}

/// What the policy looks at.
fn rule(moment: &Now<'_>, who: Pid, next: Pid) -> Text {
    let (now, n, q) = (moment.now, moment.now.name(who), moment.now.name(next));
    let level = pcb(moment.before, who).level;
    match now.config.policy {
        Policy::Rr => Text::new(
            "Round robin takes the head of the queue, whatever it needs.",
            "时间片轮转总是调度队首进程，不论长短。",
        ),
        Policy::Fcfs if now.config.rules.next == Next::Cyclic => Text::new(
            "The search goes on in the table after the process that ran last.",
            "从上次运行的进程之后，按进程表的次序循环查找。",
        ),
        Policy::Fcfs if since(moment, who) == since(moment, next) => text!(
            "{n} and {q} became ready together; the order of the table decides.",
            "{n} 与 {q} 同时就绪，按进程表中的次序调度。"
        ),
        Policy::Fcfs => Text::new(
            "FCFS takes whoever became ready first, long or short.",
            "先来先服务总是调度最先就绪的进程，不论长短。",
        ),
        Policy::Sjf => Text::new(
            "SJF compares the next CPU bursts; how long a process has waited does not count.",
            "短作业优先只比较服务时间，不考虑已等待多久。",
        ),
        Policy::Srtf => Text::new(
            "SRTF compares what is left of each burst; how long a process has waited does not count.",
            "最短剩余时间优先只比较剩余时间，不考虑已等待多久。",
        ),
        Policy::Hrrn => Text::new(
            "A short burst makes the ratio large, and waiting makes it grow, so long jobs get their turn too.",
            "服务时间短则响应比高，等待又使响应比升高，因此长作业也不会饥饿。",
        ),
        Policy::Priority | Policy::PriorityRr => direction_of(now),
        Policy::Custom => Text::new(
            "Each decision works the formula out anew for every ready process.",
            "每次调度都为每个就绪进程重新计算公式。",
        ),
        Policy::Lottery | Policy::Stride | Policy::Cfs | Policy::Eevdf | Policy::Linux => {
            share::rule(moment, who)
        }
        Policy::Mlfq if level == 0 => Text::new("Q0 is the top queue.", "Q0 是最高级队列。"),
        Policy::Mlfq => text!("All queues above Q{level} are empty.", "Q{level} 以上的队列都为空。"),
    }
}

pub fn direction_of(sched: &Sched) -> Text {
    if notes::small_is_better(sched) {
        Text::new("Here a smaller number is a higher priority.", "此处数值越小，优先级越高。")
    } else {
        Text::new("Here a larger number is a higher priority.", "此处数值越大，优先级越高。")
    }
}

/// How long it may keep the CPU.
fn term(moment: &Now<'_>, who: Pid, switch: bool) -> Text {
    let now = moment.now;
    let cost = switch_cost(moment);
    let (cost, end) = (show(now, cost), show(now, now.now + cost));
    let wait = if switch {
        text!(
            "The switch costs {cost}: it executes from t = {end}.",
            "切换开销为 {cost}，t = {end} 起才开始执行。"
        )
    } else {
        Text::default()
    };
    paragraph(&[wait, burst(moment, who), limit(moment, who)])
}

/// What the switch to a process costs, or cost: with several CPUs the way from another one too.
pub fn switch_cost(moment: &Now<'_>) -> Time {
    let (now, before) = (moment.now, moment.before);
    if now.config.migration_cost == Time::ZERO {
        return now.config.switch_cost;
    }
    match moment.events.first() {
        Some(Event::Switched { cpu, .. }) => now.now.since(before.cpus[*cpu as usize].dispatched),
        Some(Event::Dispatched { cpu, .. }) => {
            now.cpus[*cpu as usize].switching_until.map_or(Time::ZERO, |until| until.since(now.now))
        }
        _ => now.config.switch_cost,
    }
}

/// What it still needs before it blocks or ends.
fn burst(moment: &Now<'_>, who: Pid) -> Text {
    let now = moment.now;
    let (n, left) = (now.name(who), show(now, now.burst_left(who)));
    let more = now.spec(who).bursts.len() > pcb(now, who).burst as usize + 1;
    if more {
        return text!("{n} needs **{left}** before its next I/O.", "{n} 距下次 I/O 还需 **{left}**。");
    }
    text!("{n} still needs **{left}**.", "{n} 还需 **{left}**。")
}

/// What may end its stay on the CPU before that.
fn limit(moment: &Now<'_>, who: Pid) -> Text {
    let now = moment.now;
    match now.slice_length(who) {
        Some(length) if now.is_reserved(who) => {
            let rest = show(now, length.since(now.slice_used(who)));
            text!("**{rest}** of its budget is left in this period.", "本周期预算还剩 **{rest}**。")
        }
        Some(length) if now.slice_used(who) > Time::ZERO => {
            let (q, rest) = (show(now, length), show(now, length.since(now.slice_used(who))));
            text!("Of its slice, **q = {q}**, {rest} is left.", "时间片（**q = {q}**）还剩 {rest}。")
        }
        Some(length) => {
            let q = show(now, length);
            text!("It may run for one slice, **q = {q}**.", "最多运行一个时间片（**q = {q}**）。")
        }
        None if preempts(now) => Text::new("It may be preempted before that.", "其间可能被抢占。"),
        None => Text::new("It is not preempted before that.", "其间不会被抢占。"),
    }
}

/// Can a process that becomes ready take the CPU from the running one?
pub fn preempts(sched: &Sched) -> bool {
    use crate::labs::sched::rules::{IoDone, Preempt};
    let rules = &sched.config.rules;
    match sched.config.policy {
        Policy::Srtf | Policy::PriorityRr => true,
        Policy::Priority | Policy::Custom => rules.preemptive,
        Policy::Mlfq => rules.preempt == Preempt::Immediate,
        Policy::Cfs => rules.wakeup_preemption,
        Policy::Eevdf => rules.arrival_preempts,
        Policy::Linux => true,
        Policy::Fcfs => rules.io_done == IoDone::Run,
        Policy::Sjf | Policy::Rr | Policy::Hrrn | Policy::Lottery | Policy::Stride => false,
    }
}

/// `ratio(P2) = (wait 5 + need 3) / need 3 = 2.67`.
fn ratio_formula(moment: &Now<'_>, who: Pid) -> Text {
    let (before, n) = (moment.before, moment.now.name(who));
    let (wait, need) = (show(before, stay(moment, who)), show(before, before.burst_left(who)));
    let value = ratio(moment, who).decimal(2);
    text!(
        "ratio({n}) = (wait {wait} + need {need}) / need {need} = {value}",
        "响应比({n}) = (等待 {wait} + 要求服务 {need}) / 要求服务 {need} = {value}"
    )
}

/// The response time, at the step of the first run.
pub fn response_formula(moment: &Now<'_>, who: Pid) -> Text {
    if !notes::runs_first(moment, who) {
        return Text::default();
    }
    let (now, n, arrival) = (moment.now, moment.now.name(who), moment.now.spec(who).arrival);
    let (at, came, value) = (show(now, now.now), show(now, arrival), show(now, now.now.since(arrival)));
    text!(
        "response({n}) = first run {at} − arrival {came} = {value}",
        "响应时间({n}) = 首次运行 {at} − 到达 {came} = {value}"
    )
}

/// The candidates with the value compared, winner first.
fn ranking(moment: &Now<'_>, winner: Pid, others: &[Pid]) -> Text {
    let all: Vec<Pid> = std::iter::once(winner).chain(others.iter().copied()).collect();
    let listed: Vec<Text> = all.iter().take(LISTED).map(|who| candidate(moment, *who, winner)).collect();
    let more = if all.len() > LISTED { " · …" } else { "" };
    let en: Vec<&str> = listed.iter().map(|text| text.en.as_ref()).collect();
    let zh: Vec<&str> = listed.iter().map(|text| text.zh.as_ref()).collect();
    Text { en: (en.join(" · ") + more).into(), zh: (zh.join(" · ") + more).into() }
}

fn candidate(moment: &Now<'_>, who: Pid, winner: Pid) -> Text {
    let n = moment.now.name(who);
    if moment.now.config.policy.is_share() {
        return share::candidate(moment, who, winner);
    }
    if moment.now.config.policy == Policy::Custom {
        return custom::candidate(moment, who);
    }
    let Some(value) = compared(moment, who) else {
        let waited = show(moment.now, stay(moment, who));
        return text!("{n} waited {waited}", "{n} 已等待 {waited}");
    };
    match moment.now.config.policy {
        Policy::Sjf => text!("{n} burst {value}", "{n} 服务时间 {value}"),
        Policy::Srtf => text!("{n} left {value}", "{n} 剩余 {value}"),
        Policy::Hrrn => text!("{n} ratio {value}", "{n} 响应比 {value}"),
        Policy::Priority | Policy::PriorityRr => text!("{n} priority {value}", "{n} 优先级 {value}"),
        _ => text!("{n} {value}", "{n} {value}"),
    }
}
