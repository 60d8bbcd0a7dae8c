//! What the user may choose about a plan, besides the target.

use crate::collections::{BTreeMap, BTreeSet};
use serde::Deserialize;

/// `PlanOptions` of the JavaScript interface. Everything has a default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// Optional dependencies of pyproject.toml to install, by extra.
    pub extras: BTreeSet<String>,
    /// Dependency groups of pyproject.toml to install.
    pub groups: BTreeSet<String>,
    /// Leave out the distributions Lambda's runtime brings itself, boto3 among them.
    pub exclude_runtime: bool,
    /// What to take out of libraries.
    pub slim: Slim,
    /// Keep bytecode that matches the target's Python.
    pub bytecode: bool,
    /// Libraries into a layer, the user's code into the function.
    pub split: bool,
    /// Requirements that are replaced, whoever has them: by name, the version to take instead, or nothing to leave the
    /// distribution out.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, string | null>"))]
    pub overrides: BTreeMap<String, Option<String>>,
    /// Modules that a layer of the function has, as they are imported, and native libraries by their file names. Nothing
    /// else is known of them.
    pub layer_modules: BTreeSet<String>,
    /// Requirements besides those of files, as they are written there; where no file says what is required, all that is at
    /// hand ships anyway.
    pub requirements: BTreeSet<String>,
    /// Take away the one folder everything in a dropped zip lies in.
    pub strip_root: bool,
    /// What not to ship, by name.
    pub leave_out: LeaveOut,
}

/// What the user leaves out of the package by name. What is not there is left out of nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default)]
pub struct LeaveOut {
    /// Distributions by name, in any spelling.
    pub distributions: BTreeSet<String>,
    /// Files, and folders with all that is in them. Paths begin where Python's files go: in a layer, inside `python/`.
    pub paths: BTreeSet<String>,
}

/// What may be taken out of libraries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default)]
pub struct Slim {
    /// Test directories of distributions.
    pub tests: bool,
    /// *.pyi and py.typed.
    pub typing: bool,
    /// C, C++ and Cython sources and headers.
    pub sources: bool,
    /// Folders of documentation and examples.
    pub docs: bool,
    /// The files of dist-info nothing reads at run time.
    pub dist_info: bool,
}
