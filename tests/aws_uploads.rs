//! Presigned URLs, POST forms and tickets: checked before anything is sent, and made.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::process::Command;
use support::disk::{Tools, feed};
use wheelpress::aws::action::{Action, Part};
use wheelpress::aws::credentials::Credentials;
use wheelpress::aws::parts;
use wheelpress::aws::place::Place;
use wheelpress::aws::post;
use wheelpress::aws::request::Body;
use wheelpress::aws::session::Session;
use wheelpress::aws::ticket::{self, Step, Ticket};
use wheelpress::aws::upload::{Ask, Upload, read};

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

fn place() -> Place {
    Place { region: "eu-central-1".into(), ..Place::default() }
}

fn put() -> Action {
    Action::PutObject {
        bucket: "packages".into(),
        key: "a b/f.zip".into(),
        checksum_sha256: None,
        if_none_match: None,
    }
}

fn url(expires_in: u32) -> String {
    session().presign(&place(), &put(), NOW, expires_in).unwrap().url
}

fn ask(size: u64) -> Ask {
    Ask { now: NOW + 60_000, size: Some(size), bytes_per_second: Some(1e6), ..Ask::default() }
}

/// The findings as `code: message`.
fn found(upload: &Upload) -> Vec<String> {
    upload.findings.iter().map(|finding| format!("{}: {}", finding.code.as_str(), finding.message)).collect()
}

#[track_caller]
fn check(text: &str, ask: &Ask, expected: &[&str]) -> Upload {
    let upload = read(text, ask).unwrap();
    let found = found(&upload);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found:#?}");
    }
    upload
}

#[test]
fn a_good_url() {
    let upload = check(&url(3600), &ask(1_000_000), &[]);
    assert_eq!(upload.known.host, "packages.s3.eu-central-1.amazonaws.com");
    assert_eq!(upload.known.bucket.as_deref(), Some("packages"));
    assert_eq!(upload.known.key.as_deref(), Some("a b/f.zip"));
    assert_eq!(upload.known.region.as_deref(), Some("eu-central-1"));
    assert_eq!(upload.known.expires, Some(NOW + 3_600_000));
    assert!(upload.refusal().is_none());
    // As people paste it; never rewritten.
    let pasted = check(&format!("curl -T function.zip '{}'\n", url(3600)), &ask(1), &[]);
    assert_eq!(pasted.url, Some(url(3600)));
    // Path style, other servers.
    let own = Place { s3_endpoint: Some("http://127.0.0.1:3900".into()), ..place() };
    let own = session().presign(&own, &put(), NOW, 3600).unwrap().url;
    let upload = check(&own, &ask(1), &[]);
    assert_eq!(
        (upload.known.bucket.as_deref(), upload.known.key.as_deref()),
        (Some("packages"), Some("a b/f.zip"))
    );
}

#[test]
fn urls_that_would_fail() {
    let good = url(3600);
    let edit = |from: &str, to: &str| {
        assert!(good.contains(from), "{good}");
        good.replacen(from, to, 1)
    };
    let ask_a = ask(1_000_000);
    check(&url(30), &ask_a, &["url-expired: The URL expired at 2026-11-24T04:00:30Z, 30 seconds ago"]);
    check(
        &url(120),
        &ask(600_000_000),
        &["url-expires-soon: The URL expires in 60 seconds; the upload takes about 10 minutes at 1.0 MB/s"],
    );
    check(&url(120), &ask_a, &[]);
    check(&url(65), &ask_a, &["url-expires-soon: The URL expires in 5 seconds"]);
    let before = Ask { now: NOW - 3_600_000, ..Ask::default() };
    check(
        &good,
        &before,
        &["url-not-yet-valid: The URL is valid from 2026-11-24T04:00:00Z on, in 60 minutes"],
    );

    let signed = edit(
        "X-Amz-SignedHeaders=host",
        "X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost%3Bx-amz-acl",
    );
    let upload = check(
        &signed,
        &ask_a,
        &[
            "url-signed-headers: The URL has signed headers whose values it does not tell: \"content-type\", \"x-amz-acl\"",
        ],
    );
    assert_eq!(upload.known.needed_headers, ["content-type", "x-amz-acl"]);
    let known = Ask {
        headers: vec![
            ("Content-Type".into(), "application/zip".into()),
            ("x-amz-acl".into(), "private".into()),
        ],
        ..ask(1)
    };
    check(&signed, &known, &[]);

    check(
        &format!("{good}&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32"),
        &ask_a,
        &[
            "url-checksum-empty: The URL has the checksum of an empty file in it, \"x-amz-checksum-crc32=AAAAAA==\"",
        ],
    );
    check(&format!("{good}&x-amz-checksum-crc32=AAAAAA=="), &ask_a, &["url-checksum-empty: "]);
    check(&format!("{good}&X-Amz-Checksum-Crc64nvme=AAAAAAAAAAA%3D"), &ask_a, &["url-checksum-empty: "]);
    check(
        &format!("{good}&x-amz-checksum-crc32=abcdef%3D%3D"),
        &ask_a,
        &["url-checksum-fixed: The URL has \"x-amz-checksum-crc32\" in it: it takes one file alone"],
    );
    let sha = format!("{good}&x-amz-checksum-sha256={}", HASH.replace('+', "%2B").replace('=', "%3D"));
    check(&sha, &Ask { code_sha256: Some(HASH.into()), ..ask(1) }, &[]);
    let upload = check(&sha, &Ask { code_sha256: Some("other".into()), ..ask(1) }, &["url-checksum-fixed: "]);
    assert!(upload.refusal().is_some());

    check(
        &edit("X-Amz-SignedHeaders=host&", ""),
        &ask_a,
        &["url-invalid: The URL was cut off: it lacks \"x-amz-signedheaders\""],
    );
    check(
        &good[..good.len() - 4],
        &ask_a,
        &["url-invalid: The URL was cut off: its signature has 60 of 64 characters"],
    );
    check(&good.replace('&', "&amp;"), &ask_a, &["url-invalid: The URL was copied out of HTML"]);
    check(
        &edit("%2Fs3%2F", "%2Flambda%2F"),
        &ask_a,
        &["url-invalid: The URL is signed for \"lambda\", not for S3"],
    );
    check(
        &edit("X-Amz-Expires=3600", "X-Amz-Expires=604801"),
        &ask_a,
        &["url-invalid: The URL says it lasts 604801 seconds"],
    );
    check(
        &edit("X-Amz-Expires=3600", "X-Amz-Expires=soon"),
        &ask_a,
        &["url-invalid: The URL's \"X-Amz-Date\" or \"X-Amz-Expires\" is not a time"],
    );
    check(
        &format!("{good}&x-id=GetObject"),
        &ask_a,
        &["url-method: The URL is one of \"GetObject\", not of PutObject"],
    );
    check(&format!("{good}&x-id=PutObject"), &ask_a, &[]);
    check(
        &format!("{good}&response-content-disposition=attachment"),
        &ask_a,
        &["url-method: The URL has \"response-content-disposition\""],
    );
    check(
        &format!("{good}&partNumber=1&uploadId=u"),
        &ask_a,
        &["url-method: The URL is one part of a multipart upload"],
    );
    check(
        &edit("https://", "http://"),
        &ask_a,
        &["url-plain: The URL goes to \"packages.s3.eu-central-1.amazonaws.com\" over http"],
    );
    check(&good, &ask(5 << 30), &["url-expires-soon: "]);
    check(
        &good,
        &ask((5 << 30) + 1),
        &[
            "upload-too-large: The package has 5368709121 bytes; one PUT takes at most 5368709120",
            "url-expires-soon: ",
        ],
    );
    check(
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIA&Signature=a&Expires=1795500000",
        &ask_a,
        &["url-signature-v2: "],
    );
    check(
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIA&Signature=a&Expires=1795490000",
        &ask_a,
        &["url-expired: ", "url-signature-v2: "],
    );
    check(
        "https://b.s3.amazonaws.com/k",
        &ask_a,
        &["url-unsigned: The URL of \"b.s3.amazonaws.com\" has no signature of S3 in it"],
    );
    check(
        "https://acc.blob.core.windows.net/c/b?sv=2024&sig=x",
        &ask_a,
        &["url-unsigned: The URL is one of Azure Blob Storage, not of S3"],
    );
    check(
        "https://storage.googleapis.com/b/o?X-Goog-Signature=1",
        &ask_a,
        &["url-unsigned: The URL is one of Google Cloud Storage"],
    );

    for nonsense in ["", "hello", "s3://bucket/key", "javascript:alert(1)", "{", "{\"a\":1}", "[]"] {
        assert_eq!(read(nonsense, &ask_a).unwrap_err().code, "upload-unrecognized", "{nonsense}");
    }
}

/// What this computer's clock alone refuses may be fine by the server's.
#[test]
fn a_clock_that_may_be_wrong_only_warns() {
    let unsure = Ask { is_clock_unsure: true, now: NOW + 86_400_000, ..ask(5) };
    let late = read(&url(30), &unsure).unwrap();
    assert_eq!(found(&late).len(), 1, "{late:?}");
    assert!(found(&late)[0].starts_with("url-expired: "), "{late:?}");
    assert!(late.refusal().is_none());
    let early = read(&url(30), &Ask { now: NOW - 86_400_000, ..unsure.clone() }).unwrap();
    assert!(found(&early)[0].starts_with("url-not-yet-valid: ") && early.refusal().is_none(), "{early:?}");
    let sure = Ask { is_clock_unsure: false, ..unsure };
    assert!(read(&url(30), &sure).unwrap().refusal().is_some());
}

fn form(conditions: Value, fields: Value) -> String {
    let policy = json!({ "expiration": "2026-11-24T05:00:00.000Z", "conditions": conditions });
    let mut all = json!({ "policy": STANDARD.encode(policy.to_string()), "x-amz-signature": "a".repeat(64) });
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "url": "https://packages.s3.amazonaws.com/", "fields": all }).to_string()
}

const DATE: &str = "20261124T040000Z";
const SCOPE: &str = "AKIA/20261124/us-east-1/s3/aws4_request";

/// Conditions and fields every form has, and these.
fn with(conditions: Value, fields: Value) -> String {
    let mut all = json!([{ "bucket": "packages" }, { "x-amz-algorithm": "AWS4-HMAC-SHA256" }, { "x-amz-credential": SCOPE }, { "x-amz-date": DATE }]);
    all.as_array_mut().unwrap().extend(conditions.as_array().unwrap().clone());
    let mut given =
        json!({ "x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-credential": SCOPE, "x-amz-date": DATE });
    given.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    form(all, given)
}

#[test]
fn forms() {
    let key = json!({ "key": "f.zip" });
    let ask_a = ask(1000);
    let upload = check(
        &with(json!([{ "key": "f.zip" }, ["content-length-range", 1, 1000]]), key.clone()),
        &ask_a,
        &[],
    );
    assert_eq!(
        (upload.maximum_size, upload.known.bucket.as_deref(), upload.known.key.as_deref()),
        (Some(1000), Some("packages"), Some("f.zip"))
    );
    assert_eq!(
        (upload.known.expires, upload.known.region.as_deref()),
        (Some(NOW + 3_600_000), Some("us-east-1"))
    );
    check(
        &with(json!([["starts-with", "$key", "f"], ["content-length-range", 1, 999]]), key.clone()),
        &ask_a,
        &["upload-too-large: The package has 1000 bytes; the policy allows at most 999"],
    );
    check(
        &with(json!([["eq", "$key", "f.zip"], ["content-length-range", 2000, 3000]]), key.clone()),
        &ask_a,
        &["upload-too-small: The package has 1000 bytes; the policy wants at least 2000"],
    );
    check(
        &with(json!([["starts-with", "$key", "user/"]]), key.clone()),
        &ask_a,
        &["policy-invalid: The policy wants \"key\" to begin with \"user/\", unlike \"f.zip\""],
    );
    check(
        &with(json!([{ "key": "g.zip" }]), key.clone()),
        &ask_a,
        &["policy-invalid: The policy wants \"key\" to be \"g.zip\", not \"f.zip\""],
    );
    check(
        &with(json!([{ "key": "f.zip" }, { "acl": "private" }]), key.clone()),
        &ask_a,
        &["policy-invalid: The policy wants a field \"acl\" that is \"private\""],
    );
    check(
        &with(json!([{ "key": "f.zip" }]), json!({ "key": "f.zip", "acl": "private", "x-ignore-me": "1" })),
        &ask_a,
        &["policy-invalid: The policy does not allow the field \"acl\""],
    );
    check(
        &with(json!([{ "key": "f.zip" }, ["weird", 1]]), key.clone()),
        &ask_a,
        &["policy-invalid: The policy's condition [\"weird\",1] is not one of S3"],
    );
    check(
        &with(json!([["starts-with", "$key", ""]]), json!({})),
        &ask_a,
        &[
            "policy-invalid: The form has no field \"key\"",
            "policy-invalid: The policy wants a field \"key\"",
        ],
    );
    // A type the policy leaves open is ours to say.
    let upload = check(
        &with(json!([{ "key": "f.zip" }, ["starts-with", "$Content-Type", ""]]), key.clone()),
        &ask_a,
        &[],
    );
    assert!(upload.post.unwrap().fields.contains(&("Content-Type".into(), "application/zip".into())));
    check(
        &with(json!([{ "key": "f.zip" }, ["starts-with", "$Content-Type", "image/"]]), key.clone()),
        &ask_a,
        &["policy-invalid: The policy wants a field \"Content-Type\" that begins with \"image/\""],
    );

    let late = Ask { now: NOW + 7_200_000, ..Ask::default() };
    check(
        &with(json!([{ "key": "f.zip" }]), key.clone()),
        &late,
        &["url-expired: The policy expired at 2026-11-24T05:00:00Z, 60 minutes ago"],
    );
    let unsigned = json!({ "url": "https://h/", "fields": { "key": "k", "policy": "!" } }).to_string();
    check(&unsigned, &ask_a, &["policy-invalid: The form's policy is not JSON in base64"]);
    check(
        &json!({ "url": "ftp://h/", "fields": {} }).to_string(),
        &ask_a,
        &["policy-invalid: The form's \"url\" is not"],
    );
    check(
        &json!({ "url": 3, "fields": 4 }).to_string(),
        &ask_a,
        &["policy-invalid: The form's \"url\" is not"],
    );
    check(
        &json!({ "url": "https://h/", "fields": {} }).to_string(),
        &ask_a,
        &["policy-invalid: The form has no field \"policy\""],
    );

    // What we make is what we take.
    let wanted = post::Wanted {
        bucket: "packages".into(),
        key: "a/f.zip".into(),
        maximum_size: 5000,
        expires_in: 600,
    };
    let made = post::make(&place(), &wanted, &session(), NOW).unwrap();
    let upload = check(&post_text(&made), &ask_a, &[]);
    assert_eq!((upload.maximum_size, upload.known.expires), (Some(5000), Some(NOW + 600_000)));
    assert_eq!(
        post::make(&place(), &post::Wanted { expires_in: 0, ..wanted }, &session(), NOW).unwrap_err().code,
        "expiry-invalid"
    );
}

fn post_text(form: &post::PostForm) -> String {
    let fields: serde_json::Map<String, Value> =
        form.fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({ "url": form.url, "fields": fields }).to_string()
}

fn made(maximum_size: u64) -> Ticket {
    let wanted = ticket::Wanted {
        bucket: "packages".into(),
        key: "a b/f.zip".into(),
        upload_id: "u+1=".into(),
        maximum_size,
        part_size: None,
        expires_in: 3600,
    };
    ticket::make(&place(), &wanted, &session(), NOW).unwrap()
}

#[test]
fn tickets() {
    let size = 20 << 20;
    let ticket = made(size);
    assert_eq!(
        (ticket.parts.len(), ticket.part_size, ticket.expires.as_str()),
        (3, 8 << 20, "2026-11-24T05:00:00Z")
    );
    let good = serde_json::to_value(&ticket).unwrap();
    let text = good.to_string();
    let upload = check(&text, &ask(size), &[]);
    assert_eq!(
        (upload.maximum_size, upload.known.expires, upload.known.key.as_deref()),
        (Some(size), Some(NOW + 3_600_000), Some("a b/f.zip"))
    );
    check(
        &text,
        &ask(size + 1),
        &["upload-too-large: The package has 20971521 bytes; the ticket allows at most 20971520"],
    );
    check(
        &text,
        &Ask { now: NOW + 7_200_000, ..Ask::default() },
        &["url-expired: The ticket expired at 2026-11-24T05:00:00Z, 60 minutes ago"],
    );
    check(
        &text,
        &Ask { bytes_per_second: Some(1000.0), ..ask(size) },
        &["url-expires-soon: The ticket expires in 59 minutes; the upload takes about 5 hours"],
    );

    let edited = |edit: &dyn Fn(&mut Value)| {
        let mut value = good.clone();
        edit(&mut value);
        value.to_string()
    };
    let replace =
        |value: &mut Value, from: &str, to: &str| *value = json!(value.as_str().unwrap().replace(from, to));
    for (text, expected) in [
        (
            edited(&|t| t["wheelpressTicket"] = json!(2)),
            vec!["ticket-invalid: The ticket is of version 2; this page reads version 1"],
        ),
        (
            edited(&|t| {
                t.as_object_mut().unwrap().remove("complete");
            }),
            vec!["ticket-invalid: The ticket lacks \"complete\""],
        ),
        (
            edited(&|t| t["partSize"] = json!("8")),
            vec!["ticket-invalid: The ticket has a member of the wrong type"],
        ),
        (
            edited(&|t| t["partSize"] = json!(1)),
            vec![
                "ticket-invalid: The ticket's 3 parts have no room for its 20971520 bytes",
                "ticket-invalid: The ticket's parts have 1 bytes; S3 wants 5242880 or more",
            ],
        ),
        (
            edited(&|t| t["expires"] = json!("soon")),
            vec!["ticket-invalid: The ticket's expiry \"soon\" is not a time"],
        ),
        (
            edited(&|t| t["parts"].as_array_mut().unwrap().swap(0, 1)),
            vec![
                "ticket-invalid: The ticket's URL of part 1 is of another part",
                "ticket-invalid: The ticket's URL of part 2 is of another part",
            ],
        ),
        (
            edited(&|t| replace(&mut t["parts"][1], "packages.s3", "evil.s3")),
            vec!["ticket-invalid: The ticket's URL of part 2 is of another object"],
        ),
        (
            edited(&|t| replace(&mut t["complete"], "f.zip", "g.zip")),
            vec!["ticket-invalid: The ticket's URL \"complete\" is not of the key \"a b/f.zip\""],
        ),
        (
            edited(&|t| replace(&mut t["abort"], "uploadId=u", "uploadId=v")),
            vec!["ticket-invalid: The ticket's URL \"abort\" is of another upload"],
        ),
        (
            edited(&|t| t["parts"][2] = json!("javascript:alert(1)")),
            vec!["ticket-invalid: The ticket's URL of part 3 is not an http or https URL"],
        ),
        (
            edited(&|t| t["key"] = json!("other.zip")),
            vec!["ticket-invalid: The ticket's URL \"abort\" is not of the key \"other.zip\""; 1],
        ),
    ] {
        let found = found(&read(&text, &ask(size)).unwrap());
        for expected in &expected {
            assert!(found.iter().any(|found| found.starts_with(expected)), "{found:#?} {expected}");
        }
        if expected.len() == found.len() || text.contains("other.zip") {
            continue;
        }
        panic!("{found:#?}");
    }
    // No size a document states can overflow.
    let huge = edited(&|t| {
        t["partSize"] = json!(u64::MAX);
        t["maximumSize"] = json!(u64::MAX);
    });
    check(
        &huge,
        &ask(size),
        &["ticket-invalid: The ticket's 3 parts have no room for its 18446744073709551615 bytes"],
    );
}

#[test]
fn ticket_steps() {
    let ticket = made(20 << 20);
    let size = (8 << 20) + 5;
    let part = |part_number: u32| ticket::request(&ticket, &Step::Part { part_number, size });
    let second = part(2).unwrap();
    assert_eq!((second.method, &second.url, second.headers.len()), ("PUT", &ticket.parts[1], 0));
    assert_eq!(second.body, Body::Slice { start: 8 << 20, end: (8 << 20) + 5 });
    for number in [0, 3, 4, u32::MAX] {
        assert_eq!(part(number).unwrap_err().code, "part-invalid", "{number}");
    }
    let of =
        |part_number, etag: &str| Part { part_number, etag: etag.into(), size: None, checksum_sha256: None };
    let complete =
        ticket::request(&ticket, &Step::Complete { parts: vec![of(2, "\"b\""), of(1, "\"<a>\"")] }).unwrap();
    let Body::Text { text } = complete.body else { panic!() };
    assert_eq!(
        text,
        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Part><PartNumber>1</PartNumber><ETag>\"&lt;a&gt;\"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>\"b\"</ETag></Part></CompleteMultipartUpload>"
    );
    for parts in [vec![], vec![of(2, "b")], vec![of(1, "a"), of(1, "a")]] {
        assert_eq!(ticket::request(&ticket, &Step::Complete { parts }).unwrap_err().code, "part-invalid");
    }
    let abort = ticket::request(&ticket, &Step::Abort).unwrap();
    assert_eq!((abort.method, &abort.url), ("DELETE", &ticket.abort));
    let unlisted = Ticket { list: None, ..ticket.clone() };
    assert_eq!(ticket::request(&ticket, &Step::List).unwrap().method, "GET");
    assert_eq!(ticket::request(&unlisted, &Step::List).unwrap_err().code, "ticket-invalid");
}

#[test]
fn parts_fit() {
    const MIB: u64 = 1 << 20;
    for (size, part_size, count) in [
        (1, 8 * MIB, 1),
        (8 * MIB, 8 * MIB, 1),
        (8 * MIB + 1, 8 * MIB, 2),
        (120_000_000, 8 * MIB, 15),
        (80_000 * MIB, 8 * MIB, 10_000),
        (80_000 * MIB + 1, 9 * MIB, 8889),
    ] {
        let plan = parts::plan(size).unwrap();
        assert_eq!((plan.part_size, plan.count), (part_size, count), "{size}");
        let spans: Vec<_> =
            (1..=count as u32).map(|number| parts::span(size, part_size, number).unwrap()).collect();
        assert_eq!(spans.iter().map(|(start, end)| end - start).sum::<u64>(), size);
        assert_eq!(parts::span(size, part_size, count as u32 + 1), None);
    }
    assert_eq!(parts::plan(0).unwrap_err().code, "size-invalid");
    assert_eq!(parts::plan(u64::MAX).unwrap_err().code, "size-invalid");
}

#[test]
fn names_that_cannot_be() {
    let code = |bucket: &str, key: &str, region: &str, endpoint: Option<&str>| {
        let place =
            Place { region: region.into(), s3_endpoint: endpoint.map(str::to_string), ..Place::default() };
        place.object(bucket, key).map_err(|problem| problem.code)
    };
    assert_eq!(
        code("b.b", "k", "us-east-1", None).as_deref(),
        Ok("https://s3.us-east-1.amazonaws.com/b.b/k")
    );
    assert_eq!(
        code("bbb", "k", "cn-north-1", None).as_deref(),
        Ok("https://bbb.s3.cn-north-1.amazonaws.com.cn/k")
    );
    assert_eq!(
        code("bbb", "k?#%", "eu", Some("http://h:1/p/")).as_deref(),
        Ok("http://h:1/p/bbb/k%3F%23%25")
    );
    for (bucket, key, region, endpoint, expected) in [
        ("", "k", "eu", None, "bucket-invalid"),
        ("a/b", "k", "eu", None, "bucket-invalid"),
        ("evil.com#", "k", "eu", None, "bucket-invalid"),
        ("UPPER", "k", "eu", None, "bucket-invalid"),
        ("bbb", "", "eu", None, "key-invalid"),
        ("bbb", "a/../b", "eu", None, "key-invalid"),
        ("bbb", "..", "eu", None, "key-invalid"),
        ("bbb", "k", "", None, "region-invalid"),
        ("bbb", "k", "evil.com/", None, "region-invalid"),
        ("bbb", "k", "eu", Some("ftp://h"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("h"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("http://user:pass@h"), "endpoint-invalid"),
        ("bbb", "k", "eu", Some("http://h/?a=1"), "endpoint-invalid"),
    ] {
        assert_eq!(
            code(bucket, key, region, endpoint),
            Err(expected),
            "{bucket} {key} {region} {endpoint:?}"
        );
    }
}

/// What botocore makes is taken as it is, and our form has the signature botocore gives its policy.
#[test]
fn as_botocore_makes_them() {
    let wanted =
        post::Wanted { bucket: "packages".into(), key: "f.zip".into(), maximum_size: 5000, expires_in: 600 };
    let form = post::make(&place(), &wanted, &session(), NOW).unwrap();
    let field = |name: &str| form.fields.iter().find(|(other, _)| other == name).unwrap().1.clone();
    let given = json!({
        "id": "AKIAQWERTYUIOP234567", "secret": "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", "token": "FwoGZXIvYXdz//",
        "now": NOW, "policy": field("policy"), "date": field("x-amz-date"),
    });
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/botocore_uploads.py");
    let made = feed(Command::new(Tools::find().python()).arg(script), &given.to_string());
    let made: Value = serde_json::from_str(&made).unwrap();
    assert_eq!(made["signature"], field("x-amz-signature"));

    let put = check(made["put"].as_str().unwrap(), &ask(1000), &[]);
    assert_eq!((put.known.key.as_deref(), put.known.expires), (Some("a b/ä+f.zip"), Some(NOW + 3_600_000)));
    let typed = check(made["typed"].as_str().unwrap(), &ask(1000), &["url-signed-headers: "]);
    assert_eq!(typed.known.needed_headers, ["content-type"]);
    let post = check(&made["post"].to_string(), &ask(1000), &[]);
    assert_eq!((post.maximum_size, post.known.bucket.as_deref()), (Some(5000), Some("packages")));
    check(&made["post"].to_string(), &ask(5001), &["upload-too-large: "]);
    let ticket = check(&made["ticket"].to_string(), &ask(20 << 20), &[]);
    assert_eq!(ticket.ticket.unwrap().parts.len(), 3);
}
