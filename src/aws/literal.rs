//! Objects as programs print them: JSON, Python's `repr`, JavaScript's `console.log`.

use serde_json::{Map, Number, Value};

/// Maximum depth of nesting that is read.
const MAXIMUM_DEPTH: usize = 32;

/// Reads one object and ignores what follows it. Returns `None` if the text does not begin with a complete object.
pub fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { rest: text, depth: 0 };
    reader.skip();
    reader.rest.starts_with('{').then(|| reader.value())?
}

/// Resolves the escape sequences of a text (ECMA-404, 9; Python and JavaScript also have `\x26`).
pub fn unescaped(text: &str) -> Option<String> {
    let mut reader = Reader { rest: text, depth: 0 };
    let mut plain = String::new();
    while let Some(c) = reader.next() {
        plain.push(if c == '\\' { reader.escape()? } else { c });
    }
    Some(plain)
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    /// Skips white space, then consumes `c` if it comes next. Returns whether it did.
    fn take(&mut self, c: char) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn value(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > MAXIMUM_DEPTH {
            return None;
        }
        self.skip();
        let value = match self.rest.chars().next()? {
            '{' => self.object(),
            '[' => self.list('[', ']').map(|(values, _)| Value::Array(values)),
            // Python prints a long text as several strings in parentheses.
            '(' => match self.list('(', ')')? {
                (mut values, false) if values.len() == 1 => values.pop(),
                (values, _) => Some(Value::Array(values)),
            },
            '"' | '\'' | '`' => self.texts(),
            _ => self.word(),
        };
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Option<Value> {
        let mut members = Map::new();
        self.take('{');
        while !self.take('}') {
            let name = match self.rest.chars().next()? {
                '"' | '\'' => self.text()?,
                _ => self.letters(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '-'))?,
            };
            if !self.take(':') {
                return None;
            }
            let value = self.value()?;
            members.insert(name, value);
            if !self.take(',') && !self.rest.starts_with('}') {
                return None;
            }
        }
        Some(Value::Object(members))
    }

    /// Reads the values between `open` and `close`. Returns them, and whether a comma follows any of them.
    fn list(&mut self, open: char, close: char) -> Option<(Vec<Value>, bool)> {
        let (mut values, mut has_comma) = (Vec::new(), false);
        self.take(open);
        while !self.take(close) {
            values.push(self.value()?);
            let is_more = self.take(',');
            has_comma |= is_more;
            if !is_more && !self.rest.starts_with(close) {
                return None;
            }
        }
        Some((values, has_comma))
    }

    /// Reads a text that may have several parts: `'a' 'b'` in Python, `'a' + 'b'` in older versions of Node.
    fn texts(&mut self) -> Option<Value> {
        let mut whole = self.text()?;
        loop {
            self.take('+');
            self.skip();
            if !self.rest.starts_with(['"', '\'']) {
                return Some(Value::String(whole));
            }
            whole += &self.text()?;
        }
    }

    fn text(&mut self) -> Option<String> {
        let quote = self.next()?;
        let mut text = String::new();
        loop {
            match self.next()? {
                c if c == quote => return Some(text),
                '\\' => text.push(self.escape()?),
                '\n' if quote != '`' => return None,
                c => text.push(c),
            }
        }
    }

    /// Reads what follows a backslash, and returns the character that it stands for.
    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => self.code(4)?,
            'x' => self.code(2)?,
            c => c,
        })
    }

    /// Reads a character by its code point in hexadecimal. Half of a surrogate pair is not a character.
    fn code(&mut self, digits: usize) -> Option<char> {
        let number = u32::from_str_radix(self.rest.get(..digits)?, 16).ok()?;
        self.rest = self.rest.get(digits..)?;
        char::from_u32(number)
    }

    fn letters(&mut self, is_part: impl Fn(char) -> bool) -> Option<String> {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (letters, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        (!letters.is_empty()).then(|| letters.to_string())
    }

    /// Reads a number, a name such as `None`, a time as JavaScript prints it, or a call such as
    /// `datetime.datetime(2026, 11, 24)`.
    fn word(&mut self) -> Option<Value> {
        let word = self.letters(|c| !c.is_whitespace() && !",{}[]()'\"`".contains(c))?;
        if matches!(word.as_str(), "b" | "u" | "r") && self.rest.starts_with(['"', '\'']) {
            return self.texts();
        }
        if self.rest.starts_with('(') {
            let (arguments, _) = self.list('(', ')')?;
            return Some(if word.ends_with("datetime") { time_of(&arguments) } else { Value::Null });
        }
        Some(match word.as_str() {
            "null" | "None" | "undefined" => Value::Null,
            "true" | "True" => Value::Bool(true),
            "false" | "False" => Value::Bool(false),
            number => match number.parse::<Number>() {
                Ok(number) => Value::Number(number),
                Err(_) => Value::String(word),
            },
        })
    }
}

/// Converts the arguments of Python's `datetime.datetime(2026, 11, 24, 7, 0, tzinfo=tzutc())` to a time. boto3
/// returns times in UTC.
fn time_of(arguments: &[Value]) -> Value {
    let number = |index: usize| arguments.get(index).and_then(Value::as_u64).unwrap_or(0);
    let [year, month, day, hour, minute, second] = [0, 1, 2, 3, 4, 5].map(number);
    Value::String(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(read(text).map(|value| value.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn objects_as_programs_print_them() {
        check(r#"{"a": [1, -2.5, true, null], "b": {}}"#, Some(r#"{"a":[1,-2.5,true,null],"b":{}}"#));
        check("{'a': 'it\\'s', \"b\": None, 'c': (1, 2)}", Some(r#"{"a":"it's","b":null,"c":[1,2]}"#));
        check("{ url: 'x', fields: { 'a-b': `y`, }, } // more", Some(r#"{"fields":{"a-b":"y"},"url":"x"}"#));
        check("{'a': ('one '\n       'two'), b: 'x' +\n 'y'}", Some(r#"{"a":"one two","b":"xy"}"#));
        check("{'a': u'x', 'b': b'y'}", Some(r#"{"a":"x","b":"y"}"#));
        check(
            "{'t': datetime.datetime(2026, 11, 24, 7, 0, tzinfo=tzutc())}",
            Some(r#"{"t":"2026-11-24T07:00:00Z"}"#),
        );
        check("{ t: 2026-11-24T07:00:00.000Z }", Some(r#"{"t":"2026-11-24T07:00:00.000Z"}"#));
        check(r#"{"a": "\u0026\x3d\/"}"#, Some(r#"{"a":"&=/"}"#));
        for broken in
            ["", "[]", "{", "{a}", "{a: }", "{a: 1 b: 2}", "{'a': 'x}", "{'a': '\\u00'}", "{a: [Object]"]
        {
            check(broken, None);
        }
        check(&"{a:".repeat(100_000), None);
        check(&format!("{{a:{}", "[".repeat(100_000)), None);
    }

    #[test]
    fn escaped_texts() {
        assert_eq!(unescaped(r"https://h/?a=1\u0026b=2").as_deref(), Some("https://h/?a=1&b=2"));
        assert_eq!(unescaped(r"https:\/\/h\x2fk").as_deref(), Some("https://h/k"));
        assert_eq!(unescaped(r"a\u00"), None);
    }
}
