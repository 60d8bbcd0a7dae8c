//! Findings about the zipped size, which is known once the package is finished.

use crate::finding::{Code, Finding};
use crate::format::bytes;
use crate::target::{CONSOLE_EDITOR_LIMIT, DIRECT_UPLOAD_LIMIT, PackageKind};

/// Returns findings about a zip of `size` bytes.
pub fn findings(size: u64, kind: PackageKind) -> Vec<Finding> {
    let mut findings = Vec::new();
    if size > DIRECT_UPLOAD_LIMIT {
        findings.push(Finding::new(
            Code::SizeDirectUpload,
            "",
            format!(
                "The zip has {}: more than {} cannot be uploaded to Lambda directly",
                bytes(size),
                bytes(DIRECT_UPLOAD_LIMIT)
            ),
        ));
    }
    // The console's editor is not used for layers.
    if size > CONSOLE_EDITOR_LIMIT && kind == PackageKind::Function {
        findings.push(Finding::new(
            Code::SizeConsoleEditor,
            "",
            format!(
                "The zip has {}: the console's editor shows code of packages up to {} only",
                bytes(size),
                bytes(CONSOLE_EDITOR_LIMIT)
            ),
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weighs() {
        let check = |size: u64, kind: PackageKind, expected: &[&str]| {
            let found: Vec<&str> = findings(size, kind).iter().map(|finding| finding.code.as_str()).collect();
            assert_eq!(found, expected, "{size}");
        };
        check(3 << 20, PackageKind::Function, &[]);
        check((3 << 20) + 1, PackageKind::Function, &["size-console-editor"]);
        check(52_428_800, PackageKind::Layer, &[]);
        check(52_428_801, PackageKind::Layer, &["size-direct-upload"]);
        check(52_428_801, PackageKind::Function, &["size-direct-upload", "size-console-editor"]);
    }
}
