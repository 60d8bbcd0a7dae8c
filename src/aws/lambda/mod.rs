//! AWS Lambda: its operations as requests, what they answer, and whether a package fits a function.
//!
//! - [`action`], [`members`], [`body`], [`request`], [`zip_file`]: what is asked
//! - [`configuration`], [`answer`], [`error`]: what comes back
//! - [`waiter`]: when an update is over
//! - [`compare`]: what of a package does not fit a function

pub mod action;
pub mod answer;
pub mod body;
pub mod compare;
pub mod configuration;
pub mod error;
pub mod json;
pub mod members;
pub mod request;
pub mod waiter;
pub mod zip_file;

pub use action::{CodeOrigin, LambdaAction, PublishTo, StorageMode};
pub use configuration::FunctionConfiguration;
pub use request::draft;
