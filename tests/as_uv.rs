//! For the same requirements and the same index, the choice is the same as uv's.

use crate::support::disk::{Scratch, Tools};
use crate::support::index::request;
use crate::support::libs::lib;
use crate::support::served::Served;
use crate::support::uv_sets::{ARM, DIFFERENCES, MADE, MADE_SETS, NONE, SETS, X86};
use crate::support::{Dropped, dropped};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use wheelpress::index::{Request, ResolveOutcome};
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

fn choose(served: &Served, mode: &str, mut request: Request, drop: &mut Dropped) -> ResolveOutcome {
    request.default_index = Some(served.index(mode));
    served.choose(request, drop)
}

/// uv, with an empty cache of its own.
struct Uv {
    program: PathBuf,
    /// Given explicitly, so that uv does not search for an interpreter.
    python: PathBuf,
    scratch: Scratch,
}

impl Uv {
    fn new(tools: &Tools, name: &str) -> Uv {
        let python = PathBuf::from(tools.python());
        Uv { program: python.with_file_name("uv"), python, scratch: Scratch::new(name) }
    }
}

/// Returns the choice of uv, each as `name==version`, or `Err` if uv finds no choice.
fn chosen_by_uv(
    uv: &Uv,
    served: &Served,
    requirements: &str,
    constraints: &str,
    target: &Target,
) -> Result<Vec<String>, String> {
    let constraints_file = (!constraints.is_empty()).then(|| {
        let file = uv.scratch.0.join("constraints.txt");
        std::fs::write(&file, constraints).unwrap();
        file
    });
    let platform = match (target.architecture, target.runtime.glibc_minor) {
        (Architecture::X86_64, 34) => "x86_64-manylinux_2_34",
        (Architecture::Arm64, 34) => "aarch64-manylinux_2_34",
        (Architecture::X86_64, _) => "x86_64-manylinux_2_17",
        (Architecture::Arm64, _) => "aarch64-manylinux_2_17",
    };
    let mut child = Command::new(&uv.program)
        .args(["pip", "compile", "-", "--no-header", "--no-annotate", "--only-binary", ":all:", "--quiet"])
        .arg("--python")
        .arg(&uv.python)
        .arg("--cache-dir")
        .arg(uv.scratch.0.join("cache"))
        .args(["--no-config", "--no-python-downloads", "--python-platform", platform])
        .args(["--python-version", &format!("3.{}.{PATCH}", target.runtime.minor)])
        .args(["--index-url", &served.index("json")])
        .args(constraints_file.iter().flat_map(|file| ["--constraints".as_ref(), file.as_os_str()]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(requirements.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    match output.status.success() {
        true => {
            let text = String::from_utf8(output.stdout).unwrap();
            Ok(text.lines().map(str::trim).filter(|line| line.contains("==")).map(str::to_string).collect())
        }
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// AWS keeps runtimes at recent patch releases, so markers are evaluated for a late patch release. For `3.11`, uv
/// assumes the first one.
const PATCH: u8 = 99;

/// Returns a folder with the wheels of `MADE`.
fn made() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("wheelpress-made-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut yanked = String::new();
    for spec in MADE {
        let wheel = lib(spec.trim_start_matches('~'));
        if spec.starts_with('~') {
            yanked += &format!("{}\n", wheel.filename());
        }
        std::fs::write(folder.join(wheel.filename()), wheel.bytes()).unwrap();
    }
    std::fs::write(folder.join("yanked.txt"), yanked).unwrap();
    folder
}

/// Compares the choice from every index with uv's, and adds each difference to `differences`.
fn compare(
    uv: &Uv,
    served: &[(&Served, &str)],
    (requirements, constraints): (&str, &str),
    target: &Target,
    differences: &mut Vec<String>,
) {
    let theirs = chosen_by_uv(uv, served[0].0, requirements, constraints, target);
    for (served, mode) in served {
        let text = match constraints {
            "" => requirements.to_string(),
            _ => format!("{requirements}\n-c constraints.txt\n"),
        };
        let mut drop = dropped("requirements.txt", text).and("constraints.txt", constraints);
        let asked = request(&mut drop, target);
        let outcome = choose(served, mode, asked, &mut drop);
        let ours: Vec<String> =
            outcome.chosen.iter().map(|one| format!("{}=={}", one.name, one.version)).collect();
        let ours = match ours.is_empty() && !outcome.findings.is_empty() {
            true => Err(format!("{:?}", outcome.findings)),
            false => Ok(ours),
        };
        let (runtime, architecture) = (target.runtime.name, target.architecture);
        let has_none = NONE.contains(&(requirements, constraints));
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) if ours == theirs => {}
            (Err(_), Err(_)) if has_none => {}
            (Err(_), Err(_)) => differences.push(format!("{requirements:?} has no choice: what does it show?")),
            _ => differences.push(format!(
                "{requirements:?} // {constraints:?} for {runtime} {architecture:?} by {mode}:\n  {ours:?}\n  uv: {theirs:?}"
            )),
        }
    }
}

/// Splits a set into its requirements and the constraints after `//`.
fn with_constraints(set: &str) -> (&str, &str) {
    set.split_once(" // ").unwrap_or((set, ""))
}

fn targets(named: &[(&str, Architecture)]) -> impl Iterator<Item = Target> {
    named.iter().map(|(runtime, architecture)| {
        Target::new(PackageKind::Function, Runtime::named(runtime).unwrap(), *architecture)
    })
}

#[test]
fn uv_makes_the_same_choice() {
    let tools = Tools::find();
    let uv = Uv::new(&tools, "uv-of-real");
    let own = Served::own(&tools, &tools.wheels);
    let (html, json) = (Served::pypiserver(&tools), Served::simple_repository(&tools));
    let served = [(&own, "json"), (&own, "html"), (&html, "pypiserver"), (&json, "simple-repository-server")];
    let mut differences = Vec::new();
    for (set, named) in SETS {
        for target in targets(named) {
            compare(&uv, &served, with_constraints(set), &target, &mut differences);
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(SETS.len() >= 30);
}

#[test]
fn and_of_wheels_as_few_are() {
    let tools = Tools::find();
    let uv = Uv::new(&tools, "uv-of-made");
    let folder = made();
    let own = Served::own(&tools, &folder);
    let mut differences = Vec::new();
    for set in MADE_SETS {
        for target in targets(&[("python3.13", X86), ("python3.12", ARM), ("python3.11", X86)]) {
            let mut found = Vec::new();
            let served = [(&own, "json"), (&own, "html")];
            compare(&uv, &served, with_constraints(set), &target, &mut found);
            let known = DIFFERENCES.iter().find(|(known, _)| known == set);
            assert!(known.is_none() || !found.is_empty(), "{set:?} differs no longer");
            differences.extend(found.into_iter().filter(|_| known.is_none()));
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
