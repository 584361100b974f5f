//! What each event says, in both languages: one match, no default.

mod copies;
mod switches;

use super::code;
use super::machine::Zerocopy;
use super::names::{refer, show, size, spot_id, technique_name};
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
        Event::Arrived(to, range) => copies::arrived(moment, to, range),
        Event::Woken => switches::woken(moment),
        Event::Copied(from, to, range) => copies::copied(moment, from, to, range),
        Event::Referred(from, to, range) => copies::referred(moment, from, to, range),
        Event::Encrypted(from, range) => encrypted(moment, from, range),
        Event::Queued(from, range) => queued(moment, from, range),
        Event::Returned(call) => switches::returned(moment, call),
        Event::Failed(_) => failed(),
        Event::Died => died(),
        Event::Truncated(length) => truncated(length),
        Event::Sent(from, range) => copies::sent(moment, from, range),
        Event::Finished => finished(moment),
    };
    Story {
        subject: Some(subject(event)),
        code: code::lines(moment.now),
        line: code::line(moment.before, moment.now, event),
        ..told
    }
}

/// The part that a step is about.
fn subject(event: &Event) -> String {
    let spot = match *event {
        Event::Found { .. } => Some(Spot::Cache),
        Event::Faulted { .. } | Event::Encrypted(..) => Some(Spot::User),
        Event::Programmed(..) | Event::Truncated(_) => Some(Spot::Disk),
        Event::Queued(..) => Some(Spot::Nic),
        _ => event.way().map(|way| way.to),
    };
    spot.map_or("cpu:0", spot_id).into()
}

fn gave_up(moment: &Now<'_>) -> Story {
    let name = technique_name(moment.now.config.asked);
    let (en, zh) = (name.en, name.zh);
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
    let target = refer(to, moment.now.config.technique);
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

fn encrypted(moment: &Now<'_>, from: Spot, range: Range) -> Story {
    let (bytes, rate) = (size(range.len()), moment.now.config.cpu);
    let mapped = from == Spot::Cache;
    Story {
        kicker: Text::new("in the program", "程序内部"),
        caption: text!(
            "The program encrypts {bytes} in its [user buffer](buf:user).",
            "程序在[用户缓冲区](buf:user)中加密 {bytes}。"
        ),
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
    let source = refer(from, moment.now.config.technique);
    let (en, zh, bytes) = (source.en, source.zh, size(range.len()));
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

fn truncated(length: u64) -> Story {
    let bytes = size(length);
    Story {
        kicker: Text::new("another process", "另一个进程"),
        caption: text!(
            "Another process truncates the file on the [disk](buf:disk) to {bytes}.",
            "另一进程把[磁盘](buf:disk)上的文件截断为 {bytes}。"
        ),
        title: Text::new("The file gets shorter", "文件变短"),
        why: Text::new(
            "The program has the file open and still believes in the old length. What happens now depends on how it reads.",
            "程序已打开文件，仍以为是原来的长度。后果取决于它怎样读取。",
        ),
        ..Story::default()
    }
}

fn failed() -> Story {
    Story {
        kicker: Text::new("error", "出错"),
        caption: Text::new(
            "write() fails with EFAULT: part of the [mapping](buf:user) has no file behind it.",
            "write() 失败（EFAULT）：[映射区](buf:user)的一部分已没有对应的文件。",
        ),
        title: Text::new("write() returns an error", "write() 返回错误"),
        why: Text::new(
            "The kernel itself touched a page behind the new end of the file. It does not die of that: it gives up and returns EFAULT.",
            "内核访问了新文件末尾之后的页。它不会因此崩溃，而是放弃并返回 EFAULT。",
        ),
        note: HAZARD,
        ..Story::default()
    }
}

fn died() -> Story {
    Story {
        kicker: Text::new("signal", "信号"),
        caption: Text::new(
            "SIGBUS: the program touches a mapped page with no file behind it and is killed.",
            "SIGBUS：程序访问的映射页已没有对应的文件，被终止。",
        ),
        title: Text::new("The program is killed", "程序被终止"),
        why: Text::new(
            "The page lies behind the new end of the file, so the kernel has nothing to load. In user mode that is an error of the program.",
            "该页位于新文件末尾之后，内核无内容可装入。在用户态，这算程序出错。",
        ),
        note: HAZARD,
        ..Story::default()
    }
}

const HAZARD: Text = Text::new(
    "A truncated mapping: access in user mode gives **SIGBUS**, write() from it **EFAULT**; read and sendfile just return fewer bytes.",
    "映射的文件被截断：用户态访问得到 **SIGBUS**，write() 得到 **EFAULT**；read 和 sendfile 只是返回较少字节。",
);

fn finished(moment: &Now<'_>) -> Story {
    let counts = moment.now.counts;
    let (cpu, dma, calls, modes) = (counts.cpu_copies, counts.dma_copies, counts.calls, counts.mode_switches);
    let (sent, bytes) = (size(counts.sent), size(counts.cpu_bytes));
    let (busy, copying, end) = (show(Time(counts.busy)), show(Time(counts.copying)), show(moment.now.now));
    Story {
        kicker: Text::new("end of the run", "运行结束"),
        caption: text!(
            "CPU copies: {cpu}, DMA copies: {dma}, system calls: {calls}, mode switches: {modes}.",
            "CPU 复制 {cpu} 次，DMA {dma} 次，调用 {calls} 次，模式切换 {modes} 次。"
        ),
        title: text!("{sent} sent", "已发送 {sent}"),
        why: text!(
            "It took {end} µs. The CPU was busy for **{busy} µs**, {copying} µs of it with copying **{bytes}**; the rest of the time it was free.",
            "共 {end} µs。CPU 忙碌 **{busy} µs**，其中 {copying} µs 用于复制 **{bytes}**，其余时间空闲。"
        ),
        note: Text::new(
            "**Zero-copy is not 0 copies**: no copy by the CPU. The bytes still travel into memory and out of it.",
            "**零拷贝不是 0 次复制**：只是 CPU 不复制，字节仍要进入内存再离开。",
        ),
        ..Story::default()
    }
}
