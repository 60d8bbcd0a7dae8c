//! The boundary: the only folder that knows JavaScript exists. Each kind of worker runs a module of its own; the
//! types that cross are declared here, and written for TypeScript by tsify.

#[cfg(feature = "deploy")]
pub mod aws;
#[cfg(feature = "codecs")]
mod codecs;
#[cfg(feature = "plan")]
mod facts;
#[cfg(any(feature = "plan", feature = "press"))]
mod files;
#[cfg(feature = "press")]
mod hash;
#[cfg(any(feature = "index", feature = "plan", feature = "press", feature = "project"))]
mod host_answers;
#[cfg(feature = "index")]
mod index;
#[cfg(any(feature = "index", feature = "plan", feature = "press", feature = "project"))]
mod loaded_codecs;
#[cfg(any(feature = "index", feature = "plan", feature = "press", feature = "project"))]
mod part;
#[cfg(feature = "plan")]
mod plan;
#[cfg(feature = "press")]
mod press;
#[cfg(feature = "project")]
mod project;
#[cfg(any(feature = "index", feature = "plan", feature = "press", feature = "project"))]
mod protocol;
#[cfg(any(feature = "plan", feature = "press"))]
mod read;
#[cfg(any(feature = "index", feature = "plan", feature = "press", feature = "project"))]
mod scope;
#[cfg(feature = "press")]
mod sink;
#[cfg(feature = "press")]
mod subtle;
#[cfg(any(feature = "index", feature = "plan"))]
mod target;
#[cfg(all(test, feature = "codecs", feature = "plan", feature = "press"))]
mod tests;
mod values;

/// Bytes of WebAssembly's memory now.
#[cfg(any(feature = "index", feature = "plan", feature = "press", feature = "project"))]
fn memory() -> u64 {
    /// Bytes of a page of memory (WebAssembly specification, "Memory Instances").
    const PAGE: u64 = 64 * 1024;
    core::arch::wasm32::memory_size::<0>() as u64 * PAGE
}
