//! What each event says, in both languages: one match, no default.
//!
//! The limits of length and the style are those of the tests in `tests/it/stories.rs`.

pub(super) mod decision;
mod ending;
mod holder;
mod notes;
mod preemption;
mod residence;
mod slice;
pub(super) mod smp;

pub use decision::preempts;

use super::code;
use super::fair::{eevdf_story, linux_story};
use super::machine::Sched;
use super::names::{device_id, device_name, paragraph, process_id, ready_id, ready_of, refer, show, spaced};
use super::rules::Next;
use super::scenario::Policy;
use super::state::{Burst, Event, Pid, State};
use crate::lab::{Moment, Story};
use crate::text;
use crate::text::Text;

/// The moment of a scheduling run.
pub(super) type Now<'a> = Moment<'a, Sched>;

/// What this step says.
pub fn story(moment: &Now<'_>) -> Story {
    let Some(event) = moment.events.first() else {
        return Story::default();
    };
    let told = match *event {
        Event::Arrived { who } if moment.now.pools() => residence::pooled(moment, who),
        Event::Arrived { who } => arrived(moment, who),
        Event::Admitted { who } => residence::admitted(moment, who),
        Event::Suspended { who, asked } => residence::suspended(moment, who, asked),
        Event::Activated { who } => residence::activated(moment, who),
        Event::Woke { who, device } if !moment.now.processes[who as usize].state.is_resident() => {
            residence::woke(moment, who, device)
        }
        Event::Woke { who, device } => woke(moment, who, device),
        Event::Expired { who, from, to, alone: false } => slice::expired(moment, who, from, to),
        Event::Expired { who, from, to, alone: true } => slice::renewed(moment, who, from, to),
        Event::Kept { who } => eevdf_story::kept(moment, who),
        Event::Yielded { who } => linux_story::yielded(moment, who),
        Event::Changed { who, .. } => linux_story::changed(moment, who),
        Event::Throttled { who } => linux_story::throttled_now(moment, who),
        Event::Replenished { who } => linux_story::replenished(moment, who),
        Event::Preempted { who, by } => preemption::preempted(moment, who, by),
        Event::Dispatched { who, switch, .. } => decision::dispatched(moment, who, switch),
        Event::Switched { who, .. } => slice::switched(moment, who),
        Event::Blocked { who, device, from, to } => blocked(moment, who, device, (from, to)),
        Event::Exited { who } => ending::exited(moment, who),
        Event::Aged { who, from, to } => aged(moment, who, from, to),
        Event::Boosted => boosted(moment),
        Event::Migrated { who, from, to, stolen } => smp::migrated(moment, who, from, to, stolen),
        Event::Warmed { who, cpu } => smp::warmed(moment, who, cpu),
        Event::Idled { cpu } => ending::idled(moment, cpu),
        Event::Edited => edited(),
        Event::Finished => ending::finished(moment),
    };
    let config = &moment.now.config;
    Story {
        caption: spaced(smp::named(moment, told.caption)),
        title: spaced(told.title),
        why: spaced(why(moment, event, told.why)),
        note: spaced(told.note),
        subject: subject(moment, event),
        code: code::lines(config),
        line: code::line(moment, event),
        ..told
    }
}

/// Why, with the CPU by its name; the account of a process that ends is of all CPUs.
fn why(moment: &Now<'_>, event: &Event, why: Text) -> Text {
    if matches!(event, Event::Exited { .. }) { why } else { smp::named(moment, why) }
}

/// Who an event is about.
pub fn actor(event: &Event) -> Option<Pid> {
    match *event {
        Event::Arrived { who }
        | Event::Admitted { who }
        | Event::Suspended { who, .. }
        | Event::Activated { who }
        | Event::Woke { who, .. }
        | Event::Expired { who, .. }
        | Event::Kept { who }
        | Event::Yielded { who }
        | Event::Changed { who, .. }
        | Event::Throttled { who }
        | Event::Replenished { who }
        | Event::Preempted { who, .. }
        | Event::Dispatched { who, .. }
        | Event::Switched { who, .. }
        | Event::Blocked { who, .. }
        | Event::Exited { who }
        | Event::Migrated { who, .. }
        | Event::Warmed { who, .. }
        | Event::Aged { who, .. } => Some(who),
        Event::Boosted | Event::Idled { .. } | Event::Edited | Event::Finished => None,
    }
}

fn subject(moment: &Now<'_>, event: &Event) -> Option<String> {
    let who = actor(event)?;
    let known = (who as usize) < moment.now.processes.len();
    known.then(|| process_id(moment.now, who))
}

fn arrived(moment: &Now<'_>, who: Pid) -> Story {
    let now = moment.now;
    let (p, n, ready) = (refer(now, who), now.name(who), ready_of(now, who));
    let home = now.processes[who as usize].home;
    let caption = match now.config.policy {
        _ if now.config.per_core => text!(
            "{p} arrives and joins the [queue of CPU {home}]({ready}).",
            "{p} 到达，进入 [CPU {home} 的就绪队列]({ready})。"
        ),
        Policy::Fcfs | Policy::Rr if !cyclic(now) => text!(
            "{p} arrives and joins the [tail of the ready queue]({ready}).",
            "{p} 到达，进入[就绪队列队尾]({ready})。"
        ),
        Policy::Mlfq => {
            text!(
                "{p} arrives and joins the tail of the [top queue]({ready}).",
                "{p} 到达，进入[最高级队列]({ready})队尾。"
            )
        }
        _ => {
            text!("{p} arrives and joins the [ready queue]({ready}).", "{p} 到达，进入[就绪队列]({ready})。")
        }
    };
    Story {
        kicker: Text::new("process created", "进程创建"),
        caption,
        title: text!("{n}: New → Ready", "{n}：创建态 → 就绪态"),
        why: paragraph(&[plan(moment, who), found(moment, who)]),
        note: notes::on_arrival(moment, who),
        ..Story::default()
    }
}

/// What a process finds that becomes ready.
fn found(moment: &Now<'_>, who: Pid) -> Text {
    if smp::several(moment.now) { smp::room(moment, who) } else { holder::holder(moment, who) }
}

/// Does the order of the table decide who is next, and not the order of coming?
fn cyclic(sched: &Sched) -> bool {
    sched.config.policy == Policy::Fcfs && sched.config.rules.next == Next::Cyclic
}

/// How much a newcomer needs.
fn plan(moment: &Now<'_>, who: Pid) -> Text {
    let now = moment.now;
    let (n, left) = (now.name(who), show(now, now.cpu_left(who)));
    let bursts = now.spec(who).bursts.iter().filter(|burst| matches!(burst, Burst::Cpu(_))).count();
    if bursts == 1 {
        return text!(
            "{n} needs **{left}** of CPU time. It has everything else, so it is ready.",
            "{n} 需要 CPU 时间 **{left}**，其他条件均已具备，因此处于就绪态。"
        );
    }
    text!(
        "{n} needs **{left}** of CPU time in {bursts} bursts, with I/O in between. It has everything else, so it is ready.",
        "{n} 共需 CPU 时间 **{left}**，分 {bursts} 段，其间进行 I/O。其他条件均已具备，因此处于就绪态。"
    )
}

fn woke(moment: &Now<'_>, who: Pid, device: u32) -> Story {
    let now = moment.now;
    let (p, n, box_id) = (refer(now, who), now.name(who), device_id(now, device));
    let level = now.processes[who as usize].level;
    let ready = ready_of(now, who);
    let dev = device_name(now, device);
    let home = now.processes[who as usize].home;
    let caption = match now.config.policy {
        _ if now.config.per_core => text!(
            "{p} is done with [I/O]({box_id}), so it goes back to the [queue of CPU {home}]({ready}).",
            "{p} 的 [I/O]({box_id}) 完成，回到 [CPU {home} 的就绪队列]({ready})。"
        ),
        Policy::Mlfq => text!(
            "{p} is done with [I/O]({box_id}), so it goes back to [Q{level}]({ready}).",
            "{p} 的 [I/O]({box_id}) 完成，回到 [Q{level}]({ready})。"
        ),
        Policy::Fcfs | Policy::Rr if !cyclic(now) => text!(
            "{p} is done with [I/O]({box_id}), so it goes to the [tail of the ready queue]({ready}).",
            "{p} 的 [I/O]({box_id}) 完成，进入[就绪队列队尾]({ready})。"
        ),
        _ => text!(
            "{p} is done with [I/O]({box_id}), so it goes back to the [ready queue]({ready}).",
            "{p} 的 [I/O]({box_id}) 完成，回到[就绪队列]({ready})。"
        ),
    };
    let (en, zh) = (&dev.en, &dev.zh);
    let left = show(now, now.burst_left(who));
    let done = text!(
        "The {en} interrupts; the kernel wakes {n}, whose next burst takes **{left}**.",
        "{zh}发出中断，内核唤醒 {n}，它接下来需要 CPU 时间 **{left}**。"
    );
    Story {
        kicker: Text::new("I/O interrupt", "I/O 中断"),
        caption,
        title: text!("{n}: Waiting → Ready", "{n}：阻塞态 → 就绪态"),
        why: paragraph(&[done, found(moment, who)]),
        note: notes::on_wake(moment, who),
        ..Story::default()
    }
}

fn blocked(moment: &Now<'_>, who: Pid, device: u32, levels: (u32, u32)) -> Story {
    let now = moment.now;
    let (p, n, box_id) = (refer(now, who), now.name(who), device_id(now, device));
    let dev = device_name(now, device);
    let (en, zh) = (&dev.en, &dev.zh);
    Story {
        kicker: Text::new("system call", "系统调用"),
        caption: text!(
            "{p} asks for I/O on the [{en}]({box_id}) and gives up the CPU.",
            "{p} 请求使用[{zh}]({box_id})，主动让出 CPU。"
        ),
        title: text!("{n}: Running → Waiting", "{n}：运行态 → 阻塞态"),
        why: paragraph(&[request(moment, who, device), sinks(moment, who, levels)]),
        note: notes::on_block(moment, who, device),
        ..Story::default()
    }
}

/// What a process asks of a device, and whether it is served at once.
fn request(moment: &Now<'_>, who: Pid, device: u32) -> Text {
    let now = moment.now;
    let pcb = &now.processes[who as usize];
    let length = match now.spec(who).bursts.get(pcb.burst as usize) {
        Some(Burst::Io(_, length)) => show(now, *length),
        _ => show(now, crate::sim::Time::ZERO),
    };
    let n = now.name(who);
    let dev = device_name(now, device);
    let (en, zh) = (&dev.en, &dev.zh);
    let served = now.devices[device as usize].queue.iter().any(|(other, end)| *other == who && end.is_some());
    if served {
        return text!(
            "{n} needs **{length}** from the {en} before it can go on. The {en} serves it at once.",
            "{n} 需使用{zh} **{length}**，完成后才能继续运行。{zh}立即为它服务。"
        );
    }
    let ahead = now.devices[device as usize].queue.iter().take_while(|(other, _)| *other != who).count();
    text!(
        "{n} needs **{length}** from the {en} before it can go on. The {en} is busy: {ahead} ahead of it.",
        "{n} 需使用{zh} **{length}**，完成后才能继续运行。{zh}忙，前面还有 {ahead} 个请求。"
    )
}

fn sinks(moment: &Now<'_>, who: Pid, (from, to): (u32, u32)) -> Text {
    let n = moment.now.name(who);
    if moment.now.config.policy != Policy::Mlfq {
        return Text::default();
    }
    if from == to && moment.now.config.rules.keep_used {
        return text!(
            "It has not used up its slice, so {n} stays in Q{to}.",
            "时间片未用完，{n} 仍属于 Q{to}。"
        );
    }
    if from == to {
        return text!(
            "A process that asks for I/O does not move down: {n} stays in Q{to}.",
            "请求 I/O 的进程不降级，{n} 仍属于 Q{to}。"
        );
    }
    text!(
        "Its slice is used up as well: {n} moves from Q{from} to Q{to}.",
        "时间片也已用完：{n} 由 Q{from} 降到 Q{to}。"
    )
}

fn aged(moment: &Now<'_>, who: Pid, from: i64, to: i64) -> Story {
    let now = moment.now;
    let (p, n, waited) = (refer(now, who), now.name(who), show(now, decision::stay(moment, who)));
    Story {
        kicker: Text::new("aging", "老化"),
        caption: text!(
            "{p} has waited {waited}, so its priority improves from {from} to {to}.",
            "{p} 已等待 {waited}，优先级由 {from} 提升到 {to}。"
        ),
        title: text!("{n}: priority {from} → {to}", "{n}：优先级 {from} → {to}"),
        why: Text::new(
            "Aging raises the priority of a process while it waits, so that even the lowest one gets the CPU at last.",
            "老化使进程的优先级随等待时间提升，最低优先级的进程最终也能获得 CPU，不会饥饿。",
        ),
        ..Story::default()
    }
}

fn boosted(moment: &Now<'_>) -> Story {
    let now = moment.now;
    let (top, at) = (ready_id(now, 0), show(now, now.now));
    let period = now.config.boost.map(|span| show(now, span)).unwrap_or_default();
    Story {
        kicker: Text::new("priority boost", "优先级提升"),
        caption: text!(
            "All processes return to the [top queue]({top}), Q0.",
            "所有进程回到[最高级队列]({top}) Q0。"
        ),
        title: Text::new("All: → Q0", "全部进程 → Q0"),
        why: text!(
            "Each time {period} has passed, all processes start again at the top with a full slice; now t = {at}.",
            "每隔 {period}，所有进程回到最高级队列，重新获得完整的时间片；此时 t = {at}。"
        ),
        note: Text::new(
            "Without the boost, long processes at the bottom **starve** as long as short ones keep arriving.",
            "若不提升，只要短进程不断到来，底层的长进程就会**饥饿**。",
        ),
        ..Story::default()
    }
}

fn edited() -> Story {
    Story {
        kicker: Text::new("edit", "修改"),
        caption: Text::new(
            "The table is changed here; the steps before stay as they were.",
            "此处修改了进程表，之前的步骤保持不变。",
        ),
        title: Text::new("Table edited", "进程表已修改"),
        why: Text::new(
            "What a process has done stays done. From here on the run follows the new table.",
            "进程已完成的部分不变，此后按新的进程表继续运行。",
        ),
        ..Story::default()
    }
}

/// A process that waits for a device now, and the device, as an example.
pub(super) fn sleeper(sched: &Sched, except: Pid) -> Option<(Pid, u32)> {
    let waits = |(who, pcb): (usize, &super::state::Pcb)| match pcb.state {
        State::Waiting { device } | State::BlockedSuspended { device } if who as Pid != except => {
            Some((who as Pid, device))
        }
        _ => None,
    };
    sched.processes.iter().enumerate().find_map(waits)
}
