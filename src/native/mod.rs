//! Native files: what their headers say, from as few bytes as possible.
//!
//! Nothing here reads by itself. [`read`] looks at a [`PartialFile`] and says which more of it it needs; the
//! caller brings them and asks again.

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
    /// Begins as an ELF file, but no loader could make sense of it; the reason is a clause.
    Damaged(String),
    /// No object file at all.
    Other,
    /// A text instead of one.
    Text(Text),
}

impl Native {
    /// Of headers that cannot be followed to an end.
    pub fn unresolved() -> Native {
        Native::Damaged("its headers lead nowhere".into())
    }
}

/// Why there is no answer yet.
#[derive(Debug, PartialEq, Eq)]
pub struct NeededRanges(pub Vec<Range<u64>>);

/// Reads what is kept of a file.
///
/// # Errors
///
/// The ranges that have to be there first.
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
    // Whatever was made of it, it was made without these bytes.
    let needed = partial.take_needed();
    if needed.is_empty() { Ok(native) } else { Err(NeededRanges(needed)) }
}
