//! Paths from archives are hostile input. This module decides which of them a package may contain.

use crate::collections::{BTreeMap, BTreeSet};
use std::borrow::Cow;

/// Maximum length of a name and of a path on Linux, in bytes (limits.h: NAME_MAX, and PATH_MAX with its NUL).
const NAME_MAX: usize = 255;
const PATH_MAX: usize = 4095;

#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The path is fine as it is.
    Clean,
    /// The path is badly written, but its meaning is clear: this is the corrected path.
    Repaired(String),
    /// The path leads out of the package, or cannot be in one. The reason is a clause.
    Unsafe(&'static str),
    TooLong,
}

/// Checks the name of an entry. The trailing slash of a directory must already be removed.
pub fn inspect(name: &str) -> Verdict {
    let bytes = name.as_bytes();
    if bytes.contains(&0) {
        return Verdict::Unsafe("it has a NUL character");
    }
    // Terminals, logs and other readers of zips interpret them differently.
    if name.chars().any(char::is_control) {
        return Verdict::Unsafe("it has a control character");
    }
    // Zips made by old .NET have backslashes; APPNOTE 4.4.17.1 wants slashes.
    let slashed = name.replace('\\', "/");
    if slashed.starts_with('/') {
        return Verdict::Unsafe("it is an absolute path");
    }
    // Without a slash, as in "a:b.py", it is an ordinary name.
    if matches!(slashed.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic()) {
        return Verdict::Unsafe("it has a drive letter");
    }
    if slashed.split('/').any(|part| part == "..") {
        return Verdict::Unsafe("it leads out of the package with \"..\"");
    }
    let clean = repaired(name);
    if clean.is_empty() {
        return Verdict::Unsafe("it is empty");
    }
    if clean.len() > PATH_MAX || clean.split('/').any(|part| part.len() > NAME_MAX) {
        return Verdict::TooLong;
    }
    if clean == name { Verdict::Clean } else { Verdict::Repaired(clean.into_owned()) }
}

/// Returns the path with slashes instead of backslashes, and without parts that have no meaning. The result is not
/// yet safe: see [`inspect`].
pub fn repaired(name: &str) -> Cow<'_, str> {
    let is_clean = !name.contains('\\') && name.split('/').all(|part| !part.is_empty() && part != ".");
    if is_clean {
        return Cow::Borrowed(name);
    }
    let slashed = name.replace('\\', "/");
    let parts: Vec<&str> = slashed.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    Cow::Owned(parts.join("/"))
}

/// Maximum number of links that Linux follows (path_resolution(7)).
const MAX_LINKS: usize = 40;

/// Whether the symbolic link at `path` stays inside the package. `targets` has the targets of all links of the
/// package. Links are followed as Linux follows them, so that no link leads out through another one.
pub fn link_stays_inside(path: &str, targets: &BTreeMap<String, String>) -> bool {
    // An entry below a link is a conflict of paths, so none of the link's own folders is a link.
    let mut place: Vec<&str> = path.split('/').collect();
    let mut ahead: Vec<&str> = place.pop().into_iter().collect();
    let mut followed = 0;
    while let Some(part) = ahead.pop() {
        match part {
            "" | "." => continue,
            ".." if place.pop().is_none() => return false,
            ".." => continue,
            _ => place.push(part),
        }
        let Some(target) = targets.get(&place.join("/")) else {
            continue;
        };
        followed += 1;
        if followed > MAX_LINKS
            || target.is_empty()
            || target.starts_with('/')
            || target.contains(['\\', '\0'])
        {
            return false;
        }
        place.pop();
        ahead.extend(target.rsplit('/'));
    }
    true
}

/// Whether the file is in a bytecode cache, which installers leave out of every source because it is made again.
pub fn is_bytecode_cache(path: &str) -> bool {
    path.split('/').any(|part| part == "__pycache__")
}

/// Whether a .pyc lies beside its .py. It would be stale, because the package's files have a fixed date. A .pyc
/// without its source is the module itself.
pub fn is_stale_bytecode(path: &str, sources: &BTreeSet<&str>) -> bool {
    path.strip_suffix('c').is_some_and(|source| source.ends_with(".py") && sources.contains(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inspects_names() {
        use Verdict::*;
        let check = |name: &str, expected: Verdict| assert_eq!(inspect(name), expected, "{name:?}");
        check("a/b.py", Clean);
        check("grüße/ñ.py", Clean);
        check("..a/b..", Clean);
        check("a\\b.py", Repaired("a/b.py".into()));
        check("./a//b.py", Repaired("a/b.py".into()));
        check("../a", Unsafe("it leads out of the package with \"..\""));
        check("a/../../b", Unsafe("it leads out of the package with \"..\""));
        check("a\\..\\..\\b", Unsafe("it leads out of the package with \"..\""));
        check("/etc/passwd", Unsafe("it is an absolute path"));
        check("\\\\host\\share", Unsafe("it is an absolute path"));
        check("C:/a", Unsafe("it has a drive letter"));
        check("c:\\a", Unsafe("it has a drive letter"));
        // An ordinary name on Linux.
        check("c:a", Clean);
        check("a:b.py", Clean);
        check("ab:/c.py", Clean);
        check("a\nb", Unsafe("it has a control character"));
        check("a\x1b[2Jb", Unsafe("it has a control character"));
        check("a\x7f", Unsafe("it has a control character"));
        check("a\u{9b}", Unsafe("it has a control character"));
        check("a\0b", Unsafe("it has a NUL character"));
        check("./.", Unsafe("it is empty"));
        check(&"x".repeat(255), Clean);
        check(&"x".repeat(256), TooLong);
        check(&"x/".repeat(2049), TooLong);
    }

    #[test]
    fn follows_links() {
        let check = |links: &[(&str, &str)], expected: bool| {
            let targets = links.iter().map(|(path, target)| (path.to_string(), target.to_string())).collect();
            assert_eq!(link_stays_inside(links[0].0, &targets), expected, "{links:?}")
        };
        check(&[("lib/a.so", "a.so.1")], true);
        check(&[("lib/a.so", "../b/a.so")], true);
        check(&[("lib/a.so", "../../a.so")], false);
        check(&[("a.so", "../a.so")], false);
        check(&[("lib/a", "b/../../../c")], false);
        check(&[("a", "/etc/passwd")], false);
        check(&[("a", "")], false);
        // Out through another link: "a/b/c" is the root itself.
        check(&[("e", "a/b/c/../../etc/passwd"), ("a/b/c", "../..")], false);
        check(&[("e", "a/b/c/f"), ("a/b/c", "../..")], true);
        check(&[("e", "d"), ("d", "../x")], false);
        check(&[("x/e", "d/../../f"), ("x/d", "../..")], false);
        check(&[("a", "b"), ("b", "a")], false);
    }
}
