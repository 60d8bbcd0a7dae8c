//! What S3 and Lambda say, in their own words, and what is made of it.

use wheelpress::aws::action::Operation::{self, *};
use wheelpress::aws::answer::{Answer, Configuration, Failure, Kind, blocked, network, read, read_presigned};
use wheelpress::aws::{retry, waiter};

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    Answer { status, headers, body: body.to_string() }
}

fn failure(op: Operation, answer: &Answer) -> Failure {
    *read(op, answer).expect_err("a failure")
}

/// `kind retryable` of S3's `<Error>`.
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
    // The same where headers are hidden from the page, and with the member in upper case.
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

/// Every failure says what is wrong and what to do, without a final period.
#[track_caller]
fn tidy(failure: &Failure) {
    assert!(!failure.message.is_empty() && !failure.message.ends_with('.'), "{failure:?}");
    assert!(!failure.hint.is_empty() && !failure.hint.ends_with('.'), "{failure:?}");
}

fn coded(code: &str, message: &str) -> String {
    format!("<Code>{code}</Code><Message>{message}</Message>")
}

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
        // An error inside a 200.
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

#[test]
fn lambda_refuses() {
    let invalid = "InvalidParameterValueException";
    let moved = lambda(
        400,
        invalid,
        "Error occurred while GetObject. S3 Error Code: PermanentRedirect. S3 Error Message: The bucket is in this region: us-west-2. Please use this region to retry the request",
        "region stop",
    );
    assert_eq!(moved.region.as_deref(), Some("us-west-2"));
    let early = lambda(
        403,
        "InvalidSignatureException",
        "Signature expired: 20261124T030000Z is now earlier than 20261124T035500Z (20261124T040000Z - 5 min.)",
        "skew retry",
    );
    assert_eq!(early.server_time, Some(1_795_492_800_000));
    let late = lambda(
        403,
        "InvalidSignatureException",
        "Signature not yet current: 20261124T050000Z is still later than 20261124T040500Z (20261124T040000Z + 5 min.)",
        "skew retry",
    );
    assert_eq!(late.server_time, Some(1_795_492_800_000));
    for (status, name, message, expected) in [
        (
            409,
            "ResourceConflictException",
            "The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:us-east-1:1:function:f",
            "in-progress retry",
        ),
        (
            409,
            "ResourceConflictException",
            "The operation cannot be performed at this time. The function is currently in the following state: Pending",
            "in-progress retry",
        ),
        (409, "ResourceConflictException", "Function already exist: f", "exists stop"),
        (
            409,
            "ResourceConflictException",
            "Alias already exists: arn:aws:lambda:us-east-1:1:function:f:live",
            "exists stop",
        ),
        (
            412,
            "PreconditionFailedException",
            "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
            "precondition stop",
        ),
        (
            413,
            "RequestEntityTooLargeException",
            "Zipped size must be smaller than 52428800 bytes",
            "too-large stop",
        ),
        (
            413,
            "RequestEntityTooLargeException",
            "Request must be smaller than 70167211 bytes for the CreateFunction operation",
            "too-large stop",
        ),
        (400, invalid, "Unzipped size must be smaller than 262144000 bytes", "too-large stop"),
        (
            400,
            invalid,
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
            "invalid stop",
        ),
        (
            400,
            invalid,
            "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
            "not-found stop",
        ),
        (
            400,
            invalid,
            "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
            "not-found stop",
        ),
        (
            400,
            invalid,
            "CodeSHA256 (a=) is different from current CodeSHA256 in $LATEST (b=). Please try again with the CodeSHA256 in $LATEST.",
            "precondition stop",
        ),
        (400, invalid, "The role defined for the function cannot be assumed by Lambda.", "denied retry"),
        (400, invalid, "Value nodejs is not supported", "invalid stop"),
        (400, "CodeStorageExceededException", "Code storage limit exceeded.", "too-large stop"),
        (
            400,
            "InvalidCodeSignatureException",
            "The code signature failed the integrity check.",
            "denied stop",
        ),
        (
            400,
            "CodeVerificationFailedException",
            "The code signature failed one or more of the validation checks.",
            "denied stop",
        ),
        (
            404,
            "CodeSigningConfigNotFoundException",
            "The code signing configuration cannot be found.",
            "not-found stop",
        ),
        (
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:1:function:f",
            "not-found stop",
        ),
        (429, "TooManyRequestsException", "Rate Exceeded.", "throttled retry"),
        (500, "ServiceException", "An error occurred and the request cannot be processed.", "service retry"),
        (
            403,
            "AccessDeniedException",
            "User: arn:aws:iam::1:user/u is not authorized to perform: lambda:UpdateFunctionCode on resource: f because no identity-based policy allows it",
            "denied stop",
        ),
        (
            403,
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
            "bad-credentials stop",
        ),
        (
            403,
            "ExpiredTokenException",
            "The security token included in the request is expired",
            "expired-credentials stop",
        ),
        (
            403,
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided.",
            "bad-credentials stop",
        ),
        (
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
            "bad-credentials stop",
        ),
    ] {
        lambda(status, name, message, expected);
    }
}

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
        // A page of a proxy under a 200 is no success.
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
        (Kind::Region, true, Some("eu-north-1"))
    );
}

#[track_caller]
fn value(op: Operation, answer: Answer, expected: serde_json::Value) {
    assert_eq!(serde_json::to_value(read(op, &answer).unwrap()).unwrap(), expected);
}

#[test]
fn successes() {
    use serde_json::json;
    let ok = |headers: &[(&str, &str)], body: &str| answer(200, headers, body);
    value(
        PutObject,
        ok(&[("ETag", "\"e\""), ("x-amz-version-id", "v")], ""),
        json!({ "etag": "\"e\"", "versionId": "v" }),
    );
    value(UploadPart, ok(&[], ""), json!({}));
    value(
        HeadObject,
        ok(&[("content-length", "7"), ("x-amz-checksum-sha256", "h=")], ""),
        json!({ "size": 7, "checksumSha256": "h=" }),
    );
    value(
        CreateMultipartUpload,
        ok(
            &[],
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><InitiateMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Bucket>b</Bucket><Key>k</Key><UploadId>a&amp;b</UploadId></InitiateMultipartUploadResult>",
        ),
        json!({ "uploadId": "a&b" }),
    );
    value(
        CompleteMultipartUpload,
        ok(
            &[],
            "<CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket><Key>k</Key><ETag>&quot;e-2&quot;</ETag></CompleteMultipartUploadResult>",
        ),
        json!({ "etag": "\"e-2\"", "location": "l" }),
    );
    value(
        ListParts,
        ok(
            &[],
            "<ListPartsResult><Bucket>b</Bucket><Initiator><ID>i</ID></Initiator><NextPartNumberMarker>2</NextPartNumberMarker><IsTruncated>true</IsTruncated>\
             <Part><PartNumber>1</PartNumber><LastModified>x</LastModified><ETag>\"a\"</ETag><Size>5</Size></Part>\
             <Part><PartNumber>2</PartNumber><ETag>\"b\"</ETag><Size>6</Size><ChecksumSHA256>c=</ChecksumSHA256></Part></ListPartsResult>",
        ),
        json!({ "parts": [{ "partNumber": 1, "etag": "\"a\"", "size": 5 }, { "partNumber": 2, "etag": "\"b\"", "size": 6, "checksumSha256": "c=" }], "nextMarker": 2 }),
    );
    value(
        ListParts,
        ok(
            &[],
            "<ListPartsResult><IsTruncated>false</IsTruncated><NextPartNumberMarker>0</NextPartNumberMarker></ListPartsResult>",
        ),
        json!({ "parts": [] }),
    );
    value(
        ListMultipartUploads,
        ok(
            &[],
            "<ListMultipartUploadsResult><Bucket>b</Bucket><Upload><Key>k</Key><UploadId>u</UploadId><Initiator><ID>arn:aws:iam::1:user/me</ID><DisplayName>me</DisplayName></Initiator><Initiated>2026-11-24T04:00:00.000Z</Initiated></Upload></ListMultipartUploadsResult>",
        ),
        json!({ "uploads": [{ "key": "k", "uploadId": "u", "initiated": "2026-11-24T04:00:00.000Z", "initiator": "arn:aws:iam::1:user/me" }] }),
    );
    value(AbortMultipartUpload, answer(204, &[], ""), json!({}));
    value(
        PostForm,
        answer(
            201,
            &[],
            "<PostResponse><Location>l</Location><Bucket>b</Bucket><Key>k</Key><ETag>\"e\"</ETag></PostResponse>",
        ),
        json!({ "etag": "\"e\"", "location": "l" }),
    );
    let function = r#"{"FunctionName":"f","FunctionArn":"arn:f","Runtime":"python3.13","Handler":"a.b","CodeSize":9,"CodeSha256":"h=","Version":"$LATEST",
        "Layers":[{"Arn":"arn:l:1","CodeSize":4,"SigningJobArn":null}],"Architectures":["arm64"],"LastUpdateStatus":"InProgress","State":"Active","PackageType":"Zip",
        "Environment":{"Variables":{"SECRET":"never read"}},"VpcConfig":null,"Description":null,"RevisionId":"r"}"#;
    let configuration = json!({ "functionName": "f", "functionArn": "arn:f", "runtime": "python3.13", "handler": "a.b", "codeSize": 9, "codeSha256": "h=",
        "version": "$LATEST", "layers": [{ "arn": "arn:l:1", "codeSize": 4 }], "architectures": ["arm64"], "lastUpdateStatus": "InProgress",
        "state": "Active", "packageType": "Zip", "revisionId": "r" });
    value(UpdateFunctionCode, ok(&[], function), configuration.clone());
    value(
        GetFunction,
        ok(&[], &format!("{{\"Configuration\":{function},\"Code\":{{\"Location\":\"https://signed\"}}}}")),
        json!({ "configuration": configuration }),
    );
    // The page gives a configuration back as it got it.
    let back: Configuration = serde_json::from_value(configuration).unwrap();
    assert_eq!((back.function_name.as_str(), back.layers[0].code_size), ("f", 4));
    value(
        PublishLayerVersion,
        answer(
            201,
            &[],
            r#"{"Content":{"CodeSha256":"h=","CodeSize":3,"Location":"x"},"LayerArn":"a","LayerVersionArn":"a:1","Version":1}"#,
        ),
        json!({ "layerArn": "a", "layerVersionArn": "a:1", "version": 1, "codeSha256": "h=", "codeSize": 3 }),
    );
    value(
        Invoke,
        ok(
            &[
                ("X-Amz-Function-Error", "Unhandled"),
                ("X-Amz-Log-Result", "U1RBUlQ="),
                ("X-Amz-Executed-Version", "7"),
            ],
            "{\"errorMessage\":\"x\"}",
        ),
        json!({ "statusCode": 200, "payload": "{\"errorMessage\":\"x\"}", "functionError": "Unhandled", "log": "START", "executedVersion": "7" }),
    );
    value(
        GetAccountSettings,
        ok(
            &[],
            r#"{"AccountLimit":{"TotalCodeSize":80,"CodeSizeUnzipped":26,"CodeSizeZipped":5,"ConcurrentExecutions":1},"AccountUsage":{"TotalCodeSize":7,"FunctionCount":2}}"#,
        ),
        json!({ "totalCodeSize": 80, "usedCodeSize": 7, "codeSizeUnzipped": 26, "codeSizeZipped": 5, "functionCount": 2 }),
    );
    value(
        UpdateAlias,
        ok(&[], r#"{"AliasArn":"a","Name":"live","FunctionVersion":"7","RevisionId":"r"}"#),
        json!({ "aliasArn": "a", "name": "live", "functionVersion": "7", "revisionId": "r" }),
    );
}

#[test]
fn nobody_answers() {
    for (url, origin, is_online, kind, retryable) in [
        ("https://b.s3.amazonaws.com/k", "https://page.example", false, Kind::Network, true),
        ("https://b.s3.amazonaws.com/k", "https://page.example", true, Kind::Cors, true),
        ("http://s3.local/k", "https://page.example", true, Kind::Cors, false),
        ("http://127.0.0.1:3900/k", "https://page.example", true, Kind::Cors, true),
        ("https://page.example/k", "https://page.example", true, Kind::Network, true),
        ("nonsense", "null", true, Kind::Cors, true),
    ] {
        let failure = network(url, origin, is_online);
        assert_eq!((failure.kind, failure.retryable), (kind, retryable), "{url} {origin} {is_online}");
        tidy(&failure);
    }
}

#[test]
fn patience() {
    let throttled = failure(GetFunction, &answer(429, &[("retry-after", "2")], "{}"));
    let service = failure(GetFunction, &answer(500, &[], "{}"));
    let denied = failure(GetFunction, &answer(403, &[], "{}"));
    let delays = |failure: &Failure, random: f64| -> Vec<Option<i64>> {
        (1..=7).map(|attempt| retry::delay(failure, attempt, random)).collect()
    };
    let some = |delays: &[i64]| delays.iter().copied().map(Some).collect::<Vec<_>>();
    assert_eq!(delays(&service, 1.0), [some(&[500, 1000, 2000, 4000, 8000]), vec![None, None]].concat());
    assert_eq!(delays(&service, 0.0)[..5], some(&[0, 0, 0, 0, 0]));
    assert_eq!(delays(&service, 0.5)[..2], some(&[250, 500]));
    assert_eq!(delays(&service, f64::NAN)[..1], some(&[500]));
    // Never sooner than the server asked.
    assert_eq!(delays(&throttled, 0.0), some(&[2000; 7]));
    assert_eq!(delays(&throttled, 1.0)[..3], some(&[3000, 4000, 6000]));
    assert_eq!(delays(&denied, 1.0), vec![None; 7]);
    let moved = failure(HeadObject, &answer(301, &[("x-amz-bucket-region", "eu-north-1")], ""));
    assert_eq!(delays(&moved, 1.0)[..2], [Some(0), None]);
    assert_eq!(retry::delay(&service, u32::MAX, 1.0), None);
}

#[test]
fn waiting() {
    let look = |until: waiter::Until, update: Option<&str>, state: Option<&str>, polls: u32| {
        let configuration = Configuration {
            function_name: "f".into(),
            last_update_status: update.map(str::to_string),
            last_update_status_reason: (update == Some("Failed")).then(|| "No disk.".to_string()),
            state: state.map(str::to_string),
            ..Configuration::default()
        };
        let waiting = waiter::look(until, &configuration, polls);
        format!("{} {} {}: {}", waiting.done, waiting.ok, waiting.next_poll_ms, waiting.message)
    };
    use waiter::Until::*;
    assert_eq!(look(Updated, Some("Successful"), None, 1), "true true 0: \"f\" is ready");
    assert_eq!(look(Updated, Some("InProgress"), None, 299), "false false 1000: \"f\" is InProgress");
    assert_eq!(
        look(Updated, Some("InProgress"), None, 300),
        "true false 0: \"f\" is still InProgress after 300 looks"
    );
    assert_eq!(
        look(Updated, Some("Failed"), None, 1),
        "true false 0: AWS could not bring \"f\" into its new state: No disk"
    );
    assert_eq!(look(Active, None, Some("Pending"), 1), "false false 1000: \"f\" is Pending");
    assert_eq!(look(Active, None, Some("Active"), 1), "true true 0: \"f\" is ready");
    assert_eq!(look(Active, None, Some("Inactive"), 1), "true true 0: \"f\" is idle");
    assert_eq!(
        look(Active, None, Some("Failed"), 1),
        "true false 0: AWS could not bring \"f\" into its new state"
    );
}

/// What AWS repeats of the request is not repeated.
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

/// A request that somebody else signed is neither signed again nor sent elsewhere.
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
    check(403, &coded("InvalidAccessKeyId", "It does not exist."), "bad-credentials stop", url);
    let moved = format!("{}<Region>eu-west-3</Region>", coded("PermanentRedirect", "elsewhere"));
    check(301, &moved, "region stop", "made for the bucket's own region");
    let skew =
        format!("{}<ServerTime>2026-11-24T04:00:00Z</ServerTime>", coded("RequestTimeTooSkewed", "no"));
    check(403, &skew, "expired-url stop", url);
    check(503, &coded("SlowDown", "Please reduce your request rate."), "throttled retry", "Wait");
    check(403, &coded("AccessDenied", "Access Denied"), "denied stop", "allow");
}

/// Pages of other origins do not see the headers that tell of a function's error.
#[test]
fn a_function_that_fails_is_recognised() {
    #[track_caller]
    fn check(headers: &[(&str, &str)], payload: &str, expected: Option<&str>) {
        let value = read(Invoke, &answer(200, headers, payload)).expect("an answer");
        let value = serde_json::to_value(value).unwrap();
        assert_eq!(value["functionError"].as_str(), expected, "{payload}");
    }
    let error = r#"{"errorMessage": "'a'", "errorType": "KeyError", "requestId": "1", "stackTrace": []}"#;
    check(&[("X-Amz-Function-Error", "Unhandled")], error, Some("Unhandled"));
    check(&[], error, Some("KeyError"));
    check(&[], r#"{"errorMessage": "Task timed out after 3.00 seconds"}"#, Some("Unhandled"));
    // A function that answers like this by itself, where the headers are seen.
    check(&[("X-Amz-Executed-Version", "$LATEST")], error, None);
    check(&[], r#"{"errorMessage": "no", "statusCode": 400}"#, None);
    check(&[], r#"{"errorMessage": 1}"#, None);
    check(&[], "null", None);
    check(&[], "[]", None);
}

#[test]
fn layer_versions_are_listed() {
    let listed = r#"{"LayerVersions": [{"LayerVersionArn": "arn:aws:lambda:r:1:layer:l:7", "Version": 7, "Description": null}]}"#;
    let value = serde_json::to_value(read(ListLayerVersions, &answer(200, &[], listed)).unwrap()).unwrap();
    assert_eq!(value["layerVersions"][0]["version"], 7);
    let held = r#"{"LayerArn": "a", "LayerVersionArn": "a:7", "Version": 7, "Content": {"CodeSha256": "h=", "CodeSize": 5, "Location": "u"}, "CompatibleRuntimes": ["python3.13"]}"#;
    let value = serde_json::to_value(read(GetLayerVersion, &answer(200, &[], held)).unwrap()).unwrap();
    assert_eq!(
        value,
        serde_json::json!({ "layerArn": "a", "layerVersionArn": "a:7", "version": 7, "codeSha256": "h=", "codeSize": 5, "compatibleRuntimes": ["python3.13"] })
    );
}

#[test]
fn what_the_page_itself_forbids_is_no_matter_of_cors() {
    let failure = blocked("http://[::1]:9000/packages/f.zip?X-Amz-Signature=abc");
    assert_eq!(said(&failure), "invalid stop");
    assert_eq!(failure.message, "The page's own security policy does not let it ask \"http://[::1]:9000\"");
    tidy(&failure);
}
