//! Session tokens that a terminal or a message broke into lines: hundreds of characters long, they are the only part that
//! is broken, and half a token signs as if it were one.

use zeroize::Zeroizing;

/// The most characters of a secret access key (IAM API reference, AccessKey): what is longer may go on in the next line.
const MAX_SECRET_LENGTH: usize = 40;

/// The text with the lines of a token joined. A line goes on where it ends in more characters of base64 than a secret has,
/// it or the label before it says "token", and the next line is base64 and nothing else.
pub fn joined(text: &str) -> Zeroizing<String> {
    // Never grown: what moves leaves a copy behind.
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

/// Whether a line is a part of a token: no word, such as that on a button, and no number.
fn is_of_token(line: &str) -> bool {
    let plain = line.trim_end_matches('=');
    let is_word = line.len() < 20 && line.bytes().all(|b| b.is_ascii_alphabetic());
    plain.bytes().all(is_base64) && !is_word && line.bytes().any(|b| !b.is_ascii_digit())
}

fn says_token(line: &str) -> bool {
    line.as_bytes().windows(5).any(|word| word.eq_ignore_ascii_case(b"token"))
}

/// The characters of base64 at the end of a line, without its padding.
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
            // A secret ends where it ends, and so does what says nothing of a token.
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
