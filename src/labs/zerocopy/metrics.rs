//! The figures up to a step, and the same file under every technique.

use super::machine::Zerocopy;
use super::names::{TECHNIQUES, clock, size, technique_name};
use super::scenario::{Destination, Rules, Scenario, Technique, Until};
use super::state::Counts;
use super::study;
use crate::figure::{Cell, Row, Table};
use crate::lab::{Metrics, Moment, Total};
use crate::sim::{Ratio, Time};
use crate::text;
use crate::text::Text;

/// The figures of the run so far; the table compares the techniques on one copy of the file.
pub fn metrics(moment: &Moment<'_, Zerocopy>) -> Metrics {
    Metrics { table: table(moment), totals: totals(moment.now), charts: vec![] }
}

/// What a technique counts for this file, sent once and whole; `None` if the scenario does not start.
pub fn whole(scenario: &Scenario, technique: Technique) -> Option<Counts> {
    let once = Scenario {
        technique,
        chunk: 0,
        buffer: 0,
        clients: 1,
        until: Until::Length,
        unmap: false,
        micro: false,
        ..scenario.clone()
    };
    study::run(&once).map(|machine| machine.counts)
}

/// The mode switches that notes and exams print, under whatever name; `None` if they say nothing.
pub fn printed(technique: Technique) -> Option<u64> {
    match technique {
        Technique::Read | Technique::Mmap => Some(4),
        Technique::Sendfile | Technique::SendfileSg | Technique::Splice => Some(2),
        _ => None,
    }
}

/// The calls of a program that goes on until a call returns 0, and calls munmap.
pub fn in_a_loop(scenario: &Scenario, technique: Technique) -> Option<u64> {
    let looped = Scenario {
        technique,
        clients: 1,
        until: Until::Zero,
        unmap: true,
        rules: Rules::Linux,
        micro: false,
        ..scenario.clone()
    };
    study::run(&looped).map(|machine| machine.counts.calls())
}

fn table(moment: &Moment<'_, Zerocopy>) -> Table {
    let row = |technique| {
        let name = Cell { text: technique_name(technique), ..Cell::default() };
        let say = |number: Option<u64>| number.map_or("–".to_string(), |number| number.to_string());
        let counts = whole(moment.scenario, technique);
        let count = |pick: fn(&Counts) -> u64| say(counts.as_ref().map(pick));
        let numbers = [
            count(|counts| counts.cpu_copies),
            count(Counts::dma_copies),
            count(Counts::calls),
            count(|counts| counts.mode_switches),
            say(printed(technique)),
        ];
        let mut cells = vec![name];
        cells.extend(numbers.map(Cell::plain));
        Row { id: String::new(), hue: 0, cells }
    };
    Table {
        caption: Text::new(
            "This file sent once: copies, calls, mode switches; and the switches that notes print",
            "发送一次该文件：复制、调用、模式切换，以及笔记所写的切换次数",
        ),
        columns: vec![
            Text::new("Technique", "方式"),
            Text::same("CPU"),
            Text::same("DMA"),
            Text::new("Calls", "调用"),
            Text::new("Switches", "切换"),
            Text::new("Notes", "笔记"),
        ],
        rows: TECHNIQUES.into_iter().map(row).collect(),
    }
}

fn totals(now: &Zerocopy) -> Vec<Total> {
    let (counts, config) = (now.counts, &now.config);
    let total = |name, value: String, formula| Total { name, value: Text::same(value), formula };
    let (copies, bytes) = (counts.cpu_copies, size(counts.cpu_bytes));
    let (dma, dma_bytes) = (counts.dma_copies(), size(counts.dma_bytes()));
    let (busy, copying) = (clock(Time(counts.busy)), clock(Time(counts.copying)));
    let rest = clock(Time(counts.busy - counts.copying));
    let (calls, faults, modes) = (counts.calls(), counts.faults, counts.mode_switches);
    let page = size(config.page);
    let mut totals = vec![
        total(
            Text::new("Bytes moved by the CPU", "CPU 搬运的字节"),
            bytes.clone(),
            text!("copies: {copies}, {bytes} in all", "复制 {copies} 次，共 {bytes}"),
        ),
        total(
            Text::new("Bytes moved by DMA", "DMA 搬运的字节"),
            dma_bytes.clone(),
            text!("copies: {dma}, {dma_bytes} in all", "复制 {dma} 次，共 {dma_bytes}"),
        ),
        total(
            Text::new("CPU busy", "CPU 忙碌时间"),
            busy.clone(),
            text!("copying {copying} + the rest {rest} = {busy}", "复制 {copying} + 其余 {rest} = {busy}"),
        ),
        total(
            Text::new("Mode switches", "模式切换"),
            modes.to_string(),
            text!(
                "2 × (calls {calls} + faults in user mode {faults}); one is open while the kernel works",
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
    if config.is_local() {
        let bytes = size(counts.sent);
        totals.push(total(
            Text::new("Copied by the receiver", "接收者的复制"),
            bytes.clone(),
            text!(
                "{bytes} by a read() of its own; in none of the figures of the sender",
                "{bytes}，由它自己的 read() 复制，不在发送者的各项数字之内"
            ),
        ));
    }
    if config.hot > 0 {
        let (hot, left, gone) = (size(config.hot), size(config.hot - now.evicted()), size(now.evicted()));
        totals.push(total(
            Text::new("Other files evicted", "被挤出的其他文件"),
            gone.clone(),
            text!("{hot} − {left} still there = {gone}", "{hot} − 仍在的 {left} = {gone}"),
        ));
    }
    totals.extend([core(now), many(now)]);
    totals
}

/// Bytes in a nanosecond as GB in a second; `–` if there is nothing to divide by.
fn rate(bytes: u64, time: u64) -> Option<String> {
    (bytes > 0 && time > 0).then(|| Ratio::new(bytes as i64, time as i64).decimal(2))
}

fn core(now: &Zerocopy) -> Total {
    let name = Text::new("Throughput if the CPU is the limit", "CPU 为瓶颈时的吞吐量");
    let counts = now.counts;
    let Some(rate) = rate(counts.sent, counts.busy) else {
        return Total { name, value: Text::same("–"), formula: Text::default() };
    };
    let (sent, busy) = (size(counts.sent), clock(Time(counts.busy)));
    Total {
        name,
        value: Text::same(format!("{rate} GB/s")),
        formula: text!("{sent} sent / {busy} of CPU = {rate} GB/s", "发送 {sent} / CPU {busy} = {rate} GB/s"),
    }
}

/// What as many clients at once would get: the least of what latency, CPU, card and memory allow.
fn many(now: &Zerocopy) -> Total {
    let (counts, config) = (now.counts, &now.config);
    let clients = config.clients;
    let name = text!("Throughput, clients at once: {clients}", "{clients} 个客户端同时请求时的吞吐量");
    let memory = counts.memory_bytes();
    if counts.sent == 0 || counts.busy == 0 || now.now.0 == 0 || memory == 0 {
        return Total { name, value: Text::same("–"), formula: Text::default() };
    }
    let exact = |bytes: u64, time: u64| Ratio::new(bytes as i64, time as i64);
    let latency = exact(counts.sent, now.now.0) * Ratio::whole(clients as i64);
    let core = exact(counts.sent, counts.busy);
    let card = Ratio::whole(if config.to == Destination::Null { i64::MAX } else { config.dma as i64 });
    let traffic = exact(counts.sent, memory) * Ratio::whole(config.memory as i64);
    let least = [&latency, &core, &card, &traffic].into_iter().min().expect("there are four").decimal(2);
    let [a, b, c, d] = [&latency, &core, &card, &traffic].map(|rate| rate.decimal(2));
    let c = if config.to == Destination::Null { "–".into() } else { c };
    Total {
        name,
        value: Text::same(format!("{least} GB/s")),
        formula: text!(
            "least of: {clients} × one at a time {a}, one core {b}, card {c}, memory {d} GB/s",
            "取最小：{clients} × 逐个 {a}、单核 {b}、网卡 {c}、内存 {d} GB/s"
        ),
    }
}
