//! Decisions of `eevdf` in words.

use super::super::machine::Sched;
use super::super::names::{refer, show};
use super::super::rules::Eligible;
use super::super::state::Pid;
use crate::lab::{Moment, Story};
use crate::sim::{Ratio, Time};
use crate::text;
use crate::text::Text;

type Now<'a> = Moment<'a, Sched>;

/// A virtual time, or a lag, as it is shown: in units, two decimals.
pub fn shown(sched: &Sched, ticks: &Ratio) -> String {
    (ticks.clone() / Ratio::whole(sched.config.scale.per_unit() as i64)).decimal(2)
}

/// v, as it is shown.
pub fn position(sched: &Sched, who: Pid) -> String {
    shown(sched, &sched.position(who))
}

/// The deadline, as it is shown.
pub fn deadline(sched: &Sched, who: Pid) -> String {
    shown(sched, &sched.client(who).deadline)
}

/// The caption of a decision among several.
pub fn chosen(moment: &Now<'_>, who: Pid, next: Pid) -> Text {
    let (now, p, d) = (moment.now, refer(moment.now, who), deadline(moment.now, who));
    let due = |who: Pid| &now.client(who).deadline;
    if now.is_eligible(next) && due(next) == due(who) {
        let q = refer(now, next);
        return text!(
            "{p} and {q} are due at the same virtual time, {d}; {p} is first in the table and gets the CPU.",
            "{p} 与 {q} 的截止时间同为 {d}，{p} 在表中靠前，获得 CPU。"
        );
    }
    if now.is_eligible(next) {
        return text!(
            "{p} is due first of the eligible, at {d}, so it gets the CPU.",
            "符合条件者中 {p} 的截止时间最早（{d}），获得 CPU。"
        );
    }
    text!(
        "{p} is the only one that is eligible, so it gets the CPU; it is due at {d}.",
        "只有 {p} 符合条件，获得 CPU；截止时间为 {d}。"
    )
}

/// What the policy looks at, and who is passed over.
pub fn rule(moment: &Now<'_>, who: Pid) -> Text {
    let now = moment.now;
    let v = shown(now, &now.virtual_now(who));
    let ready = now.by_deadline(now.home(who));
    let over = ready.iter().find(|entry| now.competes(entry.who) && !now.is_eligible(entry.who));
    let Some(over) = over else {
        return text!(
            "Virtual time is V = {v}, and nobody has run more than its share: the earliest deadline decides.",
            "虚拟时间 V = {v}，没有进程超出应得份额，由最早的截止时间决定。"
        );
    };
    let (n, own) = (now.name(over.who), position(now, over.who));
    match now.config.rules.eligible {
        Eligible::Vruntime => text!(
            "Virtual time is V = {v}. {n} stands at {own}, beyond V: it has had more than its share and has to wait.",
            "虚拟时间 V = {v}。{n} 位于 {own}，超过 V：已超出应得份额，须等待。"
        ),
        Eligible::Request => {
            let from = shown(now, &now.client(over.who).eligible);
            text!(
                "Virtual time is V = {v}. The request of {n} begins at {from}, which has not come.",
                "虚拟时间 V = {v}。{n} 的请求从 {from} 开始，尚未到时。"
            )
        }
    }
}

/// A candidate with its deadline, or why it does not count.
pub fn candidate(moment: &Now<'_>, who: Pid) -> Text {
    let (now, n) = (moment.now, moment.now.name(who));
    let d = deadline(now, who);
    if now.is_eligible(who) {
        return text!("{n} due {d}", "{n} 截止 {d}");
    }
    let v = position(now, who);
    text!("{n} at {v}, not eligible", "{n} 位于 {v}，不符合条件")
}

/// `d(A) = 3.5 + 3 / 1 = 6.5; lag(A) = 1 × (4 − 3.5) = 0.5`.
pub fn formula(moment: &Now<'_>, who: Pid) -> Text {
    let (now, n) = (moment.now, moment.now.name(who));
    let (weight, unit) = (now.spec(who).weight as i64, now.config.eevdf.scale as i64);
    let w = Ratio::new(weight, unit).decimal(3);
    let client = now.client(who);
    let length = (client.deadline.clone() - client.eligible.clone()) * Ratio::new(weight, unit);
    let (from, length, d) = (shown(now, &client.eligible), shown(now, &length), deadline(now, who));
    let (v, own, lag) = (shown(now, &now.virtual_now(who)), position(now, who), shown(now, &now.lag(who)));
    text!(
        "d({n}) = {from} + {length} / {w} = {d}; lag({n}) = {w} × ({v} − {own}) = {lag}",
        "d({n}) = {from} + {length} / {w} = {d}；lag({n}) = {w} × ({v} − {own}) = {lag}"
    )
}

/// The request or the quantum is over.
pub fn expired(moment: &Now<'_>, who: Pid) -> Text {
    let (before, now, n) = (moment.before, moment.now, moment.now.name(who));
    let ran = show(now, before.slice_used(who) + now.now.since(before.now));
    let (v, left) = (position(now, who), show(now, now.cpu_left(who)));
    if before.client(who).deadline == now.client(who).deadline {
        return text!(
            "{n} ran {ran}, one quantum of its request, and needs **{left} more**. It stands at **{v}**; its deadline stays.",
            "{n} 运行了 {ran}（请求中的一个量子），还需 **{left}**。它位于 **{v}**，截止时间不变。"
        );
    }
    let d = deadline(now, who);
    text!(
        "{n} ran {ran}, to the end of its request, and needs **{left} more**. It stands at **{v}**; its next request is due at **{d}**.",
        "{n} 运行了 {ran}，本次请求完成，还需 **{left}**。它位于 **{v}**，下一次请求截止于 **{d}**。"
    )
}

/// The caption when a request or a quantum is over.
pub fn over(moment: &Now<'_>, who: Pid, ready: &str) -> Text {
    let (before, now, p) = (moment.before, moment.now, refer(moment.now, who));
    if before.client(who).deadline == now.client(who).deadline {
        return text!(
            "{p} has used a quantum of its request, so the pick among the [ready processes]({ready}) is made again.",
            "{p} 用完请求中的一个量子，在[就绪进程]({ready})中重新选择。"
        );
    }
    text!(
        "{p} has got all it asked for, so its next request competes with the [ready processes]({ready}).",
        "{p} 的请求已完成，开始下一次请求，与[就绪进程]({ready})竞争 CPU。"
    )
}

/// A process that becomes ready, against the one on the CPU.
pub fn holder(moment: &Now<'_>, holder: Pid, newcomer: Pid) -> Text {
    let now = moment.now;
    let (r, n) = (now.name(holder), now.name(newcomer));
    let (own, due) = (position(now, newcomer), deadline(now, newcomer));
    if now.config.rules.arrival_preempts {
        return text!(
            "It joins at {own} and is due at {due}; the pick is made again, with {r}, now running, among the others.",
            "{n} 从 {own} 加入，截止于 {due}；连同正在运行的 {r} 重新选择。"
        );
    }
    text!(
        "It joins at {own} and is due at {due}; {r} runs to the end of its request.",
        "{n} 从 {own} 加入，截止于 {due}；{r} 运行到请求完成。"
    )
}

/// Why a deadline preempts.
pub fn ousted(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let (now, n, b) = (moment.now, moment.now.name(who), moment.now.name(by));
    let left = show(now, now.burst_left(who));
    if now.is_eligible(who) {
        return text!(
            "By the rule in force the pick is made again when somebody joins, and the request of {b} is due sooner. {n} still needs **{left}**.",
            "按当前规则，有进程加入时重新选择，{b} 的请求截止更早。{n} 还需 **{left}**。"
        );
    }
    text!(
        "By the rule in force the pick is made again when somebody joins, and {n} has had more than its share. {n} still needs **{left}**.",
        "按当前规则，有进程加入时重新选择，而 {n} 已超出应得份额。{n} 还需 **{left}**。"
    )
}

/// The pick fell on the one that runs.
pub fn kept(moment: &Now<'_>, who: Pid) -> Story {
    let (now, p, n) = (moment.now, refer(moment.now, who), moment.now.name(who));
    let d = deadline(now, who);
    let (v, others) = (shown(now, &now.virtual_now(who)), now.line(now.home(who)).concat());
    let ranking: Vec<Text> =
        std::iter::once(&who).chain(&others).take(5).map(|who| candidate(moment, *who)).collect();
    let join = |list: Vec<&str>| list.join(" · ");
    let why = match now.burst_left(who) {
        Time::ZERO => text!(
            "Virtual time is V = {v}. {n} is at the end of its burst at this instant.",
            "虚拟时间 V = {v}。{n} 恰在此刻用完本次 CPU 时间。"
        ),
        left => {
            let left = show(now, left);
            text!(
                "Virtual time is V = {v}. {n} is eligible, nobody eligible is due sooner, and it still needs **{left}**.",
                "虚拟时间 V = {v}。{n} 符合条件，没有更早截止的符合条件者；它还需 **{left}**。"
            )
        }
    };
    Story {
        kicker: Text::new("scheduling decision", "进程调度"),
        caption: text!(
            "{p} is still due first of the eligible, at {d}, so it keeps the CPU.",
            "符合条件者中 {p} 的截止时间仍最早（{d}），继续运行。"
        ),
        title: text!("{n} keeps the CPU", "{n} 继续运行"),
        why,
        formula: formula(moment, who),
        candidates: Text {
            en: join(ranking.iter().map(|text| text.en.as_ref()).collect()).into(),
            zh: join(ranking.iter().map(|text| text.zh.as_ref()).collect()).into(),
        },
        ..Story::default()
    }
}
