//! Version constraints in Poetry's syntax (Poetry documentation, "Dependency specification"): those of
//! the standard, `^1.2`, `~1.2`, `1.2.*`, `*`, and alternatives separated by `||`.

use crate::python::specifiers::Specifiers;
use pep440_rs::{Operator, Version, VersionSpecifier};
use std::str::FromStr;

/// Alternatives, of which one must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint(Vec<Specifiers>);

const OPERATORS: [char; 6] = ['^', '~', '<', '>', '=', '!'];

impl Constraint {
    /// Parses a constraint. `None` if the text is not one.
    pub fn parse(text: &str) -> Option<Constraint> {
        let alternatives = text.split('|').map(str::trim).filter(|text| !text.is_empty());
        alternatives.map(specifiers).collect::<Option<Vec<_>>>().map(Constraint)
    }

    /// Whether a version meets it.
    pub fn admits(&self, version: &Version) -> bool {
        self.0.is_empty() || self.0.iter().any(|specifiers| specifiers.admit(version))
    }
}

impl From<Specifiers> for Constraint {
    fn from(specifiers: Specifiers) -> Constraint {
        Constraint(vec![specifiers])
    }
}

/// `>=1.2, !=1.4` or `>=1.2 <2`.
fn specifiers(text: &str) -> Option<Specifiers> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        if rest.is_empty() {
            return Some(found.into_iter().collect());
        }
        let value = rest.trim_start_matches(OPERATORS);
        let operator = &rest[..rest.len() - value.len()];
        let value = value.trim_start();
        // `1!2.0` has an epoch. `!` begins an operator only before `=`.
        let is_end = |(at, char): &(usize, char)| match char {
            '!' => value[at + 1..].starts_with('='),
            ',' => true,
            char => char.is_whitespace() || OPERATORS.contains(char),
        };
        let end = value.char_indices().find(is_end).map_or(value.len(), |(at, _)| at);
        add(operator, &value[..end], &mut found)?;
        rest = &value[end..];
    }
}

fn add(operator: &str, version: &str, found: &mut Vec<VersionSpecifier>) -> Option<()> {
    let operator = match operator {
        "" if version == "*" => return Some(()),
        "" | "=" => "==",
        "^" | "~" => {
            let version = Version::from_str(version.trim_end_matches(".*")).ok()?;
            let end = if operator == "^" { after_caret(&version) } else { after_tilde(&version) };
            let end = Version::new(end).with_epoch(version.epoch());
            found.push(VersionSpecifier::from_version(Operator::GreaterThanEqual, version).ok()?);
            found.push(VersionSpecifier::from_version(Operator::LessThan, end).ok()?);
            return Some(());
        }
        operator => operator,
    };
    let whole = VersionSpecifier::from_str(&format!("{operator}{version}"));
    let whole = whole
        .or_else(|_| VersionSpecifier::from_str(&format!("{operator}{}", version.trim_end_matches(".*"))));
    found.push(whole.ok()?);
    Some(())
}

/// The end of a caret requirement, which is excluded: the first number that is not zero, increased by one
/// ("Caret requirements").
fn after_caret(version: &Version) -> Vec<u64> {
    let release = version.release();
    let first = release.iter().position(|number| *number != 0);
    after(release, first.unwrap_or(release.len().saturating_sub(1)))
}

/// The end of a tilde requirement, which is excluded: the next minor version, or the next major version if
/// there is no minor one ("Tilde requirements").
fn after_tilde(version: &Version) -> Vec<u64> {
    let release = version.release();
    after(release, release.len().saturating_sub(1).min(1))
}

fn after(release: &[u64], at: usize) -> Vec<u64> {
    let mut next: Vec<u64> = release.iter().take(at + 1).copied().collect();
    if let Some(last) = next.last_mut() {
        *last = last.saturating_add(1);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Constraint → versions it admits, then versions it does not.
    fn check(text: &str, admitted: &str, others: &str) {
        let constraint = Constraint::parse(text).unwrap();
        for (versions, expected) in [(admitted, true), (others, false)] {
            for version in versions.split_whitespace() {
                assert_eq!(constraint.admits(&version.parse().unwrap()), expected, "{version} in {text}");
            }
        }
    }

    #[test]
    fn admits_what_poetry_admits() {
        check("^1.2.3", "1.2.3 1.9", "1.2.2 2.0 2.0rc1");
        check("^0.2.3", "0.2.3 0.2.9", "0.3");
        check("^0.0.3", "0.0.3", "0.0.4");
        check("^0.0", "0.0.9", "0.1");
        check("^0", "0.9", "1.0");
        check("~1.2.3", "1.2.9", "1.3");
        check("~1.2", "1.2.9", "1.3");
        check("~1", "1.9", "2");
        check("~=1.4.5", "1.4.9", "1.5");
        check("*", "0.1 2", "");
        check("1.2.*", "1.2 1.2.9", "1.3");
        check("1.2.3", "1.2.3", "1.2.4");
        check(">=1.5.6,<1.5.7 || >1.5.7", "1.5.6 1.6", "1.5.7");
        check(">= 2.7, !=3.0.*, <4", "2.7 3.1", "3.0.1 4.0");
        check(">=1 <2", "1.5", "2.0");
        check("^1!2.0", "1!2.1", "1!3 2.1");
        for text in ["latest", "^", "^x", ">=1 nonsense"] {
            assert!(Constraint::parse(text).is_none(), "{text}");
        }
    }
}
