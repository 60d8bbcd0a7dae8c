//! Errors in templates: findings state the file, the line and the logical id. The other functions are still
//! read.

use super::read;

const GOOD: &str = "  Good: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: a.h, Runtime: python3.13}}\n";

/// Checks the findings for these resources beside a correct one: code, line, id, and a part of the
/// message.
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
    assert!(
        project.definitions.iter().any(|definition| definition.id == "Good"),
        "the other function is gone"
    );
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
    check(&with("src/../../../x"), "template-code", 4, Some("F"), "leads out of what was dropped");
    // A path that differs only in case is the same folder on macOS and Windows, but not on Linux.
    check(&with("SRC/"), "template-code", 4, Some("F"), "the folder that was dropped is called \"app/src\"");
    check(&with("src/a.py/b"), "template-code", 4, Some("F"), "there is no such folder");
    check(&with("sr"), "template-code", 4, Some("F"), "there is no such folder");
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
    for runtime in ["python3.7", "python2.7", "python3.99", "python3", "pyton3.13", "3.13", "''", "Phyton"] {
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
    assert!(project.findings[0].finding.message.starts_with("\"A\" needs \"B\" and is needed by it"));
    let definition: Vec<&str> = project.definitions.iter().map(|definition| definition.id.as_str()).collect();
    assert_eq!(definition, ["C", "Good"]);
}

/// Two circles are reported separately. Of a large circle, only a few members are named.
#[test]
fn circles_of_layers() {
    let circle = |name: &str, count: usize| -> String {
        let layer = |index: usize| {
            let next = (index + 1) % count;
            format!(
                "  {name}{index}: {{Type: AWS::Serverless::LayerVersion, DependsOn: {name}{next}, Properties: {{ContentUri: src}}}}\n"
            )
        };
        (0..count).map(layer).collect()
    };
    let text = format!("Resources:\n{}{}{}{GOOD}", circle("A", 1), circle("B", 2), circle("C", 300));
    let project = read("template.yaml", &text, "src/a.py");
    let messages: Vec<&str> = project.findings.iter().map(|found| found.finding.message.as_str()).collect();
    assert_eq!(messages.len(), 303);
    let refused = "and is needed by it, which CloudFormation refuses";
    assert_eq!(messages[0], format!("\"A0\" needs itself {refused}"));
    assert_eq!(messages[1], format!("\"B0\" needs \"B1\" {refused}"));
    assert!(messages[3].ends_with(&format!(" and 296 more {refused}")), "{}", messages[3]);
    assert_eq!(project.definitions.len(), 1);
}

/// A function that uses up its own limit of steps does not reduce the limit of the others.
#[test]
fn a_value_without_end_stops_no_other_function() {
    let parts = "a, ".repeat(20_000);
    let endless = function(&format!("Handler: a.h, Runtime: python3.13, CodeUri: !Join ['', [{parts}]]"));
    check(&endless, "template-property", 4, Some("F"), "nested too deep");
    let all: String = (0..400)
        .map(|index| {
            let uri = "!Join ['', [!Ref S, r, c]]";
            format!("  F{index}: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: {uri}, Handler: a.h, Runtime: python3.13}}}}\n")
        })
        .collect();
    let text = format!("Parameters: {{S: {{Type: String, Default: s}}}}\nResources:\n{all}");
    let project = read("template.yaml", &text, "src/a.py");
    assert_eq!(
        (project.definitions.len(), project.findings.len()),
        (400, 0),
        "{:?}",
        project.findings.first()
    );
}

#[test]
fn values_of_another_kind() {
    check("  F: {Properties: {CodeUri: src}}\n", "template-property", 2, Some("F"), "has no \"Type\"");
    check("  F: 3\n", "template-property", 2, Some("F"), "has no \"Type\"");
    check("  F: [a]\n", "template-property", 2, Some("F"), "has no \"Type\"");
    let of = |properties: &str| {
        format!("  F:\n    Type: AWS::Serverless::Function\n    Properties: {properties}\n")
    };
    check(&of("[a, b]"), "template-property", 2, Some("F"), "has no \"Runtime\"");
    check(&of("text"), "template-property", 2, Some("F"), "has no \"Runtime\"");
    check(&of("{Runtime: [python3.13]}"), "template-property", 4, Some("F"), "it is no text");
    check(&of("{Runtime: {a: b}}"), "template-property", 4, Some("F"), "it is no text");
    let handler = of("{Runtime: python3.13, CodeUri: src, Handler: [a.h]}");
    check(&handler, "template-property", 4, Some("F"), "\"Handler\" of \"F\" cannot be known");
    for resources in ["[1]", "text", "~"] {
        let text = format!("Transform: AWS::Serverless-2016-10-31\nResources: {resources}\n");
        let project = read("template.yaml", &text, "");
        let [found] = &project.findings[..] else { panic!("{project:#?}") };
        assert_eq!((found.finding.code.as_str(), found.line), ("template-invalid", 2), "{resources}");
    }
}

/// More functions than any real template has: the first ones are read, and the number of findings is
/// limited.
#[test]
fn more_functions_than_cloudformation_takes() {
    let function = |uri: &str, index: usize| {
        format!(
            "  F{index}: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: {uri}, Handler: a.h, Runtime: python3.13}}}}\n"
        )
    };
    let text = |uri: &str| -> String { (0..2_000).map(|index| function(uri, index)).collect() };
    let project = read("template.yaml", &format!("Resources:\n{}", text("src")), "src/a.py");
    let [found] = &project.findings[..] else { panic!("{:#?}", project.findings) };
    assert_eq!(project.definitions.len(), 500);
    assert!(found.finding.message.contains("states 2,000 functions and layers, and only the first 500"));
    let long = format!("\"{}\"", "x".repeat(100_000));
    let project = read("template.yaml", &format!("Resources:\n{}", function(&long, 1)), "src/a.py");
    assert!(project.findings[0].finding.message.chars().count() < 700);
    // The limit on the files of all functions together.
    let files: String = (0..20_000).map(|index| format!("src/f{index}.py ")).collect();
    let project = read("template.yaml", &format!("Resources:\n{}", text("src")), &files);
    assert_eq!(project.definitions.len(), 50);
    let refused = project.findings.iter().filter(|found| found.finding.code.as_str() == "template-code");
    assert_eq!(refused.count(), 450);
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
    check("Resources:\n  A: \"b\n", 2, 6);
    check("Resources: {\"A\": {\"b\": 1,,}}\n", 1, 26);
    check("Resources: {}\n---\nResources: {}\n", 2, 1);
    check("---\nResources: {}\n...\n---\nResources: {}\n", 4, 1);
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
    assert_eq!(project.definitions.len(), 2);
}

/// The host does not read texts of many megabytes.
#[test]
fn a_template_whose_text_is_not_there_is_told() {
    let paths = ["app/template.yaml".to_string(), "app/src/a.py".to_string()];
    let projects = wheelpress::project::read(&paths, &[]);
    let [project] = &projects[..] else { panic!("{projects:#?}") };
    let [found] = &project.findings[..] else { panic!("{project:#?}") };
    assert_eq!(
        (found.finding.code.as_str(), found.finding.path.as_deref()),
        ("template-large", Some("app/template.yaml"))
    );
    assert!(found.finding.message.contains("too large"), "{found:#?}");
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
    assert_eq!(project.definitions.len(), 1);
}
