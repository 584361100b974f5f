//! What the models of proportional share leave out.

use super::super::rules::{Decided, Eligible, Init, Join};
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
        Policy::Eevdf => eevdf(rules),
        Policy::Linux => linux().into_iter().chain(eevdf(rules)).collect(),
        _ => vec![],
    }
}

fn eevdf(rules: &Decided) -> Vec<Text> {
    vec![
        Text::new(
            "Virtual time V is the weighted mean of all v, computed in exact fractions; the lags w × (V − v) of all add up to 0. Equal deadlines: the order of the table.",
            "虚拟时间 V 是各进程 v 的加权平均，以精确分数计算；全部滞后量 w ×（V − v）之和为 0。截止时间相同时按表中次序。",
        ),
        match rules.eligible {
            Eligible::Vruntime => Text::new(
                "Eligible is who has had no more than its share: v ≤ V (Linux). The paper asks instead whether the request's own time has come.",
                "得到的不超过应得份额者（v ≤ V）符合条件（Linux）。论文则看请求的开始时刻是否已到。",
            ),
            Eligible::Request => Text::new(
                "Eligible is a request whose beginning has come: ve ≤ V (the paper). Linux asks instead whether its process has had no more than its share.",
                "开始时刻已到（ve ≤ V）的请求符合条件（论文）。Linux 则看其进程是否未超出应得份额。",
            ),
        },
        Text::new(
            "At one instant: a burst ends, a request or a quantum ends, arrivals, returns from I/O, dispatch. A process that leaves takes its lag with it, and V jumps for the others.",
            "同一时刻的次序：CPU 区间结束，请求或量子结束，到达，I/O 完成，调度。进程离开时带走其滞后量，其余进程的 V 随之跳变。",
        ),
    ]
}

fn linux() -> Vec<Text> {
    vec![
        Text::new(
            "A preempted real-time process stays at the head of its list with the rest of its quantum; one that wakes, yields or used its quantum up goes to the tail.",
            "被抢占的实时进程留在其队列队首并保留剩余时间片；唤醒、让出或用完时间片者排到队尾。",
        ),
        Text::new(
            "Throttling counts from every multiple of its period, and holds only while a fair process is ready; alone, real-time processes run on.",
            "限流从周期的整数倍开始计算，只在有公平类进程就绪时生效；否则实时进程继续运行。",
        ),
        Text::new(
            "A deadline process has a budget, its runtime, in each period; used up, it is held back until its deadline, which then moves on by a period. Its deadline is the end of its period. Time held back counts as waiting.",
            "deadline 进程每周期有一份预算（运行时间）；用完后被限流到截止时间，届时截止时间顺延一个周期。截止时间即周期末。限流的时间计入等待时间。",
        ),
    ]
}
