//! Every byte of every entry that ships from a zip is decompressed, CRC-checked and, in wheels,
//! compared with RECORD.

use super::jobs::{Expected, VerifyJob};
use crate::finding::{Code, Finding};
use crate::native::Passing;
use crate::python::record::{Algorithm, Digest};
use crate::source::Store;
use crate::source::natives::{Natives, ReadNative};
use crate::source::reader::Reader;
use crate::source::zip_entry::Inflater;
use serde::Serialize;
use sha2::Digest as _;
use sha2::{Sha256, Sha384, Sha512};
use std::io::{self, Read, Seek, SeekFrom};

enum Hasher {
    None,
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Box<Sha512>),
}

impl Hasher {
    fn of(digest: Option<&Digest>) -> Hasher {
        match digest.map(|digest| digest.algorithm) {
            None => Hasher::None,
            Some(Algorithm::Sha256) => Hasher::Sha256(Sha256::new()),
            Some(Algorithm::Sha384) => Hasher::Sha384(Sha384::new()),
            Some(Algorithm::Sha512) => Hasher::Sha512(Box::default()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::None => {}
            Hasher::Sha256(hasher) => hasher.update(bytes),
            Hasher::Sha384(hasher) => hasher.update(bytes),
            Hasher::Sha512(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Option<Digest> {
        let (algorithm, bytes) = match self {
            Hasher::None => return None,
            Hasher::Sha256(hasher) => (Algorithm::Sha256, hasher.finalize().to_vec()),
            Hasher::Sha384(hasher) => (Algorithm::Sha384, hasher.finalize().to_vec()),
            Hasher::Sha512(hasher) => (Algorithm::Sha512, hasher.finalize().to_vec()),
        };
        Some(Digest { algorithm, bytes })
    }
}

/// Takes SHA-256 off this thread: a browser's own is several times faster than WebAssembly's, and
/// works while the next entry is decompressed.
pub trait Aside {
    /// Whether a file of that many bytes is taken.
    fn takes(&self, size: u64) -> bool;
    fn begin(&mut self, size: u64);
    fn update(&mut self, bytes: &[u8]);
    /// The bytes are complete. Their digest goes to [`compare`], under that number.
    fn end(&mut self, number: u32);
}

/// What is wrong with entries whose digests were worked out aside.
pub fn compare(job: &VerifyJob, digests: &[(u32, [u8; 32])]) -> Vec<Finding> {
    digests
        .iter()
        .filter_map(|(number, digest)| {
            mismatch(job, job.entries.get(*number as usize)?, Some(Digest::sha256(*digest)))
        })
        .collect()
}

/// The finding of an entry whose bytes are not those RECORD lists.
fn mismatch(job: &VerifyJob, expected: &Expected, actual: Option<Digest>) -> Option<Finding> {
    if actual == expected.digest {
        return None;
    }
    let (name, from) = (&expected.entry.name, &job.from);
    let show = |digest: &Option<Digest>| digest.as_ref().map(Digest::to_string).unwrap_or_default();
    let (actual, expected) = (show(&actual), show(&expected.digest));
    let message = format!("\"{name}\" of \"{from}\" has {actual}, but its RECORD says {expected}");
    Some(Finding::new(Code::RecordMismatch, from, message))
}

/// What verifying learned.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Verified {
    pub findings: Vec<Finding>,
    /// The native files it was asked about.
    pub natives: Vec<ReadNative>,
}

/// Verifies one job's entries; what is wrong with any of them is a finding. `progress` hears the
/// decompressed bytes of each entry done.
pub fn verify(
    job: &VerifyJob,
    store: &mut dyn Store,
    mut aside: Option<&mut dyn Aside>,
    mut progress: impl FnMut(u64),
) -> Verified {
    let unreadable = |error: &io::Error| {
        Finding::new(Code::FileUnreadable, &job.from, format!("\"{}\" cannot be read: {error}", job.from))
    };
    let mut reader = match Reader::new(store, job.file) {
        Ok(reader) => reader,
        Err(error) => return Verified { findings: vec![unreadable(&error)], natives: Vec::new() },
    };
    let mut inflater = Inflater::default();
    let mut findings = Vec::new();
    let mut natives = Vec::new();
    // Native files whose bytes would have to pass again.
    let mut again = Vec::new();
    if !job.digests.is_empty() {
        match verify_whole(&mut reader, &job.digests, &mut progress) {
            Ok(None) => {}
            Ok(Some(actual)) => findings.push(hash_mismatch(&job.from, &actual, &job.digests)),
            Err(error) => return Verified { findings: vec![unreadable(&error)], natives },
        }
    }
    for (number, expected) in job.entries.iter().enumerate() {
        let is_sha256 = expected.digest.as_ref().is_some_and(|digest| digest.algorithm == Algorithm::Sha256);
        let mut passing = expected.is_native.then(|| Passing::new(expected.entry.size));
        let mut look = |bytes: &[u8]| {
            if let Some(passing) = &mut passing {
                passing.pass(bytes);
            }
        };
        let verified = match &mut aside {
            Some(aside) if is_sha256 && aside.takes(expected.entry.size) => {
                aside.begin(expected.entry.size);
                let inflated = inflater.inflate(&mut reader, &expected.entry, |bytes| {
                    look(bytes);
                    aside.update(bytes);
                });
                inflated.map(|()| {
                    aside.end(number as u32);
                    None
                })
            }
            _ => verify_entry(&mut reader, &mut inflater, expected, look)
                .map(|actual| mismatch(job, expected, actual)),
        };
        if let Some(passing) = passing {
            match passing.finish() {
                Some(native) => natives.push(ReadNative {
                    file: job.file,
                    header: expected.entry.header,
                    native: Some(native),
                }),
                None => again.push(&expected.entry),
            }
        }
        match verified {
            Ok(finding) => findings.extend(finding),
            // The host could not read: the rest of the zip cannot be read either.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                findings.push(unreadable(&error));
                break;
            }
            Err(error) => findings.push(Finding::new(
                Code::EntryCorrupt,
                &job.from,
                format!("\"{}\" of \"{}\" is damaged: {error}", expected.entry.name, job.from),
            )),
        }
        progress(expected.entry.size);
    }
    natives.extend(again.into_iter().map(|entry| Natives::read_alone(job.file, entry, store)));
    Verified { findings, natives }
}

/// What the file's digest is, if it is none of these.
fn verify_whole(
    reader: &mut Reader,
    digests: &[Digest],
    progress: &mut impl FnMut(u64),
) -> io::Result<Option<Digest>> {
    let mut algorithms: Vec<&Digest> = Vec::new();
    for digest in digests {
        if !algorithms.iter().any(|other| other.algorithm == digest.algorithm) {
            algorithms.push(digest);
        }
    }
    let mut hashers: Vec<Hasher> = algorithms.into_iter().map(|digest| Hasher::of(Some(digest))).collect();
    let mut buffer = vec![0; 128 * 1024];
    reader.seek(SeekFrom::Start(0))?;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => {
                hashers.iter_mut().for_each(|hasher| hasher.update(&buffer[..length]));
                progress(length as u64);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let found: Vec<Digest> = hashers.into_iter().filter_map(Hasher::finish).collect();
    let is_one = found.iter().any(|digest| digests.contains(digest));
    Ok(found.into_iter().next().filter(|_| !is_one))
}

fn hash_mismatch(from: &str, actual: &Digest, expected: &[Digest]) -> Finding {
    let show = |digest: &Digest| format!("{}:{}", digest.algorithm.name(), digest.hex());
    let expected = match expected {
        [one] => show(one),
        [first, rest @ ..] => format!("{} or one of {} others", show(first), rest.len()),
        [] => String::new(),
    };
    Finding::new(
        Code::HashMismatch,
        from,
        format!("The wheel \"{from}\" has {}, but what requires it says {expected}", show(actual)),
    )
}

fn verify_entry(
    reader: &mut Reader,
    inflater: &mut Inflater,
    expected: &Expected,
    mut look: impl FnMut(&[u8]),
) -> io::Result<Option<Digest>> {
    let mut hasher = Hasher::of(expected.digest.as_ref());
    inflater.inflate(reader, &expected.entry, |bytes| {
        look(bytes);
        hasher.update(bytes);
    })?;
    Ok(hasher.finish())
}
