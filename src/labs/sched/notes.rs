//! What the model simplifies, and where books and real systems differ.

use super::Scenario;
use super::rules::{
    Aging, BoostOrder, Decided, IoDone, IoReturn, IoService, Next, OnIo, Preempt, PriorityOrder, QueueEnd,
    RrOrder, RuleSet,
};
use super::scenario::{Fair, Policy, Swapping};
use crate::sim::Decimal;
use crate::text;
use crate::text::Text;

/// The notes that concern this scenario: conventions in force, then what the policy leaves out, then the model.
pub fn notes(scenario: &Scenario) -> Vec<Text> {
    let rules = scenario.rules.decided();
    let mut notes = vec![book(scenario.rules.set), order(&rules)];
    notes.extend(ties(scenario.policy, &rules));
    notes.extend(rules_of(scenario, &rules));
    notes.extend(devices(&rules));
    notes.extend(switch(rules.switch_cost));
    notes.extend(policy(scenario.policy));
    notes.extend(tree(scenario));
    notes.extend(several(scenario));
    notes.extend(residence(scenario));
    notes.extend(model(scenario));
    notes
}

/// Admission and suspension.
fn residence(scenario: &Scenario) -> Vec<Text> {
    let mut notes = Vec::new();
    if scenario.multiprogramming.is_some() {
        notes.push(Text::new(
            "A process that arrives joins the pool of jobs; whenever there is room in memory, after the arrivals and I/O returns of that instant, one is admitted. It joins the tail as if it arrived then. Turnaround counts from the arrival.",
            "到达的作业先进入后备队列；内存有空位时（在同一时刻的到达与 I/O 完成之后）接纳一个，它如同此刻到达一样排到队尾。周转时间从到达（提交）算起。",
        ));
    }
    if scenario.swapping != Swapping::Off {
        notes.push(Text::new(
            "Suspension as in Stallings, ch. 3: a suspended process is not in memory, its I/O goes on, and it comes back before new ones are admitted, the one that waits longest first. Of the blocked the one that blocked last makes room; that choice is ours. It takes no time, and has no effect on who is not in memory.",
            "挂起按 Stallings 第 3 章：挂起的进程不在内存，I/O 照常进行；有空位时先换入挂起者（等待最久者先），再接纳新作业。换出的是最后阻塞者，这一选择是本模型的约定。对换不占时间；对不在内存的进程无效。",
        ));
    }
    if scenario.multiprogramming.is_some() || scenario.swapping != Swapping::Off {
        notes.push(Text::new(
            "Turnaround = time as a new job + ready + on the CPU + with I/O + suspended. Time suspended counts as suspended, blocked or not.",
            "周转时间 = 等待接纳 + 就绪等待 + 占用 CPU + I/O + 挂起。挂起期间无论是否阻塞都计入挂起时间。",
        ));
    }
    notes
}

fn book(set: RuleSet) -> Text {
    match set {
        RuleSet::Silberschatz => Text::new(
            "Conventions: Silberschatz, Galvin, Gagne, Operating System Concepts, ch. 5.",
            "约定依据：Silberschatz 等《操作系统概念》第 5 章。",
        ),
        RuleSet::Ostep => Text::new(
            "Conventions: Arpaci-Dusseau, Operating Systems: Three Easy Pieces, ch. 4, 7 and 8, as its homework programs decide.",
            "约定依据：Arpaci-Dusseau《操作系统导论》（OSTEP）第 4、7、8 章的作业程序。",
        ),
        RuleSet::Stallings => Text::new(
            "Conventions: Stallings, Operating Systems: Internals and Design Principles, ch. 9.",
            "约定依据：Stallings《操作系统：精髓与设计原理》第 9 章。",
        ),
        RuleSet::Tanenbaum => Text::new(
            "Conventions: Tanenbaum and Bos, Modern Operating Systems, ch. 2.",
            "约定依据：Tanenbaum、Bos《现代操作系统》第 2 章。",
        ),
        RuleSet::Tang => Text::new(
            "Conventions: Tang Xiaodan (汤小丹), Computer Operating Systems, ch. 3.",
            "约定依据：汤小丹等《计算机操作系统》第 3 章。",
        ),
        RuleSet::Exam408 => Text::new(
            "Conventions: the Chinese graduate entrance examination 408.",
            "约定依据：全国硕士研究生招生考试 408 计算机学科专业基础。",
        ),
    }
}

/// What comes first when several things happen at one instant.
fn order(rules: &Decided) -> Text {
    match rules.rr_order {
        RrOrder::NewFirst => Text::new(
            "Order at one instant: arrivals, returns from I/O, what happens to the running process, dispatch. So a newcomer queues before the process whose slice ends at that instant; some exams decide the other way.",
            "同一时刻的处理次序：新进程到达，I/O 完成，运行进程的变化，最后调度。因此新进程排在同一时刻用完时间片的进程之前；有的考题约定相反。",
        ),
        RrOrder::PreemptedFirst => Text::new(
            "Order at one instant: what happens to the running process, arrivals, returns from I/O, dispatch. So the process whose slice ends queues before a newcomer; most textbooks decide the other way.",
            "同一时刻的处理次序：运行进程的变化，新进程到达，I/O 完成，最后调度。因此用完时间片的进程排在同一时刻到达的新进程之前；多数教材约定相反。",
        ),
        RrOrder::IoFirst => Text::new(
            "Order at one instant: returns from I/O, arrivals, what happens to the running process, dispatch.",
            "同一时刻的处理次序：I/O 完成，新进程到达，运行进程的变化，最后调度。",
        ),
    }
}

fn ties(policy: Policy, rules: &Decided) -> Option<Text> {
    match policy {
        Policy::Sjf | Policy::Srtf | Policy::Hrrn | Policy::Priority | Policy::Custom => Some(Text::new(
            "Between equals the one that became ready first goes first; then the order of the table decides. An equal never preempts.",
            "比较结果相同时先就绪者优先，再相同则按进程表中的次序；相等时不抢占。",
        )),
        Policy::Fcfs if rules.next == Next::Cyclic => Some(Text::new(
            "Next is the first ready process after the last one that ran, in table order, round and round.",
            "下一个运行的是进程表中上次运行者之后的第一个就绪进程，循环查找。",
        )),
        _ => None,
    }
}

/// The rules that this policy uses.
fn rules_of(scenario: &Scenario, rules: &Decided) -> Vec<Text> {
    match scenario.policy {
        Policy::Priority => {
            let mut notes = vec![direction(rules)];
            notes.push(if rules.preemptive {
                Text::new(
                    "A process with a better priority takes the CPU at once.",
                    "优先级更高的进程立即抢占 CPU。",
                )
            } else {
                Text::new(
                    "Priorities are non-preemptive: a burst runs to its end.",
                    "非抢占式优先级：进程一直运行到阻塞或结束。",
                )
            });
            notes.extend(rules.aging.map(aging));
            notes
        }
        Policy::PriorityRr => vec![direction(rules), preempted_to(rules)],
        Policy::Mlfq => mlfq(scenario, rules),
        Policy::Custom => custom(scenario, rules),
        Policy::Lottery | Policy::Stride | Policy::Cfs | Policy::Eevdf | Policy::Linux => {
            super::fair::notes::notes(scenario.policy, rules)
        }
        Policy::Fcfs if rules.io_done == IoDone::Run => vec![Text::new(
            "A process whose I/O ends takes the CPU at once; the other one queues.",
            "I/O 完成的进程立即占用 CPU，原运行进程回到就绪队列。",
        )],
        _ => vec![],
    }
}

/// What a formula of the reader's means.
fn custom(scenario: &Scenario, rules: &Decided) -> Vec<Text> {
    let mut notes = vec![
        Text::new(
            "The formula is worked out in exact fractions, times in units, once for each ready process at each decision. A division by 0 gives 0; a comparison gives 1 or 0.",
            "公式以精确分数计算，时间以单位计；每次调度对每个就绪进程各算一次。除以 0 得 0；比较成立得 1，否则得 0。",
        ),
        Text::new(
            "wait is the time in the present stay in the ready queue, 0 once a process has the CPU; waited is all of it so far. burst and remaining are those of the present CPU burst, total that of all bursts.",
            "wait 是本次在就绪队列中的等待时间，获得 CPU 后为 0；waited 是累计值。burst 与 remaining 指当前这段 CPU 区间，total 指全部。",
        ),
    ];
    if rules.preemptive {
        notes.push(match scenario.custom.every {
            Some(every) => text!(
                "A strictly better value takes the CPU: compared whenever something happens, and at the multiples of {every} on the clock. A process that has just got the CPU executes before older ones can take it.",
                "值严格更优者抢占 CPU：有事件发生时比较，并在时钟为 {every} 的整数倍时比较。刚获得 CPU 的进程先执行，较早就绪的进程才能再抢占。"
            ),
            None => Text::new(
                "A strictly better value takes the CPU; values are compared only when something happens. A process that has just got the CPU executes before older ones can take it.",
                "值严格更优者抢占 CPU；只在有事件发生时比较。刚获得 CPU 的进程先执行，较早就绪的进程才能再抢占。",
            ),
        });
    }
    notes
}

fn direction(rules: &Decided) -> Text {
    match rules.priority_order {
        PriorityOrder::Low => Text::new(
            "A smaller number is a higher priority, as with Linux nice values. Books and exams differ: look before you compare.",
            "数值越小优先级越高（Linux 的 nice 值也是如此）。各教材和考题约定不同，比较前应先看清。",
        ),
        PriorityOrder::High => Text::new(
            "A larger number is a higher priority. Books and exams differ, and Linux nice values run the other way.",
            "数值越大优先级越高。各教材和考题约定不同，Linux 的 nice 值则相反。",
        ),
    }
}

fn aging(aging: Aging) -> Text {
    match aging {
        Aging::Step { interval, step, reset_on_dispatch: true, .. } => text!(
            "Aging: each {interval} of waiting improves the priority by {step}; the gain is lost when the process gets the CPU.",
            "老化：每等待 {interval}，优先级提升 {step}；获得 CPU 后恢复初始优先级。"
        ),
        Aging::Step { interval, step, .. } => text!(
            "Aging: each {interval} of waiting improves the priority by {step}, for good.",
            "老化：每等待 {interval}，优先级提升 {step}，并一直保留。"
        ),
        Aging::Rate { alpha, beta } => text!(
            "The priority starts at 0 and grows by {alpha} per unit ready and by {beta} per unit running; larger is better.",
            "优先级从 0 开始，就绪时每单位时间增加 {alpha}，运行时每单位时间增加 {beta}，数值越大优先级越高。"
        ),
    }
}

fn preempted_to(rules: &Decided) -> Text {
    match rules.preempted_to {
        QueueEnd::Tail => Text::new(
            "A preempted process goes to the tail of its queue with a fresh slice.",
            "被抢占的进程回到本队列队尾，重新获得完整的时间片。",
        ),
        QueueEnd::Head => Text::new(
            "A preempted process keeps its place at the head of its queue.",
            "被抢占的进程回到本队列队首。",
        ),
    }
}

fn mlfq(scenario: &Scenario, rules: &Decided) -> Vec<Text> {
    let mut notes = vec![match rules.preempt {
        Preempt::Immediate => Text::new(
            "A process in a higher queue takes the CPU at once.",
            "更高级队列中的进程立即抢占 CPU。",
        ),
        Preempt::QuantumEnd => Text::new(
            "A higher queue takes the CPU only when the slice or the burst ends.",
            "更高级队列中的进程要等当前时间片或 CPU 区间结束才能获得 CPU。",
        ),
    }];
    notes.push(preempted_to(rules));
    notes.push(if rules.keep_used {
        Text::new(
            "The used part of a slice is remembered across preemption and I/O, so a process cannot stay on top by blocking just in time.",
            "被抢占或阻塞时保留已用的时间片，进程不能靠提前阻塞一直留在高级队列。",
        )
    } else {
        Text::new(
            "The used part of a slice is forgotten when a process blocks or is preempted. A process that blocks just in time stays on top: OSTEP calls it gaming the scheduler.",
            "阻塞或被抢占后重新获得完整的时间片；进程若总在时间片用完前阻塞，就能一直留在高级队列。",
        )
    });
    notes.push(match rules.io_return {
        IoReturn::Same => {
            Text::new("After I/O a process returns to the queue it left.", "I/O 完成后回到原来的队列。")
        }
        IoReturn::Up => Text::new("After I/O a process returns one queue higher.", "I/O 完成后升高一级。"),
        IoReturn::Top => {
            Text::new("After I/O a process returns to the top queue.", "I/O 完成后回到最高级队列。")
        }
    });
    if !rules.demote_alone {
        notes.push(Text::new(
            "A process that uses up its slice while nobody else is ready stays at its level.",
            "时间片用完时若没有其他就绪进程，则不降级。",
        ));
    }
    notes.extend(scenario.boost.map(|period| boost(period, rules)));
    notes
}

fn boost(period: Decimal, rules: &Decided) -> Text {
    match rules.boost_order {
        BoostOrder::TopFirst => text!(
            "Every {period} all processes return to the top, queue by queue from the highest.",
            "每隔 {period}，全部进程按队列由高到低依次回到最高级队列。"
        ),
        BoostOrder::BottomFirst => text!(
            "Every {period} all processes return to the top: the top queue first, then the others from the lowest up.",
            "每隔 {period}，全部进程回到最高级队列：原最高级队列在前，其余由低到高。"
        ),
    }
}

fn devices(rules: &Decided) -> Vec<Text> {
    let mut notes = vec![match rules.io {
        IoService::Parallel => Text::new(
            "I/O never queues: every process is served at once, as in most textbook exercises.",
            "I/O 不排队：每个进程的 I/O 请求立即得到服务，多数教材习题都这样约定。",
        ),
        IoService::Fcfs => Text::new(
            "Each device serves one request at a time, first come, first served.",
            "每台设备一次只服务一个请求，先来先服务。",
        ),
    }];
    if rules.on_io == OnIo::Wait {
        notes.push(Text::new(
            "The CPU idles while its process does I/O. No real system does that; it shows what switching gains.",
            "进程 I/O 期间 CPU 空转。实际系统不会如此，此规则用于说明切换的好处。",
        ));
    }
    notes
}

fn switch(cost: Decimal) -> Option<Text> {
    if cost.is_zero_ref() {
        return Some(Text::new(
            "A switch costs nothing here. A real one saves and loads registers and leaves caches and TLB cold.",
            "此处切换开销为 0。实际的上下文切换要保存和恢复现场，还会使 Cache 和快表（TLB）失效。",
        ));
    }
    Some(text!(
        "A switch to another process costs {cost}, the very first one too. It counts as waiting time, and nothing preempts it.",
        "切换到另一进程的开销为 {cost}，首次调度也计入。切换时间算作等待时间，其间不会被抢占。"
    ))
}

fn policy(policy: Policy) -> Option<Text> {
    match policy {
        Policy::Sjf | Policy::Srtf | Policy::Hrrn => Some(Text::new(
            "The lengths of bursts are taken from the table. A real system does not know them and can only estimate them from the past.",
            "服务时间直接取自进程表。实际系统无法预知，只能根据以往的执行情况估计。",
        )),
        Policy::Rr | Policy::Mlfq | Policy::PriorityRr => Some(Text::new(
            "A slice is a fixed length. Linux's fair scheduler gives shares instead: CFS, and EEVDF since 6.6. (CFQ was a disk scheduler.)",
            "时间片长度固定。Linux 的公平调度按份额分配：CFS，6.6 起为 EEVDF（CFQ 是磁盘调度程序，不是进程调度）。",
        )),
        Policy::Priority => Some(Text::new(
            "A Linux nice value is not such a priority: one step changes the weight by 1.25, so two equal tasks go from 50 : 50 to 55.5 : 44.5.",
            "Linux 的 nice 值不是这里的优先级：每差一级权重相差 1.25 倍，两个相同的任务由 50 : 50 变为 55.5 : 44.5。",
        )),
        Policy::Cfs => Some(Text::new(
            "Linux replaced CFS by EEVDF in 6.6. Not modelled: timer ticks, control groups, buddies, load balancing, the other scheduling classes.",
            "Linux 6.6 起以 EEVDF 取代 CFS。未模拟：时钟节拍、控制组、伙伴提示、负载均衡和其他调度类。",
        )),
        Policy::Linux => Some(Text::new(
            "SCHED_IDLE is a fair process of weight 3, as in Linux. Not modelled: timer ticks, deadlines before the end of a period, reclaiming of unused budgets, autogroups (which share by session, whatever the nice values), control groups.",
            "SCHED_IDLE 是权重为 3 的公平类进程，与 Linux 相同。未模拟：时钟节拍、早于周期末的截止时间、未用预算的回收、自动分组（按会话分配，与 nice 值无关）、控制组。",
        )),
        Policy::Eevdf => Some(Text::new(
            "Not modelled of Linux: timer ticks, delayed dequeue, control groups and autogroups, load balancing, deadlines kept over a sleep.",
            "未模拟 Linux 的：时钟节拍、延迟出队、控制组与自动分组、负载均衡、跨睡眠保留的截止时间。",
        )),
        Policy::Lottery | Policy::Stride => Some(Text::new(
            "Linux never had a lottery; its fair schedulers, CFS and since 6.6 EEVDF, go on from stride scheduling: a virtual time in place of the pass.",
            "Linux 没有采用彩票调度；它的公平调度（CFS，6.6 起为 EEVDF）沿用步长调度的思想，以虚拟时间代替行程值。",
        )),
        Policy::Custom => Some(Text::new(
            "A formula may look at the lengths of bursts; a real system does not know them and can only estimate them. Working the formula out takes no time here.",
            "公式可以用到服务时间；实际系统无法预知，只能估计。此处计算公式不占用时间。",
        )),
        Policy::Fcfs => None,
    }
}

/// What the red-black tree of a step is.
fn tree(scenario: &Scenario) -> Option<Text> {
    let by = match scenario.policy {
        Policy::Linux if scenario.params.fair == Fair::Cfs => Text::same("vruntime"),
        Policy::Cfs => Text::same("vruntime"),
        Policy::Eevdf | Policy::Linux => {
            Text::new("virtual deadline, as in Linux since 6.8", "虚拟截止时间（Linux 6.8 起如此）")
        }
        _ => return None,
    };
    let Text { en, zh } = by;
    Some(text!(
        "The red-black tree is built anew at each step, by {en}, the ready set inserted in the order of queueing. The kernel's has the same order and rules; its shape depends on who was there before.",
        "红黑树每步重建，关键字：{zh}。就绪进程依入队先后插入。内核中的树次序与规则相同，形状取决于此前的增删。"
    ))
}

/// Conventions of several CPUs and of caches.
fn several(scenario: &Scenario) -> Vec<Text> {
    let mut notes = Vec::new();
    if scenario.cpus > 1 {
        notes.push(Text::new(
            "At one instant processes leave CPUs first, then others are queued; of free CPUs the lowest takes the best. A process that goes on keeps its CPU.",
            "同一时刻先有进程离开 CPU，再有进程入队；空闲 CPU 中编号最小的取走最优的进程。继续运行的进程不换 CPU。",
        ));
    }
    if scenario.cpus > 1 && scenario.policy == Policy::Eevdf {
        notes.push(Text::new(
            "Under EEVDF processes stay on the CPU on which they were placed: stealing and balancing are not modelled with it.",
            "EEVDF 下进程始终留在最初放置的 CPU 上：未模拟任务窃取和负载均衡。",
        ));
    }
    if scenario.cpus > 1 && scenario.policy == Policy::Cfs {
        notes.push(Text::new(
            "Linux makes CFS's parameters larger with more CPUs: times 1 + log2 of their number, at most 8. Here they are as written.",
            "Linux 的 CFS 参数随 CPU 数增大：乘以 1 + log2(CPU 数)，CPU 数至多按 8 计。此处按所填的值。",
        ));
    }
    if scenario.cache.is_some() && super::smp::caches_matter(scenario) {
        notes.push(Text::new(
            "Caches as in OSTEP's multi.py: warm after a time on that CPU, pushed out in the order of becoming warm; processes that have ended keep their place.",
            "缓存按 OSTEP 的 multi.py：在该 CPU 上运行一段时间后变热，按变热的先后被挤出；已结束的进程仍占位置。",
        ));
    }
    notes
}

/// What every scenario leaves out.
fn model(scenario: &Scenario) -> Vec<Text> {
    let one = Text::new(
        "One CPU, no threads, no paging. Interrupts and the scheduler itself take no time.",
        "模型只有一个 CPU，不含线程和分页；中断和调度程序本身不占用时间。",
    );
    let more = Text::new(
        "CPUs are alike, with no threads or paging. Interrupts, locks on the queues and the scheduler itself take no time.",
        "各 CPU 相同，模型不含线程和分页；中断、队列加锁和调度程序本身不占用时间。",
    );
    let mut notes = vec![if scenario.cpus > 1 { more } else { one }];
    if scenario.multiprogramming.is_none() {
        notes.push(Text::new(
            "Creation and admission are one step: a process that arrives is ready at once, unless the number of processes in memory is limited.",
            "创建与接纳合为一步：进程到达后立即进入就绪队列，除非限定了内存中的道数。",
        ));
    }
    notes.extend([
        Text::new(
            "A timer interrupt, a system call or an I/O interrupt is a **mode switch**; only a change of the process is a **context switch**.",
            "时钟中断、系统调用、I/O 中断引起的是**模式切换**；换一个进程运行才是**上下文切换**。",
        ),
        Text::new(
            "Waiting time is time in the ready queue; I/O does not count. Response time ends with the first run, turnaround time with the end.",
            "等待时间只算在就绪队列中的时间，不含 I/O；响应时间算到首次运行，周转时间算到完成。",
        ),
    ]);
    notes
}
