//! Verifies entries of zips: every byte of every packaged entry is decompressed, its CRC-32 is checked, and in wheels
//! its digest is compared with RECORD.

use super::hasher::{Hasher, needs_codecs};
use super::jobs::{Expected, VerifyJob};
use crate::collections::BTreeSet;
use crate::digest::{Algorithm, Digest};
use crate::finding::{Code, Finding};
use crate::limit_findings::limit_findings_without_hints;
use crate::native::StreamProbe;
use crate::source::codecs::{Codecs, is_rare_method};
use crate::source::reader::FileReader;
use crate::source::zip::ZipEntry;
use crate::source::zip::inflate;
use crate::source::zip::local::is_disagreement;
use crate::source::zip::native::ReadNative;
use crate::source::zip::{Compressed, Inflater};
use crate::source::{FileId, Store};
use serde::Serialize;
use std::io::{self, Read};
use std::ops::Range;
use std::rc::Rc;

/// Lets the host compute SHA-256. The implementation in browsers is several times faster than WebAssembly.
pub trait DigestOffload {
    /// Whether the host computes the digest of a file of `size` bytes.
    fn accepts(&self, size: u64) -> bool;
    /// Begins an entry of `size` unzipped bytes.
    fn begin(&mut self, size: u64);
    /// Passes the next unzipped bytes.
    fn update(&mut self, bytes: &[u8]);
    /// Ends the entry. Its digest is later passed to [`compare`] with this number.
    fn end(&mut self, number: u32);
}

/// Returns findings about entries whose digests the host computed.
pub fn compare(job: &VerifyJob, digests: &[(u32, [u8; 32])]) -> Vec<Finding> {
    let differs = |(number, digest): &(u32, [u8; 32])| {
        mismatch(&job.from, job.entries.get(*number as usize)?, Some(Digest::sha256(*digest)))
    };
    digests.iter().filter_map(differs).collect()
}

/// Returns a finding if the bytes of an entry do not have the digest in RECORD.
pub(super) fn mismatch(from: &str, expected: &Expected, actual: Option<Digest>) -> Option<Finding> {
    if actual == expected.digest {
        return None;
    }
    let name = &expected.entry.name;
    if expected.is_installed {
        return Some(changed(name, from, from));
    }
    let show = |digest: &Option<Digest>| digest.as_ref().map(Digest::to_string).unwrap_or_default();
    let (actual, expected) = (show(&actual), show(&expected.digest));
    let message = format!("\"{name}\" of \"{from}\" has {actual}, but its RECORD says {expected}");
    Some(Finding::new(Code::RecordMismatch, from, message))
}

/// Creates the finding about an installed file that differs from its RECORD.
pub(super) fn changed(name: &str, of: &str, path: &str) -> Finding {
    let message = format!("\"{name}\" of \"{of}\" was changed: its bytes are not those its RECORD lists");
    Finding::new(Code::InstalledChanged, path, message)
}

impl Expected {
    /// Whether codecs are needed to decompress the entry or to compute its digest.
    pub fn needs_codecs(&self) -> bool {
        is_rare_method(self.entry.method) || needs_codecs(self.digest.as_ref())
    }
}

/// The result of verifying.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Verified {
    /// Findings about the entries.
    pub findings: Vec<Finding>,
    /// The native files whose headers were to be read.
    pub natives: Vec<ReadNative>,
}

/// An entry of a zip that is packaged.
pub(super) struct Shipped<'e> {
    pub file: FileId,
    /// The zip, as dropped.
    pub from: &'e str,
    pub expected: &'e Expected,
    /// The number that is passed to [`DigestOffload`].
    pub number: u32,
}

/// Verifies entries one after another, and collects the results.
pub(super) struct Verifier<'a> {
    inflater: Inflater,
    codecs: Option<Rc<dyn Codecs>>,
    offload: Option<&'a mut dyn DigestOffload>,
    verified: Verified,
    /// Native files that have to be read again for their headers.
    again: Vec<(FileId, ZipEntry)>,
    /// Zips that the host could not read. Each is reported once.
    unreadable: BTreeSet<FileId>,
}

impl<'a> Verifier<'a> {
    /// Creates a verifier. `codecs`: contain the hash algorithms that few RECORDs use.
    pub fn new(codecs: Option<Rc<dyn Codecs>>, offload: Option<&'a mut dyn DigestOffload>) -> Verifier<'a> {
        let (inflater, verified) = (Inflater::default(), Verified::default());
        Verifier { inflater, codecs, offload, verified, again: Vec::new(), unreadable: BTreeSet::new() }
    }

    /// Verifies an entry of a zip. Faults become findings. Returns `false` if the host could not read the zip; then the
    /// rest of it cannot be read either.
    pub fn verify(&mut self, reader: &mut FileReader, shipped: &Shipped) -> bool {
        if self.unreadable.contains(&shipped.file) {
            return false;
        }
        let opened = reader.open(shipped.file);
        let verified = opened.and_then(|()| self.entry(Compressed::InZip(reader), shipped));
        self.report(shipped, verified)
    }

    /// Verifies an entry whose compressed bytes are in memory.
    pub fn verify_buffered(&mut self, bytes: &[u8], shipped: &Shipped) {
        let verified = self.entry(Compressed::Buffered(bytes), shipped);
        self.report(shipped, verified);
    }

    /// Appends the compressed bytes of an entry to `held`, to be verified later, and returns their range. `None` if
    /// they cannot be read, which becomes a finding.
    pub fn read_compressed(
        &mut self,
        reader: &mut FileReader,
        shipped: &Shipped,
        held: &mut Vec<u8>,
    ) -> Option<Range<usize>> {
        if self.unreadable.contains(&shipped.file) {
            return None;
        }
        let opened = reader.open(shipped.file);
        match opened.and_then(|()| inflate::read_compressed(reader, &shipped.expected.entry, held)) {
            Ok(range) => Some(range),
            Err(error) => {
                self.report(shipped, Err(error));
                None
            }
        }
    }

    /// Records a result. Returns `false` if the host could not read the zip.
    fn report(
        &mut self,
        &Shipped { file, from, expected, .. }: &Shipped,
        verified: io::Result<Option<Finding>>,
    ) -> bool {
        match verified {
            Ok(finding) => self.verified.findings.extend(finding),
            Err(error) if is_host_error(&error) => {
                self.unreadable.insert(file);
                self.verified.findings.push(unreadable(from, &error));
                return false;
            }
            Err(error) => {
                let message =
                    |what: &str| format!("\"{}\" of \"{from}\" {what}: {error}", expected.entry.name);
                self.verified.findings.push(match is_disagreement(&error) {
                    true => Finding::new(Code::EntryHeader, from, message("is ambiguous")),
                    false => Finding::new(Code::EntryCorrupt, from, message("is damaged")),
                });
            }
        }
        true
    }

    fn entry(
        &mut self,
        compressed: Compressed,
        &Shipped { file, from, expected, number }: &Shipped,
    ) -> io::Result<Option<Finding>> {
        let Expected { entry, digest, is_native, .. } = expected;
        let is_sha256 = digest.as_ref().is_some_and(|digest| digest.algorithm == Algorithm::Sha256);
        let mut probe = is_native.then(|| StreamProbe::new(entry.size));
        let mut look = |bytes: &[u8]| {
            if let Some(probe) = &mut probe {
                probe.update(bytes);
            }
        };
        let verified = match &mut self.offload {
            Some(offload) if is_sha256 && offload.accepts(entry.size) => {
                offload.begin(entry.size);
                let inflated = self.inflater.inflate(compressed, entry, |bytes| {
                    look(bytes);
                    offload.update(bytes);
                });
                inflated.map(|()| {
                    offload.end(number);
                    None
                })
            }
            _ => {
                let mut hasher = Hasher::new(digest.as_ref(), self.codecs.as_ref())?;
                let inflated = self.inflater.inflate(compressed, entry, |bytes| {
                    look(bytes);
                    hasher.update(bytes);
                });
                inflated.map(|()| mismatch(from, expected, hasher.finish()))
            }
        };
        if let Some(probe) = probe {
            match probe.finish() {
                Some(native) => {
                    let native = Some(native);
                    self.verified.natives.push(ReadNative {
                        file,
                        header_offset: entry.header_offset,
                        native,
                    });
                }
                None => self.again.push((file, entry.clone())),
            }
        }
        verified
    }

    /// Returns all results.
    pub fn finish(self, store: &mut dyn Store) -> Verified {
        let Verifier { mut verified, again, .. } = self;
        let read = again.iter().map(|(file, entry)| ReadNative::read(*file, entry, store));
        verified.natives.extend(read);
        limit_findings_without_hints(&mut verified.findings);
        verified
    }
}

/// Whether the host could not read the bytes, as opposed to wrong bytes.
pub(super) fn is_host_error(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::WouldBlock)
}

fn unreadable(from: &str, error: &io::Error) -> Finding {
    Finding::new(Code::FileUnreadable, from, format!("\"{from}\" cannot be read: {error}"))
}

/// Verifies the entries of a job. Faults become findings. `progress` is called with the number of decompressed bytes of
/// each finished entry.
pub fn verify(
    job: &VerifyJob,
    store: &mut dyn Store,
    offload: Option<&mut dyn DigestOffload>,
    mut progress: impl FnMut(u64),
) -> Verified {
    let codecs = job.entries.iter().any(Expected::needs_codecs).then(|| store.codecs().ok()).flatten();
    let mut reader = FileReader::idle(store);
    let mut findings = Vec::new();
    if !job.digests.is_empty() {
        match verify_whole(&mut reader, job, &mut progress) {
            Ok(None) => {}
            Ok(Some(actual)) => findings.push(hash_mismatch(&job.from, &actual, &job.digests)),
            Err(error) => findings.push(unreadable(&job.from, &error)),
        }
    }
    let mut verifier = Verifier::new(codecs, offload);
    for (number, expected) in (0..).zip(&job.entries) {
        let shipped = Shipped { file: job.file, from: &job.from, expected, number };
        verifier.verify(&mut reader, &shipped);
        progress(expected.entry.size);
    }
    drop(reader);
    let mut verified = verifier.finish(store);
    verified.findings.splice(0..0, findings);
    verified
}

/// Returns the digest of the whole file if it is none of the expected ones.
fn verify_whole(
    reader: &mut FileReader,
    VerifyJob { file, digests, .. }: &VerifyJob,
    progress: &mut impl FnMut(u64),
) -> io::Result<Option<Digest>> {
    reader.open(*file)?;
    let mut algorithms: Vec<&Digest> = Vec::new();
    for digest in digests {
        if !algorithms.iter().any(|other| other.algorithm == digest.algorithm) {
            algorithms.push(digest);
        }
    }
    // Digests in requirements files and locks are of the SHA-2 family.
    let hashers = algorithms.into_iter().map(|digest| Hasher::new(Some(digest), None));
    let mut hashers = hashers.collect::<io::Result<Vec<Hasher>>>()?;
    let mut buffer = vec![0; 128 * 1024];
    loop {
        // This `read` continues by itself after an interruption.
        let length = reader.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        hashers.iter_mut().for_each(|hasher| hasher.update(&buffer[..length]));
        progress(length as u64);
    }
    let found: Vec<Digest> = hashers.into_iter().filter_map(Hasher::finish).collect();
    let is_one = found.iter().any(|digest| digests.contains(digest));
    Ok(found.into_iter().next().filter(|_| !is_one))
}

fn hash_mismatch(from: &str, actual: &Digest, expected: &[Digest]) -> Finding {
    let show = |digest: &Digest| format!("{}:{}", digest.algorithm.name(), digest.hex());
    let expected = match expected {
        [one] => show(one),
        [first, _] => format!("{} or one other", show(first)),
        [first, rest @ ..] => format!("{} or one of {} others", show(first), rest.len()),
        [] => String::new(),
    };
    Finding::new(
        Code::HashMismatch,
        from,
        format!("The wheel \"{from}\" has {}, but what requires it says {expected}", show(actual)),
    )
}
