//! Functions, and the findings about their imports.

use super::{Dropped, codes, dropped, target};
use wheelpress::plan::Plan;

pub fn drop_of(files: &[(&str, &str)]) -> Dropped {
    files.iter().fold(Dropped::default(), |drop, (path, text)| drop.and(*path, format!("{text}\n")))
}

pub fn plan_on(drop: Dropped, runtime: &str, handler: Option<&str>) -> Plan {
    let mut target = target(runtime);
    target.handler = handler.map(str::to_string);
    drop.plan_for(&target)
}

/// Checks the findings about imports, as `severity code path`, and a part of the message or hint of the
/// only one.
#[track_caller]
pub fn check_on(runtime: &str, drop: Dropped, expected: &[&str], words: &str) {
    let plan = plan_on(drop, runtime, Some("app.handler"));
    let about_life = ["runtime-deprecated", "runtime-ending", "runtime-preview"];
    let findings: Vec<_> =
        plan.findings.into_iter().filter(|finding| !about_life.contains(&finding.code.as_str())).collect();
    assert_eq!(codes(&findings), expected, "{findings:#?}");
    for finding in &findings[..findings.len().min(1)] {
        let text = format!("{} / {}", finding.message, finding.hint.as_deref().unwrap_or_default());
        assert!(text.contains(words), "{text}");
    }
}

/// Drops an `app.py` with this text and a handler.
pub fn app(text: &str) -> Dropped {
    dropped("app.py", format!("{text}\ndef handler(event, context): pass\n"))
}

#[track_caller]
pub fn check(drop: Dropped, expected: &[&str], words: &str) {
    check_on("python3.13", drop, expected, words);
}

pub const MISSING: &str = "error import-missing app.py";
pub const PERHAPS: &str = "warning import-missing app.py";
