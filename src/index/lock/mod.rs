//! Lock files for the chosen wheels.

mod pylock;
mod requirements;

pub use pylock::pylock;
pub use requirements::requirements;

/// A wheel of the choice, whose bytes are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedFile {
    /// The normalized name.
    pub name: String,
    /// The version, as in the filename.
    pub version: String,
    /// The filename of the wheel.
    pub filename: String,
    /// The address that the wheel was fetched from. `None` for a dropped wheel.
    pub url: Option<String>,
    /// The index that has the wheel.
    pub index: Option<String>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The size in bytes.
    pub size: u64,
    /// Requires-Python, if it is known.
    pub requires_python: Option<String>,
    /// The time of the upload, in ISO 8601 and UTC, if it is known.
    pub upload_time: Option<String>,
}

#[cfg(test)]
mod tests;
