//! The metadata of a wheel, from its dist-info (specification "Binary distribution format").

use super::installed::InstalledWheel;
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding, Severity};
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::entry_points::{self, Script};
use crate::python::metadata::Headers;
use crate::python::record::Record;
use crate::python::text::shown;
use crate::python::variant;
use crate::python::wheel_filename::WheelFilename;
use crate::source::item::Item;
use crate::source::store::Store;
use crate::source::wants::WantsRead;
use crate::source::zip::{self, Listing, ZipEntry};
use std::cell::RefCell;
use std::io;
use std::rc::Rc;

/// Maximum size of a file of dist-info that is read, in bytes. A larger file is not a real one.
const TEXT_LIMIT: u64 = 32 << 20;

/// A wheel that could be read.
#[derive(Debug)]
pub struct Wheel {
    pub name: WheelFilename,
    pub entries: Rc<Vec<ZipEntry>>,
    /// `{name}-{version}.dist-info`, as the wheel spells it.
    pub dist_info: String,
    pub record: Record,
    pub dependencies: Dependencies,
    pub(super) scripts: Vec<Script>,
    pub(super) has_plugins: bool,
    /// Faults that leave the wheel usable under `allowErrors`.
    pub(super) findings: Vec<Finding>,
    /// The result of the last installation.
    pub(super) installed: RefCell<Option<InstalledWheel>>,
}

/// Reads the metadata of a wheel. `entries` are the entries of its zip, or the reason why they cannot be listed.
/// Returns a finding instead of the wheel if there is nothing to install.
pub(crate) fn read(
    item: &Item,
    name: &WheelFilename,
    entries: Listing,
    store: &mut dyn Store,
) -> Result<Result<Rc<Wheel>, Finding>, WantsRead> {
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
        Err(Fault::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Err(WantsRead),
        Err(Fault::Io(error)) => Ok(Err(unreadable(&error.to_string()))),
        Err(Fault::Finding(finding)) => Ok(Err(*finding)),
        Ok(wheel) => Ok(Ok(Rc::new(wheel))),
    }
}

enum Fault {
    Io(io::Error),
    Finding(Box<Finding>),
}

fn fault(item: &Item, code: Code, message: String) -> Fault {
    Fault::Finding(Box::new(Finding::new(code, &item.path, message)))
}

fn parse(
    item: &Item,
    name: &WheelFilename,
    entries: Rc<Vec<ZipEntry>>,
    store: &mut dyn Store,
) -> Result<Wheel, Fault> {
    let dist_info = DistInfo { item, entries: &entries, folder: dist_info_folder(item, name, &entries)? };
    let newer = check_version(item, &dist_info.required("WHEEL", store)?)?;
    let metadata = Headers::parse(&dist_info.required("METADATA", store)?);
    if let Some(said) = metadata.disagreement(&name.name, &name.version) {
        let message = format!("The METADATA of \"{}\" says it is {said}", item.path);
        return Err(fault(item, Code::MetadataName, message));
    }
    let Some(record) = dist_info.read("RECORD", store)? else {
        let message = format!("The wheel \"{}\" has no RECORD, so nothing in it can be verified", item.path);
        return Err(fault(item, Code::RecordMissing, message));
    };
    let record = Record::parse(&record);
    let entry_points = dist_info.read("entry_points.txt", store)?.map(utf8).unwrap_or_default();
    let (scripts, invalid) = entry_points::scripts(&entry_points);
    let dependencies = Dependencies::from_metadata(&metadata);
    let mut findings = faults(&item.path, &record, &invalid, &dependencies);
    findings.extend(newer);
    let labels = dist_info.read(variant::FILE, store)?.map(|text| variant::labels(&text)).unwrap_or_default();
    let mut special = labels.iter().filter(|label| *label != variant::NULL);
    // If the filename states the variant, another finding describes it in more detail.
    if let Some(label) = special.next().filter(|_| name.variant.is_none()) {
        let what = variant::describe(label);
        let message = format!("By its {}, the wheel \"{}\" is a variant {what}", variant::FILE, item.path);
        findings.push(Finding::new(Code::WheelVariant, &item.path, message));
    }
    let dist_info = dist_info.folder;
    Ok(Wheel {
        name: name.clone(),
        entries,
        dist_info,
        record,
        dependencies,
        scripts,
        has_plugins: entry_points::has_plugins(&entry_points),
        findings,
        installed: RefCell::default(),
    })
}

/// The one dist-info directory, as the wheel spells it.
fn dist_info_folder(item: &Item, name: &WheelFilename, entries: &[ZipEntry]) -> Result<String, Fault> {
    let wheel = &item.path;
    let top = |entry: &ZipEntry| entry.path().split_once('/').map(|(top, _)| top.to_string());
    let folders: BTreeSet<String> =
        entries.iter().filter_map(top).filter(|folder| folder.ends_with(".dist-info")).collect();
    let folders = Vec::from_iter(folders);
    let message = match &folders[..] {
        [folder] if is_of(folder, ".dist-info", &name.name) => return Ok(folder.clone()),
        [folder] => format!(
            "The wheel \"{wheel}\" has the dist-info directory \"{folder}\", which is not that of \"{}\"",
            name.name
        ),
        [] => format!("The wheel \"{wheel}\" has no dist-info directory"),
        _ => format!(
            "The wheel \"{wheel}\" has {} dist-info directories: {}",
            folders.len(),
            folders.join(", ")
        ),
    };
    Err(fault(item, Code::WheelDistInfo, message))
}

/// "A wheel installer should warn if Wheel-Version is greater than the version it supports, and must
/// fail if the major version is greater."
fn check_version(item: &Item, wheel_file: &str) -> Result<Option<Finding>, Fault> {
    let headers = Headers::parse(wheel_file);
    let version = headers.get("Wheel-Version").unwrap_or("");
    let message = format!("The wheel \"{}\" has Wheel-Version \"{}\"", item.path, shown(version));
    let numbers: Result<Vec<u64>, _> = version.split('.').map(str::parse).collect();
    match numbers.as_deref() {
        Ok(numbers) if numbers <= [1, 0].as_slice() => Ok(None),
        Ok([1, ..]) => Ok(Some(
            Finding::new(Code::WheelVersion, &item.path, message)
                .severity(Severity::Warning)
                .hint("It is installed as version 1.0 says: see that nothing is missing"),
        )),
        _ => Err(fault(item, Code::WheelVersion, message)),
    }
}

/// The dist-info directory of a wheel.
struct DistInfo<'w> {
    item: &'w Item,
    entries: &'w [ZipEntry],
    folder: String,
}

impl DistInfo<'_> {
    /// The bytes of a file, if it is there.
    fn read(&self, file: &str, store: &mut dyn Store) -> Result<Option<Vec<u8>>, Fault> {
        let path = format!("{}/{file}", self.folder);
        let Some(entry) = self.entries.iter().find(|entry| entry.path() == path) else {
            return Ok(None);
        };
        let named = |error: io::Error| match error.kind() {
            io::ErrorKind::WouldBlock => Fault::Io(error),
            _ => Fault::Io(io::Error::new(error.kind(), format!("\"{path}\": {error}"))),
        };
        if entry.encrypted {
            let message = format!("\"{path}\" of \"{}\" is encrypted", self.item.path);
            return Err(fault(self.item, Code::EntryEncrypted, message));
        }
        if entry.fault.is_some() {
            return Err(named(io::Error::other("readers of zips differ about it")));
        }
        if !entry.readable {
            let message = format!(
                "\"{path}\" of \"{}\" is compressed with method {}, which is not supported",
                self.item.path, entry.method
            );
            return Err(fault(self.item, Code::EntryMethod, message));
        }
        if entry.size > TEXT_LIMIT {
            return Err(named(io::Error::other(format!("it is {} bytes long", entry.size))));
        }
        zip::content(store, self.item.file, entry).map(Some).map_err(named)
    }

    /// Returns the text of a file that every wheel must have.
    fn required(&self, file: &str, store: &mut dyn Store) -> Result<String, Fault> {
        self.read(file, store)?.map(utf8).ok_or_else(|| {
            let message = format!("The wheel \"{}\" has no \"{}/{file}\"", self.item.path, self.folder);
            fault(self.item, Code::WheelDistInfo, message)
        })
    }
}

fn utf8(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Faults that leave the wheel usable. `invalid` are entry points that cannot become scripts.
fn faults(wheel: &str, record: &Record, invalid: &[String], dependencies: &Dependencies) -> Vec<Finding> {
    let records = record.faults.iter().map(|fault| {
        Finding::new(Code::RecordInvalid, wheel, format!("The RECORD of \"{wheel}\" is invalid: {fault}"))
    });
    let entry_points = invalid.iter().map(|line| {
        let message = format!("The entry point \"{line}\" of \"{wheel}\" cannot become a script");
        Finding::new(Code::EntryPointInvalid, wheel, message)
    });
    let requirements = dependencies.faults.iter().map(|fault| {
        Finding::new(Code::RequirementRepaired, wheel, format!("In the METADATA of \"{wheel}\", {fault}"))
    });
    records.chain(entry_points).chain(requirements).collect()
}

/// Whether a top folder is the distribution's `{name}-{version}` with that ending. Names are normalised before they
/// are compared, as in the specification: `My_Pkg-1.0.data` belongs to `my-pkg`. Old tools left dashes in names, as
/// in `My-Pkg-1.0.data`.
pub(super) fn is_of(folder: &str, ending: &str, distribution: &PackageName) -> bool {
    let Some(stem) = folder.strip_suffix(ending) else {
        return false;
    };
    let names = stem.match_indices('-').filter_map(|(at, _)| stem.get(..at)?.parse::<PackageName>().ok());
    names.into_iter().any(|name| name == *distribution)
}
