//! Requirements of the distributions in the package. For real virtualenvs, the results are compared with
//! `pip check`.

use crate::support;

use crate::support::disk::{Scratch, Tools};
use crate::support::wheel::{Wheel, wheel};
use crate::support::{Dropped, codes, dropped, target};
use std::collections::BTreeSet;
use std::process::Command;

/// Makes a wheel with these headers and a module of the same name.
fn library(name: &str, version: &str, headers: &str) -> Wheel {
    let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{headers}");
    wheel(name, version, "py3-none-any").info("METADATA", &metadata).file(&format!("{name}.py"), "x = 1\n")
}

/// Checks the findings for these wheels beside a function with these imports.
#[track_caller]
fn check(imports: &str, wheels: &[Wheel], expected: &[&str], words: &str) {
    let app = dropped("app.py", format!("{imports}\ndef handler(event, context): pass\n"));
    let drop = wheels.iter().fold(app, |drop, wheel| drop.and(wheel.filename(), wheel.bytes()));
    let mut target = target("python3.13");
    target.handler = Some("app.handler".into());
    let findings = drop.plan_for(&target).findings;
    assert_eq!(codes(&findings), expected, "{findings:#?}");
    if let Some(finding) = findings.first() {
        assert!(finding.message.contains(words), "{}", finding.message);
    }
}

#[test]
fn requirements() {
    let needs = |headers: &str| library("alpha", "1.0", headers);
    let beta = |version: &str| library("beta", version, "");
    let missing = "error requirement-missing alpha-1.0-py3-none-any.whl";
    let conflict = "error requirement-conflict alpha-1.0-py3-none-any.whl";
    check("import alpha", &[needs("Requires-Dist: beta\n")], &[missing], "alpha 1.0 requires \"beta\"");
    check("import alpha", &[needs("Requires-Dist: beta\n"), beta("1")], &[], "");
    check("import alpha", &[needs("Requires-Dist: beta>=2\n"), beta("1")], &[conflict], "but beta 1 is");
    check("import alpha", &[needs("Requires-Dist: beta>=2\n"), beta("2.1")], &[], "");
    check("import alpha", &[needs("Requires-Dist: beta; sys_platform == 'win32'\n")], &[], "");
    check("import alpha", &[needs("Requires-Dist: beta; python_version < '3.11'\n")], &[], "");
    check("import alpha", &[needs("Requires-Dist: beta; extra == 'more'\nProvides-Extra: more\n")], &[], "");
    // The runtime contains these distributions.
    check("import alpha", &[needs("Requires-Dist: boto3>=1.20\nRequires-Dist: six\n")], &[], "");
    let warned = "warning requirement-missing alpha-1.0-py3-none-any.whl";
    check("import alpha", &[needs("Requires-Dist: botocore==1.2.3\n")], &[warned], "may be another version");
    // If nothing imports the distribution, its missing requirement is only a warning.
    check("import json", &[needs("Requires-Dist: beta\n")], &[warned], "");
}

/// The contents of a layer are unknown.
#[test]
fn layers_may_have_requirements() {
    let alpha = library("alpha", "1.0", "Requires-Dist: beta\n");
    let drop = dropped("app.py", "import alpha\ndef handler(event, context): pass\n")
        .and(alpha.filename(), alpha.bytes());
    let mut target = target("python3.13");
    target.handler = Some("app.handler".into());
    target.layers_unzipped_size = 1000;
    let findings = drop.plan_for(&target).findings;
    assert_eq!(codes(&findings), ["warning requirement-missing alpha-1.0-py3-none-any.whl"]);
    assert!(findings[0].hint.as_deref().unwrap().contains("layer"), "{findings:#?}");
}

/// If the files state requirements, the resolver has already reported it.
#[test]
fn said_once() {
    let alpha = library("alpha", "1.0", "Requires-Dist: beta\n");
    let drop = dropped("f/requirements.txt", "alpha\n")
        .and("f/app.py", "import alpha\ndef handler(event, context): pass\n")
        .and(format!("f/{}", alpha.filename()), alpha.bytes());
    let findings = drop.plan().findings;
    assert_eq!(codes(&findings), ["error requirement-missing f/requirements.txt"], "{findings:#?}");
}

/// Returns the findings about requirements as `pip check` states them: pairs such as `alpha beta`.
fn found(plan: &wheelpress::plan::Plan) -> BTreeSet<(String, String)> {
    plan.findings
        .iter()
        .filter(|finding| finding.code.as_str().starts_with("requirement-"))
        .map(|finding| {
            let whose = finding.message.split(' ').next().unwrap().to_string();
            let what = finding.message.split('"').nth(1).unwrap();
            let end = what.find(|char: char| !char.is_ascii_alphanumeric() && !"-_.".contains(char));
            (whose, what[..end.unwrap_or(what.len())].replace('_', "-").to_lowercase())
        })
        .collect()
}

#[test]
fn as_pip_check() {
    let tools = Tools::find();
    // One virtualenv, of which each case gets a copy: installing pip takes longer than installing the wheels.
    let scratch = Scratch::new("requires");
    let empty = scratch.0.join("empty");
    support::disk::run(Command::new(tools.interpreter(13)).args(["-m", "venv"]).arg(&empty));
    for (number, names) in [
        &[&["jinja2"][..]][..],
        &[&["jinja2"], &["markupsafe", "cp313", "manylinux", "x86_64"]],
        &[&["requests"], &["idna"], &["certifi"]],
        &[&["pandas"], &["numpy"], &["pytz"]],
        &[&["pydantic-"], &["pydantic_core"], &["typing_extensions"]],
        &[&["httpx"], &["certifi"], &["idna"], &["boto3"], &["black"], &["click"]],
    ]
    .iter()
    .enumerate()
    {
        let env = scratch.0.join(number.to_string()).join("env");
        std::fs::create_dir_all(env.parent().unwrap()).unwrap();
        support::disk::run(Command::new("cp").arg("-a").args([&empty, &env]));
        let wheels: Vec<_> = names.iter().map(|parts| tools.wheel(parts)).collect();
        let own = env.join("bin/python");
        support::disk::run(
            Command::new(&own).args(["-m", "pip", "install", "-q", "--no-index", "--no-deps"]).args(&wheels),
        );
        let output = Command::new(&own).args(["-m", "pip", "check"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        // "alpha 1.0 requires beta, which is not installed." and
        // "alpha 1.0 has requirement beta>=2, but you have beta 1."
        let expected: BTreeSet<(String, String)> = text
            .lines()
            .filter(|line| line.contains(" requires ") || line.contains(" has requirement "))
            .map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                let what = if words[2] == "requires" { words[3] } else { words[4] };
                let end = what.find(|char: char| !char.is_ascii_alphanumeric() && !"-_.".contains(char));
                (words[0].replace('_', "-").to_lowercase(), what[..end.unwrap_or(what.len())].to_lowercase())
            })
            // The runtime contains these.
            .filter(|(_, what)| {
                !wheelpress::target::RUNTIME_SHARED.contains(&what.as_str())
                    && !["botocore", "s3transfer", "jmespath", "boto3"].contains(&what.as_str())
            })
            .collect();
        let plan = Dropped::default().and_disk(&env).plan();
        let found: BTreeSet<_> = found(&plan)
            .into_iter()
            .filter(|(_, what)| !["botocore", "s3transfer", "jmespath", "boto3"].contains(&what.as_str()))
            .collect();
        assert_eq!(found, expected, "{names:?}\n{text}\n{:#?}", plan.findings);
    }
}

#[test]
fn requires_python() {
    let new = library("alpha", "1.0", "Requires-Python: >=3.13\n");
    let mut drop = Dropped::default();
    let site = "env/lib/python3.13/site-packages";
    drop = drop.and("env/pyvenv.cfg", "version = 3.13.1\n");
    for (name, text) in [
        ("alpha.py".to_string(), "x = 1\n".to_string()),
        (
            "alpha-1.0.dist-info/METADATA".into(),
            "Metadata-Version: 2.1\nName: alpha\nVersion: 1.0\nRequires-Python: >=3.13\n".into(),
        ),
        (
            "alpha-1.0.dist-info/RECORD".into(),
            "alpha.py,,\nalpha-1.0.dist-info/METADATA,,\nalpha-1.0.dist-info/RECORD,,\n".into(),
        ),
    ] {
        drop = drop.and(format!("{site}/{name}"), text);
    }
    let drop = drop.and("app.py", "import alpha\ndef handler(event, context): pass\n");
    let of = |runtime: &str| {
        let findings = drop.clone().plan_for(&target(runtime)).findings;
        findings.into_iter().filter(|one| one.code.as_str() == "requires-python").collect::<Vec<_>>()
    };
    assert_eq!(of("python3.13"), []);
    let [finding] = &of("python3.12")[..] else { panic!() };
    assert!(
        finding.message.contains("alpha 1.0 requires Python >=3.13, and the target has 3.12"),
        "{finding:?}"
    );
    drop.and(new.filename(), new.bytes()).plan();
}

/// Many missing requirements of a whole project are one finding, unless one function of it was dropped.
#[test]
fn requirements_of_projects() {
    let functions = ["f/functions/a/app.py", "f/functions/b/app.py"];
    let count = |requirements: &str, files: &[&str], handler: Option<&str>| {
        let drop = dropped("f/requirements.txt", requirements).and("f/README.md", "");
        let drop =
            files.iter().fold(drop, |drop, path| drop.and(*path, "def handler(event, context): pass\n"));
        let mut target = target("python3.13");
        target.handler = handler.map(str::to_string);
        let findings = drop.plan_for(&target).findings;
        let missing: Vec<_> =
            findings.into_iter().filter(|one| one.code.as_str() == "requirement-missing").collect();
        let is_folded =
            missing.iter().any(|one| one.message.ends_with("this is not the folder of one function"));
        assert_eq!(is_folded, missing.len() == 1 && requirements.lines().count() > 1, "{missing:#?}");
        missing.len()
    };
    let many = "aws-cdk-lib\nblack\nconstructs\nmypy\nruff\n";
    assert_eq!(count(many, &functions, Some("app.handler")), 1);
    assert_eq!(count(many, &functions, None), 1);
    // Few requirements are named one by one. So are all requirements if a function of the project is
    // packed.
    assert_eq!(count("black\nmypy\nruff\n", &functions, None), 3);
    assert_eq!(count(many, &functions, Some("functions/a/app.handler")), 5);
    assert_eq!(count(many, &["f/app.py"], None), 5);
    assert_eq!(count(many, &["f/app.py", "f/functions/a/app.py"], None), 5);
}
