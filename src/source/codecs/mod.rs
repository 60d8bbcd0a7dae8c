//! Code that few packages need: compression methods that zips seldom use (all but stored and deflated), and digests
//! that RECORD seldom uses. In browsers, it is a separate module, which is fetched when it is first needed.

#[cfg(feature = "codecs")]
mod built_in;

use crate::digest::Algorithm;
use std::io::{self, Read};
use std::rc::Rc;

/// The numbers of the compression methods (APPNOTE 4.4.5).
const DEFLATE64: u16 = 9;
const BZIP2: u16 = 12;
const LZMA: u16 = 14;
const XZ: u16 = 95;

/// Whether a compression method is one of these.
pub fn is_rare_method(method: u16) -> bool {
    matches!(method, DEFLATE64 | BZIP2 | LZMA | XZ)
}

/// Whether an algorithm is not in the SHA-2 family, which every build has.
pub fn is_rare_algorithm(algorithm: Algorithm) -> bool {
    !matches!(algorithm, Algorithm::Sha256 | Algorithm::Sha384 | Algorithm::Sha512)
}

/// Decompression and hashing with these methods and algorithms.
pub trait Codecs {
    /// Passes the decompressed bytes of an entry to `each`, piece by piece, until it returns `false`. `input` is the
    /// compressed data of the entry; `size` is the uncompressed size that the zip states, in bytes.
    ///
    /// # Errors
    ///
    /// Errors of the input, and damaged data.
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
    /// The module that hashes fails, or does not have this algorithm.
    fn hash(&self, algorithm: Algorithm) -> io::Result<Box<dyn StreamHasher>>;
}

/// A digest that is being computed: the part of `Digest` that is needed, as a trait object.
pub trait StreamHasher {
    /// Adds the next bytes.
    fn update(&mut self, bytes: &[u8]);
    /// Returns the digest of all bytes. The algorithm determines its length.
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

/// Returns the codecs of this build.
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
