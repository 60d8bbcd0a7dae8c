//! Which entries of a dropped zip may ship, and under which path.

use super::entry::{EntryKind, ZipEntry};
use crate::finding::{Code, Finding};
use crate::source::path::{self, Verdict};

/// No file of a zip that can be deployed is near it, and sums of what is below stay far from
/// overflowing. Corrupt zip64 fields (APPNOTE 4.5.3) claim anything.
const LARGEST: u64 = 1 << 40;

/// The entry's path, made safe, or a finding that says why it is left out. What was repaired is a
/// finding too. Directories and links are the caller's to treat.
pub fn accept(entry: &ZipEntry, from: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let mut report = |code, what: String| {
        findings.push(Finding::new(code, from, format!("\"{}\" of \"{from}\" {what}", entry.name)));
    };
    let path = match path::inspect(&entry.name) {
        Verdict::Clean => entry.name.clone(),
        Verdict::Repaired(path) => {
            report(Code::PathRepaired, format!("is packed as \"{path}\""));
            path
        }
        Verdict::Unsafe(why) => {
            report(Code::PathUnsafe, format!("is refused: {why}"));
            return None;
        }
        Verdict::TooLong => {
            report(Code::PathTooLong, "is too long for Linux".into());
            return None;
        }
    };
    if [entry.size, entry.compressed, entry.header].into_iter().any(|number| number >= LARGEST) {
        report(
            Code::EntryCorrupt,
            format!("is damaged: it claims {} bytes", entry.size.max(entry.compressed)),
        );
    } else if entry.encrypted {
        report(Code::EntryEncrypted, "is encrypted".into());
    } else if !entry.readable {
        report(
            Code::EntryMethod,
            format!("is compressed with method {}, which is not supported", entry.method),
        );
    } else if entry.kind == EntryKind::Special {
        report(Code::EntrySpecial, "is a device, socket or pipe".into());
    } else {
        return Some(path);
    }
    None
}
