//! The state while a drop is classified.

use super::ignore::Rules;
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::python::wheel_filename::WheelFilename;
use crate::source::environment::InstalledTree;
use crate::source::item::FolderFiles;
use crate::source::loose::IncludedFile;
use crate::source::wheel::detect;
use crate::source::zip::ZipEntry;
use crate::source::{Item, ReadCache, Store, WantsRead};
use crate::target::Target;
use std::rc::Rc;

/// A dropped file or folder, and what it was recognised as.
pub enum SniffedSource<'a> {
    /// A wheel.
    Wheel {
        /// As dropped.
        item: &'a Item,
        /// From its filename, or from its contents if the filename is not that of a wheel.
        name: WheelFilename,
    },
    /// An existing package or layer.
    Archive {
        /// As dropped.
        item: &'a Item,
        /// The entries that its central directory lists.
        entries: Rc<Vec<ZipEntry>>,
    },
    /// The site-packages of a virtualenv.
    Virtualenv(InstalledTree<'a>),
    /// A folder of `pip install --target`.
    TargetTree(InstalledTree<'a>),
    /// The rules of a `.lambdaignore`, which also apply to libraries.
    Rules {
        /// The dropped folder.
        path: String,
        /// The patterns of what does not ship.
        rules: Rc<Rules>,
    },
    /// A function folder, or the files dropped loose (then `path` is empty).
    Function {
        /// The dropped folder; empty for loose files.
        path: String,
        /// The files that ship.
        files: Vec<IncludedFile<'a>>,
        /// Whether the folder contained a layer's `python`, which is not among the files.
        is_layer: bool,
    },
}

impl<'a> SniffedSource<'a> {
    /// Returns the installed libraries, if it has any.
    pub(super) fn tree(&self) -> Option<&InstalledTree<'a>> {
        match self {
            SniffedSource::Virtualenv(tree) | SniffedSource::TargetTree(tree) => Some(tree),
            _ => None,
        }
    }
}

/// Classifies what was dropped, and collects the results.
pub(super) struct Sniffer<'a, 's> {
    pub(super) target: &'s Target,
    /// Whether the files of projects keep their paths.
    pub(super) keep_paths: bool,
    pub(super) cache: &'s mut ReadCache,
    pub(super) store: &'s mut dyn Store,
    pub(super) findings: &'s mut Vec<Finding>,
    pub(super) found: Vec<SniffedSource<'a>>,
    /// Function folders by name. Which of them is the root is decided when all are known.
    pub(super) functions: Vec<(&'a str, FolderFiles<'a>)>,
    /// Virtualenvs inside folders, each with the folder's name.
    pub(super) inner: Vec<(&'a str, InstalledTree<'a>)>,
    /// Folders that had wheels in them and no code.
    pub(super) wheelhouses: BTreeSet<&'a str>,
    /// Folders that contained a layer's `python`.
    pub(super) layers: BTreeSet<&'a str>,
    /// Whether more must be read. The rest is examined first, so that everything missing is read together.
    pub(super) missing: bool,
}

impl<'a> Sniffer<'a, '_> {
    pub(super) fn report(&mut self, code: Code, path: &str, message: String) {
        self.findings.push(Finding::new(code, path, message));
    }

    pub(super) fn sdist(&mut self, item: &Item) {
        let message =
            format!("\"{}\" is a source distribution, which has to be built before it can run", item.path);
        let finding = Finding::new(Code::Sdist, &item.path, message);
        let filename = item.path.rsplit('/').next().unwrap_or(&item.path);
        self.findings.push(match shlex::try_quote(filename) {
            Ok(file) => finding.fix(Fix::Copy { command: format!("pip wheel --no-deps {file}") }),
            Err(_) => finding,
        });
    }

    pub(super) fn unreadable(&mut self, item: &Item) {
        let words = item.unreadable.as_deref().unwrap_or_default();
        self.report(Code::FileUnreadable, &item.path, format!("\"{}\" cannot be read: {words}", item.path));
    }

    pub(super) fn wheel(&mut self, item: &'a Item) {
        if item.unreadable.is_some() {
            return self.unreadable(item);
        }
        let filename = item.path.rsplit('/').next().unwrap_or(&item.path);
        let why = match WheelFilename::parse(filename) {
            Ok(name) => return self.found.push(SniffedSource::Wheel { item, name }),
            Err(why) => format!("The wheel filename \"{filename}\" is invalid: {why}"),
        };
        let listing = self.cache.listing(item.file, self.store);
        let name = listing.and_then(|listing| match listing {
            Ok(entries) => detect::name(item, &entries, &mut self.cache.entries, self.store),
            Err(_) => Ok(None),
        });
        match name {
            Err(WantsRead) => self.missing = true,
            Ok(None) => self.report(Code::WheelFilenameInvalid, &item.path, why),
            Ok(Some(name)) => {
                let (project, version) = (&name.name, &name.version);
                let message = format!("{why}; by what is in it, it is {project} {version}");
                self.report(Code::WheelRenamed, &item.path, message);
                self.found.push(SniffedSource::Wheel { item, name });
            }
        }
    }
}

/// The files under their paths in the folder.
pub(super) fn placed<'a>(files: FolderFiles<'a>) -> Vec<IncludedFile<'a>> {
    files.into_iter().map(|(path, item)| IncludedFile { path: path.to_string(), item }).collect()
}
