//! Copies and references: who moves what from where to where.

use super::Now;
use crate::lab::Story;
use crate::labs::zerocopy::names::{refer, show, size};
use crate::labs::zerocopy::route::number;
use crate::labs::zerocopy::scenario::Technique;
use crate::labs::zerocopy::state::{Mover, Range, Spot, Way};
use crate::sim::Time;
use crate::text;
use crate::text::Text;

/// "copy 2, by the CPU".
fn kicker(moment: &Now<'_>, from: Spot, to: Spot, kind: Mover) -> Text {
    let number = number(&moment.now.config, Way { from, to, kind }).unwrap_or(0);
    match kind {
        Mover::Cpu => text!("copy {number}, by the CPU", "复制 {number}，由 CPU 完成"),
        _ => text!("copy {number}, by DMA", "复制 {number}，由 DMA 完成"),
    }
}

/// How long a copy takes: `65536 B / 2 B/ns = 32.77 µs`.
fn formula(range: Range, rate: u64) -> Text {
    let bytes = range.len();
    let time = show(Time(bytes.div_ceil(rate)));
    Text::same(format!("{bytes} B / {rate} B/ns = {time} µs"))
}

/// The disk's bytes are there.
pub fn arrived(moment: &Now<'_>, to: Spot, range: Range) -> Story {
    let config = &moment.now.config;
    let target = refer(to, config.technique);
    let (en, zh, bytes) = (target.en, target.zh, size(range.len()));
    let time = show(Time(range.len().div_ceil(config.dma)));
    Story {
        kicker: kicker(moment, Spot::Disk, to, Mover::Dma),
        caption: text!(
            "DMA has copied {bytes} from the [disk](buf:disk) to {en}, and the disk interrupts.",
            "DMA 已把 {bytes} 从[磁盘](buf:disk)复制到{zh}，磁盘发出中断。"
        ),
        title: if to == Spot::User {
            Text::new("Past the page cache", "绕过页缓存")
        } else {
            Text::new("From the disk to memory", "从磁盘到内存")
        },
        why: text!(
            "For {time} µs the disk's DMA engine wrote into memory. The CPU ran another process all that time.",
            "磁盘的 DMA 用 {time} µs 把数据写入内存，这段时间 CPU 一直在运行其他进程。"
        ),
        note: if to == Spot::User {
            Text::new(
                "Direct I/O leaves the page cache alone: good for data that nobody rereads, bad for data that many do.",
                "直接 I/O 不占用页缓存：适合不再重读的数据，不适合会被反复读取的数据。",
            )
        } else {
            Text::default()
        },
        formula: formula(range, config.dma),
        ..Story::default()
    }
}

/// The network card has the bytes.
pub fn sent(moment: &Now<'_>, from: Spot, range: Range) -> Story {
    let config = &moment.now.config;
    let source = refer(from, config.technique);
    let (en, zh, bytes) = (source.en, source.zh, size(range.len()));
    Story {
        kicker: kicker(moment, from, Spot::Nic, Mover::Dma),
        caption: text!(
            "DMA has copied {bytes} from {en} to the [network card](buf:nic).",
            "DMA 已把 {bytes} 从{zh}复制到[网卡](buf:nic)。"
        ),
        title: Text::new("From memory to the network", "从内存到网络"),
        why: if from == Spot::Cache {
            Text::new(
                "The card followed the descriptors and gathered the pages from the page cache itself: scatter–gather DMA.",
                "网卡按描述符直接从页缓存收集各页，这就是分散—聚集 DMA（SG-DMA）。",
            )
        } else {
            Text::new(
                "The card fetched the bytes while the program went on. The socket buffer is free again.",
                "网卡取走字节时，程序继续运行。套接字缓冲区又空了。",
            )
        },
        note: if from == Spot::Cache {
            Text::new(
                "The pages were referred to, not copied: had the file been changed meanwhile, the **new** bytes would be sent.",
                "这些页只是被引用，没有复制：若其间文件被修改，发出的就是**新的**字节。",
            )
        } else {
            Text::default()
        },
        formula: formula(range, config.dma),
        ..Story::default()
    }
}

/// The CPU copied bytes.
pub fn copied(moment: &Now<'_>, from: Spot, to: Spot, range: Range) -> Story {
    let config = &moment.now.config;
    let (a, b) = (refer(from, config.technique), refer(to, config.technique));
    let (from_en, from_zh, to_en, to_zh) = (a.en, a.zh, b.en, b.zh);
    let device = from == Spot::Disk || to == Spot::Nic;
    let rate = if device { config.dma.min(config.cpu) } else { config.cpu };
    let again = from == Spot::User && !config.changes && config.technique != Technique::Direct;
    let (title, why, note) = reason(moment, from, to);
    Story {
        kicker: kicker(moment, from, to, Mover::Cpu),
        caption: if again {
            text!(
                "The CPU copies the **same bytes** again, from {from_en} to {to_en}.",
                "CPU 把**同样的字节**再复制一次：从{from_zh}到{to_zh}。"
            )
        } else {
            text!(
                "The CPU copies the bytes from {from_en} to {to_en}.",
                "CPU 把字节从{from_zh}复制到{to_zh}。"
            )
        },
        title,
        why,
        note,
        formula: formula(range, rate),
        ..Story::default()
    }
}

fn reason(moment: &Now<'_>, from: Spot, to: Spot) -> (Text, Text, Text) {
    let config = &moment.now.config;
    let none = Text::default;
    match (from, to) {
        (Spot::Disk, _) | (_, Spot::Nic) => (
            Text::new("The CPU moves every word", "CPU 搬运每个字"),
            Text::new(
                "Without DMA the CPU asks the device again and again (polling) and moves each word itself, at the device's pace.",
                "没有 DMA，CPU 只能反复查询设备（轮询），按设备的速度亲自搬运每个字。",
            ),
            Text::new(
                "Only **without DMA** does the whole transfer occupy the CPU. With DMA the process sleeps and others run.",
                "只有**没有 DMA** 时，传输才会一直占用 CPU。有 DMA 时进程睡眠，其他进程可以运行。",
            ),
        ),
        (Spot::Cache, Spot::User) => (
            Text::new("Out of the kernel", "离开内核"),
            Text::new(
                "read() promises the bytes in the program's own memory. The CPU copies them and can do nothing else meanwhile.",
                "read() 承诺把字节放入程序自己的内存。CPU 负责复制，期间不能做别的事。",
            ),
            none(),
        ),
        (Spot::Cache, _) if config.technique == Technique::Mmap => (
            Text::new("One copy inside the kernel", "内核内的一次复制"),
            Text::new(
                "The mapping shows the program the page cache itself, so no copy into user space was needed. The one into the socket buffer is left.",
                "映射让程序直接看到页缓存，省去了到用户空间的复制；到套接字缓冲区的一次仍在。",
            ),
            Text::new(
                "mmap does **not** remove all copying by the CPU: one copy of two is left.",
                "mmap **没有**消除 CPU 的全部复制：两次中还剩一次。",
            ),
        ),
        (Spot::Cache, _) => (
            Text::new("One copy inside the kernel", "内核内的一次复制"),
            Text::new(
                "Both buffers are the kernel's, so user space is not visited. This card wants the bytes in one piece: the CPU copies them once.",
                "两个缓冲区都属于内核，不经过用户空间。这种网卡要求数据连续，因此 CPU 复制一次。",
            ),
            Text::new(
                "sendfile **cannot transform**: the program never sees the bytes. To compress or encrypt it must read them.",
                "sendfile **不能变换数据**：程序看不到字节。要压缩或加密就必须先读取。",
            ),
        ),
        _ if config.changes => (
            Text::new("Back into the kernel", "回到内核"),
            Text::new(
                "The bytes are new ones now, so this copy is not for nothing: the kernel keeps its own until the card has sent them.",
                "字节已是新的，这次复制并非多余：内核要保留自己的一份，直到网卡发送完毕。",
            ),
            none(),
        ),
        _ if config.technique == Technique::Direct => (
            Text::new("From the buffer to the socket", "从缓冲区到套接字"),
            Text::new(
                "The disk wrote straight into the user buffer; only the way to the socket still costs a copy by the CPU.",
                "磁盘已直接写入用户缓冲区，只有到套接字的这一步还要 CPU 复制一次。",
            ),
            none(),
        ),
        _ => (
            Text::new("The detour through user space", "绕道用户空间"),
            Text::new(
                "The program never looked at the bytes. It only carried them from one kernel buffer to another: **2 CPU copies** and **2 extra mode switches** for nothing.",
                "程序从未查看这些字节，只是把它们从一个内核缓冲区搬到另一个：白费 **2 次 CPU 复制**和 **2 次模式切换**。",
            ),
            Text::new(
                "**Zero-copy is not 0 copies**: the copies by devices stay. And mode switches are **not** context switches.",
                "**零拷贝不是 0 次复制**：设备的复制仍在。模式切换也**不是**上下文切换。",
            ),
        ),
    }
}

/// References were made.
pub fn referred(moment: &Now<'_>, from: Spot, to: Spot, range: Range) -> Story {
    let config = &moment.now.config;
    let pages = range.len().div_ceil(config.page);
    match (from, to) {
        (_, Spot::User) => mapped(moment, range, pages),
        (Spot::Cache, Spot::Pipe) => Story {
            kicker: Text::new("reference, no copy", "引用，不复制"),
            caption: text!(
                "{pages} slots of the [pipe](buf:pipe) now refer to pages of the [page cache](buf:cache).",
                "[管道](buf:pipe)的 {pages} 个槽指向[页缓存](buf:cache)中的页。"
            ),
            title: Text::new("First hop: file → pipe", "第一跳：文件 → 管道"),
            why: Text::new(
                "A slot holds page, offset and length. The page gets another owner; not one byte moves.",
                "每个槽记录页、偏移和长度。页多了一个持有者，一个字节也没有移动。",
            ),
            note: Text::new(
                "A pipe has 16 slots of one page each: with pages of 4 KB one splice moves 64 KB at most.",
                "管道有 16 个槽，每槽一页：页为 4 KB 时，一次 splice 最多移动 64 KB。",
            ),
            ..Story::default()
        },
        (Spot::Pipe, _) => Story {
            kicker: Text::new("reference, no copy", "引用，不复制"),
            caption: Text::new(
                "The references move from the [pipe](buf:pipe) to the [socket buffer](buf:socket).",
                "引用从[管道](buf:pipe)移到[套接字缓冲区](buf:socket)。",
            ),
            title: Text::new("Second hop: pipe → socket", "第二跳：管道 → 套接字"),
            why: Text::new(
                "The bytes are still in the page cache, once. The socket buffer only knows where.",
                "字节仍在页缓存中，只有一份。套接字缓冲区只知道它们在哪里。",
            ),
            note: Text::new(
                "splice needs a pipe at one end, hence **2 calls and 4 mode switches**. Notes that say 2 switches count one hop.",
                "splice 必须有一端是管道，因此要 **2 次调用、4 次模式切换**。只算 2 次的笔记只数了一跳。",
            ),
            ..Story::default()
        },
        _ => Story {
            kicker: Text::new("reference, no copy", "引用，不复制"),
            caption: text!(
                "Descriptors of {pages} pages enter the [socket buffer](buf:socket); no byte moves.",
                "{pages} 个页的描述符进入[套接字缓冲区](buf:socket)，字节不动。"
            ),
            title: Text::new("Descriptors instead of bytes", "用描述符代替数据"),
            why: Text::new(
                "A descriptor says page, offset and length. This card can gather pages from anywhere, so the last copy by the CPU is not needed.",
                "描述符记录页、偏移和长度。这种网卡能从各处收集页，CPU 的最后一次复制也省去了。",
            ),
            note: Text::new(
                "What is in the socket buffer is **not the data**. The page cache holds the only copy in memory.",
                "套接字缓冲区里**不是数据**。内存中唯一的一份在页缓存。",
            ),
            ..Story::default()
        },
    }
}

fn mapped(moment: &Now<'_>, range: Range, pages: u64) -> Story {
    let whole = range.len().next_multiple_of(moment.now.config.page);
    let (mapped, bytes, unused) = (size(whole), size(range.len()), size(whole - range.len()));
    Story {
        kicker: Text::new("mapping, no copy", "映射，不复制"),
        caption: text!(
            "{pages} pages become visible as a [mapping](buf:user); nothing is read.",
            "{pages} 页成为可见的[映射区](buf:user)，并未读取数据。"
        ),
        title: Text::new("Only a mapping", "只建立映射"),
        why: text!(
            "The kernel notes which addresses stand for which file: **{mapped}** for a file of {bytes}. The page table is filled at the first touch.",
            "内核只记下哪些地址对应哪个文件：为 {bytes} 的文件映射 **{mapped}**。首次访问时才填写页表。"
        ),
        note: if moment.now.config.changes {
            Text::new(
                "**mmap() only maps.** It loads nothing; the first access of the program does.",
                "**mmap() 只建立映射**，不装入数据；程序首次访问时才装入。",
            )
        } else {
            Text::new(
                "**mmap() only maps.** It loads nothing; the first access does, here inside write().",
                "**mmap() 只建立映射**，不装入数据；首次访问时才装入，这里是在 write() 内部。",
            )
        },
        formula: text!(
            "mapped {mapped} − file {bytes} = {unused} unused",
            "已映射 {mapped} − 文件 {bytes} = 未使用 {unused}"
        ),
        ..Story::default()
    }
}
