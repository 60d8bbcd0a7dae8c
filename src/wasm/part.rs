//! What is read together, and by whom it is asked for.

use crate::source::FileId;
use crate::source::spans::Span;
use serde::Serialize;
use tsify::Tsify;

/// Bytes of a file that are read, from `start` to before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Part {
    pub file: FileId,
    pub start: u64,
    pub end: u64,
    /// Whether that is all of the file.
    pub is_whole: bool,
}

impl Part {
    /// A part of a file of `size` bytes.
    pub fn of(Span { file, start, end }: Span, size: u64) -> Part {
        Part { file, start, end, is_whole: start == 0 && end == size }
    }

    /// Where it lies.
    pub fn span(&self) -> Span {
        Span { file: self.file, start: self.start, end: self.end }
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.span().length()
    }
}
