//! What was chosen, as files that lock it.

mod pylock;
mod requirements;

pub use pylock::pylock;
pub use requirements::requirements;

/// A wheel of the choice, whose bytes are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedFile {
    /// Normalised.
    pub name: String,
    /// As the filename has it.
    pub version: String,
    /// Of the wheel.
    pub filename: String,
    /// Where it was fetched from. `None` for what was dropped.
    pub url: Option<String>,
    /// The index that has it.
    pub index: Option<String>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
    /// Requires-Python, if it is known.
    pub requires_python: Option<String>,
    /// ISO 8601 in UTC, if it is known.
    pub upload_time: Option<String>,
}

#[cfg(test)]
mod tests;
