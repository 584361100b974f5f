//! Locks: taken, waited for, given back; and whose priority counts meanwhile.

use super::Now;
use crate::lab::Story;
use crate::lab::sentence::paragraph;
use crate::labs::realtime::machine::Wait;
use crate::labs::realtime::names::{is_raised, lock_id, name, number, refer, refer_lock, symbol};
use crate::labs::realtime::scenario::{Policy, Protocol};
use crate::text;
use crate::text::Text;

const KICKER: Text = Text::new("lock", "锁");

/// A lock was taken.
pub fn locked(moment: &Now<'_>, task: usize, resource: usize) -> Story {
    let now = moment.now;
    let (p, n, s) = (refer(now, task), name(now, task), refer_lock(now, resource));
    let r = &now.config.resources[resource];
    let symbol = symbol(&now.config);
    let caption = if now.level(task) < moment.before.level(task) {
        let number = number(now, now.level(task));
        text!(
            "{p} locks {s} and runs at its ceiling, {symbol} = {number}, at once.",
            "{p} 锁住 {s}，立即提升到它的天花板 {symbol} = {number}。"
        )
    } else {
        text!("{p} locks {s}, which is free.", "{s} 空闲，{p} 将它锁住。")
    };
    Story {
        kicker: KICKER,
        caption,
        title: text!("{n} locks {r}", "{n} 锁住 {r}"),
        why: paragraph(&[
            text!(
                "Until {n} unlocks it, every other job that wants {r} must wait.",
                "在 {n} 解锁之前，需要 {r} 的其他作业都要等待。"
            ),
            ceiling(moment, resource),
        ]),
        ..Story::default()
    }
}

/// The ceiling of a resource, where there is one.
fn ceiling(moment: &Now<'_>, resource: usize) -> Text {
    let now = moment.now;
    let r = &now.config.resources[resource];
    if !matches!(now.config.protocol, Protocol::Ceiling | Protocol::Immediate) {
        return Text::default();
    }
    if now.config.policy == Policy::Edf {
        return text!(
            "No job starts meanwhile whose relative deadline is not shorter than those of all users of {r}.",
            "其间，相对截止时间不短于 {r} 使用者的作业不得开始。"
        );
    }
    let (symbol, number) = (symbol(&now.config), number(now, now.config.ceiling(resource)));
    text!(
        "The ceiling of {r} is the highest priority of its users: {symbol} = {number}.",
        "{r} 的天花板是其使用者的最高优先级：{symbol} = {number}。"
    )
}

/// A lock could not be taken.
pub fn blocked(moment: &Now<'_>, task: usize, wait: Wait, holder: usize) -> Story {
    let now = moment.now;
    let (p, n, h) = (refer(now, task), name(now, task), name(now, holder));
    let q = refer(now, holder);
    let (wants, s) = (refer_lock(now, wait.wants), refer_lock(now, wait.on));
    let r = &now.config.resources[wait.on];
    let caption = if wait.wants == wait.on {
        text!("{p} needs {s}, which {q} holds: it waits.", "{p} 需要 {s}，但 {q} 持有它，只能等待。")
    } else {
        text!(
            "{p} may not lock {wants}: {q} holds {s}, whose ceiling is as high.",
            "{p} 不得锁 {wants}：{q} 持有的 {s} 天花板不低于它。"
        )
    };
    let lower = now.own(task) < now.own(holder);
    let why = match now.config.protocol {
        Protocol::None if lower => text!(
            "{n} has the higher priority and must wait for {h}: **priority inversion**. Nothing keeps jobs in between from holding {h} up.",
            "{n} 优先级更高却要等 {h}：**优先级倒置**。没有什么能阻止优先级居中的作业推迟 {h}。"
        ),
        Protocol::Inherit | Protocol::Ceiling if lower => text!(
            "{n} has the higher priority and must wait for {h}. By the protocol {h} now runs at the priority of {n}.",
            "{n} 优先级更高却要等 {h}。按协议，{h} 现在以 {n} 的优先级执行。"
        ),
        _ => text!("{n} goes on when {h} unlocks {r}.", "{h} 解锁 {r} 后 {n} 才能继续。"),
    };
    let note = if wait.wants == wait.on {
        text!(
            "{n} is not ready but **waiting**: with the CPU alone it could not go on.",
            "{n} 不是就绪而是**阻塞**：光有 CPU 也无法继续。"
        )
    } else {
        Text::new(
            "Waiting for a lock that is free looks wasteful; it rules out deadlock, and a second wait.",
            "锁空闲却要等，看似浪费，却排除了死锁和第二次阻塞。",
        )
    };
    Story {
        kicker: KICKER,
        caption,
        title: text!("{n}: Running → Waiting", "{n}：运行态 → 阻塞态"),
        why,
        note,
        ..Story::default()
    }
}

/// Whoever blocks a better job runs at its priority.
pub fn inherited(moment: &Now<'_>, task: usize, from: usize) -> Story {
    let now = moment.now;
    let (p, q, n, f) = (refer(now, task), refer(now, from), name(now, task), name(now, from));
    let (symbol, lent, own) = (symbol(&now.config), number(now, now.level(task)), number(now, now.own(task)));
    Story {
        kicker: Text::new("priority inheritance", "优先级继承"),
        caption: text!(
            "{p} inherits the priority of {q}, which it blocks.",
            "{p} 阻塞了 {q}，继承它的优先级。"
        ),
        title: text!("{n}: {symbol} {own} → {lent}", "{n}：{symbol} {own} → {lent}"),
        why: text!(
            "Until it unlocks, {n} counts as {symbol} = {lent}: no job in between can hold it up, so {f} waits no longer than the critical section.",
            "解锁之前，{n} 按 {symbol} = {lent} 参加调度：居中的作业不能再推迟它，{f} 至多等一个临界区。"
        ),
        note: Text::new(
            "Only the priority is lent, for as long as the lock is held; the task stays what it was.",
            "借用的只是优先级，解锁时归还；任务本身不变。",
        ),
        ..Story::default()
    }
}

/// A lock was given back.
pub fn unlocked(moment: &Now<'_>, task: usize, resource: usize) -> Story {
    let (before, now) = (moment.before, moment.now);
    let (p, n) = (refer(now, task), name(now, task));
    let (s, r) = (refer_lock(now, resource), &now.config.resources[resource]);
    let waits = |task: &usize| {
        before
            .job(*task)
            .and_then(|job| job.waits)
            .is_some_and(|wait| lock_id(now, wait.on) == lock_id(now, resource))
    };
    let woken: Vec<String> = (0..now.queues.len()).filter(waits).map(|task| refer(now, task)).collect();
    let (en, zh) = (woken.join(", "), woken.join("、"));
    let (caption, woken) = match woken.len() {
        0 => (
            text!("{p} unlocks {s}.", "{p} 解锁 {s}。"),
            Text::new("Nobody waits for it.", "没有作业在等它。"),
        ),
        1 => (
            text!("{p} unlocks {s}; {en} is ready again.", "{p} 解锁 {s}，{zh} 重新就绪。"),
            Text::new("It tries again when it gets the CPU.", "得到 CPU 后它会再次加锁。"),
        ),
        _ => (
            text!("{p} unlocks {s}; {en} are ready again.", "{p} 解锁 {s}，{zh} 重新就绪。"),
            Text::new("They try again when they get the CPU.", "得到 CPU 后它们会再次加锁。"),
        ),
    };
    let fell = now.level(task) > before.level(task);
    let (symbol, number) = (symbol(&now.config), number(now, now.level(task)));
    let back = if fell && is_raised(now, task) {
        text!("{n} falls back to {symbol} = {number}.", "{n} 降回 {symbol} = {number}。")
    } else if fell {
        text!(
            "{n} falls back to its own priority, {symbol} = {number}.",
            "{n} 恢复自己的优先级 {symbol} = {number}。"
        )
    } else {
        Text::default()
    };
    Story {
        kicker: KICKER,
        caption,
        title: text!("{n} unlocks {r}", "{n} 解锁 {r}"),
        why: paragraph(&[woken, back]),
        ..Story::default()
    }
}
