//! Lambda's errors (Lambda API reference, "Common errors"; botocore's rest-json protocol).

use crate::aws::answer::Answer;
use crate::aws::failure::ErrorResponse;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    message: Option<String>,
    #[serde(rename = "Message")]
    upper_message: Option<String>,
    #[serde(rename = "__type")]
    kind: Option<String>,
    code: Option<String>,
    #[serde(rename = "Code")]
    upper_code: Option<String>,
}

/// Reads an error response. The error code is in `x-amzn-ErrorType` (`ResourceConflictException:http://…`) or
/// `__type` (`com.amazonaws.lambda#ResourceConflictException`), the message is in `message` or `Message`.
pub fn read(answer: &Answer) -> ErrorResponse {
    let body: ErrorBody = serde_json::from_str(&answer.body).unwrap_or_default();
    let code = answer.header("x-amzn-errortype").map(str::to_string);
    let code = code.or(body.kind).or(body.code).or(body.upper_code).unwrap_or_default();
    let code = code.split(':').next().unwrap_or_default().rsplit('#').next().unwrap_or_default();
    let message = body.message.or(body.upper_message);
    let message = message.or(answer.header("x-amzn-errormessage").map(str::to_string));
    let message = message.unwrap_or_else(|| answer.words());
    ErrorResponse { code: code.trim().to_string(), message, ..ErrorResponse::default() }
}
