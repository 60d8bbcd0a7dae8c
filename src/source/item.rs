//! A dropped file, as the host describes it.

use super::store::FileId;
use serde::Deserialize;

/// A dropped file.
#[derive(Clone, Debug)]
pub struct Item {
    /// As dropped, with `/` between folders.
    pub path: String,
    /// The host's number for the file.
    pub file: FileId,
    /// Its size in bytes.
    pub size: u64,
    /// The first bytes, fewer if the file is shorter. May be empty for files in folders. Their mode in the plan is
    /// then a guess; packing determines the real mode.
    pub head: Vec<u8>,
    /// The host's error message, if it could not read the file.
    pub unreadable: Option<String>,
    /// What it is dropped for.
    pub role: Role,
}

/// What an item is dropped for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It is part of the package.
    #[default]
    Package,
    /// It is part of a layer that the function uses: imports find it and its size counts, but it does not ship.
    Layer,
    /// Only the requirements of the package name it: it is read, and installed if it is a required project, but does not
    /// ship otherwise.
    Requirements,
}

/// Files of a folder, each with its path relative to the folder.
pub(crate) type FolderFiles<'a> = Vec<(&'a str, &'a Item)>;
