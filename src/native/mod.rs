//! Native files: what their headers state, read from as few bytes as possible.
//!
//! Nothing here does I/O. [`read`] looks at a [`PartialFile`] and returns the ranges that are missing; the caller
//! adds them and calls [`read`] again.

pub mod elf;
pub mod foreign;
pub mod partial_file;
pub mod stream_probe;
pub mod text;

pub use elf::Elf;
pub use foreign::Foreign;
pub use partial_file::PartialFile;
pub use stream_probe::{Step, StreamProbe};
pub use text::Text;

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Native {
    /// An ELF file that could be read.
    Elf(Elf),
    /// Built for another system.
    Foreign(Foreign),
    /// The file begins like an ELF file, but no loader can read it. The reason is a clause.
    Damaged(String),
    /// Not an object file.
    Other,
    /// A text in the place of a native file.
    Text(Text),
}

impl Native {
    /// Returns the result for a file whose headers cannot be followed to an end.
    pub fn unresolved() -> Native {
        Native::Damaged("its headers lead nowhere".into())
    }
}

/// The ranges of the file that are needed before there is a result.
#[derive(Debug, PartialEq, Eq)]
pub struct NeededRanges(pub Vec<Range<u64>>);

/// Reads the headers from the bytes that are in memory.
///
/// # Errors
///
/// The ranges that are needed first.
pub fn read(partial: &PartialFile) -> Result<Native, NeededRanges> {
    let native = if (1..4).contains(&partial.len()) {
        Native::Other
    } else if partial.starts_with(b"\x7fELF") {
        match elf::read(partial) {
            Ok(elf) => Native::Elf(elf),
            Err(reason) => Native::Damaged(reason.to_string()),
        }
    } else {
        match foreign::read(partial) {
            Some(foreign) => Native::Foreign(foreign),
            None => text::read(partial).map_or(Native::Other, Native::Text),
        }
    };
    // If bytes were missing, the result is not valid.
    let needed = partial.take_needed();
    if needed.is_empty() { Ok(native) } else { Err(NeededRanges(needed)) }
}
