//! Where the bytes of dropped files come from.

use super::codecs::{self, Codecs};
use std::io;
use std::rc::Rc;

/// The host's number for a file. Two files with one number have the same bytes.
#[cfg_attr(target_arch = "wasm32", tsify::declare)]
pub type FileId = u32;

/// Reads files for the core, which does no I/O itself.
pub trait Store {
    /// The size of a file in bytes.
    ///
    /// # Errors
    ///
    /// The host cannot read the file.
    fn size(&mut self, file: FileId) -> io::Result<u64>;

    /// Reads as many bytes as there are at `offset`, at most `buffer.len()`, and returns their number. It is 0 only at
    /// the end of the file.
    ///
    /// # Errors
    ///
    /// `WouldBlock` means that the bytes are not available yet: the host fetches them and tries again. Any other
    /// error means that the host cannot read the file.
    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// When the file was last changed, in seconds since 1970, if the host knows.
    fn modified(&mut self, _file: FileId) -> Option<i64> {
        None
    }

    /// Returns what decompresses the methods that zips seldom use.
    ///
    /// # Errors
    ///
    /// `WouldBlock` means that it is not available yet: the host fetches it and tries again. Any other error means
    /// that the host does not have it.
    fn codecs(&mut self) -> io::Result<Rc<dyn Codecs>> {
        codecs::built_in()
    }
}

/// Fills the buffer from `offset` on, and reads nothing else.
///
/// # Errors
///
/// Those of [`Store::read_at`], and `UnexpectedEof` if the file ends before the buffer is full.
pub fn read_exact_at(store: &mut dyn Store, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match store.read_at(file, offset.saturating_add(filled as u64), rest) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
