//! Python sources and ELF files that nobody writes by hand: each yields a finding, and has no other
//! effect. The same inputs are passed through the boundary in src/wasm/tests/planning.rs.

use crate::support::zips::{entry, zip};
use crate::support::{Dropped, dropped, hostile, target};
use std::time::{Duration, Instant};

/// Far more than any case takes, so that only unbounded growth fails.
const MAX_TIME: Duration = Duration::from_secs(20);

#[track_caller]
fn check(name: &str, drop: Dropped, expected: &str) {
    let mut target = target("python3.13");
    target.handler = Some("app.handler".into());
    let start = Instant::now();
    let findings = drop.plan_for(&target).findings;
    assert!(start.elapsed() < MAX_TIME, "{name}: {:?}", start.elapsed());
    let about = ["source-unchecked", "import-missing", "syntax-error"];
    let found: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    match expected {
        "" => assert!(
            !found.iter().any(|code| about.contains(code) || code.starts_with("native-")),
            "{name}: {findings:#?}"
        ),
        _ => assert!(found.contains(&expected), "{name}: {findings:#?}"),
    }
}

#[test]
fn sources() {
    for (name, bytes, expected) in hostile::sources() {
        check(name, dropped("app.py", bytes.clone()), expected);
        check(name, dropped("function.zip", zip(&[entry("app.py", bytes)])), expected);
    }
}

#[test]
fn libraries() {
    let app = "def handler(event, context): pass\n";
    for (name, bytes, expected) in hostile::libraries() {
        check(name, dropped("f/app.py", app).and("f/m.so", bytes.clone()), expected);
        check(name, dropped("function.zip", zip(&[entry("app.py", app), entry("m.so", bytes)])), expected);
    }
}
