//! pyproject.toml: `[project]` (specification "pyproject.toml") and `[dependency-groups]`
//! (specification "Dependency Groups").

use super::PackageName;
use super::project_sources;
use super::requirement_set::{RequirementSet, Selection};
use super::requirements_txt::Include;
use super::requires_python;
use super::toml_file::{TomlFile, Value, at, string, strings, table};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Severity};
use pep508_rs::ExtraName;
use std::str::FromStr;
use toml::de::DeTable;

/// What a project requires, and the files that state the rest.
#[derive(Debug, Default)]
pub struct Project {
    /// The requirements in the file itself.
    pub required: RequirementSet,
    /// Files of requirements that it names.
    pub includes: Vec<Include>,
}

/// Reads the file. `None` if it states nothing about requirements: most pyproject.toml files only configure tools.
pub fn read(file: &str, text: &str, selection: &Selection) -> Option<Project> {
    let mut required = RequirementSet::default();
    let Some(toml) = TomlFile::parse(file, text, &mut required) else {
        // A package can be made without this file, so its faults are warnings.
        required.findings.iter_mut().for_each(|finding| finding.severity = Severity::Warning);
        return Some(Project { required, includes: Vec::new() });
    };
    if at(&toml.root, &["project", "dependencies"]).is_some() {
        required.stated_in = Some(file.to_string());
    }
    let name = name(&toml.root);
    required.own.extend(name.clone());
    requires_python::check(&toml, &["project", "requires-python"], selection, &mut required);
    requires_python::check_poetry(
        &toml,
        &["tool", "poetry", "dependencies", "python"],
        selection,
        &mut required,
    );
    let mut reader = Reader {
        toml: &toml,
        required,
        includes: Vec::new(),
        name,
        stack: Vec::new(),
        done: BTreeSet::new(),
    };
    let is_poetry_only = reader.read(selection);
    let Reader { mut required, includes, .. } = reader;
    project_sources::apply(&toml, selection, &mut required);
    if is_poetry_only {
        required.findings.push(
            crate::finding::Finding::new(
                Code::RequirementUnsupported,
                file,
                format!("\"{file}\" has its dependencies in poetry's own table, which is not read"),
            )
            .severity(Severity::Warning)
            .hint("Drop poetry.lock too, or move them to [project]"),
        );
    }
    // Only then does the file state what the project requires, besides groups and extras.
    let states_dependencies = required.stated_in.is_some() || is_poetry_only || !includes.is_empty();
    match states_dependencies {
        true => required.findings.extend(required.left_to_others.take().into_iter().flatten()),
        false => {
            required.left_to_others.get_or_insert_default();
        }
    }
    let is_silent = required.stated_in.is_none()
        && required.requirements.is_empty()
        && required.findings.is_empty()
        && required.left_to_others.as_ref().is_none_or(Vec::is_empty)
        && required.optional == Default::default()
        && includes.is_empty();
    (!is_silent).then_some(Project { required, includes })
}

/// The name of the project itself.
pub fn name(root: &DeTable) -> Option<PackageName> {
    let name = table(root, &["project"])
        .and_then(|project| string(project, "name"))
        .or_else(|| string(table(root, &["tool", "poetry"])?, "name"))?;
    PackageName::from_str(name).ok()
}

/// Normalizes a name for comparison. Messages show names as written.
pub fn normalized(name: &str) -> String {
    ExtraName::from_str(name).map_or_else(|_| name.to_string(), |name| name.to_string())
}

struct Reader<'r, 'a> {
    toml: &'r TomlFile<'a>,
    required: RequirementSet,
    includes: Vec<Include>,
    name: Option<PackageName>,
    /// The groups that are being read, to detect cycles of include-group.
    stack: Vec<String>,
    /// The groups that were read completely: a group that is included twice is read once.
    done: BTreeSet<String>,
}

impl Reader<'_, '_> {
    fn read(&mut self, selection: &Selection) -> bool {
        let toml = self.toml;
        let root = &toml.root;
        if let Some(dependencies) = at(root, &["project", "dependencies"]) {
            toml.requirements(dependencies, &mut self.required);
        }
        let extras: BTreeMap<String, _> = table(root, &["project", "optional-dependencies"])
            .into_iter()
            .flat_map(|table| table.iter())
            .map(|(name, value)| (normalized(name.get_ref()), value))
            .collect();
        let groups: BTreeMap<String, _> = table(root, &["dependency-groups"])
            .into_iter()
            .flat_map(|table| table.iter())
            .map(|(name, value)| (normalized(name.get_ref()), value))
            .collect();
        self.dynamic(selection);
        self.required.optional.extras.extend(extras.keys().cloned());
        self.required.optional.groups = groups.keys().cloned().collect();
        for name in selection.groups.iter().map(|name| normalized(name)) {
            if groups.contains_key(&name) {
                self.group(&name, &groups);
            }
        }
        // An extra may require other extras of the project itself: `all = ["app[a,b]"]`.
        let mut wanted: Vec<String> = selection.extras.iter().map(|name| normalized(name)).collect();
        let mut done = BTreeSet::new();
        loop {
            self.take_own_extras(&mut wanted);
            let Some(name) = wanted.pop() else {
                break;
            };
            if let Some(value) = extras.get(&name).filter(|_| done.insert(name.clone())) {
                toml.requirements(value, &mut self.required);
            }
        }
        let dynamic = table(root, &["project"]).map(|project| strings(project, "dynamic"));
        at(root, &["project", "dependencies"]).is_none()
            && !dynamic.is_some_and(|fields| fields.contains(&"dependencies"))
            && at(root, &["tool", "poetry", "dependencies"]).is_some()
    }

    /// Reads the fields that the build backend computes (specification "pyproject.toml", "dynamic").
    /// setuptools can read them from files (setuptools documentation, "Dynamic Metadata"). Everything
    /// else that may compute them is a program.
    fn dynamic(&mut self, selection: &Selection) {
        let root = &self.toml.root;
        let Some(fields) = table(root, &["project"]).map(|project| strings(project, "dynamic")) else {
            return;
        };
        let setuptools = table(root, &["tool", "setuptools", "dynamic"]);
        if fields.contains(&"dependencies") {
            match setuptools.and_then(|dynamic| at(dynamic, &["dependencies", "file"])) {
                Some(files) => self.include(files),
                None => self.unknown_dynamic("dependencies"),
            }
        }
        if fields.contains(&"optional-dependencies") {
            let Some(extras) = setuptools.and_then(|dynamic| table(dynamic, &["optional-dependencies"]))
            else {
                return self.unknown_dynamic("optional-dependencies");
            };
            for (name, value) in extras.iter() {
                let name = normalized(name.get_ref());
                let is_chosen = selection.extras.iter().any(|extra| normalized(extra) == name);
                let files = value.get_ref().as_table().and_then(|value| at(value, &["file"]));
                if let Some(files) = files.filter(|_| is_chosen) {
                    self.include(files);
                }
                self.required.optional.extras.insert(name);
            }
        }
    }

    /// Adds one file, or an array of files.
    fn include(&mut self, files: &Value) {
        let array = files.get_ref().as_array().into_iter().flat_map(|array| array.iter());
        for value in array.chain([files]) {
            if let Some(path) = value.get_ref().as_str() {
                let origin = self.toml.origin(value);
                self.includes.push(Include { path: path.to_string(), origin, is_constraint: false });
            }
        }
    }

    fn unknown_dynamic(&mut self, field: &str) {
        let Some(dynamic) = at(&self.toml.root, &["project", "dynamic"]) else {
            return;
        };
        let origin = self.toml.origin(dynamic);
        let message = format!("the {field} are dynamic: only a build of the project would tell them");
        // setuptools takes them from setup.cfg or setup.py, if there is one.
        self.required.left_to_others.get_or_insert_default().push(
            origin
                .finding(Code::RequirementUnsupported, message)
                .severity(Severity::Warning)
                .hint(format!("Write them to [project] {field}, or into a requirements.txt")),
        );
    }

    /// Replaces the project's requirements on itself by the extras that they name.
    fn take_own_extras(&mut self, wanted: &mut Vec<String>) {
        let Some(name) = &self.name else {
            return;
        };
        self.required.requirements.retain(|entry| {
            let is_own = entry.requirement.name == *name;
            if is_own {
                wanted.extend(entry.requirement.extras.iter().map(ExtraName::to_string));
            }
            !is_own
        });
    }

    fn group(&mut self, name: &str, groups: &BTreeMap<String, &Value>) {
        let Some(value) = groups.get(name) else {
            return;
        };
        let origin = self.toml.origin(value);
        if self.stack.iter().any(|other| other == name) {
            let cycle = [self.stack.join("\" includes \""), name.to_string()].join("\" includes \"");
            return self.required.report(
                &origin,
                Code::RequirementCycle,
                format!("the dependency group \"{cycle}\""),
            );
        }
        if self.done.contains(name) {
            return;
        }
        let Some(items) = value.get_ref().as_array() else {
            return self.toml.wrong_type(value, "an array", &mut self.required);
        };
        self.stack.push(name.to_string());
        for item in items.iter() {
            let origin = self.toml.origin(item);
            if let Some(text) = item.get_ref().as_str() {
                self.required.entry(text, origin);
                continue;
            }
            match item.get_ref().as_table().and_then(|table| string(table, "include-group")).map(normalized) {
                Some(other) if groups.contains_key(&other) => self.group(&other, groups),
                Some(other) => self.required.report(
                    &origin,
                    Code::RequirementInvalid,
                    format!("the dependency group \"{name}\" includes \"{other}\", which is not there"),
                ),
                None => self.toml.wrong_type(item, "a requirement or an include-group", &mut self.required),
            }
        }
        self.stack.pop();
        self.done.insert(name.to_string());
    }
}
