//! The timeline of a run: a lane for the CPU, one per task with its releases and deadlines, one per resource.

use super::chronicle::Chronicle;
use super::machine::Realtime;
use crate::figure::{Bar, Flag, FlagKind, Gantt, Lane, LaneKind, hue};
use crate::sim::Recording;
use crate::text;
use crate::text::Text;

/// The timeline of the whole run.
pub fn timeline(run: &Recording<Realtime>) -> Gantt {
    let (told, end) = Chronicle::of(run);
    let config = &end.config;
    let count = config.tasks.len();
    let mut lanes =
        vec![Lane { id: "cpu".into(), title: Text::same("CPU"), slices: told.cpu.slices, ..Lane::default() }];
    let mut flags: Vec<Vec<Flag>> = vec![vec![]; count];
    for job in &told.jobs {
        let known = job.release;
        flags[job.task].push(Flag { at: job.release, known, kind: FlagKind::Release });
        flags[job.task].extend(job.deadline.filter(|at| *at <= config.horizon).map(|at| Flag {
            at,
            known,
            kind: FlagKind::Deadline,
        }));
        let missed = job.deadline.filter(|_| job.missed);
        flags[job.task].extend(missed.map(|at| Flag { at, known: at, kind: FlagKind::Miss }));
    }
    for ((task, lane), flags) in told.tasks.into_iter().enumerate().zip(flags) {
        let name = &config.tasks[task].name;
        lanes.push(Lane {
            id: format!("task:{name}"),
            title: Text::same(name.clone()),
            hue: hue(task, count),
            kind: LaneKind::Subject,
            slices: lane.slices,
            flags,
        });
    }
    for (name, lane) in config.resources.iter().zip(told.resources) {
        lanes.push(Lane {
            id: format!("lock:{name}"),
            title: text!("Lock {name}", "锁 {name}"),
            slices: lane.slices,
            ..Lane::default()
        });
    }
    Gantt {
        lanes,
        names: config.tasks.iter().map(|task| task.name.clone()).collect(),
        hues: (0..count).map(|task| hue(task, count)).collect(),
        legend: legend(config.locks()),
        // Also of a run that stops at a missed deadline: its axis must not give that away.
        end: config.horizon,
        scale: config.scale,
        ..Gantt::default()
    }
}

fn legend(locks: bool) -> Vec<(Bar, Text)> {
    let mut legend =
        vec![(Bar::Solid, Text::new("on CPU", "占用 CPU")), (Bar::Hollow, Text::new("ready", "就绪"))];
    if locks {
        legend.push((Bar::Hatched, Text::new("waiting for a lock", "等待锁")));
    }
    legend
}
