//! Which versions of Python a project supports, according to `requires-python` of pyproject.toml, lock
//! files and scripts (core metadata, "Requires-Python"), and to Poetry's `python`.

use super::environment::PATCH;
use super::lock::constraint::Constraint;
use super::requirement_set::{Origin, RequirementSet, Selection};
use super::specifiers::Specifiers;
use super::text::shown;
use super::toml_file::{TomlFile, at};
use crate::finding::{Code, Severity};
use crate::fix::Fix;
use crate::target;
use pep440_rs::Version;
use toml::de::DeTable;

/// Reads the specifiers at these keys of a TOML text, if they are valid.
pub fn stated(text: &str, keys: &[&str]) -> Option<Specifiers> {
    let toml = DeTable::parse(text).ok()?;
    Specifiers::parse(at(toml.get_ref(), keys)?.get_ref().as_str()?).ok()
}

/// Checks a value in the syntax of the standard. If there is no value, every Python is supported.
pub fn check(toml: &TomlFile, keys: &[&str], selection: &Selection, required: &mut RequirementSet) {
    let Some(value) = at(&toml.root, keys) else {
        return;
    };
    match value.get_ref().as_str() {
        Some(text) => check_text(text, &toml.origin(value), selection, required),
        None => toml.wrong_type(value, "a string", required),
    }
}

/// Checks a text in the syntax of the standard.
pub fn check_text(text: &str, origin: &Origin, selection: &Selection, required: &mut RequirementSet) {
    match Specifiers::parse(text) {
        Ok(specifiers) => report(text, |version| specifiers.admit(version), origin, selection, required),
        Err(_) => invalid(text, origin, required),
    }
}

/// Checks a value in the syntax of Poetry.
pub fn check_poetry(toml: &TomlFile, keys: &[&str], selection: &Selection, required: &mut RequirementSet) {
    let Some(value) = at(&toml.root, keys) else {
        return;
    };
    match value.get_ref().as_str().map(|text| (text, Constraint::parse(text))) {
        Some((text, Some(constraint))) => {
            report(text, |version| constraint.admits(version), &toml.origin(value), selection, required);
        }
        Some((text, None)) => invalid(text, &toml.origin(value), required),
        None => toml.wrong_type(value, "a string", required),
    }
}

/// Checks the Python that a Pipfile.lock was made for: `3.12`, or `3.12.4`. For another Python, Pipenv only
/// warns, so the finding is a warning.
pub fn check_pipenv(python: &str, origin: &Origin, selection: &Selection, required: &mut RequirementSet) {
    let Ok(specifiers) = Specifiers::parse(&format!("=={python}.*")) else {
        return invalid(python, origin, required);
    };
    let before = required.findings.len();
    report(python, |version| specifiers.admit(version), origin, selection, required);
    for finding in required.findings.iter_mut().skip(before) {
        finding.severity = Severity::Warning;
    }
}

fn invalid(text: &str, origin: &Origin, required: &mut RequirementSet) {
    let message = format!("\"{}\" is not a specifier of Python versions", shown(text));
    required.report(origin, Code::RequirementInvalid, message);
}

/// Reports it if the target's Python is not supported. The patch release of the runtime is unknown: if only
/// some patch releases are excluded, the finding is a warning.
fn report(
    text: &str,
    fits: impl Fn(&Version) -> bool,
    origin: &Origin,
    selection: &Selection,
    required: &mut RequirementSet,
) {
    let python = &selection.environment.python_full_version().version;
    if fits(python) {
        return;
    }
    let (major_minor, text) = (python.release().iter().take(2).copied().collect::<Vec<_>>(), shown(text));
    let fits_some = (0..100).any(|patch| fits(&Version::new(major_minor.iter().copied().chain([patch]))));
    let runtime = selection.environment.python_version().version.to_string();
    let minor = major_minor.get(1).and_then(|minor| u8::try_from(*minor).ok()).unwrap_or_default();
    let fitting =
        target::nearest(minor, &|one| fits(&Version::new([3, u64::from(one.minor), u64::from(PATCH)])));
    let (severity, but) = match fits_some {
        true => {
            (Severity::Warning, "includes only some of its releases, and the release of the runtime changes")
        }
        false => (Severity::Error, "does not include it"),
    };
    required.findings.push(
        origin
            .finding(
                Code::RequiresPython,
                format!(
                    "the target's Python is {runtime}, but the project is for Python \"{text}\", which {but}"
                ),
            )
            .severity(severity)
            .hint("Choose another runtime, or correct the file if the project supports this one")
            .fix_if_any(fitting.map(Fix::runtime)),
    );
}
