//! What to say of imports that fail.

use super::walk::{Failure, Place, Walk};
use crate::check::Subject;
use crate::check::modules::Modules;
use crate::finding::{Code, Finding, Severity};
use crate::python::code::Certainty;
use crate::python::providers::distribution_of;
use crate::python::stdlib::Standard;
use crate::source::Missing;
use std::collections::BTreeSet;

pub fn report(
    modules: &Modules,
    walk: &Walk,
    subject: &mut Subject,
    findings: &mut Vec<Finding>,
) -> Result<(), Missing> {
    let mut is_missing = false;
    for (failure, (certainty, places)) in &walk.failures {
        let Some(first) = places.first() else { continue };
        let path = path(subject, first.entry);
        let (what, hint) = match failure {
            Failure::Module { part, standard } => match module(part, standard, modules, first, subject) {
                Ok(told) => told,
                Err(Missing) => {
                    is_missing = true;
                    continue;
                }
            },
            Failure::Name { name, of } => {
                let of = self::path(subject, *of);
                (
                    format!("the name \"{name}\", which \"{of}\" does not have"),
                    format!("Define \"{name}\" in \"{of}\", or correct the import"),
                )
            }
            Failure::Submodule { name, of } => {
                let of = self::path(subject, *of);
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
        let message = format!("\"{path}\" line {}{when} imports {what}{others}", first.line);
        let mut finding = Finding::new(Code::ImportMissing, path, message).hint(hint);
        if *certainty < Certainty::Surely {
            finding = finding.severity(Severity::Warning);
        } else if subject.target.layers_unzipped_size > 0 && matches!(failure, Failure::Module { .. }) {
            finding = finding
                .severity(Severity::Warning)
                .hint("Nothing needs doing if a layer of the function has it");
        }
        findings.push(finding);
    }
    if is_missing { Err(Missing) } else { Ok(()) }
}

fn path<'p>(subject: &Subject<'p>, entry: usize) -> &'p str {
    subject.plan.entries.get(entry).map_or("", |entry| &entry.path)
}

/// What is missing, and where to get it.
fn module(
    part: &str,
    standard: &Standard,
    modules: &Modules,
    first: &Place,
    subject: &mut Subject,
) -> Result<(String, String), Missing> {
    let minor = subject.target.runtime.minor;
    match standard {
        Standard::Gone { since, instead } => {
            let what = format!("\"{part}\", which the standard library has no more since Python 3.{since}");
            let hint = if instead.is_empty() {
                format!("Do without it, or choose a runtime before python3.{since}")
            } else {
                instead.to_string()
            };
            return Ok((what, hint));
        }
        Standard::Coming { with, instead } => {
            let what = format!("\"{part}\", which the standard library has since Python 3.{with} only");
            let hint = match instead.is_empty() {
                true => format!("Choose python3.{with} or newer"),
                false => format!("Choose python3.{with} or newer. {instead}"),
            };
            return Ok((what, hint));
        }
        Standard::Present | Standard::Unknown => {}
    }
    let what = format!("\"{part}\", which neither the package nor Python 3.{minor} nor the runtime has");
    // The function's own file, imported as it is called where it lies.
    let last = part.rsplit('.').next().unwrap_or(part);
    let folder =
        path(subject, first.entry).rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', ".");
    let beside = if folder.is_empty() { String::new() } else { format!("{folder}.{part}") };
    let own: Vec<(String, usize)> = modules.own().collect();
    if let Some((name, index)) = own.iter().find(|(name, _)| *name == beside) {
        let hint = format!(
            "\"{}\" is imported as \"{name}\" from the root of the package, or as \".{part}\" from beside it",
            path(subject, *index)
        );
        return Ok((what, hint));
    }
    if let Some(hint) = left_out(part, subject)? {
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

/// A wheel that was dropped and has the module, but did not make it into the package.
fn left_out(part: &str, subject: &mut Subject) -> Result<Option<String>, Missing> {
    let wanted = part.replace('.', "/");
    let (file, folder) = (format!("{wanted}.py"), format!("{wanted}/"));
    let named = distribution_of(part).and_then(|name| name.parse::<crate::python::PackageName>().ok());
    let mut seen = BTreeSet::new();
    for left_out in &subject.plan.left_out {
        let Some(item) = subject.items.iter().find(|item| item.path == left_out.from) else { continue };
        if !seen.insert(&item.path) {
            continue;
        }
        let is_named = named.as_ref().is_some_and(|name| name.as_ref() == left_out.name);
        let has = match subject.shelf.listing(item.file, subject.store)? {
            Ok(entries) => entries.iter().any(|entry| entry.name == file || entry.name.starts_with(&folder)),
            Err(_) => false,
        };
        if is_named || has {
            return Ok(Some(format!("\"{}\" has it, but is left out: {}", left_out.from, left_out.why)));
        }
    }
    Ok(None)
}
