//! Digests of files, as RECORD, requirements and lock files state them and as packing compares them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// A digest.
///
/// Tools usually write sha256. RECORD may have "sha256 or better" (binary distribution format, "The .dist-info
/// directory"): these are the algorithms of `hashlib.algorithms_guaranteed` without MD5, SHA-1, SHA-224, and SHAKE,
/// whose digests have no fixed length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The algorithm of the digest.
    pub algorithm: Algorithm,
    /// The bytes of the digest. Their number depends on the algorithm.
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

/// The algorithms, their names in RECORD and lock files, and the lengths of their digests in bytes.
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
    /// Returns the algorithm with this name in RECORD and lock files.
    pub fn named(name: &str) -> Option<Algorithm> {
        ALGORITHMS.iter().find(|(_, other, _)| *other == name).map(|(algorithm, ..)| *algorithm)
    }

    /// Returns the length of digests in bytes.
    fn length(self) -> usize {
        ALGORITHMS.iter().find(|(other, ..)| *other == self).map_or(0, |(.., length)| *length)
    }

    /// Returns the name that RECORD and lock files use.
    pub fn name(self) -> &'static str {
        ALGORITHMS.iter().find(|(other, ..)| *other == self).map_or("", |(_, name, _)| name)
    }

    /// Whether requirements and lock files may use the algorithm ("Hash-checking Mode" of pip's documentation).
    fn is_of_requirements(self) -> bool {
        matches!(self, Algorithm::Sha256 | Algorithm::Sha384 | Algorithm::Sha512)
    }
}

impl Digest {
    /// Parses `sha256=…`, in URL-safe base64 without padding. Padding is accepted.
    ///
    /// # Errors
    ///
    /// A clause that describes what is wrong with the text.
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

    /// Parses `sha256:…` in hexadecimal, as requirements and lock files have it. `None` for other
    /// algorithms, and if the text is not a hash.
    pub fn from_hex(text: &str) -> Option<Digest> {
        let (name, digits) = text.trim().split_once([':', '='])?;
        let algorithm = Algorithm::named(name.trim()).filter(|algorithm| algorithm.is_of_requirements())?;
        let bytes = hex::decode(digits.trim()).ok().filter(|bytes| bytes.len() == algorithm.length())?;
        Some(Digest { algorithm, bytes })
    }

    /// Makes a digest from the bytes of a SHA-256.
    pub fn sha256(bytes: [u8; 32]) -> Digest {
        Digest { algorithm: Algorithm::Sha256, bytes: bytes.to_vec() }
    }

    /// Returns the bytes in lower-case hexadecimal.
    pub fn hex(&self) -> String {
        // Collecting the text from single characters took a tenth of the time of planning 300 wheels (measured).
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
