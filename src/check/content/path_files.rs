//! Path configuration files that Lambda does not read. Those of environments are reported where the environments are
//! read.

use crate::check::context::CheckContext;
use crate::finding::Finding;
use crate::source::environment::link_report;
use crate::source::{SourceKind, WantsRead};
use crate::target::PackageKind;

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let entries = &context.plan.entries;
    let mut is_missing = false;
    for entry in entries.iter().filter(|_| context.target.kind == PackageKind::Function) {
        let has_other = |path: &str| entries.iter().any(|entry| entry.path == path);
        let is_read = match entry.path.rsplit_once('.') {
            Some((stem, "pth")) => !stem.contains('/'),
            // If both files are present, the .pth file is for older Python versions.
            Some((stem, "start")) => !stem.contains('/') && !has_other(&format!("{stem}.pth")),
            _ => false,
        };
        if !is_read || matches!(entry.kind, SourceKind::Virtualenv | SourceKind::TargetTree) {
            continue;
        }
        match context.cache.kept_bytes(&entry.content, context.store) {
            Err(WantsRead) => is_missing = true,
            Ok(text) => {
                let text = text.unwrap_or_default();
                let has = |folder: &str| {
                    let folder = format!("{folder}/");
                    entries.iter().any(|entry| entry.path.starts_with(&folder))
                };
                link_report::report_wheel(&entry.path, &String::from_utf8_lossy(&text), has, findings);
            }
        }
    }
    if is_missing { Err(WantsRead) } else { Ok(()) }
}
