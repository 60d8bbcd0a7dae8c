//! What the host has to read before planning goes on.

use super::store::FileId;
use std::collections::BTreeSet;

/// Planning cannot go on before the host has read more.
#[derive(Debug, PartialEq, Eq)]
pub struct Missing;

/// What the host is asked to read of loose files before planning goes on.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Files whose whole text is needed: small ones.
    pub texts: BTreeSet<FileId>,
    /// Files whose CRC-32 is needed.
    pub checksums: BTreeSet<FileId>,
    /// Bytecode whose header is needed.
    pub headers: BTreeSet<FileId>,
    /// Sources whose hash and time are needed.
    pub sources: BTreeSet<FileId>,
    /// Parts of native files: file, start and end.
    pub ranges: BTreeSet<(FileId, u64, u64)>,
}

impl Needs {
    /// Whether nothing is needed.
    pub fn is_empty(&self) -> bool {
        let files = [&self.texts, &self.checksums, &self.headers, &self.sources];
        files.iter().all(|files| files.is_empty()) && self.ranges.is_empty()
    }
}
