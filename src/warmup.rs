//! The warm-up: it presses a wheel and discards the package. Browsers compile WebAssembly when it first runs, and
//! optimize only code that runs often. Done once while the page is idle, this makes the first package about 0.3 s
//! faster (measured).

use crate::digest::Digest;
use crate::pack::Compression;
use crate::pack::assemble::WrittenEntry;
use crate::pack::compress::Shard;
use crate::pack::headers;
use crate::pack::jobs::{EntrySource, Expected, PackageEntry, ShardEntries, WriteJob};
use crate::pack::write::write;
use crate::source::zip::{EntryKind, LOCAL_HEADER_LENGTH, ZipEntry};
use crate::source::{FileId, REGULAR, Store};
use sha2::{Digest as _, Sha256};
use std::io;

/// Number of files in the wheel, and the size of each in bytes: enough for every loop to become hot.
const FILES: usize = 24;
const BYTES: usize = 64 * 1024;
/// Number of additional small files, so that the code that runs once per file becomes hot too.
const SMALL_FILES: usize = 2000;

struct Memory(Vec<Vec<u8>>);

impl Store for Memory {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        Ok(self.0.get(file as usize).map_or(0, Vec::len) as u64)
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.0.get(file as usize).and_then(|bytes| bytes.get(offset as usize..)).unwrap_or(&[]);
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }
}

/// Returns text that an encoder compresses like source code: some words are repeated, some are not.
fn text(seed: usize) -> Vec<u8> {
    let mut state = seed as u64;
    let mut text = Vec::with_capacity(BYTES + 16);
    while text.len() < BYTES {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let word = (state >> 33) % 997;
        text.extend(format!("name_{word} = {}\n", (state >> 20) % 61).into_bytes());
    }
    text
}

/// Presses once. Returns a wheel, `warm-1.0-py3-none-any.whl`, for the warm-up of the planning worker.
pub fn press() -> Option<Vec<u8>> {
    let (wheel, entries) = wheel()?;
    copy(&wheel, &entries)?;
    let mut shard = Shard::new(Compression::Default, io::sink(), None);
    for seed in [FILES, FILES + 1] {
        let text = text(seed);
        shard.begin(0, text.len() as u64, "", None, None).ok()?;
        shard.write(&text).and_then(|()| shard.end()).ok()?;
    }
    Some(wheel)
}

/// A zip, and the entries that were written to it.
type Zip = (Vec<u8>, Vec<WrittenEntry>);

/// Returns a wheel with generated files.
fn wheel() -> Option<Zip> {
    let info = "warm-1.0.dist-info";
    let mut files = vec![
        (format!("{info}/METADATA"), b"Metadata-Version: 2.1\nName: warm\nVersion: 1.0\n".to_vec()),
        (format!("{info}/WHEEL"), b"Wheel-Version: 1.0\n".to_vec()),
    ];
    files.extend((0..FILES).map(|number| (format!("warm/m{number}.py"), text(number))));
    files.extend(
        (0..SMALL_FILES)
            .map(|number| (format!("warm/p{}/n{number}.py", number % 50), b"import os\n".to_vec())),
    );
    let row = |(path, bytes): &(String, Vec<u8>)| {
        format!("{path},{},{}\n", Digest::sha256(Sha256::digest(bytes).into()), bytes.len())
    };
    let record = files.iter().map(row).collect::<String>() + &format!("{info}/RECORD,,\n");
    files.push((format!("{info}/RECORD"), record.into_bytes()));
    let line = |(path, bytes)| PackageEntry {
        path,
        mode: REGULAR,
        source: EntrySource::Inline(bytes),
        from: String::new(),
    };
    written(files.into_iter().map(line).collect(), &mut Memory(Vec::new()))
}

/// Verifies and copies the entries of a wheel. They are listed without reading the central directory, because no other
/// code in the pressing module reads central directories.
fn copy(wheel: &[u8], entries: &[WrittenEntry]) -> Option<Zip> {
    let mut header_offset = 0;
    let entries = entries.iter().map(|written| {
        let entry = ZipEntry {
            name: written.path.clone(),
            is_utf8: false,
            header_offset,
            limit: wheel.len() as u64,
            method: written.method,
            crc: written.crc,
            compressed_size: written.compressed_size,
            size: written.size,
            modified: None,
            kind: EntryKind::File,
            executable: false,
            mode: written.mode,
            descriptor: false,
            zip64: false,
            encrypted: false,
            readable: true,
            fault: None,
        };
        header_offset += (LOCAL_HEADER_LENGTH + written.path.len()) as u64 + written.compressed_size;
        PackageEntry {
            path: entry.name.clone(),
            mode: REGULAR,
            source: EntrySource::Zip {
                file: 0,
                expected: Expected {
                    entry,
                    digest: Some(Digest::sha256([0; 32])),
                    is_installed: false,
                    is_native: false,
                },
            },
            from: String::new(),
        }
    });
    written(entries.collect(), &mut Memory(vec![wheel.to_vec()]))
}

/// Returns a zip of the entries.
fn written(entries: Vec<PackageEntry>, store: &mut Memory) -> Option<Zip> {
    let job = WriteJob { compression: Compression::Fast, first: 0, entries, bytes: 0 };
    let mut zip = Vec::new();
    let written = write(&job, &ShardEntries::new(), store, None, Some(&mut zip), |_| ()).ok()?;
    let (offset, mut central) = (zip.len() as u64, Vec::new());
    let mut start = 0;
    for entry in &written.entries {
        let header = entry.header(start);
        central.extend(header.central());
        start += header.local_length() + header.compressed_size;
    }
    zip.extend(&central);
    zip.extend(headers::end(written.entries.len() as u64, central.len() as u64, offset));
    Some((zip, written.entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::zip;

    #[test]
    fn presses_a_wheel() {
        let (wheel, entries) = wheel().unwrap();
        assert_eq!(copy(&wheel, &entries).unwrap().0, wheel, "entries are copied as they are");
        assert_eq!(press().as_ref(), Some(&wheel));
        let entries = zip::list(&mut Memory(vec![wheel]), 0).unwrap();
        // The generated files, and the three files of dist-info.
        assert_eq!(entries.len(), FILES + SMALL_FILES + 3);
    }
}
