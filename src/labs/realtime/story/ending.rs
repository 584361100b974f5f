//! How jobs and runs end: in time, late, dropped.

use super::{Now, consequence, count};
use crate::lab::Story;
use crate::lab::sentence::paragraph;
use crate::labs::realtime::analysis;
use crate::labs::realtime::formulas;
use crate::labs::realtime::machine::{Job, Realtime};
use crate::labs::realtime::names::{name, needs, refer, show};
use crate::labs::realtime::scenario::Policy;
use crate::sim::Time;
use crate::text;
use crate::text::Text;

/// A job is done.
pub fn finished(moment: &Now<'_>, task: usize, k: u64) -> Story {
    let (before, now) = (moment.before, moment.now);
    let job = before.job(task).expect("it ran");
    let (p, n, job_number) = (refer(now, task), name(now, task), count(k));
    let response = now.now.since(job.release);
    let caption = match job.deadline {
        Some(deadline) if deadline == now.now => {
            text!("{p} is done just at its deadline: in time.", "{p} 恰在截止时间完成，按时。")
        }
        Some(deadline) if deadline < now.now => {
            let late = show(now, now.now.since(deadline));
            text!("{p} is done, {late} after its deadline.", "{p} 完成，比截止时间晚 {late}。")
        }
        Some(deadline) => {
            let early = show(now, deadline.since(now.now));
            text!("{p} is done, {early} before its deadline.", "{p} 完成，比截止时间早 {early}。")
        }
        None => text!("{p} is done.", "{p} 完成。"),
    };
    let (response_shown, release, at) = (show(now, response), show(now, job.release), show(now, now.now));
    let took = text!(
        "Job {job_number}, released at t = {release}, took **{response_shown}**.",
        "第 {job_number} 个作业于 t = {release} 释放，响应时间 **{response_shown}**。"
    );
    let formula = match job.deadline {
        Some(deadline) => {
            let relative = show(now, deadline.since(job.release));
            let sign = if deadline < now.now { ">" } else { "≤" };
            text!(
                "response = {at} − {release} = {response_shown} {sign} {relative}",
                "响应时间 = {at} − {release} = {response_shown} {sign} {relative}"
            )
        }
        None => text!(
            "response = {at} − {release} = {response_shown}",
            "响应时间 = {at} − {release} = {response_shown}"
        ),
    };
    Story {
        kicker: Text::new("end of a job", "作业完成"),
        caption,
        title: text!("{n}: job {job_number} done", "{n}：第 {job_number} 个作业完成"),
        why: paragraph(&[took, analysed(now, task), next(now, task)]),
        formula,
        ..Story::default()
    }
}

fn analysed(now: &Realtime, task: usize) -> Text {
    let worst = analysis::analysis(&now.config, task).and_then(|analysis| analysis.response);
    worst.filter(|_| now.config.preemptive).map_or(Text::default(), |worst| {
        let worst = show(now, worst);
        text!(
            "By response-time analysis no job of it takes more than {worst}.",
            "按响应时间分析，它的作业都不会超过 {worst}。"
        )
    })
}

fn next(now: &Realtime, task: usize) -> Text {
    match now.next_release(task) {
        _ if !now.queues[task].is_empty() => {
            Text::new("Its next job is there already.", "它的下一个作业已经释放。")
        }
        Some(at) => {
            let at = show(now, at);
            text!("Its next job comes at t = {at}.", "下一个作业在 t = {at} 释放。")
        }
        None => Text::default(),
    }
}

/// A deadline passed; the job goes on, or the run stops.
pub fn missed(moment: &Now<'_>, task: usize, k: u64) -> Story {
    let now = moment.now;
    let job = now.queues[task].iter().find(|job| job.k == k).expect("it is there still");
    Story {
        why: paragraph(&[account(now, task, job), consequence(now.config.on_miss)]),
        ..late(moment, task, k, job)
    }
}

/// A deadline passed, and the job is dropped.
pub fn aborted(moment: &Now<'_>, task: usize, k: u64) -> Story {
    let now = moment.now;
    let job = now.dropped.as_ref().expect("it was dropped just now");
    Story {
        why: paragraph(&[account(now, task, job), consequence(now.config.on_miss)]),
        ..late(moment, task, k, job)
    }
}

fn late(moment: &Now<'_>, task: usize, k: u64, job: &Job) -> Story {
    let now = moment.now;
    let (p, n, job_number, at) = (refer(now, task), name(now, task), count(k), show(now, now.now));
    let needs = show(now, needs(now, task, job));
    Story {
        kicker: Text::new("deadline miss", "错过截止时间"),
        caption: text!(
            "{p} misses its deadline, t = {at}: it still needs **{needs}**.",
            "{p} 错过截止时间 t = {at}，还需要 **{needs}**。"
        ),
        title: text!("{n}: job {job_number} is late", "{n}：第 {job_number} 个作业超时"),
        formula: match now.config.policy {
            Policy::Edf => formulas::utilisation(&now.config),
            Policy::Rm | Policy::Dm => formulas::response(&now.config, task),
        },
        note: note(moment, task, job),
        ..Story::default()
    }
}

/// Where the time since the release went.
fn account(rt: &Realtime, task: usize, job: &Job) -> Text {
    let since = rt.now.since(job.release);
    let ran = rt.config.tasks[task].work.since(needs(rt, task, job));
    let other = show(rt, since.since(ran).since(job.blocked));
    let (since, ran) = (show(rt, since), show(rt, ran));
    if job.blocked > Time::ZERO {
        let blocked = show(rt, job.blocked);
        return text!(
            "Of the {since} since its release it ran {ran}; lower priorities kept it waiting for **{blocked}**, others took {other}.",
            "释放后的 {since} 中它执行了 {ran}，被低优先级阻塞 **{blocked}**，其余 {other} 归别的作业。"
        );
    }
    text!(
        "Of the {since} since its release it ran {ran}; jobs before it took {other}.",
        "释放后的 {since} 中它执行了 {ran}，排在它前面的作业占去 {other}。"
    )
}

fn note(moment: &Now<'_>, task: usize, job: &Job) -> Text {
    let now = moment.now;
    let fits = analysis::passes_one(&now.config);
    match now.config.policy {
        _ if job.blocked > Time::ZERO => inversion(moment, task, job),
        _ if !fits => Text::new(
            "U > 1: more work comes in than the CPU can do. Somebody must be late under any policy.",
            "U > 1：工作多于 CPU 的能力，任何算法下总有作业超时。",
        ),
        Policy::Rm | Policy::Dm => Text::new(
            "U ≤ 1 is not enough for fixed priorities; EDF could meet every deadline if D = T.",
            "固定优先级下 U ≤ 1 并不够；若 D = T，EDF 可以满足全部截止时间。",
        ),
        Policy::Edf => Text::default(),
    }
}

/// The job in between that kept the holder of the lock from going on, if a job was late because of it.
fn inversion(moment: &Now<'_>, task: usize, job: &Job) -> Text {
    let now = moment.now;
    let Some(holder) = job.waits.and_then(|wait| now.holders[wait.on]) else { return Text::default() };
    let mut ran = vec![Time::ZERO; now.config.tasks.len()];
    let cpu = &moment.timeline.lanes[0].slices;
    let during = cpu.iter().filter(|slice| slice.end > job.release && slice.start < now.now);
    for slice in during {
        ran[slice.who as usize] += slice.end.min(now.now).since(slice.start.max(job.release));
    }
    let between = |other: &usize| {
        (now.own(task) + 1..now.own(holder)).contains(&now.own(*other)) && ran[*other] > Time::ZERO
    };
    let Some(worst) = (0..ran.len()).filter(between).max_by_key(|other| ran[*other]) else {
        return Text::default();
    };
    let (n, h, w, time) = (name(now, task), name(now, holder), name(now, worst), show(now, ran[worst]));
    text!(
        "**Priority inversion**: {w} took {time} meanwhile. It is less urgent than {n}, but more than {h}, whose lock {n} needs.",
        "**优先级倒置**：其间 {w} 占用了 {time}。它不如 {n} 紧迫，却比持有锁的 {h} 优先。"
    )
}

/// Nobody can run.
pub fn idled(moment: &Now<'_>) -> Story {
    let now = moment.now;
    let waiting: Vec<usize> = (0..now.queues.len()).filter(|task| now.job(*task).is_some()).collect();
    if waiting.is_empty() {
        return Story {
            kicker: Text::new("idle", "空闲"),
            caption: Text::new("No job is there: the CPU is idle.", "没有作业，CPU 空闲。"),
            title: Text::new("CPU idle", "CPU 空闲"),
            why: Text::new(
                "All jobs released so far are done. Work is never put off, so idle time is time to spare.",
                "已释放的作业都已完成。有作业时 CPU 从不闲置，空闲就是余量。",
            ),
            ..Story::default()
        };
    }
    Story {
        kicker: Text::new("deadlock", "死锁"),
        caption: Text::new("Every job waits for a lock: **deadlock**.", "所有作业都在等锁：**死锁**。"),
        title: Text::new("Deadlock", "死锁"),
        why: Text::new(
            "Each holds a lock that another needs. Inheritance does not help; a ceiling protocol would not have let it come to this.",
            "每个作业都占着别人需要的锁。优先级继承无济于事，天花板协议则不会走到这一步。",
        ),
        ..Story::default()
    }
}

/// The run is over.
pub fn ended(moment: &Now<'_>, hard: bool) -> Story {
    let now = moment.now;
    let (at, missed) = (show(now, now.now), now.missed());
    let released: u64 = now.tally.iter().map(|tally| tally.released).sum();
    let caption = match (hard, missed) {
        (true, _) => text!(
            "The run stops at t = {at}: a **hard** deadline was missed.",
            "运行在 t = {at} 停止：错过了**硬**截止时间。"
        ),
        (false, 0) => text!(
            "The run ends at t = {at}: no deadline was missed.",
            "运行在 t = {at} 结束：没有错过任何截止时间。"
        ),
        (false, _) => text!(
            "The run ends at t = {at}: **{missed}** of {released} jobs missed their deadline.",
            "运行在 t = {at} 结束：{released} 个作业中 **{missed}** 个错过截止时间。"
        ),
    };
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption,
        title: Text::new("Finished", "结束"),
        why: formulas::verdict(&now.config),
        formula: formulas::utilisation(&now.config),
        ..Story::default()
    }
}
