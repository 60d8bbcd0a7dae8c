//! Requirements (specification "Dependency specifiers").
//!
//! They are parsed here, because the parser of pep508_rs ends the program on names such as `a- >=1`.

use super::PackageName;
use super::address::without_password;
use super::marker::{Marker, Place};
use super::specifiers::Specifiers;
use super::text::shown;
use pep508_rs::{ExtraName, MarkerEnvironment};
use std::str::FromStr;

/// A requirement of one distribution.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub name: PackageName,
    pub extras: Vec<ExtraName>,
    pub specifiers: Specifiers,
    pub marker: Marker,
    /// The address of a direct reference, which follows its `@`.
    pub address: Option<String>,
}

/// Maximum length of a requirement, in bytes. Real ones stay below 500 bytes.
const MAX_LENGTH: usize = 16 << 10;

impl Requirement {
    /// Parses a requirement.
    ///
    /// # Errors
    ///
    /// A clause that names the fault.
    pub fn parse(text: &str) -> Result<Requirement, String> {
        let text = text.trim();
        if text.len() > MAX_LENGTH {
            return Err(format!("it is {} bytes long", text.len()));
        }
        let (name, rest) = split_name(text)?;
        let (extras, rest) = split_extras(rest)?;
        if let Some(address) = rest.strip_prefix('@') {
            return Requirement::at(name, extras, address.trim_start());
        }
        let (specifiers, marker) = rest.split_once(';').unwrap_or((rest, ""));
        let specifiers = Specifiers::parse(specifiers)?;
        Ok(Requirement { name, extras, specifiers, marker: parse_marker(marker)?, address: None })
    }

    /// Parses a direct reference: an address, and a marker that begins after a blank. The blank is
    /// needed because addresses may contain semicolons.
    fn at(name: PackageName, extras: Vec<ExtraName>, text: &str) -> Result<Requirement, String> {
        let (address, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        if address.is_empty() {
            return Err("nothing follows its @".into());
        }
        let rest = rest.trim();
        let marker = match rest.strip_prefix(';') {
            Some(marker) => parse_marker(marker)?,
            None if rest.is_empty() => Marker::default(),
            None => return Err(format!("\"{}\" follows its address", shown(rest))),
        };
        let address = Some(address.to_string());
        Ok(Requirement { name, extras, specifiers: Specifiers::none(), marker, address })
    }

    /// Like [`Requirement::parse`], but repairs the faults of old metadata, as pip did at the time:
    /// `>=3.6.*`, `>=1,`, `>=1 <2`. The second value states what was repaired.
    pub fn parse_leniently(text: &str) -> Result<(Requirement, Option<String>), String> {
        let fault = match Requirement::parse(text) {
            Ok(requirement) => return Ok((requirement, None)),
            Err(fault) => fault,
        };
        let (head, marker) = text.split_once(';').map_or((text, ""), |(head, marker)| (head, marker));
        let (name, rest) = split_name(head.trim()).map_err(|_| fault.clone())?;
        let (extras, rest) = split_extras(rest).map_err(|_| fault.clone())?;
        let marker = parse_marker(marker).map_err(|_| fault.clone())?;
        let specifiers = Specifiers::repaired(rest).unwrap_or_default();
        Ok((Requirement { name, extras, specifiers, marker, address: None }, Some(fault)))
    }

    /// Whether the requirement applies on the target, if these extras of its distribution are requested.
    pub fn applies(&self, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
        self.marker.evaluate(environment, extras)
    }

    /// Whether the requirement applies without extras or with any extra: markers of old metadata use
    /// extras that the metadata does not list.
    pub fn may_apply(&self, environment: &MarkerEnvironment) -> bool {
        self.marker.may_hold(environment)
    }
}

/// Writes the requirement without its marker.
impl std::fmt::Display for Requirement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.name)?;
        if !self.extras.is_empty() {
            let extras: Vec<String> = self.extras.iter().map(ExtraName::to_string).collect();
            write!(f, "[{}]", extras.join(","))?;
        }
        match &self.address {
            Some(address) => write!(f, " @ {}", without_password(address)),
            None => write!(f, "{}", self.specifiers),
        }
    }
}

fn is_name_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_')
}

/// Whether a name is followed by an address: `name[extra]@https://…`, with or without blanks around the `@`.
pub fn is_direct_reference(text: &str) -> bool {
    let rest = text.trim_start_matches(is_name_char);
    let after_name = rest.trim_start();
    let after_extras = match after_name.strip_prefix('[') {
        Some(inside) => inside.split_once(']').map_or("", |(_, rest)| rest.trim_start()),
        None => after_name,
    };
    rest.len() < text.len() && after_extras.starts_with('@')
}

/// Splits off the name: letters, digits, `.`, `-` and `_`, with a letter or digit at both ends ("Names").
fn split_name(text: &str) -> Result<(PackageName, &str), String> {
    let end = text.find(|char| !is_name_char(char)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    match PackageName::from_str(name) {
        Ok(parsed) if !name.is_empty() => Ok((parsed, rest.trim_start())),
        _ if name.is_empty() => Err("it does not begin with a distribution's name".into()),
        _ => Err(format!("\"{name}\" is not a distribution's name")),
    }
}

/// Splits off the extras: names in brackets, separated by commas ("Extras").
fn split_extras(text: &str) -> Result<(Vec<ExtraName>, &str), String> {
    let Some(text) = text.strip_prefix('[') else {
        return Ok((Vec::new(), text));
    };
    let (inside, rest) = text.split_once(']').ok_or("the bracket of its extras is not closed")?;
    if inside.trim().is_empty() {
        return Ok((Vec::new(), rest.trim_start()));
    }
    let extras = inside
        .split(',')
        .map(str::trim)
        .map(|extra| {
            let name = ExtraName::from_str(extra).ok().filter(|_| !extra.is_empty());
            name.ok_or_else(|| format!("\"{extra}\" is not an extra's name"))
        })
        .collect::<Result<_, _>>()?;
    Ok((extras, rest.trim_start()))
}

/// Parses a marker of a requirement or of metadata.
///
/// # Errors
///
/// A clause that names the fault.
pub fn parse_marker(text: &str) -> Result<Marker, String> {
    Marker::parse(text, Place::Requirement)
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
        check("a[ ]==1", Ok("a==1"));
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
        check("a@https://me:secret@x.invalid/a.zip", Ok("a @ https://****@x.invalid/a.zip"));
        check("a @ https://x.invalid/a b", Err("\"b\" follows its address"));
        check("a[b,]", Err("\"\" is not an extra's name"));
        check("a===foo", Ok("a===foo"));
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
        // The rest of the requirement is kept.
        let (requirement, _) = Requirement::parse_leniently("a[b, c] >=1.* ; os_name == 'nt'").unwrap();
        assert_eq!(requirement.to_string(), "a[b,c]>=1");
        assert_eq!(requirement.marker.text(), "os_name == 'nt'");
        assert_eq!(Requirement::parse_leniently("a >=1").unwrap().1, None);
    }

    #[test]
    fn lengths() {
        let of = |length: usize| Requirement::parse(&format!("a{}", " ".repeat(length - 2) + ",")).err();
        assert!(!of(MAX_LENGTH).is_some_and(|fault| fault.contains("bytes long")));
        assert_eq!(of(MAX_LENGTH + 1).unwrap(), format!("it is {} bytes long", MAX_LENGTH + 1));
    }

    #[test]
    fn direct_references() {
        for text in ["a@https://x", "a @ https://x", "a[b]@x", "a [b, c] @ x", "a-b.c_1@x"] {
            assert!(is_direct_reference(text), "{text}");
        }
        for text in ["@x", " @x", "a", "a>=1 @", "a[b", "a[b]", "a[b] x@", "[b]@x", "-e ../x@y"] {
            assert!(!is_direct_reference(text), "{text}");
        }
    }
}
