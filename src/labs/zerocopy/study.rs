//! Charts over many runs: how fast each technique is, against the size of the file.

use super::config;
use super::machine::Zerocopy;
use super::names::{size, technique_name};
use super::scenario::{MAX_BYTES, Scenario, Technique};
use crate::lab::{Series, Study, Values, X, written::code};
use crate::sim::{Machine, Ratio};
use crate::text::Text;
use std::sync::Arc;

/// The techniques that are compared.
const COMPARED: [Technique; 8] = [
    Technique::Read,
    Technique::Mmap,
    Technique::Sendfile,
    Technique::SendfileSg,
    Technique::Splice,
    Technique::Direct,
    Technique::IoUring,
    Technique::Pio,
];
/// The smallest file, in bytes; each next one is four times as large.
const LEAST: u64 = 4 << 10;
/// A point runs no longer than this many steps for each technique.
const STEPS: usize = 4_000;

/// The studies of a scenario.
pub fn studies(scenario: &Scenario) -> Vec<Study> {
    let points: Vec<X> =
        sizes().map(|bytes| X { value: Ratio::new(bytes as i64, 1024), name: size(bytes) }).collect();
    let asked = if scenario.bytes > 0 { scenario.bytes } else { scenario.size << 10 };
    let here = sizes().position(|bytes| bytes == asked);
    let series = || {
        let one = |(index, technique): (usize, Technique)| Series {
            id: code(technique),
            name: technique_name(technique),
            hue: index as u8 + 1,
        };
        COMPARED.into_iter().enumerate().map(one).collect()
    };
    let study = |id, title, help, y_name| Study {
        id,
        title,
        help,
        x: "size",
        x_name: Text::new("size of the file", "文件大小"),
        y_name,
        series: series(),
        points: points.clone(),
        evenly: true,
        here,
    };
    vec![
        study(
            "throughput",
            Text::new("Throughput against the size of the file", "吞吐量随文件大小的变化"),
            about_throughput(scenario),
            Text::same("GB/s"),
        ),
        study(
            "per-core",
            Text::new(
                "What one core could send, against the size of the file",
                "一个核可发送的数据量随文件大小的变化",
            ),
            Text::new(
                "Bytes divided by the time the CPU is busy: what one core could send with many clients, if disk and card kept up.",
                "字节数除以 CPU 忙碌时间：若磁盘与网卡跟得上，一个核在有许多客户端时可发送的数据量。",
            ),
            Text::new("GB per second of CPU", "每秒 CPU 时间的 GB"),
        ),
    ]
}

/// What the chart of throughput shows; without a buffer, also why a pipe wins there.
fn about_throughput(scenario: &Scenario) -> Text {
    if scenario.chunk > 0 || scenario.buffer > 0 {
        return Text::new(
            "The same machine sends one file at a time: bytes divided by the time until the last one has left. Small files are dominated by switches, large ones by copies and devices.",
            "同一台机器每次发送一个文件：字节数除以最后一个字节离开的时间。小文件主要耗于切换，大文件主要耗于复制与设备。",
        );
    }
    Text::new(
        "The same machine sends one file at a time: bytes divided by the time until the last one has left. Small files are dominated by switches, large ones by copies and devices. Without a buffer size, the others move the whole file at once, first the disk, then the card (up to 2 GB per call); splice goes pipe by pipe, so disk and card work at the same time. With a buffer of 64 KB most of them do.",
        "同一台机器每次发送一个文件：字节数除以最后一个字节离开的时间。小文件主要耗于切换，大文件主要耗于复制与设备。缓冲区为 0 时，其他方式一次处理整个文件：先读完磁盘，再由网卡发送（每次调用至多 2 GB）；splice 每次只移动一个管道的数据，磁盘与网卡同时工作。缓冲区设为 64 KB 时多数方式也如此。",
    )
}

/// The point of a study at an index.
pub fn point(scenario: &Scenario, study: &str, index: usize) -> Values {
    let Some(bytes) = sizes().nth(index) else { return vec![None; COMPARED.len()] };
    let value = |technique| {
        let asked =
            Scenario { technique, bytes, clients: 1, truncate: false, micro: false, ..scenario.clone() };
        let end = run(&asked)?;
        let time = if study == "throughput" { end.now.0 } else { end.counts.busy };
        (time > 0).then(|| Ratio::new(end.counts.sent as i64, time as i64))
    };
    COMPARED.into_iter().map(value).collect()
}

fn sizes() -> impl Iterator<Item = u64> {
    std::iter::successors(Some(LEAST), |bytes| Some(bytes * 4)).take_while(|bytes| *bytes <= MAX_BYTES)
}

/// The last state of a run; `None` if it does not start, or takes too many steps.
pub fn run(scenario: &Scenario) -> Option<Zerocopy> {
    let mut machine = Zerocopy::new(Arc::new(config::config(scenario).ok()?));
    let mut events = Vec::new();
    while !machine.over && events.len() < STEPS {
        machine.step(&mut events);
    }
    machine.over.then_some(machine)
}
