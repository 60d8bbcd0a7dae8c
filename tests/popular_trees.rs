//! The same distributions as pip installs them: a folder of `pip install --target`, dropped beside the
//! function, and an existing function.zip whose dist-info was removed to save space. There is no error
//! and no finding about a missing import.

use crate::support::disk::{Scratch, Tools, run};
use crate::support::popular::{self, POPULAR};
use crate::support::zips::{Entry, entry, zip};
use crate::support::{dropped, target};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use wheelpress::finding::{Finding, Severity};
use wheelpress::single_thread;
use wheelpress::source::ReadCache;
use wheelpress::target::Target;

fn python_3_13() -> Target {
    Target { handler: Some("app.handler".into()), ..target("python3.13") }
}

/// Returns the wheels that each distribution needs, as name and filename.
fn chosen(tools: &Tools) -> Vec<Vec<(String, String)>> {
    let mut drop = popular::wheels(tools);
    let wheels = drop.items();
    let mut cache = ReadCache::default();
    let mut choose = |name: &str| {
        drop.store.files.push(format!("{name}\n").into());
        let file = drop.store.files.len() as u32 - 1;
        let item = single_thread::item("requirements.txt", file, &mut drop.store);
        let items: Vec<_> = wheels.iter().cloned().chain([item]).collect();
        let plan =
            single_thread::plan(&items, &python_3_13(), &drop.options, &mut cache, &mut drop.store).unwrap();
        plan.distributions.into_iter().map(|one| (one.name, one.from)).collect()
    };
    POPULAR.iter().map(|(name, _)| choose(name)).collect()
}

/// Returns what pip installed, by distribution: paths below the target, and their bytes.
fn installed(site: &Path) -> BTreeMap<String, Vec<(String, Vec<u8>)>> {
    let mut all = BTreeMap::new();
    for child in std::fs::read_dir(site).unwrap() {
        let name = child.unwrap().file_name().to_str().unwrap().to_string();
        let Some((distribution, _)) = name.strip_suffix(".dist-info").and_then(|stem| stem.split_once('-'))
        else {
            continue;
        };
        let record = std::fs::read_to_string(site.join(&name).join("RECORD")).unwrap();
        let files = record.lines().map(|line| line.split(',').next().unwrap());
        let files = files.map(|path| path.strip_prefix("../../").unwrap_or(path));
        let read = files.map(|path| (path.to_string(), std::fs::read(site.join(path)).unwrap()));
        all.insert(normal(distribution), read.collect());
    }
    all
}

fn normal(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

fn wrong(name: &str, findings: &[Finding]) -> Vec<String> {
    let is_wrong =
        |one: &&Finding| one.severity == Severity::Error || one.code.as_str().ends_with("-missing");
    findings
        .iter()
        .filter(is_wrong)
        .map(|one| format!("{name}: {:?} {}", one.severity, one.message))
        .collect()
}

#[test]
fn good_trees() {
    let tools = Tools::find();
    let chosen = chosen(&tools);
    let wheels: BTreeSet<PathBuf> =
        chosen.iter().flatten().map(|(_, filename)| tools.wheels.join(filename)).collect();
    let scratch = Scratch::new("popular");
    let flags = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile", "--no-index"];
    let mut pip = Command::new(tools.interpreter(13));
    run(pip.args(["-m", "pip", "install"]).args(flags).arg("--target").arg(&scratch.0).args(wheels));
    let installed = installed(&scratch.0);
    let mut faults = Vec::new();
    for ((name, code), chosen) in POPULAR.iter().zip(chosen) {
        let files = || chosen.iter().flat_map(|(name, _)| &installed[&normal(name)]);
        let app = popular::app(code);
        let tree = files().fold(dropped("app.py", app.clone()), |drop, (path, bytes)| {
            drop.and(format!("libs/{path}"), bytes.clone())
        });
        let plan = tree.plan_for(&python_3_13());
        faults.extend(wrong(&format!("{name} as a folder"), &plan.findings));
        assert!(plan.distributions.len() == chosen.len(), "{name}: {:?}", plan.distributions);

        let mut stripped: Vec<Entry> = files()
            .filter(|(path, _)| !path.contains(".dist-info/"))
            .map(|(path, bytes)| entry(path, bytes.clone()).method(::zip::CompressionMethod::Stored))
            .collect();
        // Distributions share files, for example those in the namespace of zope.
        stripped.sort_by(|one, other| one.name.cmp(&other.name));
        stripped.dedup_by(|one, other| one.name == other.name);
        stripped.push(entry("app.py", app));
        let old = dropped("function.zip", zip(&stripped));
        let plan = old.clone().plan_for(&target("python3.13"));
        faults.extend(wrong(&format!("{name} stripped, without a handler"), &plan.findings));
        let plan = old.plan_for(&python_3_13());
        faults.extend(wrong(&format!("{name} stripped"), &plan.findings));
        assert!(plan.distributions.is_empty(), "{name}: {:?}", plan.distributions);
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
