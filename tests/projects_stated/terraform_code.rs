//! Where Terraform's functions have their code and their values: archives, uploaded objects and files of variables.

use super::check;
use wheelpress::project::model::ProjectKind;

const PATHS: &str = "src/app.py src/tests/unit/t.py src/lib/x_cache/y.bin src/notes.md";
const ARCHIVE: &str = r#"
data "archive_file" "f" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "${path.module}/build/f.zip"
  excludes    = ["tests", "lib", "notes.md"]
}
"#;

fn function(code: &str) -> String {
    format!(
        "resource \"aws_lambda_function\" \"f\" {{\n  handler = \"app.run\"\n  runtime = \"python3.13\"\n  {code}\n}}\n"
    )
}

#[track_caller]
fn stated(text: &str, expected: &str) {
    check(PATHS, &[("main.tf", text)], ProjectKind::Terraform, &[expected]);
}

const GOOD: &str = "f python3.13 x86_64 app.run [src/app.py]";

#[test]
fn zips_that_are_named_in_templates() {
    let filename =
        |filename: &str| stated(&format!("{ARCHIVE}{}", function(&format!("filename = {filename}"))), GOOD);
    filename("data.archive_file.f.output_path");
    filename("\"${data.archive_file.f.output_path}\"");
    filename("\"${path.module}/build/f.zip\"");
    filename("\"${local.zip}\"\n}\nlocals {\n zip = \"${data.archive_file.f.output_path}\"");
    filename("(\"${(data.archive_file.f.output_path)}\")");
    let layer = "resource \"aws_lambda_layer_version\" \"l\" {\n filename = \"${data.archive_file.f.output_path}\"\n layer_name = \"l\"\n}\n";
    let layers =
        "filename = data.archive_file.f.output_path\n  layers = [\"${aws_lambda_layer_version.l.arn}\"]";
    check(
        PATHS,
        &[("main.tf", &format!("{ARCHIVE}{layer}{}", function(layers)))],
        ProjectKind::Terraform,
        &["l python3.14 x86_64 layer [src/app.py]", &format!("{GOOD} + l")],
    );
}

#[test]
fn excludes_of_archives() {
    let excludes = |excludes: &str, expected: &str| {
        let archive = ARCHIVE.replace("\"tests\", \"lib\", \"notes.md\"", excludes);
        let text = format!("{archive}{}", function("filename = data.archive_file.f.output_path"));
        stated(&text, &format!("f python3.13 x86_64 app.run [{expected}]"));
    };
    excludes("\"{tests,lib}/**\", \"**/*.{md,txt}\"", "src/app.py");
    excludes("\"{tests,lib,notes.md}\"", "src/app.py");
    // A folder that matches is left out with all that is in it.
    excludes("\"tests/*\", \"**/*_cache\", \"[m-o]otes.md\"", "src/app.py");
    excludes("\"test[!s]\", \"lib\"", "src/app.py src/tests/unit/t.py src/notes.md");
}

/// Values of `excludes` that are put together.
#[test]
fn excludes_that_are_no_literal_list() {
    let excludes = |value: &str, more: &str, expected: &[&str]| {
        let archive = ARCHIVE.replace("[\"tests\", \"lib\", \"notes.md\"]", value);
        let text = format!("{archive}{}{more}", function("filename = data.archive_file.f.output_path"));
        check(PATHS, &[("main.tf", &text)], ProjectKind::Terraform, expected);
    };
    let own = "locals {\n  own = [\"tests\", local.lib]\n  lib = \"lib\"\n}\n";
    let variable = "variable \"more\" {\n  default = [\"notes.md\"]\n}\n";
    let both = format!("{own}{variable}");
    excludes("concat(local.own, var.more)", &both, &[GOOD]);
    excludes("concat(local.own, concat([\"notes.md\"], []))", own, &[GOOD]);
    excludes("local.all", &format!("{both}locals {{\n  all = concat(local.own, var.more)\n}}\n"), &[GOOD]);
    excludes("toset(concat(local.own, [\"notes.md\"]))", own, &[GOOD]);
    excludes("distinct(flatten([local.own, [var.more]]))", &both, &[GOOD]);
    excludes(
        "null",
        "",
        &["f python3.13 x86_64 app.run [src/app.py src/tests/unit/t.py src/lib/x_cache/y.bin src/notes.md]"],
    );
    // What cannot be read does not count, the rest does.
    let unread =
        |why: &str| format!("statement-unread \"excludes\" of \"f\" cannot be known from the file: {why}");
    let all =
        "f python3.13 x86_64 app.run [src/app.py src/tests/unit/t.py src/lib/x_cache/y.bin src/notes.md]";
    excludes(
        "concat(local.own, fileset(path.module, \"*.md\"))",
        own,
        &[
            "f python3.13 x86_64 app.run [src/app.py src/notes.md]",
            &unread("\"fileset(…)\" is known only when Terraform runs"),
        ],
    );
    excludes("var.none", "variable \"none\" {}\n", &[all, &unread("the variable \"none\" has no default")]);
    excludes("[for name in local.own : name]", own, &[all, &unread("it is no literal")]);
}

#[test]
fn code_that_is_uploaded_by_the_same_module() {
    let object = |kind: &str, values: &str| {
        format!("resource \"{kind}\" \"o\" {{\n  bucket = \"b\"\n  key = \"f-1.zip\"\n  {values}\n}}\n")
    };
    let check = |kind: &str, values: &str, key: &str, expected: &str| {
        let code = format!("s3_bucket = \"b\"\n  s3_key = {key}");
        stated(&format!("{ARCHIVE}{}{}", object(kind, values), function(&code)), expected);
    };
    let source = "source = data.archive_file.f.output_path";
    let bucket = "f: its code is in a bucket already";
    check("aws_s3_object", source, "aws_s3_object.o.key", GOOD);
    check("aws_s3_object", source, "aws_s3_object.o.id", GOOD);
    check("aws_s3_bucket_object", source, "aws_s3_bucket_object.o.key", GOOD);
    check("aws_s3_object", "source = \"build/f.zip\"", "\"${aws_s3_object.o.key}\"", GOOD);
    check("aws_s3_object", source, "\"f-1.zip\"", GOOD);
    check(
        "aws_s3_object",
        "count = 1\n  source = data.archive_file.f.output_path",
        "aws_s3_object.o[0].key",
        GOOD,
    );
    check("aws_s3_object", source, "\"other.zip\"", bucket);
    check("aws_s3_object", source, "var.key", bucket);
    check("aws_s3_object", "source = \"dist/other.zip\"", "aws_s3_object.o.key", bucket);
    check("aws_s3_object", "content = \"x\"", "aws_s3_object.o.key", bucket);
    check("aws_s3_object", source, "aws_s3_object.gone.key", bucket);
}

#[test]
fn files_of_variables() {
    let text = "variable \"runtime\" {\n  default = \"python3.9\"\n}\nvariable \"folder\" {}\n\
        data \"archive_file\" \"f\" {\n  source_dir = var.folder\n  output_path = \"f.zip\"\n  excludes = [\"{tests,lib,notes.md}\"]\n}\n\
        resource \"aws_lambda_function\" \"f\" {\n  handler = \"app.run\"\n  runtime = var.runtime\n  filename = \"f.zip\"\n}\n";
    let check = |files: &[(&str, &str)], expected: &[&str]| {
        let files: Vec<(String, &str)> =
            files.iter().map(|(path, text)| (format!("infra/{path}"), *text)).collect();
        let mut texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        texts.push(("infra/main.tf", text));
        let paths = PATHS.replace("src/", "infra/src/");
        check(&paths, &texts, ProjectKind::Terraform, expected);
    };
    let folder = ("terraform.tfvars", "folder = \"src\"\n");
    let of = |runtime: &str| format!("f {runtime} x86_64 app.run [src/app.py]");
    let unknown = "template-property \"source_dir\" of \"f\" cannot be known from the file: the variable \"folder\" has no default";
    check(&[], &[unknown]);
    check(&[folder], &[&of("python3.9")]);
    check(&[("terraform.tfvars", "folder = \"src\"\nruntime = \"python3.13\"\n")], &[&of("python3.13")]);
    check(
        &[("terraform.tfvars.json", "{\"folder\": \"src\", \"runtime\": \"python3.12\"}")],
        &[&of("python3.12")],
    );
    // The last of these counts, whatever the order of the drop is.
    let order = [
        ("b.auto.tfvars.json", "{\"runtime\": \"python3.13\"}"),
        ("a.auto.tfvars", "runtime = \"python3.12\""),
        ("terraform.tfvars.json", "{\"runtime\": \"python3.11\"}"),
        ("terraform.tfvars", "folder = \"src\"\nruntime = \"python3.10\""),
    ];
    check(&order, &[&of("python3.13")]);
    check(&order[1..], &[&of("python3.12")]);
    check(&order[2..], &[&of("python3.11")]);
    check(&order[3..], &[&of("python3.10")]);
    // Terraform does not load other files by itself.
    check(&[folder, ("prod.tfvars", "runtime = \"python3.13\"")], &[&of("python3.9")]);
    let read = check_broken(text);
    assert!(
        read.iter().any(|line| line.starts_with("template-invalid \"terraform.tfvars\" cannot be read at")),
        "{read:?}"
    );
}

/// The variables of a module that is called come from the call.
#[test]
fn files_of_variables_in_a_module_that_is_called() {
    let child =
        format!("variable \"zip\" {{\n  default = \"build/f.zip\"\n}}\n{}", function("filename = var.zip"));
    let child = format!("{}{child}", ARCHIVE.replace("${path.module}/", ""));
    check(
        PATHS,
        &[
            ("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n"),
            ("m/main.tf", &child),
            ("m/terraform.tfvars", "zip = \"other.zip\"\n"),
        ],
        ProjectKind::Terraform,
        &[&GOOD.replacen("f ", "m.f ", 1)],
    );
}

fn check_broken(text: &str) -> Vec<String> {
    let read = super::read(PATHS, &[("main.tf", text), ("terraform.tfvars", "folder = \n")]);
    read.into_iter().flat_map(|(_, lines)| lines).collect()
}
