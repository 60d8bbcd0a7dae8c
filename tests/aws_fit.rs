//! The CORS rules that a bucket needs, and packages that do not fit a function.

use crate::support::disk::{Tools, run};
use serde_json::{Value, json};
use std::process::Command;
use wheelpress::aws::cli::{self, Shell};
use wheelpress::aws::endpoint::EndpointConfig;
use wheelpress::aws::lambda::FunctionConfiguration;
use wheelpress::aws::lambda::compare::{PackageConfiguration, compare};
use wheelpress::aws::s3::cors;

#[test]
fn cors_of_a_bucket() {
    let rules = cors::rules("https://page.example").unwrap();
    assert_eq!(rules[0]["AllowedOrigins"], json!(["https://page.example"]));
    for method in ["PUT", "POST", "GET"] {
        assert!(rules[0]["AllowedMethods"].as_array().unwrap().contains(&json!(method)));
    }
    assert!(rules[0]["ExposeHeaders"].as_array().unwrap().contains(&json!("ETag")));
    for origin in ["null", "*", "https://page.example/", "page.example", "", "https://a b"] {
        assert_eq!(cors::rules(origin).unwrap_err().code, "origin-invalid", "{origin}");
    }
    // Origins of pages that no bucket can allow by name.
    for origin in ["null", "chrome-extension://abcdefgh", "moz-extension://1-2-3"] {
        assert_eq!(cors::for_page(origin).unwrap()[0]["AllowedOrigins"], json!(["*"]), "{origin}");
    }
    assert_eq!(cors::for_page("https://page.example").unwrap(), rules);
    assert_eq!(cors::for_page("page.example").unwrap_err().code, "origin-invalid");
    let place = EndpointConfig { region: "eu-west-1".into(), ..EndpointConfig::default() };
    let lines = cli::cors_commands(&place, "b", "http://localhost:8000", Shell::Sh).unwrap();
    let script = "import json, shlex, sys; words = shlex.split(sys.argv[1]); print(words[words.index('--cors-configuration') + 1])";
    let out = run(Command::new(Tools::find().python()).args(["-c", script, &lines[0]]));
    let configuration: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(configuration, json!({ "CORSRules": cors::rules("http://localhost:8000").unwrap() }));
}

#[test]
fn what_does_not_fit() {
    let pressed = |edit: Value| -> PackageConfiguration {
        let mut value = json!({ "runtime": "python3.13", "architecture": "arm64", "handler": "a.b", "unzippedSize": 1000, "codeSha256": "h=" });
        value.as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
        serde_json::from_value(value).unwrap()
    };
    let function = |edit: Value| -> FunctionConfiguration {
        let mut value = json!({ "functionName": "f", "runtime": "python3.13", "architectures": ["arm64"], "handler": "a.b", "codeSha256": "other", "packageType": "Zip" });
        value.as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
        FunctionConfiguration::from_partial(value).unwrap()
    };
    for (theirs, ours, expected) in [
        (json!({}), json!({}), vec![]),
        (
            json!({ "packageType": "Image", "runtime": null }),
            json!({}),
            vec!["error deploy-image: \"f\" runs a container image, which a zip cannot replace"],
        ),
        (
            json!({ "architectures": [] }),
            json!({}),
            vec!["warning deploy-architecture: \"f\" runs on x86_64, the package is for arm64"],
        ),
        (
            json!({ "runtime": "python3.9" }),
            json!({}),
            vec!["warning deploy-runtime: \"f\" runs python3.9, the package is for python3.13"],
        ),
        (
            json!({ "handler": "c.d" }),
            json!({}),
            vec!["warning deploy-handler: \"f\" calls the handler \"c.d\", the package has \"a.b\""],
        ),
        (json!({ "handler": "c.d" }), json!({ "handler": null }), vec![]),
        (json!({}), json!({ "unzippedSize": 262_143_999 }), vec![]),
        (
            json!({}),
            json!({ "unzippedSize": 262_144_000 }),
            vec![
                "error deploy-layers: The package has 262,144,000 bytes unzipped; Lambda takes less than 262,144,000 bytes",
            ],
        ),
        (
            json!({ "layers": [{ "arn": "l", "codeSize": 200_000_000 }] }),
            json!({ "unzippedSize": 62_144_000 }),
            vec!["error deploy-layers: "],
        ),
        (
            json!({ "layers": [{ "arn": "l", "codeSize": 50_000_000 }] }),
            json!({ "unzippedSize": 70_000_000 }),
            vec!["warning deploy-layers: "],
        ),
        (json!({ "layers": [{ "arn": "l", "codeSize": 5 }] }), json!({}), vec![]),
        (
            json!({ "lastUpdateStatus": "InProgress" }),
            json!({}),
            vec!["warning deploy-state: \"f\" is being changed right now"],
        ),
        // A function with its own key, or with code that it reads from a bucket.
        (
            json!({ "code": { "sourceKMSKeyArn": "arn:key" } }),
            json!({}),
            vec![
                "info deploy-key: The code of \"f\" is encrypted with the key \"arn:key\", and so will the package be",
            ],
        ),
        (
            json!({ "code": { "resolvedS3Object": { "s3Bucket": "b", "s3Key": "k.zip" } } }),
            json!({ "isInBucket": true }),
            vec![
                "info deploy-reference: \"f\" reads its code from \"k.zip\" in \"b\", and will read the package from its bucket",
            ],
        ),
        (
            json!({ "code": { "resolvedS3Object": { "s3Bucket": "b", "s3Key": "k.zip" } } }),
            json!({}),
            vec![
                "warning deploy-reference: \"f\" reads its code from \"k.zip\" in \"b\"; sent directly, the package is stored by Lambda",
            ],
        ),
        (
            json!({ "capacityProviderConfig": { "lambdaManagedInstancesCapacityProviderConfig": { "capacityProviderArn": "arn:p" } } }),
            json!({}),
            vec![
                "info deploy-instances: \"f\" runs on the managed instances of \"arn:p\": the package is published to \"$LATEST.PUBLISHED\"",
            ],
        ),
        (
            json!({ "capacityProviderConfig": { "lambdaManagedInstancesCapacityProviderConfig": { "capacityProviderArn": "arn:p" } } }),
            json!({ "isVersioned": true }),
            vec![
                "warning deploy-instances: \"f\" runs on the managed instances of \"arn:p\": calls without a version or alias keep the code",
            ],
        ),
        (
            json!({ "codeSha256": "h=" }),
            json!({}),
            vec!["info deploy-same: \"f\" has exactly this package already"],
        ),
    ] {
        let found = compare(&function(theirs.clone()), &pressed(ours));
        let found: Vec<String> =
            found.iter().map(|f| format!("{:?} {}: {}", f.severity, f.code.as_str(), f.message)).collect();
        assert_eq!(found.len(), expected.len(), "{theirs} {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.to_lowercase().starts_with(&expected.to_lowercase()), "{found} {expected}");
        }
    }
}
