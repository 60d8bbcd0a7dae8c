//! Credentials in source code of any language and in prose: a name, something in between, and the value.
//! `os.environ["AWS_ACCESS_KEY_ID"] = "…"`, `boto3.client("s3", aws_access_key_id="…")`, `process.env.AWS_… = '…'`,
//! `os.Setenv("AWS_…", "…")`, `name: AWS_…` over `value: …`, `Access key: …, secret key: …`.

use super::CredentialsFormat;
use super::fields::{Fields, is_name};
use zeroize::Zeroizing;

/// Maximum number of words of a name such as "AWS secret access key".
const MAX_NAME_WORDS: usize = 4;

/// Maximum number of words between a name and its value in prose, as in "the access key of the user is …".
const MAX_WORDS_BETWEEN: usize = 4;

/// A word, and whether it is certainly a name or a value: it is in quotes, or follows the `=` or `:` after its name.
struct Word<'t> {
    text: &'t str,
    is_sure: bool,
}

/// Reads every name that is followed by a value. Used only if the formats that are tried before it yield no complete
/// credentials.
pub fn read(text: &str) -> Option<Fields> {
    let mut fields = Fields::new(CredentialsFormat::Code);
    let words: Vec<Word> = words(text).filter(|word| !is_between(word.text)).collect();
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let Some((name, after)) = name_at(rest) else {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        let is_prose = rest.len() - after.len() > 1;
        rest = after;
        if let Some(value) = value_at(rest, is_prose) {
            fields.set(&name, value);
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// Reads AWS keys without names: arguments such as `Credentials("AKIA…", "…")`, lists, `AKIA…:…`. A key ID has 20
/// characters (IAM API reference, AccessKey), a secret has 40; only temporary keys have a token.
pub fn read_unnamed(text: &str) -> Option<Fields> {
    let words: Vec<&str> = words(text).map(|word| word.text).filter(|word| !is_between(word)).collect();
    let start = words.iter().position(|word| is_aws_id(word))?;
    let (id, rest) = words.get(start..)?.split_first()?;
    let (secret, rest) = rest.split_first().filter(|(secret, _)| secret.len() == 40)?;
    let mut fields = Fields::new(CredentialsFormat::Code);
    fields.set("accesskeyid", id);
    fields.set("secretaccesskey", secret);
    if id.starts_with("ASIA") {
        let token = rest.iter().find(|word| looks_like_part(word));
        fields.set("sessiontoken", token.copied().unwrap_or_default());
    }
    Some(fields)
}

fn is_aws_id(word: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    word.len() == 20 && word.bytes().all(is_plain) && (word.starts_with("AKIA") || word.starts_with("ASIA"))
}

/// Whether a word may be a part of credentials and is not a word of prose.
fn looks_like_part(word: &str) -> bool {
    word.len() >= 16 && word.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'*' | b'/' | b'+'))
}

/// Returns the value of a name from the words after it. In prose, the name has several words, and other words may
/// come before the value.
fn value_at<'t>(rest: &[Word<'t>], is_prose: bool) -> Option<&'t str> {
    let until_name = (0..rest.len()).take_while(|at| name_at(rest.get(*at..).unwrap_or_default()).is_none());
    let most = if is_prose { MAX_WORDS_BETWEEN + 1 } else { 1 };
    let mut values = until_name.filter_map(|at| rest.get(at)).take(most);
    values.find(|word| !is_prose || word.is_sure || looks_like_part(word.text)).map(|word| word.text)
}

/// Returns the longest name at the beginning of these words, and the words after it.
fn name_at<'w, 't>(words: &'w [Word<'t>]) -> Option<(Zeroizing<String>, &'w [Word<'t>])> {
    (1..=MAX_NAME_WORDS).rev().find_map(|count| {
        let (name, rest) = words.split_at_checked(count)?;
        // Allocated once: the words may be secrets, and a string that grows leaves a copy in memory.
        let mut whole = Zeroizing::new(String::with_capacity(name.iter().map(|word| word.text.len()).sum()));
        name.iter().for_each(|word| whole.push_str(word.text));
        is_name(&whole).then_some((whole, rest))
    })
}

/// Whether a word may stand between a name and its value: punctuation, `is`, or `value` as in Kubernetes and
/// CloudFormation.
fn is_between(word: &str) -> bool {
    !word.bytes().any(|b| b.is_ascii_alphanumeric())
        || ["value", "is"].iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// Returns the texts in quotes and the words outside of quotes. Separators such as brackets and commas, and lines of
/// comments, are omitted.
fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let is_comment = |line: &&str| ["//", "#"].iter().any(|start| line.trim_start().starts_with(start));
    text.lines().filter(move |line| !is_comment(line)).flat_map(words_of_line)
}

fn words_of_line(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let (mut rest, mut before) = (line, ' ');
    while let Some(c) = rest.chars().next() {
        let is_quoted = is_quote(before, c);
        let inner = if is_quoted { rest.get(1..).unwrap_or_default() } else { rest };
        let end = if is_quoted { inner.find(c) } else { end_of_word(inner) };
        let (word, after) = inner.split_at_checked(end.unwrap_or(inner.len())).unwrap_or((inner, ""));
        push(&mut words, word, is_quoted);
        // Skips the closing quote or the separator.
        let is_parted = is_quoted || word.is_empty();
        before = if is_parted { ' ' } else { word.chars().next_back().unwrap_or(' ') };
        let mut chars = after.chars();
        if is_parted {
            chars.next();
        }
        rest = chars.as_str();
    }
    words
}

/// Returns where a word outside of quotes ends: at a separator, or where a text in quotes begins.
fn end_of_word(text: &str) -> Option<usize> {
    let mut before = ' ';
    let ends = |(at, c): &(usize, char)| {
        let was = std::mem::replace(&mut before, *c);
        c.is_whitespace() || "()[]{}<>,;|".contains(*c) || *at > 0 && is_quote(was, *c)
    };
    text.char_indices().find(ends).map(|(at, _)| at)
}

/// Whether a character begins a text in quotes. An apostrophe within a word does not.
fn is_quote(before: char, c: char) -> bool {
    matches!(c, '"' | '\'' | '`') && !before.is_alphanumeric()
}

fn push<'t>(words: &mut Vec<Word<'t>>, word: &'t str, is_sure: bool) {
    let (name, value) = word.split_once(['=', ':']).unwrap_or((word, ""));
    let short = name.rsplit('.').next().unwrap_or(name);
    match is_name(short) || is_aws_id(name) || name == "value" {
        true => words.extend([Word { text: short, is_sure }, Word { text: value, is_sure: true }]),
        false => words.push(Word { text: word, is_sure }),
    }
}
