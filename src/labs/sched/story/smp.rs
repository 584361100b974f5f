//! What several CPUs add: which one a step is about, where a process comes, and how it moves.

use super::Now;
use crate::lab::Story;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{paragraph, queue_id, refer, show};
use crate::labs::sched::rules::{Balancing, Placement};
use crate::labs::sched::state::{Event, Pid, State};
use crate::text;
use crate::text::Text;

/// Are there several CPUs?
pub fn several(sched: &Sched) -> bool {
    sched.cpus.len() > 1
}

/// The CPU that a step is about.
pub fn cpu(moment: &Now<'_>) -> Option<usize> {
    match *moment.events.first()? {
        Event::Dispatched { cpu, .. }
        | Event::Switched { cpu, .. }
        | Event::Warmed { cpu, .. }
        | Event::Idled { cpu } => Some(cpu as usize),
        Event::Expired { who, .. }
        | Event::Preempted { who, .. }
        | Event::Blocked { who, .. }
        | Event::Kept { who }
        | Event::Yielded { who }
        | Event::Throttled { who }
        | Event::Changed { who, .. }
        | Event::Exited { who } => moment.before.cpu_of(who),
        Event::Suspended { who, .. } => moment.before.cpu_of(who),
        Event::Arrived { .. }
        | Event::Admitted { .. }
        | Event::Activated { .. }
        | Event::Replenished { .. }
        | Event::Woke { .. }
        | Event::Aged { .. }
        | Event::Migrated { .. }
        | Event::Boosted
        | Event::Edited
        | Event::Finished => None,
    }
}

/// With several CPUs, the one that a step is about by its name: "the CPU" becomes "CPU 1".
pub fn named(moment: &Now<'_>, text: Text) -> Text {
    let Some(cpu) = cpu(moment).filter(|_| several(moment.now)) else {
        return text;
    };
    let name = format!("CPU {cpu}");
    let mut zh = String::new();
    let mut rest: &str = &text.zh;
    while let Some(at) = rest.find("CPU") {
        let (before, after) = rest.split_at(at);
        let after = &after["CPU".len()..];
        // CPU time and bursts are those of the process, and some CPU is named already.
        let other = [" 时间", " 区间", " 服务", " 0", " 1", " 2", " 3", " 4", " 5", " 6", " 7", ":"];
        let keep = other.iter().any(|word| after.starts_with(word)) || before.ends_with("个 ");
        zh.push_str(before);
        zh.push_str(if keep { "CPU" } else { &name });
        rest = after;
    }
    zh.push_str(rest);
    let en = text.en.replace("The CPU", &name).replace("the CPU", &name);
    Text { en: en.into(), zh: zh.into() }
}

/// Nobody else could get the CPU: nobody is ready, or nobody is in the queue of this one.
pub fn alone(moment: &Now<'_>, who: Pid) -> Text {
    let (now, n) = (moment.now, moment.now.name(who));
    if !now.config.per_core {
        return text!("Only {n} is ready, so there is nothing to compare.", "只有 {n} 就绪，无需比较。");
    }
    let home = now.home(who);
    text!(
        "Only {n} is in the queue of CPU {home}, so there is nothing to compare.",
        "CPU {home} 的队列中只有 {n}，无需比较。"
    )
}

/// What a newcomer finds: where it was placed and why, or which CPUs are free.
pub fn room(moment: &Now<'_>, who: Pid) -> Text {
    let now = moment.now;
    let home = now.processes[who as usize].home;
    if !now.config.per_core {
        return free(now);
    }
    let placed = matches!(moment.events.first(), Some(Event::Arrived { .. }));
    let reason = if placed { placement(moment, who) } else { Text::default() };
    let cpu = &now.cpus[home as usize];
    let holder = match cpu.running {
        Some(holder) => {
            let r = now.name(holder);
            text!("{r} runs on CPU {home} now.", "此刻 {r} 在 CPU {home} 上运行。")
        }
        None => text!("CPU {home} is free now.", "此刻 CPU {home} 空闲。"),
    };
    paragraph(&[reason, holder])
}

fn free(sched: &Sched) -> Text {
    let free: Vec<String> =
        (0..sched.cpus.len()).filter(|cpu| sched.is_free(*cpu)).map(|cpu| format!("CPU {cpu}")).collect();
    match free.len() {
        0 => Text::new("All CPUs are busy now.", "此刻所有 CPU 都在忙。"),
        _ => {
            let (en, zh) = (free.join(", "), free.join("、"));
            text!("Free now: {en}.", "此刻空闲：{zh}。")
        }
    }
}

/// Why a process that arrives comes to its CPU.
fn placement(moment: &Now<'_>, who: Pid) -> Text {
    let (now, before) = (moment.now, moment.before);
    let home = now.processes[who as usize].home as usize;
    if now.spec(who).core.is_some() {
        return text!("The table places it on CPU {home}.", "进程表指定它从 CPU {home} 开始。");
    }
    let load = before.load(home);
    match now.config.rules.placement {
        Placement::LeastLoaded => text!(
            "It is placed on the CPU with the fewest processes: CPU {home} has {load}.",
            "它被分到进程最少的 CPU：CPU {home} 上有 {load} 个。"
        ),
        Placement::RoundRobin => text!(
            "Newcomers are placed on the CPUs in turn; it is the turn of CPU {home}.",
            "新进程依次分到各 CPU，这次轮到 CPU {home}。"
        ),
        Placement::Deal => text!(
            "CPU by CPU takes the first process that it may run; this one came to CPU {home}.",
            "各 CPU 依次领取它可以运行的第一个进程，它归 CPU {home}。"
        ),
    }
}

/// A process moved to another CPU's queue.
pub fn migrated(moment: &Now<'_>, who: Pid, from: u32, to: u32, stolen: bool) -> Story {
    let now = moment.now;
    let (p, n) = (refer(now, who), now.name(who));
    let (old, new) = (queue_id(now, from), queue_id(now, to));
    let left = now.line(from as usize).concat().len();
    let (caption, why) = if stolen {
        (
            text!(
                "CPU {to} is idle and takes {p} from the [queue of CPU {from}]({old}).",
                "CPU {to} 空闲，从 [CPU {from} 的队列]({old})取走 {p}。"
            ),
            text!(
                "The queue of CPU {to} is empty, and that of CPU {from} is the longest. Work stealing keeps CPUs busy; {left} stay behind.",
                "CPU {to} 的队列为空，而 CPU {from} 的队列最长。任务窃取使各 CPU 都有事可做；原队列还剩 {left} 个。"
            ),
        )
    } else {
        (
            text!(
                "{p} moves from the queue of CPU {from} to the [queue of CPU {to}]({new}).",
                "{p} 从 CPU {from} 的队列移到 [CPU {to} 的队列]({new})。"
            ),
            balanced(moment, from, to),
        )
    };
    Story {
        kicker: if stolen {
            Text::new("work stealing", "任务窃取")
        } else {
            Text::new("load balancing", "负载均衡")
        },
        caption,
        title: text!("{n}: CPU {from} → CPU {to}", "{n}：CPU {from} → CPU {to}"),
        why,
        note: text!(
            "Moving is **not** free: what {n} has in the cache of CPU {from} is of no use on CPU {to}.",
            "迁移**并非**没有代价：{n} 在 CPU {from} 缓存中的数据，到 CPU {to} 上都用不到。"
        ),
        ..Story::default()
    }
}

fn balanced(moment: &Now<'_>, from: u32, to: u32) -> Text {
    let now = moment.now;
    let period = now.config.balance.map(|period| show(now, period)).unwrap_or_default();
    match now.config.rules.balancing {
        Balancing::Even => text!(
            "Every {period} the queues are balanced: CPU {from} had at least two processes more than CPU {to}.",
            "每隔 {period} 均衡一次：CPU {from} 比 CPU {to} 至少多两个进程。"
        ),
        Balancing::Peek => text!(
            "Every {period} a CPU whose queue is empty peeks at another: CPU {to} looked at CPU {from}.",
            "每隔 {period}，队列为空的 CPU 会查看另一个 CPU 的队列：CPU {to} 查看了 CPU {from}。"
        ),
    }
}

/// A process became warm in the cache of its CPU.
pub fn warmed(moment: &Now<'_>, who: Pid, cpu: u32) -> Story {
    let now = moment.now;
    let (p, n) = (refer(now, who), now.name(who));
    let (set, rate) = (now.spec(who).working_set, now.config.cache.map_or(1, |cache| cache.warm_rate));
    let cold = |other: &&Pid| !now.cpus[cpu as usize].cache.warm.contains(other);
    let gone: Vec<&str> =
        moment.before.cpus[cpu as usize].cache.warm.iter().filter(cold).map(|who| now.name(*who)).collect();
    let (stays, size) = (now.is_warm(who), now.config.cache.map_or(0, |cache| cache.size));
    let speed = if stays {
        text!(
            "Its working set, {set}, is in the cache now: each unit of time does {rate} units of its work.",
            "它的工作集（{set}）已在缓存中：每单位时间完成 {rate} 个单位的工作。"
        )
    } else {
        text!(
            "Its working set, {set}, is larger than the cache, {size}: it pushes itself out again.",
            "它的工作集（{set}）大于缓存（{size}），又把自己挤了出去。"
        )
    };
    let pushed = if gone.is_empty() {
        Text::default()
    } else {
        let (en, zh) = (gone.join(", "), gone.join("、"));
        text!("Pushed out: {en}.", "被挤出：{zh}。")
    };
    Story {
        kicker: Text::new("cache", "缓存"),
        caption: text!(
            "{p} has run long enough on [CPU {cpu}](cpu:{cpu}): its data are in the cache.",
            "{p} 在 [CPU {cpu}](cpu:{cpu}) 上运行得够久，数据已进入缓存。"
        ),
        title: text!("{n}: cache of CPU {cpu} warm", "{n}：CPU {cpu} 的缓存已热"),
        why: paragraph(&[speed, pushed]),
        note: text!(
            "A warm cache is tied to its CPU: on another one {n} starts **cold** again. That is why schedulers keep affinity.",
            "缓存属于各自的 CPU：换到另一个 CPU 上，{n} 又要从**冷**缓存开始。这就是调度程序保持亲和性的原因。"
        ),
        ..Story::default()
    }
}

/// The run ends though processes wait: none of the CPUs on which they may run has them in its queue.
pub fn stuck(sched: &Sched) -> Story {
    let waits = |who: &Pid| sched.processes[*who as usize].state == State::Ready;
    let names: Vec<&str> =
        (0..sched.processes.len() as Pid).filter(waits).map(|who| sched.name(who)).collect();
    let (en, zh) = (names.join(", "), names.join("、"));
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption: text!(
            "The run stops: no CPU may run what is left in its queue: {en}.",
            "运行停止：各 CPU 都不能运行自己队列中剩下的进程：{zh}。"
        ),
        title: Text::new("Waiting for ever", "永远等待"),
        why: Text::new(
            "A CPU peeked and took a process that may not run on it. OSTEP's multi.py goes on for ever here.",
            "某个 CPU 查看其他队列时取走了不允许在它上面运行的进程。OSTEP 的 multi.py 在此会无限循环。",
        ),
        ..Story::default()
    }
}
