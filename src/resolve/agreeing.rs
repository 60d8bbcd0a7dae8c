//! Which version of each distribution to prefer if there are no requirements: the newest ones that meet the requirements
//! of the other wheels. `pip install --no-index --find-links` chooses the same if it is given all names.

use super::index::{Index, VersionSource};
use super::overrides::Overrides;
use super::provider::Provider;
use super::{Candidate, ResolveContext, run};
use crate::collections::{BTreeMap, BTreeSet};
use crate::python::PackageName;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet};
use crate::source::{ReadCache, Store, WantsRead};
use pep440_rs::Version;

/// Returns the preferred versions, by name. The map is empty if no distribution has several versions to choose from, and
/// if the solver finds no choice.
///
/// # Errors
///
/// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
pub fn versions(
    wheels: &[Candidate],
    overrides: &Overrides,
    context: &ResolveContext,
    cache: &mut ReadCache,
    store: &mut dyn Store,
) -> Result<BTreeMap<PackageName, Version>, WantsRead> {
    let is_usable =
        |(_, name): &&Candidate| context.tags.rank(&name.tags).is_some() && name.special_variant().is_none();
    let mut at_hand: BTreeMap<&PackageName, BTreeSet<&Version>> = BTreeMap::new();
    for (_, name) in wheels.iter().filter(is_usable) {
        at_hand.entry(&name.name).or_default().insert(&name.version);
    }
    if at_hand.values().all(|versions| versions.len() < 2) {
        return Ok(BTreeMap::new());
    }
    let required = required(at_hand.keys().copied(), overrides, context);
    let requirements: Vec<&RequirementEntry> = required.requirements.iter().collect();
    let index = Index::build(wheels.to_vec(), &requirements, &required, context, cache, store)?;
    let solved = run::run(Provider::new(&index, context.environment, &required, &requirements), context);
    if solved.is_unsettled {
        return Ok(BTreeMap::new());
    }
    // The user must see that the newest wheel is damaged, so it is not passed over.
    let is_damaged = |path: &str| index.findings.iter().any(|fault| fault.path.as_deref() == Some(path));
    let preferred = solved.solution.iter().filter_map(|(package, version)| {
        let package = index.packages.get(*package)?;
        let chosen = package.versions.get(*version)?;
        let newer = package.refused.iter().filter(|((_, name), _)| name.version > chosen.version);
        let mut damaged = newer.filter(|((item, _), _)| is_damaged(&item.path));
        let is_wheel = matches!(chosen.source, VersionSource::Wheel(..));
        (is_wheel && damaged.next().is_none()).then(|| (package.name.clone(), chosen.version.clone()))
    });
    Ok(preferred.collect())
}

/// Requires each distribution in any version, and nothing that the runtime contains.
fn required<'n>(
    names: impl Iterator<Item = &'n PackageName>,
    overrides: &Overrides,
    context: &ResolveContext,
) -> RequirementSet {
    let mut required = RequirementSet { overrides: overrides.clone(), ..RequirementSet::default() };
    let mut of_runtime: BTreeSet<PackageName> =
        context.runtime.iter().filter_map(|name| name.parse().ok()).collect();
    for installed in context.provided {
        of_runtime.remove(&installed.name);
    }
    for name in names {
        of_runtime.remove(name);
        let requirement = Requirement::parse(name.as_ref()).ok();
        required
            .requirements
            .extend(requirement.map(|one| RequirementEntry::new(one, Origin::new("", None))));
    }
    for name in of_runtime {
        required.overrides.entry(name).or_insert(None);
    }
    required
}
