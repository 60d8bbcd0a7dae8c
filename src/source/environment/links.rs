//! Files of site-packages that point to code elsewhere: .pth files, the finders of editable installs, .egg-link.

use crate::collections::{BTreeMap, BTreeSet};
use crate::python::editable;
use crate::python::pth::{self, Line};
use crate::source::loose::IncludedFile;
use crate::source::{Item, ReadCache, WantsRead};

/// A place outside of site-packages, or a folder in it, that such a file points to.
#[derive(Debug, PartialEq, Eq)]
pub struct Link {
    /// The file that contains the link, relative to site-packages.
    pub file: String,
    /// The target file or folder, as recorded.
    pub target: String,
    /// The module that the target is; `None` if it is a folder of modules.
    pub module: Option<String>,
    /// Whether only an editable install makes such a file.
    pub is_install: bool,
    /// The dropped folder that is the target.
    pub found: Option<String>,
}

/// A line of a .pth that Python would run.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    pub file: String,
    pub line: String,
}

/// All links and lines of code in one site-packages.
#[derive(Default)]
pub struct Links<'a> {
    pub links: Vec<Link>,
    pub code: Vec<Code>,
    /// Finder modules, each with the .pth that imports it.
    pub finders: BTreeMap<String, String>,
    /// Files that were found through a link, with the index of the link.
    pub files: Vec<(usize, IncludedFile<'a>)>,
}

impl Links<'_> {
    /// Returns the files that are no longer needed, because everything that they name is in the package.
    pub fn done(&self) -> BTreeSet<&str> {
        let links = self.links.iter().filter(|link| link.found.is_none()).map(|link| link.file.as_str());
        let open: BTreeSet<&str> = links.chain(self.code.iter().map(|code| code.file.as_str())).collect();
        let files = self.links.iter().map(|link| link.file.as_str()).filter(|file| !open.contains(file));
        let done: BTreeSet<&str> = files.collect();
        let finders = self.finders.iter().filter(|(_, pth)| done.contains(pth.as_str()));
        // direct_url.json belongs to the metadata, which stays.
        let finders: Vec<&str> = finders.map(|(finder, _)| finder.as_str()).collect();
        done.into_iter().filter(|file| !file.contains('/')).chain(finders).collect()
    }
}

/// Reads the files at the root of a site-packages.
pub fn read<'a>(files: &[IncludedFile], cache: &mut ReadCache) -> Result<Links<'a>, WantsRead> {
    let top: BTreeMap<&str, &Item> = files
        .iter()
        .filter(|placed| is_link(&placed.path) || is_finder(&placed.path) || is_direct_url(&placed.path))
        .map(|placed| (placed.path.as_str(), placed.item))
        .collect();
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    let mut missing = false;
    for (path, item) in &top {
        match cache.text(item.file) {
            Ok(Ok(text)) => {
                texts.insert(path, String::from_utf8_lossy(&text).into_owned());
            }
            // Such a file has a finding where it would ship.
            Ok(Err(_)) => {}
            Err(WantsRead) => missing = true,
        }
    }
    if missing {
        return Err(WantsRead);
    }
    let mut found = Links::default();
    for (path, text) in &texts {
        if path.ends_with(".pth") {
            found.read_pth(path, text, &texts);
        // A distribution that ships both has the .pth for older versions of Python.
        } else if path.strip_suffix(".start").is_some_and(|stem| !texts.contains_key(&*format!("{stem}.pth")))
        {
            let lines = pth::entry_points(text);
            found.code.extend(lines.map(|line| Code { file: path.to_string(), line: line.to_string() }));
        } else if path.ends_with(".egg-link")
            && let Some(target) = text.lines().next()
        {
            found.add(path, target.trim(), None, true);
        }
    }
    // Projects whose code no other file points to.
    for (path, text) in texts.iter().filter(|(path, _)| is_direct_url(path)) {
        if let Some(target) = editable::direct_url(text.as_bytes())
            && !found.links.iter().any(|link| is_below(&link.target, &target))
        {
            found.add(path, &target, None, true);
        }
    }
    Ok(found)
}

impl Links<'_> {
    fn add(&mut self, file: &str, target: &str, module: Option<String>, is_install: bool) {
        let (file, target) = (file.to_string(), target.to_string());
        self.links.push(Link { file, target, module, is_install, found: None });
    }

    fn read_pth(&mut self, path: &str, text: &str, texts: &BTreeMap<&str, String>) {
        let is_install = path.starts_with("__editable__")
            || path.starts_with("_editable_impl_")
            || path == "easy-install.pth";
        for line in pth::lines(text) {
            let code = match line {
                Line::Folder(target) => {
                    self.add(path, target, None, is_install);
                    continue;
                }
                Line::Code(code) => code,
            };
            let finder = pth::imported(code).map(|module| format!("{module}.py"));
            let Some((finder, text)) = finder
                .into_iter()
                .find_map(|name| texts.get_key_value(name.as_str()).filter(|(name, _)| is_finder(name)))
            else {
                self.code.push(Code { file: path.to_string(), line: code.to_string() });
                continue;
            };
            let redirections = editable::redirections(text);
            if redirections.is_empty() {
                self.code.push(Code { file: path.to_string(), line: code.to_string() });
            }
            self.finders.insert(finder.to_string(), path.to_string());
            for (module, target) in redirections {
                self.add(path, &target, Some(module), true);
            }
        }
    }
}

fn is_link(path: &str) -> bool {
    !path.contains('/') && [".pth", ".start", ".egg-link"].iter().any(|ending| path.ends_with(ending))
}

/// `__editable___x_finder.py` of setuptools, `_editable_impl_x.py` and `_x.py` of users of the
/// editables project, `_x_editable_loader.py` of meson-python.
fn is_finder(path: &str) -> bool {
    !path.contains('/') && path.starts_with('_') && path.ends_with(".py") && path != "_virtualenv.py"
}

fn is_direct_url(path: &str) -> bool {
    matches!(path.split_once('/'), Some((folder, "direct_url.json")) if folder.ends_with(".dist-info"))
}

/// Splits a recorded path, of any system, into its parts.
pub fn parts(path: &str) -> Vec<&str> {
    path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect()
}

/// Whether a recorded path is a folder or is below it.
pub fn is_below(path: &str, folder: &str) -> bool {
    parts(path).starts_with(&parts(folder))
}
