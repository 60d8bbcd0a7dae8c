//! Compares two packages: what differs, and why the hash differs.

use crate::collections::{BTreeMap, BTreeSet, sort_by_key};
use crate::digest::Digest;
use crate::error::Error;
use crate::manifest::{self, Contents, File};
use crate::source::{FileId, Store};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// Maximum size of a manifest in bytes. A larger manifest is refused.
const MANIFEST_LIMIT: u64 = 256 << 20;

/// The other side of a comparison.
pub enum Other<'a> {
    /// A zip, or a manifest that wheelpress made. The first bytes of the file determine which.
    File {
        /// The zip, or the manifest.
        file: FileId,
        /// The name of the file in messages.
        name: &'a str,
    },
    /// A CodeSha256, in base64 as Lambda reports it, or in hexadecimal.
    Hash(&'a str),
}

/// The result of a comparison. It is `Comparison` of the JavaScript interface.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Whether both packages have the same CodeSha256.
    pub same: bool,
    /// The CodeSha256 of the first package, as Lambda reports it.
    pub code_sha256: String,
    /// The CodeSha256 of the other package.
    pub other_code_sha256: String,
    /// Whether the files of the other package are known. False if only its CodeSha256 was given.
    pub knows_files: bool,
    /// The files that differ, sorted by path.
    pub changes: Vec<Change>,
    /// Number of files that are the same in both packages.
    pub unchanged: usize,
    /// Other reasons for different hashes, if two zips were compared.
    pub packing: BTreeSet<Packing>,
}

/// The difference of a file between the other package (`before`) and the first one (`after`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Change {
    /// What happened to the entry.
    pub kind: ChangeKind,
    /// Its path in the package.
    pub path: String,
    /// The path in the other package, if the file has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What has changed, if the kind is `Changed`.
    pub why: Vec<Why>,
    /// The file in the other package. `None` if the file is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<FileState>,
    /// The file in the first package. `None` if the file was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<FileState>,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is in the first package only.
    Added,
    /// It is in the other package only.
    Removed,
    /// It is in both, and differs.
    Changed,
}

/// The aspect of a file that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Other bytes.
    Content,
    /// Other permissions.
    Mode,
    /// Another path with the same bytes.
    Path,
}

/// A file of one of the two packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FileState {
    /// Unzipped, in bytes.
    pub size: u64,
    /// The mode. Absent if the zip does not state one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<u32>,
}

/// Differences that two zips of the same files can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Packing {
    /// Compression methods or levels.
    Compression,
    /// The modification times of entries.
    Times,
    /// The order of the entries.
    Order,
    /// Everything else, such as entries of directories, extra fields and comments.
    Rest,
}

/// Compares a package with another package, usually an older one.
///
/// # Errors
///
/// When one of the two cannot be read, or is neither a zip nor a manifest.
pub fn compare(
    store: &mut dyn Store,
    package: FileId,
    name: &str,
    other: Other,
) -> Result<Comparison, Error> {
    match other {
        Other::Hash(text) => {
            let before = code_sha256(text)?;
            let after = manifest::contents::sha256(store, package, name)?;
            Ok(Comparison::of_hashes(&before, &after))
        }
        Other::File { file, name: other } => {
            let before = contents(store, file, other)?;
            let after = contents(store, package, name)?;
            Ok(of_contents(&before, &after))
        }
    }
}

/// Parses a CodeSha256.
fn code_sha256(text: &str) -> Result<[u8; 32], Error> {
    let text = text.trim().trim_matches('"');
    let hex = || Digest::from_hex(&format!("sha256:{text}")).map(|digest| digest.bytes);
    STANDARD
        .decode(text)
        .ok()
        .filter(|bytes| bytes.len() == 32)
        .or_else(hex)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Error::CodeSha256(text.chars().take(64).collect()))
}

fn contents(store: &mut dyn Store, file: FileId, name: &str) -> Result<Contents, Error> {
    let read = |error| Error::read(name, &error);
    let size = store.size(file).map_err(read)?;
    let mut head = [0; 64];
    let length = store.read_at(file, 0, &mut head).map_err(read)?;
    if !manifest::looks_like_json(head.get(..length).unwrap_or_default()) {
        return Contents::of_zip(store, file, name);
    }
    if size > MANIFEST_LIMIT {
        let message = format!("it is {} long", crate::format::size(size));
        return Err(Error::Manifest { path: name.to_string(), message });
    }
    manifest::read(&whole(store, file, size).map_err(read)?, name)
}

fn whole(store: &mut dyn Store, file: FileId, size: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; size as usize];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match store.read_at(file, filled as u64, rest)? {
            0 => break,
            length => filled += length,
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

impl Comparison {
    fn of_hashes(before: &[u8; 32], after: &[u8; 32]) -> Comparison {
        Comparison {
            same: before == after,
            code_sha256: STANDARD.encode(after),
            other_code_sha256: STANDARD.encode(before),
            knows_files: false,
            changes: Vec::new(),
            unchanged: 0,
            packing: BTreeSet::new(),
        }
    }
}

fn of_contents(before: &Contents, after: &Contents) -> Comparison {
    let hashes = Comparison::of_hashes(&before.sha256, &after.sha256);
    let mut changes: BTreeMap<&str, Change> = BTreeMap::new();
    let mut unchanged = 0;
    for (path, file) in &after.files {
        let Some(old) = before.files.get(path) else {
            changes.insert(path, Change::new(ChangeKind::Added, path, None, Some(file)));
            continue;
        };
        let why = differences(old, file);
        if why.is_empty() {
            unchanged += 1;
        } else {
            changes.insert(
                path,
                Change { why, ..Change::new(ChangeKind::Changed, path, Some(old), Some(file)) },
            );
        }
    }
    for (path, file) in before.files.iter().filter(|(path, _)| !after.files.contains_key(*path)) {
        changes.insert(path, Change::new(ChangeKind::Removed, path, Some(file), None));
    }
    join_moves(&mut changes, before, after);
    let packing = if hashes.same { BTreeSet::new() } else { packing(before, after, changes.is_empty()) };
    Comparison { knows_files: true, changes: changes.into_values().collect(), unchanged, packing, ..hashes }
}

impl Change {
    fn new(kind: ChangeKind, path: &str, before: Option<&File>, after: Option<&File>) -> Change {
        let state = |file: &File| FileState { size: file.size, mode: file.mode };
        let (before, after) = (before.map(state), after.map(state));
        Change { kind, path: path.to_string(), from: None, why: Vec::new(), before, after }
    }
}

fn differences(before: &File, after: &File) -> Vec<Why> {
    let mut why = Vec::new();
    if !same_content(before, after) {
        why.push(Why::Content);
    }
    if kind_and_permissions(before) != kind_and_permissions(after) {
        why.push(Why::Mode);
    }
    why
}

fn same_content(one: &File, other: &File) -> bool {
    match (one.sha256, other.sha256) {
        (Some(one), Some(other)) => one == other,
        _ => one.size == other.size && one.crc == other.crc,
    }
}

/// Returns the mode with the type of file. Programs that write zips may omit the type of a regular file.
fn kind_and_permissions(file: &File) -> Option<u32> {
    const TYPE: u32 = 0o170000;
    const FILE: u32 = 0o100000;
    file.mode.map(|mode| if mode & TYPE == 0 { mode | FILE } else { mode })
}

/// Joins a removed file and an added file with the same content into one file that has moved. If there are several
/// candidates, one with the same filename is preferred.
fn join_moves<'a>(changes: &mut BTreeMap<&'a str, Change>, before: &Contents, after: &'a Contents) {
    let filename = |path: &str| path.rsplit('/').next().unwrap_or(path).to_string();
    let mut gone: BTreeMap<(u64, u32), Vec<&str>> = BTreeMap::new();
    // Empty files are skipped: they are all equal, so a move cannot be recognized.
    for (path, file) in
        before.files.iter().filter(|(path, file)| file.size > 0 && !after.files.contains_key(*path))
    {
        gone.entry((file.size, file.crc)).or_default().push(path);
    }
    for (path, file) in after.files.iter().filter(|(path, _)| !before.files.contains_key(*path)) {
        let Some(candidates) = gone.get_mut(&(file.size, file.crc)) else { continue };
        let is_same = |from: &&str| before.files.get(*from).is_some_and(|old| same_content(old, file));
        let best = candidates
            .iter()
            .position(|from| is_same(from) && filename(from) == filename(path))
            .or_else(|| candidates.iter().position(is_same));
        let Some(best) = best else { continue };
        let from = candidates.remove(best);
        let Some(old) = before.files.get(from) else { continue };
        let mut why = vec![Why::Path];
        why.extend(differences(old, file));
        changes.remove(from);
        let from = Some(from.to_string());
        let change = Change { from, why, ..Change::new(ChangeKind::Changed, path, Some(old), Some(file)) };
        changes.insert(path, change);
    }
}

/// Returns the other differences of two zips. `is_due`: no file differs, so something else must explain the different
/// hashes.
fn packing(before: &Contents, after: &Contents, is_due: bool) -> BTreeSet<Packing> {
    let common: Vec<_> = after
        .files
        .iter()
        .filter_map(|(path, file)| Some((before.files.get(path)?.entry.as_ref()?, file.entry.as_ref()?)))
        .collect();
    let mut packing = BTreeSet::new();
    if common.iter().any(|(one, other)| {
        one.crc == other.crc && (one.method, one.compressed_size) != (other.method, other.compressed_size)
    }) {
        packing.insert(Packing::Compression);
    }
    if common.iter().any(|(one, other)| one.modified != other.modified) {
        packing.insert(Packing::Times);
    }
    let mut order = common.clone();
    sort_by_key(&mut order, |(one, _)| one.header_offset);
    if !order.is_sorted_by_key(|(_, other)| other.header_offset) {
        packing.insert(Packing::Order);
    }
    let are_zips = |contents: &Contents| contents.files.values().all(|file| file.entry.is_some());
    if is_due && packing.is_empty() && are_zips(before) && are_zips(after) {
        packing.insert(Packing::Rest);
    }
    packing
}
