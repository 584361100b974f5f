//! What admission, suspension and activation say: who is in memory, and why.

use super::{Now, found};
use crate::lab::Story;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{
    BLOCKED_OUT, READY_OUT, device_id, device_name, paragraph, ready_of, refer, show,
};
use crate::labs::sched::scenario::{Admission, Swapping};
use crate::labs::sched::state::{Pid, State};
use crate::text;
use crate::text::Text;

/// A process arrived and waits for room.
pub fn pooled(moment: &Now<'_>, who: Pid) -> Story {
    let now = moment.now;
    let (p, n, cpu) = (refer(now, who), now.name(who), show(now, now.spec(who).cpu()));
    Story {
        kicker: Text::new("job submitted", "作业提交"),
        caption: text!("{p} arrives and joins the [pool of jobs](new).", "{p} 到达，进入[后备队列](new)。"),
        title: text!("{n}: New", "{n}：创建态"),
        why: paragraph(&[
            text!("{n} needs **{cpu}** of CPU time.", "{n} 需要 CPU 时间 **{cpu}**。"),
            room(now),
        ]),
        note: Text::new(
            "A **new** process is not ready: it is not in memory yet, so no CPU can run it.",
            "**创建态**不是就绪态：它还没有进入内存，CPU 不能运行它。",
        ),
        ..Story::default()
    }
}

/// How full memory is.
fn room(sched: &Sched) -> Text {
    let (inside, limit) = (sched.residence.inside, sched.config.resident.unwrap_or_default());
    match sched.has_room() {
        true => text!(
            "{inside} of at most {limit} processes are in memory: there is room.",
            "内存中有 {inside} 个进程，上限为 {limit}，还有空位。"
        ),
        false => text!(
            "All {limit} places in memory are taken, so it waits for admission.",
            "内存中的 {limit} 个位置已满，须等待作业调度。"
        ),
    }
}

/// A job comes into memory.
pub fn admitted(moment: &Now<'_>, who: Pid) -> Story {
    let now = moment.now;
    let (p, n, ready) = (refer(now, who), now.name(who), ready_of(now, who));
    let (inside, limit) = (now.residence.inside, now.config.resident.unwrap_or_default());
    let full =
        text!("Now {inside} of at most {limit} are in memory.", "内存中现有 {inside} 个进程，上限 {limit}。");
    Story {
        kicker: Text::new("long-term scheduling", "高级调度（作业调度）"),
        caption: text!(
            "There is room in memory: {p} is admitted and joins the [ready queue]({ready}).",
            "内存有空位：{p} 被接纳，进入[就绪队列]({ready})。"
        ),
        title: text!("{n}: New → Ready", "{n}：创建态 → 就绪态"),
        why: paragraph(&[why_this_job(moment, who), full, found(moment, who)]),
        note: Text::new(
            "**Long-term** scheduling chooses who comes into memory; **short-term** scheduling chooses among those who are there.",
            "**作业调度**决定谁进入内存，**进程调度**在内存中的就绪进程里选择谁运行。",
        ),
        ..Story::default()
    }
}

/// Why this job and no other: what the rule of admission compares.
fn why_this_job(moment: &Now<'_>, who: Pid) -> Text {
    let (now, before) = (moment.now, moment.before);
    let n = now.name(who);
    let others = before.jobs().len().saturating_sub(1);
    if others == 0 {
        return text!("{n} is the only job in the pool.", "后备队列中只有 {n}。");
    }
    let mut at = before.clone();
    at.now = now.now;
    let second = at.jobs().into_iter().find(|other| *other != who).expect("another one is there");
    let (m, service) = (now.name(second), |pid| show(now, now.spec(pid).cpu()));
    let (a, b) = match now.config.admission {
        Admission::Fcfs => {
            let came = |pid: Pid| format!("t = {}", show(now, now.spec(pid).arrival));
            (came(who), came(second))
        }
        Admission::Sjf => (service(who), service(second)),
        Admission::Priority => {
            let number = |pid: Pid| now.processes[pid as usize].priority.to_string();
            (number(who), number(second))
        }
        Admission::Hrrn => (at.response_ratio(who).decimal(2), at.response_ratio(second).decimal(2)),
    };
    if a == b {
        return text!(
            "{n} and {m} are equal by the rule of admission: who came first, then the order of the table decides.",
            "按接纳规则 {n} 与 {m} 相同，先到达者优先，再按进程表中的次序。"
        );
    }
    match now.config.admission {
        Admission::Fcfs => text!(
            "Jobs are admitted in the order of coming: {n} came at {a}, {m} at {b}.",
            "作业按先来先服务接纳：{n} 到达 {a}，{m} 到达 {b}。"
        ),
        Admission::Sjf => text!(
            "The shortest job is admitted: {n} needs **{a}**, {m} needs {b}.",
            "接纳最短的作业：{n} 需要 **{a}**，{m} 需要 {b}。"
        ),
        Admission::Priority => text!(
            "The best priority is admitted: {n} has **{a}**, {m} has {b}.",
            "接纳优先级最高的作业：{n} 的优先数为 **{a}**，{m} 为 {b}。"
        ),
        Admission::Hrrn => text!(
            "The highest response ratio is admitted: {n} has **{a}**, {m} has {b}.",
            "接纳响应比最高的作业：{n} 为 **{a}**，{m} 为 {b}。"
        ),
    }
}

/// A process goes out of memory.
pub fn suspended(moment: &Now<'_>, who: Pid, asked: bool) -> Story {
    let now = moment.now;
    let (p, n) = (refer(now, who), now.name(who));
    let blocked = matches!(now.processes[who as usize].state, State::BlockedSuspended { .. });
    let place = if blocked { BLOCKED_OUT } else { READY_OUT };
    let title = match (moment.before.processes[who as usize].state, blocked) {
        (_, true) => text!("{n}: Waiting → Waiting, suspended", "{n}：阻塞态 → 阻塞挂起态"),
        (State::Running { .. }, _) => text!("{n}: Running → Ready, suspended", "{n}：运行态 → 就绪挂起态"),
        _ => text!("{n}: Ready → Ready, suspended", "{n}：就绪态 → 就绪挂起态"),
    };
    let caption = match asked {
        true => text!(
            "{p} is [suspended]({place}): it is swapped out of memory.",
            "{p} 被[挂起]({place})，换出内存。"
        ),
        false => text!(
            "{p} is blocked and makes room: it is [swapped out]({place}).",
            "{p} 正在阻塞，让出内存，被[换出]({place})。"
        ),
    };
    Story {
        kicker: Text::new("medium-term scheduling", "中级调度（对换）"),
        caption,
        title,
        why: paragraph(&[reason(moment, who, asked), goes_on(now, who)]),
        note: Text::new(
            "**Suspended** is not blocked: blocked lacks an event, suspended lacks memory. A process can lack both.",
            "**挂起**不等于阻塞：阻塞是缺少事件，挂起是不在内存。一个进程可以两者都缺。",
        ),
        ..Story::default()
    }
}

/// Why it has to go.
fn reason(moment: &Now<'_>, who: Pid, asked: bool) -> Text {
    let now = moment.now;
    let n = now.name(who);
    if asked {
        return text!("The workload asks to suspend {n} at this instant.", "作业表要求此刻挂起 {n}。");
    }
    let coming = now.residence.outside.first().map(|(_, who)| *who).or_else(|| now.next_job());
    let m = coming.map_or("", |coming| now.name(coming));
    match now.config.swapping {
        Swapping::Idle => text!(
            "Memory is full, and nobody in it can run: all are blocked. {m} could run. Of the blocked, {n} blocked last.",
            "内存已满，其中的进程全部阻塞，无一可运行，而 {m} 可以运行。阻塞者中 {n} 最后阻塞。"
        ),
        _ => text!(
            "Memory is full, and {m} wants in. A blocked process does not need its place now; of the blocked, {n} blocked last.",
            "内存已满，{m} 等待进入。阻塞的进程暂时用不到内存；阻塞者中 {n} 最后阻塞。"
        ),
    }
}

/// What a suspended process still waits for.
fn goes_on(sched: &Sched, who: Pid) -> Text {
    let n = sched.name(who);
    match sched.processes[who as usize].state {
        State::BlockedSuspended { device } => {
            let Text { en, zh } = device_name(sched, device);
            text!("The {en} goes on with the request of {n}.", "{zh}继续处理 {n} 的请求。")
        }
        _ => text!("{n} could run, but it is not in memory.", "{n} 可以运行，但不在内存中。"),
    }
}

/// A process comes back into memory.
pub fn activated(moment: &Now<'_>, who: Pid) -> Story {
    let now = moment.now;
    let (p, n) = (refer(now, who), now.name(who));
    let limit = now.config.resident;
    let room = match limit {
        Some(limit) => text!(
            "Fewer than {limit} processes were in memory. Suspended ones come back before new ones are admitted.",
            "内存中不足 {limit} 个进程。挂起的进程先换入，然后才接纳新作业。"
        ),
        None => text!("The workload asks to resume {n} at this instant.", "作业表要求此刻激活 {n}。"),
    };
    let (caption, title) = match now.processes[who as usize].state {
        State::Waiting { device } => {
            let place = device_id(now, device);
            (
                text!(
                    "{p} comes back into memory and [waits on]({place}) for its I/O.",
                    "{p} 换入内存，[继续等待]({place}) I/O。"
                ),
                text!("{n}: Waiting, suspended → Waiting", "{n}：阻塞挂起态 → 阻塞态"),
            )
        }
        _ => {
            let place = ready_of(now, who);
            (
                text!(
                    "{p} comes back into memory and joins the [ready queue]({place}).",
                    "{p} 换入内存，进入[就绪队列]({place})。"
                ),
                text!("{n}: Ready, suspended → Ready", "{n}：就绪挂起态 → 就绪态"),
            )
        }
    };
    let out = show(now, now.suspended_for(who));
    let long = text!("{n} has been suspended for {out} in all.", "{n} 累计挂起 {out}。");
    let ready = now.processes[who as usize].state == State::Ready;
    let next = if ready { found(moment, who) } else { Text::default() };
    Story {
        kicker: Text::new("medium-term scheduling", "中级调度（对换）"),
        caption,
        title,
        why: paragraph(&[room, long, next]),
        ..Story::default()
    }
}

/// The I/O of a suspended process is done.
pub fn woke(moment: &Now<'_>, who: Pid, device: u32) -> Story {
    let now = moment.now;
    let (p, n, box_id) = (refer(now, who), now.name(who), device_id(now, device));
    let Text { en, zh } = device_name(now, device);
    let next = match now.processes[who as usize].kept_out {
        true => text!("It stays out until it is resumed.", "它要等到被激活才能换入。"),
        false => text!("It comes back as soon as there is room in memory.", "内存一有空位它就换入。"),
    };
    Story {
        kicker: Text::new("I/O interrupt", "I/O 中断"),
        caption: text!(
            "{p} is done with [I/O]({box_id}), but it is not in memory: it is [ready and suspended](suspended:ready).",
            "{p} 的 [I/O]({box_id}) 完成，但不在内存：转为[就绪挂起](suspended:ready)。"
        ),
        title: text!("{n}: Waiting → Ready, both suspended", "{n}：阻塞挂起态 → 就绪挂起态"),
        why: paragraph(&[
            text!(
                "The {en} interrupts: what {n} waited for has happened.",
                "{zh}发出中断：{n} 等待的事件已发生。"
            ),
            next,
        ]),
        ..Story::default()
    }
}

/// What the turnaround of a process consists of besides, where memory is limited.
pub fn outside(sched: &Sched, who: Pid) -> Text {
    let mut text = Text::default();
    let mut add = |en: String, zh: String| {
        text = Text { en: format!("{}{en}", text.en).into(), zh: format!("{}{zh}", text.zh).into() };
    };
    if sched.pools() {
        let pooled = show(sched, sched.pooled(who));
        add(format!(" + {pooled} before admission"), format!(" + 等待接纳 {pooled}"));
    }
    if sched.swaps() {
        let out = show(sched, sched.suspended_for(who));
        add(format!(" + {out} suspended"), format!(" + 挂起 {out}"));
    }
    text
}
