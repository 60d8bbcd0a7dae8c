//! Credentials as people copy them: with the prompts, comments, quotes and line breaks of the source.

use super::*;

const ALL: &str = "ASIA…4567 temporary";

#[test]
fn files_of_containers_and_of_tools() {
    let env = ["AWS_ACCESS_KEY_ID={ID}", "AWS_SECRET_ACCESS_KEY={SECRET}", "AWS_SESSION_TOKEN={TOKEN}"];
    for (format, text) in [
        ("Shell", format!("docker run -e{} -e{} -e{} image", env[0], env[1], env[2])),
        ("Shell", format!("docker run --env={} --env={} \\\n  --env {} image", env[0], env[1], env[2])),
        ("Shell", format!("environment:\n  - {}\n  - \"{}\"\n  - '{}'", env[0], env[1], env[2])),
        ("Shell", format!("ENV {} \\\n    {} \\\n    {}", env[0], env[1], env[2])),
        ("Code", format!(r#"["-e", "{}", "-e", "{}", "-e", "{}"]"#, env[0], env[1], env[2])),
        (
            "Code",
            format!(r#"{{"Config": {{"Env": ["PATH=/bin", "{}", "{}", "{}"]}}}}"#, env[0], env[1], env[2]),
        ),
    ] {
        check(&text, &format!("{format} {ALL}"));
    }
    check(
        r#"{"environment": [{"name": "AWS_ACCESS_KEY_ID", "value": "{ID}"}, {"name": "AWS_SECRET_ACCESS_KEY", "value": "{SECRET}"}, {"name": "AWS_SESSION_TOKEN", "value": "{TOKEN}"}]}"#,
        &format!("Code {ALL}"),
    );
    // Terraform: a provider, a backend's configuration, outputs.
    check(
        "provider \"aws\" {\n  region     = \"eu-west-1\"\n  access_key = \"{ID}\" # mine\n  secret_key = \"{SECRET}\"\n  token      = \"{TOKEN}\"\n}",
        &format!("Ini {ALL} in eu-west-1"),
    );
    check(
        "terraform init -backend-config=\"access_key={ID}\" -backend-config=\"secret_key={SECRET}\" -backend-config=\"token={TOKEN}\"",
        &format!("Code {ALL}"),
    );
    check(
        r#"{"access_key_id": {"sensitive": false, "type": "string", "value": "AKIAQWERTYUIOP234567"}, "secret_access_key": {"sensitive": true, "value": "{SECRET}"}}"#,
        "Json AKIA…4567",
    );
    // garage key info
    let garage =
        "==== ACCESS KEY INFORMATION ====\nKey ID:    GK31c2f218a2e44f485b94239e\nKey name:  k\nSecret key: ";
    let keys = Credentials::read(&format!("{garage}{SECRET}"), None, NOW).unwrap();
    assert_eq!(Session::new(keys).info().unwrap().access_key_id, "GK31…239e");
    check(
        "Key                Value\n---                -----\naccess_key         {ID}\nsecret_key         {SECRET}\nsecurity_token     {TOKEN}",
        &format!("Code {ALL}"),
    );
}

#[test]
fn shells_with_what_else_they_write() {
    for (format, text) in [
        (
            "Shell",
            "export AWS_ACCESS_KEY_ID='{ID}' # the key\rexport AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\rexport AWS_SESSION_TOKEN={TOKEN}\r",
        ),
        (
            "Shell",
            "\u{feff}export AWS_ACCESS_KEY_ID={ID}\u{200b}\r\nexport AWS_SECRET_ACCESS_KEY={SECRET}\u{200b}\r\nexport AWS_SESSION_TOKEN={TOKEN}\u{a0}\r\n",
        ),
        (
            "Code",
            "export AWS_ACCESS_KEY_ID=$'{ID}'\nexport AWS_SECRET_ACCESS_KEY=$'{SECRET}'\nexport AWS_SESSION_TOKEN=$'{TOKEN}'",
        ),
        (
            "Shell",
            "set -Ux AWS_ACCESS_KEY_ID '{ID}'\nset -x -g AWS_SECRET_ACCESS_KEY \"{SECRET}\";\nset --universal --export AWS_SESSION_TOKEN {TOKEN}",
        ),
        (
            "Json",
            "load-env { AWS_ACCESS_KEY_ID: \"{ID}\", AWS_SECRET_ACCESS_KEY: \"{SECRET}\", AWS_SESSION_TOKEN: \"{TOKEN}\" }",
        ),
        (
            "Code",
            "with-env { AWS_ACCESS_KEY_ID: {ID} AWS_SECRET_ACCESS_KEY: {SECRET} AWS_SESSION_TOKEN: {TOKEN} } { aws s3 ls }",
        ),
        (
            "PowerShell",
            "${env:AWS_ACCESS_KEY_ID}='{ID}'\n${Env:AWS_SECRET_ACCESS_KEY} = '{SECRET}'\n${env:AWS_SESSION_TOKEN}=\"{TOKEN}\"",
        ),
        (
            "PowerShell",
            "$env:AWS_ACCESS_KEY_ID = '{ID}' # the key\n$env:AWS_SECRET_ACCESS_KEY = '{SECRET}'\n$env:AWS_SESSION_TOKEN = '{TOKEN}' # until noon",
        ),
        (
            "PowerShell",
            "[environment]::setenvironmentvariable( 'AWS_ACCESS_KEY_ID' , '{ID}' , 'User' )\n[System.Environment]::SetEnvironmentVariable('AWS_SECRET_ACCESS_KEY', '{SECRET}', 'Machine')\n[Environment]::SETENVIRONMENTVARIABLE('AWS_SESSION_TOKEN', '{TOKEN}')",
        ),
        (
            "PowerShell",
            "si Env:AWS_ACCESS_KEY_ID '{ID}'\nni -Path Env:AWS_SECRET_ACCESS_KEY -Value '{SECRET}'\nsi env:\\AWS_SESSION_TOKEN {TOKEN}",
        ),
        (
            "Code",
            "(set AWS_ACCESS_KEY_ID={ID}) & (set AWS_SECRET_ACCESS_KEY={SECRET}) & (set AWS_SESSION_TOKEN={TOKEN})",
        ),
        (
            "Yaml",
            "  AWS_ACCESS_KEY_ID: {ID}\n  AWS_SECRET_ACCESS_KEY: \"{SECRET}\" # mine\n  AWS_SESSION_TOKEN: '{TOKEN}'  // until noon",
        ),
        (
            "Ini",
            "[default]\naws_access_key_id = {ID} ; mine\naws_secret_access_key = {SECRET} # x\naws_session_token = {TOKEN}",
        ),
    ] {
        let profile = if format == "Ini" { " profile default" } else { "" };
        check(text, &format!("{format} {ALL}{profile}"));
    }
}

#[test]
fn answers_of_services() {
    let members = r#""AccessKeyId": "{ID}", "SecretAccessKey": "{SECRET}", "SessionToken": "{TOKEN}""#;
    // Cognito states the time in seconds, with a fraction.
    check(
        r#"{"Credentials": {"AccessKeyId": "{ID}", "Expiration": 1.7955036E9, "SecretKey": "{SECRET}", "SessionToken": "{TOKEN}"}}"#,
        &format!("Json {ALL} until 3600"),
    );
    // The output of Secrets Manager, and JSON inside a JSON string.
    let text = serde_json::json!(filled(&format!("{{{members}}}"))).to_string();
    check(&format!("{{\"Name\": \"n\", \"SecretString\": {text}}}"), &format!("Json {ALL}"));
    check(&text, &format!("Json {ALL}"));
    check(
        &format!("HTTP/1.1 200 OK\r\nServer: EC2ws\r\n\r\n{{\r\n  {members}\r\n}}"),
        &format!("Json {ALL}"),
    );
    check(
        "<ns:AccessKeyId>{ID}</ns:AccessKeyId><ns:SecretAccessKey><![CDATA[{SECRET}]]></ns:SecretAccessKey><ns:SessionToken>{TOKEN}</ns:SessionToken>",
        &format!("Xml {ALL}"),
    );
    let escaped = SECRET.replace('/', "&#47;").replace('+', "&#x2B;");
    check(
        &format!(
            "<AccessKeyId>{{ID}}</AccessKeyId><SecretAccessKey>{escaped}</SecretAccessKey><SessionToken>{{TOKEN}}</SessionToken>"
        ),
        &format!("Xml {ALL}"),
    );
    check(
        "AccessKeyId: {ID}\nSecretAccessKey:\n  {SECRET}\nSessionToken: >-\n  FwoGZXIvYXdzEJr///\n  ///////wEaDH8kP3vQ==\nExpiration: 2026-11-24T07:00:00Z",
        &format!("Yaml {ALL} until 3600"),
    );
    check("Access key ID;Secret access key\r\nAKIAQWERTYUIOP234567;{SECRET}\r\n", "Csv AKIA…4567");
    check(
        "| Name | Value |\n|---|---|\n| Access key ID | `{ID}` |\n| Secret access key | `{SECRET}` |\n| Session token | `{TOKEN}` |",
        &format!("Table {ALL}"),
    );
    check(
        "- Access key ID: `{ID}`\n- Secret access key: `{SECRET}`\n- Session token: `{TOKEN}`",
        &format!("Yaml {ALL}"),
    );
}

/// Keys without names are recognised by their form.
#[test]
fn keys_without_names() {
    for text in [
        "credentials.NewStaticCredentialsProvider(\"{ID}\", \"{SECRET}\", \"{TOKEN}\")",
        "Credentials::new(\"{ID}\", \"{SECRET}\", Some(\"{TOKEN}\".into()), None, \"x\")",
        "[\n  \"{ID}\",\n  \"{SECRET}\",\n  \"{TOKEN}\"\n]",
        "{ID},{SECRET},{TOKEN}",
        "{AccessKeyID:{ID} SecretAccessKey:{SECRET} SessionToken:{TOKEN} Source:x CanExpire:false}",
    ] {
        check(text, &format!("Code {ALL}"));
    }
    for text in [
        "AwsBasicCredentials.create(\"AKIAQWERTYUIOP234567\", \"{SECRET}\")",
        "AKIAQWERTYUIOP234567:{SECRET}",
        "ReadOnlyCredentials(access_key='AKIAQWERTYUIOP234567', secret_key='{SECRET}', token=None)",
        "boto3.client('s3', aws_access_key_id='AKIAQWERTYUIOP234567', aws_secret_access_key='{SECRET}', aws_session_token=None)",
    ] {
        check(text, "Code AKIA…4567");
    }
    check("AKIAQWERTYUIOP234567\t{SECRET}\tNone", "Fields AKIA…4567");
    check(
        r#"{"AccessKeyId": "AKIAQWERTYUIOP234567", "SecretAccessKey": "{SECRET}", "SessionToken": "null"}"#,
        "Json AKIA…4567",
    );
}

/// Text that only looks like a value is not taken for one, and a commented line is ignored.
#[test]
fn words_that_are_no_values() {
    check(
        "The access key ID is {ID} and the secret access key of it is {SECRET}, the session token {TOKEN}",
        &format!("Code {ALL}"),
    );
    check(
        "os.Setenv(\"AWS_ACCESS_KEY_ID\", \"{ID}\")\nos.Setenv(\"AWS_SECRET_ACCESS_KEY\", \"{SECRET}\")\nos.Setenv(\"AWS_SESSION_TOKEN\", \"{TOKEN}\")\n// os.Setenv(\"AWS_ACCESS_KEY_ID\", \"AKIAOLDOLDOLDOLDOLD1\")",
        &format!("Code {ALL}"),
    );
    let masked = "credentials-invalid: The access key ID is masked or a placeholder";
    for value in ["[MASKED]", "${{ secrets.KEY }}", "{KEY}", "${KEY}", "<key>", "***"] {
        check(&format!("AWS_ACCESS_KEY_ID={value}\nAWS_SECRET_ACCESS_KEY={value}"), masked);
    }
}

/// A token that a terminal or a message broke into lines is joined again. Otherwise it would give wrong
/// signatures without an error.
#[test]
fn tokens_in_several_lines() {
    let token = "FwoGZXIvYXdzEJr1".repeat(20);
    let whole = Credentials::from_fields(ID, SECRET, Some(&token), NOW).unwrap();
    let whole = signature(&Session::new(whole));
    let lines: Vec<String> =
        token.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    for (before, between, after) in [
        ("export AWS_SESSION_TOKEN=", "\n", "\n"),
        ("export AWS_SESSION_TOKEN=\"", "\n", "\"\n"),
        ("$Env:AWS_SESSION_TOKEN=\"", "\r\n", "\"\r\n"),
        ("set AWS_SESSION_TOKEN=", "\r\n", "\r\n"),
        ("aws_session_token = ", "\n", "\nregion = eu-west-1\n"),
        ("SessionToken    : ", "\n                  ", "\n"),
        ("Session token\n", "\n", "\nHide\n"),
    ] {
        let names = match before.split_whitespace().next() {
            Some("Session") => ["Access key ID\n", "Secret access key\n"],
            Some("aws_session_token") => ["aws_access_key_id = ", "aws_secret_access_key = "],
            Some("SessionToken") => ["AccessKeyId     : ", "SecretAccessKey : "],
            Some("set") => ["set AWS_ACCESS_KEY_ID=", "set AWS_SECRET_ACCESS_KEY="],
            Some("export") => ["export AWS_ACCESS_KEY_ID=", "export AWS_SECRET_ACCESS_KEY="],
            _ => ["$Env:AWS_ACCESS_KEY_ID=", "$Env:AWS_SECRET_ACCESS_KEY="],
        };
        let text = format!("{}{ID}\n{}{SECRET}\n{before}{}{after}", names[0], names[1], lines.join(between));
        let read = Credentials::read(&text, None, NOW).unwrap();
        assert_eq!(signature(&Session::new(read)), whole, "{text}");
    }
}

/// The time for long texts is proportional to their length.
#[test]
fn long_texts() {
    let lines =
        format!("aws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\naws_session_token = a\n");
    for text in [format!("a = b{}c", " ".repeat(300_000)), format!("{lines}{}", "  A\n".repeat(100_000))] {
        let problem = Credentials::read(&text, None, NOW).unwrap_err();
        let expected =
            if text.starts_with("aws") { "credentials-invalid" } else { "credentials-unrecognized" };
        assert_eq!(problem.code, expected);
    }
}
