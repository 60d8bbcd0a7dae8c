//! Session tokens that a terminal or a message broke into lines. Only tokens are broken, because they have hundreds
//! of characters. The loss of a half would not be noticed: half a token can be used for signing without an error.

use zeroize::Zeroizing;

/// Maximum length of a secret access key in characters (IAM API reference, AccessKey). A longer text may continue on
/// the next line.
const MAX_SECRET_LENGTH: usize = 40;

/// Joins the lines of a token. A line continues on the next one if it ends in more characters of base64 than a secret
/// has, the line or the label before it contains "token", and the next line is base64 and nothing else.
pub fn joined(text: &str) -> Zeroizing<String> {
    // Allocated once: a string that grows leaves a copy in memory.
    let mut joined = Zeroizing::new(String::with_capacity(text.len()));
    let (mut before, mut is_broken) = ("", false);
    for line in text.split_inclusive('\n') {
        let plain = line.trim().trim_end_matches(['"', '\'', ';', ',']);
        let goes_on = is_broken && is_of_token(plain);
        if goes_on {
            let end = joined.trim_end().len();
            joined.truncate(end);
            joined.push_str(line.trim_start());
        } else {
            joined.push_str(line);
        }
        let is_named =
            goes_on || says_token(line) || says_token(before) && tail(before.trim_end()) < MAX_SECRET_LENGTH;
        is_broken = is_named && tail(line.trim_end()) > MAX_SECRET_LENGTH;
        before = line;
    }
    joined
}

/// Whether a line is a part of a token: base64, but neither a word, such as the label of a button, nor a number.
fn is_of_token(line: &str) -> bool {
    let plain = line.trim_end_matches('=');
    let is_word = line.len() < 20 && line.bytes().all(|b| b.is_ascii_alphabetic());
    plain.bytes().all(is_base64) && !is_word && line.bytes().any(|b| !b.is_ascii_digit())
}

fn says_token(line: &str) -> bool {
    line.as_bytes().windows(5).any(|word| word.eq_ignore_ascii_case(b"token"))
}

/// Returns the number of base64 characters at the end of a line, without its padding.
fn tail(line: &str) -> usize {
    line.trim_end_matches('=').bytes().rev().take_while(|b| is_base64(*b)).count()
}

fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_token() {
        let part = "F".repeat(60);
        let whole = format!("{part}{part}1Q==");
        for (text, expected) in [
            (format!("T_TOKEN={part}\n{part}\n1Q==\nA=1"), format!("T_TOKEN={whole}\nA=1")),
            (format!("T_TOKEN=\"{part}\n{part}\n1Q==\"\nA=1"), format!("T_TOKEN=\"{whole}\"\nA=1")),
            (format!("Session token\n{part}\n{part}\n1Q==\n"), format!("Session token\n{whole}\n")),
            // Neither a secret nor text without the word "token" continues on the next line.
            (format!("Token\n{}\n1Q==", "s".repeat(40)), format!("Token\n{}\n1Q==", "s".repeat(40))),
            (format!("Key\n{part}\n1Q=="), format!("Key\n{part}\n1Q==")),
            (format!("TOKEN={part}\nA=1"), format!("TOKEN={part}\nA=1")),
            (format!("Token\n{part}\nHide\n1Q=="), format!("Token\n{part}\nHide\n1Q==")),
            (format!("Token\n{part}\n123456789012"), format!("Token\n{part}\n123456789012")),
            (format!("TOKEN={part}\n\nend"), format!("TOKEN={part}\n\nend")),
        ] {
            assert_eq!(joined(&text).as_str(), expected, "{text}");
        }
    }
}
