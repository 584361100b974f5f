//! Names that story, picture, inspector and metrics share: ids on the stage, states, devices, levels.

use super::machine::Sched;
use super::scenario::Policy;
use super::state::{Pid, State};
use crate::figure::Tone;
use crate::sim::Time;
use crate::text::Text;

pub use crate::lab::sentence::{paragraph, spaced};

/// The most ready queues that are drawn; deeper levels share the last one.
pub const ROWS: usize = 8;
/// The most devices that are drawn; further ones share the last box.
pub const BOXES: usize = 4;

/// The id of the place of those that are suspended and ready.
pub const READY_OUT: &str = "suspended:ready";
/// The id of the place of those that are suspended and blocked.
pub const BLOCKED_OUT: &str = "suspended:blocked";

/// The id of a process on the stage.
pub fn process_id(sched: &Sched, who: Pid) -> String {
    format!("proc:{}", sched.name(who))
}

/// A process as a reference in a sentence.
pub fn refer(sched: &Sched, who: Pid) -> String {
    format!("[{name}](proc:{name})", name = sched.name(who))
}

/// How many ready queues are drawn.
pub fn ready_rows(sched: &Sched) -> usize {
    match sched.config.policy {
        _ if sched.config.per_core => sched.cpus.len(),
        Policy::Mlfq => sched.config.levels.len().min(ROWS),
        _ => 1,
    }
}

/// The row in which a process is drawn that is ready: that of its CPU if each has its queue, else of its level.
pub fn ready_row(sched: &Sched, who: Pid) -> u32 {
    let process = &sched.processes[who as usize];
    if sched.config.per_core { process.home } else { process.level }
}

/// The id of the ready queue in which a process is drawn that is ready.
pub fn ready_of(sched: &Sched, who: Pid) -> String {
    ready_id(sched, ready_row(sched, who))
}

/// The id of the ready queue of a CPU.
pub fn queue_id(sched: &Sched, cpu: u32) -> String {
    if sched.config.per_core { ready_id(sched, cpu) } else { ready_id(sched, 0) }
}

/// The id of the ready queue in which a row is drawn: a level, or a CPU with a queue of its own.
pub fn ready_id(sched: &Sched, level: u32) -> String {
    match sched.config.policy {
        _ if sched.config.per_core => format!("ready:{level}"),
        Policy::Mlfq => format!("ready:{}", (level as usize).min(ROWS - 1)),
        _ => "ready".into(),
    }
}

/// The id of the box in which a device is drawn.
pub fn device_id(sched: &Sched, device: u32) -> String {
    let index = (device as usize).min(BOXES - 1);
    sched.config.devices.get(index).map_or("waiting".into(), |name| format!("dev:{name}"))
}

/// What a device is called in a sentence.
pub fn device_name(sched: &Sched, device: u32) -> Text {
    known_device(&sched.config.devices[device as usize])
}

/// The name of a device in both languages, as far as it is a usual one.
pub fn known_device(name: &str) -> Text {
    match name {
        "io" => Text::new("I/O device", "I/O 设备"),
        "disk" => Text::new("disk", "磁盘"),
        "net" | "network" | "nic" => Text::new("network", "网卡"),
        "tty" | "terminal" => Text::new("terminal", "终端"),
        "keyboard" => Text::new("keyboard", "键盘"),
        "printer" => Text::new("printer", "打印机"),
        other => Text::same(other),
    }
}

/// The shortest name of a device: `I/O`, `disk`.
pub fn device_short(sched: &Sched, device: u32) -> Text {
    match sched.config.devices[device as usize].as_str() {
        "io" => Text::same("I/O"),
        other => known_device(other),
    }
}

/// What a device is called at the head of its row on the timeline.
pub fn device_title(name: &str) -> Text {
    if name == "io" {
        return Text::same("I/O");
    }
    let known = known_device(name);
    if known.en == known.zh {
        return known;
    }
    let mut letters = known.en.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    Text { en: (first + letters.as_str()).into(), ..known }
}

/// A time in units: `6`, `8.5`.
pub fn show(sched: &Sched, time: Time) -> String {
    sched.config.scale.show(time)
}

/// The name of a state.
pub fn state_name(state: State) -> Text {
    match state {
        State::New | State::Pooled => Text::new("New", "创建"),
        State::ReadySuspended => Text::new("Ready, suspended", "就绪挂起"),
        State::BlockedSuspended { .. } => Text::new("Waiting, suspended", "阻塞挂起"),
        State::Ready => Text::new("Ready", "就绪"),
        State::Running { .. } => Text::new("Running", "运行"),
        State::Waiting { .. } => Text::new("Waiting", "阻塞"),
        State::Terminated => Text::new("Terminated", "终止"),
    }
}

/// What the colour of a state is.
pub fn state_tone(state: State) -> Tone {
    match state {
        State::New | State::Pooled => Tone::New,
        State::Ready | State::ReadySuspended => Tone::Ready,
        State::Running { .. } => Tone::Running,
        State::Waiting { .. } | State::BlockedSuspended { .. } => Tone::Waiting,
        State::Terminated => Tone::Done,
    }
}
