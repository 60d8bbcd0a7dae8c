//! Reads requirements files, and the files that they name.

use super::format::Format;
use super::project::{self, Place, ProjectFiles};
use super::relative::{resolve, without_folders};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding, Severity};
use crate::python::PackageName;
use crate::python::lock::{pdm, pipfile, poetry, pylock, uv};
use crate::python::requirement_set::{
    OptionalDependencies, Origin, RequirementEntry, RequirementSet, Selection,
};
use crate::python::requirements_txt::{Include, Project};
use crate::python::text::{decode, shown};
use crate::python::wheel_filename::WheelFilename;
use crate::python::{conda, pyproject, requirements_txt, script, setup_cfg};
use crate::source::{Item, ReadCache, WantsRead};

pub struct Reader<'a, 's> {
    pub paths: BTreeMap<&'a str, &'a Item>,
    pub selection: &'s Selection<'s>,
    pub cache: &'s mut ReadCache,
    /// Whether more must be read. The rest is examined first, so that everything missing is read together.
    pub missing: bool,
    /// The files that other files name. They are not reported as unused.
    pub used: BTreeSet<&'a str>,
}

/// The requirements files that led to the one being read, and those that have already been read.
#[derive(Default)]
pub struct Trail {
    stack: Vec<String>,
    done: BTreeSet<(String, bool)>,
}

impl<'a> Reader<'a, '_> {
    /// Returns the text of a file, or a finding if it cannot be read. `None` if it must be read first.
    pub fn text(&mut self, item: &Item) -> Option<Result<String, Finding>> {
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

    /// Returns what a file requires. `None` if it states nothing, like most scripts and many pyproject.toml.
    pub fn read(&mut self, format: Format, item: &'a Item) -> Option<RequirementSet> {
        let mut required = self.parse(format, item)?;
        required.place_by_constraints(self.selection.environment);
        // A lock file states everything to install, even if that is nothing. For other files, their readers determine
        // whether they state everything. If something could not be read, it may have been a requirement.
        let is_whole = required.findings.iter().all(|finding| finding.severity != Severity::Error);
        let speaks = required.exact || required.stated_in.is_some();
        let is_stated = !required.requirements.is_empty() || (speaks && is_whole);
        required.stated_in = is_stated.then(|| item.path.clone());
        Some(required)
    }

    fn parse(&mut self, format: Format, item: &'a Item) -> Option<RequirementSet> {
        let file = item.path.as_str();
        match format {
            Format::Text => {
                let mut required = RequirementSet::default();
                self.requirements(item, false, &mut Trail::default(), &mut required);
                let is_silent = required.requirements.is_empty()
                    && required.constraints.is_empty()
                    && required.findings.is_empty()
                    && required.stated_in.is_none()
                    && required.optional == Default::default();
                return (!is_silent).then_some(required);
            }
            Format::Pyproject | Format::SetupCfg => {
                let mut required = RequirementSet::default();
                let selection = self.selection;
                let says_something =
                    self.project_file(format, item, selection, &mut Trail::default(), &mut required);
                return says_something.then_some(required);
            }
            Format::Environment => return self.environment(item),
            _ => {}
        }
        // Both files are requested before either can be missing, so that they are read together.
        let project = (format == Format::Poetry).then(|| self.beside(item, "pyproject.toml")).flatten();
        let text = match self.text(item)? {
            Ok(text) => text,
            Err(finding) => {
                return Some(RequirementSet { findings: vec![finding], ..RequirementSet::default() });
            }
        };
        match format {
            Format::Pylock => match self.misnamed(item, &text) {
                Some(required) => Some(required),
                None => Some(pylock::read(file, &text, self.selection)),
            },
            Format::Uv => Some(uv::read(file, &text, self.selection)),
            Format::Poetry => {
                let project = project.as_ref().map(|(file, text)| (file.as_str(), text.as_str()));
                Some(poetry::read(file, &text, project, self.selection))
            }
            Format::Pdm => Some(pdm::read(file, &text, self.selection)),
            Format::PipfileLock => Some(pipfile::read(file, &text, self.selection)),
            Format::Pipfile => unread(
                item,
                text.contains("packages]") && self.beside(item, "Pipfile.lock").is_none(),
                "has no Pipfile.lock beside it, and only that says what to install",
                "Drop Pipfile.lock too (pipenv lock makes it), or export it: pipenv requirements > requirements.txt",
            ),
            Format::SetupPy => unread(
                item,
                text.contains("install_requires"),
                "says what is required, but it is a program, and not run here",
                "Export it: uv pip compile setup.py -o requirements.txt",
            ),
            Format::Script => script::read(file, &text, self.selection),
            Format::Text | Format::Pyproject | Format::SetupCfg | Format::Environment => None,
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

    /// Reads a requirements file that is named like a lock file, as after `pip freeze > pylock.toml`.
    fn misnamed(&mut self, item: &'a Item, text: &str) -> Option<RequirementSet> {
        let found = requirements_txt::read(&item.path, text).required;
        let is_bad = found.findings.iter().any(|finding| finding.severity == Severity::Error);
        if found.requirements.is_empty() || is_bad {
            return None;
        }
        let mut required = RequirementSet::default();
        self.requirements(item, false, &mut Trail::default(), &mut required);
        let message = format!("\"{}\" is no lock file, but a requirements file, and read as one", item.path);
        let finding = Finding::new(Code::RequirementInvalid, &item.path, message);
        let hint = "Name it requirements.txt, or lock: uv export --format pylock.toml -o pylock.toml";
        required.findings.push(finding.severity(Severity::Warning).hint(hint));
        Some(required)
    }

    /// Reads a conda environment. Its part for pip counts, and those packages of conda of which a wheel was dropped.
    fn environment(&mut self, item: &'a Item) -> Option<RequirementSet> {
        let text = match self.text(item)? {
            Ok(text) => text,
            Err(finding) => {
                return Some(RequirementSet { findings: vec![finding], ..RequirementSet::default() });
            }
        };
        let environment = conda::read(&text)?;
        let requirements_txt::File { mut required, includes, projects } =
            conda::pip(&item.path, &environment);
        let mut trail = Trail { stack: vec![item.path.clone()], ..Trail::default() };
        self.follow(includes, projects, false, &mut trail, &mut required);
        let wheels: BTreeSet<PackageName> = self.paths.keys().filter_map(|path| wheel_of(path)).collect();
        let (at_hand, others): (Vec<_>, Vec<_>) =
            environment.packages.into_iter().partition(|(name, _)| wheels.contains(name));
        for (name, line) in at_hand {
            required.entry(name.as_ref(), Origin::new(&item.path, Some(line)));
        }
        if let Some((_, line)) = others.first() {
            let names: Vec<&str> = others.iter().map(|(name, _)| name.as_ref()).collect();
            let message =
                format!("it asks for packages of conda, which are no wheels: {}", shown(&names.join(", ")));
            let origin = Origin::new(&item.path, Some(*line));
            let hint = "Export what is installed, and download wheels of it: pip list --format=freeze > requirements.txt";
            let finding = origin.finding(Code::RequirementUnsupported, message);
            required.findings.push(finding.severity(Severity::Warning).hint(hint));
        }
        Some(required)
    }

    /// Reads a pyproject.toml or setup.cfg and the files that it names. Returns whether it states requirements.
    fn project_file(
        &mut self,
        format: Format,
        item: &'a Item,
        selection: &Selection,
        trail: &mut Trail,
        required: &mut RequirementSet,
    ) -> bool {
        let text = match self.text(item) {
            None => return false,
            Some(Ok(text)) => text,
            Some(Err(finding)) => {
                required.findings.push(finding);
                return true;
            }
        };
        let project = match format {
            Format::SetupCfg => setup_cfg::read(&item.path, &text, selection),
            _ => pyproject::read(&item.path, &text, selection),
        };
        let Some(project) = project else {
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

    /// Reads a requirements file and the files that it names, each once.
    fn requirements(
        &mut self,
        item: &'a Item,
        is_constraint: bool,
        trail: &mut Trail,
        required: &mut RequirementSet,
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
            let requirements = std::mem::take(&mut file.required.requirements);
            file.required.constraints.extend(requirements);
        }
        required.extend(file.required);
        trail.stack.push(item.path.clone());
        self.follow(file.includes, file.projects, is_constraint, trail, required);
        trail.stack.pop();
    }

    /// Reads the files and folders that a requirements file names.
    fn follow(
        &mut self,
        includes: Vec<Include>,
        projects: Vec<Project>,
        is_constraint: bool,
        trail: &mut Trail,
        required: &mut RequirementSet,
    ) {
        for include in includes {
            self.include(&include, is_constraint, trail, required);
        }
        for project in projects.iter().filter(|_| !is_constraint) {
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
    }

    fn include(
        &mut self,
        include: &Include,
        is_constraint: bool,
        trail: &mut Trail,
        required: &mut RequirementSet,
    ) {
        let Include { path, origin, .. } = include;
        let is_constraint = is_constraint || include.is_constraint;
        let found = resolve(&origin.file, path).and_then(|path| self.paths.get(path.as_str()).copied());
        let found = found.or_else(|| self.paths.get(without_folders(path)?).copied());
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

    /// Reads the user's own project: what it requires is required, and its code is packed anyway.
    fn own_project(
        &mut self,
        project: &Project,
        files: ProjectFiles<'a>,
        trail: &mut Trail,
        required: &mut RequirementSet,
    ) {
        let written: BTreeSet<String> = project.extras.iter().map(ToString::to_string).collect();
        let extras: BTreeSet<String> = self.selection.extras.iter().chain(&written).cloned().collect();
        let selection = Selection { extras: &extras, ..*self.selection };
        let mut found = RequirementSet::default();
        let says_something = self.project_files(files, &selection, trail, &mut found);
        if !self.missing {
            project::report_unknown_extras(&project.origin, &written, &mut found);
        }
        found.findings.extend(project::unread(project, files, says_something));
        required.extend(found);
    }

    /// Reads another project of the user, which is required with extras. What the user may choose of it is not offered.
    pub fn other_project(&mut self, entry: &RequirementEntry, files: ProjectFiles<'a>) -> RequirementSet {
        let extras: BTreeSet<String> = entry.requirement.extras.iter().map(ToString::to_string).collect();
        let selection =
            Selection { environment: self.selection.environment, extras: &extras, groups: &BTreeSet::new() };
        let mut found = RequirementSet::default();
        self.project_files(files, &selection, &mut Trail::default(), &mut found);
        if !self.missing {
            project::report_unknown_extras(&entry.origin, &extras, &mut found);
        }
        found.place_by_constraints(self.selection.environment);
        RequirementSet { optional: OptionalDependencies::default(), stated_in: None, ..found }
    }

    /// Reads the files of a project. Returns whether they state what it requires.
    fn project_files(
        &mut self,
        files: ProjectFiles<'a>,
        selection: &Selection,
        trail: &mut Trail,
        found: &mut RequirementSet,
    ) -> bool {
        let mut says_something = files.pyproject.is_some_and(|item| {
            self.used.insert(&item.path);
            self.project_file(Format::Pyproject, item, selection, trail, found)
        });
        let mut left_to_others = found.left_to_others.take();
        if let Some(item) = files.config.filter(|_| !says_something || left_to_others.is_some()) {
            self.used.insert(&item.path);
            let is_read = self.project_file(Format::SetupCfg, item, selection, trail, found);
            left_to_others = left_to_others.filter(|_| !is_read);
            says_something |= is_read;
        }
        // What a setup.py requires is unknown, and a finding about it says so.
        match left_to_others {
            Some(_) if files.program.is_some() => says_something = false,
            left => found.findings.extend(left.into_iter().flatten()),
        }
        says_something
    }

    /// The name that a pyproject.toml gives to its project.
    fn project_name(&mut self, item: &Item) -> Option<String> {
        let text = self.text(item)?.ok()?;
        let toml =
            crate::python::toml_file::TomlFile::parse(&item.path, &text, &mut RequirementSet::default())?;
        pyproject::name(&toml.root).map(|name| name.to_string())
    }
}

/// Makes a finding about a file that states requirements in a form that is not read.
fn unread(item: &Item, says_something: bool, why: &str, hint: &str) -> Option<RequirementSet> {
    let message = format!("\"{}\" {why}", item.path);
    let finding = Finding::new(Code::RequirementUnsupported, &item.path, message);
    let findings = vec![finding.severity(Severity::Warning).hint(hint)];
    says_something.then(|| RequirementSet { findings, ..RequirementSet::default() })
}

/// The distribution of the wheel at a path, if it is one.
pub fn wheel_of(path: &str) -> Option<PackageName> {
    let filename = path.rsplit('/').next().unwrap_or(path);
    WheelFilename::parse(filename).ok().map(|wheel| wheel.name)
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
