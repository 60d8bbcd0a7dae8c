//! The changes that one click makes to resolve a finding.

use crate::support::elf::elf;
use crate::support::libs::with;
use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, dropped, target};
use wheelpress::fix::Fix;
use wheelpress::target::Architecture;

const APP: &str = "def handler(event, context):\n    return 1\n";

fn app() -> Dropped {
    dropped("app/app.py", APP)
}

fn to(runtime: Option<&str>, architecture: Option<Architecture>) -> Fix {
    Fix::Target { runtime: runtime.map(str::to_string), architecture }
}

/// The fixes of all findings with this code.
#[track_caller]
fn check(drop: Dropped, code: &str, expected: &[Option<Fix>]) {
    let mut target = target("python3.13");
    target.handler = Some("app.handler".to_string());
    let plan = drop.plan_for(&target);
    let found: Vec<Option<Fix>> = plan
        .findings
        .iter()
        .filter(|finding| finding.code.as_str() == code)
        .map(|finding| finding.fix.clone())
        .collect();
    assert_eq!(found, expected, "{:#?}", plan.findings);
}

/// The target that the wheels were made for is offered if it fits all of them.
#[test]
fn another_target() {
    const UNFIT: &str = "wheel-incompatible";
    let arm = "cp313-cp313-manylinux_2_17_aarch64";
    let old = "cp312-cp312-manylinux_2_17_x86_64";
    let old_arm = "cp312-cp312-manylinux_2_17_aarch64";
    let both = Some(to(None, Some(Architecture::Arm64)));
    let wheels = |specs: &[(&str, &str)]| {
        let specs: Vec<String> = specs.iter().map(|(name, tag)| format!("{name} 1.0 {tag}")).collect();
        with(app(), &specs.iter().map(String::as_str).collect::<Vec<_>>())
    };
    check(wheels(&[("a", arm)]), UNFIT, std::slice::from_ref(&both));
    check(wheels(&[("a", arm), ("b", "py3-none-any")]), UNFIT, std::slice::from_ref(&both));
    check(wheels(&[("a", old)]), UNFIT, &[Some(to(Some("python3.12"), None))]);
    check(wheels(&[("a", old_arm)]), UNFIT, &[Some(to(Some("python3.12"), Some(Architecture::Arm64)))]);
    // Deprecated runtimes are not offered.
    check(wheels(&[("a", "cp39-cp39-manylinux_2_17_x86_64")]), UNFIT, &[None]);
    // No target fits both wheels, or the only wheel.
    check(wheels(&[("a", arm), ("b", "cp313-cp313-manylinux_2_17_x86_64")]), UNFIT, &[None]);
    check(wheels(&[("a", "cp313-cp313-macosx_11_0_arm64")]), UNFIT, &[None]);
    // There is a wheel for each architecture, so nothing is wrong.
    check(wheels(&[("a", arm), ("a", "cp313-cp313-manylinux_2_17_x86_64")]), UNFIT, &[]);
    // If the wheel is required, another finding reports it.
    let required = wheels(&[("a", arm)]).and("app/requirements.txt", "a\n");
    check(required, "requirement-missing", &[both]);
    let missing = wheels(&[("a", arm)]).and("app/requirements.txt", "a\nc\n");
    let without = Fix::Override { name: "c".to_string(), version: None };
    let fixes = [Some(to(None, Some(Architecture::Arm64))), Some(without)];
    check(missing, "requirement-missing", &fixes);
}

/// A handler that exists is offered.
#[test]
fn another_handler() {
    let to = |handler: &str| Some(Fix::Handler { handler: handler.to_string() });
    let app = |path: &str| dropped(path, APP).and("app/util.py", "x = 1\n");
    check(app("app/main.py"), "handler-missing-module", &[to("main.handler")]);
    check(app("app/api/app.py"), "handler-missing-module", &[to("api.app.handler")]);
    let renamed = dropped("app/app.py", "def handle(event, context):\n    return 1\n");
    check(renamed, "handler-missing-function", &[to("app.handle")]);
    // A module with a name similar to the stated one, which has another function.
    let other = dropped("app/apps.py", "def lambda_handler(event, context):\n    return 1\n");
    check(other, "handler-missing-module", &[to("apps.lambda_handler")]);
}

/// An older wheel is removed.
#[test]
fn removal() {
    let drop = with(app(), &["a 1.0", "a 2.0"]);
    let older = drop.paths.iter().find(|path| path.contains("a-1.0")).cloned().unwrap_or_default();
    check(drop, "wheel-older", &[Some(Fix::Remove { path: older })]);
}

#[test]
fn a_layer_has_it() {
    let module = |name: &str| Some(Fix::InLayer { module: name.to_string() });
    let app = |imports: &str| dropped("app/app.py", format!("{imports}\n{APP}"));
    check(app("import pandas.core"), "import-missing", &[module("pandas")]);
    // A module that Python itself has removed is in no layer.
    check(app("import distutils"), "import-missing", &[None]);
    let mut target = target("python3.13");
    target.handler = Some("app.handler".to_string());
    let with_layer = |imports: &str| {
        let mut drop = app(imports);
        drop.options.layer_modules = ["pandas".to_string()].into_iter().collect();
        drop.plan_for(&target)
    };
    let plan = with_layer("import pandas.core\nfrom pandas import x");
    assert!(plan.findings.is_empty(), "{:#?}", plan.findings);
    let plan = with_layer("import pandas_stubs");
    assert_eq!(plan.findings.len(), 1, "{:#?}", plan.findings);
}

/// A wheel that the code imports was dropped, and is left out.
#[test]
fn a_dropped_wheel_is_packed_too() {
    let include = |name: &str| Some(Fix::Include { name: name.to_string() });
    let app = || dropped("app/app.py", format!("import b\n{APP}")).and("app/requirements.txt", "a\n");
    // Nothing requires it.
    let drop = with(app(), &["a 1.0", "b 1.0", "c 1.0"]);
    check(drop.clone(), "import-missing", &[include("b")]);
    let mut fixed = drop.clone();
    fixed.options.requirements = ["b".to_string()].into_iter().collect();
    check(fixed, "import-missing", &[]);
    // The user left it out: what imports it, and what requires it.
    let mut drop = with(dropped("app/app.py", format!("import b\n{APP}")), &["b 1.0", "a 1.0: b"]);
    drop.options.leave_out.distributions = ["b".to_string()].into_iter().collect();
    check(drop.clone(), "import-missing", &[include("b")]);
    check(drop.clone(), "requirement-missing", &[include("b")]);
    assert!(drop.plan().missing.needs.is_empty());
    // A version that does not fit is asked for.
    let mut drop = with(dropped("app/app.py", format!("import a\n{APP}")), &["b 1.0", "a 1.0: b>=2"]);
    drop.options.leave_out.distributions = ["b".to_string()].into_iter().collect();
    check(drop.clone(), "requirement-missing", &[Some(Fix::InLayer { module: "b".to_string() })]);
    assert_eq!(drop.plan().missing.needs.len(), 1);
}

/// Checks that the findings with this code offer "it comes with a layer" for these modules. When all of these are
/// said to be in a layer, no finding with this code and no missing requirement is left.
#[track_caller]
fn check_in_layer(drop: &Dropped, code: &str, modules: &[&str]) {
    let mut target = target("python3.13");
    target.handler = Some("app.handler".to_string());
    let found = |drop: &Dropped| -> Vec<Vec<Fix>> {
        let findings = drop.clone().plan_for(&target).findings;
        let of_code = findings.iter().filter(|finding| finding.code.as_str() == code);
        of_code.map(|one| one.fix.iter().chain(&one.alternatives).cloned().collect()).collect()
    };
    let fixes = found(drop);
    let in_layer: Vec<String> = fixes
        .iter()
        .flatten()
        .filter_map(|fix| match fix {
            Fix::InLayer { module } => Some(module.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(in_layer, modules, "{fixes:#?}");
    let mut drop = drop.clone();
    drop.options.layer_modules = in_layer.into_iter().collect();
    assert_eq!(found(&drop), Vec::<Vec<Fix>>::new());
    assert!(drop.plan_for(&target).missing.needs.is_empty());
}

#[test]
fn a_layer_has_what_is_required() {
    let app = |requirements: &str| app().and("app/requirements.txt", requirements);
    check_in_layer(&app("pandas>=2\nPillow\n"), "requirement-missing", &["pandas", "PIL"]);
    // A requirement of a wheel, with a file of requirements and without.
    check_in_layer(&with(app("a\n"), &["a 1.0: my-lib"]), "requirement-missing", &["my_lib"]);
    let alone = || dropped("app/app.py", format!("import a\n{APP}"));
    check_in_layer(&with(alone(), &["a 1.0: my-lib"]), "requirement-missing", &["my_lib"]);
    // The import of the module is resolved by the same fix.
    let imports = dropped("app/app.py", format!("from PIL import Image\n{APP}"));
    check_in_layer(&imports.and("app/requirements.txt", "Pillow\n"), "requirement-missing", &["PIL"]);
    // A distribution of the runtime needs no layer, and a wheel that is at hand ships all the same.
    let findings = app("boto3\n").plan().findings;
    assert!(!findings.is_empty() && findings.iter().all(|one| one.alternatives.is_empty()), "{findings:#?}");
    let mut both = with(app("a\n"), &["a 1.0"]);
    both.options.layer_modules = ["a".to_string()].into_iter().collect();
    assert_eq!(both.plan().distributions.len(), 1);
}

#[test]
fn a_layer_has_native_libraries() {
    let needs = |libraries: &[&str]| {
        let file = libraries.iter().fold(elf(), |file, library| file.needs(library));
        app().and("app/m.cpython-313-x86_64-linux-gnu.so", file.bytes())
    };
    check_in_layer(&needs(&["libGL.so.1"]), "native-missing-library", &["libGL.so.1"]);
    check_in_layer(&needs(&["libb.so", "liba.so"]), "native-missing-library", &["liba.so", "libb.so"]);
    // A library in another folder is to be moved. It is not looked for in a layer.
    let elsewhere = needs(&["libx.so"]).and("app/other/libx.so", elf().bytes());
    check(elsewhere, "native-missing-library", &[None]);
    let opens = |name: &str| dropped("app/app.py", format!("import ctypes\nctypes.CDLL(\"{name}\")\n{APP}"));
    check_in_layer(&opens("libzbar.so.0"), "native-missing-library", &["libzbar.so.0"]);
}

#[test]
fn a_file_that_may_be_left_out() {
    let ignore = Fix::Ignore { path: "app/.lambdaignore".to_string(), line: "/tools/bad.py".to_string() };
    let app = dropped("app/app.py", format!("def later():\n    import tools.bad\n\n{APP}"));
    let drop = app.and("app/tools/__init__.py", "").and("app/tools/bad.py", "x = = 1\n");
    check(drop.clone(), "syntax-error", &[Some(ignore)]);
    let surely = dropped("app/app.py", format!("import bad\n{APP}")).and("app/bad.py", "x = = 1\n");
    check(surely, "syntax-error", &[None]);
    check(drop.and("app/.lambdaignore", "/tools/bad.py\n"), "syntax-error", &[]);
}

#[test]
fn a_command_to_copy() {
    let copy = |command: &str| Some(Fix::Copy { command: command.to_string() });
    check(app().and("six-1.17.0.tar.gz", ""), "sdist", &[copy("pip wheel --no-deps six-1.17.0.tar.gz")]);
    check(app().and("my lib-1.0.tar.gz", ""), "sdist", &[copy("pip wheel --no-deps 'my lib-1.0.tar.gz'")]);
}

#[test]
fn the_other_virtualenv() {
    let venv = |name: &str| {
        app()
            .and(format!("{name}/pyvenv.cfg"), "version = 3.13.0\n")
            .and(format!("{name}/lib/python3.13/site-packages/a.py"), "")
    };
    let both = venv("app/.venv")
        .and("app/venv/pyvenv.cfg", "version = 3.13.0\n")
        .and("app/venv/lib/python3.13/site-packages/b.py", "");
    check(both, "virtualenv-skipped", &[Some(Fix::Remove { path: "app/.venv".to_string() })]);
}

#[test]
fn the_architecture_that_a_library_is_built_for() {
    let native = |machine: u16| elf().machine(machine).bytes();
    let file = |name: &str| format!("app/{name}.cpython-313-aarch64-linux-gnu.so");
    let arm = app().and(file("one"), native(183));
    const WRONG: &str = "native-wrong-architecture";
    check(arm.clone(), WRONG, &[Some(to(None, Some(Architecture::Arm64)))]);
    // Lambda has no machines of this architecture.
    check(app().and(file("one"), native(243)), WRONG, &[None]);
}

/// If all files are one folder too deep, this folder can take the place of the outer folder.
#[test]
fn the_folder_that_was_meant() {
    let root = |path: &str| Some(Fix::Root { path: path.to_string() });
    let zipped = [entry("function/app.py", APP), entry("function/data.json", "{}")];
    check(dropped("function.zip", zip(&zipped)), "package-nested-root", &[root("function.zip")]);
    check(dropped("shop/function/app.py", APP), "package-nested-root", &[root("shop/function")]);
    let deep = || dropped("copy/my-app/app.py", APP).and("copy/my-app/requirements.txt", "six\n");
    check(deep().and("copy/.DS_Store", ""), "requirements-ignored", &[root("copy/my-app")]);
    // Other files of the outer folder would be lost.
    check(deep().and("copy/other.py", ""), "requirements-ignored", &[None]);
}

/// A click leaves out a distribution or a file: an unused library, a file with secrets, or a file that
/// is too large.
#[test]
fn what_can_be_left_out() {
    let without = |name: &str| Some(Fix::Override { name: name.to_string(), version: None });
    let ignore =
        |line: &str| Some(Fix::Ignore { path: "app/.lambdaignore".to_string(), line: line.to_string() });
    let remove = |path: &str| Some(Fix::Remove { path: path.to_string() });
    let lib = |name: &str| wheel(name, "1.0", "py3-none-any").file(&format!("{name}.py"), "x = 1\n");
    let (alpha, beta) = (lib("alpha"), lib("beta"));
    let uses = dropped("app/app.py", format!("import alpha\n{APP}"));
    let both = uses.and(alpha.filename(), alpha.bytes()).and(beta.filename(), beta.bytes());
    check(both, "import-unused", &[without("beta")]);
    check(app().and("app/.env", "SECRET=1\n"), "secret", &[ignore("/.env")]);
    check(app().and(".env", "SECRET=1\n"), "secret", &[remove(".env")]);
    // A source file that contains a secret is still needed.
    let key = "KEY = \"AKIAQWERTYUIOP234567\"\nSECRET = \"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\"\n";
    check(dropped("app/app.py", format!("{key}{APP}")), "secret", &[None]);
    check(app().and("app/app_data.bin", vec![0; 262_144_000]), "size-unzipped", &[ignore("/app_data.bin")]);
    let settings = app().and("wheelpress.toml", "").and("app/wheelpress.toml", "");
    let texts = settings.paths.iter().filter(|path| path.ends_with(".toml")).map(|path| (path.as_str(), ""));
    let file = wheelpress::settings::read(texts).unwrap();
    assert_eq!(file.findings.first().map(|one| one.fix.clone()), Some(remove("app/wheelpress.toml")));
}

/// A runtime with long support is offered.
#[test]
fn another_runtime() {
    let fix = |runtime: &str| {
        let findings = app().plan_for(&target(runtime)).findings;
        findings.into_iter().find(|one| one.code.as_str().starts_with("runtime-")).map(|one| one.fix)
    };
    assert_eq!(fix("python3.9"), Some(Some(to(Some("python3.12"), None))));
    assert_eq!(fix("python3.11"), Some(Some(to(Some("python3.12"), None))));
    assert_eq!(fix("python3.15"), Some(Some(to(Some("python3.14"), None))));
    assert_eq!(fix("python3.13"), None);
}

/// If one change resolves a finding, a click makes it: a change of the dropped folders, files and wheels, or of
/// the runtime.
#[test]
fn what_one_change_mends() {
    let remove = |path: &str| Some(Fix::Remove { path: path.to_string() });
    let folder = |name: &str| dropped(format!("{name}/m.py"), "x = 1\n");
    let both = || folder("a").and("b/n.py", "x = 1\n");
    check(both(), "folder-kept", &[remove("b"), remove("a")]);
    check(both().and("c/o.py", "x = 1\n"), "folder-kept", &[None, None, None]);
    check(both().and("loose.py", "x = 1\n"), "folder-kept", &[None, None]);
    let empty = |text: &str| with(app().and("app/requirements.txt", text), &["x 1.0"]);
    check(empty("x ; sys_platform == 'win32'\n"), "requirements-empty", &[remove("app/requirements.txt")]);
    check(empty("x\n"), "requirements-empty", &[]);
    let x = |text: &str| wheel("x", "1.0", "py3-none-any").file("x.py", text).bytes();
    let twice = |requirements: &str| {
        let drop = app().and("one/x-1.0-py3-none-any.whl", x("a = 1\n"));
        drop.and("two/x-1.0-py3-none-any.whl", x("a = 2\n")).and("app/requirements.txt", requirements)
    };
    for drop in [twice("x\n"), twice("# none\n")] {
        let mut target = target("python3.13");
        target.handler = Some("app.handler".to_string());
        let plan = drop.plan_for(&target);
        let found = plan.findings.iter().find(|one| one.code.as_str() == "wheel-duplicate").unwrap();
        assert_eq!(found.fix, remove("two/x-1.0-py3-none-any.whl"));
        assert_eq!(found.alternatives, [remove("one/x-1.0-py3-none-any.whl").unwrap()]);
    }
    // A runtime that can import all of them.
    let native = |names: &[&str]| {
        names.iter().fold(app(), |drop, name| drop.and(format!("app/{name}.so"), elf().bytes()))
    };
    let tag = |module: &str, python: &str| format!("{module}.cpython-{python}-x86_64-linux-gnu");
    let (old, older) = (tag("a", "312"), tag("b", "311"));
    let wrong = "native-wrong-python";
    check(native(&[&old]), wrong, &[Some(to(Some("python3.12"), None))]);
    check(native(&[&old, "c.abi3", "d"]), wrong, &[Some(to(Some("python3.12"), None))]);
    check(native(&[&tag("a", "314")]), wrong, &[Some(to(Some("python3.14"), None))]);
    check(native(&[&old, &older]), wrong, &[None]);
    check(native(&[&old, &tag("b", "313")]), wrong, &[None]);
    check(native(&[&tag("a", "39")]), wrong, &[None]);
    check(native(&[&tag("a", "312t")]), wrong, &[None]);
    let python = |asked: &str| {
        let text = format!("[project]\nname = 'p'\ndependencies = []\nrequires-python = '{asked}'\n");
        app().and("app/pyproject.toml", text)
    };
    let requires = "requires-python";
    check(python("<3.12"), requires, &[Some(to(Some("python3.11"), None))]);
    check(python(">=3.14"), requires, &[Some(to(Some("python3.14"), None))]);
    check(python("!=3.13.*"), requires, &[Some(to(Some("python3.14"), None))]);
    check(python("<3.9"), requires, &[None]);
    check(python(">=3.11"), requires, &[]);
}
