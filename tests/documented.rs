//! Every finding has a section in docs/findings, and every section has a finding. The links in the documents
//! lead to existing targets, and README.md has a line for each dependency.

use std::collections::{BTreeMap, BTreeSet};
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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn relative_links_lead_to_files() {
    let mut checked = 0;
    for document in
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/ticket.md"]
    {
        let text = text(document);
        let folder = root().join(document).parent().unwrap().to_path_buf();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            assert!(folder.join(path).exists(), "{document} links to \"{path}\", which is not there");
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked} links");
}

/// Paths in code, such as `src/target.rs`, exist.
#[test]
fn named_paths_are_there() {
    const FOLDERS: [&str; 8] =
        ["benches/", "docs/", "examples/", "fuzz/", "kernels/", "src/", "tests/", "xtask/"];
    let mut count = 0;
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        let text = text(document);
        for (number, line) in text.lines().enumerate() {
            for named in line.split('`').skip(1).step_by(2) {
                let is_path = FOLDERS.iter().any(|folder| named.starts_with(folder))
                    || (named.starts_with("www/") && !named.starts_with("www/generated/"));
                if !is_path || named.contains([' ', '*', '…']) {
                    continue;
                }
                count += 1;
                // A name without `.rs`, as for `cargo test`, may be a folder of tests or one file.
                let is_there = root().join(named).exists() || root().join(format!("{named}.rs")).exists();
                assert!(is_there, "{document}, line {}: there is no \"{named}\"", number + 1);
            }
        }
    }
    assert!(count > 50, "{count} paths are too few: they are written in another way now");
}

fn dependencies() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in ["Cargo.toml", "xtask/Cargo.toml", "fuzz/Cargo.toml"] {
        let manifest = text(file);
        for table in manifest.split("\n[").skip(1) {
            let (heading, lines) = table.split_once("]\n").unwrap_or((table, ""));
            if heading.ends_with("dependencies") || heading == "patch.crates-io" {
                let assigned =
                    lines.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
                names.extend(assigned.filter_map(|line| Some(line.split_once(" = ")?.0.to_string())));
            }
        }
    }
    // The crates of this project.
    names.retain(|name| !name.starts_with("wheelpress"));
    for file in ["package.json", "docs/reference/package.json"] {
        let package = text(file);
        let (_, listed) = package.split_once("\"devDependencies\": {").unwrap();
        let (listed, _) = listed.split_once('}').unwrap();
        names.extend(listed.lines().filter_map(|line| line.split('"').nth(1)).map(str::to_string));
    }
    names
}

#[test]
fn every_dependency_has_one_line() {
    let readme = text("README.md");
    let (_, tables) = readme.split_once("\n## Dependencies\n").unwrap();
    let rows: Vec<&str> = tables
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|name| !matches!(*name, "crate" | "npm package"))
        .collect();
    let listed: BTreeSet<String> = rows.iter().map(|name| name.to_string()).collect();
    assert_eq!(listed.len(), rows.len(), "a dependency has two lines");
    assert_eq!(listed, dependencies(), "README.md's lines, and the dependencies there are");
}
