//! What determines a run: the technique, the file, the machine. The JSON of a scenario file is exactly this.

use serde::{Deserialize, Serialize};

/// The largest file: 4 GB, in KB.
pub const MAX_SIZE: u64 = 4 << 20;
/// The most clients.
pub const MAX_CLIENTS: u64 = 4;
/// The most rounds of a run; buffers grow rather than that a run has more.
pub const MAX_ROUNDS: u64 = 4096;

/// A file is sent from a disk to a socket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// With which system calls.
    pub technique: Technique,
    /// The file, in KB (1024 bytes); 1 to 4194304.
    #[serde(default = "sixty_four")]
    pub size: u64,
    /// Bytes per round, in KB: the buffer of read, the length given to write, sendfile and splice.
    /// 0 for the whole file at once.
    #[serde(default)]
    pub chunk: u64,
    /// A page, in KB: 4, 16 or 64.
    #[serde(default = "four")]
    pub page: u64,
    /// Is the file in the page cache before the run?
    #[serde(default)]
    pub cached: bool,
    /// What the program does with the bytes.
    #[serde(default)]
    pub change: Change,
    /// Does another process cut the file to half once it is open?
    #[serde(default)]
    pub truncate: bool,
    /// How many clients ask for it, one after the other; 1 to 4.
    #[serde(default = "one")]
    pub clients: u64,
    /// Bytes that the CPU copies in a nanosecond, which is GB in a second.
    #[serde(default = "four")]
    pub cpu: u64,
    /// Bytes that a DMA engine copies in a nanosecond.
    #[serde(default = "two")]
    pub dma: u64,
    /// A mode switch, in nanoseconds.
    #[serde(default = "five_hundred")]
    pub mode: u64,
    /// A context switch, in nanoseconds.
    #[serde(default = "two_thousand")]
    pub context: u64,
}

/// A way to send a file.
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
    /// read and write on a machine without DMA: the CPU polls and moves every byte.
    Pio,
}

/// What the program does with the bytes before they are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Nothing: it only carries them.
    #[default]
    Nothing,
    /// It encrypts them; as many bytes come out as went in.
    Encrypt,
}

impl Default for Scenario {
    fn default() -> Self {
        Scenario {
            technique: Technique::Read,
            size: 64,
            chunk: 0,
            page: 4,
            cached: false,
            change: Change::Nothing,
            truncate: false,
            clients: 1,
            cpu: 4,
            dma: 2,
            mode: 500,
            context: 2000,
        }
    }
}

fn one() -> u64 {
    1
}

fn two() -> u64 {
    2
}

fn four() -> u64 {
    4
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
