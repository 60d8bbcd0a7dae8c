//! The boundary: the only folder that knows JavaScript exists. What it hands out and takes in is
//! declared for TypeScript in `www/packager/protocol.ts`.

mod answer;
pub mod aws;
mod compress;
mod lend;
mod manifest;
mod package;
mod planner;
mod sink;
mod verify;
mod write;

pub use compress::{Compressor, recompress};
pub use lend::Files;
pub use manifest::{compare_packages, manifest};
pub use package::Package;
pub use planner::Planner;
pub use verify::{Hashing, compare, crc32, verify};
pub use write::Writer;

use crate::finding::Code;
use wasm_bindgen::prelude::*;

/// A trap must say where it came from; the worker ends after it.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}

/// All codes of findings, in the order findings are sorted by.
#[wasm_bindgen(js_name = findingCodes)]
pub fn finding_codes() -> Vec<String> {
    Code::ALL.iter().map(|code| code.as_str().to_string()).collect()
}

/// See [`crate::warmup`]. Returns a wheel to plan for nothing.
#[wasm_bindgen(js_name = warmUp)]
pub fn warm_up() -> Option<Vec<u8>> {
    let wheel = crate::warmup::wheel()?;
    crate::warmup::run(wheel.clone())?;
    Some(wheel)
}
