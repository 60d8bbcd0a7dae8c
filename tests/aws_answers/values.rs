//! Answers to requests that succeed.

use super::*;

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
        json!({ "configuration": configuration, "codeLocation": "https://signed" }),
    );
    // The storage of the code is part of the configuration. The signed URL is kept separately.
    let managed = function.replacen('{', r#"{"CapacityProviderConfig":{"LambdaManagedInstancesCapacityProviderConfig":{"CapacityProviderArn":"arn:p","PerExecutionEnvironmentMaxConcurrency":4}},"#, 1);
    let mut kept = configuration.clone();
    kept["capacityProviderConfig"] =
        json!({ "lambdaManagedInstancesCapacityProviderConfig": { "capacityProviderArn": "arn:p" } });
    kept["code"] =
        json!({ "sourceKMSKeyArn": "arn:key", "resolvedS3Object": { "s3Bucket": "b", "s3Key": "k" } });
    let code = r#"{"RepositoryType":"S3","Location":"https://signed","SourceKMSKeyArn":"arn:key","ResolvedS3Object":{"S3Bucket":"b","S3Key":"k","S3ObjectVersion":"v"}}"#;
    value(
        GetFunction,
        ok(&[], &format!("{{\"Configuration\":{managed},\"Code\":{code}}}")),
        json!({ "configuration": kept, "codeLocation": "https://signed" }),
    );
    let listed = r#"{"Functions":[{"FunctionName":"f","FunctionArn":"a","CodeSha256":"h=","Runtime":"python3.13","LoggingConfig":{"LogGroup":"g","LogFormat":"JSON"}}],"NextMarker":"m"}"#;
    let found = json!({ "functionName": "f", "functionArn": "a", "codeSha256": "h=", "codeSize": 0, "version": "",
        "runtime": "python3.13", "architectures": [], "layers": [], "loggingConfig": { "logGroup": "g" } });
    value(ListFunctions, ok(&[], listed), json!({ "functions": [found], "nextMarker": "m" }));
    value(ListFunctions, ok(&[], r#"{"Functions":[],"NextMarker":null}"#), json!({ "functions": [] }));
    value(
        DescribeLogStreams,
        ok(&[], r#"{"logStreams":[{"logStreamName":"s","creationTime":1,"arn":"a"}],"nextToken":"t"}"#),
        json!({ "logStreams": [{ "logStreamName": "s" }] }),
    );
    value(
        GetLogEvents,
        ok(
            &[],
            r#"{"events":[{"timestamp":7,"message":"START\n","ingestionTime":8}],"nextForwardToken":"f"}"#,
        ),
        json!({ "events": [{ "timestamp": 7, "message": "START\n" }] }),
    );
    // For log lines that moto writes itself, it returns fractions of milliseconds.
    value(
        GetLogEvents,
        ok(
            &[],
            r#"{"events":[{"timestamp":1795492800000.25,"message":"a"},{"timestamp":-1.0,"message":"b"}]}"#,
        ),
        json!({ "events": [{ "timestamp": 1_795_492_800_000_i64, "message": "a" }, { "timestamp": -1, "message": "b" }] }),
    );
    // The page passes a configuration back as it received it.
    let back: FunctionConfiguration = serde_json::from_value(configuration).unwrap();
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

/// Pages of other origins cannot read the headers that report an error of a function.
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
    // A function that itself returns such an answer, when the headers can be read.
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
    let held = r#"{"LayerArn": "a", "LayerVersionArn": "a:7", "Version": 7, "Content": {"CodeSha256": "h=", "CodeSize": 5, "Location": "https://b/l?X-Amz-Signature=0"}, "CompatibleRuntimes": ["python3.13"]}"#;
    let value = serde_json::to_value(read(GetLayerVersion, &answer(200, &[], held)).unwrap()).unwrap();
    assert_eq!(
        value,
        serde_json::json!({ "layerArn": "a", "layerVersionArn": "a:7", "version": 7, "codeSha256": "h=", "codeSize": 5, "compatibleRuntimes": ["python3.13"], "codeLocation": "https://b/l?X-Amz-Signature=0" })
    );
}
