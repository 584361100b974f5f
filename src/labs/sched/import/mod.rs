//! Recordings of a real machine as scenarios: `perf sched script`, `perf script`, `trace-cmd report`, ftrace's `trace`.
//!
//! ```text
//! bytes ─▶ lines (line.rs) ─▶ switches and wake-ups ─▶ tasks (tasks.rs) ─▶ scenario and notes
//! ```
//!
//! A unit of the scenario is a millisecond. A task arrives when it is first ready; every sleep is I/O of its own.

mod line;
mod tasks;
#[cfg(test)]
mod tests;

use super::burst::is_name;
use super::names::paragraph;
use super::scenario::Scenario;
use super::scenario::{MAX_BURSTS, MAX_CPUS, MAX_PROCESSES};
use crate::lab::{Import, Imported, Problem};
use crate::text;
use crate::text::Text;
use line::Line;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tasks::{Task, Tasks};

/// A longer line is none of a recorder.
const LONGEST: usize = 1 << 16;
/// The sum of all times stays below this many ticks, well inside what a scenario may have.
const MOST: u128 = 400_000_000_000_000;

/// Reads a recording.
pub struct Recorded {
    /// Policy and rules of the scenario.
    usual: Scenario,
    tasks: Tasks,
    /// The line that is not over yet.
    rest: Vec<u8>,
    /// It is longer than any line may be.
    spilt: bool,
    lines: usize,
    /// Lines of switches or wake-ups that could not be read, and the first of them.
    broken: (usize, usize),
}

impl Recorded {
    /// Begins to read; policy and rules will be those of a scenario.
    pub fn new(usual: &Scenario) -> Self {
        Recorded {
            usual: usual.clone(),
            tasks: Tasks::default(),
            rest: Vec::new(),
            spilt: false,
            lines: 0,
            broken: (0, 0),
        }
    }
}

impl Import for Recorded {
    fn files(&self) -> Text {
        Text::new(
            "What perf sched script, perf script or trace-cmd report prints of a real machine, or the file trace of ftrace.",
            "perf sched script、perf script 或 trace-cmd report 对真实机器的输出，或 ftrace 的 trace 文件。",
        )
    }

    fn feed(&mut self, mut bytes: &[u8]) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.keep(&bytes[..end]);
            self.line();
            bytes = &bytes[end + 1..];
        }
        self.keep(bytes);
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, Problem> {
        self.line();
        let tasks = self.tasks.close();
        if tasks.is_empty() {
            return Err(Problem::at("rows", self.nothing()));
        }
        let total: u128 =
            tasks.iter().map(|task| task.bursts.iter().map(|span| *span as u128).sum::<u128>()).sum();
        let latest = tasks.iter().map(|task| task.arrival).max().unwrap_or(0) as u128;
        let exact = tasks.iter().flat_map(|task| task.bursts.iter().chain([&task.arrival]));
        let grain = [1, 1_000, 1_000_000].into_iter().find(|grain| (total + latest) / grain <= MOST);
        let grain = grain.unwrap_or(1_000_000_000) as u64;
        let rounded = exact.clone().any(|time| time % grain > 0);
        let notes = self.notes(tasks.len(), grain, rounded);
        let names = names(&tasks);
        let processes: Vec<Value> =
            tasks.iter().zip(names).map(|(task, name)| process(task, name, grain)).collect();
        let mut scenario = serde_json::to_value(&self.usual).expect("a scenario is plain data");
        for dropped in ["random", "edits"] {
            scenario.as_object_mut().expect("an object").remove(dropped);
        }
        scenario["processes"] = processes.into();
        scenario["cpus"] = self.tasks.cpus.len().clamp(1, MAX_CPUS as usize).into();
        Ok(Imported { scenario, said: paragraph(&notes) })
    }
}

impl Recorded {
    fn keep(&mut self, bytes: &[u8]) {
        if self.rest.len() + bytes.len() > LONGEST {
            self.spilt = true;
        } else {
            self.rest.extend_from_slice(bytes);
        }
    }

    /// The line is over.
    fn line(&mut self) {
        let bytes = std::mem::take(&mut self.rest);
        let spilt = std::mem::take(&mut self.spilt);
        self.lines += 1;
        let text = String::from_utf8_lossy(&bytes);
        let read = if spilt { Line::Broken } else { line::line(&text) };
        if read == Line::Broken {
            self.broken.0 += 1;
            if self.broken.0 == 1 {
                self.broken.1 = self.lines;
            }
        }
        self.tasks.see(&read);
    }

    fn nothing(&self) -> Text {
        let (broken, first) = self.broken;
        if broken > 0 {
            return text!(
                "No line of this recording can be read; the first that fails is line {first}. Print it with perf sched script, or take ftrace's trace file.",
                "这份记录没有一行能读出，最先出错的是第 {first} 行。请用 perf sched script 打印，或使用 ftrace 的 trace 文件。"
            );
        }
        Text::new(
            "There is no sched_switch event in this file. Record with perf sched record and print with perf sched script, or take ftrace's trace file.",
            "这个文件里没有 sched_switch 事件。请用 perf sched record 记录、perf sched script 打印，或使用 ftrace 的 trace 文件。",
        )
    }

    fn notes(&self, count: usize, grain: u64, rounded: bool) -> Vec<Text> {
        let (events, cpus, gaps) = (self.tasks.events, self.tasks.cpus.len(), self.tasks.gaps);
        let span = milliseconds(self.tasks.span(), 1);
        let mut notes = vec![text!(
            "{count} tasks from {events} events in {span} ms on {cpus} CPUs. A unit of time is a millisecond; every sleep counts as I/O.",
            "从 {cpus} 个 CPU 上 {span} 毫秒内的 {events} 个事件恢复出 {count} 个任务。一个时间单位为 1 毫秒；每次睡眠都算作 I/O。"
        )];
        let mut say = |count: u64, text: Text| notes.extend((count > 0).then_some(text));
        let (broken, first) = self.broken;
        say(
            broken as u64,
            text!(
                "{broken} lines could not be read; the first is line {first}.",
                "有 {broken} 行无法读出，最先的是第 {first} 行。"
            ),
        );
        let n = gaps.lost;
        say(
            n,
            text!(
                "The recorder lost {n} events: bursts next to a gap may be too short or too long.",
                "记录时丢失了 {n} 个事件：缺口附近的执行段可能偏短或偏长。"
            ),
        );
        let n = gaps.before;
        say(
            n as u64,
            text!(
                "{n} tasks already ran or were ready when the recording began: they arrive at 0, and what they did before is not known.",
                "有 {n} 个任务在记录开始时已在运行或就绪：到达时间记为 0，之前做了什么不得而知。"
            ),
        );
        let n = gaps.after;
        say(
            n as u64,
            text!(
                "{n} tasks still ran or were ready when it ended: their last burst ends with the recording.",
                "有 {n} 个任务在记录结束时仍在运行或就绪：最后一段执行到记录结束为止。"
            ),
        );
        let n = gaps.asleep;
        say(
            n as u64,
            text!(
                "{n} sleeps had not ended with the recording and are left out.",
                "有 {n} 次睡眠到记录结束仍未醒来，已略去。"
            ),
        );
        let n = gaps.unwoken;
        say(
            n as u64,
            text!(
                "{n} sleeps have no wake-up in the recording: they end where the task runs again, so waiting for a CPU counts as sleep.",
                "有 {n} 次睡眠没有唤醒事件：以任务再次运行为止，等待 CPU 的时间也算进了睡眠。"
            ),
        );
        let n = gaps.odd;
        say(
            n as u64,
            text!(
                "{n} switches leave a task that did not run as far as is known: that run is missing.",
                "有 {n} 次切换换下的任务并未见其运行：这段运行已缺失。"
            ),
        );
        let n = gaps.idle;
        say(
            n as u64,
            text!(
                "{n} tasks were seen and never ran; they are left out.",
                "有 {n} 个任务出现过但从未运行，已略去。"
            ),
        );
        let n = gaps.beyond;
        say(
            n as u64,
            text!(
                "{n} events lie beyond the limits of {MAX_PROCESSES} tasks and {MAX_BURSTS} bursts each; they are left out.",
                "有 {n} 个事件超出上限（{MAX_PROCESSES} 个任务、每个 {MAX_BURSTS} 段），已略去。"
            ),
        );
        say(
            (cpus > MAX_CPUS as usize) as u64,
            text!(
                "A scenario has at most {MAX_CPUS} CPUs: its tasks wait longer than on the {cpus} of the machine.",
                "场景最多 {MAX_CPUS} 个 CPU：任务等待的时间比在实际的 {cpus} 个 CPU 上长。"
            ),
        );
        let unit = if grain == 1_000 { "µs" } else { "ms" };
        say(
            rounded as u64,
            text!("So long a recording is rounded down to {unit}.", "记录太长，时间向下取整到 {unit}。"),
        );
        notes
    }
}

fn process(task: &Task, name: String, grain: u64) -> Value {
    let mut process = json!({ "pid": name });
    let time = |nanoseconds: u64| {
        let shown = milliseconds(nanoseconds, grain);
        shown.parse::<u64>().map_or(Value::from(shown), Value::from)
    };
    if task.arrival >= grain {
        process["arrival"] = time(task.arrival);
    }
    match task.bursts.as_slice() {
        [burst] => process["burst"] = time(*burst),
        bursts => process["bursts"] = bursts.iter().map(|burst| time(*burst)).collect(),
    }
    // Linux: 100 to 139 are nice -20 to 19, lower numbers are real time.
    if (100..140).contains(&task.prio) && task.prio != 120 {
        process["nice"] = Value::from(task.prio - 120);
    }
    if task.prio != 120 {
        process["priority"] = Value::from(task.prio);
    }
    process
}

/// Nanoseconds as milliseconds, rounded down to a grain, without trailing zeros.
fn milliseconds(nanoseconds: u64, grain: u64) -> String {
    let kept = nanoseconds / grain * grain;
    let (whole, part) = (kept / 1_000_000, kept % 1_000_000);
    let shown = format!("{whole}.{part:06}");
    shown.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Unique names of at most 12 signs: the command; with the id where several tasks run one command.
fn names(tasks: &[Task]) -> Vec<String> {
    let plain = |task: &Task| -> String {
        let fit = |sign: char| if is_name(&sign.to_string()) { sign } else { '-' };
        task.comm.chars().map(fit).take(12).collect()
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    tasks.iter().for_each(|task| *counts.entry(plain(task)).or_default() += 1);
    let mut taken: BTreeSet<String> = counts
        .iter()
        .filter(|(name, count)| **count == 1 && is_name(name))
        .map(|(name, _)| name.clone())
        .collect();
    let name = |task: &Task| {
        let own = plain(task);
        if counts[&own] == 1 && is_name(&own) {
            return own;
        }
        let numbers =
            std::iter::once(format!("{}", task.pid)).chain((2..).map(|turn| format!("{}.{turn}", task.pid)));
        let candidates = numbers.map(|number| {
            let room = 12usize.saturating_sub(number.len() + 1);
            let head: String = own.chars().take(room).collect();
            if head.is_empty() { number.chars().take(12).collect() } else { format!("{head}-{number}") }
        });
        let free = candidates.into_iter().find(|name| !taken.contains(name)).expect("numbers do not run out");
        taken.insert(free.clone());
        free
    };
    tasks.iter().map(name).collect()
}
