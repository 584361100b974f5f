//! Every field of the form that has one value: how it is read from a scenario, and written to it.
//! Their ids are keys in links and their options values there, for ever.

use super::custom;
use super::fair;
use super::feedback_fields::feedback;
use super::residence_fields;
use super::rule_fields;
use super::rules::{RuleSet, Rules};
use super::scenario::{Policy, Scenario};
use super::smp_fields;
use super::state::Burst;
use super::{Sched, compact};
pub use crate::lab::written::{code, decode};
use crate::lab::{Choice, FieldKind, Lab};
use crate::sim::Decimal;
use crate::text::Text;

/// A field.
pub struct Entry {
    /// Its key in links.
    pub id: &'static str,
    /// Its name.
    pub name: Text,
    /// What it means.
    pub help: Text,
    /// What it takes.
    pub kind: FieldKind,
    /// Its value in a scenario.
    pub read: fn(&Scenario) -> String,
    /// Puts a value into a scenario; `None` if it takes no such value.
    pub write: fn(&mut Scenario, &str) -> Option<()>,
    /// Can it matter with the other choices made?
    pub matters: fn(&Scenario, &Facts) -> bool,
}

/// What of the workload decides which rules can matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// More than one process.
    pub several: bool,
    /// Not all arrive at 0.
    pub late: bool,
    /// Some process does I/O.
    pub io: bool,
    /// Two processes use the same device.
    pub shared: bool,
    /// Priorities differ.
    pub ranks: bool,
}

impl Facts {
    /// The facts of a scenario; those of an invalid one are all false.
    pub fn of(scenario: &Scenario) -> Facts {
        let Ok(machine) = Sched::start(scenario) else {
            return Facts::default();
        };
        let specs = machine.config.forks.last().map_or(&machine.config.specs, |(_, specs)| specs);
        let mut users: Vec<(u32, usize)> = Vec::new();
        for (index, spec) in specs.iter().enumerate() {
            users.extend(spec.bursts.iter().filter_map(|burst| match burst {
                Burst::Io(device, _) => Some((*device, index)),
                Burst::Cpu(_) | Burst::Yield | Burst::Set(..) => None,
            }));
        }
        users.sort_unstable();
        users.dedup();
        Facts {
            several: specs.len() > 1,
            late: specs.iter().any(|spec| spec.arrival != specs[0].arrival),
            io: !users.is_empty(),
            shared: users.windows(2).any(|pair| pair[0].0 == pair[1].0),
            ranks: specs.iter().any(|spec| spec.priority != specs[0].priority),
        }
    }
}

impl Entry {
    /// Does its value depart from the set in force? Only rules do; a switch cost is a parameter.
    pub fn differs(&self, scenario: &Scenario) -> bool {
        let rules = scenario.rules;
        let plain = Rules { set: rules.set, switch_cost: rules.switch_cost, ..Rules::default() };
        let bare = |rules| Scenario { rules, processes: vec![], edits: vec![], ..scenario.clone() };
        rules != plain && (self.read)(&bare(rules)) != (self.read)(&bare(plain))
    }
}

/// Every field, in the order in which a link applies them: the policy, the set, the rest in any order.
pub fn entries() -> Vec<Entry> {
    let mut entries = vec![policy(), set()];
    entries.extend(parameters());
    entries.extend(smp_fields::parameters());
    entries.extend(residence_fields::parameters());
    entries.extend(fair::fields::parameters());
    entries.extend(custom::fields::parameters());
    entries.extend(rule_fields::queues());
    entries.extend(smp_fields::rules());
    entries.extend(rule_fields::priorities());
    entries.extend(feedback());
    entries.extend(fair::fields::rules());
    entries.extend(rule_fields::devices());
    entries
}

/// A choice.
pub fn choice(id: &'static str, name: Text, help: Text) -> Choice {
    Choice { id, name, help }
}

fn number(word: &str) -> Option<Decimal> {
    compact::plain(word).trim().parse().ok()
}

fn policy() -> Entry {
    let words = |id, name, help| choice(id, name, help);
    Entry {
        id: "p",
        name: Text::new("Policy", "调度算法"),
        help: Text::new("Who gets the CPU next.", "下一个由谁使用 CPU。"),
        kind: FieldKind::Choice(vec![
            words(
                "fcfs",
                Text::new("FCFS", "FCFS"),
                Text::new(
                    "First come, first served: whoever became ready first runs until its burst ends.",
                    "先来先服务：最先就绪的进程运行到本段服务结束。",
                ),
            ),
            words(
                "sjf",
                Text::new("SJF", "SJF"),
                Text::new(
                    "Shortest job first: the shortest next CPU burst runs to its end; nobody is preempted.",
                    "短作业优先：下一段 CPU 时间最短者运行到底，不抢占。",
                ),
            ),
            words(
                "srtf",
                Text::new("SRTF", "SRTF"),
                Text::new(
                    "Shortest remaining time first: a process with less left takes the CPU at once.",
                    "最短剩余时间优先：剩余时间更短的进程立即抢占 CPU。",
                ),
            ),
            words(
                "rr",
                Text::new("RR", "RR"),
                Text::new(
                    "Round robin: each runs for one time slice at most, then goes to the tail.",
                    "时间片轮转：每次至多运行一个时间片，然后回到队尾。",
                ),
            ),
            words(
                "hrrn",
                Text::new("HRRN", "HRRN"),
                Text::new(
                    "Highest response ratio next: (waited + needed) / needed decides; nobody is preempted.",
                    "高响应比优先：比较（等待 + 要求服务）÷ 要求服务，不抢占。",
                ),
            ),
            words(
                "priority",
                Text::new("Priority", "优先级"),
                Text::new(
                    "The best priority number runs, preemptive or not.",
                    "优先级最高者运行，可抢占或非抢占。",
                ),
            ),
            words(
                "mlfq",
                Text::new("MLFQ", "MLFQ"),
                Text::new(
                    "Multilevel feedback queue: whoever uses up its slice moves down a level.",
                    "多级反馈队列：用完时间片者降一级。",
                ),
            ),
            words(
                "cfs",
                Text::new("CFS", "CFS"),
                Text::new(
                    "Linux's completely fair scheduler, 2.6.23 to 6.5: the smallest virtual runtime runs for its part of a period.",
                    "Linux 的完全公平调度（2.6.23 至 6.5）：虚拟运行时间最小者运行，时间片是周期中按权重的一份。",
                ),
            ),
            words(
                "eevdf",
                Text::new("EEVDF", "EEVDF"),
                Text::new(
                    "Linux's fair scheduler since 6.6: among those that have had no more than their share, the earliest virtual deadline runs.",
                    "Linux 6.6 起的公平调度：在未超出应得份额者中，虚拟截止时间最早者运行。",
                ),
            ),
            words(
                "linux",
                Text::new("Linux classes", "Linux 调度类"),
                Text::new(
                    "stop, then deadline, then fifo and rr by priority 99 to 1, then EEVDF or CFS for all others.",
                    "先 stop，再 deadline，再按优先级 99 到 1 的 fifo 与 rr，其余由 EEVDF 或 CFS 调度。",
                ),
            ),
            words(
                "priority_rr",
                Text::new("Priority RR", "优先级 RR"),
                Text::new(
                    "The best priority takes the CPU at once; equals take turns by time slice.",
                    "优先级高者立即抢占，同级按时间片轮转。",
                ),
            ),
            words(
                "lottery",
                Text::new("Lottery", "彩票"),
                Text::new(
                    "For every slice a draw among the tickets of the ready processes decides.",
                    "彩票调度：每个时间片在就绪进程的彩票中抽签决定。",
                ),
            ),
            words(
                "stride",
                Text::new("Stride", "步长"),
                Text::new(
                    "The smallest pass runs for a slice; a pass grows by its stride, 10000 / tickets.",
                    "步长调度：行程值最小者运行一个时间片，其行程值增加步长（10000 ÷ 彩票数）。",
                ),
            ),
            words(
                "custom",
                Text::new("Custom", "自定义"),
                Text::new(
                    "The best value of a formula that you write runs, preemptive or not.",
                    "由您写的公式决定：值最优者运行，可抢占或非抢占。",
                ),
            ),
        ]),
        read: |scenario| code(scenario.policy),
        write: |scenario, word| {
            scenario.policy = decode(word)?;
            Some(())
        },
        matters: |_, _| true,
    }
}

fn set() -> Entry {
    Entry {
        id: "set",
        name: Text::new("Textbook", "教材"),
        help: Text::new(
            "Fills every rule the way a book decides it. Picking a book clears all departures from it; the switch cost stays.",
            "按一本教材的约定填好全部规则。选择教材会清除所有偏离；切换开销不变。",
        ),
        kind: FieldKind::Choice(vec![
            choice(
                "silberschatz",
                Text::new("Silberschatz", "Silberschatz"),
                Text::new(
                    "Operating System Concepts: small priority numbers are important, newcomers queue first.",
                    "《操作系统概念》：优先数小者优先，新到达的先入队。",
                ),
            ),
            choice(
                "ostep",
                Text::new("OSTEP", "OSTEP"),
                Text::new(
                    "Three Easy Pieces, as its homework programs decide: a process whose slice is used up queues before newcomers; a preempted one stays at the head and keeps the rest of its slice.",
                    "《操作系统导论》，依其作业程序：用完时间片者先于新到达者入队；被抢占者留在队首并保留剩余时间片。",
                ),
            ),
            choice(
                "stallings",
                Text::new("Stallings", "Stallings"),
                Text::new(
                    "Internals and Design Principles: in feedback a process alone keeps its level, and a higher level waits for the end of the slice.",
                    "《操作系统：精髓与设计原理》：反馈队列中独自就绪者不降级，高级队列等时间片结束。",
                ),
            ),
            choice(
                "tanenbaum",
                Text::new("Tanenbaum", "Tanenbaum"),
                Text::new(
                    "Modern Operating Systems: large priority numbers are important; after I/O a process returns to the top feedback level, as in CTSS.",
                    "《现代操作系统》：优先数大者优先；I/O 完成后回到最高级反馈队列（同 CTSS）。",
                ),
            ),
            choice(
                "tang",
                Text::new("Tang Xiaodan", "汤小丹"),
                Text::new(
                    "汤小丹, the usual Chinese textbook: newcomers queue first, a preempted process goes to the tail with a fresh slice.",
                    "汤小丹《计算机操作系统》：新到达的先入队，被抢占者回到队尾并得到新的时间片。",
                ),
            ),
            choice(
                "408",
                Text::new("Exam 408", "408 统考"),
                Text::new(
                    "The Chinese graduate entrance exam: as Tang, but large priority numbers are important and a device serves one process at a time.",
                    "研究生入学考试 408：同汤小丹，但优先数大者优先，一台设备一次只服务一个进程。",
                ),
            ),
        ]),
        read: |scenario| code(scenario.rules.set),
        write: |scenario, word| {
            let cost = scenario.rules.decided().switch_cost;
            scenario.rules = Rules { set: decode::<RuleSet>(word)?, ..Rules::default() };
            put_cost(scenario, cost);
            Some(())
        },
        matters: |_, _| true,
    }
}

fn put_cost(scenario: &mut Scenario, cost: Decimal) {
    let usual = scenario.rules.set.decided().switch_cost;
    scenario.rules.switch_cost = (cost != usual).then_some(cost);
}

fn parameters() -> [Entry; 6] {
    [slice(), switch_cost(), levels(), boost(), start(), seed()]
}

fn slice() -> Entry {
    Entry {
        id: "q",
        name: Text::new("Time slice q", "时间片 q"),
        help: Text::new(
            "How long a process may run before others get their turn.",
            "轮到其他进程之前最多运行多久。",
        ),
        kind: FieldKind::Number { min: 1, max: 10_000 },
        read: |scenario| scenario.quantum.to_string(),
        write: |scenario, word| {
            scenario.quantum = number(word).filter(|slice| *slice != Decimal::whole(0))?;
            Some(())
        },
        matters: |scenario, _| {
            matches!(scenario.policy, Policy::Rr | Policy::PriorityRr)
                || matches!(scenario.policy, Policy::Lottery | Policy::Stride)
        },
    }
}

fn switch_cost() -> Entry {
    Entry {
        id: "cs",
        name: Text::new("Switch cost", "切换开销"),
        help: Text::new(
            "Time lost when the CPU goes to another process than the last; paid for the very first one too.",
            "CPU 换给另一进程时损失的时间；第一次分派也计入。",
        ),
        kind: FieldKind::Number { min: 0, max: 10_000 },
        read: |scenario| scenario.rules.decided().switch_cost.to_string(),
        write: |scenario, word| {
            put_cost(scenario, number(word)?);
            Some(())
        },
        matters: |_, _| true,
    }
}

fn levels() -> Entry {
    Entry {
        id: "lv",
        name: Text::new("Slices by level", "各级时间片"),
        help: Text::new(
            "From the highest level down: 1,2,4. A level may be fcfs or sjf instead of a slice: 8,16,fcfs. 10x2 = two slices of 10 before moving down.",
            "从最高级起：1,2,4。某一级可写 fcfs 或 sjf：8,16,fcfs。10x2 表示用两个 10 的时间片后才降级。",
        ),
        kind: FieldKind::Words,
        read: |scenario| compact::levels(&scenario.levels),
        write: |scenario, word| {
            scenario.levels = compact::levels_of(word)?;
            Some(())
        },
        matters: |scenario, _| scenario.policy == Policy::Mlfq,
    }
}

fn boost() -> Entry {
    Entry {
        id: "boost",
        name: Text::new("Boost every", "提升周期"),
        help: Text::new(
            "Each time this span has passed, all processes return to the top level; 0 = never. OSTEP's rule 5.",
            "每过这段时间，所有进程回到最高级；0 表示从不。即 OSTEP 的规则 5。",
        ),
        kind: FieldKind::Number { min: 0, max: 100_000 },
        read: |scenario| scenario.boost.unwrap_or_default().to_string(),
        write: |scenario, word| {
            scenario.boost = Some(number(word)?).filter(|span| *span != Decimal::whole(0));
            Some(())
        },
        matters: |scenario, _| scenario.policy == Policy::Mlfq,
    }
}

fn start() -> Entry {
    Entry {
        id: "start",
        name: Text::new("Scheduling starts at", "开始调度时刻"),
        help: Text::new(
            "Nothing is dispatched before this instant (408, 2017 and 2018: the question says when scheduling starts).",
            "此刻之前不分派（408 的 2017、2018 年题目给出开始调度的时刻）。",
        ),
        kind: FieldKind::Number { min: 0, max: 100_000 },
        read: |scenario| scenario.start.to_string(),
        write: |scenario, word| {
            scenario.start = number(word)?;
            Some(())
        },
        matters: |_, _| true,
    }
}

/// Only a scenario of random processes has it.
fn seed() -> Entry {
    Entry {
        id: "seed",
        name: Text::new("Seed", "种子"),
        help: Text::new("Another seed gives other random processes.", "换一个种子得到另一组随机进程。"),
        kind: FieldKind::Number { min: 0, max: u32::MAX as u64 },
        read: |scenario| scenario.random.map(|random| random.seed.to_string()).unwrap_or_default(),
        write: |scenario, word| {
            scenario.random.as_mut()?.seed = compact::plain(word).trim().parse().ok()?;
            Some(())
        },
        matters: |scenario, _| scenario.random.is_some(),
    }
}
