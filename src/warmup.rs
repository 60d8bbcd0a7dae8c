//! A small drop, planned and packed for nothing: browsers compile WebAssembly when it is first run,
//! and well only what runs often. Done once while the page is idle, it takes some 0.3 s off the
//! first package (measured).

use crate::digest::Digest;
use crate::pack::Compression;
use crate::pack::assemble::Assembler;
use crate::pack::jobs::{Line, Part, Pieces, WriteJob};
use crate::pack::write::write;
use crate::plan::Options;
use crate::python::record;
use crate::single_thread;
use crate::source::{FileId, REGULAR, ReadCache, Store};
use crate::target::{Architecture, PackageKind, RUNTIMES, Target};
use sha2::{Digest as _, Sha256};
use std::io;

/// Files of the drop, and bytes of each: enough for every loop to become hot.
const FILES: usize = 24;
const BYTES: usize = 64 * 1024;
/// Small files beside them, so that what is done for each file becomes hot too.
const MANY: usize = 2000;

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

/// Text that looks like a program to zlib: words that come again, and some that do not.
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

/// A wheel with those texts.
pub fn wheel() -> Option<Vec<u8>> {
    let info = "warm-1.0.dist-info";
    let mut files = vec![
        (format!("{info}/METADATA"), b"Metadata-Version: 2.1\nName: warm\nVersion: 1.0\n".to_vec()),
        (format!("{info}/WHEEL"), b"Wheel-Version: 1.0\n".to_vec()),
    ];
    files.extend((0..FILES).map(|number| (format!("warm/m{number}.py"), text(number))));
    files.extend(
        (0..MANY).map(|number| (format!("warm/p{}/n{number}.py", number % 50), b"import os\n".to_vec())),
    );
    let digests: Vec<Digest> =
        files.iter().map(|(_, bytes)| Digest::sha256(Sha256::digest(bytes).into())).collect();
    let rows = files
        .iter()
        .zip(&digests)
        .map(|((path, bytes), digest)| (path.as_str(), Some(digest), bytes.len() as u64));
    let own = format!("{info}/RECORD");
    let record = record::write(rows, &own);
    files.push((own, record));
    let lines = files.into_iter().map(|(path, bytes)| Line {
        path,
        mode: REGULAR,
        part: Part::Inline(bytes),
        from: String::new(),
    });
    let job = WriteJob { compression: Compression::Fast, first: 0, lines: lines.collect(), bytes: 0 };
    let mut zip = Vec::new();
    let written = write(&job, &Pieces::new(), &mut Memory(Vec::new()), None, Some(&mut zip), |_| ()).ok()?;
    let mut assembler = Assembler::default();
    assembler.update(&zip);
    assembler.add(&written.entries);
    let (tail, _) = assembler.finish().ok()?;
    zip.extend(tail);
    Some(zip)
}

/// Runs everything once. What comes out is of no interest.
pub fn run(wheel: Vec<u8>) -> Option<u64> {
    let mut store = Memory(vec![wheel, text(FILES), text(FILES + 1)]);
    let paths = ["warm-1.0-py3-none-any.whl", "app/function.py", "app/lib/module.py"];
    let items: Vec<_> = paths
        .iter()
        .enumerate()
        .map(|(file, path)| single_thread::item(*path, file as FileId, &mut store))
        .collect();
    let runtime = RUNTIMES.last()?;
    let target = Target::new(PackageKind::Function, runtime, Architecture::X86_64);
    let mut cache = ReadCache::default();
    let plan = single_thread::plan(&items, &target, &Options::default(), &mut cache, &mut store).ok()?;
    let (assembled, _, _) = single_thread::pack(&plan, Compression::Default, &mut store, io::sink()).ok()?;
    Some(assembled.entries)
}

#[cfg(test)]
mod tests {
    #[test]
    fn packs_its_drop() {
        // The texts, INSTALLER and the three files of dist-info, and the two loose files.
        assert_eq!(super::wheel().and_then(super::run), Some((super::FILES + super::MANY) as u64 + 4 + 2));
    }
}
