//! What the model simplifies, and where books and real systems differ.

use super::scenario::{Policy, Protocol, Scenario};
use crate::text::Text;

/// The notes of a scenario.
pub fn notes(scenario: &Scenario) -> Vec<Text> {
    let mut notes = vec![
        Text::new(
            "At one instant the order is: the running job ends or unlocks; deadlines pass; jobs are released; the CPU changes hands; a lock is taken. A job done just at its deadline is in time.",
            "同一时刻的顺序：运行作业完成或解锁；截止时间到；作业释放；CPU 易手；加锁。恰在截止时间完成算按时。",
        ),
        Text::new(
            "Ties: under RM and DM the order of the table decides. Under EDF the running job stays (Tanenbaum), then the earlier release, then the table; or the table alone.",
            "相同时：RM 与 DM 按表中顺序。EDF 默认保留正在运行的作业（Tanenbaum），再按释放先后、表中顺序；也可只按表中顺序。",
        ),
        Text::new(
            "Switches cost nothing, C is the same for every job, and there is one CPU. Jobs of one task run one after the other.",
            "切换没有开销，每个作业的 C 相同，只有一个 CPU。同一任务的作业依次执行。",
        ),
        Text::new(
            "Without a horizon the run ends after the least common multiple of the periods, plus the latest first release.",
            "未给出结束时间时，运行到各周期的最小公倍数加上最晚的首次释放为止。",
        ),
        Text::new(
            "Response-time analysis assumes that all tasks start together, preemption and D ≤ T; with phases it is on the safe side. Source: Audsley et al. 1993.",
            "响应时间分析假定所有任务同时开始、抢占式且 D ≤ T；有相位时结果偏安全。来源：Audsley 等，1993。",
        ),
        Text::new(
            "A task without a period is one aperiodic job: it runs in the background, first come, first served, and U leaves it out.",
            "没有周期的任务是一个非周期作业：在后台按先来先服务执行，不计入 U。",
        ),
        Text::new(
            "Linux offers EDF as SCHED_DEADLINE, with a budget per period that throttles a job; here nobody is throttled.",
            "Linux 的 SCHED_DEADLINE 是带预算的 EDF，超出预算的作业会被限流；这里不限流。",
        ),
    ];
    notes.push(match scenario.policy {
        Policy::Rm | Policy::Dm => Text::new(
            "The bound of Liu and Layland suffices but is not necessary, and holds for RM with D = T; it is shown rounded to 6 decimals and compared exactly.",
            "Liu–Layland 界是充分而非必要条件，适用于 D = T 的 RM；显示时舍入到 6 位小数，比较时用精确值。",
        ),
        Policy::Edf => Text::new(
            "U ≤ 1 is exact for EDF with preemption, D = T and no locks; with D < T it is only necessary.",
            "对抢占式、D = T、无锁的 EDF，U ≤ 1 是充要条件；D < T 时只是必要条件。",
        ),
    });
    if scenario.tasks.iter().any(|task| task.program.is_some()) {
        notes.extend(locks(scenario));
    }
    notes
}

fn locks(scenario: &Scenario) -> Vec<Text> {
    let mut notes = vec![
        Text::new(
            "Who is woken by an unlock tries again when it gets the CPU; VxWorks and others hand the lock over at once. A job that is dropped gives its locks back.",
            "解锁唤醒的作业得到 CPU 后再次加锁；VxWorks 等系统则直接移交。被放弃的作业释放它的锁。",
        ),
        Text::new(
            "Blocking counts the time that a job is kept waiting while a job of lower priority, or nobody, has the CPU. The bounds B hold for critical sections that do not lie in one another.",
            "阻塞时间指作业等待期间 CPU 归低优先级作业或空闲的时间。界 B 适用于互不嵌套的临界区。",
        ),
    ];
    if scenario.policy == Policy::Edf && matches!(scenario.protocol, Protocol::Ceiling | Protocol::Immediate)
    {
        notes.push(Text::new(
            "Under EDF both ceiling protocols are the stack resource policy: a job starts only if its relative deadline is shorter than those of all users of every held lock. Source: Baker 1991.",
            "EDF 下两种天花板协议都按栈资源策略（SRP）：只有相对截止时间短于每个被占锁的所有使用者时，作业才能开始。来源：Baker，1991。",
        ));
    }
    notes
}
