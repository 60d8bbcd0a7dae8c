//! Wheels (specification "Binary distribution format"): read, and spread to their schemes.

use super::accept::{accept, is_cache};
use super::zip_entry::{self, EntryKind, ZipEntry};
use super::{
    Candidate, Content, Distribution, EXECUTABLE, Item, Kind, Loaded, Missing, REGULAR, Shelf, Store, shebang,
};
use crate::finding::{Code, Finding};
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::entry_points::{self, Script};
use crate::python::metadata::Headers;
use crate::python::record::{self, Record};
use crate::python::wheel_name::WheelName;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::rc::Rc;

/// The files of dist-info that are read; larger ones are not what they claim to be.
const TEXT_LIMIT: u64 = 32 << 20;

/// A wheel that could be read.
#[derive(Debug)]
pub struct Wheel {
    pub name: WheelName,
    pub entries: Rc<Vec<ZipEntry>>,
    /// `{name}-{version}.dist-info`, as the wheel spells it.
    pub dist_info: String,
    pub record: Record,
    pub dependencies: Dependencies,
    scripts: Vec<Script>,
    has_plugins: bool,
    /// Faults that leave the wheel usable under `allowErrors`.
    findings: Vec<Finding>,
}

/// Reads what a wheel says of itself. A finding instead means there is nothing to install.
pub fn read(
    item: &Item,
    name: &WheelName,
    shelf: &mut Shelf,
    store: &mut dyn Store,
) -> Result<Result<Rc<Wheel>, Finding>, Missing> {
    shelf.wheel(item.file, &item.path, |shelf| {
        let unreadable = |why: &str| {
            Finding::new(
                Code::WheelUnreadable,
                &item.path,
                format!("The wheel \"{}\" cannot be read: {why}", item.path),
            )
        };
        let entries = match shelf.listing(item.file, store)? {
            Ok(entries) => entries,
            Err(_) if item.size == 0 => return Ok(Err(unreadable("it is empty"))),
            Err(error) => return Ok(Err(unreadable(&error))),
        };
        match parse(item, name, entries, store) {
            Err(Fault::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Err(Missing),
            Err(Fault::Io(error)) => Ok(Err(unreadable(&error.to_string()))),
            Err(Fault::Finding(finding)) => Ok(Err(*finding)),
            Ok(wheel) => Ok(Ok(Rc::new(wheel))),
        }
    })
}

enum Fault {
    Io(io::Error),
    Finding(Box<Finding>),
}

fn parse(
    item: &Item,
    name: &WheelName,
    entries: Rc<Vec<ZipEntry>>,
    store: &mut dyn Store,
) -> Result<Wheel, Fault> {
    let fault = |code, message: String| Fault::Finding(Box::new(Finding::new(code, &item.path, message)));
    let wheel = &item.path;
    let folders: BTreeSet<&str> =
        entries.iter().filter_map(|entry| entry.name.split_once('/')).map(|(top, _)| top).collect();
    let dist_infos: Vec<&str> =
        folders.iter().copied().filter(|folder| folder.ends_with(".dist-info")).collect();
    let dist_info = match dist_infos[..] {
        [one] => one.to_string(),
        [] => {
            return Err(fault(
                Code::WheelDistInfo,
                format!("The wheel \"{wheel}\" has no dist-info directory"),
            ));
        }
        _ => {
            return Err(fault(
                Code::WheelDistInfo,
                format!(
                    "The wheel \"{wheel}\" has {} dist-info directories: {}",
                    dist_infos.len(),
                    dist_infos.join(", ")
                ),
            ));
        }
    };
    if !is_of(&dist_info, ".dist-info", &name.name) {
        return Err(fault(
            Code::WheelDistInfo,
            format!(
                "The wheel \"{wheel}\" has the dist-info directory \"{dist_info}\", which is not that of \"{}\"",
                name.name
            ),
        ));
    }
    let mut text = |file: &str| -> Result<Option<Vec<u8>>, Fault> {
        let path = format!("{dist_info}/{file}");
        let Some(entry) = entries.iter().find(|entry| entry.name == path) else {
            return Ok(None);
        };
        let told = |error: io::Error| match error.kind() {
            io::ErrorKind::WouldBlock => Fault::Io(error),
            _ => Fault::Io(io::Error::new(error.kind(), format!("\"{path}\": {error}"))),
        };
        if entry.encrypted {
            return Err(fault(Code::EntryEncrypted, format!("\"{path}\" of \"{wheel}\" is encrypted")));
        }
        if entry.size > TEXT_LIMIT {
            return Err(told(io::Error::other(format!("it is {} bytes long", entry.size))));
        }
        zip_entry::content(store, item.file, entry).map(Some).map_err(told)
    };
    let utf8 = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let Some(wheel_file) = text("WHEEL")?.map(utf8) else {
        return Err(fault(
            Code::WheelDistInfo,
            format!("The wheel \"{wheel}\" has no \"{dist_info}/WHEEL\""),
        ));
    };
    // "A wheel installer should warn if Wheel-Version is greater than the version it supports,
    // and must fail if the major version is greater."
    let wheel_version = Headers::parse(&wheel_file).get("Wheel-Version").unwrap_or("").to_string();
    if wheel_version.split('.').next() != Some("1") {
        return Err(fault(
            Code::WheelVersion,
            format!("The wheel \"{wheel}\" has Wheel-Version \"{wheel_version}\""),
        ));
    }
    let Some(metadata) = text("METADATA")?.map(utf8) else {
        return Err(fault(
            Code::WheelDistInfo,
            format!("The wheel \"{wheel}\" has no \"{dist_info}/METADATA\""),
        ));
    };
    let metadata = Headers::parse(&metadata);
    if let Some(said) = metadata.disagreement(&name.name, &name.version) {
        return Err(fault(Code::MetadataName, format!("The METADATA of \"{wheel}\" says it is {said}")));
    }
    let Some(record) = text("RECORD")? else {
        return Err(fault(
            Code::RecordMissing,
            format!("The wheel \"{wheel}\" has no RECORD, so nothing in it can be verified"),
        ));
    };
    let entry_points = text("entry_points.txt")?.map(utf8).unwrap_or_default();
    let (scripts, invalid) = entry_points::scripts(&entry_points);
    let record = Record::parse(&record);
    let mut findings: Vec<Finding> = record
        .faults
        .iter()
        .map(|fault| {
            Finding::new(Code::RecordInvalid, wheel, format!("The RECORD of \"{wheel}\" is invalid: {fault}"))
        })
        .collect();
    findings.extend(invalid.iter().map(|line| {
        Finding::new(
            Code::EntryPointInvalid,
            wheel,
            format!("The entry point \"{line}\" of \"{wheel}\" cannot become a script"),
        )
    }));
    let dependencies = Dependencies::of(&metadata);
    findings.extend(dependencies.faults.iter().map(|fault| {
        Finding::new(Code::RequirementRepaired, wheel, format!("In the METADATA of \"{wheel}\", {fault}"))
    }));
    Ok(Wheel {
        name: name.clone(),
        entries,
        dist_info,
        record,
        dependencies,
        scripts,
        has_plugins: entry_points::has_plugins(&entry_points),
        findings,
    })
}

/// Whether a top folder is the distribution's `{name}-{version}` with that ending. Names are compared
/// as the specification normalizes them, `My_Pkg-1.0.data` belongs to `my-pkg`; old tools left
/// dashes in them, as in `My-Pkg-1.0.data`.
fn is_of(folder: &str, ending: &str, distribution: &PackageName) -> bool {
    let Some(stem) = folder.strip_suffix(ending) else {
        return false;
    };
    let names = stem.match_indices('-').filter_map(|(at, _)| stem.get(..at)?.parse::<PackageName>().ok());
    names.into_iter().any(|name| name == *distribution)
}

/// Where a file of the wheel goes.
enum Destination {
    Site(String),
    Script(String),
    /// Headers: nothing compiles on Lambda.
    Nowhere,
    UnknownScheme(String),
}

impl Wheel {
    fn destination(&self, path: &str) -> Destination {
        let site = || Destination::Site(path.to_string());
        let Some((top, rest)) = path.split_once('/') else {
            return site();
        };
        if !is_of(top, ".data", &self.name.name) {
            return site();
        }
        match rest.split_once('/') {
            Some(("purelib" | "platlib" | "data", path)) => Destination::Site(path.to_string()),
            Some(("scripts", path)) => Destination::Script(format!("bin/{path}")),
            Some(("headers", _)) => Destination::Nowhere,
            Some((scheme, _)) => Destination::UnknownScheme(scheme.to_string()),
            None => Destination::UnknownScheme(rest.to_string()),
        }
    }

    /// The wheel's files under their final paths, with everything that is wrong with them.
    pub fn load(
        &self,
        item: &Item,
        interpreter: &str,
        shelf: &mut Shelf,
        store: &mut dyn Store,
        findings: &mut Vec<Finding>,
    ) -> Result<Loaded, Missing> {
        let from = &item.path;
        findings.extend(self.findings.iter().cloned());
        let mut loaded = Loaded {
            distributions: vec![Distribution {
                name: self.name.name.clone(),
                version: self.name.version.to_string(),
                from: from.clone(),
                has_plugins: self.has_plugins,
            }],
            dist_info: Some(self.dist_info.clone()),
            ..Loaded::new(from, Kind::Wheel)
        };
        let report = |findings: &mut Vec<Finding>, code, path: &str, what: &str| {
            findings.push(Finding::new(code, from, format!("\"{path}\" of \"{from}\" {what}")));
        };
        let mut missing = false;
        let mut seen: HashSet<Cow<str>> = HashSet::with_capacity(self.entries.len());
        let mut schemes: BTreeMap<String, &str> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.kind != EntryKind::Directory) {
            seen.insert(entry.name.as_str().into());
            if entry.kind == EntryKind::Symlink {
                report(
                    findings,
                    Code::EntrySpecial,
                    &entry.name,
                    "is a symbolic link, which wheels cannot have",
                );
                continue;
            }
            let Some(path) = accept(entry, from, findings) else {
                continue;
            };
            if path != entry.name {
                seen.insert(path.clone().into());
            }
            if is_cache(&path) {
                continue;
            }
            let path = &path;
            let own = path.strip_prefix(&self.dist_info).and_then(|rest| rest.strip_prefix('/'));
            if matches!(own, Some("RECORD" | "INSTALLER")) {
                continue;
            }
            let row = self.record.rows.get(path);
            let digest = row.and_then(|row| row.digest.clone());
            if row.is_none() && !record::is_exempt(&self.dist_info, path) {
                report(findings, Code::RecordUnlistedFile, path, "is not listed in its RECORD");
            } else if digest.is_none() && !record::is_exempt(&self.dist_info, path) {
                report(findings, Code::RecordNoHash, path, "has no hash in its RECORD");
            }
            let mode = if entry.executable { EXECUTABLE } else { REGULAR };
            let mut content = Content::Zip { file: item.file, entry: entry.clone() };
            let mut size = entry.size;
            let (path, mode) = match self.destination(path) {
                Destination::Site(path) => (path, mode),
                Destination::Script(path) => {
                    match shebang::rewritten(item.file, entry, interpreter, shelf, store) {
                        Ok(Ok(None)) => {}
                        Ok(Ok(Some(text))) => {
                            loaded
                                .checked
                                .extend(digest.clone().map(|digest| (item.file, entry.clone(), digest)));
                            size = text.len() as u64;
                            content = Content::Bytes(text);
                        }
                        // The other scripts are looked into, so that what is missing is read together.
                        Err(Missing) => missing = true,
                        Ok(Err(error)) => report(
                            findings,
                            Code::EntryCorrupt,
                            &entry.name,
                            &format!("cannot be read: {error}"),
                        ),
                    }
                    (path, EXECUTABLE)
                }
                Destination::Nowhere => continue,
                Destination::UnknownScheme(scheme) => {
                    schemes.entry(scheme).or_insert(&entry.name);
                    continue;
                }
            };
            let digest = digest.filter(|_| matches!(content, Content::Zip { .. }));
            loaded.candidates.push(Candidate {
                path,
                size,
                mode,
                content,
                digest,
                from: from.clone(),
                kind: Kind::Wheel,
                distribution: Some(0),
            });
        }
        for (scheme, path) in schemes {
            report(findings, Code::WheelScheme, path, &format!("is of the unknown scheme \"{scheme}\""));
        }
        for path in self.record.rows.keys() {
            // Some tools list folders, too.
            let is_folder = path.ends_with('/');
            if !seen.contains(path.as_str())
                && !is_folder
                && !is_cache(path)
                && !record::is_exempt(&self.dist_info, path)
            {
                report(
                    findings,
                    Code::RecordMissingFile,
                    path,
                    "is listed in its RECORD, but is not in the wheel",
                );
            }
        }
        self.add_scripts(interpreter, &mut loaded);
        if missing { Err(Missing) } else { Ok(loaded) }
    }

    /// One script in bin/ an entry point. A script of the data directory under the same name gives
    /// way, as with pip.
    fn add_scripts(&self, interpreter: &str, loaded: &mut Loaded) {
        let generated: BTreeMap<String, Vec<u8>> = self
            .scripts
            .iter()
            .map(|script| (format!("bin/{}", script.name), script.text(interpreter).into_bytes()))
            .chain([(format!("{}/INSTALLER", self.dist_info), b"wheelpress\n".to_vec())])
            .collect();
        loaded.candidates.retain(|candidate| !generated.contains_key(&candidate.path));
        for (path, text) in generated {
            let mode = if path.starts_with("bin/") { EXECUTABLE } else { REGULAR };
            loaded.candidates.push(Candidate {
                path,
                mode,
                size: text.len() as u64,
                content: Content::Bytes(text),
                digest: None,
                from: loaded.path.clone(),
                kind: Kind::Wheel,
                distribution: Some(0),
            });
        }
    }
}
