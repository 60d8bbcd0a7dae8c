//! Chooses wheels from indexes: which addresses to request, and which wheels to fetch.
//!
//! - [`simple`]: the response of an index for a project (specification "Simple repository API")
//! - `project`: the wheels of a project that fit, and notes about its other files
//! - `request`: what wheels are chosen for
//! - [`session`]: the next requests, until the wheels are chosen; `walk`: what is likely to be needed
//! - `solve`: one attempt with the known data; `lookup`: the requests, and the known data
//! - `unfit`: what is fetched in place of libraries that do not fit
//! - `order`: which index is asked for which distribution
//! - [`host_request`]: requests to the host, and its responses
//! - `login`: user names and passwords in addresses
//! - `partial_files`: parts of files that the host read
//! - [`vulnerabilities`]: known vulnerabilities of distributions
//! - [`lock`]: lock files for the chosen wheels
//!
//! Nothing here does I/O: [`session::Session::step`] returns the next requests, [`session::Session::fill`] takes a
//! response.

pub mod host_request;
pub mod lock;
mod login;
mod lookup;
mod order;
pub mod outcome;
mod partial_files;
mod project;
mod request;
pub mod session;
pub mod simple;
mod solve;
mod unfit;
pub mod vulnerabilities;
mod walk;

pub use host_request::{HostRequest, HostRequestKind, HostResponse};
pub use outcome::{Chosen, Local, ResolveOutcome};
pub use request::Request;
pub use session::Session;
