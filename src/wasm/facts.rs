//! Facts that the page shows or checks. The build calls `facts` once and writes the result for TypeScript.

use super::values::to_js;
use crate::finding::Code;
use crate::target::{
    Architecture, DIRECT_UPLOAD_LIMIT, HANDLER_LENGTH, LAYERS, RUNTIMES, Runtime, State, UNZIPPED_LIMIT,
};
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// Tables of the crate.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
struct Facts {
    /// Lambda's Python runtimes, the oldest first.
    runtimes: Vec<RuntimeFacts>,
    /// Lambda's names of the instruction sets.
    architectures: Vec<&'static str>,
    limits: Limits,
    /// Codes of findings, in the order in which findings are sorted.
    finding_codes: Vec<&'static str>,
}

/// A Python runtime of Lambda.
#[derive(Serialize, Tsify)]
pub(super) struct RuntimeFacts {
    /// Lambda's name, such as "python3.13".
    name: &'static str,
    /// The operating system of the runtime's image.
    os: &'static str,
    state: RuntimeState,
}

/// Whether a runtime can be used, and until when. Dates are `YYYY-MM-DD`.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum RuntimeState {
    Preview,
    Supported { until: &'static str },
    Deprecated { create_blocked_from: &'static str, update_blocked_from: &'static str },
}

/// Limits of Lambda.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
struct Limits {
    /// Limit of a zip that is sent in a request to Lambda, in bytes. A larger zip is uploaded through S3.
    direct_upload: u64,
    /// Limit of a function with its layers, in unzipped bytes. Lambda already refuses exactly this size.
    unzipped: u64,
    /// Maximum number of layers of a function.
    layers: usize,
    /// Maximum number of characters of a handler.
    handler_length: usize,
}

impl RuntimeFacts {
    fn from_runtime(runtime: &Runtime) -> RuntimeFacts {
        let state = match runtime.state {
            State::Preview => RuntimeState::Preview,
            State::Supported { until } => RuntimeState::Supported { until },
            State::Deprecated { create, update } => {
                RuntimeState::Deprecated { create_blocked_from: create, update_blocked_from: update }
            }
        };
        RuntimeFacts { name: runtime.name, os: runtime.os(), state }
    }
}

/// Returns the tables, for the build.
///
/// # Errors
///
/// None in practice: all values can be serialized.
#[wasm_bindgen(unchecked_return_type = "Facts")]
pub fn facts() -> Result<JsValue, JsValue> {
    let architectures = [Architecture::X86_64, Architecture::Arm64];
    Ok(to_js(&Facts {
        runtimes: RUNTIMES.iter().map(RuntimeFacts::from_runtime).collect(),
        architectures: architectures.map(Architecture::name).to_vec(),
        limits: Limits {
            direct_upload: DIRECT_UPLOAD_LIMIT,
            unzipped: UNZIPPED_LIMIT,
            layers: LAYERS,
            handler_length: HANDLER_LENGTH,
        },
        finding_codes: Code::ALL.iter().map(|code| code.as_str()).collect(),
    })?)
}
