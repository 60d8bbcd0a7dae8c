//! The IAM policy of a deployment allows the commands that do the same by hand.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use wheelpress::aws::cli;
use wheelpress::aws::policy::{PolicyOptions, policy};

/// Returns the actions that a command needs (Service Authorization Reference). `line` begins after `aws `.
fn actions_of(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        // `aws s3 cp` sends large files in parts, and ends an upload that fails.
        ["s3", "cp", ..] => vec!["s3:PutObject".into(), "s3:AbortMultipartUpload".into()],
        ["s3api", "put-object", ..] => vec!["s3:PutObject".into()],
        // All its waiters for functions ask with GetFunction (botocore's waiters-2.json).
        ["lambda", "wait", "function-updated-v2" | "function-active-v2", ..] => {
            vec!["lambda:GetFunction".into()]
        }
        ["lambda", "invoke", ..] => vec!["lambda:InvokeFunction".into()],
        ["lambda", operation, ..] => {
            let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
            vec![format!("lambda:{}", operation.split('-').map(capital).collect::<String>())]
        }
        ["logs", "tail", ..] => vec!["logs:FilterLogEvents".into()],
        _ => panic!("no action is known for {line}"),
    }
}

#[track_caller]
fn check(commands: Result<Vec<String>, wheelpress::aws::request_error::RequestError>, options: Value) {
    let script = cli::script(&commands.unwrap(), cli::Shell::Sh);
    let options: PolicyOptions = serde_json::from_value(options).unwrap();
    let policy: Value = serde_json::from_str(&policy(&options)).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let allowed: BTreeSet<&str> = statements
        .iter()
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .map(|action| action.as_str().unwrap())
        .collect();
    let mut calls = 0;
    for line in script.split("aws ").skip(1) {
        for action in actions_of(line) {
            assert!(allowed.contains(action.as_str()), "{action} is not allowed: {script}\n{policy:#}");
            calls += 1;
        }
    }
    assert!(calls > 0, "{script}");
}

#[test]
fn policies_allow_the_commands() {
    let bucket = json!({ "bucket": "b", "key": "k" });
    let objects = json!([bucket]);
    // Each choice, as an option of the commands and as steps of the policy.
    let choices: &[(Value, &[&str])] = &[
        (json!({}), &["update"]),
        (json!({ "guard": true }), &["update"]),
        (json!({ "guard": true, "configure": true }), &["update", "configure"]),
        (json!({ "publish": true }), &["update", "publish"]),
        (json!({ "guard": true, "alias": "live" }), &["update", "publish", "alias"]),
        (json!({ "dryRun": true, "guard": true, "configure": true, "publish": true }), &["update"]),
        (json!({ "role": "arn:r", "guard": true }), &["update", "create"]),
        (
            json!({ "role": "", "guard": true, "configure": true, "alias": "live" }),
            &["update", "create", "configure", "publish", "alias"],
        ),
    ];
    for (edit, steps) in choices {
        for code in [json!({ "zipFile": true }), bucket.clone()] {
            let mut value = json!({
                "place": { "region": "r" }, "functionName": "f", "code": code, "zip": "f.zip", "size": 5,
                "codeSha256": "h", "runtime": "python3.13", "architecture": "arm64", "handler": "a.b",
            });
            value.as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
            let functions = json!([{ "functionName": "f", "region": "r" }]);
            let mut options = json!({ "region": "r", "functions": functions, "steps": steps });
            if code.get("bucket").is_some() {
                options["objects"] = objects.clone();
                options["fromBucket"] = json!(true);
            }
            check(cli::function_commands(&serde_json::from_value(value).unwrap()), options);
        }
    }
    for attach in [json!([]), json!(["f", "g"])] {
        let layer = json!({
            "place": { "region": "r" }, "layerName": "l", "code": bucket, "zip": "l.zip", "size": 5,
            "runtime": "python3.13", "architecture": "arm64", "attachTo": attach,
        });
        let steps: &[&str] = if attach == json!([]) { &[] } else { &["configure"] };
        let functions: Vec<Value> = attach
            .as_array()
            .unwrap()
            .iter()
            .map(|name| json!({ "functionName": name, "region": "r" }))
            .collect();
        check(
            cli::layer_commands(&serde_json::from_value(layer).unwrap()),
            json!({ "region": "r", "layer": "l", "functions": functions, "steps": steps, "objects": objects }),
        );
    }
    let action = |action: Value, size: u64| {
        let options = json!({ "place": { "region": "r" }, "action": action, "zip": "f.zip", "size": size });
        cli::commands(&serde_json::from_value(options).unwrap())
    };
    for size in [5, 60_000_000] {
        let put = json!({ "op": "PutObject", "bucket": "b", "key": "k" });
        check(action(put, size), json!({ "region": "r", "objects": objects }));
    }
    let tried = json!({
        "region": "r", "functions": [{ "functionName": "f", "region": "r" }], "steps": ["invoke", "logs"],
    });
    check(action(json!({ "op": "Invoke", "functionName": "f", "payload": "{}" }), 5), tried.clone());
    let log = json!({ "op": "DescribeLogStreams", "logGroupName": "/aws/lambda/f", "limit": 1 });
    check(action(log, 0), tried);
}
