//! What the page is asked to read for its worker.

use crate::collections::BTreeMap;
use futures_channel::oneshot;
use js_sys::ArrayBuffer;
use std::cell::{Cell, RefCell};

/// What was asked of the page, by the number of the request.
#[derive(Default)]
pub(super) struct HostReads {
    next: Cell<u32>,
    waiting: RefCell<BTreeMap<u32, oneshot::Sender<Bytes>>>,
}

type Bytes = Result<ArrayBuffer, String>;

impl HostReads {
    /// The number of a new request, and what is going to be its answer.
    pub fn ask(&self) -> (u32, oneshot::Receiver<Bytes>) {
        let request = self.next.get();
        self.next.set(request.wrapping_add(1));
        let (sender, answer) = oneshot::channel();
        self.waiting.borrow_mut().insert(request, sender);
        (request, answer)
    }

    pub fn answer(&self, request: u32, bytes: Bytes) {
        if let Some(waiting) = self.waiting.borrow_mut().remove(&request) {
            let _ = waiting.send(bytes);
        }
    }
}
