//! More bad input of each kind: findings state the line and the logical id, and the other function is still
//! read.

use super::read;

const GOOD: &str = "  Good: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: a.h, Runtime: python3.13}}\n";

/// Returns the findings as `code:line:id`, for these resources beside a correct one.
fn found(resources: &str) -> Vec<String> {
    let project = read("app/template.yaml", &format!("Resources:\n{resources}{GOOD}"), "app/src/a.py");
    assert!(
        project.definitions.iter().any(|definition| definition.id == "Good"),
        "the other function is gone"
    );
    let one = |found: &wheelpress::project::model::ProjectFinding| {
        format!("{}:{}:{}", found.finding.code.as_str(), found.line, found.id.as_deref().unwrap_or("-"))
    };
    project.findings.iter().map(one).collect()
}

fn function(properties: &str) -> String {
    format!(
        "  F:\n    Type: AWS::Serverless::Function\n    Properties: {{Handler: a.h, Runtime: python3.13, {properties}}}\n"
    )
}

#[track_caller]
fn check(resources: &str, expected: &[&str]) {
    assert_eq!(found(resources), expected, "{resources}");
}

#[test]
fn code_in_places_that_are_none() {
    for uri in [
        "'..\\src'",
        "'C:\\app\\src'",
        "~/src",
        "'src/*.py'",
        "'file:///app/src'",
        "'src\\'",
        "' src'",
        "src%2f",
        "\"src\\0\"",
    ] {
        check(&function(&format!("CodeUri: {uri}")), &["template-code:4:F"]);
    }
    // The folder of the template, and the folder `src` in other notations.
    for uri in ["''", ".", "./", "src//", "src/./", "./src/../src"] {
        check(&function(&format!("CodeUri: {uri}")), &[]);
    }
}

#[test]
fn values_that_only_the_stack_knows() {
    for uri in [
        "!GetAtt Good.Arn",
        "!Ref AWS::NoValue",
        "!Sub '${Good.Arn}/src'",
        "!If [Nowhere, a, b]",
        "!If [a, b]",
        "!Select [7, [src]]",
        "!Select [x, [src]]",
        "!FindInMap [No, such, map]",
        "!Join [',']",
        "!Split [',', 'a,b']",
        "!Sub ['${x}', {}]",
        "!Transform {Name: X}",
        "!Cidr [a, b]",
        "{Ref: Good, Other: x}",
        "{'Fn::Nope': src}",
    ] {
        check(&function(&format!("CodeUri: {uri}")), &["template-property:4:F"]);
    }
    // A parameter whose default is itself, and two parameters whose defaults refer to each other.
    for parameters in [
        "A: {Type: String, Default: !Ref A}",
        "A: {Type: String, Default: !Ref B}, B: {Type: String, Default: !Sub '${A}'}",
    ] {
        let text = format!("Parameters: {{{parameters}}}\nResources:\n{}{GOOD}", function("CodeUri: !Ref A"));
        let project = read("app/template.yaml", &text, "app/src/a.py");
        assert_eq!(project.findings[0].finding.code.as_str(), "template-property");
        assert_eq!(project.definitions.len(), 1);
    }
}

#[test]
fn names_that_are_no_runtime() {
    let of = |runtime: &str| {
        format!(
            "  F: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: src, Handler: a.h, Runtime: {runtime}}}}}\n"
        )
    };
    for runtime in [
        "Python3.13",
        "PYTHON3.12",
        "'python3.13 '",
        "python",
        "python3.130",
        "python-3.13",
        "python313",
        "3.13",
        "''",
        "pyton3.13",
    ] {
        check(&of(runtime), &["template-runtime:2:F"]);
    }
    for runtime in ["provided.al2023", "java21", "ruby3.4", "go1.x", "dotnet8", "nodejs"] {
        check(&of(runtime), &[]);
    }
}

#[test]
fn one_name_several_times() {
    let of = |kind: &str| {
        format!("  F: {{Type: {kind}, Properties: {{CodeUri: src, Handler: a.h, Runtime: python3.13}}}}\n")
    };
    let (function, layer) = (
        of("AWS::Serverless::Function"),
        "  F: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: src}}\n",
    );
    check(&function.repeat(3), &["template-duplicate:3:F", "template-duplicate:4:F"]);
    check(&format!("{layer}{function}"), &["template-duplicate:3:F"]);
    check(&format!("{function}{layer}"), &["template-duplicate:3:F"]);
    check(&format!("{function}{}", function.replace("F:", "f:")), &[]);
    // In JSON, in Globals, and in a section of its own.
    let json = r#"{"Resources": {"F": {"Type": "AWS::SNS::Topic"},
"F": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "src", "Handler": "a.h", "Runtime": "python3.13"}}}}"#;
    let project = read("template.json", json, "src/a.py");
    assert_eq!((project.definitions.len(), project.findings.len(), project.findings[0].line), (1, 1, 2));
    let globals = format!("Globals:\n  Function: {{Timeout: 3, Timeout: 4}}\nResources:\n{GOOD}");
    assert_eq!(read("template.yaml", &globals, "src/a.py").findings[0].line, 2);
    let twice = format!("Resources:\n  A: {{Type: AWS::SNS::Topic}}\nResources:\n{GOOD}");
    let project = read("template.yaml", &twice, "src/a.py");
    assert_eq!((project.definitions.len(), project.findings[0].line), (1, 3));
}

#[test]
fn circles_through_other_ways() {
    let layer = |id: &str, more: &str| {
        format!("  {id}: {{Type: AWS::Serverless::LayerVersion, {more}, Properties: {{ContentUri: src}}}}\n")
    };
    let own = "  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: a.h, Runtime: python3.13, Environment: {Variables: {A: !GetAtt F.Arn}}}}\n";
    check(own, &["template-layer:2:F"]);
    let by_function = format!("{}{}", function("CodeUri: src, Layers: [!Ref L]"), layer("L", "DependsOn: F"));
    check(&by_function, &["template-layer:2:F", "template-layer:5:L"]);
    let three = ["A", "B", "C"]
        .iter()
        .zip(["B", "C", "A"])
        .map(|(id, next)| layer(id, &format!("DependsOn: [{next}]")));
    check(&three.collect::<String>(), &["template-layer:2:A", "template-layer:3:B", "template-layer:4:C"]);
    // Names that do not refer to a layer.
    check(&layer("L", "DependsOn: [Nowhere, 3, [L]]"), &[]);
}

#[test]
fn texts_that_are_nearly_yaml() {
    let of = |text: &str| {
        let project = read("template.yaml", text, "src/a.py");
        let found = &project.findings[0];
        (found.finding.code.as_str(), found.line)
    };
    for (text, line) in [
        ("Resources:\n  A: 'b\n", 2),
        ("Resources:\n  A: b: c\n", 2),
        ("Resources:\n  A: [1, 2]]\n", 2),
        ("Resources:\n  A: @b\n", 2),
        ("Resources:\n  A: `b`\n", 2),
        ("Resources:\n  - a\n  b: c\n", 3),
        ("Resources:\n  A: %b\n", 2),
        ("{\"Resources\": // why\n {}}", 2),
        ("{\"Resources\": {\"A\": \"\\q\"}}", 1),
    ] {
        assert_eq!(of(text), ("template-invalid", line), "{text:?}");
    }
    // The SAM CLI refuses a second document: "expected a single document in the stream".
    let two = format!("Resources:\n{GOOD}---\nResources: {{}}\n");
    assert_eq!(of(&two), ("template-invalid", 3));
    let one = format!("---\nResources:\n{GOOD}...\n");
    let project = read("template.yaml", &one, "src/a.py");
    assert_eq!((project.definitions.len(), project.findings.len()), (1, 0));
}

#[test]
fn aliases_that_lead_nowhere_or_around() {
    check("  F: &f [*f]\n", &["template-property:2:F"]);
    check("  F: &f {<<: *f, Type: AWS::Serverless::Function}\n", &["template-property:2:F"]);
    check("  F: {<<: 3, Type: AWS::SNS::Topic}\n", &[]);
    let many = format!("x: &x {{CodeUri: src}}\ny: [{}]\nResources:\n{GOOD}", "*x, ".repeat(200_000));
    assert_eq!(read("template.yaml", &many, "src/a.py").definitions.len(), 1);
}

#[test]
fn other_templates_of_5_mb() {
    let comment = format!("# {}\n", "x".repeat(98)).repeat(52_000);
    let scalar = format!("Description: \"{}\"\n", "x".repeat(5_000_000));
    let line =
        format!("Metadata: {{{}}}\n", (0..300_000).map(|index| format!("k{index}: v, ")).collect::<String>());
    for head in [comment, scalar, line] {
        let project = read("template.yaml", &format!("{head}Resources:\n{GOOD}"), "src/a.py");
        let codes: Vec<_> = project.findings.iter().map(|found| found.finding.code.as_str()).collect();
        assert_eq!((codes, project.definitions.len()), (vec!["template-large"], 1));
    }
}

#[test]
fn layers_that_other_resources_give() {
    let check = |layer: &str, others: u32, findings: &[&str]| {
        let text = format!(
            "Parameters: {{Layer: {{Type: String}}}}
Globals: {{Function: {{Layers: [{layer}]}}}}
Resources:
  F: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: f, Handler: a.h, Runtime: python3.13, Layers: [{layer}]}}}}
  Powertools: {{Type: AWS::Serverless::Application, Properties: {{Location: {{ApplicationId: a, SemanticVersion: b}}}}}}
  Stack: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: 'https://x.invalid/t'}}}}
  Made: {{Type: Custom::Layer}}
"
        );
        let project = read("template.yaml", &text, "f/a.py");
        assert_eq!(project.definitions[0].other_layers, others, "{layer}");
        let found: Vec<&str> = project.findings.iter().map(|found| found.finding.message.as_str()).collect();
        assert_eq!(found, findings, "{layer}");
    };
    check("!GetAtt Powertools.Outputs.LayerVersionArn", 2, &[]);
    check("{'Fn::GetAtt': [Powertools, Outputs.LayerVersionArn]}", 2, &[]);
    check("!GetAtt Stack.Outputs.Layer", 2, &[]);
    check("!Sub '${Powertools.Outputs.LayerVersionArn}'", 2, &[]);
    check("!GetAtt Made.Arn", 2, &[]);
    check("!Ref Layer", 2, &[]);
    check("!ImportValue shared-layer", 2, &[]);
    let is_none = "\"Layers\" of \"F\" names \"Powertools\", which is no layer";
    check("!Ref Powertools", 0, &[is_none, is_none]);
    let is_gone = "\"Layers\" of \"F\" names \"Gone\", which the template does not have";
    check("!GetAtt Gone.Outputs.Layer", 0, &[is_gone, is_gone]);
}
