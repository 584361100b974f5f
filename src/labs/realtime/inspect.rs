//! All that is known of one thing: a task with its oldest job, the CPU, the ready queue, a lock.

use super::analysis::{Blocking, analysis, blocking, share};
use super::machine::Realtime;
use super::names::{is_raised, left, measure, name, number, own, show, task_of};
use super::picture::state;
use super::scenario::{Policy, Protocol};
use crate::figure::{Cell, hue};
use crate::lab::{Inspect, Moment};
use crate::text;
use crate::text::Text;

type Field = (Text, Cell);

/// All that is known of a thing at this step; `None` if there is no such thing.
pub fn inspect(moment: &Moment<'_, Realtime>, id: &str) -> Option<Inspect> {
    let rt = moment.now;
    if let Some(task) = task_of(rt, id) {
        let old = facts(moment.before, task);
        let mark = |(field, cell): Field| {
            let was = old.iter().find(|(other, _)| *other == field);
            (field, Cell { changed: was.is_some_and(|(_, old)| old.text != cell.text), ..cell })
        };
        return Some(Inspect {
            id: id.into(),
            name: Text::same(name(rt, task)),
            hue: hue(task, rt.config.tasks.len()),
            rows: facts(rt, task).into_iter().map(mark).collect(),
        });
    }
    let (name, rows) = match id {
        "cpu" => (Text::same("CPU"), cpu(rt)),
        "ready" => (Text::new("Ready queue", "就绪队列"), ready(rt)),
        _ => {
            let wanted = id.strip_prefix("lock:")?;
            let resource = rt.config.resources.iter().position(|other| other == wanted)?;
            (text!("Lock {wanted}", "锁 {wanted}"), lock(rt, resource))
        }
    };
    Some(Inspect { id: id.into(), name, hue: 0, rows })
}

fn plain(field: Text, value: impl Into<String>) -> Field {
    (field, Cell::plain(value))
}

fn facts(rt: &Realtime, task: usize) -> Vec<Field> {
    let (spec, tally) = (&rt.config.tasks[task], rt.tally[task]);
    let (text, tone) = state(rt, task);
    let dash = || "–".to_string();
    let shown = |time: Option<crate::sim::Time>| time.map_or_else(dash, |time| show(rt, time));
    let mut rows = vec![(Text::new("State", "状态"), Cell { text, tone, changed: false })];
    if let Some(job) = rt.job(task) {
        let (left, all) = (show(rt, left(rt, task)), show(rt, spec.work));
        rows.push(plain(Text::new("Job", "作业"), (job.k + 1).to_string()));
        rows.push(plain(Text::new("CPU left", "剩余 CPU"), format!("{left} / {all}")));
        rows.push(plain(Text::new("Released", "释放时间"), format!("t = {}", show(rt, job.release))));
        rows.push(plain(Text::new("Deadline", "截止时间"), shown(job.deadline)));
        rows.push(plain(Text::new("Blocked so far", "累计阻塞"), show(rt, job.blocked)));
    } else if let Some(at) = rt.next_release(task) {
        rows.push(plain(Text::new("Next release", "下次释放"), format!("t = {}", show(rt, at))));
    }
    if is_raised(rt, task) {
        rows.push(plain(
            Text::new("Priority now", "当前优先级"),
            format!("{} → {}", own(rt, task), number(rt, rt.level(task))),
        ));
    }
    let held: Vec<&str> = rt.held(task).map(|resource| rt.config.resources[resource].as_str()).collect();
    if !held.is_empty() {
        rows.push(plain(Text::new("Holds", "持有"), held.join(", ")));
    }
    rows.push(plain(Text::new("C, CPU time of a job", "C，作业的 CPU 时间"), show(rt, spec.work)));
    rows.push(plain(Text::new("T, period", "T，周期"), shown(spec.period)));
    rows.push(plain(Text::new("D, relative deadline", "D，相对截止时间"), shown(spec.deadline)));
    rows.extend(share(&rt.config, task).map(|share| plain(Text::same("C/T"), share.decimal(3))));
    rows.push(plain(Text::new("Jobs done", "完成作业"), format!("{} / {}", tally.finished, tally.released)));
    rows.push(plain(Text::new("Deadlines missed", "错过截止时间"), tally.missed.to_string()));
    rows.push(plain(Text::new("Longest response", "最长响应时间"), shown(tally.worst)));
    if let Some(found) = analysis(&rt.config, task) {
        let bound = match blocking(&rt.config, task) {
            Blocking::Bound(time) => show(rt, time),
            Blocking::Unbounded => "∞".into(),
        };
        rows.push(plain(Text::new("B, blocking at most", "B，最长阻塞"), bound));
        rows.push(plain(Text::new("R, worst by analysis", "R，分析的最坏值"), shown(found.response)));
    }
    rows
}

fn cpu(rt: &Realtime) -> Vec<Field> {
    vec![
        plain(Text::new("Runs", "正在运行"), rt.running.map_or("–", |task| name(rt, task))),
        plain(Text::new("Busy so far", "累计忙"), show(rt, rt.busy)),
        plain(Text::new("Preemptions", "抢占次数"), rt.preemptions.to_string()),
    ]
}

fn ready(rt: &Realtime) -> Vec<Field> {
    let measure = measure(&rt.config);
    let mut tasks = rt.candidates();
    tasks.retain(|task| rt.running != Some(*task));
    let mut rows = vec![(Text::new("Ordered by", "排序依据"), Cell { text: measure, ..Cell::default() })];
    rows.extend(tasks.into_iter().map(|task| plain(Text::same(name(rt, task)), own(rt, task))));
    rows
}

fn lock(rt: &Realtime, resource: usize) -> Vec<Field> {
    let names = |tasks: Vec<usize>| {
        let names: Vec<&str> = tasks.into_iter().map(|task| name(rt, task)).collect();
        if names.is_empty() { "–".into() } else { names.join(", ") }
    };
    let waits =
        |task: &usize| rt.job(*task).and_then(|job| job.waits).is_some_and(|wait| wait.on == resource);
    let mut rows = vec![
        plain(Text::new("Held by", "持有者"), rt.holders[resource].map_or("–", |task| name(rt, task))),
        plain(Text::new("Waiting", "等待者"), names((0..rt.queues.len()).filter(waits).collect())),
        plain(Text::new("Used by", "使用者"), names(rt.config.users(resource).collect())),
    ];
    let ceilings = matches!(rt.config.protocol, Protocol::Ceiling | Protocol::Immediate);
    if ceilings && rt.config.policy != Policy::Edf {
        let ceiling = number(rt, rt.config.ceiling(resource));
        rows.push(plain(Text::new("Ceiling", "天花板"), ceiling));
    }
    rows
}
