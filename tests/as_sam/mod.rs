//! Functions and layers of templates have the same files as `sam build` gives them, except for the
//! differences in `DIFFERENCES`. Needs aws-sam-cli, which `cargo xtask setup` provides and names in the
//! environment.

mod shapes;

use crate::support::Dropped;
use crate::support::disk::{Scratch, Tools, run};
use crate::support::libs::lib;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use wheelpress::pack::Compression;
use wheelpress::project::model::{BuildDefinition, Project};
use wheelpress::project::{self, Text};
use wheelpress::target::{Runtime, Target};

/// Intended differences: the end of a path, and the reason. In addition, `sam build` leaves a function with `SkipBuild`
/// where it is, and it is packed in its present state. A library that a layer of a function contains is not packed in
/// the function again.
const DIFFERENCES: &[(&str, &str)] = &[
    ("requirements.txt", "it says what to install, and nothing reads it on Lambda"),
    ("/INSTALLER", "pip writes its own name, which makes packages differ by the tool"),
    ("/REQUESTED", "pip notes what was asked for by name; nothing reads it on Lambda"),
    ("/direct_url.json", "pip notes where a wheel lay on the disk of the one who built"),
    ("/RECORD", "it lists the two files above, and bytecode, when pip writes it"),
    ("template.yaml", "a template is no code, wherever CodeUri points to"),
    ("samconfig.toml", "settings of the SAM CLI are no code either"),
    (".pyc", "bytecode of the Python that built is of no use to another"),
    (
        "own_native.so",
        "aws-lambda-builders leaves out all *.so of the code's folder, since they may be built for the developer's own system; \
         here they are read, and what does not fit Lambda is an error",
    ),
];

/// Files by their paths: path → contents.
type Tree = BTreeMap<String, Vec<u8>>;

fn is_different_on_purpose(path: &str) -> bool {
    DIFFERENCES.iter().any(|(end, _)| path.ends_with(end))
}

/// Returns the files that `sam build` produces, by logical id.
fn sam(tools: &Tools, repository: &Path) -> BTreeMap<String, Tree> {
    let template = if repository.join("template.json").exists() { "template.json" } else { "template.yaml" };
    let build = repository.join(".aws-sam/build");
    let bin = Path::new(tools.interpreter(13)).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(bin.to_path_buf()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    run(Command::new(tools.sam())
        .args(["-m", "samcli", "build", "--no-use-container", "--no-cached", "--template", template])
        .current_dir(repository)
        .env("PATH", path.unwrap())
        .env("SAM_CLI_TELEMETRY", "0")
        // pip installs only the wheels of the fixture.
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", repository.join("wheels"))
        .env("AWS_DEFAULT_REGION", "us-east-1"));
    let ids = std::fs::read_dir(build).unwrap().map(|entry| entry.unwrap().path());
    ids.filter(|path| path.is_dir())
        .map(|path| {
            let mut tree = Tree::new();
            files_in(&path, "", &mut tree);
            (path.file_name().unwrap().to_str().unwrap().to_string(), tree)
        })
        .collect()
}

fn files_in(directory: &Path, prefix: &str, tree: &mut Tree) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            files_in(&path, &format!("{name}/"), tree);
        } else {
            tree.insert(name, std::fs::read(path).unwrap());
        }
    }
}

/// Returns the files that are packed for a function or layer.
fn pressed(definition: &BuildDefinition, files: &[(String, Vec<u8>)]) -> Tree {
    let drop = definition
        .files
        .iter()
        .fold(Dropped::default(), |drop, file| drop.and_of(file, files[file.index as usize].1.clone()));
    let runtime = Runtime::named(&definition.target.runtime).unwrap();
    let target = Target::new(definition.target.kind, runtime, definition.target.architecture);
    let packed = drop.try_pack(&target, Compression::Default).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(packed.zip)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().to_string(), bytes)
        })
        .collect()
}

fn read(files: &[(String, Vec<u8>)]) -> Project {
    let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let is_read = |path: &str| path.starts_with("template.") || path.ends_with("/requirements.txt");
    let text = |(path, bytes): &(String, Vec<u8>)| Text {
        path: path.clone(),
        text: String::from_utf8(bytes.clone()).unwrap(),
    };
    let mut texts: Vec<Text> = files.iter().filter(|(path, _)| is_read(path)).map(text).collect();
    loop {
        let wanted = project::wanted(&paths, &texts);
        if wanted.is_empty() {
            break;
        }
        texts.extend(files.iter().filter(|(path, _)| wanted.contains(path)).map(text));
    }
    let project = project::read(&paths, &texts).into_iter().next().unwrap();
    assert!(project.findings.is_empty(), "{:#?}", project.findings);
    project
}

/// Checks that each function and layer has the same files with the same contents.
#[track_caller]
fn check(name: &str, files: &[(&str, &str)], libs: &[&str]) {
    let tools = Tools::find();
    let repository = Scratch::new(&format!("sam-{name}"));
    let mut all: Vec<(String, Vec<u8>)> =
        files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect();
    for spec in libs {
        let lib = lib(spec);
        all.push((format!("wheels/{}", lib.filename()), lib.bytes()));
    }
    std::fs::create_dir_all(repository.0.join("wheels")).unwrap();
    for (path, bytes) in &all {
        repository.write(path, bytes);
    }
    let built = sam(&tools, &repository.0);
    let project = read(&all);
    assert_eq!(project.definitions.len(), built.len(), "{:?}", built.keys());
    for definition in &project.definitions {
        let (mut ours, mut theirs) = (pressed(definition, &all), built[&definition.id].clone());
        ours.retain(|path, _| !is_different_on_purpose(path));
        theirs.retain(|path, _| !is_different_on_purpose(path));
        let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&ours), names(&theirs), "{name}: {}", definition.id);
        assert!(ours == theirs, "{name}: {} has other contents", definition.id);
    }
}

fn function(id: &str, folder: &str, more: &str) -> String {
    format!(
        "  {id}:\n    Type: AWS::Serverless::Function\n    Properties: {{CodeUri: {folder}, Handler: app.handler{more}}}\n"
    )
}

const HEAD: &str =
    "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Runtime: python3.13}}\nResources:\n";
const APP: &str = "def handler(event, context):\n    return 1\n";

#[test]
fn one_function() {
    let template = format!("{HEAD}{}", function("One", "src/", ""));
    let files = [
        ("template.yaml", template.as_str()),
        ("src/app.py", APP),
        ("src/lib/__init__.py", ""),
        ("src/data/words.txt", "words\n"),
        ("src/requirements.txt", "a\n"),
        ("tests/test_app.py", "def test(): pass\n"),
    ];
    check("one", &files, &["a 1.0: b", "b 2.0", "c 1.0"]);
}

#[test]
fn functions_with_different_requirements() {
    let resources: String =
        (0..10).map(|index| function(&format!("F{index}"), &format!("f{index}"), "")).collect();
    let template = format!("{HEAD}{resources}");
    let paths: Vec<(String, String)> = (0..10)
        .flat_map(|index| {
            let required = ["a\n", "b==2.0\n", ""][index % 3];
            [
                (format!("f{index}/app.py"), format!("value = {index}\n{APP}")),
                (format!("f{index}/requirements.txt"), required.to_string()),
            ]
        })
        .collect();
    let mut files = vec![("template.yaml", template.as_str())];
    files.extend(paths.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    check("ten", &files, &["a 1.0: b", "b 2.0", "b 1.0"]);
}

#[test]
fn a_layer_and_two_functions() {
    let template = format!(
        "{HEAD}{}{}  Shared:\n    Type: AWS::Serverless::LayerVersion\n    Metadata: {{BuildMethod: python3.13}}\n    Properties: {{ContentUri: layer, CompatibleRuntimes: [python3.13]}}\n",
        function("A", "fa", ", Layers: [!Ref Shared]"),
        function("B", "fb", ", Layers: [!Ref Shared]"),
    );
    let files = [
        ("template.yaml", template.as_str()),
        ("fa/app.py", APP),
        ("fb/app.py", APP),
        ("layer/shared.py", "value = 1\n"),
        ("layer/requirements.txt", "a\n"),
    ];
    check("layer", &files, &["a 1.0"]);
}

#[test]
fn nested_folders_and_both_architectures() {
    let template = format!(
        "{HEAD}{}{}",
        function("Arm", "services/arm/api", ", Architectures: [arm64]"),
        function("Intel", "services/intel", ", Architectures: [x86_64]"),
    );
    let files = [
        ("template.yaml", template.as_str()),
        ("services/arm/api/app.py", APP),
        ("services/arm/api/requirements.txt", "n\n"),
        ("services/intel/app.py", APP),
        ("services/intel/requirements.txt", "n\n"),
    ];
    let libs = ["n 1.0 cp313-cp313-manylinux2014_aarch64", "n 1.0 cp313-cp313-manylinux2014_x86_64"];
    check("both", &files, &libs);
}

#[test]
fn nested_folders_with_globals() {
    let template = "Transform: AWS::Serverless-2016-10-31
Parameters:
  Code: {Type: String, Default: services}
Globals:
  Function:
    Runtime: python3.13
    Architectures: [arm64]
    Handler: app.handler
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: services/orders/api}
  Users:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: services/users, Architectures: [x86_64]}
";
    let files = [
        ("template.yaml", template),
        ("services/orders/api/app.py", APP),
        ("services/orders/api/deep/er/data.json", "{}\n"),
        ("services/orders/api/requirements.txt", "n\na\n"),
        ("services/orders/README.md", "# Orders\n"),
        ("services/users/app.py", APP),
        ("services/users/requirements.txt", "n\n"),
    ];
    let libs = [
        "n 1.0 cp313-cp313-manylinux2014_aarch64",
        "n 1.0 cp313-cp313-manylinux2014_x86_64",
        "a 1.0: b",
        "b 2.0",
    ];
    check("globals", &files, &libs);
}

#[test]
fn a_template_of_json_and_plain_cloudformation() {
    let template = r#"{
  "AWSTemplateFormatVersion": "2010-09-09",
  "Parameters": {"Runtime": {"Type": "String", "Default": "python3.13"}},
  "Resources": {
    "Plain": {
      "Type": "AWS::Lambda::Function",
      "Properties": {
        "Code": "plain", "Handler": "app.handler", "Runtime": {"Ref": "Runtime"}, "Role": "arn:aws:iam::1:role/x"
      }
    },
    "Libraries": {
      "Type": "AWS::Lambda::LayerVersion",
      "Metadata": {"BuildMethod": "python3.13"},
      "Properties": {"Content": "layer", "CompatibleRuntimes": ["python3.13"]}
    }
  }
}
"#;
    let files = [
        ("template.json", template),
        ("plain/app.py", APP),
        ("plain/requirements.txt", "b==2.0\n"),
        ("layer/requirements.txt", "a\n"),
    ];
    check("json", &files, &["a 1.0: b", "b 2.0"]);
}

#[test]
fn ten_functions_with_shared_code() {
    let resources: String =
        (0..10).map(|index| function(&format!("F{index}"), &format!("f{}", index / 2), "")).collect();
    let template = format!("{HEAD}{resources}");
    let paths: Vec<(String, String)> = (0..5)
        .flat_map(|index| {
            [
                (format!("f{index}/app.py"), format!("import shared\n{APP}")),
                (format!("f{index}/shared/__init__.py"), "value = 1\n".to_string()),
                (format!("f{index}/requirements.txt"), ["a\n", "b\n"][index % 2].to_string()),
            ]
        })
        .collect();
    let mut files = vec![("template.yaml", template.as_str())];
    files.extend(paths.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    check("shared", &files, &["a 1.0: b", "b 2.0"]);
}

#[test]
fn the_root_as_code_ships_no_template() {
    let template = format!("{HEAD}{}", function("Root", ".", ""));
    let files = [("template.yaml", template.as_str()), ("app.py", APP), ("lib/x.py", "x = 1\n")];
    check("root", &files, &[]);
}
