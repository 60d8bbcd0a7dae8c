//! CPython's zipfile reads the same names and bytes from every zip that is accepted. The zips are generated, and
//! changed in all parts.
//!
//! Needs the Python that `cargo xtask setup` provides and names in the environment.

use crate::support::disk::{Scratch, Tools, run};
use crate::support::raw_zip::{End, Header, RawEntry, field, raw, unicode_path, zip_ending};
use crate::support::zips::{entry, symlink, zip};
use crate::support::{Packed, dropped};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;
use wheelpress::finding::Severity;

const ARCHIVES: usize = 3000;
/// Minimum number of accepted archives, so that the comparison is meaningful.
const ACCEPTED: usize = 700;

/// A generator that gives the same numbers in each run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit.max(1)
    }

    fn choose<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

const NAMES: &[&str] = &[
    "a.txt",
    "b.txt",
    "A.txt",
    "d/a.txt",
    "d/e/f.bin",
    "./a.txt",
    "d//a.txt",
    "d\\a.txt",
    "ü.txt",
    "a:b.txt",
    "C:/a.txt",
    "../a.txt",
    "/a.txt",
    "d/",
    "d",
    "a\nb.txt",
    "a b.txt",
    "日本.txt",
    "a.txt/",
    "a.txt\\",
    "con",
    "a.txt\0b",
];

const TEXTS: &[&str] =
    &["", "x", "one\n", "two\n", "PK\x05\x06", "PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaa", "long long text"];

fn word(numbers: &mut Numbers, now: u32) -> u32 {
    let by = numbers.below(64) as u32;
    numbers.choose(&[
        0,
        1,
        now.wrapping_add(1),
        now.wrapping_sub(1),
        now ^ (1 << (by % 32)),
        by,
        u32::MAX,
        0xffff,
    ])
}

fn change_header(numbers: &mut Numbers, header: &mut Header) {
    match numbers.below(10) {
        0 => header.flags ^= 1 << numbers.below(16),
        1 => header.flags |= 8,
        2 => header.method = numbers.choose(&[0, 8, 9, 12, 14, 93, 95, 99]),
        3 => header.crc = word(numbers, header.crc),
        4 => header.compressed = word(numbers, header.compressed),
        5 => header.size = word(numbers, header.size),
        6 => header.version = numbers.choose(&[0, 10, 45, 63, 64, 0x0314]),
        7 => header.name = numbers.choose(NAMES).into(),
        8 => {
            let name = String::from_utf8_lossy(&header.name).into_owned();
            let other = numbers.choose(NAMES);
            let size = u64::from(header.size).to_le_bytes();
            header.extra = numbers.choose(&[
                vec![0, 0],
                vec![1, 0, 9, 0],
                field(0x5455, b"\x01abcd"),
                field(1, &size),
                field(1, &[size, size].concat()),
                unicode_path(&name, other.as_bytes()),
                unicode_path(&name, name.as_bytes()),
                unicode_path(other, b"other.txt"),
                unicode_path(&name, b"\xff"),
            ]);
        }
        _ => {
            header.extra = field(
                1,
                &[u64::from(header.size), u64::from(header.compressed)].map(u64::to_le_bytes).concat(),
            );
            (header.size, header.compressed) = (u32::MAX, u32::MAX);
        }
    }
}

fn change_entry(numbers: &mut Numbers, entry: &mut RawEntry) {
    match numbers.below(12) {
        0..=2 => change_header(numbers, &mut entry.local),
        3..=5 => change_header(numbers, &mut entry.central),
        6..=7 => {
            let seed = numbers.below(usize::MAX) as u64 | 1;
            change_header(&mut Numbers(seed), &mut entry.local);
            change_header(&mut Numbers(seed), &mut entry.central);
        }
        8 => {
            entry.attributes =
                numbers.choose(&[0, 0x10, 0o040755 << 16, 0o120777 << 16, 0o100755 << 16, 0o010644 << 16])
        }
        9 => entry.system = numbers.choose(&[0, 3, 19]),
        10 => entry.at = Some(numbers.below(200) as u32),
        _ => entry.descriptor = vec![b'P'; numbers.below(20)],
    }
}

fn change_end(numbers: &mut Numbers, end: &mut End) {
    match numbers.below(7) {
        0 => end.count = word(numbers, end.count.into()) as u16,
        1 => end.size = word(numbers, end.size),
        2 => end.offset = word(numbers, end.offset),
        3 => end.disk = numbers.choose(&[0, 1, 0xffff]),
        4 => {
            end.comment = numbers.choose(&[b"made by hand".to_vec(), b"PK\x05\x06".to_vec(), vec![b'x'; 70]])
        }
        _ => {
            let [count, size, offset] = [u32::from(end.count), end.size, end.offset].map(u64::from);
            end.zip64 = Some([count, size, offset]);
            match numbers.below(4) {
                0 => (end.count, end.size, end.offset) = (u16::MAX, u32::MAX, u32::MAX),
                1 => end.zip64 = Some([count + 1, size, offset]),
                2 => end.zip64 = Some([count, word(numbers, end.size).into(), offset]),
                _ => {}
            }
        }
    }
}

/// Makes an archive with at most three faults.
fn generated(numbers: &mut Numbers) -> Vec<u8> {
    let count = 1 + numbers.below(4);
    let mut entries: Vec<RawEntry> = (0..count)
        .map(|at| {
            // Most of the names are different.
            let name =
                if numbers.below(2) == 0 { format!("{at}.txt") } else { numbers.choose(NAMES).to_string() };
            raw(&name, numbers.choose(TEXTS))
        })
        .collect();
    let mut ending = None;
    for _ in 0..numbers.below(3) {
        let at = numbers.below(entries.len());
        match numbers.below(5) {
            0 => ending = Some(numbers.below(usize::MAX) as u64 | 1),
            1 => entries.push(entries[at].clone()),
            _ => change_entry(numbers, &mut entries[at]),
        }
    }
    zip_ending(&entries, |end| {
        if let Some(seed) = ending {
            change_end(&mut Numbers(seed), end);
        }
    })
}

/// Changes bytes at any position.
fn changed(mut bytes: Vec<u8>, numbers: &mut Numbers) -> Vec<u8> {
    for _ in 0..1 + numbers.below(2) {
        let at = numbers.below(bytes.len());
        match numbers.below(6) {
            0 | 1 => bytes[at] ^= 1 << numbers.below(8),
            2 => bytes[at] = numbers.choose(&[0, 0xff, b'P', b'/']),
            3 => drop(bytes.splice(at..at, vec![0; 1 + numbers.below(4)])),
            4 => bytes.truncate(at.max(1)),
            _ => {
                let end = (at + numbers.below(60)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len());
                bytes.splice(to..to, part);
            }
        }
    }
    bytes
}

/// Makes an archive as real tools write them.
fn real(numbers: &mut Numbers) -> Vec<u8> {
    let methods = [::zip::CompressionMethod::Stored, ::zip::CompressionMethod::Deflated];
    let entries = [
        entry("lib/data.txt", "text ".repeat(20)).method(numbers.choose(&methods)),
        entry("lib/", ""),
        entry("ü.txt", "x").method(numbers.choose(&methods)),
        symlink("lib/link", "data.txt"),
    ];
    zip(&entries)
}

fn archive(numbers: &mut Numbers) -> Vec<u8> {
    match numbers.below(6) {
        0..=3 => generated(numbers),
        4 => {
            let bytes = generated(numbers);
            changed(bytes, numbers)
        }
        _ => {
            let bytes = real(numbers);
            changed(bytes, numbers)
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the files of the package by name, or `None` if there is an error.
fn accepted(packed: &Packed) -> Option<BTreeMap<String, String>> {
    let mut findings = packed.plan.findings.iter().chain(&packed.found);
    if findings.any(|finding| finding.severity == Severity::Error) {
        return None;
    }
    let mut archive = ::zip::ZipArchive::new(Cursor::new(&packed.zip)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(name, hash(&bytes));
    }
    Some(files)
}

/// Returns the path that a name means. A finding reports names that are written in another way.
fn meant(name: &str) -> String {
    let slashed = name.replace('\\', "/");
    let parts: Vec<&str> = slashed.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    parts.join("/")
}

/// Returns what zipfile reads, from a line of the output of tests/zip_readers.py, or `None` if zipfile
/// refuses the archive.
fn said(line: &str) -> Option<BTreeMap<String, String>> {
    let decoded = |hex: &str| {
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        String::from_utf8(bytes).unwrap()
    };
    let files = line.strip_prefix("files")?.split_whitespace().map(|file| file.split_once(':').unwrap());
    let files = files.map(|(name, hash)| (decoded(name), hash.to_string()));
    // An empty entry whose name ends with a backslash is a folder made on Windows.
    let empty = hash(b"");
    Some(
        files
            .filter(|(name, hash)| !(name.ends_with('\\') && *hash == empty))
            .map(|(name, hash)| (meant(&name), hash))
            .collect(),
    )
}

#[test]
fn same_names_and_bytes() {
    let mut numbers = Numbers(0x5eed_1e55_c0de_cafe);
    let mut stream = Vec::new();
    let mut expected = Vec::new();
    for _ in 0..ARCHIVES {
        let bytes = archive(&mut numbers);
        let packed = dropped("old.zip", bytes.clone()).pack();
        if let Some(files) = accepted(&packed) {
            stream.extend((bytes.len() as u32).to_le_bytes());
            stream.extend(&bytes);
            expected.push((bytes, files));
        }
    }
    println!("{} of {ARCHIVES} accepted", expected.len());
    assert!(expected.len() >= ACCEPTED, "{}", expected.len());
    let scratch = Scratch::new("zipfile");
    scratch.write("archives", &stream);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zip_readers.py");
    let tools = Tools::find();
    let output = run(Command::new(tools.interpreter(13)).arg(script).arg(scratch.0.join("archives")));
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), expected.len());
    for ((bytes, files), line) in expected.iter().zip(lines) {
        assert_eq!(said(line).as_ref(), Some(files), "{line}\n{}", bytes.escape_ascii());
    }
}
