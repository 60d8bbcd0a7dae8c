//! The distributions in a package, by their dist-info (recording installed projects).

use super::Contents;
use super::licence::Licence;
use crate::error::Error;
use crate::python::metadata::Headers;
use crate::python::record::Record;
use crate::python::{PackageName, dist_info_name};
use crate::source::zip;
use crate::source::{FileId, Store};
use std::collections::BTreeSet;

/// A METADATA or RECORD larger than this is not what it claims to be.
const LIMIT: u64 = 32 << 20;

pub struct Distribution {
    pub name: PackageName,
    pub version: String,
    pub licences: Vec<Licence>,
    /// Its files in the package.
    pub paths: BTreeSet<String>,
}

/// Sorted by name and version.
pub fn find(
    store: &mut dyn Store,
    package: FileId,
    package_name: &str,
    contents: &Contents,
) -> Result<Vec<Distribution>, Error> {
    let mut text = |path: &str| -> Result<Option<Vec<u8>>, Error> {
        let entry = contents.files.get(path).and_then(|file| file.entry.as_ref());
        let Some(entry) = entry.filter(|entry| entry.size <= LIMIT) else { return Ok(None) };
        let read = zip::content(store, package, entry);
        read.map(Some).map_err(|error| Error::read(format!("{package_name}/{path}"), &error))
    };
    let mut found = Vec::new();
    for path in contents.files.keys() {
        let Some(folder) = path.strip_suffix("/METADATA") else { continue };
        let (root, info) = match folder.rfind('/') {
            Some(slash) => folder.split_at(slash + 1),
            None => ("", folder),
        };
        let Some((name, version)) = dist_info_name(info) else { continue };
        let metadata = text(path)?.unwrap_or_default();
        let headers = Headers::parse(&String::from_utf8_lossy(&metadata));
        let record = text(&format!("{folder}/RECORD"))?.unwrap_or_default();
        let mut paths: BTreeSet<String> =
            Record::parse(&record).rows.into_keys().map(|row| format!("{root}{row}")).collect();
        paths.retain(|path| contents.files.contains_key(path));
        let own = format!("{folder}/");
        paths.extend(contents.files.keys().filter(|path| path.starts_with(&own)).cloned());
        // The folder's name is escaped where METADATA's is not.
        let version = headers.get("Version").unwrap_or(version).to_string();
        found.push(Distribution { name, version, licences: Licence::of(&headers), paths });
    }
    found.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    Ok(found)
}
