//! Existing deployment packages and layers: zips whose entries are copied.

use super::content::Content;
use super::item::Item;
use super::layer::LayerTree;
use super::layer_order;
use super::loaded_source::{Candidate, Distribution, LoadedSource, SourceKind};
use super::mode::{EXECUTABLE, HEAD_LENGTH, REGULAR, SYMLINK, mode_by_head};
use super::path::{self, Verdict, is_bytecode_cache, is_stale_bytecode};
use super::program;
use super::recorded::{DIRECT_URL, Installation, Present, names_install_place};
use super::store::Store;
use super::wants::WantsRead;
use super::wheel::detect::{is_record, read_record};
use super::zip::entry_cache::EntryCache;
use super::zip::{EntryKind, ZipEntry, accept};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding};
use crate::python::record::RecordEntry;
use crate::python::{dist_info_name, editable};
use crate::target::Target;
use std::borrow::Cow;

/// Maximum size of a `direct_url.json` that is read, in bytes. A larger file is not a real one.
const DIRECT_URL_LIMIT: u64 = 64 << 10;

/// The single folder that contains all files, with its slash, as when a folder was zipped instead of its contents.
fn only_folder(entries: &[ZipEntry]) -> Option<String> {
    let mut only: Option<String> = None;
    for entry in entries {
        let path = entry.path();
        if entry.kind == EntryKind::Directory || is_litter(&path) {
            continue;
        }
        // Entries whose names are refused do not count.
        if matches!(path::inspect(&entry.name), Verdict::Unsafe(_) | Verdict::TooLong) {
            continue;
        }
        let (folder, _) = path.split_once('/')?;
        if only.as_deref().is_some_and(|only| only != folder) {
            return None;
        }
        only = Some(folder.to_string());
    }
    only.map(|folder| folder + "/")
}

/// Loads the entries of an existing package or layer.
///
/// Entries of a package keep their paths. Paths of a layer become relative to its folder of Python's files; a target
/// that is a layer puts that folder back. With `strip_root`, the single folder that contains everything is removed
/// from the paths.
pub fn load(
    item: &Item,
    entries: &[ZipEntry],
    target: &Target,
    strip_root: bool,
    cache: &mut EntryCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<LoadedSource, WantsRead> {
    let paths: Vec<Cow<str>> = entries.iter().map(ZipEntry::path).collect();
    let layout = Layout::detect(item, entries, &paths, target, strip_root, findings);
    let within = |path: &str| layout.within(path);
    let mut loaded = LoadedSource::new(&item.path, SourceKind::Archive);
    // If bytes are missing, the rest is examined nevertheless, so that everything missing is read together.
    let records = records(item, entries, within, cache, store, &mut loaded.distributions);
    let mut missing = records.is_err();
    let records = records.unwrap_or_default();
    let owners = owners(&records);
    let files: Vec<(String, u64)> = entries
        .iter()
        .zip(&paths)
        .filter(|(entry, _)| entry.kind == EntryKind::File)
        .map(|(entry, path)| (within(path), entry.size))
        .collect();
    let present = Present::new(files.iter().map(|(path, size)| (path.as_str(), *size)), records.iter());
    report_differences(item, &present, &records, &mut loaded);
    let names: BTreeSet<&str> = paths.iter().map(|path| &**path).collect();
    for (entry, path) in entries.iter().zip(&paths).filter(|(entry, _)| entry.kind != EntryKind::Directory) {
        if is_stale_bytecode(path, &names) || is_litter(path) {
            continue;
        }
        if is_bytecode_cache(path) {
            let is_file = entry.kind == EntryKind::File && path.ends_with(".pyc");
            let path = accept(entry, &item.path, &mut Vec::new()).filter(|_| is_file);
            loaded.bytecode.extend(
                path.map(|path| Candidate { mode: REGULAR, ..candidate(within(&path), item, entry) }),
            );
            continue;
        }
        let Some(path) = accept(entry, &item.path, findings) else {
            continue;
        };
        let path = within(&path);
        let is_local = match is_direct_url(&path) {
            true => is_local(item, entry, cache, store),
            false => Ok(false),
        };
        missing |= is_local.is_err();
        if names_install_place(&path, is_local.unwrap_or_default()) {
            loaded.omitted.insert(path);
            continue;
        }
        let Ok(mode) = mode(item, entry, cache, store) else {
            missing = true;
            continue;
        };
        let distribution = owners.get(&path).copied();
        let rows = distribution.and_then(|index| records.get(index));
        let row = rows.and_then(|rows| present.claim(rows, &path));
        let digest = row.and_then(|row| row.digest.clone()).filter(|_| entry.kind == EntryKind::File);
        loaded.candidates.push(Candidate { mode, distribution, digest, ..candidate(path, item, entry) });
    }
    if missing {
        return Err(WantsRead);
    }
    if let Some(folders) = layout.order() {
        layer_order::settle(&mut loaded, &folders, findings);
    }
    Ok(loaded)
}

/// Where the entries of a zip lie in the package.
struct Layout<'a> {
    target: &'a Target,
    layer: LayerTree,
    /// The folder that contains everything, with its slash; empty if it is not removed from the paths.
    around: String,
}

impl<'a> Layout<'a> {
    fn detect(
        item: &Item,
        entries: &[ZipEntry],
        paths: &[Cow<str>],
        target: &'a Target,
        strip_root: bool,
        findings: &mut Vec<Finding>,
    ) -> Layout<'a> {
        let files = || {
            let is_file = |(entry, path): &(&ZipEntry, &Cow<str>)| {
                entry.kind != EntryKind::Directory && !is_litter(path)
            };
            entries.iter().zip(paths).filter(is_file).map(|(_, path)| &**path)
        };
        let mut layer = LayerTree::detect(files(), false, target);
        let mut around = String::new();
        if !layer.is_layer()
            && let Some(folder) = only_folder(entries).filter(|_| strip_root)
        {
            let message =
                format!("The folder \"{folder}\" around everything in \"{}\" is taken away", item.path);
            findings.push(Finding::new(Code::RootStripped, &item.path, message));
            let below = files().filter_map(|path| path.strip_prefix(folder.as_str()));
            layer = LayerTree::detect(below, false, target);
            around = folder;
        }
        findings.extend(layer.finding(&item.path, true, target));
        Layout { target, layer, around }
    }

    fn within(&self, path: &str) -> String {
        let path = path.strip_prefix(self.around.as_str()).unwrap_or(path);
        self.layer.within(path, self.target.kind)
    }

    /// Like [`LayerTree::order`], but with the folder that contains everything.
    fn order(&self) -> Option<[String; 2]> {
        let folders = self.layer.order()?;
        Some(folders.map(|folder| format!("{}{folder}", self.around)))
    }
}

/// Adds findings about files that differ from what the RECORDs of their distributions state.
fn report_differences(
    item: &Item,
    present: &Present,
    records: &[BTreeMap<String, RecordEntry>],
    loaded: &mut LoadedSource,
) {
    for (index, (rows, Distribution { name, version, from, .. })) in
        records.iter().zip(&loaded.distributions).enumerate()
    {
        let one = Installation { name, version, of: &item.path, from, rows };
        let found = present.differences(&one);
        loaded.differences.extend(found.into_iter().map(|finding| (index, finding)));
    }
}

fn mode(
    item: &Item,
    entry: &ZipEntry,
    cache: &mut EntryCache,
    store: &mut dyn Store,
) -> Result<u32, WantsRead> {
    match entry.kind {
        EntryKind::Symlink => Ok(SYMLINK),
        _ if entry.executable => Ok(EXECUTABLE),
        _ if is_program(item, entry, cache, store)? => Ok(EXECUTABLE),
        _ => Ok(REGULAR),
    }
}

fn candidate(path: String, item: &Item, entry: &ZipEntry) -> Candidate {
    Candidate {
        path,
        size: entry.size,
        mode: REGULAR,
        content: Content::Zip { file: item.file, entry: entry.clone() },
        digest: None,
        from: item.path.clone(),
        kind: SourceKind::Archive,
        distribution: None,
    }
}

/// Whether a file is one that macOS or Windows adds to folders and zips.
fn is_litter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    // `._` is the start of AppleDouble files.
    name.starts_with("__MACOSX/")
        || last.starts_with("._")
        || matches!(last, ".DS_Store" | "Thumbs.db" | "Icon\r")
}

/// Whether a file without executable mode is a program: the zip was made on Windows, or its modes were lost. Only
/// files whose name a program may have, and files in `bin`, are read.
fn is_program(
    item: &Item,
    entry: &ZipEntry,
    cache: &mut EntryCache,
    store: &mut dyn Store,
) -> Result<bool, WantsRead> {
    let path = entry.path();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let may_be = program::may_be(name) || name.ends_with(".sh") || program::lies_in_bin(folder);
    if !may_be || entry.size == 0 {
        return Ok(false);
    }
    let head = cache.head(item.file, entry, HEAD_LENGTH as u64, store)?;
    Ok(head.is_ok_and(|head| mode_by_head(&head) == EXECUTABLE))
}

fn is_direct_url(path: &str) -> bool {
    path.split_once('/').is_some_and(|(folder, name)| folder.ends_with(".dist-info") && name == DIRECT_URL)
}

/// Whether this `direct_url.json` states that the distribution was installed from a local folder or file.
fn is_local(
    item: &Item,
    entry: &ZipEntry,
    cache: &mut EntryCache,
    store: &mut dyn Store,
) -> Result<bool, WantsRead> {
    let text = cache.content(item.file, entry, DIRECT_URL_LIMIT, store)?;
    Ok(text.is_ok_and(|text| editable::is_local(&text)))
}

/// The rows of each RECORD in the zip, in the order of the distributions.
fn records(
    item: &Item,
    entries: &[ZipEntry],
    within: impl Fn(&str) -> String,
    cache: &mut EntryCache,
    store: &mut dyn Store,
    distributions: &mut Vec<Distribution>,
) -> Result<Vec<BTreeMap<String, RecordEntry>>, WantsRead> {
    let mut records = Vec::new();
    let mut missing = false;
    for entry in entries.iter().filter(|entry| entry.path().ends_with("/RECORD")) {
        let path = within(&entry.path());
        let Some((name, version)) =
            path.split_once('/').filter(|_| is_record(&path)).and_then(|(folder, _)| dist_info_name(folder))
        else {
            continue;
        };
        let record = match read_record(item, entry, cache, store) {
            Ok(Some(record)) => record,
            Ok(None) => continue,
            Err(WantsRead) => {
                missing = true;
                continue;
            }
        };
        let (version, from) = (version.to_string(), item.path.clone());
        // Its entry_points.txt has not been read, so it may have plugins.
        distributions.push(Distribution { name, version, from, has_plugins: true });
        records.push(record.rows);
    }
    if missing { Err(WantsRead) } else { Ok(records) }
}

/// The index of the distribution that lists each path.
fn owners(records: &[BTreeMap<String, RecordEntry>]) -> BTreeMap<String, usize> {
    let rows =
        records.iter().enumerate().flat_map(|(index, rows)| rows.keys().map(move |path| (path, index)));
    rows.map(|(path, index)| (path.trim_start_matches("../").to_string(), index)).collect()
}
