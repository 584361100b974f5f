//! What determines a run: the technique, the file, the machine. The JSON of a scenario file is exactly this.

use serde::{Deserialize, Serialize};

/// The largest file: 4 GB, in KB.
pub const MAX_SIZE: u64 = 4 << 20;
/// The most bytes: 4 GB.
pub const MAX_BYTES: u64 = MAX_SIZE << 10;
/// The most clients.
pub const MAX_CLIENTS: u64 = 10_000;
/// The most slots of a pipe: 1 MiB in pages of 4 KB, Linux's default `pipe-max-size`.
pub const MAX_SLOTS: u64 = 256;
/// The most requests that one call of `io_uring_enter` submits.
pub const MAX_DEPTH: u64 = 64;

/// A file is sent from a disk to a destination, usually a socket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// With which system calls.
    pub technique: Technique,
    /// The file, in KB (1024 bytes); 1 to 4194304.
    #[serde(default = "sixty_four")]
    pub size: u64,
    /// The exact number of bytes to send; 0 for `size` KB. At most 4294967296.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes: u64,
    /// Bytes of the file that are skipped before the first that is sent.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset: u64,
    /// Bytes per round, in KB: the buffer of read, the length given to write, sendfile and splice.
    /// 0 for the whole file at once.
    #[serde(default)]
    pub chunk: u64,
    /// The exact number of bytes per round; 0 for `chunk` KB.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub buffer: u64,
    /// A page, in KB: 4, 16 or 64.
    #[serde(default = "four")]
    pub page: u64,
    /// Slots of a pipe, one page each; 1 to 256, rounded up to a power of two as Linux does.
    #[serde(default = "sixteen", skip_serializing_if = "is_sixteen")]
    pub slots: u64,
    /// Is the file in the page cache before the run?
    #[serde(default)]
    pub cached: bool,
    /// What the program does with the bytes.
    #[serde(default)]
    pub change: Change,
    /// Where the bytes go.
    #[serde(default, skip_serializing_if = "usual")]
    pub destination: Destination,
    /// When the program stops.
    #[serde(default, skip_serializing_if = "usual")]
    pub until: Until,
    /// Does a program with a mapping call munmap in the end?
    #[serde(default, skip_serializing_if = "is_no")]
    pub unmap: bool,
    /// Does another process truncate the file once it is open?
    #[serde(default)]
    pub truncate: bool,
    /// How many bytes of the file are left when it is truncated; half of it, in whole pages, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<u64>,
    /// Does the program hold a lease on the file, so that it is warned before somebody truncates it?
    #[serde(default, skip_serializing_if = "is_no")]
    pub lease: bool,
    /// Is the first page changed after it was handed over and before it is sent?
    #[serde(default, skip_serializing_if = "is_no")]
    pub alter: bool,
    /// How many clients ask for it, one after the other; 1 to 10000.
    #[serde(default = "one")]
    pub clients: u64,
    /// Of interrupt-driven I/O: bytes that the device hands over per interrupt; 1 to 65536.
    #[serde(default = "sector", skip_serializing_if = "is_sector")]
    pub unit: u64,
    /// Of `io_uring`: rounds that are submitted together; 1 to 64.
    #[serde(default = "four", skip_serializing_if = "is_four")]
    pub depth: u64,
    /// Of `io_uring`: does a kernel thread poll the submission ring?
    #[serde(default, skip_serializing_if = "is_no")]
    pub sqpoll: bool,
    /// Of `copy_file_range`: can the file system let two files share their blocks?
    #[serde(default, skip_serializing_if = "is_no")]
    pub reflink: bool,
    /// Of `copy_file_range`: is the new file on another file system?
    #[serde(default, skip_serializing_if = "is_no")]
    pub across: bool,
    /// Of direct I/O: by how many bytes the buffer's address misses a multiple of 512; 0 to 511.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub misalign: u64,
    /// Of splice and vmsplice: the flag given.
    #[serde(default, skip_serializing_if = "usual")]
    pub flag: Flag,
    /// What is counted, and what mmap, splice and SIGBUS do: as Linux does it, or as notes and exams print it.
    #[serde(default, skip_serializing_if = "usual")]
    pub rules: Rules,
    /// Is a copy shown in four steps, tile by tile?
    #[serde(default, skip_serializing_if = "is_no")]
    pub micro: bool,
    /// Memory that the page cache may take, in MB; 0 for as much as it needs.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ram: u64,
    /// Pages of other files in the page cache before the run, in MB.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hot: u64,
    /// Bytes that the CPU copies in a nanosecond, which is GB in a second.
    #[serde(default = "four")]
    pub cpu: u64,
    /// Bytes that a DMA engine copies in a nanosecond.
    #[serde(default = "two")]
    pub dma: u64,
    /// Bytes that the memory can read or write in a nanosecond.
    #[serde(default = "twenty", skip_serializing_if = "is_twenty")]
    pub memory: u64,
    /// A mode switch, in nanoseconds.
    #[serde(default = "five_hundred")]
    pub mode: u64,
    /// A context switch, in nanoseconds.
    #[serde(default = "two_thousand")]
    pub context: u64,
    /// Handling an interrupt without DMA, in nanoseconds.
    #[serde(default = "thousand", skip_serializing_if = "is_thousand")]
    pub interrupt: u64,
}

/// A way to send a file, the important ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Technique {
    /// read into a buffer, write from it.
    Read,
    /// Map the file, write from the mapping.
    Mmap,
    /// sendfile; the network card reads one contiguous buffer only.
    Sendfile,
    /// sendfile; the network card gathers pages by descriptors.
    SendfileSg,
    /// splice into a pipe, splice from it.
    Splice,
    /// read with O_DIRECT, past the page cache, then write.
    Direct,
    /// read, then send with MSG_ZEROCOPY, then read the notice from the error queue.
    MsgZerocopy,
    /// Reads and sends through io_uring's rings, with registered buffers.
    IoUring,
    /// copy_file_range from one file to another.
    CopyFileRange,
    /// Into a pipe, tee to a second pipe, and from both pipes to a socket each.
    Tee,
    /// read, vmsplice the buffer into a pipe, splice from it.
    Vmsplice,
    /// write only marks the buffer copy-on-write. An idea; no Linux socket does it.
    Cow,
    /// Buffers that program and kernel share. An idea: fbufs.
    Fbufs,
    /// A machine without DMA that interrupts the CPU for every unit.
    Interrupt,
    /// read and write on a machine without DMA: the CPU polls and moves every byte.
    Pio,
    /// read into registered memory, then remote DMA without any system call.
    Rdma,
}

/// What the program does with the bytes before they are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Nothing: it only carries them.
    #[default]
    Nothing,
    /// It encrypts them (TLS in the program); as many bytes come out as went in.
    Encrypt,
    /// It compresses them to half.
    Compress,
}

/// Where the bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A TCP socket and out through a network card.
    #[default]
    Nic,
    /// A TCP socket of this machine: loopback.
    Tcp,
    /// A UNIX domain socket.
    Unix,
    /// A pipe.
    Pipe,
    /// Another file.
    File,
    /// `/dev/null`.
    Null,
}

/// When the program stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// It knows the length of the file.
    #[default]
    Length,
    /// It goes on until a call returns 0.
    Zero,
}

/// A flag of splice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// None.
    #[default]
    None,
    /// SPLICE_F_MOVE.
    Move,
    /// SPLICE_F_GIFT.
    Gift,
    /// SPLICE_F_MORE.
    More,
}

/// Which rules count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rules {
    /// What Linux does.
    #[default]
    Linux,
    /// What notes and exams print.
    Book,
}

impl Default for Scenario {
    fn default() -> Self {
        Scenario {
            technique: Technique::Read,
            size: 64,
            bytes: 0,
            offset: 0,
            chunk: 0,
            buffer: 0,
            page: 4,
            slots: 16,
            cached: false,
            change: Change::Nothing,
            destination: Destination::Nic,
            until: Until::Length,
            unmap: false,
            truncate: false,
            keep: None,
            lease: false,
            alter: false,
            clients: 1,
            unit: 512,
            depth: 4,
            sqpoll: false,
            reflink: false,
            across: false,
            misalign: 0,
            flag: Flag::None,
            rules: Rules::Linux,
            micro: false,
            ram: 0,
            hot: 0,
            cpu: 4,
            dma: 2,
            memory: 20,
            mode: 500,
            context: 2000,
            interrupt: 1000,
        }
    }
}

macro_rules! usual_numbers {
    ($($name:ident $is:ident $number:literal),* $(,)?) => {$(
        fn $name() -> u64 {
            $number
        }
        #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
        fn $is(number: &u64) -> bool {
            *number == $number
        }
    )*};
}
usual_numbers!(four is_four 4, sixteen is_sixteen 16, sector is_sector 512, twenty is_twenty 20,
    thousand is_thousand 1000);

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_no(flag: &bool) -> bool {
    !flag
}

fn one() -> u64 {
    1
}

fn two() -> u64 {
    2
}

fn sixty_four() -> u64 {
    64
}

fn five_hundred() -> u64 {
    500
}

fn two_thousand() -> u64 {
    2000
}
