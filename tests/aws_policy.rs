//! IAM policies for deploys: each action on the ARN that it is requested for, and nothing else. Also the hosts that
//! requests are sent to.

use serde_json::{Value, json};
use wheelpress::aws::endpoint::EndpointConfig;
use wheelpress::aws::policy::{PolicyOptions, policy};

/// Checks a policy, given as `action… on resource…` with one statement a line. A condition is at the end
/// of its line.
#[track_caller]
fn check(options: Value, expected: &str) {
    let options: PolicyOptions = serde_json::from_value(options).unwrap();
    let policy: Value = serde_json::from_str(&policy(&options)).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    let joined = |list: &Value| -> String {
        let words: Vec<&str> = list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        words.join(" ")
    };
    let lines: Vec<String> = policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| {
            assert_eq!(statement["Effect"], "Allow");
            let condition = statement.get("Condition").map(|condition| format!(" if {condition}"));
            let (action, resource) = (joined(&statement["Action"]), joined(&statement["Resource"]));
            format!("{action} on {resource}{}", condition.unwrap_or_default())
        })
        .collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, expected);
}

#[test]
fn functions() {
    check(
        json!({
            "region": "eu-west-1", "account": "123456789012", "steps": ["list", "update"],
            "functions": [{ "functionName": "hello", "region": "eu-west-1" }],
        }),
        "lambda:GetFunction lambda:UpdateFunctionCode on arn:aws:lambda:eu-west-1:123456789012:function:hello
         lambda:ListFunctions on *",
    );
    // The account is unknown, but the name of one function includes its account.
    check(
        json!({
            "region": "us-gov-west-1", "steps": ["update", "configure", "publish", "alias", "invoke", "logs"],
            "functions": [
                { "functionName": "a", "region": "us-gov-west-1", "alias": "live" },
                { "functionName": "210987654321:function:b", "region": "cn-north-1", "logGroup": "shared" },
            ],
        }),
        "lambda:CreateAlias lambda:GetAlias lambda:GetFunction lambda:PublishVersion lambda:UpdateAlias lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration on arn:aws-cn:lambda:cn-north-1:210987654321:function:b arn:aws-us-gov:lambda:us-gov-west-1:*:function:a
         lambda:InvokeFunction on arn:aws-cn:lambda:cn-north-1:210987654321:function:b arn:aws-us-gov:lambda:us-gov-west-1:*:function:a:live
         logs:DescribeLogStreams logs:FilterLogEvents logs:GetLogEvents on arn:aws-cn:logs:cn-north-1:210987654321:log-group:shared:* arn:aws-us-gov:logs:us-gov-west-1:*:log-group:/aws/lambda/a:*",
    );
}

#[test]
fn opened_functions() {
    let check = |layers: Value, expected: &str| {
        let function = json!({ "functionName": "f", "region": "us-east-1", "layers": layers });
        check(
            json!({ "region": "us-east-1", "account": "123456789012", "steps": ["open"], "functions": [function] }),
            &format!("lambda:GetFunction on arn:aws:lambda:us-east-1:123456789012:function:f\n{expected}"),
        );
    };
    check(json!(null), "");
    check(json!([]), "");
    let libs = "arn:aws:lambda:us-east-1:017000801446:layer:powertools:3";
    check(json!([libs]), &format!("lambda:GetLayerVersion on {libs}"));
}

#[test]
fn new_functions() {
    check(
        json!({
            "region": "us-east-1", "account": "123456789012", "steps": ["update", "create"],
            "functions": [{ "functionName": "f", "region": "us-east-1" }],
            "role": "arn:aws:iam::123456789012:role/r", "sourceKmsKeyArn": "arn:aws:kms:us-east-1:1:key/k",
            "capacityProviderArn": "arn:aws:lambda:us-east-1:1:capacity-provider:p",
        }),
        "lambda:CreateFunction lambda:GetFunction lambda:UpdateFunctionCode on arn:aws:lambda:us-east-1:123456789012:function:f
         iam:PassRole on arn:aws:iam::123456789012:role/r if {\"StringEquals\":{\"iam:PassedToService\":\"lambda.amazonaws.com\"}}
         lambda:PassCapacityProvider on arn:aws:lambda:us-east-1:1:capacity-provider:p
         kms:Decrypt kms:GenerateDataKey on arn:aws:kms:us-east-1:1:key/k",
    );
}

#[test]
fn layers_and_objects() {
    check(
        json!({ "region": "us-east-1", "layer": "libs" }),
        "lambda:PublishLayerVersion on arn:aws:lambda:us-east-1:*:layer:libs
         lambda:GetLayerVersion on arn:aws:lambda:us-east-1:*:layer:libs:*
         lambda:ListLayerVersions on *",
    );
    // When a layer is attached, the other layers of the function stay. Those can belong to other
    // accounts.
    let libs = "arn:aws:lambda:us-east-1:017000801446:layer:powertools:3";
    check(
        json!({
            "region": "us-east-1", "account": "123456789012", "layer": "libs", "steps": ["configure"],
            "functions": [{ "functionName": "f", "region": "us-east-1", "layers": [libs] }],
        }),
        &format!(
            "lambda:GetFunction lambda:UpdateFunctionConfiguration on arn:aws:lambda:us-east-1:123456789012:function:f
             lambda:PublishLayerVersion on arn:aws:lambda:us-east-1:123456789012:layer:libs
             lambda:GetLayerVersion on {libs} arn:aws:lambda:us-east-1:123456789012:layer:libs:*
             lambda:ListLayerVersions on *"
        ),
    );
    check(
        json!({
            "region": "cn-north-1", "layer": "libs", "steps": ["configure"],
            "functions": [{ "functionName": "f", "region": "cn-north-1" }],
        }),
        "lambda:GetFunction lambda:UpdateFunctionConfiguration on arn:aws-cn:lambda:cn-north-1:*:function:f
         lambda:PublishLayerVersion on arn:aws-cn:lambda:cn-north-1:*:layer:libs
         lambda:GetLayerVersion on arn:aws-cn:lambda:cn-north-1:*:layer:* arn:aws-cn:lambda:cn-north-1:*:layer:libs:*
         lambda:ListLayerVersions on *",
    );
    // The signer of a link or ticket may do what the link or ticket is for, and nothing more.
    let shared = |share: &str| json!({ "region": "us-east-1", "share": share, "objects": [{ "bucket": "b", "key": "f.zip" }] });
    check(shared("once"), "s3:PutObject on arn:aws:s3:::b/f.zip");
    check(
        shared("ticket"),
        "s3:AbortMultipartUpload s3:ListMultipartUploadParts s3:PutObject on arn:aws:s3:::b/f.zip",
    );
    check(
        json!({ "region": "eusc-de-east-1", "objects": [{ "bucket": "b", "key": "p/f.zip" }], "fromBucket": true }),
        "s3:AbortMultipartUpload s3:GetObject s3:GetObjectVersion s3:ListMultipartUploadParts s3:PutObject on arn:aws-eusc:s3:::b/p/f.zip
         s3:ListBucket s3:ListBucketMultipartUploads on arn:aws-eusc:s3:::b",
    );
}

#[test]
fn hosts() {
    let check = |place: Value, bucket: &str, expected: Value| {
        let place: EndpointConfig = serde_json::from_value(place).unwrap();
        assert_eq!(serde_json::to_value(place.endpoints(bucket).unwrap()).unwrap(), expected);
    };
    check(
        json!({ "region": "cn-north-1" }),
        "b-1",
        json!({ "lambda": "https://lambda.cn-north-1.amazonaws.com.cn/",
            "bucket": "https://b-1.s3.cn-north-1.amazonaws.com.cn/",
            "logs": "https://logs.cn-north-1.amazonaws.com.cn/" }),
    );
    // A user with their own server for Lambda is not sent to AWS for logs.
    let own = json!({ "region": "us-east-1", "lambdaEndpoint": "http://127.0.0.1:5000" });
    check(own, "", json!({ "lambda": "http://127.0.0.1:5000/" }));
}
