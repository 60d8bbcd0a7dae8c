//! Parts of files, and how they are read: in whole windows, and parts that are close to each other in one read.

use super::reader::WINDOW;
use super::store::FileId;
use crate::collections::sort_by_key;
use serde::{Deserialize, Serialize};

/// Bytes of a file, from `start` to before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Span {
    /// The dropped file.
    pub file: FileId,
    /// The offset of the first byte.
    pub start: u64,
    /// The offset after the last byte.
    pub end: u64,
}

impl Span {
    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether it has the byte at `offset`.
    pub fn contains(&self, offset: u64) -> bool {
        (self.start..self.end).contains(&offset)
    }

    /// Returns the span extended to whole windows, in a file of `size` bytes, because small reads are made in aligned
    /// windows.
    pub fn aligned(&self, size: u64) -> Span {
        let window = WINDOW as u64;
        let end = self.end.checked_next_multiple_of(window).unwrap_or(u64::MAX).min(size);
        Span { file: self.file, start: self.start - self.start % window, end }
    }
}

/// Merges spans of the same file that overlap, touch, or are at most `gap` bytes apart, so that each byte is in only
/// one span. A merged span takes the place of the first of its spans.
pub fn merged(spans: impl IntoIterator<Item = Span>, gap: u64) -> Vec<Span> {
    let mut spans: Vec<(usize, Span)> = spans.into_iter().enumerate().collect();
    sort_by_key(&mut spans, |(_, span)| (span.file, span.start));
    let mut merged: Vec<(usize, Span)> = Vec::new();
    for (at, span) in spans {
        let near = |(_, last): &&mut (usize, Span)| {
            last.file == span.file && span.start <= last.end.saturating_add(gap)
        };
        match merged.last_mut().filter(near) {
            Some((first, last)) => {
                last.end = last.end.max(span.end);
                *first = at.min(*first);
            }
            None => merged.push((at, span)),
        }
    }
    sort_by_key(&mut merged, |(first, _)| *first);
    merged.into_iter().map(|(_, span)| span).collect()
}

/// Returns what to read for the spans. The bytes between two spans that are close are read too, which is faster than
/// skipping them.
pub fn to_read(spans: &[Span], mut size_of: impl FnMut(FileId) -> u64) -> Vec<Span> {
    merged(spans.iter().map(|span| span.aligned(size_of(span.file))), WINDOW as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const W: u64 = WINDOW as u64;

    fn span(file: FileId, start: u64, end: u64) -> Span {
        Span { file, start, end }
    }

    #[test]
    fn aligns() {
        let check = |given: Span, size, expected| assert_eq!(given.aligned(size), expected);
        check(span(0, 5, 6), 10 * W, span(0, 0, W));
        check(span(0, W - 1, W + 1), 10 * W, span(0, 0, 2 * W));
        check(span(0, W, 2 * W), 10 * W, span(0, W, 2 * W));
        check(span(0, W, u64::MAX), W + 9, span(0, W, W + 9));
    }

    #[test]
    fn merges() {
        let check = |given: &[Span], gap, expected: &[Span]| {
            assert_eq!(merged(given.iter().copied(), gap), expected);
        };
        check(&[], 0, &[]);
        check(&[span(1, 0, 5), span(1, 5, 9)], 0, &[span(1, 0, 9)]);
        check(&[span(1, 0, 5), span(2, 5, 9)], 0, &[span(1, 0, 5), span(2, 5, 9)]);
        check(&[span(1, 6, 9), span(1, 0, 5)], 0, &[span(1, 6, 9), span(1, 0, 5)]);
        check(&[span(1, 6, 9), span(1, 0, 5)], 1, &[span(1, 0, 9)]);
        check(&[span(1, 0, 9), span(1, 2, 3)], 0, &[span(1, 0, 9)]);
        check(&[span(2, 8, 9), span(1, 0, 1), span(2, 0, 8)], 0, &[span(2, 0, 9), span(1, 0, 1)]);
    }
}
