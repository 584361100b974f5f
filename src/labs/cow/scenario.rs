//! What determines a run: files, areas of memory, and what processes do with them.

use super::action;
use serde::{Deserialize, Serialize};

/// The most pages of each default area.
pub const MAX_PAGES: u32 = 12;
/// The most pages of a file or of an area that is mapped.
pub const MAX_AREA: u32 = 512;
/// The most files, and the most areas of a process.
pub const MAX_AREAS: usize = 12;
/// The most actions.
pub const MAX_ACTIONS: usize = 2_000;
/// The most processes.
pub const MAX_PROCESSES: usize = 8;
/// Pages that one read fault may map at most, as on Linux: 64 KiB.
pub const MAX_AROUND: u32 = 512;

/// A scenario: `{"pages": 3, "actions": ["P w 0", "P fork C", "C w 0"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What fork does with private pages.
    #[serde(default, skip_serializing_if = "Policy::is_cow")]
    pub policy: Policy,
    /// Private anonymous pages of the first process, 0 to 12: `0`, `1`, …, an area named `anon`.
    #[serde(default = "four", skip_serializing_if = "is_four")]
    pub pages: u32,
    /// Shared anonymous pages, 0 to 12: `s0`, `s1`, …, an area named `shared`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shared: u32,
    /// Files that areas may map.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// How many pages one read fault of a file or of shared memory may map, if they are in memory: 16 on Linux,
    /// 1 to leave it out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub fault_around: u32,
    /// What happens, in order: `P r 0` reads, `P w s1` writes, `P mmap a shared F 4` maps 4 pages of file F,
    /// `P fork C`, `C exec`, `C exit`. The first process is `P`.
    pub actions: Vec<String>,
}

/// A file. Page k begins filled with the byte 65 + k (mod 256).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Where it lies.
    #[serde(default)]
    pub fs: Fs,
    /// How many pages it has.
    pub pages: u32,
    /// Are its pages in the page cache at first? Those of tmpfs always are.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub cached: bool,
    /// Bytes of its last page; the rest reads as zeros.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes_last: Option<u32>,
    /// `r`: opened for reading only, so no shared mapping may write.
    #[serde(default, skip_serializing_if = "Open::is_both")]
    pub open: Open,
}

/// A file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fs {
    /// On disk: shared pages are write-protected until written, so that the kernel knows which are dirty.
    #[default]
    Ext4,
    /// In memory only.
    Tmpfs,
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub enum Open {
    /// To read and write.
    #[default]
    #[serde(rename = "rw")]
    Both,
    /// To read.
    #[serde(rename = "r")]
    Read,
}

impl Open {
    fn is_both(&self) -> bool {
        *self == Open::Both
    }
}

/// What fork does with private pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Entries are copied, pages shared until somebody writes.
    #[default]
    Cow,
    /// Every page is copied at once, as early Unix did.
    Copy,
}

impl Policy {
    fn is_cow(&self) -> bool {
        *self == Policy::Cow
    }
}

impl Scenario {
    /// The most pages that an action may touch under a name that is not its own: fewer pages leave such actions out.
    pub fn keep_valid(&mut self) {
        let (pages, shared) = (self.pages, self.shared);
        self.actions.retain(|line| match action::read(line).map(|(_, act)| act) {
            Some(action::Act::Touch { page, .. }) => match page.area.as_str() {
                action::ANON => page.index < pages,
                action::SHARED => page.index < shared,
                _ => true,
            },
            _ => true,
        });
    }
}

fn four() -> u32 {
    4
}

fn is_four(number: &u32) -> bool {
    *number == 4
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn one() -> u32 {
    1
}

fn is_one(number: &u32) -> bool {
    *number == 1
}

fn yes() -> bool {
    true
}

fn is_yes(flag: &bool) -> bool {
    *flag
}
