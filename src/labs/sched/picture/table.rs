//! The stage as a table: a row per process.

use crate::figure::{Cell, Row, Table, Tone, hue};
use crate::lab::Moment;
use crate::labs::sched::crowd;
use crate::labs::sched::custom;
use crate::labs::sched::fair::{cfs_story, eevdf_story, linux_story};
use crate::labs::sched::inspect::pass;
use crate::labs::sched::machine::Sched;
use crate::labs::sched::names::{process_id, show, state_name, state_tone};
use crate::labs::sched::scenario::Policy;
use crate::labs::sched::state::{Pid, State};
use crate::text::Text;

/// The state of every process, with what this step changed.
pub fn table(moment: &Moment<'_, Sched>) -> Table {
    let (now, count) = (moment.now, moment.now.processes.len());
    let (here, there) = (positions(now), positions(moment.before));
    let row = |who: usize| Row {
        id: process_id(now, who as Pid),
        hue: hue(who, count),
        cells: cells(facts(now, who as Pid, &here), facts(moment.before, who as Pid, &there)),
    };
    let shown = crowd::shown(moment);
    Table {
        caption: crowd::caption(Text::new("State of every process", "各进程的状态"), shown.len(), now),
        columns: columns(now),
        rows: shown.into_iter().map(|who| row(who as usize)).collect(),
    }
}

fn columns(sched: &Sched) -> Vec<Text> {
    let mut columns = vec![
        Text::new("Process", "进程"),
        Text::new("State", "状态"),
        Text::new("Queue position", "队列位置"),
        Text::new("CPU left", "剩余 CPU"),
        Text::new("Waited", "已等待"),
        Text::new("Slice used", "已用时间片"),
    ];
    match sched.config.policy {
        Policy::Mlfq => columns.push(Text::new("Level", "队列级别")),
        Policy::Priority | Policy::PriorityRr => columns.push(Text::new("Priority", "优先级")),
        Policy::Cfs => columns.extend([Text::same("nice"), Text::same("vruntime")]),
        Policy::Linux => columns.push(Text::new("Class", "调度类")),
        Policy::Eevdf => {
            columns.extend([Text::same("nice"), Text::same("v"), Text::new("Deadline", "截止时间")])
        }
        Policy::Custom => columns.push(Text::new("Value", "值")),
        Policy::Lottery => columns.push(Text::new("Tickets", "彩票数")),
        Policy::Stride => columns.extend([Text::new("Tickets", "彩票数"), Text::new("Pass", "行程值")]),
        _ => {}
    }
    columns
}

fn cells(now: Vec<Fact>, before: Vec<Fact>) -> Vec<Cell> {
    let marked = |(index, (text, tone)): (usize, Fact)| Cell {
        changed: before.get(index).is_none_or(|(old, _)| *old != text),
        text,
        tone,
    };
    now.into_iter().enumerate().map(marked).collect()
}

type Fact = (Text, Tone);

fn facts(sched: &Sched, who: Pid, positions: &[Option<usize>]) -> Vec<Fact> {
    let Some(pcb) = sched.processes.get(who as usize) else {
        return vec![];
    };
    let plain = |word: String| (Text::same(word), Tone::Plain);
    let mut facts = vec![
        plain(sched.name(who).to_string()),
        (state_name(pcb.state), state_tone(pcb.state)),
        plain(positions[who as usize].map_or("–".into(), |place| place.to_string())),
        plain(show(sched, sched.cpu_left(who))),
        plain(show(sched, sched.waited(who))),
        plain(slice(sched, who)),
    ];
    match sched.config.policy {
        Policy::Mlfq => facts.push(plain(format!("Q{}", pcb.level))),
        Policy::Priority | Policy::PriorityRr => facts.push(plain(pcb.priority.to_string())),
        Policy::Cfs => {
            facts.extend([plain(sched.spec(who).nice.to_string()), plain(cfs_story::shown(sched, who))])
        }
        Policy::Linux => facts.push(plain(linux_story::standing(sched, who))),
        Policy::Eevdf => {
            let there = matches!(pcb.state, State::Ready | State::Running { .. });
            let virtually = |word: String| plain(if there { word } else { "–".into() });
            facts.push(plain(sched.spec(who).nice.to_string()));
            facts.push(virtually(eevdf_story::position(sched, who)));
            facts.push(virtually(eevdf_story::deadline(sched, who)));
        }
        Policy::Custom => {
            let there = matches!(pcb.state, State::Ready | State::Running { .. });
            facts.push(plain(if there { custom::shown(sched, who) } else { "–".into() }));
        }
        Policy::Lottery => facts.push(plain(sched.spec(who).tickets.to_string())),
        Policy::Stride => facts.extend([plain(sched.spec(who).tickets.to_string()), plain(pass(sched, who))]),
        _ => {}
    }
    facts
}

/// The place of every process in the queue it stands in, from 1.
fn positions(sched: &Sched) -> Vec<Option<usize>> {
    let mut places = vec![None; sched.processes.len()];
    let ready = sched.rows();
    let waiting = sched.devices.iter().map(|device| device.queue.iter().map(|(who, _)| *who).collect());
    for queue in ready.into_iter().chain(waiting.collect::<Vec<Vec<Pid>>>()) {
        for (index, who) in queue.into_iter().enumerate() {
            places[who as usize] = Some(index + 1);
        }
    }
    places
}

fn slice(sched: &Sched, who: Pid) -> String {
    let running = matches!(sched.processes[who as usize].state, State::Running { .. });
    match sched.slice_length(who) {
        Some(length) if running => {
            format!("{} / {}", show(sched, sched.slice_used(who)), show(sched, length))
        }
        _ => "–".into(),
    }
}
