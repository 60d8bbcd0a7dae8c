//! Code that several targets use.
#![allow(dead_code)] // each uses some of it

pub mod seeds;

use std::io;
use wheelpress::source::{FileId, Store};
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

/// Files in memory.
#[derive(Clone)]
pub struct Memory<'a>(pub Vec<&'a [u8]>);

impl Store for Memory<'_> {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        self.0.get(file as usize).map(|file| file.len() as u64).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let file = self.0.get(file as usize).ok_or(io::ErrorKind::NotFound)?;
        let rest = usize::try_from(offset).ok().and_then(|offset| file.get(offset..)).unwrap_or(&[]);
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }
}

/// Splits an input into its first byte and files. Each file is the number of its path, a length in two bytes
/// (little-endian), and that many bytes, or fewer at the end of the input.
pub fn pieces(input: &[u8]) -> (u8, Vec<(u8, &[u8])>) {
    let (switches, mut rest) = input.split_first().map_or((0, input), |(first, rest)| (*first, rest));
    let mut files = Vec::new();
    while let [number, low, high, after @ ..] = rest {
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(after.len());
        let (bytes, next) = after.split_at(length);
        files.push((*number, bytes));
        rest = next;
    }
    (switches, files)
}

/// A target for Python 3.13.
pub fn target(kind: PackageKind) -> Target {
    let runtime = Runtime::named("python3.13").expect("it is in the table");
    Target::new(kind, runtime, Architecture::X86_64)
}

/// An entry of a zip, as its central directory and its local header have it.
pub struct Entry<'a> {
    pub name: &'a [u8],
    pub extra: &'a [u8],
    pub bytes: &'a [u8],
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    /// The compressed size and the unzipped size.
    pub sizes: [u32; 2],
    /// The offset of the local header in the central directory. If `None`, the correct offset.
    pub header_offset: Option<u32>,
    pub attributes: u32,
}

impl<'a> Entry<'a> {
    /// Returns a valid stored entry.
    pub fn honest(name: &'a [u8], bytes: &'a [u8]) -> Entry<'a> {
        let (crc, size) = (crc32fast::hash(bytes), bytes.len() as u32);
        let attributes = 0o100644 << 16;
        Entry {
            name,
            extra: &[],
            bytes,
            flags: 1 << 11,
            method: 0,
            crc,
            sizes: [size, size],
            header_offset: None,
            attributes,
        }
    }

    fn common(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for field in [20, self.flags, self.method, 0, 0x21] {
            bytes.extend(field.to_le_bytes());
        }
        for field in [self.crc, self.sizes[0], self.sizes[1]] {
            bytes.extend(field.to_le_bytes());
        }
        for length in [self.name.len(), self.extra.len()] {
            bytes.extend((length as u16).to_le_bytes());
        }
        bytes
    }
}

/// Returns a zip of the entries (APPNOTE 4.3), whose end of central directory states `count` entries.
pub fn zip(entries: &[Entry], count: u16, comment: &[u8]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let header = entry.header_offset.unwrap_or(zip.len() as u32);
        zip.extend(b"PK\x03\x04");
        zip.extend(entry.common());
        zip.extend([entry.name, entry.extra, entry.bytes].concat());
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(entry.common());
        directory.extend([0; 6]);
        directory.extend(entry.attributes.to_le_bytes());
        directory.extend(header.to_le_bytes());
        directory.extend([entry.name, entry.extra].concat());
    }
    let start = zip.len() as u32;
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend([count, count].map(u16::to_le_bytes).concat());
    zip.extend([directory.len() as u32, start].map(u32::to_le_bytes).concat());
    zip.extend((comment.len() as u16).to_le_bytes());
    zip.extend(comment);
    zip
}
