//! Patterns of paths: `*` and `?` within a name, `**` across folders.

/// Whether a path fits a pattern. A pattern that names a folder fits all that is in it.
pub fn fits(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let parts: Vec<&str> = pattern.split('/').collect();
    let names: Vec<&str> = path.split('/').collect();
    // Whether the first i parts fit the first j names, for each i in turn: no pattern costs more than its product.
    let mut row = vec![false; names.len() + 1];
    if let Some(first) = row.first_mut() {
        *first = true;
    }
    for part in parts {
        let mut next = vec![false; names.len() + 1];
        for (at, name) in names.iter().enumerate() {
            let (before, above) = (get(&row, at), get(&row, at + 1));
            let is_here = match part {
                "**" => above || before || get(&next, at),
                _ => before && fits_name(part, name),
            };
            if let Some(cell) = next.get_mut(at + 1) {
                *cell = is_here;
            }
        }
        if part == "**"
            && let Some(first) = next.first_mut()
        {
            *first = get(&row, 0);
        }
        row = next;
    }
    row.iter().skip(1).any(|is| *is)
        && (get(&row, names.len()) || !pattern.contains('*') || pattern.ends_with("/**"))
}

fn get(row: &[bool], at: usize) -> bool {
    row.get(at).copied().unwrap_or(false)
}

/// Whether a name fits a pattern without slashes.
fn fits_name(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut of, mut star) = (0, 0, None);
    while let Some(c) = name.get(of) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, of));
                at += 1;
            }
            Some(p) if p == c || *p == '?' => {
                at += 1;
                of += 1;
            }
            // The last star takes one character more.
            _ => match star {
                Some((star_at, star_of)) => {
                    star = Some((star_at, star_of + 1));
                    at = star_at + 1;
                    of = star_of + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        let check = |pattern: &str, yes: &str, no: &str| {
            for path in yes.split_whitespace() {
                assert!(fits(pattern, path), "{pattern} {path}");
            }
            for path in no.split_whitespace() {
                assert!(!fits(pattern, path), "{pattern} {path}");
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
