//! Projects whose packages are in a separate folder, such as `src`. An installer puts the contents of that folder at
//! the root, and leaves out tests and documents (setuptools user guide, "Package Discovery"; the manuals of hatch,
//! flit, poetry, pdm, uv and maturin).

use crate::collections::BTreeSet;
use crate::python::PackageName;
use crate::python::toml_file::{at, items, string, strings, table};
use crate::python::{setup_cfg, text};
use crate::source::environment::editable::{is_installed, is_module_of_project};
use crate::source::item::FolderFiles;
use crate::source::{Item, ReadCache, WantsRead};
use toml::de::DeTable;

/// Files that make a folder a project.
const PROJECT: &[&str] = &["pyproject.toml", "setup.cfg", "setup.py"];

/// Where the packages of a project are.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// Folders, each with the name that its contents have at the root: empty, or the name of a package.
    sources: BTreeSet<(String, String)>,
}

impl Layout {
    /// Returns the path at which an installer puts a file; `None` if it leaves the file out.
    pub fn installed(&self, path: &str) -> Option<String> {
        let is_info = |top: &str| top.ends_with(".egg-info");
        self.sources.iter().find_map(|(folder, name)| {
            let rest = path.strip_prefix(folder.as_str())?;
            // A module may be a single file.
            let below = if rest.is_empty() { rest } else { rest.strip_prefix('/')? };
            let placed = if name.is_empty() { below.to_string() } else { [name, rest].concat() };
            (!placed.split('/').any(is_info)).then_some(placed)
        })
    }

    /// The folders whose contents go to the root.
    pub fn at_root(&self) -> Vec<String> {
        let roots = self.sources.iter().filter(|(_, name)| name.is_empty());
        roots.map(|(folder, _)| folder.clone()).collect()
    }

    /// The folders that do not keep their names, in quotes.
    pub fn folders(&self) -> String {
        let moved = self.sources.iter().filter(|(folder, name)| folder != name);
        let folders: Vec<String> = moved.map(|(folder, _)| format!("\"{folder}\"")).collect();
        folders.join(" and ")
    }
}

/// Returns the layout of a folder that is a project, has its packages in folders below its root, and is not also a
/// function. Of a project that something requires, given by its name, packages at the root are a layout too: whatever
/// else is there is not installed.
///
/// # Errors
/// `WantsRead` if texts must be read first.
pub fn detect(
    files: &FolderFiles,
    required: Option<&PackageName>,
    cache: &mut ReadCache,
) -> Result<Option<Layout>, WantsRead> {
    let is_project = files.iter().any(|(path, _)| PROJECT.contains(path));
    // A module at the root is the function. It may import from the folders of the packages as they are.
    let is_function = files.iter().any(|(path, _)| !path.contains('/') && is_module_of_project(path));
    if !is_project || (is_function && required.is_none()) {
        return Ok(None);
    }
    let mut text_of = |name: &str| match files.iter().find(|(path, _)| *path == name) {
        Some((_, item)) => Ok(cache.text(item.file)?.ok().map(|bytes| text::decode(&bytes))),
        None => Ok(None),
    };
    let (pyproject, setup_cfg) = (text_of("pyproject.toml"), text_of("setup.cfg"));
    let setup_py = if required.is_some() { text_of("setup.py") } else { Ok(None) };
    let (pyproject, setup_cfg, setup_py) = (pyproject?, setup_cfg?, setup_py?);
    // What setuptools takes from the root may be listed there.
    let is_listed = [&setup_cfg, &setup_py].into_iter().flatten();
    let is_listed =
        is_listed.into_iter().any(|text| text.contains("packages") || text.contains("py_modules"));
    let toml = pyproject.as_deref().and_then(|text| DeTable::parse(text).ok());
    let (stated, is_configured) = match &toml {
        Some(toml) => (stated(toml.get_ref()), is_package(toml.get_ref())),
        None => (BTreeSet::new(), true),
    };
    let is_there = |folder: &str| {
        let files = || files.iter().filter_map(|(path, _)| path.strip_prefix(folder)?.strip_prefix('/'));
        files().any(|path| path.ends_with(".py") || path.ends_with(".so"))
            && !files().any(|path| path == "__init__.py")
    };
    let is_own = |(folder, name): &(String, String)| match name.is_empty() {
        true => !folder.is_empty() && is_there(folder),
        false => files.iter().any(|(path, _)| is_within(path, folder)),
    };
    let of_setup_cfg = setup_cfg.iter().flat_map(|text| setup_cfg::package_folders(text));
    let of_setup_cfg = of_setup_cfg.map(|folder| (clean(&folder), String::new()));
    let mut sources: BTreeSet<(String, String)> =
        stated.into_iter().chain(of_setup_cfg).filter(is_own).collect();
    if sources.is_empty() && is_configured && is_there("src") {
        sources.insert(("src".to_string(), String::new()));
    }
    match required {
        Some(name) if sources.is_empty() && !is_listed => {
            let root = toml.as_ref().map(|toml| packages_at_root(name, toml.get_ref(), files));
            sources = root.into_iter().flatten().map(kept).collect();
        }
        Some(_) => {}
        // Packages that all stay where they are.
        None if sources.iter().all(|(folder, name)| folder == name) => return Ok(None),
        None => sources.extend(handler_folders(&sources, files, cache)?.into_iter().map(kept)),
    }
    if sources.is_empty() {
        return Ok(None);
    }
    let layout = Layout { sources };
    Ok((!imports_folders(&layout, files, cache)?).then_some(layout))
}

/// Whether the pyproject.toml belongs to a project that can be installed: many only configure tools.
fn is_package(root: &DeTable) -> bool {
    let is_off = |keys: &[&str]| at(root, keys).is_some_and(|value| value.get_ref().as_bool() == Some(false));
    let has = |keys: &[&str]| table(root, keys).is_some();
    let is_none = is_off(&["tool", "uv", "package"]) || is_off(&["tool", "poetry", "package-mode"]);
    !is_none && (has(&["project"]) || has(&["build-system"]) || has(&["tool", "poetry"]))
}

/// The folders that the tables of build backends state, each with the name of the package that it is, if any.
fn stated(root: &DeTable) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut source = |folder: &str| {
        found.insert((clean(folder), String::new()));
    };
    for keys in [&["tool", "hatch", "build", "targets", "wheel"][..], &["tool", "hatch", "build"]] {
        let sources = table(root, keys).map(|build| strings(build, "sources")).unwrap_or_default();
        sources.into_iter().for_each(&mut source);
    }
    if let Some(setuptools) = table(root, &["tool", "setuptools"]) {
        let folder = table(setuptools, &["package-dir"]).and_then(|folders| string(folders, ""));
        let find = table(setuptools, &["packages", "find"]);
        folder
            .into_iter()
            .chain(find.map(|find| strings(find, "where")).unwrap_or_default())
            .for_each(&mut source);
    }
    for (keys, key) in [
        (&["tool", "pdm", "build"][..], "package-dir"),
        (&["tool", "uv", "build-backend"], "module-root"),
        (&["tool", "maturin"], "python-source"),
    ] {
        table(root, keys).and_then(|build| string(build, key)).into_iter().for_each(&mut source);
    }
    let mut package = |folder: String, name: &str| {
        if !folder.contains('*') {
            found.insert((folder, clean(name)));
        }
    };
    if let Some(wheel) = table(root, &["tool", "hatch", "build", "targets", "wheel"]) {
        for folder in strings(wheel, "packages") {
            let folder = clean(folder);
            let name = folder.rsplit('/').next().unwrap_or_default().to_string();
            package(folder, &name);
        }
    }
    if let Some(poetry) = table(root, &["tool", "poetry"]) {
        for one in items(poetry, "packages").filter_map(|item| item.get_ref().as_table()) {
            // Such as "shop/**/*.py".
            let name = string(one, "include").and_then(|include| include.split("/*").next());
            if let Some(name) = name {
                package(clean(&[string(one, "from").unwrap_or_default(), name].join("/")), name);
            }
        }
    }
    for (keys, key) in [
        (&["tool", "setuptools"][..], "packages"),
        (&["tool", "setuptools"], "py-modules"),
        (&["tool", "uv", "build-backend"], "module-name"),
        (&["tool", "flit", "module"], "name"),
    ] {
        let Some(build) = table(root, keys) else { continue };
        for name in string(build, key).into_iter().chain(strings(build, key)) {
            let name = name.replace('.', "/");
            let file = [&name, ".py"].concat();
            package(file.clone(), &file);
            package(name.clone(), &name);
        }
    }
    found
}

/// The packages and modules at the root of a project that lists none: hatchling, flit, poetry-core and uv_build install
/// what is named like the project, pdm-backend all packages, and setuptools the only one (hatch manual, "Wheel builder";
/// setuptools user guide, "Flat-layout"; the manuals of the others).
fn packages_at_root(name: &PackageName, root: &DeTable, files: &FolderFiles) -> BTreeSet<String> {
    let has = |keys: &[&str]| at(root, keys).is_some();
    let is_listed = ["include", "only-include", "force-include"]
        .iter()
        .any(|key| has(&["tool", "hatch", "build", "targets", "wheel", key]));
    // Other lists are not read.
    if is_listed || has(&["tool", "pdm", "build", "includes"]) {
        return BTreeSet::new();
    }
    let tops = |is_package: &dyn Fn(&str, &str) -> bool| {
        let tops = files.iter().filter_map(|(path, _)| {
            let (top, rest) = path.split_once('/').unwrap_or((path, path));
            is_package(top, rest).then(|| top.to_string())
        });
        tops.collect::<BTreeSet<String>>()
    };
    let named = tops(&|top, rest| {
        let module = top.strip_suffix(".py").unwrap_or(top);
        module.eq_ignore_ascii_case(&name.as_dist_info_name()) && rest.ends_with(".py")
    });
    let backend = table(root, &["build-system"]).and_then(|system| string(system, "build-backend"));
    let takes_all =
        backend.unwrap_or_default().starts_with("pdm") || has(&["tool", "setuptools", "packages"]);
    match named.is_empty() || takes_all {
        true => &named | &tops(&|top, rest| rest == "__init__.py" && is_installed(&[top, "/"].concat())),
        false => named,
    }
}

/// Whether a path is a folder, or below it.
fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A folder that keeps its name.
fn kept(folder: String) -> (String, String) {
    (folder.clone(), folder)
}

/// Normalises a path from a configuration, so that it can be compared with the paths of files.
fn clean(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    parts.join("/")
}

/// The folders beside the packages that have a handler, such as `handlers`. No installer takes them, but they are the
/// function, and import the packages.
fn handler_folders(
    sources: &BTreeSet<(String, String)>,
    files: &FolderFiles,
    cache: &mut ReadCache,
) -> Result<BTreeSet<String>, WantsRead> {
    let is_source = |top: &str| sources.iter().any(|(folder, _)| folder.split('/').next() == Some(top));
    let mut found = BTreeSet::new();
    let mut missing = false;
    for (path, item) in files.iter().filter(|(path, _)| path.ends_with(".py") && is_installed(path)) {
        let Some((top, _)) = path.split_once('/').filter(|(top, _)| !is_source(top)) else { continue };
        match cache.text(item.file) {
            Err(WantsRead) => missing = true,
            Ok(text) => {
                let text = text::decode(&text.unwrap_or_default());
                if text.lines().any(begins_handler) {
                    found.insert(top.to_string());
                }
            }
        }
    }
    if missing { Err(WantsRead) } else { Ok(found) }
}

/// Whether a line begins a function at the top of a module that is called like a handler, or takes an event.
fn begins_handler(line: &str) -> bool {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let named = line.strip_prefix("def ").and_then(|rest| rest.split_once('('));
    named.is_some_and(|(name, parameters)| {
        name.trim_end().ends_with("handler") || parameters.trim_start().starts_with("event")
    })
}

/// Whether the code itself imports the folder as a package, as in `from src.helpers import x`.
fn imports_folders(layout: &Layout, files: &FolderFiles, cache: &mut ReadCache) -> Result<bool, WantsRead> {
    let moved = layout.sources.iter().filter(|(folder, name)| folder != name);
    let tops: BTreeSet<&str> = moved.filter_map(|(folder, _)| folder.split('/').next()).collect();
    if tops.is_empty() {
        return Ok(false);
    }
    let installed = files.iter().filter(|(path, _)| layout.installed(path).is_some());
    imports_tops(&tops, installed.copied(), cache)
}

/// Whether code in these files imports one of these top-level modules. Only lines that begin with an import count.
fn imports_tops<'a>(
    tops: &BTreeSet<&str>,
    files: impl Iterator<Item = (&'a str, &'a Item)>,
    cache: &mut ReadCache,
) -> Result<bool, WantsRead> {
    let mut missing = false;
    let mut found = false;
    for (_, item) in files.filter(|(path, _)| path.ends_with(".py")) {
        match cache.text(item.file) {
            Err(WantsRead) => missing = true,
            Ok(text) => {
                let text = text.unwrap_or_default();
                found |= text::decode(&text).lines().any(|line| imports_top(line.trim_start(), tops));
            }
        }
    }
    if missing { Err(WantsRead) } else { Ok(found) }
}

fn imports_top(line: &str, tops: &BTreeSet<&str>) -> bool {
    let is_top = |module: &str| {
        let top = module.trim_start().split([' ', '.', ';']).next();
        top.is_some_and(|top| tops.contains(top))
    };
    match line.strip_prefix("import ") {
        Some(modules) => modules.split(',').any(is_top),
        // A line of a docstring may begin with "from" too.
        None => {
            let from = line.strip_prefix("from ").and_then(|rest| rest.split_once(" import"));
            from.is_some_and(|(module, _)| !module.trim().contains(' ') && is_top(module))
        }
    }
}
