//! What files of requirements ask for, whatever their format: what the readers fill in and
//! resolving takes.

use super::PackageName;
use super::address::{stated_hash, wheel_filename, without_password};
use super::releases::Releases;
use super::requirement::Requirement;
use super::text::shown;
use super::wheel_name::WheelName;
use crate::collections::{BTreeMap, BTreeSet};
use crate::digest::Digest;
use crate::finding::{Code, Finding};
use pep508_rs::MarkerEnvironment;
use serde::Serialize;

/// Where a requirement stands: the file as dropped, and the line where the format has lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The path as dropped.
    pub file: String,
    /// Counted from one.
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
    /// A line of a file, or all of it.
    pub fn new(file: &str, line: Option<usize>) -> Origin {
        Origin { file: file.to_string(), line }
    }

    /// Requirements that no file states.
    pub fn typed() -> Origin {
        Origin::new("typed requirements", None)
    }

    /// A finding about what stands there.
    pub fn finding(&self, code: Code, message: impl std::fmt::Display) -> Finding {
        Finding::new(code, &self.file, format!("{self}: {message}"))
    }
}

/// A wheel a lock file names.
#[derive(Clone, Debug)]
pub struct LockedWheel {
    /// As the lock names the file.
    pub name: WheelName,
    /// As the lock states it.
    pub hash: Option<Digest>,
    /// Where it is, if the lock states an address.
    pub url: Option<String>,
    /// In bytes, if the lock states it.
    pub size: Option<u64>,
    /// The filename, if it is on the disk of whoever locked.
    pub on_disk: Option<String>,
    /// ISO 8601 in UTC, if the lock states it.
    pub upload_time: Option<String>,
}

/// An index that a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedIndex {
    /// As it is written, with a password that may stand in it: never to be shown.
    pub url: String,
    /// It is asked last, where several are named: `--index-url`, `default = true`.
    pub is_default: bool,
}

/// One requirement of a file.
#[derive(Clone, Debug)]
pub struct RequirementEntry {
    /// What is asked for.
    pub requirement: Requirement,
    /// Who asks.
    pub origin: Origin,
    /// The wheel's bytes must have one of these, if there are any.
    pub hashes: Vec<Digest>,
    /// Only these wheels will do, if there are any.
    pub wheels: Vec<LockedWheel>,
    /// Only a wheel of this filename will do.
    pub file: Option<String>,
    /// The address of the index it comes from, where that is not the public one; its name, where no address is known.
    pub index: Option<String>,
    /// The lock names files of it, and no wheel among them.
    pub is_source: bool,
}

impl RequirementEntry {
    /// The address of a wheel names its file, and may state its hash.
    pub fn new(requirement: Requirement, origin: Origin) -> RequirementEntry {
        let address = requirement.address.as_deref().unwrap_or_default();
        let file = wheel_filename(address);
        let name = file.as_deref().and_then(|file| WheelName::parse(file).ok());
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

/// What there is to choose besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Optional {
    /// Of the project.
    pub extras: BTreeSet<String>,
    /// Dependency groups of the project.
    pub groups: BTreeSet<String>,
}

/// What the user's files ask for.
#[derive(Clone, Debug, Default)]
pub struct RequirementSet {
    /// Each requirement, with who asks.
    pub requirements: Vec<RequirementEntry>,
    /// Hold only for distributions that something requires.
    pub constraints: Vec<RequirementEntry>,
    /// Where distributions come from, whoever requires them: those that a project's own tables name, with an address or an
    /// index.
    pub sources: Vec<RequirementEntry>,
    /// The demands are all there is to install: lock files list what others require too.
    pub exact: bool,
    /// Of what pre-releases may be taken.
    pub releases: Releases,
    /// Everything needs a hash: where `--require-hashes` stands.
    pub require_hashes: Option<Origin>,
    /// What has no hash needs none: `--no-require-hashes`.
    pub no_require_hashes: bool,
    /// The file that says what to install, be it nothing for this target. Without one, silence is
    /// no statement: a pyproject.toml may only configure tools.
    pub stated_in: Option<String>,
    /// Another index than the public one, from which anything may come: where it is named, and its address as it is written.
    pub index: Option<(Origin, String)>,
    /// Where it is said that no index is to be asked: `--no-index`.
    pub no_index: Option<Origin>,
    /// The indexes that are named for all that is required, in the order of the file.
    pub indexes: Vec<StatedIndex>,
    /// The user's own projects, which no wheel has to bring.
    pub own: BTreeSet<PackageName>,
    /// What is required instead, by name; `None` for nothing.
    pub overrides: BTreeMap<PackageName, Option<Requirement>>,
    /// What the user may choose.
    pub optional: Optional,
    /// What is wrong with the files.
    pub findings: Vec<Finding>,
}

impl RequirementSet {
    /// Has what a constraint gives an address for come from there, as pip has it (pip documentation, "Constraints
    /// Files"): its name may be a private one, which no public index must be asked for.
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

    /// What says where distributions come from, whoever requires them: each has an address or an index.
    pub fn placing<'r>(
        &'r self,
        environment: &'r MarkerEnvironment,
    ) -> impl Iterator<Item = &'r RequirementEntry> {
        placing(&self.sources, &self.constraints, environment)
    }

    /// Adds what another file asks for.
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
        for index in other.indexes {
            self.name_index(&index.url, index.is_default);
        }
        self.own.extend(other.own);
        self.optional.extras.extend(other.optional.extras);
        self.optional.groups.extend(other.optional.groups);
        self.findings.extend(other.findings);
    }

    /// Keeps an index that a file names; what was named before counts. Only who asks indexes needs to know them.
    pub fn name_index(&mut self, url: &str, is_default: bool) {
        if cfg!(feature = "index") && !self.indexes.iter().any(|known| known.url == url) {
            self.indexes.push(StatedIndex { url: url.to_string(), is_default });
        }
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

/// Those of them that apply and say where a distribution comes from.
fn placing<'r>(
    sources: &'r [RequirementEntry],
    constraints: &'r [RequirementEntry],
    environment: &'r MarkerEnvironment,
) -> impl Iterator<Item = &'r RequirementEntry> {
    sources.iter().chain(constraints).filter(|RequirementEntry { requirement, index, .. }| {
        (requirement.address.is_some() || index.is_some()) && requirement.applies(environment, &[])
    })
}

/// What the readers of files know besides the text.
pub struct Selection<'a> {
    /// What markers are evaluated in.
    pub environment: &'a MarkerEnvironment,
    /// The extras that were chosen.
    pub extras: &'a BTreeSet<String>,
    /// The dependency groups that were chosen.
    pub groups: &'a BTreeSet<String>,
}
