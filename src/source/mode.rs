//! Unix modes of files in the package.

/// A file.
pub const REGULAR: u32 = 0o100644;
/// A file that can be run.
pub const EXECUTABLE: u32 = 0o100755;
/// A symbolic link.
pub const SYMLINK: u32 = 0o120777;

/// How many first bytes of each file the host tells with [`Item::head`](super::Item::head).
pub const HEAD_LENGTH: usize = 4;

/// The mode of a loose file: browsers show no mode bits, so its first bytes decide.
pub fn mode_by_head(head: &[u8]) -> u32 {
    if head.starts_with(b"\x7fELF") || head.starts_with(b"#!") { EXECUTABLE } else { REGULAR }
}
