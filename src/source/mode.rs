//! Unix modes of files in the package.

/// A file.
pub const REGULAR: u32 = 0o100644;
/// A file that can be run.
pub const EXECUTABLE: u32 = 0o100755;
/// A symbolic link.
pub const SYMLINK: u32 = 0o120777;

/// Number of first bytes of each file that the host passes in [`Item::head`](super::Item::head).
pub const HEAD_LENGTH: usize = 4;

/// Determines the mode of a loose file from its first bytes, because browsers do not provide mode bits.
pub fn mode_by_head(head: &[u8]) -> u32 {
    if head.starts_with(b"\x7fELF") || head.starts_with(b"#!") { EXECUTABLE } else { REGULAR }
}
