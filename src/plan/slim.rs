//! Removes files of libraries that are not needed at run time. The user's own files are never removed.

use super::merge::{Chosen, Merged};
use super::options::Slim;
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding};
use crate::format;
use crate::source::zip::total;
use crate::source::{LoadedSource, SourceKind};
use serde::Serialize;
use std::rc::Rc;

/// A kind of files that one option removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Tests,
    Typing,
    Sources,
    Docs,
    DistInfo,
}

const CLASSES: [Class; 5] = [Class::Tests, Class::Typing, Class::Sources, Class::Docs, Class::DistInfo];

/// Unzipped bytes that each option saves, whether it is on or off. Files that other active options remove are not
/// counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Savings {
    /// Size of tests in bytes.
    pub tests: u64,
    /// Size of type stubs in bytes.
    pub typing: u64,
    /// Size of C, C++ and Cython sources in bytes.
    pub sources: u64,
    /// Size of documentation in bytes.
    pub docs: u64,
    /// Size of files of dist-info that nothing reads, in bytes.
    pub dist_info: u64,
    /// Size of bytecode in bytes.
    pub bytecode: u64,
}

impl Savings {
    fn size_mut(&mut self, class: Class) -> &mut u64 {
        match class {
            Class::Tests => &mut self.tests,
            Class::Typing => &mut self.typing,
            Class::Sources => &mut self.sources,
            Class::Docs => &mut self.docs,
            Class::DistInfo => &mut self.dist_info,
        }
    }
}

impl Class {
    fn is_on(self, slim: &Slim) -> bool {
        match self {
            Class::Tests => slim.tests,
            Class::Typing => slim.typing,
            Class::Sources => slim.sources,
            Class::Docs => slim.docs,
            Class::DistInfo => slim.dist_info,
        }
    }

    fn what(self) -> &'static str {
        match self {
            Class::Tests => "Tests",
            Class::Typing => "Typing stubs",
            Class::Sources => "C, C++ and Cython sources",
            Class::Docs => "Documentation files",
            Class::DistInfo => "Spare dist-info files",
        }
    }
}

/// Packages that import their own tests in normal use.
const IMPORT_THEIR_TESTS: &[&str] = &["astropy", "sunpy"];
/// A distribution that reads `.pyi` files at run time for packages that use it.
const STUB_READER: &str = "lazy-loader";

const SOURCES: &[&str] = &["c", "cc", "cpp", "cxx", "h", "hh", "hpp", "hxx", "pxd", "pxi", "pyx"];

/// Removes the files that the options select, and counts the bytes that each option saves. `readers`: what reads the
/// metadata of distributions.
pub fn apply(
    loaded: &[Rc<LoadedSource>],
    merged: &mut Merged,
    slim: &Slim,
    readers: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Savings {
    let libraries = Libraries::new(loaded, merged);
    let mut savings = Savings::default();
    let mut taken: BTreeMap<Class, (usize, u64, String)> = BTreeMap::new();
    let mut kept_for = None;
    merged.entries.retain(|path, chosen| {
        if !is_library(chosen) {
            return true;
        }
        let mut classes = libraries.classes(path);
        if classes.contains(&Class::DistInfo) {
            let plugins = chosen.owner.is_some_and(|at| loaded[chosen.source].distributions[at].has_plugins);
            if readers.is_some() || plugins {
                kept_for = kept_for.or(readers);
                classes.retain(|class| *class != Class::DistInfo);
            }
        }
        let size = chosen.candidate.size;
        let on: Vec<Class> = classes.iter().copied().filter(|class| class.is_on(slim)).collect();
        // A file that two active options remove is not saved by either one alone.
        match on[..] {
            [] => classes.into_iter().for_each(|class| add(savings.size_mut(class), size)),
            [only] => add(savings.size_mut(only), size),
            _ => {}
        }
        if let Some(first) = on.first() {
            let (count, bytes, _) = taken.entry(*first).or_insert_with(|| (0, 0, path.clone()));
            *count += 1;
            add(bytes, size);
        }
        on.is_empty()
    });
    findings.extend(taken.into_iter().map(|(class, (count, bytes, example))| {
        let files = if count == 1 { "file" } else { "files" };
        let what = class.what();
        let message = format!(
            "{what} of libraries are left out: {} {files}, {}, such as \"{example}\"",
            format::count(count),
            format::size(bytes)
        );
        Finding::new(Code::Slimmed, example, message)
    }));
    if let Some(reader) = kept_for.filter(|_| slim.dist_info) {
        let message =
            format!("dist-info is kept whole, because {reader} reads the metadata of distributions");
        findings.push(Finding::new(Code::DistInfoKept, "", message));
    }
    savings
}

/// Whether a file was installed. Files of old packages count as installed if a RECORD lists them.
pub fn is_library(chosen: &Chosen) -> bool {
    match chosen.candidate.kind {
        SourceKind::Function => false,
        SourceKind::Archive => chosen.owner.is_some(),
        SourceKind::Wheel | SourceKind::Virtualenv | SourceKind::TargetTree => true,
    }
}

/// Facts about all entries that decide which files can be removed.
struct Libraries {
    tests: BTreeSet<String>,
    docs: BTreeSet<String>,
    reads_stubs: bool,
}

impl Libraries {
    fn new(loaded: &[Rc<LoadedSource>], merged: &Merged) -> Libraries {
        let mut tests = BTreeSet::new();
        let mut docs = BTreeSet::new();
        let mut code = BTreeSet::new();
        for path in merged.entries.iter().filter(|(_, chosen)| is_library(chosen)).map(|(path, _)| path) {
            // A top-level folder is a package of its own, whatever its name is.
            if let Some(folder) =
                folder_named(path, &["tests", "test"]).filter(|folder| !imports_tests(folder))
                && is_test_file(path)
            {
                tests.insert(folder.to_string());
            }
            if let Some(folder) = folder_named(path, &["docs", "doc"]) {
                docs.insert(folder.to_string());
                // Such as `botocore.docs`, which is code that is imported.
                if path.ends_with(".py") || path.ends_with(".so") {
                    code.insert(folder.to_string());
                }
            }
        }
        let reads_stubs = loaded
            .iter()
            .flat_map(|source| &source.distributions)
            .any(|distribution| distribution.name.as_ref() == STUB_READER);
        Libraries { tests, docs: &docs - &code, reads_stubs }
    }

    fn classes(&self, path: &str) -> Vec<Class> {
        let holds = |class: &Class| match class {
            Class::Tests => folder_named(path, &["tests", "test"]).is_some_and(|f| self.tests.contains(f)),
            Class::Typing => self.is_typing(path),
            Class::Sources => is_source(path),
            Class::Docs => self.is_doc(path),
            Class::DistInfo => is_spare_info(path),
        };
        CLASSES.into_iter().filter(holds).collect()
    }

    fn is_typing(&self, path: &str) -> bool {
        match path.rsplit('/').next() {
            Some("py.typed") => true,
            Some(name) => name.ends_with(".pyi") && !self.reads_stubs,
            None => false,
        }
    }

    fn is_doc(&self, path: &str) -> bool {
        ["share/doc/", "share/man/", "share/info/"].iter().any(|folder| path.starts_with(folder))
            || folder_named(path, &["docs", "doc"]).is_some_and(|folder| self.docs.contains(folder))
    }
}

/// Returns the outermost folder with one of these names below a package, such as `numpy/_core/tests`.
fn folder_named<'p>(path: &'p str, names: &[&str]) -> Option<&'p str> {
    let mut start = path.find('/')? + 1;
    if path[..start].ends_with(".dist-info/") || path[..start].ends_with(".data/") {
        return None;
    }
    while let Some(length) = path[start..].find('/') {
        if names.contains(&&path[start..start + length]) {
            return Some(&path[..start + length]);
        }
        start += length + 1;
    }
    None
}

/// Whether a file is a test. Only folders with tests are removed: `django/test` helps to write tests and has none
/// itself.
fn is_test_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == "conftest.py" || (name.ends_with(".py") && name.starts_with("test")) || name.ends_with("_test.py")
}

fn imports_tests(folder: &str) -> bool {
    IMPORT_THEIR_TESTS.iter().any(|package| folder.split('/').next() == Some(package))
}

fn is_source(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| SOURCES.contains(&ending))
}

/// Whether a file is in dist-info and is not METADATA, RECORD, entry_points.txt or a licence.
fn is_spare_info(path: &str) -> bool {
    let Some((folder, name)) = path.split_once('/') else {
        return false;
    };
    let lower = name.to_ascii_lowercase();
    let is_licence = ["licen", "copying", "notice", "authors"].iter().any(|start| lower.starts_with(start));
    let is_kept = is_licence || matches!(name, "METADATA" | "RECORD" | "entry_points.txt");
    folder.ends_with(".dist-info") && !is_kept
}

/// Adds without overflow, because the sizes are only claimed.
fn add(bytes: &mut u64, size: u64) {
    *bytes = total([*bytes, size]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        let libraries = Libraries {
            tests: ["numpy/_core/tests", "a/test"].map(str::to_string).into(),
            docs: ["numpy/doc"].map(str::to_string).into(),
            reads_stubs: false,
        };
        let check = |path: &str, expected: &[Class]| assert_eq!(libraries.classes(path), expected, "{path}");
        check("numpy/_core/tests/test_x.py", &[Class::Tests]);
        check("numpy/_core/tests/data/x.csv", &[Class::Tests]);
        check("numpy/_core/tests/x.pyi", &[Class::Tests, Class::Typing]);
        check("numpy/testing/utils.py", &[]);
        check("a/test/deep/tests/x.py", &[Class::Tests]);
        check("tests/test_x.py", &[]);
        check("numpy/py.typed", &[Class::Typing]);
        check("numpy/x.pyi", &[Class::Typing]);
        check("numpy/x.pyx", &[Class::Sources]);
        check("numpy/include/a.h", &[Class::Sources]);
        check("numpy/a.so", &[]);
        check("numpy/doc/x.rst", &[Class::Docs]);
        check("share/man/man1/x.1", &[Class::Docs]);
        check("share/x.json", &[]);
        check("a-1.dist-info/METADATA", &[]);
        check("a-1.dist-info/RECORD", &[]);
        check("a-1.dist-info/entry_points.txt", &[]);
        check("a-1.dist-info/LICENSE.txt", &[]);
        check("a-1.dist-info/licenses/doc/COPYING", &[]);
        check("a-1.dist-info/WHEEL", &[Class::DistInfo]);
        check("a-1.dist-info/sboms/x.json", &[Class::DistInfo]);
    }
}
