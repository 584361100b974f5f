//! Decisions of `cfs` in words.

use super::super::machine::Sched;
use super::super::names::{refer, show};
use super::super::state::Pid;
use crate::lab::Moment;
use crate::text;
use crate::text::Text;

type Now<'a> = Moment<'a, Sched>;

/// A vruntime as it is shown.
pub fn shown(sched: &Sched, who: Pid) -> String {
    sched.show_vruntime(sched.vruntime(who))
}

/// The caption of a decision among several.
pub fn chosen(moment: &Now<'_>, who: Pid, next: Pid) -> Text {
    let (now, p) = (moment.now, refer(moment.now, who));
    let v = shown(now, who);
    if now.vruntime(who) == now.vruntime(next) {
        let q = refer(now, next);
        return text!(
            "{p} and {q} have the same vruntime, {v}; {p} was queued first and gets the CPU.",
            "vruntime 同为 {v}：{p} 先于 {q} 入队，获得 CPU。"
        );
    }
    text!(
        "{p} has the smallest vruntime, {v}, so it gets the CPU.",
        "{p} 的 vruntime 最小（{v}），获得 CPU。"
    )
}

/// What the policy looks at.
pub fn rule(moment: &Now<'_>, who: Pid) -> Text {
    let (now, n, weight) = (moment.now, moment.now.name(who), moment.now.weighs(who));
    let (period, sum, _) = now.share(who);
    let period = show(now, period);
    text!(
        "Whoever has run the least by weight is next. {n} has the weight {weight} of {sum}, and so its part of the period, {period}.",
        "按权重计运行最少者优先。{n} 的权重为 {weight}（总计 {sum}），在周期 {period} 中得到相应的一份。"
    )
}

/// A candidate with its vruntime.
pub fn candidate(moment: &Now<'_>, who: Pid) -> Text {
    let (n, v) = (moment.now.name(who), shown(moment.now, who));
    text!("{n} vruntime {v}", "{n} vruntime {v}")
}

/// `slice(A) = 6 × 1024 / 1844 = 3.33`.
pub fn formula(moment: &Now<'_>, who: Pid) -> Text {
    let (now, n, weight) = (moment.now, moment.now.name(who), moment.now.weighs(who));
    let (period, sum, slice) = now.share(who);
    let (period, slice) = (show(now, period), show(now, slice));
    text!(
        "slice({n}) = {period} × {weight} / {sum} → {slice}",
        "时间片({n}) = {period} × {weight} / {sum} → {slice}"
    )
}

/// The slice is used up: what it ran and what that made of its vruntime.
pub fn expired(moment: &Now<'_>, who: Pid) -> Text {
    let (before, now, n) = (moment.before, moment.now, moment.now.name(who));
    let ran = show(now, before.slice_used(who) + now.now.since(before.now));
    let slice = show(now, before.slice_length(who).unwrap_or_default());
    let (weight, v, left) = (now.weighs(who), shown(now, who), show(now, now.cpu_left(who)));
    text!(
        "{n} ran {ran} of its slice of {slice} and needs **{left} more**. Its vruntime grew by 1024 / {weight} of that, to **{v}**.",
        "{n} 运行了 {ran}（时间片 {slice}），还需 **{left}**。vruntime 按其 1024 / {weight} 增长，达到 **{v}**。"
    )
}

/// A process that becomes ready, against the one on the CPU.
pub fn holder(moment: &Now<'_>, holder: Pid, newcomer: Pid) -> Text {
    let now = moment.now;
    let (r, n) = (now.name(holder), now.name(newcomer));
    let (own, other) = (shown(now, newcomer), shown(now, holder));
    let bound = now.show_vruntime(now.wakeup_bound(newcomer));
    let ahead = now.vruntime(holder) - now.vruntime(newcomer);
    if now.config.rules.wakeup_preemption && ahead > now.wakeup_bound(newcomer) {
        return text!(
            "Its vruntime, {own}, is smaller by more than {bound} than {other}, that of {r}, now running.",
            "{n} 的 vruntime 为 {own}，比正在运行的 {r}（{other}）小 {bound} 以上。"
        );
    }
    text!(
        "Its vruntime is {own}, that of {r} {other}: {r} keeps the CPU to the end of its slice.",
        "{n} 的 vruntime 为 {own}，{r} 为 {other}：{r} 继续运行到时间片结束。"
    )
}

/// Why a vruntime preempts.
pub fn ousted(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let (now, n, b) = (moment.now, moment.now.name(who), moment.now.name(by));
    let (bound, left) = (now.show_vruntime(now.wakeup_bound(by)), show(now, now.burst_left(who)));
    text!(
        "The vruntime of {b} is smaller by more than {bound}, the wake-up granularity at its weight. {n} still needs **{left}**.",
        "{b} 的 vruntime 小 {bound} 以上（按其权重计的唤醒粒度）。{n} 还需 **{left}**。"
    )
}
