//! Functions and layers that templates state.

use super::fixtures::{GLOBALS, JSON, LEFT_ALONE, ONE};
use super::{lines, read};
use wheelpress::project::{self, Text};

#[track_caller]
fn check(file: &str, text: &str, paths: &str, expected: &[&str]) {
    let project = read(file, text, paths);
    assert_eq!(lines(&project), expected);
    assert!(project.findings.is_empty(), "{:#?}", project.findings);
}

#[test]
fn one_function() {
    check(
        "app/template.yaml",
        ONE,
        "app/hello_world/app.py app/hello_world/requirements.txt app/tests/test_app.py app/wheels/six-1.0-py3-none-any.whl",
        &["HelloWorldFunction python3.13 x86_64 app.lambda_handler \
           [hello_world/app.py hello_world/requirements.txt six-1.0-py3-none-any.whl]"],
    );
}

#[test]
fn globals_are_merged_and_parameters_have_their_defaults() {
    let paths = "a/services/orders/api/app.py a/services/users/main.py a/services/default/app.py a/layers/shared/x.py";
    check(
        "a/template.yml",
        GLOBALS,
        paths,
        &[
            "Shared python3.12 arm64 [shared/x.py]",
            "Orders python3.12 arm64 app.handler [api/app.py] + Shared",
            "Users python3.12 x86_64 main.run [users/main.py] + Shared",
            "Plain python3.12 arm64 app.handler [default/app.py] + Shared",
        ],
    );
    assert_eq!(read("a/template.yml", GLOBALS, paths).definitions[1].name.as_deref(), Some("orders-dev"));
}

#[test]
fn json() {
    check("template.json", JSON, "src/app.py", &["Api python3.13 arm64 app.handler [src/app.py]"]);
}

#[test]
fn wheels_are_for_those_that_require_something() {
    let text = "Resources:
  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: a, Handler: a.h, Runtime: python3.13}}
  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: b, Handler: b.h, Runtime: python3.13}}
  C:
    Type: AWS::Serverless::Function
    Metadata: {SkipBuild: True}
    Properties: {CodeUri: b, Handler: b.h, Runtime: python3.13}
";
    check(
        "template.yaml",
        text,
        "a/a.py b/b.py b/requirements.txt six-1.0-py3-none-any.whl",
        &[
            "A python3.13 x86_64 a.h [a/a.py]",
            "B python3.13 x86_64 b.h [b/b.py b/requirements.txt six-1.0-py3-none-any.whl]",
            "C python3.13 x86_64 b.h [b/b.py]",
        ],
    );
}

#[test]
fn a_template_and_what_tools_write_is_no_code() {
    let text = "Resources:
  A: {Type: AWS::Serverless::Function, Properties: {Handler: a.h, Runtime: python3.13}}
";
    check(
        "app/template.yaml",
        text,
        "app/a.py app/.env app/lib/.env app/lib/template.yaml app/samconfig.toml app/.aws-sam/build/A/a.py app/.git/HEAD",
        &["A python3.13 x86_64 a.h [app/a.py app/lib/template.yaml]"],
    );
}

#[test]
fn a_layer_is_for_the_runtime_of_its_functions() {
    let text = "Resources:
  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: f, Handler: a.h, Runtime: python3.12, Layers: [!Ref L]}}
  G: {Type: AWS::Serverless::Function, Properties: {CodeUri: f, Handler: a.h, Runtime: python3.13}}
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: l}}
  M: {Type: AWS::Lambda::LayerVersion, Properties: {Content: l, CompatibleRuntimes: [python3.11, python3.13]}}
";
    check(
        "template.yaml",
        text,
        "f/a.py l/python/x.py",
        &[
            "L python3.12 x86_64 [l/python/x.py]",
            "M python3.13 x86_64 [l/python/x.py]",
            "F python3.12 x86_64 a.h [f/a.py] + L",
            "G python3.13 x86_64 a.h [f/a.py]",
        ],
    );
}

#[test]
fn what_is_not_pressed_here_is_named_with_the_reason() {
    let project = read("template.yaml", LEFT_ALONE, "src/a.py dist/code.zip nested/template.yaml");
    let left: Vec<String> = project.skipped.iter().map(|left| format!("{}: {}", left.id, left.why)).collect();
    assert_eq!(
        left,
        [
            "Image: its code is a container image",
            "Node: its runtime is \"nodejs22.x\"",
            "Make: it is built by a makefile",
            "Inline: its code is in the template",
            "Uploaded: its code is in a bucket already",
            "Zipped: its code is a zip already",
            "Nested: it is a stack of its own, which \"nested/template.yaml\" states",
        ]
    );
    assert!(project.definitions.is_empty() && project.findings.is_empty(), "{project:#?}");
}

#[test]
fn intrinsic_functions_are_resolved_where_the_template_says_what_they_give() {
    let check = |value: &str, folder: &str| {
        let text = format!(
            "Parameters:\n  Env: {{Type: String, Default: dev}}\nMappings:\n  Folders: {{dev: {{code: src}}}}
Conditions:\n  IsDev: !Equals [!Ref Env, dev]\n  IsProd: !Not [!Condition IsDev]
Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: {value}
      Handler: a.h\n      Runtime: python3.13\n"
        );
        let project = read("template.yaml", &text, "src/a.py dev/a.py dev-src/a.py");
        let folders: Vec<&str> =
            project.definitions.iter().map(|definition| definition.folder.as_str()).collect();
        assert_eq!(folders, [folder], "{value}: {:?}", project.findings);
    };
    check("src", "src");
    check("./dev-src/../src/", "src");
    check("!Ref Env", "dev");
    check("!Sub '${Env}-src'", "dev-src");
    check("!Sub ['${x}-src', {x: !Ref Env}]", "dev-src");
    check("{'Fn::Join': ['-', [!Ref Env, src]]}", "dev-src");
    check("!FindInMap [Folders, !Ref Env, code]", "src");
    check("!If [IsDev, src, prod]", "src");
    check("!If [IsProd, prod, !Sub '${Env}']", "dev");
    check("!Select [1, [dev, src]]", "src");
}

#[test]
fn requirements_that_ask_for_nothing_bring_no_wheels() {
    let text = "Resources:\n  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: a, Handler: a.h, Runtime: python3.13}}\n";
    let paths = ["a/a.py", "a/requirements.txt", "six-1.0-py3-none-any.whl", "template.yaml"];
    let count = |requirements: &str| {
        let texts = [("template.yaml", text), ("a/requirements.txt", requirements)];
        let texts = texts.map(|(path, text)| Text { path: path.to_string(), text: text.to_string() });
        project::read(&paths.map(str::to_string), &texts)[0].definitions[0].files.len()
    };
    assert_eq!([count(""), count("# six\n\n"), count("six\n")], [2, 2, 3]);
}

/// Resources made by macros and loops, and resources that are not functions.
#[test]
fn neighbours_of_functions() {
    let text = "\u{feff}Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Rules: {R: {Assertions: [{Assert: !Equals [a, a]}]}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Parameters: {Stage: {Type: String}, Folder: {Type: String, Default: src}}
Globals:
  Function: {Runtime: python3.13, AutoPublishAlias: live, Layers: [!Ref L, 'arn:aws:lambda:eu-west-1:1:layer:x:1']}
Resources:
  F:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties:
      CodeUri: !Sub ./${Folder}/
      Handler: a.h
      AutoPublishAlias: !Ref Stage
      Events: {Api: {Type: HttpApi}, S: {Type: Schedule, Properties: {Schedule: rate(1 minute)}}}
      Layers: [!If [IsProd, !Ref L, !Ref AWS::NoValue]]
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
  I: {Type: AWS::Serverless::Function, Properties: {Handler: index.h, InlineCode: 'def h(e, c): pass'}}
  C: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}, Metadata: {Dockerfile: Dockerfile}}
  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested/template.yaml}}
  'Fn::Transform': {Name: AWS::Include, Parameters: {Location: more.yaml}}
  'Fn::ForEach::All':
    - Name
    - [A, B]
    - '${Name}': {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: a.h}}
";
    for text in [text.to_string(), text.replace('\n', "\r\n")] {
        let project =
            read("infra/sam/template.yaml", &text, "infra/sam/src/a.py infra/sam/layer/python/x.py");
        assert!(project.findings.is_empty(), "{:#?}", project.findings);
        let expected = ["L python3.13 x86_64 [layer/python/x.py]", "F python3.13 x86_64 a.h [src/a.py] + L"];
        assert_eq!(lines(&project), expected);
        // One layer is somebody else's, and one depends on the stage.
        assert_eq!(project.definitions[1].other_layers, 2);
        let left: Vec<&str> = project.skipped.iter().map(|left| left.id.as_str()).collect();
        assert_eq!(left, ["Fn::Transform", "Fn::ForEach::All", "I", "C", "N"]);
    }
}
