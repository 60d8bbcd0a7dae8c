//! uv.lock (uv documentation, "Locking and syncing"; the format is uv's own).

use super::{
    check_environments, from_elsewhere, from_index, locked_wheel, marker, note_source, pinned, with_address,
};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::Code;
use crate::python::address::of_commit;
use crate::python::marker::{Marker, Place};
use crate::python::pyproject::normalized;
use crate::python::requirement_set::{Origin, RequirementEntry, RequirementSet, Selection};
use crate::python::requires_python;
use crate::python::text::shown;
use crate::python::toml_file::{TomlFile, Value, items, string, strings, table};
use pep508_rs::ExtraName;
use std::collections::VecDeque;
use std::str::FromStr;
use toml::de::DeTable;

/// Reads the packages that the project needs, with the selected extras and groups of the project.
pub fn read(file: &str, text: &str, selection: &Selection) -> RequirementSet {
    let mut required = RequirementSet { exact: true, ..RequirementSet::default() };
    let Some(toml) = TomlFile::parse(file, text, &mut required) else {
        return required;
    };
    let mut packages: BTreeMap<&str, Vec<UvPackage>> = BTreeMap::new();
    for item in items(&toml.root, "package") {
        match item.get_ref().as_table().and_then(|table| Some((string(table, "name")?, table))) {
            Some((name, table)) => packages.entry(name).or_default().push(UvPackage { value: item, table }),
            None => toml.wrong_type(item, "a package with a name", &mut required),
        }
    }
    check_version(&toml.root, file, &mut required);
    requires_python::check(&toml, &["requires-python"], selection, &mut required);
    check_environments(&toml, "supported-markers", selection, &mut required);
    let exclusive = exclusive(&toml.root);
    Walk { toml: &toml, packages, selection, exclusive, active: Vec::new(), required }.run()
}

/// The only version of the format. uv refuses others ("Lockfile versioning" of its documentation).
const VERSION: &str = "1";

fn check_version(root: &DeTable, file: &str, required: &mut RequirementSet) {
    let version = root.get("version").and_then(|value| value.get_ref().as_integer());
    if let Some(version) = version.map(|version| version.as_str()).filter(|version| *version != VERSION) {
        let fault = format!("its version {} is not {VERSION}: it may mean something else", shown(version));
        required.report(&Origin::new(file, None), Code::RequirementInvalid, fault);
    }
}

#[derive(Clone, Copy)]
struct UvPackage<'v, 'a> {
    value: &'v Value<'a>,
    table: &'v DeTable<'a>,
}

impl<'v> UvPackage<'v, '_> {
    /// Whether the package is a folder of the user: the project itself, or another member of its workspace.
    fn is_local(&self) -> bool {
        let source = table(self.table, &["source"]);
        source.is_some_and(|source| ["virtual", "editable"].iter().any(|key| source.get(*key).is_some()))
    }

    /// Whether the package is locked for all environments, or for environments like the target.
    fn is_of_fork(&self, selection: &Selection) -> bool {
        let markers = strings(self.table, "resolution-markers");
        markers.is_empty()
            || markers.into_iter().any(|text| {
                let marker = Marker::parse(text, Place::Requirement);
                marker.is_ok_and(|marker| marker.evaluate(selection.environment, &[]))
            })
    }

    fn version(&self) -> Option<&'v str> {
        string(self.table, "version")
    }
}

/// A package to install, and the extras of the package to install.
type Step<'v, 'a> = (UvPackage<'v, 'a>, BTreeSet<String>);

struct Walk<'v, 'a, 's> {
    toml: &'v TomlFile<'a>,
    packages: BTreeMap<&'v str, Vec<UvPackage<'v, 'a>>>,
    selection: &'s Selection<'s>,
    /// The extras, groups and projects that exclude others, by the names that markers use for them.
    exclusive: BTreeSet<ExtraName>,
    /// The names of `exclusive` that are in use.
    active: Vec<ExtraName>,
    required: RequirementSet,
}

impl<'v, 'a> Walk<'v, 'a, '_> {
    fn run(mut self) -> RequirementSet {
        let local: Vec<UvPackage> =
            self.packages.values().flatten().copied().filter(UvPackage::is_local).collect();
        let is_root = |package: &&UvPackage| {
            let source = table(package.table, &["source"]);
            source.is_some_and(|source| {
                ["virtual", "editable"].iter().any(|key| string(source, key) == Some("."))
            })
        };
        // If the root of a workspace is not a project, the lock is for all members.
        let mut roots: Vec<UvPackage> = local.iter().filter(is_root).copied().collect();
        if roots.is_empty() {
            roots = local;
        }
        self.offer(&roots);
        // If two packages exclude one another, the extras in use decide which one is meant. They are
        // known only at the end. So there are two walks, as in uv.
        if !self.exclusive.is_empty() {
            let findings = self.required.findings.len();
            self.walk(&roots, false);
            // The second walk reports them again.
            self.required.findings.truncate(findings);
        }
        self.walk(&roots, true);
        self.required
    }

    /// Notes what the user can choose for the roots, and activates what was chosen.
    fn offer(&mut self, roots: &[UvPackage<'v, 'a>]) {
        for root in roots {
            let name = string(root.table, "name").unwrap_or_default();
            self.activate("project", name, "");
            for extra in keys(root.table, "optional-dependencies") {
                if self.selection.extras.iter().any(|chosen| normalized(chosen) == extra) {
                    self.activate("extra", name, &extra);
                }
                self.required.optional.extras.insert(extra);
            }
            for group in keys(root.table, "dev-dependencies") {
                if self.is_chosen(&group) {
                    self.activate("group", name, &group);
                }
                self.required.optional.groups.insert(group);
            }
        }
        let manifest = table(&self.toml.root, &["manifest"]);
        let groups = manifest.map(|manifest| keys(manifest, "dependency-groups"));
        self.required.optional.groups.extend(groups.unwrap_or_default());
    }

    fn activate(&mut self, kind: &str, package: &str, name: &str) {
        let name = conflict_name(kind, package, name).filter(|name| self.exclusive.contains(name));
        self.active.extend(name.filter(|name| !self.active.contains(name)));
    }

    fn is_chosen(&self, group: &str) -> bool {
        self.selection.groups.iter().any(|chosen| normalized(chosen) == group)
    }

    /// Returns the packages of the chosen groups: groups of the roots, and groups of a workspace whose root
    /// is not a project.
    fn groups(&mut self, roots: &[UvPackage<'v, 'a>]) -> Vec<Step<'v, 'a>> {
        let manifest = table(&self.toml.root, &["manifest", "dependency-groups"]);
        let own = roots.iter().filter_map(|root| table(root.table, &["dev-dependencies"]));
        let groups: Vec<&'v DeTable> = own.chain(manifest).collect();
        let groups = groups.into_iter().flat_map(|groups| groups.iter());
        let chosen: Vec<&'v Value> = groups
            .filter(|(name, _)| self.is_chosen(&normalized(name.get_ref())))
            .filter_map(|(_, value)| value.get_ref().as_array())
            .flat_map(|array| array.iter())
            .collect();
        chosen.into_iter().flat_map(|item| self.follow(item)).collect()
    }

    fn walk(&mut self, roots: &[UvPackage<'v, 'a>], is_last: bool) {
        let mut queue: VecDeque<Step> = self.groups(roots).into();
        let chosen: BTreeSet<String> = self.selection.extras.iter().map(|extra| normalized(extra)).collect();
        queue.extend(roots.iter().map(|root| (*root, chosen.clone())));
        let mut seen: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        while let Some((package, extras)) = queue.pop_front() {
            let Some(name) = string(package.table, "name") else {
                continue;
            };
            // One version may come from two sources, so packages are distinguished by their position in the file.
            let key = package.value.span().start;
            let is_new = !seen.contains_key(&key);
            let known = seen.entry(key).or_default();
            let fresh: Vec<String> = extras.difference(known).cloned().collect();
            known.extend(fresh.iter().cloned());
            if is_new {
                if is_last {
                    self.install(name, package);
                }
                for item in items(package.table, "dependencies") {
                    queue.extend(self.follow(item));
                }
            }
            for extra in fresh {
                let extras = table(package.table, &["optional-dependencies"]);
                let wanted = extras
                    .and_then(|extras| extras.iter().find(|(key, _)| normalized(key.get_ref()) == extra));
                let wanted = wanted.and_then(|(_, value)| value.get_ref().as_array());
                for item in wanted.into_iter().flat_map(|array| array.iter()) {
                    queue.extend(self.follow(item));
                }
            }
        }
    }

    /// The packages that a dependency leads to, with the extras that it requests. If the lock has
    /// several packages of that name, the dependency states a version or a source.
    fn follow(&mut self, item: &'v Value<'a>) -> Vec<Step<'v, 'a>> {
        let Some((dependency, name)) =
            item.get_ref().as_table().and_then(|table| Some((table, string(table, "name")?)))
        else {
            return Vec::new();
        };
        // The requirements of a workspace's root have the key `extras`.
        let extras = ["extra", "extras"].iter().flat_map(|key| strings(dependency, key));
        let extras: BTreeSet<String> = extras.map(normalized).collect();
        // The dependency's own project and extras are active while its marker is evaluated, and stay active if the
        // dependency is followed.
        let before = self.active.len();
        self.activate("project", name, "");
        for extra in &extras {
            self.activate("extra", name, extra);
        }
        if let Some(text) = string(dependency, "marker") {
            let marker = marker(Some(text), Place::Requirement, &self.toml.origin(item), &mut self.required);
            if !marker.evaluate(self.selection.environment, &self.active) {
                self.active.truncate(before);
                return Vec::new();
            }
        }
        let (version, source) = (string(dependency, "version"), table(dependency, &["source"]));
        let wanted = self.packages.get(name).into_iter().flatten().filter(|package| {
            version.is_none_or(|version| package.version() == Some(version))
                && source.is_none_or(|source| {
                    source.iter().all(|(key, value)| {
                        let other =
                            table(package.table, &["source"]).and_then(|other| string(other, key.get_ref()));
                        value.get_ref().as_str().is_none_or(|value| other == Some(value))
                    })
                })
        });
        let mut wanted: Vec<UvPackage> = wanted.copied().collect();
        // What requires the package may not belong to a fork, such as the groups of a workspace. The packages
        // of the target's forks are used then.
        if wanted.len() > 1 {
            wanted.retain(|package| package.is_of_fork(self.selection));
        }
        wanted.into_iter().map(|package| (package, extras.clone())).collect()
    }

    fn install(&mut self, name: &str, package: UvPackage) {
        let origin = self.toml.origin(package.value);
        let Some(mut entry) = pinned(name, package.version(), &origin, &mut self.required) else {
            return;
        };
        if package.is_local() {
            self.required.own.insert(entry.requirement.name.clone());
            // Members are installed from their folders.
            let source = table(package.table, &["source"]);
            let folder = source.and_then(|source| string(source, "editable")).filter(|folder| *folder != ".");
            if let Some(folder) = folder {
                entry.requirement.address = Some(folder.to_string());
                self.required.requirements.push(entry);
            }
            return;
        }
        add_files(package.table, &mut entry);
        self.required.requirements.push(entry);
    }
}

/// The keys of a nested table, normalized.
fn keys(root: &DeTable, key: &str) -> Vec<String> {
    let keys = table(root, &[key]).into_iter().flat_map(|table| table.keys());
    keys.map(|name| normalized(name.get_ref())).collect()
}

/// The name that stands for an extra, a group or a project in markers of packages that exclude one
/// another: `extra-7-project-cpu`, with the length of the package's name.
fn conflict_name(kind: &str, package: &str, name: &str) -> Option<ExtraName> {
    let name = format!("{kind}-{}-{package}-{name}", package.len());
    ExtraName::from_str(name.trim_end_matches('-')).ok()
}

/// What cannot be installed together, according to `conflicts`.
fn exclusive(root: &DeTable) -> BTreeSet<ExtraName> {
    let sets = items(root, "conflicts").filter_map(|set| set.get_ref().as_array());
    let names = sets.flat_map(|set| set.iter()).filter_map(|item| item.get_ref().as_table());
    let names = names.filter_map(|item| {
        let package = string(item, "package")?;
        let named =
            |kind: &str| string(item, kind).map(|name| conflict_name(kind, package, &normalized(name)));
        named("extra").or_else(|| named("group")).unwrap_or_else(|| conflict_name("project", package, ""))
    });
    names.collect()
}

fn add_files(package: &DeTable, entry: &mut RequirementEntry) {
    for item in items(package, "wheels") {
        let Some(wheel) = item.get_ref().as_table() else {
            continue;
        };
        let address = ["filename", "url", "path"].iter().find_map(|key| string(wheel, key)).unwrap_or("");
        let locked = locked_wheel(address, string(wheel, "hash"));
        entry.wheels.extend(locked.map(|locked| with_address(locked, wheel)));
    }
    note_source(entry, || package.contains_key("sdist"));
    let Some(source) = table(package, &["source"]) else {
        return;
    };
    from_index(entry, string(source, "registry"));
    if let Some(address) = string(source, "git") {
        from_elsewhere(entry, &git_address(address));
    } else if let Some(address) = ["url", "path", "directory"].iter().find_map(|key| string(source, key)) {
        from_elsewhere(entry, address);
    }
}

/// Converts `https://host/project?subdirectory=lib&rev=main#commit` to the form of pip.
fn git_address(address: &str) -> String {
    let (address, commit) = address.split_once('#').map_or((address, None), |(url, at)| (url, Some(at)));
    let (url, query) = address.split_once('?').unwrap_or((address, ""));
    let subdirectory = query.split('&').find_map(|pair| pair.strip_prefix("subdirectory="));
    of_commit("git", url, commit, subdirectory)
}
