//! Zips that different readers read differently, and the findings about them.

use super::raw_zip::{RawEntry, raw, raw_zip};
use super::{Packed, dropped, paths};

/// Returns the codes of all findings, each once, except for `zip-feature` and `source-unchecked`.
pub fn found(packed: &Packed) -> Vec<&'static str> {
    let all = packed.plan.findings.iter().chain(&packed.found);
    let mut codes: Vec<&str> = all.map(|finding| finding.code.as_str()).collect();
    codes.retain(|code| !["zip-feature", "source-unchecked"].contains(code));
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Checks the findings and the paths of the plan.
#[track_caller]
pub fn check(name: &str, bytes: Vec<u8>, codes: &[&str], files: &[&str]) {
    let packed = dropped("old.zip", bytes).pack();
    assert_eq!(found(&packed), codes, "{name}: {:#?} {:#?}", packed.plan.findings, packed.found);
    assert_eq!(paths(&packed.plan), files, "{name}");
}

pub fn one(entry: RawEntry) -> Vec<u8> {
    raw_zip(&[entry, raw("good.py", "y = 2\n")])
}

pub fn two() -> Vec<RawEntry> {
    vec![raw("a.py", "x = 1\n"), raw("b.py", "y = 2\n")]
}
