//! The thinking part of wheelpress: dropped files in, a plan and a deployment package out.
//!
//! ```text
//! items ──► source ──► resolve ──► plan ──► check ──► pack
//! ```
//! - [`finding`], [`error`]: what is wrong with a value, and what stops a call
//! - [`fix`]: what a click would do about a finding; [`need`]: what has to be fetched because of it
//! - [`collections`]: maps, sets and sorting in little code
//! - [`mod@format`]: numbers as findings say them
//! - [`digest`]: digests of files
//! - [`target`]: runtimes, architectures and limits of AWS Lambda
//! - [`python`]: the packaging specifications, one concept a file
//! - [`native`]: what native files say of themselves
//! - [`source`]: what was dropped, and the files it brings
//! - [`resolve`]: which of the wheels at hand are installed
//! - [`index`]: requirements and what indexes of wheels have → which wheels to fetch
//! - [`plan`]: sources and target → entries and findings
//! - [`check`]: plan → what would fail on Lambda
//! - [`pack`]: plan → zip
//! - [`manifest`]: package → what is in it, as CycloneDX
//! - [`compare`]: two packages → what differs
//! - [`project`]: dropped repositories → the functions that they state
//! - [`settings`]: `wheelpress.toml`, read and written
//! - [`toml_json`]: TOML as JSON, for [`project`], which reads no TOML
//! - [`aws`]: requests to S3 and Lambda, signed, and their answers, read
//! - [`single_thread`]: all of it on one thread, for native hosts
//! - [`warmup`]: a drop packed for nothing, so that browsers compile the rest
//! - `wasm`: the boundary, the only module that knows JavaScript exists
//!
//! Imports run one way: collections, error, digest ← target ← fix, need, finding ← python, native ← source ← resolve ← plan ← check, pack,
//! manifest ← compare ← wasm; resolve ← index ← wasm. [`aws`], [`project`] and [`settings`] stand beside them: they know
//! collections, error, finding, format and target only. Of packing, only
//! what cuts a plan into jobs knows plans: the rest needs no more than zips, digests and headers of native files.
//! Nothing here does I/O: the host gives bytes through [`source::Store`], and planning says in
//! [`source::Wants`] what it wants to read.

// Nothing a user drops may panic; tests may.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
// But for the calls of libdeflate, in one folder.
#![deny(unsafe_code)]
// What others may use says what it is, and why it can fail. The tests take warnings for errors.
#![warn(missing_docs, clippy::missing_errors_doc)]
// A module has some of the features, and needs not all of what they share.
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
pub mod bound;
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
#[cfg(feature = "plan")]
pub mod manifest;
pub mod native;
pub mod need;
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
