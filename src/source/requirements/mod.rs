//! The requirements files in a drop: which there are, which of them counts, and what it requires.

mod format;
mod local_projects;
mod project;
mod project_metadata;
mod reader;
mod relative;

use super::{Item, ReadCache, WantsRead};
use crate::collections::{BTreeMap, BTreeSet, sort_by_key};
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::python::pyproject;
use crate::python::requirement_set::{RequirementEntry, RequirementSet, Selection};
use format::{Format, looks_like_requirements};
use reader::Reader;

/// Maximum size in bytes of a script and of another file that is read. Larger scripts are data; a lock file of a
/// thousand packages has 2 MB.
const SCRIPT_LIMIT: u64 = 1 << 20;
const TEXT_LIMIT: u64 = 64 << 20;

/// Returns what is required by the files at the roots of the dropped folders, and by those that were dropped loose.
/// `None` if there are no such files, or if they require nothing. `skipped` are the folders of libraries.
pub fn find(
    items: &[Item],
    skipped: &BTreeSet<&str>,
    selection: &Selection,
    cache: &mut ReadCache,
) -> Result<Option<RequirementSet>, WantsRead> {
    let paths: BTreeMap<&str, &Item> = items.iter().map(|item| (item.path.as_str(), item)).collect();
    let mut reader = Reader { paths, selection, cache, missing: false, used: BTreeSet::new() };
    let mut files: BTreeMap<(Format, &str), Vec<&Item>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.unreadable.is_none()) {
        let (folder, name) = item.path.rsplit_once('/').unwrap_or(("", &item.path));
        let limit = if name.ends_with(".py") { SCRIPT_LIMIT } else { TEXT_LIMIT };
        if folder.contains('/') || skipped.contains(folder) || item.size > limit {
            continue;
        }
        if let Some(format) = Format::from_name(name) {
            files.entry((format, folder)).or_default().push(item);
        }
    }
    // The files of a project that another folder requires do not compete with the files of that folder.
    let folders: BTreeSet<&str> = files.keys().map(|(_, folder)| *folder).collect();
    if folders.len() > 1 {
        let used = reader.used.clone();
        let mut required = Vec::new();
        for ((format, _), items) in files.iter().filter(|((format, _), _)| *format <= Format::Pyproject) {
            required.extend(
                items.iter().filter_map(|item| reader.read(*format, item)).flat_map(|read| read.requirements),
            );
        }
        let required = local_projects::folders(&required, &mut reader);
        // Two projects may require each other.
        if folders.iter().any(|folder| !required.contains(*folder)) {
            files.retain(|(_, folder), _| !required.contains(*folder));
        }
        reader.used = used;
    }
    let mut required: Option<RequirementSet> = None;
    let mut chosen: Option<(Format, &Item)> = None;
    let mut passed_over = Vec::new();
    let mut optional = RequirementSet::default();
    let mut partial = Partial::default();
    for ((format, _), items) in files {
        // There are many scripts, and reading them takes time: they are read only if no other file states
        // requirements.
        if format == Format::Script && (chosen.is_some() || partial.requires_something()) {
            break;
        }
        // pylock.toml comes before pylock.dev.toml; of scripts, each one counts.
        let mut items = items;
        sort_by_key(&mut items, |item| (!item.path.ends_with("pylock.toml"), item.path.as_str()));
        for (index, item) in items.into_iter().enumerate() {
            let is_twin = index > 0 && format == Format::Pylock;
            let is_partner = partial.is_completed_by(format, item);
            if !is_partner && format != Format::Pyproject && partial.requires_something() {
                chosen = chosen.or(partial.first());
            }
            let is_other =
                |(counts, _): (Format, _)| counts != format && !(is_partner && counts == Format::Pyproject);
            if chosen.is_some_and(is_other) || is_twin {
                // Whether the file would require anything: for a pyproject.toml, only its text shows that.
                let is_used = reader.used.contains(item.path.as_str());
                let read = match format {
                    _ if is_used => None,
                    // Nothing is lost if a program is not used beside a file that states the requirements.
                    Format::SetupPy => None,
                    format if format.may_be_silent() => reader.read(format, item),
                    _ => Some(RequirementSet::default()),
                };
                if let Some(read) = read {
                    optional.optional.extras.extend(read.optional.extras);
                    optional.optional.groups.extend(read.optional.groups);
                    // A lock file may lack the address or index from which its project takes distributions. So these
                    // are taken from the file that is not used.
                    let said = read.requirements.into_iter().chain(read.sources).chain(read.constraints);
                    let is_placed = |entry: &RequirementEntry| {
                        entry.requirement.address.is_some() || entry.index.is_some()
                    };
                    optional.sources.extend(said.filter(is_placed));
                    optional.no_index = optional.no_index.take().or(read.no_index);
                    passed_over.push(item);
                }
                continue;
            }
            if let Some(read) = reader.read(format, item) {
                if read.left_to_others.is_some() {
                    partial.files.push((item, read));
                    continue;
                }
                if is_partner {
                    partial.complete(item, &read);
                }
                chosen.get_or_insert((format, item));
                required.get_or_insert_with(RequirementSet::default).extend(read);
            }
        }
    }
    chosen = chosen.or(partial.first());
    for (_, mut read) in partial.files {
        read.findings.extend(read.left_to_others.take().into_iter().flatten());
        required.get_or_insert_with(RequirementSet::default).extend(read);
    }
    if let Some(required) = required.as_mut() {
        local_projects::take(required, &mut reader);
        passed_over.retain(|item| required.projects.iter().all(|project| project.folder != folder(item)));
    }
    if reader.missing {
        return Err(WantsRead);
    }
    let others = other_files(items, skipped, &reader.used);
    let (Some(mut required), Some((_, counts))) = (required, chosen) else {
        let required = RequirementSet { findings: others, ..RequirementSet::default() };
        return Ok((!required.findings.is_empty()).then_some(required));
    };
    required.findings.extend(others);
    // A requirements.txt has no extras, but the project beside it may have some.
    required.findings.extend(passed_over.into_iter().map(|item| {
        Finding::new(
            Code::RequirementsIgnored,
            &item.path,
            format!(
                "\"{}\" is not used beside \"{}\", which says more exactly what to install",
                item.path, counts.path
            ),
        )
        .hint(format!("Leave \"{}\" out of the drop to use this one", counts.path))
    }));
    required.findings.extend(unknown_choices(&required, &optional, &counts.path, selection));
    required.sources.extend(optional.sources);
    required.no_index = required.no_index.take().or(optional.no_index);
    Ok(Some(required))
}

fn folder(item: &Item) -> &str {
    item.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The files that leave it to others to state what the project requires. They count in addition to those.
#[derive(Default)]
struct Partial<'a> {
    files: Vec<(&'a Item, RequirementSet)>,
}

impl<'a> Partial<'a> {
    fn first(&self) -> Option<(Format, &'a Item)> {
        self.files.first().map(|(item, _)| (Format::Pyproject, *item))
    }

    /// Whether a chosen group or extra requires something. Then only files of the same project count in addition.
    fn requires_something(&self) -> bool {
        self.files.iter().any(|(_, read)| !read.requirements.is_empty())
    }

    /// Whether setuptools reads this file for a project whose pyproject.toml states no dependencies (setuptools
    /// documentation, "Configuring setuptools using pyproject.toml files").
    fn is_completed_by(&self, format: Format, item: &Item) -> bool {
        matches!(format, Format::SetupCfg | Format::SetupPy)
            && self.files.iter().any(|(partial, _)| folder(partial) == folder(item))
    }

    /// Removes the findings that are not true beside this file.
    fn complete(&mut self, item: &Item, read: &RequirementSet) {
        if read.stated_in.is_none() && read.findings.is_empty() {
            return;
        }
        for (partial, read) in &mut self.files {
            if folder(partial) == folder(item) {
                read.left_to_others = None;
            }
        }
    }
}

/// Reports files that look like requirements files, but are in a folder that is not searched, or have another name.
fn other_files(items: &[Item], skipped: &BTreeSet<&str>, used: &BTreeSet<&str>) -> Vec<Finding> {
    let is_skipped = |path: &str| path.match_indices('/').any(|(at, _)| skipped.contains(&path[..at]));
    let others = items.iter().filter(|item| looks_like_requirements(&item.path));
    let others = others.filter(|item| !used.contains(item.path.as_str()) && !is_skipped(&item.path));
    let mut findings = Vec::new();
    for Item { path, .. } in others {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (why, hint) = match (Format::from_name(name), folder.contains('/')) {
            (Some(_), false) => continue,
            (Some(_), true) => (
                "it does not lie at the root of what was dropped",
                format!("Drop the folder \"{folder}\" itself"),
            ),
            (None, _) => {
                let root = path.split_once('/').map_or("", |(root, _)| root);
                let relative = path.strip_prefix(root).unwrap_or(path).trim_start_matches('/');
                (
                    "it is not named \"requirements.txt\"",
                    format!("Name it in a requirements.txt: -r {relative}"),
                )
            }
        };
        let message = format!("\"{path}\" is not used: {why}, and no file in use names it");
        let mut finding = Finding::new(Code::RequirementsIgnored, path, message).hint(hint);
        if Format::from_name(name).is_some() && has_all(folder, items) {
            finding = finding.fix(Fix::Root { path: folder.to_owned() });
        }
        findings.push(finding);
    }
    findings
}

/// Whether everything that was dropped together with a folder is in it, except hidden files.
fn has_all(folder: &str, items: &[Item]) -> bool {
    let Some((root, _)) = folder.split_once('/') else { return false };
    let below = |path: &'_ str, of: &str| {
        path.strip_prefix(of).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned)
    };
    items.iter().all(|Item { path, .. }| match below(path, root) {
        Some(inside) => inside.starts_with('.') || below(path, folder).is_some(),
        None => true,
    })
}

/// Reports chosen extras and groups that the file in use does not have.
fn unknown_choices(
    required: &RequirementSet,
    others: &RequirementSet,
    file: &str,
    selection: &Selection,
) -> Vec<Finding> {
    let unknown = |what: &str,
                   chosen: &BTreeSet<String>,
                   known: &BTreeSet<String>,
                   other: &BTreeSet<String>| {
        let unknown = chosen.iter().filter(|name| !known.contains(&pyproject::normalized(name)));
        unknown
            .map(|name| {
                let is_elsewhere = other.contains(&pyproject::normalized(name));
                let why = if is_elsewhere { "is only in a file that is not used" } else { "is not there" };
                Finding::new(Code::ExtraUnknown, file, format!("The {what} \"{name}\" was chosen, but {why}"))
            })
            .collect::<Vec<_>>()
    };
    let mut findings = unknown("extra", selection.extras, &required.optional.extras, &others.optional.extras);
    findings.extend(unknown(
        "dependency group",
        selection.groups,
        &required.optional.groups,
        &others.optional.groups,
    ));
    findings
}
