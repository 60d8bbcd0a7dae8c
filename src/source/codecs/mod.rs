//! What few packages need: compression methods that zips seldom use, all but stored and deflated, and digests that RECORD
//! seldom has. In browsers it is a module of its own, which is fetched when it is first wanted.

#[cfg(feature = "codecs")]
mod built_in;

use crate::digest::Algorithm;
use std::io::{self, Read};
use std::rc::Rc;

/// Their numbers (APPNOTE 4.4.5).
const DEFLATE64: u16 = 9;
const BZIP2: u16 = 12;
const LZMA: u16 = 14;
const XZ: u16 = 95;

/// Whether a method is one of them.
pub fn is_seldom(method: u16) -> bool {
    matches!(method, DEFLATE64 | BZIP2 | LZMA | XZ)
}

/// Whether an algorithm is not of the SHA-2 family, which each build has.
pub fn is_seldom_hash(algorithm: Algorithm) -> bool {
    !matches!(algorithm, Algorithm::Sha256 | Algorithm::Sha384 | Algorithm::Sha512)
}

/// What decompresses and hashes by these.
pub trait Codecs {
    /// Hands the decompressed bytes of an entry to `each`, piece by piece, until it answers `false`. `input` is the
    /// entry's data, `size` what the zip states of it decompressed, in bytes.
    ///
    /// # Errors
    ///
    /// Those of the input, and damage.
    fn decompress(
        &self,
        method: u16,
        size: u64,
        input: &mut dyn Read,
        each: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<()>;

    /// Begins a digest.
    ///
    /// # Errors
    ///
    /// If the module that hashes fails, or has not this algorithm.
    fn hash(&self, algorithm: Algorithm) -> io::Result<Box<dyn StreamHasher>>;
}

/// A digest in the making: what is needed of `Digest`, called through a table.
pub trait StreamHasher {
    /// Takes the next bytes.
    fn update(&mut self, bytes: &[u8]);
    /// The digest of all of them, as many bytes as the algorithm has.
    fn finish(self: Box<Self>) -> Vec<u8>;
}

impl<D: sha2::Digest> StreamHasher for D {
    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.finalize().to_vec()
    }
}

/// Those of this build.
///
/// # Errors
///
/// `Unsupported` if it has none.
pub fn built_in() -> io::Result<Rc<dyn Codecs>> {
    #[cfg(feature = "codecs")]
    return Ok(Rc::new(built_in::BuiltIn));
    #[cfg(not(feature = "codecs"))]
    Err(io::ErrorKind::Unsupported.into())
}
