//! The rules on feedback queues as fields.

use super::fields::{Entry, Facts, code};
use super::rule_fields::{at_once, flag, flip, flip_flag, options, yes_no};
use super::scenario::{Policy, Scenario};
use crate::text::Text;

/// Rules on feedback queues.
pub fn feedback() -> [Entry; 7] {
    [preempt(), alone(), keep(), stay(), io_return(), bump(), boost_order()]
}

fn mlfq(scenario: &Scenario, _: &Facts) -> bool {
    scenario.policy == Policy::Mlfq
}

fn mlfq_io(scenario: &Scenario, facts: &Facts) -> bool {
    scenario.policy == Policy::Mlfq && facts.io
}

fn preempt() -> Entry {
    Entry {
        id: "take",
        name: Text::new("A higher level takes the CPU", "高级队列抢占"),
        help: Text::new("A process enters a level above the running one.", "有进程进入比运行者更高的一级。"),
        kind: options([
            (
                "immediate",
                Text::new("At once", "立即"),
                Text::new("OSTEP, Silberschatz, 汤小丹, 408.", "OSTEP、Silberschatz、汤小丹、408。"),
            ),
            (
                "quantum_end",
                Text::new("When the slice ends", "时间片结束时"),
                Text::new(
                    "Stallings: table 9.5, feedback with slices of 2^i.",
                    "Stallings：表 9.5，时间片为 2^i 的反馈队列。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().preempt),
        write: |s, word| flip(s, word, |rules| &mut rules.preempt, |set| set.preempt),
        matters: |s, facts| mlfq(s, facts) && facts.several && (facts.late || facts.io || s.boost.is_some()),
    }
}

fn alone() -> Entry {
    Entry {
        id: "alone",
        name: Text::new("Alone at the end of its slice", "时间片用完而无其他就绪进程"),
        help: Text::new("No other process is ready.", "没有其他就绪进程。"),
        kind: yes_no(
            Text::new("Keeps its level", "留在本级"),
            Text::new("Stallings: table 9.5.", "Stallings：表 9.5。"),
            Text::new("Moves down", "降一级"),
            Text::new("408, OSTEP; the others are silent.", "408、OSTEP；其他教材未说明。"),
        ),
        read: |s| flag(s.rules.decided().demote_alone),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.demote_alone, |set| set.demote_alone),
        matters: mlfq,
    }
}

fn keep() -> Entry {
    Entry {
        id: "keep",
        name: Text::new("The used part of a slice", "已用的部分时间片"),
        help: Text::new(
            "When a process is preempted or asks for I/O in the middle of its slice.",
            "进程在时间片中途被抢占或请求 I/O 时。",
        ),
        kind: yes_no(
            Text::new("Is forgotten", "不保留"),
            Text::new(
                "The next slice is a full one. 汤小丹, 408; OSTEP's rule 4 at first.",
                "下次得到完整时间片。汤小丹、408；OSTEP 最初的规则 4。",
            ),
            Text::new("Is remembered", "保留"),
            Text::new(
                "It goes on with the rest, so short bursts cannot keep a level. OSTEP's final rule 4.",
                "下次只用剩余部分，频繁 I/O 也会降级。OSTEP 最终的规则 4。",
            ),
        ),
        read: |s| flag(s.rules.decided().keep_used),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.keep_used, |set| set.keep_used),
        matters: |s, facts| mlfq(s, facts) && (facts.io || (facts.late && at_once(s))),
    }
}

fn stay() -> Entry {
    Entry {
        id: "stay",
        name: Text::new("I/O renews the slice", "I/O 后时间片重置"),
        help: Text::new(
            "Does asking for I/O give back a full slice and allotment, even if used parts are remembered?",
            "即使保留已用部分，请求 I/O 是否仍恢复完整的时间片与配额？",
        ),
        kind: yes_no(
            Text::new("No", "否"),
            Text::new("Every book.", "各教材皆然。"),
            Text::new("Yes", "是"),
            Text::new(
                "OSTEP's mlfq with -S: lets a process game the scheduler.",
                "OSTEP 的 mlfq 加 -S：进程可借此欺骗调度程序。",
            ),
        ),
        read: |s| flag(s.rules.decided().stay),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.stay, |set| set.stay),
        matters: mlfq_io,
    }
}

fn io_return() -> Entry {
    Entry {
        id: "ret",
        name: Text::new("After I/O it returns to", "I/O 完成后回到"),
        help: Text::new("The feedback level.", "哪一级反馈队列。"),
        kind: options([
            (
                "same",
                Text::new("Its level", "原级"),
                Text::new("OSTEP, 408; most books are silent.", "OSTEP、408；多数教材未说明。"),
            ),
            (
                "up",
                Text::new("One level higher", "高一级"),
                Text::new("A common reward for waiting on I/O.", "常见做法：奖励等待 I/O 的进程。"),
            ),
            (
                "top",
                Text::new("The top level", "最高级"),
                Text::new(
                    "Tanenbaum on CTSS: typed input lifts a process to the top.",
                    "Tanenbaum 讲 CTSS：终端输入使进程升到最高级。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().io_return),
        write: |s, word| flip(s, word, |rules| &mut rules.io_return, |set| set.io_return),
        matters: mlfq_io,
    }
}

fn bump() -> Entry {
    Entry {
        id: "bump",
        name: Text::new("After I/O it queues at the", "I/O 完成后排在"),
        help: Text::new("Its place in the queue of its level.", "在本级队列中的位置。"),
        kind: yes_no(
            Text::new("Tail", "队尾"),
            Text::new("Every book.", "各教材皆然。"),
            Text::new("Head", "队首"),
            Text::new(
                "Before a running equal, which is preempted. OSTEP's mlfq with -I.",
                "先于同级的运行者，后者被抢占。OSTEP 的 mlfq 加 -I。",
            ),
        ),
        read: |s| flag(s.rules.decided().io_bump),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.io_bump, |set| set.io_bump),
        matters: mlfq_io,
    }
}

fn boost_order() -> Entry {
    Entry {
        id: "boostq",
        name: Text::new("A boost queues", "提升时排队"),
        help: Text::new(
            "In which order the levels are put into the top queue.",
            "各级进程按什么顺序并入最高级。",
        ),
        kind: options([
            (
                "top_first",
                Text::new("Higher levels first", "高级先"),
                Text::new(
                    "Level by level from the top. The books are silent.",
                    "从最高级起逐级。教材未说明。",
                ),
            ),
            (
                "bottom_first",
                Text::new("The lowest level first", "最低级先"),
                Text::new(
                    "The top level stays in front, then from the lowest up. OSTEP's mlfq.",
                    "最高级保持在前，其后从最低级起。OSTEP 的 mlfq。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().boost_order),
        write: |s, word| flip(s, word, |rules| &mut rules.boost_order, |set| set.boost_order),
        matters: |s, facts| mlfq(s, facts) && facts.several && s.boost.is_some() && s.levels.len() > 2,
    }
}
