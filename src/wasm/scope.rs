//! The worker's global scope: it receives tasks, and sends answers, progress and chunks.

use super::file_range::FileRange;
use super::host_answers::{HostAnswer, HostAnswers};
use super::loaded_codecs::LoadedCodecs;
use super::protocol::{FromWorker, ToWorker};
use super::values::{Rejection, from_js, internal, to_js, words};
use crate::collections::BTreeSet;
use crate::error::Error;
use gloo::events::EventListener;
use gloo::file::Blob;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Performance};

/// Minimum milliseconds between two progress messages, because each one interrupts the page.
const PROGRESS_INTERVAL: f64 = 50.0;

fn global() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// What a WebAssembly module does for a page. Each kind of worker has one service.
pub(super) trait Service: 'static {
    /// The tasks of the service.
    type Task: DeserializeOwned;
    /// The answers to the tasks.
    type Answer: Serialize;

    /// Runs a task. Returns `None` if the task was cancelled.
    async fn run(&self, task: Self::Task, job: &TaskContext) -> Result<Option<Self::Answer>, Error>;
}

/// A function that posts a message and transfers the objects in the list.
type Post = Box<dyn Fn(&JsValue, &Array) -> Result<(), JsValue>>;

/// The worker that runs this module.
pub(super) struct Scope {
    post: Post,
    performance: Option<Performance>,
    cancelled: RefCell<BTreeSet<u32>>,
    /// Whether this worker can read the blobs it is sent. WebKit's workers cannot on `file://`.
    can_read: Cell<bool>,
    host: HostAnswers,
    codecs: Rc<LoadedCodecs>,
}

impl Scope {
    /// Returns the scope of a worker that posts its messages with `post`.
    pub fn new(post: Post, codecs: LoadedCodecs) -> Scope {
        Scope {
            post,
            performance: global().performance(),
            cancelled: RefCell::default(),
            can_read: Cell::new(true),
            host: HostAnswers::default(),
            codecs: Rc::new(codecs),
        }
    }

    fn post(&self, message: &FromWorker, transfer: &[&JsValue]) -> Result<(), JsValue> {
        let list = Array::new();
        for value in transfer {
            list.push(value);
        }
        (self.post)(&to_js(message)?, &list)
    }

    /// Passes on the page's answer to [`FromWorker::Read`] or [`FromWorker::Codecs`].
    pub fn answer(&self, request: u32, answer: HostAnswer) {
        self.host.answer(request, answer);
    }

    /// Sets whether this worker can read blobs.
    pub fn set_can_read(&self, can_read: bool) {
        self.can_read.set(can_read);
    }

    /// Milliseconds since the worker started.
    fn now(&self) -> f64 {
        self.performance.as_ref().map_or(0.0, Performance::now)
    }
}

/// Makes this worker serve the page, starting with the next message. The worker reads `probe`, a blob of any bytes, to
/// find out whether it can read blobs.
pub(super) fn serve<S: Service>(service: S, probe: Blob, codecs: LoadedCodecs) {
    let post = Box::new(|message: &JsValue, list: &Array| global().post_message_with_transfer(message, list));
    let scope = Rc::new(Scope::new(post, codecs));
    std::panic::set_hook(Box::new(|panic| fail(&panic.to_string())));
    let service = Rc::new(service);
    let probing = scope.clone();
    // No task starts before this is known.
    let started = future_to_promise(async move {
        let read = JsFuture::from(<Blob as AsRef<web_sys::Blob>>::as_ref(&probe).array_buffer()).await;
        probing.set_can_read(read.is_ok());
        Ok(JsValue::UNDEFINED)
    });
    EventListener::new(&global(), "message", move |event| {
        let data = event.unchecked_ref::<MessageEvent>().data();
        match from_js::<ToWorker>(data) {
            Ok(ToWorker::Task { id, task }) => {
                let (service, scope, started) = (service.clone(), scope.clone(), started.clone());
                spawn_local(async move {
                    let _ = JsFuture::from(started).await;
                    work(&*service, scope, id, task).await;
                });
            }
            Ok(ToWorker::Cancel { id }) => {
                scope.cancelled.borrow_mut().insert(id);
            }
            Ok(ToWorker::Bytes { request, buffer }) => scope.answer(request, Ok(buffer.into())),
            Ok(ToWorker::Codecs { request, module }) => scope.answer(request, Ok(module)),
            Ok(ToWorker::Unavailable { request, message }) => scope.answer(request, Err(message)),
            Err(error) => fail(&error.to_string()),
        }
    })
    .forget();
}

/// Reports a panic. The page then ends this worker, because its memory is suspect.
fn fail(message: &str) {
    gloo::console::error!(message);
    // If this fails too, the page is informed of the trap that follows by the worker's error event.
    if let Ok(message) = to_js(&FromWorker::Trap { message: message.to_string() }) {
        let _ = global().post_message(&message);
    }
}

async fn work<S: Service>(service: &S, scope: Rc<Scope>, id: u32, task: JsValue) {
    let job = TaskContext::new(id, scope);
    let answer = match from_js(task) {
        Ok(task) => service.run(task, &job).await,
        Err(error) => Err(error),
    };
    let is_cancelled = job.scope.cancelled.borrow_mut().remove(&id);
    let message = match answer {
        _ if is_cancelled => return,
        Ok(Some(answer)) => match to_js(&answer) {
            Ok(answer) => FromWorker::Answer { id, answer, done: job.done.get() },
            Err(error) => FromWorker::Fault { id, fault: Rejection::from(error) },
        },
        Ok(None) => FromWorker::Fault {
            id,
            fault: Rejection::from(internal("the task was not cancelled, yet stopped")),
        },
        Err(error) => FromWorker::Fault { id, fault: Rejection::from(error) },
    };
    if let Err(error) = job.scope.post(&message, &[]) {
        fail(&format!("an answer cannot be posted: {error:?}"));
    }
}

/// A running task, with what it may use of the worker.
pub(super) struct TaskContext {
    id: u32,
    scope: Rc<Scope>,
    /// Processed bytes that no progress message has reported.
    done: Cell<u64>,
    /// The time of the last progress message.
    reported: Cell<f64>,
}

impl TaskContext {
    /// Returns the task with the number `id`.
    pub fn new(id: u32, scope: Rc<Scope>) -> TaskContext {
        let reported = Cell::new(scope.now());
        TaskContext { id, scope, done: Cell::new(0), reported }
    }

    /// Adds processed bytes, and reports them to the page at most every [`PROGRESS_INTERVAL`].
    pub fn progress(&self, bytes: u64) {
        self.done.set(self.done.get() + bytes);
        let now = self.scope.now();
        if now - self.reported.get() < PROGRESS_INTERVAL {
            return;
        }
        let _ = self.scope.post(&FromWorker::Progress { id: self.id, done: self.done.take() }, &[]);
        self.reported.set(now);
    }

    /// Sends a chunk of output to the page.
    pub fn chunk(&self, bytes: &[u8]) -> io::Result<()> {
        self.chunk_of(Uint8Array::from(bytes).buffer())
    }

    /// Sends a chunk that is not in WebAssembly's memory to the page.
    pub fn chunk_of(&self, buffer: ArrayBuffer) -> io::Result<()> {
        let transfer = JsValue::from(&buffer);
        self.scope
            .post(&FromWorker::Chunk { id: self.id, buffer }, &[&transfer])
            .map_err(|error| io::Error::other(format!("the page does not take them: {error:?}")))
    }

    /// Whether the page no longer wants the answer.
    pub fn is_cancelled(&self) -> bool {
        self.scope.cancelled.borrow().contains(&self.id)
    }

    /// Whether this worker can read blobs.
    pub fn can_read(&self) -> bool {
        self.scope.can_read.get()
    }

    /// Asks the page for the bytes of all parts of its files, one after another. The request is sent at once, before
    /// the future is awaited. The error is the engine's message.
    pub fn host_read(
        &self,
        parts: Vec<FileRange>,
    ) -> impl Future<Output = Result<ArrayBuffer, String>> + use<> {
        let answer = self.ask(|id, request| FromWorker::Read { id, request, parts });
        async move { answer.await.map(JsCast::unchecked_into) }
    }

    /// Sends a request to the page at once. `message` receives the task's number and the request's number.
    fn ask<M: FnOnce(u32, u32) -> FromWorker>(
        &self,
        message: M,
    ) -> impl Future<Output = HostAnswer> + use<M> {
        let (request, answer) = self.scope.host.ask();
        let posted = self.scope.post(&message(self.id, request), &[]);
        async move {
            posted.map_err(words)?;
            answer.await.unwrap_or_else(|_| Err("the page did not answer".to_string()))
        }
    }

    /// Returns the codecs of this worker, loaded or not.
    pub fn codecs(&self) -> Rc<LoadedCodecs> {
        self.scope.codecs.clone()
    }

    /// Loads the codecs. If the page cannot fetch them, it rejects the task itself and cancels it in this worker.
    pub async fn load_codecs(&self) -> Result<(), Error> {
        if self.scope.codecs.are_loaded() {
            return Ok(());
        }
        let module = self.ask(|id, request| FromWorker::Codecs { id, request }).await.map_err(internal)?;
        self.scope.codecs.load(&module).map_err(internal)
    }
}
