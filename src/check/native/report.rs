//! Combines the problems of many files into one finding for each distribution and cause.

use super::versions::TooNew;
use crate::check::context::CheckContext;
use crate::collections::{BTreeMap, sort_by};
use crate::finding::{Code, Finding, Severity};
use crate::fix::Fix;
use crate::plan::Entry;
use crate::target::{Architecture, Target};
use std::cmp::Reverse;

/// The group of a file: its distribution, or its top-level folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group<'a> {
    Distribution(usize),
    Folder(&'a str),
}

impl<'a> Group<'a> {
    pub fn from_entry(entry: &'a Entry) -> Group<'a> {
        match entry.owner {
            Some(owner) => Group::Distribution(owner),
            None => Group::Folder(entry.path.split_once('/').map_or("", |(top, _)| top)),
        }
    }
}

/// What is wrong with one file.
pub struct Problem<'a> {
    pub code: Code,
    pub severity: Severity,
    pub group: Group<'a>,
    pub entry: &'a Entry,
    /// Problems of one group with different causes become separate findings.
    pub cause: String,
    /// What the message states about the file.
    pub clause: String,
    pub hint: Option<String>,
    /// Of files with the same severity in a group, the message names the one with the greatest weight.
    pub weight: Option<TooNew>,
    /// The fix that a click applies.
    pub fix: Option<Fix>,
    /// Other fixes that are offered.
    pub alternatives: Vec<Fix>,
}

pub fn report(problems: Vec<Problem>, context: &CheckContext, findings: &mut Vec<Finding>) {
    let mut groups: BTreeMap<_, Vec<Problem>> = BTreeMap::new();
    for problem in problems {
        groups.entry((problem.code, problem.group, problem.cause.clone())).or_default().push(problem);
    }
    for ((code, group, _), mut problems) in groups {
        sort_by(&mut problems, |one, other| {
            let key = |problem: &Problem| (problem.severity, Reverse(problem.weight.clone()));
            key(one).cmp(&key(other)).then_with(|| one.entry.path.cmp(&other.entry.path))
        });
        let Some(first) = problems.first() else { continue };
        let distribution = match group {
            Group::Distribution(owner) => context.plan.distributions.get(owner),
            Group::Folder(_) => None,
        };
        let of = distribution.map(|one| format!(" of \"{}\" {}", one.name, one.version)).unwrap_or_default();
        let more = match problems.len() - 1 {
            0 => String::new(),
            1 => "; 1 more file has the same fault".to_string(),
            more => format!("; {more} more files have the same fault"),
        };
        let path = &first.entry.path;
        let message = format!("\"{path}\"{of} {}{more}", first.clause);
        let hint = first.hint.clone().unwrap_or_else(|| {
            let name = distribution.map(|one| one.name.as_str()).or(match group {
                // These folders are not those of a library.
                Group::Folder("" | "lib" | "bin") => None,
                Group::Folder(name) => Some(name),
                Group::Distribution(_) => None,
            });
            replacement_hint(code, name, distribution.is_some(), context.target)
        });
        // Files that are built for different architectures have no fix in common.
        let fix =
            first.fix.clone().filter(|fix| problems.iter().all(|other| other.fix.as_ref() == Some(fix)));
        let finding = Finding::new(code, path, message).severity(first.severity).hint(hint);
        findings.push(Finding { fix, alternatives: first.alternatives.clone(), ..finding });
    }
}

/// The hint for a file that is built for another target.
fn replacement_hint(code: Code, name: Option<&str>, is_distribution: bool, target: &Target) -> String {
    let architecture = target.architecture.platform();
    let python = format!("3.{}", target.runtime.minor);
    let newer = if target.runtime.glibc_minor >= 28 {
        format!(" --platform manylinux_2_28_{architecture}")
    } else {
        String::new()
    };
    let pip = |name: &str| {
        format!(
            "pip install --only-binary=:all: --python-version {python} --platform manylinux2014_{architecture}{newer} --target DIR {name}"
        )
    };
    let newer_runtime = if target.runtime.glibc_minor < 34 { ", or choose python3.12 or newer" } else { "" };
    match (code, name) {
        (Code::NativeGlibcTooNew, Some(name)) if is_distribution => format!(
            "Drop a wheel of \"{name}\" tagged manylinux_2_{}_{architecture} or older, or build it on the runtime's own Amazon Linux{newer_runtime}",
            target.runtime.glibc_minor
        ),
        (Code::NativeGlibcTooNew, _) => {
            format!("Build it on the runtime's own Amazon Linux{newer_runtime}")
        }
        (_, Some(name)) if is_distribution => format!(
            "Drop a wheel of \"{name}\" for {} and {}, it replaces this one; or install it with {}",
            target.runtime.name,
            display(target.architecture),
            pip(name)
        ),
        (_, Some(name)) => {
            format!("Replace \"{name}\"; a library is installed for the target with {}", pip("NAME"))
        }
        (_, None) => format!(
            "Build it for {} on Linux {} with glibc",
            target.runtime.name,
            display(target.architecture)
        ),
    }
}

fn display(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::X86_64 => "x86_64",
        Architecture::Arm64 => "arm64",
    }
}

/// Libraries, each with what makes it unnecessary.
const INSTEAD: &[(&str, &str)] = &[
    ("libGL.so.1", "opencv-python-headless"),
    ("libgthread-2.0.so.0", "opencv-python-headless"),
    ("libglib-2.0.so.0", "opencv-python-headless"),
    ("libSM.so.6", "opencv-python-headless"),
    ("libXext.so.6", "opencv-python-headless"),
    ("libpq.so.5", "psycopg2-binary"),
    ("libmysqlclient.so.21", "PyMySQL"),
    ("libmariadb.so.3", "PyMySQL"),
    ("libodbc.so.2", "pyodbc's own wheels"),
];

/// Libraries, each with the package of Amazon Linux that has it.
const PACKAGES: &[(&str, &str)] = &[("libgomp.so.1", "libgomp"), ("libquadmath.so.0", "libquadmath")];

/// Lists names as `"a"`, `"a" and "b"`, or `"a", "b" and "c"`.
pub fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    match &names[..] {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => names.join(""),
    }
}

/// The hint for missing libraries.
pub fn library_hint(libraries: &[&str], distribution: Option<&str>, target: &Target) -> String {
    let architecture = display(target.architecture);
    // The hint is about a library of the tables above, if there is one.
    let is_known = |library: &&&str| {
        let lines = INSTEAD.iter().map(|(name, _)| name).chain(PACKAGES.iter().map(|(name, _)| name));
        lines.into_iter().any(|name| *name == **library)
    };
    let library = libraries.iter().find(is_known).or(libraries.first()).copied().unwrap_or_default();
    let file = library.rsplit('/').next().unwrap_or(library);
    let add = match libraries.len() {
        0 | 1 => {
            format!("add a build of it for {architecture} as \"lib/{file}\", where Lambda's loader looks")
        }
        _ => format!(
            "add builds of them for {architecture} to the folder \"lib\", where Lambda's loader looks"
        ),
    };
    if let Some((_, package)) = PACKAGES.iter().find(|(name, _)| *name == library && libraries.len() == 1) {
        return format!(
            "Add it as \"lib/{file}\", where Lambda's loader looks: the package \"{package}\" of the runtime's own Amazon Linux for {architecture} has it"
        );
    }
    // For each distribution of OpenCV that draws windows, there is one that does not.
    if let Some(name) =
        distribution.filter(|name| name.starts_with("opencv-") && !name.ends_with("-headless"))
    {
        return format!("Use {name}-headless instead, or {add}");
    }
    match INSTEAD.iter().find(|(name, _)| *name == library) {
        Some((_, instead)) => format!("Use {instead} instead, or {add}"),
        None => format!("Use a wheel that brings its libraries (manylinux), or {add}"),
    }
}
