//! The same requirements and the same index: the same choice as uv's.

use crate::support::disk::{Scratch, Tools};
use crate::support::index::request;
use crate::support::libs::lib;
use crate::support::served::Served;
use crate::support::{Dropped, dropped};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use wheelpress::index::{Outcome, Request, Session};
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

fn choose(served: &Served, mode: &str, mut request: Request, drop: &mut Dropped) -> Outcome {
    request.default_index = Some(served.index(mode));
    let mut session = Session::new(request);
    let mut open = Vec::new();
    loop {
        let step = session.step();
        if let Some(outcome) = step.outcome {
            return outcome;
        }
        open.extend(step.asks);
        let ask = open.remove(0);
        let answer = served.answer(&ask.question, &mut drop.store);
        session.fill(ask.id, answer);
    }
}

/// uv, with an empty cache of its own.
struct Uv {
    program: PathBuf,
    /// Said, so that it need not look for one.
    python: PathBuf,
    scratch: Scratch,
}

impl Uv {
    fn new(tools: &Tools, name: &str) -> Uv {
        let python = PathBuf::from(tools.python());
        Uv { program: python.with_file_name("uv"), python, scratch: Scratch::new(name) }
    }
}

/// What uv chooses, `name==version` each; `Err` where it finds no choice.
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

/// AWS keeps runtimes at recent patch releases: markers are evaluated for a late one. For `3.11` uv takes the first.
const PATCH: u8 = 99;

const X86: Architecture = Architecture::X86_64;
const ARM: Architecture = Architecture::Arm64;

/// Requirements, and the runtimes and architectures that they are chosen for.
const SETS: &[(&str, &[(&str, Architecture)])] = &[
    ("six", &[("python3.13", X86), ("python3.13", ARM), ("python3.11", X86)]),
    ("requests", &[("python3.12", X86)]),
    ("requests\npandas", &[("python3.13", X86)]),
    ("requests==2.34.2\nurllib3<3", &[("python3.13", X86)]),
    ("flask", &[("python3.13", X86), ("python3.11", X86), ("python3.13", ARM)]),
    ("jinja2", &[("python3.13", ARM), ("python3.11", X86)]),
    ("fastapi", &[("python3.13", X86)]),
    ("fastapi\nmangum", &[("python3.13", X86)]),
    ("boto3", &[("python3.13", X86)]),
    ("boto3\nrequests", &[("python3.11", X86)]),
    ("aiohttp", &[("python3.13", X86)]),
    ("beautifulsoup4\nlxml", &[("python3.13", X86)]),
    ("jsonschema", &[("python3.13", X86), ("python3.11", X86), ("python3.13", ARM)]),
    ("jsonschema[format]", &[("python3.13", X86)]),
    ("httpx", &[("python3.12", X86)]),
    ("httpx[brotli]", &[("python3.13", ARM)]),
    ("pydantic", &[("python3.13", X86)]),
    ("sqlalchemy\npymysql", &[("python3.13", X86)]),
    ("openpyxl", &[("python3.13", ARM)]),
    ("arrow", &[("python3.12", X86)]),
    ("cryptography", &[("python3.13", X86)]),
    ("pynacl\nbcrypt", &[("python3.13", ARM)]),
    ("google-auth\nprotobuf>=5", &[("python3.13", X86)]),
    ("rich\nclick", &[("python3.11", X86)]),
    ("numpy; python_version >= '3.13'\nsix", &[("python3.13", X86)]),
    ("colorama; sys_platform == 'win32'\nidna", &[("python3.13", X86)]),
    ("redis\nsimplejson\npyyaml", &[("python3.13", ARM), ("python3.11", X86)]),
    ("pillow", &[("python3.13", X86), ("python3.11", X86)]),
    ("pillow<13", &[("python3.13", X86)]),
    ("python-dateutil<3\nsix", &[("python3.13", X86)]),
    ("idna<2", &[("python3.13", X86)]),
    ("numpy", &[("python3.13", ARM)]),
    ("acquire-zarr", &[("python3.13", X86)]),
    (
        "pandas\nrequests\nflask\nfastapi\nmangum\nboto3\naiohttp\njsonschema\nhttpx\nsqlalchemy\nopenpyxl\narrow\npillow\npyjwt\nredis\nslack-sdk\nrich\npyyaml\nbeautifulsoup4\nlxml\npymongo",
        &[("python3.13", X86)],
    ),
];

/// Wheels that are made for it, with what few real ones have: `~` before those that were yanked.
const MADE: &[&str] = &[
    "a 1.0",
    "a 2.0: b<2 | c[x]",
    "b 1.0",
    "b 1.5",
    "b 2.0",
    "c 1.0: d; extra == 'x'",
    "d 1.0",
    "~d 1.1",
    "pre 1.0",
    "pre 2.0rc1: b",
    "only_pre 1.0a1",
    "only_pre 1.0b2",
    "needs_pre 1.0: pre>=2.0rc1",
    "~gone 1.0",
    "~gone 1.1",
    "old 1.0: python >=3.8",
    "old 2.0: python >=3.12",
    "x 1.0: y<2",
    "x 2.0: y<1",
    "y 1.0",
    "y 2.0: x<2",
    "loop_one 1.0: loop_two",
    "loop_two 1.0: loop_one",
    "missing_one 1.0: nowhere",
    "missing_one 0.9",
    "marked 1.0: d; python_version < '3.12' | b; platform_machine == 'aarch64'",
];

/// Requirements of them, with constraints behind `//`.
const MADE_SETS: &[&str] = &[
    "a",
    "a // b==1.0",
    "a // a<2",
    "a\nb>=2",
    "c",
    "c[x]",
    "c[x] // d<1",
    "d",
    "d==1.1",
    "d>1.0",
    "pre",
    "pre>=2.0rc1",
    "pre>1",
    "only_pre",
    "only_pre<1.0b2",
    "needs_pre",
    "needs_pre\npre",
    "gone",
    "gone==1.0",
    "gone // gone==1.0",
    "old",
    "old>=2",
    "x\ny",
    "x>=2\ny>=2",
    "loop_one",
    "missing_one",
    "missing_one>=1",
    "marked",
    "nowhere",
    "a ; python_version < '3'\nb",
];

/// Requirements of the made wheels of which uv chooses otherwise, and why.
const DIFFERENCES: &[(&str, &str)] = &[];

/// A folder of the made wheels.
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

/// Chooses the same as uv by every index, or says what differs.
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
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) if ours == theirs => {}
            (Err(_), Err(_)) => {}
            _ => differences.push(format!(
                "{requirements:?} // {constraints:?} for {runtime} {architecture:?} by {mode}:\n  {ours:?}\n  uv: {theirs:?}"
            )),
        }
    }
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
    for (requirements, named) in SETS {
        for target in targets(named) {
            compare(&uv, &served, (requirements, ""), &target, &mut differences);
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
        let (requirements, constraints) = set.split_once(" // ").unwrap_or((set, ""));
        for target in targets(&[("python3.13", X86), ("python3.12", ARM), ("python3.11", X86)]) {
            let mut found = Vec::new();
            let served = [(&own, "json"), (&own, "html")];
            compare(&uv, &served, (requirements, constraints), &target, &mut found);
            let known = DIFFERENCES.iter().find(|(known, _)| known == set);
            assert!(known.is_none() || !found.is_empty(), "{set:?} differs no longer");
            differences.extend(found.into_iter().filter(|_| known.is_none()));
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
