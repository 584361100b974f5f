//! Decisions of proportional share in words.

use super::super::machine::Sched;
use super::super::names::refer;
use super::super::scenario::Policy;
use super::super::state::{Event, Pid};
use super::cfs_story as cfs;
use super::eevdf_story as eevdf;
use super::linux_story as linux;
use super::lottery::Draw;
use crate::lab::Moment;
use crate::text;
use crate::text::Text;

type Now<'a> = Moment<'a, Sched>;

/// The draw that decided this step.
fn draw(moment: &Now<'_>) -> Draw {
    let before = moment.before;
    before.draw(before.decisions, before.tickets_ready(queue(moment)))
}

/// The ready queue among which this step decided.
fn queue(moment: &Now<'_>) -> usize {
    let who = moment.events.first().and_then(Event::who);
    who.map_or(0, |who| moment.before.home(who))
}

/// The tickets that a process held at this decision: first and last.
fn tickets(moment: &Now<'_>, who: Pid) -> (u64, u64) {
    let ranges = moment.before.ticket_ranges(queue(moment));
    let range = ranges.into_iter().find(|(pid, ..)| *pid == who);
    range.map_or((0, 0), |(_, first, last)| (first, last))
}

/// The pass by which a process competed at this decision.
fn competed(moment: &Now<'_>, who: Pid, winner: Pid) -> i64 {
    let charged = if who == winner { moment.now.stride(who) } else { 0 };
    moment.now.processes[who as usize].pass - charged
}

/// The caption of a decision among several.
pub fn chosen(moment: &Now<'_>, who: Pid, next: Pid) -> Text {
    if moment.now.config.policy == Policy::Cfs {
        return cfs::chosen(moment, who, next);
    }
    if moment.now.config.policy == Policy::Eevdf {
        return eevdf::chosen(moment, who, next);
    }
    if moment.now.config.policy == Policy::Linux {
        return linux::chosen(moment, who, next);
    }
    let (now, p) = (moment.now, refer(moment.now, who));
    if now.config.policy == Policy::Lottery {
        let Draw { ticket, total, .. } = draw(moment);
        return text!(
            "{p} holds the ticket that was drawn, {ticket} of {total}, so it gets the CPU.",
            "抽中 {ticket} 号彩票（共 {total} 张），持有者 {p} 获得 CPU。"
        );
    }
    let pass = competed(moment, who, who);
    if pass == competed(moment, next, who) {
        let q = refer(now, next);
        return text!(
            "{p} and {q} have the same pass, {pass}; {p} is first in the table and gets the CPU.",
            "{p} 与 {q} 的行程值相同（{pass}），{p} 在表中靠前，获得 CPU。"
        );
    }
    text!("{p} has the smallest pass, {pass}, so it gets the CPU.", "{p} 的行程值最小（{pass}），获得 CPU。")
}

/// What the policy looks at.
pub fn rule(moment: &Now<'_>, who: Pid) -> Text {
    if moment.now.config.policy == Policy::Cfs {
        return cfs::rule(moment, who);
    }
    if moment.now.config.policy == Policy::Eevdf {
        return eevdf::rule(moment, who);
    }
    if moment.now.config.policy == Policy::Linux {
        return linux::rule(moment, who);
    }
    let n = moment.now.name(who);
    if moment.now.config.policy == Policy::Lottery {
        let (number, (first, last)) = (draw(moment).number, tickets(moment, who));
        return text!(
            "The number drawn is {number}. In table order {n} holds the tickets {first} to {last}.",
            "抽到的数为 {number}。按表中次序，{n} 持有 {first} 至 {last} 号彩票。"
        );
    }
    let (stride, pass) = (moment.now.stride(who), moment.now.processes[who as usize].pass);
    text!(
        "Whoever has gone the least way runs. This slice costs {n} its stride, {stride}: its pass is now {pass}.",
        "行程值最小者运行。这个时间片使 {n} 的行程值增加步长 {stride}，变为 {pass}。"
    )
}

/// A candidate with what it competed by.
pub fn candidate(moment: &Now<'_>, who: Pid, winner: Pid) -> Text {
    if moment.now.config.policy == Policy::Cfs {
        return cfs::candidate(moment, who);
    }
    if moment.now.config.policy == Policy::Eevdf {
        return eevdf::candidate(moment, who);
    }
    if moment.now.config.policy == Policy::Linux {
        return linux::candidate(moment, who);
    }
    let n = moment.now.name(who);
    if moment.now.config.policy == Policy::Lottery {
        let (first, last) = tickets(moment, who);
        return text!("{n} tickets {first}–{last}", "{n} 彩票 {first}–{last}");
    }
    let pass = competed(moment, who, winner);
    text!("{n} pass {pass}", "{n} 行程 {pass}")
}

/// `85 mod 100 tickets = 85`; `stride(A) = 10000 / 100 = 100`.
pub fn formula(moment: &Now<'_>, who: Pid) -> Text {
    if moment.now.config.policy == Policy::Cfs {
        return cfs::formula(moment, who);
    }
    if moment.now.config.policy == Policy::Eevdf {
        return eevdf::formula(moment, who);
    }
    if moment.now.config.policy == Policy::Linux {
        if moment.now.runs_cfs(who) {
            return cfs::formula(moment, who);
        }
        return if moment.now.competes(who) { eevdf::formula(moment, who) } else { Text::default() };
    }
    let (now, n) = (moment.now, moment.now.name(who));
    if now.config.policy == Policy::Lottery {
        let Draw { number, total, ticket } = draw(moment);
        return text!(
            "draw {number} mod {total} tickets = {ticket} → {n}",
            "抽签 {number} mod {total} 张彩票 = {ticket} → {n}"
        );
    }
    let (big, tickets, stride) = (now.config.big, now.spec(who).tickets, now.stride(who));
    let (old, new) = (competed(moment, who, who), now.processes[who as usize].pass);
    text!(
        "stride({n}) = {big} / {tickets} = {stride}; pass({n}) = {old} + {stride} = {new}",
        "步长({n}) = {big} / {tickets} = {stride}；行程({n}) = {old} + {stride} = {new}"
    )
}

/// The slice is used up: what happens next.
pub fn again(policy: Policy) -> Text {
    match policy {
        Policy::Cfs => Text::new(
            "Now the smallest vruntime runs; that may be the same process.",
            "现在由 vruntime 最小者运行，可能仍是同一进程。",
        ),
        Policy::Eevdf => Text::new(
            "Now the eligible one that is due first runs; that may be the same process.",
            "现在由符合条件且截止最早者运行，可能仍是同一进程。",
        ),
        Policy::Stride => Text::new(
            "Its stride was charged when it was picked; now the passes are compared again.",
            "步长在选中时已计入，现在重新比较行程值。",
        ),
        _ => Text::new("Every slice is decided by a new draw.", "每个时间片都重新抽签决定。"),
    }
}

/// A misconception near a decision.
pub fn note(policy: Policy) -> Text {
    match policy {
        Policy::Cfs => Text::new(
            "A nice value is **not** a priority: nobody waits for ever. A step of it changes a share by about a tenth.",
            "nice 值**不是**优先级：没有进程会饥饿。每差一级，份额约变化十分之一。",
        ),
        Policy::Eevdf => Text::new(
            "A deadline here is **no** promise in real time: it is virtual, and a missed one stops nothing. It only orders those that may run.",
            "此处的截止时间**不是**实时保证：它是虚拟时间，错过也不算失败，只用来给可运行者排序。",
        ),
        Policy::Stride => Text::new(
            "Stride scheduling is **not** random: after every cycle each process has exactly its share.",
            "步长调度**不是**随机的：每过一个周期，各进程恰好得到自己的份额。",
        ),
        _ => Text::new(
            "Tickets are **no** guarantee: a share holds on average, and a few draws may be far from it.",
            "彩票数**不**保证每次的份额：只有平均起来才成立，少数几次抽签可能相差很远。",
        ),
    }
}
