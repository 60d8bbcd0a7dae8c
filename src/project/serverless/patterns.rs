//! The patterns that choose the files of a function (Serverless Framework, "Packaging"; `package-service.js`).

use super::Service;
use super::wsgi;
use crate::collections::BTreeSet;
use crate::finding::Code;
use crate::project::document::Node;
use crate::project::glob::{Pattern, is_extended};
use crate::project::model::{Project, ProjectFinding};

/// Patterns, each with whether it includes files. The last one that matches a path counts.
#[derive(Default)]
pub struct Patterns(Vec<(bool, Pattern)>);

impl Patterns {
    /// Number of patterns.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a file is packaged. `path`: relative to the service.
    pub fn includes(&self, path: &str) -> bool {
        let fitting = self.0.iter().rev().find(|(_, pattern)| pattern.fits(path));
        fitting.is_none_or(|(is_included, _)| *is_included)
    }

    /// Adds a pattern. An exclamation mark in front of it reverses what it does. Returns whether it could be read.
    fn add(&mut self, text: &str, is_included: bool) -> bool {
        let (is_included, text) = match text.strip_prefix('!') {
            Some(rest) => (!is_included, rest),
            None => (is_included, text),
        };
        let all = if is_extended(text) { None } else { Pattern::alternatives(text) };
        let is_read = all.is_some();
        self.0.extend(all.into_iter().flatten().map(|pattern| (is_included, pattern)));
        is_read
    }
}

impl<'d> Service<'d> {
    /// Whether functions get packages of their own. `package`: what the service or a function states about its package.
    pub fn is_individual(&self, package: Option<Node<'d>>) -> bool {
        let value = package.and_then(|package| self.variables.value(package)?.get("individually"));
        value.is_some_and(|value| self.variables.value(value).is_none_or(Node::is_true))
    }

    /// Returns the patterns of the service and of a function. All that exclude come before all that include, and of equal
    /// ones the first one counts. Those of a function count only if it has a package of its own. `inner`: the function's folder relative to the
    /// service, with a slash at its end.
    pub fn patterns(&self, id: &str, body: Node<'d>, inner: &str, project: &mut Project) -> Patterns {
        let own = body.get("package");
        let service = self.variables.at(&["package"]);
        let is_individual = self.is_individual(service) || self.is_individual(own);
        let value = |package: Option<Node<'d>>| package.and_then(|package| self.variables.value(package));
        let (service, own) = (value(service), value(own));
        if let Some(at) = own.and_then(|own| own.get("patterns").or_else(|| own.get("include")))
            && !is_individual
        {
            self.without_effect("patterns", id, at, project);
        }
        let packages: Vec<Node> = service.into_iter().chain(own.filter(|_| is_individual)).collect();
        // A function does not get the layers of its service.
        let folders = self.layer_folders.iter().map(|folder| [folder, "/**"].concat()).collect();
        let written = if wsgi::is_used(&self.variables) { wsgi::WRITTEN } else { &[] };
        let written = written.iter().map(|name| [inner, name].concat()).collect();
        self.combined(&packages, folders, written, project)
    }

    /// Returns the patterns of the service and of a layer. They are relative to the folder of the layer (Serverless
    /// Framework, `package-service.js`, `resolveFilePathsLayer`).
    pub fn patterns_of_layer(&self, body: Node<'d>, project: &mut Project) -> Patterns {
        let packages = [self.variables.at(&["package"]), body.get("package")];
        let packages: Vec<Node> =
            packages.into_iter().flatten().filter_map(|package| self.variables.value(package)).collect();
        self.combined(&packages, Vec::new(), Vec::new(), project)
    }

    /// Returns the patterns of a layer without those of the service.
    pub fn own_patterns_of_layer(&self, body: Node<'d>, project: &mut Project) -> Patterns {
        let own = body.get("package").and_then(|package| self.variables.value(package));
        self.combined(own.as_slice(), Vec::new(), Vec::new(), project)
    }

    /// Combines the patterns of packages. `excluded`, `included`: more patterns, with less precedence than those of the
    /// second package.
    fn combined(
        &self,
        packages: &[Node<'d>],
        excluded: Vec<String>,
        included: Vec<String>,
        project: &mut Project,
    ) -> Patterns {
        let texts = |package: Node<'d>, keys: &[&str]| {
            let lists: Vec<Node> =
                keys.iter().filter_map(|key| self.variables.value(package.get(key)?)).collect();
            lists.into_iter().flat_map(Node::items).filter_map(|text| Some((text, text.str()?)))
        };
        let (mut patterns, mut unread) = (Patterns::default(), Vec::new());
        let mut seen = BTreeSet::new();
        for (node, text) in packages.iter().flat_map(|package| texts(*package, &["exclude"])) {
            if seen.insert(text) && !patterns.add(text, false) {
                unread.push((node, text));
            }
        }
        for pattern in excluded {
            patterns.add(&pattern, false);
        }
        let mut seen = BTreeSet::new();
        for (at, package) in packages.iter().enumerate() {
            for (node, text) in texts(*package, &["include", "patterns"]) {
                if seen.insert(text) && !patterns.add(text, true) {
                    unread.push((node, text));
                }
            }
            if at == 0 {
                for pattern in &included {
                    patterns.add(pattern, true);
                }
            }
        }
        for (node, text) in unread {
            let message = format!(
                "The pattern \"{text}\" is written in a way that is not read here, and does not count"
            );
            let file = self.files.file_of(node).unwrap_or(&project.file);
            let mut found = ProjectFinding::new(Code::StatementUnread, file, node.place(), message);
            found.finding = found.finding.hint("Write it with *, **, ?, [a-z] and {a,b} only");
            // A pattern of the service is reported once.
            if !project.findings.contains(&found) {
                project.findings.push(found);
            }
        }
        patterns
    }

    /// Reports a property of a function that has no effect because functions have no packages of their own.
    pub fn without_effect(&self, name: &str, id: &str, at: Node<'d>, project: &mut Project) {
        let message = format!("\"{name}\" of \"{id}\" does not count without \"individually: true\"");
        let file = self.files.file_of(at).unwrap_or(&project.file).to_string();
        let mut found = ProjectFinding::new(Code::StatementUnread, &file, at.place(), message).about(id);
        found.finding = found.finding.hint("Write \"individually: true\" below \"package\"");
        project.findings.push(found);
    }
}
