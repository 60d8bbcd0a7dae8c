//! Which of the dropped files a function is pressed from.

use super::Text;
use super::model::FileRef;

/// Files that say what is required, at the root of a function's folder. What they mean is the planner's to say.
const REQUIREMENTS: &[&str] = &[
    "requirements.txt",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "pylock.toml",
    "pyproject.toml",
];

/// Folders that tools write, which are no code (aws-lambda-builders, `EXCLUDED_FILES` of its Python builder; the
/// manuals of the others).
const TOOL_FOLDERS: &[&str] =
    &[".aws-sam", ".chalice", ".git", ".serverless", ".terraform", "cdk.out", "node_modules"];

/// Files of tools that state or deploy functions and are none of their code.
const TOOL_FILES: &[&str] =
    &["samconfig.toml", "samconfig.yaml", "samconfig.yml", "cdk.json", "cdk.context.json"];

/// The paths of everything that was dropped.
#[derive(Clone, Copy)]
pub struct Dropped<'a> {
    paths: &'a [String],
    texts: &'a [Text],
}

impl<'a> Dropped<'a> {
    /// Of paths as dropped, with `/` between folders.
    pub fn new(paths: &'a [String], texts: &'a [Text]) -> Dropped<'a> {
        Dropped { paths, texts }
    }

    fn all(self) -> impl Iterator<Item = (u32, &'a str)> + Clone {
        self.paths.iter().enumerate().map(|(index, path)| (index as u32, path.as_str()))
    }

    /// Whether there is a file of exactly this path.
    pub fn has_file(self, path: &str) -> bool {
        self.paths.iter().any(|other| other == path)
    }

    /// Whether any file lies in the folder.
    pub fn has_folder(self, folder: &str) -> bool {
        self.paths.iter().any(|path| within(path, folder).is_some())
    }

    /// The files that a function is pressed from, whose code is all of a folder: without those of tools, and with the
    /// wheels at hand where the folder says what is required. `as_is`: nothing is installed.
    pub fn files_of(self, folder: &str, as_is: bool) -> Vec<FileRef> {
        self.files_where(folder, as_is, |_| true)
    }

    /// The same, of those files of the folder that are wanted. What says what is required, and the wheels that are at
    /// hand for it, are taken all the same: they are installed and do not ship.
    pub fn files_where(self, folder: &str, as_is: bool, is_wanted: impl Fn(&str) -> bool) -> Vec<FileRef> {
        let top = top_of(folder);
        let of_folder = |path: &str| within(path, folder).is_some_and(is_requirements);
        let is_installed = !as_is && self.all().any(|(_, path)| of_folder(path) && !self.is_silent(path));
        let own = self.all().filter_map(|(index, path)| {
            let rest = within(path, folder)?;
            let is_left = is_of_tool(rest) || as_is && is_requirements(rest);
            let is_for_installing = is_installed && (is_requirements(rest) || rest.ends_with(".whl"));
            (!is_left && (is_for_installing || is_wanted(rest)))
                .then(|| FileRef { index, path: format!("{top}{rest}") })
        });
        let mut files: Vec<FileRef> = own.collect();
        if is_installed {
            files.extend(self.wheels(folder));
        }
        files
    }

    /// Whether a file of requirements is known to ask for nothing.
    fn is_silent(self, path: &str) -> bool {
        let text = self.texts.iter().find(|text| text.path == path);
        let is_nothing = |line: &str| line.trim_start().is_empty() || line.trim_start().starts_with('#');
        path.ends_with(".txt") && text.is_some_and(|text| text.text.lines().all(is_nothing))
    }

    /// The folder of a file, and the file alone.
    pub fn single(self, path: &str) -> (String, Vec<FileRef>) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let file = self.all().find(|(_, other)| *other == path);
        let files = file.map(|(index, _)| FileRef { index, path: name.to_string() });
        (folder_of(path).to_string(), files.into_iter().collect())
    }

    /// The wheels outside of a folder; of several with one name the first.
    fn wheels(self, folder: &str) -> Vec<FileRef> {
        let mut wheels: Vec<FileRef> = Vec::new();
        let outside = self.all().filter(|(_, path)| within(path, folder).is_none() && path.ends_with(".whl"));
        for (index, path) in outside {
            let name = path.rsplit('/').next().unwrap_or(path);
            if wheels.iter().all(|wheel| wheel.path != name) {
                wheels.push(FileRef { index, path: name.to_string() });
            }
        }
        wheels
    }
}

/// The path of a file relative to a folder that it lies in.
pub fn within<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// The folder of a file; empty at the root of the drop.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What the paths of a function's files begin with: the name of its folder, and a slash.
pub fn top_of(folder: &str) -> String {
    match folder.rsplit('/').next() {
        Some(name) if !name.is_empty() => format!("{name}/"),
        _ => String::new(),
    }
}

/// A folder's path, and below it that of another. `None` if it leads out of the drop.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn is_requirements(path: &str) -> bool {
    REQUIREMENTS.contains(&path) || (path.starts_with("pylock.") && path.ends_with(".toml"))
}

/// Whether a file, by its path within a function's folder, is a tool's and no code.
fn is_of_tool(path: &str) -> bool {
    let (top, is_folder) = path.split_once('/').map_or((path, false), |(top, _)| (top, true));
    if is_folder {
        return TOOL_FOLDERS.contains(&top);
    }
    TOOL_FILES.contains(&top) || super::statements::statement_of(top).is_some()
}
