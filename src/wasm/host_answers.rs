//! What the page is asked for by its worker.

use crate::collections::BTreeMap;
use futures_channel::oneshot;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

/// What was asked of the page, by the number of the request.
#[derive(Default)]
pub(super) struct HostAnswers {
    next: Cell<u32>,
    waiting: RefCell<BTreeMap<u32, oneshot::Sender<HostAnswer>>>,
}

/// What was asked for; the error is the engine's words.
pub(super) type HostAnswer = Result<JsValue, String>;

impl HostAnswers {
    /// The number of a new request, and what is going to be its answer.
    pub fn ask(&self) -> (u32, oneshot::Receiver<HostAnswer>) {
        let request = self.next.get();
        self.next.set(request.wrapping_add(1));
        let (sender, answer) = oneshot::channel();
        self.waiting.borrow_mut().insert(request, sender);
        (request, answer)
    }

    pub fn answer(&self, request: u32, answer: HostAnswer) {
        if let Some(waiting) = self.waiting.borrow_mut().remove(&request) {
            let _ = waiting.send(answer);
        }
    }
}
