//! What requirements files of any format require. The readers fill it in; resolving reads it.

use super::PackageName;
use super::address::{stated_hash, wheel_filename, without_password};
use super::prerelease_policy::PrereleasePolicy;
use super::requirement::Requirement;
use super::text::shown;
use super::wheel_filename::WheelFilename;
use crate::collections::{BTreeMap, BTreeSet};
use crate::digest::Digest;
use crate::finding::{Code, Finding};
use pep508_rs::MarkerEnvironment;
use serde::Serialize;

/// Where a requirement is stated: the file as dropped, and the line if the format has lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The path as dropped.
    pub file: String,
    /// The line number, from 1.
    pub line: Option<usize>,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "\"{}\" line {line}", self.file),
            None => write!(f, "\"{}\"", self.file),
        }
    }
}

impl Origin {
    /// Creates the origin of a line of a file, or of the whole file.
    pub fn new(file: &str, line: Option<usize>) -> Origin {
        Origin { file: file.to_string(), line }
    }

    /// The origin of requirements that the user typed.
    pub fn typed() -> Origin {
        Origin::new("typed requirements", None)
    }

    /// Creates a finding about this place in the file.
    pub fn finding(&self, code: Code, message: impl std::fmt::Display) -> Finding {
        Finding::new(code, &self.file, format!("{self}: {message}"))
    }
}

/// A wheel that a lock file names.
#[derive(Clone, Debug)]
pub struct LockedWheel {
    /// The filename in the lock.
    pub name: WheelFilename,
    /// The hash, if the lock states it.
    pub hash: Option<Digest>,
    /// The address, if the lock states it.
    pub url: Option<String>,
    /// In bytes, if the lock states it.
    pub size: Option<u64>,
    /// The filename, if the wheel is on the disk of the user who made the lock.
    pub on_disk: Option<String>,
    /// ISO 8601 in UTC, if the lock states it.
    pub upload_time: Option<String>,
}

/// An index that a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedIndex {
    /// The address as written. It may contain a password, so it must never be shown.
    pub url: String,
    /// Whether the index is asked last, if there are several: `--index-url`, `default = true`.
    pub is_default: bool,
}

/// A dropped project that something requires by its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalProject {
    /// The folder as dropped.
    pub folder: String,
    /// The name in its pyproject.toml.
    pub name: PackageName,
    /// Where it is required.
    pub origin: Origin,
    /// The files of its dist-info by their paths; empty if its version is unknown.
    pub dist_info: Vec<(String, Vec<u8>)>,
}

/// One requirement of a file.
#[derive(Clone, Debug)]
pub struct RequirementEntry {
    /// What is required.
    pub requirement: Requirement,
    /// Where it is required.
    pub origin: Origin,
    /// The allowed hashes of the wheel; empty if any hash is allowed.
    pub hashes: Vec<Digest>,
    /// The allowed wheels; empty if any wheel is allowed.
    pub wheels: Vec<LockedWheel>,
    /// The filename that the wheel must have, if there is one.
    pub file: Option<String>,
    /// The index that the distribution comes from, if that is not the public one: its address, or its name if the
    /// address is unknown.
    pub index: Option<String>,
    /// Whether the lock names files of the distribution, but no wheel.
    pub is_source: bool,
}

impl RequirementEntry {
    /// Creates an entry. If the requirement has the address of a wheel, the filename and the hash are read from the
    /// address.
    pub fn new(requirement: Requirement, origin: Origin) -> RequirementEntry {
        let address = requirement.address.as_deref().unwrap_or_default();
        let file = wheel_filename(address);
        let name = file.as_deref().and_then(|file| WheelFilename::parse(file).ok());
        let wheels = match (name, stated_hash(address)) {
            (Some(name), Some(hash)) => {
                let url = Some(address.to_string());
                vec![LockedWheel {
                    name,
                    hash: Some(hash),
                    url,
                    size: None,
                    on_disk: None,
                    upload_time: None,
                }]
            }
            _ => Vec::new(),
        };
        RequirementEntry {
            requirement,
            origin,
            hashes: Vec::new(),
            wheels,
            file,
            index: None,
            is_source: false,
        }
    }
}

/// What the user can choose in addition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct OptionalDependencies {
    /// Extras of the project.
    pub extras: BTreeSet<String>,
    /// Dependency groups of the project.
    pub groups: BTreeSet<String>,
}

/// What the user's files require.
#[derive(Clone, Debug, Default)]
pub struct RequirementSet {
    /// The requirements, each with its origin.
    pub requirements: Vec<RequirementEntry>,
    /// Requirements that apply only to distributions that something requires.
    pub constraints: Vec<RequirementEntry>,
    /// Where distributions come from, no matter what requires them. These are the distributions that a project's own
    /// tables name, each with an address or an index.
    pub sources: Vec<RequirementEntry>,
    /// Whether `requirements` is all that is to be installed: lock files also list what other distributions require.
    pub exact: bool,
    /// For which distributions pre-releases are allowed.
    pub releases: PrereleasePolicy,
    /// Where `--require-hashes` is stated, if it is. Everything then needs a hash.
    pub require_hashes: Option<Origin>,
    /// Whether `--no-require-hashes` is stated: distributions without a hash are allowed.
    pub no_require_hashes: bool,
    /// The file that states what to install, even if that is nothing for this target. If there is no such file, an
    /// empty list of requirements has no meaning: a pyproject.toml may only configure tools.
    pub stated_in: Option<String>,
    /// An index other than the public one from which anything may come: where it is named, and its address as written.
    pub index: Option<(Origin, String)>,
    /// Set if the file leaves it to another file to state what the project requires, as a pyproject.toml without
    /// `dependencies` does: the findings that are true only if there is no such file.
    pub left_to_others: Option<Vec<Finding>>,
    /// Where `--no-index` is stated, if it is. No index is then asked.
    pub no_index: Option<Origin>,
    /// Only files that were uploaded before this time are chosen from indexes. ISO 8601 in UTC.
    pub uploaded_before: Option<String>,
    /// The indexes for all requirements, in the order of the file.
    pub indexes: Vec<StatedIndex>,
    /// The user's own projects, for which no wheel is needed.
    pub own: BTreeSet<PackageName>,
    /// Those of them that are required by their folders. Their packages are installed from there.
    pub projects: Vec<LocalProject>,
    /// Requirements that replace others, by name; with `None`, nothing is required instead.
    pub overrides: BTreeMap<PackageName, Option<Requirement>>,
    /// What the user may choose.
    pub optional: OptionalDependencies,
    /// What is wrong with the files.
    pub findings: Vec<Finding>,
}

impl RequirementSet {
    /// Copies the address of a source or constraint to the requirements of the same name, as pip does (pip
    /// documentation, "Constraints Files"). The name may be private, so no public index must be asked for it.
    pub fn place_by_constraints(&mut self, environment: &MarkerEnvironment) {
        let RequirementSet { requirements, constraints, sources, .. } = self;
        for entry in requirements.iter_mut().filter(|entry| entry.requirement.address.is_none()) {
            let mut placing = placing(sources, constraints, environment);
            let placing = placing.find(|RequirementEntry { requirement, .. }| {
                requirement.name == entry.requirement.name && requirement.address.is_some()
            });
            if let Some(RequirementEntry { requirement, wheels, file, .. }) = placing {
                entry.requirement.address.clone_from(&requirement.address);
                entry.wheels.clone_from(wheels);
                entry.file.clone_from(file);
            }
        }
    }

    /// The sources and constraints that state where a distribution comes from, no matter what requires it.
    /// Each has an address or an index.
    pub fn placing<'r>(
        &'r self,
        environment: &'r MarkerEnvironment,
    ) -> impl Iterator<Item = &'r RequirementEntry> {
        placing(&self.sources, &self.constraints, environment)
    }

    /// Adds the requirements of another file.
    pub fn extend(&mut self, other: RequirementSet) {
        self.requirements.extend(other.requirements);
        self.constraints.extend(other.constraints);
        self.sources.extend(other.sources);
        self.exact |= other.exact;
        self.releases.extend(other.releases);
        self.require_hashes = self.require_hashes.take().or(other.require_hashes);
        self.no_require_hashes |= other.no_require_hashes;
        self.stated_in = self.stated_in.take().or(other.stated_in);
        self.index = self.index.take().or(other.index);
        self.no_index = self.no_index.take().or(other.no_index);
        self.uploaded_before = self.uploaded_before.take().or(other.uploaded_before);
        self.overrides.extend(other.overrides);
        self.left_to_others = self.left_to_others.take().or(other.left_to_others);
        for index in other.indexes {
            self.name_index(&index.url, index.is_default);
        }
        self.own.extend(other.own);
        self.projects.extend(other.projects);
        self.optional.extras.extend(other.optional.extras);
        self.optional.groups.extend(other.optional.groups);
        self.findings.extend(other.findings);
    }

    /// Adds an index that a file names, unless it is known already.
    pub fn name_index(&mut self, url: &str, is_default: bool) {
        match self.indexes.iter_mut().find(|known| known.url == url) {
            Some(known) => known.is_default |= is_default,
            None => self.indexes.push(StatedIndex { url: url.to_string(), is_default }),
        }
    }

    /// The index that replaces the public one, if one is stated, and those that are asked in addition. If several
    /// replace it, the last one counts, as in pip.
    pub fn stated_indexes(&self) -> (Option<&str>, Vec<&str>) {
        if self.indexes.is_empty() {
            return (self.index.as_ref().map(|(_, url)| url.as_str()), Vec::new());
        }
        let (defaults, others): (Vec<_>, Vec<_>) = self.indexes.iter().partition(|index| index.is_default);
        let default = defaults.last().map(|index| index.url.as_str());
        (default, others.into_iter().map(|index| index.url.as_str()).collect())
    }

    /// What hints call the indexes that the files name.
    pub fn name_of_indexes(&self) -> Option<String> {
        let (origin, _) = self.index.as_ref()?;
        let (default, others) = self.stated_indexes();
        Some(match usize::from(default.is_some()) + others.len() > 1 {
            true => format!("the indexes that \"{}\" names", origin.file),
            false => format!("the index that {origin} names"),
        })
    }

    /// Reports a fault of a file.
    pub fn report(&mut self, origin: &Origin, code: Code, message: impl std::fmt::Display) {
        self.findings.push(origin.finding(code, message));
    }

    /// Adds a requirement written as text, or a finding that says what is wrong with it.
    pub fn entry(&mut self, text: &str, origin: Origin) {
        match Requirement::parse(text) {
            Ok(requirement) => self.requirements.push(RequirementEntry::new(requirement, origin)),
            Err(fault) => {
                let text = shown(&without_password(text));
                self.report(
                    &origin,
                    Code::RequirementInvalid,
                    format!("\"{text}\" is not a requirement: {fault}"),
                );
            }
        }
    }
}

/// The sources and constraints that apply, and that state where a distribution comes from.
fn placing<'r>(
    sources: &'r [RequirementEntry],
    constraints: &'r [RequirementEntry],
    environment: &'r MarkerEnvironment,
) -> impl Iterator<Item = &'r RequirementEntry> {
    sources.iter().chain(constraints).filter(|RequirementEntry { requirement, index, .. }| {
        (requirement.address.is_some() || index.is_some()) && requirement.applies(environment, &[])
    })
}

/// What the readers of files need besides the text.
pub struct Selection<'a> {
    /// The environment in which markers are evaluated.
    pub environment: &'a MarkerEnvironment,
    /// The chosen extras.
    pub extras: &'a BTreeSet<String>,
    /// The chosen dependency groups.
    pub groups: &'a BTreeSet<String>,
}
