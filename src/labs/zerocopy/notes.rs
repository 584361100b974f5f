//! What the model simplifies, and where books and notes differ.

use super::scenario::{Scenario, Technique};
use crate::text::Text;

/// The notes of a scenario.
pub fn notes(scenario: &Scenario) -> Vec<Text> {
    let mut notes = vec![
        Text::new(
            "Times are in microseconds. Rates and costs are round numbers to compare techniques by, not measurements.",
            "时间单位为微秒。速率与开销取整，只用于比较各种方式，并非实测值。",
        ),
        Text::new(
            "What many notes count as “context switches” of zero-copy are mode switches, 2 per call. Context switches are counted apart: they happen only while the process sleeps.",
            "许多笔记把零拷贝中的模式切换（每次调用 2 次）称为“上下文切换”。这里分开计数：只有进程睡眠时才发生上下文切换。",
        ),
        Text::new(
            "mmap() only builds the mapping; the bytes are loaded at the first touch. munmap() is not counted, as in the usual tables.",
            "mmap() 只建立映射，首次访问时才装入数据。与常见表格一样，不计 munmap()。",
        ),
        Text::new(
            "The program knows the length of the file. A loop that reads until 0 bytes come back makes one more call.",
            "程序已知文件长度；若循环读到返回 0 为止，还要多一次调用。",
        ),
        Text::new(
            "The socket buffer takes whatever is written, and nothing is sent twice: the protocol is not modelled.",
            "套接字缓冲区总能容纳写入的数据，也没有重传：不模拟网络协议。",
        ),
        Text::new(
            "The disk is read only when bytes are asked for: there is no read-ahead. The network card's interrupt costs nothing.",
            "只在需要时读磁盘，没有预读。网卡中断的开销不计。",
        ),
        Text::new(
            "sendfile needed a socket as its destination before Linux 2.6.33; since then it takes any descriptor.",
            "Linux 2.6.33 之前，sendfile 的目标必须是套接字；此后可以是任意文件描述符。",
        ),
    ];
    match scenario.technique {
        Technique::Splice => notes.push(Text::new(
            "A table that gives splice 2 mode switches counts one hop only; from a file to a socket there are two. The card gathers the pages.",
            "认为 splice 只有 2 次模式切换的表格只算了一跳；从文件到套接字共有两跳。网卡自行收集各页。",
        )),
        Technique::Direct => notes.push(Text::new(
            "O_DIRECT asks for aligned buffer, offset and length (often 512 bytes); the model does not check it.",
            "O_DIRECT 要求缓冲区、偏移与长度对齐（常为 512 字节）；模型不作检查。",
        )),
        Technique::Pio => notes.push(Text::new(
            "Only without DMA does the CPU stay busy during the transfer: it polls. With interrupts it would sleep between words.",
            "只有没有 DMA 时，CPU 才在传输期间一直忙碌（轮询）；若用中断，则在每个字之间可以去做别的事。",
        )),
        _ => {}
    }
    notes
}
