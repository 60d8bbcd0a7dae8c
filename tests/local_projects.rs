//! Projects that something requires by their folder: if the folder was dropped, the package has the files that
//! `pip install --target` or uv would install.

use crate::support::disk::{Scratch, Tools, run};
use crate::support::wheel::wheel;
use crate::support::{Dropped, codes, dropped, target};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use wheelpress::finding::Severity;
use wheelpress::source::Content;

const HANDLER: &str =
    "import shared.text\n\ndef lambda_handler(event, context):\n    return shared.text.hello()\n";
const TEXT: &str = "def hello():\n    return 'hello'\n";

/// Makes the pyproject.toml of a project without requirements.
fn pyproject(name: &str, rest: &str) -> String {
    format!("[project]\nname = '{name}'\nversion = '1.0'\n{rest}")
}

/// Adds a project "shared" with its packages in `at`, and with what no installer takes.
fn with_shared(drop: Dropped, folder: &str, at: &str, rest: &str) -> Dropped {
    drop.and(format!("{folder}/pyproject.toml"), pyproject("shared", rest))
        .and(format!("{folder}/{at}shared/__init__.py"), "")
        .and(format!("{folder}/{at}shared/text.py"), TEXT)
        .and(format!("{folder}/{at}shared/data.json"), "{}")
        .and(format!("{folder}/tests/test_text.py"), "import shared\n")
}

/// Checks the paths of the package, and the errors and warnings.
#[track_caller]
fn check(drop: Dropped, paths: &[&str], findings: &[&str]) {
    let mut target = target("python3.13");
    target.handler = Some("lambda_function.lambda_handler".into());
    let plan = drop.plan_for(&target);
    let found: Vec<_> =
        plan.findings.iter().filter(|finding| finding.severity != Severity::Info).cloned().collect();
    assert_eq!(codes(&found), findings, "{:#?}", plan.findings);
    let all: BTreeSet<&str> = plan.entries.iter().map(|entry| entry.path.as_str()).collect();
    let missing: Vec<_> = paths.iter().filter(|path| !all.contains(*path)).collect();
    assert!(missing.is_empty(), "{missing:?} of {all:?}");
}

const SHARED: &[&str] = &["lambda_function.py", "shared/__init__.py", "shared/data.json", "shared/text.py"];

#[test]
fn folders_in_requirements_files() {
    let app = |requirements: &str| {
        dropped("app/lambda_function.py", HANDLER).and("app/requirements.txt", requirements)
    };
    for line in ["./lib", "lib/", "-e ./lib", "-e lib", "shared @ file:./lib", "./lib ; python_version > '3'"]
    {
        for at in ["", "src/"] {
            check(with_shared(app(line), "app/lib", at, ""), SHARED, &[]);
        }
    }
    let excluded = "./lib ; python_version < '3'";
    check(with_shared(app(excluded), "app/lib", "", ""), &[], &["error import-missing lambda_function.py"]);
    // The file may lie deeper than the folder from which pip runs.
    let deep = dropped("app/lambda_function.py", HANDLER)
        .and("app/requirements.txt", "-r requirements/base.txt\n")
        .and("app/requirements/base.txt", "./lib\n");
    check(with_shared(deep, "app/lib", "src/", ""), SHARED, &[]);
}

#[test]
fn sources_and_workspaces_of_uv() {
    let stated = |sources: &str| {
        let rest = format!("dependencies = ['shared']\n[tool.uv.sources]\nshared = {sources}\n");
        dropped("app/lambda_function.py", HANDLER).and("app/pyproject.toml", pyproject("app", &rest))
    };
    for sources in ["{ path = 'lib' }", "{ path = './lib', editable = true }", "{ workspace = true }"] {
        check(with_shared(stated(sources), "app/lib", "src/", ""), SHARED, &[]);
    }
    // Both were dropped, without the folder around them.
    for at in ["", "src/"] {
        check(with_shared(stated("{ path = '../lib' }"), "lib", at, ""), SHARED, &[]);
        check(with_shared(stated("{ path = '../../elsewhere/lib' }"), "lib", at, ""), SHARED, &[]);
        check(with_shared(stated("{ workspace = true }"), "lib", at, ""), SHARED, &[]);
        // The folder is called like the package.
        check(with_shared(stated("{ path = '../shared' }"), "shared", at, ""), SHARED, &[]);
    }
}

#[test]
fn members_in_a_lock_of_uv() {
    let lock = "version = 1\nrequires-python = '>=3.13'\n\
        [manifest]\nmembers = ['app', 'shared']\n\
        [[package]]\nname = 'app'\nversion = '1.0'\nsource = { virtual = '.' }\ndependencies = [{ name = 'shared' }]\n\
        [[package]]\nname = 'shared'\nversion = '1.0'\nsource = { editable = 'packages/shared' }\n";
    let app = |handler: &str| {
        let rest = "dependencies = ['shared']\n[tool.uv.sources]\nshared = { workspace = true }\n\
            [tool.uv.workspace]\nmembers = ['packages/*']\n";
        dropped(format!("app/{handler}"), HANDLER)
            .and("app/pyproject.toml", pyproject("app", rest))
            .and("app/uv.lock", lock)
    };
    check(with_shared(app("lambda_function.py"), "app/packages/shared", "src/", ""), SHARED, &[]);
    // The packages of the root are in a folder of their own, so that the rest of it stays behind.
    check(with_shared(app("src/lambda_function.py"), "app/packages/shared", "src/", ""), SHARED, &[]);
    check(app("lambda_function.py"), &[], &["error import-missing lambda_function.py"]);
}

#[test]
fn folders_in_locks() {
    let package = "[[package]]\nname = 'shared'\nversion = '1.0'\n";
    let pdm = format!(
        "[metadata]\nlock_version = '4.5.0'\ngroups = ['default']\n{package}path = './lib'\ngroups = ['default']\n"
    );
    let poetry = format!(
        "{package}optional = false\npython-versions = '*'\ngroups = ['main']\nfiles = []\n\
        [package.source]\ntype = 'directory'\nurl = 'lib'\n[metadata]\nlock-version = '2.1'\npython-versions = '*'\n"
    );
    let pylock = "lock-version = '1.0'\ncreated-by = 'x'\n[[packages]]\nname = 'shared'\ndirectory = { path = 'lib' }\n";
    let pipfile = "{\"_meta\": {\"pipfile-spec\": 6}, \"default\": {\"shared\": {\"editable\": true, \"path\": \"./lib\"}}}";
    let uv = format!(
        "version = 1\nrequires-python = '>=3.9'\n[[package]]\nname = 'app'\nversion = '1'\nsource = {{ virtual = '.' }}\n\
        dependencies = [{{ name = 'shared' }}]\n{package}source = {{ directory = 'lib' }}\n"
    );
    for (name, text) in [
        ("pdm.lock", pdm.as_str()),
        ("poetry.lock", &poetry),
        ("pylock.toml", pylock),
        ("Pipfile.lock", pipfile),
        ("uv.lock", &uv),
    ] {
        let app = dropped("app/lambda_function.py", HANDLER)
            .and("app/pyproject.toml", pyproject("app", "dependencies = ['shared']\n"))
            .and(format!("app/{name}"), text);
        println!("{name}");
        check(with_shared(app, "app/lib", "src/", ""), SHARED, &[]);
    }
}

/// The requirements of the function count, and what the project itself states, not its lock or requirements file.
#[test]
fn files_of_required_projects_do_not_compete() {
    let lock = "version = 1\nrequires-python = '>=3.9'\n\
        [[package]]\nname = 'gamma'\nversion = '2'\nsource = { registry = 'https://pypi.org/simple' }\n\
        [[package]]\nname = 'shared'\nversion = '1.0'\nsource = { editable = '.' }\ndependencies = [{ name = 'gamma' }]\n";
    let stated = pyproject(
        "app",
        "dependencies = ['shared', 'alpha']\n[tool.uv.sources]\nshared = { path = '../lib' }\n",
    );
    for (name, text) in [("requirements.txt", "../lib\nalpha\n"), ("pyproject.toml", &stated)] {
        for (other, content) in [("uv.lock", lock), ("requirements.txt", "gamma\n")] {
            let app = dropped("app/lambda_function.py", HANDLER).and(format!("app/{name}"), text);
            let app = with_shared(app, "lib", "src/", "dependencies = ['beta']\n")
                .and(format!("lib/{other}"), content);
            println!("{name} {other}");
            let stated_in = format!("error requirement-missing app/{name}");
            check(app, SHARED, &[&stated_in, "error requirement-missing lib/pyproject.toml"]);
        }
    }
    // Two projects that require each other.
    let other = |name: &str| {
        format!("dependencies = ['{name}']\n[tool.uv.sources]\n{name} = {{ path = '../{name}' }}\n")
    };
    let app = dropped("app/lambda_function.py", HANDLER)
        .and("app/pyproject.toml", pyproject("app", &other("shared")));
    check(with_shared(app, "shared", "src/", &other("app")), SHARED, &[]);
}

#[test]
fn what_they_require_is_required() {
    let app = dropped("app/lambda_function.py", HANDLER).and("app/requirements.txt", "./lib[more]\n");
    let rest = "dependencies = ['alpha', 'other']\n[project.optional-dependencies]\nmore = ['beta']\n\
        [tool.uv.sources]\nother = { path = '../other' }\n";
    let drop = with_shared(app, "app/lib", "src/", rest)
        .and("app/other/pyproject.toml", pyproject("other", "dependencies = ['shared', 'gamma']\n"))
        .and("app/other/other/__init__.py", "");
    let missing = |name: &str| format!("error requirement-missing {name}/pyproject.toml");
    let (lib, other) = (missing("app/lib"), missing("app/other"));
    check(drop.clone(), &["other/__init__.py"], &[&lib, &lib, &other]);
    let with = ["alpha", "beta", "gamma"].iter().fold(drop, |drop, name| {
        let made = wheel(name, "1.0", "py3-none-any").file(&format!("{name}.py"), "x = 1\n");
        drop.and(format!("app/{}", made.filename()), made.bytes())
    });
    check(with, &["alpha.py", "beta.py", "gamma.py", "other/__init__.py", "shared/text.py"], &[]);
}

/// `importlib.metadata` finds the projects, unless only a build knows the version.
#[test]
fn their_metadata_is_found() {
    const LOOKUP: &str = "import shared.text\nfrom importlib.metadata import entry_points, version\n\
        VERSION = version('shared')\nNAMES = [one.name for one in entry_points(group='plugins')]\n\n\
        def lambda_handler(event, context):\n    return 1\n";
    let tools = Tools::find();
    let check_metadata = |rest: &str, file: (&str, &str), expected: Option<&str>| {
        let (name, text) = file;
        let drop = dropped("app/lambda_function.py", LOOKUP)
            .and("app/requirements.txt", "-e lib\n")
            .and("app/lib/pyproject.toml", rest)
            .and("app/lib/src/shared/__init__.py", "__version__: str = '2.5'\nMINE = \"2.6\"\n")
            .and("app/lib/src/shared/text.py", TEXT)
            .and(format!("app/lib/{name}"), text);
        let missing: &[&str] =
            if expected.is_some() { &[] } else { &["error metadata-missing lambda_function.py"] };
        check(drop.clone(), &["shared/text.py"], missing);
        let Some(expected) = expected else { return };
        let scratch = Scratch::new("local-metadata");
        let plan = drop.clone().plan();
        for entry in plan.entries.iter() {
            match &entry.content {
                Content::Bytes(bytes) => scratch.write(&entry.path, bytes),
                Content::File(file) => scratch.write(&entry.path, &drop.store.files[*file as usize]),
                other => panic!("{other:?}"),
            };
        }
        let program = "import lambda_function as made; print(made.VERSION, made.NAMES)";
        let said = run(Command::new(tools.python())
            .args(["-c", program])
            .env("PYTHONPATH", &scratch.0)
            .current_dir("/"));
        assert_eq!(said.trim(), expected, "{rest}");
    };
    let none = ("notes.txt", "");
    check_metadata("[project]\nname = 'Shared'\nversion = '1.0'\n", none, Some("1.0 []"));
    check_metadata("[tool.poetry]\nname = 'shared'\nversion = '1.0-1'\n", none, Some("1.0.post1 []"));
    let points = "[project]\nname = 'shared'\nversion = '1.0'\n[project.entry-points.plugins]\n\
        one = 'shared.text:hello'\n'two.b' = 'shared.text'\n";
    check_metadata(points, none, Some("1.0 ['one', 'two.b']"));
    let dynamic = |table: &str| format!("[project]\nname = 'shared'\ndynamic = ['version']\n{table}\n");
    let hatch = dynamic("[tool.hatch.version]\npath = 'src/shared/__init__.py'");
    check_metadata(&hatch, none, Some("2.5 []"));
    let pdm = dynamic("[tool.pdm.version]\nsource = 'file'\npath = 'about.py'");
    check_metadata(&pdm, ("about.py", "VERSION='3.1'\n"), Some("3.1 []"));
    let attribute =
        |name: &str| dynamic(&format!("[tool.setuptools.dynamic]\nversion = {{ attr = '{name}' }}"));
    check_metadata(&attribute("shared.__version__"), none, Some("2.5 []"));
    check_metadata(
        &attribute("shared.about.release"),
        ("src/shared/about.py", "release = '4'\n"),
        Some("4 []"),
    );
    let file = dynamic("[tool.setuptools.dynamic]\nversion = { file = ['VERSION'] }");
    check_metadata(&file, ("VERSION", "5.1\n"), Some("5.1 []"));
    check_metadata(&dynamic("[build-system]\nbuild-backend = 'flit_core.buildapi'"), none, Some("2.5 []"));
    // The tags of a repository state it.
    let tags = dynamic("[tool.hatch.version]\nsource = 'vcs'");
    check_metadata(&tags, none, None);
}

/// Only a build knows what these install.
#[test]
fn others_need_a_wheel() {
    let app = || dropped("app/lambda_function.py", "def lambda_handler(event, context): pass\n");
    let app = || app().and("app/requirements.txt", "./lib\n");
    let refused = &["error requirement-unsupported app/requirements.txt"];
    let maturin = "[build-system]\nrequires = ['maturin']\nbuild-backend = 'maturin'\n";
    check(with_shared(app(), "app/lib", "", maturin), &[], refused);
    check(with_shared(app(), "app/lib", "", "").and("app/lib/shared/fast.pyx", ""), &[], refused);
    check(app().and("app/lib/pyproject.toml", pyproject("shared", "")), &[], refused);
    check(app().and("app/lib/setup.py", "").and("app/lib/shared/__init__.py", ""), &[], refused);
    // Nothing can be read of a project whose pyproject.toml is broken.
    check(
        with_shared(app(), "app/lib", "", "version = '2'\n"),
        &[],
        &["error requirement-invalid app/lib/pyproject.toml", refused[0]],
    );
    // A repository is no folder of the drop.
    let git = dropped("app/lambda_function.py", "def lambda_handler(event, context): pass\n")
        .and("app/requirements.txt", "shared @ git+git@x.invalid:shared\n");
    check(with_shared(git, "app/shared", "", ""), &[], refused);
    // A wheel of it is more exact than the folder.
    let made = wheel("shared", "1.0", "py3-none-any").file("shared/wheel.py", "x = 1\n");
    let both = with_shared(app(), "app/lib", "", "").and(format!("app/{}", made.filename()), made.bytes());
    check(both, &["shared/wheel.py"], &["warning requirement-unsupported app/requirements.txt"]);
}

/// Of what is beside the packages at the root of a project, nothing is installed.
#[test]
fn packages_at_the_root() {
    const BESIDE: &[&str] =
        &["config.py", "lambda_function.py", "migrations/001.sql", "infra/stack.py", "src/notes.txt"];
    let build = |backend: &str| format!("[build-system]\nrequires = []\nbuild-backend = '{backend}'\n");
    let hatch = build("hatchling.build") + "[tool.hatch.build.targets.wheel]\n";
    let (find, setuptools) = ("[tool.setuptools.packages.find]\n", "[tool.setuptools]\n");
    let own: &[&str] = &["shop_orders/__init__.py"];
    let of_shop = |rest: &str| pyproject("Shop.Orders", rest);
    let poetry = |packages: &str| {
        of_shop(&format!("[tool.poetry]\npackages = [{packages}]\n{}", build("poetry.core.api")))
    };
    for (text, files, expected) in [
        (of_shop(""), own, own),
        (of_shop(&build("hatchling.build")), own, own),
        (
            of_shop(&build("flit_core.buildapi")),
            &["shop_orders.py", "extra/__init__.py"][..],
            &["shop_orders.py"][..],
        ),
        (of_shop(&build("uv_build")), &["Shop_Orders/__init__.py"], &["Shop_Orders/__init__.py"]),
        (
            of_shop(&build("poetry.core.masonry.api")),
            &["shop_orders/a.py", "extra/__init__.py"],
            &["shop_orders/a.py"],
        ),
        // Another name.
        (of_shop(""), &["other/__init__.py", "tests/__init__.py"], &["other/__init__.py"]),
        (of_shop(&build("pdm.backend")), &[own[0], "extra/__init__.py"], &["extra/__init__.py", own[0]]),
        (
            of_shop(&format!("{find}exclude = ['tests*']\n")),
            &[own[0], "extra/__init__.py"],
            &["extra/__init__.py", own[0]],
        ),
        // What is listed.
        (of_shop(&format!("{hatch}packages = ['extra']\n")), &[own[0], "extra/a.py"], &["extra/a.py"]),
        (
            of_shop(&format!("{setuptools}packages = ['extra', 'extra.sub']\n")),
            &[own[0], "extra/sub/a.py"],
            &["extra/sub/a.py"],
        ),
        (of_shop(&format!("{setuptools}py-modules = ['alone']\n")), &[own[0], "alone.py"], &["alone.py"]),
        (of_shop("[tool.flit.module]\nname = 'other'\n"), &["other.py"], &["other.py"]),
        (
            of_shop("[tool.uv.build-backend]\nmodule-root = ''\nmodule-name = 'acme.part'\n"),
            &["acme/part/a.py", "acme/b.py"],
            &["acme/part/a.py"],
        ),
        (
            poetry(
                "{include = 'extra/**/*.py'}, {include = 'one.py'}, {include = 'acme/part', from = 'lib'}",
            ),
            &[own[0], "extra/a.py", "one.py", "lib/acme/part/a.py", "lib/other.py"],
            &["acme/part/a.py", "extra/a.py", "one.py"],
        ),
        (
            poetry("{include = 'shop_orders'}, {include = 'extra', from = 'lib'}"),
            &[own[0], "lib/extra/a.py"],
            &["extra/a.py", own[0]],
        ),
    ] {
        let app = dropped("app/lambda_function.py", HANDLER).and("app/config.py", "x = 1\n");
        let app = app
            .and("app/requirements.txt", "Shop.Orders @ file:../lib\n")
            .and("lib/pyproject.toml", text.as_str());
        let drop =
            BESIDE.iter().chain(files).fold(app, |drop, path| drop.and(format!("lib/{path}"), "y = 2\n"));
        let plan = drop.plan();
        let is_own = |path: &&str| !path.starts_with("shop_orders-");
        let paths: BTreeSet<&str> =
            plan.entries.iter().map(|entry| entry.path.as_str()).filter(is_own).collect();
        let expected: BTreeSet<&str> = expected
            .iter()
            .chain(&["config.py", "lambda_function.py", "requirements.txt"])
            .copied()
            .collect();
        assert_eq!(paths, expected, "{text} {:#?}", plan.findings);
        let all = codes(&plan.findings).join(" ");
        assert!(!all.contains("path-conflict"), "{all}");
    }
    // Lists that are not read, and programs.
    for (text, name, content) in [
        (format!("{hatch}include = ['*.py']\n"), "notes.txt", ""),
        ("[tool.pdm.build]\nincludes = ['*.py']\n".to_string(), "notes.txt", ""),
        (String::new(), "setup.py", "setup(py_modules=['more'])\n"),
        (String::new(), "setup.cfg", "[options]\npy_modules = more\n"),
    ] {
        let app = dropped("app/lambda_function.py", HANDLER).and("app/requirements.txt", "./lib\n");
        let drop = with_shared(app, "app/lib", "", &text).and("app/lib/more.py", "x = 1\n");
        check(drop.and(format!("app/lib/{name}"), content), &["more.py", "shared/text.py"], &[]);
    }
}

/// uv, which is a build backend too, installs the same files of the packages.
#[test]
fn as_uv_installs_them() {
    let tools = Tools::find();
    let python = tools.python();
    let uv = Path::new(python).with_file_name("uv");
    let system = "[build-system]\nrequires = ['uv_build']\nbuild-backend = 'uv_build'\n";
    for (at, root) in [("src/", ""), ("", "[tool.uv.build-backend]\nmodule-root = ''\n")] {
        let scratch = Scratch::new("local-projects");
        let rest = format!("requires-python = '>=3.9'\n{system}{root}");
        let drop = with_shared(dropped("app/requirements.txt", "./lib\n"), "app/lib", at, &rest)
            .and("app/lambda_function.py", HANDLER)
            .and("app/lib/config.py", "x = 1\n")
            .and("app/lib/migrations/001.sql", "");
        for (item, bytes) in drop.clone().items().iter().zip(&drop.store.files) {
            scratch.write(&item.path, bytes);
        }
        let target = scratch.0.join("target");
        let args = ["pip", "install", "--quiet", "--offline", "--no-cache", "--python", python];
        run(Command::new(&uv).args(args).arg("--target").arg(&target).arg(scratch.0.join("app/lib")));
        let find = ["-type", "f", "-not", "-path", "*.dist-info/*", "-not", "-name", ".*", "-printf", "%P\n"];
        let installed = run(Command::new("find").arg(&target).args(find));
        let expected: BTreeSet<&str> = installed.lines().collect();
        let plan = drop.plan();
        let paths = plan.entries.iter().map(|entry| entry.path.as_str());
        // The function keeps its own files.
        const KEPT: [&str; 2] = ["lambda_function.py", "requirements.txt"];
        let is_installed = |path: &&str| !path.starts_with("lib/") && !path.contains(".dist-info/");
        let ours: BTreeSet<&str> = paths.filter(|path| is_installed(path) && !KEPT.contains(path)).collect();
        assert!(expected.contains("shared/text.py"), "{installed}");
        assert_eq!(ours, expected);
    }
}
