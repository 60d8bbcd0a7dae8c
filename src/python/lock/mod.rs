//! Lock files: exact versions, and the hashes of the files to install. Each reader determines which of
//! the locked packages the target needs.

pub mod constraint;
pub mod pdm;
pub mod pipfile;
pub mod poetry;
pub mod pylock;
pub mod uv;

use super::address::wheel_filename;
use super::marker::{Marker, Place};
use super::requirement::Requirement;
use super::requirement_set::{LockedWheel, Origin, RequirementEntry, RequirementSet, Selection};
use super::text::shown;
use super::toml_file::{TomlFile, items, string};
use super::wheel_filename::WheelFilename;
use crate::digest::Digest;
use crate::finding::Code;
use toml::de::DeTable;

/// Creates a requirement of a package in an exact version, or in any version if the lock states none. `None` if the
/// requirement is invalid; this is reported.
fn pinned(
    name: &str,
    version: Option<&str>,
    origin: &Origin,
    required: &mut RequirementSet,
) -> Option<RequirementEntry> {
    let text = match version {
        Some(version) => format!("{name}=={version}"),
        None => name.to_string(),
    };
    match Requirement::parse(&text) {
        Ok(requirement) => Some(RequirementEntry::new(requirement, origin.clone())),
        Err(fault) => {
            let text = shown(&text);
            required.report(
                origin,
                Code::RequirementInvalid,
                format!("\"{text}\" is not a locked version: {fault}"),
            );
            None
        }
    }
}

/// A wheel of a lock file, from its filename, path or URL. `None` for other files.
fn locked_wheel(address: &str, hash: Option<&str>) -> Option<LockedWheel> {
    let name = WheelFilename::parse(&wheel_filename(address)?).ok()?;
    let url = address.contains("://").then(|| address.to_string());
    Some(LockedWheel {
        name,
        hash: hash.and_then(Digest::from_hex),
        url,
        size: None,
        on_disk: None,
        upload_time: None,
    })
}

/// Adds what the table of a wheel may state: its `url` or `path`, `size` and `upload-time`.
fn with_address(wheel: LockedWheel, table: &DeTable) -> LockedWheel {
    let size = table.get("size").and_then(|value| value.get_ref().as_integer());
    let url = string(table, "url").map(str::to_string).or(wheel.url);
    LockedWheel {
        on_disk: if cfg!(feature = "index") && url.is_none() {
            string(table, "path").and_then(wheel_filename)
        } else {
            None
        },
        url,
        upload_time: if cfg!(feature = "index") { upload_time(table) } else { None },
        size: size.and_then(|size| u64::from_str_radix(size.as_str(), size.radix()).ok()),
        ..wheel
    }
}

/// The upload time: a date in pylock.toml, a text in uv.lock.
fn upload_time(wheel: &DeTable) -> Option<String> {
    let time = wheel.get("upload-time")?.get_ref();
    time.as_str().map(str::to_string).or_else(|| Some(time.as_datetime()?.to_string()))
}

/// Notes whether the lock has a source distribution of a package, and no wheel. Only code that asks indexes needs to
/// know it.
fn note_source(entry: &mut RequirementEntry, names_others: impl FnOnce() -> bool) {
    entry.is_source = cfg!(feature = "index") && entry.wheels.is_empty() && names_others();
}

/// Parses a marker of a lock file. If the marker cannot be evaluated, that is reported, and the marker
/// never holds: the tools themselves refuse such a lock.
fn marker(text: Option<&str>, place: Place, origin: &Origin, required: &mut RequirementSet) -> Marker {
    Marker::parse(text.unwrap_or(""), place).unwrap_or_else(|fault| {
        required.report(origin, Code::RequirementInvalid, fault);
        Marker::never()
    })
}

/// Checks the environments that the lock is for, according to this array: `environments` of
/// pylock.toml, `supported-markers` of uv.lock. In any other environment, a tool has to report it.
fn check_environments(toml: &TomlFile, key: &str, selection: &Selection, required: &mut RequirementSet) {
    let markers: Vec<_> = items(&toml.root, key).collect();
    let (Some(first), true) = (markers.first(), markers.iter().all(|item| item.get_ref().as_str().is_some()))
    else {
        return;
    };
    let origin = toml.origin(first);
    let mut holds = false;
    for item in &markers {
        let condition = marker(item.get_ref().as_str(), Place::Requirement, &toml.origin(item), required);
        holds |= condition.evaluate(selection.environment, &[]);
    }
    if !holds {
        let markers: Vec<&str> = markers.iter().filter_map(|item| item.get_ref().as_str()).collect();
        let markers = shown(&markers.join("\" or \""));
        let finding = origin.finding(
            Code::RequiresPython,
            format!("the target is none of the environments that were locked: \"{markers}\""),
        );
        let hint = "Choose another runtime or architecture, or lock for this one too";
        required.findings.push(finding.hint(hint));
    }
}

/// Sets the index that a package comes from.
fn from_index(entry: &mut RequirementEntry, index: Option<&str>) {
    entry.index = index.map(str::to_string);
}

/// Sets the address that a package comes from, if it is not a wheel of an index.
fn from_elsewhere(entry: &mut RequirementEntry, address: &str) {
    entry.file = wheel_filename(address);
    entry.requirement.address = Some(address.to_string());
}
