//! What memory holds: frames with their counts, files and shared areas behind them.

use super::action::PAGE;
use super::scenario::{File, Fs, Open};
use std::collections::BTreeMap;

/// A frame; 0 is the zero page.
pub type FrameId = usize;

/// The page of zeros that all share.
pub const ZERO: FrameId = 0;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// Zeros, for everybody, for ever.
    Zero,
    /// Anonymous memory: the number of the frame in the order of first use, from 1.
    Anonymous(usize),
    /// A page of an object: of a file, or of shared anonymous memory.
    Object(usize, u32),
}

/// A frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it holds.
    pub back: Back,
    /// How many entries map it. The zero page is not counted.
    pub count: u32,
    /// Anonymous: only one process can see it, as far as the kernel knows since the last fault on it.
    pub exclusive: bool,
    /// Written since it was read from disk.
    pub dirty: bool,
    /// Its bytes.
    pub bytes: Bytes,
}

/// The bytes of a page: one value up to a length, zeros behind it, and what was written since.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bytes {
    fill: u8,
    length: u32,
    written: BTreeMap<u32, u8>,
}

impl Bytes {
    /// A page filled with one byte up to a length.
    pub fn filled(fill: u8, length: u32) -> Self {
        Bytes { fill, length, ..Bytes::default() }
    }

    /// The byte at an offset.
    pub fn get(&self, at: u32) -> u8 {
        let fill = if at < self.length { self.fill } else { 0 };
        self.written.get(&at).copied().unwrap_or(fill)
    }

    /// Writes one byte.
    pub fn set(&mut self, at: u32, value: u8) {
        self.written.insert(at, value);
    }
}

/// What shared mappings and file mappings map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name: that of the file, or of the area that made it.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
    /// Pages; beyond them is the end of the file.
    pub pages: u32,
    /// Where the pages are that are in memory.
    pub frames: BTreeMap<u32, FrameId>,
    /// The pages on disk, where they were written since the beginning.
    pub disk: BTreeMap<u32, Bytes>,
    /// Pages that are still as they were filled at the beginning; those behind were cut off and read as zeros.
    pub filled: u32,
    /// Bytes of the last of those.
    pub last: u32,
    /// May shared mappings write?
    pub writable: bool,
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// A file on disk.
    Ext4,
    /// A file in memory.
    Tmpfs,
    /// Shared anonymous memory.
    Anonymous,
}

impl Object {
    /// Shared anonymous memory.
    pub fn anonymous(name: &str, pages: u32) -> Self {
        let file = File {
            name: name.into(),
            fs: Fs::Tmpfs,
            pages,
            cached: false,
            bytes_last: None,
            open: Open::Both,
        };
        Object { kind: ObjectKind::Anonymous, filled: 0, ..Object::file(&file) }
    }

    /// A file before anything was read from it.
    pub fn file(file: &File) -> Self {
        Object {
            name: file.name.clone(),
            kind: match file.fs {
                Fs::Ext4 => ObjectKind::Ext4,
                Fs::Tmpfs => ObjectKind::Tmpfs,
            },
            pages: file.pages,
            frames: BTreeMap::new(),
            disk: BTreeMap::new(),
            filled: file.pages,
            last: file.bytes_last.unwrap_or(PAGE),
            writable: file.open == Open::Both,
        }
    }

    /// Is it a file, rather than shared anonymous memory?
    pub fn is_file(&self) -> bool {
        self.kind != ObjectKind::Anonymous
    }

    /// What a page holds when it comes into memory.
    pub fn page(&self, index: u32) -> Bytes {
        let length = if index + 1 == self.filled { self.last } else { PAGE };
        let first =
            || if index < self.filled { Bytes::filled((65 + index) as u8, length) } else { Bytes::default() };
        self.disk.get(&index).cloned().unwrap_or_else(first)
    }

    /// Cuts the file or lets it grow.
    pub fn resize(&mut self, pages: u32) {
        if pages < self.filled {
            (self.filled, self.last) = (pages, PAGE);
        }
        self.pages = pages;
        self.frames.retain(|index, _| *index < pages);
        self.disk.retain(|index, _| *index < pages);
    }
}
