//! Virtualenvs made by venv, virtualenv, uv and setuptools, and layouts of other systems made from real
//! wheels for these systems.
//!
//! Needs the wheels and the Pythons that `cargo xtask setup` provides and names in the environment.

use crate::support::disk::{Scratch, Tools, run};
use crate::support::{Dropped, codes, dropped, paths};
use std::path::{Path, PathBuf};
use std::process::Command;
use wheelpress::plan::Plan;

/// Installs wheels without an index.
fn pip(python: &Path, arguments: &[&str], wheels: &[PathBuf]) {
    run(Command::new(python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"])
        .args(arguments)
        .args(wheels));
}

fn make(tools: &Tools, maker: &str, env: &Path, wheels: &[PathBuf]) {
    let interpreter = tools.interpreter(13);
    let python = env.join("bin/python");
    match maker {
        "venv" => {
            run(Command::new(interpreter).args(["-m", "venv"]).arg(env));
            pip(&python, &[], wheels);
        }
        "virtualenv" => {
            let mut command = Command::new(tools.python());
            run(command.args(["-m", "virtualenv", "--quiet", "--no-download", "-p", interpreter]).arg(env));
            pip(&python, &[], wheels);
        }
        "uv" => {
            let uv = |arguments: &[&str]| {
                let mut command = Command::new(tools.python());
                command
                    .args(["-m", "uv", "--quiet", "--offline", "--no-config", "--no-cache"])
                    .args(arguments);
                command
            };
            run(uv(&["venv", "--python", interpreter]).arg(env));
            run(uv(&["pip", "install", "--no-index", "--no-deps", "--python"]).arg(&python).args(wheels));
        }
        other => panic!("{other}"),
    }
}

/// Returns the paths without the files about the installation itself.
fn code(plan: &Plan) -> Vec<&str> {
    paths(plan)
        .into_iter()
        .filter(|path| !path.contains(".dist-info/") && !path.starts_with("bin/"))
        .collect()
}

#[test]
fn as_made_by() {
    let tools = Tools::find();
    let wheels = [&["markupsafe", "cp313", "manylinux", "x86_64"][..], &["jinja2"], &["click"], &["six"]]
        .map(|w| tools.wheel(w));
    let of_wheels = wheels.iter().fold(Dropped::default(), |drop, wheel| drop.and_disk(wheel)).plan();
    for maker in ["venv", "virtualenv", "uv"] {
        let scratch = Scratch::new(maker);
        let env = scratch.0.join("env");
        make(&tools, maker, &env, &wheels);
        let plan = Dropped::default().and_disk(&env).plan();
        assert_eq!(codes(&plan.findings), Vec::<String>::new(), "{maker}");
        assert_eq!(code(&plan), code(&of_wheels), "{maker}");
        let names: Vec<&str> = plan.distributions.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["click", "jinja2", "markupsafe", "six"], "{maker}");
        let python = plan.sources[0].python.as_deref().unwrap();
        assert!(python.starts_with("3.13."), "{maker}: {python}");
        assert_eq!(plan.sources[0].system, Some("Linux"), "{maker}");
    }
}

#[test]
fn editable_by_setuptools() {
    let tools = Tools::find();
    for layout in ["src/mypkg", "mypkg"] {
        let scratch = Scratch::new(&format!("editable-{}", layout.len()));
        let env = scratch.0.join("env");
        make(&tools, "venv", &env, &[tools.wheel(&["setuptools"])]);
        scratch.write(
            "proj/pyproject.toml",
            "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n\
             [project]\nname = \"mypkg\"\nversion = \"1.0\"\n",
        );
        scratch.write(&format!("proj/{layout}/__init__.py"), "code = 1\n");
        scratch.write(&format!("proj/{layout}/sub/__init__.py"), "");
        let project = scratch.0.join("proj");
        pip(&env.join("bin/python"), &["--no-build-isolation", "--editable"], std::slice::from_ref(&project));
        let alone = Dropped::default().and_disk(&env);
        let found = alone.clone().plan().findings;
        assert_eq!(found.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["editable-install"]);
        let plan = alone.and_disk(&project).plan();
        assert_eq!(code(&plan), ["mypkg/__init__.py", "mypkg/sub/__init__.py"], "{:#?}", plan.findings);
        let found: Vec<&str> = plan.findings.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(found, ["editable-shipped"], "{layout}");
    }
}

/// All these backends write a .pth file with the project's folder.
#[test]
fn editable_by_others() {
    const BACKENDS: &[(&str, &str)] = &[
        ("hatch", "hatchling.build"),
        ("flit", "flit_core.buildapi"),
        ("pdm", "pdm.backend"),
        ("poetry", "poetry.core.masonry.api"),
    ];
    const BUILDERS: &[&str] = &[
        "editables",
        "flit_core",
        "hatchling",
        "packaging",
        "pathspec",
        "pdm_backend",
        "pluggy",
        "poetry_core",
        "trove_classifiers",
    ];
    let tools = Tools::find();
    let scratch = Scratch::new("editable-others");
    let env = scratch.0.join("env");
    let builders: Vec<PathBuf> = BUILDERS.iter().map(|builder| tools.wheel(&[builder])).collect();
    make(&tools, "venv", &env, &builders);
    let python = env.join("bin/python");
    let mut projects = Vec::new();
    // pdm-backend puts this file into its wheels by mistake.
    let mut expected = vec![".gitignore".to_string()];
    for (short, backend) in BACKENDS {
        for (kind, folder) in [("src", "src/"), ("flat", "")] {
            let name = format!("{short}_{kind}");
            let project = scratch.0.join(&name);
            let build = format!("[build-system]\nrequires = []\nbuild-backend = \"{backend}\"\n");
            let about = format!("[project]\nname = \"{name}\"\nversion = \"1.0\"\ndescription = \"d\"\n");
            scratch.write(&format!("{name}/pyproject.toml"), format!("{build}{about}"));
            for module in ["", "sub/"] {
                scratch.write(&format!("{name}/{folder}{name}/{module}__init__.py"), "code = 1\n");
                expected.push(format!("{name}/{module}__init__.py"));
            }
            pip(&python, &["--no-build-isolation", "--editable"], std::slice::from_ref(&project));
            projects.push(project);
        }
    }
    // The build tools are not part of the function.
    let names = BUILDERS.iter().map(|builder| builder.replace('_', "-"));
    run(Command::new(&python).args(["-m", "pip", "--quiet", "uninstall", "--yes"]).args(names));
    let found = Dropped::default().and_disk(&env).plan().findings;
    let found: Vec<&str> = found.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(found, ["editable-install"; 8]);
    let plan = projects
        .iter()
        .fold(Dropped::default().and_disk(&env), |drop, project| drop.and_disk(project))
        .plan();
    expected.sort();
    assert_eq!(code(&plan), expected);
    let found: Vec<&str> = plan.findings.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(found, ["editable-shipped"; 8]);
}

/// Adds the files of a wheel below site-packages.
fn unpacked(drop: Dropped, wheel: &Path, site: &str) -> Dropped {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(wheel).unwrap()).unwrap();
    (0..archive.len()).fold(drop, |drop, index| {
        let mut file = archive.by_index(index).unwrap();
        if file.is_dir() {
            return drop;
        }
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        drop.and(format!("{site}/{}", file.name().unwrap()), bytes)
    })
}

#[test]
fn of_other_systems() {
    let tools = Tools::find();
    let right = tools.wheel(&["markupsafe", "cp313", "manylinux", "x86_64"]);
    let mac = ("home = /opt/homebrew/bin\nversion = 3.13.0\n", "env/lib/python3.13/site-packages");
    let windows = ("home = C:\\Python313\nversion = 3.13.0\n", "env/Lib/site-packages");
    for ((config, site), platform, system) in
        [(mac, "macosx_11_0_arm64", "macOS"), (windows, "win_amd64", "Windows")]
    {
        let env = dropped("env/pyvenv.cfg", config);
        let env = unpacked(env, &tools.wheel(&["markupsafe", platform]), site);
        let env = unpacked(env, &tools.wheel(&["jinja2"]), site);
        let plan = env.clone().plan();
        assert_eq!(plan.sources[0].system, Some(system));
        let [finding] = &plan.findings[..] else { panic!("{:#?}", plan.findings) };
        assert_eq!(finding.code.as_str(), "distribution-incompatible");
        assert!(finding.message.contains("\"markupsafe\" 3.0.4 of \"env\""), "{finding:?}");
        assert!(finding.message.contains(&format!("it is built for {system}")), "{finding:?}");
        let pip = &plan.missing.commands[0].text;
        assert!(pip.contains("pip download") && pip.contains("'markupsafe==3.0.4'"), "{pip}");
        // When the requested wheel is dropped too, it replaces the distribution.
        let plan = env.and_disk(&right).plan();
        let found: Vec<&str> = plan.findings.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(found, ["distribution-replaced"]);
        assert!(paths(&plan).iter().all(|path| !path.contains("darwin") && !path.ends_with(".pyd")));
        assert!(paths(&plan).iter().any(|path| path.ends_with("x86_64-linux-gnu.so")));
    }
}
