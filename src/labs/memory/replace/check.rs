//! What a study must keep to before it starts.

use super::config::Config;
use super::pool::Page;
use crate::lab::Problem;
use crate::labs::memory::scenario::{Initial, MAX_ACCESSES, MAX_FRAMES, Name, Policy, Replace};
use crate::text;
use std::collections::BTreeSet;

use super::generate::MAX_PROCESSES;

/// Is every count within its bounds, and every name a name?
///
/// # Errors
/// What is wrong, and where.
pub fn check(scenario: &Replace) -> Result<(), Problem> {
    counts(scenario)?;
    frames(scenario)?;
    names(scenario)?;
    let count = length(scenario);
    let ops = scenario.ops.as_deref().unwrap_or_default();
    if scenario.ops.is_some()
        && scenario.trace.is_none()
        && (ops.len() != count || !ops.bytes().all(|op| b"RWrw".contains(&op)))
    {
        let text = text!(
            "One R or W per reference is needed: {count} of them.",
            "每次访问需要一个 R 或 W，共 {count} 个。"
        );
        return Err(Problem::at("ops", text));
    }
    if scenario.window == 0 || scenario.rules.aging_bits.is_some_and(|bits| !(1..=32).contains(&bits)) {
        let text = text!(
            "The window is at least 1; counters have 1 to 32 bits.",
            "窗口至少为 1；计数器为 1 到 32 位。"
        );
        return Err(Problem::at("window", text));
    }
    Ok(())
}

/// How many references a study has.
pub fn length(scenario: &Replace) -> usize {
    if let Some(trace) = &scenario.trace {
        return trace.accesses as usize;
    }
    match (scenario.generate, scenario.random) {
        (Some(wish), _) => wish.len() as usize,
        (None, Some(wish)) => wish.count as usize,
        (None, None) => scenario.refs.len(),
    }
}

fn counts(scenario: &Replace) -> Result<(), Problem> {
    if let Some(wish) = scenario.generate {
        wish.check()?;
    }
    let count = length(scenario);
    // The accesses of a file are bounded where it is read.
    if scenario.trace.is_none() && count > MAX_ACCESSES {
        let most = MAX_ACCESSES;
        let text = text!(
            "{count} references are too many: at most {most}.",
            "共 {count} 次访问，太多了：最多 {most} 次。"
        );
        return Err(Problem::at("rows", text));
    }
    if scenario.random.is_some_and(|wish| wish.max == 0) {
        return Err(Problem::at("max", text!("At least one page is needed.", "至少要有一个页面。")));
    }
    Ok(())
}

fn frames(scenario: &Replace) -> Result<(), Problem> {
    if scenario.policy.is_fixed() && !(1..=MAX_FRAMES).contains(&scenario.frames) {
        let most = MAX_FRAMES;
        return Err(Problem::at("frames", text!("Frames: 1 to {most}.", "页框数应为 1 到 {most}。")));
    }
    if scenario.policy.is_fixed() && scenario.initial.len() > scenario.frames as usize {
        let text =
            text!("More pages are in memory at first than there are frames.", "初始页面数多于页框数。");
        return Err(Problem::at("initial", text));
    }
    if scenario.policy.is_fixed() && scenario.hand >= scenario.frames {
        return Err(Problem::at("hand", text!("The hand must stand at a frame.", "指针必须指向某个页框。")));
    }
    let mut there: Vec<&Name> = scenario.initial.iter().flatten().map(Initial::name).collect();
    there.sort();
    if scenario.policy != Policy::WorkingSet && there.windows(2).any(|pair| pair[0] == pair[1]) {
        let text = text!("A page is in memory twice.", "有页面在内存中出现了两次。");
        return Err(Problem::at("initial", text));
    }
    Ok(())
}

fn names(scenario: &Replace) -> Result<(), Problem> {
    let all = || scenario.refs.iter().chain(scenario.initial.iter().flatten().map(Initial::name));
    if let Some(name) = all().find(|name| is_odd(name)) {
        let text = text!(
            "“{name}” is no page: a number, or 1 to 12 letters and digits; A.3 is page 3 of process A.",
            "“{name}”不是页面名：应为数字，或 1 到 12 个字母、数字；A.3 表示进程 A 的 3 号页。"
        );
        return Err(Problem::at("rows", text));
    }
    let processes: BTreeSet<Option<&str>> = all().map(Name::process).collect();
    if processes.len() > 1 && processes.contains(&None) {
        let text = text!(
            "Some pages name their process (A.3) and some do not: all or none.",
            "有的页面写了进程（A.3），有的没写：要么都写，要么都不写。"
        );
        return Err(Problem::at("rows", text));
    }
    let (count, most) = (processes.len(), MAX_PROCESSES);
    if count > most as usize {
        let text = text!(
            "{count} processes are too many: at most {most}.",
            "{count} 个进程太多了：最多 {most} 个。"
        );
        return Err(Problem::at("rows", text));
    }
    Ok(())
}

fn is_odd(name: &Name) -> bool {
    let Name::Word(word) = name else { return false };
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let fits = match word.split_once('.') {
        Some((process, page)) => plain(process) && plain(page),
        None => plain(word),
    };
    word.chars().count() > 12 || !fits
}

/// Is each page at first in a frame of its own process?
///
/// # Errors
/// One is not.
pub fn initial(config: &Config, initial: &[Option<(Page, &Initial)>]) -> Result<(), Problem> {
    if !config.is_local() || !config.policy.is_fixed() {
        return Ok(());
    }
    let pool = |frame: usize| config.starts.partition_point(|start| *start <= frame) - 1;
    for (frame, entry) in initial.iter().enumerate() {
        let Some((page, entry)) = entry else { continue };
        if config.owner(*page) != pool(frame) || frame >= config.frames {
            let name = entry.name();
            let text = text!(
                "At first page {name} is in a frame of another process.",
                "页面 {name} 起初在其他进程的页框中。"
            );
            return Err(Problem::at("initial", text));
        }
    }
    Ok(())
}
