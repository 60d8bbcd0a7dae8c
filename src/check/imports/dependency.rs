//! Modules of libraries that the function's imports run. In these modules, only code counts that certainly runs when
//! they are imported. Their imports in functions, under conditions and in `try` are left to the library.

use super::walker::{Failure, ImportSite, Walk, Walker};
use crate::check::context::CheckContext;
use crate::check::modules::below_root;
use crate::collections::BTreeSet;
use crate::python::code::{Certainty, ModuleAnalysis};
use std::rc::Rc;

impl Walker<'_, '_> {
    /// Queues a library's module for the walk, unless its failure would be caught.
    pub fn reach_library(&mut self, entry: usize, certainty: Certainty) {
        if !self.follows_libraries
            || certainty == Certainty::Guarded
            || self.walk.followed.contains_key(&entry)
        {
            return;
        }
        if let Some(place) = &self.place {
            let origin = self.walk.origins.get(&place.entry).unwrap_or(place).clone();
            self.walk.origins.entry(entry).or_insert(origin);
        }
        self.queue.entry(certainty).or_default().push_back(entry);
    }

    pub fn visit_library(&mut self, entry: usize, certainty: Certainty) {
        if self.walk.followed.contains_key(&entry) {
            return;
        }
        let size = self.context.plan.entries.get(entry).map_or(0, |entry| entry.size);
        let (modules, bytes) = self.left;
        let Some(left) = modules.checked_sub(1).zip(bytes.checked_sub(size)) else { return };
        self.left = left;
        let Some(code) = self.code(entry) else { return };
        self.walk.followed.insert(entry, (certainty, code.clone()));
        let mut failed = vec![false; code.imports.len()];
        for (at, import) in code.imports.iter().enumerate().filter(|(_, import)| import.function.is_none()) {
            let mut local = import.certainty;
            if let Some(body) = &import.fallback_for
                && !failed.get(body.clone()).is_some_and(|body| body.contains(&true))
            {
                local = Certainty::Guarded;
            }
            let is_sure = local == Certainty::Certain;
            let certainty = if is_sure { certainty } else { Certainty::Guarded };
            self.place = Some(ImportSite { entry, line: import.line, function: None });
            let failure = self.import(entry, import, certainty);
            if let (Some(failed), true) = (failed.get_mut(at), failure.is_some()) {
                *failed = true;
            }
            if let Some(failure) = failure.filter(|_| is_sure) {
                self.fail(failure, certainty, entry, import.line, &None);
            }
        }
        self.uses(entry, &code, certainty, Certainty::Certain);
    }
}

/// Removes failures for modules and names that other modules may create at run time.
pub fn excuse(walk: &mut Walk, context: &CheckContext) {
    let target = context.target;
    let top = |index: usize| {
        let path = context.plan.entries.get(index).map_or("", |entry| below_root(entry, target));
        path.split(['/', '.']).next().unwrap_or_default()
    };
    let all: Vec<(usize, &Rc<ModuleAnalysis>)> =
        walk.visited.iter().chain(&walk.followed).map(|(index, (_, code))| (*index, code)).collect();
    let made: BTreeSet<&str> = all.iter().flat_map(|(_, code)| &code.makes).map(String::as_str).collect();
    let makers = all.iter().filter(|(_, code)| code.makes_more);
    let makers: Vec<(&str, &Rc<ModuleAnalysis>)> = makers.map(|(index, code)| (top(*index), *code)).collect();
    let set: BTreeSet<&str> =
        all.iter().flat_map(|(_, code)| &code.attributes_set).map(String::as_str).collect();
    let path_changers: BTreeSet<&str> =
        all.iter().filter(|(_, code)| code.changes_path).map(|(index, _)| top(*index)).collect();
    let is_made = |name: &str| {
        let first = name.split('.').next().unwrap_or(name);
        let parts = name.match_indices('.').filter_map(|(at, _)| name.get(..at)).chain([name]);
        parts.into_iter().any(|part| made.contains(part))
            || makers.iter().any(|(top, code)| {
                // A word in a text is no name: a docstring may state what the code requires.
                let is_named = || code.dotted_strings.contains(&first.to_ascii_lowercase());
                (*top == first && name != first) || is_named()
            })
    };
    let path_of = |index: usize| context.plan.entries.get(index).map_or("", |entry| entry.path.as_str());
    let folder_of = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
    let is_package = |folder: &str| {
        let init = format!("{folder}/__init__.py");
        context.plan.entries.binary_search_by(|entry| entry.path.as_str().cmp(&init)).is_ok()
    };
    let path_folders: BTreeSet<String> = all
        .iter()
        .filter(|(_, code)| code.changes_path)
        .map(|(index, _)| format!("{}/", folder_of(path_of(*index))))
        .collect();
    // Code puts folders below its own on `sys.path`, or other ones that are no packages: the modules of a package have
    // its name before their own.
    let may_be_on_path = |folder: &str| {
        !is_package(folder) || path_folders.iter().any(|outer| format!("{folder}/").starts_with(outer))
    };
    // Whether a package that changes `sys.path` contains the module, in a file other than the importing ones.
    let is_below = |name: &str, places: &BTreeSet<ImportSite>| {
        let path = name.replace('.', "/");
        let (folder, file) = (format!("/{path}/"), format!("/{path}.py"));
        context.plan.entries.iter().enumerate().any(|(index, entry)| {
            let found = entry.path.strip_suffix(&file);
            let found = found.or_else(|| entry.path.find(&folder).and_then(|at| entry.path.get(..at)));
            found.is_some_and(may_be_on_path)
                && path_changers.contains(top(index))
                && places.iter().all(|place| place.entry != index)
        })
    };
    let excused: BTreeSet<Failure> = walk
        .failures
        .iter()
        .filter(|(failure, (_, places))| match failure {
            Failure::Module { part, .. } => {
                let of_libraries = || places.iter().all(|place| walk.followed.contains_key(&place.entry));
                is_made(part) || (!path_changers.is_empty() && of_libraries() && is_below(part, places))
            }
            // Code that puts modules into `sys.modules` under names that cannot be read may create any module of its
            // package. Of other names, it is assumed to create only those that occur in its strings.
            Failure::Name { name, of } => {
                let is_known = |code: &Rc<ModuleAnalysis>| code.words.contains(&name.to_ascii_lowercase());
                let is_made = made.contains(format!("{}.{name}", dotted_path(context, *of)).as_str())
                    || makers.iter().any(|(maker, code)| *maker == top(*of) && is_known(code));
                !walk.visited.contains_key(of)
                    && (is_made || set.contains(name.as_str()) || path_changers.contains(top(*of)))
            }
            Failure::Submodule { name, of } => {
                !walk.visited.contains_key(of)
                    && (set.contains(name.split('.').next().unwrap_or(name))
                        || is_made(&format!("{}.{name}", dotted_path(context, *of)))
                        || path_changers.contains(top(*of)))
            }
            Failure::Extra { part, .. } => is_made(part),
            _ => false,
        })
        .map(|(failure, _)| failure.clone())
        .collect();
    walk.failures.retain(|failure, _| !excused.contains(failure));
}

fn dotted_path(context: &CheckContext, index: usize) -> String {
    let path = context.plan.entries.get(index).map_or("", |entry| below_root(entry, context.target));
    crate::check::modules::dotted(path).map_or_else(String::new, |(name, _)| name)
}
