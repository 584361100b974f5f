//! A virtual address space: how an address is split, and the tables that map its pages.
//!
//! ```text
//! address  | index 1 | index 2 | offset |      level_bits = [10, 10], page = 4096
//!             │          └──────────────────┐
//!             └─▶ table PD ─▶ table PT ─▶ entry ─▶ frame
//! ```
//!
//! An entry above the last level may be a page too: a huge one, and the indices below it belong to the offset.
//! Several processes have a top table each. Then a page number carries its process in its highest byte, so that
//! page 404 of A and page 404 of B are two pages everywhere: in the TLB, in the frames, on the screen.

use crate::lab::Problem;
use crate::labs::memory::event::Bit;
use crate::labs::memory::scenario::{Area, Entry, MAX_ENTRIES, Paging};
use crate::text;
use std::collections::BTreeMap;

/// Where the frames of kernel pages begin.
const KERNEL_FRAMES: u64 = 0x10_0000;
/// Where they end.
const KERNEL_END: u64 = 0x20_0000;
/// Where the frames of huge pages begin.
const HUGE_FRAMES: u64 = 512;
/// Where the process stands in a page number, if there are several.
const PROCESS_SHIFT: u32 = 56;
/// The most processes of a translation.
pub const MAX_PROCESSES: usize = 4;

/// An address space as it is at first.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// Bytes in a page.
    pub page_size: u64,
    /// Bits of the index of each level; empty: one level of any length.
    pub level_bits: Vec<u32>,
    /// Bytes of an entry.
    pub pte_size: u64,
    /// The tables, the top one first.
    pub tables: Vec<Table>,
    /// The entries of the last level.
    pub leaves: Vec<Leaf>,
    /// Without levels: how many entries the table has.
    pub flat: Option<u64>,
    /// The areas, if pages come from them.
    pub areas: Vec<Area>,
    /// Pages are shown in hexadecimal.
    pub hex: bool,
    /// How many processes there are.
    pub processes: usize,
    next_huge: u64,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its physical address, if known.
    pub base: Option<u64>,
    /// The first page it covers.
    pub first: u64,
    /// Entries by index.
    pub entries: BTreeMap<u64, Link>,
}

/// What an entry leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Another table.
    Table(usize),
    /// A page.
    Leaf(usize),
}

/// An entry of the last level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The page; of a huge one the first.
    pub page: u64,
    /// Its frame, if it is in memory; of a huge page the first.
    pub frame: Option<u64>,
    /// P was cleared by hand, though the page is in its frame.
    pub hidden: bool,
    /// Which area it belongs to.
    pub area: Option<usize>,
    /// How many levels its entry stands above the last: 0, or the page is huge.
    pub huge: u32,
    /// A: used.
    pub accessed: bool,
    /// D: written since it was loaded.
    pub dirty: bool,
    /// May be read.
    pub read: bool,
    /// R/W: may be written.
    pub write: bool,
    /// U/S: a program may use it.
    pub user: bool,
    /// XD is 0: may be executed.
    pub execute: bool,
    /// COW: a write is not refused, but gives the writer a page of its own.
    pub cow: bool,
}

impl Leaf {
    /// P.
    pub fn is_present(&self) -> bool {
        self.frame.is_some() && !self.hidden
    }

    /// Does it never leave memory? Kernel pages and huge pages have frames of their own.
    pub fn is_pinned(&self, areas: &[Area]) -> bool {
        self.huge > 0 || self.area.is_some_and(|area| areas[area].may.contains('k'))
    }

    /// May a program do this with it: `R`, `W` or `X`?
    pub fn allows(&self, op: char) -> bool {
        let can = match op {
            'W' => self.write,
            'X' => self.execute,
            _ => self.read,
        };
        self.user && can
    }

    /// A bit of it as it stands in the entry.
    pub fn bit(&self, bit: Bit) -> bool {
        match bit {
            Bit::Present => self.is_present(),
            Bit::Write => self.write,
            Bit::User => self.user,
            Bit::Accessed => self.accessed,
            Bit::Dirty => self.dirty,
            Bit::NoExecute => !self.execute,
            Bit::Cow => self.cow,
        }
    }

    /// Turns a bit over; says whether that was possible: a page that is nowhere has no P, A or D to set.
    pub fn toggle(&mut self, bit: Bit) -> bool {
        if self.frame.is_none() && matches!(bit, Bit::Present | Bit::Accessed | Bit::Dirty) {
            return false;
        }
        match bit {
            Bit::Present => self.hidden = !self.hidden,
            Bit::Write => self.write = !self.write,
            Bit::User => self.user = !self.user,
            Bit::Accessed => self.accessed = !self.accessed,
            Bit::Dirty => self.dirty = !self.dirty,
            Bit::NoExecute => self.execute = !self.execute,
            Bit::Cow => {
                self.cow = !self.cow;
                self.write &= !self.cow;
            }
        }
        true
    }

    /// The permissions of an area.
    fn with(self, may: &str) -> Leaf {
        let can = |letter| may.contains(letter);
        Leaf { read: can('r'), write: can('w'), execute: can('x'), user: !can('k'), ..self }
    }
}

/// An address, split.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Split {
    /// The page.
    pub page: u64,
    /// The offset in it.
    pub offset: u64,
    /// The index of each level.
    pub indices: Vec<u64>,
    /// Bits above the top index are set.
    pub beyond: bool,
}

impl Space {
    /// The space of a scenario.
    ///
    /// # Errors
    /// Sizes that are none, tables that lead nowhere, or too many entries.
    pub fn of(paging: &Paging) -> Result<Self, Problem> {
        let page_size = match (paging.page_size, paging.offset_bits) {
            (Some(size), _) if (1..=1 << 40).contains(&size) => size,
            (None, Some(bits)) if bits <= 40 => 1 << bits,
            _ => {
                let text =
                    text!("A page size is needed: 1 byte to 1 TB.", "需要给出页面大小：1 字节到 1 TB。");
                return Err(Problem::at("page_size", text));
            }
        };
        let bits: u32 = paging.level_bits.iter().sum();
        if paging.level_bits.len() > 6
            || paging.level_bits.iter().any(|bits| !(1..=32).contains(bits))
            || bits > 60
        {
            let text = text!(
                "At most 6 levels of 1 to 32 bits, 60 in all.",
                "最多 6 级，每级 1 到 32 位，总共不超过 60 位。"
            );
            return Err(Problem::at("levels", text));
        }
        let mut space = Space {
            page_size,
            level_bits: paging.level_bits.clone(),
            pte_size: u64::from(paging.pte_size.max(1)),
            tables: vec![],
            leaves: vec![],
            flat: None,
            areas: paging.areas.clone(),
            hex: !paging.areas.is_empty(),
            processes: processes(paging)?,
            next_huge: HUGE_FRAMES,
        };
        if space.processes > 1 && (!space.hex || bits > 48) {
            let text = text!(
                "Several processes need areas, and at most 48 bits of page number.",
                "多个进程时要用区域（areas），页号最多 48 位。"
            );
            return Err(Problem::at("who", text));
        }
        if !paging.dump.is_empty() {
            space.read_dump(paging)?;
        } else if !paging.pte_words.is_empty() {
            const VALID: u32 = 1 << 31;
            let frame = |word: &u32| (word & VALID > 0).then_some(u64::from(word & !VALID));
            space.flat_table(&paging.pte_words.iter().map(frame).collect::<Vec<_>>())?;
        } else if let Some(root) = &paging.root {
            space.copy_tables(paging, root)?;
        } else if let Some(table) = &paging.page_table {
            space.flat_table(table)?;
        } else {
            space.map_areas()?;
        }
        space.fits(paging)?;
        Ok(space)
    }

    /// A flat table has an entry per page of the space, and every frame lies in memory.
    fn fits(&self, paging: &Paging) -> Result<(), Problem> {
        let entries = paging.address_space.map(|bytes| bytes.div_ceil(self.page_size));
        if let (Some(entries), Some(flat)) = (entries, self.flat)
            && entries != flat
        {
            let text = text!(
                "The table needs {entries} entries, it has {flat}.",
                "页表应有 {entries} 项，现有 {flat} 项。"
            );
            return Err(Problem::at("address_space", text));
        }
        let Some(memory) = paging.memory else { return Ok(()) };
        let beyond = |leaf: &&Leaf| leaf.frame.is_some_and(|frame| frame >= memory / self.page_size);
        match self.leaves.iter().find(beyond) {
            Some(Leaf { page, .. }) => {
                let text =
                    text!("The frame of page {page} lies outside of memory.", "页 {page} 的页框在内存之外。");
                Err(Problem::at("memory", text))
            }
            None => Ok(()),
        }
    }

    /// Tables as they lie in memory, from the top one on: one byte per entry.
    fn read_dump(&mut self, paging: &Paging) -> Result<(), Problem> {
        let wrong = |text| Err(Problem::at("dump", text));
        let (size, frames) = (self.page_size as usize, paging.dump.len() as u64);
        if frames > 128 || paging.dump.iter().any(|page| page.len() != size) {
            return wrong(text!(
                "The dump has at most 128 pages, each of page_size bytes.",
                "内存转储最多 128 页，每页字节数等于页大小。"
            ));
        }
        if self.level_bits.is_empty() || self.level_bits.iter().any(|bits| 1 << bits > size) {
            return wrong(text!("A table of every level must fit one page.", "每级页表都要能放进一页。"));
        }
        let Some(root) = paging.pdbr.filter(|page| *page < frames) else {
            return wrong(text!("pdbr names the page of the top table.", "pdbr 应是顶级页表所在的页。"));
        };
        let mut found = vec![(root, 0, 0)];
        let mut next = 0;
        while let Some((frame, level, first)) = found.get(next).copied() {
            let below: u32 = self.level_bits[level + 1..].iter().sum();
            let mut entries = BTreeMap::new();
            for index in 0..1u64 << self.level_bits[level] {
                let byte = paging.dump[frame as usize][index as usize];
                let (valid, to) = (byte & 0x80 > 0, u64::from(byte & 0x7F));
                let page = first + (index << below);
                if !valid {
                    continue;
                }
                if level + 1 == self.level_bits.len() {
                    self.leaves.push(Leaf { frame: Some(to), ..fresh(page, None) });
                    entries.insert(index, Link::Leaf(self.leaves.len() - 1));
                } else if to >= frames || found.len() > 4096 {
                    return wrong(text!("A table lies outside of the dump.", "有页表在内存转储之外。"));
                } else {
                    found.push((to, level + 1, page));
                    entries.insert(index, Link::Table(found.len() - 1));
                }
            }
            bounded(self.leaves.len())?;
            let name = if level == 0 { "PD".into() } else { format!("PT@{frame}") };
            self.tables.push(Table { name, base: Some(frame * self.page_size), first, entries });
            next += 1;
        }
        Ok(())
    }

    /// How many levels the walk has.
    pub fn levels(&self) -> usize {
        self.level_bits.len().max(1)
    }

    /// Splits an address.
    pub fn split(&self, address: u64) -> Split {
        let (page, offset) = (address / self.page_size, address % self.page_size);
        let mut rest = page;
        let mut indices: Vec<u64> = self
            .level_bits
            .iter()
            .rev()
            .map(|bits| {
                let index = rest & ((1 << bits) - 1);
                rest >>= bits;
                index
            })
            .collect();
        indices.reverse();
        let beyond = if self.level_bits.is_empty() {
            indices.push(page);
            self.flat.is_some_and(|entries| page >= entries)
        } else {
            rest > 0
        };
        Split { page, offset, indices, beyond }
    }

    /// The page of a process under the number by which all else knows it.
    pub fn page_of(&self, process: usize, page: u64) -> u64 {
        if self.processes > 1 { page | ((process as u64 + 1) << PROCESS_SHIFT) } else { page }
    }

    /// The process of a page.
    pub fn owner(&self, page: u64) -> usize {
        if self.processes > 1 { ((page >> PROCESS_SHIFT) as usize).saturating_sub(1) } else { 0 }
    }

    /// The page number as it stands in an address.
    pub fn number(&self, page: u64) -> u64 {
        if self.processes > 1 { page & ((1 << PROCESS_SHIFT) - 1) } else { page }
    }

    /// The entry of a page.
    pub fn leaf_of(&self, page: u64) -> Option<usize> {
        let split = self.split(self.number(page).saturating_mul(self.page_size));
        self.leaf(self.owner(page), &split)
    }

    /// Bytes that an entry of the last level, or a huge one, covers.
    pub fn bytes_of(&self, huge: u32) -> u64 {
        let below: u32 = self.level_bits.iter().rev().take(huge as usize).sum();
        self.page_size << below
    }

    /// The entry that a page of a process ends at; `None` if some table on the way is missing.
    pub fn leaf(&self, process: usize, split: &Split) -> Option<usize> {
        let mut table = process;
        for index in &split.indices {
            match *self.tables.get(table)?.entries.get(index)? {
                Link::Table(next) => table = next,
                Link::Leaf(leaf) => return Some(leaf),
            }
        }
        None
    }

    /// A page as it is shown: `404`, or of one process among several `A.404`. Other numbers are shown alike.
    pub fn show(&self, page: u64) -> String {
        let number = self.number(page);
        if self.processes > 1 && number != page {
            return format!("{}.{number:X}", letter(self.owner(page)));
        }
        if self.hex { format!("{page:X}") } else { page.to_string() }
    }

    /// The page that is shown so.
    pub fn read(&self, shown: &str) -> Option<u64> {
        let Some((process, number)) = shown.split_once('.') else {
            return if self.hex { u64::from_str_radix(shown, 16).ok() } else { shown.parse().ok() };
        };
        let process = (0..self.processes).find(|index| process == letter(*index).to_string())?;
        u64::from_str_radix(number, 16).ok().map(|number| self.page_of(process, number))
    }

    /// Bits of the offset, if a page is a power of two.
    pub fn offset_bits(&self) -> Option<u32> {
        self.page_size.is_power_of_two().then(|| self.page_size.trailing_zeros())
    }

    fn flat_table(&mut self, table: &[Option<u64>]) -> Result<(), Problem> {
        bounded(table.len())?;
        let leaf = |page: usize| Leaf { frame: table[page], ..fresh(page as u64, None) };
        self.leaves = (0..table.len()).map(leaf).collect();
        self.flat = Some(table.len() as u64);
        let entries = (0..table.len()).map(|page| (page as u64, Link::Leaf(page))).collect();
        self.tables = vec![Table { name: "PT".into(), base: None, first: 0, entries }];
        if !self.level_bits.is_empty() {
            self.flat = None;
            let pages: Vec<Leaf> = std::mem::take(&mut self.leaves);
            self.tables.clear();
            for leaf in pages {
                self.map(leaf);
            }
        }
        Ok(())
    }

    fn copy_tables(&mut self, paging: &Paging, root: &str) -> Result<(), Problem> {
        if self.level_bits.is_empty() {
            self.level_bits = vec![20];
        }
        bounded(paging.tables.values().map(|table| table.entries.len()).sum())?;
        let mut named: Vec<(String, usize, u64)> = vec![(root.into(), 0, 0)];
        let mut next = 0;
        while let Some((name, level, first)) = named.get(next).cloned() {
            let Some(table) = paging.tables.get(&name) else {
                let text = text!("There is no table named “{name}”.", "没有名为“{name}”的表。");
                return Err(Problem::at("tables", text));
            };
            let last = level + 1 == self.level_bits.len();
            let below: u32 = self.level_bits[level + 1..].iter().sum();
            let mut entries = BTreeMap::new();
            for (&index, entry) in &table.entries {
                if self.leaves.len() > MAX_ENTRIES {
                    return Err(too_many());
                }
                let page = first + (u64::from(index) << below);
                let link = match entry {
                    Entry::Empty(()) => continue,
                    Entry::Table(child) if !last => {
                        if named.len() > MAX_ENTRIES {
                            return Err(too_many());
                        }
                        named.push((child.clone(), level + 1, page));
                        Link::Table(named.len() - 1)
                    }
                    Entry::Frame(frame) if last => {
                        self.leaves.push(Leaf { frame: Some(*frame), ..fresh(page, None) });
                        Link::Leaf(self.leaves.len() - 1)
                    }
                    _ => {
                        let text = text!(
                            "An entry of “{name}” does not fit its level: tables above, frames on the last level.",
                            "“{name}”的表项与级别不符：上级放表名，最后一级放页框号。"
                        );
                        return Err(Problem::at("tables", text));
                    }
                };
                entries.insert(u64::from(index), link);
            }
            self.tables.push(Table { name, base: table.base, first, entries });
            next += 1;
        }
        Ok(())
    }

    /// Tables for every page of the areas. As on a small machine, tables stand in frames of their own.
    fn map_areas(&mut self) -> Result<(), Problem> {
        let entries = |area: &Area| (area.pages.min(1 << 40) / self.pages_in(area.huge)) as usize;
        bounded(self.areas.iter().map(entries).sum::<usize>() * self.processes)?;
        let bits: u32 = self.level_bits.iter().sum();
        for process in 1..self.processes {
            self.tables.push(self.top(process));
        }
        if self.processes > 1 {
            self.tables.insert(0, self.top(0));
        }
        for (index, area) in self.areas.clone().into_iter().enumerate() {
            let end = area.first.checked_add(area.pages);
            if self.level_bits.is_empty() || end.is_none_or(|end| end > 1 << bits) {
                let name = area.name;
                let text =
                    text!("The area “{name}” does not fit the address space.", "区域“{name}”超出地址空间。");
                return Err(Problem::at("areas", text));
            }
            let step = self.pages_in(area.huge);
            if area.huge as usize >= self.levels() || !area.first.is_multiple_of(step) {
                let name = area.name;
                let text = text!(
                    "The area “{name}” cannot have huge pages: it must begin at a multiple of {step} pages.",
                    "区域“{name}”不能用大页：起始页号须是 {step} 的倍数。"
                );
                return Err(Problem::at("areas", text));
            }
            for process in 0..self.processes {
                for page in (area.first..area.first + area.pages).step_by(step as usize) {
                    self.map_area_page(process, page, index)?;
                }
            }
        }
        Ok(())
    }

    /// Small pages in a page that is huge by so many levels.
    pub fn pages_in(&self, huge: u32) -> u64 {
        self.bytes_of(huge) / self.page_size
    }

    fn map_area_page(&mut self, process: usize, page: u64, index: usize) -> Result<(), Problem> {
        let area = self.areas[index].clone();
        let page = self.page_of(process, page);
        // The kernel's own pages, and huge ones, never leave memory; they stand in frames of their own.
        let frame = if area.huge > 0 {
            Some(self.take_huge(self.pages_in(area.huge)))
        } else {
            area.may.contains('k').then_some(KERNEL_FRAMES + self.leaves.len() as u64)
        };
        let leaf = Leaf { frame, huge: area.huge, ..fresh(page, Some(index)) }.with(&area.may);
        if self.leaf_of(page).is_some() || !self.map(leaf) {
            let name = area.name;
            let text = text!("The area “{name}” overlaps another.", "区域“{name}”与其他区域重叠。");
            return Err(Problem::at("areas", text));
        }
        Ok(())
    }

    /// Does a frame belong to a huge page?
    pub fn is_huge_frame(&self, frame: u64) -> bool {
        (HUGE_FRAMES..self.next_huge).contains(&frame)
    }

    /// The first of so many frames for a huge page: a multiple of their number.
    fn take_huge(&mut self, frames: u64) -> u64 {
        let mut first = self.next_huge.next_multiple_of(frames);
        if first < KERNEL_END && first + frames > KERNEL_FRAMES {
            first = KERNEL_END.next_multiple_of(frames);
        }
        self.next_huge = first + frames;
        first
    }

    /// The top table of a process among several.
    fn top(&self, process: usize) -> Table {
        let table = named(0, self.levels(), 0);
        Table { name: format!("{}.{}", letter(process), table.name), ..table }
    }

    /// Enters a page, with the tables on its way; says whether its place was free.
    fn map(&mut self, leaf: Leaf) -> bool {
        if self.tables.is_empty() {
            self.tables.push(named(0, self.levels(), 0));
        }
        let number = self.number(leaf.page);
        let split = self.split(number.saturating_mul(self.page_size));
        let levels = self.levels();
        let depth = levels - 1 - leaf.huge as usize;
        let mut table = self.owner(leaf.page);
        for (level, &index) in split.indices[..depth].iter().enumerate() {
            let below: u32 = self.level_bits[level + 1..].iter().sum();
            table = match self.tables[table].entries.get(&index) {
                Some(Link::Table(next)) => *next,
                Some(Link::Leaf(_)) => return false,
                None => {
                    let next = self.tables.len();
                    let first = (number >> below) << below;
                    self.tables.push(named(next, levels - level - 1, first));
                    self.tables[table].entries.insert(index, Link::Table(next));
                    next
                }
            };
        }
        let last = Link::Leaf(self.leaves.len());
        self.leaves.push(leaf);
        self.tables[table].entries.insert(split.indices[depth], last).is_none()
    }
}

/// The name of a process: A, B, …
pub fn letter(process: usize) -> char {
    char::from(b'A' + process.min(25) as u8)
}

/// How many processes the letters of a scenario name.
fn processes(paging: &Paging) -> Result<usize, Problem> {
    let Some(who) = &paging.who else { return Ok(1) };
    let last = letter(MAX_PROCESSES - 1);
    if who.len() != paging.addresses.len() || !who.chars().all(|who| ('A'..=last).contains(&who)) {
        let count = paging.addresses.len();
        let text = text!(
            "One letter from A to {last} per access is needed: {count}.",
            "每次访问需要一个字母（A 到 {last}），共 {count} 个。"
        );
        return Err(Problem::at("who", text));
    }
    Ok(who.bytes().max().map_or(1, |most| usize::from(most - b'A') + 1))
}

/// Table names by their height above the pages: page table 1, page directory 2, and so on.
fn named(index: usize, height: usize, first: u64) -> Table {
    let kind = match height {
        1 => "PT",
        2 => "PD",
        3 => "PDPT",
        _ => "PML4",
    };
    let name = if index == 0 { kind.to_string() } else { format!("{kind}{index}") };
    Table { name, base: None, first, entries: BTreeMap::new() }
}

fn fresh(page: u64, area: Option<usize>) -> Leaf {
    Leaf {
        page,
        frame: None,
        hidden: false,
        area,
        huge: 0,
        accessed: false,
        dirty: false,
        read: true,
        write: true,
        user: true,
        execute: true,
        cow: false,
    }
}

fn bounded(entries: usize) -> Result<(), Problem> {
    if entries > MAX_ENTRIES { Err(too_many()) } else { Ok(()) }
}

fn too_many() -> Problem {
    let most = MAX_ENTRIES;
    Problem::at("tables", text!("At most {most} page-table entries.", "页表项最多 {most} 个。"))
}
