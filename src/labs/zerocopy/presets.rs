//! Prepared scenarios. Every number in an aha is computed again by the tests of the lab.

use super::scenario::{Change, Destination, Scenario, Technique, Until};
use crate::lab::Preset;
use crate::text::Text;

/// Every preset, the default one first.
pub fn presets() -> Vec<Preset<Scenario>> {
    let group = Text::new("Ours", "自编");
    let preset =
        |id, title, aha, step, scenario| Preset { id, title, aha, group: group.clone(), step, scenario };
    let plain = Scenario::default();
    let by = |technique| Scenario { technique, ..Scenario::default() };
    let mut presets = vec![
        preset(
            "usual-way",
            Text::new("Send a file the usual way", "用通常的方式发送文件"),
            Text::new(
                "4 copies to move one file; 2 of them only visit user space.",
                "发送一个文件要复制 4 次，其中 2 次只是绕道用户空间。",
            ),
            10,
            plain.clone(),
        ),
        preset(
            "mmap-write",
            Text::new("Map instead of read", "用映射代替读取"),
            Text::new(
                "mmap + write removes the copy into user space: 1 CPU copy instead of 2, still 2 calls.",
                "mmap + write 省去到用户空间的复制：CPU 复制由 2 次变为 1 次，仍是 2 次调用。",
            ),
            10,
            by(Technique::Mmap),
        ),
        preset(
            "sendfile",
            Text::new("Stay in the kernel", "留在内核里"),
            Text::new(
                "sendfile needs 1 call and 2 mode switches instead of 4; 1 CPU copy is left.",
                "sendfile 只需 1 次调用，模式切换由 4 次变为 2 次；还剩 1 次 CPU 复制。",
            ),
            7,
            by(Technique::Sendfile),
        ),
        preset(
            "scatter-gather",
            Text::new("Let the card gather", "让网卡自己收集"),
            Text::new(
                "With scatter–gather DMA only descriptors reach the socket buffer: 0 CPU copies.",
                "使用 SG-DMA 时，进入套接字缓冲区的只是描述符：CPU 复制 0 次。",
            ),
            7,
            by(Technique::SendfileSg),
        ),
        preset(
            "splice-hops",
            Text::new("Through a pipe, two hops", "经过管道的两跳"),
            Text::new(
                "splice copies nothing with the CPU, but needs 2 calls: one per hop, 4 mode switches.",
                "splice 不用 CPU 复制，但每一跳一次调用：共 2 次调用、4 次模式切换。",
            ),
            10,
            by(Technique::Splice),
        ),
        preset(
            "second-client",
            Text::new("Second client, same file", "第二个客户端请求同一文件"),
            Text::new(
                "The second client needs no copy from the disk: 3 DMA copies for 2 clients, not 4.",
                "第二个客户端不再需要读磁盘：2 个客户端共 3 次 DMA 复制，而不是 4 次。",
            ),
            17,
            Scenario { clients: 2, ..plain.clone() },
        ),
        preset(
            "encrypt",
            Text::new("Encrypt before sending", "发送前加密"),
            Text::new(
                "The program must see the bytes, so sendfile cannot be used: 2 CPU copies again.",
                "程序必须看到字节，不能用 sendfile：又回到 2 次 CPU 复制。",
            ),
            1,
            Scenario { change: Change::Encrypt, ..by(Technique::SendfileSg) },
        ),
        preset(
            "five-kb-mmap",
            Text::new("A 5 KB file through mmap", "用 mmap 发送 5 KB 的文件"),
            Text::new(
                "8 KB are mapped for 5 KB; 3 KB of them are unused.",
                "为 5 KB 映射了 8 KB，其中 3 KB 未使用。",
            ),
            2,
            Scenario { size: 5, ..by(Technique::Mmap) },
        ),
        preset(
            "truncated",
            Text::new("Someone truncates the file", "有人截断了文件"),
            Text::new(
                "A program that reads its mapping is killed by SIGBUS; sendfile just sends 32 KB of 64 KB.",
                "读取映射区的程序被 SIGBUS 终止；sendfile 只是少发：64 KB 中的 32 KB。",
            ),
            5,
            Scenario { change: Change::Encrypt, truncate: true, ..by(Technique::Mmap) },
        ),
        preset(
            "one-big-file",
            Text::new("One 4 GB file", "一个 4 GB 的文件"),
            Text::new(
                "4 GB that nobody rereads push 1 GB of other files out of the page cache; direct I/O evicts nothing.",
                "4 GB 不再重读的数据把其他文件的 1 GB 挤出页缓存；直接 I/O 不挤出任何内容。",
            ),
            14,
            Scenario { size: 4 << 20, chunk: 1 << 20, ram: 2048, hot: 1024, ..plain.clone() },
        ),
        preset(
            "without-dma",
            Text::new("Without DMA", "没有 DMA"),
            Text::new(
                "The CPU moves every byte itself: 4 CPU copies, and no time for other processes.",
                "CPU 亲自搬运每个字节：4 次 CPU 复制，没有时间运行其他进程。",
            ),
            3,
            by(Technique::Pio),
        ),
    ];
    presets.extend(more_techniques());
    presets.extend(programs());
    presets.extend(hazards());
    presets
}

type Made = Preset<Scenario>;

fn made(group: &Text, id: &'static str, title: Text, aha: Text, step: usize, scenario: Scenario) -> Made {
    Preset { id, title, aha, group: group.clone(), step, scenario }
}

fn more_techniques() -> Vec<Made> {
    let group = Text::new("More techniques", "更多方式");
    let by = |technique| Scenario { technique, ..Scenario::default() };
    vec![
        made(
            &group,
            "interrupt-driven",
            Text::new("Without DMA, by interrupts", "没有 DMA，靠中断"),
            Text::new(
                "128 interrupts for 64 KB: the process is blocked, and the CPU still moves every byte.",
                "64 KB 需要 128 次中断：进程被阻塞，CPU 仍要搬运每个字节。",
            ),
            5,
            by(Technique::Interrupt),
        ),
        made(
            &group,
            "splice-one-hop",
            Text::new("splice, one hop", "splice 的一跳"),
            Text::new(
                "From a file into a pipe: 1 call, 2 mode switches, 0 copies by the sender. That is what notes count.",
                "从文件到管道：1 次调用、2 次模式切换，发送者复制 0 次。笔记数的就是这一跳。",
            ),
            7,
            Scenario { destination: Destination::Pipe, ..by(Technique::Splice) },
        ),
        made(
            &group,
            "tee-two-receivers",
            Text::new("tee: one file, two receivers", "tee：一个文件，两个接收者"),
            Text::new(
                "2 receivers get the same pages: 1 copy from the disk, 0 copies by the CPU, 4 calls.",
                "2 个接收者得到同样的页：读盘复制 1 次，CPU 复制 0 次，4 次调用。",
            ),
            10,
            by(Technique::Tee),
        ),
        made(
            &group,
            "msg-zerocopy",
            Text::new("MSG_ZEROCOPY and its notice", "MSG_ZEROCOPY 与完成通知"),
            Text::new(
                "send() does not copy, but the buffer is free only with the notice: 3 calls.",
                "send() 不复制，但要等通知到来才可再用缓冲区：3 次调用。",
            ),
            14,
            by(Technique::MsgZerocopy),
        ),
        made(
            &group,
            "uring-batch",
            Text::new("io_uring: 16 rounds in one call", "io_uring：一次调用做 16 轮"),
            Text::new(
                "16 reads and 16 sends take 1 call and 2 mode switches, not 32 calls and 64 switches.",
                "16 次读和 16 次发送只需 1 次调用、2 次模式切换，而不是 32 次调用、64 次切换。",
            ),
            2,
            Scenario { chunk: 4, depth: 16, ..by(Technique::IoUring) },
        ),
        made(
            &group,
            "uring-sqpoll",
            Text::new("io_uring without any call", "没有任何调用的 io_uring"),
            Text::new(
                "With SQPOLL a kernel thread watches the ring: 0 system calls, 0 mode switches.",
                "使用 SQPOLL 时由内核线程查看提交环：0 次系统调用、0 次模式切换。",
            ),
            2,
            Scenario { sqpoll: true, chunk: 16, ..by(Technique::IoUring) },
        ),
        made(
            &group,
            "rdma-outlook",
            Text::new("RDMA: past the kernel", "RDMA：绕过内核"),
            Text::new(
                "Sending takes no system call at all; the only one reads the file. 0 copies by the CPU.",
                "发送完全不用系统调用，唯一的一次调用是读文件。CPU 复制 0 次。",
            ),
            7,
            by(Technique::Rdma),
        ),
    ]
}

fn programs() -> Vec<Made> {
    let group = Text::new("Programs", "实际程序");
    let by = |technique| Scenario { technique, ..Scenario::default() };
    vec![
        made(
            &group,
            "kafka-segment",
            Text::new("Kafka sends a log segment", "Kafka 发送日志段"),
            Text::new(
                "3 consumers, 64 MB each, from the page cache: 192 calls, and the CPU moves 0 bytes.",
                "3 个消费者各读 64 MB，都在页缓存中：192 次调用，CPU 搬运 0 字节。",
            ),
            4,
            Scenario {
                size: 64 << 10,
                chunk: 1 << 10,
                cached: true,
                clients: 3,
                ..by(Technique::SendfileSg)
            },
        ),
        made(
            &group,
            "nginx-static",
            Text::new("nginx sends a static file", "nginx 发送静态文件"),
            Text::new(
                "With “sendfile on”, 1 MB takes 1 call and 0 copies by the CPU.",
                "设置“sendfile on”时，1 MB 只需 1 次调用，CPU 复制 0 次。",
            ),
            3,
            Scenario { size: 1 << 10, cached: true, ..by(Technique::SendfileSg) },
        ),
        made(
            &group,
            "nginx-tls",
            Text::new("nginx with TLS in the program", "nginx 在程序中做 TLS"),
            Text::new(
                "Encrypting in records of 16 KB, the same 1 MB takes 128 calls, and the CPU copies 2 MB.",
                "按 16 KB 的记录加密，同样的 1 MB 需要 128 次调用，CPU 复制 2 MB。",
            ),
            6,
            Scenario {
                size: 1 << 10,
                chunk: 16,
                cached: true,
                change: Change::Encrypt,
                ..by(Technique::SendfileSg)
            },
        ),
        made(
            &group,
            "cp-copy-file-range",
            Text::new("cp with copy_file_range", "用 copy_file_range 的 cp"),
            Text::new(
                "1 copy by the CPU instead of 2, and 2 calls: the last one returns 0.",
                "CPU 复制 1 次而不是 2 次；共 2 次调用，最后一次返回 0。",
            ),
            7,
            Scenario { size: 1 << 10, until: Until::Zero, ..by(Technique::CopyFileRange) },
        ),
        made(
            &group,
            "cp-reflink",
            Text::new("cp where files share blocks", "可共享磁盘块时的 cp"),
            Text::new(
                "btrfs and XFS copy 0 bytes: both files have the same blocks until one is changed.",
                "btrfs 与 XFS 复制 0 字节：两个文件共用磁盘块，直到其一被修改。",
            ),
            2,
            Scenario { size: 1 << 10, reflink: true, ..by(Technique::CopyFileRange) },
        ),
    ]
}

fn hazards() -> Vec<Made> {
    let group = Text::new("Hazards", "隐患");
    let by = |technique| Scenario { technique, ..Scenario::default() };
    vec![
        made(
            &group,
            "compress-first",
            Text::new("Compress before sending", "发送前压缩"),
            Text::new(
                "The bytes must be seen, so splice cannot be used; 32 KB of 64 KB are sent.",
                "必须看到字节，不能用 splice；64 KB 只发送 32 KB。",
            ),
            1,
            Scenario { change: Change::Compress, ..by(Technique::Splice) },
        ),
        made(
            &group,
            "page-changed",
            Text::new("A page changes before it is sent", "页在发送前被修改"),
            Text::new(
                "sendfile sends the new bytes, because it only referred to the page; read + write sends the old ones.",
                "sendfile 只引用了页，发出的是新字节；read + write 发出旧字节。",
            ),
            11,
            Scenario { alter: true, ..by(Technique::SendfileSg) },
        ),
        made(
            &group,
            "efault-not-sigbus",
            Text::new("write() from a truncated mapping", "从被截断的映射 write()"),
            Text::new(
                "write() is never killed: into a pipe it returns 32768, then EFAULT.",
                "write() 不会被终止：写入管道时先返回 32768，然后是 EFAULT。",
            ),
            15,
            Scenario { truncate: true, destination: Destination::Pipe, ..by(Technique::Mmap) },
        ),
        made(
            &group,
            "lease-warns",
            Text::new("A lease that warns", "租约的警告"),
            Text::new(
                "The program gets SIGIO and finishes: all 64 KB are sent, and only then is the file truncated.",
                "程序收到 SIGIO 并先做完：64 KB 全部发送，之后文件才被截断。",
            ),
            6,
            Scenario { change: Change::Encrypt, truncate: true, lease: true, ..by(Technique::Mmap) },
        ),
        made(
            &group,
            "misaligned-direct",
            Text::new("Direct I/O that is not aligned", "未对齐的直接 I/O"),
            Text::new(
                "A buffer of 1000 bytes is no multiple of 512: read() fails with EINVAL, 0 bytes are sent.",
                "1000 字节的缓冲区不是 512 的倍数：read() 失败（EINVAL），发送 0 字节。",
            ),
            2,
            Scenario { buffer: 1000, ..by(Technique::Direct) },
        ),
        made(
            &group,
            "zerocopy-loopback",
            Text::new("MSG_ZEROCOPY to the same machine", "发往本机的 MSG_ZEROCOPY"),
            Text::new(
                "Over loopback the kernel copies after all: 2 copies by the CPU, and the notice says COPIED.",
                "经环回时内核终究要复制：CPU 复制 2 次，通知带有 COPIED。",
            ),
            14,
            Scenario { destination: Destination::Tcp, ..by(Technique::MsgZerocopy) },
        ),
    ]
}
