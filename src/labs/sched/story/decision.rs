//! Decisions: who gets the CPU, who loses it, against whom and by which value.

use super::{Now, notes};
use crate::lab::Story;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{paragraph, ready_id, refer, show};
use crate::labs::sched::rules::Next;
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::{Pcb, Pid};
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
    moment.before.queues().into_iter().flatten().filter(|who| *who != winner).collect()
}

fn pcb(sched: &Sched, who: Pid) -> &Pcb {
    &sched.processes[who as usize]
}

/// How long it has waited in this stay in the ready queue.
pub fn stay(moment: &Now<'_>, who: Pid) -> Time {
    moment.now.now.since(pcb(moment.before, who).queued)
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
        Policy::Fcfs | Policy::Rr => None,
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
    if before.cpus.first().is_some_and(|cpu| cpu.held_by == Some(who)) {
        return text!(
            "{p} gets the CPU back: it was kept idle for its I/O.",
            "{p} 重新获得 CPU：其 I/O 期间 CPU 一直为它保留。"
        );
    }
    let Some(next) = others.first() else {
        return text!(
            "{p} is the only ready process, so it gets the CPU.",
            "{p} 是唯一的就绪进程，获得 CPU。"
        );
    };
    let (q, ready) = (refer(now, *next), ready_id(now, pcb(before, who).level));
    let Some(value) = compared(moment, who) else {
        return first_in_line(moment, &p, &ready);
    };
    let tied = compared(moment, *next).as_ref() == Some(&value);
    match now.config.policy {
        Policy::Mlfq => text!(
            "{p} is at the head of the highest queue in use, [{value}]({ready}), so it gets the CPU.",
            "{p} 位于最高非空队列 [{value}]({ready}) 的队首，获得 CPU。"
        ),
        Policy::PriorityRr if tied => text!(
            "{p} is at the head of the best priority level ({value}), so it gets the CPU.",
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
            "{p} has a better priority ({value}) than {q}, so it gets the CPU.",
            "{p} 的优先级（{value}）高于 {q}，获得 CPU。"
        ),
    }
}

fn first_in_line(moment: &Now<'_>, p: &str, ready: &str) -> Text {
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
    let (p, q) = (refer(moment.now, who), refer(moment.now, next));
    if pcb(moment.before, who).since < pcb(moment.before, next).since {
        return text!(
            "{p} ties with {q} at {value}, but came first, so it gets the CPU.",
            "{p} 与 {q} 相同（{value}），但先到达，获得 CPU。"
        );
    }
    text!(
        "{p} ties with {q} at {value}, but stands first in the table, so it gets the CPU.",
        "{p} 与 {q} 相同（{value}），按表中次序先获得 CPU。"
    )
}

/// Why the policy takes this one.
fn reason(moment: &Now<'_>, who: Pid, others: &[Pid]) -> Text {
    let (now, n) = (moment.now, moment.now.name(who));
    let waited = show(now, stay(moment, who));
    if others.is_empty() {
        return text!(
            "There was nothing to choose: {n} alone is ready, after a wait of {waited}.",
            "无需比较：只有 {n} 就绪，它等待了 {waited}。"
        );
    }
    match now.config.policy {
        Policy::Rr => text!(
            "Round robin takes the head of the queue, whatever it needs. {n} has waited {waited} there.",
            "时间片轮转总是调度队首进程，不论长短。{n} 本次等待了 {waited}。"
        ),
        Policy::Fcfs => text!(
            "FCFS takes whoever became ready first, long or short. {n} has waited {waited}.",
            "先来先服务总是调度最先就绪的进程，不论长短。{n} 等待了 {waited}。"
        ),
        Policy::Sjf => text!(
            "SJF compares the next CPU bursts; the wait of {waited} does not count.",
            "短作业优先只比较服务时间，不考虑已等待的 {waited}。"
        ),
        Policy::Srtf => text!(
            "SRTF compares what is left of each burst; the wait of {waited} does not count.",
            "最短剩余时间优先只比较剩余时间，不考虑已等待的 {waited}。"
        ),
        Policy::Hrrn => text!(
            "A short burst makes the ratio large, and waiting makes it grow: {n} has waited {waited}. So long jobs get their turn too.",
            "服务时间短则响应比高，等待也使响应比升高（{n} 已等待 {waited}），因此长作业也不会饥饿。"
        ),
        Policy::Priority | Policy::PriorityRr => direction_of(now),
        Policy::Mlfq => {
            let level = pcb(moment.before, who).level;
            text!(
                "All queues above Q{level} are empty. {n} has waited {waited} in Q{level}.",
                "Q{level} 以上的队列都为空。{n} 在 Q{level} 中等待了 {waited}。"
            )
        }
    }
}

fn direction_of(sched: &Sched) -> Text {
    if notes::small_is_better(sched) {
        Text::new("Here a smaller number is a higher priority.", "此处数值越小，优先级越高。")
    } else {
        Text::new("Here a larger number is a higher priority.", "此处数值越大，优先级越高。")
    }
}

/// How long it may keep the CPU.
fn term(moment: &Now<'_>, who: Pid, switch: bool) -> Text {
    let now = moment.now;
    let left = show(now, now.burst_left(who));
    let (cost, end) = (show(now, now.config.switch_cost), show(now, now.now + now.config.switch_cost));
    let wait = if switch {
        text!(
            "The switch costs {cost}: it executes from t = {end}.",
            "切换开销为 {cost}，t = {end} 起才开始执行。"
        )
    } else {
        Text::default()
    };
    let stays = match now.slice_length(who) {
        Some(length) => {
            let q = show(now, length);
            text!(
                "It needs **{left}** and may run for one slice, **q = {q}**.",
                "还需 **{left}**，最多运行一个时间片（**q = {q}**）。"
            )
        }
        None if preempts(now) => {
            text!(
                "It needs **{left}** and runs until then or until a better one comes.",
                "还需 **{left}**，运行到结束或被抢占为止。"
            )
        }
        None => text!(
            "It needs **{left}** and nobody takes the CPU from it before.",
            "还需 **{left}**，在此之前不会被抢占。"
        ),
    };
    paragraph(&[wait, stays])
}

/// Can a process that becomes ready take the CPU from the running one?
pub fn preempts(sched: &Sched) -> bool {
    use crate::labs::sched::rules::{IoDone, Preempt};
    let rules = &sched.config.rules;
    match sched.config.policy {
        Policy::Srtf | Policy::PriorityRr => true,
        Policy::Priority => rules.preemptive,
        Policy::Mlfq => rules.preempt == Preempt::Immediate,
        Policy::Fcfs => rules.io_done == IoDone::Run,
        Policy::Sjf | Policy::Rr | Policy::Hrrn => false,
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
    let listed: Vec<Text> = all.iter().take(LISTED).map(|who| candidate(moment, *who)).collect();
    let more = if all.len() > LISTED { " · …" } else { "" };
    let en: Vec<&str> = listed.iter().map(|text| text.en.as_ref()).collect();
    let zh: Vec<&str> = listed.iter().map(|text| text.zh.as_ref()).collect();
    Text { en: (en.join(" · ") + more).into(), zh: (zh.join(" · ") + more).into() }
}

fn candidate(moment: &Now<'_>, who: Pid) -> Text {
    let n = moment.now.name(who);
    let Some(value) = compared(moment, who) else {
        let waited = show(moment.now, stay(moment, who));
        return text!("{n} waited {waited}", "{n} 已等待 {waited}");
    };
    match moment.now.config.policy {
        Policy::Sjf => text!("{n} burst {value}", "{n} 服务时间 {value}"),
        Policy::Srtf => text!("{n} left {value}", "{n} 剩余 {value}"),
        Policy::Hrrn => text!("{n} ratio {value}", "{n} 响应比 {value}"),
        Policy::Priority | Policy::PriorityRr => text!("{n} priority {value}", "{n} 优先级 {value}"),
        Policy::Mlfq | Policy::Fcfs | Policy::Rr => text!("{n} {value}", "{n} {value}"),
    }
}

/// A better process takes the CPU.
pub fn preempted(moment: &Now<'_>, who: Pid, by: Pid) -> Story {
    let now = moment.now;
    let n = now.name(who);
    Story {
        kicker: Text::new("preemption", "抢占"),
        caption: ousted(moment, who, by),
        title: text!("{n}: Running → Ready", "{n}：运行态 → 就绪态"),
        why: ousted_why(moment, who, by),
        note: notes::not_waiting(now, who),
        candidates: duel(moment, who, by),
        ..Story::default()
    }
}

/// What the two stood at, at this instant.
fn standing(moment: &Now<'_>, who: Pid) -> Option<String> {
    let now = moment.now;
    match now.config.policy {
        Policy::Srtf => Some(show(now, now.burst_left(who))),
        Policy::Priority | Policy::PriorityRr => Some(priority(now, who).to_string()),
        Policy::Mlfq => Some(format!("Q{}", pcb(now, who).level)),
        Policy::Fcfs | Policy::Sjf | Policy::Rr | Policy::Hrrn => None,
    }
}

fn ousted(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let (p, b) = (refer(moment.now, who), refer(moment.now, by));
    let (Some(own), Some(other)) = (standing(moment, who), standing(moment, by)) else {
        return text!(
            "{p} loses the CPU: {b} has its I/O done and runs at once.",
            "{p} 被抢占：{b} 的 I/O 完成，立即运行。"
        );
    };
    match moment.now.config.policy {
        Policy::Srtf => {
            text!(
                "{p} loses the CPU: {b} needs less, {other} against {own}.",
                "{p} 被抢占：{b} 剩余时间更短（{other} < {own}）。"
            )
        }
        Policy::Mlfq if own == other => {
            text!(
                "{p} loses the CPU: {b} now stands before it in {own}.",
                "{p} 被抢占：{b} 在 {own} 中排在它前面。"
            )
        }
        Policy::Mlfq => text!(
            "{p} loses the CPU: {b} is in a higher queue, {other} against {own}.",
            "{p} 被抢占：{b} 位于更高级队列（{other} 高于 {own}）。"
        ),
        _ => text!(
            "{p} loses the CPU: {b} has a higher priority, {other} against {own}.",
            "{p} 被抢占：{b} 优先级更高（{other} 对 {own}）。"
        ),
    }
}

fn ousted_why(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let now = moment.now;
    let (n, b) = (now.name(who), now.name(by));
    let (at, left) = (show(now, now.now), show(now, now.burst_left(who)));
    let fact = text!(
        "{b} is ready at t = {at}, and the policy is preemptive. {n} still needs **{left}** and keeps what it has done.",
        "t = {at} 时 {b} 就绪，而该算法是抢占式的。{n} 还需 **{left}**，已完成的部分保留。"
    );
    match now.config.policy {
        Policy::Srtf => paragraph(&[fact, Text::new("Equal would not be enough.", "若相等则不抢占。")]),
        Policy::Priority | Policy::PriorityRr => paragraph(&[fact, direction_of(now)]),
        _ => fact,
    }
}

fn duel(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let (Some(own), Some(other)) = (standing(moment, who), standing(moment, by)) else {
        return Text::default();
    };
    let (n, b) = (moment.now.name(who), moment.now.name(by));
    match moment.now.config.policy {
        Policy::Srtf => text!("{b} left {other} · {n} left {own}", "{b} 剩余 {other} · {n} 剩余 {own}"),
        Policy::Mlfq => text!("{b} {other} · {n} {own}", "{b} {other} · {n} {own}"),
        _ => text!("{b} priority {other} · {n} priority {own}", "{b} 优先级 {other} · {n} 优先级 {own}"),
    }
}
