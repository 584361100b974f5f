//! The timeline: the process, the CPU and the two DMA engines.

use super::config::Config;
use super::machine::Zerocopy;
use super::names::{SCALE, unit};
use super::route::number;
use super::scenario::{Destination, Scenario, Technique};
use super::state::{Event, Span, Track};
use crate::figure::{Bar, Gantt, Lane, LaneKind, Slice};
use crate::sim::{Machine, Recording};
use crate::text;
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

/// No technique makes more copies of a byte.
const COPIES: u32 = 6;

/// The timeline of the whole run.
pub fn timeline(_: &Scenario, run: &Recording<Zerocopy>) -> Gantt {
    let mut machine = run.state(0);
    let config = machine.config.clone();
    let mut lanes: Vec<Lane> = tracks(&config).iter().map(|track| lane(*track, &config)).collect();
    let mut alike = false;
    for _ in 0..run.len() {
        let mut events = Vec::new();
        machine.step(&mut events);
        let way = events.first().and_then(Event::way);
        let number = way.and_then(|way| number(&config, way)).filter(|number| *number <= COPIES);
        for span in &machine.spans {
            alike |= span.alike;
            // Many clients alike are drawn on every track, also on those that this machine lacks.
            if let Some(lane) = lanes.get_mut(span.track as usize) {
                add(lane, span, number);
            }
        }
    }
    let copies = (1..=COPIES).map(|number| text!("copy {number}", "复制 {number}"));
    let words: Vec<Text> = WORDS.into_iter().map(|(_, words)| words).chain(copies).collect();
    Gantt {
        lanes,
        names: words.iter().map(|words| words.en.to_string()).collect(),
        hues: vec![0; words.len()],
        words,
        legend: legend(&config, alike),
        end: machine.now,
        scale: SCALE,
        unit: Some(unit(machine.now)),
    }
}

/// The tracks of a run: a machine without DMA has none for its engines.
fn tracks(config: &Config) -> &'static [Track] {
    let all = &[Track::Process, Track::Cpu, Track::DiskDma, Track::NicDma];
    if has_dma(config) { all } else { &all[..2] }
}

fn has_dma(config: &Config) -> bool {
    !matches!(config.technique, Technique::Pio | Technique::Interrupt)
}

fn legend(config: &Config, alike: bool) -> Vec<(Bar, Text)> {
    let mut legend = vec![
        (Bar::User, Text::new("user mode", "用户态")),
        (Bar::Kernel, Text::new("kernel mode", "内核态")),
        (Bar::Switch, Text::new("other CPU work", "CPU 其他工作")),
        (Bar::CpuCopy, Text::new("CPU copy", "CPU 复制")),
        (Bar::DmaCopy, Text::new("DMA copy", "DMA 复制")),
        (
            Bar::Hatched,
            if alike {
                Text::new("asleep, or “… more”", "进程睡眠，或同样的重复")
            } else {
                Text::new("process sleeps", "进程睡眠")
            },
        ),
    ];
    legend.retain(|(bar, _)| *bar != Bar::DmaCopy || has_dma(config));
    legend
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
fn add(lane: &mut Lane, span: &Span, copy: Option<u32>) {
    let first = WORDS.iter().position(|(bar, _)| *bar == span.bar).expect("every look has words");
    let merges = !matches!(span.bar, Bar::CpuCopy | Bar::DmaCopy);
    let who = match copy {
        _ if span.alike => WORDS.len() as u32 - 1,
        Some(number) if !merges => WORDS.len() as u32 + number - 1,
        _ => first as u32,
    };
    match lane.slices.last_mut() {
        Some(last) if merges && (last.end, last.bar, last.who) == (span.start, span.bar, who) => {
            last.end = span.end
        }
        _ => lane.slices.push(Slice { start: span.start, end: span.end, who, bar: span.bar }),
    }
}
