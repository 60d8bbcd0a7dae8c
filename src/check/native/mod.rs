//! Native libraries: whether Linux, Lambda's Python and its image can load every ELF, PE and
//! Mach-O file of the package.

mod dlopen;
mod file;
mod fit;
mod image;
mod imported;
mod name;
mod report;
mod search;
mod unresolved;
mod uses;
mod variants;
mod versions;

use super::context::CheckContext;
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding, Severity};
use crate::plan::{Entry, Plan};
use crate::source::cache::natives::NativeCache;
use crate::source::{Content, FileId, WantsRead};
use crate::target::{PackageKind, Target};
use file::File;
use image::Image;
use imported::{Extension, Extensions};
use name::Role;
use report::{Group, Problem};
use search::UnpackedPackage;
use uses::{Uses, fitting};

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let files = gather(context)?;
    let image = Image::for_target(context.target);
    let package = unpack(context.plan, context.target, &files, image);
    let uses = Uses::new(&files, &package, context.plan);
    let mut problems = fit::problems(&files, &uses.needed(&package), context.plan, context.target);
    too_new(&files, &package, &uses, context, image, &mut problems);
    unresolved::check(&files, &package, &uses, context, image, &mut problems)?;
    spare_optional(&files, &mut problems, context)?;
    dlopen::check(context, findings);
    report::report(problems, context, findings);
    Ok(())
}

/// The place of a library that is opened by name.
pub enum Library {
    /// In a folder that the loader searches, or in the image.
    Found,
    /// In the package, in a folder that the loader does not search. Has the path.
    At(String),
    /// The image may have it.
    Possible,
    Nowhere,
}

/// Searches for a library by its name without a path, as `dlopen` does (dlopen(3)).
pub fn find_library(plan: &Plan, target: &Target, name: &str) -> Library {
    if plan.layers.iter().any(|layer| layer.libraries.iter().any(|library| library == name)) {
        return Library::Found;
    }
    let mut other = None;
    for entry in plan.entries.iter() {
        let (folder, own) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
        if own != name {
            continue;
        }
        let root = if entry.layer || target.kind == PackageKind::Layer { "/opt" } else { "/var/task" };
        let folder = if folder.is_empty() { root.to_string() } else { format!("{root}/{folder}") };
        if image::IN_PACKAGE.contains(&folder.as_str()) {
            return Library::Found;
        }
        other.get_or_insert(entry.path.clone());
    }
    match (Image::for_target(target).presence(target, name), other) {
        (image::Presence::Provided, _) => Library::Found,
        (_, Some(other)) => Library::At(other),
        (image::Presence::Possible, None) => Library::Possible,
        (image::Presence::Absent, None) => Library::Nowhere,
    }
}

/// The entries that may be native files, by their names.
fn candidates<'a>(plan: &'a Plan, target: &Target) -> impl Iterator<Item = (usize, &'a Entry, Role<'a>)> {
    let kind = target.kind;
    plan.entries.iter().enumerate().filter_map(move |(at, entry)| {
        let root = if entry.layer { PackageKind::Layer.root() } else { kind.root() };
        let role = name::role(entry, root)?;
        // A distribution that does not fit the target already has a finding, and must be replaced as a whole.
        let is_unfit = entry.owner.is_some_and(|owner| plan.unfit.contains(&owner));
        (!is_unfit).then_some((at, entry, role))
    })
}

/// The entries in zips that may be native files, by index.
pub fn in_zips(plan: &Plan, target: &Target) -> Vec<usize> {
    let entries = candidates(plan, target);
    let entries = entries.filter(|(_, entry, _)| matches!(entry.content, Content::Zip { .. }));
    entries.map(|(at, ..)| at).collect()
}

/// The entries of `in_zips` that have not been read, by zip and local header. Reading one requires decompressing it.
pub fn unread(plan: &Plan, in_zips: &[usize], natives: &NativeCache) -> BTreeSet<(FileId, u64)> {
    in_zips
        .iter()
        .filter_map(|at| match &plan.entries.get(*at)?.content {
            Content::Zip { file, entry } if natives.is_unread(*file, entry) => {
                Some((*file, entry.header_offset))
            }
            _ => None,
        })
        .collect()
}

/// Reads all native files. The bytes that several files lack are requested together.
fn gather<'a>(context: &mut CheckContext<'a>) -> Result<Vec<File<'a>>, WantsRead> {
    let mut files = Vec::new();
    let mut is_missing = false;
    let mut zips_wait = false;
    for (_, entry, role) in candidates(context.plan, context.target) {
        let is_loose = matches!(entry.content, Content::File(_));
        if zips_wait && !is_loose {
            continue;
        }
        match context.cache.native(&entry.content, entry.size, context.store) {
            Ok(Some(native)) => {
                let unfit = fit::unfit(role, &native, context.target);
                files.push(File { entry, role, native, group: Group::from_entry(entry), unfit });
            }
            Ok(None) => {}
            Err(WantsRead) => {
                is_missing = true;
                zips_wait |= !is_loose;
            }
        }
    }
    if is_missing { Err(WantsRead) } else { Ok(files) }
}

/// The package as it is unpacked on Lambda. The number of each file is its index in `files`.
fn unpack<'f>(
    plan: &Plan,
    target: &'f Target,
    files: &'f [File],
    image: &'static Image,
) -> UnpackedPackage<'f> {
    let mut package = UnpackedPackage::new(target, image);
    let place = |entry: &Entry| {
        let is_layer = entry.layer || target.kind == PackageKind::Layer;
        format!("{}/{}", if is_layer { "/opt" } else { "/var/task" }, entry.path)
    };
    for file in files {
        package.add(place(file.entry), file.elf().filter(|_| file.unfit.is_none()));
    }
    let known: BTreeSet<&str> = files.iter().map(|file| file.entry.path.as_str()).collect();
    for entry in plan.entries.iter() {
        // A symbolic link counts as a file with its name.
        if entry.path.contains(".so") && !known.contains(entry.path.as_str()) {
            package.add(place(entry), None);
        }
    }
    // Libraries in the folder `lib` of the function's layers are on the loader's path. Their headers are not read.
    for library in plan.layers.iter().flat_map(|layer| &layer.libraries) {
        package.add(format!("/opt/lib/{library}"), None);
    }
    package
}

fn too_new<'a>(
    files: &[File<'a>],
    package: &UnpackedPackage,
    uses: &Uses,
    context: &CheckContext,
    image: &Image,
    problems: &mut Vec<Problem<'a>>,
) {
    let loaded = uses.loaded();
    for (at, file, elf) in fitting(files) {
        let versions = elf.versions.iter().filter(|version| !package.overrides(at, &version.library));
        let Some(worst) = versions.filter_map(|one| versions::too_new(one, context.target, image)).max()
        else {
            continue;
        };
        problems.push(Problem {
            code: Code::NativeGlibcTooNew,
            severity: if loaded.contains(&at) { Severity::Error } else { Severity::Warning },
            group: file.group,
            entry: file.entry,
            cause: String::new(),
            clause: format!(
                "needs {} of \"{}\", but {} ({}) {}",
                worst.version.name, worst.version.library, context.target.runtime.name, image.name, worst.has
            ),
            hint: None,
            weight: Some(worst),
            fix: None,
            alternatives: Vec::new(),
        });
    }
}

/// The name of the distribution that a file belongs to.
fn distribution<'p>(entry: &Entry, plan: &'p Plan) -> Option<&'p str> {
    let owner = entry.owner.and_then(|owner| plan.distributions.get(owner))?;
    Some(owner.name.as_str())
}

/// Maximum number of extension modules with errors in one distribution for which importing modules are examined. A
/// distribution with more does not fit as a whole.
const MAX_UNFIT_EXTENSIONS: usize = 8;

/// Makes errors of an extension module warnings if all modules that import it work without it.
fn spare_optional<'a>(
    files: &[File<'a>],
    problems: &mut [Problem<'a>],
    context: &mut CheckContext,
) -> Result<(), WantsRead> {
    let target = context.target;
    let extensions: BTreeMap<&str, Extension> = files
        .iter()
        .filter_map(|file| match file.role {
            Role::Extension { module, tag } => {
                let is_found = name::imports(target, tag) && file.entry.path.ends_with(".so");
                let path = file.entry.path.as_str();
                Some((path, Extension { entry: file.entry, module, is_found }))
            }
            _ => None,
        })
        .collect();
    let mut groups: BTreeMap<Group, BTreeMap<&str, Extension>> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        let path = problem.entry.path.as_str();
        if let Some(extension) = extensions.get(path) {
            groups.entry(problem.group).or_default().insert(path, *extension);
        }
    }
    let mut is_missing = false;
    for (_, files) in groups.into_iter().filter(|(_, files)| files.len() <= MAX_UNFIT_EXTENSIONS) {
        let extensions = Extensions { files: files.into_values().collect() };
        let Ok(optional) = extensions.optional(context) else {
            is_missing = true;
            continue;
        };
        for problem in problems.iter_mut() {
            let Some((_, looks)) = optional.iter().find(|(entry, _)| entry.path == problem.entry.path) else {
                continue;
            };
            problem.severity = problem.severity.max(Severity::Warning);
            problem.clause.push_str(match looks {
                true => ", but what imports it does so under a condition only",
                false => ", but what imports it works without it",
            });
        }
    }
    if is_missing { Err(WantsRead) } else { Ok(()) }
}
