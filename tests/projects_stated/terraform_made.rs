//! Blocks of Terraform with several instances, and modules that call other modules of the drop.

use super::{check, projects};
use wheelpress::project::model::ProjectKind;

/// Functions with `for_each` and `count`, in the ways that people write them.
#[test]
fn blocks_that_are_made_for_several_things() {
    let archive = r#"
data "archive_file" "f" {
  for_each    = local.functions
  type        = "zip"
  source_dir  = "${path.module}/src/${each.key}"
  output_path = "${path.module}/build/${each.key}.zip"
}
"#;
    let function = |head: &str, values: &str| {
        format!("resource \"aws_lambda_function\" \"f\" {{\n  {head}\n{values}\n}}\n")
    };
    let check = |text: &str, expected: &[&str]| {
        check("src/a/app.py src/b/app.py", &[("main.tf", text)], ProjectKind::Terraform, expected);
    };
    // A map of objects.
    let locals = r#"locals {
  functions = {
    a = { handler = "app.run", architectures = ["arm64"] }
    "b" = { handler : "app.go", architectures = ["x86_64"] }
  }
}
"#;
    let values = "  function_name = \"shop-${each.key}\"\n  handler = each.value.handler\n  runtime = \"python3.13\"\n  \
                  architectures = each.value[\"architectures\"]\n  filename = data.archive_file.f[each.key].output_path";
    let both = ["f[a] python3.13 arm64 app.run [a/app.py]", "f[b] python3.13 x86_64 app.go [b/app.py]"];
    let text = format!("{locals}{archive}{}", function("for_each = local.functions", values));
    check(&text, &both);
    assert_eq!(
        projects("src/a/app.py", &[("main.tf", &text)])[0].definitions[0].name.as_deref(),
        Some("shop-a")
    );
    // The same zips, referred to by their paths.
    let by_path = values.replace("data.archive_file.f[each.key].output_path", "\"build/${each.key}.zip\"");
    check(&format!("{locals}{archive}{}", function("for_each = local.functions", &by_path)), &both);
    // A set, from a variable.
    let set =
        "variable \"names\" {\n  default = [\"a\", \"b\"]\n}\nlocals {\n  functions = toset(var.names)\n}\n";
    let values = "  handler = \"app.${each.value}\"\n  runtime = \"python3.13\"\n  filename = data.archive_file.f[each.key].output_path";
    let text = format!("{set}{archive}{}", function("for_each = toset(var.names)", values));
    check(&text, &["f[a] python3.13 x86_64 app.a [a/app.py]", "f[b] python3.13 x86_64 app.b [b/app.py]"]);
    // A number.
    let folders = "locals {\n  names = [\"a\", \"b\"]\n  functions = local.names\n}\n";
    let values = "  handler = \"app.f${count.index}\"\n  runtime = \"python3.13\"\n  filename = data.archive_file.f[local.names[count.index]].output_path";
    check(
        &format!("{folders}{archive}{}", function("count = 2", values)),
        &["f[0] python3.13 x86_64 app.f0 [a/app.py]", "f[1] python3.13 x86_64 app.f1 [b/app.py]"],
    );
    // A block without instances is left alone.
    let zero = "variable \"on\" { default = 0 }\n";
    for (head, why) in [
        ("count = 0", "f: its \"count\" is 0"),
        ("count = var.on", "f: its \"count\" is 0"),
        ("for_each = {}", "f: its \"for_each\" is empty"),
        ("for_each = toset([])", "f: its \"for_each\" is empty"),
    ] {
        check(&format!("{zero}{folders}{archive}{}", function(head, values)), &[why]);
    }
    // If the value is not a literal, the function is stated once, with what is known.
    let values = "  handler = \"app.run\"\n  runtime = \"python3.13\"\n  filename = \"build/a.zip\"";
    let once = ["f python3.13 x86_64 app.run [a/app.py]"];
    for head in [
        "count = var.is_there ? 1 : 0",
        "for_each = { for f in var.fs : f.name => f }",
        "for_each = var.gone",
    ] {
        check(&format!("{folders}{archive}{}", function(head, values)), &once);
    }
    let later = values.replace("\"app.run\"", "each.value.handler");
    check(
        &format!("{folders}{archive}{}", function("for_each = { for f in var.fs : f.name => f }", &later)),
        &[
            "template-property \"handler\" of \"f\" cannot be known from the file: \"each.value.handler\" is known only when \
           Terraform runs",
        ],
    );
    check(
        &format!(
            "{locals}{archive}{}",
            function("for_each = local.functions", &later.replace("handler", "x"))
        ),
        &["template-property \"f\" has no \"handler\""],
    );
}

const CHILD: &str = r#"
variable "name" {}
variable "source_dir" {}
variable "handler" { default = "app.handler" }
variable "runtime" { default = "python3.13" }
variable "layers" { default = [] }

data "archive_file" "this" {
  type        = "zip"
  source_dir  = var.source_dir
  output_path = "${path.module}/build/${var.name}.zip"
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  handler       = var.handler
  runtime       = var.runtime
  filename      = data.archive_file.this.output_path
  layers        = var.layers
}
"#;

/// Paths are relative to the root module, as in Terraform.
#[test]
fn modules_of_the_drop() {
    let main = r#"
module "orders" {
  source     = "../modules/function"
  name       = "orders"
  source_dir = "${path.module}/../services/orders"
  layers     = [aws_lambda_layer_version.shared.arn]
}

module "more" {
  for_each   = { users = "app.users", admins = "app.admins" }
  source     = "../modules/function"
  name       = "more-${each.key}"
  source_dir = "../services/users"
  handler    = each.value
  runtime    = local.runtime
}

locals { runtime = "python3.12" }

resource "aws_lambda_layer_version" "shared" {
  layer_name = "shared"
  filename   = "shared.zip"
}

data "archive_file" "shared" {
  source_dir  = "${path.root}/../layers/shared"
  output_path = "shared.zip"
}

module "registry" { source = "cloudposse/label/null" }
module "packed" { source = "terraform-aws-modules/lambda/aws" }
module "gone" { source = "./gone" }
module "none" {
  count  = 0
  source = "../modules/function"
}
module "fetched" { source = "git::https://x.invalid/lambda-function.git?ref=v1" }
module "function" {
  source  = "registry.example/x/function"
  handler = "app.handler"
  runtime = "python3.13"
}
"#;
    let paths = "repo/services/orders/app.py repo/services/users/app.py repo/layers/shared/python/x.py";
    let texts = [("repo/infra/main.tf", main), ("repo/modules/function/main.tf", CHILD)];
    let expected = [
        "shared python3.14 x86_64 layer [shared/python/x.py]",
        "orders.this python3.13 x86_64 app.handler [orders/app.py] + shared",
        "more[users].this python3.12 x86_64 app.users [users/app.py]",
        "more[admins].this python3.12 x86_64 app.admins [users/app.py]",
        "packed: the module \"terraform-aws-modules/lambda/aws\" packs it",
        "none: its \"count\" is 0",
        "fetched: the module \"git::https://x.invalid/lambda-function.git?ref=v1\" is not in what was dropped",
        "function: the module \"registry.example/x/function\" is not in what was dropped",
    ];
    let sorted = |expected: &[&str]| -> Vec<String> {
        let mut lines: Vec<String> = expected.iter().map(|line| line.to_string()).collect();
        lines.sort();
        lines
    };
    let found = projects(paths, &texts);
    let [project] = &found[..] else { panic!("{found:#?}") };
    let mut lines = super::lines(project);
    lines.sort();
    assert_eq!(lines, sorted(&expected));
    assert_eq!(project.file, "repo/infra/*.tf");
    let names: Vec<_> =
        project.definitions.iter().filter_map(|definition| definition.name.as_deref()).collect();
    assert!(names.contains(&"more-users") && names.contains(&"orders"), "{names:?}");
    // A module that no other module calls is a root module, and its variables have no values.
    let project = &projects(paths, &texts[1..])[0];
    assert_eq!(project.findings[0].finding.code.as_str(), "template-property");
}

/// The files of a project tell its root module, so that functions of several roots can be told apart.
#[test]
fn a_module_that_several_roots_call() {
    let call = "module \"orders\" {\n  source = \"../../modules/function\"\n  name = \"orders\"\n  source_dir = \"../../src\"\n}\n";
    let texts =
        [("envs/dev/main.tf", call), ("envs/prod/main.tf", call), ("modules/function/main.tf", CHILD)];
    let found = projects("src/app.py", &texts);
    let stated: Vec<(&str, &str)> =
        found.iter().map(|project| (project.file.as_str(), project.definitions[0].id.as_str())).collect();
    assert_eq!(stated, [("envs/dev/*.tf", "orders.this"), ("envs/prod/*.tf", "orders.this")]);
}

#[test]
fn modules_that_are_broken_or_without_end() {
    let call = |name: &str, source: &str| format!("module \"{name}\" {{\n  source = \"{source}\"\n}}\n");
    let good = "resource \"aws_lambda_function\" \"f\" {\n  filename = \"z.zip\"\n  handler = \"a.b\"\n  runtime = \"python3.13\"\n}\n\
                data \"archive_file\" \"z\" {\n  source_dir = \"src\"\n  output_path = \"z.zip\"\n}\n";
    let lines = |texts: &[(&str, &str)]| -> Vec<String> {
        projects("src/a.py", texts).iter().flat_map(super::lines).collect()
    };
    let f = "f python3.13 x86_64 a.b [src/a.py]";
    // A module that calls itself, and two modules that call each other.
    let own = format!("{good}{}", call("m", "./"));
    assert_eq!(lines(&[("main.tf", &own)])[0], f);
    let (a, b) = (format!("{good}{}", call("b", "./b")), call("a", "../"));
    assert_eq!(lines(&[("main.tf", &a), ("b/main.tf", &b)])[0], f);
    // An error in a called module is reported once, with its file.
    let child = "resource \"aws_lambda_function\" \"x\" {\n";
    let main = format!("{good}{}{}", call("m", "./m"), call("n", "./m"));
    let project = &projects("src/a.py", &[("main.tf", &main), ("m/main.tf", child)])[0];
    let found: Vec<_> = project.findings.iter().map(|found| found.finding.path.as_deref()).collect();
    assert_eq!((found, project.definitions.len()), (vec![Some("m/main.tf")], 1));
    // Far too many instances.
    let many = format!("{}count = 100000\n}}\n", call("m", "./m").trim_end_matches("}\n"));
    let child = good.replace("\"f\" {", "\"f\" {\n  count = 100000");
    let project = &projects("src/a.py", &[("main.tf", &many), ("m/main.tf", &child)])[0];
    assert_eq!(project.definitions.len(), 500);
    assert_eq!(project.findings[0].finding.code.as_str(), "template-large");
    let chain: Vec<(String, String)> = (0..30)
        .map(|index| (format!("m{index}/main.tf"), call("n", &format!("../m{}", index + 1))))
        .collect();
    let mut texts: Vec<(&str, &str)> =
        chain.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    texts.push(("m30/main.tf", good));
    assert!(lines(&texts).len() <= 2);
    // A source outside the drop, and a missing source.
    for source in ["../../../x", "", "git::https://x.invalid/y"] {
        assert_eq!(lines(&[("main.tf", &format!("{good}{}", call("m", source)))]), [f]);
    }
    assert_eq!(lines(&[("main.tf", &format!("{good}module \"m\" {{}}\n"))]), [f]);
    // Only a call of an external module that makes a function.
    let why = "m: the module \"cloudposse/lambda-function/aws\" is not in what was dropped";
    assert_eq!(lines(&[("main.tf", &call("m", "cloudposse/lambda-function/aws"))]), [why]);
    assert!(lines(&[("main.tf", &call("m", "cloudposse/label/null"))]).is_empty());
}

/// The same in JSON.
#[test]
fn made_for_several_things_in_json() {
    let text = r#"{
  "locals": {"functions": {"a": {"handler": "app.run"}, "b": {"handler": "app.go"}}},
  "data": {"archive_file": {"f": {"for_each": "${local.functions}", "source_dir": "src/${each.key}", "output_path": "${each.key}.zip"}}},
  "resource": {"aws_lambda_function": {"f": {
    "for_each": "${local.functions}", "filename": "${data.archive_file.f[each.key].output_path}",
    "handler": "${each.value.handler}", "runtime": "python3.13"}}}
}"#;
    check(
        "src/a/app.py src/b/app.py",
        &[("main.tf.json", text)],
        ProjectKind::Terraform,
        &["f[a] python3.13 x86_64 app.run [a/app.py]", "f[b] python3.13 x86_64 app.go [b/app.py]"],
    );
}
