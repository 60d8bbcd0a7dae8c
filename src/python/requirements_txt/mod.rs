//! requirements.txt, in pip's format (pip documentation, "Requirements File Format").

mod lines;
mod options;
#[cfg(test)]
mod tests;

use super::PackageName;
use super::address::{build_command, fragment, wheel_filename, without_password};
use super::marker::Marker;
use super::requirement::{Requirement, is_direct_reference, parse_marker};
use super::requirement_set::{Origin, RequirementEntry, RequirementSet};
use super::specifiers::Specifiers;
use super::text::shown;
use super::wheel_filename::WheelFilename;
use crate::digest::Digest;
use crate::finding::Code;
use lines::{logical_lines, split_options, unquoted};
use options::{Given, Kind};
use pep508_rs::ExtraName;

pub use lines::environment_variable;

/// Another file that `-r` or `-c` names, relative to the one that names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Include {
    /// As it is written, relative to the file.
    pub path: String,
    /// The line that names it.
    pub origin: Origin,
    /// `-c`: it limits versions and requires nothing.
    pub is_constraint: bool,
}

/// A source folder to install: `-e .`, `./lib[extra]`.
#[derive(Debug)]
pub struct Project {
    /// As it is written, relative to the file.
    pub path: String,
    /// The extras in the brackets behind the path.
    pub extras: Vec<ExtraName>,
    /// The marker behind the semicolon.
    pub marker: Marker,
    /// The line that names it.
    pub origin: Origin,
    /// Whether the line has `-e`.
    pub is_editable: bool,
}

/// The contents of one file, without the files that it names.
#[derive(Debug, Default)]
pub struct File {
    /// The requirements in the file itself.
    pub required: RequirementSet,
    /// Other files that it names.
    pub includes: Vec<Include>,
    /// Projects that it names by their folder.
    pub projects: Vec<Project>,
}

const VERSION_CONTROL: &[&str] = &["git+", "hg+", "svn+", "bzr+"];

/// Endings of the filenames that pip takes for archives.
const ARCHIVES: &[&str] = &[
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
];

/// Maximum length of the options of a line, in bytes. The options of a requirement with a thousand hashes are shorter.
const MAX_OPTIONS_LENGTH: usize = 256 << 10;

/// Reads one file. Files that it names are not followed.
pub fn read(file: &str, text: &str) -> File {
    let mut found = File::default();
    for (line, text) in logical_lines(text) {
        let mut reader = Reader { origin: Origin::new(file, Some(line)), found: &mut found };
        reader.line(&text);
    }
    found
}

struct Reader<'a> {
    origin: Origin,
    found: &'a mut File,
}

impl Reader<'_> {
    fn report(&mut self, code: Code, message: impl std::fmt::Display) {
        self.found.required.report(&self.origin, code, message);
    }

    fn line(&mut self, line: &str) {
        if let Some((kind, rest)) = options::with_rest(line) {
            if self.has_variable(rest) {
                return;
            }
            return match kind {
                Kind::Editable => self.requirement(unquoted(rest), true),
                kind => {
                    let (path, _) = split_options(rest);
                    self.found.includes.push(Include {
                        path: path.trim_matches(['"', '\'']).to_string(),
                        origin: self.origin.clone(),
                        is_constraint: kind == Kind::Constraint,
                    });
                }
            };
        }
        match line.starts_with('-') {
            true => self.options(line),
            false if self.has_variable(line) => {}
            false => self.requirement(line, false),
        }
    }

    fn has_variable(&mut self, text: &str) -> bool {
        let Some(variable) = environment_variable(text) else {
            return false;
        };
        let message = format!("it uses the environment variable \"{variable}\"");
        let hint = "A page knows no environment variables: write the value itself";
        let finding = self.origin.finding(Code::RequirementUnsupported, message).hint(hint);
        self.found.required.findings.push(finding);
        true
    }

    /// The options in a text; none if a fault was reported.
    fn given(&mut self, text: &str) -> Vec<Given> {
        let found = match text.len() {
            length if length > MAX_OPTIONS_LENGTH => Err(format!("its options are {length} bytes long")),
            _ => options::read(text),
        };
        found.unwrap_or_else(|fault| {
            self.report(Code::RequirementInvalid, fault);
            Vec::new()
        })
    }

    /// Reads a line that has only options.
    fn options(&mut self, line: &str) {
        for Given { kind, name, value } in self.given(line) {
            match kind {
                // The value of an ignored option may contain a variable, such as the password of a private index.
                Kind::Index | Kind::NoIndex | Kind::Finding => {
                    if kind == Kind::NoIndex {
                        self.found.required.no_index = Some(self.origin.clone());
                    }
                    if kind == Kind::Index {
                        self.found.required.name_index(&value, name != "--extra-index-url");
                        self.found.required.index = Some((self.origin.clone(), value));
                    }
                    let message = match kind {
                        Kind::Index => format!(
                            "\"{name}\" names an index: it is asked only if libraries are fetched, and no other index is given for that"
                        ),
                        Kind::NoIndex => format!(
                            "\"{name}\": if libraries are fetched, no index is asked, unless one is given for that"
                        ),
                        _ => format!("\"{name}\" is ignored: only what was dropped is installed"),
                    };
                    self.report(Code::RequirementsIgnored, message);
                }
                _ if self.has_variable(&value) => {}
                Kind::Pre => self.found.required.releases.allow_all(),
                Kind::AllReleases => self.found.required.releases.set(&value, true),
                Kind::OnlyFinal => self.found.required.releases.set(&value, false),
                Kind::RequireHashes => self.found.required.require_hashes = Some(self.origin.clone()),
                Kind::NoRequireHashes => self.found.required.no_require_hashes = true,
                Kind::Requirement | Kind::Constraint | Kind::Editable | Kind::Hash | Kind::Build => {
                    let message = format!("\"{name}\" is ignored: it belongs to no requirement");
                    self.report(Code::RequirementsIgnored, message);
                }
            }
        }
        let required = &self.found.required;
        if required.no_require_hashes && required.require_hashes.is_some() {
            let message = "\"--require-hashes\" and \"--no-require-hashes\" exclude one another";
            self.found.required.require_hashes = None;
            self.report(Code::RequirementInvalid, message);
        }
    }

    fn requirement(&mut self, line: &str, is_editable: bool) {
        let (text, options) = split_options(line);
        let given = self.given(options);
        let Some(mut entry) = self.entry(text, is_editable) else {
            return;
        };
        for Given { kind, name, value } in given {
            match (kind, Digest::from_hex(&value)) {
                (Kind::Hash, Some(digest)) => entry.hashes.push(digest),
                (Kind::Hash, None) => {
                    let value = shown(&value);
                    let message = format!("\"{value}\" is not a hash of sha256, sha384 or sha512");
                    self.report(Code::RequirementInvalid, message);
                }
                (Kind::Build, _) => {
                    self.report(Code::RequirementsIgnored, format!("\"{name}\" is ignored: nothing is built"))
                }
                _ => {
                    let message = format!("\"{name}\" is ignored: it stands behind a requirement");
                    self.report(Code::RequirementsIgnored, message);
                }
            }
        }
        self.found.required.requirements.push(entry);
    }

    /// Reads a requirement. `None` if a fault was reported, or if it is a folder.
    fn entry(&mut self, text: &str, is_editable: bool) -> Option<RequirementEntry> {
        // An address may contain semicolons, so its marker needs a blank beside the semicolon. After a name,
        // the first semicolon begins the marker, as in pip.
        let is_address = is_address(text);
        let (place, marker) = match is_address || is_editable {
            true => text.split_once("; ").or_else(|| text.split_once(" ;")),
            false => text.split_once(';'),
        }
        .unwrap_or((text, ""));
        let place = place.trim();
        let marker = match parse_marker(marker) {
            Ok(marker) => marker,
            Err(fault) => {
                self.not_a_requirement(text, &fault);
                return None;
            }
        };
        let path = strip_extras(place).0;
        // If there is an `@`, only the text before it decides whether this is a path.
        let is_path = |text: &str| text.starts_with(['.', '/', '\\']) || text.contains(['/', '\\']);
        let is_named = !is_address && !is_editable && {
            place.split_once('@').is_some_and(|(before, _)| !is_path(before))
        };
        if !is_direct_reference(place) && !is_named {
            if is_address || is_archive(path) {
                return self.unnamed(place, marker);
            }
            if is_editable || is_path(place) || place.starts_with("file:") {
                self.project(place, marker, is_editable);
                return None;
            }
        }
        match Requirement::parse(place) {
            Ok(requirement) => {
                Some(RequirementEntry::new(Requirement { marker, ..requirement }, self.origin.clone()))
            }
            Err(fault) => {
                self.not_a_requirement(text, &fault);
                None
            }
        }
    }

    fn not_a_requirement(&mut self, text: &str, fault: &str) {
        let message = format!("\"{}\" is not a requirement: {fault}", shown(&without_password(text)));
        self.report(Code::RequirementInvalid, message);
    }

    fn project(&mut self, text: &str, marker: Marker, is_editable: bool) {
        let (path, extras) = strip_extras(text);
        let path = path.strip_prefix("file:").unwrap_or(path);
        // The extras are parsed with a name; any name can be used.
        match Requirement::parse(&format!("project{extras}")) {
            Ok(Requirement { extras, .. }) => self.found.projects.push(Project {
                path: path.to_string(),
                extras,
                marker,
                origin: self.origin.clone(),
                is_editable,
            }),
            Err(fault) => self.not_a_requirement(text, &fault),
        }
    }

    /// Reads an address or path without a name. Wheels and source distributions have the name in their
    /// filename; the address of a repository may have it as `#egg=name`.
    fn unnamed(&mut self, text: &str, marker: Marker) -> Option<RequirementEntry> {
        let (address, extras) = strip_extras(text);
        let fault = wheel_filename(address).and_then(|file| WheelFilename::parse(&file).err());
        if let Some(fault) = fault {
            self.not_a_requirement(text, &format!("the wheel filename is invalid: {fault}"));
            return None;
        }
        let requirement = name(address).and_then(|name| Requirement::parse(&format!("{name}{extras}")).ok());
        if let Some(requirement) = requirement {
            let specifiers = Specifiers::none();
            let address = Some(address.to_string());
            return Some(RequirementEntry::new(
                Requirement { marker, specifiers, address, ..requirement },
                self.origin.clone(),
            ));
        }
        let message = format!(
            "\"{}\" is an address or a folder, and only dropped wheels can be installed",
            shown(&without_password(text))
        );
        let hint = format!(
            "Put its name in front, as in \"name @ address\", and drop a wheel of it: {}",
            build_command(text)
        );
        let finding = self.origin.finding(Code::RequirementUnsupported, message).hint(hint);
        self.found.required.findings.push(finding);
        None
    }
}

fn is_address(text: &str) -> bool {
    VERSION_CONTROL.iter().any(|start| text.starts_with(start))
        || text.split(['[', ';', ' ']).next().is_some_and(|first| first.contains("://"))
}

/// The name of the distribution at an address, possibly with extras.
fn name(address: &str) -> Option<String> {
    if let Some(file) = wheel_filename(address) {
        return Some(WheelFilename::parse(&file).ok()?.name.to_string());
    }
    if let Some(egg) = fragment(address, "egg") {
        return Some(egg.to_string());
    }
    // "Source distribution file name": the version is what follows the last hyphen.
    let path = address.split(['#', '?']).next().unwrap_or(address);
    let (name, version) = without_ending(path.rsplit(['/', '\\']).next()?)?.rsplit_once('-')?;
    let is_version = version.parse::<pep440_rs::Version>().is_ok();
    name.parse::<PackageName>().ok().filter(|_| is_version).map(|name| name.to_string())
}

fn is_archive(path: &str) -> bool {
    without_ending(path).is_some()
}

/// Removes the ending of an archive from a path. `None` if there is none.
fn without_ending(path: &str) -> Option<&str> {
    ARCHIVES.iter().find_map(|ending| {
        let (stem, found) = path.split_at_checked(path.len().checked_sub(ending.len())?)?;
        found.eq_ignore_ascii_case(ending).then_some(stem)
    })
}

/// Splits `./a.whl[extra]` into the path, and the extras in their brackets.
fn strip_extras(path: &str) -> (&str, &str) {
    match path.rfind('[') {
        Some(at) if path.ends_with(']') => path.split_at(at),
        _ => (path, ""),
    }
}
