//! Files that exist once for each platform. The program loads the right one.

use super::file::File;
use super::report::Group;
use crate::collections::BTreeSet;

/// Words that name systems, machines and C libraries, in lower case.
#[rustfmt::skip]
const PLATFORM: &[&str] = &[
    "32", "32bit", "64", "64bit", "aarch64", "alpine", "amd64", "android", "apple", "arm", "arm64", "armhf", "armv6",
    "armv7", "armv7l", "armv8", "darwin", "freebsd", "glibc", "gnu", "gnueabihf", "i386", "i486", "i586", "i686",
    "intel", "ios", "linux", "linux32", "linux64", "loongarch64", "mac", "macos", "macosx", "manylinux", "mips64",
    "musl", "musllinux", "osx", "pc", "ppc64", "ppc64le", "riscv64", "s390x", "universal2", "unknown", "win", "win32",
    "win64", "windows", "x64", "x86", "x86_64",
];

/// The words in the paths of files that fit, without those that name platforms.
pub struct Variants<'a>(BTreeSet<(Group<'a>, Vec<String>)>);

impl<'a> Variants<'a> {
    pub fn new(files: &[File<'a>]) -> Variants<'a> {
        let fits = files.iter().filter(|file| file.unfit.is_none());
        Variants(fits.map(|file| (file.group, plain(&file.entry.path).0)).collect())
    }

    /// Whether the path of a file that does not fit names a platform, and a file that fits has the same path apart
    /// from the platform.
    pub fn has_other(&self, file: &File<'a>) -> bool {
        let (words, is_named) = plain(&file.entry.path);
        is_named && self.0.contains(&(file.group, words))
    }
}

/// The words of a path, up to its extension, that do not name a platform; and whether any word does.
fn plain(path: &str) -> (Vec<String>, bool) {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let end = path.get(name..).and_then(|text| text.find('.')).map_or(path.len(), |dot| name + dot);
    let lower = path.get(..end).unwrap_or(path).to_lowercase();
    let mut is_named = false;
    let words = lower
        .split(|char: char| !char.is_alphanumeric())
        .map(|word| if name_starts_lib(word) { word.trim_start_matches("lib") } else { word })
        .filter(|word| {
            let is_platform = PLATFORM.contains(word);
            is_named |= is_platform;
            !is_platform && !word.is_empty()
        })
        .map(str::to_string)
        .collect();
    (words, is_named)
}

/// Whether a word has the prefix `lib`, which Windows does not use.
fn name_starts_lib(word: &str) -> bool {
    word.len() > 3 && word.starts_with("lib")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let check = |path: &str, words: &[&str], is_named: bool| {
            assert_eq!(
                plain(path),
                (words.iter().map(|word| word.to_string()).collect(), is_named),
                "{path}"
            );
        };
        check("rt/linux_x86_64/pyarmor_runtime.so", &["rt", "pyarmor", "runtime"], true);
        check("rt/windows_x86_64/pyarmor_runtime.pyd", &["rt", "pyarmor", "runtime"], true);
        check("a/attach_linux_amd64.so", &["a", "attach"], true);
        check("a/libm-arm64.dylib", &["a", "m"], true);
        check("a/m.cpython-313-darwin.so", &["a", "m"], false);
    }
}
