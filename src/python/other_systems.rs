//! Distributions that have wheels only for one other system, but that requirements often name without a marker (taken
//! from the files on PyPI, 2026-11).

use super::PackageName;

/// A system other than Lambda's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherSystem {
    Windows,
    MacOs,
}

impl OtherSystem {
    /// The name for messages.
    pub fn name(self) -> &'static str {
        match self {
            OtherSystem::Windows => "Windows",
            OtherSystem::MacOs => "macOS",
        }
    }

    /// The marker that a requirement of such a distribution should have.
    pub fn marker(self) -> &'static str {
        match self {
            OtherSystem::Windows => "sys_platform == 'win32'",
            OtherSystem::MacOs => "sys_platform == 'darwin'",
        }
    }
}

/// Distributions by name. A name that ends in `-` stands for all names that begin with it.
const DISTRIBUTIONS: &[(&str, OtherSystem)] = &[
    ("pypiwin32", OtherSystem::Windows),
    ("pywin32", OtherSystem::Windows),
    ("pywinpty", OtherSystem::Windows),
    ("windows-curses", OtherSystem::Windows),
    ("winrt-", OtherSystem::Windows),
    ("pyobjc", OtherSystem::MacOs),
    ("pyobjc-", OtherSystem::MacOs),
];

/// The only system that a distribution is for, if that is not Lambda's.
pub fn only(name: &PackageName) -> Option<OtherSystem> {
    let is_it = |known: &str| match known.ends_with('-') {
        true => name.as_ref().starts_with(known),
        false => name.as_ref() == known,
    };
    DISTRIBUTIONS.iter().find(|(known, _)| is_it(known)).map(|(_, system)| *system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_other_systems() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(only(&name.parse().unwrap()).map(OtherSystem::name), expected, "{name}");
        };
        check("PyWin32", Some("Windows"));
        check("pywin32-ctypes", None);
        check("pyobjc-framework-Cocoa", Some("macOS"));
        check("winrt-runtime", Some("Windows"));
        check("six", None);
    }
}
