//! The user's own files that Python cannot read, and that no import leads to, as far as imports can be followed. Each of
//! the first has its own finding; one finding names the others. At most as many files are read as in the search for
//! handlers.

use super::walker::Walker;
use crate::check::candidates::{MAX_MODULES, is_aside};
use crate::check::common_fixes::ignoring;
use crate::check::context::CheckContext;
use crate::check::modules::Modules;
use crate::finding::{Code, Finding, Severity};
use crate::format;
use crate::source::WantsRead;
use crate::target::PackageKind;

/// Maximum number of files that have their own finding.
const MAX_ALONE: usize = 8;

/// Maximum number of files that the finding about the others names.
const MAX_NAMED: usize = 12;

/// Folders of files that a program fills in or reads, and that may be invalid on purpose.
const TEMPLATES: &[&str] = &[
    "cookiecutter",
    "fixtures",
    "scaffold",
    "skeleton",
    "snippets",
    "template",
    "templates",
    "test_data",
    "testdata",
];

/// Marks in a line of a template that is not filled in yet (Jinja, Mako, ERB, string.Template).
const MARKS: &[&str] = &["{{", "{%", "<%", "${"];

/// Whether the dotted name of a file shows that this Python is not meant to run the file as it is.
fn is_meant_otherwise(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    // A file such as `compat_py2.py` is only for certain versions of Python.
    let is_of_version = ["py2", "py3", "python2", "python3"].iter().any(|version| last.contains(version));
    let is_template =
        |part: &str| part.contains(['{', '}', '%', '$']) || TEMPLATES.contains(&part.to_lowercase().as_str());
    is_of_version || is_aside(name) || name.split('.').any(is_template)
}

/// Whether a line of a source is that of a template.
fn is_filled_in(text: &[u8], line: u32) -> bool {
    let line = text.split(|byte| *byte == b'\n').nth((line as usize).saturating_sub(1)).unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    MARKS.iter().any(|mark| line.contains(mark))
}

/// Reports files that cannot be read. `is_told` returns whether the fault of an entry is already reported.
pub fn check(
    modules: &Modules,
    is_told: &dyn Fn(&usize) -> bool,
    context: &mut CheckContext,
    findings: &mut Vec<Finding>,
) -> Result<(), WantsRead> {
    let plan = context.plan;
    let minor = context.target.runtime.minor;
    let mut own: Vec<(String, usize)> = modules.own().collect();
    crate::collections::sort_by_key(&mut own, |(name, _)| name.matches('.').count());
    let own = own.into_iter().filter(|(name, _)| !is_meant_otherwise(name)).take(MAX_MODULES);
    let mut walker = Walker::new(modules, context, &[]);
    let mut broken = Vec::new();
    for (_, index) in own.filter(|(_, index)| !is_told(index)) {
        let Some(entry) = plan.entries.get(index) else { continue };
        let Some(fault) = walker.code(index).and_then(|code| code.fault.clone()) else { continue };
        if walker.looks_published(index) {
            continue;
        }
        let text = walker.context.cache.bytes(&entry.content, walker.context.store)?.unwrap_or_default();
        if !is_filled_in(&text, fault.line) {
            broken.push((entry, fault));
        }
    }
    if walker.is_missing {
        return Err(WantsRead);
    }
    let more = broken.split_off(broken.len().min(MAX_ALONE));
    for (entry, fault) in broken {
        let rest = match context.target.kind {
            PackageKind::Function => "; no import that could be followed leads there",
            PackageKind::Layer => "",
        };
        let message = format!(
            "\"{}\" line {} cannot be read by Python 3.{}: {}{}",
            entry.path, fault.line, minor, fault.what, rest
        );
        let finding = Finding::new(Code::SyntaxError, &entry.path, message).line(fault.line);
        findings.push(unreached(finding).fix_if_any(ignoring(entry)));
    }
    if let [(first, _), ..] = more.as_slice() {
        let named = if more.len() > MAX_NAMED + 1 { MAX_NAMED } else { more.len() };
        let few: Vec<String> =
            more.iter().take(named).map(|(entry, _)| format!("\"{}\"", entry.path)).collect();
        let others = match more.len() - named {
            0 => String::new(),
            others => format!(" and {} others", format::count(others)),
        };
        let message = format!("Python 3.{minor} cannot read these files either: {}{others}", few.join(", "));
        findings.push(unreached(Finding::new(Code::SyntaxError, &first.path, message)));
    }
    Ok(())
}

fn unreached(finding: Finding) -> Finding {
    let hint = "Correct it, or leave it out: it would fail where it is imported";
    finding.severity(Severity::Warning).hint(hint)
}
