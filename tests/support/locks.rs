//! Files of requirements, dropped with wheels, and what would be installed.

use super::wheel::wheel;
use super::{Dropped, dropped};
use wheelpress::plan::Plan;

/// A project with dependencies, extras and groups.
pub const PYPROJECT: &str = r#"
[project]
name = "App"
dependencies = ["a<2", "d; sys_platform == 'win32'"]
[project.optional-dependencies]
Web_Ui = ["b"]
all = ["app[web-ui]", "c==1.0"]
[dependency-groups]
dev = ["d", { include-group = "More" }]
more = ["e"]
[tool.other]
dependencies = 7
"#;

/// Adds wheels with these names in the versions 1.0 and 2.0, which all require `nothing-has-this`. Lock
/// files are trusted without checking the requirements of wheels.
pub fn with_wheels(drop: Dropped, names: &str) -> Dropped {
    names.split(' ').fold(drop, |drop, name| {
        ["1.0", "2.0"].iter().fold(drop, |drop, version| {
            let metadata = format!(
                "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: nothing-has-this\n"
            );
            let wheel = wheel(name, version, "py3-none-any")
                .file(&format!("{name}.py"), "x")
                .info("METADATA", &metadata);
            drop.and(format!("wheels/{}", wheel.filename()), wheel.bytes())
        })
    })
}

pub fn installed(plan: &Plan) -> String {
    let lines: Vec<String> =
        plan.distributions.iter().map(|one| format!("{} {}", one.name, one.version)).collect();
    lines.join(", ")
}

/// Checks what is installed for a file in `app/`, extras and groups. Allows no finding except those
/// about `nothing-has-this` and kept folders.
#[track_caller]
pub fn check(file: (&str, &str), extras: &[&str], groups: &[&str], expected: &str) -> Plan {
    let mut drop = with_wheels(dropped(format!("app/{}", file.0), file.1), "a b c d e f");
    drop.options.extras = extras.iter().map(|extra| extra.to_string()).collect();
    drop.options.groups = groups.iter().map(|group| group.to_string()).collect();
    let plan = drop.plan();
    assert_eq!(installed(&plan), expected, "{:#?}", plan.findings);
    let found = plan.findings.iter().filter(|finding| {
        // Locks are exact. A finding about further requirements of the installed distributions is about
        // the package, not about the lock.
        let is_lock = file.0 != "pyproject.toml" && !file.0.ends_with(".py");
        let is_said = finding.message.contains("nothing-has-this");
        let is_of_package = finding.path.as_deref().is_some_and(|path| path.ends_with(".whl"));
        finding.code.as_str() != "folder-kept" && !(is_said && is_of_package == is_lock)
    });
    assert_eq!(found.collect::<Vec<_>>(), Vec::<&wheelpress::finding::Finding>::new());
    plan
}

/// Checks parts of the findings about a file in `app/`, in order.
#[track_caller]
pub fn faults(file: (&str, &str), groups: &[&str], expected: &[&str]) {
    // Locks do not ship, so another file does.
    let mut drop = dropped(format!("app/{}", file.0), file.1).and("app/other.py", "x = 1\n");
    drop.options.groups = groups.iter().map(|group| group.to_string()).collect();
    let found: Vec<String> = drop
        .plan()
        .findings
        .iter()
        .map(|finding| format!("{}: {}", finding.code.as_str(), finding.message))
        .collect();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(expected.split('*').all(|part| found.contains(part)), "{found}\nis not\n{expected}");
    }
}

pub fn choices(plan: &Plan) -> (String, String) {
    let join = |names: &wheelpress::collections::BTreeSet<String>| {
        names.iter().cloned().collect::<Vec<_>>().join(" ")
    };
    (join(&plan.optional.extras), join(&plan.optional.groups))
}
