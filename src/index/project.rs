//! A project of an index: its wheels that fit the target, and notes about its other files.

use super::simple::SimpleFile;
use crate::collections::sort_by;
use crate::python::PackageName;
use crate::python::requirement_set::RequirementEntry;
use crate::python::specifiers::Specifiers;
use crate::python::tags::Tags;
use crate::python::wheel_filename::{WheelFilename, is_sdist, is_wheel};
use crate::resolve::better_wheel;
use crate::resolve::index::{AvailableVersion, IndexedPackage, VersionSource};
use crate::resolve::index_wheel::IndexWheel;
use crate::resolve::refusal::Rules;
use crate::source::{FileId, Item, Role};
use pep440_rs::Version;
use std::cell::OnceCell;

/// The first number of files of indexes. Dropped files have lower numbers.
pub const FIRST_FILE: FileId = 1 << 31;

/// Maximum number of notes about unusable files.
const NOTES: usize = 3;

/// The files that an index has of a distribution.
#[derive(Debug, Default)]
pub struct Project {
    /// Wheels with tags that fit. The oldest version comes first, and of each version the best wheel.
    pub wheels: Vec<IndexWheelState>,
    /// The versions of other files, the newest first, and why they cannot be used, as clauses.
    others: Vec<(Version, String)>,
}

/// A wheel of an index.
#[derive(Debug)]
pub struct IndexWheelState {
    pub offer: IndexWheel,
    pub file: SimpleFile,
    /// The address of the index. Empty if the wheel's own address was stated.
    pub index: String,
    /// The state of reading its METADATA.
    pub reading: Reading,
    /// Why the wheel cannot be used, as a clause.
    pub fault: Option<String>,
}

/// The state of reading the METADATA of a wheel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    #[default]
    Unasked,
    /// The file beside the wheel was requested.
    Beside,
    /// The size of the wheel was requested.
    Size,
    /// Parts of the wheel are requested.
    Parts,
    /// The METADATA is known, or cannot be read.
    Done,
}

impl Project {
    /// Creates a project from the files that an index lists. `next` is the number of the next file.
    pub fn new(
        name: &PackageName,
        files: Vec<SimpleFile>,
        index: &str,
        tags: &Tags,
        next: &mut FileId,
    ) -> Project {
        let mut wheels: Vec<(usize, IndexWheelState)> = Vec::new();
        let mut others: Vec<(Version, String)> = Vec::new();
        for file in files {
            if !is_wheel(&file.filename) {
                others.extend(source_distribution(name, &file.filename));
                continue;
            }
            let Some(wheel) = WheelFilename::parse(&file.filename).ok().filter(|wheel| wheel.name == *name)
            else {
                continue;
            };
            let Some(rank) = tags.rank(&wheel.tags) else {
                let why = format!("\"{}\" is refused: {}", file.filename, tags.why_not(&wheel.tags));
                others.push((wheel.version, why));
                continue;
            };
            let size = file.size.unwrap_or_default();
            let item = Item {
                path: file.filename.clone(),
                file: *next,
                size,
                head: Vec::new(),
                unreadable: None,
                role: Role::Package,
            };
            *next += 1;
            let offer = IndexWheel { item, name: wheel, dependencies: OnceCell::new() };
            let index = index.to_string();
            let fault = file.url.is_empty().then(|| "it is a file of your own: drop it too".to_string());
            let offered = IndexWheelState { offer, file, index, reading: Reading::default(), fault };
            wheels.push((rank, offered));
        }
        sort_by(&mut wheels, |one, other| {
            let key = |(rank, one): &'_ (usize, IndexWheelState)| (*rank, one.offer.item.path.clone());
            let ((rank, path), (other_rank, other_path)) = (key(one), key(other));
            let (name, other) = (&one.1.offer.name, &other.1.offer.name);
            let versions = name.version.cmp(&other.version);
            versions.then_with(|| better_wheel((rank, &path, name), (other_rank, &other_path, other)))
        });
        sort_by(&mut others, |one, other| other.0.cmp(&one.0));
        Project { wheels: wheels.into_iter().map(|(_, offered)| offered).collect(), others }
    }

    /// The versions that can be chosen under the rules.
    pub fn package<'a>(&'a self, name: PackageName, rules: &Rules, limits: &Limits) -> IndexedPackage<'a> {
        let mut package = IndexedPackage::none(name);
        let requirements: Vec<&RequirementEntry> = rules
            .requirements
            .iter()
            .copied()
            .filter(|entry| entry.requirement.name == package.name)
            .collect();
        let mut refused: Vec<(&Version, String)> = Vec::new();
        for offered in &self.wheels {
            let IndexWheel { item, name, .. } = &offered.offer;
            if package.versions.last().is_some_and(|last| last.version == name.version) {
                continue;
            }
            match offered.unusable(rules, &requirements, limits) {
                Some(why) => refused.push((&name.version, format!("\"{}\" is refused: {why}", item.path))),
                None => {
                    let source = VersionSource::IndexWheel(&offered.offer);
                    package.versions.push(AvailableVersion { version: name.version.clone(), source });
                }
            }
        }
        refused.reverse();
        let others = self.others.iter().map(|(version, why)| (version, why.clone()));
        package.notes = refused.iter().take(NOTES).map(|(_, why)| why.clone()).collect();
        package.notes.extend(others.clone().take(NOTES).map(|(_, why)| why));
        // Without a requirement of the files, or with one that admits the newest, the newest tell enough.
        let is_asked =
            |version: &Version| requirements.iter().all(|entry| entry.requirement.specifiers.admit(version));
        if !requirements.is_empty() {
            let asked = refused.into_iter().chain(others).filter(|(version, _)| is_asked(version));
            package.asked = asked.take(NOTES).map(|(_, why)| why).collect();
        }
        package
    }
}

/// Limits of the choice, in addition to the requirements.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Only files that were uploaded before this time are chosen. ISO 8601 in UTC.
    pub uploaded_before: Option<String>,
}

impl IndexWheelState {
    /// Why the wheel must not be chosen, as a clause.
    fn unusable(&self, rules: &Rules, requirements: &[&RequirementEntry], limits: &Limits) -> Option<String> {
        let IndexWheel { item, name, dependencies } = &self.offer;
        let python = rules.context.python();
        if let Some(fault) = &self.fault {
            return Some(fault.clone());
        }
        if let Some(asked) = self.file.requires_python.as_deref().filter(|asked| excludes(asked, python)) {
            return Some(format!("it requires Python {asked}"));
        }
        if let Some(asked) = dependencies.get().and_then(|known| known.excludes(python)) {
            return Some(format!("it requires Python {asked}"));
        }
        if let Some(why) = self.file.yanked.as_deref().filter(|_| !may_be_yanked(name, requirements, rules)) {
            let why = if why.is_empty() {
                String::new()
            } else {
                format!(" ({})", crate::python::text::shown(why))
            };
            return Some(format!("it was yanked{why}"));
        }
        if let Some(limit) = limits.uploaded_before.as_ref().filter(|_| !self.file.is_stated) {
            match &self.file.upload_time {
                None => return Some("the index does not say when it was uploaded".into()),
                Some(time) if time >= limit => return Some(format!("it was uploaded at {time}")),
                Some(_) => {}
            }
        }
        rules.barred(&item.path, name).or_else(|| self.wrong_hash(requirements))
    }

    /// A clause if the wheel's hash is not one of the required hashes.
    fn wrong_hash(&self, requirements: &[&RequirementEntry]) -> Option<String> {
        let digest = self.file.sha256.as_ref()?;
        // Hashes of other algorithms are compared with the bytes of the wheel, when it is planned with.
        let states_its_kind =
            |entry: &&&RequirementEntry| entry.hashes.iter().any(|hash| hash.algorithm == digest.algorithm);
        let mut hashed = requirements.iter().filter(states_its_kind);
        if let Some(entry) = hashed.find(|entry| !entry.hashes.contains(digest)) {
            return Some(format!("its hash is none of those that {} states", entry.origin));
        }
        let mut locks =
            requirements.iter().flat_map(|entry| entry.wheels.iter().map(move |locked| (entry, locked)));
        let differs = locks.find(|(_, locked)| {
            locked.name == self.offer.name && locked.hash.as_ref().is_some_and(|hash| is_other(hash, digest))
        })?;
        Some(format!("its hash is not that which {} locks", differs.0.origin))
    }
}

fn is_other(hash: &crate::digest::Digest, digest: &crate::digest::Digest) -> bool {
    hash.algorithm == digest.algorithm && hash != digest
}

/// Whether a value of Requires-Python excludes this Python version. A value that cannot be read excludes nothing.
fn excludes(asked: &str, python: &Version) -> bool {
    let specifiers = Specifiers::parse(asked).ok().or_else(|| Specifiers::repaired(asked));
    specifiers.is_some_and(|specifiers| !specifiers.admit(python))
}

/// Whether a yanked wheel may be chosen (PEP 592): only if a requirement or a constraint states its exact version, so
/// that no other wheel can be chosen. The requirements of a lock file always count as exact.
fn may_be_yanked(name: &WheelFilename, requirements: &[&RequirementEntry], rules: &Rules) -> bool {
    let is_exact = |entry: &&RequirementEntry| {
        let text = entry.requirement.specifiers.to_string();
        text.starts_with("==") && !text.contains(['*', ','])
    };
    let constraints = rules.required.constraints.iter().filter(|one| one.requirement.name == name.name);
    let pins = requirements.iter().copied().filter(|entry| rules.required.exact || is_exact(entry));
    pins.chain(constraints.filter(is_exact)).any(|entry| entry.requirement.specifiers.admit(&name.version))
}

/// The version of a source distribution, and a clause about it.
fn source_distribution(name: &PackageName, filename: &str) -> Option<(Version, String)> {
    if !is_sdist(filename) && !filename.ends_with(".zip") {
        return None;
    }
    let stem = [".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip"]
        .iter()
        .find_map(|end| filename.strip_suffix(end))?;
    let (own, version) = stem.rsplit_once('-')?;
    own.parse().ok().filter(|own: &PackageName| own == name)?;
    let what = format!("\"{filename}\" is a source distribution, to be built first");
    Some((version.parse().ok()?, what))
}
