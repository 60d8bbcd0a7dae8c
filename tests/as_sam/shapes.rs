//! Repositories in further typical layouts.

use super::{APP, HEAD, check, function};

/// As `sam init` creates it.
#[test]
fn what_sam_init_makes() {
    let template = include_str!("sam_init.yaml");
    let app = "import json\n\n\ndef lambda_handler(event, context):\n    return {\"statusCode\": 200, \"body\": json.dumps({})}\n";
    let config = "version = 0.1\n[default.build.parameters]\ncached = true\nparallel = true\n[default.deploy.parameters]\ncapabilities = \"CAPABILITY_IAM\"\n";
    let files = [
        ("template.yaml", template),
        ("samconfig.toml", config),
        ("__init__.py", ""),
        (".gitignore", ".aws-sam/\n"),
        ("README.md", "# hello\n"),
        ("hello_world/__init__.py", ""),
        ("hello_world/app.py", app),
        ("hello_world/requirements.txt", "a\n"),
        ("events/event.json", "{}\n"),
        ("tests/__init__.py", ""),
        ("tests/requirements.txt", "pytest\nboto3\n"),
        ("tests/unit/test_handler.py", "from hello_world import app\n"),
    ];
    check("init", &files, &["a 1.0: b", "b 2.0"]);
}

/// Values that only the template states, a list of transforms, and settings of all kinds in Globals.
#[test]
fn values_of_functions_within_functions() {
    let template = "AWSTemplateFormatVersion: '2010-09-09'
Transform: [AWS::Serverless-2016-10-31]
Parameters:
  Stage: {Type: String, Default: dev}
  Code: {Type: String, Default: services}
Mappings:
  Runtimes: {dev: {python: python3.13}, prod: {python: python3.12}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Never: !Equals [a, b]
Globals:
  Function:
    Handler: app.handler
    AutoPublishAlias: live
    Environment: {Variables: {STAGE: !Ref Stage}}
Resources:
  Mapped:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: services/a, Runtime: !FindInMap [Runtimes, !Ref Stage, python]}
  Joined:
    Type: AWS::Serverless::Function
    Condition: Never
    Properties: {CodeUri: !Join ['/', [!Ref Code, b]], Runtime: !Sub 'python3.1${Three}'}
  Referred:
    Type: AWS::Serverless::Function
    DependsOn: Mapped
    Properties:
      CodeUri: !Ref Code
      Handler: a.app.handler
      Runtime: !Select [1, [python3.12, python3.13]]
      Events:
        Api: {Type: HttpApi, Properties: {Path: /, Method: get}}
";
    let template = template.replace("Code: {Type", "Three: {Type: String, Default: '3'}\n  Code: {Type");
    let files = [
        ("template.yaml", template.as_str()),
        ("services/a/app.py", APP),
        ("services/a/requirements.txt", "# nothing\n"),
        ("services/b/app.py", APP),
        ("services/b/requirements.txt", "b\n"),
    ];
    check("values", &files, &["b 1.0", "b 2.0"]);
}

/// Anchors with merge keys, line ends of Windows, and a byte order mark.
#[test]
fn anchors_and_lines_of_windows() {
    let template = "\u{feff}Transform: AWS::Serverless-2016-10-31
Metadata:
  Common: &common
    Runtime: python3.13
    Handler: app.handler
    MemorySize: 256
Resources:
  First:
    Type: AWS::Serverless::Function
    Properties:
      <<: *common
      CodeUri: first/
  Second:
    Type: AWS::Serverless::Function
    Properties:
      <<: [*common, {Timeout: 3}]
      CodeUri: &second second/
      Handler: main.run
  Third: {Type: AWS::Serverless::Function, Properties: {<<: *common, CodeUri: *second, Handler: main.other}}
";
    let template = template.replace('\n', "\r\n");
    let files = [
        ("template.yaml", template.as_str()),
        ("first/app.py", APP),
        ("first/requirements.txt", "a\r\nb\r\n"),
        ("second/main.py", "def run(event, context): pass\n"),
        ("second/.env", "A=b\n"),
        ("second/.hidden/x.txt", "x\n"),
    ];
    check("anchors", &files, &["a 1.0", "b 2.0"]);
}

/// Files that tools and tests leave in code folders.
#[test]
fn folders_with_what_tools_leave() {
    let template = format!("{HEAD}{}{}", function("F", "src", ""), function("G", "src/inner", ""));
    let files = [
        ("template.yaml", template.as_str()),
        ("src/app.py", APP),
        ("src/requirements.txt", "a\n-r more.txt\n"),
        ("src/more.txt", "b<2\n"),
        ("src/.aws-sam/x", "x"),
        ("src/__pycache__/app.cpython-313.pyc", "x"),
        ("src/inner/app.py", APP),
        ("src/inner/tests/test_app.py", "def test(): pass\n"),
        ("src/inner/conf/settings.yaml", "a: b\n"),
        ("src/inner/setup.cfg", "[metadata]\nname = x\n"),
        ("src/inner/own_native.so", "x"),
        ("src/inner/.python-version", "3.13\n"),
        ("src/inner/.coverage", "x"),
        ("src/inner/.vscode/settings.json", "{}\n"),
        ("src/inner/.gitignore", "x\n"),
        ("src/inner/env/x.txt", "x"),
        ("src/inner/app.egg-info/PKG-INFO", "Name: x\n"),
        ("src/inner/htmlcov/index.html", "x"),
        ("src/inner/pip-log.txt", "x"),
        ("src/inner/deep/env/x.py", "x = 1\n"),
        ("src/inner/env.bak/x.txt", "x"),
        ("src/inner/venv.bak/x.txt", "x"),
        ("src/inner/ENV/x.txt", "x"),
        ("src/inner/environment.txt", "x"),
    ];
    check("tools", &files, &["a 1.0", "b 1.0", "b 2.0"]);
}

/// A function with two layers, one of which is built for another architecture.
#[test]
fn several_layers() {
    let layer = |id: &str, more: &str| {
        format!(
            "  {id}:\n    Type: AWS::Serverless::LayerVersion\n    Metadata: {{BuildMethod: python3.13{more}}}\n    Properties: {{ContentUri: layers/{id}, CompatibleRuntimes: [python3.13]}}\n"
        )
    };
    let template = format!(
        "{HEAD}{}{}{}{}",
        function("Both", "f", ", Layers: [!Ref One, !Ref Two]"),
        layer("One", ""),
        layer("Two", ", BuildArchitecture: arm64"),
        function("None", "g", ""),
    );
    let files = [
        ("template.yaml", template.as_str()),
        ("f/app.py", APP),
        ("g/app.py", APP),
        ("g/requirements.txt", "n\n"),
        ("layers/One/one.py", "value = 1\n"),
        ("layers/One/requirements.txt", "a\n"),
        ("layers/Two/requirements.txt", "n\n"),
    ];
    let libs = ["a 1.0", "n 1.0 cp313-cp313-manylinux2014_aarch64", "n 1.0 cp313-cp313-manylinux2014_x86_64"];
    check("layers", &files, &libs);
}

/// pip reads what a requirements file names where it is.
#[test]
fn requirements_files_outside_of_the_code() {
    let template = format!("{HEAD}{}{}", function("One", "one", ""), function("Two", "services/two", ""));
    let files = [
        ("template.yaml", template.as_str()),
        ("one/app.py", APP),
        ("one/requirements.txt", "-r ../common/base.txt # shared\nc\n"),
        ("services/two/app.py", APP),
        ("services/two/requirements.txt", "--requirement=../../common/base.txt\n-c ../limits.txt\nd\n"),
        ("services/limits.txt", "b<2\n"),
        ("common/base.txt", "-r more.txt\n"),
        ("common/more.txt", "a\n"),
        ("common/unused.txt", "z\n"),
    ];
    check("outside", &files, &["a 1.0: b", "b 2.0", "b 1.0", "c 1.0", "d 1.0"]);
}
