//! Chooses wheels if there are no requirements: of each distribution the newest version that meets the requirements of
//! the other wheels, and of this version the wheel with the best tag. If no choice meets them, the newest version is
//! chosen. A pre-release is chosen only if there is no release ("Handling of pre-releases").

use super::overrides::Overrides;
use super::same_bytes::same_bytes;
use super::{Candidate, Choice, ResolveContext, agreeing, better, duplicate, met_by, why_not_variant};
use crate::collections::{BTreeMap, sort_by};
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::missing_library::MissingLibrary;
use crate::python::download;
use crate::python::tags::Tags;
use crate::python::wheel_filename::WheelFilename;
use crate::source::{Item, ReadCache, Store, WantsRead};
use pep440_rs::Version;

/// Chooses the newest wheels. Every wheel that is not chosen becomes a finding.
///
/// # Errors
///
/// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
pub fn choose<'a>(
    wheels: Vec<Candidate<'a>>,
    overrides: &Overrides,
    context: &ResolveContext,
    cache: &mut ReadCache,
    store: &mut dyn Store,
    findings: &mut Vec<Finding>,
) -> Result<Choice<'a>, WantsRead> {
    let preferred = agreeing::versions(&wheels, overrides, context, cache, store)?;
    let mut by_name: BTreeMap<_, Vec<Candidate>> = BTreeMap::new();
    for wheel in wheels {
        by_name.entry(wheel.1.name.clone()).or_default().push(wheel);
    }
    let mut choice = Choice::default();
    let mut missing = false;
    for (name, wheels) in by_name {
        let mut chooser = Chooser { context, cache, store, findings, choice: &mut choice };
        missing |= chooser.choose(wheels, preferred.get(&name)).is_err();
    }
    if missing { Err(WantsRead) } else { Ok(choice) }
}

struct Chooser<'c, 'a, 's> {
    context: &'c ResolveContext<'c>,
    cache: &'s mut ReadCache,
    store: &'s mut dyn Store,
    findings: &'s mut Vec<Finding>,
    choice: &'s mut Choice<'a>,
}

impl<'a> Chooser<'_, 'a, '_> {
    fn choose(&mut self, wheels: Vec<Candidate<'a>>, preferred: Option<&Version>) -> Result<(), WantsRead> {
        let tags = self.context.tags;
        let mut fitting = Vec::new();
        let mut unfit = Vec::new();
        for wheel in wheels {
            match tags.rank(&wheel.1.tags).filter(|_| wheel.1.special_variant().is_none()) {
                Some(rank) => fitting.push((rank, wheel)),
                None => unfit.push(wheel),
            }
        }
        let order = |(_, (_, name)): &(usize, Candidate)| (!is_prerelease(name), name.version.clone());
        sort_by(&mut fitting, |one, other| order(other).cmp(&order(one)).then_with(|| better(one, other)));
        let mut fitting = fitting.into_iter().map(|(_, wheel)| wheel);
        // If the Requires-Python of a wheel excludes the target, an older wheel that fits is chosen.
        let mut excluded = Vec::new();
        let mut passed = Vec::new();
        let chosen = loop {
            let Some(wheel) = fitting.next() else {
                break None;
            };
            match self.excludes(&wheel)? {
                Some(why) => excluded.push((wheel, why)),
                None if preferred.is_some_and(|version| wheel.1.version != *version) => passed.push(wheel),
                None => break Some(wheel),
            }
        };
        let mut passed = passed.into_iter();
        let chosen = chosen.or_else(|| passed.next());
        for (wheel, why) in excluded {
            let (item, name) = &wheel;
            let finding = Finding::new(
                Code::RequiresPython,
                &item.path,
                format!("The wheel \"{}\" of {} {} is left out: {why}", item.path, name.name, name.version),
            );
            let severity = if chosen.is_some() { Severity::Info } else { Severity::Error };
            self.findings.push(finding.severity(severity));
            self.choice.left_out.push((wheel, why));
        }
        for wheel in unfit {
            self.findings.push(unfit_finding(wheel.0, &wheel.1, tags, chosen.as_ref()));
            let why = why_not(&wheel.1, tags);
            self.choice.left_out.push((wheel, why));
        }
        let Some(chosen) = chosen else {
            return Ok(());
        };
        for other in passed.chain(fitting) {
            if other.1 == chosen.1 && !same_bytes(chosen.0, other.0, self.cache, self.store)? {
                self.findings.push(duplicate(chosen.0, other.0));
            } else {
                self.findings.push(left_finding((other.0, &other.1), (chosen.0, &chosen.1)));
            }
            let why = if other.1 == chosen.1 {
                format!("it is \"{}\" once more", chosen.0.path)
            } else if other.1.version == chosen.1.version {
                format!("\"{}\" fits the target better", chosen.0.path)
            } else if is_prerelease(&other.1) && !is_prerelease(&chosen.1) {
                format!("it is a pre-release, and {} is a release", chosen.1.version)
            } else if other.1.version > chosen.1.version {
                met_by(&chosen.1.version)
            } else {
                format!("{} is newer", chosen.1.version)
            };
            self.choice.left_out.push((other, why));
        }
        self.choice.wheels.push(chosen);
        Ok(())
    }

    /// Why the wheel's Requires-Python excludes the target. Faults of the wheel are not reported here: they are found
    /// again when the wheel is loaded.
    fn excludes(&mut self, (item, name): &Candidate) -> Result<Option<String>, WantsRead> {
        let read = self.cache.wheel(item, name, self.store)?;
        let python = self.context.python();
        Ok(read.ok().and_then(|wheel| {
            let asked = wheel.dependencies.excludes(python)?;
            Some(format!("it requires Python {asked}"))
        }))
    }
}

fn is_prerelease(name: &WheelFilename) -> bool {
    name.version.any_prerelease()
}

fn why_not(name: &WheelFilename, tags: &Tags) -> String {
    match name.special_variant().filter(|_| tags.rank(&name.tags).is_some()) {
        Some(label) => why_not_variant(label),
        None => tags.why_not(&name.tags),
    }
}

fn unfit_finding(item: &Item, name: &WheelFilename, tags: &Tags, chosen: Option<&Candidate>) -> Finding {
    let why = why_not(name, tags);
    match chosen {
        None if name.special_variant().is_some() && tags.rank(&name.tags).is_some() => {
            let message = format!("The wheel \"{}\" is left out: {why}", item.path);
            Finding::new(Code::WheelVariant, &item.path, message).severity(Severity::Error)
        }
        Some((other, _)) => Finding::new(
            Code::WheelSkipped,
            &item.path,
            format!("The wheel \"{}\" is left out for \"{}\": {why}", item.path, other.path),
        ),
        None => Finding::new(
            Code::WheelIncompatible,
            &item.path,
            format!("The wheel \"{}\" does not fit the target: {why}", item.path),
        )
        .hint(format!("A wheel tagged {} would fit. {}", tags.fitting(&name.tags), download::ADVICE))
        .needs([MissingLibrary {
            alone: true,
            ..MissingLibrary::new(format!("{}=={}", name.name, name.version))
        }]),
    }
}

fn left_finding(
    (item, name): (&Item, &WheelFilename),
    (chosen, chosen_name): (&Item, &WheelFilename),
) -> Finding {
    let (code, why) = if name == chosen_name {
        (Code::WheelSkipped, "which is the same wheel")
    } else if name.version == chosen_name.version {
        (Code::WheelSkipped, "which fits the target better")
    } else if is_prerelease(name) && !is_prerelease(chosen_name) {
        (Code::WheelSkipped, "which is a release")
    } else if name.version > chosen_name.version {
        (Code::WheelSkipped, "which meets the requirements of the other wheels")
    } else {
        (Code::WheelOlder, "which is newer")
    };
    let finding = Finding::new(
        code,
        &item.path,
        format!("The wheel \"{}\" is left out for \"{}\", {why}", item.path, chosen.path),
    );
    match code {
        Code::WheelOlder => finding.fix(Fix::Remove { path: item.path.clone() }),
        _ => finding,
    }
}
