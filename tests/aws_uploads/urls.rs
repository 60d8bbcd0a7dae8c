//! Presigned URLs.

use super::*;

#[test]
fn a_good_url() {
    let upload = check(&url(3600), &context(1_000_000), &[]);
    assert_eq!(upload.info.host, "packages.s3.eu-central-1.amazonaws.com");
    assert_eq!(upload.info.bucket.as_deref(), Some("packages"));
    assert_eq!(upload.info.key.as_deref(), Some("a b/f.zip"));
    assert_eq!(upload.info.region.as_deref(), Some("eu-central-1"));
    assert_eq!(upload.info.expires, Some(NOW + 3_600_000));
    assert!(upload.refusal().is_none());
    // As people paste it; never rewritten.
    let pasted = check(&format!("curl -T function.zip '{}'\n", url(3600)), &context(1), &[]);
    assert!(pasted.kind == UploadKind::Put { url: url(3600) });
    // Path style, other servers.
    let own = Place { s3_endpoint: Some("http://127.0.0.1:3900".into()), ..place() };
    let own = session().presign(&own, &put(), NOW, 3600).unwrap().url;
    let upload = check(&own, &context(1), &[]);
    assert_eq!(
        (upload.info.bucket.as_deref(), upload.info.key.as_deref()),
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
    let context_a = context(1_000_000);
    check(&url(30), &context_a, &["url-expired: The URL expired at 2026-11-24T04:00:30Z, 30 seconds ago"]);
    check(
        &url(120),
        &context(600_000_000),
        &["url-expires-soon: The URL expires in 60 seconds; the upload takes about 10 minutes at 1.0 MB/s"],
    );
    check(&url(120), &context_a, &[]);
    check(&url(65), &context_a, &["url-expires-soon: The URL expires in 5 seconds"]);
    let before = UploadContext { now: NOW - 3_600_000, ..UploadContext::default() };
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
        &context_a,
        &[
            "url-signed-headers: The URL has signed headers whose values it does not tell: \"content-type\", \"x-amz-acl\"",
        ],
    );
    assert_eq!(upload.info.needed_headers, ["content-type", "x-amz-acl"]);
    let known = UploadContext {
        headers: vec![
            ("Content-Type".into(), "application/zip".into()),
            ("x-amz-acl".into(), "private".into()),
        ],
        ..context(1)
    };
    check(&signed, &known, &[]);

    check(
        &format!("{good}&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32"),
        &context_a,
        &[
            "url-checksum-empty: The URL has the checksum of an empty file in it, \"x-amz-checksum-crc32=AAAAAA==\"",
        ],
    );
    check(&format!("{good}&x-amz-checksum-crc32=AAAAAA=="), &context_a, &["url-checksum-empty: "]);
    check(&format!("{good}&X-Amz-Checksum-Crc64nvme=AAAAAAAAAAA%3D"), &context_a, &["url-checksum-empty: "]);
    check(
        &format!("{good}&x-amz-checksum-crc32=abcdef%3D%3D"),
        &context_a,
        &["url-checksum-fixed: The URL has \"x-amz-checksum-crc32\" in it: it takes one file alone"],
    );
    let sha = format!("{good}&x-amz-checksum-sha256={}", HASH.replace('+', "%2B").replace('=', "%3D"));
    check(&sha, &UploadContext { code_sha256: Some(HASH.into()), ..context(1) }, &[]);
    let upload = check(
        &sha,
        &UploadContext { code_sha256: Some("other".into()), ..context(1) },
        &["url-checksum-fixed: "],
    );
    assert!(upload.refusal().is_some());

    check(
        &edit("X-Amz-SignedHeaders=host&", ""),
        &context_a,
        &["url-invalid: The URL was cut off: it lacks \"x-amz-signedheaders\""],
    );
    check(
        &good[..good.len() - 4],
        &context_a,
        &["url-invalid: The URL was cut off: its signature has 60 of 64 characters"],
    );
    let host = "packages.s3.eu-central-1.amazonaws.com";
    let not_ascii = "url-invalid: What was pasted has a host outside of ASCII; write it in the form that begins with \"xn--\"";
    for other in ["bücher.example", "b\u{ad}ucher.example", "\u{ff45}xample.com", "b%C3%BCcher.example"] {
        let upload = check(&edit(host, other), &context_a, &[not_ascii]);
        assert_eq!(upload.info.host, "", "{other}");
    }
    let upload = check(&edit(host, "xn--bcher-kva.example"), &context_a, &[]);
    assert_eq!(upload.info.host, "xn--bcher-kva.example");
    check(&good.replace('&', "&amp;"), &context_a, &["url-invalid: The URL was copied out of HTML"]);
    check(
        &edit("%2Fs3%2F", "%2Flambda%2F"),
        &context_a,
        &["url-invalid: The URL is signed for \"lambda\", not for S3"],
    );
    check(
        &edit("X-Amz-Expires=3600", "X-Amz-Expires=604801"),
        &context_a,
        &["url-invalid: The URL says it lasts 604801 seconds"],
    );
    check(
        &edit("X-Amz-Expires=3600", "X-Amz-Expires=soon"),
        &context_a,
        &["url-invalid: The URL's \"X-Amz-Date\" or \"X-Amz-Expires\" is not a time"],
    );
    check(
        &format!("{good}&x-id=GetObject"),
        &context_a,
        &["url-method: The URL is one of \"GetObject\", not of PutObject"],
    );
    check(&format!("{good}&x-id=PutObject"), &context_a, &[]);
    check(
        &format!("{good}&response-content-disposition=attachment"),
        &context_a,
        &["url-method: The URL has \"response-content-disposition\""],
    );
    check(
        &format!("{good}&partNumber=1&uploadId=u"),
        &context_a,
        &["url-method: The URL is one part of a multipart upload"],
    );
    check(
        &edit("https://", "http://"),
        &context_a,
        &["url-plain: The URL goes to \"packages.s3.eu-central-1.amazonaws.com\" over http"],
    );
    check(&good, &context(5 << 30), &["url-expires-soon: "]);
    check(
        &good,
        &context((5 << 30) + 1),
        &[
            "upload-too-large: The package has 5368709121 bytes; one PUT takes at most 5368709120",
            "url-expires-soon: ",
        ],
    );
    check(
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIA&Signature=a&Expires=1795500000",
        &context_a,
        &["url-signature-v2: "],
    );
    check(
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIA&Signature=a&Expires=1795490000",
        &context_a,
        &["url-expired: ", "url-signature-v2: "],
    );
    check(
        "https://b.s3.amazonaws.com/k",
        &context_a,
        &["url-unsigned: The URL of \"b.s3.amazonaws.com\" has no signature of S3 in it"],
    );
    check(
        "https://acc.blob.core.windows.net/c/b?sv=2024&sig=x",
        &context_a,
        &["url-unsigned: The URL is one of Azure Blob Storage, not of S3"],
    );
    check(
        "https://storage.googleapis.com/b/o?X-Goog-Signature=1",
        &context_a,
        &["url-unsigned: The URL is one of Google Cloud Storage"],
    );

    for nonsense in ["", "hello", "s3://bucket/key", "javascript:alert(1)", "{", "{\"a\":1}", "[]"] {
        assert_eq!(read(nonsense, &context_a).unwrap_err().code, "upload-unrecognized", "{nonsense}");
    }
}

/// What this computer's clock alone refuses may be fine by the server's.
#[test]
fn a_clock_that_may_be_wrong_only_warns() {
    let unsure = UploadContext { is_clock_unsure: true, now: NOW + 86_400_000, ..context(5) };
    let late = read(&url(30), &unsure).unwrap();
    assert_eq!(found(&late).len(), 1, "{late:?}");
    assert!(found(&late)[0].starts_with("url-expired: "), "{late:?}");
    assert!(late.refusal().is_none());
    let early = read(&url(30), &UploadContext { now: NOW - 86_400_000, ..unsure.clone() }).unwrap();
    assert!(found(&early)[0].starts_with("url-not-yet-valid: ") && early.refusal().is_none(), "{early:?}");
    let sure = UploadContext { is_clock_unsure: false, ..unsure };
    assert!(read(&url(30), &sure).unwrap().refusal().is_some());
}
