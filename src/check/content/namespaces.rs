//! Namespace packages (PEP 420) with hidden portions. Python's finder prefers a module, or a package with an
//! `__init__`, to the portions of a namespace package.

use crate::check::common_fixes::ignoring;
use crate::check::context::CheckContext;
use crate::check::graph::Graph;
use crate::check::imports::reach;
use crate::check::modules::{Modules, is_own};
use crate::finding::{Code, Finding, Severity};
use crate::plan::{Entry, Plan};
use crate::source::WantsRead;
use crate::target::PackageKind;

pub fn check(
    modules: &Modules,
    context: &mut CheckContext,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let plan = context.plan;
    let hidden = modules.hidden_portions();
    if hidden.is_empty() {
        return Ok(());
    }
    let graph = Graph::new(context)?;
    let (walk, reach) = reach::walk(modules, &graph, context)?;
    for (hiding, hidden) in hidden {
        let entries = [hiding, hidden].map(|index| plan.entries.get(index));
        let (number, [Some(hiding), Some(hidden)]) = (hiding, entries) else { continue };
        // A distribution may hide its own files on purpose. The user's own imports are followed anyway.
        if hiding.owner == hidden.owner {
            continue;
        }
        let is_asked = walk
            .iter()
            .flat_map(|walk| &walk.asked)
            .any(|(of, name)| *of == number && modules.is_hidden_below(number, name));
        // A distribution is lost only if all its modules are hidden. A hidden stray folder of a distribution that is
        // imported by another name does no harm.
        let is_lost = hidden.owner.is_some_and(|owner| {
            let is_used = context.target.kind == PackageKind::Layer || reach.all.contains(&owner);
            is_used && is_all_below(hidden, owner, plan)
        });
        let is_removed = is_own(hiding) && hiding.path.ends_with("/__init__.py");
        let fix = ignoring(hiding).filter(|_| is_removed);
        let (hiding, hidden) = (hiding.path.as_str(), hidden.path.as_str());
        let hint = match hiding.ends_with("/__init__.py") {
            true => format!("Remove \"{hiding}\", or put both into one zip"),
            false => format!("Rename \"{hiding}\""),
        };
        let message =
            format!("\"{hiding}\" hides \"{hidden}\": Python looks no further once it has found that");
        let severity = if is_asked || is_lost { Severity::Error } else { Severity::Warning };
        let finding = Finding::new(Code::NamespacePackage, hiding, message).hint(hint).severity(severity);
        findings.push(finding.fix_if_any(fix));
    }
    Ok(())
}

/// Whether all modules of a distribution are in the same top-level folder as `entry`.
fn is_all_below(entry: &Entry, owner: usize, plan: &Plan) -> bool {
    let Some((top, _)) = entry.path.rsplit_once('/') else { return false };
    let top = top.trim_start_matches("python/").split('/').next().unwrap_or(top);
    let is_module = |entry: &&Entry| [".py", ".so", ".pyc"].iter().any(|end| entry.path.ends_with(end));
    let own = plan.entries.iter().filter(|entry| entry.owner == Some(owner)).filter(is_module);
    own.filter(|entry| !entry.path.contains(".data/"))
        .all(|entry| entry.path.trim_start_matches("python/").split('/').next() == Some(top))
}
