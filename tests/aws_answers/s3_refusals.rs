//! Requests that S3 refuses.

use super::*;

#[test]
fn s3_refuses() {
    let expired = s3(
        403,
        PutObject,
        &format!(
            "{}<X-Amz-Expires>60</X-Amz-Expires><Expires>2026-11-24T03:00:00Z</Expires><ServerTime>2026-11-24T04:00:00Z</ServerTime>",
            coded("AccessDenied", "Request has expired")
        ),
        "expired-url stop",
    );
    assert_eq!(
        expired.message,
        "AWS refused \"PutObject\": Request has expired (AccessDenied); it expired at 2026-11-24T03:00:00Z"
    );
    let skewed = s3(
        403,
        PutObject,
        &format!(
            "{}<RequestTime>20261124T030000Z</RequestTime><ServerTime>2026-11-24T04:00:00Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>",
            coded(
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large."
            )
        ),
        "skew retry",
    );
    assert_eq!(skewed.server_time, Some(1_795_492_800_000));
    s3(403, PutObject, &coded("RequestTimeTooSkewed", "The difference is too large."), "skew stop");
    let region = s3(
        400,
        PutObject,
        &format!(
            "{}<Region>eu-central-1</Region>",
            coded(
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'"
            )
        ),
        "region retry",
    );
    assert_eq!(region.region.as_deref(), Some("eu-central-1"));
    let redirect = s3(
        301,
        PutObject,
        &format!(
            "{}<Bucket>b</Bucket><Endpoint>b.s3.eu-west-3.amazonaws.com</Endpoint>",
            coded(
                "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."
            )
        ),
        "region retry",
    );
    assert_eq!(redirect.region.as_deref(), Some("eu-west-3"));
    s3(301, PutObject, &coded("PermanentRedirect", "elsewhere"), "region stop");
    let unsigned = s3(
        403,
        PutObject,
        &format!(
            "{}<HeadersNotSigned>x-amz-acl, x-amz-meta-a</HeadersNotSigned>",
            coded("AccessDenied", "There were headers present in the request which were not signed")
        ),
        "invalid stop",
    );
    assert!(unsigned.message.ends_with(": x-amz-acl, x-amz-meta-a"), "{}", unsigned.message);
    let large = s3(
        400,
        PostForm,
        &format!(
            "{}<ProposedSize>9</ProposedSize><MaxSizeAllowed>5</MaxSizeAllowed>",
            coded("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        ),
        "too-large stop",
    );
    assert!(large.message.ends_with("at most 5 bytes are allowed"), "{}", large.message);
    for (status, op, code, message, expected) in [
        (403, PutObject, "AccessDenied", "Access Denied", "denied stop"),
        (403, PostForm, "AccessDenied", "Invalid according to Policy: Policy expired.", "expired-url stop"),
        (
            403,
            PostForm,
            "AccessDenied",
            "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$key\", \"a\"]",
            "invalid stop",
        ),
        (
            400,
            PostForm,
            "EntityTooSmall",
            "Your proposed upload is smaller than the minimum allowed object size.",
            "invalid stop",
        ),
        (400, PutObject, "ExpiredToken", "The provided token has expired.", "expired-credentials stop"),
        (
            400,
            PutObject,
            "InvalidToken",
            "The provided token is malformed or otherwise invalid.",
            "bad-credentials stop",
        ),
        (
            403,
            PutObject,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            "bad-credentials stop",
        ),
        (
            403,
            PutObject,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
            "bad-credentials stop",
        ),
        (
            403,
            PutObject,
            "AccessForbidden",
            "CORSResponse: CORS is not enabled for this bucket.",
            "cors stop",
        ),
        (404, PutObject, "NoSuchBucket", "The specified bucket does not exist", "not-found stop"),
        (
            404,
            UploadPart,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid.",
            "no-such-upload stop",
        ),
        (
            400,
            CompleteMultipartUpload,
            "InvalidPart",
            "One or more of the specified parts could not be found.",
            "bad-part stop",
        ),
        (
            400,
            CompleteMultipartUpload,
            "InvalidPartOrder",
            "The list of parts was not in ascending order.",
            "bad-part stop",
        ),
        (
            400,
            CompleteMultipartUpload,
            "EntityTooSmall",
            "Your proposed upload is smaller than the minimum allowed size",
            "bad-part stop",
        ),
        (
            400,
            PutObject,
            "BadDigest",
            "The SHA256 you specified did not match the calculated checksum.",
            "checksum retry",
        ),
        (
            400,
            PutObject,
            "InvalidRequest",
            "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
            "invalid stop",
        ),
        (
            400,
            PutObject,
            "RequestTimeout",
            "Your socket connection to the server was not read from or written to within the timeout period.",
            "network retry",
        ),
        (
            412,
            PutObject,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
            "exists stop",
        ),
        (
            409,
            PutObject,
            "ConditionalRequestConflict",
            "The conditional request cannot succeed due to a conflicting operation against this resource.",
            "in-progress retry",
        ),
        (503, PutObject, "SlowDown", "Please reduce your request rate.", "throttled retry"),
        (
            500,
            PutObject,
            "InternalError",
            "We encountered an internal error. Please try again.",
            "service retry",
        ),
        (400, PutObject, "SomethingNew", "Nobody knows.", "invalid stop"),
        (503, PutObject, "SomethingNew", "Nobody knows.", "service retry"),
        // An error in an answer with status 200.
        (
            200,
            CompleteMultipartUpload,
            "InternalError",
            "We encountered an internal error. Please try again.",
            "service retry",
        ),
    ] {
        s3(status, op, &coded(code, message), expected);
    }
}

/// A bucket with Object Lock needs a checksum: the hint must not ask for a URL without one.
#[test]
fn object_lock() {
    let message = "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters";
    let body = format!("<Error>{}</Error>", coded("InvalidRequest", message));
    let answer = answer(400, &[("Content-Type", "application/xml")], &body);
    for failure in [failure(PutObject, &answer), *read_presigned(PutObject, &answer).unwrap_err()] {
        assert!(failure.hint.contains("a URL with a checksum"), "{}", failure.hint);
    }
}
