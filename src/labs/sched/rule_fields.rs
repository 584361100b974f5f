//! The rules as fields: every convention of [`Rules`](super::rules::Rules) on which books differ; those on
//! feedback queues are in `feedback_fields.rs`.
//! Who does what: `rules.rs`; Silberschatz, OSTEP, Stallings, Tanenbaum, 汤小丹, 408.

use super::compact;
use super::fields::{Entry, choice, code, decode};
use super::rules::{Aging, Decided, Preempt, Rules};
use super::scenario::{Admission, Policy, Scenario};
use crate::lab::{Choice, FieldKind};
use crate::text::Text;
use serde::Deserialize;

/// Writes one option of a rule; what the set decides anyway is not written.
pub(super) fn flip<'a, T: Deserialize<'a> + PartialEq>(
    scenario: &mut Scenario,
    word: &'a str,
    written: fn(&mut Rules) -> &mut Option<T>,
    decided: fn(&Decided) -> T,
) -> Option<()> {
    let option = decode(word)?;
    let usual = decided(&scenario.rules.usual());
    *written(&mut scenario.rules) = (option != usual).then_some(option);
    Some(())
}

/// The same for a rule that is a yes or no.
pub(super) fn flip_flag(
    scenario: &mut Scenario,
    word: &str,
    written: fn(&mut Rules) -> &mut Option<bool>,
    decided: fn(&Decided) -> bool,
) -> Option<()> {
    let yes = match word {
        "yes" => true,
        "no" => false,
        _ => return None,
    };
    let usual = decided(&scenario.rules.usual());
    *written(&mut scenario.rules) = (yes != usual).then_some(yes);
    Some(())
}

pub(super) fn flag(yes: bool) -> String {
    if yes { "yes" } else { "no" }.into()
}

pub(super) fn yes_no(no: Text, no_help: Text, yes: Text, yes_help: Text) -> FieldKind {
    FieldKind::Choice(vec![choice("no", no, no_help), choice("yes", yes, yes_help)])
}

pub(super) fn options<const N: usize>(options: [(&'static str, Text, Text); N]) -> FieldKind {
    FieldKind::Choice(options.map(|(id, name, help)| Choice { id, name, help }).into())
}

/// Does a higher level take the CPU at once?
pub(super) fn at_once(scenario: &Scenario) -> bool {
    scenario.rules.decided().preempt == Preempt::Immediate
}

/// Rules on who stands where in a ready queue.
pub fn queues() -> [Entry; 3] {
    [order(), next(), back()]
}

/// Rules on priority numbers.
pub fn priorities() -> [Entry; 3] {
    [priority_order(), preemptive(), aging()]
}

/// Rules on I/O.
pub fn devices() -> [Entry; 3] {
    [io(), on_io(), io_done()]
}

fn order() -> Entry {
    Entry {
        id: "order",
        name: Text::new("Who queues first at one instant", "同一时刻谁先入队"),
        help: Text::new(
            "A process arrives, or its I/O ends, just when a time slice is used up.",
            "时间片用完的同一时刻，恰有进程到达或 I/O 完成。",
        ),
        kind: options([
            (
                "new_first",
                Text::new("Newcomers first", "新到达的先"),
                Text::new(
                    "Arrivals, then I/O returns, then the expired one. 408, 汤小丹, Stallings' table; Silberschatz and Tanenbaum are silent.",
                    "到达的，再 I/O 完成的，最后时间片用完的。408、汤小丹、Stallings 的表；Silberschatz、Tanenbaum 未说明。",
                ),
            ),
            (
                "preempted_first",
                Text::new("Expired first", "用完时间片的先"),
                Text::new(
                    "The expired one, then arrivals, then I/O returns. OSTEP's simulators.",
                    "时间片用完的，再到达的，最后 I/O 完成的。OSTEP 的模拟程序。",
                ),
            ),
            (
                "io_first",
                Text::new("I/O returns first", "I/O 完成的先"),
                Text::new(
                    "I/O returns, then arrivals, then the expired one. Some courses after Stallings (UTN FRBA).",
                    "I/O 完成的，再到达的，最后时间片用完的。部分以 Stallings 为教材的课程（UTN FRBA）。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().rr_order),
        write: |s, word| flip(s, word, |rules| &mut rules.rr_order, |set| set.rr_order),
        matters: |s, facts| {
            let sliced = matches!(s.policy, Policy::Rr | Policy::PriorityRr | Policy::Mlfq);
            // Room in memory is made by a burst that ends just when a slice ends on another CPU.
            let admits = s.multiprogramming.is_some() && s.cpus > 1;
            sliced && facts.several && (facts.late || facts.io || admits)
        },
    }
}

fn next() -> Entry {
    Entry {
        id: "next",
        name: Text::new("FCFS picks", "FCFS 选择"),
        help: Text::new("Which of the ready processes FCFS takes.", "FCFS 从就绪进程中选哪一个。"),
        kind: options([
            (
                "first",
                Text::new("The first to be ready", "最先就绪的"),
                Text::new("A queue, as in every textbook.", "按队列，各教材皆然。"),
            ),
            (
                "cyclic",
                Text::new("The next in the table", "表中的下一个"),
                Text::new(
                    "The first ready one after the last that ran, in table order, round and round. OSTEP's process-run.",
                    "按表中顺序，从上次运行者之后循环查找第一个就绪的。OSTEP 的 process-run。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().next),
        write: |s, word| flip(s, word, |rules| &mut rules.next, |set| set.next),
        matters: |s, facts| s.policy == Policy::Fcfs && facts.several,
    }
}

fn back() -> Entry {
    Entry {
        id: "back",
        name: Text::new("A preempted process goes to the", "被抢占的进程回到"),
        help: Text::new("Where it enters its ready queue again.", "重新进入就绪队列的位置。"),
        kind: options([
            (
                "tail",
                Text::new("Tail", "队尾"),
                Text::new(
                    "Behind all of its level, with a fresh slice. 汤小丹, 408; the others are silent.",
                    "排在本级最后，时间片重新计。汤小丹、408；其他教材未说明。",
                ),
            ),
            (
                "head",
                Text::new("Head", "队首"),
                Text::new(
                    "Before all of its level. OSTEP's mlfq; SCHED_RR of Linux.",
                    "排在本级最前。OSTEP 的 mlfq；Linux 的 SCHED_RR。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().preempted_to),
        write: |s, word| flip(s, word, |rules| &mut rules.preempted_to, |set| set.preempted_to),
        matters: |s, facts| {
            let preempts = s.policy == Policy::PriorityRr || (s.policy == Policy::Mlfq && at_once(s));
            preempts && facts.several && (facts.late || facts.io)
        },
    }
}

fn priority_order() -> Entry {
    Entry {
        id: "prio",
        name: Text::new("High priority", "高优先级"),
        help: Text::new("Which number is the better priority.", "数小还是数大表示优先级高。"),
        kind: options([
            (
                "low",
                Text::new("Small number", "数小优先"),
                Text::new(
                    "Silberschatz' text, UNIX nice, 408 of 2022.",
                    "Silberschatz 正文、UNIX 的 nice、408 的 2022 年题。",
                ),
            ),
            (
                "high",
                Text::new("Large number", "数大优先"),
                Text::new(
                    "408 of 2018 and 2021, Tanenbaum's problem, some exercises of Silberschatz.",
                    "408 的 2018、2021 年题、Tanenbaum 的习题、Silberschatz 的部分习题。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().priority_order),
        write: |s, word| flip(s, word, |rules| &mut rules.priority_order, |set| set.priority_order),
        matters: |s, facts| match s.policy {
            // Aging parts equal priorities, in the direction of the better numbers.
            Policy::Priority => facts.ranks || matches!(s.rules.decided().aging, Some(Aging::Step { .. })),
            Policy::PriorityRr => facts.ranks,
            _ => facts.ranks && s.multiprogramming.is_some() && s.admission == Admission::Priority,
        },
    }
}

fn preemptive() -> Entry {
    Entry {
        id: "pre",
        name: Text::new("Preemptive", "抢占方式"),
        help: Text::new(
            "Does a better priority, or a better value of the formula, take the CPU at once?",
            "优先级更高（或公式值更优）的进程是否立即抢占 CPU？",
        ),
        kind: yes_no(
            Text::new("No", "非抢占式"),
            Text::new(
                "It waits until the burst ends. Tanenbaum's batch jobs; 408 of 2018.",
                "等当前进程本段服务结束。Tanenbaum 的批处理作业；408 的 2018 年题。",
            ),
            Text::new("Yes", "抢占式"),
            Text::new(
                "It runs at once; an equal one never preempts. 408 of 2022; Silberschatz describes both.",
                "立即运行；同级不抢占。408 的 2022 年题；Silberschatz 两种都讲。",
            ),
        ),
        read: |s| flag(s.rules.decided().preemptive),
        write: |s, word| flip_flag(s, word, |rules| &mut rules.preemptive, |set| set.preemptive),
        matters: |s, facts| {
            let changes = facts.late || facts.io || s.rules.decided().aging.is_some();
            match s.policy {
                Policy::Priority => facts.several && changes,
                Policy::Custom => facts.several,
                _ => false,
            }
        },
    }
}

fn aging() -> Entry {
    Entry {
        id: "aging",
        name: Text::new("Aging", "老化"),
        help: Text::new(
            "off; or step_4_1: better by 1 for each 4 waited (add _reset: lost on dispatch; _to1: never beyond 1); or rate_1_2: from 0, plus 1 a unit waiting and 2 a unit running, larger is better (Silberschatz' exercise).",
            "off；或 step_4_1：每等待 4 提高 1 级（加 _reset：运行时清除；_to1：不超过 1）；或 rate_1_2：从 0 起，等待每单位加 1、运行每单位加 2，数大优先（Silberschatz 习题）。",
        ),
        kind: FieldKind::Words,
        read: |s| compact::aging(s.rules.decided().aging),
        write: |s, word| {
            let aging = compact::aging_of(word)?;
            let usual = s.rules.set.decided().aging;
            s.rules.aging = (aging != usual).then_some(aging);
            Some(())
        },
        matters: |s, facts| s.policy == Policy::Priority && facts.several,
    }
}

fn io() -> Entry {
    Entry {
        id: "io",
        name: Text::new("A device serves", "设备服务"),
        help: Text::new("How many requests a device works on at a time.", "一台设备同时处理多少请求。"),
        kind: options([
            (
                "parallel",
                Text::new("All at once", "同时服务"),
                Text::new(
                    "I/O never queues: as many devices as processes. OSTEP's simulators; most worked examples.",
                    "I/O 不排队，如同每个进程各有设备。OSTEP 的模拟程序；多数例题。",
                ),
            ),
            (
                "fcfs",
                Text::new("One by one", "逐个服务"),
                Text::new(
                    "Requests queue, first come, first served. 408 of 2012.",
                    "请求排队，先来先服务。408 的 2012 年题。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().io),
        write: |s, word| flip(s, word, |rules| &mut rules.io, |set| set.io),
        matters: |_, facts| facts.shared,
    }
}

fn on_io() -> Entry {
    Entry {
        id: "onio",
        name: Text::new("When its process starts I/O, the CPU", "进程开始 I/O 时，CPU"),
        help: Text::new("OSTEP's process-run: option -S.", "OSTEP 的 process-run：选项 -S。"),
        kind: options([
            (
                "switch",
                Text::new("Takes the next", "换下一个进程"),
                Text::new("Multiprogramming: every book.", "多道程序：各教材皆然。"),
            ),
            (
                "wait",
                Text::new("Waits", "等待"),
                Text::new("Idles until the I/O ends: SWITCH_ON_END.", "空闲到 I/O 结束：SWITCH_ON_END。"),
            ),
        ]),
        read: |s| code(s.rules.decided().on_io),
        write: |s, word| flip(s, word, |rules| &mut rules.on_io, |set| set.on_io),
        matters: |_, facts| facts.io && facts.several,
    }
}

fn io_done() -> Entry {
    Entry {
        id: "iodone",
        name: Text::new("When I/O ends, its process", "I/O 结束时，其进程"),
        help: Text::new("FCFS; OSTEP's process-run: option -I.", "FCFS；OSTEP 的 process-run：选项 -I。"),
        kind: options([
            (
                "queue",
                Text::new("Queues", "排队"),
                Text::new("Every book; IO_RUN_LATER.", "各教材皆然；IO_RUN_LATER。"),
            ),
            (
                "run",
                Text::new("Takes the CPU", "立即运行"),
                Text::new(
                    "The running process queues: IO_RUN_IMMEDIATE.",
                    "运行中的进程去排队：IO_RUN_IMMEDIATE。",
                ),
            ),
        ]),
        read: |s| code(s.rules.decided().io_done),
        write: |s, word| flip(s, word, |rules| &mut rules.io_done, |set| set.io_done),
        matters: |s, facts| s.policy == Policy::Fcfs && facts.io && facts.several,
    }
}
