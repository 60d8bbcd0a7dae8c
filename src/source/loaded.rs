//! What one dropped thing brings: files that want to be in the package, and distributions.

use super::content::Content;
use super::made_for::MadeFor;
use super::store::FileId;
use super::zip::ZipEntry;
use crate::collections::BTreeSet;
use crate::digest::Digest;
use crate::finding::Finding;
use crate::python::PackageName;
use serde::{Deserialize, Serialize};

/// What one dropped thing was taken for, from the lowest rank to the highest: where two bring
/// different files under one path, the higher rank wins.
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
    /// Virtualenvs and `--target` trees are of one rank.
    pub fn rank(self) -> u8 {
        match self {
            SourceKind::Archive => 0,
            SourceKind::Virtualenv | SourceKind::TargetTree => 1,
            SourceKind::Wheel => 2,
            SourceKind::Function => 3,
        }
    }
}

/// A file that wants to be in the package.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Relative to where Python's files go.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// Unix mode with its file type.
    pub mode: u32,
    /// Where its bytes come from.
    pub content: Content,
    /// What RECORD says of its bytes. A wheel must keep that promise; what is installed was perhaps
    /// changed by its owner.
    pub digest: Option<Digest>,
    /// The item it comes from, as dropped.
    pub from: String,
    /// What it was taken for.
    pub kind: SourceKind,
    /// Index of its distribution in the source.
    pub distribution: Option<usize>,
}

/// A distribution a source brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Normalised.
    pub name: PackageName,
    /// As its metadata spells it.
    pub version: String,
    /// The item's path as dropped.
    pub from: String,
    /// Whether its entry_points.txt has groups besides scripts, which others look up.
    pub has_plugins: bool,
}

/// What a source brings.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The dropped file, or the dropped folder.
    pub path: String,
    /// What it was taken for.
    pub kind: SourceKind,
    /// What may go into the package.
    pub candidates: Vec<Candidate>,
    /// What its files are part of.
    pub distributions: Vec<Distribution>,
    /// Wheels only: their dist-info, whose RECORD is written anew.
    pub dist_info: Option<String>,
    /// Wheels only: entries checked against RECORD though they do not ship as they are.
    pub checked: Vec<(FileId, ZipEntry, Digest)>,
    /// Files of __pycache__, which ship if they are asked for and match their sources.
    pub bytecode: Vec<Candidate>,
    /// Of distributions, by index: why they do not fit the target, in a clause. It does not matter where another source
    /// replaces them.
    pub unfit: Vec<(usize, String)>,
    /// Of distributions, by index: what differs from their RECORDs. It does not matter either where
    /// another source replaces them.
    pub differences: Vec<(usize, Finding)>,
    /// Files of dist-info that say where something lay when it was installed.
    pub omitted: BTreeSet<String>,
    /// Virtualenvs and `--target` trees only.
    pub made: MadeFor,
}

impl Loaded {
    /// A source without files.
    pub fn new(path: &str, kind: SourceKind) -> Loaded {
        Loaded {
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
            made: MadeFor::default(),
        }
    }
}
