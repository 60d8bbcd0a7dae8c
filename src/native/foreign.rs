//! Object files of other systems, recognized by their first bytes.

use super::PartialFile;
use object::ReadRef;
use serde::{Deserialize, Serialize};

/// A file that macOS or Windows would load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// Mach-O, of one architecture or several (Apple, mach-o/loader.h and fat.h).
    MacOs,
    /// PE (Microsoft, "PE Format").
    Windows,
}

impl Foreign {
    /// The usual name of the operating system.
    pub fn system(self) -> &'static str {
        match self {
            Foreign::MacOs => "macOS",
            Foreign::Windows => "Windows",
        }
    }
}

/// Recognizes a file by its first bytes. `None` for any other file. A Java class begins like a Mach-O
/// file of several architectures, but its filename is not that of a library.
pub fn read(partial: &PartialFile) -> Option<Foreign> {
    match partial.read_bytes_at(0, 4).ok()? {
        [0xce | 0xcf, 0xfa, 0xed, 0xfe] | [0xfe, 0xed, 0xfa, 0xce | 0xcf] => Some(Foreign::MacOs),
        [0xca, 0xfe, 0xba, 0xbe | 0xbf] => Some(Foreign::MacOs),
        [b'M', b'Z', ..] => Some(Foreign::Windows),
        _ => None,
    }
}
