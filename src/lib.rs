//! The core of wheelpress: it turns dropped files into a plan and a deployment package.
//!
//! ```text
//! items ──► source ──► resolve ──► plan ──► check ──► pack
//! ```
//! - [`finding`]: problems with the input, as data; [`error`]: errors that stop a call
//! - [`fix`]: fixes of findings; [`missing_library`]: libraries that have to be fetched because of a finding
//! - [`limit_findings`]: limits the number of findings
//! - [`collections`]: maps, sets and sorting with small code size
//! - [`mod@format`]: formats numbers for findings
//! - [`digest`]: digests of files
//! - [`target`]: runtimes, architectures and limits of AWS Lambda
//! - [`python`]: the packaging specifications, one concept per file
//! - [`native`]: headers of native files
//! - [`source`]: dropped items, and the files that they contain
//! - [`resolve`]: chooses which of the dropped wheels are installed
//! - [`index`]: requirements and the contents of wheel indexes → the wheels to fetch
//! - [`plan`]: sources and target → entries and findings
//! - [`check`]: plan → what would fail on Lambda
//! - [`pack`]: plan → zip
//! - [`manifest`]: package → its contents, as CycloneDX
//! - [`compare`]: two packages → their differences
//! - [`project`]: dropped repositories → the functions that they state
//! - [`settings`]: reads and writes `wheelpress.toml`
//! - [`toml_json`]: converts TOML to JSON for [`project`], which has no TOML parser
//! - [`aws`]: signed requests to S3 and Lambda, and their responses
//! - [`single_thread`]: planning and packing on one thread, for native hosts
//! - [`warmup`]: packs generated files and discards the result, so that browsers compile the code
//! - `wasm`: the boundary with JavaScript; no other module knows that JavaScript exists
//!
//! Imports run one way: collections, error, digest ← target ← fix, missing_library, finding ← python, native ← source ←
//! resolve ← plan ← check, pack, manifest ← compare ← wasm; resolve ← index ← wasm. [`aws`], [`project`] and
//! [`settings`] are separate: they import only collections, error, finding, format and target. Within `pack`, only the
//! code that divides a plan into jobs imports `plan`: the rest needs only zips, digests and headers of native files.
//!
//! Nothing here does I/O: the host provides bytes through [`source::Store`], and planning lists in [`source::Wants`]
//! what it has to read.

// Nothing that a user drops may cause a panic. Tests may panic.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
// Exception: the calls of libdeflate, in one folder.
#![deny(unsafe_code)]
// Public items have documentation, including their errors. The tests treat warnings as errors.
#![warn(missing_docs, clippy::missing_errors_doc)]
// A WebAssembly module has only some of the features, and does not use all of the code that the features share.
#![cfg_attr(
    not(all(
        feature = "deploy",
        feature = "index",
        feature = "plan",
        feature = "press",
        feature = "project"
    )),
    allow(dead_code)
)]

#[cfg(feature = "deploy")]
pub mod aws;
#[cfg(feature = "plan")]
pub mod check;
pub mod collections;
#[cfg(feature = "plan")]
pub mod compare;
pub mod digest;
pub mod error;
pub mod finding;
pub mod fix;
pub mod format;
#[cfg(feature = "index")]
pub mod index;
pub mod limit_findings;
#[cfg(feature = "plan")]
pub mod manifest;
pub mod missing_library;
pub mod native;
pub mod pack;
#[cfg(feature = "plan")]
pub mod plan;
#[cfg(feature = "project")]
pub mod project;
#[cfg(feature = "standards")]
pub mod python;
#[cfg(feature = "standards")]
pub mod resolve;
#[cfg(feature = "index")]
pub mod settings;
#[cfg(all(feature = "plan", feature = "press"))]
pub mod single_thread;
pub mod source;
pub mod target;
#[cfg(feature = "index")]
pub mod toml_json;
#[cfg(feature = "press")]
pub mod warmup;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
