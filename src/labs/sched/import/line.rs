//! A line of `perf sched script`, `perf script`, `trace-cmd report` or of ftrace's `trace`:
//!
//! ```text
//!   bash  4210 [001] 812.000300: sched:sched_switch: prev_comm=bash prev_pid=4210 prev_prio=120 prev_state=S ==> next_comm=…
//!   bash-4210  [001] d..2.  812.000300: sched_switch: prev_comm=bash …
//!   bash-4210  [001]  812.000300: sched_switch: bash:4210 [120] S ==> swapper/1:0 [120]
//! ```
//!
//! Times are seconds with up to nine decimals; names may have blanks. Source: include/trace/events/sched.h of Linux.

/// A thread as a line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thread<'a> {
    /// Its id; 0 is the idle one of every CPU.
    pub pid: u32,
    /// Its command.
    pub comm: &'a str,
    /// Its priority, 100 to 139 for nice -20 to 19.
    pub prio: i32,
}

/// Why a thread left a CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// It could go on: preempted, or it yielded.
    Ready,
    /// It sleeps or is stopped.
    Asleep,
    /// It ended.
    Ended,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// One thread left a CPU and another got it, at an instant in nanoseconds.
    Switch { at: u64, cpu: u32, prev: Thread<'a>, leaves: Leaves, next: Thread<'a> },
    /// A thread became ready; `early` for `sched_waking`, which comes a little before; `new` after its fork.
    Wake { at: u64, who: Thread<'a>, new: bool, early: bool },
    /// So many events were lost before this line.
    Lost(u64),
    /// A comment, another event, an empty line.
    Other,
    /// One of these events, but not readable to its end.
    Broken,
}

/// Reads a line.
pub fn line(text: &str) -> Line<'_> {
    let events = ["sched_switch:", "sched_wakeup_new:", "sched_wakeup:", "sched_waking:"];
    let found = events.into_iter().find_map(|name| Some((name, text.split_once(name)?)));
    let Some((name, (head, rest))) = found.filter(|_| !text.trim_start().starts_with('#')) else {
        return lost(text).map_or(Line::Other, Line::Lost);
    };
    let read = || {
        let (at, cpu) = place(head)?;
        if name == "sched_switch:" {
            let (left, right) = rest.split_once("==>")?;
            let (prev, leaves) = leaving(left.trim())?;
            return Some(Line::Switch { at, cpu, prev, leaves, next: thread(right.trim(), "next_")? });
        }
        let who = thread(rest.trim(), "")?;
        Some(Line::Wake { at, who, new: name == "sched_wakeup_new:", early: name == "sched_waking:" })
    };
    read().unwrap_or(Line::Broken)
}

/// `CPU:1 [LOST 12 EVENTS]` of ftrace, `PERF_RECORD_LOST lost 12` of perf.
fn lost(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once("[LOST ").or_else(|| text.split_once("_LOST lost "))?;
    let digits = rest.split(|sign: char| !sign.is_ascii_digit()).next()?;
    Some(digits.parse().unwrap_or(1))
}

/// The instant and the CPU before the name of the event.
fn place(head: &str) -> Option<(u64, u32)> {
    let head = head.trim_end();
    let head = head.strip_suffix("sched:").unwrap_or(head).trim_end().strip_suffix(':')?;
    let (before, time) = head.rsplit_once(char::is_whitespace)?;
    let (seconds, part) = time.split_once('.')?;
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(seconds) || !digits(part) || part.len() > 9 || seconds.len() > 9 {
        return None;
    }
    let fraction: u64 = format!("{part:0<9}").parse().ok()?;
    let at = seconds.parse::<u64>().ok()? * 1_000_000_000 + fraction;
    let (_, cpu) = before.rsplit_once('[')?;
    let cpu = cpu.split(']').next()?.trim().parse().ok()?;
    Some((at, cpu))
}

fn leaving(left: &str) -> Option<(Thread<'_>, Leaves)> {
    let state = match left.split_once("prev_state=") {
        Some((_, state)) => state,
        None => left.rsplit_once(']')?.1,
    };
    Some((thread(left, "prev_")?, leaves(state.trim())?))
}

/// The letters of the kernel, or the numbers of older recordings.
fn leaves(state: &str) -> Option<Leaves> {
    if let Ok(number) = state.parse::<u32>() {
        return Some(match number {
            0 | 256.. => Leaves::Ready,
            16..256 => Leaves::Ended,
            _ => Leaves::Asleep,
        });
    }
    Some(match state.chars().next()? {
        'R' => Leaves::Ready,
        'X' | 'Z' | 'x' => Leaves::Ended,
        letter if letter.is_ascii_alphabetic() => Leaves::Asleep,
        _ => return None,
    })
}

/// `prev_comm=bash prev_pid=7 prev_prio=120 …`, or `bash:7 [120] …`.
fn thread<'a>(fields: &'a str, prefix: &str) -> Option<Thread<'a>> {
    let number = |text: &'a str| text.split(|sign: char| !sign.is_ascii_digit() && sign != '-').next();
    if let Some((_, rest)) = fields.split_once("comm=") {
        let (comm, rest) = rest.split_once(&format!(" {prefix}pid="))?;
        let prio = rest.split_once("prio=").and_then(|(_, prio)| number(prio)?.parse().ok());
        return Some(Thread { pid: number(rest)?.parse().ok()?, comm, prio: prio.unwrap_or(120) });
    }
    let (name, rest) = fields.split_once(" [")?;
    let (comm, pid) = name.rsplit_once(':')?;
    Some(Thread { pid: pid.parse().ok()?, comm, prio: number(rest)?.parse().ok()? })
}
