//! The figures of a study so far: totals with their formulas, how many frames each process holds.

use super::inspect::table;
use super::machine::{Memory, Replacing};
use super::processes::process_hue;
use crate::figure::{Chart, Line};
use crate::lab::{Metrics, Total};
use crate::labs::memory::scenario::Replace;
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
    if let Memory::Sets(_) = now.memory {
        totals.push(rate(Text::new("Mean resident set", "平均驻留集大小"), counts.resident));
    }
    if now.config.is_timed() {
        totals.push(Total {
            name: Text::new("CPU use", "CPU 利用率"),
            value: match now.now().0 {
                0 => Text::same("–"),
                time => Text::same(Ratio::new(done, time as i64).decimal(4)),
            },
            formula: text!("{done} / {n}", "{done} / {n}", n = now.now().0),
        });
    }
    totals
}

fn charts(scenario: &Replace, now: &Replacing) -> Vec<Chart> {
    let shared = !now.config.processes.is_empty();
    let drawn = shared || matches!(now.memory, Memory::Sets(_));
    if !drawn || now.done == 0 || now.done > CHARTED {
        return vec![];
    }
    vec![sizes(scenario, now)]
}

/// How many pages are in memory after each reference up to now, by process.
fn sizes(scenario: &Replace, now: &Replacing) -> Chart {
    let shared = !now.config.processes.is_empty();
    let mut points = vec![vec![]; now.lives.len()];
    if let Ok(mut machine) = Replacing::start(scenario) {
        let mut events = vec![];
        for at in 1..=now.done as i64 {
            machine.finish_reference(&mut events);
            events.clear();
            for (process, points) in points.iter_mut().enumerate() {
                let held = if shared { machine.held_by(process) } else { machine.resident().count() };
                points.push((at * 1000, held as i64 * 1000));
            }
        }
    }
    let line = |(process, points): (usize, Vec<(i64, i64)>)| match now.config.processes.get(process) {
        Some(name) => Line { name: text!("{name}", "{name}"), hue: process_hue(now, process), points },
        None => Line { name: Text::new("resident pages", "驻留页数"), hue: 0, points },
    };
    Chart {
        caption: if shared {
            Text::new("Frames of each process over time", "各进程占用页框数的变化")
        } else {
            Text::new("Pages in memory over time", "驻留集大小的变化")
        },
        x: Text::new("access", "访问"),
        y: Text::new("pages", "页数"),
        x_end: now.done as i64 * 1000,
        lines: points.into_iter().enumerate().map(line).collect(),
        ..Chart::default()
    }
}
