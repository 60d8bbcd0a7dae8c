//! Commands for deploying by hand. Shells split them into exactly the intended words.
use crate::support::disk::{Tools, run};
use serde_json::{Value, json};
use std::process::Command;
use wheelpress::aws::cli::{self, CommandOptions};

fn options(action: Value, zip: &str, size: u64) -> CommandOptions {
    let place = json!({ "region": "eu-central-1" });
    serde_json::from_value(json!({ "place": place, "action": action, "zip": zip, "size": size })).unwrap()
}

#[track_caller]
fn check(action: Value, size: u64, expected: &[&str]) {
    assert_eq!(cli::commands(&options(action, "function.zip", size)).unwrap(), expected);
}

const LARGE: u64 = 52_428_801;

#[test]
fn logs() {
    let streams = json!({ "op": "DescribeLogStreams", "logGroupName": "/aws/lambda/f", "limit": 3 });
    check(streams, 1, &["aws logs tail /aws/lambda/f --since 1h --region eu-central-1"]);
}

#[test]
fn commands() {
    let update = |code: Value| json!({ "op": "UpdateFunctionCode", "functionName": "f", "code": code, "architecture": "arm64", "publish": true, "dryRun": false });
    let zip = json!({ "zipFile": true });
    check(
        update(zip.clone()),
        52_428_800,
        &[
            "aws lambda update-function-code --function-name f --zip-file fileb://function.zip --architectures arm64 --publish --region eu-central-1",
        ],
    );
    check(
        update(zip.clone()),
        LARGE,
        &[
            "aws s3 cp function.zip s3://YOUR-BUCKET/function.zip --region eu-central-1",
            "aws lambda update-function-code --function-name f --s3-bucket YOUR-BUCKET --s3-key function.zip --architectures arm64 --publish --region eu-central-1",
        ],
    );
    check(
        update(json!({ "bucket": "b", "key": "k/f.zip" })),
        LARGE,
        &[
            "aws s3 cp function.zip s3://b/k/f.zip --region eu-central-1",
            "aws lambda update-function-code --function-name f --s3-bucket b --s3-key k/f.zip --architectures arm64 --publish --region eu-central-1",
        ],
    );
    check(
        update(json!({ "bucket": "b", "key": "k", "version": "v1" })),
        1,
        &[
            "aws lambda update-function-code --function-name f --s3-bucket b --s3-key k --s3-object-version v1 --architectures arm64 --publish --region eu-central-1",
        ],
    );
    check(
        json!({ "op": "CreateFunction", "functionName": "f", "code": zip, "role": "arn:aws:iam::1:role/r", "runtime": "python3.13", "handler": "a.b",
            "architecture": "x86_64", "timeout": 30, "layers": ["arn:1", "arn:2"] }),
        1,
        &[
            "aws lambda create-function --function-name f --runtime python3.13 --role arn:aws:iam::1:role/r --handler a.b --architectures x86_64 --zip-file fileb://function.zip --timeout 30 --layers arn:1 arn:2 --region eu-central-1",
        ],
    );
    let kept = json!({ "bucket": "b", "key": "k", "version": "v1", "storageMode": "REFERENCE" });
    let mut keyed = update(kept.clone());
    keyed["sourceKmsKeyArn"] = json!("arn:aws:kms:r:1:key/k");
    check(
        keyed,
        1,
        &[
            "aws lambda update-function-code --function-name f --s3-bucket b --s3-key k --s3-object-version v1 --s3-object-storage-mode REFERENCE --architectures arm64 --publish --source-kms-key-arn arn:aws:kms:r:1:key/k --region eu-central-1",
        ],
    );
    let create = |code: &Value| {
        json!({ "op": "CreateFunction", "functionName": "f", "code": code, "role": "r", "runtime": "python3.13", "handler": "a.b", "architecture": "x86_64",
            "sourceKmsKeyArn": "arn:aws:kms:r:1:key/k", "capacityProviderArn": "arn:p" })
    };
    let begin = "aws lambda create-function --function-name f --runtime python3.13 --role r --handler a.b --architectures x86_64";
    let end = "--capacity-provider-config 'LambdaManagedInstancesCapacityProviderConfig={CapacityProviderArn=arn:p}' --region eu-central-1";
    check(
        create(&kept),
        1,
        &[&format!(
            "{begin} --code 'S3Bucket=b,S3Key=k,S3ObjectVersion=v1,S3ObjectStorageMode=REFERENCE,SourceKMSKeyArn=arn:aws:kms:r:1:key/k' {end}"
        )],
    );
    check(
        create(&zip),
        1,
        &[&format!(
            "{begin} --zip-file fileb://function.zip --code 'SourceKMSKeyArn=arn:aws:kms:r:1:key/k' {end}"
        )],
    );
    check(
        json!({ "op": "PublishVersion", "functionName": "f", "publishTo": "LATEST_PUBLISHED" }),
        1,
        &["aws lambda publish-version --function-name f --publish-to LATEST_PUBLISHED --region eu-central-1"],
    );
    check(
        json!({ "op": "PublishLayerVersion", "layerName": "l", "code": { "bucket": "b", "key": "a, b.zip", "version": "v" }, "runtimes": ["python3.12", "python3.13"], "architectures": ["arm64"] }),
        1,
        &[
            "aws lambda publish-layer-version --layer-name l --content 'S3Bucket=b,S3Key=\"a, b.zip\",S3ObjectVersion=v' --compatible-runtimes python3.12 python3.13 --compatible-architectures arm64 --region eu-central-1",
        ],
    );
    // An empty list removes all layers; no list keeps them.
    check(
        json!({ "op": "UpdateFunctionConfiguration", "functionName": "f", "layers": [] }),
        1,
        &["aws lambda update-function-configuration --function-name f --layers '[]' --region eu-central-1"],
    );
    check(
        json!({ "op": "GetLayerVersion", "layerName": "l", "versionNumber": 3 }),
        1,
        &["aws lambda get-layer-version --layer-name l --version-number 3 --region eu-central-1"],
    );
    check(
        json!({ "op": "UpdateAlias", "functionName": "f", "name": "live", "functionVersion": "7" }),
        1,
        &["aws lambda update-alias --function-name f --name live --function-version 7 --region eu-central-1"],
    );
    check(
        json!({ "op": "PublishVersion", "functionName": "f", "codeSha256": "h+/=" }),
        1,
        &["aws lambda publish-version --function-name f --code-sha256 'h+/=' --region eu-central-1"],
    );
    check(
        json!({ "op": "Invoke", "functionName": "f", "payload": "{\"a\":1}", "logTail": true }),
        1,
        &[
            "aws lambda invoke --function-name f --cli-binary-format raw-in-base64-out --payload '{\"a\":1}' --log-type Tail response.json --region eu-central-1",
        ],
    );
    check(
        json!({ "op": "PutObject", "bucket": "b", "key": "k" }),
        LARGE,
        &["aws s3 cp function.zip s3://b/k --region eu-central-1"],
    );
    check(
        json!({ "op": "PutObject", "bucket": "b", "key": "k", "ifNoneMatch": true }),
        1,
        &[
            "aws s3api put-object --bucket b --key k --body function.zip --if-none-match '*' --region eu-central-1",
        ],
    );

    let mut own = options(update(zip), "function.zip", 1);
    own.place.lambda_endpoint = Some("http://127.0.0.1:5000".into());
    own.place.s3_endpoint = Some("http://127.0.0.1:3900".into());
    assert!(
        cli::commands(&own).unwrap()[0]
            .ends_with("--region eu-central-1 --endpoint-url http://127.0.0.1:5000")
    );
}

#[track_caller]
fn lines(expected: &[&str], found: Result<Vec<String>, wheelpress::aws::request_error::RequestError>) {
    assert_eq!(found.unwrap(), expected);
}

#[test]
fn whole_deploys() {
    let options = |edit: Value| -> cli::FunctionCommandOptions {
        let mut value = json!({
            "place": { "region": "r" }, "functionName": "f", "code": { "zipFile": true }, "zip": "f.zip", "size": 5,
            "codeSha256": "h+=", "runtime": "python3.13", "architecture": "arm64", "handler": "a.b",
        });
        value.as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
        serde_json::from_value(value).unwrap()
    };
    let key = "KEY=$(aws lambda get-function --function-name f --region r --query \"Code.SourceKMSKeyArn || ''\" --output text)";
    let update = "aws lambda update-function-code --function-name f --zip-file fileb://f.zip --architectures arm64 --region r ${KEY:+\"--source-kms-key-arn=$KEY\"}";
    let wait = "aws lambda wait function-updated-v2 --function-name f --region r";
    lines(&[key, update, wait], cli::function_commands(&options(json!({}))));
    lines(
        &[key, update, wait, "aws lambda publish-version --function-name f --region r --code-sha256 'h+='"],
        cli::function_commands(&options(json!({ "publish": true }))),
    );
    // A function that may not exist, with its own key, storage mode and capacity provider.
    let new = json!({ "role": "r", "sourceKmsKeyArn": "arn:key", "capacityProviderArn": "arn:p", "code": { "bucket": "b", "key": "k", "storageMode": "REFERENCE" } });
    let create = "aws lambda create-function --function-name f --runtime python3.13 --role r --handler a.b --architectures arm64 --code 'S3Bucket=b,S3Key=k,S3ObjectStorageMode=REFERENCE,SourceKMSKeyArn=arn:key' --capacity-provider-config 'LambdaManagedInstancesCapacityProviderConfig={CapacityProviderArn=arn:p}' --region r";
    let publish = "aws lambda publish-version --function-name f --region r --code-sha256 'h+='";
    let change = "aws lambda update-function-code --function-name f --s3-bucket b --s3-key k --s3-object-storage-mode REFERENCE --architectures arm64 --region r ${KEY:+\"--source-kms-key-arn=$KEY\"}";
    let active = "aws lambda wait function-active-v2 --function-name f --region r";
    let either = format!("if {key}; then\n  {change} &&\n  {wait}\nelse\n  {create} &&\n  {active}\nfi");
    let begin = ["aws s3 cp f.zip s3://b/k --region r", &either];
    lines(
        &[&begin[..], &[&format!("{publish} --publish-to LATEST_PUBLISHED")]].concat(),
        cli::function_commands(&options(new.clone())),
    );
    let mut versioned = new;
    versioned["publish"] = json!(true);
    lines(&[&begin[..], &[publish]].concat(), cli::function_commands(&options(versioned)));
    let guarded = format!("{update} --revision-id \"$REVISION\"");
    let revision = "REVISION=$(aws lambda get-function --function-name f --region r --query Configuration.RevisionId --output text)";
    lines(
        &[
            key,
            revision,
            &guarded,
            wait,
            revision,
            "aws lambda update-function-configuration --function-name f --region r --runtime python3.13 --handler a.b --revision-id \"$REVISION\"",
            wait,
            "VERSION=$(aws lambda publish-version --function-name f --region r --code-sha256 'h+=' --query Version --output text)",
            "{ aws lambda update-alias --function-name f --region r --name live --function-version \"$VERSION\" || aws lambda create-alias --function-name f --region r --name live --function-version \"$VERSION\"; }",
        ],
        cli::function_commands(&options(json!({ "configure": true, "guard": true, "alias": "live" }))),
    );
    lines(
        &[
            key,
            "aws lambda update-function-code --function-name f --zip-file fileb://f.zip --architectures arm64 --dry-run --region r ${KEY:+\"--source-kms-key-arn=$KEY\"}",
        ],
        cli::function_commands(&options(
            json!({ "dryRun": true, "publish": true, "code": { "bucket": "b", "key": "k" } }),
        )),
    );
    // Without a role, a placeholder is visible.
    for (role, shown) in [("role", "role"), ("", "YOUR-ROLE-ARN")] {
        let create = format!(
            "aws lambda create-function --function-name f --runtime python3.13 --role {shown} --handler a.b --architectures arm64 --zip-file fileb://f.zip --region r"
        );
        let either = format!(
            "if {key}; then\n  {revision} &&\n  {guarded} &&\n  {wait}\nelse\n  {create} &&\n  {active}\nfi"
        );
        lines(&[&either], cli::function_commands(&options(json!({ "role": role, "guard": true }))));
    }
    // Lambda has no dry run of CreateFunction.
    lines(
        &[
            key,
            "aws lambda update-function-code --function-name f --zip-file fileb://f.zip --architectures arm64 --dry-run --region r ${KEY:+\"--source-kms-key-arn=$KEY\"}",
        ],
        cli::function_commands(&options(json!({ "role": "role", "dryRun": true }))),
    );
    lines(
        &[
            "$KEY = aws lambda get-function --function-name f --region r --query 'Code.SourceKMSKeyArn || ''''' --output text",
            "aws lambda update-function-code --function-name f --zip-file fileb://f.zip --architectures arm64 --region r $(if ($KEY) { \"--source-kms-key-arn=$KEY\" })",
            wait,
            "$VERSION = aws lambda publish-version --function-name f --region r --code-sha256 'h+=' --query Version --output text",
            "aws lambda update-alias --function-name f --region r --name live --function-version \"$VERSION\"; if ($LASTEXITCODE -ne 0) { aws lambda create-alias --function-name f --region r --name live --function-version \"$VERSION\" }",
        ],
        cli::function_commands(&options(json!({ "alias": "live", "shell": "powershell" }))),
    );
}

/// A shell expands the option of the function's key to one word, or to nothing if the function has no
/// key.
#[test]
fn the_key_is_one_word_or_none() {
    for shell in ["dash", "bash", "sh"] {
        for (printed, expected) in
            [("arn:aws:kms:r:1:key/a", "[--source-kms-key-arn=arn:aws:kms:r:1:key/a][x]"), ("", "[x]")]
        {
            let option = "${KEY:+\"--source-kms-key-arn=$KEY\"}";
            let script = format!("KEY=$(echo '{printed}'); printf '[%s]' {option} x");
            let Ok(out) = Command::new(shell).args(["-c", &script]).output() else { continue };
            assert_eq!(String::from_utf8(out.stdout).unwrap(), expected, "{shell}");
        }
    }
}

/// After a failure, the commands that follow are skipped, in each shell that is installed.
#[test]
fn scripts_end_at_a_failure() {
    let check = |steps: &[&str], expected: &str| {
        let steps: Vec<String> = steps.iter().map(|step| step.to_string()).collect();
        let script = cli::script(&steps, cli::Shell::Sh);
        for shell in ["dash", "bash", "zsh"] {
            let Ok(out) = Command::new(shell).args(["-c", &script]).output() else { continue };
            assert_eq!(String::from_utf8(out.stdout).unwrap(), expected, "{shell}: {script}");
        }
    };
    check(&["echo 1", "echo 2"], "1\n2\n");
    check(&["false", "echo 2", "echo 3"], "");
    check(&["A=$(echo 1)", "echo $A"], "1\n");
    check(&["A=$(false)", "echo 2", "{ false || echo 3; }"], "");
    check(&["{ false || echo 2; }", "echo 3"], "2\n3\n");
    check(&["if false; then\n  echo 1\nelse\n  false &&\n  echo 2\nfi", "echo 3"], "");
    let powershell = ["$A = aws a", "aws b", "aws c; if ($LASTEXITCODE -ne 0) { aws d }"].map(String::from);
    assert_eq!(
        cli::script(&powershell, cli::Shell::PowerShell),
        "$A = aws a\nif ($LASTEXITCODE -eq 0) { aws b }\nif ($LASTEXITCODE -eq 0) { aws c; if ($LASTEXITCODE -ne 0) { aws d } }"
    );
}

/// A whole deployment with a program in place of the CLI: what it is called for, if one call fails.
#[test]
fn a_deployment_ends_at_a_failure() {
    let options = |edit: Value| -> cli::FunctionCommandOptions {
        let mut value = json!({
            "place": { "region": "r" }, "functionName": "f", "code": { "bucket": "b", "key": "k" }, "zip": "f.zip",
            "size": 5, "codeSha256": "h+=", "runtime": "python3.13", "architecture": "arm64", "alias": "live",
        });
        value.as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
        serde_json::from_value(value).unwrap()
    };
    let check = |edit: Value, failing: &str, expected: &str| {
        let script = cli::script(&cli::function_commands(&options(edit)).unwrap(), cli::Shell::Sh);
        let aws = format!(
            "aws() {{ echo $2 >&2; echo out; case \" {failing} \" in *\" $2 \"*) return 1;; esac; }}"
        );
        let out = Command::new("sh").args(["-c", &format!("{aws}\n{script}")]).output().unwrap();
        let called = String::from_utf8(out.stderr).unwrap();
        assert_eq!(called.split_whitespace().collect::<Vec<_>>().join(" "), expected, "{script}");
    };
    let rest = "publish-version update-alias";
    check(json!({}), "", &format!("get-function cp update-function-code wait {rest}"));
    check(json!({}), "get-function", "get-function");
    check(json!({}), "cp", "get-function cp");
    check(json!({}), "update-function-code", "get-function cp update-function-code");
    check(json!({}), "publish-version", "get-function cp update-function-code wait publish-version");
    check(
        json!({}),
        "update-alias",
        &format!("get-function cp update-function-code wait {rest} create-alias"),
    );
    let new = json!({ "role": "r", "guard": true });
    check(new.clone(), "", &format!("cp get-function get-function update-function-code wait {rest}"));
    check(new.clone(), "get-function", &format!("cp get-function create-function wait {rest}"));
    check(new.clone(), "get-function create-function", "cp get-function create-function");
    check(new, "cp", "cp");
}

#[test]
fn layers_are_attached() {
    let options = |edit: Value| -> cli::LayerCommandOptions {
        let mut value = json!({
            "place": { "region": "r" }, "layerName": "l", "code": { "zipFile": true }, "zip": "l.zip", "size": 5,
            "runtime": "python3.13", "architecture": "arm64",
        });
        value.as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
        serde_json::from_value(value).unwrap()
    };
    let publish = "aws lambda publish-layer-version --layer-name l --zip-file fileb://l.zip --compatible-runtimes python3.13 --compatible-architectures arm64 --region r";
    lines(&[publish], cli::layer_commands(&options(json!({}))));
    let unnamed = publish.replace("--layer-name l", "--layer-name YOUR.LAYER");
    lines(&[&unnamed], cli::layer_commands(&options(json!({ "layerName": "" }))));
    let found = cli::layer_commands(&options(json!({ "attachTo": ["f"] }))).unwrap();
    lines(
        &[
            &format!("LAYER_VERSION=$({publish} --query LayerVersionArn --output text)"),
            "LAYER=${LAYER_VERSION%:*}",
            &found[2],
            "aws lambda update-function-configuration --function-name f --region r --layers $(echo $LAYERS)",
            "aws lambda wait function-updated-v2 --function-name f --region r",
        ],
        Ok(found.clone()),
    );
    // The shell fills in the query, and jmespath, the library that the CLI uses, evaluates it.
    let query = found[2].split("--query ").nth(1).unwrap().split(" --output").next().unwrap();
    let filled = format!("LAYER_VERSION=arn:aws:lambda:r:1:layer:l:7; {}; printf %s {query}", found[1]);
    let filled = run(Command::new("sh").args(["-c", &filled]));
    let check = |layers: Value, expected: Value| {
        let layers: Option<Vec<Value>> =
            layers.as_array().map(|layers| layers.iter().map(|arn| json!({ "Arn": arn })).collect());
        let answer = json!({ "Configuration": { "Layers": layers } });
        let script = "import json, jmespath, sys; print(json.dumps(jmespath.search(sys.argv[1], json.loads(sys.argv[2]))))";
        let out =
            run(Command::new(Tools::find().python()).args(["-c", script, &filled, &answer.to_string()]));
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), expected, "{answer}");
    };
    let arn = |account: u32, layer: &str, version: u32| {
        format!("arn:aws:lambda:r:{account}:layer:{layer}:{version}")
    };
    let new = arn(1, "l", 7);
    check(json!(null), json!([new]));
    check(json!([]), json!([new]));
    check(json!([new]), json!([new]));
    check(
        json!([arn(1, "a", 1), arn(1, "l", 3), arn(1, "b", 2)]),
        json!([arn(1, "a", 1), new, arn(1, "b", 2)]),
    );
    // Layers whose names are the same in another account, or only begin the same, are others.
    check(json!([arn(2, "l", 3), arn(1, "ll", 4)]), json!([arn(2, "l", 3), arn(1, "ll", 4), new]));
    let powershell =
        cli::layer_commands(&options(json!({ "attachTo": ["f"], "shell": "powershell" }))).unwrap();
    assert_eq!(powershell[1], "$LAYER = $LAYER_VERSION -replace ':[0-9]+$'");
    assert!(
        powershell[2]
            .starts_with("$LAYERS = aws lambda get-function --function-name f --region r --query \"")
    );
    assert!(powershell[2].ends_with("\" --output json | ConvertFrom-Json"));
}
