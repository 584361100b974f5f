//! Calls and returns (mode switches), sleep and wake-up (context switches).

use super::Now;
use crate::lab::Story;
use crate::labs::zerocopy::scenario::{Destination, Technique};
use crate::labs::zerocopy::state::Call;
use crate::text;
use crate::text::Text;

/// The program enters the kernel.
pub fn called(moment: &Now<'_>, call: Call) -> Story {
    let (name, count) = (call.name(), moment.now.counts.mode_switches);
    Story {
        kicker: Text::new("system call", "系统调用"),
        caption: text!(
            "The program calls {name} and enters the kernel: mode switch {count}.",
            "程序调用 {name} 进入内核：第 {count} 次模式切换。"
        ),
        title: Text::new("User mode → kernel mode", "用户态 → 内核态"),
        why: purpose(moment, call),
        note: if count == 1 { MODE } else { Text::default() },
        ..Story::default()
    }
}

const MODE: Text = Text::new(
    "A **mode switch is not a context switch**: the same process goes on, only with the kernel's rights.",
    "**模式切换不是上下文切换**：仍是同一进程在运行，只是获得了内核的权限。",
);

fn purpose(moment: &Now<'_>, call: Call) -> Text {
    let config = &moment.now.config;
    match call {
        Call::Read => Text::new(
            "It asks for bytes of the file in its own buffer. Only the kernel may drive the disk.",
            "它要求把文件的字节放入自己的缓冲区。只有内核可以操作磁盘。",
        ),
        Call::Write if config.to == Destination::File => Text::new(
            "It hands the bytes to another file. Only the kernel may drive the disk.",
            "它把字节交给另一个文件。只有内核可以操作磁盘。",
        ),
        Call::Write if config.to != Destination::Nic => {
            Text::new("It hands the bytes to whoever reads at the other end.", "它把字节交给另一端的读取者。")
        }
        Call::Write => Text::new(
            "It hands the bytes to the socket. Only the kernel may drive the network card.",
            "它把字节交给套接字。只有内核可以操作网卡。",
        ),
        Call::Mmap => Text::new(
            "It asks to see the file as memory: pages of the page cache in its own address space.",
            "它要求把文件当作内存来看：让页缓存的页出现在自己的地址空间中。",
        ),
        Call::Munmap => Text::new(
            "It gives the mapping back. Tables of books leave this call out.",
            "它归还映射。教材的表格不计这次调用。",
        ),
        Call::Sendfile => Text::new(
            "One call says everything: from this file to that socket. The bytes need not visit user space.",
            "一次调用说明全部：从这个文件到那个套接字，字节不必经过用户空间。",
        ),
        Call::SpliceIn if config.book => Text::new(
            "As notes count it: one splice from the file to the socket.",
            "按笔记的算法：从文件到套接字只用一次 splice。",
        ),
        Call::SpliceIn => Text::new(
            "First hop: from the file into a pipe. splice moves references between a pipe and something else.",
            "第一跳：从文件到管道。splice 在管道与另一端之间移动引用。",
        ),
        Call::SpliceOut => Text::new(
            "Second hop: from the pipe to the socket. splice needs a pipe at one of its ends.",
            "第二跳：从管道到套接字。splice 至少有一端必须是管道。",
        ),
        Call::Tee => Text::new(
            "It asks that a second pipe refer to what the first one holds. The first keeps it.",
            "它要求第二个管道也引用第一个管道的内容，第一个管道保持不变。",
        ),
        Call::SpliceTwin => Text::new(
            "The second receiver gets the same pages, out of the second pipe.",
            "第二个接收者从第二个管道得到同样的页。",
        ),
        Call::Vmsplice => Text::new(
            "It gives its own pages to a pipe: by reference, and it should not write to them any more.",
            "它把自己的页以引用方式交给管道，此后不应再写这些页。",
        ),
        Call::Send => Text::new(
            "send() with MSG_ZEROCOPY: the kernel pins the program's pages and refers to them instead of copying.",
            "带 MSG_ZEROCOPY 的 send()：内核固定程序的页并引用它们，而不是复制。",
        ),
        Call::ErrorQueue => Text::new(
            "recvmsg() with MSG_ERRQUEUE fetches the notice that says which sends are complete.",
            "带 MSG_ERRQUEUE 的 recvmsg() 取回通知，得知哪些发送已完成。",
        ),
        Call::Enter => Text::new(
            "One call hands over all requests in the submission ring, and waits for their results.",
            "一次调用提交提交环中的全部请求，并等待结果。",
        ),
        Call::CopyRange => Text::new(
            "From file to file: the kernel may copy, or let both files share their blocks.",
            "从文件到文件：内核可以复制，也可以让两个文件共享磁盘块。",
        ),
        Call::Lease if moment.now.counts.sent > 0 => Text::new(
            "F_UNLCK: it is done with the file and gives the lease back. Whoever waits may go on.",
            "F_UNLCK：文件已用完，归还租约，等待者可以继续。",
        ),
        Call::Lease => Text::new(
            "F_SETLEASE: the kernel shall warn it before anybody writes to the file or truncates it.",
            "F_SETLEASE：在有人写入或截断文件之前，内核须先通知它。",
        ),
    }
}

/// The program is back in user mode.
pub fn returned(moment: &Now<'_>, call: Call, bytes: u64) -> Story {
    let (name, count) = (call.name(), moment.now.counts.mode_switches);
    let sending = moment.now.is_sending();
    let counts = !matches!(call, Call::Mmap | Call::Munmap | Call::ErrorQueue | Call::Lease);
    let config = &moment.now.config;
    let short = counts && moment.now.length < config.size && moment.now.done < config.size && bytes > 0;
    Story {
        kicker: Text::new("return", "返回"),
        caption: if counts {
            text!(
                "{name} returns {bytes} to the program: mode switch {count}.",
                "{name} 返回 {bytes}：第 {count} 次模式切换。"
            )
        } else {
            text!(
                "{name} returns to the program: mode switch {count}.",
                "{name} 返回程序：第 {count} 次模式切换。"
            )
        },
        title: Text::new("Kernel mode → user mode", "内核态 → 用户态"),
        why: if counts && bytes == 0 {
            Text::new(
                "0 says: there is nothing left. Only this last call tells a program that does not know the length.",
                "0 表示没有更多数据。不知道长度的程序只有靠这最后一次调用才能得知。",
            )
        } else if short {
            Text::new(
                "That is a short count: fewer bytes than it asked for. No error and no signal says why.",
                "返回值偏小：少于所要的字节数，既没有错误也没有信号说明原因。",
            )
        } else if sending {
            Text::new(
                "The kernel has done its part. Whoever takes the bytes has not: that copy is still to come.",
                "内核已完成自己的部分；取走数据的一方还没有，那次复制尚在后面。",
            )
        } else {
            Text::new(
                "The call is done. A call always costs two mode switches: into the kernel and back.",
                "调用完成。每次系统调用总要两次模式切换：进入内核，再返回。",
            )
        },
        ..Story::default()
    }
}

/// The program goes on after a fault.
pub fn resumed(moment: &Now<'_>) -> Story {
    let count = moment.now.counts.mode_switches;
    Story {
        kicker: Text::new("return", "返回"),
        caption: text!(
            "The pages are mapped; the program repeats its access: mode switch {count}.",
            "页已映射，程序重新执行该访问：第 {count} 次模式切换。"
        ),
        title: Text::new("Kernel mode → user mode", "内核态 → 用户态"),
        why: Text::new(
            "After a fault the same instruction is executed again. Now it finds the bytes.",
            "缺页处理之后重新执行同一条指令，这次能找到字节。",
        ),
        ..Story::default()
    }
}

const ASKED: Text = Text::new(
    "The disk will interrupt for every unit that it has ready. In between another process has the CPU.",
    "磁盘每准备好一个单位就中断一次，其间由别的进程使用 CPU。",
);

/// The process sleeps.
pub fn slept(moment: &Now<'_>) -> Story {
    let count = moment.now.counts.context_switches;
    let without_dma = moment.now.config.technique == Technique::Interrupt;
    Story {
        kicker: Text::new("blocking", "阻塞"),
        caption: text!(
            "The process sleeps until the disk is done; another one runs: context switch {count}.",
            "进程睡眠等待磁盘，另一进程运行：第 {count} 次上下文切换。"
        ),
        title: Text::new("Process: Running → Waiting", "进程：运行态 → 阻塞态"),
        why: if without_dma {
            ASKED
        } else {
            Text::new(
                "It cannot go on without the disk, and the disk needs no help. So the scheduler gives the CPU to another process.",
                "没有磁盘的结果它无法继续，而磁盘不需要帮助，于是调度程序把 CPU 交给别的进程。",
            )
        },
        note: Text::new(
            "This is a **context switch**: another process runs. Entering and leaving the kernel is not one.",
            "这才是**上下文切换**：换了一个进程运行。进入和离开内核不是。",
        ),
        ..Story::default()
    }
}

/// The process runs again.
pub fn woken(moment: &Now<'_>) -> Story {
    let count = moment.now.counts.context_switches;
    Story {
        kicker: Text::new("interrupt", "中断"),
        caption: text!(
            "The disk's interrupt wakes the process, and it runs again: context switch {count}.",
            "磁盘中断唤醒进程，它重新运行：第 {count} 次上下文切换。"
        ),
        title: Text::new("Process: Waiting → Running", "进程：阻塞态 → 运行态"),
        why: Text::new(
            "The handler marks the pages as loaded and the process as ready. It goes on inside the kernel, where it fell asleep.",
            "中断服务程序标记这些页已装入，进程就绪。它从睡眠处继续，仍在内核中。",
        ),
        ..Story::default()
    }
}
