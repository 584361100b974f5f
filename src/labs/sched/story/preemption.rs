//! A process loses the CPU to a better one.

use super::decision::{direction_of, pcb, priority};
use super::{Now, notes};
use crate::lab::Story;
use crate::labs::sched::custom;
use crate::labs::sched::fair::{cfs_story, eevdf_story, linux_story};
use crate::labs::sched::names::{paragraph, refer, show};
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::Pid;
use crate::text;
use crate::text::Text;

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
        Policy::Cfs => Some(cfs_story::shown(now, who)),
        Policy::Eevdf => Some(eevdf_story::deadline(now, who)),
        Policy::Linux => Some(linux_story::standing(now, who)),
        Policy::Custom => Some(custom::shown(now, who)),
        Policy::Mlfq => Some(format!("Q{}", pcb(now, who).level)),
        Policy::Fcfs | Policy::Sjf | Policy::Rr | Policy::Hrrn | Policy::Lottery | Policy::Stride => None,
    }
}

fn ousted(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let (p, b) = (refer(moment.now, who), refer(moment.now, by));
    let (Some(own), Some(other)) = (standing(moment, who), standing(moment, by)) else {
        return text!(
            "{p} loses the CPU: {b} is done with I/O and runs at once.",
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
        Policy::Cfs => text!(
            "{p} loses the CPU: {b} has the smaller vruntime, {other} against {own}.",
            "{p} 被抢占：{b} 的 vruntime 更小（{other} < {own}）。"
        ),
        Policy::Linux => linux_story::ousted(moment, who, by),
        Policy::Custom => custom::ousted(moment, who, by),
        Policy::Eevdf => text!(
            "{p} loses the CPU: {b} is eligible and due at {other}.",
            "{p} 被抢占：{b} 符合条件，截止于 {other}。"
        ),
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
    if now.config.policy == Policy::Mlfq && standing(moment, who) == standing(moment, by) {
        return text!(
            "Both are at one level, where the order of the queue decides, and {b} stands first. {n} still needs **{left}** and keeps what it has done.",
            "两者同级，按队列次序 {b} 在前。{n} 还需 **{left}**，已完成的部分保留。"
        );
    }
    if now.config.policy == Policy::Cfs {
        return cfs_story::ousted(moment, who, by);
    }
    if now.config.policy == Policy::Custom {
        return custom::ousted_why(moment, who, by);
    }
    if now.config.policy == Policy::Linux {
        return linux_story::ousted_why(moment, who, by);
    }
    if now.config.policy == Policy::Eevdf {
        return eevdf_story::ousted(moment, who, by);
    }
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
        Policy::Cfs => {
            text!("{b} vruntime {other} · {n} vruntime {own}", "{b} vruntime {other} · {n} vruntime {own}")
        }
        Policy::Custom => text!("{b} value {other} · {n} value {own}", "{b} 值 {other} · {n} 值 {own}"),
        Policy::Linux => text!("{b} {other} · {n} {own}", "{b} {other} · {n} {own}"),
        Policy::Eevdf => text!("{b} due {other} · {n} due {own}", "{b} 截止 {other} · {n} 截止 {own}"),
        Policy::Mlfq => text!("{b} {other} · {n} {own}", "{b} {other} · {n} {own}"),
        _ => text!("{b} priority {other} · {n} priority {own}", "{b} 优先级 {other} · {n} 优先级 {own}"),
    }
}
