//! For a wheelhouse of real METADATA, the same wheels are chosen as by pip and uv.
//!
//! Needs the Pythons that `cargo xtask setup` provides and names in the environment.

use crate::support;

use crate::support::libs::lib;
use crate::support::pip::Pip;
use crate::support::wheelhouse;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use wheelpress::finding::Severity;
use wheelpress::plan::Plan;
use wheelpress::target::{Architecture, Runtime};

/// Sets of requirements. Lines are separated by `|`, other files follow ` & `, and `{filename}` stands
/// for the SHA-256 of a wheel. Every set is tried on Python 3.13 and on 3.11.
const SETS: &[&str] = &[
    "requests",
    "requests[socks]",
    "requests<2.30",
    "requests<2.30|urllib3",
    "boto3",
    "boto3<1.30|botocore",
    "boto3|urllib3<2",
    "pandas",
    "pandas<3",
    "pandas|numpy<2",
    "fastapi",
    "fastapi<0.100",
    "fastapi|pydantic<2",
    "pydantic[email]",
    "pydantic==1.*|email-validator",
    "flask[async]",
    "flask~=2.2.0",
    "flask|werkzeug<3",
    "flask<3|jinja2==3.0.*|markupsafe<3",
    "sqlalchemy[asyncio]",
    "sqlalchemy<2",
    "httpx[http2]",
    "httpx<0.25|anyio",
    "aws-lambda-powertools[parser,tracer]",
    "pytest<8|black[d]",
    "uvicorn[standard]",
    "jsonschema[format]",
    "jsonschema<4.18|attrs<23",
    "redis[hiredis]",
    "redis<5|importlib-metadata",
    "psycopg[binary]",
    "moto[s3]",
    "google-api-core[grpc]",
    "opentelemetry-sdk",
    "opentelemetry-semantic-conventions",
    "opentelemetry-semantic-conventions>=0.66b0",
    "cryptography!=50.0.2",
    "python-jose[cryptography]|cryptography",
    "beautifulsoup4|lxml|pillow",
    "zope.interface|Zope_Interface>=5",
    "requests; python_version < '3.12'|six; python_version >= '3.12'",
    "colorama; sys_platform == 'win32'|attrs; platform_machine == 'x86_64'",
    "rich<13|typer",
    "starlette|fastapi|mangum|stripe",
    "requests|-c c.txt & c.txt: urllib3<2",
    "flask|-c c.txt & c.txt: werkzeug<3|jinja2==3.0.*|six==9",
    "-r base.txt|httpx & base.txt: -c c.txt|requests & c.txt: urllib3<2",
    "-r base.txt & base.txt: -r more.txt|attrs & more.txt: httpx<0.25",
    "six==1.17.0 --hash=sha256:{six-1.17.0-py2.py3-none-any.whl}",
    // These cannot be satisfied.
    "fastapi<0.100|pydantic>=2",
    "boto3<1.30|botocore>1.40",
    "requests>=99",
    "no-such-distribution",
    "pandas<3|numpy>=2.4|pandas>=2",
    "jsonschema<4.18|attrs<20",
    "flask==2.2.5|werkzeug<2",
    "fastapi|-c c.txt & c.txt: pydantic<1",
];

/// Made wheels for cases that the real wheels lack. For the format see `support::libs::lib`.
const MADE: &[&str] = &[
    "final 1.0",
    "final 2.0rc1",
    "only 1.0rc1",
    "only 1.0rc2",
    "dev 0.9",
    "dev 1.0.dev3",
    "asks 0.9: final",
    "asks 1.0: final>=1.0a1",
    "windows 1.0: final>=1.0a1 ; sys_platform == 'win32'",
    "extra 1.0: final>=1.0a1 ; extra == 'x'",
    "wants 1.0: final>1",
    "tight 1.0: held<2",
    "tight 2.0rc1",
    "held 1.0",
    "held 2.0",
    "linked 1.0: tight",
];

/// Sets of requirements on these wheels: pre-releases.
const PRERELEASES: &[&str] = &[
    "final",
    "only",
    "dev",
    "dev>0.9",
    "final>=2.0rc1",
    "final==2.0rc1",
    "final>=1.0a0",
    "final!=2.0rc1",
    "final~=1.0rc1",
    "--pre|final",
    "asks",
    "asks<1|final",
    "asks<1",
    "windows|final",
    "extra|final",
    "extra[x]",
    "wants",
    "final|wants",
    "final|-c c.txt & c.txt: final>=1.0a1",
    "final|-c c.txt & c.txt: final>1",
    "tight|held",
    // These can only be satisfied by a pre-release that no requirement asks for.
    "tight|held>=2",
    "linked|held>=2",
];

struct Tools {
    python: String,
    pythons: Value,
    wheels: Wheels,
    wheelhouse: PathBuf,
}

/// Filename and bytes of each wheel at hand.
type Wheels = Vec<(String, Vec<u8>)>;

/// Returns the files of a set, `requirements.txt` first.
fn files(set: &str, wheels: &Wheels) -> Vec<(String, String)> {
    let parts = set.split(" & ").enumerate().map(|(at, part)| match at {
        0 => ("requirements.txt", part),
        _ => part.split_once(": ").unwrap(),
    });
    let text = |lines: &str| {
        let text = lines.replace('|', "\n") + "\n";
        wheels.iter().fold(text, |text, (filename, bytes)| {
            let place = format!("{{{filename}}}");
            if text.contains(&place) { text.replace(&place, &sha256(bytes)) } else { text }
        })
    };
    parts.map(|(name, lines)| (name.to_string(), text(lines))).collect()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    wheelpress::digest::Digest::sha256(sha2::Sha256::digest(bytes).into()).hex()
}

fn made() -> Wheels {
    MADE.iter().map(|spec| lib(spec)).map(|lib| (lib.filename(), lib.bytes())).collect()
}

impl Tools {
    fn new(name: &str, wheels: Wheels) -> Tools {
        let Ok(tools) = std::env::var("WHEELPRESS_TOOLS") else {
            panic!("run this by `cargo xtask test`, which provides the tools");
        };
        let tools: Value = serde_json::from_slice(&std::fs::read(tools).unwrap()).unwrap();
        let wheelhouse = std::env::temp_dir().join(format!("wheelpress-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&wheelhouse).unwrap();
        for (filename, bytes) in &wheels {
            std::fs::write(wheelhouse.join(filename), bytes).unwrap();
        }
        let (python, pythons) = (tools["python"].as_str().unwrap().into(), tools["pythons"].clone());
        Tools { python, pythons, wheels, wheelhouse }
    }

    fn requirements(&self, set: &str) -> PathBuf {
        let folder = self.wheelhouse.join(format!("{:?}", std::thread::current().id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in files(set, &self.wheels) {
            std::fs::write(folder.join(name), text).unwrap();
        }
        folder.join("requirements.txt")
    }

    /// Returns the filenames that pip would install, or `None` if pip fails.
    fn pip(&self, pip: &mut Pip, version: &str, set: &str) -> Option<BTreeSet<String>> {
        // The glibc of the runtime, not that of the test machine.
        let glibc = Runtime::named(&format!("python{version}")).unwrap().glibc_minor;
        let platforms: Vec<String> = (17..=glibc)
            .rev()
            .map(|minor| format!("manylinux_2_{minor}_x86_64"))
            .chain(["manylinux2014_x86_64".into(), "linux_x86_64".into()])
            .collect();
        let mut args = vec!["install", "--dry-run", "--ignore-installed", "--quiet", "--no-index"];
        args.extend(["--disable-pip-version-check", "--report", "-", "--only-binary=:all:"]);
        args.extend(platforms.iter().flat_map(|platform| ["--platform", platform]));
        let [nowhere, requirements] = [self.wheelhouse.join("nowhere"), self.requirements(set)];
        args.extend([
            "--target",
            nowhere.to_str().unwrap(),
            "--find-links",
            self.wheelhouse.to_str().unwrap(),
        ]);
        args.extend(["-r", requirements.to_str().unwrap()]);
        let report: Value = serde_json::from_str(&pip.run(args)?).unwrap();
        let urls =
            report["install"].as_array()?.iter().map(|one| one["download_info"]["url"].as_str().unwrap());
        Some(urls.map(|url| url.rsplit('/').next().unwrap().to_string()).collect())
    }

    /// Returns what uv would install on arm64, as `name==version`.
    fn uv(&self, version: &str, set: &str) -> Option<BTreeSet<String>> {
        let output = Command::new(&self.python)
            .args(["-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--no-index"])
            .args(["--python-platform", "aarch64-manylinux_2_34", "--python-version", version])
            .args(["--python", self.pythons[version]["python"].as_str().unwrap()])
            .args(["--no-strip-extras", "--no-build", "--no-config", "--no-cache", "--find-links"])
            .arg(&self.wheelhouse)
            .arg(self.requirements(set))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().map(|line| {
            let (name, version) = line.split_once("==").unwrap();
            format!("{}=={version}", name.split('[').next().unwrap())
        });
        output.status.success().then(|| lines.collect())
    }
}

impl Drop for Tools {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.wheelhouse);
    }
}

fn plan(runtime: &str, architecture: Architecture, wheels: &Wheels, set: &str) -> Option<Plan> {
    let mut target = support::target(runtime);
    target.architecture = architecture;
    let drop = support::dropped("app/function.py", "x = 1\n");
    let files = files(set, wheels).into_iter().map(|(name, text)| (name, text.into_bytes()));
    let wheels = wheels.iter().map(|(filename, bytes)| (format!("wheels/{filename}"), bytes.clone()));
    let drop = files.chain(wheels).fold(drop, |drop, (path, bytes)| drop.and(format!("app/{path}"), bytes));
    let plan = drop.plan_for(&target);
    let is_met = !plan
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error || finding.code.as_str() == "requirement-missing");
    is_met.then_some(plan)
}

/// Returns the sets for which pip's choice differs, and the number of sets for which pip fails.
fn compare(tools: &Tools, version: &str, sets: &[&str]) -> (Vec<String>, usize) {
    let mut differing = Vec::new();
    let mut failures = 0;
    let mut pip = Pip::start(&tools.python, tools.pythons[version]["python"].as_str().unwrap());
    for set in sets {
        let pip = tools.pip(&mut pip, version, set);
        let runtime = format!("python{version}");
        let ours = plan(&runtime, Architecture::X86_64, &tools.wheels, set).map(|plan| {
            let names = plan.distributions.iter().map(|one| Path::new(&one.from).file_name().unwrap());
            names.map(|name| name.to_str().unwrap().to_string()).collect::<BTreeSet<_>>()
        });
        failures += usize::from(pip.is_none());
        if pip != ours {
            differing.push(format!("{set} on {version}:\n  pip  {pip:?}\n  ours {ours:?}"));
        }
    }
    (differing, failures)
}

#[test]
fn as_pip_chooses_prereleases() {
    let tools = Tools::new("made", made());
    let (differing, failures) = compare(&tools, "3.13", PRERELEASES);
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert_eq!(failures, 2, "pip gave up on other sets");
}

#[test]
fn as_pip_chooses() {
    let tools = Tools::new("pip", wheelhouse::wheels());
    let (newer, older) = std::thread::scope(|scope| {
        let newer = scope.spawn(|| compare(&tools, "3.13", SETS));
        let older = compare(&tools, "3.11", SETS);
        (newer.join().unwrap(), older)
    });
    let differing: Vec<String> = newer.0.into_iter().chain(older.0).collect();
    let failures = newer.1 + older.1;
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(
        (10..=32).contains(&failures),
        "pip gave up on {failures} sets: the wheelhouse is not what it was"
    );
}

#[test]
fn as_uv_chooses_for_arm64() {
    let tools = Tools::new("uv", wheelhouse::wheels());
    let mut differing = Vec::new();
    let mut met = 0;
    for set in SETS {
        let uv = tools.uv("3.13", set);
        let ours = plan("python3.13", Architecture::Arm64, &tools.wheels, set).map(|plan| {
            let lines = plan.distributions.iter().map(|one| format!("{}=={}", one.name, one.version));
            lines.collect::<BTreeSet<_>>()
        });
        met += usize::from(uv.is_some());
        if uv != ours {
            differing.push(format!("{set}:\n  uv   {uv:?}\n  ours {ours:?}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(met >= 20, "uv met {met} sets only");
}

/// Not a measurement, but a limit that no slow machine should exceed. For numbers see benches.
#[test]
fn resolving_takes_no_time_and_reads_no_bodies() {
    let drop = wheelhouse::dropped_with("moto[s3]\npandas\nuvicorn[standard]\nfastapi\nblack[d]\n");
    let start = std::time::Instant::now();
    let plan = drop.plan();
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    assert!(plan.left_out.len() > 100 && plan.distributions.len() > 30);
    eprintln!("{} wheels at hand, {:?}", plan.left_out.len() + plan.distributions.len(), start.elapsed());
}
