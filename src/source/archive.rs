//! Existing deployment packages and layers: zips whose entries are copied.

use super::accept::{accept, is_cache};
use super::path::Verdict;
use super::tree::is_stale_bytecode;
use super::zip_entry::{self, EntryKind, ZipEntry};
use super::{
    Candidate, Content, Distribution, EXECUTABLE, HEAD_LENGTH, Item, Kind, Loaded, Missing, REGULAR, SYMLINK,
    Store, mode_by_head, path,
};
use crate::finding::{Code, Finding};
use crate::python::dist_info_name;
use crate::python::record::Record;
use std::collections::{BTreeMap, HashSet};
use std::io;

/// RECORDs larger than this are not what they claim to be.
const RECORD_LIMIT: u64 = 32 << 20;

/// Whether the zip has the layout of a wheel, whatever its name: one dist-info whose RECORD lists
/// every file.
pub fn is_wheel(item: &Item, entries: &[ZipEntry], store: &mut dyn Store) -> Result<bool, Missing> {
    let mut records = entries.iter().filter(|entry| is_record(&entry.name));
    let (Some(record), None) = (records.next(), records.next()) else {
        return Ok(false);
    };
    let folder = record.name.trim_end_matches("RECORD");
    if !entries.iter().any(|entry| entry.name.strip_prefix(folder) == Some("WHEEL")) {
        return Ok(false);
    }
    let Some(record) = read_record(item, record, store)? else {
        return Ok(false);
    };
    let is_listed =
        |entry: &ZipEntry| entry.kind == EntryKind::Directory || record.rows.contains_key(&entry.name);
    Ok(entries.iter().all(is_listed))
}

fn is_record(name: &str) -> bool {
    matches!(name.split_once('/'), Some((folder, "RECORD")) if dist_info_name(folder).is_some())
}

fn read_record(item: &Item, entry: &ZipEntry, store: &mut dyn Store) -> Result<Option<Record>, Missing> {
    if entry.size > RECORD_LIMIT || entry.encrypted || !entry.readable {
        return Ok(None);
    }
    match zip_entry::content(store, item.file, entry) {
        Ok(text) => Ok(Some(Record::parse(&text))),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(Missing),
        Err(_) => Ok(None),
    }
}

/// The folders layers are unpacked with (AWS: "Packaging layers").
fn layer_prefix(entries: &[ZipEntry], minor: u8) -> String {
    let all_under = |prefix: &str| {
        entries.iter().all(|entry| entry.name.starts_with(prefix) || prefix.starts_with(&entry.name))
    };
    let site = format!("python/lib/python3.{minor}/site-packages/");
    [site, "python/".to_string()].into_iter().find(|prefix| all_under(prefix)).unwrap_or_default()
}

/// The one folder everything lies in, as when a folder was zipped instead of what is in it.
fn only_folder(entries: &[ZipEntry]) -> Option<String> {
    let mut only: Option<String> = None;
    for entry in entries {
        if entry.kind == EntryKind::Directory || is_litter(&entry.name) {
            continue;
        }
        let path = match path::inspect(&entry.name) {
            Verdict::Clean => entry.name.clone(),
            Verdict::Repaired(path) => path,
            // What is refused lies nowhere.
            Verdict::Unsafe(_) | Verdict::TooLong => continue,
        };
        let (folder, _) = path.split_once('/')?;
        if only.as_deref().is_some_and(|only| only != folder) {
            return None;
        }
        only = Some(folder.to_string());
    }
    only.map(|folder| folder + "/")
}

/// The entries of an existing package under their own paths; those of a layer without the layer's
/// prefix, which the target puts back if it is a layer too. `strip_root` takes away the one folder
/// everything else lies in.
pub fn load(
    item: &Item,
    entries: &[ZipEntry],
    minor: u8,
    strip_root: bool,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Loaded, Missing> {
    let mut prefix = layer_prefix(entries, minor);
    if let Some(folder) = only_folder(entries).filter(|_| strip_root && prefix.is_empty()) {
        let message = format!("The folder \"{folder}\" around everything in \"{}\" is taken away", item.path);
        findings.push(Finding::new(Code::RootStripped, &item.path, message));
        prefix = folder;
    }
    let mut loaded = Loaded::new(&item.path, Kind::Archive);
    let owners = owners(item, entries, &prefix, store, &mut loaded.distributions)?;
    let names: HashSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    for entry in entries.iter().filter(|entry| entry.kind != EntryKind::Directory) {
        if is_stale_bytecode(&entry.name, &names) || is_litter(&entry.name) {
            continue;
        }
        if is_cache(&entry.name) {
            let is_file = entry.kind == EntryKind::File && entry.name.ends_with(".pyc");
            let path = accept(entry, &item.path, &mut Vec::new()).filter(|_| is_file);
            loaded.bytecode.extend(path.map(|path| {
                let path = path.strip_prefix(&prefix).unwrap_or(&path).to_string();
                Candidate { mode: REGULAR, ..candidate(path, item, entry) }
            }));
            continue;
        }
        let Some(path) = accept(entry, &item.path, findings) else {
            continue;
        };
        let path = path.strip_prefix(&prefix).unwrap_or(&path).to_string();
        let mode = match entry.kind {
            EntryKind::Symlink if !link_is_safe(item, &path, entry, store)? => {
                findings.push(Finding::new(
                    Code::PathUnsafe,
                    &item.path,
                    format!(
                        "\"{}\" of \"{}\" is refused: it is a symbolic link that leads out of the package",
                        entry.name, item.path
                    ),
                ));
                continue;
            }
            EntryKind::Symlink => SYMLINK,
            _ if entry.executable || is_program(item, entry, store)? => EXECUTABLE,
            _ => REGULAR,
        };
        let distribution = owners.get(&path).copied();
        loaded.candidates.push(Candidate { mode, distribution, ..candidate(path, item, entry) });
    }
    Ok(loaded)
}

fn candidate(path: String, item: &Item, entry: &ZipEntry) -> Candidate {
    Candidate {
        path,
        size: entry.size,
        mode: REGULAR,
        content: Content::Zip { file: item.file, entry: entry.clone() },
        digest: None,
        from: item.path.clone(),
        kind: Kind::Archive,
        distribution: None,
    }
}

/// What macOS adds to the zips it makes.
fn is_litter(name: &str) -> bool {
    name.starts_with("__MACOSX/") || matches!(name.rsplit('/').next(), Some(".DS_Store" | "Thumbs.db"))
}

/// Whether a file without executable mode is a program all the same: the zip was made on Windows,
/// or its modes were lost. Only what has no ending, or lies in `bin`, is looked into.
fn is_program(item: &Item, entry: &ZipEntry, store: &mut dyn Store) -> Result<bool, Missing> {
    let (folder, name) = entry.name.rsplit_once('/').unwrap_or(("", &entry.name));
    let may_be = !name.contains('.') || name.ends_with(".sh") || folder == "bin" || folder.ends_with("/bin");
    if !may_be || entry.size == 0 {
        return Ok(false);
    }
    match zip_entry::head(store, item.file, entry, HEAD_LENGTH as u64) {
        Ok(head) => Ok(mode_by_head(&head) == EXECUTABLE),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(Missing),
        Err(_) => Ok(false),
    }
}

fn link_is_safe(item: &Item, path: &str, entry: &ZipEntry, store: &mut dyn Store) -> Result<bool, Missing> {
    const TARGET_LIMIT: u64 = 4096;
    if entry.size > TARGET_LIMIT {
        return Ok(false);
    }
    match zip_entry::content(store, item.file, entry) {
        Ok(target) => {
            Ok(std::str::from_utf8(&target).is_ok_and(|target| path::link_stays_inside(path, target)))
        }
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(Missing),
        Err(_) => Ok(false),
    }
}

/// Which distribution a path belongs to, by the RECORDs in the zip.
fn owners(
    item: &Item,
    entries: &[ZipEntry],
    prefix: &str,
    store: &mut dyn Store,
    distributions: &mut Vec<Distribution>,
) -> Result<BTreeMap<String, usize>, Missing> {
    let mut owners = BTreeMap::new();
    for entry in entries {
        let Some(name) = entry.name.strip_prefix(prefix).filter(|name| is_record(name)) else {
            continue;
        };
        let Some((folder, _)) = name.split_once('/') else {
            continue;
        };
        let Some((name, version)) = dist_info_name(folder) else {
            continue;
        };
        let Some(record) = read_record(item, entry, store)? else {
            continue;
        };
        let index = distributions.len();
        let (version, from) = (version.to_string(), item.path.clone());
        // Nobody has looked, so it may.
        distributions.push(Distribution { name, version, from, has_plugins: true });
        owners
            .extend(record.rows.into_keys().map(|path| (path.trim_start_matches("../").to_string(), index)));
    }
    Ok(owners)
}
