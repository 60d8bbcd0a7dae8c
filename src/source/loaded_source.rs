//! What a dropped file or folder contributes: files that may go into the package, and distributions.

use super::content::Content;
use super::environment_info::EnvironmentInfo;
use super::store::FileId;
use super::zip::ZipEntry;
use crate::collections::BTreeSet;
use crate::digest::Digest;
use crate::finding::Finding;
use crate::python::PackageName;
use serde::{Deserialize, Serialize};

/// What a dropped file or folder was recognised as, from the lowest rank to the highest. If two sources have
/// different files for the same path, the one with the higher rank wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// An existing zip.
    Archive,
    /// A virtualenv's site-packages.
    Virtualenv,
    /// A folder of `pip install --target`.
    TargetTree,
    /// A wheel.
    Wheel,
    /// The user's own files.
    Function,
}

impl SourceKind {
    /// Returns the rank. Virtualenvs and `--target` trees have the same rank.
    pub fn rank(self) -> u8 {
        match self {
            SourceKind::Archive => 0,
            SourceKind::Virtualenv | SourceKind::TargetTree => 1,
            SourceKind::Wheel => 2,
            SourceKind::Function => 3,
        }
    }
}

/// A file that may go into the package.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its path relative to the folder of Python's files.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// Unix mode with its file type.
    pub mode: u32,
    /// Where its bytes come from.
    pub content: Content,
    /// The digest that RECORD states. The bytes of a wheel must match it; installed files may have been changed by
    /// the user.
    pub digest: Option<Digest>,
    /// The item it comes from, as dropped.
    pub from: String,
    /// The kind that was detected.
    pub kind: SourceKind,
    /// Index of its distribution in the source.
    pub distribution: Option<usize>,
}

/// A distribution that a source contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Normalized.
    pub name: PackageName,
    /// As its metadata spells it.
    pub version: String,
    /// The item's path as dropped.
    pub from: String,
    /// Whether its entry_points.txt has groups other than scripts, which other code looks up.
    pub has_plugins: bool,
}

/// The files and distributions of a source.
#[derive(Clone, Debug)]
pub struct LoadedSource {
    /// The dropped file, or the dropped folder.
    pub path: String,
    /// The kind that was detected.
    pub kind: SourceKind,
    /// What may go into the package.
    pub candidates: Vec<Candidate>,
    /// The distributions that its files belong to.
    pub distributions: Vec<Distribution>,
    /// Wheels only: the dist-info, whose RECORD is rewritten.
    pub dist_info: Option<String>,
    /// Wheels only: entries that are checked against RECORD but do not ship unchanged.
    pub checked: Vec<(FileId, ZipEntry, Digest)>,
    /// Files of __pycache__, which ship if bytecode is requested and they match their sources.
    pub bytecode: Vec<Candidate>,
    /// Reasons why distributions do not fit the target: the index of the distribution, and a clause. Ignored for
    /// distributions that another source replaces.
    pub unfit: Vec<(usize, String)>,
    /// Differences of distributions from their RECORDs, with the index of the distribution. Also ignored for
    /// distributions that another source replaces.
    pub differences: Vec<(usize, Finding)>,
    /// Files of dist-info that are omitted because they state when or where the distribution was installed.
    pub omitted: BTreeSet<String>,
    /// Virtualenvs and `--target` trees only: what they were made for.
    pub made: EnvironmentInfo,
}

impl LoadedSource {
    /// A source without files.
    pub fn new(path: &str, kind: SourceKind) -> LoadedSource {
        LoadedSource {
            path: path.to_string(),
            kind,
            candidates: Vec::new(),
            distributions: Vec::new(),
            dist_info: None,
            checked: Vec::new(),
            bytecode: Vec::new(),
            unfit: Vec::new(),
            differences: Vec::new(),
            omitted: BTreeSet::new(),
            made: EnvironmentInfo::default(),
        }
    }
}
