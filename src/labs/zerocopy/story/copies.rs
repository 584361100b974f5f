//! Copies and references: who moves what from where to where.

use super::Now;
use crate::lab::Story;
use crate::labs::zerocopy::names::{clock, refer, size, tiles};
use crate::labs::zerocopy::route::number;
use crate::labs::zerocopy::scenario::{Destination, Technique};
use crate::labs::zerocopy::state::{Job, Mover, Piece, Range, Spot, Way};
use crate::sim::Time;
use crate::text;
use crate::text::Text;

/// "copy 2, by the CPU".
fn kicker(moment: &Now<'_>, way: Way) -> Text {
    let number = number(&moment.now.config, way).unwrap_or(0);
    match way.kind {
        Mover::Cpu => text!("copy {number}, by the CPU", "复制 {number}，由 CPU 完成"),
        _ => text!("copy {number}, by DMA", "复制 {number}，由 DMA 完成"),
    }
}

/// How long a copy takes: `65536 B / 2 B/ns = 32.77 µs`.
fn formula(bytes: u64, rate: u64) -> Text {
    let time = clock(Time(bytes.div_ceil(rate)));
    Text::same(format!("{bytes} B / {rate} B/ns = {time}"))
}

/// Which tile a piece is, and of how many: "tile B, 2 of 4".
fn tile(moment: &Now<'_>, range: Range) -> Option<Text> {
    let tiles = tiles(&moment.now.config);
    let all = tiles.len();
    let (index, (letter, _)) = tiles.into_iter().enumerate().find(|(_, (_, tile))| tile.meets(range))?;
    let number = index + 1;
    Some(text!("Tile {letter}, {number} of {all}", "第 {number} 块（{letter}），共 {all} 块"))
}

/// The disk's bytes are there.
pub fn arrived(moment: &Now<'_>, to: Spot, range: Range, piece: Piece) -> Story {
    let config = &moment.now.config;
    let target = refer(to, config);
    let (en, zh, bytes) = (target.en, target.zh, size(range.len()));
    let time = clock(Time(range.len().div_ceil(config.dma)));
    let usual = if to == Spot::User {
        Text::new("Past the page cache", "绕过页缓存")
    } else {
        Text::new("From the disk to memory", "从磁盘到内存")
    };
    let part = if piece == Piece::WHOLE { None } else { tile(moment, range) };
    Story {
        kicker: kicker(moment, Way { from: Spot::Disk, to, kind: Mover::Dma }),
        caption: if piece.last {
            text!(
                "DMA has copied {bytes} from the [disk](buf:disk) to {en}, and the disk interrupts.",
                "DMA 已把 {bytes} 从[磁盘](buf:disk)复制到{zh}，磁盘发出中断。"
            )
        } else {
            text!(
                "DMA has copied {bytes} from the [disk](buf:disk) to {en}; there is more to come.",
                "DMA 已把 {bytes} 从[磁盘](buf:disk)复制到{zh}，尚未完成。"
            )
        },
        title: part.unwrap_or(usual),
        why: if config.sqpoll && config.technique == Technique::IoUring {
            text!(
                "For {time} the disk's DMA engine wrote into the registered buffer. The program spun on the completion ring.",
                "磁盘的 DMA 用 {time} 写入注册缓冲区，其间程序在完成环上自旋。"
            )
        } else {
            text!(
                "For {time} the disk's DMA engine wrote into memory. The CPU ran another process all that time.",
                "磁盘的 DMA 用 {time} 把数据写入内存，这段时间 CPU 一直在运行其他进程。"
            )
        },
        note: if to == Spot::User && config.technique == Technique::Direct {
            Text::new(
                "Direct I/O leaves the page cache alone: good for data that nobody rereads, bad for data that many do.",
                "直接 I/O 不占用页缓存：适合不再重读的数据，不适合会被反复读取的数据。",
            )
        } else {
            Text::default()
        },
        formula: formula(range.len(), config.dma),
        ..Story::default()
    }
}

/// The disk interrupted, and the CPU fetched the bytes itself.
pub fn interrupted(moment: &Now<'_>, to: Spot, range: Range, times: u64) -> Story {
    let config = &moment.now.config;
    let (bytes, total) = (size(range.len()), moment.now.counts.interrupts);
    let each = config.unit.min(range.len());
    Story {
        kicker: kicker(moment, Way { from: Spot::Disk, to, kind: Mover::Cpu }),
        caption: if times == 1 {
            text!(
                "The disk interrupts, and the CPU itself moves {bytes} to the [page cache](buf:cache).",
                "磁盘发出中断，CPU 亲自把 {bytes} 搬到[页缓存](buf:cache)。"
            )
        } else {
            text!(
                "… {times} interrupts more, all alike: the CPU moves {bytes} to the [page cache](buf:cache).",
                "……又有 {times} 次同样的中断：CPU 把 {bytes} 搬到[页缓存](buf:cache)。"
            )
        },
        title: text!("Interrupt {total}", "第 {total} 次中断"),
        why: Text::new(
            "The disk's buffer holds one unit. Each time it is full, the disk interrupts whatever runs, and the handler fetches the unit.",
            "磁盘控制器的缓冲区只容一个单位。每次装满就中断当前运行的程序，由中断服务程序取走。",
        ),
        note: Text::new(
            "The **process** is blocked, but the **CPU** is not idle: it pays an interrupt per unit. DMA pays one for all.",
            "**进程**被阻塞，但 **CPU** 并不空闲：每个单位付出一次中断；DMA 总共只需一次。",
        ),
        formula: Text::same(format!("{times} × ({} ns + {each} B / {} B/ns)", config.interrupt, config.cpu)),
        ..Story::default()
    }
}

/// Whoever takes the bytes has them.
pub fn sent(moment: &Now<'_>, job: Job) -> Story {
    let config = &moment.now.config;
    let source = refer(job.from, config);
    let (en, zh, bytes) = (source.en, source.zh, size(job.bytes));
    let new = moment.now.has_new(Spot::Nic) && !moment.before.has_new(Spot::Nic);
    let old = config.alter && job.range.from <= config.start && !moment.now.has_new(Spot::Nic);
    let by_reference = job.from != Spot::Socket;
    let rate = if job.by == Mover::Cpu { config.cpu } else { config.dma };
    let times = job.times;
    Story {
        kicker: kicker(moment, Way { from: job.from, to: Spot::Nic, kind: job.by }),
        caption: match (config.to, times) {
            (_, 2..) => text!(
                "… {times} jobs more, all alike: {bytes} have left {en} for [its destination](buf:nic).",
                "……又有 {times} 次同样的传送：{bytes} 已从{zh}到达[目标](buf:nic)。"
            ),
            (Destination::Tcp | Destination::Unix | Destination::Pipe, _) => text!(
                "The [receiver](buf:nic)'s read() has copied {bytes} from {en}.",
                "[接收者](buf:nic)的 read() 已从{zh}复制 {bytes}。"
            ),
            (Destination::File, _) => text!(
                "DMA has written {bytes} from {en} to the [disk](buf:nic).",
                "DMA 已把 {bytes} 从{zh}写到[磁盘](buf:nic)。"
            ),
            _ => text!(
                "DMA has copied {bytes} from {en} to the [network card](buf:nic).",
                "DMA 已把 {bytes} 从{zh}复制到[网卡](buf:nic)。"
            ),
        },
        title: if new {
            Text::new("The new bytes are sent", "发出的是新字节")
        } else if old {
            Text::new("The old bytes are sent", "发出的是旧字节")
        } else if job.piece != Piece::WHOLE {
            tile(moment, job.range).unwrap_or_default()
        } else if config.is_local() {
            Text::new("The receiver reads", "接收者读取")
        } else if config.to == Destination::File {
            Text::new("From memory to the disk", "从内存到磁盘")
        } else {
            Text::new("From memory to the network", "从内存到网络")
        },
        why: if new {
            Text::new(
                "Only references had been handed over. The bytes are read now, and by now the page is another.",
                "交出的只是引用。字节现在才被读取，而此时页已经变了。",
            )
        } else if old {
            Text::new(
                "The bytes had been copied before the page was changed: what was handed over is what is sent.",
                "页被修改之前字节已经复制：交出时是什么，发出的就是什么。",
            )
        } else if config.is_local() {
            Text::new(
                "This copy is made by the other process, in its own system call; it is not counted for the sender.",
                "这次复制由另一个进程在它自己的系统调用中完成，不计入发送者。",
            )
        } else if config.to == Destination::File {
            Text::new(
                "The pages of the new file are clean now and stay in the page cache.",
                "新文件的页现在是干净的，仍留在页缓存中。",
            )
        } else if by_reference {
            Text::new(
                "The card followed the descriptors and gathered the pages itself: scatter–gather DMA.",
                "网卡按描述符自行收集各页，这就是分散—聚集 DMA（SG-DMA）。",
            )
        } else {
            Text::new(
                "The card fetched the bytes while the program went on. The socket buffer is free again.",
                "网卡取走字节时，程序继续运行。套接字缓冲区又空了。",
            )
        },
        note: if by_reference && !config.alter && config.technique != Technique::Rdma {
            Text::new(
                "The pages were referred to, not copied: had they been changed meanwhile, the **new** bytes would be sent.",
                "这些页只是被引用，没有复制：若其间被修改，发出的就是**新的**字节。",
            )
        } else {
            Text::default()
        },
        formula: formula(job.bytes, rate),
        ..Story::default()
    }
}

/// The CPU copied bytes.
pub fn copied(moment: &Now<'_>, (from, to): (Spot, Spot), range: Range, piece: Piece) -> Story {
    let config = &moment.now.config;
    let (a, b) = (refer(from, config), refer(to, config));
    let (from_en, from_zh, to_en, to_zh) = (a.en, a.zh, b.en, b.zh);
    let device = from == Spot::Disk || to == Spot::Nic;
    let rate = if device { config.dma.min(config.cpu) } else { config.cpu };
    let again = from == Spot::User && !config.changes && config.technique == Technique::Read;
    let (title, why, note) = reason(moment, from, to);
    let part = if piece == Piece::WHOLE { None } else { tile(moment, range) };
    Story {
        kicker: kicker(moment, Way { from, to, kind: Mover::Cpu }),
        caption: if again {
            text!(
                "The CPU copies the **same bytes** again, into {to_en}.",
                "CPU 把**同样的字节**再复制一次，放入{to_zh}。"
            )
        } else {
            text!(
                "The CPU copies the bytes from {from_en} to {to_en}.",
                "CPU 把字节从{from_zh}复制到{to_zh}。"
            )
        },
        title: part.unwrap_or(title),
        why,
        note,
        formula: formula(moment.now.bytes_in(from, range.len()), rate),
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
        (_, Spot::Socket) if config.to == Destination::File => (
            Text::new("Into a file: always a copy", "写入文件：总是复制"),
            Text::new(
                "The new file needs pages of its own in the page cache, so the CPU copies, whatever the call is named.",
                "新文件在页缓存中需要自己的页，因此无论用哪个调用，CPU 都要复制。",
            ),
            Text::new(
                "SPLICE_F_MOVE does **not** move pages into a file: Linux copies. Only shared blocks (FICLONE) avoid it.",
                "SPLICE_F_MOVE **不会**把页移入文件：Linux 仍然复制。只有共享磁盘块（FICLONE）能避免。",
            ),
        ),
        (Spot::User, Spot::Socket) if config.technique == Technique::MsgZerocopy => (
            Text::new("Loopback copies after all", "环回时仍要复制"),
            Text::new(
                "The receiver is on the same machine and could keep the pages for ever. So the kernel copies, and says so in the notice.",
                "接收者在同一台机器上，可能一直占用这些页，因此内核改为复制，并在通知中说明。",
            ),
            none(),
        ),
        (Spot::Cache, Spot::User)
            if !matches!(config.technique, Technique::Read | Technique::Pio | Technique::Interrupt) =>
        {
            (
                Text::new("Out of the kernel", "离开内核"),
                Text::new(
                    "read() still copies the file into the program's memory. What comes after it need not copy any more.",
                    "read() 仍要把文件复制到程序的内存，之后则不必再复制。",
                ),
                none(),
            )
        }
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
    let (kicker, slots) = (Text::new("reference, no copy", "引用，不复制"), config.slots);
    let source = refer(from, config);
    let (en, zh) = (source.en, source.zh);
    let (caption, title, why, note) = match (from, to) {
        (_, Spot::User) => return mapped(moment, range, pages),
        (Spot::Pipe, Spot::Twin) => (
            text!(
                "The [second pipe](buf:pipe2) now refers to the same {pages} pages; the first keeps them.",
                "[第二个管道](buf:pipe2)也引用同样的 {pages} 页，第一个管道保持不变。"
            ),
            Text::new("tee: one page, two pipes", "tee：一页，两个管道"),
            Text::new(
                "tee() duplicates the slots of a pipe, not what they refer to. Each page has one owner more.",
                "tee() 复制的是管道的槽，而不是槽所引用的内容。每页多了一个持有者。",
            ),
            Text::default(),
        ),
        (_, Spot::Pipe) => (
            text!(
                "{pages} slots of the [pipe](buf:pipe) now refer to pages of {en}.",
                "[管道](buf:pipe)的 {pages} 个槽指向{zh}中的页。"
            ),
            if from == Spot::User {
                Text::new("The program's pages in a pipe", "程序的页进入管道")
            } else {
                Text::new("First hop: file → pipe", "第一跳：文件 → 管道")
            },
            Text::new(
                "A slot holds page, offset and length. The page gets another owner; not one byte moves.",
                "每个槽记录页、偏移和长度。页多了一个持有者，一个字节也没有移动。",
            ),
            text!(
                "This pipe has {slots} slots of one page each: one splice moves no more, and less if it begins inside a page.",
                "这个管道有 {slots} 个槽，每槽一页：一次 splice 不能更多；若从页的中间开始则更少。"
            ),
        ),
        (Spot::Pipe | Spot::Twin, _) => (
            text!(
                "The references move from {en} to the [socket buffer](buf:socket).",
                "引用从{zh}移到[套接字缓冲区](buf:socket)。"
            ),
            Text::new("Second hop: pipe → socket", "第二跳：管道 → 套接字"),
            Text::new(
                "The bytes are still where they were, once. The socket buffer only knows where.",
                "字节仍在原处，只有一份。套接字缓冲区只知道它们在哪里。",
            ),
            if config.technique == Technique::Splice {
                Text::new(
                    "splice needs a pipe at one end, hence **2 calls and 4 mode switches**. Notes that say 2 switches count one hop.",
                    "splice 必须有一端是管道，因此要 **2 次调用、4 次模式切换**。只算 2 次的笔记只数了一跳。",
                )
            } else {
                Text::default()
            },
        ),
        (_, Spot::Socket) if config.to == Destination::Pipe => (
            text!(
                "{pages} slots of the [pipe](buf:socket) now refer to pages of {en}.",
                "[管道](buf:socket)的 {pages} 个槽指向{zh}中的页。"
            ),
            Text::new("One hop, by reference", "一跳，仅引用"),
            Text::new(
                "A slot holds page, offset and length. Whoever reads the pipe copies out of these very pages.",
                "每个槽记录页、偏移和长度。读管道者正是从这些页中复制。",
            ),
            Text::default(),
        ),
        (Spot::User, _) => (
            text!(
                "The [socket buffer](buf:socket) refers to {pages} pages of {en}; no byte moves.",
                "[套接字缓冲区](buf:socket)引用{zh}的 {pages} 页，字节不动。"
            ),
            Text::new("The program's own pages", "程序自己的页"),
            handing_over(config.technique),
            Text::new(
                "Whoever gives pages away **must not write to them** until they are sent, unless something keeps the old bytes.",
                "交出页之后、发送完之前，**不得再写这些页**，除非有机制保留旧字节。",
            ),
        ),
        _ => (
            text!(
                "Descriptors of {pages} pages enter the [socket buffer](buf:socket); no byte moves.",
                "{pages} 个页的描述符进入[套接字缓冲区](buf:socket)，字节不动。"
            ),
            Text::new("Descriptors instead of bytes", "用描述符代替数据"),
            if config.is_local() {
                Text::new(
                    "A descriptor says page, offset and length. The receiver will read the page cache's own pages.",
                    "描述符记录页、偏移和长度。接收者将直接读取页缓存中的页。",
                )
            } else {
                Text::new(
                    "A descriptor says page, offset and length. This card can gather pages from anywhere, so the last copy by the CPU is not needed.",
                    "描述符记录页、偏移和长度。这种网卡能从各处收集页，CPU 的最后一次复制也省去了。",
                )
            },
            Text::new(
                "What is in the socket buffer is **not the data**. The page cache holds the only copy in memory.",
                "套接字缓冲区里**不是数据**。内存中唯一的一份在页缓存。",
            ),
        ),
    };
    Story { kicker, caption, title, why, note, ..Story::default() }
}

fn handing_over(technique: Technique) -> Text {
    match technique {
        Technique::MsgZerocopy => Text::new(
            "The kernel pins them, so that they stay where they are, and will say when it is done with them.",
            "内核固定这些页，使其不被移走，用完后会通知程序。",
        ),
        Technique::Cow => Text::new(
            "Their page table entries become read-only. If the program writes to one, it gets a copy, and the kernel keeps the old page.",
            "它们的页表项改为只读。程序若写其中一页，会得到一份副本，内核保留旧页。",
        ),
        Technique::Fbufs => Text::new(
            "The buffer is mapped on both sides, so handing it over is passing its name. The program may not write to it until it is sent.",
            "缓冲区在两边都有映射，交出它只是传递名字。发送完之前程序不得写它。",
        ),
        _ => Text::new(
            "The buffer was registered, so its pages are pinned and known to the kernel; nothing has to be looked up.",
            "缓冲区已注册，其页已被固定并为内核所知，无需再查找。",
        ),
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
