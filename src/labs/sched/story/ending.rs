//! The end of a process, an idle CPU, the end of the run.

use super::{Now, notes, residence, sleeper};
use crate::lab::Story;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::metrics;
use crate::labs::sched::names::{device_name, refer, show};
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::{Pid, State};
use crate::sim::{Ratio, Time};
use crate::text;
use crate::text::Text;

/// A process ended.
pub fn exited(moment: &Now<'_>, who: Pid) -> Story {
    let now = moment.now;
    let (p, n, arrival) = (refer(now, who), now.name(who), now.spec(who).arrival);
    let ran = matches!(moment.before.processes[who as usize].state, State::Running { .. });
    let (end, came, total) = (show(now, now.now), show(now, arrival), show(now, now.now.since(arrival)));
    let (cpu, waited, io) = (show(now, now.used(who)), show(now, now.waited(who)), show(now, now.io(who)));
    Story {
        kicker: Text::new("system call", "系统调用"),
        caption: text!(
            "{p} has finished its work and leaves; its turnaround time is {total}.",
            "{p} 执行完毕，退出系统，周转时间为 {total}。"
        ),
        title: if ran {
            text!("{n}: Running → Terminated", "{n}：运行态 → 终止态")
        } else if moment.before.processes[who as usize].state.is_suspended() {
            text!("{n}: Suspended → Terminated", "{n}：阻塞挂起态 → 终止态")
        } else {
            text!("{n}: Waiting → Terminated", "{n}：阻塞态 → 终止态")
        },
        why: {
            let Text { en, zh } = residence::outside(now, who);
            text!(
                "{n} arrived at t = {came} and ends at t = {end}. Its turnaround time, **{total}**, is {cpu} on the CPU + {waited} ready + {io} with I/O{en}.",
                "{n} 在 t = {came} 到达，t = {end} 完成。周转时间 **{total}** = 占用 CPU {cpu} + 就绪等待 {waited} + I/O {io}{zh}。"
            )
        },
        note: notes::on_exit(moment, who),
        formula: text!(
            "turnaround({n}) = finish {end} − arrival {came} = {total}",
            "周转时间({n}) = 完成 {end} − 到达 {came} = {total}"
        ),
        ..Story::default()
    }
}

/// Nothing to run.
pub fn idled(moment: &Now<'_>, cpu: u32) -> Story {
    let now = moment.now;
    let held = now.cpus[cpu as usize].held_by;
    // With one CPU nobody can be ready for another.
    let elsewhere: usize = if now.cpus.len() > 1 { now.rows().iter().map(Vec::len).sum() } else { 0 };
    let (caption, why) = match held {
        Some(who) => kept(moment, who),
        None if elsewhere > 0 => (
            Text::new(
                "No ready process is left for the CPU, so it idles.",
                "没有可由 CPU 运行的就绪进程，它空闲。",
            ),
            spare(moment, elsewhere),
        ),
        None => {
            let caption = Text::new("No process is ready, so the CPU idles.", "没有就绪进程，CPU 空闲。");
            (caption, spare(moment, elsewhere))
        }
    };
    let note = if elsewhere > 0 {
        Text::new(
            "A CPU idles although somebody is **ready**: the price of queues of their own and of affinity.",
            "有进程**就绪**而 CPU 却空闲：这是队列各自独立和亲和性的代价。",
        )
    } else {
        Text::new(
            "An idle CPU is not the scheduler's fault: it can only choose among **ready** processes.",
            "CPU 空闲不是调度程序的过失：它只能在**就绪**进程中选择。",
        )
    };
    Story {
        kicker: Text::new("idle", "CPU 空闲"),
        caption,
        title: text!("CPU {cpu} idles", "CPU {cpu} 空闲"),
        why,
        note,
        ..Story::default()
    }
}

fn kept(moment: &Now<'_>, who: Pid) -> (Text, Text) {
    let p = refer(moment.now, who);
    let n = moment.now.name(who);
    let caption =
        text!("{p} does I/O, and the CPU idles until it is done.", "{p} 进行 I/O，CPU 空转等待其完成。");
    let why = text!(
        "By the rule in force the CPU is not given to another while {n} does I/O. That wastes time that others could use.",
        "按当前规则，{n} 进行 I/O 期间 CPU 不分配给其他进程，这段时间被浪费。"
    );
    (caption, why)
}

/// Why there is nothing to run: with several CPUs the others may have enough.
fn spare(moment: &Now<'_>, ready: usize) -> Text {
    if moment.now.cpus.iter().all(|cpu| cpu.running.is_none()) {
        return starved(moment);
    }
    match ready {
        0 => {
            return Text::new(
                "Every process that can run already has another CPU.",
                "能运行的进程都已在其他 CPU 上运行。",
            );
        }
        1 => {
            return Text::new(
                "One process is ready, but in the queue of another CPU or not allowed here. This is what balancing is for.",
                "有 1 个进程就绪，但在其他 CPU 的队列中，或不允许在此运行。负载均衡正是为此而设。",
            );
        }
        _ => {}
    }
    text!(
        "{ready} processes are ready, but in the queues of other CPUs or not allowed here. This is what balancing is for.",
        "有 {ready} 个进程就绪，但在其他 CPU 的队列中，或不允许在此运行。负载均衡正是为此而设。"
    )
}

fn starved(moment: &Now<'_>) -> Text {
    let now = moment.now;
    if now.now < now.config.start {
        let start = show(now, now.config.start);
        return text!("Nothing is dispatched before t = {start}.", "t = {start} 之前不进行调度。");
    }
    let held = (0..now.processes.len() as Pid).find(|who| now.held_back(*who).is_some());
    if let Some(who) = held {
        let (n, until) = (now.name(who), show(now, now.held_back(who).unwrap_or_default()));
        return text!(
            "{n} has used up its budget and is held back until t = {until}, though nobody else wants the CPU.",
            "{n} 已用完预算，被限流到 t = {until}，尽管没有其他进程需要 CPU。"
        );
    }
    if let Some(who) = now.suspended(false).first() {
        let n = now.name(*who);
        return text!(
            "{n} could run, but it is suspended: what is not in memory cannot run.",
            "{n} 可以运行，但处于挂起状态：不在内存的进程不能运行。"
        );
    }
    if let Some(who) = now.next_job() {
        let n = now.name(who);
        return text!(
            "All that are in memory wait for I/O. {n} could run, but memory is full, so it is not admitted.",
            "内存中的进程都在等待 I/O。{n} 可以运行，但内存已满，尚未被接纳。"
        );
    }
    match sleeper(now, Pid::MAX) {
        Some((who, device)) => {
            let (n, dev) = (now.name(who), device_name(now, device));
            let (en, zh) = (&dev.en, &dev.zh);
            text!(
                "Every process in the system waits for I/O: {n} waits for the {en}. The CPU has nothing to do until one returns.",
                "系统中的进程都在等待 I/O，例如 {n} 在等{zh}。在 I/O 完成之前 CPU 无事可做。"
            )
        }
        None => Text::new(
            "Every process that has arrived has ended. The CPU waits for the next arrival.",
            "已到达的进程均已结束，CPU 等待下一个进程到达。",
        ),
    }
}

/// The end of the run.
pub fn finished(moment: &Now<'_>) -> Story {
    let now = moment.now;
    if now.is_stuck() {
        return super::smp::stuck(now);
    }
    let all = metrics::everybody(now);
    let count = all.len();
    let mean = |pick: fn(&metrics::Figures) -> Time| {
        let values = all.iter().map(|own| now.config.scale.ratio(pick(own)));
        Ratio::mean(values).map_or("0".into(), |ratio| ratio.decimal(2))
    };
    let (turnaround, waiting) = (mean(|own| own.turnaround), mean(|own| own.waiting));
    let end = show(now, now.now);
    let (useful, switching, idle) =
        (show(now, now.useful()), show(now, now.switching()), show(now, now.idle()));
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption: match count {
            0 => return nobody(),
            1 => text!(
                "The only process has ended; its turnaround time is {turnaround}.",
                "唯一的进程已完成，周转时间为 {turnaround}。"
            ),
            _ => text!(
                "All {count} processes have ended; the mean turnaround time is {turnaround}.",
                "{count} 个进程全部完成，平均周转时间为 {turnaround}。"
            ),
        },
        title: Text::new("The run is over", "全部进程已完成"),
        why: if now.cpus.len() > 1 {
            work(now, &waiting)
        } else {
            text!(
                "It ended at t = {end}: the CPU worked for **{useful}**, switched for {switching} and idled for {idle}. The mean waiting time is **{waiting}**.",
                "t = {end} 时全部完成：CPU 有效工作 **{useful}**，切换 {switching}，空闲 {idle}。平均等待时间为 **{waiting}**。"
            )
        },
        note: moral(now.config.policy),
        ..Story::default()
    }
}

/// What the CPUs did, one by one.
fn work(sched: &Sched, waiting: &str) -> Text {
    let end = show(sched, sched.now);
    let each: Vec<String> =
        (0..sched.cpus.len()).map(|cpu| format!("CPU {cpu} {}", show(sched, sched.useful_on(cpu)))).collect();
    let (en, zh, moves) = (each.join(", "), each.join("、"), sched.migrations());
    text!(
        "It ended at t = {end}. Time worked: {en}. Processes changed their CPU {moves} times. The mean waiting time is **{waiting}**.",
        "t = {end} 时全部完成。有效工作时间：{zh}。进程换 CPU 共 {moves} 次。平均等待时间为 **{waiting}**。"
    )
}

/// A run without processes.
fn nobody() -> Story {
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption: Text::new(
            "There is no process: add a row to the workload.",
            "没有进程。请在作业表中添加一行。",
        ),
        title: Text::new("Nothing to run", "没有可运行的进程"),
        why: Text::new(
            "The workload is empty. A row may also be pasted from a spreadsheet, or generated.",
            "作业表为空。也可以从电子表格粘贴，或随机生成。",
        ),
        ..Story::default()
    }
}

/// What readers often take a policy for.
fn moral(policy: Policy) -> Text {
    match policy {
        Policy::Rr => Text::new(
            "Round robin does **not** minimise waiting time; short-first does. What it keeps short is the response time.",
            "时间片轮转**不能**使平均等待时间最短（短作业优先才能），它缩短的是响应时间。",
        ),
        Policy::Sjf => Text::new(
            "SJF gives the least mean waiting time only among jobs that are all ready at the start.",
            "只有所有作业同时到达时，短作业优先的平均等待时间才是最短的。",
        ),
        Policy::Fcfs => Text::new(
            "First come, first served looks fair, but short jobs that come late wait longest for what they need.",
            "先来先服务看似公平，但后到的短作业等待时间相对其服务时间过长。",
        ),
        _ => Text::default(),
    }
}
