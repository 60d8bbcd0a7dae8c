//! uv.lock (uv documentation, "Locking and syncing"; the format is uv's own).

use super::{from_elsewhere, locked_wheel, marker, pinned};
use crate::python::pyproject::normalized;
use crate::python::required::{Demand, Required, Selection};
use crate::python::toml_file::{TomlFile, Value, items, string, strings, table};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use toml::de::DeTable;

/// The packages reached from the project, with the selected extras and groups of the project.
pub fn read(file: &str, text: &str, selection: &Selection) -> Required {
    let mut required = Required { exact: true, ..Required::default() };
    let Some(toml) = TomlFile::parse(file, text, &mut required) else {
        return required;
    };
    let mut packages: BTreeMap<&str, Vec<Package>> = BTreeMap::new();
    for item in items(&toml.root, "package") {
        match item.get_ref().as_table().and_then(|table| Some((string(table, "name")?, table))) {
            Some((name, table)) => packages.entry(name).or_default().push(Package { value: item, table }),
            None => toml.wrong_type(item, "a package with a name", &mut required),
        }
    }
    Walk { toml: &toml, packages, selection, required }.run()
}

#[derive(Clone, Copy)]
struct Package<'v, 'a> {
    value: &'v Value<'a>,
    table: &'v DeTable<'a>,
}

impl<'v> Package<'v, '_> {
    /// A folder of the user's: the project itself, or another member of its workspace.
    fn is_local(&self) -> bool {
        let source = table(self.table, &["source"]);
        source.is_some_and(|source| ["virtual", "editable"].iter().any(|key| source.get(*key).is_some()))
    }

    fn version(&self) -> Option<&'v str> {
        string(self.table, "version")
    }
}

struct Walk<'v, 'a, 's> {
    toml: &'v TomlFile<'a>,
    packages: BTreeMap<&'v str, Vec<Package<'v, 'a>>>,
    selection: &'s Selection<'s>,
    required: Required,
}

impl<'v, 'a> Walk<'v, 'a, '_> {
    fn run(mut self) -> Required {
        let local: Vec<Package> =
            self.packages.values().flatten().copied().filter(Package::is_local).collect();
        let is_root = |package: &&Package| {
            let source = table(package.table, &["source"]);
            source.is_some_and(|source| {
                ["virtual", "editable"].iter().any(|key| string(source, key) == Some("."))
            })
        };
        // A lock at the root of a workspace without a project of its own locks all members.
        let mut roots: Vec<Package> = local.iter().filter(is_root).copied().collect();
        if roots.is_empty() {
            roots = local;
        }
        let mut queue: VecDeque<(Package, BTreeSet<String>)> = VecDeque::new();
        for root in &roots {
            let extras = table(root.table, &["optional-dependencies"]);
            let names =
                extras.into_iter().flat_map(|table| table.keys()).map(|name| normalized(name.get_ref()));
            self.required.optional.extras.extend(names);
            let groups = table(root.table, &["dev-dependencies"]);
            for (name, value) in groups.into_iter().flat_map(|table| table.iter()) {
                let name = normalized(name.get_ref());
                if self.selection.groups.iter().any(|group| normalized(group) == name) {
                    let wanted = value.get_ref().as_array().into_iter().flat_map(|array| array.iter());
                    queue.extend(wanted.filter_map(|item| self.follow(item)).flatten().collect::<Vec<_>>());
                }
                self.required.optional.groups.insert(name);
            }
            let extras = self.selection.extras.iter().map(|extra| normalized(extra)).collect();
            queue.push_back((*root, extras));
        }
        let mut seen: BTreeMap<(&str, Option<&str>), BTreeSet<String>> = BTreeMap::new();
        while let Some((package, extras)) = queue.pop_front() {
            let Some(name) = string(package.table, "name") else {
                continue;
            };
            let key = (name, package.version());
            let is_new = !seen.contains_key(&key);
            let known = seen.entry(key).or_default();
            let fresh: Vec<String> = extras.difference(known).cloned().collect();
            known.extend(fresh.iter().cloned());
            if is_new {
                self.install(name, package);
                let own = items(package.table, "dependencies").collect::<Vec<_>>();
                queue.extend(own.into_iter().filter_map(|item| self.follow(item)).flatten());
            }
            for extra in fresh {
                let extras = table(package.table, &["optional-dependencies"]);
                let wanted = extras
                    .and_then(|extras| extras.iter().find(|(key, _)| normalized(key.get_ref()) == extra));
                let wanted = wanted.and_then(|(_, value)| value.get_ref().as_array());
                let wanted: Vec<_> = wanted.into_iter().flat_map(|array| array.iter()).collect();
                queue.extend(wanted.into_iter().filter_map(|item| self.follow(item)).flatten());
            }
        }
        self.required
    }

    /// The packages a dependency leads to, with the extras it asks for. It names a version where
    /// the lock has several.
    fn follow(&mut self, item: &'v Value<'a>) -> Option<Vec<(Package<'v, 'a>, BTreeSet<String>)>> {
        let dependency = item.get_ref().as_table()?;
        let origin = self.toml.origin(item);
        let marker = marker(string(dependency, "marker"), &origin, &mut self.required);
        if !marker.evaluate(self.selection.environment, &[]) {
            return None;
        }
        let extras: BTreeSet<String> = strings(dependency, "extra").into_iter().map(normalized).collect();
        let version = string(dependency, "version");
        let packages = self.packages.get(string(dependency, "name")?)?;
        let wanted = packages
            .iter()
            .filter(|package| version.is_none_or(|version| package.version() == Some(version)));
        Some(wanted.map(|package| (*package, extras.clone())).collect())
    }

    fn install(&mut self, name: &str, package: Package) {
        let origin = self.toml.origin(package.value);
        let Some(mut demand) = pinned(name, package.version(), &origin, &mut self.required) else {
            return;
        };
        if package.is_local() {
            self.required.own.insert(demand.requirement.name);
            return;
        }
        add_files(package.table, &mut demand);
        self.required.demands.push(demand);
    }
}

fn add_files(package: &DeTable, demand: &mut Demand) {
    for item in items(package, "wheels") {
        let Some(wheel) = item.get_ref().as_table() else {
            continue;
        };
        let address = ["filename", "url", "path"].iter().find_map(|key| string(wheel, key)).unwrap_or("");
        demand.wheels.extend(locked_wheel(address, string(wheel, "hash")));
    }
    let Some(source) = table(package, &["source"]) else {
        return;
    };
    if let Some(address) = ["git", "url", "path", "directory"].iter().find_map(|key| string(source, key)) {
        from_elsewhere(demand, address);
    }
}
