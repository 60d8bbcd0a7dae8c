//! Virtualenvs: their layouts, and the Python and the system that they were made for.

use crate::collections::BTreeSet;
use crate::python::ini;
use crate::source::environment_info::EnvironmentInfo;
use crate::source::loose::IncludedFile;
use crate::source::{Item, ReadCache, WantsRead};

/// The file at a virtualenv's root (PEP 405).
pub const CONFIG: &str = "pyvenv.cfg";

/// What the layout of a virtualenv shows.
#[derive(Clone, Copy, Default)]
pub struct EnvironmentLayout<'a> {
    pub config: Option<&'a Item>,
    /// The minor version: 13 in `lib/python3.13/site-packages`.
    pub minor: Option<u8>,
    /// Whether it has `Lib\site-packages`, as on Windows.
    pub is_windows: bool,
    /// Whether it is a conda environment, which has no pyvenv.cfg.
    pub is_conda: bool,
}

impl<'a> EnvironmentLayout<'a> {
    /// Determines these from the files of the dropped folder.
    pub fn detect(files: &[(&'a str, &'a Item)]) -> EnvironmentLayout<'a> {
        let mut home = EnvironmentLayout::default();
        for (path, item) in files {
            if *path == CONFIG {
                home.config = Some(item);
            }
            home.is_conda |= path.starts_with("conda-meta/");
            home.is_windows |= path.starts_with("Lib/site-packages/");
            home.minor = home.minor.or_else(|| {
                let below = path.split_once("lib/python3.").map(|(_, below)| below);
                let (minor, _) = below.filter(|_| site_packages(path).is_some())?.split_once('/')?;
                minor.trim_end_matches('t').parse().ok()
            });
        }
        home
    }
}

/// Determines what a virtualenv is for, from pyvenv.cfg and the layout.
pub(crate) fn made_for(
    home: &EnvironmentLayout,
    cache: &mut ReadCache,
) -> Result<EnvironmentInfo, WantsRead> {
    let text = match home.config.map(|config| cache.text(config.file)) {
        Some(text) => text?.map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default(),
        None => String::new(),
    };
    let mut made = EnvironmentInfo::default();
    for (_, key, value) in ini::lines(&text) {
        match key {
            // venv and uv write "version" or "version_info = 3.13.2", virtualenv
            // "version_info = 3.13.2.final.0".
            "version" | "version_info" => {
                let numbers: Vec<&str> = value.split('.').take(3).collect();
                made.python = Some(numbers.join("."));
            }
            "home" => made.system = system_of(value),
            _ => {}
        }
    }
    made.python = made.python.or_else(|| home.minor.map(|minor| format!("3.{minor}")));
    if home.is_windows {
        made.system = Some("Windows");
    }
    Ok(made)
}

/// Systems by the folders below which Python is installed.
const SYSTEMS: [(&str, &str); 7] = [
    ("Users", "macOS"),
    ("Library", "macOS"),
    ("Applications", "macOS"),
    ("opt/homebrew", "macOS"),
    ("home", "Linux"),
    ("root", "Linux"),
    ("usr/bin", "Linux"),
];

/// The system that has such folders.
fn system_of(home: &str) -> Option<&'static str> {
    let has_drive = matches!(home.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if has_drive || home.contains('\\') {
        return Some("Windows");
    }
    let below = |folder: &str| {
        let rest = home.strip_prefix('/').and_then(|home| home.strip_prefix(folder));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    SYSTEMS.iter().find(|(folder, _)| below(folder)).map(|(_, system)| *system)
}

/// Returns the part of a path below site-packages, in the layouts of venv, virtualenv, conda, Debian, Windows and
/// layers: `lib/python3.13/site-packages/…`, `Lib/site-packages/…`.
pub fn site_packages(path: &str) -> Option<&str> {
    let mut rest = path;
    let mut skip = |accept: &dyn Fn(&str) -> bool| {
        if let Some((part, below)) = rest.split_once('/').filter(|(part, _)| accept(part)) {
            rest = below;
            return !part.is_empty();
        }
        false
    };
    skip(&|part| part == "python" || part == "local");
    skip(&|part| matches!(part, "lib" | "lib64" | "Lib"));
    skip(&|part| {
        part.strip_prefix("python3").is_some_and(|version| {
            version.trim_end_matches('t').chars().all(|c| c == '.' || c.is_ascii_digit())
        })
    });
    skip(&|part| matches!(part, "site-packages" | "dist-packages")).then_some(rest)
}

/// Removes files that occur twice: `lib64` is a link to `lib` in virtualenvs, and browsers follow links.
pub fn without_twins<'a>(files: Vec<(&'a str, &'a Item)>) -> Vec<IncludedFile<'a>> {
    let mut seen = BTreeSet::new();
    let is_first = |(path, item): &(&'a str, &'a Item)| seen.insert((*path, item.size));
    files
        .into_iter()
        .filter(is_first)
        .map(|(path, item)| IncludedFile { path: path.to_string(), item })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Want;
    use crate::source::item::Role;

    #[test]
    fn reads_what_they_are_for() {
        let check = |paths: &[&str], config: &str, expected: (&str, &str)| {
            let items: Vec<Item> = paths
                .iter()
                .enumerate()
                .map(|(file, path)| Item {
                    path: path.to_string(),
                    file: file as u32,
                    size: 0,
                    head: Vec::new(),
                    unreadable: None,
                    role: Role::Package,
                })
                .collect();
            let files: Vec<(&str, &Item)> = items.iter().map(|item| (item.path.as_str(), item)).collect();
            let mut cache = ReadCache::default();
            cache.fill(Want::Text(0), Ok(config.as_bytes()), None);
            let made = made_for(&EnvironmentLayout::detect(&files), &mut cache).unwrap();
            let found = (made.python.as_deref().unwrap_or(""), made.system.unwrap_or(""));
            assert_eq!(found, expected, "{paths:?} {config:?}");
        };
        let linux = ["pyvenv.cfg", "lib/python3.12/site-packages/a.py"];
        check(&linux, "home = /usr/bin\nversion = 3.12.1\n", ("3.12.1", "Linux"));
        check(&linux, "home = /opt/homebrew/bin\nversion_info = 3.12.1.final.0\n", ("3.12.1", "macOS"));
        check(
            &linux,
            "home = /Users/me/.local/bin\nuv = 0.9.0\nversion_info = 3.12.1\n",
            ("3.12.1", "macOS"),
        );
        for (folder, system) in SYSTEMS {
            let config = format!("home = /{folder}/python/bin\nversion = 3.12.1\n");
            check(&linux, &config, ("3.12.1", system));
        }
        check(&linux, "home = /homes/me/bin\nversion = 3.12.1\n", ("3.12.1", ""));
        check(&linux, "", ("3.12", ""));
        check(
            &["pyvenv.cfg", "Lib/site-packages/a.py"],
            "home = C:\\Python313\nversion = 3.13.0\n",
            ("3.13.0", "Windows"),
        );
        check(&["conda-meta/history", "lib/python3.11/site-packages/a.py"], "", ("3.11", ""));
        check(&["lib/python3.13t/site-packages/a.py"], "", ("3.13", ""));
        check(&["site-packages/a.py"], "", ("", ""));
    }
}
