//! Errors in files of all kinds: findings state the file and line, and the correct parts are still read.

use super::projects;
use wheelpress::project::model::Project;

/// Files: the name, the text before the functions, and a correct function with `@` in the place of its
/// name.
const FILES: &[(&str, &str, &str)] = &[
    (
        "serverless.yml",
        "provider: {name: aws, runtime: python3.13}\nfunctions:\n",
        "  @: {handler: src/a.h}\n",
    ),
    ("zappa_settings.yml", "", "@: {app_function: src.a, runtime: python3.13}\n"),
    (
        "main.tf",
        "data \"archive_file\" \"z\" {\n  source_dir = \"src\"\n  output_path = \"z.zip\"\n}\n",
        "resource \"aws_lambda_function\" \"@\" {\n  filename = \"z.zip\"\n  handler = \"a.h\"\n  runtime = \"python3.13\"\n}\n",
    ),
    (
        "template.yaml",
        "Resources:\n",
        "  @: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: a.h, Runtime: python3.13}}\n",
    ),
];

fn read(file: &str, text: &str) -> Project {
    let all = projects("src/a.py app.py", &[(file, text)]);
    all.into_iter().next().unwrap_or_else(|| panic!("{file} states nothing"))
}

fn codes(project: &Project) -> Vec<&str> {
    project.findings.iter().map(|found| found.finding.code.as_str()).collect()
}

#[test]
fn one_name_twice() {
    for (file, head, function) in FILES {
        let text = format!(
            "{head}{}{}{}",
            function.replace('@', "f"),
            function.replace('@', "f"),
            function.replace('@', "g")
        );
        let project = read(file, &text);
        let definition: Vec<&str> =
            project.definitions.iter().map(|definition| definition.id.as_str()).collect();
        assert_eq!(definition, ["f", "g"], "{file}");
        let found = &project.findings[0];
        assert_eq!(codes(&project), ["template-duplicate"], "{file}");
        assert_eq!((found.id.as_deref(), found.finding.path.as_deref()), (Some("f"), Some(*file)));
        assert!(found.line > 1, "{found:?}");
    }
}

#[test]
fn far_more_functions_than_anybody_has() {
    for (file, head, function) in FILES {
        let all: String = (0..3_000).map(|index| function.replace('@', &format!("f{index}"))).collect();
        let project = read(file, &format!("{head}{all}"));
        assert_eq!(project.definitions.len(), 500, "{file}");
        assert_eq!(codes(&project), ["template-large"], "{file}");
    }
}

#[test]
fn texts_that_are_none_of_their_kind() {
    for file in [
        "serverless.yml",
        "serverless.json",
        "zappa_settings.json",
        "zappa_settings.yml",
        ".chalice/config.json",
    ] {
        for text in [
            "",
            "[1, 2]",
            "text",
            "3",
            "{",
            "{\"a\": [}",
            "a: b: c",
            "\t- a\n b",
            "\u{0}",
            "&a [*a",
            "{\"a\": \"\u{1}",
        ] {
            let project = read(file, text);
            assert_eq!(codes(&project), ["template-invalid"], "{file} {text:?}");
            assert!(project.findings[0].line > 0, "{file} {text:?}");
            assert!(project.definitions.is_empty(), "{file} {text:?}");
        }
    }
}

/// A value of any type at any place yields at most a finding.
#[test]
fn values_of_another_kind() {
    const VALUES: [&str; 9] = ["3", "[]", "{}", "null", "true", "[[a]]", "{a: {b: c}}", "\"\"", "\"${x}\""];
    let of = |file: &str, text: &str| {
        for value in VALUES {
            let text = text.replace('@', value);
            let project = read(file, &text);
            for found in &project.findings {
                assert!(found.line > 0 && found.column > 0, "{found:?}");
            }
        }
    };
    let provider = "provider: {name: aws, runtime: python3.13}";
    for key in ["handler", "runtime", "architecture", "layers", "module", "package", "image", "name"] {
        of("serverless.yml", &format!("{provider}\nfunctions: {{f: {{handler: a.h, {key}: @}}}}"));
        of(
            "serverless.yml",
            &format!("provider: {{name: aws, {key}: @}}\nfunctions: {{f: {{handler: a.h}}}}"),
        );
    }
    for key in ["functions", "layers", "package", "custom", "service", "plugins"] {
        of("serverless.yml", &format!("{provider}\n{key}: @"));
    }
    for key in ["path", "name", "compatibleRuntimes"] {
        of("serverless.yml", &format!("{provider}\nlayers: {{l: {{path: src, {key}: @}}}}"));
    }
    for key in [
        "app_function",
        "runtime",
        "extends",
        "exclude",
        "environment_variables",
        "events",
        "layers",
        "architecture",
    ] {
        of("zappa_settings.json", &format!("{{\"dev\": {{\"{key}\": @}}}}"));
        of("zappa_settings.json", &format!("{{\"dev\": {{\"app_function\": \"a.b\", \"{key}\": @}}}}"));
    }
    of("zappa_settings.json", "{\"dev\": @}");
    for key in ["app_name", "stages", "layers", "version"] {
        of(".chalice/config.json", &format!("{{\"{key}\": @}}"));
    }
    of(".chalice/config.json", "{\"stages\": {\"dev\": @}}");
    for key in ["filename", "runtime", "handler", "layers", "architectures", "function_name", "package_type"]
    {
        let fields = "\"filename\": \"z.zip\", \"runtime\": \"python3.13\", \"handler\": \"a.h\"";
        of(
            "main.tf.json",
            &format!("{{\"resource\": {{\"aws_lambda_function\": {{\"f\": {{{fields}, \"{key}\": @}}}}}}}}"),
        );
    }
    for key in ["CodeUri", "Handler", "Runtime", "Layers", "Architectures", "FunctionName", "PackageType"] {
        let fields = "CodeUri: src, Handler: a.h, Runtime: python3.13";
        of(
            "template.yaml",
            &format!(
                "Resources: {{F: {{Type: AWS::Serverless::Function, Properties: {{{fields}, {key}: @}}}}}}"
            ),
        );
        of(
            "template.yaml",
            &format!(
                "Globals: {{Function: {{{key}: @}}}}\nResources: {{F: {{Type: AWS::Serverless::Function, Properties: {{{fields}}}}}}}"
            ),
        );
    }
    for key in ["Parameters", "Mappings", "Conditions", "Globals", "Metadata"] {
        let uri = "!If [C, !Ref P, !FindInMap [a, b, c]]";
        of(
            "template.yaml",
            &format!(
                "{key}: @\nResources: {{F: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: {uri}, Handler: a.h, Runtime: python3.13}}}}}}"
            ),
        );
    }
}

/// Other possible causes of quadratic work: many patterns for many files, and many names.
#[test]
fn patterns_and_names_without_end() {
    let files: String = (0..5_000).map(|index| format!("src/f{index}.py ")).collect();
    let patterns: String = (0..5_000).map(|index| format!("'!**/x{index}*', ")).collect();
    let text = format!(
        "provider: {{name: aws, runtime: python3.13}}\npackage: {{patterns: [{patterns}]}}\nfunctions: {{f: {{handler: a.h}}}}\n"
    );
    let project = &projects(&files, &[("serverless.yml", &text)])[0];
    let found = &project.findings[0];
    assert_eq!(
        (found.finding.code.as_str(), found.id.as_deref(), found.line),
        ("template-code", Some("f"), 3)
    );
    let locals: String = (0..50_000).map(|index| format!("  a{index} = \"\"\n")).collect();
    let text = format!(
        "locals {{\n{locals}}}\nresource \"aws_lambda_function\" \"f\" {{\n  runtime = \"python3.13\"\n  handler = \"{}\"\n}}\n",
        "${local.a9}".repeat(20_000)
    );
    let project = &projects("src/a.py", &[("main.tf", &text)])[0];
    assert_eq!(project.findings[0].line, 50_005);
    let stages: String =
        (0..20_000).map(|index| format!("s{index}: {{extends: s{}}}\n", (index + 1) % 20_000)).collect();
    assert_eq!(projects("src/a.py", &[("zappa_settings.yml", &stages)])[0].findings.len(), 501);
}
