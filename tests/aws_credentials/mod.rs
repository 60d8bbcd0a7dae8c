//! Credentials in every format that AWS provides. No message ever repeats any part of them.

mod copied;
mod forms;

use wheelpress::aws::credentials::{Credentials, profiles};
use wheelpress::aws::endpoint::EndpointConfig;
use wheelpress::aws::lambda::LambdaAction;
use wheelpress::aws::request_error::RequestError;
use wheelpress::aws::s3::{ObjectName, S3Action};
use wheelpress::aws::session::Session;

const NOW: i64 = 1_795_500_000_000; // 2026-11-24T06:00:00Z
const ID: &str = "ASIAQWERTYUIOP234567";
const SECRET: &str = "Xq7ZkP2vLmN9/0193756284+RtYbWcDfGhJkQsV8";
const TOKEN: &str = "FwoGZXIvYXdzEJr//////////wEaDH8kP3vQ==";

/// Replaces `{ID}`, `{SECRET}` and `{TOKEN}` by the values.
fn filled(text: &str) -> String {
    text.replace("{ID}", ID).replace("{SECRET}", SECRET).replace("{TOKEN}", TOKEN)
}

/// Returns `form id token expires profile region`, or the code of the problem and its message.
fn read(text: &str, profile: Option<&str>) -> String {
    match Credentials::read(&filled(text), profile, NOW).map(Session::new) {
        Ok(session) => {
            let info = session.info().unwrap();
            let mut words = vec![format!("{:?}", info.form), info.access_key_id];
            words.extend(info.is_temporary.then(|| "temporary".to_string()));
            words.extend(info.expires.map(|expires| format!("until {}", (expires - NOW) / 1000)));
            words.extend(info.profile.map(|profile| format!("profile {profile}")));
            words.extend(info.region.map(|region| format!("in {region}")));
            // The values are the pasted ones, because they give the same signature.
            assert_eq!(signature(&session), signature(&plain(info.is_temporary)), "{text}");
            words.join(" ")
        }
        Err(problem) => {
            clean(&problem);
            format!("{}: {}", problem.code, problem.message)
        }
    }
}

fn plain(is_temporary: bool) -> Session {
    let id = if is_temporary { ID } else { "AKIAQWERTYUIOP234567" };
    let keys = Credentials::from_fields(id, SECRET, is_temporary.then_some(TOKEN), NOW);
    Session::new(keys.unwrap())
}

fn signature(session: &Session) -> Vec<(String, String)> {
    let place = EndpointConfig { region: "us-east-1".into(), ..EndpointConfig::default() };
    session.sign(&place, &LambdaAction::GetAccountSettings {}.into(), NOW, None).unwrap().headers
}

/// Checks that a problem contains no four consecutive characters of a secret.
#[track_caller]
fn clean(problem: &RequestError) {
    let said = format!("{} {} {} {problem:?} {problem}", problem.code, problem.message, problem.hint);
    for secret in [SECRET, TOKEN, ID] {
        for start in 0..secret.len() - 3 {
            assert!(!said.contains(&secret[start..start + 4]), "{said}");
        }
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(read(text, None), expected, "{text}");
}

/// An access key ID consists of letters and digits. A part of a longer word is never taken for one.
#[test]
fn access_key_ids() {
    let refused = "credentials-invalid: The access key ID has a character that is no letter and no digit";
    for id in [
        "AKIAQWERTYUIOP234567;",
        "AKIAQWERTYUIOP23-567",
        "\"AKIAQWERTYUIOP234567",
        "AKIA_QWERTYUIOP23456",
        "AKIAQWERTYUIOP23456=",
    ] {
        check(
            &format!(r#"{{"AccessKeyId":{},"SecretAccessKey":"{{SECRET}}"}}"#, serde_json::json!(id)),
            refused,
        );
    }
    // A key of Garage, with 26 characters.
    assert!(Credentials::from_fields("GK31c2f218a2e44f485b94239e", SECRET, None, NOW).is_ok());
}

const INI: &str = "[default]\nregion = eu-west-1\naws_access_key_id = AKIAQWERTYUIOP234567\naws_secret_access_key = {SECRET}\n\n\
    # a comment = not a value\n[profile work]\naws_access_key_id = {ID}\naws_secret_access_key={SECRET}\naws_session_token ={TOKEN}\n\n\
    [profile sso]\nsso_start_url = https://example.com\n";

#[test]
fn profiles_of_an_ini() {
    assert_eq!(profiles(&filled(INI)), ["default", "work"]);
    assert_eq!(read(INI, None), "profile-unchosen: There are 2 profiles: default, work");
    assert_eq!(read(INI, Some("work")), "Ini ASIA…4567 temporary profile work");
    assert_eq!(read(INI, Some("default")), "Ini AKIA…4567 profile default in eu-west-1");
    for (header, name) in [
        ("[profile \"at work\"]", "at work"),
        ("['a.b']", "a.b"),
        ("[profile 'at work'] # mine", "at work"),
        ("  [work]  ; mine", "work"),
    ] {
        let text =
            format!("{header}\naws_access_key_id: AKIAQWERTYUIOP234567\naws_secret_access_key = '{SECRET}'");
        assert_eq!(profiles(&text), [name]);
        check(&text, &format!("Ini AKIA…4567 profile {name}"));
    }
    assert_eq!(read(INI, Some("sso")), "profile-missing: There is no profile \"sso\" with credentials");
}

#[test]
fn what_is_wrong() {
    check("", "credentials-unrecognized: Nothing was pasted");
    check(
        "hello",
        "credentials-unrecognized: What was pasted is not in a form in which AWS gives credentials",
    );
    check(
        "{SECRET}",
        "credentials-unrecognized: What was pasted is not in a form in which AWS gives credentials",
    );
    check("[default]\nregion = x", "credentials-unrecognized: No profile there has credentials");
    check("{\"a\": 1}", "credentials-unrecognized: There are no credentials in what was pasted");
    check(
        "{\"AccessKeyId\": \"{ID}\", \"SecretAccessKey\": \"{SECRET}",
        "credentials-unrecognized: What was pasted begins like JSON but is broken at line 1, column 100",
    );
    check("export AWS_ACCESS_KEY_ID={ID}", "credentials-incomplete: The secret access key is missing");
    check("export AWS_SECRET_ACCESS_KEY={SECRET}", "credentials-incomplete: The access key ID is missing");
    check(
        "export AWS_ACCESS_KEY_ID={ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}",
        "credentials-incomplete: The session token, without which temporary credentials do nothing, is missing",
    );
    check(
        "AWS_ACCESS_KEY_ID={SECRET}\nAWS_SECRET_ACCESS_KEY={ID}",
        "credentials-invalid: The access key ID and the secret access key are swapped",
    );
    check(
        "aws_access_key_id = AKIAQWERTYUIOP234567\naws_secret_access_key = ****************QsV8",
        "credentials-invalid: The secret access key is masked or a placeholder",
    );
    check(
        "aws_access_key_id = AKIAQWERTYUIOP234567\naws_secret_access_key = {SECRET} {TOKEN}",
        "credentials-invalid: The secret access key has a space, a line break or a character no key has",
    );
    check(
        r#"{"AccessKeyId":"{ID}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}","Expiration":"2026-11-24T05:00:00Z"}"#,
        "credentials-expired: The credentials expired 60 minutes ago",
    );
    check(
        r#"{"AccessKeyId":"{ID}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}","Expiration":"{SECRET}"}"#,
        "credentials-invalid: The expiration of the credentials is not a time",
    );
    check(
        r#"{"AccessKeyId":{"{SECRET}":1},"SecretAccessKey":["{SECRET}"]}"#,
        "credentials-unrecognized: There are no credentials in what was pasted",
    );
}

/// Pieces of every format, cut and changed at any position. No message contains anything secret.
#[test]
fn broken_anywhere_says_nothing() {
    let forms = [
        "export AWS_ACCESS_KEY_ID=\"{ID}\"\nexport AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\nexport AWS_SESSION_TOKEN=\"{TOKEN}\"\n",
        r#"{"AccessKeyId":"{ID}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}","Expiration":"2026-11-24T07:00:00Z"}"#,
        "[a]\naws_access_key_id={ID}\naws_secret_access_key={SECRET}\naws_session_token={TOKEN}",
        "Access key ID,Secret access key\n{ID},{SECRET}",
        "CREDENTIALS\t{ID}\t2026-11-24T07:00:00Z\t{SECRET}\t{TOKEN}",
        "AccessKeyId     : {ID}\nSecretAccessKey : {SECRET}\nSessionToken    : {TOKEN}",
        "||  AccessKeyId  |  {ID}  ||\n||  SecretAccessKey  |  {SECRET}  ||\n||  SessionToken  |  {TOKEN}  ||",
        "Access key ID\n{ID}\nSecret access key\n{SECRET}\nSession token\n{TOKEN}",
        "<AccessKeyId>{ID}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken>",
        "{'AccessKeyId': '{ID}', 'SecretAccessKey': '{SECRET}', 'SessionToken': '{TOKEN}'}",
        "aws configure set aws_access_key_id {ID}\naws configure set aws_secret_access_key {SECRET}",
        "PS C:\\> [Environment]::SetEnvironmentVariable(\"AWS_ACCESS_KEY_ID\", \"{ID}\")\nsetenv AWS_SECRET_ACCESS_KEY {SECRET}",
    ];
    let mut refused = 0;
    for form in forms.map(filled) {
        for at in 0..form.len() {
            let mangled = [
                form[..at].to_string(),
                form[at..].to_string(),
                format!("{}\"{}", &form[..at], &form[at..]),
                format!("{}\u{0}ä {}", &form[..at], &form[at..]),
            ];
            for text in mangled {
                if let Err(problem) = Credentials::read(&text, None, NOW) {
                    clean(&problem);
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn nothing_shows_a_secret() {
    let credentials = Credentials::from_fields(ID, SECRET, Some(TOKEN), NOW).unwrap();
    let shown = format!("{credentials:?}");
    let mut session = Session::new(credentials);
    let place = EndpointConfig { region: "us-east-1".into(), ..EndpointConfig::default() };
    let object = ObjectName { bucket: "abc".into(), key: "k".into() };
    let put = S3Action::PutObject { object: object.clone(), checksum_sha256: None, if_none_match: None };
    let begin = S3Action::CreateMultipartUpload { object, checksum: None };
    let signed = session.sign(&place, &put.clone().into(), NOW, None).unwrap();
    let presigned = session.presign(&place, &put, NOW, 60).unwrap();
    // Invalid values such as a wrong region are refused, and the message does not contain the secret.
    let bad = EndpointConfig { region: "us east".into(), ..EndpointConfig::default() };
    let update = LambdaAction::GetAccountSettings {}.into();
    let problems = [
        session.sign(&bad, &update, NOW, None).unwrap_err(),
        session.presign(&place, &put, NOW, 0).unwrap_err(),
        session.presign(&place, &begin, NOW, 60).unwrap_err(),
    ];
    problems.iter().for_each(clean);
    let shown =
        format!("{shown} {session:?} {signed:?} {presigned:?} {:?} {problems:?}", session.info().unwrap());
    for secret in [SECRET, TOKEN, ID, "X-Amz-"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(format!("{presigned:?}"), "PresignedUrl(PUT https://abc.s3.us-east-1.amazonaws.com/k)");
    // The request contains the token, in its own header as required, but not the secret.
    let sent = serde_json::to_string(&signed).unwrap();
    assert!(!sent.contains(SECRET));
    let carriers: Vec<&str> = signed
        .headers
        .iter()
        .filter(|(_, value)| value.contains(TOKEN))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(carriers, ["x-amz-security-token"]);

    assert!(!session.is_locked());
    session.lock();
    assert!(session.is_locked());
    assert_eq!(session.sign(&place, &put.into(), NOW, None).unwrap_err().code, "session-locked");
    assert_eq!(session.info().unwrap_err().code, "session-locked");
}

/// The body of a request to Lambda is signed by its SHA-256, in lower-case hexadecimal.
#[test]
fn hashes_of_bodies() {
    let session = Session::new(Credentials::from_fields(ID, SECRET, Some(TOKEN), NOW).unwrap());
    let place = EndpointConfig { region: "us-east-1".into(), ..EndpointConfig::default() };
    let update = r#"{"op": "UpdateFunctionCode", "functionName": "f", "code": {"zipFile": true}}"#;
    let update: LambdaAction = serde_json::from_str(update).unwrap();
    let check = |hash: Option<&str>, expected: Option<&str>| {
        let signed = session.sign(&place, &update.clone().into(), NOW, hash);
        assert_eq!(signed.err().map(|problem| problem.code), expected, "{hash:?}");
    };
    let unhashed = Some("body-unhashed");
    check(None, unhashed);
    check(Some(&"0123456789abcdef".repeat(4)), None);
    check(Some(&"0123456789ABCDEF".repeat(4)), unhashed);
    check(Some(&"g".repeat(64)), unhashed);
    check(Some(&"a".repeat(63)), unhashed);
    check(Some(&"a".repeat(65)), unhashed);
}

/// URLs are valid for one second to seven days.
#[test]
fn how_long_urls_last() {
    let session = Session::new(Credentials::from_fields(ID, SECRET, Some(TOKEN), NOW).unwrap());
    let place = EndpointConfig { region: "us-east-1".into(), ..EndpointConfig::default() };
    let get = S3Action::GetObject { object: ObjectName { bucket: "abc".into(), key: "k".into() } };
    let day = 86_400;
    for (expires_in, lasts) in
        [(0, None), (1, Some(1)), (7 * day, Some(7 * day)), (7 * day + 1, None), (u32::MAX, None)]
    {
        // The signature states no milliseconds.
        let url = session.presign(&place, &get, NOW + 999, expires_in);
        let expected = lasts.map(|seconds| NOW + i64::from(seconds) * 1000).ok_or("expiry-invalid");
        assert_eq!(url.map(|url| url.expires).map_err(|problem| problem.code), expected, "{expires_in}");
    }
}

#[test]
fn a_secret_in_the_wrong_field_is_not_masked_but_hidden() {
    let problem = Credentials::from_fields(SECRET, SECRET, None, NOW).unwrap_err();
    assert_eq!(problem.code, "credentials-invalid");
    clean(&problem);
    // A secret of letters and digits only is accepted as an access key ID.
    let plain: String = SECRET.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { 'x' }).collect();
    let credentials = Credentials::from_fields(&plain, SECRET, None, NOW).unwrap();
    assert_eq!(Session::new(credentials).info().unwrap().access_key_id, "…");
}

#[test]
fn expiry_stops_signing() {
    let text = r#"{"AccessKeyId":"{ID}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}","Expiration":"2026-11-24T07:00:00Z"}"#;
    let session = Session::new(Credentials::read(&filled(text), None, NOW).unwrap());
    let place = EndpointConfig { region: "us-east-1".into(), ..EndpointConfig::default() };
    let get = S3Action::GetObject { object: ObjectName { bucket: "abc".into(), key: "k".into() } };
    // A URL is not valid for longer than the credentials that signed it.
    assert_eq!(session.presign(&place, &get, NOW, 86_400).unwrap().expires, NOW + 3_600_000);
    assert_eq!(session.presign(&place, &get, NOW, 60).unwrap().expires, NOW + 60_000);
    let later = session.sign(&place, &get.clone().into(), NOW + 3_600_000, None).unwrap_err();
    assert_eq!(later.code, "credentials-expired");
    // If the computer's clock may be wrong, AWS's clock decides.
    assert!(session.sign_unchecked(&place, &get.into(), NOW + 3_600_000, None).is_ok());
}
