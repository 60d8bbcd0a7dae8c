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
    // Pasted with text around it. The URL is never changed.
    let pasted = check(&format!("curl -T function.zip '{}'\n", url(3600)), &context(1), &[]);
    assert!(pasted.kind == UploadKind::Put { url: url(3600) });
    // Path style, and other servers.
    let own = EndpointConfig { s3_endpoint: Some("http://127.0.0.1:3900".into()), ..place() };
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
    // The longest time that S3 allows, and the largest difference between clocks that it accepts.
    check(&url(604_800), &context_a, &[]);
    check(&url(3600), &UploadContext { now: NOW - 900_000, ..UploadContext::default() }, &[]);
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
            "url-signed-length: The URL has a signed \"content-length\": it takes files of one size alone",
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
    check(&signed, &known, &["url-signed-length: "]);
    // Of the known headers, only those are sent that the URL needs.
    let mut more = known.clone();
    more.headers.push(("x-amz-meta-a".into(), "1".into()));
    let request = put_request(&signed, &more).unwrap();
    assert_eq!((request.method, &request.url), ("PUT", &signed));
    assert_eq!(request.headers, known.headers);
    assert!(put_request(&url(3600), &more).unwrap().headers.is_empty());

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
    for other in [
        "bücher.example",
        "b\u{ad}ucher.example",
        "\u{ff45}xample.com",
        "b%C3%BCcher.example",
        "BÜCHER.example",
        "fZϛ",
        "B%C3%9CCHER.Example",
    ] {
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

/// The S3 host for all regions redirects to the bucket's region, and a browser's preflight does not
/// follow the redirect.
#[test]
fn regions_of_hosts() {
    let good = url(3600);
    let host = "packages.s3.eu-central-1.amazonaws.com";
    let scoped = |host_now: &str, region: &str| {
        good.replace(host, host_now).replace("%2Feu-central-1%2F", &format!("%2F{region}%2F"))
    };
    let names_none = |host: &str, region: &str| {
        format!("url-region: The URL is signed for {region}, and its host \"{host}\" names no region")
    };
    let is_of = |host: &str, region: &str, other: &str| {
        format!("url-region: The URL is signed for {region}, and its host \"{host}\" is of {other}")
    };
    for (host, region, expected) in [
        (
            "packages.s3.amazonaws.com",
            "eu-west-2",
            Some(names_none("packages.s3.amazonaws.com", "eu-west-2")),
        ),
        ("s3.amazonaws.com", "eu-west-2", Some(names_none("s3.amazonaws.com", "eu-west-2"))),
        ("packages.s3.amazonaws.com", "us-east-1", None),
        (
            "packages.s3.eu-west-1.amazonaws.com",
            "us-east-1",
            Some(is_of("packages.s3.eu-west-1.amazonaws.com", "us-east-1", "eu-west-1")),
        ),
        ("packages.s3-eu-west-1.amazonaws.com", "eu-west-1", None),
        (
            "packages.s3.amazonaws.com.",
            "eu-west-2",
            Some(names_none("packages.s3.amazonaws.com.", "eu-west-2")),
        ),
        ("packages.bucket.vpce-1a-2b.s3.eu-west-1.vpce.amazonaws.com", "eu-west-1", None),
        ("packages.s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1", None),
        ("packages.s3-accelerate.amazonaws.com", "eu-west-1", None),
        ("packages.s3.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", None),
        ("packages.s3.example.com", "garage", None),
    ] {
        let upload = check(
            &scoped(host, region),
            &context(1),
            &expected.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        assert!(upload.refusal().is_none(), "{host}");
    }
}

/// It is disputed whether AWS refuses the checksum of an empty file in a query. Other servers do.
#[test]
fn checksums_of_nothing() {
    let good = url(3600);
    for (host, severity) in [
        ("packages.s3.eu-central-1.amazonaws.com", Severity::Warning),
        ("packages.s3.eusc-de-east-1.amazonaws.eu", Severity::Warning),
        ("packages.s3.example.com", Severity::Error),
        ("127.0.0.1", Severity::Error),
    ] {
        for query in [
            "x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32",
            "x-amz-checksum-crc64nvme=AAAAAAAAAAA%3D",
            "x-amz-checksum-sha256=47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D&x-amz-sdk-checksum-algorithm=SHA256",
        ] {
            let text = format!("{}&{query}", good.replace("packages.s3.eu-central-1.amazonaws.com", host));
            let upload = read(&text, &context(1)).unwrap();
            let finding =
                upload.findings.iter().find(|finding| finding.code.as_str() == "url-checksum-empty").unwrap();
            assert_eq!(finding.severity, severity, "{host} {query}");
            let hint = finding.hint.as_deref().unwrap_or(finding.code.hint());
            assert!(hint.contains("WHEN_REQUIRED") && hint.contains("ChecksumAlgorithm"), "{hint}");
        }
    }
}

/// The bucket and the key in the form in which they are shown.
#[test]
fn buckets_in_hosts_and_paths() {
    let good = url(3600);
    for (place, bucket, key) in [
        ("packages.s3.eusc-de-east-1.amazonaws.eu/a%20b/f.zip", "packages", "a b/f.zip"),
        ("s3.eusc-de-east-1.amazonaws.eu/packages/a%20b/f.zip", "packages", "a b/f.zip"),
        ("packages.s3.us-iso-east-1.c2s.ic.gov/f.zip", "packages", "f.zip"),
        ("packages.bucket.vpce-1a-2b.s3.eu-central-1.vpce.amazonaws.com/a/f.zip", "packages", "a/f.zip"),
        ("bucket.vpce-1a-2b.s3.eu-central-1.vpce.amazonaws.com/packages/a/f.zip", "packages", "a/f.zip"),
        ("my.s3.packages.s3.eu-central-1.amazonaws.com/f.zip", "my.s3.packages", "f.zip"),
        ("packages.s3.example.com/a/f.zip", "packages", "a/f.zip"),
        ("packages.minio.local/a/f.zip", "packages", "a/f.zip"),
        ("minio.local/packages/a/f.zip", "packages", "a/f.zip"),
        ("packages.fra1.digitaloceanspaces.com/a/f.zip", "packages", "a/f.zip"),
        ("packages.files.example.com/f.zip", "packages", "f.zip"),
        ("files.example.com/packages/f.zip", "packages", "f.zip"),
        ("127.0.0.1:3900/packages/f.zip", "packages", "f.zip"),
    ] {
        let text = good.replace("packages.s3.eu-central-1.amazonaws.com/a%20b/f.zip", place);
        assert_ne!(text, good);
        let info = read(&text, &context(1)).unwrap().info;
        assert_eq!((info.bucket.as_deref(), info.key.as_deref()), (Some(bucket), Some(key)), "{place}");
    }
}

/// A URL that is invalid only by the computer's clock may be valid by the server's.
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

/// Values on both sides of each condition.
#[test]
fn conditions() {
    let good = url(3600);
    let edited = |from: &str, to: &str| good.replacen(from, to, 1);
    let at = |now: i64| UploadContext { now, ..context(1) };
    check(&good, &at(NOW - 900_001), &["url-not-yet-valid: "]);
    // The algorithm with other signatures, which have a variable length.
    let other = edited("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256");
    check(&other[..other.len() - 4], &context(1), &[]);
    check(
        &format!("{}g", &good[..good.len() - 1]),
        &context(1),
        &["url-invalid: The URL was changed: its signature has \"g\", which is no hexadecimal digit"],
    );
    check(
        &format!("{good}00"),
        &context(1),
        &["url-invalid: The URL was changed: its signature has 66 characters, and not 64"],
    );
    for name in ["Algorithm", "Credential", "Date", "Expires"] {
        let without = edited(&format!("X-Amz-{name}="), "x=");
        let expected =
            format!("url-invalid: The URL was cut off: it lacks \"x-amz-{}\"", name.to_lowercase());
        check(&without, &context(1), &[&expected]);
    }
    check(
        &edited("X-Amz-Date=2026", "X-Amz-Date=x"),
        &context(1),
        &["url-invalid: The URL's \"X-Amz-Date\""],
    );
    check(
        &edited("%2Faws4_request", ""),
        &context(1),
        &["url-invalid: The URL's \"X-Amz-Credential\" has no scope"],
    );
    // One of the two parameters alone is not a signature of version 2.
    for half in ["AWSAccessKeyId=AKIA&Expires=1795500000", "Signature=a&Expires=1795500000"] {
        check(&format!("https://b.s3.amazonaws.com/k?{half}"), &context(1), &["url-unsigned: "]);
    }
    for (query, service) in [
        ("GoogleAccessId=a&Signature=b", "Google Cloud Storage"),
        ("Policy=a&Signature=b&Key-Pair-Id=c", "CloudFront"),
        ("se=1&sig=a", "Azure Blob Storage"),
    ] {
        let expected = format!("url-unsigned: The URL is one of {service}, not of S3");
        check(&format!("https://files.example/k?{query}"), &context(1), &[&expected]);
    }
    for (name, value) in
        [("crc32c", "AAAAAA=="), ("sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="), ("crc64nvme", "AAAAAAAAAAA=")]
    {
        let value = value.replace('/', "%2F").replace('=', "%3D");
        check(&format!("{good}&x-amz-checksum-{name}={value}"), &context(1), &["url-checksum-empty: "]);
    }
    // The checksum of a package that is not packed yet is unknown.
    let unknown =
        check(&format!("{good}&x-amz-checksum-sha256=abcd"), &context(1), &["url-checksum-fixed: "]);
    assert!(unknown.refusal().is_none());
    let of_another = UploadContext { code_sha256: Some(HASH.into()), ..context(1) };
    let crc32 = check(&format!("{good}&x-amz-checksum-crc32=abcd"), &of_another, &["url-checksum-fixed: "]);
    assert!(crc32.refusal().is_none());
    // A semicolon at the end of the list does not add a header without a name.
    let ended = check(&edited("SignedHeaders=host", "SignedHeaders=host%3B"), &context(1), &[]);
    assert!(ended.info.needed_headers.is_empty());
    // Only one of two headers is given.
    let signed = edited("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=Content-Type%3Bhost%3Bx-amz-acl");
    let headers = vec![("content-type".to_string(), "application/zip".to_string())];
    check(
        &signed,
        &UploadContext { headers, ..context(1) },
        &["url-signed-headers: The URL has signed headers whose values it does not tell: \"x-amz-acl\""],
    );
    for (host, is_plain) in [("127.0.0.1:3900", false), ("localhost:3900", false), ("10.0.0.1", true)] {
        let plain = edited("https://packages.s3.eu-central-1.amazonaws.com", &format!("http://{host}"));
        assert_eq!(!read(&plain, &context(1)).unwrap().findings.is_empty(), is_plain, "{host}");
    }
}
