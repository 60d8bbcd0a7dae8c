//! Computes the digest of a stream of bytes with a given algorithm.

use crate::digest::{Algorithm, Digest};
use crate::source::codecs::{Codecs, StreamHasher, is_rare_algorithm};
use sha2::Digest as _;
use sha2::{Sha256, Sha384, Sha512};
use std::io;
use std::rc::Rc;

/// A hasher of a stream of bytes.
pub(super) enum Hasher {
    /// No digest is needed.
    None,
    Sha256(Sha256),
    Other(Algorithm, Box<dyn StreamHasher>),
}

impl Hasher {
    /// Creates a hasher with the algorithm of a digest. `codecs`: contain the rare algorithms.
    ///
    /// # Errors
    ///
    /// `Unsupported` if the algorithm is rare and there are no codecs.
    pub fn new(digest: Option<&Digest>, codecs: Option<&Rc<dyn Codecs>>) -> io::Result<Hasher> {
        let Some(algorithm) = digest.map(|digest| digest.algorithm) else {
            return Ok(Hasher::None);
        };
        let hasher: Box<dyn StreamHasher> = match algorithm {
            Algorithm::Sha256 => return Ok(Hasher::Sha256(Sha256::new())),
            Algorithm::Sha384 => Box::new(Sha384::new()),
            Algorithm::Sha512 => Box::new(Sha512::new()),
            _ => codecs.ok_or(io::ErrorKind::Unsupported)?.hash(algorithm)?,
        };
        Ok(Hasher::Other(algorithm, hasher))
    }

    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::None => {}
            Hasher::Sha256(hasher) => sha2::Digest::update(hasher, bytes),
            Hasher::Other(_, hasher) => hasher.update(bytes),
        }
    }

    /// Returns the digest of all bytes.
    pub fn finish(self) -> Option<Digest> {
        let (algorithm, bytes) = match self {
            Hasher::None => return None,
            Hasher::Sha256(hasher) => (Algorithm::Sha256, hasher.finalize().to_vec()),
            Hasher::Other(algorithm, hasher) => (algorithm, hasher.finish()),
        };
        Some(Digest { algorithm, bytes })
    }
}

/// Whether codecs are needed to compute a digest with this algorithm.
pub(super) fn needs_codecs(digest: Option<&Digest>) -> bool {
    digest.is_some_and(|digest| is_rare_algorithm(digest.algorithm))
}
