//! Which native libraries are loaded when the code runs.

use super::file::File;
use super::name::Role;
use super::search::UnpackedPackage;
use crate::collections::{BTreeMap, BTreeSet};
use crate::native::Elf;
use crate::plan::Plan;

/// Extension modules whose import is tried, but which are not needed. The libraries that they need are optional.
const OPTIONAL: &[&str] = &["numba/np/ufunc/tbbpool.", "numba/np/ufunc/omppool."];

/// The ELF files that the target's loader can load, with their numbers.
pub fn fitting<'f, 'a>(files: &'f [File<'a>]) -> impl Iterator<Item = (usize, &'f File<'a>, &'f Elf)> {
    files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.unfit.is_none())
        .filter_map(|(at, file)| Some((at, file, file.elf()?)))
}

/// The files that are loaded when the code runs, by number.
pub struct Uses {
    /// Extension modules that are imported. All other files are in `others`.
    pub imported: Vec<usize>,
    pub others: Vec<usize>,
    /// The files that are loaded with those in `imported`.
    pub reached: BTreeSet<usize>,
    /// Libraries that their distribution cannot work without.
    pub vital: BTreeSet<usize>,
}

impl Uses {
    pub fn new(files: &[File], package: &UnpackedPackage, plan: &Plan) -> Uses {
        let is_optional = |file: &File| OPTIONAL.iter().any(|start| file.entry.path.contains(start));
        let (imported, others): (Vec<usize>, Vec<usize>) = fitting(files)
            .map(|(at, ..)| at)
            .partition(|at| files.get(*at).is_some_and(|file| file.is_extension() && !is_optional(file)));
        let reached = imported.iter().flat_map(|number| package.load(*number).reached).collect();
        let vital = others.iter().copied().filter(|number| is_vital(*number, files, plan)).collect();
        Uses { imported, others, reached, vital }
    }

    /// The files that the loader finds for other files, and whether one of these other files certainly loads.
    pub fn needed(&self, package: &UnpackedPackage) -> BTreeMap<usize, bool> {
        let vital = self.vital.iter().flat_map(|number| package.load(*number).reached);
        let surely: BTreeSet<usize> = self.reached.iter().copied().chain(vital).collect();
        let others = self.others.iter().flat_map(|number| package.load(*number).reached);
        let perhaps = others.map(|number| (number, false));
        perhaps.chain(surely.into_iter().map(|number| (number, true))).collect()
    }

    /// All files that certainly load.
    pub fn loaded(&self) -> BTreeSet<usize> {
        self.imported.iter().chain(&self.reached).chain(&self.vital).copied().collect()
    }
}

/// Whether a library is the only native file of its distribution, apart from bundled ones, and has the name of the
/// distribution. ctypes loads such a library when the distribution is imported, for example LightGBM's
/// `lib_lightgbm.so`.
fn is_vital(number: usize, files: &[File], plan: &Plan) -> bool {
    let Some(file) = files.get(number).filter(|file| file.role == Role::Library) else { return false };
    let Some(distribution) = file.entry.owner.and_then(|owner| plan.distributions.get(owner)) else {
        return false;
    };
    let own = files.iter().filter(|other| other.entry.owner == file.entry.owner);
    let is_bundled = |other: &&File| other.entry.path.contains(".libs/");
    let plain = |name: &str| -> String { name.chars().filter(|char| char.is_alphanumeric()).collect() };
    let name = file.entry.path.rsplit('/').next().unwrap_or_default();
    own.filter(|other| !is_bundled(other)).count() == 1
        && plain(&name.to_lowercase()).contains(&plain(&distribution.name.to_lowercase()))
}
