//! The mechanism as pseudocode, and the line that an event is about.

use super::config::Config;
use super::machine::Event;
use super::scenario::{OnMiss, Policy, Protocol};
use crate::text::Text;

/// The lines, by policy, rule and protocol.
pub fn lines(config: &Config) -> Vec<Text> {
    let best = match config.policy {
        Policy::Rm => Text::new("  best ← ready job of shortest period", "  best ← 周期最短的就绪作业"),
        Policy::Dm => {
            Text::new("  best ← ready job, shortest rel. deadline", "  best ← 相对截止时间最短的就绪作业")
        }
        Policy::Edf => Text::new("  best ← ready job, earliest deadline", "  best ← 截止时间最早的就绪作业"),
    };
    let beats = if config.preemptive {
        Text::new("  if best beats running: preempt it", "  若 best 优于运行作业：抢占")
    } else {
        Text::new("  if a job runs: let it run on", "  若有作业在运行：让它继续")
    };
    let miss = match config.on_miss {
        OnMiss::Continue => Text::new("  count a miss; it goes on", "  记一次超时，继续执行"),
        OnMiss::Abort => Text::new("  count a miss; drop the job", "  记一次超时，放弃作业"),
        OnMiss::Hard => Text::new("  stop", "  停止"),
    };
    let mut lines = vec![
        Text::new("on release, end or unlock:", "释放、完成或解锁时："),
        best,
        beats,
        Text::new("  if the CPU is free: dispatch best", "  若 CPU 空闲：调度 best"),
        Text::new("on a deadline of a job not done:", "到截止时间而作业未完成："),
        miss,
    ];
    if config.locks() {
        lines.extend(locks(config));
    }
    lines
}

fn locks(config: &Config) -> [Text; 3] {
    let wait = match config.protocol {
        Protocol::Ceiling if config.policy != Policy::Edf => Text::new(
            "lock S: if S held or a ceiling ≥ mine: wait",
            "lock S：若 S 被占或某天花板不低于我：等待",
        ),
        _ => Text::new("lock S: if S is held: wait", "lock S：若 S 被占：等待"),
    };
    let lent = match config.protocol {
        Protocol::None => Text::new("  priorities stay as they are", "  优先级不变"),
        Protocol::Inherit => Text::new("  its holder inherits my priority", "  持有者继承我的优先级"),
        _ if config.policy == Policy::Edf => {
            Text::new("  only shorter deadlines may start", "  只有更短截止时间的作业可以开始")
        }
        Protocol::Ceiling => Text::new("  its holder inherits my priority", "  持有者继承我的优先级"),
        Protocol::Immediate => Text::new("  run at the ceiling of S", "  按 S 的天花板执行"),
    };
    [wait, lent, Text::new("unlock S: wake who waits for it", "unlock S：唤醒等待者")]
}

/// The line in force, from 0.
pub fn line(config: &Config, event: &Event) -> Option<usize> {
    let line = match event {
        Event::Released { .. } | Event::Finished { .. } => 0,
        Event::Preempted { .. } => 2,
        Event::Dispatched { .. } => 3,
        Event::Missed { .. } | Event::Aborted { .. } | Event::Ended { hard: true } => 5,
        Event::Locked { .. } if config.protocol == Protocol::Immediate => 7,
        Event::Locked { .. } | Event::Blocked { .. } => 6,
        Event::Inherited { .. } => 7,
        Event::Unlocked { .. } => 8,
        Event::Idled | Event::Ended { hard: false } => return None,
    };
    Some(line)
}
