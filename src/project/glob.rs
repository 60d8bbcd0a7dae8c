//! Patterns for paths: `*` and `?` match within a name, `**` matches across folders.

/// A parsed pattern.
pub struct Pattern {
    parts: Vec<Vec<char>>,
    /// Whether the pattern also matches everything below a path that it matches.
    is_of_folder: bool,
}

impl Pattern {
    /// Parses a pattern.
    pub fn new(pattern: &str) -> Pattern {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        Pattern {
            parts: pattern.split('/').map(|part| part.chars().collect()).collect(),
            is_of_folder: !pattern.contains('*') || pattern.ends_with("/**"),
        }
    }

    /// Whether a path matches.
    pub fn fits(&self, path: &str) -> bool {
        // Fast path: most paths already differ in the first name.
        let first = self.parts.first().map_or(&[][..], Vec::as_slice);
        if first != ACROSS && !path.split('/').next().is_some_and(|name| fits_name(first, name)) {
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
            let is_across = part == ACROSS;
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
const ACROSS: &[char] = &['*', '*'];

fn get(row: &[bool], at: usize) -> bool {
    row.get(at).copied().unwrap_or(false)
}

/// Whether a name matches a pattern without slashes.
fn fits_name(pattern: &[char], name: &str) -> bool {
    let (mut at, mut rest, mut star) = (0, name, None);
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, rest));
                at += 1;
            }
            Some(p) if *p == c || *p == '?' => {
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
    pattern.get(at..).unwrap_or_default().iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns() {
        let check = |pattern: &str, yes: &str, no: &str| {
            for path in yes.split_whitespace() {
                assert!(Pattern::new(pattern).fits(path), "{pattern} {path}");
            }
            for path in no.split_whitespace() {
                assert!(!Pattern::new(pattern).fits(path), "{pattern} {path}");
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
    }
}
