//! The figures of a study so far: totals with their formulas, faults against frames, the size of a resident set.

use super::inspect::table;
use super::machine::{Memory, Replacing};
use crate::figure::{Chart, Line};
use crate::lab::{Metrics, Total};
use crate::labs::memory::scenario::{Policy, RandomRefs, Replace};
use crate::labs::memory::words::policy_name;
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// Charts are drawn for at most so many references, and so many frames.
const CHARTED: usize = 600;
const CHARTED_FRAMES: usize = 12;

/// The figures up to now.
pub fn metrics(scenario: &Replace, before: &Replacing, now: &Replacing) -> Metrics {
    Metrics { table: table(before, now), totals: totals(now), charts: charts(scenario, now) }
}

fn totals(now: &Replacing) -> Vec<Total> {
    let done = now.done as i64;
    let counts = now.totals;
    let number = |name: Text, value: u64| Total {
        name,
        value: Text::same(value.to_string()),
        formula: Text::default(),
    };
    let rate = |name: Text, part: u64| Total {
        name,
        value: if done == 0 {
            Text::same("–")
        } else {
            Text::same(Ratio::new(part as i64, done).decimal(4))
        },
        formula: text!("{part} / {done}", "{part} / {done}"),
    };
    let mut totals = vec![
        number(Text::new("Accesses done", "已完成访问"), now.done as u64),
        number(Text::new("Page faults", "缺页次数"), counts.faults),
        number(Text::new("Replacements", "置换次数"), counts.replacements),
        rate(Text::new("Fault rate", "缺页率"), counts.faults),
        rate(Text::new("Hit rate", "命中率"), counts.hits),
    ];
    if now.config.has_ops {
        totals.push(number(Text::new("Write-backs", "写回次数"), counts.writebacks));
    }
    if let Memory::Set(_) = now.memory {
        totals.push(rate(Text::new("Mean resident set", "平均驻留集大小"), counts.resident));
    }
    totals
}

/// The same references up to now, and nothing of what comes.
fn past(scenario: &Replace, now: &Replacing) -> Replace {
    let refs =
        now.config.refs[..now.done].iter().map(|page| now.config.names[page.0 as usize].clone()).collect();
    let ops = scenario.ops.as_ref().map(|ops| ops.chars().take(now.done).collect());
    Replace { refs, ops, random: None::<RandomRefs>, times: vec![], ..scenario.clone() }
}

fn charts(scenario: &Replace, now: &Replacing) -> Vec<Chart> {
    if now.done == 0 || now.done > CHARTED {
        return vec![];
    }
    let past = past(scenario, now);
    match now.memory {
        Memory::Pool(_) => vec![belady(&past, now)],
        Memory::Set(_) => vec![sizes(&past, now)],
    }
}

/// Faults against the number of frames, for this policy and for OPT and LRU beside it.
fn belady(past: &Replace, now: &Replacing) -> Chart {
    let most = now.config.names.len().clamp(2, CHARTED_FRAMES);
    let mut policies = vec![past.policy];
    policies.extend([Policy::Opt, Policy::Lru].into_iter().filter(|policy| *policy != past.policy));
    let points = |policy| {
        (1..=most).filter_map(move |frames| {
            let study = Replace { policy, frames: frames as u32, initial: vec![], hand: 0, ..past.clone() };
            Some((frames as i64 * 1000, faults(&study)? * 1000))
        })
    };
    let line = |(index, policy): (usize, Policy)| Line {
        name: policy_name(policy),
        hue: index as u8,
        points: points(policy).collect(),
    };
    Chart {
        caption: Text::new("Faults against frames, up to now", "到目前为止的缺页次数与页框数"),
        x: Text::new("frames", "页框数"),
        y: Text::new("faults", "缺页次数"),
        x_end: most as i64 * 1000,
        lines: policies.into_iter().enumerate().map(line).collect(),
    }
}

/// How many faults a study has in all; `None` if it cannot be run.
pub fn faults(study: &Replace) -> Option<i64> {
    let mut machine = Replacing::start(study).ok()?;
    run(&mut machine);
    Some(machine.totals.faults as i64)
}

fn run(machine: &mut Replacing) {
    let mut events = vec![];
    for _ in 0..machine.config.refs.len() {
        machine.finish_reference(&mut events);
        events.clear();
    }
}

fn sizes(past: &Replace, now: &Replacing) -> Chart {
    let mut points = vec![];
    if let Ok(mut machine) = Replacing::start(past) {
        let mut events = vec![];
        for at in 1..=now.done as i64 {
            machine.finish_reference(&mut events);
            events.clear();
            if let Memory::Set(set) = &machine.memory {
                points.push((at * 1000, set.pages.len() as i64 * 1000));
            }
        }
    }
    Chart {
        caption: Text::new("Pages in memory over time", "驻留集大小的变化"),
        x: Text::new("access", "访问"),
        y: Text::new("pages", "页数"),
        x_end: now.done as i64 * 1000,
        lines: vec![Line { name: Text::new("resident pages", "驻留页数"), hue: 0, points }],
    }
}
