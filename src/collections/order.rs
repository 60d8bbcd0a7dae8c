//! Positions of elements, in the order of the elements.

use std::cmp::Ordering;

/// Maximum number of positions in a chunk: an insertion moves at most this many positions.
const CHUNK: usize = 512;

/// The positions of elements in an unordered list, in the order of the elements. It does not have the elements: the
/// caller compares them.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// Chunks of positions. No chunk is empty.
    chunks: Vec<Vec<u32>>,
}

/// A place in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    chunk: usize,
    index: usize,
}

impl Order {
    pub const fn new() -> Order {
        Order { chunks: Vec::new() }
    }

    /// Returns the order of `length` elements that are already sorted.
    pub fn sorted(length: usize) -> Order {
        let positions: Vec<u32> = (0..length as u32).collect();
        Order { chunks: positions.chunks(CHUNK).map(<[u32]>::to_vec).collect() }
    }

    /// Finds an element: returns its place and its position, or the place where it would be inserted. `compare`
    /// compares the element at a position with the element that is searched for.
    pub fn find(&self, compare: &mut dyn FnMut(u32) -> Ordering) -> Result<(Place, u32), Place> {
        // Most elements are inserted in order. Then one comparison is enough; a search takes a dozen.
        if let Some(positions) = self.chunks.last()
            && let Some(last) = positions.last()
            && compare(*last) == Ordering::Less
        {
            return Err(Place { chunk: self.chunks.len() - 1, index: positions.len() });
        }
        let begins_before = |chunk: &Vec<u32>| compare(chunk[0]) != Ordering::Greater;
        let chunk = self.chunks.partition_point(begins_before).saturating_sub(1);
        let Some(positions) = self.chunks.get(chunk) else {
            return Err(Place { chunk: 0, index: 0 });
        };
        match positions.binary_search_by(|position| compare(*position)) {
            Ok(index) => Ok((Place { chunk, index }, positions[index])),
            Err(index) => Err(Place { chunk, index }),
        }
    }

    pub fn insert(&mut self, Place { chunk, index }: Place, position: u32) {
        let Some(positions) = self.chunks.get_mut(chunk) else {
            self.chunks.push(vec![position]);
            return;
        };
        if positions.len() < CHUNK {
            positions.insert(index, position);
            return;
        }
        // Insertions in order fill their chunks.
        let at = if index == CHUNK { CHUNK } else { CHUNK / 2 };
        let mut rest = positions.split_off(at);
        if index > at || at == CHUNK {
            rest.insert(index - at, position);
        } else {
            positions.insert(index, position);
        }
        self.chunks.insert(chunk + 1, rest);
    }

    pub fn remove(&mut self, Place { chunk, index }: Place) {
        self.chunks[chunk].remove(index);
        if self.chunks[chunk].is_empty() {
            self.chunks.remove(chunk);
        }
    }

    /// Sets the position at a place, after the element was moved.
    pub fn replace(&mut self, Place { chunk, index }: Place, position: u32) {
        self.chunks[chunk][index] = position;
    }

    pub fn first(&self) -> Option<u32> {
        self.chunks.first()?.first().copied()
    }

    pub fn last(&self) -> Option<u32> {
        self.chunks.last()?.last().copied()
    }

    /// Returns all positions, in order.
    pub fn positions(&self) -> Positions<'_> {
        Positions { chunks: &self.chunks, front: [].iter(), back: [].iter() }
    }

    /// Returns all positions as a list, and leaves the order empty.
    pub fn take(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.chunks).concat()
    }
}

/// The positions of an order.
#[derive(Clone, Debug)]
pub(super) struct Positions<'a> {
    chunks: &'a [Vec<u32>],
    front: std::slice::Iter<'a, u32>,
    back: std::slice::Iter<'a, u32>,
}

impl Iterator for Positions<'_> {
    type Item = u32;

    #[inline(never)]
    fn next(&mut self) -> Option<u32> {
        loop {
            if let Some(position) = self.front.next() {
                return Some(*position);
            }
            let Some((chunk, rest)) = self.chunks.split_first() else {
                return self.back.next().copied();
            };
            (self.front, self.chunks) = (chunk.iter(), rest);
        }
    }
}

impl DoubleEndedIterator for Positions<'_> {
    #[inline(never)]
    fn next_back(&mut self) -> Option<u32> {
        loop {
            if let Some(position) = self.back.next_back() {
                return Some(*position);
            }
            let Some((chunk, rest)) = self.chunks.split_last() else {
                return self.front.next_back().copied();
            };
            (self.back, self.chunks) = (chunk.iter(), rest);
        }
    }
}

/// Sorts elements: `order` has the current position of the element for each place; its contents are overwritten. `swap`
/// swaps the elements at two positions.
#[inline(never)]
pub(super) fn arrange(order: &mut [u32], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at as u32) as usize;
            if from == start {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}
