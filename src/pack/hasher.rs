//! The digest of bytes as they pass, by whichever algorithm is asked for.

use crate::digest::{Algorithm, Digest};
use blake2::{Blake2b512, Blake2s256};
use sha2::Digest as _;
use sha2::{Sha256, Sha384, Sha512};
use sha3::{Sha3_256, Sha3_384, Sha3_512};

/// Takes bytes.
pub(super) enum Hasher {
    /// Nothing is asked for.
    None,
    Sha256(Sha256),
    Other(Algorithm, Box<dyn OtherHasher>),
}

/// Of an algorithm that is rare: what is needed of `Digest`, called through a table. (`DynDigest` has more, which
/// would be compiled for each.)
pub(super) trait OtherHasher {
    fn update(&mut self, bytes: &[u8]);
    fn finish(self: Box<Self>) -> Vec<u8>;
}

impl<D: sha2::Digest> OtherHasher for D {
    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.finalize().to_vec()
    }
}

impl Hasher {
    /// By the algorithm of that digest.
    pub fn of(digest: Option<&Digest>) -> Hasher {
        match digest.map(|digest| digest.algorithm) {
            None => Hasher::None,
            Some(Algorithm::Sha256) => Hasher::Sha256(Sha256::new()),
            Some(algorithm) => Hasher::Other(algorithm, other(algorithm)),
        }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::None => {}
            Hasher::Sha256(hasher) => sha2::Digest::update(hasher, bytes),
            Hasher::Other(_, hasher) => hasher.update(bytes),
        }
    }

    /// The digest of all of them.
    pub fn finish(self) -> Option<Digest> {
        let (algorithm, bytes) = match self {
            Hasher::None => return None,
            Hasher::Sha256(hasher) => (Algorithm::Sha256, hasher.finalize().to_vec()),
            Hasher::Other(algorithm, hasher) => (algorithm, hasher.finish()),
        };
        Some(Digest { algorithm, bytes })
    }
}

fn other(algorithm: Algorithm) -> Box<dyn OtherHasher> {
    match algorithm {
        Algorithm::Sha256 => Box::new(Sha256::new()),
        Algorithm::Sha384 => Box::new(Sha384::new()),
        Algorithm::Sha512 => Box::new(Sha512::new()),
        Algorithm::Sha3_256 => Box::new(Sha3_256::new()),
        Algorithm::Sha3_384 => Box::new(Sha3_384::new()),
        Algorithm::Sha3_512 => Box::new(Sha3_512::new()),
        Algorithm::Blake2b => Box::new(Blake2b512::new()),
        Algorithm::Blake2s => Box::new(Blake2s256::new()),
    }
}
