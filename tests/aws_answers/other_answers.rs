//! Answers from other servers than S3 and Lambda, and data that must not be repeated or sent again.

use super::*;

#[test]
fn others_answer() {
    let html =
        "<html><head><title>502 Bad Gateway</title></head><body>\n<h1>502 Bad Gateway</h1></body></html>";
    for (status, op, body, expected) in [
        (502, PutObject, html, "service retry"),
        (502, UpdateFunctionCode, html, "service retry"),
        (403, HeadObject, "", "denied stop"),
        (404, HeadObject, "", "not-found stop"),
        (429, UploadPart, "", "throttled retry"),
        (0, PutObject, "", "network retry"),
        (407, PutObject, "who are you", "invalid stop"),
        // A page of a proxy with status 200 is no success.
        (200, CompleteMultipartUpload, html, "unknown stop"),
        (200, CreateMultipartUpload, html, "unknown stop"),
        (200, UpdateFunctionCode, html, "unknown stop"),
        (200, UpdateFunctionCode, "{}", "unknown stop"),
        (200, PublishVersion, "{\"CodeSha256\": 3}", "unknown stop"),
        (200, ListParts, "<Error><Code>", "unknown stop"),
    ] {
        let failure = failure(op, &answer(status, &[], body));
        assert_eq!(said(&failure), expected, "{status} {op:?} {body}");
        tidy(&failure);
    }
    assert_eq!(
        failure(PutObject, &answer(502, &[], html)).message,
        "\"PutObject\" was answered with status 502: 502 Bad Gateway 502 Bad Gateway"
    );
}

#[test]
fn headers_are_heard() {
    let throttled = |after: &str| {
        let headers = [("Retry-After", after), ("date", "Tue, 24 Nov 2026 04:00:00 GMT")];
        failure(GetFunction, &answer(429, &headers, "{}"))
    };
    assert_eq!(throttled("3").retry_after, Some(3000));
    assert_eq!(throttled("0.5").retry_after, Some(500));
    assert_eq!(throttled("Tue, 24 Nov 2026 04:00:07 GMT").retry_after, Some(7000));
    assert_eq!(throttled("99999999").retry_after, Some(300_000));
    assert_eq!(throttled("-1").retry_after, None);
    assert_eq!(throttled("soon").retry_after, None);
    assert_eq!(throttled("1").server_time, Some(1_795_492_800_000));
    let moved = failure(HeadObject, &answer(301, &[("x-amz-bucket-region", "eu-north-1")], ""));
    assert_eq!(
        (moved.kind, moved.retryable, moved.region.as_deref()),
        (FailureKind::Region, true, Some("eu-north-1"))
    );
}

#[test]
fn nobody_answers() {
    for (url, origin, is_online, kind, retryable) in [
        ("https://b.s3.amazonaws.com/k", "https://page.example", false, FailureKind::Network, true),
        ("https://b.s3.amazonaws.com/k", "https://page.example", true, FailureKind::Cors, true),
        ("http://s3.local/k", "https://page.example", true, FailureKind::Cors, false),
        ("http://127.0.0.1:3900/k", "https://page.example", true, FailureKind::Cors, true),
        ("https://page.example/k", "https://page.example", true, FailureKind::Network, true),
        ("nonsense", "null", true, FailureKind::Cors, true),
    ] {
        let failure = network(url, origin, is_online);
        assert_eq!((failure.kind, failure.retryable), (kind, retryable), "{url} {origin} {is_online}");
        tidy(&failure);
    }
}

/// Parts of the request that AWS repeats in its answer are not shown.
#[test]
fn an_answer_that_repeats_the_request_is_cut() {
    let canonical = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'PUT\n/2015-03-31/functions/f/code\n\nhost:lambda.us-east-1.amazonaws.com\nx-amz-date:20261124T030000Z\nx-amz-security-token:CANARYTOKEN\n\nhost;x-amz-date;x-amz-security-token\nabc'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20261124T030000Z'\n";
    let told = lambda(403, "InvalidSignatureException", canonical, "bad-credentials stop");
    assert_eq!(
        told.message,
        "AWS refused \"UpdateFunctionCode\": The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details (InvalidSignatureException)"
    );
    for body in [
        "<html>Blocked: X-Amz-Security-Token: CANARYTOKEN</html>",
        "no: PUT /k?X-Amz-Date=1&X-Amz-Security-Token=CANARYTOKEN&X-Amz-Signature=ab",
        "Authorization: AWS4-HMAC-SHA256 Credential=A, Signature=CANARYTOKEN",
    ] {
        for op in [PutObject, UpdateFunctionCode] {
            let told = failure(op, &answer(403, &[], body));
            assert!(!format!("{told:?}").contains("CANARYTOKEN"), "{told:?}");
            tidy(&told);
        }
    }
}

/// A request that another person signed is neither signed again nor sent to another host.
#[test]
fn what_a_presigned_url_answers() {
    #[track_caller]
    fn check(status: u16, inner: &str, expected: &str, hint: &str) {
        let body = format!("<Error>{inner}</Error>");
        let told = *read_presigned(PutObject, &answer(status, &[], &body)).expect_err("a failure");
        assert_eq!(said(&told), expected, "{inner}");
        assert!(told.hint.contains(hint) && !told.hint.contains("Paste the credentials"), "{told:?}");
        tidy(&told);
    }
    let url = "Ask for a new URL or ticket";
    check(400, &coded("ExpiredToken", "The provided token has expired."), "expired-url stop", url);
    check(403, &coded("SignatureDoesNotMatch", "It does not match."), "bad-credentials stop", url);
    check(
        403,
        &coded("SignatureDoesNotMatch", "It does not match."),
        "bad-credentials stop",
        "may be for downloading",
    );
    let early = coded("AccessDenied", "Request is not yet valid");
    check(403, &early, "expired-url stop", "Check the clock of the computer that made it");
    check(403, &coded("AccessDenied", "Policy is not yet valid"), "expired-url stop", "clock");
    // A retry would send the same bytes, which would differ again.
    let differs = "The CRC32 you specified did not match the calculated checksum.";
    check(400, &coded("BadDigest", differs), "checksum stop", "without a checksum in it");
    check(
        400,
        &coded("InvalidDigest", "The value is not valid."),
        "checksum stop",
        "without a checksum in it",
    );
    check(400, &coded("XAmzContentSHA256Mismatch", "no"), "checksum stop", "without a checksum in it");
    check(403, &coded("InvalidAccessKeyId", "It does not exist."), "bad-credentials stop", url);
    let moved = format!("{}<Region>eu-west-3</Region>", coded("PermanentRedirect", "elsewhere"));
    check(301, &moved, "region stop", "made for the bucket's own region");
    let skew =
        format!("{}<ServerTime>2026-11-24T04:00:00Z</ServerTime>", coded("RequestTimeTooSkewed", "no"));
    check(403, &skew, "expired-url stop", url);
    check(503, &coded("SlowDown", "Please reduce your request rate."), "throttled retry", "Wait");
    check(403, &coded("AccessDenied", "Access Denied"), "denied stop", "allow");
}

/// The S3 host for all regions answers a preflight with 307. For the page this looks like no answer.
#[test]
fn a_redirect_of_a_preflight_is_no_silence() {
    #[track_caller]
    fn check(url: &str, message: &str, hint: &str) {
        let failure = network(url, "https://page.example", true);
        assert_eq!(said(&failure), "cors retry");
        assert!(failure.message.contains(message) && failure.hint.contains(hint), "{failure:?}");
        tidy(&failure);
    }
    let on = "sends this page on to the bucket's own region";
    check("https://packages.s3.amazonaws.com/f.zip?a=b", on, "region in its host");
    check("https://s3.amazonaws.com/packages/f.zip", on, "region in its host");
    check("https://packages.s3.amazonaws.com/", on, "CORS configuration");
    let silent = "does not answer, or does not let this page ask";
    check("https://packages.s3.eu-west-2.amazonaws.com/f.zip", silent, "CORS configuration");
    check("https://s3.example.com/packages/f.zip", silent, "CORS configuration");
}

#[test]
fn what_the_page_itself_forbids_is_no_matter_of_cors() {
    let failure = blocked("http://[::1]:9000/packages/f.zip?X-Amz-Signature=abc");
    assert_eq!(said(&failure), "invalid stop");
    assert_eq!(failure.message, "The page's own security policy does not let it ask \"http://[::1]:9000\"");
    tidy(&failure);
}
