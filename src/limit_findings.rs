//! Limits the number of findings, because people read them: many findings of one kind become one finding, with the
//! first few messages and the number of the others.

use crate::collections::BTreeMap;
use crate::finding::{Code, Finding, Severity};
use crate::format;

/// Maximum number of separate findings of one code about one path, and of one code about all paths.
const OF_A_PATH: usize = 20;
const OF_A_CODE: usize = 500;
/// Maximum number of separate findings of missing requirements: each one names another wheel to fetch.
const TO_FETCH: usize = 1_000;
/// Number of messages in a merged finding.
const FIRST: usize = 3;

/// Merges findings of one kind if there are too many to read. The order of the findings stays the same.
pub fn limit_findings(findings: &mut Vec<Finding>) {
    bound_by(findings, Code::hint);
}

/// Like [`limit_findings`], for findings that all have the hint of their code. A module that uses only this function
/// does not contain the table of hints.
pub fn limit_findings_without_hints(findings: &mut Vec<Finding>) {
    bound_by(findings, |_| "");
}

/// `hint` returns the hint of a merged finding if the hints of its findings differ.
fn bound_by(findings: &mut Vec<Finding>, hint: fn(Code) -> &'static str) {
    if findings.len() <= OF_A_PATH {
        return;
    }
    together(
        findings,
        |code| most(code, OF_A_PATH),
        |finding| (finding.severity, finding.code, finding.path.clone()),
        hint,
    );
    together(findings, |code| most(code, OF_A_CODE), |finding| (finding.severity, finding.code), hint);
}

fn most(code: Code, most: usize) -> usize {
    if code == Code::RequirementMissing { TO_FETCH } else { most }
}

/// Merges the findings with the same key if their number exceeds `most` of their code.
fn together<K: Ord>(
    findings: &mut Vec<Finding>,
    most: impl Fn(Code) -> usize,
    key: impl Fn(&Finding) -> K,
    hint: fn(Code) -> &'static str,
) {
    let mut all: BTreeMap<K, (usize, Code)> = BTreeMap::new();
    for finding in findings.iter() {
        all.entry(key(finding)).or_insert((0, finding.code)).0 += 1;
    }
    all.retain(|_, (count, code)| *count > most(*code));
    let counts: BTreeMap<K, usize> = all.into_iter().map(|(key, (count, _))| (key, count)).collect();
    if counts.is_empty() {
        return;
    }
    let mut first: BTreeMap<K, Vec<Finding>> = BTreeMap::new();
    // A merged finding has the position of its first finding.
    let mut places = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        let of = key(&finding);
        if !counts.contains_key(&of) {
            places.push(Place::Alone(finding));
            continue;
        }
        let few = first.entry(of).or_default();
        if few.is_empty() {
            places.push(Place::Many(key(&finding)));
        }
        // The merged finding has the needs of all its findings, so that they can be fetched together.
        let is_told = few.len() < FIRST;
        match few.first_mut().filter(|_| !is_told) {
            None => few.push(finding),
            Some(one) => one.needs.extend(finding.needs),
        }
    }
    findings.extend(places.into_iter().filter_map(|place| match place {
        Place::Alone(finding) => Some(finding),
        Place::Many(of) => merged(first.remove(&of)?, *counts.get(&of)?, hint),
    }));
}

enum Place<K> {
    Alone(Finding),
    Many(K),
}

fn merged(few: Vec<Finding>, count: usize, hint: fn(Code) -> &'static str) -> Option<Finding> {
    let more = format::count(count.saturating_sub(few.len()));
    let messages: Vec<&str> = few.iter().map(|finding| finding.message.as_str()).collect();
    let message = format!("{}; and {more} more of this kind", messages.join("; "));
    let one = few.first()?;
    let is_same = |of: fn(&Finding) -> &Option<String>| few.iter().all(|other| of(other) == of(one));
    let (severity, code): (Severity, Code) = (one.severity, one.code);
    let standing = Some(hint(code)).filter(|hint| !hint.is_empty()).map(str::to_string);
    Some(Finding {
        severity,
        code,
        path: is_same(|finding| &finding.path).then(|| one.path.clone()).flatten(),
        message,
        line: None,
        hint: if is_same(|finding| &finding.hint) { one.hint.clone() } else { standing },
        needs: few.iter().flat_map(|other| other.needs.iter().cloned()).collect(),
        fix: one.fix.clone().filter(|_| few.iter().all(|other| other.fix == one.fix)),
        alternatives: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str, number: usize) -> Finding {
        Finding::new(Code::RequirementInvalid, path, format!("line {number} is wrong"))
    }

    #[track_caller]
    fn check(mut findings: Vec<Finding>, count: usize, last: &str) {
        limit_findings(&mut findings);
        assert_eq!(findings.len(), count);
        assert_eq!(findings.last().unwrap().message, last);
    }

    #[test]
    fn makes_one_of_many() {
        let of = |path: &str, count| (1..=count).map(|number| line(path, number)).collect::<Vec<_>>();
        check(of("a", 20), 20, "line 20 is wrong");
        let many = "line 1 is wrong; line 2 is wrong; line 3 is wrong; and 499,997 more of this kind";
        check(of("a", 500_000), 1, many);
        check([of("b", 3), of("a", 500_000)].concat(), 4, many);
        check([of("a", 500_000), of("b", 3)].concat(), 4, "line 3 is wrong");
        let files: Vec<Finding> = (1..=600).map(|number| line(&format!("f{number}"), number)).collect();
        let last = "line 1 is wrong; line 2 is wrong; line 3 is wrong; and 597 more of this kind";
        check(files.clone(), 1, last);
        check(files[..500].to_vec(), 500, "line 500 is wrong");
        // A merged finding is not merged again.
        let mut twice = of("a", 500);
        limit_findings(&mut twice);
        check(twice, 1, "line 1 is wrong; line 2 is wrong; line 3 is wrong; and 497 more of this kind");
    }

    #[test]
    fn keeps_what_they_have_in_common() {
        let mut findings: Vec<Finding> = (0..30).map(|number| line("a", number)).collect();
        limit_findings(&mut findings);
        assert_eq!(findings[0].path.as_deref(), Some("a"));
        assert_eq!(findings[0].hint.as_deref(), Some(Code::RequirementInvalid.hint()));
        let hints = (0..30).map(|number| line("a", number).hint(format!("remove line {number}")));
        let mut findings: Vec<Finding> = hints.collect();
        limit_findings(&mut findings);
        assert_eq!(findings[0].hint.as_deref(), Some(Code::RequirementInvalid.hint()));
    }
}
