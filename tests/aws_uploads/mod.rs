//! Presigned URLs, POST forms and tickets: how they are made, and how they are checked before anything
//! is sent.

mod elsewhere;
mod forms;
mod names;
mod pasted;
mod tickets;
mod urls;

use crate::support::disk::{Tools, feed};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::process::Command;
use wheelpress::aws::credentials::Credentials;
use wheelpress::aws::endpoint::EndpointConfig;
use wheelpress::aws::request::RequestBody;
use wheelpress::aws::s3::{ObjectName, Part, S3Action, parts};
use wheelpress::aws::session::Session;
use wheelpress::aws::upload::form::{self, PostForm, PostFormOptions};
use wheelpress::aws::upload::ticket::{self, Ticket, TicketOptions, TicketStep};
use wheelpress::aws::upload::{Upload, UploadContext, UploadKind, put_request, read};
use wheelpress::finding::Severity;

const NOW: i64 = 1_795_492_800_000; // 2026-11-24T04:00:00Z
const HASH: &str = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";

fn session() -> Session {
    Session::new(
        Credentials::from_fields(
            "AKIAQWERTYUIOP234567",
            "Xq7ZkP2vLmN9/0193756284+RtYbWcDfGhJkQsV8",
            None,
            NOW,
        )
        .unwrap(),
    )
}

fn place() -> EndpointConfig {
    EndpointConfig { region: "eu-central-1".into(), ..EndpointConfig::default() }
}

fn put() -> S3Action {
    S3Action::PutObject {
        object: ObjectName { bucket: "packages".into(), key: "a b/f.zip".into() },
        checksum_sha256: None,
        if_none_match: None,
    }
}

fn url(expires_in: u32) -> String {
    session().presign(&place(), &put(), NOW, expires_in).unwrap().url
}

fn context(size: u64) -> UploadContext {
    UploadContext {
        now: NOW + 60_000,
        size: Some(size),
        bytes_per_second: Some(1e6),
        ..UploadContext::default()
    }
}

/// Returns the findings as `code: message`.
fn found(upload: &Upload) -> Vec<String> {
    upload.findings.iter().map(|finding| format!("{}: {}", finding.code.as_str(), finding.message)).collect()
}

#[track_caller]
fn check(text: &str, context: &UploadContext, expected: &[&str]) -> Upload {
    let upload = read(text, context).unwrap();
    let found = found(&upload);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found:#?}");
    }
    upload
}

/// URLs and forms made by botocore are accepted unchanged, and a form made by this crate has the same
/// signature as botocore's for its policy.
#[test]
fn as_botocore_makes_them() {
    let wanted = PostFormOptions {
        object: ObjectName { bucket: "packages".into(), key: "f.zip".into() },
        maximum_size: 5000,
        expires_in: 600,
    };
    let form = form::make(&place(), &wanted, &session(), NOW).unwrap();
    let field = |name: &str| form.fields.iter().find(|(other, _)| other == name).unwrap().1.clone();
    let given = json!({
        "id": "AKIAQWERTYUIOP234567", "secret": "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", "token": "FwoGZXIvYXdz//",
        "now": NOW, "policy": field("policy"), "date": field("x-amz-date"),
    });
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/botocore_uploads.py");
    let made = feed(Command::new(Tools::find().python()).arg(script), &given.to_string());
    let made: Value = serde_json::from_str(&made).unwrap();
    assert_eq!(made["signature"], field("x-amz-signature"));

    let put = check(made["put"].as_str().unwrap(), &context(1000), &[]);
    assert_eq!((put.info.key.as_deref(), put.info.expires), (Some("a b/ä+f.zip"), Some(NOW + 3_600_000)));
    assert_eq!(put.info.host, "packages.s3.eu-central-1.amazonaws.com");
    check(
        made["elsewhere"].as_str().unwrap(),
        &context(1000),
        &[
            "url-region: The URL is signed for eu-central-1, and its host \"packages.s3.amazonaws.com\" names no region",
        ],
    );
    check(made["sized"].as_str().unwrap(), &context(1000), &["url-signed-length: "]);
    let typed = check(made["typed"].as_str().unwrap(), &context(1000), &["url-signed-headers: "]);
    assert_eq!(typed.info.needed_headers, ["content-type"]);
    let post = check(&made["post"].to_string(), &context(1000), &[]);
    assert_eq!((post.maximum_size, post.info.bucket.as_deref()), (Some(5000), Some("packages")));
    check(&made["post"].to_string(), &context(5001), &["upload-too-large: "]);
    let ticket = check(&made["ticket"].to_string(), &context(20 << 20), &[]);
    let UploadKind::Ticket { ticket: Some(ticket) } = ticket.kind else { panic!() };
    assert_eq!(ticket.parts.len(), 3);
}
