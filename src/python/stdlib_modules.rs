//! Submodules of the standard library, taken from the libraries of the interpreters:
//! `concurrent.futures` exists, `os.nonexistent` does not.

use super::stdlib::StdlibStatus;

/// One package per line, followed by its submodules. `name:10-12` was added in 3.10 and removed in 3.13. Modules that
/// a module adds to `sys.modules`, such as `os.path`, are included. tests/standard_library.rs compares the table with
/// CPython.
const TABLE: &str = include_str!("stdlib_modules.txt");

/// The newest minor version in the table. Newer versions may have more submodules.
const NEWEST: u8 = 13;

/// Packages whose submodules are not in the table, because nobody imports them.
const OPAQUE: &[&str] = &["__phello__", "_pyrepl", "idlelib", "lib2to3", "pydoc_data", "test", "turtledemo"];

/// Checks a dotted name whose top-level module CPython 3.`minor` has. Returns the first part that this
/// version lacks, and what is known about that part.
pub fn lacks(dotted: &str, minor: u8) -> Option<(&str, StdlibStatus)> {
    let top = dotted.split('.').next().unwrap_or(dotted);
    if minor > NEWEST || OPAQUE.contains(&top) {
        return None;
    }
    for (dot, _) in dotted.match_indices('.') {
        let (package, rest) = dotted.split_at(dot);
        let name = rest.split('.').nth(1).unwrap_or_default();
        if matches!(name, "test" | "tests") {
            return None;
        }
        let part = dotted.get(..dot + 1 + name.len()).unwrap_or(dotted);
        let found = submodules(package).find(|(known, ..)| *known == name);
        return Some(match found {
            Some((_, from, until)) if (from..until).contains(&minor) => continue,
            Some((_, from, _)) if minor < from => (part, StdlibStatus::Coming { with: from, instead: "" }),
            Some((.., until)) => (part, StdlibStatus::Gone { since: until, instead: "" }),
            None => (part, StdlibStatus::Unknown),
        });
    }
    None
}

/// The submodules of a package: name, the first minor version that has it, and the first later version that lacks it.
fn submodules(package: &str) -> impl Iterator<Item = (&'static str, u8, u8)> {
    let line = TABLE.lines().find_map(|line| line.strip_prefix(package)?.strip_prefix(' '));
    line.unwrap_or_default().split(' ').map(|word| {
        let (name, range) = word.split_once(':').unwrap_or((word, "-"));
        let (from, last) = range.split_once('-').unwrap_or_default();
        (name, from.parse().unwrap_or(0), last.parse().map_or(u8::MAX, |last: u8| last + 1))
    })
}

/// The dotted names of all submodules of all versions.
pub fn all() -> impl Iterator<Item = String> {
    let packages = TABLE.lines().filter_map(|line| line.split(' ').next());
    packages.flat_map(|package| submodules(package).map(move |(name, ..)| format!("{package}.{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds() {
        let check = |dotted: &str, minor: u8, expected: Option<(&str, StdlibStatus)>| {
            assert_eq!(lacks(dotted, minor), expected, "{dotted} in 3.{minor}");
        };
        let gone = |since| StdlibStatus::Gone { since, instead: "" };
        check("json", 13, None);
        check("os.path", 13, None);
        check("os.nonexistent", 13, Some(("os.nonexistent", StdlibStatus::Unknown)));
        check("os.path.more", 13, Some(("os.path.more", StdlibStatus::Unknown)));
        check("concurrent.futures.thread", 8, None);
        check("concurrent.nothing.more", 8, Some(("concurrent.nothing", StdlibStatus::Unknown)));
        check("distutils.util", 11, None);
        check("distutils.command.bdist_msi", 11, Some(("distutils.command.bdist_msi", gone(11))));
        let coming = StdlibStatus::Coming { with: 11, instead: "" };
        check("importlib.resources.abc", 10, Some(("importlib.resources.abc", coming)));
        check("typing.io", 13, Some(("typing.io", gone(13))));
        check("test.support", 13, None);
        check("unittest.test.support", 11, None);
        check("string.templatelib", 14, None);
        check("os..path", 13, Some(("os.", StdlibStatus::Unknown)));
    }
}
