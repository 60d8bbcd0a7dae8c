//! Codecs that few packages need: see [`codecs`](crate::source::codecs). They are in a WebAssembly module of their own,
//! which the worker requests from the page when it first needs them.

use super::values::{copied, words};
use crate::digest::Algorithm;
use crate::source::codecs::{Codecs, StreamHasher};
use js_sys::{Function, Uint8Array};
use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The exports of the codecs module: see `codecs`.
    type CodecsModule;

    #[wasm_bindgen(method, catch)]
    fn decompress(
        this: &CodecsModule,
        method: u16,
        size: f64,
        read: &mut dyn FnMut(u32) -> Uint8Array,
        each: &mut dyn FnMut(Uint8Array) -> bool,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn hasher(this: &CodecsModule, algorithm: &str) -> Result<ModuleHasher, JsValue>;

    /// A hasher of the module. `finish` frees it.
    type ModuleHasher;

    #[wasm_bindgen(method, catch)]
    fn update(this: &ModuleHasher, bytes: &[u8]) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn finish(this: &ModuleHasher) -> Result<Uint8Array, JsValue>;
}

/// The codecs of a worker, once they are loaded.
#[derive(Default)]
pub(super) struct LoadedCodecs {
    /// A function of the worker's script, which starts the compiled module and returns its exports.
    start: Option<Function>,
    loaded: RefCell<Option<Rc<dyn Codecs>>>,
    is_wanted: Cell<bool>,
}

impl LoadedCodecs {
    /// Returns a value without codecs. `start` makes them from the compiled module.
    pub fn new(start: Function) -> LoadedCodecs {
        LoadedCodecs { start: Some(start), ..LoadedCodecs::default() }
    }

    pub fn are_loaded(&self) -> bool {
        self.loaded.borrow().is_some()
    }

    /// Returns the codecs if they are loaded.
    pub fn loaded(&self) -> Option<Rc<dyn Codecs>> {
        self.loaded.borrow().clone()
    }

    /// Starts the compiled module. The error is the engine's message.
    pub fn load(&self, module: &JsValue) -> Result<(), String> {
        let start = self.start.as_ref().ok_or("this worker cannot start it")?;
        let started = start.call1(&JsValue::UNDEFINED, module).map_err(words)?;
        *self.loaded.borrow_mut() = Some(Rc::new(started.unchecked_into::<CodecsModule>()));
        Ok(())
    }

    /// Does what [`Store::codecs`](crate::source::Store::codecs) specifies. Codecs that are not loaded are then wanted.
    pub fn get(&self) -> io::Result<Rc<dyn Codecs>> {
        let loaded = self.loaded.borrow().clone();
        self.is_wanted.set(loaded.is_none());
        loaded.ok_or_else(|| io::ErrorKind::WouldBlock.into())
    }

    /// Whether the codecs were wanted since the last call and are not loaded.
    pub fn take_want(&self) -> bool {
        self.is_wanted.take() && !self.are_loaded()
    }
}

impl Codecs for CodecsModule {
    fn decompress(
        &self,
        method: u16,
        size: u64,
        input: &mut dyn Read,
        each: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<()> {
        let mut failure = None;
        let mut buffer = Vec::new();
        let mut read = |most: u32| {
            buffer.resize(most as usize, 0);
            match input.read(&mut buffer) {
                Ok(length) => Uint8Array::from(buffer.get(..length).unwrap_or_default()),
                Err(error) => {
                    // The other module sees the end of the data. Its own error about that is ignored below.
                    failure = Some(error);
                    Uint8Array::new_with_length(0)
                }
            }
        };
        let mut piece = Vec::new();
        let mut hand_over = |bytes: Uint8Array| {
            copied(&bytes, &mut piece);
            each(&piece)
        };
        let done = CodecsModule::decompress(self, method, size as f64, &mut read, &mut hand_over);
        match failure {
            Some(error) => Err(error),
            None => done.map_err(failed),
        }
    }

    fn hash(&self, algorithm: Algorithm) -> io::Result<Box<dyn StreamHasher>> {
        Ok(Box::new(self.hasher(algorithm.name()).map_err(failed)?))
    }
}

impl StreamHasher for ModuleHasher {
    fn update(&mut self, bytes: &[u8]) {
        // Only a trap can make this fail, and `told` ends this worker after a trap.
        let _ = ModuleHasher::update(self, bytes).map_err(told);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        ModuleHasher::finish(&self).map(|digest| digest.to_vec()).map_err(told).unwrap_or_default()
    }
}

fn failed(error: JsValue) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, told(error))
}

/// Returns the module's message about damaged data. If the module trapped, this function panics: the worker ends, and
/// with it the memory of both modules, because the memory of a module that trapped is suspect.
#[allow(clippy::panic)]
fn told(error: JsValue) -> String {
    if error.is_instance_of::<js_sys::WebAssembly::RuntimeError>() {
        panic!("the module of compression methods ended: {}", words(error));
    }
    words(error)
}
