//! The target that the dropped items state or were made for. It depends only on the drop and not on the chosen target,
//! so that hosts can adopt it.

use crate::collections::BTreeSet;
use crate::python::requires_python;
use crate::python::specifiers::Specifiers;
use crate::python::text;
use crate::python::wheel_filename::WheelFilename;
use crate::source::environment_info::EnvironmentInfo;
use crate::source::{Item, LoadedSource, ReadCache, WantsRead};
use crate::target::{Architecture, RUNTIMES, Runtime, State};
use serde::Serialize;

/// The version file of pyenv and uv. `asdf` writes `.tool-versions` instead.
const VERSION_FILE: &str = ".python-version";
/// Files that state the Python versions of a project, and the path of the key.
const PROJECTS: &[(&str, &[&str])] =
    &[("pyproject.toml", &["project", "requires-python"]), ("uv.lock", &["requires-python"])];

/// The target that a drop suggests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SuggestedTarget {
    /// Absent if nothing states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<SuggestedRuntime>,
    /// Absent if nothing states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<SuggestedArchitecture>,
}

/// A suggested runtime, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SuggestedRuntime {
    /// `target.runtime`
    pub name: &'static str,
    /// What suggests it, in a few words: `"app/.python-version"`, `the wheels`.
    pub from: String,
}

/// A suggested architecture, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SuggestedArchitecture {
    /// `target.architecture`
    pub name: Architecture,
    /// What suggests it, in a few words.
    pub from: String,
}

/// Suggests a target. The first of these sources that determines a runtime counts:
///
/// 1. `.python-version`, which states what the user wants
/// 2. the installed libraries, then the wheels, which show what they were made for
/// 3. the Python versions that the project supports
///
/// Only the wheels determine the architecture.
pub fn suggest(
    items: &[Item],
    loaded: &[LoadedSource],
    wheels: &[WheelFilename],
    cache: &mut ReadCache,
) -> Result<SuggestedTarget, WantsRead> {
    let stated = stated(items, cache)?;
    let installed = loaded.iter().find_map(|source| of_installed(&source.path, &source.made));
    let runtime = stated.or(installed).or_else(|| of_wheels(wheels)).or(required(items, cache)?);
    Ok(SuggestedTarget { runtime, architecture: architecture(wheels) })
}

/// Returns Lambda's runtime for a version of Python. `None` for a preview.
fn runtime(version: &str, from: impl Into<String>) -> Option<SuggestedRuntime> {
    let minor = version.strip_prefix("3.")?.split('.').next()?.parse().ok()?;
    let runtime = Runtime::of_minor(minor).filter(|runtime| runtime.state != State::Preview)?;
    Some(SuggestedRuntime { name: runtime.name, from: from.into() })
}

/// Finds files with a name at the root of the drop or of a dropped folder.
fn find<'a>(items: &'a [Item], name: &str) -> impl Iterator<Item = &'a Item> {
    items.iter().filter(move |item| {
        let (folder, file) = item.path.rsplit_once('/').unwrap_or(("", &item.path));
        file == name && !folder.contains('/')
    })
}

fn stated(items: &[Item], cache: &mut ReadCache) -> Result<Option<SuggestedRuntime>, WantsRead> {
    let Some(item) = find(items, VERSION_FILE).next() else { return Ok(None) };
    let bytes = cache.text(item.file)?.unwrap_or_default();
    let text = text::decode(&bytes);
    // The first version counts. uv also accepts names of implementations.
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let version = first.map(|line| line.trim_start_matches("cpython-").trim_start_matches("python"));
    Ok(version.and_then(|version| runtime(version, format!("\"{}\"", item.path))))
}

fn of_installed(path: &str, made: &EnvironmentInfo) -> Option<SuggestedRuntime> {
    runtime(made.python.as_deref()?, format!("the virtualenv \"{path}\""))
}

/// Returns the Python of the wheels that are for a single version, if all of them agree. Wheels for other systems do
/// not count, because they are replaced anyway. A Python whose runtime is deprecated does not count either, because the
/// function may use a newer one by now.
fn of_wheels(wheels: &[WheelFilename]) -> Option<SuggestedRuntime> {
    let is_usable = |tag: &String| tag == "any" || tag.contains("linux");
    let tied = wheels
        .iter()
        .filter(|wheel| wheel.tags.platform.iter().any(is_usable))
        .filter(|wheel| wheel.tags.abi.iter().all(|abi| abi.starts_with("cp3") && !abi.ends_with('t')));
    let pythons: BTreeSet<&str> =
        tied.flat_map(|wheel| wheel.tags.python.iter().map(String::as_str)).collect();
    let mut minors = pythons.iter().filter_map(|python| python.strip_prefix("cp3"));
    match (minors.next(), minors.next()) {
        (Some(minor), None) => runtime(&format!("3.{minor}"), "the wheels")
            .filter(|found| Runtime::named(found.name).is_ok_and(Runtime::is_supported)),
        _ => None,
    }
}

/// Returns the architecture of the wheels that are for a single architecture, if all of them agree.
fn architecture(wheels: &[WheelFilename]) -> Option<SuggestedArchitecture> {
    let linux = wheels.iter().flat_map(|wheel| &wheel.tags.platform).filter(|tag| tag.contains("linux"));
    let of = |tag: &String| match tag {
        tag if tag.ends_with("_x86_64") => Some(Architecture::X86_64),
        tag if tag.ends_with("_aarch64") => Some(Architecture::Arm64),
        _ => None,
    };
    let found: BTreeSet<Architecture> = linux.filter_map(of).collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(name), None) => Some(SuggestedArchitecture { name, from: "the wheels".to_string() }),
        _ => None,
    }
}

/// Returns the runtime that fits the Python versions of a project.
fn required(items: &[Item], cache: &mut ReadCache) -> Result<Option<SuggestedRuntime>, WantsRead> {
    for (file, keys) in PROJECTS {
        let Some(item) = find(items, file).next() else { continue };
        let bytes = cache.text(item.file)?.unwrap_or_default();
        if let Some(specifiers) = requires_python::stated(&text::decode(&bytes), keys) {
            return Ok(admitted(&specifiers, item));
        }
    }
    Ok(None)
}

/// Returns the newest supported runtime that the specifiers admit. `None` if that is the newest of all.
fn admitted(specifiers: &Specifiers, item: &Item) -> Option<SuggestedRuntime> {
    let supported = RUNTIMES.iter().rev().filter(|runtime| matches!(runtime.state, State::Supported { .. }));
    let admits = |runtime: &&Runtime| {
        (0..100).any(|patch| specifiers.admit(&pep440_rs::Version::new([3, u64::from(runtime.minor), patch])))
    };
    let newest = supported.clone().next();
    let found = supported.into_iter().find(admits).filter(|found| Some(found) != newest.as_ref());
    found.map(|found| SuggestedRuntime { name: found.name, from: format!("\"{}\"", item.path) })
}
