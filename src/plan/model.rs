//! What a plan says.

use super::placed::Placed;
use super::slim::Savings;
use super::suggest::SuggestedTarget;
use crate::collections::BTreeSet;
use crate::digest::Digest;
use crate::finding::{Finding, Severity};
use crate::python::download::Missing;
use crate::python::requirement_set::Optional;
use crate::resolve::overrides::Overrides;
use crate::source::in_layer::InLayer;
use crate::source::zip::ZipEntry;
use crate::source::{Content, FileId, SourceKind};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::rc::Rc;

/// A file of the package.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Entry {
    /// In the package.
    pub path: String,
    /// Unzipped bytes.
    pub size: u64,
    /// Unix mode with its file type.
    pub mode: u32,
    /// The item it comes from, as dropped.
    pub from: String,
    /// As its RECORD states it.
    #[serde(rename = "sha256", serialize_with = "hex", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub digest: Option<Digest>,
    /// What the RECORD of an installed distribution says of its bytes, which may have been changed.
    #[serde(skip)]
    pub recorded: Option<Digest>,
    /// Where its bytes come from.
    #[serde(skip)]
    pub content: Content,
    /// What it came in.
    #[serde(skip)]
    pub kind: SourceKind,
    /// Index of its distribution in `distributions` of the plan.
    #[serde(rename = "distribution", skip_serializing_if = "Option::is_none")]
    pub owner: Option<usize>,
    /// Goes into the layer that was asked for beside the function.
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
    /// Of all its files, in bytes.
    pub unzipped_size: u64,
    /// What the package loses without it and what only it needs.
    pub removable_size: u64,
}

/// A distribution that was at hand, but is not in the package.
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
    /// What it would have added.
    pub unzipped_size: u64,
    /// The reason, in a clause.
    pub why: String,
}

/// A dropped file whose bytes have to have one of these digests. Packing verifies it: planning
/// never reads a whole wheel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHashCheck {
    /// The dropped file.
    pub file: FileId,
    /// Its path as dropped.
    pub from: String,
    /// In bytes.
    pub size: u64,
    /// One of these it must have.
    pub digests: Vec<Digest>,
}

/// What a dropped thing was taken for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SourceSummary {
    /// The dropped file or folder; empty for the files dropped loose.
    pub path: String,
    /// What it was taken for.
    pub kind: SourceKind,
    /// How many entries of the package come from it.
    pub entries: usize,
    /// The Python a virtualenv was made for, such as `3.13.2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub python: Option<String>,
    /// The system a virtualenv was made for: `Linux`, `macOS` or `Windows`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"Linux\" | \"macOS\" | \"Windows\""))]
    pub system: Option<&'static str>,
}

/// Bytes of a dropped zip that packing verifies though they do not ship as they are.
#[derive(Clone, Debug)]
pub struct EntryCheck {
    /// The zip.
    pub file: FileId,
    /// The item's path as dropped.
    pub from: String,
    /// As the zip lists it.
    pub entry: ZipEntry,
    /// As RECORD states it.
    pub digest: Digest,
}

/// What will be in the package, and what is wrong with it.
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
    /// Wheels that were dropped and do not ship.
    pub left_out: Vec<LeftOut>,
    /// What was dropped, and what it was taken for.
    pub sources: Vec<SourceSummary>,
    /// Extras and dependency groups there are to choose from.
    pub optional: Optional,
    /// Handlers the package may have, the most likely first.
    pub handlers: Vec<String>,
    /// Of all entries, in bytes.
    pub unzipped_size: u64,
    /// What could be left out, in bytes.
    pub savings: Savings,
    /// The libraries that are missing, and the commands that fetch them.
    pub missing: Missing,
    /// The layers that the function has, which do not ship.
    pub layers: Vec<InLayer>,
    /// The target that what was dropped states or was made for. It is the same whatever the target is.
    pub suggested_target: SuggestedTarget,
    /// Sorted, the worst first.
    pub findings: Vec<Finding>,
    /// What was overridden.
    #[serde(skip)]
    pub overrides: Overrides,
    /// What no public index is to be asked for.
    #[serde(skip)]
    pub placed: Placed,
    /// Modules and native libraries that a layer is said to have.
    #[serde(skip)]
    pub layer_modules: BTreeSet<String>,
    /// What is read for checking, though it does not ship.
    #[serde(skip)]
    pub entry_checks: Vec<EntryCheck>,
    /// Distributions that a finding says do not fit the target, by index.
    #[serde(skip)]
    pub unfit: BTreeSet<usize>,
    /// Whether libraries go into a layer of their own.
    #[serde(skip)]
    pub is_split: bool,
    /// Whole files whose digests have to be checked.
    #[serde(skip)]
    pub file_checks: Vec<FileHashCheck>,
    /// The same one in plans that differ in nothing but the bytes, sizes and modes of the user's own files.
    #[serde(skip)]
    pub shape: Rc<()>,
}

/// A shared list as a list. The feature `rc` of serde would do it too, for all.
fn slice<S: Serializer>(entries: &Rc<Vec<Entry>>, serializer: S) -> Result<S::Ok, S::Error> {
    entries.as_slice().serialize(serializer)
}

impl Plan {
    /// Whether a layer is said to have a module, or one that it is inside of.
    pub fn is_said_in_layer(&self, module: &str) -> bool {
        let is_in = |name: &String| {
            module.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.layer_modules.iter().any(is_in)
    }

    /// The zips to make: the package, and the layer where libraries are split off.
    pub fn zips(&self) -> Vec<Cow<'_, Plan>> {
        if !self.is_split {
            return vec![Cow::Borrowed(self)];
        }
        let part = |layer: bool| Plan {
            entries: Rc::new(self.entries.iter().filter(|entry| entry.layer == layer).cloned().collect()),
            // Scripts are checked with the libraries they came with.
            entry_checks: self.entry_checks.iter().filter(|_| layer).cloned().collect(),
            file_checks: self.file_checks.iter().filter(|_| layer).cloned().collect(),
            ..self.clone()
        };
        vec![Cow::Owned(part(false)), Cow::Owned(part(true))]
    }

    /// Whether something would fail on Lambda.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}
