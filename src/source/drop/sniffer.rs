//! What is known of a drop while it is sorted out.

use super::ignore::Rules;
use crate::collections::BTreeSet;
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::python::wheel_name::WheelName;
use crate::source::environment::Tree;
use crate::source::item::FolderFiles;
use crate::source::loose::Placed;
use crate::source::wheel::detect;
use crate::source::zip::ZipEntry;
use crate::source::{Item, ReadCache, Store, WantsRead};
use crate::target::Target;
use std::rc::Rc;

/// A dropped thing and what it was taken for.
pub enum Found<'a> {
    /// A wheel.
    Wheel {
        /// As dropped.
        item: &'a Item,
        /// From its filename.
        name: WheelName,
    },
    /// An existing package or layer.
    Archive {
        /// As dropped.
        item: &'a Item,
        /// As its directory lists them.
        entries: Rc<Vec<ZipEntry>>,
    },
    /// The site-packages of a virtualenv.
    Virtualenv(Tree<'a>),
    /// A folder of `pip install --target`.
    TargetTree(Tree<'a>),
    /// What a `.lambdaignore` says, which libraries are to follow, too.
    Rules {
        /// The dropped folder.
        path: String,
        /// What does not ship.
        rules: Rc<Rules>,
    },
    /// A function folder, or the files dropped loose (then `path` is empty).
    Function {
        /// The dropped folder; empty for loose files.
        path: String,
        /// What ships.
        files: Vec<Placed<'a>>,
        /// The folder lay around a layer's `python`, which is not among the files.
        is_layer: bool,
    },
}

impl<'a> Found<'a> {
    /// The installed libraries, if it is any.
    pub(super) fn tree(&self) -> Option<&Tree<'a>> {
        match self {
            Found::Virtualenv(tree) | Found::TargetTree(tree) => Some(tree),
            _ => None,
        }
    }
}

/// Sorts things out, and gathers them.
pub(super) struct Sniffer<'a, 's> {
    pub(super) target: &'s Target,
    pub(super) cache: &'s mut ReadCache,
    pub(super) store: &'s mut dyn Store,
    pub(super) findings: &'s mut Vec<Finding>,
    pub(super) found: Vec<Found<'a>>,
    /// Function folders by name, whose root is settled when all are known.
    pub(super) functions: Vec<(&'a str, FolderFiles<'a>)>,
    /// Virtualenvs inside of folders, each with the folder's name.
    pub(super) inner: Vec<(&'a str, Tree<'a>)>,
    /// Those that had wheels in them, and no code.
    pub(super) wheelhouses: BTreeSet<&'a str>,
    /// Those that lay around a layer's `python`.
    pub(super) layers: BTreeSet<&'a str>,
    /// More must be read; what else is missing is found out first, so that it is read together.
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
        let why = match WheelName::parse(filename) {
            Ok(name) => return self.found.push(Found::Wheel { item, name }),
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
                self.found.push(Found::Wheel { item, name });
            }
        }
    }
}

/// The files under their paths in the folder.
pub(super) fn placed<'a>(files: FolderFiles<'a>) -> Vec<Placed<'a>> {
    files.into_iter().map(|(path, item)| Placed { path: path.to_string(), item }).collect()
}
