//! Dropped native libraries, and the findings about them.

use super::{Dropped, dropped};
use wheelpress::target::Target;

/// The native findings as `severity code path`.
pub fn natives(drop: Dropped, target: &Target) -> Vec<String> {
    let plan = drop.plan_for(target);
    let found = plan.findings.iter().filter(|finding| finding.code.as_str().starts_with("native-"));
    found
        .map(|finding| {
            let severity = format!("{:?}", finding.severity).to_lowercase();
            format!("{severity} {} {}", finding.code.as_str(), finding.path.as_deref().unwrap_or_default())
        })
        .collect()
}

/// A function with these files.
pub fn function(files: &[(&str, Vec<u8>)]) -> Dropped {
    let start = dropped("app/lambda_function.py", "def lambda_handler(event, context): pass\n");
    files.iter().fold(start, |drop, (path, bytes)| drop.and(format!("app/{path}"), bytes.clone()))
}
