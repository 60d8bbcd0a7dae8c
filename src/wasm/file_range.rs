//! Ranges of files that are read.

use crate::source::FileId;
use crate::source::spans::Span;
use serde::Serialize;
use tsify::Tsify;

/// A range of bytes of a file, from `start` inclusive to `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileRange {
    pub file: FileId,
    pub start: u64,
    pub end: u64,
    /// Whether the range is the whole file.
    pub is_whole: bool,
}

impl FileRange {
    /// Returns the range of a span, in a file of `size` bytes.
    pub fn from_span(Span { file, start, end }: Span, size: u64) -> FileRange {
        FileRange { file, start, end, is_whole: start == 0 && end == size }
    }

    /// Returns the range as a span.
    pub fn span(&self) -> Span {
        Span { file: self.file, start: self.start, end: self.end }
    }

    /// Returns the length in bytes.
    pub fn length(&self) -> u64 {
        self.span().length()
    }
}
