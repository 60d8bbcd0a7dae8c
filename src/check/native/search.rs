//! Finds the libraries that a file needs, as the loader does (ld.so(8); glibc's elf/dl-load.c).

use super::image::{IN_IMAGE, IN_PACKAGE, Image, Presence};
use crate::collections::{BTreeMap, BTreeSet};
use crate::native::Elf;
use crate::target::Target;
use std::collections::VecDeque;
use std::rc::Rc;

/// The place of a library that the loader may not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnresolvedLibrary {
    /// The image may have it.
    Possible,
    /// In the package, in a folder that the loader does not search. Has the number of that file.
    Elsewhere(usize),
    Nowhere,
}

/// The package, unpacked.
pub struct UnpackedPackage<'a> {
    target: &'a Target,
    image: &'static Image,
    /// Numbers of files, by path on Lambda.
    by_path: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
    paths: Vec<String>,
    elves: Vec<Option<&'a Elf>>,
}

/// The result of loading a file.
#[derive(Default)]
pub struct Loading {
    /// The files of the package that are loaded with it.
    pub reached: BTreeSet<usize>,
    /// Libraries that are not found, by the number of the file that needs them and by name.
    pub lost: BTreeMap<(usize, String), UnresolvedLibrary>,
}

impl<'a> UnpackedPackage<'a> {
    pub fn new(target: &'a Target, image: &'static Image) -> UnpackedPackage<'a> {
        let (by_path, by_name) = (BTreeMap::new(), BTreeMap::new());
        UnpackedPackage { target, image, by_path, by_name, paths: Vec::new(), elves: Vec::new() }
    }

    /// Adds a file under its path on Lambda. Files are numbered in the order in which they are added. A file that the
    /// loader cannot load also counts as found, because it has its own finding.
    pub fn add(&mut self, path: String, elf: Option<&'a Elf>) {
        let number = self.paths.len();
        if let Some((_, name)) = path.rsplit_once('/') {
            self.by_name.entry(name.to_string()).or_insert(number);
        }
        if let Some(soname) = elf.and_then(|elf| elf.soname.as_ref()) {
            self.by_name.entry(soname.clone()).or_insert(number);
        }
        self.by_path.insert(path.clone(), number);
        self.paths.push(path);
        self.elves.push(elf);
    }

    /// Loads a file with all libraries that it needs, breadth first, as the loader does.
    pub fn load(&self, root: usize) -> Loading {
        let mut loading = Loading::default();
        let mut loaded: BTreeSet<&str> = BTreeSet::new();
        let mut queue = VecDeque::from([(root, Rc::new(Vec::new()))]);
        while let Some((number, inherited)) = queue.pop_front() {
            let Some(elf) = self.elves.get(number).copied().flatten() else { continue };
            loaded.extend(elf.soname.as_deref());
            // If a file has a RUNPATH, neither its own RPATH nor those of the files that load it count for it.
            let own = if elf.runpath.is_some() { Vec::new() } else { self.folders(number, &elf.rpath) };
            let mut passed_on = own.clone();
            passed_on.extend(inherited.iter().cloned());
            let passed_on = Rc::new(passed_on);
            let rpaths = if elf.runpath.is_some() { Rc::new(Vec::new()) } else { passed_on.clone() };
            for name in &elf.needed {
                if !loaded.insert(name) {
                    continue;
                }
                match self.find(number, elf, name, &rpaths) {
                    Ok(Some(found)) => {
                        if loading.reached.insert(found) {
                            queue.push_back((found, passed_on.clone()));
                        }
                    }
                    Ok(None) => {}
                    Err(lost) => {
                        loading.lost.insert((number, name.clone()), lost);
                    }
                }
            }
        }
        loading
    }

    /// The file of the package that is loaded for a name. `None` if the image has the library.
    fn find(
        &self,
        number: usize,
        elf: &Elf,
        name: &str,
        rpaths: &[String],
    ) -> Result<Option<usize>, UnresolvedLibrary> {
        if name.contains('/') {
            let path = self.expand(number, name);
            return match self.by_path.get(&path) {
                Some(found) => Ok(Some(*found)),
                None if is_of_image(&path) => Ok(None),
                None => Err(UnresolvedLibrary::Nowhere),
            };
        }
        let look = |folders: &[String]| {
            folders.iter().find_map(|folder| self.by_path.get(&join(folder, name)).copied())
        };
        if let Some(found) = look(rpaths) {
            return Ok(Some(found));
        }
        let presence = self.image.presence(self.target, name);
        if presence == Presence::Provided {
            return Ok(None);
        }
        let on_path: Vec<String> = IN_PACKAGE.iter().map(|folder| folder.to_string()).collect();
        let runpath = self.folders(number, elf.runpath.as_deref().unwrap_or_default());
        if let Some(found) = look(&on_path).or_else(|| look(&runpath)) {
            return Ok(Some(found));
        }
        Err(match (presence, self.by_name.get(name)) {
            (_, Some(other)) => UnresolvedLibrary::Elsewhere(*other),
            (Presence::Possible, None) => UnresolvedLibrary::Possible,
            _ => UnresolvedLibrary::Nowhere,
        })
    }

    /// Whether the package's own library is loaded, not that of the image. Only an RPATH comes before
    /// `LD_LIBRARY_PATH`, in which the image's folders come first.
    pub fn overrides(&self, number: usize, library: &str) -> bool {
        let Some(elf) = self.elves.get(number).copied().flatten() else { return false };
        let folders = if elf.runpath.is_some() { Vec::new() } else { self.folders(number, &elf.rpath) };
        let is_in_rpath = folders.iter().any(|folder| self.by_path.contains_key(&join(folder, library)));
        is_in_rpath || self.image.presence(self.target, library) == Presence::Absent
    }

    fn folders(&self, number: usize, paths: &[String]) -> Vec<String> {
        paths.iter().map(|path| self.expand(number, path)).collect()
    }

    /// Replaces the loader's variables in a path, and makes the path absolute and free of dots.
    fn expand(&self, number: usize, path: &str) -> String {
        let file = self.paths.get(number).map_or("", String::as_str);
        let origin = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut path = path.to_string();
        for (variable, value) in
            [("ORIGIN", origin), ("LIB", "lib64"), ("PLATFORM", self.target.architecture.platform())]
        {
            path = path.replace(&format!("${{{variable}}}"), value).replace(&format!("${variable}"), value);
        }
        // Functions start in /var/task.
        if path.starts_with('/') { join(&path, "") } else { join("/var/task", &path) }
    }
}

/// Whether a path without dots is in one of the folders of the image's own libraries.
fn is_of_image(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(folder, _)| IN_IMAGE.contains(&folder))
}

/// Joins a folder and a path, and removes dots and duplicate slashes.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{Architecture, PackageKind, Runtime};

    fn elf(needed: &[&str], rpath: &[&str], runpath: Option<&[&str]>) -> Elf {
        let own = |list: &[&str]| list.iter().map(|one| one.to_string()).collect::<Vec<_>>();
        Elf { needed: own(needed), rpath: own(rpath), runpath: runpath.map(own), ..Elf::default() }
    }

    /// Loads the first file, and compares the libraries that are not found.
    #[track_caller]
    fn check(files: &[(&str, Elf)], expected: &[(usize, &str, UnresolvedLibrary)]) {
        let target =
            Target::new(PackageKind::Function, Runtime::named("python3.13").unwrap(), Architecture::X86_64);
        let mut package = UnpackedPackage::new(&target, Image::for_target(&target));
        for (path, elf) in files {
            package.add(path.to_string(), Some(elf));
        }
        let lost = package.load(0).lost;
        let found: Vec<_> = lost.iter().map(|((file, name), lost)| (*file, name.as_str(), *lost)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_as_the_loader_does() {
        let bare = || elf(&[], &[], None);
        let needs = |name| elf(&[name], &[], None);
        let module = "/var/task/a/m.so";
        check(&[(module, needs("libc.so.6"))], &[]);
        check(&[(module, needs("libfoo.so"))], &[(0, "libfoo.so", UnresolvedLibrary::Nowhere)]);
        check(&[(module, needs("libexpat.so.1"))], &[(0, "libexpat.so.1", UnresolvedLibrary::Possible)]);
        check(&[(module, needs("libfoo.so")), ("/var/task/lib/libfoo.so", bare())], &[]);
        check(&[(module, needs("libfoo.so")), ("/var/task/libfoo.so", bare())], &[]);
        check(&[(module, needs("libfoo.so")), ("/opt/lib/libfoo.so", bare())], &[]);
        // The loader does not search the folder of the file itself.
        check(
            &[(module, needs("libfoo.so")), ("/var/task/a/libfoo.so", bare())],
            &[(0, "libfoo.so", UnresolvedLibrary::Elsewhere(1))],
        );
        for origin in ["$ORIGIN", "${ORIGIN}/.", "$ORIGIN/../a", "a"] {
            let beside = ("/var/task/a/libfoo.so", bare());
            check(&[(module, elf(&["libfoo.so"], &[origin], None)), beside.clone()], &[]);
            check(&[(module, elf(&["libfoo.so"], &[], Some(&[origin]))), beside], &[]);
        }
    }

    #[test]
    fn an_rpath_is_inherited_and_a_runpath_is_not() {
        let second = || ("/var/task/libs/libtwo.so", elf(&[], &[], None));
        let first =
            |runpath: Option<&[&str]>| ("/var/task/libs/libone.so", elf(&["libtwo.so"], &[], runpath));
        let origin: &[&str] = &["$ORIGIN/../libs"];
        let lost = [(1, "libtwo.so", UnresolvedLibrary::Elsewhere(2))];
        let module = |rpath: &[&str], runpath| ("/var/task/a/m.so", elf(&["libone.so"], rpath, runpath));
        check(&[module(origin, None), first(None), second()], &[]);
        check(&[module(&[], Some(origin)), first(None), second()], &lost);
        check(&[module(origin, None), first(Some(&["/nowhere"])), second()], &lost);
        // An RPATH beside a RUNPATH does not count.
        check(
            &[module(origin, Some(&["/nowhere"])), first(None), second()],
            &[(0, "libone.so", UnresolvedLibrary::Elsewhere(1))],
        );
        // A library that is already loaded is not searched for again.
        let both = ("/var/task/a/m.so", elf(&["libone.so", "libtwo.so"], &[], Some(origin)));
        check(&[both, first(None), second()], &[]);
    }
}
