//! Accesses: what the hardware lets pass, and how the kernel serves the rest.

use super::action::May;
use super::action::{Other, PageName};
use super::machine::{At, Cow, Event, Refusal};
use super::memory::{Back, Bytes, Frame, FrameId, ObjectKind, ZERO};
use super::space::Entry;

impl Cow {
    /// An access by the program, or by the kernel in a call on its behalf.
    pub(super) fn touch(
        &mut self,
        who: usize,
        page: &PageName,
        write: bool,
        value: Option<u8>,
        kernel: Option<&Other>,
    ) -> Event {
        let at = self.find(who, page).expect("rehearsed at the start");
        if let Some(refusal) = self.refusal(at, write).filter(|_| !self.trapped) {
            let refusal = if kernel.is_some() { Refusal::Efault } else { refusal };
            match refusal {
                Refusal::Efault => self.outcome.error = Some(refusal.name()),
                _ => self.outcome.signal = Some(refusal),
            }
            return Event::Refused(at, write, refusal);
        }
        let fits = self.entry(at).is_some_and(|entry| !write || entry.writable);
        let event = if fits {
            Event::Accessed(at, write)
        } else if self.trapped {
            self.trapped = false;
            self.serve(at, write)
        } else {
            self.trapped = true;
            let major = self.is_major(at);
            let process = &mut self.processes[who];
            *(if major { &mut process.major } else { &mut process.minor }) += 1;
            self.totals.faults += 1;
            self.totals.major += u64::from(major);
            return Event::Faulted { at, write, major };
        };
        self.move_byte(at, page.byte, write, value, kernel);
        event
    }

    fn refusal(&self, at: At, write: bool) -> Option<Refusal> {
        let area = self.area(at);
        let page = area.pages[at.page];
        let needed = if write { May::Write } else { May::Read };
        if !page.mapped || page.may < needed {
            return Some(Refusal::Segv);
        }
        let beyond = area.object.is_some_and(|object| self.objects[object].pages <= self.page_of(at));
        beyond.then_some(Refusal::Bus)
    }

    /// The page of its object that a page maps.
    pub(super) fn page_of(&self, at: At) -> u32 {
        self.area(at).first + at.page as u32
    }

    fn is_major(&self, at: At) -> bool {
        let missing = |object: usize| {
            let object = &self.objects[object];
            object.kind == ObjectKind::Ext4 && !object.frames.contains_key(&self.page_of(at))
        };
        self.entry(at).is_none() && self.area(at).object.is_some_and(missing)
    }

    /// Serves a page fault that is no error.
    fn serve(&mut self, at: At, write: bool) -> Event {
        let area = self.area(at);
        match (area.object, area.shared, self.entry(at)) {
            (None, _, None) if !write => {
                self.map(at, ZERO, false);
                Event::Zeroed(at)
            }
            (None, _, None | Some(Entry { frame: ZERO, .. })) => {
                let frame = self.take(Bytes::default());
                self.own(at, frame);
                Event::Allocated(at, frame)
            }
            (Some(_), true, Some(entry)) => {
                self.map(at, entry.frame, true);
                Event::Dirtied(at, entry.frame)
            }
            (Some(object), shared, None) => self.serve_object(at, write, object, shared),
            (_, _, Some(Entry { frame, .. })) => {
                let own = matches!(self.frames[frame].back, Back::Anonymous(_));
                if own && self.frames[frame].count == 1 {
                    self.map(at, frame, true);
                    self.frames[frame].exclusive = true;
                    self.totals.reuses += 1;
                    return Event::Reused(at, frame);
                }
                self.copy(at, frame)
            }
        }
    }

    /// A page of a file or of shared memory that has no entry.
    fn serve_object(&mut self, at: At, write: bool, object: usize, shared: bool) -> Event {
        let fresh = !self.objects[object].frames.contains_key(&self.page_of(at));
        let frame = self.load(object, self.page_of(at));
        if write && !shared {
            return self.copy(at, frame);
        }
        let around = if write { 0 } else { self.map_around(at, object) };
        let tracked = self.objects[object].kind == ObjectKind::Ext4;
        let may = self.area(at).pages[at.page].may == May::Write;
        self.map(at, frame, shared && may && (write || !tracked));
        if fresh && !self.objects[object].is_file() {
            Event::Allocated(at, frame)
        } else {
            Event::Joined(at, frame, around)
        }
    }

    /// Maps the neighbours that are in memory, within an aligned window that ends with the piece.
    fn map_around(&mut self, at: At, object: usize) -> u64 {
        const ENTRIES: usize = 512;
        let area = self.area(at);
        let (window, piece) = (self.around as usize, area.piece(at.page));
        if window < 2 {
            return 0;
        }
        let slot = (area.base as usize + at.page) % ENTRIES;
        let before = at.page - piece.start;
        let from = (slot - slot % window).max(slot - slot.min(before));
        let to = (from + window).min(ENTRIES).min(slot + piece.len() - before);
        let writable = area.shared && self.objects[object].kind != ObjectKind::Ext4;
        let mut mapped = 0;
        for other in from..to {
            let there = At { page: at.page + other - slot, ..at };
            let index = self.page_of(there);
            let cached = self.objects[object].frames.get(&index).copied();
            let open = self.entry(there).is_none() && index < self.objects[object].pages;
            if let Some(frame) = cached.filter(|_| open && there != at) {
                let may = self.area(there).pages[there.page].may == May::Write;
                self.map(there, frame, writable && may);
                mapped += 1;
            }
        }
        mapped
    }

    /// The frame of a page of an object, read in if it is not in memory.
    pub(super) fn load(&mut self, object: usize, index: u32) -> FrameId {
        if let Some(frame) = self.objects[object].frames.get(&index) {
            return *frame;
        }
        let bytes = self.objects[object].page(index);
        let back = Back::Object(object, index);
        self.frames.push(Frame { back, count: 0, exclusive: false, dirty: false, bytes });
        self.objects[object].frames.insert(index, self.frames.len() - 1);
        self.frames.len() - 1
    }

    /// A new frame of anonymous memory; it is not mapped yet.
    pub(super) fn take(&mut self, bytes: Bytes) -> FrameId {
        self.anonymous += 1;
        let back = Back::Anonymous(self.anonymous);
        self.frames.push(Frame { back, count: 0, exclusive: true, dirty: true, bytes });
        self.frames.len() - 1
    }

    fn copy(&mut self, at: At, from: FrameId) -> Event {
        let to = self.take(self.frames[from].bytes.clone());
        self.own(at, to);
        self.totals.copies += 1;
        Event::Copied { at, from, to }
    }

    /// Maps a frame of its own, writable.
    fn own(&mut self, at: At, frame: FrameId) {
        self.map(at, frame, true);
        self.processes[at.who].areas[at.area].own(at.page);
    }

    pub(super) fn map(&mut self, at: At, frame: FrameId, writable: bool) {
        let old = self.entry(at);
        let dirty = old.is_some_and(|old| old.frame == frame && old.dirty);
        if old.is_none_or(|old| old.frame != frame) {
            self.unmap_page(at);
            self.frames[frame].count += u32::from(frame != ZERO);
        }
        let page = &mut self.processes[at.who].areas[at.area].pages[at.page];
        page.entry = Some(Entry { frame, writable, dirty });
    }

    /// Drops an entry, if there is one.
    pub(super) fn unmap_page(&mut self, at: At) -> u64 {
        let page = &mut self.processes[at.who].areas[at.area].pages[at.page];
        let Some(entry) = page.entry.take() else { return 0 };
        let frame = &mut self.frames[entry.frame];
        frame.count -= u32::from(entry.frame != ZERO);
        frame.dirty |= entry.dirty;
        1
    }

    /// The byte goes to memory or comes from it; the entry allows it now.
    fn move_byte(&mut self, at: At, byte: u32, write: bool, value: Option<u8>, kernel: Option<&Other>) {
        let entry = self.entry(at).expect("the access was allowed");
        if !write {
            let value = self.frames[entry.frame].bytes.get(byte);
            self.outcome.value = Some(value);
            if let Some(Other::File(span)) = kernel {
                let page = span.pages.map_or(0, |(first, _)| first);
                self.write_file(&span.area, page, byte, value);
            }
            return;
        }
        let value = match kernel {
            Some(Other::Value(value)) => *value,
            Some(Other::File(span)) => {
                self.read_file(&span.area, span.pages.map_or(0, |(first, _)| first), byte)
            }
            _ => value.unwrap_or(self.number()),
        };
        self.frames[entry.frame].bytes.set(byte, value);
        let page = &mut self.processes[at.who].areas[at.area].pages[at.page];
        page.entry = Some(Entry { dirty: true, ..entry });
    }
}
