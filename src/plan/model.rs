//! The contents of a plan.

use super::distribution_sources::DistributionSources;
use super::slim::Savings;
use super::suggest::SuggestedTarget;
use crate::collections::BTreeSet;
use crate::digest::Digest;
use crate::finding::{Finding, Severity};
use crate::python::download::Missing;
use crate::python::requirement_set::OptionalDependencies;
use crate::resolve::NOT_REQUIRED;
use crate::resolve::overrides::Overrides;
use crate::source::attached_layer::AttachedLayer;
use crate::source::zip::ZipEntry;
use crate::source::{Content, FileId, SourceKind};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::rc::Rc;

/// A file of the package.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Entry {
    /// Path in the package.
    pub path: String,
    /// Unzipped size in bytes.
    pub size: u64,
    /// Unix mode with its file type.
    pub mode: u32,
    /// Path of the item that it comes from, as dropped.
    pub from: String,
    /// Digest that the RECORD of its wheel states.
    #[serde(rename = "sha256", serialize_with = "hex", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub digest: Option<Digest>,
    /// Digest that the RECORD of an installed distribution states. The file may have been changed since.
    #[serde(skip)]
    pub recorded: Option<Digest>,
    /// Where its bytes come from.
    #[serde(skip)]
    pub content: Content,
    /// Kind of the source that it comes from.
    #[serde(skip)]
    pub kind: SourceKind,
    /// Index of its distribution in `distributions` of the plan.
    #[serde(rename = "distribution", skip_serializing_if = "Option::is_none")]
    pub owner: Option<usize>,
    /// Whether it goes into the separate layer with the libraries.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub layer: bool,
}

fn hex<S: serde::Serializer>(digest: &Option<Digest>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_some(&digest.as_ref().map(Digest::hex))
}

/// A distribution in the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// As its metadata spells it.
    pub name: String,
    /// As its metadata spells it.
    pub version: String,
    /// The item's path as dropped.
    pub from: String,
    /// Unzipped size of all its files in bytes.
    pub unzipped_size: u64,
    /// Size by which the package shrinks if the distribution, and everything that only it needs, is left out.
    pub removable_size: u64,
}

/// A distribution that is available but not in the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Of the distribution.
    pub name: String,
    /// Of the distribution.
    pub version: String,
    /// The item's path as dropped.
    pub from: String,
    /// Unzipped size in bytes that it would add to the package.
    pub unzipped_size: u64,
    /// The reason, as a clause.
    pub why: String,
}

/// Why a distribution that the options name is left out, as a clause.
pub const LEFT_OUT_BY_USER: &str = "you left it out";

impl LeftOut {
    /// Whether the distribution fits, and is packed if the user wants it.
    pub fn can_be_included(&self) -> bool {
        self.why == NOT_REQUIRED || self.why == LEFT_OUT_BY_USER
    }
}

/// A dropped file whose bytes must have one of these digests. Packing verifies it, because planning never reads a whole
/// wheel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHashCheck {
    /// The dropped file.
    pub file: FileId,
    /// Its path as dropped.
    pub from: String,
    /// In bytes.
    pub size: u64,
    /// The accepted digests.
    pub digests: Vec<Digest>,
}

/// How a dropped file or folder is treated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SourceSummary {
    /// Path of the dropped file or folder; empty for loose files.
    pub path: String,
    /// The kind of source that it is treated as.
    pub kind: SourceKind,
    /// Number of entries of the package that come from it.
    pub entries: usize,
    /// The Python a virtualenv was made for, such as `3.13.2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub python: Option<String>,
    /// The system a virtualenv was made for: `Linux`, `macOS` or `Windows`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"Linux\" | \"macOS\" | \"Windows\""))]
    pub system: Option<&'static str>,
}

/// An entry of a dropped zip that packing verifies although it is not packaged as it is.
#[derive(Clone, Debug)]
pub struct EntryCheck {
    /// The zip.
    pub file: FileId,
    /// The item's path as dropped.
    pub from: String,
    /// As the zip lists it.
    pub entry: ZipEntry,
    /// Digest that RECORD states.
    pub digest: Digest,
}

/// The contents of the package, and the findings about it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Sorted by path, each path once.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Entry[]"))]
    #[serde(serialize_with = "slice")]
    pub entries: Rc<Vec<Entry>>,
    /// Sorted by name.
    pub distributions: Vec<Distribution>,
    /// Distributions that are available but not in the package.
    pub left_out: Vec<LeftOut>,
    /// The dropped files and folders, and how they are treated.
    pub sources: Vec<SourceSummary>,
    /// Extras and dependency groups that the user can choose from.
    pub optional: OptionalDependencies,
    /// Possible handlers of the package, the most likely first.
    pub handlers: Vec<String>,
    /// Unzipped size of all entries in bytes.
    pub unzipped_size: u64,
    /// Bytes that could be saved by leaving out files.
    pub savings: Savings,
    /// The libraries that are missing, and the commands that fetch them.
    pub missing: Missing,
    /// The layers of the function. They are not packaged.
    pub layers: Vec<AttachedLayer>,
    /// The target that the dropped items state or were made for. It does not depend on the chosen target.
    pub suggested_target: SuggestedTarget,
    /// Sorted, the worst first.
    pub findings: Vec<Finding>,
    /// Requirements that the user replaced.
    #[serde(skip)]
    pub overrides: Overrides,
    /// Where distributions come from. It also states which ones must not be requested from a public index.
    #[serde(skip)]
    pub placed: DistributionSources,
    /// Modules and native libraries that a layer contains according to the user.
    #[serde(skip)]
    pub layer_modules: BTreeSet<String>,
    /// Entries that are verified but not packaged as they are.
    #[serde(skip)]
    pub entry_checks: Vec<EntryCheck>,
    /// Indices of distributions that do not fit the target, according to a finding.
    #[serde(skip)]
    pub unfit: BTreeSet<usize>,
    /// Whether libraries go into a layer of their own.
    #[serde(skip)]
    pub is_split: bool,
    /// Whole files whose digests have to be checked.
    #[serde(skip)]
    pub file_checks: Vec<FileHashCheck>,
    /// Shared by plans that differ only in the bytes, sizes and modes of the user's own files.
    #[serde(skip)]
    pub shape: Rc<()>,
}

/// Serializes a shared list as a list. The feature `rc` of serde could do this too, but for all types.
fn slice<S: Serializer>(entries: &Rc<Vec<Entry>>, serializer: S) -> Result<S::Ok, S::Error> {
    entries.as_slice().serialize(serializer)
}

impl Plan {
    /// Whether, according to the user, a layer contains a module or a package around it.
    pub fn is_said_in_layer(&self, module: &str) -> bool {
        let is_in = |name: &String| {
            module.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.layer_modules.iter().any(is_in)
    }

    /// Returns the zips to make: the package and, if libraries are split off, their layer.
    pub fn zips(&self) -> Vec<Cow<'_, Plan>> {
        if !self.is_split {
            return vec![Cow::Borrowed(self)];
        }
        let part = |layer: bool| Plan {
            entries: Rc::new(self.entries.iter().filter(|entry| entry.layer == layer).cloned().collect()),
            // Scripts are checked together with their libraries.
            entry_checks: self.entry_checks.iter().filter(|_| layer).cloned().collect(),
            file_checks: self.file_checks.iter().filter(|_| layer).cloned().collect(),
            ..self.clone()
        };
        vec![Cow::Owned(part(false)), Cow::Owned(part(true))]
    }

    /// Whether there is an error finding: something would fail on Lambda.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}
