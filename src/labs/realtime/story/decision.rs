//! Decisions: who gets the CPU, against whom and by which number.

use super::Now;
use crate::lab::Story;
use crate::lab::sentence::paragraph;
use crate::labs::realtime::machine::Realtime;
use crate::labs::realtime::names::{
    candidate, is_raised, left, measure, name, number, own, refer, show, since_release,
};
use crate::labs::realtime::scenario::Policy;
use crate::text;
use crate::text::Text;

/// How many candidates are listed.
const LISTED: usize = 6;

/// A job got the CPU.
pub fn dispatched(moment: &Now<'_>, task: usize) -> Story {
    let now = moment.now;
    let n = name(now, task);
    let ranking = moment.before.candidates();
    Story {
        kicker: Text::new("scheduling decision", "调度决策"),
        caption: chosen(moment, task, &ranking),
        title: text!("{n}: Ready → Running", "{n}：就绪态 → 运行态"),
        why: paragraph(&[tie(moment, task, &ranking), need(now, task), kept(moment), overtaken(now, task)]),
        candidates: if ranking.len() > 1 { list(moment.before, &ranking) } else { Text::default() },
        formula: slack(now, task),
        ..Story::default()
    }
}

fn list(rt: &Realtime, ranking: &[usize]) -> Text {
    let words: Vec<Text> = ranking.iter().take(LISTED).map(|task| candidate(rt, *task)).collect();
    let join = |pick: fn(&Text) -> &str| words.iter().map(pick).collect::<Vec<_>>().join(" · ");
    let more = if ranking.len() > LISTED { " · …" } else { "" };
    let (en, zh) = (join(|text| &text.en), join(|text| &text.zh));
    text!("{en}{more}", "{zh}{more}")
}

fn chosen(moment: &Now<'_>, task: usize, ranking: &[usize]) -> Text {
    let (before, now) = (moment.before, moment.now);
    let p = refer(now, task);
    let waiting =
        (0..before.queues.len()).any(|other| before.job(other).is_some_and(|job| job.waits.is_some()));
    if ranking.len() < 2 && !waiting {
        return text!("{p} gets the CPU: no other job is ready.", "{p} 得到 CPU：没有其他就绪作业。");
    }
    if is_raised(before, task) {
        let number = number(before, before.level(task));
        let symbol = super::super::names::symbol(&now.config);
        return text!(
            "{p} gets the CPU: it runs at the raised priority {symbol} = {number}.",
            "{p} 得到 CPU：按提升后的优先级 {symbol} = {number} 执行。"
        );
    }
    if now.config.tasks[task].period.is_none() {
        return text!("{p} gets the CPU: no periodic job is ready.", "{p} 得到 CPU：没有就绪的周期作业。");
    }
    if ranking.len() < 2 {
        return text!("{p} gets the CPU: whoever else is here waits.", "{p} 得到 CPU：其他作业都在等待。");
    }
    let Text { en, zh } = measure(&now.config);
    let number = own(before, task);
    match now.config.policy {
        Policy::Edf => text!(
            "{p} gets the CPU: its deadline, t = {number}, is the earliest.",
            "{p} 得到 CPU：它的截止时间 t = {number} 最早。"
        ),
        Policy::Rm | Policy::Dm => text!(
            "{p} gets the CPU: its {en}, {number}, is the shortest of the ready.",
            "{p} 得到 CPU：它的{zh} {number} 在就绪作业中最短。"
        ),
    }
}

/// Equal numbers, and what decided.
fn tie(moment: &Now<'_>, task: usize, ranking: &[usize]) -> Text {
    let before = moment.before;
    let Some(second) = ranking.get(1).filter(|other| own(before, **other) == own(before, task)) else {
        return Text::default();
    };
    let (n, o) = (name(before, task), name(before, *second));
    let release = |task: usize| before.job(task).map(|job| job.release);
    let earlier = before.config.tie == crate::labs::realtime::scenario::Tie::Running;
    if own(before, task) == "–" {
        return text!("{n} came before {o}.", "{n} 先于 {o} 到达。");
    }
    if before.config.policy == Policy::Edf && earlier && release(task) != release(*second) {
        return text!("{o} ties; {n} was released earlier.", "{o} 与它相同；{n} 释放较早。");
    }
    text!("{o} ties; {n} comes first in the table.", "{o} 与它相同；{n} 在表中靠前。")
}

fn need(now: &Realtime, task: usize) -> Text {
    let (left, all) = (show(now, left(now, task)), show(now, now.config.tasks[task].work));
    if left == all {
        return text!("The job begins; it needs **{all}**.", "作业开始执行，需要 **{all}**。");
    }
    text!("The job still needs **{left}** of {all}.", "作业还需 **{left}**（共 {all}）。")
}

/// A job of higher priority that waits for a lock meanwhile, and whether this job brings its end nearer.
fn overtaken(now: &Realtime, task: usize) -> Text {
    let waits = |other: &usize| {
        now.own(*other) < now.own(task) && now.job(*other).is_some_and(|job| job.waits.is_some())
    };
    let Some(other) = (0..now.queues.len()).find(waits) else { return Text::default() };
    let on = now.job(other).and_then(|job| job.waits).expect("it waits").on;
    let Some(holder) = now.holders[on] else { return Text::default() };
    let (n, o, h, r) = (name(now, task), name(now, other), name(now, holder), &now.config.resources[on]);
    if holder == task {
        return text!("{o} waits until {n} unlocks {r}.", "{o} 在等 {n} 解锁 {r}。");
    }
    text!(
        "{o} has the higher priority, but waits for {r}, which {h} holds: {n} delays both.",
        "{o} 优先级更高，却在等 {h} 持有的 {r}：{n} 把两者都推迟了。"
    )
}

/// Under the stack resource policy: who may not start.
fn kept(moment: &Now<'_>) -> Text {
    let before = moment.before;
    let found =
        (0..before.queues.len()).find_map(|task| before.kept_back(task).map(|resource| (task, resource)));
    let Some((task, resource)) = found else { return Text::default() };
    let (n, r) = (name(before, task), &before.config.resources[resource]);
    text!(
        "{n} may not start while {r} is held: its deadline is no shorter than the ceiling of {r}.",
        "{r} 被占用期间 {n} 不得开始：它的相对截止时间不短于 {r} 的天花板。"
    )
}

/// What time it can still spare: `slack = 80 − 25 − 35 = 20`.
fn slack(now: &Realtime, task: usize) -> Text {
    let Some(deadline) = now.job(task).and_then(|job| job.deadline) else { return Text::default() };
    let (at, left) = (now.now, left(now, task));
    let spare = deadline.0 as i128 - at.0 as i128 - left.0 as i128;
    let size = show(now, crate::sim::Time(spare.unsigned_abs() as u64));
    let sign = if spare < 0 { "−" } else { "" };
    let (deadline, at, left) = (show(now, deadline), show(now, at), show(now, left));
    text!(
        "slack = {deadline} − {at} − {left} = {sign}{size}",
        "松弛时间 = {deadline} − {at} − {left} = {sign}{size}"
    )
}

/// A job lost the CPU.
pub fn preempted(moment: &Now<'_>, task: usize, by: usize) -> Story {
    let now = moment.now;
    let (p, q, n, b) = (refer(now, task), refer(now, by), name(now, task), name(now, by));
    let Text { en, zh } = measure(&now.config);
    let number = own(now, by);
    let caption = match now.config.policy {
        _ if is_raised(now, by) => {
            text!("{q} preempts {p} at its raised priority.", "{q} 以提升后的优先级抢占 {p}。")
        }
        _ if now.config.tasks[task].period.is_none() => {
            text!("{q} preempts {p}, which is only a background job.", "{q} 抢占后台作业 {p}。")
        }
        Policy::Edf => text!(
            "{q} preempts {p}: its deadline, t = {number}, is earlier.",
            "{q} 抢占 {p}：它的截止时间 t = {number} 更早。"
        ),
        Policy::Rm | Policy::Dm => text!(
            "{q} preempts {p}: its {en}, {number}, is shorter.",
            "{q} 抢占 {p}：它的{zh} {number} 更短。"
        ),
    };
    let (left, held) = (show(now, left(now, task)), now.held(task).next());
    let there = show(now, since_release(now, task));
    let why = text!(
        "{n} was released {there} ago and still needs **{left}**. It goes back to the ready queue.",
        "{n} 释放已过 {there}，还需 **{left}**，回到就绪队列。"
    );
    let note = match held {
        Some(resource) => {
            let r = &now.config.resources[resource];
            text!(
                "{n} keeps {r} locked while it is preempted: whoever needs {r} must wait for {n}.",
                "{n} 被抢占时仍持有 {r}：需要 {r} 的作业只能等 {n}。"
            )
        }
        None => text!(
            "{n} is **ready**, not waiting: it lacks only the CPU, which {b} takes.",
            "{n} 处于**就绪态**而非阻塞态：它只缺 CPU，而 CPU 归 {b}。"
        ),
    };
    Story {
        kicker: Text::new("preemption", "抢占"),
        caption,
        title: text!("{n}: Running → Ready", "{n}：运行态 → 就绪态"),
        why,
        note,
        candidates: list(now, &now.candidates()),
        ..Story::default()
    }
}
