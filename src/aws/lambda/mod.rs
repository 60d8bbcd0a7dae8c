//! AWS Lambda: the requests and responses of its operations, and whether a package fits a function.
//!
//! - [`action`], [`members`], [`body`], [`request`], [`zip_file`]: requests
//! - [`configuration`], [`answer`], [`error`]: responses
//! - [`waiter`]: when an update is over
//! - [`compare`]: what does not fit between a package and a function

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
pub use request::unsigned_request;
