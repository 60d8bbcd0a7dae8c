//! Files other than templates that state functions: each is tested with a fixture in a typical form.

mod bad_input;
mod cdk;
mod nested;
mod samconfig;
mod serverless;
mod serverless_patterns;
mod terraform;
mod terraform_code;
mod terraform_made;
mod zappa;

use wheelpress::project::model::{Project, ProjectKind};
use wheelpress::project::{self, Text};
use wheelpress::toml_json::as_json;

/// Returns one line for each function that is stated, each that is left alone (with the reason), and
/// each code of a finding.
fn read(paths: &str, texts: &[(&str, &str)]) -> Vec<(ProjectKind, Vec<String>)> {
    projects(paths, texts).iter().map(|project| (project.statement, lines(project))).collect()
}

fn projects(paths: &str, texts: &[(&str, &str)]) -> Vec<Project> {
    let paths: Vec<String> =
        paths.split_whitespace().chain(texts.iter().map(|(path, _)| *path)).map(str::to_string).collect();
    let texts: Vec<Text> = texts.iter().map(|(path, text)| given(path, text)).collect();
    project::read(&paths, &texts)
}

/// A text as the host provides it: TOML is converted to JSON.
fn given(path: &str, text: &str) -> Text {
    let text = if path.ends_with(".toml") { as_json(text) } else { text.to_string() };
    Text { path: path.to_string(), text }
}

fn lines(project: &Project) -> Vec<String> {
    let definition = project.definitions.iter().map(|definition| {
        let target = &definition.target;
        let files: Vec<&str> = definition.files.iter().map(|file| file.path.as_str()).collect();
        let handler = target.handler.as_deref().unwrap_or("layer");
        let layers: String = definition.layers.iter().map(|layer| format!(" + {layer}")).collect();
        let (id, runtime, architecture) = (&definition.id, &target.runtime, target.architecture.name());
        format!("{id} {runtime} {architecture} {handler} [{}]{layers}", files.join(" "))
    });
    let left = project.skipped.iter().map(|left| format!("{}: {}", left.id, left.why));
    let findings = project
        .findings
        .iter()
        .map(|found| format!("{} {}", found.finding.code.as_str(), found.finding.message));
    definition.chain(left).chain(findings).collect()
}

#[track_caller]
fn check(paths: &str, texts: &[(&str, &str)], statement: ProjectKind, expected: &[&str]) {
    let read = read(paths, texts);
    let [(found, lines)] = &read[..] else { panic!("{read:#?}") };
    assert_eq!(*found, statement);
    assert_eq!(lines, expected);
}

#[test]
fn serverless() {
    let text = "service: orders
frameworkVersion: '3'
provider:
  name: aws
  runtime: ${self:custom.runtime}
  architecture: arm64
  stage: ${opt:stage, 'dev'}
custom:
  runtime: python3.12
plugins: [serverless-python-requirements]
package:
  individually: true
  patterns: ['!**', 'src/**']
layers:
  shared: {path: layers/shared, compatibleRuntimes: [python3.12]}
functions:
  list:
    handler: src/orders.list
    layers: [{Ref: SharedLambdaLayer}]
  slim:
    name: slim-${self:provider.stage}
    handler: app.run
    module: slim
    runtime: python3.13
    architecture: x86_64
    package: {patterns: ['slim/**', '!slim/tests/**']}
  old: {handler: a.b, runtime: python3.6}
  node: {handler: a.b, runtime: nodejs20.x}
  image: {image: base}
  other: {handler: '${file(x.yml):handler}'}
";
    check(
        "svc/src/orders.py svc/README.md svc/layers/shared/python/x.py svc/slim/app.py svc/slim/requirements.txt \
         svc/slim/tests/t.py svc/wheels/six-1.0-py3-none-any.whl",
        &[("svc/serverless.yml", text)],
        ProjectKind::Serverless,
        &[
            "shared python3.12 arm64 layer [shared/python/x.py]",
            "list python3.12 arm64 src.orders.list [svc/src/orders.py] + shared",
            "slim python3.13 x86_64 app.run [slim/app.py slim/requirements.txt six-1.0-py3-none-any.whl]",
            "node: its runtime is \"nodejs20.x\"",
            "image: its code is a container image",
            "template-runtime The runtime \"python3.6\" of \"old\" is not known",
            "template-property \"handler\" of \"other\" cannot be known from the file",
        ],
    );
}

#[test]
fn what_is_installed_needs_no_pattern() {
    let text = |patterns: &str| {
        format!(
            "provider: {{name: aws, runtime: python3.13}}\npackage: {{patterns: [{patterns}]}}\n\
             functions: {{list: {{handler: src/orders.list}}}}\n"
        )
    };
    let paths = "svc/src/orders.py svc/README.md svc/uv.lock svc/wheels/six-1.0-py3-none-any.whl";
    for patterns in ["'!**', 'src/**'", "'!*', '!wheels/**', 'src/**'"] {
        check(
            paths,
            &[("svc/serverless.yml", &text(patterns))],
            ProjectKind::Serverless,
            &["list python3.13 x86_64 src.orders.list \
               [svc/src/orders.py svc/uv.lock svc/wheels/six-1.0-py3-none-any.whl]"],
        );
    }
    check(
        &paths.replace("svc/uv.lock ", ""),
        &[("svc/serverless.yml", &text("'!**', 'src/**'"))],
        ProjectKind::Serverless,
        &["list python3.13 x86_64 src.orders.list [svc/src/orders.py]"],
    );
}

#[test]
fn chalice() {
    let text = r#"{"version": "2.0", "app_name": "hello", "stages": {"dev": {"api_gateway_stage": "api"}}}"#;
    check(
        "hello/app.py hello/chalicelib/db.py hello/vendor/own/__init__.py hello/requirements.txt hello/tests/t.py",
        &[("hello/.chalice/config.json", text)],
        ProjectKind::Chalice,
        &["hello python3.14 x86_64 app.app \
           [hello/app.py hello/chalicelib/db.py hello/own/__init__.py hello/requirements.txt]"],
    );
    // Only the folder "vendor" beside the app goes to the root.
    check(
        "hello/app.py hello/chalicelib/vendor/db.py hello/vendor/vendor/x.py hello/vendor/own.py",
        &[("hello/.chalice/config.json", text)],
        ProjectKind::Chalice,
        &[
            "hello python3.14 x86_64 app.app [hello/app.py hello/chalicelib/vendor/db.py hello/vendor/x.py hello/own.py]",
        ],
    );
    // The files without their folder.
    check(
        "app.py chalicelib/vendor/db.py vendor/own/__init__.py vendor/six.py",
        &[(".chalice/config.json", text)],
        ProjectKind::Chalice,
        &["hello python3.14 x86_64 app.app [app.py chalicelib/vendor/db.py own/__init__.py six.py]"],
    );
}

#[test]
fn layers_of_chalice() {
    let paths = "hello/app.py hello/chalicelib/db.py hello/vendor/own/__init__.py hello/requirements.txt six-1.0-py3-none-any.whl";
    let text = r#"{"version": "2.0", "app_name": "hello", "automatic_layer": true, "layers": ["arn:a"], "stages": {
        "dev": {"lambda_memory_size": 256, "environment_variables": {"A": "b"}},
        "prod": {"layers": ["arn:a", "arn:b"], "lambda_functions": {"list": {"layers": ["arn:a", "arn:b", "arn:c"], "lambda_timeout": 3}}}
    }}"#;
    check(
        paths,
        &[("hello/.chalice/config.json", text)],
        ProjectKind::Chalice,
        &[
            "managed-layer python3.14 x86_64 layer [hello/own/__init__.py hello/requirements.txt six-1.0-py3-none-any.whl]",
            "hello python3.14 x86_64 app.app [hello/app.py hello/chalicelib/db.py] + managed-layer",
        ],
    );
    assert_eq!(projects(paths, &[("hello/.chalice/config.json", text)])[0].definitions[1].other_layers, 3);
}

#[test]
fn folders_with_a_handler_each() {
    let handler = "import json\n\ndef lambda_handler(event, context):\n    return 1\n";
    check(
        "repo/a/requirements.txt six-1.0-py3-none-any.whl repo/README.md",
        &[
            ("repo/a/lambda_function.py", handler),
            ("repo/b/app.py", "def handler (event, context): pass\n"),
            ("repo/lib/main.py", "def main(): pass\n"),
        ],
        ProjectKind::Folders,
        &[
            "a python3.14 x86_64 lambda_function.lambda_handler \
             [a/requirements.txt a/lambda_function.py six-1.0-py3-none-any.whl]",
            "b python3.14 x86_64 app.handler [b/app.py]",
        ],
    );
    // One function alone is not a project, and neither are its subfolders.
    assert!(read("", &[("app/lambda_function.py", handler)]).is_empty());
    assert!(read("", &[("app/app.py", handler), ("app/lib/app.py", handler)]).is_empty());
}

#[test]
fn what_is_not_understood_is_named() {
    let unread = |paths: &str, file: &str, text: &str, statement| {
        let said = format!("statement-unread \"{file}\" may state functions in a way that is not read here");
        check(paths, &[(file, text)], statement, &[&said]);
    };
    unread("app/handler.py", "app/serverless.ts", "export default {}", ProjectKind::Serverless);
    unread("app/lambda/a.py", "app/cdk.json", "{\"app\": \"python3 app.py\"}", ProjectKind::Cdk);
    unread("app/lambda/a.py", "app/Pulumi.yaml", "name: shop\nruntime: python\n", ProjectKind::Pulumi);
}

#[test]
fn programs_of_cdk_with_their_templates() {
    let template = "{\"Resources\": {\"F\": {\"Type\": \"AWS::Lambda::Function\", \"Properties\": \
                    {\"Runtime\": \"python3.13\", \"Handler\": \"a.h\", \"Code\": \"src\"}}}}";
    let synthesized = ("app/cdk.out/Shop.template.json", template);
    let program = ("app/cdk.json", "{\"app\": \"python3 app.py\"}");
    let line = "F python3.13 x86_64 a.h [src/a.py]";
    check("app/cdk.out/src/a.py", &[synthesized, program], ProjectKind::Cdk, &[line]);
    // The templates of another program.
    let read = read("app/cdk.out/src/a.py", &[synthesized, ("other/cdk.json", "{}")]);
    assert_eq!(read.len(), 2, "{read:#?}");
}

#[test]
fn other_templates_are_none() {
    assert!(read("", &[("chart/template.yaml", "kind: Deployment\nmetadata: {name: x}\n")]).is_empty());
    assert!(read("", &[("app/node_modules/x/template.yaml", "Resources: {}\n")]).is_empty());
}
