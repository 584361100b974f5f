//! The parameters and rules of `cfs` as fields of the form.

use super::super::compact;
use super::super::fields::{Entry, Facts, code};
use super::super::rule_fields::{flag, flip, flip_flag, options, yes_no};
use super::super::scenario::{Fair, Policy, Scenario};
use crate::lab::FieldKind;
use crate::sim::Decimal;
use crate::text::Text;

pub fn parameters() -> [Entry; 3] {
    [latency(), granularity(), wakeup()]
}

pub fn rules() -> [Entry; 4] {
    [floor(), debit(), credit(), preempts()]
}

fn is_cfs(scenario: &Scenario, _: &Facts) -> bool {
    let linux = scenario.policy == Policy::Linux && scenario.params.fair == Fair::Cfs;
    scenario.policy == Policy::Cfs || linux
}

fn number(word: &str) -> Option<Decimal> {
    compact::plain(word).trim().parse().ok()
}

fn positive(word: &str) -> Option<Decimal> {
    number(word).filter(|number| !number.is_zero_ref())
}

fn latency() -> Entry {
    Entry {
        id: "lat",
        name: Text::new("Latency", "调度延迟"),
        help: Text::new(
            "The period in which every ready process runs once; Linux: 6 ms on one CPU.",
            "每个就绪进程各运行一次的周期；Linux 单 CPU 为 6 ms。",
        ),
        kind: FieldKind::Number { min: 1, max: 1_000_000_000 },
        read: |s| s.params.latency.to_string(),
        write: |s, word| {
            s.params.latency = positive(word)?;
            Some(())
        },
        matters: is_cfs,
    }
}

fn granularity() -> Entry {
    Entry {
        id: "gran",
        name: Text::new("Shortest slice", "最小粒度"),
        help: Text::new(
            "With many processes the period grows so that each gets as much; Linux: 0.75 ms.",
            "进程很多时周期随之加长，使每个至少得到这么多；Linux 为 0.75 ms。",
        ),
        kind: FieldKind::Number { min: 1, max: 1_000_000_000 },
        read: |s| s.params.min_granularity.to_string(),
        write: |s, word| {
            s.params.min_granularity = positive(word)?;
            Some(())
        },
        matters: is_cfs,
    }
}

fn wakeup() -> Entry {
    Entry {
        id: "wake",
        name: Text::new("Wake-up granularity", "唤醒粒度"),
        help: Text::new(
            "How much smaller its vruntime must be for a process to preempt; Linux: 1 ms.",
            "vruntime 至少小这么多才能抢占；Linux 为 1 ms。",
        ),
        kind: FieldKind::Number { min: 0, max: 1_000_000_000 },
        read: |s| s.params.wakeup_granularity.to_string(),
        write: |s, word| {
            s.params.wakeup_granularity = number(word)?;
            Some(())
        },
        matters: is_cfs,
    }
}

fn floor() -> Entry {
    Entry {
        id: "floor",
        name: Text::new("A slice below the shortest", "小于最小粒度的时间片"),
        help: Text::new("For a process of small weight.", "权重很小的进程。"),
        kind: yes_no(
            Text::new("Stays short", "保持"),
            Text::new("Shares are exact in every period.", "每个周期内份额精确。"),
            Text::new("Is made longer", "加长"),
            Text::new("Linux: fewer switches.", "Linux：减少切换。"),
        ),
        read: |s| flag(s.rules.decided().slice_floor),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.slice_floor, |set| set.slice_floor),
        matters: |s, facts| is_cfs(s, facts) && facts.several,
    }
}

fn debit() -> Entry {
    Entry {
        id: "debit",
        name: Text::new("A new process starts", "新进程的起点"),
        help: Text::new("Its first vruntime.", "最初的 vruntime。"),
        kind: yes_no(
            Text::new("At the smallest vruntime", "最小 vruntime"),
            Text::new("It may run at once.", "可立即运行。"),
            Text::new("A slice behind", "落后一个时间片"),
            Text::new("Linux's START_DEBIT.", "Linux 的 START_DEBIT。"),
        ),
        read: |s| flag(s.rules.decided().start_debit),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.start_debit, |set| set.start_debit),
        matters: |s, facts| is_cfs(s, facts) && facts.several,
    }
}

fn credit() -> Entry {
    Entry {
        id: "credit",
        name: Text::new("A sleeper wakes ahead by", "睡眠者唤醒时领先"),
        help: Text::new(
            "How far before the smallest vruntime it is placed at most.",
            "至多比最小 vruntime 小多少。",
        ),
        kind: options([
            (
                "half",
                Text::new("Half the latency", "半个调度延迟"),
                Text::new("Linux's GENTLE_FAIR_SLEEPERS.", "Linux 的 GENTLE_FAIR_SLEEPERS。"),
            ),
            ("full", Text::new("The latency", "一个调度延迟"), Text::new("Early versions.", "早期版本。")),
            ("none", Text::new("Nothing", "不领先"), Text::new("Sleep earns nothing.", "睡眠不得补偿。")),
        ]),
        read: |s| code(s.rules.decided().sleeper_credit),
        write: |s, word| flip(s, word, |rules| &mut rules.sleeper_credit, |set| set.sleeper_credit),
        matters: |s, facts| is_cfs(s, facts) && facts.several && facts.io,
    }
}

fn preempts() -> Entry {
    Entry {
        id: "wakepre",
        name: Text::new("Preemption on waking", "唤醒抢占"),
        help: Text::new(
            "May a process that becomes ready take the CPU at once?",
            "就绪的进程能否立即抢占 CPU？",
        ),
        kind: yes_no(
            Text::new("Never", "不抢占"),
            Text::new("It waits for the end of the slice.", "等时间片结束。"),
            Text::new("If its vruntime is smaller enough", "vruntime 足够小时"),
            Text::new("Linux's WAKEUP_PREEMPTION.", "Linux 的 WAKEUP_PREEMPTION。"),
        ),
        read: |s| flag(s.rules.decided().wakeup_preemption),
        write: |s, word| {
            flip_flag(s, word, |rules| &mut rules.wakeup_preemption, |set| set.wakeup_preemption)
        },
        matters: |s, facts| is_cfs(s, facts) && facts.several && (facts.late || facts.io),
    }
}
