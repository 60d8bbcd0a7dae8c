//! The encoding of sources (PEP 263, PEP 3120).

use super::{Fault, encodings, line_of};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Decodes a source as CPython does. Encodings other than UTF-8 and Latin-1 are read as Latin-1:
/// outside of strings and comments, such sources are ASCII anyway.
pub fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let (has_bom, text) = match bytes.strip_prefix(BOM) {
        Some(text) => (true, text),
        None => (false, bytes),
    };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Fault { line: 1, what: "it is UTF-16, and Python wants UTF-8".into() });
    }
    if let Some(at) = text.iter().position(|byte| *byte == 0) {
        return Err(Fault { line: line_of(text, at), what: "it has null bytes".into() });
    }
    let cookie = cookie(text).map(|(line, name)| (line, encodings::normal(&name)));
    match cookie.filter(|(_, name)| name != "utf-8") {
        Some((line, name)) if has_bom => Err(Fault {
            line,
            what: format!("it says that it is \"{name}\", but begins with UTF-8's byte order mark"),
        }),
        Some((line, name)) if !encodings::is_known(&name) => {
            Err(Fault { line, what: format!("\"{name}\" is no encoding that Python knows") })
        }
        Some((line, name)) if encodings::is_ascii(&name) && !text.is_ascii() => {
            Err(Fault { line, what: "it says that it is ASCII, but is not".into() })
        }
        Some((_, name)) if !encodings::is_utf8(&name) => Ok(text.iter().copied().map(char::from).collect()),
        _ => match std::str::from_utf8(text) {
            Ok(text) => Ok(text.to_string()),
            Err(error) => {
                let line = line_of(text, error.valid_up_to());
                let what = "it is not UTF-8, and no \"coding\" line says what it is".to_string();
                Err(Fault { line, what })
            }
        },
    }
}

/// The line and the name of `# -*- coding: name -*-`. It must be in the first line, or in the second if
/// the first has no code.
fn cookie(text: &[u8]) -> Option<(u32, String)> {
    let mut lines = text.split(|byte| *byte == b'\n' || *byte == b'\r');
    for line in 1..=2 {
        let bytes = lines.next()?;
        let bytes = bytes.get(..bytes.len().min(400))?;
        let start = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t' | 0x0c));
        match start.and_then(|start| bytes.get(start..)) {
            None => continue,
            Some([b'#', comment @ ..]) => {
                if let Some(name) = named(comment) {
                    return Some((line, name));
                }
            }
            Some(_) => return None,
        }
    }
    None
}

/// `coding[:=][ \t]*([-\w.]+)`
fn named(comment: &[u8]) -> Option<String> {
    let comment = String::from_utf8_lossy(comment);
    let mut rest = &*comment;
    loop {
        rest = rest.get(rest.find("coding")? + "coding".len()..)?;
        if let Some(name) = rest.strip_prefix([':', '=']) {
            let name = name.trim_start_matches([' ', '\t']);
            let end = name.find(|char: char| !char.is_ascii_alphanumeric() && !"-_.".contains(char));
            let name = &name[..end.unwrap_or(name.len())];
            if !name.is_empty() {
                return Some(name.to_string());
            }
        }
    }
}
