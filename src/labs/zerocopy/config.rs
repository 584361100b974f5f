//! A scenario, checked, in bytes and nanoseconds.

use super::scenario::{
    Change, Destination, Flag, MAX_BYTES, MAX_CLIENTS, MAX_DEPTH, MAX_SIZE, MAX_SLOTS, Rules, Scenario,
    Technique, Until,
};
use super::state::Range;
use crate::lab::Problem;
use crate::text;

/// What a run needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The technique asked for.
    pub asked: Technique,
    /// The technique in force: bytes that change need one that sees them.
    pub technique: Technique,
    /// The first byte to be sent.
    pub start: u64,
    /// Behind the last byte to be sent, which is the length of the file.
    pub size: u64,
    /// The file's length once it was cut; `size` if nobody cuts it.
    pub kept: u64,
    /// Bytes that a call asks for.
    pub chunk: u64,
    /// A page in bytes.
    pub page: u64,
    /// Slots of a pipe.
    pub slots: u64,
    /// Is the file in the page cache at the start?
    pub cached: bool,
    /// What the program does with the bytes.
    pub change: Change,
    /// Does it change them?
    pub changes: bool,
    /// Where the bytes go: what was asked for, or the next that the technique can do.
    pub to: Destination,
    /// Does the program go on until a call returns 0?
    pub zero: bool,
    /// Does it call munmap?
    pub unmap: bool,
    /// Does it hold a lease?
    pub lease: bool,
    /// Is the first page changed before it is sent?
    pub alter: bool,
    /// Number of clients.
    pub clients: u64,
    /// Bytes per interrupt.
    pub unit: u64,
    /// Rounds per `io_uring_enter`.
    pub depth: u64,
    /// Does a kernel thread poll?
    pub sqpoll: bool,
    /// Do files share blocks?
    pub reflink: bool,
    /// Is the new file on another file system?
    pub across: bool,
    /// Does direct I/O miss its alignment?
    pub misaligned: bool,
    /// The flag of splice.
    pub flag: Flag,
    /// As notes and exams have it?
    pub book: bool,
    /// Copies tile by tile?
    pub micro: bool,
    /// The most rounds, and the most clients, that are shown one by one.
    pub shown: (u64, u64),
    /// Most bytes of the page cache.
    pub ram: u64,
    /// Bytes of other files in it at the start.
    pub hot: u64,
    /// Bytes per nanosecond.
    pub cpu: u64,
    /// Bytes per nanosecond.
    pub dma: u64,
    /// Bytes per nanosecond.
    pub memory: u64,
    /// Nanoseconds.
    pub mode: u64,
    /// Nanoseconds.
    pub context: u64,
    /// Nanoseconds.
    pub interrupt: u64,
}

/// The most rounds that are shown one by one, and whose copies can be shown tile by tile.
pub const ROUNDS: u64 = 32;
/// The most clients that are shown one by one.
const CLIENTS: u64 = 4;
/// Alignment of direct I/O. Source: recorded on Linux 6.18 (ext4 on a virtual disk).
pub const SECTOR: u64 = 512;
/// The most bytes that one call moves: `INT_MAX` rounded down to a page. Source: Linux, `MAX_RW_COUNT`.
pub const MOST_PER_CALL: u64 = 0x7fff_f000;

/// The scenario in bytes and nanoseconds.
///
/// # Errors
/// A number is outside its bounds.
pub fn config(scenario: &Scenario) -> Result<Config, Problem> {
    within_bounds(scenario)?;
    let page = scenario.page << 10;
    let asked = if scenario.bytes > 0 { scenario.bytes } else { scenario.size << 10 };
    let size = scenario.offset + asked;
    let changes = scenario.change != Change::Nothing;
    let technique = in_force(scenario, changes);
    let half = (size / 2).next_multiple_of(page).min(size);
    let kept = if scenario.truncate { scenario.keep.unwrap_or(half).min(size) } else { size };
    let chunk = chunk(scenario, asked, page);
    let off = [scenario.offset, scenario.misalign, chunk].iter().any(|part| !part.is_multiple_of(SECTOR));
    let slots = scenario.slots.next_power_of_two();
    Ok(Config {
        asked: scenario.technique,
        technique,
        start: scenario.offset,
        size,
        kept,
        chunk,
        page,
        slots,
        cached: scenario.cached,
        change: scenario.change,
        changes,
        to: reachable(technique, scenario.technique, scenario.destination),
        zero: scenario.until == Until::Zero,
        unmap: scenario.unmap,
        lease: scenario.lease && scenario.truncate,
        alter: scenario.alter,
        clients: scenario.clients,
        unit: scenario.unit,
        depth: scenario.depth,
        sqpoll: scenario.sqpoll,
        reflink: scenario.reflink,
        across: scenario.across,
        misaligned: technique == Technique::Direct && off,
        flag: scenario.flag,
        book: scenario.rules == Rules::Book,
        // Tiles of many rounds would not be alike.
        micro: scenario.micro && asked.div_ceil(chunk) <= ROUNDS,
        shown: (ROUNDS, CLIENTS),
        // What one call reads is there at once.
        ram: if scenario.ram == 0 { u64::MAX } else { (scenario.ram << 20).max(chunk) },
        hot: scenario.hot << 20,
        cpu: scenario.cpu,
        dma: scenario.dma,
        memory: scenario.memory,
        mode: scenario.mode,
        context: scenario.context,
        interrupt: scenario.interrupt,
    })
}

fn within_bounds(scenario: &Scenario) -> Result<(), Problem> {
    let bounds = [
        ("size", scenario.size, 1, MAX_SIZE),
        ("bytes", scenario.bytes, 0, MAX_BYTES),
        ("offset", scenario.offset, 0, MAX_BYTES),
        ("chunk", scenario.chunk, 0, MAX_SIZE),
        ("buffer", scenario.buffer, 0, MAX_BYTES),
        ("slots", scenario.slots, 1, MAX_SLOTS),
        ("clients", scenario.clients, 1, MAX_CLIENTS),
        ("unit", scenario.unit, 1, 65_536),
        ("depth", scenario.depth, 1, MAX_DEPTH),
        ("misalign", scenario.misalign, 0, SECTOR - 1),
        ("ram", scenario.ram, 0, 1 << 20),
        ("hot", scenario.hot, 0, 1 << 20),
        ("keep", scenario.keep.unwrap_or(0), 0, 2 * MAX_BYTES),
        ("cpu", scenario.cpu, 1, 1000),
        ("dma", scenario.dma, 1, 1000),
        ("memory", scenario.memory, 1, 1000),
        ("mode", scenario.mode, 0, 1_000_000),
        ("context", scenario.context, 0, 1_000_000),
        ("interrupt", scenario.interrupt, 0, 1_000_000),
    ];
    for (id, value, min, max) in bounds {
        if !(min..=max).contains(&value) {
            return Err(Problem::at(
                id,
                text!(
                    "{id} is {value}; it must be from {min} to {max}.",
                    "{id} 为 {value}，应在 {min} 到 {max} 之间。"
                ),
            ));
        }
    }
    if ![4, 16, 64].contains(&scenario.page) {
        let page = scenario.page;
        return Err(Problem::at(
            "page",
            text!("A page of {page} KB; choose 4, 16 or 64.", "页大小为 {page} KB，可选：4、16、64。"),
        ));
    }
    Ok(())
}

/// The technique that does what is asked: one that shows the program the bytes if it changes them,
/// read and write where `copy_file_range` cannot reach.
fn in_force(scenario: &Scenario, changes: bool) -> Technique {
    use Technique::{CopyFileRange, Read, Sendfile, SendfileSg, Splice, Tee};
    match scenario.technique {
        Sendfile | SendfileSg | Splice | Tee | CopyFileRange if changes => Read,
        CopyFileRange if scenario.across => Read,
        other => other,
    }
}

/// The destination asked for, or the next that the technique can reach.
fn reachable(technique: Technique, asked: Technique, to: Destination) -> Destination {
    use Destination::{File, Nic, Tcp, Unix};
    use Technique::{CopyFileRange, Cow, Fbufs, Interrupt, IoUring, MsgZerocopy, Pio, Rdma, Tee};
    match technique {
        _ if asked == CopyFileRange => File,
        Cow | Fbufs | Interrupt | IoUring | Pio | Rdma => Nic,
        MsgZerocopy if to == Unix => Tcp,
        MsgZerocopy if to != Tcp => Nic,
        Tee if matches!(to, File | Destination::Null) => Nic,
        _ => to,
    }
}

/// Bytes that a call asks for. A buffer of direct I/O for the whole file is a whole number of sectors.
fn chunk(scenario: &Scenario, all: u64, page: u64) -> u64 {
    let most = MOST_PER_CALL / page * page;
    if scenario.buffer > 0 {
        scenario.buffer.min(most)
    } else if scenario.chunk > 0 {
        (scenario.chunk << 10).min(most)
    } else {
        all.next_multiple_of(SECTOR).min(most)
    }
}

impl Config {
    /// How many rounds it takes if every call moves what it asks for.
    pub fn rounds(&self) -> u64 {
        (self.size - self.start).div_ceil(self.chunk)
    }

    /// How many pages the file takes.
    pub fn pages(&self) -> u64 {
        self.size.div_ceil(self.page)
    }

    /// The bytes that are to be sent.
    pub fn whole(&self) -> Range {
        Range { from: self.start, to: self.size }
    }

    /// Bytes of a round that begins at `from`: a pipe has only so many slots, each for one page of the file.
    pub fn round(&self, from: u64) -> u64 {
        let piped = matches!(self.technique, Technique::Splice | Technique::Tee | Technique::Vmsplice);
        let fits =
            self.slots * self.page - if self.technique == Technique::Vmsplice { 0 } else { from % self.page };
        let rounds = if self.technique == Technique::IoUring { self.depth } else { 1 };
        if piped && !self.book { self.chunk.min(fits) } else { self.chunk * rounds }
    }

    /// Bytes behind which a mapping of the truncated file has no page.
    pub fn mapped(&self) -> u64 {
        self.kept.next_multiple_of(self.page)
    }

    /// Does a program take the bytes off the destination, rather than a device?
    pub fn is_local(&self) -> bool {
        matches!(self.to, Destination::Tcp | Destination::Unix | Destination::Pipe)
    }

    /// Nanoseconds for copying so many bytes at a rate, rounded up.
    pub fn copy_time(bytes: u64, rate: u64) -> u64 {
        bytes.div_ceil(rate)
    }
}
