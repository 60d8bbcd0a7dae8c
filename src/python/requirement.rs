//! Requirements (specification "Dependency specifiers") and version specifiers (specification
//! "Version specifiers").
//!
//! The name, the extras and the address are taken apart here, the specifiers and the marker by
//! pep440_rs and pep508_rs: their own parser of whole requirements ends the program on names such
//! as `a- >=1`.

use super::PackageName;
use pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers};
use pep508_rs::{ExtraName, MarkerEnvironment, MarkerTree};
use std::str::FromStr;

/// What is required of one distribution.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub name: PackageName,
    pub extras: Vec<ExtraName>,
    pub specifiers: VersionSpecifiers,
    pub marker: MarkerTree,
    /// What follows the `@` of a direct reference.
    pub address: Option<String>,
}

/// Real ones stay below 500 bytes; a marker's text is worth reading to some length only.
const LONGEST: usize = 16 << 10;
const DEEPEST: usize = 32;
const MOST_DIGITS: usize = 9;

impl Requirement {
    /// The error is a clause that names the fault.
    pub fn parse(text: &str) -> Result<Requirement, String> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(format!("it is {} bytes long", text.len()));
        }
        let (name, rest) = split_name(text)?;
        let (extras, rest) = split_extras(rest)?;
        if let Some(address) = rest.strip_prefix('@') {
            // The address may contain semicolons: only one after a blank begins a marker.
            let address = address.trim();
            let (address, marker) = address.split_once(" ;").unwrap_or((address, ""));
            if address.trim().is_empty() {
                return Err("nothing follows its @".into());
            }
            let marker = parse_marker(marker)?;
            let address = Some(address.trim().to_string());
            return Ok(Requirement { name, extras, specifiers: VersionSpecifiers::empty(), marker, address });
        }
        let (specifiers, marker) = rest.split_once(';').unwrap_or((rest, ""));
        let specifiers = parse_specifiers(specifiers)?;
        Ok(Requirement { name, extras, specifiers, marker: parse_marker(marker)?, address: None })
    }

    /// Like [`Requirement::parse`], but with the repairs old metadata needs, as pip made them when
    /// it was written: `>=3.6.*`, `>=1,`, `>=1 <2`. The second value says what was repaired.
    pub fn parse_leniently(text: &str) -> Result<(Requirement, Option<String>), String> {
        let fault = match Requirement::parse(text) {
            Ok(requirement) => return Ok((requirement, None)),
            Err(fault) => fault,
        };
        let (head, marker) = text.split_once(';').map_or((text, ""), |(head, marker)| (head, marker));
        let (name, rest) = split_name(head.trim()).map_err(|_| fault.clone())?;
        let (extras, rest) = split_extras(rest).map_err(|_| fault.clone())?;
        let marker = parse_marker(marker).map_err(|_| fault.clone())?;
        let specifiers = repaired(rest).unwrap_or_else(VersionSpecifiers::empty);
        Ok((Requirement { name, extras, specifiers, marker, address: None }, Some(fault)))
    }

    /// The marker as text; empty without one.
    pub(crate) fn marker_text(&self) -> String {
        self.marker.contents().map(|contents| contents.to_string()).unwrap_or_default()
    }

    /// Whether the requirement applies on the target, while these extras of its distribution are
    /// asked for.
    pub fn applies(&self, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
        self.marker.evaluate(environment, extras)
    }

    /// Whether it applies without extras or with all there may be: old metadata has extras in
    /// markers that it does not list.
    pub fn may_apply(&self, environment: &MarkerEnvironment) -> bool {
        let with_extras = self.marker.clone().simplify_extras_with(|_| true);
        self.applies(environment, &[]) || with_extras.evaluate(environment, &[])
    }
}

/// As it would be written, without its marker.
impl std::fmt::Display for Requirement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.name)?;
        if !self.extras.is_empty() {
            let extras: Vec<String> = self.extras.iter().map(ExtraName::to_string).collect();
            write!(f, "[{}]", extras.join(","))?;
        }
        match &self.address {
            Some(address) => write!(f, " @ {address}"),
            None => {
                let specifiers: Vec<String> =
                    self.specifiers.iter().map(|specifier| specifier.to_string()).collect();
                write!(f, "{}", specifiers.join(","))
            }
        }
    }
}

fn is_name_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_')
}

/// Whether a name is followed by an address: `name[extra]@https://…`, with or without blanks.
pub fn is_direct_reference(text: &str) -> bool {
    let rest = text.trim_start_matches(is_name_char);
    let after_name = rest.trim_start();
    let after_extras = match after_name.strip_prefix('[') {
        Some(inside) => inside.split_once(']').map_or("", |(_, rest)| rest.trim_start()),
        None => after_name,
    };
    rest.len() < text.len() && after_extras.starts_with('@')
}

/// "Names": letters, digits, `.`, `-` and `_`, with a letter or digit at both ends.
fn split_name(text: &str) -> Result<(PackageName, &str), String> {
    let end = text.find(|char| !is_name_char(char)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    match PackageName::from_str(name) {
        Ok(parsed) if !name.is_empty() => Ok((parsed, rest.trim_start())),
        _ if name.is_empty() => Err("it does not begin with a distribution's name".into()),
        _ => Err(format!("\"{name}\" is not a distribution's name")),
    }
}

/// "Extras": names in brackets, between commas.
fn split_extras(text: &str) -> Result<(Vec<ExtraName>, &str), String> {
    let Some(text) = text.strip_prefix('[') else {
        return Ok((Vec::new(), text));
    };
    let (inside, rest) = text.split_once(']').ok_or("the bracket of its extras is not closed")?;
    let extras = inside
        .split(',')
        .map(str::trim)
        .filter(|extra| !extra.is_empty())
        .map(|extra| ExtraName::from_str(extra).map_err(|_| format!("\"{extra}\" is not an extra's name")))
        .collect::<Result<_, _>>()?;
    Ok((extras, rest.trim_start()))
}

/// Specifiers, with or without the parentheses of older metadata.
pub fn parse_specifiers(text: &str) -> Result<VersionSpecifiers, String> {
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text).trim();
    if text.is_empty() {
        return Ok(VersionSpecifiers::empty());
    }
    VersionSpecifiers::from_str(text.trim_end_matches(','))
        .map_err(|_| format!("\"{text}\" is not a version specifier"))
}

/// Specifiers as seen in the wild. What cannot be repaired is dropped, as nothing is known of it.
pub fn repaired(text: &str) -> Option<VersionSpecifiers> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')').replace(['"', '\''], "");
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(['<', '>', '=', '!', '~']) {
        rest = &rest[start..];
        let value = rest.trim_start_matches(['<', '>', '=', '!', '~']);
        let operator = &rest[..rest.len() - value.len()];
        let value = value.trim_start();
        let end =
            value.find(|char: char| char.is_whitespace() || ",<>=!~".contains(char)).unwrap_or(value.len());
        let version = &value[..end];
        let specifier = VersionSpecifier::from_str(&format!("{operator}{version}")).or_else(|_| {
            VersionSpecifier::from_str(&format!("{operator}{}", version.trim_end_matches(".*")))
        });
        found.extend(specifier);
        rest = &value[end..];
    }
    (!found.is_empty()).then(|| found.into_iter().collect())
}

/// "Environment Markers". Empty text is a marker that is always true.
pub fn parse_marker(text: &str) -> Result<MarkerTree, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(MarkerTree::TRUE);
    }
    let (mut depth, mut digits) = (0usize, 0);
    for char in text.chars() {
        depth = match char {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        digits = if char.is_ascii_digit() { digits + 1 } else { 0 };
        if depth > DEEPEST || digits > MOST_DIGITS || text.len() > LONGEST {
            return Err("its marker is too long, too deep or has too large a number".into());
        }
    }
    // Its message is for terminals, and its Display counts characters where it means bytes.
    MarkerTree::from_str(text).map_err(|_| format!("\"{text}\" is not a marker"))
}

/// Whether a version is one of those specified; pre-releases are not treated apart.
pub fn admits(specifiers: &VersionSpecifiers, version: &Version) -> bool {
    specifiers.iter().all(|specifier| match specifier.operator() {
        // "Version matching": the release is padded with zeros; pep440_rs cuts it short instead.
        Operator::EqualStar | Operator::NotEqualStar => {
            let mut release = version.release().to_vec();
            release.resize(release.len().max(specifier.version().release().len()), 0);
            specifier.contains(&version.clone().with_release(release))
        }
        _ => specifier.contains(version),
    })
}

/// "Handling of pre-releases": whether a specifier asks for them by naming one.
pub fn names_prerelease(specifiers: &VersionSpecifiers) -> bool {
    specifiers.iter().any(|specifier| {
        specifier.any_prerelease()
            && !matches!(specifier.operator(), Operator::NotEqual | Operator::NotEqualStar)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        match (Requirement::parse(text), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found.to_string(), expected, "{text}"),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{text}: {found}"),
            (found, expected) => panic!("{text}: {found:?}, not {expected:?}"),
        }
    }

    #[test]
    fn parses_requirements() {
        check("requests", Ok("requests"));
        check(" Foo_Bar.baz [ B , a_c ] >=1, <2 ; python_version > '3'", Ok("foo-bar-baz[b,a-c]>=1,<2"));
        check("a (>=1.0,!=1.5)", Ok("a>=1.0,!=1.5"));
        check("a[]==1.*", Ok("a==1.*"));
        check(
            "a @ file:///x/a-1-py3-none-any.whl ; os_name == 'nt'",
            Ok("a @ file:///x/a-1-py3-none-any.whl"),
        );
        check("a>=1,", Ok("a>=1"));
        check("a- >=1", Err("\"a-\" is not a distribution's name"));
        check("a[b-]", Err("\"b-\" is not an extra's name"));
        check("a[b", Err("not closed"));
        check("", Err("does not begin with"));
        check("==1", Err("does not begin with"));
        check("a @ ", Err("nothing follows"));
        check("a 1", Err("\"1\" is not a version specifier"));
        check("a; what", Err("\"what\" is not a marker"));
        check(&format!("a; {}", "(".repeat(5000)), Err("too deep"));
        check(&"a".repeat(20_000), Err("20000 bytes"));
        check(&format!("a; python_version < '{}'", u64::MAX), Err("too large a number"));
    }

    #[test]
    fn repairs_old_metadata() {
        for (text, expected) in [
            ("a (>=3.6.*)", "a>=3.6"),
            ("a >=1 <2", "a>=1,<2"),
            ("a (>dev)", "a"),
            ("a '>=1'", "a>=1"),
            ("a >=1.0.*,<2 ; python_version > '2'", "a>=1.0,<2"),
        ] {
            let (requirement, fault) = Requirement::parse_leniently(text).unwrap();
            assert_eq!(requirement.to_string(), expected, "{text}");
            assert!(fault.is_some(), "{text}");
        }
        assert!(Requirement::parse_leniently("a; bad marker").is_err());
    }

    #[test]
    fn admits_versions() {
        let check = |specifiers: &str, version: &str, expected: bool| {
            let found = admits(&parse_specifiers(specifiers).unwrap(), &version.parse().unwrap());
            assert_eq!(found, expected, "{version} in {specifiers}");
        };
        check("==1.0", "1.0+cpu", true);
        check("==1.0.*", "1", true);
        check("==1.2.*", "1", false);
        check("!=1.2.*", "1", true);
        check("~=1.4.5", "1.4.9", true);
        check("~=1.4.5", "1.5", false);
        check(">1.0", "1.0.post1", false);
        check("<2", "2.0rc1", false);
        check("==1!2.0", "1!2", true);
        check("", "1.0", true);
    }
}
