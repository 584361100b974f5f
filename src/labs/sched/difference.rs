//! In what two runs of the same processes differ: the latest news first.

use super::machine::Sched;
use super::names::{refer, show};
use super::state::Pid;
use crate::figure::Table;
use crate::lab::{Moment, of_tables};
use crate::sim::Time;
use crate::text;
use crate::text::{Text, plain};

/// What differs, in one sentence; `None` if both runs stand where the other does.
pub fn difference(a: &Moment<'_, Sched>, b: &Moment<'_, Sched>, names: &[Text; 2]) -> Option<Text> {
    let latest = news([a.now, b.now], names).max_by_key(|(at, rank, _)| (*at, *rank));
    let running = || on_cpu([a.now, b.now], names);
    let standing = || of_tables(&standing(a), &standing(b), names);
    latest.map(|(_, _, text)| text).or_else(running).or_else(standing)
}

/// Who has ended, or run at all, in one of the runs and not in the other: when, how weighty, in words.
fn news<'a>(runs: [&'a Sched; 2], names: &'a [Text; 2]) -> impl Iterator<Item = (Time, u8, Text)> + 'a {
    let count = runs.map(|run| run.processes.len());
    (0..count[0].min(count[1])).flat_map(move |index| {
        let of = |pick: fn(&Sched, usize) -> Option<Time>| runs.map(|run| pick(run, index));
        let ended = one_sided(of(|run, index| run.processes[index].finish));
        let begun = one_sided(of(|run, index| run.processes[index].first_run));
        let tell = move |(half, at): (usize, Time), rank: u8| {
            let (ahead, behind) = (&names[half], &names[1 - half]);
            let who = refer(runs[half], index as Pid);
            // Instants of runs in other units of time are compared where they are the same fraction of a unit.
            let unit = runs[half].config.scale.per_unit();
            let instant = Time((at.0 as u128 * 1_000_000 / unit as u128) as u64);
            (instant, rank, sentence(&who, &show(runs[half], at), rank == 1, ahead, behind))
        };
        [ended.map(|it| tell(it, 1)), begun.map(|it| tell(it, 0))].into_iter().flatten()
    })
}

fn sentence(who: &str, t: &str, ended: bool, ahead: &Text, behind: &Text) -> Text {
    let (a, b, x, y) = (plain(&ahead.en), plain(&behind.en), plain(&ahead.zh), plain(&behind.zh));
    if ended {
        text!(
            "Under {a}, {who} **ended at t = {t}**. Under {b} it has not.",
            "{x}：{who} **已于 t = {t} 结束**；{y}：尚未结束。"
        )
    } else {
        text!(
            "Under {a}, {who} **started at t = {t}**. Under {b} it still waits for its first turn.",
            "{x}：{who} **已于 t = {t} 首次运行**；{y}：仍在等待首次运行。"
        )
    }
}

/// The run that has it, if only one has.
fn one_sided(at: [Option<Time>; 2]) -> Option<(usize, Time)> {
    match at {
        [Some(time), None] => Some((0, time)),
        [None, Some(time)] => Some((1, time)),
        _ => None,
    }
}

/// Who is on the CPUs.
fn on_cpu(runs: [&Sched; 2], names: &[Text; 2]) -> Option<Text> {
    let running = runs.map(|run| {
        let who: Vec<String> =
            run.cpus.iter().filter_map(|cpu| cpu.running).map(|who| refer(run, who)).collect();
        who
    });
    if running[0] == running[1] {
        return None;
    }
    let words = |half: usize, between: &str, none: &str| match running[half].is_empty() {
        true => none.to_string(),
        false => running[half].join(between),
    };
    let (p, q) = (words(0, ", ", "nobody"), words(1, ", ", "nobody"));
    let (r, s) = (words(0, "、", "无"), words(1, "、", "无"));
    let [a, b] = names;
    let (a, b, x, y) = (plain(&a.en), plain(&b.en), plain(&a.zh), plain(&b.zh));
    Some(text!("On the CPU: {p} under {a}, {q} under {b}.", "占用 CPU——{x}：{r}；{y}：{s}。"))
}

/// Where everybody stands and what was waited for: without the slices, whose lengths may differ throughout.
fn standing(moment: &Moment<'_, Sched>) -> Table {
    let mut table = super::picture::table(moment);
    let kept: Vec<bool> = table.columns.iter().map(|column| column.en != "Slice used").collect();
    let keep = |index: &mut usize| {
        *index += 1;
        kept[*index - 1]
    };
    for row in &mut table.rows {
        let mut index = 0;
        row.cells.retain(|_| keep(&mut index));
    }
    let mut index = 0;
    table.columns.retain(|_| keep(&mut index));
    table
}
