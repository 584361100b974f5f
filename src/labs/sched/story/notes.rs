//! Misconceptions, put right at the step where they are near.

use super::{Now, sleeper};
use crate::labs::sched::fair::{linux_story, story as share};
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{device_name, show};
use crate::labs::sched::rules::{Aging, PriorityOrder};
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::Pid;
use crate::text;
use crate::text::Text;

/// Losing the CPU is not waiting.
pub fn not_waiting(sched: &Sched, who: Pid) -> Text {
    let n = sched.name(who);
    let Some((other, device)) = sleeper(sched, who) else {
        return text!(
            "{n} is **not waiting**: it lacks only the CPU. A process waits when it needs something **other** than the CPU.",
            "这**不是**阻塞。{n} 只缺 CPU；只有等待 CPU **以外**的事件才进入阻塞态，例如等待 I/O 完成。"
        );
    };
    let (o, dev) = (sched.name(other), device_name(sched, device));
    let (en, zh) = (&dev.en, &dev.zh);
    text!(
        "{n} is **not waiting**: it lacks only the CPU. A process waits when it needs something **other** than the CPU, as {o} needs the {en}.",
        "这**不是**阻塞。{n} 只缺 CPU；只有等待 CPU **以外**的事件才进入阻塞态，例如 {o} 正在等{zh}。"
    )
}

/// At an arrival: ready is not running, even if the CPU is free.
pub fn on_arrival(moment: &Now<'_>, who: Pid) -> Text {
    let n = moment.now.name(who);
    let others = moment.now.rows().iter().map(Vec::len).sum::<usize>() > 1;
    if others || moment.now.cpus.first().is_some_and(|cpu| cpu.running.is_some()) {
        return Text::default();
    }
    text!(
        "Even if the CPU is free, {n} becomes **ready** first. Only the scheduler makes it running.",
        "即使 CPU 空闲，{n} 也先进入**就绪态**，由调度程序选中后才进入运行态。"
    )
}

/// At the end of I/O: a process never goes from waiting to running.
pub fn on_wake(moment: &Now<'_>, who: Pid) -> Text {
    let n = moment.now.name(who);
    text!(
        "{n} does **not** run at once: no process goes from waiting to running. It first becomes ready, then it is chosen.",
        "{n} **不会**直接运行：阻塞态不能直接变为运行态，必须先进入就绪态，再等待调度。"
    )
}

/// At a request of I/O: whose decision it is, and what counts as waiting time.
pub fn on_block(moment: &Now<'_>, who: Pid, device: u32) -> Text {
    let (n, dev) = (moment.now.name(who), device_name(moment.now, device));
    let (en, zh) = (&dev.en, &dev.zh);
    text!(
        "{n} gives up the CPU by itself. Its time at the {en} does **not** count as waiting time, which is time in the ready queue.",
        "进入阻塞态是 {n} 的主动行为。使用{zh}的时间**不计入**等待时间；等待时间只算在就绪队列中的时间。"
    )
}

/// At the end of a process: what its times mean.
pub fn on_exit(moment: &Now<'_>, who: Pid) -> Text {
    let now = moment.now;
    let Some(first) = now.processes[who as usize].first_run else {
        return Text::default();
    };
    let arrival = now.spec(who).arrival;
    let (response, total) = (first.since(arrival), now.now.since(arrival));
    let (response, total) = (show(now, response), show(now, total));
    text!(
        "Turnaround is **not** response time: from its arrival to its first run it took {response}, to its end {total}.",
        "周转时间**不是**响应时间：从到达到首次运行为 {response}，到完成为 {total}。"
    )
}

/// At a decision.
pub fn on_dispatch(moment: &Now<'_>, who: Pid, switch: bool, others: usize) -> Text {
    let now = moment.now;
    if switch {
        return switching(now);
    }
    match now.config.policy {
        Policy::Sjf | Policy::Srtf if others > 0 => Text::new(
            "The length of a burst is **not known** beforehand. Here the table gives it; a real system **estimates** it from past bursts.",
            "CPU 服务时间事先**并不知道**。此处由表给出；实际系统只能根据以往的执行时间**估计**。",
        ),
        Policy::Priority | Policy::PriorityRr if others > 0 => direction(now),
        Policy::Linux if others > 0 => linux_story::note(moment, who),
        Policy::Lottery | Policy::Stride | Policy::Cfs | Policy::Eevdf if others > 0 => {
            share::note(now.config.policy)
        }
        _ => {
            let first = first_run(moment, who);
            if first.is_empty() { kernel_code(moment) } else { first }
        }
    }
}

fn switching(sched: &Sched) -> Text {
    let cost = show(sched, sched.config.switch_cost);
    if matches!(sched.config.policy, Policy::Rr | Policy::PriorityRr | Policy::Mlfq)
        || sched.config.policy.is_share()
    {
        return text!(
            "A shorter slice is **not** free: each switch costs {cost}, and shorter slices mean more switches.",
            "时间片**并非**越短越好：每次切换开销为 {cost}，时间片越短，切换越多。"
        );
    }
    text!(
        "A context switch is **not** free: for {cost} the CPU does no process's work.",
        "上下文切换**有**开销：切换所用的 {cost} 个单位时间内，CPU 不执行任何进程。"
    )
}

/// Does the process execute for the first time from this instant on?
pub fn runs_first(moment: &Now<'_>, who: Pid) -> bool {
    moment.now.processes[who as usize].first_run == Some(moment.now.now)
        && moment.before.processes[who as usize].first_run.is_none()
}

/// At a first run: response time.
pub fn first_run(moment: &Now<'_>, who: Pid) -> Text {
    let (now, arrival) = (moment.now, moment.now.spec(who).arrival);
    if !runs_first(moment, who) || now.now == arrival {
        return Text::default();
    }
    let (n, response) = (now.name(who), show(now, now.now.since(arrival)));
    text!(
        "The response time of {n}, {response}, ends here, with its **first** run. Its turnaround time goes on until it ends.",
        "{n} 的响应时间到**首次**运行为止，为 {response}；周转时间则要计算到完成为止。"
    )
}

/// At the first dispatch of the run: the scheduler is no process.
fn kernel_code(moment: &Now<'_>) -> Text {
    if moment.before.cpus.first().is_some_and(|cpu| cpu.last.is_some()) {
        return Text::default();
    }
    Text::new(
        "The scheduler is **not** a process that always runs: it is kernel code, run only when an interrupt or a system call enters the kernel.",
        "调度程序**不是**一直运行的进程：它是内核代码，只在中断或系统调用进入内核时才执行。",
    )
}

/// Is a small number a high priority?
pub fn small_is_better(sched: &Sched) -> bool {
    let by_rate = matches!(sched.config.rules.aging, Some(Aging::Rate { .. }));
    sched.config.rules.priority_order == PriorityOrder::Low && !by_rate
}

/// Which direction priority numbers have.
pub fn direction(sched: &Sched) -> Text {
    if small_is_better(sched) {
        return Text::new(
            "A high number is **not** always a high priority: here small means important. Other books and exams use the opposite.",
            "优先数大**不一定**优先级高：此处数值越小优先级越高，有的教材和考题则相反。",
        );
    }
    Text::new(
        "A small number is **not** always a high priority: here large means important. Other books, and Linux nice values, use the opposite.",
        "优先数小**不一定**优先级高：此处数值越大优先级越高，有的教材和 Linux 的 nice 值则相反。",
    )
}
