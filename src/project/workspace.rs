//! Members of a workspace of uv. Its lock file lies at its root and locks all members together (uv documentation, "Using
//! workspaces").

use super::files::{Dropped, PROJECT, ancestors, below, folder_of, is_requirements, top_of, within};
use super::model::{FileRef, GeneratedFile};
use crate::collections::{BTreeMap, BTreeSet};

const LOCK: &str = "uv.lock";

/// Returns the lock files of workspaces: lock files with a project in a folder below theirs.
pub fn locks(paths: &[String]) -> Vec<String> {
    let of = |name: &'static str| {
        paths.iter().filter(move |path| path.rsplit('/').next() == Some(name)).map(|path| folder_of(path))
    };
    let projects: Vec<&str> = of(PROJECT).collect();
    let roots = of(LOCK).filter(|root| {
        projects.iter().any(|project| project != root && ancestors(project).any(|other| other == *root))
    });
    roots.map(|root| below(root, LOCK)).collect()
}

/// What a member of a workspace is packaged from, besides its own files.
pub struct Member {
    /// The lock file, rewritten as if the member were a project of its own.
    pub lock: GeneratedFile,
    /// The files of the members that it requires, beside its folder.
    pub others: Vec<FileRef>,
}

/// Reads the lock file of the workspace that a folder is a member of. `None` if the folder has no `pyproject.toml`, if
/// it has another file that lists requirements, or if the nearest lock file does not name the member.
pub fn member(folder: &str, dropped: Dropped<'_>) -> Option<Member> {
    let says = |path: &str| within(path, folder).is_some_and(|rest| rest != PROJECT && is_requirements(rest));
    if !dropped.has_file(&below(folder, PROJECT)) || dropped.inside(folder).iter().any(|(path, _)| says(path))
    {
        return None;
    }
    // The nearest lock file belongs to the project's workspace if it names the project.
    let found = ancestors(folder).find_map(|root| Some((root, dropped.text(&below(root, LOCK))?)));
    let (root, text) = found?;
    let member = within(folder, root)?;
    let mut is_of_member = false;
    let lines = text.split_inclusive('\n').map(|line| match local(line) {
        Some((kind, path)) if path == member => {
            is_of_member = true;
            format!("source = {{ {kind} = \".\" }}\n")
        }
        Some((_, path)) => format!("source = {{ directory = \"{path}\" }}\n"),
        None => line.to_string(),
    });
    let text_of_member: String = lines.collect();
    let lock = GeneratedFile { path: format!("{}{LOCK}", top_of(folder)), text: text_of_member };
    let required = required(text, member).into_iter().map(|path| below(root, path));
    let required = required.filter(|path| top_of(path) != top_of(folder));
    is_of_member.then(|| Member {
        lock,
        others: required
            .flat_map(|path| dropped.all_of(&path))
            .map(|file| FileRef { for_requirements: true, ..file })
            .collect(),
    })
}

/// The kind and folder of a local source, in the form in which uv writes it.
fn local(line: &str) -> Option<(&'static str, &str)> {
    ["editable", "virtual"].into_iter().find_map(|kind| {
        let start = format!("source = {{ {kind} = \"");
        Some((kind, line.strip_prefix(start.as_str())?.trim_end().strip_suffix("\" }")?))
    })
}

/// The folders of the other members that a member requires, directly or not.
fn required<'t>(text: &'t str, member: &str) -> BTreeSet<&'t str> {
    let mut packages: BTreeMap<&str, (Option<&str>, Vec<&str>)> = BTreeMap::new();
    let mut queue = Vec::new();
    for block in text.split("[[package]]").skip(1) {
        // Dependency groups and the metadata follow in tables of their own.
        let block = block.split("\n[package.").next().unwrap_or(block);
        let name = block.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
        let folder = block.lines().find_map(local).map(|(_, folder)| folder);
        let names = block.split("{ name = \"").skip(1).filter_map(|rest| rest.split('"').next());
        let Some(name) = name else { continue };
        let names: Vec<&str> = names.collect();
        if folder == Some(member) {
            queue.extend(&names);
        }
        packages.insert(name, (folder, names));
    }
    let mut found = BTreeSet::new();
    while let Some(name) = queue.pop() {
        // A package that is read is removed, so that circles end.
        let Some((folder, names)) = packages.remove(name) else { continue };
        found.extend(folder.filter(|folder| *folder != member && *folder != "."));
        queue.extend(names);
    }
    found
}
