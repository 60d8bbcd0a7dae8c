//! Credentials in the source code of any language, and in prose: a name, something between, and the value.
//! `os.environ["AWS_ACCESS_KEY_ID"] = "…"`, `boto3.client("s3", aws_access_key_id="…")`, `process.env.AWS_… = '…'`,
//! `os.Setenv("AWS_…", "…")`, `name: AWS_…` over `value: …`, `Access key: …, secret key: …`.

use super::CredentialsFormat;
use super::fields::{Fields, is_name};

/// Words of a name such as "AWS secret access key".
const LONGEST_NAME: usize = 4;

/// Reads every name that is followed by a value. Tried last, and where other forms are not whole.
pub fn read(text: &str) -> Option<Fields> {
    let mut fields = Fields::new(CredentialsFormat::Code);
    let words: Vec<&str> = words(text).filter(|word| !is_between(word)).collect();
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let Some((name, after)) = name_at(rest) else {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        rest = after;
        if let Some(value) = rest.first().filter(|_| name_at(rest).is_none()) {
            fields.set(&name, value);
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// The longest name that these words begin with, and the words after it.
fn name_at<'w, 't>(words: &'w [&'t str]) -> Option<(String, &'w [&'t str])> {
    (1..=LONGEST_NAME).rev().find_map(|count| {
        let (name, rest) = words.split_at_checked(count)?;
        let name = name.concat();
        is_name(&name).then_some((name, rest))
    })
}

/// What stands between a name and its value: signs, and `value` as Kubernetes and CloudFormation have it.
fn is_between(word: &str) -> bool {
    !word.bytes().any(|b| b.is_ascii_alphanumeric()) || word.eq_ignore_ascii_case("value")
}

/// The texts in quotes and the words outside of them, without what an object and its members are parted by.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let mut before = ' ';
    let parted = text.split(move |c: char| match (quote, c, std::mem::replace(&mut before, c)) {
        // An apostrophe is no quote.
        (None, '"' | '\'' | '`', before) if !before.is_alphanumeric() => {
            quote = Some(c);
            true
        }
        (Some(open), ..) if open == c => {
            quote = None;
            true
        }
        (_, '\n', _) => {
            quote = None;
            true
        }
        (None, ..) => c.is_whitespace() || "()[]{}<>,;|".contains(c),
        (Some(_), ..) => false,
    });
    parted.flat_map(|word| {
        let (name, value) = word.split_once(['=', ':']).unwrap_or((word, ""));
        let name = name.rsplit('.').next().unwrap_or(name);
        if is_name(name) || name == "value" { [name, value] } else { [word, ""] }
    })
}
