//! The formats of the access portal, the CLI, terminals, consoles and SDKs.

use super::*;

#[test]
fn forms() {
    // Options 1 to 3 of the access portal, for sh, PowerShell and cmd.
    check(
        "export AWS_ACCESS_KEY_ID=\"{ID}\"\nexport AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\nexport AWS_SESSION_TOKEN=\"{TOKEN}\"\n",
        "Shell ASIA…4567 temporary",
    );
    check(
        "$Env:AWS_ACCESS_KEY_ID=\"{ID}\"\r\n$Env:AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\r\n$Env:AWS_SESSION_TOKEN=\"{TOKEN}\"\r\n",
        "PowerShell ASIA…4567 temporary",
    );
    check(
        "SET AWS_ACCESS_KEY_ID={ID}\r\nSET AWS_SECRET_ACCESS_KEY={SECRET}\r\nSET AWS_SESSION_TOKEN={TOKEN}\r\n",
        "Cmd ASIA…4567 temporary",
    );
    check(
        "[123456789012_Admin]\naws_access_key_id={ID}\naws_secret_access_key={SECRET}\naws_session_token={TOKEN}\n",
        "Ini ASIA…4567 temporary profile 123456789012_Admin",
    );
    // aws configure export-credentials: process, env, env-no-export, powershell, windows-cmd, fish.
    check(
        r#"{ "Version": 1, "AccessKeyId": "{ID}", "SecretAccessKey": "{SECRET}", "SessionToken": "{TOKEN}", "Expiration": "2026-11-24T07:00:00+00:00" }"#,
        "Json ASIA…4567 temporary until 3600",
    );
    check(
        "export AWS_ACCESS_KEY_ID={ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\nexport AWS_SESSION_TOKEN={TOKEN}\nexport AWS_CREDENTIAL_EXPIRATION=2026-11-24T06:30:00Z\n",
        "Shell ASIA…4567 temporary until 1800",
    );
    check(
        "AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={SECRET}\nAWS_SESSION_TOKEN={TOKEN}\nAWS_REGION=eu-west-1",
        "Shell ASIA…4567 temporary in eu-west-1",
    );
    check(
        "$Env:AWS_ACCESS_KEY_ID=\"{ID}\"\n$Env:AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\n$Env:AWS_SESSION_TOKEN=\"{TOKEN}\"\n$Env:AWS_CREDENTIAL_EXPIRATION=\"2026-11-24T06:30:00+00:00\"",
        "PowerShell ASIA…4567 temporary until 1800",
    );
    check(
        "set AWS_ACCESS_KEY_ID={ID}\nset AWS_SECRET_ACCESS_KEY={SECRET}\nset AWS_SESSION_TOKEN={TOKEN}\nset AWS_CREDENTIAL_EXPIRATION=2026-11-24T06:30:00+00:00",
        "Cmd ASIA…4567 temporary until 1800",
    );
    check(
        "set -gx AWS_ACCESS_KEY_ID {ID}\nset -gx AWS_SECRET_ACCESS_KEY {SECRET}\nset -gx AWS_SESSION_TOKEN {TOKEN}",
        "Shell ASIA…4567 temporary",
    );
    // aws sts assume-role, get-session-token; aws sso get-role-credentials; instance metadata; SDKs.
    check(
        r#"{"Credentials":{"AccessKeyId":"{ID}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}","Expiration":"2026-11-24T07:00:00Z"},"AssumedRoleUser":{"Arn":"arn:aws:sts::1:assumed-role/r/s","AssumedRoleId":"AROA:s"}}"#,
        "Json ASIA…4567 temporary until 3600",
    );
    check(
        r#"{"roleCredentials":{"accessKeyId":"{ID}","secretAccessKey":"{SECRET}","sessionToken":"{TOKEN}","expiration":1795503600000}}"#,
        "Json ASIA…4567 temporary until 3600",
    );
    check(
        r#"{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"{ID}","SecretAccessKey":"{SECRET}","Token":"{TOKEN}","Expiration":"2026-11-24T07:00:00Z"}"#,
        "Json ASIA…4567 temporary until 3600",
    );
    // aws iam create-access-key, and the console's file.
    check(
        r#"{"AccessKey":{"UserName":"u","AccessKeyId":"AKIAQWERTYUIOP234567","Status":"Active","SecretAccessKey":"{SECRET}","CreateDate":"2026-11-24T01:00:00Z"}}"#,
        "Json AKIA…4567",
    );
    check("\u{feff}Access key ID,Secret access key\r\nAKIAQWERTYUIOP234567,{SECRET}\r\n", "Csv AKIA…4567");
    // By hand.
    check("AKIAQWERTYUIOP234567 {SECRET}", "Fields AKIA…4567");
    check("  {ID}\n{SECRET}\n{TOKEN}\n", "Fields ASIA…4567 temporary");
    check(
        "aws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}",
        "Ini ASIA…4567 temporary",
    );
    check(
        "export AWS_ACCESS_KEY_ID={ID} AWS_SECRET_ACCESS_KEY='{SECRET}'; export AWS_SESSION_TOKEN={TOKEN};",
        "Shell ASIA…4567 temporary",
    );
    check(
        "# mine\n$env:AWS_ACCESS_KEY_ID = '{ID}'; $env:AWS_SECRET_ACCESS_KEY = '{SECRET}'; $env:AWS_SESSION_TOKEN = '{TOKEN}'",
        "PowerShell ASIA…4567 temporary",
    );
    check(
        "set \"AWS_ACCESS_KEY_ID={ID}\"\nset \"AWS_SECRET_ACCESS_KEY={SECRET}\"\nset \"AWS_SESSION_TOKEN={TOKEN}\"",
        "Cmd ASIA…4567 temporary",
    );
    check(
        "setx AWS_ACCESS_KEY_ID {ID}\nsetx AWS_SECRET_ACCESS_KEY \"{SECRET}\"\nsetx AWS_SESSION_TOKEN {TOKEN}",
        "Cmd ASIA…4567 temporary",
    );
}

/// The output of the AWS CLI for each `--output`, and the contents of its caches.
#[test]
fn forms_of_the_cli() {
    check(
        "CREDENTIALS\t{ID}\t2026-11-24T07:00:00+00:00\t{SECRET}\t{TOKEN}\n",
        "Text ASIA…4567 temporary until 3600",
    );
    check(
        "6\nASSUMEDROLEUSER\tarn:aws:sts::1:assumed-role/r/s\tAROA:s\nCREDENTIALS\t{ID}\t2026-11-24T07:00:00Z\t{SECRET}\t{TOKEN}",
        "Text ASIA…4567 temporary until 3600",
    );
    check("ACCESSKEY\tAKIAQWERTYUIOP234567\t2026-11-24T01:00:00Z\t{SECRET}\tActive\tu", "Text AKIA…4567");
    check("ROLECREDENTIALS\t{ID}\t1795503600000\t{SECRET}\t{TOKEN}", "Text ASIA…4567 temporary until 3600");
    // --query Credentials, or a query for the three values.
    check("{ID}\t2026-11-24T07:00:00Z\t{SECRET}\t{TOKEN}", "Fields ASIA…4567 temporary until 3600");
    check("{ID}\t{SECRET}\t{TOKEN}\t2026-11-24T07:00:00Z", "Fields ASIA…4567 temporary until 3600");

    check(
        "Credentials:\n  AccessKeyId: {ID}\n  Expiration: '2026-11-24T07:00:00+00:00'\n  SecretAccessKey: {SECRET}\n  SessionToken: {TOKEN}\n",
        "Yaml ASIA…4567 temporary until 3600",
    );
    check(
        "- AssumedRoleUser:\n    Arn: arn:aws:sts::1:assumed-role/r/s\n  Credentials:\n    AccessKeyId: \"{ID}\"\n    SecretAccessKey: '{SECRET}'\n    SessionToken: {TOKEN}\n  PackedPolicySize: 6",
        "Yaml ASIA…4567 temporary",
    );

    let rule = "|+-----------------+----+|";
    check(
        &format!(
            "-----------\n| GetSessionToken |\n+---------+\n||   Credentials   ||\n{rule}\n||  AccessKeyId    |  {{ID}} ||\n||  Expiration     |  2026-11-24T07:00:00+00:00 ||\n||  SecretAccessKey|  {{SECRET}} ||\n||  SessionToken   |  {{TOKEN}} ||\n{rule}\n"
        ),
        "Table ASIA…4567 temporary until 3600",
    );
    check(
        "---\n|  AssumeRole  |\n+---+\n||  Credentials  ||\n|+----+----+|\n||  AccessKeyId  |  Expiration  |  SecretAccessKey  |  SessionToken  ||\n|+----+----+|\n||  {ID}  |  2026-11-24T07:00:00Z  |  {SECRET}  |  {TOKEN}  ||\n|+----+----+|",
        "Table ASIA…4567 temporary until 3600",
    );
    check(
        "|  AccessKeyId  |  AKIAQWERTYUIOP234567  |\n|  SecretAccessKey  |  {SECRET}  |",
        "Table AKIA…4567",
    );

    // ~/.aws/cli/cache, ~/.aws/login/cache, ~/.aws/sso/cache.
    check(
        r#"{"Credentials": {"AccessKeyId": "{ID}", "SecretAccessKey": "{SECRET}", "SessionToken": "{TOKEN}", "Expiration": "2026-11-24T07:00:00UTC"}, "AssumedRoleUser": {"Arn": "a"}, "ResponseMetadata": {"RequestId": "r"}}"#,
        "Json ASIA…4567 temporary until 3600",
    );
    check(
        r#"{"accessToken": {"accessKeyId": "{ID}", "secretAccessKey": "{SECRET}", "sessionToken": "{TOKEN}", "accountId": "123456789012", "expiresAt": "2026-11-24T07:00:00Z"}, "tokenType": "aws_sigv4", "refreshToken": "r"}"#,
        "Json ASIA…4567 temporary until 3600",
    );
    check(
        r#"{"startUrl": "https://x.awsapps.com/start", "region": "eu-west-1", "accessToken": "{SECRET}", "expiresAt": "2026-11-24T07:00:00UTC"}"#,
        "credentials-unrecognized: What was pasted is the token of a single sign-on, not credentials",
    );

    check(
        "aws configure set aws_access_key_id {ID}\naws configure set aws_secret_access_key {SECRET}\naws configure set aws_session_token \"{TOKEN}\"\naws configure set region eu-west-1",
        "Ini ASIA…4567 temporary profile default in eu-west-1",
    );
    check(
        "$ aws configure set aws_access_key_id {ID} --profile work\n$ aws configure set aws_secret_access_key {SECRET} --profile work\n$ aws configure set profile.work.aws_session_token {TOKEN}",
        "Ini ASIA…4567 temporary profile work",
    );
    check(
        "aws configure set aws_access_key_id {ID}\naws configure set --profile a x y\naws configure set aws_secret_access_key {SECRET} --profile=b",
        "profile-unchosen: There are 2 profiles: default, b",
    );
    check(
        "AWS Access Key ID [None]: AKIAQWERTYUIOP234567\nAWS Secret Access Key [****************QsV8]: {SECRET}\nDefault region name [None]: eu-west-1\nDefault output format [None]:",
        "Yaml AKIA…4567 in eu-west-1",
    );
}

/// Commands of other shells, several commands in one line, and commands with prompts.
#[test]
fn forms_of_terminals() {
    let all = "ASIA…4567 temporary";
    let shell = format!("Shell {all}");
    check(
        "export AWS_ACCESS_KEY_ID={ID};export AWS_SECRET_ACCESS_KEY={SECRET};export AWS_SESSION_TOKEN={TOKEN}",
        &shell,
    );
    check(
        "export AWS_ACCESS_KEY_ID={ID} && export AWS_SECRET_ACCESS_KEY={SECRET}&&export AWS_SESSION_TOKEN='{TOKEN}'",
        &shell,
    );
    check(
        "AWS_ACCESS_KEY_ID={ID} \\\n  AWS_SECRET_ACCESS_KEY={SECRET} \\\n  AWS_SESSION_TOKEN={TOKEN} aws s3 ls",
        &shell,
    );
    check(
        "$ export AWS_ACCESS_KEY_ID={ID}\n$ export AWS_SECRET_ACCESS_KEY={SECRET}\n$ export AWS_SESSION_TOKEN={TOKEN}\n$",
        &shell,
    );
    check(
        "me@host:~/a b$ export AWS_ACCESS_KEY_ID={ID}\n[root@ip-10-0-0-1 ~]# export AWS_SECRET_ACCESS_KEY={SECRET}\nme@mac ~ % export AWS_SESSION_TOKEN={TOKEN}",
        &shell,
    );
    check(
        "setenv AWS_ACCESS_KEY_ID {ID};\nsetenv AWS_SECRET_ACCESS_KEY '{SECRET}';\nsetenv AWS_SESSION_TOKEN \"{TOKEN}\"",
        &shell,
    );
    check(
        "declare -x AWS_ACCESS_KEY_ID=\"{ID}\"\ndeclare -x AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\ndeclare -x AWS_SESSION_TOKEN=\"{TOKEN}\"",
        &shell,
    );
    check(
        "docker run -e AWS_ACCESS_KEY_ID={ID} -e AWS_SECRET_ACCESS_KEY={SECRET} -e AWS_SESSION_TOKEN={TOKEN} image",
        &shell,
    );

    check(
        "set --export AWS_ACCESS_KEY_ID {ID}; and set --export AWS_SECRET_ACCESS_KEY {SECRET}; and set --export AWS_SESSION_TOKEN {TOKEN}",
        &shell,
    );
    // As a chat displays it.
    check(
        "export AWS_ACCESS_KEY_ID=“{ID}”\nexport AWS_SECRET_ACCESS_KEY=‘{SECRET}’\nexport AWS_SESSION_TOKEN=„{TOKEN}“",
        &shell,
    );

    let cmd = format!("Cmd {all}");
    check(
        "set AWS_ACCESS_KEY_ID={ID}& set AWS_SECRET_ACCESS_KEY={SECRET}& set AWS_SESSION_TOKEN={TOKEN}",
        &cmd,
    );
    check(
        "set \"AWS_ACCESS_KEY_ID={ID}\" && set \"AWS_SECRET_ACCESS_KEY={SECRET}\" && set \"AWS_SESSION_TOKEN={TOKEN}\"",
        &cmd,
    );
    check(
        "C:\\Users\\me>set AWS_ACCESS_KEY_ID={ID}\r\nC:\\Users\\me>set AWS_SECRET_ACCESS_KEY={SECRET}\r\nC:\\Users\\me>set AWS_SESSION_TOKEN={TOKEN}",
        &cmd,
    );

    let powershell = format!("PowerShell {all}");
    check(
        "PS C:\\> $Env:AWS_ACCESS_KEY_ID=\"{ID}\"\nPS C:\\Users\\me> $Env:AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\nPS C:\\> $Env:AWS_SESSION_TOKEN=\"{TOKEN}\"",
        &powershell,
    );
    check(
        "$env.AWS_ACCESS_KEY_ID = \"{ID}\"\n$env.AWS_SECRET_ACCESS_KEY = '{SECRET}'\n$env.AWS_SESSION_TOKEN = \"{TOKEN}\"",
        &powershell,
    );
    check(
        "[Environment]::SetEnvironmentVariable(\"AWS_ACCESS_KEY_ID\", \"{ID}\", \"User\")\n[System.Environment]::SetEnvironmentVariable('AWS_SECRET_ACCESS_KEY','{SECRET}')\n[Environment]::SetEnvironmentVariable(\"AWS_SESSION_TOKEN\", \"{TOKEN}\", [EnvironmentVariableTarget]::Process);",
        &powershell,
    );
    check(
        "Set-Item -Path Env:AWS_ACCESS_KEY_ID -Value {ID}\nSet-Item Env:\\AWS_SECRET_ACCESS_KEY '{SECRET}'\nset-item env:AWS_SESSION_TOKEN \"{TOKEN}\"",
        &powershell,
    );
    check(
        "Set-AWSCredential -AccessKey {ID} -SecretKey {SECRET} -SessionToken {TOKEN} -StoreAs default",
        &powershell,
    );
    // (Get-STSSessionToken), with the line breaks and the format of the time of PowerShell.
    check(
        "AccessKeyId     : {ID}\nExpiration      : 11/24/2026 7:00:00 AM\nSecretAccessKey : {SECRET}\nSessionToken    : FwoGZXIvYXdzEJr///\n                  ///////wEaDH8kP3vQ==\n",
        &format!("Yaml {all}"),
    );
}

/// Formats that consoles, SDKs and STS itself show.
#[test]
fn forms_of_consoles_and_sdks() {
    let yaml = "Yaml ASIA…4567 temporary";
    check("AWS_ACCESS_KEY_ID: {ID}\nAWS_SECRET_ACCESS_KEY: {SECRET}\nAWS_SESSION_TOKEN: {TOKEN}", yaml);
    check(
        "aws_access_key_id : {ID}\naws_secret_access_key : '{SECRET}'\naws_session_token : \"{TOKEN}\"",
        yaml,
    );
    check(
        "\"AccessKeyId\": \"{ID}\",\n\"SecretAccessKey\": \"{SECRET}\",\n\"SessionToken\": \"{TOKEN}\"",
        yaml,
    );
    check("Access key ID\nAKIAQWERTYUIOP234567\nSecret access key\nShow\n{SECRET}\n", "Fields AKIA…4567");
    check(
        "AWS Access Key ID:\n{ID}\n\nAWS Secret Access Key:\n{SECRET}\n\nAWS Session Token:\n{TOKEN}",
        "Fields ASIA…4567 temporary",
    );
    check("Access key\nSecret access key\nAKIAQWERTYUIOP234567\n{SECRET}", "Fields AKIA…4567");
    let columns = "ID\t{ID}\nSecret access key:\t{SECRET}\nSession token\t{TOKEN}";
    check(&format!("Access key {columns}"), "Fields ASIA…4567 temporary");
    check(&format!("Name\tme\nAWS Access Key {columns}\nStatus\tActive"), "Fields ASIA…4567 temporary");
    check("Access key ID\tSecret access key\nAKIAQWERTYUIOP234567\t{SECRET}", "Csv AKIA…4567");
    check(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\n<AccessKeyId>{ID}</AccessKeyId>\n<SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>\n{TOKEN}\n</SessionToken><Expiration>2026-11-24T07:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
        "Xml ASIA…4567 temporary until 3600",
    );
    check(
        "{'Credentials': {'AccessKeyId': '{ID}', 'SecretAccessKey': '{SECRET}', 'SessionToken': '{TOKEN}', 'Expiration': datetime.datetime(2026, 11, 24, 7, 0, tzinfo=tzutc())}, 'ResponseMetadata': {'RetryAttempts': 0}}",
        "Json ASIA…4567 temporary until 3600",
    );
    check(
        "{\n  accessKeyId: '{ID}',\n  secretAccessKey: '{SECRET}',\n  sessionToken: '{TOKEN}',\n  expiration: 2026-11-24T07:00:00.000Z\n}",
        "Json ASIA…4567 temporary until 3600",
    );
    check(
        r#"{"result": [{"credentials": {"access_key_id": "{ID}", "secret_access_key": "{SECRET}", "session_token": "{TOKEN}"}}]}"#,
        "Json ASIA…4567 temporary",
    );
    check(
        "$ aws sts get-session-token\n{\"Credentials\":{\"AccessKeyId\":\"{ID}\",\"SecretAccessKey\":\"{SECRET}\",\"SessionToken\":\"{TOKEN}\"}}",
        "Json ASIA…4567 temporary",
    );
    for time in
        ["07:00:00.123Z", "07:00:00.123456+00:00", "07:00:00.5", "08:00:00.000+01:00", "07:00:00+0000"]
    {
        for between in ["T", " "] {
            let json = r#"{"AccessKeyId":"{ID}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}","Expiration":"#;
            check(&format!("{json}\"2026-11-24{between}{time}\"}}"), "Json ASIA…4567 temporary until 3600");
        }
    }
}

/// Source code in various languages, and prose.
#[test]
fn forms_of_programs() {
    let all = "ASIA…4567 temporary";
    let code = format!("Code {all}");
    for text in [
        "import os\nos.environ[\"AWS_ACCESS_KEY_ID\"] = \"{ID}\"\nos.environ['AWS_SECRET_ACCESS_KEY']='{SECRET}'\nos.environ[\"AWS_SESSION_TOKEN\"] = \"{TOKEN}\"",
        "os.environ.update(AWS_ACCESS_KEY_ID=\"{ID}\", AWS_SECRET_ACCESS_KEY=\"{SECRET}\", AWS_SESSION_TOKEN=\"{TOKEN}\")",
        "os.environ.setdefault('AWS_ACCESS_KEY_ID', '{ID}')\nos.environ.setdefault('AWS_SECRET_ACCESS_KEY', '{SECRET}')\nos.environ.setdefault('AWS_SESSION_TOKEN', '{TOKEN}')",
        "process.env.AWS_ACCESS_KEY_ID = \"{ID}\";\nprocess.env.AWS_SECRET_ACCESS_KEY = \"{SECRET}\";\nprocess.env.AWS_SESSION_TOKEN = `{TOKEN}`;",
        "ENV[\"AWS_ACCESS_KEY_ID\"] = \"{ID}\"\nENV[\"AWS_SECRET_ACCESS_KEY\"] = \"{SECRET}\"\nENV[\"AWS_SESSION_TOKEN\"] = \"{TOKEN}\"",
        "os.Setenv(\"AWS_ACCESS_KEY_ID\", \"{ID}\")\nos.Setenv(\"AWS_SECRET_ACCESS_KEY\", \"{SECRET}\")\nos.Setenv(\"AWS_SESSION_TOKEN\", \"{TOKEN}\")",
        "aws_access_key_id=\"{ID}\", aws_secret_access_key=\"{SECRET}\", aws_session_token=\"{TOKEN}\"",
        "session = boto3.Session(\n    aws_access_key_id = '{ID}',  # mine\n    aws_secret_access_key = '{SECRET}',\n    aws_session_token = '{TOKEN}')",
        "Credentials(access_key='{ID}', secret_key='{SECRET}', token='{TOKEN}')",
        "env:\n  - name: AWS_ACCESS_KEY_ID\n    value: {ID}\n  - name: AWS_SECRET_ACCESS_KEY\n    value: \"{SECRET}\"\n  - name: AWS_SESSION_TOKEN\n    value: {TOKEN}",
        "AWS_ACCESS_KEY_ID -> {ID}\nAWS_SECRET_ACCESS_KEY -> {SECRET}\nAWS_SESSION_TOKEN -> {TOKEN}",
        "Here's the access key: {ID}, secret key: {SECRET}, session token: {TOKEN}",
    ] {
        check(text, &code);
    }
    check(
        "s3 = boto3.client(\"s3\", region_name=\"eu-west-1\", aws_access_key_id=\"{ID}\", aws_secret_access_key=\"{SECRET}\", aws_session_token=\"{TOKEN}\")",
        &format!("{code} in eu-west-1"),
    );
    // Text that another format covers completely is read in that format.
    check("access_key = \"{ID}\"\nsecret_key = \"{SECRET}\"\ntoken = \"{TOKEN}\"", &format!("Ini {all}"));
    check(
        "aws configure set aws_access_key_id {ID} && aws configure set aws_secret_access_key {SECRET}; aws configure set aws_session_token {TOKEN}",
        &format!("Ini {all} profile default"),
    );
    // A label is not the value of another label, and neither is a row of asterisks.
    let labels = "Access key ID\nSecret access key\nSession token";
    check(&format!("{labels}\n{{ID}}\n{{SECRET}}\n{{TOKEN}}"), &format!("Fields {all}"));
    check(
        &format!("{labels}\n{{ID}}\t{{SECRET}}"),
        "credentials-incomplete: The session token, without which temporary credentials do nothing, is missing",
    );
    check(
        "client(aws_access_key_id='{ID}', aws_secret_access_key='*****')",
        "credentials-incomplete: The secret access key is missing",
    );
}
