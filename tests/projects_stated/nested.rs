//! Templates with nested stacks.

use super::{given, lines, projects};
use wheelpress::project;

const ROOT: &str = "Resources:
  Child: {Type: AWS::Serverless::Application, Properties: {Location: stacks/child.yaml}}
  Other: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./stacks/gone.yaml}}
  Remote: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://s3.amazonaws.com/b/t.yaml'}}
  Bought: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: 'arn:a', SemanticVersion: 1.0.0}}}
";
const CHILD: &str = "Resources:
  Inner: {Type: AWS::Serverless::Application, Properties: {Location: ../more/inner.yaml}}
  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: ../src, Handler: a.h, Runtime: python3.13}}
";
const INNER: &str = "Resources:
  G: {Type: AWS::Serverless::Function, Properties: {CodeUri: ../src, Handler: a.h, Runtime: python3.12}}
  Root: {Type: AWS::Serverless::Application, Properties: {Location: ../stacks/child.yaml}}
";

#[test]
fn nested_stacks() {
    let texts = [("template.yaml", ROOT), ("stacks/child.yaml", CHILD), ("more/inner.yaml", INNER)];
    let read = projects("src/a.py", &texts);
    let lines: Vec<(String, Vec<String>)> = read.iter().map(|one| (one.file.clone(), lines(one))).collect();
    let expected: [(&str, &[&str]); 3] = [
        (
            "template.yaml",
            &[
                "Child: it is a stack of its own, which \"stacks/child.yaml\" states",
                "Other: it is a stack of its own: drop its template too",
                "Remote: its template is in a bucket already",
                "Bought: it is an application from the AWS Serverless Application Repository",
            ],
        ),
        (
            "stacks/child.yaml",
            &[
                "F python3.13 x86_64 a.h [src/a.py]",
                "Inner: it is a stack of its own, which \"more/inner.yaml\" states",
            ],
        ),
        (
            "more/inner.yaml",
            &[
                "G python3.12 x86_64 a.h [src/a.py]",
                "Root: it is a stack of its own, which \"stacks/child.yaml\" states",
            ],
        ),
    ];
    assert_eq!(
        lines,
        expected.map(|(file, lines)| (file.to_string(), lines.iter().map(|line| line.to_string()).collect()))
    );
}

#[test]
fn texts_of_nested_stacks_are_wanted() {
    let paths = ["template.yaml", "stacks/child.yaml", "more/inner.yaml", "src/a.py"].map(str::to_string);
    let check = |texts: &[(&str, &str)], expected: &[&str]| {
        let texts: Vec<project::Text> = texts.iter().map(|(path, text)| given(path, text)).collect();
        assert_eq!(project::wanted(&paths, &texts), expected);
    };
    check(&[("template.yaml", ROOT)], &["stacks/child.yaml"]);
    check(&[("template.yaml", ROOT), ("stacks/child.yaml", CHILD)], &["more/inner.yaml"]);
    check(&[("template.yaml", ROOT), ("stacks/child.yaml", CHILD), ("more/inner.yaml", INNER)], &[]);
    check(&[("template.yaml", "Resources: [")], &[]);
}
