//! Follows imports from where Lambda starts, through the user's own modules.

use super::attributes;
use super::dependency;
use super::extras;
use super::resolve::resolve;
use super::walker::{Failure, ImportSite, Named, Start, Walk, Walker};
use crate::check::context::CheckContext;
use crate::check::import_outcome::{ImportOutcome, Rest};
use crate::check::modules::{ModuleKind, Modules, below_root, is_own};
use crate::collections::BTreeSet;
use crate::python::code::{Certainty, Import, ModuleAnalysis};
use crate::python::stdlib::{self, StdlibStatus};
use crate::python::stdlib_names;
use crate::source::WantsRead;

/// Modules that become importable when a package is imported: the module and the package.
const GIVEN: &[(&str, &str)] = &[("distutils", "setuptools")];

/// Walks over the modules that run, from where Lambda starts. If one of them changes `sys.path`, all modules may find
/// files of any folder. The walk is then made again, because some modules were visited before that one.
pub fn walk(
    modules: &Modules,
    starts: &[Start],
    context: &mut CheckContext,
    follows_libraries: bool,
) -> Result<Walk, WantsRead> {
    let mut walk = walk_with(modules, starts, context, (false, follows_libraries))?;
    if walk.visited.values().any(|(_, code)| code.changes_path) {
        walk = walk_with(modules, starts, context, (true, follows_libraries))?;
    }
    // A missing name that one module sets exists for all modules.
    let sets = walk.visited.values().flat_map(|(_, code)| &code.sets);
    let sets: BTreeSet<String> = sets.map(|(module, name)| format!("{module}.{name}")).collect();
    walk.failures.retain(|failure, _| match failure {
        Failure::Module { part, .. } | Failure::Attribute { part, .. } => !sets.contains(part),
        _ => true,
    });
    for (module, by) in GIVEN {
        let ModuleKind::Package(by) = modules.at(by) else { continue };
        let runs =
            [walk.libraries.contains(&by), walk.followed.contains_key(&by), walk.visited.contains_key(&by)];
        // A library that needs the module imports the package first, perhaps in a `try`.
        let is_of_library = |place: &ImportSite| walk.followed.contains_key(&place.entry);
        let is_given = |failure: &Failure, places: &BTreeSet<ImportSite>| {
            let is_module = matches!(failure, Failure::Module { part, .. } if part == module);
            is_module && (runs.contains(&true) || places.iter().all(is_of_library))
        };
        walk.failures.retain(|failure, (_, places)| !is_given(failure, places));
    }
    dependency::excuse(&mut walk, context);
    attributes::excuse(&mut walk, context);
    Ok(walk)
}

fn walk_with(
    modules: &Modules,
    starts: &[Start],
    context: &mut CheckContext,
    (changes_path, follows_libraries): (bool, bool),
) -> Result<Walk, WantsRead> {
    let mut walker = Walker::new(modules, context, starts);
    walker.changes_path = changes_path;
    walker.follows_libraries = follows_libraries;
    for start in starts {
        let packages = walker.packages_above(start.entry);
        walker.queue.entry(start.certainty).or_default().extend(packages.into_iter().chain([start.entry]));
    }
    // The highest certainty comes first, so that each module is visited with its highest certainty.
    while let Some(mut most) = walker.queue.last_entry() {
        let certainty = *most.key();
        match most.get_mut().pop_front() {
            Some(entry) => walker.visit(entry, certainty),
            None => {
                most.remove();
            }
        }
    }
    // If there are several starts, it is unknown which one Lambda uses.
    if let ([start], true) = (starts, follows_libraries)
        && start.certainty == Certainty::Certain
    {
        let order: Vec<usize> = walker.packages_above(start.entry).into_iter().chain([start.entry]).collect();
        if let Some((failure, place)) = walker.early(&order) {
            let known = walker.walk.failures.entry(failure).or_insert((Certainty::Certain, BTreeSet::new()));
            known.1.insert(place);
        }
    }
    if walker.is_missing { Err(WantsRead) } else { Ok(walker.walk) }
}

impl Walker<'_, '_> {
    /// The packages around a module, which Python imports before the module.
    fn packages_above(&self, entry: usize) -> Vec<usize> {
        let entry = self.context.plan.entries.get(entry);
        let path = entry.map_or("", |entry| below_root(entry, self.context.target));
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        let spots = folders.map(|folder| self.modules.at(folder));
        spots
            .filter_map(|spot| if let ModuleKind::Package(index) = spot { Some(index) } else { None })
            .collect()
    }

    fn visit(&mut self, entry: usize, certainty: Certainty) {
        if !self.context.plan.entries.get(entry).is_some_and(is_own) {
            return self.visit_library(entry, certainty);
        }
        if self.walk.visited.contains_key(&entry) {
            return;
        }
        let Some(code) = self.code(entry) else { return };
        self.walk.visited.insert(entry, (certainty, code.clone()));
        let is_published = self.looks_published(entry);
        if is_published {
            self.walk.published.insert(entry);
        }
        let handler = self.starts.iter().find(|start| start.entry == entry).and_then(|s| s.function.clone());
        let least = if is_published { Certainty::Certain } else { Certainty::Possible };
        // A module that is imported under a guard elsewhere in this module may be absent.
        let tops = |import: &Import| import.module.split('.').next().unwrap_or_default().to_string();
        let guarded: BTreeSet<String> =
            code.imports.iter().filter(|one| one.certainty == Certainty::Guarded).map(tops).collect();
        let mut failed = Vec::with_capacity(code.imports.len());
        for import in &code.imports {
            let mut local = import.certainty;
            if local == Certainty::Possible && import.level == 0 && guarded.contains(&tops(import)) {
                local = Certainty::Guarded;
            }
            if import.function.is_some() && import.function != handler {
                local = local.min(Certainty::Possible);
            }
            if let Some(body) = &import.fallback_for
                && !failed.get(body.clone()).is_some_and(|body: &[bool]| body.contains(&true))
            {
                local = Certainty::Guarded;
            }
            let certainty = certainty.min(local);
            self.place = Some(ImportSite { entry, line: import.line, function: import.function.clone() });
            let failure = self.import(entry, import, certainty);
            failed.push(failure.is_some());
            if self.is_itself(entry, import) && certainty > Certainty::Guarded && !is_published {
                let itself = Failure::Early { name: import.module.clone(), of: entry };
                self.fail(itself, Certainty::Possible, entry, import.line, &import.function);
            }
            if import.name.as_deref() == Some("*") && certainty >= least && certainty > Certainty::Guarded {
                self.exports(entry, import, certainty);
            }
            if let Some(failure) = failure.filter(|_| certainty >= least) {
                self.fail(failure, certainty, entry, import.line, &import.function);
            }
        }
        if certainty >= least {
            self.uses(entry, &code, certainty, least);
            self.uses_of_own(entry, &code, certainty);
        }
        if certainty > Certainty::Guarded && !is_published {
            self.uses_extras(entry, &code);
        }
    }

    /// Records names of libraries that are used as attributes and need a missing module.
    fn uses_extras(&mut self, entry: usize, code: &ModuleAnalysis) {
        for one in &code.uses_of_others {
            let whole = format!("{}.{}", one.module, one.name);
            if extras::needed_by(&whole).is_none() {
                continue;
            }
            let outcome = resolve(self.modules, &one.module, self.context.target.runtime.minor);
            if let Some(missing) = self.lacks_extra(&one.module, &whole, &outcome) {
                self.fail(missing, Certainty::Possible, entry, one.line, &one.function);
            }
        }
    }

    /// Whether a file at the root imports its own name. It then has the same name as the library that it needs.
    fn is_itself(&self, entry: usize, import: &Import) -> bool {
        let entry = self.context.plan.entries.get(entry);
        let path = entry.map_or("", |entry| below_root(entry, self.context.target));
        import.level == 0 && import.name.is_none() && path.strip_suffix(".py") == Some(&import.module)
    }

    /// Records attributes of the standard library that this version of Python lacks. `certainty` is that of the
    /// module; `least` is the minimum certainty of the use within the module.
    pub fn uses(&mut self, entry: usize, code: &ModuleAnalysis, certainty: Certainty, least: Certainty) {
        for one in &code.uses {
            let local = if one.function.is_some() { Certainty::Possible } else { one.certainty };
            let local = local.min(one.certainty);
            let certainty = certainty.min(local);
            let (module, minor) = (&one.module, self.context.target.runtime.minor);
            let lacks = match stdlib_names::find(module, &one.name, minor) {
                standard @ (StdlibStatus::Gone { .. } | StdlibStatus::Coming { .. }) => Some(standard),
                _ => None,
            };
            let is_standard = || resolve(self.modules, module, minor) == ImportOutcome::Elsewhere;
            if let Some(standard) = lacks.filter(|_| local >= least && is_standard()) {
                let failure = Failure::Attribute { part: format!("{module}.{}", one.name), standard };
                self.fail(failure, certainty, entry, one.line, &one.function);
            }
        }
    }

    pub fn fail(
        &mut self,
        failure: Failure,
        certainty: Certainty,
        entry: usize,
        line: u32,
        function: &Option<String>,
    ) {
        let known = self.walk.failures.entry(failure).or_insert((certainty, BTreeSet::new()));
        known.0 = known.0.max(certainty);
        known.1.insert(ImportSite { entry, line, function: function.clone() });
    }

    /// Follows an import into the modules that it runs. Returns the failure if the import fails.
    pub fn import(&mut self, entry: usize, import: &Import, certainty: Certainty) -> Option<Failure> {
        let module = match self.absolute(entry, import) {
            Named::Absolute(module) => module,
            Named::Failed(failure) => return Some(failure),
        };
        let minor = self.context.target.runtime.minor;
        let name = import.name.as_deref().filter(|name| *name != "*");
        // `from . import a` at the top of a namespace names nothing but its files.
        let outcome = match (module.is_empty(), name) {
            (true, Some(name)) => resolve(self.modules, name, minor),
            (true, None) => return None,
            (false, _) => resolve(self.modules, &module, minor),
        };
        let whole = name.filter(|_| !module.is_empty()).map(|name| format!("{module}.{name}"));
        // The whole dotted name identifies the missing distribution best.
        let outcome = match (&outcome, &whole) {
            (ImportOutcome::Missing { .. }, Some(whole)) => resolve(self.modules, whole, minor),
            _ => outcome,
        };
        if name.is_none() && import.name.is_none() && self.is_empty_folder(&module, &outcome) {
            return Some(Failure::Empty { name: module });
        }
        let is_own = self.context.plan.entries.get(entry).is_some_and(is_own);
        let is_users = is_own && certainty > Certainty::Guarded && !self.walk.published.contains(&entry);
        if let Some(missing) =
            whole.as_deref().filter(|_| is_users).and_then(|whole| self.lacks_extra(&module, whole, &outcome))
        {
            self.fail(missing, certainty.min(Certainty::Possible), entry, import.line, &import.function);
        }
        let is_elsewhere = outcome == ImportOutcome::Elsewhere;
        let asked = [module.as_str(), whole.as_deref().unwrap_or_default()];
        // `from . import a` imports a name, all other imports name a module.
        let is_module = !module.is_empty();
        if let Some(failure) = self.run(outcome, certainty, &asked, is_module) {
            return Some(failure);
        }
        if is_elsewhere {
            return lacks(&module, name, minor).or_else(|| self.is_taken(&module, whole.as_deref()?));
        }
        let outcome = resolve(self.modules, whole.as_deref()?, minor);
        self.run(outcome, certainty, &asked, false)
    }

    /// Whether a module is only the folder of a project, which contains the package of that name.
    fn is_empty_folder(&self, module: &str, outcome: &ImportOutcome) -> bool {
        let is_empty = matches!(outcome, ImportOutcome::Runs { entries, rest: None } if entries.is_empty());
        is_empty && !module.contains('.') && inner(self.modules, module).is_some()
    }

    /// The failure if a name of a library needs a module that is missing.
    fn lacks_extra(&self, module: &str, whole: &str, outcome: &ImportOutcome) -> Option<Failure> {
        let (minor, is_there) = (self.context.target.runtime.minor, |outcome: &ImportOutcome| {
            matches!(outcome, ImportOutcome::Runs { .. } | ImportOutcome::Elsewhere)
        });
        if !is_there(outcome) {
            return None;
        }
        let needs = [module, whole].into_iter().find_map(extras::needed_by)?;
        let has = needs.iter().any(|one| is_there(&resolve(self.modules, one, minor)));
        let part = needs.first().filter(|_| !has)?.to_string();
        Some(Failure::Extra { part, by: whole.to_string() })
    }

    /// The failure if a module is in a folder without `__init__` that has the name of a module of the standard
    /// library.
    fn is_taken(&self, module: &str, whole: &str) -> Option<Failure> {
        let is_folder = self.modules.at(&module.replace('.', "/")) == ModuleKind::Namespace;
        let is_file = matches!(
            self.modules.at(&whole.replace('.', "/")),
            ModuleKind::Module(_) | ModuleKind::Package(_)
        );
        let minor = self.context.target.runtime.minor;
        let is_standard = stdlib::find(module.split('.').next()?, minor) == StdlibStatus::Present;
        (is_folder && is_file && is_standard)
            .then(|| Failure::Module { part: whole.to_string(), standard: StdlibStatus::Unknown })
    }

    fn run(
        &mut self,
        outcome: ImportOutcome,
        certainty: Certainty,
        asked: &[&str],
        is_module: bool,
    ) -> Option<Failure> {
        match outcome {
            ImportOutcome::Elsewhere => None,
            ImportOutcome::Missing { part, standard } => {
                let names = std::iter::once(part.as_str()).chain(asked.iter().copied());
                let found: Vec<usize> = match self.changes_path {
                    true => names.filter_map(|name| self.modules.anywhere(&name.replace('.', "/"))).collect(),
                    false => Vec::new(),
                };
                // It is unknown whether this folder is added to `sys.path`, and what else it contains.
                for entry in &found {
                    self.reach(*entry, certainty.min(Certainty::Possible));
                }
                if found.is_empty() { Some(Failure::Module { part, standard }) } else { None }
            }
            ImportOutcome::Runs { entries, rest } => {
                for entry in entries {
                    self.reach(entry, certainty);
                }
                self.rest(rest?, is_module)
            }
        }
    }

    fn reach(&mut self, entry: usize, certainty: Certainty) {
        let is_own = |index: usize| self.context.plan.entries.get(index).is_some_and(is_own);
        if is_own(entry) {
            self.queue.entry(certainty).or_default().push_back(entry);
            return;
        }
        if self.place.as_ref().is_some_and(|place| is_own(place.entry)) {
            self.walk.libraries.insert(entry);
        }
        self.reach_library(entry, certainty);
    }

    /// The failure for a name that is not a file, unless the module or package can have the name in another way.
    fn rest(&mut self, rest: Rest, is_module: bool) -> Option<Failure> {
        let plan = self.context.plan;
        let entry = plan.entries.get(rest.of)?;
        let is_own = is_own(entry);
        let first = rest.name.split('.').next()?;
        self.walk.asked.insert((rest.of, first.to_string()));
        // If libraries are not followed, it is unknown which names they create.
        if !(is_own || self.follows_libraries) {
            return None;
        }
        // A name in a user's module cannot be imported as a module.
        let is_name_alone = is_module && is_own && self.is_plain_module(rest.of);
        if !is_name_alone && self.has_name(rest.of, first) {
            return None;
        }
        let name = rest.name;
        Some(if is_module {
            Failure::Submodule { name, of: rest.of }
        } else {
            Failure::Name { name, of: rest.of }
        })
    }
}

/// The package inside a project's folder of the same name, if the folder itself was dropped.
pub fn inner(modules: &Modules, name: &str) -> Option<usize> {
    [format!("{name}/{name}"), format!("{name}/src/{name}")].iter().find_map(|path| match modules.at(path) {
        ModuleKind::Package(entry) | ModuleKind::Module(entry) => Some(entry),
        ModuleKind::Namespace | ModuleKind::NotFound => None,
    })
}

/// The failure if a module of the standard library lacks a name in this version.
///
/// The name is that of `from module import name`, or the last part of `import module.name`.
fn lacks(module: &str, name: Option<&str>, minor: u8) -> Option<Failure> {
    let (of, name) = name.map(|name| (module, name)).or_else(|| module.rsplit_once('.'))?;
    match stdlib_names::find(of, name, minor) {
        standard @ (StdlibStatus::Gone { .. } | StdlibStatus::Coming { .. }) => {
            Some(Failure::Module { part: format!("{of}.{name}"), standard })
        }
        _ => None,
    }
}
