//! The figures of a study so far: totals with their formulas, the size of a resident set.

use super::inspect::table;
use super::machine::{Memory, Replacing};
use crate::figure::{Chart, Line};
use crate::lab::{Metrics, Total};
use crate::labs::memory::scenario::{RandomRefs, Replace};
use crate::sim::Ratio;
use crate::text;
use crate::text::Text;

/// Charts are drawn for at most so many references.
const CHARTED: usize = 600;

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
    match now.memory {
        Memory::Pool(_) => vec![],
        Memory::Set(_) => vec![sizes(&past(scenario, now), now)],
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
        ..Chart::default()
    }
}
