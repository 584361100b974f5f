//! The figures of a run so far, and what analysis says before it; each with its formula filled in.

use super::analysis::{Blocking, analysis, blocking, bound, periodic, utilisation};
use super::config::Config;
use super::formulas;
use super::machine::Realtime;
use super::names::{name, show, task_id};
use super::scenario::Policy;
use crate::figure::{Cell, Row, Table, hue};
use crate::lab::{Metrics, Moment, Total};
use crate::sim::{Ratio, Time};
use crate::text;
use crate::text::Text;

/// The figures of the run up to this step.
pub fn metrics(moment: &Moment<'_, Realtime>) -> Metrics {
    let rt = moment.now;
    let mut totals = tests(&rt.config);
    totals.extend(rt.config.by_level().into_iter().filter_map(|task| response(&rt.config, task)));
    totals.extend(counts(rt));
    Metrics { table: table(moment), totals, charts: vec![] }
}

fn table(moment: &Moment<'_, Realtime>) -> Table {
    let rt = moment.now;
    let row = |task: usize| {
        let old = cells(moment.before, task);
        let mark = |(text, old): (String, String)| Cell { changed: text != old, ..Cell::plain(text) };
        Row {
            id: task_id(rt, task),
            hue: hue(task, rt.config.tasks.len()),
            cells: cells(rt, task).into_iter().zip(old).map(mark).collect(),
        }
    };
    Table {
        caption: Text::new("Every task up to now", "各任务到目前为止的情况"),
        columns: vec![
            Text::new("Task", "任务"),
            Text::same("C"),
            Text::same("T"),
            Text::same("D"),
            Text::new("Done", "完成"),
            Text::new("Missed", "超时"),
            Text::new("Longest re\u{ad}sponse", "最长响应"),
        ],
        rows: (0..rt.config.tasks.len()).map(row).collect(),
    }
}

fn cells(rt: &Realtime, task: usize) -> Vec<String> {
    let (spec, tally) = (&rt.config.tasks[task], rt.tally[task]);
    let shown = |time: Option<Time>| time.map_or("–".to_string(), |time| show(rt, time));
    vec![
        name(rt, task).into(),
        show(rt, spec.work),
        shown(spec.period),
        shown(spec.deadline),
        tally.finished.to_string(),
        tally.missed.to_string(),
        shown(tally.worst),
    ]
}

/// Utilisation, and how it stands to the bound of the policy.
fn tests(config: &Config) -> Vec<Total> {
    let n = periodic(config);
    let sum = utilisation(config).decimal(6);
    let addends = formulas::addends(config);
    let mut totals = vec![Total {
        name: Text::new("Utilisation U", "利用率 U"),
        value: Text::same(&*sum),
        formula: text!("{addends}, the sum of C/T", "{addends}，即 Σ C/T"),
    }];
    let passes = formulas::passes(config);
    let sign = if passes { "≤" } else { ">" };
    if config.policy == Policy::Edf {
        totals.push(Total {
            name: Text::new("EDF test: U ≤ 1", "EDF 判据：U ≤ 1"),
            value: yes(passes),
            formula: text!("{sum} {sign} 1", "{sum} {sign} 1"),
        });
        return totals;
    }
    let bound = bound(n);
    let says = if passes {
        text!(
            "{sum} ≤ {bound}: schedulable if D = T and nobody is blocked",
            "{sum} ≤ {bound}：若 D = T 且无阻塞，则可调度"
        )
    } else {
        text!("{sum} > {bound}: this test says nothing", "{sum} > {bound}：此判据不能下结论")
    };
    let (en, zh) = (&says.en, &says.zh);
    totals.push(Total {
        name: Text::new("Liu–Layland bound", "Liu–Layland 界"),
        value: Text::same(bound.to_string()),
        formula: text!("{n}·(2^(1/{n}) − 1) = {bound}; {en}", "{n}·(2^(1/{n}) − 1) = {bound}；{zh}"),
    });
    totals
}

fn yes(yes: bool) -> Text {
    if yes { Text::new("passed", "通过") } else { Text::new("failed", "不通过") }
}

/// Response-time analysis of a task, round by round.
fn response(config: &Config, task: usize) -> Option<Total> {
    let found = analysis(config, task)?;
    let spec = &config.tasks[task];
    let n = &spec.name;
    let deadline = config.scale.show(spec.deadline.unwrap_or_default());
    let value = match (&found.response, blocking(config, task)) {
        (_, Blocking::Unbounded) => Text::new("no bound", "无上界"),
        (Some(time), _) => {
            let time = config.scale.show(*time);
            text!("{time} ≤ {deadline}", "{time} ≤ {deadline}")
        }
        (None, _) => text!("> {deadline}", "> {deadline}"),
    };
    Some(Total {
        name: text!("Worst response time of {n}", "{n} 的最坏响应时间"),
        value,
        formula: formulas::response(config, task),
    })
}

fn counts(rt: &Realtime) -> Vec<Total> {
    let released: u64 = rt.tally.iter().map(|tally| tally.released).sum();
    let missed = rt.missed();
    let parts: Vec<String> = (0..rt.config.tasks.len())
        .filter(|task| rt.tally[*task].missed > 0)
        .map(|task| format!("{} {}", name(rt, task), rt.tally[task].missed))
        .collect();
    let mut totals = vec![Total {
        name: Text::new("Deadlines missed", "错过截止时间"),
        value: text!("{missed} of {released} jobs", "{missed} / {released} 个作业"),
        formula: Text::same(parts.join(" + ")),
    }];
    if rt.now > Time::ZERO {
        let (busy, at) = (show(rt, rt.busy), show(rt, rt.now));
        let scale = rt.config.scale;
        let share = (Ratio::whole(100) * scale.ratio(rt.busy) / scale.ratio(rt.now)).decimal(2);
        totals.push(Total {
            name: Text::new("CPU busy", "CPU 忙"),
            value: Text::same(format!("{share} %")),
            formula: Text::same(format!("{busy} / {at} = {share} %")),
        });
    }
    totals.push(Total {
        name: Text::new("Preemptions", "抢占次数"),
        value: Text::same(rt.preemptions.to_string()),
        formula: Text::default(),
    });
    let longest =
        (0..rt.config.tasks.len()).max_by_key(|task| (rt.tally[*task].blocked, rt.config.tasks.len() - task));
    if let Some(task) = longest.filter(|_| rt.config.locks()) {
        let (time, n) = (show(rt, rt.tally[task].blocked), name(rt, task));
        totals.push(Total {
            name: Text::new("Longest blocking of a job", "作业最长被阻塞"),
            value: Text::same(time),
            formula: text!("a job of {n} that is done", "{n} 的一个已完成作业"),
        });
    }
    totals
}
