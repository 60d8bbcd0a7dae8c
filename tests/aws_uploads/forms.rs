//! POST forms.

use super::*;

fn form(conditions: Value, fields: Value) -> String {
    let policy = json!({ "expiration": "2026-11-24T05:00:00.000Z", "conditions": conditions });
    let mut all = json!({ "policy": STANDARD.encode(policy.to_string()), "x-amz-signature": "a".repeat(64) });
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "url": "https://packages.s3.amazonaws.com/", "fields": all }).to_string()
}

const DATE: &str = "20261124T040000Z";
const SCOPE: &str = "AKIA/20261124/us-east-1/s3/aws4_request";

/// Returns a form with these conditions and fields, and those that every form has.
fn with(conditions: Value, fields: Value) -> String {
    let mut all = json!([{ "bucket": "packages" }, { "x-amz-algorithm": "AWS4-HMAC-SHA256" }, { "x-amz-credential": SCOPE }, { "x-amz-date": DATE }]);
    all.as_array_mut().unwrap().extend(conditions.as_array().unwrap().clone());
    let mut given =
        json!({ "x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-credential": SCOPE, "x-amz-date": DATE });
    given.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    form(all, given)
}

#[test]
fn forms() {
    let key = json!({ "key": "f.zip" });
    let context_a = context(1000);
    let upload = check(
        &with(json!([{ "key": "f.zip" }, ["content-length-range", 1, 1000]]), key.clone()),
        &context_a,
        &[],
    );
    assert_eq!(
        (upload.maximum_size, upload.info.bucket.as_deref(), upload.info.key.as_deref()),
        (Some(1000), Some("packages"), Some("f.zip"))
    );
    assert_eq!(
        (upload.info.expires, upload.info.region.as_deref()),
        (Some(NOW + 3_600_000), Some("us-east-1"))
    );
    check(
        &with(json!([["starts-with", "$key", "f"], ["content-length-range", 1, 999]]), key.clone()),
        &context_a,
        &["upload-too-large: The package has 1000 bytes; the policy allows at most 999"],
    );
    check(
        &with(json!([["eq", "$key", "f.zip"], ["content-length-range", 2000, 3000]]), key.clone()),
        &context_a,
        &["upload-too-small: The package has 1000 bytes; the policy wants at least 2000"],
    );
    check(
        &with(json!([["starts-with", "$key", "user/"]]), key.clone()),
        &context_a,
        &["policy-invalid: The policy wants \"key\" to begin with \"user/\", unlike \"f.zip\""],
    );
    check(
        &with(json!([{ "key": "g.zip" }]), key.clone()),
        &context_a,
        &["policy-invalid: The policy wants \"key\" to be \"g.zip\", not \"f.zip\""],
    );
    check(
        &with(json!([{ "key": "f.zip" }, { "acl": "private" }]), key.clone()),
        &context_a,
        &["policy-invalid: The policy wants a field \"acl\" that is \"private\""],
    );
    check(
        &with(json!([{ "key": "f.zip" }]), json!({ "key": "f.zip", "acl": "private", "x-ignore-me": "1" })),
        &context_a,
        &["policy-invalid: The policy does not allow the field \"acl\""],
    );
    check(
        &with(json!([{ "key": "f.zip" }, ["weird", 1]]), key.clone()),
        &context_a,
        &["policy-invalid: The policy's condition [\"weird\",1] is not one of S3"],
    );
    check(
        &with(json!([["starts-with", "$key", ""]]), json!({})),
        &context_a,
        &[
            "policy-invalid: The form has no field \"key\"",
            "policy-invalid: The policy wants a field \"key\"",
        ],
    );
    // If the policy allows any content type, this crate sets it.
    let upload = check(
        &with(json!([{ "key": "f.zip" }, ["starts-with", "$Content-Type", ""]]), key.clone()),
        &context_a,
        &[],
    );
    let UploadKind::Post { post } = upload.kind else { panic!() };
    assert!(post.fields.contains(&("Content-Type".into(), "application/zip".into())));
    check(
        &with(json!([{ "key": "f.zip" }, ["starts-with", "$Content-Type", "image/"]]), key.clone()),
        &context_a,
        &["policy-invalid: The policy wants a field \"Content-Type\" that begins with \"image/\""],
    );

    let late = UploadContext { now: NOW + 7_200_000, ..UploadContext::default() };
    check(
        &with(json!([{ "key": "f.zip" }]), key.clone()),
        &late,
        &["url-expired: The policy expired at 2026-11-24T05:00:00Z, 60 minutes ago"],
    );
    let unsigned = json!({ "url": "https://h/", "fields": { "key": "k", "policy": "!" } }).to_string();
    check(&unsigned, &context_a, &["policy-invalid: The form's policy is not JSON in base64"]);
    check(
        &json!({ "url": "ftp://h/", "fields": {} }).to_string(),
        &context_a,
        &["policy-invalid: The form's \"url\" is not"],
    );
    check(
        &json!({ "url": 3, "fields": 4 }).to_string(),
        &context_a,
        &["policy-invalid: The form's \"url\" is not"],
    );
    check(
        &json!({ "url": "https://h/", "fields": {} }).to_string(),
        &context_a,
        &["policy-invalid: The form has no field \"policy\""],
    );

    // A form that this crate makes is also accepted by it.
    let wanted = PostFormOptions {
        object: ObjectName { bucket: "packages".into(), key: "a/f.zip".into() },
        maximum_size: 5000,
        expires_in: 600,
    };
    let made = form::make(&place(), &wanted, &session(), NOW).unwrap();
    let upload = check(&post_text(&made), &context_a, &[]);
    assert_eq!((upload.maximum_size, upload.info.expires), (Some(5000), Some(NOW + 600_000)));
    assert_eq!(
        form::make(&place(), &PostFormOptions { expires_in: 0, ..wanted }, &session(), NOW).unwrap_err().code,
        "expiry-invalid"
    );
}

/// After a success, S3 redirects the page to an address that it cannot follow. If a host names no region, S3
/// redirects it to the bucket's region.
#[test]
fn forms_that_send_on() {
    let said = |fields: Value, conditions: Value| {
        let mut all = json!([{ "key": "f.zip" }]);
        all.as_array_mut().unwrap().extend(conditions.as_array().unwrap().clone());
        let mut given = json!({ "key": "f.zip" });
        given.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let upload = read(&with(all, given), &context(1)).unwrap();
        assert!(upload.refusal().is_none(), "{upload:?}");
        found(&upload)
    };
    let to = "https://app.example/done?token=1";
    let warning = "form-redirect: The form sends whoever has uploaded on to \"https://app.example/done\": the page may not see whether the package was stored";
    for name in ["success_action_redirect", "redirect", "Success_Action_Redirect"] {
        assert_eq!(said(json!({ name: to }), json!([{ name: to }])), [warning], "{name}");
    }
    let status = json!({ "success_action_status": "201" });
    assert_eq!(said(status.clone(), json!([status])), [""; 0]);
    // S3 ignores a value that is not a URL.
    let none = json!({ "success_action_redirect": "" });
    assert_eq!(said(none.clone(), json!([none])), [""; 0]);

    let elsewhere =
        with(json!([{ "key": "f.zip" }]), json!({ "key": "f.zip" })).replace("us-east-1", "eu-west-2");
    let policy = json!({ "expiration": "2026-11-24T05:00:00Z", "conditions": [{ "key": "f.zip" }, { "bucket": "packages" }, { "x-amz-algorithm": "AWS4-HMAC-SHA256" }, { "x-amz-credential": SCOPE.replace("us-east-1", "eu-west-2") }, { "x-amz-date": DATE }] });
    let mut elsewhere: Value = serde_json::from_str(&elsewhere).unwrap();
    elsewhere["fields"]["policy"] = json!(STANDARD.encode(policy.to_string()));
    check(
        &elsewhere.to_string(),
        &context(1),
        &[
            "url-region: The form is signed for eu-west-2, and its host \"packages.s3.amazonaws.com\" names no region",
        ],
    );
}

fn post_text(form: &PostForm) -> String {
    let fields: serde_json::Map<String, Value> =
        form.fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({ "url": form.url, "fields": fields }).to_string()
}

/// The fields and the policy of a form contain what authorises it. No finding repeats that.
#[test]
fn no_finding_repeats_what_authorises_a_form() {
    let token = "FwoGZXIvYXdzEJr//////////wEaDH8kP3vQ==";
    let other = "IQoJb3JpZ2luX2VjEBsaCXVzLWVhc3QtMSJH==";
    for condition in [
        json!({ "x-amz-security-token": token }),
        json!(["eq", "$x-amz-security-token", token]),
        json!(["starts-with", "$X-Amz-Security-Token", token]),
        json!(["weird", "$x-amz-security-token", token]),
        json!(["eq", "$X-Amz-Security-Token", token, 1]),
    ] {
        for fields in [json!({ "key": "f.zip", "x-amz-security-token": other }), json!({ "key": "f.zip" })] {
            let upload = read(&with(json!([{ "key": "f.zip" }, condition]), fields), &context(1)).unwrap();
            assert!(upload.refusal().is_some(), "{condition}");
            let shown = format!("{upload:?} {:?}", found(&upload));
            assert!(
                shown.contains("ecurity-") && !shown.contains(&token[..8]) && !shown.contains(&other[..8]),
                "{shown}"
            );
        }
    }
    let to = json!({ "success_action_redirect": "https://me:word@app.example/done#token=1" });
    let mut fields = to.clone();
    fields["key"] = json!("f.zip");
    let upload = read(&with(json!([{ "key": "f.zip" }, to]), fields), &context(1)).unwrap();
    assert_eq!(found(&upload).len(), 1, "{upload:?}");
    assert!(!found(&upload)[0].contains("token=1"), "{upload:?}");
}
