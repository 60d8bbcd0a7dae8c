//! One line in the syntax of .gitignore (gitignore(5), "Pattern format"), matched byte by byte, as git does in dir.c
//! and wildmatch.c. `tests/gitignore.rs` compares the results with git's.

/// A part of a pattern, and what it matches.
enum Token {
    Byte(u8),
    /// One of a set of bytes, for `?` and `[…]`. The set never contains a slash.
    OneOf(Box<[bool; 256]>),
    /// `*`: any bytes but a slash.
    Star,
    /// `**/`: nothing, or one or more folders.
    Folders,
    /// `**` at the end: the rest of the path.
    Rest,
}

impl Token {
    fn matches(&self, byte: u8) -> bool {
        match self {
            Token::Byte(own) => *own == byte,
            Token::OneOf(set) => set[usize::from(byte)],
            Token::Star | Token::Folders | Token::Rest => false,
        }
    }
}

/// A line that is neither empty nor a comment.
pub struct Pattern {
    line: String,
    /// Without `!` and the slashes at the start and the end.
    tokens: Vec<Token>,
    is_negated: bool,
    is_for_folders: bool,
    /// Whether it is compared with the whole path, and not only with the last name in the path.
    is_anchored: bool,
}

impl Pattern {
    /// Reads a line. `None` for an empty line or a comment.
    ///
    /// # Errors
    /// The reason why the line cannot match anything, as a clause.
    pub fn read(line: &str) -> Result<Option<Pattern>, String> {
        let line = without_trailing_spaces(line);
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let (is_negated, text) = match line.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (is_for_folders, text) = match text.strip_suffix('/') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let is_anchored = text.contains('/');
        let tokens = tokens(text.strip_prefix('/').unwrap_or(text).as_bytes())?;
        Ok(Some(Pattern { line: line.to_owned(), tokens, is_negated, is_for_folders, is_anchored }))
    }

    /// Returns the line as in the file, without spaces at its end.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Whether the line begins with `!`: what it matches is kept.
    pub fn is_negated(&self) -> bool {
        self.is_negated
    }

    /// Whether it matches this path itself. The caller must also check the folders that contain the path. The path is
    /// relative, without a slash at either end.
    pub fn matches(&self, path: &str, is_folder: bool) -> bool {
        if self.is_for_folders && !is_folder {
            return false;
        }
        let text = if self.is_anchored { path } else { path.rsplit('/').next().unwrap_or(path) };
        matches(&self.tokens, text.as_bytes())
    }
}

/// Removes spaces at the end, except a space after a backslash.
fn without_trailing_spaces(line: &str) -> &str {
    let mut end = 0;
    let mut is_escaped = false;
    for (at, char) in line.char_indices() {
        if is_escaped || char != ' ' {
            end = at + char.len_utf8();
        }
        is_escaped = !is_escaped && char == '\\';
    }
    &line[..end]
}

fn tokens(pattern: &[u8]) -> Result<Vec<Token>, String> {
    let first_special = pattern.iter().position(|byte| b"*?[\\".contains(byte));
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = pattern.get(at) {
        let start = at;
        at += 1;
        tokens.push(match byte {
            b'\\' => {
                let escaped = pattern.get(at).ok_or("it ends in a backslash")?;
                at += 1;
                Token::Byte(*escaped)
            }
            b'?' => one_of(|_| true),
            b'[' => class(pattern, &mut at)?,
            b'*' => {
                while pattern.get(at) == Some(&b'*') {
                    at += 1;
                }
                // git compares the text before the first special character separately: if `**` is the first special
                // character, it counts as being at the start.
                let is_start = start == 0 || pattern[start - 1] == b'/' || first_special == Some(start);
                match pattern.get(at) {
                    _ if at - start == 1 || !is_start => Token::Star,
                    None => Token::Rest,
                    Some(b'/') => {
                        at += 1;
                        Token::Folders
                    }
                    Some(_) => Token::Star,
                }
            }
            _ => Token::Byte(byte),
        });
    }
    Ok(tokens)
}

fn one_of(is_in: impl Fn(u8) -> bool) -> Token {
    let mut set = Box::new([false; 256]);
    for (byte, matches) in (0..=u8::MAX).zip(set.iter_mut()) {
        *matches = byte != b'/' && is_in(byte);
    }
    Token::OneOf(set)
}

/// Reads a bracket expression. `at` is the offset after its `[`, and becomes the offset after its `]`.
fn class(pattern: &[u8], at: &mut usize) -> Result<Token, String> {
    let byte = |at: usize| pattern.get(at).copied().ok_or("its \"[\" is not closed");
    let is_negated = matches!(byte(*at)?, b'!' | b'^');
    *at += usize::from(is_negated);
    let start = *at;
    let mut set = [false; 256];
    let mut add = |bytes: std::ops::RangeInclusive<u8>| bytes.for_each(|byte| set[usize::from(byte)] = true);
    // The byte with which a range would begin.
    let mut before = None;
    while *at == start || byte(*at)? != b']' {
        let mut own = byte(*at)?;
        *at += 1;
        let is_range = own == b'-' && before.is_some() && byte(*at)? != b']';
        if is_range {
            own = byte(*at)?;
            *at += 1;
        }
        if own == b'[' && !is_range && pattern.get(*at) == Some(&b':') {
            let name = &pattern[*at + 1..];
            let end = name.iter().position(|byte| *byte == b']').ok_or("its \"[\" is not closed")?;
            if let Some(name) = name[..end].strip_suffix(b":") {
                let is_in = named(name)?;
                (0..=u8::MAX).filter(is_in).for_each(|byte| add(byte..=byte));
                *at += 1 + end + 1;
                before = None;
                continue;
            }
        }
        if own == b'\\' {
            own = byte(*at)?;
            *at += 1;
        }
        match before.filter(|_| is_range) {
            Some(first) => add(first..=own),
            None => add(own..=own),
        }
        before = (!is_range).then_some(own);
    }
    *at += 1;
    match one_of(|byte| set[usize::from(byte)] != is_negated) {
        Token::OneOf(set) if *set == [false; 256] => Err("nothing fits its \"[…]\"".to_owned()),
        token => Ok(token),
    }
}

/// The bytes of a POSIX character class, as in `[[:alpha:]]`. Only ASCII counts, whatever the locale is.
fn named(name: &[u8]) -> Result<fn(&u8) -> bool, String> {
    Ok(match name {
        b"alnum" => u8::is_ascii_alphanumeric,
        b"alpha" => u8::is_ascii_alphabetic,
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => u8::is_ascii_control,
        b"digit" => u8::is_ascii_digit,
        b"graph" => u8::is_ascii_graphic,
        b"lower" => u8::is_ascii_lowercase,
        b"print" => |byte| matches!(byte, b' '..=b'~'),
        b"punct" => u8::is_ascii_punctuation,
        b"space" => |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'),
        b"upper" => u8::is_ascii_uppercase,
        b"xdigit" => u8::is_ascii_hexdigit,
        _ => return Err(format!("\"[:{}:]\" is no class of characters", String::from_utf8_lossy(name))),
    })
}

fn matches(tokens: &[Token], text: &[u8]) -> bool {
    let (mut token, mut at) = (0, 0);
    // The last `*` and the last `**/`, which may have to match more of the text. Each is the index of the token after
    // it, and the offset in the text at which its match ends so far. An earlier one need not be tried again: the more
    // it matched, the less text would be left for the later one.
    let mut star: Option<(usize, usize)> = None;
    let mut folders: Option<(usize, usize)> = None;
    loop {
        match tokens.get(token) {
            Some(Token::Rest) => return true,
            Some(Token::Star) => {
                token += 1;
                star = Some((token, at));
                continue;
            }
            Some(Token::Folders) => {
                token += 1;
                (star, folders) = (None, Some((token, at)));
                continue;
            }
            Some(other) if text.get(at).is_some_and(|byte| other.matches(*byte)) => {
                token += 1;
                at += 1;
                continue;
            }
            None if at == text.len() => return true,
            _ => {}
        }
        if let Some((behind, end)) = star
            && text.get(end).is_some_and(|byte| *byte != b'/')
        {
            (token, at) = (behind, end + 1);
            star = Some((token, at));
        } else if let Some((behind, end)) = folders
            && let Some(slash) = text[end..].iter().position(|byte| *byte == b'/')
        {
            (token, at) = (behind, end + slash + 1);
            (star, folders) = (None, Some((token, at)));
        } else {
            return false;
        }
    }
}
