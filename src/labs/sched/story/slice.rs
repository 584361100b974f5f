//! Events of the time slice and of the switch.

use super::{Now, notes};
use crate::lab::Story;
use crate::labs::sched::fair::{cfs_story, eevdf_story, linux_story, story as share};
use crate::labs::sched::names::{paragraph, ready_of, refer, show};
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::Pid;
use crate::labs::sched::story::decision;
use crate::text;
use crate::text::Text;

/// The slice is used up and others are ready.
pub fn expired(moment: &Now<'_>, who: Pid, from: u32, to: u32) -> Story {
    let now = moment.now;
    let (p, n, ready) = (refer(now, who), now.name(who), ready_of(now, who));
    let home = now.processes[who as usize].home;
    let caption = match now.config.policy {
        _ if now.config.per_core && from == to => text!(
            "{p} has used its whole slice, so it goes back to the [queue of CPU {home}]({ready}).",
            "{p} 的时间片已用完，回到 [CPU {home} 的队列]({ready})。"
        ),
        Policy::Mlfq if from != to => text!(
            "{p} has used its whole slice, so it moves down to the [tail of Q{to}]({ready}).",
            "{p} 的时间片已用完，降到[Q{to} 队尾]({ready})。"
        ),
        Policy::Mlfq => text!(
            "{p} has used its whole slice, so it goes back to the [tail of Q{to}]({ready}).",
            "{p} 的时间片已用完，回到[Q{to} 队尾]({ready})。"
        ),
        Policy::PriorityRr => text!(
            "{p} has used its whole slice, so it goes behind the others of its [priority]({ready}).",
            "{p} 的时间片已用完，排到[同优先级进程]({ready})之后。"
        ),
        Policy::Eevdf => eevdf_story::over(moment, who, &ready),
        Policy::Linux => linux_story::over(moment, who, &ready),
        Policy::Lottery | Policy::Stride | Policy::Cfs => text!(
            "{p} has used its whole slice, so it competes again with the [ready processes]({ready}).",
            "{p} 的时间片已用完，与[就绪进程]({ready})重新竞争 CPU。"
        ),
        _ => text!(
            "{p} has used its whole slice, so it goes back to the [tail of the ready queue]({ready}).",
            "{p} 的时间片已用完，回到[就绪队列队尾]({ready})。"
        ),
    };
    let taken = match now.config.policy {
        Policy::Lottery | Policy::Stride | Policy::Cfs | Policy::Eevdf => share::again(now.config.policy),
        _ => Text::new("Others are ready, so the kernel takes the CPU back.", "就绪队列非空，内核收回 CPU。"),
    };
    let ran = match now.config.policy {
        Policy::Cfs => cfs_story::expired(moment, who),
        Policy::Eevdf => eevdf_story::expired(moment, who),
        Policy::Linux => linux_story::expired(moment, who),
        _ => ran(moment, who),
    };
    Story {
        kicker: timer(),
        caption,
        title: text!("{n}: Running → Ready", "{n}：运行态 → 就绪态"),
        why: paragraph(&[ran, taken, lower(moment, from, to)]),
        note: notes::not_waiting(now, who),
        ..Story::default()
    }
}

/// The slice is used up, but nobody else is ready.
pub fn renewed(moment: &Now<'_>, who: Pid, from: u32, to: u32) -> Story {
    let now = moment.now;
    let (p, n) = (refer(now, who), now.name(who));
    let alone = if now.config.policy == Policy::Linux {
        text!(
            "Nobody else is in its list, so {n} keeps the CPU and gets a new quantum.",
            "其队列中没有其他进程，{n} 继续占用 CPU，重新获得一个时间片。"
        )
    } else if now.config.per_core {
        text!(
            "Nobody else is in its queue, so {n} keeps the CPU and gets a new slice.",
            "其队列中没有其他进程，{n} 继续占用 CPU，重新获得一个时间片。"
        )
    } else {
        text!(
            "Nobody else is ready, so {n} keeps the CPU and gets a new slice.",
            "没有其他就绪进程，{n} 继续占用 CPU，重新获得一个时间片。"
        )
    };
    Story {
        kicker: timer(),
        caption: if now.config.policy == Policy::Linux {
            text!(
                "{p} has used its whole quantum, but nobody else is in its list, so it goes on.",
                "{p} 的时间片已用完，但其队列中没有其他进程，继续运行。"
            )
        } else if now.config.per_core && from == to {
            text!(
                "{p} has used its whole slice, but nobody else is in its queue, so it goes on.",
                "{p} 的时间片已用完，但其队列中没有其他进程，继续运行。"
            )
        } else if from == to {
            text!(
                "{p} has used its whole slice, but nobody else is ready, so it goes on.",
                "{p} 的时间片已用完，但没有其他就绪进程，继续运行。"
            )
        } else {
            text!(
                "{p} has used its slice and moves down to Q{to}; nobody else is ready, so it goes on.",
                "{p} 的时间片已用完，降到 Q{to}；没有其他就绪进程，继续运行。"
            )
        },
        title: text!("{n} keeps the CPU", "{n} 继续运行"),
        why: paragraph(&[ran(moment, who), alone, lower(moment, from, to)]),
        note: text!(
            "The timer interrupt is a **mode switch**, into the kernel and back. {n} goes on, so there is no **context switch**.",
            "时钟中断只引起**模式切换**（进入内核再返回）。{n} 继续运行，没有发生**上下文切换**。"
        ),
        ..Story::default()
    }
}

fn timer() -> Text {
    Text::new("timer interrupt", "时钟中断")
}

/// From when to when it ran, its slice, and what it still needs.
fn ran(moment: &Now<'_>, who: Pid) -> Text {
    let (before, now) = (moment.before, moment.now);
    let n = now.name(who);
    let length = before.slice_length(who).unwrap_or_default();
    let (q, left) = (show(now, length), show(now, now.cpu_left(who)));
    let start = now.now.since(length);
    let at_once = before.cpu_of(who).is_some_and(|cpu| before.cpus[cpu].dispatched <= start);
    let (from, to) = (show(now, start), show(now, now.now));
    if at_once && before.slice_used(who) + now.now.since(before.now) == length {
        return text!(
            "{n} ran from t = {from} to {to}, exactly one slice (**q = {q}**), and needs **{left} more**.",
            "{n} 从 t = {from} 运行到 {to}，恰好一个时间片（**q = {q}**），还需 **{left}**。"
        );
    }
    text!(
        "{n} has now used its slice (**q = {q}**) in several turns and needs **{left} more**.",
        "{n} 分几次用完了时间片（**q = {q}**），还需 **{left}**。"
    )
}

/// The slice of the level a process moves down to.
fn lower(moment: &Now<'_>, from: u32, to: u32) -> Text {
    if from == to {
        return Text::default();
    }
    match moment.now.config.levels.get(to as usize).and_then(|level| level.quantum) {
        Some(length) => {
            let q = show(moment.now, length);
            text!("In Q{to} the slice is {q}.", "Q{to} 的时间片为 {q}。")
        }
        None => text!("In Q{to} there is no slice.", "Q{to} 不设时间片。"),
    }
}

/// The switch is paid.
pub fn switched(moment: &Now<'_>, who: Pid) -> Story {
    let now = moment.now;
    let (p, n) = (refer(now, who), now.name(who));
    let cost = decision::switch_cost(moment);
    let (cost, from, to) = (show(now, cost), show(now, now.now.since(cost)), show(now, now.now));
    Story {
        kicker: Text::new("context switch done", "上下文切换完成"),
        caption: text!("{p} executes from now on: the switch is done.", "{p} 从此刻开始执行：切换已完成。"),
        title: text!("{n} executes", "{n} 开始执行"),
        why: text!(
            "From t = {from} to {to} kernel code put {n}'s saved registers back into the CPU. That took **{cost}**, and no process advanced.",
            "t = {from} 到 {to}，内核恢复 {n} 的现场，完成进程切换，用去 **{cost}**，其间没有进程推进。"
        ),
        note: notes::first_run(moment, who),
        formula: decision::response_formula(moment, who),
        ..Story::default()
    }
}
