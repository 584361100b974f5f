//! Admission and suspension as fields of the form and a column of the table.

use super::compact::plain;
use super::fields::{Entry, code, decode};
use super::rule_fields::options;
use super::scenario::{Admission, MAX_RESIDENT, Process, Scenario, Swapping};
use crate::lab::FieldKind;
use crate::sim::Decimal;
use crate::text::Text;

/// The three levels of scheduling.
pub fn parameters() -> [Entry; 3] {
    [limit(), admission(), swapping()]
}

/// When a process is suspended: `3-8 12-15`.
pub fn suspended(process: &Process) -> String {
    let pair = |pair: &[Decimal]| pair.iter().map(Decimal::to_string).collect::<Vec<_>>().join("-");
    process.suspended.chunks(2).map(pair).collect::<Vec<_>>().join(" ")
}

/// The inverse of [`suspended`].
pub fn put_suspended(process: &mut Process, typed: &str) -> Option<()> {
    let mut instants = Vec::new();
    for pair in typed.split([' ', ',', ';']).filter(|pair| !pair.is_empty()) {
        let (from, to) = pair.split_once('-')?;
        let (from, to): (Decimal, Decimal) = (from.parse().ok()?, to.parse().ok()?);
        instants.extend([from, to]);
    }
    process.suspended = instants;
    Some(())
}

/// Does the table say when processes are suspended?
pub fn has_column(scenario: &Scenario) -> bool {
    scenario.swapping != Swapping::Off
}

fn limit() -> Entry {
    Entry {
        id: "mpl",
        name: Text::new("In memory", "道数"),
        help: Text::new(
            "The degree of multiprogramming: at most so many processes are in memory at a time, and new ones wait for admission; 0 = no limit.",
            "多道程序的道数：内存中最多同时有多少个进程，其余新作业在后备队列中等待；0 表示不限。",
        ),
        kind: FieldKind::Number { min: 0, max: MAX_RESIDENT.into() },
        read: |s| s.multiprogramming.unwrap_or_default().to_string(),
        write: |s, word| {
            let limit: u32 = plain(word).trim().parse().ok().filter(|limit| *limit <= MAX_RESIDENT)?;
            s.multiprogramming = Some(limit).filter(|limit| *limit > 0);
            Some(())
        },
        matters: |_, _| true,
    }
}

fn admission() -> Entry {
    Entry {
        id: "job",
        name: Text::new("Admission", "作业调度"),
        help: Text::new(
            "Long-term scheduling: which new process comes into memory when there is room.",
            "高级调度：内存有空位时接纳哪个作业。",
        ),
        kind: options([
            (
                "fcfs",
                Text::new("First come", "先来先服务"),
                Text::new("The one that arrived first.", "最先到达的作业。"),
            ),
            (
                "sjf",
                Text::new("Shortest job", "短作业优先"),
                Text::new("The one that needs the least CPU time in all.", "所需 CPU 时间总和最短的作业。"),
            ),
            (
                "priority",
                Text::new("Priority", "优先级"),
                Text::new("The one with the best priority number.", "优先级最高的作业。"),
            ),
            (
                "hrrn",
                Text::new("Response ratio", "高响应比"),
                Text::new(
                    "The highest (waited since its arrival + CPU time) / CPU time.",
                    "（到达后的等待 + 要求服务）÷ 要求服务最大的作业。",
                ),
            ),
        ]),
        read: |s| code(s.admission),
        write: |s, word| {
            s.admission = decode::<Admission>(word)?;
            Some(())
        },
        matters: |s, _| s.multiprogramming.is_some(),
    }
}

fn swapping() -> Entry {
    Entry {
        id: "swap",
        name: Text::new("Suspension", "挂起"),
        help: Text::new(
            "Medium-term scheduling: when processes are swapped out of memory. With it there are seven states.",
            "中级调度：何时把进程换出内存。启用后为七状态模型。",
        ),
        kind: options([
            ("off", Text::new("Never", "从不"), Text::new("Five states.", "五状态模型。")),
            (
                "asked",
                Text::new("As the table says", "按表"),
                Text::new(
                    "A column of the workload says when a process is suspended and resumed.",
                    "由作业表中的一列给出每个进程挂起与激活的时刻。",
                ),
            ),
            (
                "idle",
                Text::new("When all are blocked", "全部阻塞时"),
                Text::new(
                    "Also: memory is full, all in it are blocked, and another one wants in: the one that blocked last goes. Stallings.",
                    "此外：内存已满且全部阻塞、又有进程等待进入时，换出最后阻塞者。Stallings。",
                ),
            ),
            (
                "blocked",
                Text::new("When one is blocked", "有阻塞时"),
                Text::new(
                    "Also: memory is full, one in it is blocked, and another one wants in: it goes at once.",
                    "此外：内存已满且有阻塞者、又有进程等待进入时，立即换出。",
                ),
            ),
        ]),
        read: |s| code(s.swapping),
        write: |s, word| {
            s.swapping = decode::<Swapping>(word)?;
            Some(())
        },
        matters: |_, _| true,
    }
}
