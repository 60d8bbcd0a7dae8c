//! What a wheel says of itself: its dist-info (specification "Binary distribution format").

use crate::finding::{Code, Finding};
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::entry_points::{self, Script};
use crate::python::metadata::Headers;
use crate::python::record::Record;
use crate::python::wheel_name::WheelName;
use crate::source::item::Item;
use crate::source::needs::Missing;
use crate::source::store::Store;
use crate::source::zip::{self, Listing, ZipEntry};
use std::collections::BTreeSet;
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
    pub(super) scripts: Vec<Script>,
    pub(super) has_plugins: bool,
    /// Faults that leave the wheel usable under `allowErrors`.
    pub(super) findings: Vec<Finding>,
}

/// Reads what a wheel says of itself from its `entries`, which are what is wrong with the zip where they
/// cannot be listed. A finding instead means there is nothing to install.
pub(crate) fn read(
    item: &Item,
    name: &WheelName,
    entries: Listing,
    store: &mut dyn Store,
) -> Result<Result<Rc<Wheel>, Finding>, Missing> {
    let unreadable = |why: &str| {
        Finding::new(
            Code::WheelUnreadable,
            &item.path,
            format!("The wheel \"{}\" cannot be read: {why}", item.path),
        )
    };
    let entries = match entries {
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
        zip::content(store, item.file, entry).map(Some).map_err(told)
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
pub(super) fn is_of(folder: &str, ending: &str, distribution: &PackageName) -> bool {
    let Some(stem) = folder.strip_suffix(ending) else {
        return false;
    };
    let names = stem.match_indices('-').filter_map(|(at, _)| stem.get(..at)?.parse::<PackageName>().ok());
    names.into_iter().any(|name| name == *distribution)
}
