//! What is verified while packing: hosts that stumble, zips that are gone, and what is said of hashes.

use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Memory, codes, dropped, target};
use sha2::{Digest, Sha256, Sha512};
use std::io;
use wheelpress::digest;
use wheelpress::pack::Compression;
use wheelpress::single_thread;
use wheelpress::source::{FileId, ReadCache, Store};

/// Each second read is interrupted, and after so many reads the files are gone.
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

/// That a zip cannot be read is told once, whatever the number of its entries.
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

/// Any of the hashes will do, of whatever algorithm; what is said names the first, and how many there are.
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
