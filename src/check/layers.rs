//! Distributions of the package and of the function's layers that hide each other, and layers whose files lie too deep.

use super::common_fixes::without;
use super::context::CheckContext;
use super::modules::ModuleKind;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::plan::{Entry, Plan};
use crate::python::PackageName;
use crate::source::WantsRead;
use crate::source::attached_layer::AttachedLayer;
use crate::target::PackageKind;

/// The layer that has a distribution, and the version of that distribution.
pub fn find<'p>(plan: &'p Plan, name: &PackageName) -> Option<(&'p AttachedLayer, &'p str)> {
    plan.layers.iter().find_map(|layer| {
        let one = layer.distributions.iter().find(|one| one.name == name.as_ref())?;
        Some((layer, one.version.as_str()))
    })
}

/// Distributions that are in the package and in a layer, or in two layers. `/var/task` comes before `/opt` on Python's
/// path, and of two layers the one that is named later is unpacked over the other.
pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    findings.extend(nested(context));
    let own = plan.distributions.iter().map(|one| (one.name.as_str(), (one.version.as_str(), None)));
    let mut known: BTreeMap<&str, (&str, Option<&AttachedLayer>)> = own.collect();
    for layer in &plan.layers {
        for one in &layer.distributions {
            let Some((version, other)) = known.get(one.name.as_str()) else {
                known.insert(&one.name, (&one.version, Some(layer)));
                continue;
            };
            let same = if *version == one.version { Severity::Info } else { Severity::Warning };
            let message = match other {
                None => format!(
                    "{} {version} of the package hides {} of the layer \"{}\"",
                    one.name, one.version, layer.path
                ),
                Some(other) => format!(
                    "{} {version} of the layer \"{}\" and {} of the layer \"{}\" lie in one folder: the layer that the function names later wins",
                    one.name, other.path, one.version, layer.path
                ),
            };
            let fix = other.is_none().then(|| without(&one.name));
            findings
                .push(Finding::new(Code::LayerConflict, &layer.path, message).severity(same).fix_if_any(fix));
        }
    }
    Ok(())
}

/// Whether a folder is one that Python's files lie in, but not a package.
fn is_root(name: &str) -> bool {
    let minor = name.strip_prefix("python").map(|rest| rest.trim_start_matches(['3', '.']));
    matches!(name, "site-packages" | "dist-packages")
        || minor.is_some_and(|minor| minor.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The finding if everything in a layer lies deeper than in its folder `python`, where Python does not find it.
fn nested(context: &mut CheckContext) -> Option<Finding> {
    let target = context.target;
    let (modules, root) = (context.modules(), target.kind.root());
    if target.kind != PackageKind::Layer {
        return None;
    }
    let is_python = |path: &str| [".py", ".pyc", ".so"].iter().any(|end| path.ends_with(end));
    let below =
        |entry: &Entry| entry.path.strip_prefix(root).filter(|path| is_python(path)).map(String::from);
    let paths: Vec<String> = context.plan.entries.iter().filter_map(below).collect();
    let first = paths.first()?;
    let is_around_all = |folder: &str| {
        let is_below = |path: &String| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        modules.at(folder) == ModuleKind::Namespace && paths.iter().all(is_below)
    };
    let folders = first.match_indices('/').filter_map(|(at, _)| first.get(..at));
    let around: Vec<&str> = folders.take_while(|folder| is_around_all(folder)).collect();
    let is_named = |folder: &&&str| is_root(folder.rsplit('/').next().unwrap_or_default());
    let top = around.iter().rfind(is_named)?;
    let inside = context.plan.entries.iter().find(|entry| entry.path.strip_prefix(root) == Some(first))?;
    let path = match inside.from.strip_suffix(first.as_str()) {
        Some(dropped) => format!("{dropped}{top}"),
        None => inside.from.clone(),
    };
    let message = format!(
        "Everything lies in the folder \"{top}\", too deep: Python looks for it in \"python\" of a layer, not in \"{root}{top}\""
    );
    Some(
        Finding::new(Code::PackageNestedRoot, *top, message)
            .hint(format!("Drop the contents of \"{top}\", or zip them from inside it"))
            .fix(Fix::Root { path }),
    )
}
