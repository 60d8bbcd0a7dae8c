//! Every finding has its paragraph in docs/findings, and every paragraph its finding.

use std::collections::BTreeMap;
use std::path::Path;
use wheelpress::finding::{Code, Severity};

/// A section begins with `## code (severity)`.
fn sections() -> BTreeMap<String, (String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings");
    let mut sections = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# "), "{path:?} begins with its family's name");
        for section in text.split("\n## ").skip(1) {
            let (heading, body) = section.split_once('\n').unwrap();
            let (code, severity) = heading.split_once(" (").unwrap_or_else(|| {
                panic!("{path:?}: the heading \"{heading}\" is not of the form \"code (severity)\"")
            });
            let severity = severity.trim_end_matches(')').to_string();
            let twice = sections.insert(code.to_string(), (severity, body.to_string()));
            assert!(twice.is_none(), "\"{code}\" is explained twice");
        }
    }
    sections
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

#[test]
fn every_finding_is_explained() {
    let sections = sections();
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.as_str()).filter(|code| !sections.contains_key(*code)).collect();
    assert!(missing.is_empty(), "docs/findings has no section \"## code (severity)\" for {missing:?}");
    let unknown: Vec<&String> =
        sections.keys().filter(|code| !Code::ALL.iter().any(|known| known.as_str() == *code)).collect();
    assert!(unknown.is_empty(), "docs/findings explains {unknown:?}, which src/finding.rs does not have");
}

#[test]
fn every_explanation_has_the_severity_an_example_and_a_fix() {
    for code in Code::ALL {
        let Some((severity, body)) = sections().remove(code.as_str()) else {
            continue; // The test above names it.
        };
        let code_name = code.as_str();
        assert_eq!(severity, word(code.severity()), "{code_name}");
        let (before, after) = body.split_once("\n```").unwrap_or_else(|| panic!("{code_name}: no example"));
        let (example, after) = after.split_once("\n```\n").unwrap_or_else(|| panic!("{code_name}: no end"));
        assert!(before.split_whitespace().count() >= 10, "{code_name}: what does it mean?");
        assert!(example.lines().count() >= 2, "{code_name}: the example is empty");
        assert!(!after.trim().is_empty(), "{code_name}: what should one do?");
    }
}
