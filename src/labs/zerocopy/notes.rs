//! What the model simplifies, and where books and notes differ.

use super::config::{ROUNDS, config};
use super::metrics::{in_a_loop, printed, whole};
use super::names::technique_name;
use super::scenario::{Destination, Rules, Scenario, Technique};
use crate::text;
use crate::text::Text;

/// The notes of a scenario: first what is printed and what is counted, then what the model leaves out.
pub fn notes(scenario: &Scenario) -> Vec<Text> {
    let mut notes: Vec<Text> = printed_and_counted(scenario).into_iter().collect();
    if scenario.rules == Rules::Book {
        notes.push(Text::new(
            "Counted as in notes and exams: mmap() loads the file, splice is one call, write() from a truncated mapping is killed, MSG_ZEROCOPY never copies. Linux does none of these.",
            "按笔记与考试的说法计数：mmap() 即装入文件，splice 一次调用，从被截断的映射 write() 会被终止，MSG_ZEROCOPY 从不复制。Linux 都不是这样。",
        ));
    }
    if let Some(rounds) = too_many_for_tiles(scenario) {
        notes.push(text!(
            "Copies are shown whole here: tile by tile only in runs of at most {ROUNDS} rounds, and this one has {rounds}. Give a larger buffer.",
            "这里每次复制合为一步：仅在不超过 {ROUNDS} 轮时逐块显示，而本次有 {rounds} 轮。请加大缓冲区。"
        ));
    }
    notes.extend(of_technique(scenario.technique));
    notes.extend(general());
    if scenario.destination != Destination::Nic {
        notes.push(Text::new(
            "A receiver on the same machine copies with a read() of its own; it is drawn, but not counted for the sender. A technique that cannot reach the destination takes the nearest one.",
            "本机的接收者用自己的 read() 复制，图中画出但不计入发送者。无法到达目标的方式取最接近的目标。",
        ));
    }
    notes
}

/// How many rounds there are, if they are too many for copies to be shown tile by tile as asked.
fn too_many_for_tiles(scenario: &Scenario) -> Option<u64> {
    let config = config(scenario).ok()?;
    (scenario.micro && !config.micro).then(|| config.rounds())
}

/// What notes print beside what this run and a program in a loop count.
fn printed_and_counted(scenario: &Scenario) -> Option<Text> {
    let technique = scenario.technique;
    let name = technique_name(technique);
    let (en, zh) = (name.en, name.zh);
    let counts = whole(scenario, technique)?;
    let (switches, calls) = (counts.mode_switches, counts.calls());
    let looped = in_a_loop(scenario, technique)?;
    let reason = match technique {
        Technique::Splice => Text::new(
            "Notes count one hop; from a file to a socket there are two, because one end of splice must be a pipe.",
            "笔记只数一跳；从文件到套接字有两跳，因为 splice 必须有一端是管道。",
        ),
        Technique::Mmap => Text::new(
            "Notes leave munmap() out, and let mmap() itself load the file.",
            "笔记不计 munmap()，并认为 mmap() 本身就装入文件。",
        ),
        _ => Text::new(
            "A loop that does not know the length makes one call more, which returns 0.",
            "不知道长度的循环要多一次返回 0 的调用。",
        ),
    };
    let (why_en, why_zh) = (reason.en, reason.zh);
    Some(match printed(technique) {
        Some(print) => text!(
            "{en}: notes print {print} mode switches (as “context switches”); one whole send here makes {calls} calls and {switches} switches; the same in a loop until 0, with its buffer, {looped} calls. {why_en}",
            "{zh}：笔记写 {print} 次切换（称为“上下文切换”）；这里整体发送一次为 {calls} 次调用、{switches} 次模式切换；按其缓冲区循环到返回 0 则为 {looped} 次调用。{why_zh}"
        ),
        None => text!(
            "{en}: notes print no count; one whole send here makes {calls} calls and {switches} mode switches; in a loop until 0, with its buffer, {looped} calls.",
            "{zh}：笔记没有给出次数；这里整体发送一次为 {calls} 次调用、{switches} 次模式切换；按其缓冲区循环到返回 0 则为 {looped} 次调用。"
        ),
    })
}

fn general() -> [Text; 8] {
    [
        Text::new(
            "Rates and costs are round numbers to compare techniques by, not measurements.",
            "速率与开销取整，只用于比较各种方式，并非实测值。",
        ),
        Text::new(
            "What many notes count as “context switches” of zero-copy are mode switches, 2 per call. Context switches are counted apart: they happen only while the process sleeps.",
            "许多笔记把零拷贝中的模式切换（每次调用 2 次）称为“上下文切换”。这里分开计数：只有进程睡眠时才发生上下文切换。",
        ),
        Text::new(
            "Opening files and sockets, making pipes and rings, registering buffers: all this is done before and not counted.",
            "打开文件与套接字、建立管道与环、注册缓冲区都在此之前完成，不计入。",
        ),
        Text::new(
            "The socket buffer takes whatever is written, and nothing is sent twice: the protocol is not modelled.",
            "套接字缓冲区总能容纳写入的数据，也没有重传：不模拟网络协议。",
        ),
        Text::new(
            "The disk is read only when bytes are asked for: there is no read-ahead. The card's interrupt costs nothing; the disk's is part of the context switch.",
            "只在需要时读磁盘，没有预读。网卡中断不计开销，磁盘中断计入上下文切换。",
        ),
        Text::new(
            "sendfile needed a socket as its destination before Linux 2.6.33; since then it takes any descriptor. One call moves at most 2,147,479,552 bytes.",
            "Linux 2.6.33 之前，sendfile 的目标必须是套接字；此后可以是任意文件描述符。一次调用至多 2147479552 字节。",
        ),
        Text::new(
            "TLS in the kernel (kTLS) lets sendfile encrypt: the kernel copies and encrypts in one go, and some cards do it instead.",
            "内核 TLS（kTLS）使 sendfile 也能加密：内核边复制边加密，有的网卡可代劳。",
        ),
        Text::new(
            "Elsewhere it is named TransmitFile (Windows), FileChannel.transferTo (Java), copy_file_range and FICLONE (Linux), clonefile (macOS).",
            "其他平台的名称：TransmitFile（Windows）、FileChannel.transferTo（Java）、copy_file_range 与 FICLONE（Linux）、clonefile（macOS）。",
        ),
    ]
}

fn of_technique(technique: Technique) -> Option<Text> {
    Some(match technique {
        Technique::Sendfile => Text::new(
            "Linux always hands pages over by reference; where the card cannot gather, the driver's side of the kernel makes them contiguous: that is the copy drawn here.",
            "Linux 总是以引用交出页；若网卡不能收集，由内核在驱动程序一侧合并为连续数据，即图中的那次复制。",
        ),
        Technique::Splice | Technique::Tee | Technique::Vmsplice => Text::new(
            "SPLICE_F_MOVE and SPLICE_F_GIFT change nothing: into sockets and pipes pages are referred to, into files they are copied.",
            "SPLICE_F_MOVE 与 SPLICE_F_GIFT 没有影响：到套接字和管道是引用页，到文件则是复制。",
        ),
        Technique::Direct => Text::new(
            "Direct I/O asks for address, length and offset in multiples of 512 bytes (of the device's logical block); otherwise EINVAL.",
            "直接 I/O 要求地址、长度、偏移为 512 字节（设备逻辑块）的倍数，否则 EINVAL。",
        ),
        Technique::MsgZerocopy => Text::new(
            "Small sends are faster copied: pinning and the notice cost more. The notice is waited for after each send here; programs gather many.",
            "小块数据直接复制更快：固定页和通知的代价更大。这里每次发送后都等通知，实际程序会合并处理。",
        ),
        Technique::IoUring => Text::new(
            "The file is read with O_DIRECT into registered buffers and sent from them (SEND_ZC); the call waits for all results. Deeper pipelines are left out.",
            "文件以 O_DIRECT 读入注册缓冲区，再从中发送（SEND_ZC）；调用等待全部结果。更深的流水线未模拟。",
        ),
        Technique::Cow => Text::new(
            "Copy-on-write buffers are an idea of research systems; on Linux write() to a socket copies.",
            "写时复制缓冲区是研究系统中的设想；在 Linux 上 write() 到套接字会复制。",
        ),
        Technique::Fbufs => Text::new(
            "fbufs: Druschel and Peterson, 1993. The model shows the idea: one buffer, mapped in program and kernel.",
            "fbufs：Druschel 与 Peterson，1993 年。模型只展示其思想：一个缓冲区同时映射到程序与内核。",
        ),
        Technique::Interrupt | Technique::Pio => Text::new(
            "Without DMA the CPU moves every byte: by polling it is busy all the time, by interrupts others run in between, at the price of one interrupt per unit.",
            "没有 DMA 时 CPU 搬运每个字节：轮询则一直忙碌；用中断则其间可运行其他进程，代价是每个单位一次中断。",
        ),
        Technique::Rdma => Text::new(
            "An outlook: connection, keys and the other machine's memory are left out.",
            "仅为展望：连接、密钥与对方内存均未模拟。",
        ),
        Technique::Read | Technique::Mmap | Technique::SendfileSg | Technique::CopyFileRange => return None,
    })
}
