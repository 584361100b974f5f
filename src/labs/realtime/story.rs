//! What each event says, in both languages: one match, no default.
//!
//! The limits of length and the style are those of the tests in `tests/it/stories.rs`.

mod decision;
mod ending;
mod locks;

use super::code;
use super::formulas;
use super::machine::{Event, Realtime};
use super::names::{measure, name, own, refer, show};
use super::scenario::{OnMiss, Policy};
use crate::lab::sentence::{paragraph, spaced};
use crate::lab::{Moment, Story};
use crate::text;
use crate::text::Text;

/// The moment of a run.
pub(super) type Now<'a> = Moment<'a, Realtime>;

/// What this step says.
pub fn story(moment: &Now<'_>) -> Story {
    let Some(event) = moment.events.first() else {
        return Story::default();
    };
    let told = match *event {
        Event::Released { task, k } => released(moment, task, k),
        Event::Dispatched { task } => decision::dispatched(moment, task),
        Event::Preempted { task, by } => decision::preempted(moment, task, by),
        Event::Locked { task, resource } => locks::locked(moment, task, resource),
        Event::Blocked { task, wait, holder } => locks::blocked(moment, task, wait, holder),
        Event::Inherited { task, from } => locks::inherited(moment, task, from),
        Event::Unlocked { task, resource } => locks::unlocked(moment, task, resource),
        Event::Finished { task, k } => ending::finished(moment, task, k),
        Event::Missed { task, k } => ending::missed(moment, task, k),
        Event::Aborted { task, k } => ending::aborted(moment, task, k),
        Event::Idled => ending::idled(moment),
        Event::Ended { hard } => ending::ended(moment, hard),
    };
    Story {
        caption: spaced(told.caption),
        title: spaced(told.title),
        why: spaced(told.why),
        note: spaced(told.note),
        subject: super::report::named(event).1.map(|task| super::names::task_id(moment.now, task)),
        code: code::lines(&moment.now.config),
        line: code::line(&moment.now.config, event),
        ..told
    }
}

/// Which job, as people count: from 1.
pub(super) fn count(k: u64) -> u64 {
    k + 1
}

fn released(moment: &Now<'_>, task: usize, k: u64) -> Story {
    let now = moment.now;
    let (p, n, job) = (refer(now, task), name(now, task), count(k));
    let spec = &now.config.tasks[task];
    let due = spec.deadline.map(|deadline| show(now, now.now + deadline));
    let caption = match (&due, spec.period) {
        (Some(due), Some(_)) => text!(
            "{p} releases job {job}: it must be done by t = {due}.",
            "{p} 释放第 {job} 个作业，截止时间 t = {due}。"
        ),
        (Some(due), None) => {
            text!(
                "{p} comes, aperiodic: it should be done by t = {due}.",
                "非周期作业 {p} 到达，截止时间 t = {due}。"
            )
        }
        (None, _) => {
            text!("{p} comes: an aperiodic job without a deadline.", "非周期作业 {p} 到达，没有截止时间。")
        }
    };
    let work = show(now, spec.work);
    let needs = text!("It needs **{work}** of CPU time.", "它需要 CPU 时间 **{work}**。");
    let formula = match (moment.step, k) {
        (1, _) => formulas::utilisation(&now.config),
        (_, 0) => formulas::response(&now.config, task),
        _ => Text::default(),
    };
    Story {
        kicker: Text::new("job released", "作业释放"),
        caption,
        title: text!("{n}: job {job} released", "{n}：释放第 {job} 个作业"),
        why: paragraph(&[needs, rival(moment, task)]),
        note: first_note(moment, task, k),
        formula,
        ..Story::default()
    }
}

/// How the newcomer stands to the job that has the CPU.
fn rival(moment: &Now<'_>, task: usize) -> Text {
    let now = moment.now;
    let n = name(now, task);
    if now.queues[task].len() > 1 {
        return text!(
            "The job of {n} before it is not done yet; jobs of one task run one after the other.",
            "{n} 的上一个作业尚未完成；同一任务的作业依次执行。"
        );
    }
    let Some(holder) = now.running else {
        return Text::new("No job has the CPU at this moment.", "此刻没有作业占用 CPU。");
    };
    let r = name(now, holder);
    if holder == task {
        return Text::default();
    }
    if !now.config.preemptive {
        return text!("{r} keeps the CPU: no job is preempted.", "{r} 继续占用 CPU：非抢占式。");
    }
    if now.config.tasks[task].period.is_none() {
        return text!(
            "Aperiodic jobs run in the background: {r} keeps the CPU.",
            "非周期作业在后台执行，{r} 继续占用 CPU。"
        );
    }
    if now.config.tasks[holder].period.is_none() {
        return text!(
            "{r}, now running, is aperiodic and gives way.",
            "正在运行的 {r} 是非周期作业，让出 CPU。"
        );
    }
    compare(moment, task, holder)
}

fn compare(moment: &Now<'_>, task: usize, holder: usize) -> Text {
    let now = moment.now;
    let (r, mine, theirs) = (name(now, holder), own(now, task), own(now, holder));
    let Text { en, zh } = measure(&now.config);
    let (less_en, less_zh, at) = match now.config.policy {
        Policy::Edf => ("earlier", "早于", "t = "),
        Policy::Rm | Policy::Dm => ("shorter", "短于", ""),
    };
    if now.level(holder) < now.own(holder) {
        return text!(
            "{r}, now running, has a raised priority; that decides.",
            "正在运行的 {r} 的优先级已提升，按提升后的优先级比较。"
        );
    }
    if now.own(task) < now.own(holder) {
        return text!(
            "Its {en}, {at}{mine}, is {less_en} than that of {r}, now running: {at}{theirs}.",
            "它的{zh} {at}{mine} {less_zh}正在运行的 {r}（{at}{theirs}）。"
        );
    }
    text!(
        "Its {en}, {at}{mine}, is not {less_en} than that of {r}, {at}{theirs}: {r} keeps the CPU.",
        "它的{zh} {at}{mine} 不{less_zh}正在运行的 {r}（{at}{theirs}），{r} 继续运行。"
    )
}

fn first_note(moment: &Now<'_>, task: usize, k: u64) -> Text {
    if k > 0 || moment.now.config.tasks[task].period.is_none() {
        return Text::default();
    }
    match (moment.step, moment.now.config.policy) {
        (1, Policy::Rm) => Text::new(
            "The priority comes from the period, not from how important the task is.",
            "优先级由周期决定，与任务是否重要无关。",
        ),
        (1, Policy::Edf) => Text::new(
            "Under EDF a task has no fixed priority: each job brings its own deadline.",
            "EDF 下任务没有固定优先级：每个作业有自己的截止时间。",
        ),
        (1, Policy::Dm) => Text::new(
            "What counts is the deadline counted from the release, not the period.",
            "比较的是从释放算起的截止时间，而不是周期。",
        ),
        _ => Text::default(),
    }
}

/// What follows a missed deadline, by the rule in force.
pub(super) fn consequence(on_miss: OnMiss) -> Text {
    match on_miss {
        OnMiss::Continue => Text::new("The job goes on, late.", "作业继续执行，但已超时。"),
        OnMiss::Abort => Text::new("The job is dropped.", "作业被放弃。"),
        OnMiss::Hard => Text::new("The deadline is hard: the run stops.", "这是硬截止时间：运行停止。"),
    }
}
