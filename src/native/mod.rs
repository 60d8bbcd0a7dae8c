//! Native files: what their headers say, from as few bytes as possible.
//!
//! Nothing here reads by itself. [`read`] looks at the [`Kept`] bytes of a file and says which more
//! it needs; the caller brings them and asks again.

pub mod elf;
pub mod foreign;
pub mod kept;
pub mod passing;

pub use elf::Elf;
pub use foreign::Foreign;
pub use kept::Kept;
pub use passing::{Passing, Step};

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Native {
    Elf(Elf),
    /// Built for another system.
    Foreign(Foreign),
    /// Begins as an ELF file, but no loader could make sense of it; the reason is a clause.
    Damaged(String),
    /// No object file at all.
    Other,
}

impl Native {
    /// Of headers that cannot be followed to an end.
    pub fn astray() -> Native {
        Native::Damaged("its headers lead nowhere".into())
    }
}

/// Why there is no answer yet.
#[derive(Debug, PartialEq, Eq)]
pub struct Lacks(pub Vec<Range<u64>>);

/// Reads what is kept of a file.
pub fn read(kept: &Kept) -> Result<Native, Lacks> {
    let native = if kept.len() < 4 {
        Native::Other
    } else if kept.starts_with(b"\x7fELF") {
        match elf::read(kept) {
            Ok(elf) => Native::Elf(elf),
            Err(reason) => Native::Damaged(reason.to_string()),
        }
    } else {
        foreign::read(kept).map_or(Native::Other, Native::Foreign)
    };
    // Whatever was made of it, it was made without these bytes.
    let lacks = kept.take_lacks();
    if lacks.is_empty() { Ok(native) } else { Err(Lacks(lacks)) }
}
