//! How Python or the loader uses a native file, by its name.

use crate::plan::Entry;
use crate::python::tags::ABI3T;
use crate::source::{Content, program};
use crate::target::Target;

/// How a native file is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'a> {
    /// Imported by the name of its module. The tag is between this name and the extension.
    Extension { module: &'a str, tag: &'a str },
    /// Needed by others, or loaded by ctypes.
    Library,
    /// Started as a program, if it is one.
    Executable,
}

/// The role of a file. `None` for files that are not native files by their names. `root` is the folder of Python's
/// files.
pub fn role<'a>(entry: &'a Entry, root: &str) -> Option<Role<'a>> {
    const LINK: u32 = 0o120000;
    const FILE_TYPE: u32 = 0o170000;
    /// Minimum size of a program in bytes: `#!/bin/sh` alone has nine.
    const MIN_PROGRAM_SIZE: u64 = 9;
    if entry.mode & FILE_TYPE == LINK {
        return None;
    }
    let (folder, name) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
    if program::may_be(name) && (!name.contains('.') || entry.mode & 0o111 != 0) {
        let may_run = match entry.content {
            // The modes of loose files are guesses until their first bytes are read.
            Content::File(_) => true,
            _ => entry.mode & 0o111 != 0,
        };
        let is_metadata = folder.ends_with(".dist-info") || folder.contains(".dist-info/");
        return (may_run && !is_metadata && entry.size >= MIN_PROGRAM_SIZE).then_some(Role::Executable);
    }
    if name.ends_with(".sh") && entry.mode & 0o111 != 0 {
        return (entry.size >= MIN_PROGRAM_SIZE).then_some(Role::Executable);
    }
    let (stem, ending) = name.rsplit_once('.')?;
    let (module, tag) = stem.split_once('.').unwrap_or((stem, ""));
    match ending {
        "so" => {
            let folder = folder.strip_prefix(root.trim_end_matches('/')).unwrap_or(folder);
            let is_module = folder.split('/').chain([module]).all(|part| part.is_empty() || is_word(part));
            let is_extension = is_module && (is_tag(tag) || (tag.is_empty() && !module.starts_with("lib")));
            Some(if is_extension { Role::Extension { module, tag } } else { Role::Library })
        }
        "pyd" => Some(Role::Extension { module, tag }),
        "dll" | "dylib" => Some(Role::Library),
        _ if is_versioned(name) => Some(Role::Library),
        _ if program::lies_in_bin(folder) && entry.mode & 0o111 != 0 && entry.size >= MIN_PROGRAM_SIZE => {
            Some(Role::Executable)
        }
        _ => None,
    }
}

/// Whether the target's Python imports modules with that tag (`EXTENSION_SUFFIXES` of CPython on Linux). The tags are
/// those of PEP 3149 and PEP 384, and no tag at all. Since 3.15 there are also the tags of free-threaded builds, and
/// tags with the platform (cpython#122917).
pub fn imports(target: &Target, tag: &str) -> bool {
    let system = format!("{}-linux-gnu", target.architecture.platform());
    let own = format!("cpython-3{}-{system}", target.runtime.minor);
    let has_abi3t = target.runtime.minor >= ABI3T;
    let newer = ["abi3t".to_string(), format!("abi3t-{system}"), format!("abi3-{system}")];
    tag.is_empty() || tag == "abi3" || tag == own || (has_abi3t && newer.iter().any(|one| one == tag))
}

/// The Python that a tag stands for, as text for messages.
pub fn python(tag: &str) -> String {
    let digits = |text: &str| -> String { text.chars().take_while(char::is_ascii_digit).collect() };
    let version = |text: &str| {
        let digits = digits(text);
        let (major, minor) = digits.split_at(digits.len().min(1));
        if minor.is_empty() { String::new() } else { format!(" {major}.{minor}") }
    };
    if let Some(rest) = tag.strip_prefix("cpython-").or_else(|| tag.strip_prefix("cp")) {
        let flags = rest.get(digits(rest).len()..).unwrap_or_default();
        let kind = match flags.chars().next() {
            Some('t') => "free-threaded CPython",
            Some('d') => "debug builds of CPython",
            _ => "CPython",
        };
        return format!("{kind}{}", version(rest));
    }
    if tag.starts_with("abi3t") {
        return "free-threaded CPython, and CPython from 3.15 on".into();
    }
    if let Some(system) = tag.strip_prefix("abi3-") {
        return format!("CPython from 3.15 on ({system})");
    }
    match tag.strip_prefix("pypy") {
        Some(rest) => format!("PyPy{}", version(rest)),
        None => format!("Pythons with the tag \"{tag}\""),
    }
}

fn is_tag(tag: &str) -> bool {
    ["cpython-", "abi3", "pypy", "cp3", "graalpy"].iter().any(|start| tag.starts_with(start))
}

/// Whether Python can import a module of that name.
fn is_word(part: &str) -> bool {
    part.chars().all(|c| c.is_alphanumeric() || c == '_') && !part.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a file name is that of a library with a version, such as `libz.so.1.3`.
fn is_versioned(name: &str) -> bool {
    name.split_once(".so.").is_some_and(|(_, version)| version.split('.').all(program::is_version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{self, EXECUTABLE, REGULAR};
    use crate::target::{Architecture, PackageKind, RUNTIMES};

    fn entry(path: &str, mode: u32) -> Entry {
        Entry {
            path: path.into(),
            size: 4096,
            mode,
            from: String::new(),
            digest: None,
            recorded: None,
            content: Content::Bytes(Vec::new()),
            kind: source::SourceKind::Function,
            owner: None,
            layer: false,
        }
    }

    #[test]
    fn roles() {
        let check = |path: &str, expected: Option<Role>| {
            assert_eq!(role(&entry(path, REGULAR), ""), expected, "{path}");
        };
        let extension = |module, tag| Some(Role::Extension { module, tag });
        check("a/b.cpython-313-x86_64-linux-gnu.so", extension("b", "cpython-313-x86_64-linux-gnu"));
        check("_rust.abi3.so", extension("_rust", "abi3"));
        check("a/b.so", extension("b", ""));
        check("pandas/lib.cpython-313-darwin.so", extension("lib", "cpython-313-darwin"));
        check("a/b.cp313-win_amd64.pyd", extension("b", "cp313-win_amd64"));
        check("a/libb.so", Some(Role::Library));
        check("a.libs/b.so", Some(Role::Library));
        check("libz.so.1.3", Some(Role::Library));
        check("libcrypto-b.so.1.0.2k", Some(Role::Library));
        check("bin/ffmpeg-linux-x86_64-v7.0.2", None);
        check("a/b.dylib", Some(Role::Library));
        check("a/b.so.txt", None);
        check("a/b.py", None);
        check("bin/tool", None);
        assert_eq!(role(&entry("bin/tool", EXECUTABLE), ""), Some(Role::Executable));
        let ffmpeg = entry("bin/ffmpeg-linux-x86_64-v7.0.2", EXECUTABLE);
        assert_eq!(role(&ffmpeg, ""), Some(Role::Executable));
        let in_layer = entry("python/lib/python3.13/site-packages/a.so", REGULAR);
        assert_eq!(role(&in_layer, "python/"), Some(Role::Library));
        assert_eq!(role(&entry("python/a.so", REGULAR), "python/"), extension("a", ""));
    }

    #[test]
    fn tags() {
        let runtime = RUNTIMES.iter().find(|runtime| runtime.minor == 13).unwrap();
        let target = Target::new(PackageKind::Function, runtime, Architecture::X86_64);
        let check = |tag: &str, imported: bool, name: &str| {
            assert_eq!((imports(&target, tag), python(tag).as_str()), (imported, name), "{tag}");
        };
        check("cpython-313-x86_64-linux-gnu", true, "CPython 3.13");
        check("cpython-311-x86_64-linux-gnu", false, "CPython 3.11");
        check("cpython-313t-x86_64-linux-gnu", false, "free-threaded CPython 3.13");
        check("cpython-313-aarch64-linux-gnu", false, "CPython 3.13");
        check("cp313-win_amd64", false, "CPython 3.13");
        check("pypy310-pp73-x86_64-linux-gnu", false, "PyPy 3.10");
        check("abi3t", false, "free-threaded CPython, and CPython from 3.15 on");
        assert!(imports(&target, "abi3") && imports(&target, ""));
        let newer = RUNTIMES.iter().find(|runtime| runtime.minor == 15).unwrap();
        let newer = Target::new(PackageKind::Function, newer, Architecture::X86_64);
        for (tag, expected) in [
            ("abi3t", true),
            ("abi3t-x86_64-linux-gnu", true),
            ("abi3-x86_64-linux-gnu", true),
            ("abi3", true),
            ("abi3t-aarch64-linux-gnu", false),
            ("cpython-315t-x86_64-linux-gnu", false),
            ("abi4", false),
        ] {
            assert_eq!(imports(&newer, tag), expected, "{tag}");
        }
    }
}
