//! `[tool.uv]`: the settings that apply to every distribution, no matter what requires it (uv documentation,
//! "Settings").

use super::PackageName;
use super::requirement_set::{RequirementSet, Selection};
use super::toml_file::{TomlFile, Value, at, string, strings, table};
use crate::finding::{Code, Severity};

/// The settings that change what uv chooses and that are not followed, each with the value that changes nothing.
const NOT_FOLLOWED: [(&str, &str); 6] = [
    ("dependency-metadata", ""),
    ("exclude-newer-package", ""),
    ("find-links", ""),
    ("index-strategy", "first-index"),
    ("no-sources", ""),
    ("resolution", "highest"),
];

/// Takes the settings into the requirements, and reports those that are not followed.
pub fn take(toml: &TomlFile, selection: &Selection, required: &mut RequirementSet) {
    let Some(uv) = table(&toml.root, &["tool", "uv"]) else {
        return;
    };
    let read = |key: &str, required: &mut RequirementSet| {
        let mut read = RequirementSet::default();
        if let Some(array) = at(uv, &[key]) {
            toml.requirements(array, &mut read);
        }
        required.findings.extend(read.findings);
        read.requirements
    };
    for entry in read("override-dependencies", required) {
        if entry.requirement.address.is_some() {
            required.sources.push(entry);
            continue;
        }
        // If no override of a name applies here, nothing is required instead.
        let applies = entry.requirement.applies(selection.environment, &[]);
        let known = required.overrides.entry(entry.requirement.name.clone()).or_insert(None);
        if applies {
            *known = Some(entry.requirement);
        }
    }
    let excluded = strings(uv, "exclude-dependencies").into_iter();
    let excluded = excluded.filter_map(|name| name.parse::<PackageName>().ok());
    required.overrides.extend(excluded.map(|name| (name, None)));
    let constraints = read("constraint-dependencies", required);
    required.constraints.extend(constraints);
    match string(uv, "prerelease") {
        Some("allow") => required.releases.allow_all(),
        Some("disallow") => required.releases.set(":all:", false),
        _ => {}
    }
    if let Some(value) = uv.get("exclude-newer") {
        match value.get_ref().as_str().and_then(limit) {
            Some(limit) => required.uploaded_before = Some(limit),
            None => not_followed(toml, "exclude-newer", value, required),
        }
    }
    for (key, usual) in NOT_FOLLOWED {
        let has_effect = |value: &&Value| match value.get_ref() {
            value if value.as_str().is_some() => value.as_str() != Some(usual),
            value if value.as_array().is_some() => value.as_array().is_some_and(|items| !items.is_empty()),
            value => value.as_bool() != Some(false),
        };
        if let Some(value) = uv.get(key).filter(has_effect) {
            not_followed(toml, key, value, required);
        }
    }
}

fn not_followed(toml: &TomlFile, key: &str, value: &Value, required: &mut RequirementSet) {
    let message = format!("\"{key}\" of uv is not followed, so uv may choose other versions");
    let finding = toml.origin(value).finding(Code::RequirementUnsupported, message);
    let hint = "Let uv choose, and drop the result too: uv lock";
    required.findings.push(finding.severity(Severity::Warning).hint(hint));
}

/// The end of the time that `exclude-newer` states: a time in UTC, or a date, of which the whole day counts. `None` for
/// others, such as "30 days": a package must not depend on when it is made.
fn limit(text: &str) -> Option<String> {
    let is_like = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(byte, like)| match like {
                b'0' => byte.is_ascii_digit(),
                like => byte == like,
            })
    };
    let time = text.get(..19).filter(|start| is_like(start, "0000-00-00T00:00:00"));
    match time {
        Some(_) if text.ends_with('Z') => Some(text.to_string()),
        None if is_like(text, "0000-00-00") => Some(format!("{text}T24:00:00Z")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::limit;

    #[test]
    fn times_are_limits() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(limit(text).as_deref(), expected, "{text}");
        };
        check("2024-05-01", Some("2024-05-01T24:00:00Z"));
        check("2024-05-01T10:00:00Z", Some("2024-05-01T10:00:00Z"));
        check("2024-05-01T10:00:00.5Z", Some("2024-05-01T10:00:00.5Z"));
        check("2024-05-01T10:00:00+02:00", None);
        check("30 days", None);
        check("P3D", None);
        check("2024-5-1", None);
    }
}
