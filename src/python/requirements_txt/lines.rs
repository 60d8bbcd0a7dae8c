//! The lines of a requirements file, before their contents are read.

/// Returns the lines without comments, each with its number. A line that ends in a backslash is joined with the next
/// one, and has the number of the first. A comment begins with a `#` at the start of the line or after a blank.
pub fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut begun: Option<(usize, String)> = None;
    for (index, line) in physical_lines(text).enumerate() {
        let is_comment = line.trim_start().starts_with('#');
        let (number, mut joined) = begun.take().unwrap_or((index + 1, String::new()));
        match line.strip_suffix('\\').filter(|_| !is_comment) {
            Some(_) => {
                joined.push_str(line.trim_matches('\\'));
                begun = Some((number, joined));
            }
            None => {
                // A comment line ends the joined line.
                joined.push_str(if is_comment { "" } else { line });
                lines.push((number, joined));
            }
        }
    }
    lines.extend(begun);
    for (_, line) in &mut lines {
        let comment =
            line.match_indices('#').map(|(at, _)| at).find(|at| line[..*at].ends_with(char::is_whitespace));
        if let Some(at) = comment {
            line.truncate(at);
        }
        *line = line.trim().to_string();
    }
    lines.retain(|(_, line)| !line.is_empty());
    lines
}

/// Splits lines as Python's `str.splitlines` does: a `\r` alone ends a line too, and so do separators of Unicode.
fn physical_lines(text: &str) -> impl Iterator<Item = &str> {
    const ENDS: [char; 10] =
        ['\n', '\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut rest = Some(text).filter(|text| !text.is_empty());
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.find(ENDS).unwrap_or(text.len());
        let (line, after) = text.split_at(end);
        let mut chars = after.chars();
        let after = match chars.next() {
            Some('\r') => after.strip_prefix("\r\n").unwrap_or(chars.as_str()),
            _ => chars.as_str(),
        };
        rest = Some(after).filter(|after| !after.is_empty());
        Some(line)
    })
}

/// The first `${NAME}` of a line. Each byte is read once, because no name contains a `$`.
pub fn environment_variable(line: &str) -> Option<&str> {
    line.match_indices("${").find_map(|(at, _)| {
        let name = &line[at + 2..];
        let is_name = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_';
        let length = name.find(|char| !is_name(char))?;
        (length > 0 && name[length..].starts_with('}')).then(|| &line[at..at + length + 3])
    })
}

/// The requirement, and the options behind it: pip splits at the first word that begins with `-`.
pub fn split_options(line: &str) -> (&str, &str) {
    match line.match_indices(" -").next() {
        Some((at, _)) => (line[..at].trim(), &line[at..]),
        None => (line, ""),
    }
}

/// Removes the quotes that the value of one of pip's options may have.
pub fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_variables() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(environment_variable(line), expected, "{line}");
        };
        check("a==${V_1}", Some("${V_1}"));
        check("${} ${a} ${A ${B}", Some("${B}"));
        check("${A", None);
        check("$A {A}", None);
    }

    #[test]
    fn splits_as_python() {
        let check = |text: &str, expected: &[(usize, &str)]| {
            let found = logical_lines(text);
            let found: Vec<(usize, &str)> = found.iter().map(|(at, line)| (*at, line.as_str())).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("a\rb\r\nc\n\rd", &[(1, "a"), (2, "b"), (3, "c"), (5, "d")]);
        check("a\x0cb\u{2028}c", &[(1, "a"), (2, "b"), (3, "c")]);
        check("a\\\rb\\\\\n<2 # c", &[(1, "ab<2")]);
        check("", &[]);
    }

    #[test]
    fn takes_quotes_away() {
        for (value, expected) in
            [("\".[dev]\"", ".[dev]"), ("'./a b'", "./a b"), ("\"a", "\"a"), ("\"", "\"")]
        {
            assert_eq!(unquoted(value), expected);
        }
    }
}
