//! The entries of a zip, by its central directory (APPNOTE 4.3.12).

use super::end_of_central_directory::{self, CentralDirectory};
use super::entry::{DEFLATED, EntryFault, EntryKind, MAX_FORMAT_VERSION, STORED, ZipEntry, invalid};
use super::extra::Extra;
use super::fields::{u16_at, u32_at};
use super::name;
use crate::collections::BTreeSet;
use crate::format;
use crate::source::codecs;
use crate::source::reader::FileReader;
use crate::source::store::{FileId, Store};
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// The fixed part of a header of the central directory, in bytes.
const HEADER: usize = 46;
const HEADER_SIGNATURE: &[u8] = b"PK\x01\x02";
/// Maximum number of entries: more than a package of Lambda's 250 MB could use. Planning needs about 1 KB of memory
/// for each entry; with this number it uses 190 MiB of WebAssembly's memory in Chromium (measured).
const MAX_ENTRIES: u64 = 200_000;

const FILE_TYPE: u32 = 0o170000;
const DIRECTORY: u32 = 0o040000;
/// The bit of the MS-DOS attributes that marks a directory.
const DOS_DIRECTORY: u32 = 0x10;
const ZIP64: u64 = u32::MAX as u64;

/// Bits of the general purpose flags (4.4.4).
pub(super) const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
pub(super) const DESCRIPTOR: u16 = 1 << 3;
const PATCHED: u16 = 1 << 5;
pub(super) const UTF8: u16 = 1 << 11;

/// The entries of a zip, or what is wrong with it.
pub type Listing = Result<Rc<Vec<ZipEntry>>, String>;

/// Lists every entry in the order of the central directory, including entries of the same name. An entry that readers
/// may understand differently has a fault.
///
/// # Errors
///
/// Errors of reading, and `InvalidData` if the zip as a whole cannot be read, or is read differently by other
/// readers.
pub fn list(store: &mut dyn Store, file: FileId) -> io::Result<Vec<ZipEntry>> {
    let mut reader = FileReader::new(store, file)?;
    let directory = end_of_central_directory::find(&mut reader)?;
    if directory.count > MAX_ENTRIES {
        return Err(too_many());
    }
    reader.seek(SeekFrom::Start(directory.start))?;
    let mut entries = Vec::with_capacity(directory.count.min(directory.size / HEADER as u64) as usize);
    let mut left = directory.size;
    // The size of the directory determines where it ends: the count may be wrong, or reduced to 16 bits.
    while left > 0 {
        if entries.len() as u64 == MAX_ENTRIES {
            return Err(too_many());
        }
        let (entry, length) = entry(&mut reader, left, directory.shift)?;
        entries.push(entry);
        left -= length;
    }
    check_count(entries.len() as u64, &directory)?;
    settle_folders(&mut entries);
    settle_places(&mut entries, directory.start);
    Ok(entries)
}

fn too_many() -> io::Error {
    invalid(format!("it has more than {} entries", format::count(MAX_ENTRIES as usize)))
}

fn check_count(count: u64, directory: &CentralDirectory) -> io::Result<()> {
    let is_right = match directory.is_exact {
        true => count == directory.count,
        false => count & 0xffff == directory.count,
    };
    match is_right {
        true => Ok(()),
        false => Err(invalid(format!(
            "its end states {} entries, and its directory has {count}, so readers differ about what is in it",
            directory.count
        ))),
    }
}

/// Reads one header. Returns the entry and the length of the header.
fn entry(reader: &mut FileReader, left: u64, shift: u64) -> io::Result<(ZipEntry, u64)> {
    let mut fixed = [0; HEADER];
    let damaged = || invalid("its directory is damaged");
    if left < HEADER as u64 {
        return Err(damaged());
    }
    reader.read_exact(&mut fixed)?;
    let lengths = [28, 30, 32].map(|at| usize::from(u16_at(&fixed, at)));
    let length = HEADER as u64 + lengths.iter().sum::<usize>() as u64;
    if !fixed.starts_with(HEADER_SIGNATURE) || length > left {
        return Err(damaged());
    }
    let mut rest = vec![0; lengths.iter().sum()];
    reader.read_exact(&mut rest)?;
    let (name, rest) = rest.split_at(lengths[0]);
    let extra = rest.get(..lengths[1]).unwrap_or_default();
    Ok((parsed(&fixed, name, extra, shift), length))
}

fn parsed(fixed: &[u8; HEADER], raw_name: &[u8], extra: &[u8], shift: u64) -> ZipEntry {
    let flags = u16_at(fixed, 8);
    let is_utf8 = flags & UTF8 != 0;
    let mut fault = None;
    let mut faulty = |found: EntryFault| {
        fault.get_or_insert(found);
    };
    let name = name::decode(raw_name, is_utf8).unwrap_or_else(|| {
        faulty(EntryFault::NotUtf8);
        String::from_utf8_lossy(raw_name).into_owned()
    });
    let sizes = [24, 20, 42].map(|at| u64::from(u32_at(fixed, at)));
    let extra = Extra::read(extra, sizes, raw_name);
    let [size, compressed_size, header_offset] = extra.sizes;
    if extra.is_damaged {
        faulty(EntryFault::Extra);
    }
    if let Some(other) = extra.name.filter(|other| *other != name) {
        faulty(EntryFault::OtherName(other));
    }
    // The next byte names a system (4.4.3.1), as some tools write it.
    let version = u16_at(fixed, 6) & 0xff;
    if version > MAX_FORMAT_VERSION || flags & PATCHED != 0 {
        faulty(EntryFault::Version(version));
    }
    let method = u16_at(fixed, 10);
    let attributes = u32_at(fixed, 38);
    let mode = unix_mode(fixed[5], attributes);
    let says_folder = mode & FILE_TYPE == DIRECTORY || attributes & DOS_DIRECTORY != 0;
    let is_named_folder = name.ends_with('/') || name.ends_with('\\') && size == 0;
    let kind = match mode & FILE_TYPE {
        // Some readers end the name at the NUL. The entry is refused because of its name.
        _ if name.contains('\0') => EntryKind::File,
        _ if size > 0 && name.ends_with(['/', '\\']) => {
            faulty(EntryFault::FolderWithBytes);
            EntryKind::File
        }
        _ if is_named_folder => EntryKind::Directory,
        _ if says_folder => {
            // Decided when all names are known.
            faulty(EntryFault::FolderByMode);
            EntryKind::File
        }
        0o120000 => EntryKind::Symlink,
        0 | 0o100000 => EntryKind::File,
        _ => EntryKind::Special,
    };
    // A folder is skipped. An entry with a fault is not, because it may be a file to other readers.
    let kind = if fault.is_some() { EntryKind::File } else { kind };
    ZipEntry {
        name,
        is_utf8,
        header_offset: header_offset.saturating_add(shift),
        limit: u64::MAX,
        method,
        crc: u32_at(fixed, 16),
        compressed_size,
        size,
        modified: modified(u16_at(fixed, 14), u16_at(fixed, 12)),
        kind,
        executable: mode & 0o111 != 0,
        mode,
        descriptor: flags & DESCRIPTOR != 0,
        zip64: [size, compressed_size, header_offset].iter().any(|one| *one >= ZIP64),
        encrypted: flags & ENCRYPTED != 0,
        readable: matches!(method, STORED | DEFLATED) || codecs::is_rare_method(method),
        fault,
    }
}

/// The Unix mode, 0 where there is none (4.4.15, and 4.4.2 for the system).
fn unix_mode(system: u8, attributes: u32) -> u32 {
    const DOS: u8 = 0;
    /// Set-user-id, set-group-id and sticky bit mean nothing in a package.
    const MODE: u32 = FILE_TYPE | 0o777;
    match (system, attributes) {
        (_, 0) => 0,
        (DOS, _) => {
            let kind = if attributes & DOS_DIRECTORY != 0 { DIRECTORY | 0o775 } else { 0o100664 };
            if attributes & 1 != 0 { kind & !0o222 } else { kind }
        }
        _ => attributes >> 16 & MODE,
    }
}

/// Makes an entry that is a folder only by its attributes a folder, if other entries are in it.
fn settle_folders(entries: &mut [ZipEntry]) {
    if !entries.iter().any(|entry| entry.fault == Some(EntryFault::FolderByMode) && entry.size == 0) {
        return;
    }
    let folders: BTreeSet<String> = entries
        .iter()
        .flat_map(|entry| entry.name.match_indices('/').filter_map(|(at, _)| entry.name.get(..at)))
        .map(str::to_string)
        .collect();
    for entry in entries {
        let is_empty = entry.fault == Some(EntryFault::FolderByMode) && entry.size == 0;
        if is_empty && folders.contains(&entry.name) {
            entry.kind = EntryKind::Directory;
            entry.fault = None;
        }
    }
}

/// Checks that entries follow one another without overlapping, before the directory. An entry that shares bytes with
/// another is a bomb, or hides something (CPython refuses it too, gh-109858).
fn settle_places(entries: &mut [ZipEntry], directory: u64) {
    let mut order: Vec<usize> = (0..entries.len()).filter(|at| entries[*at].is_measurable()).collect();
    crate::collections::sort_by_key(&mut order, |at| entries[*at].header_offset);
    let mut limit = directory;
    for at in order.iter().rev() {
        let entry = &mut entries[*at];
        entry.limit = limit;
        limit = limit.min(entry.header_offset);
    }
    // The entry with the largest end among the earlier entries.
    let mut farthest: Option<usize> = None;
    for at in order {
        let entry = &entries[at];
        let rival = farthest.filter(|other| entry.header_offset < entries[*other].least_end());
        let is_beyond = entry.least_end() > directory;
        if let Some(other) =
            rival.filter(|other| !is_beyond || entries[*other].header_offset == entry.header_offset)
        {
            for (one, with) in [(at, other), (other, at)] {
                if entries[one].fault.is_none() {
                    entries[one].fault = Some(EntryFault::Overlap(start_of(&entries[with].name)));
                }
            }
        } else if is_beyond {
            // Its stated size is not used to check other entries.
            entries[at].fault.get_or_insert(EntryFault::BeyondEnd);
            continue;
        }
        if farthest.is_none_or(|other| entries[at].least_end() > entries[other].least_end()) && !is_beyond {
            farthest = Some(at);
        }
    }
}

/// Returns the start of a name, long enough to distinguish it from others. A name may have 64 KiB, and this one is
/// kept for every entry.
fn start_of(name: &str) -> String {
    const MAX_NAME_SHOWN: usize = 200;
    match name.char_indices().nth(MAX_NAME_SHOWN) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_string(),
    }
}

/// Seconds since 1970 of an MS-DOS date and time (4.4.6), read as if it were UTC.
fn modified(date: u16, time: u16) -> Option<i64> {
    zip::DateTime::try_from_msdos(date, time).ok().map(seconds)
}

/// Seconds since 1970 of a date and time in UTC.
fn seconds(time: zip::DateTime) -> i64 {
    // Years are counted from March, so that the leap day is their last day. The terms are the days of the years, the
    // days of the months (153 in every five months), and the days.
    let (year, month) = (i64::from(time.year()), i64::from(time.month()));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + i64::from(time.day()) - 1;
    /// From March 1 of the year 0 to January 1, 1970.
    const EPOCH: i64 = 719_468;
    (days - EPOCH) * 86_400
        + i64::from(time.hour()) * 3600
        + i64::from(time.minute()) * 60
        + i64::from(time.second())
}
