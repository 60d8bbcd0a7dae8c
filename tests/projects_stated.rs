//! What states functions besides templates: each on a fixture in the shape that people use.

use wheelpress::project::model::{Project, Statement};
use wheelpress::project::{self, Text};

/// What is stated, one line each; what is left alone, with the reason; and the codes of findings.
fn read(paths: &str, texts: &[(&str, &str)]) -> Vec<(Statement, Vec<String>)> {
    projects(paths, texts).iter().map(|project| (project.statement, lines(project))).collect()
}

fn projects(paths: &str, texts: &[(&str, &str)]) -> Vec<Project> {
    let paths: Vec<String> =
        paths.split_whitespace().chain(texts.iter().map(|(path, _)| *path)).map(str::to_string).collect();
    let texts: Vec<Text> =
        texts.iter().map(|(path, text)| Text { path: path.to_string(), text: text.to_string() }).collect();
    project::read(&paths, &texts)
}

fn lines(project: &Project) -> Vec<String> {
    let stated = project.stated.iter().map(|stated| {
        let target = &stated.target;
        let files: Vec<&str> = stated.files.iter().map(|file| file.path.as_str()).collect();
        let handler = target.handler.as_deref().unwrap_or("layer");
        let layers: String = stated.layers.iter().map(|layer| format!(" + {layer}")).collect();
        let (id, runtime, architecture) = (&stated.id, &target.runtime, target.architecture.name());
        format!("{id} {runtime} {architecture} {handler} [{}]{layers}", files.join(" "))
    });
    let left = project.left_alone.iter().map(|left| format!("{}: {}", left.id, left.why));
    let findings = project
        .findings
        .iter()
        .map(|found| format!("{} {}", found.finding.code.as_str(), found.finding.message));
    stated.chain(left).chain(findings).collect()
}

#[track_caller]
fn check(paths: &str, texts: &[(&str, &str)], statement: Statement, expected: &[&str]) {
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
    package: {patterns: ['**', '!tests/**']}
  old: {handler: a.b, runtime: python3.6}
  node: {handler: a.b, runtime: nodejs20.x}
  image: {image: base}
  other: {handler: '${file(x.yml):handler}'}
";
    check(
        "svc/src/orders.py svc/README.md svc/layers/shared/python/x.py svc/slim/app.py svc/slim/requirements.txt \
         svc/slim/tests/t.py svc/wheels/six-1.0-py3-none-any.whl",
        &[("svc/serverless.yml", text)],
        Statement::Serverless,
        &[
            "shared python3.12 x86_64 layer [shared/python/x.py]",
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
fn chalice() {
    let text = r#"{"version": "2.0", "app_name": "hello", "stages": {"dev": {"api_gateway_stage": "api"}}}"#;
    check(
        "hello/app.py hello/chalicelib/db.py hello/vendor/own/__init__.py hello/requirements.txt hello/tests/t.py",
        &[("hello/.chalice/config.json", text)],
        Statement::Chalice,
        &["hello python3.14 x86_64 app.app \
           [hello/app.py hello/chalicelib/db.py hello/own/__init__.py hello/requirements.txt]"],
    );
}

#[test]
fn zappa() {
    let text = r#"{"dev": {"app_function": "app.app", "runtime": "python3.12"}, "prod": {"extends": "dev"}}"#;
    let why = "Zappa writes a handler of its own when it packs: run \"zappa package\" and drop its zip";
    check(
        "app/app.py",
        &[("app/zappa_settings.json", text)],
        Statement::Zappa,
        &[&format!("dev: {why}"), &format!("prod: {why}")],
    );
}

#[test]
fn cdk() {
    let text = r#"{"Resources": {
  "Hello4A628BD4": {
    "Type": "AWS::Lambda::Function",
    "Properties": {
      "Architectures": ["arm64"],
      "Code": {"S3Bucket": {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"}, "S3Key": "0f.zip"},
      "Handler": "index.handler",
      "Runtime": "python3.13"
    },
    "Metadata": {
      "aws:cdk:path": "Stack/Hello/Resource",
      "aws:asset:path": "asset.0f",
      "aws:asset:is-bundled": false,
      "aws:asset:property": "Code"
    }
  },
  "Custom": {
    "Type": "AWS::Lambda::Function",
    "Properties": {"Code": {"S3Bucket": "b", "S3Key": "k"}, "Handler": "index.handler", "Runtime": "nodejs22.x"},
    "Metadata": {"aws:asset:path": "asset.1a"}
  }
}}"#;
    check(
        "app/cdk.out/asset.0f/index.py app/cdk.out/asset.0f/lib/x.py app/cdk.out/asset.1a/index.js app/cdk.out/tree.json",
        &[("app/cdk.out/Stack.template.json", text)],
        Statement::Cdk,
        &[
            "Hello4A628BD4 python3.13 arm64 index.handler [asset.0f/index.py asset.0f/lib/x.py]",
            "Custom: its runtime is \"nodejs22.x\"",
        ],
    );
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
        Statement::Folders,
        &[
            "a python3.14 x86_64 lambda_function.lambda_handler \
             [a/requirements.txt a/lambda_function.py six-1.0-py3-none-any.whl]",
            "b python3.14 x86_64 app.handler [b/app.py]",
        ],
    );
    // One function states nothing, nor do its own folders.
    assert!(read("", &[("app/lambda_function.py", handler)]).is_empty());
    assert!(read("", &[("app/app.py", handler), ("app/lib/app.py", handler)]).is_empty());
}

#[test]
fn what_is_not_understood_is_named() {
    check(
        "app/handler.py",
        &[("app/serverless.ts", "export default {}")],
        Statement::Serverless,
        &["statement-unread \"app/serverless.ts\" states functions in a way that is not read here"],
    );
    let function = "{\"resource\": {\"aws_lambda_function\": {\"orders\": {\"handler\": \"app.handler\"}}}}";
    check(
        "app/app.py",
        &[("infra/main.tf.json", function)],
        Statement::Terraform,
        &["statement-unread \"infra/main.tf.json\" states functions in a way that is not read here"],
    );
}

/// As people write it: the files of a folder are one module.
#[test]
fn terraform() {
    let main = r#"
variable "runtime" {
  type    = string
  default = "python3.13"
}

locals {
  app = "${path.module}/../services"
}

resource "aws_lambda_function" "orders" {
  function_name    = "${local.prefix}-orders" # in locals.tf
  role             = aws_iam_role.lambda.arn
  filename         = data.archive_file.orders.output_path
  source_code_hash = data.archive_file.orders.output_base64sha256
  handler          = "app.handler"
  runtime          = var.runtime
  architectures    = ["arm64"]
  layers           = [aws_lambda_layer_version.shared.arn, "arn:aws:lambda:us-east-1:1:layer:other:1"]

  environment {
    variables = { TABLE = aws_dynamodb_table.orders.name }
  }
}

resource "aws_lambda_function" "users" {
  function_name = "users"
  filename      = "build/users.zip"
  handler       = "users.run"
  runtime       = "python3.12"
  layers        = concat(var.layers, [])
}

resource "aws_lambda_function" "each" {
  for_each = toset(["a", "b"])
  filename = "x.zip"
  handler  = each.key
  runtime  = "python3.13"
}

resource "aws_lambda_function" "built" {
  filename = "build/built.zip"
  handler  = "a.b"
  runtime  = var.other
}

resource "aws_lambda_function" "elsewhere" {
  filename = "../dist/elsewhere.zip"
  handler  = "a.b"
  runtime  = "python3.13"
}

resource "aws_lambda_function" "image" {
  package_type = "Image"
  image_uri    = "x"
}

resource "aws_lambda_function" "bucket" {
  s3_bucket = "b"
  s3_key    = "k"
  handler   = "a.b"
  runtime   = "python3.13"
}

resource "aws_lambda_function" "node" {
  filename = "x.zip"
  handler  = "a.b"
  runtime  = "nodejs22.x"
}

module "packed" {
  source = "terraform-aws-modules/lambda/aws"
}
"#;
    let archives = r#"
data "archive_file" "orders" {
  type        = "zip"
  source_dir  = "${local.app}/orders"
  output_path = "${path.module}/build/orders.zip"
  excludes    = ["tests", "**/*.md"]
}

data "archive_file" "users" {
  type        = "zip"
  source_file = "${path.module}/../services/users.py"
  output_path = "${path.module}/build/users.zip"
}

data "archive_file" "shared" {
  type        = "zip"
  source_dir  = "../layers/shared"
  output_path = "build/shared.zip"
}

resource "aws_lambda_layer_version" "shared" {
  layer_name          = "shared"
  filename            = data.archive_file.shared.output_path
  compatible_runtimes = ["python3.13"]
}
"#;
    let paths = "repo/services/orders/app.py repo/services/orders/requirements.txt repo/services/orders/tests/t.py \
                 repo/services/orders/docs/x.md repo/services/users.py repo/layers/shared/python/x.py \
                 repo/wheels/six-1.0-py3-none-any.whl";
    let locals = "locals {\n  prefix = \"shop\"\n}\n";
    let texts = [
        ("repo/infra/archives.tf", archives),
        ("repo/infra/locals.tf", locals),
        ("repo/infra/main.tf", main),
    ];
    let unknown =
        |name: &str, why: &str| format!("template-property \"{name} cannot be known from the file: {why}");
    check(
        paths,
        &texts,
        Statement::Terraform,
        &[
            "shared python3.13 x86_64 layer [shared/python/x.py]",
            "orders python3.13 arm64 app.handler [orders/app.py orders/requirements.txt six-1.0-py3-none-any.whl] \
             + shared",
            "users python3.12 x86_64 users.run [users.py]",
            "image: its code is a container image",
            "bucket: its code is in a bucket already",
            "node: its runtime is \"nodejs22.x\"",
            "packed: the module \"terraform-aws-modules/lambda/aws\" packs it",
            "statement-unread \"layers\" of \"users\" cannot be known from the file: \"concat(…)\" is known only when \
             Terraform runs",
            &unknown("handler\" of \"each\"", "\"each.key\" is known only when Terraform runs"),
            &unknown("runtime\" of \"built\"", "the variable \"other\" has no default"),
            "template-code \"filename\" of \"elsewhere\" is \"../dist/elsewhere.zip\", which no \"archive_file\" makes, \
             and which is not in what was dropped",
        ],
    );
    let project = &projects(paths, &texts)[0];
    assert_eq!(project.file, "repo/infra/*.tf");
    assert_eq!(project.stated[1].name.as_deref(), Some("shop-orders"));
    let places: Vec<_> = project
        .findings
        .iter()
        .map(|found| (found.finding.path.as_deref(), found.line, found.column, found.id.as_deref()))
        .collect();
    let main = Some("repo/infra/main.tf");
    let at = |line, column, id| (main, line, column, Some(id));
    assert_eq!(
        places,
        [at(31, 19, "users"), at(37, 14, "each"), at(44, 14, "built"), at(48, 14, "elsewhere")]
    );
}

#[test]
fn terraform_that_is_broken() {
    let function = "resource \"aws_lambda_function\" \"f\" {\n  filename = \"f.zip\"\n  handler = \"a.b\"\n  runtime = \"python3.13\"\n}\n";
    let archive = "data \"archive_file\" \"f\" {\n  source_dir = \"src\"\n  output_path = \"f.zip\"\n}\n";
    let check = |text: &str, expected: &[&str]| {
        check("src/a.py", &[("main.tf", text)], Statement::Terraform, expected);
    };
    let good = "f python3.13 x86_64 a.b [src/a.py]";
    check(&format!("\u{feff}{function}{archive}"), &[good]);
    check(&format!("{function}{archive}").replace('\n', "\r\n"), &[good]);
    check(
        &format!("{function}{archive}{function}"),
        &[good, "template-duplicate \"aws_lambda_function.f\" stands twice, which Terraform refuses"],
    );
    let of = |from: &str, to: &str| format!("{function}{archive}").replace(from, to);
    check(
        &of("\"src\"", "\"gone\""),
        &[
            "template-code \"source_dir\" of \"f\" is \"gone\", and there is no such folder in what was dropped",
        ],
    );
    check(
        &of("\"src\"", "\"../src\""),
        &["template-code \"source_dir\" of \"f\" is \"../src\", which leads out of what was dropped"],
    );
    check(
        &of("python3.13", "python3.6"),
        &["template-runtime The runtime \"python3.6\" of \"f\" is not known"],
    );
    check(&of("  handler = \"a.b\"\n", ""), &["template-property \"f\" has no \"handler\""]);
    let endless = format!(
        "{}locals {{\n  a = local.b\n  b = \"${{local.a}}${{local.a}}\"\n}}\n",
        of("\"a.b\"", "local.a")
    );
    check(
        &endless,
        &[
            "template-property \"handler\" of \"f\" cannot be known from the file: its values are nested too deep",
        ],
    );
    // Another file of the module that is broken does not stop it.
    let texts = [("a.tf", "locals {\n  x = [1,\n"), ("main.tf", &format!("{function}{archive}") as &str)];
    let project = &projects("src/a.py", &texts)[0];
    let [found] = &project.findings[..] else { panic!("{project:#?}") };
    assert_eq!(
        (found.finding.code.as_str(), found.finding.path.as_deref()),
        ("template-invalid", Some("a.tf"))
    );
    assert_eq!((found.line, project.stated.len()), (2, 1));
    for piece in ["[", "(", "{", "!", "-", "\"${", "f(", "a ? ", "1 + ", "x { ", "[for a in "] {
        let text = format!("{function}locals {{\n  x = {}\n}}\n", piece.repeat(50_000));
        let project = &projects("src/a.py", &[("main.tf", &text as &str)])[0];
        assert_eq!(project.findings[0].finding.code.as_str(), "template-invalid", "{piece}");
    }
}

#[test]
fn most_of_terraform_states_no_function() {
    assert!(read("app/app.py", &[("infra/network.tf", "resource \"aws_vpc\" \"main\" {}\n")]).is_empty());
    let other = "data \"aws_lambda_function\" \"theirs\" {\n  function_name = \"x\"\n}\n";
    assert!(read("app/app.py", &[("infra/main.tf", other)]).is_empty());
}

#[test]
fn other_templates_are_none() {
    assert!(read("", &[("chart/template.yaml", "kind: Deployment\nmetadata: {name: x}\n")]).is_empty());
    assert!(read("", &[("app/node_modules/x/template.yaml", "Resources: {}\n")]).is_empty());
}
