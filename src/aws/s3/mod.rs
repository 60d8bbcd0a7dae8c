//! Amazon S3: its operations as requests, what they answer, and what a bucket must allow.
//!
//! - [`action`], [`request`]: what is asked
//! - [`answer`], [`error`]: what comes back
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
pub use request::draft;
