//! Python's packaging specifications (packaging.python.org, Specifications), one concept per file, and
//! data about the language and its standard library.

pub(crate) mod address;
pub mod code;
pub(crate) mod conda;
pub(crate) mod dependencies;
pub mod download;
pub(crate) mod editable;
pub(crate) mod entry_points;
pub mod environment;
pub(crate) mod ini;
pub mod lock;
pub mod marker;
pub(crate) mod metadata;
pub(crate) mod other_systems;
pub mod prerelease_policy;
pub(crate) mod project_sources;
pub(crate) mod providers;
pub(crate) mod pth;
pub mod pyc;
pub mod pyproject;
pub mod record;
pub(crate) mod requirement;
pub mod requirement_set;
pub mod requirements_txt;
pub(crate) mod requires_python;
pub(crate) mod script;
pub mod setup_cfg;
pub mod specifiers;
pub mod stdlib;
pub mod stdlib_modules;
pub mod stdlib_names;
pub(crate) mod suffix;
pub mod tags;
pub(crate) mod text;
pub(crate) mod toml_file;
pub(crate) mod uv_rules;
pub(crate) mod variant;
pub mod wheel_filename;

pub use pep508_rs::PackageName;

/// The distribution of a folder `{name}-{version}[-py3.8].egg-info`, named as setuptools and distutils
/// do. If the folder's name has no version, PKG-INFO has it.
pub fn egg_info_name(folder: &str) -> Option<(PackageName, Option<&str>)> {
    let mut parts = folder.strip_suffix(".egg-info")?.split('-');
    Some((parts.next()?.parse().ok()?, parts.next()))
}

/// The distribution of a folder `{name}-{version}.dist-info` (recording installed projects, "The
/// .dist-info directory").
pub fn dist_info_name(folder: &str) -> Option<(PackageName, &str)> {
    let (name, version) = folder.strip_suffix(".dist-info")?.split_once('-')?;
    Some((name.parse().ok()?, version))
}
