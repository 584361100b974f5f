//! When a process becomes ready: what that means to the one on the CPU.

use super::{Now, decision, notes};
use crate::labs::sched::custom;
use crate::labs::sched::fair::{cfs_story, eevdf_story, linux_story};
use crate::labs::sched::names::show;
use crate::labs::sched::rules::Preempt;
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::Pid;
use crate::sim::Time;
use crate::text;
use crate::text::Text;

/// Who has the CPU, and by what the newcomer is compared with it.
pub fn holder(moment: &Now<'_>, newcomer: Pid) -> Text {
    let now = moment.now;
    let Some(holder) = now.cpus.first().and_then(|cpu| cpu.running) else {
        return free(moment);
    };
    let r = now.name(holder);
    leaving(moment, holder, newcomer).unwrap_or_else(|| match now.config.policy {
        Policy::Srtf => by_length(moment, holder, newcomer),
        Policy::Priority if now.config.rules.preemptive => by_priority(moment, holder, newcomer),
        Policy::Custom if now.config.rules.preemptive => by_value(moment, holder, newcomer),
        Policy::PriorityRr => by_priority(moment, holder, newcomer),
        Policy::Mlfq => by_level(moment, holder, newcomer),
        Policy::Cfs => cfs_story::holder(moment, holder, newcomer),
        Policy::Eevdf => eevdf_story::holder(moment, holder, newcomer),
        Policy::Linux => linux_story::holder(moment, holder, newcomer),
        Policy::Rr | Policy::Lottery | Policy::Stride => text!(
            "{r} runs on: a process that becomes ready does not end its slice.",
            "{r} 继续运行：其他进程就绪不会中断它的时间片。"
        ),
        Policy::Fcfs | Policy::Sjf | Policy::Hrrn | Policy::Priority | Policy::Custom => {
            text!("{r} keeps the CPU: this policy does not preempt.", "{r} 继续占用 CPU：该算法为非抢占式。")
        }
    })
}

fn free(moment: &Now<'_>) -> Text {
    let now = moment.now;
    if now.now < now.config.start {
        let start = show(now, now.config.start);
        return text!("Nothing is dispatched before t = {start}.", "t = {start} 之前不进行调度。");
    }
    Text::new("No process is on the CPU now.", "此刻没有进程占用 CPU。")
}

/// The process on the CPU is at the end of its burst or of its slice at this very instant.
fn leaving(moment: &Now<'_>, holder: Pid, newcomer: Pid) -> Option<Text> {
    let now = moment.now;
    let (r, n) = (now.name(holder), now.name(newcomer));
    if now.cpus[0].switching_until.is_some() {
        return Some(text!(
            "The CPU is switching to {r}, and a switch is not broken off.",
            "CPU 正在切换到 {r}，切换过程不会中断。"
        ));
    }
    if now.burst_left(holder) == Time::ZERO {
        return Some(text!(
            "{r} is at the end of its burst at this instant.",
            "{r} 恰在此刻用完本次 CPU 时间。"
        ));
    }
    let ends = now.slice_length(holder)? <= now.slice_used(holder);
    ends.then(|| match now.config.policy {
        Policy::Rr => text!(
            "The slice of {r} ends at this instant too, but by the rule in force {n} queues first.",
            "{r} 的时间片恰在此刻用完，但按当前规则 {n} 先入队。"
        ),
        _ => text!("The slice of {r} ends at this instant too.", "{r} 的时间片也恰在此刻用完。"),
    })
}

fn by_length(moment: &Now<'_>, holder: Pid, newcomer: Pid) -> Text {
    let now = moment.now;
    let (r, n) = (now.name(holder), now.name(newcomer));
    let (own, other) = (now.burst_left(newcomer), now.burst_left(holder));
    let (less, own, other) = (own < other, show(now, own), show(now, other));
    if less {
        return text!(
            "Its {own} is less than the {other} that {r}, now running, still needs.",
            "{n} 的 {own} 小于正在运行的 {r} 的剩余时间 {other}。"
        );
    }
    text!(
        "Its {own} is not less than the {other} that {r} still needs, so {n} does not preempt {r}.",
        "{n} 的 {own} 不小于 {r} 的剩余时间 {other}，不抢占 {r}。"
    )
}

fn by_priority(moment: &Now<'_>, holder: Pid, newcomer: Pid) -> Text {
    let now = moment.now;
    let (r, n) = (now.name(holder), now.name(newcomer));
    let (own, other) = (decision::priority(now, newcomer), decision::priority(now, holder));
    let higher = if notes::small_is_better(now) { own < other } else { own > other };
    if higher {
        return text!(
            "Its priority, {own}, is higher than that of {r}, now running: {other}.",
            "{n} 的优先级 {own} 高于正在运行的 {r}（{other}）。"
        );
    }
    text!(
        "Its priority, {own}, is not higher than that of {r}, {other}, so {n} does not preempt {r}.",
        "{n} 的优先级 {own} 不高于 {r}（{other}），不抢占 {r}。"
    )
}

fn by_value(moment: &Now<'_>, holder: Pid, newcomer: Pid) -> Text {
    let now = moment.now;
    let (r, n) = (now.name(holder), now.name(newcomer));
    let (own, other) = (custom::shown(now, newcomer), custom::shown(now, holder));
    if now.is_better(newcomer, holder) {
        return text!(
            "Its value, {own}, is better than that of {r}, now running: {other}.",
            "{n} 的值 {own} 优于正在运行的 {r}（{other}）。"
        );
    }
    text!(
        "Its value, {own}, is not better than that of {r}, {other}, so {n} does not preempt {r}.",
        "{n} 的值 {own} 不优于 {r}（{other}），不抢占 {r}。"
    )
}

fn by_level(moment: &Now<'_>, holder: Pid, newcomer: Pid) -> Text {
    let now = moment.now;
    let level = |who: Pid| now.processes[who as usize].level;
    let (r, n, own, other) = (now.name(holder), now.name(newcomer), level(newcomer), level(holder));
    if own >= other {
        return text!(
            "{r}, now running, belongs to Q{other}, which is not below Q{own}.",
            "正在运行的 {r} 属于 Q{other}，不低于 {n} 的 Q{own}。"
        );
    }
    if now.config.rules.preempt == Preempt::QuantumEnd {
        return text!(
            "{r}, now running, belongs to Q{other} and keeps the CPU to the end of its slice or burst.",
            "正在运行的 {r} 属于 Q{other}，可一直运行到时间片或 CPU 区间结束。"
        );
    }
    text!(
        "Q{own} is above Q{other}, to which {r}, now running, belongs.",
        "Q{own} 高于正在运行的 {r} 所属的 Q{other}。"
    )
}
