//! Comparison of installed distributions with their RECORDs (specification "Recording installed projects"): which
//! files are missing, which were changed, and which were renamed by a file system that ignores case.

use super::path::is_bytecode_cache;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding, Severity};
use crate::format;
use crate::python::PackageName;
use crate::python::record::RecordEntry;
use crate::target::{RUNTIME_SDK, RUNTIME_SHARED};

/// Files of dist-info that installers may write or omit.
const OF_INSTALLERS: &[&str] = &[
    "INSTALLER",
    "RECORD",
    "RECORD.jws",
    "RECORD.p7s",
    "REQUESTED",
    "direct_url.json",
    "uv_build.json",
    "uv_cache.json",
];

/// Folders that users remove to save space.
const SPARE_FOLDERS: &[&str] =
    &["doc", "docs", "example", "examples", "include", "licenses", "test", "testing", "tests"];

/// Endings of files that nothing needs at run time.
const SPARE_ENDINGS: &[&str] =
    &["c", "cpp", "exe", "h", "hpp", "md", "pxd", "pyc", "pyi", "pyx", "rst", "txt", "typed"];

/// An installed distribution in a tree or zip.
pub struct Installation<'a> {
    pub name: &'a PackageName,
    pub version: &'a str,
    /// The dropped tree or zip.
    pub of: &'a str,
    /// The path for findings.
    pub from: &'a str,
    /// Its RECORD.
    pub rows: &'a BTreeMap<String, RecordEntry>,
}

/// All files in the tree or zip of the distributions, with their sizes.
#[derive(Default)]
pub struct Present<'a> {
    sizes: BTreeMap<&'a str, u64>,
    /// The path as it is spelled, by the path in lower case.
    spellings: BTreeMap<String, &'a str>,
    /// How many RECORDs list a path.
    listed: BTreeMap<&'a str, usize>,
}

impl<'a> Present<'a> {
    /// Indexes the files, and the RECORDs beside them.
    pub fn new(
        files: impl Iterator<Item = (&'a str, u64)>,
        records: impl Iterator<Item = &'a BTreeMap<String, RecordEntry>>,
    ) -> Present<'a> {
        let mut present = Present::default();
        for (path, size) in files {
            present.sizes.insert(path, size);
            present.spellings.insert(path.to_lowercase(), path);
        }
        for path in records.flat_map(BTreeMap::keys) {
            *present.listed.entry(path.as_str()).or_default() += 1;
        }
        present
    }

    /// Returns the row of RECORD for a file, if there is one and its size is right. `None` if several distributions
    /// list the file, because its owner cannot be determined.
    pub fn claim<'r>(&self, rows: &'r BTreeMap<String, RecordEntry>, path: &str) -> Option<&'r RecordEntry> {
        let row = rows.get(path)?;
        let is_one = self.listed.get(path).is_some_and(|count| *count == 1);
        (is_one && row.size.is_none_or(|size| self.sizes.get(path) == Some(&size))).then_some(row)
    }

    /// Returns findings about the differences from a RECORD.
    pub fn differences(&self, one: &Installation) -> Vec<Finding> {
        let (mut misnamed, mut missing, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        let mut code = 0;
        for (path, row) in one.rows.iter().filter(|(path, _)| is_compared(path)) {
            let is_code = is_code(path);
            code += usize::from(is_code);
            match (self.sizes.get(path.as_str()), self.spellings.get(&path.to_lowercase())) {
                (Some(size), _) if self.claim(one.rows, path).is_none() => {
                    if self.listed.get(path.as_str()) == Some(&1) {
                        changed.push((path, *size, row.size.unwrap_or_default()));
                    }
                }
                (Some(_), _) => {}
                (None, Some(other)) if !one.rows.contains_key(*other) => misnamed.push((path, *other)),
                (None, _) if is_needed(path) => missing.push(path),
                (None, _) => {}
            }
        }
        // A user who removes what the runtime already has removes all of its code, but may leave the dist-info.
        let is_of_runtime = RUNTIME_SDK.iter().chain(RUNTIME_SHARED).any(|name| *name == one.name.as_ref());
        if is_of_runtime && missing.iter().filter(|path| is_code(path)).count() == code {
            missing.clear();
        }
        let mut findings = Vec::new();
        if let [(path, other), more @ ..] = &misnamed[..] {
            let what = format!("lies there as \"{other}\"");
            let hint = format!(
                "Linux tells upper from lower case: rename it to \"{path}\", or install the distribution again on Linux"
            );
            findings.push(one.finding(Code::InstalledMisnamed, path, &what, more.len()).hint(hint));
        }
        // Files that can be imported come first.
        crate::collections::sort_by_key(&mut missing, |path| (!is_code(path), path.len()));
        if let [path, more @ ..] = &missing[..] {
            let finding =
                one.finding(Code::InstalledMissing, path, "is gone, though its RECORD lists it", more.len());
            let severity =
                if is_code(path) || is_entry_points(path) { Severity::Warning } else { Severity::Info };
            findings.push(finding.severity(severity));
        }
        if let [(path, size, recorded), more @ ..] = &changed[..] {
            let is_short = size < recorded;
            let (size, recorded) = (format::count(*size as usize), format::count(*recorded as usize));
            let what = match is_short {
                true => {
                    format!("is cut short or was changed: it has {size} bytes, its RECORD says {recorded}")
                }
                false => format!("was changed: it has {size} bytes, its RECORD says {recorded}"),
            };
            findings.push(one.finding(Code::InstalledChanged, path, &what, more.len()));
        }
        findings
    }
}

impl Installation<'_> {
    fn finding(&self, code: Code, path: &str, what: &str, more: usize) -> Finding {
        let more = match more {
            0 => String::new(),
            1 => "; 1 more file has the same fault".to_string(),
            more => format!("; {more} more files have the same fault"),
        };
        let Installation { name, version, of, from, .. } = self;
        Finding::new(code, *from, format!("\"{path}\" of \"{name}\" {version} in \"{of}\" {what}{more}"))
    }
}

/// Whether a file is compared with RECORD. Files that installers put elsewhere, write again or leave out are not.
fn is_compared(path: &str) -> bool {
    let is_elsewhere = path.starts_with("../") || path.starts_with('/') || path.get(1..2) == Some(":");
    let of_installer = matches!(path.split_once('/'), Some((folder, name))
        if folder.ends_with(".dist-info") && OF_INSTALLERS.contains(&name));
    // Some tools list folders, too.
    !is_elsewhere && !of_installer && !path.ends_with('/') && !is_bytecode_cache(path)
}

/// Whether Python imports the file, or the dynamic loader loads it.
fn is_code(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".py") || name.ends_with(".pyd") || name.ends_with(".so") || name.contains(".so.")
}

pub fn is_entry_points(path: &str) -> bool {
    path.ends_with(".dist-info/entry_points.txt")
}

/// Whether a distribution may need a file. Of dist-info, only files that are looked up at run time are needed.
fn is_needed(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if folder.contains(".dist-info") {
        return is_entry_points(path) || name == "METADATA";
    }
    let is_spare = folder.split('/').any(|part| SPARE_FOLDERS.contains(&part))
        || matches!(folder.split('/').next(), Some("bin" | "Scripts" | "share"))
        || name.rsplit_once('.').is_some_and(|(_, ending)| SPARE_ENDINGS.contains(&ending));
    !is_spare
}

/// Whether a file of dist-info states when or where something was installed: uv's cache keys, or the address of a
/// folder (specification "Recording the Direct URL Origin"). This differs from machine to machine. Nothing reads it
/// on Lambda, and with it the same package would have a different hash each time.
pub fn names_install_place(path: &str, is_local: bool) -> bool {
    match path.split_once('/') {
        Some((folder, "uv_cache.json" | "uv_build.json")) => folder.ends_with(".dist-info"),
        Some((folder, DIRECT_URL)) => is_local && folder.ends_with(".dist-info"),
        _ => false,
    }
}

/// The file of dist-info that states where a distribution was installed from.
pub const DIRECT_URL: &str = "direct_url.json";
