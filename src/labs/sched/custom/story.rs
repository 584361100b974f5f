//! What decisions by a formula say.

use super::super::machine::Sched;
use super::super::names::{refer, show};
use super::super::state::Pid;
use super::super::story::Now;
use super::formula::Name;
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// A formula that is no longer than this stands in a sentence; a longer one is left out.
const SHORT: usize = 48;

/// The value of a process, rounded: small ones to more decimals.
pub fn shown(sched: &Sched, who: Pid) -> String {
    let value = sched.value(who).ratio();
    let small = value > Ratio::whole(-1) && value < Ratio::whole(1);
    brief(value.decimal(if small { 4 } else { 2 }))
}

/// The most digits of a number in a sentence.
const DIGITS: usize = 14;

/// A number with many digits as its first ones and a power of ten.
fn brief(number: String) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", &number[..]), |digits| ("-", digits));
    let whole = digits.split('.').next().unwrap_or_default();
    if whole.len() <= DIGITS {
        return number;
    }
    let (first, more, power) = (&whole[..1], &whole[1..3], whole.len() - 1);
    format!("{sign}{first}.{more} × 10^{power}")
}

/// The values of two processes, with so many decimals that they can be told apart, unless it takes more than six.
fn both(sched: &Sched, one: Pid, other: Pid) -> (String, String) {
    let (a, b) = (sched.value(one).ratio(), sched.value(other).ratio());
    let places = (3..=6).find(|places| a.decimal(*places) != b.decimal(*places));
    if shown(sched, one) != shown(sched, other) || a == b {
        return (shown(sched, one), shown(sched, other));
    }
    let places = places.unwrap_or(6);
    (brief(a.decimal(places)), brief(b.decimal(places)))
}

/// `1 + wait / burst = 1 + 5 / 3 = 2.67`.
pub fn filled(moment: &Now<'_>, who: Pid) -> Text {
    let (before, n) = (&at_decision(moment), moment.now.name(who));
    let formula = &before.config.custom.formula;
    let numbers = formula.filled(|name| field(before, who, name));
    let (written, value) = (&formula.text, shown(before, who));
    if written.chars().count() > SHORT {
        return text!("{n}: {numbers} = {value}", "{n}：{numbers} = {value}");
    }
    if numbers == *written {
        return text!("{n}: {written} = {value}", "{n}：{written} = {value}");
    }
    text!("{n}: {written} = {numbers} = {value}", "{n}：{written} = {numbers} = {value}")
}

fn field(sched: &Sched, who: Pid, name: Name) -> String {
    sched.formula_field(who, name).ratio().decimal(6)
}

/// The machine as it was when the values were compared: before the event, at its instant.
pub fn at_decision(moment: &Now<'_>) -> Sched {
    Sched { now: moment.now.now, ..moment.before.clone() }
}

/// The caption of a decision between several.
pub fn chosen(moment: &Now<'_>, who: Pid, next: Pid) -> Text {
    let (now, before) = (moment.now, &at_decision(moment));
    let (p, q) = (refer(now, who), refer(now, next));
    let (value, other) = both(before, who, next);
    if before.value(who).compare(&before.value(next)).is_eq() {
        let since = |who: Pid| before.processes[who as usize].since;
        return if since(who) < since(next) {
            text!(
                "{p} and {q} have the same value, {value}; {p} was ready first and gets the CPU.",
                "{p} 与 {q} 的值相同（{value}），{p} 先就绪，获得 CPU。"
            )
        } else {
            text!(
                "{p} and {q} have the same value, {value}; {p} is first in the table and gets the CPU.",
                "{p} 与 {q} 的值相同（{value}），{p} 在表中靠前，获得 CPU。"
            )
        };
    }
    if now.config.custom.smallest {
        return text!(
            "{p} has the smallest value, {value} against {other} of {q}, so it gets the CPU.",
            "{p} 的值最小（{value}，{q} 为 {other}），获得 CPU。"
        );
    }
    text!(
        "{p} has the largest value, {value} against {other} of {q}, so it gets the CPU.",
        "{p} 的值最大（{value}，{q} 为 {other}），获得 CPU。"
    )
}

/// A candidate with its value at the decision.
pub fn candidate(moment: &Now<'_>, who: Pid) -> Text {
    let (n, value) = (moment.now.name(who), shown(&at_decision(moment), who));
    text!("{n} value {value}", "{n} 值 {value}")
}

/// Why it comes to a preemption.
pub fn ousted_why(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let now = moment.now;
    let (n, b) = (now.name(who), now.name(by));
    let (at, left) = (show(now, now.now), show(now, now.burst_left(who)));
    text!(
        "Compared at t = {at}, the value of {b} is strictly better. {n} still needs **{left}** and keeps what it has done.",
        "t = {at} 时比较，{b} 的值严格更优。{n} 还需 **{left}**，已完成的部分保留。"
    )
}

/// The caption of a preemption.
pub fn ousted(moment: &Now<'_>, who: Pid, by: Pid) -> Text {
    let (p, b) = (refer(moment.now, who), refer(moment.now, by));
    let (own, other) = both(moment.now, who, by);
    text!(
        "{p} loses the CPU: {b} has the better value, {other} against {own}.",
        "{p} 被抢占：{b} 的值更优（{other} 对 {own}）。"
    )
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn numbers_with_many_digits_are_cut() {
        assert_eq!(brief("-12.25".into()), "-12.25");
        assert_eq!(brief("12345678901234567890".into()), "1.23 × 10^19");
        assert_eq!(brief("-123456789012345.5".into()), "-1.23 × 10^14");
    }
}
