//! Advice about missing modules and names.

use super::walk;
use super::walker::{Failure, ImportSite};
use crate::check::candidates;
use crate::check::context::CheckContext;
use crate::check::graph::Graph;
use crate::check::modules::{ModuleKind, Modules};
use crate::collections::{BTreeMap, BTreeSet};
use crate::missing_library::MissingLibrary;
use crate::plan::LeftOut;
use crate::python::PackageName;
use crate::python::code::ModuleAnalysis;
use crate::python::providers::{FAMILIAR, distribution_of, likely_distribution, requirement_for};
use crate::python::stdlib::{self, StdlibStatus};
use crate::python::{stdlib_modules, stdlib_names};
use crate::source::WantsRead;
use std::rc::Rc;

/// The end of hints that ask for a wheel.
const UNLESS: &str = ", unless a layer of the function has it";

/// Folders that users put libraries into by hand, and that Python does not search.
const FOR_LIBRARIES: &[&str] = &[
    "_vendor",
    "dependencies",
    "deps",
    "external",
    "layer",
    "lib",
    "libraries",
    "libs",
    "package",
    "packages",
    "python",
    "site-packages",
    "third_party",
    "vendor",
    "vendored",
];

/// The data that advice is based on.
pub struct Advice<'m> {
    pub modules: &'m Modules,
    /// The user's own modules, by dotted name.
    pub own: BTreeMap<String, usize>,
    pub graph: Rc<Graph>,
}

fn path<'p>(context: &CheckContext<'p>, entry: usize) -> &'p str {
    context.plan.entries.get(entry).map_or("", |entry| &entry.path)
}

impl Advice<'_> {
    fn owner(&self, entry: usize, context: &CheckContext) -> Option<usize> {
        context.plan.entries.get(entry)?.owner
    }

    /// Whether the distribution of an entry requires, without extras, the distribution that has the module `part`.
    pub fn requires(&self, entry: usize, part: &str, context: &CheckContext) -> bool {
        let Some(owner) = self.owner(entry, context) else { return false };
        let Some(name) = likely_distribution(part) else { return false };
        self.graph.requirements(owner, &[]).iter().any(|requirement| requirement.name == name)
    }

    /// The distribution of an entry with the extra that brings the module `part`: `lib[extra]`.
    fn extra(&self, entry: usize, part: &str, context: &CheckContext) -> Option<String> {
        let owner = self.owner(entry, context)?;
        let extra = self.graph.extra_with(owner, &likely_distribution(part)?, path(context, entry))?;
        Some(format!("{}[{extra}]", context.plan.distributions.get(owner)?.name))
    }

    /// Where to get the module `part`, which the name `by` of a library needs.
    pub fn bring(&self, part: &str, by: &str, context: &CheckContext) -> String {
        let entry = match self.modules.at(by.split('.').next().unwrap_or(by)) {
            ModuleKind::Package(entry) | ModuleKind::Module(entry) => Some(entry),
            ModuleKind::Namespace | ModuleKind::NotFound => None,
        };
        if let Some(extra) = entry.and_then(|entry| self.extra(entry, part, context)) {
            return format!(
                "\"{extra}\" requires what has it: ask for that, and drop the wheels too{UNLESS}"
            );
        }
        let distribution = requirement_for(part).unwrap_or_else(|| part.replace('_', "-"));
        format!("It comes with the distribution \"{distribution}\": drop a wheel of it too{UNLESS}")
    }

    /// What to do about a name that a library's module does not have. `None` for a module of the user.
    pub fn of_library(&self, asker: usize, of: usize, context: &CheckContext) -> Option<String> {
        let index = self.owner(of, context)?;
        let library = context.plan.distributions.get(index)?;
        let version = library.version.parse().ok()?;
        let name: PackageName = library.name.parse().ok()?;
        // The distribution that imports the name may require another version; otherwise any distribution may.
        let all = 0..context.plan.distributions.len();
        let asking = self.owner(asker, context).into_iter().chain(all).filter(|other| *other != index);
        let wanted = asking.into_iter().find_map(|other| {
            let requirements = self.graph.requirements(other, &[]);
            let requirement = requirements
                .into_iter()
                .find(|requirement| requirement.name == name && !requirement.specifiers.admit(&version))?;
            let other = context.plan.distributions.get(other)?;
            Some(format!(
                "{} {} requires \"{requirement}\": drop that version of it",
                other.name, other.version
            ))
        });
        let asker = self.owner(asker, context).filter(|asker| *asker != index);
        let asker = asker.and_then(|asker| context.plan.distributions.get(asker));
        Some(wanted.unwrap_or_else(|| match asker {
            Some(asker) => format!(
                "Drop versions that fit together: {} {} and {} {} do not",
                asker.name, asker.version, library.name, library.version
            ),
            None => format!(
                "Correct the import, or drop a version of \"{}\" that has it: {} does not",
                library.name, library.version
            ),
        }))
    }

    /// Advice for a name in a user's module that is imported as if it were a module, `import models.User`, and for a
    /// module in a folder that the user's module hides.
    pub fn of_module(
        &self,
        name: &str,
        of: usize,
        context: &mut CheckContext,
    ) -> Result<Option<String>, WantsRead> {
        let plan = context.plan;
        let module = self.own.iter().find(|(_, entry)| **entry == of).map(|(module, _)| module);
        let file = plan.entries.get(of).filter(|entry| !entry.path.ends_with("/__init__.py"));
        let (Some(module), Some(file)) = (module, file) else { return Ok(None) };
        let path = &file.path;
        let folder = module.replace('.', "/");
        if self.modules.at(&format!("{folder}/{}", name.replace('.', "/"))) != ModuleKind::NotFound {
            return Ok(Some(format!(
                "Rename the folder \"{folder}\": Python takes \"{path}\" before a folder without __init__.py"
            )));
        }
        let minor = context.target.runtime.minor;
        let code = context.cache.code(&file.content, file.size, minor, context.store)?;
        Ok(code.names.contains_key(name).then(|| {
            format!(
                "\"{path}\" is no package: import what it has by `from {module} import {name}`, or drop the file too"
            )
        }))
    }

    /// Advice if the module is in a folder without `__init__` that has the name of a module of the standard library.
    fn hides_nothing(&self, part: &str, minor: u8, context: &CheckContext) -> Option<String> {
        let top = part.split('.').next().unwrap_or(part);
        let is_folder = part != top && self.modules.at(top) == ModuleKind::Namespace;
        let (ModuleKind::Module(entry) | ModuleKind::Package(entry)) =
            self.modules.at(&part.replace('.', "/"))
        else {
            return None;
        };
        let is_taken = is_folder && stdlib::find(top, minor) == StdlibStatus::Present;
        is_taken.then(|| {
            format!(
                "Rename the folder of \"{}\": Python takes its own module \"{top}\"",
                path(context, entry)
            )
        })
    }

    /// Advice if the import starts with the name of a project's folder, and the package of that name is a folder inside
    /// it.
    fn of_project(&self, part: &str, context: &CheckContext) -> Option<String> {
        let (top, _) = part.split_once('.')?;
        let inner = path(context, walk::inner(self.modules, top)?);
        Some(format!("Drop the folder of \"{inner}\" instead of the project \"{top}\" around it"))
    }

    /// Advice if there is a module whose name differs only in upper and lower case.
    fn spelled_otherwise(&self, part: &str, context: &CheckContext) -> Option<String> {
        let like = |name: &str| name != part && name.eq_ignore_ascii_case(part);
        let own = self.own.iter().find(|(name, _)| like(name));
        let (name, entry) = match own {
            Some((name, entry)) => (name.as_str(), *entry),
            None => self.modules.tops().into_iter().find_map(|(name, spot)| match spot {
                ModuleKind::Module(entry) | ModuleKind::Package(entry) if like(name) => Some((name, entry)),
                _ => None,
            })?,
        };
        let path = path(context, entry);
        Some(format!(
            "Import it as \"{name}\": \"{path}\" is spelled so, and Linux tells upper and lower case apart"
        ))
    }

    /// Advice if there is a module in the package `of` whose name differs only in upper and lower case.
    pub fn beside_otherwise(&self, name: &str, of: usize, context: &CheckContext) -> Option<String> {
        let folder = path(context, of).strip_suffix("__init__.py")?;
        let entries = &context.plan.entries;
        let first = entries.partition_point(|entry| entry.path.as_str() < folder);
        let below = entries.iter().skip(first).map_while(|entry| entry.path.strip_prefix(folder));
        below.into_iter().find_map(|rest| {
            let stem = rest.strip_suffix("/__init__.py").or_else(|| rest.strip_suffix(".py"))?;
            (stem != name && stem.eq_ignore_ascii_case(name)).then(|| {
                format!(
                    "Import it as \"{stem}\": \"{folder}{rest}\" is spelled so, and Linux tells upper and lower case apart"
                )
            })
        })
    }

    /// Advice if the library is in a folder that Python does not search.
    fn too_deep(&self, part: &str, context: &CheckContext) -> Option<String> {
        let below = format!(".{part}");
        self.own.iter().find_map(|(name, entry)| {
            let folder = name.strip_suffix(&below)?.replace('.', "/");
            let is_for_libraries = folder.rsplit('/').next().is_some_and(|last| FOR_LIBRARIES.contains(&last));
            let is_package = matches!(self.modules.at(&folder), ModuleKind::Package(_));
            (is_for_libraries && !is_package).then(|| {
                format!(
                    "Move what is in the folder \"{folder}\" to the root of the package, or drop that folder beside the function: Python does not look for \"{}\"",
                    path(context, *entry)
                )
            })
        })
    }

    /// A description of the missing module, and the hint where to get it.
    pub fn module(
        &self,
        part: &str,
        standard: &StdlibStatus,
        first: &ImportSite,
        context: &mut CheckContext,
    ) -> Result<(String, String), WantsRead> {
        let own = &self.own;
        let minor = context.target.runtime.minor;
        if let Some(reported) = of_version(part, standard) {
            return Ok(reported);
        }
        if let Some(instead) = stdlib_names::of_python_2(part) {
            let hint = format!("Python 3 calls it \"{instead}\", or has what is needed of it there");
            return Ok((format!("\"{part}\", which only Python 2 has"), hint));
        }
        if let Some(hint) = self.hides_nothing(part, minor, context) {
            return Ok((format!("\"{part}\", which Python 3.{minor} does not have"), hint));
        }
        if let Some((module, name)) = part.rsplit_once('.')
            && stdlib_modules::lacks(part, minor).is_some()
            && stdlib::find(part.split('.').next().unwrap_or(part), minor) == StdlibStatus::Present
        {
            let what = format!("\"{part}\", which Python 3.{minor} does not have");
            return Ok((
                what,
                format!("If \"{name}\" is no module, import it as from {module} import {name}"),
            ));
        }
        let what = format!("\"{part}\", which neither the package nor Python 3.{minor} nor the runtime has");
        // The module is a file beside the importing file, imported without the name of their folder.
        let last = part.rsplit('.').next().unwrap_or(part);
        let folder =
            path(context, first.entry).rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', ".");
        let beside = if folder.is_empty() { String::new() } else { format!("{folder}.{part}") };
        if let Some((name, index)) = own.get_key_value(&beside) {
            let file = path(context, *index);
            let folder = folder.replace('.', "/");
            // `import lambda.helpers` is not valid Python.
            if ModuleAnalysis::read(format!("import {name}\n").as_bytes(), minor).fault.is_some() {
                let hint = format!(
                    "Drop the folder \"{folder}\" itself: then \"{file}\" is at the root of the package"
                );
                return Ok((what, hint));
            }
            let handlers = candidates::candidates(self.modules, context)?;
            let alone = match candidates::folders(&handlers, context).contains(&folder) {
                true => format!("; or drop the folder \"{folder}\" itself"),
                false => String::new(),
            };
            let hint = format!(
                "\"{file}\" is imported as \"{name}\" from the root of the package, or as \".{part}\" from beside it{alone}"
            );
            return Ok((what, hint));
        }
        let extra = self.extra(first.entry, part, context);
        if let Some(LeftOut { from, why, .. }) = left_out(part, context)? {
            let extra = extra.map_or_else(String::new, |extra| format!("; \"{extra}\" requires it"));
            return Ok((what, format!("\"{from}\" has it, but is left out: {why}{extra}")));
        }
        if let Some(extra) = extra {
            return Ok((
                what,
                format!("\"{extra}\" requires what has it: ask for that, and drop the wheels too"),
            ));
        }
        let hint = self.of_project(part, context).or_else(|| self.spelled_otherwise(part, context));
        if let Some(hint) = hint.or_else(|| self.too_deep(part, context)) {
            return Ok((what, hint));
        }
        if let Some(distribution) = requirement_for(part) {
            return Ok((
                what,
                format!("It comes with the distribution \"{distribution}\": drop a wheel of it too{UNLESS}"),
            ));
        }
        if let Some((name, _)) =
            own.iter().find(|(name, _)| name.rsplit('.').next() == Some(last) && name.as_str() != last)
        {
            return Ok((what, format!("Perhaps \"{name}\" is meant, which is in the package")));
        }
        let top = part.split('.').next().unwrap_or(part);
        Ok((
            what,
            format!(
                "Drop the file, or a wheel that has it: often the distribution is called \"{}\" too{UNLESS}",
                top.replace('_', "-")
            ),
        ))
    }

    /// The library that a failed import needs, if the name of the module identifies it.
    pub fn needs(&self, failure: &Failure) -> Option<MissingLibrary> {
        let part = match failure {
            Failure::Module { part, standard: StdlibStatus::Unknown } | Failure::Extra { part, .. } => part,
            _ => return None,
        };
        let top = part.split('.').next().unwrap_or(part);
        let is_own = self.own.keys().any(|name| name.split('.').next_back() == Some(top));
        // Any other name may be a file that the user forgot, and the public index may have a project of anyone by that
        // name.
        let distribution =
            distribution_of(part).or_else(|| FAMILIAR.iter().copied().find(|name| *name == top))?;
        (!is_own).then(|| MissingLibrary { guessed: true, ..MissingLibrary::new(distribution) })
    }
}

/// A description and a hint for a module that only other versions of Python have, or Python on other systems.
pub fn of_version(part: &str, standard: &StdlibStatus) -> Option<(String, String)> {
    match standard {
        StdlibStatus::Gone { since, instead } => {
            let what = format!("\"{part}\", which the standard library has no more since Python 3.{since}");
            let hint = if instead.is_empty() {
                format!("Do without it, or choose a runtime before python3.{since}")
            } else {
                instead.to_string()
            };
            Some((what, hint))
        }
        StdlibStatus::Coming { with, instead } => {
            let what = format!("\"{part}\", which the standard library has since Python 3.{with} only");
            let hint = match instead.is_empty() {
                true => format!("Choose python3.{with} or newer"),
                false => format!("Choose python3.{with} or newer. {instead}"),
            };
            Some((what, hint))
        }
        StdlibStatus::OnlyOn(system) => Some((
            format!("\"{part}\", which Python has on {system} only"),
            "Import it only where the system is that one: `if sys.platform == ...`, or in a `try`".into(),
        )),
        StdlibStatus::Present | StdlibStatus::Unknown => None,
    }
}

/// The dropped wheel that has the module, but is left out of the package.
pub fn left_out<'p>(part: &str, context: &mut CheckContext<'p>) -> Result<Option<&'p LeftOut>, WantsRead> {
    let wanted = part.replace('.', "/");
    let (file, folder) = (format!("{wanted}.py"), format!("{wanted}/"));
    // `x.cpython-313-x86_64-linux-gnu.so`, or just `x.so`.
    let native = format!("{wanted}.");
    let named = distribution_of(part).and_then(|name| name.parse::<crate::python::PackageName>().ok());
    let mut seen = BTreeSet::new();
    for left_out in &context.plan.left_out {
        let Some(item) = context.items.iter().find(|item| item.path == left_out.from) else { continue };
        if !seen.insert(&item.path) {
            continue;
        }
        let is_named = named.as_ref().is_some_and(|name| name.as_ref() == left_out.name);
        let has = match context.cache.listing(item.file, context.store)? {
            Ok(entries) => entries.iter().any(|entry| {
                let is_native = entry
                    .name
                    .strip_prefix(&native)
                    .is_some_and(|rest| (rest == "so" || rest.ends_with(".so")) && !rest.contains('/'));
                entry.name == file || entry.name.starts_with(&folder) || is_native
            }),
            Err(_) => false,
        };
        if is_named || has {
            return Ok(Some(left_out));
        }
    }
    Ok(None)
}
