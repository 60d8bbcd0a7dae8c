//! Checks a plan for what would fail on Lambda. Each family of findings has its own file.

mod candidates;
mod common_fixes;
mod content;
mod context;
mod dominators;
mod graph;
mod handler;
mod handler_elsewhere;
mod handler_near;
mod import_outcome;
mod imports;
mod layers;
mod modules;
mod native;
mod requires;
mod size;
mod written;

use crate::collections::{BTreeSet, sort};
use crate::finding::{Code, Finding, Severity};
use crate::limit_findings::limit_findings;
use crate::plan::{self, Options, Plan, PlanContext};
use crate::python::download::Missing;
use crate::source::{FileId, WantsRead};
use crate::target::Target;
use context::CheckContext;
use std::cell::OnceCell;

type CheckFn = fn(&mut CheckContext, &mut Vec<Finding>) -> Result<(), WantsRead>;

/// Checks of one kind.
struct Family {
    check: CheckFn,
    /// Whether the check needs the contents of native files.
    reads_natives: bool,
}

const fn family(check: CheckFn) -> Family {
    Family { check, reads_natives: false }
}

/// The families, in the order in which they run.
const FAMILIES: &[Family] = &[
    Family { check: native::check, reads_natives: true },
    family(handler::check),
    family(imports::check),
    family(requires::check),
    family(layers::check),
    family(size::check),
    family(content::check),
];

/// A plan that is being checked. Findings are kept while the remaining checks wait for bytes.
pub struct Checking {
    plan: Plan,
    /// The result of [`native::in_zips`].
    natives: OnceCell<Vec<usize>>,
    left: Vec<&'static Family>,
    findings: Vec<Finding>,
    removable: Option<Vec<u64>>,
    handlers: Option<Vec<String>>,
    /// The result of [`candidates::is_project`], once it is known.
    is_project: Option<bool>,
    target: Target,
}

impl Checking {
    /// Makes the plan with [`plan::make`], without checking it.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`.
    pub fn begin(options: &Options, context: &mut PlanContext) -> Result<Checking, WantsRead> {
        context.cache.scan_sources(content::secrets::scan);
        let plan = plan::make(context, options)?;
        let left = FAMILIES.iter().collect();
        Ok(Checking {
            plan,
            natives: OnceCell::new(),
            left,
            findings: Vec::new(),
            removable: None,
            handlers: None,
            is_project: None,
            target: context.target.clone(),
        })
    }

    /// The plan as it was made. It has only the findings of making it.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Native files in zips that have not been read yet, by zip and local header. Verifying the zip can read them in
    /// the same pass. In this case [`Checking::run`] must not read them before.
    pub fn unread_natives(&self, context: &PlanContext) -> BTreeSet<(FileId, u64)> {
        let natives = self.natives.get_or_init(|| native::in_zips(&self.plan, context.target));
        native::unread(&self.plan, natives, &context.cache.natives)
    }

    /// Runs the checks that are not finished. Checks that read native files run only if `with_natives` is set.
    ///
    /// # Errors
    ///
    /// `WantsRead` if bytes are needed that the host has not read yet: see `ReadCache::take_wants`. Findings of
    /// finished checks are kept, and the next call runs the others.
    pub fn run(&mut self, context: &mut PlanContext, with_natives: bool) -> Result<(), WantsRead> {
        let PlanContext { items, target, cache, store } = context;
        let mut checked = CheckContext::new(&self.plan, items, target, cache, *store);
        let context = &mut checked;
        let findings = &mut self.findings;
        let mut is_missing = false;
        // All remaining checks run, so that the missing bytes are read together.
        self.left.retain(|family| {
            if family.reads_natives && !with_natives {
                return true;
            }
            let before = findings.len();
            is_missing |= (family.check)(context, findings).is_err();
            // Some checks use the findings of earlier checks, so a result counts only if no earlier check lacks bytes.
            if is_missing {
                findings.truncate(before);
            }
            is_missing
        });
        if self.removable.is_none() {
            self.removable = size::removable(context).ok();
        }
        if self.handlers.is_none() {
            self.handlers = candidates::all(context).ok();
        }
        if self.is_project.is_none() {
            self.is_project = candidates::is_project(context).ok();
        }
        checked.keep();
        if is_missing || self.removable.is_none() || self.handlers.is_none() || self.is_project.is_none() {
            Err(WantsRead)
        } else {
            Ok(())
        }
    }

    /// The plan with all findings.
    pub fn finish(self) -> Plan {
        let findings = self.findings();
        let Checking { mut plan, removable, handlers, target, .. } = self;
        let needs = findings.iter().filter(|finding| finding.severity != Severity::Info);
        plan.missing = Missing::new(needs.flat_map(|finding| finding.needs.iter().cloned()), &target);
        plan.handlers = handlers.unwrap_or_default();
        for (distribution, size) in plan.distributions.iter_mut().zip(removable.unwrap_or_default()) {
            distribution.removable_size = size;
        }
        plan.findings = findings;
        plan
    }

    /// The findings so far, including those of making the plan.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = [self.plan.findings.as_slice(), &self.findings].concat();
        findings.iter_mut().for_each(|finding| self.plan.placed.apply(finding));
        sort(&mut findings);
        findings.dedup();
        if self.is_project == Some(true) {
            fold_requirements(&mut findings, &self.target);
        }
        limit_findings(&mut findings);
        findings
    }
}

/// Replaces several findings about missing requirements by one, unless the package has a handler. The requirements of
/// a project are for its developers, and say nothing about a single function.
fn fold_requirements(findings: &mut Vec<Finding>, target: &Target) {
    const MAX_MISSING: usize = 3;
    let is_missing = |finding: &Finding| finding.code == Code::RequirementMissing;
    let count = findings.iter().filter(|finding| is_missing(finding)).count();
    let lacks_handler = findings.iter().any(|finding| finding.code == Code::HandlerMissingModule);
    let has_handler = target.handler.is_some() && !lacks_handler;
    if has_handler || count <= MAX_MISSING {
        return;
    }
    let Some(first) = findings.iter().position(is_missing) else { return };
    let folded = findings[first].clone();
    findings.retain(|finding| !is_missing(finding));
    let message = format!(
        "{}, and so are {} more requirements: this is not the folder of one function",
        folded.message,
        count - 1
    );
    let folded = Finding { message, needs: Vec::new(), ..folded }.hint("Drop the folder of one function");
    findings.insert(first.min(findings.len()), folded);
}
