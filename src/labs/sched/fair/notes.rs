//! What the models of proportional share leave out.

use super::super::rules::{Decided, Init, Join};
use super::super::scenario::Policy;
use crate::text::Text;

/// The notes of a policy.
pub fn notes(policy: Policy, rules: &Decided) -> Vec<Text> {
    match policy {
        Policy::Lottery => vec![
            Text::new(
                "A draw at the start of every slice, with one candidate too; the winning ticket is the number mod the tickets of all that are ready, counted in table order (OSTEP).",
                "每个时间片开始时抽签，只有一个候选者时也抽；中奖号 = 抽到的数 mod 全部就绪进程的彩票数，按表中次序编号（OSTEP）。",
            ),
            Text::new(
                "Not modelled: ticket transfer, ticket inflation, currencies, and compensation tickets for a slice that was not used up.",
                "未模拟：彩票转让、彩票通胀、彩票货币，以及未用完时间片时的补偿彩票。",
            ),
        ],
        Policy::Stride => vec![
            match rules.join {
                Join::MinPass => Text::new(
                    "A process that becomes ready counts from the next decision on, at the smallest pass of the others, or at its own if that is larger.",
                    "就绪的进程从下一次决策起参加竞争，行程值取其他进程的最小值与自己原值中较大者。",
                ),
                Join::Zero => Text::new(
                    "A newcomer starts at pass 0 and has the CPU alone until it has caught up; a process back from I/O keeps its pass.",
                    "新进程的行程值从 0 开始，追上其他进程之前独占 CPU；I/O 完成的进程保持原值。",
                ),
            },
            match rules.init {
                Init::Zero => Text::new(
                    "A pick is charged a whole stride, however early it ends (OSTEP). Equal passes: the order of the table.",
                    "每次选中都计入整个步长，提前结束也一样（OSTEP）。行程值相同时按表中次序。",
                ),
                Init::Stride => Text::new(
                    "A newcomer starts one stride behind (Waldspurger), and a pick is charged a whole stride. Equal passes: the order of the table.",
                    "新进程的起点再加一个步长（Waldspurger），每次选中计入整个步长。行程值相同时按表中次序。",
                ),
            },
        ],
        Policy::Cfs => vec![
            Text::new(
                "A vruntime grows by 1024 / weight per unit, rounded down to the smallest unit of the scenario once per pick. Equal vruntimes: the one queued first.",
                "vruntime 每单位时间增长 1024 ÷ 权重，每次选中后按场景的最小单位向下取整一次。相同时先入队者优先。",
            ),
            Text::new(
                "At one instant: a burst ends, arrivals, returns from I/O, the end of the slice, dispatch. A process alone has no slice.",
                "同一时刻的次序：CPU 区间结束，到达，I/O 完成，时间片结束，调度。独自就绪的进程没有时间片限制。",
            ),
        ],
        _ => vec![],
    }
}
