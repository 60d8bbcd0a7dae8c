//! What to say of imports that fail.

use super::walker::{Failure, Place, Walk};
use crate::check::context::{CheckContext, IF_IN_LAYER};
use crate::check::modules::Modules;
use crate::finding::{Code, Finding, Severity};
use crate::python::code::Certainty;
use crate::python::providers::distribution_of;
use crate::python::stdlib::{self, Standard};
use crate::python::{stdlib_modules, stdlib_names};
use crate::source::WantsRead;
use std::collections::{BTreeMap, BTreeSet};

/// Who has more faults than this has another: a wrong folder, or a file that no one wrote.
const MOST: usize = 500;

pub fn report(
    modules: &Modules,
    walk: &Walk,
    context: &mut CheckContext,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let mut is_missing = false;
    let own: BTreeMap<String, usize> = match walk.failures.is_empty() {
        true => BTreeMap::new(),
        false => modules.own().collect(),
    };
    let mut reported = 0usize;
    let mut unreported = 0usize;
    for (failure, (certainty, places)) in &walk.failures {
        let Some(first) = places.first() else { continue };
        // Platforms are told apart in more ways than can be followed.
        let is_foreign = matches!(failure, Failure::Module { standard: Standard::OnlyOn(_), .. });
        if is_foreign && *certainty < Certainty::Surely {
            continue;
        }
        if reported == MOST {
            unreported += 1;
            continue;
        }
        reported += 1;
        let path = path(context, first.entry);
        let (what, hint) = match failure {
            Failure::Attribute { part, standard } => match of_version(part, standard) {
                Some(reported) => reported,
                None => continue,
            },
            Failure::Module { part, standard } => match module(part, standard, &own, first, context) {
                Ok(reported) => reported,
                Err(WantsRead) => {
                    is_missing = true;
                    continue;
                }
            },
            Failure::Name { name, of } => {
                let of = self::path(context, *of);
                (
                    format!("the name \"{name}\", which \"{of}\" does not have"),
                    format!("Define \"{name}\" in \"{of}\", or correct the import"),
                )
            }
            Failure::Submodule { name, of } => {
                let of = self::path(context, *of);
                (
                    format!("\"{name}\", which is not beside \"{of}\""),
                    "Drop the file too, or correct the import".into(),
                )
            }
            Failure::Relative { text } => (
                format!("\"{text}\", but is in no package that this could be relative to"),
                "Write it without the dots: Lambda imports the file as a module of its own".into(),
            ),
        };
        let others = match places.len() {
            1 => String::new(),
            2 => ", and so does another place".into(),
            count => format!(", and so do {} other places", count - 1),
        };
        let when = match &first.function {
            Some(function) if *certainty < Certainty::Surely => format!(" in \"{function}\""),
            _ => String::new(),
        };
        let (code, verb) = match failure {
            Failure::Attribute { .. } => (Code::NameMissing, "uses"),
            _ => (Code::ImportMissing, "imports"),
        };
        let message = format!("\"{path}\" line {}{when} {verb} {what}{others}", first.line);
        let mut finding = Finding::new(code, path, message).hint(hint);
        if *certainty < Certainty::Surely {
            finding = finding.severity(Severity::Warning);
        } else if context.target.layers_unzipped_size > 0 && matches!(failure, Failure::Module { .. }) {
            finding = finding.severity(Severity::Warning).hint(IF_IN_LAYER);
        }
        findings.push(finding);
    }
    if let (1.., Some((visited, _))) = (unreported, walk.visited.first_key_value()) {
        let path = path(context, *visited);
        let message = format!("{unreported} more imports of \"{path}\" and what it imports fail");
        findings.push(Finding::new(Code::ImportMissing, path, message).hint("Correct the others first"));
    }
    if is_missing { Err(WantsRead) } else { Ok(()) }
}

fn path<'p>(context: &CheckContext<'p>, entry: usize) -> &'p str {
    context.plan.entries.get(entry).map_or("", |entry| &entry.path)
}

/// What is missing, and where to get it.
fn module(
    part: &str,
    standard: &Standard,
    own: &BTreeMap<String, usize>,
    first: &Place,
    context: &mut CheckContext,
) -> Result<(String, String), WantsRead> {
    let minor = context.target.runtime.minor;
    if let Some(reported) = of_version(part, standard) {
        return Ok(reported);
    }
    if let Some(instead) = stdlib_names::of_python_2(part) {
        let hint = format!("Python 3 calls it \"{instead}\", or has what is needed of it there");
        return Ok((format!("\"{part}\", which only Python 2 has"), hint));
    }
    if let Some((module, name)) = part.rsplit_once('.')
        && stdlib_modules::lacks(part, minor).is_some()
        && stdlib::find(part.split('.').next().unwrap_or(part), minor) == Standard::Present
    {
        let what = format!("\"{part}\", which Python 3.{minor} does not have");
        return Ok((what, format!("If \"{name}\" is no module, import it as from {module} import {name}")));
    }
    let what = format!("\"{part}\", which neither the package nor Python 3.{minor} nor the runtime has");
    // The function's own file, imported as it is called where it lies.
    let last = part.rsplit('.').next().unwrap_or(part);
    let folder =
        path(context, first.entry).rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', ".");
    let beside = if folder.is_empty() { String::new() } else { format!("{folder}.{part}") };
    if let Some((name, index)) = own.get_key_value(&beside) {
        let hint = format!(
            "\"{}\" is imported as \"{name}\" from the root of the package, or as \".{part}\" from beside it",
            path(context, *index)
        );
        return Ok((what, hint));
    }
    if let Some(hint) = left_out(part, context)? {
        return Ok((what, hint));
    }
    if let Some(distribution) = distribution_of(part) {
        return Ok((
            what,
            format!("It comes with the distribution \"{distribution}\": drop a wheel of it too"),
        ));
    }
    if let Some((name, _)) =
        own.iter().find(|(name, _)| name.rsplit('.').next() == Some(last) && name.as_str() != last)
    {
        return Ok((what, format!("Perhaps \"{name}\" is meant, which is in the package")));
    }
    let top = part.split('.').next().unwrap_or(part);
    Ok((
        what,
        format!(
            "Drop the file, or a wheel that has it: often the distribution is called \"{}\" too",
            top.replace('_', "-")
        ),
    ))
}

/// What other versions of Python have, or Python on other systems, and what to do without it.
fn of_version(part: &str, standard: &Standard) -> Option<(String, String)> {
    match standard {
        Standard::Gone { since, instead } => {
            let what = format!("\"{part}\", which the standard library has no more since Python 3.{since}");
            let hint = if instead.is_empty() {
                format!("Do without it, or choose a runtime before python3.{since}")
            } else {
                instead.to_string()
            };
            Some((what, hint))
        }
        Standard::Coming { with, instead } => {
            let what = format!("\"{part}\", which the standard library has since Python 3.{with} only");
            let hint = match instead.is_empty() {
                true => format!("Choose python3.{with} or newer"),
                false => format!("Choose python3.{with} or newer. {instead}"),
            };
            Some((what, hint))
        }
        Standard::OnlyOn(system) => Some((
            format!("\"{part}\", which Python has on {system} only"),
            "Import it only where the system is that one: `if sys.platform == ...`, or in a `try`".into(),
        )),
        Standard::Present | Standard::Unknown => None,
    }
}

/// A wheel that was dropped and has the module, but did not make it into the package.
fn left_out(part: &str, context: &mut CheckContext) -> Result<Option<String>, WantsRead> {
    let wanted = part.replace('.', "/");
    let (file, folder) = (format!("{wanted}.py"), format!("{wanted}/"));
    // `x.cpython-313-x86_64-linux-gnu.so`, or just `x.so`.
    let native = format!("{wanted}.");
    let named = distribution_of(part).and_then(|name| name.parse::<crate::python::PackageName>().ok());
    let mut seen = BTreeSet::new();
    for left_out in &context.plan.left_out {
        let Some(item) = context.items.iter().find(|item| item.path == left_out.from) else { continue };
        if !seen.insert(&item.path) {
            continue;
        }
        let is_named = named.as_ref().is_some_and(|name| name.as_ref() == left_out.name);
        let has = match context.cache.listing(item.file, context.store)? {
            Ok(entries) => entries.iter().any(|entry| {
                let is_native = entry
                    .name
                    .strip_prefix(&native)
                    .is_some_and(|rest| (rest == "so" || rest.ends_with(".so")) && !rest.contains('/'));
                entry.name == file || entry.name.starts_with(&folder) || is_native
            }),
            Err(_) => false,
        };
        if is_named || has {
            return Ok(Some(format!("\"{}\" has it, but is left out: {}", left_out.from, left_out.why)));
        }
    }
    Ok(None)
}
