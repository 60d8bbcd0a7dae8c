//! Tests of plans, and of errors that reject a call.

use super::zips::{entry, zip};
use super::*;
use crate::source::Content;
use crate::wasm::plan::Plan as PlanService;
use crate::wasm::scope::Service;
use crate::wasm::values::Encoded;
use wasm_bindgen_test::wasm_bindgen_test;

/// Plans the files, and checks that a finding is reported if one is expected. A trap would end the test.
async fn check_found(name: &str, files: &[(&str, &[u8])], expected: &str) {
    let plan = plan_of(files, true).await;
    let found = codes(&plan);
    assert!(expected.is_empty() || found.contains(&expected), "{name}: {found:?}");
}

#[wasm_bindgen_test]
async fn hostile_sources() {
    for (name, bytes, expected) in hostile::sources() {
        check_found(name, &[("function.py", &bytes)], expected).await;
        let zip = zip(&[entry("function.py", bytes)]);
        check_found(name, &[("function.zip", &zip)], expected).await;
    }
}

#[wasm_bindgen_test]
async fn hostile_libraries() {
    for (name, bytes, expected) in hostile::libraries() {
        check_found(name, &[("f/function.py", FUNCTION), ("f/m.so", &bytes)], expected).await;
        let zip = zip(&[entry("function.py", FUNCTION), entry("m.so", bytes)]);
        check_found(name, &[("function.zip", &zip)], expected).await;
    }
}

#[wasm_bindgen_test]
async fn plans_the_same_whoever_reads() {
    let archive = zip(&[entry("lib/a.py", "import json\n"), entry("lib/b.so", elf::elf().bytes())]);
    let same_size = vec![b'x'; FUNCTION.len()];
    let files: &[(&str, &[u8])] = &[
        ("app/.lambdaignore", b"*.md\n"),
        ("app/function.py", FUNCTION),
        ("app/README.md", b"# Read me\n"),
        ("old.zip", &archive),
        ("other/function.py", &same_size),
    ];
    let [by_worker, by_page] = [plan_of(files, true).await, plan_of(files, false).await];
    let paths: Vec<&str> = by_worker.entries.iter().map(|entry| entry.path.as_str()).collect();
    assert!(paths.contains(&"lib/a.py") && !paths.contains(&"README.md"), "{paths:?}");
    assert_eq!(format!("{by_worker:?}"), format!("{by_page:?}"));
}

#[wasm_bindgen_test]
async fn rejects_what_it_does_not_know() {
    let page = Page::new(&[FUNCTION]);
    let job = page.job();
    let service = PlanService::default();
    let mut unknown = request(&["function.py"]);
    unknown.target.runtime = "python2.7".to_string();
    let unknown = PlanListTask { request: unknown, list: 0, known: None };
    let error = service.run(PlanTask::Plan(unknown), &job).await.err().unwrap();
    assert_eq!(error.to_string(), "The runtime \"python2.7\" is not known");
    let check = PlanTask::Check(CheckTask { draft: 7, natives: None });
    assert_eq!(service.run(check, &job).await.err().unwrap().code(), "internal");
    let entries = vec![Encoded::new(&[1, 2, 3]).unwrap()];
    let finish = PlanTask::Finish(FinishTask { draft: 7, zip: 0, entries });
    assert_eq!(service.run(finish, &job).await.err().unwrap().code(), "internal");
}

#[wasm_bindgen_test]
async fn of_a_list_that_the_page_has_only_the_users_own_entries_are_sent() {
    let old = zip(&[entry("lib.py", "x = 1\n")]);
    let page = Page::new(&[FUNCTION, FUNCTION, &old]);
    let job = page.job();
    let paths = ["function.py", "function.py", "old.zip"];
    let planner = described(&page, &paths, &job).await;
    let of = |file: u32| {
        let mut request = request(&paths);
        request.items.retain(|item| item.id == file || item.id == 2);
        request
    };
    for (file, list, known, at) in [(0, 0, None, None), (1, 1, Some(0), Some(vec![0])), (0, 2, Some(0), None)]
    {
        let task = PlanListTask { request: of(file), list, known };
        let listed = planner.listed(task, &job).await.unwrap().unwrap();
        assert_eq!(listed.plan.entries.len() == 1, at.is_some());
        assert_eq!(listed.at, at);
        let own = listed.plan.entries.iter().find(|entry| entry.path == "function.py");
        assert_eq!(own.map(|own| &own.content), Some(&Content::File(file)));
    }
}

#[wasm_bindgen_test]
async fn names_files_that_are_gone() {
    let page = Page::with_files(vec![Some(FUNCTION.to_vec()), None]);
    let job = page.job_that_cannot_read();
    let paths = ["app/function.py", "app/gone.py"];
    let planner = described(&page, &paths, &job).await;
    let plan = planner.plan(request(&paths), &job).await.unwrap().unwrap();
    let finding = plan.findings.iter().find(|finding| finding.path.as_deref() == Some("app/gone.py"));
    assert!(finding.is_some_and(|finding| finding.message.contains("it was moved")), "{:?}", plan.findings);
    assert_eq!(plan.entries.len(), 1);
}

#[wasm_bindgen_test]
async fn what_zips_seldom_use_is_decompressed_by_another_module() {
    let text = "import numpy\n".repeat(20_000);
    let method = ::zip::CompressionMethod::Bzip2;
    let seldom =
        zip(&[entry("function.py", text.as_str()).method(method), entry("lib/a.py", "import json\n")]);
    let usual = zip(&[entry("function.py", text.as_str()), entry("lib/a.py", "import json\n")]);
    for can_read in [true, false] {
        let page = Page::new(&[&seldom]);
        let job = if can_read { page.job() } else { page.job_that_cannot_read() };
        let planner = described(&page, &["old.zip"], &job).await;
        let plan = planner.plan(request(&["old.zip"]), &job).await.unwrap().unwrap();
        assert_eq!(page.codecs.get(), 1);
        assert!(codes(&plan).contains(&"import-missing"), "{:?}", plan.findings);
        planner.plan(request(&["old.zip"]), &job).await.unwrap().unwrap();
        assert_eq!(page.codecs.get(), 1, "it is here already");
        // A rare method has a finding of its own.
        let mut found = codes(&plan);
        found.retain(|code| *code != "zip-feature");
        assert_eq!(found, codes(&plan_of(&[("old.zip", &usual)], can_read).await));
    }
}
