//! Findings about code that is outside of site-packages.

use super::installed::InstalledDistribution;
use super::links::{Code as Line, Link, parts};
use super::owners::Owners;
use super::tree::InstalledTree;
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding, Severity};
use crate::python::pth;

const IGNORED: &str = "no .pth file is read in /var/task";

/// What a .pth with code does, if it is known that its absence does no harm.
fn harmless(file: &str) -> Option<&'static str> {
    if file.ends_with("-nspkg.pth") || file.ends_with("-nspkg.start") {
        Some("declares a namespace package, which Python 3 finds without it")
    } else if file == "distutils-precedence.pth" {
        Some("lets setuptools stand in for distutils")
    } else if file.contains("coverage") {
        Some("measures the coverage of tests")
    } else {
        None
    }
}

/// Adds findings about each link and each line of code, except those of omitted files.
pub fn report(
    tree: &InstalledTree,
    installed: &[InstalledDistribution],
    owners: &Owners,
    is_omitted: impl Fn(&str) -> bool,
    findings: &mut Vec<Finding>,
) {
    let path_of = |file: &str| {
        let placed = tree.files.iter().find(|placed| placed.path == file);
        placed.map_or(tree.path.as_str(), |placed| placed.item.path.as_str())
    };
    let mut reported = BTreeSet::new();
    for link in tree.links.links.iter().filter(|link| !is_omitted(&link.file)) {
        let owner = owners.of_link(link).map(|owner| &installed[owner]);
        let is_install = link.is_install || owner.is_some_and(|owner| owner.editable.is_some());
        if reported.insert((&link.target, &link.module)) {
            let finding = match is_install {
                true => install(tree, link, owner, path_of(&link.file)),
                false => folder(link, path_of(&link.file)),
            };
            findings.push(finding);
        }
    }
    for Line { file, line } in tree.links.code.iter().filter(|code| !is_omitted(&code.file)) {
        findings.push(code(path_of(file), line, harmless(file)));
    }
}

fn code(path: &str, line: &str, harmless: Option<&str>) -> Finding {
    let (severity, what) = match harmless {
        Some(what) => (Severity::Info, what.to_string()),
        None => {
            let start: String = line.chars().take(60).collect();
            let more = if start.len() < line.len() { "…" } else { "" };
            (Severity::Warning, format!("runs \"{start}{more}\" when Python starts"))
        }
    };
    let ending = if path.ends_with(".start") { ".start" } else { ".pth" };
    let message = format!("\"{path}\" {what}; on Lambda no {ending} file is read in /var/task");
    let finding = Finding::new(Code::PthIgnored, path, message).severity(severity);
    match severity {
        Severity::Info => Finding { hint: None, ..finding },
        _ => finding.hint("If the function needs that, do it at the top of its own file"),
    }
}

/// Adds findings about what the .pth or .start file of a wheel at `path` would do if it were read. `has` returns
/// whether a folder of the package contains files.
pub fn report_wheel(path: &str, text: &str, has: impl Fn(&str) -> bool, findings: &mut Vec<Finding>) {
    if harmless(path).is_some() {
        return;
    }
    if path.ends_with(".start") {
        findings.extend(pth::entry_points(text).map(|line| code(path, line, None)));
        return;
    }
    for line in pth::lines(text) {
        findings.push(match line {
            pth::Line::Code(line) => code(path, line, None),
            pth::Line::Folder(target) => {
                let adds = format!("\"{path}\" adds \"{target}\" to Python's path");
                let parts = parts(target);
                match has(&parts.join("/")) {
                    true => {
                        let message = format!("{adds}, but on Lambda {IGNORED}");
                        Finding::new(Code::PthIgnored, path, message)
                            .hint("Add the folder to sys.path at the top of the handler's file")
                    }
                    false => lost(path, &adds),
                }
            }
        });
    }
}

fn install(tree: &InstalledTree, link: &Link, owner: Option<&InstalledDistribution>, path: &str) -> Finding {
    let name = match (owner, &link.module) {
        (Some(one), _) => format!("\"{}\" {}", one.distribution.name, one.distribution.version),
        (None, Some(module)) => format!("\"{module}\""),
        (None, None) => format!("\"{path}\""),
    };
    let is = format!("{name} of \"{}\" is an editable install of \"{}\"", tree.path, link.target);
    match &link.found {
        Some(found) => {
            Finding::new(Code::EditableShipped, path, format!("{is}: it is shipped from \"{found}\""))
        }
        None => {
            // The project's folder is more useful to the user than its "src".
            let project = owner.and_then(|owner| owner.editable.as_deref()).unwrap_or(&link.target);
            let folder = parts(project).last().copied().unwrap_or_default().to_string();
            Finding::new(Code::EditableInstall, path, format!("{is}, whose code is not in the package"))
                .hint(format!("Drop the folder \"{folder}\" too, or install it without --editable"))
        }
    }
}

fn folder(link: &Link, path: &str) -> Finding {
    let target = &link.target;
    let adds = format!("\"{path}\" adds \"{target}\" to Python's path");
    match &link.found {
        Some(found) => Finding::new(
            Code::PthInlined,
            path,
            format!("{adds}; as {IGNORED}, the modules of \"{found}\" are packed at the root"),
        ),
        None => lost(path, &adds),
    }
}

fn lost(path: &str, adds: &str) -> Finding {
    let message = format!("{adds}, but on Lambda {IGNORED}, and the folder was not dropped");
    Finding::new(Code::PthIgnored, path, message)
}
