//! Answers of S3 and Lambda in their original wording, and how they are interpreted.

mod lambda_refusals;
mod other_answers;
mod patience;
mod s3_refusals;
mod values;

use wheelpress::aws::answer::Answer;
use wheelpress::aws::failure::network::{blocked, network};
use wheelpress::aws::failure::{Failure, FailureKind};
use wheelpress::aws::lambda::{FunctionConfiguration, waiter};
use wheelpress::aws::operation::Operation::{self, *};
use wheelpress::aws::outcome::{read, read_presigned};
use wheelpress::aws::retry;

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    Answer { status, headers, body: body.to_string() }
}

fn failure(op: Operation, answer: &Answer) -> Failure {
    *read(op, answer).expect_err("a failure")
}

/// Checks that `<Error>` of S3 gives this `kind retryable`.
#[track_caller]
fn s3(status: u16, op: Operation, inner: &str, expected: &str) -> Failure {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>{inner}<RequestId>R1</RequestId><HostId>h</HostId></Error>"
    );
    let failure = failure(op, &answer(status, &[("Content-Type", "application/xml")], &body));
    assert_eq!(said(&failure), expected, "{inner}");
    assert_eq!(failure.request_id.as_deref(), Some("R1"));
    tidy(&failure);
    failure
}

#[track_caller]
fn lambda(status: u16, name: &str, message: &str, expected: &str) -> Failure {
    let headers = [("x-amzn-ErrorType", name), ("x-amzn-RequestId", "R2")];
    let lower = failure(
        UpdateFunctionCode,
        &answer(status, &headers, &serde_json::json!({ "Type": "User", "message": message }).to_string()),
    );
    assert_eq!(said(&lower), expected, "{message}");
    // The same if the headers are hidden from the page, and with the member name in upper case.
    let body = serde_json::json!({ "__type": format!("com.amazonaws.lambda#{name}"), "Message": message })
        .to_string();
    let upper = failure(UpdateFunctionCode, &answer(status, &[], &body));
    assert_eq!(said(&upper), expected, "{message}");
    tidy(&lower);
    lower
}

fn said(failure: &Failure) -> String {
    let kind = serde_json::to_value(failure.kind).unwrap();
    format!("{} {}", kind.as_str().unwrap(), if failure.retryable { "retry" } else { "stop" })
}

/// Checks that a failure says what is wrong and what to do, without a final period.
#[track_caller]
fn tidy(failure: &Failure) {
    assert!(!failure.message.is_empty() && !failure.message.ends_with('.'), "{failure:?}");
    assert!(!failure.hint.is_empty() && !failure.hint.ends_with('.'), "{failure:?}");
}

fn coded(code: &str, message: &str) -> String {
    format!("<Code>{code}</Code><Message>{message}</Message>")
}
