//! Our own presets: one effect each.

use super::super::form::RANDOM;
use super::super::rules::{Aging, RuleSet};
use super::super::scenario::{Best, Policy, Random, Scenario};
use super::{CONVOY, FIVE, Job, scenario};
use crate::lab::Preset;
use crate::sim::Decimal;
use crate::text::Text;

const STREAM: [Job; 5] =
    [("P1", 0, "3", 5), ("P2", 0, "4", 1), ("P3", 3, "4", 1), ("P4", 7, "4", 1), ("P5", 11, "4", 1)];
const LONG: [Job; 5] =
    [("P1", 0, "3", 0), ("P2", 0, "12", 0), ("P3", 2, "3", 0), ("P4", 5, "3", 0), ("P5", 8, "3", 0)];

const SHORT: [Job; 3] = [("A", 0, "16", 0), ("long", 0, "8", 0), ("short", 0, "8", 0)];
const NAPS: [Job; 3] = [("S", 0, "3 io1 3 io1 3 io1 3", 0), ("A", 0, "18", 0), ("B", 0, "18", 0)];

pub fn ours() -> Vec<Preset<Scenario>> {
    let group = Text::new("Ours", "自编");
    vec![
        Preset {
            id: "mixed",
            title: Text::new("I/O-bound meets CPU-bound", "I/O 密集遇上 CPU 密集"),
            aha: Text::new(
                "Round robin starts P4 at t = 8; FCFS lets it wait until t = 12.",
                "时间片轮转在 t = 8 就让 P4 运行，FCFS 要等到 t = 12。",
            ),
            group: group.clone(),
            step: 10,
            scenario: scenario(
                RuleSet::Exam408,
                Policy::Rr,
                &[("P1", 0, "6", 0), ("P2", 1, "2 disk:3 2", 0), ("P3", 2, "4", 0), ("P4", 4, "3", 0)],
            ),
        },
        Preset {
            id: "convoy",
            title: Text::new("Convoy behind a long job", "长作业后的护航效应"),
            aha: Text::new(
                "The same work: mean waiting time 17 under FCFS, 3 under SJF.",
                "同样的工作：FCFS 平均等待时间 17，SJF 只有 3。",
            ),
            group: group.clone(),
            step: 4,
            scenario: scenario(RuleSet::Silberschatz, Policy::Fcfs, &CONVOY),
        },
        Preset {
            id: "slice-length",
            title: Text::new("How long a slice?", "时间片取多长？"),
            aha: Text::new(
                "A switch costs 1: with q = 1 the CPU is 50 % useful, with q = 8 it is FCFS.",
                "切换开销为 1：q = 1 时 CPU 只有 50% 有用，q = 8 就成了 FCFS。",
            ),
            group: group.clone(),
            step: 7,
            scenario: scenario(RuleSet::Tang, Policy::Rr, &FIVE).slice(1).switch_cost(1),
        },
        Preset {
            id: "two-cpus",
            title: Text::new("Two CPUs, one queue", "两个 CPU，一个队列"),
            aha: Text::new(
                "One queue: 6 changes of CPU, end at t = 13. A queue per CPU: none, end at t = 12.",
                "共用队列：换 CPU 6 次，t = 13 结束；各有队列：不换，12 结束。",
            ),
            group: group.clone(),
            step: 9,
            scenario: scenario(
                RuleSet::Silberschatz,
                Policy::Rr,
                &[("A", 0, "6", 0), ("B", 0, "6", 0), ("C", 0, "6", 0)],
            )
            .cpus(2, &[])
            .migration_cost(1),
        },
        Preset {
            id: "hundred-ticks",
            title: Text::new("100 ticks in 7 turns", "100 个时间片只需 7 次"),
            aha: Text::new(
                "Round robin with q = 1 gives P1 its 100 units in 100 turns, feedback queues in 7.",
                "P1 需 100：时间片轮转（q = 1）要 100 次，多级反馈队列只要 7 次。",
            ),
            group: group.clone(),
            step: 8,
            scenario: scenario(RuleSet::Exam408, Policy::Mlfq, &[("P1", 0, "100", 0), ("P2", 0, "100", 0)])
                .slice(1)
                .levels("1,2,4,8,16,32,64"),
        },
        Preset {
            id: "starvation",
            title: Text::new("Low priority never runs", "低优先级总轮不到"),
            aha: Text::new(
                "P1 came first and needs 3, yet it waits 16: better ones keep arriving.",
                "P1 最先到达、只需 3，却等了 16：优先级更高的进程不断到达。",
            ),
            group: group.clone(),
            step: 12,
            scenario: scenario(RuleSet::Silberschatz, Policy::Priority, &STREAM)
                .rules(|rules| rules.preemptive = Some(true)),
        },
        Preset {
            id: "aging",
            title: Text::new("Aging cures starvation", "老化消除饥饿"),
            aha: Text::new(
                "Every 2 units of waiting lift P1 by one level: it starts at t = 8, not at 16.",
                "每等待 2，P1 的优先级提高 1：它在 t = 8 而不是 16 开始运行。",
            ),
            group: group.clone(),
            step: 13,
            scenario: scenario(RuleSet::Silberschatz, Policy::Priority, &STREAM).rules(|rules| {
                rules.preemptive = Some(true);
                rules.aging = Some(Some(Aging::Step {
                    interval: Decimal::whole(2),
                    step: 1,
                    reset_on_dispatch: false,
                    limit: Some(1),
                }));
            }),
        },
        Preset {
            id: "sjf-starves",
            title: Text::new("SJF starves the long job", "SJF 饿着长作业"),
            aha: Text::new(
                "P2 needs 12, and every shorter job that arrives later overtakes it: it waits 12.",
                "P2 需要 12，后来的短作业都排到它前面：等待 12。",
            ),
            group: group.clone(),
            step: 12,
            scenario: scenario(RuleSet::Silberschatz, Policy::Sjf, &LONG),
        },
        Preset {
            id: "hrrn-rescues",
            title: Text::new("HRRN rescues the long job", "高响应比优先照顾长作业"),
            aha: Text::new(
                "The response ratio grows while waiting: P2 waits 6, under SJF it waits 12.",
                "等待越久，响应比越高：P2 只等 6，而 SJF 下要等 12。",
            ),
            group: group.clone(),
            step: 9,
            scenario: scenario(RuleSet::Silberschatz, Policy::Hrrn, &LONG),
        },
        Preset {
            id: "own-hrrn",
            title: Text::new("Write your own: HRRN as a formula", "自定义算法：把高响应比优先写成公式"),
            aha: Text::new(
                "1 + wait / burst schedules as HRRN: P2 waits 6. Change the formula and see who waits.",
                "1 + wait / burst 就是高响应比优先：P2 等 6。改改公式，看谁在等。",
            ),
            group: group.clone(),
            step: 9,
            scenario: scenario(RuleSet::Silberschatz, Policy::Custom, &LONG),
        },
        Preset {
            id: "own-share",
            title: Text::new("Write your own: a fair share", "自定义算法：按份额分配"),
            aha: Text::new(
                "The smallest used / tickets runs: with 2 tickets against 1, 12 and 6 of the first 18.",
                "used / tickets 最小者运行：2 张对 1 张，前 18 得 12 与 6。",
            ),
            group: group.clone(),
            step: 12,
            scenario: scenario(
                RuleSet::Silberschatz,
                Policy::Custom,
                &[("A", 0, "12", 0), ("B", 0, "12", 0)],
            )
            .tickets(&[2, 1])
            .formula("used / tickets", Best::Smallest, 1)
            .rules(|rules| rules.preemptive = Some(true)),
        },
        Preset {
            id: "cfs-nice",
            title: Text::new("What a nice value buys", "nice 值值多少"),
            aha: Text::new(
                "Nice 0 against nice 1: slices of 3.33 and 2.66 of every 6, 55 % against 45 %.",
                "周期 6 中 nice 0 得 3.33，nice 1 得 2.66：55% 对 45%。",
            ),
            group: group.clone(),
            step: 6,
            scenario: scenario(RuleSet::Silberschatz, Policy::Cfs, &[("A", 0, "18", 0), ("B", 0, "18", 0)])
                .nice(&[0, 1]),
        },
        Preset {
            id: "cfs-nice-5",
            title: Text::new("nice 0 against nice 5", "nice 0 对 nice 5"),
            aha: Text::new(
                "Slices of 4.52 and 1.47 of every 6, 75 % against 25 %: a share, not a slice.",
                "每 6 中得 4.52 与 1.47，75% 对 25%：按份额，而不是固定时间片。",
            ),
            group: group.clone(),
            step: 6,
            scenario: scenario(RuleSet::Silberschatz, Policy::Cfs, &[("A", 0, "27", 0), ("B", 0, "9", 0)])
                .nice(&[0, 5]),
        },
        Preset {
            id: "cfs-sleeper",
            title: Text::new("A sleeper wakes", "睡眠者醒来"),
            aha: Text::new(
                "Back from I/O it takes the CPU at once and waits 4 in all; without wake-up preemption, 7.",
                "I/O 完成后立即抢占 CPU，共等待 4；若无唤醒抢占则为 7。",
            ),
            group: group.clone(),
            step: 8,
            scenario: scenario(
                RuleSet::Silberschatz,
                Policy::Cfs,
                &[("A", 0, "20", 0), ("B", 0, "20", 0), ("editor", 0, "1 io7 1 io7 1 io7 1", 0)],
            ),
        },
        Preset {
            id: "eevdf-nice",
            title: Text::new("Nice values under EEVDF", "EEVDF 下的 nice 值"),
            aha: Text::new(
                "Nice 0 against nice 5: 18 and 6 of the first 24, three to one, as 1024 : 335.",
                "nice 0 对 nice 5：前 24 中得 18 与 6，即 1024 : 335。",
            ),
            group: group.clone(),
            step: 9,
            scenario: scenario(RuleSet::Silberschatz, Policy::Eevdf, &[("A", 0, "24", 0), ("B", 0, "12", 0)])
                .nice(&[0, 5]),
        },
        Preset {
            id: "eevdf-short",
            title: Text::new("A small slice is served sooner", "请求短者先得到服务"),
            aha: Text::new(
                "Same share: with slice 2 the first turn comes at t = 0, with slice 8 at t = 8.",
                "份额相同：时间片 2 者在 t = 0 首次运行，时间片 8 者在 t = 8。",
            ),
            group: group.clone(),
            step: 8,
            scenario: scenario(RuleSet::Silberschatz, Policy::Eevdf, &SHORT).slices(&[4, 8, 2]),
        },
        Preset {
            id: "eevdf-lag",
            title: Text::new("Sleep does not wipe out a debt", "小睡不能抹去欠账"),
            aha: Text::new(
                "S naps before others can catch up. Its lag kept, it ends at 36; forgotten, at 24.",
                "S 抢在别人追上之前小睡。保留滞后量时 36 完成，不保留则 24 就完成。",
            ),
            group: group.clone(),
            step: 8,
            scenario: scenario(RuleSet::Silberschatz, Policy::Eevdf, &NAPS).slices(&[3, 4, 4]),
        },
        Preset {
            id: "rt-throttle",
            title: Text::new("A real-time loop and the rest", "实时死循环与其他进程"),
            aha: Text::new(
                "The fifo loop starves everybody for 950 of each 1000; throttling saves the last 50.",
                "fifo 死循环在每 1000 中独占 950，限流为其他进程留下 50。",
            ),
            group: group.clone(),
            step: 5,
            scenario: scenario(
                RuleSet::Silberschatz,
                Policy::Linux,
                &[("loop", 0, "2850", 0), ("shell", 0, "150", 0)],
            )
            .classes(&["fifo:50", "other"]),
        },
        Preset {
            id: "rt-rr",
            title: Text::new("Round robin among equals only", "只在同级之间轮转"),
            aha: Text::new(
                "A and B (rr 10) take turns of 100; C (rr 9) starts only at 400, when both are done.",
                "A、B（rr 10）每 100 轮换一次；C（rr 9）到 400 两者都完成后才开始。",
            ),
            group: group.clone(),
            step: 6,
            scenario: scenario(
                RuleSet::Silberschatz,
                Policy::Linux,
                &[("A", 0, "200", 0), ("B", 0, "200", 0), ("C", 0, "100", 0)],
            )
            .classes(&["rr:10", "rr:10", "rr:9"]),
        },
        Preset {
            id: "deadline-fifo",
            title: Text::new("Deadline goes before priority 99", "deadline 先于优先级 99"),
            aha: Text::new(
                "D takes the CPU from fifo 99 at t = 2: its class is higher, whatever the priority.",
                "D 在 t = 2 抢占 fifo 99：类更高，与优先级无关。",
            ),
            group: group.clone(),
            step: 5,
            scenario: scenario(
                RuleSet::Silberschatz,
                Policy::Linux,
                &[("F", 0, "9", 0), ("D", 2, "3", 0), ("O", 0, "4", 0)],
            )
            .classes(&["fifo:99", "deadline:3/10", "other"]),
        },
        Preset {
            id: "deadline-overrun",
            title: Text::new("A deadline task that overruns", "超额运行的 deadline 任务"),
            aha: Text::new(
                "D asks for 9 at once but reserved 3 of 10: throttled at t = 3, and E has its 4 by t = 7.",
                "D 要 9，预留每 10 运行 3：t = 3 被限流，E 到 t = 7 得到 4。",
            ),
            group: group.clone(),
            step: 6,
            scenario: scenario(
                RuleSet::Silberschatz,
                Policy::Linux,
                &[("D", 0, "9", 0), ("E", 0, "4 io6 4", 0), ("F", 0, "10", 0)],
            )
            .classes(&["deadline:3/10", "deadline:4/10", "other"]),
        },
        Preset {
            id: "random",
            title: Text::new("Random processes", "随机进程"),
            aha: Text::new(
                "Another seed, another set of processes; the link keeps the seed.",
                "换一个种子就换一组进程，链接中保存种子。",
            ),
            group,
            step: 6,
            scenario: Scenario {
                random: Some(Random { io: 1, ..RANDOM }),
                ..scenario(RuleSet::Exam408, Policy::Rr, &[])
            },
        },
    ]
}
