//! Which distribution a file of site-packages belongs to.

use super::installed::InstalledDistribution;
use super::links::{Link, is_below};
use crate::collections::BTreeMap;
use crate::python::{PackageName, dist_info_name, egg_info_name};

pub struct Owners<'a> {
    /// Files that a RECORD or installed-files.txt lists.
    recorded: BTreeMap<&'a str, usize>,
    /// Modules that a top_level.txt lists, of distributions whose files are not recorded.
    modules: BTreeMap<&'a str, usize>,
    names: BTreeMap<&'a PackageName, usize>,
    /// The folders of editable installs.
    editable: Vec<(&'a str, usize)>,
}

impl<'a> Owners<'a> {
    pub fn new(installed: &'a [InstalledDistribution]) -> Owners<'a> {
        let numbered = || installed.iter().enumerate();
        let recorded =
            numbered().flat_map(|(index, one)| one.files.iter().flatten().map(move |f| (f, index)));
        let modules = numbered()
            .filter(|(_, one)| one.files.is_none())
            .flat_map(|(index, one)| one.modules.iter().map(move |module| (module.as_str(), index)));
        Owners {
            recorded: recorded.map(|(file, index)| (file.as_str(), index)).collect(),
            modules: modules.collect(),
            names: numbered().map(|(index, one)| (&one.distribution.name, index)).collect(),
            editable: numbered().filter_map(|(index, one)| Some((one.editable.as_deref()?, index))).collect(),
        }
    }

    pub fn of_file(&self, path: &str) -> Option<usize> {
        let top = path.split('/').next().unwrap_or(path);
        self.recorded.get(path).copied().or_else(|| {
            let info = dist_info_name(top).map(|(name, _)| name);
            let name = info.or_else(|| egg_info_name(top).map(|(name, _)| name));
            let module = top.split('.').next().unwrap_or(top);
            match name {
                Some(name) => self.names.get(&name).copied(),
                None => self.modules.get(module).copied(),
            }
        })
    }

    /// Returns the distribution whose code a link points to.
    pub fn of_link(&self, link: &Link) -> Option<usize> {
        let by_folder = || self.editable.iter().find(|(folder, _)| is_below(&link.target, folder));
        let by_name = || {
            let stem = link.file.rsplit_once('.').map_or(link.file.as_str(), |(stem, _)| stem);
            self.names.get(&stem.parse::<PackageName>().ok()?).copied()
        };
        self.of_file(&link.file).or_else(|| by_folder().map(|(_, index)| *index)).or_else(by_name)
    }
}
