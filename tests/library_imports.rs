//! A function imports modules of real distributions. An import that works in CPython is never reported
//! as missing.

use crate::support::answers::Question;
use crate::support::disk::{Scratch, Tools, feed, run};
use crate::support::popular;
use crate::support::target;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use wheelpress::finding::{Finding, Severity};
use wheelpress::single_thread;
use wheelpress::source::ReadCache;
use wheelpress::target::Target;

/// Maximum number of modules that are imported from each distribution.
const SAMPLE: usize = 6;

/// Imports each module named on its standard input in a process of its own, and prints the name with
/// `ok` or the exception. The processes for one package are forks of a process that has already imported
/// the package, which each import would do first.
const ORACLE: &str = r#"
import itertools, os, sys, signal, tempfile
site, = sys.argv[1:]
sys.path.insert(0, site)

def imported(name):
    try:
        __import__(name)
        return "ok"
    except BaseException as raised:
        return f"{type(raised).__name__} {raised}".replace("\n", " ")

def apart(work):
    with tempfile.TemporaryFile() as answers:
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            work(lambda answer: os.write(answers.fileno(), answer.encode()))
            os._exit(0)
        os.waitpid(child, 0)
        answers.seek(0)
        return answers.read().decode("utf-8", "replace")

def alone(name, tell):
    signal.alarm(20)
    tell(imported(name)[:200])

def package(root, names, tell):
    signal.alarm(20)
    whole = imported(root)
    signal.alarm(0)
    for name in names:
        answer = whole[:200] if whole != "ok" or name == root else apart(lambda tell: alone(name, tell))
        tell(f"{name} {answer or 'died'}\n")

root_of = lambda name: name.split(".")[0]
for root, names in itertools.groupby(sorted(sys.stdin.read().split()), root_of):
    names = list(names)
    lines = apart(lambda tell: package(root, names, tell)).splitlines()
    told = {line.split(" ", 1)[0] for line in lines}
    for line in lines + [f"{name} died" for name in names if name not in told]:
        print(line, flush=True)
"#;

fn python_3_13() -> Target {
    Target { handler: Some("app.handler".into()), ..target("python3.13") }
}

/// Extracts the wheels of a case, and runs its line in a separate process.
const CASES: &str = r#"
import json, subprocess, sys, tempfile, zipfile
for case in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as site:
        for wheel in case["wheels"]:
            zipfile.ZipFile(wheel).extractall(site)
        code = f"import sys; sys.path.insert(0, {site!r})\n{case['line']}"
        ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
        print(ran.stderr.strip().rsplit("\n", 1)[-1] if ran.returncode else "ok")
"#;

/// The requirement in requirements.txt, the import of the function, and what the import lacks. Empty if
/// nothing is missing.
#[rustfmt::skip]
const REAL: &[(&str, &str, &str)] = &[
    ("aws-lambda-powertools", "from aws_lambda_powertools.utilities.parser import parse", "\"aws-lambda-powertools[parser]\""),
    ("aws-lambda-powertools", "from aws_lambda_powertools.utilities.validation import validate", "\"aws-lambda-powertools[validation]\""),
    ("aws-lambda-powertools", "from aws_lambda_powertools.utilities.data_masking.provider.kms.aws_encryption_sdk import AWSEncryptionSDKProvider", "\"aws-lambda-powertools[datamasking]\""),
    ("aws-lambda-powertools", "from aws_lambda_powertools.utilities.batch import BatchProcessor", ""),
    ("aws-lambda-powertools", "from aws_lambda_powertools.event_handler import APIGatewayRestResolver", ""),
    ("aws-lambda-powertools", "from aws_lambda_powertools.event_handler.openapi.params import Query", "\"aws-lambda-powertools[parser]\""),
    ("aws-lambda-powertools\npydantic", "from aws_lambda_powertools.utilities.parser import parse", ""),
    ("google-auth", "from google.auth.transport import requests", "\"google-auth[requests]\""),
    ("google-auth\nrequests", "from google.auth.transport import requests", ""),
    ("google-auth", "import google.auth.transport.grpc", "\"grpc\""),
    ("starlette", "from starlette.testclient import TestClient", "\"starlette[full]\""),
    ("fastapi", "from fastapi.testclient import TestClient", "\"httpx\""),
    ("uvicorn", "import uvicorn.loops.uvloop", "\"uvicorn[standard]\""),
    ("uvicorn", "import uvicorn", ""),
    ("urllib3", "from urllib3.contrib.socks import SOCKSProxyManager", "\"urllib3[socks]\""),
    ("slack-sdk", "from slack_sdk.web.async_client import AsyncWebClient", "\"slack-sdk[optional]\""),
    ("slack-sdk", "from slack_sdk.web import WebClient", ""),
    ("fsspec", "import fsspec.implementations.sftp", "\"fsspec[sftp]\""),
    ("fsspec", "import fsspec.implementations.smb", "\"fsspec[smb]\""),
    ("fsspec", "import fsspec.implementations.local", ""),
    ("anyio", "import anyio._backends._trio", "\"anyio[trio]\""),
    ("httpx", "import httpx._main", "\"httpx[cli]\""),
    ("jinja2", "from jinja2 import Markup", "the name \"Markup\""),
    ("jinja2", "from jinja2 import Template", ""),
    ("werkzeug", "from werkzeug.urls import url_quote", "the name \"url_quote\""),
    ("werkzeug", "from werkzeug.urls import iri_to_uri", ""),
    ("protobuf", "from google.protobuf import service", "the name \"service\""),
    ("protobuf", "from google.protobuf import runtime_version", ""),
    ("requests", "import requests.packages.urllib3.util, requests.packages.idna", ""),
    ("six", "from six.moves.urllib.parse import urlencode\nimport six.moves.cPickle", ""),
    ("attrs", "from attr import s, ib\nfrom attrs import define", ""),
    ("marshmallow", "from marshmallow import Schema, missing_thing", "the name \"missing_thing\""),
];

/// Returns the dotted names of modules by distribution, for wheels.
fn modules(wheels: &[PathBuf]) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for wheel in wheels {
        let record = record(wheel);
        let paths = record.lines().filter_map(|line| line.split(',').next()?.strip_suffix(".py"));
        let names = paths.map(|path| path.strip_suffix("/__init__").unwrap_or(path));
        let is_name = |part: &str| {
            part.starts_with(|char: char| char.is_ascii_lowercase() || char == '_')
                && part.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
                && !matches!(part, "test" | "tests" | "testing" | "conftest" | "__main__" | "setup")
        };
        let mut names: Vec<String> =
            names.filter(|path| path.split('/').all(is_name)).map(|path| path.replace('/', ".")).collect();
        // The same modules in each run, from all parts of the distribution.
        names.sort_by_key(|name| crc32fast::hash(name.as_bytes()));
        names.truncate(sample());
        all.insert(wheel.file_name().unwrap().to_str().unwrap().to_string(), names);
    }
    all
}

fn record(wheel: &Path) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(wheel).unwrap()).unwrap();
    let is_record = |name: &str| name.ends_with(".dist-info/RECORD") && name.matches('/').count() == 1;
    let index =
        (0..archive.len()).find(|index| is_record(&archive.by_index(*index).unwrap().name().unwrap()));
    let mut file = archive.by_index(index.unwrap()).unwrap();
    std::io::read_to_string(&mut file).unwrap()
}

/// Returns what CPython says of each module, when it imports it with these wheels installed.
fn imported(tools: &Tools, wheels: &[PathBuf], names: &str) -> String {
    let python = tools.interpreter(13);
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
    let install = install.into_iter().chain(["--no-compile", "--no-index", "--target"]);
    let question = install.clone().fold(Question::to(tools, python), Question::with);
    let question = wheels.iter().fold(question, |question, wheel| question.with_file(wheel));
    let answer = question.with(ORACLE).with(names).try_answer(|| {
        let scratch = Scratch::new("library-imports");
        run(Command::new(python).args(install).arg(&scratch.0).args(wheels));
        let answers = feed(Command::new(python).args(["-c", ORACLE]).arg(&scratch.0), names);
        // An import that took too long may end in another run.
        if answers.lines().any(|line| line.ends_with(" died")) { Err(answers) } else { Ok(answers) }
    });
    answer.unwrap_or_else(|answers| answers)
}

fn sample() -> usize {
    std::env::var("SAMPLE").map_or(SAMPLE, |text| text.parse().unwrap())
}

fn wrong(findings: &[Finding]) -> Vec<String> {
    let codes = ["import-missing", "name-missing", "syntax-error", "handler-missing-module"];
    let wrong = findings.iter().filter(|one| codes.contains(&one.code.as_str()));
    wrong
        .map(|one| {
            format!("{:?} {} / {}", one.severity, one.message, one.hint.as_deref().unwrap_or_default())
        })
        .collect()
}

#[test]
fn as_cpython_imports_them() {
    let tools = Tools::find();
    let mut drop = popular::wheels(&tools);
    let items = drop.items();
    let mut cache = ReadCache::default();
    let mut plan = |app: String| {
        drop.store.files.push(app.into());
        let file = drop.store.files.len() as u32 - 1;
        let item = single_thread::item("app.py", file, &mut drop.store);
        let items: Vec<_> = items.iter().cloned().chain([item]).collect();
        single_thread::plan(&items, &python_3_13(), &drop.options, &mut cache, &mut drop.store).unwrap()
    };
    let handler = "def handler(event, context): pass\n";
    let chosen = plan(handler.to_string()).distributions;
    let wheels: Vec<_> = chosen.iter().map(|one| tools.wheels.join(&one.from)).collect();
    let modules = modules(&wheels);
    let names: Vec<&str> = modules.values().flatten().map(String::as_str).collect();
    let answers = imported(&tools, &wheels, &names.join("\n"));
    let answers: BTreeMap<&str, &str> = answers.lines().filter_map(|line| line.split_once(' ')).collect();
    let (mut failed, mut told) = (0, 0);
    let good: Vec<&str> = names.iter().copied().filter(|name| answers[name] == "ok").collect();
    let imports: String = good.iter().map(|name| format!("import {name}\n")).collect();
    // In one plan, because each plan takes a second. The findings name the module.
    let faults = wrong(&plan(format!("{imports}{handler}")).findings);
    for names in modules.values() {
        for name in names.iter().filter(|name| answers[name.as_str()].contains("NotFoundError")) {
            failed += 1;
            let plan = plan(format!("import {name}\n{handler}"));
            let is_told = plan.findings.iter().any(|one| {
                one.severity == Severity::Error
                    && matches!(one.code.as_str(), "import-missing" | "requirement-missing")
            });
            told += usize::from(is_told);
            if !is_told {
                println!("not told: {name}: {}", answers[name.as_str()]);
            }
        }
    }
    println!("{} modules are imported; of {failed} that are not, {told} are told", good.len());
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_is_not_there_is_told() {
    let tools = Tools::find();
    let mut drop = popular::wheels(&tools);
    let wheels = drop.items();
    let mut cache = ReadCache::default();
    let mut cases = Vec::new();
    let mut used = BTreeSet::new();
    let mut plans = Vec::new();
    for (requirements, line, _) in REAL {
        let mut add = |path: &str, text: String| {
            drop.store.files.push(text.into());
            let file = drop.store.files.len() as u32 - 1;
            single_thread::item(path, file, &mut drop.store)
        };
        let app = format!("{line}\ndef handler(event, context): pass\n");
        let own = [add("requirements.txt", format!("{requirements}\n")), add("app.py", app)];
        let items: Vec<_> = wheels.iter().cloned().chain(own).collect();
        let plan =
            single_thread::plan(&items, &python_3_13(), &drop.options, &mut cache, &mut drop.store).unwrap();
        let chosen: Vec<_> = plan.distributions.iter().map(|one| tools.wheels.join(&one.from)).collect();
        cases.push(serde_json::json!({ "line": line, "wheels": chosen }));
        used.extend(chosen);
        plans.push(plan);
    }
    let python = tools.interpreter(13);
    let cases = serde_json::to_string(&cases).unwrap();
    let question = Question::to(&tools, python).with(CASES).with(&cases);
    let question = used.iter().fold(question, |question, wheel| question.with_file(wheel));
    let answers = question.answer(|| feed(Command::new(python).args(["-c", CASES]), &cases));
    let mut faults = Vec::new();
    for (((requirements, line, words), plan), answer) in REAL.iter().zip(plans).zip(answers.lines()) {
        let found = wrong(&plan.findings);
        let is_right = match words.is_empty() {
            true => answer == "ok" && found.is_empty(),
            false => {
                let is_told = |one: &String| one.starts_with("Error") && one.contains(words);
                answer != "ok" && found.iter().any(is_told)
            }
        };
        if !is_right {
            faults.push(format!("{requirements}: {line}: {answer}: {found:#?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
