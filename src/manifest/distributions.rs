//! The distributions in a package, by their dist-info (recording installed projects).

use super::Contents;
use super::bundled::{self, Bundled};
use super::licence::Licence;
use crate::collections::{BTreeSet, sort_by};
use crate::error::Error;
use crate::python::metadata::Headers;
use crate::python::record::Record;
use crate::python::{PackageName, dist_info_name};
use crate::source::zip;
use crate::source::{FileId, Store};

/// Maximum size of a METADATA, RECORD or SBOM, in bytes. A larger file is not what its name states, and is not read.
const LIMIT: u64 = 32 << 20;

pub struct Distribution {
    pub name: PackageName,
    pub version: String,
    pub licences: Vec<Licence>,
    /// Its files in the package.
    pub paths: BTreeSet<String>,
    /// The software that is compiled into it.
    pub bundled: BTreeSet<Bundled>,
}

/// Finds the distributions of a package. The result is sorted by name and version.
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
        // The version in the folder's name is escaped; the version in METADATA is not.
        let version = headers.get("Version").unwrap_or(version).to_string();
        let mut bundled = BTreeSet::new();
        for path in paths.iter().filter(|path| path.strip_prefix(&own).is_some_and(bundled::is_sbom)) {
            bundled.extend(bundled::read(&text(path)?.unwrap_or_default(), name.as_ref()));
        }
        found.push(Distribution { name, version, licences: Licence::from_headers(&headers), paths, bundled });
    }
    sort_by(&mut found, |one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    Ok(found)
}

/// Reads the SBOMs of a wheel: the software that is compiled into it.
pub fn bundled_in(
    store: &mut dyn Store,
    wheel: FileId,
    path: &str,
    name: &PackageName,
) -> Result<BTreeSet<Bundled>, Error> {
    let read = |error: std::io::Error| Error::read(path, &error);
    let mut found = BTreeSet::new();
    for entry in zip::list(store, wheel).map_err(read)? {
        let own = entry.name.split_once('/').filter(|(folder, _)| dist_info_name(folder).is_some());
        if own.is_some_and(|(_, rest)| bundled::is_sbom(rest)) && entry.size <= LIMIT {
            let text = zip::content(store, wheel, &entry).map_err(read)?;
            found.extend(bundled::read(&text, name.as_ref()));
        }
    }
    Ok(found)
}
