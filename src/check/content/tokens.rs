//! Tokens that begin with a fixed text, and passwords in addresses.

use super::words::{Word, is_placeholder};
use memchr::memchr_iter;

/// A kind of token: the text before it, the number of characters that follow, and a clause.
struct Token {
    prefix: &'static [u8],
    length: usize,
    /// Whether no more characters follow.
    is_exact: bool,
    what: &'static str,
}

const fn token(prefix: &'static [u8], length: usize, is_exact: bool, what: &'static str) -> Token {
    Token { prefix, length, is_exact, what }
}

const GITHUB: &str = "has a token of GitHub in it";
const SLACK: &str = "has a token of Slack in it";
const STRIPE: &str = "has a key of Stripe in it";

/// As the secret scanners of GitHub and GitLab know them.
const TOKENS: &[Token] = &[
    token(b"AIza", 35, true, "has an API key of Google in it"),
    token(b"ghp_", 36, true, GITHUB),
    token(b"gho_", 36, true, GITHUB),
    token(b"ghr_", 36, true, GITHUB),
    token(b"ghs_", 36, true, GITHUB),
    token(b"ghu_", 36, true, GITHUB),
    token(b"github_pat_", 82, true, GITHUB),
    token(b"glpat-", 20, false, "has a token of GitLab in it"),
    token(b"npm_", 36, true, "has a token of npm in it"),
    token(b"pypi-Ag", 60, false, "has a token of PyPI in it"),
    token(b"rk_live_", 24, false, STRIPE),
    token(b"sk-ant-", 60, false, "has an API key of Anthropic in it"),
    token(b"sk-proj-", 40, false, "has an API key of OpenAI in it"),
    token(b"sk-svcacct-", 40, false, "has an API key of OpenAI in it"),
    token(b"sk_live_", 24, false, STRIPE),
    token(b"xapp-", 30, false, SLACK),
    token(b"xoxb-", 30, false, SLACK),
    token(b"xoxp-", 30, false, SLACK),
];

/// Minimum length of what follows the words of a webhook or of a file of npm.
const MIN_KEY: usize = 16;

/// Every token has a run of at least as many characters.
const MIN_RUN: usize = 22;

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether a text looks random: it has digits and letters, and is not an example.
fn is_random(text: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| text.iter().any(is);
    has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && !is_placeholder(text) && !is_example(text)
}

fn is_example(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text).to_lowercase();
    EXAMPLES.iter().any(|example| text.contains(example))
}

/// The kind of token that is in a text, as a clause.
pub fn find(bytes: &[u8]) -> Option<&'static str> {
    let mut at = MIN_RUN - 1;
    // A long run covers one of these places, so that most bytes are not read.
    while let Some(byte) = bytes.get(at) {
        if !is_part(*byte) {
            at += MIN_RUN;
            continue;
        }
        let start = bytes[..at].iter().rposition(|byte| !is_part(*byte)).map_or(0, |before| before + 1);
        let rest = bytes.get(start..).unwrap_or_default();
        let run = rest.iter().position(|byte| !is_part(*byte)).map_or(rest, |end| &rest[..end]);
        if run.len() >= MIN_RUN
            && let Some(what) = of_run(run, bytes, start)
        {
            return Some(what);
        }
        at = (start + run.len()).max(at) + MIN_RUN;
    }
    const HOOK: Word = Word::new(b"hooks.slack.com/services/T", b'/');
    const AUTH: Word = Word::new(b"_authToken=", b'T');
    let is_key = |word: &Word, at: usize| {
        let rest = bytes.get(at + word.text.len()..).unwrap_or_default();
        let key = rest.split(|byte| !is_part(*byte) && *byte != b'/').next().unwrap_or_default();
        key.len() >= MIN_KEY && is_random(key)
    };
    if HOOK.starts(bytes).any(|at| is_key(&HOOK, at)) {
        return Some(SLACK);
    }
    if AUTH.starts(bytes).any(|at| is_key(&AUTH, at)) {
        return Some("has a token of npm in it");
    }
    has_password(bytes).then_some("has a password in an address in it")
}

fn of_run(run: &[u8], bytes: &[u8], start: usize) -> Option<&'static str> {
    let found = TOKENS.iter().find_map(|token| {
        let rest = run.strip_prefix(token.prefix)?;
        let fits = if token.is_exact { rest.len() == token.length } else { rest.len() >= token.length };
        (fits && is_random(rest)).then_some(token.what)
    });
    // `SG.`, 22 characters, a dot, 43 characters.
    let is_sendgrid = run.len() == 22
        && bytes.get(..start).is_some_and(|before| before.ends_with(b"SG."))
        && bytes.get(start + 22) == Some(&b'.')
        && bytes.get(start + 65).copied().is_some_and(is_part)
        && is_random(run);
    found.or(is_sendgrid.then_some("has an API key of SendGrid in it"))
}

/// Parts of tokens, passwords and hosts of documentation.
const EXAMPLES: &[&str] =
    &["0123456789", "abcdefgh", "changeme", "docker.", "example", "pass", "secret", "token", "xxxx", "your"];

/// Maximum length of what stands between `://` and the host.
const MAX_LOGIN: usize = 200;
const MIN_PASSWORD: usize = 6;

/// Whether there is `scheme://user:password@host` (RFC 3986, 3.2.1), not of this computer, and not a template.
fn has_password(bytes: &[u8]) -> bool {
    memchr_iter(b'@', bytes).any(|at| {
        let from = at.saturating_sub(MAX_LOGIN);
        let before = bytes.get(from..at).unwrap_or_default();
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"/\"'`<>{}$*()[]|".contains(byte);
        let Some(slash) = before.iter().rposition(is_end) else { return false };
        let login = std::str::from_utf8(&before[slash + 1..]).unwrap_or_default();
        let is_address = before[..=slash].ends_with(b"://");
        let Some((user, password)) = login.split_once(':').filter(|_| is_address) else { return false };
        let host = bytes[at + 1..].iter().take_while(|byte| is_part(**byte) || **byte == b'.');
        let host: String = host.map(|byte| char::from(*byte)).collect();
        let is_public = host.contains('.') && !host.starts_with("127.") && !host.starts_with("0.");
        is_public
            && password.len() >= MIN_PASSWORD
            && password != user
            && !password.contains("%s")
            && is_random(password.as_bytes())
            && !is_example(host.as_bytes())
            && ![".test", ".invalid", ".localdomain"].iter().any(|end| host.ends_with(end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds() {
        let check = |text: &str, expected: Option<&str>| {
            let found = find(text.as_bytes());
            let is_right = match expected {
                Some(words) => found.is_some_and(|found| found.contains(words)),
                None => found.is_none(),
            };
            assert!(is_right, "{text}: {found:?}");
        };
        let random = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY".repeat(4);
        for (prefix, length, words) in [
            ("github_pat_", 82, "GitHub"),
            ("ghu_", 36, "GitHub"),
            ("ghs_", 36, "GitHub"),
            ("ghr_", 36, "GitHub"),
            ("xapp-1-A0B1C2-", 64, "Slack"),
            ("sk-svcacct-", 60, "OpenAI"),
            ("xoxb-1234567890-", 24, "Slack"),
            ("sk_live_", 24, "Stripe"),
            ("rk_live_", 24, "Stripe"),
            ("sk-ant-api03-", 90, "Anthropic"),
            ("sk-proj-", 60, "OpenAI"),
            ("glpat-", 20, "GitLab"),
            ("AIza", 35, "Google"),
            ("npm_", 36, "npm"),
            ("pypi-AgEIcHlwaS5vcmc", 60, "PyPI"),
        ] {
            let (whole, cut) = (&random[..length], &random[..length / 2]);
            // Wherever in the file it is.
            for before in 0..24 {
                check(&format!("{}k=\"{prefix}{whole}\"", " ".repeat(before)), Some(words));
            }
            check(&format!("k = \"{prefix}{}\"", "x".repeat(length)), None);
            if length < 60 && !prefix.starts_with('x') {
                check(&format!("k = '{prefix}{cut}'"), None);
            }
            check(&format!("x{prefix}{whole}"), None);
        }
        check(&format!("SG.{}.{}", &random[..22], &random[..43]), Some("SendGrid"));
        check(&format!("XG.{}.{}", &random[..22], &random[..43]), None);
        check("https://hooks.slack.com/services/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", Some("Slack"));
        check("https://hooks.slack.com/services/{team}/{id}", None);
        check("sk-proj-card-with-a-title-and-a-subtitle-and-no-image-at-all", None);
        check("//npm.example.com/:_authToken=4f1c2d3e-a1b2-c3d4-e5f6-9182736455ab", Some("npm"));
        check("//npm.example.com/:_authToken=${NPM_TOKEN}", None);
        check("URL = 'postgresql://app:s3cr3tPa55@db.prod.internal:5432/x'", Some("a password"));
        check("postgresql://app:s3cr%40tPa55@db.prod.internal/x", Some("a password"));
        for harmless in [
            "postgresql://app:s3cr3tPa55@localhost/x",
            "postgresql://app:s3cr3tPa55@127.0.0.1/x",
            "postgresql://app:{password}@db.prod.internal/x",
            "postgresql://app:$PASSWORD@db.prod.internal/x",
            "postgresql://user:password@db.prod.internal/x",
            "postgresql://app:%s@db.prod.internal/x",
            "postgresql://app:REDACTED@db.prod.internal/x",
            "https://app:s3cr3tPa55@server.test/x",
            "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
            "_authToken=YOUR_TOKEN",
            "xoxb-your-token-here-1234567890-abcdef",
            "ghs_0123456789abcdef0123456789abcdef0123",
            "postgresql://app:s3cr3tPa55@example.com/x",
            "postgresql://app:s3cr3tPa55@db/x",
            "https://app@db.prod.internal/x",
            "mail someone@db.prod.internal: http://x.org",
            "@decorator",
        ] {
            check(harmless, None);
        }
    }
}
