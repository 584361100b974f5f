//! Linux's scheduling classes in words.

use super::super::machine::Sched;
use super::super::names::{refer, show};
use super::super::scenario::{Class, Fair};
use super::super::state::Pid;
use super::cfs_story as cfs;
use super::eevdf_story as eevdf;
use crate::lab::{Moment, Story};
use crate::text;
use crate::text::Text;

type Now<'a> = Moment<'a, Sched>;

/// `fifo 50`, `rr 10`, `other`.
pub fn standing(sched: &Sched, who: Pid) -> String {
    let name = name(sched.class(who));
    match sched.class(who) {
        class if class.is_real_time() => format!("{name} {}", sched.processes[who as usize].priority),
        Class::Deadline => {
            let spec = sched.spec(who);
            format!("{name} {}/{}", show(sched, spec.runtime), show(sched, spec.period))
        }
        _ => name.into(),
    }
}

/// The name of a class.
pub fn name(class: Class) -> &'static str {
    match class {
        Class::Stop => "stop",
        Class::Deadline => "deadline",
        Class::Fifo => "fifo",
        Class::Rr => "rr",
        Class::Other => "other",
        Class::Batch => "batch",
        Class::Idle => "idle",
    }
}

fn is_fair(sched: &Sched, who: Pid) -> bool {
    sched.class(who).is_fair()
}

fn both_fair(sched: &Sched, one: Pid, other: Pid) -> bool {
    is_fair(sched, one) && is_fair(sched, other)
}

/// Is it shared out by CFS, as before Linux 6.6?
fn by_cfs(sched: &Sched) -> bool {
    sched.config.real_time.fair == Fair::Cfs
}

fn throttled(sched: &Sched, by: Pid) -> bool {
    is_fair(sched, by) && sched.cpus.iter().enumerate().any(|(cpu, _)| sched.is_throttled(cpu))
}

/// The caption of a decision among several.
pub fn chosen(moment: &Now<'_>, who: Pid, next: Pid) -> Text {
    let now = moment.now;
    if both_fair(now, who, next) && by_cfs(now) {
        return cfs::chosen(moment, who, next);
    }
    if both_fair(now, who, next) {
        return eevdf::chosen(moment, who, next);
    }
    let (p, q) = (refer(now, who), refer(now, next));
    let (own, other) = (standing(now, who), standing(now, next));
    if now.is_reserved(who) && now.is_reserved(next) {
        let at = |who: Pid| show(now, now.deadline(who).unwrap_or_default());
        let (one, two) = (at(who), at(next));
        if one == two {
            return text!(
                "{p} and {q} have the same deadline, t = {one}; {p} is first in the list and gets the CPU.",
                "{p} 与 {q} 的截止时间同为 t = {one}，{p} 在队列中靠前，获得 CPU。"
            );
        }
        return text!(
            "{p} has the earliest deadline, t = {one}; that of {q} is t = {two}. So {p} gets the CPU.",
            "{p} 的截止时间最早（t = {one}，{q} 为 t = {two}），获得 CPU。"
        );
    }
    if now.class_level(who) == now.class_level(next) {
        return text!(
            "{p} is first in the list of its class and priority, {own}, so it gets the CPU.",
            "{p} 位于其类与优先级（{own}）的队首，获得 CPU。"
        );
    }
    if now.class_level(who) > now.class_level(next) {
        return text!(
            "Real-time processes have used up their part, so {p} ({own}) gets the CPU before {q}.",
            "实时份额已用完，{p}（{own}）先于 {q} 获得 CPU。"
        );
    }
    text!(
        "{p} ({own}) goes before {q} ({other}), so it gets the CPU.",
        "{p}（{own}）先于 {q}（{other}），获得 CPU。"
    )
}

/// What the kernel looks at.
pub fn rule(moment: &Now<'_>, who: Pid) -> Text {
    if moment.now.runs_cfs(who) {
        return cfs::rule(moment, who);
    }
    if moment.now.competes(who) {
        return eevdf::rule(moment, who);
    }
    Text::new(
        "Classes in order: stop, deadline, real-time by priority, then the fair ones. Inside a list the head runs.",
        "调度类的次序：stop、deadline、实时（按优先级），然后是公平类。同一队列中队首先运行。",
    )
}

/// A candidate with its class.
pub fn candidate(moment: &Now<'_>, who: Pid) -> Text {
    let (n, own) = (moment.now.name(who), standing(moment.now, who));
    text!("{n} {own}", "{n} {own}")
}

/// A process that becomes ready, against the one on the CPU.
pub fn holder(moment: &Now<'_>, holder: Pid, newcomer: Pid) -> Text {
    let now = moment.now;
    if both_fair(now, holder, newcomer) && by_cfs(now) {
        return cfs::holder(moment, holder, newcomer);
    }
    if both_fair(now, holder, newcomer) {
        return eevdf::holder(moment, holder, newcomer);
    }
    let (n, r) = (now.name(newcomer), now.name(holder));
    let (own, other) = (standing(now, newcomer), standing(now, holder));
    if now.class_level(newcomer) < now.class_level(holder) {
        return text!(
            "It is {own} and goes before {r}, now running as {other}.",
            "{n} 为 {own}，先于正在运行的 {r}（{other}）。"
        );
    }
    text!(
        "It is {own}, which does not go before {r}, now running as {other}.",
        "{n} 为 {own}，不先于正在运行的 {r}（{other}）。"
    )
}

/// The caption of a preemption.
pub fn ousted(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let now = moment.now;
    let (p, b) = (refer(now, who), refer(now, by));
    let (own, other) = (standing(now, who), standing(now, by));
    if !is_fair(now, who) && throttled(now, by) {
        return text!(
            "{p} loses the CPU: real-time processes have used up their part of this period.",
            "{p} 被抢占：实时进程已用完本周期的份额。"
        );
    }
    text!("{p} ({own}) loses the CPU to {b} ({other}).", "{p}（{own}）被 {b}（{other}）抢占。")
}

/// Why a class preempts.
pub fn ousted_why(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let now = moment.now;
    let (n, left) = (now.name(who), show(now, now.burst_left(who)));
    if both_fair(now, who, by) && by_cfs(now) {
        return cfs::ousted(moment, who, by);
    }
    if both_fair(now, who, by) {
        return eevdf::ousted(moment, who, by);
    }
    if !is_fair(now, who) && throttled(now, by) {
        let real_time = now.config.real_time;
        let (part, period) = (show(now, real_time.runtime.unwrap_or_default()), show(now, real_time.period));
        return text!(
            "Throttling leaves the rest of every {period} to the fair classes once real-time ones have run {part}. {n} still needs **{left}** and stays at the head of its list.",
            "每个周期 {period} 中，实时进程运行满 {part} 后，其余留给公平类。{n} 还需 **{left}**，留在其队列的队首。"
        );
    }
    text!(
        "A higher class, or a higher real-time priority, takes the CPU at once. {n} still needs **{left}** and stays at the head of its list.",
        "更高的调度类或实时优先级立即抢占 CPU。{n} 还需 **{left}**，留在其队列的队首。"
    )
}

/// Its budget is used up.
pub fn throttled_now(moment: &Now<'_>, who: Pid) -> Story {
    let (now, p, n) = (moment.now, refer(moment.now, who), moment.now.name(who));
    let (runtime, left) = (show(now, now.spec(who).runtime), show(now, now.cpu_left(who)));
    let until = show(now, now.held_back(who).unwrap_or(now.now));
    Story {
        kicker: Text::new("budget used up", "预算用完"),
        caption: text!(
            "{p} has used up its budget of {runtime}: it is held back until t = {until}.",
            "{p} 用完预算 {runtime}，被限制运行，直到 t = {until}。"
        ),
        title: text!("{n}: throttled", "{n}：被限流"),
        why: text!(
            "{n} still needs **{left}**, but its reservation gives it {runtime} per period. Holding it back keeps the promises made to the others.",
            "{n} 还需 **{left}**，但预留只给它每周期 {runtime}。限制它，才能兑现对其他进程的预留。"
        ),
        note: Text::new(
            "A throttled process does **not** run even if the CPU is idle: SCHED_DEADLINE is a reservation, and a limit too.",
            "被限流的进程即使 CPU 空闲也**不**运行：SCHED_DEADLINE 既是预留，也是上限。",
        ),
        ..Story::default()
    }
}

/// A new period begins.
pub fn replenished(moment: &Now<'_>, who: Pid) -> Story {
    let (now, p, n) = (moment.now, refer(moment.now, who), moment.now.name(who));
    let (runtime, period) = (show(now, now.spec(who).runtime), show(now, now.spec(who).period));
    let deadline = show(now, now.deadline(who).unwrap_or(now.now));
    Story {
        kicker: Text::new("new period", "新周期"),
        caption: text!(
            "{p} gets a new budget of {runtime}; its deadline is now t = {deadline}.",
            "{p} 的预算补满为 {runtime}，截止时间变为 t = {deadline}。"
        ),
        title: text!("{n}: budget replenished", "{n}：预算补满"),
        why: text!(
            "The old deadline has come: the budget is full again, and the deadline moves on by a period of {period}. {n} competes again by its deadline.",
            "原截止时间已到：预算补满，截止时间顺延一个周期 {period}。{n} 重新按截止时间参与竞争。"
        ),
        ..Story::default()
    }
}

/// It gave the CPU away.
pub fn yielded(moment: &Now<'_>, who: Pid) -> Story {
    let (now, p, n) = (moment.now, refer(moment.now, who), moment.now.name(who));
    let (own, left) = (standing(now, who), show(now, now.cpu_left(who)));
    Story {
        kicker: Text::new("system call", "系统调用"),
        caption: text!(
            "{p} yields: it goes to the tail of its list, {own}.",
            "{p} 主动让出 CPU，排到其队列（{own}）的队尾。"
        ),
        title: text!("{n}: Running → Ready", "{n}：运行态 → 就绪态"),
        why: if now.held_back(who).is_some() {
            text!(
                "A deadline process that yields gives up the rest of its budget: it is held back until its next period. It still needs **{left}**.",
                "deadline 进程让出 CPU 即放弃本周期剩余预算，直到下一周期。它还需 **{left}**。"
            )
        } else {
            text!(
                "sched_yield gives way to equals only: if nobody else is in its list, {n} runs again at once. It still needs **{left}**.",
                "sched_yield 只让给同级：队列中没有其他进程时，{n} 立即再次运行。它还需 **{left}**。"
            )
        },
        ..Story::default()
    }
}

/// It changed its own class.
pub fn changed(moment: &Now<'_>, who: Pid) -> Story {
    let (before, now, p, n) = (moment.before, moment.now, refer(moment.now, who), moment.now.name(who));
    let (old, new) = (standing(before, who), standing(now, who));
    let lowered = now.class_level(who) > before.class_level(who);
    Story {
        kicker: Text::new("system call", "系统调用"),
        caption: text!("{p} changes itself from {old} to {new}.", "{p} 把自己由 {old} 改为 {new}。"),
        title: text!("{n}: {old} → {new}", "{n}：{old} → {new}"),
        why: if lowered {
            text!(
                "Who lowers its own priority goes to the **head** of the new list: among equals {n} runs on, but better ones may take the CPU now.",
                "降低自己的优先级者位于新队列的**队首**：{n} 先于同级继续运行，但更高者现在可以抢占。"
            )
        } else {
            text!(
                "Who raises its own priority goes to the tail of the new list. {n} runs on, as nobody who is ready is better.",
                "提高自己的优先级者位于新队列的队尾。没有更高的就绪进程，{n} 继续运行。"
            )
        },
        ..Story::default()
    }
}

/// The quantum of `rr` is used up.
pub fn over(moment: &Now<'_>, who: Pid, ready: &str) -> Text {
    let (now, p) = (moment.now, refer(moment.now, who));
    if now.runs_cfs(who) {
        return text!(
            "{p} has used its whole slice, so it competes again with the [ready processes]({ready}).",
            "{p} 的时间片已用完，与[就绪进程]({ready})重新竞争。"
        );
    }
    if now.competes(who) {
        return eevdf::over(moment, who, ready);
    }
    let own = standing(now, who);
    text!(
        "{p} has used its whole quantum, so it goes to the tail of its [list]({ready}), {own}.",
        "{p} 的时间片已用完，排到其[队列]({ready})（{own}）的队尾。"
    )
}

/// What happens after the end of a slice.
pub fn expired(moment: &Now<'_>, who: Pid) -> Text {
    if moment.now.runs_cfs(who) {
        return cfs::expired(moment, who);
    }
    if moment.now.competes(who) {
        return eevdf::expired(moment, who);
    }
    let (now, n) = (moment.now, moment.now.name(who));
    let (ran, left) = (show(now, now.config.real_time.quantum), show(now, now.cpu_left(who)));
    text!(
        "{n} has run its quantum of {ran} and needs **{left} more**.",
        "{n} 已运行一个时间片 {ran}，还需 **{left}**。"
    )
}

/// A misconception near a decision.
pub fn note(moment: &Now<'_>, who: Pid) -> Text {
    if is_fair(moment.now, who) {
        return Text::new(
            "A nice value does **nothing** against a real-time process: the fair classes run only when no higher class is ready, or when it is throttled.",
            "nice 值对实时进程**不起作用**：只有更高的调度类都未就绪或被限流时，公平类才能运行。",
        );
    }
    if moment.now.is_reserved(who) {
        return Text::new(
            "SCHED_DEADLINE is **not** a higher priority that may take all it likes: what it reserved is also its limit.",
            "SCHED_DEADLINE **不是**可以任意占用 CPU 的更高优先级：预留的份额同时也是上限。",
        );
    }
    if moment.now.processes[who as usize].class == Class::Rr {
        return Text::new(
            "SCHED_RR takes turns among **equals** only: a lower priority waits until none of them is ready, however long it takes.",
            "SCHED_RR **只在同级之间**轮转：只要同级中还有就绪者，低优先级就一直等待。",
        );
    }
    Text::new(
        "SCHED_FIFO has **no** time slice: such a process runs until it blocks, yields, or a better one is ready.",
        "SCHED_FIFO **没有**时间片：进程一直运行到阻塞、让出 CPU，或有更高者就绪。",
    )
}
