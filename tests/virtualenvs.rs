//! Virtualenvs of any origin: the target that they are for, which of their distributions fit, and code
//! in other places.

use crate::support;

use crate::support::elf::elf;
use crate::support::wheel::wheel;
use crate::support::{Dropped, codes, dropped, paths, target};
use wheelpress::finding::Finding;

const SITE: &str = "env/lib/python3.13/site-packages";

fn env() -> Dropped {
    dropped("env/pyvenv.cfg", "home = /usr/bin\nversion = 3.13.1\n")
}

/// Adds an installed distribution with these files, and these tags in WHEEL.
fn install(drop: Dropped, site: &str, name: &str, tags: &[&str], files: &[&str]) -> Dropped {
    let info = format!("{site}/{name}-1.0.dist-info");
    let tags: String = tags.iter().map(|tag| format!("Tag: {tag}\n")).collect();
    let record: String = files.iter().map(|file| format!("{file},,\n")).collect();
    let drop = drop
        .and(format!("{info}/METADATA"), format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"))
        .and(format!("{info}/WHEEL"), format!("Wheel-Version: 1.0\n{tags}"))
        .and(format!("{info}/RECORD"), format!("{record}{name}-1.0.dist-info/METADATA,,\n"));
    files.iter().fold(drop, |drop, file| {
        // Files with the name of a native library are valid native libraries.
        let bytes = if file.ends_with(".so") { elf().bytes() } else { file.as_bytes().to_vec() };
        drop.and(format!("{site}/{file}"), bytes)
    })
}

#[track_caller]
fn check(drop: Dropped, findings: &[&str]) -> Vec<Finding> {
    let found = drop.plan().findings;
    assert_eq!(codes(&found), findings, "{found:#?}");
    found
}

/// Checks that there is one finding, and that its message and its hint contain these words.
#[track_caller]
fn check_words(found: &[Finding], message: &str, hint: &str) {
    let [finding] = found else { panic!("{found:#?}") };
    assert!(finding.message.contains(message), "{finding:#?}");
    assert!(finding.hint.as_deref().unwrap_or("").contains(hint), "{finding:#?}");
}

#[test]
fn what_they_are_for() {
    let check = |drop: Dropped, python: Option<&str>, system: Option<&str>| {
        let plan = drop.plan();
        let source = &plan.sources[0];
        assert_eq!((source.python.as_deref(), source.system), (python, system), "{source:?}");
    };
    check(install(env(), SITE, "a", &["py3-none-any"], &["a.py"]), Some("3.13.1"), Some("Linux"));
    let uv = dropped("env/pyvenv.cfg", "home = /Users/me/.local\nuv = 0.9.1\nversion_info = 3.12.4\n");
    check(install(uv, SITE, "a", &["py3-none-any"], &["a.py"]), Some("3.12.4"), Some("macOS"));
    let unknown = || dropped("env/pyvenv.cfg", "");
    check(
        install(unknown(), SITE, "a", &["cp313-cp313-win_amd64"], &["a.py"]),
        Some("3.13"),
        Some("Windows"),
    );
    check(install(unknown(), "env/Lib/site-packages", "a", &[], &["a.py"]), None, Some("Windows"));
    check(install(dropped("env/conda-meta/history", ""), SITE, "a", &[], &["a.py"]), Some("3.13"), None);
    check(dropped("app/a.py", ""), None, None);
}

#[test]
fn what_fits() {
    let one = |tags: &[&str], files: &[&str]| install(env(), SITE, "my_lib", tags, files);
    check(one(&["py3-none-any"], &["m.py"]), &[]);
    check(one(&["py2-none-any", "py3-none-any"], &["m.py"]), &[]);
    check(one(&["cp313-cp313-manylinux_2_17_x86_64", "cp313-cp313-manylinux2014_x86_64"], &["m.so"]), &[]);
    check(one(&["cp313-cp313-linux_x86_64"], &["m.so"]), &[]);
    let incompatible = [format!("error distribution-incompatible {SITE}/my_lib-1.0.dist-info/metadata")];
    let incompatible: Vec<&str> = incompatible.iter().map(String::as_str).collect();
    let best = "Drop wheels for the target too: they replace it";
    let of = |tag: &str, why: &str, hint: &str| {
        let found = check(one(&[tag], &["m.py"]), &incompatible);
        check_words(&found, &format!("\"my-lib\" 1.0 of \"env\" does not fit the target: {why}"), hint);
    };
    of("cp313-cp313-macosx_11_0_arm64", "it is built for macOS", best);
    of("cp313-cp313-win_amd64", "it is built for Windows", best);
    of("cp312-cp312-manylinux_2_17_x86_64", "it is built for another Python than 3.13", best);
    of("cp313-cp313-manylinux_2_17_aarch64", "it is built for another architecture", best);
    of("cp313-cp313-manylinux_2_39_x86_64", "it needs a newer glibc", best);
    of("cp313-cp313t-manylinux_2_17_x86_64", "it is for free-threaded Python", best);
    of("cp39-abi3-macosx_11_0_arm64", "it is built for macOS", best);
    of("py3-none-win_amd64", "it is built for Windows", best);
    // Without WHEEL, the names of native files decide.
    check(one(&[], &["m.cpython-313-x86_64-linux-gnu.so"]), &[]);
    check(one(&[], &["m.abi3.so"]), &[]);
    check(one(&[], &["m.py"]), &[]);
    for file in ["m.cpython-313-darwin.so", "m.cp313-win_amd64.pyd", "m.cpython-312-x86_64-linux-gnu.so"] {
        check(one(&[], &[file]), &incompatible);
    }
    // A distribution that does not ship need not fit.
    check(install(one(&["py3-none-any"], &["m.py"]), SITE, "pip", &["cp2-none-win"], &["pip.py"]), &[]);
}

#[test]
fn a_wheel_replaces_what_does_not_fit() {
    let right = wheel("my_lib", "2.0", "cp313-cp313-manylinux_2_17_x86_64").file("m.py", "right");
    let drop = install(env(), SITE, "my_lib", &["cp313-cp313-macosx_11_0_arm64"], &["m.py", "old.py"])
        .and(right.filename(), right.bytes());
    let plan = drop.plan();
    let replaced = format!("info distribution-replaced {SITE}/my_lib-1.0.dist-info/metadata");
    assert_eq!(codes(&plan.findings), [replaced]);
    assert!(plan.entries.iter().all(|entry| entry.from == right.filename()), "{:?}", paths(&plan));
    // Also if the files require something else.
    let other = install(drop_of_two(&right), SITE, "other", &["py3-none-any"], &["o.py"]);
    let plan = other.and("requirements.txt", "other\n").plan();
    let expected = format!("info distribution-replaced {SITE}/my_lib-1.0.dist-info/metadata");
    assert_eq!(codes(&plan.findings), [expected]);
}

fn drop_of_two(right: &support::wheel::Wheel) -> Dropped {
    install(env(), SITE, "my_lib", &["cp313-cp313-macosx_11_0_arm64"], &["m.py"])
        .and(right.filename(), right.bytes())
}

#[test]
fn pure_libraries_of_another_python() {
    let drop = install(env(), SITE, "a", &["py3-none-any"], &["a.py"]);
    assert_eq!(codes(&drop.plan_for(&target("python3.12")).findings), Vec::<String>::new());
}

#[test]
fn egg_info() {
    let base = || {
        dropped("env/pyvenv.cfg", "")
            .and(format!("{SITE}/old.py"), "x")
            .and(format!("{SITE}/old-1.2-py3.13.egg-info/PKG-INFO"), "Name: old\nVersion: 1.2\n")
    };
    let recorded =
        base().and(format!("{SITE}/old-1.2-py3.13.egg-info/installed-files.txt"), "../old.py\nPKG-INFO\n");
    let named = base().and(format!("{SITE}/old-1.2-py3.13.egg-info/top_level.txt"), "old\n");
    let file =
        dropped("env/pyvenv.cfg", "").and(format!("{SITE}/old-1.2.egg-info"), "Name: old\nVersion: 1.2\n");
    for drop in [recorded, named, file] {
        let plan = drop.plan();
        let [one] = &plan.distributions[..] else { panic!("{:?}", plan.distributions) };
        assert_eq!((one.name.as_str(), one.version.as_str()), ("old", "1.2"));
    }
    // A newer wheel replaces the whole distribution.
    let new = wheel("old", "2.0", "py3-none-any").file("new.py", "x");
    let both = base().and(format!("{SITE}/old-1.2-py3.13.egg-info/top_level.txt"), "old\n");
    let plan = both.and(new.filename(), new.bytes()).plan();
    assert!(plan.entries.iter().all(|entry| entry.from == new.filename()), "{:?}", paths(&plan));
}

#[test]
fn conda() {
    let drop = |file: &str| {
        let env = dropped("env/conda-meta/history", "").and("env/lib/libopenblas.so", "\x7fELF");
        install(env, SITE, "a", &["cp313-cp313-linux_x86_64"], &[file])
    };
    check(drop("a.cpython-313-x86_64-linux-gnu.so"), &["warning conda-environment env"]);
    check(drop("a.py"), &[]);
}

/// An editable install of a project in /home/me/proj, with the files of a build backend.
fn editable(files: &[(&str, &str)]) -> Dropped {
    editable_of("/home/me/proj", files)
}

fn editable_of(project: &str, files: &[(&str, &str)]) -> Dropped {
    let info = format!("{SITE}/mypkg-1.0.dist-info");
    let names: String = files.iter().map(|(name, _)| format!("{name},,\n")).collect();
    let drop = env()
        .and(format!("{info}/METADATA"), "Name: mypkg\nVersion: 1.0\n")
        .and(format!("{info}/RECORD"), names)
        .and(
            format!("{info}/direct_url.json"),
            format!(r#"{{"url": "file://{project}", "dir_info": {{"editable": true}}}}"#),
        );
    files.iter().fold(drop, |drop, (name, text)| drop.and(format!("{SITE}/{name}"), *text))
}

const FINDER: &str = "from __future__ import annotations\n\
    MAPPING: dict[str, str] = {'mypkg': '/home/me/proj/src/mypkg'}\nNAMESPACES: dict[str, list[str]] = {}\n";
const START: &str = "import __editable___mypkg_1_0_finder; __editable___mypkg_1_0_finder.install()";

/// Editable installs by setuptools with a finder, setuptools with a path, hatchling, the editables
/// project, flit and poetry, and one with only a direct_url.json.
fn backends() -> Vec<Dropped> {
    vec![
        editable(&[("__editable__.mypkg-1.0.pth", START), ("__editable___mypkg_1_0_finder.py", FINDER)]),
        editable(&[("__editable__.mypkg-1.0.pth", "/home/me/proj/src\n")]),
        editable(&[("_editable_impl_mypkg.pth", "/home/me/proj/src")]),
        editable(&[
            ("_mypkg.pth", "import _mypkg"),
            ("_mypkg.py", "F.map_module('mypkg', '/home/me/proj/src/mypkg/__init__.py')\n"),
        ]),
        editable(&[("mypkg.pth", "/home/me/proj/src")]),
        editable(&[]),
    ]
}

fn source(drop: Dropped, at: &str) -> Dropped {
    drop.and(format!("{at}/__init__.py"), "code").and(format!("{at}/sub/data.txt"), "data")
}

const CODE: [&str; 2] = ["mypkg/__init__.py", "mypkg/sub/data.txt"];

/// Returns the paths that ship without metadata, and the findings.
fn shipped(drop: Dropped) -> (Vec<String>, Vec<String>) {
    let plan = drop.plan();
    let paths = paths(&plan).into_iter().filter(|path| !path.contains("-info/")).map(str::to_string);
    (
        paths.collect(),
        codes(&plan.findings).into_iter().map(|c| c.rsplit_once(' ').unwrap().0.into()).collect(),
    )
}

#[test]
fn editable_installs() {
    for drop in backends() {
        let (paths, findings) = shipped(drop.clone());
        assert_eq!(findings, ["error editable-install"], "{paths:?}");
        let hint = drop.clone().plan().findings[0].hint.clone().unwrap();
        assert!(hint.contains("Drop the folder \"proj\" too"), "{hint}");
        let project = source(drop.clone(), "proj/src/mypkg")
            .and("proj/pyproject.toml", "[project]")
            .and("proj/README.md", "x")
            .and("proj/tests/test_it.py", "x");
        let (paths, findings) = shipped(project.clone());
        assert_eq!(paths, CODE, "{findings:?}");
        assert_eq!(findings, ["info editable-shipped"]);
        // The user's own folder is still the only one, so its files ship at the root.
        let (paths, findings) = shipped(project.and("app/function.py", "x"));
        assert_eq!(paths, ["function.py", CODE[0], CODE[1]], "{findings:?}");
    }
    for drop in &backends()[..5] {
        let (paths, findings) = shipped(source(drop.clone(), "src/mypkg"));
        assert_eq!((&paths[..], findings.len()), (&CODE.map(str::to_string)[..], 1), "{findings:?}");
    }
    for drop in [&backends()[0], &backends()[3]] {
        let (paths, findings) = shipped(source(drop.clone(), "mypkg"));
        assert_eq!((&paths[..], findings.len()), (&CODE.map(str::to_string)[..], 1), "{findings:?}");
    }
}

#[test]
fn editable_installs_of_other_shapes() {
    let check = |drop: Dropped, expected: &[&str], findings: &[&str]| {
        let (paths, found) = shipped(drop);
        assert_eq!(
            (paths, found),
            (
                expected.iter().map(|s| s.to_string()).collect(),
                findings.iter().map(|s| s.to_string()).collect()
            )
        );
    };
    // A project without `src`, as poetry points to it.
    check(
        source(editable(&[("mypkg.pth", "/home/me/proj")]), "proj/mypkg")
            .and("proj/pyproject.toml", "[project]")
            .and("proj/setup.py", "x")
            .and("proj/tests/test_it.py", "x")
            .and("proj/mypkg.egg-info/PKG-INFO", "Name: mypkg\nVersion: 1.0\n"),
        &CODE,
        &["info editable-shipped"],
    );
    // Paths of Windows, a module that is one file, and a namespace package.
    check(
        editable_of("/C:/me/proj", &[
            ("__editable__.mypkg-1.0.pth", START),
            (
                "__editable___mypkg_1_0_finder.py",
                "MAPPING = {'one': 'C:\\\\me\\\\proj\\\\src\\\\one.py', 'ns.part': 'C:\\\\me\\\\proj\\\\src\\\\part'}\n",
            ),
        ])
        .and("proj/src/one.py", "x")
        .and("proj/src/part/a.py", "x"),
        &["ns/part/a.py", "one.py"],
        &["info editable-shipped", "info editable-shipped"],
    );
    // An install by `setup.py develop`.
    let develop = env()
        .and(format!("{SITE}/easy-install.pth"), "/home/me/proj\n")
        .and(format!("{SITE}/mypkg.egg-link"), "/home/me/proj\n.");
    check(develop.clone(), &["easy-install.pth", "mypkg.egg-link"], &["error editable-install"]);
    let plan =
        source(develop, "proj/mypkg").and("proj/mypkg.egg-info/PKG-INFO", "Name: mypkg\nVersion: 3\n").plan();
    assert_eq!(paths(&plan), ["mypkg.egg-info/PKG-INFO", CODE[0], CODE[1]]);
    assert_eq!(plan.distributions[0].version, "3");
    // The function is in the project's folder.
    check(
        source(editable(&[("mypkg.pth", "/home/me/proj/src")]), "proj/src/mypkg").and("proj/handler.py", "x"),
        &["handler.py", CODE[0], CODE[1]],
        &["info editable-shipped"],
    );
}

#[test]
fn pth_files() {
    let base = || install(env(), SITE, "a", &["py3-none-any"], &["a.py"]);
    let pth = |name: &str, text: &str| base().and(format!("{SITE}/{name}"), text);
    let path = |name: &str| format!("{SITE}/{name}");
    check(pth("x.pth", "/opt/elsewhere\n"), &[&format!("warning pth-ignored {}", path("x.pth"))]);
    check(pth("x.pth", "# nothing\n"), &[]);
    let found =
        check(pth("x.pth", "import os; os.x()\n"), &[&format!("warning pth-ignored {}", path("x.pth"))]);
    check_words(&found, "runs \"import os; os.x()\" when Python starts", "at the top of its own file");
    check(
        pth("x-nspkg.pth", "import sys, types, os;\n"),
        &[&format!("info pth-ignored {}", path("x-nspkg.pth"))],
    );
    // The .start files of Python 3.15, which run code when Python starts.
    let found =
        check(pth("x.start", "# why\na.b:c\n"), &[&format!("warning pth-ignored {}", path("x.start"))]);
    check_words(
        &found,
        "runs \"a.b:c\" when Python starts; on Lambda no .start file is read",
        "at the top of its own file",
    );
    check(pth("x.start", "# nothing\n"), &[]);
    let both = pth("x.start", "a.b:c\n").and(path("x.pth"), "import a.b; a.b.c()\n");
    check(both, &[&format!("warning pth-ignored {}", path("x.pth"))]);
    // Folders of site-packages, as in the .pth file of pywin32.
    let plan = pth("win.pth", "win32\nwin32\\lib\n")
        .and(path("win32/api.py"), "x")
        .and(path("win32/lib/con.py"), "x")
        .plan();
    assert_eq!(
        paths(&plan)[1..],
        [
            "a-1.0.dist-info/RECORD",
            "a-1.0.dist-info/WHEEL",
            "a.py",
            "api.py",
            "con.py",
            "lib/con.py",
            "win32/api.py",
            "win32/lib/con.py"
        ]
    );
    let inlined = format!("info pth-inlined {}", path("win.pth"));
    assert_eq!(codes(&plan.findings), [inlined.as_str(), inlined.as_str()]);
    // A folder elsewhere that was dropped, too.
    let plan = pth("x.pth", "/opt/elsewhere/more\n").and("more/m.py", "x").plan();
    assert!(paths(&plan).contains(&"m.py") && !paths(&plan).contains(&"x.pth"), "{:?}", plan.findings);
}
