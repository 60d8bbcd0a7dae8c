//! Version specifiers (specification "Version specifiers"), compared as packaging does, which pip uses.
//!
//! pep440_rs parses versions and single specifiers. Which versions a specifier admits is computed here:
//! pep440_rs differs for pre-releases, post-releases, local versions and epochs, and cannot keep the
//! text of `===`.

use pep440_rs::{Operator, Version, VersionSpecifier};
use std::str::FromStr;

/// Specifiers that must all hold. If there are none, every version fits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Specifiers(Vec<Specifier>);

/// An operator and its right side.
#[derive(Clone, Debug, PartialEq)]
pub enum Specifier {
    /// An operator and a version.
    Version(VersionSpecifier),
    /// `===text`, where the text need not be a version ("Arbitrary equality").
    Exact(String),
}

impl Specifiers {
    /// The specifiers that every version meets.
    pub fn none() -> Specifiers {
        Specifiers::default()
    }

    /// Parses specifiers, with or without the parentheses of older metadata.
    ///
    /// # Errors
    ///
    /// A clause that names the fault.
    pub fn parse(text: &str) -> Result<Specifiers, String> {
        let text = text.trim();
        let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text).trim();
        if inside.is_empty() {
            return Ok(Specifiers::none());
        }
        // packaging accepts a comma at the end.
        let listed = inside.strip_suffix(',').unwrap_or(inside);
        let found: Option<Vec<Specifier>> = listed.split(',').map(Specifier::parse).collect();
        found.map(Specifiers).ok_or_else(|| format!("\"{text}\" is not a version specifier"))
    }

    /// Parses specifiers with faults that real metadata has: `>=3.6.*`, `>=1 <2`. What cannot be repaired is dropped,
    /// because its meaning is unknown. `None` if nothing is left.
    pub fn repaired(text: &str) -> Option<Specifiers> {
        const OPERATORS: [char; 5] = ['<', '>', '=', '!', '~'];
        let text = text.trim().trim_start_matches('(').trim_end_matches(')').replace(['"', '\''], "");
        let mut found = Vec::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(OPERATORS) {
            rest = &rest[start..];
            let value = rest.trim_start_matches(OPERATORS);
            let operator = &rest[..rest.len() - value.len()];
            let value = value.trim_start();
            let is_end = |char: char| char.is_whitespace() || char == ',' || OPERATORS.contains(&char);
            let end = value.find(is_end).unwrap_or(value.len());
            let version = &value[..end];
            let specifier = Specifier::parse(&format!("{operator}{version}"))
                .or_else(|| Specifier::parse(&format!("{operator}{}", version.trim_end_matches(".*"))));
            found.extend(specifier);
            rest = &value[end..];
        }
        (!found.is_empty()).then_some(Specifiers(found))
    }

    /// Whether there are no specifiers, so that every version fits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all specifiers admit a version. Pre-releases are treated like other versions.
    pub fn admit(&self, version: &Version) -> bool {
        self.0.iter().all(|specifier| specifier.admits(version))
    }

    /// Whether a specifier names a pre-release, which allows pre-releases ("Handling of pre-releases").
    pub fn name_prerelease(&self) -> bool {
        self.0.iter().any(|specifier| match specifier {
            Specifier::Version(one) => {
                one.any_prerelease() && !matches!(one.operator(), Operator::NotEqual | Operator::NotEqualStar)
            }
            Specifier::Exact(text) => Version::from_str(text).is_ok_and(|version| version.any_prerelease()),
        })
    }

    /// Whether the specifiers exclude newer versions.
    pub fn are_capped(&self) -> bool {
        let is_capped = |operator: &Operator| {
            use Operator::*;
            matches!(operator, Equal | EqualStar | TildeEqual | LessThan | LessThanEqual)
        };
        self.0.iter().any(|specifier| match specifier {
            Specifier::Version(one) => is_capped(one.operator()),
            Specifier::Exact(_) => true,
        })
    }
}

impl FromIterator<VersionSpecifier> for Specifiers {
    fn from_iter<I: IntoIterator<Item = VersionSpecifier>>(specifiers: I) -> Specifiers {
        Specifiers(specifiers.into_iter().map(Specifier::Version).collect())
    }
}

/// Writes the specifiers, separated by commas.
impl std::fmt::Display for Specifiers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, specifier) in self.0.iter().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            match specifier {
                Specifier::Version(one) => write!(f, "{comma}{one}")?,
                Specifier::Exact(text) => write!(f, "{comma}==={text}")?,
            }
        }
        Ok(())
    }
}

impl Specifier {
    /// Parses a specifier. `None` if the text is not one.
    pub fn parse(text: &str) -> Option<Specifier> {
        let text = text.trim();
        match text.strip_prefix("===") {
            Some(value) => {
                let value = value.trim();
                let is_word = !value.contains(|char: char| char.is_whitespace() || ";)".contains(char));
                is_word.then(|| Specifier::Exact(value.to_string()))
            }
            None => VersionSpecifier::from_str(text).ok().map(Specifier::Version),
        }
    }

    /// Whether the specifier admits a version. The ranges are those of packaging 26.3
    /// (`standard_ranges` and `wildcard_ranges` of its `_ranges.py`), which is part of pip 26.3.
    pub fn admits(&self, version: &Version) -> bool {
        let specifier = match self {
            Specifier::Version(specifier) => specifier,
            Specifier::Exact(text) => return version.to_string().eq_ignore_ascii_case(text),
        };
        let wanted = specifier.version();
        match specifier.operator() {
            Operator::Equal => is_equal(version, wanted),
            Operator::NotEqual => !is_equal(version, wanted),
            Operator::EqualStar => is_below(version, wanted, wanted.release()),
            Operator::NotEqualStar => !is_below(version, wanted, wanted.release()),
            // "`>= V.N, == V.*`"
            Operator::TildeEqual => {
                let release = wanted.release();
                version >= wanted && is_below(version, wanted, &release[..release.len().saturating_sub(1)])
            }
            Operator::GreaterThanEqual => version >= wanted,
            // "Local version labels MUST be ignored".
            Operator::LessThanEqual => version.clone().without_local() <= *wanted,
            Operator::LessThan => *version < before(wanted),
            Operator::GreaterThan => is_after(version, wanted),
            Operator::ExactEqual => version.to_string() == wanted.to_string(),
        }
    }
}

/// "Version matching": the local version is ignored if the specifier has none.
fn is_equal(version: &Version, wanted: &Version) -> bool {
    match wanted.local().is_empty() {
        true => version.clone().without_local() == *wanted,
        false => version == wanted,
    }
}

/// "Prefix matching", with the release padded with zeros.
fn is_below(version: &Version, wanted: &Version, prefix: &[u64]) -> bool {
    let release = version.release().iter().copied().chain(std::iter::repeat(0));
    version.epoch() == wanted.epoch() && release.zip(prefix).all(|(number, wanted)| number == *wanted)
}

/// The end of the range of `<V`, which "MUST NOT allow a pre-release of the specified version unless the specified
/// version is itself a pre-release". The range ends before the first of these pre-releases.
fn before(wanted: &Version) -> Version {
    match wanted.any_prerelease() {
        true => wanted.clone(),
        false => wanted.clone().with_dev(Some(0)),
    }
}

/// `>V` "MUST NOT allow a post-release of the given version unless V itself is a post release", nor "a
/// local version of the specified version".
fn is_after(version: &Version, wanted: &Version) -> bool {
    if let Some(dev) = wanted.dev() {
        return *version >= wanted.clone().with_dev(Some(dev.saturating_add(1)));
    }
    if let Some(post) = wanted.post() {
        return *version >= wanted.clone().with_post(Some(post.saturating_add(1))).with_dev(Some(0));
    }
    let is_of_family = version.epoch() == wanted.epoch()
        && version.pre() == wanted.pre()
        && trimmed(version.release()) == trimmed(wanted.release());
    version > wanted && !is_of_family
}

fn trimmed(release: &[u64]) -> &[u64] {
    let end = release.iter().rposition(|number| *number != 0).map_or(0, |last| last + 1);
    release.get(..end).unwrap_or(release)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Specifiers → versions they admit, then versions they do not.
    fn check(specifiers: &str, admitted: &str, others: &str) {
        let found = Specifiers::parse(specifiers).unwrap();
        for (versions, expected) in [(admitted, true), (others, false)] {
            for version in versions.split_whitespace() {
                assert_eq!(found.admit(&version.parse().unwrap()), expected, "{version} in {specifiers}");
            }
        }
    }

    #[test]
    fn admit_what_packaging_admits() {
        check("==1.0", "1.0 1 1.0+cpu", "1.0.1 1.0.post1");
        check("==1.0+cpu", "1.0+cpu", "1.0 1.0+gpu");
        check("!=1.0", "1.1 1.0a1", "1.0 1.0+cpu");
        check("==1.0.*", "1 1.0.5 1.0a1 1.0.dev0 1.0.post1 1.0+cpu", "1.1.dev0");
        check("==1.2.*", "1.2", "1");
        check("!=1.2.*", "1", "1.2 1.2.3");
        check("~=1.4.5", "1.4.5 1.4.9 1.4.10rc1", "1.5 1.4.5rc1 1.5.dev0");
        check("~=1.4.5a4", "1.4.5 1.4.5a4", "1.4.5a3");
        check(">=1.0", "1.0 1.0+cpu 1.0.post1", "1.0rc1");
        check("<=1.0", "1.0 1.0+cpu 1.0rc1", "1.0.post1");
        check("<2", "1.9 1.9.post1", "2.0rc1 2 2.0.dev0 1!0");
        check("<2.0rc1", "2.0b1 2.0rc1.dev0 1.9", "2.0rc1 2.0");
        check("<1.0.post2", "1.0a1 1.0 1.0.post1", "1.0.post2.dev1 1.0.post2");
        check("<2!1.0", "1!1.0a1 3.0 2!0.9", "2!1.0a1 2!1.0");
        check(">1.0", "1.0.1 1.1rc1 1!0", "1.0.post1 1.0 1.0+cpu");
        check(">1.0rc1", "1.0rc2 1.0 1.0.post1", "1.0rc1 1.0rc1.post1 1.0rc1+cpu");
        check(">1.0.post1", "1.0.post2 1.0.post2.dev0", "1.0.post1 1.0.post1+cpu");
        check(">1.0.dev1", "1.0.dev2 1.0a1", "1.0.dev1 1.0.dev1+cpu");
        check("==1!2.0", "1!2", "2");
        check("===1.0+CPU", "1.0+cpu", "1.0 1.0.0+cpu");
        check("===foo", "", "1.0");
        check("", "1.0", "");
        check("( >=1 , <2, )", "1.5", "2.5");
    }

    #[test]
    fn refuse_what_is_none() {
        for text in ["1", ">", "=1", "=>1", ">=1.*", "~=1", ">=1 <2", ">=1,,<2", ",>=1", "(>=1", "===a b"] {
            let fault = Specifiers::parse(text).unwrap_err();
            assert!(fault.contains("is not a version specifier"), "{text}: {fault}");
        }
    }

    #[test]
    fn tell_prereleases_and_caps() {
        let check = |text: &str, names_prerelease: bool, is_capped: bool| {
            let found = Specifiers::parse(text).unwrap();
            assert_eq!(
                (found.name_prerelease(), found.are_capped()),
                (names_prerelease, is_capped),
                "{text}"
            );
        };
        check(">=1.0", false, false);
        check(">=1.0a1", true, false);
        check("!=1.0a1", false, false);
        check("<2.dev0", true, true);
        check("===1.0rc1", true, true);
        check("===foo", false, true);
    }
}
