//! Requests that Lambda refuses.

use super::*;

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
            "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is 283543219 bytes.",
            "too-large stop",
        ),
        (400, invalid, "Layers consume more than the available size of 262144000 bytes", "too-large stop"),
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
        (403, "InvalidSignatureException", "Credential should be scoped to a valid region. ", "region stop"),
        (
            403,
            "SignatureDoesNotMatch",
            "Credential should be scoped to a valid region, not 'us-east-1'.",
            "region stop",
        ),
        (
            403,
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'lambda'. ",
            "invalid stop",
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

/// Lambda answers a call of a function that cannot start with the status of a fault of its own.
#[test]
fn calls_are_refused() {
    let check = |status: u16, name: &str, message: &str, expected: &str, hint: &str| {
        let body = serde_json::json!({ "Type": "User", "Message": message }).to_string();
        let headers = if name.is_empty() { vec![] } else { vec![("x-amzn-ErrorType", name)] };
        let failure = failure(Invoke, &answer(status, &headers, &body));
        assert_eq!(said(&failure), expected, "{name} {message}");
        assert!(failure.hint.contains(hint), "{name}: {}", failure.hint);
        tidy(&failure);
    };
    let large =
        "6500000 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)";
    let event = "test event smaller";
    check(413, "RequestTooLargeException", large, "too-large stop", event);
    check(413, "", large, "too-large stop", event);
    check(413, "RequestTooLargeException", "too much", "too-large stop", event);
    check(413, "", "too much", "too-large stop", event);
    check(413, "SerializedRequestEntityTooLargeException", "too much", "too-large stop", event);
    let operation = "Request must be smaller than 69905067 bytes for the InvokeFunction operation";
    check(413, "RequestEntityTooLargeException", operation, "too-large stop", event);
    for (status, code, expected, hint) in [
        (502, "KMSDisabledException", "invalid stop", "environment variables"),
        (502, "KMSInvalidStateException", "invalid stop", "environment variables"),
        (502, "KMSNotFoundException", "invalid stop", "environment variables"),
        (502, "KMSAccessDeniedException", "denied stop", "policy"),
        (502, "InvalidSubnetIDException", "invalid stop", "VPC"),
        (502, "InvalidSecurityGroupIDException", "invalid stop", "VPC"),
        (502, "SubnetIPAddressLimitReachedException", "invalid stop", "subnets"),
        (502, "ENILimitReachedException", "invalid stop", "network interfaces"),
        (502, "EC2AccessDeniedException", "denied stop", "VPC"),
        (502, "EC2UnexpectedException", "invalid stop", "VPC"),
        (502, "EC2ThrottledException", "service retry", "then try again"),
        (502, "ENINotReadyException", "in-progress retry", "then try again"),
        (502, "ResourceNotReadyException", "in-progress retry", "then try again"),
        (409, "SnapStartNotReadyException", "in-progress retry", "then try again"),
        (408, "SnapStartTimeoutException", "invalid stop", "restored"),
        (408, "EFSMountConnectivityException", "invalid stop", "file system"),
        (408, "EFSMountTimeoutException", "invalid stop", "file system"),
        (403, "EFSMountFailureException", "invalid stop", "file system"),
        (410, "EFSIOException", "invalid stop", "file system"),
        (502, "InvalidRuntimeException", "invalid stop", "runtime"),
        (500, "ServiceException", "service retry", "then try again"),
    ] {
        check(status, code, "The function cannot start.", expected, hint);
    }
}
