//! Names of functions, aliases and layers, as Lambda takes them (botocore's lambda model: FunctionName, Alias, LayerName).

use serde_json::{Value, json};
use wheelpress::aws::endpoint::EndpointConfig;
use wheelpress::aws::lambda::{LambdaAction, request};

/// Checks the code of the refusal; empty if the request is made.
#[track_caller]
fn check(action: Value, expected: &str) {
    let place: EndpointConfig = serde_json::from_value(json!({ "region": "us-east-1" })).unwrap();
    let parsed: LambdaAction = serde_json::from_value(action.clone()).unwrap();
    let code = request::unsigned_request(&place, &parsed).err().map_or("", |error| error.code);
    assert_eq!(code, expected, "{action}");
}

#[test]
fn functions() {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    let check = |name: &str, expected: &str| {
        check(json!({ "op": "GetFunction", "functionName": name }), expected);
    };
    for fine in [
        "f",
        "f_1-A",
        "f:live",
        "f:3",
        "f:$LATEST",
        "f:$LATEST.PUBLISHED",
        "123456789012:function:f",
        "123456789012:function:f:live",
        arn,
        &format!("{arn}:$LATEST"),
        &"a".repeat(64),
    ] {
        check(fine, "");
    }
    for wrong in [
        "",
        "..",
        ".",
        "a/b",
        "my fn",
        "f:live:x",
        "f:",
        ":live",
        "f:a b",
        "$LATEST",
        "1:function:f",
        "arn:aws:s3:us-east-1:123456789012:function:f",
        &"a".repeat(65),
        &format!("{arn}:a:b"),
        &format!("f:{}", "a".repeat(129)),
    ] {
        check(wrong, "name-invalid");
    }
    check("arn:aws:lambda:eu-west-1:123456789012:function:f", "region-mismatch");
}

#[test]
fn aliases() {
    for (name, expected) in [
        ("live", ""),
        ("3a", ""),
        (&"a".repeat(128), ""),
        ("3", "alias-invalid"),
        ("..", "alias-invalid"),
        ("a:b", "alias-invalid"),
        ("", "alias-invalid"),
        (&"a".repeat(129), "alias-invalid"),
    ] {
        for op in ["GetAlias", "CreateAlias", "UpdateAlias"] {
            check(json!({ "op": op, "functionName": "f", "name": name, "functionVersion": "1" }), expected);
        }
    }
}

#[test]
fn layers() {
    for (name, expected) in [
        ("libs", ""),
        ("arn:aws:lambda:us-east-1:123456789012:layer:libs", ""),
        (&"a".repeat(140), ""),
        ("arn:aws:lambda:us-east-1:123456789012:layer:libs:3", "name-invalid"),
        ("..", "name-invalid"),
        ("a:b", "name-invalid"),
        ("", "name-invalid"),
        (&"a".repeat(141), "name-invalid"),
    ] {
        check(json!({ "op": "ListLayerVersions", "layerName": name }), expected);
    }
}
