//! Determines whether a zip is a wheel, whatever its name, and which wheel.

use crate::python::dist_info_name;
use crate::python::metadata::Headers;
use crate::python::record::Record;
use crate::python::wheel_filename::WheelFilename;
use crate::source::item::Item;
use crate::source::store::Store;
use crate::source::wants::WantsRead;
use crate::source::zip::entry_cache::EntryCache;
use crate::source::zip::{EntryKind, ZipEntry};

/// Maximum size of a RECORD that is read, in bytes. A larger file is not a real RECORD.
const RECORD_LIMIT: u64 = 32 << 20;

/// Maximum size of a WHEEL that is read, in bytes. A larger file is not a real WHEEL.
const WHEEL_LIMIT: u64 = 1 << 20;

/// Whether the zip has the layout of a wheel, whatever its name: one dist-info whose RECORD lists
/// every file.
pub(crate) fn is_wheel(
    item: &Item,
    entries: &[ZipEntry],
    cache: &mut EntryCache,
    store: &mut dyn Store,
) -> Result<bool, WantsRead> {
    let mut records = entries.iter().filter(|entry| is_record(&entry.path()));
    let (Some(record), None) = (records.next(), records.next()) else {
        return Ok(false);
    };
    let path = record.path();
    let folder = path.trim_end_matches("RECORD");
    if !entries.iter().any(|entry| entry.path().strip_prefix(folder) == Some("WHEEL")) {
        return Ok(false);
    }
    let Some(record) = read_record(item, record, cache, store)? else {
        return Ok(false);
    };
    let is_listed =
        |entry: &ZipEntry| entry.kind == EntryKind::Directory || record.rows.contains_key(&*entry.path());
    Ok(entries.iter().all(is_listed))
}

/// Whether an entry is the RECORD of a dist-info at the root.
pub(crate) fn is_record(name: &str) -> bool {
    matches!(name.split_once('/'), Some((folder, "RECORD")) if dist_info_name(folder).is_some())
}

/// Reads a RECORD; `None` if it cannot be read.
pub(crate) fn read_record(
    item: &Item,
    entry: &ZipEntry,
    cache: &mut EntryCache,
    store: &mut dyn Store,
) -> Result<Option<Record>, WantsRead> {
    let text = cache.content(item.file, entry, RECORD_LIMIT, store)?;
    Ok(text.ok().map(|text| Record::parse(&text)))
}

/// Returns the name of a renamed wheel, from its dist-info.
pub(crate) fn name(
    item: &Item,
    entries: &[ZipEntry],
    cache: &mut EntryCache,
    store: &mut dyn Store,
) -> Result<Option<WheelFilename>, WantsRead> {
    let Some(entry) = entries.iter().find(|entry| entry.path().ends_with(".dist-info/WHEEL")) else {
        return Ok(None);
    };
    let Ok(text) = cache.content(item.file, entry, WHEEL_LIMIT, store)? else {
        return Ok(None);
    };
    let path = entry.path();
    let folder = path.trim_end_matches("/WHEEL");
    let headers = Headers::parse(&String::from_utf8_lossy(&text));
    Ok(WheelFilename::from_dist_info(folder, headers.all("Tag")))
}
