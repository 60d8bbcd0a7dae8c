//! The boundary, in a browser's worker: tasks in, answers out, with a page that reads for it. What is in the core is
//! tested natively.

// The inputs of the native tests.
#[path = "../../tests/support/elf.rs"]
#[allow(dead_code)]
mod elf;
#[path = "../../tests/support/hostile.rs"]
mod hostile;
#[path = "../../tests/support/zips.rs"]
#[allow(dead_code)]
mod zips;

use super::files::Files;
use super::part::Part;
use super::plan::tasks::*;
use super::plan::{Plan as PlanService, planner};
use super::press::{CompressTask, HeldSpan, Press, PressAnswer, PressTask, ShardPieces, WriteTask};
use super::protocol::{NoInput, NumberedFile};
use super::read::{self, By};
use super::scope::{Job, Scope, Service};
use super::values::Encoded;
use crate::error::Error;
use crate::pack::Compression;
use crate::pack::jobs::LooseFile;
use crate::plan::{Options, Plan};
use crate::source::Store;
use crate::source::spans::Span;
use crate::target::PackageKind;
use gloo::file::Blob;
use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use zips::{entry, zip};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const FUNCTION: &[u8] = b"def handler(event, context):\n    return 1\n";

/// A page with files, which reads for its worker; it keeps what it is sent.
struct Page {
    /// `None` of a file that cannot be read.
    files: Vec<Option<Vec<u8>>>,
    chunks: RefCell<Vec<Vec<u8>>>,
    progress: Cell<f64>,
    reads: Cell<usize>,
    scope: RefCell<Weak<Scope>>,
}

impl Page {
    fn new(files: &[&[u8]]) -> Rc<Page> {
        Page::of(files.iter().map(|bytes| Some(bytes.to_vec())).collect())
    }

    fn of(files: Vec<Option<Vec<u8>>>) -> Rc<Page> {
        Rc::new(Page {
            files,
            chunks: RefCell::default(),
            progress: Cell::default(),
            reads: Cell::default(),
            scope: RefCell::default(),
        })
    }

    /// A job of a worker of this page.
    fn job(self: &Rc<Page>) -> Job {
        let page = self.clone();
        let scope = Rc::new(Scope::new(Box::new(move |message, _| {
            page.hear(message);
            Ok(())
        })));
        *self.scope.borrow_mut() = Rc::downgrade(&scope);
        Job::new(1, scope)
    }

    /// The same, where workers cannot read.
    fn job_that_cannot_read(self: &Rc<Page>) -> Job {
        let job = self.job();
        self.scope.borrow().upgrade().unwrap().set_can_read(false);
        job
    }

    fn hear(&self, message: &JsValue) {
        let get = |value: &JsValue, key: &str| Reflect::get(value, &key.into()).unwrap();
        let content = get(message, "message");
        match get(message, "type").as_string().unwrap().as_str() {
            "chunk" => {
                let buffer: ArrayBuffer = get(&content, "buffer").unchecked_into();
                self.chunks.borrow_mut().push(Uint8Array::new(&buffer).to_vec());
            }
            "progress" => self.progress.set(self.progress.get() + get(&content, "done").as_f64().unwrap()),
            "read" => {
                self.reads.set(self.reads.get() + 1);
                let mut bytes = Ok(Vec::new());
                for part in Array::from(&get(&content, "parts")) {
                    let [file, start, end] =
                        ["file", "start", "end"].map(|key| get(&part, key).as_f64().unwrap() as usize);
                    let is_whole = get(&part, "isWhole").is_truthy();
                    match self.files.get(file).and_then(Option::as_ref) {
                        Some(file) => {
                            let end = if is_whole { file.len() } else { end.min(file.len()) };
                            let part = &file[start.min(end)..end];
                            bytes = bytes.map(|bytes: Vec<u8>| [bytes.as_slice(), part].concat());
                        }
                        None => bytes = Err("it was moved".to_string()),
                    }
                }
                let request = get(&content, "request").as_f64().unwrap() as u32;
                let buffer = bytes.map(|bytes| Uint8Array::from(bytes.as_slice()).buffer());
                self.scope.borrow().upgrade().unwrap().answer_read(request, buffer);
            }
            other => panic!("the worker says {other}"),
        }
    }

    fn numbered(&self) -> Vec<NumberedFile> {
        let blob = |bytes: &Option<Vec<u8>>| Blob::new(bytes.as_deref().unwrap_or(b"gone"));
        let files = self.files.iter().enumerate();
        files.map(|(id, bytes)| NumberedFile { id: id as u32, file: blob(bytes) }).collect()
    }

    /// All that came as chunks.
    fn output(&self) -> Vec<u8> {
        self.chunks.take().concat()
    }
}

fn target() -> TargetRequest {
    TargetRequest {
        kind: PackageKind::Function,
        runtime: "python3.13".to_string(),
        architecture: "x86_64".to_string(),
        handler: Some("function.handler".to_string()),
        layers_unzipped_size: None,
    }
}

fn request(paths: &[&str]) -> PlanRequest {
    let item = |(id, path): (usize, &&str)| NumberedItem { id: id as u32, path: path.to_string() };
    PlanRequest {
        items: paths.iter().enumerate().map(item).collect(),
        target: target(),
        options: Options::default(),
    }
}

async fn described(page: &Page, paths: &[&str], job: &Job) -> planner::Planner {
    let planner = planner::Planner::new(job);
    let zips = (0..).zip(paths).filter(|(_, path)| path.ends_with(".zip") || path.ends_with(".whl"));
    let zips = zips.map(|(id, _)| id).collect();
    let task = DescribeTask { files: page.numbered(), with_heads: true, zips, sources: Vec::new() };
    planner.describe(task, job).await;
    planner
}

async fn plan_of(files: &[(&str, &[u8])], can_read: bool) -> Plan {
    let contents: Vec<&[u8]> = files.iter().map(|(_, bytes)| *bytes).collect();
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let page = Page::new(&contents);
    let job = if can_read { page.job() } else { page.job_that_cannot_read() };
    let planner = described(&page, &paths, &job).await;
    planner.plan(request(&paths), &job).await.unwrap().unwrap()
}

fn codes(plan: &Plan) -> Vec<&str> {
    plan.findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// A trap would end the test.
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
    let error = service.run(PlanTask::Plan(unknown), &job).await.err().unwrap();
    assert_eq!(error.to_string(), "The runtime \"python2.7\" is not known");
    let check = PlanTask::Check(CheckTask { draft: 7, natives: None });
    assert_eq!(service.run(check, &job).await.err().unwrap().code(), "internal");
    let entries = vec![Encoded::of(&[1, 2, 3]).unwrap()];
    let finish = PlanTask::Finish(FinishTask { draft: 7, zip: 0, entries });
    assert_eq!(service.run(finish, &job).await.err().unwrap().code(), "internal");
}

#[wasm_bindgen_test]
async fn names_files_that_are_gone() {
    let page = Page::of(vec![Some(FUNCTION.to_vec()), None]);
    let job = page.job_that_cannot_read();
    let paths = ["app/function.py", "app/gone.py"];
    let planner = described(&page, &paths, &job).await;
    let plan = planner.plan(request(&paths), &job).await.unwrap().unwrap();
    let finding = plan.findings.iter().find(|finding| finding.path.as_deref() == Some("app/gone.py"));
    assert!(finding.is_some_and(|finding| finding.message.contains("it was moved")), "{:?}", plan.findings);
    assert_eq!(plan.entries.len(), 1);
}

async fn press(task: PressTask, job: &Job) -> Result<PressAnswer, Error> {
    Press.run(task, job).await.map(Option::unwrap)
}

fn loose(file: u32, path: &str, size: usize) -> LooseFile {
    LooseFile { line: file, file, size: size as u64, from: path.to_string(), header: None, recorded: None }
}

#[wasm_bindgen_test]
async fn packs() {
    let page = Page::new(&[FUNCTION]);
    let job = page.job();
    let service = PlanService::default();
    let files = page.numbered();
    let describe = DescribeTask { files, with_heads: false, zips: Vec::new(), sources: Vec::new() };
    service.run(PlanTask::Describe(describe), &job).await.unwrap();
    let draft = DraftTask { draft: 1, request: request(&["function.py"]), compression: Compression::Default };
    let Some(PlanAnswer::Draft(draft)) = service.run(PlanTask::Draft(draft), &job).await.unwrap() else {
        panic!("it is no draft");
    };
    let [jobs] = draft.jobs.try_into().ok().unwrap();
    assert!(jobs.verify.is_empty() && jobs.write[0].spans.is_empty(), "it comes from no zip");
    let [compress] = jobs.compress.try_into().ok().unwrap();
    let task = CompressTask { compression: Compression::Default, files: compress.files };
    let PressAnswer::Compress(shard) = press(PressTask::Compress(task), &job).await.unwrap() else {
        panic!("it is no shard");
    };
    assert!(shard.findings.is_empty());
    let task = WriteTask {
        job: jobs.write[0].job.clone(),
        first: jobs.write[0].first,
        natives: jobs.write[0].natives.clone(),
        files: vec![NumberedFile { id: 7, file: Blob::new(page.output().as_slice()) }],
        held: Vec::new(),
        shards: vec![ShardPieces { file: 7, pieces: shard.pieces, lines: vec![0] }],
        verify_only: false,
    };
    let PressAnswer::Write(written) = press(PressTask::Write(task), &job).await.unwrap() else {
        panic!("nothing is written");
    };
    assert_eq!(page.chunks.borrow().last(), Some(&Vec::new()), "an empty chunk ends it");
    let zip = page.output();
    let chunk = Uint8Array::from(zip.as_slice()).buffer();
    service.run(PlanTask::Hash(HashTask { draft: 1, zip: 0, chunk }), &job).await.unwrap();
    let finish = PlanTask::Finish(FinishTask { draft: 1, zip: 0, entries: vec![written.entries] });
    let Some(PlanAnswer::Finish(package)) = service.run(finish, &job).await.unwrap() else {
        panic!("it is no package");
    };
    assert_eq!(package.assembled.size, (zip.len() + package.tail.len()) as u64);
    assert_eq!(package.assembled.entries, 1);
    // The same as natively: tests/same_bytes.rs has the same file.
    assert_eq!(package.assembled.code_sha256, "c5/kIVMc2sJ2/9cZA7+PLDTm+fKuhmQpWCCvinAgfY0=");
}

#[wasm_bindgen_test]
async fn compresses_what_can_be_read() {
    let large = vec![7; 5 << 20];
    let page = Page::of(vec![Some(b"ok".to_vec()), None, Some(b"12345".to_vec()), Some(large.clone())]);
    let job = page.job();
    let files = vec![
        loose(0, "app/good.py", 2),
        loose(1, "app/gone.py", 10),
        loose(2, "app/grown.py", 3),
        loose(3, "app/large.bin", large.len()),
    ];
    let task = CompressTask { compression: Compression::Fast, files };
    let PressAnswer::Compress(shard) = press(PressTask::Compress(task), &job).await.unwrap() else {
        panic!("it is no shard");
    };
    let found: Vec<_> = shard.findings.iter().map(|finding| finding.path.as_deref()).collect();
    assert_eq!(found, [Some("app/gone.py"), Some("app/grown.py")]);
    let pieces: Vec<crate::pack::jobs::Piece> = shard.pieces.decode().unwrap();
    let sizes: Vec<(u32, u64)> = pieces.iter().map(|piece| (piece.line, piece.size)).collect();
    assert_eq!(sizes, [(0, 2), (3, large.len() as u64)]);
}

/// The write job of a drop that is one zip, and the draft's planner.
async fn write_job(page: &Rc<Page>, path: &str, job: &Job) -> (planner::Planner, LinesJob) {
    let planner = described(page, &[path], job).await;
    let task = DraftTask { draft: 1, request: request(&[path]), compression: Compression::Default };
    let draft = planner.draft(task, job).await.unwrap().unwrap();
    let [jobs] = draft.jobs.try_into().ok().unwrap();
    (planner, jobs.write.into_iter().next().unwrap())
}

fn verify_only(job: &LinesJob, page: &Page, held: Vec<HeldSpan>) -> PressTask {
    PressTask::Write(WriteTask {
        job: job.job.clone(),
        first: job.first,
        natives: job.natives.clone(),
        files: page.numbered(),
        held,
        shards: Vec::new(),
        verify_only: true,
    })
}

#[wasm_bindgen_test]
async fn natives_are_read_where_they_are_verified() {
    let built_for_arm = elf::elf().machine(elf::AARCH64).bytes();
    let page = Page::new(&[&zip(&[entry("function.py", FUNCTION), entry("lib/a.so", built_for_arm)])]);
    let job = page.job();
    let (planner, lines) = write_job(&page, "old.zip", &job).await;
    let early = planner.check(CheckTask { draft: 1, natives: None }, &job).await.unwrap().unwrap();
    assert!(early.awaits_natives && early.findings.is_empty(), "{:?}", early.findings);
    let PressAnswer::Write(written) = press(verify_only(&lines, &page, Vec::new()), &job).await.unwrap()
    else {
        panic!("nothing is verified");
    };
    assert!(written.verified.findings.is_empty() && page.output().is_empty());
    let natives = Some(vec![written.verified.natives.unwrap()]);
    let whole = planner.check(CheckTask { draft: 1, natives }, &job).await.unwrap().unwrap();
    assert!(!whole.awaits_natives);
    assert_eq!(whole.findings[0].code.as_str(), "native-wrong-architecture");
    planner.forget(1).await;
    assert!(planner.check(CheckTask { draft: 1, natives: None }, &job).await.is_err());
}

#[wasm_bindgen_test]
async fn the_browser_hashes_what_record_lists() {
    let wheel = |digest: &str| {
        zip(&[
            entry("m/a.py", vec![b'a'; 5000]),
            entry("m-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n"),
            entry("m-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: m\nVersion: 1.0\n"),
            entry(
                "m-1.0.dist-info/RECORD",
                format!("m/a.py,sha256={digest},5000\nm-1.0.dist-info/RECORD,,\n"),
            ),
        ])
    };
    // sha256 of 5000 times "a", by hashlib.
    for (digest, expected) in
        [("A".repeat(43), 1), ("xSbGIiBE2rVnTenErH9FZuu15Ni_nY6jTJzIp8w8hpw".to_string(), 0)]
    {
        let page = Page::new(&[&wheel(&digest)]);
        let job = page.job();
        let (_, lines) = write_job(&page, "m-1.0-py3-none-any.whl", &job).await;
        let PressAnswer::Write(written) = press(verify_only(&lines, &page, Vec::new()), &job).await.unwrap()
        else {
            panic!("nothing is verified");
        };
        let found: Vec<_> = written.verified.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(found, vec!["record-mismatch"; expected]);
    }
}

#[wasm_bindgen_test]
async fn reads_what_was_held_and_the_rest_from_blobs() {
    let bytes: Vec<u8> = (0..3_000_000u32).map(|at| (at ^ at >> 8) as u8).collect();
    let page = Page::new(&[&bytes]);
    for can_read in [true, false] {
        let job = if can_read { page.job() } else { page.job_that_cannot_read() };
        let mut files = Files::new(job.can_read());
        files.add(0, Blob::new(bytes.as_slice()));
        files.hold(Span { file: 0, start: 10, end: 20 }, Uint8Array::from(&bytes[10..20]));
        let mut buffer = vec![0; 1_500_000];
        for start in [0, 5, 15, 2_000_000] {
            let length = loop {
                match files.read_at(0, start, &mut buffer) {
                    Ok(length) => break length,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        assert!(read::fill_wants(&job, &files).await, "it waits for nothing");
                    }
                    Err(error) => panic!("{error}"),
                }
            };
            let end = (start as usize + buffer.len()).min(bytes.len());
            assert!(buffer[..length] == bytes[start as usize..end], "{start}");
        }
        assert!(files.read_at(1, 0, &mut buffer).is_err(), "there is no such file");
    }
}

#[wasm_bindgen_test]
async fn a_file_that_cannot_be_read_spoils_no_other() {
    let page = Page::of(vec![Some(b"first".to_vec()), None, Some(b"third".to_vec())]);
    let job = page.job();
    let files = Files::new(job.can_read());
    let part = |file| Part::of(Span { file, start: 0, end: 5 }, 5);
    let read = RefCell::new(Vec::new());
    read::each(&job, &files, (0..3).map(part).collect(), By::Page, |part, bytes| {
        read.borrow_mut().push((part.file, bytes.map(|bytes| bytes.to_vec())));
    })
    .await;
    let expected =
        [(0, Ok(b"first".to_vec())), (1, Err("it was moved".to_string())), (2, Ok(b"third".to_vec()))];
    assert_eq!(read.into_inner(), expected);
    assert_eq!(page.reads.get(), 4, "together, then each alone");
}

#[wasm_bindgen_test]
async fn warms_up_and_knows_its_memory() {
    let page = Page::new(&[]);
    let job = page.job();
    let PressAnswer::WarmUp(Some(wheel)) = press(PressTask::WarmUp(NoInput {}), &job).await.unwrap() else {
        panic!("there is no wheel");
    };
    let service = PlanService::default();
    service.run(PlanTask::WarmUp(WarmUpTask { wheel }), &job).await.unwrap();
    let Some(PlanAnswer::Memory(bytes)) = service.run(PlanTask::Memory(NoInput {}), &job).await.unwrap()
    else {
        panic!("there is no memory");
    };
    assert!(bytes > 1 << 20);
}
