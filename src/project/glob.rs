//! Patterns for paths: `*` and `?` match within a name, `**` matches across folders, `[a-z]` matches one character of a
//! class, `{a,b}` stands for alternatives, and a backslash takes the next character literally. This is what doublestar
//! (Terraform's archive provider) and micromatch (Serverless Framework) have in common.

/// Maximum number of alternatives of a pattern with braces, and maximum number of bytes of all of them.
const MAX_ALTERNATIVES: usize = 256;
const MAX_BYTES: usize = 1 << 20;

/// A parsed pattern without alternatives.
pub struct Pattern {
    parts: Vec<Vec<Token>>,
    /// Whether the pattern also matches everything below a path that it matches.
    is_of_folder: bool,
}

/// A part of a name in a pattern.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    /// `?`
    Any,
    /// `*`
    Star,
    /// `[a-z]`, and `[!a-z]` or `[^a-z]`: ranges of characters.
    Class {
        is_negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Token {
    fn fits(&self, c: char) -> bool {
        match self {
            Token::Char(own) => *own == c,
            Token::Any => true,
            Token::Star => false,
            Token::Class { is_negated, ranges } => {
                ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != *is_negated
            }
        }
    }
}

impl Pattern {
    /// Parses a pattern: the result has one pattern for each alternative. `None` if there are too many.
    pub fn alternatives(pattern: &str) -> Option<Vec<Pattern>> {
        Some(expanded(pattern)?.iter().map(|pattern| Pattern::new(pattern)).collect())
    }

    /// Parses a pattern in which braces are literal.
    pub fn new(pattern: &str) -> Pattern {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        Pattern {
            parts: pattern.split('/').map(tokens).collect(),
            is_of_folder: !pattern.contains('*') || pattern.ends_with("/**"),
        }
    }

    /// Makes the pattern match everything below a folder that it matches.
    pub fn of_folder(self) -> Pattern {
        Pattern { is_of_folder: true, ..self }
    }

    /// Whether a path matches.
    pub fn fits(&self, path: &str) -> bool {
        // Fast path: most paths already differ in the first name.
        let first = self.parts.first().map_or(&[][..], Vec::as_slice);
        if *first != *ACROSS && !path.split('/').next().is_some_and(|name| fits_name(first, name)) {
            return false;
        }
        let names: Vec<&str> = path.split('/').collect();
        // In row i, cell j says whether the first i parts match the first j names. Each row follows from the one
        // before, so the cost is at most the number of parts times the number of names.
        let mut row = vec![false; names.len() + 1];
        if let Some(first) = row.first_mut() {
            *first = true;
        }
        for part in &self.parts {
            let mut next = vec![false; names.len() + 1];
            let is_across = part[..] == *ACROSS;
            for (at, name) in names.iter().enumerate() {
                let (before, above) = (get(&row, at), get(&row, at + 1));
                let is_here = match is_across {
                    true => above || before || get(&next, at),
                    false => before && fits_name(part, name),
                };
                if let Some(cell) = next.get_mut(at + 1) {
                    *cell = is_here;
                }
            }
            if is_across && let Some(first) = next.first_mut() {
                *first = get(&row, 0);
            }
            row = next;
        }
        row.iter().skip(1).any(|is| *is) && (get(&row, names.len()) || self.is_of_folder)
    }
}

/// Matches any number of folders.
const ACROSS: &[Token] = &[Token::Star, Token::Star];

fn get(row: &[bool], at: usize) -> bool {
    row.get(at).copied().unwrap_or(false)
}

/// Whether a pattern has syntax of micromatch that is not read here: groups such as `!(a|b)`, ranges such as `{1..3}`,
/// and classes by name such as `[[:alpha:]]`.
pub fn is_extended(pattern: &str) -> bool {
    let is_group =
        pattern.contains('|') || ["@(", "!(", "+(", "*(", "?("].iter().any(|open| pattern.contains(open));
    let is_range = pattern.split('{').skip(1).any(|part| {
        let inner = part.split('}').next().unwrap_or_default();
        inner.contains("..") && !inner.contains([',', '/'])
    });
    is_group && pattern.contains('(') || is_range || pattern.contains("[[:")
}

/// Returns the patterns that a pattern with braces stands for. `None` if there are too many. Braces without a comma are
/// literal.
fn expanded(pattern: &str) -> Option<Vec<String>> {
    // Equal texts are counted each time: `{,}{,}` is four steps, not one.
    let (mut done, mut rest) = (Vec::new(), vec![pattern.to_string()]);
    while let Some(text) = rest.pop() {
        let Some((group, commas)) = innermost(&text) else {
            done.push(text);
            continue;
        };
        let count = rest.len() + done.len() + commas.len() + 1;
        if count > MAX_ALTERNATIVES || count.saturating_mul(text.len()) > MAX_BYTES {
            return None;
        }
        let ends = commas.iter().copied().chain([group.end]);
        let starts = std::iter::once(group.start + 1).chain(commas.iter().map(|comma| comma + 1));
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        rest.extend(starts.zip(ends).map(|(from, to)| {
            [part(0, group.start), part(from, to), part(group.end + 1, text.len())].concat()
        }));
    }
    Some(done)
}

/// Returns the first braces that contain commas and no other such braces, and the offsets of the commas.
fn innermost(text: &str) -> Option<(std::ops::Range<usize>, Vec<usize>)> {
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '{' => open.push((at, Vec::new())),
            ',' => open.last_mut().into_iter().for_each(|(_, commas)| commas.push(at)),
            '}' => match open.pop() {
                Some((start, commas)) if !commas.is_empty() => return Some((start..at, commas)),
                _ => {}
            },
            _ => {}
        }
    }
    None
}

/// Parses a part of a pattern between slashes.
fn tokens(part: &str) -> Vec<Token> {
    let chars: Vec<char> = part.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    let last_end = chars.iter().rposition(|c| *c == ']').unwrap_or(0);
    while let Some(c) = chars.get(at) {
        at += 1;
        tokens.push(match c {
            '*' => Token::Star,
            '?' => Token::Any,
            '\\' if at < chars.len() => {
                at += 1;
                Token::Char(chars.get(at - 1).copied().unwrap_or_default())
            }
            '[' if at <= last_end => match class(chars.get(at..).unwrap_or_default()) {
                Some((class, length)) => {
                    at += length;
                    class
                }
                None => Token::Char('['),
            },
            c => Token::Char(*c),
        });
    }
    tokens
}

/// Parses a class of characters. `chars`: what follows the opening bracket. Returns the class and its length.
fn class(chars: &[char]) -> Option<(Token, usize)> {
    let is_negated = matches!(chars.first(), Some('!' | '^'));
    let start = usize::from(is_negated);
    // A bracket at the start of a class is a member of it.
    let end = start + 1 + chars.get(start + 1..)?.iter().position(|c| *c == ']')?;
    let (mut ranges, mut at) = (Vec::new(), start);
    while at < end {
        let from = *chars.get(at)?;
        let is_range = at + 2 < end && chars.get(at + 1) == Some(&'-');
        ranges.push((from, if is_range { *chars.get(at + 2)? } else { from }));
        at += if is_range { 3 } else { 1 };
    }
    Some((Token::Class { is_negated, ranges }, end + 1))
}

/// Whether a name matches a pattern without slashes.
fn fits_name(pattern: &[Token], name: &str) -> bool {
    let (mut at, mut rest, mut star) = (0, name, None);
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        match pattern.get(at) {
            Some(Token::Star) => {
                star = Some((at, rest));
                at += 1;
            }
            Some(token) if token.fits(c) => {
                at += 1;
                rest = behind;
            }
            // On a mismatch, the last star takes one more character.
            _ => match star {
                Some((star_at, star_rest)) => {
                    let c: char = star_rest.chars().next().unwrap_or_default();
                    let behind = star_rest.get(c.len_utf8()..).unwrap_or_default();
                    star = Some((star_at, behind));
                    (at, rest) = (star_at + 1, behind);
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|token| *token == Token::Star)
}

#[cfg(test)]
mod tests {
    use super::{Pattern, is_extended};

    #[test]
    fn patterns() {
        let check = |pattern: &str, yes: &str, no: &str| {
            let all = Pattern::alternatives(pattern).unwrap_or_default();
            let fits = |path: &str| all.iter().any(|one| one.fits(path));
            for path in yes.split_whitespace() {
                assert!(fits(path), "{pattern} {path}");
            }
            for path in no.split_whitespace() {
                assert!(!fits(path), "{pattern} {path}");
            }
        };
        check("src/**", "src/a.py src/a/b.py", "a.py lib/src/a.py");
        check("**/*.py", "a.py a/b.py a/b/c.py", "a.txt a.py/b.txt");
        check("**", "a a/b", "");
        check("*.md", "a.md", "a/b.md a.mdx");
        check("node_modules", "node_modules/a/b", "src/node_modules/a");
        check("./tests/", "tests/a.py", "test/a.py");
        check("a?c*e", "abce abcdde", "ace abcdef");
        check("**/test_*/**", "a/test_b/c test_b/c", "a/b/c");
        check("{tests,docs}/**", "tests/a.py docs/a/b.md", "src/a.py {tests,docs}/a");
        check("**/*.{md,txt}", "a.md a/b.txt", "a.py a.{md,txt}");
        check("src/{a,{b,c}d}/*.py", "src/a/x.py src/bd/x.py src/cd/x.py", "src/b/x.py src/d/x.py");
        check("{a,b}{1,}.py", "a.py a1.py b.py b1.py", "a2.py ab.py");
        check("{a/**,b}.py", "a/x.py b.py", "a.py b/x.py");
        check("{a}.py {", "", "a.py");
        check("[a-c]?/[!x]*.py", "ab/y.py", "db/y.py ab/x.py");
        check("[^._]*", "a.py", "_a.py .a");
        check("[]x]a[", "]a[ xa[", "a[");
        check("\\*\\{a,b\\}", "*{a,b}", "x{a,b} *a");
        assert!(Pattern::alternatives(&"{a,b}".repeat(9)).is_none());
        assert!(Pattern::alternatives(&"{,}".repeat(40)).is_none());
        assert!(Pattern::alternatives(&format!("{{{}}}", ",".repeat(60_000))).is_none());
        assert!(Pattern::alternatives(&"[".repeat(40_000)).is_some_and(|all| all.len() == 1));
        assert!(Pattern::alternatives(&"{".repeat(100_000)).is_some_and(|all| all.len() == 1));
        let folder = Pattern::new("**/*_cache").of_folder();
        assert!(folder.fits("a/x_cache/b.py") && !folder.fits("a/x/b.py"));
    }

    #[test]
    fn extended_patterns() {
        for pattern in ["!(a|b)/**", "src/@(a|b).py", "(a|b)", "+(a)", "a{1..3}", "[[:alpha:]]*"] {
            assert!(is_extended(pattern), "{pattern}");
        }
        for pattern in ["a/**", "a (1).py", "{../x,b}", "{a,b}..", "[a-z]"] {
            assert!(!is_extended(pattern), "{pattern}");
        }
    }
}
