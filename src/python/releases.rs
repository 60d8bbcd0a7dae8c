//! Of which distributions pre-releases may be taken, where somebody says so: pip's `--pre`,
//! `--all-releases` and `--only-final` (pip documentation, "Requirements File Format").

use super::PackageName;
use crate::collections::BTreeMap;

/// Which releases are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Releases {
    of_all: Option<bool>,
    by_name: BTreeMap<PackageName, bool>,
}

impl Releases {
    /// `--pre`: pre-releases are as good as releases, unless something is said of a name.
    pub fn allow_all(&mut self) {
        self.of_all = Some(true);
    }

    /// The value of `--all-releases` (then `allowed`) or `--only-final`: names between commas, `:all:`
    /// or `:none:`. What is said last counts.
    pub fn set(&mut self, value: &str, allowed: bool) {
        for name in value.split(',').map(str::trim) {
            match name {
                ":all:" => *self = Releases { of_all: Some(allowed), by_name: BTreeMap::new() },
                ":none:" => {
                    self.of_all = self.of_all.filter(|said| *said != allowed);
                    self.by_name.retain(|_, said| *said != allowed);
                }
                name => {
                    // A name that is none is nobody's.
                    if let Ok(name) = name.parse() {
                        self.by_name.insert(name, allowed);
                    }
                }
            }
        }
    }

    /// Adds what another file says.
    pub fn extend(&mut self, other: Releases) {
        self.of_all = other.of_all.or(self.of_all);
        self.by_name.extend(other.by_name);
    }

    /// Whether pre-releases of a distribution may be taken. `None` where nobody says.
    pub fn allow(&self, name: &PackageName) -> Option<bool> {
        self.by_name.get(name).copied().or(self.of_all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Options in their order → what holds for `a` and for all others, as pip's `ReleaseControl` says.
    #[test]
    fn the_last_word_counts() {
        let check = |options: &[(&str, bool)], a: Option<bool>, others: Option<bool>| {
            let mut releases = Releases::default();
            for (value, allowed) in options {
                releases.set(value, *allowed);
            }
            let found = ["a", "z"].map(|name| releases.allow(&name.parse().unwrap()));
            assert_eq!(found, [a, others], "{options:?}");
        };
        check(&[], None, None);
        check(&[(":all:", true)], Some(true), Some(true));
        check(&[("A,b", true)], Some(true), None);
        check(&[("a", true), ("a", false)], Some(false), None);
        check(&[("a", true), (":all:", false)], Some(false), Some(false));
        check(&[(":all:", false), ("a", true)], Some(true), Some(false));
        check(&[("a,:none:", true)], None, None);
        check(&[("a,:all:", true)], Some(true), Some(true));
    }
}
