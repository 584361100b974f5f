//! Every field of the form: how it is read from a scenario, and written to it.
//! Their ids are keys in links and their options values there, for ever.

use super::config::{ROUNDS, config};
use super::names::{TECHNIQUES, technique_name};
use super::scenario::{
    Change, Destination, Flag, MAX_BYTES, MAX_CLIENTS, MAX_DEPTH, MAX_SIZE, MAX_SLOTS, Rules, Scenario,
    Technique, Until,
};
use crate::lab::written::{code, decode};
use crate::lab::{Choice, FieldKind};
use crate::text::Text;

/// A field.
pub struct Entry {
    /// Its key in links.
    pub id: &'static str,
    /// Its name.
    pub name: Text,
    /// What it means.
    pub help: Text,
    /// What it takes.
    pub kind: FieldKind,
    /// Its value in a scenario.
    pub read: fn(&Scenario) -> String,
    /// Puts a value into a scenario; `None` if it takes no such value.
    pub write: fn(&mut Scenario, &str) -> Option<()>,
    /// Can it matter with the other choices made?
    pub matters: fn(&Scenario) -> bool,
    /// In the bar, and not among the settings behind the button.
    pub bar: bool,
}

/// Every field, in the order in which a link applies them.
pub fn entries() -> Vec<Entry> {
    let mut entries = vec![technique()];
    entries.extend(file());
    entries.extend(program());
    entries.extend(mechanisms());
    entries.extend(hazards());
    entries.extend(costs());
    entries
}

fn choice(id: &'static str, name: Text) -> Choice {
    Choice { id, name, help: Text::default() }
}

fn number(word: &str, (least, most): (u64, u64)) -> Option<u64> {
    word.parse().ok().filter(|number| (least..=most).contains(number))
}

fn is_piped(scenario: &Scenario) -> bool {
    matches!(scenario.technique, Technique::Splice | Technique::Tee | Technique::Vmsplice)
}

macro_rules! number_field {
    ($id:literal, $field:ident, ($min:expr, $max:expr), $name:expr, $help:expr) => {
        number_field!($id, $field, ($min, $max), $name, $help, |_| true)
    };
    ($id:literal, $field:ident, ($min:expr, $max:expr), $name:expr, $help:expr, $matters:expr) => {
        Entry {
            id: $id,
            name: $name,
            help: $help,
            kind: FieldKind::Number { min: $min, max: $max },
            read: |scenario| scenario.$field.to_string(),
            write: |scenario, word| number(word, ($min, $max)).map(|number| scenario.$field = number),
            matters: $matters,
            bar: false,
        }
    };
}

macro_rules! flag_field {
    ($id:literal, $field:ident, $name:expr, $help:expr, $matters:expr) => {
        Entry {
            id: $id,
            name: $name,
            help: $help,
            kind: FieldKind::Choice(vec![
                choice("no", Text::new("no", "否")),
                choice("yes", Text::new("yes", "是")),
            ]),
            read: |scenario| if scenario.$field { "yes".into() } else { "no".into() },
            write: |scenario, word| {
                scenario.$field = match word {
                    "yes" => true,
                    "no" => false,
                    _ => return None,
                };
                Some(())
            },
            matters: $matters,
            bar: false,
        }
    };
}

macro_rules! choice_field {
    ($id:literal, $field:ident: $type:ty, $name:expr, $help:expr, $matters:expr, [$($option:expr),* $(,)?]) => {
        Entry {
            id: $id,
            name: $name,
            help: $help,
            kind: FieldKind::Choice(vec![$($option),*]),
            read: |scenario| code(scenario.$field),
            write: |scenario, word| decode::<$type>(word).map(|value| scenario.$field = value),
            matters: $matters,
            bar: false,
        }
    };
}

fn technique() -> Entry {
    let option = |one: Technique| {
        let id = IDS[TECHNIQUES.iter().position(|other| *other == one).expect("it is in the list")];
        Choice { id, name: technique_name(one), help: meaning(one) }
    };
    Entry {
        id: "t",
        name: Text::new("Technique", "方式"),
        help: Text::new("With which system calls the file is sent.", "用哪些系统调用发送文件。"),
        kind: FieldKind::Choice(TECHNIQUES.into_iter().map(option).collect()),
        read: |scenario| code(scenario.technique),
        write: |scenario, word| decode(word).map(|technique| scenario.technique = technique),
        matters: |_| true,
        bar: false,
    }
}

/// The techniques as links and files write them, in the order of [`TECHNIQUES`].
const IDS: [&str; TECHNIQUES.len()] = [
    "read",
    "mmap",
    "sendfile",
    "sendfile_sg",
    "splice",
    "direct",
    "msg_zerocopy",
    "io_uring",
    "copy_file_range",
    "tee",
    "vmsplice",
    "cow",
    "fbufs",
    "interrupt",
    "pio",
    "rdma",
];

/// What a technique does, in a sentence, and what other platforms call it.
fn meaning(technique: Technique) -> Text {
    match technique {
        Technique::Read => Text::new(
            "Through a buffer of the program: two copies by the CPU.",
            "经过用户缓冲区：CPU 复制两次。",
        ),
        Technique::Mmap => Text::new(
            "The program's address space shows the page cache: one copy by the CPU. Java: FileChannel.map.",
            "把页缓存映射到地址空间：CPU 复制一次。Java：FileChannel.map。",
        ),
        Technique::Sendfile => Text::new(
            "Inside the kernel: one call, one copy by the CPU. Windows: TransmitFile. Java: FileChannel.transferTo.",
            "在内核内完成：一次调用，CPU 复制一次。Windows：TransmitFile；Java：FileChannel.transferTo。",
        ),
        Technique::SendfileSg => Text::new(
            "The network card gathers the pages by descriptors: no copy by the CPU. Windows and Java as for sendfile.",
            "网卡按描述符收集各页（SG-DMA）：CPU 不复制。Windows 与 Java 中的名称同 sendfile。",
        ),
        Technique::Splice => Text::new(
            "References move through a pipe, one call per hop: no copy by the CPU. Linux only.",
            "引用经过管道，每一跳一次调用：CPU 不复制。仅 Linux 提供。",
        ),
        Technique::Direct => Text::new(
            "The disk's DMA engine writes into the user buffer, past the page cache. Windows: FILE_FLAG_NO_BUFFERING.",
            "磁盘 DMA 直接写入用户缓冲区，绕过页缓存。Windows：FILE_FLAG_NO_BUFFERING。",
        ),
        Technique::MsgZerocopy => Text::new(
            "send() refers to the program's own pages; a notice in the error queue says when they are free again.",
            "send() 直接引用程序自己的页；错误队列中的通知说明何时可再用这些页。",
        ),
        Technique::IoUring => Text::new(
            "Requests and results go through shared rings; registered buffers are read and written by DMA. Windows: Registered I/O.",
            "请求与结果经由共享的环传递；注册缓冲区由 DMA 直接读写。Windows：Registered I/O。",
        ),
        Technique::CopyFileRange => Text::new(
            "From file to file inside the kernel; some file systems share the blocks instead (FICLONE). macOS: clonefile.",
            "在内核中从文件到文件；有的文件系统改为共享磁盘块（FICLONE）。macOS：clonefile。",
        ),
        Technique::Tee => Text::new(
            "A second pipe refers to the same pages: one file, two receivers, no copy by the CPU.",
            "第二个管道引用同样的页：一个文件、两个接收者，CPU 不复制。",
        ),
        Technique::Vmsplice => Text::new(
            "A pipe refers to the program's own pages: one copy by the CPU, that of read.",
            "管道引用程序自己的页：CPU 复制一次，即 read 的那次。",
        ),
        Technique::Cow => Text::new(
            "An idea: write() marks the buffer copy-on-write instead of copying it. No socket of Linux does so.",
            "一种设想：write() 不复制，而是把缓冲区标记为写时复制。Linux 的套接字并不这样做。",
        ),
        Technique::Fbufs => Text::new(
            "An idea: buffers that are mapped in the program and in the kernel at once (fbufs, 1993).",
            "一种设想：同时映射到程序与内核的缓冲区（fbufs，1993 年）。",
        ),
        Technique::Interrupt => Text::new(
            "A machine without DMA: the disk interrupts for every unit, and the CPU fetches it.",
            "没有 DMA 的机器：每个单位中断一次，由 CPU 取走数据。",
        ),
        Technique::Pio => Text::new(
            "A machine without DMA: the CPU polls and moves every byte itself.",
            "没有 DMA 的机器：CPU 轮询并亲自搬运每个字节。",
        ),
        Technique::Rdma => Text::new(
            "Outlook: the card reads registered memory and writes into another machine's, without any system call.",
            "展望：网卡读取注册内存，写入另一台机器的内存，无需系统调用。",
        ),
    }
}

fn file() -> Vec<Entry> {
    vec![
        Entry {
            write: |scenario, word| {
                scenario.size = number(word, (1, MAX_SIZE))?;
                scenario.bytes = 0;
                Some(())
            },
            ..number_field!(
                "size",
                size,
                (1, MAX_SIZE),
                Text::new("File, KB", "文件（KB）"),
                Text::new(
                    "How large the file is: 5 KB to 4 GB (4194304).",
                    "文件的大小：5 KB 至 4 GB（4194304）。"
                )
            )
        },
        Entry {
            bar: true,
            ..flag_field!(
                "cached",
                cached,
                Text::new("Cached", "已缓存"),
                Text::new("Is the file in the page cache before the run?", "运行之前文件是否已在页缓存中？"),
                |_| true
            )
        },
        choice_field!(
            "change", change: Change,
            Text::new("The program", "程序"),
            Text::new(
                "Only carries the bytes, or must see them: TLS in the program, compression to half.",
                "只搬运字节，还是必须看到它们：例如在程序中做 TLS 加密、压缩为一半。",
            ),
            |_| true,
            [
                choice("nothing", Text::new("only carries", "只搬运")),
                choice("encrypt", Text::new("encrypts (TLS)", "加密（TLS）")),
                choice("compress", Text::new("compresses", "压缩")),
            ]
        ),
        number_field!(
            "chunk",
            chunk,
            (0, MAX_SIZE),
            Text::new("Buffer, KB", "缓冲区（KB）"),
            Text::new(
                "Bytes per call; 0 for the whole file at once. Of many rounds alike, most are shown as one step.",
                "每次调用的字节数；0 表示一次处理整个文件。许多相同的轮次会合为一步显示。",
            )
        ),
        Entry {
            id: "page",
            name: Text::new("Page, KB", "页大小（KB）"),
            help: Text::new("A slot of a pipe refers to one page.", "管道的每个槽引用一页。"),
            kind: FieldKind::Choice(["4", "16", "64"].map(|id| choice(id, Text::same(id))).into()),
            read: |scenario| scenario.page.to_string(),
            write: |scenario, word| {
                scenario.page = ["4", "16", "64"].contains(&word).then(|| word.parse().ok())??;
                Some(())
            },
            matters: |_| true,
            bar: false,
        },
        number_field!(
            "bytes",
            bytes,
            (0, MAX_BYTES),
            Text::new("Exact bytes", "精确字节数"),
            Text::new(
                "How many bytes are sent; 0 for the KB above.",
                "要发送的字节数；0 表示用上面的 KB 数。"
            )
        ),
        number_field!(
            "offset",
            offset,
            (0, MAX_BYTES),
            Text::new("Offset, bytes", "偏移（字节）"),
            Text::new("How many bytes of the file are skipped first.", "先跳过文件的多少字节。")
        ),
        number_field!(
            "buffer",
            buffer,
            (0, MAX_BYTES),
            Text::new("Exact buffer, bytes", "缓冲区精确字节数"),
            Text::new("Bytes per call; 0 for the KB above.", "每次调用的字节数；0 表示用上面的 KB 数。")
        ),
    ]
}

fn program() -> Vec<Entry> {
    vec![
        choice_field!(
            "to", destination: Destination,
            Text::new("Destination", "目标"),
            Text::new(
                "Where the bytes go. A technique that cannot reach it takes the nearest one it can.",
                "数据的去处。若该方式无法到达，则取最接近的目标。",
            ),
            |scenario| scenario.technique != Technique::CopyFileRange,
            [
                choice("nic", Text::new("network card", "网卡")),
                choice("tcp", Text::new("TCP, same machine", "本机 TCP")),
                choice("unix", Text::new("UNIX socket", "UNIX 套接字")),
                choice("pipe", Text::new("pipe", "管道")),
                choice("file", Text::new("another file", "另一个文件")),
                choice("null", Text::same("/dev/null")),
            ]
        ),
        choice_field!(
            "until", until: Until,
            Text::new("The loop ends", "循环结束于"),
            Text::new(
                "Books know the length; most programs go on until a call returns 0, which is one call more.",
                "教材已知长度；多数程序循环到调用返回 0，因此多一次调用。",
            ),
            |_| true,
            [
                choice("length", Text::new("at the known length", "已知长度处")),
                choice("zero", Text::new("when 0 is returned", "返回 0 时")),
            ]
        ),
        flag_field!(
            "unmap",
            unmap,
            Text::new("munmap counted", "计入 munmap"),
            Text::new("Books leave it out.", "教材不计它。"),
            |scenario| scenario.technique == Technique::Mmap
        ),
        number_field!(
            "clients",
            clients,
            (1, MAX_CLIENTS),
            Text::new("Clients", "客户端数"),
            Text::new(
                "How many ask for the file, one after the other; of more than 4, most are one step.",
                "依次请求该文件的客户端数量；超过 4 个时，大部分合为一步。",
            )
        ),
        choice_field!(
            "rules", rules: Rules,
            Text::new("Counted as", "按何种规则"),
            Text::new(
                "What Linux does, or what notes and exams print: mmap() loads, splice is one call, a lost page kills write().",
                "Linux 的实际行为，或笔记与考试的说法：mmap() 即装入、splice 一次调用、write() 因缺页被终止。",
            ),
            |_| true,
            [
                choice("linux", Text::same("Linux")),
                choice("book", Text::new("Textbook", "教材")),
            ]
        ),
        flag_field!(
            "micro",
            micro,
            Text::new("Copies tile by tile", "逐块显示复制"),
            Text::new(
                "Each copy in up to four steps; in runs of at most 32 rounds.",
                "每次复制分为至多四步；仅用于不超过 32 轮的运行。",
            ),
            |scenario| config(scenario).is_ok_and(|config| config.rounds() <= ROUNDS)
        ),
    ]
}

fn mechanisms() -> Vec<Entry> {
    vec![
        number_field!(
            "slots",
            slots,
            (1, MAX_SLOTS),
            Text::new("Slots of a pipe", "管道的槽数"),
            Text::new(
                "One page each; rounded up to a power of two, as F_SETPIPE_SZ does.",
                "每槽一页；如 F_SETPIPE_SZ 那样向上取到 2 的幂。",
            ),
            is_piped
        ),
        choice_field!(
            "flag", flag: Flag,
            Text::new("Flag of splice", "splice 的标志"),
            Text::new("A hint to the kernel; it changes no count.", "给内核的提示，不影响任何计数。"),
            is_piped,
            [
                choice("none", Text::new("none", "无")),
                choice("move", Text::same("SPLICE_F_MOVE")),
                choice("gift", Text::same("SPLICE_F_GIFT")),
                choice("more", Text::same("SPLICE_F_MORE")),
            ]
        ),
        number_field!(
            "depth",
            depth,
            (1, MAX_DEPTH),
            Text::new("Rounds per enter", "每次提交的轮数"),
            Text::new(
                "How many reads and sends one io_uring_enter submits together.",
                "一次 io_uring_enter 共同提交多少轮读与发送。",
            ),
            |scenario| scenario.technique == Technique::IoUring
        ),
        flag_field!(
            "sqpoll",
            sqpoll,
            Text::new("SQPOLL", "SQPOLL 轮询"),
            Text::new(
                "A kernel thread polls the submission ring: no system call at all, but a busy core.",
                "内核线程轮询提交环：完全没有系统调用，但占用一个核。",
            ),
            |scenario| scenario.technique == Technique::IoUring
        ),
        flag_field!(
            "reflink",
            reflink,
            Text::new("Blocks can be shared", "可共享磁盘块"),
            Text::new("btrfs and XFS can; ext4 and tmpfs cannot.", "btrfs 与 XFS 可以；ext4 与 tmpfs 不能。"),
            |scenario| scenario.technique == Technique::CopyFileRange
        ),
        flag_field!(
            "across",
            across,
            Text::new("To another file system", "到另一文件系统"),
            Text::new("From ext4 to tmpfs the call fails: EXDEV.", "从 ext4 到 tmpfs，调用失败：EXDEV。"),
            |scenario| scenario.technique == Technique::CopyFileRange
        ),
        number_field!(
            "unit",
            unit,
            (1, 65_536),
            Text::new("Bytes per interrupt", "每次中断的字节数"),
            Text::new("A sector has 512, a word 4 or 8.", "一个扇区 512，一个字 4 或 8。"),
            |scenario| scenario.technique == Technique::Interrupt
        ),
        number_field!(
            "misalign",
            misalign,
            (0, 511),
            Text::new("Buffer misaligned by", "缓冲区未对齐字节"),
            Text::new(
                "Direct I/O wants address, length and offset in multiples of 512.",
                "直接 I/O 要求地址、长度、偏移都是 512 的倍数。",
            ),
            |scenario| scenario.technique == Technique::Direct
        ),
    ]
}

fn hazards() -> Vec<Entry> {
    vec![
        flag_field!(
            "cut",
            truncate,
            Text::new("Truncated meanwhile", "中途被截断"),
            Text::new(
                "Another process truncates the file after the program has opened or mapped it.",
                "程序打开或映射文件之后，另一进程把文件截断。",
            ),
            |_| true
        ),
        Entry {
            id: "keep",
            name: Text::new("Bytes left", "截断后的字节数"),
            help: Text::new("A number of bytes, or half.", "字节数，或 half（一半）。"),
            kind: FieldKind::Words,
            read: |scenario| scenario.keep.map_or("half".into(), |bytes| bytes.to_string()),
            write: |scenario, word| {
                scenario.keep = if word == "half" { None } else { Some(number(word, (0, 2 * MAX_BYTES))?) };
                Some(())
            },
            matters: |scenario| scenario.truncate,
            bar: false,
        },
        flag_field!(
            "lease",
            lease,
            Text::new("The program holds a lease", "程序持有租约"),
            Text::new(
                "fcntl(F_SETLEASE): whoever wants to truncate waits, and the program gets SIGIO.",
                "fcntl(F_SETLEASE)：想截断者须等待，程序先收到 SIGIO。",
            ),
            |scenario| scenario.truncate
        ),
        flag_field!(
            "alter",
            alter,
            Text::new("Changed before it is sent", "发送前被修改"),
            Text::new(
                "The first page is changed after it was handed over: in the file, or in the program's buffer.",
                "首页在交出之后被修改：在文件中，或在程序的缓冲区中。",
            ),
            |_| true
        ),
        number_field!(
            "ram",
            ram,
            (0, 1 << 20),
            Text::new("Room for the cache, MB", "页缓存上限（MB）"),
            Text::new("0 for as much as it needs.", "0 表示不限。")
        ),
        number_field!(
            "hot",
            hot,
            (0, 1 << 20),
            Text::new("Other files cached, MB", "其他文件占用（MB）"),
            Text::new(
                "What others read often; it has to leave when the cache is full.",
                "他人常读的内容；页缓存满时被挤出。",
            )
        ),
    ]
}

fn costs() -> Vec<Entry> {
    vec![
        number_field!(
            "cpu",
            cpu,
            (1, 1000),
            Text::new("CPU copies, GB/s", "CPU 复制（GB/s）"),
            Text::new("How fast the CPU copies: bytes per nanosecond.", "CPU 复制的速度：每纳秒的字节数。")
        ),
        number_field!(
            "dma",
            dma,
            (1, 1000),
            Text::new("DMA copies, GB/s", "DMA 复制（GB/s）"),
            Text::new("How fast disk and network card are.", "磁盘和网卡的传输速度。")
        ),
        number_field!(
            "mode",
            mode,
            (0, 1_000_000),
            Text::new("Mode switch, ns", "模式切换（ns）"),
            Text::new("Between user and kernel mode, one way.", "用户态与内核态之间的一次切换。")
        ),
        number_field!(
            "context",
            context,
            (0, 1_000_000),
            Text::new("Context switch, ns", "上下文切换（ns）"),
            Text::new("From one process to another.", "从一个进程切换到另一个进程。")
        ),
        number_field!(
            "irq",
            interrupt,
            (0, 1_000_000),
            Text::new("Interrupt, ns", "中断（ns）"),
            Text::new(
                "Handling one without DMA; at the end of DMA it is part of the context switch.",
                "无 DMA 时处理一次中断；DMA 结束时的中断计入上下文切换。",
            ),
            |scenario| scenario.technique == Technique::Interrupt
        ),
        number_field!(
            "mem",
            memory,
            (1, 1000),
            Text::new("Memory, GB/s", "内存带宽（GB/s）"),
            Text::new(
                "A copy by the CPU reads and writes it, DMA does one of the two.",
                "CPU 复制既读又写内存，DMA 只读或只写。",
            )
        ),
    ]
}
