//! Digests of files: what RECORD, requirements and lock files state, and what packing compares.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// A digest. sha256 is what everybody writes; "sha256 or better" is what RECORD may have (binary distribution format,
/// "The .dist-info directory"): what Python has everywhere (`hashlib.algorithms_guaranteed`) but MD5, SHA-1, SHA-224, and
/// SHAKE, whose digests have no length of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// What it was made by.
    pub algorithm: Algorithm,
    /// As many as the algorithm makes.
    pub bytes: Vec<u8>,
}

/// A hash algorithm that RECORD may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// 32 bytes.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes.
    Sha512,
    /// 32 bytes.
    Sha3_256,
    /// 48 bytes.
    Sha3_384,
    /// 64 bytes.
    Sha3_512,
    /// 64 bytes.
    Blake2b,
    /// 32 bytes.
    Blake2s,
}

/// The names that RECORD and lock files write, and how many bytes a digest has.
const ALGORITHMS: [(Algorithm, &str, usize); 8] = [
    (Algorithm::Sha256, "sha256", 32),
    (Algorithm::Sha384, "sha384", 48),
    (Algorithm::Sha512, "sha512", 64),
    (Algorithm::Sha3_256, "sha3_256", 32),
    (Algorithm::Sha3_384, "sha3_384", 48),
    (Algorithm::Sha3_512, "sha3_512", 64),
    (Algorithm::Blake2b, "blake2b", 64),
    (Algorithm::Blake2s, "blake2s", 32),
];

impl Algorithm {
    /// The one that RECORD and lock files call so.
    pub fn named(name: &str) -> Option<Algorithm> {
        ALGORITHMS.iter().find(|(_, other, _)| *other == name).map(|(algorithm, ..)| *algorithm)
    }

    /// Bytes of its digests.
    fn length(self) -> usize {
        ALGORITHMS.iter().find(|(other, ..)| *other == self).map_or(0, |(.., length)| *length)
    }

    /// As RECORD and lock files write it.
    pub fn name(self) -> &'static str {
        ALGORITHMS.iter().find(|(other, ..)| *other == self).map_or("", |(_, name, _)| name)
    }

    /// What requirements and lock files may have ("Hash-checking Mode" of pip's documentation).
    fn is_of_requirements(self) -> bool {
        matches!(self, Algorithm::Sha256 | Algorithm::Sha384 | Algorithm::Sha512)
    }
}

impl Digest {
    /// `sha256=…`, in URL-safe base64 without padding (tolerated with it).
    ///
    /// # Errors
    ///
    /// A clause that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Digest, String> {
        let (name, encoded) =
            text.split_once('=').ok_or_else(|| format!("the hash \"{text}\" has no algorithm"))?;
        let algorithm = Algorithm::named(name)
            .ok_or_else(|| format!("the hash algorithm \"{name}\" is not sha256 or a better one"))?;
        let length = algorithm.length();
        match URL_SAFE_NO_PAD.decode(encoded.trim_end_matches('=')) {
            Ok(bytes) if bytes.len() == length => Ok(Digest { algorithm, bytes }),
            _ => Err(format!("the hash \"{text}\" is not {length} bytes in URL-safe base64")),
        }
    }

    /// `sha256:…` in hexadecimal, as requirements and lock files have it. `None` for other
    /// algorithms and for what is no hash.
    pub fn from_hex(text: &str) -> Option<Digest> {
        let (name, digits) = text.trim().split_once([':', '='])?;
        let algorithm = Algorithm::named(name.trim()).filter(|algorithm| algorithm.is_of_requirements())?;
        let bytes = hex::decode(digits.trim()).ok().filter(|bytes| bytes.len() == algorithm.length())?;
        Some(Digest { algorithm, bytes })
    }

    /// A SHA-256.
    pub fn sha256(bytes: [u8; 32]) -> Digest {
        Digest { algorithm: Algorithm::Sha256, bytes: bytes.to_vec() }
    }

    /// Lower-case hexadecimal.
    pub fn hex(&self) -> String {
        // To make the text of characters, one by one, took a tenth of the plan of 300 wheels (measured).
        let mut digits = vec![0; 2 * self.bytes.len()];
        let _ = hex::encode_to_slice(&self.bytes, &mut digits);
        String::from_utf8(digits).unwrap_or_default()
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.algorithm.name(), URL_SAFE_NO_PAD.encode(&self.bytes))
    }
}
