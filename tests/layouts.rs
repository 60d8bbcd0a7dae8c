//! Projects whose packages are in a subfolder ship with the paths that an installer would give them.

use crate::support::wheel::wheel;
use crate::support::{Dropped, codes, dropped, paths, target};

const HANDLER: &str = "def handler(event, context): pass\n";
const BEHIND: [&str; 6] =
    ["README.md", "docs/index.md", "pyproject.toml", "tests/test_app.py", "setup.py", "conftest.py"];

fn project(pyproject: &str, files: &[&str]) -> Dropped {
    let drop = BEHIND.iter().fold(Dropped::default(), |drop, path| match *path {
        "pyproject.toml" => drop.and("shop/pyproject.toml", pyproject),
        path => drop.and(format!("shop/{path}"), "x = 1\n"),
    });
    files.iter().fold(drop, |drop, path| drop.and(format!("shop/{path}"), HANDLER))
}

/// Checks what is packed for a pyproject.toml and files.
#[track_caller]
fn check(pyproject: &str, files: &[&str], expected: &[&str]) {
    let plan = project(pyproject, files).plan();
    assert_eq!(paths(&plan), expected, "{:#?}", plan.findings);
    assert!(codes(&plan.findings).contains(&"info project-layout shop".to_string()), "{:#?}", plan.findings);
}

/// Checks that all files ship with their present paths.
#[track_caller]
fn stays(pyproject: &str, files: &[&str]) {
    let plan = project(pyproject, files).plan();
    assert!(files.iter().all(|path| paths(&plan).contains(path)), "{:?}", paths(&plan));
    assert!(!codes(&plan.findings).contains(&"info project-layout shop".to_string()));
}

const PROJECT: &str = "[project]\nname = \"shop-orders\"\nversion = \"1.0\"\n";
const SRC: [&str; 2] = ["src/shop_orders/__init__.py", "src/shop_orders/app.py"];
const PLACED: [&str; 2] = ["shop_orders/__init__.py", "shop_orders/app.py"];

#[test]
fn the_folder_src() {
    for backend in ["hatchling", "setuptools", "flit_core", "poetry-core", "pdm-backend", "uv_build"] {
        let text = format!("{PROJECT}[build-system]\nrequires = [\"{backend}\"]\n");
        check(&text, &SRC, &PLACED);
    }
    check("[tool.poetry]\nname = \"shop-orders\"\n", &SRC, &PLACED);
    check(
        PROJECT,
        &["src/one.py", "src/data/x.json", "src/shop.egg-info/PKG-INFO"],
        &["data/x.json", "one.py"],
    );
    // Namespace packages have no `__init__.py`.
    check(PROJECT, &["src/ns/part/m.py"], &["ns/part/m.py"]);
}

#[test]
fn what_build_backends_are_told() {
    let of = |table: &str| format!("{PROJECT}{table}");
    let in_lib = ["lib/shop_orders/__init__.py", "lib/shop_orders/app.py"];
    for table in [
        "[tool.hatch.build.targets.wheel]\npackages = [\"lib/shop_orders\"]\n",
        "[tool.hatch.build.targets.wheel]\nsources = [\"lib\"]\n",
        "[tool.setuptools]\npackage-dir = {\"\" = \"lib\"}\n",
        "[tool.setuptools.packages.find]\nwhere = [\"lib\"]\n",
        "[tool.poetry]\npackages = [{include = \"shop_orders\", from = \"lib\"}]\n",
        "[tool.poetry]\npackages = [{include = \".\", from = \"lib\"}]\n",
        "[tool.pdm.build]\npackage-dir = \"./lib/\"\n",
        "[tool.uv.build-backend]\nmodule-root = \"lib\"\n",
        "[tool.maturin]\npython-source = \"lib\"\n",
    ] {
        check(&of(table), &in_lib, &PLACED);
    }
    // Only the package that is named.
    let one = "[tool.hatch.build.targets.wheel]\npackages = [\"src/shop_orders\"]\n";
    check(&of(one), &[SRC[0], SRC[1], "src/scratch/x.py"], &PLACED);
    let two =
        "[tool.poetry]\npackages = [{include = \"models\"}, {include = \"shop_orders\", from = \"lib\"}]\n";
    let files = [in_lib[0], in_lib[1], "models/__init__.py"];
    check(&of(two), &files, &["models/__init__.py", PLACED[0], PLACED[1]]);
    // A folder that does not exist and a pattern for packages are ignored.
    for table in [
        "[tool.setuptools.packages.find]\nwhere = [\"lib\"]\n",
        "[tool.hatch.build.targets.wheel]\npackages = [\"src/*\"]\n",
    ] {
        check(&of(table), &SRC, &PLACED);
    }
    // Packages at the root stay where they are.
    stays(&of("[tool.uv.build-backend]\nmodule-root = \"\"\n"), &["shop_orders/app.py"]);
    stays(&of("[tool.hatch.build.targets.wheel]\npackages = [\"shop_orders\"]\n"), &["shop_orders/app.py"]);
}

/// With a pyproject.toml that does not state the folder, or without one.
#[test]
fn what_setup_cfg_says() {
    for options in [
        "[options]\npackage_dir =\n    = lib\npackages = find:\n",
        "[options]\npackage_dir =\n    =lib\n",
        "[options]\npackages = find_namespace:\n[options.packages.find]\nwhere = lib\n",
        "[options.packages.find]\nwhere=\n  lib\n",
    ] {
        let text = format!("[metadata]\nname = shop-orders\n{options}");
        for pyproject in [None, Some("[build-system]\nrequires = [\"setuptools\"]\n")] {
            let drop = dropped("shop/setup.cfg", text.as_str()).and("shop/tests/test_app.py", "x = 1\n");
            let drop =
                drop.and("shop/lib/shop_orders/__init__.py", "").and("shop/lib/shop_orders/app.py", HANDLER);
            let drop = pyproject.into_iter().fold(drop, |drop, text| drop.and("shop/pyproject.toml", text));
            let plan = drop.plan();
            assert_eq!(paths(&plan), PLACED, "{options} {:#?}", plan.findings);
        }
    }
    // The folder is the root, or is stated for one package only.
    for options in ["[options]\npackage_dir =\n    = .\n", "[options]\npackage_dir =\n    other = lib\n"] {
        let drop = dropped("shop/setup.cfg", options).and("shop/lib/shop_orders/app.py", HANDLER);
        assert!(paths(&drop.plan()).contains(&"lib/shop_orders/app.py"), "{options}");
    }
}

/// Deployment tools package a folder as it is.
#[test]
fn paths_are_kept_if_wanted() {
    for pyproject in [PROJECT, "[tool.poetry]\nname = \"shop-orders\"\n"] {
        let mut drop = project(pyproject, &SRC);
        drop.options.keep_paths = true;
        let plan = drop.plan();
        assert!(SRC.iter().all(|path| paths(&plan).contains(path)), "{:?}", paths(&plan));
    }
}

#[test]
fn what_is_no_such_project() {
    stays("[tool.ruff]\nline-length = 100\n", &SRC);
    stays(&format!("{PROJECT}[tool.uv]\npackage = false\n"), &SRC);
    stays("[tool.poetry]\nname = \"x\"\npackage-mode = false\n", &SRC);
    // The function is at the root, or `src` is a package.
    stays(PROJECT, &[SRC[0], SRC[1], "lambda_function.py"]);
    stays(PROJECT, &[SRC[0], SRC[1], "src/__init__.py"]);
    stays(PROJECT, &["src/notes.txt", "shop_orders/app.py"]);
    // No file states that this is a project.
    let drop = SRC.iter().fold(Dropped::default(), |drop, path| drop.and(format!("shop/{path}"), HANDLER));
    assert_eq!(paths(&drop.plan()), SRC);
    for line in
        ["from src.shop_orders import app\n", "import src.shop_orders\n", "    from src import shop_orders\n"]
    {
        let plan = project(PROJECT, &SRC).and("shop/src/shop_orders/more.py", line).plan();
        assert!(paths(&plan).contains(&"src/shop_orders/more.py"), "{line}");
    }
}

/// Only code that ships is checked for imports that use the folder as a package.
#[test]
fn what_does_not_import_the_folder() {
    for (path, expected) in [
        ("tests/test_more.py", PLACED.to_vec()),
        ("src/shop_orders/notes.txt", vec![PLACED[0], PLACED[1], "shop_orders/notes.txt"]),
    ] {
        let drop = project(PROJECT, &SRC).and(format!("shop/{path}"), "from src.shop_orders import app\n");
        assert_eq!(paths(&drop.plan()), expected, "{path}");
    }
    for line in ["from src to dst, and\n", "from src to the import of it\n"] {
        let text = format!("\"\"\"Copies\n{line}\"\"\"\n");
        let drop = project(PROJECT, &SRC).and("shop/src/shop_orders/copy.py", text);
        assert_eq!(paths(&drop.plan()), [PLACED[0], PLACED[1], "shop_orders/copy.py"], "{line}");
    }
}

/// They are the function, and import the packages.
#[test]
fn folders_of_handlers_beside_the_packages_stay() {
    let import = "from shop_orders import app\n";
    for (text, stays) in [
        ("def handler(e, c):\n    return app\n", true),
        ("async def lambda_handler(event, context):\n    return app\n", true),
        ("def main(event, context):\n    return app\n", true),
        ("def main():\n    return app\n", false),
        ("class A:\n    def handler(self, event): pass\n", false),
    ] {
        let drop = project(PROJECT, &SRC)
            .and("shop/handlers/api.py", format!("{import}{text}"))
            .and("shop/handlers/common.py", "x = 1\n")
            .and("shop/infra/stack.py", "import handlers.common\nx = 1\n")
            .and("shop/scripts/run.py", HANDLER);
        let mut expected = vec!["handlers/api.py", "handlers/common.py"];
        expected.retain(|_| stays);
        expected.extend(PLACED);
        let plan = drop.plan();
        assert_eq!(paths(&plan), expected, "{text}: {:#?}", plan.findings);
        let has = |handler: &str| plan.handlers.iter().any(|one| one == handler);
        assert_eq!(has("handlers.api.handler"), text.starts_with("def handler"), "{:?}", plan.handlers);
    }
    // The packages import a module of that folder.
    let drop = project(PROJECT, &[SRC[0], "handlers/api.py"])
        .and("shop/src/shop_orders/app.py", "from handlers import api\n");
    assert_eq!(paths(&drop.plan()), ["handlers/api.py", PLACED[0], PLACED[1]]);
}

#[test]
fn folders_are_named() {
    let message = |table: &str, files: &[&str]| {
        let plan = project(&format!("{PROJECT}{table}"), files).plan();
        let finding = plan.findings.into_iter().find(|one| one.code.as_str() == "project-layout").unwrap();
        finding.message
    };
    let one = message("", &SRC);
    assert!(one.contains("\"src\"") && !one.contains(" and "), "{one}");
    // A folder of handlers keeps its name.
    let kept = message("", &[SRC[0], SRC[1], "handlers/api.py"]);
    assert!(kept.contains("\"src\"") && !kept.contains("\"handlers\""), "{kept}");
    let two = "[tool.setuptools.packages.find]\nwhere = [\"src\", \"lib\"]\n";
    let two = message(two, &[SRC[0], SRC[1], "lib/other.py"]);
    assert!(two.contains("\"lib\" and \"src\""), "{two}");
}

#[test]
fn the_handler_is_named_so() {
    let with = |handler: &str| {
        let mut target = target("python3.13");
        target.handler = Some(handler.into());
        project(PROJECT, &SRC).plan_for(&target)
    };
    let plan = with("shop_orders.app.handler");
    assert_eq!(codes(&plan.findings), ["info project-layout shop"], "{:#?}", plan.findings);
    assert_eq!(plan.handlers.first().map(String::as_str), Some("shop_orders.app.handler"));
    let plan = with("src.shop_orders.app.handler");
    let finding = plan.findings.iter().find(|one| one.code.as_str() == "handler-missing-module").unwrap();
    assert!(finding.hint.as_deref().unwrap().contains("shop_orders"), "{finding:?}");
    assert!(!finding.hint.as_deref().unwrap().contains("src/"), "{finding:?}");
}

#[test]
fn beside_others() {
    let lib = wheel("lib", "1.0", "py3-none-any").file("lib.py", "x = 1\n");
    let plan = project(PROJECT, &SRC).and(lib.filename(), lib.bytes()).plan();
    assert!(PLACED.iter().all(|path| paths(&plan).contains(path)), "{:?}", paths(&plan));
    // A function that imports the project.
    let app = dropped("app/function.py", "import shop_orders\n");
    let both = project(PROJECT, &SRC);
    let both = both
        .paths
        .iter()
        .zip(&both.store.files)
        .fold(app, |drop, (path, bytes)| drop.and(path, bytes.clone()));
    let plan = both.plan();
    assert!(PLACED.iter().all(|path| paths(&plan).contains(path)), "{:?}", paths(&plan));
}
