//! `samconfig.toml`: the path of a template, and the values of its parameters.

use super::{given, lines, projects};
use wheelpress::project;
use wheelpress::project::model::ProjectKind;

const TEMPLATE: &str = "Transform: AWS::Serverless-2016-10-31
Parameters:
  Folder: {Type: String, Default: src}
  Runtime: {Type: String}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: !Sub '../${Folder}/', Handler: a.h, Runtime: !Ref Runtime}}
";

const PATHS: &str = "app/src/a.py app/other/a.py app/my code/a.py";

/// `config`: the settings. `file`: the path of the settings file.
fn read(file: &str, config: &str, template: &str) -> Vec<String> {
    let paths: Vec<String> =
        ["app/src/a.py", "app/other/a.py", "app/my code/a.py", file, template].map(str::to_string).to_vec();
    let mut texts = vec![given(file, config)];
    // Reads only the requested files, as the host does.
    for path in project::wanted(&paths, &texts) {
        texts.push(given(&path, TEMPLATE));
    }
    if template.ends_with("/template.yaml") {
        texts.push(given(template, TEMPLATE));
    }
    project::read(&paths, &texts)
        .iter()
        .flat_map(|project| {
            assert_eq!((project.statement, project.file.as_str()), (ProjectKind::Template, template));
            lines(project)
        })
        .collect()
}

#[test]
fn a_template_of_another_name() {
    let f = "F python3.13 x86_64 a.h [src/a.py]";
    let overrides = "parameter_overrides = \"Runtime=python3.13\"\n";
    let toml = "app/samconfig.toml";
    let infra = "app/sam/infra.yaml";
    for config in [
        format!("version = 0.1\n[default.build.parameters]\ntemplate_file = \"sam/infra.yaml\"\n{overrides}"),
        format!(
            "version = 0.1\r\n[default.global.parameters]\r\ntemplate_file = './sam/infra.yaml'\r\n{overrides}"
        ),
        format!(
            "[default.deploy.parameters]\ntemplate = \"sam/infra.yaml\"\n[default.build.parameters]\n{overrides}"
        ),
        format!(
            "default.build.parameters = {{template_file = \"sam/infra.yaml\"}}\n[default.deploy.parameters]\n{overrides}"
        ),
        format!(
            "\u{feff}[default.build.parameters]\ntemplate_file = \"sam/infra.yaml\"\ncached = true\n{overrides}"
        ),
    ] {
        assert_eq!(read(toml, &config, infra), [f], "{config}");
    }
    let yaml = "version: 0.1\ndefault:\n  build:\n    parameters:\n      template_file: sam/infra.yaml\n      parameter_overrides: [Runtime=python3.13]\n";
    assert_eq!(read("app/samconfig.yaml", yaml, infra), [f]);
    // Other environments are not read, and a path outside the drop is ignored.
    for config in [
        "[prod.build.parameters]\ntemplate_file = \"sam/infra.yaml\"\n",
        "[default.build.parameters]\ntemplate_file = \"../../sam/infra.yaml\"\n",
    ] {
        assert!(read(toml, config, infra).is_empty(), "{config}");
    }
}

#[test]
fn parameters() {
    let check = |overrides: &str, command: &str, expected: &str| {
        let config = format!("[default.{command}.parameters]\nparameter_overrides = {overrides}\n");
        assert_eq!(
            read("app/sam/samconfig.toml", &config, "app/sam/template.yaml")[0],
            expected,
            "{overrides}"
        );
    };
    let other = "F python3.12 x86_64 a.h [other/a.py]";
    check("\"Folder=other Runtime=python3.12\"", "build", other);
    check("'Folder=\"other\" Runtime=python3.12'", "build", other);
    check("[\"Folder=other\", \"Runtime=python3.12\"]", "global", other);
    check("{Folder = \"other\", Runtime = \"python3.12\"}", "build", other);
    check(
        "\"ParameterKey=Folder,ParameterValue=other ParameterKey=Runtime,ParameterValue=python3.12\"",
        "build",
        other,
    );
    check("'Folder=\"my code\" Runtime=python3.12'", "build", "F python3.12 x86_64 a.h [my code/a.py]");
    // Parameters for deploying are used only if there is no default: sam build does not know them.
    check("\"Folder=other Runtime=python3.12\"", "deploy", "F python3.12 x86_64 a.h [src/a.py]");
    let missing = "template-property \"Runtime\" of \"F\" cannot be known from the template: the parameter \"Runtime\" has no default";
    for nothing in
        ["\"\"", "[]", "3", "\"Folder\"", "\"Nope=1\"", "[[\"Runtime=python3.12\"]]", "{Runtime = [1]}"]
    {
        check(nothing, "build", missing);
    }
}

#[test]
fn settings_that_are_broken() {
    for (config, line) in [("[default\n", 1), ("a = 1\na = 2\n", 2), ("[x]\ny = \"\n", 2), ("\n\n= 3\n", 3)] {
        let texts = [("app/samconfig.toml", config), ("app/template.yaml", TEMPLATE)];
        let project = &projects(PATHS, &texts)[0];
        let found =
            project.findings.iter().find(|found| found.finding.code.as_str() == "template-invalid").unwrap();
        assert_eq!(
            (found.finding.path.as_deref(), found.line),
            (Some("app/samconfig.toml"), line),
            "{found:?}"
        );
    }
    let deep = format!("a = {}", "[".repeat(100_000));
    assert!(projects(PATHS, &[("samconfig.toml", &deep)]).is_empty());
}

/// A template never ships, whatever its name is.
#[test]
fn a_template_of_another_name_is_no_code() {
    let template = TEMPLATE.replace("!Sub '../${Folder}/'", ".").replace("!Ref Runtime", "python3.13");
    let config = "[default.build.parameters]\ntemplate_file = \"infra.yaml\"\n";
    let texts = [("app/infra.yaml", template.as_str()), ("app/samconfig.toml", config)];
    let project = &projects("app/a.py app/conf.yaml", &texts)[0];
    assert_eq!(lines(project), ["F python3.13 x86_64 a.h [app/a.py app/conf.yaml]"]);
}
