//! Submodules of the standard library, by the interpreters' own libraries: `concurrent.futures` there
//! is, `os.nonexistent` there is not.

use super::stdlib::Standard;

/// A package a line, then its submodules; `name:10-12` came with 3.10 and is gone in 3.13. What a module
/// puts into `sys.modules`, such as `os.path`, counts. tests/imports.rs holds it against CPython.
const TABLE: &str = include_str!("stdlib_modules.txt");

/// Newer ones may have more.
const NEWEST: u8 = 13;

/// Packages of which nobody imports parts, and so are not in the table.
const OPAQUE: &[&str] = &["__phello__", "_pyrepl", "idlelib", "lib2to3", "pydoc_data", "test", "turtledemo"];

/// Of a module below one that CPython 3.`minor` has: the first part that it lacks, and what is known of
/// it.
pub fn lacks(dotted: &str, minor: u8) -> Option<(&str, Standard)> {
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
            Some((_, from, _)) if minor < from => (part, Standard::Coming { with: from, instead: "" }),
            Some((.., until)) => (part, Standard::Gone { since: until, instead: "" }),
            None => (part, Standard::Unknown),
        });
    }
    None
}

/// Name, the minor version it came with, and the one it is gone in.
fn submodules(package: &str) -> impl Iterator<Item = (&'static str, u8, u8)> {
    let line = TABLE.lines().find_map(|line| line.strip_prefix(package)?.strip_prefix(' '));
    line.unwrap_or_default().split(' ').map(|word| {
        let (name, range) = word.split_once(':').unwrap_or((word, "-"));
        let (from, last) = range.split_once('-').unwrap_or_default();
        (name, from.parse().unwrap_or(0), last.parse().map_or(u8::MAX, |last: u8| last + 1))
    })
}

/// All submodules of any version, dotted.
pub fn all() -> impl Iterator<Item = String> {
    let packages = TABLE.lines().filter_map(|line| line.split(' ').next());
    packages.flat_map(|package| submodules(package).map(move |(name, ..)| format!("{package}.{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds() {
        let check = |dotted: &str, minor: u8, expected: Option<(&str, Standard)>| {
            assert_eq!(lacks(dotted, minor), expected, "{dotted} in 3.{minor}");
        };
        let gone = |since| Standard::Gone { since, instead: "" };
        check("json", 13, None);
        check("os.path", 13, None);
        check("os.nonexistent", 13, Some(("os.nonexistent", Standard::Unknown)));
        check("os.path.more", 13, Some(("os.path.more", Standard::Unknown)));
        check("concurrent.futures.thread", 8, None);
        check("concurrent.nothing.more", 8, Some(("concurrent.nothing", Standard::Unknown)));
        check("distutils.util", 11, None);
        check("distutils.command.bdist_msi", 11, Some(("distutils.command.bdist_msi", gone(11))));
        let coming = Standard::Coming { with: 11, instead: "" };
        check("importlib.resources.abc", 10, Some(("importlib.resources.abc", coming)));
        check("typing.io", 13, Some(("typing.io", gone(13))));
        check("test.support", 13, None);
        check("unittest.test.support", 11, None);
        check("string.templatelib", 14, None);
        check("os..path", 13, Some(("os.", Standard::Unknown)));
    }
}
