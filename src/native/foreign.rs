//! Object files of other systems, told by their first bytes.

use super::PartialFile;
use object::ReadRef;
use serde::{Deserialize, Serialize};

/// A file macOS or Windows would load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// Mach-O, of one architecture or several (Apple, mach-o/loader.h and fat.h).
    MacOs,
    /// PE (Microsoft, "PE Format").
    Windows,
}

impl Foreign {
    /// The operating system, as people call it.
    pub fn system(self) -> &'static str {
        match self {
            Foreign::MacOs => "macOS",
            Foreign::Windows => "Windows",
        }
    }
}

/// `None` for anything else. A Java class begins as a Mach-O of several architectures does, but is
/// not named like a library.
pub fn read(partial: &PartialFile) -> Option<Foreign> {
    match partial.read_bytes_at(0, 4).ok()? {
        [0xce | 0xcf, 0xfa, 0xed, 0xfe] | [0xfe, 0xed, 0xfa, 0xce | 0xcf] => Some(Foreign::MacOs),
        [0xca, 0xfe, 0xba, 0xbe | 0xbf] => Some(Foreign::MacOs),
        [b'M', b'Z', ..] => Some(Foreign::Windows),
        _ => None,
    }
}
