//! Files at the root of the path that hide modules of Python or of a distribution.

use crate::check::context::CheckContext;
use crate::check::graph::Graph;
use crate::check::modules::{ModuleKind, Modules, is_own};
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding};
use crate::plan::Distribution;
use crate::python::PackageName;
use crate::python::stdlib::{self, StdlibStatus};
use crate::source::WantsRead;

/// Modules of the standard library that functions do not use. Files may have their names.
const FREE: &[&str] = &["__main__", "antigravity", "idlelib", "test", "this", "turtledemo"];

pub fn check(
    modules: &Modules,
    context: &mut CheckContext,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let plan = context.plan;
    let minor = context.target.runtime.minor;
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (name, spot) in modules.tops() {
        if let ModuleKind::Module(index) | ModuleKind::Package(index) = spot {
            by_name.entry(name).or_default().push(index);
        }
    }
    for (name, indices) in by_name {
        let entries: Vec<_> = indices.iter().filter_map(|index| plan.entries.get(*index)).collect();
        let Some(first) = entries.first() else { continue };
        if stdlib::find(name, minor) == StdlibStatus::Present
            && !name.starts_with('_')
            && !FREE.contains(&name)
        {
            let message = if stdlib::is_builtin(name) {
                format!("\"{}\" is never imported: \"{name}\" is built into Python", first.path)
            } else if stdlib::is_loaded(name) {
                format!(
                    "\"{}\" is never imported: the runtime has loaded \"{name}\" of Python's standard library before",
                    first.path
                )
            } else {
                format!("\"{}\" hides \"{name}\" of Python's standard library", first.path)
            };
            let finding = Finding::new(Code::ImportShadowed, &first.path, message);
            findings.push(match first.owner.and_then(|owner| plan.distributions.get(owner)) {
                Some(distribution) => {
                    let requirers = requirers(distribution, context)?;
                    finding.hint(format!(
                        "Leave \"{}\" out{requirers}: Python 3.{minor} has the module itself",
                        distribution.name
                    ))
                }
                None => finding,
            });
            continue;
        }
        // Python finds a package before a module of the same name.
        let owner = |own: bool| entries.iter().copied().find(|entry| is_own(entry) == own);
        if let (Some(own), Some(library)) = (owner(true), owner(false)) {
            let (hiding, hidden) = if first.path == own.path { (own, library) } else { (library, own) };
            findings.push(Finding::new(
                Code::ImportShadowed,
                &own.path,
                format!("\"{}\" hides \"{}\": both are imported as \"{name}\"", hiding.path, hidden.path),
            ));
        }
    }
    overridden(modules, context, findings);
    Ok(())
}

/// A clause that names the distributions which require a distribution.
fn requirers(distribution: &Distribution, context: &mut CheckContext) -> Result<String, WantsRead> {
    let Ok(name) = distribution.name.parse::<PackageName>() else { return Ok(String::new()) };
    let graph = Graph::new(context)?;
    let all = context.plan.distributions.iter().enumerate();
    let requiring = all.filter(|(index, _)| {
        graph.requirements(*index, &[]).iter().any(|requirement| requirement.name == name)
    });
    let names: Vec<String> = requiring.map(|(_, one)| format!("\"{}\"", one.name)).collect();
    Ok(match &names[..] {
        [] => String::new(),
        [one] => format!(", though {one} requires it"),
        [first, ..] => format!(", though {first} and {} more require it", names.len() - 1),
    })
}

/// Reports an `__init__.py` of the user that replaces the one of a distribution's package.
fn overridden(modules: &Modules, context: &CheckContext, findings: &mut Vec<Finding>) {
    let plan = context.plan;
    for (name, spot) in modules.tops() {
        let ModuleKind::Package(index) = spot else { continue };
        let Some(init) = plan.entries.get(index).filter(|entry| is_own(entry)) else { continue };
        let folder = init.path.strip_suffix("__init__.py").unwrap_or(&init.path);
        let owner = plan
            .entries
            .iter()
            .filter(|entry| entry.path.starts_with(folder) && !is_own(entry))
            .find_map(|entry| plan.distributions.get(entry.owner?));
        if let Some(distribution) = owner {
            findings.push(Finding::new(
                Code::ImportShadowed,
                &init.path,
                format!(
                    "\"{}\" takes the place of the package \"{name}\" of \"{}\"",
                    init.path, distribution.name
                ),
            ));
        }
    }
}
