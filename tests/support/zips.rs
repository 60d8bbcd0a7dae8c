//! Zips built in code, correct and incorrect.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An entry to write.
#[derive(Clone)]
pub struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
    pub mode: u32,
    pub method: CompressionMethod,
    pub symlink: bool,
}

pub fn entry(name: &str, bytes: impl Into<Vec<u8>>) -> Entry {
    Entry {
        name: name.into(),
        bytes: bytes.into(),
        mode: 0o644,
        method: CompressionMethod::Deflated,
        symlink: false,
    }
}

impl Entry {
    pub fn mode(mut self, mode: u32) -> Entry {
        self.mode = mode;
        self
    }

    pub fn method(mut self, method: CompressionMethod) -> Entry {
        self.method = method;
        self
    }
}

pub fn symlink(name: &str, target: &str) -> Entry {
    Entry { symlink: true, ..entry(name, target) }
}

/// Makes a zip of the entries, in their order. The names must differ, because the writer requires it.
/// [`rename`] can make equal names afterwards.
pub fn zip(entries: &[Entry]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let options =
            SimpleFileOptions::default().compression_method(entry.method).unix_permissions(entry.mode);
        if entry.symlink {
            writer.add_symlink(&entry.name, std::str::from_utf8(&entry.bytes).unwrap(), options).unwrap();
        } else if entry.name.ends_with('/') {
            writer.add_directory(&entry.name, options).unwrap();
        } else {
            writer.start_file(&entry.name, options).unwrap();
            writer.write_all(&entry.bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// Replaces a name in the local header and the central directory by another of the same length.
pub fn rename(zip: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut zip = zip.to_vec();
    let mut at = 0;
    let mut count = 0;
    while at + from.len() <= zip.len() {
        if &zip[at..at + from.len()] == from {
            zip[at..at + from.len()].copy_from_slice(to);
            count += 1;
        }
        at += 1;
    }
    assert!(count >= 2, "the name stands in both headers");
    zip
}

/// Sets a bit of the general purpose flags (APPNOTE 4.4.4) in every header.
pub fn with_flag(zip: &[u8], bit: u16) -> Vec<u8> {
    let mut zip = zip.to_vec();
    for at in 0..zip.len() - 10 {
        let offset = match &zip[at..at + 4] {
            b"PK\x03\x04" => 6,
            b"PK\x01\x02" => 8,
            _ => continue,
        };
        zip[at + offset] |= (1u16 << bit) as u8;
    }
    zip
}
