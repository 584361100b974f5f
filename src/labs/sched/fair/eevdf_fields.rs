//! The parameters and rules of `eevdf` as fields of the form.

use super::super::compact;
use super::super::fields::{Entry, Facts, code, decode};
use super::super::rule_fields::{flag, flip, flip_flag, options, yes_no};
use super::super::rules::{Profile, Rules};
use super::super::scenario::{Fair, Policy, Scenario};
use crate::lab::FieldKind;
use crate::sim::Decimal;
use crate::text::Text;

pub fn parameters() -> [Entry; 4] {
    [profile(), base_slice(), quantum(), unit()]
}

pub fn rules() -> [Entry; 6] {
    [eligible(), preempts(), keeps(), joins(), clamp(), half()]
}

fn is_eevdf(scenario: &Scenario, _: &Facts) -> bool {
    scenario.policy == Policy::Eevdf
        || scenario.policy == Policy::Linux && scenario.params.fair == Fair::Eevdf
}

/// Can what a process is owed on coming back matter?
fn comes_back(scenario: &Scenario, facts: &Facts) -> bool {
    is_eevdf(scenario, facts) && facts.several && facts.io && scenario.rules.decided().place_lag
}

fn number(word: &str) -> Option<Decimal> {
    compact::plain(word).trim().parse().ok()
}

/// A profile decides the six rules anew, and whether there is a quantum.
fn profile() -> Entry {
    Entry {
        id: "prof",
        name: Text::new("EEVDF of", "EEVDF 版本"),
        help: Text::new(
            "Fills the rules of EEVDF; picking one clears the departures from it.",
            "填好 EEVDF 的各条规则；选择后清除所有偏离。",
        ),
        kind: options([
            (
                "linux",
                Text::new("Linux", "Linux"),
                Text::new(
                    "Since 6.6: who has had no more than its share may run, to the end of its request; a sleeper keeps its lag.",
                    "6.6 起：得到的不超过应得份额者可运行，直到请求完成；睡眠者保留滞后量。",
                ),
            ),
            (
                "paper",
                Text::new("The paper", "论文"),
                Text::new(
                    "Stoica and Abdel-Wahab 1995: a pick for every quantum among the requests whose time has come; who leaves forgets its lag.",
                    "Stoica 与 Abdel-Wahab 1995：每个量子在已到时刻的请求中选择；离开者不保留滞后量。",
                ),
            ),
        ]),
        read: |s| code(s.rules.profile.unwrap_or_default()),
        write: |s, word| {
            let profile = decode::<Profile>(word)?;
            if profile == s.rules.profile.unwrap_or_default() {
                return Some(());
            }
            s.rules = Rules {
                profile: Some(profile).filter(|profile| *profile != Profile::default()),
                eligible: None,
                arrival_preempts: None,
                place_lag: None,
                join_lag: None,
                lag_clamp: None,
                initial_half_slice: None,
                ..s.rules
            };
            s.params.quantum =
                (profile == Profile::Paper).then(|| s.params.quantum.unwrap_or(Decimal::whole(1)));
            Some(())
        },
        matters: is_eevdf,
    }
}

fn base_slice() -> Entry {
    Entry {
        id: "bslice",
        name: Text::new("Base slice", "基准时间片"),
        help: Text::new(
            "The length of a request of a process without a slice of its own; Linux: 0.7 ms times 1 + log2 of the CPUs, 2.8 ms with 8.",
            "未单独设置时间片的进程每次请求的长度；Linux 为 0.7 ms ×（1 + log2 CPU 数），8 个 CPU 时 2.8 ms。",
        ),
        kind: FieldKind::Number { min: 1, max: 1_000_000_000 },
        read: |s| s.params.base_slice.to_string(),
        write: |s, word| {
            s.params.base_slice = number(word).filter(|slice| !slice.is_zero_ref())?;
            Some(())
        },
        matters: is_eevdf,
    }
}

fn quantum() -> Entry {
    Entry {
        id: "tick",
        name: Text::new("Pick every", "重新选择周期"),
        help: Text::new(
            "After so much of a request the pick is made again: the paper's quantum; 0 = a request runs to its end.",
            "请求运行这么久后重新选择，即论文中的量子；0 表示运行到请求完成。",
        ),
        kind: FieldKind::Number { min: 0, max: 1_000_000_000 },
        read: |s| s.params.quantum.unwrap_or_default().to_string(),
        write: |s, word| {
            s.params.quantum = Some(number(word)?).filter(|quantum| !quantum.is_zero_ref());
            Some(())
        },
        matters: is_eevdf,
    }
}

fn unit() -> Entry {
    Entry {
        id: "unit",
        name: Text::new("Weight 1 is", "基准权重"),
        help: Text::new(
            "The weight at which virtual time runs like the clock: 1024 for nice values. It changes the numbers, not who runs.",
            "虚拟时间与时钟同步时的权重：nice 值取 1024。只改变数值，不改变谁运行。",
        ),
        kind: FieldKind::Number { min: 1, max: 1_000_000 },
        read: |s| s.params.scale.to_string(),
        write: |s, word| {
            let unit = compact::plain(word).trim().parse().ok()?;
            s.params.scale = Some(unit).filter(|unit| (1..=1_000_000).contains(unit))?;
            Some(())
        },
        matters: is_eevdf,
    }
}

fn eligible() -> Entry {
    Entry {
        id: "elig",
        name: Text::new("A request may run", "请求可运行的条件"),
        help: Text::new("What eligible means.", "何为“符合条件”。"),
        kind: options([
            (
                "vruntime",
                Text::new("If its process is owed", "其进程未超出份额"),
                Text::new("v ≤ V, the lag is not negative. Linux.", "v ≤ V，即滞后量不为负。Linux。"),
            ),
            (
                "request",
                Text::new("Once its time has come", "其时刻已到"),
                Text::new(
                    "ve ≤ V at which it was opened; it stays so. The paper.",
                    "开始时的 ve ≤ V，此后一直可运行。论文。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().eligible),
        write: |s, word| flip(s, word, |rules| &mut rules.eligible, |set| set.eligible),
        matters: |s, facts| is_eevdf(s, facts) && facts.several,
    }
}

fn preempts() -> Entry {
    Entry {
        id: "apre",
        name: Text::new("When somebody joins", "有进程就绪时"),
        help: Text::new("Is the pick made again at once?", "是否立即重新选择？"),
        kind: yes_no(
            Text::new("The request goes on", "请求继续"),
            Text::new("Linux's RUN_TO_PARITY.", "Linux 的 RUN_TO_PARITY。"),
            Text::new("The pick is made again", "重新选择"),
            Text::new("An earlier deadline takes the CPU.", "截止时间更早者抢占 CPU。"),
        ),
        read: |s| flag(s.rules.decided().arrival_preempts),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.arrival_preempts, |set| set.arrival_preempts),
        matters: |s, facts| is_eevdf(s, facts) && facts.several && (facts.late || facts.io),
    }
}

fn keeps() -> Entry {
    Entry {
        id: "plag",
        name: Text::new("A sleeper keeps its lag", "睡眠者保留滞后量"),
        help: Text::new(
            "Is a process that comes back still owed what it was?",
            "返回的进程是否仍保有离开时应得的份额？",
        ),
        kind: yes_no(
            Text::new("No", "否"),
            Text::new("It starts at V. The paper.", "从 V 开始。论文。"),
            Text::new("Yes", "是"),
            Text::new(
                "Linux's PLACE_LAG: sleep buys nothing and costs nothing.",
                "Linux 的 PLACE_LAG：睡眠不增不减。",
            ),
        ),
        read: |s| flag(s.rules.decided().place_lag),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.place_lag, |set| set.place_lag),
        matters: |s, facts| is_eevdf(s, facts) && facts.several && facts.io,
    }
}

fn joins() -> Entry {
    Entry {
        id: "jlag",
        name: Text::new("Lag on coming back", "返回时的滞后量"),
        help: Text::new("Its own joining moves V towards it.", "它的加入会使 V 向它靠近。"),
        kind: options([
            (
                "linux",
                Text::new("Made larger first", "先放大"),
                Text::new(
                    "By (W + w) / W, so that it is the same afterwards. Linux.",
                    "乘以 (W + w) / W，加入后不变。Linux。",
                ),
            ),
            (
                "paper",
                Text::new("As it was", "原值"),
                Text::new("By joining it loses a part of it. The paper.", "加入后损失一部分。论文。"),
            ),
        ]),
        read: |s| code(s.rules.decided().join_lag),
        write: |s, word| flip(s, word, |rules| &mut rules.join_lag, |set| set.join_lag),
        matters: comes_back,
    }
}

fn clamp() -> Entry {
    Entry {
        id: "clamp",
        name: Text::new("Bound of the lag kept", "保留滞后量的上限"),
        help: Text::new("How much a process may be owed on coming back.", "返回的进程至多保有多少。"),
        kind: yes_no(
            Text::new("None", "无"),
            Text::new("All of it.", "全部保留。"),
            Text::new("Two requests", "两次请求"),
            Text::new("Linux.", "Linux。"),
        ),
        read: |s| flag(s.rules.decided().lag_clamp),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.lag_clamp, |set| set.lag_clamp),
        matters: comes_back,
    }
}

fn half() -> Entry {
    Entry {
        id: "half",
        name: Text::new("First request", "首次请求"),
        help: Text::new("Of a process that is new.", "新进程的第一次请求。"),
        kind: yes_no(
            Text::new("A slice", "一个时间片"),
            Text::new("Like every other.", "与其他相同。"),
            Text::new("Half a slice", "半个时间片"),
            Text::new(
                "It is due sooner. Linux's PLACE_DEADLINE_INITIAL.",
                "截止时间更早。Linux 的 PLACE_DEADLINE_INITIAL。",
            ),
        ),
        read: |s| flag(s.rules.decided().initial_half_slice),
        write: |s, word| {
            flip_flag(s, word, |rules| &mut rules.initial_half_slice, |set| set.initial_half_slice)
        },
        matters: |s, facts| is_eevdf(s, facts) && facts.several,
    }
}
