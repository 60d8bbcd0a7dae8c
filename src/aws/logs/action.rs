//! The operations of CloudWatch Logs that are used, and their requests.

use crate::aws::endpoint::EndpointConfig;
use crate::aws::operation::Operation;
use crate::aws::request::{RequestBody, UnsignedRequest};
use crate::aws::request_error::RequestError;
use serde::Deserialize;
use serde_json::json;

/// An operation of CloudWatch Logs with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "op", rename_all_fields = "camelCase")]
pub enum LogsAction {
    /// Lists the streams of a log group. The stream with the newest line comes first.
    DescribeLogStreams {
        /// Such as `/aws/lambda/hello`.
        log_group_name: String,
        /// Maximum number of streams.
        limit: u32,
    },
    /// Reads the last lines of a log stream.
    GetLogEvents {
        /// Such as `/aws/lambda/hello`.
        log_group_name: String,
        /// The stream's name.
        log_stream_name: String,
        /// Maximum number of lines.
        limit: u32,
    },
}

impl LogsAction {
    /// Returns the operation without its parameters.
    pub fn operation(&self) -> Operation {
        match self {
            LogsAction::DescribeLogStreams { .. } => Operation::DescribeLogStreams,
            LogsAction::GetLogEvents { .. } => Operation::GetLogEvents,
        }
    }

    /// Returns the log group.
    pub fn log_group(&self) -> &str {
        match self {
            LogsAction::DescribeLogStreams { log_group_name, .. }
            | LogsAction::GetLogEvents { log_group_name, .. } => log_group_name,
        }
    }
}

/// Builds the request of an action.
///
/// # Errors
/// The errors of [`EndpointConfig::logs`].
pub fn unsigned_request(
    place: &EndpointConfig,
    action: &LogsAction,
) -> Result<UnsignedRequest, RequestError> {
    let body = match action {
        LogsAction::DescribeLogStreams { log_group_name, limit } => json!({
            "logGroupName": log_group_name, "orderBy": "LastEventTime", "descending": true, "limit": limit,
        }),
        LogsAction::GetLogEvents { log_group_name, log_stream_name, limit } => json!({
            "logGroupName": log_group_name, "logStreamName": log_stream_name, "limit": limit,
            "startFromHead": false,
        }),
    };
    let op = action.operation();
    Ok(UnsignedRequest {
        op,
        method: "POST",
        url: place.logs()?,
        headers: vec![
            ("content-type", "application/x-amz-json-1.1".to_string()),
            ("x-amz-target", format!("Logs_20140328.{}", op.name())),
        ],
        body: RequestBody::Text { text: body.to_string() },
        is_repeatable: true,
    })
}
