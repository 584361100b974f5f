//! Words for parts, sizes and times.

use super::config::Config;
use super::scenario::{Destination, Technique};
use super::state::{Range, Spot};
use crate::figure::Unit;
use crate::sim::{Ratio, Scale, Time};
use crate::text;
use crate::text::Text;

/// A tick is a nanosecond, a unit of the axis a microsecond.
pub const SCALE: Scale = Scale { decimals: 3 };

/// The stable id of a spot.
pub fn spot_id(spot: Spot) -> &'static str {
    match spot {
        Spot::Disk => "buf:disk",
        Spot::Cache => "buf:cache",
        Spot::User => "buf:user",
        Spot::Pipe => "buf:pipe",
        Spot::Socket => "buf:socket",
        Spot::Nic => "buf:nic",
        Spot::Twin => "buf:pipe2",
    }
}

/// The id of a spot without its kind: `disk`.
pub fn spot_word(spot: Spot) -> &'static str {
    spot_id(spot).trim_start_matches("buf:")
}

/// The name of a spot as a heading.
pub fn spot_name(spot: Spot, config: &Config) -> Text {
    use Destination::{File, Nic, Null, Pipe, Tcp, Unix};
    match (spot, config.to) {
        (Spot::Disk, _) => Text::new("Disk", "磁盘"),
        (Spot::Cache, _) => Text::new("Page cache", "页缓存"),
        (Spot::User, _) => match config.technique {
            Technique::Mmap if !config.changes => Text::new("Mapping", "映射区"),
            Technique::Mmap => Text::new("Mapping, buffer", "映射区与缓冲区"),
            Technique::Fbufs => Text::new("Shared buffer", "共享缓冲区"),
            Technique::IoUring | Technique::Rdma => Text::new("Registered buffer", "注册缓冲区"),
            _ => Text::new("User buffer", "用户缓冲区"),
        },
        (Spot::Pipe, _) => Text::new("Pipe", "管道"),
        (Spot::Twin, _) => Text::new("Second pipe", "第二个管道"),
        (Spot::Socket, Nic | Tcp | Unix) if config.technique == Technique::Tee => {
            Text::new("Socket buffers", "两个套接字缓冲区")
        }
        (Spot::Socket, Nic | Tcp | Unix) => Text::new("Socket buffer", "套接字缓冲区"),
        (Spot::Socket, Pipe) => Text::new("Pipe", "管道"),
        (Spot::Socket, File) => Text::new("Page cache: copy", "页缓存：副本"),
        (Spot::Socket, Null) => Text::same("/dev/null"),
        (Spot::Nic, File) => Text::new("Disk: copy", "磁盘：副本"),
        (Spot::Nic, Tcp | Unix | Pipe) => Text::new("Receiver", "接收者"),
        (Spot::Nic, _) => Text::new("NIC", "网卡"),
    }
}

/// The same where there is little room.
pub fn short_name(spot: Spot, config: &Config) -> Text {
    match (spot, config.to) {
        (Spot::User, _) if config.technique == Technique::Mmap && config.changes => {
            Text::new("Map, buffer", "映射与缓冲区")
        }
        (Spot::User, _) if matches!(config.technique, Technique::IoUring | Technique::Rdma) => {
            Text::new("Registered", "注册缓冲区")
        }
        (Spot::Socket, Destination::Nic | Destination::Tcp | Destination::Unix)
            if config.technique == Technique::Tee =>
        {
            Text::new("Two sockets", "两个套接字")
        }
        (Spot::Socket, Destination::File) => Text::new("Cache: copy", "页缓存：副本"),
        _ => spot_name(spot, config),
    }
}

/// The name of a spot inside a sentence, as a reference to it: "the page cache".
pub fn refer(spot: Spot, config: &Config) -> Text {
    use Destination::{File, Null, Pipe, Tcp, Unix};
    let id = spot_id(spot);
    let (en, zh) = match (spot, config.to) {
        (Spot::Disk, _) => ("disk", "磁盘"),
        (Spot::Cache, _) => ("page cache", "页缓存"),
        (Spot::User, _) => match config.technique {
            Technique::Mmap if !config.changes => ("mapping", "映射区"),
            Technique::Fbufs => ("shared buffer", "共享缓冲区"),
            Technique::IoUring | Technique::Rdma => ("registered buffer", "注册缓冲区"),
            _ => ("user buffer", "用户缓冲区"),
        },
        (Spot::Pipe, _) | (Spot::Socket, Pipe) => ("pipe", "管道"),
        (Spot::Twin, _) => ("second pipe", "第二个管道"),
        (Spot::Socket, File) => ("new file's pages", "新文件的页缓存"),
        (Spot::Socket, Null) => ("null device", "空设备"),
        (Spot::Socket, _) => ("socket buffer", "套接字缓冲区"),
        (Spot::Nic, File) => ("new file's blocks", "新文件的磁盘块"),
        (Spot::Nic, Tcp | Unix | Pipe) => ("receiver's buffer", "接收者的缓冲区"),
        (Spot::Nic, _) => ("network card", "网卡"),
    };
    text!("the [{en}]({id})", "[{zh}]({id})")
}

/// The name of a technique.
pub fn technique_name(technique: Technique) -> Text {
    match technique {
        Technique::Read => Text::same("read + write"),
        Technique::Mmap => Text::same("mmap + write"),
        Technique::Sendfile => Text::same("sendfile"),
        Technique::SendfileSg => Text::same("sendfile + SG-DMA"),
        Technique::Splice => Text::same("splice"),
        Technique::Direct => Text::new("direct I/O", "直接 I/O"),
        Technique::MsgZerocopy => Text::same("MSG_ZEROCOPY"),
        Technique::IoUring => Text::same("io_uring"),
        Technique::CopyFileRange => Text::same("copy_file_range"),
        Technique::Tee => Text::same("tee"),
        Technique::Vmsplice => Text::same("vmsplice"),
        Technique::Cow => Text::new("COW buffers", "写时复制缓冲区"),
        Technique::Fbufs => Text::new("shared buffers", "共享缓冲区"),
        Technique::Interrupt => Text::new("no DMA: interrupts", "无 DMA：中断"),
        Technique::Pio => Text::new("no DMA: polling", "无 DMA：轮询"),
        Technique::Rdma => Text::same("RDMA"),
    }
}

/// Every technique, in the order of the bar: the important ones first.
pub const TECHNIQUES: [Technique; 16] = [
    Technique::Read,
    Technique::Mmap,
    Technique::Sendfile,
    Technique::SendfileSg,
    Technique::Splice,
    Technique::Direct,
    Technique::MsgZerocopy,
    Technique::IoUring,
    Technique::CopyFileRange,
    Technique::Tee,
    Technique::Vmsplice,
    Technique::Cow,
    Technique::Fbufs,
    Technique::Interrupt,
    Technique::Pio,
    Technique::Rdma,
];

/// A number of bytes in the largest unit in which it has at most two decimals: `64 KB`, `4 GB`.
pub fn size(bytes: u64) -> String {
    let units = [("GB", 1u64 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];
    let (unit, per) = units.into_iter().find(|(_, per)| bytes >= *per).unwrap_or(("B", 1));
    let number = Ratio::new(bytes as i64, per as i64).decimal(2);
    format!("{number} {unit}")
}

/// A time in the unit in which it reads best: `71.04 µs`, `2.1 ms`, `3.22 s`.
pub fn clock(time: Time) -> String {
    let Unit { name, scale } = unit(time);
    format!("{} {name}", scale.ratio(time).decimal(2))
}

/// The unit in which a time reads best.
pub fn unit(time: Time) -> Unit {
    let units = [("s", 1_000_000_000, 9), ("ms", 10_000_000, 6), ("µs", 0, 3)];
    let (name, _, decimals) = units.into_iter().find(|(_, from, _)| time.0 >= *from).expect("µs take all");
    Unit { name, scale: Scale { decimals } }
}

/// Quarters of what is sent as tiles, fewer for a file of fewer pages: the letter and the bytes of each.
pub fn tiles(config: &Config) -> Vec<(char, Range)> {
    let length = config.size - config.start;
    let pages = length.div_ceil(config.page);
    let count = if length.div_ceil(config.chunk) == 3 { 3 } else { pages.min(4) };
    let step = length.div_ceil(count).next_multiple_of(if pages <= 4 { config.page } else { 1 });
    let tile = |index: u64| {
        let from = config.start + index * step;
        (char::from(b'A' + index as u8), Range { from, to: (from + step).min(config.size) })
    };
    (0..count).map(tile).filter(|(_, range)| range.from < range.to).collect()
}
