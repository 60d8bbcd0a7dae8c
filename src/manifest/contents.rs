//! The files of a package, by path.

use crate::collections::BTreeMap;
use crate::error::Error;
use crate::source::reader::FileReader;
use crate::source::zip::{self, EntryKind, ZipEntry};
use crate::source::zip::{Compressed, Inflater};
use crate::source::{FileId, Store};
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// The files of a package. If several entries have the same name, the last one counts, as when unpacking.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents {
    /// SHA-256 of the package's bytes.
    pub sha256: [u8; 32],
    /// By path in the package.
    pub files: BTreeMap<String, File>,
}

/// An entry.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Unzipped size in bytes.
    pub size: u64,
    /// CRC-32 of the unzipped bytes.
    pub crc: u32,
    /// Unix mode with its file type, where the zip states one.
    pub mode: Option<u32>,
    /// SHA-256 of the unzipped bytes, if it was computed or stated.
    pub sha256: Option<[u8; 32]>,
    /// The entry in the zip, if the contents were read from a zip.
    pub entry: Option<ZipEntry>,
}

impl Contents {
    /// Reads the central directory of a zip, and hashes the whole zip.
    ///
    /// # Errors
    ///
    /// When the zip cannot be read.
    pub fn of_zip(store: &mut dyn Store, file: FileId, name: &str) -> Result<Contents, Error> {
        let entries = zip::list(store, file).map_err(|error| zip_error(name, &error))?;
        let files = entries
            .into_iter()
            .filter(|entry| entry.kind != EntryKind::Directory)
            .map(|entry| {
                let (size, crc) = (entry.size, entry.crc);
                let mode = (entry.mode != 0).then_some(entry.mode);
                (entry.name.clone(), File { size, crc, mode, sha256: None, entry: Some(entry) })
            })
            .collect();
        Ok(Contents { sha256: sha256(store, file, name)?, files })
    }

    /// Like [`Contents::of_zip`], and also computes the SHA-256 of each file.
    ///
    /// # Errors
    ///
    /// When the zip cannot be read, or an entry is damaged.
    pub fn hashed(store: &mut dyn Store, file: FileId, name: &str) -> Result<Contents, Error> {
        let mut contents = Contents::of_zip(store, file, name)?;
        let mut reader = FileReader::new(store, file).map_err(|error| Error::read(name, &error))?;
        let mut inflater = Inflater::default();
        for (path, file) in contents.files.iter_mut() {
            let Some(entry) = &file.entry else { continue };
            let mut hasher = Sha256::new();
            inflater.inflate(Compressed::InZip(&mut reader), entry, |bytes| hasher.update(bytes)).map_err(
                |error| zip_error(name, &io::Error::new(error.kind(), format!("\"{path}\": {error}"))),
            )?;
            file.sha256 = Some(hasher.finalize().into());
        }
        Ok(contents)
    }
}

fn zip_error(name: &str, error: &io::Error) -> Error {
    Error::Zip { path: name.to_string(), message: error.to_string() }
}

/// SHA-256 of a whole file.
///
/// # Errors
///
/// When the file cannot be read.
pub fn sha256(store: &mut dyn Store, file: FileId, name: &str) -> Result<[u8; 32], Error> {
    const BUFFER: usize = 256 * 1024;
    let read = |error: io::Error| Error::read(name, &error);
    let mut reader = FileReader::new(store, file).map_err(read)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        match reader.read(&mut buffer).map_err(read)? {
            0 => return Ok(hasher.finalize().into()),
            length => hasher.update(buffer.get(..length).unwrap_or_default()),
        }
    }
}
