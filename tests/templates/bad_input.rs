//! What is wrong with templates: findings with file, line and logical id; the other functions are still stated.

use super::read;

const GOOD: &str = "  Good: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: a.h, Runtime: python3.13}}\n";

/// `text` are resources beside a good one. `expected`: code, line and id, and part of the message.
#[track_caller]
fn check(text: &str, code: &str, line: u32, id: Option<&str>, message: &str) {
    let text = format!("Resources:\n{text}{GOOD}");
    let project = read("app/template.yaml", &text, "app/src/a.py");
    let findings: Vec<_> = project.findings.iter().map(|finding| finding.finding.code.as_str()).collect();
    assert!(!project.findings.is_empty(), "nothing was found");
    for found in &project.findings {
        assert_eq!((found.finding.code.as_str(), found.line), (code, line), "{findings:?} {found:?}");
        assert_eq!(found.id.as_deref(), id);
        assert_eq!(found.finding.path.as_deref(), Some("app/template.yaml"));
        assert!(found.finding.message.contains(message), "{}", found.finding.message);
    }
    assert!(project.stated.iter().any(|stated| stated.id == "Good"), "the other function is gone");
}

fn function(properties: &str) -> String {
    format!("  F:\n    Type: AWS::Serverless::Function\n    Properties: {{{properties}}}\n")
}

#[test]
fn code_that_is_not_in_the_drop() {
    let with = |uri: &str| function(&format!("Handler: a.h, Runtime: python3.13, CodeUri: {uri}"));
    check(&with("nowhere"), "template-code", 4, Some("F"), "there is no such folder");
    check(&with("../../other"), "template-code", 4, Some("F"), "leads out of what was dropped");
    check(&with("/var/task"), "template-code", 4, Some("F"), "leads out of what was dropped");
}

#[test]
fn what_cannot_be_known() {
    let with = |uri: &str| function(&format!("Handler: a.h, Runtime: python3.13, CodeUri: {uri}"));
    check(&with("!Ref Nowhere"), "template-property", 4, Some("F"), "\"CodeUri\" of \"F\" cannot be known");
    check(&with("!Sub '${AWS::Region}/x'"), "template-property", 4, Some("F"), "${AWS::Region}");
    check(&with("!ImportValue x"), "template-property", 4, Some("F"), "\"ImportValue\"");
    check(&with("[a, b]"), "template-property", 4, Some("F"), "it is no text");
    check(&function("CodeUri: src, Handler: a.h"), "template-property", 2, Some("F"), "has no \"Runtime\"");
    check(
        &function("CodeUri: src, Runtime: python3.13"),
        "template-property",
        2,
        Some("F"),
        "has no \"Handler\"",
    );
    let architecture = function("CodeUri: src, Runtime: python3.13, Handler: a.h, Architectures: [mips]");
    check(&architecture, "template-property", 4, Some("F"), "The architecture \"mips\"");
}

#[test]
fn unknown_runtimes() {
    for runtime in ["python3.7", "python2.7", "python3.99", "python3"] {
        let text = function(&format!("CodeUri: src, Handler: a.h, Runtime: {runtime}"));
        check(&text, "template-runtime", 4, Some("F"), "is not known");
    }
}

#[test]
fn one_logical_id_twice() {
    let text = "  Good: {Type: AWS::Serverless::Function, Properties: {CodeUri: old}}\n";
    check(text, "template-duplicate", 3, Some("Good"), "is there twice, at line 2, column 3 and at line 3");
    let text = "  F:\n    Type: AWS::SNS::Topic\n    Type: AWS::SNS::Topic\n";
    check(text, "template-duplicate", 4, Some("F"), "\"Resources.F.Type\" is there twice");
}

#[test]
fn layers_that_are_not_there() {
    let with = |layer: &str| {
        function(&format!("CodeUri: src, Handler: a.h, Runtime: python3.13, Layers: [{layer}]"))
    };
    check(&with("!Ref Nowhere"), "template-layer", 4, Some("F"), "which the template does not have");
    check(&with("!Ref Good"), "template-layer", 4, Some("F"), "which is no layer");
}

#[test]
fn circular_layers() {
    let layer = |id: &str, needs: &str| {
        format!(
            "  {id}: {{Type: AWS::Serverless::LayerVersion, DependsOn: {needs}, Properties: {{ContentUri: src}}}}\n"
        )
    };
    let text = format!("Resources:\n{}{}{}{GOOD}", layer("A", "B"), layer("B", "[A]"), layer("C", "A"));
    let project = read("template.yaml", &text, "src/a.py");
    let found: Vec<_> = project.findings.iter().map(|found| (found.id.as_deref(), found.line)).collect();
    assert_eq!(found, [(Some("A"), 2), (Some("B"), 3)]);
    let stated: Vec<&str> = project.stated.iter().map(|stated| stated.id.as_str()).collect();
    assert_eq!(stated, ["C", "Good"]);
}

#[test]
fn a_text_that_is_no_yaml() {
    let check = |text: &str, line: u32, column: u32| {
        let project = read("template.yaml", text, "");
        let [found] = &project.findings[..] else { panic!("{project:#?}") };
        assert_eq!(found.finding.code.as_str(), "template-invalid");
        assert_eq!((found.line, found.column), (line, column), "{}", found.finding.message);
        assert!(found.finding.message.starts_with("\"template.yaml\" cannot be read at line"));
    };
    check("Resources:\n  A: b\n   C: d\n", 3, 5);
    check("Resources: [1, 2\nx: 1\n", 2, 2);
    check("Resources:\n  A: {\n", 2, 6);
    check("Resources:\n\tA: 1\n", 2, 2);
    check("A: *nowhere\n", 1, 4);
    check("", 1, 1);
}

#[test]
fn aliases_of_aliases_cost_no_more_than_their_text() {
    let mut text = String::from("x0: &x0 [lol, lol]\n");
    for level in 1..60 {
        let last = level - 1;
        text.push_str(&format!("x{level}: &x{level} [*x{last}, *x{last}, *x{last}, *x{last}, *x{last}]\n"));
    }
    text.push_str("m: &m {<<: [*m, *m]}\n");
    text.push_str("Resources:\n  F: {Type: AWS::Serverless::Function, Properties: {<<: *m, CodeUri: !Join ['', *x59]}}\n");
    text.push_str("  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: src, Tags: *x59}}\n");
    text.push_str(GOOD);
    let project = read("template.yaml", &text, "src/a.py");
    let found: Vec<_> = project.findings.iter().map(|found| found.id.as_deref()).collect();
    assert_eq!(found, [Some("F")]);
    assert_eq!(project.stated.len(), 2);
}

#[test]
fn deep_nesting_is_told() {
    let text = format!("Resources: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let project = read("template.yaml", &text, "");
    assert_eq!(project.findings[0].finding.code.as_str(), "template-invalid");
}

#[test]
fn a_template_of_5_mb_is_read() {
    let mut text = format!("Resources:\n{GOOD}");
    let mut topics = 0;
    while text.len() < 5_000_000 {
        text.push_str(&format!(
            "  Topic{topics}:\n    Type: AWS::SNS::Topic\n    Properties: {{TopicName: t{topics}}}\n"
        ));
        topics += 1;
    }
    let project = read("template.yaml", &text, "src/a.py");
    let codes: Vec<_> = project.findings.iter().map(|found| found.finding.code.as_str()).collect();
    assert_eq!(codes, ["template-large"]);
    assert_eq!(project.stated.len(), 1);
}
