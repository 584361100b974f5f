//! Collections whose copies share what did not change since, so that saved states of large machines stay small.
//!
//! ```text
//! state saved at step 0    ┌ chunk ┐ ┌ chunk ┐ ┌ chunk ┐
//!                              │   ╲     │         │
//! state at step 1,000      ┌ chunk ┐ ┌ chunk'┐ ┌ chunk ┐     only what was written to is its own
//! ```

use std::fmt;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

/// Items in a chunk of a [`Chunked`].
const CHUNK: usize = 32;
/// The most items in a chunk of a [`Sorted`].
const MOST: usize = 64;

/// A vector in shared chunks. A write copies one chunk if another copy shares it.
#[derive(Clone)]
pub struct Chunked<T> {
    chunks: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Chunked { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Clone> Chunked<T> {
    /// How many items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The item at an index.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    /// The last item.
    pub fn last(&self) -> Option<&T> {
        self.get(self.len.checked_sub(1)?)
    }

    /// All items in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// All items in order, to be changed: no chunk stays shared.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.chunks.iter_mut().flat_map(|chunk| Arc::make_mut(chunk).iter_mut())
    }

    /// Puts an item behind all others.
    pub fn push(&mut self, item: T) {
        match self.chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => Arc::make_mut(chunk).push(item),
            None => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(item);
                self.chunks.push(Arc::new(chunk));
            }
        }
        self.len += 1;
    }

    /// Takes the last item out.
    pub fn pop(&mut self) -> Option<T> {
        let chunk = self.chunks.last_mut()?;
        let item = Arc::make_mut(chunk).pop();
        if chunk.is_empty() {
            self.chunks.pop();
        }
        self.len -= 1;
        item
    }

    /// Bytes of the whole, and of that what no other copy shares.
    pub fn bytes(&self) -> (usize, usize) {
        bytes(&self.chunks)
    }
}

impl<T: Clone> FromIterator<T> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut all = Chunked::default();
        items.into_iter().for_each(|item| all.push(item));
        all
    }
}

impl<T: Clone + PartialEq> PartialEq for Chunked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<T> Index<usize> for Chunked<T> {
    type Output = T;
    fn index(&self, index: usize) -> &T {
        &self.chunks[index / CHUNK][index % CHUNK]
    }
}

impl<T: Clone> IndexMut<usize> for Chunked<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut Arc::make_mut(&mut self.chunks[index / CHUNK])[index % CHUNK]
    }
}

impl<T: fmt::Debug> fmt::Debug for Chunked<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.chunks.iter().flat_map(|chunk| chunk.iter())).finish()
    }
}

/// An ordered set in shared chunks: two binary searches, and at most one chunk written.
#[derive(Clone)]
pub struct Sorted<T> {
    /// Never empty ones, each and all of them in order.
    chunks: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Sorted { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Ord + Copy> Sorted<T> {
    /// How many items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The least.
    pub fn first(&self) -> Option<&T> {
        self.chunks.first()?.first()
    }

    /// The greatest.
    pub fn last(&self) -> Option<&T> {
        self.chunks.last().map(last)
    }

    /// All items, least first.
    pub fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The least item greater than another.
    pub fn after(&self, item: &T) -> Option<&T> {
        let chunk = self.chunks.partition_point(|chunk| last(chunk) <= item);
        let chunk = self.chunks.get(chunk)?;
        chunk.get(chunk.partition_point(|other| other <= item))
    }

    /// Puts an item in; false if it was there.
    pub fn insert(&mut self, item: T) -> bool {
        let at = self.chunks.partition_point(|chunk| *last(chunk) < item);
        let at = at.min(self.chunks.len().saturating_sub(1));
        let Some(chunk) = self.chunks.get_mut(at) else {
            self.chunks.push(Arc::new(vec![item]));
            self.len = 1;
            return true;
        };
        let Err(place) = chunk.binary_search(&item) else {
            return false;
        };
        // A queue grows at its end: what is full there stays full.
        if place == MOST {
            self.chunks.push(Arc::new(vec![item]));
            self.len += 1;
            return true;
        }
        let own = Arc::make_mut(chunk);
        own.insert(place, item);
        if own.len() > MOST {
            let rest = own.split_off(MOST / 2);
            self.chunks.insert(at + 1, Arc::new(rest));
        }
        self.len += 1;
        true
    }

    /// Takes an item out; false if it was not there.
    pub fn remove(&mut self, item: &T) -> bool {
        let at = self.chunks.partition_point(|chunk| last(chunk) < item);
        let Some(chunk) = self.chunks.get_mut(at) else {
            return false;
        };
        let Ok(place) = chunk.binary_search(item) else {
            return false;
        };
        self.len -= 1;
        if chunk.len() == 1 {
            self.chunks.remove(at);
            return true;
        }
        Arc::make_mut(chunk).remove(place);
        self.join(at);
        true
    }

    /// A chunk that became small goes into the next one, if that has room.
    fn join(&mut self, at: usize) {
        let small = self.chunks[at].len() < MOST / 8;
        let room = self.chunks.get(at + 1).is_some_and(|next| next.len() <= MOST / 2);
        if small && room {
            let next = self.chunks.remove(at + 1);
            Arc::make_mut(&mut self.chunks[at]).extend_from_slice(&next);
        }
    }

    /// Takes the least out.
    pub fn pop_first(&mut self) -> Option<T> {
        let first = *self.first()?;
        self.remove(&first);
        Some(first)
    }

    /// Keeps only some items.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        let kept: Vec<T> = self.iter().copied().filter(|item| keep(item)).collect();
        *self = kept.into_iter().collect();
    }

    /// Bytes of the whole, and of that what no other copy shares.
    pub fn bytes(&self) -> (usize, usize) {
        bytes(&self.chunks)
    }
}

impl<T: Ord + Copy> FromIterator<T> for Sorted<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut all = Sorted::default();
        items.into_iter().for_each(|item| {
            all.insert(item);
        });
        all
    }
}

/// However the items lie in chunks.
impl<T: Ord + Copy> PartialEq for Sorted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<T: fmt::Debug> fmt::Debug for Sorted<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.chunks.iter().flat_map(|chunk| chunk.iter())).finish()
    }
}

fn last<T>(chunk: &Arc<Vec<T>>) -> &T {
    chunk.last().expect("no chunk is empty")
}

fn bytes<T>(chunks: &[Arc<Vec<T>>]) -> (usize, usize) {
    let size = |chunk: &Arc<Vec<T>>| chunk.capacity() * size_of::<T>() + 40;
    let own = chunks.iter().filter(|chunk| Arc::strong_count(chunk) == 1).map(size).sum::<usize>();
    (chunks.iter().map(size).sum::<usize>() + size_of_val(chunks), own + size_of_val(chunks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn numbers() -> impl Iterator<Item = u64> {
        let next = |seed: &u64| Some(seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99));
        std::iter::successors(Some(7), next).map(|number| number >> 40)
    }

    #[test]
    fn a_sorted_set_is_the_set_of_the_library() {
        let (mut ours, mut theirs) = (Sorted::default(), BTreeSet::new());
        for (turn, number) in numbers().take(20_000).enumerate() {
            let item = number % 3_000;
            if turn % 3 == 0 {
                assert_eq!(ours.remove(&item), theirs.remove(&item));
            } else {
                assert_eq!(ours.insert(item), theirs.insert(item));
            }
            assert_eq!((ours.len(), ours.first()), (theirs.len(), theirs.first()));
            assert_eq!(ours.last(), theirs.last());
            let after = theirs.range(item + 1..).next();
            assert_eq!(ours.after(&item), after);
        }
        assert!(ours.iter().eq(theirs.iter()));
        assert_eq!(ours, theirs.iter().copied().collect());
        assert!(ours.chunks.iter().all(|chunk| !chunk.is_empty() && chunk.len() <= MOST));
        while let Some(first) = theirs.pop_first() {
            assert_eq!(ours.pop_first(), Some(first));
        }
        assert!(ours.is_empty() && ours.pop_first().is_none());
    }

    #[test]
    fn a_queue_fills_its_chunks() {
        let queue: Sorted<u64> = (0..10_000).collect();
        assert!(queue.chunks.len() < 10_000 / MOST + 2, "{} chunks", queue.chunks.len());
    }

    #[test]
    fn a_copy_shares_what_is_not_written() {
        let mut one: Chunked<u64> = (0..1_000).collect();
        let two = one.clone();
        one[500] = 7;
        one.push(8);
        assert_eq!((one[500], two[500], one.len(), two.len()), (7, 500, 1_001, 1_000));
        let shared = one.chunks.iter().zip(&two.chunks).filter(|(one, two)| Arc::ptr_eq(one, two)).count();
        assert_eq!(shared, two.chunks.len() - 2);
        assert_eq!((one.pop(), one.pop(), one.last()), (Some(8), Some(999), Some(&998)));
        assert!(two.iter().copied().eq(0..1_000));
        let (all, own) = one.bytes();
        assert!(own < all / 4, "{own} of {all}");
    }
}
