//! Worked examples of the textbooks, each under its book's rules.

use super::super::rules::{Next, PriorityOrder, QueueFor, RuleSet};
use super::super::scenario::{Policy, Scenario};
use super::{CONVOY, FIVE, Job, scenario};
use crate::lab::Preset;
use crate::sim::Decimal;
use crate::text::Text;

/// Every worked example, book by book.
pub fn books() -> Vec<Preset<Scenario>> {
    [silberschatz(), ostep(), stallings(), tanenbaum(), tang(), exam_408()].concat()
}

fn silberschatz() -> Vec<Preset<Scenario>> {
    let group = Text::same("Silberschatz");
    let set = RuleSet::Silberschatz;
    vec![
        Preset {
            id: "silberschatz-srtf",
            title: Text::new("Shortest remaining time first", "最短剩余时间优先"),
            aha: Text::new(
                "P2 takes the CPU from P1 at t = 1: mean waiting time 6.5; without preemption 7.75.",
                "P2 在 t = 1 抢占 P1：平均等待时间 6.5，不抢占则为 7.75。",
            ),
            group: group.clone(),
            step: 4,
            scenario: scenario(
                set,
                Policy::Srtf,
                &[("P1", 0, "8", 0), ("P2", 1, "4", 0), ("P3", 2, "9", 0), ("P4", 3, "5", 0)],
            ),
        },
        Preset {
            id: "silberschatz-rr",
            title: Text::new("Round robin, q = 4", "时间片轮转，q = 4"),
            aha: Text::new(
                "Waiting times 6, 4 and 7, mean 5.67; FCFS has 0, 24 and 27.",
                "等待时间 6、4、7，平均 5.67；FCFS 为 0、24、27。",
            ),
            group: group.clone(),
            step: 5,
            scenario: scenario(set, Policy::Rr, &CONVOY).slice(4),
        },
        Preset {
            id: "silberschatz-priority",
            title: Text::new("Priority, small number first", "优先级调度，数小优先"),
            aha: Text::new(
                "Order P2, P5, P1, P3, P4 by priority: mean waiting time 8.2.",
                "按优先级依次为 P2、P5、P1、P3、P4，平均等待时间 8.2。",
            ),
            group: group.clone(),
            step: 6,
            scenario: scenario(
                set,
                Policy::Priority,
                &[
                    ("P1", 0, "10", 3),
                    ("P2", 0, "1", 1),
                    ("P3", 0, "2", 4),
                    ("P4", 0, "1", 5),
                    ("P5", 0, "5", 2),
                ],
            ),
        },
        Preset {
            id: "silberschatz-priority-rr",
            title: Text::new("Priority with round robin", "优先级加时间片轮转"),
            aha: Text::new(
                "P4 runs alone first; P2 and P3 then share by slices; P1 and P5 come last.",
                "P4 先独自运行，然后 P2、P3 轮转，P1、P5 最后。",
            ),
            group,
            step: 15,
            scenario: scenario(
                set,
                Policy::PriorityRr,
                &[
                    ("P1", 0, "4", 3),
                    ("P2", 0, "5", 2),
                    ("P3", 0, "8", 2),
                    ("P4", 0, "7", 1),
                    ("P5", 0, "3", 3),
                ],
            ),
        },
    ]
}

fn ostep() -> Vec<Preset<Scenario>> {
    let group = Text::same("OSTEP");
    let set = RuleSet::Ostep;
    vec![
        Preset {
            id: "ostep-sqms",
            title: Text::new("Four CPUs, one queue", "四个 CPU，一个队列"),
            aha: Text::new(
                "All end by t = 5 after 15 changes of CPU. A queue per CPU: none, but it takes until 8.",
                "t = 5 完成，但换 CPU 15 次；每 CPU 一个队列则不换，要到 8。",
            ),
            group: group.clone(),
            step: 15,
            scenario: scenario(
                set,
                Policy::Rr,
                &[("A", 0, "4", 0), ("B", 0, "4", 0), ("C", 0, "4", 0), ("D", 0, "4", 0), ("E", 0, "4", 0)],
            )
            .slice(1)
            .cpus(4, &[]),
        },
        Preset {
            id: "ostep-mqms",
            title: Text::new("A queue per CPU, out of balance", "每 CPU 一个队列，负载失衡"),
            aha: Text::new(
                "CPU 0 idles from t = 12, B and D share CPU 1 until 24. Stealing ends it at 18.",
                "CPU 0 从 12 起空闲，B、D 共用 CPU 1 到 24；窃取则 18 结束。",
            ),
            group: group.clone(),
            step: 24,
            scenario: scenario(set, Policy::Rr, &[("A", 0, "12", 0), ("B", 0, "12", 0), ("D", 0, "12", 0)])
                .cpus(2, &[0, 1, 1])
                .rules(|rules| rules.queue = Some(QueueFor::PerCore)),
        },
        Preset {
            id: "ostep-mlfq",
            title: Text::new("Along comes a short job", "来了一个短作业"),
            aha: Text::new(
                "B arrives at t = 100 and is done at 120: a newcomer is taken for a short job.",
                "B 在 t = 100 到达，120 就完成：反馈队列把新来者当作短作业。",
            ),
            group: group.clone(),
            step: 14,
            scenario: scenario(set, Policy::Mlfq, &[("A", 0, "180", 0), ("B", 100, "20", 0)])
                .levels("10,10,10"),
        },
        Preset {
            id: "ostep-gaming",
            title: Text::new("Gaming the scheduler", "欺骗调度程序"),
            aha: Text::new(
                "B and C do I/O just before a slice ends and stay on top: A waits from 20 to 80.",
                "B、C 总在时间片用完前做 I/O，留在最高级：A 从 20 等到 80。",
            ),
            group: group.clone(),
            step: 13,
            scenario: scenario(
                set,
                Policy::Mlfq,
                &[("A", 0, "40", 0), ("B", 20, GAME, 0), ("C", 20, GAME, 0)],
            )
            .levels("10,10,10")
            .rules(|rules| rules.keep_used = Some(false)),
        },
        Preset {
            id: "ostep-process-run",
            title: Text::new("I/O without a time slice", "没有时间片的 I/O"),
            aha: Text::new(
                "Back from I/O, P0 waits for all the others: 31 units in all. Run at once: 21.",
                "P0 的 I/O 完成后要等其他进程，共需 31；若立即运行则只需 21。",
            ),
            group: group.clone(),
            step: 10,
            scenario: scenario(
                set,
                Policy::Fcfs,
                &[
                    ("P0", 0, "1 io5 2 io5 2 io5 1", 0),
                    ("P1", 0, "5", 0),
                    ("P2", 0, "5", 0),
                    ("P3", 0, "5", 0),
                ],
            )
            .rules(|rules| rules.next = Some(Next::Cyclic)),
        },
        lottery(group.clone()),
        stride(group),
    ]
}

/// The 20 winning tickets that the chapter prints.
const WINNERS: [u64; 20] = [63, 85, 70, 39, 76, 17, 29, 41, 36, 39, 10, 99, 68, 83, 63, 62, 43, 0, 49, 49];

fn lottery(group: Text) -> Preset<Scenario> {
    Preset {
        id: "ostep-lottery",
        title: Text::new("A lottery for the CPU", "用彩票分配 CPU"),
        aha: Text::new(
            "A holds 75 of 100 tickets and wins 16 of 20 draws, not 15: shares hold on average.",
            "A 持有 75% 的彩票，20 次抽签赢了 16 次而非 15 次：份额只是平均值。",
        ),
        group,
        step: 5,
        scenario: scenario(RuleSet::Ostep, Policy::Lottery, &[("A", 0, "16", 0), ("B", 0, "4", 0)])
            .slice(1)
            .tickets(&[75, 25])
            .draws(&WINNERS),
    }
}

fn stride(group: Text) -> Preset<Scenario> {
    Preset {
        id: "ostep-stride",
        title: Text::new("Exact shares without chance", "不靠运气的精确份额"),
        aha: Text::new(
            "Tickets 100, 50 and 250: in every 8 slices A gets 2, B 1 and C 5, exactly.",
            "彩票 100、50、250：每 8 个时间片中 A 恰得 2 个，B 1 个，C 5 个。",
        ),
        group,
        step: 8,
        scenario: scenario(
            RuleSet::Ostep,
            Policy::Stride,
            &[("A", 0, "4", 0), ("B", 0, "2", 0), ("C", 0, "10", 0)],
        )
        .slice(1)
        .tickets(&[100, 50, 250]),
    }
}

const GAME: &str = "5 io5 5 io5 5 io5 5 io5 5 io5 5";

fn stallings() -> Vec<Preset<Scenario>> {
    let group = Text::same("Stallings");
    let set = RuleSet::Stallings;
    let jobs: [Job; 5] =
        [("A", 0, "3", 0), ("B", 2, "6", 0), ("C", 4, "4", 0), ("D", 6, "5", 0), ("E", 8, "2", 0)];
    vec![
        Preset {
            id: "stallings-rr",
            title: Text::new("Table 9.5: round robin, q = 1", "表 9.5：时间片轮转，q = 1"),
            aha: Text::new(
                "Finish times 4, 18, 17, 20, 15: only if newcomers queue before the expired one.",
                "完成时间 4、18、17、20、15：新到达的须先于用完时间片的入队。",
            ),
            group: group.clone(),
            step: 5,
            scenario: scenario(set, Policy::Rr, &jobs).slice(1),
        },
        Preset {
            id: "stallings-feedback",
            title: Text::new("Table 9.5: feedback, q = 2^i", "表 9.5：反馈，q = 2^i"),
            aha: Text::new(
                "Finish times 4, 17, 18, 20, 14: a job that is alone does not move down.",
                "完成时间 4、17、18、20、14：没有其他就绪进程时不降级。",
            ),
            group,
            step: 3,
            scenario: scenario(set, Policy::Mlfq, &jobs).levels("1,2,4,8,16"),
        },
    ]
}

fn tanenbaum() -> Vec<Preset<Scenario>> {
    let group = Text::same("Tanenbaum");
    let set = RuleSet::Tanenbaum;
    vec![
        Preset {
            id: "tanenbaum-five",
            title: Text::new("Five batch jobs", "五个批处理作业"),
            aha: Text::new(
                "Mean turnaround: priority 20, FCFS 19.2, SJF 14.",
                "平均周转时间：优先级 20，FCFS 19.2，SJF 14。",
            ),
            group: group.clone(),
            step: 8,
            scenario: scenario(
                set,
                Policy::Priority,
                &[("A", 0, "10", 3), ("B", 0, "6", 5), ("C", 0, "2", 2), ("D", 0, "4", 1), ("E", 0, "8", 4)],
            ),
        },
        Preset {
            id: "tanenbaum-overhead",
            title: Text::new("Quantum 4, switch 1", "时间片 4，切换 1"),
            aha: Text::new(
                "Of every 5 units one goes to switching: 20 % of the CPU is lost.",
                "每 5 个单位有 1 个花在切换上：CPU 损失 20%。",
            ),
            group,
            step: 7,
            scenario: scenario(set, Policy::Rr, &[("P1", 0, "8", 0), ("P2", 0, "8", 0), ("P3", 0, "8", 0)])
                .slice(4)
                .switch_cost(1),
        },
    ]
}

fn tang() -> Vec<Preset<Scenario>> {
    let group = Text::new("Tang Xiaodan", "汤小丹");
    let set = RuleSet::Tang;
    vec![
        Preset {
            id: "textbook-five",
            title: Text::new("Textbook five", "教材五进程"),
            aha: Text::new(
                "Mean turnaround: FCFS 9, SJF 8, HRRN 8.4; weighted 2.8, 2.12, 2.38.",
                "平均周转：FCFS 9，SJF 8，HRRN 8.4；带权 2.8、2.12、2.38。",
            ),
            group: group.clone(),
            step: 8,
            scenario: scenario(set, Policy::Fcfs, &FIVE),
        },
        Preset {
            id: "tang-short-long",
            title: Text::new("Short behind long", "短作业排在长作业后"),
            aha: Text::new(
                "C needs 1 unit and waits 99: weighted turnaround 100, while B has 1.",
                "C 只需 1 却等待 99：带权周转时间 100，而 B 为 1。",
            ),
            group,
            step: 9,
            scenario: scenario(
                set,
                Policy::Fcfs,
                &[("A", 0, "1", 0), ("B", 1, "100", 0), ("C", 2, "1", 0), ("D", 3, "100", 0)],
            ),
        },
    ]
}

fn exam_408() -> Vec<Preset<Scenario>> {
    let group = Text::new("Exam 408", "408 统考");
    let set = RuleSet::Exam408;
    vec![
        Preset {
            id: "exam-rr",
            title: Text::new("Round robin, q = 2", "时间片轮转，q = 2"),
            aha: Text::new(
                "P2 arrives just as P1's slice ends, and queues before it: P1 ends at 12.",
                "P2 到达时 P1 的时间片恰好用完，P2 先入队：P1 在 12 完成。",
            ),
            group: group.clone(),
            step: 4,
            scenario: scenario(
                set,
                Policy::Rr,
                &[("P1", 0, "5", 0), ("P2", 2, "4", 0), ("P3", 4, "1", 0), ("P4", 5, "6", 0)],
            ),
        },
        Preset {
            id: "exam-feedback",
            title: Text::new("Feedback queues 1, 2, 4", "多级反馈队列 1、2、4"),
            aha: Text::new(
                "P3 preempts P2 at t = 5; P2 goes to the tail and gets a fresh slice of 2.",
                "P3 在 t = 5 抢占 P2，P2 回到队尾并得到完整的时间片 2。",
            ),
            group: group.clone(),
            step: 11,
            scenario: scenario(set, Policy::Mlfq, &[("P1", 0, "8", 0), ("P2", 1, "4", 0), ("P3", 5, "1", 0)]),
        },
        Preset {
            id: "exam-2012",
            title: Text::new("2012: two programs, one device", "2012 年：两道程序，一台设备"),
            aha: Text::new(
                "One computes while the other does I/O: both are done at 260, not at 360.",
                "一道计算时另一道做 I/O：260 就都完成，而不是 360。",
            ),
            group: group.clone(),
            step: 5,
            scenario: scenario(set, Policy::Fcfs, &[("P1", 0, "60 io80 20", 0), ("P2", 5, "120 io40 40", 0)]),
        },
        Preset {
            id: "exam-2018",
            title: Text::new("2018: priority, switch cost 1", "2018 年：优先级，切换开销 1"),
            aha: Text::new(
                "Scheduling starts at 30, large = important: P2, P3, P1; mean turnaround 75.",
                "t = 30 开始调度，数大优先：P2、P3、P1，平均周转时间 75。",
            ),
            group: group.clone(),
            step: 5,
            scenario: Scenario {
                start: Decimal::whole(30),
                ..scenario(
                    set,
                    Policy::Priority,
                    &[("P1", 0, "12", 10), ("P2", 15, "24", 30), ("P3", 12, "36", 20)],
                )
            }
            .switch_cost(1),
        },
        Preset {
            id: "exam-2022",
            title: Text::new("2022: preemptive priority", "2022 年：抢占式优先级"),
            aha: Text::new(
                "Small = important: P2, then P3 preempt; 6 dispatches in all.",
                "数小优先：P2、P3 先后抢占，共调度 6 次。",
            ),
            group,
            step: 8,
            scenario: scenario(
                set,
                Policy::Priority,
                &[("P0", 0, "100", 15), ("P1", 10, "60", 20), ("P2", 10, "20", 10), ("P3", 15, "10", 6)],
            )
            .rules(|rules| {
                rules.priority_order = Some(PriorityOrder::Low);
                rules.preemptive = Some(true);
            }),
        },
    ]
}
