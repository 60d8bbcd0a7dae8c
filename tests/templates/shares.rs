//! Layers that are added to a template, and the functions that use them.

use super::fixtures::{GLOBALS, JSON, ONE};
use wheelpress::project::edit::{AddedLayer, with_layers};

fn layer(functions: &[&str]) -> AddedLayer {
    AddedLayer {
        id: "SharedLibraries".to_string(),
        runtime: "python3.13".to_string(),
        architecture: "arm64".to_string(),
        functions: functions.iter().map(|id| id.to_string()).collect(),
    }
}

/// `changes`: each text and its replacement. Nothing else may change.
#[track_caller]
fn check(text: &str, functions: &[&str], changes: &[(&str, &str)]) {
    let expected = changes.iter().fold(text.to_string(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    });
    let edited = with_layers(text, &[layer(functions)]).unwrap();
    assert_eq!(edited, expected);
    let ends = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(with_layers(&ends(text), &[layer(functions)]).unwrap(), ends(&expected));
}

const LAYER: &str = "  SharedLibraries:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: .
      CompatibleRuntimes: [python3.13]
      CompatibleArchitectures: [arm64]
";

#[test]
fn a_function_without_layers_gets_some() {
    let resources = format!("Resources:\n{LAYER}");
    check(
        ONE,
        &["HelloWorldFunction"],
        &[
            ("Resources:\n", &resources),
            (
                "      CodeUri: hello_world/",
                "      Layers: [!Ref SharedLibraries]\n      CodeUri: hello_world/",
            ),
        ],
    );
    check(
        GLOBALS,
        &["Orders", "Plain"],
        &[
            ("Resources:\n", &resources),
            ("      FunctionName: !Sub", "      Layers: [!Ref SharedLibraries]\n      FunctionName: !Sub"),
            (
                "  Plain:\n    Type: AWS::Serverless::Function\n",
                "  Plain:\n    Properties: {\"Layers\": [{\"Ref\": \"SharedLibraries\"}]}\n    Type: AWS::Serverless::Function\n",
            ),
        ],
    );
}

#[test]
fn json() {
    check(
        JSON,
        &["Api"],
        &[
            (
                "\n\t\t\"Api\": {",
                "\n\t\t\"SharedLibraries\": {\"Type\": \"AWS::Lambda::LayerVersion\", \"Properties\": {\"Content\": \".\", \
                 \"CompatibleRuntimes\": [\"python3.13\"], \"CompatibleArchitectures\": [\"arm64\"]}},\n\t\t\"Api\": {",
            ),
            (
                "\n\t\t\t\t\"Code\": \"src\",",
                "\n\t\t\t\t\"Layers\": [{\"Ref\": \"SharedLibraries\"}],\n\t\t\t\t\"Code\": \"src\",",
            ),
        ],
    );
}

/// Returns a template with one function that has this value of `Layers`, with the white space after the
/// key.
fn with_value(value: &str) -> String {
    format!(
        "Transform: x\nResources:\n    # About the function.\n    F: # here\n        Type: AWS::Serverless::Function\n        Properties:\n            Layers:{value}\n            Handler: a.h\n\n    L:\n        Type: AWS::Serverless::LayerVersion\n"
    )
}

#[test]
fn a_function_with_layers_keeps_them() {
    let indented = format!("Resources:\n{}\n", LAYER.replace("  ", "    "));
    let check = |before: &str, after: &str| {
        let changes = [("Resources:\n", indented.as_str()), (before, after)];
        check(&with_value(before), &["F"], &changes);
    };
    check(" [!Ref L]", " [!Ref L, !Ref SharedLibraries]");
    check(" [ !Ref L ] # why", " [ !Ref L, !Ref SharedLibraries ] # why");
    check(" []", " [!Ref SharedLibraries]");
    check(" [a,\n  b\n  ]", " [a,\n  b, !Ref SharedLibraries\n  ]");
    let dash = "\n                - !Ref SharedLibraries";
    check("\n                - !Ref L # one", &format!("\n                - !Ref L # one{dash}"));
    check("\n                - Ref: L", &format!("\n                - Ref: L{dash}"));
    check(
        "\n            - a\n            - b",
        "\n            - a\n            - b\n            - !Ref SharedLibraries",
    );
}

#[test]
fn what_cannot_be_added_is_told() {
    let check = |text: &str, why: &str, line: u32| {
        let fault = with_layers(text, &[layer(&["F"])]).unwrap_err();
        assert_eq!((fault.why.as_str(), fault.place.line), (why, line));
    };
    let stubborn = "\"Layers\" of \"F\" is written in a way in which no layer can be added";
    check(&with_value(" !Ref Layers"), stubborn, 7);
    check(&with_value(" !If [x, [a], [b]]"), stubborn, 7);
    check(&with_value(" arn"), stubborn, 7);
    let merged =
        "x: &x {Layers: [a]}\nResources:\n  F: {Type: AWS::Lambda::Function, Properties: {<<: *x}}\n";
    check(merged, stubborn, 1);
    let taken = with_value(" []").replace("    L:", "    SharedLibraries:");
    check(&taken, "it has a resource \"SharedLibraries\" already", 11);
    check("Resources:\n  G: {Type: AWS::Lambda::Function}\n", "it has no function or layer \"F\"", 1);
    check("a: 1\n", "it has no resources", 1);
}

#[test]
fn several_layers() {
    let other = AddedLayer { id: "Other".to_string(), ..layer(&["HelloWorldFunction"]) };
    let edited = with_layers(ONE, &[layer(&["HelloWorldFunction"]), other]).unwrap();
    assert!(edited.contains("Layers: [!Ref SharedLibraries, !Ref Other]\n"), "{edited}");
    assert_eq!(with_layers(ONE, &[]).unwrap(), ONE);
}
