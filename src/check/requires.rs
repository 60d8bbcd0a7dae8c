//! Checks the requirements of all distributions in the package, like `pip check` with the marker values of the target.

use super::context::{CheckContext, IF_IN_LAYER};
use super::graph::Graph;
use super::imports::reach::{self, Reach};
use super::layers;
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::missing_library::MissingLibrary;
use crate::plan::{Distribution, LeftOut, Plan};
use crate::python::PackageName;
use crate::python::download;
use crate::python::environment::marker_environment;
use crate::python::providers::{likely_distribution, likely_module};
use crate::python::requirement::Requirement;
use crate::python::stdlib::BACKPORTS;
use crate::source::WantsRead;
use crate::source::attached_layer::AttachedLayer;
use crate::target::{PackageKind, RUNTIME_SDK, Target, runtime_distributions};
use pep440_rs::Version;
use std::fmt::Display;

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    if plan.distributions.is_empty() {
        return Ok(());
    }
    let graph = Graph::new(context)?;
    let reach = reach::find(&graph, context)?;
    let reported = Reported::new(&plan.findings);
    // If the resolver could not settle the requirements, the newest wheels are packed, whether they fit together or
    // not. A finding reports this one cause already, so conflicts are not reported again.
    let is_settled = !plan.findings.iter().any(|finding| finding.code == Code::RequirementUnsettled);
    let said: BTreeSet<PackageName> =
        plan.layer_modules.iter().filter_map(|module| likely_distribution(module)).collect();
    let python = marker_environment(context.target)
        .map(|environment| environment.python_full_version().version.clone());
    for (index, distribution) in plan.distributions.iter().enumerate() {
        let requiring = Requiring {
            distribution,
            whose: format!("{} {}", distribution.name, distribution.version),
            severity: severity(&reach, index, context.target.kind),
            target: context.target,
        };
        let dependencies = graph.dependencies.get(index);
        let excluding = dependencies.zip(python.as_ref()).and_then(|(one, python)| one.excludes(python));
        findings.extend(excluding.map(|asked| requiring.other_python(asked)));
        for requirement in graph.requirements(index, &[]) {
            if reported.has(&requirement.name) || plan.overrides.contains_key(&requirement.name) {
                continue;
            }
            let present = graph.named(&requirement.name).and_then(|other| plan.distributions.get(other));
            findings.extend(match present {
                Some(other) if is_settled => requiring.present(requirement, other),
                Some(_) => None,
                None if said.contains(&requirement.name) => None,
                None => match layers::find(plan, &requirement.name) {
                    Some((layer, version)) => requiring.in_layer(requirement, layer, version),
                    None if is_runtime(&requirement.name, context.target.runtime.minor) => {
                        requiring.of_runtime(requirement)
                    }
                    None => Some(requiring.missing(requirement, omitted(plan, requirement))),
                },
            });
        }
    }
    Ok(())
}

/// A distribution of the package, with the data for findings about its requirements.
struct Requiring<'a> {
    distribution: &'a Distribution,
    /// The name and version of the distribution.
    whose: String,
    /// The severity of findings about requirements that fail.
    severity: Severity,
    target: &'a Target,
}

impl Requiring<'_> {
    fn finding(&self, code: Code, message: String) -> Finding {
        Finding::new(code, &self.distribution.from, message).severity(self.severity)
    }

    fn other_python(&self, asked: impl Display) -> Finding {
        let Requiring { whose, target, .. } = self;
        let message =
            format!("{whose} requires Python {asked}, and the target has 3.{}", target.runtime.minor);
        self.finding(Code::RequiresPython, message)
    }

    fn present(&self, requirement: &Requirement, other: &Distribution) -> Option<Finding> {
        let Requiring { whose, .. } = self;
        conflict(requirement, &other.version).then(|| {
            let message = format!(
                "{whose} requires \"{requirement}\", but {} {} is in the package",
                other.name, other.version
            );
            self.finding(Code::RequirementConflict, message)
        })
    }

    fn in_layer(&self, requirement: &Requirement, layer: &AttachedLayer, version: &str) -> Option<Finding> {
        let Requiring { whose, .. } = self;
        conflict(requirement, version).then(|| {
            let message = format!(
                "{whose} requires \"{requirement}\", but {} {version} is in the layer \"{}\"",
                requirement.name, layer.path
            );
            self.finding(Code::RequirementConflict, message)
        })
    }

    /// The finding about a requirement that the runtime's own version may not fulfil. This version is new enough for
    /// most requirements, but may be too new for a requirement with an upper limit.
    fn of_runtime(&self, requirement: &Requirement) -> Option<Finding> {
        let Requiring { whose, .. } = self;
        let is_sdk = RUNTIME_SDK.contains(&requirement.name.as_ref());
        (is_sdk && requirement.specifiers.are_capped()).then(|| {
            let message = format!(
                "{whose} requires \"{requirement}\", and the runtime's own {} may be another version",
                requirement.name
            );
            self.finding(Code::RequirementMissing, message)
                .severity(Severity::Warning)
                .hint("Pack it too when its version matters")
        })
    }

    /// `omitted`: what was dropped and meets the requirement, but is left out.
    fn missing(&self, requirement: &Requirement, omitted: Option<&LeftOut>) -> Finding {
        let Requiring { whose, .. } = self;
        let message = format!("{whose} requires \"{requirement}\", which is not in the package");
        let finding = self.finding(Code::RequirementMissing, message);
        let in_layer = Fix::InLayer { module: likely_module(&requirement.name) };
        let finding = match omitted {
            Some(LeftOut { name, from, why, .. }) => finding
                .hint(format!("\"{from}\" has it, but is left out: {why}"))
                .fix(Fix::Include { name: name.clone() })
                .or_fix(in_layer),
            None => finding
                .needs([MissingLibrary::new(requirement.to_string())])
                .hint(download::missing_hint())
                .fix(in_layer),
        };
        match self.target.layers_unzipped_size {
            0 => finding,
            _ => finding.severity(Severity::Warning).hint(IF_IN_LAYER),
        }
    }
}

/// The distribution that was dropped and meets a requirement, but is left out.
fn omitted<'p>(plan: &'p Plan, requirement: &Requirement) -> Option<&'p LeftOut> {
    let fits = |one: &&LeftOut| {
        one.name == requirement.name.as_ref() && one.can_be_included() && !conflict(requirement, &one.version)
    };
    plan.left_out.iter().find(fits)
}

/// The severity of a requirement that is not fulfilled. It is an error for a distribution that the function reaches.
/// It is a warning for one that no code imports, for layers, and for code that cannot be read.
fn severity(reach: &Reach, distribution: usize, kind: PackageKind) -> Severity {
    let is_reached = kind == PackageKind::Function && reach.all.contains(&distribution);
    if is_reached { Severity::Error } else { Severity::Warning }
}

/// Whether a version does not fulfil a requirement. As in pip check, pre-releases may fulfil it, and text that is not
/// a version never conflicts.
fn conflict(requirement: &Requirement, version: &str) -> bool {
    version.parse::<Version>().is_ok_and(|version| !requirement.specifiers.admit(&version))
}

fn is_runtime(name: &PackageName, minor: u8) -> bool {
    runtime_distributions(minor).chain(BACKPORTS.iter().copied()).any(|one| one == name.as_ref())
}

/// Distributions that the resolver's findings already mention.
struct Reported(BTreeSet<PackageName>);

impl Reported {
    /// Collects the requirements that the messages of the findings quote.
    fn new(findings: &[Finding]) -> Reported {
        let codes = [Code::RequirementMissing, Code::RequirementConflict, Code::RequirementUnsupported];
        let messages =
            findings.iter().filter(|finding| codes.contains(&finding.code)).map(|finding| &finding.message);
        let quoted = messages.flat_map(|message| message.split('"').skip(1).step_by(2));
        Reported(
            quoted
                .filter_map(|text| Requirement::parse(text).ok())
                .map(|requirement| requirement.name)
                .collect(),
        )
    }

    fn has(&self, name: &PackageName) -> bool {
        self.0.contains(name)
    }
}
