//! The areas of a process. As Linux keeps them, adjacent pages with one permission form a piece (a VMA); a piece
//! remembers whether it ever had an anonymous page of its own, and fork copies the entries of those that had.
//!
//! ```text
//! area a   | 0 rw | 1 rw | 2 r | 3 rw |      three pieces: 0-1, 2, 3
//! ```

use super::action::{May, Span};
use super::memory::FrameId;
use std::ops::Range;

/// A page-table entry that is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The frame.
    pub frame: FrameId,
    /// R/W.
    pub writable: bool,
    /// D: written through this entry.
    pub dirty: bool,
}

/// A page of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Not unmapped.
    pub mapped: bool,
    /// What the program may do.
    pub may: May,
    /// Its piece had an anonymous page of its own.
    pub owned: bool,
    /// Its entry, if one is present.
    pub entry: Option<Entry>,
}

/// An area of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// Do writes reach the others?
    pub shared: bool,
    /// What it maps; none for private anonymous memory.
    pub object: Option<usize>,
    /// The page of the object with which it begins.
    pub first: u32,
    /// The number of its first page, as far as windows of pages are aligned to it.
    pub base: u32,
    /// Its pages.
    pub pages: Vec<Page>,
}

impl Area {
    /// A new area.
    pub fn new(name: &str, shared: bool, object: Option<usize>, pages: u32, may: May) -> Self {
        let page = Page { mapped: true, may, owned: false, entry: None };
        let pages = vec![page; pages as usize];
        Area { name: name.into(), shared, object, first: 0, base: 0, pages }
    }

    /// The piece that a page belongs to.
    pub fn piece(&self, index: usize) -> Range<usize> {
        let one = |page: &Page| (page.mapped, page.may);
        let same = |other: &usize| one(&self.pages[*other]) == one(&self.pages[index]);
        let first = (0..index).rev().take_while(same).last().unwrap_or(index);
        let last = (index..self.pages.len()).take_while(same).last().unwrap_or(index);
        first..last + 1
    }

    /// The piece of a page has an anonymous page of its own now.
    pub fn own(&mut self, index: usize) {
        for page in self.piece(index) {
            self.pages[page].owned = true;
        }
    }

    /// Which pages a span names, as far as the area has them.
    pub fn range(&self, span: &Span) -> Range<usize> {
        let length = self.pages.len();
        match span.pages {
            None => 0..length,
            Some((first, last)) => (first as usize).min(length)..(last as usize + 1).min(length),
        }
    }

    /// Is some page of a range unmapped, or does the range leave the area?
    pub fn has_hole(&self, span: &Span) -> bool {
        let range = self.range(span);
        let beyond = span.pages.is_some_and(|(_, last)| last as usize >= self.pages.len());
        beyond || self.pages[range].iter().any(|page| !page.mapped)
    }

    /// Gives pages a permission. Pieces that fit together become one.
    pub fn protect(&mut self, range: Range<usize>, may: May) {
        for index in range {
            if self.pages[index].mapped {
                self.pages[index].may = may;
            }
        }
        let mut index = 0;
        while index < self.pages.len() {
            let piece = self.piece(index);
            if self.pages[piece.clone()].iter().any(|page| page.owned) {
                self.own(index);
            }
            index = piece.end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_permission_cuts_pieces_and_undoing_it_joins_them() {
        let mut area = Area::new("a", false, None, 4, May::Write);
        area.protect(2..3, May::Read);
        assert_eq!([area.piece(1), area.piece(2), area.piece(3)], [0..2, 2..3, 3..4]);
        area.own(0);
        assert_eq!(area.pages.iter().map(|page| page.owned).collect::<Vec<_>>(), [true, true, false, false]);
        area.protect(2..3, May::Write);
        assert_eq!(area.piece(3), 0..4);
        assert!(area.pages.iter().all(|page| page.owned), "a piece with an own page owns as a whole");
    }
}
