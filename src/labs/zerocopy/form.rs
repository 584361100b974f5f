//! The scenario as a form, and edits of its fields.

use super::config::config;
use super::names::{TECHNIQUES, technique_name};
use super::scenario::{Change, MAX_CLIENTS, MAX_SIZE, Scenario, Technique};
use crate::lab::{Choice, Edit, Field, FieldKind, Form, Problem, Rows};
use crate::text;
use crate::text::Text;
use serde::de::DeserializeOwned;
use serde::{Serialize, de::value::Error, de::value::StrDeserializer};

struct Entry {
    id: &'static str,
    name: Text,
    help: Text,
    kind: FieldKind,
    read: fn(&Scenario) -> String,
    write: fn(&mut Scenario, &str) -> Option<()>,
    /// In the bar, and not among the settings behind the button.
    bar: bool,
}

/// The form of a scenario.
pub fn form(scenario: &Scenario) -> Form {
    let mut fields = entries().into_iter().map(|entry| {
        let field = Field {
            id: entry.id,
            value: (entry.read)(scenario),
            relevant: true,
            differs: false,
            name: entry.name,
            help: entry.help,
            kind: entry.kind,
        };
        (entry.bar, field)
    });
    let variant = fields.next().expect("the technique comes first").1;
    let (params, rules): (Vec<_>, Vec<_>) = fields.partition(|(bar, _)| *bar);
    let plain = |list: Vec<(bool, Field)>| list.into_iter().map(|(_, field)| field).collect();
    Form {
        variant,
        set: None,
        params: plain(params),
        rules: plain(rules),
        rows: Rows::default(),
        random: vec![],
    }
}

/// The scenario after an edit.
///
/// # Errors
/// The field is unknown or does not take the value; there are no rows.
pub fn edit(scenario: &Scenario, edit: &Edit) -> Result<Scenario, Problem> {
    let Edit::Set { field, value } = edit else {
        return Err(Problem::at("rows", Text::new("This lab has no rows.", "本实验没有表格行。")));
    };
    let entries = entries();
    let Some(entry) = entries.iter().find(|entry| entry.id == field) else {
        let ids = entries.iter().map(|entry| entry.id).collect::<Vec<_>>().join(", ");
        return Err(Problem::at(
            field,
            text!(
                "There is no field “{field}” here; there are: {ids}.",
                "这里没有字段“{field}”；可用的字段：{ids}。"
            ),
        ));
    };
    let mut next = scenario.clone();
    (entry.write)(&mut next, value.trim()).ok_or_else(|| refused(entry, value))?;
    config(&next)?;
    Ok(next)
}

fn refused(entry: &Entry, value: &str) -> Problem {
    let (en, zh) = (&entry.name.en, &entry.name.zh);
    let text = match &entry.kind {
        FieldKind::Choice(options) => {
            let ids = options.iter().map(|option| option.id).collect::<Vec<_>>().join(", ");
            text!("{en} cannot be “{value}”; choose one of: {ids}.", "{zh}：不能是“{value}”；可选：{ids}。")
        }
        FieldKind::Number { min, max } => text!(
            "{en} cannot be “{value}”; give a whole number from {min} to {max}.",
            "{zh}：不能是“{value}”；请填 {min} 至 {max} 的整数。"
        ),
        FieldKind::Words => text!("{en} cannot be “{value}”.", "{zh}：不能是“{value}”。"),
    };
    Problem::at(entry.id, text)
}

fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => unreachable!("options are written as words"),
    }
}

fn option<T: DeserializeOwned>(word: &str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(word)).ok()
}

fn choice(id: &'static str, name: Text, help: Text) -> Choice {
    Choice { id, name, help }
}

fn yes_no() -> FieldKind {
    FieldKind::Choice(vec![
        choice("no", Text::new("no", "否"), Text::default()),
        choice("yes", Text::new("yes", "是"), Text::default()),
    ])
}

fn say(flag: bool) -> String {
    if flag { "yes".into() } else { "no".into() }
}

fn flag(word: &str) -> Option<bool> {
    match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn number(id: &'static str, name: Text, help: Text, bounds: (u64, u64)) -> Entry {
    let (min, max) = bounds;
    Entry {
        id,
        name,
        help,
        kind: FieldKind::Number { min, max },
        read: |_| String::new(),
        write: |_, _| None,
        bar: false,
    }
}

fn put(target: &mut u64, word: &str, bounds: (u64, u64)) -> Option<()> {
    *target = word.parse().ok().filter(|number| (bounds.0..=bounds.1).contains(number))?;
    Some(())
}

const SIZES: (u64, u64) = (1, MAX_SIZE);
const CHUNKS: (u64, u64) = (0, MAX_SIZE);
const CLIENTS: (u64, u64) = (1, MAX_CLIENTS);
const RATES: (u64, u64) = (1, 1000);
const COSTS: (u64, u64) = (0, 1_000_000);

fn entries() -> Vec<Entry> {
    let mut entries = vec![technique()];
    entries.extend(file());
    entries.extend(costs());
    entries
}

fn technique() -> Entry {
    let ids = ["read", "mmap", "sendfile", "sendfile_sg", "splice", "direct", "pio"];
    let options = TECHNIQUES.iter().zip(ids).map(|(one, id)| choice(id, technique_name(*one), meaning(*one)));
    Entry {
        id: "t",
        name: Text::new("Technique", "方式"),
        help: Text::new("With which system calls the file is sent.", "用哪些系统调用发送文件。"),
        kind: FieldKind::Choice(options.collect()),
        read: |scenario| word(scenario.technique),
        write: |scenario, word| option(word).map(|technique| scenario.technique = technique),
        bar: false,
    }
}

fn meaning(technique: Technique) -> Text {
    match technique {
        Technique::Read => Text::new(
            "Through a buffer of the program: two copies by the CPU.",
            "经过用户缓冲区：CPU 复制两次。",
        ),
        Technique::Mmap => Text::new(
            "The program's address space shows the page cache: one copy by the CPU.",
            "把页缓存映射到地址空间：CPU 复制一次。",
        ),
        Technique::Sendfile => Text::new(
            "Inside the kernel: one call, one copy by the CPU.",
            "在内核内完成：一次调用，CPU 复制一次。",
        ),
        Technique::SendfileSg => Text::new(
            "The network card gathers the pages by descriptors: no copy by the CPU.",
            "网卡按描述符收集各页（SG-DMA）：CPU 不复制。",
        ),
        Technique::Splice => Text::new(
            "References move through a pipe, one call per hop: no copy by the CPU.",
            "引用经过管道，每一跳一次调用：CPU 不复制。",
        ),
        Technique::Direct => Text::new(
            "The disk's DMA engine writes into the user buffer, past the page cache.",
            "磁盘 DMA 直接写入用户缓冲区，绕过页缓存。",
        ),
        Technique::Pio => Text::new(
            "A machine without DMA: the CPU polls and moves every byte itself.",
            "没有 DMA 的机器：CPU 轮询并亲自搬运每个字节。",
        ),
    }
}

fn file() -> Vec<Entry> {
    vec![
        Entry {
            read: |scenario| scenario.size.to_string(),
            write: |scenario, word| put(&mut scenario.size, word, SIZES),
            ..number(
                "size",
                Text::new("File, KB", "文件（KB）"),
                Text::new("How large the file is.", "文件的大小。"),
                SIZES,
            )
        },
        Entry {
            id: "cached",
            name: Text::new("File cached", "文件已缓存"),
            help: Text::new(
                "Is the file in the page cache before the run?",
                "运行之前文件是否已在页缓存中？",
            ),
            kind: yes_no(),
            read: |scenario| say(scenario.cached),
            write: |scenario, word| flag(word).map(|flag| scenario.cached = flag),
            bar: true,
        },
        Entry {
            id: "change",
            name: Text::new("The program", "程序"),
            help: Text::new(
                "Only carries the bytes, or must see them: TLS in the program, compression.",
                "只搬运字节，还是必须看到它们：例如在程序中做 TLS 加密、压缩。",
            ),
            kind: FieldKind::Choice(vec![
                choice("nothing", Text::new("only carries", "只搬运"), Text::default()),
                choice("encrypt", Text::new("encrypts", "加密"), Text::default()),
            ]),
            read: |scenario| word(scenario.change),
            write: |scenario, word| option::<Change>(word).map(|change| scenario.change = change),
            bar: false,
        },
        Entry {
            read: |scenario| scenario.chunk.to_string(),
            write: |scenario, word| put(&mut scenario.chunk, word, CHUNKS),
            ..number(
                "chunk",
                Text::new("Buffer, KB", "缓冲区（KB）"),
                Text::new(
                    "Bytes per round; 0 for the whole file at once. A run has at most 4,096 rounds.",
                    "每轮的字节数；0 表示一次处理整个文件。一次运行最多 4096 轮。",
                ),
                CHUNKS,
            )
        },
        Entry {
            id: "page",
            name: Text::new("Page, KB", "页大小（KB）"),
            help: Text::new("A pipe has 16 slots of one page each.", "管道有 16 个槽，每槽引用一页。"),
            kind: FieldKind::Choice(
                ["4", "16", "64"].map(|id| choice(id, Text::same(id), Text::default())).into(),
            ),
            read: |scenario| scenario.page.to_string(),
            write: |scenario, word| {
                scenario.page = ["4", "16", "64"].contains(&word).then(|| word.parse().ok())??;
                Some(())
            },
            bar: false,
        },
        Entry {
            id: "cut",
            name: Text::new("Truncated meanwhile", "中途被截断"),
            help: Text::new(
                "Another process cuts the file to half after the program has opened or mapped it.",
                "程序打开或映射文件之后，另一进程把文件截断为一半。",
            ),
            kind: yes_no(),
            read: |scenario| say(scenario.truncate),
            write: |scenario, word| flag(word).map(|flag| scenario.truncate = flag),
            bar: false,
        },
        Entry {
            read: |scenario| scenario.clients.to_string(),
            write: |scenario, word| put(&mut scenario.clients, word, CLIENTS),
            ..number(
                "clients",
                Text::new("Clients", "客户端数"),
                Text::new("How many ask for the file, one after the other.", "依次请求该文件的客户端数量。"),
                CLIENTS,
            )
        },
    ]
}

fn costs() -> Vec<Entry> {
    vec![
        Entry {
            read: |scenario| scenario.cpu.to_string(),
            write: |scenario, word| put(&mut scenario.cpu, word, RATES),
            ..number(
                "cpu",
                Text::new("CPU copies, GB/s", "CPU 复制（GB/s）"),
                Text::new(
                    "How fast the CPU copies: bytes per nanosecond.",
                    "CPU 复制的速度：每纳秒的字节数。",
                ),
                RATES,
            )
        },
        Entry {
            read: |scenario| scenario.dma.to_string(),
            write: |scenario, word| put(&mut scenario.dma, word, RATES),
            ..number(
                "dma",
                Text::new("DMA copies, GB/s", "DMA 复制（GB/s）"),
                Text::new("How fast disk and network card are.", "磁盘和网卡的传输速度。"),
                RATES,
            )
        },
        Entry {
            read: |scenario| scenario.mode.to_string(),
            write: |scenario, word| put(&mut scenario.mode, word, COSTS),
            ..number(
                "mode",
                Text::new("Mode switch, ns", "模式切换（ns）"),
                Text::new("Between user and kernel mode, one way.", "用户态与内核态之间的一次切换。"),
                COSTS,
            )
        },
        Entry {
            read: |scenario| scenario.context.to_string(),
            write: |scenario, word| put(&mut scenario.context, word, COSTS),
            ..number(
                "context",
                Text::new("Context switch, ns", "上下文切换（ns）"),
                Text::new("From one process to another.", "从一个进程切换到另一个进程。"),
                COSTS,
            )
        },
    ]
}
