//! More popular distributions, each with a function that uses it. There is no error and no finding about
//! a missing import, and CPython imports the chosen distributions.

use crate::support::answers::Question;
use crate::support::disk::{Scratch, Tools, feed};
use crate::support::more_popular::MORE;
use crate::support::popular::{self, POPULAR};
use crate::support::{dropped, target};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use wheelpress::finding::Severity;
use wheelpress::single_thread;
use wheelpress::source::ReadCache;

/// Returns the wheels of both tables, by filename.
fn wheels(tools: &Tools) -> BTreeMap<String, PathBuf> {
    let paths = popular::paths(tools).into_iter().chain(popular::more_paths(tools));
    paths.map(|path| (path.file_name().unwrap().to_str().unwrap().to_string(), path)).collect()
}

#[test]
fn good_packages() {
    let tools = Tools::find();
    let wheels = wheels(&tools);
    let mut drop = wheels.values().fold(dropped("app.py", ""), |drop, wheel| drop.and_disk(wheel));
    drop = drop.and("requirements.txt", "");
    let mut items = drop.items();
    let target = wheelpress::target::Target { handler: Some("app.handler".into()), ..target("python3.13") };
    assert!(POPULAR.len() + MORE.len() >= 153);

    let (mut cache, mut faults, mut runs) = (ReadCache::default(), Vec::new(), Vec::new());
    let last = items.len() - 1;
    for (name, code) in MORE {
        // New file numbers, so that the data read from the wheels stays in the cache.
        for (at, text) in [(0, popular::app(code)), (last, format!("{name}\n"))] {
            drop.store.files.push(text.into());
            let file = drop.store.files.len() as u32 - 1;
            items[at] = single_thread::item(items[at].path.clone(), file, &mut drop.store);
        }
        let plan = single_thread::plan(&items, &target, &drop.options, &mut cache, &mut drop.store).unwrap();
        let is_wrong = |severity, code: &str| severity == Severity::Error || code.starts_with("import-m");
        let wrong = plan.findings.iter().filter(|one| is_wrong(one.severity, one.code.as_str()));
        faults.extend(wrong.map(|one| format!("{name}: {:?} {}", one.severity, one.message)));
        let chosen: Vec<&Path> = plan.distributions.iter().map(|one| wheels[&one.from].as_path()).collect();
        assert!(!chosen.is_empty(), "{name}");
        runs.push(json!({ "name": name, "code": code, "wheels": chosen }));
    }
    assert!(faults.is_empty(), "{faults:#?}");

    let script = include_str!("support/popular_imports.py");
    let python = tools.interpreter(13);
    let runs = Value::from(runs).to_string();
    // An empty answer would not differ from a file that was never written.
    let good = "nothing failed";
    let question = Question::to(&tools, python).with(script).with(&runs).with(good);
    let question = wheels.values().fold(question, |question, wheel| question.with_file(wheel));
    let answer = question.try_answer(|| {
        let scratch = Scratch::new("popular-imports");
        let failed = feed(Command::new(python).args(["-I", "-c", script]).arg(&scratch.0), &runs);
        if failed.is_empty() { Ok(good.to_string()) } else { Err(failed) }
    });
    assert_eq!(answer.as_deref().map_err(String::as_str), Ok(good));
}
