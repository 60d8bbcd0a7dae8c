//! Existing zips: modes that Lambda's user cannot read or run, and features of zips that Lambda may
//! refuse. The package made here has neither.

use crate::check::context::CheckContext;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding};
use crate::plan::Entry;
use crate::source::zip::{DEFLATED, EntryKind, STORED, ZipEntry};
use crate::source::{Content, EXECUTABLE, SourceKind, WantsRead};

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let mut archives: BTreeMap<&str, Vec<(&Entry, &ZipEntry)>> = BTreeMap::new();
    for entry in plan.entries.iter().filter(|entry| entry.kind == SourceKind::Archive) {
        if let Content::Zip { entry: zipped, .. } = &entry.content {
            archives.entry(&entry.from).or_default().push((entry, zipped));
        }
    }
    let mut is_missing = false;
    for (path, entries) in archives {
        let file = context.items.iter().find(|item| item.path == path).map(|item| item.file);
        let listing = match file.map(|file| context.cache.listing(file, context.store)) {
            Some(Ok(listing)) => listing.unwrap_or_default(),
            Some(Err(WantsRead)) => {
                is_missing = true;
                continue;
            }
            None => continue,
        };
        findings.extend(unreadable(path, &listing));
        findings.extend(not_executable(path, &entries));
        findings.extend(features(path, &listing));
    }
    if is_missing { Err(WantsRead) } else { Ok(()) }
}

/// "a", "a" and 1 other, or "a" and 2 others.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, _] => format!("{one} and 1 other"),
        [one, rest @ ..] => format!("{one} and {} others", rest.len()),
    }
}

/// Reports files that Lambda's user cannot read. This user is neither owner nor in the group, so files need mode 0004
/// and folders 0005. Zips that were not created on Unix have no modes. Their files get readable ones, so they are not
/// reported.
fn unreadable(path: &str, listing: &[ZipEntry]) -> Option<Finding> {
    let needed = |entry: &ZipEntry| match entry.kind {
        EntryKind::File => 0o004,
        EntryKind::Directory => 0o005,
        EntryKind::Symlink | EntryKind::Special => 0,
    };
    let names: Vec<String> = listing
        .iter()
        .filter(|entry| entry.mode != 0 && entry.mode & needed(entry) != needed(entry))
        .map(|entry| format!("\"{}\" (mode {:04o})", entry.name, entry.mode & 0o7777))
        .collect();
    (!names.is_empty()).then(|| {
        let message = format!("With the modes of \"{path}\", Lambda cannot read {}", listed(&names));
        Finding::new(Code::ModeUnreadable, path, message)
    })
}

/// Reports programs that the plan makes executable, but that are not executable in the zip.
fn not_executable(path: &str, entries: &[(&Entry, &ZipEntry)]) -> Option<Finding> {
    let names: Vec<String> = entries
        .iter()
        .filter(|(entry, zipped)| entry.mode == EXECUTABLE && !zipped.executable)
        .map(|(entry, zipped)| format!("\"{}\" (mode {:04o})", entry.path, zipped.mode & 0o7777))
        .collect();
    (!names.is_empty()).then(|| {
        let message = format!("With the modes of \"{path}\", Lambda cannot run {}", listed(&names));
        Finding::new(Code::ModeNotExecutable, path, message)
    })
}

/// Reports features that Lambda may not accept (APPNOTE 4.4.4, 4.4.5 and 4.5.3).
fn features(path: &str, listing: &[ZipEntry]) -> Option<Finding> {
    let files = || listing.iter().filter(|entry| entry.kind == EntryKind::File);
    let mut found = Vec::new();
    let methods: BTreeMap<u16, usize> = files()
        .filter(|entry| ![STORED, DEFLATED].contains(&entry.method))
        .fold(BTreeMap::new(), |mut methods, entry| {
            *methods.entry(entry.method).or_default() += 1;
            methods
        });
    found.extend(
        methods.into_iter().map(|(method, count)| format!("{count} files compressed by method {method}")),
    );
    for (count, what) in [
        (files().filter(|entry| entry.zip64).count(), "zip64 fields"),
        (files().filter(|entry| entry.descriptor).count(), "data descriptors"),
    ] {
        if count > 0 {
            found.push(format!("{what} of {count} files"));
        }
    }
    (!found.is_empty()).then(|| {
        let message = format!("\"{path}\" uses what Lambda may not accept: {}", found.join(", "));
        Finding::new(Code::ZipFeature, path, message)
    })
}
