//! Findings about imports that fail.

use super::advice::{Advice, left_out, of_version};
use super::walk;
use super::walker::{Failure, ImportSite, Walk};
use crate::check::context::{CheckContext, IF_IN_LAYER};
use crate::check::graph::Graph;
use crate::check::modules::Modules;
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::plan::LeftOut;
use crate::python::code::Certainty;
use crate::python::download;
use crate::python::providers::likely_distribution;
use crate::python::stdlib::{self, StdlibStatus};
use crate::python::wheel_filename::WheelFilename;
use crate::source::WantsRead;
use crate::target::is_runtime_module;

/// Maximum number of findings. More failures usually have one cause: a wrong folder, or a generated file.
const MAX_FAILURES: usize = 500;

pub fn report(
    modules: &Modules,
    walk: &Walk,
    context: &mut CheckContext,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    if walk.failures.is_empty() {
        return Ok(());
    }
    let graph = Graph::new(context)?;
    let advice = Advice { modules, own: modules.own().collect(), graph };
    // Libraries find what they need without such folders.
    let is_own = |entry: &usize| context.plan.entries.get(*entry).is_some_and(|entry| entry.owner.is_none());
    let own = walk.visited.iter().filter(|(entry, _)| is_own(entry));
    let outer = own
        .map(|(entry, (_, code))| (*entry, code))
        .find_map(|(entry, code)| Some((entry, code.outer_path.as_ref()?)));
    let mut is_missing = false;
    let mut reported = 0usize;
    let mut unreported = 0usize;
    for (failure, (certainty, places)) in &walk.failures {
        let Some(first) = places.first() else { continue };
        if is_told_elsewhere(failure, *certainty, places, &advice, context) {
            continue;
        }
        if reported == MAX_FAILURES {
            unreported += 1;
            continue;
        }
        reported += 1;
        let (what, hint) = match fault(failure, first, &advice, context) {
            Ok(Some(fault)) => fault,
            Ok(None) => continue,
            Err(WantsRead) => {
                is_missing = true;
                continue;
            }
        };
        let message = self::message(failure, *certainty, places, first, &what, walk, context);
        let omitted = match failure {
            Failure::Module { part, .. } | Failure::Extra { part, .. } => left_out(part, context)?,
            _ => None,
        };
        let omitted = omitted.filter(|omitted| omitted.can_be_included());
        let needs = advice.needs(failure).filter(|_| omitted.is_none());
        let mut finding = Finding::new(code(failure), path(context, first.entry), message)
            .hint(hint)
            .line(first.line)
            .needs(needs);
        let is_used_later = matches!(failure, Failure::Empty { .. });
        if *certainty < Certainty::Certain || is_used_later {
            finding = finding.severity(Severity::Warning);
        } else if let (Some((entry, added)), Failure::Module { standard: StdlibStatus::Unknown, .. }) =
            (outer, failure)
        {
            finding = finding.severity(Severity::Warning).hint(format!(
                "It may be in {added}, which \"{}\" adds to sys.path and which is not known here; otherwise drop a wheel that has it",
                self::path(context, entry)
            ));
        } else if context.target.layers_unzipped_size > 0 && matches!(failure, Failure::Module { .. }) {
            finding = finding.severity(Severity::Warning).hint(IF_IN_LAYER);
        }
        if let Failure::Module { part, standard: StdlibStatus::Unknown } | Failure::Extra { part, .. } =
            failure
        {
            let in_layer = Fix::InLayer { module: top(part).to_string() };
            finding = match omitted {
                Some(LeftOut { name, .. }) => {
                    finding.fix(Fix::Include { name: name.clone() }).or_fix(in_layer)
                }
                None => finding.fix(in_layer),
            };
        }
        findings.push(finding);
    }
    if let (1.., Some((visited, _))) = (unreported, walk.visited.first_key_value()) {
        let path = path(context, *visited);
        let message = format!("{unreported} more imports of \"{path}\" and what it imports fail");
        // This finding has no path, so that it is not counted as one of the failures.
        findings.push(Finding::general(Code::ImportMissing, message).hint("Correct the others first"));
    }
    if is_missing { Err(WantsRead) } else { Ok(()) }
}

/// Whether a failure needs no finding, or another finding already reports it.
fn is_told_elsewhere(
    failure: &Failure,
    certainty: Certainty,
    places: &BTreeSet<ImportSite>,
    advice: &Advice,
    context: &mut CheckContext,
) -> bool {
    // Code distinguishes platforms in more ways than can be followed.
    let is_foreign = matches!(failure, Failure::Module { standard: StdlibStatus::OnlyOn(_), .. });
    if is_foreign && certainty < Certainty::Certain {
        return true;
    }
    // Another finding reports that a requirement of the distribution is missing.
    if let Failure::Module { part, .. } = failure
        && places.iter().all(|place| advice.requires(place.entry, part, context))
    {
        return true;
    }
    if let Failure::Module { part, .. } | Failure::Extra { part, .. } = failure
        && context.plan.is_said_in_layer(part)
    {
        return true;
    }
    let is_told = [is_told_of_installed, is_told_of_missing, is_told_of_wheel];
    is_told.iter().any(|is_told| is_told(failure, context))
}

/// What is missing, as the end of a sentence, and the hint. `None` if nothing is missing.
fn fault(
    failure: &Failure,
    first: &ImportSite,
    advice: &Advice,
    context: &mut CheckContext,
) -> Result<Option<(String, String)>, WantsRead> {
    let path = self::path(context, first.entry);
    Ok(Some(match failure {
        Failure::Attribute { part, standard } => return Ok(of_version(part, standard)),
        Failure::Module { part, standard } => advice.module(part, standard, first, context)?,
        Failure::OwnAttribute { name, of, .. } => {
            let of = self::path(context, *of);
            (
                format!("the name \"{name}\", which \"{of}\" does not have"),
                format!("Define \"{name}\" in \"{of}\", or correct the name"),
            )
        }
        Failure::Exported { name, of, .. } => {
            let of = self::path(context, *of);
            (
                format!("the name \"{name}\", which \"{of}\" lists in __all__ and does not have"),
                format!("Define \"{name}\" in \"{of}\", or take it out of __all__"),
            )
        }
        Failure::Name { name, of } => {
            let hint = advice.beside_otherwise(name, *of, context);
            let hint = hint.or_else(|| advice.of_library(first.entry, *of, context)).unwrap_or_else(|| {
                let of = self::path(context, *of);
                format!("Define \"{name}\" in \"{of}\", or correct the import")
            });
            let of = self::path(context, *of);
            (format!("the name \"{name}\", which \"{of}\" does not have"), hint)
        }
        Failure::Submodule { name, of } => {
            let hint = advice
                .beside_otherwise(name, *of, context)
                .or_else(|| advice.of_library(first.entry, *of, context));
            let hint = match hint {
                Some(hint) => Some(hint),
                None => advice.of_module(name, *of, context)?,
            };
            let of = self::path(context, *of);
            (
                format!("\"{name}\", which is not beside \"{of}\""),
                hint.unwrap_or_else(|| "Drop the file too, or correct the import".into()),
            )
        }
        Failure::Early { name, of } if self::path(context, *of).strip_suffix(".py") == Some(name) => (
            "itself: Python takes the file for the library of that name".into(),
            rename(self::path(context, *of), context),
        ),
        Failure::Early { name, of } if *of == first.entry => (
            format!("the name \"{name}\" of itself: Python takes the file for the library of that name"),
            rename(self::path(context, *of), context),
        ),
        Failure::Early { name, of } | Failure::EarlyAttribute { name, of } => {
            let of = self::path(context, *of);
            (
                format!(
                    "the name \"{name}\" of \"{of}\", which does not have it yet: \"{of}\" imports \"{path}\" before"
                ),
                format!(
                    "Import it inside the function that needs it, or move \"{name}\" to a file of its own"
                ),
            )
        }
        Failure::Empty { name } => {
            let inner = walk::inner(advice.modules, name).map_or("", |inner| self::path(context, inner));
            (
                format!(
                    "\"{name}\", which is a folder without __init__.py: Python finds nothing in it, and the package is \"{inner}\""
                ),
                format!("Drop the folder of \"{inner}\" instead of the project around it"),
            )
        }
        Failure::Extra { part, by } => {
            let hint = advice.bring(part, by, context);
            (format!("\"{by}\", which needs \"{part}\", and nothing has that"), hint)
        }
        Failure::Relative { text } => (
            format!("\"{text}\", but is in no package that this could be relative to"),
            "Write it without the dots: Lambda imports the file as a module of its own".into(),
        ),
    }))
}

fn code(failure: &Failure) -> Code {
    match failure {
        Failure::Attribute { .. }
        | Failure::EarlyAttribute { .. }
        | Failure::OwnAttribute { .. }
        | Failure::Exported { .. } => Code::NameMissing,
        _ => Code::ImportMissing,
    }
}

/// The message of the finding. `what` describes the missing thing that is imported or used.
fn message(
    failure: &Failure,
    certainty: Certainty,
    places: &BTreeSet<ImportSite>,
    first: &ImportSite,
    what: &str,
    walk: &Walk,
    context: &CheckContext,
) -> String {
    let others = match places.len() {
        1 => String::new(),
        2 => ", and so does another place".into(),
        count => format!(", and so do {} other places", count - 1),
    };
    let when = match &first.function {
        Some(function) if certainty < Certainty::Certain => format!(" in \"{function}\""),
        _ => String::new(),
    };
    let is_star = matches!(failure, Failure::Exported { .. });
    let is_use = code(failure) == Code::NameMissing && !is_star || matches!(failure, Failure::Extra { .. });
    let verb = if is_use { "uses" } else { "imports" };
    let path = self::path(context, first.entry);
    let origin = origin(walk, first.entry, context);
    format!("\"{path}\" line {}{when} {verb} {what}{others}{origin}", first.line)
}

/// The first part of a dotted module name.
fn top(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}

/// Whether a finding already reports the file of the module: its distribution was installed without the file, or the
/// file has another name.
fn is_told_of_installed(failure: &Failure, context: &CheckContext) -> bool {
    let stem = match failure {
        Failure::Module { part, .. } => part.replace('.', "/"),
        Failure::Submodule { name, of } | Failure::Name { name, of } => {
            let of = path(context, *of);
            let folder = of.rfind('/').map_or("", |at| of.get(..=at).unwrap_or_default());
            format!("{folder}{name}")
        }
        _ => return false,
    };
    let files = [".py", "/__init__.py"].map(|end| format!("\"{stem}{end}\""));
    let mut told = context
        .plan
        .findings
        .iter()
        .filter(|finding| matches!(finding.code, Code::InstalledMisnamed | Code::InstalledMissing));
    told.any(|finding| files.iter().any(|file| finding.message.contains(file.as_str())))
}

/// Whether a finding already reports the wheel that would have the module: none of it, or not all of it, can be
/// installed.
fn is_told_of_wheel(failure: &Failure, context: &CheckContext) -> bool {
    let Failure::Module { part, .. } = failure else { return false };
    let Some(name) = likely_distribution(part) else { return false };
    let mut told = context.plan.findings.iter().filter(|finding| {
        let is_out = matches!(finding.code, Code::EntryMethod | Code::WheelVariant | Code::WheelVersion);
        is_out && finding.severity == Severity::Error
    });
    told.any(|finding| {
        let filename = finding.path.as_deref().and_then(|path| path.rsplit('/').next());
        filename.is_some_and(|filename| WheelFilename::parse(filename).is_ok_and(|wheel| wheel.name == name))
    })
}

/// Whether a finding already reports that the library of the module is missing. Getting this library solves both.
fn is_told_of_missing(failure: &Failure, context: &CheckContext) -> bool {
    let (Failure::Module { part, .. } | Failure::Extra { part, .. }) = failure else { return false };
    let Some(name) = likely_distribution(part) else { return false };
    let mut needs = context.plan.findings.iter().flat_map(|finding| &finding.needs);
    needs.any(|need| download::name(need) == name.as_ref())
}

/// A clause that states which of the function's own files leads to a library's module. The user may know only the
/// function's own files.
pub fn origin(walk: &Walk, entry: usize, context: &CheckContext) -> String {
    walk.origins.get(&entry).map_or_else(String::new, |origin| {
        format!("; \"{}\" line {} leads there", path(context, origin.entry), origin.line)
    })
}

/// What to do about a file with the name of a library.
fn rename(path: &str, context: &CheckContext) -> String {
    let minor = context.target.runtime.minor;
    let stem = path.rsplit('/').next().unwrap_or(path);
    let name = stem.strip_suffix(".py").unwrap_or(stem);
    if stdlib::find(name, minor) == StdlibStatus::Present {
        format!("Rename \"{path}\": the library is Python's own")
    } else if is_runtime_module(name, minor) {
        format!("Rename \"{path}\": the runtime has the library")
    } else {
        format!("Rename \"{path}\", and drop a wheel of the library")
    }
}

fn path<'p>(context: &CheckContext<'p>, entry: usize) -> &'p str {
    context.plan.entries.get(entry).map_or("", |entry| &entry.path)
}
