//! Requests from a worker to its page, and their answers.

use crate::collections::BTreeMap;
use futures_channel::oneshot;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

/// The open requests to the page, by their numbers.
#[derive(Default)]
pub(super) struct HostAnswers {
    next: Cell<u32>,
    waiting: RefCell<BTreeMap<u32, oneshot::Sender<HostAnswer>>>,
}

/// The page's answer to a request. The error is the engine's message.
pub(super) type HostAnswer = Result<JsValue, String>;

impl HostAnswers {
    /// Returns the number of a new request, and a receiver of its answer.
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
