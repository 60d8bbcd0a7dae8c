//! The user's choices for a plan, besides the target.

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
    /// Leave out the distributions that Lambda's runtime contains, such as boto3.
    pub exclude_runtime: bool,
    /// What to remove from libraries.
    pub slim: Slim,
    /// Keep bytecode that matches the target's Python.
    pub bytecode: bool,
    /// Put libraries into a layer, and the user's code into the function.
    pub split: bool,
    /// Replaced requirements, by name, regardless of what requires them. The value is the version to use instead, or
    /// nothing to leave the distribution out.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, string | null>"))]
    pub overrides: BTreeMap<String, Option<String>>,
    /// Modules, by import name, and native libraries, by file name, that a layer of the function contains. Nothing else
    /// is known of them.
    pub layer_modules: BTreeSet<String>,
    /// Additional requirements, in the syntax of a requirements file. They have no effect if no file lists
    /// requirements: then everything available is packaged anyway.
    pub requirements: BTreeSet<String>,
    /// Files of a folder keep their paths, even if its pyproject.toml or setup.cfg states that its packages are in a
    /// folder below. Deployment tools package a folder this way.
    pub keep_paths: bool,
    /// Remove the top folder of a dropped zip if all its files are in that one folder.
    pub strip_root: bool,
    /// What to leave out, by name.
    pub leave_out: LeaveOut,
}

/// What the user leaves out of the package, by name. Unknown names are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default)]
pub struct LeaveOut {
    /// Distributions by name, in any spelling.
    pub distributions: BTreeSet<String>,
    /// Files, and folders with everything in them. Paths are relative to the folder of Python's files: in a layer,
    /// `python/`.
    pub paths: BTreeSet<String>,
}

/// What can be removed from libraries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", default)]
pub struct Slim {
    /// Test directories of distributions.
    pub tests: bool,
    /// Files `*.pyi` and `py.typed`.
    pub typing: bool,
    /// C, C++ and Cython sources and headers.
    pub sources: bool,
    /// Folders of documentation and examples.
    pub docs: bool,
    /// Files of dist-info that nothing reads at run time.
    pub dist_info: bool,
}
