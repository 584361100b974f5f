//! Prepared scenarios. Every number in an aha is computed again by the tests of the lab.

use super::scenario::{Change, Scenario, Technique};
use crate::lab::Preset;
use crate::text::Text;

/// Every preset, the default one first.
pub fn presets() -> Vec<Preset<Scenario>> {
    let group = Text::new("Ours", "自编");
    let preset =
        |id, title, aha, step, scenario| Preset { id, title, aha, group: group.clone(), step, scenario };
    let plain = Scenario::default();
    let by = |technique| Scenario { technique, ..Scenario::default() };
    vec![
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
                "Read normally, 4 GB that nobody rereads fill the page cache; direct I/O leaves it empty.",
                "普通读取会让 4 GB 不再重读的数据占满页缓存；直接 I/O 不占用页缓存。",
            ),
            14,
            Scenario { size: 4 << 20, chunk: 1 << 20, ..plain.clone() },
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
    ]
}
