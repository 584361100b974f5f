//! Calls and returns (mode switches), sleep and wake-up (context switches).

use super::Now;
use crate::lab::Story;
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
        why: purpose(call),
        note: if count == 1 { MODE } else { Text::default() },
        ..Story::default()
    }
}

const MODE: Text = Text::new(
    "A **mode switch is not a context switch**: the same process goes on, only with the kernel's rights.",
    "**模式切换不是上下文切换**：仍是同一进程在运行，只是获得了内核的权限。",
);

fn purpose(call: Call) -> Text {
    match call {
        Call::Read => Text::new(
            "It asks for bytes of the file in its own buffer. Only the kernel may drive the disk.",
            "它要求把文件的字节放入自己的缓冲区。只有内核可以操作磁盘。",
        ),
        Call::Write => Text::new(
            "It hands the bytes to the socket. Only the kernel may drive the network card.",
            "它把字节交给套接字。只有内核可以操作网卡。",
        ),
        Call::Mmap => Text::new(
            "It asks to see the file as memory: pages of the page cache in its own address space.",
            "它要求把文件当作内存来看：让页缓存的页出现在自己的地址空间中。",
        ),
        Call::Sendfile => Text::new(
            "One call says everything: from this file to that socket. The bytes need not visit user space.",
            "一次调用说明全部：从这个文件到那个套接字，字节不必经过用户空间。",
        ),
        Call::SpliceIn => Text::new(
            "First hop: from the file into a pipe. splice moves references between a pipe and something else.",
            "第一跳：从文件到管道。splice 在管道与另一端之间移动引用。",
        ),
        Call::SpliceOut => Text::new(
            "Second hop: from the pipe to the socket. splice needs a pipe at one of its ends.",
            "第二跳：从管道到套接字。splice 至少有一端必须是管道。",
        ),
    }
}

/// The program is back in user mode.
pub fn returned(moment: &Now<'_>, call: Call) -> Story {
    let (name, count) = (call.name(), moment.now.counts.mode_switches);
    let sending = moment.now.is_sending();
    Story {
        kicker: Text::new("return", "返回"),
        caption: text!(
            "{name} returns to the program: mode switch {count}.",
            "{name} 返回程序：第 {count} 次模式切换。"
        ),
        title: Text::new("Kernel mode → user mode", "内核态 → 用户态"),
        why: if sending {
            Text::new(
                "The kernel has done its part. The network card has not: its copy is still to come.",
                "内核已完成自己的部分，网卡还没有：它的复制尚在后面。",
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

/// The process sleeps.
pub fn slept(moment: &Now<'_>) -> Story {
    let count = moment.now.counts.context_switches;
    Story {
        kicker: Text::new("blocking", "阻塞"),
        caption: text!(
            "The process sleeps until the disk is done; another one runs: context switch {count}.",
            "进程睡眠等待磁盘，另一进程运行：第 {count} 次上下文切换。"
        ),
        title: Text::new("Process: Running → Waiting", "进程：运行态 → 阻塞态"),
        why: Text::new(
            "It cannot go on without the bytes, and the disk needs no help. So the scheduler gives the CPU to another process.",
            "没有这些字节它无法继续，而磁盘不需要帮助，于是调度程序把 CPU 交给别的进程。",
        ),
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
