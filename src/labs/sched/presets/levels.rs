//! The three levels of scheduling: admission, suspension, dispatch.

use super::super::rules::RuleSet;
use super::super::scenario::{Admission, Policy, Scenario, Swapping};
use super::{Job, scenario};
use crate::lab::Preset;
use crate::sim::Decimal;
use crate::text::Text;

/// Minutes after ten o'clock. The table is one that Chinese exercise books share.
const BATCH: [Job; 4] = [("A", 0, "40", 5), ("B", 20, "30", 3), ("C", 30, "50", 4), ("D", 50, "20", 6)];
const DISKS: [Job; 4] =
    [("P1", 0, "2 disk:8 2", 0), ("P2", 0, "2 disk:6 2", 0), ("P3", 0, "4", 0), ("P4", 0, "3", 0)];
const CALLS: [Job; 5] = [
    ("P1", 0, "1 io4 1 io4 1 io4 1", 0),
    ("P2", 0, "1 io4 1 io4 1 io4 1", 0),
    ("P3", 0, "1 io4 1 io4 1 io4 1", 0),
    ("P4", 0, "1 io4 1 io4 1 io4 1", 0),
    ("P5", 0, "1 io4 1 io4 1 io4 1", 0),
];
const SEVEN: [Job; 3] = [("P1", 0, "6", 0), ("P2", 0, "2 disk:6 3", 0), ("P3", 1, "4", 0)];

pub fn levels() -> Vec<Preset<Scenario>> {
    let group = Text::new("Three levels", "三级调度");
    vec![
        Preset {
            id: "batch-two",
            title: Text::new("Two jobs in memory", "两道批处理系统"),
            aha: Text::new(
                "D comes 20 after C and enters memory 20 before it: shortest job first admits.",
                "D 比 C 晚到 20，却早 20 进入内存：作业调度短作业优先。",
            ),
            group: group.clone(),
            step: 11,
            scenario: Scenario {
                admission: Admission::Sjf,
                ..scenario(RuleSet::Tang, Policy::Priority, &BATCH)
                    .rules(|rules| rules.preemptive = Some(true))
                    .resident(2)
            },
        },
        Preset {
            id: "degree",
            title: Text::new("How many in memory?", "内存中放几道？"),
            aha: Text::new(
                "These jobs mostly wait for I/O: with one in memory the CPU is 25 % used, with five 100 %.",
                "这些作业多在等待 I/O：1 道时 CPU 利用率 25%，5 道时 100%。",
            ),
            group: group.clone(),
            step: 12,
            scenario: scenario(RuleSet::Stallings, Policy::Fcfs, &CALLS).resident(1),
        },
        Preset {
            id: "swap-out",
            title: Text::new("All in memory are blocked", "内存中全部阻塞"),
            aha: Text::new(
                "P2 is swapped out at t = 4 and P3 runs in its place: end at t = 15, without swapping 21.",
                "t = 4 换出 P2，P3 进入运行：t = 15 全部完成，不换出则要到 21。",
            ),
            group: group.clone(),
            step: 11,
            scenario: Scenario {
                swapping: Swapping::Idle,
                ..scenario(RuleSet::Stallings, Policy::Fcfs, &DISKS).resident(2)
            },
        },
        Preset {
            id: "seven-states",
            title: Text::new("Seven states", "七状态模型"),
            aha: Text::new(
                "P2's disk is done at t = 10, but P2 is suspended: it is ready in memory only at t = 13.",
                "P2 的磁盘在 t = 10 完成，但它已挂起：t = 13 才回到内存就绪。",
            ),
            group,
            step: 10,
            scenario: Scenario {
                swapping: Swapping::Asked,
                ..scenario(RuleSet::Stallings, Policy::Rr, &SEVEN).suspended(&[&[7, 9], &[6, 13], &[]])
            },
        },
    ]
}

impl Scenario {
    /// So many processes fit memory.
    fn resident(mut self, limit: u32) -> Self {
        self.multiprogramming = Some(limit);
        self
    }

    /// When processes are suspended and resumed, row by row.
    fn suspended(mut self, instants: &[&[u64]]) -> Self {
        for (process, instants) in self.processes.iter_mut().zip(instants) {
            process.suspended = instants.iter().map(|at| Decimal::whole(*at)).collect();
        }
        self
    }
}
