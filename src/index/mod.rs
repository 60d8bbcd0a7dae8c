//! Wheels from indexes: requirements → which addresses to ask → which wheels to fetch.
//!
//! - [`simple`]: what an index answers of a project (specification "Simple repository API")
//! - `project`: the wheels of it that fit, and what else there is
//! - `request`: what is to be chosen
//! - [`session`]: what to ask next, until the wheels are chosen; `walk`: what is asked ahead of need
//! - `solve`: one attempt with what is known; `lookup`: what was asked, and what is known
//! - `order`: which index is asked for what
//! - [`ask`]: what the host is asked, and its answers
//! - `login`: user names and passwords that stand in addresses
//! - `held`: parts of files that the host read
//! - [`faults`]: known faults of distributions
//! - [`lock`]: what was chosen, as files that lock it
//!
//! Nothing here does I/O: [`session::Session::step`] says what to ask, [`session::Session::fill`] takes the answer.

pub mod faults;
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
mod walk;

pub use host_request::{HostRequest, HostRequestKind, HostResponse};
pub use outcome::{Chosen, Local, ResolveOutcome};
pub use request::Request;
pub use session::Session;
