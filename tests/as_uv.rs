//! The same requirements and the same index: the same choice as uv's.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use support::disk::Tools;
use support::index::request;
use support::{Dropped, dropped};
use wheelpress::index::{Answer, Outcome, Question, Request, Session};
use wheelpress::source::Store;
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

/// The index of the wheels that the tests have.
struct Served {
    child: Child,
    port: u16,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(tools: &Tools) -> Served {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/index_server.py");
        let mut child = Command::new(tools.python())
            .arg(script)
            .arg(&tools.wheels)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Served { child, port: line.trim().parse().unwrap() }
    }

    fn index(&self, mode: &str) -> String {
        format!("http://127.0.0.1:{}/{mode}/simple/", self.port)
    }

    /// Status, headers in lower case, and body.
    fn ask(&self, method: &str, url: &str, header: &str) -> (u16, Vec<(String, String)>, Vec<u8>) {
        let path = url.split_once("://").unwrap().1.split_once('/').unwrap().1;
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "{method} /{path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{header}\r\n",
            self.port
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let headers = head.lines().filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_string())).collect();
        (status, headers, bytes[end + 4..].to_vec())
    }

    fn answer(&self, question: &Question, store: &mut dyn Store) -> Answer {
        match question {
            Question::Read { file, start, end } => {
                let mut bytes = vec![0; (end - start) as usize];
                let length = store.read_at(*file, *start, &mut bytes).unwrap();
                bytes.truncate(length);
                Answer::Bytes(bytes)
            }
            Question::Get { url, accept, .. } => {
                let accept =
                    accept.as_ref().map(|accept| format!("Accept: {accept}\r\n")).unwrap_or_default();
                let (status, headers, body) = self.ask("GET", url, &accept);
                let kind = headers.iter().find(|(name, _)| name == "content-type").unwrap().1.clone();
                Answer::Response { status, url: url.clone(), content_type: kind, body }
            }
            Question::Size { url, .. } => {
                let (_, headers, _) = self.ask("HEAD", url, "");
                Answer::Size(
                    headers.iter().find(|(name, _)| name == "content-length").unwrap().1.parse().unwrap(),
                )
            }
            Question::Range { url, start, end, .. } => {
                let (status, _, body) =
                    self.ask("GET", url, &format!("Range: bytes={start}-{}\r\n", end - 1));
                assert_eq!(status, 206);
                Answer::Bytes(body)
            }
        }
    }

    fn choose(&self, mut request: Request, drop: &mut Dropped, mode: &str) -> Outcome {
        request.default_index = Some(self.index(mode));
        let mut session = Session::new(request);
        let mut open = Vec::new();
        loop {
            let step = session.step();
            if let Some(outcome) = step.outcome {
                return outcome;
            }
            open.extend(step.asks);
            let ask = open.remove(0);
            let answer = self.answer(&ask.question, &mut drop.store);
            session.fill(ask.id, answer);
        }
    }
}

/// What uv chooses, `name==version` each; `Err` where it finds no choice.
fn uv(tools: &Tools, served: &Served, requirements: &str, target: &Target) -> Result<Vec<String>, String> {
    let uv = std::path::Path::new(tools.python()).with_file_name("uv");
    let platform = match (target.architecture, target.runtime.glibc_minor) {
        (Architecture::X86_64, 34) => "x86_64-manylinux_2_34",
        (Architecture::Arm64, 34) => "aarch64-manylinux_2_34",
        (Architecture::X86_64, _) => "x86_64-manylinux_2_17",
        (Architecture::Arm64, _) => "aarch64-manylinux_2_17",
    };
    let mut child = Command::new(uv)
        .args([
            "pip",
            "compile",
            "-",
            "--no-header",
            "--no-annotate",
            "--only-binary",
            ":all:",
            "--no-cache",
            "--quiet",
        ])
        .args(["--no-config", "--no-python-downloads", "--python-platform", platform])
        .args(["--python-version", &format!("3.{}.{PATCH}", target.runtime.minor)])
        .args(["--index-url", &served.index("json")])
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

#[test]
fn uv_makes_the_same_choice() {
    let tools = Tools::find();
    let served = Served::start(&tools);
    let mut compared = 0;
    let mut differences = Vec::new();
    for (requirements, targets) in SETS {
        for (runtime, architecture) in *targets {
            let target = Target::new(PackageKind::Function, Runtime::named(runtime).unwrap(), *architecture);
            let theirs = uv(&tools, &served, requirements, &target);
            for mode in ["json", "html"] {
                let mut drop = dropped("requirements.txt", *requirements);
                let asked = request(&mut drop, &target);
                let outcome = served.choose(asked, &mut drop, mode);
                let ours: Vec<String> =
                    outcome.chosen.iter().map(|one| format!("{}=={}", one.name, one.version)).collect();
                let ours = if ours.is_empty() { Err(format!("{:?}", outcome.findings)) } else { Ok(ours) };
                compared += 1;
                match (&ours, &theirs) {
                    (Ok(ours), Ok(theirs)) if ours == theirs => {}
                    (Err(_), Err(_)) => {}
                    _ => differences.push(format!("{requirements:?} for {runtime} {architecture:?} by {mode}:\n  {ours:?}\n  uv: {theirs:?}")),
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared >= 60, "{compared} choices");
}
