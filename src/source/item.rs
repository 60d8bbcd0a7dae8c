//! A dropped file, as the host describes it.

use super::store::FileId;

/// A dropped file.
#[derive(Clone, Debug)]
pub struct Item {
    /// As dropped, with `/` between folders.
    pub path: String,
    /// The host's number for it.
    pub file: FileId,
    /// Bytes.
    pub size: u64,
    /// The first bytes, fewer if the file is shorter. May be empty for files in folders, whose mode
    /// in the plan is then a guess: packing sees for itself.
    pub head: Vec<u8>,
    /// The host's words when it could not read the file.
    pub unreadable: Option<String>,
}

/// Files of a folder, each with its path relative to the folder.
pub(crate) type FolderFiles<'a> = Vec<(&'a str, &'a Item)>;
