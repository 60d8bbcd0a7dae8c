//! Metadata of distributions that importlib.metadata does not find under their name.

use crate::finding::{Code, Finding};
use crate::plan::Plan;
use pep440_rs::Version;
use std::str::FromStr;

/// Reports dist-info folders with a hyphen in the name of the distribution. importlib.metadata takes the text before
/// the first hyphen as the name (`importlib.metadata.Lookup`), as the specification requires ("Recording installed
/// projects": runs of `-`, `_` and `.` become one `_`).
pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for entry in plan.entries.iter() {
        let Some((name, folder)) = entry
            .path
            .strip_suffix("/METADATA")
            .and_then(|path| path.rsplit('/').next())
            .and_then(|folder| Some((hyphenated(folder.strip_suffix(".dist-info")?)?, folder)))
        else {
            continue;
        };
        let message = format!(
            "\"{folder}\" of \"{}\" is not found by importlib.metadata: \"{name}\" has a hyphen there, and should \
             have an underscore",
            entry.from
        );
        findings.push(Finding::new(Code::DistInfoName, &entry.from, message));
    }
}

/// The name in `{name}-{version}`, if the name itself contains a hyphen.
fn hyphenated(stem: &str) -> Option<&str> {
    let is_version = |text: &str| Version::from_str(text).is_ok();
    let mut cuts = stem.match_indices('-').map(|(at, _)| stem.split_at(at));
    let (_, rest) = cuts.next()?;
    if is_version(rest.get(1..)?) {
        return None;
    }
    cuts.find(|(_, rest)| rest.get(1..).is_some_and(is_version)).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_hyphens_of_names() {
        let check = |stem: &str, expected: Option<&str>| assert_eq!(hyphenated(stem), expected, "{stem}");
        check("my-package-1.0", Some("my-package"));
        check("My-Other-Pkg-1.0.post1", Some("My-Other-Pkg"));
        check("my_package-1.0", None);
        check("my.package-1.0", None);
        check("six-1.17.0", None);
        // A post release as old tools write it.
        check("six-1.17-1", None);
        check("six", None);
        check("six-nonsense", None);
    }
}
