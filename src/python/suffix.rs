//! What the name of a native file states about the Python and the platform that it was built for
//! (PEP 3149; `EXTENSION_SUFFIXES` of CPython's builds).

use super::tags::TagSet;

/// The tags that a wheel with such a file would have. Tags that the name does not state are those of
/// the target: `python` such as `cp313`, `platform` such as `linux_x86_64`. `None` for other files.
pub fn tags(path: &str, head: &[u8], python: &str, platform: &str) -> Option<TagSet> {
    let name = path.rsplit('/').next()?;
    let (stem, ending) = name.rsplit_once('.')?;
    let suffix = stem.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let set = |python: &str, abi: &str, platform: &str| Some(TagSet::new(python, abi, platform));
    match ending {
        "so" => {
            // The contents of the file are more reliable than its name: /usr/bin/python3 of macOS builds
            // files that end in a plain `.so`, without a tag.
            let platform = by_head(head).unwrap_or(platform);
            let Some((version, system)) = suffix.strip_prefix("cpython-").and_then(|s| s.split_once('-'))
            else {
                let (abi, system) = suffix.split_once('-').unwrap_or((suffix, ""));
                let machine = system.strip_suffix("-linux-gnu").map(|machine| format!("linux_{machine}"));
                let platform = machine.as_deref().unwrap_or(platform);
                return match abi {
                    "abi3" => set(python, "abi3", platform),
                    // Since 3.15, builds that are not free-threaded import it too (cpython#122917).
                    "abi3t" if reads_abi3t(python) => set(python, "abi3.abi3t", platform),
                    "abi3t" => set(python, "abi3t", platform),
                    _ => set(python, python, platform),
                };
            };
            let python = format!("cp{}", version.trim_end_matches(|c: char| c.is_ascii_alphabetic()));
            let platform = match system.split_once("-linux-") {
                Some((machine, "musl")) => format!("musllinux_1_1_{machine}"),
                Some((machine, _)) => format!("linux_{machine}"),
                None if system == "darwin" => "macosx".to_string(),
                None => system.to_string(),
            };
            set(&python, &format!("cp{version}"), &platform)
        }
        "pyd" => match suffix.split_once('-') {
            Some((tag, system)) => set(tag.trim_end_matches('t'), tag, system),
            None => set(python, python, "win"),
        },
        "dll" => set(python, "none", "win"),
        "dylib" => set(python, "none", "macosx"),
        _ => None,
    }
}

fn reads_abi3t(python: &str) -> bool {
    let minor = python.strip_prefix("cp3").and_then(|minor| minor.parse().ok());
    minor.is_some_and(|minor: u8| minor >= super::tags::ABI3T)
}

/// The platform of a Mach-O file (of one architecture or several) or a Windows file, by its first bytes.
fn by_head(head: &[u8]) -> Option<&'static str> {
    match head {
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => Some("macosx"),
        [b'M', b'Z', ..] => Some("win"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_suffixes() {
        let check = |path: &str, head: &[u8], expected: &str| {
            let found = tags(path, head, "cp313", "linux_x86_64").map(|tags| tags.to_string());
            assert_eq!(found.as_deref().unwrap_or(""), expected, "{path}");
        };
        check("a/b.cpython-312-x86_64-linux-gnu.so", b"\x7fELF", "cp312-cp312-linux_x86_64");
        check("b.cpython-313-aarch64-linux-gnu.so", b"", "cp313-cp313-linux_aarch64");
        check("b.cpython-313-x86_64-linux-musl.so", b"", "cp313-cp313-musllinux_1_1_x86_64");
        check("b.cpython-313t-x86_64-linux-gnu.so", b"", "cp313-cp313t-linux_x86_64");
        check("b.cpython-313-darwin.so", b"", "cp313-cp313-macosx");
        check("b.cp313-win_amd64.pyd", b"", "cp313-cp313-win_amd64");
        check("b.pyd", b"", "cp313-cp313-win");
        check("b.abi3.so", b"\x7fELF", "cp313-abi3-linux_x86_64");
        check("b.abi3.so", b"\xcf\xfa\xed\xfe", "cp313-abi3-macosx");
        check("b.abi3-aarch64-linux-gnu.so", b"\x7fELF", "cp313-abi3-linux_aarch64");
        check("b.abi3t.so", b"\x7fELF", "cp313-abi3t-linux_x86_64");
        let newer = tags("b.abi3t-x86_64-linux-gnu.so", b"", "cp315", "linux_aarch64").unwrap();
        assert_eq!(newer.to_string(), "cp315-abi3.abi3t-linux_x86_64");
        check("b.so", b"\xca\xfe\xba\xbe", "cp313-cp313-macosx");
        check("lib/x.dylib", b"", "cp313-none-macosx");
        check("b.py", b"", "");
    }
}
