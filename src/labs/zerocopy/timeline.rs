//! The timeline: the process, the CPU and the two DMA engines.

use super::config::Config;
use super::machine::Zerocopy;
use super::names::SCALE;
use super::scenario::{Destination, Scenario};
use super::state::{Span, Track};
use crate::figure::{Bar, Gantt, Lane, LaneKind, Slice};
use crate::sim::{Machine, Recording};
use crate::text::Text;

const WORDS: [(Bar, Text); 8] = [
    (Bar::User, Text::new("user", "用户态")),
    (Bar::Kernel, Text::new("kernel", "内核态")),
    (Bar::Hatched, Text::new("waiting for the disk", "等待磁盘")),
    (Bar::Switch, Text::new("", "")),
    (Bar::CpuCopy, Text::new("copy", "复制")),
    (Bar::DmaCopy, Text::new("DMA copy", "DMA 复制")),
    (Bar::Hollow, Text::new("free: runs other processes", "空闲：运行其他进程")),
    (Bar::Hatched, Text::new("… more of the same", "……同样的重复")),
];

/// The timeline of the whole run.
pub fn timeline(_: &Scenario, run: &Recording<Zerocopy>) -> Gantt {
    let tracks = [Track::Process, Track::Cpu, Track::DiskDma, Track::NicDma];
    let mut machine = run.state(0);
    let mut lanes: Vec<Lane> = tracks.into_iter().map(|track| lane(track, &machine.config)).collect();
    for _ in 0..run.len() {
        machine.step(&mut Vec::new());
        for span in &machine.spans {
            add(&mut lanes[span.track as usize], span);
        }
    }
    let names = WORDS.iter().map(|(_, words)| words.en.to_string()).collect();
    Gantt {
        lanes,
        names,
        hues: vec![0; WORDS.len()],
        words: WORDS.into_iter().map(|(_, words)| words).collect(),
        legend: legend(),
        end: machine.now,
        scale: SCALE,
    }
}

fn legend() -> Vec<(Bar, Text)> {
    vec![
        (Bar::User, Text::new("user mode", "用户态")),
        (Bar::Kernel, Text::new("kernel mode", "内核态")),
        (Bar::Switch, Text::new("other CPU work", "CPU 其他工作")),
        (Bar::CpuCopy, Text::new("CPU copy", "CPU 复制")),
        (Bar::DmaCopy, Text::new("DMA copy", "DMA 复制")),
        (Bar::Hatched, Text::new("process sleeps", "进程睡眠")),
    ]
}

fn lane(track: Track, config: &Config) -> Lane {
    let (id, title) = match track {
        Track::Process => ("track:process", Text::new("Process", "进程")),
        Track::Cpu => ("track:cpu", Text::same("CPU")),
        Track::DiskDma => ("track:disk", Text::new("Disk DMA", "磁盘 DMA")),
        Track::NicDma if config.is_local() => ("track:nic", Text::new("Receiver", "接收者")),
        Track::NicDma if config.to == Destination::File => ("track:nic", Text::new("Write-back", "回写 DMA")),
        Track::NicDma => ("track:nic", Text::new("NIC DMA", "网卡 DMA")),
    };
    Lane { id: id.into(), title, kind: LaneKind::Track, ..Lane::default() }
}

/// Adds a span; one that goes on with the last in the same way is part of it, unless it is a copy of its own.
fn add(lane: &mut Lane, span: &Span) {
    let first = WORDS.iter().position(|(bar, _)| *bar == span.bar).expect("every look has words");
    let who = if span.alike { WORDS.len() - 1 } else { first } as u32;
    let merges = !matches!(span.bar, Bar::CpuCopy | Bar::DmaCopy);
    match lane.slices.last_mut() {
        Some(last) if merges && (last.end, last.bar, last.who) == (span.start, span.bar, who) => {
            last.end = span.end
        }
        _ => lane.slices.push(Slice { start: span.start, end: span.end, who, bar: span.bar }),
    }
}
