//! Bytecode files: where they lie (PEP 3147), and their header (PEP 552).

use siphasher::sip::{SipHasher13, SipHasher24};

use crate::target::{RUNTIMES, Runtime};

/// Size of a header in bytes (PEP 552).
pub const HEADER_LENGTH: usize = 16;
/// Magic number, flags, then either the source's time and size or its hash; four bytes each.
pub type Header = [u8; HEADER_LENGTH];

/// Flags of PEP 552: the lowest bit states that the header has a hash, the next one that Python compares the hash.
const HASH_BASED: u32 = 0b01;
const CHECK_SOURCE: u32 = 0b10;

/// The bytecode of one minor version of CPython.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytecode {
    minor: u8,
    magic: [u8; 4],
}

/// How a header identifies the source that it was compiled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Seconds since 1970 and size of the source, both modulo 2³².
    Timestamp {
        /// In seconds since 1970, modulo 2³².
        modified: u32,
        /// In bytes, modulo 2³².
        size: u32,
    },
    /// SipHash of the source.
    Hash([u8; 8]),
}

impl Bytecode {
    /// Returns the bytecode of CPython 3.`minor`, if its magic number is known.
    pub fn for_minor(minor: u8) -> Option<Bytecode> {
        let number = Runtime::of_minor(minor)?.magic?;
        let [low, high] = number.to_le_bytes();
        Some(Bytecode { minor, magic: [low, high, b'\r', b'\n'] })
    }

    /// Whether a file begins with the magic number of this Python's bytecode.
    pub fn matches(&self, head: &[u8]) -> bool {
        head.starts_with(&self.magic)
    }

    /// What the header states about its source. `None` for the header of another Python, and for flags
    /// that PEP 552 does not define.
    pub fn origin(&self, header: &Header) -> Option<Origin> {
        let [m0, m1, m2, m3, f0, f1, f2, f3, rest @ ..] = *header;
        let flags = u32::from_le_bytes([f0, f1, f2, f3]);
        let [t0, t1, t2, t3, s0, s1, s2, s3] = rest;
        match flags {
            _ if [m0, m1, m2, m3] != self.magic => None,
            0 => Some(Origin::Timestamp {
                modified: u32::from_le_bytes([t0, t1, t2, t3]),
                size: u32::from_le_bytes([s0, s1, s2, s3]),
            }),
            _ if flags & HASH_BASED != 0 && flags & !(HASH_BASED | CHECK_SOURCE) == 0 => {
                Some(Origin::Hash(rest))
            }
            _ => None,
        }
    }

    /// The header of an unchecked, hash-based file: Python accepts it whatever the date of the source is.
    pub fn unchecked(&self, hash: [u8; 8]) -> Header {
        let mut header = [0; HEADER_LENGTH];
        header[..4].copy_from_slice(&self.magic);
        header[4..8].copy_from_slice(&HASH_BASED.to_le_bytes());
        header[8..].copy_from_slice(&hash);
        header
    }

    /// Computes `_imp.source_hash`: SipHash with the magic number as its key (CPython's
    /// Python/pyhash.c, `_Py_KeyedHash`). It is SipHash-1-3 since 3.11, and SipHash-2-4 before.
    pub fn source_hash(&self, source: &[u8]) -> [u8; 8] {
        let key = u64::from(u32::from_le_bytes(self.magic));
        let hash = if self.minor >= 11 {
            SipHasher13::new_with_keys(key, 0).hash(source)
        } else {
            SipHasher24::new_with_keys(key, 0).hash(source)
        };
        hash.to_le_bytes()
    }
}

/// The Python whose bytecode begins with these bytes, for messages. `None` if the bytes are not bytecode.
pub fn python_of(head: &[u8]) -> Option<String> {
    let [low, high, b'\r', b'\n', ..] = *head else { return None };
    let number = u16::from_le_bytes([low, high]);
    let runtime = RUNTIMES.iter().find(|runtime| runtime.magic == Some(number));
    Some(runtime.map_or("another Python".to_string(), |runtime| format!("Python 3.{}", runtime.minor)))
}

/// The source of a cached file, and the tag of the Python that made the file: `a/__pycache__/b.cpython-313.pyc`
/// belongs to `a/b.py` and has the tag `cpython-313` (PEP 3147, PEP 488).
pub fn source_of(path: &str) -> Option<(String, &str)> {
    let (folder, name) = path.rsplit_once("__pycache__/")?;
    let stem = name.strip_suffix(".pyc")?;
    let at = stem.find(".cpython-").or_else(|| stem.rfind('.'))?;
    let in_own_folder = folder.is_empty() || folder.ends_with('/');
    (in_own_folder && at > 0 && !name.contains('/'))
        .then(|| (format!("{folder}{}.py", &stem[..at]), &stem[at + 1..]))
}

/// The tag of CPython 3.`minor`'s cached files without optimization. Python reads these if it is started
/// without options.
pub fn cache_tag(minor: u8) -> String {
    format!("cpython-3{minor}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_as_cpython_does() {
        // `_imp.source_hash(importlib.util._RAW_MAGIC_NUMBER, b"x = 1\n")` of each interpreter.
        for (minor, expected) in [
            (8, 0x1506f08f32bf3ff3_u64),
            (9, 0xf1d665a9e50fdffa),
            (10, 0xd94aade28c8cbebf),
            (11, 0x4c0372aa93f75252),
            (12, 0x1522561917f5df08),
            (13, 0xe786e2893651120e),
        ] {
            let hash = Bytecode::for_minor(minor).unwrap().source_hash(b"x = 1\n");
            assert_eq!(hash, expected.to_be_bytes(), "3.{minor}");
        }
        assert_eq!(Bytecode::for_minor(7), None);
    }

    #[test]
    fn finds_the_source() {
        let check = |path: &str, expected: Option<(&str, &str)>| {
            let found = source_of(path);
            assert_eq!(found.as_ref().map(|(source, tag)| (source.as_str(), *tag)), expected, "{path}");
        };
        check("a/__pycache__/b.cpython-313.pyc", Some(("a/b.py", "cpython-313")));
        check("__pycache__/b.cpython-313.pyc", Some(("b.py", "cpython-313")));
        check("__pycache__/b.c.cpython-313.opt-1.pyc", Some(("b.c.py", "cpython-313.opt-1")));
        check("__pycache__/b.pypy39.pyc", Some(("b.py", "pypy39")));
        check("__pycache__/b.pyc", None);
        check("__pycache__/.cpython-313.pyc", None);
        check("my__pycache__/b.cpython-313.pyc", None);
        check("a/b.pyc", None);
        check("__pycache__/a/b.cpython-313.pyc", None);
    }

    #[test]
    fn reads_headers() {
        let bytecode = Bytecode::for_minor(13).unwrap();
        let header = |flags: u8, rest: [u8; 8]| -> Header {
            let mut header = [0xf3, 0x0d, b'\r', b'\n', flags, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            header[8..].copy_from_slice(&rest);
            header
        };
        let rest = [1, 0, 0, 0, 2, 0, 0, 0];
        let timestamp = Origin::Timestamp { modified: 1, size: 2 };
        assert_eq!(bytecode.origin(&header(0, rest)), Some(timestamp));
        assert_eq!(bytecode.origin(&header(1, rest)), Some(Origin::Hash(rest)));
        assert_eq!(bytecode.origin(&header(3, rest)), Some(Origin::Hash(rest)));
        assert_eq!(bytecode.origin(&header(2, rest)), None);
        assert_eq!(bytecode.origin(&header(4, rest)), None);
        assert_eq!(Bytecode::for_minor(12).unwrap().origin(&header(0, rest)), None);
        assert_eq!(bytecode.unchecked(rest), header(1, rest));
        assert!(bytecode.matches(&header(1, rest)) && !bytecode.matches(b"\xf3\x0d"));
    }
}
