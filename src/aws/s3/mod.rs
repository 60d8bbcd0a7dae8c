//! Amazon S3: the requests and responses of its operations, and what a bucket must allow.
//!
//! - [`action`], [`request`]: requests
//! - [`answer`], [`error`]: responses
//! - [`limits`], [`parts`], [`completion`]: multipart uploads
//! - [`cors`]: what a bucket must allow before a page can use it

pub mod action;
pub mod answer;
pub mod completion;
pub mod cors;
pub mod error;
pub mod limits;
pub mod parts;
pub mod request;
mod xml;

pub use action::{ObjectName, Part, S3Action};
pub use request::unsigned_request;
