//! The figures up to a step, and the same file under every technique.

use super::config;
use super::machine::Zerocopy;
use super::names::{TECHNIQUES, show, size, technique_name};
use super::scenario::Scenario;
use super::state::Counts;
use crate::figure::{Cell, Row, Table};
use crate::lab::{Metrics, Moment, Total};
use crate::sim::{Machine, Ratio, Time};
use crate::text;
use crate::text::Text;
use std::sync::Arc;

/// The figures of the run so far; the table compares the techniques on one copy of the file.
pub fn metrics(moment: &Moment<'_, Zerocopy>) -> Metrics {
    Metrics { table: table(moment), totals: totals(moment.now), charts: vec![] }
}

/// What a technique counts for this file, sent once and whole; `None` if the scenario does not start.
pub fn whole(scenario: &Scenario, technique: super::scenario::Technique) -> Option<Counts> {
    let once = Scenario { technique, chunk: 0, clients: 1, ..scenario.clone() };
    let mut machine = Zerocopy::new(Arc::new(config::config(&once).ok()?));
    let mut events = Vec::new();
    // A file of 4 GB through a pipe takes thousands of calls: what is compared is one round.
    while !machine.over && events.len() < 64 {
        machine.step(&mut events);
    }
    machine.over.then_some(machine.counts)
}

fn table(moment: &Moment<'_, Zerocopy>) -> Table {
    let row = |technique| {
        let name = Cell { text: technique_name(technique), ..Cell::default() };
        let numbers = match whole(moment.scenario, technique) {
            Some(counts) => [counts.cpu_copies, counts.dma_copies(), counts.calls(), counts.mode_switches]
                .map(|number| number.to_string()),
            None => ["–", "–", "–", "–"].map(String::from),
        };
        let mut cells = vec![name];
        cells.extend(numbers.map(Cell::plain));
        Row { id: String::new(), hue: 0, cells }
    };
    Table {
        caption: Text::new("This file sent once, by technique", "用各种方式发送一次该文件"),
        columns: vec![
            Text::new("Technique", "方式"),
            Text::same("CPU"),
            Text::same("DMA"),
            Text::new("Calls", "调用"),
            Text::new("Mode switches", "模式切换"),
        ],
        rows: TECHNIQUES.into_iter().map(row).collect(),
    }
}

fn totals(now: &Zerocopy) -> Vec<Total> {
    let (counts, config) = (now.counts, &now.config);
    let total = |name, value: String, formula| Total { name, value: Text::same(value), formula };
    let (copies, bytes) = (counts.cpu_copies, size(counts.cpu_bytes));
    let (dma, dma_bytes) = (counts.dma_copies(), size(counts.dma_bytes()));
    let (busy, copying) = (show(Time(counts.busy)), show(Time(counts.copying)));
    let rest = show(Time(counts.busy - counts.copying));
    let (calls, faults, modes) = (counts.calls(), counts.faults, counts.mode_switches);
    let page = size(config.page);
    let mut totals = vec![
        total(
            Text::new("Bytes moved by the CPU", "CPU 搬运的字节"),
            bytes.clone(),
            text!("{copies} copies, {bytes} in all", "复制 {copies} 次，共 {bytes}"),
        ),
        total(
            Text::new("Bytes moved by DMA", "DMA 搬运的字节"),
            dma_bytes.clone(),
            text!("{dma} copies, {dma_bytes} in all", "复制 {dma} 次，共 {dma_bytes}"),
        ),
        total(
            Text::new("CPU busy", "CPU 忙碌时间"),
            format!("{busy} µs"),
            text!(
                "copying {copying} + the rest {rest} = {busy} µs",
                "复制 {copying} + 其余 {rest} = {busy} µs"
            ),
        ),
        total(
            Text::new("Mode switches", "模式切换"),
            modes.to_string(),
            text!(
                "2 × ({calls} calls + {faults} faults in user mode); one is open while the kernel works",
                "2 ×（系统调用 {calls} + 用户态缺页 {faults}）；在内核中时还差返回的一次"
            ),
        ),
        total(
            Text::new("Most memory held by copies", "副本占用内存的最大值"),
            size(counts.peak),
            text!(
                "page cache, buffers and socket buffer, pages of {page}",
                "页缓存、缓冲区与套接字缓冲区，每页 {page}"
            ),
        ),
    ];
    totals.push(throughput(now));
    totals
}

fn throughput(now: &Zerocopy) -> Total {
    let name = Text::new("Throughput if the CPU is the limit", "CPU 为瓶颈时的吞吐量");
    let counts = now.counts;
    if counts.busy == 0 || counts.sent == 0 {
        return Total { name, value: Text::same("–"), formula: Text::default() };
    }
    let rate = Ratio::new(counts.sent as i64, counts.busy as i64).decimal(2);
    let (sent, busy) = (size(counts.sent), show(Time(counts.busy)));
    Total {
        name,
        value: Text::same(format!("{rate} GB/s")),
        formula: text!(
            "{sent} sent / {busy} µs of CPU = {rate} GB/s",
            "发送 {sent} / CPU {busy} µs = {rate} GB/s"
        ),
    }
}
