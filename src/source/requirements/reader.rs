//! Reading the files of requirements, and those they name.

use super::format::Format;
use super::project::{self, Place, ProjectFiles};
use super::relative::resolve;
use crate::finding::{Code, Finding, Severity};
use crate::python::lock::{pipfile, poetry, pylock, uv};
use crate::python::required::{Origin, Required, Selection};
use crate::python::requirements_txt::{Include, Project};
use crate::python::text::decode;
use crate::python::{pyproject, requirements_txt, script};
use crate::source::{Item, ReadCache, WantsRead};
use std::collections::{BTreeMap, BTreeSet};

pub struct Reader<'a, 's> {
    pub paths: BTreeMap<&'a str, &'a Item>,
    pub selection: &'s Selection<'s>,
    pub cache: &'s mut ReadCache,
    /// More must be read; what else is missing is found out first, so that it is read together.
    pub missing: bool,
    /// What others name: it is not passed over.
    pub used: BTreeSet<&'a str>,
}

/// The requirements files on the way to the one being read, and those read already.
#[derive(Default)]
pub struct Trail {
    stack: Vec<String>,
    done: BTreeSet<(String, bool)>,
}

impl<'a> Reader<'a, '_> {
    /// `None` if it has to be read first.
    fn text(&mut self, item: &Item) -> Option<Result<String, Finding>> {
        match self.cache.text(item.file) {
            Err(WantsRead) => {
                self.missing = true;
                None
            }
            Ok(Ok(text)) => Some(Ok(decode(&text))),
            Ok(Err(words)) => Some(Err(Finding::new(
                Code::FileUnreadable,
                &item.path,
                format!("\"{}\" cannot be read: {words}", item.path),
            ))),
        }
    }

    /// What a file asks for. `None` if it does not say, as most scripts and many pyproject.toml.
    pub fn read(&mut self, format: Format, item: &'a Item) -> Option<Required> {
        let mut required = self.parse(format, item)?;
        // A lock says all there is to install, though it be nothing; of other files their readers
        // know. What could not be read may have been a requirement.
        let is_whole = required.findings.iter().all(|finding| finding.severity != Severity::Error);
        let speaks = required.exact || required.stated_in.is_some();
        let is_stated = !required.demands.is_empty() || (speaks && is_whole);
        required.stated_in = is_stated.then(|| item.path.clone());
        Some(required)
    }

    fn parse(&mut self, format: Format, item: &'a Item) -> Option<Required> {
        let file = item.path.as_str();
        match format {
            Format::Text => {
                let mut required = Required::default();
                self.requirements(item, false, &mut Trail::default(), &mut required);
                let is_silent = required.demands.is_empty()
                    && required.constraints.is_empty()
                    && required.findings.is_empty()
                    && required.stated_in.is_none()
                    && required.optional == Default::default();
                return (!is_silent).then_some(required);
            }
            Format::Pyproject => {
                let mut required = Required::default();
                let says_something =
                    self.pyproject(item, self.selection, &mut Trail::default(), &mut required);
                return says_something.then_some(required);
            }
            _ => {}
        }
        // Both are asked for before either is missed.
        let project = (format == Format::Poetry).then(|| self.beside(item, "pyproject.toml")).flatten();
        let text = match self.text(item)? {
            Ok(text) => text,
            Err(finding) => return Some(Required { findings: vec![finding], ..Required::default() }),
        };
        match format {
            Format::Pylock => Some(pylock::read(file, &text, self.selection)),
            Format::Uv => Some(uv::read(file, &text, self.selection)),
            Format::Poetry => {
                let project = project.as_ref().map(|(file, text)| (file.as_str(), text.as_str()));
                Some(poetry::read(file, &text, project, self.selection))
            }
            Format::Pipfile => Some(pipfile::read(file, &text, self.selection)),
            Format::Script => script::read(file, &text, self.selection),
            Format::Text | Format::Pyproject => None,
        }
    }

    fn beside(&mut self, item: &Item, name: &str) -> Option<(String, String)> {
        let path = match item.path.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_string(),
        };
        let other = *self.paths.get(path.as_str())?;
        let text = self.text(other)?.ok()?;
        Some((path, text))
    }

    /// A pyproject.toml and the files it names; whether it asks for anything.
    fn pyproject(
        &mut self,
        item: &'a Item,
        selection: &Selection,
        trail: &mut Trail,
        required: &mut Required,
    ) -> bool {
        let text = match self.text(item) {
            None => return false,
            Some(Ok(text)) => text,
            Some(Err(finding)) => {
                required.findings.push(finding);
                return true;
            }
        };
        let Some(project) = pyproject::read(&item.path, &text, selection) else {
            return false;
        };
        required.extend(project.required);
        trail.stack.push(item.path.clone());
        for include in project.includes {
            self.include(&include, false, trail, required);
        }
        trail.stack.pop();
        true
    }

    /// A requirements file and those it names, each once.
    fn requirements(
        &mut self,
        item: &'a Item,
        is_constraint: bool,
        trail: &mut Trail,
        required: &mut Required,
    ) {
        self.used.insert(&item.path);
        if !trail.done.insert((item.path.clone(), is_constraint)) {
            return;
        }
        let text = match self.text(item) {
            None => return,
            Some(Ok(text)) => text,
            Some(Err(finding)) => return required.findings.push(finding),
        };
        let mut file = requirements_txt::read(&item.path, &text);
        if is_constraint {
            let demands = std::mem::take(&mut file.required.demands);
            file.required.constraints.extend(demands);
        }
        required.extend(file.required);
        trail.stack.push(item.path.clone());
        for include in file.includes {
            self.include(&include, is_constraint, trail, required);
        }
        for project in file.projects.iter().filter(|_| !is_constraint) {
            if project.marker.evaluate(self.selection.environment, &[]) {
                match project::place(&self.paths, project) {
                    Place::Own(files) => self.own_project(project, files, trail, required),
                    Place::Other(pyproject) => {
                        let name = pyproject.and_then(|item| self.project_name(item));
                        project::other(project, name, required);
                    }
                }
            }
        }
        trail.stack.pop();
    }

    fn include(
        &mut self,
        include: &Include,
        is_constraint: bool,
        trail: &mut Trail,
        required: &mut Required,
    ) {
        let Include { path, origin, .. } = include;
        let is_constraint = is_constraint || include.is_constraint;
        let found = resolve(&origin.file, path).and_then(|path| self.paths.get(path.as_str()).copied());
        match found {
            Some(item) if trail.stack.contains(&item.path) => {
                let start = trail.stack.iter().position(|path| *path == item.path).unwrap_or(0);
                let cycle = trail.stack[start..].join("\" names \"");
                required.report(
                    origin,
                    Code::RequirementCycle,
                    format!("the files name one another in a circle: \"{cycle}\" names \"{}\"", item.path),
                );
            }
            Some(item) => self.requirements(item, is_constraint, trail, required),
            None => required.findings.push(not_dropped(origin, path)),
        }
    }

    /// The user's own project: what it requires is required, and its code is packed anyway.
    fn own_project(
        &mut self,
        project: &Project,
        files: ProjectFiles<'a>,
        trail: &mut Trail,
        required: &mut Required,
    ) {
        let written: BTreeSet<String> = project.extras.iter().map(ToString::to_string).collect();
        let extras: BTreeSet<String> = self.selection.extras.union(&written).cloned().collect();
        let selection = Selection {
            environment: self.selection.environment,
            extras: &extras,
            groups: self.selection.groups,
        };
        let mut found = Required::default();
        let says_something = files.pyproject.is_some_and(|item| {
            self.used.insert(&item.path);
            self.pyproject(item, &selection, trail, &mut found)
        });
        if !self.missing {
            project::report_unknown_extras(project, &written, &mut found);
        }
        found.findings.extend(project::unread(project, files, says_something));
        required.extend(found);
    }

    /// The name a pyproject.toml gives its project.
    fn project_name(&mut self, item: &Item) -> Option<String> {
        let text = self.text(item)?.ok()?;
        let toml = crate::python::toml_file::TomlFile::parse(&item.path, &text, &mut Required::default())?;
        pyproject::name(&toml.root).map(|name| name.to_string())
    }
}

fn not_dropped(origin: &Origin, path: &str) -> Finding {
    let (code, why) = match path.contains("://") {
        true => (Code::RequirementUnsupported, "which would have to be downloaded"),
        false => (Code::RequirementMissing, "which was not dropped"),
    };
    origin
        .finding(code, format!("it names the file \"{path}\", {why}"))
        .hint("Drop the folder with all of its requirements files")
}
