//! Which entries of a dropped zip may ship, and under which path.

use super::entry::{EntryFault, EntryKind, MAX_FORMAT_VERSION, ZipEntry};
use crate::finding::{Code, Finding};
use crate::source::path::{self, Verdict};

/// Returns the entry's path, made safe, or adds a finding that states why the entry is left out. A repaired path also
/// has a finding. The caller must handle directories and links.
pub fn accept(entry: &ZipEntry, from: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let mut report = |code, what: &str| {
        findings.push(Finding::new(code, from, format!("\"{}\" of \"{from}\" {what}", entry.name)));
    };
    let verdict = path::inspect(&entry.name);
    match verdict {
        Verdict::Unsafe(why) => {
            report(Code::PathUnsafe, &format!("is refused: {why}"));
            return None;
        }
        Verdict::TooLong => {
            report(Code::PathTooLong, "is too long for Linux");
            return None;
        }
        Verdict::Clean | Verdict::Repaired(_) => {}
    }
    if let Some((code, what)) = refusal(entry) {
        report(code, &what);
        return None;
    }
    if let Verdict::Repaired(path) = verdict {
        report(Code::PathRepaired, &format!("is packed as \"{path}\""));
        return Some(path);
    }
    Some(entry.name.clone())
}

/// Why an entry cannot ship, whatever its name.
fn refusal(entry: &ZipEntry) -> Option<(Code, String)> {
    if !entry.is_measurable() {
        let claimed = entry.size.max(entry.compressed_size);
        return Some((Code::EntryCorrupt, format!("is damaged: it claims {claimed} bytes")));
    }
    if let Some(fault) = &entry.fault {
        return Some(described(fault));
    }
    if entry.encrypted {
        return Some((Code::EntryEncrypted, "is encrypted".into()));
    }
    if !entry.readable {
        let what = format!("is compressed with method {}, which is not supported", entry.method);
        return Some((Code::EntryMethod, what));
    }
    let is_special = entry.kind == EntryKind::Special;
    is_special.then(|| (Code::EntrySpecial, "is a device, socket or pipe".into()))
}

fn described(fault: &EntryFault) -> (Code, String) {
    match fault {
        EntryFault::Overlap(other) => (Code::EntryOverlap, format!("shares its bytes with \"{other}\"")),
        EntryFault::BeyondEnd => {
            (Code::EntryCorrupt, "is cut short: its bytes would reach into the directory of the zip".into())
        }
        EntryFault::NotUtf8 => {
            (Code::EntryName, "is refused: its name is not UTF-8, though the zip says it is".into())
        }
        EntryFault::OtherName(other) => (
            Code::EntryName,
            format!("is refused: to readers that know Unicode path fields it is \"{other}\""),
        ),
        EntryFault::Extra => (Code::EntryCorrupt, "is damaged: its extra fields cannot be read".into()),
        EntryFault::Version(version) if *version > MAX_FORMAT_VERSION => (
            Code::EntryMethod,
            format!(
                "needs version {}.{} of the zip format, which does not exist",
                version / 10,
                version % 10
            ),
        ),
        EntryFault::Version(_) => {
            (Code::EntryMethod, "is a patch of another file, which is not supported".into())
        }
        EntryFault::FolderWithBytes => {
            (Code::EntryFolder, "is refused: its name is that of a folder, but it has bytes".into())
        }
        EntryFault::FolderByMode => (
            Code::EntryFolder,
            "is refused: its name is that of a file, its attributes those of a folder".into(),
        ),
    }
}
