//! Responses of CloudWatch Logs. Each function reads the response of one operation. It returns `None` if the response
//! cannot be read.

use crate::aws::answer::Answer;
use crate::aws::clock::Millis;
use serde::{Deserialize, Deserializer, Serialize};

/// The streams of a log group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LogStreamList {
    /// One page of them.
    pub log_streams: Vec<LogStream>,
}

/// A stream: what one instance of a function has written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LogStream {
    /// The stream's name.
    pub log_stream_name: String,
}

/// Lines of a log stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LogEventList {
    /// The lines, the oldest first.
    pub events: Vec<LogEvent>,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LogEvent {
    /// When it was written. AWS sends whole milliseconds; moto may also send fractions.
    #[serde(deserialize_with = "whole")]
    pub timestamp: Millis,
    /// The text; often with a line end.
    pub message: String,
}

fn whole<'de, D: Deserializer<'de>>(number: D) -> Result<Millis, D::Error> {
    f64::deserialize(number).map(|number| number as Millis)
}

/// DescribeLogStreams.
pub fn streams(answer: &Answer) -> Option<LogStreamList> {
    serde_json::from_str(&answer.body).ok()
}

/// GetLogEvents.
pub fn events(answer: &Answer) -> Option<LogEventList> {
    serde_json::from_str(&answer.body).ok()
}
