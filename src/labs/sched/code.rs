//! Each policy as a few lines of pseudocode, and the line in force at each event.

use super::machine::Sched;
use super::rules::{self, Next};
use super::scenario::{Admission, Policy, Swapping};
use super::state::{Config, Event, State};
use super::story::smp;
use crate::lab::Moment;
use crate::text;
use crate::text::Text;

/// What a line of a policy decides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A process arrives.
    Enter,
    /// A process comes back from I/O.
    Return,
    /// The slice is used up and others are ready.
    Expire,
    /// The slice is used up and nobody else is ready.
    Alone,
    /// A better process takes the CPU.
    Preempt,
    /// The running process blocks or ends.
    Leave,
    /// The next process gets the CPU.
    Pick,
    /// The next process gets the CPU after a slice was used up.
    PickExpired,
    /// Nobody is ready.
    Idle,
    /// Waiting improves a priority.
    Age,
    /// All return to the top.
    Boost,
    /// A budget is used up.
    Throttle,
    /// A budget is full again.
    Refill,
    /// A process arrives and waits for room in memory.
    Pool,
    /// It comes into memory.
    Admit,
    /// The table suspends or resumes it.
    Suspend,
    /// It makes room.
    Swap,
    /// It comes back.
    Activate,
}

use Role::*;

type Line = (&'static [Role], Text);

/// The policy in pseudocode.
pub fn lines(config: &Config) -> Vec<Text> {
    program(config).into_iter().map(|(_, words)| words).collect()
}

/// The line in force at an event, from 0.
pub fn line(moment: &Moment<'_, Sched>, event: &Event) -> Option<usize> {
    let program = program(&moment.now.config);
    let find = |role: Role| program.iter().position(|(roles, _)| roles.contains(&role));
    match event {
        Event::Arrived { .. } if moment.now.pools() => find(Pool),
        Event::Arrived { .. } => find(Enter),
        Event::Admitted { .. } => find(Admit),
        Event::Suspended { asked: true, .. } => find(Suspend),
        Event::Suspended { asked: false, .. } => find(Swap),
        Event::Activated { .. } => find(Activate).or_else(|| find(Suspend)),
        Event::Woke { .. } => find(Return),
        Event::Expired { alone: true, .. } => find(Alone).or_else(|| find(Expire)),
        Event::Expired { .. } => find(Expire),
        Event::Preempted { .. } => find(Preempt),
        Event::Throttled { .. } => find(Throttle),
        Event::Replenished { .. } => find(Refill),
        Event::Kept { .. } => find(Pick),
        Event::Yielded { .. } => find(Expire),
        Event::Changed { .. } => find(Boost),
        Event::Dispatched { .. } | Event::Switched { .. } => picked(moment, find),
        Event::Blocked { .. } | Event::Exited { .. } => find(Leave),
        Event::Aged { .. } => find(Age),
        Event::Boosted => find(Boost),
        Event::Idled { .. } => find(Idle),
        Event::Migrated { .. } | Event::Warmed { .. } | Event::Edited | Event::Finished => None,
    }
}

/// After a slice the tick routine dispatches; otherwise the process that left the CPU makes room.
fn picked(moment: &Moment<'_, Sched>, find: impl Fn(Role) -> Option<usize>) -> Option<usize> {
    let before = moment.before;
    let last = before.cpus[smp::cpu(moment)?].last;
    let was_put_back = last.is_some_and(|who| before.processes[who as usize].state == State::Ready);
    let role = if was_put_back { find(PickExpired) } else { None };
    role.or_else(|| find(Pick))
}

fn program(config: &Config) -> Vec<Line> {
    let mut lines = short_term(config);
    lines.extend(long_term(config));
    lines.extend(medium_term(config));
    lines
}

/// Admission: the pool of jobs.
fn long_term(config: &Config) -> Vec<Line> {
    let Some(limit) = config.resident else { return vec![] };
    let job = match config.admission {
        Admission::Fcfs => Text::new("  admit the first that came", "  接纳最先到达的作业"),
        Admission::Sjf => Text::new("  admit the shortest job", "  接纳最短的作业"),
        Admission::Priority => Text::new("  admit the best priority", "  接纳优先级最高的作业"),
        Admission::Hrrn => Text::new("  admit the highest ratio", "  接纳响应比最高的作业"),
    };
    let back = Text::new("  a suspended one first", "  挂起的进程优先换入");
    let mut lines: Vec<Line> = vec![
        (&[Pool], Text::new("arrival: → pool of jobs", "到达：→ 后备队列")),
        (&[], text!("while fewer than {limit} in memory:", "内存中不足 {limit} 个进程时：")),
    ];
    lines.extend((config.swapping != Swapping::Off).then_some::<Line>((&[Activate], back)));
    lines.push((&[Admit], job));
    lines
}

/// Suspension.
fn medium_term(config: &Config) -> Vec<Line> {
    let asked: Line = (&[Suspend], Text::new("asked: suspend, activate", "按要求：挂起、激活"));
    let swap = match (config.swapping, config.resident) {
        (Swapping::Off, _) => return vec![],
        (Swapping::Idle, Some(_)) => {
            Text::new("memory full, all blocked: suspend one", "内存满且全部阻塞：挂起一个")
        }
        (Swapping::Blocked, Some(_)) => {
            Text::new("memory full, one blocked: suspend it", "内存满且有阻塞者：将其挂起")
        }
        _ => return vec![asked],
    };
    vec![(&[Swap], swap), asked]
}

fn short_term(config: &Config) -> Vec<Line> {
    match config.policy {
        Policy::Fcfs if config.rules.next == Next::Cyclic => CYCLIC.to_vec(),
        Policy::Fcfs => FCFS.to_vec(),
        Policy::Sjf => SJF.to_vec(),
        Policy::Srtf => SRTF.to_vec(),
        Policy::Rr => RR.to_vec(),
        Policy::Hrrn => HRRN.to_vec(),
        Policy::Priority => priority(config),
        Policy::PriorityRr => PRIORITY_RR.to_vec(),
        Policy::Mlfq => mlfq(config),
        Policy::Lottery => LOTTERY.to_vec(),
        Policy::Stride => STRIDE.to_vec(),
        Policy::Cfs => CFS.to_vec(),
        Policy::Eevdf => EEVDF.to_vec(),
        Policy::Linux => LINUX.to_vec(),
        Policy::Custom => custom(config),
    }
}

/// The reader's own: long formulas stand by their name.
fn custom(config: &Config) -> Vec<Line> {
    let written = config.custom.formula.text.as_str();
    let formula = if written.chars().count() > 24 { "f" } else { written };
    let best = match config.custom.smallest {
        true => Text::new("smallest", "最小"),
        false => Text::new("largest", "最大"),
    };
    let Text { en, zh } = best;
    let mut lines = vec![ENTER];
    if config.rules.preemptive {
        lines.push((&[], Text::new("  if f(p) is better than f(running):", "  若 f(p) 优于 f(运行进程)：")));
        lines.push((&[Preempt], Text::new("    running → ready", "    运行进程 → 就绪队列")));
    }
    lines.extend([LEAVE, FREE, IDLE]);
    lines.push((&[Pick], text!("  dispatch the {en} {formula}", "  调度 {formula} {zh}者")));
    if !config.rules.preemptive {
        lines.push((&[Preempt], Text::new("  to the end of its burst", "  一直运行到阻塞或结束")));
    }
    lines
}

const ENTER: Line = (&[Enter, Return], Text::new("arrival, I/O done: → ready", "到达、I/O 完成：→ 就绪队列"));
const LEAVE: Line = (&[Leave], Text::new("block, exit: leave the CPU", "阻塞、退出：让出 CPU"));
const FREE: Line = (&[], Text::new("when the CPU is free:", "CPU 空闲时："));
const IDLE: Line = (&[Idle], Text::new("  if ready = ∅: idle", "  若就绪队列空：CPU 空转"));

const FCFS: &[Line] = &[
    (&[Enter, Return], Text::new("arrival, I/O done: → tail of ready", "到达、I/O 完成：→ 就绪队列队尾")),
    LEAVE,
    FREE,
    IDLE,
    (&[Pick], Text::new("  else dispatch head of ready", "  否则调度队首进程")),
    (&[Preempt], Text::new("  to the end of its burst", "  一直运行到阻塞或结束")),
];

const CYCLIC: &[Line] = &[
    ENTER,
    LEAVE,
    FREE,
    IDLE,
    (&[], Text::new("  go on in the table, round and round", "  从上次运行者起按表循环查找")),
    (&[Pick, Preempt], Text::new("  dispatch the first ready one", "  调度第一个就绪进程")),
];

const SJF: &[Line] = &[
    ENTER,
    LEAVE,
    FREE,
    IDLE,
    (&[Pick], Text::new("  else dispatch the shortest burst", "  否则调度服务时间最短者")),
    (&[Preempt], Text::new("  to the end of its burst", "  一直运行到阻塞或结束")),
];

const SRTF: &[Line] = &[
    ENTER,
    (&[], Text::new("  if left(p) < left(running):", "  若剩余(p) < 剩余(运行进程)：")),
    (&[Preempt], Text::new("    running → ready", "    运行进程 → 就绪队列")),
    LEAVE,
    FREE,
    IDLE,
    (&[Pick], Text::new("  else dispatch the least left", "  否则调度剩余时间最短者")),
];

const RR: &[Line] = &[
    (&[], Text::new("on timer tick:", "时钟中断：")),
    (&[], Text::new("  slice ← slice − 1", "  slice ← slice − 1")),
    (&[Alone], Text::new("  if slice = 0 and ready ≠ ∅:", "  若 slice = 0 且就绪队列非空：")),
    (&[Expire, Preempt], Text::new("    running → tail of ready", "    运行进程 → 就绪队列队尾")),
    (&[PickExpired], Text::new("    dispatch head of ready", "    调度队首进程")),
    (&[Enter, Return], Text::new("arrival, I/O done: → tail of ready", "到达、I/O 完成：→ 就绪队列队尾")),
    (&[Leave, Pick, Idle], Text::new("CPU free: dispatch head, or idle", "CPU 空闲：调度队首进程，无则空转")),
];

const HRRN: &[Line] = &[
    ENTER,
    LEAVE,
    FREE,
    IDLE,
    (&[], Text::new("  ratio ← (wait + need) / need", "  响应比 ← (等待 + 要求服务) / 要求服务")),
    (&[Pick, Preempt], Text::new("  dispatch the highest ratio", "  调度响应比最高者")),
];

const PRIORITY_RR: &[Line] = &[
    (&[Enter, Return], Text::new("arrival, I/O done: → tail of its level", "到达、I/O 完成：→ 本级队尾")),
    (&[Preempt], Text::new("  if better: preempt running", "  若优先级更高：抢占运行进程")),
    (&[Alone], Text::new("slice = 0 and its level ≠ ∅:", "若 slice = 0 且本级队列非空：")),
    (&[Expire], Text::new("  running → tail of its level", "  运行进程 → 本级队尾")),
    LEAVE,
    IDLE,
    (&[Pick], Text::new("dispatch head of the best level", "调度最高非空级的队首进程")),
];

const LOTTERY: &[Line] = &[
    ENTER,
    (&[Expire, Alone], Text::new("slice = 0: running → ready", "slice = 0：运行进程 → 就绪队列")),
    LEAVE,
    FREE,
    IDLE,
    (&[], Text::new("  w ← draw mod tickets of ready", "  w ← 抽签 mod 就绪进程彩票总数")),
    (&[Pick, Preempt], Text::new("  dispatch the holder of ticket w", "  调度持有 w 号彩票者")),
];

const CFS: &[Line] = &[
    (&[Enter, Return], Text::new("arrival, I/O done: → ready", "到达、I/O 完成：→ 就绪队列")),
    (&[Preempt], Text::new("  vruntime much less: preempt", "  vruntime 明显更小：抢占")),
    (&[], Text::new("running: vruntime += 1024 / weight", "运行时：vruntime += 1024 / 权重")),
    (&[Expire, Alone], Text::new("slice = 0: running → ready", "slice = 0：运行进程 → 就绪队列")),
    LEAVE,
    IDLE,
    (&[Pick], Text::new("dispatch the least vruntime", "调度 vruntime 最小者")),
    (&[], Text::new("  slice ← period × weight / sum", "  slice ← 周期 × 权重 / 权重和")),
];

const LINUX: &[Line] = &[
    (&[Enter, Return], Text::new("wake: → tail of its list", "唤醒：→ 本队列队尾")),
    (&[Preempt], Text::new("  if higher class or priority: preempt", "  若类或优先级更高：抢占")),
    (&[], Text::new("  preempted: → head of its list", "  被抢占者：→ 本队列队首")),
    (&[Expire, Alone], Text::new("yield, rr quantum used: → tail", "让出、rr 时间片用完：→ 队尾")),
    (&[Throttle], Text::new("deadline, budget used: out till it", "deadline 预算用完：等到截止时间")),
    (&[Refill], Text::new("  then: full budget, next deadline", "  届时：预算补满，截止时间顺延")),
    (&[Boost], Text::new("lowered itself: head of the new list", "自降优先级：→ 新队列队首")),
    LEAVE,
    IDLE,
    (&[Pick], Text::new("stop > deadline > rt 99…1 > fair", "stop > deadline > rt 99…1 > 公平类")),
];

const EEVDF: &[Line] = &[
    (&[Enter, Return], Text::new("join: v ← V − lag", "加入：v ← V − lag")),
    (&[Preempt], Text::new("  by the rule: pick again", "  按规则：重新选择")),
    (&[], Text::new("running: v += 1 / w", "运行时：v += 1 / w")),
    (&[Expire, Alone], Text::new("v ≥ d: next request, d ← v + r / w", "v ≥ d：下一请求，d ← v + r / w")),
    (&[Leave], Text::new("block, exit: lag ← V − v", "阻塞、退出：lag ← V − v")),
    IDLE,
    (&[], Text::new("eligible: v ≤ V = Σ w·v / Σ w", "符合条件：v ≤ V = Σ w·v / Σ w")),
    (&[Pick], Text::new("dispatch the eligible with least d", "调度符合条件且 d 最小者")),
];

const STRIDE: &[Line] = &[
    ENTER,
    (&[Expire, Alone], Text::new("slice = 0: running → ready", "slice = 0：运行进程 → 就绪队列")),
    LEAVE,
    FREE,
    IDLE,
    (&[Pick, Preempt], Text::new("  dispatch p with the least pass", "  调度行程值最小的 p")),
    (&[], Text::new("  pass(p) ← pass(p) + big / tickets", "  行程(p) ← 行程(p) + 常数 / 彩票数")),
];

fn priority(config: &Config) -> Vec<Line> {
    let mut lines = vec![ENTER];
    if config.rules.preemptive {
        lines.push((&[], Text::new("  if better than running:", "  若优先级高于运行进程：")));
        lines.push((&[Preempt], Text::new("    running → ready", "    运行进程 → 就绪队列")));
    }
    if config.rules.aging.is_some() {
        lines.push((&[Age], Text::new("waiting longer: better priority", "等待越久：优先级越高")));
    }
    lines.extend([
        LEAVE,
        FREE,
        IDLE,
        (&[Pick], Text::new("  else dispatch best priority", "  否则调度优先级最高者")),
    ]);
    lines
}

fn mlfq(config: &Config) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![
        (&[Enter], Text::new("arrival: → tail of Q0", "到达：→ Q0 队尾")),
        (&[Pick, Idle], Text::new("run head of the highest queue ≠ ∅", "调度最高非空队列的队首进程")),
        (&[Expire, Alone], Text::new("slice = 0: → tail of the next queue", "slice = 0：→ 下一级队尾")),
    ];
    if config.rules.preempt == rules::Preempt::Immediate {
        lines
            .push((&[Preempt], Text::new("higher queue ≠ ∅: preempt running", "更高队列非空：抢占运行进程")));
    }
    lines.push((&[Leave], Text::new("block, exit: leave the CPU", "阻塞、退出：让出 CPU")));
    lines.push((
        &[Return],
        match config.rules.io_return {
            rules::IoReturn::Same => {
                Text::new("I/O done: → tail of the same queue", "I/O 完成：→ 原队列队尾")
            }
            rules::IoReturn::Up => Text::new("I/O done: → one queue higher", "I/O 完成：→ 上一级队列"),
            rules::IoReturn::Top => Text::new("I/O done: → tail of Q0", "I/O 完成：→ Q0 队尾"),
        },
    ));
    if config.boost.is_some() {
        lines.push((&[Boost], Text::new("every S: all → Q0", "每隔 S：全部进程 → Q0")));
    }
    lines
}
