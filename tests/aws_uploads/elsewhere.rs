//! URLs for other operations, for buckets that pages cannot reach, and with headers that pages cannot
//! set.

use super::*;

#[track_caller]
fn refused(text: &str, expected: &str) -> Upload {
    let upload = check(text, &context(1), &[expected]);
    assert!(upload.refusal().is_some(), "{text}");
    upload
}

#[test]
fn other_operations() {
    let good = url(3600);
    for name in [
        "acl",
        "tagging=",
        "uploads",
        "delete",
        "retention",
        "legal-hold",
        "versionId=3",
        "list-type=2",
        "X-Id=HeadObject",
    ] {
        let upload = read(&format!("{good}&{name}"), &context(1)).unwrap();
        assert_eq!(upload.refusal().map(|finding| finding.code.as_str()), Some("url-method"), "{name}");
    }
    for name in ["response-cache-control", "response-content-language", "Response-Expires"] {
        let expected =
            format!("url-method: The URL has \"{}\" in it: it is for downloading", name.to_lowercase());
        refused(&format!("{good}&{name}=x"), &expected);
    }
    let bucket = good.replace("/a%20b/f.zip", "/");
    refused(&bucket, "url-method: The URL names no object: it is of a bucket");
    refused(&good.replace("/a%20b/f.zip?", "?"), "url-method: The URL names no object: it is of a bucket");
    // The finding that it is not signed is the only one.
    refused("https://packages.s3.eu-central-1.amazonaws.com/", "url-unsigned: The URL of");
    for user in ["me:word", "me", ":word"] {
        refused(
            &good.replace("https://", &format!("https://{user}@")),
            "url-invalid: What was pasted has a user name or password in it",
        );
    }
    // Parameters that a PUT may have.
    for name in [
        "x-id=PutObject",
        "x-amz-acl=private",
        "x-amz-tagging=a%3Db",
        "X-Amz-Content-Sha256=UNSIGNED-PAYLOAD",
    ] {
        check(&format!("{good}&{name}"), &context(1), &[]);
    }
}

#[test]
fn buckets_that_pages_cannot_reach() {
    let zone = "s3express-use1-az4.us-east-1.amazonaws.com";
    let directory = url(3600)
        .replace("packages.s3.eu-central-1.amazonaws.com", &format!("b--use1-az4--x-s3.{zone}"))
        .replace("%2Feu-central-1%2Fs3%2F", "%2Fus-east-1%2Fs3express%2F");
    let message = "url-invalid: The URL is of a directory bucket, which lets no page upload";
    let upload = refused(&directory, message);
    assert_eq!(
        (upload.info.bucket.as_deref(), upload.info.key.as_deref()),
        (Some("b--use1-az4--x-s3"), Some("a b/f.zip"))
    );
    refused(&directory.replace("s3express%2F", "s3%2F"), message);
    refused(&format!("{directory}&x-amz-s3session-token=abc"), message);

    for (bucket, endpoint, is_refused) in [
        ("b--use1-az4--x-s3", None, true),
        ("ap--use1-az4--xa-s3", None, true),
        ("b--use1-az4--x-s3", Some("https://s3.example.com"), false),
        ("b--x-s3x", None, false),
        ("b-x-s3", None, false),
    ] {
        let place = EndpointConfig { s3_endpoint: endpoint.map(str::to_string), ..place() };
        let problem = place.object(bucket, "k").err();
        let said = problem.map(|problem| format!("{}: {}", problem.code, problem.message));
        let expected =
            format!("bucket-invalid: \"{bucket}\" is a directory bucket, which lets no page upload");
        assert_eq!(said, is_refused.then_some(expected), "{bucket}");
    }
    // A URL for all regions (SigV4a): its scope has no region, and the date is not taken for one.
    let any = url(3600)
        .replace("packages.s3.eu-central-1.amazonaws.com", "a1.mrap.accesspoint.s3-global.amazonaws.com")
        .replace("%2Feu-central-1%2Fs3%2F", "%2Fs3%2F")
        .replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256");
    assert_eq!(check(&format!("{any}&X-Amz-Region-Set=*"), &context(1), &[]).info.region, None);
}

#[test]
fn headers_that_pages_cannot_set() {
    let good = url(3600);
    for name in ["accept-encoding", "Origin", "transfer-encoding", "proxy-authorization", "date"] {
        let text = good.replace("SignedHeaders=host", &format!("SignedHeaders={name}%3Bhost"));
        let lower = name.to_lowercase();
        let upload = refused(
            &text,
            &format!("url-signed-headers: The URL has signed headers that no page may set: \"{lower}\""),
        );
        assert!(upload.info.needed_headers.is_empty(), "{name}");
        // Knowing their values does not help.
        let headers = vec![(lower, "x".to_string())];
        assert!(read(&text, &UploadContext { headers, ..context(1) }).unwrap().refusal().is_some(), "{name}");
    }
    let both = good.replace("SignedHeaders=host", "SignedHeaders=content-type%3Bhost%3Borigin");
    let upload = check(&both, &context(1), &["url-signed-headers: ", "url-signed-headers: "]);
    assert_eq!(upload.info.needed_headers, ["content-type"]);
}
