//! The boundary with JavaScript. No other folder knows that JavaScript exists.
//!
//! Each kind of worker runs a module of its own. The types that cross the boundary are declared here; tsify writes them
//! for TypeScript.

#[cfg(feature = "deploy")]
pub mod aws;
#[cfg(feature = "codecs")]
mod codecs;
#[cfg(feature = "plan")]
mod facts;
#[cfg(any(feature = "index", feature = "plan", feature = "press", feature = "project"))]
mod file_range;
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

/// Returns the current size of WebAssembly's memory, in bytes.
#[cfg(any(feature = "index", feature = "plan", feature = "press", feature = "project"))]
fn memory() -> u64 {
    /// Size of a page of memory in bytes (WebAssembly specification, "Memory Instances").
    const PAGE: u64 = 64 * 1024;
    core::arch::wasm32::memory_size::<0>() as u64 * PAGE
}
