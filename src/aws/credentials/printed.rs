//! Credentials as programs and consoles show them: `name: value`, tables, labels over their values, CSV, XML, bare values.

use super::CredentialsFormat;
use super::fields::{Fields, is_name};
use crate::aws::clock;
use std::collections::VecDeque;
use zeroize::Zeroizing;

/// Reads text that is neither commands nor profiles. Returns `None` if no format fits.
pub fn read(text: &str) -> Option<Fields> {
    type Reader = fn(&str) -> Option<Fields>;
    const READERS: &[Reader] = &[xml, columns, pairs, table, labels, csv, row, bare];
    READERS.iter().find_map(|reader| reader(text))
}

/// Splits a line such as `name = value`, or `name: value` as in YAML and PowerShell's lists. Returns `None` for
/// comments.
pub fn pair(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    if line.starts_with(['#', ';']) {
        return None;
    }
    line.split_once(['=', ':']).map(|(name, value)| (name.trim(), unquoted(value)))
}

/// Removes from a value the comment after it, a `;` or `,` at its end, and its quotes.
pub fn unquoted(text: &str) -> &str {
    let text = without_comment(text.trim()).trim_end_matches([';', ',']).trim_end();
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    ['"', '\'', '`'].into_iter().find_map(quoted).unwrap_or(text)
}

/// Removes a comment at the end of a line. It begins with `#`, `; ` or `//` after a space, which no key contains.
fn without_comment(text: &str) -> &str {
    let mut parts = text.match_indices(['#', ';', '/']).filter_map(|(at, _)| text.split_at_checked(at));
    let is_comment = |(before, rest): &(&str, &str)| {
        before.ends_with(char::is_whitespace) && ["#", "; ", "//"].iter().any(|start| rest.starts_with(start))
    };
    parts.find(is_comment).map_or(text, |(before, _)| before.trim_end())
}

/// Reads responses of Query APIs (STS API reference, GetSessionToken): `<AccessKeyId>…</AccessKeyId>`.
fn xml(text: &str) -> Option<Fields> {
    let mut fields = Fields::new(CredentialsFormat::Xml);
    let text = Zeroizing::new(text.replace("<![CDATA[", "").replace("]]>", ""));
    for element in text.split('<').skip(1).filter(|element| !element.starts_with('/')) {
        if let Some((name, value)) = element.split_once('>') {
            let name = name.rsplit(':').next().unwrap_or(name);
            // Resolves references such as `&#43;`.
            let plain = quick_xml::escape::unescape(value).map(|plain| Zeroizing::new(plain.into_owned()));
            fields.set(name, plain.as_ref().map_or(value, |plain| plain.as_str()));
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// Reads lines of a name, a tab and a value, as they are copied from tables on web pages.
fn columns(text: &str) -> Option<Fields> {
    let mut fields = Fields::new(CredentialsFormat::Fields);
    for (name, value) in text.lines().filter_map(|line| line.split_once('\t')) {
        if !is_name(value) && !value.contains('\t') {
            fields.set(name.trim_end_matches(':'), value);
        }
    }
    (!fields.is_empty()).then_some(fields)
}

fn pairs(text: &str) -> Option<Fields> {
    let is_yaml = text.lines().any(|line| pair(line).is_some_and(|(name, _)| is_name(name)) && is_yaml(line));
    let format = if is_yaml { CredentialsFormat::Yaml } else { CredentialsFormat::Ini };
    // The names, the part of each value that was read so far, and the indentation of each name.
    let mut pairs: Vec<(&str, Zeroizing<String>, usize)> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        match (pair(line), pairs.last_mut().filter(|_| is_open)) {
            // PowerShell breaks a long value and indents its other lines; YAML may have all of the value on indented
            // lines.
            (_, Some((_, value, column))) if indent > *column && is_of_value(line) => {
                value.push_str(line.trim());
            }
            (Some((name, value)), _) if is_name(name) => {
                const BLOCKS: &[&str] = &[">-", ">", "|-", "|"];
                let value = if BLOCKS.contains(&value) { "" } else { value };
                pairs.push((name, value.to_string().into(), indent));
                is_open = true;
            }
            _ => is_open = false,
        }
    }
    let mut fields = Fields::new(format);
    pairs.iter().for_each(|(name, value, _)| {
        fields.set(name, value);
    });
    (!fields.is_empty()).then_some(fields)
}

/// Whether a line contains only a key or token, or a part of one. These are base64.
fn is_of_value(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+' | b'='))
}

fn is_yaml(line: &str) -> bool {
    line.find(['=', ':']).and_then(|at| line.get(at..)).is_some_and(|rest| rest.starts_with(':'))
}

/// Reads `aws … --output table`: each row has a name and its value, or a row of names is followed by a row of values.
fn table(text: &str) -> Option<Fields> {
    let mut fields = Fields::new(CredentialsFormat::Table);
    let mut header: Option<Vec<&str>> = None;
    for line in text.lines().filter(|line| line.trim().starts_with('|')) {
        let cells: Vec<&str> = line.split('|').map(unquoted).filter(|cell| !cell.is_empty()).collect();
        // Skips the rules between rows.
        if cells.iter().all(|cell| cell.bytes().all(|b| matches!(b, b'-' | b'+'))) {
            continue;
        }
        match (header.take(), cells.as_slice()) {
            (Some(names), values) if names.len() == values.len() => {
                names.iter().zip(values).for_each(|(name, value)| {
                    fields.set(name, value);
                });
            }
            (_, names) if names.len() > 1 && names.iter().filter(|name| is_name(name)).count() > 1 => {
                header = Some(cells);
            }
            (_, [name, value]) => {
                fields.set(name, value);
            }
            _ => {}
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// Reads text copied from consoles: labels, and after them each value on a line of its own.
fn labels(text: &str) -> Option<Fields> {
    const BUTTONS: &[&str] = &["Show", "Hide", "Copy", "Copied"];
    let mut fields = Fields::new(CredentialsFormat::Fields);
    let mut open = VecDeque::new();
    for line in text.lines().map(str::trim) {
        let label = line.trim_end_matches(':');
        if is_name(label) {
            open.push_back(label);
        } else if !line.is_empty() && !line.contains(char::is_whitespace) && !BUTTONS.contains(&line) {
            open.pop_front().into_iter().for_each(|label| {
                fields.set(label, line);
            });
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// Reads `accessKeys.csv` of the console, or its table: a line of names, then a line of values.
fn csv(text: &str) -> Option<Fields> {
    [b',', b';', b'\t'].into_iter().find_map(|delimiter| {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let names = reader.headers().ok()?.clone();
        let values = reader.records().next()?.ok()?;
        let mut fields = Fields::new(CredentialsFormat::Csv);
        for (name, value) in names.iter().zip(values.iter()) {
            fields.set(name, value);
        }
        (!fields.is_empty()).then_some(fields)
    })
}

/// The structures of `aws … --output text`: the name of each, and its members in the order of their names.
#[rustfmt::skip]
const ROWS: &[(&str, &[&str])] = &[
    ("CREDENTIALS",     &["AccessKeyId", "Expiration", "SecretAccessKey", "SessionToken"]),
    ("ROLECREDENTIALS", &["accessKeyId", "expiration", "secretAccessKey", "sessionToken"]),
    ("ACCESSKEY",       &["AccessKeyId", "CreateDate", "SecretAccessKey"]),
];

/// Reads `CREDENTIALS  ASIA…  2026-…  …  …`. Rows of other structures are ignored.
fn row(text: &str) -> Option<Fields> {
    let mut fields = Fields::new(CredentialsFormat::Text);
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let name = words.next();
        if let Some((_, members)) = ROWS.iter().find(|(row, _)| Some(*row) == name) {
            for (member, value) in members.iter().zip(words) {
                fields.set(member, value);
            }
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// Reads two or three values and nothing else, separated by white space. With `--query` and `--output text`, the
/// expiration may be among them.
fn bare(text: &str) -> Option<Fields> {
    let is_time = |word: &&str| word.contains('-') && word.contains(':') && clock::parse(word).is_some();
    let (times, values): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(is_time);
    let [id, secret, token @ ..] = values.as_slice() else { return None };
    let looks_like_keys =
        times.len() <= 1 && token.len() <= 1 && (16..=32).contains(&id.len()) && secret.len() >= 32;
    if !looks_like_keys {
        return None;
    }
    let mut fields = Fields::new(CredentialsFormat::Fields);
    fields.set("accesskeyid", id);
    fields.set("secretaccesskey", secret);
    fields.set("sessiontoken", token.first().copied().unwrap_or_default());
    fields.set("expiration", times.first().copied().unwrap_or_default());
    Some(fields)
}
