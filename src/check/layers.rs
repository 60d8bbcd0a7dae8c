//! Distributions of the package and of the function's layers that hide each other.

use super::common_fixes::without;
use super::context::CheckContext;
use crate::collections::BTreeMap;
use crate::finding::{Code, Finding, Severity};
use crate::plan::Plan;
use crate::python::PackageName;
use crate::source::WantsRead;
use crate::source::attached_layer::AttachedLayer;

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
