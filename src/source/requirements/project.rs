//! Source folders that requirements files name: `-e .`, `.[dev]`, `./lib`.

use super::relative::{join, resolve, without_folders};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding, Severity};
use crate::python::address::build_command;
use crate::python::marker::Marker;
use crate::python::requirement::Requirement;
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet};
use crate::python::requirements_txt::Project;
use crate::python::specifiers::Specifiers;
use crate::source::Item;

/// Whose project a folder is.
pub enum Place<'a> {
    /// The folder contains the file that names it: it is the user's function.
    Own(ProjectFiles<'a>),
    /// Its code is required as a library. Has its pyproject.toml, if that was dropped.
    Other(Option<&'a Item>),
}

/// The files of the user's own project.
#[derive(Clone, Copy, Default)]
pub struct ProjectFiles<'a> {
    pub pyproject: Option<&'a Item>,
    /// setup.cfg.
    pub config: Option<&'a Item>,
    /// setup.py.
    pub program: Option<&'a Item>,
}

/// Finds the folder of a project. pip resolves the path from the folder where it runs, which is the folder of the
/// file or one above it: the nearest one with a project at that path is used.
pub fn place<'a>(paths: &BTreeMap<&'a str, &'a Item>, project: &Project) -> Place<'a> {
    let file = project.origin.file.as_str();
    let folders = std::iter::successors(file.rsplit_once('/').map(|(folder, _)| folder), |folder| {
        folder.rsplit_once('/').map(|(folder, _)| folder)
    });
    let stated = folders.chain([""]).filter_map(|folder| resolve(&join(folder, "_"), &project.path));
    for path in stated.chain(without_folders(&project.path).map(str::to_string)) {
        let find = |name: &str| paths.get(join(&path, name).as_str()).copied();
        let files = ProjectFiles {
            pyproject: find("pyproject.toml"),
            config: find("setup.cfg"),
            program: find("setup.py"),
        };
        if files.pyproject.or(files.config).or(files.program).is_some() {
            let is_own = path.is_empty() || file.starts_with(&format!("{path}/"));
            return if is_own { Place::Own(files) } else { Place::Other(files.pyproject) };
        }
    }
    let is_here = resolve("_", &project.path).is_some_and(|path| path.is_empty());
    if is_here { Place::Own(ProjectFiles::default()) } else { Place::Other(None) }
}

/// Reports extras that are `written`, but that the project does not have.
pub fn report_unknown_extras(origin: &Origin, written: &BTreeSet<String>, found: &mut RequirementSet) {
    let known = std::mem::take(&mut found.optional.extras);
    for extra in written.difference(&known) {
        let message = format!("the project has no extra \"{extra}\"");
        found.report(origin, Code::ExtraUnknown, message);
    }
    found.optional.extras = known;
}

/// Returns a finding if the requirements of the project could not be read.
pub fn unread(project: &Project, files: ProjectFiles, says_something: bool) -> Option<Finding> {
    let has_words = files.pyproject.or(files.config).is_some();
    if says_something || (has_words && files.program.is_none()) {
        return None;
    }
    let finding = project.origin.finding(
        Code::RequirementUnsupported,
        format!("\"{}\" is the project itself, whose files are packed as they are", project.path),
    );
    Some(match files.program {
        Some(setup) => finding.severity(Severity::Warning).hint(format!(
            "Name what \"{}\" requires in a requirements file: it is a program, and not run here",
            setup.path
        )),
        None => finding.severity(Severity::Info).hint("Nothing needs doing"),
    })
}

/// Adds another project as a requirement: a wheel of it must be dropped, or a virtualenv that links to its folder.
/// `name` is the name in its pyproject.toml.
pub fn other(project: &Project, name: Option<String>, required: &mut RequirementSet) {
    let name = name.or_else(|| {
        let path = project.path.trim_end_matches(['/', '\\']);
        path.rsplit(['/', '\\']).next().map(str::to_string)
    });
    let requirement = name.and_then(|name| name.parse().ok()).map(|name| Requirement {
        name,
        extras: project.extras.clone(),
        specifiers: Specifiers::none(),
        marker: Marker::default(),
        address: Some(project.path.clone()),
    });
    match requirement {
        Some(requirement) => {
            required.requirements.push(RequirementEntry::new(requirement, project.origin.clone()))
        }
        None => {
            let option = if project.is_editable { "-e " } else { "" };
            let finding = project.origin.finding(
                Code::RequirementUnsupported,
                format!(
                    "\"{option}{}\" is a folder whose project has no name, and only dropped wheels can be installed",
                    project.path
                ),
            );
            let hint = format!(
                "Name it instead, as in \"name @ file:./folder\", and drop a wheel of it: {}",
                build_command(&project.path)
            );
            required.findings.push(finding.hint(hint));
        }
    }
}
