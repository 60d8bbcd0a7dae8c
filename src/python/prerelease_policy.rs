//! For which distributions pre-releases are allowed, as far as it is stated: pip's `--pre`,
//! `--all-releases` and `--only-final` (pip documentation, "Requirements File Format").

use super::PackageName;
use crate::collections::BTreeMap;

/// Which releases are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrereleasePolicy {
    of_all: Option<bool>,
    by_name: BTreeMap<PackageName, bool>,
}

impl PrereleasePolicy {
    /// `--pre`: allows pre-releases of all distributions for which nothing else is stated.
    pub fn allow_all(&mut self) {
        self.of_all = Some(true);
    }

    /// Applies the value of `--all-releases` (`allowed` is true) or `--only-final`: names separated by
    /// commas, `:all:` or `:none:`. The last one counts.
    pub fn set(&mut self, value: &str, allowed: bool) {
        for name in value.split(',').map(str::trim) {
            match name {
                ":all:" => *self = PrereleasePolicy { of_all: Some(allowed), by_name: BTreeMap::new() },
                ":none:" => {
                    self.of_all = self.of_all.filter(|said| *said != allowed);
                    self.by_name.retain(|_, said| *said != allowed);
                }
                name => {
                    // An invalid name is the name of no distribution.
                    if let Ok(name) = name.parse() {
                        self.by_name.insert(name, allowed);
                    }
                }
            }
        }
    }

    /// Adds what another file states.
    pub fn extend(&mut self, other: PrereleasePolicy) {
        self.of_all = other.of_all.or(self.of_all);
        self.by_name.extend(other.by_name);
    }

    /// Whether pre-releases of a distribution are allowed. `None` if nothing is stated.
    pub fn allow(&self, name: &PackageName) -> Option<bool> {
        self.by_name.get(name).copied().or(self.of_all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Options in their order → what applies to `a` and to all others, as in pip's `ReleaseControl`.
    #[test]
    fn the_last_word_counts() {
        let check = |options: &[(&str, bool)], a: Option<bool>, others: Option<bool>| {
            let mut releases = PrereleasePolicy::default();
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
