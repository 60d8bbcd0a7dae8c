//! The distributions in a site-packages, found by their dist-info (specification "Recording installed projects"), or
//! by the egg-info of older tools.

use crate::collections::{BTreeMap, BTreeSet};
use crate::python::editable;
use crate::python::entry_points;
use crate::python::metadata::Headers;
use crate::python::record::{Record, RecordEntry};
use crate::python::tags::TagSet;
use crate::python::{PackageName, dist_info_name, egg_info_name};
use crate::source::loose::IncludedFile;
use crate::source::{Distribution, Item, ReadCache, WantsRead};

/// An installed distribution.
pub struct InstalledDistribution {
    pub distribution: Distribution,
    pub metadata: Headers,
    /// The files that it installed, relative to site-packages; `None` if they were not recorded.
    pub files: Option<Vec<String>>,
    /// The rows of its RECORD, unchanged.
    pub rows: BTreeMap<String, RecordEntry>,
    /// The top-level modules that it states, which count if no files are recorded.
    pub modules: Vec<String>,
    /// The tags of the wheel it was installed from.
    pub tags: Vec<TagSet>,
    /// The folder its code is in, if it is an editable install.
    pub editable: Option<String>,
    /// Whether it was installed from a local folder or file.
    pub is_local: bool,
    /// Whether a user requested it by name ("Recording installed projects", "The REQUESTED file").
    pub is_requested: bool,
}

/// The files of a dist-info or egg-info that are read.
const READ: &[&str] = &[
    "METADATA",
    "PKG-INFO",
    "RECORD",
    "WHEEL",
    "direct_url.json",
    "entry_points.txt",
    "installed-files.txt",
    "top_level.txt",
];

/// Lists the distributions whose metadata is at the root of the tree.
pub fn list<'a>(
    files: impl Iterator<Item = &'a IncludedFile<'a>>,
    cache: &mut ReadCache,
) -> Result<Vec<InstalledDistribution>, WantsRead> {
    let mut folders: BTreeMap<&str, BTreeMap<&str, &Item>> = BTreeMap::new();
    let mut requested = BTreeSet::new();
    for IncludedFile { path, item } in files {
        match path.split_once('/') {
            Some((folder, name)) if READ.contains(&name) && folder.ends_with("-info") => {
                folders.entry(folder).or_default().insert(name, item);
            }
            Some((folder, "REQUESTED")) => {
                requested.insert(folder);
            }
            // distutils wrote PKG-INFO as a file with the name of the folder.
            None if path.ends_with(".egg-info") => {
                folders.entry(path).or_default().insert("PKG-INFO", item);
            }
            _ => {}
        }
    }
    let mut found: Vec<InstalledDistribution> = Vec::new();
    let mut missing = false;
    // A "dist-info" sorts before an "egg-info" of the same name, and takes precedence.
    for (folder, items) in folders {
        let is_requested = requested.contains(folder);
        match (Reader { folder, items, is_requested, cache }).read() {
            Err(WantsRead) => missing = true,
            Ok(Some(one)) if found.iter().all(|other| other.distribution.name != one.distribution.name) => {
                found.push(one)
            }
            Ok(_) => {}
        }
    }
    if missing { Err(WantsRead) } else { Ok(found) }
}

struct Reader<'a, 's> {
    folder: &'a str,
    items: BTreeMap<&'a str, &'a Item>,
    is_requested: bool,
    cache: &'s mut ReadCache,
}

impl Reader<'_, '_> {
    /// Returns the text of a file; `None` if there is no such file or it cannot be read. A file that cannot be read
    /// has a finding where it ships.
    fn text(&mut self, name: &str, missing: &mut bool) -> Option<String> {
        match self.cache.text(self.items.get(name)?.file) {
            Ok(text) => Some(String::from_utf8_lossy(&text.ok()?).into_owned()),
            Err(WantsRead) => {
                *missing = true;
                None
            }
        }
    }

    fn read(&mut self) -> Result<Option<InstalledDistribution>, WantsRead> {
        let mut missing = false;
        // All files are requested first, so that they are read together.
        let texts: BTreeMap<&str, String> =
            READ.iter().filter_map(|name| Some((*name, self.text(name, &mut missing)?))).collect();
        if missing {
            return Err(WantsRead);
        }
        let text = |name: &str| texts.get(name).map(String::as_str);
        let metadata = Headers::parse(text("METADATA").or(text("PKG-INFO")).unwrap_or_default());
        let named: Option<(PackageName, Option<&str>)> = dist_info_name(self.folder)
            .map(|(name, version)| (name, Some(version)))
            .or_else(|| egg_info_name(self.folder));
        let Some((name, version)) = named else {
            return Ok(None);
        };
        let version = version.or(metadata.get("Version")).unwrap_or_default().to_string();
        let from = ["METADATA", "PKG-INFO", "RECORD"].iter().find_map(|name| self.items.get(name));
        let Some(from) = from.or(self.items.values().next()) else {
            return Ok(None);
        };
        let record = text("RECORD").map(|text| Record::parse(text.as_bytes()));
        let has_plugins = entry_points::has_plugins(text("entry_points.txt").unwrap_or_default());
        Ok(Some(InstalledDistribution {
            distribution: Distribution { name, version, from: from.path.clone(), has_plugins },
            files: record.as_ref().map(recorded).or(text("installed-files.txt").map(|t| self.beside(t))),
            rows: record.map(|record| record.rows).unwrap_or_default(),
            modules: text("top_level.txt")
                .unwrap_or_default()
                .split_whitespace()
                .map(str::to_string)
                .collect(),
            tags: tags(text("WHEEL").unwrap_or_default()),
            editable: text("direct_url.json").and_then(|text| editable::direct_url(text.as_bytes())),
            is_local: text("direct_url.json").is_some_and(|text| editable::is_local(text.as_bytes())),
            is_requested: self.is_requested,
            metadata,
        }))
    }

    /// The paths of installed-files.txt are relative to the egg-info folder.
    fn beside(&self, text: &str) -> Vec<String> {
        let resolve = |line: &str| match line.replace('\\', "/").strip_prefix("../") {
            Some(path) => path.to_string(),
            None => format!("{}/{line}", self.folder),
        };
        text.lines().map(resolve).collect()
    }
}

/// `pip install --target` moves files after RECORD was written: `../../bin` becomes `bin`.
fn recorded(record: &Record) -> Vec<String> {
    record.rows.keys().map(|path| path.trim_start_matches("../").to_string()).collect()
}

fn tags(wheel: &str) -> Vec<TagSet> {
    let headers = Headers::parse(wheel);
    let sets = headers.all("Tag").filter_map(|tag| {
        let mut parts = tag.splitn(3, '-');
        Some(TagSet::new(parts.next()?, parts.next()?, parts.next()?))
    });
    sets.collect()
}
