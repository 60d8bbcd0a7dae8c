//! Edited templates with other locations of the code: comments, order and formatting stay.

use super::fixtures::{GLOBALS, JSON, LEFT_ALONE, ONE};
use wheelpress::project::edit::{CodeLocation, Relocation, relocated};

fn folder(id: &str) -> Relocation {
    Relocation { id: id.to_string(), code: CodeLocation::Folder(id.to_string()) }
}

fn bucket(id: &str) -> Relocation {
    let code = CodeLocation::Bucket { bucket: "my-bucket".to_string(), key: "app/0123.zip".to_string() };
    Relocation { id: id.to_string(), code }
}

/// Returns the lines that differ, as in a diff.
fn differences(before: &str, after: &str) -> Vec<String> {
    let before_lines: Vec<&str> = before.split('\n').collect();
    let after_lines: Vec<&str> = after.split('\n').collect();
    let gone = before_lines.iter().filter(|line| !after_lines.contains(line)).map(|line| format!("-{line}"));
    let new = after_lines.iter().filter(|line| !before_lines.contains(line)).map(|line| format!("+{line}"));
    gone.chain(new).collect()
}

#[track_caller]
fn check(text: &str, relocation: Relocation, expected: &[&str]) {
    let edited = relocated(text, &[relocation], None).unwrap();
    assert_eq!(differences(text, &edited), expected, "{edited}");
}

#[test]
fn without_a_change_every_byte_stays() {
    for text in [ONE, GLOBALS, JSON, LEFT_ALONE, &ONE.replace('\n', "\r\n"), &format!("\u{feff}{ONE}")] {
        assert_eq!(relocated(text, &[], None).unwrap(), text);
    }
}

#[test]
fn a_value_is_replaced_where_it_stands() {
    check(
        ONE,
        folder("HelloWorldFunction"),
        &["-      CodeUri: hello_world/", "+      CodeUri: HelloWorldFunction"],
    );
    check(
        ONE,
        bucket("HelloWorldFunction"),
        &["-      CodeUri: hello_world/", "+      CodeUri: s3://my-bucket/app/0123.zip"],
    );
    check(
        JSON,
        bucket("Api"),
        &[
            "-\t\t\t\t\"Code\": \"src\",",
            "+\t\t\t\t\"Code\": {\"S3Bucket\": \"my-bucket\", \"S3Key\": \"app/0123.zip\"},",
        ],
    );
    check(
        GLOBALS,
        bucket("Shared"),
        &[
            "-    Properties: {ContentUri: layers/shared}",
            "+    Properties: {ContentUri: \"s3://my-bucket/app/0123.zip\"}",
        ],
    );
}

#[test]
fn what_globals_say_is_said_by_the_function() {
    check(GLOBALS, folder("Plain"), &["+    Properties: {\"CodeUri\": \"Plain\"}"]);
    let text =
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.h # why\n";
    check(text, folder("F"), &["+      CodeUri: F"]);
    let json = "{\"Resources\": {\"F\": {\n  \"Type\": \"AWS::Lambda::Function\",\n  \"Properties\": {\n    \"Handler\": \"a.h\"\n  }\n}}}\n";
    check(json, folder("F"), &["+    \"Code\": \"F\","]);
}

/// The same value in all notations.
#[test]
fn all_ways_to_write_a_value() {
    let check = |before: &str, after: &str| {
        let template = |value: &str| {
            format!(
                "x: &uri src\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: {value} # é\n      Handler: a.h\n"
            )
        };
        let edited = relocated(&template(before), &[folder("F")], None).unwrap();
        assert_eq!(edited, template(after));
    };
    check("src", "F");
    check("'src'", "F");
    check("\"src\"", "F");
    check("!Sub 'src'", "F");
    check("!Sub [a, {b: c}]", "F");
    check("{Ref: Code}", "F");
    check("*uri", "F");
    check("&code src", "&code F");
    let edited = |text: &str| relocated(text, &[folder("F")], None).unwrap();
    let head = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n";
    let block = format!("{head}      CodeUri: >-\n        src\n      Handler: a.h\n");
    assert_eq!(edited(&block), format!("{head}      CodeUri: F\n      Handler: a.h\n"));
    let mapping = format!("{head}      CodeUri:\n        Ref: Code\n\n      # why\n      Handler: a.h\n");
    assert_eq!(
        edited(&mapping),
        format!("{head}      CodeUri:\n        F\n\n      # why\n      Handler: a.h\n")
    );
    let alias =
        "x: &p\n  CodeUri: a\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: *p\n";
    assert!(edited(alias).ends_with("    Properties: {<<: *p , \"CodeUri\": \"F\"}\n"));
    let empty = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n  G: {}\n";
    assert!(edited(empty).contains("    Properties: {\"CodeUri\": \"F\"}\n  G: {}\n"));
}

#[test]
fn a_key_that_needs_quotes_has_them() {
    let code = CodeLocation::Bucket { bucket: "b".to_string(), key: "my app #1/\"x\".zip".to_string() };
    let edited = relocated(ONE, &[Relocation { id: "HelloWorldFunction".to_string(), code }], None).unwrap();
    assert!(edited.contains("      CodeUri: \"s3://b/my app #1/\\\"x\\\".zip\"\n"), "{edited}");
}

#[test]
fn what_is_not_there_is_told() {
    let fault = relocated(ONE, &[folder("Nowhere")], None).unwrap_err();
    assert_eq!(fault.why, "it has no function or layer \"Nowhere\"");
}

/// Only the bytes of the value change, whatever the notation of the rest. Without an edit nothing
/// changes.
#[test]
fn ways_to_write_a_template() {
    let check = |text: &str, from: &str, to: &str| {
        for text in [text.to_string(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            assert_eq!(relocated(&text, &[], None).unwrap(), text);
            assert_eq!(text.matches(from).count(), 1, "{text}");
            assert_eq!(relocated(&text, &[folder("F")], None).unwrap(), text.replace(from, to), "{text}");
        }
    };
    let kind = "AWS::Serverless::Function";
    // Without an end of the last line, and with spaces after a value.
    check(
        &format!("Resources:\n  F:\n    Type: {kind}\n    Properties:\n      CodeUri: src/x"),
        "src/x",
        "F",
    );
    check(
        &format!("Resources:\n  F:\n    Type: {kind}\n    Properties:\n      CodeUri: src/x   \n"),
        "src/x",
        "F",
    );
    // Indentation by three and by seven spaces, and no indentation for lists.
    check(
        &format!(
            "Resources:\n   F:\n          Properties:\n           CodeUri:   src/x # why\n           Layers:\n           - a\n          Type: {kind}\n\n\n"
        ),
        "src/x",
        "F",
    );
    // In braces, over several lines, with a trailing comma.
    check(
        &format!("{{Resources: {{F: {{Type: '{kind}', Properties: {{CodeUri: src/x, Handler: a.h}}}}}}}}\n"),
        "src/x",
        "\"F\"",
    );
    check(
        &format!(
            "Resources: {{\n  F: {{\n    Type: {kind},\n    Properties: {{ CodeUri: 'src/x', }},\n  }},\n}}\n"
        ),
        "'src/x'",
        "\"F\"",
    );
    // Tabs before values, keys in quotes, a space before a colon, and markers for the start and end of the
    // document.
    check(
        &format!(
            "---\n'Resources':\n  \"F\":\n    Type:\t{kind}\n    Properties:\n      \"CodeUri\" :\tsrc/x\n...\n"
        ),
        "src/x",
        "F",
    );
    check(
        &format!("Resources:\n  ? F\n  : Type: {kind}\n    Properties:\n      CodeUri: src/x\n"),
        "src/x",
        "F",
    );
    check(
        &format!(
            "%YAML 1.2\n--- # first\nResources:\n  F: !x\n    Type: {kind}\n    Properties: &p\n      CodeUri: \"src/x\"\n"
        ),
        "\"src/x\"",
        "F",
    );
}
