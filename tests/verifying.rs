//! Verification while packing: hosts whose reads fail, zips that no longer exist, and the findings about
//! hashes.

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Memory, codes, dropped, target};
use ::zip::CompressionMethod;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256, Sha512};
use std::io;
use wheelpress::digest;
use wheelpress::pack::Compression;
use wheelpress::pack::jobs::{Expected, VerifyJob};
use wheelpress::pack::verify::{DigestOffload, Verified, compare, verify};
use wheelpress::single_thread;
use wheelpress::source::zip::list;
use wheelpress::source::{FileId, ReadCache, Store};

/// A store whose every second read is interrupted, and whose files are gone after `left` reads.
struct Stumbling {
    memory: Memory,
    is_interrupted: bool,
    left: usize,
}

impl Store for Stumbling {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        self.memory.size(file)
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(1).ok_or(io::ErrorKind::NotFound)?;
        self.is_interrupted = !self.is_interrupted;
        match self.is_interrupted {
            true => Err(io::ErrorKind::Interrupted.into()),
            false => self.memory.read_at(file, offset, buffer),
        }
    }
}

#[test]
fn interrupted_reads_go_on() {
    let lib = wheel("a", "1.0", "py3-none-any").file("a.py", "x = 1\n").file("b.bin", vec![7; 300_000]);
    let hash = digest::Digest::sha256(Sha256::digest(lib.bytes()).into()).hex();
    let mut drop = dropped(lib.filename(), lib.bytes())
        .and("app/requirements.txt", format!("a==1.0 --hash=sha256:{hash}\n"));
    let (items, mut cache) = (drop.items(), ReadCache::default());
    let plan = single_thread::plan(&items, &target("python3.13"), &drop.options, &mut cache, &mut drop.store);
    let plan = plan.unwrap();
    let packed = |store: &mut dyn Store| single_thread::pack(&plan, Compression::Fast, store, Vec::new());
    let (_, found, bytes) = packed(&mut drop.store.clone()).unwrap();
    assert_eq!(codes(&found), [""; 0]);
    let mut stumbling = Stumbling { memory: drop.store, is_interrupted: false, left: usize::MAX };
    let (_, found, again) = packed(&mut stumbling).unwrap();
    assert_eq!(codes(&found), [""; 0]);
    assert!(bytes == again);
}

/// A zip that cannot be read is reported once, whatever the number of its entries.
#[test]
fn a_zip_that_is_gone() {
    let files: Vec<_> = (0..5).map(|n| entry(&format!("{n}.bin"), vec![n; 200_000])).collect();
    let mut drop = dropped("old.zip", zip(&files));
    let (items, mut cache) = (drop.items(), ReadCache::default());
    let plan = single_thread::plan(&items, &target("python3.13"), &drop.options, &mut cache, &mut drop.store);
    let plan = plan.unwrap();
    let mut gone = Stumbling { memory: drop.store, is_interrupted: false, left: 0 };
    match single_thread::pack(&plan, Compression::Fast, &mut gone, Vec::new()) {
        Ok((_, found, _)) => assert_eq!(codes(&found), ["error file-unreadable old.zip"]),
        Err(error) => assert!(error.to_string().contains("old.zip"), "{error}"),
    }
}

/// One matching hash is enough, of any algorithm. The finding states the first hash and the number of
/// hashes.
#[test]
fn hashes_of_files() {
    let lib = wheel("a", "1.0", "py3-none-any").file("a.py", "x = 1\n");
    let bytes = lib.bytes();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let [sha256, sha512] = [hex(&Sha256::digest(&bytes)), hex(&Sha512::digest(&bytes))];
    let [no256, no512] = ["0".repeat(64), "0".repeat(128)];
    let check = |hashes: &[(&str, &str)], expected: Option<&str>| {
        let hashes: String = hashes.iter().map(|(name, hash)| format!(" --hash={name}:{hash}")).collect();
        let requirements = format!("a==1.0{hashes}\n");
        let packed = dropped(lib.filename(), bytes.clone()).and("app/requirements.txt", requirements).pack();
        let told: Vec<&str> = packed.found.iter().map(|finding| finding.message.as_str()).collect();
        match expected {
            None => assert_eq!(told, [""; 0]),
            Some(words) => assert!(told.len() == 1 && told[0].ends_with(words), "{told:?}"),
        }
    };
    check(&[("sha256", &sha256)], None);
    check(&[("sha512", &sha512)], None);
    check(&[("sha256", &no256), ("sha512", &sha512)], None);
    check(&[("sha256", &sha256), ("sha512", &no512)], None);
    let has = format!("has sha256:{sha256}, but what requires it says ");
    check(&[("sha256", &no256)], Some(&format!("{has}sha256:{no256}")));
    let two = format!("{has}sha256:{no256} or one other");
    check(&[("sha256", &no256), ("sha512", &no512)], Some(&two));
}

/// A host that computes SHA-256 itself, for files of at most `most` bytes.
struct Host {
    most: u64,
    begun: Vec<u64>,
    open: Sha256,
    digests: Vec<(u32, [u8; 32])>,
}

impl DigestOffload for Host {
    fn accepts(&self, size: u64) -> bool {
        size <= self.most
    }

    fn begin(&mut self, size: u64) {
        self.begun.push(size);
        self.open = Sha256::new();
    }

    fn update(&mut self, bytes: &[u8]) {
        self.open.update(bytes);
    }

    fn end(&mut self, number: u32) {
        self.digests.push((number, self.open.finalize_reset().into()));
    }
}

const SMALL: &[u8] = b"x = 1\n";
const LARGE: &[u8] = &[7; 5_000];

/// Returns the job for a zip with a small and a large file, both with their digests, after `change`.
fn job_of(change: impl Fn(&mut [Expected])) -> (Memory, VerifyJob) {
    let bytes = zip(&[entry("small.py", SMALL), entry("large.bin", LARGE)]);
    let mut store = dropped("lib.whl", bytes).store;
    let of = |bytes: &[u8]| Some(digest::Digest::sha256(Sha256::digest(bytes).into()));
    let digests = [of(SMALL), of(LARGE)];
    let entries = list(&mut store, 0).unwrap().into_iter().zip(digests);
    let mut entries: Vec<Expected> = entries
        .map(|(entry, digest)| Expected { entry, digest, is_installed: false, is_native: false })
        .collect();
    change(&mut entries);
    (store, VerifyJob { file: 0, from: "lib.whl".into(), entries, digests: Vec::new(), bytes: 0 })
}

/// Returns the findings of the host and the crate together, the sizes that the host was asked for, and
/// the progress that was reported.
fn verified_by(most: u64, store: &mut Memory, job: &VerifyJob) -> (Vec<String>, Vec<u64>, Vec<u64>) {
    let mut host = Host { most, begun: Vec::new(), open: Sha256::new(), digests: Vec::new() };
    let mut progress = Vec::new();
    let Verified { mut findings, .. } = verify(job, store, Some(&mut host), |bytes| progress.push(bytes));
    findings.extend(compare(job, &host.digests));
    (findings.into_iter().map(|finding| finding.message).collect(), host.begun, progress)
}

/// The host computes SHA-256 for the files that it accepts. The findings do not depend on what computes it.
#[test]
fn digests_that_the_host_works_out() {
    let sizes = [SMALL.len() as u64, LARGE.len() as u64];
    let wrong = |entries: &mut [Expected]| {
        entries.iter_mut().for_each(|one| one.digest = Some(digest::Digest::sha256([0; 32])));
    };
    for (most, begun) in [(0, &sizes[..0]), (100, &sizes[..1]), (10_000, &sizes[..])] {
        let (mut store, job) = job_of(|_| ());
        let right = verified_by(most, &mut store, &job);
        assert_eq!(right, (Vec::new(), begun.to_vec(), sizes.to_vec()), "{most}");
        let (mut store, job) = job_of(wrong);
        let (mut found, ..) = verified_by(most, &mut store, &job);
        found.sort();
        assert_eq!(found.len(), 2, "{found:?}");
        let of = digest::Digest::sha256(Sha256::digest(LARGE).into()).to_string();
        assert!(
            found[0].starts_with(&format!("\"large.bin\" of \"lib.whl\" has {of}, but its RECORD says ")),
            "{found:?}"
        );
        // A file of an installed distribution may have been changed on purpose.
        let (mut store, job) = job_of(|entries| {
            wrong(entries);
            entries.iter_mut().for_each(|one| one.is_installed = true);
        });
        let (mut found, ..) = verified_by(most, &mut store, &job);
        found.sort();
        assert!(
            found.len() == 2 && found[0].starts_with("\"large.bin\" of \"lib.whl\" was changed"),
            "{found:?}"
        );
    }
    // The host is not asked for other algorithms or for files without a digest.
    let (mut store, job) = job_of(|entries| {
        let sha512 = Sha512::digest(SMALL).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        entries[0].digest = digest::Digest::from_hex(&format!("sha512:{sha512}"));
        entries[1].digest = None;
    });
    assert_eq!(verified_by(10_000, &mut store, &job), (Vec::new(), Vec::new(), sizes.to_vec()));
}

/// The digest of the whole file is reported first, and its bytes count as progress.
#[test]
fn files_as_a_whole() {
    let (mut store, mut job) = job_of(|entries| entries[0].digest = Some(digest::Digest::sha256([0; 32])));
    job.digests = vec![digest::Digest::sha256([1; 32])];
    let (found, _, progress) = verified_by(0, &mut store, &job);
    assert!(found.len() == 2 && found[0].starts_with("The wheel \"lib.whl\" has sha256:"), "{found:?}");
    let whole = store.files[0].len() as u64;
    assert_eq!(progress, [whole, SMALL.len() as u64, LARGE.len() as u64]);
    // An interrupted read is no error.
    let mut interrupted = Stumbling { memory: store, is_interrupted: true, left: 1000 };
    let Verified { findings, .. } = verify(&job, &mut interrupted, None, |_| ());
    assert_eq!(findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>(), found);
    let store = interrupted.memory;
    // A file that no longer exists is reported once, whether it is read as a whole or by entries.
    let mut gone = Stumbling { memory: store, is_interrupted: false, left: 0 };
    let Verified { findings, .. } = verify(&job, &mut gone, None, |_| ());
    assert!(
        !findings.is_empty() && codes(&findings).iter().all(|code| code == "error file-unreadable lib.whl")
    );
    job.entries.clear();
    let mut gone = Stumbling { memory: gone.memory, is_interrupted: false, left: 0 };
    let Verified { findings, .. } = verify(&job, &mut gone, None, |_| ());
    assert_eq!(codes(&findings), ["error file-unreadable lib.whl"]);
    let one = format!("says sha256:{}", "01".repeat(32));
    let (found, ..) = verified_by(0, &mut gone.memory, &job);
    assert!(found.len() == 1 && found[0].ends_with(&one), "{found:?}");
    job.digests.extend([digest::Digest::sha256([2; 32]), digest::Digest::sha256([3; 32])]);
    let (found, ..) = verified_by(0, &mut gone.memory, &job);
    assert!(found.len() == 1 && found[0].ends_with(&format!("{one} or one of 2 others")), "{found:?}");
}

/// If a host may not read now, the file counts as unreadable. Damage is reported for each entry.
#[test]
fn hosts_that_may_not_read() {
    struct Refusing(io::ErrorKind);
    impl Store for Refusing {
        fn size(&mut self, _: FileId) -> io::Result<u64> {
            Ok(1 << 20)
        }

        fn read_at(&mut self, _: FileId, _: u64, _: &mut [u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
    }
    for (kind, code, count) in [
        (io::ErrorKind::NotFound, "file-unreadable", 1),
        (io::ErrorKind::WouldBlock, "file-unreadable", 1),
        (io::ErrorKind::InvalidData, "entry-corrupt", 2),
    ] {
        let (_, job) = job_of(|_| ());
        let Verified { findings, .. } = verify(&job, &mut Refusing(kind), None, |_| ());
        let found: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(found, vec![code; count], "{kind:?}");
    }
}

/// The codecs handle rare compression methods and rare hash algorithms, also one without the other.
#[test]
fn seldom_methods_and_algorithms() {
    for (method, name, length) in [
        (CompressionMethod::Deflated, "blake2b", 64),
        (CompressionMethod::Bzip2, "sha256", 32),
        (CompressionMethod::Bzip2, "sha3_256", 32),
    ] {
        let mut store = dropped("lib.whl", zip(&[entry("large.bin", LARGE).method(method)])).store;
        let wrong = digest::Digest::parse(&format!("{name}={}", URL_SAFE_NO_PAD.encode(vec![0; length])));
        let entry = list(&mut store, 0).unwrap().remove(0);
        let expected = Expected { entry, digest: wrong.ok(), is_installed: false, is_native: false };
        assert!(expected.digest.is_some(), "{name}");
        let entries = vec![expected];
        let job = VerifyJob { file: 0, from: "lib.whl".into(), entries, digests: Vec::new(), bytes: 0 };
        let Verified { findings, .. } = verify(&job, &mut store, None, |_| ());
        assert_eq!(codes(&findings), ["error record-mismatch lib.whl"], "{method} {name}: {findings:?}");
    }
}

/// Of many damaged entries, the first few and the number are reported.
#[test]
fn many_damaged_entries() {
    let (mut store, mut job) = job_of(|entries| entries[0].digest = Some(digest::Digest::sha256([0; 32])));
    job.entries = vec![job.entries[0].clone(); 100];
    let Verified { findings, .. } = verify(&job, &mut store, None, |_| ());
    assert!(findings.len() < 10, "{}", findings.len());
    assert!(findings.iter().any(|finding| finding.message.contains("97")), "{findings:?}");
}

/// There is an answer for each entry that is marked as native, whether it is native or not.
#[test]
fn native_files_are_answered_of() {
    let (mut store, job) = job_of(|entries| entries[1].is_native = true);
    let Verified { natives, .. } = verify(&job, &mut store, None, |_| ());
    let headers: Vec<u64> = natives.iter().map(|native| native.header_offset).collect();
    assert_eq!(headers, [job.entries[1].entry.header_offset]);
}
