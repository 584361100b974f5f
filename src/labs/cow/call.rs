//! System calls that change areas, processes and files.

use super::action::{ANON, May, SHARED, Span, Wish};
use super::machine::{At, Change, Cow, Event, Process};
use super::memory::{Back, FrameId, Object, ObjectKind, ZERO};
use super::scenario::{MAX_AREA, Policy};
use super::space::{Area, Entry};

impl Cow {
    pub(super) fn map_area(&mut self, who: usize, wish: &Wish) -> Event {
        let object = match (&wish.file, wish.shared) {
            (Some(file), _) => self.file(file),
            (None, true) => {
                self.objects.push(Object::anonymous(&wish.name, wish.pages));
                Some(self.objects.len() - 1)
            }
            (None, false) => None,
        };
        let refused = |object: usize| wish.shared && wish.may == May::Write && !self.objects[object].writable;
        if object.is_some_and(refused) {
            return self.fail(who, "EACCES");
        }
        let mut area = Area::new(&wish.name, wish.shared, object, wish.pages, wish.may);
        (area.first, area.base) = (wish.first, wish.base);
        let areas = &mut self.processes[who].areas;
        match areas.iter().position(|old| old.name == wish.name) {
            Some(old) => areas[old] = area,
            None => areas.push(area),
        }
        Event::Changed { who, change: Change::Mapped, entries: 0 }
    }

    fn fail(&mut self, who: usize, error: &'static str) -> Event {
        self.outcome.error = Some(error);
        Event::Failed(who, error)
    }

    /// The area and the pages of a span.
    fn span(&self, who: usize, span: &Span) -> (usize, std::ops::Range<usize>) {
        let areas = &self.processes[who].areas;
        let area = areas.iter().position(|area| area.name == span.area).expect("rehearsed at the start");
        (area, areas[area].range(span))
    }

    fn drop_pages(&mut self, who: usize, span: &Span) -> u64 {
        let (area, range) = self.span(who, span);
        range.map(|page| self.unmap_page(At { who, area, page })).sum()
    }

    pub(super) fn unmap(&mut self, who: usize, span: &Span) -> u64 {
        let dropped = self.drop_pages(who, span);
        let (area, range) = self.span(who, span);
        self.processes[who].areas[area].pages[range].iter_mut().for_each(|page| page.mapped = false);
        dropped
    }

    pub(super) fn dont_need(&mut self, who: usize, span: &Span) -> u64 {
        self.note_hole(who, span);
        self.drop_pages(who, span)
    }

    fn note_hole(&mut self, who: usize, span: &Span) {
        let (area, _) = self.span(who, span);
        if self.processes[who].areas[area].has_hole(span) {
            self.outcome.error = Some("ENOMEM");
        }
    }

    pub(super) fn protect(&mut self, who: usize, span: &Span, may: May) -> Event {
        let (index, range) = self.span(who, span);
        let area = &self.processes[who].areas[index];
        let closed = area.shared && area.object.is_some_and(|object| !self.objects[object].writable);
        if closed && may == May::Write {
            return self.fail(who, "EACCES");
        }
        self.note_hole(who, span);
        self.processes[who].areas[index].protect(range.clone(), may);
        let mut entries = 0;
        for page in range {
            let at = At { who, area: index, page };
            let Some(entry) = self.entry(at) else { continue };
            let writable = may == May::Write && self.restores(at, entry);
            entries += u64::from(writable != entry.writable);
            self.processes[who].areas[index].pages[page].entry = Some(Entry { writable, ..entry });
        }
        Event::Changed { who, change: Change::Protected, entries }
    }

    /// May an entry be made writable without a fault? A private frame if it has been exclusive since its last
    /// fault; a shared page if nobody has to know that it is written, or already does.
    fn restores(&self, at: At, entry: Entry) -> bool {
        let area = self.area(at);
        match area.object {
            Some(object) if area.shared => self.objects[object].kind != ObjectKind::Ext4 || entry.dirty,
            _ => {
                matches!(self.frames[entry.frame].back, Back::Anonymous(_))
                    && self.frames[entry.frame].exclusive
            }
        }
    }

    /// Written back: the pages are clean, and write-protected again for everybody.
    pub(super) fn sync(&mut self, who: usize, span: &Span) -> u64 {
        self.note_hole(who, span);
        let (area, range) = self.span(who, span);
        let area = &self.processes[who].areas[area];
        let tracked = area.object.is_some_and(|object| self.objects[object].kind == ObjectKind::Ext4);
        let frames: Vec<FrameId> =
            area.pages[range].iter().filter_map(|page| Some(page.entry?.frame)).filter(|_| tracked).collect();
        let mut entries = 0;
        for area in
            self.processes.iter_mut().flat_map(|process| &mut process.areas).filter(|area| area.shared)
        {
            for entry in area.pages.iter_mut().filter_map(|page| page.entry.as_mut()) {
                if frames.contains(&entry.frame) {
                    entries += u64::from(entry.writable);
                    (entry.writable, entry.dirty) = (false, false);
                }
            }
        }
        frames.into_iter().for_each(|frame| self.frames[frame].dirty = false);
        entries
    }

    pub(super) fn write_file(&mut self, name: &str, page: u32, byte: u32, value: u8) {
        let object = self.file(name).expect("rehearsed at the start");
        let pages = self.objects[object].pages;
        if page >= pages.max(MAX_AREA) {
            return;
        }
        self.objects[object].pages = pages.max(page + 1);
        let frame = self.load(object, page);
        self.frames[frame].bytes.set(byte, value);
        self.frames[frame].dirty = true;
    }

    pub(super) fn read_file(&mut self, name: &str, page: u32, byte: u32) -> u8 {
        let object = self.file(name).expect("rehearsed at the start");
        if page >= self.objects[object].pages {
            return 0;
        }
        let frame = self.load(object, page);
        self.frames[frame].bytes.get(byte)
    }

    /// Pages behind the new end leave every table, private copies too.
    pub(super) fn truncate(&mut self, name: &str, pages: u32) -> u64 {
        let object = self.file(name).expect("rehearsed at the start");
        let mut dropped = 0;
        for who in 0..self.processes.len() {
            for area in 0..self.processes[who].areas.len() {
                let its = &self.processes[who].areas[area];
                if its.object != Some(object) {
                    continue;
                }
                let first = pages.saturating_sub(its.first) as usize;
                for page in first..its.pages.len() {
                    dropped += self.unmap_page(At { who, area, page });
                }
            }
        }
        self.objects[object].resize(pages);
        dropped
    }

    /// Clean pages of a file on disk that nobody maps leave memory; dirty ones are written back first.
    pub(super) fn evict(&mut self, name: &str) -> u64 {
        let object = self.file(name).expect("rehearsed at the start");
        if self.objects[object].kind != ObjectKind::Ext4 {
            return 0;
        }
        let unused = |(_, frame): &(&u32, &FrameId)| self.frames[**frame].count == 0;
        let gone: Vec<(u32, FrameId)> = self.objects[object]
            .frames
            .iter()
            .filter(unused)
            .map(|(index, frame)| (*index, *frame))
            .collect();
        for (index, frame) in &gone {
            let bytes = self.frames[*frame].bytes.clone();
            self.objects[object].disk.insert(*index, bytes);
            self.objects[object].frames.remove(index);
        }
        gone.len() as u64
    }

    pub(super) fn fork(&mut self, who: usize, name: &str) -> Event {
        let child = self.processes.len();
        let mut areas = self.processes[who].areas.clone();
        areas.iter_mut().flat_map(|area| &mut area.pages).for_each(|page| page.entry = None);
        let born = self.done as u64;
        let name = name.into();
        self.processes.push(Process { name, alive: true, areas, minor: 0, major: 0, born, died: None });
        let (mut entries, mut copied) = (0, 0);
        for area in 0..self.processes[who].areas.len() {
            for page in 0..self.processes[who].areas[area].pages.len() {
                let source = self.processes[who].areas[area].pages[page];
                let Some(entry) = source.entry.filter(|_| source.owned) else { continue };
                let there = At { who: child, area, page };
                entries += 1;
                let own = matches!(self.frames[entry.frame].back, Back::Anonymous(_));
                if own && self.policy == Policy::Copy {
                    let frame = self.take(self.frames[entry.frame].bytes.clone());
                    self.map(there, frame, source.may == May::Write);
                    copied += 1;
                    continue;
                }
                self.map(there, entry.frame, false);
                if entry.frame != ZERO {
                    self.frames[entry.frame].exclusive = false;
                    let page = &mut self.processes[who].areas[area].pages[page];
                    page.entry = Some(Entry { writable: false, ..entry });
                }
            }
        }
        self.totals.entries += entries;
        self.totals.copies += copied;
        Event::Forked { who, child, entries, copied }
    }

    /// `exec` begins with fresh default areas, `exit` leaves none alive.
    pub(super) fn drop_all(&mut self, who: usize, exit: bool) -> Event {
        let before = self.in_use();
        for area in 0..self.processes[who].areas.len() {
            for page in 0..self.processes[who].areas[area].pages.len() {
                self.unmap_page(At { who, area, page });
            }
        }
        let process = &mut self.processes[who];
        if exit {
            process.alive = false;
            process.died = Some(self.done as u64 + 1);
        } else {
            process.areas.retain(|area| [ANON, SHARED].contains(&area.name.as_str()));
            for page in process.areas.iter_mut().flat_map(|area| &mut area.pages) {
                (page.mapped, page.may, page.owned) = (true, May::Write, false);
            }
        }
        Event::Dropped { who, exit, freed: before.saturating_sub(self.in_use()) }
    }
}
