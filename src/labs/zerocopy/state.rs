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
    /// The network card, or whoever takes the bytes off the destination.
    Nic,
    /// The slots of the second pipe of tee.
    Twin,
}

/// Every spot, from the disk to the network card.
pub const SPOTS: [Spot; 7] =
    [Spot::Disk, Spot::Cache, Spot::User, Spot::Pipe, Spot::Socket, Spot::Nic, Spot::Twin];

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

    /// As many bytes, further on.
    pub fn moved(self, by: u64) -> Range {
        Range { from: self.from + by, to: self.to + by }
    }

    /// The part that lies before an end.
    pub fn until(self, end: u64) -> Range {
        Range { from: self.from.min(end), to: self.to.min(end) }
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
    /// munmap(map)
    Munmap,
    /// sendfile(sock, file, n)
    Sendfile,
    /// splice(file, pipe, n)
    SpliceIn,
    /// splice(pipe, sock, n)
    SpliceOut,
    /// tee(pipe, pipe2, n)
    Tee,
    /// splice(pipe2, sock2, n)
    SpliceTwin,
    /// vmsplice(pipe, buf)
    Vmsplice,
    /// send(sock, buf, n, MSG_ZEROCOPY)
    Send,
    /// recvmsg(sock, MSG_ERRQUEUE)
    ErrorQueue,
    /// io_uring_enter(ring)
    Enter,
    /// copy_file_range(file, copy, n)
    CopyRange,
    /// fcntl(file, F_SETLEASE)
    Lease,
}

impl Call {
    /// Every call.
    pub const ALL: [Call; 15] = [
        Call::Read,
        Call::Write,
        Call::Mmap,
        Call::Munmap,
        Call::Sendfile,
        Call::SpliceIn,
        Call::SpliceOut,
        Call::Tee,
        Call::SpliceTwin,
        Call::Vmsplice,
        Call::Send,
        Call::ErrorQueue,
        Call::Enter,
        Call::CopyRange,
        Call::Lease,
    ];

    /// Its name with brackets.
    pub fn name(self) -> &'static str {
        match self {
            Call::Read => "read()",
            Call::Write => "write()",
            Call::Mmap => "mmap()",
            Call::Munmap => "munmap()",
            Call::Sendfile => "sendfile()",
            Call::SpliceIn | Call::SpliceOut | Call::SpliceTwin => "splice()",
            Call::Tee => "tee()",
            Call::Vmsplice => "vmsplice()",
            Call::Send => "send()",
            Call::ErrorQueue => "recvmsg()",
            Call::Enter => "io_uring_enter()",
            Call::CopyRange => "copy_file_range()",
            Call::Lease => "fcntl()",
        }
    }

    /// Its name without brackets.
    pub fn word(self) -> &'static str {
        self.name().trim_end_matches("()")
    }
}

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errno {
    /// A bad address: no page can be had there.
    Efault,
    /// Not aligned.
    Einval,
    /// Another file system.
    Exdev,
}

impl Errno {
    /// As the manual writes it.
    pub fn name(self) -> &'static str {
        match self {
            Errno::Efault => "EFAULT",
            Errno::Einval => "EINVAL",
            Errno::Exdev => "EXDEV",
        }
    }
}

/// Which part of a copy a step is; most steps are the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its beginning.
    pub first: bool,
    /// Its end.
    pub last: bool,
}

impl Piece {
    /// All of it.
    pub const WHOLE: Piece = Piece { first: true, last: true };
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

/// Work of a device, or of the program that takes the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// When it begins.
    pub start: Time,
    /// When it is done.
    pub end: Time,
    /// From where it takes the bytes, or where it puts them.
    pub from: Spot,
    /// Who moves them.
    pub by: Mover,
    /// Which bytes of the file.
    pub range: Range,
    /// How many bytes are moved: fewer than in the file if they were compressed.
    pub bytes: u64,
    /// How many jobs alike it stands for.
    pub times: u64,
    /// Which part of a copy.
    pub piece: Piece,
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
    /// Sleep until the disk is done, or the device that takes the bytes.
    Sleep,
    /// Wait for the disk without giving the CPU up.
    Spin,
    /// Be run again.
    Wake,
    /// Copy bytes with the CPU.
    Copy(Spot, Spot, Range, Piece),
    /// Make references to bytes.
    Refer(Spot, Spot, Range),
    /// Change the bytes in user mode, from a spot into the user buffer.
    Change(Spot, Range, Piece),
    /// Program the device that takes the bytes; it reads from this spot.
    Send(Spot, Range),
    /// Throw the bytes of a spot away.
    Drop(Spot, Range),
    /// Let the new file share the blocks of the old one.
    Share(Range),
    /// Go back to user mode; so many bytes were dealt with.
    Return(Call, u64),
    /// Go back to user mode with an error.
    Fail(Call, Errno),
    /// Give up: nothing else is sent.
    Stop,
    /// Be killed: the program touches a mapped page behind the end of the file.
    Die,
    /// Another process truncates the file to this length.
    Truncate(u64),
    /// Another process wants to truncate it, and the holder of the lease is warned.
    Warn,
    /// The first page is changed, in this spot.
    Alter(Spot),
    /// Wait until the card is done and the notice is in the error queue.
    Notice,
    /// Write so many requests into the submission ring.
    Submit(u64),
    /// A kernel thread finds them there.
    Poll,
    /// Take so many results out of the completion ring.
    Reap(u64),
    /// So many rounds more, all alike.
    Repeat(u64),
    /// So many clients more, all alike.
    Serve(u64),
    /// Wait for the network card, then end.
    End,
}

/// A fact about the past: one per step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The technique cannot do what is asked.
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
    /// The disk, or its DMA engine, was told what to do.
    Programmed(Spot, Range),
    /// The process sleeps and another one runs: a context switch.
    Slept,
    /// The disk's bytes are there, and it interrupts.
    Arrived(Spot, Range, Piece),
    /// The disk had bytes ready and interrupted; the CPU fetched them itself. So many times.
    Interrupted(Spot, Range, u64),
    /// The process runs again: a context switch.
    Woken,
    /// The CPU copied bytes.
    Copied(Spot, Spot, Range, Piece),
    /// References were made; no byte moved.
    Referred(Spot, Spot, Range),
    /// The program read and changed the bytes.
    Changed(Spot, Range, Piece),
    /// The device that takes the bytes was told what to do.
    Queued(Spot, Range),
    /// The bytes that were in this spot were thrown away without a look.
    Dropped(Spot, Range),
    /// Two files share blocks now.
    Shared(Range),
    /// The program is back in user mode, which is a mode switch; so many bytes were dealt with.
    Returned(Call, u64),
    /// The call failed: also a mode switch.
    Failed(Call, Errno),
    /// The program sends nothing else.
    Stopped,
    /// The program was killed by SIGBUS.
    Died,
    /// The file was cut to this length.
    Truncated(u64),
    /// The holder of the lease got SIGIO; whoever wants to truncate waits.
    Warned,
    /// The first page was changed, in this spot.
    Altered(Spot),
    /// The first page was copy-on-write: the program got a copy, and changed that.
    Parted(Range),
    /// The program may not write to a buffer that it has handed over.
    Denied,
    /// The completion is in the error queue: did the kernel copy after all?
    Noticed(bool),
    /// So many requests are in the submission ring.
    Submitted(u64),
    /// The kernel's thread took them.
    Polled,
    /// So many results were taken out of the completion ring.
    Reaped(u64),
    /// So many rounds, all alike.
    Repeated(u64),
    /// So many clients, all alike.
    Served(u64),
    /// Whoever takes the bytes has them.
    Sent(Job),
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
            Event::Changed(..) => "change",
            Event::Queued(..) => "queue",
            Event::Returned(..) => "return",
            Event::Failed(..) => "error",
            Event::Stopped => "stop",
            Event::Died => "sigbus",
            Event::Truncated(_) => "truncate",
            Event::Interrupted(..) => "interrupt",
            Event::Dropped(..) => "drop",
            Event::Shared(_) => "share",
            Event::Warned => "sigio",
            Event::Altered(_) => "alter",
            Event::Parted(_) => "copy_on_write",
            Event::Denied => "denied",
            Event::Noticed(_) => "notice",
            Event::Submitted(_) => "submit",
            Event::Polled => "poll",
            Event::Reaped(_) => "reap",
            Event::Repeated(_) => "rounds_alike",
            Event::Served(_) => "clients_alike",
            Event::Sent(..) => "dma_out",
            Event::Finished => "end",
        }
    }

    /// The way that bytes or references took in this step.
    pub fn way(&self) -> Option<Way> {
        let way = |from, to, kind| Some(Way { from, to, kind });
        match *self {
            Event::Arrived(to, ..) => way(Spot::Disk, to, Mover::Dma),
            Event::Interrupted(to, ..) => way(Spot::Disk, to, Mover::Cpu),
            Event::Copied(from, to, ..) => way(from, to, Mover::Cpu),
            Event::Referred(from, to, _) => way(from, to, Mover::Nobody),
            Event::Shared(_) => way(Spot::Disk, Spot::Nic, Mover::Nobody),
            Event::Dropped(from, _) => way(from, Spot::Socket, Mover::Nobody),
            Event::Sent(job) => way(job.from, Spot::Nic, job.by),
            _ => None,
        }
    }
}

/// What was counted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Counts {
    /// Copies by the CPU.
    pub cpu_copies: u64,
    /// Copies by the disk's DMA engine.
    pub loads: u64,
    /// Copies by the DMA engine of the device that takes the bytes.
    pub sends: u64,
    /// System calls, by [`Call`].
    pub by_call: [u64; Call::ALL.len()],
    /// Changes between user and kernel mode.
    pub mode_switches: u64,
    /// Changes of the process that has the CPU.
    pub context_switches: u64,
    /// Interrupts of disk and network card.
    pub interrupts: u64,
    /// Page faults taken in user mode.
    pub faults: u64,
    /// Bytes that the CPU copied.
    pub cpu_bytes: u64,
    /// Bytes that the disk's DMA engine copied.
    pub load_bytes: u64,
    /// Bytes that the other DMA engine copied.
    pub send_bytes: u64,
    /// Time the CPU worked for this program, in nanoseconds.
    pub busy: u64,
    /// Time it copied, a part of `busy`.
    pub copying: u64,
    /// Bytes that reached the network card or the receiver, for all clients.
    pub sent: u64,
    /// The most memory that copies of the file took at one time, in bytes.
    pub peak: u64,
}

impl Counts {
    /// System calls.
    pub fn calls(&self) -> u64 {
        self.by_call.iter().sum()
    }

    /// Copies by DMA.
    pub fn dma_copies(&self) -> u64 {
        self.loads + self.sends
    }

    /// Bytes that DMA engines copied.
    pub fn dma_bytes(&self) -> u64 {
        self.load_bytes + self.send_bytes
    }

    /// Bytes read from memory and written to it: a copy by the CPU does both.
    pub fn memory_bytes(&self) -> u64 {
        2 * self.cpu_bytes + self.dma_bytes()
    }

    /// Adds what was counted between two moments, so many times.
    pub fn grow(&mut self, mut earlier: Counts, mut later: Counts, times: u64) {
        let between = earlier.numbers().into_iter().zip(later.numbers());
        for (here, (old, new)) in self.numbers().into_iter().zip(between) {
            *here += times * (*new - *old);
        }
    }

    fn numbers(&mut self) -> Vec<&mut u64> {
        let mut numbers = vec![
            &mut self.cpu_copies,
            &mut self.loads,
            &mut self.sends,
            &mut self.mode_switches,
            &mut self.context_switches,
            &mut self.interrupts,
            &mut self.faults,
            &mut self.cpu_bytes,
            &mut self.load_bytes,
            &mut self.send_bytes,
            &mut self.busy,
            &mut self.copying,
            &mut self.sent,
            &mut self.peak,
        ];
        numbers.extend(&mut self.by_call);
        numbers
    }
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
    /// It stands for many rounds alike.
    pub alike: bool,
}
