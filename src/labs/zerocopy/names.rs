//! Words for parts, sizes and times.

use super::machine::Zerocopy;
use super::scenario::Technique;
use super::state::{Range, Spot};
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
    }
}

/// The name of a spot as a heading.
pub fn spot_name(spot: Spot, technique: Technique) -> Text {
    match spot {
        Spot::Disk => Text::new("Disk", "磁盘"),
        Spot::Cache => Text::new("Page cache", "页缓存"),
        Spot::User if technique == Technique::Mmap => Text::new("Mapping", "映射区"),
        Spot::User => Text::new("User buffer", "用户缓冲区"),
        Spot::Pipe => Text::new("Pipe", "管道"),
        Spot::Socket => Text::new("Socket buffer", "套接字缓冲区"),
        Spot::Nic => Text::new("NIC", "网卡"),
    }
}

/// The name of a spot inside a sentence, as a reference to it: "the page cache".
pub fn refer(spot: Spot, technique: Technique) -> Text {
    let id = spot_id(spot);
    let (en, zh) = match spot {
        Spot::Disk => ("disk", "磁盘"),
        Spot::Cache => ("page cache", "页缓存"),
        Spot::User if technique == Technique::Mmap => ("mapping", "映射区"),
        Spot::User => ("user buffer", "用户缓冲区"),
        Spot::Pipe => ("pipe", "管道"),
        Spot::Socket => ("socket buffer", "套接字缓冲区"),
        Spot::Nic => ("network card", "网卡"),
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
        Technique::Pio => Text::new("no DMA", "无 DMA"),
    }
}

/// Every technique, in the order of the bar.
pub const TECHNIQUES: [Technique; 7] = [
    Technique::Read,
    Technique::Mmap,
    Technique::Sendfile,
    Technique::SendfileSg,
    Technique::Splice,
    Technique::Direct,
    Technique::Pio,
];

/// A number of bytes in the largest unit in which it has at most two decimals: `64 KB`, `4 GB`.
pub fn size(bytes: u64) -> String {
    let units = [("GB", 1u64 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];
    let (unit, per) = units.into_iter().find(|(_, per)| bytes >= *per).unwrap_or(("B", 1));
    let number = Ratio::new(bytes as i64, per as i64).decimal(2);
    format!("{number} {unit}")
}

/// A time in microseconds.
pub fn show(time: Time) -> String {
    Ratio::new(time.0 as i64, 1000).decimal(2)
}

/// Quarters of the file as tiles, fewer for a file of fewer pages: the letter and the bytes of each.
pub fn tiles(machine: &Zerocopy) -> Vec<(char, Range)> {
    let config = &machine.config;
    let rounds = config.size.div_ceil(config.chunk);
    let pages = config.pages();
    let count = if rounds == 3 { 3 } else { pages.min(4) };
    let step = config.size.div_ceil(count).next_multiple_of(if pages <= 4 { config.page } else { 1 });
    let tile = |index: u64| {
        let range = Range { from: index * step, to: ((index + 1) * step).min(config.size) };
        (char::from(b'A' + index as u8), range)
    };
    (0..count).map(tile).filter(|(_, range)| range.from < range.to).collect()
}
