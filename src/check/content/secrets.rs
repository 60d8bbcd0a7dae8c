//! Credentials among the user's files. Findings state the path and the kind of secret, never the secret itself.

use super::tokens;
use super::words::{Word, is_placeholder};
use crate::check::common_fixes::ignoring;
use crate::check::context::CheckContext;
use crate::check::modules::is_own;
use crate::finding::{Code, Finding};
use crate::format;
use crate::plan::Entry;
use crate::source::WantsRead;

/// The hint for a secret in a source file, which cannot be left out.
const IN_SOURCE: &str = "Take it out of the code: the function's role gives it access to AWS, and Secrets Manager keeps what \
    else it needs; replace what was shared";

/// Maximum size of a file that is searched, in bytes. Larger files are data; a finding states that they are not
/// searched.
const MAX_FILE_SIZE: u64 = 256 << 10;
/// Maximum size of all searched files together, in bytes. A package with more text than this contains more than code.
const MAX_TOTAL_SIZE: u64 = 8 << 20;

/// File names that show that a file holds credentials.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    (".aws/credentials", "holds access keys of AWS"),
    (".env",             "holds settings that are often secret"),
    (".git-credentials", "holds passwords of git"),
    (".htpasswd",        "holds passwords"),
    (".netrc",           "holds passwords"),
    ("_netrc",           "holds passwords"),
    (".docker/config.json", "may hold passwords of container registries"),
    (".pgpass",          "holds passwords of PostgreSQL"),
    (".pypirc",          "holds the password of a package index"),
    ("id_dsa",           "is a private key"),
    ("id_ecdsa",         "is a private key"),
    ("id_ed25519",       "is a private key"),
    ("id_rsa",           "is a private key"),
];

/// File extensions of containers of private keys.
const CONTAINERS: &[&str] = &[".p12", ".pfx", ".ppk", ".jks", ".keystore"];

/// Parts of the names of `.env` files that are templates to fill in.
const TEMPLATES: &[&str] = &["example", "sample", "template", "dist", "defaults"];

/// File extensions of texts that people write.
const TEXTS: &[&str] = &[
    "",
    "cfg",
    "conf",
    "config",
    "credentials",
    "env",
    "ini",
    "js",
    "json",
    "key",
    "md",
    "npmrc",
    "pem",
    "properties",
    "ps1",
    "py",
    "rb",
    "rst",
    "sh",
    "sql",
    "tf",
    "tfvars",
    "toml",
    "ts",
    "txt",
    "xml",
    "yaml",
    "yml",
];

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let plan = context.plan;
    let mut left = MAX_TOTAL_SIZE;
    let mut is_missing = false;
    let mut skipped: Vec<&Entry> = Vec::new();
    for entry in plan.entries.iter().filter(|entry| is_own(entry) && entry.size > 0) {
        // Sources were scanned when they were read for their imports.
        let scanned = context.cache.scanned(&entry.content).filter(|_| is_text(entry));
        let what = match by_name(&entry.path).map(Some).or(scanned) {
            Some(what) => what,
            None if is_text(entry) && (entry.size > MAX_FILE_SIZE || entry.size > left) => {
                skipped.push(entry);
                None
            }
            None if is_text(entry) => {
                left -= entry.size;
                match context.cache.secret(&entry.content, scan, context.store) {
                    Ok(what) => what,
                    Err(WantsRead) => {
                        is_missing = true;
                        None
                    }
                }
            }
            None => None,
        };
        findings.extend(what.map(|what| {
            let message = format!(
                "\"{}\" {what}, and everyone who can read the function's code can read it",
                entry.path
            );
            let finding = Finding::new(Code::Secret, &entry.path, message);
            match entry.path.ends_with(".py") {
                // Without its sources, the function does not run.
                true => finding.hint(IN_SOURCE),
                false => finding.fix_if_any(ignoring(entry)),
            }
        }));
    }
    // For sources that could not be checked, another finding already says so.
    let is_told = |entry: &&Entry, findings: &[Finding]| {
        let mut told = findings.iter().filter(|finding| finding.code == Code::SourceUnchecked);
        told.any(|finding| finding.path.as_ref() == Some(&entry.path))
    };
    skipped.retain(|entry| !is_told(entry, findings));
    findings.extend(unsearched(&skipped));
    if is_missing { Err(WantsRead) } else { Ok(()) }
}

/// One finding for all files that were not searched. It names the largest.
fn unsearched(skipped: &[&Entry]) -> Option<Finding> {
    let largest = skipped.iter().max_by_key(|entry| (entry.size, std::cmp::Reverse(&entry.path)))?;
    let others = match skipped.len() - 1 {
        0 => String::new(),
        1 => ", and so is another".into(),
        count => format!(", and so are {count} others"),
    };
    let message = format!(
        "\"{}\" is packed, but not searched for secrets{others}: it has {}",
        largest.path,
        format::bytes(largest.size)
    );
    Some(Finding::new(Code::SourceUnchecked, &largest.path, message))
}

fn is_text(entry: &Entry) -> bool {
    let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    TEXTS.contains(&ending.to_ascii_lowercase().as_str())
}

fn by_name(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some((_, what)) =
        NAMES.iter().find(|(known, _)| *known == name || (known.contains('/') && path.ends_with(known)))
    {
        return Some(what);
    }
    if let Some(variant) = name.strip_prefix(".env.") {
        let is_template = variant.split('.').any(|part| TEMPLATES.contains(&part));
        return (!is_template).then_some("holds settings that are often secret");
    }
    CONTAINERS.iter().any(|ending| name.ends_with(ending)).then_some("holds a private key")
}

/// The kind of secret in a text, as a clause.
pub fn scan(bytes: &[u8]) -> Option<&'static str> {
    if has_private_key(bytes) {
        Some("has a private key in it")
    } else if has_token(bytes, &[Word::new(b"AKIA", b'K')], 16, |byte| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit()
    }) {
        // The ID of a temporary key, ASIA..., is not searched for: it is useless without its secret, and tests contain
        // it.
        Some("has an AWS access key in it")
    } else if let Some(what) = tokens::find(bytes) {
        Some(what)
    } else {
        has_secret_key(bytes).then_some("has an AWS secret access key in it")
    }
}

/// Whether there is a PEM header of a private key (RFC 7468), or that of OpenPGP (RFC 9580, 6.2), followed by the text
/// of the key. A header alone does not count, because programs that search for keys contain it.
fn has_private_key(bytes: &[u8]) -> bool {
    const MARK: Word = Word::new(b"PRIVATE KEY", b'V');
    MARK.starts(bytes).any(|at| {
        let after = bytes.get(at + MARK.text.len()..).unwrap_or_default();
        let after = after.strip_prefix(b" BLOCK").unwrap_or(after);
        let Some(after) = after.strip_prefix(b"-----") else { return false };
        let begins = bytes[..at].iter().rev().take(40).copied().collect::<Vec<u8>>();
        let is_header = begins.windows(5).any(|window| window == b"NIGEB");
        let text = after
            .iter()
            .take(400)
            .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
        let ends_at_once =
            after.iter().take(60).collect::<Vec<_>>().windows(5).any(|window| window == [&b'-'; 5]);
        is_header && !ends_at_once && text.count() >= 64
    })
}

/// Whether there is a token of exactly this length after one of these prefixes. Placeholders do not count, such as
/// tokens of documentation, which end in EXAMPLE.
fn has_token(bytes: &[u8], prefixes: &[Word], length: usize, is_part: fn(&u8) -> bool) -> bool {
    prefixes.iter().any(|prefix| {
        prefix.starts(bytes).any(|at| {
            let begin = at + prefix.text.len();
            let token = bytes.get(begin..begin + length).unwrap_or_default();
            let is_apart = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
            token.len() == length
                && token.iter().all(is_part)
                && !is_placeholder(token)
                && is_apart(at.checked_sub(1).and_then(|before| bytes.get(before)))
                && is_apart(bytes.get(begin + length))
        })
    })
}

/// The names before a secret access key, in upper or lower case: those of settings, and those in AWS's responses.
const SECRET_KEY: &[Word] = &[Word::new(b"secret_access_key", b'k'), Word::new(b"secretaccesskey", b'k')];

/// Whether there is `aws_secret_access_key = ` or similar, followed by 40 characters of base64.
fn has_secret_key(bytes: &[u8]) -> bool {
    SECRET_KEY.iter().any(|name| {
        name.starts_in_any_case(bytes).any(|at| {
            let after = bytes.get(at + name.text.len()..).unwrap_or_default();
            let skipped = after.iter().take_while(|byte| b" \t\"'=:)],".contains(byte)).count();
            let value = after.get(skipped..).unwrap_or_default();
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            let length = value.iter().take_while(is_part).count();
            skipped > 0
                && length == 40
                && !value.get(..40).is_some_and(|value| value.ends_with(b"EXAMPLEKEY"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans() {
        let key =
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx4UbaDzY5xjW6hc9jwN0mX33XpTDVW/WqHp5AKaRbtAC\n";
        let check = |text: &str, expected: Option<&str>| {
            let found = scan(text.as_bytes());
            let is_right = match expected {
                Some(words) => found.is_some_and(|found| found.contains(words)),
                None => found.is_none(),
            };
            assert!(is_right, "{text}: {found:?}");
        };
        check(&format!("{key}{key}"), Some("private key"));
        check(&format!("KEY = \"{}\"", key.repeat(2).replace('\n', "\\n")), Some("private key"));
        check("if '-----BEGIN PRIVATE KEY-----' in text: pass", None);
        check(&key.replace("PRIVATE KEY", "CERTIFICATE").repeat(2), None);
        check("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", None);
        check("key = 'AKIAI44QH8DHBBBBBBBB'", Some("AWS access key"));
        check("key = 'AKIAIOSFODNN7EXAMPLE'", None);
        check("{\"accessKey\": \"ASIAI44QH8DHBBBBBBBB\"}", None);
        check("accessKey=ASIAI44QH8DHBBBBBBBB, caller=AROAI44QH8DHBBBBBBBB", None);
        check(
            &format!("key = 'ASIAI44QH8DHBBBBBBBB'\naws_secret_access_key = {}", "aB3/".repeat(10)),
            Some("secret access key"),
        );
        check(
            &format!(
                "{{\"AccessKeyId\": \"ASIAI44QH8DHBBBBBBBB\", \"SecretAccessKey\": \"{}\"}}",
                "aB3/".repeat(10)
            ),
            Some("secret access key"),
        );
        check(&format!("secretAccessKey: '{}'", "aB3/".repeat(10)), Some("secret access key"));
        check(&format!("secretAccessKey: '{}'", "aB3/".repeat(9)), None);
        check("key = 'XAKIAI44QH8DHBBBBBBBB'", None);
        check("key = 'AKIAI44QH8DHBBBBBBBBB'", None);
        check(&format!("aws_secret_access_key = {}", "aB3/".repeat(10)), Some("secret access key"));
        check("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None);
        check("aws_secret_access_key = os.environ['AWS_SECRET_ACCESS_KEY']", None);
        check(&format!("token: ghp_{}", "a1b2c3".repeat(6)), Some("GitHub"));
        check(&format!("token: ghp_{}", "x".repeat(36)), None);
        check("key = 'AKIAXXXXXXXXXXXXXXXX'", None);
        check("key = 'AKIA0000000000000000'", None);
        check(&key.replace("RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK").repeat(2), Some("private key"));
        check(&key.replace("RSA PRIVATE KEY", "PGP PUBLIC KEY BLOCK").repeat(2), None);
    }

    /// Texts of the word's own bytes, in which the word begins late, overlaps with itself, or is cut off.
    #[test]
    fn words_are_found_wherever_they_begin() {
        let check = |word: &Word, text: &[u8], expected: &[usize]| {
            assert_eq!(word.starts(text).collect::<Vec<_>>(), expected, "{}", text.escape_ascii());
        };
        let word = Word::new(b"AKIA", b'K');
        check(&word, b"", &[]);
        check(&word, b"K", &[]);
        check(&word, b"AKI", &[]);
        check(&word, b"KIAKIA", &[2]);
        check(&word, b"AKIAKIA AKAKIA", &[0, 3, 10]);
        check(&word, b"akia", &[]);
        let found = |text: &[u8]| SECRET_KEY[0].starts_in_any_case(text).collect::<Vec<_>>();
        assert_eq!(found(b"KSecret_access_KEYsecret_access_keK"), [1]);
    }

    #[test]
    fn names() {
        for path in [
            ".env",
            "a/.env.production",
            ".aws/credentials",
            "a/.pypirc",
            "id_rsa",
            "x.p12",
            "a/.docker/config.json",
        ] {
            assert!(by_name(path).is_some(), "{path}");
        }
        for path in
            [".env.example", "env.py", "credentials", "a.pem", "botocore/cacert.pem", ".env.local.sample"]
        {
            assert!(by_name(path).is_none(), "{path}");
        }
    }
}
