//! What can go wrong: truncation, changed pages, errors; and what never happens.

use super::Now;
use crate::lab::Story;
use crate::labs::zerocopy::names::size;
use crate::labs::zerocopy::scenario::Technique;
use crate::labs::zerocopy::state::{Call, Errno, Range, Spot};
use crate::text;
use crate::text::Text;

/// Another process cut the file.
pub fn truncated(moment: &Now<'_>, length: u64) -> Story {
    let bytes = size(length);
    Story {
        kicker: Text::new("another process", "另一个进程"),
        caption: text!(
            "Another process truncates the file on the [disk](buf:disk) to {bytes}.",
            "另一进程把[磁盘](buf:disk)上的文件截断为 {bytes}。"
        ),
        title: Text::new("The file gets shorter", "文件变短"),
        why: if moment.now.config.lease {
            Text::new(
                "It had to wait until the lease was given back. By now everything is sent, so it harms nobody.",
                "它一直等到租约归还。此时一切都已发送，不会造成损害。",
            )
        } else {
            Text::new(
                "The program has the file open and still believes in the old length. What happens now depends on how it reads.",
                "程序已打开文件，仍以为是原来的长度。后果取决于它怎样读取。",
            )
        },
        ..Story::default()
    }
}

/// The holder of the lease is warned.
pub fn warned() -> Story {
    Story {
        kicker: Text::new("signal", "信号"),
        caption: Text::new(
            "Another process wants to truncate the file on the [disk](buf:disk): the program gets SIGIO.",
            "另一进程想截断[磁盘](buf:disk)上的文件：程序收到 SIGIO。",
        ),
        title: Text::new("The lease warns first", "租约先行警告"),
        why: Text::new(
            "truncate() waits inside the kernel until the lease is given back, or 45 seconds have passed. The program may finish first.",
            "truncate() 在内核中等待，直到租约归还或过了 45 秒。程序可以先做完。",
        ),
        note: Text::new(
            "Without a lease nobody warns a program that has a file mapped.",
            "没有租约时，不会有人警告映射着文件的程序。",
        ),
        ..Story::default()
    }
}

const HAZARD: Text = Text::new(
    "A truncated mapping: access in user mode gives **SIGBUS**, write() from it **EFAULT**; read and sendfile just return fewer bytes.",
    "映射的文件被截断：用户态访问得到 **SIGBUS**，write() 得到 **EFAULT**；read 和 sendfile 只是返回较少字节。",
);

/// A call failed.
pub fn failed(moment: &Now<'_>, call: Call, errno: Errno) -> Story {
    let (name, error, count) = (call.name(), errno.name(), moment.now.counts.mode_switches);
    let (why, note) = match errno {
        Errno::Efault => (
            Text::new(
                "The kernel itself touched a page behind the new end of the file. It does not die of that: it gives up and returns EFAULT.",
                "内核访问了新文件末尾之后的页。它不会因此崩溃，而是放弃并返回 EFAULT。",
            ),
            HAZARD,
        ),
        Errno::Einval => (
            Text::new(
                "Direct I/O hands the buffer to the disk's DMA engine as it is. Address, length and offset must be multiples of 512 bytes.",
                "直接 I/O 把缓冲区原样交给磁盘的 DMA，地址、长度、偏移都必须是 512 字节的倍数。",
            ),
            Text::new(
                "The page cache would have hidden this: there the CPU copies, and it can begin at any byte.",
                "经页缓存则不会出现：由 CPU 复制，可从任意字节开始。",
            ),
        ),
        Errno::Exdev => (
            Text::new(
                "The two files lie on different file systems that have no common way to copy.",
                "两个文件位于不同的文件系统，没有共同的复制方式。",
            ),
            Text::default(),
        ),
    };
    Story {
        kicker: Text::new("error", "出错"),
        caption: text!(
            "{name} fails with {error}: mode switch {count}.",
            "{name} 失败（{error}）：第 {count} 次模式切换。"
        ),
        title: text!("{name} returns {error}", "调用失败：{error}"),
        why,
        note,
        ..Story::default()
    }
}

/// The program gives up.
pub fn stopped() -> Story {
    Story {
        kicker: Text::new("the program", "程序"),
        caption: Text::new("The program sees the error and sends nothing more.", "程序看到错误，不再发送。"),
        title: Text::new("It stops", "停止发送"),
        why: Text::new(
            "An error is something that a program can handle. A signal that nobody caught would have killed it.",
            "错误是程序可以处理的；而未捕获的信号会终止它。",
        ),
        ..Story::default()
    }
}

/// SIGBUS.
pub fn died(moment: &Now<'_>) -> Story {
    let book = moment.now.config.book && !moment.now.config.changes;
    Story {
        kicker: Text::new("signal", "信号"),
        caption: Text::new(
            "SIGBUS: the program touches a mapped page with no file behind it and is killed.",
            "SIGBUS：程序访问的映射页已没有对应的文件，被终止。",
        ),
        title: Text::new("The program is killed", "程序被终止"),
        why: if book {
            Text::new(
                "This is how notes tell it. On Linux write() itself never dies of that: it returns EFAULT, or a short count.",
                "这是笔记中的说法。在 Linux 上 write() 不会因此被终止：它返回 EFAULT 或较小的字节数。",
            )
        } else {
            Text::new(
                "The page lies behind the new end of the file, so the kernel has nothing to load. In user mode that is an error of the program.",
                "该页位于新文件末尾之后，内核无内容可装入。在用户态，这算程序出错。",
            )
        },
        note: HAZARD,
        ..Story::default()
    }
}

/// The first page was changed.
pub fn altered(moment: &Now<'_>, spot: Spot) -> Story {
    let own = spot == Spot::User;
    let config = &moment.now.config;
    let waits = matches!(config.technique, Technique::MsgZerocopy | Technique::IoUring | Technique::Rdma);
    Story {
        kicker: if own {
            Text::new("the program", "程序")
        } else {
            Text::new("another process", "另一个进程")
        },
        caption: if own {
            Text::new(
                "The program writes to its [buffer](buf:user) again, before it is sent.",
                "程序在发送之前又写了它的[缓冲区](buf:user)。",
            )
        } else {
            Text::new(
                "Another process writes to the file: a page of the [page cache](buf:cache) changes, before it is sent.",
                "另一进程写该文件：[页缓存](buf:cache)中的一页在发送之前改变。",
            )
        },
        title: Text::new("A page changes too early", "页过早改变"),
        why: Text::new(
            "Whatever was copied already is safe. Whatever is only referred to will be read later, as it is then.",
            "已经复制的不受影响；只是被引用的稍后才读取，读到的是那时的内容。",
        ),
        note: if waits {
            Text::new(
                "A correct program waits for the completion before it writes to the buffer again.",
                "正确的程序会等到完成通知之后才再写缓冲区。",
            )
        } else {
            Text::default()
        },
        ..Story::default()
    }
}

/// Copy-on-write.
pub fn parted(range: Range) -> Story {
    let bytes = size(range.len());
    Story {
        kicker: Text::new("copy-on-write fault", "写时复制异常"),
        caption: text!(
            "The program writes to its [buffer](buf:user): it gets a copy of that page, {bytes}, and changes that.",
            "程序写它的[缓冲区](buf:user)：得到该页的副本（{bytes}），改的是副本。"
        ),
        title: Text::new("The copy that was put off", "推迟的复制"),
        why: Text::new(
            "The page was read-only, so writing to it is a fault. The kernel keeps the old page for the card; only this page is copied.",
            "该页只读，写它会引发异常。内核为网卡保留旧页，只复制这一页。",
        ),
        note: Text::new(
            "A fault costs more than copying a page in time would have: the reason why no Linux socket works like this.",
            "异常的代价大于及时复制一页，这正是 Linux 套接字不这样做的原因。",
        ),
        ..Story::default()
    }
}

/// fbufs: no right to write.
pub fn denied() -> Story {
    Story {
        kicker: Text::new("protection fault", "保护异常"),
        caption: Text::new(
            "The program may not write to the [shared buffer](buf:user) before it is sent: a fault.",
            "在发送完之前，程序不得写[共享缓冲区](buf:user)：引发异常。",
        ),
        title: Text::new("Given away means read-only", "交出之后只读"),
        why: Text::new(
            "Handing an fbuf over takes the right to write away from its owner. So nothing has to be copied to keep it as it is.",
            "交出 fbuf 时，其所有者失去写权限，因此不必为保持内容而复制。",
        ),
        ..Story::default()
    }
}

/// /dev/null.
pub fn dropped(range: Range) -> Story {
    let bytes = size(range.len());
    Story {
        kicker: Text::new("null device", "空设备"),
        caption: text!(
            "The [null device](buf:socket) takes {bytes} without looking at a single one.",
            "[空设备](buf:socket)收下 {bytes}，一个字节也不看。"
        ),
        title: Text::new("Nothing is copied", "什么也没有复制"),
        why: Text::new(
            "Its write() returns the length it was given. Even bytes that are not there are taken: nobody touches them.",
            "它的 write() 直接返回给定的长度。甚至不存在的字节也照收：没有人访问它们。",
        ),
        ..Story::default()
    }
}

/// Shared blocks.
pub fn shared(range: Range) -> Story {
    let bytes = size(range.len());
    Story {
        kicker: Text::new("reference, no copy", "引用，不复制"),
        caption: text!(
            "Both files on the [disk](buf:disk) now share the blocks of {bytes}; no byte moves.",
            "[磁盘](buf:disk)上的两个文件现在共享 {bytes} 的块，字节不动。"
        ),
        title: Text::new("Shared blocks", "共享磁盘块"),
        why: Text::new(
            "The file system writes only that the new file's blocks are those of the old one. Whoever writes to one later gets a copy.",
            "文件系统只记下新文件的块就是旧文件的块。此后写其中之一时才会复制。",
        ),
        note: Text::new(
            "ioctl(FICLONE) and cp --reflink ask for exactly this; copy_file_range may do it by itself.",
            "ioctl(FICLONE) 与 cp --reflink 要求的正是这个；copy_file_range 可能自行采用。",
        ),
        ..Story::default()
    }
}
