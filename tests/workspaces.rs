//! Functions that are members of a uv workspace, whose lock is at its root. Each function gets what `uv export
//! --package` lists for it.

use crate::support::disk::{Scratch, Tools, run};
use crate::support::index::request;
use crate::support::libs::lib;
use crate::support::served::Served;
use crate::support::{Dropped, target};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use wheelpress::index::ResolveOutcome;
use wheelpress::project::model::FileRef;
use wheelpress::project::{self, Text};

const ROOT: &str = "[project]
name = 'shop'
version = '0.1.0'
requires-python = '>=3.12'
dependencies = ['idna']
[tool.uv.workspace]
members = ['functions/*', 'packages/*']
exclude = ['functions/apart']
";
const SHARED: &str = "[project]
name = 'shared'
version = '0.1.0'
requires-python = '>=3.12'
dependencies = ['urllib3']
[project.optional-dependencies]
web = ['certifi']
[build-system]
requires = ['hatchling']
build-backend = 'hatchling.build'
";
const APP: &str = "def handler(event, context):\n    return 1\n";

fn member(name: &str, rest: &str) -> String {
    format!("[project]\nname = '{name}'\nversion = '0.1.0'\nrequires-python = '>=3.12'\n{rest}")
}

/// The members that are functions: folder, name, and the rest of their pyproject.toml.
const MEMBERS: &[(&str, &str, &str)] = &[
    (
        "orders",
        "Orders_fn",
        "dependencies = ['jinja2', 'shared[web]', \"colorama; sys_platform == 'win32'\"]\n\
         [tool.uv.sources]\nshared = { workspace = true }\n[dependency-groups]\ndev = ['colorama']\n",
    ),
    ("mail", "mail", "dependencies = ['six']\n[tool.uv]\npackage = false\n"),
    ("plain", "plain", "dependencies = []\n"),
];

/// The files of a workspace. The function in `functions/apart` is not a member.
fn workspace() -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut add = |path: String, text: &str| files.insert(path, text.as_bytes().to_vec());
    add("pyproject.toml".into(), ROOT);
    add("packages/shared/pyproject.toml".into(), SHARED);
    add("packages/shared/src/shared/__init__.py".into(), "");
    let mut template = String::from("Resources:\n");
    let apart = ("apart", "apart", "dependencies = ['certifi']\n");
    for (folder, name, rest) in MEMBERS.iter().copied().chain([apart]) {
        add(format!("functions/{folder}/pyproject.toml"), &member(name, rest));
        add(format!("functions/{folder}/app.py"), APP);
        template += &format!(
            "  {folder}: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: functions/{folder}, Handler: app.handler, Runtime: python3.13}}}}\n"
        );
    }
    add("template.yaml".into(), &template);
    // The wheel that `uv build --package shared` would build.
    let shared = lib("shared 0.1.0: urllib3");
    files.insert(format!("dist/{}", shared.filename()), shared.bytes());
    files
}

/// Returns the drop of each function that the files state, by its id.
pub fn functions(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Dropped> {
    let paths: Vec<String> = files.keys().cloned().collect();
    let text =
        |path: &String| Text { path: path.clone(), text: String::from_utf8(files[path].clone()).unwrap() };
    let is_passed = |path: &&String| *path == "template.yaml" || path.ends_with("/requirements.txt");
    let mut texts: Vec<Text> = paths.iter().filter(is_passed).map(text).collect();
    loop {
        let wanted = project::wanted(&paths, &texts);
        if wanted.is_empty() {
            break;
        }
        texts.extend(wanted.iter().map(text));
    }
    let project = project::read(&paths, &texts).remove(0);
    let drops = project.definitions.into_iter().map(|definition| {
        let bytes = |file: &FileRef| files[&paths[file.index as usize]].clone();
        let drop =
            definition.files.iter().fold(Dropped::default(), |drop, file| drop.and_of(file, bytes(file)));
        (
            definition.id,
            definition.written.into_iter().fold(drop, |drop, file| drop.and(file.path, file.text)),
        )
    });
    drops.collect()
}

/// Returns the paths of the files that a function is dropped with.
fn paths(drops: &mut BTreeMap<String, Dropped>, id: &str) -> Vec<String> {
    let items = drops.get_mut(id).unwrap().items();
    let mut paths: Vec<String> = items.into_iter().map(|item| item.path).collect();
    paths.sort();
    paths
}

fn choose(served: &Served, drop: &mut Dropped) -> ResolveOutcome {
    let request = request(drop, &target("python3.13"));
    served.choose(request, drop)
}

/// Runs uv in a folder, and returns its output.
fn uv(tools: &Tools, folder: &Path, arguments: &[&str]) -> String {
    run(Command::new(Path::new(tools.python()).with_file_name("uv"))
        .args(arguments)
        .args(["--quiet", "--no-config", "--no-python-downloads", "--python", tools.interpreter(13)])
        .arg("--cache-dir")
        .arg(folder.join(".cache"))
        .current_dir(folder))
}

#[test]
fn each_member_gets_what_it_requires() {
    let tools = Tools::find();
    let served = Served::own(&tools, &tools.wheels);
    let scratch = Scratch::new("workspace");
    let mut files = workspace();
    files.iter().for_each(|(path, bytes)| scratch.write(path, bytes));
    uv(&tools, &scratch.0, &["lock", "--default-index", &served.index("json")]);
    files.insert("uv.lock".into(), std::fs::read(scratch.0.join("uv.lock")).unwrap());
    let mut drops = functions(&files);
    for (folder, name, _) in MEMBERS {
        let arguments =
            ["export", "--frozen", "--no-dev", "--no-hashes", "--no-annotate", "--no-emit-workspace"];
        let text = uv(&tools, &scratch.0, &[&arguments[..], &["--package", &name.to_lowercase()]].concat());
        let is_here = |line: &&str| line.contains("==") && !line.contains("win32");
        let mut expected: Vec<&str> = text.lines().filter(is_here).map(str::trim).collect();
        expected.sort();
        let outcome = choose(&served, drops.get_mut(*folder).unwrap());
        let mut found: Vec<String> =
            outcome.chosen.iter().map(|one| format!("{}=={}", one.name, one.version)).collect();
        found.sort();
        assert_eq!(found, expected, "{folder}: {:#?}", outcome.findings);
        assert!(*folder == "plain" || expected.len() < 6 && !expected.is_empty(), "{text}");
    }
    // A function that is not a member gets no lock.
    assert!(paths(&mut drops, "mail").contains(&"mail/uv.lock".to_string()));
    assert!(!paths(&mut drops, "apart").contains(&"apart/uv.lock".to_string()));
    // Without its wheel, the other member is installed from its folder, and no index is asked for it.
    files.retain(|path, _| !path.ends_with(".whl"));
    let mut drops = functions(&files);
    let outcome = choose(&served, drops.get_mut("orders").unwrap());
    assert_eq!(outcome.findings, []);
    let orders = drops.remove("orders").unwrap().plan();
    let paths: Vec<&str> = orders.entries.iter().map(|entry| entry.path.as_str()).collect();
    assert!(paths.contains(&"shared/__init__.py") && paths.contains(&"app.py"), "{paths:?}");
    let mail = drops.remove("mail").unwrap().plan();
    assert!(mail.entries.iter().all(|entry| !entry.path.contains("shared")), "{:?}", mail.entries);
}

/// Whether the lock of a workspace is among the files of the function in `fn`.
#[test]
fn a_lock_counts_for_members_alone() {
    let check = |more: &[(&str, &str)], expected: &[&str]| {
        let lock = "version = 1\n[[package]]\nname = \"f\"\nversion = \"1\"\nsource = { virtual = \"fn\" }\n";
        let mut files = BTreeMap::from([
            (
                "template.yaml",
                "Resources:\n  f: {Type: AWS::Serverless::Function, Properties: {CodeUri: fn, Handler: app.handler, Runtime: python3.13}}\n",
            ),
            ("fn/app.py", APP),
            ("fn/pyproject.toml", "[project]\nname = 'f'\nversion = '1'\n"),
            ("uv.lock", lock),
        ]);
        files.extend(more.iter().copied());
        files.retain(|_, text| !text.is_empty());
        let files = files.into_iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec()));
        assert_eq!(paths(&mut functions(&files.collect()), "f"), expected, "{more:?}");
    };
    let with_lock = ["fn/app.py", "fn/pyproject.toml", "fn/uv.lock"];
    let without = ["fn/app.py", "fn/pyproject.toml"];
    check(&[], &with_lock);
    check(&[("fn/uv.lock", "version = 1\n")], &with_lock);
    check(&[("uv.lock", "version = 1\n")], &without);
    check(&[("uv.lock", "")], &without);
    check(&[("fn/pyproject.toml", "")], &without[..1]);
    // A file of requirements in the function's own folder has priority.
    check(&[("fn/requirements.txt", "a\n")], &["fn/app.py", "fn/pyproject.toml", "fn/requirements.txt"]);
    check(&[("fn/poetry.lock", "x")], &["fn/app.py", "fn/poetry.lock", "fn/pyproject.toml"]);
    // Only a part of the path agrees with that of a member.
    check(&[("uv.lock", "source = { virtual = \"fn2\" }\nsource = { editable = \"x/fn\" }\n")], &without);
}
