//! Small libraries that require each other, dropped beside a function, and the resulting plans.

use super::wheel::{Wheel, wheel};
use super::{Dropped, dropped};
use wheelpress::plan::Plan;

/// Makes a wheel from `"a 1.0: b<2 | c ; extra == 'x'"`, with these Requires-Dist and the extra `x`, and with the extra
/// `y` if the text names it.
pub fn lib(spec: &str) -> Wheel {
    let (head, requires) = spec.split_once(": ").unwrap_or((spec, ""));
    let mut words = head.split(' ');
    let (name, version) = (words.next().unwrap(), words.next().unwrap());
    let tag = words.next().unwrap_or("py3-none-any");
    let mut metadata =
        format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: x\n");
    if requires.contains("'y'") {
        metadata.push_str("Provides-Extra: y\n");
    }
    for line in requires.split(" | ").filter(|line| !line.is_empty()) {
        match line.strip_prefix("python ") {
            Some(python) => metadata.push_str(&format!("Requires-Python: {python}\n")),
            None => metadata.push_str(&format!("Requires-Dist: {line}\n")),
        }
    }
    wheel(name, version, tag).file(&format!("{name}.py"), "x = 1\n").info("METADATA", &metadata)
}

pub fn with(drop: Dropped, libs: &[&str]) -> Dropped {
    libs.iter().fold(drop, |drop, spec| {
        let lib = lib(spec);
        drop.and(format!("app/wheels/{}", lib.filename()), lib.bytes())
    })
}

pub fn app(requirements: &str) -> Dropped {
    dropped("app/requirements.txt", requirements).and("app/function.py", "x = 1\n")
}

pub fn installed(plan: &Plan) -> Vec<String> {
    plan.distributions.iter().map(|one| format!("{} {}", one.name, one.version)).collect()
}

/// Checks what is installed, and the findings as `code: part of the message`.
#[track_caller]
pub fn check(drop: Dropped, expected: &[&str], findings: &[&str]) {
    check_plan(&drop.plan(), expected, findings);
}

#[track_caller]
pub fn check_plan(plan: &Plan, expected: &[&str], findings: &[&str]) {
    assert_eq!(installed(plan), expected, "{:#?}", plan.findings);
    assert_eq!(plan.findings.len(), findings.len(), "{:#?}", plan.findings);
    for (found, expected) in plan.findings.iter().zip(findings) {
        let found = format!("{:?} {}: {}", found.severity, found.code.as_str(), found.message).to_lowercase();
        let expected = expected.to_lowercase();
        assert!(expected.split('*').all(|part| found.contains(part)), "{found}\nis not\n{expected}");
    }
}
