//! The parts of the machine, what moves between them, and what happens.

use crate::figure::{ArrowKind, Bar};
use crate::sim::Time;

/// Where bytes of the file can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The disk: always the whole file.
    Disk,
    /// The page cache, in the kernel.
    Cache,
    /// The program's buffer, or its mapping.
    User,
    /// The slots of a pipe.
    Pipe,
    /// The socket buffer.
    Socket,
    /// The network card.
    Nic,
}

/// Every spot, from the disk to the network card.
pub const SPOTS: [Spot; 6] = [Spot::Disk, Spot::Cache, Spot::User, Spot::Pipe, Spot::Socket, Spot::Nic];

/// Bytes of the file, from the first to before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Range {
    /// First byte.
    pub from: u64,
    /// Behind the last byte.
    pub to: u64,
}

impl Range {
    /// How many bytes.
    pub fn len(self) -> u64 {
        self.to - self.from
    }

    /// None at all?
    pub fn is_empty(self) -> bool {
        self.to == self.from
    }

    /// Does it contain all of another?
    pub fn covers(self, other: Range) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// Do they share a byte?
    pub fn meets(self, other: Range) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// What a spot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Hold {
    /// Nothing of the file.
    #[default]
    Nothing,
    /// Bytes.
    Bytes(Range),
    /// References to bytes in the page cache: descriptors, pipe slots, a mapping.
    Refs(Range),
}

impl Hold {
    /// The range held or referred to; empty if nothing.
    pub fn range(self) -> Range {
        match self {
            Hold::Nothing => Range::default(),
            Hold::Bytes(range) | Hold::Refs(range) => range,
        }
    }

    /// How many bytes of memory it takes.
    pub fn bytes(self) -> u64 {
        if let Hold::Bytes(range) = self { range.len() } else { 0 }
    }
}

/// A system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// read(file, buf, n)
    Read,
    /// write(sock, buf, n)
    Write,
    /// mmap(file)
    Mmap,
    /// sendfile(sock, file, n)
    Sendfile,
    /// splice(file, pipe, n)
    SpliceIn,
    /// splice(pipe, sock, n)
    SpliceOut,
}

impl Call {
    /// Its name with brackets.
    pub fn name(self) -> &'static str {
        match self {
            Call::Read => "read()",
            Call::Write => "write()",
            Call::Mmap => "mmap()",
            Call::Sendfile => "sendfile()",
            Call::SpliceIn | Call::SpliceOut => "splice()",
        }
    }
}

/// How bytes get from one spot to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// From.
    pub from: Spot,
    /// To.
    pub to: Spot,
    /// By whom; `Mapping` if no byte moves.
    pub kind: Mover,
}

/// Who moves bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mover {
    /// The CPU.
    Cpu,
    /// A DMA engine.
    Dma,
    /// Nobody: only a reference is made.
    Nobody,
}

impl Mover {
    /// The look of its arrow.
    pub fn arrow(self) -> ArrowKind {
        match self {
            Mover::Cpu => ArrowKind::CpuCopy,
            Mover::Dma => ArrowKind::DmaCopy,
            Mover::Nobody => ArrowKind::Mapping,
        }
    }
}

/// One thing that the program, or the kernel for it, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Find that the technique cannot do what is asked, and use read and write.
    GiveUp,
    /// The next client asks.
    Accept,
    /// Enter the kernel.
    Call(Call),
    /// Look the range up in the page cache; load it if it is not there.
    Lookup(Range),
    /// Touch a mapped page: look it up, load it if it is not there, map it.
    Fault(Range),
    /// Leave the exception handler after a fault in user mode.
    Resume,
    /// Program the disk's DMA engine.
    Load(Spot, Range),
    /// Sleep until the disk is done.
    Sleep,
    /// Be run again.
    Wake,
    /// Copy bytes with the CPU.
    Copy(Spot, Spot, Range),
    /// Make references to bytes.
    Refer(Spot, Spot, Range),
    /// Encrypt in user mode, from a spot into the user buffer.
    Encrypt(Spot, Range),
    /// Program the network card's DMA engine, which reads from this spot.
    Send(Spot, Range),
    /// Go back to user mode.
    Return(Call),
    /// Go back to user mode with an error: the mapped page has no file behind it any more.
    Fail(Call),
    /// Be killed: the program touches a mapped page behind the end of the file.
    Die,
    /// Another process cuts the file to this length.
    Truncate(u64),
    /// Wait for the network card, then end.
    End,
}

/// A fact about the past: one per step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The technique cannot change bytes.
    GaveUp,
    /// A client asks for the file.
    Accepted(u64),
    /// The program entered the kernel: a mode switch.
    Called(Call),
    /// The page cache was looked up.
    Found {
        /// Was all of it there?
        hit: bool,
        /// Which bytes.
        range: Range,
    },
    /// A mapped page was touched that no page table entry leads to yet.
    Faulted {
        /// Was it in the page cache?
        hit: bool,
        /// In user mode, which costs a mode switch.
        user: bool,
        /// Which bytes.
        range: Range,
    },
    /// The program goes on after a fault.
    Resumed,
    /// The disk's DMA engine was told what to do.
    Programmed(Spot, Range),
    /// The process sleeps and another one runs: a context switch.
    Slept,
    /// The disk's bytes are there, and it interrupts.
    Arrived(Spot, Range),
    /// The process runs again: a context switch.
    Woken,
    /// The CPU copied bytes.
    Copied(Spot, Spot, Range),
    /// References were made; no byte moved.
    Referred(Spot, Spot, Range),
    /// The program read and changed the bytes.
    Encrypted(Spot, Range),
    /// The network card's DMA engine was told what to do.
    Queued(Spot, Range),
    /// The program is back in user mode: a mode switch.
    Returned(Call),
    /// The call failed with EFAULT: also a mode switch.
    Failed(Call),
    /// The program was killed by SIGBUS.
    Died,
    /// The file was cut to this length.
    Truncated(u64),
    /// The network card has the bytes and interrupts.
    Sent(Spot, Range),
    /// The run is over.
    Finished,
}

impl Event {
    /// Its name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Event::GaveUp => "fallback",
            Event::Accepted(_) => "accept",
            Event::Called(_) => "call",
            Event::Found { hit: true, .. } => "hit",
            Event::Found { .. } => "miss",
            Event::Faulted { .. } => "fault",
            Event::Resumed => "resume",
            Event::Programmed(..) => "program_dma",
            Event::Slept => "sleep",
            Event::Arrived(..) => "dma_in",
            Event::Woken => "wake",
            Event::Copied(..) => "copy",
            Event::Referred(..) => "refer",
            Event::Encrypted(..) => "encrypt",
            Event::Queued(..) => "queue",
            Event::Returned(_) => "return",
            Event::Failed(_) => "efault",
            Event::Died => "sigbus",
            Event::Truncated(_) => "truncate",
            Event::Sent(..) => "dma_out",
            Event::Finished => "end",
        }
    }

    /// The way that bytes or references took in this step.
    pub fn way(&self) -> Option<Way> {
        let way = |from, to, kind| Some(Way { from, to, kind });
        match *self {
            Event::Arrived(to, _) => way(Spot::Disk, to, Mover::Dma),
            Event::Copied(from, to, _) => way(from, to, Mover::Cpu),
            Event::Referred(from, to, _) => way(from, to, Mover::Nobody),
            Event::Sent(from, _) => way(from, Spot::Nic, Mover::Dma),
            _ => None,
        }
    }
}

/// What was counted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Counts {
    /// Copies by the CPU.
    pub cpu_copies: u64,
    /// Copies by DMA.
    pub dma_copies: u64,
    /// System calls.
    pub calls: u64,
    /// Changes between user and kernel mode.
    pub mode_switches: u64,
    /// Changes of the process that has the CPU.
    pub context_switches: u64,
    /// Page faults taken in user mode.
    pub faults: u64,
    /// Bytes that the CPU copied.
    pub cpu_bytes: u64,
    /// Bytes that DMA engines copied.
    pub dma_bytes: u64,
    /// Time the CPU worked for this program, in nanoseconds.
    pub busy: u64,
    /// Time it copied, a part of `busy`.
    pub copying: u64,
    /// Bytes that reached the network card, for all clients.
    pub sent: u64,
    /// The most memory that copies of the file took at one time, in bytes.
    pub peak: u64,
}

/// Which track of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// The process: in user mode, in kernel mode, waiting.
    Process,
    /// The CPU: working, copying, free.
    Cpu,
    /// The DMA engine of the disk.
    DiskDma,
    /// The DMA engine of the network card.
    NicDma,
}

/// Something that took time on a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where.
    pub track: Track,
    /// From.
    pub start: Time,
    /// To.
    pub end: Time,
    /// What.
    pub bar: Bar,
}
