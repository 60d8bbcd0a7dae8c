//! Over a wheelhouse of real METADATA, the wheels chosen are those pip and uv choose.
//!
//! Needs the Pythons that `cargo xtask setup` provides and names in the environment.

mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::house;
use wheelpress::finding::Severity;
use wheelpress::plan::Plan;
use wheelpress::target::{Architecture, Runtime};

/// Sets of requirements, lines separated by `|`. Every one is tried on Python 3.13 and on 3.11.
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
    // These cannot be met.
    "fastapi<0.100|pydantic>=2",
    "boto3<1.30|botocore>1.40",
    "requests>=99",
    "no-such-distribution",
    "pandas<3|numpy>=2.4|pandas>=2",
    "jsonschema<4.18|attrs<20",
    "flask==2.2.5|werkzeug<2",
];

struct Tools {
    python: String,
    pythons: Value,
    house: PathBuf,
}

impl Tools {
    fn new(name: &str) -> Tools {
        let Ok(tools) = std::env::var("WHEELPRESS_TOOLS") else {
            panic!("run this by `cargo xtask test`, which provides the tools");
        };
        let tools: Value = serde_json::from_slice(&std::fs::read(tools).unwrap()).unwrap();
        let house = std::env::temp_dir().join(format!("wheelpress-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&house).unwrap();
        for (filename, bytes) in house::wheels() {
            std::fs::write(house.join(filename), bytes).unwrap();
        }
        Tools { python: tools["python"].as_str().unwrap().into(), pythons: tools["pythons"].clone(), house }
    }

    fn requirements(&self, set: &str) -> PathBuf {
        let path = self.house.join(format!("requirements-{:?}.txt", std::thread::current().id()));
        std::fs::write(&path, set.replace('|', "\n") + "\n").unwrap();
        path
    }

    /// The filenames pip would install, or `None` when it gives up.
    fn pip(&self, version: &str, set: &str) -> Option<BTreeSet<String>> {
        let python = self.pythons[version]["python"].as_str().unwrap();
        // The glibc of the runtime, not that of this machine.
        let glibc = Runtime::named(&format!("python{version}")).unwrap().glibc_minor;
        let platforms: Vec<String> = (17..=glibc)
            .rev()
            .map(|minor| format!("manylinux_2_{minor}_x86_64"))
            .chain(["manylinux2014_x86_64".into(), "linux_x86_64".into()])
            .collect();
        let output = Command::new(&self.python)
            .args(["-m", "pip", "--python", python, "install", "--dry-run", "--ignore-installed", "--quiet"])
            .args(["--no-index", "--disable-pip-version-check", "--report", "-", "--only-binary=:all:"])
            .args(platforms.iter().flat_map(|platform| ["--platform", platform]))
            .arg("--target")
            .arg(self.house.join("nowhere"))
            .arg("--find-links")
            .arg(&self.house)
            .arg("-r")
            .arg(self.requirements(set))
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).ok()?;
        let urls =
            report["install"].as_array()?.iter().map(|one| one["download_info"]["url"].as_str().unwrap());
        Some(urls.map(|url| url.rsplit('/').next().unwrap().to_string()).collect())
    }

    /// `name==version` of what uv would install on arm64.
    fn uv(&self, version: &str, set: &str) -> Option<BTreeSet<String>> {
        let output = Command::new(&self.python)
            .args(["-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--no-index"])
            .args(["--python-platform", "aarch64-manylinux_2_34", "--python-version", version])
            .args(["--python", self.pythons[version]["python"].as_str().unwrap()])
            .args(["--no-strip-extras", "--no-build", "--no-config", "--no-cache", "--find-links"])
            .arg(&self.house)
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
        let _ = std::fs::remove_dir_all(&self.house);
    }
}

fn plan(runtime: &str, architecture: Architecture, set: &str) -> Option<Plan> {
    let mut target = support::target(runtime);
    target.architecture = architecture;
    let plan = house::dropped_with(&set.replace('|', "\n")).plan_for(&target);
    let is_met = !plan
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error || finding.code.as_str() == "requirement-missing");
    is_met.then_some(plan)
}

#[test]
fn as_pip_chooses() {
    let tools = Tools::new("pip");
    let compare = |version: &str| {
        let mut differing = Vec::new();
        let mut failures = 0;
        for set in SETS {
            let pip = tools.pip(version, set);
            let ours = plan(&format!("python{version}"), Architecture::X86_64, set).map(|plan| {
                let names = plan.distributions.iter().map(|one| Path::new(&one.from).file_name().unwrap());
                names.map(|name| name.to_str().unwrap().to_string()).collect::<BTreeSet<_>>()
            });
            failures += usize::from(pip.is_none());
            if pip != ours {
                differing.push(format!("{set} on {version}:\n  pip  {pip:?}\n  ours {ours:?}"));
            }
        }
        (differing, failures)
    };
    let (newer, older) = std::thread::scope(|scope| {
        let newer = scope.spawn(|| compare("3.13"));
        let older = compare("3.11");
        (newer.join().unwrap(), older)
    });
    let differing: Vec<String> = newer.0.into_iter().chain(older.0).collect();
    let failures = newer.1 + older.1;
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(
        (10..=30).contains(&failures),
        "pip gave up on {failures} sets: the wheelhouse is not what it was"
    );
}

#[test]
fn as_uv_chooses_for_arm64() {
    let tools = Tools::new("uv");
    let mut differing = Vec::new();
    let mut met = 0;
    for set in SETS {
        let uv = tools.uv("3.13", set);
        let ours = plan("python3.13", Architecture::Arm64, set).map(|plan| {
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

/// Not a measurement, but a bound no slow machine should miss: see benches for numbers.
#[test]
fn resolving_takes_no_time_and_reads_no_bodies() {
    let drop = house::dropped_with("moto[s3]\npandas\nuvicorn[standard]\nfastapi\nblack[d]\n");
    let start = std::time::Instant::now();
    let plan = drop.plan();
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    assert!(plan.left_out.len() > 100 && plan.distributions.len() > 30);
    eprintln!("{} wheels at hand, {:?}", plan.left_out.len() + plan.distributions.len(), start.elapsed());
}
