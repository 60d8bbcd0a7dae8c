//! Tests of the boundary, in a browser's worker: tasks and their answers, with a simulated page that reads for the
//! worker. The core is tested natively.

// The inputs of the native tests.
#[path = "../../../tests/support/elf.rs"]
#[allow(dead_code)]
mod elf;
#[path = "../../../tests/support/hostile.rs"]
mod hostile;
#[path = "../../../tests/support/zips.rs"]
#[allow(dead_code)]
mod zips;

mod kernels;
mod planning;
mod pressing;
mod reading;

use super::codecs;
use super::loaded_codecs::LoadedCodecs;
use super::plan::planner;
use super::plan::tasks::*;
use super::protocol::NumberedFile;
use super::scope::{Scope, TaskContext};
use crate::plan::{Options, Plan};
use crate::target::PackageKind;
use gloo::file::Blob;
use js_sys::{Array, ArrayBuffer, Function, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const FUNCTION: &[u8] = b"def handler(event, context):\n    return 1\n";

/// A simulated page with files. It reads for its worker, and records what the worker sends.
struct Page {
    /// Contents of the files. `None` for a file that cannot be read.
    files: Vec<Option<Vec<u8>>>,
    chunks: RefCell<Vec<Vec<u8>>>,
    progress: Cell<f64>,
    reads: Cell<usize>,
    /// Number of requests for codecs.
    codecs: Cell<usize>,
    scope: RefCell<Weak<Scope>>,
}

impl Page {
    fn new(files: &[&[u8]]) -> Rc<Page> {
        Page::with_files(files.iter().map(|bytes| Some(bytes.to_vec())).collect())
    }

    fn with_files(files: Vec<Option<Vec<u8>>>) -> Rc<Page> {
        Rc::new(Page {
            files,
            chunks: RefCell::default(),
            progress: Cell::default(),
            reads: Cell::default(),
            codecs: Cell::default(),
            scope: RefCell::default(),
        })
    }

    /// Returns a job of a worker of this page.
    fn job(self: &Rc<Page>) -> TaskContext {
        let page = self.clone();
        let post = Box::new(move |message: &JsValue, _: &Array| {
            page.hear(message);
            Ok(())
        });
        let scope = Rc::new(Scope::new(post, LoadedCodecs::new(start_codecs())));
        *self.scope.borrow_mut() = Rc::downgrade(&scope);
        TaskContext::new(1, scope)
    }

    /// Returns a job of a worker that cannot read files.
    fn job_that_cannot_read(self: &Rc<Page>) -> TaskContext {
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
                let buffer = bytes.map(|bytes| Uint8Array::from(bytes.as_slice()).buffer().into());
                self.scope.borrow().upgrade().unwrap().answer(request, buffer);
            }
            "codecs" => {
                self.codecs.set(self.codecs.get() + 1);
                let request = get(&content, "request").as_f64().unwrap() as u32;
                self.scope.borrow().upgrade().unwrap().answer(request, Ok(JsValue::NULL));
            }
            other => panic!("the worker says {other}"),
        }
    }

    fn numbered(&self) -> Vec<NumberedFile> {
        let blob = |bytes: &Option<Vec<u8>>| Blob::new(bytes.as_deref().unwrap_or(b"gone"));
        let files = self.files.iter().enumerate();
        files.map(|(id, bytes)| NumberedFile { id: id as u32, file: blob(bytes) }).collect()
    }

    /// Returns the bytes of all chunks.
    fn output(&self) -> Vec<u8> {
        self.chunks.take().concat()
    }
}

/// Returns the function with which a worker's script starts the codecs module. Here the codecs are in this module.
fn start_codecs() -> Function {
    let decompress = |method: u16, size: f64, read: Function, each: Function| {
        codecs::decompress(method, size, &read, &each)
    };
    let decompress =
        Closure::<dyn FnMut(u16, f64, Function, Function) -> Result<(), JsError>>::new(decompress);
    let exports = Object::new();
    Reflect::set(&exports, &"decompress".into(), &decompress.into_js_value()).unwrap();
    Closure::<dyn FnMut(JsValue) -> Object>::new(move |_| exports.clone()).into_js_value().unchecked_into()
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
    let item =
        |(id, path): (usize, &&str)| NumberedItem { id: id as u32, path: path.to_string(), role: None };
    PlanRequest {
        items: paths.iter().enumerate().map(item).collect(),
        target: target(),
        options: Options::default(),
    }
}

async fn described(page: &Page, paths: &[&str], job: &TaskContext) -> planner::Planner {
    let planner = planner::Planner::new(job);
    let zips = (0..).zip(paths).filter(|(_, path)| path.ends_with(".zip") || path.ends_with(".whl"));
    let zips: Vec<u32> = zips.map(|(id, _)| id).collect();
    let (mut files, mut sized) = (Vec::new(), Vec::new());
    for file in page.numbered() {
        if zips.contains(&file.id) {
            files.push(file);
        } else {
            sized.push(SizedFile { id: file.id, size: file.file.size(), modified: None });
        }
    }
    let task = DescribeTask { files, sized, with_heads: true, zips, sources: Vec::new() };
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
