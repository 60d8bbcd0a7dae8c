//! Terraform's files.

use super::{check, projects, read};
use wheelpress::project::model::ProjectKind;

/// Files as people write them: the files of a folder are one module.
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
        ProjectKind::Terraform,
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
            "template-code \"filename\" of \"each\" is \"x.zip\", which no \"archive_file\" makes, and which is not in what \
             was dropped",
            &unknown("runtime\" of \"built\"", "the variable \"other\" has no default"),
            "template-code \"filename\" of \"elsewhere\" is \"../dist/elsewhere.zip\", which no \"archive_file\" makes, \
             and which is not in what was dropped",
        ],
    );
    let project = &projects(paths, &texts)[0];
    assert_eq!(project.file, "repo/infra/*.tf");
    assert_eq!(project.definitions[1].name.as_deref(), Some("shop-orders"));
    let places: Vec<_> = project
        .findings
        .iter()
        .map(|found| (found.finding.path.as_deref(), found.line, found.column, found.id.as_deref()))
        .collect();
    let main = Some("repo/infra/main.tf");
    let at = |line, column, id| (main, line, column, Some(id));
    assert_eq!(
        places,
        [at(31, 19, "users"), at(36, 14, "each"), at(44, 14, "built"), at(48, 14, "elsewhere")]
    );
}

#[test]
fn terraform_that_is_broken() {
    let function = "resource \"aws_lambda_function\" \"f\" {\n  filename = \"f.zip\"\n  handler = \"a.b\"\n  runtime = \"python3.13\"\n}\n";
    let archive = "data \"archive_file\" \"f\" {\n  source_dir = \"src\"\n  output_path = \"f.zip\"\n}\n";
    let check = |text: &str, expected: &[&str]| {
        check("src/a.py", &[("main.tf", text)], ProjectKind::Terraform, expected);
    };
    let good = "f python3.13 x86_64 a.b [src/a.py]";
    check(&format!("\u{feff}{function}{archive}"), &[good]);
    check(&format!("{function}{archive}").replace('\n', "\r\n"), &[good]);
    check(
        &format!("{function}{archive}{function}"),
        &[good, "template-duplicate \"aws_lambda_function.f\" is there twice, which Terraform refuses"],
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
    // A broken file of the module does not affect the others.
    let texts = [("a.tf", "locals {\n  x = [1,\n"), ("main.tf", &format!("{function}{archive}") as &str)];
    let project = &projects("src/a.py", &texts)[0];
    let [found] = &project.findings[..] else { panic!("{project:#?}") };
    assert_eq!(
        (found.finding.code.as_str(), found.finding.path.as_deref()),
        ("template-invalid", Some("a.tf"))
    );
    assert_eq!((found.line, project.definitions.len()), (2, 1));
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

/// JSON as `cdktf synth` and as people write it: objects, lists of objects, and templates in strings.
#[test]
fn terraform_in_json() {
    let text = r#"{
  "//": {"metadata": {"backend": "local"}},
  "terraform": {"required_providers": {"aws": {"source": "aws"}}},
  "variable": {"runtime": {"default": "python3.13"}},
  "locals": [{"app": "${path.module}/../services"}, {"prefix": "shop"}],
  "data": {"archive_file": {
    "orders": {
      "type": "zip",
      "source_dir": "${local.app}/orders",
      "output_path": "${path.module}/build/orders.zip",
      "excludes": ["tests"]
    },
    "shared": [{"source_dir": "../layers/shared", "output_path": "build/shared.zip"}]
  }},
  "resource": [
    {"aws_lambda_function": {
      "orders": {
        "//": {"uniqueId": "orders"},
        "function_name": "${local.prefix}-orders",
        "filename": "${data.archive_file.orders.output_path}",
        "handler": "app.handler",
        "runtime": "${var.runtime}",
        "architectures": ["arm64"],
        "memory_size": 128,
        "layers": ["${aws_lambda_layer_version.shared.arn}", "arn:aws:lambda:us-east-1:1:layer:other:1"]
      },
      "later": {"filename": "x.zip", "runtime": "python3.13",
        "handler": "${each.key}"},
      "old": {"filename": "x.zip", "handler": "a.b", "runtime":
        "python3.6"},
      "image": {"package_type": "Image"}
    }},
    {"aws_lambda_layer_version": {"shared": {
      "filename": "${data.archive_file.shared.output_path}", "compatible_runtimes": ["python3.13"]}}}
  ],
  "module": {"packed": {"source": "terraform-aws-modules/lambda/aws"}}
}"#;
    let paths = "repo/services/orders/app.py repo/services/orders/tests/t.py repo/layers/shared/python/x.py";
    let expected = [
        "shared python3.13 x86_64 layer [shared/python/x.py]",
        "orders python3.13 arm64 app.handler [orders/app.py] + shared",
        "image: its code is a container image",
        "packed: the module \"terraform-aws-modules/lambda/aws\" packs it",
        "template-property \"handler\" of \"later\" cannot be known from the file: \"each.key\" is known only when \
         Terraform runs",
        "template-runtime The runtime \"python3.6\" of \"old\" is not known",
    ];
    check(paths, &[("repo/infra/cdk.tf.json", text)], ProjectKind::Terraform, &expected);
    let project = &projects(paths, &[("repo/infra/cdk.tf.json", text)])[0];
    assert_eq!(project.file, "repo/infra/cdk.tf.json");
    let places: Vec<_> =
        project.findings.iter().map(|found| (found.line, found.column, found.id.as_deref())).collect();
    assert_eq!(places, [(28, 20, Some("later")), (30, 9, Some("old"))]);
    assert_eq!(project.definitions.iter().map(|definition| definition.line).collect::<Vec<_>>(), [33, 17]);
    // Both files belong to one module.
    let locals = ("repo/infra/locals.tf", "locals {\n  app = \"../services\"\n}\n");
    let main = text.replace(
        "[{\"app\": \"${path.module}/../services\"}, {\"prefix\": \"shop\"}]",
        "{\"prefix\": \"shop\"}",
    );
    check(paths, &[("repo/infra/cdk.tf.json", &main), locals], ProjectKind::Terraform, &expected);
}

#[test]
fn terraform_in_json_that_is_broken() {
    let function = |value: &str| {
        format!(
            "{{\"resource\": {{\"aws_lambda_function\": {{\"f\": {{\n\"filename\": \"f.zip\", \"runtime\": \"python3.13\", \"handler\": {value}}}}}}}}}"
        )
    };
    let first = |text: &str| {
        let project = &projects("src/a.py", &[("main.tf.json", text)])[0];
        let found = &project.findings[0];
        format!("{} {}", found.finding.code.as_str(), found.line)
    };
    assert_eq!(first(&function("\"a.b\"")), "template-code 2");
    for value in ["[]", "{}", "null", "\"${\"", "\"%{ if x }a%{ endif }\"", "\"${1 + 1}\""] {
        assert!(first(&function(value)).starts_with("template-"), "{value}");
    }
    assert!(first(&function("\"a.b\",\n]")).starts_with("template-invalid"));
    for piece in ["[", "{\"a\":", "${", "${f(", "${[", "${\"${"] {
        let deep = piece.repeat(50_000);
        let value = if piece.starts_with('$') { format!("\"{}\"", deep.replace('"', "\\\"")) } else { deep };
        assert!(first(&function(&value)).starts_with("template-"), "{piece}");
    }
    assert!(read("app/app.py", &[("main.tf.json", "{\"resource\": {\"aws_vpc\": {}}}")]).is_empty());
}
