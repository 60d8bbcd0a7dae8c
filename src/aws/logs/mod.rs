//! CloudWatch Logs: the last lines of a function's log (CloudWatch Logs API reference; AWS JSON 1.1 protocol).

pub mod action;
pub mod answer;

pub use action::{LogsAction, unsigned_request};
