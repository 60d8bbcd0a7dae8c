//! The listing of a zip: each field of a header in the central directory, and the positions of the
//! entries.

use crate::support::Memory;
use crate::support::raw_zip::{RawEntry, field, raw, raw_zip, zip_ending};
use std::io;
use wheelpress::aws::clock;
use wheelpress::source::zip::{self, EntryFault, EntryKind, ZipEntry};

fn list(bytes: Vec<u8>) -> io::Result<Vec<ZipEntry>> {
    zip::list(&mut Memory { files: vec![bytes], ..Memory::default() }, 0)
}

/// Returns the only entry of a zip.
fn one(entry: RawEntry) -> ZipEntry {
    list(raw_zip(&[entry])).unwrap().remove(0)
}

/// Returns the offset of the last header in the central directory.
fn last_header(bytes: &[u8]) -> usize {
    bytes.windows(4).rposition(|at| at == b"PK\x01\x02").unwrap()
}

/// The system and its attributes (4.4.2, 4.4.15) determine the kind of the entry, its mode, and whether it is
/// executable.
#[test]
fn attributes() {
    use EntryKind::{Directory, File, Special, Symlink};
    const UNIX: u8 = 3;
    const MACOS: u8 = 19;
    const DOS: u8 = 0;
    let check = |name: &str, (system, attributes): (u8, u32), kind, mode: u32, executable| {
        let bytes = if name.ends_with('/') { "" } else { "x" };
        let found = one(raw(name, bytes).attributes(system, attributes));
        assert_eq!((found.kind, found.executable), (kind, executable), "{name} {system} {attributes:o}");
        assert_eq!(format!("{:o}", found.mode), format!("{mode:o}"), "{name} {system} {attributes:o}");
        assert_eq!(found.fault, None, "{name} {system} {attributes:o}");
    };
    check("a.py", (UNIX, 0), File, 0, false);
    check("a.py", (UNIX, 0o100644 << 16), File, 0o100644, false);
    check("a.py", (UNIX, 0o100755 << 16), File, 0o100755, true);
    check("a.py", (UNIX, 0o100654 << 16), File, 0o100654, true);
    check("a.py", (UNIX, 0o100645 << 16), File, 0o100645, true);
    check("a.py", (MACOS, 0o100744 << 16), File, 0o100744, true);
    check("a.py", (UNIX, 0o640 << 16), File, 0o640, false);
    // The set-user-id, set-group-id and sticky bits are removed.
    check("a.py", (UNIX, 0o107644 << 16), File, 0o100644, false);
    check("link", (UNIX, 0o120777 << 16), Symlink, 0o120777, true);
    check("pipe", (UNIX, 0o010644 << 16), Special, 0o010644, false);
    check("device", (UNIX, 0o060644 << 16), Special, 0o060644, false);
    check("d/", (UNIX, 0o040755 << 16), Directory, 0o040755, true);
    check("d/", (UNIX, 0o100644 << 16), Directory, 0o100644, false);
    check("a.py", (DOS, 0), File, 0, false);
    check("a.py", (DOS, 0x20), File, 0o100664, false);
    check("a.py", (DOS, 0x21), File, 0o100444, false);
    check("a.py", (DOS, 0o120777 << 16 | 0x20), File, 0o100664, false);
    check("d/", (DOS, 0x10), Directory, 0o040775, true);
    check("d/", (DOS, 0x11), Directory, 0o040555, true);
}

/// The name, the bytes and the attributes determine the kind of the entry, and why it does not ship.
#[test]
fn folders() {
    use EntryFault::{FolderByMode, FolderWithBytes};
    use EntryKind::{Directory, File};
    const FILE: u32 = 0o100644 << 16;
    const FOLDER: u32 = 0o040755 << 16;
    let check = |(name, bytes, attributes): (&str, &str, u32), others: &[&str], kind, fault| {
        let entry = raw(name, bytes).attributes(3, attributes);
        let entries: Vec<RawEntry> =
            [entry].into_iter().chain(others.iter().map(|name| raw(name, "x"))).collect();
        let found = list(raw_zip(&entries)).unwrap().remove(0);
        assert_eq!((found.kind, found.fault), (kind, fault), "{name:?} {bytes:?} {attributes:o} {others:?}");
    };
    check(("d", "", FILE), &[], File, None);
    check(("d/", "", FILE), &[], Directory, None);
    check(("d\\", "", FILE), &[], Directory, None);
    check(("d/", "x", FILE), &[], File, Some(FolderWithBytes));
    check(("d\\", "x", FILE), &[], File, Some(FolderWithBytes));
    check(("d", "", FOLDER), &[], File, Some(FolderByMode));
    check(("d", "x", FOLDER), &[], File, Some(FolderByMode));
    check(("d", "x", FILE | 0x10), &[], File, Some(FolderByMode));
    // An entry that is the parent of others is a folder, unless something else contradicts this.
    check(("d", "", FOLDER), &["d/a.py"], Directory, None);
    check(("d", "", FOLDER), &["d/e/a.py"], Directory, None);
    check(("d", "", FOLDER), &["e/a.py"], File, Some(FolderByMode));
    check(("d", "x", FOLDER), &["d/a.py"], File, Some(FolderByMode));
    check(("d", "", FILE), &["d/a.py"], File, None);
    // Some readers end the name at the NUL character, so such an entry is never skipped as a folder.
    check(("d\0/", "", FILE), &[], File, None);
    check(("d\0/", "x", FILE), &[], File, None);
    check(("d\0", "", FOLDER), &[], File, None);
    // An empty file that is the parent of another entry stays a file.
    let (file, folder) = (raw("d", "").attributes(3, FILE), raw("e", "").attributes(3, FOLDER));
    let entries = list(raw_zip(&[file, raw("d/a.py", "x"), folder, raw("e/a.py", "x")])).unwrap();
    let kinds: Vec<EntryKind> = entries.into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [File, File, Directory, File]);
}

/// Bits of the general purpose flags (4.4.4).
#[test]
fn flags() {
    for bit in 0..16 {
        let found = one(raw("a.py", "x").both(|header| header.flags = 1 << bit));
        let (encrypted, descriptor, utf8, patched) =
            (matches!(bit, 0 | 6 | 13), bit == 3, bit == 11, bit == 5);
        assert_eq!(
            (found.encrypted, found.descriptor, found.is_utf8, found.fault.is_some()),
            (encrypted, descriptor, utf8, patched),
            "bit {bit}"
        );
    }
}

/// The version needed to extract (4.4.3), with or without a system in its upper byte, and methods
/// (4.4.5).
#[test]
fn versions_and_methods() {
    for (version, fault) in [
        (0, None),
        (20, None),
        (63, None),
        (64, Some(64)),
        (255, Some(255)),
        (0x033f, None),
        (0x0340, Some(64)),
    ] {
        let found = one(raw("a.py", "x").both(|header| header.version = version));
        assert_eq!(found.fault, fault.map(EntryFault::Version), "{version}");
    }
    for (method, readable) in
        [(0, true), (8, true), (9, true), (12, true), (14, true), (1, false), (99, false)]
    {
        let found = one(raw("a.py", "x").both(|header| header.method = method));
        assert_eq!(found.readable, readable, "{method}");
    }
}

/// Sizes of 64 bits are in an extra field (4.5.3).
#[test]
fn sizes() {
    for (size, zip64) in [(1, false), (u64::from(u32::MAX), true), (5_000_000_000, true)] {
        let found = one(raw("a.py", "x").central(|header| {
            header.size = u32::try_from(size).unwrap_or(u32::MAX);
            header.extra = field(1, &size.to_le_bytes());
        }));
        assert_eq!((found.size, found.zip64, found.fault), (size, zip64, None));
    }
}

/// A date and a time (4.4.6) give the same seconds since 1970 as in another library.
#[test]
fn times() {
    let seconds = |date: u16, time: u16| {
        let mut bytes = raw_zip(&[raw("a.py", "x")]);
        let at = last_header(&bytes) + 12;
        bytes[at..at + 4].copy_from_slice(&[time.to_le_bytes(), date.to_le_bytes()].concat());
        list(bytes).unwrap().remove(0).modified
    };
    for (year, month, day, hour, minute, second) in [
        (1980, 1, 1, 0, 0, 0),
        (1980, 2, 29, 12, 30, 2),
        (1999, 12, 31, 23, 59, 58),
        (2000, 2, 28, 1, 0, 0),
        (2000, 2, 29, 0, 1, 0),
        (2000, 3, 1, 0, 0, 2),
        (2025, 3, 31, 5, 6, 8),
        (2026, 4, 30, 9, 0, 0),
        (2026, 8, 1, 21, 15, 0),
        (2026, 11, 27, 10, 11, 12),
        (2100, 2, 28, 0, 0, 0),
        (2100, 3, 1, 0, 0, 0),
        (2107, 12, 31, 23, 59, 58),
    ] {
        let iso = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        let expected = clock::parse(&iso).unwrap() / 1000;
        let (date, time) = ((year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | (second / 2));
        assert_eq!(seconds(date, time), Some(expected), "{iso}");
    }
    // No such month, day, hour, minute.
    for (date, time) in [(13 << 5 | 1, 0), (1 << 5, 0), (1 << 5 | 1, 24 << 11), (1 << 5 | 1, 60 << 5)] {
        assert_eq!(seconds(date, time), None, "{date} {time}");
    }
}

/// Checks which entries are refused. Each place is the offset of a local header and a number of bytes in the zip,
/// before a central directory that begins at [`DIRECTORY`]. Each entry also needs at least 30 bytes for its
/// header.
#[track_caller]
fn check_places(places: &[(u32, u32)], expected: &[&str]) {
    let entries: Vec<RawEntry> = ["a", "b", "c"]
        .iter()
        .zip(places)
        .map(|(name, &(at, compressed))| {
            let entry = raw(name, "").sharing(at);
            entry.central(|header| (header.size, header.compressed) = (compressed, compressed))
        })
        .collect();
    // The bytes before the central directory. No check reads them.
    let before = vec![0; DIRECTORY as usize];
    let bytes = [before, zip_ending(&entries, |end| end.offset = DIRECTORY)].concat();
    let found: Vec<String> = list(bytes)
        .unwrap()
        .into_iter()
        .map(|entry| match entry.fault {
            None => format!("to {}", entry.limit),
            Some(EntryFault::Overlap(other)) => format!("over {other}"),
            Some(other) => format!("{other:?}"),
        })
        .collect();
    assert_eq!(found, expected, "{places:?}");
}

const DIRECTORY: u32 = 1000;

#[test]
fn places() {
    check_places(&[(0, 10), (40, 10)], &["to 40", "to 1000"]);
    check_places(&[(500, 10), (0, 10)], &["to 1000", "to 500"]);
    check_places(&[(0, 11), (40, 10)], &["over b", "over a"]);
    check_places(&[(40, 10), (0, 11)], &["over b", "over a"]);
    check_places(&[(0, 10), (0, 10)], &["over b", "over a"]);
    check_places(&[(0, 970)], &["to 1000"]);
    check_places(&[(0, 971)], &["BeyondEnd"]);
    check_places(&[(0, 10), (2000, 10)], &["to 1000", "BeyondEnd"]);
    // Inside the first entry, not inside the second.
    check_places(&[(0, 500), (40, 10), (200, 10)], &["over b", "over a", "over a"]);
    check_places(&[(0, 10), (100, 500), (200, 10)], &["to 100", "over c", "over b"]);
    // Two entries with the same end: the first one is named.
    check_places(&[(0, 500), (100, 400), (200, 10)], &["over b", "over a", "over a"]);
    // An entry that reaches beyond the end does not affect the entries after it, except for one with the
    // same header.
    check_places(&[(0, 500), (100, 5000), (600, 10)], &["to 100", "BeyondEnd", "to 1000"]);
    check_places(&[(0, 10), (0, 5000), (600, 10)], &["over b", "over a", "to 1000"]);
}

/// For each entry that shares bytes with another entry, the name of the other is kept. Long names are
/// cut.
#[test]
fn names_of_others() {
    for (length, ending) in [(200, ""), (201, "…"), (5000, "…")] {
        let name = "ü".repeat(length);
        let entries = list(raw_zip(&[raw(&name, "x"), raw("b.py", "y").sharing(0)])).unwrap();
        let expected = format!("{}{ending}", "ü".repeat(length.min(200)));
        assert_eq!(entries[1].fault, Some(EntryFault::Overlap(expected)), "{length}");
    }
}

#[test]
fn damaged_directories() {
    let two = || raw_zip(&[raw("a.py", "x"), raw("b.py", "y")]);
    let damaged = |bytes: Vec<u8>| list(bytes).map_err(|error| error.to_string());
    let expected = Err("its directory is damaged".to_string());
    // The shortest possible header, at the end.
    let unnamed = list(raw_zip(&[raw("a.py", "x"), raw("", "y")])).unwrap();
    assert_eq!(unnamed[1].name, "");
    // A few additional bytes, which are no header.
    for more in [1, 10, 45] {
        let mut bytes = zip_ending(&[raw("a.py", "x")], |end| end.size += more);
        let end = bytes.len() - 22;
        bytes.splice(end..end, vec![0; more as usize]);
        assert_eq!(damaged(bytes), expected, "{more}");
    }
    let mut unmarked = two();
    let at = last_header(&unmarked);
    unmarked[at] = b'Q';
    assert_eq!(damaged(unmarked), expected);
    // Lengths of the name, extra fields or comment that reach beyond the central directory.
    for length in [28, 30, 32] {
        let mut long = two();
        let at = last_header(&long) + length;
        long[at] += 1;
        assert_eq!(damaged(long), expected, "{length}");
    }
}
