//! Texts that people paste from terminals, programs, chats and documents.

use super::*;

/// Returns the kind that was recognised, with its URL and its number of fields.
fn seen(text: &str) -> String {
    match read(text, &context(1)) {
        Ok(Upload { kind: UploadKind::Put { url }, .. }) => format!("put {url}"),
        Ok(Upload { kind: UploadKind::Post { post }, .. }) => {
            format!("post {} {}", post.url, post.fields.len())
        }
        Ok(Upload { kind: UploadKind::Ticket { ticket }, .. }) => format!("ticket {}", ticket.is_some()),
        Err(problem) => format!("{}: {}", problem.code, problem.message),
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(seen(text), expected, "{text}");
}

#[test]
fn urls_in_texts() {
    let url = url(3600);
    let put = format!("put {url}");
    let escaped = url.replace('&', "\\u0026");
    for text in [
        format!("{url}."),
        format!("Please upload to {url}, thanks"),
        format!("<{url}>"),
        format!("`{url}`"),
        format!("[upload here]({url})"),
        format!("See [the link]({url})."),
        format!("[{url}]({url})"),
        format!("(use {url} )"),
        format!("Dear {{name}}, please upload to {url}"),
        escaped.clone(),
        format!("\"{escaped}\""),
        url.replace('/', "\\/"),
        format!("curl -T function.zip \"{url}\""),
        format!("{{\"url\": \"{url}\"}}"),
        format!("{{\"url\": \"{escaped}\", \"method\": \"PUT\", \"expiresIn\": 3600}}"),
        format!("{{'upload': {{'presignedUrl': '{url}'}}}}"),
        format!("{{ uploadUrl: '{url}' }}"),
        format!("$ python make.py\n{{\"url\": \"{url}\"}}"),
        format!("“{url}”"),
        format!("It is »{url}«"),
        format!("Is it {url}?"),
        format!("{url}…"),
        format!("\u{200b}{url}\u{200b}"),
        format!("<{url}|upload>"),
        format!("**{url}**"),
        format!("_{url}_"),
        format!("**_{url}_**"),
        format!("~~{url}.~~"),
        format!("(**{url}**)"),
        format!("See [{url}]."),
        format!("「{url}」をご利用ください。"),
        format!("{url}。"),
        format!("[\"{url}\"]"),
        serde_json::to_string(&format!("{{\"url\": \"{url}\"}}")).unwrap(),
        format!(
            "{{\"downloadUrl\": \"https://other.example/k?X-Amz-Signature=0\", \"uploadUrl\": \"{url}\"}}"
        ),
        format!("{{'urls': {{'get': 'https://other.example/k', 'put': '{url}'}}}}"),
        format!("https://wiki.example/uploads tells how; {url}"),
        format!("http://wiki.example/?signature: {url} https://other.example/?X-Amz-Signature=0"),
        format!("{{\"statusCode\": 200, \"body\": \"{{\\\"url\\\": \\\"{url}\\\"}}\"}}"),
    ] {
        check(&text, &put);
    }
    check(
        &format!("{{\"a\": \"{url}\", \"b\": \"https://other.example/k\"}}"),
        "upload-unrecognized: The JSON that was pasted has 2 URLs in it, and says of none what it is for",
    );
    check(
        &format!("{{\"uploadUrl1\": \"{url}\", \"uploadUrl2\": \"https://other.example/k\"}}"),
        "upload-unrecognized: The JSON that was pasted has 2 URLs in it, and says of none what it is for",
    );
    check(
        "{\"url\": 3}",
        "upload-unrecognized: The JSON that was pasted is neither a ticket nor a POST form",
    );
}

/// Session tokens in base64url may end with a character that Markdown uses, too.
#[test]
fn urls_that_end_in_a_mark() {
    let url = format!("{}&X-Amz-Security-Token=e30.e30.Zm9v_", url(3600));
    for text in [
        url.clone(),
        format!("{url}."),
        format!("* {url}"),
        format!("**{url}**"),
        format!("_{url}_"),
        format!("*_{url}_*"),
        format!("http://wiki.example/ is older than https://wiki.example/: {url}"),
    ] {
        check(&text, &format!("put {url}"));
    }
    check("http://h/a or https://h/b", "put http://h/a");
}

/// Addresses without a separator between them are searched only once.
#[test]
fn long_texts() {
    let addresses = "http://h/".repeat(200_000);
    check(&format!("{addresses} nothing"), &format!("put {addresses}"));
}

#[test]
fn forms_in_texts() {
    let expected = "post https://packages.s3.amazonaws.com/ 2";
    let url = "https://packages.s3.amazonaws.com/";
    for text in [
        format!("{{'url': '{url}', 'fields': {{'key': 'f.zip', 'policy': 'e30='}}}}"),
        format!("{{\n  url: '{url}',\n  fields: {{\n    key: 'f.zip',\n    policy: 'e30='\n  }}\n}}"),
        format!("{{\"url\": \"{url}\", \"fields\": {{\"key\": \"f.zip\", \"policy\": \"e30\\u003d\"}}}}"),
        format!("{{'Url': u'{url}', 'Fields': {{u'key': u'f.zip', u'policy': u'e30='}}}}")
            .replace("u'key'", "'key'")
            .replace("u'policy'", "'policy'"),
        format!(
            "{{\"data\": {{\"post\": {{\"url\": \"{url}\", \"fields\": {{\"key\": \"f.zip\", \"policy\": \"e30=\"}}}}}}}}"
        ),
        format!(
            ">>> s3.generate_presigned_post('packages', 'f.zip')\n{{'url': '{url}', 'fields': {{'key': 'f.zip', 'policy': 'e30='}}}}"
        ),
    ] {
        check(&text, expected);
    }
    check("{'url': '", "upload-unrecognized: What was pasted begins like JSON but is broken at line 1");
    check("{'wheelpressTicket': 1, 'key': 'k'}", "ticket false");
}

/// Credentials that are pasted as an upload are recognised, and no part of them is repeated.
#[test]
fn credentials_are_no_upload() {
    let secret = "Xq7ZkP2vLmN9/0193756284+RtYbWcDfGhJkQsV8";
    for text in [
        format!("export AWS_ACCESS_KEY_ID=AKIAQWERTYUIOP234567\nexport AWS_SECRET_ACCESS_KEY={secret}"),
        format!("{{\"AccessKeyId\": \"AKIAQWERTYUIOP234567\", \"SecretAccessKey\": \"{secret}\"}}"),
        format!("AKIAQWERTYUIOP234567\n{secret}"),
    ] {
        let problem = read(&text, &context(1)).unwrap_err();
        assert_eq!(problem.code, "upload-credentials", "{text}");
        assert!(!format!("{problem:?}").contains(&secret[..4]), "{problem:?}");
    }
    check("AKIAQWERTYUIOP234567", "upload-unrecognized: There is no URL in what was pasted");
}
