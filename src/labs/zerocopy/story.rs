//! What each event says, in both languages: one match, no default.

mod copies;
mod hazards;
mod rings;
mod structures;
mod switches;

use super::code;
use super::machine::Zerocopy;
use super::names::{clock, refer, size, spot_id, technique_name};
use super::scenario::{Change, Destination, Technique};
use super::state::{Event, Range, Spot};
use crate::lab::{Moment, Story};
use crate::sim::Time;
use crate::text;
use crate::text::Text;

pub(super) type Now<'a> = Moment<'a, Zerocopy>;

/// What this step says.
pub fn story(moment: &Now<'_>) -> Story {
    let Some(event) = moment.events.first() else {
        return Story::default();
    };
    let told = match *event {
        Event::GaveUp => gave_up(moment),
        Event::Accepted(client) => accepted(moment, client),
        Event::Called(call) => switches::called(moment, call),
        Event::Found { hit, range } => found(moment, hit, range),
        Event::Faulted { hit, user, range } => faulted(moment, hit, user, range),
        Event::Resumed => switches::resumed(moment),
        Event::Programmed(to, range) => programmed(moment, to, range),
        Event::Slept => switches::slept(moment),
        Event::Arrived(to, range, piece) => copies::arrived(moment, to, range, piece),
        Event::Interrupted(to, range, times) => copies::interrupted(moment, to, range, times),
        Event::Woken => switches::woken(moment),
        Event::Copied(from, to, range, piece) => copies::copied(moment, (from, to), range, piece),
        Event::Referred(from, to, range) => copies::referred(moment, from, to, range),
        Event::Changed(from, range, _) => changed(moment, from, range),
        Event::Queued(from, range) => queued(moment, from, range),
        Event::Dropped(_, range) => hazards::dropped(range),
        Event::Shared(range) => hazards::shared(range),
        Event::Returned(call, bytes) => switches::returned(moment, call, bytes),
        Event::Failed(call, errno) => hazards::failed(moment, call, errno),
        Event::Stopped => hazards::stopped(),
        Event::Died => hazards::died(moment),
        Event::Truncated(length) => hazards::truncated(moment, length),
        Event::Warned => hazards::warned(),
        Event::Altered(spot) => hazards::altered(moment, spot),
        Event::Parted(range) => hazards::parted(range),
        Event::Denied => hazards::denied(),
        Event::Noticed(copied) => rings::noticed(copied),
        Event::Submitted(count) => rings::submitted(moment, count),
        Event::Polled => rings::polled(),
        Event::Reaped(count) => rings::reaped(count),
        Event::Repeated(count) => repeated(moment, count),
        Event::Served(count) => served(moment, count),
        Event::Sent(job) => copies::sent(moment, job),
        Event::Finished => finished(moment),
    };
    let formula = structures::with(told.formula.clone(), moment, event);
    Story {
        subject: Some(subject(moment.now, event)),
        code: code::lines(moment.now),
        line: code::line(moment.before, moment.now, event),
        formula,
        ..told
    }
}

/// The part that a step is about.
fn subject(now: &Zerocopy, event: &Event) -> String {
    let spot = match *event {
        Event::Found { .. } => Some(Spot::Cache),
        Event::Faulted { .. } | Event::Changed(..) | Event::Parted(_) | Event::Denied => Some(Spot::User),
        Event::Programmed(..) | Event::Truncated(_) | Event::Warned => Some(Spot::Disk),
        Event::Queued(..) => Some(Spot::Nic),
        Event::Dropped(..) => Some(Spot::Socket),
        Event::Altered(spot) => Some(spot),
        _ => event.way().map(|way| way.to),
    };
    let there = spot.filter(|spot| super::route::spots(&now.config).contains(spot));
    there.map_or("cpu:0", spot_id).into()
}

fn gave_up(moment: &Now<'_>) -> Story {
    let config = &moment.now.config;
    let name = technique_name(config.asked);
    let (en, zh) = (name.en, name.zh);
    if config.asked == Technique::CopyFileRange && !config.changes {
        return Story {
            kicker: Text::new("fallback", "改用其他方式"),
            caption: text!(
                "{en} cannot reach the other file system, so cp uses read + write.",
                "{zh} 到不了另一文件系统，cp 改用 read + write。"
            ),
            title: Text::new("cp falls back", "cp 退回普通方式"),
            why: Text::new(
                "From Linux 5.19 on, two file systems need to be of the same kind and offer it together; ext4 and tmpfs do not.",
                "自 Linux 5.19 起，只有同类且共同支持的文件系统之间才可以；ext4 与 tmpfs 之间不行。",
            ),
            ..Story::default()
        };
    }
    Story {
        kicker: Text::new("fallback", "改用其他方式"),
        caption: text!(
            "{en} never shows the bytes to the program, so it uses read + write.",
            "{zh} 看不到字节，改用 read + write。"
        ),
        title: Text::new("The bytes must be seen", "必须看到字节"),
        why: Text::new(
            "To encrypt or compress, the program needs the bytes in memory of its own. sendfile and splice only move them inside the kernel.",
            "加密或压缩都要求字节位于程序自己的内存中，而 sendfile 和 splice 只在内核内部移动它们。",
        ),
        note: Text::new(
            "sendfile is not always best: it **cannot transform**. Kernels that encrypt by themselves (kTLS) make it usable again.",
            "sendfile 并非总是最好：它**不能变换数据**。若由内核加密（kTLS），则又可以使用。",
        ),
        ..Story::default()
    }
}

fn accepted(moment: &Now<'_>, client: u64) -> Story {
    let (number, all) = (client + 1, moment.now.config.clients);
    Story {
        kicker: Text::new("request", "请求"),
        caption: text!(
            "Client {number} of {all} asks for the file.",
            "第 {number} 个客户端（共 {all} 个）请求该文件。"
        ),
        title: text!("Client {number}", "客户端 {number}"),
        why: if client == 0 {
            Text::new(
                "The program serves one client after the other, each with the same system calls.",
                "程序依次为各客户端服务，每次使用相同的系统调用。",
            )
        } else {
            Text::new(
                "The same file again. What the first client brought into the page cache is still there.",
                "又是同一个文件。第一个客户端装入页缓存的内容仍在。",
            )
        },
        ..Story::default()
    }
}

fn found(moment: &Now<'_>, hit: bool, range: Range) -> Story {
    let config = &moment.now.config;
    let (bytes, page) = (size(range.len()), size(config.page));
    let pages = range.len().div_ceil(config.page);
    Story {
        kicker: Text::new("page cache lookup", "查找页缓存"),
        caption: if hit {
            Text::new(
                "The [page cache](buf:cache) has the bytes, so the disk is not read.",
                "[页缓存](buf:cache)中已有这些字节，不必读磁盘。",
            )
        } else {
            Text::new(
                "The [page cache](buf:cache) lacks the bytes, so the [disk](buf:disk) must be read.",
                "[页缓存](buf:cache)中没有这些字节，必须读[磁盘](buf:disk)。",
            )
        },
        title: if hit {
            Text::new("Hit in the page cache", "页缓存命中")
        } else {
            Text::new("Miss in the page cache", "页缓存未命中")
        },
        why: text!(
            "The kernel looks up {bytes}, that is {pages} pages of {page}, by file and page number.",
            "内核按文件和页号查找 {bytes}，即 {pages} 个 {page} 的页。"
        ),
        note: if hit {
            Text::new(
                "The first DMA copy vanishes for everyone who reads a cached file; the other copies stay.",
                "文件已缓存时，任何方式都省去第一次 DMA 复制，其余复制不变。",
            )
        } else {
            Text::new(
                "The page cache and the buffer of read() are **different things**: one is the kernel's, one the program's.",
                "页缓存与 read() 的缓冲区是**两回事**：前者属于内核，后者属于程序。",
            )
        },
        ..Story::default()
    }
}

fn faulted(moment: &Now<'_>, hit: bool, user: bool, range: Range) -> Story {
    let count = moment.now.counts.mode_switches;
    let pages = range.len().div_ceil(moment.now.config.page);
    let where_to = if hit {
        Text::new(
            "The pages are in the page cache: only the page table is filled in.",
            "这些页已在页缓存中，只需填写页表。",
        )
    } else {
        Text::new(
            "They are not in the page cache either: the disk must be read.",
            "它们也不在页缓存中，必须读磁盘。",
        )
    };
    let (en, zh) = (where_to.en, where_to.zh);
    Story {
        kicker: Text::new("page fault", "缺页异常"),
        caption: if user {
            text!(
                "The program touches the [mapping](buf:user): a page fault, mode switch {count}.",
                "程序访问[映射区](buf:user)，发生缺页异常：第 {count} 次模式切换。"
            )
        } else {
            Text::new(
                "write() touches the [mapping](buf:user) for the first time: a page fault.",
                "write() 首次访问[映射区](buf:user)，发生缺页异常。",
            )
        },
        title: Text::new("Loaded on first touch", "首次访问时才装入"),
        why: text!(
            "No page table entry leads to these {pages} pages yet. {en}",
            "这 {pages} 页还没有页表项。{zh}"
        ),
        note: Text::new(
            "**mmap() only maps**: it read nothing from the disk. Many notes let DMA run at mmap() already.",
            "**mmap() 只建立映射**，并未读盘。许多笔记误以为 mmap() 时就已 DMA 装入。",
        ),
        ..Story::default()
    }
}

fn programmed(moment: &Now<'_>, to: Spot, range: Range) -> Story {
    let target = refer(to, &moment.now.config);
    let (en, zh, bytes) = (target.en, target.zh, size(range.len()));
    Story {
        kicker: Text::new("device driver", "设备驱动程序"),
        caption: text!(
            "The driver tells the [disk](buf:disk)'s DMA engine: {bytes} into {en}.",
            "驱动程序设置[磁盘](buf:disk)的 DMA：把 {bytes} 送入{zh}。"
        ),
        title: Text::new("DMA is set up", "设置 DMA"),
        why: Text::new(
            "The CPU writes block numbers, target address and length into the controller's registers. From here on the disk works alone.",
            "CPU 把块号、目标地址和长度写入控制器的寄存器，此后磁盘独立工作。",
        ),
        note: Text::new(
            "DMA does need the CPU: to be **set up**, and for the **interrupt** at its end. Only the copying is taken off it.",
            "DMA 并非完全不需要 CPU：**设置**和结束时的**中断**都要 CPU，只是不用它复制。",
        ),
        ..Story::default()
    }
}

fn changed(moment: &Now<'_>, from: Spot, range: Range) -> Story {
    let config = &moment.now.config;
    let (bytes, rate) = (size(range.len()), config.cpu);
    let after = size(moment.now.bytes_in(Spot::User, range.len()));
    let mapped = from == Spot::Cache;
    Story {
        kicker: Text::new("in the program", "程序内部"),
        caption: if config.change == Change::Compress {
            text!(
                "The program compresses {bytes} to {after} in its [user buffer](buf:user).",
                "程序在[用户缓冲区](buf:user)中把 {bytes} 压缩为 {after}。"
            )
        } else {
            text!(
                "The program encrypts {bytes} in its [user buffer](buf:user).",
                "程序在[用户缓冲区](buf:user)中加密 {bytes}。"
            )
        },
        title: Text::new("The program changes the bytes", "程序修改字节"),
        why: if mapped {
            text!(
                "It reads the page cache through its mapping and writes the result into a buffer, at {rate} GB/s. That is work, not a copy.",
                "它通过映射读取页缓存，把结果写入缓冲区，速度 {rate} GB/s。这是计算，不算复制。"
            )
        } else {
            text!(
                "This is why the bytes had to come to user space. It goes at {rate} GB/s and is work, not a copy.",
                "字节正是为此才来到用户空间。速度 {rate} GB/s，这是计算，不算复制。"
            )
        },
        ..Story::default()
    }
}

fn queued(moment: &Now<'_>, from: Spot, range: Range) -> Story {
    let config = &moment.now.config;
    let source = refer(from, config);
    let (en, zh, bytes) = (source.en, source.zh, size(range.len()));
    if config.is_local() {
        return Story {
            kicker: Text::new("wake-up", "唤醒"),
            caption: text!(
                "The [receiver](buf:nic) is woken: {bytes} are waiting for it.",
                "唤醒[接收者](buf:nic)：有 {bytes} 在等它。"
            ),
            title: Text::new("Handed over", "交给接收者"),
            why: Text::new(
                "No device is involved on the same machine. The receiver will copy the bytes with a read() of its own, which is not counted here.",
                "在同一台机器上不涉及设备。接收者会用自己的 read() 复制数据，这里不计入。",
            ),
            ..Story::default()
        };
    }
    if config.to == Destination::File {
        return Story {
            kicker: Text::new("write-back", "回写"),
            caption: text!(
                "The new pages are dirty; they will be written from {en} to the [disk](buf:nic).",
                "新页为脏页，稍后从{zh}写回[磁盘](buf:nic)。"
            ),
            title: Text::new("To be written later", "稍后写回"),
            why: text!(
                "{bytes} wait for the kernel's write-back. The call does not; fsync() would.",
                "{bytes} 等待内核回写。调用本身不等，fsync() 才会等。"
            ),
            ..Story::default()
        };
    }
    if config.technique == Technique::Rdma {
        return Story {
            kicker: Text::new("doorbell", "门铃"),
            caption: text!(
                "The program itself tells the [network card](buf:nic) to fetch {bytes} from {en}.",
                "程序自己通知[网卡](buf:nic)从{zh}取 {bytes}。"
            ),
            title: Text::new("Past the kernel", "绕过内核"),
            why: Text::new(
                "A queue of the card is mapped into the program. Writing a request and ringing its doorbell is no system call.",
                "网卡的队列映射在程序中：写入请求并按下门铃，不是系统调用。",
            ),
            note: Text::new(
                "The other machine's CPU does nothing either: its card writes straight into the memory that was registered there.",
                "对方机器的 CPU 同样不参与：它的网卡直接写入那边注册的内存。",
            ),
            ..Story::default()
        };
    }
    Story {
        kicker: Text::new("device driver", "设备驱动程序"),
        caption: text!(
            "The [network card](buf:nic) is told to fetch {bytes} from {en}.",
            "通知[网卡](buf:nic)从{zh}取 {bytes}。"
        ),
        title: Text::new("Sending is set up", "设置发送"),
        why: Text::new(
            "The driver puts the addresses into the card's ring of descriptors and goes on. The call does not wait for the card.",
            "驱动程序把地址放入网卡的描述符环后继续执行，调用不等待网卡。",
        ),
        note: Text::new(
            "That write() or sendfile() **returns does not mean** that the data left the machine: the card may copy later.",
            "write() 或 sendfile() **返回并不表示**数据已离开机器：网卡可能稍后才复制。",
        ),
        ..Story::default()
    }
}

fn repeated(moment: &Now<'_>, count: u64) -> Story {
    let grew = moment.now.counts.calls() - moment.before.counts.calls();
    let bytes = size(moment.now.done - moment.before.done);
    Story {
        kicker: Text::new("rounds alike", "相同的轮次"),
        caption: text!(
            "… {count} rounds more, all like the last one: {bytes}.",
            "……又有 {count} 轮，与上一轮完全相同：共 {bytes}。"
        ),
        title: text!("{count} rounds as one step", "{count} 轮合为一步"),
        why: text!(
            "They make {grew} system calls. All totals are exact: a round takes the same calls, copies and CPU time each time.",
            "它们共有 {grew} 次系统调用。所有总数都是精确的：每轮的调用、复制与 CPU 时间都相同。"
        ),
        ..Story::default()
    }
}

fn served(moment: &Now<'_>, count: u64) -> Story {
    let bytes = size(moment.now.counts.sent - moment.before.counts.sent);
    Story {
        kicker: Text::new("clients alike", "相同的客户端"),
        caption: text!(
            "… {count} clients more, all like the last one: {bytes}.",
            "……又有 {count} 个客户端，与上一个完全相同：共 {bytes}。"
        ),
        title: text!("{count} clients as one step", "{count} 个客户端合为一步"),
        why: Text::new(
            "From the second client on, each finds the same situation: the totals are exact.",
            "从第二个客户端起，每个遇到的情况都一样，总数是精确的。",
        ),
        ..Story::default()
    }
}

fn finished(moment: &Now<'_>) -> Story {
    let counts = moment.now.counts;
    let (cpu, dma, calls, modes) =
        (counts.cpu_copies, counts.dma_copies(), counts.calls(), counts.mode_switches);
    let (sent, bytes) = (size(counts.sent), size(counts.cpu_bytes));
    let (busy, copying) = (clock(Time(counts.busy)), clock(Time(counts.copying)));
    let end = clock(moment.now.now);
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption: text!(
            "CPU copies: {cpu}, DMA copies: {dma}, system calls: {calls}, mode switches: {modes}.",
            "CPU {cpu}、DMA {dma} 次复制，{calls} 次调用，{modes} 次模式切换。"
        ),
        title: text!("{sent} sent", "已发送 {sent}"),
        why: text!(
            "It took {end}. The CPU was busy for **{busy}**, {copying} of it with copying **{bytes}**; the rest of the time it was free.",
            "共 {end}。CPU 忙碌 **{busy}**，其中 {copying} 用于复制 **{bytes}**，其余时间空闲。"
        ),
        note: if counts.sent == 0 {
            Text::default()
        } else if moment.now.config.is_local() {
            Text::new(
                "The receiver's read() is a copy by the CPU as well. It is **not counted**: whoever sends, and however, the receiver makes it.",
                "接收者的 read() 也是一次 CPU 复制，但**不计入**：无论用哪种方式发送，接收者都要做这一次。",
            )
        } else {
            Text::new(
                "**Zero-copy is not 0 copies**: it means none by the CPU. The bytes still travel into memory and out of it.",
                "**零拷贝不是 0 次复制**：只是 CPU 不复制，字节仍要进入内存再离开。",
            )
        },
        ..Story::default()
    }
}
