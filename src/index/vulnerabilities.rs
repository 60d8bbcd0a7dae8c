//! Known vulnerabilities of distributions, from the list of an index (PyPI's JSON API, "vulnerabilities").

use super::outcome::Chosen;
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::python::text::shown;
use pep440_rs::Version;
use serde::Deserialize;

/// Maximum size of a response that is read, in bytes. Responses for projects with many files are long.
pub const MAX_RESPONSE_SIZE: u64 = 8 << 20;

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Deserialize)]
struct Vulnerability {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    details: Option<String>,
    #[serde(default)]
    fixed_in: Vec<String>,
    #[serde(default)]
    withdrawn: Option<String>,
}

/// The address of an index's data about a version: an index at `…/simple/` has `…/pypi/NAME/VERSION/json` beside it.
/// `None` for an index whose address has another form.
pub fn address(chosen: &Chosen) -> Option<String> {
    let root = chosen.index.strip_suffix("simple/")?;
    Some(format!("{root}pypi/{}/{}/json", chosen.name, chosen.version))
}

/// The finding about known vulnerabilities of a chosen wheel. `None` if there are none, or if the response is not such
/// a list.
pub fn read(chosen: &Chosen, body: &[u8]) -> Option<Finding> {
    let answer: Answer = serde_json::from_slice(body).ok()?;
    let known: Vec<Vulnerability> =
        answer.vulnerabilities.into_iter().filter(|one| one.withdrawn.is_none()).collect();
    let first = known.first()?;
    let words = first.summary.as_deref().or(first.details.as_deref()).unwrap_or_default();
    let words = words.lines().next().map(shown).filter(|words| !words.is_empty());
    let names: Vec<String> = known.iter().map(name).collect();
    let more = words.map(|words| format!(": {}", words.trim_end_matches('.'))).unwrap_or_default();
    let message =
        format!("{} {} has known vulnerabilities, {}{more}", chosen.name, chosen.version, names.join(", "));
    let finding = Finding::new(Code::DistributionVulnerable, &chosen.filename, message);
    Some(match mended(&known, &chosen.version) {
        Some(version) => finding
            .hint(format!("Require {}>={version}", chosen.name))
            .fix(Fix::Override { name: chosen.name.clone(), version: Some(version.to_string()) }),
        None => finding.hint("No version fixes it: do without it, or wait for one that does"),
    })
}

/// The best-known name of a vulnerability.
fn name(fault: &Vulnerability) -> String {
    let cve = fault.aliases.iter().find(|alias| alias.starts_with("CVE-"));
    cve.unwrap_or(&fault.id).clone()
}

/// The oldest version, newer than `version`, in which all vulnerabilities are fixed.
fn mended(known: &[Vulnerability], version: &str) -> Option<Version> {
    let own: Version = version.parse().ok()?;
    let each = known.iter().map(|fault| {
        let mended = fault.fixed_in.iter().filter_map(|version| version.parse::<Version>().ok());
        mended.filter(|version| *version > own).min()
    });
    each.collect::<Option<Vec<Version>>>()?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_mends_it() {
        let chosen = Chosen {
            name: "six".into(),
            version: "1.5".into(),
            filename: "six-1.5-py3-none-any.whl".into(),
            url: String::new(),
            index: "https://x/simple/".into(),
            sha256: Vec::new(),
            size: None,
            requires_python: None,
            upload_time: None,
        };
        assert_eq!(address(&chosen).as_deref(), Some("https://x/pypi/six/1.5/json"));
        assert_eq!(address(&Chosen { index: "https://x/api/".into(), ..chosen.clone() }), None);
        let check = |body: &str, expected: Option<(&str, &str)>| {
            let found = read(&chosen, body.as_bytes());
            let mended = expected.and_then(|(_, hint)| hint.strip_prefix("Require six>="));
            let version = mended.map(str::to_string);
            let fix = version.map(|version| Fix::Override { name: "six".into(), version: Some(version) });
            assert_eq!(found.as_ref().and_then(|found| found.fix.clone()), fix, "{body}");
            let found = found
                .as_ref()
                .map(|found| (found.message.as_str(), found.hint.as_deref().unwrap_or_default()));
            assert_eq!(found, expected, "{body}");
        };
        check(
            r#"{"vulnerabilities": [{"id": "P-1", "aliases": ["G-1", "CVE-1"], "summary": "Eats bytes.", "fixed_in": ["1.4", "1.10", "1.9"]}, {"id": "P-2", "fixed_in": ["2.0"]}, {"id": "P-3", "withdrawn": "2026"}]}"#,
            Some(("six 1.5 has known vulnerabilities, CVE-1, P-2: Eats bytes", "Require six>=2.0")),
        );
        check(
            r#"{"vulnerabilities": [{"id": "P-1", "fixed_in": []}]}"#,
            Some((
                "six 1.5 has known vulnerabilities, P-1",
                "No version fixes it: do without it, or wait for one that does",
            )),
        );
        check("{}", None);
        check("<html>", None);
    }
}
